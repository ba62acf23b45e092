//! Note files → [`Note`]s. A file that cannot be read as a note is an error at its place; the others are unharmed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, nearest};
use crate::markdown::front_matter::{Checks, value_span};
use crate::markdown::{self, fence};
use crate::note::fold::Fold;
use crate::note::{Kind, Note, Reference};
use crate::source::SourceFile;
use crate::yaml;

/// Longest quotation, in code points that count: more is a paragraph, and `para` names that.
pub const LONGEST_QUOTE: usize = 1000;

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    quote: Option<String>,
    para: Option<String>,
    kind: Option<String>,
    by: Option<String>,
    date: Option<String>,
    sources: Option<Vec<Reference>>,
    draft: Option<bool>,
}

/// Reads the notes of one report; `files` by name, with or without `.md`.
#[must_use]
pub fn read(files: &BTreeMap<String, Arc<SourceFile>>) -> (Vec<Note>, Vec<Diagnostic>) {
    let mut notes = Vec::new();
    let mut diagnostics = Vec::new();
    let mut taken: BTreeMap<String, &Arc<SourceFile>> = BTreeMap::new();
    for (name, file) in files {
        let id = id_of(name);
        if let Some(other) = taken.get(&id) {
            diagnostics.push(
                Diagnostic::error(
                    "duplicate-note",
                    format!("this note and `{}` both have the id `{id}`", other.path),
                )
                .at(file, 0..0, "")
                .help("rename one of the two files: a note's id is its file name"),
            );
            continue;
        }
        taken.insert(id.clone(), file);
        notes.extend(note(id, file, &mut diagnostics));
    }
    (notes, diagnostics)
}

/// The id of the note in the file `name`: `n-` and the name, without what cannot stand in an address.
#[must_use]
pub fn id_of(name: &str) -> String {
    let stem = name.strip_suffix(".md").unwrap_or(name);
    let mut id = "n-".to_owned();
    for c in stem.chars() {
        let plain = c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let c = if plain { c } else { '-' };
        if c != '-' || !id.ends_with('-') {
            id.push(c);
        }
    }
    id.truncate(id.trim_end_matches('-').len().max(2));
    id
}

fn note(id: String, file: &Arc<SourceFile>, diagnostics: &mut Vec<Diagnostic>) -> Option<Note> {
    let (front, body) = markdown::front_matter(&file.text);
    let Some(front) = front else {
        diagnostics.push(
            Diagnostic::error("note-front-matter", "the note has no front matter")
                .at(file, 0..0, "")
                .help("begin the file with `---`, `quote: …`, `kind: context`, `---`"),
        );
        return None;
    };
    let fields = match yaml::parse::<FrontMatter>(file, front.clone()) {
        Ok(fields) => fields,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let FrontMatter {
        quote,
        para,
        kind,
        by,
        date,
        sources,
        draft,
    } = fields;
    let mut checks = Checks::new(file, front.clone());
    let kind = known_kind(&mut checks, kind.as_deref());
    let quote = quote
        .map(|quote| quote.trim().to_owned())
        .filter(|quote| !quote.is_empty());
    check_quote(&mut checks, quote.as_deref());
    let para = para
        .map(|para| para.trim().trim_start_matches('#').to_owned())
        .filter(|para| !para.is_empty());
    check_para(&mut checks, para.as_deref());
    let date = checks.date("note-date", "date", date.as_deref());
    let sources = sources.unwrap_or_default();
    for source in &sources {
        checks.web("link-scheme", "sources", source.url.clone());
    }
    let readable = checks.faults.is_empty();
    diagnostics.append(&mut checks.faults);
    let (sections, faults) = fence::parse(file, body.clone(), &[]);
    if sections.is_empty() && faults.is_empty() {
        diagnostics.push(
            Diagnostic::warning("empty-note", "the note says nothing")
                .at(file, body.end..body.end, "")
                .help("write the note below the second `---`"),
        );
    }
    diagnostics.extend(faults);
    readable.then(|| Note {
        id,
        quote_span: value_span(&file.text, &front, "quote"),
        para_span: value_span(&file.text, &front, "para"),
        quote,
        para,
        kind,
        by: by.filter(|by| !by.trim().is_empty()),
        date,
        sources,
        draft: draft.unwrap_or_default(),
        body: sections,
        file: Arc::clone(file),
    })
}

/// The kind a note says it is of.
fn known_kind(checks: &mut Checks<'_>, name: Option<&str>) -> Kind {
    let Some(name) = name else {
        return Kind::default();
    };
    Kind::parse(name).unwrap_or_else(|| {
        let names = Kind::ALL.map(Kind::name);
        let help = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("kinds: {}", names.join(", ")),
        };
        let message = format!("unknown kind `{name}`");
        checks.fault("unknown-kind", "kind", message, help);
        Kind::default()
    })
}

/// Tells of a quotation that nobody could find again.
fn check_quote(checks: &mut Checks<'_>, quote: Option<&str>) {
    let Some(quote) = quote else { return };
    // The letters' fold changes no lengths, so the plain one counts as well.
    let length = Fold::default().quotation(quote).chars.len();
    let (message, help) = if length < 2 {
        (
            "the quotation is too short to be found again".to_owned(),
            "quote at least two characters, better a whole phrase with its number",
        )
    } else if length > LONGEST_QUOTE {
        (
            format!(
                "the quotation is {length} characters long; at most {LONGEST_QUOTE} are searched for"
            ),
            "quote the few words that matter, or leave `quote` out and name the paragraph with `para`",
        )
    } else {
        return;
    };
    checks.fault("quote-length", "quote", message, help);
}

/// Tells of an id that no place can have.
fn check_para(checks: &mut Checks<'_>, id: Option<&str>) {
    if let Some(id) = id.filter(|id| !is_place(id)) {
        checks.fault(
            "note-para",
            "para",
            format!("`{id}` is not the id of a place in a report"),
            "ids look like p-3-2-3 (paragraph), p-3-2-3.s6 (sentence), h-3-2 (heading), x-06 (project), f-p-3-2-3-1 (figure); every paragraph shows its own in the margin",
        );
    }
}

/// Whether `id` has the form of an id of a place.
fn is_place(id: &str) -> bool {
    let plain = id
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'));
    let form = ["p-", "h-", "t-", "f-"].iter().any(|p| id.starts_with(p))
        || (id.starts_with('x') && id.contains('-'));
    plain && form
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(texts: &[(&str, &str)]) -> BTreeMap<String, Arc<SourceFile>> {
        let file = |(name, text): &(&str, &str)| {
            let path = format!("content/x/notes/{name}.md");
            ((*name).to_owned(), SourceFile::new(path, *text))
        };
        texts.iter().map(file).collect()
    }

    fn codes(text: &str) -> Vec<(&'static str, usize)> {
        let (_, diagnostics) = read(&files(&[("a", text)]));
        diagnostics
            .iter()
            .map(|d| {
                let label = d.label.as_ref().unwrap();
                (d.code, label.source.position(label.span.start).0)
            })
            .collect()
    }

    #[test]
    fn a_whole_note_is_read() {
        let text = "---\nquote: 力争并网装机2500万千瓦以上     # in either script\npara: p-3-2-3\nkind: data\nby: 编辑部\ndate: 2026-11-23\nsources: [{title: 甲, url: https://example.org/}]\ndraft: true\n---\n正文。\n";
        let (notes, diagnostics) = read(&files(&[("grid", text)]));
        assert_eq!(diagnostics, []);
        let note = &notes[0];
        assert_eq!(note.id, "n-grid");
        assert_eq!(&text[note.quote_span.clone()], "力争并网装机2500万千瓦以上");
        assert_eq!(&text[note.para_span.clone()], "p-3-2-3");
        assert_eq!((note.kind, note.draft), (Kind::Data, true));
        assert_eq!(note.date.unwrap().to_string(), "2026-11-23");
        assert_eq!(note.sources[0].title, "甲");
    }

    #[test]
    fn one_bad_note_harms_no_other() {
        let (notes, diagnostics) = read(&files(&[
            ("a", "---\nquote: [甲\n---\n甲\n"),
            ("b", "---\nquote: 源网荷储\n---\n好。\n"),
        ]));
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].id, "n-b");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code, "yaml");
    }

    #[test]
    fn mistakes_are_named_at_their_line() {
        let long = format!("---\nquote: {}\n---\n甲\n", "长".repeat(5000));
        let cases = [
            ("---\nquote: 甲\n---\n甲\n", ("quote-length", 2)),
            (long.as_str(), ("quote-length", 2)),
            (
                "---\nquote: 甲乙\nknid: data\n---\n甲\n",
                ("unknown-key", 3),
            ),
            (
                "---\nquote: 甲乙\nkind: dta\n---\n甲\n",
                ("unknown-kind", 3),
            ),
            ("---\nquote: 甲乙\npara: 3-2-3\n---\n甲\n", ("note-para", 3)),
            ("---\nquote: 甲乙\ndate: 明天\n---\n甲\n", ("note-date", 3)),
            (
                "---\nquote: 甲乙\nsources: [{title: 甲, url: 'javascript:x'}]\n---\n甲\n",
                ("link-scheme", 3),
            ),
            ("---\nquote: 甲乙\n---\n甲<b>乙\n", ("raw-html", 4)),
            (
                "---\nquote: 甲乙\n---\n[甲](javascript:x)\n",
                ("link-scheme", 4),
            ),
            ("---\nquote: 甲乙\n---\n", ("empty-note", 4)),
            ("quote: 甲乙\n", ("note-front-matter", 1)),
        ];
        for (text, expected) in cases {
            assert_eq!(codes(text), [expected], "{text:.60}");
        }
    }

    #[test]
    fn an_unknown_kind_is_answered_with_the_nearest() {
        let (_, diagnostics) = read(&files(&[(
            "a",
            "---\nquote: 甲乙\nkind: contxt\n---\n甲\n",
        )]));
        assert_eq!(
            diagnostics[0].help.as_deref(),
            Some("did you mean `context`?")
        );
    }

    #[test]
    fn two_files_that_give_one_id_are_an_error_naming_both() {
        let note = "---\nquote: 甲乙\n---\n甲\n";
        let (notes, diagnostics) = read(&files(&[("a b", note), ("a-b", note)]));
        assert_eq!(notes.len(), 1);
        assert_eq!(diagnostics[0].code, "duplicate-note");
        assert!(diagnostics[0].message.contains("notes/a b.md"));
    }
}
