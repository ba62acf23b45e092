//! `/parallel/{id}/`: all scripts of a report side by side under the same ids, with the characters marked that have more
//! than one counterpart: the proof-reader's list.

use serde::Serialize;

use crate::edition::Edition;
use crate::page::frame::{self, Alternate, Switch};
use crate::page::inline::{self, Mark, escape};
use crate::page::link;
use crate::page::reading::{Index, Reading};
use crate::page::{Material, Page, View};
use crate::report::BlockKind;
use crate::script::Tag;
use crate::script::choices::{Choice, Decided};
use crate::text::TextRange;

/// All scripts of a report side by side.
#[derive(Clone, Debug, Serialize)]
pub struct Parallel {
    /// The columns.
    pub columns: Vec<Column>,
    /// The lines of the report.
    pub rows: Vec<Row>,
    /// Number of characters with more than one counterpart.
    pub choice_count: usize,
    /// Number of those that nothing decided: the places to proof-read.
    pub open_count: usize,
}

/// A script.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its language.
    pub tag: Tag,
    /// `zh-hans`
    pub key: &'static str,
    /// Link to the full text in it.
    pub href: String,
}

/// A line of the report in every script.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// `3-2-3`; empty for what is not a paragraph.
    pub label: String,
    /// Level of a heading, 2 to 4; 0 for text.
    pub level: u8,
    /// Whether a character of it is to be proof-read.
    pub open: bool,
    /// The text as HTML, one a column.
    pub cells: Vec<Cell>,
}

/// A line in one script.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Its language.
    pub tag: Tag,
    /// The text as HTML.
    pub html: String,
}

/// Path of the page of a report.
#[must_use]
pub fn path(report: &str) -> String {
    format!("parallel/{report}/")
}

/// Makes the page of a report; none if it has one edition only.
#[must_use]
pub fn of_report(material: &Material<'_>, report: &str) -> Option<Page> {
    let own = (material.editions.iter()).filter(|edition| edition.digest.report.id == report);
    let editions: Vec<&Edition<'_>> = own.collect();
    let index = Index::new(editions.first()?.digest);
    page(material, &editions, &index)
}

/// Makes the page of the report of `editions`, which are the same report in all its scripts; none if there is one only.
#[must_use]
pub fn page(material: &Material<'_>, editions: &[&Edition<'_>], index: &Index<'_>) -> Option<Page> {
    let [first, _, ..] = editions else {
        return None;
    };
    let report = &first.digest.report;
    let path = path(&report.id);
    let reading = Reading::new(first, index, &path);
    let mut frame = frame::of_report(
        material,
        &reading,
        "text/",
        first.phrase(&report.metadata.title),
    );
    for link in &mut frame.nav {
        link.current = false;
    }
    let address = link::absolute(&material.config.base_url, &path);
    frame.alternates = vec![Alternate {
        hreflang: first.tag.as_str().to_owned(),
        href: address.clone(),
    }];
    frame.canonical = address;
    for switch in &mut frame.switch {
        switch.current = switch.key == "parallel";
    }
    let mut choice_count = 0;
    let mut open_count = 0;
    let mut depth = 1;
    let rows = (0..report.blocks.len())
        .map(|i| {
            let block = &report.blocks[i];
            let mut open = false;
            let cells = editions
                .iter()
                .map(|edition| {
                    let choices = edition.choices(i);
                    choice_count += choices.len();
                    let undecided = choices
                        .iter()
                        .filter(|choice| choice.decided == Decided::Default)
                        .count();
                    open_count += undecided;
                    open |= undecided > 0;
                    Cell {
                        tag: edition.tag,
                        html: html(edition, i, &choices),
                    }
                })
                .collect();
            Row {
                id: block.id.clone(),
                label: block.id.strip_prefix("p-").unwrap_or_default().to_owned(),
                level: match block.kind {
                    BlockKind::Heading { level, .. } => {
                        depth = (level + 1).clamp(2, depth + 1).min(4);
                        depth
                    }
                    _ => 0,
                },
                open,
                cells,
            }
        })
        .collect();
    Some(Page {
        path,
        template: "parallel",
        lang: first.tag,
        frame,
        view: View::Parallel(Parallel {
            columns: (editions.iter())
                .map(|edition| Column {
                    tag: edition.tag,
                    key: edition.tag.path(),
                    href: reading
                        .link
                        .to(&format!("{}text/", super::digest_path(edition))),
                })
                .collect(),
            rows,
            choice_count,
            open_count,
        }),
    })
}

/// The switch's link to the page of a report that stands in several editions.
#[must_use]
pub fn switch(reading: &Reading<'_>, tags: &[Tag]) -> Option<Switch> {
    let first = *tags.first()?;
    (tags.len() > 1).then(|| Switch {
        tag: first,
        key: "parallel",
        href: reading
            .link
            .to(&format!("parallel/{}/", reading.digest().report.id)),
        current: false,
    })
}

fn html(edition: &Edition<'_>, index: usize, choices: &[Choice]) -> String {
    let marks: Vec<Mark> = choices
        .iter()
        .map(|choice| {
            let range = edition.range(index, TextRange::new(choice.at, choice.at + 1));
            let class = match choice.decided {
                Decided::Default => "cv ck",
                Decided::Phrase => "cv",
                Decided::BuiltIn | Decided::Site | Decided::Hand | Decided::Kept => "cv ov",
            };
            let title = format!("{} → {}", choice.source, choice.alternatives);
            Mark::new(
                range,
                0,
                format!("<span class=\"{class}\" title=\"{}\">", escape(&title)),
                "</span>",
            )
        })
        .collect();
    inline::write(edition.block(index), &marks)
}
