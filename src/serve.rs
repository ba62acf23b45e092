//! The preview: watch → load a snapshot → swap it in → tell the browsers; and the editor's tools.
//!
//! One immutable snapshot is served at a time and pages are made of it when they are asked for. A load with errors keeps
//! the pages of the last good one and shows its diagnostics over them. Only the loopback address listens, and only
//! requests that name it as their host are answered (against DNS rebinding); what writes asks for more, see `serve/editor.rs`.

mod answer;
mod desk;
mod editor;
mod words;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tiny_http::Server;

use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::pipeline::{BuildOptions, Snapshot};
use crate::site::Overlay;

/// What the preview shows and how it listens.
#[derive(Clone, Debug)]
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// Port on the loopback address; 0 takes a free one.
    pub port: u16,
    /// Whether nothing can be written from the browser.
    pub read_only: bool,
    /// The day: what is dated later is a draft.
    pub today: jiff::civil::Date,
}

/// What is served until the next change.
struct Shown {
    /// Counts up; browsers reload when it is not theirs.
    version: u64,
    /// The last snapshot without errors, else the first one: its pages are shown.
    good: Arc<Snapshot>,
    /// The last one that was loaded: its diagnostics are shown.
    latest: Arc<Snapshot>,
    /// What kept the site from being read.
    trouble: Option<Diagnostic>,
}

impl Shown {
    fn diagnostics(&self) -> Vec<Diagnostic> {
        let own = self.latest.diagnostics().iter();
        own.chain(&self.trouble).cloned().collect()
    }

    fn errors(&self) -> usize {
        let own = self.latest.diagnostics().iter().chain(&self.trouble);
        own.filter(|d| d.severity == Severity::Error).count()
    }
}

/// The one place that changes: which snapshot is served.
struct Stage {
    options: Options,
    building: BuildOptions,
    port: u16,
    /// What a page has to know to write; none when nothing can be written.
    token: Option<String>,
    current: Mutex<Arc<Shown>>,
    swapped: Condvar,
    /// Held by whoever loads or writes; what was written, to be undone.
    work: Mutex<Vec<editor::Done>>,
}

impl Stage {
    fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn work(&self) -> MutexGuard<'_, Vec<editor::Done>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until another version than `version` is served, for a bounded time (to notice closed browsers).
    fn wait(&self, version: u64) -> Arc<Shown> {
        let guard = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let (guard, _) = self
            .swapped
            .wait_timeout_while(guard, KEEP_ALIVE, |shown| shown.version == version)
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&guard)
    }

    /// Loads the site as it is, or as it would be with the files of `overlay`; the caller holds the work.
    fn load(&self, overlay: &Overlay) -> Result<Snapshot, Error> {
        let latest = Arc::clone(&self.shown().latest);
        Snapshot::load(&self.options.root, &self.building, Some(&latest), overlay)
    }

    /// Swaps in what was loaded; the pages of the last good snapshot stay where this one has errors. Nothing happens
    /// where nothing has changed: what was written from here is noticed by the watcher too.
    fn swap(&self, loaded: Result<Snapshot, Error>) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let (good, latest, trouble) = match loaded {
            Ok(same) if current.trouble.is_none() && same.is_same_as(&current.latest) => return,
            Ok(snapshot) => {
                let snapshot = Arc::new(snapshot);
                let fine = snapshot.is_fine() || !current.good.is_fine();
                let good = if fine { &snapshot } else { &current.good };
                (Arc::clone(good), snapshot, None)
            }
            Err(error) => (
                Arc::clone(&current.good),
                Arc::clone(&current.latest),
                Some(Diagnostic::error("io", error.to_string())),
            ),
        };
        *current = Arc::new(Shown {
            version: current.version + 1,
            good,
            latest,
            trouble,
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

/// Serves a site, as it is after every change, until the process ends. `ready` is told the address.
///
/// # Errors
/// [`Error::Listen`] when the port is taken or the folders cannot be watched.
pub fn serve(options: &Options, ready: impl FnOnce(&str, &[Diagnostic])) -> Result<(), Error> {
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
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = sender.send(()); // the receiver is gone only when the process ends
        }
    })
    .map_err(|error| listen(error.to_string()))?;
    let watched = ["content", "themes", "site.toml"].map(|part| options.root.join(part));
    for path in watched.iter().filter(|path| path.exists()) {
        watcher
            .watch(path, RecursiveMode::Recursive)
            .map_err(|error| listen(error.to_string()))?;
    }
    let building = BuildOptions {
        base_url: Some(base.clone()),
        drafts: true,
        today: options.today,
    };
    let first = Snapshot::load(&options.root, &building, None, &Overlay::new())?;
    let first = Arc::new(first);
    let stage = Arc::new(Stage {
        options: options.clone(),
        building,
        port,
        token: (!options.read_only).then(token),
        current: Mutex::new(Arc::new(Shown {
            version: 1,
            good: Arc::clone(&first),
            latest: first,
            trouble: None,
        })),
        swapped: Condvar::new(),
        work: Mutex::new(Vec::new()),
    });
    ready(&base, &stage.shown().diagnostics());
    let reloaded = Arc::clone(&stage);
    thread::spawn(move || reload(&changes, &reloaded));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Ok(request) = server.recv() {
                    answer::answer(request, &stage);
                }
            });
        }
    });
    drop(watcher);
    Ok(())
}

/// Loads the site again after every change.
fn reload(changes: &Receiver<()>, stage: &Stage) {
    while changes.recv().is_ok() {
        while changes.recv_timeout(SETTLE).is_ok() {}
        let work = stage.work();
        stage.swap(stage.load(&Overlay::new()));
        drop(work);
    }
}

/// 128 bits that nobody outside can guess: the keys of the standard library's hasher are random, and it does not tell
/// them.
fn token() -> String {
    let bits = |part: u8| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u8(part);
        hasher.finish()
    };
    format!("{:016x}{:016x}", bits(0), bits(1))
}
