//! What printing put into a text that was copied from pages: page numbers and running heads between its lines, and the
//! whole text a second time where a portal prints it for wide screens and for narrow ones.
//!
//! Only shapes that no report has go: a number between dashes, bare numbers that count up from page to page, a line that
//! stands beside several of these, a run of lines that was there before.

use std::collections::{HashMap, HashSet};

use crate::text::ends_sentence;

/// For each line whether it is a page's, not the text's.
pub(crate) fn page_matter(lines: &[&str]) -> Vec<bool> {
    let mut matter: Vec<bool> = lines.iter().map(|line| is_page_number(line)).collect();
    for index in counting_up(lines) {
        matter[index] = true;
    }
    let mut beside: HashMap<String, Vec<usize>> = HashMap::new();
    for index in (0..lines.len()).filter(|&index| matter[index]) {
        let around = [index.checked_sub(1), Some(index + 1)];
        for at in around.into_iter().flatten().filter(|&at| {
            lines
                .get(at)
                .is_some_and(|line| !matter[at] && is_short(line))
        }) {
            let heads = beside.entry(without_digits(lines[at])).or_default();
            if heads.last() != Some(&at) {
                heads.push(at);
            }
        }
    }
    // The first page's head may be the title of the text, and it stands behind no page number.
    let running: HashSet<usize> = beside
        .into_values()
        .filter(|places| places.len() >= 2)
        .flatten()
        .collect();
    for (index, matter) in matter.iter_mut().enumerate() {
        *matter |= running.contains(&index);
    }
    matter
}

/// `— 3 —`, `-3-`, `第3页`, `第 3 页 共 20 页`.
fn is_page_number(line: &str) -> bool {
    // No page number is longer.
    if line.len() > 40 {
        return false;
    }
    let tight: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let dash = |c: char| matches!(c, '—' | '－' | '-' | '–' | '―' | '─' | '━' | '·' | '•');
    let inner = tight.trim_matches(dash);
    let number = |text: &str| {
        (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let dashed = tight.starts_with(dash) && tight.ends_with(dash) && number(inner);
    let page = inner
        .strip_prefix('第')
        .and_then(|rest| rest.split_once('页'))
        .is_some_and(|(page, rest)| {
            let total = rest
                .trim_start_matches(['，', ',', '/', '／'])
                .strip_prefix('共')
                .and_then(|rest| rest.strip_suffix('页'));
            number(page) && (rest.is_empty() || total.is_some_and(number))
        });
    dashed || page
}

/// Lines that are nothing but a number, where all such lines count up one by one: pages without dashes.
fn counting_up(lines: &[&str]) -> Vec<usize> {
    let numbers: Vec<(usize, u32)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.len() <= 3)
        .filter_map(|(index, line)| Some((index, line.parse().ok()?)))
        .collect();
    let apart = |pair: &[(usize, u32)]| pair[1].0 > pair[0].0 + 4 && pair[1].1 == pair[0].1 + 1;
    if numbers.len() >= 3 && numbers.windows(2).all(apart) {
        numbers.into_iter().map(|(index, _)| index).collect()
    } else {
        Vec::new()
    }
}

fn is_short(line: &str) -> bool {
    line.chars().count() <= 40 && !line.ends_with(ends_sentence)
}

fn without_digits(line: &str) -> String {
    line.chars()
        .filter(|c| !c.is_ascii_digit() && !c.is_whitespace())
        .collect()
}

/// Fewest lines, and code points, that are a text printed again and not a phrase a report repeats.
const AGAIN: (usize, usize) = (5, 300);

/// For each line whether it belongs to a second printing of lines above it.
pub(crate) fn printed_again(lines: &[&str]) -> Vec<bool> {
    let mut again = vec![false; lines.len()];
    let mut first_at: HashMap<&str, usize> = HashMap::with_capacity(lines.len());
    let mut index = 0;
    while index < lines.len() {
        let first = *first_at.entry(lines[index]).or_insert(index);
        let (mut run, mut length) = (0, 0);
        while first < index
            && first + run < index
            && lines
                .get(index + run)
                .is_some_and(|line| *line == lines[first + run])
        {
            length += lines[index + run].chars().count();
            run += 1;
        }
        if run < AGAIN.0 || length < AGAIN.1 {
            index += 1;
            continue;
        }
        again[index..index + run].fill(true);
        // The second headline may have other lines around it than the first.
        let mut above = index;
        while let Some(before) = above.checked_sub(1).filter(|&before| {
            before > first && first_at.get(lines[before]).is_some_and(|&at| at < first)
        }) {
            again[before] = true;
            above = before;
        }
        index += run;
    }
    again
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_running_heads_are_not_the_text() {
        let lines = [
            "政府工作报告",
            "过去一年",
            "— 1 —",
            "某省公报 2023年第3期",
            "经济增长",
            "-2-",
            "某省公报 2023年第3期",
            "5G",
            "第3页 共9页",
        ];
        assert_eq!(
            page_matter(&lines),
            [false, false, true, true, false, true, true, false, true]
        );
    }

    #[test]
    fn a_number_on_a_line_of_its_own_is_a_page_only_where_pages_count_up() {
        let mut lines = vec!["广义货币M", "2", "增长13.6%"];
        assert!(page_matter(&lines).iter().all(|matter| !matter));
        let text = ["甲。"; 8];
        lines = [&text[..], &["1"], &text, &["2"], &text, &["3"]].concat();
        assert_eq!(page_matter(&lines).iter().filter(|m| **m).count(), 3);
    }

    #[test]
    fn a_text_printed_twice_stays_once() {
        let long = "甲乙丙丁戊己庚辛".repeat(10);
        let own: Vec<String> = (0..6).map(|n| format!("{n}{long}")).collect();
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let lines = [
            &["报告", "来源：甲"],
            &own[..],
            &["报告", "时间：乙"],
            &own[..],
        ]
        .concat();
        let again = printed_again(&lines);
        assert_eq!(again.iter().filter(|a| **a).count(), 6);
        assert!(again[10..].iter().all(|a| *a));
        let short = ["各位代表！"; 40];
        assert!(printed_again(&short).iter().all(|again| !again));
    }
}
