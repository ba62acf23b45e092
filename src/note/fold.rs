//! Text folded for comparison: one script, one width, no white space, no quotation marks; digits stay as they are.
//!
//! The fold works on single characters, so a position in the folded text is a position in the text, and an editor may
//! quote in either script. It errs on the side of likeness (里 and 裡 and 裏 are one), never for digits.

use std::collections::{BTreeSet, HashMap};

use crate::script::choices::alternatives;
use crate::script::engine::{self, Configuration};
use crate::script::{Script, Tag};
use crate::text::{TextRange, is_han};

/// Which letter stands for which others; made for the letters of some texts.
#[derive(Debug, Default)]
pub struct Fold {
    letters: HashMap<char, char>,
}

/// A folded text and where each of its characters stands in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded characters.
    pub chars: Vec<char>,
    /// For each of them, its code point in the text.
    pub at: Vec<usize>,
}

impl Folded {
    /// The stretch of the text that stands behind a stretch of the folded characters.
    #[must_use]
    pub fn source(&self, start: usize, end: usize) -> TextRange {
        match (
            self.at.get(start),
            end.checked_sub(1).and_then(|e| self.at.get(e)),
        ) {
            (Some(&first), Some(&last)) if start < end => TextRange::new(first, last + 1),
            (first, _) => {
                let at = first.copied().or(self.at.last().map(|at| at + 1));
                TextRange::new(at.unwrap_or(0), at.unwrap_or(0))
            }
        }
    }

    /// The folded characters as a string.
    #[must_use]
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }
}

impl Fold {
    /// Makes the fold for the letters of `texts`.
    #[must_use]
    pub fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let letters: BTreeSet<char> = texts
            .into_iter()
            .flat_map(str::chars)
            .filter(|&c| is_han(c))
            .collect();
        let mut folded: Vec<char> = letters.iter().copied().map(only_simplified).collect();
        // To Simplified, over to Traditional and back: letters that meet on the way are one (着 → 著 → 著, 著 → 著).
        for configuration in [
            Configuration::Hk2s,
            Configuration::Tw2s,
            Configuration::S2tw,
            Configuration::Tw2s,
        ] {
            folded = each(&folded, configuration);
        }
        for c in &mut folded {
            *c = only_simplified(*c);
        }
        Self {
            letters: letters
                .into_iter()
                .zip(folded)
                .filter(|(a, b)| a != b)
                .collect(),
        }
    }

    /// Folds a text.
    #[must_use]
    pub fn fold(&self, text: &str) -> Folded {
        let mut folded = Folded::default();
        let mut rest = text.chars().enumerate().peekable();
        let mut gap = false;
        while let Some((at, c)) = rest.next() {
            let c = narrow(c);
            if c.is_whitespace() || is_invisible(c) {
                gap = true;
                continue;
            }
            if is_quotation_mark(c) {
                continue;
            }
            let before = folded.chars.last().copied();
            let between_digits = before.is_some_and(|b| b.is_ascii_digit())
                && rest
                    .peek()
                    .is_some_and(|&(_, n)| narrow(n).is_ascii_digit());
            // White space between two digits keeps two numbers apart.
            if gap && c.is_ascii_digit() && before.is_some_and(|b| b.is_ascii_digit()) {
                folded.chars.push(' ');
                folded.at.push(at);
            }
            gap = false;
            let letter = match c {
                '.' if !between_digits => '。',
                ',' if !between_digits => '，',
                '—' | '–' | '―' | '－' | '−' | '‐' | '‑' => '-',
                '～' | '〜' => '~',
                '•' | '・' | '‧' | '●' => '·',
                '﹪' => '%',
                '○' | '◯' => '〇',
                c => self.letters.get(&c).copied().unwrap_or(c),
            };
            folded.chars.push(letter);
            folded.at.push(at);
        }
        folded
    }

    /// Folds a quotation: as a text, without the punctuation around it.
    #[must_use]
    pub fn quotation(&self, text: &str) -> Folded {
        let mut folded = self.fold(text);
        let edge = |c: &char| {
            matches!(
                c,
                '，' | '。' | '；' | '：' | '？' | '！' | '、' | '…' | '-' | '·'
            )
        };
        let end = folded
            .chars
            .iter()
            .rposition(|c| !edge(c))
            .map_or(0, |at| at + 1);
        folded.chars.truncate(end);
        folded.at.truncate(end);
        let start = folded.chars.iter().position(|c| !edge(c)).unwrap_or(0);
        folded.chars.drain(..start);
        folded.at.drain(..start);
        folded
    }
}

/// The other Simplified form of a letter that may stay as it is in Simplified: 瞭 → 了, 著 → 着, 乾 → 干.
fn only_simplified(c: char) -> char {
    alternatives(c, Script::Hans)
        .and_then(|forms| forms.chars().find(|&form| form != c))
        .unwrap_or(c)
}

/// Converts letters one by one: a line break between them keeps the engine from seeing words.
fn each(letters: &[char], configuration: Configuration) -> Vec<char> {
    let mut lines = String::with_capacity(letters.len() * 4);
    for &c in letters {
        lines.push(c);
        lines.push('\n');
    }
    let converted = engine::shared().convert(&lines, configuration);
    let mut lines = converted.lines();
    letters
        .iter()
        .map(|&c| {
            let mut letters = lines.next().unwrap_or_default().chars();
            match (letters.next(), letters.next()) {
                (Some(only), None) => only,
                _ => c,
            }
        })
        .collect()
}

/// Full-width forms become ASCII where the two differ in width only; Chinese punctuation has one form.
fn narrow(c: char) -> char {
    match c {
        // Of the full-width block, punctuation with a Chinese form of its own keeps that form.
        '，' | '；' | '：' | '？' | '！' => c,
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        '（' => '(',
        '）' => ')',
        '．' => '.',
        '｡' => '。',
        '､' => '、',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{FE00}'..='\u{FE0F}'
    )
}

const fn is_quotation_mark(c: char) -> bool {
    matches!(
        c,
        '“' | '”'
            | '‘'
            | '’'
            | '「'
            | '」'
            | '『'
            | '』'
            | '"'
            | '\''
            | '＂'
            | '＇'
            | '〝'
            | '〞'
            | '«'
            | '»'
            | '`'
    )
}

/// Tells the script of a text from the letters that have only one: Traditional where they are more.
#[must_use]
pub fn script_of(text: &str) -> Script {
    let han: String = text.chars().filter(|&c| is_han(c)).collect();
    let changed = |configuration| {
        let converted = engine::shared().convert(&han, configuration);
        han.chars()
            .zip(converted.chars())
            .filter(|(a, b)| a != b)
            .count()
    };
    if changed(Configuration::Tw2s) > changed(Configuration::S2tw) {
        Script::Hant
    } else {
        Script::Hans
    }
}

/// The tag an editor's text is written in: `canonical` where the script agrees, else the plain tag of the script.
#[must_use]
pub fn tag_of(text: &str, canonical: Tag) -> Tag {
    let script = script_of(text);
    if !text.chars().any(is_han) || script == canonical.script() {
        canonical
    } else if script == Script::Hant {
        Tag::Hant
    } else {
        Tag::Hans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        Fold::new([text]).fold(text).text()
    }

    #[test]
    fn both_scripts_fold_to_one() {
        let pairs = [
            (
                "力争并网装机２５００万千瓦以上",
                "力爭併網裝機2500萬千瓦以上",
            ),
            ("着力发展，干部干净干涸", "著力發展，幹部乾淨乾涸"),
            ("“十四五”规划（草案）里面", "「十四五」規劃(草案)裡面"),
            (
                "制氢、只有、准入、才能、了解",
                "製氫、隻有、準入、纔能、瞭解",
            ),
        ];
        for (hans, hant) in pairs {
            assert_eq!(folded(hans), folded(hant));
        }
    }

    #[test]
    fn digits_and_what_separates_them_are_kept() {
        assert_ne!(folded("4.5%"), folded("45%"));
        assert_ne!(folded("20 23年"), folded("2023年"));
        assert_eq!(folded("1,000. 甲"), "1,000。甲");
    }

    #[test]
    fn a_folded_stretch_knows_its_place_in_the_text() {
        let text = "落实 “十四五” 规划";
        let folded = Fold::new([text]).fold(text);
        let at = folded.chars.iter().position(|&c| c == '十').unwrap();
        assert_eq!(folded.source(at, at + 3), TextRange::new(4, 7));
    }

    #[test]
    fn the_script_of_an_editors_text_is_told_by_its_letters() {
        assert_eq!(tag_of("去年同段落用的是“新增装机”", Tag::Hans), Tag::Hans);
        assert_eq!(tag_of("口徑不同，不宜直接相減", Tag::Hans), Tag::Hant);
        assert_eq!(tag_of("口径不同", Tag::Hant), Tag::Hans);
        assert_eq!(tag_of("GDP 6%", Tag::Hant), Tag::Hant);
    }
}
