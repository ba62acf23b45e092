//! Inline content: a text converted as a whole, with its marks around what they meant.

use std::fmt::Write as _;

use super::{Footnotes, Style, Writer, escape, push_escaped};
use crate::markdown::Inlines;
use crate::markdown::links::{is_allowed, is_web};
use crate::report::{Markup, MarkupKind};
use crate::text::TextRange;

/// Writes inline content alone.
#[must_use]
pub fn inline(inlines: &Inlines, style: &Style<'_>) -> String {
    let mut writer = Writer {
        style,
        out: String::new(),
        footnotes: &mut Footnotes::default(),
        lowest: 1,
        last: style.heading.saturating_sub(1),
    };
    writer.inlines(inlines);
    writer.out
}

impl<'d> Writer<'_, 'd> {
    pub(super) fn inlines(&mut self, inlines: &'d Inlines) {
        let Style {
            conversions,
            from,
            to,
            ..
        } = *self.style;
        let code: Vec<TextRange> = inlines
            .marks
            .iter()
            .filter(|mark| mark.kind == MarkupKind::Code)
            .map(|mark| mark.range)
            .collect();
        let converted = conversions.convert_around(&inlines.text, &code, from, to);
        let chars: Vec<char> = converted.text.chars().collect();
        let marks: Vec<(TextRange, &'d Markup)> = inlines
            .marks
            .iter()
            .map(|mark| (converted.alignment.range(mark.range), mark))
            .collect();
        let mut at = 0;
        let mut rest = marks.as_slice();
        self.span(&chars, &mut at, chars.len(), &mut rest);
    }

    /// Writes the text up to `end` with the marks that begin in it; a mark that would cross `end` stops there.
    fn span(
        &mut self,
        chars: &[char],
        at: &mut usize,
        end: usize,
        rest: &mut &[(TextRange, &'d Markup)],
    ) {
        while let Some(&(range, mark)) = rest.first() {
            if range.start >= end && range.start > *at {
                break;
            }
            if range.start >= end && !range.is_empty() {
                break;
            }
            *rest = &rest[1..];
            let start = range.start.clamp(*at, end);
            self.text(&chars[*at..start]);
            *at = start;
            let stop = range.end.clamp(start, end);
            match &mark.kind {
                MarkupKind::Image { address, .. } => {
                    let alternative: String = chars[start..stop].iter().collect();
                    let size = self.style.pictures.get(address.trim_start_matches('/'));
                    let size = size.map_or_else(String::new, |(width, height)| {
                        format!(" width=\"{width}\" height=\"{height}\"")
                    });
                    let address = (self.style.link)(address);
                    let _ = write!(
                        self.out,
                        "<img src=\"{}\" alt=\"{}\"{size} loading=\"lazy\" decoding=\"async\">",
                        escape(&address),
                        escape(&alternative)
                    );
                    *at = stop;
                    while rest
                        .first()
                        .is_some_and(|(inner, _)| inner.end <= stop && inner.start < stop)
                    {
                        *rest = &rest[1..];
                    }
                }
                MarkupKind::Footnote(label) => {
                    self.call(label);
                    *at = stop;
                }
                kind => {
                    let (open, close) = self.tags(kind);
                    self.out.push_str(&open);
                    self.span(chars, at, stop, rest);
                    self.out.push_str(close);
                }
            }
        }
        let end = end.max(*at);
        self.text(&chars[*at..end]);
        *at = end;
    }

    fn tags(&self, kind: &MarkupKind) -> (String, &'static str) {
        match kind {
            MarkupKind::Emphasis => ("<em>".to_owned(), "</em>"),
            MarkupKind::Strong => ("<strong>".to_owned(), "</strong>"),
            MarkupKind::Code => ("<code>".to_owned(), "</code>"),
            MarkupKind::Strikethrough => ("<s>".to_owned(), "</s>"),
            MarkupKind::Link(address) if is_allowed(address) => {
                let address = (self.style.link)(address);
                let foreign = is_web(&address);
                let rel = if foreign { " rel=\"noopener\"" } else { "" };
                (format!("<a href=\"{}\"{rel}>", escape(&address)), "</a>")
            }
            MarkupKind::Link(_) | MarkupKind::Image { .. } | MarkupKind::Footnote(_) => {
                (String::new(), "")
            }
        }
    }

    fn text(&mut self, chars: &[char]) {
        for &c in chars {
            match c {
                '\n' => self.out.push_str("<br>"),
                '\u{FFFC}' => {}
                c => push_escaped(&mut self.out, c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{html, style};
    use super::super::{Pictures, write};
    use super::*;
    use crate::markdown::parse;
    use crate::script::{Conversions, Tag};
    use crate::source::SourceFile;

    #[test]
    fn a_phrase_is_converted_across_its_marks() {
        assert_eq!(
            html(
                "新能源**发**展，`发展`见[这里](https://example.org/发)",
                Tag::Hant
            ),
            "<p>新能源<strong>發</strong>展，<code>发展</code>見<a href=\"https://example.org/发\" rel=\"noopener\">這裡</a></p>\n"
        );
    }

    #[test]
    fn a_picture_of_the_site_keeps_its_place_while_it_loads() {
        let source = SourceFile::new("x.md", "甲![风电](/assets/a.png)");
        let (document, _) = parse(&source, 0..source.text.len());
        let conversions = Conversions::default();
        let pictures = Pictures::from([("assets/a.png".to_owned(), (640, 480))]);
        let out = write(
            &document,
            &Style {
                pictures: &pictures,
                ..style(&conversions, Tag::Hans)
            },
        );
        assert!(
            out.contains("alt=\"风电\" width=\"640\" height=\"480\""),
            "{out}"
        );
    }

    #[test]
    fn nothing_of_the_content_is_markup() {
        let out = html("甲 <script>x</script> [a](javascript:x) & \"b\"", Tag::Hans);
        assert!(!out.contains("<script"), "{out}");
        assert!(!out.contains("javascript"), "{out}");
    }
}
