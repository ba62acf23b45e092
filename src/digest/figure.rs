//! Reads the figures of one passage: what is counted, the value, how it is bounded and how firmly it is promised.
//!
//! A number is read together with its clause. What it counts stands before it (粮食产量780亿斤) or behind it
//! (新增13个旗县级殡仪馆); in an enumeration the verb and the subject are said once and carried on, and so is a hedge.

mod attribute;
mod behind;
mod goal;
mod hedge;
mod inherit;
mod lead;
mod name;
mod share;

pub(crate) use name::strip_verb;

use std::ops::Range;

use self::inherit::Subject;
use self::lead::{Lead, Start};
use self::name::Named;
use self::share::Shared;
use super::lexicon::Lexicon;
use super::number::{Fault, Form, Number, numbers};
use super::region::Region;
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

/// Reads the figures of `text`, a passage of a report of `region`, in order, and what could not be read.
pub(crate) fn readings(text: &[char], region: Region) -> (Vec<Reading>, Vec<Fault>) {
    let (mut numbers, faults) = numbers(text);
    // 113年: a year is no figure.
    numbers.retain(|number| {
        let digits = number.start..number.end.saturating_sub(1);
        let upper = number.value_to.filter(|_| region == Region::Taiwan);
        number.unit != "年"
            || region.minguo(&text[digits]).is_none() && upper.is_none_or(|to| to < 60.0)
    });
    let marks = marks(text);
    let numbers = attribute::without(text, &marks, numbers);
    let mut reader = Reader {
        text,
        words: words(),
        marks,
        subject: None,
        verb: None,
        shared: Vec::new(),
        change: None,
        qualifier: None,
        clause: 0,
        last_end: 0,
        handed_out: None,
        handed_before: None,
        readings: Vec::new(),
    };
    for index in 0..numbers.len() {
        reader.read(&numbers[index..]);
    }
    let mut readings = std::mem::take(&mut reader.readings);
    goal::goals(text, &reader.marks, &mut readings);
    hedge::hedges(text, &reader.marks, &mut readings);
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
    /// The qualifier that 分别 gives to them: 分别超过8万元、4.5万元.
    qualifier: Option<(Range<usize>, Bound)>,
    clause: usize,
    last_end: usize,
    /// What 分别 handed out in this clause, in order, and whether from where something started.
    handed_out: Option<(Vec<Shared>, bool)>,
    /// What it handed out in the clause before the last change of clause, and where that clause began.
    handed_before: Option<(Vec<Shared>, usize)>,
    readings: Vec<Reading>,
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

    /// Reads the first of `numbers`, which are those still to come.
    fn read(&mut self, numbers: &[Number]) {
        let Some((number, next)) = numbers.split_first() else {
            return;
        };
        let next = next.first();
        let clause = self.opening(number.start, 2);
        if clause != self.clause {
            let handed_out = self.handed_out.take();
            self.handed_before = handed_out.map(|(shared, _)| (shared, self.clause));
            self.verb = None;
            self.shared.clear();
            self.change = None;
            self.qualifier = None;
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
            self.share_out(clause, &lead, numbers);
            self.change.clone_from(&lead.change);
            self.qualifier.clone_from(&lead.before);
        }
        self.share_pair(&lead, number, next);
        self.hand_out_again(&lead);
        self.hand_on(&lead, numbers, clause);
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
        let named = self.unnamed(named, from, lead.printed..end);
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
        let from = (segment..number.start).any(|at| matches!(self.text[at], '从' | '由'));
        let starts = lead.start == Start::From
            || lead.start == Start::Against && lead.change.is_none()
            || from && next.is_some_and(|next| self.reaches(end, next));
        let from_each = self.handed_out.as_ref().is_some_and(|(_, from)| *from);
        let baseline = from_each
            || starts
                && next.is_some_and(|next| {
                    next.start < self.closing(end, 2) && next.base == number.base
                });
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

    /// 从人均8.7万元提高到12万元: whether the next number says what is reached from this one.
    fn reaches(&self, end: usize, next: &Number) -> bool {
        let between = &self.text[end..next.start.max(end)];
        !between.contains(&'、') && between.iter().any(|c| matches!(c, '到' | '至'))
    }

    fn measure(&self, number: &Number, lead: &Lead) -> Measure {
        let relative = inherit::is_relative(number);
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
        // 林分优化提升200万亩: what is improved is counted, not its change.
        let improves = lead
            .change
            .as_ref()
            .is_some_and(|change| self.text[change.clone()] == ['提', '升'] && !lead.reached);
        let counted = number.base.counter || matches!(number.base.symbol, "ha" | "km" | "m²");
        if improves && counted {
            return Measure::Level;
        }
        let handed = self.change.is_some() && lead.core.is_empty();
        if lead.change.is_some()
            || handed
            || number.base.symbol == "百分点"
            || number.base.symbol == "番"
            || relative && verb_changes
            || number.base.symbol == "%" && self.names_growth(&lead.core)
        {
            return Measure::Growth;
        }
        Measure::Level
    }

    /// 经济增长预期目标为5%左右, 增速保持在8%: the indicator itself is a growth.
    fn names_growth(&self, core: &Range<usize>) -> bool {
        let text = &self.text[core.clone()];
        let at = |word: &[char; 2]| text.windows(2).rposition(|w| w == word);
        let growth = at(&['增', '长']).is_some_and(|i| {
            !matches!(text.get(i + 2), Some('贡' | '点' | '极' | '的' | '率')) && i > 0
        });
        let ends = |word: &[char; 2]| text.ends_with(word);
        growth
            || [['增', '速'], ['增', '幅'], ['涨', '幅'], ['降', '幅']]
                .iter()
                .any(ends)
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
        let handed = self.qualifier.as_ref().filter(|_| lead.core.is_empty());
        match lead.before.as_ref().or(handed) {
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
