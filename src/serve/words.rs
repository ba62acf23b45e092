//! The words of the editor's tools, by hand in each script.

use std::collections::BTreeMap;

use crate::script::{Script, Tag};
use crate::source::SourceFile;
use crate::yaml;

const HANS: &str = include_str!("words/zh-Hans.yaml");
const HANT: &str = include_str!("words/zh-Hant.yaml");

/// The words of one script, by key.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// The word for a key; nothing for a key that is not there.
    pub(super) fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }
}

/// The words for an edition.
pub(super) fn in_edition(tag: Tag) -> Words {
    let text = match tag.script() {
        Script::Hans => HANS,
        Script::Hant => HANT,
    };
    // The files come with the program and a test reads them.
    yaml::parse_file(&SourceFile::new("words", text)).unwrap_or_default()
}

/// The words for the edition that a query names: `zh-Hant`.
pub(super) fn of(query: &str) -> Words {
    in_edition(Tag::parse(query).unwrap_or(Tag::Hans))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts_have_the_same_words_and_the_scripts_ask_for_none_else() {
        let (hans, hant) = (in_edition(Tag::Hans), in_edition(Tag::Hant));
        let (hans, hant) = (hans.0, hant.0);
        assert!(!hans.is_empty());
        assert_eq!(
            hans.keys().collect::<Vec<_>>(),
            hant.keys().collect::<Vec<_>>()
        );
        let script = include_str!("editor.js");
        let asked = script
            .split("w('")
            .skip(1)
            .filter_map(|rest| rest.split('\'').next());
        for key in asked {
            assert!(hans.contains_key(key), "{key}");
        }
    }
}
