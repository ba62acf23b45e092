//! Hand-made editions (`report.<tag>.md`) beside the report they are of: which line is which, and where they contradict
//! it — other numbers, a line more or less, another language than their name says.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::report::lock::Lock;
use crate::report::{self, Block, Report};
use crate::script::Tag;
use crate::script::engine::{Configuration, shared};
use crate::site::ReportFiles;
use crate::source::SourceFile;

/// The hand-made editions of a report. Their blocks take the ids of the report's lines they stand for; a line that stands
/// for none is reported, and is not shown.
pub(super) fn hand_made(
    files: &ReportFiles,
    report: &Report,
) -> (BTreeMap<Tag, Report>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut editions = BTreeMap::new();
    for (&tag, file) in &files.hand_made {
        let (own, more) = compare(&files.id, tag, file, report);
        diagnostics.extend(more);
        editions.insert(tag, own);
    }
    (editions, diagnostics)
}

fn compare(
    id: &str,
    tag: Tag,
    file: &Arc<SourceFile>,
    report: &Report,
) -> (Report, Vec<Diagnostic>) {
    let (mut own, _, mut diagnostics) = report::parse(id, file, &Lock::default());
    diagnostics.extend(other_language(file, &own, tag));
    let pairs = pairs(&report.blocks, &own.blocks);
    diagnostics.extend(lines_apart(report, file, &own, &pairs));
    let mut ids = vec![String::new(); own.blocks.len()];
    for (at, own_at) in pairs {
        diagnostics.extend(other_numbers(&report.blocks[at], file, &own.blocks[own_at]));
        ids[own_at].clone_from(&report.blocks[at].id);
    }
    for (block, id) in own.blocks.iter_mut().zip(ids) {
        block.id = id;
    }
    (own, diagnostics)
}

/// `lang:` that is not the language of the file's name.
fn other_language(file: &Arc<SourceFile>, own: &Report, tag: Tag) -> Option<Diagnostic> {
    let (front, _) = crate::markdown::front_matter(&file.text);
    let front = front?;
    let at = front.start + file.text[front.clone()].find("lang:")?;
    let says = own.metadata.lang;
    let end = at + file.text[at..].find('\n').unwrap_or(0);
    (says != tag).then(|| {
        Diagnostic::warning(
            "hand-made-lang",
            format!("the file's name says {tag}, its front matter {says}"),
        )
        .at(file, at..end, "")
        .help(format!(
            "write `lang: {tag}`, or give the file the name of its language"
        ))
    })
}

/// Most lines that are told one by one.
const EACH: usize = 5;

/// Lines that only one of the two has.
fn lines_apart(
    report: &Report,
    file: &Arc<SourceFile>,
    own: &Report,
    pairs: &[(usize, usize)],
) -> Vec<Diagnostic> {
    let warn = |message: String, span, help: &str| {
        Diagnostic::warning("hand-made-lines", message)
            .at(file, span, "")
            .help(help)
    };
    let mut diagnostics = Vec::new();
    let paired: HashSet<usize> = pairs.iter().map(|&(_, own_at)| own_at).collect();
    let added = (0..own.blocks.len()).filter(|at| !paired.contains(at));
    for at in added.take(EACH) {
        diagnostics.push(warn(
            "report.md has no such line; it is not shown".to_owned(),
            own.blocks[at].span.clone(),
            "keep the lines of report.md, one for one; what is to be added goes into report.md, too",
        ));
    }
    let paired: HashSet<usize> = pairs.iter().map(|&(at, _)| at).collect();
    let missing = (0..report.blocks.len()).filter(|at| !paired.contains(at));
    for at in missing.take(EACH) {
        let block = &report.blocks[at];
        let (line, _) = report.source.position(block.span.start);
        // Where it should stand: behind the last line before it that is there.
        let before = pairs.iter().take_while(|&&(before, _)| before < at).last();
        let place = before.map_or(0, |&(_, own_at)| own.blocks[own_at].span.end);
        diagnostics.push(warn(
            format!(
                "line {line} of report.md is missing here: {}",
                beginning(&block.text)
            ),
            place..place,
            "keep the lines of report.md, one for one; words that stay can be copied from the converted page",
        ));
    }
    diagnostics
}

/// Numbers of a line that are not those of the report's.
fn other_numbers(block: &Block, file: &Arc<SourceFile>, own: &Block) -> Option<Diagnostic> {
    let (theirs, ours) = (numbers(&block.text), numbers(&own.text));
    let without = |these: &[String], those: &[String]| {
        let mut rest = those.to_vec();
        let mut left = these.to_vec();
        left.retain(
            |number| match rest.iter().position(|other| other == number) {
                Some(at) => {
                    rest.remove(at);
                    false
                }
                None => true,
            },
        );
        left
    };
    let (missing, added) = (without(&theirs, &ours), without(&ours, &theirs));
    let list = |numbers: &[String]| {
        let shown: Vec<&str> = numbers.iter().take(EACH).map(String::as_str).collect();
        shown.join(", ")
    };
    let message = match (missing.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (false, false) => format!(
            "this line says {} where report.md says {}",
            list(&added),
            list(&missing)
        ),
        (false, true) => format!("report.md says {} here, this line does not", list(&missing)),
        (true, false) => format!("this line says {}, report.md does not", list(&added)),
    };
    let help =
        "the figures are those of report.md; correct the line, or report.md if that is wrong";
    let warning = Diagnostic::warning("hand-made-figures", message);
    Some(warning.at(file, own.span.clone(), "").help(help))
}

/// The numbers in digits of a text, without the commas that group them.
fn numbers(text: &str) -> Vec<String> {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    let characters: Vec<char> = text.chars().map(narrow).collect();
    let digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    let mut numbers: Vec<String> = Vec::new();
    for (at, &c) in characters.iter().enumerate() {
        let goes_on = at > 0
            && (digit(at - 1)
                || (at > 1 && matches!(characters[at - 1], '.' | ',') && digit(at - 2)));
        match (c.is_ascii_digit(), numbers.last_mut()) {
            (true, Some(number)) if goes_on => number.push(c),
            (true, _) => numbers.push(c.to_string()),
            (false, Some(number)) if c == '.' && at > 0 && digit(at - 1) && digit(at + 1) => {
                number.push(c);
            }
            _ => {}
        }
    }
    numbers
}

fn beginning(text: &str) -> String {
    const LENGTH: usize = 16;
    let start: String = text.chars().take(LENGTH).collect();
    let more = if text.chars().count() > LENGTH {
        "…"
    } else {
        ""
    };
    format!("{start}{more}")
}

/// Which of the report's blocks stands for which hand-made one: by their places where those agree, else by likeness.
fn pairs(report: &[Block], own: &[Block]) -> Vec<(usize, usize)> {
    let (theirs, ours): (Vec<Letters>, Vec<Letters>) = (
        report.iter().map(Letters::of).collect(),
        own.iter().map(Letters::of).collect(),
    );
    if theirs.len() == ours.len() {
        let alike = theirs.iter().zip(&ours).filter(|(a, b)| a.is_like(b));
        if alike.count() * 2 >= theirs.len() {
            return (0..theirs.len()).map(|at| (at, at)).collect();
        }
    }
    // The longest run of pairs that are alike, in order.
    let width = ours.len() + 1;
    let mut best = vec![0_u32; (theirs.len() + 1) * width];
    let mut alike = vec![false; theirs.len() * ours.len()];
    for at in (0..theirs.len()).rev() {
        for own_at in (0..ours.len()).rev() {
            let is_like = theirs[at].is_like(&ours[own_at]);
            alike[at * ours.len() + own_at] = is_like;
            let skip = best[(at + 1) * width + own_at].max(best[at * width + own_at + 1]);
            let take = best[(at + 1) * width + own_at + 1] + u32::from(is_like);
            best[at * width + own_at] = skip.max(take);
        }
    }
    let (mut at, mut own_at) = (0, 0);
    let mut pairs = Vec::new();
    while at < theirs.len() && own_at < ours.len() {
        let here = best[at * width + own_at];
        if alike[at * ours.len() + own_at] && here == best[(at + 1) * width + own_at + 1] + 1 {
            pairs.push((at, own_at));
            at += 1;
            own_at += 1;
        } else if here == best[(at + 1) * width + own_at] {
            at += 1;
        } else {
            own_at += 1;
        }
    }
    pairs
}

/// The pairs of letters of a text in Simplified, by which lines are compared.
struct Letters(HashSet<(char, char)>);

impl Letters {
    fn of(block: &Block) -> Self {
        let text = shared().convert(&block.text, Configuration::Tw2s);
        let letters: Vec<char> = std::iter::once(' ')
            .chain(text.chars().filter(|c| c.is_alphanumeric()))
            .collect();
        Self(letters.windows(2).map(|pair| (pair[0], pair[1])).collect())
    }

    fn is_like(&self, other: &Self) -> bool {
        let shared = self.0.intersection(&other.0).count();
        // Half of the smaller, and neither many times the other.
        let (small, large) = (
            self.0.len().min(other.0.len()),
            self.0.len().max(other.0.len()),
        );
        shared * 2 >= small.max(1) && shared * 4 >= large
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "---\ntitle: 报告\nlang: zh-Hans\n---\n\n# 政府工作报告\n\n地区生产总值增长5.2%，总量达440.5亿元。\n\n粮食总产量达780亿斤。\n\n新增城镇就业20万人。\n";

    fn compared(own: &str) -> (Vec<(&'static str, usize, String)>, Vec<String>) {
        let file = |name: &str, text: &str| SourceFile::new(name, text);
        let (report, _, _) = report::parse("x", &file("report.md", REPORT), &Lock::default());
        let own = file("report.zh-Hant.md", own);
        let (own, diagnostics) = compare("x", Tag::Hant, &own, &report);
        let told = diagnostics
            .into_iter()
            .map(|one| {
                let label = one.label.expect("a place");
                (
                    one.code,
                    label.source.position(label.span.start).0,
                    one.message,
                )
            })
            .collect();
        let ids = own.blocks.iter().map(|block| block.id.clone());
        (told, ids.collect())
    }

    const OWN: &str = "---\ntitle: 報告\nlang: zh-Hant\n---\n\n# 政府工作報告\n\n地區生產總值增長5.2%，總量達440.5億元。\n\n糧食總產量達780億斤。\n\n新增城鎮就業20萬人。\n";

    #[test]
    fn an_edition_that_says_the_same_is_fine() {
        assert_eq!(compared(OWN).0, []);
        assert_eq!(compared(&OWN.replace("780", "７８０")).0, []);
    }

    #[test]
    fn numbers_and_language_that_differ_are_told_at_their_line() {
        let own = OWN
            .replace("440.5", "940.6")
            .replace("lang: zh-Hant", "lang: zh-Hans");
        let says = |text: &str| text.to_owned();
        assert_eq!(
            compared(&own).0,
            [
                (
                    "hand-made-lang",
                    3,
                    says("the file's name says zh-Hant, its front matter zh-Hans")
                ),
                (
                    "hand-made-figures",
                    8,
                    says("this line says 940.6 where report.md says 440.5")
                ),
            ]
        );
    }

    #[test]
    fn a_line_more_or_less_is_told_and_the_others_keep_their_places() {
        let (told, ids) = compared(&OWN.replace("糧食總產量達780億斤。\n\n", ""));
        assert_eq!(
            told,
            [(
                "hand-made-lines",
                9,
                "line 10 of report.md is missing here: 粮食总产量达780亿斤。".to_owned()
            )]
        );
        assert_eq!(ids, ["t-1", "p-0-0-1", "p-0-0-3"]);
        let (told, ids) = compared(&OWN.replace("糧食總", "一切都好。\n\n糧食總"));
        assert_eq!(
            told,
            [(
                "hand-made-lines",
                10,
                "report.md has no such line; it is not shown".to_owned()
            )]
        );
        assert_eq!(ids, ["t-1", "p-0-0-1", "", "p-0-0-2", "p-0-0-3"]);
    }
}
