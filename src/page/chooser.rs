//! `/` and `/404.html`: the two pages that speak every script at once.

use serde::Serialize;

use crate::page::frame::{self, Frame};
use crate::page::link::Linker;
use crate::page::reading::{Index, Reading, digest_path};
use crate::page::table::{self, Row};
use crate::page::{Material, Page, View, json_ld};
use crate::script::Tag;

/// `/`: one half an edition, no redirect.
#[derive(Clone, Debug, Serialize)]
pub struct Chooser {
    /// The editions.
    pub halves: Vec<Half>,
}

/// `/404.html`.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// The editions.
    pub halves: Vec<Half>,
}

/// An edition's part of the page.
#[derive(Clone, Debug, Serialize)]
pub struct Half {
    /// Its language.
    pub tag: Tag,
    /// `zh-hans`
    pub key: &'static str,
    /// Link to its home.
    pub href: String,
    /// Title of the site in this edition.
    pub title: String,
    /// Its reports, the newest first.
    pub reports: Vec<Shelved>,
    /// Headline targets of the newest one; none on `/404.html`.
    pub strip: Vec<Row>,
}

/// A report in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Shelved {
    /// Its title.
    pub title: String,
    /// Link to its digest.
    pub href: String,
    /// Link to its full text.
    pub text: String,
    /// Whose it is.
    pub issuer: String,
    /// The day, in words.
    pub date: String,
}

/// Makes `/`.
#[must_use]
pub fn chooser(material: &Material<'_>) -> Page {
    let config = material.config;
    let link = Linker::relative("");
    let path = |tag: Tag| format!("{}/", tag.path());
    let lang = first(material);
    Page {
        path: String::new(),
        template: "chooser",
        lang,
        frame: Frame {
            title: site_title(material, lang),
            description: String::new(),
            root: link.to(""),
            canonical: config.base_url.clone(),
            alternates: frame::alternates(
                config,
                &config.editions,
                path,
                Some(config.base_url.clone()),
            ),
            switch: Vec::new(),
            home: link.to(&path(lang)),
            report: None,
            search: frame::search_path(material, lang)
                .map_or_else(String::new, |path| link.to(&path)),
            nav: Vec::new(),
            picture: frame::picture(config),
            publisher: frame::publisher(material, lang),
            json_ld: json_ld::of_edition(
                material,
                lang,
                "",
                &site_title(material, lang),
                vec![json_ld::website(
                    material,
                    lang,
                    &site_title(material, lang),
                )],
            ),
            shelf: Vec::new(),
            pages: Vec::new(),
        },
        view: View::Chooser(Chooser {
            halves: (halves(material, &link).into_iter())
                .map(|half| Half {
                    strip: strip(material, half.tag),
                    ..half
                })
                .collect(),
        }),
    }
}

/// Headline targets of the newest report, for `/`.
fn strip(material: &Material<'_>, tag: Tag) -> Vec<Row> {
    let newest = crate::page::across::newest_first(material, tag);
    newest.first().map_or_else(Vec::new, |edition| {
        let index = Index::new(edition.digest);
        let reading = Reading::new(edition, &index, "");
        table::rows(&reading, &edition.digest.headline)
    })
}

/// Makes `/404.html`, whose links hold wherever a server shows it.
#[must_use]
pub fn missing(material: &Material<'_>) -> Page {
    let link = Linker::absolute(&material.config.base_url);
    let lang = first(material);
    Page {
        path: "404.html".to_owned(),
        template: "404",
        lang,
        frame: Frame {
            title: site_title(material, lang),
            description: String::new(),
            root: material.config.base_url.clone(),
            canonical: String::new(),
            alternates: Vec::new(),
            switch: Vec::new(),
            home: link.to(&format!("{}/", lang.path())),
            report: None,
            search: frame::search_path(material, lang)
                .map_or_else(String::new, |path| link.to(&path)),
            nav: Vec::new(),
            picture: String::new(),
            publisher: frame::publisher(material, lang),
            json_ld: String::new(),
            shelf: Vec::new(),
            pages: Vec::new(),
        },
        view: View::Missing(Missing {
            halves: halves(material, &link),
        }),
    }
}

fn first(material: &Material<'_>) -> Tag {
    material
        .config
        .editions
        .first()
        .copied()
        .unwrap_or(Tag::Hans)
}

/// Title of the site in an edition: its own, else the one of an edition in the same script, else any.
#[must_use]
pub fn site_title(material: &Material<'_>, tag: Tag) -> String {
    let titles = &material.config.title;
    let same_script = titles
        .iter()
        .find(|(other, _)| other.script() == tag.script());
    titles
        .get(&tag)
        .or(same_script.map(|(_, title)| title))
        .cloned()
        .or_else(|| {
            let title = titles.values().next()?;
            let edition = material.editions.iter().find(|edition| edition.tag == tag);
            Some(edition.map_or_else(|| title.clone(), |edition| edition.phrase(title)))
        })
        .unwrap_or_else(|| "摘要".to_owned())
}

/// Titles of the site by edition: as `[title]` in `site.toml` has them, else converted from another edition's.
#[must_use]
pub fn site_titles(material: &Material<'_>) -> std::collections::BTreeMap<Tag, String> {
    let editions = material.config.editions.iter();
    editions
        .map(|&tag| (tag, site_title(material, tag)))
        .collect()
}

/// The reports of an edition, the newest first.
#[must_use]
pub fn shelf(material: &Material<'_>, tag: Tag, link: &Linker) -> Vec<Shelved> {
    let editions = crate::page::across::newest_first(material, tag);
    editions
        .into_iter()
        .map(|edition| {
            let metadata = &edition.digest.report.metadata;
            let home = digest_path(edition);
            Shelved {
                title: edition.phrase(&metadata.title),
                href: link.to(&home),
                text: link.to(&format!("{home}text/")),
                issuer: metadata
                    .issuer
                    .as_ref()
                    .map_or_else(String::new, |issuer| edition.phrase(issuer)),
                date: metadata.date.map_or_else(String::new, super::long_date),
            }
        })
        .collect()
}

fn halves(material: &Material<'_>, link: &Linker) -> Vec<Half> {
    (material.config.editions.iter())
        .map(|&tag| Half {
            tag,
            key: tag.path(),
            href: link.to(&format!("{}/", tag.path())),
            title: site_title(material, tag),
            reports: shelf(material, tag, link),
            strip: Vec::new(),
        })
        .collect()
}
