//! Everything editors add to reports, read and resolved: anchored notes, glossary, articles, ordinary pages.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::brief::{self, Brief, Known, OrdinaryPage};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::glossary::{self, Term};
use crate::note::{self, Anchored};
use crate::site::Site;

/// What editors add to the reports of a site.
#[derive(Clone, Debug, Default)]
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

impl Editorial {
    /// Reads the notes, the glossary, the articles and the ordinary pages of a site. `sectors` are the ids of the
    /// taxonomy.
    #[must_use]
    pub fn read(
        site: &Site,
        digests: &[&Digest],
        sectors: &[&str],
        day: Day,
    ) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut notes = BTreeMap::new();
        for files in &site.reports {
            let Some(digest) = digests.iter().find(|d| d.report.id == files.id) else {
                continue;
            };
            let (read, faults) = note::read(&files.notes);
            diagnostics.extend(faults);
            let (mut anchored, faults) = note::anchor_in(&read, digest);
            diagnostics.extend(faults);
            anchored.retain(|anchored| day.drafts || !anchored.note.draft);
            anchored.sort_by_key(|anchored| {
                let place = anchored.target.map(|target| (target.block, target.range));
                (anchored.state, place, anchored.note.id.clone())
            });
            if !anchored.is_empty() {
                notes.insert(files.id.clone(), anchored);
            }
        }
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
