//! Lines of a report → Markdown that [`crate::report::parse`] reads back line for line.

use crate::import::facts::{About, leading_date};
use crate::import::furniture::{Facts, is_title};
use crate::import::lines::{Line, Shape};
use crate::report::outline::{self, NumberStyle};
use crate::script::Tag;
use crate::text::{ends_sentence, is_han};

/// Longest heading without a number, in code points.
const LONGEST_HEADING: usize = 40;

/// Longest section line that is only a heading.
const LONGEST_SECTION: usize = 80;

/// Writes `report.md`: front matter and body. `known` are the lines in Simplified, by which they are told apart. Also returns the byte at which each line begins.
pub(crate) fn report(
    lines: &[Line],
    known: &[&str],
    about: &About,
    portal: &Facts,
    lang: Tag,
) -> (String, Vec<usize>) {
    let mut out = front_matter(about, portal, lang);
    let starts = body(lines, known, &mut out);
    (out, starts)
}

fn front_matter(about: &About, portal: &Facts, lang: Tag) -> String {
    let About {
        title,
        issuer,
        speaker,
        assembly,
        date,
    } = about;
    let Facts {
        site,
        url,
        published,
        headline,
        lead: _,
        issuer: _,
        day: _,
    } = portal;
    let mut out = String::from("---\n");
    let mut field = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            out.push_str(key);
            out.push_str(": ");
            out.push_str(&scalar(value));
            out.push('\n');
        }
    };
    field("title", Some(title.as_deref().unwrap_or("")));
    field("issuer", issuer.as_deref());
    field("speaker", speaker.as_deref());
    field("assembly", assembly.as_deref());
    field("date", date.map(|date| date.to_string()).as_deref());
    if [site, url, published, headline]
        .iter()
        .any(|value| value.is_some())
    {
        out.push_str("source:\n");
        for (key, value) in [
            ("site", site),
            ("url", url),
            ("published", published),
            ("headline", headline),
        ] {
            if let Some(value) = value {
                out.push_str("  ");
                out.push_str(key);
                out.push_str(": ");
                out.push_str(&scalar(value));
                out.push('\n');
            }
        }
    }
    out + "lang: " + lang.as_str() + "\n---\n"
}

/// A YAML scalar: plain where nothing in it has a meaning, else in double quotes (a JSON string is one).
pub(crate) fn scalar(value: &str) -> String {
    let plain = value
        .chars()
        .next()
        .is_some_and(|c| is_han(c) || c.is_ascii_alphanumeric())
        && !value.contains([
            ':', '#', '"', '\'', '\\', '\n', '{', '}', '[', ']', ',', '&', '*', '|', '>', '%', '@',
            '`', '\t',
        ])
        && !value.ends_with(' ')
        && !value.chars().any(char::is_control)
        && (value.chars().any(is_han) || value.contains('-'))
        && !matches!(value, "null" | "true" | "false" | "yes" | "no");
    if plain {
        value.to_owned()
    } else {
        serde_json::Value::from(value).to_string()
    }
}

/// What a line becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Heading(u8),
    Item(usize),
    Table,
    Plain,
}

/// Writes the body: every line a block.
fn body(lines: &[Line], known: &[&str], out: &mut String) -> Vec<usize> {
    let texts: Vec<&str> = lines.iter().map(Line::as_str).collect();
    let roles = roles(lines, known);
    let mut starts = Vec::with_capacity(lines.len());
    let mut previous = None;
    for ((own, line), role) in lines.iter().zip(&texts).zip(&roles) {
        // Rows of one table stand together.
        if !(previous == Some(Role::Table) && *role == Role::Table) {
            out.push('\n');
        }
        starts.push(out.len());
        match *role {
            Role::Heading(level) => {
                out.push_str(&"#".repeat(usize::from(level)));
                out.push(' ');
                escape(line, false, out);
                // CommonMark 0.31 §4.2: a run of # at the end closes the heading and is not shown.
                if out.ends_with('#') {
                    out.insert(out.len() - 1, '\\');
                }
            }
            Role::Item(length) => {
                let (number, rest) = line.split_at(length);
                out.push_str(number);
                out.push(' ');
                escape(rest.trim_start(), true, out);
            }
            Role::Table => {
                out.push_str(line);
                if previous != Some(Role::Table) {
                    out.push('\n');
                    out.push_str(&rule(line));
                }
            }
            Role::Plain => plain(line, bold(own, line), out),
        }
        out.push('\n');
        previous = Some(*role);
    }
    starts
}

/// The bold words a line still opens with.
fn bold<'l>(own: &'l Line, line: &str) -> Option<&'l str> {
    own.bold
        .as_deref()
        .filter(|bold| line.starts_with(bold) && bold.len() < line.len())
}

/// Writes a paragraph with the bold words it opens with.
fn plain(line: &str, bold: Option<&str>, out: &mut String) {
    let Some(bold) = bold else {
        return escape(line, true, out);
    };
    out.push_str("**");
    escape(bold, false, out);
    out.push_str("**");
    escape(&line[bold.len()..], false, out);
}

/// The line below the first row of a table.
fn rule(row: &str) -> String {
    let cells = row
        .replace("\\|", "")
        .matches('|')
        .count()
        .saturating_sub(1);
    format!("|{}", " --- |".repeat(cells))
}

fn roles(lines: &[Line], texts: &[&str]) -> Vec<Role> {
    let salutation = texts
        .iter()
        .take(20)
        .position(|line| outline::is_salutation(line));
    // Where nobody is addressed, the first number opens the text.
    let first_part = texts
        .iter()
        .position(|line| {
            let numbered = style(line);
            numbered == Some(NumberStyle::Part)
                || (salutation.is_none() && numbered == Some(NumberStyle::Section))
        })
        .unwrap_or(texts.len());
    let head = salutation.unwrap_or_else(|| {
        texts
            .iter()
            .position(|line| line.chars().count() > 60)
            .unwrap_or(if first_part < texts.len() {
                first_part
            } else {
                0
            })
            .min(first_part)
    });
    let title = texts[..head].iter().position(|line| is_title(line));
    let mut roles = Vec::with_capacity(texts.len());
    let mut state = State {
        annex: Annex::None,
        formal: texts.iter().any(|line| outline::is_formal(line)),
        parts: texts
            .iter()
            .any(|line| style(line) == Some(NumberStyle::Part)),
        section: false,
        above: None,
    };
    for index in 0..texts.len() {
        if lines[index].shape == Shape::Table {
            roles.push(Role::Table);
            continue;
        }
        if index < head {
            roles.push(if Some(index) == title {
                Role::Heading(1)
            } else {
                Role::Plain
            });
            continue;
        }
        let role = role(lines, texts, index, &mut state);
        state.above = match role {
            Role::Heading(level) => Some(level),
            _ => None,
        };
        state.section |=
            role == Role::Heading(3) && style(texts[index]) == Some(NumberStyle::Section);
        roles.push(role);
    }
    roles
}

/// What has to be known of the lines before.
struct State {
    annex: Annex,
    /// Whether `壹、` stands above `一、` here.
    formal: bool,
    /// Whether any line is numbered as a part.
    parts: bool,
    /// Whether a section was opened.
    section: bool,
    /// Level of the heading right above.
    above: Option<u8>,
}

/// How far into an annex a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Annex {
    None,
    Opened,
    Titled,
    /// A list of explanations: its numbered lines are not tasks.
    Glossary,
}

fn role(lines: &[Line], texts: &[&str], index: usize, state: &mut State) -> Role {
    let annex = &mut state.annex;
    let line = texts[index];
    let length = line.chars().count();
    if outline::heads_tasks(line) && *annex != Annex::Opened {
        *annex = Annex::Titled;
        return Role::Heading(2);
    }
    if outline::is_annex(line) && length <= LONGEST_SECTION && !is_signed(texts, index) {
        *annex = if outline::is_glossary(line) {
            Annex::Glossary
        } else {
            Annex::Opened
        };
        return Role::Heading(2);
    }
    if *annex == Annex::Opened
        && length <= LONGEST_SECTION
        && !line.ends_with(ends_sentence)
        && outline::number(line).is_none()
    {
        *annex = if outline::is_glossary(line) {
            Annex::Glossary
        } else {
            Annex::Titled
        };
        return Role::Heading(2);
    }
    if *annex == Annex::Opened {
        *annex = Annex::Titled;
    }
    let number = outline::number(line);
    // An item that says who does it, whatever its number looks like.
    let tasked = *annex != Annex::None && line.contains("单位：") && line.ends_with(['）', '。']);
    match number.map(|number| number.style) {
        Some(NumberStyle::Part | NumberStyle::Section) if tasked => Role::Plain,
        Some(NumberStyle::Part) if length <= LONGEST_SECTION && is_single(line) => {
            let below = *annex != Annex::None || (state.formal && !outline::is_formal(line));
            Role::Heading(if below { 3 } else { 2 })
        }
        Some(NumberStyle::Section)
            if length <= LONGEST_SECTION
                && is_single(line)
                && leads(texts, index)
                && !outline::states_amount(line) =>
        {
            Role::Heading(3)
        }
        Some(NumberStyle::Item) if *annex == Annex::None && is_numbered_heading(texts, index) => {
            Role::Heading(4)
        }
        Some(NumberStyle::Item) if *annex == Annex::Titled => {
            let length = number.map_or(0, |number| number.length);
            // An item of a Markdown list without a word in it shows nothing.
            if line[..length].ends_with('.') && line.len() > length {
                Role::Item(length)
            } else {
                Role::Plain
            }
        }
        None => match lines[index].shape {
            Shape::Heading(level) if length <= LONGEST_SECTION => Role::Heading(level.clamp(2, 6)),
            _ if outline::is_glossary(line) && length <= 12 => {
                *annex = Annex::Glossary;
                Role::Heading(2)
            }
            _ if *annex == Annex::None && is_heading(texts, index, state.above.is_some()) => {
                // Below a numbered heading that has none above it, words alone rank lower.
                let top = if state.section && !state.parts { 4 } else { 2 };
                let stacked = state.above.is_some_and(|above| above == top);
                Role::Heading(if stacked { top + 1 } else { top })
            }
            _ => Role::Plain,
        },
        _ => Role::Plain,
    }
}

fn style(line: &str) -> Option<NumberStyle> {
    outline::number(line).map(|number| number.style)
}

/// At most one sentence, which may lack its mark.
fn is_single(line: &str) -> bool {
    let inner = line.trim_end_matches(ends_sentence);
    !inner.contains(ends_sentence) && !line.ends_with(['；', ';', '，', '：'])
}

/// Whether prose, or a line of another rank, follows; a run of numbered lines of one rank is a list.
fn leads(texts: &[&str], index: usize) -> bool {
    let line = texts[index];
    let Some(next) = texts.get(index + 1) else {
        return !line.ends_with(ends_sentence);
    };
    style(next) != style(line) || !line.ends_with(ends_sentence)
}

/// Whether the body that issued the paper, and the day, stand below the line: then it only names the annex.
fn is_signed(texts: &[&str], index: usize) -> bool {
    let day = |line: &str| leading_date(line).is_some_and(|(_, rest)| rest.is_empty());
    texts[index + 1..]
        .iter()
        .take(6)
        .zip(texts[index + 1..].iter().skip(1))
        .any(|(body, date)| body.chars().count() <= 30 && day(date))
}

/// `1.产业发展提质增效` above its prose.
fn is_numbered_heading(texts: &[&str], index: usize) -> bool {
    let line = texts[index];
    let length = line.chars().count();
    let open = !line.contains(['。', '；', '：', '！', '？', '|'])
        && line.ends_with(|c: char| is_han(c) || matches!(c, '”' | '）' | '》'));
    let prose = |line: &str| outline::number(line).is_none() && line.ends_with(ends_sentence);
    length <= LONGEST_HEADING && open && texts.get(index + 1).is_some_and(|next| prose(next))
}

/// A heading without a number: short, without a final mark, between finished prose and prose. Another may stand above
/// it, or below.
fn is_heading(texts: &[&str], index: usize, below_heading: bool) -> bool {
    let line = texts[index];
    if !may_head(line) {
        return false;
    }
    let before = index.checked_sub(1).map(|before| texts[before]);
    let finished = below_heading
        || before.is_some_and(|before| before.ends_with(ends_sentence) || before.ends_with('：'));
    let is_long = |at: usize| texts.get(at).is_some_and(|line| line.chars().count() >= 30);
    let numbered = |at: usize| {
        is_long(at)
            && style(texts[at]) == Some(NumberStyle::Item)
            && texts[at].ends_with(ends_sentence)
    };
    // `房屋` above `61. 房屋是最受关注的民生问题。……`, with another heading between them or not.
    let heads_numbers = numbered(index + 1)
        || (numbered(index + 2)
            && texts[index + 1..]
                .first()
                .is_some_and(|next| may_head(next)));
    let follows = is_long(index + 1)
        || (texts
            .get(index + 1)
            .is_some_and(|next| style(next).is_some())
            && is_long(index + 2));
    let letters = line.chars().filter(|&c| is_han(c)).count();
    finished && (heads_numbers && letters >= 2 || !below_heading && follows && letters >= 4)
}

/// Whether a line may be a heading by its own looks.
fn may_head(line: &str) -> bool {
    let ends = line.chars().next_back();
    let open = ends
        .is_some_and(|c| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '”' | '）' | '》'));
    line.chars().count() <= LONGEST_HEADING
        && open
        && style(line).is_none()
        && !line.contains(['。', '；', '：', '！', '？', '，', '|'])
        && !line.starts_with('—')
}

/// Writes `text` so that Markdown shows it as it is.
pub(crate) fn escape(text: &str, line_start: bool, out: &mut String) {
    if line_start {
        let marker = text.starts_with(['#', '>', '+', '=', '|'])
            || text.starts_with('-')
            || text.starts_with(":::");
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if marker {
            out.push('\\');
        } else if (1..=9).contains(&digits)
            && text[digits..].starts_with(['.', ')'])
            && (text[digits + 1..].is_empty() || text[digits + 1..].starts_with([' ', '\t']))
        {
            out.push_str(&text[..digits]);
            out.push('\\');
            return escape(&text[digits..], false, out);
        }
    }
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '`', '*', '_', '[', '<', '~', '&', '{', '$']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let c = tail.as_bytes()[0];
        let plain = match c {
            // Only what reads as a character reference.
            b'&' => !is_reference(&tail[1..]),
            // `-{…}-` keeps text from conversion.
            b'{' => !before.ends_with('-'),
            b'$' => true,
            _ => false,
        };
        if !plain {
            out.push('\\');
        }
        out.push(char::from(c));
        rest = &tail[1..];
    }
    out.push_str(rest);
}

/// Whether what follows a `&` makes it a character reference: `amp;`, `#160;`.
fn is_reference(rest: &str) -> bool {
    let name = rest
        .bytes()
        .take(33)
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
        .count();
    name > 0 && rest[name..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lines;

    fn written(text: &str) -> String {
        let mut out = String::new();
        let lines = lines::lines(text);
        let known: Vec<&str> = lines.iter().map(Line::as_str).collect();
        body(&lines, &known, &mut out);
        out
    }

    #[test]
    fn the_outline_becomes_headings_and_items() {
        let prose =
            "这是一段足够长的正文，用来说明它不是标题，而是一个完整的段落，后面还有很多内容要说。";
        let text = format!(
            "政府工作报告\n——2023年1月12日在某省第十四届人民代表大会第一次会议上\n省长 甲\n各位代表：\n现在，我代表省人民政府报告工作。\n一、回顾\n{prose}\n“十四五”时期工作回顾\n{prose}\n（一）抓项目\n{prose}\n（二）抓创新。{prose}\n附件\n某省2023年民生实事\n一、就业1件\n1. 实施*行动（牵头单位：甲）。\n"
        );
        let expected = format!(
            "\n# 政府工作报告\n\n——2023年1月12日在某省第十四届人民代表大会第一次会议上\n\n省长 甲\n\n各位代表：\n\n现在，我代表省人民政府报告工作。\n\n## 一、回顾\n\n{prose}\n\n## “十四五”时期工作回顾\n\n{prose}\n\n### （一）抓项目\n\n{prose}\n\n（二）抓创新。{prose}\n\n## 附件\n\n## 某省2023年民生实事\n\n### 一、就业1件\n\n1. 实施\\*行动（牵头单位：甲）。\n"
        );
        assert_eq!(written(&text), expected);
    }

    #[test]
    fn characters_with_a_meaning_are_escaped() {
        let escaped = |text: &str| {
            let mut out = String::new();
            escape(text, true, &mut out);
            out
        };
        assert_eq!(
            escaped("a*b_c[d]<e>`f`\\g~h"),
            "a\\*b\\_c\\[d]\\<e>\\`f\\`\\\\g\\~h"
        );
        assert_eq!(escaped("# 甲"), "\\# 甲");
        assert_eq!(escaped("1. 甲"), "1\\. 甲");
        assert_eq!(escaped("1.甲"), "1.甲");
        assert_eq!(escaped("R&D与&amp;"), "R&D与\\&amp;");
        assert_eq!(escaped("-{甲}-"), "\\-\\{甲}-");
    }
}
