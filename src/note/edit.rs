//! Note files written by the program: a new one for a quotation, and corrections of which it is certain.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::note::{Anchored, Kind, State, anchor, read};
use crate::report::Report;
use crate::source::SourceFile;

/// What a new note says of itself.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// The words it speaks of.
    pub quote: &'a str,
    /// Where they stand.
    pub para: Option<&'a str>,
    /// What kind of note it is.
    pub kind: Kind,
    /// Who signs it.
    pub by: Option<&'a str>,
    /// The day.
    pub date: Option<Date>,
}

/// Name and text of a new file, if it can be made.
pub type NewFile = Option<(String, String)>;

/// Makes a note file: its name, free among `taken` (names without `.md`), and its text. The note is a draft until an
/// editor has written what it says. `place` is the id of the block it stands in, if it was found.
#[must_use]
pub fn new_note(draft: &Draft<'_>, place: Option<&str>, taken: &[&str]) -> (String, String) {
    let stem = place.or(draft.para).unwrap_or("note");
    let free = (1..=taken.len() + 1)
        .map(|number| format!("{stem}-{number}"))
        .find(|name| !taken.contains(&name.as_str()));
    let name = free.expect("there are more numbers than files");
    let mut text = format!("---\nquote: {}\n", scalar(draft.quote));
    let mut line = |key: &str, value: &str| {
        text.push_str(key);
        text.push_str(": ");
        text.push_str(value);
        text.push('\n');
    };
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
    line("sources", "[]");
    line("draft", "true");
    text.push_str("---\n\n");
    (format!("{name}.md"), text)
}

/// Makes a note file for words of `report`: its name and text, if the words stand there at one place. `folder` is where
/// it will stand, `taken` the names that are in use. Otherwise the diagnostics say why not.
#[must_use]
pub fn note_on(
    report: &Report,
    draft: &Draft<'_>,
    folder: &str,
    taken: &[&str],
) -> (NewFile, Vec<Diagnostic>) {
    let (name, text) = new_note(draft, None, taken);
    let file = SourceFile::new(format!("{folder}{name}"), text);
    let (notes, mut diagnostics) = read(&BTreeMap::from([(name, file)]));
    // That it says nothing yet is no news.
    diagnostics.retain(|diagnostic| diagnostic.code != "empty-note");
    let (anchored, more) = anchor(&notes, report);
    diagnostics.extend(more);
    let found = anchored.iter().find(|note| note.state == State::Exact);
    let made = found.map(|note| {
        let block = note
            .target
            .map(|target| report.blocks[target.block].id.as_str());
        new_note(draft, block, taken)
    });
    (made, diagnostics)
}

/// A YAML scalar of one line: plain where that is safe, else in double quotation marks.
fn scalar(text: &str) -> String {
    let safe = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '，' | '。'
                    | '、'
                    | '；'
                    | '“'
                    | '”'
                    | '《'
                    | '》'
                    | '（'
                    | '）'
                    | '—'
                    | '·'
                    | '-'
                    | '.'
            )
    };
    let plain = text.chars().all(|c| safe(c) || c == '%')
        && text.starts_with(|c: char| c.is_alphabetic() || c == '“')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off"
        );
    if plain {
        text.to_owned()
    } else {
        // Every JSON string is a YAML 1.2 double-quoted scalar.
        serde_json::Value::from(text).to_string()
    }
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
        for quote in [
            "力争并网装机2500万千瓦以上",
            "2500",
            "甲: 乙 # 丙",
            "“十四五”规划",
            "- 甲\\\"",
            "100%",
        ] {
            let draft = Draft {
                quote,
                para: Some("p-1-0-2"),
                kind: Kind::Data,
                by: Some("编辑部"),
                date: Some(jiff::civil::date(2026, 11, 23)),
            };
            let (name, text) = new_note(&draft, Some("p-1-0-2"), &["p-1-0-2-1"]);
            assert_eq!(name, "p-1-0-2-2.md");
            let file = SourceFile::new("a.md", format!("{text}注。\n"));
            let (notes, diagnostics) = read(&BTreeMap::from([(name, file)]));
            assert_eq!(diagnostics, []);
            assert_eq!(notes[0].quote.as_deref(), Some(quote));
            assert_eq!((notes[0].kind, notes[0].draft), (Kind::Data, true));
            assert_eq!(notes[0].by.as_deref(), Some("编辑部"));
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
