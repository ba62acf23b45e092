//! `/{ed}/search/`: the form, and what leads on without a script: the reports with their sectors and headings.

use serde::Serialize;

use crate::edition::Edition;
use crate::page::across;
use crate::page::chooser::site_title;
use crate::page::concordance::{self, Group};
use crate::page::link::Linker;
use crate::page::reading::digest_path;
use crate::page::{Material, Page, View, frame, sector_name};
use crate::report::BlockKind;
use crate::script::Tag;

/// Up to this many reports the page lists their headings.
const HEADED: usize = 6;

/// The search page of an edition.
#[derive(Clone, Debug, Serialize)]
pub struct Search {
    /// The reports, the newest first.
    pub reports: Vec<Shelf>,
    /// Every sector that some report speaks of, in the order of the taxonomy as far as the reports tell.
    pub sectors: Vec<Choice>,
    /// Kinds of places that can be asked for.
    pub kinds: Vec<Choice>,
    /// Words that lead into the reports without a script.
    pub index: Vec<Group>,
}

/// A report and what is in it.
#[derive(Clone, Debug, Serialize)]
pub struct Shelf {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Link to its full text.
    pub href: String,
    /// Its sectors.
    pub sectors: Vec<Way>,
    /// Its headings; none where the site has many reports.
    pub headings: Vec<Way>,
}

/// A link.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    /// Where to.
    pub href: String,
    /// Its words.
    pub text: String,
}

/// A value of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// As it stands in the address and in the index.
    pub value: String,
    /// Its name, or the key of its name in the theme's words.
    pub name: String,
}

/// Path of the script with the particulars of an edition's index. A build without it has no search page.
#[must_use]
pub fn particulars(tag: Tag) -> String {
    format!("{}/search/index.js", tag.path())
}

/// Makes the search page of an edition, if the build has an index.
#[must_use]
pub fn page(material: &Material<'_>, tag: Tag) -> Option<Page> {
    if !material.files.contains(&particulars(tag)) {
        return None;
    }
    let path = format!("{}/search/", tag.path());
    let link = Linker::relative(&path);
    let editions = across::newest_first(material, tag);
    let mut sectors: Vec<Choice> = Vec::new();
    for edition in &editions {
        for card in &edition.digest.cards {
            if sectors.iter().all(|known| known.value != card.sector) {
                sectors.push(Choice {
                    value: card.sector.clone(),
                    name: sector_name(material, edition, &card.sector),
                });
            }
        }
    }
    let annexes = editions
        .iter()
        .any(|edition| !edition.digest.report.annexes.is_empty());
    let editorial = material.editorial;
    let kinds = [
        ("paragraph", true),
        ("heading", true),
        ("project", annexes),
        ("note", !editorial.notes.is_empty()),
        ("brief", !editorial.briefs.is_empty()),
        ("term", !editorial.glossary.is_empty()),
    ];
    let kinds = kinds.iter().filter(|(_, there)| *there);
    let headed = editions.len() <= HEADED;
    Some(Page {
        template: "search",
        lang: tag,
        frame: frame::of_edition(material, tag, "search/", site_title(material, tag)),
        view: View::Search(Search {
            reports: editions
                .iter()
                .map(|edition| shelf(material, edition, &link, headed))
                .collect(),
            sectors,
            kinds: kinds
                .map(|(kind, _)| Choice {
                    value: (*kind).to_owned(),
                    name: format!("kind_{kind}"),
                })
                .collect(),
            index: concordance::groups(material, tag, &path),
        }),
        path,
    })
}

fn shelf(material: &Material<'_>, edition: &Edition<'_>, link: &Linker, headed: bool) -> Shelf {
    let report = &edition.digest.report;
    let home = digest_path(edition);
    let headings = report.blocks.iter().enumerate().filter(|(_, block)| {
        headed && matches!(block.kind, BlockKind::Heading { level: 1 | 2, .. })
    });
    Shelf {
        id: report.id.clone(),
        title: edition.phrase(&report.metadata.title),
        href: link.to(&format!("{home}text/")),
        sectors: (edition.digest.cards.iter())
            .map(|card| Way {
                href: link.to(&format!("{home}sector/{}/", card.sector)),
                text: sector_name(material, edition, &card.sector),
            })
            .collect(),
        headings: headings
            .map(|(index, block)| Way {
                href: link.to(&format!("{home}text/#{}", block.id)),
                text: edition.block(index).to_owned(),
            })
            .collect(),
    }
}
