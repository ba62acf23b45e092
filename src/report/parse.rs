//! `report.md` → [`Report`]: front matter, title matter, outline, paragraphs with their ids, annexes with their clauses.
//!
//! Parsing never fails: what cannot be read is a diagnostic at its place and the rest of the report stands. The outline
//! is told by the printed numbers first and by Markdown's levels where there is no number.

mod annexes;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::markdown::{self, Content, Document, Inlines};
use crate::report::front_matter::metadata;
use crate::report::lock::Lock;
use crate::report::lost;
use crate::report::outline::{self, NumberStyle};
use crate::report::{Annex, Block, BlockKind, Report};
use crate::source::SourceFile;

use annexes::{Place, names_agencies};

/// Longest line that is taken for a heading without further signs, in code points.
const LONGEST_HEADING: usize = 80;

/// Longest line of title matter, in code points.
const LONGEST_BYLINE: usize = 40;

/// Reads the report `id` from its file. `lock` gives the paragraphs their ids; the lock returned holds those of this
/// text and is equal to `lock` when that is up to date.
#[must_use]
pub fn parse(id: &str, source: &Arc<SourceFile>, lock: &Lock) -> (Report, Lock, Vec<Diagnostic>) {
    let (front, body) = markdown::front_matter(&source.text);
    let (mut metadata, mut diagnostics) = metadata(source, front);
    let (document, more) = markdown::parse(source, body.clone());
    diagnostics.extend(more);
    diagnostics.extend(lost::warnings(source, &body));
    let mut reader = Reader::new(source);
    reader.document(&document);
    if reader.blocks.is_empty() {
        diagnostics.push(
            Diagnostic::error("empty-report", "the report has no text")
                .at(source, body.end..body.end, "")
                .help("import a capture with `zhaiyao import <FILE> --id <ID>`, or write the text below the front matter"),
        );
    }
    diagnostics.append(&mut reader.diagnostics);
    let Reader {
        mut blocks,
        mut annexes,
        ..
    } = reader;
    let lock = identify(&mut blocks, lock);
    if metadata.title.is_empty() {
        stand_in(&blocks)
            .unwrap_or(id)
            .clone_into(&mut metadata.title);
    }
    annexes.retain(|annex| annex.groups.iter().any(|group| !group.projects.is_empty()));
    let report = Report {
        id: id.to_owned(),
        metadata,
        blocks,
        annexes,
        source: Arc::clone(source),
    };
    (report, lock, diagnostics)
}

/// What a report without a title is called: its first heading, or the first of its lines that is short enough.
fn stand_in(blocks: &[Block]) -> Option<&str> {
    let is_heading =
        |block: &&Block| matches!(block.kind, BlockKind::Title | BlockKind::Heading { .. });
    let short = |text: &&str| (1..=LONGEST_BYLINE).contains(&text.chars().count());
    let mut headings = blocks.iter().filter(is_heading);
    headings.next().map(|block| block.text.trim()).filter(short)
}

/// Gives the paragraphs their ids; everything else has its own by construction.
fn identify(blocks: &mut [Block], lock: &Lock) -> Lock {
    let (indices, paragraphs): (Vec<usize>, Vec<_>) = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.id.is_empty())
        .map(|(index, block)| (index, (block.part, block.section, block.text.as_str())))
        .unzip();
    let (ids, lock) = lock.assign(&paragraphs);
    for (index, id) in indices.into_iter().zip(ids) {
        blocks[index].n = id
            .rsplit('-')
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        blocks[index].id = id;
    }
    lock
}

/// Walks the document and keeps what the outline needs to know of the lines before.
struct Reader<'a> {
    source: &'a Arc<SourceFile>,
    blocks: Vec<Block>,
    annexes: Vec<Annex>,
    diagnostics: Vec<Diagnostic>,
    part: usize,
    section: usize,
    subheadings: usize,
    title_matter: usize,
    saluted: bool,
    /// Whether `壹、` stands above `一、` here.
    formal: bool,
    annex: Option<Place>,
    /// Numbers of items that are given, by annex.
    taken: BTreeSet<(usize, usize)>,
    /// By annex and printed number, the first number that may be free.
    free: BTreeMap<(usize, usize), usize>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a Arc<SourceFile>) -> Self {
        Self {
            source,
            blocks: Vec::new(),
            annexes: Vec::new(),
            diagnostics: Vec::new(),
            part: 0,
            section: 0,
            subheadings: 0,
            title_matter: 0,
            saluted: false,
            formal: false,
            annex: None,
            taken: BTreeSet::new(),
            free: BTreeMap::new(),
        }
    }

    fn document(&mut self, document: &Document) {
        self.formal = document.blocks.iter().any(|block| {
            let text = match &block.content {
                Content::Heading(_, inlines) | Content::Paragraph(inlines) => &inlines.text,
                _ => return false,
            };
            outline::is_formal(text.trim())
        });
        for block in &document.blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &markdown::Block) {
        let span = block.span.clone();
        match &block.content {
            Content::Heading(level, inlines) => self.heading(*level, inlines, span),
            Content::Paragraph(inlines) => self.paragraph(inlines, span),
            Content::List { start, items } => self.list(*start, items),
            Content::Quote(blocks) | Content::Callout(_, blocks) | Content::Footnote(_, blocks) => {
                for block in blocks {
                    self.block(block);
                }
            }
            Content::Code(_, text) => self.prose(Inlines::plain(text.trim_end().to_owned()), span),
            Content::Table(_, head, rows) => {
                let rows: Vec<Vec<&str>> = std::iter::once(head)
                    .chain(rows)
                    .map(|row| row.iter().map(|cell| cell.text.as_str()).collect())
                    .collect();
                self.table(&rows, &span);
            }
            Content::Rule => {}
        }
    }

    fn heading(&mut self, level: u8, inlines: &Inlines, span: Range<usize>) {
        let text = inlines.text.trim();
        if self.blocks.is_empty() && level == 1 {
            return self.title_line(BlockKind::Title, inlines, span);
        }
        let tasks = outline::heads_tasks(text) && self.annex.is_none_or(|place| place.items > 0);
        if tasks || outline::is_annex(text) {
            return self.open_annex(inlines, span);
        }
        if self.annex.is_some() {
            return self.annex_heading(inlines, span);
        }
        if outline::states_amount(text) {
            return self.paragraph(inlines, span);
        }
        match outline::number(text).map(|number| (number.style, number.value)) {
            Some((NumberStyle::Part, value)) if self.formal && !outline::is_formal(text) => {
                self.open_section(value);
            }
            Some((NumberStyle::Part, value)) => self.open_part(value),
            Some((NumberStyle::Section, value)) if !self.formal => self.open_section(value),
            None if level <= 2 => self.open_part(self.part + 1),
            None if level == 3 => self.open_section(self.section + 1),
            Some((style, _)) if level <= 2 && style != NumberStyle::Section => {
                self.open_part(self.part + 1);
            }
            _ => return self.subheading(level, inlines.clone(), span, false),
        }
        self.outline_heading(inlines.clone(), span, false);
    }

    fn subheading(&mut self, level: u8, inlines: Inlines, span: Range<usize>, run_in: bool) {
        self.subheadings += 1;
        let id = format!("h-{}-{}-{}", self.part, self.section, self.subheadings);
        let level = level.max(3);
        self.push(id, BlockKind::Heading { level, run_in }, inlines, span);
    }

    /// The block of the part or section just opened.
    fn outline_heading(&mut self, inlines: Inlines, span: Range<usize>, run_in: bool) {
        let (id, level) = match self.section {
            0 => (format!("h-{}", self.part), 1),
            section => (format!("h-{}-{section}", self.part), 2),
        };
        self.push(id, BlockKind::Heading { level, run_in }, inlines, span);
    }

    /// Opens the part with the printed number, or the next one where that number is behind us.
    fn open_part(&mut self, value: usize) {
        self.part = value.max(self.part + 1);
        self.section = 0;
        self.subheadings = 0;
    }

    fn open_section(&mut self, value: usize) {
        self.section = value.max(self.section + 1);
        self.subheadings = 0;
    }

    fn title_line(&mut self, kind: BlockKind, inlines: &Inlines, span: Range<usize>) {
        self.title_matter += 1;
        self.push(
            format!("t-{}", self.title_matter),
            kind,
            inlines.clone(),
            span,
        );
    }

    fn paragraph(&mut self, inlines: &Inlines, span: Range<usize>) {
        let text = inlines.text.trim();
        let length = text.chars().count();
        if self.part == 0 && !self.saluted {
            if outline::is_salutation(text) {
                self.saluted = true;
                return self.push(String::new(), BlockKind::Salutation, inlines.clone(), span);
            }
            if outline::is_dateline(text) {
                return self.title_line(BlockKind::Dateline, inlines, span);
            }
            let ends = text.ends_with(['。', '！', '？', '；', '：', '，', '」', '”']);
            if length <= LONGEST_BYLINE && !ends && !self.blocks.is_empty() {
                return self.title_line(BlockKind::Byline, inlines, span);
            }
        }
        // Markdown has no list marker of these forms, so the item comes as a paragraph.
        if self.takes_items()
            && let Some(number) = outline::number(&inlines.text)
            && (number.style == NumberStyle::Item || names_agencies(&inlines.text))
            && text.len() > number.length
        {
            let (_, rest) = inlines.split_at(number.length);
            return self.item(number.value, rest, span);
        }
        if self.takes_items() && self.says_more(text, &span) {
            return;
        }
        if self.annex.is_none()
            && let Some(number) =
                outline::number(text).filter(|number| number.style == NumberStyle::Section)
        {
            if let Some(at) = outline::run_in(&inlines.text) {
                let (heading, rest) = inlines.split_at(at);
                let middle =
                    span.start + written_length(&self.source.text[span.clone()], &heading.text);
                if self.formal {
                    self.subheading(3, heading, span.start..middle, true);
                } else {
                    self.open_section(number.value);
                    self.outline_heading(heading, span.start..middle, true);
                }
                return self.prose(rest, middle..span.end);
            }
            if self.formal {
                return self.prose(inlines.clone(), span);
            }
            if outline::states_amount(text) {
                self.open_section(number.value);
                return self.prose(inlines.clone(), span);
            }
            if length <= LONGEST_HEADING {
                self.open_section(number.value);
                return self.outline_heading(inlines.clone(), span, false);
            }
        }
        self.prose(inlines.clone(), span);
    }

    fn prose(&mut self, inlines: Inlines, span: Range<usize>) {
        if !inlines.text.trim().is_empty() {
            self.push(String::new(), BlockKind::Paragraph, inlines, span);
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[markdown::Item]) {
        for item in items {
            let mut blocks = item.blocks.iter();
            let first = blocks.next();
            if let Some(Content::Paragraph(inlines)) = first.map(|block| &block.content) {
                let printed = &self.source.text[item.span.clone()];
                let number = outline::number(printed).map(|number| number.value);
                match (start.and(number), self.takes_items()) {
                    (Some(number), true) => {
                        self.item(number, inlines.clone(), item.span.clone());
                    }
                    // A number is part of the text, also one that no item can have (0. and 10000.).
                    _ if start.is_some() => {
                        let marker = printed.split_whitespace().next().unwrap_or("");
                        self.prose(inlines.prefixed(&format!("{marker} ")), item.span.clone());
                    }
                    _ => self.prose(inlines.clone(), item.span.clone()),
                }
            } else if let Some(block) = first {
                self.block(block);
            }
            for block in blocks {
                self.block(block);
            }
        }
    }

    fn push(&mut self, id: String, kind: BlockKind, inlines: Inlines, span: Range<usize>) {
        let Inlines { text, marks } = inlines;
        self.blocks.push(Block {
            id,
            kind,
            part: self.part,
            section: self.section,
            n: 0,
            text,
            marks,
            span,
        });
    }
}

/// How far `text` reaches in what was written of it, whatever marks up its characters there.
fn written_length(written: &str, text: &str) -> usize {
    let mut at = 0;
    for c in text.chars() {
        at += written[at..]
            .find(c)
            .map_or(0, |found| found + c.len_utf8());
    }
    at
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::text::slice;

    const REPORT: &str = "---
title: 某省2023年政府工作报告
speaker: 省长 张三
date: 2023-01-12
---

# 政府工作报告

——2023年1月12日在某省第十四届人民代表大会第一次会议上

省长 张三

各位代表：

现在，我报告工作。

## 一、回顾

第一段。

## 二、任务

总起。

（一）开好局。去年增长5%。

着力促就业。确保**90%**以上。

（二）抓改革

深化改革。

## 附件

## 某省2023年2件实事

### 一、促进就业2件

1. 新增就业8000人（牵头责任单位：省残疾人联合会）。

2. 培训25万人次（牵头责任单位：省人社厅）；培训10万人次（牵头责任单位：省教育厅）。
";

    pub(crate) fn read(text: &str) -> (Report, Lock, Vec<Diagnostic>) {
        parse(
            "x",
            &SourceFile::new("content/x/report.md", text),
            &Lock::default(),
        )
    }

    #[test]
    fn every_line_has_its_place_and_id() {
        let (report, _, diagnostics) = read(REPORT);
        assert_eq!(diagnostics, []);
        let ids: Vec<_> = report
            .blocks
            .iter()
            .map(|block| (block.id.as_str(), block.text.as_str()))
            .collect();
        let expected = [
            ("t-1", "政府工作报告"),
            (
                "t-2",
                "——2023年1月12日在某省第十四届人民代表大会第一次会议上",
            ),
            ("t-3", "省长 张三"),
            ("p-0-0-1", "各位代表："),
            ("p-0-0-2", "现在，我报告工作。"),
            ("h-1", "一、回顾"),
            ("p-1-0-1", "第一段。"),
            ("h-2", "二、任务"),
            ("p-2-0-1", "总起。"),
            ("h-2-1", "（一）开好局。"),
            ("p-2-1-1", "去年增长5%。"),
            ("p-2-1-2", "着力促就业。确保90%以上。"),
            ("h-2-2", "（二）抓改革"),
            ("p-2-2-1", "深化改革。"),
            ("h-x-1", "附件"),
            ("h-x-2", "某省2023年2件实事"),
            ("h-x-3", "一、促进就业2件"),
            ("x-01", "新增就业8000人（牵头责任单位：省残疾人联合会）。"),
            (
                "x-02",
                "培训25万人次（牵头责任单位：省人社厅）；培训10万人次（牵头责任单位：省教育厅）。",
            ),
        ];
        assert_eq!(ids, expected);
    }

    #[test]
    fn a_report_without_a_title_is_called_by_its_first_heading_or_its_id() {
        let (report, _, diagnostics) =
            read("---\ntitle: \"\"\n---\n\n甲。\n\n## 一、回顾\n\n乙。\n");
        assert_eq!(report.metadata.title, "一、回顾");
        let told: Vec<_> = diagnostics.iter().map(|d| (d.code, d.severity)).collect();
        assert_eq!(told, [("no-title", crate::diagnostic::Severity::Warning)]);
        assert_eq!(
            read("---\nlang: zh-Hans\n---\n\n甲。\n").0.metadata.title,
            "x"
        );
    }

    #[test]
    fn clauses_carry_their_agencies() {
        let (report, _, _) = read(REPORT);
        let item = report.projects().nth(1).unwrap();
        let text = &report.blocks[item.block].text;
        let clauses: Vec<_> = item
            .clauses
            .iter()
            .map(|clause| {
                (
                    clause.id.as_str(),
                    slice(text, clause.range),
                    clause.agencies[0].id.as_str(),
                )
            })
            .collect();
        assert_eq!(
            clauses,
            [
                ("x-02-1", "培训25万人次", "人社厅"),
                ("x-02-2", "培训10万人次", "教育厅")
            ]
        );
    }

    #[test]
    fn markup_stays_on_its_words() {
        let (report, _, _) = read(REPORT);
        let block = report.block("p-2-1-2").unwrap();
        assert_eq!(slice(&block.text, block.marks[0].range), "90%");
    }

    #[test]
    fn a_heading_in_a_line_is_cut_behind_its_markup() {
        let text = "---\ntitle: a\n---\n\n**（一）抓产业。**力争5%。\n";
        let (report, _, _) = read(text);
        let spans: Vec<_> = report
            .blocks
            .iter()
            .map(|block| &text[block.span.clone()])
            .collect();
        assert_eq!(spans, ["**（一）抓产业。", "**力争5%。\n"]);
    }

    #[test]
    fn a_number_no_item_can_have_stays_in_the_text() {
        let (report, _, _) = read("---\ntitle: a\n---\n\n## 一、甲\n\n0. 乙\n\n丙\n\n20230. 丁\n");
        let texts: Vec<_> = report
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(texts, ["一、甲", "0. 乙", "丙", "20230. 丁"]);
    }
}
