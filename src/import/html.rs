//! A saved web page → the lines of the article on it, with what the page's markup says about them.
//!
//! The only module that names `scraper`. The article is the deepest element that holds nearly all the prose of the page;
//! the headline and the line about source and time above it come along. Nesting is cut at a depth no article reaches,
//! because the parser's time grows with it.

mod article;
mod bounded;
mod head;
mod letters;
mod reader;
mod table;

use ego_tree::NodeRef;
use scraper::{Html, Node};

use crate::import::furniture::Facts;
use crate::import::lines::Shape;

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

/// Reads the article of a page.
pub(crate) fn article(page: &str) -> Article {
    let html = Html::parse_document(&bounded::bounded(page));
    let facts = head::head_facts(&html);
    let nodes: Vec<NodeRef<'_, Node>> = html.tree.root().descendants().collect();
    let letters = letters::letters(&nodes);
    let main = article::main_block(html.tree.root(), &letters);
    // A headline that the text says again is told apart later, with the lines of a capture as plain text.
    let lines = article::headline(&nodes, main, &letters)
        .into_iter()
        .chain(reader::read(main, &letters));
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

fn element_name(node: NodeRef<'_, Node>) -> Option<&str> {
    match node.value() {
        Node::Element(element) => Some(element.name()),
        _ => None,
    }
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
