//! What the template engine says → [`Diagnostic`]s at their place in the theme's files.
//!
//! Some of its errors carry a place, some only print one, some name a file: whoever writes a theme meets one form.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, ErrorKind};

use crate::diagnostic::{Diagnostic, nearest};
use crate::source::SourceFile;

type Sources = BTreeMap<String, Arc<SourceFile>>;

/// The diagnostics of an error; `sources` are the theme's templates by name.
pub(super) fn diagnose(error: &Error, sources: &Sources) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let place = Place {
                file: report.filename(),
                start: (span.start_line, span.start_col),
                end: Some((span.end_line, span.end_col)),
            };
            vec![fault(report.message(), Some(place), sources)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}` to extend");
            let known = sources.keys().map(String::as_str);
            vec![helped(
                quoted(&message, current, parent, sources),
                nearest(parent, known),
            )]
        }
        ErrorKind::CircularExtend { tpl, .. } => {
            let message = format!("`{tpl}` extends itself");
            let help = "a file that takes the place of a built-in one cannot extend it: write the page whole, or replace one of its components in templates/parts/";
            vec![quoted(&message, tpl, tpl, sources).help(help)]
        }
        ErrorKind::Msg(text) => printed(text, sources),
        _ => vec![fault(&error.to_string(), None, sources)],
    }
}

/// A place in a template: 1-based line, 0-based column in code points.
struct Place<'a> {
    file: &'a str,
    start: (usize, usize),
    end: Option<(usize, usize)>,
}

fn fault(message: &str, place: Option<Place<'_>>, sources: &Sources) -> Diagnostic {
    let diagnostic = Diagnostic::error("template", lowered(message));
    let Some((place, source)) =
        place.and_then(|place| sources.get(place.file).map(|source| (place, source)))
    else {
        return diagnostic;
    };
    let start = offset(&source.text, place.start);
    let end = place.end.map_or(start, |end| offset(&source.text, end));
    diagnostic.at(source, start..end.max(start), "")
}

/// Errors that the engine found after parsing: printed ones, each `error: …` with `--> file:line:column`, or plain words.
fn printed(text: &str, sources: &Sources) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for report in text
        .split("error: ")
        .filter(|report| report.contains("--> "))
    {
        let message = report.lines().next().unwrap_or_default().trim();
        let place = place_of(report);
        let mut diagnostic = fault(message, place, sources);
        if let Some(name) = named(message, "component") {
            let part = format!("parts/{}.html", name.rsplit('.').next().unwrap_or(name));
            let known = sources.values().flat_map(|source| components(&source.text));
            diagnostic = match sources.get(&part) {
                Some(own) if !components(&own.text).any(|known| known == name) => {
                    diagnostic.help(format!("{} has to define `{name}`", own.path))
                }
                _ => helped(diagnostic, nearest(name, known)),
            };
        } else if let Some(name) = named(message, "template") {
            diagnostic = helped(
                diagnostic,
                nearest(name, sources.keys().map(String::as_str)),
            );
        }
        found.push(diagnostic);
    }
    if found.is_empty() {
        // “Component `x` is defined in both `a` and `b`”: shown at the later one.
        let names: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        found.push(match names[..] {
            [component, _, file] if sources.contains_key(file) => {
                quoted(text, file, component, sources)
                    .help("one file a component: give yours the name of the file it replaces, or another name to the component")
            }
            _ => fault(text, None, sources),
        });
    }
    found
}

/// The place in `--> parts/card.html:3:4` (1-based) and the carets two lines below it.
fn place_of(report: &str) -> Option<Place<'_>> {
    let (_, rest) = report.split_once("--> ")?;
    let (place, _) = rest.split_once('\n').unwrap_or((rest, ""));
    let mut parts = place.trim().rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let start = (line, column.saturating_sub(1));
    let carets = report.matches('^').count();
    Some(Place {
        file: parts.next()?,
        start,
        end: Some((line, start.1 + carets)),
    })
}

/// `x` in “Unknown component `x`”, for what is a component.
fn named<'a>(message: &'a str, what: &str) -> Option<&'a str> {
    let (_, rest) = message.split_once(&format!("Unknown {what} `"))?;
    rest.split_once('`').map(|(name, _)| name)
}

/// Names of the components that a template defines.
fn components(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|tag| {
        let rest = tag.trim_start_matches('-').trim_start();
        let rest = rest.strip_prefix("component ")?.trim_start();
        rest.split(|c: char| c == '(' || c.is_whitespace()).next()
    })
}

/// An error at the first place where `file` names `word`.
fn quoted(message: &str, file: &str, word: &str, sources: &Sources) -> Diagnostic {
    let diagnostic = Diagnostic::error("template", lowered(message));
    match sources.get(file) {
        Some(source) => {
            let at = source.text.find(word).map(|at| at..at + word.len());
            diagnostic.at(source, at.unwrap_or(0..0), "")
        }
        None => diagnostic,
    }
}

fn helped(diagnostic: Diagnostic, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// A message as ours begin: in lower case, unless its first word is a name.
fn lowered(message: &str) -> String {
    let mut chars = message.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}

/// Byte offset of a 1-based line and a 0-based column in code points.
fn offset(text: &str, (line, column): (usize, usize)) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    start + crate::text::byte_offset(&text[start..], column)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::diagnostic::Diagnostic;
    use crate::render::Templates;
    use crate::source::SourceFile;
    use crate::theme::Theme;
    use std::collections::BTreeMap;

    /// What is said of a theme with `files` over the built-in one, as `line:column words | help`.
    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let (mut theme, _) = Theme::built_in();
        for (name, text) in files {
            let source = SourceFile::new(format!("themes/own/templates/{name}"), *text);
            theme.templates.insert((*name).to_owned(), source);
        }
        let config = Config::parse(&SourceFile::new("site.toml", "")).0;
        let (_, diagnostics) = Templates::new(&theme, &config, &BTreeMap::new());
        let shown = |d: &Diagnostic| {
            let label = d.label.as_ref().unwrap();
            let (line, column) = label.source.position(label.span.start);
            let words = &label.source.text[label.span.clone()];
            let help = d.help.as_deref().unwrap_or_default();
            format!(
                "{}:{line}:{column} [{words}] {} | {help}",
                label.source.path, d.message
            )
        };
        diagnostics.iter().map(shown).collect()
    }

    #[test]
    fn a_fault_of_syntax_is_told_at_its_line_and_column() {
        let told = told(&[("home.html", "<p>\n  {{ page. }}\n")]);
        assert!(
            told[0].starts_with("themes/own/templates/home.html:2:"),
            "{told:?}"
        );
    }

    #[test]
    fn a_component_nobody_defines_is_told_where_it_is_used() {
        let page = "{% extends \"base.html\" %}\n{% block main %}号{{ <zy.cart c={1} /> }}{{ 1 | upcase }}{% endblock main %}";
        assert_eq!(
            told(&[("about.html", page)]),
            [
                "themes/own/templates/about.html:2:21 [<zy.cart c={1} />] unknown component `zy.cart` | did you mean `zy.card`?",
                "themes/own/templates/about.html:2:48 [upcase] unknown filter `upcase` | ",
            ]
        );
    }

    #[test]
    fn a_file_that_no_longer_defines_its_component_is_named() {
        let part = "{% component zy.kard(c: map, w: map) -%}x{%- endcomponent zy.kard %}";
        let told = told(&[("parts/card.html", part)]);
        assert!(
            told.iter()
                .all(|t| t
                    .ends_with("| themes/own/templates/parts/card.html has to define `zy.card`")),
            "{told:?}"
        );
    }

    #[test]
    fn two_files_with_one_component_are_told_at_the_second() {
        let part = "{% component zy.card(c: map, w: map) -%}x{%- endcomponent zy.card %}";
        let told = told(&[("parts/cart.html", part)]);
        assert!(
            told[0].starts_with("themes/own/templates/parts/cart.html:1:14 [zy.card] component `zy.card` is defined in both"),
            "{told:?}"
        );
    }

    #[test]
    fn a_parent_that_is_not_there_comes_with_the_one_that_was_meant() {
        assert_eq!(
            told(&[("about.html", "{% extends \"bas.html\" %}")]),
            [
                "themes/own/templates/about.html:1:13 [bas.html] there is no template `bas.html` to extend | did you mean `base.html`?"
            ]
        );
        let told = told(&[("about.html", "{% extends \"about.html\" %}")]);
        assert!(
            told[0].contains(":1:13 [about.html] `about.html` extends itself | a file that takes"),
            "{told:?}"
        );
    }

    #[test]
    fn an_included_template_that_is_not_there_is_told_at_its_name() {
        let told = told(&[("about.html", "{% include \"parts/cart.html\" %}")]);
        assert!(told[0].contains("about.html:1:12 [\"parts/cart.html\"] unknown template `parts/cart.html` | did you mean"), "{told:?}");
    }
}
