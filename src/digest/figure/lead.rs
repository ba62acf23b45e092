//! Takes apart what stands before a number: leads, verbs, the word of change, qualifiers.

use std::ops::Range;

use super::Reader;
use crate::digest::Bound;
use crate::digest::era::year_digit;
use crate::digest::number::{Form, Number};
use crate::text::{is_han, is_han_numeral};

/// Whether a number is what something starts from.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Start {
    /// It is not.
    No,
    /// 从1.5万亿元…
    From,
    /// 较2020年的9000亿元…
    Against,
}

/// What stands before a number, taken apart.
pub(super) struct Lead {
    /// Where it starts and ends, without link words.
    pub(super) core: Range<usize>,
    /// The verb at its start that belongs to the indicator.
    pub(super) verb: Option<Range<usize>>,
    /// The word of change right before the number.
    pub(super) change: Option<Range<usize>>,
    /// First character of the qualifier, or of the number.
    pub(super) printed: usize,
    /// The qualifier.
    pub(super) before: Option<(Range<usize>, Bound)>,
    /// What 从, 较 and 比 make of the number.
    pub(super) start: Start,
    pub(super) respectively: bool,
    /// Whether nothing was stripped from its start.
    pub(super) plain: bool,
    /// Whether a word before the number says that it is a level that was come to: 达到, 增至, 总量达.
    pub(super) reached: bool,
}

/// Where the year starts that stands before a number: 由2005年的1480美元, 减少到2018年底的4.5万人.
fn year_before(text: &[char], from: usize, end: usize) -> Option<usize> {
    // 比“十三五”末翻一番: a base of comparison stays with its word.
    let compared = |start: &usize| {
        start
            .checked_sub(1)
            .is_some_and(|at| matches!(text[at], '比' | '较'))
    };
    past_before(text, from, end).filter(|start| !compared(start))
}

/// Where a year or a plan starts that ends before `end`.
fn past_before(text: &[char], from: usize, end: usize) -> Option<usize> {
    let of = end - usize::from(end > from && text[end - 1] == '的');
    let year = of - usize::from(of > from && matches!(text[of - 1], '底' | '末'));
    let start = year.checked_sub(5).filter(|&start| start >= from)?;
    // 是60年前的50.5倍
    if text[from..of].ends_with(&['年', '前']) {
        let digits = text[from..of - 2].iter().rev();
        let digits = digits.take_while(|c| c.is_ascii_digit()).count();
        return (digits > 0).then_some(of - 2 - digits);
    }
    // 是“十一五”的3.7倍
    if let ['“', '十', _, '五', '”'] = text[start..year] {
        return Some(start);
    }
    let digits = text[start..year - 1]
        .iter()
        .all(|&c| year_digit(c).is_some());
    (digits && text[year - 1] == '年').then_some(start)
}

/// 通过12项: 过 is no qualifier where it ends a verb.
fn ends_a_verb(text: &[char], start: usize, end: usize) -> bool {
    text[start..end] == ['过']
        && start.checked_sub(1).is_some_and(|at| {
            matches!(
                text[at],
                '通' | '经' | '度' | '见' | '不' | '走' | '去' | '来' | '渡'
            )
        })
}

/// One past the month at `at`: 106年10月起.
fn month_end(text: &[char], at: usize) -> usize {
    let digits = (at..text.len())
        .take_while(|&at| text[at].is_ascii_digit())
        .count();
    let month = (1..=2).contains(&digits) && text.get(at + digits) == Some(&'月');
    if month { at + digits + 1 } else { at }
}

/// One past a list's number at `at`: 1．新建学校, 2）改造户厕.
fn list_number(text: &[char], at: usize) -> Option<usize> {
    const LONG: usize = 2;
    if at == 0 && text.first() == Some(&'（') {
        let close = text.iter().take(5).position(|&c| c == '）')?;
        let numbered = text[1..close]
            .iter()
            .all(|&c| is_han_numeral(c) || c.is_ascii_digit());
        return (numbered && close > 1).then_some(close + 1);
    }
    let opens = at == 0
        || matches!(
            text[at - 1],
            '。' | '；' | '：' | '，' | '\n' | ' ' | '\u{3000}' | '（' | '('
        );
    let is_digit = |at: usize| matches!(text.get(at), Some('0'..='9' | '０'..='９'));
    let length = (at..).take(LONG).take_while(|&at| is_digit(at)).count();
    let mark = at + length;
    let marked = length > 0 && matches!(text.get(mark), Some('．' | '.' | '、' | ')' | '）'));
    (opens && marked && !is_digit(mark + 1)).then_some(mark + 1)
}

impl Reader<'_> {
    /// 减税降费、留抵退税、缓缴税费超过600亿元: a list without numbers of its own is counted as one.
    pub(super) fn joined(&self, clause: usize, segment: usize, number: &Number) -> Option<Lead> {
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
        (whole && !own_verb && !lead.respectively && lead.start == Start::No).then_some(lead)
    }

    /// Takes apart what stands between `from` and the number.
    pub(super) fn lead(&self, from: usize, number: &Number) -> Lead {
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
        let mut reached = false;
        if number.form != Form::Amount {
            end = self.before_places(from, end);
        }
        loop {
            if let Some(start) = year_before(text, from, end) {
                end = start;
                continue;
            }
            let act = self.words.act.before(text, from, end).map(|(s, ())| s);
            let qualifier = (self.words.before.before(text, from, end))
                .filter(|&(start, _)| !ends_a_verb(text, start, end));
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
                // 比2007年增长: 年 belongs to the year.
                let of_year = text[start] == '年' && start > 0 && text[start - 1].is_ascii_digit();
                change = Some(start + usize::from(of_year)..end);
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
                reached |= word
                    .iter()
                    .any(|c| matches!(c, '达' | '至' | '到' | '总' | '占'));
                respectively |= word.starts_with(&['分', '别']);
            } else {
                break;
            }
            end = start;
        }
        let (core, verb) = self.core(from, end);
        let joined = self.joins(from, &core);
        let verb = verb.filter(|_| !joined);
        let core = if joined { core.end..core.end } else { core };
        if before.is_none() {
            before = self.apart(&(core.start..printed));
        }
        let opened = (from..core.start)
            .find(|&at| is_han(text[at]))
            .unwrap_or(core.start);
        let stripped = &text[opened..core.start];
        Lead {
            start: self.start(opened, baseline),
            plain: joined || matches!(stripped, [] | ['其', '中'] | ['和' | '与' | '及']),
            core,
            verb,
            change,
            printed,
            before,
            respectively,
            reached,
        }
    }

    /// What 较 or 比 where the words open, or else 从, make of the number.
    fn start(&self, opened: usize, from: bool) -> Start {
        let compared = matches!(self.text.get(opened), Some('较' | '比'));
        if compared && self.text.get(opened + 1) != Some(&'重') {
            Start::Against
        } else if from {
            Start::From
        } else {
            Start::No
        }
    }

    /// Where the words start that stand between a subject and its rank: 稳居全省.
    fn before_places(&self, from: usize, mut end: usize) -> usize {
        loop {
            // 五区, 九县: places that are counted.
            let counted = end >= from + 2
                && matches!(self.text[end - 1], '区' | '县' | '市' | '省')
                && is_han_numeral(self.text[end - 2]);
            match self.words.place.before(self.text, from, end) {
                Some((start, ())) => end = start,
                None if counted => end -= 2,
                None => return end,
            }
        }
    }

    /// 1.2亿人次旅客及1000万吨货物: what stands before the conjunction belongs to the number before.
    fn joins(&self, from: usize, core: &Range<usize>) -> bool {
        !core.is_empty()
            && from == self.last_end
            && matches!(self.text[core.end - 1], '和' | '与' | '及' | '或')
    }

    /// 较上年增加4亿元: a word of change that stands alone is no verb of its own.
    pub(super) fn bare_change(&self, lead: Lead) -> Lead {
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
    pub(super) fn opens(&self, from: usize, at: usize) -> bool {
        self.skip_leads(from, at) >= at
    }

    /// 至少建设1处, 每人每月不低于…: a qualifier that stands before the verb.
    pub(super) fn apart(&self, core: &Range<usize>) -> Option<(Range<usize>, Bound)> {
        let found = (core.start.saturating_sub(4)..core.end).find_map(|at| {
            let (length, &bound) = self.words.before.at(self.text, at)?;
            let told = matches!(
                &self.text[at..at + length],
                ['至', '少'] | ['不', '低' | '少', '于'] | ['约', '占']
            );
            told.then_some((at..at + length, bound))
        });
        found.filter(|(range, _)| range.start >= self.clause)
    }

    pub(super) fn skip_leads(&self, from: usize, end: usize) -> usize {
        let text = self.text;
        let mut start = from;
        while start < end {
            if let Some(next) = list_number(text, start).filter(|&next| next <= end) {
                start = next;
                continue;
            }
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
                            '的' | '从'
                                | '由'
                                | '较'
                                | '等'
                                | '了'
                                | '这'
                                | '该'
                                | '是'
                                | '即'
                                | '（'
                        )
                        || text[start] == '并'
                            && matches!(
                                text.get(next),
                                Some('向' | '对' | '为' | '将' | '把' | '给' | '在')
                            )
                        || text[start] == '在' && self.year_at(next, end).is_some()
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
    pub(super) fn year_at(&self, start: usize, end: usize) -> Option<usize> {
        let text = self.text;
        let from = start + usize::from(text[start] == '到');
        let digits = |count: usize| {
            let digits = text.get(from..from + count)?;
            let year = digits.iter().all(|&c| year_digit(c).is_some());
            (year && text.get(from + count) == Some(&'年')).then_some(from + count)
        };
        // 113年: years of the Republic have three digits.
        let year = digits(4).or_else(|| digits(3).filter(|_| text[from] == '1'))?;
        let day = month_end(text, year + 1);
        let next = day
            + usize::from(matches!(
                text.get(day),
                Some('底' | '末' | '起' | '度' | '，')
            ));
        (next <= end).then_some(next)
    }

    /// The part that names what is counted, and its verb.
    pub(super) fn core(&self, from: usize, end: usize) -> (Range<usize>, Option<Range<usize>>) {
        const LONG: usize = 22;
        let text = self.text;
        let mut start = self.skip_leads(from, end);
        // 按可比价计算增长12%
        if end > start
            && text[start] == '按'
            && let Some(at) = (start..end - 1).find(|&at| text[at..].starts_with(&['计', '算']))
        {
            start = self.skip_leads(at + 2, end);
        }
        // What is counted stands behind the last light verb: 开展招商活动217场.
        let mut at = start;
        while at < end {
            if let Some(length) = self.verb_at(&self.words.light, at) {
                // 每千人口拥有托位数: the rate belongs to what is counted.
                let rate = text[start..at].contains(&'每');
                if at + length + 2 <= end && !rate {
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
            // 将最低标准提高到…: what is acted on stands behind the preposition.
            let acted_on = end > start + 4 && matches!(text[start], '将' | '把');
            start = last.unwrap_or(start + usize::from(acted_on));
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
    pub(super) fn after(&self, end: usize) -> (usize, Option<(Range<usize>, Bound)>) {
        match self.words.after.at(self.text, end) {
            Some((length, &bound)) => (end + length, Some((end..end + length, bound))),
            None => (end, None),
        }
    }
}
