//! Places → what the browser shows: one file of particulars and blocks of text, for each edition.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::search::fold::Folding;
use crate::search::place::{Catalogue, Kind, Place};
use crate::search::posting::{Postings, number};
use crate::search::{Layout, quantity, script};

/// Writes the particulars and the blocks of every edition.
pub(super) fn files(
    catalogue: &Catalogue<'_>,
    folding: &Folding,
    postings: &Postings,
    layout: Layout,
) -> Vec<(String, Vec<u8>)> {
    let blocks = blocks(catalogue, layout);
    let starts: Vec<usize> = blocks
        .iter()
        .scan(0, |next, length| {
            *next += length;
            Some(*next - length)
        })
        .collect();
    let mut files = Vec::new();
    let mut fingerprint = blake3::Hasher::new();
    for (edition, tag) in catalogue.tags.iter().enumerate() {
        let texts: Vec<(String, Vec<u8>)> = (blocks.par_iter().zip(&starts).enumerate())
            .map(|(number, (&length, &first))| {
                let places = &catalogue.places[first..first + length];
                let records = places.iter().map(|place| record(place, edition, folding));
                let bytes = script(&format!("t{number}"), &records.collect());
                (format!("{}/search/t{number}.js", tag.path()), bytes)
            })
            .collect();
        for (_, bytes) in &texts {
            fingerprint.update(bytes);
        }
        files.extend(texts);
    }
    for (_, bytes) in &postings.files {
        fingerprint.update(bytes);
    }
    let version = fingerprint.finalize().to_hex()[..8].to_owned();
    for (edition, tag) in catalogue.tags.iter().enumerate() {
        let particulars = particulars(catalogue, folding, postings, &blocks, edition, &version);
        files.push((
            format!("{}/search/index.js", tag.path()),
            script("index", &particulars),
        ));
    }
    files
}

/// Cuts the places into blocks: how many places each has. A block holds places of one report.
fn blocks(catalogue: &Catalogue<'_>, layout: Layout) -> Vec<usize> {
    // A text that is read as a whole needs no small pieces.
    let scanned = |length: usize| {
        if length <= layout.scanned {
            length.max(layout.block) / 2
        } else {
            layout.block
        }
    };
    let lengths: Vec<usize> = (catalogue.places.iter())
        .map(|place| {
            place
                .words
                .first()
                .map_or(0, |words| words.text.chars().count())
        })
        .collect();
    let limit = scanned(lengths.iter().sum());
    let starts: BTreeSet<usize> = catalogue.shelves.iter().map(|shelf| shelf.first).collect();
    let mut blocks: Vec<usize> = Vec::new();
    let mut room = 0;
    for (place, &length) in lengths.iter().enumerate() {
        match blocks.last_mut() {
            Some(last) if room > 0 && !starts.contains(&place) => *last += 1,
            _ => {
                blocks.push(1);
                room = limit;
            }
        }
        room = room.saturating_sub(length);
    }
    blocks
}

/// One place: kind, id, label, sectors, text, quantities, and the words of other editions that are not forms of these.
fn record(place: &Place<'_>, edition: usize, folding: &Folding) -> Value {
    let words = &place.words[edition];
    let own = folding.fold(&words.text);
    let mut others: Vec<&str> = Vec::new();
    for other in &place.words {
        if other.text != words.text
            && !others.contains(&other.text.as_ref())
            && folding.fold(&other.text) != own
        {
            others.push(&other.text);
        }
    }
    let quantities: Vec<String> = (words.quantities.iter())
        .map(|(range, key)| format!("{} {} {key}", range.start, range.end))
        .collect();
    let kind = Kind::ALL.iter().position(|kind| *kind == place.kind);
    let mut record = vec![
        json!(kind),
        json!(place.id),
        json!(words.label),
        json!(place.sectors.join(" ")),
        json!(words.text),
    ];
    if !quantities.is_empty() || !others.is_empty() {
        record.push(json!(quantities.join("\n")));
    }
    if !others.is_empty() {
        record.push(json!(others));
    }
    Value::from(record)
}

/// What the browser needs before it can answer the first query.
fn particulars(
    catalogue: &Catalogue<'_>,
    folding: &Folding,
    postings: &Postings,
    blocks: &[usize],
    edition: usize,
    version: &str,
) -> Value {
    let mut lengths = String::new();
    for &length in blocks {
        number(length, &mut lengths);
    }
    let reports: Vec<Value> = (catalogue.shelves.iter())
        .map(|shelf| {
            json!([
                shelf.report,
                shelf.first,
                shelf.heads,
                shelf.titles.get(edition)
            ])
        })
        .collect();
    let units: Vec<String> = (quantity::units().into_iter())
        .map(|(name, factor, fixed)| format!("{name} {factor:e} {fixed}"))
        .collect();
    let kinds: Vec<Value> = Kind::ALL
        .iter()
        .map(|kind| json!([kind.key(), kind.page()]))
        .collect();
    json!({
        "version": version,
        "places": catalogue.places.len(),
        "pairs": postings.pair_bits,
        "characters": postings.character_bits,
        "blocks": lengths,
        "reports": reports,
        "kinds": kinds,
        "forms": folding.pairs(),
        "units": units.join("\n"),
    })
}
