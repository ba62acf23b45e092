//! Changes of YAML files as people wrote them: an item more in a list, an item less, a value in an item. Only the bytes
//! that say it change; comments, order, quotation marks and blank lines stay.
//!
//! The place is found by the layout of the lines. YAML can be laid out in more ways than are known here, so every change
//! is read back: unless the file then says what it said before and the change, and nothing else, nothing is returned.

mod layout;
mod scalar;

use serde_yaml::Value;

use layout::{List, is_idle, list, scalar_end, value_of};
use scalar::{block, flow};

pub use scalar::scalar;

/// What a list gets: a scalar, or a mapping whose values are scalars or mappings of scalars, in its order.
pub type Item = serde_json::Value;

/// Returns `text` with `item` added as the last of the list at `key`; without a key the file itself is the list. A list
/// that is not there yet is made. None where the file is laid out in a way that cannot be changed with certainty.
#[must_use]
pub fn append(text: &str, key: Option<&str>, item: &Item) -> Option<String> {
    let changed = match list(text, key) {
        List::Missing => {
            let mut out = text.to_owned();
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            let indent = key.map_or(0, |key| {
                if out.lines().any(|line| !is_idle(line)) {
                    out.push('\n');
                }
                out.push_str(key);
                out.push_str(":\n");
                2
            });
            out.push_str(&block(item, indent));
            out
        }
        List::Empty { value, indent } => {
            let mut out = text[..value.start].trim_end_matches(' ').to_owned();
            let rest = &text[value.end..];
            let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
            out.push_str(&rest[..line]);
            if !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&block(item, indent));
            out.push_str(&rest[line..]);
            out
        }
        List::Block { items, indent } => {
            let end = items.last()?.end;
            let (before, behind) = text.split_at(end);
            let mut out = before.to_owned();
            if !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&block(item, indent));
            out.push_str(behind);
            out
        }
        List::Flow { items, inner } => {
            let kept = inner.start + text[inner.clone()].trim_end().len();
            let separator = match (items.is_empty(), text[..kept].ends_with(',')) {
                (true, _) => "",
                (false, true) => " ",
                (false, false) => ", ",
            };
            format!(
                "{}{separator}{}{}",
                &text[..kept],
                flow(item),
                &text[kept..]
            )
        }
        List::Unknown => return None,
    };
    let mut expected = value(text)?;
    let target = target(&mut expected, key)?;
    if target.is_null() {
        *target = Value::Sequence(Vec::new());
    }
    target
        .as_sequence_mut()?
        .push(serde_yaml::to_value(item).ok()?);
    says(changed, &expected)
}

/// Returns `text` without the item at `index` of the list at `key`.
#[must_use]
pub fn remove(text: &str, key: Option<&str>, index: usize) -> Option<String> {
    let changed = match list(text, key) {
        List::Block { items, .. } => {
            let span = items.get(index)?.clone();
            let mut out = format!("{}{}", &text[..span.start], &text[span.end..]);
            if items.len() == 1 {
                // A key without a value says nothing at all; an empty list is written out.
                let line = text[..span.start].trim_end_matches([' ', '\n']).len();
                if !text[..line].ends_with(':') {
                    return None;
                }
                out.insert_str(line, " []");
            }
            out
        }
        List::Flow { items, inner } => {
            let span = items.get(index)?.clone();
            let (start, end) = match (items.get(index + 1), index.checked_sub(1)) {
                (Some(next), _) => (span.start, next.start),
                (None, Some(last)) => (items[last].end, span.end),
                (None, None) => (inner.start, inner.end),
            };
            format!("{}{}", &text[..start], &text[end..])
        }
        List::Missing | List::Empty { .. } | List::Unknown => return None,
    };
    let mut expected = value(text)?;
    let list = target(&mut expected, key)?.as_sequence_mut()?;
    if index >= list.len() {
        return None;
    }
    list.remove(index);
    says(changed, &expected)
}

/// Returns `text` with `name: words` in the item at `index` of the list at `key`, in place of what `name` was before.
#[must_use]
pub fn set(text: &str, key: &str, index: usize, name: &str, words: &str) -> Option<String> {
    let List::Block { items, .. } = list(text, Some(key)) else {
        return None;
    };
    let item = items.get(index)?.clone();
    let first = text[item.clone()].lines().next()?;
    let dash = first.len() - first.trim_start().len();
    let indent = dash + 1 + first[dash + 1..].len() - first[dash + 1..].trim_start().len();
    let mut at = item.start;
    let mut place = None;
    for line in text[item.clone()].split_inclusive('\n') {
        let body = if at == item.start || line.len() - line.trim_start().len() == indent {
            line.get(indent..).unwrap_or("")
        } else {
            ""
        };
        if let Some(rest) = value_of(body, name) {
            let start = at + line.len() - rest.len();
            let old = scalar_end(rest.trim_end_matches('\n'));
            place = Some(start..start + old);
        }
        at += line.len();
    }
    let changed = if let Some(place) = place {
        format!(
            "{} {}{}",
            text[..place.start].trim_end_matches(' '),
            scalar(words),
            &text[place.end..]
        )
    } else {
        let before = &text[..item.end];
        let end = if before.ends_with('\n') { "" } else { "\n" };
        let margin = " ".repeat(indent);
        format!(
            "{before}{end}{margin}{name}: {}\n{}",
            scalar(words),
            &text[item.end..]
        )
    };
    let mut expected = value(text)?;
    let list = target(&mut expected, Some(key))?.as_sequence_mut()?;
    list.get_mut(index)?
        .as_mapping_mut()?
        .insert(Value::from(name), Value::from(words));
    says(changed, &expected)
}

/// The text of a new file that holds one item in a list.
#[must_use]
pub fn new_list(key: Option<&str>, item: &Item) -> Option<String> {
    append("", key, item)
}

/// What the text says, if it is YAML.
fn value(text: &str) -> Option<Value> {
    serde_yaml::from_str(text).ok()
}

/// The list at `key`, or the whole file; a mapping that is not there yet is made.
fn target<'v>(root: &'v mut Value, key: Option<&str>) -> Option<&'v mut Value> {
    let Some(key) = key else {
        return Some(root);
    };
    if root.is_null() {
        *root = Value::Mapping(serde_yaml::Mapping::new());
    }
    let mapping = root.as_mapping_mut()?;
    Some(mapping.entry(Value::from(key)).or_insert(Value::Null))
}

/// The changed text, if it says what is expected.
fn says(changed: String, expected: &Value) -> Option<String> {
    (value(&changed)? == *expected).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn an_item_is_added_where_the_list_ends_and_no_other_byte_moves() {
        let item = json!({"hans": "甲", "reason": "因为: 乙"});
        let cases = [
            ("", "overrides:\n  - hans: 甲\n    reason: \"因为: 乙\"\n"),
            (
                "# 空\n",
                "# 空\noverrides:\n  - hans: 甲\n    reason: \"因为: 乙\"\n",
            ),
            (
                "overrides:   # 一\n- hans: 丙   # 二\n  hant: 丁\n\n# 三\nnames: []\n",
                "overrides:   # 一\n- hans: 丙   # 二\n  hant: 丁\n- hans: 甲\n  reason: \"因为: 乙\"\n\n# 三\nnames: []\n",
            ),
            (
                "names: []\noverrides: [] # 一\nstyle: {}\n",
                "names: []\noverrides: # 一\n  - hans: 甲\n    reason: \"因为: 乙\"\nstyle: {}\n",
            ),
            (
                "overrides: [{hans: '丙, ]'},  # 一\n  {hans: 丁}]\n",
                "overrides: [{hans: '丙, ]'},  # 一\n  {hans: 丁}, {hans: 甲, reason: \"因为: 乙\"}]\n",
            ),
            (
                "overrides:\n  - hans: 丙",
                "overrides:\n  - hans: 丙\n  - hans: 甲\n    reason: \"因为: 乙\"\n",
            ),
            (
                "names:\n  - 丙\n",
                "names:\n  - 丙\n\noverrides:\n  - hans: 甲\n    reason: \"因为: 乙\"\n",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(
                append(before, Some("overrides"), &item).as_deref(),
                Some(after)
            );
        }
    }

    #[test]
    fn a_file_that_is_a_list_gets_its_item() {
        let item = json!({"id": "a", "source": {"title": "甲"}});
        let cases = [
            ("", "- id: a\n  source: {title: 甲}\n"),
            ("# 一\n", "# 一\n- id: a\n  source: {title: 甲}\n"),
            (
                "- {id: b}\n\n# 二\n",
                "- {id: b}\n- id: a\n  source: {title: 甲}\n\n# 二\n",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(append(before, None, &item).as_deref(), Some(after));
        }
    }

    #[test]
    fn what_is_laid_out_strangely_is_left_alone() {
        let item = json!("甲");
        for text in [
            "{moved: [乙]}\n",
            "moved: &a\n  - 乙\n",
            "moved: 乙\n",
            "moved:\n  - |\n    乙\n    # 丙\n",
            "moved: [乙 # 丙\n  ]\nmoved: []\n",
        ] {
            let added = append(text, Some("moved"), &item);
            // Either nothing, or a change that reads back as it should.
            if let Some(added) = added {
                assert_eq!(
                    value(&added).unwrap()["moved"].as_sequence().unwrap().len(),
                    2,
                    "{text}"
                );
            }
        }
        assert_eq!(append("moved: 乙\n", Some("moved"), &item), None);
    }

    #[test]
    fn a_value_is_set_in_its_item_only() {
        let text = "judgements:\n- place: p-1   # 一\n  after: 甲\n\n- place: p-2\n  after: 乙\n  decision: 丙  # 二\n# 三\n";
        assert_eq!(
            set(text, "judgements", 0, "decision", "丁").as_deref(),
            Some(
                "judgements:\n- place: p-1   # 一\n  after: 甲\n  decision: 丁\n\n- place: p-2\n  after: 乙\n  decision: 丙  # 二\n# 三\n"
            )
        );
        assert_eq!(
            set(text, "judgements", 1, "decision", "1").as_deref(),
            Some(
                "judgements:\n- place: p-1   # 一\n  after: 甲\n\n- place: p-2\n  after: 乙\n  decision: \"1\"  # 二\n# 三\n"
            )
        );
        assert_eq!(set(text, "judgements", 2, "decision", "丁"), None);
    }

    #[test]
    fn an_item_is_taken_out_and_an_empty_list_stays_a_list() {
        let cases = [
            (
                "moved:\n  - 甲\n  # 一\n  - 乙\n",
                0,
                "moved:\n  # 一\n  - 乙\n",
            ),
            ("moved:\n  - 甲\npins: []\n", 0, "moved: []\npins: []\n"),
            ("moved: [甲, \"乙, 丙\", 丁]\n", 1, "moved: [甲, 丁]\n"),
            ("moved: [甲, 乙]\n", 1, "moved: [甲]\n"),
            ("moved: [甲]\n", 0, "moved: []\n"),
        ];
        for (before, index, after) in cases {
            assert_eq!(remove(before, Some("moved"), index).as_deref(), Some(after));
        }
    }

    proptest! {
        #[test]
        fn a_change_never_loses_a_line(
            lines in prop::collection::vec("(a|moved|b):( \\[(甲|\"乙,\")?\\])?|  ?- [甲乙\"'#:]{1,3}|# 一|", 0..8),
            words in "[甲:#\"' -]{1,6}",
        ) {
            let text = lines.join("\n");
            if let Some(changed) = append(&text, Some("moved"), &json!(words)) {
                let mut rest = changed.lines();
                for line in text.lines().filter(|line| !line.starts_with("moved")) {
                    prop_assert!(rest.any(|other| other == line), "{text}\n---\n{changed}");
                }
                let new = value(&changed).unwrap();
                prop_assert_eq!(new["moved"].as_sequence().unwrap().last().unwrap(), &Value::from(words));
            }
        }
    }
}
