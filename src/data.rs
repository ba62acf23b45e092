//! The data files of a report: everything a page says, for programs and spreadsheets.
//!
//! Order is that of the text, object keys have a fixed order, numbers are printed without a needless fraction, so that
//! the same report gives the same bytes.

mod csv;
mod figures;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::csv::{Cell, Table};
use crate::digest::{Digest, Passage, sector_shares};
use crate::edition::Edition;
use crate::report::{BlockKind, Clause, Project};
use crate::script::choices::Choice;

/// Returns the data files of one report, by name within `/data/{id}/`. `editions` are all of this report's; the first
/// one's digest is the digest of all.
#[must_use]
pub fn files(editions: &[Edition<'_>]) -> BTreeMap<&'static str, Vec<u8>> {
    let Some(first) = editions.first() else {
        return BTreeMap::new();
    };
    let view = View {
        editions,
        digest: first.digest,
        passages: by_id(first.digest),
    };
    let mut files = BTreeMap::new();
    files.insert("report.json", pretty(&view.report()));
    files.insert("paragraphs.jsonl", view.paragraphs());
    files.insert("figures.json", pretty(&Value::Array(view.figures())));
    files.insert("figures.csv", view.figures_csv());
    files.insert("projects.json", pretty(&Value::Array(view.projects())));
    files.insert("projects.csv", view.projects_csv());
    files.insert("agencies.json", pretty(&Value::Array(view.agencies())));
    files
}

/// Returns the conversion log: every character with more than one counterpart in every edition that is converted, with
/// its place (block id and code point of the canonical text) and what decided it.
#[must_use]
pub fn conversions(editions: &[Edition<'_>]) -> Value {
    let converted = editions
        .iter()
        .filter(|edition| edition.tag != edition.digest.report.metadata.lang);
    let records = converted.flat_map(|edition| {
        let blocks = edition.digest.report.blocks.iter().enumerate();
        blocks.flat_map(move |(index, block)| {
            let record = move |choice: Choice| {
                json!({
                    "edition": edition.tag, "paragraph": block.id, "at": choice.at, "source": choice.source,
                    "target": choice.target, "alternatives": choice.alternatives, "decided": choice.decided,
                    "word": choice.word,
                })
            };
            edition.choices(index).into_iter().map(record)
        })
    });
    Value::Array(records.collect())
}

/// Writes a value as indented JSON with a final line break.
#[must_use]
pub fn pretty(value: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("a JSON value is representable");
    bytes.push(b'\n');
    bytes
}

/// A number as JSON: without a fraction where it has none.
#[must_use]
pub fn number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Value::from(value as i64);
    }
    Value::from(value)
}

fn by_id(digest: &Digest) -> BTreeMap<&str, &Passage> {
    digest
        .passages
        .iter()
        .map(|passage| (passage.id.as_str(), passage))
        .collect()
}

struct View<'a> {
    editions: &'a [Edition<'a>],
    digest: &'a Digest,
    passages: BTreeMap<&'a str, &'a Passage>,
}

impl View<'_> {
    /// An object with one member an edition.
    fn each(&self, words: impl Fn(&Edition<'_>) -> String) -> Value {
        Value::Object(
            self.editions
                .iter()
                .map(|e| (e.tag.as_str().to_owned(), Value::String(words(e))))
                .collect(),
        )
    }

    fn report(&self) -> Value {
        let report = &self.digest.report;
        let metadata = &report.metadata;
        let phrase = |text: &Option<String>| {
            text.as_ref()
                .map_or(Value::Null, |text| self.each(|e| e.phrase(text)))
        };
        let origin = metadata.origin.as_ref().map(|origin| {
            json!({
                "site": origin.site, "url": origin.url, "published": origin.published, "headline": origin.headline,
            })
        });
        let outline: Vec<Value> = report
            .blocks
            .iter()
            .enumerate()
            .filter_map(|(index, block)| {
                let level = match block.kind {
                    BlockKind::Heading { level, .. } => level,
                    BlockKind::AnnexHeading => 1,
                    _ => return None,
                };
                Some(json!({ "id": block.id, "level": level, "text": self.each(|e| e.block(index).to_owned()) }))
            })
            .collect();
        let sectors: Vec<Value> = (sector_shares(self.digest).into_iter())
            .map(|share| {
                json!({ "id": share.sector, "characters": share.characters, "percent": share.percent })
            })
            .collect();
        let places: Vec<Value> = (self.digest.places.iter())
            .map(|place| json!({ "name": self.each(|e| e.phrase(&place.name)), "sectors": place.sectors }))
            .collect();
        let headline = self
            .digest
            .headline
            .iter()
            .map(|&i| self.digest.figures[i].id.as_str());
        let clauses = || report.projects().flat_map(|project| &project.clauses);
        let assignments = || clauses().flat_map(|clause| &clause.agencies);
        let count = |kind: fn(&BlockKind) -> bool| {
            report
                .blocks
                .iter()
                .filter(|block| kind(&block.kind))
                .count()
        };
        let characters: usize = report
            .blocks
            .iter()
            .map(|block| block.text.chars().filter(|c| !c.is_whitespace()).count())
            .sum();
        let han = report.han();
        json!({
            "id": report.id,
            "title": self.each(|e| e.phrase(&metadata.title)),
            "issuer": phrase(&metadata.issuer),
            "speaker": phrase(&metadata.speaker),
            "assembly": phrase(&metadata.assembly),
            "date": metadata.date.map(|date| date.to_string()),
            "source": origin,
            "official_url": metadata.official_url,
            "lang": metadata.lang,
            "editions": self.editions.iter().map(|e| e.tag.as_str()).collect::<Vec<_>>(),
            "counts": {
                "characters": characters,
                "han": han,
                "paragraphs": count(|kind| matches!(kind, BlockKind::Paragraph | BlockKind::Salutation)),
                "figures": self.digest.figures.len(),
                "cards": self.digest.cards.len(),
                "projects": report.projects().count(),
                "clauses": clauses().count(),
                "lead_roles": assignments().filter(|a| a.role == crate::report::Role::Lead).count(),
                "agencies": assignments().map(|a| a.id.as_str()).collect::<std::collections::BTreeSet<_>>().len(),
            },
            "headline": headline.collect::<Vec<_>>(),
            "sectors": sectors,
            "places": places,
            "outline": outline,
        })
    }

    fn paragraphs(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (index, block) in self.digest.report.blocks.iter().enumerate() {
            let kind = match block.kind {
                BlockKind::Paragraph => "paragraph",
                BlockKind::Salutation => "salutation",
                _ => continue,
            };
            let passage = self.passages.get(block.id.as_str());
            let sentences: Vec<Value> = passage.map_or_else(Vec::new, |passage| passage.sentences.iter().map(|s| {
                json!({ "id": s.id, "start": s.range.start, "end": s.range.end, "sector": s.sector, "why": s.why })
            }).collect());
            let line = json!({
                "id": block.id, "part": block.part, "section": block.section, "n": block.n, "kind": kind,
                "sectors": passage.map_or(&[][..], |passage| &passage.sectors),
                "text": self.each(|e| e.block(index).to_owned()),
                "sentences": sentences,
            });
            out.extend_from_slice(line.to_string().as_bytes());
            out.push(b'\n');
        }
        out
    }

    fn projects(&self) -> Vec<Value> {
        let report = &self.digest.report;
        let mut records = Vec::new();
        for group in report.annexes.iter().flat_map(|annex| &annex.groups) {
            let heading = group.heading.map(|index| {
                json!({ "id": report.blocks[index].id, "text": self.each(|e| e.block(index).to_owned()) })
            });
            for project in &group.projects {
                let clauses: Vec<Value> = project
                    .clauses
                    .iter()
                    .map(|clause| {
                        let agencies: Vec<Value> = clause
                            .agencies
                            .iter()
                            .map(|a| json!({ "id": a.id, "name": self.each(|e| e.slice(project.block, a.range).to_owned()), "role": a.role }))
                            .collect();
                        let figures: Vec<&str> = self.digest.figures.iter().filter(|f| f.passage == clause.id).map(|f| f.id.as_str()).collect();
                        json!({ "id": clause.id, "text": self.each(|e| clause_text(e, project, clause)), "agencies": agencies, "figures": figures })
                    })
                    .collect();
                records.push(json!({
                    "id": project.id, "number": project.number, "group": heading,
                    "text": self.each(|e| e.block(project.block).to_owned()), "clauses": clauses,
                }));
            }
        }
        records
    }

    fn projects_csv(&self) -> Vec<u8> {
        let tags = || self.editions.iter().map(|e| e.tag);
        let mut columns = vec!["id".to_owned(), "number".to_owned(), "clause".to_owned()];
        columns.extend(tags().map(|tag| format!("group_{tag}")));
        columns.extend(tags().map(|tag| format!("text_{tag}")));
        columns.extend(tags().map(|tag| format!("lead_{tag}")));
        columns.extend(tags().map(|tag| format!("cooperate_{tag}")));
        let mut table = Table::new(&columns);
        for group in self
            .digest
            .report
            .annexes
            .iter()
            .flat_map(|annex| &annex.groups)
        {
            for project in &group.projects {
                for clause in &project.clauses {
                    let names = |edition: &Edition<'_>, role| {
                        let names: Vec<&str> = clause
                            .agencies
                            .iter()
                            .filter(|a| a.role == role)
                            .map(|a| edition.slice(project.block, a.range))
                            .collect();
                        names.join("、")
                    };
                    let heading = |e: &Edition<'_>| {
                        group
                            .heading
                            .map_or_else(String::new, |index| e.block(index).to_owned())
                    };
                    let each = |words: &dyn Fn(&Edition<'_>) -> String| -> Vec<Cell> {
                        self.editions.iter().map(|e| Cell::Text(words(e))).collect()
                    };
                    let mut row = vec![
                        Cell::Text(project.id.clone()),
                        Cell::Number(project.number.to_string()),
                        Cell::Text(clause.id.clone()),
                    ];
                    row.extend(each(&heading));
                    row.extend(each(&|e| clause_text(e, project, clause)));
                    row.extend(each(&|e| names(e, crate::report::Role::Lead)));
                    row.extend(each(&|e| names(e, crate::report::Role::Cooperate)));
                    table.row(&row);
                }
            }
        }
        table.bytes()
    }

    fn agencies(&self) -> Vec<Value> {
        let mut roles: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for project in self.digest.report.projects() {
            for clause in &project.clauses {
                for agency in &clause.agencies {
                    roles.entry(&agency.id).or_default().push(
                        json!({ "project": project.id, "clause": clause.id, "role": agency.role }),
                    );
                }
            }
        }
        let mut records: Vec<(&str, Vec<Value>)> = roles.into_iter().collect();
        records.sort_by_key(|(id, roles)| (std::cmp::Reverse(roles.len()), *id));
        records.into_iter().map(|(id, roles)| json!({ "id": id, "name": self.each(|e| e.phrase(id)), "roles": roles })).collect()
    }
}

fn clause_text(edition: &Edition<'_>, project: &Project, clause: &Clause) -> String {
    edition.slice(project.block, clause.range).to_owned()
}
