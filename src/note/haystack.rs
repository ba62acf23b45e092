//! A report folded once for many quotations: exact search over all of it, and the sentences most like a quotation.

use std::collections::{BTreeMap, HashMap};

use crate::note::fold::{Fold, Folded};
use crate::report::Report;
use crate::text::{self, TextRange};

/// Most sentences looked at closely for one quotation.
const CLOSE_LOOKS: usize = 6;

/// A folded report.
pub(super) struct Haystack {
    /// The blocks, folded.
    pub(super) blocks: Vec<Folded>,
    /// All of them, a line break between two.
    text: String,
    /// For each block, its first byte in `text`.
    starts: Vec<usize>,
    /// Every sentence, in folded characters of its block.
    pub(super) sentences: Vec<Sentence>,
    /// For each block, its first sentence.
    pub(super) first_sentence: Vec<usize>,
    /// In which sentences two letters stand side by side.
    pairs: HashMap<(char, char), Vec<u32>>,
}

/// A sentence in folded characters of its block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    pub(super) block: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A stretch of folded characters of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) block: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Haystack {
    pub(super) fn new(report: &Report, fold: &Fold) -> Self {
        let blocks: Vec<Folded> = report
            .blocks
            .iter()
            .map(|block| fold.fold(&block.text))
            .collect();
        let mut text = String::new();
        let mut starts = Vec::with_capacity(blocks.len());
        let mut sentences = Vec::new();
        let mut first_sentence = Vec::with_capacity(blocks.len());
        for (block, folded) in blocks.iter().enumerate() {
            starts.push(text.len());
            text.extend(&folded.chars);
            text.push('\n');
            first_sentence.push(sentences.len());
            for range in text::sentences(&report.blocks[block].text) {
                let place = |at: usize| folded.at.partition_point(|&source| source < at);
                sentences.push(Sentence {
                    block,
                    start: place(range.start),
                    end: place(range.end),
                });
            }
        }
        let mut pairs: HashMap<(char, char), Vec<u32>> = HashMap::new();
        for (number, sentence) in sentences.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            for pair in blocks[sentence.block].chars[sentence.start..sentence.end].windows(2) {
                let list = pairs.entry((pair[0], pair[1])).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        Self {
            blocks,
            text,
            starts,
            sentences,
            first_sentence,
            pairs,
        }
    }

    /// Every place of the very quotation, in order.
    pub(super) fn exact(&self, quote: &Folded) -> Vec<Hit> {
        let needle = quote.text();
        let mut hits = Vec::new();
        if needle.is_empty() {
            return hits;
        }
        let step = needle.chars().next().map_or(1, char::len_utf8);
        let mut from = 0;
        while let Some(found) = self.text[from..].find(&needle) {
            let at = from + found;
            from = at + step;
            let block = self.starts.partition_point(|&start| start <= at) - 1;
            let start = self.text[self.starts[block]..at].chars().count();
            let hit = Hit {
                block,
                start,
                end: start + quote.chars.len(),
            };
            if !cuts_number(&self.blocks[block].chars, hit.start, hit.end) {
                hits.push(hit);
            }
        }
        hits
    }

    /// The sentences that share most pairs of letters with the quotation, the likeliest first; `allowed` restricts them.
    pub(super) fn likely(&self, quote: &Folded, allowed: impl Fn(&Sentence) -> bool) -> Vec<usize> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        let mut pairs: Vec<_> = quote.chars.windows(2).map(|p| (p[0], p[1])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        for pair in &pairs {
            for &sentence in self.pairs.get(pair).into_iter().flatten() {
                *counts.entry(sentence).or_default() += 1;
            }
        }
        let mut likely: Vec<(usize, usize)> = counts
            .into_iter()
            .map(|(sentence, count)| (count, sentence as usize))
            .filter(|&(count, sentence)| count >= 2 && allowed(&self.sentences[sentence]))
            .collect();
        likely.sort_by_key(|&(count, sentence)| (std::cmp::Reverse(count), sentence));
        likely.truncate(CLOSE_LOOKS);
        likely.into_iter().map(|(_, sentence)| sentence).collect()
    }

    /// The code points of the block's text behind a hit.
    pub(super) fn range(&self, hit: Hit) -> TextRange {
        self.blocks[hit.block].source(hit.start, hit.end)
    }
}

/// Whether a stretch begins or ends inside a number: `500` is not in `2500`, `4` not in `4.5`, 二十 not in 二十五.
pub(super) fn cuts_number(chars: &[char], start: usize, end: usize) -> bool {
    let joined = |left: usize| -> bool {
        let (Some(&a), Some(&b)) = (chars.get(left), chars.get(left + 1)) else {
            return false;
        };
        let digit = |at: Option<usize>| {
            at.and_then(|at| chars.get(at))
                .is_some_and(char::is_ascii_digit)
        };
        if a.is_ascii_digit() && b.is_ascii_digit()
            || text::is_han_numeral(a) && text::is_han_numeral(b)
        {
            return true;
        }
        let mark = |c: char| matches!(c, '.' | ',');
        (a.is_ascii_digit() && mark(b) && digit(Some(left + 2)))
            || (mark(a) && b.is_ascii_digit() && digit(left.checked_sub(1)))
    };
    start.checked_sub(1).is_some_and(joined) || end.checked_sub(1).is_some_and(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_that_cuts_a_number_is_told() {
        let chars: Vec<char> = "达2500万、4.5%、二十五项".chars().collect();
        let at = |words: &str| {
            let words: Vec<char> = words.chars().collect();
            chars.windows(words.len()).position(|w| w == words).unwrap()
        };
        assert!(cuts_number(&chars, at("500"), at("500") + 3));
        assert!(!cuts_number(&chars, at("2500"), at("2500") + 4));
        assert!(cuts_number(&chars, at("5%"), at("5%") + 2));
        assert!(cuts_number(&chars, at("4.5"), at("4.5") + 1));
        assert!(cuts_number(&chars, at("二十"), at("二十") + 2));
    }
}
