//! What can be wrong with converted text, as values: characters of the other script, words that do not come back on
//! the way home, quotation marks without a partner.

use std::sync::OnceLock;

use super::conversions::{Conversions, Fault, Settled};
use super::{Script, Tag, quotes};
use crate::text::{self, TextRange};

/// Whether `c` belongs to `script` only: no text of the other script has it.
#[must_use]
pub fn belongs_only_to(c: char, script: Script) -> bool {
    static TABLE: OnceLock<[Vec<char>; 2]> = OnceLock::new();
    let [simplified, traditional] = TABLE.get_or_init(|| {
        let list = |name: &str| -> Vec<char> {
            include_str!("data/one-script.tsv")
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'))
                .map(|list| list.chars().collect())
                .unwrap_or_default()
        };
        [list("Hans"), list("Hant")]
    });
    match script {
        Script::Hans => simplified.binary_search(&c).is_ok(),
        Script::Hant => traditional.binary_search(&c).is_ok(),
    }
}

/// Returns the places (code points) where `text` has a character that only the other script has.
#[must_use]
pub fn foreign_characters(text: &str, script: Script) -> Vec<(usize, char)> {
    let other = match script {
        Script::Hans => Script::Hant,
        Script::Hant => Script::Hans,
    };
    text.chars()
        .enumerate()
        .filter(|&(_, c)| belongs_only_to(c, other))
        .collect()
}

/// Returns the script most of `text` is written in, by the characters that only one script has; none if it has none.
#[must_use]
pub fn script_of(text: &str) -> Option<Script> {
    let count = |script| text.chars().filter(|&c| belongs_only_to(c, script)).count();
    let (simplified, traditional) = (count(Script::Hans), count(Script::Hant));
    match simplified.cmp(&traditional) {
        std::cmp::Ordering::Greater => Some(Script::Hans),
        std::cmp::Ordering::Less => Some(Script::Hant),
        std::cmp::Ordering::Equal => None,
    }
}

/// Returns the places of quotation marks without a partner.
#[must_use]
pub fn unpaired_quotes(text: &str) -> Vec<usize> {
    quotes::exchanges(text, Script::Hans).1
}

/// A stretch that does not come back when its conversion is converted back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Code points of the text.
    pub range: TextRange,
    /// What it has there.
    pub before: String,
    /// What came back.
    pub after: String,
}

impl Conversions {
    /// Returns the characters of the other script that a block's conversion still has: their places in the source. What
    /// is settled by hand (`-{…}-`, overrides, code) may have them.
    #[must_use]
    pub fn leftovers(
        &self,
        source: &str,
        literal: &[TextRange],
        from: Tag,
        to: Tag,
    ) -> Vec<(usize, char)> {
        let converted = self.convert_around(source, literal, from, to);
        let mut foreign = foreign_characters(&converted.text, to.script());
        if foreign.is_empty() {
            return foreign;
        }
        let (_, edits) = self.settled(source, literal, from, to, &mut Vec::new());
        let mut longer = 0;
        let settled: Vec<_> = edits
            .iter()
            .filter(|edit| edit.settled != Settled::Word)
            .map(|edit| {
                let start = edit.plain.start + longer;
                longer = longer + edit.source - edit.plain.len();
                TextRange::new(start, start + edit.source)
            })
            .collect();
        let back = converted.alignment.reversed();
        for (at, _) in &mut foreign {
            *at = back.range(TextRange::new(*at, *at + 1)).start;
        }
        foreign.retain(|&(at, _)| {
            let next = settled.partition_point(|range| range.end <= at);
            settled.get(next).is_none_or(|range| at < range.start)
        });
        foreign
    }

    /// Converts `text` to `to` and back and returns where the two differ. Not every difference is a mistake: 里 and 裡
    /// both come back as 里, but 乾 as 干.
    #[must_use]
    pub fn round_trip(&self, text: &str, from: Tag, to: Tag) -> Vec<Difference> {
        let there = self.convert(text, from, to);
        let back = self.convert(&there.text, to, from);
        if back.text == text {
            return Vec::new();
        }
        let before: Vec<char> = text.chars().collect();
        let after: Vec<char> = back.text.chars().collect();
        if before.len() != after.len() {
            return vec![Difference {
                range: TextRange::new(0, before.len()),
                before: text.to_owned(),
                after: back.text,
            }];
        }
        let mut differences: Vec<Difference> = Vec::new();
        for (at, (&b, &a)) in before
            .iter()
            .zip(&after)
            .enumerate()
            .filter(|(_, (b, a))| b != a)
        {
            match differences.last_mut().filter(|last| last.range.end == at) {
                Some(last) => {
                    last.range.end = at + 1;
                    last.before.push(b);
                    last.after.push(a);
                }
                None => differences.push(Difference {
                    range: TextRange::new(at, at + 1),
                    before: b.to_string(),
                    after: a.to_string(),
                }),
            }
        }
        differences
    }
}

impl Fault {
    /// The code point it stands at.
    #[must_use]
    pub const fn at(self) -> usize {
        match self {
            Self::UnpairedQuote(at) | Self::UnclosedHand(at) => at,
        }
    }

    /// The diagnostic for it, still without a place; `text` is the text it was found in.
    #[must_use]
    pub fn diagnostic(self, source: &str) -> crate::diagnostic::Diagnostic {
        use crate::diagnostic::Diagnostic;
        let from = self.at().saturating_sub(4);
        let around = text::slice(source, TextRange::new(from, self.at() + 5));
        match self {
            Self::UnpairedQuote(_) => Diagnostic::warning(
                "unpaired-quote",
                format!("a quotation mark has no partner: `{around}`"),
            )
            .help("add the other mark; it is often a sign of damaged text"),
            Self::UnclosedHand(_) => {
                Diagnostic::error("unclosed-hand", format!("`-{{` is not closed: `{around}`"))
                    .help("close it with `}-`")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_the_other_script_are_found() {
        assert_eq!(foreign_characters("發展经济后", Script::Hans), [(0, '發')]);
        assert_eq!(
            foreign_characters("發展经济后", Script::Hant),
            [(2, '经'), (3, '济')]
        );
    }

    #[test]
    fn the_script_of_a_text_is_that_of_most_of_it() {
        assert_eq!(script_of("发展经济、后里"), Some(Script::Hans));
        assert_eq!(script_of("發展經濟、后里"), Some(Script::Hant));
        assert_eq!(script_of("人民 GDP"), None);
    }

    #[test]
    fn the_lists_are_sorted_and_apart() {
        for c in '\u{3400}'..='\u{9FFF}' {
            assert!(
                !(belongs_only_to(c, Script::Hans) && belongs_only_to(c, Script::Hant)),
                "{c}"
            );
        }
        assert!(belongs_only_to('齿', Script::Hans) && belongs_only_to('齒', Script::Hant));
    }

    #[test]
    fn only_what_nobody_settled_is_left_over() {
        let conversions = Conversions::default();
        let leftovers = |text| conversions.leftovers(text, &[], Tag::Hant, Tag::Hans);
        assert_eq!(leftovers("發展-{發}-經濟"), []);
        // An obsolete character that no table converts back.
        let odd = conversions.leftovers("發", &[], Tag::Hans, Tag::Hans);
        assert_eq!(odd, [(0, '發')]);
    }

    #[test]
    fn what_does_not_come_back_is_told() {
        let conversions = Conversions::default();
        assert_eq!(
            conversions.round_trip("风光制氢，干部头发。", Tag::Hans, Tag::Hant),
            []
        );
        let differences = conversions.round_trip("乾坤着陆，显着", Tag::Hans, Tag::Hant);
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert_eq!(
            (differences[0].range, &*differences[0].after),
            (TextRange::new(6, 7), "著")
        );
    }

    #[test]
    fn faults_are_diagnostics_that_quote_their_place() {
        assert_eq!(
            Fault::UnpairedQuote(2).diagnostic("锚定“两率先").message,
            "a quotation mark has no partner: `锚定“两率先`"
        );
        assert_eq!(
            Fault::UnclosedHand(0).diagnostic("-{甲").code,
            "unclosed-hand"
        );
    }
}
