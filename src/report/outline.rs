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
            let value = arabic_number(digits)?;
            Some(Number {
                style: NumberStyle::SubItem,
                value,
                length,
            })
        };
    }
    if first == '第' {
        return ordinal(line);
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
    let value =
        arabic_number(digits).filter(|_| digits.len() <= 4 && !(decimal && mark != '、'))?;
    Some(Number {
        style: NumberStyle::Item,
        value,
        length,
    })
}

/// `第一部分`, `第二章`, `第三节`, with the space or mark behind it.
fn ordinal(line: &str) -> Option<Number> {
    let rest = line.strip_prefix('第')?;
    let (end, style, unit) = [
        ("部分", NumberStyle::Part),
        ("章", NumberStyle::Part),
        ("篇", NumberStyle::Part),
        ("节", NumberStyle::Section),
    ]
    .into_iter()
    .filter_map(|(unit, style)| Some((rest.find(unit)?, style, unit)))
    .min_by_key(|(end, ..)| *end)?;
    let digits = &rest[..end];
    let value = han_number(digits).or_else(|| arabic_number(digits))?;
    let behind = &rest[end + unit.len()..];
    let mark = behind
        .chars()
        .next()
        .filter(|c| c.is_whitespace() || matches!(c, '：' | ':' | '、'))?;
    Some(Number {
        style,
        value,
        length: '第'.len_utf8() + end + unit.len() + mark.len_utf8(),
    })
}

/// Reads a number in plain digits, also with zeros in front (`01`); nothing else: no sign, no zero.
fn arabic_number(text: &str) -> Option<usize> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|&value| plain && value > 0)
}

/// Reads a small Han numeral (一 … 九十九), also in the forms that cannot be altered (壹).
#[must_use]
pub fn han_number(text: &str) -> Option<usize> {
    let digit = |c| {
        "零一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .filter(|&value| value > 0)
    };
    let plain = |c| match c {
        '壹' => '一',
        '贰' | '貳' => '二',
        '叁' | '參' | '叄' => '三',
        '肆' => '四',
        '伍' => '五',
        '陆' | '陸' => '六',
        '柒' => '七',
        '捌' => '八',
        '玖' => '九',
        '拾' => '十',
        c => c,
    };
    let characters: Vec<char> = text.chars().map(plain).collect();
    match *characters.as_slice() {
        ['十'] => Some(10),
        [a] => digit(a),
        ['十', b] => Some(10 + digit(b)?),
        [a, '十'] => Some(digit(a)? * 10),
        [a, '十', b] => Some(digit(a)? * 10 + digit(b)?),
        _ => None,
    }
}

/// Whether a line is numbered in the form of numerals that cannot be altered (`壹、`). A text that uses them has them
/// above `一、`, and `一、` above `（一）`.
#[must_use]
pub fn is_formal(line: &str) -> bool {
    let first = line.chars().next();
    first.is_some_and(|c| "壹贰貳叁參叄肆伍陆陸柒捌玖拾".contains(c))
        && number(line).is_some_and(|number| number.style == NumberStyle::Part)
}

/// Longest heading that ends with a colon inside its line, in code points.
const LONGEST_LABEL: usize = 30;

/// Splits a line whose section number (`（一）`) heads a sentence that runs into prose: the byte length of the heading.
/// None where the line has no such number or nothing follows its first sentence.
#[must_use]
pub fn run_in(line: &str) -> Option<usize> {
    let number = number(line).filter(|number| number.style == NumberStyle::Section)?;
    // `（一）建立新秩序：持续完善……`
    let label = line.find(['：', ':']).filter(|&at| {
        let label = &line[number.length.min(at)..at];
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let clock = digit(label.chars().next_back()) && digit(line[at..].chars().nth(1));
        (2..=LONGEST_LABEL).contains(&label.chars().count())
            && !label.contains(['，', '；', '（', '(', '“', '《'])
            && !label.contains(ends_sentence)
            && !clock
    });
    if let Some(at) = label {
        let end = at + line[at..].chars().next().map_or(0, char::len_utf8);
        if line[end..].chars().count() >= 15 {
            return Some(end);
        }
    }
    let first = *sentences(line).first()?;
    let heading = slice(line, first);
    if heading.ends_with(ends_sentence) && holds_amount(&heading[number.length..]) {
        // （一）扩大有效投资，全年完成800亿元。 the sentence is prose; what it opens with heads it.
        let end = heading.find(['，', '：'])?;
        let mark = heading[end..].chars().next()?.len_utf8();
        let heads = end > number.length && !holds_amount(&heading[number.length..end]);
        return heads.then_some(end + mark);
    }
    (heading.ends_with(ends_sentence)
        && heading.len() < line.len()
        && heading.len() > number.length)
        .then_some(heading.len())
}

/// Whether a section's line is a sentence that holds an amount: what is promised is read as prose, not as a heading.
#[must_use]
pub fn states_amount(line: &str) -> bool {
    number(line).is_some_and(|number| {
        number.style == NumberStyle::Section
            && sentences(line).first().is_some_and(|&first| {
                let first = slice(line, first);
                first.ends_with(ends_sentence) && holds_amount(&first[number.length..])
            })
    })
}

/// Whether `text` holds digits that count or measure something: not a year, not part of a name (5G, “1+8”, 3大行动), not
/// in brackets (（4项）).
fn holds_amount(text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut quoted = false;
    let mut at = 0;
    while at < text.len() {
        quoted = match text[at] {
            '“' | '「' | '《' | '（' | '(' => true,
            '”' | '」' | '》' | '）' | ')' => false,
            _ => quoted,
        };
        let joined = at > 0
            && (text[at - 1].is_ascii_alphanumeric()
                || matches!(text[at - 1], '+' | '·' | '-' | '.'));
        if quoted || joined || !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        while at < text.len() && (text[at].is_ascii_digit() || matches!(text[at], '.' | ',')) {
            at += 1;
        }
        let names = |c: char| {
            c.is_ascii_alphanumeric()
                || matches!(
                    c,
                    '年' | '月' | '日' | '大' | '届' | '号' | '级' | '期' | '+' | '·' | '-'
                )
        };
        if text.get(at).is_some_and(|&c| !names(c)) {
            return true;
        }
    }
    false
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

/// Whether the line heads a list of explanations.
#[must_use]
pub fn is_glossary(line: &str) -> bool {
    line.chars().count() <= 40
        && [
            "名词解释",
            "名词注释",
            "名詞解釋",
            "有关用语说明",
            "有关说明",
            "名词说明",
            "名词术语解释",
            "相关名词",
            "用语解释",
        ]
        .iter()
        .any(|word| line.contains(word))
}

/// Whether the line is the title of a list that hands out tasks: `…重点工作任务分解表`.
#[must_use]
pub fn heads_tasks(line: &str) -> bool {
    let length = line.chars().count();
    (6..=60).contains(&length)
        && number(line).is_none()
        && !line.contains(['。', '，', '；', '：', '《'])
        && [
            "分解表",
            "分工表",
            "任务分工",
            "责任分工",
            "分工方案",
            "任务清单",
            "责任清单",
            "任务台账",
            "任务一览表",
        ]
        .iter()
        .any(|end| line.ends_with(end))
}

/// Whether a word is what lists of tasks print before those who do them, or before the day they are due.
#[must_use]
pub fn is_task_label(word: &str) -> bool {
    let tight: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    ["单位", "部门", "时限", "时间", "领导", "进度", "目标"]
        .iter()
        .any(|end| tight.ends_with(end))
        && [
            "牵头", "责任", "配合", "协办", "承办", "主办", "参与", "协助", "完成", "办结", "时限",
            "分管", "工作",
        ]
        .iter()
        .any(|start| tight.starts_with(start) || tight.starts_with("主要责任"))
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
        assert_eq!(read("01、改造"), Some((NumberStyle::Item, 1, 5)));
        assert_eq!(read("+1、改造"), None);
        assert_eq!(read("0、改造"), None);
        assert_eq!(read("（1）甲"), Some((NumberStyle::SubItem, 1, 7)));
        assert_eq!(read("第二部分 今年安排"), Some((NumberStyle::Part, 2, 13)));
        assert_eq!(read("第三节：改革"), Some((NumberStyle::Section, 3, 12)));
        assert_eq!(read("第一部分是重点"), None);
        assert_eq!(read("第一，扩大内需"), None);
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
        let line = "(一)建立國土新秩序：持續完備國土計畫法制，已完成公告。";
        assert_eq!(
            run_in(line).map(|at| &line[..at]),
            Some("(一)建立國土新秩序：")
        );
        assert_eq!(run_in("（二）取得新突破。"), None);
        // A sentence that promises is prose, as far as what it opens with can head it.
        let headed = |line: &'static str| run_in(line).map(|at| &line[..at]);
        assert_eq!(
            headed("（一）扩大有效投资，完成投资800亿元。加快转型。"),
            Some("（一）扩大有效投资，")
        );
        assert_eq!(headed("（二）城镇新增就业10万人以上。抓好培训。"), None);
        assert!(states_amount("（二）城镇新增就业10万人以上。"));
        assert_eq!(
            headed("（三）推进5G建设，抓好“1+8”行动、2025年规划和3大工程。加快转型。"),
            Some("（三）推进5G建设，抓好“1+8”行动、2025年规划和3大工程。")
        );
        assert!(!states_amount("（四）完成投资800亿元"));
        assert_eq!(run_in("（二）取得新突破"), None);
    }

    #[test]
    fn an_annex_line_is_not_any_line_that_begins_so() {
        assert!(is_annex("附件"));
        assert!(is_annex("附件2：名词解释"));
        assert!(!is_annex("附件所列项目由各部门落实。"));
    }
}
