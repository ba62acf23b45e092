//! The repository's own site in Chromium: journeys, accessibility, HTML, provenance. The tests are `tests/browser/*.test.mjs`;
//! here the site is built twice, for a root and for a sub-path, and Node runs them.
//!
//! Without Node, Chromium, Java or the packages of `tests/browser` they are skipped, and say so; with `CI` set that fails.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::date;
use zhaiyao::diagnostic::{self, Severity};
use zhaiyao::pipeline::{self, BuildOptions};
use zhaiyao::{output, source};

#[test]
fn the_site_of_this_repository_passes_in_a_browser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = root.join("tests/browser");
    let missing = missing(&tests);
    if !missing.is_empty() {
        let what = format!("browser tests are skipped: {} missing", missing.join(", "));
        assert!(!variable_is_set("CI"), "{what}");
        let _ = writeln!(std::io::stderr(), "{what}"); // nobody to tell
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let site = build(root, folder.path().join("root"), "https://example.org/");
    let below = build(
        root,
        folder.path().join("below"),
        "https://example.org/a/b/",
    );
    let shelf = build(
        &copied(
            &root.join("tests/cases/site/shelf"),
            &folder.path().join("content"),
        ),
        folder.path().join("shelf"),
        "https://example.org/",
    );
    let files = source::files_below(&tests).unwrap();
    let files = files.iter().filter(|path| {
        path.parent() == Some(&tests) && path.to_string_lossy().ends_with(".test.mjs")
    });
    let run = Command::new("node")
        .args(["--test", "--test-concurrency=2", "--test-reporter=spec"])
        .args(files)
        .env("ZHAIYAO_SITE", site)
        .env("ZHAIYAO_SUBSITE", below)
        .env("ZHAIYAO_SHELF", shelf)
        .env("ZHAIYAO_BINARY", env!("CARGO_BIN_EXE_zhaiyao"))
        .env("ZHAIYAO_ROOT", root)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}

/// Copies a fixture and writes the ids of its paragraphs, as an import would.
fn copied(from: &Path, to: &Path) -> PathBuf {
    for path in source::files_below(from).unwrap() {
        let relative = path.strip_prefix(from).unwrap();
        output::replace(&to.join(relative), &source::read(&path).unwrap()).unwrap();
    }
    for (path, text) in pipeline::fixes(to).unwrap() {
        output::replace(&to.join(path), text.as_bytes()).unwrap();
    }
    to.to_owned()
}

/// Builds the site twice, compares the bytes, and writes them to `folder`.
fn build(root: &Path, folder: PathBuf, base_url: &str) -> PathBuf {
    let options = BuildOptions {
        base_url: Some(base_url.to_owned()),
        drafts: false,
        today: date(2026, 1, 1),
    };
    let first = pipeline::build(root, &options).unwrap();
    let mut printed = Vec::new();
    diagnostic::print_human(&first.diagnostics, false, &mut printed).unwrap();
    let errors = first
        .diagnostics
        .iter()
        .any(|d| d.severity >= Severity::Error);
    assert!(!errors, "{}", String::from_utf8_lossy(&printed));
    let second = pipeline::build(root, &options).unwrap();
    assert!(first.artifacts == second.artifacts, "two builds differ");
    output::write(&folder, &first.artifacts).unwrap();
    folder
}

/// What the tests need and this machine lacks.
fn missing(tests: &Path) -> Vec<&'static str> {
    let runs = |command: &str| {
        let version = Command::new(command).arg("-version").output();
        version.is_ok()
    };
    let mut missing = Vec::new();
    if !runs("node") {
        missing.push("node");
    }
    if !runs("java") {
        missing.push("java");
    }
    if !Path::new("/usr/bin/chromium").is_file() && !variable_is_set("CHROMIUM") {
        missing.push("/usr/bin/chromium");
    }
    if !tests.join("node_modules/playwright-core").is_dir() {
        missing.push("`npm ci` in tests/browser");
    }
    missing
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether a test may be skipped depends on where it runs"
)]
fn variable_is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !value.is_empty())
}
