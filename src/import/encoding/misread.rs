//! Text that was read in a wrong encoding and saved so: `½ð»ªÊÐ`, `æ”¿åºœ`, `鏀垮簻`.
//!
//! The bytes are still in it. It is encoded again as it was read, and decoded as it should have been; what gives clean
//! Chinese is right, because no other text does. Bytes that were lost on the way leave a replacement character each.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};

use super::FREQUENT;
use crate::diagnostic::Diagnostic;
use crate::text::is_han;

/// A text read as it should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misread {
    /// The text.
    pub(crate) text: String,
    /// What it was, and what it was taken for.
    pub(crate) was: &'static str,
    /// See `was`.
    pub(crate) taken_for: &'static str,
}

impl Misread {
    /// What the editor should know.
    pub(crate) fn note(&self, name: &str) -> Diagnostic {
        let Self { was, taken_for, .. } = self;
        Diagnostic::note(
            "misread",
            format!("`{name}` is {was} that was read as {taken_for} and saved so; it is read back"),
        )
        .help("the capture stays as it was received; a copy saved in its own encoding is better, if you have one")
    }
}

/// Reads a text back that was read in a wrong encoding; none where it was not.
pub(crate) fn undo(text: &str) -> Option<Misread> {
    // A part is enough to tell clean text, which nearly all is.
    let before = sense(text.chars().filter(|c| !c.is_ascii()).take(2000));
    // Prose is full of frequent letters; what was misread has next to none.
    if before.foreign < 8 || before.frequent * 8 > before.foreign {
        return None;
    }
    let mut best: Option<(usize, Misread)> = None;
    for (taken_for, page, readings) in [
        (
            "Latin-1",
            WINDOWS_1252,
            [
                ("GBK text", GB18030),
                ("Big5 text", BIG5),
                ("UTF-8 text", UTF_8),
            ]
            .as_slice(),
        ),
        ("GBK", GBK, [("UTF-8 text", UTF_8)].as_slice()),
        ("Big5", BIG5, [("UTF-8 text", UTF_8)].as_slice()),
    ] {
        let Some(lines) = encoded(text, page) else {
            continue;
        };
        for &(was, encoding) in readings {
            let read: Vec<_> = lines
                .iter()
                .map(|line| encoding.decode_without_bom_handling(line).0)
                .collect();
            let read = read.join("\n");
            let after = sense(read.chars());
            let is_chinese = after.foreign >= 8
                && after.frequent * 5 >= after.foreign
                && after.lost * 3 <= after.foreign;
            let score = after.frequent.saturating_sub(after.lost);
            if is_chinese && best.as_ref().is_none_or(|(found, _)| score > *found) {
                let text = read;
                best = Some((
                    score,
                    Misread {
                        text,
                        was,
                        taken_for,
                    },
                ));
            }
        }
    }
    best.map(|(_, misread)| misread)
}

/// What a text is made of, apart from ASCII.
struct Sense {
    foreign: usize,
    frequent: usize,
    lost: usize,
}

fn sense(text: impl Iterator<Item = char>) -> Sense {
    let mut sense = Sense {
        foreign: 0,
        frequent: 0,
        lost: 0,
    };
    for c in text.filter(|c| !c.is_ascii()) {
        if c == char::REPLACEMENT_CHARACTER {
            sense.lost += 1;
        } else if is_han(c) || (c.is_alphabetic() && u32::from(c) < 0x3000) || is_latin_mark(c) {
            sense.foreign += 1;
            sense.frequent += usize::from(FREQUENT.contains(c));
        }
    }
    sense
}

fn is_latin_mark(c: char) -> bool {
    ('\u{80}'..='\u{FF}').contains(&c)
}

/// The bytes of each line; none where a part of the text is not of that code page, so that nothing of it is lost.
/// Replacement characters are left out: what they stood for leaves its neighbours incomplete.
fn encoded(text: &str, page: &'static Encoding) -> Option<Vec<Vec<u8>>> {
    let (mut foreign, mut strange) = (0_usize, 0_usize);
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let mut bytes = Vec::with_capacity(line.len());
        for c in line.chars() {
            if c.is_ascii() {
                bytes.push(c as u8);
                continue;
            }
            foreign += 1;
            match byte_of(c, page) {
                Some(byte) => bytes.push(byte),
                None if c == char::REPLACEMENT_CHARACTER => {}
                None => {
                    let mut buffer = [0; 4];
                    let (encoded, _, unknown) = page.encode(c.encode_utf8(&mut buffer));
                    if unknown {
                        strange += 1;
                        // What no byte of the page gives leaves a hole of its own.
                        bytes.push(0xFF);
                    } else {
                        bytes.extend_from_slice(&encoded);
                    }
                }
            }
        }
        lines.push(bytes);
    }
    (strange * 50 <= foreign).then_some(lines)
}

/// Bytes that Latin-1 and Windows-1252 show as one character each.
fn byte_of(c: char, page: &'static Encoding) -> Option<u8> {
    (page == WINDOWS_1252 && is_latin_mark(c)).then(|| u8::try_from(u32::from(c)).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "2017年某市人民政府工作报告\n各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。";

    fn latin(bytes: &[u8]) -> String {
        bytes.iter().map(|&byte| char::from(byte)).collect()
    }

    #[test]
    fn what_was_misread_is_read_back() {
        let gbk = GBK.encode(TEXT).0.into_owned();
        let undone = undo(&latin(&gbk)).unwrap();
        assert_eq!((undone.text.as_str(), undone.was), (TEXT, "GBK text"));
        let shown = WINDOWS_1252.decode_without_bom_handling(&gbk).0;
        assert_eq!(undo(&shown).unwrap().text, TEXT);
        let undone = undo(&latin(TEXT.as_bytes())).unwrap();
        assert_eq!((undone.text.as_str(), undone.was), (TEXT, "UTF-8 text"));
        let traditional = "各位議員：現在，我向大會報告工作，繼續發展經濟，改善民生。";
        let big5 = BIG5.encode(traditional).0.into_owned();
        assert_eq!(undo(&latin(&big5)).unwrap().text, traditional);
    }

    #[test]
    fn bytes_lost_on_the_way_leave_holes() {
        let shown = GBK.decode_without_bom_handling(TEXT.as_bytes()).0;
        let undone = undo(&shown).unwrap();
        assert_eq!((undone.was, undone.taken_for), ("UTF-8 text", "GBK"));
        assert!(undone.text.contains("人民政府工作报"), "{}", undone.text);
        assert!(undone.text.contains(char::REPLACEMENT_CHARACTER));
    }

    #[test]
    fn other_text_is_left_alone() {
        assert_eq!(undo(TEXT), None);
        assert_eq!(
            undo("現在，我代表市人民政府，向大會報告工作，請予審議。"),
            None
        );
        assert_eq!(
            undo("Größe, façade, naïve, élève, à côté, Ærø, señor, così"),
            None
        );
        assert_eq!(undo("锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷"), None);
        assert_eq!(undo("鞍山鞍钢鲅鱼圈鳌江鹤岗鹤壁鹰潭麒麟黔江黟县龚滩"), None);
    }
}
