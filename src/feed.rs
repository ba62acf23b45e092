//! What machines read: the sitemap with its alternates, an Atom feed an edition, robots, llms.txt, and the files that
//! hosting services look for. Only here and in a page's head are addresses absolute.

use std::fmt::Write as _;

use atom_syndication::{Entry, Feed, Generator, Link, Person, Text};
use jiff::civil::Date;

use crate::script::Tag;

/// A page as the sitemap lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Absolute address.
    pub address: String,
    /// The same page in every edition and `x-default`: language tag and absolute address.
    pub alternates: Vec<(String, String)>,
}

/// A report or an article as a feed lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Absolute address, which is also its id.
    pub address: String,
    /// Title in the edition's script.
    pub title: String,
    /// A sentence about it.
    pub summary: String,
    /// Who gave the speech or wrote the article.
    pub author: Option<String>,
    /// The day it was given or published.
    pub day: Option<Date>,
}

/// Writes the sitemap (sitemaps.org 0.9 with the alternates of `xhtml:link`).
#[must_use]
pub fn sitemap(listings: &[Listing]) -> Vec<u8> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for listing in listings {
        let _ = write!(xml, "<url><loc>{}</loc>", escaped(&listing.address));
        for (tag, address) in &listing.alternates {
            let _ = write!(
                xml,
                "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{}\"/>",
                escaped(address)
            );
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml.into_bytes()
}

/// Writes the Atom feed (RFC 4287) of one edition. `home` is the absolute address of the edition's home; `updated` is
/// the newest day among the items, or the start of the epoch for an empty feed: the clock has no part in it.
#[must_use]
pub fn atom(tag: Tag, title: &str, publisher: Option<&str>, home: &str, items: &[Item]) -> Vec<u8> {
    let updated = items.iter().filter_map(|item| item.day).max();
    let mut feed = Feed::default();
    feed.set_lang(tag.as_str().to_owned());
    feed.set_title(Text::plain(title));
    feed.set_id(home);
    feed.set_updated(midnight(updated));
    feed.set_generator(Generator {
        value: "zhaiyao".to_owned(),
        uri: None,
        version: None,
    });
    feed.set_links(vec![
        link("alternate", home, "text/html"),
        link("self", &format!("{home}feed.xml"), "application/atom+xml"),
    ]);
    let author = publisher.unwrap_or(title);
    feed.set_authors(vec![Person {
        name: author.to_owned(),
        ..Person::default()
    }]);
    let entries = items.iter().map(|item| {
        let mut entry = Entry::default();
        entry.set_title(Text::plain(item.title.clone()));
        entry.set_id(item.address.clone());
        entry.set_updated(midnight(item.day.or(updated)));
        entry.set_links(vec![link("alternate", &item.address, "text/html")]);
        entry.set_summary(Text::plain(item.summary.clone()));
        if let Some(author) = &item.author {
            entry.set_authors(vec![Person {
                name: author.clone(),
                ..Person::default()
            }]);
        }
        entry
    });
    feed.set_entries(entries.collect::<Vec<_>>());
    let mut text = feed.to_string();
    text.push('\n');
    text.into_bytes()
}

fn link(rel: &str, href: &str, mime: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        href: href.to_owned(),
        mime_type: Some(mime.to_owned()),
        ..Link::default()
    }
}

/// Midnight in China of a day, as Atom writes it.
fn midnight(day: Option<Date>) -> atom_syndication::FixedDateTime {
    let day = day.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string());
    format!("{day}T00:00:00+08:00")
        .parse()
        .expect("a calendar day at midnight is a date-time of RFC 3339")
}

/// Writes `robots.txt`.
#[must_use]
pub fn robots(base_url: &str) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n").into_bytes()
}

/// Writes `llms.txt` (llmstxt.org): what the site is and where its data are.
#[must_use]
pub fn llms(title: &str, reports: &[(String, String, Vec<String>)]) -> Vec<u8> {
    let mut text = format!(
        "# {title}\n\n> Digests of Chinese government reports in Simplified and Traditional script. Every figure quotes the sentence it stands in. Not an official publication.\n"
    );
    for (name, address, files) in reports {
        let _ = write!(text, "\n## {name}\n\n- [Digest]({address})\n");
        for file in files {
            let short = file.rsplit('/').next().unwrap_or(file);
            let _ = writeln!(text, "- [{short}]({file})");
        }
    }
    text.into_bytes()
}

/// Content security policy of every page: nothing from another host, no inline script or style.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'";

/// Writes `_headers`, which Netlify, Cloudflare Pages and their like read.
#[must_use]
pub fn headers() -> Vec<u8> {
    format!(
        "/*\n  Content-Security-Policy: {POLICY}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n\n/data/*\n  Access-Control-Allow-Origin: *\n"
    )
    .into_bytes()
}

/// Writes `_redirects`: addresses people type, in other cases and by aliases of the tags.
#[must_use]
pub fn redirects(editions: &[Tag]) -> Vec<u8> {
    let mut text = String::new();
    let aliases = [
        ("zh-cn", Tag::Hans),
        ("zh-sg", Tag::Hans),
        ("zh-tw", Tag::HantTw),
        ("zh-hk", Tag::HantHk),
        ("zh-mo", Tag::HantHk),
    ];
    for (alias, tag) in aliases {
        let target = [tag, Tag::Hant]
            .into_iter()
            .find(|t| editions.contains(t) && t.script() == tag.script());
        if let Some(target) = target {
            let _ = writeln!(text, "/{alias}/* /{}/:splat 301", target.path());
        }
    }
    text.into_bytes()
}

/// Escapes text for XML content and attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_of_nothing_new_is_the_same_whenever_it_is_built() {
        let item = Item {
            address: "https://example.org/zh-hans/a/".to_owned(),
            title: "甲 & 乙".to_owned(),
            summary: String::new(),
            author: None,
            day: Some(jiff::civil::date(2023, 1, 12)),
        };
        let text = String::from_utf8(atom(
            Tag::Hans,
            "摘要",
            None,
            "https://example.org/zh-hans/",
            &[item],
        ))
        .unwrap();
        assert!(
            text.contains("<updated>2023-01-12T00:00:00+08:00</updated>"),
            "{text}"
        );
        assert!(text.contains("甲 &amp; 乙"), "{text}");
    }

    #[test]
    fn aliases_lead_to_the_edition_there_is() {
        let text = String::from_utf8(redirects(&[Tag::Hans, Tag::Hant])).unwrap();
        assert!(text.contains("/zh-cn/* /zh-hans/:splat 301\n"));
        assert!(text.contains("/zh-hk/* /zh-hant/:splat 301\n"));
    }

    #[test]
    fn a_sitemap_escapes_addresses() {
        let listing = Listing {
            address: "https://example.org/?a&b".to_owned(),
            alternates: vec![],
        };
        let text = String::from_utf8(sitemap(&[listing])).unwrap();
        assert!(text.contains("<loc>https://example.org/?a&amp;b</loc>"));
    }
}
