//! `annotations.jsonld`: the notes of a report as a W3C Web Annotation collection (Web Annotation Data Model, 2017).
//!
//! Each note has one body and one target an edition. Positions count code points of the paragraph the target's source
//! names, as in `paragraphs.jsonl`; a note whose words are gone keeps its quotation without a position.

use serde_json::{Map, Value, json};

use crate::edition::Edition;
use crate::markdown::fence;
use crate::markdown::html::{self, Style};
use crate::note::fold::tag_of;
use crate::note::{Anchored, State};
use crate::script::Conversions;
use crate::text::{self, TextRange};

/// Code points before and behind a quotation that help to find it again.
const CONTEXT: usize = 32;

/// Returns the collection. `editions` are all of one report's.
#[must_use]
pub fn collection(
    editions: &[Edition<'_>],
    notes: &[Anchored],
    conversions: &Conversions,
    base_url: &str,
) -> Value {
    let Some(first) = editions.first() else {
        return Value::Null;
    };
    let report = &first.digest.report.id;
    let id = format!("{base_url}data/{report}/annotations.jsonld");
    let items: Vec<Value> = notes
        .iter()
        .map(|note| annotation(editions, note, conversions, base_url))
        .collect();
    json!({
        "@context": ["http://www.w3.org/ns/anno.jsonld", { "state": format!("{id}#state") }],
        "id": id,
        "type": "AnnotationCollection",
        "label": first.phrase(&first.digest.report.metadata.title),
        "total": items.len(),
        "first": { "id": format!("{id}#page"), "type": "AnnotationPage", "startIndex": 0, "items": items },
    })
}

fn annotation(
    editions: &[Edition<'_>],
    anchored: &Anchored,
    conversions: &Conversions,
    base_url: &str,
) -> Value {
    let note = &anchored.note;
    let mut members = Map::new();
    let mut put = |key: &str, value: Value| {
        members.insert(key.to_owned(), value);
    };
    let home = editions.first().map_or_else(String::new, |edition| {
        format!(
            "{base_url}{}/{}/",
            edition.tag.path(),
            edition.digest.report.id
        )
    });
    put("id", json!(format!("{home}notes/#{}", note.id)));
    put("type", json!("Annotation"));
    put("motivation", json!(note.kind.motivation()));
    put("state", json!(anchored.state.name()));
    if let Some(by) = &note.by {
        put("creator", json!({ "type": "Agent", "name": by }));
    }
    if let Some(date) = note.date {
        put("created", json!(format!("{date}T00:00:00Z")));
    }
    let sources: Vec<Value> = note
        .sources
        .iter()
        .map(|source| match &source.url {
            Some(url) => json!({ "id": url, "dcterms:title": source.title }),
            None => json!({ "dcterms:title": source.title }),
        })
        .collect();
    if !sources.is_empty() {
        put("dcterms:source", Value::Array(sources));
    }
    let body = |edition: &Edition<'_>| {
        let canonical = edition.digest.report.metadata.lang;
        let style = Style {
            conversions,
            from: tag_of(&fence::common(&note.body, &note.file), canonical),
            to: edition.tag,
            heading: 4,
            prefix: &note.id,
            link: &html::same_address,
            pictures: &html::NO_PICTURES,
        };
        json!({
            "type": "TextualBody",
            "value": html::sections(&note.body, &style, |_, _| String::new()),
            "format": "text/html",
            "language": edition.tag,
        })
    };
    put("body", editions.iter().map(body).collect());
    let target = |edition: &Edition<'_>| target(edition, anchored, conversions, base_url);
    put("target", editions.iter().map(target).collect());
    Value::Object(members)
}

fn target(
    edition: &Edition<'_>,
    anchored: &Anchored,
    conversions: &Conversions,
    base_url: &str,
) -> Value {
    let report = &edition.digest.report;
    let page = format!("{base_url}{}/{}/text/", edition.tag.path(), report.id);
    let Some(target) = anchored.target else {
        let quote = anchored
            .note
            .quote
            .as_deref()
            .filter(|_| anchored.state == State::Orphan);
        return match quote {
            Some(quote) => {
                let from = tag_of(quote, report.metadata.lang);
                let exact = conversions.convert(quote, from, edition.tag).text;
                json!({
                    "source": page,
                    "language": edition.tag,
                    "selector": [{ "type": "TextQuoteSelector", "exact": exact }],
                })
            }
            None => json!({ "source": page, "language": edition.tag }),
        };
    };
    let text = edition.block(target.block);
    let range = edition.range(target.block, target.range);
    let before = TextRange::new(range.start.saturating_sub(CONTEXT), range.start);
    let behind = TextRange::new(range.end, range.end + CONTEXT);
    json!({
        "source": format!("{page}#{}", report.blocks[target.block].id),
        "language": edition.tag,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text::slice(text, range),
                "prefix": text::slice(text, before),
                "suffix": text::slice(text, behind),
            },
            { "type": "TextPositionSelector", "start": range.start, "end": range.end },
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture::with_material;

    #[test]
    fn every_edition_has_a_target_whose_position_holds_its_quotation() {
        with_material(|material| {
            let notes = &material.editorial.notes["small"];
            let value = collection(
                material.editions,
                notes,
                material.conversions,
                "https://example.org/",
            );
            assert_eq!(value["total"], notes.len());
            let items = value["first"]["items"].as_array().unwrap();
            let mut positions = 0;
            for item in items {
                let targets = item["target"].as_array().unwrap();
                assert_eq!(targets.len(), material.editions.len());
                for (target, edition) in targets.iter().zip(material.editions) {
                    let [quote, position] =
                        target["selector"].as_array().map_or(&[][..], Vec::as_slice)
                    else {
                        continue;
                    };
                    positions += 1;
                    let id = target["source"].as_str().unwrap().split('#').nth(1);
                    let report = &edition.digest.report;
                    let block = report.blocks.iter().position(|b| Some(b.id.as_str()) == id);
                    let at = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
                    let range = TextRange::new(at("start"), at("end"));
                    let words = text::slice(edition.block(block.unwrap()), range);
                    assert_eq!(quote["exact"], words);
                }
            }
            assert_eq!(positions, 6);
            assert_eq!(items[0]["state"], "drifted");
        });
    }
}
