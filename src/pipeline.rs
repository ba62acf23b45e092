//! The stages in order: load → parse → analyse → edition → pages → render → artifacts. The one place with parallel
//! iteration over whole documents.
//!
//! [`build`] never writes. The binary writes a build, serves it from memory, or prints its diagnostics.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::json;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::digest::{self, Corrections, Digest, Taxonomy};
use crate::edition::Edition;
use crate::editorial::{Day, Editorial};
use crate::page::about::Degree;
use crate::page::{self, Material, Page};
use crate::render::Templates;
use crate::report::lock::Lock;
use crate::report::{self, Report};
use crate::script::{Conversions, Script, Tag};
use crate::site::{ReportFiles, Site};
use crate::text::TextRange;
use crate::theme::Theme;
use crate::{annotation, data, feed, import, links, note, output, search};

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
    let (mut site, mut diagnostics) = Site::load(root)?;
    if let Some(base_url) = &options.base_url {
        site.config.base_url = format!("{}/", base_url.trim_end_matches('/'));
    }
    let theme = collect(
        &mut diagnostics,
        Theme::with(&site.config.theme, &site.theme),
    );
    let taxonomy = collect(&mut diagnostics, taxonomy(&site));
    let conversions = collect(&mut diagnostics, conversions(&site));
    // The engine takes as long to load as the reports take to be read; neither needs the other.
    let (studied, ()) = rayon::join(
        || studies(&site, &taxonomy),
        || warm(&conversions, &site.config.editions),
    );
    let studies = collect(&mut diagnostics, studied);
    let texts = studies.iter().flat_map(|study| {
        let report = &study.digest.report;
        report
            .blocks
            .iter()
            .map(|block| (block.text.as_str(), report.metadata.lang))
    });
    diagnostics.extend(conversions.audit(texts, &site.config.editions));
    let digests: Vec<&Digest> = studies.iter().map(|study| &study.digest).collect();
    let fields: Vec<&str> = taxonomy.fields().map(|sector| sector.id.as_str()).collect();
    let day = Day {
        today: options.today,
        drafts: options.drafts,
    };
    let editorial = collect(
        &mut diagnostics,
        Editorial::read(&site, &digests, &fields, day),
    );
    let editions = editions(&site.config, &studies, &conversions);
    let faults = editions.par_iter().flat_map_iter(Edition::check);
    diagnostics.extend(faults.collect::<Vec<_>>());
    let mut artifacts = Artifacts::default();
    artifacts.add_all("the theme", theme.assets.clone());
    add_data(&mut artifacts, &studies, &editions);
    add_annotations(
        &mut artifacts,
        &site.config,
        &studies,
        &editions,
        (&conversions, &editorial),
    );
    artifacts.add_all("the program", hosting(&site.config));
    artifacts.add_all("the search index", search::index(&editions));
    let pages = pages(
        &site.config,
        &theme,
        &taxonomy,
        &studies,
        &editions,
        (&conversions, &editorial, &artifacts),
    );
    let titles = titles(&site.config, &conversions);
    add_pages(
        &mut artifacts,
        &mut diagnostics,
        &pages,
        &theme,
        &site.config,
        &titles,
    );
    add_feeds(&mut artifacts, &site.config, &titles, &editions, &pages);
    let Artifacts {
        files: mut artifacts,
        clashes,
        ..
    } = artifacts;
    diagnostics.extend(clashes);
    if diagnostics.iter().all(|d| d.severity < Severity::Error) {
        diagnostics.extend(links::check(&artifacts, &site.config.base_url));
    }
    artifacts.insert(output::MANIFEST.to_owned(), output::manifest(&artifacts));
    Ok(Build {
        artifacts,
        diagnostics,
    })
}

/// What `check --fix` writes because it is certain: path within the site and text. Ids of new paragraphs, and notes
/// whose words stand beyond doubt elsewhere.
///
/// # Errors
/// [`Error`] where the site cannot be read.
pub fn fixes(root: &Path) -> Result<Vec<(String, String)>, Error> {
    let (site, _) = Site::load(root)?;
    let fix = |files: &ReportFiles| {
        let (earlier, _) = files
            .lock
            .as_ref()
            .map_or_else(Default::default, Lock::parse);
        let (report, lock, _) = report::parse(&files.id, &files.report, &earlier);
        let (notes, _) = note::read(&files.notes);
        let (anchored, _) = note::anchor(&notes, &report);
        let mut fixes: Vec<(String, String)> = anchored
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
) -> Result<(note::edit::NewFile, Vec<Diagnostic>), Error> {
    let (site, _) = Site::load(root)?;
    let Some(files) = site.reports.iter().find(|files| files.id == id) else {
        let known: Vec<&str> = site.reports.iter().map(|files| files.id.as_str()).collect();
        return Err(Error::Usage(format!(
            "there is no report {id}; reports: {}",
            known.join(", ")
        )));
    };
    let (report, _) = read_report(files);
    let folder = format!("content/{id}/notes/");
    let taken: Vec<&str> = files.notes.keys().map(String::as_str).collect();
    let (made, diagnostics) = note::edit::note_on(&report, draft, &folder, &taken);
    let made = made.map(|(name, text)| (format!("{folder}{name}"), text));
    Ok((made, diagnostics))
}

/// Takes a stage's value and keeps its diagnostics.
fn collect<T>(diagnostics: &mut Vec<Diagnostic>, (value, more): (T, Vec<Diagnostic>)) -> T {
    diagnostics.extend(more);
    value
}

fn conversions(site: &Site) -> (Conversions, Vec<Diagnostic>) {
    match &site.conversion {
        Some(source) => Conversions::parse(source),
        None => (Conversions::default(), Vec::new()),
    }
}

/// Loads what conversions into the Traditional editions will need: the engine, and the tables of the log.
fn warm(conversions: &Conversions, editions: &[Tag]) {
    for &tag in editions.iter().filter(|tag| tag.script() == Script::Hant) {
        // Only what these load matters, not what they say.
        let _ = conversions.convert("发", Tag::Hans, tag);
        let _ = conversions.choices("发", &[], Tag::Hans, tag);
    }
}

fn taxonomy(site: &Site) -> (Taxonomy, Vec<Diagnostic>) {
    match &site.sectors {
        Some(source) => Taxonomy::parse(source),
        None => (Taxonomy::built_in(), Vec::new()),
    }
}

/// A report with what is known about it and what was done to it.
struct Study {
    digest: Digest,
    log: page::about::Log,
    repairs: Vec<import::Repair>,
    hand_made: BTreeMap<Tag, Report>,
}

fn studies(site: &Site, taxonomy: &Taxonomy) -> (Vec<Study>, Vec<Diagnostic>) {
    let results: Vec<(Study, Vec<Diagnostic>)> = site
        .reports
        .par_iter()
        .map(|files| study(files, taxonomy))
        .collect();
    let (studies, diagnostics): (Vec<_>, Vec<_>) = results.into_iter().unzip();
    (studies, diagnostics.into_iter().flatten().collect())
}

/// Reads one report and finds out what there is to know about it.
fn study(files: &ReportFiles, taxonomy: &Taxonomy) -> (Study, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let report = collect(&mut diagnostics, read_report(files));
    let corrections = collect(&mut diagnostics, corrections(files));
    let record = collect(&mut diagnostics, record(files));
    let lang = report.metadata.lang;
    let (analysed, replayed) = rayon::join(
        || digest::analyse(report, taxonomy, &corrections),
        || repairs(files, lang, &record),
    );
    let digest = collect(&mut diagnostics, analysed);
    let repairs = collect(&mut diagnostics, replayed);
    let log = log(&digest.report, &record);
    let hand_made = collect(&mut diagnostics, hand_made(files, &digest.report));
    (
        Study {
            digest,
            log,
            repairs,
            hand_made,
        },
        diagnostics,
    )
}

/// The hand-made editions of a report. Their blocks take the ids of the report's where they stand line for line; one
/// with other lines is reported, and only blocks with the same ids win.
fn hand_made(files: &ReportFiles, report: &Report) -> (BTreeMap<Tag, Report>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut editions = BTreeMap::new();
    for (&tag, file) in &files.hand_made {
        let (mut own, _, more) = report::parse(&files.id, file, &Lock::default());
        diagnostics.extend(more);
        if own.blocks.len() == report.blocks.len() {
            for (block, original) in own.blocks.iter_mut().zip(&report.blocks) {
                block.id.clone_from(&original.id);
            }
        } else {
            let message = format!(
                "{} lines where report.md has {}",
                own.blocks.len(),
                report.blocks.len()
            );
            diagnostics.push(
                Diagnostic::warning("hand-made-lines", message)
                    .at(file, 0..0, "")
                    .help("keep the lines of report.md, one for one; words that stay can be copied from the converted page"),
            );
        }
        editions.insert(tag, own);
    }
    (editions, diagnostics)
}

/// What the import did, as `repairs.yaml` has it.
fn record(files: &ReportFiles) -> (import::Record, Vec<Diagnostic>) {
    match files.repairs.as_ref().map(import::Record::parse) {
        None => Default::default(),
        Some(Ok(record)) => (record, Vec::new()),
        Some(Err(diagnostic)) => (import::Record::default(), vec![*diagnostic]),
    }
}

/// Every single change of the capture; none where the capture is not kept.
fn repairs(
    files: &ReportFiles,
    lang: Tag,
    record: &import::Record,
) -> (Vec<import::Repair>, Vec<Diagnostic>) {
    let Some((name, bytes)) = &files.capture else {
        return Default::default();
    };
    let options = import::Options {
        id: files.id.clone(),
        encoding: None,
        lang: Some(lang),
    };
    match import::replay(
        bytes,
        &format!("content/{}/{name}", files.id),
        &options,
        record,
    ) {
        Ok(repairs) => (repairs, Vec::new()),
        Err(diagnostics) => (Vec::new(), diagnostics),
    }
}

/// The judgements of an import, each with the place where its reading stands in the report now.
fn log(report: &Report, record: &import::Record) -> page::about::Log {
    let rule = |count: &import::Count| page::about::RuleCount {
        rule: count.rule.clone(),
        count: count.count,
    };
    let judgement = |entry: &import::Entry| {
        let after = entry.decision.as_ref().unwrap_or(&entry.after);
        let block = report
            .blocks
            .iter()
            .position(|block| block.id == entry.place);
        let at = block.and_then(|block| report.blocks[block].text.split_once(after.as_str()));
        let range = at.map(|(before, _)| {
            let start = before.chars().count();
            TextRange::new(start, start + after.chars().count())
        });
        page::about::Judgement {
            paragraph: Some(entry.place.clone()),
            block: block.filter(|_| range.is_some()),
            range,
            before: entry.before.clone(),
            before_lang: Tag::Hant.as_str(),
            after: after.clone(),
            reason: entry.reason.clone(),
            degree: if entry.decision.is_some() {
                Degree::Confirmed
            } else {
                degree(entry.confidence)
            },
        }
    };
    page::about::Log {
        rules: record.rules.iter().map(rule).collect(),
        judgements: record.judgements.iter().map(judgement).collect(),
    }
}

fn degree(confidence: import::Confidence) -> Degree {
    match confidence {
        import::Confidence::Certain => Degree::Certain,
        import::Confidence::Inferred => Degree::Inferred,
        import::Confidence::Confirmed => Degree::Confirmed,
        import::Confidence::Open => Degree::Open,
    }
}

fn corrections(files: &ReportFiles) -> (Corrections, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let figures = files.figures.as_ref().map(Corrections::parse_figures);
    let figures = collect(&mut diagnostics, figures.unwrap_or_default());
    let editorial = |(sector, source)| {
        let (editorial, more) = Corrections::parse_sector(source);
        diagnostics.extend(more);
        (String::clone(sector), editorial)
    };
    let sectors = files.sectors.iter().map(editorial).collect();
    (Corrections { figures, sectors }, diagnostics)
}

fn read_report(files: &ReportFiles) -> (Report, Vec<Diagnostic>) {
    let (earlier, mut diagnostics) = files
        .lock
        .as_ref()
        .map_or_else(Default::default, Lock::parse);
    let (report, lock, more) = report::parse(&files.id, &files.report, &earlier);
    diagnostics.extend(more);
    if let Some(file) = files.lock.as_ref().filter(|_| lock != earlier) {
        diagnostics.push(
            Diagnostic::warning(
                "stale-lock",
                "paragraphs have changed since their ids were written",
            )
            .at(file, 0..0, "")
            .help("run `zhaiyao check --fix` to write the ids of the paragraphs as they are now"),
        );
    }
    (report, diagnostics)
}

fn editions<'a>(
    config: &Config,
    studies: &'a [Study],
    conversions: &'a Conversions,
) -> Vec<Edition<'a>> {
    let jobs: Vec<(&Study, Tag)> = studies
        .iter()
        .flat_map(|study| config.editions.iter().map(move |&tag| (study, tag)))
        .collect();
    jobs.into_par_iter()
        .map(|(study, tag)| match study.hand_made.get(&tag) {
            Some(own) => Edition::with_hand_made(&study.digest, tag, conversions, own),
            None => Edition::new(&study.digest, tag, conversions),
        })
        .collect()
}

/// Names of the site by edition: the edition's own, else the first one's converted.
fn titles(config: &Config, conversions: &Conversions) -> BTreeMap<Tag, String> {
    let own = config
        .editions
        .iter()
        .find_map(|tag| config.title.get(tag).map(|title| (*tag, title.as_str())));
    let (from, title) = own.unwrap_or((Tag::Hans, "摘要"));
    let name = |tag: Tag| match config.title.get(&tag) {
        Some(title) => title.clone(),
        None => conversions.convert(title, from, tag).text,
    };
    config
        .editions
        .iter()
        .map(|&tag| (tag, name(tag)))
        .collect()
}

/// Path → bytes, with who made each: two makers of one path are a mistake that names both.
#[derive(Default)]
struct Artifacts {
    files: BTreeMap<String, Vec<u8>>,
    makers: BTreeMap<String, String>,
    clashes: Vec<Diagnostic>,
}

impl Artifacts {
    fn add(&mut self, maker: &str, path: String, bytes: Vec<u8>) {
        if let Some(other) = self.makers.get(&path) {
            let message = format!("{other} and {maker} both make `{path}`");
            self.clashes
                .push(Diagnostic::error("two-makers", message).help("rename one of the two"));
            return;
        }
        self.makers.insert(path.clone(), maker.to_owned());
        self.files.insert(path, bytes);
    }

    fn add_all(&mut self, maker: &str, files: impl IntoIterator<Item = (String, Vec<u8>)>) {
        for (path, bytes) in files {
            self.add(maker, path, bytes);
        }
    }
}

/// The editions of one report, in the order of the settings.
fn of_report<'e, 'a>(editions: &'e [Edition<'a>], id: &str) -> &'e [Edition<'a>] {
    let start = editions
        .iter()
        .position(|e| e.digest.report.id == id)
        .unwrap_or(0);
    let length = editions[start..]
        .iter()
        .take_while(|e| e.digest.report.id == id)
        .count();
    &editions[start..start + length]
}

fn add_data(artifacts: &mut Artifacts, studies: &[Study], editions: &[Edition<'_>]) {
    let files: Vec<(String, Vec<u8>)> = studies
        .par_iter()
        .flat_map_iter(|study| {
            let id = &study.digest.report.id;
            let own = of_report(editions, id);
            let logs = [
                ("repairs.json", data::pretty(&json!(study.repairs))),
                ("conversions.json", data::pretty(&data::conversions(own))),
            ];
            data::files(own)
                .into_iter()
                .chain(logs)
                .map(move |(name, bytes)| (format!("data/{id}/{name}"), bytes))
        })
        .collect();
    artifacts.add_all("the data", files);
}

/// The notes of every report as annotations.
fn add_annotations(
    artifacts: &mut Artifacts,
    config: &Config,
    studies: &[Study],
    editions: &[Edition<'_>],
    (conversions, editorial): (&Conversions, &Editorial),
) {
    for study in studies {
        let id = &study.digest.report.id;
        let own = of_report(editions, id);
        let notes = editorial.notes.get(id).map_or(&[][..], Vec::as_slice);
        let collection = annotation::collection(own, notes, conversions, &config.base_url);
        artifacts.add(
            "the data",
            format!("data/{id}/annotations.jsonld"),
            data::pretty(&collection),
        );
    }
}

/// Files that hosts and robots look for.
fn hosting(config: &Config) -> Vec<(String, Vec<u8>)> {
    vec![
        (".nojekyll".to_owned(), Vec::new()),
        ("_headers".to_owned(), feed::headers()),
        ("_redirects".to_owned(), feed::redirects(&config.editions)),
        ("robots.txt".to_owned(), feed::robots(&config.base_url)),
    ]
}

fn pages(
    config: &Config,
    theme: &Theme,
    taxonomy: &Taxonomy,
    studies: &[Study],
    editions: &[Edition<'_>],
    (conversions, editorial, artifacts): (&Conversions, &Editorial, &Artifacts),
) -> Vec<Page> {
    let sectors = taxonomy
        .sectors
        .iter()
        .map(|sector| (sector.id.clone(), sector.names.clone()))
        .collect();
    let logs = studies
        .iter()
        .map(|study| (study.digest.report.id.clone(), study.log.clone()))
        .collect();
    let files: BTreeSet<String> = artifacts.files.keys().cloned().collect();
    page::pages(&Material {
        config,
        editions,
        sectors: &sectors,
        logs: &logs,
        featured: theme.options.featured.as_deref(),
        files: &files,
        conversions,
        editorial,
    })
}

fn add_pages(
    artifacts: &mut Artifacts,
    diagnostics: &mut Vec<Diagnostic>,
    pages: &[Page],
    theme: &Theme,
    config: &Config,
    titles: &BTreeMap<Tag, String>,
) {
    let templates = collect(diagnostics, Templates::new(theme, config, titles));
    if diagnostics
        .iter()
        .any(|d| d.severity == Severity::Error && d.code == "template")
    {
        return;
    }
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

fn add_feeds(
    artifacts: &mut Artifacts,
    config: &Config,
    titles: &BTreeMap<Tag, String>,
    editions: &[Edition<'_>],
    pages: &[Page],
) {
    for &tag in &config.editions {
        let home = format!("{}{}/", config.base_url, tag.path());
        let title = titles.get(&tag).map_or("", String::as_str);
        let own = || editions.iter().filter(|edition| edition.tag == tag);
        let mut items: Vec<feed::Item> = own().map(|edition| report_item(edition, &home)).collect();
        items.sort_by_key(|item| (std::cmp::Reverse(item.day), item.address.clone()));
        let bytes = feed::atom(
            tag,
            title,
            config.footer.publisher.as_deref(),
            &home,
            &items,
        );
        artifacts.add("the feeds", format!("{}/feed.xml", tag.path()), bytes);
    }
    let listed = pages.iter().filter(|page| !page.frame.canonical.is_empty());
    let listings: Vec<feed::Listing> = listed
        .map(|page| feed::Listing {
            address: page.frame.canonical.clone(),
            alternates: page
                .frame
                .alternates
                .iter()
                .map(|a| (a.hreflang.clone(), a.href.clone()))
                .collect(),
        })
        .collect();
    artifacts.add(
        "the feeds",
        "sitemap.xml".to_owned(),
        feed::sitemap(&listings),
    );
    let first = config.editions.first().copied().unwrap_or(Tag::Hans);
    let reports: Vec<(String, String, Vec<String>)> = editions
        .iter()
        .filter(|edition| edition.tag == first)
        .map(|edition| {
            let id = &edition.digest.report.id;
            let prefix = format!("data/{id}/");
            let files = artifacts
                .files
                .keys()
                .filter(|path| path.starts_with(&prefix));
            (
                edition.phrase(&edition.digest.report.metadata.title),
                format!("{}{}/{id}/", config.base_url, first.path()),
                files
                    .map(|path| format!("{}{path}", config.base_url))
                    .collect(),
            )
        })
        .collect();
    artifacts.add(
        "the feeds",
        "llms.txt".to_owned(),
        feed::llms(titles.get(&first).map_or("", String::as_str), &reports),
    );
}

fn report_item(edition: &Edition<'_>, home: &str) -> feed::Item {
    let report = &edition.digest.report;
    let summary: Vec<&str> = edition
        .digest
        .headline
        .iter()
        .map(|&index| &edition.digest.figures[index])
        .filter_map(|figure| edition.quote(figure))
        .collect();
    feed::Item {
        address: format!("{home}{}/", report.id),
        title: edition.phrase(&report.metadata.title),
        summary: summary.join("；"),
        author: report
            .metadata
            .speaker
            .as_ref()
            .map(|speaker| edition.phrase(speaker)),
        day: report.metadata.date,
    }
}
