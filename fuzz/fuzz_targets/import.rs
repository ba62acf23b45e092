//! Importing any bytes never panics, and the log turns the capture's text into the report's lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhaiyao::import::{Options, import};

/// A text without its white space.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{FEFF}')
        .collect()
}

fuzz_target!(|bytes: &[u8]| {
    let options = Options {
        id: "fuzz".to_owned(),
        encoding: None,
        lang: None,
    };
    let Ok((draft, _)) = import(bytes, "fuzz", &options, None) else {
        return;
    };
    let text: Vec<char> = draft.text.chars().collect();
    let (mut repaired, mut at) = (String::new(), 0);
    for repair in &draft.log {
        repaired.extend(&text[at..repair.start]);
        repaired.push_str(&repair.after);
        at = repair.end;
    }
    repaired.extend(&text[at..]);
    assert_eq!(bare(&repaired), bare(&draft.lines.concat()));
});
