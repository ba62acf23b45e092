//! The files of one report → everything a site says about it that no other report and no editor's note changes: read,
//! analysed, converted into every edition, with its data files. A [`Volume`] is remade only when one of its files, the
//! taxonomy or the conversions change.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::collect;
use super::hand_made::hand_made;
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::digest::{self, Corrections, Digest, Taxonomy};
use crate::edition::Edition;
use crate::import;
use crate::page::about::{self, Degree};
use crate::report::lock::Lock;
use crate::report::lost;
use crate::report::{self, Report};
use crate::script::{Conversions, Converted, Tag};
use crate::site::ReportFiles;
use crate::text::TextRange;

/// One report, ready to be published.
#[derive(Debug)]
pub(super) struct Volume {
    /// What it was made from, without the notes.
    pub(super) files: ReportFiles,
    /// All that is known about it.
    pub(super) digest: Digest,
    /// What the import did, place by place.
    pub(super) log: about::Log,
    /// What the import had to judge, as the file has it.
    pub(super) record: import::Record,
    /// The data files: path from the root, and bytes.
    pub(super) data: Vec<(String, Vec<u8>)>,
    /// What is wrong with its files.
    pub(super) diagnostics: Vec<Diagnostic>,
    repairs: (Vec<import::Repair>, Vec<Diagnostic>),
    editions: Vec<(Tag, Arc<[Converted]>)>,
}

impl Volume {
    /// Makes the volume of a report; `earlier` is the one that was made of it before.
    pub(super) fn new(
        files: &ReportFiles,
        taxonomy: &Taxonomy,
        conversions: &Conversions,
        editions: &[Tag],
        earlier: Option<&Self>,
    ) -> Self {
        let mut diagnostics = Vec::new();
        let report = collect(&mut diagnostics, read_report(files));
        let corrections = collect(&mut diagnostics, corrections(files));
        let record = collect(&mut diagnostics, record(files));
        let lang = report.metadata.lang;
        let same_capture = |earlier: &&Self| {
            earlier.files.capture == files.capture
                && earlier.files.repairs == files.repairs
                && earlier.digest.report.metadata.lang == lang
        };
        let (analysed, repairs) = rayon::join(
            || digest::analyse(report, taxonomy, &corrections),
            || match earlier.filter(same_capture) {
                Some(earlier) => earlier.repairs.clone(),
                None => repairs(files, lang, &record),
            },
        );
        let digest = collect(&mut diagnostics, analysed);
        diagnostics.extend(repairs.1.iter().cloned());
        diagnostics.extend(doubtful(&record, &digest.report));
        let log = log(&digest.report, &record);
        let hand_made = collect(&mut diagnostics, hand_made(files, &digest.report));
        let made: Vec<Edition<'_>> = (editions.iter())
            .map(|&tag| match hand_made.get(&tag) {
                Some(own) => Edition::with_hand_made(&digest, tag, conversions, own),
                None => Edition::new(&digest, tag, conversions),
            })
            .collect();
        diagnostics.extend(made.iter().flat_map(Edition::check));
        let id = &digest.report.id;
        let logs = [
            ("repairs.json", data::pretty(&json!(repairs.0))),
            ("conversions.json", data::pretty(&data::conversions(&made))),
        ];
        let data = (data::files(&made).into_iter().chain(logs))
            .map(|(name, bytes)| (format!("data/{id}/{name}"), bytes))
            .collect();
        let editions = made.iter().map(|e| (e.tag, e.blocks())).collect();
        Self {
            files: without_notes(files),
            digest,
            log,
            record,
            data,
            diagnostics,
            repairs,
            editions,
        }
    }

    /// Whether `files` would give this volume again.
    pub(super) fn is_of(&self, files: &ReportFiles) -> bool {
        self.files == without_notes(files)
    }

    /// The report in every edition.
    pub(super) fn editions<'a>(
        &'a self,
        conversions: &'a Conversions,
    ) -> impl Iterator<Item = Edition<'a>> {
        self.editions.iter().map(move |(tag, blocks)| {
            Edition::of_blocks(&self.digest, *tag, conversions, Arc::clone(blocks))
        })
    }
}

fn without_notes(files: &ReportFiles) -> ReportFiles {
    ReportFiles {
        notes: BTreeMap::new(),
        ..files.clone()
    }
}

/// One warning about the letters that may stand for lost ones, as the import listed them, where they stand yet.
fn doubtful(record: &import::Record, report: &Report) -> Option<Diagnostic> {
    let listed = record.judgements.iter().filter(|entry| {
        entry.confidence == import::Confidence::Open
            && entry.decision.is_none()
            && entry.before == entry.after
            && entry.before == "口"
    });
    let places: Vec<_> = listed
        .filter_map(|entry| {
            let block = report.block(&entry.place)?;
            let skip = entry.context.chars().count().saturating_sub(4);
            let near: String = entry.context.chars().skip(skip).collect();
            let written = &report.source.text[block.span.clone()];
            let at = block.span.start + written.find(&format!("{near}口"))? + near.len();
            Some(at..at + entry.before.len())
        })
        .collect();
    let help = "set `decision:` in repairs.yaml, or correct the text here, from another copy of the report";
    lost::together(lost::Kind::Mouth, &report.source, &places, help)
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
fn log(report: &Report, record: &import::Record) -> about::Log {
    let rule = |count: &import::Count| about::RuleCount {
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
        about::Judgement {
            // A decision outlives the paragraph it was made for.
            paragraph: block.map(|_| entry.place.clone()),
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
    about::Log {
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

pub(super) fn read_report(files: &ReportFiles) -> (Report, Vec<Diagnostic>) {
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
