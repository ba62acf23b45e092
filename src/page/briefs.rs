//! Editors' articles: a list of them, and a page for each with what it shows of a digest.

use serde::Serialize;

use crate::brief::{self, Brief};
use crate::digest::Digest;
use crate::markdown::fence::{self, Part, Section};
use crate::markdown::html::{self, Footnotes, Style};
use crate::note::fold::tag_of;
use crate::page::card::{self, CardView};
use crate::page::figure::{FigureView, Reference};
use crate::page::link::Linker;
use crate::page::reading::{Index, Reading};
use crate::page::{Material, Page, View, frame, json_ld, notes, sector_name};
use crate::script::Tag;
use crate::text::TextRange;

/// The list of articles.
#[derive(Clone, Debug, Serialize)]
pub struct Briefs {
    /// The articles, the newest first.
    pub briefs: Vec<BriefLink>,
}

/// An article in a list.
#[derive(Clone, Debug, Serialize)]
pub struct BriefLink {
    /// Its title.
    pub title: String,
    /// The link.
    pub href: String,
    /// The day, in words.
    pub date: String,
    /// The day as data: `2026-11-23`.
    pub day: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// Whether it is not published yet.
    pub draft: bool,
}

/// An article.
#[derive(Clone, Debug, Serialize)]
pub struct BriefView {
    /// Its title.
    pub title: String,
    /// The day, in words.
    pub date: String,
    /// The day as data.
    pub day: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// Its sectors, each with a link where it speaks of one report.
    pub sectors: Vec<SectorLink>,
    /// The report it speaks of.
    pub report: Option<ReportLink>,
    /// The body.
    pub parts: Vec<BodyPart>,
    /// Whether it is not published yet: a build with drafts shows it, and says so.
    pub draft: bool,
}

/// A sector and its page; the link is empty where there is none.
#[derive(Clone, Debug, Serialize)]
pub struct SectorLink {
    /// Its name.
    pub name: String,
    /// The link.
    pub href: String,
}

/// A report and its page.
#[derive(Clone, Debug, Serialize)]
pub struct ReportLink {
    /// Its title.
    pub title: String,
    /// The link.
    pub href: String,
}

/// A part of a body.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[expect(
    clippy::large_enum_variant,
    reason = "pages are made once and rendered at once"
)]
pub enum BodyPart {
    /// Prose.
    Prose {
        /// As HTML.
        html: String,
    },
    /// Figures of a digest: one, or the targets of a sector.
    Figures {
        /// Name of the sector; empty for a single figure.
        title: String,
        /// The figures.
        figures: Vec<FigureView>,
    },
    /// A sector's card.
    Card {
        /// The card.
        card: CardView,
    },
    /// A paragraph of the report.
    Quote {
        /// Its words.
        text: String,
        /// Its place.
        source: Reference,
    },
}

/// The articles that are listed at a place; `wanted` chooses.
#[must_use]
pub fn links(
    material: &Material<'_>,
    tag: Tag,
    link: &Linker,
    wanted: impl Fn(&Brief) -> bool,
) -> Vec<BriefLink> {
    (material.editorial.briefs.iter())
        .filter(|brief| wanted(brief))
        .map(|brief| BriefLink {
            draft: brief.draft,
            title: converted(material, &brief.title, tag),
            href: link.to(&path(tag, brief)),
            date: super::long_date(brief.date),
            day: brief.date.to_string(),
            summary: summary(material, brief, tag),
        })
        .collect()
}

/// Path of an article from the root.
#[must_use]
pub fn path(tag: Tag, brief: &Brief) -> String {
    format!("{}/briefs/{}/", tag.path(), brief.slug)
}

/// The summary of an article in an edition; empty if it has none.
#[must_use]
pub fn summary(material: &Material<'_>, brief: &Brief, tag: Tag) -> String {
    (brief.summary.as_deref()).map_or_else(String::new, |text| converted(material, text, tag))
}

/// An editor's words in an edition.
#[must_use]
pub fn converted(material: &Material<'_>, words: &str, tag: Tag) -> String {
    let from = tag_of(words, Tag::Hans);
    material.conversions.convert(words, from, tag).text
}

/// Makes the list.
#[must_use]
pub fn list(material: &Material<'_>, tag: Tag, title: String) -> Page {
    let path = format!("{}/briefs/", tag.path());
    let briefs = links(material, tag, &Linker::relative(&path), |_| true);
    Page {
        path,
        template: "briefs",
        lang: tag,
        frame: frame::of_edition(material, tag, "briefs/", title),
        view: View::Briefs(Briefs { briefs }),
    }
}

/// Makes the page of an article.
#[must_use]
pub fn page(material: &Material<'_>, tag: Tag, brief: &Brief) -> Page {
    let path = path(tag, brief);
    let link = Linker::relative(&path);
    let title = converted(material, &brief.title, tag);
    let editions: Vec<_> = (material.editions.iter())
        .filter(|edition| edition.tag == tag)
        .collect();
    let own = brief.report.as_ref().map_or_else(
        || editions.first().filter(|_| editions.len() == 1),
        |id| editions.iter().find(|e| e.digest.report.id == *id),
    );
    let sectors = (brief.sectors.iter())
        .map(|sector| {
            let edition = own.or(editions.first());
            let has = own.is_some_and(|e| e.digest.cards.iter().any(|c| c.sector == *sector));
            SectorLink {
                name: edition.map_or_else(|| sector.clone(), |e| sector_name(material, e, sector)),
                href: match own {
                    Some(e) if has => {
                        let home = super::reading::digest_path(e);
                        link.to(&format!("{home}sector/{sector}/"))
                    }
                    _ => super::across::doors(material, tag, &link, "")
                        .into_iter()
                        .find(|door| door.sector == *sector)
                        .map_or_else(String::new, |door| door.href),
                },
            }
        })
        .collect();
    let view = BriefView {
        draft: brief.draft,
        date: super::long_date(brief.date),
        day: brief.date.to_string(),
        summary: summary(material, brief, tag),
        sectors,
        report: own.map(|edition| ReportLink {
            title: edition.phrase(&edition.digest.report.metadata.title),
            href: link.to(&super::reading::digest_path(edition)),
        }),
        parts: parts(material, tag, brief, &path),
        title: title.clone(),
    };
    let mut frame = frame::of_edition(material, tag, &format!("briefs/{}/", brief.slug), title);
    frame.description.clone_from(&view.summary);
    let article = json_ld::article(material, tag, &path, &view);
    frame.json_ld = json_ld::of_edition(material, tag, &path, &view.title, vec![article]);
    Page {
        path,
        template: "brief",
        lang: tag,
        frame,
        view: View::Brief(view),
    }
}

fn parts(material: &Material<'_>, tag: Tag, brief: &Brief, path: &str) -> Vec<BodyPart> {
    let link = Linker::relative(path);
    let from = tag_of(&fence::common(&brief.body, &brief.file), Tag::Hans);
    let address = |address: &str| resolve(material, brief, tag, &link, address);
    let style = Style {
        conversions: material.conversions,
        from,
        to: tag,
        heading: 2,
        prefix: "",
        link: &address,
        pictures: material.pictures,
    };
    let mut footnotes = Footnotes::of(&brief.body);
    let mut parts = Vec::new();
    for (number, section) in brief.body.iter().enumerate() {
        let Part::Embed { name, argument } = &section.part else {
            if let Some(stretch) = prose(&brief.body, number) {
                let html =
                    html::sections_with(stretch, &style, &mut footnotes, |_, _| String::new());
                parts.push(BodyPart::Prose { html });
            }
            continue;
        };
        let digests: Vec<&Digest> = (material.editions.iter())
            .filter(|edition| edition.tag == tag)
            .map(|edition| edition.digest)
            .collect();
        let Some((digest, argument)) = brief::digest_of(brief, name, argument, &digests) else {
            continue;
        };
        let Some(edition) = (material.editions.iter())
            .find(|e| e.tag == tag && e.digest.report.id == digest.report.id)
        else {
            continue;
        };
        let index = Index::new(digest);
        let reading = Reading::new(edition, &index, path);
        parts.extend(embed(material, &reading, name, argument));
    }
    let html = footnotes.write(&style);
    if !html.is_empty() {
        parts.push(BodyPart::Prose { html });
    }
    parts
}

/// The stretch of prose that begins at `number`, with what one script only has: parts between two embeds belong together,
/// since all of them tell whether a script has a part of its own. None inside such a stretch.
fn prose(body: &[Section], number: usize) -> Option<&[Section]> {
    let is_embed = |section: &Section| matches!(section.part, Part::Embed { .. });
    if number > 0 && !is_embed(&body[number - 1]) {
        return None;
    }
    let length = body[number..].iter().take_while(|s| !is_embed(s)).count();
    Some(&body[number..number + length])
}

/// An address of an article: `#p-3-2-3` leads to the full text of its report, `/x/` to the edition.
fn resolve(
    material: &Material<'_>,
    brief: &Brief,
    tag: Tag,
    link: &Linker,
    address: &str,
) -> String {
    let own = (material.editions.iter()).find(|edition| {
        edition.tag == tag
            && (brief.report.as_ref()).is_none_or(|id| *id == edition.digest.report.id)
    });
    match (address.starts_with(['#', '/']), own) {
        (true, Some(edition)) => {
            let index = Index::new(edition.digest);
            let mut reading = Reading::new(edition, &index, "");
            reading.link = link.clone();
            notes::resolve(&reading, address, false)
        }
        (true, None) if address.starts_with('/') => {
            super::link::from_root(link, tag, address.trim_start_matches('/'))
        }
        _ => address.to_owned(),
    }
}

fn embed(
    material: &Material<'_>,
    reading: &Reading<'_>,
    name: &str,
    argument: &str,
) -> Option<BodyPart> {
    let digest = reading.digest();
    match name {
        "figure" => {
            let at = digest.figures.iter().position(|f| f.id == argument)?;
            Some(BodyPart::Figures {
                title: String::new(),
                figures: vec![reading.figure(at)],
            })
        }
        "targets" => {
            let card = digest.cards.iter().find(|card| card.sector == argument)?;
            Some(BodyPart::Figures {
                title: sector_name(material, reading.edition, argument),
                figures: card.targets.iter().map(|&i| reading.figure(i)).collect(),
            })
        }
        "card" => {
            let cards = card::cards(material, reading);
            let mut card = cards.into_iter().find(|card| card.sector == argument)?;
            card.featured = false;
            card.chart = None;
            Some(BodyPart::Card { card })
        }
        "paragraph" => {
            let passage = reading.passage(argument)?;
            let all = TextRange::new(0, passage.range.len());
            Some(BodyPart::Quote {
                text: reading.words(passage, all).to_owned(),
                source: reading.reference(&passage.id),
            })
        }
        _ => None,
    }
}
