//! Decoded text → lines of the report: cut at line breaks, trimmed, rid of invisible characters, and joined again where
//! a break stands inside a sentence.
//!
//! Text that is clean comes out as it went in, but for white space at the ends of lines.

use crate::import::log::{Rule, Rules};
use crate::import::tracked::{Edit, Tracked};
use crate::report::outline::{self, NumberStyle};
use crate::text::{ends_sentence, is_han};

/// Offices of those who give a report.
const OFFICES: &[&str] = &[
    "总理",
    "省长",
    "主席",
    "市长",
    "州长",
    "县长",
    "区长",
    "盟长",
    "旗长",
    "镇长",
    "乡长",
    "行政长官",
];

/// A line and what its surroundings were.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The text.
    pub(crate) text: Tracked,
    /// Whether an empty line stood before it.
    pub(crate) after_blank: bool,
    /// Whether a page number or a running head stood before it.
    pub(crate) after_page: bool,
    /// Whether it was indented by ideographic spaces.
    pub(crate) indented: bool,
    /// What the source said it is.
    pub(crate) shape: Shape,
    /// The bold words it opens with.
    pub(crate) bold: Option<String>,
}

/// What the markup of a web page says about a line; plain text says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing.
    #[default]
    Plain,
    /// A heading of this level.
    Heading(u8),
    /// A row of a table, already written as Markdown.
    Table,
}

impl Line {
    /// Its text.
    pub(crate) fn as_str(&self) -> &str {
        self.text.as_str()
    }
}

/// Cuts a text into its lines; empty ones are only remembered.
pub(crate) fn lines(capture: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut after_blank = false;
    while start < capture.len() {
        let end = capture[start..]
            .find(is_line_break)
            .map_or(capture.len(), |at| start + at);
        let raw = &capture[start..end];
        let rest = raw.trim_start_matches(is_space);
        let text = rest.trim_end_matches(is_space);
        if text.is_empty() {
            after_blank = true;
        } else {
            let indent = raw.len() - rest.len();
            let from = start + indent;
            let tracked = Tracked::verbatim(capture, from..from + text.len());
            lines.push(Line {
                text: tracked,
                after_blank,
                after_page: false,
                indented: raw[..indent].starts_with(['\u{3000}', '\u{2003}', '\u{A0}', '\t'])
                    || indent >= 4,
                shape: Shape::Plain,
                bold: None,
            });
            after_blank = false;
        }
        let broken = capture[end..].chars().next();
        start = end + broken.map_or(0, char::len_utf8);
        if broken == Some('\r') && capture[start..].starts_with('\n') {
            start += 1;
        }
    }
    lines
}

fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// White space, to which the byte order mark is counted where it stands at an end of a line.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

/// Characters that show nothing: zero-width, bidirectional controls, soft hyphen, other controls.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}' | '\u{AD}' | '\u{FE00}'..='\u{FE0F}')
        || (c.is_control() && c != '\t')
}

/// The ASCII form of a full-width digit or Latin letter.
fn narrow(c: char) -> Option<char> {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
        .then(|| char::from_u32(u32::from(c) - 0xFEE0))
        .flatten()
}

/// Takes invisible characters out, makes full-width digits and letters ASCII, and one space of several.
pub(crate) fn normalise(text: &mut Tracked) {
    let line = text.as_str();
    // Nearly all lines have none of these.
    let odd = |c: char| is_invisible(c) || c.is_whitespace() || matches!(c, '０'..='ｚ');
    if !line.contains(odd) {
        return;
    }
    let mut edits = Vec::new();
    let last = line.trim_end_matches(|c: char| is_invisible(c) || c.is_whitespace());
    // White space goes at the ends of the line and behind other white space, also where something invisible parts them.
    let mut spaced = true;
    let mut characters = line.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let mut end = at + c.len_utf8();
        let invisible = is_invisible(c);
        let after_space = spaced;
        spaced = c.is_whitespace() || invisible && spaced;
        if invisible {
            edits.push(Edit::new(at..end, "", Rule::Invisible));
        } else if let Some(ascii) = narrow(c) {
            edits.push(Edit::new(at..end, ascii, Rule::Width));
        } else if c == '．' {
            let before = line[..at].chars().next_back();
            let digit =
                |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '０'..='９'));
            if digit(before) && digit(line[end..].chars().next()) {
                edits.push(Edit::new(at..end, ".", Rule::Width));
            }
        } else if c.is_whitespace() {
            while let Some((next, c)) = characters.next_if(|(_, c)| c.is_whitespace()) {
                end = next + c.len_utf8();
            }
            let space = if after_space || at >= last.len() {
                ""
            } else {
                " "
            };
            if &line[at..end] != space {
                edits.push(Edit::new(at..end, space, Rule::Space));
            }
        }
    }
    text.edit(&edits);
}

/// Parts a line that holds dateline and byline (`…会议上 陕西省省长 赵刚`), and closes up a name spaced to fill its line
/// (`李 强`).
pub(crate) fn part(lines: Vec<Line>) -> Vec<Line> {
    let mut parted = Vec::with_capacity(lines.len() + 1);
    for (index, line) in lines.into_iter().enumerate() {
        let space = line.as_str().find("上 ").map(|at| at + '上'.len_utf8());
        let cut = space.filter(|&at| {
            index < 20
                && outline::is_dateline(&line.as_str()[..at])
                && has_office(&line.as_str()[at..])
        });
        let Line {
            text,
            after_blank,
            after_page,
            indented,
            shape,
            bold,
        } = line;
        let (mut head, tail) = match cut {
            Some(at) => {
                let mut text = text;
                text.edit(&[Edit::new(at..at + 1, "", Rule::LineSplit)]);
                text.split(at)
            }
            None => (text, None),
        };
        if index < 20 && tail.is_none() {
            close_spaced(&mut head);
            close_name(&mut head);
        }
        parted.push(Line {
            text: head,
            after_blank,
            after_page,
            indented,
            shape,
            bold,
        });
        if let Some(mut text) = tail {
            close_name(&mut text);
            parted.push(Line {
                text,
                after_blank: true,
                after_page: false,
                indented: false,
                shape,
                bold: None,
            });
        }
    }
    parted
}

/// `政 府 工 作 报 告` → `政府工作报告`, `市 长 龚 正` → `市长 龚 正`: lines spaced letter by letter to fill their width.
fn close_spaced(text: &mut Tracked) {
    let line = text.as_str();
    let letters: Vec<char> = line.chars().step_by(2).collect();
    let spaced = letters.len() >= 4
        && line.len() <= 120
        && line.chars().count() == letters.len() * 2 - 1
        && letters.iter().all(|&c| is_han(c))
        && line.chars().skip(1).step_by(2).all(|c| c == ' ');
    if !spaced {
        return;
    }
    let tight: String = letters.iter().collect();
    let office = OFFICES
        .iter()
        .find(|office| tight.starts_with(**office))
        .map_or(letters.len(), |office| office.chars().count());
    let close = |index: usize| {
        let at = index * 4 + 3;
        Edit::new(at..at + 1, "", Rule::Space)
    };
    // Every letter of these takes three bytes.
    let edits: Vec<Edit> = if letters.iter().all(|c| c.len_utf8() == 3) {
        (0..office.min(letters.len()) - 1).map(close).collect()
    } else {
        Vec::new()
    };
    text.edit(&edits);
}

/// `国务院总理 李 强` → `国务院总理 李强`
fn close_name(text: &mut Tracked) {
    let line = text.as_str();
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    if let [.., (_, ' '), (_, a), (space, ' '), (_, b)] = characters[..]
        && is_han(a)
        && is_han(b)
        && has_office(line)
    {
        text.edit(&[Edit::new(space..space + 1, "", Rule::Space)]);
    }
}

/// A short line with an office in it.
fn has_office(line: &str) -> bool {
    line.chars().count() <= 30
        && !line.contains(['。', '，'])
        && OFFICES.iter().any(|office| line.contains(office))
}

/// Joins lines that a line break inside a sentence has parted.
pub(crate) fn join(lines: Vec<Line>) -> Vec<Line> {
    let wrap = wrap_width(&lines);
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    let mut end = End::default();
    for line in lines {
        let glue = joined.last().and_then(|last| glue(last, &line, wrap, &end));
        end.add(line.as_str(), glue.is_some());
        if let (Some(last), Some(glue)) = (joined.last_mut(), glue) {
            let mut rules = Rules::from(Rule::LineBreak);
            if line.after_page {
                rules.insert(Rule::Furniture);
            }
            last.text.join(line.text, glue, rules);
        } else {
            joined.push(line);
        }
    }
    joined
}

/// Joins the title of a paper that is printed on several lines: `某办公厅关于复制推广`, `营商环境改革举措的通知`.
pub(crate) fn join_title(lines: Vec<Line>) -> Vec<Line> {
    let Some((first, last)) = title_lines(&lines) else {
        return lines;
    };
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    for (index, line) in lines.into_iter().enumerate() {
        match joined.last_mut() {
            Some(title) if (first + 1..=last).contains(&index) => {
                title.text.join(line.text, "", Rule::LineBreak);
            }
            _ => joined.push(line),
        }
    }
    joined
}

/// The first and the last line of such a title.
fn title_lines(lines: &[Line]) -> Option<(usize, usize)> {
    const KINDS: &[&str] = &[
        "的通知",
        "的意见",
        "的意見",
        "的决定",
        "的決定",
        "的公告",
        "的通告",
        "的批复",
        "的批覆",
        "的函",
        "的报告",
        "的報告",
        "的实施意见",
        "的實施意見",
        "的指导意见",
        "的指導意見",
        "方案的通知",
        "的命令",
    ];
    let ends = |line: &str| KINDS.iter().any(|kind| line.ends_with(kind));
    let is_part = |line: &Line| {
        let text = line.as_str();
        line.shape != Shape::Table
            && (2..=45).contains(&text.chars().count())
            && text.chars().all(|c| {
                is_han(c)
                    || c.is_ascii_alphanumeric()
                    || matches!(
                        c,
                        '、' | '“' | '”' | '《' | '》' | '（' | '）' | '〔' | '〕' | '—' | '·'
                    )
            })
            && outline::number(text).is_none()
            && !outline::is_annex(text)
    };
    // Names of bodies may fill the first lines: `某省人民政府`, `关于印发……的通知`.
    let head = &lines[..lines.len().min(20)];
    let opens = |line: &Line| {
        let body = line
            .as_str()
            .split_once("关于")
            .or_else(|| line.as_str().split_once("關於"));
        body.is_some_and(|(body, _)| body.is_empty() || body.chars().count() >= 3)
    };
    let about = head.iter().position(|line| is_part(line) && opens(line))?;
    let last = (about..head.len().min(about + 3))
        .take_while(|&at| is_part(&head[at]))
        .find(|&at| ends(head[at].as_str()))?;
    let body = |line: &Line| {
        let text = line.as_str();
        is_part(line)
            && [
                "政府",
                "办公厅",
                "辦公廳",
                "办公室",
                "辦公室",
                "委员会",
                "委員會",
                "国务院",
                "國務院",
            ]
            .iter()
            .any(|end| text.ends_with(end))
    };
    let of_nobody = head[about].as_str().starts_with(['关', '關']);
    let first = about
        .checked_sub(1)
        .filter(|&before| of_nobody && body(&head[before]))
        .unwrap_or(about);
    (first < last).then_some((first, last))
}

/// What has to be known of a line that may go on, so that a paragraph of many lines is not read over and over.
#[derive(Debug, Default)]
struct End {
    /// Whether it was joined from several.
    joined: bool,
    /// Opening marks without their closing ones.
    unclosed: [usize; 3],
    /// Columns of its last part.
    width: usize,
}

impl End {
    fn add(&mut self, part: &str, goes_on: bool) {
        if !goes_on {
            self.unclosed = [0; 3];
        }
        self.joined = goes_on;
        self.width = width(part);
        for c in part.chars() {
            match c {
                '“' => self.unclosed[0] += 1,
                '（' => self.unclosed[1] += 1,
                '《' => self.unclosed[2] += 1,
                '”' => self.unclosed[0] = self.unclosed[0].saturating_sub(1),
                '）' => self.unclosed[1] = self.unclosed[1].saturating_sub(1),
                '》' => self.unclosed[2] = self.unclosed[2].saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// What to put between two lines that belong together; none where they don't.
fn glue(first: &Line, second: &Line, wrap: Option<Wrap>, end: &End) -> Option<&'static str> {
    if second.after_blank || first.shape != Shape::Plain || second.shape != Shape::Plain {
        return None;
    }
    let (a, b) = (first.as_str(), second.as_str());
    let last = a.chars().next_back()?;
    let next = b.chars().next()?;
    let between = if last.is_ascii_alphabetic() && next.is_ascii_alphabetic() {
        " "
    } else {
        ""
    };
    if matches!(
        next,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '）'
            | '》'
            | '”'
            | '’'
            | '％'
            | '%'
            | '」'
    ) {
        let closes = matches!(next, '）' | '》' | '”' | '’' | '」');
        return (closes || !finished(last)).then_some(between);
    }
    if is_structural(b) {
        return None;
    }
    // No line of title matter is longer.
    let short = a.len() <= 300;
    if short && (outline::is_salutation(a) || (outline::is_dateline(a) && !is_cut_dateline(a))) {
        return None;
    }
    if short && is_cut_dateline(a) {
        return Some(between);
    }
    if short && is_office(a) && is_name(b) {
        return Some(" ");
    }
    if end.unclosed != [0; 3] || matches!(last, '，' | '、' | '“' | '（' | '《') {
        return Some(between);
    }
    // Paragraphs are indented here, so a line that is not goes on with the one above it.
    let is_prose = if short {
        !is_heading_line(a) && (a.contains(['，', '。', '、', '；']) || a.chars().count() >= 16)
    } else {
        true
    };
    if first.indented && !second.indented && !finished(last) && is_prose {
        return Some(between);
    }
    if let Some(wrap) = wrap
        && end.width + wrap.slack >= wrap.width
        && !second.indented
        && (wrap.indents || !finished(last))
    {
        return Some(between);
    }
    if finished(last) || (short && is_heading_line(a)) {
        return None;
    }
    let prose =
        end.joined || !short || (a.chars().count() >= 25 && a.contains(['，', '。', '；', '、']));
    let dangling = matches!(last, '的' | '和' | '与' | '及' | '把' | '将' | '对');
    (prose || dangling).then_some(between)
}

/// Whether a line can end with this character for good.
fn finished(c: char) -> bool {
    ends_sentence(c)
        || matches!(
            c,
            '：' | ':' | '；' | ';' | '”' | '’' | '）' | ')' | '!' | '?' | '】' | '》' | '」' | '…'
        )
}

/// Whether a line begins something of its own.
fn is_structural(line: &str) -> bool {
    outline::number(line).is_some()
        || outline::is_annex(line)
        || outline::is_salutation(line)
        || outline::is_dateline(line)
        || line.starts_with("——")
        || line.starts_with("各位代表")
        || line.starts_with('【')
}

/// A numbered line that is only a heading.
fn is_heading_line(line: &str) -> bool {
    let style = outline::number(line).map(|number| number.style);
    matches!(style, Some(NumberStyle::Part | NumberStyle::Section))
        && line.chars().count() <= 50
        && !line.contains('。')
}

/// `——2026年1月26日在广东省第十四届`: a dateline that goes on in the next line.
fn is_cut_dateline(line: &str) -> bool {
    let rest = line.trim_start_matches(['—', '－', '-']);
    let length = rest.chars().count();
    length <= 60
        && rest.contains("日在")
        && rest.contains(['年', '月'])
        && !line.contains(['。', '，', '！'])
        && !rest.ends_with('上')
        && rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '二' | '一'))
}

/// `国务院总理`: an office without its holder.
fn is_office(line: &str) -> bool {
    line.chars().count() <= 20 && OFFICES.iter().any(|office| line.ends_with(office))
}

/// A person's name on a line of its own.
fn is_name(line: &str) -> bool {
    let letters = line.chars().filter(|&c| is_han(c)).count();
    (2..=12).contains(&letters)
        && line.chars().all(|c| is_han(c) || matches!(c, '·' | ' '))
        && letters <= 4
        || (line.contains('·') && letters <= 12 && line.chars().all(|c| is_han(c) || c == '·'))
}

/// How a text is broken into lines of one width.
#[derive(Clone, Copy, Debug)]
struct Wrap {
    width: usize,
    slack: usize,
    indents: bool,
}

/// Columns a line takes.
fn width(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Finds the width at which a text was broken: most lines that do not end a sentence are about that long.
fn wrap_width(lines: &[Line]) -> Option<Wrap> {
    let broken: Vec<usize> = lines
        .iter()
        .filter(|line| {
            line.as_str()
                .chars()
                .next_back()
                .is_some_and(|c| !finished(c))
        })
        .map(|line| width(line.as_str()))
        .filter(|&width| width >= 20)
        .collect();
    if broken.len() < 4 || broken.len() * 5 < lines.len() * 2 {
        return None;
    }
    let mut sorted = broken.clone();
    sorted.sort_unstable();
    let width = sorted[sorted.len() * 9 / 10];
    let slack = 6;
    let near = sorted
        .iter()
        .filter(|&&w| w + slack >= width && w <= width + slack)
        .count();
    let indented = lines.iter().filter(|line| line.indented).count();
    (near * 10 >= sorted.len() * 7).then_some(Wrap {
        width,
        slack,
        indents: indented * 50 >= lines.len() && indented > 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalised(text: &str) -> Vec<Line> {
        let mut lines = lines(text);
        for line in &mut lines {
            normalise(&mut line.text);
        }
        lines
    }

    fn read(text: &str) -> Vec<String> {
        join(normalised(text))
            .iter()
            .map(|line| line.as_str().to_owned())
            .collect()
    }

    #[test]
    fn invisible_characters_and_full_width_digits_go() {
        assert_eq!(
            read("\u{3000}\u{3000}２０２３年\u{200B}增长５．２%\u{FEFF}\r\n\r\n甲 乙"),
            ["2023年增长5.2%", "甲 乙"]
        );
        // What shows nothing does not keep white space.
        assert_eq!(
            read("\u{200B}\u{3000}甲\u{3000}\u{200B} 乙 \u{AD}"),
            ["甲 乙"]
        );
    }

    #[test]
    fn a_break_inside_a_sentence_is_joined() {
        assert_eq!(
            read(
                "去年经济持续下行，我们保持定力、稳定政策，广义货币M\n2\n增长13.6%，符合要求。\n（一）甲\n乙。"
            ),
            [
                "去年经济持续下行，我们保持定力、稳定政策，广义货币M2增长13.6%，符合要求。",
                "（一）甲",
                "乙。"
            ]
        );
        assert_eq!(
            read("——2026年1月26日在广东省第十四届\n人民代表大会第五次会议上\n广东省省长 甲"),
            [
                "——2026年1月26日在广东省第十四届人民代表大会第五次会议上",
                "广东省省长 甲"
            ]
        );
        assert_eq!(read("国务院总理\u{3000}\n李克强"), ["国务院总理 李克强"]);
        assert_eq!(
            read("“十五五”时期经济社会发展的\n主要目标\n是：增长5%。\n一是甲。"),
            ["“十五五”时期经济社会发展的主要目标是：增长5%。", "一是甲。"]
        );
    }

    #[test]
    fn a_title_on_several_lines_is_one() {
        let titles = |text: &str| -> Vec<String> {
            let joined = join_title(normalised(text));
            joined.iter().map(|line| line.as_str().to_owned()).collect()
        };
        assert_eq!(
            titles(
                "国务院办公厅关于复制推广\n\n营商环境创新试点改革举措的通知\n国办发〔2022〕35号"
            ),
            [
                "国务院办公厅关于复制推广营商环境创新试点改革举措的通知",
                "国办发〔2022〕35号"
            ]
        );
        assert_eq!(
            titles("某省人民政府\n关于印发某方案的通知\n甲"),
            ["某省人民政府关于印发某方案的通知", "甲"]
        );
        let apart = "某厅关于某事的通知\n各市人民政府：\n某某的通知";
        assert_eq!(titles(apart), apart.lines().collect::<Vec<_>>());
    }

    #[test]
    fn dateline_and_byline_on_one_line_are_parted() {
        let parted = part(normalised(
            "2026年1月27日在某省第十四届人民代表大会第四次会议上 某省省长 赵刚\n国务院总理\u{3000}李\u{3000}强\n政 府 工 作 报 告\n市 长 龚 正",
        ));
        let texts: Vec<_> = parted.iter().map(Line::as_str).collect();
        assert_eq!(
            texts,
            [
                "2026年1月27日在某省第十四届人民代表大会第四次会议上",
                "某省省长 赵刚",
                "国务院总理 李强",
                "政府工作报告",
                "市长 龚正"
            ]
        );
    }

    #[test]
    fn text_wrapped_at_a_width_is_put_together() {
        let text = "一、工作回顾\n\u{3000}\u{3000}过去一年我们坚持稳中求进工作总基\n调全面落实各项部署扎实推动高质量发\n展取得新成效。经济运行总体平稳回升。\n其他各项工作都取得了新的积极进展和\n明显成效。\n\u{3000}\u{3000}各项社会事业持续进步人民生活继续\n改善。\n";
        assert_eq!(
            read(text),
            [
                "一、工作回顾",
                "过去一年我们坚持稳中求进工作总基调全面落实各项部署扎实推动高质量发展取得新成效。经济运行总体平稳回升。其他各项工作都取得了新的积极进展和明显成效。",
                "各项社会事业持续进步人民生活继续改善。"
            ]
        );
    }

    #[test]
    fn a_line_without_the_indent_of_its_paragraph_goes_on() {
        let text = "\u{3000}\u{3000}一、工作回顾\n\u{3000}\u{3000}经济稳定增长，各项\n工作取得成效。\n\u{3000}\u{3000}政府工作报告\n各位代表：\n";
        assert_eq!(
            read(text),
            [
                "一、工作回顾",
                "经济稳定增长，各项工作取得成效。",
                "政府工作报告",
                "各位代表："
            ]
        );
    }

    #[test]
    fn headings_and_finished_lines_stay_alone() {
        let text = "“十四五”时期工作回顾\n“十四五”时期是极不平凡的五年。\n民生实事\n1.甲，乙\n2.丙";
        assert_eq!(read(text).len(), 5);
    }
}
