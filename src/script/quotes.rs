//! Quotation marks by script: “ ‘ ’ ” in Simplified, 「 『 』 」 in Traditional, one for one.
//!
//! Only marks that pair within the text are exchanged. A mark that has lost its partner is left as it is and reported,
//! because it often shows where a scraped text was damaged.

use super::Script;

/// Returns the exchanges of quotation marks for text that goes to `script`, as (code point, mark), in order, and the
/// positions of marks without a partner. A pair directly inside a pair of its own kind becomes the inner kind.
#[must_use]
pub fn exchanges(text: &[char], script: Script) -> (Vec<(usize, char)>, Vec<usize>) {
    let mut exchanges = Vec::new();
    let mut unpaired = Vec::new();
    let mut open: Vec<(usize, char, bool)> = Vec::new();
    let mut before = None;
    for (at, &c) in text.iter().enumerate() {
        match c {
            '“' | '‘' | '「' | '『' => open.push((at, c, false)),
            // `people’s`, `’20`
            '’' if before.is_some_and(|b: char| b.is_ascii_alphanumeric())
                && !open.iter().any(|&(_, mark, _)| mark == '‘') => {}
            '”' | '’' | '」' | '』' => {
                match open.iter().rposition(|&(_, mark, _)| closes(mark, c)) {
                    Some(index) => {
                        unpaired.extend(open.drain(index + 1..).map(|(at, ..)| at));
                        let (start, mark, _) = open.pop().unwrap_or((at, c, false));
                        exchanges.push((start, mark));
                        exchanges.push((at, c));
                    }
                    None => unpaired.push(at),
                }
            }
            _ => {}
        }
        before = Some(c);
    }
    unpaired.extend(open.into_iter().map(|(at, ..)| at));
    unpaired.sort_unstable();
    exchanges.sort_unstable();
    let mut nest: Vec<bool> = Vec::new();
    for (_, mark) in &mut exchanges {
        let opening = matches!(mark, '“' | '‘' | '「' | '『');
        let inner = if opening {
            let own = matches!(mark, '‘' | '『');
            let inner = match nest.last() {
                Some(&outer) if outer == own => !own,
                _ => own,
            };
            nest.push(inner);
            inner
        } else {
            nest.pop().unwrap_or(false)
        };
        *mark = mark_of(script, inner, opening);
    }
    (exchanges, unpaired)
}

/// A mark that [`exchanges`] gives, as text.
pub(super) const fn text(mark: char) -> &'static str {
    match mark {
        '‘' => "‘",
        '’' => "’",
        '“' => "“",
        '”' => "”",
        '「' => "「",
        '」' => "」",
        '『' => "『",
        _ => "』",
    }
}

const fn closes(opening: char, closing: char) -> bool {
    matches!(
        (opening, closing),
        ('“', '”') | ('‘', '’') | ('「', '」') | ('『', '』')
    )
}

const fn mark_of(script: Script, inner: bool, opening: bool) -> char {
    match (script, inner, opening) {
        (Script::Hans, false, true) => '“',
        (Script::Hans, false, false) => '”',
        (Script::Hans, true, true) => '‘',
        (Script::Hans, true, false) => '’',
        (Script::Hant, false, true) => '「',
        (Script::Hant, false, false) => '」',
        (Script::Hant, true, true) => '『',
        (Script::Hant, true, false) => '』',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchanged(text: &str, script: Script) -> (String, Vec<usize>) {
        let mut chars: Vec<char> = text.chars().collect();
        let (exchanges, unpaired) = exchanges(&chars, script);
        for (at, mark) in exchanges {
            chars[at] = mark;
        }
        (chars.into_iter().collect(), unpaired)
    }

    #[test]
    fn nested_marks_go_there_and_back() {
        let simplified = "他说：“弘扬‘三北精神’，建设‘塞上江南’。”“好。”";
        let (traditional, unpaired) = exchanged(simplified, Script::Hant);
        assert_eq!(
            traditional,
            "他说：「弘扬『三北精神』，建设『塞上江南』。」「好。」"
        );
        assert!(unpaired.is_empty());
        assert_eq!(exchanged(&traditional, Script::Hans).0, simplified);
    }

    #[test]
    fn a_mark_without_partner_stays_and_is_reported() {
        assert_eq!(
            exchanged("锚定“两率先、“两超过”目标", Script::Hant),
            ("锚定“两率先、「两超过」目标".into(), vec![2])
        );
        assert_eq!(exchanged("两率先”目标", Script::Hant).1, [3]);
    }

    #[test]
    fn a_pair_directly_inside_its_own_kind_becomes_the_inner_kind() {
        assert_eq!(
            exchanged("“发扬“蒙古马精神”。”", Script::Hant).0,
            "「发扬『蒙古马精神』。」"
        );
    }

    #[test]
    fn an_apostrophe_is_no_quotation_mark() {
        assert_eq!(
            exchanged("China’s“一带一路”", Script::Hant),
            ("China’s「一带一路」".into(), vec![])
        );
    }
}
