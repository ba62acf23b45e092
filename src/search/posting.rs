//! Folded texts → postings: which places hold which characters and pairs of characters, cut into files by a hash.
//!
//! A pair is told by 42 bits and a place by 22, so that all postings are sorted as plain numbers; texts too large for
//! memory are taken in several passes. A posting says whether its pair stands there more than once, for the ranking.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::Value;

use crate::search::fold::Folding;
use crate::search::place::Catalogue;
use crate::search::{Layout, script};

/// Digits of postings: 32 that end a number, 32 that go on.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/// Postings sorted at once.
const PASS: usize = 1 << 25;

const PLACE_BITS: u32 = 22;

/// The postings of a site.
#[derive(Debug)]
pub struct Postings {
    /// Binary logarithm of the number of files with pairs; none where the browser reads the whole text.
    pub pair_bits: Option<u32>,
    /// Binary logarithm of the number of files with single characters.
    pub character_bits: u32,
    /// The files.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Makes the postings of all places.
#[must_use]
pub fn postings(catalogue: &Catalogue<'_>, folding: &Folding, layout: Layout) -> Postings {
    let size: usize = (catalogue.places.par_iter())
        .map(|place| {
            place
                .words
                .first()
                .map_or(0, |words| words.text.chars().count())
        })
        .sum();
    // A place number takes 22 bits; four million places are beyond what one folder of files can serve.
    let places = catalogue.places.len().min(1 << PLACE_BITS);
    let texts: Vec<Vec<String>> = (catalogue.places[..places].par_iter())
        .map(|place| {
            let mut texts: Vec<String> = (place.words.iter())
                .map(|words| folding.fold(&words.text))
                .collect();
            texts.dedup();
            texts
        })
        .collect();
    if size <= layout.scanned {
        return Postings {
            pair_bits: None,
            character_bits: 0,
            files: Vec::new(),
        };
    }
    let bits = |postings: usize| {
        (postings / layout.postings.max(1))
            .max(1)
            .next_power_of_two()
            .ilog2()
            .min(13)
    };
    let (pair_bits, character_bits) = (bits(size), bits(size / 4));
    let passes = size / PASS + 1;
    let mut files = Vec::new();
    for pass in 0..passes {
        let own = |number: usize| number % passes == pass;
        let pairs = collect(&texts, |text, keys| {
            let mut chars = text.chars();
            let Some(mut last) = chars.next() else { return };
            let mut before = None;
            for c in chars {
                let key = u64::from(u32::from(last)) << 21 | u64::from(u32::from(c));
                if last != ' ' && c != ' ' && own(shard([last, c], pair_bits)) {
                    keys.push(key);
                }
                let triple = before.and_then(|before| triple(before, last, c));
                keys.extend(triple.filter(|&key| own(shard(name(key), pair_bits))));
                before = Some(last);
                last = c;
            }
        });
        let mut named = named(catalogue);
        named.retain(|key, _| own(shard(key.chars(), pair_bits)));
        files.extend(written("p", pair_bits, &pairs, &named, own));
        drop(pairs);
        let characters = collect(&texts, |text, keys| {
            let own = |c: &char| *c != ' ' && own(shard([*c], character_bits));
            keys.extend(text.chars().filter(own).map(|c| u64::from(u32::from(c))));
        });
        files.extend(written(
            "c",
            character_bits,
            &characters,
            &BTreeMap::new(),
            own,
        ));
    }
    Postings {
        pair_bits: Some(pair_bits),
        character_bits,
        files,
    }
}

/// Where a triple's kind stands: above all code points.
const KIND_BITS: u32 = 39;
/// Where its middle character stands, as an index into [`STOPS`].
const STOP_BITS: u32 = 36;
const STOPPED: u64 = 5;
const CLOSED: u64 = 6;
const DIGITAL: u64 = 7;
/// Stops as they are folded.
const STOPS: [char; 5] = [',', '。', ';', ':', '、'];

/// The key of three characters whose pairs tell little: what stands on both sides of a stop or just before one, and two
/// digits with what follows (2023 and 3202 have pairs in common).
fn triple(first: char, middle: char, last: char) -> Option<u64> {
    let code = |c: char| u64::from(u32::from(c));
    let plain = |c: char| c != ' ' && code(c) < 1 << 18;
    let stop = |c: char| STOPS.iter().position(|&stop| stop == c);
    if ![first, middle, last].into_iter().all(plain) {
        return None;
    }
    let (kind, middle, head, tail) = if let Some(stop) = stop(middle) {
        (STOPPED, stop, code(first), code(last))
    } else if let Some(stop) = stop(last) {
        (CLOSED, stop, code(first), code(middle))
    } else {
        let (a, b) = (first.to_digit(10)?, middle.to_digit(10)?);
        (DIGITAL, 0, u64::from(a * 10 + b), code(last))
    };
    Some(kind << KIND_BITS | (middle as u64) << STOP_BITS | head << 18 | tail)
}

/// The characters that a key stands for, as it is written.
fn name(key: u64) -> impl Iterator<Item = char> {
    let kind = key >> KIND_BITS;
    let (head, tail) = (key >> 18 & 0x3_FFFF, character(key & 0x3_FFFF));
    let stop = STOPS.get((key >> STOP_BITS & 7) as usize).copied();
    let digit = |n: u64| char::from_digit(u32::try_from(n).unwrap_or(0), 10);
    let characters = match kind {
        STOPPED => [character(head), stop, tail],
        CLOSED => [character(head), tail, stop],
        DIGITAL => [digit(head / 10), digit(head % 10), tail],
        _ => {
            let pair = [
                character(key >> 21).filter(|c| *c != '\0'),
                character(key & 0x1F_FFFF),
            ];
            [pair[0], pair[1], None]
        }
    };
    characters.into_iter().flatten()
}

/// Number of the file, from 0 to 2^`bits` − 1, that holds the postings of a key. The theme's script reckons the same: a
/// change here is one there.
#[must_use]
pub fn shard(key: impl IntoIterator<Item = char>, bits: u32) -> usize {
    let mut hash = 0_u32;
    for c in key {
        hash = (hash ^ u32::from(c)).wrapping_mul(0x9E37_79B1);
        hash ^= hash >> 15;
    }
    hash.checked_shr(32 - bits).unwrap_or(0) as usize
}

/// Appends `value` in the digits of postings, the most significant first.
pub(super) fn number(value: usize, text: &mut String) {
    let mut shift = (usize::BITS - value.leading_zeros()).saturating_sub(1) / 5 * 5;
    while shift > 0 {
        text.push(char::from(DIGITS[32 + (value >> shift & 31)]));
        shift -= 5;
    }
    text.push(char::from(DIGITS[value & 31]));
}

/// Sorted pairs of key and place, one for each time the key stands in the place.
fn collect(texts: &[Vec<String>], keys: impl Fn(&str, &mut Vec<u64>) + Sync) -> Vec<u64> {
    let mut all: Vec<u64> = texts
        .par_iter()
        .enumerate()
        .flat_map_iter(|(place, texts)| {
            let mut found = Vec::new();
            keys(&texts[0], &mut found);
            if texts.len() > 1 {
                // The same words in another edition are not said twice.
                let own: BTreeSet<u64> = found.iter().copied().collect();
                for text in &texts[1..] {
                    let mut others = Vec::new();
                    keys(text, &mut others);
                    found.extend(others.into_iter().filter(|key| !own.contains(key)));
                }
            }
            found
                .into_iter()
                .map(move |key| key << PLACE_BITS | place as u64)
        })
        .collect();
    all.par_sort_unstable();
    all
}

/// Lists of places that are known by name: quantities, sectors, kinds.
fn named(catalogue: &Catalogue<'_>) -> BTreeMap<String, Vec<usize>> {
    let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, place) in catalogue.places.iter().enumerate() {
        let quantities = place.words.iter().flat_map(|words| &words.quantities);
        let keys = (quantities.map(|(_, key)| key.clone()))
            .chain(place.sectors.iter().map(|sector| format!("##{sector}")))
            .chain([format!("@@{}", place.kind.key())]);
        for key in keys {
            let places = named.entry(key).or_default();
            if places.last() != Some(&number) {
                places.push(number);
            }
        }
    }
    named
}

/// Writes sorted postings and named lists to their files.
fn written(
    family: &str,
    bits: u32,
    postings: &[u64],
    named: &BTreeMap<String, Vec<usize>>,
    own: impl Fn(usize) -> bool,
) -> Vec<(String, Vec<u8>)> {
    // A file for every value of the hash, so that a query never asks for one that is missing.
    let all = (0..1_usize << bits).filter(|number| own(*number));
    let mut texts: BTreeMap<usize, String> = all.map(|number| (number, String::new())).collect();
    let mut list = |key: &str, places: &mut dyn Iterator<Item = (usize, bool)>| {
        let text = texts.entry(shard(key.chars(), bits)).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(key);
        text.push(' ');
        let mut next = 0;
        for (place, often) in places {
            number((place - next) * 2 + usize::from(often), text);
            next = place + 1;
        }
    };
    let key_of = |posting: u64| posting >> PLACE_BITS;
    let mut spelt = String::new();
    for same in postings.chunk_by(|a, b| key_of(*a) == key_of(*b)) {
        spelt.clear();
        spelt.extend(name(key_of(same[0])));
        let mask = (1 << PLACE_BITS) - 1;
        let mut places = same.chunk_by(|a, b| a == b).map(|times| {
            (
                usize::try_from(times[0] & mask).unwrap_or(0),
                times.len() > 1,
            )
        });
        list(&spelt, &mut places);
    }
    for (key, places) in named {
        list(key, &mut places.iter().map(|&place| (place, false)));
    }
    texts
        .into_iter()
        .map(|(number, text)| {
            let name = format!("{family}{number}");
            let bytes = script(&name, &Value::from(text));
            (format!("assets/search/{name}.js"), bytes)
        })
        .collect()
}

fn character(code: u64) -> Option<char> {
    u32::try_from(code).ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let [a, b, c] = text.chars().collect::<Vec<_>>()[..] else {
            panic!("three characters");
        };
        triple(a, b, c).map_or_else(String::new, |key| name(key).collect())
    }

    #[test]
    fn three_characters_whose_pairs_tell_little_have_a_key_of_their_own() {
        assert_eq!(told("202"), "202");
        assert_eq!(told("00个"), "00个");
        assert_eq!(told("导,坚"), "导,坚");
        assert_eq!(told("风、光"), "风、光");
        assert_eq!(told("0个。"), "0个。");
        assert_eq!(told("新能源"), "");
        assert_eq!(told("0万吨"), "");
        assert_eq!(told("导, "), "");
    }

    #[test]
    fn a_pair_is_written_as_its_two_characters_and_a_character_as_itself() {
        let key = u64::from(u32::from('风')) << 21 | u64::from(u32::from('\u{F0000}'));
        assert_eq!(name(key).collect::<String>(), "风\u{F0000}");
        assert_eq!(name(u64::from(u32::from('光'))).collect::<String>(), "光");
    }
}
