//! Tells the portal's lines from the report's: breadcrumbs, stamps, tool bars and captions before it, links, comment
//! forms and notices behind it.
//!
//! Only lines that are known as furniture go, and only where furniture stands: before the salutation or the first
//! paragraph, and behind the last. What goes is kept in the log, and the facts in it become metadata.

mod printed;
mod stamp;

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::report::outline;

pub(crate) use printed::page_matter;
use stamp::{properties, stamp};

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
    /// Who issued the paper, by the portal's table of its properties.
    pub(crate) issuer: Option<String>,
    /// The day of the paper, by that table.
    pub(crate) day: Option<String>,
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
    Headline,
    Issuer,
    Day,
    Other,
}

struct Words {
    labels: Vec<(&'static str, Label)>,
    lines: HashSet<&'static str>,
    starts: Vec<&'static str>,
    tails: HashSet<&'static str>,
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
                    "headline" => Label::Headline,
                    "issuer" => Label::Issuer,
                    "day" => Label::Day,
                    _ => Label::Other,
                };
                (word, kind)
            })
            .collect();
        // 发布时间 before 时间.
        labels.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let furniture = include_str!("words/furniture.txt");
        let of = |wanted: &'static str| {
            entries(furniture)
                .filter(move |(kind, _)| *kind == wanted)
                .map(|(_, word)| word)
        };
        Words {
            labels,
            lines: of("line").collect(),
            starts: of("start").collect(),
            tails: of("tail").collect(),
            tail_starts: of("tailstart").collect(),
            turns: of("body").collect(),
            boilerplate: entries(include_str!("words/boilerplate.txt"))
                .map(|(_, word)| word)
                .collect(),
        }
    })
}

/// Sorts the lines, which are in Simplified whatever the report is in; `known` are facts from elsewhere.
pub(crate) fn sort(lines: &[&str], known: Facts) -> Sorted {
    let again = printed::printed_again(lines);
    let mut kept: Vec<bool> = again.into_iter().map(|again| !again).collect();
    let mut facts = known;
    let head = head_length(lines);
    sort_head(&lines[..head], &mut kept, &mut facts);
    if let Some(first) = tail_start(lines, head) {
        kept[first..].fill(false);
        // Some portals name their source below the text.
        let mut below = Facts::default();
        for index in (first..lines.len()).take(5) {
            stamp(words(), &lines[index..], &mut below);
        }
        facts.site = facts.site.or(below.site);
        facts.published = facts.published.or(below.published);
    }
    facts.published = facts.published.or_else(|| facts.day.clone());
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
                    | '—'
                    | '－'
                    | '–'
                    | '─'
                    | '='
                    | '*'
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

/// Whether a line is the title of a report, or of the paper that hands out its tasks.
pub(crate) fn is_title(line: &str) -> bool {
    const REPORTS: &[&str] = &[
        "报告",
        "计划",
        "纲要",
        "公报",
        "方案",
        "规划",
        "意见",
        "要点",
        "任务分工",
    ];
    // `通知` alone names a column of the portal; a notice says what it is about.
    const PAPERS: &[&str] = &["通知", "决定", "公告", "通告", "办法", "批复", "函"];
    let length = line.chars().count();
    if length > 80
        || line.contains(['。', '，', '：', '；'])
        || line.starts_with("——")
        || ["解读", "热议", "决议"]
            .iter()
            .any(|word| line.contains(word))
    {
        return false;
    }
    let name = without_remark(line);
    let ends = |words: &[&str]| words.iter().any(|end| name.ends_with(end));
    if quoted_report(line).is_some() {
        return true;
    }
    if line.contains("关于") {
        return ends(REPORTS) || ends(PAPERS);
    }
    length <= 45 && ends(REPORTS)
}

/// `行政长官2017年施政报告` of `行政长官向立法会发表《行政长官2017年施政报告》发言全文`: a speech that is a report.
pub(crate) fn quoted_report(line: &str) -> Option<&str> {
    let name = ["全文", "讲稿", "演辞", "演词", "讲话"]
        .iter()
        .find_map(|end| line.strip_suffix(end))?;
    let (_, rest) = name.split_once('《')?;
    let (report, _) = rest.split_once('》')?;
    let fits = (4..=40).contains(&report.chars().count()) && report.ends_with("报告");
    (fits && line.chars().count() <= 60).then_some(report)
}

/// A title without what stands behind it in parentheses: `（摘要）`, `（2023年）`.
fn without_remark(line: &str) -> &str {
    line.strip_suffix(['）', ')'])
        .and_then(|rest| rest.rsplit_once(['（', '(']))
        .filter(|(_, remark)| remark.chars().count() <= 12)
        .map_or(line, |(name, _)| name.trim_end())
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
    if properties(words, line, facts) {
        return 1;
    }
    if length <= 150
        && let Some(taken) = stamp(words, lines, facts)
    {
        return taken;
    }
    usize::from(is_known(words, line) || is_caption(line))
}

/// Whether a line is made of the portals' own words: one of them, or several side by side.
fn is_known(words: &Words, line: &str) -> bool {
    let is_word = |part: &str| words.lines.contains(part) || words.tails.contains(part);
    if is_word(bare(line)) {
        return true;
    }
    if line.chars().count() > 60 {
        return false;
    }
    if words.starts.iter().any(|start| line.starts_with(start)) {
        return true;
    }
    let mut parts = line
        .split([' ', '|', '｜', '\u{3000}', '】', ']'])
        .map(bare)
        .filter(|part| !part.is_empty())
        .peekable();
    let begins = |part: &str| {
        let starts = words.starts.iter().chain(&words.tail_starts);
        starts
            .into_iter()
            .any(|start| part.starts_with(bare(start)))
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    parts.peek().is_some_and(|first| is_word(first))
        && parts.all(|part| is_word(part) || is_number(part) || begins(part))
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
    let is_notice = |line: &str| {
        let says = words
            .boilerplate
            .iter()
            .filter(|word| line.contains(**word));
        says.count() >= 2
    };
    let is_marker = |line: &str| {
        is_known(words, line)
            || is_notice(line)
            || (line.chars().count() <= 40
                && words
                    .tail_starts
                    .iter()
                    .any(|start| line.starts_with(start)))
    };
    // A portal's list of files is headed like an annex.
    let opens_nothing = |index: usize| {
        is_file(lines[index])
            || (bare(lines[index]) == "附件"
                && lines
                    .get(index + 1)
                    .is_none_or(|next| is_marker(next) || is_file(next)))
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
        *index < head.max(1) || (is_own(words, line) && !opens_nothing(*index) && is_new())
    })?;
    let last = list_end(lines, last, &is_marker);
    (last + 1..lines.len()).find(|&index| is_marker(lines[index]) || opens_nothing(index))
}

/// `附件：某省2024年民生实事.pdf`: the name of a file that the portal offers.
fn is_file(line: &str) -> bool {
    const ENDS: &[&str] = &[
        ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".et", ".ofd", ".zip", ".rar", ".ceb",
    ];
    // No name of a file is longer.
    line.len() <= 300 && {
        let line = line.trim_end_matches([' ', '>', '）', ')', '下', '载', '[', ']', '【', '】']);
        let lower = line.to_ascii_lowercase();
        ENDS.iter().any(|end| lower.ends_with(end))
    }
}

/// The last line of a list of tasks that goes on behind the line `last`: numbers that count on, and what an item says
/// about who does it.
fn list_end(lines: &[&str], last: usize, is_marker: &dyn Fn(&str) -> bool) -> usize {
    let item = |line: &str| {
        outline::number(line)
            .filter(|number| number.style == outline::NumberStyle::Item)
            .map(|number| number.value)
    };
    // Portals print `主办单位：` too; a list prints its labels over and over.
    let label = |line: &str| {
        let (label, _) = line.split_once(['：', ':'])?;
        outline::is_task_label(label).then(|| label.to_owned())
    };
    let Some(mut number) = lines[..=last].iter().rev().find_map(|line| item(line)) else {
        return last;
    };
    let mut end = last;
    for (index, line) in lines.iter().enumerate().skip(last + 1) {
        let labelled = label(line).is_some_and(|own| {
            end + 1 == index
                && lines[..=last]
                    .iter()
                    .any(|line| line.strip_prefix(own.as_str()).is_some())
        });
        if item(line) == Some(number + 1) {
            number += 1;
            end = index;
        } else if labelled {
            end = index;
        } else if is_marker(line) {
            break;
        }
    }
    end
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
