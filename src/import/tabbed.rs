//! Tables copied as text: rows whose cells are parted by tabs become the rows of a Markdown table.

use crate::import::draft::escape;
use crate::import::lines::{Line, Shape};
use crate::import::log::Rule;
use crate::import::tracked::Edit;

/// Fewest cells of the first row, and fewest rows, that are a table and not a line with a tab in it.
const SMALLEST: (usize, usize) = (3, 2);

/// Makes tables of the lines of `capture` that are rows.
pub(crate) fn tables(capture: &str, lines: &mut [Line]) {
    let mut index = 0;
    while index < lines.len() {
        let columns = cells(capture, &lines[index]);
        let end = (index..lines.len())
            .find(|&at| {
                let count = cells(capture, &lines[at]);
                count < 2 || count > columns || (at > index && lines[at].after_blank)
            })
            .unwrap_or(lines.len());
        if columns < SMALLEST.0 || end - index < SMALLEST.1 {
            index += 1;
            continue;
        }
        for line in &mut lines[index..end] {
            write_row(capture, line, columns);
        }
        index = end;
    }
}

/// Empty cells before a line's first word; its own text begins behind them.
fn empty_before(capture: &str, line: &Line) -> usize {
    capture[..line.text.source().start]
        .bytes()
        .rev()
        .take_while(|byte| matches!(byte, b'\t' | b' '))
        .filter(|byte| *byte == b'\t')
        .count()
}

/// How many cells a line has; 1 if it holds no tab.
fn cells(capture: &str, line: &Line) -> usize {
    let inner = line.as_str().matches('\t').count();
    if inner == 0 {
        return 1;
    }
    empty_before(capture, line) + inner + 1
}

fn write_row(capture: &str, line: &mut Line, columns: usize) {
    let empty = empty_before(capture, line);
    let text = line.as_str();
    let mut edits = Vec::new();
    let mut at = 0;
    let mut count = empty;
    let mut before = format!("|{} ", "  |".repeat(empty));
    for cell in text.split('\t') {
        let start = at.max(1) - 1;
        let range = if at == 0 { 0..0 } else { start..at };
        edits.push(Edit::new(range, std::mem::take(&mut before), Rule::Table));
        let mut escaped = String::new();
        escape(cell, false, &mut escaped);
        let escaped = escaped.replace('|', "\\|");
        if escaped != cell {
            edits.push(Edit::new(at..at + cell.len(), escaped, Rule::Table));
        }
        at += cell.len() + 1;
        count += 1;
        before.push_str(" | ");
    }
    let missing = columns.saturating_sub(count);
    let end = text.len();
    edits.push(Edit::new(
        end..end,
        format!(" |{}", "  |".repeat(missing)),
        Rule::Table,
    ));
    line.text.edit(&edits);
    line.shape = Shape::Table;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lines;

    #[test]
    fn rows_with_tabs_are_a_table() {
        let capture = "附表\n序号\t任务\t单位\n1\t修路|桥\t交通厅\n\t建桥\n完成情况\t好\n下文。";
        let mut read = lines::lines(capture);
        tables(capture, &mut read);
        let texts: Vec<&str> = read.iter().map(Line::as_str).collect();
        assert_eq!(
            texts,
            [
                "附表",
                "| 序号 | 任务 | 单位 |",
                "| 1 | 修路\\|桥 | 交通厅 |",
                "建桥",
                "完成情况\t好",
                "下文。",
            ]
        );
    }
}
