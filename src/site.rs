//! The content folder → [`Site`]: every file read once and put where it belongs. A file that belongs nowhere is a
//! mistake somebody wants to hear of.

mod boundary;
mod flaws;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Error, nearest};
use crate::script::Tag;
use crate::source::{self, SourceFile};

pub use boundary::holds_sources;

/// Everything a build reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The folder with `site.toml`.
    pub root: PathBuf,
    /// The settings.
    pub config: Config,
    /// `content/sectors.yaml`, if the site has its own.
    pub sectors: Option<Arc<SourceFile>>,
    /// `content/places.yaml`.
    pub places: Option<Arc<SourceFile>>,
    /// `content/glossary.yaml`.
    pub glossary: Option<Arc<SourceFile>>,
    /// `content/conversion.yaml`.
    pub conversion: Option<Arc<SourceFile>>,
    /// The reports, by id.
    pub reports: Vec<ReportFiles>,
    /// Ordinary pages (`content/<page>.md`), by name.
    pub pages: BTreeMap<String, Arc<SourceFile>>,
    /// Articles (`content/briefs/<name>.md`), by name.
    pub briefs: BTreeMap<String, Arc<SourceFile>>,
    /// Files of `themes/<name>/`, by path within it.
    pub theme: BTreeMap<String, Vec<u8>>,
}

/// The files of one report.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportFiles {
    /// The folder's name.
    pub id: String,
    /// `report.md`.
    pub report: Arc<SourceFile>,
    /// `report.<tag>.md`: hand-made, wins over the conversion.
    pub hand_made: BTreeMap<Tag, Arc<SourceFile>>,
    /// `anchors.lock`.
    pub lock: Option<Arc<SourceFile>>,
    /// `repairs.yaml`.
    pub repairs: Option<Arc<SourceFile>>,
    /// `figures.yaml`.
    pub figures: Option<Arc<SourceFile>>,
    /// `sectors/<sector>.md`, by sector.
    pub sectors: BTreeMap<String, Arc<SourceFile>>,
    /// `notes/*.md`, by name.
    pub notes: BTreeMap<String, Arc<SourceFile>>,
    /// The capture: its file name and bytes.
    pub capture: Option<(String, Arc<[u8]>)>,
}

/// Files that take the place of those on disk, by path relative to the site: their bytes, or none for a file that is to
/// be gone.
pub type Overlay = BTreeMap<String, Option<Vec<u8>>>;

/// Finds the nearest folder upwards from `start` that holds `site.toml`.
#[must_use]
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join("site.toml").is_file())
        .map(Path::to_owned)
}

impl Site {
    /// Reads the site in `root`.
    ///
    /// # Errors
    /// [`Error::Usage`] where there is no `site.toml`, [`Error::Read`] where a file cannot be read.
    pub fn load(root: &Path) -> Result<(Self, Vec<Diagnostic>), Error> {
        Self::load_with(root, &Overlay::new())
    }

    /// The Markdown texts that people wrote.
    #[must_use]
    pub fn texts(&self) -> Vec<&Arc<SourceFile>> {
        let mut texts: Vec<&Arc<SourceFile>> = self.pages.values().collect();
        texts.extend(self.briefs.values());
        for report in &self.reports {
            texts.push(&report.report);
            texts.extend(report.hand_made.values());
            texts.extend(report.sectors.values());
            texts.extend(report.notes.values());
        }
        texts
    }

    /// Reads the site in `root` as it would be with the files of `overlay`.
    ///
    /// # Errors
    /// As [`Site::load`].
    pub fn load_with(root: &Path, overlay: &Overlay) -> Result<(Self, Vec<Diagnostic>), Error> {
        let settings = root.join("site.toml");
        if !settings.is_file() {
            return Err(Error::Usage(format!(
                "no site.toml in {} or above it; `zhaiyao new <DIR>` makes a site, `--site DIR` names one",
                root.display()
            )));
        }
        let mut loader = Loader {
            root,
            overlay,
            diagnostics: Vec::new(),
        };
        let settings = loader.text("site.toml", loader.bytes(&settings)?);
        let config = match &settings {
            Some(file) => {
                let (config, diagnostics) = Config::parse(file);
                loader.diagnostics.extend(diagnostics);
                config
            }
            None => Config::default(),
        };
        let theme = loader.theme(&config.theme, settings.as_ref())?;
        let mut site = Self {
            root: root.to_owned(),
            config,
            sectors: None,
            places: None,
            glossary: None,
            conversion: None,
            reports: Vec::new(),
            pages: BTreeMap::new(),
            briefs: BTreeMap::new(),
            theme,
        };
        let mut folders: BTreeMap<String, Vec<(String, PathBuf)>> = BTreeMap::new();
        let content = root.join("content");
        for path in loader.files(&content)? {
            let relative = slashed(path.strip_prefix(&content).unwrap_or(&path));
            match relative.split_once('/') {
                None => loader.top_level(&mut site, &relative, &path)?,
                Some(("briefs", name)) => loader.brief(&mut site, name, &path)?,
                Some((folder, rest)) => folders
                    .entry(folder.to_owned())
                    .or_default()
                    .push((rest.to_owned(), path)),
            }
        }
        for (id, files) in folders {
            if let Some(page) = site.pages.get(&id) {
                loader.diagnostics.push(
                    Diagnostic::error("taken-address", format!("`{id}` is a report, too"))
                        .at(page, 0..0, "")
                        .help(
                            "rename the page or the report's folder: both would have one address",
                        ),
                );
                site.pages.remove(&id);
            }
            if let Some(report) = loader.report(&id, &files)? {
                site.reports.push(report);
            }
        }
        Ok((site, loader.diagnostics))
    }
}

struct Loader<'a> {
    root: &'a Path,
    overlay: &'a Overlay,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    /// Takes a file's bytes for text; what is not UTF-8 is reported at the first byte that is wrong.
    fn text(&mut self, path: &str, bytes: Vec<u8>) -> Option<Arc<SourceFile>> {
        match SourceFile::from_bytes(path, bytes) {
            Ok(file) => {
                self.diagnostics.extend(flaws::flaws(&file));
                Some(file)
            }
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    /// The files below `folder`, in the order of their paths.
    fn files(&self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        let mut files = source::files_below(folder)?;
        if !self.overlay.is_empty() {
            files.retain(|path| !matches!(self.overlay.get(&self.name(path)), Some(None)));
            let laid = self.overlay.iter().filter(|(_, bytes)| bytes.is_some());
            let laid = laid.map(|(name, _)| self.root.join(name));
            files.extend(laid.filter(|path| path.starts_with(folder)));
            files.sort();
            files.dedup();
        }
        Ok(files)
    }

    fn name(&self, path: &Path) -> String {
        slashed(path.strip_prefix(self.root).unwrap_or(path))
    }

    fn bytes(&self, path: &Path) -> Result<Vec<u8>, Error> {
        match self.overlay.get(&self.name(path)) {
            Some(Some(bytes)) => Ok(bytes.clone()),
            _ => source::read(path),
        }
    }

    fn read(&mut self, path: &Path) -> Result<Option<Arc<SourceFile>>, Error> {
        let name = self.name(path);
        let bytes = self.bytes(path)?;
        Ok(self.text(&name, bytes))
    }

    fn top_level(&mut self, site: &mut Site, name: &str, path: &Path) -> Result<(), Error> {
        match name {
            "sectors.yaml" => site.sectors = self.read(path)?,
            "places.yaml" => site.places = self.read(path)?,
            "glossary.yaml" => site.glossary = self.read(path)?,
            "conversion.yaml" => site.conversion = self.read(path)?,
            _ => match name.strip_suffix(".md") {
                Some(page) if is_slug(page) => {
                    if let Some(file) = self.read(path)? {
                        site.pages.insert(page.to_owned(), file);
                    }
                }
                _ => self.stray(
                    &format!("content/{name}"),
                    "pages are content/<page>.md with a name of a-z, 0-9 and -",
                ),
            },
        }
        Ok(())
    }

    fn brief(&mut self, site: &mut Site, name: &str, path: &Path) -> Result<(), Error> {
        match name.strip_suffix(".md") {
            Some(brief) if !brief.contains('/') => {
                if let Some(file) = self.read(path)? {
                    site.briefs.insert(brief.to_owned(), file);
                }
            }
            _ => self.stray(
                &format!("content/briefs/{name}"),
                "articles are content/briefs/<name>.md",
            ),
        }
        Ok(())
    }

    fn report(
        &mut self,
        id: &str,
        files: &[(String, PathBuf)],
    ) -> Result<Option<ReportFiles>, Error> {
        let Some((_, path)) = files.iter().find(|(name, _)| name == "report.md") else {
            for (name, _) in files {
                let help = if name.starts_with("report.md/") {
                    "`report.md` is the report's text; here it is a folder"
                } else {
                    "a report's folder holds report.md; make it with `zhaiyao import`"
                };
                self.stray(&format!("content/{id}/{name}"), help);
            }
            return Ok(None);
        };
        if !is_slug(id) {
            self.stray(
                &format!("content/{id}/report.md"),
                "a report's folder has a name of a-z, 0-9 and -",
            );
            return Ok(None);
        }
        if OWN_PAGES.contains(&id) {
            let file = SourceFile::new(format!("content/{id}/report.md"), "");
            self.diagnostics.push(
                Diagnostic::error(
                    "taken-address",
                    format!("the site has a page `{id}` of its own"),
                )
                .at(&file, 0..0, "")
                .help("give the report's folder another name"),
            );
            return Ok(None);
        }
        let Some(report) = self.read(path)? else {
            return Ok(None);
        };
        let mut found = ReportFiles {
            id: id.to_owned(),
            report,
            hand_made: BTreeMap::new(),
            lock: None,
            repairs: None,
            figures: None,
            sectors: BTreeMap::new(),
            notes: BTreeMap::new(),
            capture: None,
        };
        for (name, path) in files {
            let parts: Vec<&str> = name.split('/').collect();
            let stem = name
                .strip_suffix(".md")
                .and_then(|stem| stem.rsplit('/').next());
            match (parts.as_slice(), stem) {
                (["report.md"], _) => {}
                (["anchors.lock"], _) => found.lock = self.read(path)?,
                (["repairs.yaml"], _) => found.repairs = self.read(path)?,
                (["figures.yaml"], _) => found.figures = self.read(path)?,
                (["source.txt" | "source.html"], _) => match &found.capture {
                    Some((first, _)) => self.twin(id, first, name, "a report has one capture"),
                    None => found.capture = Some((name.clone(), source::read(path)?.into())),
                },
                (["sectors", _], Some(sector)) => {
                    found
                        .sectors
                        .extend(self.read(path)?.map(|text| (sector.to_owned(), text)));
                }
                (["notes", _], Some(note)) => {
                    found
                        .notes
                        .extend(self.read(path)?.map(|text| (note.to_owned(), text)));
                }
                ([_], Some(stem)) if let Some(tag) = hand_made(stem) => {
                    match found.hand_made.get(&tag).map(|first| &first.path) {
                        Some(first) => {
                            let first = first.rsplit('/').next().unwrap_or_default().to_owned();
                            self.twin(id, &first, name, "an edition has one text made by hand");
                        }
                        None => (found.hand_made).extend(self.read(path)?.map(|text| (tag, text))),
                    }
                }
                _ => self.stray(&format!("content/{id}/{name}"), REPORT_FILES),
            }
        }
        Ok(Some(found))
    }

    fn stray(&mut self, path: &str, help: &str) {
        let file = SourceFile::new(path, "");
        self.diagnostics.push(
            Diagnostic::error(
                "stray-file",
                format!("`{path}` is not a file the site knows"),
            )
            .at(&file, 0..0, "")
            .help(help),
        );
    }

    /// Two files of a report where there can be but one: neither is left out in silence.
    fn twin(&mut self, id: &str, first: &str, second: &str, why: &str) {
        let file = SourceFile::new(format!("content/{id}/{second}"), "");
        self.diagnostics.push(
            Diagnostic::error(
                "stray-file",
                format!("`{first}` and `{second}` stand for the same"),
            )
            .at(&file, 0..0, "")
            .help(format!("{why}: delete or rename one of the two files")),
        );
    }

    fn theme(
        &mut self,
        name: &str,
        settings: Option<&Arc<SourceFile>>,
    ) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        let folder = self.root.join("themes").join(name);
        let mut files = BTreeMap::new();
        for path in source::files_below(&folder)? {
            files.insert(
                slashed(path.strip_prefix(&folder).unwrap_or(&path)),
                source::read(&path)?,
            );
        }
        if files.is_empty() && name != "default" {
            let themes = self.root.join("themes");
            let known: Vec<String> = source::files_below(&themes)?
                .iter()
                .filter_map(|path| path.strip_prefix(&themes).ok()?.iter().next())
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            let help = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "leave `theme` out for the built-in one, or put the theme's files there"
                    .to_owned(),
            };
            let fault =
                Diagnostic::error("unknown-theme", format!("there is no folder themes/{name}"));
            let quoted = format!("\"{name}\"");
            let place = settings.and_then(|file| Some((file, file.text.find(&quoted)?)));
            let fault = match place {
                Some((file, at)) => fault.at(file, at..at + quoted.len(), ""),
                None => fault,
            };
            self.diagnostics.push(fault.help(help));
        }
        Ok(files)
    }
}

const REPORT_FILES: &str = "a report's folder holds source.txt or source.html, report.md, report.<tag>.md, repairs.yaml, anchors.lock, figures.yaml, sectors/<sector>.md and notes/<name>.md";

/// What every edition has at these addresses itself; no report and no page can have one of these names.
pub const OWN_PAGES: [&str; 4] = ["briefs", "glossary", "search", "sector"];

/// Whether `name` can be a report's id or a page's address (`[a-z0-9-]+`).
#[must_use]
pub fn is_slug(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The tag of `report.<tag>`, the stem of a hand-made edition's file.
fn hand_made(stem: &str) -> Option<Tag> {
    stem.strip_prefix("report.").and_then(Tag::parse)
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
