//! An element of a page → its lines, with white space as a browser shows it.

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use super::element_name;
use super::letters::{Letters, is_hidden};
use super::table::table;
use crate::import::draft::escape;
use crate::import::lines::Shape;

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "table",
    "tr",
    "thead",
    "tbody",
    "tfoot",
    "td",
    "th",
    "caption",
    "figure",
    "figcaption",
    "center",
    "form",
    "fieldset",
    "hr",
    "address",
    "body",
    "html",
    "details",
    "summary",
];

/// Reads the lines of an element.
pub(super) fn read(root: NodeRef<'_, Node>, letters: &HashMap<NodeId, Letters>) -> Vec<PageLine> {
    let mut reader = Reader {
        letters,
        lines: Vec::new(),
        text: String::new(),
        bold: 0,
        shape: Shape::Plain,
        broken: false,
    };
    reader.read(root);
    reader.lines
}

#[derive(Debug)]
struct Reader<'l> {
    letters: &'l HashMap<NodeId, Letters>,
    lines: Vec<PageLine>,
    text: String,
    /// How much of `text`, from its start, is bold without a break.
    bold: usize,
    shape: Shape,
    broken: bool,
}

#[derive(Debug)]
pub(super) struct PageLine {
    pub(super) text: String,
    pub(super) shape: Shape,
    pub(super) bold: Option<String>,
    /// Whether only a `<br>` stands before it.
    pub(super) broken: bool,
}

/// A step of the walk over the tree, which keeps its own stack: pages nest deeper than a thread's.
enum Step<'t> {
    Enter(NodeRef<'t, Node>),
    Leave(NodeRef<'t, Node>),
}

impl Reader<'_> {
    fn read(&mut self, root: NodeRef<'_, Node>) {
        let mut steps = vec![Step::Enter(root)];
        let mut bold = 0_usize;
        let mut preformatted = 0_usize;
        while let Some(step) = steps.pop() {
            match step {
                Step::Leave(node) => match element_name(node) {
                    Some("b" | "strong") => bold = bold.saturating_sub(1),
                    Some("pre") => {
                        preformatted = preformatted.saturating_sub(1);
                        self.end_line(false);
                    }
                    Some(name) if BLOCKS.contains(&name) => self.end_line(false),
                    _ => {}
                },
                Step::Enter(node) => {
                    if let Node::Text(text) = node.value() {
                        if preformatted > 0 {
                            self.push_lines(text, bold > 0);
                        } else {
                            self.push(text, bold > 0);
                        }
                        continue;
                    }
                    let name = element_name(node).unwrap_or("");
                    if is_hidden(node) || self.is_menu(node, name) {
                        continue;
                    }
                    if name == "br" {
                        self.end_line(true);
                        continue;
                    }
                    if BLOCKS.contains(&name) {
                        self.end_line(false);
                    }
                    if name == "table"
                        && let Some(rows) = table(node, self.letters)
                    {
                        self.table(rows);
                        continue;
                    }
                    if let Some(level) = name
                        .strip_prefix('h')
                        .and_then(|level| level.parse::<u8>().ok())
                    {
                        self.shape = Shape::Heading(level);
                    }
                    bold += usize::from(matches!(name, "b" | "strong"));
                    preformatted += usize::from(name == "pre");
                    steps.push(Step::Leave(node));
                    steps.extend(
                        node.children()
                            .collect::<Vec<_>>()
                            .into_iter()
                            .rev()
                            .map(Step::Enter),
                    );
                }
            }
        }
        self.end_line(false);
    }

    /// Whether nearly all the letters of a block are links'.
    fn is_menu(&self, node: NodeRef<'_, Node>, name: &str) -> bool {
        let Letters {
            all, prose, links, ..
        } = self.letters.get(&node.id()).copied().unwrap_or_default();
        matches!(
            name,
            "ul" | "ol" | "dl" | "div" | "table" | "tr" | "td" | "section" | "header"
        ) && links >= 2
            && prose * 10 < all * 3
    }

    /// Adds text, white space as HTML shows it; a source line break between two Han letters is none.
    fn push(&mut self, text: &str, bold: bool) {
        // Blanks before the first word are neither.
        let was_bold = self.bold == self.text.len() || self.text.trim_matches(is_blank).is_empty();
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            if !c.is_ascii_whitespace() {
                self.text.push(c);
                continue;
            }
            let mut newline = c == '\n' || c == '\r';
            while let Some(c) = characters.next_if(char::is_ascii_whitespace) {
                newline |= c == '\n' || c == '\r';
            }
            let wide = |c: Option<&char>| c.is_none_or(|&c| !c.is_ascii());
            let between = self.text.chars().next_back();
            let swallow = newline && wide(between.as_ref()) && wide(characters.peek());
            if !self.text.is_empty() && !self.text.ends_with(' ') && !swallow {
                self.text.push(' ');
            }
        }
        if bold && was_bold {
            self.bold = self.text.len();
        }
    }

    /// Adds text whose line breaks show.
    fn push_lines(&mut self, text: &str, bold: bool) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.end_line(true);
            }
            self.push(line, bold);
        }
    }

    fn end_line(&mut self, by_break: bool) {
        let text = self.text.trim_matches(is_blank);
        if !text.is_empty() {
            let skipped = self.text.len() - self.text.trim_start_matches(is_blank).len();
            let bold = self.bold.saturating_sub(skipped).min(text.len());
            let all_bold = bold >= text.len();
            let short =
                text.chars().count() <= 40 && !text.ends_with(['。', '，', '；', '：', '！', '？']);
            // A short line that is bold throughout is a heading, whatever its element.
            let shape = match self.shape {
                Shape::Plain if all_bold && short && self.lines.len() > 3 => Shape::Heading(3),
                shape => shape,
            };
            let opening = text[..bold].trim_end_matches(is_blank);
            let bold = (!all_bold && !opening.is_empty() && !opening.contains('\n'))
                .then(|| opening.to_owned());
            self.lines.push(PageLine {
                text: text.to_owned(),
                shape,
                bold,
                broken: self.broken,
            });
            self.broken = false;
        }
        self.text.clear();
        self.bold = 0;
        if by_break {
            self.broken = true;
        } else {
            self.broken = false;
            self.shape = Shape::Plain;
        }
    }

    fn table(&mut self, rows: Vec<Vec<String>>) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in rows {
            let mut text = String::from("|");
            for column in 0..columns {
                text.push(' ');
                let cell = row.get(column).map_or("", String::as_str);
                let mut escaped = String::new();
                escape(cell, false, &mut escaped);
                text.push_str(&escaped.replace('|', "\\|"));
                text.push_str(" |");
            }
            self.lines.push(PageLine {
                text,
                shape: Shape::Table,
                bold: None,
                broken: false,
            });
        }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}
