//! What a report's front matter says of it: title, speaker, day, origin, language.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::report::{Metadata, Origin};
use crate::script::Tag;
use crate::source::SourceFile;
use crate::yaml;

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: Option<String>,
    issuer: Option<String>,
    speaker: Option<String>,
    assembly: Option<String>,
    date: Option<String>,
    source: Option<OriginFields>,
    official_url: Option<String>,
    lang: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginFields {
    site: Option<String>,
    url: Option<String>,
    published: Option<String>,
    headline: Option<String>,
}

/// Reads the front matter in `front` of a report's file. What cannot be read is a diagnostic; the rest stands.
pub(super) fn metadata(
    source: &Arc<SourceFile>,
    front: Option<Range<usize>>,
) -> (Metadata, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let range = front.unwrap_or(0..0);
    let fields: Option<FrontMatter> = match yaml::parse(source, range.clone()) {
        Ok(fields) => Some(fields),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    };
    let readable = fields.is_some();
    let FrontMatter {
        title,
        issuer,
        speaker,
        assembly,
        date,
        source: origin,
        official_url,
        lang,
    } = fields.unwrap_or_default();
    if title.is_none() && readable {
        diagnostics.push(
            Diagnostic::error("front-matter", "the report has no title")
                .at(source, range.start..range.start, "")
                .help("add `title: …` between the two `---` lines at the top"),
        );
    }
    let day = date
        .as_deref()
        .and_then(|text| text.parse::<jiff::civil::Date>().ok());
    if let (Some(text), None) = (&date, day) {
        diagnostics.push(
            Diagnostic::error("front-matter", format!("`{text}` is not a date"))
                .at(source, value_span(source, &range, "date", text), "")
                .help("write the day of the speech as YYYY-MM-DD, for example 2023-01-12"),
        );
    }
    let tag = lang.as_deref().map_or(Some(Tag::Hans), Tag::parse);
    if let (Some(text), None) = (&lang, tag) {
        diagnostics.push(
            Diagnostic::error("unknown-tag", format!("unknown language tag `{text}`"))
                .at(source, value_span(source, &range, "lang", text), "")
                .help("known tags: zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW"),
        );
    }
    for (key, address) in [
        ("official_url", official_url.as_ref()),
        (
            "url",
            origin.as_ref().and_then(|origin| origin.url.as_ref()),
        ),
    ] {
        if let Some(address) =
            address.filter(|a| !a.starts_with("https://") && !a.starts_with("http://"))
        {
            diagnostics.push(
                Diagnostic::error("front-matter", format!("`{address}` is not a web address"))
                    .at(source, value_span(source, &range, key, address), "")
                    .help("write the whole address with https:// or http://"),
            );
        }
    }
    let web = |address: Option<String>| {
        address.filter(|a| a.starts_with("https://") || a.starts_with("http://"))
    };
    let origin = origin.map(
        |OriginFields {
             site,
             url,
             published,
             headline,
         }| Origin {
            site,
            url: web(url),
            published,
            headline,
        },
    );
    let metadata = Metadata {
        title: title.unwrap_or_default(),
        issuer,
        speaker,
        assembly,
        date: day,
        origin,
        official_url: web(official_url),
        lang: tag.unwrap_or(Tag::Hans),
    };
    (metadata, diagnostics)
}

/// Where the value of `key` stands in the front matter; the front matter's start if it cannot be found.
fn value_span(source: &SourceFile, range: &Range<usize>, key: &str, value: &str) -> Range<usize> {
    let text = &source.text[range.clone()];
    let key = format!("{key}:");
    let at = text
        .find(&key)
        .and_then(|at| text[at..].find(value).map(|value| range.start + at + value));
    at.map_or(range.start..range.start, |at| at..at + value.len())
}

#[cfg(test)]
mod tests {
    use crate::report::parse::tests::read;

    #[test]
    fn what_is_wrong_in_front_matter_is_reported_where_it_stands() {
        let (_, _, diagnostics) =
            read("---\ntitle: a\ndate: 12.1.2023\nlang: zh-XX\n---\n\n正文□□。\n");
        let found: Vec<_> = diagnostics
            .iter()
            .map(|d| (d.code, d.label.as_ref().unwrap().span.clone()))
            .collect();
        assert_eq!(
            found,
            [
                ("front-matter", 19..28),
                ("unknown-tag", 35..40),
                ("open-repair", 52..58)
            ]
        );
    }
}
