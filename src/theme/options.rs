//! `theme.toml` → [`Options`], and the few rules of style they become.
//!
//! An accent that nobody could read on the theme's paper is an error, not a taste: text in it has to keep a contrast of
//! 4.5 : 1 (WCAG 2.2, 1.4.3). What goes with the accent, its underline and its wash, is mixed from it and the paper.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::config;
use crate::diagnostic::{Diagnostic, Label, nearest};
use crate::script::Tag;
use crate::source::SourceFile;

/// What `theme.toml` can set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Name of the theme, for people.
    pub name: String,
    /// Sector whose card leads a digest that has it.
    pub featured: Option<String>,
    /// Where it was set.
    pub featured_at: Option<Label>,
    /// Colour of figures and links to evidence, on light and on dark paper.
    pub accent: Option<Accent>,
    /// Fonts of the reader's machine to be tried before the built-in ones, by edition.
    pub fonts: BTreeMap<Tag, Fonts>,
}

/// The accent on light and on dark paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// On light paper.
    pub light: Colour,
    /// On dark paper.
    pub dark: Colour,
}

/// Names of fonts on the reader's machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fonts {
    /// Song (Ming): the report's words, headings, great numbers.
    pub song: Vec<String>,
    /// Hei (Gothic): the interface, tables, notes.
    pub hei: Vec<String>,
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    name: Option<String>,
    featured: Option<String>,
    accent: Option<AccentField>,
    fonts: Option<BTreeMap<String, Fonts>>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum AccentField {
    One(String),
    Two { light: String, dark: String },
    Other(serde::de::IgnoredAny),
}

const LIGHT_PAPER: Colour = Colour([0xf3, 0xf5, 0xf2]);
const DARK_PAPER: Colour = Colour([0x13, 0x1b, 0x19]);
/// WCAG 2.2, 1.4.3 Contrast (Minimum), for text of any size.
const CONTRAST: f64 = 4.5;

impl Options {
    /// Reads `theme.toml` over what an earlier one set: a site's theme keeps what it does not name.
    #[must_use]
    pub fn read(self, source: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let Fields {
            name,
            featured,
            accent,
            fonts,
        } = match config::parse_toml(source) {
            Ok(fields) => fields,
            Err(diagnostic) => return (self, vec![*diagnostic]),
        };
        let mut diagnostics = Vec::new();
        let accent = accent.and_then(|field| {
            accent_of(&field).map_or_else(
                |(word, message)| {
                    let at = source.text.find(word).unwrap_or(0);
                    let fault = Diagnostic::error("accent", message)
                        .at(source, at..at + word.len().min(source.text.len() - at), "")
                        .help("write a colour such as \"#0b5768\", or { light = \"#0b5768\", dark = \"#74c5d3\" }; text in it needs a contrast of 4.5 : 1 to the paper");
                    diagnostics.push(fault);
                    None
                },
                Some,
            )
        });
        let featured_at = featured.as_ref().map(|sector| {
            let quoted = format!("\"{sector}\"");
            let at = source.text.find(&quoted).map(|at| at..at + quoted.len());
            Label {
                source: Arc::clone(source),
                span: at.unwrap_or(0..0),
                text: String::new(),
            }
        });
        let mut own = self.fonts.clone();
        for (name, fonts) in fonts.unwrap_or_default() {
            let clean = |name: &String| !name.contains(['"', '\\', ';', '{', '}', '\n']);
            let Some(tag) = Tag::parse(&name) else {
                diagnostics.push(
                    fault(source, &name, format!("`{name}` is not an edition"))
                        .help("fonts are set by edition: [fonts.zh-Hans], [fonts.zh-Hant]"),
                );
                continue;
            };
            if let Some(odd) = fonts
                .song
                .iter()
                .chain(&fonts.hei)
                .find(|name| !clean(name))
            {
                diagnostics.push(
                    fault(source, odd, format!("`{odd}` is not the name of a font")).help(
                        "write names of fonts on readers' machines, for example [\"Songti SC\"]",
                    ),
                );
                continue;
            }
            own.insert(tag, fonts);
        }
        (
            Self {
                name: name.unwrap_or(self.name),
                featured: featured.or(self.featured),
                featured_at: featured_at.or(self.featured_at),
                accent: accent.or(self.accent),
                fonts: own,
            },
            diagnostics,
        )
    }

    /// What is wrong with the featured sector on a site that has `sectors`.
    #[must_use]
    pub fn unknown_sector(&self, sectors: &[&str]) -> Option<Diagnostic> {
        let featured = self.featured.as_deref()?;
        if sectors.contains(&featured) {
            return None;
        }
        let help = match nearest(featured, sectors.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known sectors: {}", sectors.join(", ")),
        };
        let fault = Diagnostic::error("unknown-sector", format!("unknown sector `{featured}`"));
        let fault = match &self.featured_at {
            Some(label) => fault.at(&label.source, label.span.clone(), ""),
            None => fault,
        };
        Some(fault.help(help))
    }

    /// The rules of style that the options become; empty where nothing is set.
    #[must_use]
    pub fn rules(&self) -> String {
        let mut css = String::new();
        if let Some(Accent { light, dark }) = self.accent {
            let (light, dark) = (properties(light, LIGHT_PAPER), properties(dark, DARK_PAPER));
            // Writing to a string cannot fail.
            let _ = write!(
                css,
                "\n:root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
            );
        }
        for (tag, Fonts { song, hei }) in &self.fonts {
            let list = |names: &[String]| {
                let quoted = names.iter().map(|name| ["\"", name, "\","].concat());
                quoted.collect::<String>()
            };
            let _ = writeln!(
                css,
                ":lang({tag}){{--own-song:{};--own-hei:{}}}",
                list(song),
                list(hei)
            );
        }
        css
    }
}

fn fault(source: &Arc<SourceFile>, word: &str, message: String) -> Diagnostic {
    let at = source.text.find(word).unwrap_or(0);
    Diagnostic::error("fonts", message).at(source, at..at + word.len(), "")
}

/// The accent of a field; else the word that is wrong, and why.
fn accent_of(field: &AccentField) -> Result<Accent, (&str, String)> {
    let colour = |text: &str| {
        Colour::parse(text).ok_or_else(|| format!("`{text}` is not a colour in the form #0b5768"))
    };
    let readable = |colour: Colour, paper: Colour, name: &str| {
        let contrast = colour.contrast(paper);
        if contrast < CONTRAST {
            Err(format!(
                "the accent has a contrast of {contrast:.1} : 1 on {name} paper"
            ))
        } else {
            Ok(colour)
        }
    };
    let light_of = |text| colour(text).and_then(|c| readable(c, LIGHT_PAPER, "light"));
    match field {
        AccentField::One(text) => {
            let light = light_of(text).map_err(|message| (text.as_str(), message))?;
            Ok(Accent {
                light,
                dark: light.lightened(DARK_PAPER),
            })
        }
        AccentField::Two { light, dark } => Ok(Accent {
            light: light_of(light).map_err(|message| (light.as_str(), message))?,
            dark: (colour(dark).and_then(|c| readable(c, DARK_PAPER, "dark")))
                .map_err(|message| (dark.as_str(), message))?,
        }),
        AccentField::Other(_) => Err(("accent", "the accent is not a colour".to_owned())),
    }
}

fn properties(accent: Colour, paper: Colour) -> String {
    format!(
        "--data:{accent};--data2:{};--wash:{};--focus:{accent}",
        accent.mixed(paper, 0.5),
        accent.mixed(paper, if paper == LIGHT_PAPER { 0.11 } else { 0.2 }),
    )
}

impl Colour {
    /// Parses `#0b5768` or `#05a`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digits: Vec<u8> = digits
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [r, r2, g, g2, b, b2] => Some(Self([r * 16 + r2, g * 16 + g2, b * 16 + b2])),
            _ => None,
        }
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// `share` of this colour in `other`.
    #[must_use]
    fn mixed(self, other: Self, share: f64) -> Self {
        let mut channels = [0; 3];
        for (out, (own, base)) in channels.iter_mut().zip(self.0.into_iter().zip(other.0)) {
            let value = f64::from(own) * share + f64::from(base) * (1.0 - share);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a mean of two bytes is a byte"
            )]
            let value = value.round() as u8;
            *out = value;
        }
        Self(channels)
    }

    /// The colour made lighter until text in it is easily read on dark `paper`.
    fn lightened(self, paper: Self) -> Self {
        const EASY: f64 = 8.0;
        const WHITE: Colour = Colour([255; 3]);
        (0..=20)
            .map(|step| WHITE.mixed(self, f64::from(step) / 20.0))
            .find(|colour| colour.contrast(paper) >= EASY)
            .unwrap_or(WHITE)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Options, Vec<Diagnostic>) {
        Options::default().read(&SourceFile::new("themes/own/theme.toml", text))
    }

    #[test]
    fn an_accent_brings_its_shades_for_both_papers() {
        let (options, diagnostics) = read("accent = \"#7a1f3d\"\n");
        assert_eq!(diagnostics, []);
        let Accent { light, dark } = options.accent.unwrap();
        assert_eq!(light.to_string(), "#7a1f3d");
        assert!(dark.contrast(DARK_PAPER) >= CONTRAST, "{dark}");
        let css = options.rules();
        assert!(css.contains(":root{--data:#7a1f3d;--data2:#"), "{css}");
        assert!(css.contains(":root[data-theme=dark]{--data:#"), "{css}");
    }

    #[test]
    fn an_accent_that_cannot_be_read_is_an_error_at_its_place() {
        let text = "accent = \"#ffcc00\"\n";
        let (options, diagnostics) = read(text);
        assert_eq!(options.accent, None);
        let label = diagnostics[0].label.as_ref().unwrap();
        assert_eq!(&text[label.span.clone()], "#ffcc00");
        assert!(diagnostics[0].message.contains("on light paper"));
        let (_, diagnostics) = read("accent = { light = \"#0b5768\", dark = \"#222222\" }\n");
        assert!(diagnostics[0].message.contains("on dark paper"));
        let (_, diagnostics) = read("accent = \"teal\"\n");
        assert!(diagnostics[0].message.contains("`teal` is not a colour"));
        let (_, diagnostics) = read("name = \"x\"\naccent = 5\n");
        assert_eq!(diagnostics[0].message, "the accent is not a colour");
        assert_eq!(diagnostics[0].label.as_ref().unwrap().span, 11..17);
    }

    #[test]
    fn fonts_are_tried_before_the_built_in_ones_of_their_edition() {
        let (options, diagnostics) = read("[fonts.zh-Hant]\nsong = [\"Ming A\"]\n");
        assert_eq!(diagnostics, []);
        assert!(
            options
                .rules()
                .contains(":lang(zh-Hant){--own-song:\"Ming A\",;")
        );
        let (_, diagnostics) = read("[fonts.zh-Hans]\nhei = [\"a\\\";b\"]\n");
        assert_eq!(diagnostics[0].code, "fonts");
        let (_, diagnostics) = read("[fonts.en]\nhei = [\"a\"]\n");
        assert_eq!(diagnostics[0].code, "fonts");
    }

    #[test]
    fn a_sector_nobody_knows_is_an_error_at_its_place() {
        let text = "featured = \"agricuture\"\n";
        let (options, diagnostics) = read(text);
        assert_eq!(diagnostics, []);
        let fault = options.unknown_sector(&["energy", "agriculture"]).unwrap();
        assert_eq!(&text[fault.label.unwrap().span], "\"agricuture\"");
        assert_eq!(fault.help.as_deref(), Some("did you mean `agriculture`?"));
        assert_eq!(options.unknown_sector(&["agricuture"]), None);
    }

    #[test]
    fn a_key_nobody_knows_comes_with_the_one_that_was_meant() {
        let (_, diagnostics) = read("acent = \"#000000\"\n");
        assert_eq!(diagnostics[0].code, "unknown-key");
    }
}
