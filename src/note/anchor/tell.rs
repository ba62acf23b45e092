//! What is told of a note whose words do not stand where it says, or stand there more than once.

use std::fmt::Write as _;

use super::{Outcome, Search};
use crate::diagnostic::Diagnostic;
use crate::note::haystack::Hit;
use crate::note::{Change, Note};
use crate::report::BlockKind;
use crate::text::{self, TextRange};

impl Search<'_> {
    /// The shortest ids that tell the places apart; two in one sentence have the same.
    fn names(&self, hits: &[Hit]) -> Vec<String> {
        let block = |hit: &Hit| self.report.blocks[hit.block].id.clone();
        let clause = |hit: &Hit| self.passage(hit).0;
        let finest = |hit: &Hit| {
            let (id, range) = self.passage(hit);
            let words = text::slice(&self.report.blocks[hit.block].text, range);
            let at = self.haystack.range(*hit).start.saturating_sub(range.start);
            let number = text::sentences(words)
                .iter()
                .position(|s| at < s.end)
                .map_or(1, |at| at + 1);
            format!("{id}.s{number}")
        };
        let unique = |names: &[String], name: &String| {
            names.iter().filter(|other| *other == name).count() == 1
        };
        let coarse: Vec<String> = hits.iter().map(block).collect();
        let middle: Vec<String> = hits.iter().map(clause).collect();
        hits.iter()
            .enumerate()
            .map(|(i, hit)| {
                if unique(&coarse, &coarse[i]) {
                    coarse[i].clone()
                } else if unique(&middle, &middle[i]) {
                    middle[i].clone()
                } else {
                    finest(hit)
                }
            })
            .collect()
    }

    /// The clause a hit stands in, or its block.
    fn passage(&self, hit: &Hit) -> (String, TextRange) {
        let range = self.haystack.range(*hit);
        let block = &self.report.blocks[hit.block];
        let clause = (block.kind == BlockKind::Item)
            .then(|| self.report.projects().find(|p| p.block == hit.block))
            .flatten()
            .and_then(|p| p.clauses.iter().find(|c| c.range.contains(range)));
        match clause {
            Some(clause) => (clause.id.clone(), clause.range),
            None => (
                block.id.clone(),
                TextRange::new(0, block.text.chars().count()),
            ),
        }
    }

    pub(super) fn diagnostic(&self, note: &Note, outcome: &Outcome) -> Option<Diagnostic> {
        let at = |diagnostic: Diagnostic| {
            let span = if note.quote.is_some() {
                &note.quote_span
            } else {
                &note.para_span
            };
            diagnostic.at(&note.file, span.clone(), "")
        };
        match outcome {
            Outcome::Report | Outcome::Whole(_) | Outcome::Exact { moved: false, .. } => None,
            Outcome::Exact { hit, moved: true } => {
                let name = self.names(std::slice::from_ref(hit)).remove(0);
                Some(
                    Diagnostic::note(
                        "note-moved",
                        format!("the words of this note now stand in {name}"),
                    )
                    .at(&note.file, note.para_span.clone(), "")
                    .help(format!(
                        "write `para: {name}`, or let `zhaiyao check --fix` do it"
                    )),
                )
            }
            Outcome::Drifted { hit, changes } => {
                let now = text::slice(
                    &self.report.blocks[hit.block].text,
                    self.haystack.range(*hit),
                );
                Some(
                    at(Diagnostic::warning(
                        "note-drifted",
                        format!("the words of this note have changed: {}", told(changes)),
                    ))
                    .help(format!(
                        "see whether the note still holds, then quote the new words: `quote: {now}`"
                    )),
                )
            }
            Outcome::Ambiguous(hits) => {
                let names = self.names(hits);
                let mut distinct = names.clone();
                distinct.sort();
                distinct.dedup();
                let help = if distinct.len() == names.len() {
                    format!("say which is meant: `para: {}`", names.join("` or `para: "))
                } else {
                    "quote more words, so that they stand in the sentence only once".to_owned()
                };
                Some(
                    at(Diagnostic::error(
                        "note-ambiguous",
                        format!(
                            "the quotation stands {} times: {}",
                            hits.len(),
                            names.join(", ")
                        ),
                    ))
                    .help(help),
                )
            }
            Outcome::Orphan {
                elsewhere,
                no_place,
            } => {
                let para = note.para.as_deref().unwrap_or_default();
                let message = match (no_place, note.quote.is_some() && elsewhere.is_empty()) {
                    (true, true) => {
                        format!(
                            "the words of this note are not in the report, and there is no {para}"
                        )
                    }
                    (true, false) => format!("there is no {para} in the report"),
                    (false, true) => "the words of this note are not in the report".to_owned(),
                    (false, false) => format!("the words of this note are not in {para}"),
                };
                let help = match &self.names(elsewhere)[..] {
                    [] => "the note stays in the list; quote what the report says now, or delete the file".to_owned(),
                    names => format!(
                        "the same words stand in {}; if they are meant, name that place with `para`",
                        names.join(", ")
                    ),
                };
                Some(at(Diagnostic::warning("note-orphan", message)).help(help))
            }
        }
    }
}

/// `2500 → 2600, 以上 → (nothing)`
fn told(changes: &[Change]) -> String {
    let mut out = String::new();
    for Change { old, new } in changes {
        let separator = if out.is_empty() { "" } else { ", " };
        let shown = |words: &str| {
            if words.is_empty() {
                "(nothing)".to_owned()
            } else {
                words.to_owned()
            }
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "{separator}`{} → {}`", shown(old), shown(new));
    }
    out
}
