//! Text of one tag → text of another: engine, words, overrides, hand-made words, quotation marks, house style, in that
//! order.
//!
//! The engine sees the whole text of a block, never a piece of it: cut in the middle of a word it goes wrong. What is
//! known better is then put in by position.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::alignment::{Alignment, Builder};
use super::engine;
use super::hand::{self, Flaw};
use super::house::{House, Quotes, Style};
use super::overrides::{self, Matcher, Override};
use super::{Level, Script, Tag, context, quotes, url, words};
use crate::diagnostic::Label;
use crate::text::{self, TextRange};

/// A converted text with the positions of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The text in the target's script.
    pub text: String,
    /// How positions of the source text, as it was given, carry over.
    pub alignment: Alignment,
    /// What is wrong with the source text, in the order of the text.
    pub faults: Vec<Fault>,
}

/// Something wrong with a text, at a code point of it; the text is left as it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A quotation mark without its partner.
    UnpairedQuote(usize),
    /// A `-{` without `}-`.
    UnclosedHand(usize),
    /// Something wrong between `-{` and `}-`.
    Hand(usize, Flaw),
}

/// Everything that decides how text is converted; shared by all editions and threads.
#[derive(Debug)]
pub struct Conversions {
    overrides: Vec<Override>,
    matchers: [OnceLock<Matcher>; 16],
    /// In the order of [`Tag::ALL`].
    houses: [Style; 4],
    waivers: Vec<Waiver>,
    /// What decides in reports with overrides of their own, by their id.
    reports: BTreeMap<String, Self>,
}

/// Words that need not come back from the other script as they were: somebody has looked at them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// As they stand in the report.
    pub words: String,
    /// The entry in the site's file.
    pub place: Option<Label>,
}

/// A text with what is settled in it before the engine is asked.
pub(super) struct Settlement<'t> {
    /// The text without hand marks.
    pub(super) plain: Cow<'t, str>,
    /// Its characters; none where nothing is to be converted.
    pub(super) chars: Vec<char>,
    /// What does not take what the engine gives, in order and apart.
    pub(super) edits: Vec<Edit<'t>>,
}

/// A stretch of the plain text that does not take what the engine gave.
pub(super) struct Edit<'t> {
    /// Code points of the plain text.
    pub(super) plain: TextRange,
    /// Number of code points in the text as written.
    pub(super) source: usize,
    pub(super) words: Cow<'t, str>,
    pub(super) settled: Settled,
}

/// By what a stretch is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// `-{…}-`.
    Hand,
    /// Code, an address, or a quotation mark.
    Kept,
    /// The override with this index.
    Override(usize),
    /// The words of the text, where the engine may have cut them wrongly.
    Word,
    /// What stands around it.
    Told,
}

impl Default for Conversions {
    fn default() -> Self {
        Self::new(Vec::new(), &BTreeMap::new())
    }
}

impl Conversions {
    /// Puts the site's overrides and house styles on top of the built-in table. Costs next to nothing: the engine is
    /// loaded when it is first used.
    #[must_use]
    pub fn new(site: Vec<Override>, houses: &BTreeMap<Tag, House>) -> Self {
        Self::with_waivers(site, houses, &[])
    }

    /// As [`Conversions::new`], with words that are known not to come back from the other script.
    #[must_use]
    pub fn with_waivers(
        site: Vec<Override>,
        houses: &BTreeMap<Tag, House>,
        waivers: &[Waiver],
    ) -> Self {
        let mut reports: BTreeMap<String, Vec<Override>> = BTreeMap::new();
        let mut general = Vec::new();
        for rule in site {
            match &rule.report {
                Some(report) => reports.entry(report.clone()).or_default().push(rule),
                None => general.push(rule),
            }
        }
        let of = |mut overrides: Vec<Override>, reports| {
            let built_in = overrides::built_in().into_iter();
            let built_in = built_in.chain(overrides::from_traditional());
            overrides.extend(built_in.map(|line| line.rule));
            Self {
                overrides,
                matchers: std::array::from_fn(|_| OnceLock::new()),
                houses: Tag::ALL.map(|tag| {
                    let own = houses.get(&tag).cloned();
                    Style::of(tag, own.unwrap_or_default())
                }),
                waivers: waivers.to_vec(),
                reports,
            }
        };
        let own = |(report, mut rules): (String, Vec<Override>)| {
            rules.extend(general.iter().cloned());
            (report, of(rules, BTreeMap::new()))
        };
        let reports = reports.into_iter().map(own).collect();
        of(general, reports)
    }

    /// What decides in a report: the overrides that are written for it come before all others.
    #[must_use]
    pub fn of_report(&self, report: &str) -> &Self {
        self.reports.get(report).unwrap_or(self)
    }

    /// The overrides that reports have of their own, report by report.
    pub(super) fn of_reports(&self) -> impl Iterator<Item = &Override> {
        let own = |rule: &&Override| rule.level == Level::Report;
        self.reports
            .values()
            .flat_map(move |report| report.overrides.iter().filter(own))
    }

    /// Words that are known not to come back from the other script.
    #[must_use]
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }

    /// The overrides, the site's first.
    #[must_use]
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Converts the whole text of a block, or words that stand alone.
    #[must_use]
    pub fn convert(&self, source: &str, from: Tag, to: Tag) -> Converted {
        self.convert_around(source, &[], from, to)
    }

    /// Converts the whole text of a block except the ranges in `literal` (code), which must be in order and apart.
    /// Addresses and `-{…}-` are kept without being listed.
    #[must_use]
    pub fn convert_around(
        &self,
        source: &str,
        literal: &[TextRange],
        from: Tag,
        to: Tag,
    ) -> Converted {
        let mut faults = Vec::new();
        let Settlement {
            plain,
            chars,
            mut edits,
        } = self.settled(source, literal, from, to, &mut faults);
        if from == to {
            return self.assemble(&plain, (from, to), &edits, &Style::default(), faults);
        }
        let house = self.house(to);
        if from.script() != to.script() {
            let (exchanges, unpaired) = quotes::exchanges(&chars, to.script());
            faults.extend(unpaired.iter().map(|&at| {
                let before = edits.iter().take_while(|edit| edit.plain.end <= at);
                let longer: usize = before.map(|edit| edit.source - edit.plain.len()).sum();
                Fault::UnpairedQuote(at + longer)
            }));
            faults.sort_by_key(|fault| fault.at());
            if house.own.quotes == Quotes::Script {
                let marks = exchanges.into_iter().map(|(at, mark)| Edit {
                    plain: TextRange::new(at, at + 1),
                    source: 1,
                    words: quotes::text(mark).into(),
                    settled: Settled::Kept,
                });
                edits = merged(edits, marks.collect());
            }
        }
        self.assemble(&plain, (from, to), &edits, house, faults)
    }

    /// Returns the text without hand marks, and everything in it that is settled before the engine is asked, in order.
    pub(super) fn settled<'t>(
        &'t self,
        source: &'t str,
        literal: &[TextRange],
        from: Tag,
        to: Tag,
        faults: &mut Vec<Fault>,
    ) -> Settlement<'t> {
        let (mut hands, unclosed) = hand::parse(source);
        faults.extend(unclosed.map(Fault::UnclosedHand));
        hands.retain(|hand| !literal.iter().any(|range| range.overlaps(hand.range)));
        let flaws = hands.iter().filter_map(|hand| hand.flaw);
        faults.extend(flaws.map(|(flaw, at)| Fault::Hand(at, flaw)));
        let mut plain = Cow::Borrowed(source);
        let mut edits = Vec::new();
        if !hands.is_empty() {
            let mut written = String::with_capacity(source.len());
            let (mut byte, mut shorter) = (0, 0);
            for hand in &hands {
                let words = hand.words.of(from);
                written.push_str(&source[byte..hand.bytes.start]);
                written.push_str(words);
                byte = hand.bytes.end;
                let start = hand.range.start - shorter;
                let plain = TextRange::new(start, start + words.chars().count());
                shorter += hand.range.len() - plain.len();
                edits.push(Edit {
                    plain,
                    source: hand.range.len(),
                    words: hand.words.of(to).into(),
                    settled: Settled::Hand,
                });
            }
            written.push_str(&source[byte..]);
            plain = Cow::Owned(written);
        }
        let kept = |range: TextRange, words: &str| Edit {
            plain: range,
            source: range.len(),
            words: words.to_owned().into(),
            settled: Settled::Kept,
        };
        let code = literal.iter().map(|range| {
            let before = hands
                .iter()
                .zip(&edits)
                .take_while(|(hand, _)| hand.range.end <= range.start);
            let shorter: usize = before
                .map(|(hand, edit)| hand.range.len() - edit.plain.len())
                .sum();
            let range = TextRange::new(range.start - shorter, range.end - shorter);
            kept(range, text::slice(&plain, range))
        });
        let code = code.collect();
        edits = merged(edits, code);
        let mut chars = Vec::new();
        if from != to {
            let addresses = url::addresses(&plain)
                .into_iter()
                .map(|(range, bytes)| kept(range, &plain[bytes]));
            edits = merged(edits, addresses.collect());
            // Most characters have three bytes; asking for space once is cheaper than growing.
            chars.reserve(plain.len() / 2);
            chars.extend(plain.chars());
            let cut = cut(&chars, from, to);
            // 制种 "to breed seed" is settled, but does not stand in 控制种植.
            let stands = |range| !cut.goes_through(range);
            let matcher = self.matcher(from, to);
            let places = matcher.places(&chars);
            let hits = matcher.hits(&chars, &places, &self.overrides, stands);
            let hits = hits.into_iter().map(|hit| Edit {
                plain: TextRange::new(hit.start, hit.start + hit.length),
                source: hit.length,
                words: self.overrides[hit.index]
                    .form(to)
                    .unwrap_or_default()
                    .into(),
                settled: Settled::Override(hit.index),
            });
            edits = merged(edits, hits.collect());
            if (from.script(), to.script()) == (Script::Hans, Script::Hant) {
                let told = context::told(&plain, &chars, &places, to);
                let told = told.into_iter().map(|told| Edit {
                    plain: told.range,
                    source: told.range.len(),
                    words: told.form.into(),
                    settled: Settled::Told,
                });
                edits = merged(edits, told.collect());
            }
            let words = cut.words.into_iter().map(|word| Edit {
                plain: word.range,
                source: word.range.len(),
                words: word.form.into(),
                settled: Settled::Word,
            });
            edits = merged(edits, words.collect());
        }
        Settlement {
            plain,
            chars,
            edits,
        }
    }

    pub(super) fn house(&self, tag: Tag) -> &Style {
        &self.houses[tag as usize]
    }

    pub(super) fn matcher(&self, from: Tag, to: Tag) -> &Matcher {
        let place = from as usize * 4 + to as usize;
        self.matchers[place].get_or_init(|| Matcher::new(&self.overrides, from, to))
    }
}

/// How a Simplified text on its way to Traditional is cut into words where that is doubtful.
fn cut(plain: &[char], from: Tag, to: Tag) -> words::Cut {
    match (from.script(), engine::route(from, to)) {
        (Script::Hans, &[configuration]) => words::cut(plain, configuration),
        _ => words::Cut::default(),
    }
}

/// What the engine alone makes of a text.
pub(super) fn engine_output(text: &str, from: Tag, to: Tag) -> String {
    let mut output = Cow::Borrowed(text);
    for &configuration in engine::route(from, to) {
        output = engine::shared().convert(&output, configuration).into();
    }
    output.into_owned()
}

/// Adds to `first` those of `second` that overlap none of it; both in order.
fn merged<'t>(first: Vec<Edit<'t>>, second: Vec<Edit<'t>>) -> Vec<Edit<'t>> {
    if first.is_empty() {
        return second;
    }
    if second.is_empty() {
        return first;
    }
    let mut all = Vec::with_capacity(first.len() + second.len());
    let mut first = first.into_iter().peekable();
    let mut covered = 0;
    for edit in second {
        while let Some(earlier) = first.next_if(|e| e.plain.end <= edit.plain.start) {
            covered = earlier.plain.end;
            all.push(earlier);
        }
        let free = covered <= edit.plain.start
            && first
                .peek()
                .is_none_or(|next| !next.plain.overlaps(edit.plain));
        if free {
            all.push(edit);
        }
    }
    all.extend(first);
    all
}

impl Conversions {
    /// Puts the edits into what the engine gave, and notes which positions belong together.
    fn assemble(
        &self,
        plain: &str,
        (from, to): (Tag, Tag),
        edits: &[Edit],
        house: &Style,
        faults: Vec<Fault>,
    ) -> Converted {
        let converted = engine_output(plain, from, to);
        let straight = plain.chars().count() == converted.chars().count();
        let mut text = String::with_capacity(converted.len() + 16);
        let mut builder = Builder::default();
        let (mut point, mut byte, mut plain_byte) = (0, 0, 0);
        let end = TextRange::new(usize::MAX, usize::MAX);
        for (range, edit) in edits
            .iter()
            .map(|edit| (edit.plain, Some(edit)))
            .chain([(end, None)])
        {
            if straight {
                let gap = range.start - point;
                let (points, bytes) = house.write(&converted[byte..], gap, &mut text);
                builder.push(points, points);
                byte += bytes;
            } else {
                // The engine lengthened or shortened something: find out where, piece by piece.
                let gap = &plain[plain_byte..];
                let gap = &gap[..text::byte_offset(gap, range.start - point)];
                for piece in gap.split_inclusive(|c| !text::is_han(c)) {
                    let output = engine_output(piece, from, to);
                    let (points, _) = house.write(&output, usize::MAX, &mut text);
                    builder.push(piece.chars().count(), points);
                }
                plain_byte += gap.len();
            }
            let Some(edit) = edit else { break };
            if self.is_settled_by_people(edit) {
                text.push_str(&edit.words);
                builder.push(edit.source, edit.words.chars().count());
            } else {
                let (points, _) = house.write(&edit.words, usize::MAX, &mut text);
                builder.push(edit.source, points);
            }
            if straight {
                byte += text::byte_offset(&converted[byte..], range.len());
            } else {
                plain_byte += text::byte_offset(&plain[plain_byte..], range.len());
            }
            point = range.end;
        }
        Converted {
            text,
            alignment: builder.finish(),
            faults,
        }
    }

    /// Whether house style keeps off: somebody on this site wrote the words as they are.
    fn is_settled_by_people(&self, edit: &Edit) -> bool {
        match edit.settled {
            Settled::Hand | Settled::Kept => true,
            Settled::Override(index) => self.overrides[index].level != Level::BuiltIn,
            Settled::Word | Settled::Told => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::overrides::Level;
    use super::*;

    fn site(pairs: &[(&str, &str)]) -> Conversions {
        let rule = |&(from, to): &(&str, &str)| Override {
            hans: from.into(),
            hant: Some(to.into()),
            tw: None,
            hk: None,
            reason: "test".into(),
            level: Level::Site,
            protected: false,
            from: None,
            report: None,
            place: None,
        };
        Conversions::new(pairs.iter().map(rule).collect(), &BTreeMap::new())
    }

    fn hant(conversions: &Conversions, text: &str) -> Converted {
        conversions.convert(text, Tag::Hans, Tag::Hant)
    }

    #[test]
    fn an_override_of_another_length_moves_what_follows() {
        let conversions = site(&[("光伏", "太陽光電")]);
        let converted = hant(&conversions, "发展光伏产业2500万千瓦");
        assert_eq!(converted.text, "發展太陽光電產業2500萬千瓦");
        let range = converted.alignment.range(TextRange::new(6, 13));
        assert_eq!(text::slice(&converted.text, range), "2500萬千瓦");
        let range = converted.alignment.range(TextRange::new(3, 5));
        assert_eq!(text::slice(&converted.text, range), "太陽光電產");
    }

    #[test]
    fn hand_made_words_are_kept_and_take_their_place() {
        let conversions = Conversions::default();
        let text = "发展-{云计算}-和-{zh-Hans:内存;zh-Hant:記憶體;zh-Hant-HK:內存}-产业";
        let converted = hant(&conversions, text);
        assert_eq!(converted.text, "發展云计算和記憶體產業");
        let last = TextRange::new(text.chars().count() - 2, text.chars().count());
        assert_eq!(
            text::slice(&converted.text, converted.alignment.range(last)),
            "產業"
        );
        assert_eq!(
            conversions.convert(text, Tag::Hans, Tag::Hans).text,
            "发展云计算和内存产业"
        );
        assert_eq!(
            conversions.convert(text, Tag::Hans, Tag::HantHk).text,
            "發展云计算和內存產業"
        );
    }

    #[test]
    fn code_and_addresses_are_never_converted() {
        let conversions = Conversions::default();
        let text = "见https://example.org/发展/?q=干部 里的 发展";
        let converted =
            conversions.convert_around(text, &[TextRange::new(33, 35)], Tag::Hans, Tag::Hant);
        assert_eq!(
            converted.text,
            "見https://example.org/发展/?q=干部 裡的 发展"
        );
    }

    #[test]
    fn faults_are_told_by_their_place_in_the_text_as_written() {
        let converted = hant(&Conversions::default(), "-{甲}-“乙");
        assert_eq!(converted.faults, [Fault::UnpairedQuote(5)]);
        assert_eq!(converted.text, "甲“乙");
        let converted = hant(&Conversions::default(), "甲-{乙");
        assert_eq!(converted.faults, [Fault::UnclosedHand(1)]);
    }

    #[test]
    fn house_style_changes_characters_but_not_settled_words() {
        let house = House {
            characters: BTreeMap::from([('臺', '台')]),
            quotes: Quotes::Source,
        };
        let rule = site(&[("台北", "臺北")]).overrides()[0].clone();
        let conversions = Conversions::new(vec![rule], &BTreeMap::from([(Tag::Hant, house)]));
        assert_eq!(hant(&conversions, "“台湾台北平台”").text, "“台灣臺北平台”");
    }

    proptest! {
        #[test]
        fn alignment_covers_source_and_target(text in "[台面发了制氢“”‘’准入a1 。{}:;-]{0,40}|(-\\{[台发a]{0,3}\\}-|发制氢|光伏|“|”|a){0,12}") {
            let conversions = site(&[("光伏", "太陽光電"), ("发制", "")]);
            for (from, to) in [(Tag::Hans, Tag::Hant), (Tag::Hans, Tag::HantHk), (Tag::Hant, Tag::Hans), (Tag::Hans, Tag::Hans)] {
                let converted = conversions.convert(&text, from, to);
                let (source, target) = (text.chars().count(), converted.text.chars().count());
                let whole = converted.alignment.range(TextRange::new(0, source));
                if source > 0 {
                    prop_assert_eq!(whole, TextRange::new(0, target));
                }
                if converted.alignment.is_straight() {
                    prop_assert_eq!(source, target);
                }
            }
        }
    }
}
