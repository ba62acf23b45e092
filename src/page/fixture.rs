//! A small digest made by hand, for tests of pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::digest::{
    Agreement, Bound, Card, Comparable, Digest, Figure, Hedge, Kind, Measure, Passage, Previous,
    Quantity, Reason, Reconciliation, Sentence,
};
use crate::edition::Edition;
use crate::editorial::Editorial;
use crate::page::Material;
use crate::page::about::{Degree, Judgement, Log, RuleCount};
use crate::report::lock::Lock;
use crate::report::{BlockKind, parse};
use crate::script::{Conversions, Tag};
use crate::source::SourceFile;
use crate::text::{self, TextRange};
use crate::{brief, glossary, note};

const REPORT: &str = "---
title: 某自治区2023年政府工作报告
issuer: 某自治区人民政府
speaker: 自治区主席 某人
date: 2023-01-12
assembly: 某自治区第十四届人民代表大会第一次会议
source:
  site: 某网
  url: https://example.com/a
lang: zh-Hans
---

# 政府工作报告

——2023年1月12日在某自治区第十四届人民代表大会第一次会议上

自治区主席 某人

各位代表：

## 一、今年工作

加快推进能源经济多元化。去年新增装机2000万千瓦，今年力争并网装机2500万千瓦以上。一是把淘汰落后机组转为应急和调峰机组，二是加快大型风光基地和源网荷储等场景项目建设，三是推动传统能源和煤基产业老树发新芽，支持建设现代煤化工产业示范区，促进延伸融合。

居民收入增长与经济增长基本同步。粮食产量稳定在780亿斤左右。

## 附件

### 一、促进就业

1. 开展培训25万人次（牵头责任单位：自治区人力资源和社会保障厅）；组织院校培训10万人次（牵头责任单位：自治区教育厅）。

### 二、提升教育

2. 改善乡村学校条件（牵头责任单位：自治区人力资源和社会保障厅）。
";

struct Found<'a> {
    passages: &'a [Passage],
    texts: &'a [String],
}

impl Found<'_> {
    /// Finds `quote` in some passage, and `printed` in it.
    fn figure(&self, number: usize, quote: &str, printed: &str) -> Figure {
        let (passage, at) = (self.passages.iter().zip(self.texts))
            .find_map(|(passage, text)| {
                let text = text::slice(text, passage.range);
                text.find(quote)
                    .map(|at| (passage, text[..at].chars().count()))
            })
            .expect("the fixture holds its quotations");
        let inner = quote[..quote.find(printed).unwrap()].chars().count();
        let digits: String = printed.chars().take_while(char::is_ascii_digit).collect();
        Figure {
            id: format!("f-{}-{number}", passage.id),
            passage: passage.id.clone(),
            quote: TextRange::new(at, at + quote.chars().count()),
            printed: TextRange::new(at + inner, at + inner + printed.chars().count()),
            sector: "energy".to_owned(),
            kind: Kind::Target,
            period: "2023".to_owned(),
            indicator: quote.split(printed).next().unwrap().to_owned(),
            indicator_range: None,
            value: digits.parse().ok(),
            value_to: None,
            unit: printed
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .to_owned(),
            normalized: None,
            bound: Bound::Eq,
            qualifier: None,
            hedge: None,
            measure: Measure::Level,
            previous: None,
        }
    }
}

#[expect(clippy::too_many_lines, reason = "one digest, written out")]
pub(crate) fn digest() -> Digest {
    let source = SourceFile::new("content/small/report.md", REPORT);
    let (report, _, _) = parse("small", &source, &Lock::default());
    let mut passages = Vec::new();
    let mut texts = Vec::new();
    for (block, line) in report.blocks.iter().enumerate() {
        let mut ranges = Vec::new();
        match line.kind {
            BlockKind::Paragraph => ranges.push((
                line.id.clone(),
                TextRange::new(0, line.text.chars().count()),
            )),
            BlockKind::Item => {
                let project = report
                    .projects()
                    .find(|project| project.id == line.id)
                    .unwrap();
                ranges.extend(
                    project
                        .clauses
                        .iter()
                        .map(|clause| (clause.id.clone(), clause.range)),
                );
            }
            _ => {}
        }
        for (id, range) in ranges {
            let sentences = text::sentences(text::slice(&line.text, range));
            texts.push(line.text.clone());
            passages.push(Passage {
                sentences: (sentences.into_iter().enumerate())
                    .map(|(n, range)| Sentence {
                        id: format!("{id}.s{}", n + 1),
                        range,
                        sector: "energy".to_owned(),
                        why: vec!["装机".to_owned()],
                    })
                    .collect(),
                id,
                block,
                range,
                sectors: vec!["energy".to_owned()],
            });
        }
    }
    let found = Found {
        passages: &passages,
        texts: &texts,
    };
    let last = Figure {
        kind: Kind::Actual,
        period: "2022".to_owned(),
        indicator: "新增装机".to_owned(),
        ..found.figure(1, "新增装机2000万千瓦", "2000万千瓦")
    };
    let gigawatts = |value| {
        Some(Quantity {
            value,
            value_to: None,
            unit: "GW".to_owned(),
        })
    };
    let figures = vec![
        Figure {
            normalized: gigawatts(20.0),
            ..last.clone()
        },
        Figure {
            normalized: gigawatts(25.0),
            indicator: "并网装机".to_owned(),
            bound: Bound::Ge,
            qualifier: Some("以上".to_owned()),
            hedge: Some(Hedge::Strive),
            previous: Some(Previous {
                figure: last.id,
                comparable: Comparable::Similar,
                reason: Reason::LongerName,
            }),
            ..found.figure(2, "力争并网装机2500万千瓦以上", "2500万千瓦以上")
        },
        Figure {
            bound: Bound::Sync,
            measure: Measure::None,
            sector: "overview".to_owned(),
            indicator: "居民收入".to_owned(),
            ..found.figure(1, "居民收入增长与经济增长基本同步", "与经济增长基本同步")
        },
        Figure {
            bound: Bound::Approx,
            qualifier: Some("左右".to_owned()),
            indicator: "粮食产量".to_owned(),
            ..found.figure(2, "粮食产量稳定在780亿斤左右", "780亿斤左右")
        },
        found.figure(1, "开展培训25万人次", "25万人次"),
    ];
    let card = |sector: &str, targets: Vec<usize>| Card {
        sector: sector.to_owned(),
        headline: Some((0, 1)),
        targets,
        others: vec![0],
        projects: vec!["x-01".to_owned()],
        passages: passages.iter().map(|passage| passage.id.clone()).collect(),
        agencies: vec!["教育厅".to_owned()],
        places: vec!["鄂尔多斯".to_owned()],
        words: vec!["装机".to_owned()],
    };
    let cards = vec![card("energy", vec![1, 3]), card("environment", Vec::new())];
    let agencies = crate::digest::agencies(&report);
    Digest {
        report,
        passages,
        figures,
        headline: vec![3, 2],
        cards,
        reconciliations: vec![Reconciliation {
            total: 3,
            parts: vec![4],
            sum: 25.0,
            agreement: Agreement::Differs,
        }],
        places: vec![crate::digest::Place {
            name: "鄂尔多斯".to_owned(),
            sectors: [("energy".to_owned(), 2)].into(),
        }],
        agencies,
        editorials: BTreeMap::from([("environment".to_owned(), said_of_a_sector())]),
    }
}

/// What an editor says of a sector.
fn said_of_a_sector() -> crate::digest::Editorial {
    let text = "---\nheadline: 绿色发展\n---\n编者的话，见[原文](#p-1-0-1)。\n";
    let source = SourceFile::new("content/small/sectors/environment.md", text);
    crate::digest::Corrections::parse_sector(&source).0
}

/// A note of every state, a term, an article and a page.
fn editorial(digest: &Digest) -> Editorial {
    let files = |folder: &str, texts: &[(&str, &str)]| {
        let file = |(name, text): &(&str, &str)| {
            let path = format!("content/{folder}{name}.md");
            ((*name).to_owned(), SourceFile::new(path, *text))
        };
        texts.iter().map(file).collect::<BTreeMap<_, _>>()
    };
    let notes = files(
        "small/notes/",
        &[
            (
                "exact",
                "---\nquote: 「力爭併網裝機2500萬千瓦以上」\nby: 編輯部\ndate: 2026-11-23\nsources: [{title: 报告, url: https://example.org/}]\n---\n与去年口径*不同*，见[上文](#p-1-0-1)。\n",
            ),
            (
                "drifted",
                "---\nquote: 粮食产量稳定在760亿斤左右\nkind: data\n---\n注。\n",
            ),
            ("orphan", "---\nquote: 从未说过的话\n---\n注。\n"),
            ("heading", "---\npara: h-1\n---\n注。\n"),
            ("report", "---\nkind: link\n---\n注。\n"),
        ],
    );
    let (notes, _) = note::read(&notes);
    let (anchored, _) = note::anchor_in(&notes, digest);
    let terms = SourceFile::new(
        "content/glossary.yaml",
        "- {id: ywhc, hans: 源网荷储, tw: 源網荷儲, en: x, definition: 释义, source: 某书}\n",
    );
    let articles = files(
        "briefs/",
        &[(
            "spring",
            "---\ntitle: 文章\ndate: 2026-03-01\nsummary: 摘要\nsectors: [energy]\n---\n正文\n\n::: figure f-p-1-0-1-2\n\n::: targets energy\n\n::: card energy\n\n::: paragraph p-1-0-2\n",
        )],
    );
    Editorial {
        notes: BTreeMap::from([("small".to_owned(), anchored)]),
        glossary: glossary::read(&terms).0,
        briefs: brief::read(&articles, brief::Known::default()).0,
        pages: brief::pages(&files(
            "",
            &[(
                "guide",
                "---\ntitle: 指南\n---\n见[文章](/briefs/spring/)。\n",
            )],
        ))
        .0,
    }
}

/// Runs `test` on the fixture in both scripts.
pub(crate) fn with_material<T>(test: impl FnOnce(&Material<'_>) -> T) -> T {
    with_digests(&[digest()], test)
}

/// Runs `test` on two reports of the same kind, a year apart.
pub(crate) fn with_two<T>(test: impl FnOnce(&Material<'_>) -> T) -> T {
    let mut later = digest();
    later.report.id = "later".to_owned();
    later.report.metadata.date = Some(jiff::civil::date(2024, 1, 12));
    with_digests(&[digest(), later], test)
}

fn with_digests<T>(digests: &[Digest], test: impl FnOnce(&Material<'_>) -> T) -> T {
    let digest = &digests[0];
    let conversions = Conversions::new(Vec::new(), &BTreeMap::new());
    let config = Config::default();
    let editions: Vec<Edition<'_>> = (digests.iter())
        .flat_map(|digest| [Tag::Hans, Tag::Hant].map(|tag| (digest, tag)))
        .map(|(digest, tag)| Edition::new(digest, tag, &conversions))
        .collect();
    let names = BTreeMap::from([
        (Tag::Hans, "能源与电力".to_owned()),
        (Tag::Hant, "能源與電力".to_owned()),
    ]);
    let sectors = BTreeMap::from([("energy".to_owned(), names)]);
    let judgement = Judgement {
        paragraph: Some("p-1-0-1".to_owned()),
        block: digest
            .report
            .blocks
            .iter()
            .position(|block| block.id == "p-1-0-1"),
        range: Some(TextRange::new(2, 4)),
        before: "\u{E45A}".to_owned(),
        before_lang: "zh-Hant",
        after: "推进".to_owned(),
        reason: "同页他处作此".to_owned(),
        degree: Degree::Inferred,
    };
    let log = Log {
        rules: vec![RuleCount {
            rule: "pinyin".to_owned(),
            count: 3405,
        }],
        judgements: vec![judgement],
    };
    test(&Material {
        config: &config,
        editions: &editions,
        sectors: &sectors,
        logs: &BTreeMap::from([("small".to_owned(), log)]),
        featured: None,
        files: &BTreeSet::from(Tag::ALL.map(crate::page::search::particulars)),
        pictures: &crate::markdown::html::NO_PICTURES,
        conversions: &conversions,
        editorial: &editorial(digest),
    })
}
