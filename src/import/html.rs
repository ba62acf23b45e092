//! A saved web page → the lines of the article on it, with what the page's markup says about them.
//!
//! The only module that names `scraper`. The article is the deepest element that holds nearly all the prose of the page;
//! the headline and the line about source and time above it come along. Nesting is cut at a depth no article reaches,
//! because the parser's time grows with it.

use std::collections::{HashMap, HashSet};

use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node};

use crate::import::draft::escape;
use crate::import::furniture::{Facts, is_title};
use crate::import::lines::Shape;
use crate::text::is_han;

/// The article of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Article {
    /// Its lines; an empty line stands between blocks, none at a `<br>`.
    pub(crate) text: String,
    /// What the markup says about each line that is not empty.
    pub(crate) marks: Vec<Mark>,
    /// Facts from the page's head.
    pub(crate) facts: Facts,
}

/// What the markup says about a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Heading, table row or neither.
    pub(crate) shape: Shape,
    /// The bold words it opens with, if the rest is not bold.
    pub(crate) bold: Option<String>,
}

/// Whether a capture is a web page.
pub(crate) fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let end = (0..=start.len().min(4096))
        .rev()
        .find(|&end| start.is_char_boundary(end))
        .unwrap_or(0);
    let head = start[..end].to_ascii_lowercase();
    head.starts_with('<')
        && [
            "<html",
            "<!doctype html",
            "<head",
            "<body",
            "<div",
            "<p>",
            "<p ",
            "<table",
            "<meta",
        ]
        .iter()
        .any(|tag| head.contains(tag))
}

/// Elements deeper than this are taken out of their element's parent; their text stays.
const DEEPEST: usize = 200;

/// Elements whose text is not the page's.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "svg", "select", "option",
    "button", "textarea", "nav", "footer", "aside", "title", "head", "canvas", "audio", "video",
    "map",
];

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

/// Reads the article of a page.
pub(crate) fn article(page: &str) -> Article {
    let html = Html::parse_document(&bounded(page));
    let facts = head_facts(&html);
    let nodes: Vec<NodeRef<'_, Node>> = html.tree.root().descendants().collect();
    let letters = letters(&nodes);
    let main = main_block(html.tree.root(), &letters);
    // A headline that the text says again is told apart later, with the lines of a capture as plain text.
    let lines = headline(&nodes, main, &letters)
        .into_iter()
        .chain(read(main, &letters));
    let mut article = Article {
        facts,
        ..Article::default()
    };
    for line in lines {
        if !article.text.is_empty() {
            article
                .text
                .push_str(if line.broken { "\n" } else { "\n\n" });
        }
        article.text.push_str(&line.text);
        article.marks.push(Mark {
            shape: line.shape,
            bold: line.bold,
        });
    }
    article
}

/// The page without the tags of elements that lie too deep.
fn bounded(page: &str) -> String {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ];
    // These close each other, so that leaving out their end tags is no nesting.
    const CLOSING: &[&str] = &[
        "p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody", "thead", "tfoot", "html",
        "body", "head",
    ];
    let mut out = String::with_capacity(page.len());
    let mut depth = 0_usize;
    let mut left_out = 0_usize;
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let tag = &rest[open..];
        if tag.starts_with("<!--") {
            let end = tag.find("-->").map_or(tag.len(), |end| end + 3);
            rest = &tag[end..];
            continue;
        }
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let body = &tag[1..end];
        let closing = body.starts_with('/');
        let name: String = body
            .trim_start_matches('/')
            .chars()
            .take(12)
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let counts = !name.is_empty()
            && !VOID.contains(&name.as_str())
            && !CLOSING.contains(&name.as_str())
            && !body.ends_with("/>");
        let mut keep = true;
        if counts && closing {
            keep = left_out == 0;
            if left_out > 0 {
                left_out -= 1;
            } else {
                depth = depth.saturating_sub(1);
            }
        } else if counts {
            keep = depth < DEEPEST;
            if keep { depth += 1 } else { left_out += 1 }
        }
        if keep {
            out.push_str(&tag[..end]);
        }
        rest = &tag[end..];
        if !closing && matches!(name.as_str(), "script" | "style" | "textarea") && keep {
            // What stands in these is no markup.
            let close = format!("</{name}");
            let stop = find_ignoring_case(rest, &close).unwrap_or(rest.len());
            rest = &rest[stop..];
        }
    }
    out.push_str(rest);
    out
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|&byte| byte == b'<') {
        let at = from + at;
        if text.len() >= at + wanted.len()
            && text[at..at + wanted.len()].eq_ignore_ascii_case(wanted)
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Facts from `meta` tags, as the portals of the Chinese government write them (GB/T on website metadata: `ArticleTitle`,
/// `PubDate`, `ContentSource`, `Url`), and of the social networks' tags.
fn head_facts(html: &Html) -> Facts {
    let mut facts = Facts::default();
    for node in html.tree.root().descendants() {
        let Node::Element(element) = node.value() else {
            continue;
        };
        if element.name() == "link" && element.attr("rel") == Some("canonical") {
            facts.url = facts.url.or_else(|| web_address(element.attr("href")));
        }
        if element.name() != "meta" {
            continue;
        }
        let name = element
            .attr("name")
            .or_else(|| element.attr("property"))
            .unwrap_or("")
            .to_ascii_lowercase();
        let value = element
            .attr("content")
            .map(str::trim)
            .filter(|value| !value.is_empty());
        let text = value.map(str::to_owned);
        match name.as_str() {
            "articletitle" => facts.headline = text.or(facts.headline),
            // Of a social network's page the account tells more than the network's name.
            "og:article:author" => facts.site = text,
            "og:title" => facts.headline = facts.headline.or(text),
            "pubdate" | "publishdate" | "article:published_time" | "publish-date" => {
                facts.published = facts.published.or(text);
            }
            "contentsource" | "source" => facts.site = text.or(facts.site),
            "sitename" | "og:site_name" => facts.site = facts.site.or(text),
            "url" | "og:url" => facts.url = facts.url.or_else(|| web_address(value)),
            _ => {}
        }
    }
    facts
}

fn web_address(value: Option<&str>) -> Option<String> {
    value
        .filter(|value| value.starts_with("https://") || value.starts_with("http://"))
        .map(str::to_owned)
}

/// How many Han letters are below a node.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    /// All of them.
    all: usize,
    /// Those that are no link's.
    prose: usize,
    /// How many links there are.
    links: usize,
    /// Those of the prose that stand in blocks beside an article, by the blocks' names.
    beside: usize,
}

/// Counts the letters below each node that shows.
fn letters(nodes: &[NodeRef<'_, Node>]) -> HashMap<NodeId, Letters> {
    let mut counts: HashMap<NodeId, Letters> = HashMap::with_capacity(nodes.len());
    // Children come after their parents in document order, so the reverse order sums up.
    for node in nodes.iter().rev() {
        if let Node::Text(text) = node.value() {
            let count = text.chars().filter(|&c| is_han(c)).count();
            counts.insert(
                node.id(),
                Letters {
                    all: count,
                    prose: count,
                    links: 0,
                    beside: 0,
                },
            );
        }
        let mut below = counts.get(&node.id()).copied().unwrap_or_default();
        if is_hidden(*node) {
            below = Letters::default();
        } else if element_name(*node) == Some("a") {
            below.prose = 0;
            below.links += 1;
        }
        if is_beside(*node) {
            below.beside = below.prose;
        }
        counts.insert(node.id(), below);
        if let Some(parent) = node.parent() {
            let above = counts.entry(parent.id()).or_default();
            above.all += below.all;
            above.prose += below.prose;
            above.links += below.links;
            above.beside += below.beside;
        }
    }
    counts
}

fn element_name(node: NodeRef<'_, Node>) -> Option<&str> {
    match node.value() {
        Node::Element(element) => Some(element.name()),
        _ => None,
    }
}

fn is_hidden(node: NodeRef<'_, Node>) -> bool {
    let Node::Element(element) = node.value() else {
        return false;
    };
    let style = element.attr("style").unwrap_or("");
    SILENT.contains(&element.name())
        || element.attr("hidden").is_some()
        || style
            .replace(' ', "")
            .to_ascii_lowercase()
            .contains("display:none")
}

/// Whether an element is named as those are that stand around an article.
fn is_beside(node: NodeRef<'_, Node>) -> bool {
    const NAMES: &[&str] = &[
        "footer",
        "foot",
        "copyright",
        "bottom",
        "header",
        "top",
        "nav",
        "navbar",
        "menu",
        "side",
        "sidebar",
        "right",
        "aside",
        "related",
        "relate",
        "recommend",
        "hot",
        "share",
        "crumb",
        "crumbs",
        "breadcrumb",
        "search",
        "login",
        "banner",
        "links",
        "tips",
        "comment",
    ];
    let Node::Element(element) = node.value() else {
        return false;
    };
    ["id", "class"]
        .iter()
        .filter_map(|name| element.attr(name))
        .flat_map(|value| value.split(|c: char| !c.is_ascii_alphabetic()))
        .any(|word| NAMES.iter().any(|name| word.eq_ignore_ascii_case(name)))
}

/// The deepest element with nearly all of the page's prose.
fn main_block<'t>(
    root: NodeRef<'t, Node>,
    letters: &HashMap<NodeId, Letters>,
) -> NodeRef<'t, Node> {
    let of = |node: NodeRef<'_, Node>| letters.get(&node.id()).copied().unwrap_or_default();
    let total = of(root);
    // Whatever a page's blocks are named: what holds most of the prose is not beside it.
    let named = total.beside * 2 <= total.prose;
    let count = |node: NodeRef<'_, Node>| {
        let Letters { prose, beside, .. } = of(node);
        if named {
            prose - beside.min(prose)
        } else {
            prose
        }
    };
    let all = count(root);
    let mut main = root;
    while let Some(child) = main
        .children()
        .find(|child| child.value().is_element() && all > 0 && count(*child) * 20 >= all * 19)
    {
        // A single paragraph is not the article around it.
        if matches!(
            element_name(child),
            Some("p" | "span" | "font" | "b" | "strong" | "td" | "tr" | "tbody")
        ) && count(child) < all
        {
            break;
        }
        main = child;
    }
    main
}

/// The page's headline above the article, with the lines between.
fn headline(
    nodes: &[NodeRef<'_, Node>],
    main: NodeRef<'_, Node>,
    letters: &HashMap<NodeId, Letters>,
) -> Vec<PageLine> {
    let end = nodes
        .iter()
        .position(|node| node.id() == main.id())
        .unwrap_or(0);
    let around: HashSet<NodeId> = main.ancestors().map(|above| above.id()).collect();
    let is_heading = |node: &NodeRef<'_, Node>| {
        let named = matches!(element_name(*node), Some("h1" | "h2" | "h3"));
        let class = match node.value() {
            Node::Element(element) => element
                .attr("class")
                .or(element.attr("id"))
                .unwrap_or("")
                .to_ascii_lowercase(),
            _ => String::new(),
        };
        (named || class.contains("title") || class.contains("biaoti"))
            && node.descendants().take(40).count() < 40
            && read(*node, letters).iter().any(|line| is_title(&line.text))
    };
    let Some(first) = nodes[..end].iter().rposition(is_heading) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let mut done: HashSet<NodeId> = HashSet::new();
    for node in &nodes[first..end] {
        if done.len() >= 40 {
            break;
        }
        // The siblings of the article's ancestors, each read once.
        let top = node
            .parent()
            .is_some_and(|parent| around.contains(&parent.id()));
        let first = done.is_empty();
        if node.value().is_element() && !around.contains(&node.id()) && (top || first) {
            done.insert(node.id());
            lines.extend(read(*node, letters));
        }
    }
    lines
}

/// Reads the lines of an element.
fn read(root: NodeRef<'_, Node>, letters: &HashMap<NodeId, Letters>) -> Vec<PageLine> {
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
struct PageLine {
    text: String,
    shape: Shape,
    bold: Option<String>,
    /// Whether only a `<br>` stands before it.
    broken: bool,
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

/// The lines of a cell as one; a space parts two of which the first has no mark at its end.
fn cell_text(cell: NodeRef<'_, Node>, letters: &HashMap<NodeId, Letters>) -> String {
    let mut text = String::new();
    for line in read(cell, letters) {
        if text.ends_with(|c: char| c.is_alphanumeric()) {
            text.push(' ');
        }
        text.push_str(&line.text);
    }
    text
}

/// The cells of a table of facts; none for a table that only lays out the page.
fn table(table: NodeRef<'_, Node>, letters: &HashMap<NodeId, Letters>) -> Option<Vec<Vec<String>>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    // Cells that reach down from rows above: how many rows are left, by column.
    let mut reach: Vec<usize> = Vec::new();
    // A table with a table inside lays out the page.
    if table
        .descendants()
        .skip(1)
        .any(|node| element_name(node) == Some("table"))
    {
        return None;
    }
    for row in table
        .descendants()
        .filter(|node| element_name(*node) == Some("tr"))
    {
        let mut cells: Vec<String> = Vec::new();
        for cell in row
            .children()
            .filter(|node| matches!(element_name(*node), Some("td" | "th")))
        {
            while reach.get(cells.len()).is_some_and(|&left| left > 0) {
                reach[cells.len()] -= 1;
                cells.push(String::new());
            }
            let text = cell_text(cell, letters);
            if text.chars().count() > 600 {
                return None;
            }
            let Node::Element(element) = cell.value() else {
                continue;
            };
            let span = |name: &str| {
                element
                    .attr(name)
                    .and_then(|n| n.trim().parse::<usize>().ok())
                    .unwrap_or(1)
                    .clamp(1, 50)
            };
            let (across, down) = (span("colspan"), span("rowspan"));
            for index in 0..across {
                if reach.len() <= cells.len() {
                    reach.resize(cells.len() + 1, 0);
                }
                reach[cells.len()] = down - 1;
                cells.push(if index == 0 {
                    text.clone()
                } else {
                    String::new()
                });
            }
        }
        while reach.get(cells.len()).is_some_and(|&left| left > 0) {
            reach[cells.len()] -= 1;
            cells.push(String::new());
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(cells);
        }
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    (rows.len() >= 2 && (2..=30).contains(&columns)).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!DOCTYPE html><html><head><meta charset=utf-8><title>首页</title>
<meta name=\"ArticleTitle\" content=\"某省2023年政府工作报告\"><meta name=\"PubDate\" content=\"2023-01-18 11:29\">
<meta name=\"ContentSource\" content=\"某省日报\"><script>var a = '<p>不是正文</p>';</script></head><body>
<div class=menu><a href=/>首页</a><a href=/b>政务公开</a></div>
<h1 class=title>某省2023年政府工作报告</h1><div class=info>来源：某省日报 时间：2023-01-18</div>
<div class=TRS_Editor><p align=center>——2023年1月12日在某省第十四届人民代表大会第一次会议上</p>
<p>&emsp;&emsp;各位代表：</p><p>　　现在，我代表省人民政府，向大会
报告工作，请予审议，并请各位政协委员和列席人员提出意见和建议。</p>
<p><strong>一、工作回顾</strong></p><p><b>经济稳定增长。</b>全省生产总值增长5.2%，各项工作取得了新的成效，人民生活持续改善。{MORE}</p>
<table><tr><th>任务</th><th>牵头单位</th></tr><tr><td rowspan=2>修路|桥</td><td>交通厅</td></tr><tr><td>住建厅</td></tr></table></div>
<div style='display: none'>隐藏</div><div class=footer>版权所有</div></body></html>";

    #[test]
    fn the_article_is_found_among_menus_with_its_headline() {
        let more = "我们坚持稳中求进，扎实推动高质量发展，全面深化改革开放。".repeat(12);
        let article = article(&PAGE.replace("{MORE}", &more));
        let text = article.text.replace(&more, "");
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines,
            [
                "某省2023年政府工作报告",
                "来源：某省日报 时间：2023-01-18",
                "——2023年1月12日在某省第十四届人民代表大会第一次会议上",
                "各位代表：",
                "现在，我代表省人民政府，向大会报告工作，请予审议，并请各位政协委员和列席人员提出意见和建议。",
                "一、工作回顾",
                "经济稳定增长。全省生产总值增长5.2%，各项工作取得了新的成效，人民生活持续改善。",
                "| 任务 | 牵头单位 |",
                "| 修路\\|桥 | 交通厅 |",
                "|  | 住建厅 |",
            ]
        );
        assert_eq!(article.marks.len(), lines.len());
        assert_eq!(article.marks[6].bold.as_deref(), Some("经济稳定增长。"));
        assert_eq!(article.facts.published.as_deref(), Some("2023-01-18 11:29"));
        assert_eq!(article.facts.site.as_deref(), Some("某省日报"));
    }

    #[test]
    fn a_page_nested_beyond_reason_is_read_in_bounded_time() {
        let page = format!(
            "<html><body>{}<p>正文很短。</p>{}",
            "<div>".repeat(50_000),
            "<table><tr><td>".repeat(2_000)
        );
        assert!(article(&page).text.contains("正文很短。"));
    }

    #[test]
    fn plain_text_with_angle_brackets_is_no_page() {
        assert!(is_html("\n<!DOCTYPE HTML>\n<html>"));
        assert!(!is_html("<关于工作的报告>\n各位代表："));
        assert!(!is_html("当前位置：首页 > <p>"));
    }
}
