//! Gives figures the word that says how firmly they are promised.

use super::Reading;
use crate::digest::Hedge;

/// Gives every reading the hedge that governs it.
///
/// 力争, 确保, 争取 and 预计 govern their clause and go on over the clauses behind it that hold figures too; 实现 governs its
/// own clause alone.
pub(super) fn hedges(text: &[char], marks: &[u8], readings: &mut [Reading]) {
    readings.sort_by_key(|reading| reading.printed.start);
    let mut governing = None;
    let mut start = 0;
    let mut next = 0;
    for end in 0..=text.len() {
        let mark = marks.get(end).copied().unwrap_or(4);
        if mark < 2 {
            continue;
        }
        let words = hedge_words(&text[start..end]);
        let first = next;
        while next < readings.len() && readings[next].printed.start < end {
            let reading = &mut readings[next];
            let before = || {
                words
                    .iter()
                    .filter(|(at, _)| start + at <= reading.printed.start)
            };
            let strong = before().rfind(|(_, hedge)| *hedge != Hedge::Achieve);
            reading.hedge = strong
                .map(|(_, hedge)| *hedge)
                .or(governing)
                .or_else(|| before().next_back().map(|(_, hedge)| *hedge));
            next += 1;
        }
        let strong = words.iter().rfind(|(_, hedge)| *hedge != Hedge::Achieve);
        let opens = matches!(text.get(end), Some('：' | ':')) || end < start + 9;
        governing = match strong {
            Some((_, hedge)) if first < next || opens => Some(*hedge),
            None if first < next || opens && end > start => governing,
            _ => None,
        };
        if mark >= 3 && !(mark == 3 && governing == Some(Hedge::Expect)) {
            governing = None;
        }
        start = end + 1;
    }
}

pub(super) fn hedge_words(clause: &[char]) -> Vec<(usize, Hedge)> {
    (0..clause.len().saturating_sub(1))
        .filter_map(|at| {
            let hedge = match (clause[at], clause[at + 1]) {
                ('确', '保') => Hedge::Ensure,
                ('实', '现') => Hedge::Achieve,
                ('力', '争') => Hedge::Strive,
                ('争', '取') => Hedge::Seek,
                ('预', '计') => Hedge::Expect,
                _ => return None,
            };
            Some((at, hedge))
        })
        .collect()
}
