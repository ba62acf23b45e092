//! Figures as a reader sees them: the printed form first, its parts, the converted value, last year's figure, and the
//! link to the sentence that proves it.

use serde::Serialize;

use crate::digest::{Bound, Comparable, Figure, Hedge, Kind, Measure, Quantity, Reason};
use crate::page::reading::Reading;
use crate::text::TextRange;

/// A figure with everything that is printed about it.
#[derive(Clone, Debug, Serialize)]
pub struct FigureView {
    /// Its id.
    pub id: String,
    /// target, actual, baseline, rank.
    pub kind: Kind,
    /// ge, le, approx, …
    pub bound: Bound,
    /// 力争, 预计, … in the canonical script, as in the data.
    pub hedge: Option<Hedge>,
    /// The same in the edition's script.
    pub hedge_text: String,
    /// Level or growth.
    pub measure: Measure,
    /// What is counted.
    pub indicator: String,
    /// A year or a span.
    pub period: String,
    /// Number, unit and qualifier as printed.
    pub printed: Printed,
    /// The value in a fixed unit, where that tells more: `25 GW`.
    pub converted: String,
    /// The words that prove it.
    pub quote: String,
    /// The sentence that proves it.
    pub source: Reference,
    /// Last year's figure, where it can be compared.
    pub previous: Option<PreviousView>,
}

/// A number as printed, in its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// Everything.
    pub text: String,
    /// Qualifier in front: 近, 突破.
    pub before: String,
    /// The number: `2500`, `4.5%—5`; empty for a goal in words.
    pub number: String,
    /// The unit, with a qualifier that stands in front of it: `万千瓦`, `多亿元`.
    pub unit: String,
    /// Qualifier behind: 以上, 左右.
    pub after: String,
}

/// A place in the report: where it is and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The link.
    pub href: String,
    /// `3-2-3`, or the number of an annex item.
    pub label: String,
    /// Whether it is an annex item.
    pub item: bool,
}

/// Last year's figure beside this one.
#[derive(Clone, Debug, Serialize)]
pub struct PreviousView {
    /// What was counted.
    pub indicator: String,
    /// As printed.
    pub printed: Printed,
    /// Its year.
    pub period: String,
    /// 预计 and the like.
    pub hedge_text: String,
    /// The sentence that proves it.
    pub source: Reference,
    /// same or similar.
    pub comparable: Comparable,
    /// Key of the reason in the theme's words; empty where the two are the same.
    pub reason: &'static str,
    /// The change, where both numbers are exact: `+6.9%`, or `=`.
    pub change: String,
}

impl Reading<'_> {
    /// Returns the view of the figure at `index` of [`Digest::figures`](crate::digest::Digest::figures).
    ///
    /// # Panics
    /// Where the digest has no such figure.
    #[must_use]
    pub fn figure(&self, index: usize) -> FigureView {
        let figure = &self.digest().figures[index];
        FigureView {
            id: figure.id.clone(),
            kind: figure.kind,
            bound: figure.bound,
            hedge: figure.hedge,
            hedge_text: self.hedge(figure),
            measure: figure.measure,
            indicator: self.indicator(figure),
            period: figure.period.clone(),
            printed: self.printed(figure),
            converted: (figure.normalized.as_ref()).map_or_else(String::new, |quantity| {
                converted(quantity, &figure.unit, figure.bound)
            }),
            quote: self.passage_text(&figure.passage, figure.quote),
            source: self.proof(figure),
            previous: figure
                .previous
                .as_ref()
                .and_then(|previous| {
                    Some((self.figure_by_id(&previous.figure)?, previous.comparable))
                })
                .map(|(last, comparable)| PreviousView {
                    indicator: self.indicator(last),
                    printed: self.printed(last),
                    period: last.period.clone(),
                    hedge_text: self.hedge(last),
                    source: self.proof(last),
                    comparable,
                    reason: reason(figure),
                    change: change(figure, last, comparable),
                }),
        }
    }

    fn hedge(&self, figure: &Figure) -> String {
        let hedge = match figure.hedge {
            None => return String::new(),
            Some(Hedge::Ensure) => "确保",
            Some(Hedge::Achieve) => "实现",
            Some(Hedge::Strive) => "力争",
            Some(Hedge::Seek) => "争取",
            Some(Hedge::Expect) => "预计",
        };
        self.edition.phrase(hedge)
    }

    /// What is counted; where the report does not say it in a word, the words around the number.
    fn indicator(&self, figure: &Figure) -> String {
        const LONGEST: usize = 24;
        let words = match figure.indicator_range {
            Some(range) => self.passage_text(&figure.passage, range),
            None => self.edition.phrase(&figure.indicator),
        };
        if words.is_empty() {
            super::card::shortened(&self.passage_text(&figure.passage, figure.quote), LONGEST)
        } else {
            words
        }
    }

    fn printed(&self, figure: &Figure) -> Printed {
        let text = self.passage_text(&figure.passage, figure.printed);
        let qualifier = figure.qualifier.as_ref().map(|q| q.chars().count());
        let canonical = self.canonical_passage_text(&figure.passage, figure.printed);
        let (before, after) = match (&figure.qualifier, qualifier) {
            (Some(word), Some(n)) if canonical.starts_with(word.as_str()) => (n, 0),
            (Some(word), Some(n)) if canonical.ends_with(word.as_str()) => (0, n),
            _ => (0, 0),
        };
        if figure.value.is_none() {
            return Printed {
                text,
                before: String::new(),
                number: String::new(),
                unit: String::new(),
                after: String::new(),
            };
        }
        parts(&text, before, after)
    }

    /// Whether a figure is printed with a number in digits (`2500`, not 两个).
    #[must_use]
    pub fn has_digits(&self, figure: &Figure) -> bool {
        let printed = self.canonical_passage_text(&figure.passage, figure.printed);
        printed.contains(|c: char| c.is_ascii_digit())
    }

    /// Returns the place of the sentence that proves `figure`.
    #[must_use]
    pub fn proof(&self, figure: &Figure) -> Reference {
        self.sentence_reference(&figure.passage, figure.quote)
    }

    fn passage_text(&self, passage: &str, range: TextRange) -> String {
        self.passage(passage).map_or_else(String::new, |passage| {
            self.edition
                .slice(passage.block, range.shifted(passage.range.start))
                .to_owned()
        })
    }

    fn canonical_passage_text(&self, passage: &str, range: TextRange) -> String {
        self.passage(passage).map_or_else(String::new, |passage| {
            let block = &self.digest().report.blocks[passage.block];
            crate::text::slice(&block.text, range.shifted(passage.range.start)).to_owned()
        })
    }
}

/// Cuts a printed number into its parts; the qualifiers' lengths are given in code points.
fn parts(text: &str, before: usize, after: usize) -> Printed {
    let characters: Vec<char> = text.chars().collect();
    let end = characters.len().saturating_sub(after).max(before);
    let middle = &characters[before.min(characters.len())..end];
    let numeric = |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '%' | '—' | '-' | '～' | '至')
    };
    let mut digits = middle.iter().take_while(|&&c| numeric(c)).count();
    while digits > 0 && !middle[digits - 1].is_ascii_digit() {
        digits -= 1;
    }
    Printed {
        text: text.to_owned(),
        before: characters[..before.min(characters.len())].iter().collect(),
        number: middle[..digits].iter().collect(),
        unit: middle[digits..].iter().collect(),
        after: characters[end..].iter().collect(),
    }
}

/// Returns the value in its fixed unit, in the usual multiple, where that is more than the printed unit in other words.
fn converted(quantity: &Quantity, printed_unit: &str, bound: Bound) -> String {
    let (factor, unit) = match (quantity.unit.as_str(), quantity.value.abs()) {
        ("GW", v) if v < 1.0 => (1e3, "MW"),
        ("GW", _) => (1.0, "GW"),
        ("TWh", v) if v < 1.0 => (1e3, "GWh"),
        ("TWh", _) => (1.0, "TWh"),
        ("t", v) if v >= 1e6 => (1e-6, "Mt"),
        ("t", v) if v >= 1e3 => (1e-3, "kt"),
        ("ha", v) if v >= 1e6 => (1e-6, "Mha"),
        ("ha", v) if v >= 1e3 => (1e-3, "kha"),
        ("ha", _) if printed_unit != "公顷" => (1.0, "ha"),
        _ => return String::new(),
    };
    let (value, exact) = rounded(quantity.value * factor);
    let upper = quantity.value_to.map(|v| rounded(v * factor).0);
    // The bound is part of the number: it is said in both forms.
    let sign = match bound {
        Bound::Ge => "≥",
        Bound::Gt => ">",
        Bound::Le => "≤",
        Bound::Lt => "<",
        Bound::Approx => "≈",
        _ if exact => "",
        _ => "≈",
    };
    match upper {
        Some(upper) => format!("{sign}{value}–{upper} {unit}"),
        None => format!("{sign}{value} {unit}"),
    }
}

/// Rounds to four significant digits; says whether that was exact.
fn rounded(value: f64) -> (String, bool) {
    if value == 0.0 {
        return ("0".to_owned(), true);
    }
    let digits = 3.0 - value.abs().log10().floor().clamp(-9.0, 3.0);
    let scale = 10f64.powf(digits);
    let near = (value * scale).round() / scale;
    let text = format!("{near}");
    (text, ((near - value) / value).abs() < 1e-9)
}

/// Key of the words that say why a figure and the one beside it are merely similar.
fn reason(figure: &Figure) -> &'static str {
    match figure.previous.as_ref().map(|previous| previous.reason) {
        Some(Reason::OtherVerb) => "reason_other_verb",
        Some(Reason::LongerName) => "reason_longer_name",
        Some(Reason::FarApart) => "reason_far_apart",
        Some(Reason::SameWords) | None => "",
    }
}

/// The change from `last` to `this` in words: `+6.9%`, or `=`; nothing where it says nothing.
fn change(this: &Figure, last: &Figure, comparable: Comparable) -> String {
    match this.change_since(last, comparable) {
        None => String::new(),
        Some(0.0) => "=".to_owned(),
        Some(percent) if percent < 0.0 => format!("−{:.1}%", percent.abs()),
        Some(percent) => format!("+{percent:.1}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_number_keeps_its_qualifiers_apart() {
        let p = parts("2500万千瓦以上", 0, 2);
        assert_eq!(
            (p.number.as_str(), p.unit.as_str(), p.after.as_str()),
            ("2500", "万千瓦", "以上")
        );
        let p = parts("近69%", 1, 0);
        assert_eq!(
            (p.before.as_str(), p.number.as_str(), p.unit.as_str()),
            ("近", "69", "%")
        );
        let p = parts("4.5%—5%", 0, 0);
        assert_eq!((p.number.as_str(), p.unit.as_str()), ("4.5%—5", "%"));
        let p = parts("3300多亿元", 0, 0);
        assert_eq!((p.number.as_str(), p.unit.as_str()), ("3300", "多亿元"));
    }

    #[test]
    fn a_converted_value_is_rounded_and_says_so() {
        let of = |value: f64, unit: &str| {
            let quantity = Quantity {
                value,
                value_to: None,
                unit: unit.to_owned(),
            };
            converted(&quantity, "x", Bound::Eq)
        };
        assert_eq!(of(25.0, "GW"), "25 GW");
        assert_eq!(of(39e6, "t"), "39 Mt");
        assert_eq!(of(263_333.333, "ha"), "≈263.3 kha");
        assert_eq!(of(6.3e11, "CNY"), "");
        let floor = Quantity {
            value: 25.0,
            value_to: None,
            unit: "GW".to_owned(),
        };
        assert_eq!(converted(&floor, "万千瓦", Bound::Ge), "≥25 GW");
    }
}
