//! Places in an order: 第三, 第21位, 首位, 前10位.

use super::tail::Tail;
use super::{Form, PLACE, Scan};
use crate::digest::words::words;

impl Scan<'_> {
    /// 第三, 第21位, 前10位: a rank where something is said to stand there; `None` where the number is no ordinal.
    pub(super) fn ordinal_end(&mut self, start: usize, value: f64, end: usize) -> Option<usize> {
        let text = self.text;
        let mark = *text.get(start.checked_sub(1)?)?;
        let form = match mark {
            '第' => Form::Ordinal,
            '前' => Form::Leading,
            _ => return None,
        };
        let placed = matches!(self.char(end), Some('位' | '名'));
        if form == Form::Leading && !placed {
            // 前10位 is a rank, 前三季度 and 前10个月 are not.
            return Some(end);
        }
        let closed = self
            .char(end)
            .is_none_or(|c| !crate::text::is_han(c) && !c.is_ascii_alphanumeric());
        let moved = words().link.at(text, end).is_some() || words().change.at(text, end).is_some();
        let window = &text[start.saturating_sub(14)..start - 1];
        // 总量居全国第三; in 坚持质量第一 nothing stands anywhere.
        let clause = window
            .iter()
            .rposition(|c| matches!(c, '，' | '。' | '；' | '：'))
            .map_or(0, |at| at + 1);
        let letters = &window[clause..];
        let standing = letters.iter().enumerate().any(|(at, c)| {
            // 把…作为第一要务 makes no order.
            let made = *c == '为' && at > 0 && letters[at - 1] == '作';
            !made && "居列排升跃保国界球省部区进为从由".contains(*c)
        });
        if standing && (placed || closed || moved) && value >= 1.0 {
            let unit_end = end + usize::from(placed);
            let tail = Tail {
                end: unit_end,
                scale: 1.0,
                unit: text[end..unit_end].iter().collect(),
                base: PLACE,
                inside: None,
            };
            self.push(start, value, None, tail, form);
            return Some(unit_end);
        }
        Some(end)
    }

    pub(super) fn first_place(&mut self, at: usize) -> usize {
        let standing = self.text[at.saturating_sub(8)..at]
            .iter()
            .any(|c| matches!(c, '居' | '列' | '排' | '国' | '界' | '球'));
        if !standing {
            return at + 2;
        }
        let tail = Tail {
            end: at + 2,
            scale: 1.0,
            unit: "位".to_owned(),
            base: PLACE,
            inside: None,
        };
        self.push(at, 1.0, None, tail, Form::Ordinal)
    }
}
