//! Which notes beside a paragraph stand folded: open, they would hold the next paragraph far down.
//!
//! A note stands beside its paragraph and never lower, so its row is as high as the higher of the two. Heights are reckoned
//! from the lengths of the texts in the built-in style sheet's wide layout; a theme with other measures folds a little sooner
//! or later, and every note opens by a click.

use crate::page::notes::NoteView;

/// Height of a line of the report's text and how many characters it holds.
const TEXT: (usize, usize) = (34, 36);
/// The same of the margin.
const MARGIN: (usize, usize) = (21, 17);
/// Space between two things in the margin.
const BETWEEN: usize = 18;
/// How much higher than its paragraph the margin may be.
const OVER: usize = 100;
/// Longer than this, in characters of HTML, a note is folded beside any paragraph.
const LONG: usize = 400;

/// What stands in the margin besides notes.
pub(super) struct Besides {
    /// Rows of figures.
    pub figures: usize,
    /// Whether there is a list of sentences; with notes it is folded.
    pub outline: bool,
    /// Whether there are links to sectors.
    pub sectors: bool,
}

/// `notes` of a paragraph of `characters` with those folded that have no room beside it. The first come first.
pub(super) fn folded(notes: Vec<NoteView>, characters: usize, besides: &Besides) -> Vec<NoteView> {
    let room = height(TEXT, characters + 2) + OVER;
    let heads: usize = notes.iter().map(head).sum();
    let mut used = heads + besides.height();
    (notes.into_iter())
        .map(|note| {
            let body = body(&note);
            let folded = note.html.chars().count() > LONG || used + body > room;
            if !folded {
                used += body;
            }
            NoteView { folded, ..note }
        })
        .collect()
}

impl Besides {
    fn height(&self) -> usize {
        let figures = match self.figures {
            0 => 0,
            rows => BETWEEN + (rows + 1) * (MARGIN.0 + 4),
        };
        let lines = usize::from(self.outline) + usize::from(self.sectors);
        figures + lines * (BETWEEN + MARGIN.0)
    }
}

/// Height of a folded note.
fn head(note: &NoteView) -> usize {
    BETWEEN + height(MARGIN, note.quote.chars().count() + 4)
}

/// What a note is higher when it is open.
fn body(note: &NoteView) -> usize {
    let sources: usize = note.sources.iter().map(|s| s.title.chars().count()).sum();
    let blocks = note.html.matches("</p>").count() + note.html.matches("</li>").count();
    // The words end in half a line on average; the last lines name the sources and who signs.
    height(MARGIN, letters(&note.html) + blocks * MARGIN.1 / 2)
        + height(MARGIN, sources + 3)
        + MARGIN.0
}

/// Characters of `html` outside its tags.
fn letters(html: &str) -> usize {
    let mut within = false;
    (html.chars())
        .filter(|&c| {
            let outside = !within && c != '<';
            within = c == '<' || (within && c != '>');
            outside
        })
        .count()
}

const fn height((line, holds): (usize, usize), characters: usize) -> usize {
    characters.div_ceil(holds) * line
}

#[cfg(test)]
mod tests {
    use super::{Besides, folded, letters};
    use crate::page::notes::NoteView;

    const NOTHING: Besides = Besides {
        figures: 0,
        outline: false,
        sectors: false,
    };

    fn note(words: usize) -> NoteView {
        NoteView {
            html: format!("<p>{}</p>", "字".repeat(words)),
            quote: "引文".to_owned(),
            ..NoteView::default()
        }
    }

    fn which(notes: Vec<NoteView>, characters: usize, besides: &Besides) -> Vec<bool> {
        let notes = folded(notes, characters, besides);
        notes.iter().map(|note| note.folded).collect()
    }

    #[test]
    fn notes_stand_open_as_long_as_they_have_room_beside_their_paragraph() {
        assert_eq!(which(vec![note(20)], 20, &NOTHING), [false]);
        assert_eq!(
            which(vec![note(40), note(40), note(40)], 40, &NOTHING),
            [true, true, true],
            "a paragraph of two lines"
        );
        assert_eq!(
            which(vec![note(40), note(40), note(40)], 600, &NOTHING),
            [false, false, false]
        );
        assert_eq!(
            which(vec![note(190), note(10)], 200, &NOTHING),
            [true, false],
            "a short one may follow a long one"
        );
    }

    #[test]
    fn figures_in_the_margin_take_room_and_a_long_note_folds_anywhere() {
        let figures = Besides {
            figures: 12,
            ..NOTHING
        };
        assert_eq!(which(vec![note(60)], 250, &NOTHING), [false]);
        assert_eq!(which(vec![note(60)], 250, &figures), [true]);
        assert_eq!(which(vec![note(500)], 5000, &NOTHING), [true]);
    }

    #[test]
    fn tags_are_no_letters() {
        assert_eq!(letters("<p class=\"a\">二字</p>"), 2);
    }
}
