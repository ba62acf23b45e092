//! `content/conversion.yaml` → overrides, protected names and house style.
//!
//! What cannot be used is reported at its place and left out; the rest holds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use super::conversions::{Conversions, Waiver};
use super::house::{House, Quotes};
use super::{Level, Override, Script, Tag};
use crate::diagnostic::{Diagnostic, Label, nearest};
use crate::source::SourceFile;
use crate::yaml;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    overrides: Vec<Entry>,
    names: Vec<Entry>,
    waivers: Vec<WaiverEntry>,
    style: BTreeMap<String, Style>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    hans: String,
    hant: Option<String>,
    tw: Option<String>,
    hk: Option<String>,
    from: Option<String>,
    report: Option<String>,
    reason: Option<String>,
    #[serde(rename = "example")]
    _example: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiverEntry {
    hans: String,
    reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Style {
    characters: BTreeMap<String, String>,
    quotes: Option<String>,
}

impl Conversions {
    /// Reads the site's own file on top of the built-in table.
    #[must_use]
    pub fn parse(source: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let file = yaml::parse_file(source).unwrap_or_else(|diagnostic| {
            diagnostics.push(*diagnostic);
            File::default()
        });
        let File {
            overrides,
            names,
            waivers,
            style,
        } = file;
        let mut rules: Vec<Override> = Vec::new();
        let mut places = Places { source, from: 0 };
        let names = names.into_iter().map(|entry| (entry, true));
        let entries = overrides.into_iter().map(|entry| (entry, false));
        // The order of the two lists in the file is free: each entry is looked for behind the one before it, else anew.
        for (entry, is_name) in entries.chain(names) {
            let span = places.next(&entry.hans);
            if let Some(wrong) = entry.from.as_deref().filter(|from| script(from).is_none()) {
                let message = format!("`from: {wrong}` names no script");
                let diagnostic = Diagnostic::error("override-direction", message);
                diagnostics.push(
                    diagnostic
                        .at(source, span, "")
                        .help("write `from: hant` or `from: hans`, or leave it out for both ways"),
                );
                continue;
            }
            let rule = rule(entry, is_name, source, span.clone());
            if is_idle(&rule) {
                let message = format!("`{}` is converted to itself, as it is anyway", rule.key());
                diagnostics.push(
                    Diagnostic::warning("override-to-itself", message)
                        .at(source, span.clone(), "")
                        .help("remove the entry, or write what it should become in `hant:`"),
                );
            }
            if let Some(problem) = problem(&rule, &rules, is_name) {
                diagnostics.push(problem.at(source, span, ""));
            } else {
                if rule.reason.is_empty() {
                    diagnostics.push(without_reason(rule.key()).at(source, span, ""));
                }
                rules.push(rule);
            }
        }
        let waivers: Vec<Waiver> = waivers
            .into_iter()
            .map(|WaiverEntry { hans, reason }| {
                let span = places.next(&hans);
                if hans.trim().is_empty() {
                    let message = "a waiver needs the words it is for";
                    let diagnostic = Diagnostic::error("waiver-empty", message);
                    diagnostics.push(
                        diagnostic
                            .at(source, span.clone(), "")
                            .help("fill in `hans:`"),
                    );
                } else if reason.unwrap_or_default().trim().is_empty() {
                    diagnostics.push(without_reason(&hans).at(source, span.clone(), ""));
                }
                Waiver {
                    words: hans,
                    place: Some(label(source, span)),
                }
            })
            .filter(|waiver| !waiver.words.trim().is_empty())
            .collect();
        let mut houses = BTreeMap::new();
        for (name, style) in style {
            if let Some(tag) = Tag::parse(&name) {
                houses.insert(tag, house(tag, style, source, &mut diagnostics));
            } else {
                let near = nearest(&name, Tag::ALL.map(Tag::as_str));
                let near = near.unwrap_or("zh-Hans, zh-Hant, zh-Hant-HK or zh-Hant-TW");
                diagnostics.push(
                    Diagnostic::error(
                        "unknown-tag",
                        format!("`{name}` is not the tag of an edition"),
                    )
                    .at(source, find(source, &name), "")
                    .help(format!("write {near}")),
                );
            }
        }
        let conversions = Self::with_waivers(rules, &houses, &waivers);
        (conversions, diagnostics)
    }
}

fn without_reason(words: &str) -> Diagnostic {
    let message = format!("`{words}` has no reason");
    Diagnostic::warning("override-without-reason", message)
        .help("say why in `reason:`, for those who come after you")
}

fn label(source: &Arc<SourceFile>, span: Range<usize>) -> Label {
    Label {
        source: Arc::clone(source),
        span,
        text: String::new(),
    }
}

/// The script that `from:` names.
fn script(name: &str) -> Option<Script> {
    match name {
        "hans" => Some(Script::Hans),
        "hant" => Some(Script::Hant),
        _ => None,
    }
}

/// Whether an override says only what would happen without it: the words stay, and nothing would change them.
fn is_idle(rule: &Override) -> bool {
    let forms = [&rule.hant, &rule.tw, &rule.hk];
    let mut said = forms.into_iter().flatten().peekable();
    !rule.protected
        && said.peek().is_some()
        && said.all(|form| *form == rule.hans)
        && Tag::ALL.iter().all(|&tag| {
            let bare = Conversions::default();
            rule.form(tag).is_none_or(|form| {
                let converted = match rule.from {
                    Some(Script::Hant) => bare.convert(form, tag, Tag::Hans),
                    _ => bare.convert(&rule.hans, Tag::Hans, tag),
                };
                converted.text == rule.hans
            })
        })
}

fn rule(entry: Entry, is_name: bool, source: &Arc<SourceFile>, span: Range<usize>) -> Override {
    let Entry {
        hans,
        hant,
        tw,
        hk,
        from,
        report,
        reason,
        _example,
    } = entry;
    let kept = is_name && hant.is_none() && tw.is_none() && hk.is_none();
    Override {
        hant: if kept { Some(hans.clone()) } else { hant },
        hans,
        tw,
        hk,
        reason: reason.unwrap_or_default(),
        level: match report {
            Some(_) => Level::Report,
            None => Level::Site,
        },
        protected: is_name,
        from: from.as_deref().and_then(script),
        report,
        place: Some(label(source, span)),
    }
}

/// Why a rule cannot be used, if it cannot.
fn problem(rule: &Override, earlier: &[Override], is_name: bool) -> Option<Diagnostic> {
    let Override {
        hans, hant, tw, hk, ..
    } = rule;
    let forms = [hant, tw, hk];
    if hans.trim().is_empty() {
        let message = "an override needs the Simplified words it is for";
        return Some(Diagnostic::error("override-empty", message).help("fill in `hans:`"));
    }
    if forms.iter().all(|form| form.is_none())
        || forms.iter().any(|form| form.as_deref() == Some(""))
    {
        let help = if is_name {
            "name the Traditional form in `hant:`, or leave it out to keep the name as it is"
        } else {
            "name the Traditional form in `hant:`; to keep the words as they are, list them under `names:`"
        };
        let message = format!("`{hans}` is converted to nothing");
        return Some(Diagnostic::error("override-without-target", message).help(help));
    }
    let same = earlier
        .iter()
        .find(|other| meet(other, rule) && other.report == rule.report)?;
    let differs = Tag::ALL.iter().any(|&tag| same.form(tag) != rule.form(tag));
    let words = rule.key();
    Some(if differs {
        let message = format!("`{words}` is converted in two ways");
        Diagnostic::error("override-contradiction", message).help("keep one of the two entries")
    } else {
        let message = format!("`{words}` is listed twice");
        Diagnostic::warning("override-duplicate", message).help("remove one of the two entries")
    })
}

/// Whether two overrides are for the same words on the same way.
fn meet(one: &Override, other: &Override) -> bool {
    let back = Some(Script::Hant);
    one.key() == other.key() && (one.from == back) == (other.from == back)
}

fn house(
    tag: Tag,
    style: Style,
    source: &Arc<SourceFile>,
    diagnostics: &mut Vec<Diagnostic>,
) -> House {
    let Style { characters, quotes } = style;
    let mut house = House::default();
    for (from, to) in &characters {
        let mut both = from.chars().zip(to.chars());
        let single = from.chars().count() == 1 && to.chars().count() == 1;
        match both.next() {
            Some((from, to)) if single && from != to => {
                house.characters.insert(from, to);
            }
            _ => diagnostics.push(
                Diagnostic::error(
                    "style-character",
                    format!("`{from}: {to}` does not replace one character by another"),
                )
                .at(source, find(source, from), "")
                .help("for whole words use `overrides:`"),
            ),
        }
    }
    match quotes.as_deref() {
        None | Some("script") => {}
        Some("source") => house.quotes = Quotes::Source,
        Some(other) => diagnostics.push(
            Diagnostic::error(
                "style-quotes",
                format!("`{other}` is no choice of quotation marks for {tag}"),
            )
            .at(source, find(source, other), "")
            .help("`script` for the marks of the script, `source` for those of the report"),
        ),
    }
    house
}

/// Finds the entries of the file one after the other.
struct Places<'a> {
    source: &'a Arc<SourceFile>,
    from: usize,
}

impl Places<'_> {
    fn next(&mut self, hans: &str) -> Range<usize> {
        let text = &self.source.text;
        let entry = |from: usize| {
            text[from..].match_indices("hans:").find_map(|(at, key)| {
                let value = text[from + at + key.len()..].trim_start_matches([' ', '"', '\'']);
                let start = text.len() - value.len();
                value.starts_with(hans).then(|| start..start + hans.len())
            })
        };
        let found = entry(self.from).or_else(|| entry(0)).unwrap_or(0..0);
        self.from = found.end.max(self.from);
        found
    }
}

fn find(source: &SourceFile, word: &str) -> Range<usize> {
    source
        .text
        .find(word)
        .map_or(0..0, |at| at..at + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Conversions, Vec<String>) {
        let source = SourceFile::new("content/conversion.yaml", text);
        let (conversions, diagnostics) = Conversions::parse(&source);
        let told = diagnostics.iter().map(|diagnostic| {
            let mut printed = Vec::new();
            crate::diagnostic::print_json(std::slice::from_ref(diagnostic), &mut printed).unwrap();
            let json: serde_json::Value = serde_json::from_slice(&printed).unwrap();
            format!(
                "{}:{} {} {}",
                json["line"], json["column"], diagnostic.code, diagnostic.message
            )
        });
        (conversions, told.collect())
    }

    #[test]
    fn the_file_that_comes_with_a_new_site_is_empty_and_right() {
        let (conversions, told) = parsed(include_str!("../../content/conversion.yaml"));
        assert_eq!(told, [""; 0]);
        assert!(
            conversions
                .overrides()
                .iter()
                .all(|rule| rule.level == Level::BuiltIn)
        );
    }

    #[test]
    fn overrides_names_and_style_hold() {
        let (conversions, told) = parsed(
            "overrides:\n- {hans: 光伏, hant: 太陽光電, hk: 光伏, reason: a}\nnames:\n- {hans: 范曾, reason: b}\nstyle:\n  zh-Hant: {characters: {臺: 台}, quotes: source}\n",
        );
        assert_eq!(told, [""; 0]);
        let convert = |tag| {
            conversions
                .convert("“范曾在台湾看光伏”", Tag::Hans, tag)
                .text
        };
        assert_eq!(convert(Tag::Hant), "“范曾在台灣看太陽光電”");
        assert_eq!(convert(Tag::HantHk), "「范曾在台灣看光伏」");
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        let text = "overrides:\n  - hans: 甲\n    reason: x\n  - hans: 乙\n    hant: 一\n  - hans: 乙\n    hant: 二\n    reason: x\n  - hans: 乙\n    hant: 一\n    reason: x\n  - hans: ''\n    hant: 丙\nstyle:\n  zh-Hnat: {}\n  zh-Hant: {characters: {臺灣: 台湾}, quotes: corner}\n";
        assert_eq!(
            parsed(text).1,
            [
                "2:11 override-without-target `甲` is converted to nothing",
                "4:11 override-without-reason `乙` has no reason",
                "6:11 override-contradiction `乙` is converted in two ways",
                "9:11 override-duplicate `乙` is listed twice",
                "12:13 override-empty an override needs the Simplified words it is for",
                "16:26 style-character `臺灣: 台湾` does not replace one character by another",
                "16:43 style-quotes `corner` is no choice of quotation marks for zh-Hant",
                "15:3 unknown-tag `zh-Hnat` is not the tag of an edition",
            ]
        );
        assert_eq!(
            parsed("overrides:\n  - hans: 甲\n    hnat: 乙\n").1,
            ["3:5 unknown-key unknown key `hnat`"]
        );
    }

    #[test]
    fn an_override_that_changes_nothing_and_a_waiver_without_words_are_told() {
        let text = "overrides:\n- {hans: 水稻, hant: 水稻, reason: a}\n- {hans: 制氢, hant: 制氢, reason: a}\nwaivers:\n- {hans: '', reason: a}\n- {hans: 甲}\n";
        assert_eq!(
            parsed(text).1,
            [
                "2:10 override-to-itself `水稻` is converted to itself, as it is anyway",
                "5:12 waiver-empty a waiver needs the words it is for",
                "6:10 override-without-reason `甲` has no reason",
            ]
        );
    }

    #[test]
    fn an_override_for_one_way_holds_for_that_way() {
        let text = "overrides:\n- {hans: 程序, hant: 程式, from: hant, reason: a}\n- {hans: 程序, hant: 程序法, from: hans, reason: a}\n- {hans: 步骤, hant: 程式, from: hant, reason: a}\n- {hans: 甲, hant: 乙, from: tw, reason: a}\n";
        let (conversions, told) = parsed(text);
        assert_eq!(
            told,
            [
                "4:10 override-contradiction `程式` is converted in two ways",
                "5:10 override-direction `from: tw` names no script",
            ]
        );
        let converted = |from, to| conversions.convert("程式程序", from, to).text;
        assert_eq!(converted(Tag::Hant, Tag::Hans), "程序程序");
        assert_eq!(converted(Tag::Hans, Tag::Hant), "程式程序法");
    }

    #[test]
    fn a_report_has_its_own_words_before_the_sites() {
        let (conversions, told) = parsed(
            "overrides:\n- {hans: 光伏, hant: 太陽光電, reason: a}\n- {hans: 光伏, hant: 光電, report: x, reason: b}\n",
        );
        assert_eq!(told, [""; 0]);
        let convert = |report| {
            let conversions = conversions.of_report(report);
            conversions.convert("发展光伏", Tag::Hans, Tag::Hant).text
        };
        assert_eq!(convert("x"), "發展光電");
        assert_eq!(convert("y"), "發展太陽光電");
    }

    #[test]
    fn what_yaml_cannot_say_is_told_where_it_stands() {
        let lone = parsed("overrides:\n- hans: \"\\uD800\"\n  hant: 甲\n").1;
        assert!(lone[0].starts_with("2:"), "{lone:?}");
        let nul = parsed("overrides:\n- hans: 甲\0\n  hant: 乙\n").1;
        assert!(nul[0].starts_with("2:"), "{nul:?}");
    }
}
