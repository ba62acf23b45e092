//! Report → [`Digest`]: passages, figures, sectors, the headline strip, comparisons and cards, in that order.

use std::collections::BTreeMap;

use super::agency::agencies;
use super::card::cards;
use super::compare::{self, Facts};
use super::correction::{Action, Corrections, Quote};
use super::era::{Calendar, Era};
use super::figure::{Reading, readings};
use super::headline::{add_goals, expected_targets};
use super::number::{Fault, FaultKind, Form, Number};
use super::sector::{Ballot, Votes, prior, winner};
use super::taxonomy::{OVERVIEW, Taxonomy};
use super::{Bound, Digest, Figure, Hedge, Kind, Measure, Passage, Quantity, Sentence};
use crate::diagnostic::Diagnostic;
use crate::report::{Block, BlockKind, Report};
use crate::text::{TextRange, byte_offset, sentences, slice};

/// Reads everything a digest says out of `report`, then applies the editor's corrections, which win.
#[must_use]
pub fn analyse(
    report: Report,
    taxonomy: &Taxonomy,
    corrections: &Corrections,
) -> (Digest, Vec<Diagnostic>) {
    let year = year_of(&report);
    let ballot = Ballot::new(taxonomy);
    let mut draft = Draft {
        report: &report,
        ballot: &ballot,
        calendar: Calendar::new(year),
        heading: [ballot.none(), ballot.none()],
        passages: Vec::new(),
        figures: Vec::new(),
        facts: Vec::new(),
        headline: Vec::new(),
        diagnostics: corrections.unknown_sectors(taxonomy),
    };
    draft.read();
    let Draft {
        passages,
        figures,
        facts,
        headline,
        mut diagnostics,
        ..
    } = draft;
    let agencies = agencies(&report);
    let mut digest = Digest {
        report,
        passages,
        figures,
        headline,
        cards: Vec::new(),
        reconciliations: Vec::new(),
        agencies,
        editorials: corrections.sectors.clone(),
    };
    let mut facts = facts;
    let pins = correct(
        &mut digest,
        &mut facts,
        corrections,
        taxonomy,
        &mut diagnostics,
    );
    compare::pair(&mut digest.figures, &facts, year);
    digest.reconciliations = compare::reconcile(&digest.figures, &facts);
    digest.cards = cards(&digest, taxonomy, &facts, year);
    for card in &mut digest.cards {
        let (mut first, rest): (Vec<usize>, Vec<usize>) =
            card.targets.iter().partition(|index| pins.contains(index));
        first.extend(rest);
        card.targets = first;
    }
    (digest, diagnostics)
}

/// The year the report was given in: from its date, else the last year its title or first lines name.
fn year_of(report: &Report) -> i16 {
    if let Some(date) = report.metadata.date {
        return date.year();
    }
    let opening = report
        .blocks
        .iter()
        .take(6)
        .map(|block| block.text.as_str());
    std::iter::once(report.metadata.title.as_str())
        .chain(opening)
        .flat_map(years)
        .next()
        .unwrap_or(2000)
}

fn years(text: &str) -> Vec<i16> {
    text.match_indices('年')
        .filter_map(|(at, _)| text.get(at.checked_sub(4)?..at)?.parse().ok())
        .filter(|year| (1949..2100).contains(year))
        .collect()
}

struct Draft<'a> {
    report: &'a Report,
    ballot: &'a Ballot<'a>,
    calendar: Calendar,
    /// Votes of the headings above: of the part, of the section or annex group.
    heading: [Votes; 2],
    passages: Vec<Passage>,
    figures: Vec<Figure>,
    facts: Vec<Facts>,
    headline: Vec<usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Draft<'_> {
    fn read(&mut self) {
        let mut clauses: BTreeMap<usize, Vec<(String, TextRange)>> = BTreeMap::new();
        for project in self.report.projects() {
            let list = project.clauses.iter().map(|c| (c.id.clone(), c.range));
            clauses.entry(project.block).or_default().extend(list);
        }
        for (index, block) in self.report.blocks.iter().enumerate() {
            let era = self.calendar.enter(block);
            match &block.kind {
                BlockKind::Heading { level, .. } => {
                    self.head(block, usize::from(*level > 1));
                }
                BlockKind::AnnexHeading => self.head(block, 1),
                BlockKind::Item => {
                    let list = clauses.remove(&index).unwrap_or_else(|| {
                        let whole = TextRange::new(0, block.text.chars().count());
                        vec![(block.id.clone(), whole)]
                    });
                    for (id, range) in list {
                        self.passage(index, id, range, &era, true);
                    }
                }
                BlockKind::Paragraph => {
                    let whole = TextRange::new(0, block.text.chars().count());
                    self.passage(index, block.id.clone(), whole, &era, false);
                }
                _ => {}
            }
        }
    }

    fn head(&mut self, block: &Block, level: usize) {
        let text: Vec<char> = block.text.chars().collect();
        self.heading[level] = self.ballot.count(&text).votes;
        if level == 0 {
            self.heading[1] = self.ballot.none();
        }
    }

    fn passage(&mut self, block: usize, id: String, range: TextRange, era: &Era, annex: bool) {
        let text = slice(&self.report.blocks[block].text, range);
        let chars: Vec<char> = text.chars().collect();
        let (mut read, faults) = readings(&chars);
        let expected = expected_targets(&chars)
            .filter(|_| self.headline.is_empty() && era.kind == Kind::Target && !annex);
        if let Some(range) = &expected {
            add_goals(&chars, range, &mut read);
        }
        for fault in faults {
            self.fault(block, range, &chars, &fault);
        }
        let (passage, leanings) = self.sectors(block, id, range, &chars, annex);
        let mut number = 0;
        for reading in read {
            number += 1;
            let sentence = passage.sentences.iter().find(|s| {
                s.range.start <= reading.printed.start && reading.printed.start < s.range.end
            });
            let start = sentence.map_or(0, |s| s.range.start);
            let end = sentence.map_or(chars.len(), |s| s.range.end);
            let own = self
                .calendar
                .at(era, &chars[start..end], reading.printed.start - start);
            let in_list = expected
                .as_ref()
                .is_some_and(|r| r.start <= reading.quote.start && reading.printed.end <= r.end);
            let lean = &passage.sectors[0];
            let sector = self.figure_sector(&chars, &reading, sentence, &leanings, lean);
            let figure = figure(&passage.id, number, reading.clone(), &own, sector);
            if in_list {
                self.headline.push(self.figures.len());
            }
            self.facts.push(compare::facts(
                &reading.indicator,
                &reading.subject,
                annex,
                block,
            ));
            self.figures.push(figure);
        }
        self.passages.push(passage);
    }

    /// A figure's own words and its sentence decide together.
    fn figure_sector(
        &self,
        chars: &[char],
        reading: &Reading,
        sentence: Option<&Sentence>,
        leanings: &[(TextRange, usize)],
        fallback: &str,
    ) -> String {
        let votes = self.ballot.count(&chars[reading.quote.clone()]).votes;
        let leaning = sentence.and_then(|s| leanings.iter().find(|(range, _)| *range == s.range));
        let mut before = self.ballot.none();
        if let Some((_, sector)) = leaning {
            before[*sector] = if *sector == self.ballot.overview() {
                1.0
            } else {
                2.4
            };
        }
        winner(&votes, &before).map_or_else(
            || fallback.to_owned(),
            |sector| self.ballot.id(sector).to_owned(),
        )
    }

    /// Gives the passage and its sentences their sectors.
    fn sectors(
        &self,
        block: usize,
        id: String,
        range: TextRange,
        chars: &[char],
        annex: bool,
    ) -> (Passage, Vec<(TextRange, usize)>) {
        let ballot = self.ballot;
        let text = slice(&self.report.blocks[block].text, range);
        let ranges = sentences(text);
        let counts: Vec<_> = ranges
            .iter()
            .map(|r| ballot.count(&chars[r.start..r.end]))
            .collect();
        let mut whole = ballot.none();
        for (index, count) in counts.iter().enumerate() {
            // The opening sentence names what a paragraph is about.
            let weight = if index == 0 { 1.5 } else { 1.0 };
            for (sum, vote) in whole.iter_mut().zip(&count.votes) {
                *sum += vote * weight;
            }
        }
        let mut above = prior(&self.heading[1], if annex { 7.0 } else { 2.0 });
        let part = prior(&self.heading[0], 0.5);
        for (sum, vote) in above.iter_mut().zip(part) {
            *sum += vote;
        }
        let main = winner(&whole, &above).unwrap_or(ballot.overview());
        let spoken: f64 = whole.iter().sum();
        let main = if spoken <= 0.0 && !annex {
            ballot.overview()
        } else {
            main
        };
        let mut before = prior(&whole, 3.0);
        before[main] += 1.0;
        for (sum, vote) in before.iter_mut().zip(&above) {
            *sum += vote * 0.5;
        }
        let mut leanings = Vec::new();
        let sentences: Vec<Sentence> = ranges
            .iter()
            .zip(&counts)
            .enumerate()
            .map(|(index, (range, count))| {
                let silent = count.words.is_empty();
                let sector = if silent {
                    main
                } else {
                    winner(&count.votes, &before).unwrap_or(main)
                };
                leanings.push((*range, sector));
                Sentence {
                    id: format!("{id}.s{}", index + 1),
                    range: *range,
                    sector: ballot.id(sector).to_owned(),
                    why: count.why(sector),
                }
            })
            .collect();
        let mut sectors = vec![ballot.id(main).to_owned()];
        let mut shares: BTreeMap<usize, usize> = BTreeMap::new();
        for (range, sector) in &leanings {
            *shares.entry(*sector).or_default() += range.len();
        }
        let mut shares: Vec<(usize, usize)> = shares.into_iter().collect();
        shares.sort_by_key(|&(sector, share)| (std::cmp::Reverse(share), sector));
        for (sector, _) in shares {
            let sector = ballot.id(sector).to_owned();
            if !sectors.contains(&sector) {
                sectors.push(sector);
            }
        }
        let passage = Passage {
            id,
            block,
            range,
            sectors,
            sentences,
        };
        (passage, leanings)
    }

    fn fault(&mut self, block: usize, range: TextRange, chars: &[char], fault: &Fault) {
        let printed: String = chars[fault.start..fault.end].iter().collect();
        let (code, message, help) = match fault.kind {
            FaultKind::Malformed => (
                "unreadable-number",
                format!("`{printed}` is no number that can be read; it stays text"),
                "correct it in report.md if it is a slip of the capture",
            ),
            FaultKind::Overflow => (
                "unreadable-number",
                format!("`{printed}` has more digits than a number can hold; it stays text"),
                "correct it in report.md if it is a slip of the capture",
            ),
            FaultKind::UnknownUnit => (
                "unknown-unit",
                format!("`{printed}` has no unit that is known; it stays text"),
                "add the figure to figures.yaml under `add:` if it counts something",
            ),
        };
        let block = &self.report.blocks[block];
        // Markdown syntax inside the block may shift its characters; the line is right all the same.
        let source = &self.report.source;
        let span = source
            .text
            .get(block.span.clone())
            .and_then(|text| {
                let near = byte_offset(text, range.start + fault.start).saturating_sub(64);
                let near = (0..=near).rev().find(|&at| text.is_char_boundary(at))?;
                text[near..].find(&printed).map(|at| near + at)
            })
            .map_or(block.span.clone(), |at| {
                let start = block.span.start + at;
                start..start + printed.len()
            });
        self.diagnostics.push(
            Diagnostic::warning(code, message)
                .at(source, span, "")
                .help(help),
        );
    }
}

fn figure(passage: &str, number: usize, reading: Reading, era: &Era, sector: String) -> Figure {
    let kind = match &reading.number {
        Some(number) if number.form != Form::Amount => Kind::Rank,
        Some(_) if reading.baseline => Kind::Baseline,
        _ => era.kind,
    };
    // What was reached is not promised; 预计 says that the books are not closed.
    let hedge = reading
        .hedge
        .filter(|&hedge| kind == Kind::Target || hedge == Hedge::Expect);
    Figure {
        id: format!("f-{passage}-{number}"),
        passage: passage.to_owned(),
        quote: TextRange::new(reading.quote.start, reading.quote.end),
        printed: TextRange::new(reading.printed.start, reading.printed.end),
        sector,
        kind,
        period: era.period.to_string(),
        indicator: reading.indicator,
        indicator_range: reading
            .indicator_range
            .map(|range| TextRange::new(range.start, range.end)),
        value: reading.number.as_ref().map(|number| number.value),
        value_to: reading.number.as_ref().and_then(|number| number.value_to),
        unit: reading
            .number
            .as_ref()
            .map_or_else(String::new, |number| number.unit.clone()),
        normalized: reading.number.as_ref().and_then(normalize),
        bound: reading.bound,
        qualifier: reading.qualifier,
        hedge,
        measure: reading.measure,
        previous: None,
    }
}

fn normalize(number: &Number) -> Option<Quantity> {
    if number.base.symbol.is_empty() {
        return None;
    }
    let fixed = |value: f64| rounded(value * number.scale * number.base.factor);
    Some(Quantity {
        value: fixed(number.value),
        value_to: number.value_to.map(fixed),
        unit: number.base.symbol.to_owned(),
    })
}

/// Keeps twelve digits, or whole hectares and the like where a conversion cannot be exact.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let twelve: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    let short = format!("{value:.5e}").parse().unwrap_or(value);
    let digits = format!("{twelve}")
        .chars()
        .filter(char::is_ascii_digit)
        .count();
    if digits > 10 { short } else { twelve }
}

/// Applies the editor's corrections; returns the indices of pinned figures.
fn correct(
    digest: &mut Digest,
    facts: &mut Vec<Facts>,
    corrections: &Corrections,
    taxonomy: &Taxonomy,
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
            add(digest, facts, passage, range, correction);
            continue;
        }
        let found = figures_at(digest, passage, range);
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
                fix(&mut digest.figures[index], correction);
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
    let mut found = Vec::new();
    for (index, passage) in digest.passages.iter().enumerate() {
        let block = &digest.report.blocks[passage.block];
        let wanted = quote.para.as_ref();
        if wanted.is_some_and(|id| *id != passage.id && *id != block.id) {
            continue;
        }
        let text = slice(&block.text, passage.range);
        for (at, _) in text.match_indices(quote.text.trim()) {
            let start = text[..at].chars().count();
            let length = quote.text.trim().chars().count();
            found.push((index, TextRange::new(start, start + length)));
        }
    }
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

fn figures_at(digest: &Digest, passage: usize, range: TextRange) -> Vec<usize> {
    let id = &digest.passages[passage].id;
    (0..digest.figures.len())
        .filter(|&index| {
            let figure = &digest.figures[index];
            figure.passage == *id && range.overlaps(figure.printed)
        })
        .collect()
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

fn fix(figure: &mut Figure, correction: &super::FigureCorrection) {
    let super::Values {
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
        figure.value = value.or(figure.value);
        figure.value_to = value_to;
        figure.unit = unit.unwrap_or_else(|| figure.unit.clone());
        figure.normalized = figure
            .value
            .and_then(|value| reread(value, value_to, &figure.unit));
    }
    figure.kind = kind.unwrap_or(figure.kind);
    figure.period = period.unwrap_or_else(|| figure.period.clone());
    figure.bound = bound.unwrap_or(figure.bound);
    figure.hedge = hedge.or(figure.hedge);
    figure.sector = sector.unwrap_or_else(|| figure.sector.clone());
}

/// Normalises a value that an editor gave.
fn reread(value: f64, value_to: Option<f64>, unit: &str) -> Option<Quantity> {
    let printed: Vec<char> = format!("1{unit}").chars().collect();
    let (numbers, _) = super::number::numbers(&printed);
    let number = numbers.into_iter().next()?;
    normalize(&Number {
        value,
        value_to,
        ..number
    })
}

fn add(
    digest: &mut Digest,
    facts: &mut Vec<Facts>,
    passage: usize,
    range: TextRange,
    correction: &super::FigureCorrection,
) {
    let passage = &digest.passages[passage];
    let count = digest
        .figures
        .iter()
        .filter(|f| f.passage == passage.id)
        .count();
    let sentence = passage.sentences.iter().find(|s| s.range.overlaps(range));
    let mut figure = Figure {
        id: format!("f-{}-{}", passage.id, count + 1),
        passage: passage.id.clone(),
        quote: range,
        printed: range,
        sector: sentence.map_or(OVERVIEW.to_owned(), |s| s.sector.clone()),
        kind: Kind::Target,
        period: year_of(&digest.report).to_string(),
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
    fix(&mut figure, correction);
    let annex = digest.report.blocks[passage.block].kind == BlockKind::Item;
    let fact = compare::facts(&figure.indicator, &figure.indicator, annex, passage.block);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::lock::Lock;
    use crate::source::SourceFile;

    const REPORT: &str = "---\ntitle: 政府工作报告\ndate: 2023-01-12\n---\n\n## 三、2023年重点工作任务\n\n力争并网装机2500万千瓦以上。新增学位6.9万个。\n\n新增学位6.9万个。开展文化活动。\n";

    fn report(text: &str) -> Report {
        let source = SourceFile::new("content/r/report.md", text);
        crate::report::parse("r", &source, &Lock::default()).0
    }

    fn corrected(yaml: &str) -> (Digest, Vec<Diagnostic>) {
        let source = SourceFile::new("content/r/figures.yaml", yaml);
        let (figures, mut diagnostics) = Corrections::parse_figures(&source);
        let corrections = Corrections {
            figures,
            ..Corrections::default()
        };
        let (digest, more) = analyse(report(REPORT), &Taxonomy::built_in(), &corrections);
        diagnostics.extend(more);
        (digest, diagnostics)
    }

    #[test]
    fn an_editor_fixes_hides_pins_and_adds() {
        let (digest, diagnostics) = corrected(
            "fix:\n  - quote: 并网装机2500万千瓦以上\n    value: 2600\nhide:\n  - {quote: 新增学位6.9万个, para: p-3-0-1}\npin:\n  - {quote: 新增学位6.9万个, para: p-3-0-2, sector: habitat}\nadd:\n  - {quote: 开展文化活动, indicator: 文化活动, sector: services}\n",
        );
        assert_eq!(diagnostics, []);
        let told: Vec<_> = digest
            .figures
            .iter()
            .map(|f| (f.indicator.as_str(), f.value, f.sector.as_str()))
            .collect();
        let expected = [
            ("并网装机", Some(2600.0), "energy"),
            ("新增学位", Some(6.9), "habitat"),
            ("文化活动", None, "services"),
        ];
        assert_eq!(told, expected);
        let power = Quantity {
            value: 26.0,
            value_to: None,
            unit: "GW".to_owned(),
        };
        assert_eq!(digest.figures[0].normalized, Some(power));
    }

    #[test]
    fn a_correction_whose_words_are_gone_or_stand_twice_is_told() {
        let (_, diagnostics) = corrected(
            "hide:\n  - quote: 新增学位7万个\n  - quote: 新增学位6.9万个\npin:\n  - quote: 开展文化活动\nfix:\n  - {quote: 学位, sector: habitat, valeu: 3}\n",
        );
        assert_eq!(diagnostics[0].code, "unknown-key");
        let (_, diagnostics) = corrected(
            "hide:\n  - quote: 新增学位7万个\n  - quote: 新增学位6.9万个\npin:\n  - {quote: 开展文化活动, sector: habitta}\n",
        );
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        let expected = [
            "unknown-sector",
            "correction-orphan",
            "correction-ambiguous",
            "correction-without-figure",
        ];
        assert_eq!(codes, expected);
        assert_eq!(
            diagnostics[0].help.as_deref(),
            Some("did you mean `habitat`?")
        );
        assert_eq!(
            diagnostics[2].help.as_deref(),
            Some("add `para:` with one of p-3-0-1, p-3-0-2")
        );
    }

    #[test]
    fn an_editor_moves_a_sentence_to_another_sector() {
        let source = SourceFile::new(
            "content/r/sectors/services.md",
            "---\nheadline: 文化活动\nmoved: [开展文化活动]\n---\n正文。\n",
        );
        let (editorial, diagnostics) = Corrections::parse_sector(&source);
        assert_eq!(diagnostics, []);
        assert_eq!(&source.text[editorial.body.clone()], "正文。\n");
        let sectors = [("services".to_owned(), editorial)].into();
        let corrections = Corrections {
            sectors,
            ..Corrections::default()
        };
        let (digest, diagnostics) = analyse(report(REPORT), &Taxonomy::built_in(), &corrections);
        assert_eq!(diagnostics, []);
        assert_eq!(digest.passages[1].sentences[1].sector, "services");
        assert_eq!(
            digest.editorials["services"].headline.as_deref(),
            Some("文化活动")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_figure_stands_in_its_passage_and_its_number_in_its_quotation(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "力争", "新增", "学位", "5", "6.9万", "%", "个", "亿元", "以上", "，", "、", "。", "从", "增长到", "分别",
                    "全覆盖", "与经济增长同步", "第", "三", "位", "居全国", "十五条", "（", "）", "“", "”", "—", "1/4", "年", "和",
                ]),
                0..60,
            )
        ) {
            let text = format!("## 三、2023年重点工作任务\n\n报告{}\n", words.concat());
            let (digest, _) = analyse(report(&text), &Taxonomy::built_in(), &Corrections::default());
            for figure in &digest.figures {
                let passage = digest.passages.iter().find(|p| p.id == figure.passage).unwrap();
                prop_assert!(figure.quote.end <= passage.range.len());
                prop_assert!(figure.quote.contains(figure.printed), "{figure:?}");
                prop_assert!(!figure.printed.is_empty());
            }
        }
    }
}
