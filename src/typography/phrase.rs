//! Says where a heading may break: between words, not within one.
//!
//! Browsers break Han text between any two characters, so on a narrow screen 新能源 can come apart. No dictionary of the
//! language is at hand here (one that segments well is slower to load than a whole site is to build), and none is needed: it
//! is enough to know which places lie within a common word. A character that no listed word holds goes with its neighbour:
//! 化, 性 and their like with the word before, any other with the word behind.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::POWERS;
use crate::text::is_han;

/// Longest word of the list, in characters.
const LONGEST: usize = 4;
/// Room of a run that may stay on one line: it must fit the narrowest screen, letters spaced. A Han character takes two.
const ROOM: usize = 16;

/// Characters that end a word rather than begin one.
const ENDS: &str = "的了等们們化性力区區省市县縣州率量业業者式型级級圈链鏈网網线線院部厅廳局委会會所站里裡裏内內外後中上下件个個项項年月";

fn words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| listed().collect())
}

/// The words of the table, whose other lines are comments.
fn listed() -> impl Iterator<Item = &'static str> {
    (include_str!("words.txt").lines())
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
}

/// For each character of a text whether it must stay on the line of the one before it.
pub(super) fn held(text: &[char]) -> Vec<bool> {
    let mut held = vec![false; text.len()];
    let mut known = vec![false; text.len()];
    for start in 0..text.len() {
        for length in 2..=LONGEST.min(text.len() - start) {
            let word: String = text[start..start + length].iter().collect();
            if words().contains(word.as_str()) {
                known[start..start + length].fill(true);
                held[start + 1..start + length].fill(true);
            }
        }
    }
    number(text, &mut held);
    let mut at = 0;
    while at < text.len() {
        if known[at] || (at > 0 && held[at]) || !is_han(text[at]) {
            at += 1;
            continue;
        }
        let end = (at..text.len())
            .find(|&next| known[next] || !is_han(text[next]))
            .unwrap_or(text.len());
        join(text, at, end, &mut held);
        at = end;
    }
    held
}

/// Joins letters and digits, and a number with the powers of ten and the character behind it.
fn number(text: &[char], held: &mut [bool]) {
    for at in 1..text.len() {
        let (before, c) = (text[at - 1], text[at]);
        let digits = before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric();
        let mark = matches!(c, '.' | ',') && before.is_ascii_digit();
        let point = (mark && text.get(at + 1).is_some_and(char::is_ascii_digit))
            || (matches!(before, '.' | ',') && held[at - 1]);
        let unit =
            is_han(c) && (before.is_ascii_digit() || (POWERS.contains(before) && held[at - 1]));
        held[at] |= digits || point || unit;
    }
}

/// Whether a run of characters may stay on one line of any screen.
pub(super) fn fits(run: &[char]) -> bool {
    let room: usize = run.iter().map(|&c| if is_han(c) { 2 } else { 1 }).sum();
    run.len() > 1 && room <= ROOM && run.iter().any(|&c| is_han(c))
}

/// Joins the characters from `start` to `end`, which no listed word holds, to each other and to their neighbours.
fn join(text: &[char], start: usize, end: usize, held: &mut [bool]) {
    let han = |at: usize| text.get(at).copied().is_some_and(is_han);
    let mut first = start;
    while first < end && ENDS.contains(text[first]) && first > 0 && han(first - 1) {
        held[first] = true;
        first += 1;
    }
    match end - first {
        1 if han(end) => held[end] = true,
        // Two together are a word as a rule; one that ends its clause is not left alone.
        1 => held[first] |= first > 0 && han(first - 1),
        2 => held[first + 1] = true,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, held, listed};

    /// `text` with a bar wherever a line may end within a run of Han characters.
    fn cut(text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        let held = held(&characters);
        let mut out = String::new();
        for (at, &c) in characters.iter().enumerate() {
            if at > 0 && !held[at] && [c, characters[at - 1]].into_iter().all(crate::text::is_han) {
                out.push('|');
            }
            out.push(c);
        }
        out
    }

    #[test]
    fn no_line_ends_within_a_common_word_in_either_script() {
        assert_eq!(
            cut("大力推进新能源高质量发展"),
            "大力|推进|新能源|高质量|发展"
        );
        assert_eq!(
            cut("大力推進新能源高質量發展"),
            "大力|推進|新能源|高質量|發展"
        );
        assert_eq!(cut("財政金融風險與治理安全"), "財政|金融|風險|與治理|安全");
    }

    #[test]
    fn words_that_overlap_stay_together() {
        assert_eq!(cut("民生实事项目"), "民生|实事项目");
    }

    #[test]
    fn a_character_of_no_word_goes_with_its_neighbour() {
        assert_eq!(cut("建设的步伐和力度"), "建设的|步伐|和力度");
        assert_eq!(cut("珠玑巷发展"), "珠|玑|巷|发展");
        assert_eq!(cut("发展稳"), "发展稳");
        assert_eq!(cut("的、了"), "的、了");
    }

    #[test]
    fn a_number_holds_its_unit_and_not_the_word_behind() {
        assert_eq!(cut("建成6.94万公里高铁"), "建成6.94万公里|高铁");
        assert_eq!(cut("2023年重点工作"), "2023年|重点|工作");
    }

    #[test]
    fn a_run_too_long_for_a_phone_may_break() {
        let run = |length: usize| super::fits(&vec!['长'; length]);
        assert!(run(2) && run(8) && !run(9) && !run(1));
    }

    #[test]
    fn listed_words_are_short_and_of_han_characters() {
        for word in listed() {
            let length = word.chars().count();
            assert!((2..=LONGEST).contains(&length), "{word}");
            assert!(word.chars().all(crate::text::is_han), "{word}");
        }
    }
}
