//! Folding: text in any script, width and case → the one string it is searched by.
//!
//! Characters fold together when the conversion engine's tables say that they are forms of one another, or when it
//! exchanged them somewhere in this site (反复, 反覆). Words that an editor chose for one edition are no forms of the
//! other edition's words; a place with such words is found by either, because each edition's text is indexed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use crate::edition::Edition;
use crate::script::engine::{self, Configuration};
use crate::search::place::Catalogue;
use crate::text;

/// Marks that stand for one another in the two scripts or on two keyboards; the first stands for all.
const MARKS: [&str; 4] = ["“‘「『﹁﹃", "”’」』﹂﹄", "·・‧•∙", "—―─"];

/// The table by which texts fold.
#[derive(Debug)]
pub struct Folding {
    /// Every character whose folded form is another one; keys and values are in lower case and normal width.
    table: BTreeMap<char, char>,
    /// Folded forms of the characters in use below U+10000; `\0` for all others.
    flat: Box<[char]>,
    used: BTreeSet<char>,
}

impl Folding {
    /// Makes the table for the texts of a catalogue: characters that the `editions` exchange for each other, and forms
    /// known beforehand, lead to one of them.
    #[must_use]
    pub fn new(catalogue: &Catalogue<'_>, editions: &[Edition<'_>]) -> Self {
        let used = characters(catalogue);
        let mut classes = Classes(forms().clone());
        for (a, b) in exchanged(editions, &classes) {
            classes.unite(a, b);
        }
        let mut first: BTreeMap<char, char> = BTreeMap::new();
        let members: BTreeSet<char> = (classes.0.iter().flat_map(|(&a, &b)| [a, b])).collect();
        let mut table = BTreeMap::new();
        for &c in &members {
            let head = *first.entry(classes.head(c)).or_insert(c);
            if head != c {
                table.insert(c, head);
            }
        }
        for marks in MARKS {
            let mut marks = marks.chars();
            if let Some(head) = marks.next() {
                table.extend(marks.map(|mark| (mark, head)));
            }
        }
        let mut folding = Self {
            table,
            flat: Box::default(),
            used: used.iter().map(|&c| normal(c)).collect(),
        };
        let mut flat = vec!['\0'; 1 << 16].into_boxed_slice();
        for &c in &used {
            if let Some(place) = flat.get_mut(c as usize) {
                *place = folding.character(c);
            }
        }
        folding.flat = flat;
        folding
    }

    /// Returns the string by which `text` is searched.
    #[must_use]
    pub fn fold(&self, text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        let (mut space, mut last) = (false, None);
        for c in text.chars() {
            if dropped(c) {
                continue;
            }
            if let Some(letters) = spelt(c) {
                if space && last.is_some() {
                    folded.push(' ');
                }
                space = false;
                folded.push_str(&letters);
                last = letters.chars().last();
                continue;
            }
            let c = self.character(c);
            if c.is_whitespace() {
                space = true;
                continue;
            }
            // White space sets Han characters apart for the eye only (李　强).
            if space && last.is_some_and(|last| !(text::is_han(last) && text::is_han(c))) {
                folded.push(' ');
            }
            space = false;
            folded.push(c);
            last = Some(c);
        }
        folded
    }

    fn character(&self, c: char) -> char {
        match self.flat.get(c as usize) {
            Some(&folded) if folded != '\0' => folded,
            _ => {
                let c = normal(c);
                self.table.get(&c).copied().unwrap_or(c)
            }
        }
    }

    /// Returns the part of the table that matters to this site's texts, as pairs of a character and what it folds to.
    #[must_use]
    pub fn pairs(&self) -> String {
        let heads: BTreeSet<char> = self.used.iter().map(|&c| self.character(c)).collect();
        let pairs = self.table.iter().filter(|(_, head)| heads.contains(head));
        pairs.flat_map(|(&c, &head)| [c, head]).collect()
    }
}

/// Every character that the texts of a catalogue hold.
fn characters(catalogue: &Catalogue<'_>) -> Vec<char> {
    let none = || vec![0_u64; 0x11_0000 / 64];
    let used = (catalogue.places.par_iter())
        .flat_map_iter(|place| &place.words)
        .fold(none, |mut used, words| {
            for c in words.text.chars() {
                used[c as usize / 64] |= 1 << (c as usize % 64);
            }
            used
        })
        .reduce(none, |mut a, b| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a |= b);
            a
        });
    ('\0'..=char::MAX)
        .filter(|&c| used[c as usize / 64] & (1 << (c as usize % 64)) != 0)
        .collect()
}

/// Characters that stand in texts without being read: joiners, soft hyphens, the place of a footnote.
const fn dropped(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFFC}')
}

/// The letters and digits of a sign that stands for several of them: Ⅱ, ㎡, №. Readers type II, m2, no.
fn spelt(c: char) -> Option<String> {
    if !matches!(c, '\u{2100}'..='\u{218F}' | '\u{3300}'..='\u{33FF}' | '\u{FB00}'..='\u{FB06}') {
        return None;
    }
    let letters: String = std::iter::once(c).nfkc().collect();
    let plain = letters.chars().all(|c| c.is_ascii_alphanumeric());
    (plain && letters.len() > 1).then(|| letters.to_ascii_lowercase())
}

/// The character in normal width and lower case; one that would become several stays as it is.
pub(super) fn normal(c: char) -> char {
    if text::is_han(c) && !matches!(c, '\u{F900}'..='\u{FAFF}') {
        return c;
    }
    let mut forms = std::iter::once(c).nfkc();
    let c = match (forms.next(), forms.next()) {
        (Some(form), None) => form,
        _ => c,
    };
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(form), None) => form,
        _ => c,
    }
}

/// Classes of characters, each member pointing towards the head of its class.
#[derive(Clone, Debug, Default)]
struct Classes(BTreeMap<char, char>);

impl Classes {
    fn head(&self, mut c: char) -> char {
        while let Some(&next) = self.0.get(&c) {
            c = next;
        }
        c
    }

    fn unite(&mut self, a: char, b: char) {
        let (a, b) = (self.head(a), self.head(b));
        if a != b {
            self.0.insert(a.max(b), a.min(b));
        }
    }
}

/// The forms of characters that the engine's tables know, all of them Han.
fn forms() -> &'static BTreeMap<char, char> {
    static FORMS: OnceLock<BTreeMap<char, char>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let all = ('\u{3400}'..='\u{9FFF}').filter(|&c| text::is_han(c));
        // A line each, so that no two make a word.
        let column: String = all.flat_map(|c| [c, '\n']).collect();
        let mut classes = Classes::default();
        for configuration in [Configuration::Tw2s, Configuration::Hk2s] {
            let converted = engine::shared().convert(&column, configuration);
            for (from, to) in column.lines().zip(converted.lines()) {
                if let (Some(from), Some(to)) = (only(from), only(to)) {
                    classes.unite(from, to);
                }
            }
        }
        classes.0
    })
}

fn only(line: &str) -> Option<char> {
    let mut chars = line.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Pairs of characters that no table relates but that the engine exchanged in one of the texts.
fn exchanged(editions: &[Edition<'_>], classes: &Classes) -> BTreeSet<(char, char)> {
    let per_edition = editions.par_iter().map(|edition| {
        let report = &edition.digest.report;
        let from = report.metadata.lang;
        let mut seen = BTreeSet::new();
        let mut pairs = BTreeSet::new();
        for (index, block) in report.blocks.iter().enumerate() {
            let converted = edition.converted(index);
            if block.text == converted.text || !converted.alignment.is_straight() {
                continue;
            }
            let mut engine_text: Option<Vec<char>> = None;
            for (at, (a, b)) in block.text.chars().zip(converted.text.chars()).enumerate() {
                if a == b || !(text::is_han(a) && text::is_han(b)) {
                    continue;
                }
                if pairs.contains(&(a, b)) || classes.head(a) == classes.head(b) {
                    continue;
                }
                if !seen.insert((a, b, index)) {
                    continue;
                }
                // An editor's words may differ in meaning; only what the engine itself exchanges is a form.
                let output = engine_text.get_or_insert_with(|| {
                    let route = engine::route(from, edition.tag).iter();
                    let output = route.fold(block.text.clone(), |text, &configuration| {
                        engine::shared().convert(&text, configuration)
                    });
                    output.chars().collect()
                });
                if output.get(at) == Some(&b) {
                    pairs.insert((a, b));
                }
            }
        }
        pairs
    });
    per_edition.reduce(BTreeSet::new, |mut a, mut b| {
        a.append(&mut b);
        a
    })
}
