//! What a report's front matter says of it: title, speaker, day, origin, language.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::markdown::front_matter::{Checks, filled};
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
    let mut checks = Checks::new(source, range.clone());
    let title = filled(title);
    if title.is_none() && readable {
        checks.doubt(
            "no-title",
            "title",
            "the report has no title",
            "write `title: …` between the two `---` lines at the top; until then its first heading, or its id, stands for it",
        );
    }
    let day = checks.date("front-matter", "date", date.as_deref());
    let tag = lang.as_deref().map_or(Some(Tag::Hans), Tag::parse);
    if let (Some(text), None) = (&lang, tag) {
        let help = "known tags: zh-Hans, zh-Hant, zh-Hant-HK, zh-Hant-TW";
        let message = format!("unknown language tag `{text}`");
        checks.fault("unknown-tag", "lang", message, help);
    }
    let official_url = checks.web("front-matter", "official_url", official_url);
    let origin = origin.map(|fields| Origin {
        site: fields.site,
        url: checks.web("front-matter", "url", fields.url),
        published: fields.published,
        headline: fields.headline,
    });
    diagnostics.append(&mut checks.faults);
    let metadata = Metadata {
        title: title.unwrap_or_default(),
        issuer,
        speaker,
        assembly,
        date: day,
        origin,
        official_url,
        lang: tag.unwrap_or(Tag::Hans),
    };
    (metadata, diagnostics)
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
