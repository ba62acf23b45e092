//! A table of a page → its cells, if it holds facts and does not only lay out the page.

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::Node;

use super::element_name;
use super::letters::Letters;
use super::reader::read;

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
pub(super) fn table(
    table: NodeRef<'_, Node>,
    letters: &HashMap<NodeId, Letters>,
) -> Option<Vec<Vec<String>>> {
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
