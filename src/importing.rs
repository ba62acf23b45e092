//! `zhaiyao import`: which captures, under which ids, what is written and what is said about it.
//!
//! Everything that is wrong with the command is found before the first file is read, so that no half of a folder is
//! imported.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::{EncodingName, Format, Shared};
use crate::progress::Progress;
use crate::{CONTENT, put, report, root, say, tag};
use zhaiyao::diagnostic::{Diagnostic, Error};
use zhaiyao::report::lock::Lock;
use zhaiyao::source::SourceFile;
use zhaiyao::{import, output, source};

/// The options of the command.
pub(crate) struct Importing {
    pub(crate) id: Option<String>,
    pub(crate) encoding: EncodingName,
    pub(crate) lang: String,
    pub(crate) dry_run: bool,
    pub(crate) force: bool,
}

/// Name of the capture that comes from standard input, in messages.
const STDIN: &str = "standard input";

/// Imports all captures; returns the exit code they call for.
pub(crate) fn run(files: &[PathBuf], options: &Importing, shared: &Shared) -> Result<u8, Error> {
    let root = root(shared)?;
    let lang = match options.lang.as_str() {
        "auto" => None,
        name => Some(tag(name)?),
    };
    let captures = captures(files)?;
    let ids = ids(&captures, options.id.as_deref())?;
    let shows = shared.format == Format::Human && std::io::stderr().is_terminal();
    let progress = Progress::new(captures.len(), shows);
    let mut code = 0;
    for (capture, id) in captures.iter().zip(ids) {
        progress.begin(&id);
        let bytes = read(capture)?;
        let asked = import::Options {
            id,
            encoding: encoding(options.encoding),
            lang,
        };
        let name = name(capture);
        let done = import_one(&root, &name, &bytes, &asked, options, shared, &progress)?;
        code = code.max(done);
    }
    Ok(code)
}

/// The captures that are named: files, the texts and pages in folders, `-` for standard input.
fn captures(files: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut captures = Vec::new();
    for file in files {
        if !file.is_dir() {
            if !is_stdin(file) && !file.exists() {
                // Said before anything is imported.
                source::read(file)?;
            }
            captures.push(file.clone());
            continue;
        }
        let before = captures.len();
        captures.extend(
            source::files_below(file)?
                .into_iter()
                .filter(|path| is_capture(file, path)),
        );
        if captures.len() == before {
            return Err(Error::Usage(format!(
                "{} holds no .txt, .html or .htm file",
                file.display()
            )));
        }
    }
    Ok(captures)
}

/// Whether a file in a folder is a text or a page, and not one of those a browser saves beside a page.
fn is_capture(folder: &Path, path: &Path) -> bool {
    let is_text = path.extension().is_some_and(|extension| {
        ["txt", "html", "htm", "xhtml"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    });
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let saved_beside = inside.parent().is_some_and(|parent| {
        parent.components().any(|part| {
            let part = part.as_os_str().to_string_lossy();
            part.ends_with("_files") || part.ends_with(".files")
        })
    });
    is_text && !saved_beside
}

/// The ids of captures: the one that is named, or those their names give. All that is wrong with them is one error.
fn ids(captures: &[PathBuf], named: Option<&str>) -> Result<Vec<String>, Error> {
    match (named, captures) {
        (Some(id), [_]) => return Ok(vec![id.to_owned()]),
        (Some(_), _) => {
            return Err(Error::Usage(
                "--id names one report; several files take their ids from their names".to_owned(),
            ));
        }
        (None, _) => {}
    }
    let list = |names: &[String]| names.join(", ");
    let given: Vec<Option<String>> = captures.iter().map(|path| id_of(path)).collect();
    let without: Vec<String> = captures
        .iter()
        .zip(&given)
        .filter(|(_, id)| id.is_none())
        .map(|(path, _)| name(path))
        .collect();
    if !without.is_empty() {
        let one = without.len() == 1 && captures.len() == 1;
        return Err(Error::Usage(if one {
            format!(
                "{} gives no id; name one with --id (a-z, 0-9, -)",
                list(&without)
            )
        } else {
            format!(
                "these names give no id (a-z, 0-9, -): {}; rename the files, or import each with --id",
                list(&without)
            )
        }));
    }
    let mut taken: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (path, id) in captures.iter().zip(given.iter().flatten()) {
        taken.entry(id).or_default().push(name(path));
    }
    if let Some((id, names)) = taken.iter().find(|(_, names)| names.len() > 1) {
        return Err(Error::Usage(format!(
            "{} would all be `{id}`; rename the files, or import each with --id",
            list(names)
        )));
    }
    Ok(given.into_iter().flatten().collect())
}

/// The id a file's name gives.
fn id_of(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let id: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let id = id.trim_matches('-');
    (!id.is_empty() && stem.is_ascii() && !is_stdin(path)).then(|| id.to_owned())
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn name(path: &Path) -> String {
    if is_stdin(path) {
        STDIN.to_owned()
    } else {
        path.display().to_string()
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    if !is_stdin(path) {
        return source::read(path);
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|source| Error::Read {
        path: PathBuf::from(STDIN),
        source,
    })
}

/// The encoding that was named; of UTF-16 the bytes tell which.
const fn encoding(name: EncodingName) -> Option<import::Encoding> {
    match name {
        EncodingName::Auto => None,
        EncodingName::Utf8 => Some(import::Encoding::Utf8),
        EncodingName::Gb18030 => Some(import::Encoding::Gb18030),
        EncodingName::Big5 => Some(import::Encoding::Big5),
        EncodingName::Utf16 => Some(import::Encoding::Utf16Le),
    }
}

/// Imports one capture; returns the exit code it calls for.
fn import_one(
    root: &Path,
    name: &str,
    bytes: &[u8],
    asked: &import::Options,
    options: &Importing,
    shared: &Shared,
    progress: &Progress,
) -> Result<u8, Error> {
    let folder = root.join("content").join(&asked.id);
    let (earlier, faults) = earlier(&folder, &asked.id, options.force)?;
    let report = |diagnostics: &[Diagnostic]| progress.aside(|| report(diagnostics, shared, false));
    if report(&faults) != 0 {
        // Going on would lose the decisions that stand in the file.
        return Ok(CONTENT);
    }
    let (draft, diagnostics) = match import::import(bytes, name, asked, earlier.as_ref()) {
        Ok(done) => done,
        Err(diagnostics) => return Ok(report(&diagnostics)),
    };
    let code = report(&diagnostics);
    let files = [
        (draft.capture_name, bytes),
        ("report.md", draft.report.as_bytes()),
        ("repairs.yaml", draft.repairs.as_bytes()),
        ("anchors.lock", draft.anchors.as_bytes()),
    ];
    let mut summary = String::new();
    let mut lines = Vec::new();
    for (file, content) in files {
        let target = folder.join(file);
        let present = if target.is_file() {
            Some(source::read(&target)?)
        } else {
            None
        };
        // Writing to a string cannot fail.
        let change = change(present.as_deref(), content);
        let _ = writeln!(summary, "content/{}/{file}: {change}", asked.id);
        if file == "report.md" {
            let before = present.as_deref().map(String::from_utf8_lossy);
            lines = preview(before.as_deref(), &draft.report);
        }
        if !options.dry_run {
            output::replace(&target, content)?;
        }
    }
    let other = ["source.txt", "source.html"]
        .into_iter()
        .find(|other| *other != draft.capture_name && folder.join(other).is_file());
    if let Some(other) = other {
        let _ = writeln!(
            summary,
            "content/{}/{other}: removed, {} takes its place",
            asked.id, draft.capture_name
        );
        if !options.dry_run {
            output::discard(&folder.join(other))?;
        }
    }
    if options.dry_run {
        for count in import::Record::counts(&draft.log) {
            let _ = writeln!(summary, "{:>6} × {}", count.count, count.what);
        }
        for line in lines {
            let _ = writeln!(summary, "{line}");
        }
        progress.aside(|| put(summary.as_bytes()));
    } else {
        progress.aside(|| {
            say(&format!(
                "Imported {name} into content/{}/: {} changes, see repairs.yaml.",
                asked.id,
                draft.log.len()
            ));
        });
    }
    Ok(code)
}

/// What writing `report.md` would change: its lines that go and come, or of a new one its front matter and outline.
fn preview(before: Option<&str>, draft: &str) -> Vec<String> {
    match before {
        Some(before) => import::changed_lines(before, draft),
        None => draft
            .lines()
            .enumerate()
            .scan(0, |fences, (number, line)| {
                *fences += usize::from(line == "---");
                Some((number, line, *fences))
            })
            .filter(|(_, line, fences)| *fences < 2 || line.starts_with('#'))
            .map(|(number, line, _)| format!("{:>6} + {line}", number + 1))
            .collect(),
    }
}

/// Says what writing a file would do: how many lines come and go.
fn change(present: Option<&[u8]>, content: &[u8]) -> String {
    let lines = |bytes: &[u8]| {
        let mut counts: BTreeMap<Vec<u8>, isize> = BTreeMap::new();
        for line in bytes.split(|byte| *byte == b'\n') {
            *counts.entry(line.to_vec()).or_default() += 1;
        }
        counts
    };
    let Some(present) = present else {
        return format!(
            "new, {} lines",
            content.split_inclusive(|byte| *byte == b'\n').count()
        );
    };
    if present == content {
        return "unchanged".to_owned();
    }
    let mut counts = lines(content);
    for (line, count) in lines(present) {
        *counts.entry(line).or_default() -= count;
    }
    let added: isize = counts.values().filter(|count| **count > 0).sum();
    let removed: isize = counts.values().filter(|count| **count < 0).sum();
    format!("{added} lines added, {} removed", -removed)
}

/// What an earlier import left in the report's folder, with what people made of it; none where there is no report yet.
/// With `force` people's edits of the text are left out, and so overwritten.
fn earlier(
    folder: &Path,
    id: &str,
    force: bool,
) -> Result<(Option<import::Earlier>, Vec<Diagnostic>), Error> {
    let bytes = |name: &str| {
        let path = folder.join(name);
        if path.is_file() {
            source::read(&path).map(Some)
        } else {
            Ok(None)
        }
    };
    let text = |name: &str| -> Result<Option<Arc<SourceFile>>, Error> {
        let bytes = bytes(name)?;
        Ok(bytes.map(|bytes| {
            SourceFile::new(
                format!("content/{id}/{name}"),
                String::from_utf8_lossy(&bytes),
            )
        }))
    };
    let Some(report) = text("report.md")? else {
        return Ok((None, Vec::new()));
    };
    let record = match text("repairs.yaml")?.map(|file| import::Record::parse(&file)) {
        Some(Ok(record)) => record,
        Some(Err(diagnostic)) => return Ok((None, vec![*diagnostic])),
        None => import::Record::default(),
    };
    let lock = text("anchors.lock")?.map_or_else(Lock::default, |file| Lock::parse(&file).0);
    let capture = match bytes("source.txt")? {
        Some(capture) => Some(capture),
        None => bytes("source.html")?,
    };
    let report = (!force).then(|| report.text.clone());
    let earlier = import::Earlier {
        record,
        lock,
        capture,
        report,
    };
    Ok((Some(earlier), Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn ids_come_from_names_and_all_faults_are_told_at_once() {
        assert_eq!(
            ids(&paths(&["a/Sichuan 2026.TXT", "nmg_2023.html"]), None).unwrap(),
            ["sichuan-2026", "nmg-2023"]
        );
        let fault = |names: &[&str]| ids(&paths(names), None).unwrap_err().to_string();
        assert!(fault(&["报告.txt", "a.txt", "二.txt"]).contains("报告.txt, 二.txt"));
        assert!(fault(&["a/x.txt", "b/x.html"]).contains("a/x.txt, b/x.html would all be `x`"));
        assert!(fault(&["-"]).contains("standard input gives no id"));
        assert_eq!(ids(&paths(&["报告.txt"]), Some("a")).unwrap(), ["a"]);
    }

    #[test]
    fn what_a_browser_saves_beside_a_page_is_no_capture() {
        let is = |path: &str| is_capture(Path::new("in"), Path::new(path));
        assert!(is("in/a.HTML"));
        assert!(is("in/b/a.txt"));
        assert!(!is("in/a_files/frame.html"));
        assert!(!is("in/a.jpg"));
    }
}
