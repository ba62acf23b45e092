//! A [`Document`] → HTML of an edition: the text of every block converted as a whole, marks put around what they meant.
//!
//! Content holds no raw HTML and no foreign schemes (both are errors when it is parsed; here such links lose their
//! address), so everything is escaped and nothing needs cleaning.

mod footnotes;
mod inline;
mod plain;
mod sections;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::markdown::{Block, Content, Document, Inlines, Item};
use crate::report::MarkupKind;
use crate::script::{Conversions, Tag};

pub use footnotes::Footnotes;
pub use inline::inline;
pub use plain::{plain, plain_sections};
pub use sections::{sections, sections_with};

/// How a text becomes HTML.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    /// What converts.
    pub conversions: &'a Conversions,
    /// The tag the text is written in.
    pub from: Tag,
    /// The tag it is wanted in.
    pub to: Tag,
    /// Level of the highest heading: 2 where the page has its own `h1`.
    pub heading: u8,
    /// Prefix of footnotes' ids, different for every text of a page.
    pub prefix: &'a str,
    /// Turns an address of the content into one of the page.
    pub link: &'a dyn Fn(&str) -> String,
    /// The sizes of the pictures there are.
    pub pictures: &'a Pictures,
}

/// Width and height of pictures by path from the site's root (`assets/wind.png`).
pub type Pictures = BTreeMap<String, (usize, usize)>;

/// No pictures, for texts that show none.
pub static NO_PICTURES: Pictures = Pictures::new();

/// Leaves addresses as they are.
#[must_use]
pub fn same_address(address: &str) -> String {
    address.to_owned()
}

/// Writes a document with its footnotes.
#[must_use]
pub fn write(document: &Document, style: &Style<'_>) -> String {
    let mut footnotes = Footnotes::of_document(document);
    let mut out = write_with(document, style, &mut footnotes);
    out.push_str(&footnotes.write(style));
    out
}

fn write_with<'d>(
    document: &'d Document,
    style: &Style<'_>,
    footnotes: &mut Footnotes<'d>,
) -> String {
    let mut writer = Writer {
        style,
        out: String::new(),
        footnotes,
        lowest: lowest_heading(&document.blocks),
        last: style.heading.saturating_sub(1),
    };
    writer.blocks(&document.blocks, false);
    writer.out
}

fn lowest_heading(blocks: &[Block]) -> u8 {
    let levels = blocks.iter().filter_map(|block| match &block.content {
        Content::Heading(level, _) => Some(*level),
        _ => None,
    });
    levels.min().unwrap_or(1)
}

struct Writer<'a, 'd> {
    style: &'a Style<'a>,
    out: String,
    footnotes: &'a mut Footnotes<'d>,
    lowest: u8,
    /// Level of the heading before.
    last: u8,
}

impl<'d> Writer<'_, 'd> {
    fn blocks(&mut self, blocks: &'d [Block], tight: bool) {
        for block in blocks {
            self.block(block, tight);
        }
    }

    fn block(&mut self, block: &'d Block, tight: bool) {
        match &block.content {
            Content::Heading(level, inlines) => {
                // No level is left out on the way down: readers who go by headings would look for what is missing.
                let level = level - self.lowest.min(*level) + self.style.heading;
                let level = level.min(self.last + 1).min(6);
                self.last = level;
                self.element(&format!("h{level}"), inlines);
            }
            Content::Paragraph(inlines) if only_image(inlines) => self.picture(inlines),
            Content::Paragraph(inlines) if tight => self.inlines(inlines),
            Content::Paragraph(inlines) => self.element("p", inlines),
            Content::List { start, items } => self.list(*start, items),
            Content::Quote(inner) => self.wrapped("<blockquote>", inner, "</blockquote>\n"),
            Content::Callout(kind, inner) => {
                let name = self.name(match *kind {
                    "tip" => "提示",
                    "important" => "要点",
                    "warning" => "注意",
                    "caution" => "警告",
                    _ => "说明",
                });
                let open = format!(
                    "<div class=\"callout\" data-callout=\"{kind}\" role=\"note\" aria-label=\"{name}\"><p class=\"name\">{name}</p>\n"
                );
                self.wrapped(&open, inner, "</div>\n");
            }
            Content::Code(language, text) => {
                self.out.push_str("<pre><code");
                if let Some(language) = language.split_whitespace().next() {
                    let _ = write!(self.out, " data-language=\"{}\"", escape(language));
                }
                let _ = writeln!(self.out, ">{}</code></pre>", escape(text));
            }
            Content::Table(alignments, head, rows) => self.table(alignments, head, rows),
            Content::Rule => self.out.push_str("<hr>\n"),
            Content::Footnote(..) => {}
        }
    }

    fn element(&mut self, name: &str, inlines: &'d Inlines) {
        let _ = write!(self.out, "<{name}>");
        self.inlines(inlines);
        let _ = writeln!(self.out, "</{name}>");
    }

    fn wrapped(&mut self, open: &str, blocks: &'d [Block], close: &str) {
        self.out.push_str(open);
        self.blocks(blocks, false);
        self.out.push_str(close);
    }

    fn list(&mut self, start: Option<u64>, items: &'d [Item]) {
        let name = if start.is_some() { "ol" } else { "ul" };
        let tasks = items.iter().any(|item| item.task.is_some());
        let class = if tasks { " class=\"tasks\"" } else { "" };
        match start {
            Some(first) if first != 1 => {
                let _ = writeln!(self.out, "<{name}{class} start=\"{first}\">");
            }
            _ => {
                let _ = writeln!(self.out, "<{name}{class}>");
            }
        }
        for item in items {
            self.out.push_str("<li>");
            if let Some(done) = item.task {
                // A picture of a box, not a control: nobody can tick it.
                let (state, mark, name) = if done {
                    ("done", "☑", "已完成")
                } else {
                    ("open", "☐", "未完成")
                };
                let name = self.name(name);
                let _ = write!(
                    self.out,
                    "<span data-task=\"{state}\" role=\"img\" aria-label=\"{name}\">{mark}</span> "
                );
            }
            let paragraphs = |block: &&Block| matches!(block.content, Content::Paragraph(_));
            let tight = item.blocks.iter().filter(paragraphs).count() <= 1;
            self.blocks(&item.blocks, tight);
            self.out.push_str("</li>\n");
        }
        let _ = writeln!(self.out, "</{name}>");
    }

    fn table(&mut self, alignments: &[&str], head: &'d [Inlines], rows: &'d [Vec<Inlines>]) {
        // What scrolls sideways on a small screen has to be reached by the keyboard, too.
        let name = self.name("表格");
        let _ = writeln!(
            self.out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\"><table>"
        );
        let open = |name: &str, column: usize, scope: &str| match alignments.get(column) {
            Some(side) if !side.is_empty() => {
                format!("<{name}{scope} data-align=\"{side}\">")
            }
            _ => format!("<{name}{scope}>"),
        };
        if head.iter().any(|cell| !cell.text.is_empty()) {
            self.out.push_str("<thead><tr>");
            for (column, cell) in head.iter().enumerate() {
                self.out.push_str(&open("th", column, " scope=\"col\""));
                self.inlines(cell);
                self.out.push_str("</th>");
            }
            self.out.push_str("</tr></thead>\n");
        }
        self.out.push_str("<tbody>\n");
        for row in rows {
            self.out.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                self.out.push_str(&open("td", column, ""));
                self.inlines(cell);
                self.out.push_str("</td>");
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    /// A paragraph that is one picture: a figure with its caption.
    fn picture(&mut self, inlines: &'d Inlines) {
        self.out.push_str("<figure>");
        self.inlines(inlines);
        if let Some(MarkupKind::Image { caption, .. }) = inlines.marks.first().map(|m| &m.kind)
            && !caption.is_empty()
        {
            let caption = self.convert(caption);
            let _ = write!(self.out, "<figcaption>{}</figcaption>", escape(&caption));
        }
        self.out.push_str("</figure>\n");
    }

    /// A word of ours, in the wanted script.
    fn name(&self, word: &str) -> String {
        let Style {
            conversions, to, ..
        } = self.style;
        conversions.convert(word, Tag::Hans, *to).text
    }

    fn convert(&self, text: &str) -> String {
        let Style {
            conversions,
            from,
            to,
            ..
        } = self.style;
        conversions.convert(text, *from, *to).text
    }
}

/// Whether a paragraph is a picture and nothing else.
fn only_image(inlines: &Inlines) -> bool {
    let [mark] = &inlines.marks[..] else {
        return false;
    };
    matches!(mark.kind, MarkupKind::Image { .. })
        && mark.range.len() == inlines.text.trim().chars().count()
}

/// Escapes `text` for element content and quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_escaped(&mut out, c));
    out
}

/// Appends one character, escaped for element content and quoted attributes.
pub(crate) fn push_escaped(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;
    use crate::source::SourceFile;

    pub(super) fn html(text: &str, to: Tag) -> String {
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        let conversions = Conversions::default();
        write(&document, &style(&conversions, to))
    }

    pub(super) fn style(conversions: &Conversions, to: Tag) -> Style<'_> {
        Style {
            conversions,
            from: Tag::Hans,
            to,
            heading: 2,
            prefix: "a-",
            link: &same_address,
            pictures: &NO_PICTURES,
        }
    }

    #[test]
    fn headings_begin_at_the_level_the_page_gives() {
        assert_eq!(
            html("# 甲\n\n## 乙\n", Tag::Hans),
            "<h2>甲</h2>\n<h3>乙</h3>\n"
        );
        assert_eq!(
            html("#### 甲\n\n# 乙\n\n### 丙\n", Tag::Hans),
            "<h2>甲</h2>\n<h2>乙</h2>\n<h3>丙</h3>\n"
        );
    }

    #[test]
    fn a_picture_alone_is_a_figure_with_its_caption() {
        assert_eq!(
            html("![风电](a.png \"发电\")", Tag::Hant),
            "<figure><img src=\"a.png\" alt=\"風電\" loading=\"lazy\" decoding=\"async\"><figcaption>發電</figcaption></figure>\n"
        );
    }

    #[test]
    fn tables_tasks_and_callouts_have_their_elements() {
        let out = html("| 发 | b |\n|---|--:|\n| 1 | 2 |\n", Tag::Hant);
        assert!(
            out.contains("<th scope=\"col\">發</th><th scope=\"col\" data-align=\"end\">b</th>"),
            "{out}"
        );
        let out = html("- [x] 甲\n- [ ] 乙\n", Tag::Hans);
        assert!(
            out.contains("aria-label=\"已完成\">☑</span> 甲</li>"),
            "{out}"
        );
        let out = html("> [!NOTE]\n> 甲\n", Tag::Hans);
        assert!(
            out.contains("aria-label=\"说明\"><p class=\"name\">说明</p>\n<p>甲</p>"),
            "{out}"
        );
    }
}
