//! The embedded word lists that the reading of figures rests on: units, counters, qualifiers and the words around a
//! number. They are tables of text, so that a word can be added without code.

use std::sync::OnceLock;

use super::Bound;
use super::lexicon::{Lexicon, entries};

/// A unit's value in fixed units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    /// How many fixed units one of it is.
    pub(crate) factor: f64,
    /// The fixed unit's symbol, or the counted thing.
    pub(crate) symbol: &'static str,
    /// Whether it counts things (个, 家) rather than measures them.
    pub(crate) counter: bool,
    /// Whether it counts behind a numeral written in characters (两个).
    pub(crate) behind_han: bool,
}

/// Every list.
pub(crate) struct Words {
    pub(crate) units: Lexicon<Unit>,
    /// Qualifiers before the number: 突破, 近, 不低于.
    pub(crate) before: Lexicon<Bound>,
    /// Qualifiers behind the unit: 以上, 左右.
    pub(crate) after: Lexicon<Bound>,
    pub(crate) link: Lexicon<()>,
    pub(crate) change: Lexicon<()>,
    pub(crate) light: Lexicon<()>,
    pub(crate) act: Lexicon<()>,
    pub(crate) lead: Lexicon<()>,
    pub(crate) stop: Lexicon<()>,
    pub(crate) after_name: Lexicon<()>,
    pub(crate) phrase: Lexicon<()>,
    /// What stands between a subject and its rank: 位居, 全国.
    pub(crate) place: Lexicon<()>,
    /// Words that begin like a verb and are none: 增加值.
    pub(crate) noun: Lexicon<()>,
    /// Nouns that a list shares: 黄金、白银产量.
    pub(crate) head: Lexicon<()>,
    /// Nouns that say how large something is: 总规模500亿元的基金.
    pub(crate) size: Lexicon<()>,
    /// Words that end the name of a port, a park, a railway: 口岸, 高铁.
    pub(crate) site: Lexicon<()>,
    /// Verbs before such a name that stand in no other list.
    pub(crate) site_verb: Lexicon<()>,
    /// Words before them that make no name: 智慧, 重点.
    pub(crate) site_kind: Lexicon<()>,
    /// Openings of sentences that look back.
    pub(crate) back: Lexicon<()>,
    /// Words behind which a paragraph tells what is wrong.
    pub(crate) fault: Lexicon<()>,
    /// Words of time before a number.
    pub(crate) time: Lexicon<Time>,
    /// Words for a whole people: 各族人民.
    pub(crate) people: Lexicon<()>,
    /// Verbs of giving: what is given stands behind the number.
    pub(crate) give: Lexicon<()>,
    /// Nouns that say too little to be compared: 企业, 项目.
    pub(crate) generic: Lexicon<()>,
    /// Verbs whose own amount is counted: 退税8800万元.
    pub(crate) deed: Lexicon<()>,
    /// Words that relate a number to something else: 占, 高于.
    pub(crate) relation: Lexicon<()>,
    /// Words that say how much there is of something named before: 产量, 面积.
    pub(crate) bare: Lexicon<()>,
    /// Words that hide the words of sectors and the names within them: 市政府 holds no 市政.
    pub(crate) mask: Lexicon<()>,
    /// Goals without a number: 全覆盖.
    pub(crate) goal: Lexicon<Bound>,
}

impl Words {
    /// Length of the word of `list` that starts at `at`, unless a noun that is longer starts there.
    pub(crate) fn verb(&self, list: &Lexicon<()>, text: &[char], at: usize) -> Option<usize> {
        let (length, ()) = list.at(text, at)?;
        let noun = self.noun.at(text, at).map_or(0, |(length, ())| length);
        (noun <= length).then_some(length)
    }
}

/// The lists, parsed on first use.
pub(crate) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let list = include_str!("data/words.txt");
        let class = |name: &str| {
            Lexicon::new(
                entries(list)
                    .filter(|fields| fields[0] == name)
                    .flat_map(|fields| fields.into_iter().skip(1))
                    .map(|word| (word, ())),
            )
        };
        Words {
            units: units(),
            before: qualifiers("before"),
            after: qualifiers("after"),
            link: class("link"),
            change: class("change"),
            light: class("light"),
            act: class("act"),
            lead: class("lead"),
            stop: class("stop"),
            after_name: class("after-name"),
            phrase: class("phrase"),
            place: class("place"),
            noun: class("noun"),
            head: class("head"),
            size: class("size"),
            site: class("site"),
            site_verb: class("site-verb"),
            site_kind: class("site-kind"),
            back: class("time-back"),
            fault: class("time-fault"),
            time: times(list),
            people: class("people"),
            give: class("give"),
            generic: class("generic"),
            deed: class("deed"),
            bare: class("bare"),
            relation: class("relation"),
            mask: class("mask"),
            goal: goals(),
        }
    })
}

fn units() -> Lexicon<Unit> {
    let measured = entries(include_str!("data/units.txt")).filter_map(|fields| {
        let [word, factor, symbol] = fields[..] else {
            return None;
        };
        let factor = factor.parse().ok().filter(|&factor: &f64| factor > 0.0)?;
        let unit = Unit {
            factor,
            symbol,
            counter: false,
            behind_han: false,
        };
        Some((word, unit))
    });
    let counted = entries(include_str!("data/counters.txt")).map(|fields| {
        let unit = Unit {
            factor: 1.0,
            symbol: fields[0],
            counter: true,
            behind_han: fields.get(1) == Some(&"cn"),
        };
        (fields[0], unit)
    });
    Lexicon::new(measured.chain(counted))
}

fn qualifiers(place: &str) -> Lexicon<Bound> {
    Lexicon::new(
        entries(include_str!("data/qualifiers.txt"))
            .filter(|fields| fields.get(2) == Some(&place))
            .filter_map(|fields| Some((fields[0], bound(fields[1])?))),
    )
}

/// What a word of time says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// How things stand: 目前.
    State,
    /// 去年
    LastYear,
    /// 今年
    ThisYear,
    /// What is to come: 力争.
    Ahead,
    /// 今后五年
    FiveYears,
}

fn times(list: &'static str) -> Lexicon<Time> {
    let time = |class: &str| {
        Some(match class.strip_prefix("time-")? {
            "state" => Time::State,
            "last-year" => Time::LastYear,
            "this-year" => Time::ThisYear,
            "ahead" => Time::Ahead,
            "five-years" => Time::FiveYears,
            _ => return None,
        })
    };
    Lexicon::new(entries(list).flat_map(|fields| {
        let time = time(fields[0]);
        let words = fields.into_iter().skip(1);
        words.filter_map(move |word| Some((word, time?)))
    }))
}

fn goals() -> Lexicon<Bound> {
    Lexicon::new(
        entries(include_str!("data/goals.txt"))
            .filter_map(|fields| Some((fields[0], bound(fields.get(1)?)?))),
    )
}

fn bound(name: &str) -> Option<Bound> {
    Some(match name {
        "ge" => Bound::Ge,
        "gt" => Bound::Gt,
        "le" => Bound::Le,
        "lt" => Bound::Lt,
        "approx" => Bound::Approx,
        "eq" => Bound::Eq,
        "full" => Bound::Full,
        "sync" => Bound::Sync,
        "text" => Bound::Text,
        _ => return None,
    })
}
