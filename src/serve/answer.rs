//! Requests → answers: pages and files of the snapshot, the preview's own script and style, and what the editor asks.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use tiny_http::{Method, Request, StatusCode};

use super::{Shown, Stage, desk, editor, words};
use crate::diagnostic;
use crate::links;

/// An answer that is ready to be sent.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) location: Option<String>,
}

impl Answer {
    pub(super) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            kind,
            body: body.into(),
            location: None,
        }
    }

    pub(super) fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::new(status, JSON, value.to_string())
    }

    fn text(status: u16, words: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", words)
    }

    fn redirect(location: String) -> Self {
        Self {
            location: Some(location),
            ..Self::text(308, "")
        }
    }
}

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// The value of a header field.
pub(super) fn field(request: &Request, name: &'static str) -> Option<String> {
    let mut all = request.headers().iter();
    let found = all.find(|header| header.field.equiv(name));
    found.map(|header| header.value.as_str().to_owned())
}

/// The hosts this preview goes by.
pub(super) fn hosts(port: u16) -> [String; 3] {
    ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"))
}

/// Answers a request.
pub(super) fn answer(mut request: Request, stage: &Arc<Stage>) {
    let named = field(&request, "Host");
    if !named.is_some_and(|host| hosts(stage.port).contains(&host)) {
        let refusal = "this preview answers only to 127.0.0.1 and localhost\n";
        return send(request, Answer::text(403, refusal));
    }
    let url = request.url().to_owned();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    if *request.method() == Method::Post {
        let answer = match path {
            "/_preview/edit" => editor::edit(&mut request, stage),
            "/_preview/undo" => editor::undo(&mut request, stage),
            _ => Answer::text(405, "only GET\n"),
        };
        return send(request, answer);
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return send(request, Answer::text(405, "only GET\n"));
    }
    if path == "/_preview/events" {
        let stage = Arc::clone(stage);
        thread::spawn(move || events(request, &stage));
        return;
    }
    let shown = stage.shown();
    let answer = match path.strip_prefix("/_preview/") {
        Some(name) => own(name, query, stage, &shown),
        None => page(path, stage, &shown),
    };
    send(request, answer);
}

/// What is the preview's own.
fn own(name: &str, query: &str, stage: &Stage, shown: &Shown) -> Answer {
    match name {
        "preview.js" => Answer::new(200, SCRIPT, include_bytes!("preview.js")),
        "preview.css" => Answer::new(200, STYLE, include_bytes!("preview.css")),
        "editor.js" => Answer::new(200, SCRIPT, include_bytes!("editor.js")),
        "editor.css" => Answer::new(200, STYLE, include_bytes!("editor.css")),
        "words" => Answer::json(200, &serde_json::json!(words::of(query))),
        "diagnostics" => {
            let mut json = Vec::new();
            let written = diagnostic::print_json(&shown.diagnostics(), &mut json);
            let status = if written.is_ok() { 200 } else { 500 };
            Answer::new(status, "application/x-ndjson; charset=utf-8", json)
        }
        "place" => editor::place(query, stage, shown),
        "convert" => editor::convert(query, shown),
        "broken" => desk::broken(shown),
        "desk/" | "desk" => {
            let first = shown.good.site().config.editions.first();
            let edition = first.map_or("zh-hans", |tag| tag.path());
            Answer::redirect(format!("/_preview/desk/{edition}/"))
        }
        _ => {
            let edition = name
                .strip_prefix("desk/")
                .and_then(|name| name.strip_suffix('/'));
            let editions = shown.good.site().config.editions.iter();
            match edition.and_then(|path| editions.copied().find(|tag| tag.path() == path)) {
                Some(tag) => {
                    Answer::new(200, HTML, with_tools(desk::page(shown, tag), stage, shown))
                }
                None => Answer::text(404, "the preview has no such page\n"),
            }
        }
    }
}

/// A file of the site; a folder's page is its `index.html`, and its address ends in `/`.
fn page(url: &str, stage: &Stage, shown: &Shown) -> Answer {
    let path = links::decoded(url.trim_start_matches('/'));
    let folder = path.is_empty() || path.ends_with('/');
    let file = if folder {
        format!("{path}index.html")
    } else {
        path.clone()
    };
    if let Some((bytes, faults)) = shown.good.artifact(&file) {
        if !faults.is_empty() {
            let mut text = Vec::new();
            let _ = diagnostic::print_human(&faults, false, &mut text); // into memory
            return Answer::new(500, "text/plain; charset=utf-8", text);
        }
        let kind = content_type(&file);
        return match kind {
            HTML => Answer::new(200, HTML, with_tools(bytes, stage, shown)),
            _ => Answer::new(200, kind, bytes),
        };
    }
    if !folder && shown.good.artifact(&format!("{path}/index.html")).is_some() {
        return Answer::redirect(format!("/{}/", url.trim_start_matches('/')));
    }
    let missing = shown.good.artifact("404.html").map_or_else(
        || b"<!doctype html><title>404</title><body>".to_vec(),
        |(bytes, _)| bytes,
    );
    Answer::new(404, HTML, with_tools(missing, stage, shown))
}

/// Adds the script that reloads the page and shows what is wrong, and the editor's tools where something can be written.
fn with_tools(mut html: Vec<u8>, stage: &Stage, shown: &Shown) -> Vec<u8> {
    let mut tags = format!(
        "<link rel=\"stylesheet\" href=\"/_preview/preview.css\"><script src=\"/_preview/preview.js\" data-version=\"{}\" data-errors=\"{}\" defer></script>",
        shown.version,
        shown.errors(),
    );
    tags.push_str(
        "<link rel=\"stylesheet\" href=\"/_preview/editor.css\"><script src=\"/_preview/editor.js\"",
    );
    if let Some(token) = &stage.token {
        tags.extend([" data-token=\"", token, "\""]);
    }
    tags.push_str(" defer></script>");
    html.extend_from_slice(tags.as_bytes());
    html
}

/// Sends an answer, and has the browser close the connection. `tiny_http` 0.12 counts a thread as idle until it wakes, so of
/// several connections opened at once one may wait until another is closed: with kept connections, for ever.
fn send(request: Request, answer: Answer) {
    let Answer {
        status,
        kind,
        body,
        location,
    } = answer;
    let reason = StatusCode(status).default_reason_phrase();
    let location = location.map_or_else(String::new, |to| format!("Location: {to}\r\n"));
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n{location}Connection: close\r\n\r\n",
        body.len()
    );
    let body = match request.method() {
        Method::Head => Vec::new(),
        _ => body,
    };
    let mut writer = request.into_writer();
    let bytes = [head.into_bytes(), body].concat();
    let _ = writer.write_all(&bytes).and_then(|()| writer.flush()); // the browser went away
}

/// Tells one browser of every swap, as server-sent events (WHATWG HTML §9.2).
fn events(request: Request, stage: &Stage) {
    let mut writer = request.into_writer();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
    let mut version = stage.shown().version;
    let mut line = format!("{head}data: {version}\n\n");
    while writer
        .write_all(line.as_bytes())
        .and_then(|()| writer.flush())
        .is_ok()
    {
        let shown = stage.wait(version);
        line = if shown.version == version {
            ": alive\n\n".to_owned()
        } else {
            format!("data: {}\n\n", shown.version)
        };
        version = shown.version;
    }
}

fn content_type(path: &str) -> &'static str {
    match Path::new(path)
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or("")
    {
        "html" => HTML,
        "css" => STYLE,
        "js" => SCRIPT,
        "json" | "webmanifest" => JSON,
        "jsonld" => "application/ld+json; charset=utf-8",
        "jsonl" => "application/x-ndjson; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => "text/plain; charset=utf-8",
    }
}
