//! The home of an edition: with one report its headline strip and the headings of its cards, with several the reports.

use serde::Serialize;

use crate::page::briefs::{self, BriefLink};
use crate::page::card::CardView;
use crate::page::chooser::{Shelved, shelf, site_title};
use crate::page::link::Linker;
use crate::page::overview::{Plate, han_count, plate};
use crate::page::reading::{Index, Reading};
use crate::page::table::{self, Row};
use crate::page::{Material, Page, View, card, frame};
use crate::script::Tag;

/// The home of an edition.
#[derive(Clone, Debug, Serialize)]
pub struct Home {
    /// The reports, the newest first.
    pub reports: Vec<Shelved>,
    /// The newest report in short.
    pub latest: Option<Latest>,
    /// The editors' articles, the newest first.
    pub briefs: Vec<BriefLink>,
}

/// A report in short.
#[derive(Clone, Debug, Serialize)]
pub struct Latest {
    /// Its head.
    pub plate: Plate,
    /// Its headline targets.
    pub strip: Vec<Row>,
    /// Its cards.
    pub cards: Vec<CardView>,
    /// Number of its cards, in Han.
    pub card_count: String,
    /// Number of its annex items.
    pub project_count: usize,
    /// Number of its figures.
    pub figure_count: usize,
}

/// Makes the page.
#[must_use]
pub fn home(material: &Material<'_>, tag: Tag) -> Page {
    let path = format!("{}/", tag.path());
    let reports = shelf(material, tag, &Linker::relative(&path));
    let newest = (material.editions.iter())
        .filter(|edition| edition.tag == tag)
        .max_by_key(|edition| {
            (
                edition.digest.report.metadata.date,
                std::cmp::Reverse(&edition.digest.report.id),
            )
        });
    let latest = newest.map(|edition| {
        let index = Index::new(edition.digest);
        let reading = Reading::new(edition, &index, &path);
        Latest {
            plate: plate(&reading),
            strip: table::rows(&reading, &edition.digest.headline),
            cards: card::cards(material, &reading),
            card_count: han_count(edition.digest.cards.len()),
            project_count: edition.digest.report.projects().count(),
            figure_count: edition.digest.figures.len(),
        }
    });
    let briefs = briefs::links(material, tag, &Linker::relative(&path), |_| true);
    Page {
        path,
        template: "home",
        lang: tag,
        frame: frame::of_edition(material, tag, "", site_title(material, tag)),
        view: View::Home(Home {
            reports,
            latest,
            briefs,
        }),
    }
}
