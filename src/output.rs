//! Artifacts → a folder: only changed files are written, each whole or not at all, and only files of our last build
//! are ever deleted.
//!
//! `files.json` in the folder is the manifest: path and fingerprint of every file. What it does not list is somebody
//! else's: it is neither deleted nor written over.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::diagnostic::Error;

/// Path of the manifest within the output.
pub const MANIFEST: &str = "files.json";

/// What writing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were new or other than before.
    pub changed: usize,
    /// Files of the last build that are gone.
    pub removed: usize,
}

/// Returns the manifest of a build: path → fingerprint (BLAKE3, first 128 bits, hexadecimal).
#[must_use]
pub fn manifest(artifacts: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let files = artifacts.iter();
    listed(
        &files
            .map(|(path, bytes)| (path.clone(), fingerprint(bytes)))
            .collect(),
    )
}

fn listed(files: &BTreeMap<String, String>) -> Vec<u8> {
    let mut json = serde_json::to_vec_pretty(files).expect("a map of strings is representable");
    json.push(b'\n');
    json
}

fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// Whether a build may write to `folder`, which need not exist: never to the root of a file system or to `home`. A folder
/// that holds other files (a `CNAME`, a clone) is one to publish from.
///
/// # Errors
/// [`Error::Usage`] that says what is wrong with the folder.
pub fn accepts(folder: &Path, home: Option<&Path>) -> Result<(), Error> {
    let refused = |why: &str| {
        Err(Error::Usage(format!(
            "{} {why}; name another folder with --output",
            folder.display()
        )))
    };
    let settled = |path: &Path| path.canonicalize().ok();
    if let Some(real) = settled(folder) {
        if real.parent().is_none() {
            return refused("is the root of a file system");
        }
        if home.and_then(settled).is_some_and(|home| home == real) {
            return refused("is your home folder");
        }
    }
    Ok(())
}

/// Writes the artifacts (with their manifest) to `folder` and removes what the last build wrote and this one does not.
///
/// # Errors
/// [`Error::Usage`], and nothing is written, where the folder is not one to write to (see [`accepts`]), or a file that no
/// build wrote stands in the place of one;
/// [`Error::Write`] with the path. What was written before stays, and the manifest knows of it, so that a broken run is
/// finished by the next.
pub fn write(folder: &Path, artifacts: &BTreeMap<String, Vec<u8>>) -> Result<Written, Error> {
    accepts(folder, None)?;
    let earlier = earlier_manifest(folder);
    let manifest_is_ours = earlier.is_some();
    let earlier = earlier.unwrap_or_default();
    let changed: Vec<(&String, &Vec<u8>)> = artifacts
        .iter()
        .filter(|(path, bytes)| *path != MANIFEST && !stands(folder, path, bytes, &earlier))
        .collect();
    let manifest = artifacts.get(MANIFEST).map(|_| MANIFEST);
    let ours = |path: &str| earlier.contains_key(path) || path == MANIFEST && manifest_is_ours;
    let wanted = changed.iter().map(|(path, _)| path.as_str());
    if let Some(foreign) = wanted
        .chain(manifest)
        .find(|path| !ours(path) && folder.join(path).is_file())
    {
        return Err(Error::Usage(format!(
            "{} is in the way: no build wrote it; move it, empty the folder, or name another with --output",
            folder.join(foreign).display()
        )));
    }
    claim(folder, &earlier, &changed)?;
    let mut made: Option<PathBuf> = None;
    for (path, bytes) in &changed {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        if made.as_deref() != Some(parent) {
            make_folder(parent)?;
            made = Some(parent.to_owned());
        }
        replace(&target, bytes)?;
    }
    let mut written = Written {
        changed: changed.len(),
        removed: 0,
    };
    for path in earlier
        .keys()
        .filter(|path| !artifacts.contains_key(*path) && *path != MANIFEST)
    {
        if remove(folder, path)? {
            written.removed += 1;
        }
    }
    if let Some(bytes) = artifacts.get(MANIFEST) {
        replace(&folder.join(MANIFEST), bytes)?;
    }
    Ok(written)
}

/// Whether the artifact is in the folder as it is.
#[expect(clippy::disallowed_methods, reason = "this module is the writer")]
fn stands(folder: &Path, path: &str, bytes: &[u8], earlier: &BTreeMap<String, String>) -> bool {
    let target = folder.join(path);
    let known = earlier
        .get(path)
        .is_some_and(|known| *known == fingerprint(bytes));
    known && same_length(&target, bytes) || fs::read(&target).is_ok_and(|present| present == bytes)
}

/// Lists what is going to be written for the first time, without a fingerprint: a run that is broken off leaves no file
/// that the next one would take for somebody else's.
fn claim(
    folder: &Path,
    earlier: &BTreeMap<String, String>,
    changed: &[(&String, &Vec<u8>)],
) -> Result<(), Error> {
    let mut claimed = earlier.clone();
    for (path, _) in changed {
        claimed.entry((*path).clone()).or_default();
    }
    if claimed.len() == earlier.len() {
        return Ok(());
    }
    replace(&folder.join(MANIFEST), &listed(&claimed))
}

#[expect(clippy::disallowed_methods, reason = "this module is the writer")]
fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(failed(path))
}

/// Writes one file whole or not at all: beside its place first, then renamed.
///
/// # Errors
/// [`Error::Write`] with the path.
#[expect(clippy::disallowed_methods, reason = "this module is the writer")]
pub fn replace(target: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = target.with_file_name(name);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    fs::write(&beside, bytes).map_err(failed(&beside))?;
    fs::rename(&beside, target).map_err(failed(target))
}

/// Puts `after` in the place of `before`, whole or not at all; none stands for a file that is not there. False, and
/// nothing done, where the file is something else by now.
///
/// # Errors
/// [`Error::Write`] with the path.
#[expect(clippy::disallowed_methods, reason = "this module is the writer")]
pub fn exchange(target: &Path, before: Option<&[u8]>, after: Option<&[u8]>) -> Result<bool, Error> {
    let present = match fs::read(target) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(failed(target)(error)),
    };
    if present.as_deref() != before {
        return Ok(false);
    }
    let Some(after) = after else {
        if before.is_some() {
            fs::remove_file(target).map_err(failed(target))?;
            if let Some(parent) = target.parent() {
                let _ = fs::remove_dir(parent); // it may hold something else
            }
        }
        return Ok(true);
    };
    // Hidden, so that whoever reads the folder meanwhile does not take it for content.
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".part");
    let beside = target.with_file_name(name);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    fs::write(&beside, after).map_err(failed(&beside))?;
    if before.is_some() {
        fs::rename(&beside, target).map_err(failed(target))?;
        return Ok(true);
    }
    // A link, unlike a rename, never takes the place of a file that somebody made in the meantime.
    let linked = fs::hard_link(&beside, target);
    let removed = fs::remove_file(&beside).map_err(failed(&beside));
    match linked {
        Ok(()) => removed.map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => removed.map(|()| false),
        Err(error) => Err(failed(target)(error)),
    }
}

/// Removes a file that another takes the place of; one that is not there is fine.
///
/// # Errors
/// [`Error::Write`] with the path.
#[expect(clippy::disallowed_methods, reason = "this module is the writer")]
pub fn discard(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| Error::Write { path, source }
}

/// A file that is as long as its artifact and known by the manifest is taken to be it.
fn same_length(target: &Path, bytes: &[u8]) -> bool {
    fs::metadata(target).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64)
}

/// The last build's manifest; none where there is none or it cannot be read.
#[expect(clippy::disallowed_methods, reason = "this module is the writer")]
fn earlier_manifest(folder: &Path) -> Option<BTreeMap<String, String>> {
    let bytes = fs::read(folder.join(MANIFEST)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Removes a file of the last build and the folders it leaves empty.
#[expect(clippy::disallowed_methods, reason = "this module is the writer")]
fn remove(folder: &Path, path: &str) -> Result<bool, Error> {
    // A manifest is a file people could edit: nothing outside the folder is ours.
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    if !inside {
        return Ok(false);
    }
    let target = folder.join(path);
    match fs::remove_file(&target) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(&target)(error)),
    }
    let mut parent = target.parent();
    while let Some(empty) = parent.filter(|parent| *parent != folder) {
        if fs::remove_dir(empty).is_err() {
            break; // it still holds something
        }
        parent = empty.parent();
    }
    Ok(true)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at the folder")]
mod tests {
    use super::*;

    fn artifacts(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        let mut map: BTreeMap<String, Vec<u8>> = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect();
        let bytes = manifest(&map);
        map.insert(MANIFEST.to_owned(), bytes);
        map
    }

    #[test]
    fn a_second_build_writes_what_changed_and_removes_what_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        write(
            folder.path(),
            &artifacts(&[("a/index.html", "1"), ("b/index.html", "2")]),
        )
        .unwrap();
        let written = write(
            folder.path(),
            &artifacts(&[("a/index.html", "1"), ("c.txt", "3")]),
        )
        .unwrap();
        assert_eq!(
            written,
            Written {
                changed: 1,
                removed: 1
            }
        );
        assert!(!folder.path().join("b").exists());
    }

    #[test]
    fn an_exchange_is_refused_where_the_file_is_another_by_now() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes/a.md");
        assert!(exchange(&path, None, Some(b"1")).unwrap());
        assert!(!exchange(&path, None, Some(b"2")).unwrap());
        assert!(!exchange(&path, Some(b"2"), Some(b"3")).unwrap());
        assert!(exchange(&path, Some(b"1"), Some(b"3")).unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"3");
        assert!(!exchange(&path, Some(b"1"), None).unwrap());
        assert!(exchange(&path, Some(b"3"), None).unwrap());
        assert!(!path.parent().unwrap().exists());
    }

    #[test]
    fn other_peoples_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("CNAME"), "example.org").unwrap();
        write(folder.path(), &artifacts(&[("a.txt", "1")])).unwrap();
        write(folder.path(), &artifacts(&[])).unwrap();
        assert_eq!(
            fs::read_to_string(folder.path().join("CNAME")).unwrap(),
            "example.org"
        );
        assert!(!folder.path().join("a.txt").exists());
    }

    #[test]
    fn other_peoples_files_are_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "mine").unwrap();
        let files = artifacts(&[("a.html", "1"), ("index.html", "2")]);
        let refused = write(folder.path(), &files).unwrap_err();
        assert!(refused.to_string().contains("index.html"), "{refused}");
        assert!(!folder.path().join("a.html").exists());
        // The same bytes are nobody's loss.
        fs::write(folder.path().join("index.html"), "2").unwrap();
        assert_eq!(write(folder.path(), &files).unwrap().changed, 1);
        let foreign = folder.path().join("files.json");
        fs::write(&foreign, "[\"mine\"]").unwrap();
        assert!(write(folder.path(), &files).is_err());
        assert_eq!(fs::read_to_string(&foreign).unwrap(), "[\"mine\"]");
    }

    #[test]
    fn a_root_and_a_home_are_no_place_for_a_site() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("public");
        let accepted = |folder: &Path| accepts(folder, Some(home.path())).is_ok();
        assert!(accepted(&folder));
        fs::create_dir(&folder).unwrap();
        assert!(accepted(&folder));
        assert!(!accepted(&folder.join("..")));
        assert!(!accepted(Path::new("/")));
    }

    #[test]
    fn a_build_that_broke_off_is_finished_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        // A folder stands where the second page belongs.
        fs::create_dir_all(folder.path().join("b.html")).unwrap();
        write(
            folder.path(),
            &artifacts(&[("a.html", "1"), ("b.html", "2")]),
        )
        .unwrap_err();
        fs::remove_dir(folder.path().join("b.html")).unwrap();
        let files = artifacts(&[("a.html", "3"), ("b.html", "4")]);
        assert_eq!(write(folder.path(), &files).unwrap().changed, 2);
    }

    #[test]
    fn a_manifest_that_points_outside_removes_nothing_there() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("public");
        fs::create_dir_all(&folder).unwrap();
        fs::write(outer.path().join("precious"), "x").unwrap();
        fs::write(folder.join(MANIFEST), "{\"../precious\": \"0\"}").unwrap();
        write(&folder, &artifacts(&[])).unwrap();
        assert!(outer.path().join("precious").exists());
    }
}
