//! Readings a mirror's converter put behind characters: `發(fā)展`.
//!
//! The converter put one reading behind every occurrence of about a hundred characters, so a document either has some
//! two hundred readings in a thousand characters or none. Which characters they are is learnt from the document itself;
//! a table of the known converter's characters and a small dictionary of readings complete what it does not show.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::import::damage::simplified;
use crate::text::is_han;

/// Readings in a thousand Han characters from which a document counts as damaged.
const DENSITY: usize = 40;
/// Fewest readings a damaged document shows.
const FEWEST: usize = 3;

/// The characters that a document's converter put a reading behind, each with its reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    readings: BTreeMap<char, String>,
}

impl Pairs {
    /// Makes pairs from a list.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (char, String)>) -> Self {
        Self {
            readings: pairs.into_iter().collect(),
        }
    }

    /// The pairs of the known converter.
    #[must_use]
    pub fn known() -> Self {
        Self::new(known().iter().map(|(&c, &r)| (c, r.to_owned())))
    }

    /// Returns the reading the converter put behind `c`.
    #[must_use]
    pub fn reading(&self, c: char) -> Option<&str> {
        self.readings.get(&c).map(String::as_str)
    }

    /// Returns all pairs, by character.
    pub fn iter(&self) -> impl Iterator<Item = (char, &str)> {
        self.readings.iter().map(|(&c, r)| (c, r.as_str()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// Returns the length in code points of `(reading)` when `rest`, which follows `c`, begins with c's own.
    #[must_use]
    pub fn inserted_behind(&self, c: char, rest: &[char]) -> Option<usize> {
        let reading = self.readings.get(&c)?;
        let (&open, rest) = rest.split_first()?;
        let length = reading.chars().count();
        (open == '('
            && rest.get(length) == Some(&')')
            && reading.chars().eq(rest[..length].iter().copied()))
        .then_some(length + 2)
    }
}

/// Learns from the lines of a document which characters have their reading behind them, or returns `None` when the
/// document does not have the damage: then any reading in parentheses was meant by its writer.
#[must_use]
pub fn learn<'a>(lines: impl Iterator<Item = &'a [char]> + Clone) -> Option<Pairs> {
    let mut seen: BTreeMap<char, usize> = BTreeMap::new();
    let mut glossed: BTreeMap<char, BTreeMap<String, usize>> = BTreeMap::new();
    let (mut han, mut readings) = (0, 0);
    for line in lines {
        for (at, &c) in line.iter().enumerate() {
            if !is_han(c) {
                continue;
            }
            han += 1;
            *seen.entry(c).or_default() += 1;
            if let Some(reading) = reading_at(&line[at + 1..]) {
                readings += 1;
                *glossed.entry(c).or_default().entry(reading).or_default() += 1;
            }
        }
    }
    if readings < FEWEST || readings * 1000 < han * DENSITY {
        return None;
    }
    let mut pairs = BTreeMap::new();
    let mut explained = 0;
    for (c, found) in glossed {
        let Some((reading, count)) = found.into_iter().max_by_key(|(_, count)| *count) else {
            continue;
        };
        // A shift can hide a reading, never the character's every other one.
        let always = count * 5 >= seen[&c] * 4;
        let usual = known().get(&c).is_some_and(|&r| r == reading);
        // The converter glosses what it makes Traditional; a rare character of both scripts is glossed by the writer.
        let made = || simplified(c.encode_utf8(&mut [0; 4])) != c.to_string();
        if always && (usual || (count > 1 && made())) {
            explained += count;
            pairs.insert(c, reading);
        }
    }
    // A primer that glosses whatever is hard glosses it once: few of its readings come back.
    if explained * 5 < readings * 4 {
        return None;
    }
    for (&c, &reading) in known() {
        if seen.get(&c).is_none_or(|&count| count == 0) {
            pairs.entry(c).or_insert_with(|| reading.to_owned());
        }
    }
    Some(Pairs { readings: pairs })
}

/// Returns the reading when `rest` begins with one in ASCII parentheses.
fn reading_at(rest: &[char]) -> Option<String> {
    if rest.first() != Some(&'(') {
        return None;
    }
    // The longest syllables (zhuāng, chuáng, shuāng) have six letters.
    let end = rest.iter().take(9).position(|&c| c == ')')?;
    let letters = &rest[1..end];
    let marked = letters.iter().any(|&c| is_marked(c));
    (marked && letters.iter().all(|&c| is_letter(c))).then(|| letters.iter().collect())
}

/// Whether `c` can stand in a reading with tone marks.
#[must_use]
pub fn is_letter(c: char) -> bool {
    c.is_ascii_lowercase() || is_marked(c)
}

const fn is_marked(c: char) -> bool {
    matches!(
        c,
        'ā' | 'á'
            | 'ǎ'
            | 'à'
            | 'ō'
            | 'ó'
            | 'ǒ'
            | 'ò'
            | 'ē'
            | 'é'
            | 'ě'
            | 'è'
            | 'ī'
            | 'í'
            | 'ǐ'
            | 'ì'
            | 'ū'
            | 'ú'
            | 'ǔ'
            | 'ù'
            | 'ǖ'
            | 'ǘ'
            | 'ǚ'
            | 'ǜ'
            | 'ü'
    )
}

/// Returns the characters a dictionary reads as `reading`, of those that conversion to Traditional changes.
#[must_use]
pub fn characters_read(reading: &str) -> &'static str {
    static READINGS: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    READINGS
        .get_or_init(|| {
            entries(include_str!("data/readings.txt"))
                .filter_map(|line| line.split_once(' '))
                .collect()
        })
        .get(reading)
        .copied()
        .unwrap_or_default()
}

fn known() -> &'static BTreeMap<char, &'static str> {
    static KNOWN: OnceLock<BTreeMap<char, &str>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        entries(include_str!("data/pairs.txt"))
            .filter_map(|line| {
                let (c, reading) = line.split_once(' ')?;
                Some((c.chars().next()?, reading))
            })
            .collect()
    })
}

/// The lines of a data file without its comments.
pub(crate) fn entries(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(text: &str) -> Option<Pairs> {
        let line: Vec<char> = text.chars().collect();
        learn([line.as_slice()].into_iter())
    }

    #[test]
    fn a_document_full_of_readings_teaches_its_pairs() {
        let pairs = learnt("發(fā)展經(jīng)濟(jì)，發(fā)展產(chǎn)業(yè)。").unwrap();
        assert_eq!(pairs.reading('發'), Some("fā"));
        assert_eq!(pairs.reading('展'), None);
        let rest: Vec<char> = "(fā)展".chars().collect();
        assert_eq!(pairs.inserted_behind('發', &rest), Some(4));
        assert_eq!(pairs.inserted_behind('業', &rest), None);
    }

    #[test]
    fn a_reading_a_writer_meant_stays_among_the_converters() {
        let text = "發(fā)展經(jīng)濟(jì)，學(xué)習(xí)亳(bó)州經(jīng)驗(yàn)，發(fā)展產(chǎn)業(yè)，赴亳(bó)州學(xué)習(xí)發(fā)展經(jīng)驗(yàn)。";
        let pairs = learnt(text).unwrap();
        assert_eq!(pairs.reading('亳'), None);
        assert_eq!(pairs.reading('學'), Some("xué"));
    }

    #[test]
    fn a_reading_a_writer_meant_is_no_damage() {
        assert_eq!(learnt("他住在亳(bó)州，不是毫州，那里的人说话很慢。"), None);
        assert_eq!(learnt("亳(bó)歙(shè)黟(yī)衢(qú)"), None);
    }
}
