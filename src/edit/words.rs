//! Words: a term of the glossary, a conversion that is settled.

use serde_json::{Map, Value, json};

use super::{Change, Desk, Failure, NewOverride, NewTerm, Refusal, filled};
use crate::yaml::edit::append;

const GLOSSARY: &str = "content/glossary.yaml";
const CONVERSION: &str = "content/conversion.yaml";

/// A term more.
pub(super) fn term(new: &NewTerm, desk: &Desk<'_>) -> Result<Vec<Change>, Failure> {
    let known = &desk.snapshot.editorial().glossary;
    let hans = filled(&new.hans).ok_or_else(|| Refusal::new("empty", "hans"))?;
    let definition = filled(&new.definition).ok_or_else(|| Refusal::new("empty", "definition"))?;
    if known.iter().any(|term| term.hans == hans) {
        return Err(Refusal::new("term_exists", hans).into());
    }
    let taken = |id: &str| known.iter().any(|term| term.id == id);
    let id = match filled(&new.id) {
        Some(id) if taken(id) => return Err(Refusal::new("term_exists", id).into()),
        Some(id) => id.to_owned(),
        None => free_id(&new.en, taken),
    };
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(id));
    let fields = [
        ("hans", hans),
        ("hant", &new.hant),
        ("tw", &new.tw),
        ("hk", &new.hk),
        ("en", &new.en),
        ("definition", definition),
    ];
    for (key, words) in fields {
        if let Some(words) = filled(words) {
            item.insert(key.to_owned(), json!(words));
        }
    }
    if let Some(source) = new
        .source
        .as_ref()
        .filter(|source| !source.title.trim().is_empty())
    {
        item.insert("source".to_owned(), json!(source));
    }
    let item = Value::Object(item);
    Ok(vec![desk.edit(GLOSSARY, |text| append(text, None, &item))?])
}

/// An id made of the English word, or `term-1`.
fn free_id(english: &str, taken: impl Fn(&str) -> bool) -> String {
    let words: Vec<String> = english
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let stem = if words.is_empty() {
        "term".to_owned()
    } else {
        words.join("-")
    };
    if !words.is_empty() && !taken(&stem) {
        return stem;
    }
    let mut numbers = 1..;
    let free = numbers.find_map(|n: usize| {
        let id = format!("{stem}-{n}");
        (!taken(&id)).then_some(id)
    });
    free.unwrap_or(stem)
}

/// An override more, or a name that stays as it is.
pub(super) fn settle(new: &NewOverride, desk: &Desk<'_>) -> Result<Vec<Change>, Failure> {
    let hans = filled(&new.hans).ok_or_else(|| Refusal::new("empty", "hans"))?;
    let reason = filled(&new.reason).ok_or_else(|| Refusal::new("empty", "reason"))?;
    let forms = [("hant", &new.hant), ("tw", &new.tw), ("hk", &new.hk)];
    let mut forms: Vec<(&str, &str)> = (forms.into_iter())
        .filter_map(|(key, words)| Some((key, filled(words)?)))
        .collect();
    if forms.is_empty() {
        return Err(Refusal::new("empty", "hant").into());
    }
    let stays = forms.iter().all(|(_, words)| *words == hans);
    if stays {
        forms.clear();
    }
    let mut item = Map::new();
    item.insert("hans".to_owned(), json!(hans));
    for (key, words) in forms {
        item.insert(key.to_owned(), json!(words));
    }
    item.insert("reason".to_owned(), json!(reason));
    let item = Value::Object(item);
    let list = if stays { "names" } else { "overrides" };
    Ok(vec![desk.edit(CONVERSION, |text| {
        append(text, Some(list), &item)
    })?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_english_word() {
        assert_eq!(
            free_id("Grid-connected Capacity", |_| false),
            "grid-connected-capacity"
        );
        assert_eq!(free_id("hydrogen", |id| id == "hydrogen"), "hydrogen-1");
        assert_eq!(free_id("", |id| id == "term-1"), "term-2");
    }
}
