//! Page → bytes through the theme's templates. The only module that names Tera.
//!
//! Every template sees exactly `site`, `edition` and `page`. An undefined name is an error, and every error of the engine
//! becomes a [`Diagnostic`] at its line and column in the theme's file.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::page::{Page, View};
use crate::script::Tag;
use crate::source::SourceFile;
use crate::theme::Theme;

mod fault;

/// A theme's templates, parsed once, with what is the same on every page of an edition.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    sources: BTreeMap<String, Arc<SourceFile>>,
    editions: BTreeMap<Tag, (Value, Value)>,
}

/// `site`: what is the same on every page of an edition.
#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    base_url: &'a str,
    publisher: &'a str,
    contact: String,
    licence: &'a str,
    lines: Vec<String>,
    editions: Vec<EditionName>,
    /// Size of the picture for previews, where it is known.
    picture: Option<Picture>,
}

#[derive(Serialize)]
struct EditionName {
    tag: Tag,
    path: &'static str,
    locale: &'static str,
}

/// The picture for previews.
#[derive(Serialize)]
struct Picture {
    width: usize,
    height: usize,
}

/// `edition`: the language and its words.
#[derive(Serialize)]
struct EditionView<'a> {
    tag: Tag,
    path: &'static str,
    /// As OpenGraph names languages: `zh_CN`.
    locale: &'static str,
    words: BTreeMap<&'a str, &'a str>,
    /// The words of all editions, for pages that speak to readers of each.
    all: BTreeMap<&'static str, BTreeMap<&'a str, &'a str>>,
}

/// `page`: its frame and its view.
#[derive(Serialize)]
struct PageView<'a> {
    path: &'a str,
    lang: Tag,
    kind: &'static str,
    frame: &'a crate::page::frame::Frame,
    view: &'a View,
}

impl Templates {
    /// Parses the templates of `theme` for the editions of a site. `titles` are the site's titles by tag.
    #[must_use]
    pub fn new(
        theme: &Theme,
        config: &Config,
        titles: &BTreeMap<Tag, String>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut tera = Tera::default();
        tera.register_filter("fill", fill);
        tera.register_filter("inner", inner);
        tera.register_filter("unbroken", unbroken);
        tera.register_filter("phrased", phrased);
        let sources = theme.templates.clone();
        let texts: Vec<(&str, &str)> = (sources.iter())
            .map(|(name, source)| (name.as_str(), source.text.as_str()))
            .collect();
        let diagnostics = match tera.add_raw_templates(texts) {
            Ok(()) => Vec::new(),
            Err(error) => fault::diagnose(&error, &sources),
        };
        let all: BTreeMap<&'static str, _> = (config.editions.iter())
            .map(|&tag| (tag.path(), theme.words_of(tag)))
            .collect();
        let editions = (config.editions.iter())
            .map(|&tag| {
                let site = SiteView {
                    title: titles.get(&tag).map_or("", String::as_str),
                    base_url: &config.base_url,
                    publisher: config.footer.publisher.as_deref().unwrap_or_default(),
                    contact: contact(config.footer.contact.as_deref().unwrap_or_default()),
                    licence: config.footer.licence.as_deref().unwrap_or_default(),
                    lines: footer_lines(config, tag),
                    editions: (config.editions.iter())
                        .map(|&tag| EditionName {
                            tag,
                            path: tag.path(),
                            locale: locale(tag),
                        })
                        .collect(),
                    picture: picture(theme),
                };
                let edition = EditionView {
                    tag,
                    path: tag.path(),
                    locale: locale(tag),
                    words: theme.words_of(tag),
                    all: all.clone(),
                };
                (
                    tag,
                    (
                        Value::from_serializable(&site),
                        Value::from_serializable(&edition),
                    ),
                )
            })
            .collect();
        (
            Self {
                tera,
                sources,
                editions,
            },
            diagnostics,
        )
    }

    /// Renders a page to the bytes of its file. What is wrong in a template comes as diagnostics at its place, and then
    /// there are no bytes.
    #[must_use]
    pub fn render(&self, page: &Page) -> (Vec<u8>, Vec<Diagnostic>) {
        if let View::Asset(text) = &page.view {
            return (text.clone().into_bytes(), Vec::new());
        }
        let mut context = Context::new();
        if let Some((site, edition)) = self.editions.get(&page.lang) {
            context.insert_value("site", site.clone());
            context.insert_value("edition", edition.clone());
        }
        let view = PageView {
            path: &page.path,
            lang: page.lang,
            kind: page.template,
            frame: &page.frame,
            view: &page.view,
        };
        context.insert("page", &view);
        match self
            .tera
            .render(&format!("{}.html", page.template), &context)
        {
            Ok(html) => (html.into_bytes(), Vec::new()),
            Err(error) => (Vec::new(), fault::diagnose(&error, &self.sources)),
        }
    }
}

/// `{{ words.count | fill(n=43) }}`: puts arguments in the place of `{n}`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the engine hands arguments over"
)]
fn fill(text: &str, arguments: Kwargs, _: &State) -> tera::TeraResult<String> {
    let mut out = text.to_owned();
    for key in ["n", "m", "name", "year", "last"] {
        if let Some(value) = arguments.get::<Value>(key)? {
            out = out.replace(&format!("{{{key}}}"), &value.to_string());
        }
    }
    Ok(out)
}

/// `{{ words | inner }}`: words that stand between quotation marks; their own marks are those of the inner level.
fn inner(text: &str, _: Kwargs, _: &State) -> String {
    const LEVELS: [(char, char); 4] = [('“', '‘'), ('”', '’'), ('「', '『'), ('」', '』')];
    let swap = |c: char| {
        LEVELS.iter().find_map(|&(outer, inner)| match c {
            c if c == outer => Some(inner),
            c if c == inner => Some(outer),
            _ => None,
        })
    };
    text.chars().map(|c| swap(c).unwrap_or(c)).collect()
}

/// `{{ note.html | unbroken | safe }}`: numbers keep their unit on their line, in finished HTML.
fn unbroken(html: &str, _: Kwargs, _: &State) -> String {
    crate::typography::unbroken(html)
}

/// `{{ title | escape_html | phrased | safe }}`: a heading's lines end between words, and its numbers keep their unit.
fn phrased(html: &str, _: Kwargs, _: &State) -> String {
    crate::typography::phrased(html)
}

/// A language as OpenGraph names it, with a territory: `zh_CN`, `zh_TW`, `zh_HK`.
const fn locale(tag: Tag) -> &'static str {
    match tag {
        Tag::Hans => "zh_CN",
        Tag::Hant | Tag::HantTw => "zh_TW",
        Tag::HantHk => "zh_HK",
    }
}

fn picture(theme: &Theme) -> Option<Picture> {
    let path = crate::page::frame::PICTURE;
    let (width, height) = crate::picture::dimensions(path, theme.assets.get(path)?)?;
    Some(Picture { width, height })
}

/// A contact as a link: a bare e-mail address becomes one.
fn contact(contact: &str) -> String {
    if contact.contains('@') && !contact.contains(':') {
        format!("mailto:{contact}")
    } else {
        contact.to_owned()
    }
}

/// The footer's own lines as HTML: those of the tag, else of an edition in the same script.
fn footer_lines(config: &Config, tag: Tag) -> Vec<String> {
    let lines = &config.footer.lines;
    let same = lines
        .iter()
        .find(|(other, _)| other.script() == tag.script());
    (lines
        .get(&tag)
        .or(same.map(|(_, lines)| lines))
        .into_iter()
        .flatten())
    .map(|line| link_line(line))
    .collect()
}

/// A line of text with `[words](address)` links.
fn link_line(line: &str) -> String {
    use crate::page::inline::escape;
    let mut html = String::new();
    let mut rest = line;
    while let Some((before, label, href, after)) = next_link(rest) {
        html.push_str(&escape(before));
        html.extend(["<a href=\"", &escape(href), "\">", &escape(label), "</a>"]);
        rest = after;
    }
    html.push_str(&escape(rest));
    html
}

fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let close = middle + text[middle..].find(')')?;
    let href = &text[middle + 2..close];
    let allowed = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| href.starts_with(scheme));
    allowed.then(|| {
        (
            &text[..open],
            &text[open + 1..middle],
            href,
            &text[close + 1..],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config::parse(&SourceFile::new("site.toml", "")).0
    }

    #[test]
    fn the_built_in_templates_parse() {
        let (theme, _) = Theme::built_in();
        let (_, diagnostics) = Templates::new(&theme, &config(), &BTreeMap::new());
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn marks_within_marks_are_those_of_the_inner_level() {
        let mut tera = Tera::default();
        tera.register_filter("inner", inner);
        tera.add_raw_template("x", "“{{ w | inner }}”「{{ v | inner }}」")
            .unwrap();
        let mut context = Context::new();
        context.insert("w", "锚定“两率先”");
        context.insert("v", "錨定「兩率先」");
        assert_eq!(
            tera.render("x", &context).unwrap(),
            "“锚定‘两率先’”「錨定『兩率先』」"
        );
    }

    #[test]
    fn a_footer_line_keeps_its_link_and_nothing_else() {
        assert_eq!(
            link_line("备案 [京ICP](https://a.cn/) <b>"),
            "备案 <a href=\"https://a.cn/\">京ICP</a> &lt;b&gt;"
        );
        assert_eq!(link_line("[x](javascript:1)"), "[x](javascript:1)");
    }
}
