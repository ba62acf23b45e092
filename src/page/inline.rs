//! Text with marks → HTML: sentences, figures, repairs and an editor's markup on one stretch of text.
//!
//! Marks may overlap in any way. Each has a layer: an outer layer is never broken by an inner one, and an inner mark that
//! crosses an outer border is closed and opened again, so the result is always well-formed.

pub use crate::markdown::html::escape;
use crate::markdown::html::push_escaped;
use std::collections::BTreeMap;

use crate::text::TextRange;

/// An element around a range of the text.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Code points of the text.
    pub range: TextRange,
    /// Outer marks have lower numbers.
    pub layer: u8,
    /// The opening tag.
    pub open: String,
    /// The opening tag where the mark goes on behind a border (without the id).
    pub reopen: String,
    /// The closing tag.
    pub close: &'static str,
}

impl Mark {
    /// A mark that looks the same wherever it is opened.
    #[must_use]
    pub fn new(range: TextRange, layer: u8, open: impl Into<String>, close: &'static str) -> Self {
        let open = open.into();
        Self {
            range,
            layer,
            reopen: open.clone(),
            open,
            close,
        }
    }
}

/// Writes `text` as HTML with its marks. Empty marks are left out.
#[must_use]
pub fn write(text: &str, marks: &[Mark]) -> String {
    write_with(text, marks, &BTreeMap::new())
}

/// As [`write()`], with finished HTML put between characters: behind the marks that end there, before those that begin.
/// `inserts` by code point.
#[must_use]
pub fn write_with(text: &str, marks: &[Mark], inserts: &BTreeMap<usize, String>) -> String {
    let mut order: Vec<usize> = (0..marks.len())
        .filter(|&i| !marks[i].range.is_empty())
        .collect();
    order.sort_by_key(|&i| (marks[i].layer, marks[i].range.start, i));
    let mut borders: Vec<usize> = order
        .iter()
        .flat_map(|&i| [marks[i].range.start, marks[i].range.end])
        .chain(inserts.keys().copied())
        .collect();
    borders.sort_unstable();
    borders.dedup();
    let mut starts: Vec<usize> = order.clone();
    starts.sort_by_key(|&i| marks[i].range.start);
    let mut starts = starts.into_iter().peekable();

    let mut out = String::with_capacity(text.len() * 2);
    let mut active: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut seen = vec![false; marks.len()];
    let mut borders = borders.into_iter().peekable();
    let mut length = 0;
    for (position, c) in text.chars().enumerate() {
        if borders.next_if_eq(&position).is_some() {
            active.retain(|&i| marks[i].range.end > position);
            while let Some(i) = starts.next_if(|&i| marks[i].range.start <= position) {
                active.push(i);
            }
            active.sort_by_key(|&i| (marks[i].layer, marks[i].range.start, i));
            let insert = inserts.get(&position).map_or("", String::as_str);
            turn(&mut out, &mut open, &active, insert, marks, &mut seen);
        }
        push_escaped(&mut out, c);
        length = position + 1;
    }
    turn(&mut out, &mut open, &[], "", marks, &mut seen);
    for (_, insert) in inserts.range(length..) {
        out.push_str(insert);
    }
    out
}

/// Closes what is open and no longer active, and opens what is active and not yet open.
fn turn(
    out: &mut String,
    open: &mut Vec<usize>,
    active: &[usize],
    insert: &str,
    marks: &[Mark],
    seen: &mut [bool],
) {
    let kept = open
        .iter()
        .zip(active)
        .take_while(|(have, want)| have == want)
        .count();
    while open.len() > kept {
        if let Some(i) = open.pop() {
            out.push_str(marks[i].close);
        }
    }
    out.push_str(insert);
    for &i in &active[kept..] {
        out.push_str(if seen[i] {
            &marks[i].reopen
        } else {
            &marks[i].open
        });
        seen[i] = true;
        open.push(i);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mark(start: usize, end: usize, layer: u8, open: &str) -> Mark {
        Mark {
            range: TextRange::new(start, end),
            layer,
            open: format!("<{open} id=x>"),
            reopen: format!("<{open}>"),
            close: if open == "b" { "</b>" } else { "</i>" },
        }
    }

    #[test]
    fn a_mark_that_crosses_a_border_is_opened_again_without_its_id() {
        let html = write("甲乙丙<丁", &[mark(0, 3, 0, "b"), mark(2, 5, 1, "i")]);
        assert_eq!(html, "<b id=x>甲乙<i id=x>丙</i></b><i>&lt;丁</i>");
    }

    proptest! {
        #[test]
        fn tags_are_balanced_and_the_text_is_kept(
            text in "[甲乙&]{0,12}",
            ranges in proptest::collection::vec((0..14usize, 0..14usize, 0..3u8), 0..6),
        ) {
            let marks: Vec<Mark> = ranges
                .into_iter()
                .map(|(a, b, layer)| mark(a.min(b), a.max(b), layer, if layer == 0 { "b" } else { "i" }))
                .collect();
            let html = write(&text, &marks);
            let mut stack = Vec::new();
            let mut plain = String::new();
            let mut rest = html.as_str();
            while let Some(at) = rest.find('<') {
                plain.push_str(&rest[..at]);
                let end = rest[at..].find('>').unwrap() + at;
                let tag = &rest[at + 1..end];
                match tag.strip_prefix('/') {
                    Some(name) => prop_assert_eq!(stack.pop(), name.chars().next()),
                    None => stack.push(tag.chars().next().unwrap()),
                }
                rest = &rest[end + 1..];
            }
            plain.push_str(rest);
            prop_assert!(stack.is_empty());
            prop_assert_eq!(plain, escape(&text));
        }
    }
}
