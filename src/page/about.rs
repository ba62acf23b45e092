//! Where a report's text comes from and what was done to it: provenance, repairs, conversions, how to cite.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::page::citation::{self, Citation};
use crate::page::overview::{FileLink, files};
use crate::page::reading::Reading;
use crate::page::{Material, Page, View, frame};
use crate::script::choices::Decided;
use crate::text::TextRange;

/// How sure a repair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Degree {
    /// Only one reading is possible.
    Certain,
    /// The likeliest of several.
    Inferred,
    /// Decided by an editor.
    Confirmed,
    /// Nobody could restore it.
    Open,
}

impl Degree {
    /// The value of `data-repair`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Inferred => "inferred",
            Self::Confirmed => "confirmed",
            Self::Open => "open",
        }
    }
}

/// What was done to a report.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Mechanical repairs: rule and number of places.
    pub rules: Vec<RuleCount>,
    /// Places where a judgement was needed.
    pub judgements: Vec<Judgement>,
}

/// A mechanical repair and how often it was made.
#[derive(Clone, Debug, Serialize)]
pub struct RuleCount {
    /// What was done, in the canonical script or as a rule's name.
    pub rule: String,
    /// Number of places.
    pub count: usize,
}

/// A place where a judgement was needed.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Id of the paragraph, if it is known.
    pub paragraph: Option<String>,
    /// Index of its block, if the place was found again.
    pub block: Option<usize>,
    /// Code points of the block's canonical text.
    pub range: Option<TextRange>,
    /// The capture's damaged form.
    pub before: String,
    /// Language of the damaged form.
    pub before_lang: &'static str,
    /// What stands there now.
    pub after: String,
    /// Why.
    pub reason: String,
    /// How sure.
    pub degree: Degree,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// The portal's name.
    pub origin_site: String,
    /// Address of the page the capture was taken from.
    pub origin_url: String,
    /// Time stamp of that page.
    pub origin_published: String,
    /// The portal's own headline.
    pub origin_headline: String,
    /// Address of the official text.
    pub official_url: String,
    /// Language tag of the canonical text.
    pub canonical_tag: String,
    /// Whether this edition is the canonical one.
    pub is_canonical: bool,
    /// Mechanical repairs.
    pub rules: Vec<RuleCount>,
    /// Number of mechanical repairs in all.
    pub rule_total: usize,
    /// Places where a judgement was needed.
    pub judgements: Vec<JudgementView>,
    /// Characters with more than one counterpart, by what decided; empty for the canonical script.
    pub choices: Vec<ChoiceCount>,
    /// How to cite the report.
    pub citation: Citation,
    /// Data files of the report that this build has.
    pub files: Vec<FileLink>,
}

/// What decided about characters with more than one counterpart, and how often.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceCount {
    /// phrase, default, built-in, site, hand, kept.
    pub decided: Decided,
    /// Number of places.
    pub count: usize,
}

/// A judgement as it is printed.
#[derive(Clone, Debug, Serialize)]
pub struct JudgementView {
    /// The place, and the link to it; empty if it is unknown.
    pub label: String,
    /// Whether that is an annex item.
    pub item: bool,
    /// The link.
    pub href: String,
    /// The capture's form; Private Use characters as `U+E45A`.
    pub before: String,
    /// Its language.
    pub before_lang: &'static str,
    /// What stands there now.
    pub after: String,
    /// Key of the reason in the theme's words; empty for a reason in somebody's own words.
    pub reason_key: &'static str,
    /// The number in that reason.
    pub reason_count: String,
    /// Why, as it stands in the record.
    pub reason: String,
    /// Whether that is in English: the record's own words are.
    pub reason_is_english: bool,
    /// How sure.
    pub degree: Degree,
}

/// Makes the page of a report's provenance (`about/`): where it comes from, what import repaired, what conversion changed.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>) -> Page {
    let report = &reading.digest().report;
    let metadata = &report.metadata;
    let origin = metadata.origin.clone().unwrap_or_default();
    let phrase =
        |text: Option<String>| text.map_or_else(String::new, |text| reading.edition.phrase(&text));
    let empty = Log::default();
    let log = material.logs.get(&report.id).unwrap_or(&empty);
    let judgements = log
        .judgements
        .iter()
        .map(|judgement| judgement_view(reading, judgement))
        .collect();
    Page {
        path: format!("{}about/", reading.home()),
        template: "about",
        lang: reading.edition.tag,
        frame: frame::of_report(
            material,
            reading,
            "about/",
            reading.edition.phrase(&metadata.title),
        ),
        view: View::About(About {
            origin_site: phrase(origin.site),
            origin_url: origin.url.unwrap_or_default(),
            origin_published: origin.published.unwrap_or_default(),
            origin_headline: phrase(origin.headline),
            official_url: metadata.official_url.clone().unwrap_or_default(),
            canonical_tag: metadata.lang.as_str().to_owned(),
            is_canonical: metadata.lang == reading.edition.tag,
            rules: (log.rules.iter())
                .map(|rule| RuleCount {
                    rule: reading.edition.phrase(&rule.rule),
                    count: rule.count,
                })
                .collect(),
            rule_total: log.rules.iter().map(|rule| rule.count).sum(),
            judgements,
            choices: choices(reading),
            citation: citation::of(material, reading, ""),
            files: files(material, reading),
        }),
    }
}

fn choices(reading: &Reading<'_>) -> Vec<ChoiceCount> {
    let mut counts: BTreeMap<Decided, usize> = BTreeMap::new();
    for block in 0..reading.digest().report.blocks.len() {
        for choice in reading.edition.choices(block) {
            *counts.entry(choice.decided).or_default() += 1;
        }
    }
    (counts.into_iter())
        .map(|(decided, count)| ChoiceCount { decided, count })
        .collect()
}

fn judgement_view(reading: &Reading<'_>, judgement: &Judgement) -> JudgementView {
    let (reason_key, reason_count) = known_reason(&judgement.reason);
    let reference = judgement
        .paragraph
        .as_deref()
        .map(|id| reading.reference(id));
    JudgementView {
        label: reference
            .as_ref()
            .map(|reference| reference.label.clone())
            .unwrap_or_default(),
        item: reference.as_ref().is_some_and(|reference| reference.item),
        href: reference
            .map(|reference| reference.href)
            .unwrap_or_default(),
        before: printable(&judgement.before),
        before_lang: judgement.before_lang,
        after: reading.edition.phrase(&judgement.after),
        reason_key,
        reason_count,
        reason: reading.edition.phrase(&judgement.reason),
        reason_is_english: judgement.reason.is_ascii(),
        degree: judgement.degree,
    }
}

/// The reasons an import gives, by what they say, with the number in them; others are printed as they stand.
fn known_reason(reason: &str) -> (&'static str, String) {
    const KNOWN: [(&str, &str); 16] = [
        ("leave little doubt", "reason_context"),
        ("the likeliest of", "reason_likeliest"),
        ("eaten by the damage", "reason_lost"),
        ("no reading gives", "reason_none"),
        ("the only reading", "reason_only"),
        ("no other likely reading", "reason_alone"),
        ("is likely enough", "reason_unlikely"),
        ("of the capture says the same", "reason_elsewhere"),
        ("a replacement character here", "reason_replacement"),
        ("inside a word", "reason_question"),
        ("what replacement characters become", "reason_kunjinkao"),
        ("memory nobody wrote to", "reason_fill"),
        ("shifted by one here", "reason_shifted"),
        ("a box in place of a character", "reason_box"),
        ("a box may have stood here", "reason_mouth"),
        ("shifted by one from the indent on", "reason_indent"),
    ];
    let number = reason.chars().filter(char::is_ascii_digit).collect();
    let key = KNOWN.iter().find(|(words, _)| reason.contains(words));
    // What an editor or a later stage adds to it is not in the theme's words.
    match key {
        Some((_, key)) if !reason.contains([';', '(']) => (key, number),
        _ => ("", String::new()),
    }
}

/// Private Use characters have no agreed form: their numbers are printed.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' | '\0'..='\u{1F}' => {
                format!("U+{:04X}", u32::from(c))
            }
            c => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_use_character_is_printed_by_its_number() {
        assert_eq!(printable("\u{E45A}甲"), "U+E45A甲");
    }

    #[test]
    fn a_reason_of_the_import_is_known_and_an_editors_is_kept() {
        let (key, count) = known_reason("the words around it leave little doubt among 5 readings");
        assert_eq!((key, count.as_str()), ("reason_context", "5"));
        let (key, count) = known_reason("line 110 of the capture says the same");
        assert_eq!((key, count.as_str()), ("reason_elsewhere", "110"));
        assert_eq!(known_reason("据官方文本").0, "");
    }
}
