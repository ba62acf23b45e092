//! What the shape of a line says: numbers of parts, sections and items, the matter of a title page.
//!
//! Used twice: an import decides with it which Markdown to write, and a report is read back with it.

use crate::text::{ends_sentence, sentences, slice};

/// A number in front of a heading or an item, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its style, which tells its level.
    pub style: NumberStyle,
    /// Its value.
    pub value: usize,
    /// Bytes it takes with its punctuation.
    pub length: usize,
}

/// How a heading number is written; the customary order of levels in Chinese official documents is the order here
/// (GB/T 9704—2012 §7.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberStyle {
    /// `一、`
    Part,
    /// `（一）`
    Section,
    /// `1.` `1、` `1．` `1)`
    Item,
    /// `（1）`
    SubItem,
}

/// Returns the number at the start of `line`, if there is one.
#[must_use]
pub fn number(line: &str) -> Option<Number> {
    let first = line.chars().next()?;
    if matches!(first, '（' | '(') {
        let inner = &line[first.len_utf8()..];
        let end = inner.find(['）', ')']).filter(|&end| end <= 15)?;
        let digits = &inner[..end];
        let close = inner[end..].chars().next()?.len_utf8();
        let length = first.len_utf8() + end + close;
        return if let Some(value) = han_number(digits) {
            Some(Number {
                style: NumberStyle::Section,
                value,
                length,
            })
        } else {
            let value = digits.parse().ok().filter(|&value| value > 0)?;
            Some(Number {
                style: NumberStyle::SubItem,
                value,
                length,
            })
        };
    }
    let end = line
        .find(['、', '.', '．', ')', '）'])
        .filter(|&end| end <= 12)?;
    let mark = line[end..].chars().next()?;
    let length = end + mark.len_utf8();
    let digits = &line[..end];
    if mark == '、'
        && let Some(value) = han_number(digits)
    {
        return Some(Number {
            style: NumberStyle::Part,
            value,
            length,
        });
    }
    let decimal = line[length..].starts_with(|c: char| c.is_ascii_digit());
    let value = digits
        .parse()
        .ok()
        .filter(|&value| value > 0 && digits.len() <= 4 && !(decimal && mark != '、'))?;
    Some(Number {
        style: NumberStyle::Item,
        value,
        length,
    })
}

/// Reads a small Han numeral (一 … 九十九).
#[must_use]
pub fn han_number(text: &str) -> Option<usize> {
    let digit = |c| {
        "零一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .filter(|&value| value > 0)
    };
    let characters: Vec<char> = text.chars().collect();
    match *characters.as_slice() {
        ['十'] => Some(10),
        [a] => digit(a),
        ['十', b] => Some(10 + digit(b)?),
        [a, '十'] => Some(digit(a)? * 10),
        [a, '十', b] => Some(digit(a)? * 10 + digit(b)?),
        _ => None,
    }
}

/// Splits a line whose section number (`（一）`) heads a sentence that runs into prose: the byte length of the heading.
/// None where the line has no such number or nothing follows its first sentence.
#[must_use]
pub fn run_in(line: &str) -> Option<usize> {
    let number = number(line).filter(|number| number.style == NumberStyle::Section)?;
    let first = *sentences(line).first()?;
    let heading = slice(line, first);
    (heading.ends_with(ends_sentence)
        && heading.len() < line.len()
        && heading.len() > number.length)
        .then_some(heading.len())
}

/// Whether the line addresses the assembly (`各位代表：`) — a short line that ends with a colon.
#[must_use]
pub fn is_salutation(line: &str) -> bool {
    line.chars().count() <= 20
        && line.ends_with(['：', ':'])
        && line.starts_with(['各', '主', '尊', '同'])
}

/// Whether the line names the day and the assembly of a speech (`——2023年1月12日在…会议上`).
#[must_use]
pub fn is_dateline(line: &str) -> bool {
    line.chars().count() <= 80
        && line.contains('年')
        && line.contains('月')
        && line.contains('日')
        && (line.contains("会议上") || line.contains("大会上") || line.contains('會'))
        && line.contains('在')
}

/// Whether the line opens the annexes (`附件`, `附件1：…`, `附表`, `附录`).
#[must_use]
pub fn is_annex(line: &str) -> bool {
    let rest = ["附件", "附表", "附录", "附錄"]
        .iter()
        .find_map(|word| line.strip_prefix(word));
    rest.is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with(['：', ':', ' ', '\u{3000}'])
            || rest.starts_with(|c: char| c.is_ascii_digit())
            || rest
                .chars()
                .next()
                .is_some_and(|c| han_number(&c.to_string()).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_tell_style_and_value() {
        let read = |line| number(line).map(|n| (n.style, n.value, n.length));
        assert_eq!(read("一、过去五年"), Some((NumberStyle::Part, 1, 6)));
        assert_eq!(read("（十二）努力"), Some((NumberStyle::Section, 12, 12)));
        assert_eq!(read("(三)以新"), Some((NumberStyle::Section, 3, 5)));
        assert_eq!(read("43. 改造"), Some((NumberStyle::Item, 43, 3)));
        assert_eq!(read("（1）甲"), Some((NumberStyle::SubItem, 1, 7)));
        assert_eq!(read("2.3万亿元"), None);
        assert_eq!(read("一是稳产"), None);
        assert_eq!(read("2023年、2024年"), None);
    }

    #[test]
    fn a_section_heading_may_run_into_its_paragraph() {
        let line = "（二）取得新突破。紧扣高质量";
        assert_eq!(
            run_in(line).map(|at| &line[..at]),
            Some("（二）取得新突破。")
        );
        assert_eq!(run_in("（二）取得新突破。"), None);
        assert_eq!(run_in("（二）取得新突破"), None);
    }

    #[test]
    fn an_annex_line_is_not_any_line_that_begins_so() {
        assert!(is_annex("附件"));
        assert!(is_annex("附件2：名词解释"));
        assert!(!is_annex("附件所列项目由各部门落实。"));
    }
}
