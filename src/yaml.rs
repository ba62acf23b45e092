//! YAML at the border: typed values in, or one [`Diagnostic`] that names file, line and column.
//!
//! This module and what is below it are the only ones that name `serde_yaml`. Keys nobody knows are errors with the nearest known key as help, provided
//! the type asks for it with `#[serde(deny_unknown_fields)]`.

pub mod edit;

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, unknown_field};
use crate::source::SourceFile;

/// Parses the YAML in `range` of `source`. An empty document is the type's default where it has only optional keys.
///
/// # Errors
/// A diagnostic with the code `yaml` or `unknown-key` at the place the parser names.
pub fn parse<T: DeserializeOwned>(
    source: &Arc<SourceFile>,
    range: Range<usize>,
) -> Result<T, Box<Diagnostic>> {
    let text = &source.text[range.clone()];
    let text = if text.trim().is_empty()
        || text
            .lines()
            .all(|line| line.trim().is_empty() || line.starts_with('#'))
    {
        "{}"
    } else {
        text
    };
    serde_yaml::from_str(text).map_err(|error| Box::new(diagnose(&error, source, range)))
}

/// Parses a whole YAML file.
///
/// # Errors
/// As [`parse`].
pub fn parse_file<T: DeserializeOwned>(source: &Arc<SourceFile>) -> Result<T, Box<Diagnostic>> {
    parse(source, 0..source.text.len())
}

/// Writes a value as YAML, without the document mark.
///
/// # Panics
/// Never for values made of maps with string keys, sequences and scalars.
#[must_use]
pub fn write<T: serde::Serialize>(value: &T) -> String {
    serde_yaml::to_string(value)
        .expect("a tree of strings, numbers and lists is always representable")
}

fn diagnose(
    error: &serde_yaml::Error,
    source: &Arc<SourceFile>,
    range: Range<usize>,
) -> Diagnostic {
    let whole = error.to_string();
    // The parser appends its own position, which counts from the start of the front matter; ours counts in the file.
    let message = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
    // Of a control character it tells the place in its message only.
    let (message, position) = match message.split_once(" at position ") {
        Some((message, position)) => (message.to_owned(), position.parse().ok()),
        None => (message, None),
    };
    let index = error.location().map(|location| location.index());
    let at = index.filter(|&index| index > 0).or(position).unwrap_or(0);
    let at = (range.start + at).min(range.end);
    let at = (range.start..=at)
        .rev()
        .find(|&at| source.text.is_char_boundary(at));
    let at = at.unwrap_or(range.start);
    let code = if message.contains("unknown field") {
        "unknown-key"
    } else {
        "yaml"
    };
    let (message, span, help) =
        unknown_key(&message, source, &range).unwrap_or((message, at..at, None));
    let diagnostic = Diagnostic::error(code, message).at(source, span, "");
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// Recognises serde's "unknown field `x`, expected one of `a`, `b`" and points at the key itself.
fn unknown_key(
    message: &str,
    source: &SourceFile,
    range: &Range<usize>,
) -> Option<(String, Range<usize>, Option<String>)> {
    let (key, help) = unknown_field(message)?;
    let text = &source.text[range.clone()];
    let at = text
        .match_indices(key)
        .find(|(at, _)| {
            let before = text[..*at].rfind('\n').map_or(0, |line| line + 1);
            let lead = &text[before..*at];
            text[at + key.len()..].trim_start().starts_with(':')
                && lead.chars().all(|c| {
                    c.is_whitespace()
                        || matches!(c, '-' | '{' | ',' | '"' | '\'')
                        || c.is_alphanumeric()
                        || c == ':'
                        || c == '['
                })
        })
        .map(|(at, _)| range.start + at)?;
    Some((format!("unknown key `{key}`"), at..at + key.len(), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Brief {
        #[expect(dead_code, reason = "only its presence matters")]
        title: Option<String>,
    }

    #[test]
    fn an_unknown_key_is_named_where_it_stands_with_the_nearest_known_one() {
        let source = SourceFile::new("content/briefs/a.md", "---\ntitel: x\n---\n");
        let diagnostic = parse::<Brief>(&source, 4..13).unwrap_err();
        assert_eq!(diagnostic.code, "unknown-key");
        assert_eq!(diagnostic.help.as_deref(), Some("did you mean `title`?"));
        assert_eq!(diagnostic.label.unwrap().span, 4..9);
    }
}
