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
        "@context": ["http://www.w3.org/ns/anno.jsonld", { "anchorState": format!("{id}#anchorState") }],
        "id": id,
        "type": "AnnotationCollection",
        "label": first.phrase(&first.digest.report.metadata.title),
        "total": items.len(),
        "first": {
            "id": format!("{id}#page"), "type": "AnnotationPage", "partOf": id, "startIndex": 0, "items": items,
        },
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
    // `state` is a word of the model and means something else there (§4.3).
    put("anchorState", json!(anchored.state.name()));
    if let Some(by) = &note.by {
        // Whether it is a person or an office is not known, so the agent has no type.
        put("creator", json!({ "name": by }));
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
                    "type": "SpecificResource",
                    "source": page,
                    "language": edition.tag,
                    "selector": [{ "type": "TextQuoteSelector", "exact": exact }],
                })
            }
            None => json!({ "type": "SpecificResource", "source": page, "language": edition.tag }),
        };
    };
    let text = edition.block(target.block);
    let range = edition.range(target.block, target.range);
    let before = TextRange::new(range.start.saturating_sub(CONTEXT), range.start);
    let behind = TextRange::new(range.end, range.end + CONTEXT);
    json!({
        "type": "SpecificResource",
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
            assert_eq!(items[0]["anchorState"], "drifted");
        });
    }
    /// The words of <http://www.w3.org/ns/anno.jsonld> that are used here, with what each may hold.
    const TERMS: [(&str, &str); 24] = [
        ("@context", "any"),
        ("id", "iri"),
        ("type", "class"),
        ("label", "text"),
        ("total", "count"),
        ("first", "object"),
        ("partOf", "iri"),
        ("startIndex", "count"),
        ("items", "objects"),
        ("motivation", "motivation"),
        ("creator", "object"),
        ("name", "text"),
        ("created", "time"),
        ("body", "objects"),
        ("value", "text"),
        ("format", "text"),
        ("language", "text"),
        ("target", "objects"),
        ("source", "iri"),
        ("selector", "objects"),
        ("exact", "text"),
        ("prefix", "text"),
        ("suffix", "text"),
        ("start", "count"),
    ];

    /// Members that a class must have (Web Annotation Data Model §3.1, §3.2.4, §4, §4.2.4, §4.2.5, §5.1, §5.2).
    const REQUIRED: [(&str, &[&str]); 7] = [
        ("AnnotationCollection", &["@context", "id", "type", "first"]),
        ("AnnotationPage", &["id", "type", "items", "partOf"]),
        ("Annotation", &["id", "type", "target"]),
        ("TextualBody", &["type", "value"]),
        ("SpecificResource", &["source"]),
        ("TextQuoteSelector", &["type", "exact"]),
        ("TextPositionSelector", &["type", "start", "end"]),
    ];

    /// Lists what the model does not allow.
    fn faults(value: &Value, path: &str, faults: &mut Vec<String>) {
        const MOTIVATIONS: [&str; 13] = [
            "assessing",
            "bookmarking",
            "classifying",
            "commenting",
            "describing",
            "editing",
            "highlighting",
            "identifying",
            "linking",
            "moderating",
            "questioning",
            "replying",
            "tagging",
        ];
        let Some(members) = value.as_object() else {
            return faults.push(format!("{path}: no object"));
        };
        if let Some(class) = members.get("type").and_then(Value::as_str) {
            let required = REQUIRED.iter().find(|(name, _)| *name == class);
            let Some((_, required)) = required else {
                return faults.push(format!("{path}: {class}"));
            };
            let missing = required.iter().filter(|key| !members.contains_key(**key));
            faults.extend(missing.map(|key| format!("{path}: no {key}")));
        }
        for (key, value) in members {
            let path = format!("{path}/{key}");
            let kind = TERMS
                .iter()
                .find(|(term, _)| term == key)
                .map(|(_, kind)| *kind);
            let text = value.as_str();
            let fine = match kind {
                Some("any" | "class") => true,
                Some("iri") => text.is_some_and(|text| text.starts_with("https://")),
                Some("text") => {
                    text.is_some_and(|text| key == "prefix" || key == "suffix" || !text.is_empty())
                }
                Some("count") => value.is_u64(),
                Some("time") => {
                    text.is_some_and(|text| text.ends_with("T00:00:00Z") && text.len() == 20)
                }
                Some("motivation") => text.is_some_and(|text| MOTIVATIONS.contains(&text)),
                Some("object") => {
                    self::faults(value, &path, faults);
                    true
                }
                Some("objects") => value.as_array().is_some_and(|all| {
                    for (number, one) in all.iter().enumerate() {
                        self::faults(one, &format!("{path}/{number}"), faults);
                    }
                    true
                }),
                // `end`, the terms of Dublin Core that the context has a prefix for, and our own.
                _ if key == "end" => value.is_u64(),
                _ => key.starts_with("dcterms:") || key == "anchorState",
            };
            if !fine {
                faults.push(path);
            }
        }
    }

    #[test]
    fn the_collection_is_what_the_model_asks_for() {
        with_material(|material| {
            let notes = &material.editorial.notes["small"];
            let base_url = "https://example.org/";
            let value = collection(material.editions, notes, material.conversions, base_url);
            let mut found = Vec::new();
            faults(&value, "", &mut found);
            assert_eq!(found, Vec::<String>::new());
            // The model's context first; what it does not know has an address of its own.
            assert_eq!(value["@context"][0], "http://www.w3.org/ns/anno.jsonld");
            assert!(value["@context"][1]["anchorState"].as_str().is_some());
            let ids = value["first"]["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].as_str());
            let mut ids: Vec<_> = ids.collect();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count);
        });
    }
}
