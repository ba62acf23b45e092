//! CommonMark → [`Document`]: blocks whose inline content is flat text with marks on ranges of it.
//!
//! Flat text is what conversion, figures and notes work on: a phrase cut by emphasis is still one phrase. Parsing never
//! fails; raw HTML and links with other schemes than the allowed ones are diagnostics and come out as text.

pub mod fence;
pub mod html;
pub mod links;
mod slips;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag as Md, TagEnd,
};

use crate::diagnostic::Diagnostic;
use crate::report::{Markup, MarkupKind};
use crate::source::SourceFile;
use crate::text::{TextRange, is_han};

/// A parsed Markdown text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
}

/// A block and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub content: Content,
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// What a block is (CommonMark 0.31 §4–5, with tables, footnotes, task lists and callouts).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// `# …`
    Heading(u8, Inlines),
    /// Prose.
    Paragraph(Inlines),
    /// A list; `start` is the first number of an ordered one.
    List {
        /// First number of an ordered list.
        start: Option<u64>,
        /// The items.
        items: Vec<Item>,
    },
    /// `> …`
    Quote(Vec<Block>),
    /// `> [!NOTE]`: its kind in lower case.
    Callout(&'static str, Vec<Block>),
    /// A code block: language and text, never converted.
    Code(String, String),
    /// A table: column alignments (`start`, `center`, `end` or empty), head, rows.
    Table(Vec<&'static str>, Vec<Inlines>, Vec<Vec<Inlines>>),
    /// `---`
    Rule,
    /// `[^label]: …`
    Footnote(String, Vec<Block>),
}

/// A list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whether its task is done, if it is a task.
    pub task: Option<bool>,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// Inline content: flat text and marks on it. `\n` is a hard break; U+FFFC stands where a footnote is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inlines {
    /// The text without syntax.
    pub text: String,
    /// Marks, in the order in which they open; they nest or are disjoint.
    pub marks: Vec<Markup>,
}

/// What of CommonMark's extensions content may use.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// Splits front matter (`---` … `---` at the very start) from the body: the byte ranges of both.
#[must_use]
pub fn front_matter(text: &str) -> (Option<Range<usize>>, Range<usize>) {
    let Some(first) = text.lines().next() else {
        return (None, 0..0);
    };
    if first.trim_end() != "---" {
        return (None, 0..text.len());
    }
    let start = first.len() + 1;
    let mut at = start;
    for line in text.get(start..).unwrap_or("").split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (Some(start..at), at + line.len()..text.len());
        }
        at += line.len();
    }
    (None, 0..text.len())
}

/// Whether a text begins front matter that nothing ends, so that all of it would be taken for the body.
#[must_use]
pub fn is_left_open(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.trim_end() == "---")
        && front_matter(text).0.is_none()
}

/// Parses the Markdown in `range` of `source`; spans count from the start of the source.
#[must_use]
pub fn parse(source: &Arc<SourceFile>, range: Range<usize>) -> (Document, Vec<Diagnostic>) {
    let (text, map) = guard_emphasis(&source.text[range.clone()]);
    // A text is parsed in parts; the parser takes `[^a]` for a call only where it sees what the footnote says. It is
    // told before the part, behind a rule: nothing in the part can run on into that, or that into the part.
    let mut known = String::new();
    for label in explained_elsewhere(&source.text, &range) {
        known.push_str("[^");
        known.push_str(label);
        known.push_str("]: .\n\n");
    }
    if !known.is_empty() {
        known.push_str("---\n\n");
    }
    let before = known.len();
    let place = |r: Range<usize>| {
        let source = |at: usize| range.start + map.source(at.saturating_sub(before));
        source(r.start)..source(r.end)
    };
    let text = known + &text;
    let mut builder = Builder {
        source,
        diagnostics: Vec::new(),
        stack: vec![Frame::default()],
    };
    for (event, bytes) in Parser::new_ext(&text, OPTIONS).into_offset_iter() {
        if bytes.start >= before {
            builder.event(event, place(bytes));
        }
    }
    let blocks = builder
        .stack
        .pop()
        .map(|frame| frame.blocks)
        .unwrap_or_default();
    let mut diagnostics = builder.diagnostics;
    slips::find(&blocks, source, &mut diagnostics);
    (Document { blocks }, diagnostics)
}

/// Labels of the footnotes that `range` calls and another part of the text explains.
fn explained_elsewhere<'a>(text: &'a str, range: &Range<usize>) -> Vec<&'a str> {
    let part = &text[range.clone()];
    if !part.contains("[^") {
        return Vec::new();
    }
    let definition = |line: &'a str| -> Option<&'a str> {
        let (label, _) = line.trim_start().strip_prefix("[^")?.split_once("]:")?;
        (!label.is_empty() && !label.contains([']', ' '])).then_some(label)
    };
    let own: Vec<&str> = part.lines().filter_map(definition).collect();
    let mut labels: Vec<&str> = Vec::new();
    for label in text.lines().filter_map(definition) {
        if !own.contains(&label)
            && !labels.contains(&label)
            && part.contains(&format!("[^{label}]"))
        {
            labels.push(label);
        }
    }
    labels
}

/// Byte offsets of the guarded text → byte offsets of the original.
struct GuardMap(Vec<usize>);

impl GuardMap {
    /// Number of original bytes before `offset` of the guarded text.
    fn source(&self, offset: usize) -> usize {
        let before = self.0.partition_point(|&at| at < offset);
        offset - before * SENTINEL.len_utf8()
    }
}

/// U+2E2E REVERSED QUESTION MARK: category Po, so a delimiter run beside it can flank; nobody writes it in Chinese.
const SENTINEL: char = '\u{2E2E}';

/// Puts [`SENTINEL`] where a Han letter touches a delimiter run whose other side is punctuation.
///
/// CommonMark 0.31 §6.2 lets a run open emphasis only where it is left-flanking, and a run between a letter and a
/// punctuation character is not: `规划**“十四五”**` stays literal. A punctuation character put between letter and run
/// makes it flanking; it is taken out again behind the parser.
fn guard_emphasis(text: &str) -> (String, GuardMap) {
    let mut out = String::with_capacity(text.len() + 16);
    let mut inserted = Vec::new();
    let mut previous: Option<char> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '*' | '~') {
            let run = rest.len() - rest.trim_start_matches(c).len();
            let next = rest[run..].chars().next();
            let letter = |c: Option<char>| c.is_some_and(is_han);
            let punctuation = |c: Option<char>| c.is_some_and(is_cjk_punctuation);
            if letter(previous) && punctuation(next) {
                inserted.push(out.len());
                out.push(SENTINEL);
            }
            out.push_str(&rest[..run]);
            if punctuation(previous) && letter(next) {
                inserted.push(out.len());
                out.push(SENTINEL);
            }
            previous = Some(c);
            rest = &rest[run..];
        } else {
            out.push(c);
            previous = Some(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (out, GuardMap(inserted))
}

/// A text as it was written, without [`SENTINEL`]s.
fn unguarded(text: &str) -> String {
    text.replace(SENTINEL, "")
}

fn is_cjk_punctuation(c: char) -> bool {
    matches!(
        c,
        '“' | '”'
            | '‘'
            | '’'
            | '—'
            | '…'
            | '·'
            | '《'
            | '》'
            | '「'
            | '」'
            | '『'
            | '』'
            | '（'
            | '）'
            | '、'
            | '，'
            | '。'
            | '；'
            | '：'
            | '？'
            | '！'
            | '〈'
            | '〉'
            | '【'
            | '】'
            | '%'
            | '('
            | ')'
            | '"'
    )
}

/// What is being collected: blocks of a container, or the inlines of a leaf.
#[derive(Default)]
struct Frame {
    blocks: Vec<Block>,
    items: Vec<Item>,
    cells: Vec<Inlines>,
    rows: Vec<Vec<Inlines>>,
    head: Vec<Inlines>,
    inlines: Inlines,
    length: usize,
    open: Vec<(usize, MarkupKind)>,
    task: Option<bool>,
    code: String,
    opening: Opening,
}

/// What the start of a container said that its end does not repeat.
#[derive(Default)]
enum Opening {
    #[default]
    Plain,
    List(Option<u64>),
    Labelled(String),
    Table(Vec<&'static str>),
}

impl Frame {
    fn push(&mut self, text: &str) {
        for c in text.chars().filter(|&c| c != SENTINEL) {
            self.inlines.text.push(c);
            self.length += 1;
        }
    }

    /// Ends the innermost open mark.
    fn close(&mut self) {
        if let Some((start, kind)) = self.open.pop() {
            let range = TextRange::new(start, self.length);
            self.inlines.marks.push(Markup { range, kind });
        }
    }

    fn take_inlines(&mut self) -> Inlines {
        self.length = 0;
        self.open.clear();
        let mut inlines = std::mem::take(&mut self.inlines);
        inlines
            .marks
            .sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
        inlines
    }
}

struct Builder<'a> {
    source: &'a Arc<SourceFile>,
    diagnostics: Vec<Diagnostic>,
    stack: Vec<Frame>,
}

impl Builder<'_> {
    fn top(&mut self) -> &mut Frame {
        self.stack
            .last_mut()
            .expect("the document's own frame is never popped before the end")
    }

    fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, &span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => {
                let frame = self.top();
                frame.code.push_str(&unguarded(&text));
                frame.push(&text);
            }
            Event::Code(text) => self.leaf(&text, MarkupKind::Code),
            Event::SoftBreak => {
                // A line break between two Han letters is not a space (CSS Text 4 §4.1.2 leaves it to the browser).
                let frame = self.top();
                let joins = frame
                    .inlines
                    .text
                    .chars()
                    .last()
                    .is_some_and(|c| is_han(c) || is_cjk_punctuation(c) && !c.is_ascii());
                frame.push(if joins { "" } else { " " });
            }
            Event::HardBreak => self.top().push("\n"),
            Event::Rule => self.block(Content::Rule, span),
            Event::TaskListMarker(done) => self.top().task = Some(done),
            Event::FootnoteReference(label) => {
                self.leaf("\u{FFFC}", MarkupKind::Footnote(unguarded(&label)));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                if !html.trim().is_empty() {
                    self.diagnostics.push(
                        Diagnostic::error("raw-html", "raw HTML in content")
                            .at(self.source, span, "")
                            .help("write Markdown: `**bold**`, `[text](address)`, `![alt](picture)`, a table with `|`; a literal `<` is written `\\<`"),
                    );
                }
                self.top().push(&html);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.top().push(&text),
        }
    }

    fn leaf(&mut self, text: &str, kind: MarkupKind) {
        let frame = self.top();
        let start = frame.length;
        frame.push(text);
        let range = TextRange::new(start, frame.length);
        frame.inlines.marks.push(Markup { range, kind });
    }

    fn start(&mut self, tag: &Md<'_>, span: &Range<usize>) {
        let kind = match tag {
            Md::Emphasis => MarkupKind::Emphasis,
            Md::Strong => MarkupKind::Strong,
            Md::Strikethrough => MarkupKind::Strikethrough,
            Md::Link { dest_url, .. } => {
                let address = unguarded(dest_url);
                self.check_address(&address, span);
                MarkupKind::Link(address)
            }
            Md::Image {
                dest_url, title, ..
            } => {
                let (address, caption) = (unguarded(dest_url), unguarded(title));
                self.check_picture(&address, span);
                MarkupKind::Image { address, caption }
            }
            Md::TableRow | Md::TableHead => return,
            other => {
                let opening = match other {
                    Md::List(start) => Opening::List(*start),
                    Md::FootnoteDefinition(label) => Opening::Labelled(unguarded(label)),
                    Md::CodeBlock(CodeBlockKind::Fenced(language)) => {
                        Opening::Labelled(language.to_string())
                    }
                    Md::Table(alignments) => {
                        Opening::Table(alignments.iter().copied().map(alignment).collect())
                    }
                    _ => Opening::Plain,
                };
                self.stack.push(Frame {
                    opening,
                    ..Frame::default()
                });
                return;
            }
        };
        let frame = self.top();
        frame.open.push((frame.length, kind));
    }

    fn end(&mut self, tag: TagEnd, span: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                self.top().close();
                return;
            }
            TagEnd::Image => {
                let frame = self.top();
                let start = frame.open.last().map_or(0, |(start, _)| *start);
                let words: String = frame.inlines.text.chars().skip(start).collect();
                frame.close();
                if words.trim().is_empty() {
                    self.diagnostics.push(
                        Diagnostic::error("no-alt", "a picture without words for those who cannot see it")
                            .at(self.source, span, "")
                            .help("write what it shows between the brackets: `![风电场的三排风机](/assets/wind.png)`"),
                    );
                }
                return;
            }
            TagEnd::TableHead => {
                let frame = self.top();
                frame.head = std::mem::take(&mut frame.cells);
                return;
            }
            TagEnd::TableRow => {
                let frame = self.top();
                let row = std::mem::take(&mut frame.cells);
                frame.rows.push(row);
                return;
            }
            _ => {}
        }
        let mut frame = self.stack.pop().expect("every end follows its start");
        let inlines = frame.take_inlines();
        // A tight list item's text is not in a paragraph of its own.
        if !inlines.text.is_empty() && matches!(tag, TagEnd::Item) {
            frame.blocks.insert(
                0,
                Block {
                    content: Content::Paragraph(inlines.clone()),
                    span: span.clone(),
                },
            );
        }
        let (mut start, mut label, mut columns) = (None, String::new(), Vec::new());
        match frame.opening {
            Opening::Plain => {}
            Opening::List(first) => start = first,
            Opening::Labelled(name) => label = name,
            Opening::Table(alignments) => columns = alignments,
        }
        match tag {
            TagEnd::Heading(level) => self.block(Content::Heading(level as u8, inlines), span),
            TagEnd::Paragraph => self.block(Content::Paragraph(inlines), span),
            TagEnd::BlockQuote(None) => self.block(Content::Quote(frame.blocks), span),
            TagEnd::BlockQuote(Some(kind)) => {
                let name = match kind {
                    BlockQuoteKind::Note => "note",
                    BlockQuoteKind::Tip => "tip",
                    BlockQuoteKind::Important => "important",
                    BlockQuoteKind::Warning => "warning",
                    BlockQuoteKind::Caution => "caution",
                };
                self.block(Content::Callout(name, frame.blocks), span);
            }
            TagEnd::CodeBlock => self.block(Content::Code(label, frame.code), span),
            TagEnd::Item => {
                let item = Item {
                    task: frame.task,
                    blocks: frame.blocks,
                    span,
                };
                self.top().items.push(item);
            }
            TagEnd::List(_) => self.block(
                Content::List {
                    start,
                    items: frame.items,
                },
                span,
            ),
            TagEnd::FootnoteDefinition => self.block(Content::Footnote(label, frame.blocks), span),
            TagEnd::TableCell => self.top().cells.push(inlines),
            TagEnd::Table => self.block(Content::Table(columns, frame.head, frame.rows), span),
            _ => {
                // Containers without a meaning of their own hand their blocks on.
                self.top().blocks.append(&mut frame.blocks);
            }
        }
    }

    fn block(&mut self, content: Content, span: Range<usize>) {
        self.top().blocks.push(Block { content, span });
    }

    /// Pictures are files of the site: a reader's browser asks no other host.
    fn check_picture(&mut self, address: &str, span: &Range<usize>) {
        if !address.starts_with("/assets/") {
            self.diagnostics.push(
                Diagnostic::error(
                    "picture-place",
                    format!("the picture `{address}` is not a file of the site"),
                )
                .at(self.source, span.clone(), "")
                .help("put the file in themes/<name>/assets/ (themes/default/ where the site has no theme of its own) and write `/assets/<file>`"),
            );
        }
    }

    fn check_address(&mut self, address: &str, span: &Range<usize>) {
        let scheme = address.split_once(':').map(|(scheme, _)| scheme);
        let relative = scheme.is_none_or(|s| s.contains(['/', '#', '?']));
        if !relative && !matches!(scheme, Some("https" | "http" | "mailto")) {
            self.diagnostics.push(
                Diagnostic::error("link-scheme", format!("a link cannot go to `{address}`"))
                    .at(self.source, span.clone(), "")
                    .help("links go to https:, http:, mailto:, a page of the site (../text/) or a #fragment"),
            );
        }
    }
}

fn alignment(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::None => "",
        Alignment::Left => "start",
        Alignment::Center => "center",
        Alignment::Right => "end",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Inlines {
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        match document.blocks.into_iter().next().map(|b| b.content) {
            Some(Content::Paragraph(inlines)) => inlines,
            other => panic!("not a paragraph: {other:?}"),
        }
    }

    #[test]
    fn emphasis_beside_full_width_punctuation_is_emphasis() {
        let inlines = paragraph("落实**“十四五”**规划，**“甲”**和**“乙”**都");
        assert_eq!(inlines.text, "落实“十四五”规划，“甲”和“乙”都");
        let ranges: Vec<_> = inlines
            .marks
            .iter()
            .map(|m| (m.range.start, m.range.end))
            .collect();
        assert_eq!(ranges, [(2, 7), (10, 13), (14, 17)]);
    }

    #[test]
    fn a_line_break_between_han_letters_is_not_a_space() {
        assert_eq!(paragraph("新能源\n产业").text, "新能源产业");
        assert_eq!(paragraph("the\nend").text, "the end");
        assert_eq!(paragraph("up (5%)\nand more").text, "up (5%) and more");
    }

    #[test]
    fn raw_html_and_script_links_are_errors_at_their_place() {
        let source = SourceFile::new("x.md", "甲<b>乙</b> [丙](javascript:alert(1))");
        let (_, diagnostics) = parse(&source, 0..source.text.len());
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["raw-html", "raw-html", "link-scheme"]);
        assert_eq!(diagnostics[0].label.as_ref().unwrap().span, 3..6);
    }

    #[test]
    fn a_picture_needs_words_and_is_a_file_of_the_site() {
        let faults = |text: &str| -> Vec<&'static str> {
            let source = SourceFile::new("x.md", text);
            let (_, diagnostics) = parse(&source, 0..text.len());
            diagnostics.iter().map(|d| d.code).collect()
        };
        assert_eq!(faults("甲![风电](/assets/a.png)"), [] as [&str; 0]);
        assert_eq!(faults("甲![ ](/assets/a.png)"), ["no-alt"]);
        assert_eq!(
            faults("![风电](https://example.org/a.png)"),
            ["picture-place"]
        );
        assert_eq!(faults("![风电](a.png)"), ["picture-place"]);
    }

    #[test]
    fn spans_count_in_the_source_in_spite_of_guards() {
        let text = "规划**“甲”**\n\n第二段";
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        assert_eq!(&text[document.blocks[1].span.clone()], "第二段");
    }

    #[test]
    fn no_guard_is_left_in_code_and_addresses() {
        let text = "[甲](/规划**“乙”**/)\n\n```\n规划**“甲”**和\n```\n";
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        let [first, second] = &document.blocks[..] else {
            panic!("two blocks")
        };
        assert_eq!(
            second.content,
            Content::Code(String::new(), "规划**“甲”**和\n".into())
        );
        let Content::Paragraph(inlines) = &first.content else {
            panic!("a paragraph")
        };
        assert_eq!(
            inlines.marks[0].kind,
            MarkupKind::Link("/规划**“乙”**/".into())
        );
    }

    #[test]
    fn code_that_is_never_closed_is_kept_though_footnotes_are_explained_elsewhere() {
        let text = "甲[^a]\n\n```\n乙\n\n::: x\n\n[^a]: 一\n";
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.find(":::").unwrap());
        let contents: Vec<_> = document.blocks.into_iter().map(|b| b.content).collect();
        assert_eq!(contents.len(), 2);
        assert_eq!(contents[1], Content::Code(String::new(), "乙\n\n".into()));
    }

    #[test]
    fn front_matter_is_split_from_the_body() {
        let text = "---\ntitle: x\n---\nbody";
        let (front, body) = front_matter(text);
        assert_eq!(&text[front.unwrap()], "title: x\n");
        assert_eq!(&text[body], "body");
    }
}
