//! Sectors: a sentence goes to another one (`moved:` in `sectors/<sector>.md`).

use serde_json::json;

use super::{Change, Desk, Failure, Refusal};
use crate::digest::Digest;
use crate::markdown::front_matter;
use crate::text;
use crate::yaml::edit::{append, remove};

/// Gives a sentence to another sector, and takes it from the one an editor gave it before.
pub(super) fn shift(
    desk: &Desk<'_>,
    report: &str,
    sentence: &str,
    sector: &str,
) -> Result<Vec<Change>, Failure> {
    let digest = desk.digest(report)?;
    if desk.snapshot.taxonomy().sector(sector).is_none() {
        return Err(Refusal::new("no_such_sector", sector).into());
    }
    let words = words(digest, sentence).ok_or_else(|| Refusal::new("no_such_place", sentence))?;
    let path = |sector: &str| format!("content/{report}/sectors/{sector}.md");
    let mut changes = Vec::new();
    for (other, editorial) in &digest.editorials {
        let at = editorial
            .moved
            .iter()
            .position(|quote| words.contains(quote.text.trim()));
        let Some(at) = at.filter(|_| other != sector) else {
            continue;
        };
        changes.push(desk.edit(&path(other), |text| {
            in_front(text, |front| remove(front, Some("moved"), at))
        })?);
    }
    let has = digest.editorials.get(sector).is_some_and(|editorial| {
        editorial
            .moved
            .iter()
            .any(|quote| quote.text.trim() == words)
    });
    if !has {
        changes.push(desk.edit(&path(sector), |text| {
            in_front(text, |front| append(front, Some("moved"), &json!(words)))
        })?);
    }
    Ok(changes)
}

/// Changes the front matter of a text; one without gets it.
fn in_front(text: &str, edit: impl FnOnce(&str) -> Option<String>) -> Option<String> {
    match front_matter(text) {
        (Some(front), _) => Some(format!(
            "{}{}{}",
            &text[..front.start],
            edit(&text[front.clone()])?,
            &text[front.end..]
        )),
        (None, _) => Some(format!("---\n{}---\n{text}", edit("")?)),
    }
}

/// The words of a sentence, without the mark it ends with where they are told apart without it.
fn words<'d>(digest: &'d Digest, id: &str) -> Option<&'d str> {
    let (passage, sentence) = digest.passages.iter().find_map(|passage| {
        let sentence = passage
            .sentences
            .iter()
            .find(|sentence| sentence.id == id)?;
        Some((passage, sentence))
    })?;
    let block = &digest.report.blocks[passage.block].text;
    let range = sentence.range.shifted(passage.range.start);
    Some(text::slice(block, range).trim()).filter(|words| !words.is_empty())
}
