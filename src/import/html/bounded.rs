//! Takes the tags of elements out of a page that lie deeper than any article: the parser's time grows with nesting.

/// Elements deeper than this are taken out of their element's parent; their text stays.
const DEEPEST: usize = 200;

/// The page without the tags of elements that lie too deep.
pub(super) fn bounded(page: &str) -> String {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ];
    // These close each other, so that leaving out their end tags is no nesting.
    const CLOSING: &[&str] = &[
        "p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody", "thead", "tfoot", "html",
        "body", "head",
    ];
    let mut out = String::with_capacity(page.len());
    let mut depth = 0_usize;
    let mut left_out = 0_usize;
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let tag = &rest[open..];
        if tag.starts_with("<!--") {
            let end = tag.find("-->").map_or(tag.len(), |end| end + 3);
            rest = &tag[end..];
            continue;
        }
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let body = &tag[1..end];
        let closing = body.starts_with('/');
        let name: String = body
            .trim_start_matches('/')
            .chars()
            .take(12)
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let counts = !name.is_empty()
            && !VOID.contains(&name.as_str())
            && !CLOSING.contains(&name.as_str())
            && !body.ends_with("/>");
        let mut keep = true;
        if counts && closing {
            keep = left_out == 0;
            if left_out > 0 {
                left_out -= 1;
            } else {
                depth = depth.saturating_sub(1);
            }
        } else if counts {
            keep = depth < DEEPEST;
            if keep { depth += 1 } else { left_out += 1 }
        }
        if keep {
            out.push_str(&tag[..end]);
        }
        rest = &tag[end..];
        if !closing && matches!(name.as_str(), "script" | "style" | "textarea") && keep {
            // What stands in these is no markup.
            let close = format!("</{name}");
            let stop = find_ignoring_case(rest, &close).unwrap_or(rest.len());
            rest = &rest[stop..];
        }
    }
    out.push_str(rest);
    out
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|&byte| byte == b'<') {
        let at = from + at;
        if text.len() >= at + wanted.len()
            && text[at..at + wanted.len()].eq_ignore_ascii_case(wanted)
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
