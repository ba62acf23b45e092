//! The glossary: `content/glossary.yaml` → [`Term`]s, and where a report first uses each in a section.
//!
//! Regional words (`tw`, `hk`) and English are glosses beside the official word; they never take its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::markdown::links::is_web;
use crate::note::Reference;
use crate::report::{BlockKind, Report};
use crate::script::{Conversions, Script, Tag};
use crate::source::SourceFile;
use crate::text::TextRange;
use crate::yaml;

/// An entry of the glossary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Part of its address: `[a-z0-9-]+`.
    pub id: String,
    /// The word in Simplified script.
    pub hans: String,
    /// The word in Traditional script, where the conversion is not to decide.
    pub hant: Option<String>,
    /// What Taiwan calls it.
    pub tw: Option<String>,
    /// What Hong Kong calls it.
    pub hk: Option<String>,
    /// English.
    pub en: Option<String>,
    /// What it means, in either script.
    pub definition: String,
    /// What the definition rests on.
    pub source: Option<Reference>,
}

impl Term {
    /// The word in an edition.
    #[must_use]
    pub fn word(&self, tag: Tag, conversions: &Conversions) -> String {
        match (tag.script(), &self.hant) {
            (Script::Hans, _) => self.hans.clone(),
            (Script::Hant, Some(hant)) => hant.clone(),
            (Script::Hant, None) => conversions.convert(&self.hans, Tag::Hans, tag).text,
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    hans: Option<String>,
    hant: Option<String>,
    tw: Option<String>,
    hk: Option<String>,
    en: Option<String>,
    definition: Option<String>,
    source: Option<Source>,
}

/// A source is a title, or a title with an address.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Source {
    Title(String),
    Reference(Reference),
}

/// Reads the glossary. Entries that cannot be used are reported and left out.
#[must_use]
pub fn read(file: &Arc<SourceFile>) -> (Vec<Term>, Vec<Diagnostic>) {
    // A file of nothing but comments is a glossary without entries.
    let empty = file
        .text
        .lines()
        .all(|line| line.trim().is_empty() || line.starts_with('#'));
    if empty {
        return (Vec::new(), Vec::new());
    }
    let entries: Vec<Entry> = match yaml::parse_file(file) {
        Ok(entries) => entries,
        Err(diagnostic) => return (Vec::new(), vec![*diagnostic]),
    };
    let mut terms: Vec<Term> = Vec::new();
    let mut diagnostics = Vec::new();
    for entry in entries {
        match term(entry, &terms) {
            Ok(term) => terms.push(term),
            Err((id, message, help)) => {
                let at = file.text.find(&format!("id: {id}")).unwrap_or(0);
                let span = at..at + if at == 0 { 0 } else { 4 + id.len() };
                diagnostics.push(
                    Diagnostic::error("glossary-entry", message)
                        .at(file, span, "")
                        .help(help),
                );
            }
        }
    }
    (terms, diagnostics)
}

fn term(entry: Entry, earlier: &[Term]) -> Result<Term, (String, String, &'static str)> {
    let Entry {
        id,
        hans,
        hant,
        tw,
        hk,
        en,
        definition,
        source,
    } = entry;
    let fault = |message: String, help| Err((id.clone(), message, help));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(plain) {
        return fault(
            format!("`{id}` cannot be an id"),
            "ids are part of addresses: a-z, 0-9 and -",
        );
    }
    if earlier.iter().any(|term| term.id == id) {
        return fault(
            format!("two entries have the id `{id}`"),
            "give one of them another id",
        );
    }
    let filled = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let Some(hans) = filled(hans) else {
        return fault(
            format!("`{id}` has no word"),
            "add `hans: …`, the word as the reports write it in Simplified script",
        );
    };
    let Some(definition) = filled(definition) else {
        return fault(
            format!("`{id}` has no definition"),
            "add `definition: …`, and `source:` with what it rests on",
        );
    };
    let source = source.map(|source| match source {
        Source::Title(title) => Reference { title, url: None },
        Source::Reference(reference) => reference,
    });
    if let Some(url) = source.as_ref().and_then(|s| s.url.as_deref())
        && !is_web(url)
    {
        return fault(
            format!("`{url}` is not a web address"),
            "write the whole address with https:// or http://",
        );
    }
    Ok(Term {
        id,
        hans,
        hant: filled(hant),
        tw: filled(tw),
        hk: filled(hk),
        en: filled(en),
        definition,
        source,
    })
}

/// A place where a report uses a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// Index into `Report::blocks`.
    pub block: usize,
    /// Code points of the block's text.
    pub range: TextRange,
    /// Index into the terms.
    pub term: usize,
}

/// Finds the first use of every term in every section, in the order of the text. For a block, `closed` gives the
/// stretches that stay without a mark (figures), `whole` those that no mark may cut (notes); markup is never cut.
#[must_use]
pub fn occurrences(
    terms: &[Term],
    report: &Report,
    conversions: &Conversions,
    closed: impl Fn(usize) -> Vec<TextRange>,
    whole: impl Fn(usize) -> Vec<TextRange>,
) -> Vec<Occurrence> {
    let words: Vec<String> = terms
        .iter()
        .map(|term| term.word(report.metadata.lang, conversions))
        .collect();
    let mut used: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut found = Vec::new();
    for (index, block) in report.blocks.iter().enumerate() {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Item) {
            continue;
        }
        let section = (block.part, block.section);
        let mut hits: Vec<(TextRange, usize)> = Vec::new();
        for (term, word) in words.iter().enumerate() {
            if used.get(&term) == Some(&section) {
                continue;
            }
            let length = word.chars().count();
            hits.extend(block.text.match_indices(word.as_str()).map(|(at, _)| {
                let start = block.text[..at].chars().count();
                (TextRange::new(start, start + length), term)
            }));
        }
        if hits.is_empty() {
            continue;
        }
        // At one place the longer word is the one that is meant.
        hits.sort_by_key(|(range, term)| (range.start, std::cmp::Reverse(range.end), *term));
        let closed = closed(index);
        let mut whole = whole(index);
        whole.extend(block.marks.iter().map(|mark| mark.range));
        let mut end = 0;
        for (range, term) in hits {
            let crosses = |mark: TextRange| {
                mark.overlaps(range) && !mark.contains(range) && !range.contains(mark)
            };
            let free = range.start >= end
                && !closed.iter().any(|other| other.overlaps(range))
                && !whole.iter().any(|&mark| crosses(mark));
            if !free {
                continue;
            }
            // A word inside a longer one that has had its mark is not a use of its own.
            end = range.end;
            if used.get(&term) != Some(&section) {
                used.insert(term, section);
                found.push(Occurrence {
                    block: index,
                    range,
                    term,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{lock::Lock, parse};
    use crate::text::slice;

    fn glossary(text: &str) -> (Vec<Term>, Vec<Diagnostic>) {
        read(&SourceFile::new("content/glossary.yaml", text))
    }

    #[test]
    fn entries_are_read_with_their_sources() {
        let (terms, diagnostics) = glossary(
            "- id: gf\n  hans: 光伏\n  tw: 太陽光電\n  en: photovoltaics\n  definition: 以光发电\n  source: {title: 甲, url: https://example.org/}\n- {id: b, hans: 乙, definition: 丙, source: 某书}\n",
        );
        assert_eq!(diagnostics, []);
        assert_eq!(terms[0].tw.as_deref(), Some("太陽光電"));
        assert_eq!(terms[1].source.as_ref().unwrap().title, "某书");
        assert_eq!(terms[0].word(Tag::Hant, &Conversions::default()), "光伏");
    }

    #[test]
    fn what_is_wrong_with_an_entry_is_named_and_the_others_stay() {
        let (terms, diagnostics) = glossary(
            "- {id: a, hans: 甲, definition: 乙}\n- {id: a, hans: 甲, definition: 乙}\n- {id: B, hans: 甲, definition: 乙}\n- {id: c, definition: 乙}\n- {id: d, hans: 丁}\n",
        );
        assert_eq!(terms.len(), 1);
        let lines: Vec<_> = diagnostics
            .iter()
            .map(|d| {
                let label = d.label.as_ref().unwrap();
                (d.code, label.source.position(label.span.start).0)
            })
            .collect();
        // A second entry of one id cannot be told from the first by its id alone.
        assert_eq!(lines, [1, 3, 4, 5].map(|line| ("glossary-entry", line)));
        let (_, diagnostics) = glossary("- {id: a, hnas: 甲}\n");
        assert_eq!(diagnostics[0].code, "unknown-key");
        assert_eq!(glossary("# nothing yet\n"), (Vec::new(), Vec::new()));
    }

    #[test]
    fn the_first_use_in_a_section_is_marked_and_figures_are_left_alone() {
        let source = SourceFile::new(
            "content/x/report.md",
            "---\ntitle: a\n---\n\n# 报告\n\n## 一、甲\n\n新能源产业和新能源。\n\n源网**荷储**项目，新能源。\n\n## 二、乙\n\n源网荷储，新能源产业。\n",
        );
        let (report, _, _) = parse("x", &source, &Lock::default());
        let (terms, _) = glossary(
            "- {id: a, hans: 新能源, definition: 甲}\n- {id: b, hans: 新能源产业, definition: 甲}\n- {id: c, hans: 源网荷, definition: 甲}\n",
        );
        let told = |taken: &dyn Fn(usize) -> Vec<TextRange>| -> Vec<_> {
            occurrences(&terms, &report, &Conversions::default(), taken, |_| {
                Vec::new()
            })
            .into_iter()
            .map(|o| {
                let block = &report.blocks[o.block];
                (
                    block.id.clone(),
                    slice(&block.text, o.range).to_owned(),
                    o.range.start,
                )
            })
            .collect()
        };
        let place = |id: &str, word: &str, at: usize| (id.to_owned(), word.to_owned(), at);
        assert_eq!(
            told(&|_| Vec::new()),
            [
                place("p-1-0-1", "新能源产业", 0),
                place("p-1-0-1", "新能源", 6),
                place("p-2-0-1", "源网荷", 0),
                place("p-2-0-1", "新能源产业", 5),
            ]
        );
        let first = report
            .blocks
            .iter()
            .position(|b| b.id == "p-1-0-1")
            .unwrap();
        let figures = |block: usize| {
            if block == first {
                vec![TextRange::new(0, 3)]
            } else {
                Vec::new()
            }
        };
        assert_eq!(told(&figures)[0], place("p-1-0-1", "新能源", 6));
    }
}
