//! Digest × tag → [`Edition`]: the same digest in one script, with every range still in place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Figure};
use crate::report::{Block, MarkupKind, Report};
use crate::script::choices::Choice;
use crate::script::{Alignment, Conversions, Converted, Tag};
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
    blocks: Arc<[Converted]>,
}

impl<'a> Edition<'a> {
    /// Converts every block of the report, each once and as a whole.
    #[must_use]
    pub fn new(digest: &'a Digest, tag: Tag, conversions: &'a Conversions) -> Self {
        let from = digest.report.metadata.lang;
        let conversions = conversions.of_report(&digest.report.id);
        let convert =
            |block: &Block| conversions.convert_around(&block.text, &literal(block), from, tag);
        Self {
            tag,
            digest,
            conversions,
            blocks: (digest.report.blocks.par_iter())
                .map(convert)
                .collect::<Vec<_>>()
                .into(),
        }
    }

    /// An edition whose blocks were converted before.
    #[must_use]
    pub fn of_blocks(
        digest: &'a Digest,
        tag: Tag,
        conversions: &'a Conversions,
        blocks: Arc<[Converted]>,
    ) -> Self {
        Self {
            tag,
            digest,
            conversions: conversions.of_report(&digest.report.id),
            blocks,
        }
    }

    /// The converted blocks, to be shared with [`Edition::of_blocks`].
    #[must_use]
    pub fn blocks(&self) -> Arc<[Converted]> {
        Arc::clone(&self.blocks)
    }

    /// As [`Edition::new`], with the words of a hand-made report (`report.<tag>.md`) for every block it has.
    #[must_use]
    pub fn with_hand_made(
        digest: &'a Digest,
        tag: Tag,
        conversions: &'a Conversions,
        hand_made: &Report,
    ) -> Self {
        let conversions = conversions.of_report(&digest.report.id);
        let mut edition = Self::new(digest, tag, conversions);
        let words: BTreeMap<&str, &Block> = hand_made
            .blocks
            .iter()
            .map(|block| (block.id.as_str(), block))
            .collect();
        let own_blocks = Arc::make_mut(&mut edition.blocks);
        for (block, converted) in digest.report.blocks.iter().zip(own_blocks) {
            let Some(own) = words.get(block.id.as_str()) else {
                continue;
            };
            let revised = conversions.convert_around(&own.text, &literal(own), tag, tag);
            let length = block.text.chars().count();
            *converted = Converted {
                alignment: Alignment::of_revision(length, &converted.text, &revised.text),
                text: revised.text,
                faults: Vec::new(),
            };
        }
        edition
    }

    /// What is wrong with the report's text as this edition shows it: marks left open, quotation marks without a
    /// partner, characters of the other script.
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        let report = &self.digest.report;
        let from = report.metadata.lang;
        let mut diagnostics = Vec::new();
        let mut foreign = Vec::new();
        for (block, converted) in report.blocks.iter().zip(self.blocks.iter()) {
            let place = |diagnostic, at| self.place(block, diagnostic, at);
            for fault in &converted.faults {
                diagnostics.push(place(fault.diagnostic(&block.text), fault.at()));
            }
            let leftovers =
                self.conversions
                    .leftovers(&block.text, &literal(block), from, self.tag);
            for (at, c) in leftovers {
                let message = format!("`{c}` does not belong to {}", self.tag);
                let diagnostic = Diagnostic::warning("foreign-character", message);
                let help = "correct the report, or write `-{…}-` around it if it is meant";
                foreign.push(place(diagnostic.help(help), at));
            }
        }
        diagnostics.extend(together(foreign, self.tag));
        diagnostics
    }

    /// What a proof-reader is told of this edition beyond [`Edition::check`]: words that do not come back from its
    /// script, protected names that were changed, and where two engines do not agree. The waivers that were used come
    /// by their index.
    #[must_use]
    pub fn proof(&self) -> (Vec<Diagnostic>, BTreeSet<usize>) {
        let from = self.digest.report.metadata.lang;
        let mut diagnostics = Vec::new();
        let mut waived = BTreeSet::new();
        if from.script() == self.tag.script() {
            return (diagnostics, waived);
        }
        for (block, converted) in self.digest.report.blocks.iter().zip(self.blocks.iter()) {
            let (text, literal) = (&block.text, literal(block));
            let place = |diagnostic, at| self.place(block, diagnostic, at);
            for difference in self.conversions.round_trip(text, &literal, from, self.tag) {
                let at = difference.range.start;
                if let Some(waiver) = self.waiver(text, difference.range) {
                    waived.insert(waiver);
                    continue;
                }
                let around = around(text, at);
                let message = format!(
                    "`{around}` comes back from {} with `{}` for `{}`",
                    self.tag, difference.after, difference.before
                );
                let help = "if the conversion is wrong, settle the words in `content/conversion.yaml` under `overrides:`; if it is right, list them under `waivers:` with the reason";
                let diagnostic = Diagnostic::warning("round-trip", message).help(help);
                diagnostics.push(place(diagnostic, at));
            }
            for (range, rule) in self
                .conversions
                .broken_names(text, converted, from, self.tag)
            {
                let message = format!("the protected name `{}` was changed", rule.hans);
                let help = "look for another override or hand-made words that overlap it";
                let diagnostic = Diagnostic::error("name-changed", message).help(help);
                diagnostics.push(place(diagnostic, range.start));
            }
            for difference in self
                .conversions
                .disagreements(text, &literal, from, self.tag)
            {
                let at = difference.range.start;
                let around = around(text, at);
                let message = format!(
                    "the engines do not agree about `{around}` in {}: `{}` or `{}`",
                    self.tag, difference.before, difference.after
                );
                let help = "settle the words in `content/conversion.yaml` if the page is wrong";
                let diagnostic = Diagnostic::note("engine-disagreement", message).help(help);
                diagnostics.push(place(diagnostic, at));
            }
        }
        (diagnostics, waived)
    }

    /// The waiver whose words stand over `range` of a block's text.
    fn waiver(&self, text: &str, range: TextRange) -> Option<usize> {
        self.conversions.waivers().iter().position(|waiver| {
            let length = waiver.words.chars().count();
            text.match_indices(&waiver.words).any(|(byte, _)| {
                let start = text[..byte].chars().count();
                TextRange::new(start, start + length).contains(range)
            })
        })
    }

    /// Puts a diagnostic at a code point of a block.
    fn place(&self, block: &Block, diagnostic: Diagnostic, at: usize) -> Diagnostic {
        let source = &self.digest.report.source;
        let written = &source.text[block.span.clone()];
        let byte = |at| text::byte_offset(&block.text, at);
        let own = byte(at)..byte(at + 1);
        // What was escaped or marked up in the file has no whole text to be found by: then a few words do.
        let words = &block.text[own.start..byte(at + 6)];
        let place = match written.find(&block.text) {
            Some(start) => Some(start + own.start),
            None => written.find(words),
        };
        let span = match place.map(|place| block.span.start + place) {
            Some(start) => start..start + own.len(),
            None => block.span.clone(),
        };
        diagnostic.at(source, span, "")
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

/// The characters around number `at` of a text, to be known by.
fn around(text: &str, at: usize) -> &str {
    text::slice(text, TextRange::new(at.saturating_sub(4), at + 5))
}

/// What is never converted in a block: code.
fn literal(block: &Block) -> Vec<TextRange> {
    let code = block
        .marks
        .iter()
        .filter(|markup| markup.kind == MarkupKind::Code);
    code.map(|markup| markup.range).collect()
}

/// Warnings about characters of the other script: each of a few, one for a text that is full of them.
fn together(foreign: Vec<Diagnostic>, tag: Tag) -> Vec<Diagnostic> {
    const EACH: usize = 40;
    if foreign.len() <= EACH {
        return foreign;
    }
    let count = foreign.len();
    let first = foreign.into_iter().next();
    let one = first.map(|first| Diagnostic {
        message: format!("{count} characters do not belong to {tag}; the first is here"),
        help: Some(
            "the report may be in the other script (`lang:` in its front matter), or was read in a wrong encoding: import its capture again"
                .to_owned(),
        ),
        ..first
    });
    one.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Corrections, Taxonomy, analyse};
    use crate::report;
    use crate::report::lock::Lock;
    use crate::source::SourceFile;

    fn parsed(body: &str) -> Report {
        let text = format!("---\ntitle: 甲\nlang: zh-Hans\n---\n\n# 政府工作报告\n\n{body}\n");
        let source = SourceFile::new("content/x/report.md", text);
        report::parse("x", &source, &Lock::default()).0
    }

    fn digest(body: &str) -> Digest {
        analyse(parsed(body), &Taxonomy::built_in(), &Corrections::default()).0
    }

    #[test]
    fn hand_made_words_win_and_ranges_find_them() {
        let digest = digest("各位代表：\n\n发展光伏产业和风电。");
        let hand = parsed("各位代表：\n\n大力發展太陽光電產業、-{风}-電。");
        let conversions = Conversions::default();
        let edition = Edition::with_hand_made(&digest, Tag::Hant, &conversions, &hand);
        let last = digest.report.blocks.len() - 1;
        assert_eq!(edition.block(last), "大力發展太陽光電產業、风電。");
        assert_eq!(edition.slice(last, TextRange::new(4, 6)), "產業");
        assert_eq!(edition.block(0), "政府工作报告");
    }

    #[test]
    fn faults_are_told_at_their_place_in_the_report() {
        let digest = digest("各位代表：\n\n锚定“两率先、发展经济和-{發}-展，繁榮-{甲。");
        let conversions = Conversions::default();
        let told = |tag| -> Vec<String> {
            let edition = Edition::new(&digest, tag, &conversions);
            let line = |diagnostic: Diagnostic| {
                let label = diagnostic.label.unwrap();
                let (line, column) = label.source.position(label.span.start);
                format!("{line}:{column} {}", diagnostic.code)
            };
            edition.check().into_iter().map(line).collect()
        };
        assert_eq!(
            told(Tag::Hans),
            ["10:22 unclosed-hand", "10:21 foreign-character"]
        );
        assert_eq!(
            told(Tag::Hant),
            ["10:3 unpaired-quote", "10:22 unclosed-hand"]
        );
    }
}
