//! Every link within the site leads somewhere: to a file of the build, and to an id in it where it names one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

mod written;

/// Checks the links of all pages among the artifacts (path → bytes). `base_url` is stripped from absolute links to the
/// site itself. A link that stands in one of `sources`, which people wrote, is told there.
#[must_use]
pub fn check(
    artifacts: &BTreeMap<String, Vec<u8>>,
    base_url: &str,
    sources: &[&Arc<SourceFile>],
) -> Vec<Diagnostic> {
    let broken = broken_links(artifacts, base_url);
    if broken.is_empty() {
        return Vec::new();
    }
    let written = written::all(sources);
    let mut seen = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for Broken { page, link, what } in broken {
        let told =
            |link: &str| Diagnostic::error("broken-link", format!("the link `{link}` {what}"));
        let own: Vec<_> = written::of(&link, &written).collect();
        if own.is_empty() {
            diagnostics.push(told(&link).at(&SourceFile::new(page, ""), 0..0, ""));
        }
        for own in own {
            if seen.insert((&own.source.path, own.span.start)) {
                diagnostics.push(told(&own.address).at(own.source, own.span.clone(), ""));
            }
        }
    }
    diagnostics
}

/// A link that leads nowhere.
struct Broken<'a> {
    page: &'a str,
    link: String,
    what: &'static str,
}

fn broken_links<'a>(artifacts: &'a BTreeMap<String, Vec<u8>>, base_url: &str) -> Vec<Broken<'a>> {
    let pages: Vec<(&str, &str)> = artifacts
        .iter()
        .filter(|(path, _)| path.strip_suffix(".html").is_some())
        .filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .par_iter()
        .map(|&(path, html)| (path, values(html, " id=\"").collect()))
        .collect();
    pages
        .par_iter()
        .flat_map_iter(|&(path, html)| {
            let mut seen = BTreeSet::new();
            let links = values(html, " href=\"").chain(values(html, " src=\""));
            links
                .filter(|link| seen.insert(*link))
                .filter_map(|link| broken(path, link, artifacts, &ids, base_url))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &'static str) -> impl Iterator<Item = &'a str> {
    html.split(attribute)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(value, _)| value))
}

fn broken<'a>(
    page: &'a str,
    link: &str,
    artifacts: &BTreeMap<String, Vec<u8>>,
    ids: &BTreeMap<&str, BTreeSet<&str>>,
    base_url: &str,
) -> Option<Broken<'a>> {
    let link = &link.replace("&amp;", "&");
    let (from, local) = match link.strip_prefix(base_url) {
        Some(rest) => ("", rest),
        None if link.contains(':') && !link.starts_with(['#', '.', '/']) => return None,
        None => (page, link.as_str()),
    };
    let (path, fragment) = local
        .split_once('#')
        .map_or((local, None), |(path, fragment)| (path, Some(fragment)));
    let path = path.split('?').next().unwrap_or(path);
    let Some(target) = resolve(from, &decoded(path)) else {
        return Some(report(page, link, "leads out of the site"));
    };
    let target = if target.is_empty() || target.ends_with('/') {
        format!("{target}index.html")
    } else {
        target
    };
    let target = if local.is_empty() || path.is_empty() && from == page {
        page.to_owned()
    } else {
        target
    };
    if !artifacts.contains_key(&target) {
        return Some(report(page, link, "leads to a page that is not there"));
    }
    let fragment = decoded(fragment.unwrap_or(""));
    let known = ids
        .get(target.as_str())
        .is_none_or(|ids| ids.contains(fragment.as_str()));
    (!fragment.is_empty() && !known)
        .then(|| report(page, link, "names a place that is not on its page"))
}

fn report<'a>(page: &'a str, link: &str, what: &'static str) -> Broken<'a> {
    Broken {
        page,
        link: link.to_owned(),
        what,
    }
}

/// Resolves a relative path against the page it stands on; a folder ends in `/` unless it is the root, which is empty.
/// None where the path climbs out of the site.
fn resolve(page: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        page.split('/').collect()
    };
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    let folder = path
        .rsplit('/')
        .next()
        .is_some_and(|last| matches!(last, "" | "." | ".."));
    if folder && !parts.is_empty() {
        parts.push("");
    }
    Some(parts.join("/"))
}

/// Undoes percent-encoding (RFC 3986 §2.1).
pub(crate) fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte = code.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(link: &str) -> usize {
        let page = format!("<p id=\"p-1\"><a href=\"{link}\">x</a>");
        let artifacts: BTreeMap<String, Vec<u8>> = [
            ("a/b/index.html", page.as_str()),
            ("a/index.html", "<p id=\"top\">"),
            ("index.html", ""),
            ("a/教育厅/index.html", ""),
            ("data/x.csv", ""),
        ]
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .collect();
        check(&artifacts, "https://example.org/", &[]).len()
    }

    #[test]
    fn links_that_lead_somewhere_are_fine() {
        for link in [
            "#p-1",
            "./",
            "../",
            "../#top",
            "../../",
            "../../data/x.csv",
            "../%E6%95%99%E8%82%B2%E5%8E%85/",
            "https://example.org/a/#top",
            "https://elsewhere.org/",
            "mailto:a@b.c",
        ] {
            assert_eq!(problems(link), 0, "{link}");
        }
    }

    #[test]
    fn a_broken_link_is_told_once_where_it_was_written() {
        let page = b"<a href=\"../none/\">x</a>".to_vec();
        let artifacts: BTreeMap<String, Vec<u8>> = ["zh-hans/a/index.html", "zh-hant/a/index.html"]
            .into_iter()
            .map(|path| (path.to_owned(), page.clone()))
            .collect();
        let source = SourceFile::new("content/a.md", "甲[乙](/none/)\n");
        let told = check(&artifacts, "https://example.org/", &[&source]);
        assert_eq!(told.len(), 1);
        assert_eq!(
            told[0].message,
            "the link `/none/` leads to a page that is not there"
        );
        let label = told[0].label.as_ref().unwrap();
        assert_eq!(
            (label.source.path.as_str(), label.span.clone()),
            ("content/a.md", 9..15)
        );
    }

    #[test]
    fn links_that_lead_nowhere_are_named() {
        for link in [
            "#p-2",
            "../c/",
            "../#bottom",
            "../../../",
            "../../data/y.csv",
            "https://example.org/b/",
        ] {
            assert_eq!(problems(link), 1, "{link}");
        }
    }
}
