//! `口` where a box stood for a character that was lost: `最口工资`. Text recognition and careful hands write it so.
//!
//! It is a letter of many words, so one that no word has proves nothing; several of them, among few that words have, do.

use std::ops::Range;

use crate::import::lexicon::log_frequency;
use crate::report::lost::{Kind, Sign};

/// Fewest such places, and the share of all `口` (one in …), that are no words a list lacks.
const FEWEST: (usize, usize) = (3, 4);

/// Longest word that is looked for.
const LONGEST: usize = 5;

/// For each line the places; none in any line of a text that has too few of them.
pub(crate) fn holes(lines: &[&str]) -> Vec<Vec<Sign>> {
    let mut all = 0;
    let mut holes = 0;
    let found: Vec<Vec<Sign>> = lines
        .iter()
        .map(|line| {
            let places: Vec<usize> = line.match_indices('口').map(|(at, _)| at).collect();
            all += places.len();
            let open: Vec<Sign> = places
                .into_iter()
                .filter(|&at| !is_in_a_word(line, at))
                .map(|at| sign(at..at + '口'.len_utf8()))
                .collect();
            holes += open.len();
            open
        })
        .collect();
    if holes >= FEWEST.0 && holes * FEWEST.1 >= all {
        found
    } else {
        vec![Vec::new(); lines.len()]
    }
}

const fn sign(range: Range<usize>) -> Sign {
    Sign {
        kind: Kind::Mouth,
        range,
    }
}

/// Whether the letter at a byte belongs to a word of the lexicon.
fn is_in_a_word(line: &str, at: usize) -> bool {
    let before: Vec<char> = line[..at].chars().rev().take(LONGEST - 1).collect();
    let around: Vec<u16> = before
        .iter()
        .rev()
        .copied()
        .chain(line[at..].chars().take(LONGEST))
        .map(|c| u16::try_from(u32::from(c)).unwrap_or(0))
        .collect();
    let here = before.len();
    (0..=here).any(|start| {
        (here + 1..=around.len().min(start + LONGEST))
            .any(|end| end - start >= 2 && log_frequency(&around[start..end]).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_words_are_none_and_single_ones_prove_nothing() {
        let count = |text: &str| -> usize { holes(&[text]).iter().map(Vec::len).sum() };
        assert_eq!(
            count("人口增长，扩大进出口，港口建设，窗口服务，口岸开放"),
            0
        );
        assert_eq!(count("最口工资标准"), 0);
        assert_eq!(
            count("最口工资标准提高，覆盖口达95%，铁路客站口通枢纽，人口增长"),
            3
        );
    }
}
