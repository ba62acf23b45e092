//! Marks of figures in running text: the number on a wash, its qualifier beside it at regular weight.

use crate::digest::{Figure, Passage};
use crate::page::inline::Mark;
use crate::page::reading::Reading;
use crate::text::{self, TextRange};

/// Makes the marks of the figures of `passage` that lie in `within` (code points of the passage), for a text that begins
/// at `start` of the edition's block. With `ids`, they carry the figures' ids and data.
#[must_use]
pub fn of_figures(
    reading: &Reading<'_>,
    passage: &Passage,
    within: TextRange,
    start: usize,
    ids: bool,
) -> Vec<Mark> {
    let place = |range: TextRange| {
        let there = (reading.edition).range(passage.block, range.shifted(passage.range.start));
        TextRange::new(
            there.start.saturating_sub(start),
            there.end.saturating_sub(start),
        )
    };
    let mut marks = Vec::new();
    for &i in reading.figures_of(&passage.id) {
        let figure = &reading.digest().figures[i];
        if !within.contains(figure.printed) {
            continue;
        }
        let data = if ids {
            attributes(figure)
        } else {
            String::new()
        };
        if figure.value.is_none() {
            if ids {
                marks.push(mark(place(figure.printed), "span", "goal", &data));
            }
            continue;
        }
        let number = number(reading, passage, figure);
        marks.push(mark(place(number), "b", "fig", &data));
        for rest in [
            TextRange::new(figure.printed.start, number.start),
            TextRange::new(number.end, figure.printed.end),
        ] {
            marks.push(mark(place(rest), "span", "qual", ""));
        }
    }
    marks
}

fn mark(range: TextRange, name: &str, class: &str, data: &str) -> Mark {
    const LAYER: u8 = 4;
    let close = if name == "b" { "</b>" } else { "</span>" };
    Mark {
        reopen: format!("<{name} class=\"{class}\">"),
        ..Mark::new(
            range,
            LAYER,
            format!("<{name} class=\"{class}\"{data}>"),
            close,
        )
    }
}

/// The number with its unit, without a qualifier in front or behind.
fn number(reading: &Reading<'_>, passage: &Passage, figure: &Figure) -> TextRange {
    let printed = figure.printed;
    let block = &reading.digest().report.blocks[passage.block];
    let words = text::slice(&block.text, printed.shifted(passage.range.start));
    let Some(qualifier) = figure.qualifier.as_deref() else {
        return printed;
    };
    let length = qualifier.chars().count();
    if length == 0 || length >= printed.len() {
        printed
    } else if words.starts_with(qualifier) {
        TextRange::new(printed.start + length, printed.end)
    } else if words.ends_with(qualifier) {
        TextRange::new(printed.start, printed.end - length)
    } else {
        printed
    }
}

fn attributes(figure: &Figure) -> String {
    let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let hedge = figure.hedge.map_or_else(String::new, |hedge| {
        format!(" data-hedge=\"{}\"", name(serde_json::json!(hedge)))
    });
    format!(
        " id=\"{}\" data-figure=\"{0}\" data-kind=\"{}\" data-bound=\"{}\"{hedge}",
        figure.id,
        name(serde_json::json!(figure.kind)),
        name(serde_json::json!(figure.bound)),
    )
}
