//! The headline strip: the sentence that names a year's expected targets, every clause of it a target.
//!
//! Clauses without a number (国际收支基本平衡, 按照国家要求安排) become goals in words; clauses that only comment
//! (在实际工作中争取更好结果) don't.

use std::ops::Range;

use super::figure::{Reading, marks};
use super::lexicon::Lexicon;
use super::{Bound, Measure};
use crate::text::is_han;

/// Where the list of expected targets stands in `text`: from behind 预期目标是 to the end of the sentence.
pub(crate) fn expected_targets(text: &[char]) -> Option<Range<usize>> {
    const MARK: [char; 4] = ['预', '期', '目', '标'];
    let marks = marks(text);
    text.windows(MARK.len())
        .enumerate()
        .find_map(|(at, window)| {
            let after = at + MARK.len();
            let listed = window == MARK
                && (matches!(text.get(after), Some('是' | '为')) && !is_value(text.get(after + 1))
                    || matches!(text.get(after), Some('：' | ':')));
            if !listed {
                return None;
            }
            let end = (after..text.len())
                .find(|&i| marks[i] == 4)
                .unwrap_or(text.len());
            let start =
                (after..end).find(|&i| is_han(text[i]) && !matches!(text[i], '是' | '为'))?;
            Some(start..further(text, &marks, end))
        })
}

/// 地区生产总值增长5%左右，力争更好。一产、二产增加值分别增长…: where a list goes on in the sentences behind its first.
fn further(text: &[char], marks: &[u8], mut end: usize) -> usize {
    const COMMENTS: [&str; 9] = [
        "这",
        "上述",
        "以上",
        "提出",
        "确定",
        "主要考虑",
        "实现",
        "为",
        "需要",
    ];
    const RATES: [&str; 8] = [
        "增长", "左右", "以上", "以内", "控制", "达到", "降低", "下降",
    ];
    while end < text.len() {
        let close = (end + 1..text.len())
            .find(|&i| marks[i] == 4)
            .unwrap_or(text.len());
        let sentence: String = text[(end + 1).min(close)..close].iter().collect();
        let rates = sentence.contains(['%', '％']) && RATES.iter().any(|r| sentence.contains(r));
        if !rates || COMMENTS.iter().any(|opening| sentence.starts_with(opening)) {
            break;
        }
        end = close;
    }
    end
}

fn is_value(c: Option<&char>) -> bool {
    c.is_some_and(char::is_ascii_digit)
}

/// Adds the goals in words of the list in `range`.
pub(crate) fn add_goals(text: &[char], range: &Range<usize>, readings: &mut Vec<Reading>) {
    let marks = marks(text);
    let predicates = predicates();
    let mut start = range.start;
    for end in range.start..=range.end {
        let mark = marks.get(end).filter(|_| end < range.end);
        if mark.is_some_and(|&mark| mark < 2) {
            continue;
        }
        let clause = start..end;
        start = end + 1;
        let taken = readings
            .iter()
            .any(|r| r.printed.start < clause.end && clause.start < r.printed.end);
        if taken || clause.len() < 4 || comments(&text[clause.clone()]) {
            continue;
        }
        readings.push(goal(text, clause, &predicates));
    }
    readings.sort_by_key(|reading| (reading.printed.start, reading.printed.end));
}

/// Clauses that say how hard the targets are worked for, or qualify the target before them.
fn comments(clause: &[char]) -> bool {
    const OPENINGS: [&str; 10] = [
        "在实际工作",
        "实际工作",
        "力争取得",
        "努力争取",
        "争取更好",
        "在此基础",
        "并",
        "也",
        "努力在",
        "同时",
    ];
    let clause: String = clause.iter().collect();
    OPENINGS.iter().any(|opening| clause.starts_with(opening))
        || clause.ends_with("更好结果")
        || clause.ends_with("更好成绩")
}

fn goal(text: &[char], clause: Range<usize>, predicates: &Lexicon<()>) -> Reading {
    if let Some(of) = assigned(&text[clause.clone()]) {
        // 完成国家下达的 alone says nothing: the whole clause is the goal.
        return in_words(text, clause.clone(), clause.start + of..clause.end, clause);
    }
    let predicate = (clause.start + 2..clause.end)
        .find(|&at| predicates.at(text, at).is_some())
        .unwrap_or(clause.start);
    let indicator = if predicate == clause.start {
        clause.clone()
    } else {
        clause.start..predicate
    };
    in_words(text, clause.clone(), indicator, predicate..clause.end)
}

/// 完成国家下达的节能减排任务: where the task starts that is to be fulfilled.
fn assigned(clause: &[char]) -> Option<usize> {
    const REACH: usize = 14;
    const OPENINGS: [&str; 6] = ["完成", "全面完成", "确保完成", "达到", "落实", "严格落实"];
    let words: String = clause.iter().collect();
    OPENINGS
        .iter()
        .any(|o| words.starts_with(o))
        .then_some(())?;
    let of = clause.iter().take(REACH).position(|&c| c == '的')? + 1;
    (clause.len() > of + 2).then_some(of)
}

fn in_words(
    text: &[char],
    quote: Range<usize>,
    indicator: Range<usize>,
    printed: Range<usize>,
) -> Reading {
    let words: String = text[indicator.clone()].iter().collect();
    Reading {
        quote,
        subject: words.clone(),
        indicator: words,
        indicator_range: Some(indicator),
        number: None,
        bound: Bound::Text,
        qualifier: Some(text[printed.clone()].iter().collect()),
        printed,
        hedge: None,
        measure: Measure::None,
        baseline: false,
    }
}

fn predicates() -> Lexicon<()> {
    Lexicon::new(
        [
            "按照",
            "按国家",
            "基本平衡",
            "保持",
            "持续",
            "继续",
            "稳中",
            "稳定",
            "回稳",
            "保稳",
            "促稳",
            "合理回升",
            "高于",
            "快于",
            "取得",
            "有序",
            "在“",
            "进一步",
            "明显",
            "稳步",
            "不断",
            "完成国家",
            "达到国家",
            "控制在国家",
            "低于",
            "与",
            "和经济",
            "平稳",
        ]
        .map(|word| (word, ())),
    )
}
