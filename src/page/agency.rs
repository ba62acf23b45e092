//! What one agency leads in a report's annex.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::digest::Digest;
use crate::page::overview::{AgencyShort, agencies as agencies_short};
use crate::page::project::{ProjectView, project};
use crate::page::reading::Reading;
use crate::page::{Material, Page, View, frame};
use crate::report::Project;

/// What one agency leads.
#[derive(Clone, Debug, Serialize)]
pub struct Agency {
    /// Its short name.
    pub name: String,
    /// Its name as printed.
    pub full_name: String,
    /// Its items.
    pub projects: Vec<ProjectView>,
    /// All agencies, for going on.
    pub agencies: Vec<AgencyShort>,
}

/// Ids of the agencies of an annex, in the order of the text.
#[must_use]
pub fn agencies(digest: &Digest) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for project in digest.report.projects() {
        for id in of_project(project) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

/// Ids of the agencies of one item, in the order of the text.
#[must_use]
pub fn of_project(project: &Project) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for assignment in project.clauses.iter().flat_map(|clause| &clause.agencies) {
        if !ids.contains(&assignment.id) {
            ids.push(assignment.id.clone());
        }
    }
    ids
}

/// Agencies with their number of items, the most first, then in the order of the text.
#[must_use]
pub fn counted(digest: &Digest) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for id in digest.report.projects().flat_map(of_project) {
        *counts.entry(id).or_default() += 1;
    }
    let mut counted: Vec<(String, usize)> = agencies(digest)
        .into_iter()
        .map(|id| {
            let count = counts.get(&id).copied().unwrap_or(0);
            (id, count)
        })
        .collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

/// Makes the page of the agency with this id.
#[must_use]
pub fn page(material: &Material<'_>, reading: &Reading<'_>, id: &str) -> Page {
    let digest = reading.digest();
    let name = reading.edition.phrase(id);
    let assignments = digest
        .report
        .projects()
        .flat_map(|project| &project.clauses)
        .flat_map(|clause| &clause.agencies);
    let full_name = (assignments.filter(|assignment| assignment.id == id))
        .map(|assignment| assignment.name.as_str())
        .max_by_key(|name| name.chars().count())
        .map_or_else(|| name.clone(), |name| reading.edition.phrase(name));
    let path = format!("agency/{id}/");
    let view = Agency {
        full_name,
        projects: (digest.report.projects())
            .filter(|item| of_project(item).iter().any(|agency| agency == id))
            .map(|item| project(reading, item, Some(id)))
            .collect(),
        agencies: agencies_short(reading),
        name: name.clone(),
    };
    Page {
        path: format!("{}{path}", reading.home()),
        template: "agency",
        lang: reading.edition.tag,
        frame: frame::of_report(material, reading, &path, name),
        view: View::Agency(view),
    }
}
