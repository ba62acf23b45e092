//! `figures.json` and `figures.csv`: one record a figure.

use serde_json::{Map, Value, json};

use super::csv::{Cell, Table};
use super::{View, number};
use crate::digest::{Figure, Previous, Quantity, Reconciliation};
use crate::edition::Edition;

impl View<'_> {
    /// The edition's words for a range of a figure's passage.
    fn words(
        &self,
        edition: &Edition<'_>,
        figure: &Figure,
        range: crate::text::TextRange,
    ) -> String {
        self.passages
            .get(figure.passage.as_str())
            .map_or_else(String::new, |passage| {
                edition
                    .slice(passage.block, range.shifted(passage.range.start))
                    .to_owned()
            })
    }

    fn indicator(&self, edition: &Edition<'_>, figure: &Figure) -> String {
        match figure.indicator_range {
            Some(range) => self.words(edition, figure, range),
            None => edition.phrase(&figure.indicator),
        }
    }

    pub(super) fn figures(&self) -> Vec<Value> {
        let figures = self.digest.figures.iter().enumerate();
        figures
            .map(|(index, figure)| self.record(index, figure))
            .collect()
    }

    fn record(&self, index: usize, figure: &Figure) -> Value {
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
        put("id", json!(figure.id));
        put("paragraph", json!(figure.passage));
        put("start", json!(figure.quote.start));
        put("end", json!(figure.quote.end));
        put("sector", json!(figure.sector));
        put("kind", json!(figure.kind));
        put("period", json!(figure.period));
        put("indicator", self.each(|e| self.indicator(e, figure)));
        put("value", figure.value.map_or(Value::Null, number));
        if let Some(to) = figure.value_to {
            put("value_to", number(to));
        }
        put("unit", json!(figure.unit));
        let normalized = figure.normalized.as_ref();
        put("normalized", normalized.map_or(Value::Null, quantity));
        put("bound", json!(figure.bound));
        put("qualifier", json!(figure.qualifier));
        put("hedge", json!(figure.hedge));
        put("measure", json!(figure.measure));
        put("quote", self.each(|e| self.words(e, figure, figure.quote)));
        let previous = figure.previous.as_ref();
        put(
            "previous",
            previous.map_or(Value::Null, |p| self.previous(figure, p)),
        );
        if let Some(parts) = self.parts(index) {
            put("parts", self.reconciliation(parts));
        }
        Value::Object(object)
    }

    fn previous(&self, figure: &Figure, previous: &Previous) -> Value {
        let mut object = json!({
            "figure": previous.figure, "comparable": previous.comparable, "reason": previous.reason,
        });
        if let Some(change) = self.change(figure) {
            object["change"] = number(change);
        }
        object
    }

    /// By how many percent a figure differs from the one it is compared with, as the pages say it.
    fn change(&self, figure: &Figure) -> Option<f64> {
        let previous = figure.previous.as_ref()?;
        let last = self
            .digest
            .figures
            .iter()
            .find(|f| f.id == previous.figure)?;
        figure.change_since(last, previous.comparable)
    }

    /// The reconciliation whose total is the figure at `index`.
    fn parts(&self, index: usize) -> Option<&Reconciliation> {
        let all = &self.digest.reconciliations;
        all.iter()
            .find(|reconciliation| reconciliation.total == index)
    }

    fn reconciliation(&self, parts: &Reconciliation) -> Value {
        let id = |&part: &usize| self.digest.figures[part].id.as_str();
        json!({
            "figures": parts.parts.iter().map(id).collect::<Vec<_>>(),
            "sum": number(parts.printed_sum(&self.digest.figures)),
            "agreement": parts.agreement,
        })
    }

    pub(super) fn figures_csv(&self) -> Vec<u8> {
        let own = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let each = |name: &str| {
            let columns = self.editions.iter().map(|e| format!("{name}_{}", e.tag));
            columns.collect::<Vec<_>>()
        };
        let columns = [
            own(&["id", "paragraph", "sector", "kind", "period"]),
            each("indicator"),
            own(&[
                "value",
                "value_to",
                "unit",
                "normalized_value",
                "normalized_value_to",
                "normalized_unit",
                "bound",
                "qualifier",
                "hedge",
                "measure",
                "previous",
                "comparable",
                "start",
                "end",
            ]),
            each("quote"),
            own(&["reason", "change", "parts", "parts_sum", "parts_agreement"]),
        ];
        let mut table = Table::new(&columns.concat());
        for (index, figure) in self.digest.figures.iter().enumerate() {
            table.row(&self.row(index, figure));
        }
        table.bytes()
    }

    fn row(&self, index: usize, figure: &Figure) -> Vec<Cell> {
        let plain = |value: Option<f64>| {
            Cell::Number(value.map_or_else(String::new, |v| number(v).to_string()))
        };
        let text = |words: &str| Cell::Text(words.to_owned());
        let named = |value: Value| Cell::Text(value.as_str().unwrap_or("").to_owned());
        let quantity = figure.normalized.as_ref();
        let previous = figure.previous.as_ref();
        let parts = self.parts(index);
        let part = |&part: &usize| self.digest.figures[part].id.as_str();
        let mut row = vec![
            text(&figure.id),
            text(&figure.passage),
            text(&figure.sector),
            named(json!(figure.kind)),
            text(&figure.period),
        ];
        row.extend(
            self.editions
                .iter()
                .map(|e| Cell::Text(self.indicator(e, figure))),
        );
        row.extend([
            plain(figure.value),
            plain(figure.value_to),
            text(&figure.unit),
            plain(quantity.map(|q| q.value)),
            plain(quantity.and_then(|q| q.value_to)),
            text(quantity.map_or("", |q| &q.unit)),
            named(json!(figure.bound)),
            text(figure.qualifier.as_deref().unwrap_or_default()),
            named(json!(figure.hedge)),
            named(json!(figure.measure)),
            text(previous.map_or("", |p| &p.figure)),
            named(json!(previous.map(|p| p.comparable))),
            Cell::Number(figure.quote.start.to_string()),
            Cell::Number(figure.quote.end.to_string()),
        ]);
        let quotes = self
            .editions
            .iter()
            .map(|e| self.words(e, figure, figure.quote));
        row.extend(quotes.map(Cell::Text));
        row.extend([
            named(json!(previous.map(|p| p.reason))),
            plain(self.change(figure)),
            text(&parts.map_or_else(String::new, |p| {
                p.parts.iter().map(part).collect::<Vec<_>>().join(" ")
            })),
            plain(parts.map(|p| p.printed_sum(&self.digest.figures))),
            named(json!(parts.map(|p| p.agreement))),
        ]);
        row
    }
}

fn quantity(quantity: &Quantity) -> Value {
    let mut object = Map::new();
    object.insert("value".to_owned(), number(quantity.value));
    if let Some(to) = quantity.value_to {
        object.insert("value_to".to_owned(), number(to));
    }
    object.insert("unit".to_owned(), json!(quantity.unit));
    Value::Object(object)
}
