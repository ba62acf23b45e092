//! Tables with bars: targets beside last year's figures, one panel a unit.

use serde::Serialize;

use crate::chart::{self, Bar};
use crate::digest::{Comparable, Figure, Measure};
use crate::page::figure::FigureView;
use crate::page::reading::Reading;

/// A table whose rows carry bars on one scale.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// The unit as printed.
    pub unit: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row: the figure and its bars (empty if it has none).
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The figure, with last year's.
    #[serde(flatten)]
    pub figure: FigureView,
    /// Inline SVG.
    pub bars: String,
}

/// The unit figures are drawn in: two figures share a panel when it is the same.
fn panel(figure: &Figure) -> Option<(&str, bool)> {
    let (_, unit) = figure.comparison_value()?;
    Some((unit, figure.measure == Measure::Growth))
}

/// Rows without a common scale: those that can be drawn in the unit most of them share get bars.
#[must_use]
pub fn rows(reading: &Reading<'_>, figures: &[usize]) -> Vec<Row> {
    let all = &reading.digest().figures;
    let percent: Vec<usize> = (figures.iter().copied())
        .filter(|&i| {
            all[i]
                .comparison_value()
                .is_some_and(|(_, unit)| unit == "%")
        })
        .collect();
    let longest = longest(reading, &percent);
    figures
        .iter()
        .map(|&i| Row {
            bars: if percent.contains(&i) {
                bars(reading, i, longest)
            } else {
                String::new()
            },
            figure: reading.figure(i),
        })
        .collect()
}

/// The figures that share the panel of `lead`, which is one of them.
#[must_use]
pub fn panel_of(reading: &Reading<'_>, figures: &[usize], lead: usize) -> Vec<usize> {
    let all = &reading.digest().figures;
    (figures.iter().copied())
        .filter(|&i| panel(&all[i]) == panel(&all[lead]))
        .collect()
}

/// Panels of all `figures` that have a figure to be compared with, one a unit, in the order of the first.
#[must_use]
pub fn panels(reading: &Reading<'_>, figures: &[usize]) -> Vec<Chart> {
    let all = &reading.digest().figures;
    let mut keys: Vec<Option<(&str, bool)>> = Vec::new();
    let mut panels: Vec<Vec<usize>> = Vec::new();
    for &i in figures {
        let figure = &all[i];
        if figure.value.is_none() || figure.previous.is_none() {
            continue;
        }
        let key = panel(figure);
        if let Some(at) = keys.iter().position(|k| *k == key) {
            panels[at].push(i);
        } else {
            keys.push(key);
            panels.push(vec![i]);
        }
    }
    (panels.iter())
        .map(|members| on_one_scale(reading, members))
        .collect()
}

/// Draws `figures`, which share a unit, on one scale.
#[must_use]
pub fn on_one_scale(reading: &Reading<'_>, figures: &[usize]) -> Chart {
    let longest = longest(reading, figures);
    let rows: Vec<Row> = figures
        .iter()
        .map(|&i| Row {
            bars: bars(reading, i, longest),
            figure: reading.figure(i),
        })
        .collect();
    let first = rows
        .first()
        .map(|row| row.figure.printed.unit.clone())
        .unwrap_or_default();
    let unit = if rows.iter().all(|row| row.figure.printed.unit == first) {
        first
    } else {
        String::new()
    };
    Chart { unit, rows }
}

fn longest(reading: &Reading<'_>, figures: &[usize]) -> f64 {
    let all = &reading.digest().figures;
    figures
        .iter()
        .flat_map(|&i| {
            let last = (all[i].previous.as_ref()).and_then(|p| reading.figure_by_id(&p.figure));
            [Some(&all[i]), last]
        })
        .flatten()
        .filter_map(Figure::comparison_value)
        .map(|(value, _)| value)
        .fold(0.0, f64::max)
}

fn bars(reading: &Reading<'_>, index: usize, longest: f64) -> String {
    let figure = &reading.digest().figures[index];
    let bar = |figure: &Figure| -> Option<Bar> {
        let (value, _) = figure.comparison_value()?;
        (longest > 0.0 && value >= 0.0).then(|| Bar {
            share: value / longest,
            end: figure.bound.into(),
        })
    };
    let Some(this) = bar(figure) else {
        return String::new();
    };
    let last = figure.previous.as_ref().and_then(|previous| {
        let last = reading.figure_by_id(&previous.figure)?;
        (panel(last) == panel(figure)).then_some(())?;
        Some((bar(last)?, previous.comparable == Comparable::Similar))
    });
    chart::pair(this, last)
}
