//! Web addresses inside prose: they are never converted.

use std::ops::Range;

use crate::text::{self, TextRange};

/// Returns the addresses in `text` in order, as code points and bytes. An address goes on over Han letters only behind
/// `/`, `=`, `#` or `&`, since Chinese prose puts no space behind it.
pub(super) fn addresses(text: &str) -> Vec<(TextRange, Range<usize>)> {
    let mut found = Vec::new();
    // One byte is looked for much faster than three, and hardly any text has it.
    if !text.as_bytes().contains(&b':') {
        return found;
    }
    let (mut byte, mut point) = (0, 0);
    while let Some(colon) = text[byte..].find("://") {
        let colon = byte + colon;
        let scheme = text[byte..colon]
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let start = colon - scheme;
        let length = 3 + address_length(&text[colon + 3..]);
        point += text[byte..start].chars().count();
        byte = colon + length;
        let end = point + text[start..byte].chars().count();
        if scheme > 0 {
            found.push((TextRange::new(point, end), start..byte));
        }
        point = end;
    }
    found
}

fn address_length(rest: &str) -> usize {
    let mut opened = false;
    rest.find(|c: char| {
        let han = text::is_han(c);
        let inside = if han {
            opened
        } else {
            c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '(' | ')')
        };
        opened = han && opened || matches!(c, '/' | '=' | '#' | '&');
        !inside
    })
    .unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_prose_goes_on() {
        let text = "见https://example.org的网站和http://a.cn/发展（甲）。";
        let found: Vec<_> = addresses(text)
            .into_iter()
            .map(|(range, bytes)| {
                assert_eq!(text::slice(text, range), &text[bytes.clone()]);
                &text[bytes]
            })
            .collect();
        assert_eq!(found, ["https://example.org", "http://a.cn/发展"]);
    }
}
