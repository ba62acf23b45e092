//! Finds the numbers of a passage that count or measure something, with their unit.
//!
//! Numbers that name (G5511, 500强, “十四五”), date (2023年1月12日) or order (第十四届) are passed over; what looks like a
//! quantity but cannot be read (1.2.3, 5%%, more digits than a number holds) is handed back as a [`Fault`].

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
        let name = self.char(end).is_none_or(|c| {
            !crate::text::is_han(c) || matches!(c, '年' | '月' | '日' | '时' | '级')
        });
        if scaled && !name && words().after_name.at(self.text, end).is_none() {
            self.faults.push(Fault {
                start,
                end,
                kind: FaultKind::UnknownUnit,
            });
        }
        token_end(self.text, end)
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

    /// Reads a numeral in characters. Only what surely counts is taken: 两个, 十五条, 近百家, 千亿元, 三分之一.
    fn han(&mut self, start: usize) -> usize {
        let text = self.text;
        if let Some((length, ())) = words().phrase.at(text, start) {
            return start + length;
        }
        let mut end = start;
        while self
            .char(end)
            .is_some_and(|c| numeral(c).is_some() || unit_numeral(c).is_some())
        {
            end += 1;
        }
        let ordinal = start > 0 && matches!(text[start - 1], '第' | '前');
        let Some(value) = han_value(&text[start..end]) else {
            return end;
        };
        if ordinal {
            return self.ordinal_end(start, value, end).unwrap_or(end);
        }
        if text[end..].starts_with(&['分', '之']) {
            let upper = (end + 2..text.len())
                .take_while(|&at| numeral(text[at]).is_some() || unit_numeral(text[at]).is_some())
                .last();
            let Some(last) = upper else { return end };
            let share = han_value(&text[end + 2..=last]).filter(|_| value > 1.0);
            return match share {
                Some(above) => self.share(start, above / value, last + 1),
                None => last + 1,
            };
        }
        self.han_amount(start, value, end)
    }

    fn han_amount(&mut self, start: usize, value: f64, end: usize) -> usize {
        let text = self.text;
        // 千亿元 is printed with 亿元 as its unit: give the large words back to the unit.
        let mut digits_end = end;
        let mut value = value;
        for (big, scale) in [('亿', 1e8), ('万', 1e4)] {
            while digits_end > start + 1 && text[digits_end - 1] == big {
                digits_end -= 1;
                value /= scale;
            }
        }
        let whole_scale = end - start == 1 && matches!(text[start], '万' | '亿');
        let Some(tail) = tail(text, digits_end) else {
            return end;
        };
        let starts_large = unit_numeral(text[start]).is_some_and(|u| u >= 100.0);
        let qualified = words().before.before(text, 0, start).is_some();
        let named = start > 0
            && (crate::text::is_han(text[start - 1])
                && matches!(
                    text[start - 1],
                    '第' | '初' | '周' | '期' | '每' | '某' | '几' | '数' | '这' | '那' | '哪'
                ));
        let counts = if tail.base.counter {
            tail.base.behind_han && (2.0..1e6).contains(&value) && (!starts_large || qualified)
                || starts_large && qualified && tail.base != PLAIN && value >= 100.0
        } else {
            // 三年行动, 五年来 name a span; 千亿元, 百万吨 measure.
            value >= 100.0 && !matches!(tail.base.symbol, "年" | "天" | "个月" | "L" | "V")
        };
        // 千万吨炼化基地: the size in front of a noun is part of its name.
        let in_name = !tail.base.counter
            && self.char(tail.end).is_some_and(crate::text::is_han)
            && words().after.at(text, tail.end).is_none()
            && !matches!(self.char(tail.end), Some('大' | '的' | '和' | '以'));
        if !counts
            || in_name
            || named
            || (whole_scale && !qualified && tail.base.counter)
            || is_name(text, value, digits_end, &tail)
        {
            return end;
        }
        if tail.base == PLAIN {
            return end;
        }
        self.push(start, value, None, tail, Form::Amount)
    }

    /// 第三, 第21位, 前10位: a rank where something is said to stand there; `None` where the number is no ordinal.
    fn ordinal_end(&mut self, start: usize, value: f64, end: usize) -> Option<usize> {
        let text = self.text;
        let mark = *text.get(start.checked_sub(1)?)?;
        let form = match mark {
            '第' => Form::Ordinal,
            '前' => Form::Leading,
            _ => return None,
        };
        let placed = matches!(self.char(end), Some('位' | '名'));
        if form == Form::Leading && !placed {
            // 前10位 is a rank, 前三季度 and 前10个月 are not.
            return Some(end);
        }
        let closed = self
            .char(end)
            .is_none_or(|c| !crate::text::is_han(c) && !c.is_ascii_alphanumeric());
        let moved = words().link.at(text, end).is_some() || words().change.at(text, end).is_some();
        let standing = text[start.saturating_sub(14)..start - 1].iter().any(|c| {
            matches!(
                c,
                '居' | '列'
                    | '排'
                    | '升'
                    | '跃'
                    | '保'
                    | '国'
                    | '界'
                    | '球'
                    | '省'
                    | '部'
                    | '区'
                    | '进'
                    | '为'
                    | '从'
                    | '由'
            )
        });
        if standing && (placed || closed || moved) && value >= 1.0 {
            let unit_end = end + usize::from(placed);
            let tail = Tail {
                end: unit_end,
                scale: 1.0,
                unit: text[end..unit_end].iter().collect(),
                base: PLACE,
                inside: None,
            };
            self.push(start, value, None, tail, form);
            return Some(unit_end);
        }
        Some(end)
    }

    fn first_place(&mut self, at: usize) -> usize {
        let standing = self.text[at.saturating_sub(8)..at]
            .iter()
            .any(|c| matches!(c, '居' | '列' | '排' | '国' | '界' | '球'));
        if !standing {
            return at + 2;
        }
        let tail = Tail {
            end: at + 2,
            scale: 1.0,
            unit: "位".to_owned(),
            base: PLACE,
            inside: None,
        };
        self.push(at, 1.0, None, tail, Form::Ordinal)
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
        self.push(from, times, None, tail, Form::Amount)
    }
}

/// What stands behind the digits: 多, 万, the unit.
#[derive(Clone, Debug, PartialEq)]
struct Tail {
    end: usize,
    scale: f64,
    unit: String,
    base: Unit,
    inside: Option<char>,
}

/// Reads 多, 万 and the unit; a tail of 万 alone has the base `PLAIN`.
fn tail(text: &[char], from: usize) -> Option<Tail> {
    let mut at = from;
    let mut scale = 1.0;
    let mut unit = String::new();
    let mut inside = None;
    loop {
        if let Some((length, &base)) = words().units.at(text, at) {
            let mut end = at + length;
            unit.extend(&text[at..end]);
            // 元/吨, 千瓦时/年: the part behind the stroke is printed, the value is not converted by it.
            if text.get(end) == Some(&'/')
                && let Some((below, _)) = words().units.at(text, end + 1)
            {
                unit.extend(&text[end..=end + below]);
                end += 1 + below;
                let base = Unit {
                    factor: 1.0,
                    symbol: "",
                    ..base
                };
                return Some(Tail {
                    end,
                    scale,
                    unit,
                    base,
                    inside,
                });
            }
            return Some(Tail {
                end,
                scale,
                unit,
                base,
                inside,
            });
        }
        match text.get(at) {
            Some(&c @ ('多' | '余' | '来' | '几')) if inside.is_none() => inside = Some(c),
            Some(&c) if unit_numeral(c).is_some_and(|u| u >= 100.0) => {
                scale *= unit_numeral(c).unwrap_or(1.0);
                unit.push(c);
            }
            Some(' ' | '\u{3000}') if at == from => {}
            _ => break,
        }
        at += 1;
    }
    (!unit.is_empty() && scale >= 1e4).then_some(Tail {
        end: at,
        scale,
        unit,
        base: PLAIN,
        inside,
    })
}

/// People or households right behind 万 (贫困人口, 各族人民, 农村家庭), and where their name ends.
fn counted_behind(text: &[char], from: usize) -> Option<(Unit, usize)> {
    const REACH: usize = 12;
    let from = from + words().after.at(text, from).map_or(0, |(length, _)| length);
    let end = text.len().min(from + REACH);
    for at in from..end {
        let next = text.get(at + 1);
        match text[at] {
            '，' | '。' | '；' | '、' | '！' | '？' | '的' | '元' => return None,
            '人' => {
                let longer = matches!(next, Some('口' | '民' | '才' | '员' | '群' | '士' | '次'));
                return Some((PERSON, at + 1 + usize::from(longer)));
            }
            '孩' if next == Some(&'子') => return Some((PERSON, at + 2)),
            '儿' if next != Some(&'童') => return Some((PERSON, at + 1)),
            '民' | '众' | '童' | '客'
                if !matches!(next, Some('生' | '营' | '办' | '工' | '群')) =>
            {
                return Some((PERSON, at + 1));
            }
            '者' | '工' | '生'
                if at > from && !matches!(next, Some('产' | '作' | '活' | '业' | '程' | '态')) =>
            {
                return Some((PERSON, at + 1));
            }
            '家' if next == Some(&'庭') => return Some((HOUSEHOLD, at + 2)),
            '户' => return Some((HOUSEHOLD, at + 1)),
            _ => {}
        }
    }
    None
}

/// 贫困人口减少6800多万: people or households named before the number in its clause.
fn counted_before(text: &[char], start: usize) -> Option<Unit> {
    const REACH: usize = 20;
    let open = (start.saturating_sub(REACH)..start)
        .rev()
        .find(|&at| matches!(text[at], '，' | '。' | '；' | '！' | '？' | '：'))
        .map_or(start.saturating_sub(REACH), |at| at + 1);
    text[open..start]
        .windows(2)
        .rev()
        .find_map(|word| match word {
            ['人', '口' | '数' | '员'] | ['学', '生'] | ['职', '工'] | ['居', '民'] => {
                Some(PERSON)
            }
            ['人', '次'] => Some(Unit {
                symbol: "人次",
                ..PLAIN
            }),
            ['户', '数'] | ['农', '户'] | ['家', '庭'] | ['主', '体'] => Some(HOUSEHOLD),
            _ => None,
        })
}

/// Whether what surrounds the number makes it a name, a date or an age group.
fn is_name(text: &[char], value: f64, digits_end: usize, tail: &Tail) -> bool {
    let words = words();
    if words.after_name.at(text, digits_end).is_some() {
        return true;
    }
    let next = text.get(tail.end).copied();
    let unit_is = |unit: &str| tail.unit == unit;
    let year = unit_is("年")
        && ((1900.0..2100.0).contains(&value)
            || matches!(
                next,
                Some(
                    '级' | '制'
                        | '来'
                        | '代'
                        | '前'
                        | '后'
                        | '间'
                        | '内'
                        | '规'
                        | '行'
                        | '计'
                        | '期'
                )
            )
            || text[..digits_end]
                .iter()
                .rev()
                .skip_while(|c| digit(**c).is_some() || **c == '.')
                .take(2)
                .any(|c| matches!(c, '去' | '近' | '后' | '来' | '前' | '未')));
    let age = tail.base.symbol == "岁" && !spoken_of(text, digits_end, "寿命");
    let day = unit_is("天") && next == Some('候');
    let digits = unit_is("位") && next == Some('数');
    let part = unit_is("分") && next == Some('之');
    let tenths = unit_is("成") && value > 10.0;
    // 7亿吨级, 750千伏: a class of works, not an amount.
    let class = next == Some('级') && !tail.base.counter || tail.base.symbol == "V";
    let grade = unit_is("类")
        && !next.is_some_and(crate::text::is_han)
        && (spoken_of(text, digits_end, "水质") || spoken_of(text, digits_end, "断面"));
    let congress = unit_is("大") && value > 10.0;
    let college = unit_is("大") && matches!(next, Some('学' | '家' | '会' | '报' | '精'));
    year || age || day || digits || part || tenths || class || grade || congress || college
}

/// Whether `word` stands within the twenty characters before `at`.
fn spoken_of(text: &[char], at: usize, word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    text[at.saturating_sub(20)..at]
        .windows(word.len())
        .any(|window| window == word)
}

/// Whether letters, dots or strokes right before the digits make them part of a name: G5511, PM2.5, 5·12, 7×24.
fn names_before(text: &[char], start: usize) -> bool {
    let Some(&before) = start.checked_sub(1).and_then(|at| text.get(at)) else {
        return false;
    };
    before.is_ascii_alphanumeric()
        || matches!(before, '.' | '·' | '+' | '×' | '/' | '＋' | '_' | '-' | '#')
        || ('Ａ'..='Ｚ').contains(&before)
}

/// One past the run of digits, letters and joining marks that starts at `at`.
fn token_end(text: &[char], at: usize) -> usize {
    (at..text.len())
        .find(|&i| {
            digit(text[i]).is_none()
                && !text[i].is_ascii_alphanumeric()
                && !matches!(text[i], '.' | '·' | '+' | '×' | '/' | '%' | '％')
        })
        .unwrap_or(text.len())
}

struct Literal {
    value: f64,
    end: usize,
}

/// Reads `1,234.5`; `None` for 1.2.3 and the like.
fn literal(text: &[char], start: usize) -> Option<Literal> {
    let literal = literal_at(text, start)?;
    let again = matches!(text.get(literal.end), Some('.' | '．'))
        && text.get(literal.end + 1).copied().and_then(digit).is_some();
    (!again).then_some(literal)
}

fn literal_at(text: &[char], start: usize) -> Option<Literal> {
    let mut digits = String::new();
    let mut at = start;
    let mut fraction = false;
    while let Some(&c) = text.get(at) {
        if let Some(d) = digit(c) {
            digits.push(d);
        } else if matches!(c, ',') && !fraction && groups_of_three(text, at) {
        } else if matches!(c, '.' | '．')
            && !fraction
            && text.get(at + 1).copied().and_then(digit).is_some()
        {
            fraction = true;
            digits.push('.');
        } else {
            break;
        }
        at += 1;
    }
    let value = digits.parse().ok()?;
    Some(Literal { value, end: at })
}

/// Reads on in 2万5千, 1亿3千万: the whole value and where it ends.
fn compound(text: &[char], value: f64, end: usize) -> Option<(f64, usize)> {
    let scale = |at: usize| {
        text.get(at)
            .copied()
            .and_then(unit_numeral)
            .filter(|u| *u >= 100.0)
    };
    let first = scale(end)?;
    let next = literal_at(text, end + 1)?;
    let second = scale(next.end).filter(|second| *second < first)?;
    // A 万 or 亿 behind 千 is read as part of the unit: 1亿3千多万人.
    let total = value * first;
    let mut at = next.end + 1;
    let mut add = next.value * second;
    let over = usize::from(matches!(text.get(at), Some('多' | '余')));
    if second < 1e4 && text.get(at + over) == Some(&'万') && first > 1e4 {
        add *= 1e4;
        if over == 0 {
            at += 1;
        } else {
            return Some(((total + add) / 1e4, at));
        }
    }
    Some((total + add, at))
}

fn groups_of_three(text: &[char], comma: usize) -> bool {
    let is_digit = |at: usize| text.get(at).copied().and_then(digit).is_some();
    (1..=3).all(|i| is_digit(comma + i)) && !is_digit(comma + 4) && comma > 0 && is_digit(comma - 1)
}

/// Reads the upper end of a range behind a dash: its value and where its unit starts.
fn range_end(text: &[char], at: usize) -> Option<(f64, usize)> {
    let mut from = at;
    while matches!(
        text.get(from),
        Some('—' | '–' | '－' | '-' | '~' | '～' | '至' | '―')
    ) {
        from += 1;
    }
    if from == at || from - at > 2 {
        return None;
    }
    text.get(from).copied().and_then(digit)?;
    literal(text, from).map(|literal| (literal.value, literal.end))
}

/// Index of the mark that closes the quotation or title opened at `at`.
fn closing(text: &[char], at: usize) -> Option<usize> {
    const REACH: usize = 60;
    let close = match text[at] {
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        _ => '〉',
    };
    (at + 1..text.len().min(at + REACH)).find(|&i| text[i] == close)
}

/// The ASCII digit of an ordinary or full-width digit.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

fn numeral(c: char) -> Option<f64> {
    Some(match c {
        '零' | '〇' => 0.0,
        '一' => 1.0,
        '二' | '两' => 2.0,
        '三' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        _ => return None,
    })
}

fn unit_numeral(c: char) -> Option<f64> {
    Some(match c {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1000.0,
        '万' => 1e4,
        '亿' => 1e8,
        _ => return None,
    })
}

/// The value of a numeral in characters; a bare 百 or 千 is 100 or 1000. `None` for a run of plain digits (一二三).
fn han_value(text: &[char]) -> Option<f64> {
    let (mut total, mut section, mut current) = (0.0, 0.0, None);
    for &c in text {
        if let Some(n) = numeral(c) {
            if current.is_some_and(|value| value > 0.0) {
                return None;
            }
            current = Some(n);
        } else {
            let unit = unit_numeral(c)?;
            if unit >= 1e4 {
                section += current.take().unwrap_or(0.0);
                let factor = if section > 0.0 { section } else { 1.0 };
                if total > 0.0 && section <= 0.0 {
                    total *= unit;
                } else {
                    total += factor * unit;
                }
                section = 0.0;
            } else {
                section += current.take().unwrap_or(1.0) * unit;
            }
        }
    }
    Some(total + section + current.unwrap_or(0.0))
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
