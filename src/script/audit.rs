//! Looks over the site's overrides: which never fired, which the engine gets right without them, which repeat the
//! built-in table.

use std::collections::BTreeMap;

use super::conversions::Conversions;
use super::{Level, Override, Tag};
use crate::diagnostic::Diagnostic;
use crate::text::{self, TextRange};

impl Conversions {
    /// Looks over the site's overrides by what they do in `texts` (each with its own tag) on their way to the tags of
    /// the editions.
    #[must_use]
    pub fn audit<'t>(
        &self,
        texts: impl IntoIterator<Item = (&'t str, Tag)>,
        editions: &[Tag],
    ) -> Vec<Diagnostic> {
        let site: Vec<_> = self
            .overrides()
            .iter()
            .take_while(|rule| rule.level == Level::Site)
            .collect();
        if site.is_empty() {
            return Vec::new();
        }
        let bare = Self::default();
        // Index of the override → whether it ever changed anything.
        let mut fired: BTreeMap<usize, bool> = BTreeMap::new();
        for (source, from) in texts {
            for &to in editions.iter().filter(|&&to| to != from) {
                let hits = self
                    .matcher(from, to)
                    .hits(source, self.overrides(), |_| true);
                if hits.iter().all(|hit| hit.index >= site.len()) {
                    continue;
                }
                let without = bare.convert(source, from, to);
                for hit in hits.iter().filter(|hit| hit.index < site.len()) {
                    let place = TextRange::new(hit.start, hit.start + hit.length);
                    let form = site[hit.index].form(to);
                    let words = text::slice(&without.text, without.alignment.range(place));
                    let needed = form != Some(words);
                    *fired.entry(hit.index).or_default() |= needed;
                }
            }
        }
        let judge = |(index, rule): (usize, &&Override)| {
            let hans = &rule.hans;
            let built_in = self.overrides()[site.len()..]
                .iter()
                .find(|other| other.hans == *hans);
            let diagnostic = match (built_in, fired.get(&index)) {
                (Some(other), _)
                    if editions
                        .iter()
                        .all(|&tag| other.form(tag) == rule.form(tag)) =>
                {
                    let message = format!("`{hans}` is in the built-in table already");
                    Diagnostic::note("override-idle", message).help("the entry can go")
                }
                (_, None) => {
                    let message = format!("`{hans}` stands nowhere in the content");
                    Diagnostic::warning("override-unused", message)
                        .help("correct it, or remove the entry")
                }
                (_, Some(false)) => {
                    let message = format!("`{hans}` is converted so without the entry too");
                    Diagnostic::note("override-idle", message)
                        .help("the entry can go, unless it guards against another engine")
                }
                _ => return None,
            };
            Some(match &rule.place {
                Some(place) => diagnostic.at(&place.source, place.span.clone(), ""),
                None => diagnostic,
            })
        };
        site.iter().enumerate().filter_map(judge).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn idle_and_unused_overrides_are_told() {
        let source = SourceFile::new(
            "content/conversion.yaml",
            "overrides:\n- {hans: 光伏, hant: 太陽光電, reason: a}\n- {hans: 干部, hant: 幹部, reason: a}\n- {hans: 水稻, hant: 水稻, reason: a}\n- {hans: 老虎, hant: 大虫, reason: a}\n",
        );
        let (conversions, _) = Conversions::parse(&source);
        let texts = [("发展光伏，干部种水稻。", Tag::Hans)];
        let told: Vec<_> = conversions
            .audit(texts, &[Tag::Hans, Tag::Hant])
            .into_iter()
            .map(|d| format!("{} {}", d.code, d.message))
            .collect();
        assert_eq!(
            told,
            [
                "override-idle `干部` is in the built-in table already",
                "override-idle `水稻` is converted so without the entry too",
                "override-unused `老虎` stands nowhere in the content",
            ]
        );
    }
}
