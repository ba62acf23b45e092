//! Comma-separated values that spreadsheets open as they are.

/// A CSV table (RFC 4180): UTF-8 with a byte-order mark, lines end in CR LF.
pub(super) struct Table(String);

/// What stands in a cell.
pub(super) enum Cell {
    /// A number, or nothing.
    Number(String),
    /// Words of the report, of its editors or of this program.
    Text(String),
}

impl Table {
    pub(super) fn new(columns: &[String]) -> Self {
        let mut table = Self("\u{FEFF}".to_owned());
        let cells = columns.iter().map(|column| Cell::Text(column.clone()));
        table.row(&cells.collect::<Vec<_>>());
        table
    }

    pub(super) fn row(&mut self, cells: &[Cell]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            match cell {
                Cell::Number(digits) => self.0.push_str(digits),
                Cell::Text(words) => self.0.push_str(&escaped(words)),
            }
        }
        self.0.push_str("\r\n");
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// Words that a spreadsheet would take for a formula get an apostrophe in front, which it does not show
/// (OWASP, CSV Injection); a full-width sign counts as one too.
fn escaped(words: &str) -> String {
    const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    let safe = if words.starts_with(FORMULA) {
        format!("'{words}")
    } else {
        words.to_owned()
    };
    if safe.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let mut table = Table::new(&["a".to_owned(), "b".to_owned()]);
        table.row(&[
            Cell::Text("=HYPERLINK(\"x\")".to_owned()),
            Cell::Number("-0.6".to_owned()),
        ]);
        table.row(&[Cell::Text("甲,乙".to_owned()), Cell::Text("－1".to_owned())]);
        let text = String::from_utf8(table.bytes()).unwrap();
        let expected = "\u{FEFF}a,b\r\n\"'=HYPERLINK(\"\"x\"\")\",-0.6\r\n\"甲,乙\",'－1\r\n";
        assert_eq!(text, expected);
    }
}
