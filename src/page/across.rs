//! `/{ed}/sector/{sector}/`: one sector across reports and years, from the second report on, and its articles.
//!
//! Figures stand side by side only where two reports name the same indicator, in one unit and one measure; a growth rate
//! never stands beside a level.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::chart::{self, Bar};
use crate::digest::{Card, Digest, Figure, Kind, Measure, report_year};
use crate::edition::Edition;
use crate::page::briefs::{self, BriefLink};
use crate::page::card::headline;
use crate::page::figure::{FigureView, Reference};
use crate::page::link::Linker;
use crate::page::reading::{Index, Reading};
use crate::page::{Material, Page, View, frame, sector_name};
use crate::script::Tag;

/// Figures a report shows of the sector.
const FEW: usize = 5;
/// Indicators that are laid side by side.
const INDICATORS: usize = 12;

/// A sector across reports.
#[derive(Clone, Debug, Serialize)]
pub struct Across {
    /// Its id.
    pub sector: String,
    /// Its name.
    pub name: String,
    /// What several reports give in the same terms, those that most reports give first.
    pub indicators: Vec<Indicator>,
    /// The reports that speak of it, the newest first, by whose they are.
    pub series: Vec<Series>,
    /// Number of reports that speak of it.
    pub count: usize,
    /// The editors' articles on it, the newest first.
    pub briefs: Vec<BriefLink>,
    /// All sectors, for going on.
    pub sectors: Vec<Door>,
}

/// One indicator in several reports.
#[derive(Clone, Debug, Serialize)]
pub struct Indicator {
    /// Its name.
    pub name: String,
    /// target or actual.
    pub kind: Kind,
    /// Unit as printed, where all print the same.
    pub unit: String,
    /// One row a report, the newest first.
    pub rows: Vec<IndicatorRow>,
}

/// An indicator in one report.
#[derive(Clone, Debug, Serialize)]
pub struct IndicatorRow {
    /// Id of the report.
    pub report: String,
    /// Whose report and which year: `内蒙古自治区2023年`.
    pub name: String,
    /// The figure.
    #[serde(flatten)]
    pub figure: FigureView,
    /// Inline SVG.
    pub bars: String,
}

/// The reports of one government.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// Whose they are; may be empty.
    pub name: String,
    /// Its reports, the newest first.
    pub reports: Vec<ReportSector>,
}

/// What one report says of the sector.
#[derive(Clone, Debug, Serialize)]
pub struct ReportSector {
    /// Id of the report.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The year, for the margin.
    pub year: String,
    /// Link to the sector in that report.
    pub href: String,
    /// The sentence that stands for the sector.
    pub words: String,
    /// Where it stands.
    pub words_source: Option<Reference>,
    /// Its first targets, else its first results.
    pub figures: Vec<FigureView>,
    /// How many targets there are.
    pub target_count: usize,
    /// How many annex items.
    pub project_count: usize,
}

/// A sector and how many reports speak of it.
#[derive(Clone, Debug, Serialize)]
pub struct Door {
    /// Its id.
    pub sector: String,
    /// Its name.
    pub name: String,
    /// Link to its page.
    pub href: String,
    /// Number of reports.
    pub count: usize,
    /// Whether it is this page.
    pub current: bool,
}

/// Path of a sector's page across reports, if the edition has several reports.
#[must_use]
pub fn path(material: &Material<'_>, tag: Tag, sector: &str) -> Option<String> {
    let own = material.editions.iter().filter(|e| e.tag == tag);
    (own.count() > 1).then(|| format!("{}/sector/{sector}/", tag.path()))
}

/// Every sector that some report of the edition speaks of, in the order of the taxonomy as far as the reports tell.
#[must_use]
pub fn doors(material: &Material<'_>, tag: Tag, link: &Linker, current: &str) -> Vec<Door> {
    let mut doors: Vec<Door> = Vec::new();
    for edition in newest_first(material, tag) {
        let mut before = 0;
        for card in &edition.digest.cards {
            if let Some(at) = doors.iter().position(|door| door.sector == card.sector) {
                doors[at].count += 1;
                before = at + 1;
                continue;
            }
            let Some(path) = path(material, tag, &card.sector) else {
                return doors;
            };
            // A sector that the reports before lack stands behind the one it follows in its own report.
            doors.insert(
                before,
                Door {
                    name: sector_name(material, edition, &card.sector),
                    href: link.to(&path),
                    count: 1,
                    current: card.sector == current,
                    sector: card.sector.clone(),
                },
            );
            before += 1;
        }
    }
    doors
}

/// The reports of an edition, the newest first.
#[must_use]
pub fn newest_first<'a>(material: &Material<'a>, tag: Tag) -> Vec<&'a Edition<'a>> {
    let mut editions: Vec<&Edition<'_>> = (material.editions.iter())
        .filter(|edition| edition.tag == tag)
        .collect();
    editions.sort_by_cached_key(|edition| {
        let report = &edition.digest.report;
        let key = (year(edition.digest), report.metadata.date);
        (Reverse(key), report.id.clone())
    });
    editions
}

/// The reports of an edition with their ids looked up; the same for the pages of all sectors.
#[derive(Debug)]
pub struct Shelf<'a> {
    tag: Tag,
    reports: Vec<(&'a Edition<'a>, Index<'a>)>,
}

impl<'a> Shelf<'a> {
    /// Looks up the reports of an edition.
    #[must_use]
    pub fn new(material: &Material<'a>, tag: Tag) -> Self {
        let editions = newest_first(material, tag).into_iter();
        Self {
            tag,
            reports: editions.map(|e| (e, Index::new(e.digest))).collect(),
        }
    }
}

/// Makes the page of a sector of an edition; none where there is one report only.
#[must_use]
pub fn page(material: &Material<'_>, shelf: &Shelf<'_>, door: &Door) -> Option<Page> {
    let tag = shelf.tag;
    let path = path(material, tag, &door.sector)?;
    let readings: Vec<(Reading<'_>, &Card)> = (shelf.reports.iter())
        .filter_map(|(edition, index)| {
            let cards = &edition.digest.cards;
            let card = cards.iter().find(|card| card.sector == door.sector)?;
            Some((Reading::new(edition, index, &path), card))
        })
        .collect();
    let mut series: Vec<Series> = Vec::new();
    for (reading, card) in &readings {
        let name = government(reading);
        let report = report(reading, card);
        match series.iter_mut().find(|known| known.name == name) {
            Some(known) => known.reports.push(report),
            None => series.push(Series {
                name,
                reports: vec![report],
            }),
        }
    }
    let link = Linker::relative(&path);
    let below = format!("sector/{}/", door.sector);
    let mut frame = frame::of_edition(material, tag, &below, door.name.clone());
    for nav in &mut frame.nav {
        nav.current = nav.key == "nav_sectors";
    }
    Some(Page {
        template: "across",
        lang: tag,
        frame,
        view: View::Across(Across {
            sector: door.sector.clone(),
            name: door.name.clone(),
            indicators: indicators(&readings),
            series,
            count: readings.len(),
            briefs: briefs::links(material, tag, &link, |brief| {
                brief.sectors.contains(&door.sector)
            }),
            sectors: doors(material, tag, &link, &door.sector),
        }),
        path,
    })
}

/// Whose report it is: `内蒙古自治区` of `内蒙古自治区人民政府`, 国务院.
#[must_use]
pub fn government(reading: &Reading<'_>) -> String {
    let issuer = reading.digest().report.metadata.issuer.as_deref();
    let issuer = issuer.unwrap_or_default();
    reading
        .edition
        .phrase(issuer.strip_suffix("人民政府").unwrap_or(issuer))
}

/// The year of the report, in digits; empty where nothing says it.
#[must_use]
pub fn year(digest: &Digest) -> String {
    report_year(&digest.report).map_or_else(String::new, |year| year.to_string())
}

fn report(reading: &Reading<'_>, card: &Card) -> ReportSector {
    let figures = &reading.digest().figures;
    let telling = |&&i: &&usize| {
        !figures[i].indicator.is_empty()
            && (figures[i].value.is_none() || reading.has_digits(&figures[i]))
    };
    let mut shown: Vec<usize> = (card.targets.iter()).filter(telling).copied().collect();
    if shown.is_empty() {
        let actual = |&&i: &&usize| figures[i].kind == Kind::Actual;
        shown = (card.others.iter())
            .filter(actual)
            .filter(telling)
            .copied()
            .collect();
    }
    let (words, words_source) = headline(reading, card, 72);
    let metadata = &reading.digest().report.metadata;
    ReportSector {
        id: reading.digest().report.id.clone(),
        title: reading.edition.phrase(&metadata.title),
        year: year(reading.digest()),
        href: reading.to(&format!("sector/{}/", card.sector)),
        words,
        words_source,
        figures: (shown.iter().take(FEW))
            .map(|&i| reading.figure(i))
            .collect(),
        target_count: card.targets.len(),
        project_count: card.projects.len(),
    }
}

/// What makes two figures of different reports the same indicator.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Same<'a> {
    indicator: &'a str,
    unit: &'a str,
    growth: bool,
    target: bool,
}

/// What several reports give in the same terms.
fn indicators(readings: &[(Reading<'_>, &Card)]) -> Vec<Indicator> {
    let mut found: BTreeMap<Same<'_>, Vec<(usize, usize)>> = BTreeMap::new();
    for (r, (reading, card)) in readings.iter().enumerate() {
        let figures = &reading.digest().figures;
        for &i in card.targets.iter().chain(&card.others) {
            let figure = &figures[i];
            let wanted = matches!(figure.kind, Kind::Target | Kind::Actual)
                && figure.measure != Measure::None
                && figure.indicator.chars().count() >= 3
                && reading.has_digits(figure);
            let Some((_, unit)) = figure.comparison_value().filter(|_| wanted) else {
                continue;
            };
            let same = Same {
                indicator: &figure.indicator,
                unit,
                growth: figure.measure == Measure::Growth,
                target: figure.kind == Kind::Target,
            };
            let places = found.entry(same).or_default();
            // A report that gives an indicator twice is taken at its first word.
            if places.iter().all(|&(other, _)| other != r) {
                places.push((r, i));
            }
        }
    }
    let mut shared: Vec<(Same<'_>, Vec<(usize, usize)>)> =
        found.into_iter().filter(|(_, at)| at.len() > 1).collect();
    shared.sort_by_key(|(same, at)| (Reverse(at.len()), Reverse(same.target)));
    shared.truncate(INDICATORS);
    shared
        .into_iter()
        .map(|(same, places)| indicator(readings, &same, &places))
        .collect()
}

fn indicator(
    readings: &[(Reading<'_>, &Card)],
    same: &Same<'_>,
    places: &[(usize, usize)],
) -> Indicator {
    let figure = |&(r, i): &(usize, usize)| -> &Figure { &readings[r].0.digest().figures[i] };
    let value = |place| {
        let value = figure(place).comparison_value();
        value.map_or(0.0, |(value, _)| value)
    };
    let longest = places.iter().map(value).fold(0.0, f64::max);
    let rows: Vec<IndicatorRow> = places
        .iter()
        .map(|place| {
            let reading = &readings[place.0].0;
            let share = if longest > 0.0 {
                value(place) / longest
            } else {
                0.0
            };
            let bar = Bar {
                share,
                end: figure(place).bound.into(),
            };
            IndicatorRow {
                report: reading.digest().report.id.clone(),
                name: label(reading),
                figure: reading.figure(place.1),
                bars: chart::pair(bar, None),
            }
        })
        .collect();
    let unit = rows.first().map(|row| row.figure.printed.unit.clone());
    let unit = unit.filter(|unit| rows.iter().all(|row| row.figure.printed.unit == *unit));
    Indicator {
        name: readings[places[0].0].0.edition.phrase(same.indicator),
        kind: if same.target {
            Kind::Target
        } else {
            Kind::Actual
        },
        unit: unit.unwrap_or_default(),
        rows,
    }
}

/// A report in a few words: whose it is and its year; its title where that is not known.
#[must_use]
pub fn label(reading: &Reading<'_>) -> String {
    let (government, year) = (government(reading), year(reading.digest()));
    if government.is_empty() {
        reading
            .edition
            .phrase(&reading.digest().report.metadata.title)
    } else {
        format!("{government}{year}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture::{with_material, with_two};

    #[test]
    fn one_report_has_no_page_across_reports() {
        with_material(|material| {
            assert!(doors(material, Tag::Hans, &Linker::relative(""), "").is_empty());
            assert_eq!(path(material, Tag::Hans, "energy"), None);
        });
    }

    #[test]
    fn figures_of_one_indicator_stand_side_by_side() {
        with_two(|material| {
            let page = crate::page::page_at(material, "zh-hant/sector/energy/");
            let View::Across(view) = page.unwrap().view else {
                panic!("a sector across reports");
            };
            assert_eq!((view.count, view.name.as_str()), (2, "能源與電力"));
            let rows = &view.indicators[0].rows;
            assert_eq!(view.indicators[0].name, "併網裝機");
            assert_eq!(rows.len(), 2);
            assert_ne!(rows[0].report, rows[1].report);
            assert!(rows[0].figure.source.href.starts_with("../../"));
            assert!(view.briefs.iter().any(|brief| brief.title == "文章"));
            assert!(
                view.sectors
                    .iter()
                    .any(|door| door.current && door.count == 2)
            );
        });
    }
}
