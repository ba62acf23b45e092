//! Size and speed of the search index: `cargo bench --bench search -- REPORTS [COPIES [FOLDER]]`.
//!
//! Reads every report in the folder REPORTS; COPIES beyond one are reports recombined from the paragraphs of all. Prints
//! how long the index took and what it holds, and writes the site with its search page to FOLDER, to be tried in a browser.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement: it reads the clock, prints and writes where it is told, and stops at what it did not expect"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use zhaiyao::config::Config;
use zhaiyao::digest::{Corrections, Digest, Taxonomy, analyse};
use zhaiyao::edition::Edition;
use zhaiyao::editorial::Editorial;
use zhaiyao::page::{self, Material};
use zhaiyao::render::Templates;
use zhaiyao::report::{self, lock::Lock};
use zhaiyao::script::{Conversions, Tag};
use zhaiyao::search::{self, Layout};
use zhaiyao::source::{self, SourceFile};
use zhaiyao::theme::Theme;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let Some(folder) = arguments.first() else {
        println!("usage: cargo bench --bench search -- REPORTS [COPIES [FOLDER]]");
        return;
    };
    let copies: usize = arguments.get(1).map_or(1, |n| n.parse().unwrap());
    let texts: Vec<(String, String)> = source::files_below(Path::new(folder))
        .unwrap()
        .iter()
        .map(|path| {
            let text = String::from_utf8_lossy(&source::read(path).unwrap()).into_owned();
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                text,
            )
        })
        .collect();
    let taxonomy = Taxonomy::built_in();
    let pool: Vec<&str> = texts
        .iter()
        .flat_map(|(_, text)| paragraphs(text))
        .collect();
    let digests: Vec<Digest> = (0..copies)
        .flat_map(|copy| (texts.iter().enumerate()).map(move |(n, (id, text))| (copy, n, id, text)))
        .map(|(copy, n, id, text)| {
            let year = 2026 - copy;
            let head = format!("---\ntitle: {id} {year}\ndate: {year}-01-20\nlang: zh-Hans\n---\n");
            let text = if copy > 0 {
                head + &recombined(&pool, paragraphs(text).count(), copy * texts.len() + n)
            } else if text.starts_with("---") {
                text.clone()
            } else {
                head + &paragraphs(text).collect::<Vec<_>>().join("\n\n")
            };
            let id = if copies == 1 {
                id.clone()
            } else {
                format!("{id}-{year}")
            };
            let source = SourceFile::new(format!("content/{id}/report.md"), text);
            let (report, ..) = report::parse(&id, &source, &Lock::default());
            analyse(report, &taxonomy, &Corrections::default()).0
        })
        .collect();
    let conversions = Conversions::default();
    let editions: Vec<Edition<'_>> = digests
        .iter()
        .flat_map(|digest| {
            [Tag::Hans, Tag::Hant].map(|tag| Edition::new(digest, tag, &conversions))
        })
        .collect();
    let blocks: usize = digests
        .iter()
        .map(|digest| digest.report.blocks.len())
        .sum();
    let layout = Layout::default();
    let mut best = f64::MAX;
    let mut files = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        files = search::index_with(&editions, &[], layout);
        best = best.min(begun.elapsed().as_secs_f64());
    }
    println!(
        "{} reports, {blocks} places: index in {:.1} ms (best of 5)",
        digests.len(),
        best * 1e3
    );
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{} files, {} KB", files.len(), bytes / 1024);
    if let Some(folder) = arguments.get(2) {
        site(&editions, &taxonomy, files, Path::new(folder));
    }
}

/// The paragraphs of a text.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let body = match text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
    {
        Some((_, body)) => body,
        None => text,
    };
    body.lines().filter(|line| !line.trim().is_empty())
}

/// A report made of paragraphs of all the others: as many as `like` has, other ones for every `seed`.
fn recombined(pool: &[&str], like: usize, seed: usize) -> String {
    let mut state = u32::try_from(seed).unwrap().wrapping_mul(2_654_435_761);
    let mut next = || {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        pool[usize::try_from(state >> 8).unwrap() % pool.len()]
    };
    (0..like).map(|_| next()).collect::<Vec<_>>().join("\n\n")
}

fn site(
    editions: &[Edition<'_>],
    taxonomy: &Taxonomy,
    index: Vec<(String, Vec<u8>)>,
    folder: &Path,
) {
    let config = Config {
        editions: vec![Tag::Hans, Tag::Hant],
        ..Config::default()
    };
    let sectors: BTreeMap<String, BTreeMap<Tag, String>> = (taxonomy.sectors.iter())
        .map(|sector| (sector.id.clone(), sector.names.clone()))
        .collect();
    let names: BTreeSet<String> = index.iter().map(|(path, _)| path.clone()).collect();
    let material = Material {
        config: &config,
        editions,
        sectors: &sectors,
        logs: &BTreeMap::new(),
        featured: None,
        files: &names,
        pictures: &zhaiyao::markdown::html::NO_PICTURES,
        conversions: &Conversions::default(),
        editorial: &Editorial::default(),
    };
    let (theme, _) = Theme::built_in();
    let titles = page::chooser::site_titles(&material);
    let (templates, _) = Templates::new(&theme, &config, &titles);
    let mut files: Vec<(String, Vec<u8>)> = index;
    for page in page::pages(&material) {
        let (bytes, diagnostics) = templates.render(&page);
        assert!(diagnostics.is_empty(), "{}", page.path);
        files.push((page.file(), bytes));
    }
    files.extend(theme.assets);
    for (path, bytes) in files {
        let path: PathBuf = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
