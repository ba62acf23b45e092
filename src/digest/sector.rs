//! Gives every sentence its sector: the words in it vote, its heading and paragraph speak as prior, and the words that
//! decided are kept.
//!
//! Where nothing votes the sentence takes its paragraph's sector, and ceremonial text falls back to `overview`.

use super::lexicon::Lexicon;
use super::taxonomy::{OVERVIEW, Taxonomy};
use super::words::words;

/// Votes by sector, in the order of the taxonomy.
pub(crate) type Votes = Vec<f64>;

/// A taxonomy prepared for scanning.
pub(crate) struct Ballot<'a> {
    taxonomy: &'a Taxonomy,
    words: Lexicon<Vec<(usize, f64)>>,
    overview: usize,
}

/// How the words of a text voted.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    /// Sum by sector.
    pub(crate) votes: Votes,
    /// Every word that voted: its sector, its weight, the word.
    pub(crate) words: Vec<(usize, f64, String)>,
}

impl<'a> Ballot<'a> {
    pub(crate) fn new(taxonomy: &'a Taxonomy) -> Self {
        let mut words: std::collections::BTreeMap<&str, Vec<(usize, f64)>> =
            std::collections::BTreeMap::new();
        for (index, sector) in taxonomy.sectors.iter().enumerate() {
            for (word, weight) in &sector.words {
                words.entry(word).or_default().push((index, *weight));
            }
        }
        let overview = taxonomy
            .sectors
            .iter()
            .position(|sector| sector.id == OVERVIEW)
            .unwrap_or(0);
        Self {
            taxonomy,
            words: Lexicon::new(words),
            overview,
        }
    }

    /// The id of a sector.
    pub(crate) fn id(&self, sector: usize) -> &str {
        self.taxonomy
            .sectors
            .get(sector)
            .map_or(OVERVIEW, |sector| &sector.id)
    }

    /// No votes.
    pub(crate) fn none(&self) -> Votes {
        vec![0.0; self.taxonomy.sectors.len()]
    }

    /// Counts the votes of the words in `text`; the longest word at a place counts, and no letter votes twice.
    pub(crate) fn count(&self, text: &[char]) -> Count {
        let mut count = Count {
            votes: self.none(),
            words: Vec::new(),
        };
        let mut at = 0;
        while at < text.len() {
            let mask = words().mask.at(text, at).map_or(0, |(length, ())| length);
            let Some((length, sectors)) = self.words.at(text, at).filter(|(l, _)| *l >= mask)
            else {
                at += mask.max(1);
                continue;
            };
            let word: String = text[at..at + length].iter().collect();
            // The second time a word stands in a sentence it tells less.
            let again = count.words.iter().any(|(_, _, known)| *known == word);
            for &(sector, weight) in sectors {
                let weight = if again { weight * 0.5 } else { weight };
                count.votes[sector] += weight;
                if !again {
                    count.words.push((sector, weight, word.clone()));
                }
            }
            at += length;
        }
        count
    }

    /// The index of `overview`.
    pub(crate) const fn overview(&self) -> usize {
        self.overview
    }
}

impl Count {
    /// The words that spoke for `sector`, the weightiest first, at most six.
    pub(crate) fn why(&self, sector: usize) -> Vec<String> {
        const MOST: usize = 6;
        let mut words: Vec<_> = self
            .words
            .iter()
            .filter(|(of, _, _)| *of == sector)
            .collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1));
        words
            .into_iter()
            .take(MOST)
            .map(|(_, _, word)| word.clone())
            .collect()
    }
}

/// Decides with `prior` added to the votes; `None` where nothing at all was said.
pub(crate) fn winner(votes: &[f64], prior: &[f64]) -> Option<usize> {
    let total = |sector: usize| votes[sector] + prior[sector];
    let best = (0..votes.len()).max_by(|&a, &b| total(a).total_cmp(&total(b)).then(b.cmp(&a)))?;
    (total(best) > 0.0).then_some(best)
}

/// Scales votes so that the strongest is `strength`: what a heading or a paragraph says beforehand.
pub(crate) fn prior(votes: &[f64], strength: f64) -> Votes {
    let most = votes.iter().copied().fold(0.0, f64::max);
    let factor = if most > 0.0 { strength / most } else { 0.0 };
    votes.iter().map(|vote| vote * factor).collect()
}
