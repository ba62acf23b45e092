//! Whether a text is Chinese at all: Han letters without kana or hangul.

use crate::diagnostic::Diagnostic;
use crate::text::is_han;

/// What a text that is not Chinese is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Other {
    what: &'static str,
    letters: usize,
    han: usize,
}

impl Other {
    /// What the editor should know.
    pub(crate) fn warning(self, name: &str) -> Diagnostic {
        let Self { what, letters, han } = self;
        Diagnostic::warning(
            "not-chinese",
            format!("`{name}` is not Chinese: {letters} {what} letters stand beside {han} Han letters"),
        )
        .help("reports in Chinese are read; if this is one, it was saved in a wrong way: save the page again")
    }
}

/// Tells the letters of a text that is not Chinese; none for one that is.
pub(crate) fn other(text: &str) -> Option<Other> {
    let (mut han, mut kana, mut hangul, mut latin, mut rest) = (0, 0, 0, 0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        match c {
            _ if is_han(c) => han += 1,
            '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}' => {
                kana += 1;
            }
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => {
                hangul += 1;
            }
            // Bopomofo is Chinese.
            '\u{3100}'..='\u{312F}' => {}
            _ if u32::from(c) < 0x250 => latin += 1,
            _ => rest += 1,
        }
    }
    // A report may quote a foreign name, and its page is full of tags.
    let most = [
        ("kana", kana, 10),
        ("hangul", hangul, 10),
        ("Latin", latin, 0),
        ("other", rest, 1),
    ];
    most.into_iter().find_map(|(what, letters, weight)| {
        let is_other = if weight == 0 {
            han == 0 && letters > 0
        } else {
            letters * weight > han
        };
        (is_other && letters >= 3).then_some(Other { what, letters, han })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_chinese_is_chinese() {
        let what = |text| other(text).map(|other| other.what);
        assert_eq!(
            what(
                "政府工作报告。GDP增长5%，引进トヨタ项目，建设一批重大工程，各项工作取得新的成效，人民生活改善。"
            ),
            None
        );
        assert_eq!(
            what("The report on the work of the government."),
            Some("Latin")
        );
        assert_eq!(what("日本の経済は成長しています。"), Some("kana"));
        assert_eq!(what("대한민국 정부 보고"), Some("hangul"));
        assert_eq!(what("2023"), None);
    }
}
