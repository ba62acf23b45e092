//! Reads what stands behind the digits: 多, 万, the unit, and the people whom 万 alone counts.

use super::literal::{TRILLION, literal_at, unit_numeral};
use super::{HOUSEHOLD, PERSON, PLAIN};
use crate::digest::words::{Unit, words};
use crate::text::is_han;

/// What stands behind the digits: 多, 万, the unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tail {
    pub(super) end: usize,
    pub(super) scale: f64,
    pub(super) unit: String,
    pub(super) base: Unit,
    pub(super) inside: Option<char>,
}

/// Reads 多, 万 and the unit; a tail of 万 alone has the base `PLAIN`.
pub(super) fn tail(text: &[char], from: usize) -> Option<Tail> {
    let mut at = from;
    let mut scale = 1.0;
    let mut unit = String::new();
    let mut inside = None;
    loop {
        let unit_here = words().units.at(text, at);
        // 突破千亿大关: 大 belongs to 关.
        let gate = text[at.min(text.len())..].starts_with(&['大', '关']);
        if at == from
            && let Some(tail) = points(text, at).or_else(|| months(text, at))
        {
            return Some(tail);
        }
        if let Some((length, &base)) = unit_here.filter(|_| !gate) {
            let (mut end, mut base) = (at + length, base);
            unit.extend(&text[at..end]);
            // 元/吨, 千瓦时/年: the part behind the stroke is printed, the value is not converted by it.
            if text.get(end) == Some(&'/')
                && let Some((below, _)) = words().units.at(text, end + 1)
            {
                unit.extend(&text[end..=end + below]);
                end += 1 + below;
                base = Unit {
                    factor: 1.0,
                    symbol: "",
                    ..base
                };
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
            Some('兆') if measures_money(text, at + 1) => {
                scale *= TRILLION;
                unit.push('兆');
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

/// 5.9和2.9个百分点, 4.3个和5.5个百分点: percentage points that are said once for two numbers.
pub(super) fn shared_points(text: &[char], from: usize) -> Option<Tail> {
    let joint = from + usize::from(text.get(from) == Some(&'个'));
    matches!(text.get(joint), Some('、' | '和' | '与' | '及')).then_some(())?;
    let next = literal_at(text, joint + 1)?;
    let tail = tail(text, next.end).filter(|tail| tail.base.symbol == "百分点")?;
    Some(Tail { end: joint, ..tail })
}

/// 5兆元, 25兆多美元: in 兆瓦 and 千兆 it is no power.
fn measures_money(text: &[char], at: usize) -> bool {
    let at = at + usize::from(matches!(text.get(at), Some('多' | '余')));
    let unit = words().units.at(text, at);
    unit.is_some_and(|(_, unit)| unit.symbol.len() == 3 && is_currency(unit.symbol))
}

fn is_currency(symbol: &str) -> bool {
    symbol.chars().all(|c| c.is_ascii_uppercase()) && symbol != "TEU"
}

/// 提高1.9个点: percentage points in short, where no noun follows that 个 counts (10个点位).
fn points(text: &[char], at: usize) -> Option<Tail> {
    text[at..].starts_with(&['个', '点']).then_some(())?;
    let end = at + 2;
    let noun = text.get(end).is_some_and(|&c| is_han(c)) && words().after.at(text, end).is_none();
    let digits = text[..at].iter().rev();
    let digits = digits
        .take_while(|c| c.is_ascii_digit() || **c == '.')
        .count();
    let fraction = text[at - digits..at].contains(&'.');
    let changes = words().change.before(text, 0, at - digits).is_some();
    let base = *words().units.at(&['个', '百', '分', '点'], 0)?.1;
    ((fraction || changes) && !noun).then(|| Tail {
        end,
        scale: 1.0,
        unit: "个点".to_owned(),
        base,
        inside: None,
    })
}

/// 3个多月: 多 stands within the unit.
fn months(text: &[char], at: usize) -> Option<Tail> {
    let inside = *text.get(at + 1).filter(|c| matches!(c, '多' | '余'))?;
    (text[at] == '个' && text.get(at + 2) == Some(&'月')).then_some(())?;
    let base = *words().units.at(&['个', '月'], 0)?.1;
    Some(Tail {
        end: at + 3,
        scale: 1.0,
        unit: "个月".to_owned(),
        base,
        inside: Some(inside),
    })
}

/// 1409万、1305万人次: the unit that a number of 万 shares with the one behind the next mark, and how it is printed.
pub(super) fn shared_unit(text: &[char], from: usize) -> Option<(Unit, String)> {
    matches!(text.get(from), Some('、' | '和' | '与' | '及')).then_some(())?;
    let next = literal_at(text, from + 1)?;
    let tail = tail(text, next.end).filter(|tail| tail.base != PLAIN && tail.scale >= 1e4)?;
    let printed = tail.unit.trim_start_matches(['百', '千', '万', '亿']);
    Some((tail.base, printed.to_owned()))
}

/// People or households right behind 万 (贫困人口, 各族人民, 农村家庭), and where their name ends.
pub(super) fn counted_behind(text: &[char], from: usize) -> Option<(Unit, usize)> {
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
            '妇' if !matches!(next, Some('女' | '联' | '幼')) => return Some((PERSON, at + 1)),
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
pub(super) fn counted_before(text: &[char], start: usize) -> Option<Unit> {
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
