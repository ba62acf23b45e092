//! The digest's own page: the headline strip, one card a sector, what can be compared, the annex in short.

use serde::Serialize;

use crate::chart;
use crate::digest::{Bound, Figure, Kind, sector_shares};
use crate::page::card::{self, CardView};
use crate::page::figure::{FigureView, Reference};
use crate::page::matrix::{self, Matrix};
use crate::page::reading::Reading;
use crate::page::table::{self, Chart, Row};
use crate::page::{Material, Page, View, frame, sector_name};
use crate::report::BlockKind;
use crate::script::Script;

/// The digest's own page.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// The head of the page.
    pub plate: Plate,
    /// The leading target of the whole report.
    pub lead: Option<FigureView>,
    /// A sentence of the report that speaks of it elsewhere.
    pub echo: Option<Echo>,
    /// The headline targets.
    pub strip: Vec<Row>,
    /// Year of last year's figures in the strip; empty if there are none.
    pub strip_last: String,
    /// Year of the targets.
    pub strip_year: String,
    /// The paragraphs the strip rests on.
    pub strip_sources: Vec<Reference>,
    /// From the start to the end of the past years.
    pub slopes: Vec<Slope>,
    /// Paragraphs the slopes rest on.
    pub slope_sources: Vec<Reference>,
    /// The years of the slopes, `2018 → 2022`; empty if they differ.
    pub slope_years: String,
    /// The cards, the leading one first.
    pub cards: Vec<CardView>,
    /// Number of cards, in Han.
    pub card_count: String,
    /// Targets beside last year's figures, one panel a unit.
    pub panels: Vec<Chart>,
    /// The annex in short.
    pub groups: Vec<GroupShort>,
    /// Agencies by number of annex items they lead, the most first.
    pub agencies: Vec<AgencyShort>,
    /// Number of annex items.
    pub project_count: usize,
    /// Share of the text by sector.
    pub shares: Vec<Share>,
    /// Sentences by place and sector.
    pub places: Option<Matrix>,
    /// Data files of the report that this build has.
    pub files: Vec<FileLink>,
}

/// The head of a report's page.
#[derive(Clone, Debug, Serialize)]
pub struct Plate {
    /// `政府工作报告`
    pub title: String,
    /// The title without the region and the year, which stand beside it.
    pub short: String,
    /// `内蒙古自治区`
    pub region: String,
    /// `二〇二三年`
    pub year: String,
    /// Number of characters of the report, in thousands rounded: `2.2` (万).
    pub length: String,
    /// Number of paragraphs.
    pub paragraphs: usize,
}

/// A sentence of the report.
#[derive(Clone, Debug, Serialize)]
pub struct Echo {
    /// Its words.
    pub text: String,
    /// Its place.
    pub source: Reference,
}

/// What became of a number over some years.
#[derive(Clone, Debug, Serialize)]
pub struct Slope {
    /// Inline SVG.
    pub svg: String,
    /// The number it started from.
    pub from: FigureView,
    /// The number it reached.
    pub to: FigureView,
}

/// A group of annex items.
#[derive(Clone, Debug, Serialize)]
pub struct GroupShort {
    /// Its heading without the number.
    pub name: String,
    /// Columns of its cells, so that they fill two rows if they can.
    pub columns: usize,
    /// Its items.
    pub items: Vec<Cell>,
}

/// An annex item as a numbered cell.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Its number.
    pub number: usize,
    /// Link to it.
    pub href: String,
}

/// An agency and what it leads.
#[derive(Clone, Debug, Serialize)]
pub struct AgencyShort {
    /// Its name.
    pub name: String,
    /// Link to its page.
    pub href: String,
    /// Number of items.
    pub count: usize,
    /// Inline SVG.
    pub bar: String,
}

/// Share of a sector in the text.
#[derive(Clone, Debug, Serialize)]
pub struct Share {
    /// Name of the sector.
    pub name: String,
    /// Link to its page.
    pub href: String,
    /// Percent of the report's characters, rounded.
    pub percent: usize,
    /// Inline SVG.
    pub bar: String,
}

/// A file to take away.
#[derive(Clone, Debug, Serialize)]
pub struct FileLink {
    /// `figures.csv`
    pub name: String,
    /// The link.
    pub href: String,
}

/// Makes a report's digest page: headline strip, cards, charts, projects in short.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>) -> Page {
    let digest = reading.digest();
    let lead = digest
        .headline
        .iter()
        .copied()
        .find(|&i| digest.figures[i].value.is_some());
    let strip = table::rows(reading, &digest.headline);
    let (slopes, slope_sources, slope_years) = slopes(reading);
    let plate = plate(reading);
    let title = reading.edition.phrase(&digest.report.metadata.title);
    let compared: Vec<usize> = (digest.cards.iter().flat_map(|card| &card.targets))
        .copied()
        .filter(|i| !digest.headline.contains(i))
        .collect();
    let mut strip_sources = Vec::new();
    for row in &strip {
        let passage = (digest.figures.iter())
            .find(|f| f.id == row.figure.id)
            .map(|f| reading.reference(&f.passage));
        strip_sources.extend(passage.filter(|source| !strip_sources.contains(source)));
    }
    let view = Overview {
        lead: lead.map(|i| reading.figure(i)),
        echo: lead.and_then(|i| echo(reading, &digest.figures[i])),
        strip_last: common(
            strip
                .iter()
                .filter_map(|row| Some(row.figure.previous.as_ref()?.period.as_str())),
        ),
        strip_year: common(strip.iter().map(|row| row.figure.period.as_str())),
        strip,
        strip_sources,
        slopes,
        slope_sources,
        slope_years,
        cards: card::cards(material, reading),
        card_count: han_count(digest.cards.len(), reading.edition.tag.script()),
        panels: table::panels(reading, &compared),
        groups: groups(reading),
        agencies: agencies(reading),
        project_count: digest.report.projects().count(),
        shares: shares(material, reading),
        places: matrix::places_by_sector(material, reading),
        files: files(material, reading),
        plate,
    };
    Page {
        path: reading.home(),
        template: "digest",
        lang: reading.edition.tag,
        frame: frame::of_report(material, reading, "", title),
        view: View::Digest(view),
    }
}

/// The one value all have, or nothing.
fn common<'a>(mut values: impl Iterator<Item = &'a str>) -> String {
    let Some(first) = values.next() else {
        return String::new();
    };
    if values.all(|value| value == first) {
        first.to_owned()
    } else {
        String::new()
    }
}

/// Makes the head of a report's page.
#[must_use]
pub fn plate(reading: &Reading<'_>) -> Plate {
    let report = &reading.digest().report;
    let metadata = &report.metadata;
    let title = (report
        .blocks
        .iter()
        .position(|block| block.kind == BlockKind::Title))
    .map_or_else(
        || reading.edition.phrase(&metadata.title),
        |i| reading.edition.block(i).to_owned(),
    );
    let characters = report.han();
    let paragraphs = report
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .count();
    let length = rounded(characters, reading.edition.tag.script());
    let issuer = metadata.issuer.as_deref().unwrap_or_default();
    let region = reading
        .edition
        .phrase(issuer.strip_suffix("人民政府").unwrap_or(issuer));
    let year = metadata.date.map(jiff::civil::Date::year);
    Plate {
        short: without(&title, &region, year),
        title,
        region,
        year: year.map_or_else(String::new, |year| format!("{}年", han_digits(year))),
        length,
        paragraphs,
    }
}

/// A number of characters as people say it: 1.9万, 3200, 40.
fn rounded(count: usize, script: Script) -> String {
    let step = match count {
        0..100 => 1,
        100..1_000 => 10,
        1_000..10_000 => 100,
        _ => 1_000,
    };
    let count = (count + step / 2) / step * step;
    let unit = match script {
        Script::Hans => "万",
        Script::Hant => "萬",
    };
    match (count / 10_000, count % 10_000 / 1_000) {
        (0, _) => count.to_string(),
        (whole, 0) => format!("{whole}{unit}"),
        (whole, tenth) => format!("{whole}.{tenth}{unit}"),
    }
}

/// `2026年甘肃省政府工作报告` without its region and its year; as it is where nothing would be left.
fn without(title: &str, region: &str, year: Option<i16>) -> String {
    let mut short = title.replace(region, "");
    if let Some(year) = year {
        short = short.replace(&format!("{year}年"), "");
        short = short.replace(&format!("{}年", han_digits(year)), "");
    }
    if short.is_empty() {
        title.to_owned()
    } else {
        short
    }
}

fn han_digits(year: i16) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    year.to_string()
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|digit| DIGITS.get(digit as usize))
        .collect()
}

/// A small number of things in Han: 十二, 两.
#[must_use]
pub fn han_count(count: usize, script: Script) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (count, script) {
        (0, _) => return "零".to_owned(),
        // Before a word of measure two is 两, not 二.
        (2, Script::Hans) => return "两".to_owned(),
        (2, Script::Hant) => return "兩".to_owned(),
        _ => {}
    }
    match count {
        0..=9 => DIGITS[count].to_owned(),
        10..=19 => format!("十{}", DIGITS[count - 10]),
        _ => count.to_string(),
    }
}

/// A short sentence of another paragraph that repeats the leading target's words.
fn echo(reading: &Reading<'_>, lead: &Figure) -> Option<Echo> {
    let digest = reading.digest();
    let home = reading.passage(&lead.passage)?;
    let printed = reading.words(home, lead.printed);
    digest
        .passages
        .iter()
        .filter(|passage| passage.id != home.id && passage.id.starts_with("p-"))
        .flat_map(|passage| {
            passage
                .sentences
                .iter()
                .map(move |sentence| (passage, sentence))
        })
        .find_map(|(passage, sentence)| {
            let text = reading.words(passage, sentence.range).trim();
            let speaks_of_it =
                text.contains(printed) && text.contains("目标") | text.contains("目標");
            (speaks_of_it && text.chars().count() <= 60).then(|| Echo {
                text: text.to_owned(),
                source: reading.sentence_reference(&passage.id, sentence.range),
            })
        })
}

/// Pairs of a baseline and what was reached: same indicator, same unit.
fn slopes(reading: &Reading<'_>) -> (Vec<Slope>, Vec<Reference>, String) {
    let figures = &reading.digest().figures;
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for (to, reached) in figures.iter().enumerate() {
        if reached.kind != Kind::Actual {
            continue;
        }
        let from = (to.checked_sub(1)).filter(|&i| {
            figures[i].kind == Kind::Baseline
                && figures[i].passage == reached.passage
                && (figures[i].indicator == reached.indicator)
        });
        let Some(from) = from else { continue };
        let (Some(start), Some(end)) =
            (figures[from].comparison_value(), reached.comparison_value())
        else {
            continue;
        };
        if start.1 == end.1 && start.0 > 0.0 && end.0 > start.0 {
            pairs.push((from, to, end.0 / start.0));
        }
    }
    pairs.truncate(4);
    let steepest = pairs.iter().map(|pair| pair.2).fold(1.0, f64::max);
    let mut sources = Vec::new();
    let mut years: Vec<String> = Vec::new();
    let slopes: Vec<Slope> = pairs
        .iter()
        .map(|&(from, to, ratio)| {
            let source = reading.reference(&figures[to].passage);
            if !sources.contains(&source) {
                sources.push(source);
            }
            years.push(span(&figures[from].period, &figures[to].period));
            let open = matches!(
                figures[to].bound,
                Bound::Lt | Bound::Approx | Bound::Ge | Bound::Gt
            );
            Slope {
                svg: chart::slope(ratio, steepest, open),
                from: reading.figure(from),
                to: reading.figure(to),
            }
        })
        .collect();
    let years = if figures.is_empty() {
        String::new()
    } else {
        common(years.iter().map(String::as_str))
    };
    (slopes, sources, years)
}

/// The years between two periods: `2018—2022` for one span, `2017 → 2022` for two years.
fn span(from: &str, to: &str) -> String {
    if from == to {
        from.replace('/', "—")
    } else {
        format!("{from} → {to}")
    }
}

fn groups(reading: &Reading<'_>) -> Vec<GroupShort> {
    let groups = reading
        .digest()
        .report
        .annexes
        .iter()
        .flat_map(|annex| &annex.groups);
    groups
        .filter(|group| !group.projects.is_empty())
        .map(|group| GroupShort {
            name: group.heading.map_or_else(String::new, |i| {
                crate::page::project::short_heading(reading.edition.block(i)).to_owned()
            }),
            columns: group.projects.len().div_ceil(2).clamp(4, 8),
            items: (group.projects.iter())
                .map(|project| Cell {
                    number: project.number,
                    href: reading.to(&format!("projects/#{}", project.id)),
                })
                .collect(),
        })
        .collect()
}

/// The agencies of the annex by number of items, the most first.
#[must_use]
pub fn agencies(reading: &Reading<'_>) -> Vec<AgencyShort> {
    let counted = crate::page::agency::counted(reading.digest());
    let most = counted.first().map_or(1, |(_, count)| *count);
    counted
        .into_iter()
        .map(|(id, count)| AgencyShort {
            name: reading.edition.phrase(&id),
            href: reading.to(&format!("agency/{id}/")),
            count,
            bar: chart::bar(ratio(count, most)),
        })
        .collect()
}

fn shares(material: &Material<'_>, reading: &Reading<'_>) -> Vec<Share> {
    let digest = reading.digest();
    let shares = sector_shares(digest);
    let most = shares.first().map_or(1, |share| share.characters);
    shares
        .into_iter()
        .map(|share| Share {
            name: sector_name(material, reading.edition, &share.sector),
            href: reading.to(&format!("sector/{}/", share.sector)),
            percent: share.percent,
            bar: chart::bar(ratio(share.characters, most)),
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(count: usize, most: usize) -> f64 {
    count as f64 / most.max(1) as f64
}

/// Data files of the report that this build has.
#[must_use]
pub fn files(material: &Material<'_>, reading: &Reading<'_>) -> Vec<FileLink> {
    let id = &reading.digest().report.id;
    [
        "figures.csv",
        "figures.json",
        "projects.csv",
        "projects.json",
        "paragraphs.jsonl",
        "report.json",
        "agencies.json",
        "annotations.jsonld",
        "repairs.json",
        "conversions.json",
    ]
    .into_iter()
    .map(|name| (name, format!("data/{id}/{name}")))
    .filter(|(_, path)| material.files.contains(path))
    .map(|(name, path)| FileLink {
        name: name.to_owned(),
        href: reading.link.to(&path),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_leaves_out_what_stands_beside_it() {
        let short = |title| without(title, "甘肃省", Some(2026));
        assert_eq!(short("2026年甘肃省政府工作报告"), "政府工作报告");
        assert_eq!(short("甘肃省二〇二六年政府工作报告"), "政府工作报告");
        assert_eq!(short("政府工作报告"), "政府工作报告");
        // Another year is part of the name, and a title of nothing else stays.
        assert_eq!(short("2025年政府工作报告"), "2025年政府工作报告");
        assert_eq!(short("甘肃省2026年"), "甘肃省2026年");
        assert_eq!(without("政府工作报告", "", None), "政府工作报告");
    }
}
