//! What is counted, where it stands behind its number: 新增13个旗县级殡仪馆.

use std::ops::Range;

use super::Reader;
use crate::digest::number::{Form, Number};
use crate::text::is_han;

impl Reader<'_> {
    /// What is counted, where it stands behind the number.
    pub(super) fn behind(&self, end: usize, limit: usize, number: &Number) -> Option<Range<usize>> {
        const LONG: usize = 24;
        let text = self.text;
        if number.form != Form::Amount {
            return None;
        }
        let owned = text.get(end) == Some(&'的');
        let mut start = end + usize::from(owned);
        // 100条（个）河湖: another unit in brackets is no part of the name.
        if text.get(start) == Some(&'（')
            && let Some(close) = (start..text.len().min(start + 4)).find(|&i| text[i] == '）')
        {
            start = close + 1;
        }
        let mut close = self.closing(start, 1).min(limit).min(start + LONG);
        if close == self.closing(start, 1) && self.serves(number.start) {
            close = self.list_end(start, close).min(start + LONG);
        }
        if let Some(to) = number.counted_to {
            close = close.min(to);
        }
        // 10条线路和一批街区: what has a number of its own is not counted here.
        if let Some(and) = (start + 2..close.saturating_sub(1)).find(|&at| {
            matches!(text[at], '和' | '与' | '及') && matches!(text[at + 1], '一' | '多' | '若')
        }) {
            close = and;
        }
        if !number.base.counter
            && let Some(and) = (start + 2..close).find(|&at| matches!(text[at], '和' | '与' | '及'))
        {
            close = and;
        }
        let first = *text.get(start)?;
        let joins = matches!(first, '和' | '与' | '及' | '并' | '等' | '或' | '且' | '而');
        if start >= close
            || joins
            || !(is_han(first)
                || first.is_ascii_alphanumeric()
                || matches!(first, '“' | '「' | '《'))
        {
            return None;
        }
        let mut at = start;
        while at < close {
            match self.words.stop.at(text, at) {
                Some((length, ())) if length >= 2 || at == start => {
                    // 服务站, 保障房: a verb that goes on as a noun right at the start is part of the name.
                    // 6%的增长目标: what 的 joins to the number is a noun whatever it begins with.
                    let noun = at == start && (owned || self.noun_follows(at + length, close));
                    if !noun && (at == start || at >= start + 2) {
                        break;
                    }
                    at += length;
                }
                Some(_)
                    if at >= start + 2
                        && !text[at..].starts_with(&['对', '象'])
                        && matches!(
                            text[at],
                            '被' | '都'
                                | '将'
                                | '均'
                                | '已'
                                | '到'
                                | '为'
                                | '对'
                                | '在'
                                | '从'
                                | '由'
                                | '把'
                                | '占'
                                | '较'
                        )
                        || at >= start + 2
                            && text[at] == '向'
                            && !matches!(text[at - 1], '纵' | '横' | '方' | '定' | '面' | '导') =>
                {
                    break;
                }
                _ => at += 1,
            }
        }
        let mut stop = at.min(close);
        while stop > start
            && (matches!(
                text[stop - 1],
                '和' | '与' | '及' | '的' | '等' | '共' | '以' | '约' | '近'
            ) && stop == at.min(close)
                || text[stop - 1] == ' ')
        {
            stop -= 1;
        }
        (stop > start).then_some(start..stop)
    }

    /// 为6500名…: whether a preposition before the number says whom something is done for.
    fn serves(&self, number: usize) -> bool {
        let from = self.opening(number, 1);
        let opened = (from..number).find(|&at| is_han(self.text[at]));
        opened.is_some_and(|at| matches!(self.text[at], '为' | '对' | '向' | '给'))
    }

    /// 视力、听力、智力残疾儿童: where the list ends whose parts are too short to stand alone.
    fn list_end(&self, start: usize, close: usize) -> usize {
        const SHORT: usize = 4;
        let (mut from, mut end) = (start, close);
        while end - from <= SHORT && self.marks.get(end) == Some(&1) {
            from = end + 1;
            end = self.closing(from, 1);
        }
        end
    }

    /// Whether a verb that ends at `at` goes on as a noun: 服务站, 保障房.
    pub(super) fn noun_follows(&self, at: usize, close: usize) -> bool {
        at < close
            && matches!(
                self.text[at],
                '站' | '点'
                    | '人'
                    | '中'
                    | '房'
                    | '所'
                    | '网'
                    | '机'
                    | '平'
                    | '圈'
                    | '性'
                    | '类'
                    | '型'
                    | '事'
                    | '项'
                    | '体'
                    | '业'
                    | '设'
                    | '基'
                    | '车'
                    | '区'
            )
    }

    /// 1个五千亿级、3个千亿级产业集群: the noun that a list of classes shares.
    pub(super) fn shared_head(&self, range: &Range<usize>) -> Option<String> {
        let class = *self.text.get(range.end.checked_sub(1)?)?;
        matches!(class, '级' | '型' | '类').then_some(())?;
        let mut at = range.end;
        while self.marks.get(at) == Some(&1) {
            let end = self.closing(at + 1, 1);
            let head = (at + 1..end)
                .rev()
                .find(|&i| self.text[i] == class)
                .filter(|&i| i + 2 < end);
            if let Some(head) = head {
                return Some(self.string(&(head + 1..end)));
            }
            at = end;
        }
        None
    }
}
