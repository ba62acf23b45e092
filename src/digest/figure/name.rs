//! Finds what a number counts: before it, behind it, in the verb an enumeration shares, or in an earlier clause.

use std::ops::Range;

use super::Reader;
use super::lead::{Lead, Start};
use crate::digest::number::{Form, Number};
use crate::digest::words::Words;
use crate::text::is_han;

/// A subject that 分别 hands out.
pub(super) struct Shared {
    pub(super) text: String,
    pub(super) start: usize,
}

/// What an earlier number of the sentence counted.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) text: String,
    pub(super) full: String,
    pub(super) start: usize,
}

impl Reader<'_> {
    /// What is counted, where it stands behind the number.
    pub(super) fn behind(&self, end: usize, limit: usize, number: &Number) -> Option<Range<usize>> {
        const LONG: usize = 24;
        let text = self.text;
        if number.form != Form::Amount {
            return None;
        }
        let start = end + usize::from(text.get(end) == Some(&'的'));
        let mut close = self.closing(start, 1).min(limit).min(start + LONG);
        if let Some(to) = number.counted_to {
            close = close.min(to);
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
                    let noun = at == start && self.noun_follows(at + length, close);
                    if !noun && (at == start || at >= start + 2) {
                        break;
                    }
                    at += length;
                }
                Some(_)
                    if at >= start + 2
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

    pub(super) fn noun_follows(&self, at: usize, close: usize) -> bool {
        at < close
            && matches!(
                self.text[at],
                '站' | '点'
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

    /// 分别: the subjects before it, one for each number to come.
    pub(super) fn share_out(&mut self, clause: usize, end: usize) {
        const HEADS: [&str; 15] = [
            "居民人均可支配收入",
            "人均可支配收入",
            "居民收入",
            "增加值",
            "产量",
            "产值",
            "投资",
            "收入",
            "标准",
            "占比",
            "比重",
            "面积",
            "规模",
            "人数",
            "数",
        ];
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
        // 黄金、白银、镍产量分别增长: the head of the last noun is that of all.
        let head = parts
            .last()
            .and_then(|(last, _)| HEADS.into_iter().find(|head| last.ends_with(head)));
        let mut shared: Vec<Shared> = parts
            .into_iter()
            .map(|(part, start)| match head {
                Some(head) if !part.ends_with(head) => Shared {
                    text: part + head,
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
                .take(2)
                .map(|reading| Shared {
                    text: reading.subject.clone(),
                    start: reading.quote.start,
                })
                .collect();
            shared.reverse();
        }
        if shared.len() > 1 {
            shared.reverse();
            self.shared = shared;
        }
    }

    pub(super) fn name(
        &mut self,
        number: &Number,
        lead: &Lead,
        behind: Option<&Range<usize>>,
        clause: usize,
    ) -> Named {
        let noun = lead.verb.as_ref().map_or(lead.core.start, |verb| verb.end)..lead.core.end;
        // 占全球的1/8: a place alone is no subject.
        let mut rest = noun.end;
        while let Some((start, ())) = self.words.place.before(self.text, noun.start, rest) {
            rest = start;
        }
        let to_whom = behind.is_some()
            && matches!(
                self.text.get(noun.start),
                Some('对' | '为' | '向' | '给' | '按' | '以' | '用')
            );
        let base = lead.start == Start::Against && self.subject.is_some();
        let only_verb = rest <= noun.start || to_whom || base;
        if let Some(Shared { text, start }) = self.shared.pop() {
            let change = lead.change.clone().or_else(|| self.change.clone());
            let indicator =
                change.map_or_else(|| text.clone(), |c| format!("{text}{}", self.string(&c)));
            return self.named(indicator, None, text, start.min(clause), false);
        }
        let ends_with_verb = self
            .words
            .act
            .before(self.text, lead.core.start, lead.core.end)
            .is_some_and(|(start, ())| start > lead.core.start)
            && lead.change.is_none();
        if let Some(range) = behind
            && (only_verb || number.base.counter || ends_with_verb && lead.core.len() < 4)
            && !(number.base.symbol == "人" && !only_verb && number.unit.ends_with('人'))
        {
            return self.named_behind(lead, range, clause);
        }
        if let Some(range) = self.purpose(lead, number) {
            let text = self.string(&range);
            return self.named(text.clone(), Some(range), text, lead.core.start, true);
        }
        if only_verb {
            return self.inherited(lead, clause);
        }
        let full = lead.core.start..lead.change.as_ref().map_or(lead.core.end, |c| c.end);
        let own_verb = lead.verb.clone();
        let carried = self
            .verb
            .clone()
            .filter(|_| own_verb.is_none() && lead.change.is_none() && lead.plain);
        let subject = self.string(&noun);
        let (indicator, range, start) = match carried {
            Some(verb) => (
                format!("{}{}", self.string(&verb), self.string(&full)),
                None,
                verb.start,
            ),
            None => (
                self.string(&full),
                Some(full.clone()),
                self.opening(number.start, 1),
            ),
        };
        if own_verb.is_some() {
            self.verb = own_verb;
        } else if lead.change.is_some() {
            self.verb = None;
        }
        self.named(indicator, range, subject, start.min(lead.core.start), false)
    }

    /// 拿出8100万元兑现奖励政策: behind a verb that says nothing, what the amount is for.
    pub(super) fn purpose(&self, lead: &Lead, number: &Number) -> Option<Range<usize>> {
        const LONG: usize = 14;
        let verb = self.verb_at(&self.words.light, lead.core.start)?;
        if verb != lead.core.len() || lead.change.is_some() {
            return None;
        }
        let (start, _) = self.after(number.end);
        let end = self.closing(start, 1).min(start + LONG);
        let worded = start < end && self.text[start..end].iter().all(|c| is_han(*c));
        worded.then_some(start..end)
    }

    pub(super) fn named(
        &mut self,
        indicator: String,
        indicator_range: Option<Range<usize>>,
        subject: String,
        start: usize,
        behind: bool,
    ) -> Named {
        self.subject = Some(Subject {
            text: subject.clone(),
            full: indicator.clone(),
            start,
        });
        Named {
            indicator,
            indicator_range,
            subject,
            start,
            behind,
        }
    }

    pub(super) fn named_behind(
        &mut self,
        lead: &Lead,
        range: &Range<usize>,
        clause: usize,
    ) -> Named {
        let noun = self.string(range);
        let verb = lead
            .verb
            .clone()
            .or_else(|| {
                self.words
                    .act
                    .before(self.text, lead.core.start, lead.core.end)
                    .map(|(start, ())| start..lead.core.end)
            })
            .or_else(|| {
                lead.change.clone().filter(|change| {
                    self.verb_at(&self.words.act, change.start)
                        .is_some_and(|l| l == change.len())
                })
            });
        if verb.is_some() {
            self.verb.clone_from(&verb);
        }
        let verb = verb.or_else(|| self.verb.clone().filter(|_| lead.plain));
        let start = verb.as_ref().map_or(lead.core.start, |verb| verb.start);
        match verb {
            Some(verb) => {
                let indicator = format!("{}{noun}", self.string(&verb));
                self.named(indicator, None, noun, start.max(clause), true)
            }
            None => self.named(noun.clone(), Some(range.clone()), noun, start, true),
        }
    }

    /// A number without a subject of its own counts what the one before it counted.
    pub(super) fn inherited(&mut self, lead: &Lead, clause: usize) -> Named {
        let own = lead
            .change
            .clone()
            .map(|change| lead.core.start.min(change.start)..change.end)
            .or_else(|| lead.verb.clone());
        let subject = self
            .subject
            .clone()
            .or_else(|| self.sentence_subject(clause))
            // A verb of its own in a clause of its own opens a new statement.
            .filter(|subject| {
                subject.start >= clause || lead.change.is_some() || lead.verb.is_none()
            });
        let Some(subject) = subject else {
            let text = own
                .as_ref()
                .map_or_else(String::new, |range| self.string(range));
            return Named {
                indicator: text.clone(),
                indicator_range: own,
                subject: text,
                start: lead.core.start.max(clause),
                behind: false,
            };
        };
        let (indicator, text) = match &own {
            Some(own) => {
                let core = strip_verb(self.words, &subject.text);
                (format!("{core}{}", self.string(own)), subject.text.clone())
            }
            None => (subject.full.clone(), subject.text.clone()),
        };
        Named {
            indicator,
            indicator_range: None,
            subject: text,
            start: subject.start,
            behind: false,
        }
    }

    /// 城镇化率稳步提升，达到65%: the clause before names the subject.
    pub(super) fn sentence_subject(&self, clause: usize) -> Option<Subject> {
        const LONG: usize = 16;
        let end = clause.checked_sub(1)?;
        if self.marks[end] != 2 {
            return None;
        }
        let start = self.skip_leads(self.opening(end, 2), end);
        let stop = (start + 2..end)
            .find(|&at| {
                self.words
                    .stop
                    .at(self.text, at)
                    .or_else(|| self.words.change.at(self.text, at))
                    .is_some_and(|(length, ())| length >= 2)
            })
            .unwrap_or(end);
        let text = self.string(&(start..stop.min(start + LONG)));
        (text.chars().count() >= 2).then_some(Subject {
            full: text.clone(),
            text,
            start,
        })
    }
}

/// What a number counts.
pub(super) struct Named {
    pub(super) indicator: String,
    pub(super) indicator_range: Option<Range<usize>>,
    pub(super) subject: String,
    pub(super) start: usize,
    pub(super) behind: bool,
}

/// Strips a verb of action or change from the end or start: 自治区级权力事项取消 → 自治区级权力事项.
pub(crate) fn strip_verb(words: &Words, text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut start = 0;
    while let Some((length, ())) = words
        .act
        .at(&chars, start)
        .filter(|(l, ())| start + l < chars.len())
    {
        start += length;
    }
    let mut end = chars.len();
    for list in [&words.change, &words.act] {
        if let Some((s, ())) = list.before(&chars, start, end)
            && s > start + 1
        {
            end = s;
        }
    }
    chars[start..end].iter().collect()
}
