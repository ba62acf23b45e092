//! From the readings of a stretch to what is written and how sure it is.

use super::search::{DIGIT, Found};
use super::{Confidence, Decision, OPEN};

/// Share under which a character stays open.
const OPEN_UNDER: f32 = 0.5;
/// Share from which a reading is called sure enough to need no look.
const SURE: f64 = 0.9;
/// Candidates that are listed.
const LISTED: usize = 12;

/// A reading and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) text: String,
    pub(super) confidence: Confidence,
    pub(super) share: f64,
    pub(super) reason: String,
    pub(super) candidates: Vec<(String, f64)>,
}

impl From<Decision> for Verdict {
    fn from(decision: Decision) -> Self {
        Self {
            text: decision.after,
            confidence: decision.confidence,
            share: decision.share,
            reason: decision.reason,
            candidates: decision.candidates,
        }
    }
}

/// Judges what was found.
pub(super) fn judge(found: &Found) -> Verdict {
    let shares = shares(&found.readings);
    let Some(((best, _), &share)) = found.readings.first().zip(shares.first()) else {
        return Verdict {
            text: OPEN.to_string(),
            confidence: Confidence::Open,
            share: 0.0,
            reason: "no reading gives the captured bytes back".to_owned(),
            candidates: Vec::new(),
        };
    };
    let mut text = String::new();
    let mut digits = 0;
    let mut doubtful = 0;
    for (at, &c) in best.iter().enumerate() {
        let agreed: f32 = found
            .readings
            .iter()
            .zip(&shares)
            .filter(|((reading, _), _)| reading.len() == best.len() && reading[at] == c)
            .map(|(_, share)| share)
            .sum();
        if c == DIGIT {
            digits += 1;
            text.push(OPEN);
        } else if agreed < OPEN_UNDER {
            doubtful += 1;
            text.push(OPEN);
        } else {
            text.push(c);
        }
    }
    let confidence = if digits + doubtful > 0 {
        Confidence::Open
    } else if found.readings.len() == 1 && !found.pruned {
        Confidence::Certain
    } else {
        Confidence::Inferred
    };
    Verdict {
        text,
        confidence,
        share: f64::from(share),
        reason: reason(
            confidence,
            digits,
            doubtful,
            found.readings.len(),
            share.into(),
        ),
        candidates: candidates(&found.readings, &shares),
    }
}

/// The readings that are listed, best first; behind them, where the best one lacks a single digit, that one with each
/// digit. Nothing tells the digits apart, so they share alike.
fn candidates(readings: &[(Vec<char>, f32)], shares: &[f32]) -> Vec<(String, f64)> {
    let mut listed: Vec<(String, f64)> = readings
        .iter()
        .zip(shares)
        .take(LISTED)
        .map(|((reading, _), &share)| (shown(reading), f64::from(share)))
        .collect();
    if let Some((best, share)) = listed.first().cloned() {
        listed.extend(with_digits(&best).map(|reading| (reading, share / 10.0)));
    }
    listed
}

/// A reading with each digit in turn where it lacks one; nothing where it lacks none, or several.
pub(super) fn with_digits(reading: &str) -> impl Iterator<Item = String> {
    let single = reading.matches(OPEN).count() == 1;
    (('0'..='9').filter(move |_| single))
        .map(|digit| reading.replace(OPEN, digit.encode_utf8(&mut [0; 4])))
}

fn reason(
    confidence: Confidence,
    digits: usize,
    doubtful: usize,
    readings: usize,
    share: f64,
) -> String {
    match confidence {
        Confidence::Certain => "the only reading that gives the captured bytes back".to_owned(),
        Confidence::Inferred if readings == 1 => {
            "no other likely reading gives the captured bytes back".to_owned()
        }
        Confidence::Inferred if share >= SURE => {
            format!("the words around it leave little doubt among {readings} readings")
        }
        Confidence::Inferred => format!("the likeliest of {readings} readings"),
        Confidence::Open if doubtful == 0 => format!("{digits} digit eaten by the damage"),
        Confidence::Open => format!("no reading of {readings} is likely enough"),
    }
}

fn shown(reading: &[char]) -> String {
    reading
        .iter()
        .map(|&c| if c == DIGIT { OPEN } else { c })
        .collect()
}

/// The share of each reading among all.
fn shares(readings: &[(Vec<char>, f32)]) -> Vec<f32> {
    let best = readings.first().map_or(0.0, |r| r.1);
    let weights: Vec<f32> = readings.iter().map(|r| (r.1 - best).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eaten_digit_stays_open_and_every_digit_is_offered_alike() {
        let found = Found {
            end: 3,
            readings: vec![(vec!['生', DIGIT], 0.0), (vec!['上', DIGIT], -3.0)],
            pruned: false,
        };
        let verdict = judge(&found);
        assert_eq!(
            (verdict.text.as_str(), verdict.confidence),
            ("生□", Confidence::Open)
        );
        let texts: Vec<&str> = verdict.candidates.iter().map(|c| c.0.as_str()).collect();
        assert_eq!(texts[..3], ["生□", "上□", "生0"]);
        assert_eq!((texts.len(), texts[11]), (12, "生9"));
        assert!(
            verdict.candidates[2..]
                .iter()
                .all(|c| (c.1 - verdict.candidates[2].1).abs() < 1e-9)
        );
    }
}
