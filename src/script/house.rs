//! House style: what an edition writes instead of what the conversion gives, by its region and by the site.

use std::collections::BTreeMap;

use super::Tag;

/// The house style of an edition: what is written instead of what the conversion gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    /// Characters and what is written for them (臺 → 台); hand-made words and the site's overrides are not touched.
    pub characters: BTreeMap<char, char>,
    /// Quotation marks.
    pub quotes: Quotes,
}

/// Which quotation marks an edition has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// Those of its script: “ ‘ ’ ” or 「 『 』 」.
    #[default]
    Script,
    /// Those of the source.
    Source,
}

/// What an edition's region writes where an engine gives another variant of the same character. The default engine gives
/// 裡 for Hong Kong, which writes 裏; the reference engine gives 羣, 啓, 衆, which few newspapers or offices there use.
const HONG_KONG: [(char, char); 19] = [
    ('裡', '裏'),
    ('羣', '群'),
    ('啓', '啟'),
    ('衆', '眾'),
    ('爲', '為'),
    ('僞', '偽'),
    ('峯', '峰'),
    ('麪', '麵'),
    ('喫', '吃'),
    ('擡', '抬'),
    ('竈', '灶'),
    ('癡', '痴'),
    ('皁', '皂'),
    ('豔', '艷'),
    ('鍼', '針'),
    ('溼', '濕'),
    ('蔘', '參'),
    ('慼', '戚'),
    ('牀', '床'),
];
const TAIWAN: [(char, char); 6] = [
    ('賬', '帳'),
    ('祕', '秘'),
    ('溼', '濕'),
    ('艷', '豔'),
    ('蔘', '參'),
    ('慼', '戚'),
];

/// The house style that is written in.
#[derive(Debug, Default)]
pub(super) struct Style {
    pub(super) own: House,
    /// The characters of `own`.
    seldom: Seldom,
}

impl Style {
    /// The house style for a tag: the region's, and what the site says on top of it.
    pub(super) fn of(tag: Tag, own: House) -> Self {
        let region: &[(char, char)] = match tag {
            Tag::Hans => &[],
            Tag::Hant | Tag::HantTw => &TAIWAN,
            Tag::HantHk => &HONG_KONG,
        };
        let mut style = Self {
            own,
            seldom: Seldom::default(),
        };
        let characters = &mut style.own.characters;
        for (from, to) in region {
            let to = *characters.get(to).unwrap_or(to);
            characters.entry(*from).or_insert(to);
        }
        for &c in characters.keys() {
            style.seldom.add(c);
        }
        style
    }

    /// `converted` in this style.
    pub(super) fn written(&self, converted: &str) -> String {
        let mut text = String::with_capacity(converted.len());
        self.write(converted, usize::MAX, &mut text);
        text
    }

    /// Appends the first `count` code points of `converted` in this style to `text`. Returns how many there were, and
    /// their bytes in `converted`.
    #[inline]
    pub(super) fn write(&self, converted: &str, count: usize, text: &mut String) -> (usize, usize) {
        let (mut points, mut written) = (0, 0);
        let mut rest = converted.char_indices();
        while points < count {
            let Some((at, c)) = rest.next() else { break };
            points += 1;
            if !self.seldom.may_hold(c) {
                continue;
            }
            if let Some(&own) = self.own.characters.get(&c) {
                text.push_str(&converted[written..at]);
                text.push(own);
                written = rest.offset();
            }
        }
        text.push_str(&converted[written..rest.offset()]);
        (points, rest.offset())
    }
}

/// A quick look whether a character can be among a few: most are not, and cost no search.
#[derive(Clone, Copy, Debug, Default)]
struct Seldom([u64; 16]);

impl Seldom {
    fn add(&mut self, c: char) {
        let place = c as usize & 1023;
        self.0[place >> 6] |= 1 << (place & 63);
    }

    fn may_hold(&self, c: char) -> bool {
        let place = c as usize & 1023;
        self.0[place >> 6] & (1 << (place & 63)) != 0
    }
}
