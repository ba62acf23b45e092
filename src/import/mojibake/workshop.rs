//! One document under repair: what is learnt from it once, and its lines one after the other.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::crude::{all_traditional, simplified, traditional};
use super::judge::{Verdict, judge};
use super::language::{self, History, Language, Table};
use super::machine::{Insertions, Machine, Observed, Player, full_width};
use super::search::{self, Characters, Searcher, Start};
use super::{Change, Confidence, Decisions, Judgement, OPEN, RepairedLine, Rule};
use crate::import::cp936;
use crate::import::pinyin::{self, Pairs};
use crate::text::{TextRange, is_han};

/// What may be spent on searching one document, in bytes played.
const BUDGET: usize = 40_000_000;

/// Said of a decided reading that does not give the capture back.
const NOT_GIVING_BACK: &str = " (does not give the captured bytes back)";

/// What it costs to use a form the document never shows for a character it does show.
const STRANGE_FORM: f32 = 6.0;
/// What it costs to use another form than the usual one.
const UNUSUAL_FORM: f32 = 3.0;

/// One document under repair.
pub(super) struct Workshop<'a, 't, T> {
    lines: &'a [Vec<char>],
    pairs: &'a Pairs,
    decisions: &'a Decisions,
    table: Option<T>,
    insertions: OnceCell<Insertions>,
    learnt: OnceCell<Learnt<'t>>,
    budget: usize,
}

/// What a search needs, made when the first stretch has to be searched.
struct Learnt<'t> {
    language: Language<'t>,
    characters: Characters,
}

impl<'a, 't, T: FnOnce() -> &'t Table> Workshop<'a, 't, T> {
    pub(super) fn new(
        lines: &'a [Vec<char>],
        pairs: &'a Pairs,
        decisions: &'a Decisions,
        table: T,
    ) -> Self {
        Self {
            lines,
            pairs,
            decisions,
            table: Some(table),
            insertions: OnceCell::new(),
            learnt: OnceCell::new(),
            budget: BUDGET,
        }
    }

    /// Repairs one line.
    pub(super) fn line(&mut self, line: &[char]) -> RepairedLine {
        let mut repaired = RepairedLine::default();
        let mut observed = None;
        let mut history = History::default();
        history = language::then(history, language::counted(language::EDGE));
        let mut machine = Machine::default();
        let mut quoted = false;
        let (mut at, mut length) = (0, 0);
        while let Some(&c) = line.get(at) {
            if c == '?' {
                let start = Start {
                    at,
                    machine,
                    history,
                    quoted,
                };
                let observed = observed.get_or_insert_with(|| Observed::new(line));
                let (end, verdict) = self.stretch(line, observed, &start);
                let before: String = line[at..end].iter().collect();
                let output = TextRange::new(length, length + verdict.text.chars().count());
                let input = TextRange::new(at, end);
                repaired.text.push_str(&verdict.text);
                if verdict.text != before {
                    repaired.changes.push(Change {
                        rule: Rule::Realigned,
                        input,
                        output,
                        before: before.clone(),
                        after: verdict.text.clone(),
                    });
                }
                for c in verdict.text.chars() {
                    history = language::then(history, language::counted(c));
                    machine = behind(c, false);
                    quoted = search::quoted_after(quoted, c);
                }
                length = output.end;
                at = end;
                repaired.judgements.push(Judgement {
                    input,
                    output,
                    before,
                    after: verdict.text,
                    confidence: verdict.confidence,
                    share: verdict.share,
                    reason: verdict.reason,
                    candidates: verdict.candidates,
                });
                continue;
            }
            repaired.text.push(c);
            let before = machine.previous();
            history = language::then(history, language::counted(c));
            machine = behind(c, false);
            quoted = search::quoted_after(quoted, c);
            at += 1;
            length += 1;
            if let Some(reading) = self
                .pairs
                .inserted_behind(straddling(before, c), &line[at..])
            {
                repaired.changes.push(Change {
                    rule: Rule::Pinyin,
                    input: TextRange::new(at, at + reading),
                    output: TextRange::new(length, length),
                    before: line[at..at + reading].iter().collect(),
                    after: String::new(),
                });
                machine = behind(c, true);
                at += reading;
            }
        }
        repaired
    }

    /// Finds out what the stretch at `start` said, and where it ends.
    fn stretch(&mut self, line: &[char], observed: &Observed, start: &Start) -> (usize, Verdict) {
        let insertions = self
            .insertions
            .get_or_init(|| insertions(self.lines, self.pairs));
        if let Some(decision) = self.decisions.at(line, start.at) {
            let end = start.at + decision.before.chars().count();
            let player = Player {
                insertions,
                observed,
            };
            let mut verdict = Verdict::from(decision.clone());
            if !search::gives_back(&player, start, &decision.after, end)
                && !verdict.text.contains(OPEN)
            {
                verdict.reason = note(&verdict.reason);
            }
            return (end, verdict);
        }
        let learnt = self.learnt.get_or_init(|| {
            let table = match self.table.take() {
                Some(table) => table(),
                None => Table::embedded(),
            };
            Learnt::new(self.lines, self.pairs, table)
        });
        let searcher = Searcher {
            insertions,
            language: &learnt.language,
            characters: &learnt.characters,
        };
        match searcher.search(observed, start, &mut self.budget) {
            Some(found) => (found.end, judge(&found)),
            None => unread(line, start.at),
        }
    }
}

/// Says once that a decided reading is not what was damaged here.
fn note(reason: &str) -> String {
    if reason.ends_with(NOT_GIVING_BACK) {
        return reason.to_owned();
    }
    format!("{reason}{NOT_GIVING_BACK}")
}

/// The character whose reading may stand behind `c`: c itself, or, behind an ASCII letter, what the letter makes with the
/// byte before it (`款I(lǐng)P`).
fn straddling(before: u8, c: char) -> char {
    u8::try_from(c)
        .ok()
        .filter(u8::is_ascii)
        .and_then(|byte| cp936::decode_pair(before, byte))
        .unwrap_or(c)
}

/// The state of the damage behind an undamaged character.
fn behind(c: char, inserted: bool) -> Machine {
    let byte = cp936::encode_char(c).map_or(0, |code| code.to_be_bytes()[1]);
    Machine::behind(byte, inserted)
}

/// A stretch without a reading: all of it stays open, up to the next ASCII character, where a shift ends.
fn unread(line: &[char], at: usize) -> (usize, Verdict) {
    let length = line[at..]
        .iter()
        .take_while(|&&c| c == '?' || !c.is_ascii())
        .take(super::search::LONGEST)
        .count();
    let verdict = Verdict {
        text: std::iter::repeat_n(OPEN, length).collect(),
        confidence: Confidence::Open,
        share: 0.0,
        reason: "no reading gives the captured bytes back".to_owned(),
        candidates: Vec::new(),
    };
    (at + length, verdict)
}

impl<'t> Learnt<'t> {
    fn new(lines: &[Vec<char>], pairs: &Pairs, table: &'t Table) -> Self {
        let mut seen = BTreeSet::new();
        let mut runs: Vec<Vec<u16>> = Vec::new();
        for line in lines {
            let mut run = Vec::new();
            let mut at = 0;
            while let Some(&c) = line.get(at) {
                if c == '?' {
                    runs.push(std::mem::take(&mut run));
                    at = straight_again(line, at);
                    continue;
                }
                at += 1;
                at += pairs.inserted_behind(c, &line[at..]).unwrap_or(0);
                if is_han(c) {
                    seen.insert(c);
                }
                if !c.is_whitespace() {
                    run.push(language::counted(c));
                }
            }
            runs.push(run);
        }
        Self {
            language: Language::new(table, runs.iter().map(Vec::as_slice)),
            characters: Characters::new(|c| form_cost(&seen, c)),
        }
    }
}

/// What the converter inserts: the document's pairs, and those only the dictionary knows where the capture shows a
/// reading that no pair explains.
fn insertions(lines: &[Vec<char>], pairs: &Pairs) -> Insertions {
    let mut insertions = Insertions::new(pairs);
    let unexplained = unexplained_readings(lines, pairs);
    if !unexplained.is_empty() {
        let plain: BTreeSet<char> = lines
            .iter()
            .flatten()
            .copied()
            .filter(|&c| is_han(c))
            .collect();
        for reading in unexplained {
            for c in pinyin::characters_read(&reading).chars() {
                // A character that stands here without its reading is none the converter knew.
                if !plain.contains(&c) {
                    insertions.add_unsure(c, &reading);
                }
            }
        }
    }
    insertions
}

/// What a character costs for its form: the converter gives one Simplified character always the same.
fn form_cost(seen: &BTreeSet<char>, c: char) -> f32 {
    if !is_han(c) || seen.contains(&c) {
        return 0.0;
    }
    let plain = simplified(c);
    let forms = all_traditional(plain);
    if forms.iter().any(|form| seen.contains(form)) {
        STRANGE_FORM
    } else if traditional(plain) == c {
        // Outside the common set nothing is written by people.
        if plain == c && !is_common(c) {
            STRANGE_FORM
        } else {
            0.0
        }
    } else if forms.contains(&c) {
        UNUSUAL_FORM
    } else {
        // The conversion leaves no such character behind.
        f32::INFINITY
    }
}

/// Whether `c` is one of the 6763 characters of GB 2312.
fn is_common(c: char) -> bool {
    cp936::encode_char(c).is_some_and(|code| code >= 0xB0A1 && code & 0xFF >= 0xA1)
}

/// Where text can be trusted again behind a `?`: a shift can begin at the mark behind it, and lasts until an ASCII
/// character.
fn straight_again(line: &[char], at: usize) -> usize {
    let marks = line[at..]
        .iter()
        .take_while(|&&c| full_width(c).is_some())
        .count();
    line[at + marks..]
        .iter()
        .position(char::is_ascii)
        .map_or(line.len(), |ascii| at + marks + ascii + 1)
}

/// Readings that stand in the document behind no character of theirs, and are not those of a known pair.
fn unexplained_readings(lines: &[Vec<char>], pairs: &Pairs) -> BTreeSet<String> {
    let known: BTreeSet<&str> = pairs.iter().map(|(_, reading)| reading).collect();
    let mut readings = BTreeSet::new();
    for line in lines {
        let mut from = 0;
        for (at, &c) in line.iter().enumerate() {
            if c == ')' && at > from && at - from <= 6 {
                let letters: String = line[from..at].iter().collect();
                if !known.contains(letters.as_str())
                    && !pinyin::characters_read(&letters).is_empty()
                {
                    readings.insert(letters);
                }
            }
            if !pinyin::is_letter(c) {
                from = at + 1;
            }
        }
    }
    readings
}
