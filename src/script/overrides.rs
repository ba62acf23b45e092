//! Words whose conversion is settled by hand: the built-in table of policy language and the site's own lines.
//!
//! An override is matched on the source text, by position, so it fires whatever the engine makes of the same words. The
//! report's lines come before the site's, the site's before the built-in ones, longer words before shorter ones. The site's fire wherever their words
//! stand, the built-in ones only where no word of the text goes over their edge (制种 in 控制种植).

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Script, Tag};
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
    include_str!("data/overrides.tsv")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next();
            let (simplified, traditional, hk) = (next()?, next()?, next()?);
            let (reason, example, expected) = (next()?, next()?, next()?);
            let form = |form: &str| (form != "-").then(|| form.to_owned());
            let rule = Override {
                hans: simplified.to_owned(),
                hant: form(traditional),
                tw: None,
                hk: form(hk),
                reason: reason.to_owned(),
                level: Level::BuiltIn,
                protected: false,
                from: None,
                report: None,
                place: None,
            };
            Some(Line {
                rule,
                example,
                expected,
            })
        })
        .collect()
}

/// Returns the table of Traditional words whose Simplified form is settled, and not the other way round, in its order.
#[must_use]
pub fn from_traditional() -> Vec<Line> {
    include_str!("data/from-traditional.tsv")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next();
            let (traditional, simplified, reason) = (next()?, next()?, next()?);
            let (example, expected) = (next()?, next()?);
            let rule = Override {
                hans: simplified.to_owned(),
                hant: Some(traditional.to_owned()),
                tw: None,
                hk: None,
                reason: reason.to_owned(),
                level: Level::BuiltIn,
                protected: false,
                from: Some(Script::Hant),
                report: None,
                place: None,
            };
            Some(Line {
                rule,
                example,
                expected,
            })
        })
        .collect()
}

/// An override that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// First code point.
    pub(super) start: usize,
    /// Number of code points.
    pub(super) length: usize,
    /// Bytes.
    pub(super) bytes: Range<usize>,
    /// Index of the override in the list the matcher was made from.
    pub(super) index: usize,
}

/// Finds overrides in texts of one tag on their way to another.
#[derive(Debug)]
pub(super) struct Matcher {
    /// Bit for every character that is an override by itself.
    single: Box<[u64]>,
    /// Bit for the first two characters of every other one; strangers may share it.
    pairs: Box<[u64]>,
    keys: BTreeMap<char, Vec<Key>>,
}

#[derive(Debug)]
struct Key {
    text: String,
    length: usize,
    index: usize,
}

impl Matcher {
    pub(super) fn new(overrides: &[Override], from: Tag, to: Tag) -> Self {
        let mut single = vec![0_u64; 1 << 10].into_boxed_slice();
        let mut pairs = vec![0_u64; 1 << 10].into_boxed_slice();
        let mut keys: BTreeMap<char, Vec<Key>> = BTreeMap::new();
        for (index, rule) in overrides.iter().enumerate() {
            if !rule.serves(from, to) {
                continue;
            }
            let (Some(key), Some(_)) = (rule.form(from), rule.form(to)) else {
                continue;
            };
            let mut chars = key.chars();
            let Some(starter) = chars.next() else {
                continue;
            };
            let (bits, at) = match chars.next() {
                Some(second) => (&mut pairs, pair(starter, second)),
                None => (&mut single, starter as usize & 0xFFFF),
            };
            bits[at >> 6] |= 1 << (at & 63);
            let same = keys.entry(starter).or_default();
            // Of two lines for the same words the first holds; the audit tells of the other.
            if same.iter().all(|other| other.text != key) {
                same.push(Key {
                    text: key.to_owned(),
                    length: key.chars().count(),
                    index,
                });
            }
        }
        Self {
            single,
            pairs,
            keys,
        }
    }

    /// Finds the overrides that fire in `text`, in order, none overlapping another. Words of the built-in table fire
    /// where `stands` says that they stand in the text at a range of it.
    pub(super) fn hits(
        &self,
        text: &str,
        overrides: &[Override],
        stands: impl Fn(TextRange) -> bool,
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        let holds = |bits: &[u64], at: usize| bits[at >> 6] & (1 << (at & 63)) != 0;
        let mut chars = text.char_indices().enumerate().peekable();
        while let Some((start, (byte, c))) = chars.next() {
            let next = chars.peek().map_or('\0', |&(_, (_, next))| next);
            if !holds(&self.pairs, pair(c, next)) && !holds(&self.single, c as usize & 0xFFFF) {
                continue;
            }
            for key in self.keys.get(&c).into_iter().flatten() {
                let fires = text[byte..].starts_with(&key.text)
                    && (overrides[key.index].level != Level::BuiltIn
                        || stands(TextRange::new(start, start + key.length)));
                if fires {
                    hits.push(Hit {
                        start,
                        length: key.length,
                        bytes: byte..byte + key.text.len(),
                        index: key.index,
                    });
                }
            }
        }
        let overlap = hits
            .windows(2)
            .any(|pair| pair[1].bytes.start < pair[0].bytes.end);
        if overlap {
            hits = chosen(hits, overrides);
        }
        hits
    }
}

/// Place of two characters in [`Matcher::pairs`].
fn pair(first: char, second: char) -> usize {
    ((first as usize).wrapping_mul(0x9E5) ^ second as usize) & 0xFFFF
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
        Matcher::new(rules, Tag::Hans, Tag::Hant)
            .hits(text, rules, |_| true)
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
        let hits = |from, to| {
            Matcher::new(&rules, from, to)
                .hits("规划規畫", &rules, |_| true)
                .len()
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
