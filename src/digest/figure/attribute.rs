//! Numbers that only say of what size the things are that another number counts: 10亿元以上项目50个.

use crate::digest::Bound;
use crate::digest::number::{Form, Number};
use crate::digest::words::words;
use crate::text::is_han;

/// Leaves out of `numbers` those that are part of what the number beside them counts.
pub(super) fn without(text: &[char], marks: &[u8], numbers: Vec<Number>) -> Vec<Number> {
    let mut sizes: Vec<bool> = (0..numbers.len())
        .map(|at| is_size(text, marks, &numbers, at))
        .collect();
    // 一批投资50亿元、100亿元以上项目: sizes in a list.
    for at in (1..numbers.len()).rev() {
        let (last, next) = (&numbers[at - 1], &numbers[at]);
        let listed = next.start == last.end + 1 && text[last.end] == '、';
        let some = behind_some(text, marks, last.start);
        sizes[at - 1] |= sizes[at] && listed && some && last.base == next.base;
    }
    let mut sizes = sizes.into_iter();
    numbers
        .into_iter()
        .filter(|_| !sizes.next().unwrap_or(false))
        .collect()
}

/// Whether 一批 stands before the number in its clause.
fn behind_some(text: &[char], marks: &[u8], at: usize) -> bool {
    const REACH: usize = 24;
    let floor = at.saturating_sub(REACH);
    let open = (floor..at)
        .rev()
        .find(|&i| marks[i] >= 2)
        .map_or(floor, |i| i + 1);
    text[open..at].windows(2).any(|word| word == ['一', '批'])
}

/// Whether the measured number at `at` with 以上 or 以下 stands before a noun, and a number that counts stands in front of
/// it or behind the noun, with no mark between.
fn is_size(text: &[char], marks: &[u8], numbers: &[Number], at: usize) -> bool {
    const REACH: usize = 12;
    let number = &numbers[at];
    if number.base.counter || number.form != Form::Amount || number.base.symbol == "%" {
        return false;
    }
    let behind = words().after.at(text, number.end);
    let before = words().before.before(text, 0, number.start);
    let end = match (behind, before) {
        (Some((length, Bound::Ge | Bound::Le)), _) => {
            let end = number.end + length;
            // 总投资50亿元以上的工业项目14个
            end + usize::from(text.get(end) == Some(&'的'))
        }
        // 产值过500亿元企业4户
        (None, Some((_, Bound::Gt))) if words().generic.at(text, number.end).is_some() => {
            number.end
        }
        _ => return false,
    };
    let noun = text.get(end).is_some_and(|&c| is_han(c))
        && words().stop.at(text, end).is_none()
        && words().link.at(text, end).is_none();
    let free = |from: usize, to: usize| {
        from <= to && to - from <= REACH && marks[from..to].iter().all(|&mark| mark == 0)
    };
    let sized = words().generic.at(text, end).is_some();
    let counts = |other: &Number| {
        let measures = sized && other.base.symbol != "%";
        (other.base.counter || measures) && other.form == Form::Amount
    };
    let behind = numbers
        .get(at + 1)
        .is_some_and(|next| counts(next) && free(end, next.start));
    let before = at
        .checked_sub(1)
        .and_then(|i| numbers.get(i))
        .is_some_and(|last| counts(last) && free(last.end, number.start));
    // 培育一批产值百亿元以上的园区
    let some = behind_some(text, marks, number.start);
    noun && (behind || before || some)
}
