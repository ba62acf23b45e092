//! Editions → places: everything a search can lead to, in the order in which places of equal worth are shown.
//!
//! The newest report comes first; within a report its headings come before its text, so that the number of a place
//! tells whether it is a heading.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::edition::Edition;
use crate::report::{Block, BlockKind};
use crate::script::Tag;
use crate::search::quantity;
use crate::text::TextRange;

/// What kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A heading of a report, or its title.
    Heading,
    /// A line of a report.
    Paragraph,
    /// An annex item.
    Project,
    /// An editor's note.
    Note,
    /// An editor's article.
    Brief,
    /// A glossary entry.
    Term,
}

impl Kind {
    /// All kinds, in the order of their numbers in the index.
    pub const ALL: [Self; 6] = [
        Self::Heading,
        Self::Paragraph,
        Self::Project,
        Self::Note,
        Self::Brief,
        Self::Term,
    ];

    /// Name in the index and in the filter.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::Project => "project",
            Self::Note => "note",
            Self::Brief => "brief",
            Self::Term => "term",
        }
    }

    /// What stands between the address of the report (or of the edition) and the id of a place.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::Heading | Self::Paragraph => "text/#",
            Self::Project => "projects/#",
            Self::Note => "notes/#",
            Self::Brief => "briefs/",
            Self::Term => "glossary/#",
        }
    }
}

/// A place that stands in no report's text: a note, a brief, a glossary entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Id of the report it belongs to.
    pub report: Option<String>,
    /// What follows [`Kind::page`] in its address: `n-1`, `spring/`.
    pub id: String,
    /// What a reader knows it by, by edition: the title of a brief, a term. May be empty.
    pub label: BTreeMap<Tag, String>,
    /// Ids of its sectors, the main one first.
    pub sectors: Vec<String>,
    /// Its text by edition.
    pub text: BTreeMap<Tag, String>,
    /// Quantities in the text by edition: where they are printed, and the key under which equal ones are found.
    pub quantities: BTreeMap<Tag, Vec<(TextRange, String)>>,
}

/// A place a search can lead to.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// What it is.
    pub kind: Kind,
    /// Id within its page.
    pub id: &'a str,
    /// Ids of its sectors.
    pub sectors: Vec<&'a str>,
    /// What it says, one for each tag of the catalogue.
    pub words: Vec<Words<'a>>,
}

/// What a place says in one edition.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    /// What a reader knows it by: `3-2-3`, the number of an annex item; may be empty.
    pub label: Cow<'a, str>,
    /// The text.
    pub text: Cow<'a, str>,
    /// Quantities in the text: where they are printed, and the key under which equal ones are found.
    pub quantities: Vec<(TextRange, String)>,
}

/// A report with its places.
#[derive(Clone, Debug)]
pub struct Shelf<'a> {
    /// Id of the report; empty for what belongs to none.
    pub report: &'a str,
    /// Its title, one for each tag of the catalogue.
    pub titles: Vec<String>,
    /// Number of its first place.
    pub first: usize,
    /// How many of its places, from the first on, are shown before others.
    pub heads: usize,
}

/// All places of a site.
#[derive(Clone, Debug)]
pub struct Catalogue<'a> {
    /// The editions' tags, in order.
    pub tags: Vec<Tag>,
    /// The reports, in the order of their places.
    pub shelves: Vec<Shelf<'a>>,
    /// The places.
    pub places: Vec<Place<'a>>,
}

impl<'a> Catalogue<'a> {
    /// Lists the places of `editions` and `entries`.
    #[must_use]
    pub fn new(editions: &'a [Edition<'a>], entries: &'a [Entry]) -> Self {
        let mut tags: Vec<Tag> = Vec::new();
        let mut reports: Vec<(&str, Vec<&Edition<'_>>)> = Vec::new();
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for edition in editions {
            if !tags.contains(&edition.tag) {
                tags.push(edition.tag);
            }
            let id = edition.digest.report.id.as_str();
            let number = *numbers.entry(id).or_insert(reports.len());
            if number == reports.len() {
                reports.push((id, Vec::new()));
            }
            reports[number].1.push(edition);
        }
        reports
            .sort_by_key(|(id, editions)| (Reverse(editions[0].digest.report.metadata.date), *id));
        let mut catalogue = Self {
            places: Vec::new(),
            shelves: Vec::new(),
            tags,
        };
        let common = catalogue.entries(entries, None);
        catalogue.shelve("", Vec::new(), common);
        let tags = &catalogue.tags;
        let shelved: Vec<_> = reports
            .par_iter()
            .map(|(id, editions)| {
                let editions: Vec<&Edition<'_>> = tags
                    .iter()
                    .map(|tag| *(editions.iter().find(|e| e.tag == *tag)).unwrap_or(&editions[0]))
                    .collect();
                let title =
                    |edition: &&Edition<'_>| edition.phrase(&edition.digest.report.metadata.title);
                let mut places = of_report(&editions);
                places.extend(catalogue.entries(entries, Some(id)));
                (*id, editions.iter().map(title).collect(), places)
            })
            .collect();
        for (id, titles, places) in shelved {
            catalogue.shelve(id, titles, places);
        }
        catalogue
    }

    fn shelve(&mut self, report: &'a str, titles: Vec<String>, mut places: Vec<Place<'a>>) {
        if places.is_empty() {
            return;
        }
        places.sort_by_key(|place| !heads(place.kind));
        self.shelves.push(Shelf {
            report,
            titles,
            first: self.places.len(),
            heads: places.iter().filter(|place| heads(place.kind)).count(),
        });
        self.places.append(&mut places);
    }

    fn entries(&self, entries: &'a [Entry], report: Option<&str>) -> Vec<Place<'a>> {
        let own = entries
            .iter()
            .filter(|entry| entry.report.as_deref() == report);
        own.map(|entry| {
            let of = |texts: &'a BTreeMap<Tag, String>, tag: &Tag| {
                let text = texts.get(tag).or_else(|| texts.values().next());
                Cow::from(text.map_or("", String::as_str))
            };
            let words = self.tags.iter().map(|tag| Words {
                label: of(&entry.label, tag),
                text: of(&entry.text, tag),
                quantities: entry.quantities.get(tag).cloned().unwrap_or_default(),
            });
            Place {
                kind: entry.kind,
                id: &entry.id,
                sectors: entry.sectors.iter().map(String::as_str).collect(),
                words: words.collect(),
            }
        })
        .collect()
    }
}

/// Whether places of this kind are shown before others.
const fn heads(kind: Kind) -> bool {
    matches!(kind, Kind::Heading | Kind::Term)
}

/// The places of one report, given in every edition.
fn of_report<'a>(editions: &[&'a Edition<'a>]) -> Vec<Place<'a>> {
    let digest = editions[0].digest;
    let numbers: BTreeMap<usize, String> = digest
        .report
        .projects()
        .map(|project| (project.block, project.number.to_string()))
        .collect();
    let mut sectors: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut starts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for passage in &digest.passages {
        let of_block = sectors.entry(passage.block).or_default();
        for sector in &passage.sectors {
            if !of_block.contains(&sector.as_str()) {
                of_block.push(sector);
            }
        }
        starts.insert(&passage.id, (passage.block, passage.range.start));
    }
    let mut quantities: BTreeMap<usize, Vec<(TextRange, String)>> = BTreeMap::new();
    for figure in &digest.figures {
        let Some(&(block, start)) = starts.get(figure.passage.as_str()) else {
            continue;
        };
        for key in quantity::keys(figure) {
            let printed = figure.printed.shifted(start);
            quantities.entry(block).or_default().push((printed, key));
        }
    }
    let place = |(index, block): (usize, &'a Block)| {
        let kind = match block.kind {
            BlockKind::Title | BlockKind::Heading { .. } | BlockKind::AnnexHeading => Kind::Heading,
            BlockKind::Item => Kind::Project,
            _ => Kind::Paragraph,
        };
        let label = match numbers.get(&index) {
            Some(number) => Cow::from(number.clone()),
            None => Cow::from(block.id.strip_prefix("p-").unwrap_or("")),
        };
        let words = editions.iter().map(|edition| Words {
            label: label.clone(),
            text: Cow::from(edition.block(index)),
            quantities: (quantities.get(&index).into_iter().flatten())
                .map(|(range, key)| (edition.range(index, *range), key.clone()))
                .collect(),
        });
        Place {
            kind,
            id: &block.id,
            sectors: sectors.get(&index).cloned().unwrap_or_default(),
            words: words.collect(),
        }
    };
    digest.report.blocks.iter().enumerate().map(place).collect()
}
