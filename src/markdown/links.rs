//! Links and pictures of a Markdown text: where each was written, and where one may lead.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use crate::markdown::OPTIONS;

/// An address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, without the escapes of Markdown.
    pub address: String,
    /// Bytes of the text: the address, or the whole link where the address stands elsewhere (`[words][label]`) or was
    /// written with escapes.
    pub span: Range<usize>,
}

/// Returns the links and pictures of the Markdown in `range` of `text`, in order; spans count from the start of `text`.
#[must_use]
pub fn links(text: &str, range: Range<usize>) -> Vec<Link> {
    let from = range.start;
    let events = Parser::new_ext(&text[range], OPTIONS).into_offset_iter();
    let link = |(event, span): (Event<'_>, Range<usize>)| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            let span = from + span.start..from + span.end;
            // The address is the last thing of a link but its title, which may well repeat it: look behind the words.
            let words = text[span.clone()].rfind("](").map_or(0, |at| at + 2);
            let start = text[span.start + words..span.end].find(&*dest_url);
            let span = match start.filter(|_| words > 0 && !dest_url.is_empty()) {
                Some(at) => {
                    let start = span.start + words + at;
                    start..start + dest_url.len()
                }
                None => span,
            };
            Some(Link {
                address: dest_url.into_string(),
                span,
            })
        }
        _ => None,
    };
    events.filter_map(link).collect()
}

/// Whether a link may lead to `address`: `https http mailto`, the site, a fragment.
#[must_use]
pub fn is_allowed(address: &str) -> bool {
    match address.split_once(':') {
        None => true,
        Some((scheme, _)) if scheme.contains(['/', '#', '?']) => true,
        Some((scheme, _)) => ["https", "http", "mailto"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known)),
    }
}

/// Whether `address` leads to the web (`https:` or `http:`).
#[must_use]
pub fn is_web(address: &str) -> bool {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, &str)> {
        let links = links(text, 0..text.len()).into_iter();
        links.map(|link| (link.address, &text[link.span])).collect()
    }

    #[test]
    fn a_link_is_what_the_parser_takes_for_one() {
        let text = "见[甲](/a/ \"/a/\")、`[乙](/b/)`、\\[丙](/c/)、![丁](</d e.png>)\n\n```\n[戊](/f/)\n```\n";
        let expected = [
            ("/a/".to_owned(), "/a/"),
            ("/d e.png".to_owned(), "/d e.png"),
        ];
        assert_eq!(told(text), expected);
    }

    #[test]
    fn a_link_by_its_label_or_with_escapes_is_found_as_a_whole() {
        let text = "[甲][a]和[乙](/b\\_c/)\n\n[a]: /a/\n";
        let expected = [
            ("/a/".to_owned(), "[甲][a]"),
            ("/b_c/".to_owned(), "[乙](/b\\_c/)"),
        ];
        assert_eq!(told(text), expected);
    }

    #[test]
    fn a_picture_in_a_link_and_a_bracket_in_an_address_have_their_places() {
        let text = "[![甲](/assets/a.png)](/b/(c)/)";
        let expected = [
            ("/b/(c)/".to_owned(), "/b/(c)/"),
            ("/assets/a.png".to_owned(), "/assets/a.png"),
        ];
        assert_eq!(told(text), expected);
    }
}
