//! Text in, converted text out, with its line breaks: plain lines, or Markdown by blocks.
//!
//! In Markdown the words of a paragraph are converted as one text, though it is broken into lines; code, addresses,
//! front-matter keys and HTML other than the texts of `title` and `alt` stay.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Conversions, Tag};
use crate::diagnostic::{Diagnostic, Error};
use crate::source::SourceFile;
use crate::text::{self, TextRange};

/// Where the text comes from, for what is told of it.
const INPUT: &str = "standard input";
/// No more mistakes than this are told of one input.
const MOST: usize = 100;

/// Converts line by line, with the line breaks as they are (`\n`, `\r\n`, or none at the end). Bytes that are not
/// UTF-8 are replaced by U+FFFD and told. `from` tells the tag of a line. Returns what is wrong with the text; it is left
/// as it is there.
///
/// # Errors
/// [`Error::Read`] or [`Error::Write`] with what the reader or the writer returns.
pub fn lines(
    conversions: &Conversions,
    from: impl Fn(&str) -> Tag,
    to: Tag,
    mut input: impl BufRead,
    mut output: impl Write,
) -> Result<Vec<Diagnostic>, Error> {
    let mut diagnostics = Vec::new();
    let mut line = Vec::new();
    let mut number = 0;
    while input.read_until(b'\n', &mut line).map_err(unread)? > 0 {
        let (source, broken) = text(&line, number);
        let words = source.trim_end_matches(['\n', '\r']);
        let converted = conversions.convert(words, from(words), to);
        output
            .write_all(converted.text.as_bytes())
            .and_then(|()| output.write_all(&source.as_bytes()[words.len()..]))
            .map_err(unwritten)?;
        diagnostics.extend(broken.filter(|_| diagnostics.len() < MOST));
        if !converted.faults.is_empty() && diagnostics.len() < MOST {
            let file = SourceFile::new(INPUT, "\n".repeat(number) + words);
            diagnostics.extend(converted.faults.iter().map(|fault| {
                let at = number + text::byte_offset(words, fault.at());
                fault.diagnostic(words).at(&file, at..at, "")
            }));
        }
        number += 1;
        line.clear();
    }
    Ok(diagnostics)
}

/// Takes `bytes`, which stand behind `lines` other lines of the input, for text. What is not UTF-8 becomes U+FFFD, and
/// the diagnostic names its first byte.
#[must_use]
pub fn text(bytes: &[u8], lines: usize) -> (Cow<'_, str>, Option<Diagnostic>) {
    let text = String::from_utf8_lossy(bytes);
    let fault = str::from_utf8(bytes).err().map(|error| {
        let at = lines + error.valid_up_to();
        let file = SourceFile::new(INPUT, "\n".repeat(lines) + &text);
        Diagnostic::error("not-utf-8", "the text is not UTF-8")
            .at(&file, at..at, "comes out as U+FFFD")
            .help("make it UTF-8 first: `iconv -f GB18030 -t UTF-8`")
    });
    (text, fault)
}

/// Trouble with standard input.
#[must_use]
pub fn unread(source: io::Error) -> Error {
    let path = PathBuf::from(INPUT);
    Error::Read { path, source }
}

/// Trouble with standard output.
#[must_use]
pub fn unwritten(source: io::Error) -> Error {
    let path = PathBuf::from("standard output");
    Error::Write { path, source }
}

/// Converts a Markdown text; returns it with what is wrong with it.
#[must_use]
pub fn markdown(
    conversions: &Conversions,
    tags: (Tag, Tag),
    source: &str,
) -> (String, Vec<Diagnostic>) {
    let mut page = Page {
        conversions,
        tags,
        file: SourceFile::new(INPUT, source),
        output: String::with_capacity(source.len()),
        block: String::new(),
        diagnostics: Vec::new(),
    };
    let mut fence: Option<&str> = None;
    let mut front = false;
    let mut list = false;
    let mut at = 0;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if number == 0 && line.trim_end() == "---" {
            front = true;
            page.output.push_str(line);
        } else if front {
            front = line.trim_end() != "---";
            page.front_matter_line(line, start);
        } else if let Some(mark) = fence {
            let closed =
                bare.starts_with(mark) && bare.trim_end().trim_matches(['`', '~']).is_empty();
            fence = fence.filter(|_| !closed);
            page.output.push_str(line);
        } else if let Some(mark) = opening_fence(bare).filter(|_| indent < 4 || list) {
            page.end_block(start);
            fence = Some(mark);
            page.output.push_str(line);
        } else if bare.is_empty() {
            page.end_block(start);
            page.output.push_str(line);
        } else if page.block.is_empty() && indent >= 4 && !list {
            // CommonMark 0.31 §4.4: an indented code block; inside a list the same indent is a paragraph of an item.
            page.output.push_str(line);
        } else {
            let item = is_item(bare);
            if item || bare.starts_with(['#', '|', '[', ':']) {
                page.end_block(start);
            }
            list = item || list && (indent > 0 || !page.block.is_empty());
            page.block.push_str(line);
            if bare.starts_with('#') {
                page.end_block(at);
            }
        }
    }
    page.end_block(at);
    (page.output, page.diagnostics)
}

/// A Markdown text on its way.
struct Page<'c> {
    conversions: &'c Conversions,
    tags: (Tag, Tag),
    file: Arc<SourceFile>,
    output: String,
    /// The lines of the block that is being read.
    block: String,
    diagnostics: Vec<Diagnostic>,
}

impl Page<'_> {
    /// Converts the block that ends at a byte of the file.
    fn end_block(&mut self, end: usize) {
        let block = std::mem::take(&mut self.block);
        let (converted, faults) = converted_block(self.conversions, self.tags, &block);
        self.output.push_str(&converted);
        self.tell(end - block.len(), faults);
    }

    /// A line of front matter: everything behind the key is converted.
    fn front_matter_line(&mut self, line: &str, start: usize) {
        let value = line.find(": ").map_or(0, |at| at + 2);
        let key = line[..value].trim_start_matches([' ', '-', '{', '[']);
        let value = if key.contains(['"', '\'', ',', '，', '。']) {
            0
        } else {
            value
        };
        let (key, value) = line.split_at(value);
        let (from, to) = self.tags;
        let converted = self.conversions.convert(value, from, to);
        self.output.push_str(key);
        self.output.push_str(&converted.text);
        let faults = converted.faults.iter().map(|fault| {
            let at = text::byte_offset(value, fault.at());
            (at, fault.diagnostic(value))
        });
        self.tell(start + key.len(), faults.collect());
    }

    fn tell(&mut self, start: usize, faults: Vec<(usize, Diagnostic)>) {
        let room = MOST.saturating_sub(self.diagnostics.len());
        for (at, fault) in faults.into_iter().take(room) {
            let at = start + at;
            self.diagnostics.push(fault.at(&self.file, at..at, ""));
        }
    }
}

fn opening_fence(bare: &str) -> Option<&str> {
    let first = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = bare.len() - bare.trim_start_matches(first).len();
    let info = &bare[length..];
    (length >= 3 && !(first == '`' && info.contains('`'))).then(|| &bare[..length])
}

fn is_item(bare: &str) -> bool {
    let digits = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = if digits.len() == bare.len() {
        bare.strip_prefix(['-', '*', '+'])
    } else {
        digits.strip_prefix(['.', ')'])
    };
    marked.is_some_and(|rest| rest.starts_with([' ', '\t', '\n']))
}

/// Converts one block: its lines are joined where a break stands between two Han letters, and parted again at the same
/// place. What is wrong comes with its byte in the block.
fn converted_block(
    conversions: &Conversions,
    (from, to): (Tag, Tag),
    block: &str,
) -> (String, Vec<(usize, Diagnostic)>) {
    if block.is_empty() {
        return (String::new(), Vec::new());
    }
    let mut words = String::with_capacity(block.len());
    // Where a break was taken out (code points of `words`), and what stood there.
    let mut breaks: Vec<(usize, &str)> = Vec::new();
    let mut points = 0;
    let mut rest = block;
    while let Some(at) = rest.find('\n') {
        let (line, after) = rest.split_at(at);
        let next = after.trim_start_matches(['\n', ' ', '\t', '>']);
        words.push_str(line);
        points += line.chars().count();
        let gap = &after[..after.len() - next.len()];
        let between = line.ends_with(text::is_han) && next.starts_with(text::is_han);
        if between {
            breaks.push((points, gap));
        } else {
            words.push_str(gap);
            points += gap.chars().count();
        }
        rest = next;
    }
    words.push_str(rest);
    let literal = literals(&words);
    let converted = conversions.convert_around(&words, &literal, from, to);
    let faults = converted.faults.iter().map(|fault| {
        let gaps = breaks.iter().take_while(|(at, _)| *at <= fault.at());
        let gaps: usize = gaps.map(|(_, gap)| gap.len()).sum();
        let at = text::byte_offset(&words, fault.at()) + gaps;
        (at, fault.diagnostic(&words))
    });
    let faults = faults.collect();
    let mut output = String::with_capacity(converted.text.len() + block.len() - words.len());
    let mut byte = 0;
    let mut point = 0;
    for (at, gap) in breaks {
        let target = converted
            .alignment
            .range(TextRange::new(at, at))
            .start
            .max(point);
        let end = byte + text::byte_offset(&converted.text[byte..], target - point);
        output.push_str(&converted.text[byte..end]);
        output.push_str(gap);
        (byte, point) = (end, target);
    }
    output.push_str(&converted.text[byte..]);
    (output, faults)
}

/// The parts of a block that are not prose, in order and apart (code points).
fn literals(block: &str) -> Vec<TextRange> {
    let chars: Vec<char> = block.chars().collect();
    let mut literals: Vec<TextRange> = Vec::new();
    let closings = Closings::of(&chars);
    let mut at = 0;
    while at < chars.len() {
        let end = match chars[at] {
            '\\' => {
                at += 2;
                continue;
            }
            '`' => code_end(&chars, at, &closings),
            ']' if chars.get(at + 1) == Some(&'(') => closings.destination(&chars, at + 1),
            ']' if at > 0 && chars.get(at + 1) == Some(&':') => Some(closings.line_end(at)),
            '<' => {
                let end = closings.tag(&chars, at);
                if let Some(end) = end {
                    push_tag(&chars, at, end, &mut literals);
                    at = end;
                    continue;
                }
                None
            }
            _ => None,
        };
        match end {
            Some(end) => {
                literals.push(TextRange::new(at, end));
                at = end;
            }
            None if chars[at] == '`' => at += run(&chars, at),
            None => at += 1,
        }
    }
    literals
}

fn run(chars: &[char], at: usize) -> usize {
    chars[at..].iter().take_while(|&&c| c == '`').count()
}

/// CommonMark 0.31 §6.1: a code span ends at the next run of as many backticks.
fn code_end(chars: &[char], at: usize, closings: &Closings) -> Option<usize> {
    let length = run(chars, at);
    let same = closings.backticks.get(&length)?;
    Some(Closings::next(same, at + length)? + length)
}

/// An HTML tag stays but for the texts of `title` and `alt`; what does not look like a tag is left to conversion.
fn push_tag(chars: &[char], start: usize, end: usize, literals: &mut Vec<TextRange>) {
    let mut from = start;
    let mut at = start;
    while at < end {
        let quote = chars[at];
        if !matches!(quote, '"' | '\'') {
            at += 1;
            continue;
        }
        let close = (at + 1..end).find(|&i| chars[i] == quote).unwrap_or(end);
        let name: String = chars[from..at].iter().collect();
        let name = name.trim_end_matches(['=', ' ']).to_ascii_lowercase();
        if name.ends_with(" title") || name.ends_with(" alt") {
            literals.push(TextRange::new(from, at + 1));
            from = close;
        }
        at = close + 1;
    }
    if from < end {
        literals.push(TextRange::new(from, end));
    }
}

/// Where things that open can close: found once, so that hostile input costs no more than its length.
struct Closings {
    /// Runs of backticks: where they start, by length.
    backticks: BTreeMap<usize, Vec<usize>>,
    angles: Vec<usize>,
    parentheses: Vec<usize>,
    breaks: Vec<usize>,
    length: usize,
}

impl Closings {
    fn of(chars: &[char]) -> Self {
        let places = |mark: char| {
            let places = chars.iter().enumerate().filter(move |&(_, &c)| c == mark);
            places.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let mut backticks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut at = 0;
        while at < chars.len() {
            let length = run(chars, at);
            if length > 0 {
                backticks.entry(length).or_default().push(at);
            }
            at += length.max(1);
        }
        Self {
            backticks,
            angles: places('>'),
            parentheses: places(')'),
            breaks: places('\n'),
            length: chars.len(),
        }
    }

    fn next(places: &[usize], from: usize) -> Option<usize> {
        places.get(places.partition_point(|&at| at < from)).copied()
    }

    fn line_end(&self, at: usize) -> usize {
        Self::next(&self.breaks, at).unwrap_or(self.length)
    }

    /// The end of `(address "caption")`, without the caption.
    fn destination(&self, chars: &[char], open: usize) -> Option<usize> {
        let close = Self::next(&self.parentheses, open)?;
        let caption = (open..close).find(|&at| matches!(chars[at], '"' | '\''));
        Some(caption.map_or(close + 1, |at| at + 1))
    }

    fn tag(&self, chars: &[char], open: usize) -> Option<usize> {
        let first = *chars.get(open + 1)?;
        let close = Self::next(&self.angles, open)?;
        (first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')).then_some(close + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hant(source: &str) -> String {
        markdown(&Conversions::default(), (Tag::Hans, Tag::Hant), source).0
    }

    #[test]
    fn line_breaks_stay_as_they_are() {
        let mut output = Vec::new();
        let input = "发展\r\n\n干部\n头发".as_bytes();
        let conversions = Conversions::default();
        lines(&conversions, |_| Tag::Hans, Tag::Hant, input, &mut output).unwrap();
        assert_eq!(String::from_utf8(output).unwrap(), "發展\r\n\n幹部\n頭髮");
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        let conversions = Conversions::default();
        let told = |diagnostics: Vec<Diagnostic>| -> Vec<String> {
            let line = |diagnostic: Diagnostic| {
                let label = diagnostic.label.unwrap();
                let (line, column) = label.source.position(label.span.start);
                format!("{line}:{column} {}", diagnostic.code)
            };
            diagnostics.into_iter().map(line).collect()
        };
        let source = "发展\n\n甲-{zh-Hnat:乙}-丙\n丁“戊\n己-{庚\n";
        let by_lines = lines(
            &conversions,
            |_| Tag::Hans,
            Tag::Hant,
            source.as_bytes(),
            io::sink(),
        );
        let expected = ["3:4 unknown-tag", "4:2 unpaired-quote", "5:2 unclosed-hand"];
        assert_eq!(told(by_lines.unwrap()), expected);
        let (_, by_blocks) = markdown(&conversions, (Tag::Hans, Tag::Hant), source);
        assert_eq!(told(by_blocks), expected);
    }

    #[test]
    fn a_phrase_over_two_lines_is_one_phrase() {
        assert_eq!(hant("树立理\n发师\n"), "樹立理\n髮師\n");
        assert_eq!(
            hant("> 树立理\n> 发师，头\n> 发\n"),
            "> 樹立理\n> 髮師，頭\n> 髮\n"
        );
        assert_eq!(hant("- 头\n- 发\n"), "- 頭\n- 發\n");
    }

    #[test]
    fn code_addresses_and_keys_stay() {
        let source = "---\ntitle: 发展\n标题: 干部\n---\n# 发展\n\n`发展` [发展](发展.md \"发展\") <https://a.cn/发> ``发`展``\n\n```\n发展\n```\n\n    发展\n\n[甲]: 发展.md\n";
        let target = "---\ntitle: 發展\n标题: 幹部\n---\n# 發展\n\n`发展` [發展](发展.md \"發展\") <https://a.cn/发> ``发`展``\n\n```\n发展\n```\n\n    发展\n\n[甲]: 发展.md\n";
        assert_eq!(hant(source), target);
    }

    #[test]
    fn html_keeps_its_attributes_but_for_titles() {
        assert_eq!(
            hant("<img src=\"发.png\" alt=\"头发\" title='干部'>发展 a < b 发"),
            "<img src=\"发.png\" alt=\"頭髮\" title='幹部'>發展 a < b 發"
        );
    }
}
