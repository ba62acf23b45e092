//! Editions → pages: which pages there are, where they live, and the typed view each of them shows.
//!
//! Selection and sorting only. Every link is finished here (relative, ending in `/`), every number is a figure of a
//! digest, every word of a report comes from its edition; the interface's own words are the theme's.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::config::Config;
use crate::edition::Edition;
use crate::editorial::Editorial;
use crate::markdown::html::Pictures;
use crate::script::{Conversions, Tag};

pub mod about;
pub mod across;
pub mod agency;
pub mod briefs;
pub mod card;
pub mod chooser;
pub mod citation;
pub mod concordance;
#[cfg(test)]
mod contract;
pub mod figure;
#[cfg(test)]
pub(crate) mod fixture;
mod fold;
pub mod frame;
pub mod glossary;
pub mod home;
pub mod inline;
mod json_ld;
pub mod link;
mod list;
pub mod mark;
pub mod matrix;
pub mod notes;
pub mod ordinary;
pub mod overview;
pub mod parallel;
pub mod project;
pub mod reading;
pub mod search;
pub mod sector;
pub mod summary;
pub mod table;
pub mod target;
pub mod transcript;

use frame::Frame;

pub use list::{page_at, pages};

/// What pages are made from.
#[derive(Debug)]
pub struct Material<'a> {
    /// The site's settings.
    pub config: &'a Config,
    /// Every report in every edition.
    pub editions: &'a [Edition<'a>],
    /// Names of the sectors by id and tag; a tag without a name takes the first edition's, converted by nobody.
    pub sectors: &'a BTreeMap<String, BTreeMap<Tag, String>>,
    /// What was done to each report, by its id.
    pub logs: &'a BTreeMap<String, about::Log>,
    /// Sector that leads the digest page where a report has it; else the one with most to compare leads.
    pub featured: Option<&'a str>,
    /// Paths of all other files of the build (`data/nmg-2023/figures.csv`): pages link to what is there, and only to that.
    pub files: &'a BTreeSet<String>,
    /// The sizes of the pictures that editors can show.
    pub pictures: &'a Pictures,
    /// What converts editors' texts.
    pub conversions: &'a Conversions,
    /// Notes, glossary, articles and pages of the editors.
    pub editorial: &'a Editorial,
}

/// A page: where it lives and what it shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Path from the root, ending in `/` (empty for the root itself), or a file name (`404.html`).
    pub path: String,
    /// Name of the template, without `.html`.
    pub template: &'static str,
    /// Language of the page.
    pub lang: Tag,
    /// What all pages have.
    pub frame: Frame,
    /// What this kind of page shows.
    pub view: View,
}

impl Page {
    /// Path of the file the page is written to.
    #[must_use]
    pub fn file(&self) -> String {
        if self.path.is_empty() || self.path.ends_with('/') {
            format!("{}index.html", self.path)
        } else {
            self.path.clone()
        }
    }
}

/// What a page shows, one kind each.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "pages are made once and rendered at once"
)]
pub enum View {
    /// `/`
    Chooser(chooser::Chooser),
    /// `/{ed}/`
    Home(home::Home),
    /// `/{ed}/{id}/`
    Digest(overview::Overview),
    /// `/{ed}/{id}/sector/{sector}/`
    Sector(sector::Sector),
    /// `/{ed}/sector/{sector}/`
    Across(across::Across),
    /// `/{ed}/{id}/text/`
    Text(transcript::Transcript),
    /// `/{ed}/{id}/projects/`
    Projects(project::Projects),
    /// `/{ed}/{id}/agency/{agency}/`
    Agency(agency::Agency),
    /// `/{ed}/{id}/targets/`
    Targets(target::Targets),
    /// `/parallel/{id}/`
    Parallel(parallel::Parallel),
    /// `/{ed}/{id}/about/`
    About(about::About),
    /// `/{ed}/search/`
    Search(search::Search),
    /// `/{ed}/{id}/notes/`
    Notes(notes::Notes),
    /// `/{ed}/glossary/`
    Glossary(glossary::Glossary),
    /// `/{ed}/briefs/`
    Briefs(briefs::Briefs),
    /// `/{ed}/briefs/{slug}/`
    Brief(briefs::BriefView),
    /// `/{ed}/{page}/`
    Ordinary(ordinary::Ordinary),
    /// `/404.html`
    Missing(chooser::Missing),
    /// An asset of one report that is not a page: the rules that filter its projects.
    Asset(String),
}

/// Name of a sector in an edition.
#[must_use]
pub fn sector_name(material: &Material<'_>, edition: &Edition<'_>, sector: &str) -> String {
    let Some(names) = material.sectors.get(sector) else {
        return sector.to_owned();
    };
    let same_script = (names.iter()).find(|(tag, _)| tag.script() == edition.tag.script());
    match names
        .get(&edition.tag)
        .or(same_script.map(|(_, name)| name))
    {
        Some(name) => name.clone(),
        None => names
            .values()
            .next()
            .map_or_else(|| sector.to_owned(), |name| edition.phrase(name)),
    }
}

/// A day as it is written in Chinese: `2023年1月12日`.
#[must_use]
pub fn long_date(date: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
