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
    /// What is wrong with it, and the code point of the text where.
    pub flaw: Option<(Flaw, usize)>,
}

/// What can be wrong between the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// A tag that no edition has.
    UnknownTag,
    /// A tag that is named twice.
    TwiceNamed,
    /// Words without a tag beside words with one.
    WithoutTag,
    /// Nothing.
    Empty,
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
    // One byte is looked for much faster than two, and hardly any text has it.
    if !text.as_bytes().contains(&b'{') {
        return (hands, None);
    }
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
        let (words, flaw) = words(inner);
        hands.push(Hand {
            range: TextRange::new(start, end),
            bytes: open..byte,
            words,
            flaw: flaw.map(|(flaw, at)| (flaw, start + 2 + at)),
        });
    }
    (hands, None)
}

/// Reads what is between the marks; a flaw comes with its code point in `inner`.
fn words(inner: &str) -> (Words<'_>, Option<(Flaw, usize)>) {
    let mut each: Vec<(Tag, &str)> = Vec::new();
    let mut flaw: Option<(Flaw, usize)> = None;
    // Whether anything names a tag, rightly or wrongly: else a colon is a colon.
    let mut tagged = false;
    let mut at = 0;
    for part in inner.split([';', '；']) {
        let place = at + part.chars().take_while(|c| c.is_whitespace()).count();
        at += part.chars().count() + 1;
        if part.trim().is_empty() {
            continue;
        }
        let named = part.split_once([':', '：']);
        let named = named.map(|(tag, words)| (tag.trim(), words.trim()));
        let wrong = match named.map(|(tag, words)| (Tag::parse(tag), tag, words)) {
            Some((Some(tag), _, words)) => {
                tagged = true;
                let twice = each.iter().any(|(other, _)| *other == tag);
                each.push((tag, words));
                match words {
                    "" => Some(Flaw::Empty),
                    _ => twice.then_some(Flaw::TwiceNamed),
                }
            }
            Some((None, tag, _)) if is_like_a_tag(tag) => {
                tagged = true;
                Some(Flaw::UnknownTag)
            }
            _ => Some(Flaw::WithoutTag),
        };
        flaw = flaw.or(wrong.map(|flaw| (flaw, place)));
    }
    let empty = inner.trim().is_empty().then_some((Flaw::Empty, 0));
    let flaw = if tagged { flaw } else { empty };
    match flaw {
        None if tagged => (Words::Each(each), None),
        Some((Flaw::TwiceNamed | Flaw::Empty, _)) if !each.is_empty() => (Words::Each(each), flaw),
        flaw => (Words::Same(inner), flaw),
    }
}

/// Whether a word before a colon is meant as a tag: `zh-hnat`, `hans`, `tw`.
fn is_like_a_tag(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let meant = ["zh", "hans", "hant", "cn", "tw", "hk", "sg", "mo"];
    plain && meant.contains(&word.split(['-', '_']).next().unwrap_or_default())
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

    #[test]
    fn what_is_wrong_between_the_marks_is_told_at_its_place() {
        let flaw = |text: &'static str| parse(text).0[0].flaw;
        assert_eq!(
            flaw("-{zh-Hans:甲; zh-Hnat:乙}-"),
            Some((Flaw::UnknownTag, 13))
        );
        assert_eq!(flaw("-{hans:甲}-"), Some((Flaw::UnknownTag, 2)));
        assert_eq!(
            flaw("-{zh-CN:甲;zh-Hans:乙}-"),
            Some((Flaw::TwiceNamed, 10))
        );
        assert_eq!(flaw("-{zh-Hans:甲;乙}-"), Some((Flaw::WithoutTag, 12)));
        assert_eq!(flaw("-{zh-Hans:;zh-Hant:乙}-"), Some((Flaw::Empty, 2)));
        assert_eq!(flaw("-{ }-"), Some((Flaw::Empty, 2)));
        assert_eq!(flaw("-{GDP：甲;乙}-"), None);
    }
}
