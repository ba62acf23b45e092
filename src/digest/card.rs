//! One card a sector: the sentence that stands for it, its targets with the most telling first, who and where.

use std::collections::BTreeMap;

use super::agency::{named_agencies, own_agencies};
use super::lexicon::Lexicon;
use super::plain::Plain;
use super::taxonomy::Taxonomy;
use super::words::words;
use super::{Card, Digest, Figure, Hedge, Kind, Measure, compare::Facts};
use crate::text::slice;

/// Makes the cards of `digest`, whose passages and figures are complete.
pub(crate) fn cards(
    digest: &Digest,
    taxonomy: &Taxonomy,
    facts: &[Facts],
    year: Option<i16>,
) -> Vec<Card> {
    let survey = survey(digest, facts);
    let plain = Plain::new(&digest.report);
    taxonomy
        .fields()
        .filter_map(|sector| card(digest, &sector.id, facts, (&survey, &plain), year))
        .collect()
}

/// What every card needs to know of the whole digest.
struct Survey {
    /// Whether a figure only says again what another said.
    repeated: Vec<bool>,
    /// Whether the passage stands in a part that looks ahead.
    ahead: Vec<bool>,
    /// Targets by sentence, for every passage.
    targets: Vec<Vec<u8>>,
    /// Index of a passage by its id.
    passages: BTreeMap<String, usize>,
    /// The agencies of the annexes.
    agencies: Lexicon<()>,
}

fn survey(digest: &Digest, facts: &[Facts]) -> Survey {
    let passages: BTreeMap<String, usize> = digest
        .passages
        .iter()
        .enumerate()
        .map(|(index, passage)| (passage.id.clone(), index))
        .collect();
    let mut targets: Vec<Vec<u8>> = digest
        .passages
        .iter()
        .map(|passage| vec![0; passage.sentences.len()])
        .collect();
    let part = |index: usize| digest.report.blocks[digest.passages[index].block].part;
    let mut parts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for figure in &digest.figures {
        let Some(&at) = passages.get(&figure.passage) else {
            continue;
        };
        let of_part = parts.entry(part(at)).or_default();
        of_part.1 += 1;
        if figure.kind != Kind::Target {
            continue;
        }
        of_part.0 += 1;
        let sentences = &digest.passages[at].sentences;
        let sentence = sentences.partition_point(|s| s.range.end <= figure.printed.start);
        if let Some(count) = targets[at].get_mut(sentence) {
            *count = count.saturating_add(1);
        }
    }
    let ahead = (0..digest.passages.len())
        .map(|index| {
            parts
                .get(&part(index))
                .is_some_and(|(targets, all)| targets * 2 > *all)
        })
        .collect();
    Survey {
        repeated: repeated(digest, facts),
        ahead,
        targets,
        passages,
        agencies: own_agencies(&digest.agencies),
    }
}

fn card(
    digest: &Digest,
    sector: &str,
    facts: &[Facts],
    (survey, plain): (&Survey, &Plain<'_>),
    year: Option<i16>,
) -> Option<Card> {
    let of_sector =
        |index: &usize| digest.figures[*index].sector == sector && !survey.repeated[*index];
    let (mut targets, others): (Vec<usize>, Vec<usize>) = (0..digest.figures.len())
        .filter(of_sector)
        .partition(|&index| {
            let figure = &digest.figures[index];
            figure.kind == Kind::Target && !is_structure(figure, &facts[index])
        });
    let score = |index: usize| telling(digest, index, &facts[index], year);
    targets.sort_by(|&a, &b| score(b).total_cmp(&score(a)).then(a.cmp(&b)));
    let speaks = |passage: &&super::Passage| {
        passage
            .sentences
            .iter()
            .any(|sentence| sentence.sector == sector)
    };
    let passages: Vec<&super::Passage> = digest.passages.iter().filter(speaks).collect();
    if passages.is_empty() && targets.is_empty() && others.is_empty() {
        return None;
    }
    let mut named: Vec<String> = Vec::new();
    for passage in &passages {
        let folded = slice(plain.block(passage.block), passage.range);
        let printed = slice(&digest.report.blocks[passage.block].text, passage.range);
        for sentence in &passage.sentences {
            if sentence.sector != sector {
                continue;
            }
            let letters = |text: &str| slice(text, sentence.range).chars().collect::<Vec<_>>();
            let (folded, printed) = (letters(folded), letters(printed));
            extend(
                &mut named,
                named_agencies(&folded, &printed, &survey.agencies),
            );
        }
    }
    let mut projects = Vec::new();
    for project in digest.report.projects() {
        for clause in &project.clauses {
            let passage = survey
                .passages
                .get(&clause.id)
                .map(|&at| &digest.passages[at]);
            if passage
                .and_then(|p| p.sectors.first())
                .is_some_and(|s| s == sector)
            {
                extend(&mut named, clause.agencies.iter().map(|a| a.id.clone()));
                extend(&mut projects, [project.id.clone()]);
            }
        }
    }
    let headline = headline(digest, sector, (survey, plain)).or_else(|| {
        // No sentence is about the sector, but a figure in one is.
        let first = targets.iter().chain(&others).next()?;
        sentence_of(digest, &digest.figures[*first], survey)
    });
    if headline.is_none() && targets.is_empty() && others.is_empty() && projects.is_empty() {
        return None;
    }
    Some(Card {
        sector: sector.to_owned(),
        headline,
        targets,
        others,
        projects,
        passages: passages.iter().map(|passage| passage.id.clone()).collect(),
        agencies: named,
        places: (digest.places.iter())
            .filter(|place| place.sectors.contains_key(sector))
            .map(|place| place.name.clone())
            .collect(),
        words: deciding_words(digest, sector),
    })
}

fn extend(list: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for name in more {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

/// 四件事, 4大产业: how the report parts its own matter is no target of a sector.
fn is_structure(figure: &Figure, facts: &Facts) -> bool {
    matches!(
        figure.unit.as_str(),
        "大" | "个" | "件" | "项" | "种" | "類" | "类" | "個"
    ) && (figure.unit == "大" || facts.generic)
}

/// Which figures only say again what another said: an annex item what the text said, a later sentence an earlier one.
fn repeated(digest: &Digest, facts: &[Facts]) -> Vec<bool> {
    let mut seen: BTreeMap<(Vec<char>, String, Kind), usize> = BTreeMap::new();
    digest
        .figures
        .iter()
        .zip(facts)
        .enumerate()
        .map(|(index, (figure, facts))| {
            let value = figure
                .normalized
                .as_ref()
                .map(|q| format!("{} {}", q.value, q.unit));
            let Some(value) = value.filter(|_| figure.kind == Kind::Target) else {
                return false;
            };
            let key = (facts.key.clone(), value, figure.kind);
            *seen.entry(key).or_insert(index) != index
        })
        .collect()
}

/// How much a target tells: what is promised, of this year, comparable, large.
fn telling(digest: &Digest, index: usize, facts: &Facts, year: Option<i16>) -> f64 {
    let figure = &digest.figures[index];
    let mut score = 0.0;
    if !facts.annex {
        score += 4.0;
    }
    if matches!(figure.hedge, Some(Hedge::Strive | Hedge::Ensure)) {
        score += 2.5;
    }
    if year.is_some_and(|year| figure.period == year.to_string()) {
        score += 1.0;
    }
    if figure.previous.is_some() {
        score += 2.0;
    }
    if digest.headline.contains(&index) {
        score += 3.0;
    }
    score + weight_of(figure)
}

fn weight_of(figure: &Figure) -> f64 {
    let Some(quantity) = &figure.normalized else {
        return if figure.value.is_none() { -1.0 } else { 0.0 };
    };
    let large = |unit: f64| (quantity.value / unit).max(1.0).log10();
    match quantity.unit.as_str() {
        "GW" => 2.5 + large(1.0),
        "TWh" => 2.5 + large(0.1),
        "CNY" | "HKD" | "MOP" | "TWD" => 1.0 + large(1e6) * 0.6,
        "t" => 1.5 + large(1e4) * 0.5,
        "ha" => 1.0 + large(1e2) * 0.5,
        "km" => 0.5 + large(10.0) * 0.6,
        "%" if figure.measure == Measure::Growth => 1.0,
        "%" => 0.8,
        "人" | "户" | "人次" => large(1e2) * 0.5,
        "min" | "年" | "大" | "个月" => -2.0,
        _ => large(1.0) * 0.4 - 0.6,
    }
}

/// The sentence that stands for the sector: an opening sentence of a paragraph about it, short, looking ahead, with
/// targets if it can be.
fn headline(
    digest: &Digest,
    sector: &str,
    (survey, plain): (&Survey, &Plain<'_>),
) -> Option<(usize, usize)> {
    const LONG: usize = 80;
    let mut best: Option<(f64, usize, usize)> = None;
    for (at, passage) in digest.passages.iter().enumerate() {
        let main = passage.sectors.first().is_some_and(|s| s == sector);
        let block = &digest.report.blocks[passage.block];
        for (index, sentence) in passage.sentences.iter().enumerate() {
            if sentence.sector != sector || !says_something(plain, passage, sentence) {
                continue;
            }
            let length = sentence.range.len();
            let mut score = 0.0;
            score += if index == 0 { 3.0 } else { 0.0 };
            score += if main { 3.0 } else { 0.0 };
            score += if survey.ahead[at] { 4.0 } else { 0.0 };
            score += if block.kind == crate::report::BlockKind::Paragraph {
                1.0
            } else {
                -2.0
            };
            // 过去一年，国防…: what looks back does not stand for what is planned.
            let from = passage.range.start + sentence.range.start;
            let block = plain.block(passage.block);
            let opening = crate::text::byte_offset(block, from);
            let opening: Vec<char> = block[opening..].chars().take(8).collect();
            score += if words().back.at(&opening, 0).is_some() {
                -5.0
            } else {
                0.0
            };
            score += if length > LONG { -2.5 } else { 0.0 };
            score += if length < 8 { -2.0 } else { 0.0 };
            score += f64::from(survey.targets[at][index].min(3)) * 0.6;
            // The opening sentence of a paragraph that stays with the sector is its heading.
            let others = passage
                .sentences
                .iter()
                .filter(|s| s.sector == sector)
                .count();
            let stays = f64::from(u8::try_from(others.min(6)).unwrap_or(6));
            score += if index == 0 { stays * 0.5 } else { 0.0 };
            score += f64::from(u8::try_from(sentence.why.len().min(4)).unwrap_or(4)) * 0.3;
            if best.is_none_or(|(most, _, _)| score > most) {
                best = Some((score, at, index));
            }
        }
    }
    best.map(|(_, passage, sentence)| (passage, sentence))
}

/// The sentence that a figure stands in.
fn sentence_of(digest: &Digest, figure: &Figure, survey: &Survey) -> Option<(usize, usize)> {
    let at = *survey.passages.get(&figure.passage)?;
    let sentences = &digest.passages[at].sentences;
    let sentence = sentences.partition_point(|s| s.range.end <= figure.printed.start);
    (sentence < sentences.len()).then_some((at, sentence))
}

/// Whether a sentence has words at all: what a capture left of one may be a mark.
fn says_something(plain: &Plain<'_>, passage: &super::Passage, sentence: &super::Sentence) -> bool {
    const LEAST: usize = 4;
    let text = slice(plain.block(passage.block), passage.range);
    let words = slice(text, sentence.range).chars();
    words.filter(|&c| crate::text::is_han(c)).count() >= LEAST
}

/// The words that decided most often, first.
fn deciding_words(digest: &Digest, sector: &str) -> Vec<String> {
    const MOST: usize = 12;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let sentences = digest
        .passages
        .iter()
        .flat_map(|passage| &passage.sentences);
    for sentence in sentences.filter(|sentence| sentence.sector == sector) {
        for word in &sentence.why {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut words: Vec<(&str, usize)> = counts.into_iter().collect();
    words.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    words.truncate(MOST);
    words.into_iter().map(|(word, _)| word.to_owned()).collect()
}
