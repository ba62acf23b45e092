//! Goals without a number: 全覆盖, 与经济增长同步.

use std::ops::Range;

use super::{REACH, Reader, Reading};
use crate::digest::words::{Words, words};
use crate::digest::{Bound, Measure};
use crate::text::is_han;

/// Adds the goals without a number: 全覆盖, 与经济增长同步.
pub(super) fn goals(text: &[char], marks: &[u8], readings: &mut Vec<Reading>) {
    let words = words();
    let mut found = Vec::new();
    let mut clause = 0;
    for at in 0..text.len() {
        if marks[at] >= 2 {
            clause = at + 1;
            continue;
        }
        clause = clause.max(at.saturating_sub(REACH));
        let (bound, length) = if let Some((length, &bound)) = words.goal.at(text, at) {
            (bound, length)
        } else if text[at..].starts_with(&['同', '步']) && sync(&text[clause..at]) {
            (Bound::Sync, 2)
        } else {
            continue;
        };
        let end = at + length;
        let closed = text.get(end).is_none_or(|&c| !is_han(c));
        let inside_quote = text[clause..at].iter().filter(|c| **c == '“').count()
            > text[clause..at].iter().filter(|c| **c == '”').count();
        // 能耗强度远高于全国平均水平 tells of a fault; only what grows is meant to be ahead.
        let ahead = bound != Bound::Text
            || text[clause..at]
                .iter()
                .any(|c| matches!(c, '增' | '收' | '率' | '速' | '支' | '费'));
        let counted = bound == Bound::Full && at > clause && text[at - 1] == '个';
        if !closed || inside_quote || counted || !ahead {
            continue;
        }
        found.push((clause, at, end, bound));
    }
    for (clause, at, end, bound) in found {
        if readings
            .iter()
            .any(|r| r.printed.start < end && at < r.printed.end)
        {
            continue;
        }
        let taken = readings
            .iter()
            .map(|r| r.printed.end)
            .filter(|&e| e > clause && e <= at)
            .max();
        let segment = (clause..at)
            .rev()
            .find(|&i| marks[i] == 1 && taken.is_some_and(|t| t <= i))
            .map_or(clause, |i| i + 1);
        let range = goal_subject(words, text, segment, at, bound);
        if range.len() < 2 {
            continue;
        }
        let indicator: String = text[range.clone()].iter().collect();
        // What something keeps step with belongs to the goal: 居民收入增长 · 与经济增长基本同步.
        let with = (bound == Bound::Sync)
            .then(|| (range.end..at).find(|&i| matches!(text[i], '与' | '和' | '同')));
        let at = with.flatten().unwrap_or(at);
        let start = (segment..end)
            .find(|&i| is_han(text[i]) || text[i] == '“')
            .unwrap_or(segment);
        readings.push(Reading {
            quote: start..end,
            printed: at..end,
            subject: indicator.clone(),
            indicator,
            indicator_range: Some(range),
            number: None,
            bound,
            qualifier: Some(text[at..end].iter().collect()),
            hedge: None,
            measure: Measure::None,
            baseline: false,
        });
    }
}

/// Whether the clause so far says what something keeps step with.
pub(super) fn sync(clause: &[char]) -> bool {
    let with = clause.iter().rposition(|c| matches!(c, '与' | '和' | '同'));
    with.is_some_and(|at| {
        at > 1
            && clause.len() - at >= 4
            && clause[at..]
                .windows(2)
                .any(|w| matches!(w, ['增', '长' | '速'] | ['经', '济'] | ['发', '展']))
    })
}

pub(super) fn goal_subject(
    words: &'static Words,
    text: &[char],
    clause: usize,
    at: usize,
    bound: Bound,
) -> Range<usize> {
    let reader = Reader {
        text,
        words,
        marks: Vec::new(),
        subject: None,
        verb: None,
        shared: Vec::new(),
        change: None,
        qualifier: None,
        clause,
        last_end: clause,
        handed_out: None,
        handed_before: None,
        readings: Vec::new(),
    };
    let mut end = at;
    if bound == Bound::Sync {
        end = (clause + 1..at)
            .rev()
            .find(|&i| matches!(text[i], '与' | '和' | '同'))
            .unwrap_or(at);
    }
    loop {
        let word = [
            "实现",
            "基本",
            "基本实现",
            "保持",
            "达到",
            "的",
            "服务全",
            "了",
            "总体",
            "力争",
            "确保",
            "全面",
        ]
        .iter()
        .map(|w| w.chars().collect::<Vec<_>>())
        .find(|w| text[clause..end].ends_with(w));
        match word {
            Some(word) if end - word.len() > clause => end -= word.len(),
            _ => break,
        }
    }
    let achieved = (clause + 4..end.saturating_sub(1))
        .find(|&i| text[i] == '实' && text[i + 1] == '现' && bound != Bound::Sync);
    if let Some(at) = achieved {
        end = at;
    }
    let (core, verb) = reader.core(clause, end);
    let start = verb
        .filter(|v| v.end < core.end && bound == Bound::Sync)
        .map_or(core.start, |v| v.end);
    start..core.end
}
