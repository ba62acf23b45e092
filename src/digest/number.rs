//! Finds the numbers of a passage that count or measure something, with their unit.
//!
//! Numbers that name (G5511, 500强, “十四五”), date (2023年1月12日) or order (第十四届) are passed over; what looks like a
//! quantity but cannot be read (1.2.3, 5%%, more digits than a number holds) is handed back as a [`Fault`].

mod han;
mod literal;
mod name;
mod order;
mod tail;

use self::literal::{
    closing, compound, digit, literal, literal_at, numeral, range_end, ratio_end, token_end,
    unit_numeral,
};
use self::name::{is_name, names_before, spoken_of};
use self::tail::{Tail, counted_before, counted_behind, shared_points, shared_unit, tail};
use super::Bound;
use super::words::{Unit, words};

/// A number with its unit, as positions in the text it was found in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// First character of the digits.
    pub(crate) start: usize,
    /// One past the unit.
    pub(crate) end: usize,
    /// The number as printed.
    pub(crate) value: f64,
    /// The upper end of a range.
    pub(crate) value_to: Option<f64>,
    /// What 万, 亿 … multiply by.
    pub(crate) scale: f64,
    /// Unit as printed, with 万, 亿 …
    pub(crate) unit: String,
    /// What one unit is, without `scale`.
    pub(crate) base: Unit,
    /// The qualifier between digits and unit (多, 余).
    pub(crate) inside: Option<char>,
    /// What it is.
    pub(crate) form: Form,
    /// One past the people or households behind 万, where nothing but they make the unit.
    pub(crate) counted_to: Option<usize>,
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Counts or measures.
    Amount,
    /// A place in an order: 第三, 首位.
    Ordinal,
    /// The first places of an order: 前10位.
    Leading,
}

/// Something that looks like a quantity but cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// First character.
    pub(crate) start: usize,
    /// One past the last character.
    pub(crate) end: usize,
    /// Why it was left as text.
    pub(crate) kind: FaultKind,
}

/// Why a number was left as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// 1.2.3, 5%%
    Malformed,
    /// More digits than a number holds.
    Overflow,
    /// A unit nobody knows.
    UnknownUnit,
    /// A character that nobody could restore stands at the digits: □4年.
    Damaged,
}

const PLAIN: Unit = Unit {
    factor: 1.0,
    symbol: "",
    counter: true,
    behind_han: false,
};
const PERSON: Unit = Unit {
    symbol: "人",
    ..PLAIN
};
const HOUSEHOLD: Unit = Unit {
    symbol: "户",
    ..PLAIN
};
const SHARE: Unit = Unit {
    factor: 100.0,
    symbol: "%",
    counter: false,
    behind_han: false,
};
const RATIO: Unit = Unit {
    symbol: ":1",
    counter: false,
    ..PLAIN
};
const PLACE: Unit = Unit {
    symbol: "位",
    ..PLAIN
};

/// Finds the numbers of `text`, in order, and what could not be read.
pub(crate) fn numbers(text: &[char]) -> (Vec<Number>, Vec<Fault>) {
    let mut scan = Scan {
        text,
        numbers: Vec::new(),
        faults: Vec::new(),
    };
    let mut at = 0;
    while at < text.len() {
        let next = match text[at] {
            '“' | '‘' | '「' | '『' => scan.quoted(at),
            '《' | '〈' => closing(text, at).map_or(at + 1, |end| end + 1),
            c if digit(c).is_some() => scan.arabic(at),
            c if numeral(c).is_some() || unit_numeral(c).is_some() => scan.han(at),
            '首' if text.get(at + 1) == Some(&'位') => scan.first_place(at),
            '翻' => scan.doubled(at),
            _ => at + 1,
        };
        at = next.max(at + 1);
    }
    (scan.numbers, scan.faults)
}

/// What stands in the text for a character that nobody could restore.
const OPEN: char = '□';

struct Scan<'a> {
    text: &'a [char],
    numbers: Vec<Number>,
    faults: Vec<Fault>,
}

impl Scan<'_> {
    fn char(&self, at: usize) -> Option<char> {
        self.text.get(at).copied()
    }

    /// A short quotation is a name; the numbers in a longer one are read.
    fn quoted(&self, at: usize) -> usize {
        const NAME: usize = 14;
        closing(self.text, at)
            .filter(|&end| end - at <= NAME)
            .map_or(at + 1, |end| end + 1)
    }

    fn fault(&mut self, start: usize, end: usize, kind: FaultKind) -> usize {
        self.faults.push(Fault { start, end, kind });
        end
    }

    /// Reads a number in Arabic digits at `start` and returns where to go on.
    fn arabic(&mut self, start: usize) -> usize {
        let text = self.text;
        let Some(literal) = literal(text, start) else {
            let end = token_end(text, start);
            return self.fault(start, end, FaultKind::Malformed);
        };
        if names_before(text, start) {
            return token_end(text, start);
        }
        let damaged = start > 0 && text[start - 1] == OPEN;
        if damaged || self.char(literal.end) == Some(OPEN) {
            let end = token_end(text, literal.end + usize::from(!damaged));
            return self.fault(start - usize::from(damaged), end, FaultKind::Damaged);
        }
        // 自然增长率为-0.60‰: a minus behind a Han letter.
        // 000: what is left of a number that was cut.
        if literal.value == 0.0
            && literal.end - start > 2
            && text[start..literal.end]
                .iter()
                .all(|&c| digit(c) == Some('0'))
        {
            return self.fault(start, literal.end, FaultKind::Malformed);
        }
        let negative = start > 1
            && matches!(text[start - 1], '-' | '−' | '－')
            && crate::text::is_han(text[start - 2]);
        if negative {
            return self.amount(start - 1, -literal.value, None, literal.end);
        }
        if let Some(end) = ratio_end(text, literal.end) {
            return self.ratio(start, literal.value, literal.end, end);
        }
        if literal.end - start > 15 {
            return self.fault(start, literal.end, FaultKind::Overflow);
        }
        if let Some(next) = self.ordinal_end(start, literal.value, literal.end) {
            return next;
        }
        if let Some((value, end)) = compound(text, literal.value, literal.end) {
            return self.amount(start, value, None, end);
        }
        let (value, value_to, end) = match self.char(literal.end) {
            Some('/') => match literal_at(text, literal.end + 1) {
                Some(below) if below.value > 0.0 => {
                    return self.share(start, literal.value / below.value, below.end);
                }
                _ => return token_end(text, start),
            },
            _ => (literal.value, None, literal.end),
        };
        self.amount(start, value, value_to, end)
    }

    /// Reads 万, the unit and a range's upper end behind the first digits.
    fn amount(
        &mut self,
        start: usize,
        value: f64,
        value_to: Option<f64>,
        digits_end: usize,
    ) -> usize {
        let text = self.text;
        if let Some(tail) = shared_points(text, digits_end) {
            return self.push(start, value, value_to, tail, Form::Amount);
        }
        let mut tail = tail(text, digits_end);
        let (mut value_to, mut unit_from) = (value_to, digits_end);
        // 4.5%—5%, 5%-5.5%, 3—5家, 800万—900万吨
        let dash = tail.as_ref().map_or(digits_end, |tail| tail.end);
        if let Some((upper, upper_from)) = range_end(text, dash) {
            let upper_tail = self::tail(text, upper_from);
            let same = match (&tail, &upper_tail) {
                (None, Some(_)) => dash == digits_end,
                (Some(low), Some(high)) => {
                    low.base == high.base && (low.scale - high.scale).abs() < f64::EPSILON
                        || low.base == PLAIN
                }
                _ => false,
            };
            if same {
                value_to = Some(upper);
                unit_from = upper_from;
                tail = upper_tail;
            } else if upper_tail.is_none() && tail.is_none() {
                return token_end(text, upper_from);
            }
        }
        let Some(tail) = tail else {
            return self.without_unit(start, digits_end);
        };
        if tail.base.symbol == "%" && matches!(self.char(tail.end), Some('%' | '％' | '‰')) {
            let end = token_end(text, tail.end);
            return self.fault(start, end, FaultKind::Malformed);
        }
        if is_name(text, value, digits_end, &tail) {
            return tail.end;
        }
        if tail.base == PLAIN {
            return self.bare(start, value, value_to, unit_from, tail);
        }
        if tail.base.symbol == "位" && ["排名", "位次"].iter().any(|w| spoken_of(text, start, w))
        {
            let base = PLACE;
            return self.push(start, value, value_to, Tail { base, ..tail }, Form::Ordinal);
        }
        self.push(start, value, value_to, tail, Form::Amount)
    }

    fn push(
        &mut self,
        start: usize,
        value: f64,
        value_to: Option<f64>,
        tail: Tail,
        form: Form,
    ) -> usize {
        let end = tail.end;
        self.numbers.push(Number {
            start,
            end,
            value,
            value_to,
            scale: tail.scale,
            unit: tail.unit,
            base: tail.base,
            inside: tail.inside,
            form,
            counted_to: None,
        });
        end
    }

    /// 157万贫困人口: 万 alone counts the people or households named right behind it.
    fn bare(
        &mut self,
        start: usize,
        value: f64,
        value_to: Option<f64>,
        digits_end: usize,
        tail: Tail,
    ) -> usize {
        let Some((base, to)) = counted_behind(self.text, tail.end) else {
            if let Some((base, unit)) = shared_unit(self.text, tail.end) {
                let unit = tail.unit.clone() + &unit;
                let tail = Tail { unit, base, ..tail };
                return self.push(start, value, value_to, tail, Form::Amount);
            }
            if let Some(base) = counted_before(self.text, start) {
                return self.push(start, value, value_to, Tail { base, ..tail }, Form::Amount);
            }
            return self.without_unit(start, tail.end.max(digits_end));
        };
        let next = self.push(start, value, value_to, Tail { base, ..tail }, Form::Amount);
        if let Some(number) = self.numbers.last_mut() {
            number.counted_to = Some(to);
        }
        // An age group belongs to the people: 41.3万0-59周岁残疾人.
        if digit(self.char(next).unwrap_or(' ')).is_some() {
            to
        } else {
            next
        }
    }

    fn without_unit(&mut self, start: usize, end: usize) -> usize {
        let scaled = self.text[start..end]
            .iter()
            .any(|c| matches!(c, '万' | '亿'));
        let closed = self
            .char(end)
            .is_some_and(|c| scaled && matches!(c, '，' | '。' | '；' | '！'));
        let name = self.char(end).is_none_or(|c| {
            !closed && !crate::text::is_han(c) || matches!(c, '年' | '月' | '日' | '时' | '级')
        });
        let hotline = end - start == 5 && self.text[start..].starts_with(&['1', '2']);
        let counts = scaled || self.acted_on(start) && !hotline;
        if counts && !name && words().after_name.at(self.text, end).is_none() {
            self.faults.push(Fault {
                start,
                end,
                kind: FaultKind::UnknownUnit,
            });
        }
        token_end(self.text, end)
    }

    /// 新增产能300…: whether a verb or its object right before a plain number says that something is counted.
    fn acted_on(&self, start: usize) -> bool {
        const REACH: usize = 8;
        let from = (start.saturating_sub(REACH)..start)
            .rev()
            .find(|&at| !crate::text::is_han(self.text[at]))
            .map_or(start.saturating_sub(REACH), |at| at + 1);
        (from..start).any(|at| words().act.at(self.text, at).is_some_and(|(l, ())| l > 1))
    }

    /// 1.85∶1
    fn ratio(&mut self, start: usize, value: f64, from: usize, end: usize) -> usize {
        let tail = Tail {
            end,
            scale: 1.0,
            unit: self.text[from..end].iter().collect(),
            base: RATIO,
            inside: None,
        };
        self.push(start, value, None, tail, Form::Amount)
    }

    fn share(&mut self, start: usize, value: f64, end: usize) -> usize {
        let tail = Tail {
            end,
            scale: 1.0,
            unit: String::new(),
            base: SHARE,
            inside: None,
        };
        if matches!(self.char(end), Some('/' | '·')) {
            return token_end(self.text, end);
        }
        self.push(start, value, None, tail, Form::Amount)
    }

    /// 翻一番, 翻了两番
    fn doubled(&mut self, at: usize) -> usize {
        let from = at + 1 + usize::from(self.char(at + 1) == Some('了'));
        let Some(times) = self.char(from).and_then(numeral) else {
            return at + 1;
        };
        let Some(tail) = tail(self.text, from + 1).filter(|tail| tail.base.symbol == "番") else {
            return at + 1;
        };
        // The verb is printed with it: 翻一番.
        self.push(at, times, None, tail, Form::Amount)
    }
}

impl Number {
    /// The bound made by the word between digits and unit.
    pub(crate) fn inside_bound(&self) -> Option<Bound> {
        self.inside.map(|c| match c {
            '来' => Bound::Approx,
            _ => Bound::Gt,
        })
    }
}
