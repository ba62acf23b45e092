//! A text without any markup, for descriptions and search.

use super::Style;
use super::sections::{Shown, shown};
use crate::markdown::fence::Section;
use crate::markdown::{Block, Content, Document, Inlines};

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
