//! The preview: watch → build → swap the snapshot → tell the browsers.
//!
//! One immutable snapshot is served at a time; a change makes a new one and swaps it in. A build with errors keeps
//! the pages of the last good one and shows its diagnostics over them. Only the loopback address listens, and only
//! requests that name it as their host are answered (against DNS rebinding).

use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use crate::diagnostic::{self, Diagnostic, Error, Severity};
use crate::links;
use crate::pipeline::Build;

/// How the preview listens.
#[derive(Clone, Debug)]
pub struct Options {
    /// Port on the loopback address; 0 takes a free one.
    pub port: u16,
    /// Folders and files to watch.
    pub watched: Vec<PathBuf>,
}

/// What is served until the next change.
struct Snapshot {
    /// Counts up; browsers reload when it is not theirs.
    version: u64,
    artifacts: BTreeMap<String, Vec<u8>>,
    diagnostics: Vec<Diagnostic>,
}

impl Snapshot {
    fn errors(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count()
    }
}

/// The one place that changes: which snapshot is served.
struct Stage {
    current: Mutex<Arc<Snapshot>>,
    swapped: Condvar,
}

impl Stage {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until another version than `version` is served, for a bounded time (to notice closed browsers).
    fn wait(&self, version: u64) -> Arc<Snapshot> {
        let guard = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let (guard, _) = self
            .swapped
            .wait_timeout_while(guard, KEEP_ALIVE, |snapshot| snapshot.version == version)
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&guard)
    }

    /// Swaps in what was built; the pages of the last good build stay where this one has errors.
    fn swap(&self, build: Build) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let Build {
            artifacts,
            diagnostics,
        } = build;
        let failed = diagnostics.iter().any(|d| d.severity == Severity::Error);
        let keep = failed && !current.artifacts.is_empty();
        let artifacts = if keep {
            current.artifacts.clone()
        } else {
            artifacts
        };
        *current = Arc::new(Snapshot {
            version: current.version + 1,
            artifacts,
            diagnostics,
        });
        self.swapped.notify_all();
    }
}

/// A browser that went away is noticed when the next line to it fails.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Editors write a file in several steps; events this close together are one change.
const SETTLE: Duration = Duration::from_millis(8);

/// Threads that answer requests; event streams have their own.
const WORKERS: usize = 4;

/// Serves what `build` makes, again after every change, until the process ends. `ready` is told the address.
///
/// # Errors
/// [`Error::Listen`] when the port is taken or the folders cannot be watched.
pub fn serve(
    options: &Options,
    build: impl Fn(&str) -> Result<Build, Error> + Send + 'static,
    ready: impl FnOnce(&str, &[Diagnostic]),
) -> Result<(), Error> {
    let listen = |message: String| Error::Listen {
        address: format!("127.0.0.1:{}", options.port),
        message,
    };
    let listener = TcpListener::bind(("127.0.0.1", options.port))
        .map_err(|error| listen(error.to_string()))?;
    let port = listener
        .local_addr()
        .map_err(|error| listen(error.to_string()))?
        .port();
    let server =
        Server::from_listener(listener, None).map_err(|error| listen(error.to_string()))?;
    let base = format!("http://127.0.0.1:{port}/");
    let first = build(&base)?;
    let stage = Arc::new(Stage {
        current: Mutex::new(Arc::new(Snapshot {
            version: 1,
            artifacts: first.artifacts,
            diagnostics: first.diagnostics,
        })),
        swapped: Condvar::new(),
    });
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = sender.send(()); // the receiver is gone only when the process ends
        }
    })
    .map_err(|error| listen(error.to_string()))?;
    for path in options.watched.iter().filter(|path| path.exists()) {
        watcher
            .watch(path, RecursiveMode::Recursive)
            .map_err(|error| listen(error.to_string()))?;
    }
    ready(&base, &stage.snapshot().diagnostics);
    let rebuilt = Arc::clone(&stage);
    thread::spawn(move || rebuild(&changes, &rebuilt, &base, &build));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Ok(request) = server.recv() {
                    answer(request, &stage, port);
                }
            });
        }
    });
    drop(watcher);
    Ok(())
}

/// Builds again after every change.
fn rebuild(
    changes: &Receiver<()>,
    stage: &Stage,
    base: &str,
    build: &impl Fn(&str) -> Result<Build, Error>,
) {
    while changes.recv().is_ok() {
        while changes.recv_timeout(SETTLE).is_ok() {}
        let next = build(base).unwrap_or_else(|error| Build {
            artifacts: BTreeMap::new(),
            diagnostics: vec![Diagnostic::error("io", error.to_string())],
        });
        stage.swap(next);
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values here are plain ASCII")
}

fn answer(request: Request, stage: &Arc<Stage>, port: u16) {
    let named = request
        .headers()
        .iter()
        .find(|h| h.field.equiv("Host"))
        .map(|h| h.value.as_str().to_owned());
    let hosts = [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
    ];
    if !named.is_some_and(|host| hosts.contains(&host)) {
        return respond(
            request,
            403,
            "text/plain; charset=utf-8",
            b"this preview answers only to 127.0.0.1 and localhost\n".to_vec(),
            None,
        );
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return respond(
            request,
            405,
            "text/plain; charset=utf-8",
            b"only GET\n".to_vec(),
            None,
        );
    }
    let url = request
        .url()
        .split(['?', '#'])
        .next()
        .unwrap_or("/")
        .to_owned();
    match url.as_str() {
        "/_preview/events" => {
            let stage = Arc::clone(stage);
            thread::spawn(move || events(request, &stage));
        }
        "/_preview/preview.js" => respond(
            request,
            200,
            "text/javascript; charset=utf-8",
            include_bytes!("serve/preview.js").to_vec(),
            None,
        ),
        "/_preview/preview.css" => respond(
            request,
            200,
            "text/css; charset=utf-8",
            include_bytes!("serve/preview.css").to_vec(),
            None,
        ),
        "/_preview/diagnostics" => {
            let mut json = Vec::new();
            let written = diagnostic::print_json(&stage.snapshot().diagnostics, &mut json);
            respond(
                request,
                if written.is_ok() { 200 } else { 500 },
                "application/x-ndjson; charset=utf-8",
                json,
                None,
            );
        }
        _ => page(request, &stage.snapshot(), &url),
    }
}

/// Answers with an artifact; a folder's page is its `index.html`, and its address ends in `/`.
fn page(request: Request, snapshot: &Snapshot, url: &str) {
    let path = links::decoded(url.trim_start_matches('/'));
    let folder = path.is_empty() || path.ends_with('/');
    let file = if folder {
        format!("{path}index.html")
    } else {
        path.clone()
    };
    if let Some(bytes) = snapshot.artifacts.get(&file) {
        let kind = content_type(&file);
        let body = if kind.starts_with("text/html") {
            with_preview(bytes, snapshot)
        } else {
            bytes.clone()
        };
        return respond(request, 200, kind, body, None);
    }
    if !folder
        && snapshot
            .artifacts
            .contains_key(&format!("{path}/index.html"))
    {
        return respond(
            request,
            308,
            "text/plain",
            Vec::new(),
            Some(&format!("{url}/")),
        );
    }
    let missing = snapshot.artifacts.get("404.html").map_or(
        &b"<!doctype html><title>404</title><body>"[..],
        Vec::as_slice,
    );
    let status = if snapshot.artifacts.is_empty() {
        500
    } else {
        404
    };
    respond(
        request,
        status,
        "text/html; charset=utf-8",
        with_preview(missing, snapshot),
        None,
    );
}

/// Adds the script that reloads the page and shows what is wrong.
fn with_preview(html: &[u8], snapshot: &Snapshot) -> Vec<u8> {
    let tag = format!(
        "<link rel=\"stylesheet\" href=\"/_preview/preview.css\"><script src=\"/_preview/preview.js\" data-version=\"{}\" data-errors=\"{}\" defer></script>",
        snapshot.version,
        snapshot.errors(),
    );
    let mut page = html.to_vec();
    page.extend_from_slice(tag.as_bytes());
    page
}

fn respond(request: Request, status: u16, kind: &str, body: Vec<u8>, location: Option<&str>) {
    let mut response = Response::from_data(body)
        .with_status_code(StatusCode(status))
        .with_header(header("Content-Type", kind))
        .with_header(header("Cache-Control", "no-store"))
        .with_header(header("X-Content-Type-Options", "nosniff"));
    if let Some(location) = location.and_then(|l| Header::from_bytes("Location", l).ok()) {
        response.add_header(location);
    }
    let _ = request.respond(response); // the browser went away
}

/// Tells one browser of every swap, as server-sent events (WHATWG HTML §9.2).
fn events(request: Request, stage: &Stage) {
    let mut writer = request.into_writer();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
    let mut version = stage.snapshot().version;
    let mut line = format!("{head}data: {version}\n\n");
    while writer
        .write_all(line.as_bytes())
        .and_then(|()| writer.flush())
        .is_ok()
    {
        let snapshot = stage.wait(version);
        line = if snapshot.version == version {
            ": alive\n\n".to_owned()
        } else {
            format!("data: {}\n\n", snapshot.version)
        };
        version = snapshot.version;
    }
}

fn content_type(path: &str) -> &'static str {
    match Path::new(path)
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or("")
    {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "jsonld" | "webmanifest" => "application/json; charset=utf-8",
        "jsonl" => "application/x-ndjson; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => "text/plain; charset=utf-8",
    }
}
