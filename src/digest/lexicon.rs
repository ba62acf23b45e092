//! A word list that finds the longest of its words at a place in constant time.
//!
//! Words are grouped by their first character behind a dense table over the Basic Multilingual Plane, so that a text
//! can be scanned once, whatever the number of words.

use std::collections::BTreeMap;

/// Words with what each of them means.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon<T> {
    heads: Vec<u16>,
    groups: Vec<Vec<(Vec<char>, T)>>,
    /// By last character, behind a table of the same kind: group and place of every word that ends in it, the longest
    /// first.
    ends: Vec<u16>,
    tails: Vec<Vec<(usize, usize)>>,
}

impl<T> Lexicon<T> {
    /// Makes a lexicon; of two equal words the first counts.
    pub(crate) fn new<W: AsRef<str>>(words: impl IntoIterator<Item = (W, T)>) -> Self {
        let mut by_head: BTreeMap<char, Vec<(Vec<char>, T)>> = BTreeMap::new();
        for (word, meaning) in words {
            let word: Vec<char> = word.as_ref().chars().collect();
            if let Some(&head) = word.first() {
                by_head.entry(head).or_default().push((word, meaning));
            }
        }
        let mut heads = vec![0; 0x1_0000];
        let mut groups = vec![Vec::new()];
        for (head, mut group) in by_head {
            group.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
            // Words that start outside the plane are rare names; they share group 0, which every such start searches.
            let Some(slot) = heads.get_mut(head as usize) else {
                groups[0].extend(group);
                continue;
            };
            *slot = u16::try_from(groups.len()).unwrap_or(0);
            groups.push(group);
        }
        let mut by_tail: BTreeMap<char, Vec<(usize, usize)>> = BTreeMap::new();
        for (group, words) in groups.iter().enumerate() {
            for (place, (word, _)) in words.iter().enumerate() {
                by_tail
                    .entry(word[word.len() - 1])
                    .or_default()
                    .push((group, place));
            }
        }
        let mut ends = vec![0; 0x1_0000];
        let mut tails = vec![Vec::new()];
        for (tail, mut places) in by_tail {
            places.sort_by_key(|&(group, place)| std::cmp::Reverse(groups[group][place].0.len()));
            let Some(slot) = ends.get_mut(tail as usize) else {
                tails[0].extend(places);
                continue;
            };
            *slot = u16::try_from(tails.len()).unwrap_or(0);
            tails.push(places);
        }
        Self {
            heads,
            groups,
            ends,
            tails,
        }
    }

    fn group(&self, head: char) -> &[(Vec<char>, T)] {
        let group = self.heads.get(head as usize).map_or(0, |&g| usize::from(g));
        if group == 0 && (head as usize) < self.heads.len() {
            return &[];
        }
        &self.groups[group]
    }

    /// The longest word that starts at `at`: its length and its meaning.
    pub(crate) fn at(&self, text: &[char], at: usize) -> Option<(usize, &T)> {
        let head = *text.get(at)?;
        self.group(head)
            .iter()
            .find(|(word, _)| text[at..].starts_with(word))
            .map(|(word, meaning)| (word.len(), meaning))
    }

    /// The longest word that ends before `end` and starts at or after `from`: its start and its meaning.
    pub(crate) fn before(&self, text: &[char], from: usize, end: usize) -> Option<(usize, &T)> {
        let last = *text.get(end.checked_sub(1)?)?;
        let slot = self.ends.get(last as usize).map_or(0, |&t| usize::from(t));
        if slot == 0 && (last as usize) < self.ends.len() {
            return None;
        }
        self.tails[slot].iter().find_map(|&(group, place)| {
            let (word, meaning) = &self.groups[group][place];
            let start = end.checked_sub(word.len()).filter(|&start| start >= from)?;
            (text[start..end] == word[..]).then_some((start, meaning))
        })
    }
}

/// Reads the lines of an embedded word list: words separated by white space, `#` starts a comment.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    list.lines()
        .map(|line| line.split('#').next().unwrap_or(""))
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|fields| !fields.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins_in_both_directions() {
        let lexicon = Lexicon::new([("突破", 1), ("突破了", 2), ("累计突破", 3)]);
        let text: Vec<char> = "累计突破了".chars().collect();
        assert_eq!(lexicon.at(&text, 2), Some((3, &2)));
        assert_eq!(lexicon.before(&text, 0, 4), Some((0, &3)));
        assert_eq!(lexicon.before(&text, 1, 4), Some((2, &1)));
        assert_eq!(lexicon.at(&text, 5), None);
    }
}
