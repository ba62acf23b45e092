//! What a number without a subject of its own counts: what the one before it did, or the clause before it names.

use super::Reader;
use super::lead::Lead;
use super::name::{Named, strip_verb};
use crate::digest::number::{Form, Number};
use crate::text::is_han;

/// What an earlier number of the sentence counted.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) text: String,
    pub(super) full: String,
    pub(super) start: usize,
    /// Whether it is a verb that stood alone: 出口, 种草.
    pub(super) act: bool,
    /// What it is a share of something of: for amounts, which are no share.
    pub(super) whole: Option<String>,
}

impl Subject {
    /// 占总投入的43.9%，2018年安排486亿元: an amount is not of the share.
    fn for_number(self, number: &Number) -> Self {
        match &self.whole {
            Some(whole) if !is_relative(number) => Self {
                text: whole.clone(),
                full: whole.clone(),
                whole: None,
                ..self
            },
            _ => self,
        }
    }
}

impl Reader<'_> {
    /// A number without a subject of its own counts what the one before it counted.
    pub(super) fn inherited(
        &mut self,
        number: &Number,
        lead: &Lead,
        clause: usize,
        placed: bool,
    ) -> Named {
        let own = lead
            .change
            .clone()
            .map(|change| lead.core.start.min(change.start)..change.end)
            .or_else(|| lead.verb.clone());
        // 退税8800万元: the deed itself is counted.
        if let Some(deed) = lead.verb.clone().filter(|_| lead.change.is_none())
            && self
                .words
                .deed
                .at(self.text, deed.start)
                .is_some_and(|(length, ())| length == deed.len())
        {
            let text = self.string(&deed);
            let start = deed.start;
            return self.named(text.clone(), Some(deed), text, start, false);
        }
        if let Some(subject) = self.passed_over(number, lead, clause).or_else(|| {
            self.subject
                .is_none()
                .then(|| self.sentence_subject(clause))?
        }) {
            // 进出口总额迈过千亿大关，达1330亿元，增长28.5%: what follows speaks of it too.
            self.subject = Some(subject);
        }
        let subject = (self.subject.clone())
            // A verb of its own in a clause of its own opens a new statement.
            .filter(|subject| {
                let opens = subject.act || subject.start < clause;
                !opens || lead.change.is_some() || lead.verb.is_none()
            });
        let subject = subject
            .map(|subject| subject.for_number(number))
            .map(|subject| self.per_head(subject, lead, clause));
        if let Some(named) = self.of_which(number, lead, clause) {
            return named;
        }
        if subject.is_none()
            && let Some(named) = self.same_verb_before(lead)
        {
            return named;
        }
        let Some(subject) = subject else {
            let text = own
                .as_ref()
                .map_or_else(String::new, |range| self.string(range));
            if lead.change.is_none() && !text.is_empty() {
                // 出口2100亿元、增长15%: what follows speaks of the exports.
                self.subject = Some(Subject {
                    text: text.clone(),
                    full: text.clone(),
                    start: lead.core.start,
                    act: true,
                    whole: None,
                });
            }
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
            // 新增参保50万人、达到1733万人; 产量增长39%、占全国9成: a level is no part of what was added.
            None if number.form == Form::Amount
                && (lead.reached
                    || placed
                    || !is_relative(number) && subject.full.starts_with(&subject.text)) =>
            {
                (subject.text.clone(), subject.text.clone())
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

    /// 生产总值4406亿元，人均64331元: what is counted a head.
    fn per_head(&self, subject: Subject, lead: &Lead, clause: usize) -> Subject {
        let said = self.opening(lead.printed, 1).max(clause)..lead.printed;
        let said = self.text[said].windows(2).any(|word| word == ['人', '均']);
        let rate = subject.text.ends_with('率') || subject.text.ends_with("标准");
        if !said || rate || lead.change.is_some() || subject.text.contains("人均") {
            return subject;
        }
        let text = format!("人均{}", subject.text);
        Subject {
            full: text.clone(),
            text,
            ..subject
        }
    }

    /// 建设农田40万亩，其中新建25万亩、改造15万亩: parts of what the number before counted.
    fn of_which(&self, number: &Number, lead: &Lead, clause: usize) -> Option<Named> {
        let verb = lead.verb.clone().filter(|_| lead.change.is_none())?;
        let part = self.text[clause..].starts_with(&['其', '中']);
        let last = self.readings.last()?.number.as_ref()?;
        let whole = self.subject.as_ref()?;
        let (verb_text, from) = (self.string(&verb), verb.start);
        let same = part && last.base == number.base && !whole.text.contains(&verb_text);
        let noun = strip_verb(self.words, &whole.text);
        same.then(|| Named {
            indicator: format!("{verb_text}{noun}"),
            indicator_range: None,
            subject: noun.clone(),
            start: from,
            behind: false,
        })
    }

    /// 拟连续几年发行国债，今年先发行1万亿元: the sentence said before what the verb acts on.
    fn same_verb_before(&mut self, lead: &Lead) -> Option<Named> {
        const LONG: usize = 14;
        let verb = lead
            .verb
            .clone()
            .filter(|verb| verb.len() > 1 && lead.change.is_none())?;
        let word = &self.text[verb.clone()];
        let sentence = self.opening(verb.start, 4);
        let at = (sentence..verb.start.saturating_sub(word.len()))
            .rev()
            .find(|&at| self.text[at..].starts_with(word))?;
        let start = at + word.len();
        let close = self.closing(start, 1).min(start + LONG).min(verb.start);
        let end = (start + 2..close)
            .find(|&i| {
                self.words
                    .stop
                    .at(self.text, i)
                    .is_some_and(|(l, ())| l > 1)
            })
            .unwrap_or(close);
        let worded = end >= start + 2 && self.text[start..end].iter().all(|&c| is_han(c));
        let noun = worded.then(|| self.string(&(start..end)))?;
        let indicator = format!("{}{noun}", self.string(&verb));
        Some(self.named(indicator, None, noun, at, false))
    }

    /// 增长14%；财政收入迈过千亿大关，达1330亿元: a clause without a number between this one and the last that names a
    /// subject of its own.
    fn passed_over(&self, number: &Number, lead: &Lead, clause: usize) -> Option<Subject> {
        let last = self.readings.last()?.printed.end;
        let before = self.opening(clause.checked_sub(1)?, 2);
        let rank = number.form != Form::Amount;
        let level = rank || lead.reached && lead.change.is_none() && !is_relative(number);
        if last > before || !level {
            return None;
        }
        let worded = |at: usize| {
            self.words.link.at(self.text, at).is_none()
                && self.words.lead.at(self.text, at).is_none()
        };
        self.sentence_subject(clause)
            .filter(|subject| subject.start >= before && worded(subject.start))
            .filter(|subject| subject.start + subject.text.chars().count() < clause - 1)
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
                let passes = self.words.before.at(self.text, at);
                self.words
                    .stop
                    .at(self.text, at)
                    .or_else(|| self.words.change.at(self.text, at))
                    .or_else(|| passes.map(|(length, _)| (length, &())))
                    .is_some_and(|(length, ())| length >= 2)
            })
            .unwrap_or(end);
        let text = self.string(&(start..stop.min(start + LONG)));
        (text.chars().count() >= 2).then_some(Subject {
            full: text.clone(),
            text,
            start,
            act: false,
            whole: None,
        })
    }
}

/// Whether a number says how much of something else it is.
pub(super) fn is_relative(number: &Number) -> bool {
    matches!(number.base.symbol, "%" | "倍" | "百分点" | "番")
}
