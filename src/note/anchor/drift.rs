//! Words that are gone: the one stretch that can hardly be anything but what became of them, if there is one.

use super::place::Place;
use super::{Outcome, Search};
use crate::note::Change;
use crate::note::align::{self, Difference};
use crate::note::fold::Folded;
use crate::note::haystack::{Hit, Sentence, cuts_number};
use crate::text;

/// Most edits between a quotation and the words taken for it.
const MOST_EDITS: usize = 60;

/// A stretch that may be what became of a quotation.
struct Candidate {
    hit: Hit,
    cost: usize,
    differences: Vec<Difference>,
}

impl Search<'_> {
    /// The one stretch that can hardly be anything but what became of the quotation.
    pub(super) fn drifted(
        &self,
        quote: &str,
        folded: &Folded,
        place: Option<Place>,
    ) -> Option<Outcome> {
        let length = folded.chars.len();
        let limit = (length * 3 / 10)
            .clamp(1, MOST_EDITS)
            .min(length.checked_sub(1)?);
        let allowed = |sentence: &Sentence| {
            place.is_none_or(|(block, range)| {
                sentence.block == block
                    && self
                        .haystack
                        .range(Hit {
                            block,
                            start: sentence.start,
                            end: sentence.end,
                        })
                        .overlaps(range)
            })
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        for sentence in self.haystack.likely(folded, allowed) {
            let Some(candidate) = self.candidate(folded, sentence, limit) else {
                continue;
            };
            if self.is_acceptable(folded, &candidate, place.is_some()) {
                candidates.push(candidate);
            }
        }
        candidates.sort_by_key(|candidate| (candidate.cost, candidate.hit));
        candidates.dedup_by(|b, a| {
            a.hit.block == b.hit.block && a.hit.start < b.hit.end && b.hit.start < a.hit.end
        });
        let mut ranked = candidates.into_iter();
        let best = ranked.next()?;
        if ranked
            .next()
            .is_some_and(|second| second.cost <= best.cost * 2)
        {
            return None;
        }
        let changes = self.changes(quote, folded, &best);
        Some(Outcome::Drifted {
            hit: best.hit,
            changes,
        })
    }

    /// The stretch nearest to the quotation in and around a sentence.
    fn candidate(&self, folded: &Folded, sentence: usize, limit: usize) -> Option<Candidate> {
        let around = sentence_ends(&folded.chars) + 1;
        let sentences = &self.haystack.sentences;
        let block = sentences[sentence].block;
        let first = sentence
            .saturating_sub(around)
            .max(self.haystack.first_sentence[block]);
        let last = (sentence..sentences.len().min(sentence + around + 1))
            .take_while(|&at| sentences[at].block == block)
            .last()?;
        let chars = &self.haystack.blocks[block].chars;
        let from = sentences[first].start;
        let window = align::nearest(&folded.chars, &chars[from..sentences[last].end], limit)?;
        let (mut start, mut end) = (from + window.start, from + window.end);
        for number in align::numbers(chars) {
            if number.contains(&start) && number.start < start {
                start = number.start;
            }
            if number.contains(&end) && number.start < end {
                end = number.end;
            }
        }
        if cuts_number(chars, start, end) {
            return None;
        }
        let differences = align::differences(&folded.chars, &chars[start..end]);
        Some(Candidate {
            hit: Hit { block, start, end },
            cost: window.cost,
            differences,
        })
    }

    /// Whether a stretch can hardly be anything but what became of the quotation. `named`: the note names the place.
    fn is_acceptable(&self, folded: &Folded, candidate: &Candidate, named: bool) -> bool {
        let old = &folded.chars;
        let Hit { block, start, end } = candidate.hit;
        let new = &self.haystack.blocks[block].chars[start..end];
        let is_letter = |c: &&char| c.is_alphabetic() && !c.is_ascii_digit();
        let mut kept = old.iter().filter(is_letter).count();
        let mut letters_changed = 0;
        let mut numbers_changed = Vec::new();
        for difference in &candidate.differences {
            let (before, after) = (&old[difference.old.clone()], &new[difference.new.clone()]);
            kept -= before.iter().filter(is_letter).count();
            let others = |chars: &[char]| chars.iter().filter(|c| !c.is_ascii_digit()).count();
            let digits = |chars: &[char]| chars.iter().any(char::is_ascii_digit);
            if digits(before) || digits(after) {
                numbers_changed.push((before, after));
                let marks = |chars: &[char]| {
                    align::numbers(chars)
                        .iter()
                        .map(|n| others(&chars[n.clone()]))
                        .sum::<usize>()
                };
                letters_changed +=
                    (others(before) - marks(before)).max(others(after) - marks(after));
            } else {
                letters_changed += before.len().max(after.len());
            }
        }
        if numbers_changed.is_empty() {
            let share = if named { 4 } else { 8 };
            return kept >= 4 && letters_changed * share <= old.len();
        }
        let single = |(before, after): &(&[char], &[char])| {
            align::numbers(before).len() == 1 && align::numbers(after).len() == 1
        };
        // 2500 → 2600 is a change; 734 → 785 may well be what another sentence has.
        let slight = |(before, after): &(&[char], &[char])| {
            before.len() == after.len()
                && before.iter().zip(*after).filter(|(a, b)| a != b).count() * 2 <= before.len()
        };
        numbers_changed.iter().all(single)
            && sentence_ends(new) <= sentence_ends(old)
            && letters_changed * 8 <= old.len()
            && if named {
                kept >= 4
            } else {
                kept >= 6
                    && numbers_changed.len() == 1
                    && (slight(&numbers_changed[0])
                        || numbers_changed[0].0.len() == 1 && letters_changed == 0)
            }
    }

    fn changes(&self, quote: &str, folded: &Folded, candidate: &Candidate) -> Vec<Change> {
        let Hit { block, start, .. } = candidate.hit;
        let words = |text: &str, folded: &Folded, start: usize, end: usize| {
            if start == end {
                return String::new();
            }
            text::slice(text, folded.source(start, end)).to_owned()
        };
        let change = |difference: &Difference| Change {
            old: words(quote, folded, difference.old.start, difference.old.end),
            new: words(
                &self.report.blocks[block].text,
                &self.haystack.blocks[block],
                start + difference.new.start,
                start + difference.new.end,
            ),
        };
        candidate.differences.iter().map(change).collect()
    }
}

/// Number of places inside where a sentence ends and another begins.
fn sentence_ends(chars: &[char]) -> usize {
    let inner = chars.len().saturating_sub(1);
    chars[..inner]
        .iter()
        .filter(|&&c| text::ends_sentence(c))
        .count()
}
