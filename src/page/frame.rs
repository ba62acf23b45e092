//! What all pages have: title, description, address, the same page in other scripts, navigation.

use serde::Serialize;

use crate::config::Config;
use crate::page::json_ld::{self, Nodes};
use crate::page::link::{self, Linker};
use crate::page::reading::Reading;
use crate::page::{Material, parallel};
use crate::script::Tag;

/// The picture for previews, shipped with the theme.
pub const PICTURE: &str = "assets/og.png";

/// What all pages have.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// Title of the page, without the site's.
    pub title: String,
    /// One sentence for search engines and previews; may be empty.
    pub description: String,
    /// Prefix that leads to the root: `../../`, or the site's address on `/404.html`.
    pub root: String,
    /// Address of the page; empty for `/404.html`.
    pub canonical: String,
    /// Addresses of the page in every edition, and `x-default`.
    pub alternates: Vec<Alternate>,
    /// The script switch.
    pub switch: Vec<Switch>,
    /// Link to the home of the edition.
    pub home: String,
    /// The report the page belongs to.
    pub report: Option<ReportLink>,
    /// Link to the search page; empty if there is none.
    pub search: String,
    /// The main navigation.
    pub nav: Vec<NavLink>,
    /// Address of the picture for previews; empty if there is none.
    pub picture: String,
    /// Who publishes the site, in the script of the page; may be empty.
    pub publisher: String,
    /// Structured data (JSON-LD) about the page and what it shows; empty on `/404.html`.
    pub json_ld: String,
    /// Articles and glossary, where the navigation has no room for them.
    pub shelf: Vec<NavLink>,
    /// The site's ordinary pages.
    pub pages: Vec<PageLink>,
}

/// An address of the page in some edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// Language tag, or `x-default`.
    pub hreflang: String,
    /// Absolute address.
    pub href: String,
}

/// One half of the script switch.
#[derive(Clone, Debug, Serialize)]
pub struct Switch {
    /// Language tag of the other page.
    pub tag: Tag,
    /// `zh-hant` or `parallel`: value of `data-switch`.
    pub key: &'static str,
    /// The link.
    pub href: String,
    /// Whether this is the page itself.
    pub current: bool,
}

/// The report a page belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct ReportLink {
    /// Its title.
    pub title: String,
    /// Link to its digest.
    pub href: String,
    /// Link to its provenance.
    pub about: String,
    /// Link to its full text.
    pub text: String,
    /// Link to its figures.
    pub targets: String,
    /// Link to its annex; empty if there is none.
    pub projects: String,
    /// Number of annex items.
    pub project_count: usize,
    /// Who gave it: `自治区主席 王莉霞`.
    pub speaker: String,
    /// Whose report it is.
    pub issuer: String,
    /// The day, in words.
    pub date: String,
    /// The assembly.
    pub assembly: String,
    /// Where the text was taken from.
    pub origin: String,
}

/// A link of the main navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavLink {
    /// Key of its label in the theme's words: `nav_text`.
    pub key: &'static str,
    /// The link.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// A link to an ordinary page.
#[derive(Clone, Debug, Serialize)]
pub struct PageLink {
    /// Its title.
    pub title: String,
    /// The link.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// Makes the frame of a page of a report. `page` is its path below the digest (`text/`).
#[must_use]
pub fn of_report(
    material: &Material<'_>,
    reading: &Reading<'_>,
    page: &str,
    title: String,
) -> Frame {
    let report = &reading.digest().report;
    let tag = reading.edition.tag;
    let path = |tag: Tag| format!("{}/{}/{page}", tag.path(), report.id);
    let tags: Vec<Tag> = (material.editions.iter())
        .filter(|edition| edition.digest.report.id == report.id)
        .map(|edition| edition.tag)
        .collect();
    let here = |key: &'static str, to: &str| NavLink {
        key,
        href: reading.to(to),
        current: page == to,
    };
    let mut nav = vec![
        here("nav_digest", ""),
        NavLink {
            key: "nav_sectors",
            href: reading.to("#sectors"),
            current: page.starts_with("sector/"),
        },
        here("nav_text", "text/"),
        here("nav_targets", "targets/"),
    ];
    let projects = report.projects().count();
    if projects > 0 {
        nav.push(NavLink {
            current: page.starts_with("projects/") || page.starts_with("agency/"),
            ..here("nav_projects", "projects/")
        });
    }
    if (material.editorial.notes).contains_key(&report.id) {
        nav.push(here("nav_notes", "notes/"));
    }
    nav.extend(search_link(material, tag, &reading.link, false));
    nav.push(here("nav_about", "about/"));
    let phrase = |text: &Option<String>| {
        text.as_ref()
            .map_or_else(String::new, |text| reading.edition.phrase(text))
    };
    let metadata = &report.metadata;
    let json_ld = json_ld::of_report(material, reading, &path(tag), &title, nodes(page));
    Frame {
        title,
        description: String::new(),
        root: reading.link.to(""),
        canonical: link::absolute(&material.config.base_url, &path(tag)),
        alternates: alternates(material.config, &tags, path, None),
        switch: (switch(&tags, tag, &reading.link, path).into_iter())
            .chain(
                (page == "text/")
                    .then(|| parallel::switch(reading, &tags))
                    .flatten(),
            )
            .collect(),
        home: reading.link.to(&format!("{}/", tag.path())),
        search: search_path(material, tag).map_or_else(String::new, |path| reading.link.to(&path)),
        report: Some(ReportLink {
            title: reading.edition.phrase(&metadata.title),
            href: reading.to(""),
            about: reading.to("about/"),
            text: reading.to("text/"),
            targets: reading.to("targets/"),
            projects: if projects > 0 {
                reading.to("projects/")
            } else {
                String::new()
            },
            project_count: projects,
            speaker: phrase(&metadata.speaker),
            issuer: phrase(&metadata.issuer),
            date: metadata.date.map_or_else(String::new, super::long_date),
            assembly: phrase(&metadata.assembly),
            origin: phrase(
                &metadata
                    .origin
                    .as_ref()
                    .and_then(|origin| origin.site.clone()),
            ),
        }),
        nav,
        picture: picture(material.config),
        publisher: publisher(material, tag),
        json_ld,
        shelf: shelf(material, tag, &reading.link),
        pages: pages(material, tag, &reading.link, ""),
    }
}

/// The digest, the figures and the annex offer data files.
fn nodes(page: &str) -> Nodes {
    match page {
        "" | "targets/" | "projects/" => Nodes::ReportAndDataset,
        _ => Nodes::Report,
    }
}

/// Makes the frame of a page of an edition that belongs to no report. `page` is its path below the edition.
#[must_use]
pub fn of_edition(material: &Material<'_>, tag: Tag, page: &str, title: String) -> Frame {
    let config = material.config;
    let path = |tag: Tag| format!("{}/{page}", tag.path());
    let link = Linker::relative(&path(tag));
    let default = page.is_empty().then(|| config.base_url.clone());
    let mut nav = vec![NavLink {
        key: "nav_home",
        href: link.to(&format!("{}/", tag.path())),
        current: page.is_empty(),
    }];
    let reports: Vec<_> = (material.editions.iter())
        .filter(|e| e.tag == tag)
        .collect();
    if let [only] = reports[..] {
        let below = |key, page: &str| NavLink {
            key,
            href: link.to(&format!("{}{page}", super::reading::digest_path(only))),
            current: false,
        };
        nav.push(below("nav_digest", ""));
        nav.push(below("nav_text", "text/"));
        nav.push(below("nav_targets", "targets/"));
        if only.digest.report.projects().next().is_some() {
            nav.push(below("nav_projects", "projects/"));
        }
        nav.push(below("nav_about", "about/"));
    } else if !super::across::doors(material, tag, &link, "").is_empty() {
        nav.push(NavLink {
            key: "nav_sectors",
            href: link.to(&format!("{}/#sectors", tag.path())),
            current: false,
        });
    }
    let own = |key, to: &str| NavLink {
        key,
        href: link.to(&format!("{}/{to}", tag.path())),
        current: page == to,
    };
    if !material.editorial.briefs.is_empty() {
        nav.push(own("nav_briefs", "briefs/"));
    }
    if !material.editorial.glossary.is_empty() {
        nav.push(own("nav_glossary", "glossary/"));
    }
    nav.extend(search_link(material, tag, &link, page == "search/"));
    let site = page
        .is_empty()
        .then(|| json_ld::website(material, tag, &title));
    let json_ld = json_ld::of_edition(
        material,
        tag,
        &path(tag),
        &title,
        site.into_iter().collect(),
    );
    Frame {
        title,
        description: String::new(),
        root: link.to(""),
        canonical: link::absolute(&config.base_url, &path(tag)),
        alternates: alternates(config, &config.editions, path, default),
        switch: switch(&config.editions, tag, &link, path),
        home: link.to(&format!("{}/", tag.path())),
        search: search_path(material, tag).map_or_else(String::new, |path| link.to(&path)),
        report: None,
        nav,
        picture: picture(config),
        publisher: publisher(material, tag),
        json_ld,
        shelf: Vec::new(),
        pages: pages(material, tag, &link, page),
    }
}

/// Articles and glossary, for pages whose navigation is their report's.
fn shelf(material: &Material<'_>, tag: Tag, link: &Linker) -> Vec<NavLink> {
    let editorial = material.editorial;
    let all = [
        ("nav_briefs", "briefs/", editorial.briefs.is_empty()),
        ("nav_glossary", "glossary/", editorial.glossary.is_empty()),
    ];
    (all.into_iter().filter(|(.., empty)| !empty))
        .map(|(key, to, _)| NavLink {
            key,
            href: link.to(&format!("{}/{to}", tag.path())),
            current: false,
        })
        .collect()
}

/// The ordinary pages of an edition: no page is without a way to it.
pub(super) fn pages(material: &Material<'_>, tag: Tag, link: &Linker, page: &str) -> Vec<PageLink> {
    (material.editorial.pages.iter())
        .map(|ordinary| PageLink {
            title: super::briefs::converted(material, &ordinary.title, tag),
            href: link.to(&format!("{}/{}/", tag.path(), ordinary.name)),
            current: page.strip_suffix('/') == Some(&ordinary.name),
        })
        .collect()
}

/// Path of the search page, if the build has an index.
#[must_use]
pub fn search_path(material: &Material<'_>, tag: Tag) -> Option<String> {
    let built = material.files.contains(&super::search::particulars(tag));
    built.then(|| format!("{}/search/", tag.path()))
}

/// The link to the search page, if the build has one.
fn search_link(material: &Material<'_>, tag: Tag, link: &Linker, current: bool) -> Option<NavLink> {
    let path = search_path(material, tag)?;
    Some(NavLink {
        key: "nav_search",
        href: link.to(&path),
        current,
    })
}

/// The addresses of a page in the editions that have it; `x-default` is `default`, else the first edition's.
#[must_use]
pub fn alternates(
    config: &Config,
    tags: &[Tag],
    path: impl Fn(Tag) -> String,
    default: Option<String>,
) -> Vec<Alternate> {
    let address = |tag: Tag| link::absolute(&config.base_url, &path(tag));
    let mut alternates: Vec<Alternate> = tags
        .iter()
        .map(|&tag| Alternate {
            hreflang: tag.as_str().to_owned(),
            href: address(tag),
        })
        .collect();
    if let Some(href) = default.or_else(|| tags.first().map(|&tag| address(tag))) {
        alternates.push(Alternate {
            hreflang: "x-default".to_owned(),
            href,
        });
    }
    alternates
}

/// The script switch of a page.
#[must_use]
pub fn switch(
    tags: &[Tag],
    current: Tag,
    link: &Linker,
    path: impl Fn(Tag) -> String,
) -> Vec<Switch> {
    tags.iter()
        .map(|&tag| Switch {
            tag,
            key: tag.path(),
            href: link.to(&path(tag)),
            current: tag == current,
        })
        .collect()
}

/// Who publishes the site, in the script of an edition.
#[must_use]
pub fn publisher(material: &Material<'_>, tag: Tag) -> String {
    let publisher = material.config.footer.publisher.as_deref();
    super::briefs::converted(material, publisher.unwrap_or_default(), tag)
}

/// Address of the picture for previews.
#[must_use]
pub fn picture(config: &Config) -> String {
    link::absolute(&config.base_url, PICTURE)
}
