//! The full report: every line in order, with permanent ids on paragraphs and sentences, figures marked, repairs shown.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::digest::{Bound, Passage};
use crate::page::about::Degree;
use crate::page::citation::{self, Citation};
use crate::page::figure::FigureView;
use crate::page::glossary::TermView;
use crate::page::inline::{self, Mark, escape};
use crate::page::mark;
use crate::page::notes::NoteView;
use crate::page::overview::{FileLink, Plate, files, plate};
use crate::page::reading::Reading;
use crate::page::{Material, Page, View, fold, frame, glossary, notes, sector_name};
use crate::report::{Block, BlockKind, MarkupKind};
use crate::text::{self, TextRange};

/// The full report.
#[derive(Clone, Debug, Serialize)]
pub struct Transcript {
    /// The head of the page.
    pub plate: Plate,
    /// Table of contents.
    pub contents: Vec<Entry>,
    /// The lines of the report.
    pub lines: Vec<Line>,
    /// How to cite it.
    pub citation: Citation,
    /// Data files of the report that this build has.
    pub files: Vec<FileLink>,
    /// How many places are marked as repaired.
    pub repair_count: usize,
    /// The glossary's words that the text uses.
    pub terms: Vec<TermView>,
    /// Link to the whole glossary; empty if there is none.
    pub glossary: String,
    /// The notes in the order of their signs, for the end of the printed text.
    pub endnotes: Vec<NoteView>,
}

/// An entry of the table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The heading, short.
    pub text: String,
    /// `#h-3-2`
    pub href: String,
    /// The entries below.
    pub entries: Vec<Entry>,
}

/// A line of the report.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// dateline, byline, salutation, heading, paragraph, item, annex.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Level of a heading in the page, 2 to 4.
    pub level: u8,
    /// `3-2-3`, or the number of an annex item.
    pub label: String,
    /// The text as HTML.
    pub html: String,
    /// Link to the same place in another script.
    pub other: Vec<Other>,
    /// What stands in the margin about its figures: those with a converted value or last year's figure.
    pub figures: Vec<FigureView>,
    /// Sectors of a long paragraph, with links.
    pub sectors: Vec<SectorLink>,
    /// The sentences of a long paragraph by their first words, for the eye.
    pub outline: Vec<SectorLink>,
    /// Editors' notes on it.
    pub notes: Vec<NoteView>,
}

/// The same place in another script.
#[derive(Clone, Debug, Serialize)]
pub struct Other {
    /// Its language.
    pub tag: crate::script::Tag,
    /// The link.
    pub href: String,
}

/// A sector and its page, or a sentence and its first words.
#[derive(Clone, Debug, Serialize)]
pub struct SectorLink {
    /// Its name.
    pub name: String,
    /// The link.
    pub href: String,
}

/// Links to a block in the other scripts.
fn elsewhere(others: &[(crate::script::Tag, String)], id: &str) -> Vec<Other> {
    (others.iter())
        .map(|(tag, href)| Other {
            tag: *tag,
            href: format!("{href}#{id}"),
        })
        .collect()
}

/// Notes on a block, those folded that have no room beside it and the rest of its margin.
fn notes_beside(
    reading: &Reading<'_>,
    block: usize,
    notes: Vec<NoteView>,
    figures: &[FigureView],
    (outline, sectors): (bool, bool),
) -> Vec<NoteView> {
    let rows = figures
        .iter()
        .map(|f| 1 + usize::from(f.previous.is_some()));
    let besides = fold::Besides {
        figures: rows.sum(),
        outline,
        sectors,
    };
    fold::folded(
        notes,
        reading.edition.block(block).chars().count(),
        &besides,
    )
}

/// Makes the page of a report's full text (`text/`), with notes and glossary marks on its words.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>) -> Page {
    let report = &reading.digest().report;
    let plate = plate(reading);
    let numbers: BTreeMap<&str, usize> = report
        .projects()
        .map(|p| (p.id.as_str(), p.number))
        .collect();
    let others = others(material, reading);
    let log = material.logs.get(&report.id);
    let note_views = notes::notes(material, reading, true);
    let term_marks = glossary::marks(material, reading);
    let mut depth = 1;
    let mut title_seen = false;
    let mut lines = Vec::new();
    for (i, block) in report.blocks.iter().enumerate() {
        if block.kind == BlockKind::Title && !title_seen {
            title_seen = true;
            continue;
        }
        let (kind, wanted) = match block.kind {
            BlockKind::Title => ("heading", 2),
            BlockKind::Dateline => ("dateline", 0),
            BlockKind::Byline => ("byline", 0),
            BlockKind::Salutation => ("salutation", 0),
            BlockKind::Heading { level, run_in } => {
                (if run_in { "run-in" } else { "heading" }, level + 1)
            }
            BlockKind::Paragraph => ("paragraph", 0),
            BlockKind::Item => ("item", 0),
            BlockKind::AnnexHeading => annex_level(reading, i),
        };
        // Headings go down one level at a time, whatever numbers the report skips.
        let level = if wanted == 0 {
            0
        } else {
            wanted.clamp(2, depth + 1).min(4)
        };
        if level > 0 {
            depth = level;
        }
        let body = matches!(kind, "paragraph" | "item" | "salutation");
        let repairs: Vec<(TextRange, Degree)> = (log.into_iter().flat_map(|log| &log.judgements))
            .filter(|judgement| judgement.block == Some(i))
            .filter_map(|judgement| Some((judgement.range?, judgement.degree)))
            .collect();
        let figures = if body { margin(reading, i) } else { Vec::new() };
        let own = notes::of_block(material, reading, &note_views, i);
        let outline = outline(reading, i);
        let sectors = match kind {
            "paragraph" => sectors(material, reading, i),
            _ => Vec::new(),
        };
        lines.push(Line {
            kind,
            id: block.id.clone(),
            level,
            label: match numbers.get(block.id.as_str()) {
                Some(number) => number.to_string(),
                None => block.id.strip_prefix("p-").unwrap_or_default().to_owned(),
            },
            html: noted(material, reading, i, &repairs, (&note_views, &term_marks)),
            notes: notes_beside(
                reading,
                i,
                own,
                &figures,
                (!outline.is_empty(), sectors.len() > 1),
            ),
            other: elsewhere(if body { &others } else { &[] }, &block.id),
            figures,
            outline,
            sectors,
        });
    }
    let contents = contents(reading, &lines);
    Page {
        path: format!("{}text/", reading.home()),
        template: "text",
        lang: reading.edition.tag,
        frame: frame::of_report(
            material,
            reading,
            "text/",
            reading.edition.phrase(&report.metadata.title),
        ),
        view: View::Text(Transcript {
            plate,
            contents,
            lines,
            citation: citation::of(material, reading, "text/"),
            files: files(material, reading),
            repair_count: log.map_or(0, |log| log.judgements.len()),
            terms: glossary::used(material, reading.edition.tag, &term_marks),
            glossary: if term_marks.is_empty() {
                String::new()
            } else {
                glossary::href(reading.edition.tag, &reading.link)
            },
            endnotes: notes::endnotes(material, reading),
        }),
    }
}

/// The full text in the other editions.
fn others(material: &Material<'_>, reading: &Reading<'_>) -> Vec<(crate::script::Tag, String)> {
    let report = &reading.digest().report;
    (material.editions.iter())
        .filter(|e| e.digest.report.id == report.id && e.tag != reading.edition.tag)
        .map(|e| {
            (
                e.tag,
                reading
                    .link
                    .to(&format!("{}text/", super::reading::digest_path(e))),
            )
        })
        .collect()
}

/// Writes a block with the marks of editors.
fn noted(
    material: &Material<'_>,
    reading: &Reading<'_>,
    block: usize,
    repairs: &[(TextRange, Degree)],
    (notes, terms): (&[NoteView], &[(usize, Mark)]),
) -> String {
    let (mut more, signs) = notes::marks(material, reading, notes, block);
    let own = terms.iter().filter(|(index, _)| *index == block);
    more.extend(own.map(|(_, mark)| mark.clone()));
    html_with(reading, block, repairs, more, signs)
}

/// Whether an annex heading is the annex's title, a group, or a line without a rank.
fn annex_level(reading: &Reading<'_>, block: usize) -> (&'static str, u8) {
    let annexes = &reading.digest().report.annexes;
    if annexes.iter().any(|annex| annex.title == Some(block)) {
        ("heading", 2)
    } else if annexes
        .iter()
        .flat_map(|annex| &annex.groups)
        .any(|group| group.heading == Some(block))
    {
        ("heading", 3)
    } else {
        ("annex", 0)
    }
}

/// The sentences of a paragraph that is too long to be taken in at once.
fn outline(reading: &Reading<'_>, block: usize) -> Vec<SectorLink> {
    const LONG: usize = 420;
    const WORDS: usize = 16;
    let report = &reading.digest().report;
    if report.blocks[block].kind != BlockKind::Paragraph {
        return Vec::new();
    }
    reading
        .passages_of_block(block)
        .filter(|passage| passage.range.len() > LONG)
        .flat_map(|passage| {
            passage
                .sentences
                .iter()
                .map(move |sentence| (passage, sentence))
        })
        .map(|(passage, sentence)| SectorLink {
            name: first_words(reading.words(passage, sentence.range), WORDS),
            href: format!("#{}", sentence.id),
        })
        .collect()
}

/// The first clause of a sentence, cut after `limit` characters.
fn first_words(sentence: &str, limit: usize) -> String {
    let clause = sentence
        .split(['，', '。', '；', '：', '！', '？', '、'])
        .next()
        .unwrap_or_default();
    let clause = if clause.chars().count() < 4 {
        sentence
    } else {
        clause
    };
    let words: String = clause.chars().take(limit).collect();
    if words.len() < clause.len() {
        format!("{words}…")
    } else {
        words
    }
}

/// The sectors of a paragraph that holds several.
fn sectors(material: &Material<'_>, reading: &Reading<'_>, block: usize) -> Vec<SectorLink> {
    let mut links: Vec<SectorLink> = Vec::new();
    for passage in reading.passages_of_block(block) {
        for sector in &passage.sectors {
            let cards = &reading.digest().cards;
            let Some(card) = cards.iter().find(|card| card.sector == *sector) else {
                continue;
            };
            // The sector's page shows the paragraph only if a sentence of it belongs there.
            let shown = card.passages.contains(&passage.id)
                && (passage.sentences.iter()).any(|sentence| sentence.sector == *sector);
            let fragment = if shown {
                format!("#{}", passage.id)
            } else {
                String::new()
            };
            links.push(SectorLink {
                name: sector_name(material, reading.edition, sector),
                href: reading.to(&format!("sector/{sector}/{fragment}")),
            });
        }
    }
    links.truncate(4);
    links
}

/// Figures of a block with something to say beside their printed form.
fn margin(reading: &Reading<'_>, block: usize) -> Vec<FigureView> {
    reading
        .passages_of_block(block)
        .flat_map(|passage| reading.figures_of(&passage.id))
        .map(|&i| reading.figure(i))
        .filter(|view| !view.converted.is_empty() || view.previous.is_some())
        .collect()
}

/// Writes a block with all its marks.
#[must_use]
pub fn html(reading: &Reading<'_>, index: usize, repairs: &[(TextRange, Degree)]) -> String {
    html_with(reading, index, repairs, Vec::new(), BTreeMap::new())
}

/// As [`html`], with further marks, and signs behind code points of the edition's text.
fn html_with(
    reading: &Reading<'_>,
    index: usize,
    repairs: &[(TextRange, Degree)],
    more: Vec<Mark>,
    signs: BTreeMap<usize, String>,
) -> String {
    let block = &reading.digest().report.blocks[index];
    let text = reading.edition.block(index);
    let edition = |range: TextRange| reading.edition.range(index, range);
    let mut marks = more;
    for passage in reading.passages_of_block(index) {
        passage_marks(reading, block, passage, &mut marks);
    }
    if block.kind == BlockKind::Paragraph {
        if let Some(opening) = opening(block, reading, index) {
            marks.push(Mark::new(edition(opening), 2, "<b class=\"run\">", "</b>"));
        }
        for range in ordinals(&block.text) {
            marks.push(Mark::new(edition(range), 2, "<b class=\"ord\">", "</b>"));
        }
    }
    for markup in &block.marks {
        let (open, close) = match &markup.kind {
            MarkupKind::Emphasis => ("<em>".to_owned(), "</em>"),
            MarkupKind::Strong => ("<strong>".to_owned(), "</strong>"),
            MarkupKind::Link(href) => (format!("<a href=\"{}\">", escape(href)), "</a>"),
            MarkupKind::Code => ("<code>".to_owned(), "</code>"),
            MarkupKind::Strikethrough => ("<s>".to_owned(), "</s>"),
            // A report has neither pictures nor footnotes: their words are kept.
            MarkupKind::Image { .. } | MarkupKind::Footnote(_) => continue,
        };
        marks.push(Mark::new(edition(markup.range), 3, open, close));
    }
    for (range, degree) in repairs {
        let open = format!("<span data-repair=\"{}\">", degree.name());
        marks.push(Mark::new(edition(*range), 6, open, "</span>"));
    }
    for (at, _) in text.chars().enumerate().filter(|&(_, c)| c == '□') {
        if !repairs
            .iter()
            .any(|(range, _)| edition(*range).contains(TextRange::new(at, at + 1)))
        {
            marks.push(Mark::new(
                TextRange::new(at, at + 1),
                6,
                "<span data-repair=\"open\">",
                "</span>",
            ));
        }
    }
    // A sign is a link and must not stand in another: it waits for the end of the link around it.
    let mut placed: BTreeMap<usize, String> = BTreeMap::new();
    for (at, sign) in signs {
        let around = marks.iter().filter(|mark| mark.open.starts_with("<a "));
        let behind = around
            .filter(|mark| mark.range.start < at && at < mark.range.end)
            .map(|mark| mark.range.end)
            .max();
        placed
            .entry(behind.unwrap_or(at))
            .or_default()
            .push_str(&sign);
    }
    inline::write_with(text, &marks, &placed)
}

fn passage_marks(reading: &Reading<'_>, block: &Block, passage: &Passage, marks: &mut Vec<Mark>) {
    let place = |range: TextRange| {
        reading
            .edition
            .range(passage.block, range.shifted(passage.range.start))
    };
    if block.kind == BlockKind::Item {
        let open = format!("<span id=\"{}\">", passage.id);
        marks.push(Mark {
            reopen: "<span>".to_owned(),
            ..Mark::new(
                place(TextRange::new(0, passage.range.len())),
                0,
                open,
                "</span>",
            )
        });
    }
    for sentence in &passage.sentences {
        let open = format!("<span id=\"{}\">", sentence.id);
        marks.push(Mark {
            reopen: "<span>".to_owned(),
            ..Mark::new(place(sentence.range), 1, open, "</span>")
        });
    }
    let whole = TextRange::new(0, passage.range.len());
    marks.extend(mark::of_figures(reading, passage, whole, 0, true));
}

/// The opening of a long paragraph that serves it as a heading: a short first sentence without a figure.
fn opening(block: &Block, reading: &Reading<'_>, index: usize) -> Option<TextRange> {
    const LONGEST: usize = 42;
    const SHORTEST_REST: usize = 60;
    let sentences = text::sentences(&block.text);
    let first = *sentences.first()?;
    let all = sentences.last()?.end;
    let words = text::slice(&block.text, first);
    let title_like = words.ends_with('。') && !words.contains(['，', '：', '？', '！'])
        || words.starts_with('—');
    let has_figure = (reading.passages_of_block(index))
        .flat_map(|passage| {
            reading
                .figures_of(&passage.id)
                .iter()
                .map(move |&i| (passage, i))
        })
        .any(|(passage, i)| {
            let figure = &reading.digest().figures[i];
            figure.bound != Bound::Text
                && figure.printed.shifted(passage.range.start).overlaps(first)
        });
    (first.len() <= LONGEST && all - first.end >= SHORTEST_REST && title_like && !has_figure)
        .then_some(first)
}

/// 一是, 二是, … where they open a clause.
fn ordinals(text: &str) -> Vec<TextRange> {
    let characters: Vec<char> = text.chars().collect();
    let opens = |at: usize| at == 0 || matches!(characters[at - 1], '。' | '；' | '：' | '，');
    characters
        .windows(2)
        .enumerate()
        .filter(|&(at, pair)| {
            "一二三四五六七八九十".contains(pair[0]) && pair[1] == '是' && opens(at)
        })
        .map(|(at, _)| TextRange::new(at, at + 2))
        .collect()
}

/// The table of contents: headings, and below them the openings of their paragraphs.
fn contents(reading: &Reading<'_>, lines: &[Line]) -> Vec<Entry> {
    let blocks = &reading.digest().report.blocks;
    let mut flat: Vec<(u8, Entry)> = Vec::new();
    for line in lines {
        let Some(index) = blocks.iter().position(|block| block.id == line.id) else {
            continue;
        };
        let (level, text) = if line.level > 0 {
            (line.level, short(reading.edition.block(index)))
        } else if let Some(range) = (line.kind == "paragraph")
            .then(|| opening(&blocks[index], reading, index))
            .flatten()
        {
            let words = reading.edition.slice(index, range);
            (
                9,
                words
                    .trim_start_matches('—')
                    .trim_end_matches(['。', '，', '：'])
                    .to_owned(),
            )
        } else {
            continue;
        };
        flat.push((
            level,
            Entry {
                text,
                href: format!("#{}", line.id),
                entries: Vec::new(),
            },
        ));
    }
    nest(&mut flat.into_iter().peekable(), 0)
}

/// A heading as it stands in the contents: up to its first comma, if it is long.
fn short(heading: &str) -> String {
    const LONGEST: usize = 20;
    let heading = heading.trim_end_matches(['。', '，', '：']);
    if heading.chars().count() <= LONGEST {
        return heading.to_owned();
    }
    let mut quoted = false;
    for (at, c) in heading.char_indices() {
        match c {
            '“' | '「' => quoted = true,
            '”' | '」' => quoted = false,
            '，' if !quoted => return heading[..at].to_owned(),
            _ => {}
        }
    }
    heading.to_owned()
}

fn nest(flat: &mut std::iter::Peekable<std::vec::IntoIter<(u8, Entry)>>, above: u8) -> Vec<Entry> {
    let mut entries = Vec::new();
    while let Some((level, mut entry)) = flat.next_if(|(level, _)| *level > above) {
        entry.entries = nest(flat, level);
        entries.push(entry);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_found_where_they_open_a_clause() {
        assert_eq!(
            ordinals("一是抓。二是，不是一是"),
            [TextRange::new(0, 2), TextRange::new(4, 6)]
        );
    }
}
