//! A site in a temporary folder that a test builds, edits and builds again. The content comes from
//! `tests/cases/site/<fixture>/`; nothing is written but into the temporary folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::date;
use zhaiyao::diagnostic::{self, Diagnostic, Severity};
use zhaiyao::pipeline::{self, BuildOptions};
use zhaiyao::{output, source};

/// A site being worked on.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

/// What a build made of a project.
pub(crate) struct Built {
    pub(crate) artifacts: BTreeMap<String, Vec<u8>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// Copies a fixture into a temporary folder and writes the ids of its paragraphs.
    pub(crate) fn from_fixture(name: &str) -> Self {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/site");
        let from = cases.join(name);
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for path in source::files_below(&from).unwrap() {
            let relative = path.strip_prefix(&from).unwrap();
            output::replace(
                &project.root().join(relative),
                &source::read(&path).unwrap(),
            )
            .unwrap();
        }
        project.lock();
        project
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes `anchors.lock` of every report, as an import or `check --fix` does.
    pub(crate) fn lock(&self) {
        for (path, text) in pipeline::fixes(self.root()).unwrap() {
            self.write(&path, &text);
        }
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        output::replace(&self.root().join(path), text.as_bytes()).unwrap();
        self
    }

    /// Replaces words that stand once in a file.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = String::from_utf8(source::read(&self.root().join(path)).unwrap()).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}");
        self.write(path, &text.replace(from, to))
    }

    pub(crate) fn build(&self) -> Built {
        let options = BuildOptions {
            base_url: None,
            drafts: false,
            today: date(2024, 6, 1),
        };
        let build = pipeline::build(self.root(), &options).unwrap();
        Built {
            artifacts: build.artifacts,
            diagnostics: build.diagnostics,
        }
    }

    /// Folder beside the sources that a test writes a build to.
    pub(crate) fn public(&self) -> PathBuf {
        self.root().join("public")
    }
}

impl Built {
    /// Fails unless the content has no error.
    #[track_caller]
    pub(crate) fn assert_fine(self) -> Self {
        let errors = self.count(Severity::Error);
        assert_eq!(errors, 0, "{}", self.printed());
        self
    }

    pub(crate) fn count(&self, severity: Severity) -> usize {
        let all = self.diagnostics.iter();
        all.filter(|d| d.severity == severity).count()
    }

    /// The diagnostics as people read them.
    pub(crate) fn printed(&self) -> String {
        let mut out = Vec::new();
        diagnostic::print_human(&self.diagnostics, false, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The text of an artifact.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        let Some(bytes) = self.artifacts.get(path) else {
            let all: Vec<_> = self.artifacts.keys().collect();
            panic!("no {path} among {all:#?}");
        };
        std::str::from_utf8(bytes).unwrap()
    }

    /// The page at an address.
    #[track_caller]
    pub(crate) fn page(&self, address: &str) -> &str {
        self.text(&format!("{address}index.html"))
    }

    /// Paths that differ from an earlier build, but for the manifest.
    pub(crate) fn changed_since(&self, earlier: &Self) -> BTreeSet<String> {
        let paths: BTreeSet<&String> = self
            .artifacts
            .keys()
            .chain(earlier.artifacts.keys())
            .collect();
        paths
            .into_iter()
            .filter(|path| *path != output::MANIFEST)
            .filter(|path| self.artifacts.get(*path) != earlier.artifacts.get(*path))
            .cloned()
            .collect()
    }

    /// Values of an attribute on a page, in order.
    pub(crate) fn attributes(&self, address: &str, name: &str) -> Vec<String> {
        let start = format!(" {name}=\"");
        let page = self.page(address);
        let after = page.split(&start).skip(1);
        after
            .map(|rest| rest.split('"').next().unwrap_or("").to_owned())
            .collect()
    }
}
