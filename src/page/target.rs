//! Every figure of a report, by sector, with last year's beside it where the two can be compared.

use serde::Serialize;

use crate::digest::{Agreement, Kind};
use crate::page::figure::FigureView;
use crate::page::overview::{FileLink, files};
use crate::page::reading::Reading;
use crate::page::table::{Row, rows};
use crate::page::{Material, Page, View, frame, sector_name};

/// Every figure of a report.
#[derive(Clone, Debug, Serialize)]
pub struct Targets {
    /// The headline targets.
    pub strip: Vec<Row>,
    /// Totals beside the figures they are made of.
    pub sums: Vec<Reconciled>,
    /// Figures that the annex only says again.
    pub repeats: Vec<Reconciled>,
    /// One entry a sector that has figures, what belongs to none last.
    pub sectors: Vec<SectorFigures>,
    /// Number of figures.
    pub count: usize,
    /// Number of targets.
    pub target_count: usize,
    /// Number of targets that have last year's figure beside them.
    pub compared_count: usize,
    /// Data files of the report that this build has.
    pub files: Vec<FileLink>,
}

/// A total and the figures it is made of.
#[derive(Clone, Debug, Serialize)]
pub struct Reconciled {
    /// The total.
    pub total: FigureView,
    /// Its parts.
    pub parts: Vec<FigureView>,
    /// Their sum in the total's unit: `140`.
    pub sum: String,
    /// exact, rounded or differs: key of the words that say so.
    pub agreement: &'static str,
}

/// The figures of a sector.
#[derive(Clone, Debug, Serialize)]
pub struct SectorFigures {
    /// Its id.
    pub sector: String,
    /// Its name.
    pub name: String,
    /// Link to its page; empty for what belongs to no sector.
    pub href: String,
    /// Targets, in the order of the text.
    pub targets: Vec<FigureView>,
    /// Results, baselines and ranks, in the order of the text.
    pub results: Vec<FigureView>,
}

/// Makes the page of all figures of a report (`targets/`), last year's beside those that can be compared.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>) -> Page {
    let digest = reading.digest();
    let mut order: Vec<&str> = digest
        .cards
        .iter()
        .map(|card| card.sector.as_str())
        .collect();
    let carded = order.len();
    for figure in &digest.figures {
        if !order.contains(&figure.sector.as_str()) {
            order.push(&figure.sector);
        }
    }
    let of = |sector: &str, targets: bool| -> Vec<FigureView> {
        (0..digest.figures.len())
            .filter(|&i| {
                digest.figures[i].sector == sector
                    && (digest.figures[i].kind == Kind::Target) == targets
            })
            .map(|i| reading.figure(i))
            .collect()
    };
    let sectors: Vec<SectorFigures> = (order.iter().enumerate())
        .map(|(n, sector)| SectorFigures {
            sector: (*sector).to_owned(),
            name: sector_name(material, reading.edition, sector),
            href: if n < carded {
                reading.to(&format!("sector/{sector}/"))
            } else {
                String::new()
            },
            targets: of(sector, true),
            results: of(sector, false),
        })
        .filter(|entry| !entry.targets.is_empty() || !entry.results.is_empty())
        .collect();
    let (sums, repeats) = reconciliations(reading);
    let targets = || {
        digest
            .figures
            .iter()
            .filter(|figure| figure.kind == Kind::Target)
    };
    Page {
        path: format!("{}targets/", reading.home()),
        template: "targets",
        lang: reading.edition.tag,
        frame: frame::of_report(
            material,
            reading,
            "targets/",
            reading.edition.phrase(&digest.report.metadata.title),
        ),
        view: View::Targets(Targets {
            strip: rows(reading, &digest.headline),
            sums,
            repeats,
            sectors,
            count: digest.figures.len(),
            target_count: targets().count(),
            compared_count: targets().filter(|figure| figure.previous.is_some()).count(),
            files: files(material, reading),
        }),
    }
}

/// The totals that say something, and the numbers that are merely said twice.
fn reconciliations(reading: &Reading<'_>) -> (Vec<Reconciled>, Vec<Reconciled>) {
    let digest = reading.digest();
    let views = (digest.reconciliations.iter()).map(|found| Reconciled {
        total: reading.figure(found.total),
        parts: found
            .parts
            .iter()
            .map(|&part| reading.figure(part))
            .collect(),
        sum: found.printed_sum(&digest.figures).to_string(),
        agreement: match found.agreement {
            Agreement::Exact => "agrees_exact",
            Agreement::Rounded => "agrees_rounded",
            Agreement::Differs => "agrees_not",
        },
    });
    views.partition(|view| view.parts.len() > 1 || view.agreement != "agrees_exact")
}
