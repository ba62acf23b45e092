//! What an import did to a capture: every single change with its place, and the rules that made them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::import::mojibake;
use crate::import::tracked::Tracked;

/// A rule that changes text. Each has a stable name, which stands in `repairs.yaml` and in the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Furniture of the portal is left out.
    Furniture,
    /// A pinyin gloss of the mirror is taken out.
    Pinyin,
    /// Characters whose bytes were damaged are restored.
    Mojibake,
    /// Traditional of a mainland body goes back to Simplified.
    Script,
    /// Full-width punctuation is restored.
    Punctuation,
    /// A half-width comma that the mirror put before a mark is taken out.
    StrayMark,
    /// A stray space inside a word is taken out.
    Space,
    /// Full-width digits and Latin letters become ASCII.
    Width,
    /// Invisible characters are taken out.
    Invisible,
    /// A line break inside a sentence is taken out.
    LineBreak,
    /// Two lines printed as one are parted.
    LineSplit,
    /// Cells parted by tabs become a table's.
    Table,
    /// What shows that a character was lost before makes way for `□`.
    Lost,
    /// An editor's reading of a damaged stretch.
    Decision,
}

impl Rule {
    /// All rules, in the order in which they are listed.
    pub const ALL: [Self; 14] = [
        Self::Furniture,
        Self::Pinyin,
        Self::Mojibake,
        Self::Script,
        Self::Punctuation,
        Self::StrayMark,
        Self::Space,
        Self::Width,
        Self::Invisible,
        Self::LineBreak,
        Self::LineSplit,
        Self::Table,
        Self::Lost,
        Self::Decision,
    ];

    /// Its name in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Furniture => "furniture",
            Self::Pinyin => "pinyin",
            Self::Mojibake => "mojibake",
            Self::Script => "script",
            Self::Punctuation => "punctuation",
            Self::StrayMark => "stray-mark",
            Self::Space => "space",
            Self::Width => "width",
            Self::Invisible => "invisible",
            Self::LineBreak => "line-break",
            Self::LineSplit => "line-split",
            Self::Table => "table",
            Self::Lost => "lost",
            Self::Decision => "decision",
        }
    }

    /// What it does, for people who read `repairs.yaml`.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Furniture => "lines of the portal left out",
            Self::Pinyin => "pinyin glosses removed",
            Self::Mojibake => "damaged stretches restored from their bytes",
            Self::Script => "Traditional stretches taken back to Simplified",
            Self::Punctuation => "punctuation marks made full-width again",
            Self::StrayMark => "commas removed that the mirror put before a mark",
            Self::Space => "stray spaces removed",
            Self::Width => "full-width digits and letters made ASCII",
            Self::Invisible => "invisible characters removed",
            Self::LineBreak => "line breaks inside sentences removed",
            Self::LineSplit => "lines parted that were printed as one",
            Self::Table => "cells parted by tabs made a table's",
            Self::Lost => "signs of lost characters made □",
            Self::Decision => "damaged stretches read by an editor",
        }
    }
}

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules(u16);

impl Rules {
    pub(crate) fn insert(&mut self, rule: Rule) {
        self.0 |= 1 << rule as u16;
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(crate) fn contains(self, rule: Rule) -> bool {
        self.0 >> rule as u16 & 1 == 1
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL
            .into_iter()
            .filter(move |rule| self.contains(*rule))
    }
}

impl From<Rule> for Rules {
    fn from(rule: Rule) -> Self {
        let mut rules = Self::default();
        rules.insert(rule);
        rules
    }
}

/// How sure a change is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// By rule, or by bytes: there is no other reading.
    Certain,
    /// By context.
    Inferred,
    /// By an editor.
    Confirmed,
    /// Nobody could restore all of it.
    Open,
}

impl Confidence {
    /// The nearest of those the engine of damaged bytes knows.
    pub(crate) const fn engine(self) -> mojibake::Confidence {
        match self {
            Self::Certain | Self::Confirmed => mojibake::Confidence::Certain,
            Self::Inferred => mojibake::Confidence::Inferred,
            Self::Open => mojibake::Confidence::Open,
        }
    }
}

impl From<mojibake::Confidence> for Confidence {
    fn from(confidence: mojibake::Confidence) -> Self {
        match confidence {
            mojibake::Confidence::Certain => Self::Certain,
            mojibake::Confidence::Inferred => Self::Inferred,
            mojibake::Confidence::Open => Self::Open,
        }
    }
}

/// One change of the capture's text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Repair {
    /// First code point in the decoded capture (of a web page: in the text taken from it).
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// What changed it.
    pub rules: Vec<Rule>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Id of the paragraph it stands in now; none for what was left out.
    pub place: Option<String>,
    /// Why, where it had to be judged.
    pub reason: Option<String>,
}

/// A text of the capture, and where it went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Logged<'t> {
    /// The text.
    pub(crate) text: &'t Tracked,
    /// Index of its line in the report; none if it was left out.
    pub(crate) line: Option<usize>,
}

/// Lists the changes of all texts, which are in the order of the capture. A text that is left out is one change.
/// `place` names the paragraph at a byte of a line.
pub(crate) fn repairs(
    capture: &str,
    texts: &[Logged<'_>],
    place: impl Fn(usize, usize) -> Option<String>,
) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let mut counter = Counter::new(capture);
    let mut push = |source: Range<usize>, after: &str, rules: Vec<Rule>, place: Option<String>| {
        let before = capture[source.clone()].to_owned();
        let start = counter.point_at(source.start);
        let end = counter.point_at(source.end);
        let after = after.to_owned();
        repairs.push(Repair {
            start,
            end,
            before,
            after,
            rules,
            confidence: Confidence::Certain,
            place,
            reason: None,
        });
    };
    for Logged { text, line } in texts {
        let Some(line) = *line else {
            if !text.source().is_empty() {
                push(text.source(), "", vec![Rule::Furniture], None);
            }
            continue;
        };
        let mut at = 0;
        for piece in text.pieces() {
            let start = at;
            at += piece.length;
            let after = &text.as_str()[start..at];
            if !piece.rules.is_empty() && capture[piece.source.clone()] != *after {
                push(
                    piece.source.clone(),
                    after,
                    piece.rules.iter().collect(),
                    place(line, start),
                );
            }
        }
    }
    repairs
}

/// Counts the changes by rule.
#[must_use]
pub(crate) fn counts(repairs: &[Repair]) -> BTreeMap<Rule, usize> {
    let mut counts = BTreeMap::new();
    for rule in repairs.iter().flat_map(|repair| &repair.rules) {
        *counts.entry(*rule).or_insert(0) += 1;
    }
    counts
}

/// Turns ascending byte offsets into code points, in one pass.
pub(crate) struct Counter<'t> {
    text: &'t str,
    byte: usize,
    point: usize,
}

impl<'t> Counter<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            byte: 0,
            point: 0,
        }
    }

    /// The code point at a byte, which must not lie before the one asked for last.
    pub(crate) fn point_at(&mut self, byte: usize) -> usize {
        self.point += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.point
    }
}
