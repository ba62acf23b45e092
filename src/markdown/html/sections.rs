//! Texts with parts for one script only: what an edition shows of them.

use super::{Footnotes, Style, write_with};
use crate::markdown::Document;
use crate::markdown::fence::{Part, Section};
use crate::script::Tag;

/// Writes a text with parts for one script only and its footnotes; `embed` writes what stands for something of the site.
pub fn sections(
    sections: &[Section],
    style: &Style<'_>,
    embed: impl FnMut(&str, &str) -> String,
) -> String {
    let mut footnotes = Footnotes::of(sections);
    let mut out = sections_with(sections, style, &mut footnotes, embed);
    out.push_str(&footnotes.write(style));
    out
}

/// As [`sections`], for a stretch of a longer text: `footnotes` are those of the whole and are written by
/// [`Footnotes::write`] at its end.
pub fn sections_with<'d>(
    sections: &'d [Section],
    style: &Style<'_>,
    footnotes: &mut Footnotes<'d>,
    mut embed: impl FnMut(&str, &str) -> String,
) -> String {
    let mut out = String::new();
    for shown in shown(sections, style.from, style.to) {
        match shown {
            Shown::Text(document, from) => {
                let style = Style { from, ..*style };
                out.push_str(&write_with(document, &style, footnotes));
            }
            Shown::Embed(name, argument) => out.push_str(&embed(name, argument)),
        }
    }
    out
}

/// What an edition shows of a text.
pub(super) enum Shown<'d> {
    /// A document and the tag it is written in.
    Text(&'d Document, Tag),
    /// Something of the site: name and argument.
    Embed(&'d str, &'d str),
}

/// What the edition `to` shows of a text written in `from`: what is for all, and what is for its script alone. Where
/// only the other script has a part of its own, its conversion is better than nothing.
pub(super) fn shown(sections: &[Section], from: Tag, to: Tag) -> impl Iterator<Item = Shown<'_>> {
    let own = move |part: &Part| matches!(part, Part::Only(script, _) if *script == to.script());
    let has_own = sections.iter().any(|section| own(&section.part));
    let written = move |script| {
        let tags = [from, to].into_iter().chain(Tag::ALL);
        tags.into_iter().find(|tag| tag.script() == script)
    };
    (sections.iter()).filter_map(move |section| match &section.part {
        Part::Common(document) => Some(Shown::Text(document, from)),
        Part::Only(script, document) if own(&section.part) || !has_own => {
            Some(Shown::Text(document, written(*script).unwrap_or(from)))
        }
        Part::Only(..) => None,
        Part::Embed { name, argument } => Some(Shown::Embed(name, argument)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::plain_sections;
    use super::super::tests::style;
    use super::*;
    use crate::markdown::fence;
    use crate::script::Conversions;
    use crate::source::SourceFile;

    #[test]
    fn a_part_for_one_script_replaces_the_machines_words() {
        let text = "发展\n\n::: hans\n光伏\n:::\n\n::: hant\n太陽光電\n:::\n";
        let source = SourceFile::new("x.md", text);
        let (parts, _) = fence::parse(&source, 0..text.len(), &[]);
        let conversions = Conversions::default();
        let out = |to| sections(&parts, &style(&conversions, to), |_, _| String::new());
        let (part, _) = fence::parse(&source, text.find("::: hant").unwrap()..text.len(), &[]);
        let converted = plain_sections(&part, &style(&conversions, Tag::Hans));
        assert_eq!(converted, "太阳光电");
        assert_eq!(out(Tag::Hans), "<p>发展</p>\n<p>光伏</p>\n");
        assert_eq!(out(Tag::Hant), "<p>發展</p>\n<p>太陽光電</p>\n");
    }
}
