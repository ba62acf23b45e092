//! How much of a report's text every sector takes.

use std::collections::BTreeMap;

use super::{Digest, Passage};

/// How much of the text a sector takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectorShare {
    /// Id of the sector.
    pub sector: String,
    /// Characters of its sentences in the report's own paragraphs.
    pub characters: usize,
    /// The same in percent of all, rounded.
    pub percent: usize,
}

/// Returns the share of the text of every sector that has a card, the largest first.
#[must_use]
pub fn sector_shares(digest: &Digest) -> Vec<SectorShare> {
    let mut characters: BTreeMap<&str, usize> = BTreeMap::new();
    let body = |passage: &&Passage| passage.id.starts_with("p-");
    let passages = digest.passages.iter().filter(body);
    for sentence in passages.flat_map(|passage| &passage.sentences) {
        *characters.entry(&sentence.sector).or_default() += sentence.range.len();
    }
    let all: usize = characters.values().sum();
    let mut shares: Vec<SectorShare> = (digest.cards.iter())
        .map(|card| {
            let characters = characters.get(card.sector.as_str()).copied().unwrap_or(0);
            SectorShare {
                sector: card.sector.clone(),
                characters,
                percent: (characters * 100 + all / 2).checked_div(all).unwrap_or(0),
            }
        })
        .collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.characters));
    shares
}
