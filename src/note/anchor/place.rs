//! The places of a report that have names: blocks, clauses, sentences and figures.

use std::collections::BTreeMap;

use super::Search;
use crate::report::Report;
use crate::text::{self, TextRange};

/// A block and a stretch of its text.
pub(super) type Place = (usize, TextRange);

/// Every id a note can name, but sentences.
pub(super) fn places<'a>(
    report: &'a Report,
    figures: BTreeMap<&'a str, Place>,
) -> BTreeMap<&'a str, Place> {
    let mut places = figures;
    for (index, block) in report.blocks.iter().enumerate() {
        let whole = TextRange::new(0, block.text.chars().count());
        places.insert(&block.id, (index, whole));
    }
    for project in report.projects() {
        for clause in &project.clauses {
            places.insert(&clause.id, (project.block, clause.range));
        }
    }
    places
}

impl Search<'_> {
    /// The place an id names.
    pub(super) fn place(&self, id: &str) -> Option<Place> {
        if let Some(&place) = self.places.get(id) {
            return Some(place);
        }
        let (base, number) = id.rsplit_once(".s")?;
        let &(block, range) = self.places.get(base)?;
        let number: usize = number.parse().ok()?;
        let words = text::slice(&self.report.blocks[block].text, range);
        let sentence = *text::sentences(words).get(number.checked_sub(1)?)?;
        Some((block, sentence.shifted(range.start)))
    }

    /// Whether a paragraph was cut off from the one before it: it stands directly behind, with the section's last number.
    pub(super) fn continues(&self, index: usize, before: usize) -> bool {
        let block = &self.report.blocks[index];
        let siblings = self.report.blocks.iter().filter(|other| {
            (other.part, other.section) == (block.part, block.section) && other.id != block.id
        });
        index == before + 1 && block.n > 0 && siblings.into_iter().all(|other| other.n < block.n)
    }
}
