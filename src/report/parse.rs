//! `report.md` → [`Report`]: front matter, title matter, outline, paragraphs with their ids, annexes with their clauses.
//!
//! Parsing never fails: what cannot be read is a diagnostic at its place and the rest of the report stands. The outline
//! is told by the printed numbers first and by Markdown's levels where there is no number.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::markdown::{self, Content, Document, Inlines};
use crate::report::annex::clauses;
use crate::report::lock::Lock;
use crate::report::outline::{self, NumberStyle};
use crate::report::task::{self, Row};
use crate::report::{Annex, Block, BlockKind, Group, Markup, Metadata, Origin, Project, Report};
use crate::script::Tag;
use crate::source::SourceFile;
use crate::text::TextRange;
use crate::yaml;

/// Longest line that is taken for a heading without further signs, in code points.
const LONGEST_HEADING: usize = 80;

/// Longest line of title matter, in code points.
const LONGEST_BYLINE: usize = 40;

/// Reads the report `id` from its file. `lock` gives the paragraphs their ids; the lock returned holds those of this
/// text and is equal to `lock` when that is up to date.
#[must_use]
pub fn parse(id: &str, source: &Arc<SourceFile>, lock: &Lock) -> (Report, Lock, Vec<Diagnostic>) {
    let (front, body) = markdown::front_matter(&source.text);
    let (metadata, mut diagnostics) = metadata(source, front);
    let (document, more) = markdown::parse(source, body.clone());
    diagnostics.extend(more);
    diagnostics.extend(open_places(source, body.clone()));
    let mut reader = Reader {
        source,
        ..Reader::new(source)
    };
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

/// A warning for every stretch that nobody could restore yet.
fn open_places(source: &Arc<SourceFile>, body: Range<usize>) -> Vec<Diagnostic> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, mark) in source.text[body.clone()].match_indices('□') {
        let span = body.start + at..body.start + at + mark.len();
        match found.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => found.push(span),
        }
    }
    let warn = |span: Range<usize>| {
        let count = span.len() / '□'.len_utf8();
        Diagnostic::warning("open-repair", format!("{count} damaged character(s) that nobody could restore yet"))
            .at(source, span, "")
            .help("the candidates are listed in repairs.yaml; set `decision:` there, or correct the text here")
    };
    found.into_iter().map(warn).collect()
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: Option<String>,
    issuer: Option<String>,
    speaker: Option<String>,
    assembly: Option<String>,
    date: Option<String>,
    source: Option<OriginFields>,
    official_url: Option<String>,
    lang: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginFields {
    site: Option<String>,
    url: Option<String>,
    published: Option<String>,
    headline: Option<String>,
}

fn metadata(source: &Arc<SourceFile>, front: Option<Range<usize>>) -> (Metadata, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let range = front.unwrap_or(0..0);
    let fields: Option<FrontMatter> = match yaml::parse(source, range.clone()) {
        Ok(fields) => Some(fields),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    };
    let readable = fields.is_some();
    let FrontMatter {
        title,
        issuer,
        speaker,
        assembly,
        date,
        source: origin,
        official_url,
        lang,
    } = fields.unwrap_or(FrontMatter {
        title: None,
        issuer: None,
        speaker: None,
        assembly: None,
        date: None,
        source: None,
        official_url: None,
        lang: None,
    });
    if title.is_none() && readable {
        diagnostics.push(
            Diagnostic::error("front-matter", "the report has no title")
                .at(source, range.start..range.start, "")
                .help("add `title: …` between the two `---` lines at the top"),
        );
    }
    let day = date
        .as_deref()
        .and_then(|text| text.parse::<jiff::civil::Date>().ok());
    if let (Some(text), None) = (&date, day) {
        diagnostics.push(
            Diagnostic::error("front-matter", format!("`{text}` is not a date"))
                .at(source, value_span(source, &range, "date", text), "")
                .help("write the day of the speech as YYYY-MM-DD, for example 2023-01-12"),
        );
    }
    let tag = lang.as_deref().map_or(Some(Tag::Hans), Tag::parse);
    if let (Some(text), None) = (&lang, tag) {
        diagnostics.push(
            Diagnostic::error("unknown-tag", format!("unknown language tag `{text}`"))
                .at(source, value_span(source, &range, "lang", text), "")
                .help("known tags: zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW"),
        );
    }
    for (key, address) in [
        ("official_url", official_url.as_ref()),
        (
            "url",
            origin.as_ref().and_then(|origin| origin.url.as_ref()),
        ),
    ] {
        if let Some(address) =
            address.filter(|a| !a.starts_with("https://") && !a.starts_with("http://"))
        {
            diagnostics.push(
                Diagnostic::error("front-matter", format!("`{address}` is not a web address"))
                    .at(source, value_span(source, &range, key, address), "")
                    .help("write the whole address with https:// or http://"),
            );
        }
    }
    let web = |address: Option<String>| {
        address.filter(|a| a.starts_with("https://") || a.starts_with("http://"))
    };
    let origin = origin.map(
        |OriginFields {
             site,
             url,
             published,
             headline,
         }| Origin {
            site,
            url: web(url),
            published,
            headline,
        },
    );
    let metadata = Metadata {
        title: title.unwrap_or_default(),
        issuer,
        speaker,
        assembly,
        date: day,
        origin,
        official_url: web(official_url),
        lang: tag.unwrap_or(Tag::Hans),
    };
    (metadata, diagnostics)
}

/// Where the value of `key` stands in the front matter; the front matter's start if it cannot be found.
fn value_span(source: &SourceFile, range: &Range<usize>, key: &str, value: &str) -> Range<usize> {
    let text = &source.text[range.clone()];
    let key = format!("{key}:");
    let at = text
        .find(&key)
        .and_then(|at| text[at..].find(value).map(|value| range.start + at + value));
    at.map_or(range.start..range.start, |at| at..at + value.len())
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
    annex: Option<Place>,
    /// Numbers of items that are given, by annex.
    taken: BTreeSet<(usize, usize)>,
    /// By annex and printed number, the first number that may be free.
    free: BTreeMap<(usize, usize), usize>,
}

/// Where in the annexes the reader is.
#[derive(Clone, Copy)]
struct Place {
    number: usize,
    headings: usize,
    items: usize,
    /// Whether it is a list of explanations, whose numbers are no tasks'.
    explains: bool,
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
            annex: None,
            taken: BTreeSet::new(),
            free: BTreeMap::new(),
        }
    }

    fn document(&mut self, document: &Document) {
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
            Content::Code(_, text) => self.prose(
                Inlines {
                    text: text.trim_end().to_owned(),
                    marks: Vec::new(),
                },
                span,
            ),
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

    /// The rows of a table: items if it hands out tasks, else a paragraph each.
    fn table(&mut self, rows: &[Vec<&str>], span: &Range<usize>) {
        let Some(tasks) = task::tasks(rows) else {
            for row in rows {
                self.prose(unmarked(row.join("\u{3000}")), span.clone());
            }
            return;
        };
        if self.annex.is_none() {
            self.next_annex();
        }
        for title in tasks.titles {
            self.annex_line(unmarked(title), span.clone());
        }
        for row in tasks.rows {
            match row {
                Row::Group(heading) => {
                    let group = Group {
                        heading: Some(self.blocks.len()),
                        projects: Vec::new(),
                    };
                    let annex = self.annexes.last_mut().expect("an annex is open");
                    annex.groups.push(group);
                    self.annex_line(unmarked(heading), span.clone());
                }
                Row::Task(number, text) => {
                    let number = number.unwrap_or_else(|| self.last_item() + 1);
                    self.item(number, unmarked(text), span.clone());
                }
            }
        }
    }

    /// The number of the open annex's last item; 0 if it has none.
    fn last_item(&self) -> usize {
        let annex = self.annexes.last().expect("an annex is open");
        let items = annex.groups.iter().flat_map(|group| &group.projects);
        items.last().map_or(0, |project| project.number)
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
        match outline::number(text).map(|number| (number.style, number.value)) {
            Some((NumberStyle::Part, value)) => self.open_part(value),
            Some((NumberStyle::Section, value)) => self.open_section(value),
            _ if level <= 2 => self.open_part(self.part + 1),
            _ if level == 3 && outline::number(text).is_none() => {
                self.open_section(self.section + 1);
            }
            _ => {
                self.subheadings += 1;
                let id = format!("h-{}-{}-{}", self.part, self.section, self.subheadings);
                return self.push(
                    id,
                    BlockKind::Heading {
                        level: level.max(3),
                        run_in: false,
                    },
                    inlines.clone(),
                    span,
                );
            }
        }
        self.outline_heading(inlines.clone(), span, false);
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

    fn open_annex(&mut self, inlines: &Inlines, span: Range<usize>) {
        self.next_annex();
        if outline::heads_tasks(&inlines.text) {
            let annex = self.annexes.last_mut().expect("an annex is open");
            annex.title = Some(self.blocks.len());
        }
        self.annex_line(inlines.clone(), span);
    }

    fn next_annex(&mut self) {
        let number = match self.annex {
            None => 1,
            // `附件` and its title may stand on two lines; a second one after items is a second annex.
            Some(place) => place.number + usize::from(place.items > 0),
        };
        let headings = self
            .annex
            .filter(|place| place.number == number)
            .map_or(0, |place| place.headings);
        self.part += usize::from(self.annex.is_none());
        self.section = 0;
        self.annex = Some(Place {
            number,
            headings,
            items: 0,
            explains: false,
        });
        if self
            .annexes
            .last()
            .is_none_or(|annex| annex.number != number)
        {
            self.annexes.push(Annex {
                number,
                title: None,
                groups: Vec::new(),
            });
        }
    }

    /// A heading within an annex: its title, or a group.
    fn annex_heading(&mut self, inlines: &Inlines, span: Range<usize>) {
        let index = self.blocks.len();
        let annex = self.annexes.last_mut().expect("an annex is open");
        if annex.title.is_none()
            && annex.groups.is_empty()
            && outline::number(&inlines.text).is_none()
        {
            annex.title = Some(index);
        } else {
            annex.groups.push(Group {
                heading: Some(index),
                projects: Vec::new(),
            });
        }
        self.annex_line(inlines.clone(), span);
    }

    fn annex_line(&mut self, inlines: Inlines, span: Range<usize>) {
        let place = self.annex.as_mut().expect("an annex is open");
        place.headings += 1;
        place.explains |= outline::is_glossary(&inlines.text);
        let id = match place.number {
            1 => format!("h-x-{}", place.headings),
            number => format!("h-x{number}-{}", place.headings),
        };
        self.push(id, BlockKind::AnnexHeading, inlines, span);
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
            let (_, rest) = split(inlines, number.length);
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
                self.open_section(number.value);
                let (heading, rest) = split(inlines, at);
                let middle =
                    span.start + written_length(&self.source.text[span.clone()], &heading.text);
                self.outline_heading(heading, span.start..middle, true);
                return self.prose(rest, middle..span.end);
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
                        self.prose(prefixed(inlines, &format!("{marker} ")), item.span.clone());
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

    /// Whether an annex of tasks is open.
    fn takes_items(&self) -> bool {
        self.annex.is_some_and(|place| !place.explains)
    }

    /// Adds `牵头单位：甲` on a line of its own to the item above it, in the parentheses that items have on one line.
    fn says_more(&mut self, text: &str, span: &Range<usize>) -> bool {
        let labelled = text
            .split_once(['：', ':'])
            .is_some_and(|(label, names)| outline::is_task_label(label) && !names.is_empty());
        let Some(block) = self.blocks.last_mut() else {
            return false;
        };
        if !labelled || block.kind != BlockKind::Item {
            return false;
        }
        let more = text.trim_end_matches(['。', '；']);
        match block.text.strip_suffix('）') {
            Some(open) if names_agencies(&block.text) => block.text = format!("{open}；{more}）"),
            _ => block.text = format!("{}（{more}）", block.text),
        }
        block.span.end = span.end;
        let (id, text) = (block.id.clone(), block.text.clone());
        let groups = self.annexes.iter_mut().flat_map(|annex| &mut annex.groups);
        if let Some(project) = groups
            .flat_map(|group| &mut group.projects)
            .find(|project| project.id == id)
        {
            project.clauses = clauses(&id, &text);
        }
        true
    }

    /// A numbered item of the open annex.
    fn item(&mut self, number: usize, inlines: Inlines, span: Range<usize>) {
        let annex = self.annexes.last_mut().expect("an annex is open");
        let name = if annex.number == 1 {
            "x".to_owned()
        } else {
            format!("x{}", annex.number)
        };
        // Numbers are never given back, so that the search goes on where it ended for the same number.
        let mut free = self
            .free
            .get(&(annex.number, number))
            .copied()
            .unwrap_or(number);
        while !self.taken.insert((annex.number, free)) {
            free += 1;
        }
        self.free.insert((annex.number, number), free + 1);
        // Every group may count from one again.
        let twice = annex.groups.last().is_some_and(|group| {
            group
                .projects
                .iter()
                .any(|project| project.number == number)
        });
        if free != number && twice {
            self.diagnostics.push(
                Diagnostic::warning("duplicate-item", format!("the annex has two items {number}"))
                    .at(self.source, span.clone(), format!("gets the id {name}-{free:02}"))
                    .help("compare with the official text; if the number is a slip of the capture, correct it here"),
            );
        }
        let id = format!("{name}-{free:02}");
        if annex.groups.is_empty() {
            annex.groups.push(Group {
                heading: None,
                projects: Vec::new(),
            });
        }
        let clauses = clauses(&id, &inlines.text);
        let block = self.blocks.len();
        let group = annex.groups.last_mut().expect("there is a group");
        group.projects.push(Project {
            id: id.clone(),
            number,
            block,
            clauses,
        });
        if let Some(place) = &mut self.annex {
            place.items += 1;
        }
        self.push(id, BlockKind::Item, inlines, span);
        if let Some(block) = self.blocks.last_mut() {
            block.n = number;
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

/// Cuts inline content at a byte of its text; marks across the cut go on in both halves.
fn split(inlines: &Inlines, at: usize) -> (Inlines, Inlines) {
    let (before, after) = inlines.text.split_at(at);
    let cut = before.chars().count();
    let part = |keep: fn(&Markup, usize) -> Option<TextRange>| {
        let clipped = |mark: &Markup| {
            Some(Markup {
                range: keep(mark, cut)?,
                kind: mark.kind.clone(),
            })
        };
        inlines.marks.iter().filter_map(clipped).collect()
    };
    let left = part(|mark, cut| {
        let range = TextRange::new(mark.range.start, mark.range.end.min(cut));
        (!range.is_empty()).then_some(range)
    });
    let right = part(|mark, cut| {
        let range = TextRange::new(
            mark.range.start.max(cut) - cut,
            mark.range.end.max(cut) - cut,
        );
        (!range.is_empty()).then_some(range)
    });
    (
        Inlines {
            text: before.to_owned(),
            marks: left,
        },
        Inlines {
            text: after.to_owned(),
            marks: right,
        },
    )
}

/// Text without inline markup.
fn unmarked(text: String) -> Inlines {
    Inlines {
        text,
        marks: Vec::new(),
    }
}

/// Whether an item says which agencies do it.
fn names_agencies(text: &str) -> bool {
    clauses("", text)
        .iter()
        .any(|clause| !clause.agencies.is_empty())
}

/// Puts words in front of inline content.
fn prefixed(inlines: &Inlines, prefix: &str) -> Inlines {
    let by = prefix.chars().count();
    let marks = inlines
        .marks
        .iter()
        .map(|mark| Markup {
            range: mark.range.shifted(by),
            kind: mark.kind.clone(),
        })
        .collect();
    Inlines {
        text: format!("{prefix}{}", inlines.text),
        marks,
    }
}

#[cfg(test)]
mod tests {
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

    fn read(text: &str) -> (Report, Lock, Vec<Diagnostic>) {
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
    fn what_is_wrong_in_front_matter_is_reported_where_it_stands() {
        let (_, _, diagnostics) =
            read("---\ntitle: a\ndate: 12.1.2023\nlang: zh-XX\n---\n\n正文□□。\n");
        let found: Vec<_> = diagnostics
            .iter()
            .map(|d| (d.code, d.label.as_ref().unwrap().span.clone()))
            .collect();
        assert_eq!(
            found,
            [
                ("front-matter", 19..28),
                ("unknown-tag", 35..40),
                ("open-repair", 52..58)
            ]
        );
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

    #[test]
    fn thousands_of_items_of_one_number_get_ids_of_their_own() {
        let text = "---\ntitle: a\n---\n\n## 附件\n\n".to_owned() + &"1. 甲\n\n".repeat(4000);
        let (report, _, _) = read(&text);
        let ids: BTreeSet<_> = report.projects().map(|project| &project.id).collect();
        assert_eq!(ids.len(), 4000);
        assert!(ids.contains(&"x-4000".to_owned()));
    }

    fn items(report: &Report) -> Vec<(&str, &str)> {
        let groups = report.annexes.iter().flat_map(|annex| &annex.groups);
        groups
            .flat_map(|group| &group.projects)
            .map(|project| {
                (
                    project.id.as_str(),
                    report.blocks[project.block].text.as_str(),
                )
            })
            .collect()
    }

    #[test]
    fn annex_items_are_numbered_in_any_customary_way() {
        let (report, _, _) = read(
            "---\ntitle: a\n---\n\n## 附件\n\n1、甲（牵头单位：乙局）\n\n（二）丙（牵头单位：丁局）\n",
        );
        assert_eq!(
            items(&report),
            [
                ("x-01", "甲（牵头单位：乙局）"),
                ("x-02", "丙（牵头单位：丁局）")
            ]
        );
    }

    #[test]
    fn a_table_of_tasks_is_items() {
        let (report, _, diagnostics) = read(
            "---\ntitle: a\n---\n\n## 一、甲\n\n乙。\n\n| 类别 | 序号 | 任务 | 牵头单位 |\n| --- | --- | --- | --- |\n| 稳增长 | 1 | 修路。 | 交通厅 |\n|  | 2 | 建桥。 | 住建厅 |\n",
        );
        assert_eq!(diagnostics, []);
        assert_eq!(
            items(&report),
            [
                ("x-01", "修路。（牵头单位：交通厅）"),
                ("x-02", "建桥。（牵头单位：住建厅）")
            ]
        );
        let second = report.projects().nth(1).unwrap();
        assert_eq!(second.clauses[0].agencies[0].id, "住建厅");
        let heading = report.annexes[0].groups[0].heading.unwrap();
        assert_eq!(report.blocks[heading].text, "稳增长");
    }

    #[test]
    fn what_an_item_says_on_more_lines_belongs_to_it() {
        let (report, _, _) = read(
            "---\ntitle: a\n---\n\n## 附件\n\n1. 修路。\n\n牵头单位：交通厅\n\n完成时限：10月\n\n（二）建桥（责任单位：住建厅）\n",
        );
        assert_eq!(
            items(&report),
            [
                ("x-01", "修路。（牵头单位：交通厅；完成时限：10月）"),
                ("x-02", "建桥（责任单位：住建厅）")
            ]
        );
        assert_eq!(report.projects().next().unwrap().clauses.len(), 1);
    }

    #[test]
    fn explanations_are_no_tasks() {
        let (report, _, _) = read(
            "---\ntitle: a\n---\n\n## 附件1\n\n1. 修路\n\n## 附件2\n\n## 名词解释\n\n1.甲：指乙。\n\n2. 丙：指丁。\n",
        );
        assert_eq!(items(&report), [("x-01", "修路")]);
        assert_eq!(report.blocks.last().unwrap().kind, BlockKind::Paragraph);
    }

    #[test]
    fn a_second_item_of_one_number_is_kept_under_the_next_and_reported() {
        let (report, _, diagnostics) =
            read("---\ntitle: a\n---\n\n## 附件\n\n1. 甲（牵头单位：乙局）\n\n1. 丙\n\n");
        let ids: Vec<_> = report
            .projects()
            .map(|project| (project.id.as_str(), project.number))
            .collect();
        assert_eq!(ids, [("x-01", 1), ("x-02", 1)]);
        assert_eq!(diagnostics[0].code, "duplicate-item");
    }
}
