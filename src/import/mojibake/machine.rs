//! The damage, played forward one byte at a time and compared with the capture as it goes.
//!
//! Four steps in a row: readings are put behind some pairs of bytes, wherever the pair stands; the bytes are decoded,
//! where a lead byte and one that cannot trail it become one `?`; they are encoded again and cut before the bytes of
//! some punctuation marks, again wherever these stand, and each piece is decoded alone; full-width marks become ASCII.
//! The state is a few bytes, so thousands of readings of a stretch can be tried side by side.

use crate::import::cp936;
use crate::import::pinyin::Pairs;

/// Marks the third step cuts before, in the order it looks for them: a cut for an earlier one can tear a later one.
const MARKS: [u16; 7] = [0xA1A2, 0xA3AC, 0xA3BB, 0xA3BA, 0xA3BF, 0xA3A1, 0xA1A3];
/// What it costs to believe that a mark's bytes were not cut before (about one in five is not).
const UNCUT: f32 = 1.5;
/// What it costs to believe in a pair that only the dictionary knows.
const DICTIONARY: f32 = 3.0;

/// One captured line as the machine compares it: code page bytes of each character.
pub(super) struct Observed {
    /// The characters' bytes, and the bytes they may have had before full-width marks became ASCII.
    codes: Vec<(u16, u16)>,
}

impl Observed {
    pub(super) fn new(line: &[char]) -> Self {
        let code = |c: char| cp936::encode_char(c).unwrap_or(0xFFFF);
        Self {
            codes: line
                .iter()
                .map(|&c| (code(c), full_width(c).map_or(0, code)))
                .collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }

    /// The bytes of the character at `at` and those of its full-width form (0 without one); nothing past the end.
    pub(super) fn code(&self, at: usize) -> (u16, u16) {
        self.codes.get(at).copied().unwrap_or((0xFFFF, 0xFFFF))
    }

    /// Whether the next quotation mark from `at` on opens; none when a `?` comes first, or none comes soon.
    pub(super) fn next_quote(&self, at: usize) -> Option<bool> {
        self.codes
            .iter()
            .skip(at)
            .take(60)
            .find_map(|&(code, _)| match code {
                0xA1B0 => Some(Some(true)),
                0xA1B1 => Some(Some(false)),
                0x3F => Some(None),
                _ => None,
            })
            .flatten()
    }

    /// Whether a `?` stands at `at`, or the line is over, where anything may be lost.
    pub(super) fn is_loss(&self, at: usize) -> bool {
        self.codes.get(at).is_none_or(|code| code.0 == 0x3F)
    }

    fn accepts(&self, at: usize, code: u16) -> bool {
        let (plain, wide) = self.code(at);
        code == plain || (code == wide && wide != 0)
    }

    /// Whether a character that opens with `lead` can stand at `at`.
    fn accepts_lead(&self, at: usize, lead: u8) -> bool {
        let (plain, wide) = self.code(at);
        plain == 0x3F || plain >> 8 == u16::from(lead) || wide >> 8 == u16::from(lead)
    }
}

/// Returns the full-width form of a mark the last step made ASCII.
pub(super) const fn full_width(c: char) -> Option<char> {
    Some(match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        '?' => '？',
        '(' => '（',
        ')' => '）',
        _ => return None,
    })
}

/// Which pairs of bytes get what put behind them.
pub(super) struct Insertions {
    /// By pair: 0, or one more than the index in `texts`.
    index: Vec<u16>,
    texts: Vec<Insertion>,
}

struct Insertion {
    bytes: Vec<u8>,
    sure: bool,
}

impl Insertions {
    pub(super) fn new(pairs: &Pairs) -> Self {
        let mut insertions = Self {
            index: vec![0; 0x1_0000],
            texts: Vec::new(),
        };
        for (c, reading) in pairs.iter() {
            insertions.add(c, reading, true);
        }
        insertions
    }

    /// Adds a pair that only the dictionary knows: it may or may not have its reading.
    pub(super) fn add_unsure(&mut self, c: char, reading: &str) {
        self.add(c, reading, false);
    }

    fn add(&mut self, c: char, reading: &str, sure: bool) {
        let Some(code) = cp936::encode_char(c) else {
            return;
        };
        if self.index[usize::from(code)] == 0
            && let Ok(index) = u16::try_from(self.texts.len() + 1)
        {
            self.index[usize::from(code)] = index;
            self.texts.push(Insertion {
                bytes: cp936::encode(&format!("({reading})")),
                sure,
            });
        }
    }

    fn behind(&self, first: u8, second: u8) -> Option<&Insertion> {
        let index = self.index[usize::from(u16::from_be_bytes([first, second]))];
        self.texts.get(usize::from(index).checked_sub(1)?)
    }
}

/// The state between two bytes of the original. All zero is a fresh start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Machine {
    /// Last byte of the original.
    previous: u8,
    /// Whether a reading was put right behind it.
    inserted: bool,
    /// Lead byte the first decoder waits with.
    first: u8,
    /// Lead byte the second decoder waits with.
    second: u8,
    /// Last byte between the two.
    last: u8,
    /// Whether a cut was made before `last`, which must then open a mark.
    cut: bool,
    /// One more than the number of the mark that just went by uncut.
    uncut: u8,
}

impl Machine {
    /// The state in undamaged text behind `previous`.
    pub(super) fn behind(previous: u8, inserted: bool) -> Self {
        Self {
            previous,
            inserted,
            ..Self::default()
        }
    }

    /// The last byte of the original.
    pub(super) fn previous(self) -> u8 {
        self.previous
    }

    /// Whether nothing is pending: what follows is as it was written.
    pub(super) fn is_straight(self) -> bool {
        self.first == 0 && self.second == 0 && !self.cut
    }

    /// Whether the first decoder waits for a trail byte.
    pub(super) fn is_waiting(self) -> bool {
        self.first != 0
    }
}

/// One way the damage can have gone so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) machine: Machine,
    /// How much of the capture is explained.
    pub(super) at: usize,
    /// What was believed on the way, as a negative logarithm.
    pub(super) cost: f32,
}

/// Plays bytes of the original against one captured line.
pub(super) struct Player<'a> {
    pub(super) insertions: &'a Insertions,
    pub(super) observed: &'a Observed,
}

impl Player<'_> {
    /// Plays one byte of the original; adds every way it can have gone to `out`.
    pub(super) fn play(&self, branch: Branch, byte: u8, out: &mut Vec<Branch>) {
        let before = branch.machine;
        let mut branch = branch;
        branch.machine.previous = byte;
        branch.machine.inserted = false;
        let from = out.len();
        self.decode(branch, byte, out);
        if before.previous < 0x81 {
            return;
        }
        let Some(insertion) = self.insertions.behind(before.previous, byte) else {
            return;
        };
        // Where two pairs overlap, the converter's order tells whether the second still stood together.
        let kept = (before.inserted || !insertion.sure).then(|| out[from..].to_vec());
        if !insertion.sure {
            for branch in &mut out[from..] {
                branch.cost += DICTIONARY;
            }
        }
        let mut now: Vec<Branch> = out.split_off(from);
        let mut next = Vec::new();
        for &byte in &insertion.bytes {
            for &branch in &now {
                self.decode(branch, byte, &mut next);
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
        }
        for branch in &mut now {
            branch.machine.inserted = true;
        }
        out.extend(kept.unwrap_or_default());
        out.append(&mut now);
    }

    /// Ends the line: what is pending is lost. Returns the branches that explain all of it.
    pub(super) fn finish(&self, branch: Branch) -> Option<f32> {
        let mut out = Vec::new();
        if branch.machine.first == 0 {
            out.push(branch);
        } else {
            let mut branch = branch;
            branch.machine.first = 0;
            self.cut(branch, 0x3F, &mut out);
        }
        out.iter()
            .filter(|b| !b.machine.cut)
            .filter_map(|b| {
                let mut at = b.at;
                if b.machine.second != 0 {
                    if !self.observed.accepts(at, 0x3F) {
                        return None;
                    }
                    at += 1;
                }
                (at == self.observed.len()).then_some(b.cost)
            })
            .min_by(f32::total_cmp)
    }

    /// The first decoder; its output, encoded again, goes on to the cutter.
    fn decode(&self, branch: Branch, byte: u8, out: &mut Vec<Branch>) {
        let mut branch = branch;
        let lead = branch.machine.first;
        if lead == 0 {
            if cp936::is_lead(byte) {
                branch.machine.first = byte;
                if self.can_wait(&branch) {
                    out.push(branch);
                }
            } else {
                self.cut(branch, if byte == 0xFF { 0x3F } else { byte }, out);
            }
            return;
        }
        branch.machine.first = 0;
        if cp936::is_trail(byte) {
            let mut half = Vec::with_capacity(2);
            self.cut(branch, lead, &mut half);
            for branch in half {
                self.cut(branch, byte, out);
            }
        } else {
            self.cut(branch, 0x3F, out);
        }
    }

    /// Whether the capture leaves room for the lead byte the first decoder waits with.
    fn can_wait(&self, branch: &Branch) -> bool {
        let Machine { first, second, .. } = branch.machine;
        if second == 0 {
            self.observed.is_loss(branch.at) || self.observed.accepts_lead(branch.at, first)
        } else {
            self.observed.is_loss(branch.at)
                || self
                    .observed
                    .accepts(branch.at, u16::from_be_bytes([second, first]))
        }
    }

    /// The cutter: a byte may open a piece of its own if it turns out to open a mark.
    fn cut(&self, branch: Branch, byte: u8, out: &mut Vec<Branch>) {
        let mut branch = branch;
        let machine = branch.machine;
        let mark = mark(machine.last, byte);
        if machine.cut && mark.is_none() {
            return;
        }
        // A mark that was not cut before is no surprise if an earlier one tore it.
        if machine.uncut != 0 && mark.is_none_or(|m| m + 1 >= machine.uncut) {
            branch.cost += UNCUT;
        }
        branch.machine.uncut = match mark {
            Some(m) if !machine.cut && machine.second != machine.last => m + 1,
            _ => 0,
        };
        branch.machine.cut = false;
        branch.machine.last = byte;
        if machine.second != 0
            && matches!(byte, 0xA1 | 0xA3)
            && self.observed.accepts(branch.at, 0x3F)
        {
            let mut torn = branch;
            torn.at += 1;
            torn.machine.second = byte;
            torn.machine.cut = true;
            if self.observed.accepts_lead(torn.at, byte) {
                out.push(torn);
            }
        }
        self.decode_again(branch, byte, out);
    }

    /// The second decoder; what it writes must be what was captured.
    fn decode_again(&self, branch: Branch, byte: u8, out: &mut Vec<Branch>) {
        let mut branch = branch;
        let lead = branch.machine.second;
        let code = if lead == 0 {
            if cp936::is_lead(byte) {
                branch.machine.second = byte;
                if self.observed.accepts_lead(branch.at, byte) || self.observed.is_loss(branch.at) {
                    out.push(branch);
                }
                return;
            }
            u16::from(byte)
        } else if cp936::is_trail(byte) {
            u16::from_be_bytes([lead, byte])
        } else {
            0x3F
        };
        branch.machine.second = 0;
        if self.observed.accepts(branch.at, code) {
            branch.at += 1;
            out.push(branch);
        }
    }
}

/// The number of the mark that two bytes are.
fn mark(first: u8, second: u8) -> Option<u8> {
    let code = u16::from_be_bytes([first, second]);
    (0..).zip(MARKS).find(|&(_, m)| m == code).map(|(n, _)| n)
}
