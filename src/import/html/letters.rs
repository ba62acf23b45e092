//! How much prose stands below each node of a page, links and what stands around an article apart.

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use super::element_name;
use crate::text::is_han;

/// Elements whose text is not the page's.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "svg", "select", "option",
    "button", "textarea", "nav", "footer", "aside", "title", "head", "canvas", "audio", "video",
    "map",
];

/// How many Han letters are below a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Letters {
    /// All of them.
    pub(super) all: usize,
    /// Those that are no link's.
    pub(super) prose: usize,
    /// How many links there are.
    pub(super) links: usize,
    /// Those of the prose that stand in blocks beside an article, by the blocks' names.
    pub(super) beside: usize,
}

/// Counts the letters below each node that shows.
pub(super) fn letters(nodes: &[NodeRef<'_, Node>]) -> HashMap<NodeId, Letters> {
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

pub(super) fn is_hidden(node: NodeRef<'_, Node>) -> bool {
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
