//! Keeps a number on one line with the word behind it, and the words of a heading whole, in finished HTML.
//!
//! Han text may break between any two characters, so `2500万千瓦` and `2023年` would come apart at the end of a line. The rule
//! needs no list of units: digits hold the powers of ten behind them and two characters more, which is the longest common
//! unit (公里, 人次); a mark of punctuation ends it sooner. Figures of the report have an element of their own and are left.

mod phrase;

/// Powers of ten between a number and its unit.
const POWERS: &str = "十百千万萬亿億";

/// `html` with `<span class="nb">` around each number and its unit, and its headings set by [`phrased`]; tags, entities
/// and code stay as they are.
pub(crate) fn unbroken(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if let Some((open, words, after)) = heading(rest) {
            out.push_str(open);
            out.push_str(&phrased(words));
            rest = after;
            continue;
        }
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

/// The HTML of a heading with `<span class="nb">` around its words, too, so that its lines end between them.
///
/// Elements without a break inside, not `<wbr>` between: a screen reader would read that as a space.
pub(crate) fn phrased(html: &str) -> String {
    let letters = letters(html);
    let text: Vec<char> = letters.iter().map(|letter| letter.c).collect();
    let held = phrase::held(&text);
    let mut out = String::with_capacity(html.len() * 2);
    let mut done = 0;
    let mut at = 0;
    while at < letters.len() {
        let mut end = at + 1;
        while end < letters.len() && held[end] {
            end += 1;
        }
        let run = &letters[at..end];
        let fits = phrase::fits(&text[at..end]);
        let (start, stop) = (run[0].start, run[run.len() - 1].end);
        let one_text = run.windows(2).all(|pair| pair[0].end == pair[1].start);
        if fits && one_text && !run[0].kept {
            out.push_str(&html[done..start]);
            out.push_str("<span class=\"nb\">");
            out.push_str(&html[start..stop]);
            out.push_str("</span>");
            done = stop;
        }
        at = end;
    }
    out.push_str(&html[done..]);
    unbroken(&out)
}

/// Splits a heading off the start of `html`: its start tag, what it holds, and the rest from its end tag on.
fn heading(html: &str) -> Option<(&str, &str, &str)> {
    let level = html.strip_prefix("<h")?.get(..1)?;
    if !level.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let open = html.find('>')? + 1;
    let close = open + html[open..].find(&format!("</h{level}>"))?;
    Some((&html[..open], &html[open..close], &html[close..]))
}

/// A character of the text of an HTML fragment.
struct Letter {
    c: char,
    /// Where it stands in the HTML.
    start: usize,
    end: usize,
    /// Whether it stands in an element that has a line of its own to keep.
    kept: bool,
}

/// The text of `html`; an entity counts as a mark.
fn letters(html: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut at = 0;
    let mut kept_until = 0;
    while let Some(c) = html[at..].chars().next() {
        let rest = &html[at..];
        let length = match c {
            '<' => {
                kept_until = kept_until.max(at + markup(rest));
                rest.find('>').map_or(rest.len(), |end| end + 1)
            }
            '&' => rest.find(';').map_or(1, |end| end + 1),
            c => c.len_utf8(),
        };
        if c != '<' {
            letters.push(Letter {
                c,
                start: at,
                end: at + length,
                kept: at < kept_until,
            });
        }
        at += length;
    }
    letters
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
    use super::{phrased, unbroken};

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

    #[test]
    fn a_heading_keeps_its_words_and_numbers_whole() {
        let shown = |html: &str| {
            (phrased(html).replace("<span class=\"nb\">", "(")).replace("</span>", ")")
        };
        assert_eq!(
            shown("推进新能源发展，2023年工作报告"),
            "(推进)(新能源)(发展)，(2023年)(工作)(报告)"
        );
        assert_eq!(shown("三、43件实事"), "三、(43件)(实事)");
        assert_eq!(
            shown("推进<b>新</b>能源&amp;<a href=\"#发展\">发展</a>"),
            "(推进)<b>新</b>能源&amp;<a href=\"#发展\">(发展)</a>"
        );
        assert_eq!(shown("发展GDP发展"), "(发展)GDP(发展)");
        assert_eq!(shown("<code>发展</code>"), "<code>发展</code>");
    }

    #[test]
    fn headings_in_finished_html_are_set_as_headings() {
        assert_eq!(
            unbroken("<h2 id=\"a\">加快的发展</h2><p>加快发展<h2"),
            "<h2 id=\"a\"><span class=\"nb\">加快的</span><span class=\"nb\">发展</span></h2><p>加快发展<h2"
        );
    }

    fn plain(html: &str) -> String {
        (html.replace("<span class=\"nb\">", "")).replace("</span>", "")
    }

    proptest::proptest! {
        #[test]
        fn a_heading_gains_elements_and_nothing_else(text in "[0-9年万<>&;发展新能源，a/]{0,16}") {
            let once = phrased(&text);
            proptest::prop_assert_eq!(plain(&once), text);
            proptest::prop_assert_eq!(phrased(&once), once);
        }

        #[test]
        fn only_elements_are_added(text in "[0-9年万<>&;甲.ah/]{0,16}") {
            proptest::prop_assert_eq!(plain(&unbroken(&text)), text);
        }
    }
}
