//! What a site's theme holds that nothing will ever show: a template under a name nobody asks for, a word with no place.
//! Nearly always it is a slip of the pen, and the built-in file goes on being used without a word.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, nearest};
use crate::script::Tag;
use crate::source::SourceFile;

/// Templates by name.
type Templates = BTreeMap<String, Arc<SourceFile>>;
/// Words by tag and key.
type Words = BTreeMap<Tag, BTreeMap<String, String>>;

/// Warns of templates in `own` that take no built-in file's place and that no template uses.
pub(super) fn templates(own: &[String], built_in: &Templates, all: &Templates) -> Vec<Diagnostic> {
    let known = || built_in.keys().map(String::as_str);
    own.iter()
        .filter(|name| !built_in.contains_key(*name) && !is_used(name, all))
        .filter_map(|name| {
            let source = all.get(name)?;
            let help = match nearest(name, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "name it after a page kind or a component (themes/README.md), or include it"
                        .to_owned()
                }
            };
            Some(
                Diagnostic::warning("unused-template", "no page and no template uses this file")
                    .at(source, 0..0, "")
                    .help(help),
            )
        })
        .collect()
}

/// Whether a template is extended or included by another one, or defines a component (that it is used is the engine's
/// affair: it knows the names).
fn is_used(name: &str, all: &Templates) -> bool {
    let defines = all
        .get(name)
        .is_some_and(|source| source.text.contains("component "));
    let quoted = [format!("\"{name}\""), format!("'{name}'")];
    defines
        || (all.iter().filter(|(other, _)| *other != name)).any(|(_, source)| {
            quoted
                .iter()
                .any(|name| source.text.contains(name.as_str()))
        })
}

/// Warns of words in a site's `strings` file that no built-in word has the key of and no template speaks of.
pub(super) fn words(
    source: &Arc<SourceFile>,
    keys: &[String],
    built_in: &Words,
    all: &Templates,
) -> Vec<Diagnostic> {
    let known = || {
        built_in
            .values()
            .flat_map(BTreeMap::keys)
            .map(String::as_str)
    };
    let spoken = |key: &str| all.values().any(|template| template.text.contains(key));
    keys.iter()
        .filter(|key| !known().any(|known| known == *key) && !spoken(key))
        .map(|key| {
            let at = source.text.find(key.as_str()).unwrap_or(0);
            let diagnostic = Diagnostic::warning(
                "unknown-word",
                format!("no template has a place for `{key}`"),
            )
            .at(source, at..at + key.len().min(source.text.len() - at), "");
            match nearest(key, known()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("the keys are those of the built-in strings/zh-Hans.yaml"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::theme::Theme;
    use std::collections::BTreeMap;

    fn told(files: &[(&str, &str)]) -> Vec<(String, &'static str, Option<String>)> {
        let files =
            (files.iter()).map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let (_, diagnostics) = Theme::with("own", &files.collect::<BTreeMap<_, _>>());
        (diagnostics.into_iter())
            .map(|d| (d.label.unwrap().source.path.clone(), d.code, d.help))
            .collect()
    }

    #[test]
    fn a_template_nobody_asks_for_comes_with_the_one_that_was_meant() {
        let told = told(&[
            ("templates/parts/cart.html", "x"),
            ("templates/hom.html", "y"),
        ]);
        let files: Vec<&str> = told.iter().map(|(file, ..)| file.as_str()).collect();
        assert_eq!(
            files,
            [
                "themes/own/templates/hom.html",
                "themes/own/templates/parts/cart.html"
            ]
        );
        assert_eq!(told[0].2.as_deref(), Some("did you mean `home.html`?"));
        assert_eq!(
            told[1].2.as_deref(),
            Some("did you mean `parts/card.html`?")
        );
    }

    #[test]
    fn a_themes_own_layout_and_its_own_components_are_used() {
        let page = "{% extends \"layout.html\" %}{% block a %}{{ <own.seal /> }}{{ edition.words.motto }}{% endblock a %}";
        let seal = "{% component own.seal() %}印{% endcomponent own.seal %}";
        let files = [
            ("templates/page.html", page),
            ("templates/layout.html", "{% block a %}{% endblock a %}"),
            ("templates/own/seal.html", seal),
            ("strings/zh-Hans.yaml", "motto: 实事求是\n"),
        ];
        assert_eq!(told(&files), []);
    }

    #[test]
    fn a_word_no_template_speaks_of_comes_with_the_one_that_was_meant() {
        let told = told(&[("strings/zh-Hans.yaml", "nav_txet: 原文\n")]);
        assert_eq!(told[0].1, "unknown-word");
        assert_eq!(told[0].2.as_deref(), Some("did you mean `nav_text`?"));
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_an_error() {
        let files = BTreeMap::from([("templates/about.html".to_owned(), b"ab\xff".to_vec())]);
        let (theme, diagnostics) = Theme::with("own", &files);
        assert_eq!(diagnostics[0].code, "not-utf-8");
        assert_eq!(diagnostics[0].label.as_ref().unwrap().span, 2..2);
        assert!(
            theme.templates["about.html"].text.len() > 9,
            "the built-in file stays"
        );
    }
}
