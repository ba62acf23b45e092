//! Front matter, the YAML between two `---` lines at the very start of a Markdown file: where it is, and what is wrong
//! with its values.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, nearest};
use crate::markdown::links::is_web;
use crate::source::SourceFile;

/// Splits front matter (`---` … `---` at the very start) from the body: the byte ranges of both.
#[must_use]
pub fn front_matter(text: &str) -> (Option<Range<usize>>, Range<usize>) {
    let Some(first) = text.lines().next() else {
        return (None, 0..0);
    };
    if first.trim_end() != "---" {
        return (None, 0..text.len());
    }
    let start = first.len() + 1;
    let mut at = start;
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (Some(start..at), at + line.len()..text.len());
        }
        at += line.len();
    }
    (None, 0..text.len())
}

/// Whether a text begins front matter that nothing ends, so that all of it would be taken for the body.
#[must_use]
pub fn is_left_open(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.trim_end() == "---")
        && front_matter(text).0.is_none()
}

/// What is wrong with the values of one file's front matter; every fault is placed at its key.
#[derive(Debug)]
pub struct Checks<'a> {
    file: &'a Arc<SourceFile>,
    front: Range<usize>,
    /// What was found.
    pub faults: Vec<Diagnostic>,
}

impl<'a> Checks<'a> {
    /// Begins with nothing wrong; `front` is where the front matter stands in `file`.
    #[must_use]
    pub fn new(file: &'a Arc<SourceFile>, front: Range<usize>) -> Self {
        Self {
            file,
            front,
            faults: Vec::new(),
        }
    }

    /// Tells that the value of `key` is wrong.
    pub fn fault(
        &mut self,
        code: &'static str,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.tell(key, Diagnostic::error(code, message).help(help));
    }

    /// Tells what should be looked at in the value of `key`.
    pub fn doubt(
        &mut self,
        code: &'static str,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.tell(key, Diagnostic::warning(code, message).help(help));
    }

    fn tell(&mut self, key: &str, diagnostic: Diagnostic) {
        let span = value_span(&self.file.text, &self.front, key);
        self.faults.push(diagnostic.at(self.file, span, ""));
    }

    /// Tells that `key` is missing where there is no value.
    pub fn required<T>(&mut self, value: Option<T>, key: &str, example: &str) -> Option<T> {
        if value.is_none() {
            let help = format!("add `{key}: {example}` between the two `---` lines at the top");
            self.fault("front-matter", key, format!("`{key}` is missing"), help);
        }
        value
    }

    /// The day that `text`, the value of `key`, names (ISO 8601: `2026-11-23`).
    pub fn date(&mut self, code: &'static str, key: &str, text: Option<&str>) -> Option<Date> {
        let text = text?;
        let date = text.trim().parse().ok();
        if date.is_none() {
            let help = "write the day as YYYY-MM-DD, for example 2026-11-23";
            self.fault(code, key, format!("`{text}` is not a date"), help);
        }
        date
    }

    /// The address, the value of `key`, if it leads to the web.
    pub fn web(
        &mut self,
        code: &'static str,
        key: &str,
        address: Option<String>,
    ) -> Option<String> {
        let address = address?;
        if is_web(&address) {
            return Some(address);
        }
        let help = "write the whole address with https:// or http://";
        self.fault(code, key, format!("`{address}` is not a web address"), help);
        None
    }

    /// Tells that `key` names something that is not among `known`.
    pub fn known(&mut self, code: &'static str, key: &str, name: &str, known: &[&str]) {
        if known.contains(&name) {
            return;
        }
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", known.join(", ")),
        };
        self.fault(code, key, format!("unknown {key} `{name}`"), help);
    }
}

/// A value with more in it than white space.
#[must_use]
pub fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// Where the value of a key stands: to the end of its line, without a comment; the front matter's start if the key is
/// not there. A key of a mapping within counts where no outer one has its name.
#[must_use]
pub fn value_span(text: &str, front: &Range<usize>, key: &str) -> Range<usize> {
    let mut at = front.start;
    let mut inner = None;
    for line in text[front.clone()].split_inclusive('\n') {
        if let Some(rest) = behind(line, key) {
            return value(at + line.len() - rest.len(), rest, "");
        }
        inner = inner.or_else(|| {
            let starts = line.match_indices(key);
            let own = |&(found, _): &(usize, &str)| line[..found].ends_with([' ', '{', ',']);
            let rest = starts
                .filter(own)
                .find_map(|(found, _)| behind(&line[found..], key))?;
            Some(value(at + line.len() - rest.len(), rest, ",}"))
        });
        at += line.len();
    }
    inner.unwrap_or(front.start..front.start)
}

/// What follows `key:` on a line that begins with it.
fn behind<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(key)?.trim_start().strip_prefix(':')?;
    Some(rest.trim_start_matches(' '))
}

/// The bytes of a value that begins at `start` and goes on as `rest` to one of `ends`, a comment or the line's end.
fn value(start: usize, rest: &str, ends: &str) -> Range<usize> {
    // YAML 1.2 §6.6: a comment is set off by white space; inside quotation marks `#` is text.
    let end = if rest.starts_with(['"', '\'']) {
        rest.len()
    } else {
        let comment = rest.find(" #").unwrap_or(rest.len());
        rest[..comment]
            .find(|c| ends.contains(c))
            .unwrap_or(comment)
    };
    start..start + rest[..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_split_from_the_body() {
        let text = "---\ntitle: x\n---\nbody";
        let (front, body) = front_matter(text);
        assert_eq!(&text[front.unwrap()], "title: x\n");
        assert_eq!(&text[body], "body");
        assert!(!is_left_open(text));
        assert!(is_left_open("---\ntitle: x\n"));
        assert!(!is_left_open("title\n---\n"));
    }

    #[test]
    fn a_value_is_found_at_its_key() {
        let text = "---\nofficial_url: a # b\nsource: {site: c, url: d}\nby:\nx: 'e # f'\n---\n";
        let (front, _) = front_matter(text);
        let found = |key| &text[value_span(text, front.as_ref().unwrap(), key)];
        assert_eq!(found("official_url"), "a");
        assert_eq!(found("url"), "d");
        assert_eq!(found("by"), "");
        assert_eq!(found("x"), "'e # f'");
        assert_eq!(found("none"), "");
    }
}
