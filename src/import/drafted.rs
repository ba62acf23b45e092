//! Which blocks of `report.md` an import wrote: a fingerprint of each is kept in `repairs.yaml`.
//!
//! A later version of this program may draft the same capture otherwise. By the fingerprints, what the earlier version
//! wrote is told from what people wrote, so that only the latter counts as an edit.

use std::collections::{BTreeSet, HashSet};

use crate::import::merge::{Pairs, alike, blocks};

/// The fingerprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drafted(BTreeSet<u32>);

impl Drafted {
    /// Takes the fingerprints of a draft.
    pub(crate) fn of(report: &str) -> Self {
        Self(blocks(report).iter().map(|block| hash(block)).collect())
    }

    /// Reads what [`Drafted::write`] wrote; what is no fingerprint is left out.
    pub(crate) fn parse(text: &str) -> Self {
        let prints = text.split_whitespace();
        Self(
            prints
                .filter_map(|print| u32::from_str_radix(print, 16).ok())
                .collect(),
        )
    }

    /// Writes the fingerprints as one line.
    pub(crate) fn write(&self) -> String {
        let prints: Vec<String> = self.0.iter().map(|print| format!("{print:08x}")).collect();
        prints.join(" ")
    }

    /// Whether an import wrote the block.
    fn holds(&self, block: &str) -> bool {
        self.0.contains(&hash(block))
    }
}

fn hash(block: &str) -> u32 {
    let bytes = blake3::hash(block.trim().as_bytes());
    u32::from_be_bytes(
        bytes.as_bytes()[..4]
            .try_into()
            .expect("a slice of four bytes"),
    )
}

/// Letters by which a block is looked for inside another.
const START: usize = 10;

/// Returns `ours` as it would be had `base`, which is drafted from the same capture now, been drafted when it was edited.
pub(crate) fn rebase(base: &str, ours: &str, drafted: &Drafted) -> String {
    if drafted.0.is_empty() {
        return ours.to_owned();
    }
    let base = blocks(base);
    let own = blocks(ours);
    let present: HashSet<&str> = own.iter().map(String::as_str).collect();
    let letters =
        |block: &str| -> String { block.chars().filter(|c| c.is_alphanumeric()).collect() };
    // New words that an edited block holds already are not written a second time.
    let edited: Vec<String> = own
        .iter()
        .filter(|own| !drafted.holds(own))
        .map(|own| letters(own))
        .collect();
    let written = |block: &str| {
        let start: String = letters(block).chars().take(START).collect();
        edited.iter().any(|own| own.contains(&start))
    };
    let mut rebased = Vec::new();
    for Pairs { base, now } in Pairs::of(&base, &own) {
        match (base, now) {
            ([block], [own]) if drafted.holds(own) => rebased.push(block),
            ([block], [own]) if alike(block, own) || drafted.holds(block) => rebased.push(own),
            (blocks, now) => {
                let deleted = |block: &str| drafted.holds(block) && !present.contains(block);
                rebased.extend(now.iter().filter(|own| !drafted.holds(own)));
                rebased.extend(
                    blocks
                        .iter()
                        .filter(|block| !deleted(block) && !written(block)),
                );
            }
        }
    }
    rebased.into_iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OLD: &str = "---\ntitle: 甲\n---\n\n# 报告\n\n第一段说的是回顾。\n\n1.产业\n\n第三段说的是任务。\n\n第四段和第五段。\n";
    const NEW: &str = "---\ntitle: 甲\nissuer: 乙\n---\n\n# 报告\n\n第一段说的是回顾。\n\n#### 1.产业\n\n第三段说的是任务。\n\n第四段\n\n和第五段。\n";

    #[test]
    fn what_an_earlier_version_wrote_is_no_edit() {
        let drafted = Drafted::of(OLD);
        assert_eq!(Drafted::parse(&drafted.write()), drafted);
        assert_eq!(rebase(NEW, OLD, &drafted), NEW);
    }

    #[test]
    fn what_people_wrote_stays() {
        let drafted = Drafted::of(OLD);
        let edited = OLD
            .replace("是任务。\n", "是明年的任务。\n\n加了一段。\n")
            .replace("第一段说的是回顾。\n\n", "");
        let rebased = rebase(NEW, &edited, &drafted);
        assert_eq!(
            rebased,
            NEW.replace("是任务。\n", "是明年的任务。\n\n加了一段。\n")
                .replace("第一段说的是回顾。\n\n", "")
        );
        let joined = OLD.replace("第四段和第五段。", "第四段和，第五段。");
        let rebased = rebase(NEW, &joined, &drafted);
        assert_eq!(rebased.matches("第五段").count(), 1, "{rebased}");
    }

    proptest! {
        #[test]
        fn a_report_nobody_edited_is_drafted_anew(old in "([甲乙丙]{0,3}\n){0,8}[甲乙丙]{1,3}\n", new in "([甲乙丙]{0,3}\n){0,8}") {
            let drafted = Drafted::of(&old);
            prop_assume!(!drafted.0.is_empty());
            prop_assert_eq!(rebase(&new, &old, &drafted), blocks(&new).concat());
        }
    }
}
