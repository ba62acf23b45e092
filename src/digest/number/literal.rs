//! Reads the characters of a number: digits of either width, numerals in characters, ends of ranges.

use crate::digest::words::words;

pub(super) struct Literal {
    pub(super) value: f64,
    pub(super) end: usize,
}

/// Reads `1,234.5`; `None` for 1.2.3, 100,00 and the like.
pub(super) fn literal(text: &[char], start: usize) -> Option<Literal> {
    let literal = literal_at(text, start)?;
    let again = matches!(text.get(literal.end), Some('.' | '．' | ','))
        && text.get(literal.end + 1).copied().and_then(digit).is_some();
    (!again).then_some(literal)
}

pub(super) fn literal_at(text: &[char], start: usize) -> Option<Literal> {
    let mut digits = String::new();
    let mut at = start;
    let mut fraction = false;
    while let Some(&c) = text.get(at) {
        if let Some(d) = digit(c) {
            digits.push(d);
        } else if !fraction
            && (c == ',' && groups_of_three(text, at)
                || is_space(c) && grouped_by_spaces(text, start, at))
        {
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

/// Reads on in 2万5千, 1亿3千万, 4兆8,530亿, 3万3,883元: the whole value and where it ends.
pub(super) fn compound(text: &[char], value: f64, end: usize) -> Option<(f64, usize)> {
    let scale = |at: usize| match text.get(at) {
        Some('兆') => Some(TRILLION),
        c => c.copied().and_then(unit_numeral).filter(|u| *u >= 100.0),
    };
    let first = scale(end)?;
    let next = literal_at(text, end + 1)?;
    let Some(second) = scale(next.end).filter(|second| *second < first) else {
        let ones = (1e4..TRILLION).contains(&first) && counts_ones(text, &next, first);
        return ones.then_some((value * first + next.value, next.end));
    };
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
    // 1兆2,345亿6,789万: power by power.
    if second >= 1e4
        && let Some((rest, end)) = compound(text, next.value, next.end)
    {
        return Some((total + rest, end));
    }
    Some((total + add, at))
}

/// 兆 is this power before 元 or a smaller power; in 兆瓦 and 千兆 it is part of a unit.
pub(super) const TRILLION: f64 = 1e12;

/// 3万3,883元: whether plain digits behind 万 or 亿 are the rest of the number: less than it, with the unit right behind.
fn counts_ones(text: &[char], ones: &Literal, power: f64) -> bool {
    let unit = words().units.at(text, ones.end);
    let spans = |symbol: &str| matches!(symbol, "%" | "年" | "岁" | "天" | "P" | "EFLOPS");
    ones.value < power
        && ones.value.fract() == 0.0
        && unit.is_some_and(|(_, unit)| !spans(unit.symbol))
}

/// A space that may group digits: 77 100, also a thin or a no-break one.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Whether the space at `at` stands before a group of three digits of the number that starts at `start`, all of whose
/// groups but the first are of three.
fn grouped_by_spaces(text: &[char], start: usize, at: usize) -> bool {
    let is_digit = |at: usize| text.get(at).copied().and_then(digit).is_some();
    let first = (start..at).take_while(|&at| is_digit(at)).count();
    let behind = (1..=3).all(|i| is_digit(at + i)) && !is_digit(at + 4);
    (1..=3).contains(&first) && digit(text[start]) != Some('0') && is_digit(at - 1) && behind
}

pub(super) fn groups_of_three(text: &[char], comma: usize) -> bool {
    let is_digit = |at: usize| text.get(at).copied().and_then(digit).is_some();
    (1..=3).all(|i| is_digit(comma + i)) && !is_digit(comma + 4) && comma > 0 && is_digit(comma - 1)
}

/// Reads the upper end of a range behind a dash: its value and where its unit starts.
pub(super) fn range_end(text: &[char], at: usize) -> Option<(f64, usize)> {
    let mut from = at;
    // 2到3年: only between the digits, where nothing starts and arrives.
    let between = at.checked_sub(1).is_some_and(|i| digit(text[i]).is_some());
    if between && text.get(at) == Some(&'到') {
        text.get(at + 1).copied().and_then(digit)?;
        return literal(text, at + 1).map(|literal| (literal.value, literal.end));
    }
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

/// One past the run of digits, letters and joining marks that starts at `at`.
pub(super) fn token_end(text: &[char], at: usize) -> usize {
    let belongs = |i: usize| {
        let more = || text.get(i + 1).copied().and_then(digit).is_some();
        digit(text[i]).is_some()
            || text[i].is_ascii_alphanumeric()
            || matches!(text[i], '.' | '·' | '+' | '×' | '/' | '%' | '％')
            || text[i] == ',' && more()
    };
    (at..text.len())
        .find(|&i| !belongs(i))
        .unwrap_or(text.len())
}

/// One past the second term of a ratio whose first ends at `at`: 1.85∶1. Only ratios to one are read; 8:30 is a time.
pub(super) fn ratio_end(text: &[char], at: usize) -> Option<usize> {
    matches!(text.get(at), Some('∶' | ':' | '：')).then_some(())?;
    let one = literal_at(text, at + 1).filter(|literal| literal.end == at + 2)?;
    ((one.value - 1.0).abs() < f64::EPSILON).then_some(one.end)
}

/// Index of the mark that closes the quotation or title opened at `at`.
pub(super) fn closing(text: &[char], at: usize) -> Option<usize> {
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
pub(super) fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

pub(super) fn numeral(c: char) -> Option<f64> {
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

pub(super) fn unit_numeral(c: char) -> Option<f64> {
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
pub(super) fn han_value(text: &[char]) -> Option<f64> {
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
