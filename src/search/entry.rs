//! What editors wrote → places of the search: notes, articles, glossary entries, each in every edition.

use std::collections::BTreeMap;

use crate::digest::Figure;
use crate::edition::Edition;
use crate::editorial::Editorial;
use crate::markdown::fence::{self, Section};
use crate::markdown::html::{self, Style};
use crate::note::fold::tag_of;
use crate::script::{Conversions, Tag};
use crate::search::place::{Entry, Kind};
use crate::search::quantity;
use crate::source::SourceFile;
use crate::text::{self, TextRange};

/// Lists what editors wrote. `editions` tell which tags there are, and the sectors of a note's place.
#[must_use]
pub fn entries(
    editorial: &Editorial,
    editions: &[Edition<'_>],
    conversions: &Conversions,
) -> Vec<Entry> {
    let mut tags: Vec<Tag> = Vec::new();
    for edition in editions {
        if !tags.contains(&edition.tag) {
            tags.push(edition.tag);
        }
    }
    let words = Words { conversions, tags };
    let mut entries = Vec::new();
    for (report, notes) in &editorial.notes {
        let edition = editions.iter().find(|e| e.digest.report.id == *report);
        for anchored in notes {
            let note = &anchored.note;
            let quote = note.quote.as_deref().unwrap_or_default();
            let body = words.of_body(&note.body, &note.file);
            let label = words.of(quote);
            entries.push(Entry {
                kind: Kind::Note,
                report: Some(report.clone()),
                id: note.id.clone(),
                sectors: match (edition, anchored.target) {
                    (Some(edition), Some(target)) => (edition.digest.passages.iter())
                        .filter(|passage| passage.block == target.block)
                        .flat_map(|passage| passage.sectors.iter().cloned())
                        .collect(),
                    _ => Vec::new(),
                },
                quantities: quantities(editions, Some(report), &joined(&label, "\n", &body)),
                text: joined(&label, "\n", &body),
                label: BTreeMap::new(),
            });
        }
    }
    for brief in &editorial.briefs {
        let title = words.of(&brief.title);
        let summary = words.of(brief.summary.as_deref().unwrap_or_default());
        let body = words.of_body(&brief.body, &brief.file);
        entries.push(Entry {
            kind: Kind::Brief,
            report: None,
            id: format!("{}/", brief.slug),
            sectors: brief.sectors.clone(),
            quantities: quantities(
                editions,
                brief.report.as_deref(),
                &joined(&title, "\n", &joined(&summary, "\n", &body)),
            ),
            text: joined(&title, "\n", &joined(&summary, "\n", &body)),
            label: title,
        });
    }
    for term in &editorial.glossary {
        let word: BTreeMap<Tag, String> = (words.tags.iter())
            .map(|&tag| (tag, term.word(tag, conversions)))
            .collect();
        let others = [&term.tw, &term.hk, &term.en];
        let others: Vec<&str> = others.into_iter().flatten().map(String::as_str).collect();
        let others = (words.tags.iter())
            .map(|&tag| (tag, others.join("\n")))
            .collect();
        let meaning = joined(&words.of(&term.definition), "\n", &others);
        entries.push(Entry {
            kind: Kind::Term,
            report: None,
            id: format!("g-{}", term.id),
            sectors: Vec::new(),
            quantities: BTreeMap::new(),
            text: joined(&word, "\n", &meaning),
            label: word,
        });
    }
    entries
}

/// The quantities that a report prints and an editor repeats: who looks for an equal one finds the editor's words too.
fn quantities(
    editions: &[Edition<'_>],
    report: Option<&str>,
    texts: &BTreeMap<Tag, String>,
) -> BTreeMap<Tag, Vec<(TextRange, String)>> {
    let mut found: BTreeMap<Tag, Vec<(TextRange, String)>> = BTreeMap::new();
    for edition in editions {
        let own = report.is_none_or(|id| id == edition.digest.report.id);
        let Some(text) = texts.get(&edition.tag).filter(|_| own) else {
            continue;
        };
        let known = found.entry(edition.tag).or_default();
        for figure in &edition.digest.figures {
            let keys = quantity::keys(figure);
            let Some(printed) = printed(edition, figure).filter(|_| !keys.is_empty()) else {
                continue;
            };
            let length = printed.chars().count();
            for (at, _) in text.match_indices(printed) {
                // 500个 does not stand in 2500个.
                let digit = |c: char| c.is_ascii_digit() || c == '.';
                if text[..at].ends_with(digit) {
                    continue;
                }
                let start = text[..at].chars().count();
                let range = TextRange::new(start, start + length);
                for key in &keys {
                    let place = (range, key.clone());
                    if !known.contains(&place) {
                        known.push(place);
                    }
                }
            }
        }
    }
    found
}

/// The number and the unit of a figure as an edition prints them, without a qualifier.
fn printed<'a>(edition: &'a Edition<'_>, figure: &Figure) -> Option<&'a str> {
    let digest = edition.digest;
    let passage = digest.passages.iter().find(|p| p.id == figure.passage)?;
    let words = text::slice(
        &digest.report.blocks[passage.block].text,
        figure.printed.shifted(passage.range.start),
    );
    let qualifier = figure.qualifier.as_deref().unwrap_or_default();
    let length = qualifier.chars().count();
    let (front, back) = match qualifier {
        "" => (0, 0),
        word if words.starts_with(word) => (length, 0),
        word if words.ends_with(word) => (0, length),
        _ => (0, 0),
    };
    let bare = TextRange::new(figure.printed.start + front, figure.printed.end - back);
    let printed = edition.slice(passage.block, bare.shifted(passage.range.start));
    (printed.chars().count() > 1).then_some(printed)
}

struct Words<'a> {
    conversions: &'a Conversions,
    tags: Vec<Tag>,
}

impl Words<'_> {
    /// Plain words in every edition.
    fn of(&self, words: &str) -> BTreeMap<Tag, String> {
        let from = tag_of(words, Tag::Hans);
        (self.tags.iter())
            .map(|&tag| (tag, self.conversions.convert(words, from, tag).text))
            .collect()
    }

    /// The text of a body in every edition.
    fn of_body(&self, body: &[Section], file: &SourceFile) -> BTreeMap<Tag, String> {
        let from = tag_of(&fence::common(body, file), Tag::Hans);
        let style = |to| Style {
            conversions: self.conversions,
            from,
            to,
            heading: 2,
            prefix: "",
            link: &html::same_address,
            pictures: &html::NO_PICTURES,
        };
        (self.tags.iter())
            .map(|&tag| (tag, html::plain_sections(body, &style(tag))))
            .collect()
    }
}

/// Two texts of every edition behind each other.
fn joined(
    first: &BTreeMap<Tag, String>,
    between: &str,
    second: &BTreeMap<Tag, String>,
) -> BTreeMap<Tag, String> {
    (first.iter())
        .map(|(tag, one)| {
            let two = second.get(tag).map_or("", String::as_str);
            let both = [one.as_str(), two];
            let parts: Vec<&str> = both.into_iter().filter(|text| !text.is_empty()).collect();
            (*tag, parts.join(between))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture::with_material;

    #[test]
    fn what_editors_wrote_is_a_place_in_every_edition() {
        with_material(|material| {
            let entries = entries(material.editorial, material.editions, material.conversions);
            let of = |kind| entries.iter().find(|entry| entry.kind == kind).unwrap();
            let note = entries.iter().find(|entry| entry.id == "n-exact").unwrap();
            assert_eq!(note.kind, Kind::Note);
            assert_eq!(note.report.as_deref(), Some("small"));
            assert!(note.text[&Tag::Hant].contains("力爭併網裝機"), "{note:?}");
            assert!(note.text[&Tag::Hant].contains("與去年口徑不同"));
            assert_eq!(note.sectors, ["energy"]);
            let (range, key) = &note.quantities[&Tag::Hant][0];
            assert_eq!(text::slice(&note.text[&Tag::Hant], *range), "2500萬千瓦");
            assert_eq!(*key, quantity::key(25.0, "GW"));
            let term = of(Kind::Term);
            assert_eq!(
                (term.id.as_str(), term.label[&Tag::Hans].as_str()),
                ("g-ywhc", "源网荷储")
            );
            assert!(term.text[&Tag::Hans].contains("释义"));
            let brief = of(Kind::Brief);
            assert_eq!(brief.id, "spring/");
            assert!(brief.text[&Tag::Hant].contains("正文"));
        });
    }
}
