//! What an import does to reports nothing is wrong with: see README.md beside this file.
//!
//! Reads the reports in the folder that `ZHAIYAO_REPORTS` names; says so and passes when it is not set.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::PathBuf;

use zhaiyao::import::{Draft, Options, Rule, import};
use zhaiyao::report::{self, BlockKind, lock::Lock};
use zhaiyao::source::{self, SourceFile};

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

/// A text without its white space.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{FEFF}')
        .collect()
}

/// Rules that may touch a clean report: they move white space and take the portal's lines away.
const HARMLESS: &[Rule] = &[
    Rule::Furniture,
    Rule::Space,
    Rule::LineBreak,
    Rule::LineSplit,
    Rule::Invisible,
];

/// Every line of the capture is the report's, letter for letter, or is listed as dropped.
#[test]
fn clean_reports_lose_nothing_but_furniture() {
    let Some(folder) = variable("ZHAIYAO_REPORTS") else {
        say("skipped: ZHAIYAO_REPORTS is not set");
        return;
    };
    let mut total = [0_usize; 4];
    for path in source::files_below(&folder).unwrap() {
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let options = Options {
            id: "report".to_owned(),
            encoding: None,
            lang: None,
        };
        let (draft, _) = import(&source::read(&path).unwrap(), &name, &options, None).unwrap();
        let counts = account(&name, &draft);
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [lines, kept, dropped, changed] = total;
    say(&format!(
        "ALL lines {lines} kept {kept} dropped {dropped} other changes of white space {changed}"
    ));
    assert_eq!(lines, kept + dropped);
}

/// Counts the lines of a capture, those that are kept and those that are dropped, and the other changes.
fn account(name: &str, draft: &Draft) -> [usize; 4] {
    let mut turns = Vec::new();
    for repair in &draft.log {
        assert!(
            repair.rules.iter().all(|rule| HARMLESS.contains(rule)),
            "{name}: {repair:?}"
        );
        // What is not furniture is white space; furniture inside a line is a newspaper's turn of page.
        if repair.rules.contains(&Rule::Furniture) {
            assert_eq!(repair.after, "", "{name}");
            if repair.place.is_some() {
                say(&format!(
                    "{name:30} dropped {} inside a line",
                    repair.before
                ));
                turns.push(bare(&repair.before));
            }
        } else {
            assert_eq!(bare(&repair.before), bare(&repair.after), "{name}");
        }
    }
    let report = bare(&draft.lines.concat());
    let written = bare(&read_back(draft));
    assert_eq!(report, written, "{name}: report.md says what was read");
    let gone: HashSet<&str> = draft
        .log
        .iter()
        .filter(|repair| repair.place.is_none())
        .map(|repair| repair.before.as_str())
        .collect();
    let (mut lines, mut kept, mut dropped) = (0, 0, 0);
    let mut from = 0;
    for line in draft
        .text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        lines += 1;
        let letters = turns
            .iter()
            .fold(bare(line), |line, turn| line.replace(turn, ""));
        if gone.contains(line) {
            dropped += 1;
            say(&format!("{name:30} dropped {line}"));
            // A long line with a full stop may only go where the report says the same.
            let is_prose = line.chars().count() >= 60 && line.contains('。');
            let opening: String = letters.chars().take(30).collect();
            assert!(
                !is_prose || report.contains(&opening) || speaks_of_the_page(line),
                "{name}: {line}"
            );
            continue;
        }
        // Lines stand in the report in the order of the capture.
        let at = report[from..].find(&letters);
        assert!(at.is_some(), "{name}: lost {line}");
        from += at.unwrap_or(0) + letters.len();
        kept += 1;
    }
    assert_eq!(from, report.len(), "{name}: nothing is added");
    let changed = draft
        .log
        .iter()
        .filter(|repair| repair.place.is_some())
        .count();
    [lines, kept, dropped, changed]
}

/// Captions of pictures, and notices of archives and portals below a report.
fn speaks_of_the_page(line: &str) -> bool {
    line.ends_with('摄')
        || ["版权", "著作权", "转载", "许可", "公有领域", "译文"]
            .iter()
            .any(|word| line.contains(word))
}

fn read_back(draft: &Draft) -> String {
    let source = SourceFile::new("report.md", draft.report.as_str());
    let (report, _, _) = report::parse("report", &source, &Lock::default());
    let text = report.blocks.iter().map(|block| match block.kind {
        BlockKind::Item => format!("{}.{}", block.n, block.text),
        _ => block.text.clone(),
    });
    text.collect()
}
