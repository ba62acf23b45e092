//! A theme: templates, assets and the interface's words. The built-in one is embedded; a site's theme of any name is laid
//! over it file by file.
//!
//! Words are merged key by key instead: a site that renames one label keeps the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::diagnostic::Diagnostic;
use crate::script::{Script, Tag};
use crate::source::SourceFile;
use crate::yaml;

mod check;
pub mod options;

pub use options::Options;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The theme's stylesheet.
const STYLE: &str = "assets/zy.css";

/// Names of the templates a theme has to have, one a page kind.
pub const TEMPLATES: [&str; 18] = [
    "chooser", "home", "digest", "sector", "across", "text", "projects", "agency", "targets",
    "notes", "about", "parallel", "briefs", "brief", "glossary", "search", "page", "404",
];

/// A theme; finished when constructed.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Templates by file name (`base.html`).
    pub templates: BTreeMap<String, Arc<SourceFile>>,
    /// Assets by path from the root of the site (`assets/zy.css`).
    pub assets: BTreeMap<String, Vec<u8>>,
    /// The interface's words by tag and key.
    pub words: BTreeMap<Tag, BTreeMap<String, String>>,
    /// `theme.toml`.
    pub options: Options,
}

impl Theme {
    /// The theme that is embedded in the program.
    #[must_use]
    pub fn built_in() -> (Self, Vec<Diagnostic>) {
        let mut files = Vec::new();
        embedded(&BUILT_IN, &mut files);
        let mut theme = Self::empty();
        let diagnostics = theme.lay(files, "themes/default");
        (theme, diagnostics)
    }

    /// The built-in theme with the files of a site's theme `name` laid over it, by path within the theme.
    #[must_use]
    pub fn with(name: &str, files: &BTreeMap<String, Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        let (mut theme, mut diagnostics) = Self::built_in();
        let files = files
            .iter()
            .map(|(path, bytes)| (path.clone(), bytes.clone()));
        let files: Vec<(String, Vec<u8>)> = files.collect();
        let (templates, words) = (theme.templates.clone(), theme.words.clone());
        let shown = format!("themes/{name}");
        diagnostics.extend(theme.lay(files.clone(), &shown));
        diagnostics.extend(theme.unused(&files, &shown, &templates, &words));
        (theme, diagnostics)
    }

    /// The theme's files as a site has them: its assets, the options' rules behind its stylesheet.
    #[must_use]
    pub fn published(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.assets.clone();
        if let Some(style) = files.get_mut(STYLE) {
            style.extend_from_slice(self.options.rules().as_bytes());
        }
        files
    }

    /// What of a site's `files` takes no place of the built-in `templates` and `words`, and is used by nothing.
    fn unused(
        &self,
        files: &[(String, Vec<u8>)],
        shown: &str,
        templates: &BTreeMap<String, Arc<SourceFile>>,
        words: &BTreeMap<Tag, BTreeMap<String, String>>,
    ) -> Vec<Diagnostic> {
        let own: Vec<String> = (files.iter())
            .filter_map(|(path, _)| path.strip_prefix("templates/").map(str::to_owned))
            .collect();
        let mut diagnostics = check::templates(&own, templates, &self.templates);
        for (path, bytes) in files
            .iter()
            .filter(|(path, _)| path.starts_with("strings/"))
        {
            let Ok(text) = std::str::from_utf8(bytes) else {
                continue; // told where it was laid
            };
            let source = SourceFile::new(format!("{shown}/{path}"), text);
            if let Ok(own) = yaml::parse_file::<BTreeMap<String, String>>(&source) {
                let keys: Vec<String> = own.into_keys().collect();
                diagnostics.extend(check::words(&source, &keys, words, &self.templates));
            }
        }
        diagnostics
    }

    fn empty() -> Self {
        Self {
            templates: BTreeMap::new(),
            assets: BTreeMap::new(),
            words: BTreeMap::new(),
            options: Options::default(),
        }
    }

    /// The words of an edition: its own, over those of the script it is written in.
    #[must_use]
    pub fn words_of(&self, tag: Tag) -> BTreeMap<&str, &str> {
        let base = match tag.script() {
            Script::Hans => Tag::Hans,
            Script::Hant => Tag::Hant,
        };
        let mut words = BTreeMap::new();
        for source in [Tag::Hans, base, tag] {
            let own = self.words.get(&source).into_iter().flatten();
            words.extend(own.map(|(key, word)| (key.as_str(), word.as_str())));
        }
        words
    }

    fn lay(&mut self, files: Vec<(String, Vec<u8>)>, shown: &str) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (path, bytes) in files {
            if path.starts_with("assets/") {
                self.assets.insert(path, bytes);
                continue;
            }
            let source = match SourceFile::from_bytes(format!("{shown}/{path}"), bytes) {
                Ok(source) => source,
                Err(diagnostic) => {
                    diagnostics.push(*diagnostic);
                    continue;
                }
            };
            if let Some(name) = path.strip_prefix("templates/") {
                self.templates.insert(name.to_owned(), source);
            } else if let Some(name) = path
                .strip_prefix("strings/")
                .and_then(|name| name.strip_suffix(".yaml"))
            {
                let Some(tag) = Tag::parse(name) else {
                    diagnostics.push(
                        unknown_file(shown, &path).help("name it after an edition: `zh-Hans.yaml`"),
                    );
                    continue;
                };
                match yaml::parse_file::<BTreeMap<String, String>>(&source) {
                    Ok(words) => self.words.entry(tag).or_default().extend(words),
                    Err(diagnostic) => diagnostics.push(*diagnostic),
                }
            } else if path == "theme.toml" {
                let (options, more) = std::mem::take(&mut self.options).read(&source);
                self.options = options;
                diagnostics.extend(more);
            } else {
                diagnostics.push(
                    unknown_file(shown, &path).help(
                        "a theme holds theme.toml, templates/, assets/ and strings/<tag>.yaml",
                    ),
                );
            }
        }
        diagnostics
    }
}

fn unknown_file(shown: &str, path: &str) -> Diagnostic {
    Diagnostic::error(
        "unknown-file",
        format!("`{shown}/{path}` is no part of a theme"),
    )
}

fn embedded(folder: &'static Dir<'static>, files: &mut Vec<(String, Vec<u8>)>) {
    for file in folder.files() {
        files.push((
            file.path().to_string_lossy().replace('\\', "/"),
            file.contents().to_vec(),
        ));
    }
    for inner in folder.dirs() {
        embedded(inner, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_theme_is_whole() {
        let (theme, diagnostics) = Theme::built_in();
        assert_eq!(diagnostics, []);
        for name in TEMPLATES {
            assert!(
                theme.templates.contains_key(&format!("{name}.html")),
                "{name}"
            );
        }
        assert!(theme.assets.contains_key("assets/zy.css"));
    }

    #[test]
    fn both_scripts_have_the_same_words() {
        let (theme, _) = Theme::built_in();
        let keys = |tag: Tag| theme.words[&tag].keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(Tag::Hans), keys(Tag::Hant));
    }

    #[test]
    fn the_words_of_hong_kongs_edition_are_in_its_forms() {
        let (theme, _) = Theme::built_in();
        let conversions = crate::script::Conversions::default();
        for (key, word) in theme.words_of(Tag::HantHk) {
            let converted = conversions.convert(word, Tag::Hant, Tag::HantHk);
            assert_eq!(converted.text, word, "{key}");
        }
        let known = &theme.words[&Tag::Hant];
        for tag in [Tag::HantHk, Tag::HantTw] {
            let own = &theme.words[&tag];
            assert!(own.keys().all(|key| known.contains_key(key)), "{tag}");
            assert!(own.iter().all(|(key, word)| known[key] != *word), "{tag}");
        }
    }

    #[test]
    fn a_site_changes_one_word_and_one_file_and_keeps_the_rest() {
        let count = Theme::built_in().0.templates.len();
        let files = BTreeMap::from([
            (
                "strings/zh-Hans.yaml".to_owned(),
                "nav_text: 原文\n".as_bytes().to_vec(),
            ),
            ("templates/home.html".to_owned(), b"x".to_vec()),
        ]);
        let (theme, diagnostics) = Theme::with("own", &files);
        assert_eq!(diagnostics, []);
        assert_eq!(theme.words_of(Tag::Hans)["nav_text"], "原文");
        assert_ne!(theme.words_of(Tag::HantHk)["nav_text"], "原文");
        assert_eq!(theme.templates.len(), count);
        assert_eq!(theme.templates["home.html"].text, "x");
    }

    #[test]
    fn a_file_that_is_no_part_of_a_theme_is_named() {
        let (_, diagnostics) = Theme::with(
            "own",
            &BTreeMap::from([("notes.txt".to_owned(), Vec::new())]),
        );
        assert_eq!(diagnostics[0].code, "unknown-file");
    }
}
