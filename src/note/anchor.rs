//! Notes + report → where each note belongs: the very words, the same place with other words, or nowhere.
//!
//! Rather no place than a wrong one: a note whose words are gone goes to other words only where they can hardly be
//! another sentence's. Digits decide: with a changed number a note is never exact, and a stretch that is alike but for
//! numbers of its own is another sentence.

mod drift;
mod place;
mod tell;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::note::fold::{Fold, Folded};
use crate::note::haystack::{Haystack, Hit};
use crate::note::{Anchored, Change, Note, State, Target};
use crate::report::Report;
use crate::text::TextRange;

use place::{Place, places};

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

/// What became of a note's words.
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

/// A report folded for many quotations, and the places in it that have names.
struct Search<'a> {
    report: &'a Report,
    fold: Fold,
    haystack: Haystack,
    places: BTreeMap<&'a str, Place>,
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

    fn target(&self, hit: Hit) -> Target {
        Target {
            block: hit.block,
            range: self.haystack.range(hit),
            whole: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::note::read;
    use crate::report::{lock::Lock, parse};
    use crate::source::SourceFile;
    use crate::text;

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
