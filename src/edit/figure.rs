//! Figures: one that is left out, one that is corrected (`figures.yaml`).

use serde_json::{Map, Value, json};

use super::{Change, Desk, Failure, Refusal};
use crate::digest::{Digest, Figure, Passage, Values};
use crate::text::{self, TextRange};
use crate::yaml::edit::append;

/// Leaves a figure out of the digest.
pub(super) fn hide(desk: &Desk<'_>, report: &str, id: &str) -> Result<Vec<Change>, Failure> {
    let item = quoted(desk.digest(report)?, id)?;
    add(desk, report, "hide", &Value::Object(item))
}

/// Says what is different of a figure.
pub(super) fn fix(
    desk: &Desk<'_>,
    report: &str,
    id: &str,
    values: &Values,
) -> Result<Vec<Change>, Failure> {
    let mut item = quoted(desk.digest(report)?, id)?;
    let quotation = item.len();
    let Values {
        indicator,
        value,
        value_to,
        unit,
        kind,
        period,
        bound,
        hedge,
        sector,
    } = values;
    let number = |value: &Option<f64>| value.map(crate::data::number);
    let fields = [
        ("indicator", indicator.as_ref().map(|v| json!(v))),
        ("value", number(value)),
        ("value_to", number(value_to)),
        ("unit", unit.as_ref().map(|v| json!(v))),
        ("kind", kind.map(|v| json!(v))),
        ("period", period.as_ref().map(|v| json!(v))),
        ("bound", bound.map(|v| json!(v))),
        ("hedge", hedge.map(|v| json!(v))),
        ("sector", sector.as_ref().map(|v| json!(v))),
    ];
    for (key, value) in fields {
        item.extend(value.map(|value| (key.to_owned(), value)));
    }
    if item.len() == quotation {
        return Err(Refusal::new("empty", "values").into());
    }
    add(desk, report, "fix", &Value::Object(item))
}

fn add(desk: &Desk<'_>, report: &str, list: &str, item: &Value) -> Result<Vec<Change>, Failure> {
    let path = format!("content/{report}/figures.yaml");
    Ok(vec![
        desk.edit(&path, |text| append(text, Some(list), item))?,
    ])
}

/// The quotation that means this figure and no other, with its paragraph.
fn quoted(digest: &Digest, id: &str) -> Result<Map<String, Value>, Refusal> {
    let gone = || Refusal::new("no_such_figure", id);
    let figure = digest
        .figures
        .iter()
        .find(|figure| figure.id == id)
        .ok_or_else(gone)?;
    let passage = digest
        .passages
        .iter()
        .find(|p| p.id == figure.passage)
        .ok_or_else(gone)?;
    let quote = quotation(digest, passage, figure)
        .ok_or_else(|| Refusal::new("words_twice", figure.indicator.as_str()))?;
    let mut item = Map::new();
    item.insert("quote".to_owned(), json!(quote));
    item.insert("para".to_owned(), json!(figure.passage));
    Ok(item)
}

/// Words around a figure that stand once in its passage and touch no other figure: those that prove it, else those that
/// print it with as much before and behind as is needed.
fn quotation<'d>(digest: &'d Digest, passage: &Passage, figure: &Figure) -> Option<&'d str> {
    let block = &digest.report.blocks[passage.block].text;
    let words = text::slice(block, passage.range);
    let others = || {
        let same = digest
            .figures
            .iter()
            .filter(|other| other.passage == passage.id);
        same.filter(|other| other.id != figure.id)
    };
    let good = |range: &TextRange| {
        let quote = text::slice(words, *range);
        quote.trim() == quote
            && words.matches(quote).count() == 1
            && !others().any(|other| other.printed.overlaps(*range))
    };
    let end = words.chars().count();
    let wider = (0..=end).map(|by| {
        let start = figure.printed.start.saturating_sub(by);
        TextRange::new(start, (figure.printed.end + by / 2).min(end))
    });
    let range = std::iter::once(figure.quote).chain(wider).find(good)?;
    Some(text::slice(words, range))
}
