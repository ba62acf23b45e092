//! Finds what a number counts: before it, behind it, in the verb an enumeration shares, or in an earlier clause.

use std::ops::Range;

use super::Reader;
use super::lead::{Lead, Start};
use crate::digest::number::{Form, Number};
use crate::digest::words::Words;
use crate::text::is_han;

/// A subject that 分别 hands out.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) text: String,
    pub(super) start: usize,
}

/// What an earlier number of the sentence counted.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) text: String,
    pub(super) full: String,
    pub(super) start: usize,
    /// Whether it is a verb that stood alone: 出口, 种草.
    pub(super) act: bool,
}

impl Reader<'_> {
    /// What is counted, where it stands behind the number.
    pub(super) fn behind(&self, end: usize, limit: usize, number: &Number) -> Option<Range<usize>> {
        const LONG: usize = 24;
        let text = self.text;
        if number.form != Form::Amount {
            return None;
        }
        let owned = text.get(end) == Some(&'的');
        let mut start = end + usize::from(owned);
        // 100条（个）河湖: another unit in brackets is no part of the name.
        if text.get(start) == Some(&'（')
            && let Some(close) = (start..text.len().min(start + 4)).find(|&i| text[i] == '）')
        {
            start = close + 1;
        }
        let mut close = self.closing(start, 1).min(limit).min(start + LONG);
        if close == self.closing(start, 1) && self.serves(number.start) {
            close = self.list_end(start, close).min(start + LONG);
        }
        if let Some(to) = number.counted_to {
            close = close.min(to);
        }
        // 10条线路和一批街区: what has a number of its own is not counted here.
        if let Some(and) = (start + 2..close.saturating_sub(1)).find(|&at| {
            matches!(text[at], '和' | '与' | '及') && matches!(text[at + 1], '一' | '多' | '若')
        }) {
            close = and;
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
                    // 6%的增长目标: what 的 joins to the number is a noun whatever it begins with.
                    let noun = at == start && (owned || self.noun_follows(at + length, close));
                    if !noun && (at == start || at >= start + 2) {
                        break;
                    }
                    at += length;
                }
                Some(_)
                    if at >= start + 2
                        && !text[at..].starts_with(&['对', '象'])
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

    /// 为6500名…: whether a preposition before the number says whom something is done for.
    fn serves(&self, number: usize) -> bool {
        let from = self.opening(number, 1);
        let opened = (from..number).find(|&at| is_han(self.text[at]));
        opened.is_some_and(|at| matches!(self.text[at], '为' | '对' | '向' | '给'))
    }

    /// 视力、听力、智力残疾儿童: where the list ends whose parts are too short to stand alone.
    fn list_end(&self, start: usize, close: usize) -> usize {
        const SHORT: usize = 4;
        let (mut from, mut end) = (start, close);
        while end - from <= SHORT && self.marks.get(end) == Some(&1) {
            from = end + 1;
            end = self.closing(from, 1);
        }
        end
    }

    pub(super) fn noun_follows(&self, at: usize, close: usize) -> bool {
        at < close
            && matches!(
                self.text[at],
                '站' | '点'
                    | '人'
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
    pub(super) fn share_out(&mut self, clause: usize, end: usize, from_each: bool) {
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
        let head = parts.last().and_then(|(last, _)| {
            let last: Vec<char> = last.chars().collect();
            let (start, ()) = self.words.head.before(&last, 1, last.len())?;
            Some(last[start..].iter().collect::<String>())
        });
        let mut shared: Vec<Shared> = parts
            .into_iter()
            .map(|(part, start)| match &head {
                Some(head) if !part.ends_with(head.as_str()) => Shared {
                    text: headed(part, head),
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
            self.handed_out = Some((shared.clone(), from_each));
            self.shared = shared;
        }
    }

    /// 分别从209元、280元提高到217元、290元: what was handed out once is handed out again for what is reached.
    pub(super) fn hand_out_again(&mut self, lead: &Lead) {
        if !self.shared.is_empty() || !lead.reached || lead.respectively {
            return;
        }
        if let Some((shared, from_each)) = &mut self.handed_out
            && *from_each
        {
            *from_each = false;
            self.shared.clone_from(shared);
            self.change = None;
        }
    }

    pub(super) fn name(
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
        let base = lead.start == Start::Against && self.subject.is_some();
        let placed = rest < noun.end;
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
            && (only_verb
                || number.base.counter
                || ends_with_verb && lead.core.len() < 4
                || self.gives(lead)
                || number.base.symbol == "min" && self.text[range.clone()].contains(&'圈'))
            && !(number.base.symbol == "人" && !only_verb && number.unit.ends_with('人'))
        {
            return self.named_behind(lead, range, clause);
        }
        if let Some(range) = behind.filter(|_| self.sizes(number, &noun)) {
            // 组建总规模500亿元的基金: the fund is named, and how large it is.
            let size = self.string(&noun);
            let text = format!("{}{size}", self.string(range));
            let start = lead.core.start;
            return self.named(text.clone(), None, text, start, true);
        }
        if let Some(range) = self.purpose(lead, number) {
            let text = self.string(&range);
            return self.named(text.clone(), Some(range), text, lead.core.start, true);
        }
        if only_verb {
            return self.inherited(number, lead, clause, placed);
        }
        if lead.respectively
            && let Some(change) = &lead.change
        {
            // 城乡居民收入分别增长5%、6%: one subject for all.
            let (subject, start) = (self.string(&noun), lead.core.start);
            let indicator = format!("{subject}{}", self.string(change));
            return self.named(indicator, None, subject, start, false);
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

    /// 向每名学生发放2500元津贴: whether a verb of giving stands right before the number.
    fn gives(&self, lead: &Lead) -> bool {
        let (core, text) = (&lead.core, self.text);
        lead.change.is_none() && self.words.give.before(text, core.start, core.end).is_some()
    }

    /// Whether the words before the number only name a size, and 的 joins it to what is so large.
    fn sizes(&self, number: &Number, noun: &Range<usize>) -> bool {
        let whole = self.words.size.before(self.text, noun.start, noun.end);
        self.text.get(number.end) == Some(&'的')
            && whole.is_some_and(|(start, ())| start == noun.start)
    }

    /// 拿出8100万元兑现奖励政策: behind a verb that says nothing, what the amount is for.
    pub(super) fn purpose(&self, lead: &Lead, number: &Number) -> Option<Range<usize>> {
        const LONG: usize = 14;
        let verb = self.verb_at(&self.words.light, lead.core.start)?;
        if verb != lead.core.len() || lead.change.is_some() {
            return None;
        }
        let (start, _) = self.after(number.end);
        let end = self.closing(start, 1).min(start + LONG);
        let quoted = |c: &char| matches!(c, '“' | '”' | '「' | '」');
        let worded = start < end
            && self.text[start..end]
                .iter()
                .all(|c| is_han(*c) || quoted(c));
        worded.then_some(start..end)
    }

    pub(super) fn named(
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
            act: false,
        });
        Named {
            indicator,
            indicator_range,
            subject,
            start,
            behind,
        }
    }

    pub(super) fn named_behind(
        &mut self,
        lead: &Lead,
        range: &Range<usize>,
        clause: usize,
    ) -> Named {
        let head = self.shared_head(range);
        let whole = head.is_none().then(|| range.clone());
        let noun = self.string(range) + &head.unwrap_or_default();
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
            None => self.named(noun.clone(), whole, noun, start, true),
        }
    }

    /// A number without a subject of its own counts what the one before it counted.
    pub(super) fn inherited(
        &mut self,
        number: &Number,
        lead: &Lead,
        clause: usize,
        placed: bool,
    ) -> Named {
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
                let opens = subject.act || subject.start < clause;
                !opens || lead.change.is_some() || lead.verb.is_none()
            });
        if let Some(named) = self.of_which(number, lead, clause) {
            return named;
        }
        if subject.is_none()
            && let Some(named) = self.same_verb_before(lead)
        {
            return named;
        }
        let Some(subject) = subject else {
            let text = own
                .as_ref()
                .map_or_else(String::new, |range| self.string(range));
            if lead.change.is_none() && !text.is_empty() {
                // 出口2100亿元、增长15%: what follows speaks of the exports.
                self.subject = Some(Subject {
                    text: text.clone(),
                    full: text.clone(),
                    start: lead.core.start,
                    act: true,
                });
            }
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
            // 新增参保50万人、达到1733万人; 产量增长39%、占全国9成: a level is no part of what was added.
            None if number.form == Form::Amount
                && (lead.reached
                    || placed
                    || !is_relative(number) && subject.full.starts_with(&subject.text)) =>
            {
                (subject.text.clone(), subject.text.clone())
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

    /// What the clause says around a number of which it does not say in a word what it counts.
    pub(super) fn unnamed(&self, named: Named, from: usize, printed: Range<usize>) -> Named {
        const LONG: usize = 16;
        if !named.indicator.is_empty() {
            return named;
        }
        let from = from.max(printed.start.saturating_sub(LONG));
        let before = from.min(printed.start)..printed.start;
        let behind = printed.end..self.closing(printed.end, 1).min(printed.end + LONG);
        let said = |range: &Range<usize>| range.len() > 1 && is_han(self.text[range.start]);
        let range = [before, behind].into_iter().find(said).unwrap_or(printed);
        Named {
            indicator: self.string(&range),
            indicator_range: Some(range),
            ..named
        }
    }

    /// 建设农田40万亩，其中新建25万亩、改造15万亩: parts of what the number before counted.
    fn of_which(&self, number: &Number, lead: &Lead, clause: usize) -> Option<Named> {
        let verb = lead.verb.clone().filter(|_| lead.change.is_none())?;
        let part = self.text[clause..].starts_with(&['其', '中']);
        let last = self.readings.last()?.number.as_ref()?;
        let whole = self.subject.as_ref()?;
        let (verb_text, from) = (self.string(&verb), verb.start);
        let same = part && last.base == number.base && !whole.text.contains(&verb_text);
        let noun = strip_verb(self.words, &whole.text);
        same.then(|| Named {
            indicator: format!("{verb_text}{noun}"),
            indicator_range: None,
            subject: noun.clone(),
            start: from,
            behind: false,
        })
    }

    /// 拟连续几年发行国债，今年先发行1万亿元: the sentence said before what the verb acts on.
    fn same_verb_before(&mut self, lead: &Lead) -> Option<Named> {
        const LONG: usize = 14;
        let verb = lead
            .verb
            .clone()
            .filter(|verb| verb.len() > 1 && lead.change.is_none())?;
        let word = &self.text[verb.clone()];
        let sentence = self.opening(verb.start, 4);
        let at = (sentence..verb.start.saturating_sub(word.len()))
            .rev()
            .find(|&at| self.text[at..].starts_with(word))?;
        let start = at + word.len();
        let close = self.closing(start, 1).min(start + LONG).min(verb.start);
        let end = (start + 2..close)
            .find(|&i| {
                self.words
                    .stop
                    .at(self.text, i)
                    .is_some_and(|(l, ())| l > 1)
            })
            .unwrap_or(close);
        let worded = end >= start + 2 && self.text[start..end].iter().all(|&c| is_han(c));
        let noun = worded.then(|| self.string(&(start..end)))?;
        let indicator = format!("{}{noun}", self.string(&verb));
        Some(self.named(indicator, None, noun, at, false))
    }

    /// 1个五千亿级、3个千亿级产业集群: the noun that a list of classes shares.
    fn shared_head(&self, range: &Range<usize>) -> Option<String> {
        let class = *self.text.get(range.end.checked_sub(1)?)?;
        matches!(class, '级' | '型' | '类').then_some(())?;
        let mut at = range.end;
        while self.marks.get(at) == Some(&1) {
            let end = self.closing(at + 1, 1);
            let head = (at + 1..end)
                .rev()
                .find(|&i| self.text[i] == class)
                .filter(|&i| i + 2 < end);
            if let Some(head) = head {
                return Some(self.string(&(head + 1..end)));
            }
            at = end;
        }
        None
    }

    /// 城镇化率稳步提升，达到65%: the clause before names the subject.
    pub(super) fn sentence_subject(&self, clause: usize) -> Option<Subject> {
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
            act: false,
        })
    }
}

/// Puts the noun of a list behind one of its parts; what both have is printed once (生活补贴, 护理补贴标准).
fn headed(part: String, head: &str) -> String {
    let common = head
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .filter(|&end| part.ends_with(&head[..end]))
        .max()
        .unwrap_or(0);
    part + &head[common..]
}

/// Whether a number says how much of something else it is.
fn is_relative(number: &Number) -> bool {
    matches!(number.base.symbol, "%" | "倍" | "百分点" | "番")
}

/// What a number counts.
pub(super) struct Named {
    pub(super) indicator: String,
    pub(super) indicator_range: Option<Range<usize>>,
    pub(super) subject: String,
    pub(super) start: usize,
    pub(super) behind: bool,
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
