//! What our layer costs over the bare engine: the repository's own report, line by line, into both Traditional forms, on one
//! thread and on two; and what it costs to have conversions before they are used.
//!
//! `cargo bench --bench conversion`; the numbers last measured are in `tests/bench/README.md`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use zhaiyao::script::engine::{self, Configuration};
use zhaiyao::script::{Conversions, Tag};

const REPORT: &str = include_str!("../../content/nmg-2023/report.md");

fn conversion(criterion: &mut Criterion) {
    let lines: Vec<&str> = REPORT.lines().filter(|line| !line.is_empty()).collect();
    let bytes: u64 = lines.iter().map(|line| line.len() as u64).sum();
    let engine = engine::shared();
    let conversions = Conversions::default();
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads can be started")
    };
    let mut group = criterion.benchmark_group("conversion");
    group.throughput(Throughput::Bytes(bytes));
    for (tag, configuration) in [
        (Tag::Hant, Configuration::S2tw),
        (Tag::HantHk, Configuration::S2hk),
    ] {
        let bare = |line: &&str| engine.convert(line, configuration).len();
        let layer = |line: &&str| conversions.convert(line, Tag::Hans, tag).text.len();
        group.bench_function(format!("{tag}/bare"), |b| {
            b.iter(|| lines.iter().map(bare).sum::<usize>());
        });
        group.bench_function(format!("{tag}/layer"), |b| {
            b.iter(|| lines.iter().map(layer).sum::<usize>());
        });
    }
    group.finish();
    // A site is more than one report: waking a thread takes longer than a tenth of a short one.
    let site = lines.repeat(8);
    let mut group = criterion.benchmark_group("conversion of eight reports");
    group.throughput(Throughput::Bytes(bytes * 8));
    for threads in [1, 2] {
        let pool = pool(threads);
        let layer = |line: &&str| conversions.convert(line, Tag::Hans, Tag::Hant).text.len();
        group.bench_function(format!("threads: {threads}"), |b| {
            b.iter(|| pool.install(|| site.par_iter().map(layer).sum::<usize>()));
        });
    }
    group.finish();
    criterion.bench_function("conversions that nobody uses yet", |b| {
        b.iter(Conversions::default);
    });
}

criterion_group!(benches, conversion);
criterion_main!(benches);
