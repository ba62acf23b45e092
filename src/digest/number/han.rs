//! Numerals in characters: only what surely counts is a number (两个, 十五条, 近百家, 千亿元, 三分之一).

use super::literal::{han_value, numeral, unit_numeral};
use super::name::is_name;
use super::tail::{Tail, tail};
use super::{Form, PLAIN, SHARE, Scan};
use crate::digest::words::{Unit, words};

impl Scan<'_> {
    /// Reads a numeral in characters. Only what surely counts is taken: 两个, 十五条, 近百家, 千亿元, 三分之一.
    pub(super) fn han(&mut self, start: usize) -> usize {
        let text = self.text;
        if let Some((length, ())) = words().phrase.at(text, start) {
            return start + length;
        }
        // 1e5亿元: what begins in other letters is no numeral.
        if start > 0 && text[start - 1].is_ascii_alphanumeric() {
            return start + 1;
        }
        let mut end = start;
        while self
            .char(end)
            .is_some_and(|c| numeral(c).is_some() || unit_numeral(c).is_some())
        {
            end += 1;
        }
        let ordinal = start > 0 && matches!(text[start - 1], '第' | '前');
        let Some(value) = han_value(&text[start..end]) else {
            return end;
        };
        if ordinal {
            return self.ordinal_end(start, value, end).unwrap_or(end);
        }
        if text[end..].starts_with(&['分', '之']) {
            let upper = (end + 2..text.len())
                .take_while(|&at| numeral(text[at]).is_some() || unit_numeral(text[at]).is_some())
                .last();
            let Some(last) = upper else { return end };
            if text[start..end] == ['百'] {
                return self.percent(start, end + 2, last + 1);
            }
            let share = han_value(&text[end + 2..=last]).filter(|_| value > 1.0);
            return match share {
                Some(above) => self.share(start, above / value, last + 1),
                None => last + 1,
            };
        }
        self.han_amount(start, value, end)
    }

    /// 百分之四点七
    fn percent(&mut self, start: usize, from: usize, end: usize) -> usize {
        let text = self.text;
        let Some(whole) = han_value(&text[from..end]) else {
            return end;
        };
        let decimals: Vec<f64> = match text.get(end) {
            Some('点') => text[end + 1..].iter().map_while(|&c| numeral(c)).collect(),
            _ => Vec::new(),
        };
        let fraction: f64 = decimals
            .iter()
            .rev()
            .fold(0.0, |sum, digit| (sum + digit) / 10.0);
        let tail = Tail {
            end: end + usize::from(!decimals.is_empty()) + decimals.len(),
            scale: 1.0,
            unit: "%".to_owned(),
            base: Unit {
                factor: 1.0,
                ..SHARE
            },
            inside: None,
        };
        self.push(start, whole + fraction, None, tail, Form::Amount)
    }

    pub(super) fn han_amount(&mut self, start: usize, value: f64, end: usize) -> usize {
        let text = self.text;
        // 千亿元 is printed with 亿元 as its unit: give the large words back to the unit.
        let mut digits_end = end;
        let mut value = value;
        for (big, scale) in [('亿', 1e8), ('万', 1e4)] {
            while digits_end > start + 1 && text[digits_end - 1] == big {
                digits_end -= 1;
                value /= scale;
            }
        }
        let whole_scale = end - start == 1 && matches!(text[start], '万' | '亿');
        let Some(tail) = tail(text, digits_end) else {
            return end;
        };
        let starts_large = unit_numeral(text[start]).is_some_and(|u| u >= 100.0);
        let qualified = words().before.before(text, 0, start).is_some();
        let named = start > 0
            && (crate::text::is_han(text[start - 1])
                && matches!(
                    text[start - 1],
                    '第' | '初' | '周' | '期' | '每' | '某' | '几' | '数' | '这' | '那' | '哪'
                ));
        let counts = if tail.base.counter {
            tail.base.behind_han && (2.0..1e6).contains(&value) && (!starts_large || qualified)
                || starts_large && qualified && tail.base != PLAIN && value >= 100.0
        } else {
            // 三年行动, 五年来 name a span; 千亿元, 百万吨 measure.
            let tenths = tail.unit == "成"
                && value < 10.0
                && (qualified || words().after.at(text, tail.end).is_some());
            let quarter = tail.unit == "刻钟";
            tenths
                || quarter
                || value >= 100.0 && !matches!(tail.base.symbol, "年" | "天" | "个月" | "L" | "V")
        };
        // 千万吨炼化基地: the size in front of a noun is part of its name.
        let in_name = !tail.base.counter
            && tail.unit != "刻钟"
            && (self.char(tail.end))
                .is_some_and(|c| crate::text::is_han(c) || c.is_ascii_alphanumeric())
            && words().after.at(text, tail.end).is_none()
            && !matches!(self.char(tail.end), Some('大' | '的' | '和' | '以'));
        if !counts
            || in_name
            || named
            || (whole_scale && !qualified && tail.base.counter)
            || is_name(text, value, digits_end, &tail)
        {
            return end;
        }
        if tail.base == PLAIN {
            return end;
        }
        self.push(start, value, None, tail, Form::Amount)
    }
}
