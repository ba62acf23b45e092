//! Editions → the search index: files that a browser loads as scripts, so that search works on any server and from a
//! folder.
//!
//! Every text and every query is folded to one string whatever its script, case and width; pairs of neighbouring
//! characters lead to the places that may hold a query, and the stored text has the last word: what is shown contains
//! the query, and what contains the query is found. The format is described in `tests/evaluation/search.md`.

use std::fmt::Write as _;

use crate::edition::Edition;

pub mod entry;
pub mod fold;
pub mod place;
pub mod posting;
pub mod quantity;
pub mod shelf;

use fold::Folding;
pub use place::{Catalogue, Entry, Kind};

/// How the index is cut into files. Sizes change what a query moves, never what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Up to this many code points in one edition the index has no postings: the browser reads the whole text.
    pub scanned: usize,
    /// Code points in a block of text.
    pub block: usize,
    /// Postings in a file of postings, on average.
    pub postings: usize,
}

impl Default for Layout {
    fn default() -> Self {
        // A report has some 20,000 code points. 1,800 of them are 3 KB as served, 4,096 postings are 5 KB.
        Self {
            scanned: 60_000,
            block: 1_800,
            postings: 4_096,
        }
    }
}

/// Returns the files of the index: path from the site's root, and bytes.
#[must_use]
pub fn index(editions: &[Edition<'_>]) -> Vec<(String, Vec<u8>)> {
    index_with(editions, &[], Layout::default())
}

/// Returns the files of the index of `editions` and of `entries` that stand in no report's text.
#[must_use]
pub fn index_with(
    editions: &[Edition<'_>],
    entries: &[Entry],
    layout: Layout,
) -> Vec<(String, Vec<u8>)> {
    let catalogue = Catalogue::new(editions, entries);
    let folding = Folding::new(&catalogue, editions);
    let postings = posting::postings(&catalogue, &folding, layout);
    let mut files = shelf::files(&catalogue, &folding, &postings, layout);
    files.extend(postings.files);
    files
}

/// Writes the script that hands `payload` to the reader's side under `name`.
fn script(name: &str, payload: &serde_json::Value) -> Vec<u8> {
    let mut text = String::new();
    let name = serde_json::Value::from(name);
    // U+2028 and U+2029 may stand in a JSON string and, since ES2019, in a script's.
    write!(text, "zhaiyaoSearch({name},{payload});").expect("a String takes all that is written");
    text.push('\n');
    text.into_bytes()
}
