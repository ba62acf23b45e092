//! The index of words at the end of the search page: what leads into the reports without a script.
//!
//! With one report a word leads to its paragraphs, with several to the first such paragraph of each report.

use serde::Serialize;

use crate::digest::Passage;
use crate::page::across;
use crate::page::agency;
use crate::page::glossary;
use crate::page::link::Linker;
use crate::page::reading::{Index, Reading};
use crate::page::search::Way;
use crate::page::{Material, sector_name};
use crate::script::Tag;

/// Words of a sector.
const WORDS: usize = 8;
/// Places of a word.
const PLACES: usize = 8;

/// Words of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Key of the name in the theme's words; empty for a sector.
    pub key: &'static str,
    /// Name of the sector.
    pub name: String,
    /// The words.
    pub words: Vec<Word>,
}

/// A word and where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Word {
    /// The word.
    pub word: String,
    /// Where it stands, in the order of the text, or of the reports.
    pub places: Vec<Way>,
    /// How many more places there are.
    pub more: usize,
}

/// Makes the index of an edition, seen from the page at `path`.
#[must_use]
pub fn groups(material: &Material<'_>, tag: Tag, path: &str) -> Vec<Group> {
    let editions = across::newest_first(material, tag);
    let indices: Vec<Index<'_>> = editions.iter().map(|e| Index::new(e.digest)).collect();
    let readings: Vec<Reading<'_>> = (editions.iter().zip(&indices))
        .map(|(edition, index)| Reading::new(edition, index, path))
        .collect();
    let mut groups = sectors(material, &readings);
    groups.extend(group("where", places(&readings)));
    if let [only] = &readings[..] {
        groups.extend(group("agencies_title", agencies(only)));
    }
    groups.extend(group("nav_glossary", terms(material, tag, path)));
    groups
}

fn group(key: &'static str, words: Vec<Word>) -> Option<Group> {
    (!words.is_empty()).then(|| Group {
        key,
        name: String::new(),
        words,
    })
}

/// A sector, and its words with the number of reports that use them.
struct Counted {
    sector: String,
    name: String,
    words: Vec<(String, usize)>,
}

/// The words that decided about each sector, those that more reports use first.
fn sectors(material: &Material<'_>, readings: &[Reading<'_>]) -> Vec<Group> {
    let mut shelves: Vec<Counted> = Vec::new();
    for reading in readings {
        for card in &reading.digest().cards {
            let at = shelves.iter().position(|known| known.sector == card.sector);
            let at = at.unwrap_or_else(|| {
                shelves.push(Counted {
                    sector: card.sector.clone(),
                    name: sector_name(material, reading.edition, &card.sector),
                    words: Vec::new(),
                });
                shelves.len() - 1
            });
            let counted = &mut shelves[at].words;
            for word in card.words.iter().take(WORDS * 2) {
                match counted.iter_mut().find(|(known, _)| known == word) {
                    Some((_, count)) => *count += 1,
                    None => counted.push((word.clone(), 1)),
                }
            }
        }
    }
    (shelves.into_iter())
        .map(|shelf| {
            let Counted {
                sector,
                name,
                mut words,
            } = shelf;
            words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let words = (words.iter().take(WORDS)).filter_map(|(word, _)| {
                let decides = |passage: &Passage| {
                    (passage.sentences.iter()).any(|sentence| {
                        sentence.sector == sector && sentence.why.iter().any(|why| why == word)
                    })
                };
                found(readings, word, decides)
            });
            Group {
                key: "",
                words: words.collect(),
                name,
            }
        })
        .filter(|group| !group.words.is_empty())
        .collect()
}

/// The places that the reports name.
fn places(readings: &[Reading<'_>]) -> Vec<Word> {
    let mut names: Vec<&String> = Vec::new();
    for reading in readings {
        for place in reading.digest().cards.iter().flat_map(|card| &card.places) {
            if !names.contains(&place) {
                names.push(place);
            }
        }
    }
    let named = |word: &&String| {
        let stands = |reading: &Reading<'_>, passage: &Passage| {
            let block = &reading.digest().report.blocks[passage.block];
            crate::text::slice(&block.text, passage.range).contains(word.as_str())
        };
        found_in(readings, word, stands)
    };
    names.iter().filter_map(named).collect()
}

fn found(readings: &[Reading<'_>], word: &str, stands: impl Fn(&Passage) -> bool) -> Option<Word> {
    found_in(readings, word, |_, passage| stands(passage))
}

/// The paragraphs where `stands` finds `word`: all of them in one report, else the first in each.
fn found_in(
    readings: &[Reading<'_>],
    word: &str,
    stands: impl Fn(&Reading<'_>, &Passage) -> bool,
) -> Option<Word> {
    let of = |reading| {
        let passages = Reading::digest(reading).passages.iter();
        passages.filter(|passage| passage.id.starts_with("p-") && stands(reading, passage))
    };
    let mut places: Vec<Way> = match readings {
        [only] => of(only)
            .map(|passage| {
                let place = only.reference(&passage.id);
                Way {
                    href: place.href,
                    text: place.label,
                }
            })
            .collect(),
        several => (several.iter())
            .filter_map(|reading| {
                let first = of(reading).next()?;
                Some(Way {
                    href: reading.reference(&first.id).href,
                    text: across::label(reading),
                })
            })
            .collect(),
    };
    let more = places.len().saturating_sub(PLACES);
    places.truncate(PLACES);
    let edition = readings.first()?.edition;
    (!places.is_empty()).then(|| Word {
        word: edition.phrase(word),
        places,
        more,
    })
}

fn agencies(reading: &Reading<'_>) -> Vec<Word> {
    (agency::counted(reading.digest()).into_iter())
        .map(|(id, count)| Word {
            word: reading.edition.phrase(&id),
            places: vec![Way {
                href: reading.to(&format!("agency/{id}/")),
                text: count.to_string(),
            }],
            more: 0,
        })
        .collect()
}

fn terms(material: &Material<'_>, tag: Tag, path: &str) -> Vec<Word> {
    let glossary = glossary::href(tag, &Linker::relative(path));
    (material.editorial.glossary.iter())
        .map(|term| Word {
            word: term.word(tag, material.conversions),
            places: vec![Way {
                href: format!("{glossary}#g-{}", term.id),
                text: String::new(),
            }],
            more: 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture::{with_material, with_two};

    fn word<'a>(groups: &'a [Group], word: &str) -> &'a Word {
        let mut words = groups.iter().flat_map(|group| &group.words);
        words.find(|found| found.word == word).unwrap()
    }

    #[test]
    fn a_word_leads_to_every_paragraph_that_it_decided_about() {
        with_material(|material| {
            let groups = groups(material, Tag::Hant, "zh-hant/search/");
            assert_eq!(groups[0].name, "能源與電力");
            let places = &word(&groups, "裝機").places;
            assert_eq!(places[0].href, "../small/text/#p-1-0-1");
            assert_eq!(places[0].text, "1-0-1");
            assert_eq!(word(&groups, "教育廳").places[0].text, "1");
            let term = word(&groups, "源網荷儲");
            assert_eq!(term.places[0].href, "../glossary/#g-ywhc");
        });
    }

    #[test]
    fn with_several_reports_a_word_leads_to_each_of_them() {
        with_two(|material| {
            let groups = groups(material, Tag::Hans, "zh-hans/search/");
            let places = &word(&groups, "装机").places;
            let texts: Vec<&str> = places.iter().map(|way| way.text.as_str()).collect();
            assert_eq!(texts, ["某自治区2024", "某自治区2023"]);
        });
    }
}
