//! Where a report was given: whose money a bare 元 is, and whether 113年 is a year.
//!
//! The language tag tells it where it names a region; else the words that only one of them uses for its own offices.

use super::lexicon::entries;
use super::plain::Plain;
use crate::report::Report;
use crate::script::Tag;

/// A jurisdiction with money and a calendar of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Region {
    /// The mainland, and every report that does not say otherwise.
    Mainland,
    /// Hong Kong.
    HongKong,
    /// Macau.
    Macau,
    /// Taiwan.
    Taiwan,
}

impl Region {
    /// The region of `report`, whose text is `plain`.
    pub(crate) fn of(report: &Report, plain: &Plain<'_>) -> Self {
        const LEAST: usize = 2;
        match report.metadata.lang {
            Tag::HantHk => return Self::HongKong,
            Tag::HantTw => return Self::Taiwan,
            Tag::Hans | Tag::Hant => {}
        }
        let mut votes = [0_usize; 4];
        for fields in entries(include_str!("data/regions.txt")) {
            let Some(region) = named(fields[0]) else {
                continue;
            };
            for word in &fields[1..] {
                let blocks = 0..report.blocks.len();
                votes[region as usize] += blocks
                    .map(|block| plain.block(block).matches(word).count())
                    .sum::<usize>();
            }
        }
        [Self::HongKong, Self::Macau, Self::Taiwan]
            .into_iter()
            .filter(|&region| votes[region as usize] > votes[Self::Mainland as usize].max(LEAST))
            .max_by_key(|&region| votes[region as usize])
            .unwrap_or(Self::Mainland)
    }

    /// The code (ISO 4217) of the money that a bare 元 is.
    pub(crate) const fn currency(self) -> &'static str {
        match self {
            Self::Mainland => "CNY",
            Self::HongKong => "HKD",
            Self::Macau => "MOP",
            Self::Taiwan => "TWD",
        }
    }

    /// The year that `digits` before 年 are in the calendar of the Republic; none elsewhere and for spans (5年).
    pub(crate) fn minguo(self, digits: &[char]) -> Option<i16> {
        const FIRST: i16 = 1911;
        let digits: String = digits.iter().collect();
        let year: i16 = digits.parse().ok()?;
        (self == Self::Taiwan && (60..=180).contains(&year)).then_some(FIRST + year)
    }
}

fn named(class: &str) -> Option<Region> {
    Some(match class {
        "mainland" => Region::Mainland,
        "hong-kong" => Region::HongKong,
        "macau" => Region::Macau,
        "taiwan" => Region::Taiwan,
        _ => return None,
    })
}

/// The money that is named right before an amount: 港币500万元, 新台币4元.
pub(crate) fn currency_before(text: &[char], start: usize) -> Option<&'static str> {
    const NAMES: [(&str, &str); 10] = [
        ("人民币", "CNY"),
        ("新台币", "TWD"),
        ("台币", "TWD"),
        ("港币", "HKD"),
        ("港元", "HKD"),
        ("澳门币", "MOP"),
        ("澳门元", "MOP"),
        ("美元", "USD"),
        ("美金", "USD"),
        ("欧元", "EUR"),
    ];
    const REACH: usize = 6;
    let before: String = text[start.saturating_sub(REACH)..start].iter().collect();
    let before = before.trim_end_matches(['约', '近', '逾', '超', '过', '达', '共', '为']);
    let name = NAMES.iter().find(|(name, _)| before.ends_with(name));
    name.map(|(_, code)| *code)
}
