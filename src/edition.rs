//! Digest × tag → [`Edition`]: the same digest in one script, with every range still in place.

use rayon::prelude::*;

use crate::digest::{Digest, Figure};
use crate::report::{Block, MarkupKind};
use crate::script::choices::Choice;
use crate::script::{Conversions, Converted, Tag};
use crate::text::{self, TextRange};

/// A digest in one script. Ranges of the digest count code points of the canonical text; the methods here carry them
/// over to the edition's text.
#[derive(Debug)]
pub struct Edition<'a> {
    /// The edition's tag.
    pub tag: Tag,
    /// The digest, in its canonical script.
    pub digest: &'a Digest,
    conversions: &'a Conversions,
    blocks: Vec<Converted>,
}

impl<'a> Edition<'a> {
    /// Converts every block of the report, each once and as a whole.
    #[must_use]
    pub fn new(digest: &'a Digest, tag: Tag, conversions: &'a Conversions) -> Self {
        let from = digest.report.metadata.lang;
        let convert =
            |block: &Block| conversions.convert_around(&block.text, &literal(block), from, tag);
        Self {
            tag,
            digest,
            conversions,
            blocks: digest.report.blocks.par_iter().map(convert).collect(),
        }
    }

    /// Text of the block at `index` of `Report::blocks` in this edition.
    #[must_use]
    pub fn block(&self, index: usize) -> &str {
        &self.blocks[index].text
    }

    /// The block at `index` with its alignment and what is wrong with it.
    #[must_use]
    pub fn converted(&self, index: usize) -> &Converted {
        &self.blocks[index]
    }

    /// Carries a range of a block's canonical text over to the edition's text.
    #[must_use]
    pub fn range(&self, block: usize, range: TextRange) -> TextRange {
        self.blocks[block].alignment.range(range)
    }

    /// The edition's words for a range of a block's canonical text.
    #[must_use]
    pub fn slice(&self, block: usize, range: TextRange) -> &str {
        text::slice(self.block(block), self.range(block, range))
    }

    /// Converts words that do not stand in a block (names, labels, an editor's title) from the canonical script.
    #[must_use]
    pub fn phrase(&self, canonical: &str) -> String {
        let from = self.digest.report.metadata.lang;
        self.conversions.convert(canonical, from, self.tag).text
    }

    /// Every character with more than one counterpart in the block at `index`, and how it was decided.
    #[must_use]
    pub fn choices(&self, index: usize) -> Vec<Choice> {
        let block = &self.digest.report.blocks[index];
        let from = self.digest.report.metadata.lang;
        self.conversions
            .choices(&block.text, &literal(block), from, self.tag)
    }

    /// The edition's words of the quotation that proves a figure; none if its passage is not in the digest.
    #[must_use]
    pub fn quote(&self, figure: &Figure) -> Option<&str> {
        let passage = self
            .digest
            .passages
            .iter()
            .find(|passage| passage.id == figure.passage)?;
        Some(self.slice(passage.block, figure.quote.shifted(passage.range.start)))
    }
}

/// What is never converted in a block: code.
fn literal(block: &Block) -> Vec<TextRange> {
    let code = block
        .marks
        .iter()
        .filter(|markup| markup.kind == MarkupKind::Code);
    code.map(|markup| markup.range).collect()
}
