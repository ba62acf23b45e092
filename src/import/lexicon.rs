//! Words of Simplified Chinese with how often they are used, for choosing among readings of a damaged stretch.
//!
//! A segmenter's dictionary cut down to common words and packed small, the names of places, and the terms of the field:
//! those a general dictionary lacks are what damage is hardest to undo on. Read once, when first needed.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::import::pinyin::entries;

/// Longest word in the list.
pub const LONGEST: usize = 8;

/// Binary logarithm of how often a term of the field counts as seen, and the name of a place: they are listed without
/// counts. Measured on damaged reports; a power of two more or less changes little.
const TERM: u8 = 10;
const PLACE: u8 = 8;

/// Returns the binary logarithm of how often a word was counted, if it is in the list.
#[must_use]
pub fn log_frequency(word: &[u16]) -> Option<u8> {
    words().get(word).copied()
}

/// Returns all words with the binary logarithm of how often they were counted.
pub fn all() -> impl Iterator<Item = (&'static [u16], u8)> {
    words()
        .iter()
        .map(|(word, &frequency)| (word.as_ref(), frequency))
}

fn words() -> &'static HashMap<Box<[u16]>, u8> {
    static WORDS: OnceLock<HashMap<Box<[u16]>, u8>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = HashMap::with_capacity(100_000);
        for line in entries(include_str!("data/words.txt")) {
            let mut letters = line.encode_utf16();
            let Some(first) = letters.next() else {
                continue;
            };
            let mut word = vec![first];
            for letter in letters {
                match u8::try_from(letter) {
                    Ok(step) => {
                        words.insert(word.as_slice().into(), step.saturating_sub(b'a'));
                        word.truncate(1);
                    }
                    Err(_) => word.push(letter),
                }
            }
        }
        let plain = [
            (include_str!("data/field.txt"), TERM),
            (include_str!("data/places.txt"), PLACE),
        ];
        for (file, frequency) in plain {
            for word in entries(file).flat_map(str::split_whitespace) {
                let known = words
                    .entry(word.encode_utf16().collect())
                    .or_insert(frequency);
                *known = (*known).max(frequency);
            }
        }
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frequency(word: &str) -> Option<u8> {
        log_frequency(&word.encode_utf16().collect::<Vec<_>>())
    }

    #[test]
    fn words_of_the_dictionary_terms_and_places_are_known() {
        assert!(frequency("发展") > Some(TERM));
        assert_eq!(frequency("放管服"), Some(TERM));
        assert_eq!(frequency("阿荣旗"), Some(PLACE));
        assert_eq!(frequency("展发"), None);
    }

    #[test]
    fn no_word_is_longer_than_the_longest() {
        assert!(all().all(|(word, _)| (1..=LONGEST).contains(&word.len())));
    }
}
