//! Names what a number counts: by the words before it, by those behind it, or by what it shares with others.

use std::ops::Range;

use super::Reader;
use super::inherit::Subject;
use super::lead::{Lead, Start};
use super::share::Shared;
use crate::digest::Measure;
use crate::digest::number::Number;
use crate::digest::words::Words;
use crate::text::is_han;

impl Reader<'_> {
    /// What `number` counts; `behind` is what stands behind it, `clause` where its clause begins.
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
        if own_verb.is_none()
            && let Some((owner, start)) = self.owner_of(&subject, lead.core.start, clause)
        {
            // 粮食播种面积42万亩、产量15万吨: whose product it is was said before.
            let indicator = format!("{owner}{}", self.string(&full));
            return self.named(indicator, None, owner + &subject, start, false);
        }
        if let Some(of) = self.related(lead, clause) {
            // 占财政收入的82.1%, 高于全省0.2个百分点: of what it is was said before.
            let own = self.string(&full);
            let share = own.starts_with('占') || own.starts_with("分别");
            let indicator = format!("{}{}", of.full, own.trim_start_matches("分别"));
            let (text, start, subject) = (indicator.clone(), of.start, self.subject.clone());
            let named = self.named(indicator, None, text, start, false);
            if !share {
                self.subject = subject;
            } else if let Some(of) = &mut self.subject {
                of.whole = subject.map(|subject| subject.text);
            }
            return named;
        }
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

    /// Whose product, area or sales a bare 产量, 面积 or 销售额 is: what the number before counted, without such a word
    /// at its own end; and where that stands.
    fn owner_of(&self, size: &str, size_at: usize, clause: usize) -> Option<(String, usize)> {
        let letters: Vec<char> = size.chars().collect();
        if self.words.bare.at(&letters, 0)?.0 < letters.len() {
            return None;
        }
        if let Some(doer) = self.doer(clause, size_at) {
            return Some((self.string(&doer), doer.start));
        }
        if let Some(owner) = self.owner_in_clause_before(clause) {
            return Some(owner);
        }
        let subject = self.subject.as_ref()?;
        let near = self.last_number_end(size_at) >= self.opening(clause.saturating_sub(1), 2);
        let of: Vec<char> = strip_verb(self.words, &subject.text).chars().collect();
        let own = self.words.bare.before(&of, 0, of.len()).map(|(at, ())| at);
        let owner: String = of[..own?].iter().collect();
        let owner = strip_verb(self.words, &owner);
        (near && owner.chars().count() > 1).then_some((owner, subject.start))
    }

    /// 服务业规模持续扩大，实现增加值4470亿元: whose size the clause before, which has no number, speaks of.
    fn owner_in_clause_before(&self, clause: usize) -> Option<(String, usize)> {
        let before = self.opening(clause.checked_sub(1)?, 2);
        let subject = self.sentence_subject(clause)?;
        let of: Vec<char> = subject.text.chars().collect();
        let (size, ()) = [&self.words.generic, &self.words.bare]
            .into_iter()
            .find_map(|list| list.before(&of, 0, of.len()))?;
        let owner: String = of[..size].iter().collect();
        let free = self.last_number_end(clause) <= before;
        (free && owner.chars().count() > 1).then_some((owner, subject.start))
    }

    /// What stood before a clause that opens with a word of relation: 占, 高于.
    fn related(&self, lead: &Lead, clause: usize) -> Option<Subject> {
        let opens = self.skip_leads(
            self.opening(lead.printed, 1)
                .max(self.last_number_end(lead.printed)),
            lead.printed,
        );
        let apart = self.text[opens..].starts_with(&['分', '别']);
        let opens = opens + if apart { 2 } else { 0 };
        let rate = &self.text[opens..lead.core.end.max(opens)];
        let gives = rate.starts_with(&['对']) && rate.ends_with(&['贡', '献', '率']);
        if !gives && self.words.relation.at(self.text, opens).is_none() {
            return None;
        }
        let subject = self.subject.clone()?;
        let share = self.text[opens] == '占';
        let near = subject.start >= self.opening(clause, 4) && !subject.act;
        // 增长9.1%，高于全省0.2个百分点: it is the growth that is compared.
        let grown = (self.readings.last()).filter(|last| {
            !share && !gives && last.measure == Measure::Growth && last.subject == subject.text
        });
        let whole = subject.whole.clone().filter(|_| gives);
        let text = whole.unwrap_or_else(|| subject.text.clone());
        let full = grown.map_or(text, |last| last.indicator.clone());
        near.then_some(Subject { full, ..subject })
    }

    /// Where the number before this one ends, no further than `at`.
    fn last_number_end(&self, at: usize) -> usize {
        let last = self.readings.last();
        last.map_or(0, |last| last.printed.end).min(at)
    }

    /// 工程机械实现产值1800亿元: what stands before the light verb right before the size.
    fn doer(&self, clause: usize, size_at: usize) -> Option<Range<usize>> {
        const LONG: usize = 12;
        let segment = self
            .opening(size_at, 1)
            .max(clause)
            .max(self.last_number_end(size_at));
        let (verb, ()) = self.words.light.before(self.text, segment, size_at)?;
        let start = self.skip_leads(segment, verb);
        let noun = start + 2 <= verb && verb - start <= LONG;
        let worded = self.text[start..verb].iter().all(|&c| is_han(c));
        let acts = self.verb_at(&self.words.act, start).is_some()
            || self.verb_at(&self.words.light, start).is_some();
        (noun && worded && !acts).then_some(start..verb)
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

    /// Names it, and keeps the subject for the numbers to come.
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
            whole: None,
        });
        Named {
            indicator,
            indicator_range,
            subject,
            start,
            behind,
        }
    }

    /// Names it by what stands behind it, with the verb before it.
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
    while let Some(length) = words
        .verb(&words.act, &chars, start)
        .filter(|length| start + length < chars.len())
    {
        start += length;
    }
    let mut end = chars.len();
    for list in [&words.change, &words.act] {
        if let Some((s, ())) = list.before(&chars, start, end)
            && s > start + 1
            && words.deed.at(&chars, s).is_none()
        {
            end = s;
        }
    }
    chars[start..end].iter().collect()
}
