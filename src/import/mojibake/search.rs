//! The search for what a damaged stretch said: every reading that gives the capture back, the likeliest first.
//!
//! It starts at a `?` and grows readings character by character, each played through the damage and dropped as soon as
//! it differs from the capture. It ends where every reading is straight again, and looks a little further to let the
//! words that follow speak.

use super::OPEN;
use super::language::{self, Behind, History, Language};
use super::machine::{Branch, Insertions, Machine, Observed, Player};
use crate::import::cp936;
use crate::text::is_han;

/// Readings kept side by side.
const BEAM: usize = 120;
/// Readings side by side from which nothing is the only one any more.
const ALL: usize = 600;
/// Readings that lag this far behind the best one at their place are dropped.
const LAG: f32 = 12.0;
/// So few likely readings are worth the search for all.
const FEW: usize = 2;
/// Captured characters looked at behind a stretch.
const AHEAD: usize = 6;
/// Longest stretch that is searched, in captured characters.
pub(super) const LONGEST: usize = 300;
/// What it costs when a single character stands between two marks.
const SHORT: f32 = 2.5;
/// What it costs when quotation marks do not pair, or a sentence ends inside them.
const UNPAIRED: f32 = 4.5;
/// What it costs when one mark that ends a phrase follows another.
const STOPS: f32 = 6.0;
/// What the characters' likelihood counts in the choice, and what the words'.
const STEER: f32 = 0.8;
const CHOOSE: f32 = 0.5;
/// What it costs to write an ASCII mark where a full-width one is usual, or the other way round.
const WIDTH: f32 = 4.0;

/// Stands for an ASCII digit that was eaten: which one, nobody can tell.
pub(super) const DIGIT: char = '\u{E000}';

/// The characters that can stand in the original, by their bytes.
pub(super) struct Characters {
    list: Vec<Option<Character>>,
}

#[derive(Clone, Copy)]
struct Character {
    c: char,
    /// How it is counted.
    counted: u16,
    /// What it costs besides its likelihood: how usual its form is in this document.
    cost: f32,
}

impl Characters {
    /// Makes the list; `cost` tells what a character's form costs, and infinity for one that cannot stand there.
    pub(super) fn new(cost: impl Fn(char) -> f32) -> Self {
        let mut list = vec![None; 0x1_0000];
        for lead in 0x81..=0xFE {
            for trail in 0x40..=0xFE {
                let Some(c) = cp936::decode_pair(lead, trail) else {
                    continue;
                };
                if !(is_han(c) || is_symbol(lead, c)) {
                    continue;
                }
                let cost = cost(c);
                if cost.is_finite() {
                    list[usize::from(u16::from_be_bytes([lead, trail]))] = Some(Character {
                        c,
                        counted: language::counted(c),
                        cost,
                    });
                }
            }
        }
        Self { list }
    }
}

/// Which readings a search follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The likely ones.
    Likely,
    /// All of them.
    All,
}

/// Everything a search needs to know about the document.
pub(super) struct Searcher<'a> {
    pub(super) insertions: &'a Insertions,
    pub(super) language: &'a Language<'a>,
    pub(super) characters: &'a Characters,
}

/// Where a stretch begins.
pub(super) struct Start {
    /// Place of its `?`.
    pub(super) at: usize,
    /// State of the damage before it.
    pub(super) machine: Machine,
    /// Characters before it.
    pub(super) history: History,
    /// Whether it stands inside quotation marks.
    pub(super) quoted: bool,
}

/// What was found.
pub(super) struct Found {
    /// Where the capture is straight again.
    pub(super) end: usize,
    /// Every reading with the logarithm of its likelihood, best first. Never empty.
    pub(super) readings: Vec<(Vec<char>, f32)>,
    /// Whether readings were dropped for being unlikely.
    pub(super) pruned: bool,
}

#[derive(Clone, Copy)]
struct State {
    branch: Branch,
    history: History,
    likelihood: f32,
    node: u32,
    /// Node at the end of the stretch, once that is known.
    end: u32,
    /// Whether the last character was an ASCII letter or digit.
    after_ascii: bool,
    quoted: bool,
}

impl State {
    fn score(&self) -> f32 {
        self.likelihood - self.branch.cost
    }
}

const NO_NODE: u32 = u32::MAX;

struct Run<'a> {
    searcher: &'a Searcher<'a>,
    player: Player<'a>,
    nodes: Vec<(u32, char)>,
    halves: Vec<Branch>,
    wholes: Vec<Branch>,
    reach: Reach,
    pruned: bool,
    /// Bytes played since they were last counted.
    tried: usize,
}

impl Searcher<'_> {
    /// Searches the stretch that begins at `start`; nothing when no reading gives the capture back within bounds.
    /// `budget` is what may still be spent, in bytes played.
    pub(super) fn search(
        &self,
        observed: &Observed,
        start: &Start,
        budget: &mut usize,
    ) -> Option<Found> {
        if *budget == 0 {
            return None;
        }
        let found = self.run(observed, Reach::Likely).search(start, budget)?;
        // One reading left may be the only one: then nothing was chosen, and it is certain.
        if found.pruned
            && found.readings.len() <= FEW
            && let Some(all) = self.run(observed, Reach::All).search(start, budget)
            && !all.pruned
            && all.readings.len() == 1
        {
            return Some(all);
        }
        Some(found)
    }

    fn run<'a>(&'a self, observed: &'a Observed, reach: Reach) -> Run<'a> {
        Run {
            searcher: self,
            player: Player {
                insertions: self.insertions,
                observed,
            },
            nodes: Vec::new(),
            halves: Vec::new(),
            wholes: Vec::new(),
            reach,
            pruned: false,
            tried: 0,
        }
    }
}

/// Whether `text`, damaged from the state before the stretch on, gives exactly the capture up to `end`; [`OPEN`]
/// stands for any digit.
pub(super) fn gives_back(player: &Player<'_>, start: &Start, text: &str, end: usize) -> bool {
    let mut branches = vec![Branch {
        machine: start.machine,
        at: start.at,
        cost: 0.0,
    }];
    for c in text.chars() {
        let Some(code) = cp936::encode_char(if c == OPEN { '0' } else { c }) else {
            return false;
        };
        for byte in code.to_be_bytes().into_iter().skip_while(|&byte| byte == 0) {
            let mut next = Vec::new();
            for &branch in &branches {
                player.play(branch, byte, &mut next);
            }
            next.truncate(ALL);
            branches = next;
        }
    }
    branches.iter().any(|branch| {
        (branch.at == end && branch.machine.is_straight())
            || (end == player.observed.len() && player.finish(*branch).is_some())
    })
}

impl Run<'_> {
    fn search(&mut self, start: &Start, budget: &mut usize) -> Option<Found> {
        let observed = self.player.observed;
        let last = observed.len().min(start.at + LONGEST);
        let mut buckets: Vec<Vec<State>> = vec![Vec::new(); last - start.at + 1];
        buckets[0].push(State {
            branch: Branch {
                machine: start.machine,
                at: start.at,
                cost: 0.0,
            },
            history: start.history,
            likelihood: 0.0,
            node: NO_NODE,
            end: NO_NODE,
            after_ascii: false,
            quoted: start.quoted,
        });
        let mut end = None;
        for at in start.at..=last {
            let mut states = std::mem::take(&mut buckets[at - start.at]);
            if states.is_empty() {
                continue;
            }
            let alone = buckets[at - start.at..].iter().all(Vec::is_empty);
            let straight = alone && states.iter().all(|s| s.branch.machine.is_straight());
            if at > start.at && straight && end.is_none() && !loss_within(observed, at) {
                end = Some(at);
                for state in &mut states {
                    state.end = state.node;
                }
            }
            if at == observed.len() {
                return self.finished(start, &states, end.unwrap_or(at));
            }
            if let Some(end) = end
                && at >= end + AHEAD
                && alone
            {
                return Some(self.found(start, &states, end));
            }
            // A step that explains no more of the capture leads to another at the same place.
            for _ in 0..4 {
                self.prune(&mut states);
                if self.reach == Reach::All && self.pruned {
                    return None;
                }
                let mut stay = Vec::new();
                for state in &states {
                    let next = self.next(state);
                    *budget = budget.saturating_sub(std::mem::take(&mut self.tried));
                    if *budget == 0 {
                        return None;
                    }
                    for next in next {
                        if next.branch.at == at {
                            stay.push(next);
                        } else if let Some(bucket) = buckets.get_mut(next.branch.at - start.at) {
                            bucket.push(next);
                        }
                    }
                }
                // The line may end in the middle of something.
                if at + 1 >= observed.len() {
                    for state in states.iter().chain(&stay) {
                        if let Some(cost) = self.player.finish(state.branch)
                            && !state.branch.machine.is_straight()
                        {
                            let mut state = *state;
                            state.branch.cost = cost;
                            state.branch.machine = Machine::default();
                            state.branch.at = observed.len();
                            if let Some(bucket) = buckets.get_mut(observed.len() - start.at) {
                                bucket.push(state);
                            }
                        }
                    }
                }
                if stay.is_empty() {
                    break;
                }
                states = stay;
            }
        }
        None
    }

    fn prune(&mut self, states: &mut Vec<State>) {
        let best = states
            .iter()
            .map(State::score)
            .fold(f32::NEG_INFINITY, f32::max);
        if self.reach == Reach::All {
            self.pruned |= states.len() > ALL;
            return;
        }
        let before = states.len();
        states.retain(|s| s.score() > best - LAG);
        if states.len() > BEAM {
            states.select_nth_unstable_by(BEAM, |a, b| b.score().total_cmp(&a.score()));
            states.truncate(BEAM);
        }
        self.pruned |= states.len() < before;
    }

    /// All states one character of the original further.
    fn next(&mut self, state: &State) -> Vec<State> {
        let mut next = Vec::new();
        let observed = self.player.observed;
        let behind = self.searcher.language.behind(&state.history);
        let mut halves = std::mem::take(&mut self.halves);
        let mut wholes = std::mem::take(&mut self.wholes);
        for lead in bytes(observed, &state.branch, 0x81) {
            halves.clear();
            self.tried += 1;
            self.player.play(state.branch, lead, &mut halves);
            for half in &halves {
                for trail in bytes(observed, half, 0x40) {
                    let code = usize::from(u16::from_be_bytes([lead, trail]));
                    let Some(character) = self.searcher.characters.list[code] else {
                        continue;
                    };
                    wholes.clear();
                    self.tried += 1;
                    self.player.play(*half, trail, &mut wholes);
                    if !wholes.is_empty() {
                        self.grow(state, &behind, character, &wholes, &mut next);
                    }
                }
            }
        }
        for (byte, c) in ascii(observed, state) {
            wholes.clear();
            self.player.play(state.branch, byte, &mut wholes);
            if !wholes.is_empty() {
                let character = Character {
                    c,
                    counted: counted(c),
                    cost: 0.0,
                };
                self.grow(state, &behind, character, &wholes, &mut next);
            }
        }
        self.halves = halves;
        self.wholes = wholes;
        next
    }

    fn grow(
        &mut self,
        state: &State,
        behind: &Behind<'_>,
        character: Character,
        branches: &[Branch],
        grown: &mut Vec<State>,
    ) {
        let Character { c, counted, cost } = character;
        let ascii = c.is_ascii_alphanumeric() || c == DIGIT;
        let mut likelihood = state.likelihood + behind.log_probability(counted) - cost;
        // 12:30 and 1:1 keep their ASCII marks, everything else is full-width.
        let next = self.player.observed.code(state.branch.at + 1).0;
        let between =
            state.after_ascii && u8::try_from(next).is_ok_and(|byte| byte.is_ascii_alphanumeric());
        if ascii_mark(c) != between && (ascii_mark(c) || wide_mark(c)) {
            likelihood -= WIDTH;
        }
        // Between two marks stands more than one character.
        let [.., before, last] = state.history;
        if is_stop(counted) && is_mark(before) && !is_mark(last) {
            likelihood -= SHORT;
        }
        if is_stop(counted) && is_stop(last) {
            likelihood -= STOPS;
        }
        // Quotation marks come in pairs, and reports end their sentences outside.
        let unpaired = match c {
            '”' => !state.quoted,
            '“' | '。' | '；' => state.quoted,
            _ => false,
        };
        if unpaired {
            likelihood -= UNPAIRED;
        }
        let Ok(node) = u32::try_from(self.nodes.len()) else {
            return;
        };
        self.nodes.push((state.node, c));
        grown.extend(branches.iter().map(|&branch| State {
            branch,
            history: language::then(state.history, counted),
            likelihood,
            node,
            end: state.end,
            after_ascii: ascii,
            quoted: quoted_after(state.quoted, c),
        }));
    }

    fn finished(&self, start: &Start, states: &[State], end: usize) -> Option<Found> {
        let done: Vec<State> = states
            .iter()
            .filter_map(|state| {
                let mut state = *state;
                state.branch.cost = self.player.finish(state.branch)?;
                if state.end == NO_NODE {
                    state.end = state.node;
                }
                Some(state)
            })
            .collect();
        (!done.is_empty()).then(|| self.found(start, &done, end))
    }

    fn found(&self, start: &Start, states: &[State], end: usize) -> Found {
        let before: Vec<u16> = start
            .history
            .iter()
            .copied()
            .filter(|&c| c != 0 && c != language::counted(language::EDGE))
            .collect();
        let mut readings: std::collections::BTreeMap<Vec<char>, f32> =
            std::collections::BTreeMap::new();
        for state in states {
            let words: Vec<u16> = before
                .iter()
                .copied()
                .chain(self.text(state.node).into_iter().map(counted))
                .collect();
            let next = self.player.observed.next_quote(state.branch.at);
            let mut score = state.score();
            if next.is_some_and(|opening| opening == state.quoted) {
                score -= UNPAIRED;
            }
            let score = score * STEER + self.searcher.language.words(&words) * CHOOSE;
            readings
                .entry(self.text(state.end))
                .and_modify(|s| *s = s.max(score))
                .or_insert(score);
        }
        let mut readings: Vec<_> = readings.into_iter().collect();
        readings.sort_by(|a, b| b.1.total_cmp(&a.1));
        Found {
            end,
            readings,
            pruned: self.pruned,
        }
    }

    fn text(&self, node: u32) -> Vec<char> {
        let mut text = Vec::new();
        let mut node = node;
        while let Some(&(parent, c)) = self.nodes.get(node as usize) {
            text.push(c);
            node = parent;
        }
        text.reverse();
        text
    }
}

/// Whether text stands inside quotation marks after `c`.
pub(super) const fn quoted_after(quoted: bool, c: char) -> bool {
    match c {
        '“' => true,
        '”' => false,
        _ => quoted,
    }
}

fn loss_within(observed: &Observed, at: usize) -> bool {
    (at..observed.len().min(at + AHEAD)).any(|at| observed.is_loss(at))
}

/// The bytes from `least` up that can come next in the original where the damage stands as in `branch`: any byte where
/// it may be lost, else only those of the characters captured next, and those of the marks a cut may stand before.
fn bytes(observed: &Observed, branch: &Branch, least: u8) -> impl Iterator<Item = u8> {
    let at = branch.at;
    let waiting = branch.machine.is_waiting();
    let mut set = [0_u64; 4];
    // What a waiting lead byte and this one make must show, unless a cut behind it loses the byte; a `?` may have been a
    // full-width question mark.
    if (!waiting && observed.is_loss(at)) || (waiting && observed.is_loss(at + 1)) {
        set = [u64::MAX; 4];
    } else {
        let mut add = |byte: u8| set[usize::from(byte >> 6)] |= 1 << (byte & 63);
        for at in at..at + 2 {
            let (plain, wide) = observed.code(at);
            for byte in plain.to_be_bytes().into_iter().chain(wide.to_be_bytes()) {
                add(byte);
            }
        }
        for byte in [0xA1, 0xA2, 0xA3, 0xAC, 0xBA, 0xBB, 0xBF] {
            add(byte);
        }
    }
    (least..=0xFE).filter(move |&byte| set[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1)
}

/// The ASCII characters that can come next: the one captured, a letter that closed a pair, or a digit that was eaten.
fn ascii(observed: &Observed, state: &State) -> Vec<(u8, char)> {
    let mut list = Vec::new();
    let at = state.branch.at;
    for place in at..at + 2 {
        for byte in observed.code(place).0.to_be_bytes() {
            if (byte.is_ascii_alphanumeric()
                || (place == at && byte.is_ascii_graphic())
                || byte == b' ')
                && byte != b'?'
                && !list.contains(&(byte, char::from(byte)))
            {
                list.push((byte, char::from(byte)));
            }
        }
    }
    if !state.branch.machine.is_straight() && (at..at + 2).any(|at| observed.is_loss(at)) {
        list.retain(|(byte, _)| !byte.is_ascii_digit());
        list.push((b'0', DIGIT));
    }
    list
}

fn counted(c: char) -> u16 {
    language::counted(if c == DIGIT { '0' } else { c })
}

/// Whether `c` is a mark, a letter or a symbol of the code page's own rows.
const fn is_symbol(lead: u8, c: char) -> bool {
    lead <= 0xA9 && lead >= 0xA1 && !matches!(c, '\u{E000}'..='\u{F8FF}')
}

/// Whether a counted character is a mark that ends a phrase.
fn is_stop(counted: u16) -> bool {
    matches!(
        char::from_u32(counted.into()),
        Some('。' | '，' | '、' | '；' | '：' | '！' | '？')
    )
}

/// Whether a counted character is a mark.
fn is_mark(counted: u16) -> bool {
    is_stop(counted)
        || matches!(
            char::from_u32(counted.into()),
            Some('“' | '”' | '（' | '）' | '《' | '》')
        )
}

const fn ascii_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '!' | '?' | '(' | ')')
}

const fn wide_mark(c: char) -> bool {
    matches!(c, '，' | '；' | '：' | '！' | '？' | '（' | '）')
}
