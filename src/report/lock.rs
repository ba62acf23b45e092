//! `anchors.lock`: which paragraph has which id, so that ids outlive edits.
//!
//! One line a paragraph, `fingerprint id`, sorted, so that two people's changes merge. The fingerprint has two halves:
//! a hash that finds an unchanged paragraph wherever it stands, and a 64-bit sketch (Charikar's simhash over bigrams,
//! STOC 2002) by which a changed one is recognised among those its neighbours leave over. Lines of deleted paragraphs
//! stay: their numbers are not used again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

/// A parsed `anchors.lock`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    entries: BTreeSet<(Fingerprint, String)>,
}

/// What a paragraph's text is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    hash: u64,
    sketch: u64,
}

/// Two sketches of which at most this many bits differ are taken for versions of one text; of unrelated paragraphs
/// about half of the 64 differ.
const LIKE: u32 = 20;

/// The same where a single text stands between the same two neighbours as a single id.
const LIKE_IN_PLACE: u32 = 25;

/// Pairs of characters a sketch is made of at most; no paragraph is that long, only a broken capture.
const SKETCHED: usize = 20_000;

impl Fingerprint {
    /// Computes the fingerprint of a paragraph; white space does not count.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::with(text, &mut HashMap::new())
    }

    /// The same; a document repeats its pairs of characters, so `known` keeps the hash of each.
    fn with(text: &str, known: &mut HashMap<[char; 2], u64>) -> Self {
        let folded: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let string: String = folded.iter().collect();
        let mut weights = [0_i32; 64];
        for pair in folded.windows(2).take(SKETCHED) {
            let pair = [pair[0], pair[1]];
            let bits = *known
                .entry(pair)
                .or_insert_with(|| hash(&String::from_iter(pair)));
            for (bit, weight) in weights.iter_mut().enumerate() {
                *weight += if bits >> bit & 1 == 1 { 1 } else { -1 };
            }
        }
        let sketch = weights
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight > 0)
            .fold(0, |s, (bit, _)| s | 1 << bit);
        Self {
            hash: hash(&string),
            sketch,
        }
    }

    fn likeness(self, other: Self) -> u32 {
        (self.sketch ^ other.sketch).count_ones()
    }
}

fn hash(text: &str) -> u64 {
    let bytes = blake3::hash(text.as_bytes());
    u64::from_be_bytes(
        bytes.as_bytes()[..8]
            .try_into()
            .expect("a slice of eight bytes"),
    )
}

impl Lock {
    /// Parses the file; lines that are not `fingerprint id` are warnings and left out.
    #[must_use]
    pub fn parse(source: &Arc<SourceFile>) -> (Self, Vec<Diagnostic>) {
        let mut entries = BTreeSet::new();
        let mut diagnostics = Vec::new();
        let mut at = 0;
        for line in source.text.split_inclusive('\n') {
            let text = line.trim_end();
            if !text.is_empty() && !text.starts_with('#') {
                match parse_line(text) {
                    Some(entry) => drop(entries.insert(entry)),
                    None => diagnostics.push(
                        Diagnostic::warning("anchors-lock", "a line that is not `fingerprint id`")
                            .at(source, at..at + text.len(), "")
                            .help("remove the line, then run `zhaiyao check --fix`"),
                    ),
                }
            }
            at += line.len();
        }
        (Self { entries }, diagnostics)
    }

    /// Writes the file.
    #[must_use]
    pub fn write(&self) -> String {
        let lines: BTreeSet<String> = self
            .entries
            .iter()
            .map(|(print, id)| format!("{:016x}-{:016x} {id}", print.hash, print.sketch))
            .collect();
        lines.iter().fold(String::new(), |mut out, line| {
            let _ = writeln!(out, "{line}"); // writing to a string cannot fail
            out
        })
    }

    /// Gives every paragraph its id: by its text, else by its neighbours and likeness, else the next free number of
    /// its section. `paragraphs` are (part, section, text) in order. Returns the ids and the lock that holds them.
    #[must_use]
    pub fn assign(&self, paragraphs: &[(usize, usize, &str)]) -> (Vec<String>, Self) {
        let mut known = HashMap::new();
        let prints: Vec<Fingerprint> = paragraphs
            .iter()
            .map(|(_, _, text)| Fingerprint::with(text, &mut known))
            .collect();
        let mut ids = self.unchanged(&prints);
        self.changed(&prints, &mut ids);
        let mut free = self.free_numbers();
        let ids: Vec<String> = ids
            .into_iter()
            .zip(paragraphs)
            .map(|(id, &(part, section, _))| {
                id.unwrap_or_else(|| {
                    let next = free.entry((part, section)).or_insert(1);
                    let id = format!("p-{part}-{section}-{next}");
                    *next += 1;
                    id
                })
            })
            .collect();
        let current: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let gone = self
            .entries
            .iter()
            .filter(|(_, id)| !current.contains(id.as_str()))
            .cloned();
        let entries = prints
            .into_iter()
            .zip(ids.iter().cloned())
            .chain(gone)
            .collect();
        (ids, Self { entries })
    }

    /// Ids of the paragraphs whose text the lock knows. Of equal texts the first gets the first id.
    fn unchanged(&self, prints: &[Fingerprint]) -> Vec<Option<String>> {
        let mut known: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for (print, id) in &self.entries {
            known.entry(print.hash).or_default().push(id);
        }
        for ids in known.values_mut() {
            ids.sort_by_key(|id| std::cmp::Reverse(position(id)));
        }
        prints
            .iter()
            .map(|print| {
                known
                    .get_mut(&print.hash)
                    .and_then(Vec::pop)
                    .map(str::to_owned)
            })
            .collect()
    }

    /// Fills the gaps between unchanged paragraphs: in each gap the ids left over go to the texts most like theirs, in
    /// order.
    fn changed(&self, prints: &[Fingerprint], ids: &mut [Option<String>]) {
        let taken: BTreeSet<String> = ids.iter().flatten().cloned().collect();
        let mut left: Vec<&(Fingerprint, String)> = self
            .entries
            .iter()
            .filter(|(_, id)| !taken.contains(id))
            .collect();
        left.sort_by_key(|(_, id)| position(id));
        let mut start = 0;
        while start < ids.len() {
            if ids[start].is_some() {
                start += 1;
                continue;
            }
            let end = (start..ids.len())
                .find(|&at| ids[at].is_some())
                .unwrap_or(ids.len());
            let after = start
                .checked_sub(1)
                .and_then(|at| ids[at].as_deref())
                .map(position);
            let before = ids.get(end).and_then(|id| id.as_deref()).map(position);
            let within = |id: &str| {
                after.is_none_or(|a| position(id) > a) && before.is_none_or(|b| position(id) < b)
            };
            let mut candidates: Vec<_> =
                left.iter().copied().filter(|(_, id)| within(id)).collect();
            let limit = if candidates.len() == 1 && end - start == 1 {
                LIKE_IN_PLACE
            } else {
                LIKE
            };
            for at in start..end {
                let best = candidates
                    .iter()
                    .enumerate()
                    .map(|(index, (print, _))| (print.likeness(prints[at]), index))
                    .min()
                    .filter(|&(distance, _)| distance <= limit);
                if let Some((_, index)) = best {
                    ids[at] = Some(candidates[index].1.clone());
                    // Order is kept: what stands before the id given is not given any more in this gap.
                    candidates.drain(..=index);
                }
            }
            start = end;
        }
    }

    /// The next free number of every section: one past the highest ever used.
    fn free_numbers(&self) -> BTreeMap<(usize, usize), usize> {
        let mut free = BTreeMap::new();
        for (_, id) in &self.entries {
            let (part, section, n) = position(id);
            let next = free.entry((part, section)).or_insert(1);
            *next = n.max(*next - 1) + 1;
        }
        free
    }
}

/// Reads `p-3-2-3` as (3, 2, 3).
fn position(id: &str) -> (usize, usize, usize) {
    let mut numbers = id
        .split('-')
        .skip(1)
        .map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next())
}

fn parse_line(line: &str) -> Option<(Fingerprint, String)> {
    let (print, id) = line.split_once(' ')?;
    let (hash, sketch) = print.split_once('-')?;
    let hex = |text: &str| {
        (text.len() == 16)
            .then(|| u64::from_str_radix(text, 16).ok())
            .flatten()
    };
    let valid = id
        .strip_prefix("p-")?
        .split('-')
        .filter(|n| n.parse::<u32>().is_ok())
        .count()
        == 3;
    valid.then_some((
        Fingerprint {
            hash: hex(hash)?,
            sketch: hex(sketch)?,
        },
        id.to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str =
        "要坚持以新能源带动新工业，锚定目标，加快大型风光基地建设，力争并网装机2500万千瓦以上。";
    const A2: &str =
        "要坚持以新能源带动新工业，锚定目标，加快大型风光基地建设，力争并网装机2600万千瓦以上。";
    const B: &str = "全力以赴抓招商。精心谋划好招商引资三年行动，聚焦产业集群和重点产业链。";
    const C: &str = "精准发力抓消费。我区消费长期不温不火，特别是受疫情影响更为低迷。";

    fn assign(lock: &Lock, texts: &[&str]) -> (Vec<String>, Lock) {
        let paragraphs: Vec<_> = texts.iter().map(|text| (1, 0, *text)).collect();
        lock.assign(&paragraphs)
    }

    #[test]
    fn a_changed_paragraph_keeps_its_id_and_a_new_one_takes_the_next_free_number() {
        let (ids, lock) = assign(&Lock::default(), &[A, B]);
        assert_eq!(ids, ["p-1-0-1", "p-1-0-2"]);
        assert_eq!(
            assign(&lock, &[C, A2, B]).0,
            ["p-1-0-3", "p-1-0-1", "p-1-0-2"]
        );
    }

    #[test]
    fn a_deleted_number_is_not_used_again() {
        let (_, lock) = assign(&Lock::default(), &[A, B]);
        let (ids, lock) = assign(&lock, &[A]);
        assert_eq!(ids, ["p-1-0-1"]);
        assert_eq!(assign(&lock, &[A, C]).0, ["p-1-0-1", "p-1-0-3"]);
    }

    #[test]
    fn a_moved_paragraph_takes_its_id_along() {
        let (_, lock) = assign(&Lock::default(), &[A, B, C]);
        assert_eq!(
            assign(&lock, &[C, A, B]).0,
            ["p-1-0-3", "p-1-0-1", "p-1-0-2"]
        );
    }

    #[test]
    fn the_file_reads_back_as_written() {
        let (_, lock) = assign(&Lock::default(), &[A, B]);
        let source = SourceFile::new("anchors.lock", lock.write());
        let (again, diagnostics) = Lock::parse(&source);
        assert_eq!((again.write(), diagnostics.len()), (lock.write(), 0));
    }
}
