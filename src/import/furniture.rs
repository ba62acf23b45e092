//! Tells the portal's lines from the report's: breadcrumbs, stamps, tool bars and captions before it, links, comment
//! forms and notices behind it.
//!
//! Only lines that are known as furniture go, and only where furniture stands: before the salutation or the first
//! paragraph, and behind the last. What goes is kept in the log, and the facts in it become metadata.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::report::outline;
use crate::text::is_han;

/// What the portal said about the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Name of the portal, or of the paper it took the text from.
    pub(crate) site: Option<String>,
    /// Time stamp as printed.
    pub(crate) published: Option<String>,
    /// Address of the page.
    pub(crate) url: Option<String>,
    /// The portal's headline.
    pub(crate) headline: Option<String>,
    /// What the portal wrote above the report.
    pub(crate) lead: Vec<String>,
}

/// Which lines stay, and what the others said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sorted {
    /// For each line whether it is the report's.
    pub(crate) kept: Vec<bool>,
    /// Facts from the other lines.
    pub(crate) facts: Facts,
}

/// Kinds of labels in a portal's line about an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Time,
    Site,
    Other,
}

struct Words {
    labels: Vec<(&'static str, Label)>,
    lines: Vec<&'static str>,
    starts: Vec<&'static str>,
    tails: Vec<&'static str>,
    tail_starts: Vec<&'static str>,
    turns: Vec<&'static str>,
    boilerplate: Vec<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let entries = |file: &'static str| {
            file.lines()
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .map(|line| line.split_once(' ').unwrap_or(("", line)))
        };
        let mut labels: Vec<_> = entries(include_str!("words/labels.txt"))
            .map(|(kind, word)| {
                let kind = match kind {
                    "time" => Label::Time,
                    "site" => Label::Site,
                    _ => Label::Other,
                };
                (word, kind)
            })
            .collect();
        // 发布时间 before 时间.
        labels.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let furniture = include_str!("words/furniture.txt");
        let of = |wanted: &str| {
            entries(furniture)
                .filter(|(kind, _)| *kind == wanted)
                .map(|(_, word)| word)
                .collect()
        };
        Words {
            labels,
            lines: of("line"),
            starts: of("start"),
            tails: of("tail"),
            tail_starts: of("tailstart"),
            turns: of("body"),
            boilerplate: entries(include_str!("words/boilerplate.txt"))
                .map(|(_, word)| word)
                .collect(),
        }
    })
}

/// Sorts the lines, which are in Simplified whatever the report is in; `known` are facts from elsewhere.
pub(crate) fn sort(lines: &[&str], known: Facts) -> Sorted {
    let mut kept = vec![true; lines.len()];
    let mut facts = known;
    let head = head_length(lines);
    sort_head(&lines[..head], &mut kept, &mut facts);
    if let Some(first) = tail_start(lines, head) {
        for line in &mut kept[first..] {
            *line = false;
        }
    }
    for (index, line) in lines.iter().enumerate().skip(head) {
        if line.ends_with('摄') && line.len() <= 180 && is_caption(line) {
            kept[index] = false;
        }
    }
    Sorted { kept, facts }
}

/// How many lines stand before the report's own text: up to the salutation, the first part or the first paragraph.
fn head_length(lines: &[&str]) -> usize {
    // An editor's `原文如下` ends the head wherever it stands among the first lines.
    let announced = lines
        .iter()
        .take(40)
        .position(|line| announces(line))
        .map_or(0, |at| at + 1);
    let first_lines = &lines[announced..lines.len().min(announced + 80)];
    let own = first_lines.iter().position(|line| {
        outline::is_salutation(line)
            || line.starts_with("各位代表")
            || matches!(
                outline::number(line).map(|n| n.style),
                Some(outline::NumberStyle::Part)
            )
            || (line.chars().count() >= 60 && line.contains('。') && !is_caption(line))
    });
    announced + own.unwrap_or(first_lines.len())
}

/// `原文如下：`, `全文如下`, `（全文）`.
fn announces(line: &str) -> bool {
    let bare = bare(line);
    bare.chars().count() <= 20
        && (bare.ends_with("如下")
            && ["原文", "全文", "报告"]
                .iter()
                .any(|word| bare.contains(word)))
}

/// A line without the brackets, arrows, colons and spaces around it.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '【' | '】'
                    | '['
                    | ']'
                    | '('
                    | ')'
                    | '（'
                    | '）'
                    | '|'
                    | '｜'
                    | '>'
                    | '＞'
                    | '›'
                    | '»'
                    | '<'
                    | '《'
                    | '》'
                    | '：'
                    | ':'
                    | '·'
                    | '•'
                    | '/'
                    | '-'
            )
    })
}

fn sort_head(lines: &[&str], kept: &mut [bool], facts: &mut Facts) {
    let words = words();
    let announced = lines
        .iter()
        .rposition(|line| announces(line))
        .map_or(0, |at| at + 1);
    let mut index = 0;
    while index < lines.len() {
        let taken = furniture(words, &lines[index..], facts);
        for line in &mut kept[index..index + taken] {
            *line = false;
        }
        if taken == 0 && index < announced {
            kept[index] = false;
            let line = lines[index];
            if !announces(line) {
                if facts.headline.is_none() && line.chars().count() <= 80 && !line.ends_with('。')
                {
                    facts.headline = Some(line.to_owned());
                } else {
                    facts.lead.push(line.to_owned());
                }
            }
        }
        index += taken.max(1);
    }
    // What is printed twice above the report is the page's first, the report's last.
    for index in 0..lines.len() {
        if kept[index]
            && lines[index + 1..]
                .iter()
                .enumerate()
                .any(|(later, line)| kept[index + 1 + later] && line == &lines[index])
        {
            kept[index] = false;
            if is_title(lines[index]) {
                facts
                    .headline
                    .get_or_insert_with(|| lines[index].to_owned());
            }
        }
    }
    let Some(title) = (0..lines.len())
        .rev()
        .find(|&index| kept[index] && is_title(lines[index]))
    else {
        return;
    };
    // A title among a portal's lines is its headline too.
    if kept[..lines.len()].contains(&false) {
        facts
            .headline
            .get_or_insert_with(|| lines[title].to_owned());
    }
    for index in 0..title {
        let line = lines[index];
        if !kept[index] {
            continue;
        }
        if is_title(line) {
            facts.headline = Some(line.to_owned());
            kept[index] = false;
        } else if index + 1 != title || !belongs_to_title(line, lines[title]) {
            kept[index] = outline::is_dateline(line);
        }
    }
}

/// Whether a line is the title of a report.
pub(crate) fn is_title(line: &str) -> bool {
    let length = line.chars().count();
    length <= 45
        && !line.contains(['。', '，', '：', '；'])
        && [
            "报告",
            "报告（摘要）",
            "报告（全文）",
            "计划",
            "纲要",
            "公报",
            "方案",
            "规划",
            "意见",
        ]
        .iter()
        .any(|end| line.ends_with(end))
        && !line.starts_with("——")
        && !["解读", "热议", "决议"]
            .iter()
            .any(|word| line.contains(word))
}

/// `内蒙古自治区2023年` above `政府工作报告`, `关于…执行情况` above `与…计划草案的报告`: the first half of a title on two lines.
fn belongs_to_title(line: &str, title: &str) -> bool {
    (line.contains("关于") && line.chars().count() <= 45)
        || title.starts_with(['与', '和', '及', '暨'])
        || line.chars().count() <= 30
            && (line.ends_with('年')
                || line.ends_with("人民政府")
                || line.ends_with("自治区")
                || line.ends_with('省')
                || line.ends_with('市'))
}

/// How many lines from the first on are one piece of furniture; 0 if the first is the report's.
fn furniture(words: &Words, lines: &[&str], facts: &mut Facts) -> usize {
    let line = lines[0];
    let crumbs = breadcrumb(lines);
    if crumbs > 0 {
        return crumbs;
    }
    let length = line.chars().count();
    // 【字号： … 】 over several lines.
    if line.starts_with('【') && !line.contains('】') && length <= 12 {
        let end = lines.iter().take(10).position(|line| line.ends_with('】'));
        if let Some(end) = end {
            return end + 1;
        }
    }
    let bare = bare(line);
    if bare.is_empty() {
        return 1;
    }
    if length <= 150
        && let Some(taken) = stamp(words, lines, facts)
    {
        return taken;
    }
    if words.lines.contains(&bare)
        || words.tails.contains(&bare)
        || (length <= 60 && words.starts.iter().any(|start| line.starts_with(start)))
    {
        return 1;
    }
    let parts: Vec<&str> = line
        .split([' ', '|', '｜', '\u{3000}'])
        .map(self::bare)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 && parts.iter().all(|part| words.lines.contains(part)) {
        return 1;
    }
    usize::from(is_caption(line))
}

/// `当前位置：首页 > 光伏 > 国内新闻`, on one line or a word a line.
fn breadcrumb(lines: &[&str]) -> usize {
    let arrow = |line: &str| matches!(line, ">" | "＞" | "»" | "›" | ">>" | "-" | "/" | "→");
    let opens = |line: &str| {
        let bare = bare(line);
        bare.ends_with("位置") && bare.chars().count() <= 10
    };
    let mut at = usize::from(opens(lines[0]));
    let first = lines.get(at).copied().unwrap_or("");
    if at == 0 && !lines.get(1).copied().is_some_and(arrow) {
        let crumbs = line_is_breadcrumb(first);
        return usize::from(crumbs);
    }
    if lines.get(at + 1).copied().is_some_and(arrow) || at == 1 {
        at += 1;
        while lines.get(at).copied().is_some_and(arrow) {
            at += 2;
        }
        return at.min(lines.len());
    }
    at
}

fn line_is_breadcrumb(line: &str) -> bool {
    let arrows = line.matches(['>', '＞', '»', '›']).count();
    line.chars().count() <= 80
        && ((line.contains("位置") && (arrows > 0 || line.contains("首页")))
            || (arrows >= 1 && line.contains("首页"))
            || (arrows >= 2 && !line.contains(['。', '，'])))
}

/// A line that tells source, time and the like. Facts are taken from it, and from the line behind a bare label.
fn stamp(words: &Words, lines: &[&str], facts: &mut Facts) -> Option<usize> {
    let line = lines[0];
    let found = labels(words, line);
    if found.is_empty() {
        let time = time_stamp(line)?;
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
                Label::Time => time_stamp(next).is_some() && next.chars().count() <= 30,
                Label::Site => {
                    next.chars().count() <= 20
                        && labels(words, next).is_empty()
                        && !is_title(next)
                        && !next.starts_with('【')
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
        let value = match one.label {
            Label::Time => time_stamp(value).map(str::to_owned),
            // `来源：新华社 2023-01-18`
            Label::Site => {
                let name = time_stamp(value).map_or(value, |time| {
                    facts.published.get_or_insert_with(|| time.to_owned());
                    bare(value.split(time).next().unwrap_or(""))
                });
                (!name.is_empty()).then(|| name.to_owned())
            }
            Label::Other => None,
        };
        let fact = match one.label {
            Label::Time => &mut facts.published,
            Label::Site => &mut facts.site,
            Label::Other => continue,
        };
        if fact.is_none() {
            *fact = value;
        }
    }
    Some(taken)
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
        if let Some((word, label)) = words.labels.iter().find(|(word, _)| before.ends_with(word)) {
            let start = before.len() - word.len();
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

/// The first date in digits of a line, with its time of day: `2023-01-18 11:29:31`, `2026年02月10日 07时41分`.
pub(crate) fn time_stamp(line: &str) -> Option<&str> {
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

/// A caption or a report about the speech: `自治区主席甲作政府工作报告。本报记者 乙 摄`.
fn is_caption(line: &str) -> bool {
    let length = line.chars().count();
    if length > 150 || line.contains("我代表") {
        return false;
    }
    let by_reporter = ["记者", "通讯员", "供图", "图为", "图片来源"]
        .iter()
        .any(|word| line.contains(word))
        && length <= 150;
    let third_person = [
        "作政府工作报告",
        "作了政府工作报告",
        "作《政府工作报告》",
        "向大会作政府工作报告",
    ]
    .iter()
    .any(|words| line.contains(words));
    by_reporter || third_person || (line.ends_with('摄') && length <= 60)
}

/// Where the portal's tail begins, if it has one.
fn tail_start(lines: &[&str], head: usize) -> Option<usize> {
    let words = words();
    let is_marker = |line: &str| {
        let length = line.chars().count();
        let bare = bare(line);
        length <= 40
            && (words.tails.contains(&bare)
                || words
                    .tail_starts
                    .iter()
                    .any(|start| line.starts_with(start)))
    };
    // From the last line up: the tail goes on while nothing above it is the report's.
    let mut first_at: HashMap<&str, usize> = HashMap::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        first_at.entry(line).or_insert(index);
    }
    let begin = &lines[head.min(lines.len())..lines.len().min(head + 12)];
    let (last, _) = lines.iter().enumerate().rev().find(|(index, line)| {
        let is_new =
            || first_at.get(**line) == Some(index) && (*index < head + 12 || !repeats(begin, line));
        *index < head.max(1) || (is_own(words, line) && is_new())
    })?;
    (last + 1..lines.len()).find(|&index| is_marker(lines[index]))
}

/// A line that only a report has: long prose that does not speak of the portal, or the head of an annex.
fn is_own(words: &Words, line: &str) -> bool {
    let length = line.chars().count();
    let fragment = line.starts_with(['，', '。', '、', '；', '》', '）', '”']);
    (length >= 45
        && !fragment
        && line.contains('。')
        && !words.boilerplate.iter().any(|word| line.contains(word)))
        || (outline::is_annex(line) && length <= 30)
        || (length >= 12 && outline::number(line).is_some() && line.ends_with('。'))
}

/// Whether the line says again what one of the report's first lines said: an abstract of the page.
fn repeats(begin: &[&str], line: &str) -> bool {
    begin
        .iter()
        .any(|earlier| earlier.chars().count() >= 20 && line.contains(earlier))
}

/// A newspaper's turn of page inside a paragraph: `（下转第四版）`. Returns the byte ranges.
pub(crate) fn page_turns(line: &str) -> Vec<std::ops::Range<usize>> {
    if !line.contains('版') {
        return Vec::new();
    }
    let mut turns: Vec<std::ops::Range<usize>> = Vec::new();
    for start in &words().turns {
        for (at, _) in line.match_indices(start) {
            let Some(close) = line[at..].find(['）', ')']).map(|close| at + close) else {
                continue;
            };
            let inner = &line[at + start.len()..close];
            if inner.chars().count() > 4 || !inner.ends_with('版') {
                continue;
            }
            let mut end = close + line[close..].chars().next().map_or(0, char::len_utf8);
            end += line[end..].len() - line[end..].trim_start().len();
            turns.push(at..end);
        }
    }
    turns.sort_by_key(|range| range.start);
    turns
}
