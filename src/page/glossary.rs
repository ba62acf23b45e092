//! The glossary of an edition, and the marks that lead to it from the full text.

use serde::Serialize;

use crate::glossary::{Term, occurrences};
use crate::note::Reference;
use crate::note::fold::tag_of;
use crate::page::inline::Mark;
use crate::page::link::Linker;
use crate::page::reading::Reading;
use crate::page::{Material, Page, View, frame, json_ld};
use crate::report::MarkupKind;
use crate::script::Tag;
use crate::text::TextRange;

/// The glossary.
#[derive(Clone, Debug, Serialize)]
pub struct Glossary {
    /// Its entries, in the order of the file.
    pub terms: Vec<TermView>,
}

/// An entry.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// Its fragment: `t-ywhc`.
    pub id: String,
    /// The word.
    pub word: String,
    /// What Taiwan calls it; empty if the same.
    pub tw: String,
    /// What Hong Kong calls it; empty if the same.
    pub hk: String,
    /// English.
    pub en: String,
    /// What it means.
    pub definition: String,
    /// What the definition rests on.
    pub source: Option<Reference>,
}

/// Makes the page of the glossary in the edition `tag`; `title` is its heading in that script.
#[must_use]
pub fn page(material: &Material<'_>, tag: Tag, title: String) -> Page {
    let terms: Vec<TermView> = (material.editorial.glossary.iter())
        .map(|term| view(material, tag, term))
        .collect();
    let path = format!("{}/glossary/", tag.path());
    let set = json_ld::terms(material, tag, &path, &title, &terms);
    let mut frame = frame::of_edition(material, tag, "glossary/", title);
    frame.json_ld = json_ld::of_edition(material, tag, &path, &frame.title, vec![set]);
    Page {
        path,
        template: "glossary",
        lang: tag,
        frame,
        view: View::Glossary(Glossary { terms }),
    }
}

/// A term in an edition.
#[must_use]
pub fn view(material: &Material<'_>, tag: Tag, term: &Term) -> TermView {
    let convert = |words: &str| {
        let from = tag_of(words, Tag::Hans);
        material.conversions.convert(words, from, tag).text
    };
    let word = term.word(tag, material.conversions);
    let other = |regional: &Option<String>| {
        let regional = regional.clone().unwrap_or_default();
        if regional == word {
            String::new()
        } else {
            regional
        }
    };
    TermView {
        id: format!("g-{}", term.id),
        tw: other(&term.tw),
        hk: other(&term.hk),
        en: term.en.clone().unwrap_or_default(),
        definition: convert(&term.definition),
        source: term.source.as_ref().map(|source| Reference {
            title: convert(&source.title),
            url: source.url.clone(),
        }),
        word,
    }
}

/// Link to the glossary of an edition.
#[must_use]
pub fn href(tag: Tag, link: &Linker) -> String {
    link.to(&format!("{}/glossary/", tag.path()))
}

/// The terms that `marks` lead to, in the order of the glossary.
#[must_use]
pub fn used(material: &Material<'_>, tag: Tag, marks: &[(usize, Mark)]) -> Vec<TermView> {
    let leads_to = |term: &&Term| {
        let target = format!("#g-{}\"", term.id);
        marks.iter().any(|(_, mark)| mark.open.contains(&target))
    };
    (material.editorial.glossary.iter())
        .filter(leads_to)
        .map(|term| view(material, tag, term))
        .collect()
}

/// The marks of the glossary's words in a report, by block: never on a figure or a link, never across another mark.
#[must_use]
pub fn marks(material: &Material<'_>, reading: &Reading<'_>) -> Vec<(usize, Mark)> {
    let terms = &material.editorial.glossary;
    if terms.is_empty() {
        return Vec::new();
    }
    let report = &reading.digest().report;
    let closed = |block: usize| -> Vec<TextRange> {
        let figures = reading.passages_of_block(block).flat_map(|passage| {
            let figures = reading.figures_of(&passage.id).iter();
            figures.map(|&i| {
                let printed = reading.digest().figures[i].printed;
                printed.shifted(passage.range.start)
            })
        });
        let markup = (report.blocks[block].marks.iter())
            .filter(|markup| matches!(markup.kind, MarkupKind::Link(_) | MarkupKind::Code));
        figures.chain(markup.map(|markup| markup.range)).collect()
    };
    let notes = material.editorial.notes.get(&report.id);
    let whole = |block: usize| -> Vec<TextRange> {
        (notes.into_iter().flatten())
            .filter_map(|anchored| anchored.target)
            .filter(|target| target.block == block)
            .map(|target| target.range)
            .collect()
    };
    // The page of the full text ends with the terms it uses: their meaning is at hand without leaving it.
    occurrences(terms, report, material.conversions, closed, whole)
        .into_iter()
        .map(|found| {
            let open = format!("<a class=\"term\" href=\"#g-{}\">", terms[found.term].id);
            let range = reading.edition.range(found.block, found.range);
            (found.block, Mark::new(range, 5, open, "</a>"))
        })
        .collect()
}
