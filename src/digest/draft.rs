//! Reads the passages of a report in order: their sentences with sectors, their figures with kind and period.

use std::collections::BTreeMap;

use super::compare::{self, Facts};
use super::era::{Calendar, Era, faults_from};
use super::figure::{Reading, readings};
use super::headline::{add_goals, expected_targets};
use super::number::{Fault, FaultKind, Form};
use super::plain::Plain;
use super::quantity::normalize;
use super::region::{Region, currency_before};
use super::sector::{Ballot, Votes, prior, winner};
use super::words::words;
use super::{Figure, Hedge, Kind, Passage, Sentence};
use crate::diagnostic::Diagnostic;
use crate::report::{BlockKind, Report};
use crate::text::{TextRange, byte_offset, sentences, slice};

/// What is read so far.
pub(crate) struct Draft<'a> {
    report: &'a Report,
    plain: &'a Plain<'a>,
    ballot: &'a Ballot<'a>,
    /// Where it was given.
    pub(crate) region: Region,
    calendar: Calendar,
    /// Votes of the headings above: of the part, of the section or annex group.
    heading: [Votes; 2],
    pub(crate) passages: Vec<Passage>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) facts: Vec<Facts>,
    /// The headline strip, as indices into `figures`.
    pub(crate) headline: Vec<usize>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Draft<'a> {
    /// Reads `report`, given in `year`.
    pub(crate) fn read(
        report: &'a Report,
        plain: &'a Plain<'a>,
        ballot: &'a Ballot<'a>,
        year: Option<i16>,
    ) -> Self {
        let region = Region::of(report, plain);
        let mut draft = Self {
            report,
            plain,
            ballot,
            region,
            calendar: Calendar::new(year, region),
            heading: [ballot.none(), ballot.none()],
            passages: Vec::new(),
            figures: Vec::new(),
            facts: Vec::new(),
            headline: Vec::new(),
            diagnostics: Vec::new(),
        };
        draft.blocks();
        draft
    }

    fn blocks(&mut self) {
        let mut clauses: BTreeMap<usize, Vec<(String, TextRange)>> = BTreeMap::new();
        for project in self.report.projects() {
            let list = project.clauses.iter().map(|c| (c.id.clone(), c.range));
            clauses.entry(project.block).or_default().extend(list);
        }
        for (index, block) in self.report.blocks.iter().enumerate() {
            let era = self.calendar.enter(block, self.plain.block(index));
            match &block.kind {
                BlockKind::Heading { level, .. } => {
                    self.head(index, usize::from(*level > 1));
                }
                BlockKind::AnnexHeading => self.head(index, 1),
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

    fn head(&mut self, block: usize, level: usize) {
        let text: Vec<char> = self.plain.block(block).chars().collect();
        self.heading[level] = self.ballot.count(&text).votes;
        if level == 0 {
            self.heading[1] = self.ballot.none();
        }
    }

    fn passage(&mut self, block: usize, id: String, range: TextRange, era: &Era, annex: bool) {
        let chars: Vec<char> = slice(self.plain.block(block), range).chars().collect();
        let (mut read, faults) = readings(&chars, self.region);
        let may_list = self.headline.is_empty() && era.kind == Kind::Target && !annex;
        let expected = may_list.then(|| expected_targets(&chars)).flatten();
        if let Some(range) = &expected {
            add_goals(&chars, range, &mut read);
        }
        let printed = slice(&self.report.blocks[block].text, range);
        let printed: Vec<char> = printed.chars().collect();
        for fault in faults {
            self.fault(block, range, &printed, &fault);
        }
        let (passage, leanings) = self.sectors(block, id, range, (&chars, &printed), annex);
        let mut number = 0;
        let mut last: Option<usize> = None;
        let faults = faults_from(&chars);
        for reading in read {
            number += 1;
            let sentence = passage.sentences.iter().find(|s| {
                s.range.start <= reading.printed.start && reading.printed.start < s.range.end
            });
            let start = sentence.map_or(0, |s| s.range.start);
            let end = sentence.map_or(chars.len(), |s| s.range.end);
            let own = if reading.hedge.is_none() && faults.is_some_and(|at| at < start) {
                self.calendar.today()
            } else {
                let at = reading.printed.start - start;
                self.calendar.at(era, &chars[start..end], at)
            };
            let in_list = expected
                .as_ref()
                .is_some_and(|r| r.start <= reading.quote.start && reading.printed.end <= r.end);
            let lean = &passage.sectors[0];
            let sector = self.figure_sector(&chars, &reading, sentence, &leanings, lean);
            if in_list {
                self.headline.push(self.figures.len());
            }
            let mut facts = compare::facts(&reading.indicator, &reading.subject, annex, block);
            let before = last.filter(|end| (start..=reading.printed.start).contains(end));
            let between = before.map_or(&[][..], |end| &chars[end..reading.printed.start]);
            let opens = between.windows(2).any(|word| word == ['其', '中']);
            let listed = !between.contains(&'；') && self.facts.last().is_some_and(|f| f.of_which);
            facts.of_which = before.is_some() && (opens || listed);
            last = Some(reading.printed.end);
            self.facts.push(facts);
            let money = currency_before(&chars, reading.printed.start);
            let money = money.unwrap_or(self.region.currency());
            let mut figure = figure(&passage.id, number, reading, (&own, money), sector);
            let print = |words: &str| self.plain.printed(words, &chars, &printed);
            figure.indicator = print(&figure.indicator);
            figure.unit = print(&figure.unit);
            figure.qualifier = figure.qualifier.as_deref().map(print);
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
        (chars, printed): (&[char], &[char]),
        annex: bool,
    ) -> (Passage, Vec<(TextRange, usize)>) {
        let ballot = self.ballot;
        let text = slice(&self.report.blocks[block].text, range);
        let ranges = sentences(text);
        let counts: Vec<_> = ranges
            .iter()
            .map(|r| match &chars[r.start..r.end] {
                formula if opens_speech(formula) => ballot.count(&[]),
                sentence => ballot.count(sentence),
            })
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
                let formula = opens_speech(&chars[range.start..range.end]);
                let sector = if formula {
                    ballot.overview()
                } else if silent {
                    main
                } else {
                    winner(&count.votes, &before).unwrap_or(main)
                };
                leanings.push((*range, sector));
                Sentence {
                    id: format!("{id}.s{}", index + 1),
                    range: *range,
                    sector: ballot.id(sector).to_owned(),
                    why: (count.why(sector).iter())
                        .map(|word| self.plain.printed(word, chars, printed))
                        .collect(),
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
            FaultKind::Damaged => (
                "unreadable-number",
                format!("`{printed}` holds a character that nobody could restore; it stays text"),
                "put the digit in place of `□` in report.md, or decide the place in repairs.yaml",
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

/// 现在，我代表市人民政府向大会报告工作，请予审议: the words that open every speech speak of no sector.
fn opens_speech(sentence: &[char]) -> bool {
    let has = |word: &[char]| sentence.windows(word.len()).any(|window| window == word);
    has(&['我', '代', '表']) && (has(&['报', '告']) || has(&['审', '议']))
}

/// 2400多万各族人民: a whole people is counted, nothing is to be reached.
fn counts_a_people(reading: &Reading) -> bool {
    let letters: Vec<char> = reading.indicator.chars().collect();
    let people = words().people.before(&letters, 0, letters.len()).is_some();
    let person = |number: &super::number::Number| number.base.symbol == "人";
    people && reading.number.as_ref().is_some_and(person)
}

fn figure(
    passage: &str,
    number: usize,
    reading: Reading,
    (era, money): (&Era, &str),
    sector: String,
) -> Figure {
    let kind = match &reading.number {
        Some(number) if number.form != Form::Amount => Kind::Rank,
        Some(_) if reading.baseline => Kind::Baseline,
        Some(_) if counts_a_people(&reading) => Kind::Actual,
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
        normalized: (reading.number.as_ref()).and_then(|number| normalize(number, money)),
        bound: reading.bound,
        qualifier: reading.qualifier,
        hedge,
        measure: reading.measure,
        previous: None,
    }
}
