//! Words of Simplified Chinese with how often they are used, for choosing among readings of a damaged stretch.
//!
//! The list is a segmenter's dictionary cut down to common words and packed small; it is read once, when first needed.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::import::pinyin::entries;

/// Longest word in the list.
pub const LONGEST: usize = 6;

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
        words
    })
}
