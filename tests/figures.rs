//! What is read out of a report: small cases with their expected tables, and a labelled sample of real reports.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its data are not as expected"
)]

mod support {
    pub(crate) mod digest_table;
}

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use support::digest_table;
use zhaiyao::digest::{Corrections, Digest, Figure, Taxonomy, analyse};
use zhaiyao::report::{self, lock::Lock};
use zhaiyao::source::{self, SourceFile};
use zhaiyao::text::slice;

fn read(path: &Path) -> String {
    String::from_utf8(source::read(path).unwrap()).unwrap()
}

fn digest(text: &str) -> Digest {
    let source = SourceFile::new("content/r/report.md", text);
    let (report, _, _) = report::parse("r", &source, &Lock::default());
    analyse(report, &Taxonomy::built_in(), &Corrections::default()).0
}

/// Every folder of `tests/cases/figures` holds a report and the table of its figures; a new case needs no code. Make the
/// table with `cargo run --example figures -- tests/cases/figures/<case>/input.md > …/expected.tsv` and read it.
#[test]
fn figures_are_read_as_the_cases_say() {
    let folder = Path::new("tests/cases/figures");
    let mut cases = 0;
    for path in source::files_below(folder).unwrap() {
        if !path.ends_with("input.md") {
            continue;
        }
        let expected = read(&path.with_file_name("expected.tsv"));
        assert_eq!(
            digest_table::figures(&digest(&read(&path))),
            expected,
            "{}",
            path.display()
        );
        cases += 1;
    }
    assert!(cases > 0, "no case in {}", folder.display());
}

fn say(line: &str) {
    // The measurement's own talk: nothing to do if nobody listens.
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement is told its data by the environment"
)]
fn reports() -> Option<std::path::PathBuf> {
    std::env::var("ZHAIYAO_REPORTS").ok().map(Into::into)
}

/// Makes a report file of a plain capture: headings marked, furniture left.
fn marked(name: &str, capture: &str) -> String {
    let year = name
        .split('-')
        .find(|part| part.len() == 4 && part.starts_with("20"))
        .unwrap();
    let mut text = format!("---\ntitle: {year}年政府工作报告\ndate: {year}-03-05\n---\n\n");
    for line in capture.lines() {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let short = line.chars().count() < 45 && !line.ends_with('。');
        let part = line.find('、').is_some_and(|at| {
            at > 0
                && line[..at]
                    .chars()
                    .all(|c| "一二三四五六七八九十".contains(c))
        });
        let mark = if short && part { "## " } else { "" };
        if !line.is_empty() {
            write!(text, "{mark}{line}\n\n").unwrap();
        }
    }
    text
}

#[derive(Default)]
struct Score {
    labelled: usize,
    found: usize,
    extra: usize,
    kinds: usize,
    bounds: usize,
    hedges: usize,
    scored: usize,
}

struct Label<'a> {
    printed: &'a str,
    optional: bool,
    kind: &'a str,
    bound: &'a str,
    hedge: &'a str,
}

fn label(line: &str) -> Label<'_> {
    let mut fields = line.trim().split('|');
    let printed = fields.next().unwrap();
    Label {
        printed: printed.trim_start_matches('?'),
        optional: printed.starts_with('?'),
        kind: fields.next().unwrap_or("?"),
        bound: fields.next().unwrap_or("eq"),
        hedge: fields.next().unwrap_or(""),
    }
}

fn score(name: &str, digest: &Digest, sample: &str, total: &mut Score) {
    let sentences: Vec<(&str, Vec<Label<'_>>)> =
        sample.lines().fold(Vec::new(), |mut list, line| {
            match line.strip_prefix('\t') {
                Some(rest) => list.last_mut().unwrap().1.push(label(rest)),
                None => list.push((line, Vec::new())),
            }
            list
        });
    for (sentence, labels) in sentences {
        let place = digest.passages.iter().find_map(|passage| {
            let text = slice(&digest.report.blocks[passage.block].text, passage.range);
            let at = text.find(sentence)?;
            Some((passage, text, text[..at].chars().count()))
        });
        let Some((passage, text, start)) = place else {
            say(&format!("{name}: not in the report: {sentence}"));
            continue;
        };
        let end = start + sentence.chars().count();
        let mut figures: Vec<&Figure> = digest
            .figures
            .iter()
            .filter(|f| f.passage == passage.id && start <= f.printed.start && f.printed.end <= end)
            .collect();
        for label in labels {
            let same = |f: &&Figure| {
                let printed = slice(text, f.printed);
                printed.contains(label.printed) || label.printed.contains(printed)
            };
            let at = figures.iter().position(same);
            total.labelled += usize::from(!label.optional);
            let Some(at) = at else {
                if !label.optional {
                    say(&format!("{name}: missed {} in {sentence}", label.printed));
                }
                continue;
            };
            let figure = figures.remove(at);
            if label.optional {
                continue;
            }
            total.found += 1;
            total.scored += 1;
            let told = digest_table::words(figure);
            let wrong = |what: &str, is: &str, should: &str| {
                say(&format!(
                    "{name}: {what} of {} is {is}, not {should}: {sentence}",
                    label.printed
                ));
            };
            for (what, is, should, count) in [
                ("kind", &told.kind, label.kind, &mut total.kinds),
                ("bound", &told.bound, label.bound, &mut total.bounds),
                ("hedge", &told.hedge, label.hedge, &mut total.hedges),
            ] {
                if is == should || should == "?" {
                    *count += 1;
                } else {
                    wrong(what, is, should);
                }
            }
        }
        total.extra += figures.len();
        for figure in figures {
            say(&format!(
                "{name}: read {} in {sentence}",
                slice(text, figure.printed)
            ));
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole.max(1)).unwrap())
}

/// Skipped, with a word, where `ZHAIYAO_REPORTS` names no folder.
#[test]
fn the_labelled_sample_is_read_nearly_whole() {
    measure("sample", 0.95, 0.9);
}

/// Two reports that the rules and the words were not made on; README.md says when they were first measured.
#[test]
fn reports_held_out_are_read_nearly_as_well() {
    measure("holdout", 0.95, 0.9);
}

fn measure(sample: &str, figures: f64, sectors: f64) {
    let Some(folder) = reports() else {
        say("skipped: ZHAIYAO_REPORTS is not set");
        return;
    };
    let samples = Path::new("tests/evaluation/figures").join(sample);
    let labels = read(&samples.join("sectors.txt"));
    let mut total = Score::default();
    let (mut right, mut paragraphs) = (0, 0);
    for part in labels.split("## ").skip(1) {
        let (name, lines) = part.split_once('\n').unwrap();
        let digest = digest(&marked(name, &read(&folder.join(format!("{name}.txt")))));
        score(
            name,
            &digest,
            &read(&samples.join(format!("{name}.txt"))),
            &mut total,
        );
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let (opening, wanted) = line.split_once('\t').unwrap();
            // A section's heading may run into its paragraph.
            let blocks = &digest.report.blocks;
            let block = blocks
                .iter()
                .position(|block| block.text.starts_with(opening));
            let passage = digest
                .passages
                .iter()
                .find(|p| block.is_some_and(|block| p.block == block || p.block == block + 1));
            let Some(passage) = passage else {
                say(&format!("{name}: no paragraph starts with {opening}"));
                continue;
            };
            paragraphs += 1;
            if wanted.split(' ').any(|sector| sector == passage.sectors[0]) {
                right += 1;
            } else {
                say(&format!(
                    "{name}: {opening} is {}, not {wanted}",
                    passage.sectors[0]
                ));
            }
        }
    }
    let Score {
        labelled,
        found,
        extra,
        kinds,
        bounds,
        hedges,
        scored,
    } = total;
    let (recall, precision) = (share(found, labelled), share(found, found + extra));
    let sector = share(right, paragraphs);
    let (kinds, bounds, hedges) = (
        share(kinds, scored),
        share(bounds, scored),
        share(hedges, scored),
    );
    say(&format!(
        "{sample}: figures: {labelled} labelled, recall {recall:.3}, precision {precision:.3}; kind {kinds:.3}, bound {bounds:.3}, hedge {hedges:.3}; sectors: {paragraphs} paragraphs, right {sector:.3}",
    ));
    assert!(recall >= figures && precision >= figures);
    assert!(kinds >= figures && bounds >= figures && hedges >= figures);
    assert!(sector >= sectors);
}
