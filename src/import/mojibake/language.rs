//! How likely one character is behind others, in the Simplified Chinese of government reports.
//!
//! Counts of up to five characters come from an embedded table made of published reports, from laws in force (they know
//! little of reports, but how Chinese goes), from the lexicon, and from the undamaged part of the document at hand; they
//! are joined by Witten–Bell interpolation. Digits count as one character, Latin letters too.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use super::crude::simplified;
use super::machine::full_width;
use crate::import::lexicon;

/// Longest run of characters that is counted.
pub const ORDER: usize = 5;
/// How often a run must stand in the reports to be kept in the table, by its length.
pub const FEWEST: [u32; ORDER + 1] = [0, 1, 1, 2, 2, 3];
/// What a run of the document itself weighs, against one of the reports.
const OWN: f32 = 6.0;
/// What a run of the laws weighs.
const LAW: f32 = 0.03;
/// What a word of the lexicon weighs for each time it was counted.
const WORD: f32 = 0.0005;
/// Binary logarithm of the number of words behind the lexicon.
const WORDS: f32 = 25.8;
/// What it costs a word to have one character: it weighs a tenth.
const SINGLE: f32 = std::f32::consts::LN_10;
/// Probability of a character nobody has seen.
const UNSEEN: f32 = 2e-6;

/// Stands at both ends of a line.
pub const EDGE: char = '^';

/// The characters before the one in question, the nearest last.
pub type History = [u16; ORDER - 1];

/// Returns a character as it is counted: Simplified, full-width marks, `0` for digits, `A` for letters.
#[must_use]
pub fn counted(c: char) -> u16 {
    let c = match c {
        '0'..='9' => '0',
        'A'..='Z' | 'a'..='z' => 'A',
        _ => full_width(c).unwrap_or_else(|| simplified(c)),
    };
    u16::try_from(u32::from(c)).unwrap_or(0xFFFD)
}

/// Returns the history after one more character.
#[must_use]
pub fn then(history: History, c: u16) -> History {
    let mut next = history;
    next.rotate_left(1);
    next[ORDER - 2] = c;
    next
}

#[derive(Clone, Copy, Default)]
struct Followed {
    total: f32,
    kinds: f32,
    /// A bit for each character that follows, several to a bit: most questions are answered here.
    mask: u128,
}

/// The bit of a character in a mask.
fn bit(c: u16) -> u128 {
    1 << (u32::from(c).wrapping_mul(0x9E37_79B9) >> 25)
}

/// The keys are mixed already.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

type Counts<T> = HashMap<u64, T, BuildHasherDefault<Mixed>>;

/// Adds a character at the front of a run's key.
fn longer(key: u64, c: u16) -> u64 {
    let mixed = (key ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// Counts of runs of characters.
#[derive(Default)]
pub struct Grams {
    runs: Counts<f32>,
    followed: Counts<Followed>,
}

impl Grams {
    /// Counts a line of characters (see [`counted`]), edges included.
    pub fn add_line(&mut self, line: &[u16], weight: f32) {
        let edge = counted(EDGE);
        let mut padded = Vec::with_capacity(line.len() + 2);
        padded.push(edge);
        padded.extend_from_slice(line);
        padded.push(edge);
        for end in 1..padded.len() {
            for length in 0..ORDER.min(end + 1) {
                self.add(&padded[end - length..end], padded[end], weight);
            }
        }
    }

    fn count(&self, key: u64) -> f32 {
        self.runs.get(&key).copied().unwrap_or_default()
    }

    fn add(&mut self, before: &[u16], c: u16, weight: f32) {
        let key = before.iter().rev().fold(0, |key, &b| longer(key, b));
        let followed = self.followed.entry(key).or_default();
        followed.total += weight;
        followed.mask |= bit(c);
        let run = self.runs.entry(longer(key, c).rotate_left(7)).or_default();
        if *run == 0.0 {
            followed.kinds += 1.0;
        }
        *run += weight;
    }
}

/// The counts of published reports.
#[derive(Default)]
pub struct Table {
    grams: Grams,
}

impl Table {
    /// Returns the embedded table.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(include_str!("../data/reports.txt")))
    }

    /// Reads what [`table_of`] wrote of published reports, and joins it with the laws and the lexicon.
    #[must_use]
    pub fn parse(reports: &str) -> Self {
        let mut table = Self::default();
        for (word, frequency) in lexicon::all() {
            let weight = f32::from(frequency).exp2() * WORD;
            for end in 0..word.len() {
                for length in 0..=end.min(ORDER - 1) {
                    table.grams.add(&word[end - length..end], word[end], weight);
                }
            }
        }
        table.add(include_str!("../data/laws.txt"), LAW);
        table.add(reports, 1.0);
        table
    }

    fn add(&mut self, counts: &str, scale: f32) {
        let mut before = Vec::new();
        for line in counts.lines() {
            let Some((context, followers)) = line.split_once('\t') else {
                continue;
            };
            before.clear();
            before.extend(context.chars().map(counted));
            let mut letters = followers.chars().peekable();
            while let Some(c) = letters.next() {
                let weight = letters
                    .next_if(char::is_ascii_lowercase)
                    .map_or(1.0, |letter| {
                        (f32::from(letter as u8 - b'a' + 1) / 2.0).exp2()
                    });
                self.grams.add(&before, counted(c), weight * scale);
            }
        }
    }
}

/// Makes the table of some texts: one line for each run of up to four characters, then a tab, then the characters that
/// followed it, each with a letter for how often (none once, `a` √2 times, `b` twice, `c` 2√2 times …). A run that stands
/// fewer than `fewest` times is left out; `fewest` goes by the number of its characters, see [`FEWEST`].
#[must_use]
pub fn table_of<'a>(texts: impl IntoIterator<Item = &'a str>, fewest: [u32; ORDER + 1]) -> String {
    let mut runs: BTreeMap<Vec<char>, u32> = BTreeMap::new();
    for text in texts {
        for line in prose(text) {
            let line: Vec<char> = std::iter::once(EDGE)
                .chain(line)
                .chain([EDGE])
                .map(|c| char::from_u32(counted(c).into()).unwrap_or(EDGE))
                .collect();
            for length in 1..=ORDER {
                for run in line.windows(length) {
                    *runs.entry(run.to_vec()).or_default() += 1;
                }
            }
        }
    }
    let mut followers: BTreeMap<&[char], String> = BTreeMap::new();
    for (run, &count) in &runs {
        let Some((&c, before)) = run.split_last() else {
            continue;
        };
        if count < fewest[run.len()] {
            continue;
        }
        let entry = followers.entry(before).or_default();
        entry.push(c);
        let step = (f64::from(count).log2() * 2.0).round();
        if let Some(letter) = (1..=26).find(|&n| f64::from(n) >= step.min(26.0))
            && count > 1
        {
            entry.push(char::from(b'a' - 1 + u8::try_from(letter).unwrap_or(26)));
        }
    }
    let mut table = String::new();
    for (before, followers) in followers {
        let before: String = before.iter().collect();
        // Writing to a string does not fail.
        let _ = writeln!(table, "{before}\t{followers}");
    }
    table
}

/// The lines of a report that are prose, without white space: portal furniture is short or has no punctuation.
pub fn prose(text: &str) -> impl Iterator<Item = Vec<char>> {
    text.lines()
        .map(|line| line.chars().filter(|c| !c.is_whitespace()).collect())
        .filter(|line: &Vec<char>| {
            line.len() >= 25 && line.iter().any(|c| matches!(c, '，' | '。' | '、'))
        })
}

/// The language of one document: the reports' counts and its own.
pub struct Language<'a> {
    reports: &'a Table,
    own: Grams,
}

impl<'a> Language<'a> {
    /// Joins the reports' counts with those of the document's undamaged stretches.
    pub fn new<'b>(reports: &'a Table, own: impl IntoIterator<Item = &'b [u16]>) -> Self {
        let mut grams = Grams::default();
        for line in own {
            grams.add_line(line, OWN);
        }
        Self {
            reports,
            own: grams,
        }
    }

    /// Returns what is known about characters behind `history`.
    #[must_use]
    pub fn behind(&self, history: &History) -> Behind<'_> {
        let mut levels = [Level::default(); ORDER];
        let mut known = 0;
        let mut key = 0;
        for length in 0..ORDER {
            if length > 0 {
                let before = history[ORDER - 1 - length];
                if before == 0 {
                    break;
                }
                key = longer(key, before);
            }
            let reports = self.reports.grams.followed.get(&key);
            let own = self.own.followed.get(&key);
            if reports.is_none() && own.is_none() {
                break;
            }
            let (a, b) = (
                reports.copied().unwrap_or_default(),
                own.copied().unwrap_or_default(),
            );
            levels[known] = Level {
                key,
                total: a.total + b.total,
                kinds: a.kinds + b.kinds,
                in_reports: a.mask,
                in_own: b.mask,
            };
            known += 1;
        }
        Behind {
            language: self,
            levels,
            known,
        }
    }

    /// Returns the natural logarithm of the probability of the likeliest way to cut `text` into words, where a word of
    /// one character weighs a tenth.
    #[must_use]
    pub fn words(&self, text: &[u16]) -> f32 {
        let alone = self.behind(&History::default());
        let mut best = vec![f32::NEG_INFINITY; text.len() + 1];
        best[0] = 0.0;
        for at in 0..text.len() {
            let single = alone.log_probability(text[at]);
            let penalty = if is_han_code(text[at]) { SINGLE } else { 0.0 };
            best[at + 1] = best[at + 1].max(best[at] + single - penalty);
            for length in 2..=lexicon::LONGEST.min(text.len() - at) {
                if let Some(frequency) = lexicon::log_frequency(&text[at..at + length]) {
                    let score = (f32::from(frequency) - WORDS) * std::f32::consts::LN_2;
                    best[at + length] = best[at + length].max(best[at] + score);
                }
            }
        }
        best[text.len()]
    }
}

/// What is known about characters behind some others.
pub struct Behind<'a> {
    language: &'a Language<'a>,
    /// One for each number of characters before, from none up.
    levels: [Level; ORDER],
    known: usize,
}

#[derive(Clone, Copy, Default)]
struct Level {
    key: u64,
    total: f32,
    kinds: f32,
    in_reports: u128,
    in_own: u128,
}

impl Behind<'_> {
    /// Returns the natural logarithm of the probability that `c` comes next.
    #[must_use]
    pub fn log_probability(&self, c: u16) -> f32 {
        let bit = bit(c);
        let mut probability = UNSEEN;
        for level in &self.levels[..self.known] {
            let key = longer(level.key, c).rotate_left(7);
            let mut count = 0.0;
            if level.in_reports & bit != 0 {
                count += self.language.reports.grams.count(key);
            }
            if level.in_own & bit != 0 {
                count += self.language.own.count(key);
            }
            probability = (count + level.kinds * probability) / (level.total + level.kinds);
        }
        probability.ln()
    }
}

fn is_han_code(code: u16) -> bool {
    char::from_u32(code.into()).is_some_and(crate::text::is_han)
}
