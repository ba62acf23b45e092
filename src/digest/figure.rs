//! Reads the figures of one passage: what is counted, the value, how it is bounded and how firmly it is promised.
//!
//! A number is read together with its clause. What it counts stands before it (粮食产量780亿斤) or behind it
//! (新增13个旗县级殡仪馆); in an enumeration the verb and the subject are said once and carried on, and so is a hedge.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::number::{Fault, Form, Number, numbers};
use super::words::{Words, words};
use super::{Bound, Hedge, Measure};
use crate::text::is_han;

/// How far a clause is looked at; real ones are shorter, and no text takes more than linear time.
const REACH: usize = 400;

/// A figure as it stands in its passage; positions count code points of the passage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// The shortest stretch that proves it.
    pub(crate) quote: Range<usize>,
    /// The number with unit and qualifier.
    pub(crate) printed: Range<usize>,
    /// What is counted, in the report's words.
    pub(crate) indicator: String,
    /// Where the indicator stands, if it is one stretch.
    pub(crate) indicator_range: Option<Range<usize>>,
    /// What is counted without the verb, to compare with others.
    pub(crate) subject: String,
    /// The number; none for a goal without one.
    pub(crate) number: Option<Number>,
    /// Which values satisfy it.
    pub(crate) bound: Bound,
    /// The word that makes the bound.
    pub(crate) qualifier: Option<String>,
    /// How firmly it is promised.
    pub(crate) hedge: Option<Hedge>,
    /// Change or level.
    pub(crate) measure: Measure,
    /// Whether it is what something started from.
    pub(crate) baseline: bool,
}

/// Reads the figures of `text`, in order, and what could not be read.
pub(crate) fn readings(text: &[char]) -> (Vec<Reading>, Vec<Fault>) {
    let (numbers, faults) = numbers(text);
    let marks = marks(text);
    let mut reader = Reader {
        text,
        words: words(),
        marks,
        subject: None,
        verb: None,
        shared: Vec::new(),
        change: None,
        clause: 0,
        last_end: 0,
        readings: Vec::new(),
    };
    for (index, number) in numbers.iter().enumerate() {
        let next = numbers.get(index + 1);
        reader.read(number, next);
    }
    let mut readings = std::mem::take(&mut reader.readings);
    goals(text, &reader.marks, &mut readings);
    hedges(text, &reader.marks, &mut readings);
    readings.sort_by_key(|reading| (reading.printed.start, reading.printed.end));
    (readings, faults)
}

/// How strongly a place parts the text: 0 not at all, 1 、, 2 ，：, 3 ；, 4 the end of a sentence.
pub(crate) fn marks(text: &[char]) -> Vec<u8> {
    const REACH: usize = 40;
    let mut marks = vec![0; text.len()];
    let mut inside_until = 0;
    for (at, &c) in text.iter().enumerate() {
        if at < inside_until {
            continue;
        }
        let close = match c {
            '（' => Some('）'),
            '(' => Some(')'),
            '“' => Some('”'),
            '「' => Some('」'),
            '《' => Some('》'),
            _ => None,
        };
        if let Some(close) = close {
            let end = (at + 1..text.len().min(at + REACH)).find(|&i| text[i] == close);
            inside_until = end.unwrap_or(at);
            continue;
        }
        marks[at] = match c {
            '、' => 1,
            '，' | '：' | ':' => 2,
            ',' if !text.get(at + 1).is_some_and(char::is_ascii_digit) => 2,
            '—' if text.get(at + 1) == Some(&'—') || at > 0 && text[at - 1] == '—' => {
                let digits =
                    |i: usize| text.get(i).is_some_and(|c| c.is_ascii_digit() || *c == '%');
                u8::from(!(digits(at + 1) || digits(at + 2) || at > 0 && digits(at - 1))) * 2
            }
            '；' | ';' => 3,
            '。' | '！' | '？' | '!' | '?' | '\n' => 4,
            _ => 0,
        };
    }
    marks
}

/// A subject that 分别 hands out.
struct Shared {
    text: String,
    start: usize,
}

/// What an earlier number of the sentence counted.
#[derive(Clone)]
struct Subject {
    text: String,
    full: String,
    start: usize,
}

struct Reader<'a> {
    text: &'a [char],
    words: &'static Words,
    marks: Vec<u8>,
    /// The subject that a number without its own inherits.
    subject: Option<Subject>,
    /// The verb that an enumeration shares, with the clause it opened.
    verb: Option<Range<usize>>,
    /// Subjects that 分别 will hand out, in reverse order.
    shared: Vec<Shared>,
    /// The word of change that 分别 gives to all numbers of its clause.
    change: Option<Range<usize>>,
    clause: usize,
    last_end: usize,
    readings: Vec<Reading>,
}

/// What stands before a number, taken apart.
struct Lead {
    /// Where it starts and ends, without link words.
    core: Range<usize>,
    /// The verb at its start that belongs to the indicator.
    verb: Option<Range<usize>>,
    /// The word of change right before the number.
    change: Option<Range<usize>>,
    /// First character of the qualifier, or of the number.
    printed: usize,
    /// The qualifier.
    before: Option<(Range<usize>, Bound)>,
    baseline: bool,
    respectively: bool,
    /// Whether it opens with 较 or 比: what follows is what something is measured against.
    compared: bool,
    /// Whether nothing was stripped from its start.
    plain: bool,
}

impl Reader<'_> {
    fn string(&self, range: &Range<usize>) -> String {
        self.text[range.clone()].iter().collect()
    }

    /// Length of the word of `list` at `at`.
    fn verb_at(&self, list: &Lexicon<()>, at: usize) -> Option<usize> {
        self.words.verb(list, self.text, at)
    }

    /// The start of the stretch that holds `at` and has no mark of `strength` or more in it; never far behind.
    fn opening(&self, at: usize, strength: u8) -> usize {
        let floor = at.saturating_sub(REACH);
        (floor..at)
            .rev()
            .find(|&i| self.marks[i] >= strength)
            .map_or(floor, |i| i + 1)
    }

    fn closing(&self, at: usize, strength: u8) -> usize {
        let ceiling = self.text.len().min(at + REACH);
        (at..ceiling)
            .find(|&i| self.marks[i] >= strength)
            .unwrap_or(ceiling)
    }

    fn read(&mut self, number: &Number, next: Option<&Number>) {
        let clause = self.opening(number.start, 2);
        if clause != self.clause {
            self.verb = None;
            self.shared.clear();
            self.change = None;
            self.clause = clause;
        }
        if self.opening(number.start, 4) > self.last_end {
            self.subject = None;
        }
        let segment = self.opening(number.start, 1);
        let from = segment.max(self.last_end.min(number.start));
        let lead = self.lead(from, number);
        let lead = self.joined(clause, segment, number).unwrap_or(lead);
        let (end, after) = self.after(number.end);
        let limit = next.map_or(self.text.len(), |next| {
            self.lead(next.start.min(self.closing(end, 1)).max(end), next)
                .printed
        });
        self.last_end = end;
        if lead.respectively {
            self.share_out(clause, lead.core.end);
            self.change.clone_from(&lead.change);
        }
        let behind = self.behind(end, limit, number).or_else(|| {
            // 13.07万户46万群众: two numbers of one thing.
            let next = next.filter(|next| next.start == end && lead.core.len() < 2)?;
            self.behind(next.end, self.text.len(), next)
        });
        let lead = if behind.is_none() {
            self.bare_change(lead)
        } else {
            lead
        };
        let named = self.name(number, &lead, behind.as_ref(), clause);
        let Named {
            indicator,
            indicator_range,
            subject,
            start,
            behind: used_behind,
        } = named;
        let measure = self.measure(number, &lead);
        let (bound, qualifier) = self.bound(number, &lead, after.clone());
        let quote_end = if used_behind {
            behind
                .as_ref()
                .map_or(end, |range| self.quote_end(range.end, limit))
        } else {
            self.suffix(end)
        };
        let quote = self.quote(start.min(lead.printed), quote_end.max(end));
        let baseline = (lead.baseline || lead.compared && lead.change.is_none())
            && next
                .is_some_and(|next| next.start < self.closing(end, 2) && next.base == number.base);
        self.readings.push(Reading {
            quote,
            printed: lead.printed..end,
            indicator,
            indicator_range,
            subject,
            number: Some(number.clone()),
            bound,
            qualifier,
            hedge: None,
            measure,
            baseline,
        });
    }

    /// 减税降费、留抵退税、缓缴税费超过600亿元: a list without numbers of its own is counted as one.
    fn joined(&self, clause: usize, segment: usize, number: &Number) -> Option<Lead> {
        const LONG: usize = 24;
        let from = if self.last_end > clause {
            self.closing(self.last_end, 1) + 1
        } else {
            clause
        };
        if from >= segment || segment - from > 2 * LONG {
            return None;
        }
        let opened = self.skip_leads(segment, number.start);
        let own_verb = self
            .verb_at(&self.words.act, opened)
            .is_some_and(|length| length > 1);
        let lead = self.lead(from, number);
        let core = lead.core.clone();
        let whole = core.start < segment && core.end > segment && core.len() <= LONG;
        (whole && !own_verb && !lead.respectively && !lead.baseline).then_some(lead)
    }

    /// Takes apart what stands between `from` and the number.
    fn lead(&self, from: usize, number: &Number) -> Lead {
        let text = self.text;
        let mut end = number.start;
        if number.form != Form::Amount && end > from && matches!(text[end - 1], '第' | '前') {
            end -= 1;
        }
        let mut printed = end;
        let mut before = None;
        let mut change = None;
        let mut baseline = false;
        let mut respectively = false;
        if number.form != Form::Amount {
            while let Some((start, ())) = self.words.place.before(text, from, end) {
                end = start;
            }
        }
        loop {
            let act = self.words.act.before(text, from, end).map(|(s, ())| s);
            let qualifier = self.words.before.before(text, from, end);
            let link = self.words.link.before(text, from, end).map(|(s, ())| s);
            let changes = self.words.change.before(text, from, end).map(|(s, ())| s);
            let longest = [qualifier.map(|(s, _)| s), link, changes]
                .into_iter()
                .flatten()
                .min();
            let Some(start) = longest else { break };
            if act.is_some_and(|act| act < start) {
                break;
            }
            if let Some((s, &bound)) = qualifier
                && s == start
                && before.is_none()
                && end == printed
                && !(text[s] == '上' && text[number.start].is_ascii_digit())
            {
                before = Some((s..end, bound));
                printed = s;
            } else if changes == Some(start) && act != Some(start)
                || changes == Some(start)
                    && change.is_none()
                    && act.is_none_or(|a| a >= start)
                    && !self.opens(from, start)
            {
                change = Some(start..end);
                end = start;
                while end > from + 1
                    && matches!(
                        text[end - 1],
                        '要' | '再' | '将' | '还' | '又' | '可' | '约'
                    )
                {
                    end -= 1;
                }
                // 分别增长, 年均增长: what stands before the word of change is no part of the subject either.
                while let Some((start, ())) = self.words.link.before(text, from, end) {
                    respectively |= text[start..end].starts_with(&['分', '别']);
                    end = start;
                }
                break;
            } else if link == Some(start) {
                let word = &text[start..end];
                baseline |= matches!(word, ['从' | '由']);
                respectively |= word.starts_with(&['分', '别']);
            } else {
                break;
            }
            end = start;
        }
        let (core, verb) = self.core(from, end);
        if before.is_none() {
            before = self.apart(&core);
        }
        let opened = (from..core.start)
            .find(|&at| is_han(text[at]))
            .unwrap_or(core.start);
        let stripped = &text[opened..core.start];
        Lead {
            compared: matches!(text.get(opened), Some('较' | '比'))
                && text.get(opened + 1) != Some(&'重'),
            plain: matches!(stripped, [] | ['其', '中'] | ['和' | '与' | '及']),
            core,
            verb,
            change,
            printed,
            before,
            baseline,
            respectively,
        }
    }

    /// 较上年增加4亿元: a word of change that stands alone is no verb of its own.
    fn bare_change(&self, lead: Lead) -> Lead {
        let alone = lead.change.is_none() && lead.verb.as_ref() == Some(&lead.core);
        let changes = self.words.change.at(self.text, lead.core.start);
        if !alone || changes.is_none_or(|(length, ())| length != lead.core.len()) {
            return lead;
        }
        Lead {
            change: lead.verb,
            verb: None,
            core: lead.core.start..lead.core.start,
            ..lead
        }
    }

    /// Whether nothing but leads stands between `from` and `at`.
    fn opens(&self, from: usize, at: usize) -> bool {
        self.skip_leads(from, at) >= at
    }

    /// 至少建设1处, 每人每月不低于…: a qualifier that stands before the verb.
    fn apart(&self, core: &Range<usize>) -> Option<(Range<usize>, Bound)> {
        let found = (core.start.saturating_sub(4)..core.end).find_map(|at| {
            let (length, &bound) = self.words.before.at(self.text, at)?;
            (length >= 2 && (bound == Bound::Ge || self.text[at..].starts_with(&['约', '占'])))
                .then_some((at..at + length, bound))
        });
        found.filter(|(range, _)| range.start >= self.clause)
    }

    fn skip_leads(&self, from: usize, end: usize) -> usize {
        let text = self.text;
        let mut start = from;
        while start < end {
            if !is_han(text[start])
                && !text[start].is_ascii_alphanumeric()
                && !matches!(text[start], '“' | '「' | '《' | '（')
            {
                start += 1;
                continue;
            }
            if let Some(next) = self.year_at(start, end) {
                start = next;
                continue;
            }
            let act = self.verb_at(&self.words.act, start).unwrap_or(0);
            match self.verb_at(&self.words.lead, start) {
                Some(length) if length > act && start + length <= end => {
                    // A single character is a word of its own only before a verb or another lead: 并新建, but 并网.
                    let next = start + length;
                    let alone = length > 1
                        || matches!(
                            text[start],
                            '的' | '从' | '由' | '较' | '等' | '了' | '这' | '该' | '是' | '（'
                        )
                        || self.verb_at(&self.words.act, next).is_some_and(|l| l > 1)
                        || self.verb_at(&self.words.light, next).is_some()
                        || matches!(text[start], '再' | '要' | '还' | '也' | '均' | '都')
                            && self.verb_at(&self.words.lead, next).is_some()
                        || next == end;
                    if !alone {
                        break;
                    }
                    start = next;
                }
                _ => break,
            }
        }
        start
    }

    /// 2025年, 到2025年, 2023年底
    fn year_at(&self, start: usize, end: usize) -> Option<usize> {
        let text = self.text;
        let from = start + usize::from(text[start] == '到');
        let digits = text.get(from..from + 4)?.iter().all(char::is_ascii_digit);
        if !digits || text.get(from + 4) != Some(&'年') {
            return None;
        }
        let next = from + 5 + usize::from(matches!(text.get(from + 5), Some('底' | '末' | '，')));
        (next <= end).then_some(next)
    }

    /// The part that names what is counted, and its verb.
    fn core(&self, from: usize, end: usize) -> (Range<usize>, Option<Range<usize>>) {
        const LONG: usize = 22;
        let text = self.text;
        let mut start = self.skip_leads(from, end);
        // What is counted stands behind the last light verb: 开展招商活动217场.
        let mut at = start;
        while at < end {
            if let Some(length) = self.verb_at(&self.words.light, at) {
                if at + length + 2 <= end {
                    start = at + length;
                }
                at += length;
            } else {
                at += 1;
            }
        }
        start = self.skip_leads(start, end);
        if !text[start..end].contains(&'、') && end - start > 14
            || end > start
                && matches!(
                    text[start],
                    '在' | '向' | '对' | '为' | '与' | '于' | '把' | '将' | '从'
                )
        {
            let last = (start + 1..end).rev().find(|&at| {
                self.verb_at(&self.words.act, at)
                    .is_some_and(|length| length >= 2 && at + length + 2 <= end)
            });
            start = last.unwrap_or(start);
        }
        if end - start > LONG {
            let cut = (start..end - 2)
                .rev()
                .find(|&at| matches!(text[at], '的' | '等' | '、') && end - at <= LONG);
            start = cut.map_or(end - LONG, |at| at + 1);
        }
        let verb = self
            .verb_at(&self.words.act, start)
            .map(|length| start..start + length)
            .filter(|verb| verb.end <= end);
        (start..end, verb)
    }

    /// The qualifier behind the unit.
    fn after(&self, end: usize) -> (usize, Option<(Range<usize>, Bound)>) {
        match self.words.after.at(self.text, end) {
            Some((length, &bound)) => (end + length, Some((end..end + length, bound))),
            None => (end, None),
        }
    }

    /// What is counted, where it stands behind the number.
    fn behind(&self, end: usize, limit: usize, number: &Number) -> Option<Range<usize>> {
        const LONG: usize = 24;
        let text = self.text;
        if number.form != Form::Amount {
            return None;
        }
        let start = end + usize::from(text.get(end) == Some(&'的'));
        let mut close = self.closing(start, 1).min(limit).min(start + LONG);
        if let Some(to) = number.counted_to {
            close = close.min(to);
        }
        if !number.base.counter
            && let Some(and) = (start + 2..close).find(|&at| matches!(text[at], '和' | '与' | '及'))
        {
            close = and;
        }
        let first = *text.get(start)?;
        let joins = matches!(first, '和' | '与' | '及' | '并' | '等' | '或' | '且' | '而');
        if start >= close
            || joins
            || !(is_han(first)
                || first.is_ascii_alphanumeric()
                || matches!(first, '“' | '「' | '《'))
        {
            return None;
        }
        let mut at = start;
        while at < close {
            match self.words.stop.at(text, at) {
                Some((length, ())) if length >= 2 || at == start => {
                    // 服务站, 保障房: a verb that goes on as a noun right at the start is part of the name.
                    let noun = at == start && self.noun_follows(at + length, close);
                    if !noun && (at == start || at >= start + 2) {
                        break;
                    }
                    at += length;
                }
                Some(_)
                    if at >= start + 2
                        && matches!(
                            text[at],
                            '被' | '都'
                                | '将'
                                | '均'
                                | '已'
                                | '到'
                                | '为'
                                | '对'
                                | '在'
                                | '从'
                                | '由'
                                | '把'
                                | '占'
                                | '较'
                        )
                        || at >= start + 2
                            && text[at] == '向'
                            && !matches!(text[at - 1], '纵' | '横' | '方' | '定' | '面' | '导') =>
                {
                    break;
                }
                _ => at += 1,
            }
        }
        let mut stop = at.min(close);
        while stop > start
            && (matches!(
                text[stop - 1],
                '和' | '与' | '及' | '的' | '等' | '共' | '以' | '约' | '近'
            ) && stop == at.min(close)
                || text[stop - 1] == ' ')
        {
            stop -= 1;
        }
        (stop > start).then_some(start..stop)
    }

    fn noun_follows(&self, at: usize, close: usize) -> bool {
        at < close
            && matches!(
                self.text[at],
                '站' | '点'
                    | '中'
                    | '房'
                    | '所'
                    | '网'
                    | '机'
                    | '平'
                    | '圈'
                    | '性'
                    | '类'
                    | '型'
                    | '事'
                    | '项'
                    | '体'
                    | '业'
                    | '设'
                    | '基'
                    | '车'
                    | '区'
            )
    }

    /// 分别: the subjects before it, one for each number to come.
    fn share_out(&mut self, clause: usize, end: usize) {
        const HEADS: [&str; 12] = [
            "增加值",
            "产量",
            "产值",
            "投资",
            "收入",
            "标准",
            "占比",
            "比重",
            "面积",
            "规模",
            "人数",
            "数",
        ];
        let mut parts = Vec::new();
        let mut start = clause;
        for at in clause..=end {
            let joins = matches!(self.text.get(at), Some('和' | '与')) && at > start + 1;
            if at < end && self.marks[at] != 1 && !joins {
                continue;
            }
            let from = self.skip_leads(start, at);
            if from < at {
                parts.push((self.string(&(from..at)), from));
            }
            start = at + 1;
        }
        // 黄金、白银、镍产量分别增长: the head of the last noun is that of all.
        let head = parts
            .last()
            .and_then(|(last, _)| HEADS.into_iter().find(|head| last.ends_with(head)));
        let mut shared: Vec<Shared> = parts
            .into_iter()
            .map(|(part, start)| match head {
                Some(head) if !part.ends_with(head) => Shared {
                    text: part + head,
                    start,
                },
                _ => Shared { text: part, start },
            })
            .collect();
        if shared.is_empty() {
            // 接待游客17亿人次，旅游花费1万亿元，分别增长32.9%、41.6%: the subjects of the numbers before it.
            let before = self.readings.iter().rev();
            shared = before
                .take_while(|reading| self.opening(clause, 4) <= reading.printed.start)
                .take(2)
                .map(|reading| Shared {
                    text: reading.subject.clone(),
                    start: reading.quote.start,
                })
                .collect();
            shared.reverse();
        }
        if shared.len() > 1 {
            shared.reverse();
            self.shared = shared;
        }
    }

    fn name(
        &mut self,
        number: &Number,
        lead: &Lead,
        behind: Option<&Range<usize>>,
        clause: usize,
    ) -> Named {
        let noun = lead.verb.as_ref().map_or(lead.core.start, |verb| verb.end)..lead.core.end;
        // 占全球的1/8: a place alone is no subject.
        let mut rest = noun.end;
        while let Some((start, ())) = self.words.place.before(self.text, noun.start, rest) {
            rest = start;
        }
        let to_whom = behind.is_some()
            && matches!(
                self.text.get(noun.start),
                Some('对' | '为' | '向' | '给' | '按' | '以' | '用')
            );
        let base = lead.compared && self.subject.is_some();
        let only_verb = rest <= noun.start || to_whom || base;
        if let Some(Shared { text, start }) = self.shared.pop() {
            let change = lead.change.clone().or_else(|| self.change.clone());
            let indicator =
                change.map_or_else(|| text.clone(), |c| format!("{text}{}", self.string(&c)));
            return self.named(indicator, None, text, start.min(clause), false);
        }
        let ends_with_verb = self
            .words
            .act
            .before(self.text, lead.core.start, lead.core.end)
            .is_some_and(|(start, ())| start > lead.core.start)
            && lead.change.is_none();
        if let Some(range) = behind
            && (only_verb || number.base.counter || ends_with_verb && lead.core.len() < 4)
            && !(number.base.symbol == "人" && !only_verb && number.unit.ends_with('人'))
        {
            return self.named_behind(lead, range, clause);
        }
        if let Some(range) = self.purpose(lead, number) {
            let text = self.string(&range);
            return self.named(text.clone(), Some(range), text, lead.core.start, true);
        }
        if only_verb {
            return self.inherited(lead, clause);
        }
        let full = lead.core.start..lead.change.as_ref().map_or(lead.core.end, |c| c.end);
        let own_verb = lead.verb.clone();
        let carried = self
            .verb
            .clone()
            .filter(|_| own_verb.is_none() && lead.change.is_none() && lead.plain);
        let subject = self.string(&noun);
        let (indicator, range, start) = match carried {
            Some(verb) => (
                format!("{}{}", self.string(&verb), self.string(&full)),
                None,
                verb.start,
            ),
            None => (
                self.string(&full),
                Some(full.clone()),
                self.opening(number.start, 1),
            ),
        };
        if own_verb.is_some() {
            self.verb = own_verb;
        } else if lead.change.is_some() {
            self.verb = None;
        }
        self.named(indicator, range, subject, start.min(lead.core.start), false)
    }

    /// 拿出8100万元兑现奖励政策: behind a verb that says nothing, what the amount is for.
    fn purpose(&self, lead: &Lead, number: &Number) -> Option<Range<usize>> {
        const LONG: usize = 14;
        let verb = self.verb_at(&self.words.light, lead.core.start)?;
        if verb != lead.core.len() || lead.change.is_some() {
            return None;
        }
        let (start, _) = self.after(number.end);
        let end = self.closing(start, 1).min(start + LONG);
        let worded = start < end && self.text[start..end].iter().all(|c| is_han(*c));
        worded.then_some(start..end)
    }

    fn named(
        &mut self,
        indicator: String,
        indicator_range: Option<Range<usize>>,
        subject: String,
        start: usize,
        behind: bool,
    ) -> Named {
        self.subject = Some(Subject {
            text: subject.clone(),
            full: indicator.clone(),
            start,
        });
        Named {
            indicator,
            indicator_range,
            subject,
            start,
            behind,
        }
    }

    fn named_behind(&mut self, lead: &Lead, range: &Range<usize>, clause: usize) -> Named {
        let noun = self.string(range);
        let verb = lead
            .verb
            .clone()
            .or_else(|| {
                self.words
                    .act
                    .before(self.text, lead.core.start, lead.core.end)
                    .map(|(start, ())| start..lead.core.end)
            })
            .or_else(|| {
                lead.change.clone().filter(|change| {
                    self.verb_at(&self.words.act, change.start)
                        .is_some_and(|l| l == change.len())
                })
            });
        if verb.is_some() {
            self.verb.clone_from(&verb);
        }
        let verb = verb.or_else(|| self.verb.clone().filter(|_| lead.plain));
        let start = verb.as_ref().map_or(lead.core.start, |verb| verb.start);
        match verb {
            Some(verb) => {
                let indicator = format!("{}{noun}", self.string(&verb));
                self.named(indicator, None, noun, start.max(clause), true)
            }
            None => self.named(noun.clone(), Some(range.clone()), noun, start, true),
        }
    }

    /// A number without a subject of its own counts what the one before it counted.
    fn inherited(&mut self, lead: &Lead, clause: usize) -> Named {
        let own = lead
            .change
            .clone()
            .map(|change| lead.core.start.min(change.start)..change.end)
            .or_else(|| lead.verb.clone());
        let subject = self
            .subject
            .clone()
            .or_else(|| self.sentence_subject(clause))
            // A verb of its own in a clause of its own opens a new statement.
            .filter(|subject| {
                subject.start >= clause || lead.change.is_some() || lead.verb.is_none()
            });
        let Some(subject) = subject else {
            let text = own
                .as_ref()
                .map_or_else(String::new, |range| self.string(range));
            return Named {
                indicator: text.clone(),
                indicator_range: own,
                subject: text,
                start: lead.core.start.max(clause),
                behind: false,
            };
        };
        let (indicator, text) = match &own {
            Some(own) => {
                let core = strip_verb(self.words, &subject.text);
                (format!("{core}{}", self.string(own)), subject.text.clone())
            }
            None => (subject.full.clone(), subject.text.clone()),
        };
        Named {
            indicator,
            indicator_range: None,
            subject: text,
            start: subject.start,
            behind: false,
        }
    }

    /// 城镇化率稳步提升，达到65%: the clause before names the subject.
    fn sentence_subject(&self, clause: usize) -> Option<Subject> {
        const LONG: usize = 16;
        let end = clause.checked_sub(1)?;
        if self.marks[end] != 2 {
            return None;
        }
        let start = self.skip_leads(self.opening(end, 2), end);
        let stop = (start + 2..end)
            .find(|&at| {
                self.words
                    .stop
                    .at(self.text, at)
                    .or_else(|| self.words.change.at(self.text, at))
                    .is_some_and(|(length, ())| length >= 2)
            })
            .unwrap_or(end);
        let text = self.string(&(start..stop.min(start + LONG)));
        (text.chars().count() >= 2).then_some(Subject {
            full: text.clone(),
            text,
            start,
        })
    }

    fn measure(&self, number: &Number, lead: &Lead) -> Measure {
        let relative = matches!(number.base.symbol, "%" | "倍" | "百分点" | "番");
        if number.form != Form::Amount {
            return Measure::None;
        }
        let verb = lead.verb.clone().or_else(|| self.verb.clone());
        let verb_changes = verb.is_some_and(|verb| {
            self.words
                .change
                .at(self.text, verb.start)
                .is_some_and(|(length, ())| length == verb.len())
        });
        let duration = matches!(number.base.symbol, "年" | "个月" | "个季度" | "天" | "min");
        let shortens = lead.change.as_ref().is_some_and(|change| {
            matches!(self.text[change.start], '缩' | '延' | '提' | '压' | '减')
        });
        if duration && !shortens {
            return Measure::Level;
        }
        let handed = self.change.is_some() && lead.core.is_empty();
        if lead.change.is_some()
            || handed
            || number.base.symbol == "百分点"
            || number.base.symbol == "番"
            || relative && verb_changes
        {
            return Measure::Growth;
        }
        Measure::Level
    }

    fn bound(
        &self,
        number: &Number,
        lead: &Lead,
        after: Option<(Range<usize>, Bound)>,
    ) -> (Bound, Option<String>) {
        if number.form == Form::Leading {
            return (Bound::Le, Some("前".to_owned()));
        }
        if let Some((range, bound)) = after {
            let range_of_values = number.value_to.is_some() && bound == Bound::Approx;
            let bound = if range_of_values { Bound::Range } else { bound };
            return (bound, Some(self.string(&range)));
        }
        if number.value_to.is_some() {
            return (Bound::Range, None);
        }
        if let Some(bound) = number.inside_bound() {
            return (bound, number.inside.map(String::from));
        }
        match &lead.before {
            Some((_, Bound::Eq)) | None => (Bound::Eq, None),
            Some((range, bound)) => (*bound, Some(self.string(range))),
        }
    }

    /// 跨过3万亿元大关: a word that belongs to the number.
    fn suffix(&self, end: usize) -> usize {
        let rest = &self.text[end..];
        [&['大', '关'][..], &['门', '槛'], &['台', '阶']]
            .into_iter()
            .find(|word| rest.starts_with(word))
            .map_or(end, |word| end + word.len())
    }

    /// A quotation goes on to the next mark where that is near.
    fn quote_end(&self, end: usize, limit: usize) -> usize {
        const NEAR: usize = 16;
        let close = self.closing(end, 1);
        if close <= end + NEAR && close <= limit {
            close
        } else {
            end
        }
    }

    fn quote(&self, start: usize, end: usize) -> Range<usize> {
        const LONG: usize = 64;
        let clause = self.opening(end - 1, 2);
        let segment = self.opening(end - 1, 1);
        let first_of_clause = self
            .readings
            .last()
            .is_none_or(|last| last.printed.start < clause);
        let mut from = if start < clause {
            start
        } else if first_of_clause {
            clause
        } else {
            start.min(segment.max(clause))
        };
        if end.saturating_sub(from) > LONG {
            from = if end - clause <= LONG {
                clause
            } else {
                segment.max(end.saturating_sub(LONG))
            };
            from = from.max(clause);
        }
        while from < end
            && !is_han(self.text[from])
            && !self.text[from].is_ascii_alphanumeric()
            && !matches!(self.text[from], '“' | '「' | '《' | '（')
        {
            from += 1;
        }
        from..end
    }
}

/// What a number counts.
struct Named {
    indicator: String,
    indicator_range: Option<Range<usize>>,
    subject: String,
    start: usize,
    behind: bool,
}

/// Strips a verb of action or change from the end or start: 自治区级权力事项取消 → 自治区级权力事项.
pub(crate) fn strip_verb(words: &Words, text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut start = 0;
    while let Some((length, ())) = words
        .act
        .at(&chars, start)
        .filter(|(l, ())| start + l < chars.len())
    {
        start += length;
    }
    let mut end = chars.len();
    for list in [&words.change, &words.act] {
        if let Some((s, ())) = list.before(&chars, start, end)
            && s > start + 1
        {
            end = s;
        }
    }
    chars[start..end].iter().collect()
}

/// Adds the goals without a number: 全覆盖, 与经济增长同步.
fn goals(text: &[char], marks: &[u8], readings: &mut Vec<Reading>) {
    let words = words();
    let mut found = Vec::new();
    let mut clause = 0;
    for at in 0..text.len() {
        if marks[at] >= 2 {
            clause = at + 1;
            continue;
        }
        let rest = &text[at..];
        clause = clause.max(at.saturating_sub(REACH));
        let (bound, length) = if rest.starts_with(&['全', '覆', '盖']) {
            (Bound::Full, 3)
        } else if rest.starts_with(&['基', '本', '同', '步']) {
            (Bound::Sync, 4)
        } else if rest.starts_with(&['同', '步']) && sync(&text[clause..at]) {
            (Bound::Sync, 2)
        } else {
            continue;
        };
        let end = at + length;
        let closed = text.get(end).is_none_or(|&c| !is_han(c));
        let inside_quote = text[clause..at].iter().filter(|c| **c == '“').count()
            > text[clause..at].iter().filter(|c| **c == '”').count();
        let counted = bound == Bound::Full && at > clause && text[at - 1] == '个';
        if !closed || inside_quote || counted {
            continue;
        }
        found.push((clause, at, end, bound));
    }
    for (clause, at, end, bound) in found {
        if readings
            .iter()
            .any(|r| r.printed.start < end && at < r.printed.end)
        {
            continue;
        }
        let taken = readings
            .iter()
            .map(|r| r.printed.end)
            .filter(|&e| e > clause && e <= at)
            .max();
        let segment = (clause..at)
            .rev()
            .find(|&i| marks[i] == 1 && taken.is_some_and(|t| t <= i))
            .map_or(clause, |i| i + 1);
        let range = goal_subject(words, text, segment, at, bound);
        if range.len() < 2 {
            continue;
        }
        let indicator: String = text[range.clone()].iter().collect();
        let start = (segment..end)
            .find(|&i| is_han(text[i]) || text[i] == '“')
            .unwrap_or(segment);
        readings.push(Reading {
            quote: start..end,
            printed: at..end,
            subject: indicator.clone(),
            indicator,
            indicator_range: Some(range),
            number: None,
            bound,
            qualifier: Some(text[at..end].iter().collect()),
            hedge: None,
            measure: Measure::None,
            baseline: false,
        });
    }
}

/// Whether the clause so far says what something keeps step with.
fn sync(clause: &[char]) -> bool {
    let with = clause.iter().rposition(|c| matches!(c, '与' | '和' | '同'));
    with.is_some_and(|at| {
        at > 1
            && clause.len() - at >= 4
            && clause[at..]
                .windows(2)
                .any(|w| matches!(w, ['增', '长' | '速'] | ['经', '济'] | ['发', '展']))
    })
}

fn goal_subject(
    words: &'static Words,
    text: &[char],
    clause: usize,
    at: usize,
    bound: Bound,
) -> Range<usize> {
    let reader = Reader {
        text,
        words,
        marks: Vec::new(),
        subject: None,
        verb: None,
        shared: Vec::new(),
        change: None,
        clause,
        last_end: clause,
        readings: Vec::new(),
    };
    let mut end = at;
    if bound == Bound::Sync {
        end = (clause + 1..at)
            .rev()
            .find(|&i| matches!(text[i], '与' | '和' | '同'))
            .unwrap_or(at);
    }
    loop {
        let word = [
            "实现",
            "基本",
            "基本实现",
            "保持",
            "达到",
            "的",
            "服务全",
            "全面",
        ]
        .iter()
        .map(|w| w.chars().collect::<Vec<_>>())
        .find(|w| text[clause..end].ends_with(w));
        match word {
            Some(word) if end - word.len() > clause => end -= word.len(),
            _ => break,
        }
    }
    let achieved = (clause + 4..end.saturating_sub(1))
        .find(|&i| text[i] == '实' && text[i + 1] == '现' && bound == Bound::Full);
    if let Some(at) = achieved {
        end = at;
    }
    let (core, verb) = reader.core(clause, end);
    let start = verb
        .filter(|v| v.end < core.end && bound == Bound::Sync)
        .map_or(core.start, |v| v.end);
    start..core.end
}

/// Gives every reading the hedge that governs it.
///
/// 力争, 确保, 争取 and 预计 govern their clause and go on over the clauses behind it that hold figures too; 实现 governs its
/// own clause alone.
fn hedges(text: &[char], marks: &[u8], readings: &mut [Reading]) {
    readings.sort_by_key(|reading| reading.printed.start);
    let mut governing = None;
    let mut start = 0;
    let mut next = 0;
    for end in 0..=text.len() {
        let mark = marks.get(end).copied().unwrap_or(4);
        if mark < 2 {
            continue;
        }
        let words = hedge_words(&text[start..end]);
        let first = next;
        while next < readings.len() && readings[next].printed.start < end {
            let reading = &mut readings[next];
            let before = || {
                words
                    .iter()
                    .filter(|(at, _)| start + at <= reading.printed.start)
            };
            let strong = before().rfind(|(_, hedge)| *hedge != Hedge::Achieve);
            reading.hedge = strong
                .map(|(_, hedge)| *hedge)
                .or(governing)
                .or_else(|| before().next_back().map(|(_, hedge)| *hedge));
            next += 1;
        }
        let strong = words.iter().rfind(|(_, hedge)| *hedge != Hedge::Achieve);
        let opens = matches!(text.get(end), Some('：' | ':')) || end < start + 9;
        governing = match strong {
            Some((_, hedge)) if first < next || opens => Some(*hedge),
            None if first < next || opens && end > start => governing,
            _ => None,
        };
        if mark >= 3 && !(mark == 3 && governing == Some(Hedge::Expect)) {
            governing = None;
        }
        start = end + 1;
    }
}

fn hedge_words(clause: &[char]) -> Vec<(usize, Hedge)> {
    (0..clause.len().saturating_sub(1))
        .filter_map(|at| {
            let hedge = match (clause[at], clause[at + 1]) {
                ('确', '保') => Hedge::Ensure,
                ('实', '现') => Hedge::Achieve,
                ('力', '争') => Hedge::Strive,
                ('争', '取') => Hedge::Seek,
                ('预', '计') => Hedge::Expect,
                _ => return None,
            };
            Some((at, hedge))
        })
        .collect()
}
