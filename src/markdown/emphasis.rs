//! Emphasis beside full-width punctuation, which CommonMark's flanking rule would leave literal.

use crate::text::is_han;

/// Byte offsets of the guarded text → byte offsets of the original.
pub(super) struct GuardMap(Vec<usize>);

impl GuardMap {
    /// Number of original bytes before `offset` of the guarded text.
    pub(super) fn source(&self, offset: usize) -> usize {
        let before = self.0.partition_point(|&at| at < offset);
        offset - before * SENTINEL.len_utf8()
    }
}

/// U+2E2E REVERSED QUESTION MARK: category Po, so a delimiter run beside it can flank; nobody writes it in Chinese.
pub(super) const SENTINEL: char = '\u{2E2E}';

/// Puts [`SENTINEL`] where a Han letter touches a delimiter run whose other side is punctuation.
///
/// CommonMark 0.31 §6.2 lets a run open emphasis only where it is left-flanking, and a run between a letter and a
/// punctuation character is not: `规划**“十四五”**` stays literal. A punctuation character put between letter and run
/// makes it flanking; it is taken out again behind the parser.
pub(super) fn guard(text: &str) -> (String, GuardMap) {
    let mut out = String::with_capacity(text.len() + 16);
    let mut inserted = Vec::new();
    let mut previous: Option<char> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '*' | '~') {
            let run = rest.len() - rest.trim_start_matches(c).len();
            let next = rest[run..].chars().next();
            let letter = |c: Option<char>| c.is_some_and(is_han);
            let punctuation = |c: Option<char>| c.is_some_and(is_cjk_punctuation);
            if letter(previous) && punctuation(next) {
                inserted.push(out.len());
                out.push(SENTINEL);
            }
            out.push_str(&rest[..run]);
            if punctuation(previous) && letter(next) {
                inserted.push(out.len());
                out.push(SENTINEL);
            }
            previous = Some(c);
            rest = &rest[run..];
        } else {
            out.push(c);
            previous = Some(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (out, GuardMap(inserted))
}

/// A text as it was written, without [`SENTINEL`]s.
pub(super) fn unguarded(text: &str) -> String {
    text.replace(SENTINEL, "")
}

/// Whether `c` is a mark of punctuation that Chinese text sets beside emphasised words.
pub(super) fn is_cjk_punctuation(c: char) -> bool {
    matches!(
        c,
        '“' | '”'
            | '‘'
            | '’'
            | '—'
            | '…'
            | '·'
            | '《'
            | '》'
            | '「'
            | '」'
            | '『'
            | '』'
            | '（'
            | '）'
            | '、'
            | '，'
            | '。'
            | '；'
            | '：'
            | '？'
            | '！'
            | '〈'
            | '〉'
            | '【'
            | '】'
            | '%'
            | '('
            | ')'
            | '"'
    )
}
