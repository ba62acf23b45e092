//! Front matter: the YAML between two `---` lines at the very start of a Markdown file.

use std::ops::Range;

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
}
