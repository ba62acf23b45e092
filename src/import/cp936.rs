//! Windows code page 936 as mirror sites used it: GBK, the user-defined area as Private Use, `0x80` as the euro sign.
//!
//! Every pair of a lead byte (81–FE) and a trail byte (40–7E, 80–FE) is one character and every character one pair, so
//! decoding and encoding again gives the same bytes. General GBK decoders follow later editions of GB 18030, which
//! moved some eighty pairs from the Private Use Area to assigned characters (A6D9, A8BC, A989, FE50, FE59, FEA0 …);
//! those are put back here.

use std::sync::OnceLock;

/// First lead byte.
const FIRST_LEAD: u8 = 0x81;
/// Trail bytes a lead byte has room for in the table (40–FF).
const TRAILS: usize = 0xC0;

/// Ranges of pairs that later standards moved: first pair, number of pairs in one row, first Private Use character.
const PRIVATE: [(u16, u16, u32); 8] = [
    (0xA2E3, 1, 0xE76C),
    (0xA6D9, 7, 0xE78D),
    (0xA6EC, 2, 0xE794),
    (0xA6F3, 1, 0xE796),
    (0xA8BC, 1, 0xE7C7),
    (0xA8BF, 1, 0xE7C8),
    (0xA989, 13, 0xE7E7),
    (0xFE50, 80, 0xE815),
];

struct Table {
    decode: Vec<char>,
    encode: Vec<u16>,
}

/// Whether `byte` opens a pair.
#[must_use]
pub const fn is_lead(byte: u8) -> bool {
    matches!(byte, 0x81..=0xFE)
}

/// Whether `byte` can close a pair.
#[must_use]
pub const fn is_trail(byte: u8) -> bool {
    matches!(byte, 0x40..=0x7E | 0x80..=0xFE)
}

/// Returns the character of a pair, if the two bytes are one.
#[must_use]
pub fn decode_pair(lead: u8, trail: u8) -> Option<char> {
    (is_lead(lead) && is_trail(trail)).then(|| table().decode[slot(lead, trail)])
}

/// Returns the bytes of a character: below 256 it is one byte (ASCII, or `0x80` for the euro sign), else a pair.
#[must_use]
pub fn encode_char(c: char) -> Option<u16> {
    match c {
        '\0'..='\x7F' => u16::try_from(u32::from(c)).ok(),
        '€' => Some(0x80),
        _ => table()
            .encode
            .get(c as usize)
            .copied()
            .filter(|&code| code != 0),
    }
}

/// Encodes a text; characters the code page lacks become `?`.
#[must_use]
pub fn encode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        let [high, low] = encode_char(c).unwrap_or(0x3F).to_be_bytes();
        if high != 0 {
            bytes.push(high);
        }
        bytes.push(low);
    }
    bytes
}

/// Decodes bytes the way the mirror did: a lead byte followed by a byte that cannot trail becomes one `?` and both are
/// gone; so does a lead byte at the end.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        text.push(match byte {
            0x80 => '€',
            0x00..=0x7F => char::from(byte),
            0xFF => '?',
            lead => rest
                .next()
                .and_then(|trail| decode_pair(lead, trail))
                .unwrap_or('?'),
        });
    }
    text
}

fn slot(lead: u8, trail: u8) -> usize {
    usize::from(lead - FIRST_LEAD) * TRAILS + usize::from(trail - 0x40)
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut decode = vec!['\u{FFFD}'; 126 * TRAILS];
        let mut encode = vec![0; 0x1_0000];
        for lead in FIRST_LEAD..=0xFE {
            for trail in (0x40..=0xFE).filter(|&t| t != 0x7F) {
                let c = character(lead, trail);
                decode[slot(lead, trail)] = c;
                if let Some(entry) = encode.get_mut(c as usize) {
                    *entry = u16::from_be_bytes([lead, trail]);
                }
            }
        }
        Table { decode, encode }
    })
}

fn character(lead: u8, trail: u8) -> char {
    private(lead, trail)
        .and_then(char::from_u32)
        .or_else(|| {
            encoding_rs::GBK
                .decode_without_bom_handling_and_without_replacement(&[lead, trail])
                .and_then(|text| text.chars().next())
        })
        .unwrap_or('\u{FFFD}')
}

/// The Private Use character of a pair that has one: the three user-defined areas, and [`PRIVATE`].
fn private(lead: u8, trail: u8) -> Option<u32> {
    let (row, cell) = (u32::from(lead), u32::from(trail));
    // A trail byte's place in its row, without the gap at 7F.
    let place = |t: u32| t - 0x40 - u32::from(t > 0x7F);
    match (lead, trail) {
        (0xAA..=0xAF, 0xA1..) => Some(0xE000 + (row - 0xAA) * 94 + cell - 0xA1),
        (0xF8..=0xFE, 0xA1..) => Some(0xE234 + (row - 0xF8) * 94 + cell - 0xA1),
        (0xA1..=0xA7, ..=0xA0) => Some(0xE4C6 + (row - 0xA1) * 96 + place(cell)),
        _ => PRIVATE.iter().find_map(|&(first, length, character)| {
            let [high, low] = first.to_be_bytes();
            let at = place(cell).checked_sub(place(u32::from(low)))?;
            (high == lead && at < u32::from(length)).then_some(character + at)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_one_character_and_every_character_one_pair() {
        for lead in 0x81..=0xFE_u8 {
            for trail in (0x40..=0xFE_u8).filter(|&t| t != 0x7F) {
                let c = decode_pair(lead, trail).unwrap();
                assert_ne!(c, '\u{FFFD}', "{lead:02X}{trail:02X}");
                assert_eq!(
                    encode_char(c),
                    Some(u16::from_be_bytes([lead, trail])),
                    "{lead:02X}{trail:02X} {c:?} U+{:04X}",
                    c as u32
                );
            }
        }
    }

    #[test]
    fn known_places_of_the_code_page() {
        let known = [
            (0xB0A1, '啊'),
            (0xD6D0, '中'),
            (0xFDF1, '\u{E45A}'),
            (0xAFA1, '\u{E1D6}'),
            (0xA140, '\u{E4C6}'),
            (0xA7A0, '\u{E765}'),
            (0xA6D9, '\u{E78D}'),
            (0xA9A1, '\u{E7FE}'),
            (0xFE50, '\u{E815}'),
            (0xFE59, '\u{E81E}'),
            (0xFEA0, '\u{E864}'),
            (0xA1A4, '·'),
            (0xA1AA, '—'),
        ];
        for (pair, c) in known {
            let [lead, trail]: [u8; 2] = u16::to_be_bytes(pair);
            assert_eq!(decode_pair(lead, trail), Some(c), "{pair:04X}");
        }
        assert_eq!(encode_char('€'), Some(0x80));
    }

    #[test]
    fn a_lead_byte_without_a_trail_eats_its_neighbour() {
        assert_eq!(decode(b"\xB5(a"), "?a");
        assert_eq!(decode(b"\xB5"), "?");
        assert_eq!(encode("啊€a𠀀"), b"\xB0\xA1\x80a?");
    }
}
