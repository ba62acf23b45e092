//! The stages in order: load → parse → analyse → edition → pages → render → artifacts. The one place with parallel
//! iteration over whole documents.
//!
//! A [`Snapshot`] holds what the stages before the pages give; [`build`] makes everything of one and never writes. The
//! binary writes a build or prints its diagnostics; the preview keeps the snapshot and makes what it is asked for.

mod artifacts;
mod hand_made;
mod snapshot;
mod volume;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Error};
use crate::report::lock::Lock;
use crate::site::{Overlay, ReportFiles, Site};
use crate::{note, report};

pub use snapshot::Snapshot;

/// What a build is told besides the content.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Address of the site, instead of the one in `site.toml`.
    pub base_url: Option<String>,
    /// Whether drafts and what is dated in the future are published.
    pub drafts: bool,
    /// The day of the build: what is dated later waits.
    pub today: Date,
}

/// What a build makes.
#[derive(Debug, Default)]
pub struct Build {
    /// Path → bytes; `files.json` lists them.
    pub artifacts: BTreeMap<String, Vec<u8>>,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds the site in `root`.
///
/// # Errors
/// [`Error`] where the site cannot be read. Mistakes in content are diagnostics; the artifacts are then incomplete.
pub fn build(root: &Path, options: &BuildOptions) -> Result<Build, Error> {
    let snapshot = Snapshot::load(root, options, None, &Overlay::new())?;
    Ok(snapshot.into_build())
}

/// Builds the site in `root` as [`build`] does and reads it like a proof-reader too: what is told of the conversions comes
/// after the diagnostics of the build.
///
/// # Errors
/// [`Error`] where the site cannot be read.
pub fn check(root: &Path, options: &BuildOptions) -> Result<Build, Error> {
    let snapshot = Snapshot::load(root, options, None, &Overlay::new())?;
    let proof = snapshot.proof();
    let mut build = snapshot.into_build();
    build.diagnostics.extend(proof);
    Ok(build)
}

/// A file to be written: its path within the site, and its text.
pub type PathAndText = (String, String);

/// What `check --fix` writes because it is certain: path within the site and text. Ids of new paragraphs, and notes
/// whose words stand beyond doubt elsewhere.
///
/// # Errors
/// [`Error`] where the site cannot be read.
pub fn fixes(root: &Path) -> Result<Vec<PathAndText>, Error> {
    let (site, _) = Site::load(root)?;
    let fix = |files: &ReportFiles| {
        let (earlier, _) = files
            .lock
            .as_ref()
            .map_or_else(Default::default, Lock::parse);
        let (report, lock, _) = report::parse(&files.id, &files.report, &earlier);
        let (notes, _) = note::read(&files.notes);
        let (anchored, _) = note::anchor(&notes, &report);
        let mut fixes: Vec<PathAndText> = anchored
            .iter()
            .filter_map(|anchored| {
                let text = note::edit::fix(anchored, &report)?;
                Some((anchored.note.file.path.clone(), text))
            })
            .collect();
        if lock != earlier {
            fixes.push((format!("content/{}/anchors.lock", files.id), lock.write()));
        }
        fixes
    };
    Ok(site.reports.iter().flat_map(fix).collect())
}

/// Makes a note on words of a report: its path within the site and its text, if the words stand at one place.
///
/// # Errors
/// [`Error`] where the site cannot be read or has no such report.
pub fn new_note(
    root: &Path,
    id: &str,
    draft: &note::edit::Draft<'_>,
) -> Result<(Option<PathAndText>, Vec<Diagnostic>), Error> {
    let (site, _) = Site::load(root)?;
    let Some(files) = site.reports.iter().find(|files| files.id == id) else {
        let known: Vec<&str> = site.reports.iter().map(|files| files.id.as_str()).collect();
        return Err(Error::Usage(format!(
            "there is no report {id}; reports: {}",
            known.join(", ")
        )));
    };
    let (report, _) = volume::read_report(files);
    let folder = format!("content/{id}/notes/");
    let taken: Vec<&str> = files.notes.keys().map(String::as_str).collect();
    let anchor = |notes: &[_]| note::anchor(notes, &report);
    let (made, diagnostics) = note::edit::note_on(anchor, &report, draft, &folder, &taken);
    let made = made.map(|file| (format!("{folder}{}", file.name), file.text));
    Ok((made, diagnostics))
}

/// Takes a stage's value and keeps its diagnostics.
fn collect<T>(diagnostics: &mut Vec<Diagnostic>, (value, more): (T, Vec<Diagnostic>)) -> T {
    diagnostics.extend(more);
    value
}
