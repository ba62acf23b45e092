//! What writes: an action of the editor is planned on the snapshot, read back as a whole site, and written only if the
//! site says no new error and no file has changed since the form was opened.
//!
//! Beside the loopback address and the `Host`, a request that writes has to come from the preview's own pages: its
//! `Origin` is this server's, and it has the token that only those pages hold. With `--read-only` there is no token.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tiny_http::Request;

use super::answer::{Answer, field, hosts};
use super::{Shown, Stage};
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::digest::{Digest, Figure};
use crate::edit::{self, Action, Change, Desk, Failure, Refusal};
use crate::links;
use crate::pipeline::Snapshot;
use crate::script::Tag;
use crate::site::Overlay;
use crate::text::TextRange;
use crate::{output, source};

/// Something that was written, to be undone.
pub(super) struct Done {
    number: u64,
    changes: Vec<Change>,
}

/// Longest request that is read.
const LIMIT: u64 = 1 << 20;

/// What a page sends to write.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    action: Action,
    /// Fingerprints of the files as the form saw them; null for one that was not there.
    base: BTreeMap<String, Option<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undone {
    number: u64,
}

/// Does what an editor asks for.
pub(super) fn edit(request: &mut Request, stage: &Stage) -> Answer {
    let asked: Asked = match body(request, stage) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let mut work = stage.work();
    // The watcher may be a moment behind: what is planned on is what stands on disk.
    stage.swap(stage.load(&Overlay::new()));
    let latest = stage.shown().latest.clone();
    let read = |path: &str| read(stage, path);
    let desk = Desk {
        snapshot: &latest,
        read: &read,
        today: stage.options.today,
    };
    let changes = match edit::plan(&asked.action, &desk) {
        Ok(changes) => changes,
        Err(Failure::Refused(refusal)) => return refused(422, &refusal),
        Err(Failure::World(error)) => return trouble(&error),
    };
    let changes: Vec<Change> = changes
        .into_iter()
        .filter(|c| c.before != c.after)
        .collect();
    if changes.is_empty() {
        return refused(422, &Refusal::new("nothing_new", ""));
    }
    for change in &changes {
        let now = change.before.as_deref().map(fingerprint);
        let known = match asked.base.get(&change.path) {
            Some(seen) => *seen == now,
            None => now.is_none(),
        };
        if !known {
            return refused(
                409,
                &Refusal::new("changed_meanwhile", change.path.as_str()),
            );
        }
    }
    let overlay: Overlay = (changes.iter())
        .map(|change| (change.path.clone(), change.after.clone()))
        .collect();
    let candidate = match stage.load(&overlay) {
        Ok(candidate) => candidate,
        Err(error) => return trouble(&error),
    };
    let (errors, warnings) = news(&candidate, &latest);
    if !errors.is_empty() {
        let told =
            json!({ "reason": "wrong", "about": errors[0].message, "diagnostics": told(&errors) });
        return Answer::json(422, &told);
    }
    match write(stage, &changes) {
        Ok(None) => {}
        Ok(Some(path)) => return refused(409, &Refusal::new("changed_meanwhile", path)),
        Err(error) => return trouble(&error),
    }
    stage.swap(Ok(candidate));
    let number = work.last().map_or(1, |done| done.number + 1);
    let answer = json!({
        "number": number,
        "version": stage.shown().version,
        "files": changes.iter().map(shown_change).collect::<Vec<_>>(),
        "warnings": told(&warnings),
    });
    work.push(Done { number, changes });
    Answer::json(200, &answer)
}

/// Undoes something that was written, unless its files have been changed since.
pub(super) fn undo(request: &mut Request, stage: &Stage) -> Answer {
    let Undone { number } = match body(request, stage) {
        Ok(undone) => undone,
        Err(answer) => return answer,
    };
    let mut work = stage.work();
    let Some(at) = work.iter().position(|done| done.number == number) else {
        return refused(404, &Refusal::new("nothing_to_undo", ""));
    };
    let back: Vec<Change> = (work[at].changes.iter())
        .map(|change| Change {
            path: change.path.clone(),
            before: change.after.clone(),
            after: change.before.clone(),
        })
        .collect();
    match write(stage, &back) {
        Ok(None) => {}
        Ok(Some(path)) => return refused(409, &Refusal::new("changed_meanwhile", path)),
        Err(error) => return trouble(&error),
    }
    work.remove(at);
    stage.swap(stage.load(&Overlay::new()));
    let files: Vec<Value> = back.iter().map(shown_change).collect();
    Answer::json(
        200,
        &json!({ "version": stage.shown().version, "files": files }),
    )
}

/// The body of a request that may write.
fn body<T: DeserializeOwned>(request: &mut Request, stage: &Stage) -> Result<T, Answer> {
    let Some(token) = &stage.token else {
        return Err(refused(403, &Refusal::new("read_only", "")));
    };
    let own: Vec<String> = hosts(stage.port)
        .iter()
        .map(|host| format!("http://{host}"))
        .collect();
    let origin = field(request, "Origin").is_none_or(|origin| own.contains(&origin));
    let site = field(request, "Sec-Fetch-Site").is_none_or(|site| site == "same-origin");
    let known = field(request, "X-Zhaiyao-Token").is_some_and(|given| given == *token);
    // Another site can send a form, but not JSON, without asking first.
    let json =
        field(request, "Content-Type").is_some_and(|kind| kind.starts_with("application/json"));
    if !(origin && site && known && json) {
        return Err(refused(403, &Refusal::new("not_from_here", "")));
    }
    let mut bytes = Vec::new();
    let reading = request.as_reader().take(LIMIT + 1).read_to_end(&mut bytes);
    if reading.is_err() || bytes.len() as u64 > LIMIT {
        return Err(refused(413, &Refusal::new("too_long", "")));
    }
    serde_json::from_slice(&bytes)
        .map_err(|error| refused(400, &Refusal::new("not_understood", error.to_string())))
}

fn refused(status: u16, refusal: &Refusal) -> Answer {
    Answer::json(status, &json!(refusal))
}

fn trouble(error: &Error) -> Answer {
    refused(500, &Refusal::new("trouble", error.to_string()))
}

/// What is wrong with the candidate that was not wrong before: errors, and the rest.
fn news(candidate: &Snapshot, before: &Snapshot) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    // Places move when lines are added: a mistake is known by what it says and its file.
    let key = |d: &Diagnostic| {
        let path = d.label.as_ref().map(|label| label.source.path.clone());
        (d.code, d.message.clone(), path)
    };
    let known: BTreeSet<_> = before.diagnostics().iter().map(key).collect();
    let new = candidate
        .diagnostics()
        .iter()
        .filter(|d| !known.contains(&key(d)));
    let new = new.filter(|d| d.severity > Severity::Note).cloned();
    new.partition(|d| d.severity == Severity::Error)
}

fn told(diagnostics: &[Diagnostic]) -> Vec<Value> {
    let one = |d: &Diagnostic| {
        let place = d.label.as_ref().map(|label| {
            let (line, _) = label.source.position(label.span.start);
            format!("{}:{line}", label.source.path)
        });
        json!({ "code": d.code, "message": d.message, "place": place, "help": d.help })
    };
    diagnostics.iter().map(one).collect()
}

/// Writes all changes, or none; returns the path of a file that has become another meanwhile.
fn write(stage: &Stage, changes: &[Change]) -> Result<Option<String>, Error> {
    let put = |path: &str, before: &Option<Vec<u8>>, after: &Option<Vec<u8>>| {
        let target = stage.options.root.join(path);
        output::exchange(&target, before.as_deref(), after.as_deref())
    };
    for (number, change) in changes.iter().enumerate() {
        let Change {
            path,
            before,
            after,
        } = change;
        let written = put(path, before, after);
        if matches!(written, Ok(true)) {
            continue;
        }
        for done in changes[..number].iter().rev() {
            put(&done.path, &done.after, &done.before)?;
        }
        return written.map(|_| Some(path.clone()));
    }
    Ok(None)
}

fn read(stage: &Stage, path: &str) -> Result<Option<Vec<u8>>, Error> {
    let target = stage.options.root.join(path);
    if target.is_file() {
        source::read(&target).map(Some)
    } else {
        Ok(None)
    }
}

/// Tells one state of a file from another.
fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// A change as the editor sees it: the path, and the lines that come and go.
fn shown_change(change: &Change) -> Value {
    let text = |bytes: &Option<Vec<u8>>| {
        let bytes = bytes.as_deref().unwrap_or_default();
        String::from_utf8_lossy(bytes).replace("\r\n", "\n")
    };
    let (before, after) = (text(&change.before), text(&change.after));
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = rest.take_while(|(a, b)| a == b).count();
    json!({
        "path": change.path,
        "state": match (&change.before, &change.after) {
            (None, _) => "new",
            (_, None) => "gone",
            _ => "changed",
        },
        "line": start + 1,
        "removed": old[start..old.len() - end],
        "added": new[start..new.len() - end],
    })
}

/// The values of a query by name.
fn queried(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), links::decoded(&value.replace('+', " "))))
        .collect()
}

/// What forms need to know of a place: its sentences, figures and repairs, the sectors, and the files as they are.
pub(super) fn place(query: &str, stage: &Stage, shown: &Shown) -> Answer {
    let query = queried(query);
    let get = |name: &str| query.get(name).map_or("", String::as_str);
    let (report, id) = (get("report"), get("id"));
    let tag = Tag::parse(get("edition")).unwrap_or(Tag::Hans);
    let snapshot = &shown.latest;
    let mut told = json!({
        "report": report,
        "id": id,
        "sectors": (snapshot.taxonomy().sectors.iter())
            .map(|sector| json!({ "id": sector.id, "name": sector.name(tag) }))
            .collect::<Vec<_>>(),
    });
    if let Some(digest) = snapshot.digest(report) {
        told["sentences"] = sentences(snapshot, digest, id, tag);
        told["figures"] = figures(snapshot, digest, id, tag);
        told["repairs"] = repairs(snapshot, report, id);
        let notes = snapshot.editorial().notes.get(report).into_iter().flatten();
        told["notes"] = notes
            .map(|anchored| {
                let note = &anchored.note;
                let (_, body) = crate::markdown::front_matter(&note.file.text);
                json!({ "id": note.id, "path": note.file.path, "body": note.file.text[body].trim() })
            })
            .collect();
    }
    let mut files: BTreeMap<String, Option<String>> = BTreeMap::new();
    for path in paths(snapshot, report) {
        match read(stage, &path) {
            Ok(bytes) => files.insert(path, bytes.as_deref().map(fingerprint)),
            Err(error) => return trouble(&error),
        };
    }
    told["files"] = json!(files);
    Answer::json(200, &told)
}

/// The files that something can be written to from the pages of a report.
fn paths(snapshot: &Snapshot, report: &str) -> Vec<String> {
    let mut paths = vec![
        "content/glossary.yaml".to_owned(),
        "content/conversion.yaml".to_owned(),
    ];
    if snapshot.digest(report).is_none() {
        return paths;
    }
    let own = ["report.md", "repairs.yaml", "anchors.lock", "figures.yaml"];
    paths.extend(own.map(|name| format!("content/{report}/{name}")));
    let sectors = snapshot.taxonomy().sectors.iter();
    paths.extend(sectors.map(|sector| format!("content/{report}/sectors/{}.md", sector.id)));
    let notes = snapshot.editorial().notes.get(report).into_iter().flatten();
    paths.extend(notes.map(|anchored| anchored.note.file.path.clone()));
    paths
}

/// Words of a report in an edition: a block, and code points of its canonical text.
fn words(snapshot: &Snapshot, digest: &Digest, block: usize, range: TextRange, tag: Tag) -> String {
    let words = crate::text::slice(&digest.report.blocks[block].text, range);
    let from = digest.report.metadata.lang;
    snapshot.conversions().convert(words, from, tag).text
}

fn sentences(snapshot: &Snapshot, digest: &Digest, id: &str, tag: Tag) -> Value {
    let passages = digest
        .passages
        .iter()
        .filter(|passage| within(digest, passage.block, &passage.id, id));
    let all = passages.flat_map(|passage| {
        passage.sentences.iter().map(|sentence| {
            let range = sentence.range.shifted(passage.range.start);
            json!({
                "id": sentence.id, "sector": sentence.sector,
                "text": words(snapshot, digest, passage.block, range, tag),
            })
        })
    });
    all.collect()
}

/// Whether a passage is the place that `id` names, or stands in it.
fn within(digest: &Digest, block: usize, passage: &str, id: &str) -> bool {
    passage == id || digest.report.blocks[block].id == id
}

fn figures(snapshot: &Snapshot, digest: &Digest, id: &str, tag: Tag) -> Value {
    let told = |figure: &Figure| {
        let passage = digest
            .passages
            .iter()
            .find(|passage| passage.id == figure.passage)?;
        let inside = within(digest, passage.block, &passage.id, id) || figure.id == id;
        inside.then(|| {
            let range = figure.quote.shifted(passage.range.start);
            json!({
                "id": figure.id, "text": words(snapshot, digest, passage.block, range, tag),
                "indicator": figure.indicator, "value": figure.value.map(crate::data::number),
                "value_to": figure.value_to.map(crate::data::number), "unit": figure.unit, "kind": figure.kind,
                "period": figure.period, "bound": figure.bound, "hedge": figure.hedge, "sector": figure.sector,
            })
        })
    };
    digest.figures.iter().filter_map(told).collect()
}

fn repairs(snapshot: &Snapshot, report: &str, id: &str) -> Value {
    let record = snapshot.record(report);
    let entries = record
        .into_iter()
        .flat_map(|record| record.judgements.iter().enumerate());
    let own = entries.filter(|(_, entry)| entry.place == id);
    own.map(|(number, entry)| {
        let candidates: Vec<&str> = entry.candidates.iter().map(|c| c.text.as_str()).collect();
        json!({
            "number": number, "before": entry.before, "after": entry.after, "decision": entry.decision,
            "confidence": entry.confidence, "candidates": candidates,
        })
    })
    .collect()
}

/// Words in the other script, as the site converts them.
pub(super) fn convert(query: &str, shown: &Shown) -> Answer {
    let query = queried(query);
    let get = |name: &str| query.get(name).map_or("", String::as_str);
    let tag = |name: &str| Tag::parse(get(name));
    match (tag("from"), tag("to")) {
        (Some(from), Some(to)) => {
            let converted = shown.latest.conversions().convert(get("text"), from, to);
            Answer::json(200, &json!({ "text": converted.text }))
        }
        _ => refused(400, &Refusal::new("not_understood", "from, to")),
    }
}
