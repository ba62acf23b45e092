//! Tells the numbers that name, date or class something from those that count.

use super::literal::{digit, numeral};
use super::tail::Tail;
use crate::digest::words::words;

/// Whether what surrounds the number makes it a name, a date or an age group.
pub(super) fn is_name(text: &[char], value: f64, digits_end: usize, tail: &Tail) -> bool {
    let words = words();
    if words.after_name.at(text, digits_end).is_some() {
        return true;
    }
    let next = text.get(tail.end).copied();
    // 七次、八次全会: a list of names shares its noun.
    let listed = next == Some('、') && {
        let digits = |c: &&char| digit(**c).is_some() || numeral(**c).is_some() || **c == '十';
        let length = text[tail.end + 1..].iter().take_while(digits).count();
        let noun = tail.end + 1 + length;
        let unit: Vec<char> = tail.unit.chars().collect();
        length > 0 && text[noun..].starts_with(&unit) && words.after_name.at(text, noun).is_some()
    };
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
    // 四届人大五次会议 names a session; 八个方面工作 says how the report is parted.
    let session = unit_is("次")
        && matches!(next, Some('会' | '全'))
        && text[digits_end.saturating_sub(12)..digits_end].contains(&'届');
    let behind = &text[tail.end..text.len().min(tail.end + 8)];
    // 从三大产业看
    let looked_at = unit_is("大") && {
        let noun = behind
            .iter()
            .take_while(|&&c| crate::text::is_han(c))
            .count();
        behind[..noun].ends_with(&['看'])
    };
    let parted = unit_is("个") && behind.starts_with(&['方', '面']) || looked_at;
    let college = unit_is("大") && matches!(next, Some('学' | '家' | '会' | '报' | '精'));
    listed
        || year
        || age
        || day
        || digits
        || part
        || tenths
        || class
        || grade
        || congress
        || session
        || parted
        || college
}

/// Whether `word` stands within the twenty characters before `at`.
pub(super) fn spoken_of(text: &[char], at: usize, word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    text[at.saturating_sub(20)..at]
        .windows(word.len())
        .any(|window| window == word)
}

/// Whether letters, dots or strokes right before the digits make them part of a name: G5511, PM2.5, 5·12, 7×24.
pub(super) fn names_before(text: &[char], start: usize) -> bool {
    let Some(&before) = start.checked_sub(1).and_then(|at| text.get(at)) else {
        return false;
    };
    // 60万千瓦/120万千瓦时, 为-0.60‰: a stroke or a minus behind a Han letter joins no name.
    let behind_han = start >= 2 && crate::text::is_han(text[start - 2]);
    before.is_ascii_alphanumeric()
        || matches!(before, '/' | '-') && !behind_han
        || matches!(before, '.' | '·' | '+' | '×' | '＋' | '_' | '#')
        || ('Ａ'..='Ｚ').contains(&before)
}
