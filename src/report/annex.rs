//! Splits an annex item into clauses by the parentheses that name its agencies.

use crate::report::{Assignment, Clause, Role};
use crate::text::{TextRange, is_han};

/// Words behind which agencies are listed, with the role they give; the longest that fits counts.
const LABELS: &[(&str, Option<Role>)] = &[
    ("牵头责任单位", Some(Role::Lead)),
    ("牵头单位", Some(Role::Lead)),
    ("牵头部门", Some(Role::Lead)),
    ("主要责任单位", Some(Role::Lead)),
    ("配合单位", Some(Role::Cooperate)),
    ("配合部门", Some(Role::Cooperate)),
    ("协办单位", Some(Role::Cooperate)),
    ("参与单位", Some(Role::Cooperate)),
    // Alone it leads; behind a lead agency it takes part.
    ("责任单位", None),
    ("责任部门", None),
];

/// Splits the text of the item `id` into clauses: each ends before a parenthesis that names agencies. What follows the
/// last one is a clause without agencies if it says anything.
#[must_use]
pub fn clauses(id: &str, text: &str) -> Vec<Clause> {
    let characters: Vec<char> = text.chars().collect();
    let mut clauses: Vec<Clause> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < characters.len() {
        if matches!(characters[at], '（' | '(')
            && let Some(end) = closing(&characters, at)
            && let Some(agencies) = assignments(&characters, at + 1, end)
        {
            push(&mut clauses, id, &characters, start, at, agencies);
            start = end + 1;
            at = end;
        }
        at += 1;
    }
    push(
        &mut clauses,
        id,
        &characters,
        start,
        characters.len(),
        Vec::new(),
    );
    clauses
}

/// Adds the clause in `start..end` without its outer punctuation, unless it holds no letter.
fn push(
    clauses: &mut Vec<Clause>,
    id: &str,
    text: &[char],
    start: usize,
    end: usize,
    agencies: Vec<Assignment>,
) {
    let edge = |c: char| c.is_whitespace() || matches!(c, '，' | '；' | '。' | '、' | ',' | ';');
    let mut range = TextRange::new(start, end);
    while !range.is_empty() && edge(text[range.start]) {
        range.start += 1;
    }
    while !range.is_empty() && edge(text[range.end - 1]) {
        range.end -= 1;
    }
    if range.is_empty() && agencies.is_empty() {
        return;
    }
    let number = clauses.len() + 1;
    clauses.push(Clause {
        id: format!("{id}-{number}"),
        range,
        agencies,
    });
}

/// Index of the parenthesis that closes the one at `open`.
fn closing(text: &[char], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.iter().enumerate().skip(open) {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Reads `牵头单位：甲、乙；配合单位：丙` in `start..end`; none if no label stands at its start.
fn assignments(text: &[char], start: usize, end: usize) -> Option<Vec<Assignment>> {
    let mut role = None;
    let mut led = false;
    let mut found = Vec::new();
    let mut name = start;
    let mut at = start;
    while at < end {
        let labelled = (at == name).then(|| label(&text[at..end])).flatten();
        if let Some((length, given)) = labelled {
            let given = given.unwrap_or(if led { Role::Cooperate } else { Role::Lead });
            led |= given == Role::Lead;
            role = Some(given);
            at += length;
            name = at;
            continue;
        }
        role?;
        if matches!(
            text[at],
            '、' | '，' | '；' | ',' | ';' | '。' | ' ' | '\u{3000}'
        ) {
            add(&mut found, text, name, at, role);
            name = at + 1;
        }
        at += 1;
    }
    add(&mut found, text, name, end, role);
    (!found.is_empty()).then_some(found)
}

/// The label at the start of `text` with its colon: its length and role.
fn label(text: &[char]) -> Option<(usize, Option<Role>)> {
    LABELS.iter().find_map(|(word, role)| {
        let length = word.chars().count();
        let fits = text.len() > length
            && word.chars().zip(text).all(|(a, b)| a == *b)
            && matches!(text[length], '：' | ':');
        fits.then_some((length + 1, *role))
    })
}

fn add(found: &mut Vec<Assignment>, text: &[char], start: usize, end: usize, role: Option<Role>) {
    let name: String = text[start..end].iter().collect();
    let Some(role) = role else { return };
    if !name.chars().any(is_han) {
        return;
    }
    let id = short_name(&name);
    found.push(Assignment {
        name,
        id,
        role,
        range: TextRange::new(start, end),
    });
}

/// Shortens an agency's name to what is the same wherever it is named: the issuing body's level in front goes
/// (`自治区教育厅` → `教育厅`, `省卫生健康委` → `卫生健康委`).
#[must_use]
pub fn short_name(name: &str) -> String {
    let rest = ["自治区", "自治州", "全区", "全省", "省", "市", "州", "县"]
        .iter()
        .find_map(|level| Some((level.chars().count(), name.strip_prefix(level)?)))
        // 市场监管局, 省际…: the level is part of the word.
        .filter(|(level, rest)| {
            let joined = rest.starts_with(['场', '政', '際', '际', '容', '域']);
            rest.chars().count() >= 2 && !(*level == 1 && joined)
        })
        .map(|(_, rest)| rest);
    rest.unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::slice;

    fn read(text: &str) -> Vec<(String, Vec<(String, Role)>)> {
        clauses("x-01", text)
            .into_iter()
            .map(|clause| {
                let agencies = clause
                    .agencies
                    .into_iter()
                    .map(|a| (a.id, a.role))
                    .collect();
                (slice(text, clause.range).to_owned(), agencies)
            })
            .collect()
    }

    #[test]
    fn every_clause_gets_the_agencies_behind_it() {
        let text = "实现筛查全覆盖（牵头责任单位：自治区教育厅、自治区红十字会），对孩子免费配镜（牵头责任单位：自治区红十字会）。";
        let expected = [
            (
                "实现筛查全覆盖",
                vec![("教育厅", Role::Lead), ("红十字会", Role::Lead)],
            ),
            ("对孩子免费配镜", vec![("红十字会", Role::Lead)]),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(text, list)| {
                (
                    text.to_owned(),
                    list.into_iter().map(|(n, r)| (n.to_owned(), r)).collect(),
                )
            })
            .collect();
        assert_eq!(read(text), expected);
    }

    #[test]
    fn other_parentheses_stay_in_the_clause() {
        let clauses =
            read("每个旗县（市、区）至少建设1处零工市场（责任单位：人社厅；配合单位：住建厅）");
        assert_eq!(clauses[0].0, "每个旗县（市、区）至少建设1处零工市场");
        assert_eq!(
            clauses[0].1,
            [
                ("人社厅".to_owned(), Role::Lead),
                ("住建厅".to_owned(), Role::Cooperate)
            ]
        );
    }

    #[test]
    fn a_level_is_stripped_only_where_it_is_one() {
        assert_eq!(
            short_name("自治区人力资源和社会保障厅"),
            "人力资源和社会保障厅"
        );
        assert_eq!(short_name("自治区民政厅"), "民政厅");
        assert_eq!(short_name("自治区政务服务局"), "政务服务局");
        assert_eq!(short_name("市场监管局"), "市场监管局");
        assert_eq!(short_name("省教育厅"), "教育厅");
    }
}
