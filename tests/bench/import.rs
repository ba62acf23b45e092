//! Speed of an import: `cargo bench --bench import`. Conditions and figures are in README.md beside this file.
//!
//! Clean text is measured at two lengths, and so is text that was made to be slow: twice the length must not take more
//! than about twice the time.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use zhaiyao::import::{Options, import};

const HEAD: &str = "政府工作报告\n——2023年1月13日在某省第十四届人民代表大会第一次会议上\n省长 张三\n各位代表：\n一、工作回顾\n";

/// Readings enough for a document to count as damaged.
const DAMAGED: &str = "發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展發(fā)展\n";

/// Prose of about so many bytes in which no line comes twice.
fn prose(bytes: usize) -> String {
    let mut text = HEAD.to_owned();
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "全省第{number}批重点项目完成投资{}亿元、增长{}%，新增城镇就业{number}人，坚持稳中求进工作总基调，扎实推动高质量发展，统筹发展和安全，较好完成了年度目标任务。居民人均可支配收入增长{}%，民生福祉持续增进，社会大局保持稳定，各项事业都取得了新的进步。",
            number * 7 % 1000,
            number % 17,
            number % 13
        );
    }
    text
}

fn page(bytes: usize) -> String {
    let body = prose(bytes).replace('\n', "</p>\n<p>");
    format!("<html><body><div class=\"TRS_Editor\"><p>{body}</p></div></body></html>")
}

/// A kind of text, and how to make so many bytes of it.
type Sample = (&'static str, fn(usize) -> String);

/// Texts made to be slow.
const HOSTILE: &[Sample] = &[
    ("one line", |n| {
        format!("{HEAD}{}。", "经济增长，".repeat(n / 15))
    }),
    ("parentheses", |n| format!("{HEAD}{}", "(".repeat(n))),
    ("nested parentheses", |n| {
        format!("{HEAD}{}甲{}", "（".repeat(n / 6), "）".repeat(n / 6))
    }),
    ("question marks in a damaged text", |n| {
        format!("{HEAD}{DAMAGED}{}", "?".repeat(n))
    }),
    ("parentheses in a damaged text", |n| {
        format!("{HEAD}{DAMAGED}{}", "(".repeat(n))
    }),
    ("short lines", |n| {
        format!("{HEAD}{}", "甲乙\n".repeat(n / 7))
    }),
    ("rows of tabs", |n| {
        format!("{HEAD}{}", "甲\t乙\t丙\n".repeat(n / 12))
    }),
    ("nested tables", |n| {
        format!("<html><body>{}文", "<table><tr><td>".repeat(n / 15))
    }),
    ("unclosed tags", |n| {
        format!("<html><body>{}文", "<div>".repeat(n / 5))
    }),
];

fn run(text: &str) {
    let options = Options {
        id: "bench".to_owned(),
        encoding: None,
        lang: None,
    };
    // Some of these are refused, which must be as fast.
    let _ = black_box(import(black_box(text.as_bytes()), "bench", &options, None));
}

fn clean(c: &mut Criterion) {
    let mut group = c.benchmark_group("clean");
    group.sample_size(10);
    let kinds: [Sample; 2] = [("text", prose), ("page", page)];
    for (kind, make) in kinds {
        for megabytes in [1, 4] {
            let text = make(megabytes << 20);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(kind, megabytes), &text, |b, text| {
                b.iter(|| run(text));
            });
        }
    }
    group.finish();
}

fn hostile(c: &mut Criterion) {
    let mut group = c.benchmark_group("hostile");
    group.sample_size(10);
    for (kind, make) in HOSTILE {
        for megabytes in [1, 2] {
            let text = make(megabytes << 20);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(*kind, megabytes), &text, |b, text| {
                b.iter(|| run(text));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, clean, hostile);
criterion_main!(benches);
