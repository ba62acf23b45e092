//! Repairs: an editor's reading of a damaged place goes into `repairs.yaml`, where every later import keeps it, and into
//! `report.md`.

use super::{Change, Desk, Failure, Refusal, filled};
use crate::report::{self, lock::Lock};
use crate::script::Tag;
use crate::source::SourceFile;
use crate::text::is_han;
use crate::yaml::edit::set;

/// Decides how a place reads. `judgement` is its number and its damaged form.
pub(super) fn decide(
    desk: &Desk<'_>,
    report: &str,
    (number, before): (usize, &str),
    reading: &str,
) -> Result<Vec<Change>, Failure> {
    let digest = desk.digest(report)?;
    let gone = || Refusal::new("no_such_repair", before);
    let record = desk.snapshot.record(report).ok_or_else(gone)?;
    let entry = record
        .judgements
        .get(number)
        .filter(|entry| entry.before == before);
    let entry = entry.ok_or_else(gone)?;
    let reading = filled(reading).ok_or_else(|| Refusal::new("empty", "reading"))?;
    let now = entry.decision.as_deref().unwrap_or(&entry.after);
    let block = digest.report.block(&entry.place);
    let block = block.ok_or_else(|| Refusal::new("no_such_place", &entry.place))?;
    let written = &digest.report.source.text[block.span.clone()];
    let context = desk
        .snapshot
        .conversions()
        .convert(&entry.context, Tag::Hant, digest.report.metadata.lang)
        .text;
    let at = place(written, now, &context).ok_or_else(|| Refusal::new("words_twice", now))?;
    let start = block.span.start + at;
    let text = &digest.report.source.text;
    let revised = format!("{}{reading}{}", &text[..start], &text[start + now.len()..]);
    let mut changes = vec![
        desk.edit(&format!("content/{report}/repairs.yaml"), |text| {
            set(text, "judgements", number, "decision", reading)
        })?,
    ];
    if reading != now {
        let path = format!("content/{report}/report.md");
        changes.push(desk.edit(&path, |old| (old == text).then(|| revised.clone()))?);
        changes.extend(lock(desk, report, &revised)?);
    }
    Ok(changes)
}

/// The change of `anchors.lock` that a changed text of the report makes.
fn lock(desk: &Desk<'_>, report: &str, text: &str) -> Result<Option<Change>, Failure> {
    let path = format!("content/{report}/anchors.lock");
    let Some(before) = (desk.read)(&path)? else {
        return Ok(None);
    };
    let file = SourceFile::new(path.as_str(), String::from_utf8_lossy(&before));
    let (earlier, _) = Lock::parse(&file);
    let source = SourceFile::new(format!("content/{report}/report.md"), text);
    let (_, lock, _) = report::parse(report, &source, &earlier);
    Ok((lock != earlier).then(|| Change {
        path,
        before: Some(before),
        after: Some(lock.write().into_bytes()),
    }))
}

/// Where `words` stand in a block; of several places the one behind what stood before them in the capture.
fn place(text: &str, words: &str, context: &str) -> Option<usize> {
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|&c| is_han(c)).collect() };
    let context = letters(context);
    let likeness = |at: usize| {
        let before = letters(&text[..at]);
        let pairs = before.iter().rev().zip(context.iter().rev());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let mut places: Vec<(usize, usize)> = (text.match_indices(words))
        .map(|(at, _)| (likeness(at), at))
        .collect();
    places.sort_unstable();
    match places[..] {
        [.., (second, _), (first, at)] if first > second => Some(at),
        [(_, at)] => Some(at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_places_the_one_behind_the_same_words_is_meant() {
        let text = "历史新高。科学发展。创造历史新低。科学";
        assert_eq!(
            place(text, "。科学", "(chuàng)历史新低"),
            text.rfind("。科学")
        );
        assert_eq!(
            place(text, "。科学", "(chuàng)历史新高"),
            text.find("。科学")
        );
        assert_eq!(place(text, "。科学", "别处"), None);
        assert_eq!(place(text, "新高", ""), text.find("新高"));
    }
}
