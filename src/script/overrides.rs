//! Words whose conversion is settled by hand: the built-in table of policy language and the site's own lines.
//!
//! An override is matched on the source text, by position, so it fires whatever the engine makes of the same words. The
//! report's lines come before the site's, the site's before the built-in ones, longer words before shorter ones. The site's fire wherever their words
//! stand, the built-in ones only where no word of the text goes over their edge (制种 in 控制种植).

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::words::Spread;
use super::{Script, Tag, context};
use crate::diagnostic::Label;
use crate::text::TextRange;

/// Where an override was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// `content/conversion.yaml`, for one report.
    Report,
    /// `content/conversion.yaml`.
    Site,
    /// The table that comes with the program.
    BuiltIn,
}

/// One settled word with its form in each script; a form that is missing leaves the word to the engine there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Simplified form.
    pub hans: String,
    /// Traditional form.
    pub hant: Option<String>,
    /// Form for `zh-Hant-TW`, where it differs from `hant`.
    pub tw: Option<String>,
    /// Form for `zh-Hant-HK`, where it differs from `hant`.
    pub hk: Option<String>,
    /// Why.
    pub reason: String,
    /// Where it was written.
    pub level: Level,
    /// Whether it is a name, which no other override may change a part of.
    pub protected: bool,
    /// The script it is only for the way from, if not for both ways.
    pub from: Option<Script>,
    /// The report it is for, if not for all.
    pub report: Option<String>,
    /// The entry in the site's file.
    pub place: Option<Label>,
}

impl Override {
    /// The form for a tag.
    #[must_use]
    pub fn form(&self, tag: Tag) -> Option<&str> {
        match tag {
            Tag::Hans => Some(&self.hans),
            Tag::Hant => self.hant.as_deref(),
            Tag::HantTw => self.tw.as_deref().or(self.hant.as_deref()),
            Tag::HantHk => self.hk.as_deref().or(self.hant.as_deref()),
        }
    }

    /// The words of a text that it is for: the Simplified ones, unless it is only for the way from Traditional.
    #[must_use]
    pub fn key(&self) -> &str {
        match self.from {
            Some(Script::Hant) => [&self.hant, &self.tw, &self.hk]
                .into_iter()
                .flatten()
                .next()
                .unwrap_or(&self.hans),
            _ => &self.hans,
        }
    }

    /// Whether it is for the way from one tag to another.
    pub(super) fn serves(&self, from: Tag, to: Tag) -> bool {
        self.from
            .is_none_or(|script| from.script() == script && to.script() != script)
    }
}

/// A line of the built-in table: the override with a sentence that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The override.
    pub rule: Override,
    /// A Simplified sentence that contains it.
    pub example: &'static str,
    /// The same sentence as it should stand in `zh-Hant` (in `zh-Hant-HK` for a line that is only about Hong Kong).
    pub expected: &'static str,
}

/// Returns the lines of the built-in table, in the order of the file.
#[must_use]
pub fn built_in() -> Vec<Line> {
    lines(
        include_str!("data/overrides.tsv"),
        |[hans, hant, hk, reason, example, expected]| {
            let form = |form: &str| (form != "-").then(|| form.to_owned());
            Line {
                rule: settled(hans, form(hant), form(hk), reason, None),
                example,
                expected,
            }
        },
    )
}

/// Returns the table of Traditional words whose Simplified form is settled, and not the other way round, in its order.
#[must_use]
pub fn from_traditional() -> Vec<Line> {
    lines(
        include_str!("data/from-traditional.tsv"),
        |[hant, hans, reason, example, expected]| Line {
            rule: settled(
                hans,
                Some(hant.to_owned()),
                None,
                reason,
                Some(Script::Hant),
            ),
            example,
            expected,
        },
    )
}

/// The lines of a table that comes with the program that have all their fields.
pub(super) fn lines<T, const N: usize>(
    table: &'static str,
    line: impl Fn([&'static str; N]) -> T,
) -> Vec<T> {
    let lines = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let fields = lines.filter_map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields.try_into().ok()
    });
    fields.map(line).collect()
}

/// A line of a table that comes with the program.
fn settled(
    hans: &str,
    hant: Option<String>,
    hk: Option<String>,
    reason: &str,
    from: Option<Script>,
) -> Override {
    Override {
        hans: hans.to_owned(),
        hant,
        tw: None,
        hk,
        reason: reason.to_owned(),
        level: Level::BuiltIn,
        protected: false,
        from,
        report: None,
        place: None,
    }
}

/// An override that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// First code point.
    pub(super) start: usize,
    /// Number of code points.
    pub(super) length: usize,
    /// Index of the override in the list the matcher was made from.
    pub(super) index: usize,
}

/// Finds overrides in texts of one tag on their way to another.
#[derive(Debug)]
pub(super) struct Matcher {
    /// Bit for every character that is an override by itself, and for those of which the text around them may tell.
    single: Box<[u64]>,
    /// Two bits for the first two characters of every other one; few strangers have both.
    pairs: Box<[u64]>,
    keys: HashMap<char, Vec<Key>, BuildHasherDefault<Spread>>,
}

#[derive(Debug)]
struct Key {
    text: Box<[char]>,
    index: usize,
}

impl Matcher {
    pub(super) fn new(overrides: &[Override], from: Tag, to: Tag) -> Self {
        let mut single = vec![0_u64; 1 << 10].into_boxed_slice();
        let mut pairs = vec![0_u64; 1 << 10].into_boxed_slice();
        let note = |bits: &mut [u64], at: usize| bits[at >> 6] |= 1 << (at & 63);
        if (from.script(), to.script()) == (Script::Hans, Script::Hant) {
            for c in context::TOLD {
                note(&mut single, c as usize & 0xFFFF);
            }
        }
        let mut keys: HashMap<char, Vec<Key>, BuildHasherDefault<Spread>> = HashMap::default();
        for (index, rule) in overrides.iter().enumerate() {
            if !rule.serves(from, to) {
                continue;
            }
            let (Some(key), Some(_)) = (rule.form(from), rule.form(to)) else {
                continue;
            };
            let text: Box<[char]> = key.chars().collect();
            let starter = match *text {
                [] => continue,
                [only] => {
                    note(&mut single, only as usize & 0xFFFF);
                    only
                }
                [first, second, ..] => {
                    let (one, other) = places(first, second);
                    note(&mut pairs, one);
                    note(&mut pairs, other);
                    first
                }
            };
            let same = keys.entry(starter).or_default();
            // Of two lines for the same words the first holds; the audit tells of the other.
            if same.iter().all(|other| other.text != text) {
                same.push(Key { text, index });
            }
        }
        Self {
            single,
            pairs,
            keys,
        }
    }

    /// The places of `text` at which an override may begin or the text around them may tell, in order: few of them all.
    pub(super) fn places(&self, text: &[char]) -> Vec<usize> {
        let holds = |bits: &[u64], at: usize| bits[at >> 6] & (1 << (at & 63)) != 0;
        let mut found = Vec::with_capacity(16);
        for (at, &c) in text.iter().enumerate() {
            let next = text.get(at + 1).map_or('\0', |&next| next);
            let (one, other) = places(c, next);
            let begins = holds(&self.pairs, one) && holds(&self.pairs, other);
            if begins || holds(&self.single, c as usize & 0xFFFF) {
                found.push(at);
            }
        }
        found
    }

    /// Finds the overrides that fire at some of the [`Matcher::places`] of `text`, in order, none overlapping another.
    /// Words of the built-in table fire where `stands` says that they stand in the text at a range of it.
    pub(super) fn hits(
        &self,
        text: &[char],
        places: &[usize],
        overrides: &[Override],
        stands: impl Fn(TextRange) -> bool,
    ) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for &start in places {
            for key in self.keys.get(&text[start]).into_iter().flatten() {
                let length = key.text.len();
                let fires = text[start..].starts_with(&key.text)
                    && (overrides[key.index].level != Level::BuiltIn
                        || stands(TextRange::new(start, start + length)));
                if fires {
                    hits.push(Hit {
                        start,
                        length,
                        index: key.index,
                    });
                }
            }
        }
        let overlap = hits
            .windows(2)
            .any(|pair| pair[1].start < pair[0].start + pair[0].length);
        if overlap {
            hits = chosen(hits, overrides);
        }
        hits
    }
}

/// Places of two characters in [`Matcher::pairs`].
fn places(first: char, second: char) -> (usize, usize) {
    let (first, second) = (first as usize, second as usize);
    (
        (first.wrapping_mul(0x9E5) ^ second) & 0xFFFF,
        (first ^ second.wrapping_mul(0x6B3)) & 0xFFFF,
    )
}

/// Of overlapping hits keeps the site's, then the longest, then the first.
fn chosen(mut hits: Vec<Hit>, overrides: &[Override]) -> Vec<Hit> {
    let last = hits.iter().map(|hit| hit.start + hit.length).max();
    let mut taken = vec![false; last.unwrap_or(0)];
    hits.sort_by_key(|hit| {
        let level = overrides[hit.index].level;
        (level, std::cmp::Reverse(hit.length), hit.start)
    });
    hits.retain(|hit| {
        let place = &mut taken[hit.start..hit.start + hit.length];
        let free = place.iter().all(|taken| !taken);
        if free {
            place.fill(true);
        }
        free
    });
    hits.sort_by_key(|hit| hit.start);
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(from: &str, to: &str, level: Level) -> Override {
        Override {
            hans: from.into(),
            hant: Some(to.into()),
            tw: None,
            hk: None,
            reason: String::new(),
            level,
            protected: false,
            from: None,
            report: None,
            place: None,
        }
    }

    fn found(rules: &[Override], text: &str) -> Vec<String> {
        let text: Vec<char> = text.chars().collect();
        let matcher = Matcher::new(rules, Tag::Hans, Tag::Hant);
        matcher
            .hits(&text, &matcher.places(&text), rules, |_| true)
            .into_iter()
            .map(|hit| format!("{}{}", hit.start, rules[hit.index].hans))
            .collect()
    }

    #[test]
    fn the_longest_wins_and_the_site_wins_over_the_built_in_table() {
        let built_in = [
            rule("甲乙", "a", Level::BuiltIn),
            rule("乙丙丁", "b", Level::BuiltIn),
        ];
        assert_eq!(found(&built_in, "甲乙丙丁甲乙"), ["1乙丙丁", "4甲乙"]);
        let site = [
            rule("甲乙", "a", Level::Site),
            rule("乙丙丁", "b", Level::BuiltIn),
        ];
        assert_eq!(found(&site, "甲乙丙丁"), ["0甲乙"]);
    }

    #[test]
    fn a_line_for_one_way_keeps_out_of_the_other() {
        let mut rules = [rule("规划", "規畫", Level::Site)];
        rules[0].from = Some(Script::Hant);
        let text: Vec<char> = "规划規畫".chars().collect();
        let hits = |from, to| {
            let matcher = Matcher::new(&rules, from, to);
            let places = matcher.places(&text);
            matcher.hits(&text, &places, &rules, |_| true).len()
        };
        assert_eq!(hits(Tag::HantHk, Tag::Hans), 1);
        assert_eq!(hits(Tag::Hans, Tag::Hant), 0);
        assert_eq!(hits(Tag::HantHk, Tag::Hant), 0);
    }

    #[test]
    fn the_table_from_traditional_has_all_its_fields_and_no_words_twice() {
        let lines = include_str!("data/from-traditional.tsv")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let table = from_traditional();
        assert_eq!(table.len(), lines.count());
        let mut keys = std::collections::BTreeSet::new();
        for line in &table {
            assert!(!line.rule.reason.is_empty(), "{line:?}");
            assert!(line.example.contains(line.rule.key()), "{line:?}");
            assert!(keys.insert(line.rule.key()), "{line:?}");
        }
    }

    #[test]
    fn the_built_in_table_has_all_its_fields() {
        let lines = include_str!("data/overrides.tsv")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let table = built_in();
        assert_eq!(table.len(), lines.count());
        for line in &table {
            assert!(!line.rule.reason.is_empty(), "{line:?}");
            assert!(line.example.contains(&line.rule.hans), "{line:?}");
        }
    }
}
