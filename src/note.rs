//! Editors' notes: one Markdown file each, anchored by a quotation to words of a report.
//!
//! [`read()`] takes the files, [`anchor()`] finds the words again. A note is never lost: what cannot be found is listed as an
//! orphan with the reason. Names follow the W3C Web Annotation model where it has one.

pub mod align;
pub mod anchor;
pub mod edit;
pub mod fold;
mod haystack;
pub mod read;

use std::ops::Range;
use std::sync::Arc;

use crate::markdown::fence::Section;
use crate::source::SourceFile;
use crate::text::TextRange;

pub use anchor::{anchor, anchor_in};
pub use read::{id_of, read};

/// An editor's note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// `n-<name of the file>`.
    pub id: String,
    /// The words it speaks of, in either script; none for a note on a whole block or on the report.
    pub quote: Option<String>,
    /// Where the quotation stands, or what a note without one speaks of: the id of a paragraph, heading, project,
    /// clause, sentence or figure.
    pub para: Option<String>,
    /// What kind of note it is.
    pub kind: Kind,
    /// Who signs it.
    pub by: Option<String>,
    /// The day it was written.
    pub date: Option<jiff::civil::Date>,
    /// What it rests on.
    pub sources: Vec<Reference>,
    /// Whether it is kept back.
    pub draft: bool,
    /// The body: Markdown, with parts for one script only.
    pub body: Vec<Section>,
    /// The file it was read from.
    pub file: Arc<SourceFile>,
    /// Where the quotation stands in the file; the front matter's start if there is none.
    pub quote_span: Range<usize>,
    /// Where `para` stands in the file; the front matter's start if there is none.
    pub para_span: Range<usize>,
}

/// What a note rests on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Its title.
    pub title: String,
    /// Its address; a printed source has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What kind of note it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Background.
    #[default]
    Context,
    /// What a word means.
    Term,
    /// A number from elsewhere.
    Data,
    /// Whether a statement holds.
    Factcheck,
    /// A slip of the report.
    Correction,
    /// Something to read.
    Link,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Context,
        Self::Term,
        Self::Data,
        Self::Factcheck,
        Self::Correction,
        Self::Link,
    ];

    /// The name in note files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Term => "term",
            Self::Data => "data",
            Self::Factcheck => "factcheck",
            Self::Correction => "correction",
            Self::Link => "link",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The motivation it has in a W3C Web Annotation (§3.3.5).
    #[must_use]
    pub const fn motivation(self) -> &'static str {
        match self {
            Self::Context | Self::Data => "commenting",
            Self::Term => "describing",
            Self::Factcheck => "assessing",
            Self::Correction => "editing",
            Self::Link => "linking",
        }
    }
}

/// A note and what became of the words it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchored {
    /// The note.
    pub note: Note,
    /// Whether its words were found.
    pub state: State,
    /// Where it belongs; none for a note on the whole report and for an orphan.
    pub target: Option<Target>,
    /// For a drifted note, what changed, in the order of the text.
    pub changes: Vec<Change>,
}

/// Whether the words of a note were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The very words, at one place.
    Exact,
    /// The place, with other words.
    Drifted,
    /// Not found; the note is listed and kept.
    Orphan,
}

impl State {
    /// The value of `data-state`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Drifted => "drifted",
            Self::Orphan => "orphan",
        }
    }
}

/// A place in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// Index into `Report::blocks`.
    pub block: usize,
    /// Code points of the block's text.
    pub range: TextRange,
    /// Whether the note is on the block, clause or sentence as a whole and quotes no words.
    pub whole: bool,
}

/// Words of a quotation and what the report has now in their place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The words of the quotation; may be empty.
    pub old: String,
    /// The words of the report; may be empty.
    pub new: String,
}
