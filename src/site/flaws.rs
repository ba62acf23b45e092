//! What no text file of a site may hold, whatever it is for.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::markdown;
use crate::source::SourceFile;

/// Returns an error for a NUL byte, for a merge that git left open, and for front matter without an end.
pub(super) fn flaws(file: &Arc<SourceFile>) -> Vec<Diagnostic> {
    let ends = |end| file.path.strip_suffix(end).is_some();
    let error = |code, message: &str, at: usize, length: usize, help: &str| {
        Diagnostic::error(code, message)
            .at(file, at..at + length, "")
            .help(help)
    };
    let mut flaws = Vec::new();
    if let Some(at) = file.text.find('\0') {
        let help = "delete it; it is often a sign of a file saved as UTF-16";
        flaws.push(error("nul-byte", "the file holds a NUL byte", at, 0, help));
    }
    // The lines of a lock are told one by one, and those on both sides hold.
    if let Some(at) = conflict(&file.text).filter(|_| !ends(".lock")) {
        let help = "keep what holds and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`";
        let message = "two versions of the text stand here";
        flaws.push(error("merge-conflict", message, at, 7, help));
    }
    if ends(".md") && markdown::is_left_open(&file.text) {
        let help = "write a line `---` below its last key";
        let message = "the front matter has no end";
        flaws.push(error("front-matter", message, 0, 3, help));
    }
    flaws
}

/// Where git left a merge for people to decide: the first of its lines, if there is a last one, too.
fn conflict(text: &str) -> Option<usize> {
    let begins = |mark: &str, from: usize| {
        let found = text[from..].match_indices(mark).map(|(at, _)| from + at);
        found
            .into_iter()
            .find(|&at| at == 0 || text[..at].ends_with('\n'))
    };
    let start = begins("<<<<<<< ", 0)?;
    begins(">>>>>>> ", begins("=======\n", start)?).map(|_| start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<(&'static str, usize)> {
        let found = flaws(&SourceFile::new(path, text)).into_iter();
        found
            .map(|d| (d.code, d.label.unwrap().span.start))
            .collect()
    }

    #[test]
    fn a_merge_left_open_is_found_and_a_heading_is_none() {
        let text = "甲\n<<<<<<< HEAD\n乙\n=======\n丙\n>>>>>>> b\n";
        assert_eq!(told("a.md", text), [("merge-conflict", 4)]);
        assert_eq!(told("anchors.lock", text), []);
        assert_eq!(told("a.md", "甲\n=======\n\n乙 <<<<<<< 丙\n"), []);
    }

    #[test]
    fn open_front_matter_and_a_nul_byte_are_found() {
        assert_eq!(told("a.md", "---\ntitle: 甲\n"), [("front-matter", 0)]);
        assert_eq!(told("a.yaml", "---\ntitle: 甲\n"), []);
        assert_eq!(told("a.yaml", "a\0"), [("nul-byte", 1)]);
    }
}
