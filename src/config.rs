//! `site.toml` → [`Config`]: where the site will live, which editions it has, how it is signed.
//!
//! The only module that names the TOML parser.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, unknown_field};
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

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFields {
    base_url: Option<toml::Spanned<String>>,
    editions: Option<Vec<toml::Spanned<String>>>,
    theme: Option<String>,
    title: Option<BTreeMap<toml::Spanned<String>, String>>,
    footer: Option<FooterFields>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FooterFields {
    publisher: Option<String>,
    contact: Option<toml::Spanned<String>>,
    licence: Option<String>,
    lines: Option<BTreeMap<toml::Spanned<String>, Vec<String>>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: "https://example.org/".to_owned(),
            editions: vec![Tag::Hans, Tag::Hant],
            theme: "default".to_owned(),
            title: BTreeMap::new(),
            footer: Footer::default(),
        }
    }
}

impl Config {
    /// Parses `site.toml`. What is wrong is reported and left at its default.
    #[must_use]
    pub fn parse(source: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let fields: ConfigFields = match toml::from_str(&source.text) {
            Ok(fields) => fields,
            Err(error) => return (Self::default(), vec![diagnose(&error, source)]),
        };
        let mut reader = Reader {
            source,
            diagnostics: Vec::new(),
        };
        let ConfigFields {
            base_url,
            editions,
            theme,
            title,
            footer,
        } = fields;
        let default = Self::default();
        let FooterFields {
            publisher,
            contact,
            licence,
            lines,
        } = footer.unwrap_or(FooterFields {
            publisher: None,
            contact: None,
            licence: None,
            lines: None,
        });
        let config = Self {
            base_url: base_url.map_or(default.base_url, |url| reader.base_url(&url)),
            editions: editions.map_or(default.editions, |tags| reader.editions(&tags)),
            theme: theme.unwrap_or(default.theme),
            title: reader.by_tag(title),
            footer: Footer {
                publisher,
                contact: contact.and_then(|contact| reader.contact(&contact)),
                licence,
                lines: reader.by_tag(lines),
            },
        };
        (config, reader.diagnostics)
    }
}

struct Reader<'a> {
    source: &'a Arc<SourceFile>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, code: &'static str, span: Range<usize>, message: String, help: &str) {
        self.diagnostics.push(
            Diagnostic::error(code, message)
                .at(self.source, span, "")
                .help(help),
        );
    }

    fn base_url(&mut self, url: &toml::Spanned<String>) -> String {
        let text = url.get_ref().trim();
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .unwrap_or("");
        let clean = !host.is_empty()
            && !host.starts_with('/')
            && !text.contains(char::is_whitespace)
            && !text.contains(['?', '#', '"', '<']);
        if !clean {
            let help =
                "write the address the site will have, for example \"https://example.org/digest/\"";
            self.error(
                "base-url",
                url.span(),
                format!("`{text}` is not the address of a site"),
                help,
            );
        }
        if text.ends_with('/') {
            text.to_owned()
        } else {
            format!("{text}/")
        }
    }

    fn editions(&mut self, tags: &[toml::Spanned<String>]) -> Vec<Tag> {
        let mut editions = Vec::new();
        for tag in tags {
            match self.tag(tag) {
                Some(parsed) if editions.contains(&parsed) => {
                    self.error(
                        "duplicate-edition",
                        tag.span(),
                        format!("edition `{parsed}` is named twice"),
                        "remove one",
                    );
                }
                Some(parsed) => editions.push(parsed),
                None => {}
            }
        }
        if editions.is_empty() {
            if tags.is_empty() {
                let at = self.source.text.find("editions").unwrap_or(0);
                self.error(
                    "no-edition",
                    at..at + 8,
                    "a site needs an edition".to_owned(),
                    "write editions = [\"zh-Hans\", \"zh-Hant\"]",
                );
            }
            return Config::default().editions;
        }
        editions
    }

    fn tag(&mut self, tag: &toml::Spanned<String>) -> Option<Tag> {
        let parsed = Tag::parse(tag.get_ref());
        if parsed.is_none() {
            let message = format!("unknown language tag `{}`", tag.get_ref());
            self.error(
                "unknown-tag",
                tag.span(),
                message,
                "known tags: zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW",
            );
        }
        parsed
    }

    fn by_tag<T>(&mut self, map: Option<BTreeMap<toml::Spanned<String>, T>>) -> BTreeMap<Tag, T> {
        map.unwrap_or_default()
            .into_iter()
            .filter_map(|(tag, value)| Some((self.tag(&tag)?, value)))
            .collect()
    }

    /// A contact becomes a link behind every page: an address with a scheme, or a bare e-mail address.
    fn contact(&mut self, contact: &toml::Spanned<String>) -> Option<String> {
        let text = contact.get_ref().trim();
        let linked = text.starts_with("https://")
            || text.starts_with("http://")
            || text.starts_with("mailto:");
        if linked {
            return Some(text.to_owned());
        }
        if text.contains('@') && !text.contains(char::is_whitespace) && !text.contains(':') {
            return Some(format!("mailto:{text}"));
        }
        self.error(
            "contact",
            contact.span(),
            format!("`{text}` is not an address"),
            "write an e-mail address or a link with https:",
        );
        None
    }
}

/// Parses another TOML file (`theme.toml`) into its fields.
///
/// # Errors
/// What the parser says, as a diagnostic at its place.
pub(crate) fn parse_toml<T: serde::de::DeserializeOwned>(
    source: &Arc<SourceFile>,
) -> Result<T, Box<Diagnostic>> {
    toml::from_str(&source.text).map_err(|error| {
        let diagnostic = diagnose(&error, source);
        Box::new(match diagnostic.code {
            "toml" => Diagnostic {
                help: Some("see `themes/README.md` for what theme.toml can set".to_owned()),
                ..diagnostic
            },
            _ => diagnostic,
        })
    })
}

/// Translates the parser's error; an unknown key comes with the nearest known one.
fn diagnose(error: &toml::de::Error, source: &Arc<SourceFile>) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    match unknown_field(error.message()) {
        Some((key, help)) => {
            let diagnostic = Diagnostic::error("unknown-key", format!("unknown key `{key}`"))
                .at(source, span, "");
            match help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }
        }
        None => Diagnostic::error("toml", error.message())
            .at(source, span, "")
            .help("see the commented site.toml that `zhaiyao new` writes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<(&'static str, Range<usize>)>) {
        let (config, diagnostics) = Config::parse(&SourceFile::new("site.toml", text));
        (
            config,
            diagnostics
                .into_iter()
                .map(|d| (d.code, d.label.map_or(0..0, |l| l.span)))
                .collect(),
        )
    }

    #[test]
    fn an_empty_file_is_a_site_with_both_scripts() {
        assert_eq!(read(""), (Config::default(), vec![]));
    }

    #[test]
    fn aliases_are_canonical_tags_and_a_base_url_ends_in_a_slash() {
        let (config, problems) = read(
            "base_url = \"https://example.org/a\"\neditions = [\"zh-CN\", \"zh_hk\"]\n[footer]\ncontact = \"a@example.org\"\n",
        );
        assert_eq!(problems, []);
        assert_eq!(config.base_url, "https://example.org/a/");
        assert_eq!(config.editions, [Tag::Hans, Tag::HantHk]);
        assert_eq!(
            config.footer.contact.as_deref(),
            Some("mailto:a@example.org")
        );
    }

    #[test]
    fn an_unknown_key_is_named_with_the_nearest_known_one() {
        let (_, diagnostics) = Config::parse(&SourceFile::new("site.toml", "base_ur = \"x\"\n"));
        assert_eq!(diagnostics[0].code, "unknown-key");
        assert_eq!(
            diagnostics[0].help.as_deref(),
            Some("did you mean `base_url`?")
        );
        assert_eq!(diagnostics[0].label.as_ref().unwrap().span, 0..7);
    }

    #[test]
    fn every_mistake_is_reported_at_its_place() {
        let (_, problems) =
            read("base_url = \"example\"\neditions = [\"zh-XX\", \"zh-Hans\", \"zh-cn\"]\n");
        let codes: Vec<_> = problems.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["base-url", "unknown-tag", "duplicate-edition"]);
    }
}
