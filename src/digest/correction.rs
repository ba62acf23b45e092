//! What an editor says about the machine's reading: `figures.yaml` and `sectors/<sector>.md`.
//!
//! Every entry is tied to the report by a quotation, so that it says when the words it was made for are gone.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use super::taxonomy::Taxonomy;
use super::{Bound, Hedge, Kind};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::yaml;

/// All corrections of one report.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    /// `figures.yaml`.
    pub figures: Vec<FigureCorrection>,
    /// `sectors/<sector>.md`, by sector.
    pub sectors: BTreeMap<String, Editorial>,
}

/// One entry of `figures.yaml`.
#[derive(Clone, Debug)]
pub struct FigureCorrection {
    /// What to do.
    pub action: Action,
    /// The words that prove the figure.
    pub quote: Quote,
    /// What to say of it; with [`Action::Fix`] only what differs.
    pub values: Values,
}

/// What an entry of `figures.yaml` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Changes what was read.
    Fix,
    /// Leaves the figure out of the digest.
    Hide,
    /// Puts it first on its card.
    Pin,
    /// Adds a figure the machine did not read.
    Add,
}

/// A quotation with its place in the editor's file.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Id of the paragraph or clause, where the words stand more than once.
    pub para: Option<String>,
    /// The editor's file.
    pub source: Arc<SourceFile>,
    /// Bytes of the quotation in it.
    pub span: Range<usize>,
}

/// What an editor says of a figure.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Values {
    /// What is counted.
    pub indicator: Option<String>,
    /// The number as printed.
    pub value: Option<f64>,
    /// Upper end of a range.
    pub value_to: Option<f64>,
    /// Unit as printed.
    pub unit: Option<String>,
    /// `target`, `actual`, `baseline` or `rank`.
    pub kind: Option<Kind>,
    /// A year or a span.
    pub period: Option<String>,
    /// `ge`, `gt`, `le`, `lt`, `approx`, `eq`, `range`, `full`, `sync` or `text`.
    pub bound: Option<Bound>,
    /// `确保`, `实现`, `力争`, `争取` or `预计`.
    pub hedge: Option<Hedge>,
    /// Id of the sector.
    pub sector: Option<String>,
}

/// What an editor says of one sector of one report.
#[derive(Clone, Debug)]
pub struct Editorial {
    /// The card's headline, in place of the sentence chosen by rule.
    pub headline: Option<String>,
    /// Quotations of figures that come first on the card.
    pub pins: Vec<Quote>,
    /// Quotations of sentences that belong to this sector.
    pub moved: Vec<Quote>,
    /// The file, whose Markdown body is the editor's summary.
    pub source: Arc<SourceFile>,
    /// Bytes of the body.
    pub body: Range<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct File {
    fix: Vec<Entry>,
    hide: Vec<Entry>,
    pin: Vec<Entry>,
    add: Vec<Entry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Entry {
    quote: String,
    para: Option<String>,
    indicator: Option<String>,
    value: Option<f64>,
    value_to: Option<f64>,
    unit: Option<String>,
    kind: Option<Kind>,
    period: Option<Years>,
    bound: Option<Bound>,
    hedge: Option<Hedge>,
    sector: Option<String>,
}

/// A period may be written as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Years {
    Year(u16),
    Text(String),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FrontMatter {
    headline: Option<String>,
    pins: Vec<String>,
    moved: Vec<String>,
}

impl Corrections {
    /// Parses `figures.yaml`.
    #[must_use]
    pub fn parse_figures(source: &Arc<SourceFile>) -> (Vec<FigureCorrection>, Vec<Diagnostic>) {
        let file: File = match yaml::parse_file(source) {
            Ok(file) => file,
            Err(diagnostic) => return (Vec::new(), vec![*diagnostic]),
        };
        let File {
            fix,
            hide,
            pin,
            add,
        } = file;
        let mut corrections = Vec::new();
        let mut diagnostics = Vec::new();
        let lists = [
            (Action::Fix, fix),
            (Action::Hide, hide),
            (Action::Pin, pin),
            (Action::Add, add),
        ];
        for (action, entry) in lists
            .into_iter()
            .flat_map(|(action, entries)| entries.into_iter().map(move |entry| (action, entry)))
        {
            if entry.quote.trim().is_empty() {
                let message = "an entry has no quotation";
                let help = "add `quote:` with the words of the report that prove the figure";
                diagnostics.push(
                    Diagnostic::error("correction-quote", message)
                        .at(source, 0..0, "")
                        .help(help),
                );
                continue;
            }
            if action == Action::Add && entry.indicator.is_none() {
                let quote = quote(source, &entry.quote, None);
                let message = "an added figure says nothing of what it counts";
                let diagnostic = Diagnostic::error("correction-indicator", message);
                diagnostics.push(
                    diagnostic
                        .at(source, quote.span, "")
                        .help("add `indicator:`"),
                );
                continue;
            }
            corrections.push(correction(action, entry, source));
        }
        (corrections, diagnostics)
    }

    /// Parses `sectors/<sector>.md`: front matter with `headline`, `pins` and `moved`, and the editor's summary.
    #[must_use]
    pub fn parse_sector(source: &Arc<SourceFile>) -> (Editorial, Vec<Diagnostic>) {
        let (front, body) = crate::markdown::front_matter(&source.text);
        let (matter, mut diagnostics) = match front.map(|range| yaml::parse(source, range)) {
            Some(Ok(matter)) => (matter, Vec::new()),
            Some(Err(diagnostic)) => (FrontMatter::default(), vec![*diagnostic]),
            None => (FrontMatter::default(), Vec::new()),
        };
        let FrontMatter {
            headline,
            pins,
            moved,
        } = matter;
        // The pages make HTML of the summary; what is wrong with it is said here, once.
        diagnostics.extend(crate::markdown::fence::parse(source, body.clone(), &[]).1);
        let quotes =
            |texts: Vec<String>| texts.iter().map(|text| quote(source, text, None)).collect();
        let editorial = Editorial {
            headline,
            pins: quotes(pins),
            moved: quotes(moved),
            source: Arc::clone(source),
            body,
        };
        (editorial, diagnostics)
    }

    /// Says which sectors named by the corrections the taxonomy doesn't have.
    pub(crate) fn unknown_sectors(&self, taxonomy: &Taxonomy) -> Vec<Diagnostic> {
        let known: Vec<&str> = taxonomy.sectors.iter().map(|s| s.id.as_str()).collect();
        let named = self.figures.iter().filter_map(|correction| {
            let sector = correction.values.sector.as_deref()?;
            Some((sector, &correction.quote.source))
        });
        let files = self
            .sectors
            .iter()
            .map(|(id, page)| (id.as_str(), &page.source));
        named
            .chain(files)
            .filter(|(id, _)| !known.contains(id))
            .map(|(id, source)| {
                let message = format!("unknown sector `{id}`");
                let at = source.text.find(id).unwrap_or(0);
                let end = if source.text[at..].starts_with(id) {
                    at + id.len()
                } else {
                    at
                };
                let help = crate::diagnostic::nearest(id, known.iter().copied()).map_or_else(
                    || format!("known sectors: {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                Diagnostic::error("unknown-sector", message)
                    .at(source, at..end, "not listed in content/sectors.yaml")
                    .help(help)
            })
            .collect()
    }
}

fn correction(action: Action, entry: Entry, source: &Arc<SourceFile>) -> FigureCorrection {
    let Entry {
        quote: words,
        para,
        indicator,
        value,
        value_to,
        unit,
        kind,
        period,
        bound,
        hedge,
        sector,
    } = entry;
    let period = period.map(|years| match years {
        Years::Year(year) => year.to_string(),
        Years::Text(text) => text,
    });
    FigureCorrection {
        action,
        quote: quote(source, &words, para),
        values: Values {
            indicator,
            value,
            value_to,
            unit,
            kind,
            period,
            bound,
            hedge,
            sector,
        },
    }
}

fn quote(source: &Arc<SourceFile>, text: &str, para: Option<String>) -> Quote {
    let at = source.text.find(text);
    Quote {
        text: text.to_owned(),
        para,
        source: Arc::clone(source),
        span: at.map_or(0..0, |at| at..at + text.len()),
    }
}
