//! A [`Document`] → HTML of an edition: the text of every block converted as a whole, marks put around what they meant.
//!
//! Content holds no raw HTML and no foreign schemes (both are errors when it is parsed; here such links lose their
//! address), so everything is escaped and nothing needs cleaning.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::markdown::fence::{Part, Section};
use crate::markdown::{Block, Content, Document, Inlines, Item};
use crate::report::{Markup, MarkupKind};
use crate::script::{Conversions, Tag};
use crate::text::TextRange;

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

/// Writes a text with parts for one script only and its footnotes; `embed` writes what stands for something of the site.
pub fn sections(
    sections: &[Section],
    style: &Style<'_>,
    embed: impl FnMut(&str, &str) -> String,
) -> String {
    let mut footnotes = Footnotes::of(sections);
    let mut out = sections_with(sections, style, &mut footnotes, embed);
    out.push_str(&footnotes.write(style));
    out
}

/// As [`sections`], for a stretch of a longer text: `footnotes` are those of the whole and are written by
/// [`Footnotes::write`] at its end.
pub fn sections_with<'d>(
    sections: &'d [Section],
    style: &Style<'_>,
    footnotes: &mut Footnotes<'d>,
    mut embed: impl FnMut(&str, &str) -> String,
) -> String {
    let mut out = String::new();
    for shown in shown(sections, style.from, style.to) {
        match shown {
            Shown::Text(document, from) => {
                let style = Style { from, ..*style };
                out.push_str(&write_with(document, &style, footnotes));
            }
            Shown::Embed(name, argument) => out.push_str(&embed(name, argument)),
        }
    }
    out
}

/// What an edition shows of a text.
enum Shown<'d> {
    /// A document and the tag it is written in.
    Text(&'d Document, Tag),
    /// Something of the site: name and argument.
    Embed(&'d str, &'d str),
}

/// What the edition `to` shows of a text written in `from`: what is for all, and what is for its script alone. Where
/// only the other script has a part of its own, its conversion is better than nothing.
fn shown(sections: &[Section], from: Tag, to: Tag) -> impl Iterator<Item = Shown<'_>> {
    let own = move |part: &Part| matches!(part, Part::Only(script, _) if *script == to.script());
    let has_own = sections.iter().any(|section| own(&section.part));
    let written = move |script| {
        let tags = [from, to].into_iter().chain(Tag::ALL);
        tags.into_iter().find(|tag| tag.script() == script)
    };
    (sections.iter()).filter_map(move |section| match &section.part {
        Part::Common(document) => Some(Shown::Text(document, from)),
        Part::Only(script, document) if own(&section.part) || !has_own => {
            Some(Shown::Text(document, written(*script).unwrap_or(from)))
        }
        Part::Only(..) => None,
        Part::Embed { name, argument } => Some(Shown::Embed(name, argument)),
    })
}

/// Writes a document with its footnotes.
#[must_use]
pub fn write(document: &Document, style: &Style<'_>) -> String {
    let mut footnotes = Footnotes::default();
    collect_footnotes(&document.blocks, &mut footnotes.texts);
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

/// The footnotes of a text: what they say, and which of them have been called so far.
#[derive(Default)]
pub struct Footnotes<'d> {
    texts: BTreeMap<&'d str, &'d [Block]>,
    /// Labels in the order of their first call, and how often each was called.
    called: Vec<(&'d str, usize)>,
}

impl<'d> Footnotes<'d> {
    /// Collects the footnotes of all parts of a text.
    #[must_use]
    pub fn of(sections: &'d [Section]) -> Self {
        let mut footnotes = Self::default();
        for section in sections {
            if let Part::Common(document) | Part::Only(_, document) = &section.part {
                collect_footnotes(&document.blocks, &mut footnotes.texts);
            }
        }
        footnotes
    }

    /// Writes those that were called, in the order of the calls; a footnote may call another. Empty if none was.
    pub fn write(&mut self, style: &Style<'_>) -> String {
        let mut writer = Writer {
            style,
            out: String::new(),
            footnotes: self,
            lowest: 1,
            last: style.heading.saturating_sub(1),
        };
        writer.notes();
        writer.out
    }
}

/// Writes inline content alone.
#[must_use]
pub fn inline(inlines: &Inlines, style: &Style<'_>) -> String {
    let mut writer = Writer {
        style,
        out: String::new(),
        footnotes: &mut Footnotes::default(),
        lowest: 1,
        last: style.heading.saturating_sub(1),
    };
    writer.inlines(inlines);
    writer.out
}

/// The text of a document in the wanted script without any markup, for descriptions and search.
#[must_use]
pub fn plain(document: &Document, style: &Style<'_>) -> String {
    let mut out = String::new();
    plain_blocks(&document.blocks, style, &mut out);
    out
}

/// The text of the sections that the wanted script shows, without any markup.
#[must_use]
pub fn plain_sections(sections: &[Section], style: &Style<'_>) -> String {
    let texts = shown(sections, style.from, style.to).filter_map(|shown| match shown {
        Shown::Text(document, from) => Some(plain(document, &Style { from, ..*style })),
        Shown::Embed(..) => None,
    });
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn plain_blocks(blocks: &[Block], style: &Style<'_>, out: &mut String) {
    for block in blocks {
        match &block.content {
            Content::Heading(_, inlines) | Content::Paragraph(inlines) => {
                plain_inlines(inlines, style, out);
            }
            Content::Table(_, head, rows) => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    plain_inlines(cell, style, out);
                }
            }
            Content::List { items, .. } => {
                for item in items {
                    plain_blocks(&item.blocks, style, out);
                }
            }
            Content::Quote(inner) | Content::Callout(_, inner) => plain_blocks(inner, style, out),
            Content::Code(..) | Content::Rule | Content::Footnote(..) => {}
        }
    }
}

fn plain_inlines(inlines: &Inlines, style: &Style<'_>, out: &mut String) {
    let converted = (style.conversions).convert(&inlines.text, style.from, style.to);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(converted.text.replace('\u{FFFC}', "").trim());
}

fn lowest_heading(blocks: &[Block]) -> u8 {
    let levels = blocks.iter().filter_map(|block| match &block.content {
        Content::Heading(level, _) => Some(*level),
        _ => None,
    });
    levels.min().unwrap_or(1)
}

fn collect_footnotes<'d>(blocks: &'d [Block], found: &mut BTreeMap<&'d str, &'d [Block]>) {
    for block in blocks {
        match &block.content {
            Content::Footnote(label, inner) => {
                found.entry(label).or_insert(inner);
            }
            Content::Quote(inner) | Content::Callout(_, inner) => collect_footnotes(inner, found),
            Content::List { items, .. } => {
                for item in items {
                    collect_footnotes(&item.blocks, found);
                }
            }
            _ => {}
        }
    }
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

    fn inlines(&mut self, inlines: &'d Inlines) {
        let Style {
            conversions,
            from,
            to,
            ..
        } = *self.style;
        let code: Vec<TextRange> = inlines
            .marks
            .iter()
            .filter(|mark| mark.kind == MarkupKind::Code)
            .map(|mark| mark.range)
            .collect();
        let converted = conversions.convert_around(&inlines.text, &code, from, to);
        let chars: Vec<char> = converted.text.chars().collect();
        let marks: Vec<(TextRange, &'d Markup)> = inlines
            .marks
            .iter()
            .map(|mark| (converted.alignment.range(mark.range), mark))
            .collect();
        let mut at = 0;
        let mut rest = marks.as_slice();
        self.span(&chars, &mut at, chars.len(), &mut rest);
    }

    /// Writes the text up to `end` with the marks that begin in it; a mark that would cross `end` stops there.
    fn span(
        &mut self,
        chars: &[char],
        at: &mut usize,
        end: usize,
        rest: &mut &[(TextRange, &'d Markup)],
    ) {
        while let Some(&(range, mark)) = rest.first() {
            if range.start >= end && range.start > *at {
                break;
            }
            if range.start >= end && !range.is_empty() {
                break;
            }
            *rest = &rest[1..];
            let start = range.start.clamp(*at, end);
            self.text(&chars[*at..start]);
            *at = start;
            let stop = range.end.clamp(start, end);
            match &mark.kind {
                MarkupKind::Image { address, .. } => {
                    let alternative: String = chars[start..stop].iter().collect();
                    let size = self.style.pictures.get(address.trim_start_matches('/'));
                    let size = size.map_or_else(String::new, |(width, height)| {
                        format!(" width=\"{width}\" height=\"{height}\"")
                    });
                    let address = (self.style.link)(address);
                    let _ = write!(
                        self.out,
                        "<img src=\"{}\" alt=\"{}\"{size} loading=\"lazy\" decoding=\"async\">",
                        escape(&address),
                        escape(&alternative)
                    );
                    *at = stop;
                    while rest
                        .first()
                        .is_some_and(|(inner, _)| inner.end <= stop && inner.start < stop)
                    {
                        *rest = &rest[1..];
                    }
                }
                MarkupKind::Footnote(label) => {
                    self.call(label);
                    *at = stop;
                }
                kind => {
                    let (open, close) = self.tags(kind);
                    self.out.push_str(&open);
                    self.span(chars, at, stop, rest);
                    self.out.push_str(close);
                }
            }
        }
        let end = end.max(*at);
        self.text(&chars[*at..end]);
        *at = end;
    }

    fn tags(&self, kind: &MarkupKind) -> (String, &'static str) {
        match kind {
            MarkupKind::Emphasis => ("<em>".to_owned(), "</em>"),
            MarkupKind::Strong => ("<strong>".to_owned(), "</strong>"),
            MarkupKind::Code => ("<code>".to_owned(), "</code>"),
            MarkupKind::Strikethrough => ("<s>".to_owned(), "</s>"),
            MarkupKind::Link(address) if is_allowed(address) => {
                let address = (self.style.link)(address);
                let foreign = address.starts_with("http://") || address.starts_with("https://");
                let rel = if foreign { " rel=\"noopener\"" } else { "" };
                (format!("<a href=\"{}\"{rel}>", escape(&address)), "</a>")
            }
            MarkupKind::Link(_) | MarkupKind::Image { .. } | MarkupKind::Footnote(_) => {
                (String::new(), "")
            }
        }
    }

    fn text(&mut self, chars: &[char]) {
        for &c in chars {
            match c {
                '\n' => self.out.push_str("<br>"),
                '\u{FFFC}' => {}
                c => push_escaped(&mut self.out, c),
            }
        }
    }

    /// The number of a footnote where it is called.
    fn call(&mut self, label: &'d str) {
        if !self.footnotes.texts.contains_key(label) {
            let _ = write!(self.out, "[^{}]", escape(label));
            return;
        }
        let called = &mut self.footnotes.called;
        let position = called.iter().position(|(known, _)| *known == label);
        let number = position.unwrap_or_else(|| {
            called.push((label, 0));
            called.len() - 1
        });
        called[number].1 += 1;
        let (n, time) = (number + 1, called[number].1);
        let prefix = escape(self.style.prefix);
        let again = if time > 1 {
            format!("-{time}")
        } else {
            String::new()
        };
        let _ = write!(
            self.out,
            "<sup><a id=\"{prefix}fr-{n}{again}\" href=\"#{prefix}fn-{n}\" role=\"doc-noteref\">{n}</a></sup>"
        );
    }

    /// The footnotes called, in the order of the calls; a footnote may call another.
    fn notes(&mut self) {
        if self.footnotes.called.is_empty() {
            return;
        }
        let name = self.name("脚注");
        let _ = writeln!(
            self.out,
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{name}\"><ol>"
        );
        let back = self.name("回到正文");
        let mut number = 0;
        while let Some(&(label, _)) = self.footnotes.called.get(number) {
            number += 1;
            let prefix = escape(self.style.prefix);
            let _ = write!(self.out, "<li id=\"{prefix}fn-{number}\">");
            if let Some(&blocks) = self.footnotes.texts.get(label) {
                self.blocks(blocks, blocks.len() == 1);
            }
            let _ = writeln!(
                self.out,
                " <a href=\"#{prefix}fr-{number}\" role=\"doc-backlink\" aria-label=\"{back}\">↩</a></li>"
            );
        }
        self.out.push_str("</ol></section>\n");
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

/// Whether a link may lead to `address`: `https http mailto`, the site, a fragment.
#[must_use]
pub fn is_allowed(address: &str) -> bool {
    match address.split_once(':') {
        None => true,
        Some((scheme, _)) if scheme.contains(['/', '#', '?']) => true,
        Some((scheme, _)) => ["https", "http", "mailto"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known)),
    }
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
    use crate::markdown::{fence, parse};
    use crate::source::SourceFile;

    fn html(text: &str, to: Tag) -> String {
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        let conversions = Conversions::default();
        write(&document, &style(&conversions, to))
    }

    fn style(conversions: &Conversions, to: Tag) -> Style<'_> {
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
    fn a_phrase_is_converted_across_its_marks() {
        assert_eq!(
            html(
                "新能源**发**展，`发展`见[这里](https://example.org/发)",
                Tag::Hant
            ),
            "<p>新能源<strong>發</strong>展，<code>发展</code>見<a href=\"https://example.org/发\" rel=\"noopener\">這裡</a></p>\n"
        );
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
    fn a_picture_of_the_site_keeps_its_place_while_it_loads() {
        let source = SourceFile::new("x.md", "甲![风电](/assets/a.png)");
        let (document, _) = parse(&source, 0..source.text.len());
        let conversions = Conversions::default();
        let pictures = Pictures::from([("assets/a.png".to_owned(), (640, 480))]);
        let out = write(
            &document,
            &Style {
                pictures: &pictures,
                ..style(&conversions, Tag::Hans)
            },
        );
        assert!(
            out.contains("alt=\"风电\" width=\"640\" height=\"480\""),
            "{out}"
        );
    }

    #[test]
    fn footnotes_are_numbered_by_their_calls_and_lead_back() {
        let text = "甲[^b]乙[^a]丙[^b]\n\n[^a]: 一\n\n[^b]: 二\n";
        let out = html(text, Tag::Hans);
        assert!(out.contains("id=\"a-fr-1-2\" href=\"#a-fn-1\""), "{out}");
        assert!(
            out.contains("<li id=\"a-fn-1\">二 <a href=\"#a-fr-1\""),
            "{out}"
        );
        assert!(out.contains("<li id=\"a-fn-2\">一"), "{out}");
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

    #[test]
    fn a_footnote_may_be_explained_in_another_part_of_the_text() {
        let text = "甲[^a]\n\n::: hans\n光伏[^b]\n:::\n\n乙\n\n[^a]: 一\n\n[^b]: 二\n";
        let source = SourceFile::new("x.md", text);
        let (parts, _) = fence::parse(&source, 0..text.len(), &[]);
        let conversions = Conversions::default();
        let out = sections(&parts, &style(&conversions, Tag::Hans), |_, _| {
            String::new()
        });
        assert_eq!(out.matches("class=\"footnotes\"").count(), 1, "{out}");
        assert!(out.contains("<li id=\"a-fn-2\">二"), "{out}");
    }

    #[test]
    fn nothing_of_the_content_is_markup() {
        let out = html("甲 <script>x</script> [a](javascript:x) & \"b\"", Tag::Hans);
        assert!(!out.contains("<script"), "{out}");
        assert!(!out.contains("javascript"), "{out}");
    }

    #[test]
    fn a_part_for_one_script_replaces_the_machines_words() {
        let text = "发展\n\n::: hans\n光伏\n:::\n\n::: hant\n太陽光電\n:::\n";
        let source = SourceFile::new("x.md", text);
        let (parts, _) = fence::parse(&source, 0..text.len(), &[]);
        let conversions = Conversions::default();
        let out = |to| sections(&parts, &style(&conversions, to), |_, _| String::new());
        let (part, _) = fence::parse(&source, text.find("::: hant").unwrap()..text.len(), &[]);
        let converted = plain_sections(&part, &style(&conversions, Tag::Hans));
        assert_eq!(converted, "太阳光电");
        assert_eq!(out(Tag::Hans), "<p>发展</p>\n<p>光伏</p>\n");
        assert_eq!(out(Tag::Hant), "<p>發展</p>\n<p>太陽光電</p>\n");
    }
}
