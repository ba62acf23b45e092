//! Which code points of a converted text stand for which of its source.
//!
//! Conversion by characters keeps the number of code points, so positions carry straight across; only an override or
//! hand-made words of another length need a table.

use crate::text::TextRange;

/// A stretch of the source and the stretch of the target that stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Code points of the source.
    pub source: TextRange,
    /// Code points of the target. Of equal length: one for one; otherwise the two belong together as wholes.
    pub target: TextRange,
}

/// How positions in a source correspond to positions in its conversion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Segments in order that cover both texts without gaps; none when positions agree everywhere.
    segments: Vec<Segment>,
}

impl Alignment {
    /// The alignment of two texts whose positions agree everywhere.
    pub const STRAIGHT: Self = Self {
        segments: Vec::new(),
    };

    /// Whether positions agree everywhere.
    #[must_use]
    pub fn is_straight(&self) -> bool {
        self.segments.is_empty()
    }

    /// The segments; none when positions agree everywhere.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Carries a range of the source over to the target: the least stretch that stands for all of it.
    #[must_use]
    pub fn range(&self, source: TextRange) -> TextRange {
        if self.is_straight() {
            return source;
        }
        let start = self.start(source.start);
        if source.is_empty() {
            return TextRange::new(start, start);
        }
        TextRange::new(start, self.end(source.end).max(start))
    }

    /// Aligns a text of `length` code points, whose machine conversion of the same length is `converted`, with a
    /// version of that conversion that somebody revised: what stayed stands for itself, what changed is one unit.
    #[must_use]
    pub fn of_revision(length: usize, converted: &str, revised: &str) -> Self {
        let before: Vec<char> = converted.chars().collect();
        let after: Vec<char> = revised.chars().collect();
        let mut builder = Builder::default();
        if before.len() != length {
            builder.push(length, after.len());
            return builder.finish();
        }
        let same = |(a, b): &(&char, &char)| a == b;
        let head = before.iter().zip(&after).take_while(same).count();
        let (rest, other) = (before[head..].iter().rev(), after[head..].iter().rev());
        let tail = rest.zip(other).take_while(same).count();
        let mut stretches = vec![(head, head)];
        stretches.extend(revised_stretches(
            &before[head..before.len() - tail],
            &after[head..after.len() - tail],
        ));
        stretches.push((tail, tail));
        for (a, b) in without_insertions(stretches) {
            builder.push(a, b);
        }
        builder.finish()
    }

    /// The same alignment read from target to source.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let turn = |segment: &Segment| Segment {
            source: segment.target,
            target: segment.source,
        };
        Self {
            segments: self.segments.iter().map(turn).collect(),
        }
    }

    fn start(&self, at: usize) -> usize {
        let index = self.segments.partition_point(|s| s.source.end <= at);
        match self.segments.get(index) {
            Some(s) if s.source.len() == s.target.len() => {
                s.target.start + at.saturating_sub(s.source.start)
            }
            Some(s) => s.target.start,
            None => self.last(),
        }
    }

    fn end(&self, at: usize) -> usize {
        let index = self.segments.partition_point(|s| s.source.end < at);
        match self.segments.get(index) {
            Some(s) if s.source.len() == s.target.len() => {
                s.target.start + at.saturating_sub(s.source.start)
            }
            Some(s) => s.target.end,
            None => self.last(),
        }
    }

    fn last(&self) -> usize {
        self.segments.last().map_or(0, |s| s.target.end)
    }
}

/// The lengths of alternating stretches, by a longest common subsequence; one unit where that would cost too much.
fn revised_stretches(before: &[char], after: &[char]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    if before.len().saturating_mul(width) > 1 << 22 {
        return vec![(before.len(), after.len())];
    }
    let mut common = vec![0_u32; (before.len() + 1) * width];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i * width + j] = if before[i] == after[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let mut stretches = Vec::new();
    let (mut i, mut j, mut gap) = (0, 0, (0, 0));
    while i < before.len() && j < after.len() {
        if before[i] == after[j] {
            stretches.extend([std::mem::take(&mut gap), (1, 1)]);
            i += 1;
            j += 1;
        } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
            gap.0 += 1;
            i += 1;
        } else {
            gap.1 += 1;
            j += 1;
        }
    }
    stretches.push((gap.0 + before.len() - i, gap.1 + after.len() - j));
    stretches
}

/// Joins what was only inserted to the character behind it, or before it at the end, so that ranges never lose it.
fn without_insertions(stretches: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut joined: Vec<(usize, usize)> = Vec::with_capacity(stretches.len());
    let mut inserted = 0;
    for (a, b) in stretches {
        if a == 0 {
            inserted += b;
        } else if inserted > 0 && a == b {
            joined.extend([(1, 1 + inserted), (a - 1, a - 1)]);
            inserted = 0;
        } else {
            joined.push((a, b + std::mem::take(&mut inserted)));
        }
    }
    joined.retain(|&stretch| stretch != (0, 0));
    if inserted > 0 {
        match joined.pop() {
            Some((a, b)) if a == b => joined.extend([(a - 1, a - 1), (1, 1 + inserted)]),
            Some((a, b)) => joined.push((a, b + inserted)),
            None => joined.push((0, inserted)),
        }
    }
    joined
}

/// Collects segments from left to right.
#[derive(Debug, Default)]
pub(super) struct Builder {
    segments: Vec<Segment>,
    source: usize,
    target: usize,
}

impl Builder {
    /// Appends a stretch; stretches of equal length flow together.
    pub(super) fn push(&mut self, source: usize, target: usize) {
        let next = Segment {
            source: TextRange::new(self.source, self.source + source),
            target: TextRange::new(self.target, self.target + target),
        };
        self.source += source;
        self.target += target;
        match self.segments.last_mut() {
            Some(last) if source == target && last.source.len() == last.target.len() => {
                last.source.end = next.source.end;
                last.target.end = next.target.end;
            }
            _ if source == 0 && target == 0 => {}
            _ => self.segments.push(next),
        }
    }

    pub(super) fn finish(self) -> Alignment {
        match self.segments.as_slice() {
            [] => Alignment::STRAIGHT,
            [only] if only.source.len() == only.target.len() => Alignment::STRAIGHT,
            _ => Alignment {
                segments: self.segments,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alignment() -> impl Strategy<Value = (Alignment, usize, usize)> {
        prop::collection::vec((0..6usize, 0..6usize), 0..8).prop_map(|lengths| {
            let mut builder = Builder::default();
            let (mut source, mut target) = (0, 0);
            for (a, b) in lengths {
                builder.push(a, b);
                source += a;
                target += b;
            }
            (builder.finish(), source, target)
        })
    }

    proptest! {
        #[test]
        fn segments_cover_both_texts_exactly_once((alignment, source, target) in alignment()) {
            let mut at = (0, 0);
            for segment in alignment.segments() {
                prop_assert_eq!((segment.source.start, segment.target.start), at);
                at = (segment.source.end, segment.target.end);
            }
            prop_assert!(alignment.is_straight() && source == target || at == (source, target));
        }

        #[test]
        fn mapped_ranges_are_monotone_and_inside((alignment, source, target) in alignment(), a in 0..40usize, b in 0..40usize, c in 0..40usize) {
            let mut at = [a, b, c].map(|x| x.min(source));
            at.sort_unstable();
            let [a, b, c] = at;
            let left = alignment.range(TextRange::new(a, b));
            let whole = alignment.range(TextRange::new(a, c));
            prop_assert!(left.start <= left.end && left.end <= target);
            if a < b {
                prop_assert!(whole.contains(left), "{:?} {:?}", whole, left);
            }
            let right = alignment.range(TextRange::new(b, c));
            prop_assert!(left.start <= right.start);
            if a < b && b < c {
                prop_assert!(left.end <= right.end);
            }
        }
    }

    #[test]
    fn a_revised_text_keeps_the_places_of_what_stayed() {
        let alignment =
            Alignment::of_revision(9, "發展光伏產業和風電", "大力發展太陽光電產業、風電");
        let carried = |start, end| alignment.range(TextRange::new(start, end));
        assert_eq!(carried(4, 6), TextRange::new(8, 10));
        let longer = Alignment::of_revision(2, "發展", "發展大局");
        assert_eq!(longer.range(TextRange::new(0, 2)), TextRange::new(0, 4));
        assert_eq!(carried(7, 9), TextRange::new(11, 13));
        assert_eq!(carried(0, 9), TextRange::new(0, 13));
    }

    #[test]
    fn a_range_inside_words_of_another_length_becomes_the_whole_words() {
        let mut builder = Builder::default();
        for (a, b) in [(2, 2), (2, 3), (4, 4)] {
            builder.push(a, b);
        }
        let alignment = builder.finish();
        assert_eq!(alignment.range(TextRange::new(3, 5)), TextRange::new(2, 6));
        assert_eq!(alignment.range(TextRange::new(0, 2)), TextRange::new(0, 2));
        assert_eq!(alignment.range(TextRange::new(4, 8)), TextRange::new(5, 9));
        assert_eq!(
            alignment.reversed().range(TextRange::new(5, 9)),
            TextRange::new(4, 8)
        );
    }
}
