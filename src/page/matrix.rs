//! Counts by two things at once, as dots in a table: agencies by annex group, places by sector.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::chart;
use crate::page::agency::{counted, of_project};
use crate::page::project::short_heading;
use crate::page::reading::Reading;
use crate::page::{Material, sector_name};

/// A table of counts; every count has a dot whose area is its share of the largest.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// What the columns are.
    pub columns: Vec<Named>,
    /// The rows.
    pub rows: Vec<MatrixRow>,
}

/// The head of a row or a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Link to its page; empty if it has none.
    pub href: String,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixRow {
    /// What it is about.
    pub head: Named,
    /// One entry a column.
    pub cells: Vec<Count>,
}

/// A count and its dot; no dot for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How many.
    pub count: usize,
    /// Inline SVG.
    pub dot: String,
}

/// Annex items by agency and by group; none where one of them says nothing.
#[must_use]
pub fn agencies_by_group(reading: &Reading<'_>) -> Option<Matrix> {
    let digest = reading.digest();
    let groups: Vec<_> = (digest.report.annexes.iter())
        .flat_map(|annex| &annex.groups)
        .filter(|group| !group.projects.is_empty())
        .collect();
    let agencies = counted(digest);
    if groups.len() < 2 || agencies.len() < 2 {
        return None;
    }
    let columns = (groups.iter())
        .map(|group| Named {
            name: group.heading.map_or_else(String::new, |index| {
                short_heading(reading.edition.block(index)).to_owned()
            }),
            href: String::new(),
        })
        .collect();
    let counts = (agencies.iter())
        .map(|(id, _)| {
            let of_agency = |group: &&crate::report::Group| {
                let led = |project: &&crate::report::Project| of_project(project).contains(id);
                group.projects.iter().filter(led).count()
            };
            groups.iter().map(of_agency).collect()
        })
        .collect();
    let heads = (agencies.iter())
        .map(|(id, _)| Named {
            name: reading.edition.phrase(id),
            href: reading.to(&format!("agency/{id}/")),
        })
        .collect();
    Some(matrix(columns, heads, counts))
}

/// Sentences by place and by sector: the places that most sentences name. None where the report names few.
#[must_use]
pub fn places_by_sector(material: &Material<'_>, reading: &Reading<'_>) -> Option<Matrix> {
    const MOST: usize = 16;
    const FEWEST: usize = 3;
    let digest = reading.digest();
    let sectors: Vec<&str> = digest.cards.iter().map(|c| c.sector.as_str()).collect();
    let of = |counts: &BTreeMap<String, usize>, sector: &str| {
        counts.get(sector).copied().unwrap_or_default()
    };
    let total = |place: &&crate::digest::Place| -> usize {
        sectors
            .iter()
            .map(|sector| of(&place.sectors, sector))
            .sum()
    };
    // That a report speaks of its own region says nothing.
    let issuer = digest.report.metadata.issuer.as_deref().unwrap_or_default();
    let mut places: Vec<_> = (digest.places.iter())
        .filter(|place| total(place) > 0 && !issuer.starts_with(&place.name))
        .collect();
    places.sort_by_key(|place| std::cmp::Reverse(total(place)));
    places.truncate(MOST);
    let sectors: Vec<&str> = (sectors.iter().copied())
        .filter(|sector| places.iter().any(|place| of(&place.sectors, sector) > 0))
        .collect();
    if places.len() < FEWEST || sectors.len() < 2 {
        return None;
    }
    let columns = (sectors.iter())
        .map(|sector| Named {
            name: sector_name(material, reading.edition, sector),
            href: reading.to(&format!("sector/{sector}/")),
        })
        .collect();
    let heads = (places.iter())
        .map(|place| Named {
            name: reading.edition.phrase(&place.name),
            href: String::new(),
        })
        .collect();
    let counts = (places.iter())
        .map(|place| {
            sectors
                .iter()
                .map(|sector| of(&place.sectors, sector))
                .collect()
        })
        .collect();
    Some(matrix(columns, heads, counts))
}

fn matrix(columns: Vec<Named>, heads: Vec<Named>, counts: Vec<Vec<usize>>) -> Matrix {
    let most = counts.iter().flatten().copied().max().unwrap_or(1).max(1);
    let cell = |count: usize| Count {
        count,
        dot: if count == 0 {
            String::new()
        } else {
            chart::dot(ratio(count, most))
        },
    };
    let rows = (heads.into_iter().zip(counts))
        .map(|(head, counts)| MatrixRow {
            head,
            cells: counts.into_iter().map(cell).collect(),
        })
        .collect();
    Matrix { columns, rows }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(count: usize, most: usize) -> f64 {
    count as f64 / most as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_count_has_the_largest_dot_and_nothing_has_none() {
        let named = |name: &str| Named {
            name: name.to_owned(),
            href: String::new(),
        };
        let table = matrix(
            vec![named("甲")],
            vec![named("乙"), named("丙")],
            vec![vec![4], vec![0]],
        );
        assert_eq!(table.rows[0].cells[0].dot, chart::dot(1.0));
        assert_eq!(table.rows[1].cells[0].dot, "");
    }
}
