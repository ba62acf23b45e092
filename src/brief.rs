//! Editors' articles (`content/briefs/<name>.md`) and ordinary pages (`content/<page>.md`).
//!
//! An article may show things of a digest between its paragraphs (`::: card energy`); [`check`] tells which of them no
//! digest has. The day decides what is published and is an input.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, nearest};
use crate::digest::Digest;
use crate::markdown::fence::{self, Part, Section};
use crate::markdown::front_matter::{Checks, filled, front_matter};
use crate::site::OWN_PAGES;
use crate::source::SourceFile;
use crate::yaml;

/// What an article can show of a digest.
pub const EMBEDS: [&str; 4] = ["figure", "card", "paragraph", "targets"];

/// An editor's article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Its part of the address: slug, else the file's name.
    pub slug: String,
    /// Title.
    pub title: String,
    /// The day it bears; it is not published before.
    pub date: Date,
    /// One paragraph for lists and feeds.
    pub summary: Option<String>,
    /// Ids of the sectors it belongs to.
    pub sectors: Vec<String>,
    /// Id of the report it speaks of.
    pub report: Option<String>,
    /// Whether it is kept back.
    pub draft: bool,
    /// The first day on which it is no longer published.
    pub expires: Option<Date>,
    /// The body.
    pub body: Vec<Section>,
    /// The file it was read from.
    pub file: Arc<SourceFile>,
}

impl Brief {
    /// Whether it is published on a day. `drafts`: also what is kept back, and what is still to come.
    #[must_use]
    pub fn is_published(&self, today: Date, drafts: bool) -> bool {
        let expired = self.expires.is_some_and(|day| day <= today);
        !expired && (drafts || !self.draft && self.date <= today)
    }
}

/// An ordinary page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrdinaryPage {
    /// The file's name, which is its address.
    pub name: String,
    /// Title.
    pub title: String,
    /// One sentence for search engines.
    pub summary: Option<String>,
    /// Whether it is kept back.
    pub draft: bool,
    /// The body.
    pub body: Vec<Section>,
    /// The file it was read from.
    pub file: Arc<SourceFile>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct BriefFields {
    title: Option<String>,
    date: Option<String>,
    summary: Option<String>,
    sectors: Option<Vec<String>>,
    report: Option<String>,
    draft: Option<bool>,
    expires: Option<String>,
    slug: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PageFields {
    title: Option<String>,
    summary: Option<String>,
    draft: Option<bool>,
}

/// Ids an article may name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Sectors; none where nobody knows them.
    pub sectors: &'a [&'a str],
    /// Reports.
    pub reports: &'a [&'a str],
}

/// Reads the articles, the newest first; `files` by name without `.md`.
#[must_use]
pub fn read(
    files: &BTreeMap<String, Arc<SourceFile>>,
    known: Known<'_>,
) -> (Vec<Brief>, Vec<Diagnostic>) {
    let mut briefs: Vec<Brief> = Vec::new();
    let mut diagnostics = Vec::new();
    for (name, file) in files {
        let Some(brief) = brief(name, file, known, &mut diagnostics) else {
            continue;
        };
        if let Some(other) = briefs.iter().find(|other| other.slug == brief.slug) {
            diagnostics.push(
                Diagnostic::error(
                    "duplicate-brief",
                    format!("this article and `{}` have one address", other.file.path),
                )
                .at(file, 0..0, "")
                .help("give one of them another `slug:` or file name"),
            );
            continue;
        }
        briefs.push(brief);
    }
    briefs.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.slug.cmp(&b.slug)));
    (briefs, diagnostics)
}

fn brief(
    name: &str,
    file: &Arc<SourceFile>,
    known: Known<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Brief> {
    let (front, body) = front_matter(&file.text);
    let front = front.unwrap_or(0..0);
    let fields: BriefFields = match yaml::parse(file, front.clone()) {
        Ok(fields) => fields,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let BriefFields {
        title,
        date,
        summary,
        sectors,
        report,
        draft,
        expires,
        slug,
    } = fields;
    let mut checks = Checks::new(file, front);
    let title = checks.required(filled(title), "title", "…");
    let date = checks.required(date, "date", "2026-11-23");
    let date = checks.date("front-matter", "date", date.as_deref());
    let expires = checks.date("front-matter", "expires", expires.as_deref());
    let sectors = sectors.unwrap_or_default();
    if !known.sectors.is_empty() {
        for sector in &sectors {
            checks.known("unknown-sector", "sectors", sector, known.sectors);
        }
    }
    if let Some(report) = &report {
        checks.known("unknown-report", "report", report, known.reports);
    }
    let slug = filled(slug);
    if slug.is_none() && address_of(name).is_empty() {
        checks.fault(
            "front-matter",
            "slug",
            "the name of the file gives the article no address",
            "add `slug: …`",
        );
    }
    if let Some(slug) = slug.as_deref().filter(|slug| !is_address(slug)) {
        checks.fault(
            "front-matter",
            "slug",
            format!("`{slug}` cannot be part of an address"),
            "leave out spaces and / ? # %; letters of any script are fine",
        );
    }
    let whole = checks.faults.is_empty();
    diagnostics.append(&mut checks.faults);
    let (sections, faults) = fence::parse(file, body, &EMBEDS);
    diagnostics.extend(faults);
    let (Some(title), Some(date), true) = (title, date, whole) else {
        return None;
    };
    Some(Brief {
        slug: slug.unwrap_or_else(|| address_of(name)),
        title,
        date,
        summary: filled(summary),
        sectors,
        report,
        draft: draft.unwrap_or_default(),
        expires,
        body: sections,
        file: Arc::clone(file),
    })
}

fn is_address(slug: &str) -> bool {
    !matches!(slug, "." | "..")
        && !slug
            .contains(|c: char| c.is_whitespace() || c.is_control() || "/\\?#%:*\"<>|".contains(c))
}

/// Any file name as part of an address.
fn address_of(name: &str) -> String {
    if is_address(name) {
        return name.to_owned();
    }
    let plain = |c: char| is_address(&c.to_string()) || c == '.';
    let words = name.split(|c| !plain(c)).filter(|word| !word.is_empty());
    let address = words.collect::<Vec<_>>().join("-");
    address.trim_matches('.').to_owned()
}

/// Reads the ordinary pages; `files` by name without `.md`.
#[must_use]
pub fn pages(files: &BTreeMap<String, Arc<SourceFile>>) -> (Vec<OrdinaryPage>, Vec<Diagnostic>) {
    let mut pages = Vec::new();
    let mut diagnostics = Vec::new();
    for (name, file) in files {
        if OWN_PAGES.contains(&name.as_str()) {
            diagnostics.push(
                Diagnostic::error(
                    "taken-address",
                    format!("the site has a page `{name}` of its own"),
                )
                .at(file, 0..0, "")
                .help("rename the file"),
            );
            continue;
        }
        let (front, body) = front_matter(&file.text);
        let front = front.unwrap_or(0..0);
        let fields: PageFields = match yaml::parse(file, front.clone()) {
            Ok(fields) => fields,
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                continue;
            }
        };
        let PageFields {
            title,
            summary,
            draft,
        } = fields;
        let mut checks = Checks::new(file, front);
        let title = checks.required(filled(title), "title", "…");
        diagnostics.append(&mut checks.faults);
        let (sections, faults) = fence::parse(file, body, &[]);
        diagnostics.extend(faults);
        let Some(title) = title else { continue };
        pages.push(OrdinaryPage {
            name: name.clone(),
            title,
            summary: filled(summary),
            draft: draft.unwrap_or_default(),
            body: sections,
            file: Arc::clone(file),
        });
    }
    (pages, diagnostics)
}

/// The digest an article's embed is about: that of its report, of the report named before a `/`, or the one that has it.
/// The second value is the argument without the report.
#[must_use]
pub fn digest_of<'d, 'a>(
    brief: &Brief,
    name: &str,
    argument: &'a str,
    digests: &[&'d Digest],
) -> Option<(&'d Digest, &'a str)> {
    let by_id = |id: &str| digests.iter().find(|d| d.report.id == id).copied();
    if let Some((report, rest)) = argument.split_once('/') {
        return by_id(report).map(|digest| (digest, rest));
    }
    if let Some(report) = &brief.report {
        return by_id(report).map(|digest| (digest, argument));
    }
    let mut having = digests
        .iter()
        .filter(|digest| has(digest, name, argument))
        .copied();
    let first = having.next()?;
    having.next().is_none().then_some((first, argument))
}

/// Whether a digest has what an embed names.
#[must_use]
pub fn has(digest: &Digest, name: &str, argument: &str) -> bool {
    match name {
        "figure" => digest.figures.iter().any(|figure| figure.id == argument),
        "card" | "targets" => digest.cards.iter().any(|card| card.sector == argument),
        "paragraph" => digest.passages.iter().any(|p| p.id == argument),
        _ => false,
    }
}

/// Reports the embeds that no digest can fill.
#[must_use]
pub fn check(brief: &Brief, digests: &[&Digest]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for section in &brief.body {
        let Part::Embed { name, argument } = &section.part else {
            continue;
        };
        let found = digest_of(brief, name, argument, digests);
        if found.is_some_and(|(digest, argument)| has(digest, name, argument)) {
            continue;
        }
        let candidates: Vec<&str> = digests
            .iter()
            .filter(|d| {
                brief
                    .report
                    .as_ref()
                    .is_none_or(|report| *report == d.report.id)
            })
            .flat_map(|digest| ids(digest, name))
            .collect();
        let several = candidates.iter().filter(|id| *id == argument).count() > 1;
        let (message, help) = if several {
            (
                format!("`{argument}` stands in several reports"),
                format!(
                    "name the report: `report: …` at the top, or `::: {name} <report>/{argument}`"
                ),
            )
        } else {
            let help = match nearest(argument, candidates.iter().copied()) {
                Some(near) => format!("did you mean `::: {name} {near}`?"),
                None => "the data files of the report list every id".to_owned(),
            };
            (format!("no report has the {name} `{argument}`"), help)
        };
        diagnostics.push(
            Diagnostic::error("unknown-embed", message)
                .at(&brief.file, section.span.clone(), "")
                .help(help),
        );
    }
    diagnostics
}

fn ids<'d>(digest: &'d Digest, name: &str) -> Vec<&'d str> {
    match name {
        "figure" => digest.figures.iter().map(|f| f.id.as_str()).collect(),
        "card" | "targets" => digest.cards.iter().map(|c| c.sector.as_str()).collect(),
        "paragraph" => digest.passages.iter().map(|p| p.id.as_str()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture;

    const KNOWN: Known<'_> = Known {
        sectors: &["energy", "agriculture"],
        reports: &["small"],
    };

    fn files(texts: &[(&str, &str)]) -> BTreeMap<String, Arc<SourceFile>> {
        let file = |(name, text): &(&str, &str)| {
            let path = format!("content/briefs/{name}.md");
            ((*name).to_owned(), SourceFile::new(path, *text))
        };
        texts.iter().map(file).collect()
    }

    fn one(text: &str) -> (Vec<Brief>, Vec<Diagnostic>) {
        read(&files(&[("a", text)]), KNOWN)
    }

    #[test]
    fn an_article_is_published_between_its_days() {
        let (briefs, diagnostics) = one(
            "---\ntitle: 甲\ndate: 2026-03-01\nexpires: 2026-04-01\nsectors: [energy]\n---\n正文\n",
        );
        assert_eq!(diagnostics, []);
        let on = |day: &str, drafts| briefs[0].is_published(day.parse().unwrap(), drafts);
        assert!(!on("2026-02-28", false));
        assert!(on("2026-02-28", true));
        assert!(on("2026-03-31", false));
        assert!(!on("2026-04-01", true));
    }

    #[test]
    fn mistakes_are_named_with_what_would_be_right() {
        let cases = [
            ("---\ndate: 2026-03-01\n---\n", "front-matter", "add `title"),
            ("---\ntitle: 甲\n---\n", "front-matter", "add `date"),
            (
                "---\ntitle: 甲\ndate: 1.3.2026\n---\n",
                "front-matter",
                "YYYY-MM-DD",
            ),
            (
                "---\ntitle: 甲\ndate: 2026-03-01\nsectors: [agricuture]\n---\n",
                "unknown-sector",
                "`agriculture`",
            ),
            (
                "---\ntitle: 甲\ndate: 2026-03-01\nreport: smal\n---\n",
                "unknown-report",
                "`small`",
            ),
            (
                "---\ntitel: 甲\ndate: 2026-03-01\n---\n",
                "unknown-key",
                "`title`",
            ),
            (
                "---\ntitle: 甲\ndate: 2026-03-01\nslug: a/b\n---\n",
                "front-matter",
                "leave out",
            ),
        ];
        for (text, code, help) in cases {
            let (briefs, diagnostics) = one(text);
            assert_eq!((briefs.len(), diagnostics[0].code), (0, code), "{text}");
            assert!(
                diagnostics[0].help.as_ref().unwrap().contains(help),
                "{text}"
            );
        }
    }

    #[test]
    fn any_file_name_has_an_address_and_no_two_have_the_same() {
        let text = "---\ntitle: 甲\ndate: 2026-03-01\n---\n";
        let (briefs, diagnostics) = read(&files(&[("春 耕?", text), ("春-耕", text)]), KNOWN);
        assert_eq!(briefs[0].slug, "春-耕");
        assert_eq!(diagnostics[0].code, "duplicate-brief");
    }

    #[test]
    fn embeds_that_no_digest_has_are_reported_where_they_stand() {
        let digest = fixture::digest();
        let text = "---\ntitle: 甲\ndate: 2026-03-01\nreport: small\n---\n::: card energy\n::: card enrgy\n::: figure f-p-1-0-1-9\n::: paragraph p-1-0-1\n";
        let (briefs, _) = one(text);
        let told: Vec<_> = check(&briefs[0], &[&digest])
            .into_iter()
            .map(|d| {
                let label = d.label.unwrap();
                (label.source.position(label.span.start).0, d.help.unwrap())
            })
            .collect();
        assert_eq!(told[0], (7, "did you mean `::: card energy`?".to_owned()));
        assert_eq!(told[1].0, 8);
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn an_ordinary_page_needs_a_title_and_an_address_of_its_own() {
        let (found, diagnostics) = pages(&files(&[
            ("about-us", "---\ntitle: 关于\n---\n正文\n"),
            ("guide", "正文\n"),
            ("search", "---\ntitle: 搜\n---\n"),
        ]));
        assert_eq!(found.len(), 1);
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["front-matter", "taken-address"]);
    }
}
