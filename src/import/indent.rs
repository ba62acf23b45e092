//! A line whose bytes are shifted from its indent on: `。ㄒ唬┙(jīng)濟` for `　　（一）經(jīng)濟`.
//!
//! The mirror looked for the bytes of `。` (A1 A3) without regard to where characters begin, and found the second byte of
//! an ideographic space (A1 A1) and the first of `（` (A3 A8). It cut there, so the line lost its indent and every
//! character up to the next ASCII byte is read one byte too early. Reading them from the second byte on gives the line
//! back; the last lead byte lost its trail, which the reading behind it tells.

use std::ops::Range;

use crate::import::cp936::{decode_pair, encode, encode_char};
use crate::import::pinyin::Pairs;
use crate::report::outline;

/// What stood at the start of a line, and how much of the line it takes the place of, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shift {
    pub(crate) range: Range<usize>,
    pub(crate) after: String,
}

/// Characters a shift goes on for at most: the next ASCII byte is not far.
const LONGEST: usize = 200;

/// Reads the start of a line back, if it is shifted and comes out with a number in front.
pub(crate) fn shifted(line: &str, pairs: &Pairs) -> Option<Shift> {
    let rest = line.strip_prefix('。')?;
    let length: usize = rest
        .chars()
        .take(LONGEST)
        .take_while(|c| !c.is_ascii())
        .map(char::len_utf8)
        .sum();
    let end = '。'.len_utf8() + length;
    let stretch = &line[..end];
    // Bytes that are not those of the stretch would give anything.
    if stretch.chars().any(|c| encode_char(c).is_none()) {
        return None;
    }
    let bytes = &encode(stretch)[1..];
    let (whole, pending) = bytes.as_chunks::<2>();
    let mut after = String::new();
    for &[lead, trail] in whole {
        after.push(decode_pair(lead, trail)?);
    }
    let mut range = 0..end;
    if let &[lead] = pending {
        let gloss = gloss_at(line, end)?;
        let reading = &line[gloss.start + 1..gloss.end - 1];
        let mut fits = pairs.iter().filter(|&(c, own)| {
            own == reading && encode_char(c).is_some_and(|code| code.to_be_bytes()[0] == lead)
        });
        let (c, _) = fits.next()?;
        if fits.next().is_some() {
            return None;
        }
        after.push(c);
        range.end = gloss.end;
    }
    let number = outline::number(&after)?;
    let is_section = number.style == outline::NumberStyle::Section;
    is_section.then_some(Shift { range, after })
}

/// A reading in parentheses at a byte, behind whatever stands there.
fn gloss_at(line: &str, at: usize) -> Option<Range<usize>> {
    let inner = line[at..].strip_prefix('(')?;
    let close = inner.find(')').filter(|&close| close <= 12)?;
    let is_reading = inner[..close].chars().all(char::is_alphabetic);
    is_reading.then(|| at..at + close + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shifted_from_its_indent_on_is_read_back() {
        let pairs = Pairs::new([('經', "jīng".to_owned()), ('驚', "jīng".to_owned())]);
        let line = "。ㄒ唬┙(jīng)濟運行穩中有進。";
        let shift = shifted(line, &pairs).unwrap();
        assert_eq!(shift.after, "（一）經");
        assert_eq!(&line[shift.range.end..], "濟運行穩中有進。");
        assert_eq!(shifted("。（一）經(jīng)濟運行", &pairs), None);
        assert_eq!(shifted("。ㄒ唬┙(jīng)濟", &Pairs::default()), None);
    }
}
