//! Bytes → text: finds the encoding of a capture by its content.
//!
//! The only module that names `encoding_rs`. A capture is decoded whole or not at all: one byte that does not fit is an
//! error with its place, because a replacement character would hide a loss.

mod misread;

use std::sync::Arc;

use encoding_rs::{BIG5, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::text::is_han;

pub(crate) use misread::undo;

/// An encoding a capture can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, and with it GBK and GB2312.
    Gb18030,
    /// Big5 with the Hong Kong additions.
    Big5,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
}

impl Encoding {
    /// Parses a name as `--encoding` takes it; `utf-16` alone is little-endian.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" | "cp936" => Some(Self::Gb18030),
            "big5" | "big5-hkscs" | "cp950" => Some(Self::Big5),
            "utf-16" | "utf16" | "utf-16le" => Some(Self::Utf16Le),
            "utf-16be" => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Big5 => "big5",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    fn decoder(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        }
    }
}

/// Decodes a capture, without its byte order mark.
///
/// # Errors
/// A diagnostic that names the file, the first byte that does not fit and what to do.
pub(crate) fn decode(
    bytes: &[u8],
    name: &str,
    wanted: Option<Encoding>,
) -> Result<(String, Encoding), Diagnostic> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(
            Diagnostic::error("empty-capture", format!("`{name}` is empty"))
                .help("save the page again with its text, then import it"),
        );
    }
    if let Some(kind) = other_format(bytes) {
        return Err(
            Diagnostic::error("not-text", format!("`{name}` is {kind}, not text")).help(
                "save the document as plain text or as a web page (HTML), then import that file",
            ),
        );
    }
    let (encoding, mark) = match byte_order_mark(bytes) {
        Some((marked, length))
            if wanted.is_none_or(|wanted| wanted == marked || both_utf16(wanted, marked)) =>
        {
            (marked, length)
        }
        _ => match wanted {
            // UTF-16 without a mark: its bytes tell which.
            Some(wanted) => match utf16_without_mark(bytes) {
                Some(found) if both_utf16(wanted, found) => (found, 0),
                _ => (wanted, 0),
            },
            None => (guess(bytes, name)?, 0),
        },
    };
    let bytes = &bytes[mark..];
    let text = encoding
        .decoder()
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| undecodable(bytes, name, encoding, mark))?
        .into_owned();
    if let Some(at) = text.find('\0') {
        return Err(binary(name, text[..at].len()));
    }
    Ok((text, encoding))
}

fn both_utf16(one: Encoding, other: Encoding) -> bool {
    let utf16 = |encoding| matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    utf16(one) && utf16(other)
}

/// File formats people bring by mistake, by their first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const FORMATS: &[(&[u8], &str)] = &[
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "an office document or an archive"),
        (b"\xD0\xCF\x11\xE0", "an office document"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x1F\x8B", "a compressed file"),
        (b"{\\rtf", "a rich text document"),
    ];
    FORMATS
        .iter()
        .find_map(|(start, name)| bytes.starts_with(start).then_some(*name))
}

fn byte_order_mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    let (encoding, length) = encoding_rs::Encoding::for_bom(bytes)?;
    let encoding = if encoding == UTF_8 {
        Encoding::Utf8
    } else if encoding == UTF_16LE {
        Encoding::Utf16Le
    } else {
        Encoding::Utf16Be
    };
    Some((encoding, length))
}

/// Chooses the encoding in which the bytes are the most plausible Chinese.
fn guess(bytes: &[u8], name: &str) -> Result<Encoding, Diagnostic> {
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok(encoding);
    }
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(binary(name, at));
    }
    let utf8 = match std::str::from_utf8(bytes) {
        Ok(_) => return Ok(Encoding::Utf8),
        Err(error) => error.valid_up_to(),
    };
    // Mostly UTF-8: the one bad byte is what the reader has to see.
    if mostly_utf8(bytes, utf8) {
        return Err(undecodable(bytes, name, Encoding::Utf8, 0));
    }
    // A sample is enough to choose; the whole is decoded afterwards.
    let sample = sample(bytes);
    let best = [Encoding::Gb18030, Encoding::Big5]
        .into_iter()
        .map(|encoding| (plausibility(&sample, encoding), encoding))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    match best {
        Some((score, encoding)) if score >= 0.1 => Ok(encoding),
        _ => Err(unknown(bytes, name, utf8)),
    }
}

fn mostly_utf8(bytes: &[u8], first_bad: usize) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let han = text.chars().filter(|&c| is_han(c)).count();
    let bad = text
        .chars()
        .filter(|&c| c == char::REPLACEMENT_CHARACTER)
        .count();
    first_bad > 0 && han > 10 * bad
}

/// UTF-16 without a mark shows by the high bytes of ASCII and of the Han block, all on one side.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if bytes.len() % 2 == 1 || sample.is_empty() {
        return None;
    }
    let plausible = |high: usize| {
        let count = sample
            .chunks_exact(2)
            .filter(|pair| match pair[high] {
                0 => matches!(pair[1 - high], b'\n' | b'\r' | b'\t' | 0x20..=0x7E),
                0x20 => matches!(pair[1 - high], 0x10..=0x26),
                0x30 => pair[1 - high] < 0x20,
                0x4E..=0x9F | 0xFF => true,
                _ => false,
            })
            .count();
        count * 100 / (sample.len() / 2)
    };
    let (little, big) = (plausible(1), plausible(0));
    match (little >= 98, big >= 98) {
        (true, false) => Some(Encoding::Utf16Le),
        (false, true) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Characters that every long Chinese text is full of, in both scripts.
const FREQUENT: &str = "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進着等部度家电電力里如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又么利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很情者最立代想已通并提直题題党黨程展五果料象员員革位入常文总總次品式活设設及管特件长長求老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角期根论論运運农農指几幾九区區强強放决決西被干做必战戰先回则則任取据據处處府研报報会會告";

/// Longest sample.
const SAMPLE: usize = 1 << 16;

/// The first lines that are not ASCII: a page may begin with much script and style.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    // No encoding here uses the byte of a line feed for anything else.
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if sample.len() >= SAMPLE {
            break;
        }
        if let Some(first) = line.iter().position(|byte| !byte.is_ascii()) {
            sample.extend_from_slice(&line[first..line.len().min(first + SAMPLE)]);
        }
    }
    sample
}

/// The share of frequent characters among all that are not ASCII; a character that does not fit costs as much as fifty
/// make good, so that a slip in a long text is told as one and a text of another encoding is not.
fn plausibility(sample: &[u8], encoding: Encoding) -> f64 {
    let (text, _) = encoding.decoder().decode_without_bom_handling(sample);
    let (mut foreign, mut frequent, mut bad) = (0_u32, 0_u32, 0_u32);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        foreign += 1;
        frequent += u32::from(FREQUENT.contains(c));
        bad += u32::from(c == char::REPLACEMENT_CHARACTER);
    }
    // The sample may end inside a character.
    let bad = bad.saturating_sub(1);
    (f64::from(frequent) - 50.0 * f64::from(bad)) / f64::from(foreign.max(1))
}

fn binary(name: &str, at: usize) -> Diagnostic {
    Diagnostic::error(
        "not-text",
        format!("`{name}` is binary: byte {} is zero", at + 1),
    )
    .help("save the document as plain text or as a web page (HTML), then import that file")
}

fn unknown(bytes: &[u8], name: &str, at: usize) -> Diagnostic {
    let byte = bytes.get(at).copied().unwrap_or_default();
    place(
        Diagnostic::error(
            "unknown-encoding",
            format!("`{name}` is in no encoding known here: byte {} (0x{byte:02X}) fits neither UTF-8, GB18030, Big5 nor UTF-16", at + 1),
        ),
        bytes,
        name,
        at,
    )
    .help("save the page as UTF-8, or name its encoding with `--encoding`")
}

fn undecodable(bytes: &[u8], name: &str, encoding: Encoding, mark: usize) -> Diagnostic {
    let at = valid_up_to(bytes, encoding);
    let byte = bytes.get(at).copied().unwrap_or_default();
    place(
        Diagnostic::error(
            "undecodable-byte",
            format!("byte {} (0x{byte:02X}) of `{name}` does not fit its encoding, {}", at + mark + 1, encoding.as_str()),
        ),
        bytes,
        name,
        at,
    )
    .help("save the page again, or name its encoding with `--encoding utf-8`, `gb18030`, `big5` or `utf-16`")
}

/// Length of the longest start that can be decoded.
fn valid_up_to(bytes: &[u8], encoding: Encoding) -> usize {
    let mut decoder = encoding.decoder().new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() * 3 + 8);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        encoding_rs::DecoderResult::Malformed(bad, behind) => {
            read.saturating_sub(usize::from(bad) + usize::from(behind))
        }
        _ => read,
    }
}

/// Adds the place of a byte, in the bytes read as far as they can be shown.
fn place(diagnostic: Diagnostic, bytes: &[u8], name: &str, at: usize) -> Diagnostic {
    let line_start = bytes[..at.min(bytes.len())]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let line_end = bytes[line_start..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(bytes.len(), |end| line_start + end);
    // Lines before the place keep their number, the line itself is shown as far as it is readable.
    let mut shown = "\n".repeat(bytes[..line_start].split(|&byte| byte == b'\n').count() - 1);
    shown.push_str(&String::from_utf8_lossy(
        &bytes[line_start..at.min(line_end).max(line_start)],
    ));
    let span = shown.len();
    shown.push(char::REPLACEMENT_CHARACTER);
    let end = shown.len();
    let source: Arc<SourceFile> = SourceFile::new(name, shown);
    diagnostic.at(&source, span..end, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "政府工作报告\n各位代表：现在，我代表自治区人民政府，向大会报告工作，请予审议。";

    fn read(bytes: &[u8]) -> (String, Encoding) {
        decode(bytes, "source.txt", None).unwrap()
    }

    #[test]
    fn the_encoding_is_found_by_content() {
        let traditional = "政府工作報告\n各位代表：現在，我代表市政府，向大會報告工作，請予審議。";
        let gb = GB18030.encode(TEXT).0.into_owned();
        let big5 = BIG5.encode(traditional).0.into_owned();
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16be: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xEF\xBB\xBF".as_slice(), TEXT.as_bytes()].concat();
        assert_eq!(read(TEXT.as_bytes()), (TEXT.to_owned(), Encoding::Utf8));
        assert_eq!(read(&marked), (TEXT.to_owned(), Encoding::Utf8));
        assert_eq!(read(&gb), (TEXT.to_owned(), Encoding::Gb18030));
        assert_eq!(read(&big5), (traditional.to_owned(), Encoding::Big5));
        assert_eq!(read(&utf16), (TEXT.to_owned(), Encoding::Utf16Le));
        assert_eq!(read(&utf16be), (TEXT.to_owned(), Encoding::Utf16Be));
        assert_eq!(
            read(&[b"\xFF\xFE".as_slice(), &utf16].concat()).1,
            Encoding::Utf16Le
        );
        assert_eq!(
            read(&[b"\xFE\xFF".as_slice(), &utf16be].concat()).1,
            Encoding::Utf16Be
        );
    }

    #[test]
    fn script_before_the_text_does_not_hide_its_encoding() {
        let page = format!("{}\n{TEXT}", "var a = 1;\n".repeat(20_000));
        let bytes = GB18030.encode(&page).0.into_owned();
        assert_eq!(read(&bytes).1, Encoding::Gb18030);
    }

    #[test]
    fn utf16_that_was_named_may_lack_its_mark() {
        let bytes: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let wanted = Some(Encoding::Utf16Le);
        assert_eq!(decode(&bytes, "a", wanted).unwrap().0, TEXT);
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        let code = |bytes: &[u8]| decode(bytes, "a", None).unwrap_err().code;
        assert_eq!(code(b" \n"), "empty-capture");
        assert_eq!(code(b"%PDF-1.7"), "not-text");
        assert_eq!(code(b"\x01\x00\x02abc"), "not-text");
        assert_eq!(code(b"\xFF\xFE\xFF\xFF\xFFabcd"), "undecodable-byte");
        let mut bad = TEXT.as_bytes().to_vec();
        bad.push(0xFF);
        let error = decode(&bad, "a", None).unwrap_err();
        assert_eq!(error.code, "undecodable-byte");
        let label = error.label.unwrap();
        assert_eq!(label.source.position(label.span.start).0, 2);
        let whole = GB18030.encode(TEXT).0.into_owned();
        let cut = decode(&whole[..whole.len() - 1], "a", None).unwrap_err();
        assert_eq!(cut.code, "undecodable-byte");
        assert!(cut.message.ends_with("gb18030"), "{}", cut.message);
    }
}
