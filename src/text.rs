//! Positions and classes of characters: Han letters, sentences, code-point ranges.
//!
//! Every position that leaves the program (data files, anchors) counts code points, as the W3C Text Position Selector
//! does; byte ranges are used only inside one source file.

/// A half-open range of code points within one block's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct TextRange {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl TextRange {
    /// Makes the range `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Number of code points.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the range holds nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a code point.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same range moved right by `by` code points.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
        }
    }
}

/// Returns the part of `text` in `range` (code points); clipped to the text.
#[must_use]
pub fn slice(text: &str, range: TextRange) -> &str {
    let start = byte_offset(text, range.start);
    let end = start + byte_offset(&text[start..], range.len());
    &text[start..end]
}

/// Returns the byte offset of code point number `index`, or the text's length past its end.
#[must_use]
pub fn byte_offset(text: &str, index: usize) -> usize {
    /// So many bytes are counted at once: a paragraph may be a whole report that lost its line breaks.
    const STRIDE: usize = 64;
    let begins = |byte: &&u8| (**byte & 0xC0) != 0x80;
    let (mut passed, mut left) = (0, index);
    for stride in text.as_bytes().chunks_exact(STRIDE) {
        let here = stride.iter().filter(begins).count();
        if here > left {
            break;
        }
        left -= here;
        passed += STRIDE;
    }
    let mut rest = text.as_bytes()[passed..].iter().enumerate();
    rest.by_ref()
        .filter(|(_, byte)| begins(byte))
        .nth(left)
        .map_or(text.len(), |(offset, _)| passed + offset)
}

/// Whether `c` is a Han ideograph (Unicode 16 blocks of the Unified Ideographs, their extensions and compatibility
/// forms, and 〇).
#[must_use]
pub const fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{323AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{3007}')
}

/// Whether `c` is a Chinese numeral that joins others to a number below ten thousand: 二 and 十 in 二十.
#[must_use]
pub const fn is_han_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千'
    )
}

/// Whether `c` ends a sentence of Chinese prose.
#[must_use]
pub const fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？')
}

/// Cuts `text` into sentences: each ends behind `。！？` and any closing quotation marks or brackets that follow, and the
/// ranges cover the text without gaps. An empty text has no sentence.
#[must_use]
pub fn sentences(text: &str) -> Vec<TextRange> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut ended = false;
    let mut length = 0;
    for (index, c) in text.chars().enumerate() {
        let closing = ends_sentence(c) || matches!(c, '”' | '’' | '」' | '』' | '）' | '》');
        if ended && !closing {
            ranges.push(TextRange::new(start, index));
            start = index;
            ended = false;
        }
        ended |= ends_sentence(c);
        length = index + 1;
    }
    if start < length {
        ranges.push(TextRange::new(start, length));
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_point_is_found_wherever_it_stands() {
        for unit in ["a", "é", "省", "𠮷", "a省𠮷"] {
            let text = unit.repeat(100);
            for (index, (offset, _)) in text.char_indices().enumerate() {
                assert_eq!(byte_offset(&text, index), offset, "{unit} {index}");
            }
            assert_eq!(byte_offset(&text, text.chars().count()), text.len());
            assert_eq!(byte_offset(&text, usize::MAX), text.len());
        }
    }

    #[test]
    fn sentences_cover_the_text_and_keep_closing_marks() {
        let text = "各位代表！他说：“好。”一、完";
        let parts: Vec<_> = sentences(text)
            .into_iter()
            .map(|r| slice(text, r))
            .collect();
        assert_eq!(parts, ["各位代表！", "他说：“好。”", "一、完"]);
    }
}
