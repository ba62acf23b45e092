//! The mirror's conversion to Traditional, character by character, and back.
//!
//! Going back is unique, so words can be looked up in Simplified; going forward the usual form is known from captures,
//! and what the document itself shows wins.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::import::pinyin::entries;

struct Forms {
    of: HashMap<char, Vec<char>>,
    back: HashMap<char, char>,
}

fn forms() -> &'static Forms {
    static FORMS: OnceLock<Forms> = OnceLock::new();
    FORMS.get_or_init(|| {
        let mut forms = Forms {
            of: HashMap::new(),
            back: HashMap::new(),
        };
        for line in entries(include_str!("../data/crude.txt")) {
            let mut letters = line.chars();
            let Some(simplified) = letters.next() else {
                continue;
            };
            let list: Vec<char> = letters.collect();
            for &form in &list {
                if form != simplified {
                    forms.back.insert(form, simplified);
                }
            }
            forms.of.insert(simplified, list);
        }
        forms
    })
}

/// Returns the Simplified character behind a Traditional one.
#[must_use]
pub fn simplified(c: char) -> char {
    forms().back.get(&c).copied().unwrap_or(c)
}

/// Returns the form the mirror usually gives a Simplified character.
#[must_use]
pub fn traditional(c: char) -> char {
    all_traditional(c).first().copied().unwrap_or(c)
}

/// Returns all forms a conversion may give a Simplified character, the usual one first; none if it stays as it is.
#[must_use]
pub fn all_traditional(c: char) -> &'static [char] {
    forms().of.get(&c).map_or(&[], Vec::as_slice)
}
