//! `content/sectors.yaml` → [`Taxonomy`]: the sectors, their names, and the words that vote for them.
//!
//! A word votes with weight 1 unless it says otherwise (`新能源: 3`). The built-in taxonomy is the same file that a new
//! site gets.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::place::Gazetteer;
use crate::diagnostic::Diagnostic;
use crate::script::Tag;
use crate::source::SourceFile;
use crate::yaml;

/// Text of the built-in `sectors.yaml`, which `zhaiyao new` writes.
pub const BUILT_IN: &str = include_str!("data/sectors.yaml");

/// Id of the reserved sector for headline figures and ceremonial text; it has no card.
pub const OVERVIEW: &str = "overview";

/// What the site knows beforehand: the sectors, in the order of the file, and places.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// The sectors; `overview` is one of them.
    pub sectors: Vec<Sector>,
    /// The places that the site knows.
    pub gazetteer: Gazetteer,
}

/// One field of government work.
#[derive(Clone, Debug, PartialEq)]
pub struct Sector {
    /// Stable id: `energy`.
    pub id: String,
    /// Names by edition.
    pub names: BTreeMap<Tag, String>,
    /// English name.
    pub english: Option<String>,
    /// The words that vote for it, in the canonical script, with their weights.
    pub words: Vec<(String, f64)>,
}

impl Sector {
    /// The name in the edition `tag`: its own, else one in the same script, else any.
    #[must_use]
    pub fn name(&self, tag: Tag) -> &str {
        self.names
            .get(&tag)
            .or_else(|| {
                let same = |(other, _): &(&Tag, &String)| other.script() == tag.script();
                self.names.iter().find(same).map(|(_, name)| name)
            })
            .or_else(|| self.names.values().next())
            .map_or(&self.id, String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    sectors: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    words: Vec<Word>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Word {
    Plain(String),
    Weighted(BTreeMap<String, f64>),
}

impl Taxonomy {
    /// The built-in taxonomy.
    #[must_use]
    pub fn built_in() -> Self {
        let source = SourceFile::new("content/sectors.yaml", BUILT_IN);
        Self::parse(&source).0
    }

    /// Parses `sectors.yaml`. A file that cannot be read gives the built-in taxonomy and its diagnostics.
    #[must_use]
    pub fn parse(source: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let file: File = match yaml::parse_file(source) {
            Ok(file) => file,
            Err(diagnostic) if source.text == BUILT_IN => {
                return (
                    Self {
                        sectors: Vec::new(),
                        gazetteer: Gazetteer::built_in(),
                    },
                    vec![*diagnostic],
                );
            }
            Err(diagnostic) => return (Self::built_in(), vec![*diagnostic]),
        };
        let mut diagnostics = Vec::new();
        let mut sectors: Vec<Sector> = Vec::new();
        for entry in file.sectors {
            let at = place(source, &entry.id);
            if sectors.iter().any(|sector| sector.id == entry.id) {
                let message = format!("the sector `{}` is listed twice", entry.id);
                let diagnostic = Diagnostic::error("duplicate-sector", message);
                diagnostics.push(diagnostic.at(source, at, "").help("keep one of the two"));
                continue;
            }
            if !is_id(&entry.id) {
                let message = format!("`{}` cannot be a sector's id", entry.id);
                let help = "ids stand in addresses: use lower-case letters, digits and hyphens";
                diagnostics.push(
                    Diagnostic::error("sector-id", message)
                        .at(source, at, "")
                        .help(help),
                );
                continue;
            }
            let (sector, more) = sector(entry, source);
            diagnostics.extend(more);
            sectors.push(sector);
        }
        if !sectors.iter().any(|sector| sector.id == OVERVIEW) {
            let built_in = SourceFile::new("built-in", BUILT_IN);
            if source.text != BUILT_IN {
                let (whole, _) = Self::parse(&built_in);
                let overview = whole
                    .sectors
                    .into_iter()
                    .find(|sector| sector.id == OVERVIEW);
                sectors.splice(0..0, overview);
            }
        }
        let gazetteer = Gazetteer::built_in();
        (Self { sectors, gazetteer }, diagnostics)
    }

    /// The same with the places of `gazetteer`.
    #[must_use]
    pub fn with_places(self, gazetteer: Gazetteer) -> Self {
        Self { gazetteer, ..self }
    }

    /// The sector with this id.
    #[must_use]
    pub fn sector(&self, id: &str) -> Option<&Sector> {
        self.sectors.iter().find(|sector| sector.id == id)
    }

    /// The sectors that have cards: all but `overview`.
    pub fn fields(&self) -> impl Iterator<Item = &Sector> {
        self.sectors.iter().filter(|sector| sector.id != OVERVIEW)
    }
}

fn sector(entry: Entry, source: &Arc<SourceFile>) -> (Sector, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut names = BTreeMap::new();
    let mut english = None;
    for (tag, name) in entry.names {
        if tag == "en" {
            english = Some(name);
        } else if let Some(tag) = Tag::parse(&tag) {
            names.insert(tag, name);
        } else {
            let known = ["zh-Hans", "zh-Hant", "zh-Hant-HK", "zh-Hant-TW", "en"];
            let help = crate::diagnostic::nearest(&tag, known).map_or_else(
                || format!("known tags: {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("unknown language tag `{tag}`");
            let diagnostic = Diagnostic::error("unknown-key", message);
            diagnostics.push(diagnostic.at(source, place(source, &tag), "").help(help));
        }
    }
    if names.is_empty() {
        let message = format!("the sector `{}` has no name", entry.id);
        let help = "add `names: {zh-Hans: …}`";
        let diagnostic = Diagnostic::error("sector-name", message);
        diagnostics.push(
            diagnostic
                .at(source, place(source, &entry.id), "")
                .help(help),
        );
    }
    let words = entry.words.into_iter().flat_map(|word| match word {
        Word::Plain(word) => vec![(word, 1.0)],
        Word::Weighted(words) => words.into_iter().collect(),
    });
    let words = words.filter(|(word, weight)| {
        let fine =
            !word.trim().is_empty() && weight.is_finite() && *weight > 0.0 && *weight <= 100.0;
        if !fine {
            let message = format!("`{word}` cannot vote with the weight {weight}");
            let diagnostic = Diagnostic::warning("sector-word", message);
            let help = "a weight is more than 0 and at most 100; most words have 1";
            diagnostics.push(diagnostic.at(source, place(source, word), "").help(help));
        }
        fine
    });
    let words = words.collect();
    let sector = Sector {
        id: entry.id,
        names,
        english,
        words,
    };
    (sector, diagnostics)
}

/// Where `word` first stands in the file.
fn place(source: &SourceFile, word: &str) -> std::ops::Range<usize> {
    let at = source.text.find(word).unwrap_or(0);
    at..(at + word.len()).min(source.text.len())
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_taxonomy_has_twelve_fields_and_no_mistakes() {
        let source = SourceFile::new("content/sectors.yaml", BUILT_IN);
        let (taxonomy, diagnostics) = Taxonomy::parse(&source);
        assert_eq!(diagnostics, []);
        assert_eq!(taxonomy.fields().count(), 12);
        let energy = taxonomy.sector("energy").unwrap();
        assert_eq!(energy.name(Tag::HantHk), "能源與電力");
        assert_eq!(energy.english.as_deref(), Some("Energy & power"));
    }

    #[test]
    fn mistakes_are_told_with_their_place_and_the_rest_stands() {
        let text = "sectors:\n  - id: energy\n    names: {zh-Hanz: 能源}\n    words: [光伏, 煤: -1]\n  - id: Energy\n";
        let (taxonomy, diagnostics) =
            Taxonomy::parse(&SourceFile::new("content/sectors.yaml", text));
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(
            codes,
            ["unknown-key", "sector-name", "sector-word", "sector-id"]
        );
        assert_eq!(
            diagnostics[0].help.as_deref(),
            Some("did you mean `zh-Hans`?")
        );
        assert_eq!(
            taxonomy.sector("energy").unwrap().words,
            [("光伏".to_owned(), 1.0)]
        );
        assert!(taxonomy.sector(OVERVIEW).is_some());
    }
}
