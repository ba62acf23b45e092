//! Notes: a new file for words of the report, what a note says, what it quotes.

use super::{Change, Desk, Failure, NewNote, Refusal, filled};
use crate::markdown::front_matter;
use crate::note::edit::{Draft, note_on, requoted};
use crate::note::{Anchored, Kind, anchor_in};
use crate::text;

/// A new note.
pub(super) fn write(new: &NewNote, desk: &Desk<'_>) -> Result<Vec<Change>, Failure> {
    let NewNote {
        report,
        quote,
        places,
        kind,
        by,
        sources,
        draft,
        body,
    } = new;
    let digest = desk.digest(report)?;
    let kind = Kind::parse(kind).ok_or_else(|| Refusal::new("unknown_kind", kind))?;
    let body = filled(body).ok_or_else(|| Refusal::new("empty", "body"))?;
    let quote = quote.as_deref().and_then(filled);
    let files = desk.snapshot.site().reports.iter();
    let taken: Vec<&str> = files
        .filter(|files| files.id == *report)
        .flat_map(|files| files.notes.keys().map(String::as_str))
        .collect();
    let folder = format!("content/{report}/notes/");
    // A quotation that stands once needs no place; a note on a whole is on the narrowest place that is named.
    let mut tries: Vec<Option<&str>> = places.iter().map(|place| Some(place.as_str())).collect();
    if quote.is_some() || tries.is_empty() {
        tries.insert(0, None);
    } else {
        tries.reverse();
        tries.truncate(1);
    }
    let mut told = None;
    for para in tries {
        let mut draft = Draft {
            quote,
            para,
            kind,
            by: by.as_deref().and_then(filled),
            date: Some(desk.today),
            sources,
            draft: *draft,
            body,
        };
        let anchor = |notes: &[_]| anchor_in(notes, digest);
        let make = |draft: &Draft<'_>| note_on(anchor, &digest.report, draft, &folder, &taken);
        let (made, diagnostics) = make(&draft);
        let Some(first) = made else {
            let message = diagnostics.into_iter().next().map(|d| (d.code, d.message));
            told = told.or(message);
            continue;
        };
        // The report's own words are what the file keeps, whichever script they were selected in.
        let words = first.target.filter(|target| !target.whole).map(|target| {
            let block = &digest.report.blocks[target.block];
            text::slice(&block.text, target.range)
        });
        draft.quote = words.or(quote);
        let file = make(&draft).0.unwrap_or(first);
        let path = format!("{folder}{}", file.name);
        return Ok(vec![Change {
            before: (desk.read)(&path)?,
            path,
            after: Some(file.text.into_bytes()),
        }]);
    }
    let about = quote.unwrap_or_default();
    Err(match told {
        Some(("note-ambiguous", _)) => Refusal::new("words_twice", about),
        Some(("note-orphan" | "note-drifted", _)) | None => Refusal::new("words_gone", about),
        Some(("quote-length", _)) => Refusal::new("quote_length", about),
        Some((_, message)) => Refusal::new("wrong", message),
    }
    .into())
}

fn noted<'a>(desk: &'a Desk<'_>, report: &str, id: &str) -> Result<&'a Anchored, Refusal> {
    let notes = desk.snapshot.editorial().notes.get(report);
    let mut notes = notes.into_iter().flatten();
    let found = notes.find(|anchored| anchored.note.id == id);
    found.ok_or_else(|| Refusal::new("no_such_note", id))
}

/// Another body for a note; its front matter stays byte for byte.
pub(super) fn rewrite(
    desk: &Desk<'_>,
    report: &str,
    note: &str,
    body: &str,
) -> Result<Vec<Change>, Failure> {
    let note = &noted(desk, report, note)?.note;
    let body = filled(body).ok_or_else(|| Refusal::new("empty", "body"))?;
    let change = desk.edit(&note.file.path, |text| {
        let (front, old) = front_matter(text);
        front?;
        Some(format!("{}{body}\n", &text[..old.start]))
    })?;
    Ok(vec![change])
}

/// The words that stand there now, in place of those that a drifted note quotes.
pub(super) fn requote(desk: &Desk<'_>, report: &str, note: &str) -> Result<Vec<Change>, Failure> {
    let digest = desk.digest(report)?;
    let anchored = noted(desk, report, note)?;
    let new = requoted(anchored, &digest.report)
        .ok_or_else(|| Refusal::new("cannot_change", &anchored.note.file.path))?;
    let change = desk.edit(&anchored.note.file.path, |text| {
        (text == anchored.note.file.text).then_some(new)
    })?;
    Ok(vec![change])
}
