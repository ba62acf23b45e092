//! The agencies of a report: who leads or shares an annex clause, and who is named in the text.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::lexicon::{Lexicon, entries};
use crate::report::{Report, Role};

/// An agency with what it does in one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// The short name, which is the id: `教育厅`.
    pub id: String,
    /// The fullest name the report prints: `自治区教育厅`.
    pub name: String,
    /// The clauses it leads or shares, in the order of the annexes.
    pub roles: Vec<AgencyRole>,
}

/// One clause that names an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyRole {
    /// Id of the project: `x-06`.
    pub project: String,
    /// Id of the clause: `x-06-2`.
    pub clause: String,
    /// What the agency does there.
    pub role: Role,
}

impl Agency {
    /// How many clauses it leads.
    #[must_use]
    pub fn leads(&self) -> usize {
        self.roles
            .iter()
            .filter(|role| role.role == Role::Lead)
            .count()
    }
}

/// Returns the agencies of the annexes: most clauses led first, then in the order of the text.
#[must_use]
pub fn agencies(report: &Report) -> Vec<Agency> {
    let mut found: Vec<Agency> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for project in report.projects() {
        for clause in &project.clauses {
            for assignment in &clause.agencies {
                let at = *index.entry(assignment.id.clone()).or_insert_with(|| {
                    found.push(Agency {
                        id: assignment.id.clone(),
                        name: assignment.name.clone(),
                        roles: Vec::new(),
                    });
                    found.len() - 1
                });
                let agency = &mut found[at];
                if assignment.name.chars().count() > agency.name.chars().count() {
                    agency.name.clone_from(&assignment.name);
                }
                agency.roles.push(AgencyRole {
                    project: project.id.clone(),
                    clause: clause.id.clone(),
                    role: assignment.role,
                });
            }
        }
    }
    found.sort_by_key(|agency| std::cmp::Reverse(agency.leads()));
    found
}

/// A list of the agencies of the annexes, to find them in the text.
pub(crate) fn own_agencies(agencies: &[Agency]) -> Lexicon<()> {
    Lexicon::new(agencies.iter().map(|agency| (agency.id.as_str(), ())))
}

/// Returns the ids of the agencies named in `printed`, in order, each once; `text` is the same in the script of the list
/// of known ones, and `own` are those of the report's annexes.
pub(crate) fn named_agencies(text: &[char], printed: &[char], own: &Lexicon<()>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let listed = known().at(text, at).map(|(length, ())| length);
        let own = own.at(printed, at).map(|(length, ())| length);
        let Some(length) = listed.max(own) else {
            at += 1;
            continue;
        };
        let name: String = printed[at..at + length].iter().collect();
        if !names.contains(&name) {
            names.push(name);
        }
        at += length;
    }
    names
}

fn known() -> &'static Lexicon<()> {
    static KNOWN: OnceLock<Lexicon<()>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        Lexicon::new(
            entries(include_str!("data/agencies.txt"))
                .flatten()
                .map(|name| (name, ())),
        )
    })
}
