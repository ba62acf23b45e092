//! The parser's events → blocks, with what is wrong in them.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag as Md, TagEnd};

use crate::diagnostic::Diagnostic;
use crate::markdown::emphasis::{SENTINEL, is_cjk_punctuation, unguarded};
use crate::markdown::links::is_allowed;
use crate::markdown::{Block, Content, Inlines, Item};
use crate::report::{Markup, MarkupKind};
use crate::source::SourceFile;
use crate::text::{TextRange, is_han};

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

/// Takes the parser's events and makes blocks of them.
pub(super) struct Builder<'a> {
    source: &'a Arc<SourceFile>,
    diagnostics: Vec<Diagnostic>,
    stack: Vec<Frame>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a Arc<SourceFile>) -> Self {
        Self {
            source,
            diagnostics: Vec::new(),
            stack: vec![Frame::default()],
        }
    }

    /// The blocks of the document and what is wrong with it.
    pub(super) fn finish(mut self) -> (Vec<Block>, Vec<Diagnostic>) {
        let blocks = self.stack.pop().map(|frame| frame.blocks);
        (blocks.unwrap_or_default(), self.diagnostics)
    }

    fn top(&mut self) -> &mut Frame {
        self.stack
            .last_mut()
            .expect("the document's own frame is never popped before the end")
    }

    /// Takes an event that stands at `span` of the source.
    pub(super) fn event(&mut self, event: Event<'_>, span: Range<usize>) {
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
        if !is_allowed(address) {
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
