//! One sector in short: its leading target, a few more, the words of the report, who and where.

use serde::Serialize;

use crate::digest::{Bound, Card, Kind, Measure};
use crate::page::figure::{FigureView, Reference};
use crate::page::reading::Reading;
use crate::page::table::{Chart, chart};
use crate::page::{Material, sector_name};

/// One sector in short.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// Id of the sector.
    pub sector: String,
    /// Its name.
    pub name: String,
    /// Link to its page.
    pub href: String,
    /// Whether it leads the page.
    pub featured: bool,
    /// The leading target with a number.
    pub lead: Option<FigureView>,
    /// A few more figures.
    pub rest: Vec<FigureView>,
    /// Whether `rest` holds results of last year, because there are no targets.
    pub results_only: bool,
    /// The sentence that stands for the sector, cut at a stop if it is long.
    pub words: String,
    /// Where that sentence stands.
    pub words_source: Option<Reference>,
    /// Bars of its targets in one unit, for the card that leads.
    pub chart: Option<Chart>,
    /// How many targets it has.
    pub target_count: usize,
    /// How many annex items.
    pub project_count: usize,
    /// The paragraphs it rests on.
    pub sources: Vec<Reference>,
}

/// Makes the cards of a digest, the leading one first.
#[must_use]
pub fn cards(material: &Material<'_>, reading: &Reading<'_>) -> Vec<CardView> {
    let cards = &reading.digest().cards;
    let featured = featured(material, reading);
    let mut order: Vec<usize> = (0..cards.len()).collect();
    order.sort_by_key(|&i| Some(i) != featured);
    order
        .into_iter()
        .map(|i| card(material, reading, &cards[i], Some(i) == featured))
        .collect()
}

/// The card that leads: the one the site names, else the one with most targets to draw and to compare.
fn featured(material: &Material<'_>, reading: &Reading<'_>) -> Option<usize> {
    let cards = &reading.digest().cards;
    if let Some(named) = cards
        .iter()
        .position(|card| Some(card.sector.as_str()) == material.featured)
    {
        return Some(named);
    }
    let figures = &reading.digest().figures;
    let score = |card: &Card| -> usize {
        (card.targets.iter().map(|&i| &figures[i]))
            .map(|f| {
                usize::from(f.value.is_some())
                    + 2 * usize::from(f.previous.is_some())
                    + usize::from(f.measure == Measure::Level)
            })
            .sum()
    };
    (0..cards.len())
        .max_by_key(|&i| (score(&cards[i]), std::cmp::Reverse(i)))
        .filter(|&i| score(&cards[i]) > 2)
}

fn card(material: &Material<'_>, reading: &Reading<'_>, card: &Card, featured: bool) -> CardView {
    let figures = &reading.digest().figures;
    let numeric = |&&i: &&usize| figures[i].value.is_some();
    let mut targets: Vec<usize> = card.targets.iter().filter(numeric).copied().collect();
    if featured {
        // The leading card is drawn large: a level to be reached says more there than a rate.
        targets.sort_by_key(|&i| figures[i].measure != Measure::Level);
    }
    let lead = targets.first().copied();
    let goals = card.targets.iter().filter(|&&i| figures[i].value.is_none());
    let mut rest: Vec<usize> = targets.iter().skip(1).copied().collect();
    rest.extend(goals);
    let results_only = card.targets.is_empty();
    if results_only {
        rest = (card.others.iter().copied())
            .filter(|&i| figures[i].kind == Kind::Actual && figures[i].bound != Bound::Text)
            .filter(|&i| figures[i].value.is_some())
            .collect();
    }
    let chart = if featured {
        lead.and_then(|lead| chart(reading, &targets, lead, 4))
    } else {
        None
    };
    let (words, words_source) = headline(reading, card, if featured { 96 } else { 56 });
    let mut sources: Vec<Reference> = Vec::new();
    for figure in lead.iter().chain(rest.iter().take(3)) {
        let source = reading.reference(&figures[*figure].passage);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    if sources.is_empty() {
        sources.extend(card.passages.iter().take(2).map(|id| reading.reference(id)));
    }
    CardView {
        sector: card.sector.clone(),
        name: sector_name(material, reading.edition, &card.sector),
        href: reading.to(&format!("sector/{}/", card.sector)),
        featured,
        lead: lead.map(|i| reading.figure(i)),
        rest: rest.iter().take(3).map(|&i| reading.figure(i)).collect(),
        results_only,
        words,
        words_source,
        chart,
        target_count: card.targets.len(),
        project_count: card.projects.len(),
        sources,
    }
}

/// The sentence that stands for the sector, cut behind a stop before `limit` characters, and its place.
#[must_use]
pub fn headline(reading: &Reading<'_>, card: &Card, limit: usize) -> (String, Option<Reference>) {
    let Some((passage, sentence)) = card.headline else {
        return (String::new(), None);
    };
    let Some(passage) = reading.digest().passages.get(passage) else {
        return (String::new(), None);
    };
    let Some(sentence) = passage.sentences.get(sentence) else {
        return (String::new(), None);
    };
    let text = reading.words(passage, sentence.range).trim();
    let text = text.trim_start_matches('—');
    (
        shortened(text, limit),
        Some(reading.sentence_reference(&passage.id, sentence.range)),
    )
}

/// Cuts `text` at the last clause border within `limit` characters; what was cut is shown by ……
#[must_use]
pub fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut depth = 0usize;
    let mut cut = None;
    for (n, (at, c)) in text.char_indices().enumerate() {
        match c {
            '“' | '「' | '（' | '《' | '‘' | '『' => depth += 1,
            '”' | '」' | '）' | '》' | '’' | '』' => depth = depth.saturating_sub(1),
            '，' | '；' | '：' if depth == 0 => cut = Some(at),
            _ => {}
        }
        if n + 1 >= limit && cut.is_some() {
            break;
        }
    }
    cut.map_or_else(|| text.to_owned(), |at| format!("{}……", &text[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_cut_at_a_clause_and_never_inside_quotation_marks() {
        assert_eq!(shortened("要坚持“甲，乙”，锚定目标", 8), "要坚持“甲，乙”……");
        assert_eq!(shortened("短句。", 8), "短句。");
    }
}
