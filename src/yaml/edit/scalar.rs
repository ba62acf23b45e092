//! Values as they are written into a YAML file: scalars, and items of a list.

use super::Item;

/// A YAML scalar of one line: plain where that is safe, else in double quotation marks.
#[must_use]
pub fn scalar(text: &str) -> String {
    let safe = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '，' | '。'
                    | '、'
                    | '；'
                    | '“'
                    | '”'
                    | '《'
                    | '》'
                    | '（'
                    | '）'
                    | '—'
                    | '·'
                    | '-'
                    | '.'
                    | '%'
            )
    };
    let plain = text.chars().all(safe)
        && text.starts_with(|c: char| c.is_alphabetic() || c == '“')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off"
        );
    if plain {
        text.to_owned()
    } else {
        // Every JSON string is a YAML 1.2 double-quoted scalar.
        serde_json::Value::from(text).to_string()
    }
}

/// An item on lines of its own.
pub(super) fn block(item: &Item, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let serde_json::Value::Object(members) = item else {
        return format!("{margin}- {}\n", flow(item));
    };
    let line = |(number, (key, value)): (usize, (&String, &Item))| {
        let lead = if number == 0 { "- " } else { "  " };
        format!("{margin}{lead}{key}: {}\n", flow(value))
    };
    members.iter().enumerate().map(line).collect()
}

/// An item on one line.
pub(super) fn flow(item: &Item) -> String {
    match item {
        serde_json::Value::String(words) => scalar(words),
        serde_json::Value::Object(members) => {
            let members: Vec<String> = (members.iter())
                .map(|(key, value)| format!("{key}: {}", flow(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_yaml_would_take_for_something_else_are_quoted() {
        for plain in ["甲", "力争5%", "“甲”乙", "a-b"] {
            assert_eq!(scalar(plain), plain);
        }
        for quoted in [
            "", "1", "true", "Off", "~", "a: b", "-甲", "#甲", "甲\n乙", "甲 ",
        ] {
            let written = scalar(quoted);
            assert!(written.starts_with('"'), "{written}");
            assert_eq!(serde_yaml::from_str::<String>(&written).unwrap(), quoted);
        }
    }
}
