//! Speed of the editor's workplace: `cargo bench --bench editor -- [REPORTS]`.
//!
//! Anchors 1,000 notes on the repository's own report, then saves a note in a site of that report and of all those in the
//! folder REPORTS, and prints how long it took until the page shows it. Medians; see README.md beside this file.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement: it reads the clock, prints, writes to a temporary folder, and stops at what it did not expect"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::date;
use zhaiyao::digest::{Corrections, Taxonomy, analyse};
use zhaiyao::note::{self, State};
use zhaiyao::pipeline::{BuildOptions, Snapshot};
use zhaiyao::report::{self, lock::Lock};
use zhaiyao::site::Overlay;
use zhaiyao::source::{self, SourceFile};
use zhaiyao::{output, text};

fn main() {
    let folder = std::env::args().skip(1).find(|a| !a.starts_with("--"));
    anchoring();
    saving(folder.as_deref());
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// 1,000 notes on sentences all over the report: a third on words that stand there, a third on words that have changed
/// since, a third on words in the other script.
fn anchoring() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = source::read(&root.join("content/nmg-2023/report.md")).unwrap();
    let source = SourceFile::new("report.md", String::from_utf8(bytes).unwrap());
    let (report, _, _) = report::parse("nmg-2023", &source, &Lock::default());
    let (digest, _) = analyse(report, &Taxonomy::built_in(), &Corrections::default());
    let conversions = zhaiyao::script::Conversions::default();
    let sentences: Vec<&str> = (digest.report.blocks.iter())
        .flat_map(|block| {
            let ranges = text::sentences(&block.text).into_iter();
            ranges.map(|range| text::slice(&block.text, range))
        })
        .filter(|words| words.chars().count() > 8)
        .collect();
    let mut files = BTreeMap::new();
    for number in 0..1000 {
        let words = sentences[number * 7 % sentences.len()];
        let from = number % 3;
        let length = 10 + number % 20;
        let quote: String = words.chars().skip(from).take(length).collect();
        let quote = match number % 3 {
            0 => quote,
            1 => quote.replacen(quote.chars().nth(4).unwrap(), "某", 1),
            _ => {
                let (hans, hant) = (zhaiyao::script::Tag::Hans, zhaiyao::script::Tag::Hant);
                conversions.convert(&quote, hans, hant).text
            }
        };
        let quote = zhaiyao::yaml::edit::scalar(&quote);
        let name = format!("{number:04}");
        let file = SourceFile::new(name.as_str(), format!("---\nquote: {quote}\n---\n注。\n"));
        files.insert(name, file);
    }
    let (notes, _) = note::read(&files);
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    let mut times = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        let (anchored, _) = note::anchor_in(&notes, &digest);
        times.push(start.elapsed());
        counts.clear();
        for note in anchored {
            *counts.entry(note.state).or_default() += 1;
        }
    }
    println!(
        "anchoring {} notes: {:.1} ms {counts:?}",
        notes.len(),
        median(times)
    );
}

fn saving(folder: Option<&str>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| output::replace(&site.path().join(path), bytes).unwrap();
    for path in ["site.toml", "content"] {
        for file in source::files_below(&root.join(path)).unwrap() {
            let relative = file
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            put(&relative, &source::read(&file).unwrap());
        }
    }
    put("site.toml", &source::read(&root.join("site.toml")).unwrap());
    for file in folder
        .map(|f| source::files_below(Path::new(f)).unwrap())
        .into_iter()
        .flatten()
    {
        let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = String::from_utf8_lossy(&source::read(&file).unwrap()).into_owned();
        let head =
            format!("---\ntitle: {id}\ndate: 2026-01-20\nlang: zh-Hans\n---\n\n# 政府工作报告\n\n");
        put(
            &format!("content/{id}/report.md"),
            (head + &text.lines().collect::<Vec<_>>().join("\n\n")).as_bytes(),
        );
    }
    let options = BuildOptions {
        base_url: None,
        drafts: true,
        today: date(2026, 11, 25),
    };
    let start = Instant::now();
    let mut snapshot = Snapshot::load(site.path(), &options, None, &Overlay::new()).unwrap();
    println!(
        "{} reports loaded: {:.0} ms",
        snapshot.site().reports.len(),
        start.elapsed().as_secs_f64() * 1000.0
    );
    let mut times = Vec::new();
    for number in 0..21 {
        let body = format!("---\nquote: 力争并网装机2500万千瓦以上\n---\n第{number}次。\n");
        put("content/nmg-2023/notes/bench.md", body.as_bytes());
        let start = Instant::now();
        snapshot = Snapshot::load(site.path(), &options, Some(&snapshot), &Overlay::new()).unwrap();
        let page = snapshot
            .artifact("zh-hant/nmg-2023/text/index.html")
            .unwrap()
            .0;
        times.push(start.elapsed());
        assert!(
            String::from_utf8(page)
                .unwrap()
                .contains(&format!("第{number}次"))
        );
    }
    println!("a saved note is on its page after {:.1} ms", median(times));
    let mut times = Vec::new();
    for number in 0..11 {
        put(
            "content/nmg-2023/figures.yaml",
            format!("# {number}\n").as_bytes(),
        );
        let start = Instant::now();
        snapshot = Snapshot::load(site.path(), &options, Some(&snapshot), &Overlay::new()).unwrap();
        snapshot
            .artifact("zh-hant/nmg-2023/text/index.html")
            .unwrap();
        times.push(start.elapsed());
    }
    println!(
        "a saved correction is on its page after {:.1} ms",
        median(times)
    );
}
