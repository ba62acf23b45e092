//! Artifacts that are no pages: who makes which path, what hosts and robots look for, the feeds.

use std::collections::BTreeMap;

use crate::brief::Brief;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::edition::Edition;
use crate::page::{Material, Page, briefs, link};
use crate::script::{Conversions, Tag};
use crate::theme::Theme;
use crate::{feed, manifest};

/// Path → bytes, with who made each: two makers of one path are a mistake that names both.
#[derive(Default)]
pub(super) struct Artifacts {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    makers: BTreeMap<String, String>,
    pub(super) clashes: Vec<Diagnostic>,
}

impl Artifacts {
    pub(super) fn add(&mut self, maker: &str, path: String, bytes: Vec<u8>) {
        if let Some(other) = self.makers.get(&path) {
            let message = format!("{other} and {maker} both make `{path}`");
            self.clashes
                .push(Diagnostic::error("two-makers", message).help("rename one of the two"));
            return;
        }
        self.makers.insert(path.clone(), maker.to_owned());
        self.files.insert(path, bytes);
    }

    pub(super) fn add_all(
        &mut self,
        maker: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) {
        for (path, bytes) in files {
            self.add(maker, path, bytes);
        }
    }
}

/// Files that hosts and robots look for.
pub(super) fn hosting(config: &Config) -> Vec<(String, Vec<u8>)> {
    vec![
        (".nojekyll".to_owned(), Vec::new()),
        ("_headers".to_owned(), feed::headers()),
        ("_redirects".to_owned(), feed::redirects(&config.editions)),
        ("robots.txt".to_owned(), feed::robots(&config.base_url)),
    ]
}

/// The web app manifest of every edition, in the theme's words.
pub(super) fn manifests(
    config: &Config,
    theme: &Theme,
    titles: &BTreeMap<Tag, String>,
) -> Vec<(String, Vec<u8>)> {
    (config.editions.iter())
        .map(|&tag| {
            let title = titles.get(&tag).map_or("", String::as_str);
            let words = theme.words_of(tag);
            let description = words.get("home_description").copied().unwrap_or_default();
            let has = |path: &str| theme.assets.contains_key(path);
            (
                manifest::path(tag),
                manifest::manifest(tag, title, description, has),
            )
        })
        .collect()
}

/// Names of the site by edition: the edition's own, else the first one's converted.
pub(super) fn titles(config: &Config, conversions: &Conversions) -> BTreeMap<Tag, String> {
    let own = config
        .editions
        .iter()
        .find_map(|tag| config.title.get(tag).map(|title| (*tag, title.as_str())));
    let (from, title) = own.unwrap_or((Tag::Hans, "摘要"));
    let name = |tag: Tag| match config.title.get(&tag) {
        Some(title) => title.clone(),
        None => conversions.convert(title, from, tag).text,
    };
    config
        .editions
        .iter()
        .map(|&tag| (tag, name(tag)))
        .collect()
}

/// Adds a feed an edition (its reports and articles), the sitemap and `llms.txt`.
pub(super) fn add_feeds(
    artifacts: &mut Artifacts,
    material: &Material<'_>,
    titles: &BTreeMap<Tag, String>,
    pages: &[Page],
) {
    let Material {
        config, editions, ..
    } = material;
    for &tag in &config.editions {
        let home = format!("{}{}/", config.base_url, tag.path());
        let title = titles.get(&tag).map_or("", String::as_str);
        let own = editions.iter().filter(|edition| edition.tag == tag);
        let mut items: Vec<feed::Item> = own.map(|edition| report_item(edition, &home)).collect();
        let articles = material.editorial.briefs.iter();
        items.extend(articles.map(|brief| brief_item(material, brief, tag)));
        items.sort_by_key(|item| (std::cmp::Reverse(item.day), item.address.clone()));
        let bytes = feed::atom(
            tag,
            title,
            config.footer.publisher.as_deref(),
            &home,
            &items,
        );
        artifacts.add("the feeds", format!("{}/feed.xml", tag.path()), bytes);
    }
    let listed = pages.iter().filter(|page| !page.frame.canonical.is_empty());
    let listings: Vec<feed::Listing> = listed
        .map(|page| feed::Listing {
            address: page.frame.canonical.clone(),
            alternates: page
                .frame
                .alternates
                .iter()
                .map(|a| (a.hreflang.clone(), a.href.clone()))
                .collect(),
        })
        .collect();
    artifacts.add(
        "the feeds",
        "sitemap.xml".to_owned(),
        feed::sitemap(&listings),
    );
    let first = config.editions.first().copied().unwrap_or(Tag::Hans);
    let reports: Vec<(String, String, Vec<String>)> = editions
        .iter()
        .filter(|edition| edition.tag == first)
        .map(|edition| {
            let id = &edition.digest.report.id;
            let prefix = format!("data/{id}/");
            let files = artifacts
                .files
                .keys()
                .filter(|path| path.starts_with(&prefix));
            (
                edition.phrase(&edition.digest.report.metadata.title),
                format!("{}{}/{id}/", config.base_url, first.path()),
                files
                    .map(|path| format!("{}{path}", config.base_url))
                    .collect(),
            )
        })
        .collect();
    artifacts.add(
        "the feeds",
        "llms.txt".to_owned(),
        feed::llms(titles.get(&first).map_or("", String::as_str), &reports),
    );
}

fn report_item(edition: &Edition<'_>, home: &str) -> feed::Item {
    let report = &edition.digest.report;
    let summary: Vec<&str> = edition
        .digest
        .headline
        .iter()
        .map(|&index| &edition.digest.figures[index])
        .filter_map(|figure| edition.quote(figure))
        .collect();
    feed::Item {
        address: format!("{home}{}/", report.id),
        title: edition.phrase(&report.metadata.title),
        summary: summary.join("；"),
        author: report
            .metadata
            .speaker
            .as_ref()
            .map(|speaker| edition.phrase(speaker)),
        day: report.metadata.date,
    }
}

fn brief_item(material: &Material<'_>, brief: &Brief, tag: Tag) -> feed::Item {
    let path = briefs::path(tag, brief);
    feed::Item {
        address: link::absolute(&material.config.base_url, &path),
        title: briefs::converted(material, &brief.title, tag),
        summary: briefs::summary(material, brief, tag),
        author: None,
        day: Some(brief.date),
    }
}
