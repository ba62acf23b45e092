//! Approximate search: the stretch of a text that is nearest to a quotation, and what differs between the two.
//!
//! Sellers' algorithm (J. Algorithms 1, 1980) with Ukkonen's cut-off finds the stretch; the classic table tells the
//! differences, which are widened to whole numbers: `2500 → 2600`, never `5 → 6`.

use std::ops::Range;

/// A stretch of the text and how many edits make the quotation of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Number of edits.
    pub cost: usize,
}

/// Finds the stretch of `text` that is at most `limit` edits from `quote`, the nearest first found.
#[must_use]
pub fn nearest(quote: &[char], text: &[char], limit: usize) -> Option<Window> {
    let m = quote.len();
    if m == 0 || limit >= m {
        return None;
    }
    // Per row of the quotation: edits, and where the stretch begins.
    let mut column: Vec<(usize, usize)> = (0..=m).map(|i| (i, 0)).collect();
    let mut active = limit;
    let mut best: Option<Window> = None;
    for (j, &c) in text.iter().enumerate() {
        let mut diagonal = column[0];
        column[0] = (0, j + 1);
        let last = (active + 1).min(m);
        for i in 1..=last {
            let left = column[i];
            let over = (diagonal.0 + usize::from(quote[i - 1] != c), diagonal.1);
            let skipped = (left.0 + 1, left.1);
            let missing = (column[i - 1].0 + 1, column[i - 1].1);
            diagonal = left;
            column[i] = [over, skipped, missing]
                .into_iter()
                .min_by_key(|cell| cell.0)
                .unwrap_or(over);
        }
        active = last;
        // Rows below stay out of the way until a row above them is within the limit again.
        if active < m {
            column[active + 1] = (limit + 1, j + 1);
        }
        while active > 0 && column[active].0 > limit {
            active -= 1;
        }
        if active == m {
            let (cost, start) = column[m];
            let window = Window {
                start,
                end: j + 1,
                cost,
            };
            let off = |w: &Window| (w.cost, (w.end - w.start).abs_diff(m));
            if best.as_ref().is_none_or(|best| off(&window) < off(best)) {
                best = Some(window);
            }
        }
    }
    best
}

/// A difference: characters of the quotation, and those of the text in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Characters of the quotation; may be empty.
    pub old: Range<usize>,
    /// Characters of the text; may be empty.
    pub new: Range<usize>,
}

/// Lists what differs between `quote` and `text`, in order; a number that differs is listed whole.
#[must_use]
pub fn differences(quote: &[char], text: &[char]) -> Vec<Difference> {
    let (m, n) = (quote.len(), text.len());
    let mut table = vec![0_u32; (m + 1) * (n + 1)];
    let at = |i: usize, j: usize| i * (n + 1) + j;
    for i in (0..=m).rev() {
        for j in (0..=n).rev() {
            table[at(i, j)] = match (i == m, j == n) {
                (true, true) => 0,
                (true, false) => table[at(i, j + 1)] + 1,
                (false, true) => table[at(i + 1, j)] + 1,
                (false, false) => {
                    let over = table[at(i + 1, j + 1)] + u32::from(quote[i] != text[j]);
                    over.min(table[at(i + 1, j)] + 1)
                        .min(table[at(i, j + 1)] + 1)
                }
            };
        }
    }
    // The pairs that agree, and between them what does not.
    let mut equal: Vec<(usize, usize)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < m && j < n {
        let cost = table[at(i, j)];
        if quote[i] == text[j] && cost == table[at(i + 1, j + 1)] {
            equal.push((i, j));
            i += 1;
            j += 1;
        } else if cost == table[at(i + 1, j + 1)] + 1 {
            i += 1;
            j += 1;
        } else if cost == table[at(i + 1, j)] + 1 {
            i += 1;
        } else {
            j += 1;
        }
    }
    let in_changed_number = changed_numbers(quote, text, &equal);
    let mut differences: Vec<Difference> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in equal
        .into_iter()
        .zip(in_changed_number)
        .filter(|&(_, changed)| !changed)
        .map(|(pair, _)| pair)
        .chain([(m, n)])
    {
        if a > i || b > j {
            differences.push(Difference {
                old: i..a,
                new: j..b,
            });
        }
        (i, j) = (a + 1, b + 1);
    }
    differences
}

/// For each pair of equal characters, whether it belongs to a number that is not the same in both.
fn changed_numbers(quote: &[char], text: &[char], equal: &[(usize, usize)]) -> Vec<bool> {
    let (old, new) = (numbers(quote), numbers(text));
    let number_at = |numbers: &[Range<usize>], at: usize| {
        numbers.iter().find(|number| number.contains(&at)).cloned()
    };
    equal
        .iter()
        .map(|&(i, j)| match (number_at(&old, i), number_at(&new, j)) {
            (Some(a), Some(b)) => quote[a] != text[b],
            (None, None) => false,
            _ => true,
        })
        .collect()
}

/// The numbers in a folded text: digits with what separates them inside.
#[must_use]
pub fn numbers(chars: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() {
            let inside = matches!(chars[at], '.' | ',')
                && chars.get(at + 1).is_some_and(char::is_ascii_digit);
            if !chars[at].is_ascii_digit() && !inside {
                break;
            }
            at += 1;
        }
        found.push(start..at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn told(quote: &str, text: &str) -> Vec<(String, String)> {
        let (quote, text) = (chars(quote), chars(text));
        differences(&quote, &text)
            .into_iter()
            .map(|d| (quote[d.old].iter().collect(), text[d.new].iter().collect()))
            .collect()
    }

    #[test]
    fn the_nearest_stretch_keeps_a_changed_end() {
        let text = chars("锚定目标，力争并网装机2600万千瓦以下，建成");
        let window = nearest(&chars("力争并网装机2500万千瓦以上"), &text, 4).unwrap();
        let found: String = text[window.start..window.end].iter().collect();
        assert_eq!(
            (found.as_str(), window.cost),
            ("力争并网装机2600万千瓦以下", 2)
        );
    }

    #[test]
    fn a_number_differs_as_a_whole() {
        assert_eq!(
            told("装机2500万千瓦", "装机2600万千瓦"),
            [("2500".into(), "2600".into())]
        );
        assert_eq!(
            told("增长4.5%", "增长4.75%"),
            [("4.5".into(), "4.75".into())]
        );
        assert_eq!(told("力争达到", "达到"), [("力争".into(), String::new())]);
    }

    fn distance(a: &[char], b: &[char]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let next = (diagonal + usize::from(x != y))
                    .min(row[j] + 1)
                    .min(row[j + 1] + 1);
                diagonal = row[j + 1];
                row[j + 1] = next;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn the_window_is_as_near_as_any(quote in "[甲乙1]{3,9}", text in "[甲乙丙1]{0,24}", limit in 0..3usize) {
            let (quote, text) = (chars(&quote), chars(&text));
            let mut least = usize::MAX;
            for start in 0..=text.len() {
                for end in start..=text.len() {
                    least = least.min(distance(&quote, &text[start..end]));
                }
            }
            match nearest(&quote, &text, limit) {
                Some(window) => {
                    prop_assert_eq!(window.cost, least);
                    prop_assert_eq!(distance(&quote, &text[window.start..window.end]), least);
                }
                None => prop_assert!(least > limit),
            }
        }

        #[test]
        fn what_lies_between_the_differences_is_equal(a in "[甲乙12.]{0,9}", b in "[甲乙12.]{0,9}") {
            let (a, b) = (chars(&a), chars(&b));
            let (mut i, mut j) = (0, 0);
            let mut found = differences(&a, &b);
            found.push(Difference { old: a.len()..a.len(), new: b.len()..b.len() });
            for d in found {
                prop_assert_eq!(&a[i..d.old.start], &b[j..d.new.start]);
                (i, j) = (d.old.end, d.new.end);
            }
        }
    }
}
