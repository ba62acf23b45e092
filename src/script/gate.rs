//! What can be wrong with converted text, as values: characters of the other script, words that do not come back on
//! the way home, quotation marks without a partner.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::conversions::{Conversions, Converted, Fault, Settled};
use super::hand::Flaw;
use super::{Decided, Override, Script, Tag, engine, quotes};
use crate::diagnostic::{Diagnostic, nearest};
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

/// Returns the places (code points) of the quotation marks `“”‘’「」『』` in `text` that have no partner.
#[must_use]
pub fn unpaired_quotes(text: &str) -> Vec<usize> {
    let chars: Vec<char> = text.chars().collect();
    quotes::exchanges(&chars, Script::Hans).1
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
        let settled = self.settled_ranges(source, literal, from, to);
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

    /// Converts `text` to `to` and back and returns where the two differ; of a Traditional text, only at characters whose
    /// Simplified form nothing decided. `-{…}-` and `literal` as in [`Conversions::convert_around`]; where they have
    /// another length there, the block is one difference.
    #[must_use]
    pub fn round_trip(
        &self,
        text: &str,
        literal: &[TextRange],
        from: Tag,
        to: Tag,
    ) -> Vec<Difference> {
        let there = self.convert_around(text, literal, from, to);
        let kept: Vec<TextRange> = literal
            .iter()
            .map(|&range| there.alignment.range(range))
            .collect();
        let back = self.convert_around(&there.text, &kept, to, from);
        let home = self.convert_around(text, literal, from, from);
        if back.text == home.text {
            return Vec::new();
        }
        let before: Vec<char> = home.text.chars().collect();
        let after: Vec<char> = back.text.chars().collect();
        if before.len() != after.len() {
            return vec![Difference {
                range: TextRange::new(0, text.chars().count()),
                before: home.text,
                after: back.text,
            }];
        }
        let settled = self.settled_ranges(text, literal, from, to);
        let written = home.alignment.reversed();
        let mut differences: Vec<Difference> = Vec::new();
        let pairs = before.iter().zip(&after).enumerate();
        for (at, (&b, &a)) in pairs.filter(|(_, (b, a))| b != a) {
            let at = written.range(TextRange::new(at, at + 1)).start;
            if settled
                .iter()
                .any(|range| range.contains(TextRange::new(at, at + 1)))
            {
                continue;
            }
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
        if from.script() == Script::Hant {
            // Traditional writes many words in several ways, of which Simplified keeps one: that another comes back
            // (戶 and 户, 計畫 and 計劃) says nothing of the Simplified. A character that nothing decided does.
            let choices = self.choices(text, literal, from, to).into_iter();
            let open = choices.filter(|choice| choice.decided == Decided::Default);
            let open: BTreeSet<usize> = open.map(|choice| choice.at).collect();
            differences.retain(|found| {
                let mut places = open.range(found.range.start..found.range.end);
                places.next().is_some()
            });
        }
        differences
    }

    /// Where the two engines do not agree about `text`, apart from what is settled without them; nothing where only one
    /// is built in.
    #[must_use]
    pub fn disagreements(
        &self,
        text: &str,
        literal: &[TextRange],
        from: Tag,
        to: Tag,
    ) -> Vec<Difference> {
        let Some([first, second]) = engine::both() else {
            return Vec::new();
        };
        let settlement = self.settled(text, literal, from, to, &mut Vec::new());
        let mut outputs = [first, second].map(|engine| {
            let mut output = settlement.plain.to_string();
            for &configuration in engine::route(from, to) {
                output = engine.convert(&output, configuration);
            }
            self.house(to).written(&output).chars().collect::<Vec<_>>()
        });
        if outputs[0].len() != outputs[1].len() {
            return Vec::new();
        }
        let [ours, theirs] = &mut outputs;
        let pairs = ours.iter().zip(theirs.iter()).enumerate();
        let mut longer = 0;
        let mut edits = settlement.edits.iter().peekable();
        let mut found = Vec::new();
        for (at, (a, b)) in pairs {
            while let Some(edit) = edits.next_if(|edit| edit.plain.end <= at) {
                longer += edit.source - edit.plain.len();
            }
            if a != b && edits.peek().is_none_or(|edit| at < edit.plain.start) {
                found.push(Difference {
                    range: TextRange::new(at + longer, at + longer + 1),
                    before: a.to_string(),
                    after: b.to_string(),
                });
            }
        }
        found
    }

    /// Protected names in `text` that do not stand in `converted` as they should: their places and the form they should
    /// have.
    #[must_use]
    pub fn broken_names(
        &self,
        text: &str,
        converted: &Converted,
        from: Tag,
        to: Tag,
    ) -> Vec<(TextRange, &Override)> {
        let names = self.overrides().iter();
        let names = names.filter(|rule| rule.protected && rule.serves(from, to));
        let mut broken = Vec::new();
        for rule in names {
            let (Some(name), Some(form)) = (rule.form(from), rule.form(to)) else {
                continue;
            };
            for (byte, _) in text.match_indices(name) {
                let start = text[..byte].chars().count();
                let range = TextRange::new(start, start + name.chars().count());
                if text::slice(&converted.text, converted.alignment.range(range)) != form {
                    broken.push((range, rule));
                }
            }
        }
        broken
    }

    /// The ranges of `source` that people settled: overrides, `-{…}-`, code, addresses.
    fn settled_ranges(
        &self,
        source: &str,
        literal: &[TextRange],
        from: Tag,
        to: Tag,
    ) -> Vec<TextRange> {
        let edits = self
            .settled(source, literal, from, to, &mut Vec::new())
            .edits;
        let mut longer = 0;
        let mut ranges = Vec::new();
        for edit in &edits {
            let start = edit.plain.start + longer;
            longer = longer + edit.source - edit.plain.len();
            if !matches!(edit.settled, Settled::Word | Settled::Told) {
                ranges.push(TextRange::new(start, start + edit.source));
            }
        }
        ranges
    }
}

impl Fault {
    /// The code point it stands at.
    #[must_use]
    pub const fn at(self) -> usize {
        match self {
            Self::UnpairedQuote(at) | Self::UnclosedHand(at) | Self::Hand(at, _) => at,
        }
    }

    /// The diagnostic for it, still without a place; `text` is the text it was found in.
    #[must_use]
    pub fn diagnostic(self, source: &str) -> crate::diagnostic::Diagnostic {
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
            Self::Hand(at, Flaw::UnknownTag) => {
                let rest = text::slice(source, TextRange::new(at, at + 16));
                let tag = rest.split([':', '：']).next().unwrap_or_default().trim();
                let near = nearest(tag, Tag::ALL.map(Tag::as_str));
                let near = near.unwrap_or("zh-Hans, zh-Hant, zh-Hant-HK or zh-Hant-TW");
                let message = format!("`{tag}` is not the tag of an edition");
                Diagnostic::error("unknown-tag", message).help(format!("write {near}"))
            }
            Self::Hand(_, Flaw::TwiceNamed) => Diagnostic::error(
                "hand-contradiction",
                format!("an edition is given two readings: `{around}`"),
            )
            .help("keep one of the two"),
            Self::Hand(_, Flaw::WithoutTag) => Diagnostic::error(
                "hand-without-tag",
                format!("these words are for no edition: `{around}`"),
            )
            .help("put `zh-Hant:` or the like before them, or take out the `;`"),
            Self::Hand(_, Flaw::Empty) => {
                Diagnostic::warning("hand-empty", format!("there are no words: `{around}`"))
                    .help("write the words between the marks, or take the marks out")
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
            conversions.round_trip("风光制氢，干部头发。", &[], Tag::Hans, Tag::Hant),
            []
        );
        let differences = conversions.round_trip("乾坤着陆，显着", &[], Tag::Hans, Tag::Hant);
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert_eq!(
            (differences[0].range, &*differences[0].after),
            (TextRange::new(6, 7), "著")
        );
    }

    #[test]
    fn variants_of_a_traditional_report_need_not_come_back() {
        let conversions = Conversions::default();
        let told = |text, from| {
            let differences = conversions.round_trip(text, &[], from, Tag::Hans);
            let told = differences.into_iter().map(|found| found.before);
            told.collect::<Vec<_>>()
        };
        assert_eq!(told("住戶須繳稅，盡快覆核帳目。", Tag::HantHk), [""; 0]);
        assert_eq!(told("本計畫占比高，重新規畫布局。", Tag::Hant), [""; 0]);
        assert_eq!(told("訪李乾先生談計畫。", Tag::Hant), ["乾"]);
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
