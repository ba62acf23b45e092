//! Files as they are on disk: a byte-order mark and Windows line ends stay when a text is changed.

/// Changes the text of a file. `edit` sees plain line ends and no mark; every byte outside what it changed stays. None
/// where the file is not UTF-8, or `edit` gives nothing.
pub(super) fn edited(bytes: &[u8], edit: impl FnOnce(&str) -> Option<String>) -> Option<Vec<u8>> {
    let written = std::str::from_utf8(bytes).ok()?;
    let body = written.strip_prefix('\u{FEFF}').unwrap_or(written);
    let mark = written.len() - body.len();
    let plain = body.replace("\r\n", "\n");
    let changed = edit(&plain)?;
    let same = |mut pairs: Box<dyn Iterator<Item = (char, char)> + '_>| {
        let equal = pairs.by_ref().take_while(|(a, b)| a == b);
        equal.map(|(a, _)| a.len_utf8()).sum::<usize>()
    };
    let start = same(Box::new(plain.chars().zip(changed.chars())));
    let (old, new) = (&plain[start..], &changed[start..]);
    let end = same(Box::new(old.chars().rev().zip(new.chars().rev())));
    let place = |plain_at: usize| mark + raw_offset(body, plain_at);
    let mut middle = new[..new.len() - end].to_owned();
    if body.contains("\r\n") {
        middle = middle.replace('\n', "\r\n");
    }
    let mut out = bytes[..place(start)].to_vec();
    out.extend(middle.as_bytes());
    out.extend(&bytes[place(plain.len() - end)..]);
    Some(out)
}

/// Where a byte of the text with plain line ends stands in `body`.
fn raw_offset(body: &str, plain: usize) -> usize {
    let mut ends = 0;
    for (at, _) in body.match_indices("\r\n") {
        // The break is one byte at `at - ends` of the plain text.
        if at - ends >= plain {
            break;
        }
        ends += 1;
    }
    plain + ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(bytes: &str, from: &str, to: &str) -> String {
        let bytes = edited(bytes.as_bytes(), |text| {
            assert!(!text.contains('\r') && !text.starts_with('\u{FEFF}'));
            Some(text.replace(from, to))
        });
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    #[test]
    fn the_mark_and_the_line_ends_stay_as_they_were() {
        assert_eq!(
            changed("\u{FEFF}甲\r\n乙\r\n丙\n丁", "乙\n", "乙\n戊\n"),
            "\u{FEFF}甲\r\n乙\r\n戊\r\n丙\n丁"
        );
        assert_eq!(changed("甲\n乙\n", "乙", "丙"), "甲\n丙\n");
        assert_eq!(changed("甲\r\n乙\r\n", "甲\n", ""), "乙\r\n");
        assert_eq!(changed("甲", "丙", "丁"), "甲");
        assert_eq!(edited(&[0xFF], |_| Some(String::new())), None);
    }
}
