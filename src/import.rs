//! Capture → draft: finds the encoding and the text, repairs it, and drafts the files people edit.
//!
//! Bytes go in, the text of `report.md` and `repairs.yaml` comes out, with a log of every single change. Nothing is read
//! or written here.

pub mod cp936;
mod damage;
mod draft;
mod drafted;
mod encoding;
mod facts;
mod furniture;
mod html;
mod indent;
mod language;
pub mod lexicon;
mod lines;
mod log;
mod merge;
pub mod mojibake;
mod mouths;
pub mod pinyin;
mod reading;
mod record;
mod tabbed;
mod tracked;

use crate::diagnostic::Diagnostic;
use crate::report::lock::Lock;
use crate::report::lost::{self, Kind};
use crate::report::{self, Report};
use crate::script::Tag;
use crate::source::SourceFile;

pub use encoding::Encoding;
/// The fingerprints of a report's blocks, as `repairs.yaml` keeps those of a draft.
#[must_use]
pub fn fingerprints(report: &str) -> String {
    Drafted::of(report).write()
}

/// The lines that go and come between two versions of a text, each with its number.
#[must_use]
pub fn changed_lines(before: &str, after: &str) -> Vec<String> {
    merge::changed_lines(before, after)
}

pub use log::{Confidence, Repair, Rule};
pub use record::{Candidate, Count, Entry, Record};

use drafted::Drafted;
use facts::About;
use html::Article;
use log::Logged;
use reading::{Judged, Read, printed, simplified_lines};
use record::Found;

/// What the caller knows about a capture.
#[derive(Clone, Debug)]
pub struct Options {
    /// Slug of the report: `[a-z0-9-]+`.
    pub id: String,
    /// The encoding, if it is not to be found out.
    pub encoding: Option<Encoding>,
    /// The canonical language tag, if it is not to be found out.
    pub lang: Option<Tag>,
}

/// The files of a report, as an import drafts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Text of `report.md`.
    pub report: String,
    /// Text of `repairs.yaml`.
    pub repairs: String,
    /// Text of `anchors.lock`.
    pub anchors: String,
    /// The text that was read; positions of the log count its code points. Of a web page it is the article's text.
    pub text: String,
    /// The lines of the report, as they stand in `report` without Markdown's syntax.
    pub lines: Vec<String>,
    /// Every single change of the capture.
    pub log: Vec<Repair>,
    /// Name the capture gets in the report's folder: `source.txt` or `source.html`.
    pub capture_name: &'static str,
    /// The encoding it was read in.
    pub encoding: Encoding,
}

/// What an earlier import of the same capture left.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// Its `repairs.yaml`.
    pub record: Record,
    /// Its `anchors.lock`.
    pub lock: Lock,
    /// The capture it read; none if that is the one imported now.
    pub capture: Option<Vec<u8>>,
    /// `report.md` as people left it; what they changed stays. None to draft it anew and drop all edits.
    pub report: Option<String>,
}

/// Drafts the files of a report from a capture; `name` is the capture's file name for messages. Decisions of `earlier`
/// are kept, and so are the ids of its paragraphs.
///
/// # Errors
/// The diagnostics that say why nothing can be imported.
pub fn import(
    capture: &[u8],
    name: &str,
    options: &Options,
    earlier: Option<&Earlier>,
) -> Result<(Draft, Vec<Diagnostic>), Vec<Diagnostic>> {
    check_id(&options.id).map_err(|diagnostic| vec![diagnostic])?;
    let fresh = Earlier::default();
    let earlier = earlier.unwrap_or(&fresh);
    let mut wanted = options.clone();
    // What a report is published in does not change with its capture.
    if wanted.lang.is_none()
        && let Some(report) = &earlier.report
    {
        wanted.lang = lang_of(&options.id, report);
    }
    let same = earlier.capture.as_deref() == Some(capture);
    if same && wanted.encoding.is_none() {
        wanted.encoding = earlier.record.encoding();
    }
    let (mut draft, mut diagnostics) = drafted(capture, name, &wanted, earlier, Found::Search)?;
    let Some(ours) = &earlier.report else {
        return Ok((draft, diagnostics));
    };
    // Some editors change the ends of lines, and put a mark before the first.
    let ours = &ours.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
    // What the last import drafted is drafted once more from what it had: its capture and its own readings.
    let mut before = earlier.clone();
    for entry in &mut before.record.judgements {
        entry.decision = None;
    }
    wanted.encoding = earlier.record.encoding();
    let base = drafted(
        earlier.capture.as_deref().unwrap_or(capture),
        name,
        &wanted,
        &before,
        Found::Keep,
    );
    // A capture that cannot be read any more leaves nothing to compare with: then every difference is an edit.
    let base = base.map_or_else(|_| draft.report.clone(), |(base, _)| base.report);
    if !is_same_report(ours, &draft.report) {
        return Err(vec![other_report(name, &options.id)]);
    }
    let ours = drafted::rebase(&base, ours, &Drafted::parse(&earlier.record.drafted));
    let merged = merge::merge(&base, &ours, &draft.report);
    diagnostics.extend(merged.diagnostics(&format!("content/{}/report.md", options.id)));
    let source = SourceFile::new("report.md", merged.text.as_str());
    let (_, lock, _) = report::parse(&options.id, &source, &earlier.lock);
    draft.anchors = lock.write();
    draft.report = merged.text;
    Ok((draft, diagnostics))
}

/// Lists every single change an import made, without judging anything anew: the readings are those of `record`.
///
/// # Errors
/// The diagnostics that say why the capture cannot be read.
pub fn replay(
    capture: &[u8],
    name: &str,
    options: &Options,
    record: &Record,
) -> Result<Vec<Repair>, Vec<Diagnostic>> {
    let earlier = Earlier {
        record: record.clone(),
        ..Earlier::default()
    };
    let options = Options {
        encoding: options.encoding.or_else(|| record.encoding()),
        ..options.clone()
    };
    drafted(capture, name, &options, &earlier, Found::Keep).map(|(draft, _)| draft.log)
}

fn too_damaged(name: &str, places: usize) -> Diagnostic {
    Diagnostic::error(
        "too-damaged",
        format!("`{name}` is damaged at {places} places, more than any report is"),
    )
    .help("save the page again; if it holds several reports, import them one by one")
}

/// Fewest long paragraphs by which a report is known again, and the share of them (one in …) that must be there.
const KNOWN_AGAIN: (usize, usize) = (5, 5);

/// Whether a draft is of the report that is there: some of its long paragraphs are, letter for letter.
fn is_same_report(ours: &str, draft: &str) -> bool {
    let long = |text: &str| -> std::collections::HashSet<String> {
        let letters =
            |line: &str| -> String { line.chars().filter(|c| c.is_alphanumeric()).collect() };
        let lines = text.lines().map(letters);
        lines.filter(|line| line.chars().count() >= 20).collect()
    };
    let (ours, draft) = (long(ours), long(draft));
    let shared = ours.intersection(&draft).count();
    ours.len() < KNOWN_AGAIN.0 || shared * KNOWN_AGAIN.1 >= ours.len().min(draft.len())
}

fn other_report(name: &str, id: &str) -> Diagnostic {
    Diagnostic::error(
        "other-report",
        format!("`{name}` is not the report in content/{id}/: hardly a paragraph is the same"),
    )
    .help("import it under an id of its own, or with `--force` to put it in the other's place")
}

/// The language tag a report says it is in.
fn lang_of(id: &str, report: &str) -> Option<Tag> {
    let source = SourceFile::new("report.md", report);
    let (front, _) = crate::markdown::front_matter(report);
    let says =
        front.is_some_and(|range| report[range].lines().any(|line| line.starts_with("lang:")));
    says.then(|| report::parse(id, &source, &Lock::default()).0.metadata.lang)
}

fn drafted(
    capture: &[u8],
    name: &str,
    options: &Options,
    earlier: &Earlier,
    found: Found,
) -> Result<(Draft, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Options { id, encoding, lang } = options;
    let named = *encoding;
    let (text, encoding) =
        encoding::decode(capture, name, named).map_err(|diagnostic| vec![diagnostic])?;
    let misread = encoding::undo(&text);
    let note = misread.as_ref().map(|misread| misread.note(name));
    let text = misread.map_or(text, |misread| misread.text);
    let is_html = html::is_html(&text);
    let Article { text, marks, facts } = if is_html {
        html::article(&text)
    } else {
        Article {
            text,
            ..Article::default()
        }
    };
    if let Some(places) = damage::too_many_places(&text) {
        return Err(vec![too_damaged(name, places)]);
    }
    let note = note.or_else(|| language::other(&text).map(|found| found.warning(name)));
    let read = reading::read(&text, &marks, facts, *lang, &earlier.record, found);
    if read.lines.is_empty() {
        return Err(vec![
            Diagnostic::error(
                "empty-capture",
                format!("`{name}` holds no line of a report"),
            )
            .help("save the page again with its text, then import it"),
        ]);
    }
    let known = simplified_lines(&read.lines, read.lang);
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let mut about = facts::about(
        &known,
        &read.portal,
        matches!(read.lang, Tag::Hant | Tag::HantTw),
    );
    let mut diagnostics: Vec<Diagnostic> = note.into_iter().collect();
    diagnostics.extend(remarks(name, &read, &about, lang.is_some()));
    if read.lang != Tag::Hans {
        about = about.in_script(&|text| printed(text, &known, &read.lines, read.lang));
    }
    let (report, starts) = draft::report(&read.lines, &known, &about, &read.portal, read.lang);
    let source = SourceFile::new("report.md", report.as_str());
    let (parsed, lock, _) = report::parse(id, &source, &earlier.lock);
    let place = |line: usize, byte: usize| place(&parsed, starts[line], byte);
    let mut logged: Vec<Logged<'_>> = read
        .lines
        .iter()
        .enumerate()
        .map(|(line, own)| Logged {
            text: &own.text,
            line: Some(line),
        })
        .collect();
    logged.extend(read.dropped.iter().map(|text| Logged { text, line: None }));
    logged.sort_by_key(|logged| logged.text.source().start);
    let mut log = log::repairs(&text, &logged, place);
    let at_byte = |byte: usize| {
        let line = read
            .lines
            .partition_point(|line| line.text.source().end <= byte);
        let own = read.lines.get(line)?;
        let is_inside = own.text.source().contains(&byte);
        is_inside.then(|| place(line, own.text.position_of(byte)))?
    };
    let mut judgements = judgements(&text, &read, &earlier.record, &mut log, &at_byte);
    diagnostics.extend(losses(&text, name, &read));
    let (left, more) = earlier.record.left_over(&judgements);
    judgements.extend(left);
    diagnostics.extend(more);
    let record = Record {
        rules: Record::counts(&log),
        judgements,
        encoding: named.map(|encoding| encoding.as_str().to_owned()),
        drafted: Drafted::of(&report).write(),
    };
    let lines = read
        .lines
        .iter()
        .map(|line| line.as_str().to_owned())
        .collect();
    let draft = Draft {
        report,
        lines,
        text,
        repairs: record.write(),
        anchors: lock.write(),
        log,
        capture_name: if is_html { "source.html" } else { "source.txt" },
        encoding,
    };
    Ok((draft, diagnostics))
}

/// The id of the block at a byte of a line that begins at `start`.
fn place(report: &Report, start: usize, byte: usize) -> Option<String> {
    let first = report
        .blocks
        .partition_point(|block| block.span.end <= start);
    // A heading that runs into its paragraph makes two blocks of one line.
    let here = report.blocks[first..]
        .iter()
        .take_while(|block| block.span.start <= start + byte)
        .last();
    here.or(report.blocks.get(first))
        .map(|block| block.id.clone())
}

/// Makes the entries of the judgements that stand in the report, and tells the log how sure their changes are.
fn judgements(
    text: &str,
    read: &Read,
    record: &Record,
    log: &mut [Repair],
    at_byte: &dyn Fn(usize) -> Option<String>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut counter = log::Counter::new(text);
    for Judged {
        at,
        prefix,
        judgement,
        lost: _,
    } in &read.judged
    {
        let byte = *at;
        let at = counter.point_at(byte);
        let end = at + judgement.before.chars().count();
        let first = log.partition_point(|repair| repair.end <= at);
        let touched = log[first..]
            .iter_mut()
            .take_while(|repair| repair.start < end);
        let mut entry = record::entry(
            prefix,
            judgement,
            read.lang,
            record.entry(prefix, &judgement.before),
        );
        let mut own = false;
        for repair in touched.filter(|repair| repair.place.is_some()) {
            repair.confidence = entry.confidence;
            repair.reason = Some(entry.reason.clone());
            if let Some(place) = &repair.place {
                entry.place.clone_from(place);
            }
            own = true;
        }
        // A box of the capture stays as it is, so no change tells its place.
        if !own
            && entry.before == entry.after
            && let Some(place) = at_byte(byte)
        {
            entry.place = place;
            own = true;
        }
        if own {
            entries.push(entry);
        }
    }
    entries
}

/// One warning a kind about what was lost before the capture was made, at its first place in the capture.
fn losses(text: &str, name: &str, read: &Read) -> Vec<Diagnostic> {
    if read.judged.iter().all(|judged| judged.lost.is_none()) {
        return Vec::new();
    }
    let source = SourceFile::new(name, text);
    let of = |kind: Kind| {
        let places: Vec<_> = read
            .judged
            .iter()
            .filter(|judged| judged.lost == Some(kind))
            .map(|judged| judged.at..judged.at + judged.judgement.before.len())
            .collect();
        let help = if kind == Kind::Mouth {
            "they stay as they are, and are open in repairs.yaml; set `decision:` there from another copy of the report"
        } else {
            "they are `□` in report.md and open in repairs.yaml; set `decision:` there from another copy of the report"
        };
        lost::together(kind, &source, &places, help)
    };
    Kind::ALL.into_iter().filter_map(of).collect()
}

/// What the editor should know about a draft.
fn remarks(name: &str, read: &Read, about: &About, lang_given: bool) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if read.lang != Tag::Hans && !lang_given {
        diagnostics.push(
            Diagnostic::note(
                "kept-traditional",
                format!(
                    "`{name}` is in Traditional script and stays so ({})",
                    read.lang
                ),
            )
            .help("to take it back to Simplified, import it with `--lang zh-Hans`"),
        );
    }
    if about
        .title
        .as_deref()
        .is_none_or(|title| title == "政府工作报告")
    {
        diagnostics.push(
            Diagnostic::warning(
                "no-title",
                format!("no line of `{name}` tells whose report it is"),
            )
            .help("write the full title as `title:` in the front matter of report.md"),
        );
    }
    if about.date.is_none() {
        diagnostics.push(
            Diagnostic::warning(
                "no-date",
                format!("no line of `{name}` names the day of the speech"),
            )
            .help("write `date: YYYY-MM-DD` in the front matter of report.md"),
        );
    }
    diagnostics
}

fn check_id(id: &str) -> Result<(), Diagnostic> {
    let fits = !id.is_empty()
        && id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if matches!(id, "briefs" | "sector" | "glossary" | "search") {
        return Err(Diagnostic::error(
            "bad-id",
            format!("`{id}` is the address of a page that every site has"),
        )
        .help("choose another, for example the place and the year: `--id nmg-2023`"));
    }
    if fits {
        return Ok(());
    }
    Err(
        Diagnostic::error("bad-id", format!("`{id}` cannot be the id of a report"))
            .help("use small letters, digits and hyphens only, for example `--id nmg-2023`"),
    )
}
