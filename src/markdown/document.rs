//! A parsed Markdown text: blocks, and inline content as flat text with marks.

use std::ops::Range;

use crate::report::Markup;
use crate::text::TextRange;

/// A parsed Markdown text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
}

/// A block and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub content: Content,
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// What a block is (CommonMark 0.31 §4–5, with tables, footnotes, task lists and callouts).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// `# …`
    Heading(u8, Inlines),
    /// Prose.
    Paragraph(Inlines),
    /// A list; `start` is the first number of an ordered one.
    List {
        /// First number of an ordered list.
        start: Option<u64>,
        /// The items.
        items: Vec<Item>,
    },
    /// `> …`
    Quote(Vec<Block>),
    /// `> [!NOTE]`: its kind in lower case.
    Callout(&'static str, Vec<Block>),
    /// A code block: language and text, never converted.
    Code(String, String),
    /// A table: column alignments (`start`, `center`, `end` or empty), head, rows.
    Table(Vec<&'static str>, Vec<Inlines>, Vec<Vec<Inlines>>),
    /// `---`
    Rule,
    /// `[^label]: …`
    Footnote(String, Vec<Block>),
}

/// A list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whether its task is done, if it is a task.
    pub task: Option<bool>,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// Inline content: flat text and marks on it. `\n` is a hard break; U+FFFC stands where a footnote is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inlines {
    /// The text without syntax.
    pub text: String,
    /// Marks, in the order in which they open; they nest or are disjoint.
    pub marks: Vec<Markup>,
}

impl Inlines {
    /// Text without marks.
    #[must_use]
    pub fn plain(text: String) -> Self {
        Self {
            text,
            marks: Vec::new(),
        }
    }

    /// The same with `prefix` in front of it.
    #[must_use]
    pub fn prefixed(&self, prefix: &str) -> Self {
        let by = prefix.chars().count();
        Self {
            text: format!("{prefix}{}", self.text),
            marks: self.marks_in(|range| range.shifted(by)),
        }
    }

    /// Cuts it at a byte of its text; marks across the cut go on in both halves.
    ///
    /// # Panics
    /// Where `at` is not between two characters of the text.
    #[must_use]
    pub fn split_at(&self, at: usize) -> (Self, Self) {
        let (before, after) = self.text.split_at(at);
        let cut = before.chars().count();
        let half = |text: &str, place: fn(usize, usize) -> usize| {
            let mut marks = self
                .marks_in(|range| TextRange::new(place(range.start, cut), place(range.end, cut)));
            marks.retain(|mark| !mark.range.is_empty());
            Self {
                text: text.to_owned(),
                marks,
            }
        };
        let left = half(before, usize::min);
        let right = half(after, |at, cut| at.max(cut) - cut);
        (left, right)
    }

    /// The marks, each where `place` puts its range.
    fn marks_in(&self, place: impl Fn(TextRange) -> TextRange) -> Vec<Markup> {
        let placed = self.marks.iter().map(|mark| Markup {
            range: place(mark.range),
            kind: mark.kind.clone(),
        });
        placed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::MarkupKind;

    #[test]
    fn a_mark_across_the_cut_goes_on_in_both_halves() {
        let strong = |start, end| Markup {
            range: TextRange::new(start, end),
            kind: MarkupKind::Strong,
        };
        let whole = Inlines {
            text: "甲乙丙丁".to_owned(),
            marks: vec![strong(0, 1), strong(1, 3)],
        };
        let (left, right) = whole.split_at("甲乙".len());
        assert_eq!(left.marks, [strong(0, 1), strong(1, 2)]);
        assert_eq!(right.marks, [strong(0, 1)]);
        assert_eq!(right.prefixed("戊 ").marks, [strong(2, 3)]);
    }
}
