//! A report's text in the script of the word lists, which are Simplified.
//!
//! A fold keeps the number of code points of every block, so a position in the folded text is one in the printed text;
//! words made of pieces of the folded text are printed again with [`Plain::printed`].

use std::borrow::Cow;

use crate::report::Report;
use crate::script::engine::{self, Configuration, route};
use crate::script::{Script, Tag};

/// The text of every block as the word lists know it.
pub(crate) struct Plain<'a> {
    texts: Vec<Cow<'a, str>>,
    converted: bool,
}

impl<'a> Plain<'a> {
    /// Folds a Traditional report; a Simplified one is taken as it is.
    pub(crate) fn new(report: &'a Report) -> Self {
        let lang = report.metadata.lang;
        let converted = lang.script() == Script::Hant;
        let fold = |text: &'a str| {
            if converted {
                Cow::Owned(folded(text, lang))
            } else {
                Cow::Borrowed(text)
            }
        };
        Self {
            texts: report.blocks.iter().map(|b| fold(&b.text)).collect(),
            converted,
        }
    }

    /// The folded text of the block with this index.
    pub(crate) fn block(&self, index: usize) -> &str {
        &self.texts[index]
    }

    /// Prints `words`, pieces of the `folded` text, in the letters of the text they were read from.
    pub(crate) fn printed(&self, words: &str, folded: &[char], printed: &[char]) -> String {
        if !self.converted {
            return words.to_owned();
        }
        let words: Vec<char> = words.chars().collect();
        let mut out = String::new();
        let mut at = 0;
        while at < words.len() {
            let (place, length) = longest(&words[at..], folded).unwrap_or((usize::MAX, 1));
            match printed.get(place..place.saturating_add(length)) {
                Some(letters) => out.extend(letters),
                None => out.push(words[at]),
            }
            at += length;
        }
        out
    }
}

/// The longest beginning of `words` that stands in `text`: where, and how long it is.
fn longest(words: &[char], text: &[char]) -> Option<(usize, usize)> {
    let common = |at: usize| {
        let pairs = words.iter().zip(&text[at..]);
        pairs.take_while(|(a, b)| a == b).count()
    };
    (0..text.len())
        .map(|at| (at, common(at)))
        .filter(|&(_, length)| length > 0)
        .max_by_key(|&(at, length)| (length, std::cmp::Reverse(at)))
}

/// Converts `text` to Simplified, letter for letter where the engine's words would change its length.
pub(crate) fn folded(text: &str, lang: Tag) -> String {
    let convert = |text: &str| {
        let steps: &[Configuration] = route(lang, Tag::Hans);
        let engine = engine::shared();
        (steps.iter()).fold(text.to_owned(), |text, &step| engine.convert(&text, step))
    };
    let whole = convert(text);
    if whole.chars().count() == text.chars().count() {
        return whole;
    }
    text.chars()
        .map(|c| {
            let mut letters = [0; 4];
            let one = convert(c.encode_utf8(&mut letters));
            let mut chars = one.chars();
            chars.next().filter(|_| chars.next().is_none()).unwrap_or(c)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::lock::Lock;
    use crate::source::SourceFile;

    #[test]
    fn words_read_from_the_fold_are_printed_as_they_stand() {
        let text = "---\ntitle: 甲\nlang: zh-Hant-HK\n---\n\n發展頭髮產業，後勤皇后。\n";
        let source = SourceFile::new("content/r/report.md", text);
        let report = crate::report::parse("r", &source, &Lock::default()).0;
        let block = report.blocks.len() - 1;
        let plain = Plain::new(&report);
        assert_eq!(plain.block(block), "发展头发产业，后勤皇后。");
        let folded: Vec<char> = plain.block(block).chars().collect();
        let printed: Vec<char> = report.blocks[block].text.chars().collect();
        assert_eq!(
            plain.printed("发展头发皇后", &folded, &printed),
            "發展頭髮皇后"
        );
    }
}
