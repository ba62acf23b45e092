//! Everything editors add to reports, read and resolved: anchored notes, glossary, articles, ordinary pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::brief::{self, Brief, Known, OrdinaryPage};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::glossary::{self, Term};
use crate::note::{self, Anchored};
use crate::site::Site;
use crate::source::SourceFile;

/// What editors add to the reports of a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Editorial {
    /// The notes of each report, by its id, the exact ones first, in the order of the text.
    pub notes: BTreeMap<String, Vec<Anchored>>,
    /// The glossary, in the order of its file.
    pub glossary: Vec<Term>,
    /// The published articles, the newest first.
    pub briefs: Vec<Brief>,
    /// The ordinary pages, by name.
    pub pages: Vec<OrdinaryPage>,
}

/// What decides about publication.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The day of the build.
    pub today: Date,
    /// Whether drafts and what is still to come are published.
    pub drafts: bool,
}

/// The notes of one report, anchored, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Annotated {
    /// Id of the report.
    pub report: String,
    /// The notes that are published, the exact ones first, in the order of the text.
    pub notes: Vec<Anchored>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Annotated {
    /// Reads the notes of a report (files by name) and finds their words.
    #[must_use]
    pub fn new(files: &BTreeMap<String, Arc<SourceFile>>, digest: &Digest, day: Day) -> Self {
        let (read, mut diagnostics) = note::read(files);
        let (mut notes, faults) = note::anchor_in(&read, digest);
        diagnostics.extend(faults);
        notes.retain(|anchored| day.drafts || !anchored.note.draft);
        notes.sort_by_key(|anchored| {
            let place = anchored.target.map(|target| (target.block, target.range));
            (anchored.state, place, anchored.note.id.clone())
        });
        Self {
            report: digest.report.id.clone(),
            notes,
            diagnostics,
        }
    }
}

impl Editorial {
    /// Reads the glossary, the articles and the ordinary pages of a site, and puts them together with its `notes`.
    /// `sectors` are the ids of the taxonomy.
    #[must_use]
    pub fn read(
        site: &Site,
        notes: &[Arc<Annotated>],
        digests: &[&Digest],
        sectors: &[&str],
        day: Day,
    ) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics: Vec<Diagnostic> = (notes.iter())
            .flat_map(|annotated| annotated.diagnostics.iter().cloned())
            .collect();
        let notes = (notes.iter())
            .filter(|annotated| !annotated.notes.is_empty())
            .map(|annotated| (annotated.report.clone(), annotated.notes.clone()))
            .collect();
        let (glossary, faults) = site
            .glossary
            .as_ref()
            .map_or_else(Default::default, glossary::read);
        diagnostics.extend(faults);
        let reports: Vec<&str> = digests.iter().map(|d| d.report.id.as_str()).collect();
        let known = Known {
            sectors,
            reports: &reports,
        };
        let (mut briefs, faults) = brief::read(&site.briefs, known);
        diagnostics.extend(faults);
        for brief in &briefs {
            diagnostics.extend(brief::check(brief, digests));
        }
        briefs.retain(|brief| brief.is_published(day.today, day.drafts));
        let (mut pages, faults) = brief::pages(&site.pages);
        diagnostics.extend(faults);
        pages.retain(|page| day.drafts || !page.draft);
        let editorial = Self {
            notes,
            glossary,
            briefs,
            pages,
        };
        (editorial, diagnostics)
    }
}
