//! What two characters side by side tell of words: asked at every place of a text, so that it must be quick.

/// How many characters have a [`slot`].
pub(super) const SLOTS: usize = 0x5200;

/// Place of a common Han character (the first block of Unicode's) in the tables; other characters have one counterpart.
#[inline]
pub(super) fn slot(c: char) -> Option<usize> {
    let place = (c as u32).wrapping_sub(0x4E00) as usize;
    (place < SLOTS).then_some(place)
}

/// The pairs of characters that stand side by side in a word; strangers may be taken for some. Where none stands, a text
/// can be cut without asking for words, which is most of the way.
pub(super) struct Joins(Vec<u64>);

impl Default for Joins {
    fn default() -> Self {
        Self(vec![0; 1 << 14])
    }
}

impl Joins {
    pub(super) fn add(&mut self, first: char, second: char) {
        let place = Self::place(first, second);
        self.0[place >> 6] |= 1 << (place & 63);
    }

    #[inline]
    pub(super) fn may_hold(&self, first: char, second: char) -> bool {
        let place = Self::place(first, second);
        let bit = self.0[place >> 6] & (1 << (place & 63)) != 0;
        bit && slot(first).is_some() && slot(second).is_some()
    }

    fn place(first: char, second: char) -> usize {
        ((first as usize).wrapping_mul(0x9_E375) ^ second as usize) & 0xF_FFFF
    }
}

/// What words begin with two characters.
#[derive(Default)]
pub(super) struct Starts {
    /// Each beginning at the first free place from its home. At most half of the places are taken.
    table: Vec<Start>,
    taken: usize,
}

impl Starts {
    pub(super) fn add(&mut self, word: &[char]) {
        if self.table.len() <= 2 * self.taken {
            let larger = vec![Start::NONE; (2 * self.table.len()).max(1 << 10)];
            for start in std::mem::replace(&mut self.table, larger) {
                let place = self.place(start);
                self.table[place] = start;
            }
        }
        let start = Start::of(word[0], word[1]);
        let place = self.place(start);
        self.taken += usize::from(self.table[place] == Start::NONE);
        self.table[place] = self.table[place].with(start).with_word(word);
    }

    /// Bit n is set if words of n characters may begin with `text`.
    #[inline]
    pub(super) fn lengths(&self, text: &[char]) -> u64 {
        let [first, second, ..] = *text else { return 0 };
        self.table[self.place(Start::of(first, second))].lengths(text)
    }

    fn home(&self, start: Start) -> usize {
        let mixed = start.pair().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        mixed as usize & (self.table.len() - 1)
    }

    /// Where a beginning is, or would be.
    fn place(&self, start: Start) -> usize {
        let mut place = self.home(start);
        while self.table[place] != Start::NONE && !self.table[place].has_pair_of(start) {
            place = (place + 1) & (self.table.len() - 1);
        }
        place
    }
}

/// Two characters with the words that begin with them, in one number. From above: one more than the [`slot`]s of the two (15 bits each);
/// 20 bits, of which bit n is set if a third character may be one whose number leaves n; 14 bits, of which bit n is set
/// if there are words of n + 2 characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Start(u64);

impl Start {
    const NONE: Self = Self(0);

    fn of(first: char, second: char) -> Self {
        let place = |c| slot(c).map_or(0, |slot| slot as u64 + 1);
        Self(place(first) << 49 | place(second) << 34)
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn with_word(self, word: &[char]) -> Self {
        let third = word.get(2).map_or(0, |&c| Self::third(c));
        Self(self.0 | third | 1 << (word.len() - 2))
    }

    const fn third(c: char) -> u64 {
        1 << (14 + c as u32 % 20)
    }

    const fn pair(self) -> u64 {
        self.0 >> 34
    }

    const fn has_pair_of(self, other: Self) -> bool {
        self.pair() == other.pair()
    }

    /// Bit n is set if words of n characters may begin with `text`, which begins so.
    fn lengths(self, text: &[char]) -> u64 {
        let lengths = self.0 & 0x3FFF;
        let longer = text.get(2).is_some_and(|&c| self.0 & Self::third(c) != 0);
        (if longer { lengths } else { lengths & 1 }) << 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_told_by_its_beginning_and_no_other_pair_is() {
        let mut starts = Starts::default();
        let char = |n: u32| char::from_u32(0x4E00 + n % 0x5200).unwrap_or('一');
        // More than the table begins with, so that it grows; two characters tell which words there are.
        let word = |n: u32| [n, n * 7, n * 5, n * 3].map(char);
        for n in 0..3000 {
            starts.add(&word(n)[..2 + n as usize % 3]);
        }
        for n in 0..3000 {
            let length = 2 + n % 3;
            assert_ne!(starts.lengths(&word(n)) & (1 << length), 0, "{n}");
            assert_eq!(starts.lengths(&[char(n), char(n * 7 + 1), '一']), 0, "{n}");
        }
        assert_eq!(starts.lengths(&['一']), 0);
        assert_eq!(starts.lengths(&['a', 'b']), 0);
    }

    #[test]
    fn neighbours_in_words_join_and_marks_never_do() {
        let mut joins = Joins::default();
        joins.add('发', '展');
        assert!(joins.may_hold('发', '展'));
        assert!(!joins.may_hold('展', '发'));
        for n in 0..0x5200 {
            let c = char::from_u32(0x4E00 + n).unwrap_or('一');
            joins.add(c, c);
            assert!(!joins.may_hold(c, '，') && !joins.may_hold('a', c));
        }
    }
}
