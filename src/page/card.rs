//! One sector in short: its leading target, a few more, the words of the report, who and where.

use serde::Serialize;

use crate::digest::{Card, Kind, Measure};
use crate::page::figure::{FigureView, Reference};
use crate::page::reading::Reading;
use crate::page::table::{Chart, on_one_scale, panel_of};
use crate::page::{Material, sector_name, summary};

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
    /// The editor's headline; empty if there is none.
    pub editor: String,
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

/// The card that leads: the one the site names, else the one whose targets make the best chart.
fn featured(material: &Material<'_>, reading: &Reading<'_>) -> Option<usize> {
    let cards = &reading.digest().cards;
    if let Some(named) =
        (cards.iter()).position(|card| Some(card.sector.as_str()) == material.featured)
    {
        return Some(named);
    }
    let score = |i: usize| best_panel(reading, &shown(reading, &cards[i].targets)).1;
    (0..cards.len())
        .max_by_key(|&i| (score(i), std::cmp::Reverse(i)))
        .filter(|&i| score(i) > 2)
}

/// Rows of a leading card's chart.
const ROWS: usize = 4;

/// The target whose panel has most to draw and to compare, and how much that is. Targets of the report's own text count;
/// an annex has dozens of small ones.
fn best_panel(reading: &Reading<'_>, targets: &[usize]) -> (Option<usize>, usize) {
    let figures = &reading.digest().figures;
    // Counts of different things (5家, 1000家) make no picture; amounts do.
    let body = |&&i: &&usize| {
        figures[i].measure == Measure::Level
            && figures[i].passage.starts_with("p-")
            && figures[i].is_amount()
    };
    let candidates: Vec<usize> = targets.iter().filter(body).copied().collect();
    let score = |lead: usize| -> usize {
        let rows = panel_of(reading, &candidates, lead);
        let compared = rows
            .iter()
            .filter(|&&i| figures[i].previous.is_some())
            .count();
        rows.len().min(ROWS) + compared.min(ROWS)
    };
    let best = (candidates.iter().copied()).max_by_key(|&i| {
        (
            score(i),
            figures[i].previous.is_some(),
            std::cmp::Reverse(i),
        )
    });
    (best, best.map_or(0, score))
}

/// The figures that a card can show: a goal in words, or a number with something that it counts.
fn shown(reading: &Reading<'_>, figures: &[usize]) -> Vec<usize> {
    let all = &reading.digest().figures;
    (figures.iter().copied())
        .filter(|&i| !all[i].indicator.is_empty())
        .filter(|&i| all[i].value.is_none() || reading.has_digits(&all[i]))
        .collect()
}

fn card(material: &Material<'_>, reading: &Reading<'_>, card: &Card, featured: bool) -> CardView {
    let figures = &reading.digest().figures;
    let targets = shown(reading, &card.targets);
    let (mut numbers, goals): (Vec<usize>, Vec<usize>) =
        targets.iter().partition(|&&i| figures[i].value.is_some());
    let mut chart = None;
    let mut drawn: Vec<usize> = Vec::new();
    if featured && let (Some(best), _) = best_panel(reading, &numbers) {
        let body: Vec<usize> = (numbers.iter().copied())
            .filter(|&i| figures[i].passage.starts_with("p-"))
            .collect();
        drawn = panel_of(reading, &body, best);
        drawn.sort_by_key(|&i| (i != best, figures[i].previous.is_none()));
        drawn.truncate(ROWS);
        numbers.sort_by_key(|&i| i != best);
        chart = Some(on_one_scale(reading, &drawn));
    }
    let lead = numbers.first().copied();
    let mut rest: Vec<usize> = (numbers.iter().copied().skip(1))
        .filter(|i| !drawn.contains(i))
        .collect();
    rest.extend(goals);
    let results_only = card.targets.is_empty();
    if results_only {
        rest = (shown(reading, &card.others).into_iter())
            .filter(|&i| figures[i].kind == Kind::Actual && figures[i].value.is_some())
            .collect();
    }
    let (words, words_source) = headline(reading, card, if featured { 96 } else { 56 });
    let mut sources: Vec<Reference> = Vec::new();
    for i in lead
        .into_iter()
        .chain(drawn.iter().copied())
        .chain(rest.iter().copied().take(3))
    {
        let source = reading.reference(&figures[i].passage);
        if !sources.contains(&source) && sources.len() < 3 {
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
        editor: summary::headline(material, reading, &card.sector),
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

/// Cuts a `text` of more than `limit` code points at the last clause border within them, else at the first one behind;
/// what was cut is shown by ……. Borders in quotation marks and brackets do not count; a text without one stays whole.
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
