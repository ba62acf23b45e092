//! The places a text names: by a list (`content/places.yaml`, on top of the built-in one) and by the words that end the
//! names of ports, parks, railways and the like.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::Digest;
use super::lexicon::{Lexicon, entries};
use super::plain::Plain;
use super::words::words;
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::text::{TextRange, is_han, slice};
use crate::yaml;

/// The names that are known to be places.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    /// Every name, and whether it counts only with a level behind it (朝阳市, not 朝阳产业).
    names: Lexicon<bool>,
}

/// A place that a report names, and how many sentences of each sector name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name as printed.
    pub name: String,
    /// Sentences by sector.
    pub sectors: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Names by kind; the kinds are for people.
    #[serde(default)]
    places: BTreeMap<String, Vec<String>>,
}

impl Gazetteer {
    /// The built-in list: provinces, prefectures and regions.
    #[must_use]
    pub fn built_in() -> Self {
        Self::with(Vec::new())
    }

    /// Parses `content/places.yaml`, whose names come on top of the built-in ones.
    #[must_use]
    pub fn parse(source: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        match yaml::parse_file::<File>(source) {
            Ok(file) => {
                let mut diagnostics = Vec::new();
                let names: Vec<String> = file.places.into_values().flatten().collect();
                for name in names.iter().filter(|name| !is_name(name)) {
                    let at = source.text.find(name.as_str()).unwrap_or(0);
                    let message = format!("`{name}` is no name of a place");
                    diagnostics.push(
                        Diagnostic::warning("place-name", message)
                            .at(source, at..at + name.len(), "")
                            .help(
                                "a name has at least two Han characters, and `!` behind it at most",
                            ),
                    );
                }
                let names = names.into_iter().filter(|name| is_name(name)).collect();
                (Self::with(names), diagnostics)
            }
            Err(diagnostic) => (Self::built_in(), vec![*diagnostic]),
        }
    }

    fn with(own: Vec<String>) -> Self {
        let listed = entries(include_str!("data/places.txt")).flatten();
        let names = own.into_iter().chain(listed.map(str::to_owned));
        Self {
            names: Lexicon::new(names.map(|name| match name.strip_suffix('!') {
                Some(word) => (word.to_owned(), true),
                None => (name, false),
            })),
        }
    }

    /// The names in `text`, in order.
    #[must_use]
    pub fn places(&self, text: &[char]) -> Vec<TextRange> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let Some((length, &needs_level)) = self.names.at(text, at) else {
                at += 1;
                continue;
            };
            let end = at + length;
            let level = matches!(text.get(end), Some('市' | '州' | '盟' | '县' | '区' | '旗'))
                || text[end..].starts_with(&['地', '区']);
            if (!needs_level || level)
                && !crosses_a_word(text, at, end)
                && !is_longer_water(text, at, end)
            {
                found.push(TextRange::new(at, end));
            }
            at = end;
        }
        for end in 0..text.len() {
            if let Some(range) = site_ending(text, end)
                && !found.iter().any(|known| known.overlaps(range))
            {
                found.push(range);
            }
        }
        found.sort_by_key(|range| range.start);
        found
    }
}

/// 编制完成都市区规划: whether a known verb takes the name's first letters.
fn crosses_a_word(text: &[char], start: usize, end: usize) -> bool {
    const LONGEST: usize = 3;
    let words = words();
    let lists = [
        &words.act,
        &words.light,
        &words.stop,
        &words.link,
        &words.change,
        &words.lead,
    ];
    (start.saturating_sub(LONGEST)..start).any(|at| {
        lists.iter().any(|list| {
            let known = list.at(text, at).map_or(0, |(length, ())| length);
            let over = at + known;
            start < over && over < end && known > 1
        })
    })
}

/// 浦阳江, 黄岗山: whether the name of a water or a mountain is only the end of a longer one.
fn is_longer_water(text: &[char], start: usize, end: usize) -> bool {
    let words = words();
    let lists = [
        &words.act,
        &words.light,
        &words.stop,
        &words.link,
        &words.lead,
        &words.site_verb,
        &words.place,
    ];
    let worded = |end: usize| lists.iter().any(|list| list.before(text, 0, end).is_some());
    let level = matches!(text.get(end), Some('市' | '州' | '县' | '区' | '省'));
    matches!(text[end - 1], '江' | '河' | '湖' | '山' | '海')
        && !level
        && start > 0
        && is_han(text[start - 1])
        && !BORDERS.contains(&text[start - 1])
        && !matches!(
            text[start - 1],
            '省' | '市' | '州' | '县' | '区' | '国' | '援' | '经' | '往' | '位' | '自' | '于'
        )
        && !worded(start)
}

fn is_name(name: &str) -> bool {
    let word = name.strip_suffix('!').unwrap_or(name);
    word.chars().count() >= 2 && word.chars().all(|c| is_han(c) || c == '·')
}

/// The name of a port, park, railway … that ends before `end` (满都拉口岸, 集大高铁): Han letters between a mark or a verb
/// and the word that says what it is.
fn site_ending(text: &[char], end: usize) -> Option<TextRange> {
    const LONGEST: usize = 5;
    let words = words();
    let (kind, ()) = words.site.before(text, 0, end)?;
    let mut start = kind;
    loop {
        let open = start == 0
            || !is_han(text[start - 1])
            || BORDERS.contains(&text[start - 1])
            || [
                &words.act,
                &words.lead,
                &words.light,
                &words.stop,
                &words.site_verb,
            ]
            .iter()
            .any(|list| {
                list.before(text, 0, start)
                    .is_some_and(|(at, ())| at + 1 < start)
            });
        if open {
            break;
        }
        start -= 1;
        if kind - start > LONGEST {
            return None;
        }
    }
    let named = kind >= start + 2
        && words.site_kind.before(text, start, kind).is_none()
        && words.site_kind.at(text, start).is_none();
    named.then(|| TextRange::new(start, end))
}

/// Letters that stand before a name and are no part of it.
const BORDERS: [char; 26] = [
    '的', '和', '与', '及', '在', '到', '至', '从', '等', '条', '个', '座', '处', '为', '对', '向',
    '由', '以', '了', '是', '段', '抓', '建', '修', '通', '使',
];

/// The places of a digest whose passages are complete, in the order of the text.
pub(crate) fn named_places(
    digest: &Digest,
    plain: &Plain<'_>,
    gazetteer: &Gazetteer,
) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for passage in &digest.passages {
        let folded = slice(plain.block(passage.block), passage.range);
        let printed = slice(&digest.report.blocks[passage.block].text, passage.range);
        for sentence in &passage.sentences {
            let letters: Vec<char> = slice(folded, sentence.range).chars().collect();
            let mut seen: Vec<String> = Vec::new();
            for range in gazetteer.places(&letters) {
                let name = slice(printed, range.shifted(sentence.range.start)).to_owned();
                if seen.contains(&name) {
                    continue;
                }
                let at = *index.entry(name.clone()).or_insert_with(|| {
                    places.push(Place {
                        name: name.clone(),
                        sectors: BTreeMap::new(),
                    });
                    places.len() - 1
                });
                *places[at]
                    .sectors
                    .entry(sentence.sector.clone())
                    .or_default() += 1;
                seen.push(name);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().collect();
        let ranges = gazetteer.places(&letters);
        ranges
            .into_iter()
            .map(|range| slice(text, range).to_owned())
            .collect()
    }

    #[test]
    fn places_are_known_by_a_list_and_by_what_they_are() {
        let gazetteer = Gazetteer::built_in();
        let text =
            "推进呼和浩特新机场、集大高铁建设，加快满都拉口岸扩能，支持朝阳产业，建设智慧口岸。";
        assert_eq!(named(&gazetteer, text), ["呼和浩特", "集大高铁", "满都拉"]);
        assert_eq!(named(&gazetteer, "辽宁朝阳市的重点口岸"), ["辽宁", "朝阳"]);
        let within = "编制完成都市区规划，治理浦阳江，对口支援阳江和丽江，建成成都东站。";
        assert_eq!(named(&gazetteer, within), ["阳江", "丽江", "成都"]);
    }

    #[test]
    fn a_site_adds_its_own_places_and_is_told_of_mistakes() {
        let text = "places:\n  旗县: [达茂旗, 准格尔, x]\n";
        let source = SourceFile::new("content/places.yaml", text);
        let (gazetteer, diagnostics) = Gazetteer::parse(&source);
        assert_eq!(
            named(&gazetteer, "准格尔和达茂旗的包头"),
            ["准格尔", "达茂旗", "包头"]
        );
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["place-name"]);
        let source = SourceFile::new("content/places.yaml", "place:\n  旗县: []\n");
        assert_eq!(Gazetteer::parse(&source).1[0].code, "unknown-key");
    }
}
