//! Footnotes: numbered in the order in which they are called, each with its way back.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Style, Writer, escape};
use crate::markdown::fence::{Part, Section};
use crate::markdown::{Block, Content, Document};

/// The footnotes of a text: what they say, and which of them have been called so far.
#[derive(Default)]
pub struct Footnotes<'d> {
    texts: BTreeMap<&'d str, &'d [Block]>,
    /// Labels in the order of their first call, and how often each was called.
    called: Vec<(&'d str, usize)>,
}

impl<'d> Footnotes<'d> {
    /// Collects the footnotes of all parts of a text.
    #[must_use]
    pub fn of(sections: &'d [Section]) -> Self {
        let mut footnotes = Self::default();
        for section in sections {
            if let Part::Common(document) | Part::Only(_, document) = &section.part {
                collect(&document.blocks, &mut footnotes.texts);
            }
        }
        footnotes
    }

    /// The footnotes of one document.
    pub(super) fn of_document(document: &'d Document) -> Self {
        let mut footnotes = Self::default();
        collect(&document.blocks, &mut footnotes.texts);
        footnotes
    }

    /// Writes those that were called, in the order of the calls; a footnote may call another. Empty if none was.
    pub fn write(&mut self, style: &Style<'_>) -> String {
        let mut writer = Writer {
            style,
            out: String::new(),
            footnotes: self,
            lowest: 1,
            last: style.heading.saturating_sub(1),
        };
        writer.notes();
        writer.out
    }
}

fn collect<'d>(blocks: &'d [Block], found: &mut BTreeMap<&'d str, &'d [Block]>) {
    for block in blocks {
        match &block.content {
            Content::Footnote(label, inner) => {
                found.entry(label).or_insert(inner);
            }
            Content::Quote(inner) | Content::Callout(_, inner) => collect(inner, found),
            Content::List { items, .. } => {
                for item in items {
                    collect(&item.blocks, found);
                }
            }
            _ => {}
        }
    }
}

impl<'d> Writer<'_, 'd> {
    /// The number of a footnote where it is called.
    pub(super) fn call(&mut self, label: &'d str) {
        if !self.footnotes.texts.contains_key(label) {
            let _ = write!(self.out, "[^{}]", escape(label));
            return;
        }
        let called = &mut self.footnotes.called;
        let position = called.iter().position(|(known, _)| *known == label);
        let number = position.unwrap_or_else(|| {
            called.push((label, 0));
            called.len() - 1
        });
        called[number].1 += 1;
        let (n, time) = (number + 1, called[number].1);
        let prefix = escape(self.style.prefix);
        let again = if time > 1 {
            format!("-{time}")
        } else {
            String::new()
        };
        let _ = write!(
            self.out,
            "<sup><a id=\"{prefix}fr-{n}{again}\" href=\"#{prefix}fn-{n}\" role=\"doc-noteref\">{n}</a></sup>"
        );
    }

    /// The footnotes called, in the order of the calls; a footnote may call another.
    fn notes(&mut self) {
        if self.footnotes.called.is_empty() {
            return;
        }
        let name = self.name("脚注");
        let _ = writeln!(
            self.out,
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{name}\"><ol>"
        );
        let back = self.name("回到正文");
        let mut number = 0;
        while let Some(&(label, _)) = self.footnotes.called.get(number) {
            number += 1;
            let prefix = escape(self.style.prefix);
            let _ = write!(self.out, "<li id=\"{prefix}fn-{number}\">");
            if let Some(&blocks) = self.footnotes.texts.get(label) {
                self.blocks(blocks, blocks.len() == 1);
            }
            let _ = writeln!(
                self.out,
                " <a href=\"#{prefix}fr-{number}\" role=\"doc-backlink\" aria-label=\"{back}\">↩</a></li>"
            );
        }
        self.out.push_str("</ol></section>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::super::sections;
    use super::super::tests::{html, style};
    use crate::markdown::fence;
    use crate::script::{Conversions, Tag};
    use crate::source::SourceFile;

    #[test]
    fn footnotes_are_numbered_by_their_calls_and_lead_back() {
        let text = "甲[^b]乙[^a]丙[^b]\n\n[^a]: 一\n\n[^b]: 二\n";
        let out = html(text, Tag::Hans);
        assert!(out.contains("id=\"a-fr-1-2\" href=\"#a-fn-1\""), "{out}");
        assert!(
            out.contains("<li id=\"a-fn-1\">二 <a href=\"#a-fr-1\""),
            "{out}"
        );
        assert!(out.contains("<li id=\"a-fn-2\">一"), "{out}");
    }

    #[test]
    fn a_footnote_may_be_explained_in_another_part_of_the_text() {
        let text = "甲[^a]\n\n::: hans\n光伏[^b]\n:::\n\n乙\n\n[^a]: 一\n\n[^b]: 二\n";
        let source = SourceFile::new("x.md", text);
        let (parts, _) = fence::parse(&source, 0..text.len(), &[]);
        let conversions = Conversions::default();
        let out = sections(&parts, &style(&conversions, Tag::Hans), |_, _| {
            String::new()
        });
        assert_eq!(out.matches("class=\"footnotes\"").count(), 1, "{out}");
        assert!(out.contains("<li id=\"a-fn-2\">二"), "{out}");
    }
}
