//! Signs that characters of a text were lost before anybody brought it here: `最�工资`, `最?工资`, `锟斤拷`, `烫烫烫`.
//!
//! Used twice: an import puts `□` in their place, and a report is looked through for those that are still there. Which
//! characters they were is not guessed.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::text::{ends_sentence, is_han};

/// A kind of sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// U+FFFD, which a decoder puts where bytes fit no character.
    Replacement,
    /// `?` inside a word, which an encoder puts for a character it does not have.
    Question,
    /// `锟斤拷`: replacement characters taken for GBK.
    Kunjinkao,
    /// `烫烫烫`, `屯屯屯`: memory nobody wrote to, taken for GBK.
    Fill,
    /// Bopomofo letters and lines of boxes: bytes shifted by one.
    Shifted,
    /// `□`, which is also what an import leaves.
    Hole,
    /// `口` that no word has, in place of a box.
    Mouth,
}

impl Kind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Replacement,
        Self::Question,
        Self::Kunjinkao,
        Self::Fill,
        Self::Shifted,
        Self::Hole,
        Self::Mouth,
    ];

    /// Why the place is open.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Replacement => {
                "the capture has a replacement character here: the bytes were lost before"
            }
            Self::Question => "the capture has a `?` inside a word: the character was lost before",
            Self::Kunjinkao => {
                "`锟斤拷` is what replacement characters become when they are taken for GBK"
            }
            Self::Fill => "a run of `烫` or `屯` is memory nobody wrote to, not text",
            Self::Shifted => {
                "the bytes are shifted by one here, and nothing tells where the shift begins"
            }
            Self::Mouth => {
                "no word has this `口`, and the text has several of them: a box may have stood here"
            }
            Self::Hole => "the capture has a box in place of a character",
        }
    }

    /// Characters put in the place of a sign.
    #[must_use]
    pub fn holes(self, sign: &str) -> usize {
        let length = sign.chars().count();
        match self {
            Self::Kunjinkao => length.div_ceil(3),
            _ => length,
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Replacement => "replacement characters (U+FFFD)",
            Self::Question => "`?` inside a word",
            Self::Kunjinkao => "`锟斤拷`",
            Self::Fill => "`烫烫烫` or `屯屯屯`",
            Self::Shifted => "Bopomofo letters or lines of boxes among Han letters",
            Self::Hole => "`□`",
            Self::Mouth => "`口` that no word has",
        }
    }
}

/// A sign and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Words by which a `?` behind them may be a question.
const ASKING: &[&str] = &[
    "吗", "嗎", "呢", "什么", "什麼", "甚麼", "怎", "如何", "为何", "為何", "谁", "誰", "哪",
    "多少", "几个", "幾個", "是否", "能否", "可否", "难道", "難道", "岂", "豈",
];

/// Finds the signs in one line of text, in order. `questions` says whether a `?` is one of them.
#[must_use]
pub fn signs(line: &str, questions: bool) -> Vec<Sign> {
    // Nearly all lines have none of these.
    if !line.contains(|c: char| {
        matches!(c, '\u{FFFD}' | '?' | '锟' | '烫' | '屯' | '□') || is_shifted(c)
    }) {
        return Vec::new();
    }
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    let at = |index: usize| characters.get(index).map_or(line.len(), |&(at, _)| at);
    let mut found = Vec::new();
    let mut index = 0;
    while index < characters.len() {
        let (start, c) = characters[index];
        let run = |is: &dyn Fn(char) -> bool| {
            characters[index..]
                .iter()
                .take_while(|&&(_, c)| is(c))
                .count()
        };
        let before = index.checked_sub(1).map(|before| characters[before].1);
        let (kind, length) = match c {
            '\u{FFFD}' => (Kind::Replacement, run(&|c| c == '\u{FFFD}')),
            '□' => (Kind::Hole, run(&|c| c == '□')),
            '烫' | '屯' if run(&|next| next == c) >= 3 => (Kind::Fill, run(&|next| next == c)),
            '锟' if line[start..].starts_with("锟斤拷") => {
                (Kind::Kunjinkao, run(&|c| matches!(c, '锟' | '斤' | '拷')))
            }
            '?' if questions => {
                let length = run(&|c| c == '?');
                let after = characters.get(index + length).map(|&(_, c)| c);
                let is_lost = inside(before, after) && !asks(line, start);
                if !is_lost {
                    index += length;
                    continue;
                }
                (Kind::Question, length)
            }
            c if is_shifted(c) => {
                let Some(length) = shifted_run(&characters, index) else {
                    index += run(&|c| is_shifted(c) || is_drawn(c));
                    continue;
                };
                (Kind::Shifted, length)
            }
            _ => {
                index += 1;
                continue;
            }
        };
        let range = start..at(index + length);
        found.push(Sign { kind, range });
        index += length;
    }
    found
}

/// Whether what stands on both sides is Chinese, so that nothing ends between.
fn inside(before: Option<char>, after: Option<char>) -> bool {
    let before = before
        .is_some_and(|c| is_han(c) || matches!(c, '、' | '，' | '“' | '（' | '《' | '\u{FFFD}'));
    let after = after.is_some_and(|c| {
        is_han(c)
            || c.is_ascii_digit()
            || matches!(c, '、' | '，' | '”' | '）' | '》' | '%' | '\u{FFFD}')
    });
    before && after
}

/// Whether the sentence before a mark asks something.
fn asks(line: &str, start: usize) -> bool {
    let before = &line[..start];
    let from = before.rfind(ends_sentence).unwrap_or(0);
    // No question begins farther back; a line may be endless.
    let near: String = before[from..].chars().rev().take(24).collect();
    let near: String = near.chars().rev().collect();
    ASKING.iter().any(|word| near.contains(word))
}

fn is_bopomofo(c: char) -> bool {
    matches!(c, 'ㄅ'..='ㄩ')
}

/// Characters lines and tables are drawn with.
fn is_drawn(c: char) -> bool {
    matches!(c, '─'..='╿')
}

/// Letters that stand beside Han letters in GBK, and in no report: Bopomofo, and corners of boxes.
fn is_shifted(c: char) -> bool {
    is_bopomofo(c) || (is_drawn(c) && !matches!(c, '─' | '━' | '│' | '┃' | '═' | '║'))
}

/// The length of a stretch of such letters and of single characters between two of them; none where they are meant:
/// a box that is drawn, readings in Bopomofo.
fn shifted_run(characters: &[(usize, char)], index: usize) -> Option<usize> {
    let mut end = index + 1;
    while let Some(gap) = [0, 1].into_iter().find(|gap| {
        let next = characters.get(end + gap);
        next.is_some_and(|&(_, c)| is_shifted(c))
    }) {
        end += gap + 1;
    }
    let run = &characters[index..end];
    let around = [index.checked_sub(1), Some(end)];
    let drawn_on = around.into_iter().flatten().any(|at| {
        let next = characters.get(at);
        next.is_some_and(|&(_, c)| is_drawn(c))
    });
    let of_one_kind =
        run.iter().all(|&(_, c)| is_drawn(c)) || run.iter().all(|&(_, c)| is_bopomofo(c));
    let before = index.checked_sub(1).map(|before| characters[before].1);
    let after = characters.get(end).map(|&(_, c)| c);
    let meant = drawn_on || of_one_kind && (run.len() > 1 || !inside(before, after));
    (!meant).then_some(end - index)
}

/// Most places of one kind that are told one by one.
const EACH: usize = 12;

/// Warnings about a report's body: one for each stretch of `□`, one a kind for everything else, and for very many.
#[must_use]
pub fn warnings(source: &Arc<SourceFile>, body: &Range<usize>) -> Vec<Diagnostic> {
    let mut places: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut start = body.start;
    for line in source.text[body.clone()].split_inclusive('\n') {
        let found = signs(line, true).into_iter();
        places.extend(
            found.map(|sign| (sign.kind, start + sign.range.start..start + sign.range.end)),
        );
        start += line.len();
    }
    let mut warnings = Vec::new();
    for kind in Kind::ALL {
        let of = places.iter().filter(|(found, _)| *found == kind);
        let of: Vec<Range<usize>> = of.map(|(_, range)| range.clone()).collect();
        if kind == Kind::Hole && of.len() <= EACH {
            warnings.extend(of.into_iter().map(|span| {
                let count = span.len() / '□'.len_utf8();
                let message = format!("{count} damaged character(s) that nobody could restore yet");
                Diagnostic::warning("open-repair", message)
                    .at(source, span, "")
                    .help("the candidates are listed in repairs.yaml; set `decision:` there, or correct the text here")
            }));
        } else {
            let help = if kind == Kind::Hole {
                "set `decision:` in repairs.yaml, or correct the text here, from another copy of the report"
            } else {
                "correct the text from another copy of the report; `□` stands for a character that nobody can restore"
            };
            warnings.extend(together(kind, source, &of, help));
        }
    }
    warnings
}

/// One warning about all places of a kind, at the first of them.
#[must_use]
pub fn together(
    kind: Kind,
    source: &Arc<SourceFile>,
    places: &[Range<usize>],
    help: &str,
) -> Option<Diagnostic> {
    const NEXT: usize = 8;
    let first = places.first()?;
    let code = if kind == Kind::Hole {
        "open-repair"
    } else {
        "lost-characters"
    };
    let next: Vec<String> = places
        .iter()
        .skip(1)
        .take(NEXT)
        .map(|range| {
            let (line, column) = source.position(range.start);
            format!("{line}:{column}")
        })
        .collect();
    let also = match next.len() {
        0 => String::new(),
        shown if shown + 1 < places.len() => format!("also at {}, …; ", next.join(", ")),
        _ => format!("also at {}; ", next.join(", ")),
    };
    let count = places.len();
    let verb = if kind == Kind::Mouth { "may be" } else { "are" };
    let message = format!(
        "characters {verb} lost at {count} place(s): {}",
        kind.what()
    );
    let warning = Diagnostic::warning(code, message).at(source, first.clone(), "");
    Some(warning.help(format!("{also}{help}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(line: &str) -> Vec<(Kind, &str)> {
        signs(line, true)
            .into_iter()
            .map(|sign| (sign.kind, &line[sign.range]))
            .collect()
    }

    #[test]
    fn signs_of_loss_are_found_by_kind() {
        assert_eq!(kinds("最?工资标准"), [(Kind::Question, "?")]);
        assert_eq!(
            kinds("最\u{FFFD}\u{FFFD}工资"),
            [(Kind::Replacement, "\u{FFFD}\u{FFFD}")]
        );
        assert_eq!(
            kinds("经济锟斤拷锟斤拷发展"),
            [(Kind::Kunjinkao, "锟斤拷锟斤拷")]
        );
        assert_eq!(kinds("发展烫烫烫烫"), [(Kind::Fill, "烫烫烫烫")]);
        assert_eq!(kinds("。ㄒ唬┙经济"), [(Kind::Shifted, "ㄒ唬┙")]);
        assert_eq!(kinds("最□工资"), [(Kind::Hole, "□")]);
        assert_eq!(kinds("增长??，完成"), [(Kind::Question, "??")]);
    }

    #[test]
    fn questions_and_drawn_lines_are_text() {
        assert_eq!(kinds("我们为什么能?因为有党的领导"), []);
        assert_eq!(kinds("我们知道谁在努力?是人民"), []);
        assert_eq!(kinds("真的吗?是的。OK?"), []);
        assert_eq!(kinds("https://a.example/b?c=1 屯垦 屯屯 烫伤"), []);
        assert_eq!(kinds("┌──┬──┐│甲│乙├─┤"), []);
        assert_eq!(kinds("注音ㄅㄆㄇ"), []);
        assert_eq!(kinds("附件──名单"), []);
    }
}
