//! Repairs lines whose bytes were damaged by a mirror that put readings behind characters, without regard to where
//! characters begin.
//!
//! In go the lines of one document as captured; out come its lines in the mirror's own crude Traditional, with every
//! single change, and a judgement for every stretch that had to be judged. A reading of a stretch is accepted only if
//! damaging it again gives the capture's bytes back; what nobody can restore is `□`, one a character.

mod crude;
mod elsewhere;
mod judge;
pub mod language;
mod machine;
mod search;
mod workshop;

pub use crude::{all_traditional, simplified, traditional};

use crate::import::pinyin::{self, Pairs};
use crate::text::{TextRange, slice};

use language::Table;
use workshop::Workshop;

/// A character nobody could restore.
pub const OPEN: char = '□';

/// What became of a document's lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// One for each input line, in order.
    pub lines: Vec<RepairedLine>,
    /// Whether the document has the damage at all; when not, every line is as it was.
    pub damaged: bool,
    /// The characters the converter put a reading behind.
    pub pairs: Pairs,
}

/// One line after repair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RepairedLine {
    /// The mirror's Traditional, repaired; [`OPEN`] for each character nobody could restore.
    pub text: String,
    /// Every single change, in the order of the line.
    pub changes: Vec<Change>,
    /// One for each damaged stretch that needed judging, in the order of the line.
    pub judgements: Vec<Judgement>,
}

/// One stretch of a line that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which rule changed it.
    pub rule: Rule,
    /// Where it stands in the input line.
    pub input: TextRange,
    /// Where its replacement stands in the output line.
    pub output: TextRange,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// A rule that changes a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// A reading behind its character was removed.
    Pinyin,
    /// A damaged stretch was set straight again.
    Realigned,
}

/// How sure a repair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// By bytes: no other reading gives the capture.
    Certain,
    /// By the words around it, or by another place of the document.
    Inferred,
    /// Nobody could restore all of it: the text has [`OPEN`] there.
    Open,
}

/// What was found out about one damaged stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Where it stands in the input line.
    pub input: TextRange,
    /// Where the reading stands in the output line.
    pub output: TextRange,
    /// What stood there.
    pub before: String,
    /// The reading chosen.
    pub after: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The share of the reading among all that give the capture back.
    pub share: f64,
    /// Why, in one sentence.
    pub reason: String,
    /// Readings with their shares, best first.
    pub candidates: Vec<(String, f64)>,
}

/// Readings that are already decided: by an editor, or by an earlier import. They are applied without any search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    decided: Vec<Decision>,
}

/// One reading already decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The stretch as captured.
    pub before: String,
    /// What stands before the stretch in the captured line; the end of it is enough. Empty matches anywhere.
    pub prefix: String,
    /// The reading.
    pub after: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// Its share, as found.
    pub share: f64,
    /// Why.
    pub reason: String,
    /// Readings with their shares, as found.
    pub candidates: Vec<(String, f64)>,
}

/// Characters before a stretch that a decision remembers to know its place again.
const PREFIX: usize = 12;

impl Decision {
    /// Makes the decision that repeats a judgement of a captured line.
    #[must_use]
    pub fn of(line: &str, judgement: &Judgement) -> Self {
        let from = judgement.input.start.saturating_sub(PREFIX);
        Self {
            before: judgement.before.clone(),
            prefix: slice(line, TextRange::new(from, judgement.input.start)).to_owned(),
            after: judgement.after.clone(),
            confidence: judgement.confidence,
            share: judgement.share,
            reason: judgement.reason.clone(),
            candidates: judgement.candidates.clone(),
        }
    }
}

impl Decisions {
    /// Collects decisions; of several that fit a place, the one with the longest prefix holds, then the first.
    #[must_use]
    pub fn new(decided: impl IntoIterator<Item = Decision>) -> Self {
        let mut decided: Vec<_> = decided.into_iter().collect();
        decided.sort_by_key(|d| std::cmp::Reverse(d.prefix.len()));
        Self { decided }
    }

    /// Returns the decision for the stretch of `line` that begins at `at`.
    fn at(&self, line: &[char], at: usize) -> Option<&Decision> {
        self.decided.iter().find(|decision| {
            !decision.before.is_empty()
                && starts_with(&line[at..], decision.before.chars())
                && starts_with_back(&line[..at], decision.prefix.chars().rev())
        })
    }
}

fn starts_with(line: &[char], text: impl Iterator<Item = char>) -> bool {
    let mut line = line.iter();
    text.into_iter().all(|c| line.next() == Some(&c))
}

fn starts_with_back(line: &[char], text: impl Iterator<Item = char>) -> bool {
    let mut line = line.iter().rev();
    text.into_iter().all(|c| line.next() == Some(&c))
}

/// Repairs the lines of one document whose bytes were damaged by the insertion of readings.
#[must_use]
pub fn repair(lines: &[&str], decisions: &Decisions) -> Repaired {
    repair_with(lines, decisions, Table::embedded)
}

/// Repairs like [`repair`], with another table of counts; `table` is called only when a stretch has to be searched.
#[must_use]
pub fn repair_with<'t>(
    lines: &[&str],
    decisions: &Decisions,
    table: impl FnOnce() -> &'t Table,
) -> Repaired {
    let lines: Vec<Vec<char>> = lines.iter().map(|line| line.chars().collect()).collect();
    let Some(pairs) = pinyin::learn(lines.iter().map(Vec::as_slice)) else {
        return Repaired {
            lines: lines
                .iter()
                .map(|line| RepairedLine {
                    text: line.iter().collect(),
                    ..RepairedLine::default()
                })
                .collect(),
            damaged: false,
            pairs: Pairs::default(),
        };
    };
    let mut workshop = Workshop::new(&lines, &pairs, decisions, table);
    let mut repaired: Vec<RepairedLine> = lines.iter().map(|line| workshop.line(line)).collect();
    elsewhere::fill(&mut repaired);
    Repaired {
        lines: repaired,
        damaged: true,
        pairs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;

    #[test]
    fn readings_go_and_every_one_is_told() {
        let repaired = repair(
            &["發(fā)展經(jīng)濟(jì)", "發(fā)展產(chǎn)業(yè)"],
            &Decisions::default(),
        );
        assert!(repaired.damaged);
        assert_eq!(repaired.lines[0].text, "發展經濟");
        assert_eq!(repaired.lines[1].text, "發展產業");
        assert_eq!(repaired.lines[0].changes[1].input, TextRange::new(7, 13));
        assert_eq!(repaired.lines[0].changes[1].output, TextRange::new(3, 3));
    }

    /// A case: its input lines and the lines expected.
    fn cases() -> Vec<(String, String, String)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/mojibake");
        let read = |path: &std::path::Path| String::from_utf8(source::read(path).unwrap()).unwrap();
        let cases: Vec<_> = source::files_below(folder.as_ref())
            .unwrap()
            .into_iter()
            .filter(|path| path.ends_with("input.txt"))
            .map(|path| {
                let expected = path.with_file_name("expected.txt");
                (path.display().to_string(), read(&path), read(&expected))
            })
            .collect();
        assert!(!cases.is_empty());
        cases
    }

    #[test]
    fn cases_come_back_and_decided_readings_give_the_same() {
        for (name, input, expected) in cases() {
            let lines: Vec<&str> = input.lines().collect();
            let repaired = repair(&lines, &Decisions::default());
            let texts: Vec<&str> = repaired.lines.iter().map(|l| l.text.as_str()).collect();
            assert_eq!(texts, expected.lines().collect::<Vec<_>>(), "{name}");
            for (line, repaired) in lines.iter().zip(&repaired.lines) {
                assert_eq!(applied(line, repaired), repaired.text, "{name}");
            }
            let again = repair(&texts, &Decisions::default());
            assert!(again.lines.iter().map(|l| l.text.as_str()).eq(texts));
            let decisions = Decisions::new(lines.iter().zip(&repaired.lines).flat_map(
                |(line, repaired)| repaired.judgements.iter().map(|j| Decision::of(line, j)),
            ));
            let replayed = repair_with(&lines, &decisions, || panic!("{name}: searched"));
            assert_eq!(replayed, repaired, "{name}");
        }
    }

    /// The input with every change applied.
    fn applied(line: &str, repaired: &RepairedLine) -> String {
        let mut text = String::new();
        let mut at = 0;
        for change in &repaired.changes {
            text.push_str(slice(line, TextRange::new(at, change.input.start)));
            assert_eq!(text.chars().count(), change.output.start);
            assert_eq!(slice(line, change.input), change.before);
            text.push_str(&change.after);
            at = change.input.end;
        }
        text.push_str(slice(line, TextRange::new(at, usize::MAX / 2)));
        text
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(8))]

        #[test]
        fn nothing_panics_and_every_change_is_told(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "?", "?!", "(", ")", "發(fā)", "展", "\u{E45A}", "a", "7", "、", ",", "當(dāng)", "shù)", "€", "𠀀",
                ]),
                0..12,
            ),
        ) {
            let line: String = parts.concat();
            let filler = "發(fā)展發(fā)展發(fā)展發(fā)展當(dāng)發(fā)展發(fā)展發(fā)展發(fā)展當(dāng)";
            let repaired = repair(&[&line, filler], &Decisions::default());
            proptest::prop_assert_eq!(applied(&line, &repaired.lines[0]), repaired.lines[0].text.clone());
        }
    }

    #[test]
    fn clean_text_comes_back_as_it_was() {
        let text = "你好？Well(really) 亳(bó)州";
        let repaired = repair(&[text], &Decisions::default());
        assert!(!repaired.damaged);
        assert_eq!(repaired.lines[0].text, text);
        assert!(repaired.lines[0].changes.is_empty());
    }
}
