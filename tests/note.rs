//! Notes and the life of a report: edits, moves, cuts and joins of paragraphs, damaged and repaired characters, imports of
//! another capture. No note is lost, none ends up on the wrong sentence, and one whose sentence nobody touched stays where it is.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;

use zhaiyao::import;
use zhaiyao::note::{self, Anchored, Note, State};
use zhaiyao::report::lock::Lock;
use zhaiyao::report::{BlockKind, Report, parse};
use zhaiyao::script::Tag;
use zhaiyao::source::SourceFile;
use zhaiyao::text::{self, TextRange};

const REPORT: &str = include_str!("../content/nmg-2023/report.md");

/// Paragraphs of the report that one case works on.
const WINDOW: usize = 16;

/// A sentence and what became of it.
#[derive(Clone, Debug)]
struct Sentence {
    origin: usize,
    words: String,
    touched: bool,
    /// What it says once its damage is repaired.
    whole: Option<String>,
}

/// A change of the report; numbers choose where.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Digit(usize, usize),
    Letter(usize, usize),
    Damage(usize, usize),
    Repair,
    Delete(usize),
    Move(usize, usize),
    MoveParagraph(usize, usize),
    Cut(usize, usize),
    Join(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..1000_usize;
    prop_oneof![
        (n(), n()).prop_map(|(a, b)| Edit::Digit(a, b)),
        (n(), n()).prop_map(|(a, b)| Edit::Letter(a, b)),
        (n(), n()).prop_map(|(a, b)| Edit::Damage(a, b)),
        Just(Edit::Repair),
        n().prop_map(Edit::Delete),
        (n(), n()).prop_map(|(a, b)| Edit::Move(a, b)),
        (n(), n()).prop_map(|(a, b)| Edit::MoveParagraph(a, b)),
        (n(), n()).prop_map(|(a, b)| Edit::Cut(a, b)),
        n().prop_map(Edit::Join),
    ]
}

/// The paragraphs of the report, each as its sentences.
fn paragraphs() -> &'static [Vec<Sentence>] {
    static PARAGRAPHS: OnceLock<Vec<Vec<Sentence>>> = OnceLock::new();
    PARAGRAPHS.get_or_init(read_paragraphs)
}

fn read_paragraphs() -> Vec<Vec<Sentence>> {
    let source = SourceFile::new("content/x/report.md", REPORT);
    let (report, _, _) = parse("x", &source, &Lock::default());
    let prose = |block: &&zhaiyao::report::Block| block.kind == BlockKind::Paragraph;
    let mut origin = 0;
    report
        .blocks
        .iter()
        .filter(prose)
        .map(|block| {
            let ranges = text::sentences(&block.text).into_iter();
            ranges
                .map(|range| {
                    origin += 1;
                    Sentence {
                        origin,
                        words: text::slice(&block.text, range).to_owned(),
                        touched: false,
                        whole: None,
                    }
                })
                .collect()
        })
        .collect()
}

fn written(paragraphs: &[Vec<Sentence>]) -> Arc<SourceFile> {
    let mut text = "---\ntitle: a\n---\n\n# 政府工作报告\n\n各位代表：\n\n".to_owned();
    for (number, sentences) in paragraphs.iter().enumerate() {
        if number % 8 == 0 {
            let part = ["一", "二", "三", "四"][number / 8 % 4];
            write!(text, "## {part}、部分\n\n").unwrap();
        }
        text.extend(sentences.iter().map(|sentence| sentence.words.as_str()));
        text.push_str("\n\n");
    }
    SourceFile::new("content/x/report.md", text)
}

fn apply(edit: Edit, paragraphs: &mut Vec<Vec<Sentence>>) {
    let places: Vec<(usize, usize)> = paragraphs
        .iter()
        .enumerate()
        .flat_map(|(p, sentences)| (0..sentences.len()).map(move |s| (p, s)))
        .collect();
    if places.len() < 2 {
        return;
    }
    let pick = |n: usize| places[n % places.len()];
    let mut change =
        |n: usize, wanted: &dyn Fn(char) -> bool, at: usize, new: &dyn Fn(char) -> char| {
            let (p, s) = pick(n);
            let sentence = &mut paragraphs[p][s];
            let mut chars: Vec<char> = sentence.words.chars().collect();
            let found: Vec<usize> = (0..chars.len()).filter(|&i| wanted(chars[i])).collect();
            if let Some(&i) = found.get(at % found.len().max(1)) {
                chars[i] = new(chars[i]);
                sentence.words = chars.into_iter().collect();
                sentence.touched = true;
            }
        };
    match edit {
        Edit::Digit(n, at) => change(n, &|c| c.is_ascii_digit(), at, &|c| {
            if c == '9' {
                '1'
            } else {
                char::from(c as u8 + 1)
            }
        }),
        Edit::Letter(n, at) => change(n, &text::is_han, at, &|_| '某'),
        Edit::Damage(n, at) => change(n, &text::is_han, at, &|_| '□'),
        Edit::Repair => {
            for sentence in paragraphs.iter_mut().flatten() {
                if let Some(whole) = sentence.whole.take() {
                    sentence.words = whole;
                    sentence.touched = true;
                }
            }
        }
        Edit::Delete(n) => {
            let (p, s) = pick(n);
            paragraphs[p].remove(s);
        }
        Edit::Move(from, to) => {
            let (p, s) = pick(from);
            let (to, at) = pick(to);
            let sentence = paragraphs[p].remove(s);
            let at = at.min(paragraphs[to].len());
            paragraphs[to].insert(at, sentence);
        }
        Edit::MoveParagraph(n, to) => {
            let (p, _) = pick(n);
            let paragraph = paragraphs.remove(p);
            let q = pick(to).0.min(paragraphs.len());
            paragraphs.insert(q, paragraph);
        }
        Edit::Cut(n, at) => {
            let (p, _) = pick(n);
            let at = at % paragraphs[p].len();
            let rest = paragraphs[p].split_off(at);
            paragraphs.insert(p + 1, rest);
        }
        Edit::Join(n) => {
            let (p, _) = pick(n);
            if p + 1 < paragraphs.len() {
                let next = paragraphs.remove(p + 1);
                paragraphs[p].extend(next);
            }
        }
    }
    paragraphs.retain(|sentences| !sentences.is_empty());
}

/// The report as a capture has it that lost characters: `□`, each sentence with what a repair would make of it.
fn damaged(paragraphs: &mut Vec<Vec<Sentence>>, places: &[(usize, usize)]) {
    let whole: BTreeMap<usize, String> = (paragraphs.iter().flatten())
        .map(|sentence| (sentence.origin, sentence.words.clone()))
        .collect();
    for &(n, at) in places {
        apply(Edit::Damage(n, at), paragraphs);
    }
    for sentence in paragraphs.iter_mut().flatten().filter(|s| s.touched) {
        sentence.touched = false;
        sentence.whole = Some(whole[&sentence.origin].clone());
    }
}

/// The sentence at a place of the report: origin, and whether it was touched. None where the words cross sentences.
fn sentence_at<'s>(
    report: &Report,
    paragraphs: &'s [Vec<Sentence>],
    note: &Anchored,
) -> Option<&'s Sentence> {
    let target = note.target?;
    let prose = report.blocks[..target.block]
        .iter()
        .filter(|b| b.kind == BlockKind::Paragraph);
    let mut at = 0;
    paragraphs[prose.count()].iter().find(|sentence| {
        let range = TextRange::new(at, at + sentence.words.chars().count());
        at = range.end;
        range.contains(target.range)
    })
}

/// A note file on some words of a sentence.
fn note_file(number: usize, quote: &str, para: Option<&str>) -> (String, Arc<SourceFile>) {
    let para = para.map_or_else(String::new, |para| format!("para: {para}\n"));
    let quote = serde_json::to_string(quote).unwrap();
    let text = format!("---\nquote: {quote}\n{para}---\n注。\n");
    let name = format!("{number:03}");
    let file = SourceFile::new(format!("content/x/notes/{name}.md"), text);
    (name, file)
}

/// Notes on words of the report, each with the origin of its sentence; those that need it name their paragraph.
fn notes_on(
    report: &Report,
    paragraphs: &[Vec<Sentence>],
    picks: &[(usize, usize, usize)],
) -> Vec<(Note, usize)> {
    let prose: Vec<&str> = report
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .map(|block| block.id.as_str())
        .collect();
    let sentences: Vec<(&Sentence, &str)> = paragraphs
        .iter()
        .zip(prose)
        .flat_map(|(sentences, id)| sentences.iter().map(move |sentence| (sentence, id)))
        .collect();
    let mut made = Vec::new();
    for named in [false, true] {
        let mut files = BTreeMap::new();
        let mut origins = BTreeMap::new();
        for (number, &(n, start, length)) in picks.iter().enumerate() {
            let (sentence, id) = sentences[n % sentences.len()];
            let total = sentence.words.chars().count();
            let start = start % total;
            let range = TextRange::new(start, (start + length).min(total));
            let quote = text::slice(&sentence.words, range);
            let (name, file) = note_file(number, quote, named.then_some(id));
            let id = note::id_of(&name);
            if made.iter().all(|(note, _): &(Note, usize)| note.id != id) {
                files.insert(name, file);
                origins.insert(id, sentence.origin);
            }
        }
        let (notes, _) = note::read(&files);
        for anchored in note::anchor(&notes, report).0 {
            let found = sentence_at(report, paragraphs, &anchored).map(|s| s.origin);
            if anchored.state == State::Exact && found == origins.get(&anchored.note.id).copied() {
                made.extend(found.map(|origin| (anchored.note, origin)));
            }
        }
    }
    made
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The report, if it reads back paragraph by paragraph as it was written.
fn read_back(paragraphs: &[Vec<Sentence>], lock: &Lock) -> Option<(Report, Lock)> {
    let (report, lock, _) = parse("x", &written(paragraphs), lock);
    says(&report, paragraphs).then_some((report, lock))
}

/// Whether a report has these paragraphs.
fn says(report: &Report, paragraphs: &[Vec<Sentence>]) -> bool {
    let prose = |block: &&zhaiyao::report::Block| block.kind == BlockKind::Paragraph;
    let whole: Vec<String> = paragraphs
        .iter()
        .map(|sentences| sentences.iter().map(|s| s.words.as_str()).collect())
        .collect();
    let blocks = report.blocks.iter().filter(prose);
    blocks.map(|block| &block.text).eq(&whole)
}

/// A report as an import of its plain text makes it, with what an import of the next capture takes over.
fn imported(
    paragraphs: &[Vec<Sentence>],
    earlier: Option<&import::Earlier>,
) -> Option<(Report, import::Earlier)> {
    let source = written(paragraphs);
    let (_, body) = zhaiyao::markdown::front_matter(&source.text);
    let capture = source.text[body].replace("# ", "").replace('#', "");
    let options = import::Options {
        id: "x".to_owned(),
        encoding: Some(import::Encoding::Utf8),
        lang: Some(Tag::Hans),
    };
    let (draft, _) = import::import(capture.as_bytes(), "source.txt", &options, earlier).ok()?;
    let file = |text: &str| SourceFile::new("content/x/file", text);
    let (lock, _) = Lock::parse(&file(&draft.anchors));
    let (report, ..) = parse("x", &file(&draft.report), &lock);
    let earlier = import::Earlier {
        record: import::Record::parse(&file(&draft.repairs)).ok()?,
        lock,
        capture: Some(capture.into_bytes()),
        report: Some(draft.report),
    };
    says(&report, paragraphs).then_some((report, earlier))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        max_shrink_iters: 64,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_note_is_lost_and_none_is_on_the_wrong_sentence(
        start in 0..1000_usize,
        edits in prop::collection::vec(edit(), 1..12),
        damage in prop::collection::vec((0..1000_usize, 0..1000_usize), 0..4),
        picks in prop::collection::vec((0..1000_usize, 0..200_usize, 4..30_usize), 12),
    ) {
        let all = paragraphs();
        let start = start % all.len().saturating_sub(WINDOW).max(1);
        let mut paragraphs: Vec<_> = all[start..].iter().take(WINDOW).cloned().collect();
        damaged(&mut paragraphs, &damage);
        let before = read_back(&paragraphs, &Lock::default());
        prop_assume!(before.is_some());
        let (report, lock) = before.unwrap();
        let (notes, origins): (Vec<Note>, Vec<usize>) = notes_on(&report, &paragraphs, &picks).into_iter().unzip();
        for &edit in &edits {
            apply(edit, &mut paragraphs);
        }
        let after = read_back(&paragraphs, &lock);
        prop_assume!(after.is_some());
        let (report, _) = after.unwrap();
        check(&report, &paragraphs, &notes, &origins, &format!("{edits:?}"))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        max_shrink_iters: 16,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_import_of_another_capture_leaves_notes_on_their_sentences(
        start in 0..1000_usize,
        edits in prop::collection::vec(edit(), 1..8),
        picks in prop::collection::vec((0..1000_usize, 0..200_usize, 4..30_usize), 12),
    ) {
        let all = paragraphs();
        let start = start % all.len().saturating_sub(WINDOW).max(1);
        let mut paragraphs: Vec<_> = all[start..].iter().take(WINDOW).cloned().collect();
        let before = imported(&paragraphs, None);
        prop_assume!(before.is_some());
        let (report, earlier) = before.unwrap();
        let (notes, origins): (Vec<Note>, Vec<usize>) = notes_on(&report, &paragraphs, &picks).into_iter().unzip();
        for &edit in &edits {
            apply(edit, &mut paragraphs);
        }
        let after = imported(&paragraphs, Some(&earlier));
        prop_assume!(after.is_some());
        check(&after.unwrap().0, &paragraphs, &notes, &origins, &format!("{edits:?}"))?;
    }
}

/// No note is lost, none is on another sentence than its own, and one whose sentence nobody touched is where it was.
fn check(
    report: &Report,
    paragraphs: &[Vec<Sentence>],
    notes: &[Note],
    origins: &[usize],
    edits: &str,
) -> Result<(), TestCaseError> {
    let (anchored, diagnostics) = note::anchor(notes, report);
    prop_assert_eq!(anchored.len(), notes.len());
    for ((anchored, note), &origin) in anchored.iter().zip(notes).zip(origins) {
        prop_assert_eq!(&anchored.note.id, &note.id);
        let told = || {
            format!(
                "{:?} {:?}\n{}\n{edits}",
                anchored.state, anchored.target, note.file.text
            )
        };
        let quote = note.quote.as_deref().unwrap_or_default();
        if let Some(target) = anchored.target {
            let found = sentence_at(report, paragraphs, anchored);
            prop_assert_eq!(found.map(|s| s.origin), Some(origin), "{}", told());
            let words = text::slice(&report.blocks[target.block].text, target.range);
            if anchored.state == State::Exact {
                prop_assert_eq!(digits(words), digits(quote), "{}", told());
            }
        }
        let own = paragraphs.iter().flatten().find(|s| s.origin == origin);
        if note.para.is_none() && own.is_some_and(|s| !s.touched) {
            let twice = diagnostics.iter().any(|d| {
                d.code == "note-ambiguous"
                    && d.label
                        .as_ref()
                        .is_some_and(|l| Arc::ptr_eq(&l.source, &note.file))
            });
            prop_assert!(anchored.state == State::Exact || twice, "{}", told());
        }
    }
    Ok(())
}
