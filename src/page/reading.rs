//! A digest in one edition, seen from one page: ids looked up, words in the right script, links from where the reader is.

use std::collections::BTreeMap;

use crate::digest::{Digest, Figure, Passage};
use crate::edition::Edition;
use crate::page::figure::Reference;
use crate::page::link::Linker;
use crate::report::BlockKind;
use crate::text::TextRange;

/// The places of ids in a digest; the same for all its editions and pages.
#[derive(Debug)]
pub struct Index<'a> {
    passages: BTreeMap<&'a str, usize>,
    figures: BTreeMap<&'a str, usize>,
    by_block: BTreeMap<usize, Vec<usize>>,
    by_passage: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    /// Indexes a digest.
    #[must_use]
    pub fn new(digest: &'a Digest) -> Self {
        let mut by_block: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, passage) in digest.passages.iter().enumerate() {
            by_block.entry(passage.block).or_default().push(i);
        }
        let mut by_passage: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, figure) in digest.figures.iter().enumerate() {
            by_passage.entry(&figure.passage).or_default().push(i);
        }
        Self {
            passages: (digest.passages.iter().enumerate())
                .map(|(i, passage)| (passage.id.as_str(), i))
                .collect(),
            figures: (digest.figures.iter().enumerate())
                .map(|(i, figure)| (figure.id.as_str(), i))
                .collect(),
            by_block,
            by_passage,
        }
    }
}

/// A digest in one edition, seen from one page.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The edition.
    pub edition: &'a Edition<'a>,
    /// Links from the page.
    pub link: Linker,
    index: &'a Index<'a>,
}

impl<'a> Reading<'a> {
    /// Opens `edition` on the page at `path`.
    #[must_use]
    pub fn new(edition: &'a Edition<'a>, index: &'a Index<'a>, path: &str) -> Self {
        Self {
            edition,
            link: Linker::relative(path),
            index,
        }
    }

    /// The digest in its canonical script.
    #[must_use]
    pub fn digest(&self) -> &'a Digest {
        self.edition.digest
    }

    /// Path of the digest's own page: `zh-hans/nmg-2023/`.
    #[must_use]
    pub fn home(&self) -> String {
        digest_path(self.edition)
    }

    /// Link to a page of this digest: `text/#p-1-0-1`.
    #[must_use]
    pub fn to(&self, page: &str) -> String {
        self.link.to(&format!("{}{page}", self.home()))
    }

    /// The passage with this id.
    #[must_use]
    pub fn passage(&self, id: &str) -> Option<&'a Passage> {
        self.index
            .passages
            .get(id)
            .map(|&i| &self.digest().passages[i])
    }

    /// The passages of a block, in order.
    pub fn passages_of_block(&self, block: usize) -> impl Iterator<Item = &'a Passage> {
        let digest = self.digest();
        (self.index.by_block.get(&block).into_iter().flatten()).map(|&i| &digest.passages[i])
    }

    /// Indices of the figures of a passage, in the order of the text.
    #[must_use]
    pub fn figures_of(&self, passage: &str) -> &'a [usize] {
        self.index
            .by_passage
            .get(passage)
            .map_or(&[], Vec::as_slice)
    }

    /// The figure with this id.
    #[must_use]
    pub fn figure_by_id(&self, id: &str) -> Option<&'a Figure> {
        self.index
            .figures
            .get(id)
            .map(|&i| &self.digest().figures[i])
    }

    /// The edition's words for a range of a passage.
    #[must_use]
    pub fn words(&self, passage: &Passage, range: TextRange) -> &'a str {
        self.edition
            .slice(passage.block, range.shifted(passage.range.start))
    }

    /// Reference to a passage as a whole.
    #[must_use]
    pub fn reference(&self, passage: &str) -> Reference {
        self.sentence_reference(passage, TextRange::new(0, usize::MAX))
    }

    /// Reference to the sentence of `passage` that holds `range`, or to the passage if no single sentence does.
    #[must_use]
    pub fn sentence_reference(&self, passage: &str, range: TextRange) -> Reference {
        let found = self.passage(passage);
        // A whole item is named by its own id, its clauses by the block they stand in.
        let item = found
            .map(|p| &self.digest().report.blocks[p.block])
            .filter(|block| block.kind == BlockKind::Item)
            .map_or(passage, |block| block.id.as_str());
        if let Some(project) = (self.digest().report.projects()).find(|p| p.id == item) {
            return Reference {
                href: self.to(&format!("projects/#{passage}")),
                label: project.number.to_string(),
                item: true,
            };
        }
        let anchor = found
            .and_then(|p| p.sentences.iter().find(|s| s.range.contains(range)))
            .map_or(passage, |sentence| sentence.id.as_str());
        Reference {
            href: self.to(&format!("text/#{anchor}")),
            label: passage.strip_prefix("p-").unwrap_or(passage).to_owned(),
            item: false,
        }
    }
}

/// Path of a digest's own page.
#[must_use]
pub fn digest_path(edition: &Edition<'_>) -> String {
    format!("{}/{}/", edition.tag.path(), edition.digest.report.id)
}
