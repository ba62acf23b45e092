//! Does to clean Simplified text what the mirrors did, step by step on whole byte strings: written apart from the
//! engine that undoes it, so that a mistake in one shows in the other.

use zhaiyao::import::cp936;
use zhaiyao::import::mojibake::traditional;
use zhaiyao::import::pinyin::Pairs;

/// Marks the third step cuts before, in its order.
const MARKS: [&str; 7] = ["、", "，", "；", "：", "？", "！", "。"];

/// Returns `line` in the mirror's Traditional, undamaged.
pub(crate) fn crude(line: &str) -> String {
    line.chars().map(traditional).collect()
}

/// Damages a line of the mirror's Traditional.
pub(crate) fn damage(line: &str, pairs: &Pairs) -> String {
    let mut bytes = cp936::encode(line);
    for (c, reading) in pairs.iter() {
        let plain = cp936::encode(&c.to_string());
        let glossed = cp936::encode(&format!("{c}({reading})"));
        bytes = replaced(&bytes, &plain, &glossed);
    }
    let bytes = cp936::encode(&cp936::decode(&bytes));
    let mut pieces = vec![bytes];
    for mark in MARKS {
        let mark = cp936::encode(mark);
        pieces = pieces
            .iter()
            .flat_map(|piece| cut_before(piece, &mark))
            .collect();
    }
    pieces
        .iter()
        .flat_map(|piece| cp936::decode(piece).chars().collect::<Vec<_>>())
        .map(ascii)
        .collect()
}

/// The last step on its own.
pub(crate) fn ascii(c: char) -> char {
    match c {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '！' => '!',
        '？' => '?',
        '（' => '(',
        '）' => ')',
        _ => c,
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(from) {
            out.extend_from_slice(to);
            at += from.len();
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

fn cut_before(piece: &[u8], mark: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for at in 1..piece.len() {
        if piece[at..].starts_with(mark) {
            pieces.push(piece[start..at].to_vec());
            start = at;
        }
    }
    pieces.push(piece[start..].to_vec());
    pieces
}
