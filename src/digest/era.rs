//! Tells, paragraph by paragraph, whether a report looks back or ahead, and over which years.
//!
//! Headings and the openings of paragraphs set the time; within a sentence the last year or word of time before a number
//! wins. Years are counted from the day of the speech.

use super::Kind;
use super::region::Region;
use super::words::{Time, words};
use crate::report::{Block, BlockKind};

/// The time a passage speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Era {
    /// [`Kind::Actual`] looking back, [`Kind::Target`] looking ahead.
    pub(crate) kind: Kind,
    /// The years.
    pub(crate) period: Period,
}

/// A year or a span of years; printed as nothing where the year of the report is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    first: i16,
    last: i16,
}

impl Period {
    pub(crate) const fn year(year: i16) -> Self {
        Self {
            first: year,
            last: year,
        }
    }

    const fn span(first: i16, last: i16) -> Self {
        Self { first, last }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first < FIRST_YEAR {
            Ok(())
        } else if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}/{}", self.first, self.last)
        }
    }
}

/// No report and no year named in one is older.
const FIRST_YEAR: i16 = 1949;

/// Stands for the year of a report that nobody knows: years counted from it are none.
const UNKNOWN: i16 = 0;

/// Follows a report's blocks and tells the era of each.
pub(crate) struct Calendar {
    year: i16,
    region: Region,
    era: Era,
}

impl Calendar {
    /// Starts before the first heading of a report given in `year`, which may be unknown.
    pub(crate) fn new(year: Option<i16>, region: Region) -> Self {
        let year = year.unwrap_or(UNKNOWN);
        Self {
            year,
            region,
            era: Era {
                kind: Kind::Actual,
                period: Period::year(year - 1),
            },
        }
    }

    /// The era of `block`, which also sets the one of the blocks behind it.
    ///
    /// `text` is the block's text in the script of the words this module knows.
    pub(crate) fn enter(&mut self, block: &Block, text: &str) -> Era {
        match block.kind {
            BlockKind::Heading { level, .. } => self.heading(text, level <= 1),
            BlockKind::AnnexHeading | BlockKind::Item => {
                self.era = Era {
                    kind: Kind::Target,
                    period: Period::year(self.year),
                };
            }
            BlockKind::Paragraph if is_heading(text) => self.heading(text, true),
            BlockKind::Paragraph => {
                self.opening(text);
                if tells_faults(text) {
                    return self.today();
                }
            }
            _ => {}
        }
        self.era.clone()
    }

    fn heading(&mut self, text: &str, part: bool) {
        const BACK: [&str; 12] = [
            "回顾",
            "成就",
            "过去",
            "工作情况",
            "五年来",
            "一年来",
            "总结",
            "完成情况",
            "以来",
            "成效",
            "去年工作",
            "主要工作",
        ];
        const AHEAD: [&str; 16] = [
            "重点工作",
            "总体要求",
            "预期目标",
            "工作安排",
            "任务",
            "部署",
            "建议",
            "今后",
            "未来",
            "主要目标",
            "目标",
            "工作总体",
            "今年工作",
            "总体部署",
            "重点抓好",
            "做好",
        ];
        let ahead = AHEAD.iter().any(|word| text.contains(word))
            || text.contains(&format!("{}年工作", self.year)) && !text.contains("回顾");
        let back = BACK.iter().any(|word| text.contains(word)) && !text.contains("今后");
        if !(ahead || back) || !part && !text.contains("年") {
            return;
        }
        let kind = if back { Kind::Actual } else { Kind::Target };
        let period = self.period_of(text, kind).unwrap_or(match kind {
            Kind::Actual => Period::year(self.year - 1),
            _ => Period::year(self.year),
        });
        self.era = Era { kind, period };
    }

    fn opening(&mut self, text: &str) {
        const REACH: usize = 48;
        let end = crate::text::byte_offset(text, REACH);
        let opening = &text[..end];
        let has = |words: &[&str]| words.iter().any(|word| opening.contains(word));
        let opens = |words: &[&str]| words.iter().any(|word| opening.starts_with(word));
        let last = self.year - 1;
        let ahead = self.era.kind == Kind::Target;
        if has(&["今后五年", "未来五年"]) && !has(&["回顾"]) {
            self.era = Era {
                kind: Kind::Target,
                period: Period::span(self.year, self.year + 4),
            };
        } else if has(&[
            "做好今年",
            "今年是",
            "今年经济社会发展",
            "今年发展",
            "今年全省",
            "今年政府工作",
        ]) || ahead && has(&["预期目标", "重点抓好以下"])
        {
            let period = Period::year(self.year);
            self.era = Era {
                kind: Kind::Target,
                period,
            };
        } else if has(&[
            "一年来",
            "过去一年",
            "过去的一年",
            "刚刚过去的",
            "去年，",
            "去年以来",
            "一年，",
        ]) && !ahead
            || opens(&["一年来", "过去一年", "过去的一年", "各位代表！过去"])
            || opening.starts_with(&format!("{last}年"))
        {
            self.era = Era {
                kind: Kind::Actual,
                period: Period::year(last),
            };
        } else if has(&["五年来", "过去五年", "这五年", "过去的五年"]) && !ahead
            || opens(&["五年来", "过去五年", "这五年"])
        {
            let period = self
                .period_of(opening, Kind::Actual)
                .unwrap_or(Period::span(last - 4, last));
            self.era = Era {
                kind: Kind::Actual,
                period,
            };
        }
    }

    fn period_of(&self, text: &str, kind: Kind) -> Option<Period> {
        if let Some(plan) = plan_years(text) {
            return Some(plan);
        }
        let last = self.year - 1;
        if text.contains("五年") {
            return Some(match kind {
                Kind::Actual => Period::span(last - 4, last),
                _ => Period::span(self.year, self.year + 4),
            });
        }
        let chars: Vec<char> = text.chars().collect();
        self.mention(&chars).map(|(_, year)| Period::year(year))
    }

    /// The last year named in `text`, in the calendar of the report's region.
    fn mention(&self, text: &[char]) -> Option<(usize, i16)> {
        if self.region != Region::Taiwan {
            return year_mention(text);
        }
        let minguo = (2..text.len()).rev().find_map(|at| {
            if text[at] != '年' {
                return None;
            }
            let digits = text[..at].iter().rev().take_while(|c| c.is_ascii_digit());
            let start = at - digits.count();
            let year = self.region.minguo(&text[start..at])?;
            Some((at, year))
        });
        year_mention(text).max(minguo)
    }

    /// How things stand today: results of last year.
    pub(crate) const fn today(&self) -> Era {
        Era {
            kind: Kind::Actual,
            period: Period::year(self.year - 1),
        }
    }

    /// The kind and period of a number at `at`, from the words of its sentence before it.
    pub(crate) fn at(&self, era: &Era, sentence: &[char], at: usize) -> Era {
        const REACH: usize = 300;
        let at = at.min(sentence.len());
        let before = &sentence[at.saturating_sub(REACH)..at];
        let mut era = era.clone();
        let (last, this) = (self.year - 1, self.year);
        let said = said(before);
        // 目前, 长期以来 … speak of their own clause; 去年 holds until another time is named.
        let clause = before
            .iter()
            .rposition(|c| matches!(c, '，' | '；' | '：'))
            .unwrap_or(0);
        let past = said.last_year.max(said.state.filter(|&at| at >= clause));
        let ahead = said.ahead.max(said.this_year);
        let own = era.kind == Kind::Target;
        if own && past.is_some() && past > ahead {
            era.kind = Kind::Actual;
            if !matches!(self.mention(before), Some((_, year)) if year < this) {
                era.period = Period::year(last);
            }
        }
        if own && said.five_years.is_some() && era.kind == Kind::Target {
            era.period = Period::span(this, this + 4);
        }
        let Some((place, year)) = self.mention(before) else {
            return era;
        };
        if this == UNKNOWN {
            era.period = Period::year(year);
            return era;
        }
        if said.last_year.max(said.this_year) > Some(place) {
            return era;
        }
        let since = before[place..].starts_with(&['年', '以', '来']);
        if since && year < last {
            era.period = Period::span(year, last);
        } else if year >= this && era.kind == Kind::Target || year < this && !since {
            era.period = Period::year(year);
            if year < this {
                era.kind = Kind::Actual;
            }
        } else if year > this {
            era.period = Period::year(year);
            era.kind = Kind::Target;
        } else if year == this {
            // 2016年实现…: a report at the end of its year looks back on it.
            era.period = Period::year(year);
        }
        era
    }
}

/// Where the words of time last stand before a number; a base of comparison (比去年) sets no time.
#[derive(Default)]
struct Said {
    state: Option<usize>,
    last_year: Option<usize>,
    this_year: Option<usize>,
    ahead: Option<usize>,
    five_years: Option<usize>,
}

fn said(before: &[char]) -> Said {
    let mut said = Said::default();
    for at in 0..before.len() {
        let Some((_, &time)) = words().time.at(before, at) else {
            continue;
        };
        let compared = at
            .checked_sub(1)
            .is_some_and(|i| matches!(before[i], '比' | '较' | '于' | '与' | '同'));
        if compared {
            continue;
        }
        let place = match time {
            Time::State => &mut said.state,
            Time::LastYear => &mut said.last_year,
            Time::ThisYear => &mut said.this_year,
            Time::Ahead => &mut said.ahead,
            Time::FiveYears => &mut said.five_years,
        };
        *place = Some(at);
    }
    said
}

/// The last year named in `text` that is not a base of comparison (比2020年): where 年 stands, and the year.
pub(crate) fn year_mention(text: &[char]) -> Option<(usize, i16)> {
    (4..text.len()).rev().find_map(|at| {
        if text[at] != '年' {
            return None;
        }
        let digits: Option<String> = text[at - 4..at].iter().map(|&c| year_digit(c)).collect();
        let year: i16 = digits?.parse().ok().filter(|y| (1949..2100).contains(y))?;
        let before = at.checked_sub(5).map(|i| text[i]);
        // 是2005年的2倍: a base of comparison too.
        let times = matches!(before, Some('是' | '为')) && text.get(at + 1) == Some(&'的');
        (!times && !matches!(before, Some('比' | '较' | '0'..='9' | '从' | '自' | '由')))
            .then_some((at, year))
    })
}

/// A digit of a year, in either form: 2026, 二〇二六.
pub(crate) fn year_digit(c: char) -> Option<char> {
    const HAN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '0'..='9' => Some(c),
        '零' | '○' => Some('0'),
        _ => {
            let value = HAN.iter().position(|&han| han == c)?;
            char::from_digit(u32::try_from(value).ok()?, 10)
        }
    }
}

/// The years of the plan named in `text`.
fn plan_years(text: &str) -> Option<Period> {
    [
        ("十二五", 2011),
        ("十三五", 2016),
        ("十四五", 2021),
        ("十五五", 2026),
        ("十六五", 2031),
    ]
    .into_iter()
    .find(|(name, _)| text.contains(name))
    .map(|(_, first)| Period::span(first, first + 4))
}

/// Where a paragraph begins to say what is wrong (同时也必须看到): its numbers from there on are findings.
pub(crate) fn faults_from(text: &[char]) -> Option<usize> {
    (0..text.len()).find(|&at| words().fault.at(text, at).is_some())
}

/// Whether a paragraph says what is still wrong: its numbers are findings, wherever it stands.
fn tells_faults(text: &str) -> bool {
    const REACH: usize = 60;
    const WORDS: [&str; 12] = [
        "清醒看到",
        "清醒认识",
        "清醒地看到",
        "清醒地认识",
        "困难和问题",
        "困难和挑战",
        "问题和不足",
        "问题和挑战",
        "困难问题",
        "存在不少",
        "存在一些",
        "还面临",
    ];
    let opening = &text[..crate::text::byte_offset(text, REACH)];
    WORDS.iter().any(|word| opening.contains(word))
}

/// A short line without a sentence's end is a heading that lost its number.
fn is_heading(text: &str) -> bool {
    const LONGEST: usize = 90;
    text.len() <= LONGEST && !text.ends_with(['。', '！', '？', '；', '：', '，'])
}
