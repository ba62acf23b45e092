//! Subjects that several numbers share: 甲、乙分别增长5%、6%.

use super::inherit::is_relative;
use super::lead::{Lead, Start};
use super::{Reader, Reading};
use crate::digest::Measure;
use crate::digest::number::Number;
use crate::text::is_han_numeral;

/// A subject that 分别 hands out.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) text: String,
    pub(super) start: usize,
}

impl Reader<'_> {
    /// 分别: the subjects before it, one for each number to come.
    pub(super) fn share_out(&mut self, clause: usize, lead: &Lead, numbers: &[Number]) {
        let (end, from_each) = (lead.core.end, lead.start == Start::From);
        let close = self.closing(clause, 2);
        let count = numbers
            .iter()
            .take_while(|number| number.start < close)
            .count();
        let mut parts = Vec::new();
        let mut start = clause;
        for at in clause..=end {
            let joins = matches!(self.text.get(at), Some('和' | '与')) && at > start + 1;
            if at < end && self.marks[at] != 1 && !joins {
                continue;
            }
            let from = self.skip_leads(start, at);
            if from < at {
                parts.push((self.string(&(from..at)), from));
            }
            start = at + 1;
        }
        if let [(whole, from)] = &parts[..]
            && let Some(both) = town_and_country(whole)
        {
            parts = both.map(|part| (part, *from)).to_vec();
        }
        if let [(of_all, start)] = &parts[..] {
            // 新增高速公路1317公里、一级公路2667公里，总里程分别达…: one noun for what was counted before.
            let (of_all, start) = (of_all.clone(), *start);
            parts = self.counted_before(clause, count).map_or_else(
                || vec![(of_all.clone(), start)],
                |each| {
                    each.into_iter()
                        .map(|each| (each + &of_all, start))
                        .collect()
                },
            );
        }
        // 黄金、白银、镍产量分别增长: the head of the last noun is that of all.
        let head = parts.last().and_then(|(last, _)| {
            let last: Vec<char> = last.chars().collect();
            let (start, ()) = self.words.head.before(&last, 1, last.len())?;
            Some(last[start..].iter().collect::<String>())
        });
        let last = parts
            .last()
            .map_or_else(String::new, |(last, _)| last.clone());
        let mut shared: Vec<Shared> = parts
            .into_iter()
            .map(|(part, start)| (numbered(&part, &last).unwrap_or(part), start))
            .map(|(part, start)| match &head {
                Some(head) if !part.ends_with(head.as_str()) => Shared {
                    text: headed(part, head),
                    start,
                },
                _ => Shared { text: part, start },
            })
            .collect();
        if shared.is_empty() {
            // 接待游客17亿人次，旅游花费1万亿元，分别增长32.9%、41.6%: the subjects of the numbers before it.
            let before = self.readings.iter().rev();
            shared = before
                .take_while(|reading| self.opening(clause, 4) <= reading.printed.start)
                .take(count.max(2))
                .map(|reading| Shared {
                    text: reading.subject.clone(),
                    start: reading.quote.start,
                })
                .collect();
            shared.reverse();
        }
        if shared.len() > 1 {
            shared.reverse();
            self.handed_out = Some((shared.clone(), from_each));
            self.shared = shared;
        }
    }

    /// 城乡居民收入27306元、8929元: one word for two and two numbers in a row.
    pub(super) fn share_pair(&mut self, lead: &Lead, number: &Number, next: Option<&Number>) {
        let row = next.is_some_and(|next| {
            next.base == number.base
                && next.start == number.end + 1
                && matches!(self.text[number.end], '、' | '和')
        });
        if !row || lead.respectively || !self.shared.is_empty() || lead.change.is_some() {
            return;
        }
        if let Some(both) = town_and_country(&self.string(&lead.core)) {
            let start = lead.core.start;
            let both = both.into_iter().rev();
            self.shared = both.map(|text| Shared { text, start }).collect();
        }
    }

    /// The `count` things that the clause before this one counted, if that is how many, at least two, in one unit.
    fn counted_before(&self, clause: usize, count: usize) -> Option<Vec<String>> {
        let before = self.opening(clause.checked_sub(1)?, 2);
        let of_clause = |reading: &&Reading| reading.printed.start >= before;
        let mut last: Vec<&Reading> = self.readings.iter().rev().take_while(of_clause).collect();
        last.reverse();
        let unit = |reading: &Reading| reading.number.as_ref().map(|number| number.base.symbol);
        let alike = last.iter().all(|reading| {
            unit(reading) == unit(last[0]) && reading.measure == Measure::Level && !reading.baseline
        });
        let distinct = last
            .windows(2)
            .all(|pair| pair[0].subject != pair[1].subject);
        (count > 1 && last.len() == count && alike && distinct)
            .then(|| last.iter().map(|reading| reading.subject.clone()).collect())
    }

    /// 分别达38215元、19876元，增长5.2%、7.1%: what was handed out in the clause before is handed out again for how it
    /// changed, where as many numbers say so.
    pub(super) fn hand_on(&mut self, lead: &Lead, numbers: &[Number], clause: usize) {
        let Some((shared, at)) = self.handed_before.take() else {
            return;
        };
        let named = lead.core.len() > lead.verb.as_ref().map_or(0, std::ops::Range::len);
        // 比2007年增长103.7%和87.4%: a base is no name.
        let own = named && lead.start != Start::Against;
        let adjacent =
            clause > 0 && self.opening(clause - 1, 2) == at && self.marks[clause - 1] == 2;
        let end = self.closing(clause, 2);
        let list = numbers.iter().take_while(|number| number.start < end);
        let relative = list.clone().all(is_relative);
        let changes = lead.change.is_some() && !lead.respectively && !own;
        if changes && adjacent && relative && list.count() == shared.len() {
            self.shared = shared;
            self.change.clone_from(&lead.change);
        }
    }

    /// 分别从209元、280元提高到217元、290元: what was handed out once is handed out again for what is reached.
    pub(super) fn hand_out_again(&mut self, lead: &Lead) {
        if !self.shared.is_empty() || !lead.reached || lead.respectively {
            return;
        }
        if let Some((shared, from_each)) = &mut self.handed_out
            && *from_each
        {
            *from_each = false;
            self.shared.clone_from(shared);
            self.change = None;
        }
    }
}

/// 第二、第三产业占比: a number alone has the noun of the last.
fn numbered(part: &str, last: &str) -> Option<String> {
    let digits = |text: &str| {
        let rest = text.strip_prefix('第').unwrap_or(text);
        rest.trim_start_matches(is_han_numeral).to_owned()
    };
    let noun = digits(last);
    (digits(part).is_empty() && !noun.is_empty() && noun != last).then(|| format!("{part}{noun}"))
}

/// 城乡居民收入, 存贷款余额: the two that it names in one word.
fn town_and_country(whole: &str) -> Option<[String; 2]> {
    const PAIRS: [(&str, [&str; 2]); 2] =
        [("城乡", ["城镇", "农村"]), ("存贷款", ["存款", "贷款"])];
    let (both, each) = PAIRS.iter().find(|(both, _)| whole.contains(both))?;
    Some(each.map(|side| whole.replacen(both, side, 1)))
}

/// Puts the noun of a list behind one of its parts; what both have is printed once (生活补贴, 护理补贴标准).
fn headed(part: String, head: &str) -> String {
    let common = head
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .filter(|&end| part.ends_with(&head[..end]))
        .max()
        .unwrap_or(0);
    part + &head[common..]
}
