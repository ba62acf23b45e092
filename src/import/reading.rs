//! A decoded capture → the lines of its report: repaired, rid of the portal's furniture, joined where a sentence was cut.

use std::borrow::Cow;
use std::ops::Range;

use crate::import::damage::{self, Damage};
use crate::import::furniture;
use crate::import::html::Mark;
use crate::import::indent::{self, Shift};
use crate::import::lines::{self, Line};
use crate::import::log::Rule;
use crate::import::mojibake::{self, Judgement, RepairedLine};
use crate::import::mouths;
use crate::import::record::{self, Found, Record};
use crate::import::tabbed;
use crate::import::tracked::{Edit, Tracked};
use crate::report::lost::{self, Kind, Sign};
use crate::script::Tag;
use crate::text::{self, TextRange};

/// The lines of a capture after all repairs.
pub(super) struct Read {
    /// Its lines, joined and parted as the report has them.
    pub(super) lines: Vec<Line>,
    /// The lines of the portal, which the report has not.
    pub(super) dropped: Vec<Tracked>,
    /// What those said.
    pub(super) portal: furniture::Facts,
    /// The language the report is in.
    pub(super) lang: Tag,
    /// What had to be judged.
    pub(super) judged: Vec<Judged>,
}

pub(super) fn read(
    text: &str,
    marks: &[Mark],
    facts: furniture::Facts,
    lang: Option<Tag>,
    record: &Record,
    found_before: Found,
) -> Read {
    let Damage {
        glossed,
        found,
        canonical,
    } = damage::diagnose(text);
    let canonical = lang.unwrap_or(canonical);
    let mut lines = lines::lines(text);
    if marks.is_empty() {
        tabbed::tables(text, &mut lines);
    }
    for (line, mark) in lines.iter_mut().zip(marks) {
        line.shape = mark.shape;
        line.bold.clone_from(&mark.bold);
    }
    // The lexicon is in Simplified.
    let mouths = !glossed && found == Tag::Hans;
    let judged = repair(&mut lines, record, found_before, glossed, mouths);
    for line in &mut lines {
        lines::normalise(&mut line.text);
        if found != Tag::Hans && canonical == Tag::Hans {
            damage::simplify(&mut line.text);
        }
        if glossed {
            damage::punctuate(&mut line.text);
        }
        let turns: Vec<Edit> = furniture::page_turns(line.as_str())
            .into_iter()
            .map(|range| Edit::new(range, "", Rule::Furniture))
            .collect();
        line.text.edit(&turns);
    }
    // Furniture is known by its Simplified words.
    let known = simplified_lines(&lines, canonical);
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let pages = furniture::page_matter(&known);
    let furniture::Sorted { kept, mut facts } = furniture::sort(&known, facts);
    if canonical != Tag::Hans {
        for fact in [&mut facts.site, &mut facts.headline].into_iter().flatten() {
            *fact = printed(fact, &known, &lines, canonical);
        }
    }
    let mut dropped = Vec::new();
    let mut own = Vec::with_capacity(lines.len());
    let mut after_dropped = false;
    let mut after_page = false;
    for ((mut line, kept), of_page) in lines.into_iter().zip(kept).zip(pages) {
        let empty = line.as_str().is_empty();
        if kept && !of_page && !empty {
            // Lines are joined only where nothing stood between them, but a page may turn inside a sentence.
            line.after_page = std::mem::take(&mut after_page) && !after_dropped;
            line.after_blank =
                std::mem::take(&mut after_dropped) || (line.after_blank && !line.after_page);
            own.push(line);
        } else {
            after_page |= of_page;
            after_dropped |= !of_page;
            dropped.push(line.text);
        }
    }
    let lines = lines::part(lines::join_title(lines::join(own)));
    let dropped = outside(dropped, &lines);
    Read {
        lines,
        dropped,
        portal: facts,
        lang: canonical,
        judged,
    }
}

/// Those texts that do not lie inside a line that was joined across them; both are in the order of the capture.
fn outside(texts: Vec<Tracked>, lines: &[Line]) -> Vec<Tracked> {
    let mut ends = lines.iter().map(|line| line.text.source()).peekable();
    let lies_outside = |text: &Tracked| {
        let start = text.source().start;
        while ends.next_if(|line| line.end <= start).is_some() {}
        ends.peek().is_none_or(|line| line.start > start)
    };
    let mut outside = texts;
    outside.retain(lies_outside);
    outside
}

/// The lines in Simplified, by which everything is told apart.
pub(super) fn simplified_lines(lines: &[Line], lang: Tag) -> Vec<Cow<'_, str>> {
    let simplified = |line: &'_ Line| -> String { damage::simplified(line.as_str()) };
    lines
        .iter()
        .map(|line| {
            if lang == Tag::Hans {
                Cow::Borrowed(line.as_str())
            } else {
                Cow::Owned(simplified(line))
            }
        })
        .collect()
}

/// A Simplified text as it is printed in a Traditional report; what is not printed there is converted.
pub(super) fn printed(text: &str, known: &[&str], lines: &[Line], lang: Tag) -> String {
    let place = known
        .iter()
        .zip(lines)
        .find_map(|(known, line)| known.find(text).map(|at| (&known[..at], line)));
    if let Some((before, line)) = place {
        let start = before.chars().count();
        return text::slice(
            line.as_str(),
            TextRange::new(start, start + text.chars().count()),
        )
        .to_owned();
    }
    damage::traditional(text, lang)
}

/// Undoes the damage on the level of bytes, if there is any, marks what was lost, and returns what had to be judged.
fn repair(
    lines: &mut [Line],
    record: &Record,
    found: Found,
    glossed: bool,
    mouths: bool,
) -> Vec<Judged> {
    let mut holes = if mouths {
        let texts: Vec<&str> = lines.iter().map(Line::as_str).collect();
        mouths::holes(&texts)
    } else {
        Vec::new()
    };
    let (mut repaired, pairs) = if glossed {
        let texts: Vec<&str> = lines.iter().map(Line::as_str).collect();
        let repaired = mojibake::repair(&texts, &record.decisions(found));
        (repaired.lines, repaired.pairs)
    } else {
        Default::default()
    };
    let mut judged = Vec::new();
    for (index, line) in lines.iter_mut().enumerate() {
        let repaired = repaired
            .get_mut(index)
            .map(std::mem::take)
            .unwrap_or_default();
        // The engine judges every `?` of the damage it undoes.
        let mut signs = lost::signs(line.as_str(), !glossed);
        if let Some(holes) = holes.get_mut(index) {
            signs.append(holes);
            signs.sort_by_key(|sign| sign.range.start);
        }
        let shift = (!signs.is_empty())
            .then(|| indent::shifted(line.as_str(), &pairs))
            .flatten();
        if !(repaired.changes.is_empty() && repaired.judgements.is_empty() && signs.is_empty()) {
            repair_line(line, repaired, shift, signs, record, &mut judged);
        }
    }
    judged
}

fn repair_line(
    line: &mut Line,
    repaired: RepairedLine,
    shift: Option<Shift>,
    signs: Vec<Sign>,
    record: &Record,
    judged: &mut Vec<Judged>,
) {
    let before = line.as_str().to_owned();
    let offsets: Vec<usize> = before
        .char_indices()
        .map(|(at, _)| at)
        .chain([before.len()])
        .collect();
    // As much of what stands before a stretch as is kept to find it again: a line may be endless.
    let prefix = |judgement: &Judgement| {
        let end = judgement.input.start;
        &before[offsets[end.saturating_sub(record::CONTEXT)]..offsets[end]]
    };
    let decided = |judgement: &Judgement| {
        let entry = record.entry(prefix(judgement), &judgement.before)?;
        entry.decision.clone()
    };
    let by_editor: Vec<TextRange> = repaired
        .judgements
        .iter()
        .filter(|judgement| decided(judgement).is_some())
        .map(|judgement| judgement.input)
        .collect();
    let mut edits: Vec<Edit> = repaired
        .changes
        .iter()
        .map(|change| {
            let rule = match change.rule {
                mojibake::Rule::Pinyin => Rule::Pinyin,
                mojibake::Rule::Realigned
                    if by_editor.iter().any(|range| range.overlaps(change.input)) =>
                {
                    Rule::Decision
                }
                mojibake::Rule::Realigned => Rule::Mojibake,
            };
            Edit::new(
                offsets[change.input.start]..offsets[change.input.end],
                change.after.as_str(),
                rule,
            )
        })
        .collect();
    let point = |byte: usize| offsets.partition_point(|&at| at < byte);
    let points = |range: &Range<usize>| TextRange::new(point(range.start), point(range.end));
    let mut judgements = repaired.judgements;
    let mut lost = Vec::new();
    let found = shift
        .map(|Shift { range, after }| {
            let judgement = realigned(&before[range.clone()], points(&range), after);
            (range, judgement, Rule::Mojibake, None)
        })
        .into_iter()
        .chain(signs.into_iter().map(|Sign { kind, range }| {
            let judgement = open(&before[range.clone()], points(&range), kind);
            (range, judgement, Rule::Lost, Some(kind))
        }));
    for (range, judgement, rule, kind) in found {
        let input = judgement.input;
        let changed = repaired.changes.iter();
        let taken = changed
            .into_iter()
            .any(|change| change.input.overlaps(input))
            || judgements.iter().any(|one| one.input.overlaps(input));
        if taken {
            continue;
        }
        let decision = decided(&judgement);
        if decision.is_none() {
            lost.extend(kind.map(|kind| (input, kind)));
        }
        let (after, rule) = match decision {
            Some(decision) => (decision, Rule::Decision),
            None => (judgement.after.clone(), rule),
        };
        if after != judgement.before {
            edits.push(Edit::new(range, after, rule));
        }
        judgements.push(judgement);
    }
    edits.sort_by_key(|edit| edit.range.start);
    judgements.sort_by_key(|judgement| judgement.input.start);
    let start = line.text.source().start;
    line.text.edit(&edits);
    judged.extend(judgements.into_iter().map(|judgement| {
        Judged {
            at: start + offsets[judgement.input.start],
            prefix: prefix(&judgement).to_owned(),
            lost: lost
                .iter()
                .find(|(input, _)| *input == judgement.input)
                .map(|(_, kind)| *kind),
            judgement,
        }
    }));
}

/// What bytes alone tell.
fn realigned(sign: &str, input: TextRange, after: String) -> Judgement {
    Judgement {
        input,
        output: input,
        before: sign.to_owned(),
        after: after.clone(),
        confidence: mojibake::Confidence::Inferred,
        share: 1.0,
        reason: "the bytes are shifted by one from the indent on, and read from the second byte they give this"
            .to_owned(),
        candidates: vec![(after, 1.0)],
    }
}

/// What was lost before: nothing tells what it was.
fn open(sign: &str, input: TextRange, kind: Kind) -> Judgement {
    Judgement {
        input,
        output: input,
        before: sign.to_owned(),
        // It may be a letter all the same.
        after: if kind == Kind::Mouth {
            sign.to_owned()
        } else {
            mojibake::OPEN.to_string().repeat(kind.holes(sign))
        },
        confidence: mojibake::Confidence::Open,
        share: 0.0,
        reason: kind.reason().to_owned(),
        candidates: Vec::new(),
    }
}

/// A judgement and where in the capture its stretch begins.
pub(super) struct Judged {
    /// Its first byte.
    pub(super) at: usize,
    /// What stands before it on its line.
    pub(super) prefix: String,
    /// The sign by which it was found that something was lost before, unless an editor told what.
    pub(super) lost: Option<Kind>,
    /// What was found.
    pub(super) judgement: Judgement,
}
