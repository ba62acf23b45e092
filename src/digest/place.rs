//! The places named in a text, by a list of provinces, prefecture-level cities and well-known regions.

use std::sync::OnceLock;

use super::lexicon::{Lexicon, entries};

/// Returns the places named in `text` by their short names, in order, each once.
#[must_use]
pub fn places(text: &[char]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some((length, &needs_level)) = gazetteer().at(text, at) else {
            at += 1;
            continue;
        };
        let end = at + length;
        let level = matches!(text.get(end), Some('市' | '州' | '盟' | '县' | '区'))
            || text[end..].starts_with(&['地', '区']);
        if !needs_level || level {
            let name: String = text[at..end].iter().collect();
            if !found.contains(&name) {
                found.push(name);
            }
        }
        at = end;
    }
    found
}

fn gazetteer() -> &'static Lexicon<bool> {
    static GAZETTEER: OnceLock<Lexicon<bool>> = OnceLock::new();
    GAZETTEER.get_or_init(|| {
        Lexicon::new(
            entries(include_str!("data/places.txt"))
                .flatten()
                .map(|name| {
                    name.strip_suffix('!')
                        .map_or((name, false), |name| (name, true))
                }),
        )
    })
}
