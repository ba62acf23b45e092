//! The home of an edition: with one report its headline strip and the headings of its cards; with several the newest one
//! in short, all of them by whose they are, and the ways in by sector. The editors' latest notes and articles on both.

use serde::Serialize;

use crate::page::across::{self, Door};
use crate::page::briefs::{self, BriefLink};
use crate::page::card::CardView;
use crate::page::chooser::{Shelved, shelf, site_title};
use crate::page::figure::FigureView;
use crate::page::link::Linker;
use crate::page::notes::{self, NoteLink};
use crate::page::overview::{Plate, han_count, plate};
use crate::page::reading::{Index, Reading};
use crate::page::table::{self, Row};
use crate::page::{Material, Page, View, card, frame};
use crate::script::Tag;

/// Articles on the home page.
const BRIEFS: usize = 6;
/// Notes on the home page.
const NOTES: usize = 6;
/// Figures beside a report in the list.
const FEW: usize = 3;
/// Up to this many reports are listed with their figures; more would bury the list.
const WITH_FIGURES: usize = 60;

/// The home of an edition.
#[derive(Clone, Debug, Serialize)]
pub struct Home {
    /// The reports, the newest first.
    pub reports: Vec<Shelved>,
    /// The newest report in short.
    pub latest: Option<Latest>,
    /// The reports by whose they are; empty where there is one report only.
    pub series: Vec<Series>,
    /// The sectors across reports; empty where there is one report only.
    pub sectors: Vec<Door>,
    /// The editors' latest articles.
    pub briefs: Vec<BriefLink>,
    /// Link to all articles; empty if these are all.
    pub more_briefs: String,
    /// The editors' latest notes.
    pub notes: Vec<NoteLink>,
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

/// The reports of one government.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// Whose they are; may be empty.
    pub name: String,
    /// Its reports, the newest first.
    pub reports: Vec<Listed>,
}

/// A report in the list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// What every list says of it.
    #[serde(flatten)]
    pub report: Shelved,
    /// Id of the report.
    pub id: String,
    /// Its year, in digits; may be empty.
    pub year: String,
    /// Its first headline targets.
    pub figures: Vec<FigureView>,
}

/// Makes the home of the edition `tag`: with one report its headlines and cards, with several the reports.
#[must_use]
pub fn home(material: &Material<'_>, tag: Tag) -> Page {
    let path = format!("{}/", tag.path());
    let link = Linker::relative(&path);
    let reports = shelf(material, tag, &link);
    let editions = across::newest_first(material, tag);
    let latest = editions.first().map(|edition| {
        let index = Index::new(edition.digest);
        let reading = Reading::new(edition, &index, &path);
        Latest {
            plate: plate(&reading),
            strip: table::rows(&reading, &edition.digest.headline),
            cards: card::cards(material, &reading),
            card_count: han_count(edition.digest.cards.len(), tag.script()),
            project_count: edition.digest.report.projects().count(),
            figure_count: edition.digest.figures.len(),
        }
    });
    let mut series: Vec<Series> = Vec::new();
    if editions.len() > 1 {
        for (edition, report) in editions.iter().zip(&reports) {
            let index = Index::new(edition.digest);
            let reading = Reading::new(edition, &index, &path);
            let name = across::government(&reading);
            let listed = listed(&reading, report, editions.len() <= WITH_FIGURES);
            match series.iter_mut().find(|known| known.name == name) {
                Some(known) => known.reports.push(listed),
                None => series.push(Series {
                    name,
                    reports: vec![listed],
                }),
            }
        }
    }
    let mut briefs = briefs::links(material, tag, &link, |_| true);
    let more_briefs = if briefs.len() > BRIEFS {
        link.to(&format!("{path}briefs/"))
    } else {
        String::new()
    };
    briefs.truncate(BRIEFS);
    Page {
        template: "home",
        lang: tag,
        frame: frame::of_edition(material, tag, "", site_title(material, tag)),
        view: View::Home(Home {
            reports,
            latest,
            series,
            sectors: across::doors(material, tag, &link, ""),
            briefs,
            more_briefs,
            notes: notes::latest(material, tag, &path, NOTES),
        }),
        path,
    }
}

fn listed(reading: &Reading<'_>, report: &Shelved, with_figures: bool) -> Listed {
    let digest = reading.digest();
    let shown = digest.headline.iter().copied().filter(|&i| {
        with_figures && digest.figures[i].value.is_some() && reading.has_digits(&digest.figures[i])
    });
    Listed {
        report: report.clone(),
        id: digest.report.id.clone(),
        year: across::year(digest),
        figures: shown.take(FEW).map(|i| reading.figure(i)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture::{with_material, with_two};

    fn view(material: &Material<'_>) -> Home {
        match home(material, Tag::Hant).view {
            View::Home(home) => home,
            other => panic!("not a home: {other:?}"),
        }
    }

    #[test]
    fn the_home_of_one_report_shows_that_report_and_the_editors_latest() {
        with_material(|material| {
            let home = view(material);
            assert!(home.series.is_empty() && home.sectors.is_empty());
            assert_eq!(home.latest.unwrap().card_count, "兩");
            assert_eq!(home.briefs[0].title, "文章");
            assert_eq!(home.notes[0].quote, "力爭併網裝機2500萬千瓦以上");
            assert!(home.notes[0].words.starts_with("與去年口徑不同"));
            assert_eq!(home.notes[0].href, "small/text/#rn-exact");
        });
    }

    #[test]
    fn the_home_of_several_reports_lists_them_by_government_and_sector() {
        with_two(|material| {
            let home = view(material);
            let [series] = &home.series[..] else {
                panic!("one government");
            };
            assert_eq!(series.name, "某自治區");
            let years: Vec<&str> = series.reports.iter().map(|r| r.year.as_str()).collect();
            assert_eq!(years, ["2024", "2023"]);
            assert_eq!(series.reports[1].figures[0].indicator, "糧食產量");
            assert_eq!(home.sectors[0].href, "sector/energy/");
            assert_eq!(home.sectors[0].count, 2);
        });
    }
}
