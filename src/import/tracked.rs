//! Text that remembers which stretch of the capture each part of it came from, and by which rules it was changed.
//!
//! A text starts as one verbatim piece and only ever changes through [`Tracked::edit`], [`Tracked::join`] and
//! [`Tracked::split`], so the log of an import is complete by construction: put the `before` of every changed piece
//! back and the capture is there again.

use std::ops::Range;

use crate::import::log::{Rule, Rules};

/// A text with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tracked {
    text: String,
    pieces: Vec<Piece>,
}

/// A stretch of the text. Without rules it is verbatim: as long as its source, and the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Bytes of the decoded capture.
    pub(crate) source: Range<usize>,
    /// Bytes of the text.
    pub(crate) length: usize,
    /// What changed it.
    pub(crate) rules: Rules,
}

/// A replacement of bytes of a text; an empty range inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Bytes of the text as it is before the edit.
    pub(crate) range: Range<usize>,
    /// What stands there afterwards.
    pub(crate) text: String,
    /// Why.
    pub(crate) rule: Rule,
}

impl Edit {
    /// Makes an edit.
    pub(crate) fn new(range: Range<usize>, text: impl Into<String>, rule: Rule) -> Self {
        Self {
            range,
            text: text.into(),
            rule,
        }
    }
}

impl Tracked {
    /// The text that stands at `source` of the decoded capture, unchanged.
    pub(crate) fn verbatim(capture: &str, source: Range<usize>) -> Self {
        let text = capture[source.clone()].to_owned();
        let piece = Piece {
            length: text.len(),
            source,
            rules: Rules::default(),
        };
        Self {
            text,
            pieces: vec![piece],
        }
    }

    /// The text as it is now.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Its pieces, in order.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Bytes of the capture that it came from.
    pub(crate) fn source(&self) -> Range<usize> {
        let start = self.pieces.first().map_or(0, |piece| piece.source.start);
        let end = self.pieces.last().map_or(start, |piece| piece.source.end);
        start..end
    }

    /// Where in the text a byte of the capture stands now, or what took its place.
    pub(crate) fn position_of(&self, byte: usize) -> usize {
        let mut at = 0;
        for piece in &self.pieces {
            if byte < piece.source.end {
                let inside = byte.saturating_sub(piece.source.start);
                return at + if piece.is_verbatim() { inside } else { 0 };
            }
            at += piece.length;
        }
        at
    }

    /// Whether an editor decided a part of these bytes.
    pub(crate) fn is_decided(&self, range: &Range<usize>) -> bool {
        let mut at = 0;
        self.pieces.iter().any(|piece| {
            let start = at;
            at += piece.length;
            piece.rules.contains(Rule::Decision) && start < range.end && range.start < at
        })
    }

    /// Applies edits, which must be in order and must not overlap.
    ///
    /// A changed piece is never cut: an edit that touches a part of one takes the whole piece with it.
    pub(crate) fn edit(&mut self, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut pieces = Vec::with_capacity(self.pieces.len() + 2 * edits.len());
        let mut old = Cursor {
            pieces: &self.pieces,
            index: 0,
            cut: 0,
            at: 0,
        };
        for group in self.groups(edits) {
            text.push_str(&self.text[old.at..group.range.start]);
            old.advance(group.range.start, true, |piece| pieces.push(piece));
            let start = old.source();
            let mut made = Piece {
                source: start..start,
                length: 0,
                rules: Rules::default(),
            };
            let before = text.len();
            let mut done = group.range.start;
            for edit in group.edits {
                text.push_str(&self.text[done..edit.range.start]);
                text.push_str(&edit.text);
                made.rules.insert(edit.rule);
                done = edit.range.end;
            }
            text.push_str(&self.text[done..group.range.end]);
            made.length = text.len() - before;
            old.advance(group.range.end, false, |piece| {
                made.rules.extend(piece.rules);
                made.source.end = piece.source.end;
            });
            pieces.push(made);
        }
        text.push_str(&self.text[old.at..]);
        old.advance(usize::MAX, true, |piece| pieces.push(piece));
        self.text = text;
        self.pieces = pieces;
    }

    /// Widens edits to whole changed pieces and puts those together that then overlap.
    fn groups<'e>(&self, edits: &'e [Edit]) -> Vec<Group<'e>> {
        let mut groups: Vec<Group<'e>> = Vec::with_capacity(edits.len());
        let mut pieces = self.pieces.iter();
        let mut piece = pieces.next();
        let mut at = 0;
        let mut widen = |position: usize| {
            while let Some(current) = piece.filter(|current| at + current.length <= position) {
                at += current.length;
                piece = pieces.next();
            }
            match piece {
                Some(current) if !current.is_verbatim() && at < position => at..at + current.length,
                _ => position..position,
            }
        };
        for (index, edit) in edits.iter().enumerate() {
            let start = widen(edit.range.start).start;
            let end = widen(edit.range.end).end;
            match groups.last_mut() {
                Some(last) if last.range.end > start => {
                    last.range.end = last.range.end.max(end);
                    let first = index - last.edits.len();
                    last.edits = &edits[first..=index];
                }
                _ => groups.push(Group {
                    range: start..end,
                    edits: &edits[index..=index],
                }),
            }
        }
        groups
    }

    /// Puts `next` behind this text, with `glue` in place of what stood between them in the capture.
    pub(crate) fn join(&mut self, next: Self, glue: &str, rules: impl Into<Rules>) {
        let between = self.source().end..next.source().start;
        self.text.push_str(glue);
        self.pieces.push(Piece {
            source: between,
            length: glue.len(),
            rules: rules.into(),
        });
        self.text.push_str(&next.text);
        self.pieces.extend(next.pieces);
    }

    /// Cuts the text at a byte: what stands before it and what stands behind. A changed piece that lies across stays
    /// whole, so nothing is cut there.
    pub(crate) fn split(self, position: usize) -> (Self, Option<Self>) {
        let mut head = Vec::new();
        let mut tail = Vec::new();
        let mut at = 0;
        for piece in &self.pieces {
            let end = at + piece.length;
            if end <= position {
                head.push(piece.clone());
            } else if at >= position {
                tail.push(piece.clone());
            } else if piece.is_verbatim() {
                let (first, second) = piece.cut(position - at);
                head.push(first);
                tail.push(second);
            } else {
                return (self, None);
            }
            at = end;
        }
        if tail.is_empty() {
            return (self, None);
        }
        let (first, second) = self.text.split_at(position);
        (
            Self {
                text: first.to_owned(),
                pieces: head,
            },
            Some(Self {
                text: second.to_owned(),
                pieces: tail,
            }),
        )
    }
}

impl Piece {
    fn is_verbatim(&self) -> bool {
        self.rules.is_empty()
    }

    /// Cuts a verbatim piece behind `length` bytes.
    fn cut(&self, length: usize) -> (Self, Self) {
        let middle = self.source.start + length;
        let head = Self {
            source: self.source.start..middle,
            length,
            rules: Rules::default(),
        };
        let tail = Self {
            source: middle..self.source.end,
            length: self.length - length,
            rules: Rules::default(),
        };
        (head, tail)
    }
}

struct Group<'e> {
    range: Range<usize>,
    edits: &'e [Edit],
}

/// Walks over pieces; `cut` bytes of the piece at `index` are done.
struct Cursor<'p> {
    pieces: &'p [Piece],
    index: usize,
    cut: usize,
    at: usize,
}

impl Cursor<'_> {
    /// Hands out what stands before `end`; pieces without length at `end` only if `empty`.
    fn advance(&mut self, end: usize, empty: bool, mut hand_out: impl FnMut(Piece)) {
        while let Some(piece) = self.pieces.get(self.index) {
            let left = piece.length - self.cut;
            if self.at + left > end || (left == 0 && self.at == end && !empty) {
                break;
            }
            hand_out(if self.cut == 0 {
                piece.clone()
            } else {
                piece.cut(self.cut).1
            });
            self.at += left;
            self.index += 1;
            self.cut = 0;
        }
        if self.at < end
            && let Some(piece) = self.pieces.get(self.index)
        {
            let length = end - self.at;
            let rest = if self.cut == 0 {
                piece.clone()
            } else {
                piece.cut(self.cut).1
            };
            hand_out(rest.cut(length).0);
            self.cut += length;
            self.at = end;
        }
    }

    /// The place in the capture.
    fn source(&self) -> usize {
        match self.pieces.get(self.index) {
            Some(piece) => piece.source.start + self.cut,
            None => self.pieces.last().map_or(0, |piece| piece.source.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the pieces say about the text and about the capture.
    fn check(capture: &str, text: &Tracked) {
        let mut at = 0;
        let mut from = 0;
        for piece in text.pieces() {
            assert_eq!(
                piece.source.start, from,
                "pieces cover the capture without gaps"
            );
            if piece.is_verbatim() {
                assert_eq!(
                    &capture[piece.source.clone()],
                    &text.as_str()[at..at + piece.length]
                );
            }
            from = piece.source.end;
            at += piece.length;
        }
        assert_eq!(at, text.as_str().len());
        assert_eq!(from, capture.len());
    }

    fn edits_of(text: &str, cuts: &[(usize, usize, String)]) -> Vec<Edit> {
        let mut bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bounds.push(text.len());
        let mut edits: Vec<Edit> = Vec::new();
        let mut from = 0;
        for (skip, take, replacement) in cuts {
            let start = (from + skip).min(bounds.len() - 1);
            let end = (start + take).min(bounds.len() - 1);
            edits.push(Edit::new(
                bounds[start]..bounds[end],
                replacement.clone(),
                Rule::Script,
            ));
            from = end + 1;
            if from >= bounds.len() {
                break;
            }
        }
        edits
    }

    proptest! {
        #[test]
        fn edits_change_the_text_and_keep_the_account(
            capture in "[甲乙丙a-d]{0,20}",
            rounds in prop::collection::vec(prop::collection::vec((0_usize..4, 0_usize..4, "[丁x]{0,3}"), 0..5), 0..4),
        ) {
            let mut text = Tracked::verbatim(&capture, 0..capture.len());
            for cuts in rounds {
                let mut expected = text.as_str().to_owned();
                let edits = edits_of(&expected, &cuts);
                for edit in edits.iter().rev() {
                    expected.replace_range(edit.range.clone(), &edit.text);
                }
                text.edit(&edits);
                prop_assert_eq!(text.as_str(), expected);
                check(&capture, &text);
            }
        }
    }

    #[test]
    fn split_and_join_keep_the_account() {
        let capture = "甲乙 丙丁";
        let text = Tracked::verbatim(capture, 0..capture.len());
        let (head, tail) = text.split(6);
        let (_, tail) = tail.unwrap().split(1);
        let mut head = head;
        head.join(tail.unwrap(), "", Rule::Space);
        assert_eq!(head.as_str(), "甲乙丙丁");
        check(capture, &head);
    }
}
