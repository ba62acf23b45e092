//! Three-way merge of `report.md`: what people wrote since the last import, and what the new import would write.
//!
//! Both are compared with the last import's draft, block by block and, within a block both changed, letter by letter. Where
//! both changed the same words the people's stay, and the place is listed.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

/// A merged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Merged {
    /// The text.
    pub(crate) text: String,
    /// Where both sides changed the same words.
    pub(crate) conflicts: Vec<Conflict>,
}

/// A place where both sides changed the same words; the people's words stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// Byte of the merged text where the people's words begin.
    pub(crate) at: usize,
    /// The people's words.
    pub(crate) ours: String,
    /// The words of the new import.
    pub(crate) theirs: String,
}

impl Merged {
    /// A warning for each conflict, at its place in the merged file, which is known as `path`.
    pub(crate) fn diagnostics(&self, path: &str) -> Vec<Diagnostic> {
        let source: Arc<SourceFile> = SourceFile::new(path, self.text.as_str());
        let warn = |conflict: &Conflict| {
            let Conflict { at, ours, theirs } = conflict;
            Diagnostic::warning("import-conflict", "this was edited since the last import, and the new import reads otherwise")
                .at(&source, *at + ours.len() - ours.trim_start().len()..at + ours.trim_end().len(), format!("the import reads `{}`", shortened(theirs)))
                .help("the edit was kept; change it here if the import is right, or import with `--force` to drop all edits")
        };
        self.conflicts.iter().map(warn).collect()
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// Merges what two sides made of `base`.
pub(crate) fn merge(base: &str, ours: &str, theirs: &str) -> Merged {
    let mut merged = Merged {
        text: String::with_capacity(ours.len().max(theirs.len())),
        conflicts: Vec::new(),
    };
    if let Some(text) = settled(base, ours, theirs) {
        text.clone_into(&mut merged.text);
        return merged;
    }
    let base = blocks(base);
    let ours = Side::of(&base, &blocks(ours));
    let theirs = Side::of(&base, &blocks(theirs));
    for (index, block) in base.iter().enumerate() {
        merged.block("", &ours.before[index], &theirs.before[index]);
        merged.block(block, &ours.blocks[index], &theirs.blocks[index]);
    }
    merged.block("", &ours.before[base.len()], &theirs.before[base.len()]);
    merged
}

/// What a side made of the blocks of the base.
struct Side {
    /// For each block of the base what it is now; empty if it is gone.
    blocks: Vec<String>,
    /// What stands new before each block, and behind the last.
    before: Vec<String>,
}

impl Side {
    fn of(base: &[String], now: &[String]) -> Self {
        let mut side = Self {
            blocks: vec![String::new(); base.len()],
            before: vec![String::new(); base.len() + 1],
        };
        let mut found = matches(base, now);
        pair_changed(base, now, &mut found);
        let mut next = 0;
        for (index, place) in found.into_iter().enumerate() {
            if let Some(place) = place {
                side.before[index] = now[next..place].concat();
                side.blocks[index].clone_from(&now[place]);
                next = place + 1;
            }
        }
        side.before[base.len()] = now[next..].concat();
        side
    }
}

/// A stretch of two texts that corresponds: one block each, or what stands between such blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pairs<'t> {
    /// Blocks of the base.
    pub(crate) base: &'t [String],
    /// Blocks of what it is now.
    pub(crate) now: &'t [String],
}

impl<'t> Pairs<'t> {
    /// Lays two texts side by side; blocks of the same letters, and then those that are alike, are paired.
    pub(crate) fn of(base: &'t [String], now: &'t [String]) -> Vec<Self> {
        let letters = |blocks: &[String]| -> Vec<String> {
            let letters = |block: &String| block.chars().filter(|c| c.is_alphanumeric()).collect();
            blocks.iter().map(letters).collect()
        };
        let mut found = matches(&letters(base), &letters(now));
        pair_changed(base, now, &mut found);
        let mut pairs = Vec::new();
        let (mut from, mut next) = (0, 0);
        for (index, place) in found.into_iter().enumerate() {
            let Some(place) = place else { continue };
            if from < index || next < place {
                pairs.push(Self {
                    base: &base[from..index],
                    now: &now[next..place],
                });
            }
            pairs.push(Self {
                base: &base[index..=index],
                now: &now[place..=place],
            });
            (from, next) = (index + 1, place + 1);
        }
        pairs.push(Self {
            base: &base[from..],
            now: &now[next..],
        });
        pairs
    }
}

/// Finds the changed blocks between those that stayed: all in order if there are as many now, else those that are alike.
fn pair_changed(base: &[String], now: &[String], found: &mut [Option<usize>]) {
    let mut from = 0;
    let mut start = 0;
    for index in 0..=base.len() {
        let (is_end, place) = match found.get(index) {
            Some(None) => continue,
            Some(Some(place)) => (false, *place),
            None => (true, now.len()),
        };
        let same = index - start == place - from;
        let mut next = from;
        for block in start..index {
            let at = (next..place).find(|&at| same || alike(&base[block], &now[at]));
            if let Some(at) = at {
                found[block] = Some(at);
                next = at + 1;
            }
        }
        if is_end {
            break;
        }
        (start, from) = (index + 1, place + 1);
    }
}

/// Whether one block is likely a version of the other: they begin and end alike.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let start = one
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let end = one
        .chars()
        .rev()
        .zip(other.chars().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let shorter = one.chars().count().min(other.chars().count());
    (start + end) * 2 >= shorter
}

impl Merged {
    /// Merges one block, letter by letter if both sides changed it.
    fn block(&mut self, base: &str, ours: &str, theirs: &str) {
        if let Some(text) = settled(base, ours, theirs) {
            self.text.push_str(text);
            return;
        }
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        let before = self.text.len();
        let mut clashes = false;
        for Chunk { base, ours, theirs } in chunks(&letters(base), &letters(ours), &letters(theirs))
        {
            let [base, ours, theirs] =
                [base, ours, theirs].map(|letters| letters.iter().collect::<String>());
            let text = settled(&base, &ours, &theirs);
            clashes |= text.is_none();
            self.text.push_str(text.unwrap_or(&ours));
        }
        if clashes {
            // Half of a block from either side could be read as neither meant it.
            self.text.truncate(before);
            self.text.push_str(ours);
            self.conflicts.push(Conflict {
                at: before,
                ours: ours.to_owned(),
                theirs: theirs.to_owned(),
            });
        }
    }
}

/// The text both sides agree on.
fn settled<'t>(base: &str, ours: &'t str, theirs: &'t str) -> Option<&'t str> {
    if ours == theirs || theirs == base {
        Some(ours)
    } else if ours == base {
        Some(theirs)
    } else {
        None
    }
}

/// Cuts a report into the lines of its front matter and its blocks; how many empty lines stand between blocks does not
/// count as an edit.
pub(crate) fn blocks(report: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut front = report.starts_with("---\n");
    let mut block = String::new();
    for (index, line) in report.lines().enumerate() {
        if front {
            blocks.push(format!("{line}\n"));
            front = index == 0 || line.trim_end() != "---";
            continue;
        }
        if line.trim().is_empty() {
            if !block.is_empty() {
                blocks.push(format!("\n{}", std::mem::take(&mut block)));
            }
        } else {
            block.push_str(line);
            block.push('\n');
        }
    }
    if !block.is_empty() {
        blocks.push(format!("\n{block}"));
    }
    blocks
}

/// The lines that go and come between two texts, each with its number: `    12 - …`, `    12 + …`.
pub(crate) fn changed_lines(before: &str, after: &str) -> Vec<String> {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    let mut changed = Vec::new();
    let (mut old, mut new) = (0, 0);
    let mut push = |old: std::ops::Range<usize>, new: std::ops::Range<usize>| {
        changed.extend(old.map(|at| format!("{:>6} - {}", at + 1, before[at])));
        changed.extend(new.map(|at| format!("{:>6} + {}", at + 1, after[at])));
    };
    for (index, place) in matches(&before, &after).into_iter().enumerate() {
        if let Some(place) = place {
            push(old..index, new..place);
            (old, new) = (index + 1, place + 1);
        }
    }
    push(old..before.len(), new..after.len());
    changed
}

/// A stretch of all three that begins and ends together.
struct Chunk<'t, T> {
    base: &'t [T],
    ours: &'t [T],
    theirs: &'t [T],
}

/// Cuts three sequences where all three agree.
fn chunks<'t, T: PartialEq>(base: &'t [T], ours: &'t [T], theirs: &'t [T]) -> Vec<Chunk<'t, T>> {
    let in_ours = matches(base, ours);
    let in_theirs = matches(base, theirs);
    let mut chunks = Vec::new();
    let (mut b, mut o, mut t) = (0, 0, 0);
    let mut push =
        |b: std::ops::Range<usize>, o: std::ops::Range<usize>, t: std::ops::Range<usize>| {
            if !(b.is_empty() && o.is_empty() && t.is_empty()) {
                chunks.push(Chunk {
                    base: &base[b],
                    ours: &ours[o],
                    theirs: &theirs[t],
                });
            }
        };
    for index in 0..base.len() {
        if let (Some(to_ours), Some(to_theirs)) = (in_ours[index], in_theirs[index]) {
            push(b..index, o..to_ours, t..to_theirs);
            push(
                index..index + 1,
                to_ours..to_ours + 1,
                to_theirs..to_theirs + 1,
            );
            (b, o, t) = (index + 1, to_ours + 1, to_theirs + 1);
        }
    }
    push(b..base.len(), o..ours.len(), t..theirs.len());
    chunks
}

/// Largest table a comparison may fill; beyond it what lies between common start and end counts as changed.
const LARGEST: usize = 20_000_000;

/// For each element of `base` where it stands in `other`, by a longest common subsequence.
fn matches<T: PartialEq>(base: &[T], other: &[T]) -> Vec<Option<usize>> {
    let mut found = vec![None; base.len()];
    let start = base.iter().zip(other).take_while(|(a, b)| a == b).count();
    let end = base[start..]
        .iter()
        .rev()
        .zip(other[start..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    for (index, place) in found.iter_mut().enumerate().take(start) {
        *place = Some(index);
    }
    for index in 0..end {
        found[base.len() - 1 - index] = Some(other.len() - 1 - index);
    }
    let (rows, columns) = (base.len() - start - end, other.len() - start - end);
    if rows == 0 || columns == 0 || rows.saturating_mul(columns) > LARGEST {
        return found;
    }
    let width = columns + 1;
    let mut lengths = vec![0_u32; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            lengths[row * width + column] = if base[start + row] == other[start + column] {
                lengths[(row + 1) * width + column + 1] + 1
            } else {
                lengths[(row + 1) * width + column].max(lengths[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if base[start + row] == other[start + column] {
            found[start + row] = Some(start + column);
            row += 1;
            column += 1;
        } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BASE: &str = "---\ntitle: 甲\ndate: 2023-01-12\n---\n\n# 报告\n\n第一段。\n\n第二段有□字。\n\n第三段。\n";

    #[test]
    fn edits_and_new_readings_both_come_through() {
        let ours = BASE
            .replace("title: 甲", "title: 某省报告")
            .replace("第一段", "第一段改过")
            .replace("第三段。\n", "第三段。\n\n新加的一段。\n");
        let theirs = BASE.replace('□', "错").replace("第三段。", "第三段改。");
        let merged = merge(BASE, &ours, &theirs);
        assert!(merged.conflicts.is_empty());
        assert_eq!(
            merged.text,
            "---\ntitle: 某省报告\ndate: 2023-01-12\n---\n\n# 报告\n\n第一段改过。\n\n第二段有错字。\n\n第三段改。\n\n新加的一段。\n"
        );
    }

    #[test]
    fn changed_lines_are_told_with_their_numbers() {
        assert_eq!(
            changed_lines("甲\n乙\n丙\n", "甲\n丁\n丙\n戊\n"),
            ["     2 - 乙", "     2 + 丁", "     4 + 戊"]
        );
    }

    #[test]
    fn one_paragraph_may_be_changed_by_both() {
        let ours = BASE.replace("第二段有", "第二段里有");
        let merged = merge(BASE, &ours, &BASE.replace('□', "错"));
        assert!(merged.text.contains("第二段里有错字。"));
        assert!(merged.conflicts.is_empty());
    }

    #[test]
    fn the_same_words_changed_twice_are_a_conflict_and_the_edit_stays() {
        let merged = merge(BASE, &BASE.replace('□', "别"), &BASE.replace('□', "错"));
        assert!(merged.text.contains("第二段有别字。"));
        let [conflict] = merged.conflicts.as_slice() else {
            panic!("one conflict")
        };
        assert_eq!(conflict.theirs.trim(), "第二段有错字。");
        assert_eq!(merged.diagnostics("report.md")[0].code, "import-conflict");
    }

    proptest! {
        #[test]
        fn a_side_that_changed_nothing_yields(base in "([甲乙丙]{0,3}\n){0,6}", other in "([甲乙丙]{0,3}\n){0,6}") {
            prop_assert_eq!(&merge(&base, &base, &other).text, &other);
            prop_assert_eq!(&merge(&base, &other, &base).text, &other);
            prop_assert_eq!(&merge(&base, &other, &other).text, &other);
        }
    }
}
