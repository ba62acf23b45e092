//! `/parallel/{id}/`: all scripts of a report side by side under the same ids, with the characters marked that have more
//! than one counterpart: the proof-reader's list.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::edition::Edition;
use crate::page::frame::{self, Alternate, Switch};
use crate::page::inline::{self, Mark, escape};
use crate::page::link;
use crate::page::reading::{Index, Reading};
use crate::page::{Material, Page, View, json_ld};
use crate::report::BlockKind;
use crate::script::choices::{Choice, Decided};
use crate::script::{Script, Tag};
use crate::text::{self, TextRange};

/// All scripts of a report side by side.
#[derive(Clone, Debug, Serialize)]
pub struct Parallel {
    /// The columns.
    pub columns: Vec<Column>,
    /// The lines of the report.
    pub rows: Vec<Row>,
    /// Number of characters with more than one counterpart.
    pub choice_count: usize,
    /// Number of those that nothing decided: the places to proof-read.
    pub open_count: usize,
    /// These places, in the order of the report.
    pub open: Vec<Open>,
}

/// A character that nothing decided, with the rows that would settle it.
#[derive(Clone, Debug, Serialize)]
pub struct Open {
    /// `cv-3`: its id on the page.
    pub id: String,
    /// The line it stands in.
    pub place: String,
    /// `3-2-3`; empty for what is not a paragraph.
    pub label: String,
    /// What stands around it in the report, as HTML.
    pub source: String,
    /// Language of the report.
    pub source_tag: Tag,
    /// The same words in the edition, as HTML.
    pub target: String,
    /// Language of the edition.
    pub target_tag: Tag,
    /// What the character can become, each with the row that makes it so; what it became is the first.
    pub ways: Vec<Way>,
}

/// What an open character can become.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    /// The character.
    pub to: String,
    /// A row for `content/conversion.yaml`, or marks for the text.
    pub row: String,
}

/// A script.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its language.
    pub tag: Tag,
    /// `zh-hans`
    pub key: &'static str,
    /// Link to the full text in it.
    pub href: String,
}

/// A line of the report in every script.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// `3-2-3`; empty for what is not a paragraph.
    pub label: String,
    /// Level of a heading, 2 to 4; 0 for text.
    pub level: u8,
    /// Whether a character of it is to be proof-read.
    pub open: bool,
    /// The text as HTML, one a column.
    pub cells: Vec<Cell>,
}

/// A line in one script.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Its language.
    pub tag: Tag,
    /// The text as HTML.
    pub html: String,
}

/// Path of the page of a report.
#[must_use]
pub fn path(report: &str) -> String {
    format!("parallel/{report}/")
}

/// Makes the page of a report; none if it has one edition only.
#[must_use]
pub fn of_report(material: &Material<'_>, report: &str) -> Option<Page> {
    let own = (material.editions.iter()).filter(|edition| edition.digest.report.id == report);
    let editions: Vec<&Edition<'_>> = own.collect();
    let index = Index::new(editions.first()?.digest);
    page(material, &editions, &index)
}

/// Makes the page of the report of `editions`, which are the same report in all its scripts; none if there is one only.
#[must_use]
pub fn page(material: &Material<'_>, editions: &[&Edition<'_>], index: &Index<'_>) -> Option<Page> {
    let [first, _, ..] = editions else {
        return None;
    };
    let report = &first.digest.report;
    let path = path(&report.id);
    let reading = Reading::new(first, index, &path);
    let mut frame = frame::of_report(
        material,
        &reading,
        "text/",
        first.phrase(&report.metadata.title),
    );
    for link in &mut frame.nav {
        link.current = false;
    }
    let address = link::absolute(&material.config.base_url, &path);
    frame.alternates = vec![Alternate {
        hreflang: first.tag.as_str().to_owned(),
        href: address.clone(),
    }];
    frame.canonical = address;
    frame.json_ld = json_ld::of_report(
        material,
        &reading,
        &path,
        &frame.title,
        json_ld::Nodes::Report,
    );
    for switch in &mut frame.switch {
        switch.current = switch.key == "parallel";
    }
    let mut choice_count = 0;
    let mut open_count = 0;
    let mut open_places: Vec<Open> = Vec::new();
    let mut depth = 1;
    let rows = (0..report.blocks.len())
        .map(|i| {
            let block = &report.blocks[i];
            let label = block.id.strip_prefix("p-").unwrap_or_default();
            // Place in the block → number of the open place: the same in all editions.
            let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
            let mut cells = Vec::new();
            for edition in editions {
                let choices = edition.choices(i);
                choice_count += choices.len();
                for choice in choices.iter().filter(|c| c.decided == Decided::Default) {
                    open_count += 1;
                    numbers.entry(choice.at).or_insert_with(|| {
                        let id = format!("cv-{}", open_places.len() + 1);
                        open_places.push(open(edition, i, choice, id));
                        open_places.len()
                    });
                }
                cells.push(Cell {
                    tag: edition.tag,
                    html: html(edition, i, &choices, &numbers),
                });
            }
            Row {
                id: block.id.clone(),
                label: label.to_owned(),
                level: match block.kind {
                    BlockKind::Heading { level, .. } => {
                        depth = (level + 1).clamp(2, depth + 1).min(4);
                        depth
                    }
                    _ => 0,
                },
                open: !numbers.is_empty(),
                cells,
            }
        })
        .collect();
    Some(Page {
        path,
        template: "parallel",
        lang: first.tag,
        frame,
        view: View::Parallel(Parallel {
            columns: (editions.iter())
                .map(|edition| Column {
                    tag: edition.tag,
                    key: edition.tag.path(),
                    href: reading
                        .link
                        .to(&format!("{}text/", super::reading::digest_path(edition))),
                })
                .collect(),
            rows,
            choice_count,
            open_count,
            open: open_places,
        }),
    })
}

/// The switch's link to the page of a report that stands in several editions.
#[must_use]
pub fn switch(reading: &Reading<'_>, tags: &[Tag]) -> Option<Switch> {
    let first = *tags.first()?;
    (tags.len() > 1).then(|| Switch {
        tag: first,
        key: "parallel",
        href: reading
            .link
            .to(&format!("parallel/{}/", reading.digest().report.id)),
        current: false,
    })
}

fn html(
    edition: &Edition<'_>,
    index: usize,
    choices: &[Choice],
    numbers: &BTreeMap<usize, usize>,
) -> String {
    let marks: Vec<Mark> = choices
        .iter()
        .map(|choice| {
            let range = edition.range(index, TextRange::new(choice.at, choice.at + 1));
            let mut title = format!("{} → {}", choice.source, choice.alternatives);
            if !choice.word.is_empty() {
                title.push_str(" · ");
                title.push_str(&choice.word);
            }
            let title = escape(&title);
            let number = numbers.get(&choice.at);
            match (choice.decided, number) {
                (Decided::Default, Some(number)) => {
                    let open =
                        format!("<a class=\"cv ck\" href=\"#cv-{number}\" title=\"{title}\">");
                    Mark::new(range, 0, open, "</a>")
                }
                (decided, _) => {
                    let class = match decided {
                        Decided::Default | Decided::Phrase => "cv",
                        Decided::BuiltIn | Decided::Site | Decided::Hand | Decided::Kept => "cv ov",
                    };
                    let open = format!("<span class=\"{class}\" title=\"{title}\">");
                    Mark::new(range, 0, open, "</span>")
                }
            }
        })
        .collect();
    inline::write(edition.block(index), &marks)
}

/// An open place of the block at `index`, with the characters around it.
fn open(edition: &Edition<'_>, index: usize, choice: &Choice, id: String) -> Open {
    const AROUND: usize = 6;
    let report = &edition.digest.report;
    let block = &report.blocks[index];
    let characters: Vec<char> = block.text.chars().collect();
    let own = TextRange::new(choice.at, choice.at + 1);
    // A pair of marks is not cut in two: what stands around ends before it.
    let plain = |c: &&char| !"“”‘’「」『』《》〈〉（）【】".contains(**c);
    let before = characters[..own.start].iter().rev().take(AROUND);
    let behind = characters[own.end..].iter().take(AROUND);
    let around = TextRange::new(
        own.start - before.take_while(plain).count(),
        own.end + behind.take_while(plain).count(),
    );
    let marked = |text: &str, around: TextRange, own: TextRange| {
        let place = TextRange::new(own.start - around.start, own.end - around.start);
        let mark = Mark::new(place, 0, "<b>", "</b>");
        inline::write(text::slice(text, around), &[mark])
    };
    let (there, here) = (edition.range(index, around), edition.range(index, own));
    let others =
        (choice.alternatives.chars().map(String::from)).filter(|other| *other != choice.target);
    let ways = std::iter::once(choice.target.clone()).chain(others);
    Open {
        id,
        place: block.id.clone(),
        label: block.id.strip_prefix("p-").unwrap_or_default().to_owned(),
        source: marked(&block.text, around, own),
        source_tag: report.metadata.lang,
        target: marked(edition.block(index), there, here),
        target_tag: edition.tag,
        ways: ways
            .map(|to| Way {
                row: row(edition, index, own, &to),
                to,
            })
            .collect(),
    }
}

/// The row that gives `to` at `own`: with a letter on either side, so that it fires here and hardly elsewhere. Where
/// there is none, the marks for the text itself: a row for one character would fire everywhere.
fn row(edition: &Edition<'_>, index: usize, own: TextRange, to: &str) -> String {
    let text = &edition.digest.report.blocks[index].text;
    let letter = |at: usize| text.chars().nth(at).is_some_and(text::is_han);
    let before = own.start.checked_sub(1).filter(|&at| letter(at));
    let words = TextRange::new(
        before.unwrap_or(own.start),
        own.end + usize::from(letter(own.end)),
    );
    let source = text::slice(text, words);
    let side = |range: TextRange| edition.slice(index, range);
    let target = format!(
        "{}{to}{}",
        side(TextRange::new(words.start, own.start)),
        side(TextRange::new(own.end, words.end))
    );
    let (hans, hant) = match edition.tag.script() {
        Script::Hant => (source, target.as_str()),
        Script::Hans => (target.as_str(), source),
    };
    if words == own {
        return format!("-{{zh-Hans:{hans};zh-Hant:{hant}}}-");
    }
    format!("- {{hans: {hans}, hant: {hant}, reason: ''}}")
}
