//! The annex: every item with its clauses, figures and agencies, to be filtered by group and by agency.
//!
//! The filter is CSS alone (`:has(:checked)`). Its rules name this report's groups and agencies, and a page may hold no
//! inline style, so they are a small file of their own.

use std::fmt::Write as _;

use serde::Serialize;

use crate::digest::Passage;
use crate::page::agency::{counted, of_project};
use crate::page::frame;
use crate::page::matrix::{self, Matrix};
use crate::page::overview::{AgencyShort, FileLink, agencies, files};
use crate::page::reading::Reading;
use crate::page::{Material, Page, View};
use crate::page::{inline, mark};
use crate::report::{Group, Project, Role};
use crate::text::TextRange;

/// The annex.
#[derive(Clone, Debug, Serialize)]
pub struct Projects {
    /// Its title.
    pub title: String,
    /// Its groups.
    pub groups: Vec<GroupView>,
    /// Its agencies, those with most items first; their place is their filter's number.
    pub agencies: Vec<AgencyShort>,
    /// Number of items.
    pub count: usize,
    /// Items by agency and group.
    pub matrix: Option<Matrix>,
    /// Link to the rules of the filter.
    pub filter: String,
    /// Data files of the report that this build has.
    pub files: Vec<FileLink>,
}

/// A group of items.
#[derive(Clone, Debug, Serialize)]
pub struct GroupView {
    /// Its heading.
    pub name: String,
    /// Its heading without the number, short.
    pub short: String,
    /// Whether the heading itself says how many items there are.
    pub counted: bool,
    /// Its items.
    pub projects: Vec<ProjectView>,
}

/// An item.
#[derive(Clone, Debug, Serialize)]
pub struct ProjectView {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: usize,
    /// Link to it.
    pub href: String,
    /// Numbers of its agencies' filters.
    pub filters: Vec<usize>,
    /// Its clauses.
    pub clauses: Vec<ClauseView>,
}

/// A part of an item with its agencies.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseView {
    /// Its id.
    pub id: String,
    /// Its text as HTML, figures marked.
    pub html: String,
    /// Its agencies.
    pub agencies: Vec<AgencyRole>,
    /// Whether the page is about another agency.
    pub aside: bool,
}

/// An agency and its role.
#[derive(Clone, Debug, Serialize)]
pub struct AgencyRole {
    /// Its short name.
    pub name: String,
    /// Link to its page.
    pub href: String,
    /// lead or cooperate.
    pub role: Role,
}

/// Makes the page of a report's annexes (`projects/`): every item with its agencies, by group.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>) -> Page {
    let report = &reading.digest().report;
    let heading = |index: Option<usize>| {
        index.map_or_else(String::new, |i| reading.edition.block(i).to_owned())
    };
    let groups: Vec<GroupView> = (groups(reading))
        .map(|group| {
            let name = heading(group.heading);
            GroupView {
                short: short_heading(&name).to_owned(),
                counted: short_heading(&name) != without_number(&name),
                name,
                projects: group
                    .projects
                    .iter()
                    .map(|item| project(reading, item, None))
                    .collect(),
            }
        })
        .collect();
    let title = heading(report.annexes.first().and_then(|annex| annex.title));
    let view = Projects {
        count: groups.iter().map(|group| group.projects.len()).sum(),
        groups,
        agencies: agencies(reading),
        matrix: matrix::agencies_by_group(reading),
        filter: reading.link.to(&filter_path(&report.id)),
        files: files(material, reading),
        title: title.clone(),
    };
    Page {
        path: format!("{}projects/", reading.home()),
        template: "projects",
        lang: reading.edition.tag,
        frame: frame::of_report(material, reading, "projects/", title),
        view: View::Projects(view),
    }
}

fn groups<'a>(reading: &Reading<'a>) -> impl Iterator<Item = &'a Group> {
    let annexes = &reading.digest().report.annexes;
    annexes
        .iter()
        .flat_map(|annex| &annex.groups)
        .filter(|group| !group.projects.is_empty())
}

/// A heading without its number: `一、促进就业` → `促进就业`.
#[must_use]
pub fn without_number(heading: &str) -> &str {
    let number = |c: char| "一二三四五六七八九十（）()、.．0123456789 　".contains(c);
    heading.trim_start_matches(number)
}

/// A group's heading without its number in front and the count behind: `一、促进就业7件` → `促进就业`.
#[must_use]
pub fn short_heading(heading: &str) -> &str {
    let rest = without_number(heading).trim_end_matches(['。', '）', ')']);
    let uncounted = rest.trim_end_matches(['件', '项', '項', '个', '個']);
    let name = uncounted
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches(['（', '(', '共']);
    if name.is_empty() || uncounted.len() == rest.len() || name.len() == uncounted.len() {
        rest
    } else {
        name
    }
}

/// Makes the view of an item; clauses of other agencies than `about` stand back.
#[must_use]
pub fn project(reading: &Reading<'_>, project: &Project, about: Option<&str>) -> ProjectView {
    let ranking = counted(reading.digest());
    ProjectView {
        id: project.id.clone(),
        number: project.number,
        href: reading.to(&format!("projects/#{}", project.id)),
        filters: of_project(project)
            .iter()
            .filter_map(|id| ranking.iter().position(|(other, _)| other == id))
            .map(|at| at + 1)
            .collect(),
        clauses: (project.clauses.iter())
            .map(|clause| ClauseView {
                id: clause.id.clone(),
                html: match reading.passage(&clause.id) {
                    Some(passage) => clause_html(reading, passage),
                    None => inline::escape(reading.edition.slice(project.block, clause.range)),
                },
                agencies: (clause.agencies.iter())
                    .map(|assignment| AgencyRole {
                        name: reading.edition.phrase(&assignment.id),
                        href: reading.to(&format!("agency/{}/", assignment.id)),
                        role: assignment.role,
                    })
                    .collect(),
                aside: about
                    .is_some_and(|id| clause.agencies.iter().all(|assignment| assignment.id != id)),
            })
            .collect(),
    }
}

fn clause_html(reading: &Reading<'_>, passage: &Passage) -> String {
    let text = reading.edition.slice(passage.block, passage.range);
    let start = reading.edition.range(passage.block, passage.range).start;
    let whole = TextRange::new(0, passage.range.len());
    inline::write(
        text,
        &mark::of_figures(reading, passage, whole, start, false),
    )
}

fn filter_path(id: &str) -> String {
    format!("assets/filter-{id}.css")
}

/// The filter rules of every report with an annex, one file each.
#[must_use]
pub fn filters(material: &Material<'_>) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for edition in material.editions {
        let report = &edition.digest.report;
        let path = filter_path(&report.id);
        if report.annexes.is_empty() || pages.iter().any(|page| page.path == path) {
            continue;
        }
        let groups = report
            .annexes
            .iter()
            .flat_map(|annex| &annex.groups)
            .filter(|group| !group.projects.is_empty());
        let rules = rules(groups.count(), counted(edition.digest).len());
        let lang = edition.tag;
        pages.push(Page {
            path,
            template: "",
            lang,
            frame: frame::of_edition(material, lang, "", String::new()),
            view: View::Asset(rules),
        });
    }
    pages
}

fn rules(groups: usize, agencies: usize) -> String {
    let mut css = String::from("/* what the chosen group and agency hide */\n");
    let mut rule = |selectors: Vec<String>| {
        if !selectors.is_empty() {
            // Writing to a string cannot fail.
            let _ = writeln!(css, "{}{{display:none}}", selectors.join(",\n"));
        }
    };
    rule(
        (1..=groups)
            .map(|n| format!(".prj:has([value=g{n}]:checked) .pt tbody:not(.g{n})"))
            .collect(),
    );
    rule(
        (1..=agencies)
            .map(|n| format!(".prj:has([value=a{n}]:checked) .it:not(.a{n})"))
            .collect(),
    );
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_loses_its_number_only() {
        assert_eq!(without_number("一、促进群众就业增收"), "促进群众就业增收");
        assert_eq!(without_number("（二）加强"), "加强");
        assert_eq!(short_heading("一、促进群众就业增收7件"), "促进群众就业增收");
        assert_eq!(short_heading("一、十大项"), "大项");
    }

    #[test]
    fn each_group_and_agency_has_a_rule() {
        let css = rules(2, 1);
        assert!(css.contains("[value=g2]:checked) .pt tbody:not(.g2)"));
        assert!(css.contains("[value=a1]:checked) .it:not(.a1){display:none}"));
    }
}
