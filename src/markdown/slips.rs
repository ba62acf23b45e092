//! What CommonMark takes for plain text although its writer meant more: a callout of a kind nobody knows, a call of a
//! footnote that is not explained. Both would stand on the page with their brackets.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, nearest};
use crate::markdown::{Block, Content, Inlines};
use crate::report::MarkupKind;
use crate::source::SourceFile;

const CALLOUTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// Warns of slips in parsed `blocks` of `source`.
pub(super) fn find(blocks: &[Block], source: &Arc<SourceFile>, found: &mut Vec<Diagnostic>) {
    for block in blocks {
        match &block.content {
            Content::Heading(_, inlines) | Content::Paragraph(inlines) => {
                calls(inlines, &block.span, source, found);
            }
            Content::Quote(inner) => {
                callout(inner, &block.span, source, found);
                find(inner, source, found);
            }
            Content::Callout(_, inner) | Content::Footnote(_, inner) => find(inner, source, found),
            Content::List { items, .. } => {
                for item in items {
                    find(&item.blocks, source, found);
                }
            }
            Content::Table(_, head, rows) => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    calls(cell, &block.span, source, found);
                }
            }
            Content::Code(..) | Content::Rule => {}
        }
    }
}

/// `> [!WHAT]`: a quotation whose first words look like a callout's.
fn callout(
    inner: &[Block],
    span: &Range<usize>,
    source: &Arc<SourceFile>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(Content::Paragraph(inlines)) = inner.first().map(|block| &block.content) else {
        return;
    };
    let Some((kind, _)) = inlines
        .text
        .strip_prefix("[!")
        .and_then(|rest| rest.split_once(']'))
    else {
        return;
    };
    if kind.is_empty() || !kind.chars().all(|c| c.is_ascii_alphabetic()) {
        return;
    }
    let upper = kind.to_uppercase();
    let help = match nearest(&upper, CALLOUTS) {
        Some(near) if near == upper => format!("write `[!{near}]` alone on its line"),
        Some(near) => format!("did you mean `[!{near}]`?"),
        None => {
            "kinds of callouts: [!NOTE], [!TIP], [!IMPORTANT], [!WARNING], [!CAUTION]".to_owned()
        }
    };
    let fault = Diagnostic::warning(
        "unknown-callout",
        format!("`[!{kind}]` is no kind of callout"),
    );
    found.push(placed(fault, &format!("[!{kind}]"), span, source).help(help));
}

/// `[^x]` in plain text: the parser makes a call only of what is explained.
fn calls(
    inlines: &Inlines,
    span: &Range<usize>,
    source: &Arc<SourceFile>,
    found: &mut Vec<Diagnostic>,
) {
    let mut from = 0;
    while let Some(at) = inlines.text[from..].find("[^") {
        let start = from + at;
        let rest = &inlines.text[start + 2..];
        from = start + 2;
        let Some((label, _)) = rest.split_once(']') else {
            return;
        };
        let position = inlines.text[..start].chars().count();
        let code = (inlines.marks.iter()).any(|mark| {
            mark.kind == MarkupKind::Code
                && mark.range.start <= position
                && position < mark.range.end
        });
        if code || label.is_empty() || label.contains(char::is_whitespace) {
            continue;
        }
        let word = format!("[^{label}]");
        let fault =
            Diagnostic::warning("no-footnote", format!("the footnote `{word}` says nothing"));
        let help = format!("write a line `{word}: …` at the end of the text");
        found.push(placed(fault, &word, span, source).help(help));
    }
}

fn placed(
    fault: Diagnostic,
    word: &str,
    span: &Range<usize>,
    source: &Arc<SourceFile>,
) -> Diagnostic {
    let within = source.text.get(span.clone()).unwrap_or_default();
    match within.find(word) {
        Some(at) => fault.at(source, span.start + at..span.start + at + word.len(), ""),
        None => fault.at(source, span.clone(), ""),
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;
    use crate::source::SourceFile;

    fn told(text: &str) -> Vec<(String, String)> {
        let source = SourceFile::new("content/a.md", text);
        let (_, diagnostics) = parse(&source, 0..text.len());
        let words = |d: &crate::diagnostic::Diagnostic| {
            text[d.label.as_ref().unwrap().span.clone()].to_owned()
        };
        diagnostics
            .iter()
            .map(|d| (words(d), d.help.clone().unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_callout_of_no_known_kind_comes_with_the_one_that_was_meant() {
        assert_eq!(
            told("> [!NOET]\n> 甲\n"),
            [("[!NOET]".to_owned(), "did you mean `[!NOTE]`?".to_owned())]
        );
        assert_eq!(
            told("> [!note] 甲\n")[0].1,
            "write `[!NOTE]` alone on its line"
        );
        assert_eq!(told("> [!NOTE]\n> 甲\n\n> [甲]乙\n"), []);
    }

    #[test]
    fn a_call_of_a_footnote_that_says_nothing_is_told_at_its_place() {
        let told_ = told("甲[^1]，乙[^二]，`[^3]`。\n\n- 丙[^4]\n\n[^1]: 注\n");
        let places: Vec<&str> = told_.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["[^二]", "[^4]"]);
    }
}
