//! Repairing any document never panics, and keeps its lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhaiyao::import::cp936;
use zhaiyao::import::mojibake::{Decisions, repair};

/// Readings enough for a document to count as damaged.
const FILLER: &str = "發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展";

fuzz_target!(|bytes: &[u8]| {
    let text = cp936::decode(bytes);
    let lines: Vec<&str> = text.lines().chain([FILLER]).collect();
    assert_eq!(repair(&lines, &Decisions::default()).lines.len(), lines.len());
});
