//! CommonMark → [`Document`]: blocks whose inline content is flat text with marks on ranges of it.
//!
//! Flat text is what conversion, figures and notes work on: a phrase cut by emphasis is still one phrase. Parsing never
//! fails; raw HTML and links with other schemes than the allowed ones are diagnostics and come out as text.

mod builder;
mod document;
mod emphasis;
pub mod fence;
pub mod front_matter;
pub mod html;
pub mod links;
mod slips;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Options, Parser};

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

pub use document::{Block, Content, Document, Inlines, Item};
pub use front_matter::{front_matter, is_left_open};

/// What of CommonMark's extensions content may use.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// Parses the Markdown in `range` of `source`; spans count from the start of the source.
#[must_use]
pub fn parse(source: &Arc<SourceFile>, range: Range<usize>) -> (Document, Vec<Diagnostic>) {
    let (text, map) = emphasis::guard(&source.text[range.clone()]);
    // A text is parsed in parts; the parser takes `[^a]` for a call only where it sees what the footnote says. It is
    // told before the part, behind a rule: nothing in the part can run on into that, or that into the part.
    let mut known = String::new();
    for label in explained_elsewhere(&source.text, &range) {
        known.push_str("[^");
        known.push_str(label);
        known.push_str("]: .\n\n");
    }
    if !known.is_empty() {
        known.push_str("---\n\n");
    }
    let before = known.len();
    let place = |r: Range<usize>| {
        let source = |at: usize| range.start + map.source(at.saturating_sub(before));
        source(r.start)..source(r.end)
    };
    let text = known + &text;
    let mut builder = builder::Builder::new(source);
    for (event, bytes) in Parser::new_ext(&text, OPTIONS).into_offset_iter() {
        if bytes.start >= before {
            builder.event(event, place(bytes));
        }
    }
    let (blocks, mut diagnostics) = builder.finish();
    slips::find(&blocks, source, &mut diagnostics);
    (Document { blocks }, diagnostics)
}

/// Labels of the footnotes that `range` calls and another part of the text explains.
fn explained_elsewhere<'a>(text: &'a str, range: &Range<usize>) -> Vec<&'a str> {
    let part = &text[range.clone()];
    if !part.contains("[^") {
        return Vec::new();
    }
    let definition = |line: &'a str| -> Option<&'a str> {
        let (label, _) = line.trim_start().strip_prefix("[^")?.split_once("]:")?;
        (!label.is_empty() && !label.contains([']', ' '])).then_some(label)
    };
    let own: Vec<&str> = part.lines().filter_map(definition).collect();
    let mut labels: Vec<&str> = Vec::new();
    for label in text.lines().filter_map(definition) {
        if !own.contains(&label)
            && !labels.contains(&label)
            && part.contains(&format!("[^{label}]"))
        {
            labels.push(label);
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::MarkupKind;

    fn paragraph(text: &str) -> Inlines {
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        match document.blocks.into_iter().next().map(|b| b.content) {
            Some(Content::Paragraph(inlines)) => inlines,
            other => panic!("not a paragraph: {other:?}"),
        }
    }

    #[test]
    fn emphasis_beside_full_width_punctuation_is_emphasis() {
        let inlines = paragraph("落实**“十四五”**规划，**“甲”**和**“乙”**都");
        assert_eq!(inlines.text, "落实“十四五”规划，“甲”和“乙”都");
        let ranges: Vec<_> = inlines
            .marks
            .iter()
            .map(|m| (m.range.start, m.range.end))
            .collect();
        assert_eq!(ranges, [(2, 7), (10, 13), (14, 17)]);
    }

    #[test]
    fn a_line_break_between_han_letters_is_not_a_space() {
        assert_eq!(paragraph("新能源\n产业").text, "新能源产业");
        assert_eq!(paragraph("the\nend").text, "the end");
        assert_eq!(paragraph("up (5%)\nand more").text, "up (5%) and more");
    }

    #[test]
    fn raw_html_and_script_links_are_errors_at_their_place() {
        let source = SourceFile::new("x.md", "甲<b>乙</b> [丙](javascript:alert(1))");
        let (_, diagnostics) = parse(&source, 0..source.text.len());
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["raw-html", "raw-html", "link-scheme"]);
        assert_eq!(diagnostics[0].label.as_ref().unwrap().span, 3..6);
    }

    #[test]
    fn a_picture_needs_words_and_is_a_file_of_the_site() {
        let faults = |text: &str| -> Vec<&'static str> {
            let source = SourceFile::new("x.md", text);
            let (_, diagnostics) = parse(&source, 0..text.len());
            diagnostics.iter().map(|d| d.code).collect()
        };
        assert_eq!(faults("甲![风电](/assets/a.png)"), [] as [&str; 0]);
        assert_eq!(faults("甲![ ](/assets/a.png)"), ["no-alt"]);
        assert_eq!(
            faults("![风电](https://example.org/a.png)"),
            ["picture-place"]
        );
        assert_eq!(faults("![风电](a.png)"), ["picture-place"]);
    }

    #[test]
    fn spans_count_in_the_source_in_spite_of_guards() {
        let text = "规划**“甲”**\n\n第二段";
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        assert_eq!(&text[document.blocks[1].span.clone()], "第二段");
    }

    #[test]
    fn no_guard_is_left_in_code_and_addresses() {
        let text = "[甲](/规划**“乙”**/)\n\n```\n规划**“甲”**和\n```\n";
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.len());
        let [first, second] = &document.blocks[..] else {
            panic!("two blocks")
        };
        assert_eq!(
            second.content,
            Content::Code(String::new(), "规划**“甲”**和\n".into())
        );
        let Content::Paragraph(inlines) = &first.content else {
            panic!("a paragraph")
        };
        assert_eq!(
            inlines.marks[0].kind,
            MarkupKind::Link("/规划**“乙”**/".into())
        );
    }

    #[test]
    fn code_that_is_never_closed_is_kept_though_footnotes_are_explained_elsewhere() {
        let text = "甲[^a]\n\n```\n乙\n\n::: x\n\n[^a]: 一\n";
        let source = SourceFile::new("x.md", text);
        let (document, _) = parse(&source, 0..text.find(":::").unwrap());
        let contents: Vec<_> = document.blocks.into_iter().map(|b| b.content).collect();
        assert_eq!(contents.len(), 2);
        assert_eq!(contents[1], Content::Code(String::new(), "乙\n\n".into()));
    }
}
