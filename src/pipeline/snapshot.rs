//! A site as it is at one moment: read, analysed, converted. Immutable; pages and files are made of it when they are
//! asked for, so what depends on a change is fresh by construction. The next snapshot takes over from the one before
//! whatever its files leave as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::artifacts::{Artifacts, add_feeds, hosting, manifests, titles};
use super::volume::Volume;
use super::{Build, BuildOptions, collect};
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::digest::{Digest, Gazetteer, Taxonomy};
use crate::edition::Edition;
use crate::editorial::{Annotated, Day, Editorial};
use crate::markdown::html::Pictures;
use crate::page::{self, Material, Page, about};
use crate::render::Templates;
use crate::script::{Conversions, Script, Tag};
use crate::site::{Overlay, Site};
use crate::theme::Theme;
use crate::{annotation, data, links, output, picture, search};

/// A site at one moment.
#[derive(Debug)]
pub struct Snapshot {
    site: Site,
    options: BuildOptions,
    frame: Arc<Frame>,
    taxonomy: Arc<Loaded<Taxonomy>>,
    conversions: Arc<Loaded<Conversions>>,
    volumes: Vec<Arc<Volume>>,
    notes: Vec<Arc<Annotated>>,
    editorial: Editorial,
    audit: Arc<Vec<Diagnostic>>,
    search: Arc<OnceLock<BTreeMap<String, Vec<u8>>>>,
    diagnostics: Vec<Diagnostic>,
    files: BTreeSet<String>,
    logs: BTreeMap<String, about::Log>,
    whole: OnceLock<Build>,
}

/// What was read from one file, and what is wrong with it.
#[derive(Debug)]
struct Loaded<T> {
    value: T,
    diagnostics: Vec<Diagnostic>,
}

/// What all pages look like: the theme with its templates parsed.
#[derive(Debug)]
struct Frame {
    theme: Theme,
    /// The theme's files as the site has them, and the manifests.
    assets: BTreeMap<String, Vec<u8>>,
    pictures: Pictures,
    templates: Templates,
    titles: BTreeMap<Tag, String>,
    diagnostics: Vec<Diagnostic>,
}

impl Snapshot {
    /// Reads the site in `root`, with the files of `overlay` in place of those on disk; what `earlier` has of it is
    /// not made again.
    ///
    /// # Errors
    /// [`Error`] where the site cannot be read. Mistakes in content are diagnostics.
    pub fn load(
        root: &Path,
        options: &BuildOptions,
        earlier: Option<&Self>,
        overlay: &Overlay,
    ) -> Result<Self, Error> {
        let (mut site, loading) = Site::load_with(root, overlay)?;
        if let Some(base_url) = &options.base_url {
            site.config.base_url = format!("{}/", base_url.trim_end_matches('/'));
        }
        Ok(Self::of(site, loading, options, earlier))
    }

    fn of(
        site: Site,
        loading: Vec<Diagnostic>,
        options: &BuildOptions,
        earlier: Option<&Self>,
    ) -> Self {
        let editions = &site.config.editions;
        let taxonomy = match earlier.filter(|earlier| {
            earlier.site.sectors == site.sectors && earlier.site.places == site.places
        }) {
            Some(earlier) => Arc::clone(&earlier.taxonomy),
            None => Arc::new(taxonomy(&site)),
        };
        let conversions = match earlier.filter(|earlier| earlier.site.conversion == site.conversion)
        {
            Some(earlier) => Arc::clone(&earlier.conversions),
            None => Arc::new(conversions(&site)),
        };
        let same_rules = earlier.filter(|earlier| {
            Arc::ptr_eq(&earlier.taxonomy, &taxonomy)
                && Arc::ptr_eq(&earlier.conversions, &conversions)
                && earlier.site.config.editions == *editions
        });
        // The engine takes as long to load as the reports take to be read; neither needs the other.
        let (volumes, ()) = rayon::join(
            || volumes(&site, &taxonomy.value, &conversions.value, same_rules),
            || warm(&conversions.value, editions),
        );
        let same_texts = same_rules.filter(|earlier| {
            earlier.volumes.len() == volumes.len()
                && (earlier.volumes.iter().zip(&volumes)).all(|(a, b)| Arc::ptr_eq(a, b))
        });
        let audit = match same_texts {
            Some(earlier) => Arc::clone(&earlier.audit),
            None => Arc::new(audit(&volumes, &conversions.value, editions)),
        };
        let same_frame = earlier.filter(|earlier| {
            Arc::ptr_eq(&earlier.conversions, &conversions)
                && earlier.site.config == site.config
                && earlier.site.theme == site.theme
        });
        let frame = match same_frame {
            Some(earlier) => Arc::clone(&earlier.frame),
            None => Arc::new(frame(&site, &conversions.value)),
        };
        let day = Day {
            today: options.today,
            drafts: options.drafts,
        };
        let notes = notes(&site, &volumes, day, earlier);
        let digests: Vec<&Digest> = volumes.iter().map(|volume| &volume.digest).collect();
        let fields: Vec<&str> = taxonomy.value.fields().map(|s| s.id.as_str()).collect();
        let (editorial, faults) = Editorial::read(&site, &notes, &digests, &fields, day);
        let mut diagnostics = loading;
        diagnostics.extend(frame.diagnostics.iter().cloned());
        diagnostics.extend(taxonomy.diagnostics.iter().cloned());
        diagnostics.extend(conversions.diagnostics.iter().cloned());
        diagnostics.extend(volumes.iter().flat_map(|v| v.diagnostics.iter().cloned()));
        diagnostics.extend(audit.iter().cloned());
        diagnostics.extend(frame.theme.options.unknown_sector(&fields));
        diagnostics.extend(faults);
        let mut files: BTreeSet<String> = frame.assets.keys().cloned().collect();
        for volume in &volumes {
            files.extend(volume.data.iter().map(|(path, _)| path.clone()));
            files.insert(annotations(&volume.digest.report.id));
        }
        // An index has particulars for every edition as soon as there is a report to search.
        if !volumes.is_empty() {
            files.extend(editions.iter().map(|&tag| page::search::particulars(tag)));
        }
        let logs = (volumes.iter())
            .map(|volume| (volume.digest.report.id.clone(), volume.log.clone()))
            .collect();
        let search = same_texts
            .filter(|earlier| earlier.editorial == editorial)
            .map_or_else(Default::default, |earlier| Arc::clone(&earlier.search));
        Self {
            site,
            options: options.clone(),
            frame,
            taxonomy,
            conversions,
            volumes,
            notes,
            editorial,
            audit,
            search,
            diagnostics,
            files,
            logs,
            whole: OnceLock::new(),
        }
    }

    /// What is wrong with the content, as far as it can be told without making the pages.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What a proof-reader is told of the conversions, beyond [`Snapshot::diagnostics`].
    #[must_use]
    pub fn proof(&self) -> Vec<Diagnostic> {
        let proofs: Vec<_> = self
            .volumes
            .par_iter()
            .flat_map_iter(|volume| volume.editions(self.conversions()))
            .map(|edition| edition.proof())
            .collect();
        let mut used = BTreeSet::new();
        let mut diagnostics = Vec::new();
        for (proof, waived) in proofs {
            diagnostics.extend(proof);
            used.extend(waived);
        }
        let waivers = self.conversions().waivers().iter().enumerate();
        for (_, waiver) in waivers.filter(|(index, _)| !used.contains(index)) {
            let message = format!("`{}` need not be waived", waiver.words);
            let diagnostic = Diagnostic::note("waiver-unused", message).help("the entry can go");
            diagnostics.push(match &waiver.place {
                Some(place) => diagnostic.at(&place.source, place.span.clone(), ""),
                None => diagnostic,
            });
        }
        diagnostics
    }

    /// Whether the content can be published.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        (self.diagnostics.iter()).all(|diagnostic| diagnostic.severity < Severity::Error)
    }

    /// Whether the two were read from the same files.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.site == other.site
    }

    /// The files it was read from.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The day it is made for.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        self.options.today
    }

    /// The taxonomy.
    #[must_use]
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy.value
    }

    /// What converts between scripts.
    #[must_use]
    pub fn conversions(&self) -> &Conversions {
        &self.conversions.value
    }

    /// What editors add to the reports.
    #[must_use]
    pub fn editorial(&self) -> &Editorial {
        &self.editorial
    }

    /// The digest of a report.
    #[must_use]
    pub fn digest(&self, id: &str) -> Option<&Digest> {
        self.volume(id).map(|volume| &volume.digest)
    }

    /// What the import of a report had to judge.
    #[must_use]
    pub fn record(&self, id: &str) -> Option<&crate::import::Record> {
        self.volume(id).map(|volume| &volume.record)
    }

    fn volume(&self, id: &str) -> Option<&Volume> {
        (self.volumes.iter().map(Arc::as_ref)).find(|volume| volume.digest.report.id == id)
    }

    /// Hands over every report in every edition.
    pub fn with_editions<T>(&self, look: impl FnOnce(&[Edition<'_>]) -> T) -> T {
        let conversions = &self.conversions.value;
        let editions: Vec<Edition<'_>> = (self.volumes.iter())
            .flat_map(|volume| volume.editions(conversions))
            .collect();
        look(&editions)
    }

    fn with_material<T>(&self, look: impl FnOnce(&Material<'_>) -> T) -> T {
        self.with_editions(|editions| {
            let sectors = (self.taxonomy.value.sectors.iter())
                .map(|sector| (sector.id.clone(), sector.names.clone()))
                .collect();
            look(&Material {
                config: &self.site.config,
                editions,
                sectors: &sectors,
                logs: &self.logs,
                featured: self.frame.theme.options.featured.as_deref(),
                files: &self.files,
                pictures: &self.frame.pictures,
                conversions: &self.conversions.value,
                editorial: &self.editorial,
            })
        })
    }

    /// Makes the file at `path`, and nothing that it does not need; none if the site has no such file. What is wrong
    /// with a template shows when its page is made.
    #[must_use]
    pub fn artifact(&self, path: &str) -> Option<(Vec<u8>, Vec<Diagnostic>)> {
        let fine = |bytes: &Vec<u8>| Some((bytes.clone(), Vec::new()));
        let page = path.strip_suffix("index.html").unwrap_or(path);
        if page.is_empty() || page.ends_with('/') || page == "404.html" {
            let made = self.with_material(|material| page::page_at(material, page));
            return made.map(|page| self.frame.templates.render(&page));
        }
        if let Some(bytes) = self.frame.assets.get(path) {
            return fine(bytes);
        }
        let mut data = self.volumes.iter().flat_map(|volume| &volume.data);
        if let Some((_, bytes)) = data.find(|(own, _)| own == path) {
            return fine(bytes);
        }
        if let Some(volume) = self
            .volumes
            .iter()
            .find(|v| annotations(&v.digest.report.id) == path)
        {
            return fine(&self.annotations(volume));
        }
        if let Some((_, bytes)) = hosting(&self.site.config)
            .iter()
            .find(|(own, _)| own == path)
        {
            return fine(bytes);
        }
        if path.contains("search/") {
            return fine(self.search_index().get(path)?);
        }
        // These name every page. An address that is nobody's must not make them all.
        let of_the_whole = path.ends_with("/feed.xml")
            || ["sitemap.xml", "llms.txt", output::MANIFEST].contains(&path);
        if of_the_whole {
            return fine(self.whole().artifacts.get(path)?);
        }
        // A page that is a file: the rules that filter a report's projects.
        let made = self.with_material(|material| page::page_at(material, path));
        made.map(|page| self.frame.templates.render(&page))
    }

    /// The files of the search index, made when one of them is asked for.
    fn search_index(&self) -> &BTreeMap<String, Vec<u8>> {
        self.search.get_or_init(|| {
            self.with_editions(|editions| {
                let conversions = &self.conversions.value;
                let entries = search::entry::entries(&self.editorial, editions, conversions);
                search::index_with(editions, &entries, search::Layout::default())
            })
            .into_iter()
            .collect()
        })
    }

    fn annotations(&self, volume: &Volume) -> Vec<u8> {
        let editions: Vec<Edition<'_>> = volume.editions(&self.conversions.value).collect();
        let notes = self.editorial.notes.get(&volume.digest.report.id);
        let notes = notes.map_or(&[][..], Vec::as_slice);
        let base_url = &self.site.config.base_url;
        data::pretty(&annotation::collection(
            &editions,
            notes,
            &self.conversions.value,
            base_url,
        ))
    }

    /// The whole site, made once: all artifacts, and everything that is wrong.
    #[must_use]
    pub fn whole(&self) -> &Build {
        self.whole.get_or_init(|| self.make())
    }

    /// As [`Snapshot::whole`], for those who need nothing else of it.
    #[must_use]
    pub fn into_build(self) -> Build {
        self.make()
    }

    fn make(&self) -> Build {
        let mut diagnostics = self.diagnostics.clone();
        let mut artifacts = Artifacts::default();
        artifacts.add_all("the theme", self.frame.assets.clone());
        for volume in &self.volumes {
            artifacts.add_all("the data", volume.data.iter().cloned());
            let id = &volume.digest.report.id;
            artifacts.add("the data", annotations(id), self.annotations(volume));
        }
        artifacts.add_all("the program", hosting(&self.site.config));
        let index = self.search_index().iter();
        artifacts.add_all(
            "the search index",
            index.map(|(path, bytes)| (path.clone(), bytes.clone())),
        );
        self.with_material(|material| {
            let pages = page::pages(material);
            self.add_pages(&mut artifacts, &mut diagnostics, &pages);
            add_feeds(&mut artifacts, material, &self.frame.titles, &pages);
        });
        let Artifacts {
            files: mut artifacts,
            clashes,
            ..
        } = artifacts;
        diagnostics.extend(clashes);
        if diagnostics.iter().all(|d| d.severity < Severity::Error) {
            let sources = self.site.texts();
            let base_url = &self.site.config.base_url;
            diagnostics.extend(links::check(&artifacts, base_url, &sources));
        }
        artifacts.insert(output::MANIFEST.to_owned(), output::manifest(&artifacts));
        Build {
            artifacts,
            diagnostics,
        }
    }

    fn add_pages(
        &self,
        artifacts: &mut Artifacts,
        diagnostics: &mut Vec<Diagnostic>,
        pages: &[Page],
    ) {
        if diagnostics
            .iter()
            .any(|d| d.severity == Severity::Error && d.code == "template")
        {
            return;
        }
        let templates = &self.frame.templates;
        let rendered: Vec<(String, Vec<u8>, Vec<Diagnostic>)> = pages
            .par_iter()
            .map(|page| {
                let (bytes, diagnostics) = templates.render(page);
                (page.file(), bytes, diagnostics)
            })
            .collect();
        for (path, bytes, more) in rendered {
            // One mistake in a template shows on every page of its kind: once is enough.
            diagnostics.extend(
                more.into_iter()
                    .filter(|d| !diagnostics.contains(d))
                    .collect::<Vec<_>>(),
            );
            artifacts.add("the pages", path, bytes);
        }
    }
}

/// Path of the annotations of a report.
fn annotations(report: &str) -> String {
    format!("data/{report}/annotations.jsonld")
}

fn taxonomy(site: &Site) -> Loaded<Taxonomy> {
    let (mut value, mut diagnostics) = match &site.sectors {
        Some(source) => Taxonomy::parse(source),
        None => (Taxonomy::built_in(), Vec::new()),
    };
    if let Some(source) = &site.places {
        let (gazetteer, more) = Gazetteer::parse(source);
        value = value.with_places(gazetteer);
        diagnostics.extend(more);
    }
    Loaded { value, diagnostics }
}

fn conversions(site: &Site) -> Loaded<Conversions> {
    let (value, diagnostics) = match &site.conversion {
        Some(source) => Conversions::parse(source),
        None => (Conversions::default(), Vec::new()),
    };
    Loaded { value, diagnostics }
}

/// Loads what conversions into the Traditional editions will need: the engine, and the tables of the log.
fn warm(conversions: &Conversions, editions: &[Tag]) {
    for &tag in editions.iter().filter(|tag| tag.script() == Script::Hant) {
        // Only what these load matters, not what they say.
        let _ = conversions.convert("发", Tag::Hans, tag);
        let _ = conversions.choices("发", &[], Tag::Hans, tag);
    }
}

/// The volumes of the reports; those of `earlier` that would be the same are taken over.
fn volumes(
    site: &Site,
    taxonomy: &Taxonomy,
    conversions: &Conversions,
    earlier: Option<&Snapshot>,
) -> Vec<Arc<Volume>> {
    let editions = &site.config.editions;
    site.reports
        .par_iter()
        .map(|files| {
            let mut known = earlier.into_iter().flat_map(|earlier| &earlier.volumes);
            let known = known.find(|volume| volume.files.id == files.id);
            match known {
                Some(volume) if volume.is_of(files) => Arc::clone(volume),
                _ => Arc::new(Volume::new(
                    files,
                    taxonomy,
                    conversions,
                    editions,
                    known.map(Arc::as_ref),
                )),
            }
        })
        .collect()
}

/// The notes of every report, anchored; those of `earlier` hold where neither the notes nor the report have changed.
fn notes(
    site: &Site,
    volumes: &[Arc<Volume>],
    day: Day,
    earlier: Option<&Snapshot>,
) -> Vec<Arc<Annotated>> {
    let jobs: Vec<_> = site.reports.iter().zip(volumes).collect();
    jobs.into_par_iter()
        .map(|(files, volume)| {
            let same_day = |earlier: &&Snapshot| {
                (earlier.options.today, earlier.options.drafts) == (day.today, day.drafts)
            };
            let known = earlier.filter(same_day).and_then(|earlier| {
                let at = (earlier.volumes.iter()).position(|own| Arc::ptr_eq(own, volume))?;
                (earlier.site.reports.get(at)?.notes == files.notes).then(|| &earlier.notes[at])
            });
            match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(Annotated::new(&files.notes, &volume.digest, day)),
            }
        })
        .collect()
}

fn audit(volumes: &[Arc<Volume>], conversions: &Conversions, editions: &[Tag]) -> Vec<Diagnostic> {
    let texts = volumes.iter().flat_map(|volume| {
        let report = &volume.digest.report;
        let blocks = report.blocks.iter();
        blocks.map(|block| {
            (
                report.id.as_str(),
                block.text.as_str(),
                report.metadata.lang,
            )
        })
    });
    conversions.audit(texts, editions)
}

fn frame(site: &Site, conversions: &Conversions) -> Frame {
    let mut diagnostics = Vec::new();
    let theme = collect(
        &mut diagnostics,
        Theme::with(&site.config.theme, &site.theme),
    );
    let titles = titles(&site.config, conversions);
    let templates = collect(
        &mut diagnostics,
        Templates::new(&theme, &site.config, &titles),
    );
    let mut assets = theme.published();
    assets.extend(manifests(&site.config, &theme, &titles));
    let pictures = (theme.assets.iter())
        .filter_map(|(path, bytes)| Some((path.clone(), picture::dimensions(path, bytes)?)))
        .collect();
    Frame {
        theme,
        assets,
        pictures,
        templates,
        titles,
        diagnostics,
    }
}
