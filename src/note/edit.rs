//! Note files written by the program: a new one for a quotation, and corrections of which it is certain.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Severity};
use crate::note::{Anchored, Kind, Note, Reference, State, Target, read};
use crate::report::Report;
use crate::source::SourceFile;
use crate::yaml::edit::scalar;

/// What a new note says of itself.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// The words it speaks of; none for a note on a whole.
    pub quote: Option<&'a str>,
    /// Where they stand.
    pub para: Option<&'a str>,
    /// What kind of note it is.
    pub kind: Kind,
    /// Who signs it.
    pub by: Option<&'a str>,
    /// The day.
    pub date: Option<Date>,
    /// What it rests on.
    pub sources: &'a [Reference],
    /// Whether it is kept back.
    pub draft: bool,
    /// What it says, as Markdown; may be empty.
    pub body: &'a str,
}

/// A new note file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Where it belongs; none for a note on the report.
    pub target: Option<Target>,
}

/// Makes a note file: its name, free among `taken` (names without `.md`), and its text. `place` is the id of the block
/// it stands in, if it was found.
#[must_use]
pub fn new_note(draft: &Draft<'_>, place: Option<&str>, taken: &[&str]) -> (String, String) {
    let stem = place.or(draft.para).unwrap_or("note");
    let free = (1..=taken.len() + 1)
        .map(|number| format!("{stem}-{number}"))
        .find(|name| !taken.contains(&name.as_str()));
    let name = free.expect("there are more numbers than files");
    let mut text = "---\n".to_owned();
    let mut line = |key: &str, value: &str| {
        text.push_str(key);
        text.push_str(": ");
        text.push_str(value);
        text.push('\n');
    };
    if let Some(quote) = draft.quote {
        line("quote", &scalar(quote));
    }
    if let Some(para) = draft.para {
        line("para", &scalar(para));
    }
    line("kind", draft.kind.name());
    if let Some(by) = draft.by {
        line("by", &scalar(by));
    }
    if let Some(date) = draft.date {
        line("date", &date.to_string());
    }
    let source = |source: &Reference| match &source.url {
        Some(url) => format!("{{title: {}, url: {}}}", scalar(&source.title), scalar(url)),
        None => format!("{{title: {}}}", scalar(&source.title)),
    };
    let sources: Vec<String> = draft.sources.iter().map(source).collect();
    line("sources", &format!("[{}]", sources.join(", ")));
    if draft.draft {
        line("draft", "true");
    }
    text.push_str("---\n\n");
    if !draft.body.is_empty() {
        text.push_str(&draft.body.replace("\r\n", "\n"));
        text.push('\n');
    }
    (format!("{name}.md"), text)
}

/// Makes a note file for words of `report`, if the words stand there at one place; `anchor` finds them. `folder` is
/// where it will stand, `taken` the names that are in use. Otherwise the diagnostics say why not.
#[must_use]
pub fn note_on(
    anchor: impl Fn(&[Note]) -> (Vec<Anchored>, Vec<Diagnostic>),
    report: &Report,
    draft: &Draft<'_>,
    folder: &str,
    taken: &[&str],
) -> (Option<NewFile>, Vec<Diagnostic>) {
    let (name, text) = new_note(draft, None, taken);
    let file = SourceFile::new(format!("{folder}{name}"), text);
    let (notes, mut diagnostics) = read(&BTreeMap::from([(name, file)]));
    // That it says nothing yet is no news.
    diagnostics.retain(|diagnostic| diagnostic.code != "empty-note");
    let (anchored, more) = anchor(&notes);
    diagnostics.extend(more);
    let readable = !diagnostics.iter().any(|d| d.severity == Severity::Error);
    let found = (anchored.iter()).find(|note| readable && note.state == State::Exact);
    let made = found.map(|note| {
        let block = note
            .target
            .map(|target| report.blocks[target.block].id.as_str());
        let (name, text) = new_note(draft, block, taken);
        NewFile {
            name,
            text,
            target: note.target,
        }
    });
    (made, diagnostics)
}

/// The text of a drifted note's file with the words that stand there now in place of its quotation; none for other notes.
#[must_use]
pub fn requoted(anchored: &Anchored, report: &Report) -> Option<String> {
    let note = &anchored.note;
    let target = anchored
        .target
        .filter(|_| anchored.state == State::Drifted)?;
    let written = note.file.text.get(note.quote_span.clone())?;
    if written.trim_matches(['"', '\'']) != note.quote.as_deref()? {
        return None;
    }
    let words = crate::text::slice(&report.blocks.get(target.block)?.text, target.range);
    Some(replaced(&note.file.text, &note.quote_span, &scalar(words)))
}

/// The text of a note file with what is certain put right, every other byte as it was; none if there is nothing to do.
///
/// Certain are: the paragraph, where the very words stand in another one that continues it; and the quotation, where
/// nothing but a damaged character (`□`) has been restored.
#[must_use]
pub fn fix(anchored: &Anchored, report: &Report) -> Option<String> {
    let note = &anchored.note;
    let target = anchored.target.filter(|target| !target.whole)?;
    let block = report.blocks.get(target.block)?;
    let text = &note.file.text;
    match anchored.state {
        State::Exact => {
            let para = note.para.as_deref()?;
            let base = para.split(".s").next().unwrap_or(para);
            let base = base.strip_prefix("f-").unwrap_or(base);
            let same = base
                .strip_prefix(block.id.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            if same || text.get(note.para_span.clone())?.trim_start_matches('#') != para {
                return None;
            }
            Some(replaced(text, &note.para_span, &block.id))
        }
        State::Drifted => {
            let restored = anchored.changes.iter().all(|change| {
                let damaged = |words: &str| words.contains('□');
                damaged(&change.old)
                    && !damaged(&change.new)
                    && change.old.chars().count() == change.new.chars().count()
            });
            let quote = note.quote.as_deref()?;
            let written = text.get(note.quote_span.clone())?;
            if !restored || written.trim_matches(['"', '\'']) != quote {
                return None;
            }
            let words = crate::text::slice(&block.text, target.range);
            Some(replaced(text, &note.quote_span, &scalar(words)))
        }
        State::Orphan => None,
    }
}

fn replaced(text: &str, span: &std::ops::Range<usize>, words: &str) -> String {
    format!("{}{words}{}", &text[..span.start], &text[span.end..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::anchor;
    use crate::report::{lock::Lock, parse};

    fn fixed(note: &str) -> Option<String> {
        let source = SourceFile::new(
            "content/x/report.md",
            "---\ntitle: a\n---\n\n# 报告\n\n## 一、甲\n\n先说能源。\n\n力争并网装机2500万千瓦以上。\n",
        );
        let (report, _, _) = parse("x", &source, &Lock::default());
        let file = SourceFile::new("content/x/notes/a.md", note);
        let (notes, _) = read(&BTreeMap::from([("a".to_owned(), file)]));
        let (anchored, _) = anchor(&notes, &report);
        fix(&anchored[0], &report)
    }

    #[test]
    fn a_new_note_reads_back_as_it_was_meant() {
        let sources = [Reference {
            title: "甲: 乙, 丙".to_owned(),
            url: Some("https://example.org/?a=b#c".to_owned()),
        }];
        for quote in [
            "力争并网装机2500万千瓦以上",
            "2500",
            "甲: 乙 # 丙",
            "“十四五”规划",
            "- 甲\\\"",
            "100%",
        ] {
            let draft = Draft {
                quote: Some(quote),
                para: Some("p-1-0-2"),
                kind: Kind::Data,
                by: Some("编辑部"),
                date: Some(jiff::civil::date(2026, 11, 23)),
                sources: &sources,
                draft: true,
                body: "注。",
            };
            let (name, text) = new_note(&draft, Some("p-1-0-2"), &["p-1-0-2-1"]);
            assert_eq!(name, "p-1-0-2-2.md");
            let file = SourceFile::new("a.md", text);
            let (notes, diagnostics) = read(&BTreeMap::from([(name, file)]));
            assert_eq!(diagnostics, []);
            assert_eq!(notes[0].quote.as_deref(), Some(quote));
            assert_eq!((notes[0].kind, notes[0].draft), (Kind::Data, true));
            assert_eq!(notes[0].by.as_deref(), Some("编辑部"));
            assert_eq!(notes[0].sources, sources);
        }
    }

    #[test]
    fn only_what_is_certain_is_put_right_and_no_other_byte_moves() {
        let note = |para: &str, quote: &str| {
            format!(
                "---\nkind:   data # 甲\npara: {para}   # 段\nquote: {quote}  # 引\n---\n\n注  。\n"
            )
        };
        let right = "力争并网装机2500万千瓦以上";
        assert_eq!(fixed(&note("p-1-0-1", right)), Some(note("p-1-0-2", right)));
        assert_eq!(
            fixed(&note("p-1-0-2", "力争□网装机2500万千瓦以上")),
            Some(note("p-1-0-2", right))
        );
        assert_eq!(fixed(&note("p-1-0-2", right)), None);
        assert_eq!(fixed(&note("p-1-0-2", "力争并网装机2600万千瓦以上")), None);
    }
}
