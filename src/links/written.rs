//! Where people wrote the links of pages: a broken link is told in the file that holds it, once for all editions.

use std::ops::Range;
use std::sync::Arc;

use crate::markdown::front_matter;
use crate::markdown::links::links;
use crate::source::SourceFile;

use super::decoded;

/// An address within the site that somebody wrote in a Markdown text.
#[derive(Debug)]
pub(super) struct Written<'a> {
    /// Where it leads.
    pub(super) address: String,
    /// The file.
    pub(super) source: &'a Arc<SourceFile>,
    /// Where it stands there.
    pub(super) span: Range<usize>,
}

/// All addresses within the site that people wrote.
pub(super) fn all<'a>(sources: &[&'a Arc<SourceFile>]) -> Vec<Written<'a>> {
    let of_file = |&source: &&'a Arc<SourceFile>| {
        let (_, body) = front_matter(&source.text);
        let own = links(&source.text, body).into_iter();
        own.filter(|link| !link.address.contains(':') && !bare(&link.address).is_empty())
            .map(|link| Written {
                address: link.address,
                source,
                span: link.span,
            })
            .collect::<Vec<_>>()
    };
    sources.iter().flat_map(of_file).collect()
}

/// Those of `written` that became `link` on a page.
pub(super) fn of<'w, 'a>(
    link: &str,
    written: &'w [Written<'a>],
) -> impl Iterator<Item = &'w Written<'a>> {
    let link = decoded(bare(link));
    written.iter().filter(move |own| {
        let own = decoded(bare(&own.address));
        link.strip_suffix(&own).is_some_and(|before| {
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
        let text = "见[甲](#p-9-9-9)、[乙](/a/text/#p-1)、[丙](https://a.org/)、![丁](/assets/x.png \"戊\")、[己](/briefs/春/)、`[庚](/b/text/#p-1)`。\n";
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
        assert_eq!(place("../briefs/%E6%98%A5/"), ["/briefs/春/"]);
        assert_eq!(place("../../b/text/#p-1"), [] as [&str; 0]);
        assert_eq!(place("../"), [] as [&str; 0]);
    }
}
