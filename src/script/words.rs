//! Which words a stretch of Simplified text is made of, where the engine's cut is doubtful.
//!
//! The engines take the longest phrase of their dictionary from the left, whatever comes after: 治理发展 is cut
//! 治 · 理发 · 展 and becomes 治理髮展. Where words of a lexicon overlap, the cut whose words are together the most
//! frequent ones is taken here instead (治理 · 发展), and each of its words is converted by itself. Everything else is left
//! to the engine.

mod pairs;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use self::pairs::{Joins, SLOTS, Starts, slot};
use super::engine::{self, Configuration};
use super::{Script, choices, overrides};
use crate::text::TextRange;

/// A word of a text with what the engine makes of it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Code points.
    pub(super) range: TextRange,
    /// Its conversion, of the same length.
    pub(super) form: &'static str,
}

/// How the stretches are cut where words overlap, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// The words that hold a character with more than one counterpart.
    pub(super) words: Vec<Word>,
    /// Each of these characters, by its place, with the whole word of two characters and more that holds it.
    held: Vec<(usize, TextRange)>,
}

impl Cut {
    /// Whether the cut goes through `range`: a word of the text takes a character with more than one counterpart from
    /// it and stands partly beside it.
    pub(super) fn goes_through(&self, range: TextRange) -> bool {
        let first = self.held.partition_point(|&(at, _)| at < range.start);
        let mut inside = self.held[first..]
            .iter()
            .take_while(|&&(at, _)| at < range.end);
        inside.any(|&(_, word)| !range.contains(word) && !word.contains(range))
    }
}

/// Cuts `text` into words at the places where the engine may cut it wrongly.
pub(super) fn cut(text: &[char], configuration: Configuration) -> Cut {
    static FORMS: [OnceLock<Vec<String>>; 2] = [OnceLock::new(), OnceLock::new()];
    let place = match configuration {
        Configuration::S2tw => 0,
        Configuration::S2hk => 1,
        _ => return Cut::default(),
    };
    let lexicon = Lexicon::shared();
    let found = lexicon.find(text);
    if found.is_empty() {
        return Cut::default();
    }
    let forms = FORMS[place].get_or_init(|| lexicon.forms(configuration));
    let mut cut = Cut::default();
    for (range, index) in found {
        cut.words.push(Word {
            range,
            form: &forms[index as usize],
        });
        if range.len() > 1 {
            let many = (range.start..range.end).filter(|&at| lexicon.has_many(text[at]));
            cut.held.extend(many.map(|at| (at, range)));
        }
    }
    cut
}

/// The words of two characters and more in `text` that hold a character with more than one counterpart, in order.
pub(super) fn known(text: &[char]) -> Vec<TextRange> {
    let lexicon = Lexicon::shared();
    let mut found = Vec::new();
    lexicon.pieces(text, 2, |piece, _, start| {
        lexicon.cut(piece, start, &mut found);
    });
    let words = found.into_iter().map(|(range, _)| range);
    words.filter(|range| range.len() > 1).collect()
}

/// Words with what it costs to take them: twice the binary logarithm of how many words of text they are met once in.
struct Lexicon {
    /// By [`key`].
    entries: HashMap<u64, Entry, BuildHasherDefault<Spread>>,
    starts: Starts,
    joins: Joins,
    /// Cost of a character alone, by [`slot`].
    alone: Vec<u16>,
    /// Index among `converted` of a character with more than one counterpart, else [`NONE`]; by [`slot`].
    many: Vec<u32>,
    /// Bit for every such character, by [`slot`].
    has_many: Vec<u64>,
    /// The words that hold a character with more than one counterpart.
    converted: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    cost: u16,
    form: u32,
}

/// No index.
const NONE: u32 = u32::MAX;
/// The longest word that is looked for.
const LONGEST: usize = 15;
/// Cost of a character that the list does not have.
const RARE: u16 = 48;
/// Cost of an engine's phrase that the list does not have: less than that of its characters alone, more than that of
/// words. Idioms of four characters are cut by nobody.
const PHRASE: u16 = 36;
const IDIOM: u16 = 34;
/// Cost of the words of the built-in table.
const SETTLED: u16 = 32;

impl Lexicon {
    fn shared() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| {
            Self::new(
                include_str!("data/words.txt"),
                engine::phrases(Script::Hant),
            )
        })
    }

    fn new(list: &str, phrases: &[Box<[char]>]) -> Self {
        let mut lexicon = Self {
            entries: HashMap::default(),
            starts: Starts::default(),
            joins: Joins::default(),
            alone: vec![RARE; SLOTS],
            many: vec![NONE; SLOTS],
            has_many: vec![0; SLOTS >> 6],
            converted: Vec::new(),
        };
        for &c in choices::table(Script::Hant).keys() {
            if let Some(slot) = slot(c) {
                lexicon.many[slot] = lexicon.name(&[c]);
                lexicon.has_many[slot >> 6] |= 1 << (slot & 63);
            }
        }
        let mut word = Vec::new();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split(' ');
            let cost = fields.next().and_then(|cost| cost.parse().ok());
            for text in fields {
                word.clear();
                word.extend(text.chars());
                lexicon.add(&word, cost.unwrap_or(RARE));
            }
        }
        for phrase in phrases {
            if phrase.len() <= LONGEST && phrase.iter().any(|&c| lexicon.has_many(c)) {
                lexicon.add(phrase, if phrase.len() < 4 { PHRASE } else { IDIOM });
            }
        }
        for rule in overrides::built_in() {
            let word: Vec<char> = rule.rule.hans.chars().collect();
            if (2..=LONGEST).contains(&word.len()) && rule.rule.hant.is_some() {
                lexicon.add(&word, SETTLED);
            }
        }
        lexicon
    }

    fn name(&mut self, word: &[char]) -> u32 {
        self.converted.push(word.iter().collect());
        u32::try_from(self.converted.len() - 1).unwrap_or(NONE)
    }

    /// Adds a word; of two costs the lower one holds.
    fn add(&mut self, word: &[char], cost: u16) {
        if !word.iter().all(|&c| slot(c).is_some()) {
            return;
        }
        if let [alone] = *word {
            if let Some(slot) = slot(alone) {
                self.alone[slot] = cost;
            }
            return;
        }
        self.starts.add(word);
        for pair in word.windows(2) {
            self.joins.add(pair[0], pair[1]);
        }
        let fresh = Entry { cost, form: NONE };
        let mut entry = *self.entries.entry(key(word)).or_insert(fresh);
        entry.cost = entry.cost.min(cost);
        if entry.form == NONE && word.iter().any(|&c| self.has_many(c)) {
            entry.form = self.name(word);
        }
        self.entries.insert(key(word), entry);
    }

    /// Whether `c` has more than one counterpart.
    fn has_many(&self, c: char) -> bool {
        slot(c).is_some_and(|slot| self.has_many[slot >> 6] & (1 << (slot & 63)) != 0)
    }

    fn forms(&self, configuration: Configuration) -> Vec<String> {
        let joined = engine::shared().convert(&self.converted.join("\n"), configuration);
        let forms: Vec<String> = joined.split('\n').map(str::to_owned).collect();
        debug_assert_eq!(forms.len(), self.converted.len());
        forms
    }

    /// The words of every stretch where words overlap and that holds a character with more than one counterpart.
    fn find(&self, text: &[char]) -> Vec<(TextRange, u32)> {
        let mut found = Vec::new();
        self.pieces(text, 3, |piece, last, offset| {
            self.overlaps(piece, last, offset, &mut found);
        });
        found
    }

    /// Calls `look` with every piece of the text that no word goes beyond and that has `least` characters and one with more
    /// than one counterpart among them, the place of the last such character in it, and its own place.
    fn pieces(&self, text: &[char], least: usize, mut look: impl FnMut(&[char], usize, usize)) {
        // Behind the last such character so far: taken along, not looked for again in each piece.
        let (mut start, mut behind) = (0, 0);
        for (at, &c) in text.iter().enumerate() {
            let end = at + 1;
            behind = if self.has_many(c) { end } else { behind };
            if text
                .get(end)
                .is_some_and(|&next| self.joins.may_hold(c, next))
            {
                continue;
            }
            if end - start >= least && behind > start {
                look(&text[start..end], behind - 1 - start, start);
            }
            start = end;
        }
    }

    /// Cuts the stretches of `piece` where words overlap, up to the one that holds the character at `last`.
    fn overlaps(
        &self,
        piece: &[char],
        last: usize,
        offset: usize,
        found: &mut Vec<(TextRange, u32)>,
    ) {
        let mut at = 0;
        while at <= last {
            let first = at;
            let mut end = at + self.longest(&piece[at..], 1).unwrap_or(1);
            let mut doubtful = false;
            at += 1;
            while at < end {
                if let Some(longer) = self.longest(&piece[at..], end - at) {
                    doubtful = true;
                    end = at + longer;
                }
                at += 1;
            }
            let stretch = &piece[first..at];
            if doubtful && stretch.iter().any(|&c| self.has_many(c)) {
                self.cut(stretch, offset + first, found);
            }
        }
    }

    /// Length of the longest word with more than `least` characters that `text` begins with.
    fn longest(&self, text: &[char], least: usize) -> Option<usize> {
        let mut lengths = self.starts.lengths(text) >> (least + 1) << (least + 1);
        while lengths != 0 {
            let length = lengths.ilog2() as usize;
            lengths &= !(1 << length);
            let word = text.get(..length);
            if length == 2 || word.is_some_and(|word| self.entries.contains_key(&key(word))) {
                return Some(length);
            }
        }
        None
    }

    /// Cuts a stretch into the words that cost the least together.
    fn cut(&self, stretch: &[char], offset: usize, found: &mut Vec<(TextRange, u32)>) {
        // For every place: the least cost of getting there, where the last word starts, and its index.
        const UNREACHED: (u32, usize, u32) = (u32::MAX, 0, NONE);
        let (mut few, mut many) = ([UNREACHED; 16], Vec::new());
        let best = if stretch.len() < few.len() {
            &mut few[..=stretch.len()]
        } else {
            many.resize(stretch.len() + 1, UNREACHED);
            &mut many[..]
        };
        best[0].0 = 0;
        for start in 0..stretch.len() {
            let cost = best[start].0;
            let mut reach = |length: usize, more: u16, form: u32| {
                let place = &mut best[start + length];
                let total = cost + u32::from(more);
                if total < place.0 {
                    *place = (total, start, form);
                }
            };
            if let Some(slot) = slot(stretch[start]) {
                reach(1, self.alone[slot], self.many[slot]);
            }
            let rest = &stretch[start..];
            let mut lengths = self.starts.lengths(rest);
            while lengths != 0 {
                let length = lengths.trailing_zeros() as usize;
                lengths &= lengths - 1;
                let word = rest.get(..length).map(key);
                if let Some(entry) = word.and_then(|word| self.entries.get(&word)) {
                    reach(length, entry.cost, entry.form);
                }
            }
        }
        let first = found.len();
        let mut end = stretch.len();
        while end > 0 {
            let (_, start, form) = best[end];
            if form != NONE {
                found.push((TextRange::new(offset + start, offset + end), form));
            }
            end = start;
        }
        found[first..].reverse();
    }
}

/// A number for a word; that no two words of the lexicon share one is tested.
fn key(word: &[char]) -> u64 {
    let step = |key: u64, &c: &char| {
        key.wrapping_mul(0x0000_0100_0000_01B3).rotate_left(17) ^ u64::from(u32::from(c))
    };
    word.iter().fold(7, step)
}

/// Spreads the keys, which are numbers already, over a hash map.
#[derive(Clone, Copy, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, key: u32) {
        self.write_u64(u64::from(key));
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = (self.0 ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        super::cut(&chars, Configuration::S2tw)
            .words
            .into_iter()
            .map(|word| word.form.to_owned())
            .collect()
    }

    #[test]
    fn overlapping_words_are_cut_by_how_frequent_they_are() {
        assert_eq!(cut("治理发展"), ["發展"]);
        assert_eq!(cut("体制造就人才"), ["體制"]);
        assert_eq!(cut("国家制造业"), ["國家", "製造業"]);
        assert_eq!(cut("并产业"), ["並"]);
    }

    #[test]
    fn a_cut_tells_what_it_goes_through() {
        let chars: Vec<char> = "控制种植面积".chars().collect();
        let cut = super::cut(&chars, Configuration::S2tw);
        let through = |start, end| cut.goes_through(TextRange::new(start, end));
        assert!(through(1, 3));
        assert!(!through(0, 2) && !through(0, 4) && !through(2, 3));
    }

    #[test]
    fn text_without_doubt_is_left_to_the_engine() {
        assert_eq!(cut("头发"), [""; 0]);
        assert_eq!(cut("GDP，and"), [""; 0]);
        assert_eq!(cut(""), [""; 0]);
    }

    #[test]
    fn no_two_words_share_a_key() {
        let mut words: BTreeMap<u64, Vec<char>> = BTreeMap::new();
        let list = include_str!("data/words.txt").lines();
        let listed = list
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| line.split(' ').skip(1))
            .map(|word| word.chars().collect::<Vec<_>>());
        let phrases = engine::phrases(Script::Hant).iter().map(|p| p.to_vec());
        for word in listed.chain(phrases) {
            let other = words.entry(key(&word)).or_insert_with(|| word.clone());
            assert_eq!(*other, word);
        }
    }
}
