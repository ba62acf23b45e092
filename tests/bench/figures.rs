//! Speed of reading a digest out of a report: `cargo bench --bench figures`.
//!
//! Reads the report of this repository's own site, and every report in the folder that `ZHAIYAO_REPORTS` names; the
//! throughput is that of their text in UTF-8, on one core. Numbers with their day and conditions: README.md beside this file.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a measurement: it is told its data by the environment and stops at what it did not expect"
)]

use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

use zhaiyao::digest::{Corrections, Taxonomy, analyse};
use zhaiyao::report::{self, Report, lock::Lock};
use zhaiyao::source::{self, SourceFile};

fn report(path: &Path) -> Report {
    let text = String::from_utf8_lossy(&source::read(path).unwrap()).into_owned();
    let text = if text.starts_with("---") {
        text
    } else {
        format!(
            "---\ntitle: 政府工作报告\ndate: 2026-01-20\n---\n\n{}",
            text.replace('\n', "\n\n")
        )
    };
    let source = SourceFile::new(path.display().to_string(), text);
    report::parse("r", &source, &Lock::default()).0
}

fn bytes(report: &Report) -> u64 {
    report
        .blocks
        .iter()
        .map(|block| block.text.len() as u64)
        .sum()
}

fn extraction(criterion: &mut Criterion) {
    let taxonomy = Taxonomy::built_in();
    let corrections = Corrections::default();
    let own = vec![report(Path::new("content/nmg-2023/report.md"))];
    let others: Vec<Report> = std::env::var("ZHAIYAO_REPORTS").map_or_else(
        |_| Vec::new(),
        |folder| {
            let files = source::files_below(Path::new(&folder)).unwrap();
            files
                .iter()
                .filter(|p| p.extension().is_some_and(|e| e == "txt"))
                .map(|p| report(p))
                .collect()
        },
    );
    let mut group = criterion.benchmark_group("extraction");
    group.sample_size(20);
    for (name, reports) in [("own report", own), ("reports of the folder", others)] {
        if reports.is_empty() {
            continue;
        }
        group.throughput(Throughput::Bytes(reports.iter().map(bytes).sum()));
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || reports.clone(),
                |reports| {
                    let read = |report| analyse(report, &taxonomy, &corrections);
                    reports.into_iter().map(read).collect::<Vec<_>>()
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, extraction);
criterion_main!(benches);
