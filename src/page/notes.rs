//! Editors' notes: beside the words they speak of on the page of the full text, and all of them on a page of their own.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::markdown::fence;
use crate::markdown::html::{self, Style};
use crate::note::fold::tag_of;
use crate::note::{Anchored, Change, Reference, State};
use crate::page::inline::{Mark, escape};
use crate::page::reading::{Index, Reading};
use crate::page::{Material, Page, View, frame};
use crate::report::BlockKind;
use crate::script::Tag;
use crate::text;

/// The notes of a report.
#[derive(Clone, Debug, Serialize)]
pub struct Notes {
    /// Those whose words stand in the report.
    pub exact: Vec<NoteView>,
    /// Those whose words have changed.
    pub drifted: Vec<NoteView>,
    /// Those whose words are gone.
    pub orphans: Vec<NoteView>,
}

/// A note.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoteView {
    /// Its id.
    pub id: String,
    /// exact, drifted, orphan.
    pub state: &'static str,
    /// Key of the name of its kind in the theme's words: `note_context`.
    pub kind: String,
    /// Its sign in the text: `①`; empty where it has no place in the text.
    pub sign: String,
    /// The words it speaks of, as the report has them; for an orphan as the note has them; empty for a note on a whole.
    pub quote: String,
    /// For a drifted note, what changed.
    pub changes: Vec<Change>,
    /// Link to the words; empty if they are gone.
    pub href: String,
    /// What the place is called: `3-2-3`, the words of a heading; empty for a note on the report.
    pub place: String,
    /// Whether the place is an annex item.
    pub item: bool,
    /// The body as HTML.
    pub html: String,
    /// Who signs it.
    pub by: String,
    /// The day, in words.
    pub date: String,
    /// What it rests on.
    pub sources: Vec<Reference>,
    /// Whether it is not published yet: a build with drafts shows it, and says so.
    pub draft: bool,
    /// Whether it stands folded beside its paragraph, for want of room.
    pub folded: bool,
}

/// A note in a list of the latest.
#[derive(Clone, Debug, Serialize)]
pub struct NoteLink {
    /// Key of the name of its kind in the theme's words.
    pub kind: String,
    /// exact, drifted.
    pub state: &'static str,
    /// The words it speaks of; empty for a note on a whole.
    pub quote: String,
    /// What it says, in short.
    pub words: String,
    /// Link to its place.
    pub href: String,
    /// Title of the report.
    pub report: String,
    /// The day, in words; may be empty.
    pub date: String,
    /// The day as data; may be empty.
    pub day: String,
}

/// The newest notes of an edition that still have their place, seen from the page at `path`.
#[must_use]
pub fn latest(material: &Material<'_>, tag: Tag, path: &str, count: usize) -> Vec<NoteLink> {
    const WORDS: usize = 60;
    let mut found: Vec<(Option<jiff::civil::Date>, NoteLink)> = Vec::new();
    for edition in material.editions.iter().filter(|e| e.tag == tag) {
        let report = &edition.digest.report;
        let Some(notes) = material.editorial.notes.get(&report.id) else {
            continue;
        };
        let index = Index::new(edition.digest);
        let reading = Reading::new(edition, &index, path);
        for anchored in notes.iter().filter(|note| note.target.is_some()) {
            let shown = Shown {
                on_text: false,
                prefix: "",
            };
            let note = view(material, &reading, anchored, String::new(), shown);
            let style = Style {
                conversions: material.conversions,
                from: tag_of(
                    &fence::common(&anchored.note.body, &anchored.note.file),
                    report.metadata.lang,
                ),
                to: tag,
                heading: 4,
                prefix: "",
                link: &html::same_address,
                pictures: &html::NO_PICTURES,
            };
            let words = html::plain_sections(&anchored.note.body, &style);
            let words = words.lines().next().unwrap_or_default();
            let date = anchored.note.date;
            let link = NoteLink {
                kind: note.kind,
                state: note.state,
                quote: note.quote,
                words: super::card::shortened(words, WORDS),
                href: note.href,
                report: edition.phrase(&report.metadata.title),
                date: note.date,
                day: date.map_or_else(String::new, |date| date.to_string()),
            };
            found.push((date, link));
        }
    }
    found.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    found.truncate(count);
    found.into_iter().map(|(_, link)| link).collect()
}

/// The notes of a report as they are shown on one page, with their signs.
#[must_use]
pub fn notes(material: &Material<'_>, reading: &Reading<'_>, on_text: bool) -> Vec<NoteView> {
    let report = &reading.digest().report;
    let own = material.editorial.notes.get(&report.id);
    let own = own.map_or(&[][..], Vec::as_slice);
    let signs = signs(own);
    let shown = Shown {
        on_text,
        prefix: "",
    };
    own.iter()
        .zip(signs)
        .map(|(anchored, sign)| view(material, reading, anchored, sign, shown))
        .collect()
}

/// The notes on words for whose place (a block and a range in it) `shown` says yes, in the order of the text. A note on a
/// whole paragraph is none of them.
#[must_use]
pub fn within(
    material: &Material<'_>,
    reading: &Reading<'_>,
    shown: impl Fn(usize, text::TextRange) -> bool,
) -> Vec<NoteView> {
    let own = material.editorial.notes.get(&reading.digest().report.id);
    let mut found: Vec<_> = (own.into_iter().flatten())
        .zip(notes(material, reading, false))
        .filter_map(|(anchored, view)| {
            let target = anchored.target?;
            (!target.whole && shown(target.block, target.range))
                .then_some(((target.block, target.range.start), view))
        })
        .collect();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, view)| view).collect()
}

/// The notes that have a place in the text, in the order of their signs: for the end of a printed text.
#[must_use]
pub fn endnotes(material: &Material<'_>, reading: &Reading<'_>) -> Vec<NoteView> {
    let own = material.editorial.notes.get(&reading.digest().report.id);
    let own = own.map_or(&[][..], Vec::as_slice);
    // What is printed again needs ids of its own.
    let shown = Shown {
        on_text: true,
        prefix: "e-",
    };
    let mut placed: Vec<(usize, NoteView)> = Vec::new();
    for (anchored, sign) in own.iter().zip(order(own)) {
        if let Some(number) = sign {
            let note = view(material, reading, anchored, self::sign(number), shown);
            placed.push((number, note));
        }
    }
    placed.sort_by_key(|(number, _)| *number);
    placed.into_iter().map(|(_, note)| note).collect()
}

/// Where a note is shown.
#[derive(Clone, Copy)]
struct Shown {
    /// Whether that is the page of the full text.
    on_text: bool,
    /// What the ids in its body begin with.
    prefix: &'static str,
}

/// The sign of every note, counted in the order of the text.
fn signs(notes: &[Anchored]) -> Vec<String> {
    (order(notes).into_iter())
        .map(|number| number.map_or_else(String::new, sign))
        .collect()
}

/// The number of every note that has a place in the text.
fn order(notes: &[Anchored]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..notes.len())
        .filter(|&i| notes[i].target.is_some())
        .collect();
    order.sort_by_key(|&i| {
        let target = notes[i].target;
        target.map(|target| (target.block, target.range.end, target.range.start))
    });
    let mut numbers = vec![None; notes.len()];
    for (number, i) in order.into_iter().enumerate() {
        numbers[i] = Some(number + 1);
    }
    numbers
}

/// ①, ②, … ㊿, then (51).
fn sign(number: usize) -> String {
    let first = match number {
        1..=20 => 0x2460 - 1,
        21..=35 => 0x3251 - 21,
        36..=50 => 0x32B1 - 36,
        _ => return format!("({number})"),
    };
    u32::try_from(number)
        .ok()
        .and_then(|number| char::from_u32(first + number))
        .map_or_else(String::new, |sign| sign.to_string())
}

fn view(
    material: &Material<'_>,
    reading: &Reading<'_>,
    anchored: &Anchored,
    sign: String,
    Shown { on_text, prefix }: Shown,
) -> NoteView {
    let Anchored {
        note,
        state,
        target,
        changes,
    } = anchored;
    let report = &reading.digest().report;
    let canonical = report.metadata.lang;
    let to = reading.edition.tag;
    let convert = |words: &str| {
        let from = tag_of(words, canonical);
        material.conversions.convert(words, from, to).text
    };
    let (quote, href, place, item) = match target {
        Some(target) => {
            let block = &report.blocks[target.block];
            let (place, item) = match block.kind {
                BlockKind::Item => (block.n.to_string(), true),
                _ => match block.id.strip_prefix("p-") {
                    Some(label) => (label.to_owned(), false),
                    None => (reading.edition.block(target.block).to_owned(), false),
                },
            };
            let quote = if target.whole {
                String::new()
            } else {
                let text = reading.edition.block(target.block);
                let range = reading.edition.range(target.block, target.range);
                text::slice(text, whole_marks(text, range)).to_owned()
            };
            let href = reading.to(&format!(
                "text/#{}",
                anchor(note.id.as_str(), block, target.whole)
            ));
            (quote, href, place, item)
        }
        None if *state == State::Orphan => {
            let quote = note.quote.as_deref().map_or_else(String::new, convert);
            (quote, String::new(), String::new(), false)
        }
        None => (String::new(), reading.to("text/"), String::new(), false),
    };
    let page = |address: &str| resolve(reading, address, on_text);
    let prefix = format!("{prefix}{}-", note.id);
    let style = Style {
        conversions: material.conversions,
        from: tag_of(&fence::common(&note.body, &note.file), canonical),
        to,
        heading: 4,
        prefix: &prefix,
        link: &page,
        pictures: material.pictures,
    };
    NoteView {
        id: note.id.clone(),
        state: state.name(),
        kind: format!("note_{}", note.kind.name()),
        sign,
        quote,
        changes: (changes.iter())
            .map(|Change { old, new }| Change {
                old: convert(old),
                new: reading.edition.phrase(new),
            })
            .collect(),
        href,
        place,
        item,
        html: html::sections(&note.body, &style, |_, _| String::new()),
        draft: note.draft,
        folded: false,
        by: note.by.as_deref().map_or_else(String::new, convert),
        date: note.date.map_or_else(String::new, super::long_date),
        sources: (note.sources.iter())
            .map(|Reference { title, url }| Reference {
                title: convert(title),
                url: url.clone(),
            })
            .collect(),
    }
}

/// The range of a quotation, with the mark that closes (or opens) it where it is the next character: the words are
/// compared without their marks, and a pair is not shown by half.
fn whole_marks(text: &str, range: text::TextRange) -> text::TextRange {
    const PAIRS: [(char, char); 6] = [
        ('“', '”'),
        ('‘', '’'),
        ('「', '」'),
        ('『', '』'),
        ('《', '》'),
        ('（', '）'),
    ];
    let characters: Vec<char> = text.chars().collect();
    let within = characters.get(range.start..range.end).unwrap_or_default();
    let count = |mark: char| within.iter().filter(|&&c| c == mark).count();
    let (mut start, mut end) = (range.start, range.end);
    for (open, close) in PAIRS {
        if count(open) > count(close) && characters.get(end) == Some(&close) {
            end += 1;
        }
        if count(close) > count(open) && start > 0 && characters[start - 1] == open {
            start -= 1;
        }
    }
    text::TextRange::new(start, end)
}

/// Where the reader finds the words: at the note's sign, or at the block for a note on a whole.
fn anchor(note: &str, block: &crate::report::Block, whole: bool) -> String {
    if whole || !is_body(&block.kind) {
        block.id.clone()
    } else {
        format!("r{note}")
    }
}

const fn is_body(kind: &BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Paragraph | BlockKind::Item | BlockKind::Salutation
    )
}

/// An address of a note or an article as a link of the page: `#p-3-2-3` leads to the full text, `/x/` to the edition.
#[must_use]
pub fn resolve(reading: &Reading<'_>, address: &str, on_text: bool) -> String {
    let place = address.strip_prefix('#').is_some_and(|id| {
        ["p-", "x-", "x2-", "h-", "f-", "t-"]
            .iter()
            .any(|prefix| id.starts_with(prefix))
    });
    if place && !on_text {
        return reading.to(&format!("text/{address}"));
    }
    match address.strip_prefix('/') {
        Some(path) if !path.starts_with('/') => {
            super::link::from_root(&reading.link, reading.edition.tag, path)
        }
        _ => address.to_owned(),
    }
}

/// The notes of one block of the full text: marks on their words, and the sign behind each by its code point.
#[must_use]
pub fn marks(
    material: &Material<'_>,
    reading: &Reading<'_>,
    views: &[NoteView],
    block: usize,
) -> (Vec<Mark>, BTreeMap<usize, String>) {
    let mut marks = Vec::new();
    let mut signs: BTreeMap<usize, String> = BTreeMap::new();
    let own = material.editorial.notes.get(&reading.digest().report.id);
    for (anchored, view) in own.into_iter().flatten().zip(views) {
        let Some(target) = anchored.target.filter(|target| target.block == block) else {
            continue;
        };
        let range = reading.edition.range(block, target.range);
        if !target.whole {
            marks.push(Mark::new(range, 3, "<span class=\"nq\">", "</span>"));
        }
        let end = reading.edition.block(block).chars().count();
        let at = if target.whole { end } else { range.end };
        // The sign itself is drawn by the style sheet: the words of the report stay whole for readers' programs.
        let label = reading.edition.phrase("编者注");
        let sign = format!(
            "<a class=\"nref\" id=\"r{id}\" href=\"#{id}\" aria-label=\"{label}{sign}\" data-sign=\"{sign}\"></a>",
            sign = escape(&view.sign),
            id = view.id,
        );
        signs.entry(at).or_default().push_str(&sign);
    }
    (marks, signs)
}

/// The views of the notes on one block, in the order of their signs.
#[must_use]
pub fn of_block(
    material: &Material<'_>,
    reading: &Reading<'_>,
    views: &[NoteView],
    block: usize,
) -> Vec<NoteView> {
    let own = material.editorial.notes.get(&reading.digest().report.id);
    let mut found: Vec<(text::TextRange, NoteView)> = (own.into_iter().flatten())
        .zip(views)
        .filter_map(|(anchored, view)| {
            let target = anchored.target.filter(|target| target.block == block)?;
            Some((target.range, view.clone()))
        })
        .collect();
    found.sort_by_key(|(range, _)| (range.end, range.start));
    found.into_iter().map(|(_, view)| view).collect()
}

/// Makes the page of all notes on a report (`notes/`); drifted and orphaned ones come last.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>) -> Page {
    let mut view = Notes {
        exact: Vec::new(),
        drifted: Vec::new(),
        orphans: Vec::new(),
    };
    for note in notes(material, reading, false) {
        match note.state {
            "exact" => view.exact.push(note),
            "drifted" => view.drifted.push(note),
            _ => view.orphans.push(note),
        }
    }
    let title = reading
        .edition
        .phrase(&reading.digest().report.metadata.title);
    Page {
        path: format!("{}notes/", reading.home()),
        template: "notes",
        lang: reading.edition.tag,
        frame: frame::of_report(material, reading, "notes/", title),
        view: View::Notes(view),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::page::fixture::with_material;
    use crate::page::transcript;

    #[test]
    fn a_note_is_shown_in_each_script_and_leaves_the_words_whole() {
        with_material(|material| {
            let edition = &material.editions[1];
            let index = Index::new(edition.digest);
            let reading = Reading::new(edition, &index, "zh-hant/small/text/");
            let View::Text(text) = transcript::page(material, &reading).view else {
                panic!("a text");
            };
            let line = text.lines.iter().find(|line| line.id == "p-1-0-1").unwrap();
            let [note] = &line.notes[..] else {
                panic!("one note");
            };
            assert_eq!(note.quote, "力爭併網裝機2500萬千瓦以上");
            assert!(
                note.html.contains("與去年口徑<em>不同</em>"),
                "{}",
                note.html
            );
            assert!(note.html.contains("href=\"#p-1-0-1\""), "{}", note.html);
            let plain = scraper::Html::parse_fragment(&line.html);
            let plain: String = plain.root_element().text().collect();
            let index = edition
                .digest
                .report
                .blocks
                .iter()
                .position(|b| b.id == line.id);
            assert_eq!(plain, edition.block(index.unwrap()));
            assert!(
                line.html
                    .contains("<a class=\"term\" href=\"#g-ywhc\">源網荷儲</a>")
            );
            assert_eq!(text.terms[0].id, "g-ywhc");
            let signs: Vec<&str> = text.endnotes.iter().map(|n| n.sign.as_str()).collect();
            assert_eq!(signs, ["①", "②", "③"]);
        });
    }

    #[test]
    fn all_notes_are_listed_and_the_lost_ones_kept() {
        with_material(|material| {
            let edition = &material.editions[0];
            let index = Index::new(edition.digest);
            let reading = Reading::new(edition, &index, "zh-hans/small/notes/");
            let View::Notes(notes) = page(material, &reading).view else {
                panic!("notes");
            };
            let ids = |notes: &[NoteView]| notes.iter().map(|n| n.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&notes.exact), ["n-exact", "n-heading", "n-report"]);
            assert_eq!(ids(&notes.drifted), ["n-drifted"]);
            assert_eq!(notes.drifted[0].changes[0].old, "760");
            assert_eq!(ids(&notes.orphans), ["n-orphan"]);
            assert_eq!(notes.orphans[0].quote, "从未说过的话");
            assert!(notes.exact[0].html.contains("href=\"../text/#p-1-0-1\""));
        });
    }

    #[test]
    fn a_quotation_is_not_shown_with_half_a_pair_of_marks() {
        let text = "全面实施“三改联动”，提高";
        let shown = |start, end| {
            let range = whole_marks(text, text::TextRange::new(start, end));
            text::slice(text, range)
        };
        assert_eq!(shown(0, 9), "全面实施“三改联动”");
        assert_eq!(shown(5, 10), "“三改联动”");
        assert_eq!(shown(0, 4), "全面实施");
        assert_eq!(shown(0, 7), "全面实施“三改");
    }

    #[test]
    fn signs_go_on_beyond_the_circled_numbers() {
        let told: Vec<String> = [1, 20, 21, 35, 36, 50, 51].map(sign).to_vec();
        assert_eq!(told, ["①", "⑳", "㉑", "㉟", "㊱", "㊿", "(51)"]);
    }
}
