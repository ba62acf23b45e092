//! What the same document says elsewhere: an annex repeats items of the report, so a digit that was eaten in one place
//! may stand in the other.
//!
//! A digit is taken over only when the words right before and behind it are the same, the neighbourhood is alike, and
//! all such places agree.

use std::collections::BTreeSet;

use super::judge::with_digits;
use super::language::counted;
use super::{Confidence, OPEN, RepairedLine};

/// Most judgements that are looked up.
const MOST: usize = 64;
/// Candidates of a judgement that are looked up.
const CANDIDATES: usize = 6;
/// Characters that must be the same right before the digit, right behind it, and together.
const BEFORE: usize = 2;
const BEHIND: usize = 3;
const TOGETHER: usize = 7;
/// Characters before the digit that are compared as a neighbourhood, and the pairs they must have in common.
const NEIGHBOURHOOD: usize = 24;
const COMMON: usize = 4;
/// The share of a reading that another place confirms.
const SHARE: f64 = 0.9;

/// Fills digits that another place of the document tells.
pub(super) fn fill(lines: &mut [RepairedLine]) {
    let open: Vec<(usize, usize)> = lines
        .iter()
        .enumerate()
        .flat_map(|(l, line)| (0..line.judgements.len()).map(move |j| (l, j)))
        .filter(|&(l, j)| {
            let judgement = &lines[l].judgements[j];
            judgement.confidence == Confidence::Open && judgement.after.contains(OPEN)
        })
        .take(MOST)
        .collect();
    if open.is_empty() {
        return;
    }
    let texts: Vec<Vec<char>> = lines
        .iter()
        .map(|line| line.text.chars().collect())
        .collect();
    for (l, j) in open {
        if let Some((reading, place)) = told(&texts, lines, l, j) {
            apply(&mut lines[l], j, &reading, place);
        }
    }
}

/// The reading of a judgement with its digit, and the line that tells it.
fn told(
    texts: &[Vec<char>],
    lines: &[RepairedLine],
    l: usize,
    j: usize,
) -> Option<(String, usize)> {
    let judgement = &lines[l].judgements[j];
    let line = &texts[l];
    for (candidate, _) in judgement.candidates.iter().take(CANDIDATES) {
        let reading: Vec<char> = candidate.chars().collect();
        if reading.len() != judgement.output.len() {
            continue;
        }
        let mut gaps = reading.iter().enumerate().filter(|&(_, &c)| c == OPEN);
        let (Some((gap, _)), None) = (gaps.next(), gaps.next()) else {
            continue;
        };
        let mut whole = line.clone();
        whole[judgement.output.start..judgement.output.end].copy_from_slice(&reading);
        let at = judgement.output.start + gap;
        let mut digits = BTreeSet::new();
        let mut place = None;
        for (other, text) in texts.iter().enumerate() {
            for (p, &c) in text.iter().enumerate() {
                if c.is_ascii_digit() && (other, p) != (l, at) && alike(&whole, at, text, p) {
                    digits.insert(c);
                    place = place.or(Some(other));
                }
            }
        }
        if let (1, Some(&digit), Some(place)) = (digits.len(), digits.first(), place) {
            let mut reading = reading;
            reading[gap] = digit;
            return Some((reading.into_iter().collect(), place));
        }
    }
    None
}

/// Whether the surroundings of two places are the same.
fn alike(one: &[char], at: usize, other: &[char], p: usize) -> bool {
    let same = |(a, b): &(&char, &char)| **a != OPEN && fold(**a) == fold(**b);
    let before = one[..at].iter().rev().zip(other[..p].iter().rev());
    let before = before.take_while(same).count();
    if before < BEFORE {
        return false;
    }
    let behind = one[at + 1..].iter().zip(&other[p + 1..]);
    let behind = behind.take(TOGETHER).take_while(same).count();
    behind >= BEHIND
        && before + behind >= TOGETHER
        && pairs(&one[at.saturating_sub(NEIGHBOURHOOD)..at])
            .intersection(&pairs(&other[p.saturating_sub(NEIGHBOURHOOD)..p]))
            .count()
            >= COMMON
}

fn pairs(text: &[char]) -> BTreeSet<(u32, u32)> {
    text.windows(2).map(|w| (fold(w[0]), fold(w[1]))).collect()
}

/// A character as it is counted, but digits told apart.
fn fold(c: char) -> u32 {
    if c.is_ascii() {
        u32::from(c)
    } else {
        counted(c).into()
    }
}

fn apply(line: &mut RepairedLine, j: usize, reading: &str, place: usize) {
    let judgement = &mut line.judgements[j];
    let output = judgement.output;
    reading.clone_into(&mut judgement.after);
    judgement.confidence = Confidence::Inferred;
    judgement.share = SHARE;
    judgement.reason = format!("line {} of the capture says the same", place + 1);
    if let Some((best, _)) = judgement.candidates.first().cloned() {
        let offered: Vec<String> = with_digits(&best).collect();
        judgement
            .candidates
            .retain(|(text, _)| !offered.contains(text));
    }
    judgement.candidates.insert(0, (reading.to_owned(), SHARE));
    for change in &mut line.changes {
        if change.output == output {
            reading.clone_into(&mut change.after);
        }
    }
    line.text = line
        .text
        .chars()
        .take(output.start)
        .chain(reading.chars())
        .chain(line.text.chars().skip(output.end))
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_alike_by_what_is_right_around_it_and_by_its_neighbourhood() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let one = chars("改造燃氣、供水、排水、供熱等老化管道□500公里。");
        let other = chars("改造燃氣、供水、排水、供熱等老舊管道1500公里");
        let (at, p) = (18, 18);
        assert!(alike(&one, at, &other, p));
        let third = chars("建設通信管道1500公里");
        assert!(!alike(&one, at, &third, 6));
    }
}
