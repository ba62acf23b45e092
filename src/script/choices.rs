//! The conversion log: every character with more than one counterpart, and how it was decided.
//!
//! The engine does not tell which of its phrases it used. The same longest-match walk over the same dictionaries finds
//! them again.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use super::conversions::{Conversions, Edit, Settled, Settlement};
use super::{Level, Script, Tag, engine, words};
use crate::text::TextRange;

/// How a character with more than one counterpart was converted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Choice {
    /// Where it stands in the source: a code point.
    pub at: usize,
    /// The character of the source.
    pub source: char,
    /// What stands for it in the target; all words of an override or of hand-made words of another length.
    pub target: String,
    /// Everything it could have become, the engine's default first.
    pub alternatives: &'static str,
    /// What decided.
    pub decided: Decided,
    /// The words of the source that decided: a phrase of the dictionary, an override, hand-made words, or the character
    /// whose neighbours decided; else empty.
    pub word: String,
}

/// What decided about a character with more than one counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decided {
    /// A phrase of the engine's dictionary, a word of the text, or what stands around the character.
    Phrase,
    /// Nothing: the engine took its default, and the character stands in no word that is known. These are the places to
    /// proof-read.
    Default,
    /// A line of the built-in table.
    BuiltIn,
    /// A line of `content/conversion.yaml`.
    Site,
    /// `-{…}-`.
    Hand,
    /// Code or an address, which is never converted.
    Kept,
}

/// Returns what `c` can become in `script`, the engine's default first; none if there is no choice.
#[must_use]
pub fn alternatives(c: char, script: Script) -> Option<&'static str> {
    table(script).get(&c).copied()
}

/// Every character of the other script that has more than one counterpart in `script`, with its counterparts.
pub(super) fn table(script: Script) -> &'static BTreeMap<char, &'static str> {
    static TABLE: OnceLock<[BTreeMap<char, &str>; 2]> = OnceLock::new();
    let [to_traditional, to_simplified] = TABLE.get_or_init(|| {
        let lines = include_str!("data/one-to-many.tsv").lines();
        let mut table = [BTreeMap::new(), BTreeMap::new()];
        for line in lines.filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(way), Some(source), Some(targets)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            table[usize::from(way == "t2s")].extend(source.chars().map(|c| (c, targets)));
        }
        table
    });
    match script {
        Script::Hant => to_traditional,
        Script::Hans => to_simplified,
    }
}

impl Conversions {
    /// Lists every character of a block with more than one counterpart, in order, and how it was decided. `literal` as
    /// in [`Conversions::convert_around`]. Between two Traditional tags there is nothing to tell.
    #[must_use]
    pub fn choices(&self, source: &str, literal: &[TextRange], from: Tag, to: Tag) -> Vec<Choice> {
        if from.script() == to.script()
            || !source
                .chars()
                .any(|c| alternatives(c, to.script()).is_some())
        {
            return Vec::new();
        }
        let converted = self.convert_around(source, literal, from, to);
        let Settlement { chars, edits, .. } =
            self.settled(source, literal, from, to, &mut Vec::new());
        let targets: Vec<char> = converted.text.chars().collect();
        let phrases = Phrases::of(to.script()).find(&chars);
        let words = match to.script() {
            Script::Hant => words::known(&chars),
            Script::Hans => Vec::new(),
        };
        let mut choices = Vec::new();
        let (mut edits, mut phrases) = (edits.iter().peekable(), phrases.iter().peekable());
        let mut words = words.iter().peekable();
        let mut longer = 0;
        for (at, &c) in chars.iter().enumerate() {
            while let Some(edit) = edits.next_if(|edit| edit.plain.end <= at) {
                longer += edit.source - edit.plain.len();
            }
            while phrases.next_if(|phrase| phrase.end <= at).is_some() {}
            while words.next_if(|word| word.end <= at).is_some() {}
            let Some(alternatives) = alternatives(c, to.script()) else {
                continue;
            };
            let covering = edits.peek().filter(|edit| edit.plain.start <= at);
            let known = words.peek().filter(|word| word.start <= at);
            let (decided, word) = match (covering, phrases.peek(), known) {
                // A character that the text's words leave alone is decided by none of them.
                (Some(edit), ..) if edit.settled != Settled::Word || edit.plain.len() > 1 => {
                    (self.decided(edit), Some(edit.plain))
                }
                (None, Some(phrase), _) if phrase.start <= at => (Decided::Phrase, Some(**phrase)),
                (None, _, Some(word)) => (Decided::Phrase, Some(**word)),
                _ => (Decided::Default, None),
            };
            let place = match covering {
                Some(edit) if edit.source != edit.plain.len() => {
                    let start = edit.plain.start + longer;
                    TextRange::new(start, start + edit.source)
                }
                _ => TextRange::new(at + longer, at + longer + 1),
            };
            let target = converted.alignment.range(place);
            choices.push(Choice {
                at: place.start,
                source: c,
                target: targets[target.start..target.end].iter().collect(),
                alternatives,
                decided,
                word: word.map_or_else(String::new, |word| {
                    chars[word.start..word.end].iter().collect()
                }),
            });
        }
        choices
    }

    fn decided(&self, edit: &Edit) -> Decided {
        match edit.settled {
            Settled::Hand => Decided::Hand,
            Settled::Kept => Decided::Kept,
            Settled::Word | Settled::Told => Decided::Phrase,
            Settled::Override(index) => match self.overrides()[index].level {
                Level::Report | Level::Site => Decided::Site,
                Level::BuiltIn => Decided::BuiltIn,
            },
        }
    }
}

/// The phrases of the dictionaries for one direction.
struct Phrases {
    phrases: HashSet<&'static [char]>,
    /// Lengths of the phrases that start with a character, as bits.
    lengths: BTreeMap<char, u64>,
}

impl Phrases {
    fn of(script: Script) -> &'static Self {
        static PHRASES: [OnceLock<Phrases>; 2] = [OnceLock::new(), OnceLock::new()];
        PHRASES[usize::from(script == Script::Hans)]
            .get_or_init(|| Self::new(engine::phrases(script)))
    }

    fn new(phrases: &'static [Box<[char]>]) -> Self {
        let mut lengths: BTreeMap<char, u64> = BTreeMap::new();
        for phrase in phrases.iter().filter(|phrase| phrase.len() < 64) {
            *lengths.entry(phrase[0]).or_default() |= 1 << phrase.len();
        }
        Self {
            phrases: phrases.iter().map(AsRef::as_ref).collect(),
            lengths,
        }
    }

    /// The phrases a longest-match walk from left to right finds, as the engine's does.
    fn find(&self, chars: &[char]) -> Vec<TextRange> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let mask = self.lengths.get(&chars[at]).copied().unwrap_or(0);
            let longest = (2..64)
                .rev()
                .filter(|length| mask & (1 << length) != 0 && at + length <= chars.len())
                .find(|length| self.phrases.contains(&chars[at..at + length]));
            if let Some(length) = longest {
                found.push(TextRange::new(at, at + length));
            }
            at += longest.unwrap_or(1);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_names_what_decided() {
        let text = "发达云计算，-{里}-程碑，风光制氢，见https://a.cn/发，万里";
        let choices = Conversions::default().choices(text, &[], Tag::Hans, Tag::Hant);
        let told: Vec<_> = choices
            .iter()
            .map(|c| {
                format!(
                    "{} {}→{} {:?} {}",
                    c.at, c.source, c.target, c.decided, c.word
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "0 发→發 Phrase 发达",
                "2 云→雲 Default ",
                "6 里→里 Hand 里",
                "16 制→製 BuiltIn 制氢",
                "33 发→发 Kept https://a.cn/发",
                "35 万→萬 Phrase 万里",
                "36 里→里 Phrase 万里",
            ]
        );
    }

    #[test]
    fn the_default_is_told_as_such() {
        let choices = Conversions::default().choices("谷", &[], Tag::Hans, Tag::Hant);
        assert_eq!(choices[0].decided, Decided::Default);
        assert_eq!(choices[0].alternatives, "谷穀");
    }

    #[test]
    fn what_neighbours_decide_is_not_told_as_the_default() {
        let text = "检查，并到访45只，市长 于某，埃莱里·某，并";
        let choices = Conversions::default().choices(text, &[], Tag::Hans, Tag::Hant);
        let told: Vec<_> = choices
            .iter()
            .map(|c| format!("{}→{} {:?} {}", c.source, c.target, c.decided, c.word))
            .collect();
        assert_eq!(
            told,
            [
                "并→並 Phrase 并",
                "只→隻 Phrase 5只",
                "于→于 Phrase 于",
                "里→里 Phrase 里",
                "并→並 Default ",
            ]
        );
    }

    #[test]
    fn from_traditional_the_other_table_serves() {
        let choices = Conversions::default().choices("顯著地朝著", &[], Tag::HantTw, Tag::Hans);
        let told: String = choices.iter().map(|c| c.target.as_str()).collect();
        assert_eq!(told, "著着");
    }
}
