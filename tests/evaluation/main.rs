//! How much of a report comes back after the damage of a careless mirror: see README.md beside this file.
//!
//! Reads the reports in the folder that `ZHAIYAO_REPORTS` names; says so and passes when it is not set.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement stops where its data are not as expected"
)]

mod damage;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use zhaiyao::import::mojibake::language::{FEWEST, ORDER, Table, prose, table_of};
use zhaiyao::import::mojibake::{self, Confidence, Decisions, OPEN, Repaired};
use zhaiyao::import::pinyin::Pairs;
use zhaiyao::source;

struct Sample {
    name: String,
    text: String,
}

fn say(line: &str) {
    // The test's own talk: nothing to do if nobody listens.
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement is told its data by the environment"
)]
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var(name).ok().map(PathBuf::from)
}

fn samples() -> Vec<Sample> {
    let Some(folder) = variable("ZHAIYAO_REPORTS") else {
        say("skipped: ZHAIYAO_REPORTS is not set");
        return Vec::new();
    };
    source::files_below(&folder)
        .unwrap()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| Sample {
            name: name(&path),
            text: String::from_utf8(source::read(&path).unwrap()).unwrap(),
        })
        .collect()
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// The kind of a report: the first word of its name.
fn kind(name: &str) -> &str {
    name.split('-').next().unwrap()
}

#[derive(Default)]
struct Score {
    lines: usize,
    damaged: usize,
    right: usize,
    stretches: usize,
    stretches_right: usize,
    certain: usize,
    certain_wrong: usize,
    sure: usize,
    sure_wrong: usize,
    open: usize,
    digits: usize,
    unlisted: usize,
}

/// Damages a report, repairs it with a table of `others`, and compares.
fn score(sample: &Sample, others: &[&Sample]) -> Score {
    let pairs = Pairs::known();
    let lines: Vec<String> = prose(&sample.text)
        .map(|line| damage::crude(&line.into_iter().collect::<String>()))
        .collect();
    let damaged: Vec<String> = lines.iter().map(|l| damage::damage(l, &pairs)).collect();
    let table = Table::parse(&table_of(others.iter().map(|s| s.text.as_str()), FEWEST));
    let borrowed: Vec<&str> = damaged.iter().map(String::as_str).collect();
    let repaired = mojibake::repair_with(&borrowed, &Decisions::default(), || &table);
    compare(&lines, &damaged, &repaired)
}

fn compare(lines: &[String], damaged: &[String], repaired: &Repaired) -> Score {
    let mut score = Score::default();
    for ((line, damaged), repaired) in lines.iter().zip(damaged).zip(&repaired.lines) {
        score.lines += 1;
        let wanted: Vec<char> = line.chars().map(damage::ascii).collect();
        let got: Vec<char> = repaired.text.chars().map(damage::ascii).collect();
        if repaired.judgements.is_empty() {
            if wanted != got {
                score.unlisted += 1;
                say(&format!(
                    "UNLISTED {line}\n  {damaged}\n  {}",
                    repaired.text
                ));
            }
            continue;
        }
        score.damaged += 1;
        score.right += usize::from(wanted == got);
        let same_length = wanted.len() == got.len();
        let mut explained = true;
        for judgement in &repaired.judgements {
            let range = judgement.output.start..judgement.output.end;
            let right = same_length && wanted[range.clone()] == got[range.clone()];
            let open = judgement.confidence == Confidence::Open;
            let certain = judgement.confidence == Confidence::Certain;
            let sure = !open && judgement.share >= 0.9;
            score.stretches += 1;
            score.stretches_right += usize::from(right);
            score.open += usize::from(open);
            score.certain += usize::from(certain);
            score.certain_wrong += usize::from(certain && !right);
            score.sure += usize::from(sure);
            score.sure_wrong += usize::from(sure && !right);
            explained &= right;
            if !right {
                let truth: String = if same_length {
                    wanted[range].iter().collect()
                } else {
                    "(other length)".to_owned()
                };
                let digit = judgement
                    .candidates
                    .first()
                    .is_some_and(|(best, _)| best.contains(OPEN));
                score.digits += usize::from(digit);
                if variable("ZHAIYAO_SHOW").is_some() {
                    let rank = judgement
                        .candidates
                        .iter()
                        .position(|(c, _)| c.chars().map(damage::ascii).eq(truth.chars()));
                    say(&format!(
                        "  {:?} {:.3} …{}‹{}›{}… | truth {truth} rank {rank:?} | {} | {}",
                        judgement.confidence,
                        judgement.share,
                        around(
                            &repaired.text,
                            judgement.output.start.saturating_sub(6),
                            judgement.output.start
                        ),
                        judgement.before,
                        around(
                            &repaired.text,
                            judgement.output.end,
                            judgement.output.end + 5
                        ),
                        judgement.after,
                        judgement
                            .candidates
                            .iter()
                            .take(3)
                            .map(|(c, s)| format!("{c} {s:.3}"))
                            .collect::<Vec<_>>()
                            .join(" "),
                    ));
                }
            }
        }
        if wanted != got && explained {
            score.unlisted += 1;
            say(&format!(
                "UNLISTED {line}\n  {damaged}\n  {}",
                repaired.text
            ));
        }
    }
    score
}

fn around(text: &str, from: usize, to: usize) -> String {
    text.chars().skip(from).take(to - from).collect()
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * f64::from(u32::try_from(part).unwrap())
        / f64::from(u32::try_from(whole.max(1)).unwrap())
}

fn evaluate(title: &str, keep: impl Fn(&str, &str) -> bool) -> Option<f64> {
    let samples = samples();
    let mut total = Score::default();
    for sample in &samples {
        let others: Vec<&Sample> = samples
            .iter()
            .filter(|other| keep(&sample.name, &other.name))
            .collect();
        let s = score(sample, &others);
        say(&format!(
            "{title} {:32} lines {:4} damaged {:4} right {:4} ({:5.1} %) | stretches {:3} right {:3} certain {:3} wrong {} | from 0.9 {:3} wrong {} | open {} digits {} unlisted {}",
            sample.name,
            s.lines,
            s.damaged,
            s.right,
            percent(s.right, s.damaged),
            s.stretches,
            s.stretches_right,
            s.certain,
            s.certain_wrong,
            s.sure,
            s.sure_wrong,
            s.open,
            s.digits,
            s.unlisted
        ));
        total.lines += s.lines;
        total.damaged += s.damaged;
        total.right += s.right;
        total.stretches += s.stretches;
        total.stretches_right += s.stretches_right;
        total.certain += s.certain;
        total.certain_wrong += s.certain_wrong;
        total.sure += s.sure;
        total.sure_wrong += s.sure_wrong;
        total.open += s.open;
        total.digits += s.digits;
        total.unlisted += s.unlisted;
    }
    say(&format!(
        "{title} ALL lines {} damaged {} right {} ({:.1} %; all lines {:.2} %) | stretches {} right {} ({:.1} %) certain {} wrong {} | from 0.9 {} wrong {} | open {} digits {} unlisted {}",
        total.lines,
        total.damaged,
        total.right,
        percent(total.right, total.damaged),
        percent(total.lines - (total.damaged - total.right), total.lines),
        total.stretches,
        total.stretches_right,
        percent(total.stretches_right, total.stretches),
        total.certain,
        total.certain_wrong,
        total.sure,
        total.sure_wrong,
        total.open,
        total.digits,
        total.unlisted
    ));
    assert_eq!(total.certain_wrong, 0, "a wrong repair was called certain");
    assert_eq!(total.unlisted, 0, "a wrong repair was not listed");
    (!samples.is_empty()).then(|| percent(total.right, total.damaged))
}

#[test]
fn damaged_reports_come_back_with_other_reports_to_learn_from() {
    if let Some(right) = evaluate("others", |this, other| this != other) {
        // Measured 87.7; eaten digits alone cost 4.6.
        assert!(right >= 87.0, "{right}");
    }
}

#[test]
fn damaged_reports_come_back_without_reports_of_their_kind() {
    if let Some(right) = evaluate("strangers", |this, other| kind(this) != kind(other)) {
        // Measured 87.7.
        assert!(right >= 87.0, "{right}");
    }
}

#[test]
fn clean_reports_come_back_as_they_were() {
    for sample in samples() {
        let lines: Vec<&str> = sample.text.lines().collect();
        let repaired = mojibake::repair(&lines, &Decisions::default());
        assert!(!repaired.damaged, "{}", sample.name);
        assert!(repaired.lines.iter().map(|l| l.text.as_str()).eq(lines));
    }
}

#[test]
fn damaged_reports_come_back_without_other_reports() {
    if let Some(right) = evaluate("none", |_, _| false) {
        // Measured 86.9.
        assert!(right >= 86.0, "{right}");
    }
}

/// Writes the embedded table anew to the file that `ZHAIYAO_TABLE` names; `ZHAIYAO_FEWEST` may hold how often runs of one
/// to five characters must stand in the texts to be kept (`1,2,2,3,3`).
#[test]
#[ignore = "writes a file"]
#[expect(
    clippy::disallowed_methods,
    reason = "makes a data file of the source tree"
)]
fn table_of_all_reports() {
    let samples = samples();
    let mut fewest = FEWEST;
    if let Some(given) = variable("ZHAIYAO_FEWEST") {
        for (n, least) in (1..=ORDER).zip(given.to_string_lossy().split(',')) {
            fewest[n] = least.parse().unwrap();
        }
    }
    let table = table_of(samples.iter().map(|s| s.text.as_str()), fewest);
    if let Some(path) = variable("ZHAIYAO_TABLE") {
        std::fs::write(path, table).unwrap();
    }
}

/// Damages and repairs the line that `ZHAIYAO_LINE` holds.
#[test]
#[ignore = "prints for a reader"]
fn one_line() {
    let Some(line) = variable("ZHAIYAO_LINE") else {
        return;
    };
    let line = damage::crude(&line.to_string_lossy());
    let damaged = damage::damage(&line, &Pairs::known());
    let filler = "發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展";
    let repaired = mojibake::repair(&[&damaged, filler], &Decisions::default());
    say(&format!(
        "{line}\n{damaged}\n{:#?}",
        repaired.lines[0].judgements
    ));
    say(&repaired.lines[0].text);
}

/// Repairs the capture that `ZHAIYAO_CAPTURE` names and tells every judgement.
#[test]
#[ignore = "prints for a reader"]
fn judgements_of_a_capture() {
    let Some(path) = variable("ZHAIYAO_CAPTURE") else {
        return;
    };
    let text = String::from_utf8(source::read(&path).unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let repaired = mojibake::repair(&lines, &Decisions::default());
    for (number, line) in repaired.lines.iter().enumerate() {
        for j in &line.judgements {
            let chars: Vec<char> = line.text.chars().collect();
            let from = j.output.start.saturating_sub(8);
            let to = chars.len().min(j.output.end + 6);
            say(&format!(
                "{:3} {:?} {:.3} {} → {}[{}]{}  ({}) {}",
                number + 1,
                j.confidence,
                j.share,
                j.before,
                chars[from..j.output.start].iter().collect::<String>(),
                j.after,
                chars[j.output.end..to].iter().collect::<String>(),
                j.reason,
                j.candidates
                    .iter()
                    .take(6)
                    .map(|(c, s)| format!("{c} {s:.3}"))
                    .collect::<Vec<_>>()
                    .join(" | ")
            ));
        }
    }
}
