//! What can be said about content that is wrong ([`Diagnostic`], data) and about a world that is in the way
//! ([`Error`], stops the run).
//!
//! A diagnostic knows its place as a byte range in a source; line and column are computed only when it is printed,
//! for a terminal (with the line and a caret) or as one JSON object a line.

use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::source::SourceFile;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails anything.
    Note,
    /// The output is published, but somebody should look; fails under `--strict`.
    Warning,
    /// The content cannot be published as it is.
    Error,
}

/// A mistake in content: what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Stable kebab-case name of the kind of mistake.
    pub code: &'static str,
    /// What is wrong, in the reader's terms; lower case, no full stop.
    pub message: String,
    /// Where, if it has a place.
    pub label: Option<Label>,
    /// What to do.
    pub help: Option<String>,
}

/// A place in a source with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file.
    pub source: Arc<SourceFile>,
    /// Byte range in the file's text; an empty range is a point.
    pub span: Range<usize>,
    /// What is to be seen there; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// Makes an error without a place.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Makes a warning without a place.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Makes a note without a place.
    #[must_use]
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: printable(&message.into()),
            label: None,
            help: None,
        }
    }

    /// Adds the place: a byte range of `source`, and what is to be seen there.
    #[must_use]
    pub fn at(
        mut self,
        source: &Arc<SourceFile>,
        span: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        self.label = Some(Label {
            source: Arc::clone(source),
            span,
            text: printable(&text.into()),
        });
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(printable(&help.into()));
        self
    }
}

/// Strips control and bidirectional formatting characters, so that quoted content cannot disguise a message.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|&c| c == '\n' || !c.is_control())
        .filter(|c| !matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

/// Prints diagnostics for people: severity, code, message, place, the line with a caret, help.
///
/// # Errors
/// What the writer returns.
pub fn print_human(
    diagnostics: &[Diagnostic],
    colour: bool,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(&diagnostic.message).id(diagnostic.code);
        let mut report: Vec<Group> = Vec::new();
        match &diagnostic.label {
            Some(label) => {
                let (line, lines, span) = lines_of(label);
                report.push(
                    title.element(
                        Snippet::source(lines)
                            .line_start(line)
                            .path(label.source.path.clone())
                            .annotation(
                                AnnotationKind::Primary.span(span).label(label.text.clone()),
                            ),
                    ),
                );
            }
            None => report.push(Group::with_title(title)),
        }
        if let Some(help) = &diagnostic.help {
            report.push(Group::with_title(Level::HELP.secondary_title(help)));
        }
        writeln!(out, "{}\n", renderer.render(&report))?;
    }
    Ok(())
}

/// Returns the number of the first line of the label, the text of the lines it touches, and its byte range in them.
fn lines_of(label: &Label) -> (usize, &str, Range<usize>) {
    let text = &label.source.text;
    let clip = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = clip(label.span.start);
    let end = clip(label.span.end).max(start);
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    (
        label.source.position(from).0,
        &text[from..to],
        start - from..end - from,
    )
}

/// Prints diagnostics for programs: one JSON object a line with severity, code, message, path, line, column, help
/// (line and column count from 1, columns in code points; absent members are null).
///
/// # Errors
/// What the writer returns.
pub fn print_json(diagnostics: &[Diagnostic], out: &mut dyn Write) -> std::io::Result<()> {
    for diagnostic in diagnostics {
        let place = diagnostic.label.as_ref().map(|label| {
            let (line, column) = label.source.position(label.span.start);
            (label.source.path.as_str(), line, column)
        });
        let object = serde_json::json!({
            "severity": diagnostic.severity,
            "code": diagnostic.code,
            "message": diagnostic.message,
            "path": place.map(|p| p.0),
            "line": place.map(|p| p.1),
            "column": place.map(|p| p.2),
            "help": diagnostic.help,
        });
        writeln!(out, "{object}")?;
    }
    Ok(())
}

/// Trouble in the world: the run cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A file or folder cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The preview cannot listen.
    #[error("cannot listen on {address}: {message}")]
    Listen {
        /// Address and port.
        address: String,
        /// The system's answer.
        message: String,
    },
    /// The command makes no sense as it was given.
    #[error("{0}")]
    Usage(String),
}

/// Reads serde's message about an unknown field: the key, and what to say about the known ones.
#[must_use]
pub fn unknown_field(message: &str) -> Option<(&str, Option<String>)> {
    let rest = message.split_once("unknown field `")?.1;
    let (key, rest) = rest.split_once('`')?;
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let help = match nearest(key, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => (!known.is_empty()).then(|| format!("known keys: {}", known.join(", "))),
    };
    Some((key, help))
}

/// Returns the candidate nearest to `word`, if one is near enough to be what was meant (at most a third of its letters
/// differ, by Damerau–Levenshtein in its restricted form).
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (edit_distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

fn edit_distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in table.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in table[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution
                .min(table[i - 1][j] + 1)
                .min(table[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = best;
        }
    }
    table[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caret_lines_up_under_han_text() {
        let source = SourceFile::new(
            "content/x/report.md",
            "第一行\n力争并网装机2500万千瓦以上\n",
        );
        let at = source.text.find("2500").unwrap();
        let diagnostic = Diagnostic::error("unknown-unit", "unknown unit `万千瓦`")
            .at(&source, at..at + 4, "here")
            .help("add it to the list");
        let mut out = Vec::new();
        print_human(&[diagnostic], false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("content/x/report.md:2:7"), "{text}");
        assert!(text.contains("^^^^ here"), "{text}");
    }

    #[test]
    fn messages_carry_no_control_or_bidirectional_characters() {
        let diagnostic = Diagnostic::error("x", "a\u{202E}b\u{7}c");
        assert_eq!(diagnostic.message, "abc");
    }

    #[test]
    fn a_typing_error_finds_its_word_and_nonsense_finds_none() {
        assert_eq!(
            nearest("agricuture", ["energy", "agriculture"]),
            Some("agriculture")
        );
        assert_eq!(nearest("xyz", ["energy", "agriculture"]), None);
    }
}
