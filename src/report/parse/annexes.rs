//! Annexes of a report: their titles, groups and numbered items with the agencies that lead them.

use std::ops::Range;

use super::Reader;
use crate::diagnostic::Diagnostic;
use crate::markdown::Inlines;
use crate::report::annex::clauses;
use crate::report::outline;
use crate::report::task::{self, Row};
use crate::report::{Annex, BlockKind, Group, Project};

/// Where in the annexes the reader is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    number: usize,
    headings: usize,
    pub(super) items: usize,
    /// Whether it is a list of explanations, whose numbers are no tasks'.
    explains: bool,
}

impl Reader<'_> {
    /// The rows of a table: items if it hands out tasks, else a paragraph each.
    pub(super) fn table(&mut self, rows: &[Vec<&str>], span: &Range<usize>) {
        let Some(tasks) = task::tasks(rows) else {
            for row in rows {
                self.prose(Inlines::plain(row.join("\u{3000}")), span.clone());
            }
            return;
        };
        if self.annex.is_none() {
            self.next_annex();
        }
        for title in tasks.titles {
            self.annex_line(Inlines::plain(title), span.clone());
        }
        for row in tasks.rows {
            match row {
                Row::Group(heading) => {
                    let group = Group {
                        heading: Some(self.blocks.len()),
                        projects: Vec::new(),
                    };
                    let annex = self.annexes.last_mut().expect("an annex is open");
                    annex.groups.push(group);
                    self.annex_line(Inlines::plain(heading), span.clone());
                }
                Row::Task(number, text) => {
                    let number = number.unwrap_or_else(|| self.last_item() + 1);
                    self.item(number, Inlines::plain(text), span.clone());
                }
            }
        }
    }

    /// The number of the open annex's last item; 0 if it has none.
    fn last_item(&self) -> usize {
        let annex = self.annexes.last().expect("an annex is open");
        let items = annex.groups.iter().flat_map(|group| &group.projects);
        items.last().map_or(0, |project| project.number)
    }

    /// The line that opens an annex.
    pub(super) fn open_annex(&mut self, inlines: &Inlines, span: Range<usize>) {
        self.next_annex();
        if outline::heads_tasks(&inlines.text) {
            let annex = self.annexes.last_mut().expect("an annex is open");
            annex.title = Some(self.blocks.len());
        }
        self.annex_line(inlines.clone(), span);
    }

    /// Opens the next annex, or goes on with the one that has no items yet.
    fn next_annex(&mut self) {
        let number = match self.annex {
            None => 1,
            // `附件` and its title may stand on two lines; a second one after items is a second annex.
            Some(place) => place.number + usize::from(place.items > 0),
        };
        let headings = self
            .annex
            .filter(|place| place.number == number)
            .map_or(0, |place| place.headings);
        self.part += usize::from(self.annex.is_none());
        self.section = 0;
        self.annex = Some(Place {
            number,
            headings,
            items: 0,
            explains: false,
        });
        if self
            .annexes
            .last()
            .is_none_or(|annex| annex.number != number)
        {
            self.annexes.push(Annex {
                number,
                title: None,
                groups: Vec::new(),
            });
        }
    }

    /// A heading within an annex: its title, or a group.
    pub(super) fn annex_heading(&mut self, inlines: &Inlines, span: Range<usize>) {
        let index = self.blocks.len();
        let annex = self.annexes.last_mut().expect("an annex is open");
        if annex.title.is_none()
            && annex.groups.is_empty()
            && outline::number(&inlines.text).is_none()
        {
            annex.title = Some(index);
        } else {
            annex.groups.push(Group {
                heading: Some(index),
                projects: Vec::new(),
            });
        }
        self.annex_line(inlines.clone(), span);
    }

    /// A heading of the open annex.
    fn annex_line(&mut self, inlines: Inlines, span: Range<usize>) {
        let place = self.annex.as_mut().expect("an annex is open");
        place.headings += 1;
        place.explains |= outline::is_glossary(&inlines.text);
        let id = match place.number {
            1 => format!("h-x-{}", place.headings),
            number => format!("h-x{number}-{}", place.headings),
        };
        self.push(id, BlockKind::AnnexHeading, inlines, span);
    }

    /// Whether an annex of tasks is open.
    pub(super) fn takes_items(&self) -> bool {
        self.annex.is_some_and(|place| !place.explains)
    }

    /// Adds `牵头单位：甲` on a line of its own to the item above it, in the parentheses that items have on one line.
    pub(super) fn says_more(&mut self, text: &str, span: &Range<usize>) -> bool {
        let labelled = text
            .split_once(['：', ':'])
            .is_some_and(|(label, names)| outline::is_task_label(label) && !names.is_empty());
        let Some(block) = self.blocks.last_mut() else {
            return false;
        };
        if !labelled || block.kind != BlockKind::Item {
            return false;
        }
        let more = text.trim_end_matches(['。', '；']);
        match block.text.strip_suffix('）') {
            Some(open) if names_agencies(&block.text) => block.text = format!("{open}；{more}）"),
            _ => block.text = format!("{}（{more}）", block.text),
        }
        block.span.end = span.end;
        let (id, text) = (block.id.clone(), block.text.clone());
        let groups = self.annexes.iter_mut().flat_map(|annex| &mut annex.groups);
        if let Some(project) = groups
            .flat_map(|group| &mut group.projects)
            .find(|project| project.id == id)
        {
            project.clauses = clauses(&id, &text);
        }
        true
    }

    /// A numbered item of the open annex.
    pub(super) fn item(&mut self, number: usize, inlines: Inlines, span: Range<usize>) {
        let annex = self.annexes.last_mut().expect("an annex is open");
        let name = if annex.number == 1 {
            "x".to_owned()
        } else {
            format!("x{}", annex.number)
        };
        // Numbers are never given back, so that the search goes on where it ended for the same number.
        let mut free = self
            .free
            .get(&(annex.number, number))
            .copied()
            .unwrap_or(number);
        while !self.taken.insert((annex.number, free)) {
            free += 1;
        }
        self.free.insert((annex.number, number), free + 1);
        // Every group may count from one again.
        let twice = annex.groups.last().is_some_and(|group| {
            group
                .projects
                .iter()
                .any(|project| project.number == number)
        });
        if free != number && twice {
            self.diagnostics.push(
                Diagnostic::warning("duplicate-item", format!("the annex has two items {number}"))
                    .at(self.source, span.clone(), format!("gets the id {name}-{free:02}"))
                    .help("compare with the official text; if the number is a slip of the capture, correct it here"),
            );
        }
        let id = format!("{name}-{free:02}");
        if annex.groups.is_empty() {
            annex.groups.push(Group {
                heading: None,
                projects: Vec::new(),
            });
        }
        let clauses = clauses(&id, &inlines.text);
        let block = self.blocks.len();
        let group = annex.groups.last_mut().expect("there is a group");
        group.projects.push(Project {
            id: id.clone(),
            number,
            block,
            clauses,
        });
        if let Some(place) = &mut self.annex {
            place.items += 1;
        }
        self.push(id, BlockKind::Item, inlines, span);
        if let Some(block) = self.blocks.last_mut() {
            block.n = number;
        }
    }
}

/// Whether an item says which agencies do it.
pub(super) fn names_agencies(text: &str) -> bool {
    clauses("", text)
        .iter()
        .any(|clause| !clause.agencies.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::read;
    use crate::report::{BlockKind, Report};

    fn items(report: &Report) -> Vec<(&str, &str)> {
        let groups = report.annexes.iter().flat_map(|annex| &annex.groups);
        groups
            .flat_map(|group| &group.projects)
            .map(|project| {
                (
                    project.id.as_str(),
                    report.blocks[project.block].text.as_str(),
                )
            })
            .collect()
    }

    #[test]
    fn annex_items_are_numbered_in_any_customary_way() {
        let (report, _, _) = read(
            "---\ntitle: a\n---\n\n## 附件\n\n1、甲（牵头单位：乙局）\n\n（二）丙（牵头单位：丁局）\n",
        );
        assert_eq!(
            items(&report),
            [
                ("x-01", "甲（牵头单位：乙局）"),
                ("x-02", "丙（牵头单位：丁局）")
            ]
        );
    }

    #[test]
    fn a_table_of_tasks_is_items() {
        let (report, _, diagnostics) = read(
            "---\ntitle: a\n---\n\n## 一、甲\n\n乙。\n\n| 类别 | 序号 | 任务 | 牵头单位 |\n| --- | --- | --- | --- |\n| 稳增长 | 1 | 修路。 | 交通厅 |\n|  | 2 | 建桥。 | 住建厅 |\n",
        );
        assert_eq!(diagnostics, []);
        assert_eq!(
            items(&report),
            [
                ("x-01", "修路。（牵头单位：交通厅）"),
                ("x-02", "建桥。（牵头单位：住建厅）")
            ]
        );
        let second = report.projects().nth(1).unwrap();
        assert_eq!(second.clauses[0].agencies[0].id, "住建厅");
        let heading = report.annexes[0].groups[0].heading.unwrap();
        assert_eq!(report.blocks[heading].text, "稳增长");
    }

    #[test]
    fn what_an_item_says_on_more_lines_belongs_to_it() {
        let (report, _, _) = read(
            "---\ntitle: a\n---\n\n## 附件\n\n1. 修路。\n\n牵头单位：交通厅\n\n完成时限：10月\n\n（二）建桥（责任单位：住建厅）\n",
        );
        assert_eq!(
            items(&report),
            [
                ("x-01", "修路。（牵头单位：交通厅；完成时限：10月）"),
                ("x-02", "建桥（责任单位：住建厅）")
            ]
        );
        assert_eq!(report.projects().next().unwrap().clauses.len(), 1);
    }

    #[test]
    fn explanations_are_no_tasks() {
        let (report, _, _) = read(
            "---\ntitle: a\n---\n\n## 附件1\n\n1. 修路\n\n## 附件2\n\n## 名词解释\n\n1.甲：指乙。\n\n2. 丙：指丁。\n",
        );
        assert_eq!(items(&report), [("x-01", "修路")]);
        assert_eq!(report.blocks.last().unwrap().kind, BlockKind::Paragraph);
    }

    #[test]
    fn a_second_item_of_one_number_is_kept_under_the_next_and_reported() {
        let (report, _, diagnostics) =
            read("---\ntitle: a\n---\n\n## 附件\n\n1. 甲（牵头单位：乙局）\n\n1. 丙\n\n");
        let ids: Vec<_> = report
            .projects()
            .map(|project| (project.id.as_str(), project.number))
            .collect();
        assert_eq!(ids, [("x-01", 1), ("x-02", 1)]);
        assert_eq!(diagnostics[0].code, "duplicate-item");
    }

    #[test]
    fn thousands_of_items_of_one_number_get_ids_of_their_own() {
        let text = "---\ntitle: a\n---\n\n## 附件\n\n".to_owned() + &"1. 甲\n\n".repeat(4000);
        let (report, _, _) = read(&text);
        let ids: BTreeSet<_> = report.projects().map(|project| &project.id).collect();
        assert_eq!(ids.len(), 4000);
        assert!(ids.contains(&"x-4000".to_owned()));
    }
}
