//! Splits an annex item into clauses by the parentheses that name its agencies.

use crate::report::{Assignment, Clause, Role};
use crate::text::{TextRange, is_han};

/// What a label says of the names behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// They lead.
    Lead,
    /// They take part.
    Cooperate,
    /// Alone they lead; behind a lead agency they take part.
    Either,
    /// They are no agencies: a day, a person.
    Other,
}

/// Labels that stand before their names with a colon.
const LABELS: &[(&str, Says)] = &[
    ("牵头责任单位", Says::Lead),
    ("牵头（责任）单位", Says::Lead),
    ("牵头责任部门", Says::Lead),
    ("牵头单位", Says::Lead),
    ("牵头部门", Says::Lead),
    ("主要责任单位", Says::Lead),
    ("主要责任部门", Says::Lead),
    ("主办单位", Says::Lead),
    ("配合单位", Says::Cooperate),
    ("配合部门", Says::Cooperate),
    ("协办单位", Says::Cooperate),
    ("协助单位", Says::Cooperate),
    ("协同单位", Says::Cooperate),
    ("参与单位", Says::Cooperate),
    ("参加单位", Says::Cooperate),
    ("责任单位", Says::Either),
    ("责任部门", Says::Either),
    ("承办单位", Says::Either),
    ("落实单位", Says::Either),
    ("实施单位", Says::Either),
    ("完成时限", Says::Other),
    ("完成时间", Says::Other),
    ("完成期限", Says::Other),
    ("办结时限", Says::Other),
    ("时限要求", Says::Other),
    ("时间节点", Says::Other),
    ("时限", Says::Other),
    ("进度安排", Says::Other),
    ("责任领导", Says::Other),
    ("牵头领导", Says::Other),
    ("分管领导", Says::Other),
    ("责任人", Says::Other),
];

/// Verbs that stand behind their names: `省教育厅牵头，省财政厅配合`.
const VERBS: &[(&str, Says)] = &[
    ("按职责分工负责", Says::Either),
    ("按职责分工落实", Says::Either),
    ("分工负责", Says::Either),
    ("分别负责", Says::Either),
    ("牵头负责", Says::Lead),
    ("牵头落实", Says::Lead),
    ("牵头", Says::Lead),
    ("负责落实", Says::Either),
    ("负责", Says::Either),
    ("主办", Says::Lead),
    ("配合", Says::Cooperate),
    ("参与", Says::Cooperate),
    ("协办", Says::Cooperate),
    ("协助", Says::Cooperate),
];

/// Splits the text of the item `id` into clauses: each ends before a parenthesis that names agencies. What follows the
/// last one is a clause without agencies if it says anything.
#[must_use]
pub fn clauses(id: &str, text: &str) -> Vec<Clause> {
    let characters: Vec<char> = text.chars().collect();
    let ends = closing(&characters);
    let mut clauses: Vec<Clause> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < characters.len() {
        if matches!(characters[at], '（' | '(') {
            let agencies = ends[at].and_then(|end| {
                assignments(&characters, at + 1, end)
                    .or_else(|| by_verbs(&characters, at + 1, end))
                    .map(|agencies| (end, agencies))
            });
            if let Some((end, agencies)) = agencies {
                push(&mut clauses, id, &characters, start, at, agencies);
                start = end + 1;
                at = end;
            }
        } else if begins_labels(&characters, at) {
            let end = sentence_end(&characters, at);
            if let Some(agencies) = assignments(&characters, at, end) {
                push(&mut clauses, id, &characters, start, at, agencies);
                start = end;
                at = end.saturating_sub(1);
            }
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

/// For each opening parenthesis the index of the one that closes it.
fn closing(text: &[char]) -> Vec<Option<usize>> {
    let mut ends = vec![None; text.len()];
    let mut open = Vec::new();
    for (at, c) in text.iter().enumerate() {
        match c {
            '（' | '(' => open.push(at),
            '）' | ')' => {
                if let Some(start) = open.pop() {
                    ends[start] = Some(at);
                }
            }
            _ => {}
        }
    }
    ends
}

/// Whether a label stands at `at` that begins a sentence or a line of its own.
fn begins_labels(text: &[char], at: usize) -> bool {
    let fresh = at
        .checked_sub(1)
        .is_some_and(|before| matches!(text[before], '。' | '；' | '\n' | ' ' | '\u{3000}'));
    fresh && label(&text[at..]).is_some()
}

/// Where the sentences that begin with labels, from `at` on, end.
fn sentence_end(text: &[char], at: usize) -> usize {
    (at..text.len())
        .find(|&index| {
            let rest = text.get(index + 1..).unwrap_or_default();
            let skipped = rest.iter().take_while(|c| c.is_whitespace()).count();
            text[index] == '。' && label(&rest[skipped..]).is_none()
        })
        .unwrap_or(text.len())
}

/// Reads `牵头单位：甲、乙；配合单位：丙` in `start..end`; none if no label stands at its start.
fn assignments(text: &[char], start: usize, end: usize) -> Option<Vec<Assignment>> {
    let mut says = None;
    let mut led = false;
    let mut found = Vec::new();
    let mut name = start;
    let mut at = start;
    let mut depth = 0_usize;
    while at < end {
        // 各县（市、区）政府 is one name.
        match text[at] {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let labelled = (at == name).then(|| label(&text[at..end])).flatten();
        if let Some((length, said)) = labelled {
            let given = role(said, led);
            led |= given == Some(Role::Lead);
            says = Some(given);
            at += length;
            name = at;
            continue;
        }
        let given = says?;
        let parts = matches!(
            text[at],
            '、' | '，' | '；' | ',' | ';' | '。' | ' ' | '\u{3000}' | '\n'
        );
        if parts && depth == 0 {
            add(&mut found, text, name, at, given);
            name = at + 1;
        }
        at += 1;
    }
    add(&mut found, text, name, end, says.flatten());
    (!found.is_empty()).then_some(found)
}

/// The role a word gives; `second` where others lead already.
const fn role(says: Says, second: bool) -> Option<Role> {
    match says {
        Says::Other => None,
        Says::Cooperate => Some(Role::Cooperate),
        Says::Either if second => Some(Role::Cooperate),
        Says::Lead | Says::Either => Some(Role::Lead),
    }
}

/// Reads `甲牵头，乙、丙配合，6月底前完成` in `start..end`; none if a part of it says anything else.
fn by_verbs(text: &[char], start: usize, end: usize) -> Option<Vec<Assignment>> {
    let mut found: Vec<Assignment> = Vec::new();
    let mut from = start;
    let mut depth = 0_usize;
    let mut within = |c: char| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0
    };
    for part in text[start..end].split(|&c| !within(c) && matches!(c, '，' | '；' | ',' | ';')) {
        let first = from;
        from += part.len() + 1;
        let words: String = part.iter().collect();
        if words.ends_with("完成") && words.contains(|c: char| c.is_ascii_digit() || c == '年') {
            continue;
        }
        let (verb, says) = VERBS.iter().find(|(verb, _)| words.ends_with(verb))?;
        let names = words.len() - verb.len();
        let names = words[..names].trim_end_matches('等').chars().count();
        let role = role(*says, !found.is_empty());
        let mut name = first + usize::from(part.first() == Some(&'由'));
        let last = first + names;
        let mut depth = 0_usize;
        for at in first..=last {
            match text.get(at) {
                Some('（' | '(') => depth += 1,
                Some('）' | ')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if at == last || (text[at] == '、' && depth == 0) {
                if name >= at || !is_body(&text[name..at]) {
                    return None;
                }
                add(&mut found, text, name, at, role);
                name = at + 1;
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Whether a name ends as those of public bodies do.
fn is_body(name: &[char]) -> bool {
    const ENDS: &[char] = &[
        '委', '部', '局', '厅', '办', '院', '会', '处', '府', '司', '行', '署', '社', '团', '组',
        '校', '区', '县', '市', '旗', '州', '盟', '位', '门', '心',
    ];
    name.len() >= 2 && name.last().is_some_and(|last| ENDS.contains(last))
}

/// The label at the start of `text` with its colon: its length, and what it says.
fn label(text: &[char]) -> Option<(usize, Says)> {
    LABELS.iter().find_map(|(word, says)| {
        let length = word.chars().count();
        let fits = text.len() > length
            && word.chars().zip(text).all(|(a, b)| a == *b)
            && matches!(text[length], '：' | ':');
        fits.then_some((length + 1, *says))
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
        // 市场监管局, 省际…, 省委, 市级…: the level is part of the word.
        .filter(|(level, rest)| {
            let joined = rest.starts_with([
                '场', '政', '際', '际', '容', '域', '级', '級', '直', '委', '属', '屬',
            ]);
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
    fn agencies_may_stand_before_what_they_do_or_behind_the_item() {
        let lead = |name: &str| (name.to_owned(), Role::Lead);
        let with = |name: &str| (name.to_owned(), Role::Cooperate);
        let text =
            "建设充电桩500个（省发展改革委牵头，财政厅、住建厅等按职责分工负责，9月底前完成）。";
        let found = read(text);
        assert_eq!(found[0].0, "建设充电桩500个");
        assert_eq!(
            found[0].1,
            [lead("发展改革委"), with("财政厅"), with("住建厅")]
        );
        let text =
            "新增就业20万人。牵头单位：人社厅。配合单位：教育厅、民政厅。完成时限：2023年12月底。";
        let found = read(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1, [lead("人社厅"), with("教育厅"), with("民政厅")]);
        let text = "修路（市级有关部门牵头，各县（市、区）政府配合）";
        let both = [lead("市级有关部门"), with("各县（市、区）政府")];
        assert_eq!(read(text)[0].1, both);
        let text = "修路（牵头单位：市级有关部门；配合单位：各县（市、区）政府）";
        assert_eq!(read(text)[0].1, both);
        let text = "支持企业（由企业负责，含中小企业）扩大生产（完成时限：2023年）";
        assert_eq!(read(text)[0].1, []);
        let text = "修路（牵头单位：交通厅；完成时限：2023年10月；责任领导：张三）";
        assert_eq!(read(text)[0].1, [lead("交通厅")]);
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
