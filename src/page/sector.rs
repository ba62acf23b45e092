//! A sector in full: its targets, what can be compared, every sentence the report gives it, who and where.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::digest::{Card, Kind, Passage};
use crate::page::across;
use crate::page::briefs::{self, BriefLink};
use crate::page::card::{headline, shortened};
use crate::page::figure::{FigureView, Reference};
use crate::page::notes::{self, NoteView};
use crate::page::overview::{FileLink, files};
use crate::page::reading::Reading;
use crate::page::table::{self, Chart};
use crate::page::{Material, Page, View, frame, sector_name};
use crate::page::{inline, mark, summary};
use crate::text::TextRange;

/// A sector in full.
#[derive(Clone, Debug, Serialize)]
pub struct Sector {
    /// Its id.
    pub sector: String,
    /// Its name.
    pub name: String,
    /// The editor's headline; empty if there is none.
    pub editor: String,
    /// The editor's summary as HTML; empty if there is none.
    pub summary: String,
    /// The sentence that stands for it, whole.
    pub words: String,
    /// Where that sentence stands.
    pub words_source: Option<Reference>,
    /// Its targets.
    pub targets: Vec<FigureView>,
    /// Year of the targets, if they have one.
    pub year: String,
    /// Targets beside last year's figures, one panel a unit.
    pub panels: Vec<Chart>,
    /// Results it reports, by year, the latest first; spans of several years last.
    pub results: Vec<Results>,
    /// Baselines and ranks.
    pub others: Vec<FigureView>,
    /// Its sentences, one entry a paragraph.
    pub extracts: Vec<Extract>,
    /// The editors' notes on words of its sentences, in the order of the text.
    pub notes: Vec<NoteView>,
    /// Its annex items.
    pub projects: Vec<ProjectShort>,
    /// Agencies named.
    pub agencies: Vec<AgencyLink>,
    /// Places named.
    pub places: Vec<String>,
    /// The words that decided.
    pub why: Vec<String>,
    /// All sectors, for going on.
    pub sectors: Vec<Neighbour>,
    /// Data files of the report that this build has.
    pub files: Vec<FileLink>,
    /// The editors' articles on the sector, the newest first.
    pub briefs: Vec<BriefLink>,
    /// Link to the sector across reports; empty where the site has one report only.
    pub across: String,
}

/// A sector of the same report.
#[derive(Clone, Debug, Serialize)]
pub struct Neighbour {
    /// Its name.
    pub name: String,
    /// Link to its page.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// What one paragraph says about a sector.
#[derive(Clone, Debug, Serialize)]
pub struct Extract {
    /// Id of the paragraph.
    pub id: String,
    /// Its place in the full text.
    pub source: Reference,
    /// The sentences as HTML; …… stands for what was left out.
    pub html: String,
}

/// An annex item in short.
#[derive(Clone, Debug, Serialize)]
pub struct ProjectShort {
    /// Its number.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// Link to it.
    pub href: String,
    /// Names of the agencies.
    pub agencies: Vec<String>,
}

/// An agency and its page, if it has one.
#[derive(Clone, Debug, Serialize)]
pub struct AgencyLink {
    /// Its name.
    pub name: String,
    /// The link; empty if it leads no annex item.
    pub href: String,
}

/// The results of one year or one span of years.
#[derive(Clone, Debug, Serialize)]
pub struct Results {
    /// The years as shown: `2022` or `2018—2022`; empty where the report does not tell.
    pub period: String,
    /// The results, in the order of the text.
    pub figures: Vec<FigureView>,
}

fn by_period(figures: Vec<FigureView>) -> Vec<Results> {
    let mut groups: BTreeMap<(bool, Reverse<String>), Vec<FigureView>> = BTreeMap::new();
    for figure in figures {
        let span = figure.period.contains('/');
        groups
            .entry((span, Reverse(figure.period.replace('/', "—"))))
            .or_default()
            .push(figure);
    }
    groups
        .into_iter()
        .map(|((_, Reverse(period)), figures)| Results { period, figures })
        .collect()
}

/// Makes the page of `card`.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>, card: &Card) -> Page {
    let digest = reading.digest();
    let name = sector_name(material, reading.edition, &card.sector);
    let (words, words_source) = headline(reading, card, usize::MAX);
    let views = |wanted: fn(Kind) -> bool| -> Vec<FigureView> {
        (card.others.iter().copied())
            .filter(|&i| wanted(digest.figures[i].kind))
            .map(|i| reading.figure(i))
            .collect()
    };
    let targets: Vec<FigureView> = card.targets.iter().map(|&i| reading.figure(i)).collect();
    let first_year = targets
        .first()
        .map(|target| target.period.clone())
        .unwrap_or_default();
    let year = if targets.iter().all(|target| target.period == first_year) {
        first_year
    } else {
        String::new()
    };
    let led = crate::page::agency::agencies(digest);
    let path = format!("sector/{}/", card.sector);
    let view = Sector {
        sector: card.sector.clone(),
        editor: summary::headline(material, reading, &card.sector),
        summary: summary::summary(material, reading, &card.sector),
        words,
        words_source,
        year,
        panels: table::panels(reading, &card.targets),
        targets,
        results: by_period(views(|kind| kind == Kind::Actual)),
        others: views(|kind| matches!(kind, Kind::Baseline | Kind::Rank | Kind::Target)),
        extracts: extracts(reading, card),
        notes: notes(material, reading, card),
        projects: projects(reading, card),
        agencies: (card.agencies.iter())
            .map(|id| AgencyLink {
                name: reading.edition.phrase(id),
                href: if led.contains(id) {
                    reading.to(&format!("agency/{id}/"))
                } else {
                    String::new()
                },
            })
            .collect(),
        places: card
            .places
            .iter()
            .map(|place| reading.edition.phrase(place))
            .collect(),
        why: card
            .words
            .iter()
            .take(12)
            .map(|word| reading.edition.phrase(word))
            .collect(),
        sectors: (digest.cards.iter())
            .map(|other| Neighbour {
                name: sector_name(material, reading.edition, &other.sector),
                href: reading.to(&format!("sector/{}/", other.sector)),
                current: other.sector == card.sector,
            })
            .collect(),
        files: files(material, reading),
        briefs: briefs::links(material, reading.edition.tag, &reading.link, |brief| {
            let own = |id: &String| *id == digest.report.id;
            brief.sectors.contains(&card.sector) && brief.report.as_ref().is_none_or(own)
        }),
        across: across::path(material, reading.edition.tag, &card.sector)
            .map_or_else(String::new, |path| reading.link.to(&path)),
        name: name.clone(),
    };
    Page {
        path: format!("{}{path}", reading.home()),
        template: "sector",
        lang: reading.edition.tag,
        frame: frame::of_report(material, reading, &path, name),
        view: View::Sector(view),
    }
}

fn extracts(reading: &Reading<'_>, card: &Card) -> Vec<Extract> {
    (card.passages.iter())
        .filter(|id| id.starts_with("p-"))
        .filter_map(|id| reading.passage(id))
        .filter_map(|passage| {
            let html = extract(reading, passage, &card.sector);
            (!html.is_empty()).then(|| Extract {
                id: passage.id.clone(),
                source: reading.reference(&passage.id),
                html,
            })
        })
        .collect()
}

fn notes(material: &Material<'_>, reading: &Reading<'_>, card: &Card) -> Vec<NoteView> {
    let shown = |block: usize, range: TextRange| {
        let passages = (card.passages.iter()).filter_map(|id| reading.passage(id));
        passages
            .filter(|passage| passage.block == block)
            .any(|passage| {
                let own = passage.sentences.iter().filter(|s| s.sector == card.sector);
                own.map(|sentence| sentence.range.shifted(passage.range.start))
                    .any(|own| range.start < own.end && own.start < range.end)
            })
    };
    notes::within(material, reading, shown)
}

/// The sentences of `passage` that belong to `sector`, with their figures marked.
fn extract(reading: &Reading<'_>, passage: &Passage, sector: &str) -> String {
    let mut html = String::new();
    let mut gap = false;
    for sentence in &passage.sentences {
        if sentence.sector != sector {
            gap = true;
            continue;
        }
        if gap && !html.is_empty() {
            html.push_str("<span class=\"gap\">……</span>");
        }
        gap = false;
        let text = reading.words(passage, sentence.range);
        let start = reading
            .edition
            .range(passage.block, sentence.range.shifted(passage.range.start))
            .start;
        let marks = mark::of_figures(reading, passage, sentence.range, start, false);
        html.push_str(&inline::write(text.trim_end(), &marks));
    }
    html
}

fn projects(reading: &Reading<'_>, card: &Card) -> Vec<ProjectShort> {
    (reading.digest().report.projects())
        .filter(|project| card.projects.contains(&project.id))
        .map(|project| ProjectShort {
            number: project.number,
            text: shortened(
                &(project.clauses.iter())
                    .map(|clause| reading.edition.slice(project.block, clause.range))
                    .collect::<Vec<_>>()
                    .join("；"),
                40,
            ),
            href: reading.to(&format!("projects/#{}", project.id)),
            agencies: crate::page::agency::of_project(project)
                .iter()
                .map(|id| reading.edition.phrase(id))
                .collect(),
        })
        .collect()
}
