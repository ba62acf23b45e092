//! The figures of a digest as a table of text, for cases and for looking at a report.

use std::fmt::Write as _;

use zhaiyao::digest::{Digest, Figure};
use zhaiyao::text::{TextRange, slice};

/// The words a figure's properties have in the data files.
pub(crate) struct Told {
    /// `target`
    pub(crate) kind: String,
    /// `ge`
    pub(crate) bound: String,
    /// `力争`, or nothing.
    pub(crate) hedge: String,
    /// `growth`
    pub(crate) measure: String,
}

/// The words for one figure.
pub(crate) fn words(figure: &Figure) -> Told {
    let plain = |value: serde_json::Value| value.as_str().unwrap_or("").to_owned();
    let told = |value: Result<serde_json::Value, _>| plain(value.unwrap_or_default());
    Told {
        kind: told(serde_json::to_value(figure.kind)),
        bound: told(serde_json::to_value(figure.bound)),
        hedge: told(serde_json::to_value(figure.hedge)),
        measure: told(serde_json::to_value(figure.measure)),
    }
}

/// The words of the report in a range of a passage.
pub(crate) fn passage_words<'a>(digest: &'a Digest, passage: &str, range: TextRange) -> &'a str {
    let passage = digest.passages.iter().find(|p| p.id == passage);
    passage.map_or("", |p| {
        slice(slice(&digest.report.blocks[p.block].text, p.range), range)
    })
}

/// One line a figure: id (`*`: in the headline strip), kind, period, sector, indicator, number, normalised, bound, hedge,
/// measure, what it is compared with, quotation.
pub(crate) fn figures(digest: &Digest) -> String {
    let mut table = String::new();
    for (index, figure) in digest.figures.iter().enumerate() {
        let told = words(figure);
        let star = if digest.headline.contains(&index) {
            "*"
        } else {
            ""
        };
        let normalized = figure.normalized.as_ref().map_or_else(String::new, |n| {
            let to = n.value_to.map_or_else(String::new, |to| format!("–{to}"));
            format!("{}{to} {}", n.value, n.unit)
        });
        let previous = figure
            .previous
            .as_ref()
            .map_or_else(String::new, |p| format!("{} {:?}", p.figure, p.comparable));
        let line = [
            &format!("{}{star}", figure.id),
            &told.kind,
            &figure.period,
            &figure.sector,
            &figure.indicator,
            passage_words(digest, &figure.passage, figure.printed),
            &normalized,
            &told.bound,
            &told.hedge,
            &told.measure,
            &previous,
            passage_words(digest, &figure.passage, figure.quote),
        ]
        .join("\t");
        // A string takes every write.
        let _ = writeln!(table, "{line}");
    }
    table
}
