//! `:::` lines in Markdown: parts for one script only, and things of the site shown between paragraphs.
//!
//! `::: hans` and `::: hant` open a part that `:::` closes. Every other name is one line that stands for something of the
//! site (`::: card energy`); a closing line directly behind it may be there or not. Fences in code are text.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, nearest};
use crate::markdown::{self, Document};
use crate::script::Script;
use crate::source::SourceFile;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is.
    pub part: Part,
    /// Bytes of the source.
    pub span: Range<usize>,
}

/// What a part of a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Markdown for every edition.
    Common(Document),
    /// Markdown for the editions of one script, in place of what the machine makes of the other's.
    Only(Script, Document),
    /// Something of the site: `::: card energy`.
    Embed {
        /// `card`
        name: String,
        /// `energy`
        argument: String,
    },
}

/// Cuts the Markdown in `range` of `source` at its `:::` lines and parses the parts. `embeds` are the names that may
/// stand on a line of their own.
#[must_use]
pub fn parse(
    source: &Arc<SourceFile>,
    range: Range<usize>,
    embeds: &[&str],
) -> (Vec<Section>, Vec<Diagnostic>) {
    let mut reader = Reader {
        source,
        sections: Vec::new(),
        diagnostics: Vec::new(),
    };
    let mut open: Option<(Script, Range<usize>)> = None;
    let mut code: Option<&str> = None;
    let mut may_close = false;
    let mut start = range.start;
    let mut at = range.start;
    for line in source.text[range.clone()].split_inclusive('\n') {
        let span = at..at + line.trim_end().len();
        let next = at + line.len();
        let text = line.trim_end();
        at = next;
        let indent = text.len() - text.trim_start().len();
        let bare = text.trim_start();
        if let Some(mark) = ["```", "~~~"]
            .into_iter()
            .find(|mark| bare.starts_with(mark))
        {
            code = match code {
                None => Some(mark),
                Some(open) if open == mark => None,
                open => open,
            };
        }
        let Some(rest) = bare
            .strip_prefix(":::")
            .filter(|_| indent <= 3 && code.is_none())
        else {
            may_close &= bare.is_empty();
            continue;
        };
        let mut words = rest.trim_start_matches(':').split_whitespace();
        let name = words.next().unwrap_or_default();
        let argument = words.collect::<Vec<_>>().join(" ");
        let script = match name {
            "hans" => Some(Script::Hans),
            "hant" => Some(Script::Hant),
            _ => None,
        };
        let opened = open.take();
        reader.markdown(
            opened.as_ref().map(|(script, _)| *script),
            start..span.start,
        );
        let closes = script.is_none() && name.is_empty();
        match &opened {
            Some((_, span)) if !closes => reader.unclosed(span),
            None if closes && !may_close => reader.diagnostics.push(
                Diagnostic::error("fence", "`:::` closes nothing")
                    .at(source, span.clone(), "")
                    .help("open a part with `::: hans` or `::: hant`, or leave the line out"),
            ),
            _ => {}
        }
        may_close = !closes && script.is_none();
        match script {
            Some(script) => open = Some((script, span)),
            None if !closes => reader.embed(name, argument, span, embeds),
            None => {}
        }
        start = next;
    }
    match open {
        Some((script, span)) => {
            reader.unclosed(&span);
            reader.markdown(Some(script), start..range.end);
        }
        None => reader.markdown(None, start..range.end),
    }
    (reader.sections, reader.diagnostics)
}

/// The Markdown of the parts that are for every edition, to tell its script by.
#[must_use]
pub fn common(sections: &[Section], source: &SourceFile) -> String {
    sections
        .iter()
        .filter(|section| matches!(section.part, Part::Common(_)))
        .map(|section| &source.text[section.span.clone()])
        .collect()
}

struct Reader<'a> {
    source: &'a Arc<SourceFile>,
    sections: Vec<Section>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn markdown(&mut self, script: Option<Script>, span: Range<usize>) {
        if self.source.text[span.clone()].trim().is_empty() {
            return;
        }
        let (document, diagnostics) = markdown::parse(self.source, span.clone());
        self.diagnostics.extend(diagnostics);
        let part = match script {
            Some(script) => Part::Only(script, document),
            None => Part::Common(document),
        };
        self.sections.push(Section { part, span });
    }

    fn embed(&mut self, name: &str, argument: String, span: Range<usize>, embeds: &[&str]) {
        if embeds.contains(&name) {
            let name = name.to_owned();
            self.sections.push(Section {
                part: Part::Embed { name, argument },
                span,
            });
            return;
        }
        let known = ["hans", "hant"].into_iter().chain(embeds.iter().copied());
        let help = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean `::: {near}`?"),
            None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.diagnostics.push(
            Diagnostic::error("fence", format!("unknown `::: {name}`"))
                .at(self.source, span, "")
                .help(help),
        );
    }

    fn unclosed(&mut self, span: &Range<usize>) {
        self.diagnostics.push(
            Diagnostic::error("fence", "the part is not closed")
                .at(self.source, span.clone(), "opened here")
                .help("close it with a line `:::`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, Vec<&'static str>) {
        let source = SourceFile::new("x.md", text);
        let (sections, diagnostics) = parse(&source, 0..text.len(), &["card", "figure"]);
        let told = sections
            .iter()
            .map(|section| {
                let name = match &section.part {
                    Part::Common(_) => "common".to_owned(),
                    Part::Only(script, _) => format!("{script:?}"),
                    Part::Embed { name, argument } => format!("{name} {argument}"),
                };
                (name, text[section.span.clone()].trim().to_owned())
            })
            .collect();
        (told, diagnostics.iter().map(|d| d.code).collect())
    }

    #[test]
    fn a_text_is_cut_at_its_fences() {
        let (sections, codes) =
            read("甲\n\n::: hans\n乙\n:::\n\n::: hant\n丙\n:::\n丁\n::: card energy\n:::\n戊\n");
        let expected = [
            ("common", "甲"),
            ("Hans", "乙"),
            ("Hant", "丙"),
            ("common", "丁"),
            ("card energy", "::: card energy"),
            ("common", "戊"),
        ];
        let told: Vec<_> = sections
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(told, expected);
        assert!(codes.is_empty());
    }

    #[test]
    fn what_is_not_closed_or_not_known_is_reported_and_the_text_stays() {
        let (sections, codes) = read("::: hans\n甲\n");
        assert_eq!(sections[0].1, "甲");
        assert_eq!(codes, ["fence"]);
        let (sections, codes) = read("::: cart energy\n甲\n:::\n");
        assert_eq!(sections[0].1, "甲");
        assert_eq!(codes, ["fence", "fence"]);
    }

    #[test]
    fn fences_in_code_are_text() {
        let (sections, codes) = read("```\n::: card energy\n```\n");
        assert_eq!(sections.len(), 1);
        assert!(codes.is_empty());
    }
}
