//! Numbers that only say of what size the things are that another number counts: 10亿元以上项目50个.

use crate::digest::Bound;
use crate::digest::number::{Form, Number};
use crate::digest::words::words;
use crate::text::is_han;

/// Leaves out of `numbers` those that are part of what the number beside them counts.
pub(super) fn without(text: &[char], marks: &[u8], numbers: Vec<Number>) -> Vec<Number> {
    let sizes: Vec<bool> = (0..numbers.len())
        .map(|at| is_size(text, marks, &numbers, at))
        .collect();
    let mut sizes = sizes.into_iter();
    numbers
        .into_iter()
        .filter(|_| !sizes.next().unwrap_or(false))
        .collect()
}

/// Whether the measured number at `at` with 以上 or 以下 stands before a noun, and a number that counts stands in front of
/// it or behind the noun, with no mark between.
fn is_size(text: &[char], marks: &[u8], numbers: &[Number], at: usize) -> bool {
    const REACH: usize = 12;
    let number = &numbers[at];
    if number.base.counter || number.form != Form::Amount || number.base.symbol == "%" {
        return false;
    }
    let Some((length, Bound::Ge | Bound::Le)) = words().after.at(text, number.end) else {
        return false;
    };
    let end = number.end + length;
    let noun = text.get(end).is_some_and(|&c| is_han(c))
        && words().stop.at(text, end).is_none()
        && words().link.at(text, end).is_none();
    let free = |from: usize, to: usize| {
        from <= to && to - from <= REACH && marks[from..to].iter().all(|&mark| mark == 0)
    };
    let counts = |other: &Number| other.base.counter && other.form == Form::Amount;
    let behind = numbers
        .get(at + 1)
        .is_some_and(|next| counts(next) && free(end, next.start));
    let before = at
        .checked_sub(1)
        .and_then(|i| numbers.get(i))
        .is_some_and(|last| counts(last) && free(last.end, number.start));
    noun && (behind || before)
}
