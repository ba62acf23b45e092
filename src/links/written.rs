//! Where people wrote the links of pages: a broken link is told in the file that holds it, once for all editions.

use std::ops::Range;
use std::sync::Arc;

use crate::source::SourceFile;

/// An address in a Markdown text: `[words](address)`.
#[derive(Debug)]
pub(super) struct Written<'a> {
    /// As it was written.
    pub(super) address: &'a str,
    /// The file.
    pub(super) source: &'a Arc<SourceFile>,
    /// Where it stands there.
    pub(super) span: Range<usize>,
}

/// All addresses within the site that people wrote.
pub(super) fn all<'a>(sources: &[&'a Arc<SourceFile>]) -> Vec<Written<'a>> {
    let mut found = Vec::new();
    for &source in sources {
        for (at, _) in source.text.match_indices("](") {
            let start = at + 2;
            let rest = &source.text[start..];
            let length = rest.find([')', ' ', '\n']).unwrap_or(rest.len());
            let address = &rest[..length];
            if !address.contains(':') && !bare(address).is_empty() {
                found.push(Written {
                    address,
                    source,
                    span: start..start + length,
                });
            }
        }
    }
    found
}

/// Those of `written` that became `link` on a page.
pub(super) fn of<'w, 'a>(
    link: &str,
    written: &'w [Written<'a>],
) -> impl Iterator<Item = &'w Written<'a>> {
    let link = bare(link).to_owned();
    written.iter().filter(move |own| {
        let own = bare(own.address);
        link.strip_suffix(own).is_some_and(|before| {
            before.is_empty() || before.ends_with('/') || own.starts_with('#')
        })
    })
}

/// An address without the way from the page it stands on.
fn bare(address: &str) -> &str {
    let mut rest = address;
    while let Some(next) = ["../", "./", "/"]
        .iter()
        .find_map(|way| rest.strip_prefix(way))
    {
        rest = next;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_where_it_was_written() {
        let text = "见[甲](#p-9-9-9)、[乙](/a/text/#p-1)、[丙](https://a.org/)、![丁](/assets/x.png \"戊\")。\n";
        let source = SourceFile::new("content/a.md", text);
        let written = all(&[&source]);
        let place = |link: &str| -> Vec<&str> {
            of(link, &written)
                .map(|own| &text[own.span.clone()])
                .collect()
        };
        assert_eq!(place("../text/#p-9-9-9"), ["#p-9-9-9"]);
        assert_eq!(place("../../a/text/#p-1"), ["/a/text/#p-1"]);
        assert_eq!(place("../../assets/x.png"), ["/assets/x.png"]);
        assert_eq!(place("../../b/text/#p-1"), [] as [&str; 0]);
        assert_eq!(place("../"), [] as [&str; 0]);
    }
}
