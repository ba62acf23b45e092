//! Where the items of a list stand in a YAML file, told by the layout of its lines.

use std::ops::Range;

/// Where the items of a list stand.
pub(super) enum List {
    /// The key is not in the file, or the file says nothing.
    Missing,
    /// The key has nothing, or an empty list on its line.
    Empty { value: Range<usize>, indent: usize },
    /// One item a line or more: from its first line's start to its last line's end.
    Block {
        items: Vec<Range<usize>>,
        indent: usize,
    },
    /// `[a, b]`: the items, and what stands between the brackets.
    Flow {
        items: Vec<Range<usize>>,
        inner: Range<usize>,
    },
    /// Anything else.
    Unknown,
}

/// Finds the list at `key` of the outermost mapping; without a key the file itself is the list.
pub(super) fn list(text: &str, key: Option<&str>) -> List {
    let Some(key) = key else {
        let start = text
            .split_inclusive('\n')
            .take_while(|line| is_idle(line) || line.trim_end() == "---")
            .map(str::len)
            .sum::<usize>();
        return match text[start..].chars().next() {
            None => List::Missing,
            Some('[') => flow_list(text, start),
            _ => block_list(text, start, text.len()),
        };
    };
    let mut at = 0;
    let mut found = None;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        if let Some(rest) = value_of(line, key) {
            if found.is_some() {
                return List::Unknown;
            }
            found = Some((next - rest.len(), next));
        }
        at = next;
    }
    let Some((value, below)) = found else {
        return List::Missing;
    };
    let line = &text[value..below];
    let words = &line[..scalar_end(line.trim_end_matches('\n'))];
    match words {
        "" => {
            let end = end_of_key(text, below);
            if text[below..end].lines().all(is_idle) {
                List::Empty {
                    value: value..value,
                    indent: 2,
                }
            } else {
                block_list(text, below, end)
            }
        }
        "~" | "null" | "[]" => List::Empty {
            value: value..value + words.len(),
            indent: 2,
        },
        _ if line.starts_with('[') => flow_list(text, value),
        _ => List::Unknown,
    }
}

/// Where what belongs to a key of the outermost mapping ends: at the next line that begins another.
fn end_of_key(text: &str, start: usize) -> usize {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let outer = !line.starts_with([' ', '\t', '-', '#']) && !line.trim().is_empty();
        if outer || line.starts_with("---") {
            return at;
        }
        at += line.len();
    }
    at
}

fn block_list(text: &str, start: usize, end: usize) -> List {
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut indent = None;
    let mut at = start;
    for line in text[start..end].split_inclusive('\n') {
        let next = at + line.len();
        let body = line.trim_start();
        if !is_idle(line) {
            let depth = line.len() - body.len();
            let dash = body.starts_with("- ") || body.trim_end() == "-";
            if dash && *indent.get_or_insert(depth) == depth {
                items.push(at..next);
            } else if let Some(item) = items.last_mut() {
                if indent.is_some_and(|indent| depth <= indent) {
                    return List::Unknown;
                }
                item.end = next;
            } else {
                return List::Unknown;
            }
        }
        at = next;
    }
    match indent {
        Some(indent) => List::Block { items, indent },
        None => List::Unknown,
    }
}

fn flow_list(text: &str, start: usize) -> List {
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_usize;
    let mut quoted: Option<char> = None;
    let mut skip = false;
    let mut comment = false;
    let mut before = ' ';
    let mut item = start + 1;
    let push = |items: &mut Vec<Range<usize>>, span: Range<usize>| {
        let words = &text[span.clone()];
        let lead = words.len() - words.trim_start().len();
        if !words.trim().is_empty() {
            items.push(span.start + lead..span.start + words.trim_end().len());
        }
    };
    for (offset, c) in text[start..].char_indices() {
        let at = start + offset;
        if skip {
            skip = false;
        } else if comment {
            comment = c != '\n';
        } else if let Some(mark) = quoted {
            skip = mark == '"' && c == '\\';
            if c == mark {
                quoted = None;
            }
        } else {
            match c {
                // A mark of quotation opens only where a value may begin.
                '"' | '\'' if matches!(before, ' ' | '\n' | '[' | '{' | ',' | ':') => {
                    quoted = Some(c);
                }
                '#' if before.is_whitespace() => comment = true,
                '[' | '{' => depth += 1,
                ',' if depth == 1 => {
                    push(&mut items, item..at);
                    item = at + 1;
                }
                ']' | '}' => {
                    depth -= 1;
                    if depth == 0 {
                        push(&mut items, item..at);
                        return List::Flow {
                            items,
                            inner: start + 1..at,
                        };
                    }
                }
                _ => {}
            }
        }
        before = c;
    }
    List::Unknown
}

/// What stands behind `key:` on a line that begins with it.
pub(super) fn value_of<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let rest = line
        .strip_prefix(key)?
        .trim_start_matches(' ')
        .strip_prefix(':')?;
    (rest.is_empty() || rest.starts_with([' ', '\n'])).then(|| rest.trim_start_matches(' '))
}

/// How long a value on one line is, without the comment behind it.
pub(super) fn scalar_end(value: &str) -> usize {
    let end = match value.chars().next() {
        Some('#') => 0,
        Some(mark @ ('"' | '\'')) => {
            let mut escaped = false;
            let close = value.char_indices().skip(1).find(|&(_, c)| {
                let closes = c == mark && !escaped;
                escaped = mark == '"' && c == '\\' && !escaped;
                closes
            });
            close.map_or(value.len(), |(at, _)| at + 1)
        }
        _ => value.find(" #").unwrap_or(value.len()),
    };
    value[..end].trim_end().len()
}

/// A line that says nothing: blank, or a comment.
pub(super) fn is_idle(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}
