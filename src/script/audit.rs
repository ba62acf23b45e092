//! Looks over the site's overrides: which never fired, which the engine gets right without them, which repeat the
//! built-in table.

use std::collections::{BTreeMap, BTreeSet};

use super::choices::Decided;
use super::conversions::Conversions;
use super::{Level, Override, Script, Tag};
use crate::diagnostic::{Diagnostic, nearest};
use crate::text::{self, TextRange};

impl Conversions {
    /// Looks over the site's overrides by what they do in `texts` (each with its report and its own tag) on their way to
    /// the tags of the editions.
    #[must_use]
    pub fn audit<'t>(
        &self,
        texts: impl IntoIterator<Item = (&'t str, &'t str, Tag)>,
        editions: &[Tag],
    ) -> Vec<Diagnostic> {
        let site = self
            .overrides()
            .iter()
            .filter(|rule| rule.level == Level::Site);
        let own: Vec<&Override> = site.chain(self.of_reports()).collect();
        if own.is_empty() {
            return Vec::new();
        }
        let bare = Self::default();
        let mut reports: BTreeSet<&str> = BTreeSet::new();
        // The override, by its report, script and words → whether it ever changed anything.
        let mut fired: BTreeMap<(Option<&str>, Option<Script>, &str), bool> = BTreeMap::new();
        for (report, source, from) in texts {
            reports.insert(report);
            let conversions = self.of_report(report);
            let chars: Vec<char> = source.chars().collect();
            for &to in editions.iter().filter(|&&to| to != from) {
                let matcher = conversions.matcher(from, to);
                let places = matcher.places(&chars);
                let hits = matcher.hits(&chars, &places, conversions.overrides(), |_| false);
                if hits.is_empty() {
                    continue;
                }
                let without = bare.convert(source, from, to);
                for hit in hits {
                    let rule = &conversions.overrides()[hit.index];
                    let place = TextRange::new(hit.start, hit.start + hit.length);
                    let words = text::slice(&without.text, without.alignment.range(place));
                    // To say that the engine's default is right is no idle word.
                    let confirms = || {
                        let choices = bare.choices(source, &[], from, to);
                        let mut open = choices.iter().filter(|c| c.decided == Decided::Default);
                        open.any(|choice| (place.start..place.end).contains(&choice.at))
                    };
                    let needed = rule.form(to) != Some(words) || confirms();
                    let key = (rule.report.as_deref(), rule.from, rule.key());
                    *fired.entry(key).or_default() |= needed;
                }
            }
        }
        let judge = |rule: &Override| {
            let words = rule.key();
            let same = |other: &&Override| (other.from, other.key()) == (rule.from, words);
            let built_in = bare.overrides().iter().find(same);
            let report = rule.report.as_deref();
            let diagnostic = match (built_in, fired.get(&(report, rule.from, words))) {
                _ if report.is_some_and(|report| !reports.contains(report)) => {
                    let report = report.unwrap_or_default();
                    let message = format!("there is no report `{report}` for `{words}`");
                    let near = nearest(report, reports.iter().copied());
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    let help = help.unwrap_or_else(|| "name a folder of `content/`".to_owned());
                    Diagnostic::error("unknown-report", message).help(help)
                }
                (Some(other), _)
                    if editions
                        .iter()
                        .all(|&tag| other.form(tag) == rule.form(tag)) =>
                {
                    let message = format!("`{words}` is in the built-in table already");
                    Diagnostic::note("override-idle", message).help("the entry can go")
                }
                (_, None) => {
                    let message = format!("`{words}` stands nowhere in the content");
                    Diagnostic::warning("override-unused", message)
                        .help("correct it, or remove the entry")
                }
                (_, Some(false)) => {
                    let message = format!("`{words}` is converted so without the entry too");
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
        own.into_iter().filter_map(judge).collect()
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
            "overrides:\n- {hans: 光伏, hant: 太陽光電, reason: a}\n- {hans: 干部, hant: 幹部, reason: a}\n- {hans: 水稻, hant: 水稻, reason: a}\n- {hans: 谷甲, hant: 谷甲, reason: a}\n- {hans: 老虎, hant: 大虫, reason: a}\n- {hans: 光伏, hant: 光電, report: z, reason: a}\n- {hans: 发展, hant: 开展, report: x, reason: a}\n- {hans: 账, hant: 帳, from: hant, reason: a}\n- {hans: 划, hant: 畫, from: hant, reason: a}\n",
        );
        let (conversions, _) = Conversions::parse(&source);
        let texts = [
            ("x", "发展光伏，干部种水稻。谷甲。", Tag::Hans),
            ("y", "計畫", Tag::Hant),
        ];
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
                "override-idle `帳` is in the built-in table already",
                "override-idle `畫` is converted so without the entry too",
                "unknown-report there is no report `z` for `光伏`",
            ]
        );
    }
}
