//! Notes + report → where each note belongs: the very words, the same place with other words, or nowhere.
//!
//! Rather no place than a wrong one: a note whose words are gone goes to other words only where they can hardly be
//! another sentence's. Digits decide: with a changed number a note is never exact, and a stretch that is alike but for
//! numbers of its own is another sentence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::note::align::{self, Difference};
use crate::note::fold::{Fold, Folded};
use crate::note::haystack::{Haystack, Hit, Sentence, cuts_number};
use crate::note::{Anchored, Change, Note, State, Target};
use crate::report::{BlockKind, Report};
use crate::text::{self, TextRange};

/// Most edits between a quotation and the words taken for it.
const MOST_EDITS: usize = 60;

/// A quotation this long hardly stands in two neighbouring paragraphs.
const TELLING: usize = 8;

/// Finds the words of every note in the report. Notes come back in their order.
#[must_use]
pub fn anchor(notes: &[Note], report: &Report) -> (Vec<Anchored>, Vec<Diagnostic>) {
    anchor_with(notes, report, BTreeMap::new())
}

/// As [`anchor`], for notes that may also name a figure of the digest (`para: f-p-3-2-3-1`).
#[must_use]
pub fn anchor_in(notes: &[Note], digest: &Digest) -> (Vec<Anchored>, Vec<Diagnostic>) {
    let passages: BTreeMap<&str, _> = digest
        .passages
        .iter()
        .map(|passage| (passage.id.as_str(), passage))
        .collect();
    let figures = digest.figures.iter().filter_map(|figure| {
        let passage = passages.get(figure.passage.as_str())?;
        let range = figure.quote.shifted(passage.range.start);
        Some((figure.id.as_str(), (passage.block, range)))
    });
    anchor_with(notes, &digest.report, figures.collect())
}

/// A block and a stretch of its text.
type Place = (usize, TextRange);

fn anchor_with(
    notes: &[Note],
    report: &Report,
    figures: BTreeMap<&str, Place>,
) -> (Vec<Anchored>, Vec<Diagnostic>) {
    if notes.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let texts = report.blocks.iter().map(|block| block.text.as_str());
    let quotes = notes.iter().filter_map(|note| note.quote.as_deref());
    let fold = Fold::new(texts.chain(quotes));
    let search = Search {
        report,
        haystack: Haystack::new(report, &fold),
        fold,
        places: places(report, figures),
    };
    let mut anchored = Vec::with_capacity(notes.len());
    let mut diagnostics = Vec::new();
    for note in notes {
        let outcome = search.outcome(note);
        diagnostics.extend(search.diagnostic(note, &outcome));
        let (state, target, changes) = match outcome {
            Outcome::Report => (State::Exact, None, Vec::new()),
            Outcome::Whole((block, range)) => {
                let whole = true;
                let target = Target {
                    block,
                    range,
                    whole,
                };
                (State::Exact, Some(target), Vec::new())
            }
            Outcome::Exact { hit, .. } => (State::Exact, Some(search.target(hit)), Vec::new()),
            Outcome::Drifted { hit, changes } => {
                (State::Drifted, Some(search.target(hit)), changes)
            }
            Outcome::Ambiguous(_) | Outcome::Orphan { .. } => (State::Orphan, None, Vec::new()),
        };
        anchored.push(Anchored {
            note: note.clone(),
            state,
            target,
            changes,
        });
    }
    (anchored, diagnostics)
}

/// Every id a note can name, but sentences.
fn places<'a>(report: &'a Report, figures: BTreeMap<&'a str, Place>) -> BTreeMap<&'a str, Place> {
    let mut places = figures;
    for (index, block) in report.blocks.iter().enumerate() {
        let whole = TextRange::new(0, block.text.chars().count());
        places.insert(&block.id, (index, whole));
    }
    for project in report.projects() {
        for clause in &project.clauses {
            places.insert(&clause.id, (project.block, clause.range));
        }
    }
    places
}

enum Outcome {
    /// A note on the whole report.
    Report,
    /// A note on a block, clause, sentence or figure.
    Whole(Place),
    Exact {
        hit: Hit,
        /// Whether it stands elsewhere than the note says.
        moved: bool,
    },
    Drifted {
        hit: Hit,
        changes: Vec<Change>,
    },
    Ambiguous(Vec<Hit>),
    Orphan {
        /// Where the same words stand, though the note names another place.
        elsewhere: Vec<Hit>,
        /// Whether the place the note names is gone.
        no_place: bool,
    },
}

struct Search<'a> {
    report: &'a Report,
    fold: Fold,
    haystack: Haystack,
    places: BTreeMap<&'a str, Place>,
}

/// A stretch that may be what became of a quotation.
struct Candidate {
    hit: Hit,
    cost: usize,
    differences: Vec<Difference>,
}

impl Search<'_> {
    fn outcome(&self, note: &Note) -> Outcome {
        let Some(quote) = &note.quote else {
            return match &note.para {
                None => Outcome::Report,
                Some(id) => self.place(id).map_or(
                    Outcome::Orphan {
                        elsewhere: Vec::new(),
                        no_place: true,
                    },
                    Outcome::Whole,
                ),
            };
        };
        let folded = self.fold.quotation(quote);
        let hits = self.haystack.exact(&folded);
        match &note.para {
            Some(id) => self.outcome_at(quote, &folded, hits, id),
            None => match hits[..] {
                [hit] => Outcome::Exact { hit, moved: false },
                [] => self
                    .drifted(quote, &folded, None)
                    .unwrap_or(Outcome::Orphan {
                        elsewhere: Vec::new(),
                        no_place: false,
                    }),
                _ => Outcome::Ambiguous(hits),
            },
        }
    }

    /// What became of a quotation at the place the note names.
    fn outcome_at(&self, quote: &str, folded: &Folded, hits: Vec<Hit>, id: &str) -> Outcome {
        // A figure's own words may be fewer than those quoted: look in all of its paragraph.
        let place = match self.place(id) {
            Some((block, _)) if id.starts_with("f-") => {
                let all = TextRange::new(0, self.report.blocks[block].text.chars().count());
                Some((block, all))
            }
            place => place,
        };
        let within = |hit: &&Hit| {
            place.is_some_and(|(block, range)| {
                hit.block == block && range.contains(self.haystack.range(**hit))
            })
        };
        let inside: Vec<Hit> = hits.iter().filter(within).copied().collect();
        match inside[..] {
            [hit] => return Outcome::Exact { hit, moved: false },
            [] => {}
            _ => return Outcome::Ambiguous(inside),
        }
        let beside: Vec<Hit> = hits
            .iter()
            .filter(|hit| place.is_some_and(|(block, _)| hit.block.abs_diff(block) == 1))
            .copied()
            .collect();
        let continues =
            |hit: &Hit| place.is_some_and(|(block, _)| self.continues(hit.block, block));
        let telling = folded.chars.len() >= TELLING;
        let certain = match beside[..] {
            // Where the paragraph is gone its words may be gone with it, and those beside it another sentence's.
            [hit] if telling && continues(&hit) => Some(hit),
            _ => None,
        };
        let drifted = place.and_then(|place| self.drifted(quote, folded, Some(place)));
        match (certain, drifted) {
            (Some(hit), None) => Outcome::Exact { hit, moved: true },
            (None, Some(drifted)) => drifted,
            _ => Outcome::Orphan {
                elsewhere: hits,
                no_place: place.is_none(),
            },
        }
    }

    /// The place an id names.
    fn place(&self, id: &str) -> Option<Place> {
        if let Some(&place) = self.places.get(id) {
            return Some(place);
        }
        let (base, number) = id.rsplit_once(".s")?;
        let &(block, range) = self.places.get(base)?;
        let number: usize = number.parse().ok()?;
        let words = text::slice(&self.report.blocks[block].text, range);
        let sentence = *text::sentences(words).get(number.checked_sub(1)?)?;
        Some((block, sentence.shifted(range.start)))
    }

    /// Whether a paragraph was cut off from the one before it: it stands directly behind, with the section's last number.
    fn continues(&self, index: usize, before: usize) -> bool {
        let block = &self.report.blocks[index];
        let siblings = self.report.blocks.iter().filter(|other| {
            (other.part, other.section) == (block.part, block.section) && other.id != block.id
        });
        index == before + 1 && block.n > 0 && siblings.into_iter().all(|other| other.n < block.n)
    }

    /// The one stretch that can hardly be anything but what became of the quotation.
    fn drifted(&self, quote: &str, folded: &Folded, place: Option<Place>) -> Option<Outcome> {
        let length = folded.chars.len();
        let limit = (length * 3 / 10)
            .clamp(1, MOST_EDITS)
            .min(length.checked_sub(1)?);
        let allowed = |sentence: &Sentence| {
            place.is_none_or(|(block, range)| {
                sentence.block == block
                    && self
                        .haystack
                        .range(Hit {
                            block,
                            start: sentence.start,
                            end: sentence.end,
                        })
                        .overlaps(range)
            })
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        for sentence in self.haystack.likely(folded, allowed) {
            let Some(candidate) = self.candidate(folded, sentence, limit) else {
                continue;
            };
            if self.is_acceptable(folded, &candidate, place.is_some()) {
                candidates.push(candidate);
            }
        }
        candidates.sort_by_key(|candidate| (candidate.cost, candidate.hit));
        candidates.dedup_by(|b, a| {
            a.hit.block == b.hit.block && a.hit.start < b.hit.end && b.hit.start < a.hit.end
        });
        let mut ranked = candidates.into_iter();
        let best = ranked.next()?;
        if ranked
            .next()
            .is_some_and(|second| second.cost <= best.cost * 2)
        {
            return None;
        }
        let changes = self.changes(quote, folded, &best);
        Some(Outcome::Drifted {
            hit: best.hit,
            changes,
        })
    }

    /// The stretch nearest to the quotation in and around a sentence.
    fn candidate(&self, folded: &Folded, sentence: usize, limit: usize) -> Option<Candidate> {
        let around = sentence_ends(&folded.chars) + 1;
        let sentences = &self.haystack.sentences;
        let block = sentences[sentence].block;
        let first = sentence
            .saturating_sub(around)
            .max(self.haystack.first_sentence[block]);
        let last = (sentence..sentences.len().min(sentence + around + 1))
            .take_while(|&at| sentences[at].block == block)
            .last()?;
        let chars = &self.haystack.blocks[block].chars;
        let from = sentences[first].start;
        let window = align::nearest(&folded.chars, &chars[from..sentences[last].end], limit)?;
        let (mut start, mut end) = (from + window.start, from + window.end);
        for number in align::numbers(chars) {
            if number.contains(&start) && number.start < start {
                start = number.start;
            }
            if number.contains(&end) && number.start < end {
                end = number.end;
            }
        }
        if cuts_number(chars, start, end) {
            return None;
        }
        let differences = align::differences(&folded.chars, &chars[start..end]);
        Some(Candidate {
            hit: Hit { block, start, end },
            cost: window.cost,
            differences,
        })
    }

    /// Whether a stretch can hardly be anything but what became of the quotation. `named`: the note names the place.
    fn is_acceptable(&self, folded: &Folded, candidate: &Candidate, named: bool) -> bool {
        let old = &folded.chars;
        let Hit { block, start, end } = candidate.hit;
        let new = &self.haystack.blocks[block].chars[start..end];
        let is_letter = |c: &&char| c.is_alphabetic() && !c.is_ascii_digit();
        let mut kept = old.iter().filter(is_letter).count();
        let mut letters_changed = 0;
        let mut numbers_changed = Vec::new();
        for difference in &candidate.differences {
            let (before, after) = (&old[difference.old.clone()], &new[difference.new.clone()]);
            kept -= before.iter().filter(is_letter).count();
            let others = |chars: &[char]| chars.iter().filter(|c| !c.is_ascii_digit()).count();
            let digits = |chars: &[char]| chars.iter().any(char::is_ascii_digit);
            if digits(before) || digits(after) {
                numbers_changed.push((before, after));
                let marks = |chars: &[char]| {
                    align::numbers(chars)
                        .iter()
                        .map(|n| others(&chars[n.clone()]))
                        .sum::<usize>()
                };
                letters_changed +=
                    (others(before) - marks(before)).max(others(after) - marks(after));
            } else {
                letters_changed += before.len().max(after.len());
            }
        }
        if numbers_changed.is_empty() {
            let share = if named { 4 } else { 8 };
            return kept >= 4 && letters_changed * share <= old.len();
        }
        let single = |(before, after): &(&[char], &[char])| {
            align::numbers(before).len() == 1 && align::numbers(after).len() == 1
        };
        // 2500 → 2600 is a change; 734 → 785 may well be what another sentence has.
        let slight = |(before, after): &(&[char], &[char])| {
            before.len() == after.len()
                && before.iter().zip(*after).filter(|(a, b)| a != b).count() * 2 <= before.len()
        };
        numbers_changed.iter().all(single)
            && sentence_ends(new) <= sentence_ends(old)
            && letters_changed * 8 <= old.len()
            && if named {
                kept >= 4
            } else {
                kept >= 6
                    && numbers_changed.len() == 1
                    && (slight(&numbers_changed[0])
                        || numbers_changed[0].0.len() == 1 && letters_changed == 0)
            }
    }

    fn changes(&self, quote: &str, folded: &Folded, candidate: &Candidate) -> Vec<Change> {
        let Hit { block, start, .. } = candidate.hit;
        let words = |text: &str, folded: &Folded, start: usize, end: usize| {
            if start == end {
                return String::new();
            }
            text::slice(text, folded.source(start, end)).to_owned()
        };
        let change = |difference: &Difference| Change {
            old: words(quote, folded, difference.old.start, difference.old.end),
            new: words(
                &self.report.blocks[block].text,
                &self.haystack.blocks[block],
                start + difference.new.start,
                start + difference.new.end,
            ),
        };
        candidate.differences.iter().map(change).collect()
    }

    fn target(&self, hit: Hit) -> Target {
        Target {
            block: hit.block,
            range: self.haystack.range(hit),
            whole: false,
        }
    }

    /// The shortest ids that tell the places apart; two in one sentence have the same.
    fn names(&self, hits: &[Hit]) -> Vec<String> {
        let block = |hit: &Hit| self.report.blocks[hit.block].id.clone();
        let clause = |hit: &Hit| self.passage(hit).0;
        let finest = |hit: &Hit| {
            let (id, range) = self.passage(hit);
            let words = text::slice(&self.report.blocks[hit.block].text, range);
            let at = self.haystack.range(*hit).start.saturating_sub(range.start);
            let number = text::sentences(words)
                .iter()
                .position(|s| at < s.end)
                .map_or(1, |at| at + 1);
            format!("{id}.s{number}")
        };
        let unique = |names: &[String], name: &String| {
            names.iter().filter(|other| *other == name).count() == 1
        };
        let coarse: Vec<String> = hits.iter().map(block).collect();
        let middle: Vec<String> = hits.iter().map(clause).collect();
        hits.iter()
            .enumerate()
            .map(|(i, hit)| {
                if unique(&coarse, &coarse[i]) {
                    coarse[i].clone()
                } else if unique(&middle, &middle[i]) {
                    middle[i].clone()
                } else {
                    finest(hit)
                }
            })
            .collect()
    }

    /// The clause a hit stands in, or its block.
    fn passage(&self, hit: &Hit) -> (String, TextRange) {
        let range = self.haystack.range(*hit);
        let block = &self.report.blocks[hit.block];
        let clause = (block.kind == BlockKind::Item)
            .then(|| self.report.projects().find(|p| p.block == hit.block))
            .flatten()
            .and_then(|p| p.clauses.iter().find(|c| c.range.contains(range)));
        match clause {
            Some(clause) => (clause.id.clone(), clause.range),
            None => (
                block.id.clone(),
                TextRange::new(0, block.text.chars().count()),
            ),
        }
    }

    fn diagnostic(&self, note: &Note, outcome: &Outcome) -> Option<Diagnostic> {
        let at = |diagnostic: Diagnostic| {
            let span = if note.quote.is_some() {
                &note.quote_span
            } else {
                &note.para_span
            };
            diagnostic.at(&note.file, span.clone(), "")
        };
        match outcome {
            Outcome::Report | Outcome::Whole(_) | Outcome::Exact { moved: false, .. } => None,
            Outcome::Exact { hit, moved: true } => {
                let name = self.names(std::slice::from_ref(hit)).remove(0);
                Some(
                    Diagnostic::note(
                        "note-moved",
                        format!("the words of this note now stand in {name}"),
                    )
                    .at(&note.file, note.para_span.clone(), "")
                    .help(format!(
                        "write `para: {name}`, or let `zhaiyao check --fix` do it"
                    )),
                )
            }
            Outcome::Drifted { hit, changes } => {
                let now = text::slice(
                    &self.report.blocks[hit.block].text,
                    self.haystack.range(*hit),
                );
                Some(
                    at(Diagnostic::warning(
                        "note-drifted",
                        format!("the words of this note have changed: {}", told(changes)),
                    ))
                    .help(format!(
                        "see whether the note still holds, then quote the new words: `quote: {now}`"
                    )),
                )
            }
            Outcome::Ambiguous(hits) => {
                let names = self.names(hits);
                let mut distinct = names.clone();
                distinct.sort();
                distinct.dedup();
                let help = if distinct.len() == names.len() {
                    format!("say which is meant: `para: {}`", names.join("` or `para: "))
                } else {
                    "quote more words, so that they stand in the sentence only once".to_owned()
                };
                Some(
                    at(Diagnostic::error(
                        "note-ambiguous",
                        format!(
                            "the quotation stands {} times: {}",
                            hits.len(),
                            names.join(", ")
                        ),
                    ))
                    .help(help),
                )
            }
            Outcome::Orphan {
                elsewhere,
                no_place,
            } => {
                let para = note.para.as_deref().unwrap_or_default();
                let message = match (no_place, note.quote.is_some() && elsewhere.is_empty()) {
                    (true, true) => {
                        format!(
                            "the words of this note are not in the report, and there is no {para}"
                        )
                    }
                    (true, false) => format!("there is no {para} in the report"),
                    (false, true) => "the words of this note are not in the report".to_owned(),
                    (false, false) => format!("the words of this note are not in {para}"),
                };
                let help = match &self.names(elsewhere)[..] {
                    [] => "the note stays in the list; quote what the report says now, or delete the file".to_owned(),
                    names => format!(
                        "the same words stand in {}; if they are meant, name that place with `para`",
                        names.join(", ")
                    ),
                };
                Some(at(Diagnostic::warning("note-orphan", message)).help(help))
            }
        }
    }
}

/// Number of places inside where a sentence ends and another begins.
fn sentence_ends(chars: &[char]) -> usize {
    let inner = chars.len().saturating_sub(1);
    chars[..inner]
        .iter()
        .filter(|&&c| text::ends_sentence(c))
        .count()
}

/// `2500 → 2600, 以上 → (nothing)`
fn told(changes: &[Change]) -> String {
    let mut out = String::new();
    for Change { old, new } in changes {
        let separator = if out.is_empty() { "" } else { ", " };
        let shown = |words: &str| {
            if words.is_empty() {
                "(nothing)".to_owned()
            } else {
                words.to_owned()
            }
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "{separator}`{} → {}`", shown(old), shown(new));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::note::read;
    use crate::report::{lock::Lock, parse};
    use crate::source::SourceFile;

    const REPORT: &str = "---
title: 某省2023年政府工作报告
---

# 政府工作报告

各位代表：

## 一、回顾

新增装机2000万千瓦，源网荷储项目开工。牛奶产量达到734万吨，位居全国第一。

## 二、任务

（一）抓产业。推动制造业高质量发展，建设产业集群。

锚定“两率先”目标，推进源网荷储项目建设，力争并网装机2500万千瓦以上，建成拓展场景应用规模1000万千瓦以上。牛奶产量达到785万吨。

（二）抓民生。推动服务业高质量发展，建设服务集群。
";

    fn told(report: &str, note: &str) -> (Anchored, Vec<(&'static str, String)>) {
        let source = SourceFile::new("content/x/report.md", report);
        let (report, _, _) = parse("x", &source, &Lock::default());
        let file = SourceFile::new("content/x/notes/a.md", format!("---\n{note}\n---\n注。\n"));
        let (notes, faults) = read(&BTreeMap::from([("a".to_owned(), file)]));
        assert_eq!(faults, []);
        let (anchored, diagnostics) = anchor(&notes, &report);
        let anchored = anchored.into_iter().next().unwrap();
        if let Some(target) = anchored.target {
            let length = report.blocks[target.block].text.chars().count();
            assert!(target.range.end <= length);
        }
        let diagnostics = diagnostics.into_iter().map(|d| {
            let help = d.help.unwrap_or_default();
            (d.code, format!("{} | {help}", d.message))
        });
        (anchored, diagnostics.collect())
    }

    fn words(report: &str, anchored: &Anchored) -> (String, String) {
        let source = SourceFile::new("content/x/report.md", report);
        let (report, _, _) = parse("x", &source, &Lock::default());
        let target = anchored.target.unwrap();
        let block = &report.blocks[target.block];
        (
            block.id.clone(),
            text::slice(&block.text, target.range).to_owned(),
        )
    }

    #[test]
    fn a_quotation_in_either_script_finds_its_words() {
        for quote in [
            "力争并网装机2500万千瓦以上",
            "“力爭併網裝機２５００萬千瓦以上，”",
            "锚定两率先目标，推进源网荷储",
        ] {
            let (anchored, diagnostics) = told(REPORT, &format!("quote: {quote}"));
            assert_eq!(anchored.state, State::Exact, "{quote}");
            assert_eq!(diagnostics, []);
            assert_eq!(words(REPORT, &anchored).0, "p-2-1-2");
        }
    }

    #[test]
    fn a_phrase_that_stands_twice_needs_its_paragraph() {
        let (anchored, diagnostics) = told(REPORT, "quote: 源網荷儲項目");
        assert_eq!(anchored.state, State::Orphan);
        let (code, message) = &diagnostics[0];
        assert_eq!(*code, "note-ambiguous");
        assert!(message.contains("p-1-0-1, p-2-1-2"), "{message}");
        let (anchored, diagnostics) = told(REPORT, "quote: 源網荷儲項目\npara: p-2-1-2");
        assert_eq!(diagnostics, []);
        assert_eq!(
            words(REPORT, &anchored),
            ("p-2-1-2".into(), "源网荷储项目".into())
        );
    }

    #[test]
    fn a_changed_number_is_drift_and_says_both() {
        let edited = REPORT.replace("2500", "2600");
        for para in ["", "\npara: p-2-1-2"] {
            let note = format!("quote: 力争并网装机2500万千瓦以上{para}");
            let (anchored, diagnostics) = told(&edited, &note);
            assert_eq!(anchored.state, State::Drifted);
            let change = Change {
                old: "2500".into(),
                new: "2600".into(),
            };
            assert_eq!(anchored.changes, [change]);
            assert_eq!(diagnostics[0].0, "note-drifted");
            assert!(diagnostics[0].1.contains("2500 → 2600"));
            assert_eq!(words(&edited, &anchored).1, "力争并网装机2600万千瓦以上");
        }
    }

    #[test]
    fn a_longer_number_does_not_hold_a_shorter_one() {
        let edited = REPORT.replace("2500", "12500");
        let (anchored, _) = told(&edited, "quote: 2500万千瓦以上，建成拓展场景应用规模");
        assert_eq!(anchored.state, State::Orphan);
    }

    #[test]
    fn a_deleted_sentence_leaves_an_orphan() {
        let edited = REPORT.replace("，力争并网装机2500万千瓦以上", "");
        for para in ["", "\npara: p-2-1-2"] {
            let note = format!("quote: 力争并网装机2500万千瓦以上{para}");
            let (anchored, diagnostics) = told(&edited, &note);
            assert_eq!(anchored.state, State::Orphan);
            assert_eq!(anchored.target, None);
            assert_eq!(diagnostics[0].0, "note-orphan");
        }
    }

    #[test]
    fn another_sentence_that_is_alike_does_not_take_the_note() {
        let cases = [
            ("牛奶产量达到734万吨，位居全国第一。", "牛奶产量达到734万吨"),
            ("推动制造业高质量发展，", "推动制造业高质量发展"),
            ("，建设产业集群", "建设产业集群"),
        ];
        for (deleted, quote) in cases {
            let edited = REPORT.replace(deleted, "");
            let (anchored, _) = told(&edited, &format!("quote: {quote}"));
            assert_eq!(anchored.state, State::Orphan, "{quote}");
        }
    }

    #[test]
    fn a_note_with_a_place_does_not_go_to_its_twin_far_away() {
        let edited = REPORT.replace("，源网荷储项目开工", "");
        let (anchored, diagnostics) = told(&edited, "quote: 源网荷储项目\npara: p-1-0-1");
        assert_eq!(anchored.state, State::Orphan);
        assert!(diagnostics[0].1.contains("p-2-1-2"), "{}", diagnostics[0].1);
    }

    #[test]
    fn a_paragraph_cut_in_two_keeps_its_note() {
        let edited = REPORT.replace("推进源网荷储", "。\n\n推进源网荷储");
        let (anchored, diagnostics) =
            told(&edited, "quote: 力争并网装机2500万千瓦以上\npara: p-2-1-2");
        assert_eq!(anchored.state, State::Exact);
        assert_eq!(words(&edited, &anchored).0, "p-2-1-3");
        assert_eq!(diagnostics[0].0, "note-moved");
    }

    #[test]
    fn a_repaired_character_is_drift() {
        let (anchored, _) = told(REPORT, "quote: 力争□网装机2500万千瓦以上");
        assert_eq!(anchored.state, State::Drifted);
        assert_eq!(anchored.changes[0].old, "□");
        assert_eq!(anchored.changes[0].new, "并");
    }

    #[test]
    fn notes_go_on_the_report_a_heading_a_paragraph_and_a_sentence() {
        let cases = [
            ("kind: context", None),
            ("para: h-2-1", Some(("h-2-1", "（一）抓产业。"))),
            (
                "para: p-2-1-2.s2",
                Some(("p-2-1-2", "牛奶产量达到785万吨。")),
            ),
            (
                "quote: 785万吨\npara: p-2-1-2.s2",
                Some(("p-2-1-2", "785万吨")),
            ),
            ("quote: 抓产业", Some(("h-2-1", "抓产业"))),
        ];
        for (note, expected) in cases {
            let (anchored, diagnostics) = told(REPORT, note);
            assert_eq!(anchored.state, State::Exact, "{note}");
            assert_eq!(diagnostics, []);
            let found = anchored.target.map(|_| words(REPORT, &anchored));
            let found = found.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_looks_like_a_pattern_is_plain_text() {
        for quote in ["'.*千瓦'", "'[0-9]+万吨'", "'(a+)+$甲乙'"] {
            let (anchored, _) = told(REPORT, &format!("quote: {quote}"));
            assert_eq!(anchored.state, State::Orphan, "{quote}");
        }
    }

    #[test]
    fn twice_in_one_sentence_asks_for_more_words() {
        let twice = REPORT.replace("建设产业集群", "建设产业集群、建设产业集群");
        let (_, diagnostics) = told(&twice, "quote: 建设产业集群");
        assert!(
            diagnostics[0].1.contains("quote more words"),
            "{}",
            diagnostics[0].1
        );
    }
}
