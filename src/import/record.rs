//! `repairs.yaml`: the rules an import used with their counts, and every judgement with its place, its reasons and, where
//! an editor gave one, the decision.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::import::damage::restored;
use crate::import::encoding::Encoding;
use crate::import::log::{self, Confidence, Repair};
use crate::import::mojibake::{Decision, Decisions, Judgement};
use crate::script::Tag;
use crate::source::SourceFile;
use crate::yaml;

/// The file.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// One entry a rule.
    #[serde(default)]
    pub rules: Vec<Count>,
    /// One entry a judgement.
    #[serde(default)]
    pub judgements: Vec<Entry>,
    /// The encoding the capture was read in, if it had to be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Fingerprints of the blocks of `report.md` as they were drafted; the others are people's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub drafted: String,
}

/// How often a rule was used.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Name of the rule.
    pub rule: String,
    /// What it does.
    pub what: String,
    /// Number of changes.
    pub count: usize,
}

/// A stretch that had to be judged.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Id of the paragraph.
    pub place: String,
    /// What stands before the stretch in the capture; it finds the place again.
    pub context: String,
    /// The stretch as captured.
    pub before: String,
    /// What stands in the report.
    pub after: String,
    /// The same in the mirror's own characters, which give the capture's bytes back.
    pub mirror: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The share of this reading among all that give the capture back, from 0 to 1.
    pub share: f64,
    /// Why.
    pub reason: String,
    /// Other readings with their shares, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    /// An editor's reading; it is kept by every later import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

/// A reading and its share.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The reading.
    pub text: String,
    /// Its share, from 0 to 1.
    pub share: f64,
}

/// How much of the captured line is kept to find a place again, in code points.
pub(crate) const CONTEXT: usize = 12;

impl Record {
    /// Parses the file.
    ///
    /// # Errors
    /// The diagnostic that says what is wrong, and where.
    pub fn parse(source: &Arc<SourceFile>) -> Result<Self, Box<Diagnostic>> {
        yaml::parse_file(source)
    }

    /// Writes the file.
    #[must_use]
    pub fn write(&self) -> String {
        format!(
            "# What the import did to the capture: one entry a rule, one a judgement.\n# Add `decision: …` to a judgement to set its reading; every later import keeps it.\n{}",
            yaml::write(self)
        )
    }

    /// Counts the changes of a log by rule.
    #[must_use]
    pub fn counts(log: &[Repair]) -> Vec<Count> {
        let count = |(rule, count): (log::Rule, usize)| Count {
            rule: rule.as_str().to_owned(),
            what: rule.describe().to_owned(),
            count,
        };
        log::counts(log).into_iter().map(count).collect()
    }

    /// The readings that need no search any more: an editor's, or those found before.
    pub(crate) fn decisions(&self, found: Found) -> Decisions {
        let decision = |entry: &Entry| {
            let by_editor = entry.decision.is_some();
            (by_editor || found == Found::Keep).then(|| Decision {
                before: entry.before.clone(),
                prefix: entry.context.clone(),
                after: entry
                    .decision
                    .clone()
                    .unwrap_or_else(|| entry.mirror.clone()),
                confidence: if by_editor {
                    Confidence::Confirmed
                } else {
                    entry.confidence
                }
                .engine(),
                share: if by_editor { 1.0 } else { entry.share },
                reason: entry.reason.clone(),
                candidates: entry
                    .candidates
                    .iter()
                    .map(|candidate| (candidate.text.clone(), candidate.share))
                    .collect(),
            })
        };
        Decisions::new(self.judgements.iter().filter_map(decision))
    }

    /// The encoding that was named for the capture.
    pub(crate) fn encoding(&self) -> Option<Encoding> {
        self.encoding.as_deref().and_then(Encoding::parse)
    }

    /// Editors' decisions on stretches that are not in the capture any more: they are kept, and said so.
    pub(crate) fn left_over(&self, found: &[Entry]) -> (Vec<Entry>, Vec<Diagnostic>) {
        let is_found = |entry: &&Entry| {
            found
                .iter()
                .any(|one| one.context == entry.context && one.before == entry.before)
        };
        let warn = |entry: &Entry| {
            let decision = entry.decision.as_deref().unwrap_or_default();
            Diagnostic::warning(
                "unused-decision",
                format!("the capture has no place any more for the decision `{decision}`"),
            )
            .help("it stays in repairs.yaml; remove its entry there if the new capture is right")
        };
        self.judgements
            .iter()
            .filter(|entry| entry.decision.is_some())
            .filter(|entry| !is_found(entry))
            .map(|entry| (entry.clone(), warn(entry)))
            .unzip()
    }

    /// The entry for a stretch with what stands before it.
    pub(crate) fn entry(&self, prefix: &str, before: &str) -> Option<&Entry> {
        self.judgements
            .iter()
            .find(|entry| entry.before == before && prefix.ends_with(&entry.context))
    }
}

/// What to do with readings an earlier import found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Search again; the engine may know better now.
    Search,
    /// Keep them.
    Keep,
}

/// Makes the entry of a judgement, but for its place.
pub(crate) fn entry(
    prefix: &str,
    judgement: &Judgement,
    canonical: Tag,
    earlier: Option<&Entry>,
) -> Entry {
    let read = |text: &str| {
        if canonical == Tag::Hans {
            restored(text)
        } else {
            text.to_owned()
        }
    };
    let decision = earlier.and_then(|entry| entry.decision.clone());
    let skip = prefix.chars().count().saturating_sub(CONTEXT);
    let candidates = judgement
        .candidates
        .iter()
        // Readings without a share worth printing help nobody to choose.
        .filter(|(_, share)| rounded(*share) > 0.0)
        .map(|(text, share)| Candidate {
            text: read(text),
            share: rounded(*share),
        })
        .collect();
    // What an editor decided is not what the engine found.
    let found = earlier.filter(|_| decision.is_some());
    Entry {
        place: String::new(),
        context: prefix.chars().skip(skip).collect(),
        before: judgement.before.clone(),
        after: decision.clone().unwrap_or_else(|| read(&judgement.after)),
        mirror: found.map_or_else(|| judgement.after.clone(), |entry| entry.mirror.clone()),
        confidence: if decision.is_some() {
            Confidence::Confirmed
        } else {
            judgement.confidence.into()
        },
        share: found.map_or_else(|| rounded(judgement.share), |entry| entry.share),
        reason: found.map_or_else(|| judgement.reason.clone(), |entry| entry.reason.clone()),
        candidates: found.map_or(candidates, |entry| entry.candidates.clone()),
        decision,
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}
