//! Lays the editor's corrections over what was read; the editor wins.

use super::compare::{self, Facts};
use super::correction::{Action, Corrections, FigureCorrection, Quote, Values};
use super::plain::folded;
use super::quantity::reread;
use super::region::Region;
use super::taxonomy::{OVERVIEW, Taxonomy};
use super::{Bound, Digest, Figure, Kind, Measure, Passage};
use crate::diagnostic::Diagnostic;
use crate::report::BlockKind;
use crate::script::Tag;
use crate::text::{TextRange, slice};

/// Applies the editor's corrections; returns the indices of pinned figures.
pub(crate) fn correct(
    digest: &mut Digest,
    facts: &mut Vec<Facts>,
    corrections: &Corrections,
    (taxonomy, year, region): (&Taxonomy, Option<i16>, Region),
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let mut pinned: Vec<String> = Vec::new();
    let mut hidden: Vec<String> = Vec::new();
    for (sector, editorial) in &corrections.sectors {
        if taxonomy.sector(sector).is_none() {
            continue;
        }
        for quote in &editorial.moved {
            match locate(digest, quote) {
                Ok((passage, range)) => move_sentence(digest, passage, range, sector),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    for correction in &corrections.figures {
        let (passage, range) = match locate(digest, &correction.quote) {
            Ok(place) => place,
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                continue;
            }
        };
        if correction.action == Action::Add {
            add(digest, facts, (passage, range), (year, region), correction);
            continue;
        }
        let found = figures_at(digest, passage, range);
        if correction.action == Action::Fix && found.len() > 1 {
            diagnostics.push(several(digest, &found, &correction.quote));
            continue;
        }
        if found.is_empty() {
            let message = format!("no figure was read in `{}`", correction.quote.text);
            let Quote { source, span, .. } = &correction.quote;
            let help = "quote the words around the number, or put the entry under `add:`";
            diagnostics.push(
                Diagnostic::warning("correction-without-figure", message)
                    .at(source, span.clone(), "")
                    .help(help),
            );
        }
        for index in found {
            match correction.action {
                Action::Hide => hidden.push(digest.figures[index].id.clone()),
                Action::Pin => pinned.push(digest.figures[index].id.clone()),
                _ => {}
            }
            if correction.action != Action::Hide {
                let lang = digest.report.metadata.lang;
                fix(&mut digest.figures[index], correction, (lang, region));
                if correction.values.indicator.is_some() {
                    let Facts { annex, block, .. } = facts[index];
                    facts[index] = facts_of(digest, index, annex, block);
                }
            }
        }
    }
    for editorial in corrections.sectors.values() {
        for quote in &editorial.pins {
            match locate(digest, quote) {
                Ok((passage, range)) => {
                    let found = figures_at(digest, passage, range);
                    pinned.extend(found.into_iter().map(|i| digest.figures[i].id.clone()));
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    remove(digest, facts, &hidden);
    (0..digest.figures.len())
        .filter(|&index| pinned.contains(&digest.figures[index].id))
        .collect()
}

/// Where a quotation stands: index of the passage and code points in it.
fn locate(digest: &Digest, quote: &Quote) -> Result<(usize, TextRange), Box<Diagnostic>> {
    let found = places(digest, quote, quote.text.trim(), str::to_owned);
    let lang = digest.report.metadata.lang;
    // An editor may quote in the script of another edition.
    let found = if found.is_empty() {
        let words = folded(quote.text.trim(), Tag::Hant);
        places(digest, quote, &words, |text| folded(text, lang))
    } else {
        found
    };
    let error = |code, message: String, help: String| {
        let at = Diagnostic::error(code, message).at(&quote.source, quote.span.clone(), "");
        Err(Box::new(at.help(help)))
    };
    match found[..] {
        [place] => Ok(place),
        [] => error(
            "correction-orphan",
            format!("`{}` no longer stands in the report", quote.text),
            "quote the words as they stand now, or remove the entry".to_owned(),
        ),
        [first, ..] if found.iter().all(|(passage, _)| *passage == first.0) => Ok(first),
        _ => {
            let places: Vec<&str> = found
                .iter()
                .map(|(passage, _)| digest.passages[*passage].id.as_str())
                .collect();
            error(
                "correction-ambiguous",
                format!("`{}` stands more than once", quote.text),
                format!("add `para:` with one of {}", places.join(", ")),
            )
        }
    }
}

/// Every place of `words` in the passages that `quote` may mean; `form` gives a text the letters of `words`.
fn places(
    digest: &Digest,
    quote: &Quote,
    words: &str,
    form: impl Fn(&str) -> String,
) -> Vec<(usize, TextRange)> {
    let mut found = Vec::new();
    let length = words.chars().count();
    for (index, passage) in digest.passages.iter().enumerate() {
        let block = &digest.report.blocks[passage.block];
        let wanted = quote.para.as_ref();
        if wanted.is_some_and(|id| *id != passage.id && *id != block.id) {
            continue;
        }
        let text = form(slice(&block.text, passage.range));
        for (at, _) in text.match_indices(words) {
            let start = text[..at].chars().count();
            found.push((index, TextRange::new(start, start + length)));
        }
    }
    found
}

/// The figures printed in a stretch of a passage; where one of them has just this quotation it alone is meant.
fn figures_at(digest: &Digest, passage: usize, range: TextRange) -> Vec<usize> {
    let id = &digest.passages[passage].id;
    let of_passage = |&index: &usize| digest.figures[index].passage == *id;
    let quoted = |&index: &usize| digest.figures[index].quote == range;
    let all = 0..digest.figures.len();
    let exact: Vec<usize> = all.clone().filter(of_passage).filter(quoted).collect();
    if exact.len() == 1 {
        return exact;
    }
    all.filter(of_passage)
        .filter(|&index| range.overlaps(digest.figures[index].printed))
        .collect()
}

fn several(digest: &Digest, found: &[usize], quote: &Quote) -> Diagnostic {
    let printed: Vec<&str> = (found.iter())
        .map(|&index| &digest.figures[index])
        .filter_map(|figure| {
            let passage = digest.passages.iter().find(|p| p.id == figure.passage)?;
            let text = slice(&digest.report.blocks[passage.block].text, passage.range);
            Some(slice(text, figure.printed))
        })
        .collect();
    let message = format!("`{}` holds more than one figure", quote.text);
    let help = format!("quote the words around one of {}", printed.join(", "));
    Diagnostic::error("correction-ambiguous", message)
        .at(&quote.source, quote.span.clone(), "")
        .help(help)
}

fn facts_of(digest: &Digest, index: usize, annex: bool, block: usize) -> Facts {
    let indicator = folded_for(digest, &digest.figures[index].indicator);
    compare::facts(&indicator, &indicator, annex, block)
}

/// Words of the report, or of its editor, in the script of the word lists.
fn folded_for(digest: &Digest, words: &str) -> String {
    folded(words, digest.report.metadata.lang)
}

fn move_sentence(digest: &mut Digest, passage: usize, range: TextRange, sector: &str) {
    let passage = &mut digest.passages[passage];
    for sentence in &mut passage.sentences {
        if !sentence.range.overlaps(range) {
            continue;
        }
        sector.clone_into(&mut sentence.sector);
        sentence.why.clear();
        for figure in &mut digest.figures {
            if figure.passage == passage.id && sentence.range.contains(figure.printed) {
                sector.clone_into(&mut figure.sector);
            }
        }
    }
    if !passage.sectors.iter().any(|known| known == sector) {
        passage.sectors.push(sector.to_owned());
    }
    if passage
        .sentences
        .iter()
        .all(|sentence| sentence.sector == sector)
    {
        passage.sectors = vec![sector.to_owned()];
    }
}

fn fix(figure: &mut Figure, correction: &FigureCorrection, (lang, region): (Tag, Region)) {
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
    } = correction.values.clone();
    if let Some(indicator) = indicator {
        figure.indicator = indicator;
        figure.indicator_range = None;
    }
    if value.is_some() || unit.is_some() {
        let (before, read) = (figure.value, figure.normalized.take());
        let same_unit = unit.as_ref().is_none_or(|unit| *unit == figure.unit);
        figure.value = value.or(figure.value);
        figure.value_to = value_to;
        figure.unit = unit.unwrap_or_else(|| figure.unit.clone());
        let printed = folded(&figure.unit, lang);
        figure.normalized = match (before, read) {
            // The same unit means what it meant, also where only the words around it tell what it counts (6.9万人).
            (Some(before), Some(read)) if same_unit && before != 0.0 => {
                (figure.value).map(|value| read.scaled((value, value_to), before))
            }
            _ => figure
                .value
                .and_then(|value| reread(value, value_to, &printed, region.currency())),
        };
    }
    figure.kind = kind.unwrap_or(figure.kind);
    figure.period = period.unwrap_or_else(|| figure.period.clone());
    figure.bound = bound.unwrap_or(figure.bound);
    figure.hedge = hedge.or(figure.hedge);
    figure.sector = sector.unwrap_or_else(|| figure.sector.clone());
}

fn add(
    digest: &mut Digest,
    facts: &mut Vec<Facts>,
    (passage, range): (usize, TextRange),
    (year, region): (Option<i16>, Region),
    correction: &FigureCorrection,
) {
    let passage = &digest.passages[passage];
    let count = digest
        .figures
        .iter()
        .filter(|f| f.passage == passage.id)
        .count();
    let sentence = passage.sentences.iter().find(|s| s.range.overlaps(range));
    let (kind, period) = time_of(digest, passage, range, year);
    let mut figure = Figure {
        id: format!("f-{}-{}", passage.id, count + 1),
        passage: passage.id.clone(),
        quote: range,
        printed: range,
        sector: sentence.map_or(OVERVIEW.to_owned(), |s| s.sector.clone()),
        kind,
        period,
        indicator: String::new(),
        indicator_range: None,
        value: None,
        value_to: None,
        unit: String::new(),
        normalized: None,
        bound: if correction.values.value.is_some() {
            Bound::Eq
        } else {
            Bound::Text
        },
        qualifier: None,
        hedge: None,
        measure: if correction.values.value.is_some() {
            Measure::Level
        } else {
            Measure::None
        },
        previous: None,
    };
    fix(
        &mut figure,
        correction,
        (digest.report.metadata.lang, region),
    );
    let annex = digest.report.blocks[passage.block].kind == BlockKind::Item;
    let indicator = folded_for(digest, &figure.indicator);
    let fact = compare::facts(&indicator, &indicator, annex, passage.block);
    let order = |f: &Figure| {
        let at = digest.passages.iter().position(|p| p.id == f.passage);
        (at, f.printed.start)
    };
    let place = order(&figure);
    let at = digest.figures.partition_point(|f| order(f) <= place);
    for index in &mut digest.headline {
        *index += usize::from(*index >= at);
    }
    digest.figures.insert(at, figure);
    facts.insert(at, fact);
}

/// The kind and the period that a figure at `range` has where its editor does not say: those of the nearest figure of its
/// passage, else of its part of the report, that is a target or a result.
fn time_of(
    digest: &Digest,
    passage: &Passage,
    range: TextRange,
    year: Option<i16>,
) -> (Kind, String) {
    let timed = |figure: &&Figure| matches!(figure.kind, Kind::Target | Kind::Actual);
    let beside = (digest.figures.iter())
        .filter(|figure| figure.passage == passage.id)
        .filter(timed)
        .min_by_key(|figure| figure.printed.start.abs_diff(range.start));
    let place = |id: &str| digest.passages.iter().position(|passage| passage.id == id);
    let part = |at: usize| digest.report.blocks[digest.passages[at].block].part;
    let of_part = || {
        let own = place(&passage.id)?;
        (digest.figures.iter())
            .filter(timed)
            .filter_map(|figure| Some((place(&figure.passage)?, figure)))
            .filter(|(at, _)| part(*at) == part(own))
            .min_by_key(|(at, _)| at.abs_diff(own))
            .map(|(_, figure)| figure)
    };
    let known = beside.or_else(of_part);
    known.map_or_else(
        || {
            (
                Kind::Target,
                year.map_or_else(String::new, |year| year.to_string()),
            )
        },
        |figure| (figure.kind, figure.period.clone()),
    )
}

fn remove(digest: &mut Digest, facts: &mut Vec<Facts>, hidden: &[String]) {
    let keep: Vec<bool> = digest
        .figures
        .iter()
        .map(|figure| !hidden.contains(&figure.id))
        .collect();
    let moved = |index: usize| keep[..index].iter().filter(|kept| **kept).count();
    digest.headline = digest
        .headline
        .iter()
        .filter(|&&index| keep[index])
        .map(|&index| moved(index))
        .collect();
    let mut flags = keep.iter();
    digest.figures.retain(|_| *flags.next().unwrap_or(&true));
    let mut flags = keep.iter();
    facts.retain(|_| *flags.next().unwrap_or(&true));
}
