//! Words an editor wrote by hand: `-{…}-` stays as it is in every edition, `-{zh-Hans:甲;zh-Hant:乙}-` gives each its own.

use super::Tag;
use crate::text::TextRange;

/// One `-{…}-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand<'a> {
    /// Where it stands with its marks: code points of the text as written.
    pub range: TextRange,
    /// The same place in bytes.
    pub bytes: std::ops::Range<usize>,
    /// What is between the marks.
    pub words: Words<'a>,
}

/// What stands in `-{…}-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words<'a> {
    /// The same in every edition.
    Same(&'a str),
    /// Its own words for each tag named.
    Each(Vec<(Tag, &'a str)>),
}

impl<'a> Words<'a> {
    /// The words for an edition: its own, else those of its script (`zh-Hant` for `zh-Hant-HK`, or the other way
    /// round), else the first.
    #[must_use]
    pub fn of(&self, tag: Tag) -> &'a str {
        match self {
            Self::Same(words) => words,
            Self::Each(each) => each
                .iter()
                .find(|(own, _)| *own == tag)
                .or_else(|| {
                    each.iter()
                        .find(|(own, _)| *own == Tag::Hant && tag.script() == own.script())
                })
                .or_else(|| each.iter().find(|(own, _)| own.script() == tag.script()))
                .or_else(|| each.first())
                .map_or("", |(_, words)| words),
        }
    }
}

/// Finds every `-{…}-` of `text` in order, and where an opening mark has no closing one (code points).
#[must_use]
pub fn parse(text: &str) -> (Vec<Hand<'_>>, Option<usize>) {
    let mut hands = Vec::new();
    let (mut byte, mut point) = (0, 0);
    while let Some(skip) = text[byte..].find("-{") {
        let start = point + text[byte..byte + skip].chars().count();
        let open = byte + skip;
        let Some(length) = text[open + 2..].find("}-") else {
            return (hands, Some(start));
        };
        let inner = &text[open + 2..open + 2 + length];
        let end = start + 4 + inner.chars().count();
        byte = open + length + 4;
        point = end;
        hands.push(Hand {
            range: TextRange::new(start, end),
            bytes: open..byte,
            words: words(inner),
        });
    }
    (hands, None)
}

fn words(inner: &str) -> Words<'_> {
    let each: Option<Vec<_>> = inner
        .split([';', '；'])
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let (tag, words) = part.split_once([':', '：'])?;
            Some((Tag::parse(tag.trim())?, words.trim()))
        })
        .collect();
    match each {
        Some(each) if !each.is_empty() => Words::Each(each),
        _ => Words::Same(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_or_given_to_each_edition() {
        let text = "请-{乾}-坤与-{zh-Hans:内存; zh-hant：記憶體}-。";
        let (hands, open) = parse(text);
        assert_eq!(open, None);
        assert_eq!(hands[0].words.of(Tag::Hans), "乾");
        assert_eq!(hands[0].range, TextRange::new(1, 6));
        assert_eq!(hands[1].words.of(Tag::HantHk), "記憶體");
        assert_eq!(hands[1].words.of(Tag::Hans), "内存");
        assert_eq!(
            &text[hands[1].bytes.clone()],
            "-{zh-Hans:内存; zh-hant：記憶體}-"
        );
    }

    #[test]
    fn an_unclosed_mark_is_told_where_it_opens() {
        assert_eq!(parse("甲-{乙}-丙-{丁").1, Some(7));
    }

    #[test]
    fn text_with_a_colon_is_no_list_of_tags() {
        let (hands, _) = parse("-{注：甲;乙}-");
        assert_eq!(hands[0].words, Words::Same("注：甲;乙"));
    }
}
