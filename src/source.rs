//! The only reader of files: text and bytes come in here, with the path they are known by in messages.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Error};

/// A text file that was read, under the path it has in messages (relative to the site, `/` between parts).
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path for messages.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// Makes a shared source from text at hand.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
        })
    }

    /// Takes a file's bytes for text, without a byte-order mark and with one kind of line break.
    ///
    /// # Errors
    /// A diagnostic at the first byte that is not UTF-8.
    pub fn from_bytes(
        path: impl Into<String>,
        bytes: Vec<u8>,
    ) -> Result<Arc<Self>, Box<Diagnostic>> {
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
                Ok(Self::new(
                    path,
                    text.replace("\r\n", "\n").replace('\r', "\n"),
                ))
            }
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let file = Self::new(path, String::from_utf8_lossy(error.as_bytes()));
                let fault = Diagnostic::error("not-utf-8", "the file is not UTF-8").at(
                    &file,
                    good..good,
                    "",
                );
                Err(Box::new(fault.help(
                    "save it as UTF-8; captures in other encodings come in with `zhaiyao import`",
                )))
            }
        }
    }

    /// Returns the 1-based line and column (in code points) of the byte at `offset`.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}

/// Reads a whole file.
///
/// # Errors
/// [`Error::Read`] with the path when the file cannot be read.
#[expect(clippy::disallowed_methods, reason = "this module is the reader")]
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })
}

/// Lists all files below `folder`, sorted by path; hidden files and folders (`.git`, editors' swap files) are left out.
/// A folder that does not exist has no files.
///
/// # Errors
/// [`Error::Read`] when a folder cannot be listed.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    for entry in walkdir::WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(visible)
    {
        let entry = entry.map_err(|error| Error::Read {
            path: error.path().unwrap_or(folder).to_owned(),
            source: error.into(),
        })?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_one_kind_of_line_break_whoever_saved_it() {
        for text in ["甲\n乙\n", "甲\r\n乙\r\n", "甲\r乙\r", "\u{FEFF}甲\r\n乙\n"] {
            let file = SourceFile::from_bytes("a.md", text.into()).unwrap();
            assert_eq!(file.text, "甲\n乙\n", "{text:?}");
        }
    }
}
