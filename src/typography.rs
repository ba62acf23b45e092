//! Keeps a number on one line with the word behind it, in finished HTML.
//!
//! Han text may break between any two characters, so `2500万千瓦` and `2023年` would come apart at the end of a line. The rule
//! needs no list of units: digits hold the powers of ten behind them and two characters more, which is the longest common
//! unit (公里, 人次); a mark of punctuation ends it sooner. Figures of the report have an element of their own and are left.

const POWERS: &str = "十百千万萬亿億";

/// `html` with `<span class="nb">` around each number and its unit; tags, entities and code stay as they are.
pub(crate) fn unbroken(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '<' => markup(rest),
            '&' => rest.find(';').map_or(1, |end| end + 1),
            c if c.is_ascii_alphanumeric() => {
                let length = word(rest);
                let (before, after) = rest.split_at(length);
                let held = if before.starts_with(|c: char| c.is_ascii_digit()) {
                    unit(after)
                } else {
                    0
                };
                if held > 0 {
                    out.push_str("<span class=\"nb\">");
                    out.push_str(&rest[..length + held]);
                    out.push_str("</span>");
                    rest = &rest[length + held..];
                    continue;
                }
                length
            }
            c => c.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Length of the tag at the start of `html`; of the whole element where what it holds is not ours to set.
fn markup(html: &str) -> usize {
    const KEPT: [(&str, &str); 5] = [
        ("<pre", "</pre>"),
        ("<code", "</code>"),
        ("<svg", "</svg>"),
        ("<b class=\"fig\"", "</b>"),
        ("<span class=\"nb\"", "</span>"),
    ];
    let close = (KEPT.iter())
        .find(|(open, _)| html.starts_with(open))
        .map_or(">", |(_, close)| close);
    html.find(close).map_or(html.len(), |at| at + close.len())
}

/// Length of the digits or letters at the start of `text`, with the points between digits.
fn word(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let joins = matches!(c, '.' | ',')
            && text[at + 1..].starts_with(|next: char| next.is_ascii_digit());
        if !c.is_ascii_alphanumeric() && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Length of what a number holds on its line.
fn unit(text: &str) -> usize {
    let mut left = 2;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if !crate::text::is_han(c) || left == 0 {
            break;
        }
        if !POWERS.contains(c) {
            left -= 1;
        }
        end = at + c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::unbroken;

    #[test]
    fn a_number_holds_its_unit_and_nothing_behind_a_mark() {
        assert_eq!(
            unbroken("并网装机2500万千瓦以上，2023年。"),
            "并网装机<span class=\"nb\">2500万千瓦以</span>上，<span class=\"nb\">2023年</span>。"
        );
        assert_eq!(
            unbroken("新建6.94万個、2,000所"),
            "新建<span class=\"nb\">6.94万個</span>、<span class=\"nb\">2,000所</span>"
        );
    }

    #[test]
    fn tags_entities_code_and_figures_stay() {
        for kept in [
            "<a href=\"#p-3-2-3\">段</a>",
            "&#39;引文&#39;，G5511，A4",
            "<code>2023年</code>",
            "<b class=\"fig\" id=\"f-1\">2500万千瓦</b>以上",
            "5%，3—4",
            "",
        ] {
            assert_eq!(unbroken(kept), kept);
        }
    }

    #[test]
    fn a_second_time_changes_nothing() {
        let once = unbroken("2023年43件民生实事");
        assert_eq!(unbroken(&once), once);
    }

    proptest::proptest! {
        #[test]
        fn only_elements_are_added(text in "[0-9年万<>&;甲.a/]{0,16}") {
            let plain = |html: &str| html.replace("<span class=\"nb\">", "").replace("</span>", "");
            proptest::prop_assert_eq!(plain(&unbroken(&text)), text);
        }
    }
}
