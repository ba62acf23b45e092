//! Which element of a page is its article, and the headline that stands above it.

use std::collections::{HashMap, HashSet};

use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use super::element_name;
use super::letters::Letters;
use super::reader::{PageLine, read};
use crate::import::furniture::is_title;

/// The deepest element with nearly all of the page's prose.
pub(super) fn main_block<'t>(
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
pub(super) fn headline(
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
