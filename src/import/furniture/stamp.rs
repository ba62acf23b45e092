//! A portal's lines about an article: who published it, when, where it was taken from. Facts in them become metadata.

use std::collections::BTreeMap;

use super::{Facts, Label, Words, bare, is_title};
use crate::report::outline;
use crate::text::is_han;

/// A line that tells source, time and the like. Facts are taken from it, and from the line behind a bare label.
pub(super) fn stamp(words: &Words, lines: &[&str], facts: &mut Facts) -> Option<usize> {
    let line = lines[0];
    let found = labels(words, line);
    if found.is_empty() {
        let time = time_stamp(line)?;
        if let Some(paper) = printed_in(line, time) {
            facts.published.get_or_insert_with(|| time.to_owned());
            facts.site.get_or_insert_with(|| paper.to_owned());
            return Some(1);
        }
        // A day alone may be the report's own; a page's stamp has a time of day or is written in digits and dashes.
        let rest: String = line.replacen(time, "", 1);
        let is_stamp =
            time.contains(':') || time.contains('时') || time.contains('-') || time.contains('/');
        if !is_stamp || rest.chars().filter(|&c| is_han(c)).count() > 12 || line.contains('在') {
            return None;
        }
        let rest = bare(rest.trim()).trim();
        facts.published.get_or_insert_with(|| time.to_owned());
        if rest.chars().filter(|&c| is_han(c)).count() >= 2 {
            facts.site.get_or_insert_with(|| rest.to_owned());
        }
        return Some(1);
    }
    let known = found.iter().any(|found| found.label != Label::Other) || found.len() > 1;
    let starts = found[0].start == 0 || line[..found[0].start].chars().all(|c| !is_han(c));
    if !known && !starts {
        return None;
    }
    if found[0].start > 0 {
        let before = bare(&line[..found[0].start]);
        let length = before.chars().count();
        let time = time_stamp(before);
        if let Some(time) = time {
            facts.published.get_or_insert_with(|| time.to_owned());
        } else if length > 25 || before.contains(['。', '，']) {
            return None;
        } else if length >= 2 {
            facts.site.get_or_insert_with(|| before.to_owned());
        }
    }
    let mut taken = 1;
    for (index, one) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(line.len(), |next| next.start);
        let mut value = bare(line[one.end..end].trim());
        if value.contains(['。', '；']) || value.chars().count() > 60 {
            return None;
        }
        if value.is_empty()
            && index + 1 == found.len()
            && let Some(next) = lines.get(1)
        {
            let fits = match one.label {
                Label::Time | Label::Day => {
                    time_stamp(next).is_some() && next.chars().count() <= 30
                }
                Label::Site => {
                    next.chars().count() <= 20
                        && labels(words, next).is_empty()
                        && !is_title(next)
                        && !next.starts_with('【')
                }
                Label::Headline => is_title(next),
                Label::Issuer => {
                    next.chars().count() <= 40 && next.chars().all(|c| is_han(c) || c == ' ')
                }
                // `综合政务\其他`, `国办发〔2022〕35号` below the label of a property.
                Label::Other if is_property(&line[one.start..one.end]) => {
                    next.chars().count() <= 40
                        && labels(words, next).is_empty()
                        && !next.contains(['。', '，'])
                        && !is_title(next)
                        && !outline::is_salutation(next)
                }
                Label::Other => {
                    next.chars().count() <= 10 && next.chars().all(|c| c.is_ascii_digit())
                }
            };
            if fits {
                value = bare(next);
                taken = 2;
            }
        }
        take(words, one.label, value, facts);
    }
    Some(taken)
}

/// A row of a table of properties, its cells parted by `|`: `文号 | | 成文日期： | 2025年04月15日 |`.
pub(super) fn properties(words: &Words, line: &str, facts: &mut Facts) -> bool {
    if !line.contains('|') || line.chars().count() > 400 {
        return false;
    }
    let label = |cell: &str| {
        let tight: String = bare(cell).chars().filter(|c| !c.is_whitespace()).collect();
        let found = words.labels.iter().find(|(word, _)| *word == tight);
        found.map(|&(_, label)| label)
    };
    let cells: Vec<&str> = line
        .trim_matches(['|', ' '])
        .split('|')
        .map(str::trim)
        .collect();
    if cells.len() < 2 || label(cells[0]).is_none() {
        return false;
    }
    for pair in cells.windows(2) {
        let value = bare(pair[1]);
        if let Some(label_of) = label(pair[0])
            && label(pair[1]).is_none()
            && !value.is_empty()
        {
            take(words, label_of, value, facts);
        }
    }
    true
}

/// Takes the value of a label for the fact it is, if that is not known yet.
fn take(words: &Words, label: Label, value: &str, facts: &mut Facts) {
    let value = match label {
        Label::Time | Label::Day => time_stamp(value).map(str::to_owned),
        // `来源：新华社 2023-01-18`
        Label::Site => {
            let name = time_stamp(value).map_or(value, |time| {
                facts.published.get_or_insert_with(|| time.to_owned());
                bare(value.split(time).next().unwrap_or(""))
            });
            let name = without_buttons(words, name);
            (!name.is_empty()).then(|| name.to_owned())
        }
        Label::Headline => is_title(value).then(|| value.to_owned()),
        Label::Issuer => {
            let is_body = (3..=40).contains(&value.chars().count())
                && value.chars().all(|c| is_han(c) || c == ' ');
            is_body.then(|| value.to_owned())
        }
        Label::Other => None,
    };
    let fact = match label {
        Label::Time => &mut facts.published,
        Label::Day => &mut facts.day,
        Label::Site => &mut facts.site,
        Label::Headline => &mut facts.headline,
        Label::Issuer => &mut facts.issuer,
        Label::Other => return,
    };
    if fact.is_none() {
        *fact = value;
    }
}

/// `某日报` of `某日报 【打印】`, `某日报 打印`.
fn without_buttons<'l>(words: &Words, name: &'l str) -> &'l str {
    let name = name.split(['【', '[', '［', '|']).next().unwrap_or(name);
    let mut end = name.len();
    for (at, _) in name.match_indices(' ') {
        let next = name[at..].split_whitespace().next().unwrap_or("");
        if words.lines.contains(bare(next)) {
            end = at;
            break;
        }
    }
    bare(name[..end].trim())
}

/// `某日报` of `《某日报》（2024年02月01日 第 01 版）`.
fn printed_in<'l>(line: &'l str, time: &str) -> Option<&'l str> {
    let (paper, rest) = line.strip_prefix('《')?.split_once('》')?;
    let (_, rest) = rest.split_once(time)?;
    let page = bare(rest.trim());
    (page.chars().count() <= 12 && (page.is_empty() || page.ends_with(['版', '期'])))
        .then_some(paper)
}

/// Whether a label names a property of the paper, not of the page.
fn is_property(label: &str) -> bool {
    const PROPERTIES: &[&str] = &[
        "索引号",
        "主题分类",
        "文号",
        "种类",
        "发文字号",
        "主题词",
        "关键词",
        "体裁",
    ];
    let tight: String = label.chars().filter(|c| !c.is_whitespace()).collect();
    PROPERTIES.iter().any(|word| tight.contains(word))
}

struct Found {
    label: Label,
    start: usize,
    end: usize,
}

/// The labels with a colon in a line, in order.
fn labels(words: &Words, line: &str) -> Vec<Found> {
    let mut found: BTreeMap<usize, Found> = BTreeMap::new();
    for (colon, mark) in line.match_indices(['：', ':']) {
        let before = line[..colon].trim_end();
        let label = words
            .labels
            .iter()
            .find_map(|(word, label)| Some((start_of(before, word)?, label)));
        if let Some((start, label)) = label {
            found.insert(
                start,
                Found {
                    label: *label,
                    start,
                    end: colon + mark.len(),
                },
            );
        }
    }
    found.into_values().collect()
}

/// Where `word` begins at the end of `text`; it may be spaced to fill its line: `索 引 号`.
fn start_of(text: &str, word: &str) -> Option<usize> {
    let mut characters = text.char_indices().rev();
    let mut start = None;
    for wanted in word.chars().rev() {
        let (at, _) = characters
            .find(|&(_, c)| c != ' ')
            .filter(|&(_, c)| c == wanted)?;
        start = Some(at);
    }
    start
}

/// The first date in digits of a line, with its time of day: `2023-01-18 11:29:31`, `2026年02月10日 07时41分`.
fn time_stamp(line: &str) -> Option<&str> {
    let year = line.char_indices().find_map(|(at, c)| {
        let rest = &line[at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let follows = rest[digits..].starts_with(['-', '/', '.', '年']);
        let fresh = !line[..at].ends_with(|c: char| c.is_ascii_digit());
        (c.is_ascii_digit()
            && fresh
            && digits == 4
            && follows
            && (rest.starts_with("19") || rest.starts_with("20")))
        .then_some(at)
    })?;
    let rest = &line[year..];
    let end = rest
        .char_indices()
        .find(|&(_, c)| {
            !(c.is_ascii_digit()
                || matches!(
                    c,
                    '-' | '/'
                        | '.'
                        | ':'
                        | '：'
                        | '年'
                        | '月'
                        | '日'
                        | '时'
                        | '分'
                        | '秒'
                        | ' '
                        | '点'
                        | 'T'
                ))
        })
        .map_or(rest.len(), |(at, _)| at);
    let stamp = rest[..end].trim_end_matches([' ', '-', '/', '.', ':', '：', 'T']);
    (stamp.len() >= 8).then_some(stamp)
}
