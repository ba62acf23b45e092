//! What an editor does in the preview → changes of content files. Nothing is written here: an action and a snapshot give
//! the files as they would be, each with the bytes it was made from, so that whoever writes can tell whether somebody
//! else did in the meantime.

mod figure;
mod note;
mod raw;
mod repair;
mod sector;
mod words;

use serde::Deserialize;

use crate::diagnostic::Error;
use crate::digest::Values;
use crate::note::Reference;
use crate::pipeline::Snapshot;

/// Something an editor does.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// Writes a note.
    Note(NewNote),
    /// Writes what a note says anew.
    Rewrite {
        /// Id of the report.
        report: String,
        /// Id of the note.
        note: String,
        /// What it says now, as Markdown.
        body: String,
    },
    /// Lets a drifted note quote the words that stand there now.
    Requote {
        /// Id of the report.
        report: String,
        /// Id of the note.
        note: String,
    },
    /// Adds a term to the glossary.
    Term(NewTerm),
    /// Settles how words are converted.
    Override(NewOverride),
    /// Decides how a damaged place reads.
    Decision {
        /// Id of the report.
        report: String,
        /// Number of the judgement in `repairs.yaml`, from 0.
        judgement: usize,
        /// The damaged form, so that no other judgement is meant.
        before: String,
        /// How it reads.
        reading: String,
    },
    /// Gives a sentence to another sector.
    Move {
        /// Id of the report.
        report: String,
        /// Id of the sentence: `p-3-2-3.s6`.
        sentence: String,
        /// Id of the sector.
        sector: String,
    },
    /// Leaves a figure out of the digest.
    Hide {
        /// Id of the report.
        report: String,
        /// Id of the figure.
        figure: String,
    },
    /// Corrects what was read of a figure.
    Fix {
        /// Id of the report.
        report: String,
        /// Id of the figure.
        figure: String,
        /// What is different.
        values: Values,
    },
}

/// A note to be written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// Id of the report.
    pub report: String,
    /// The words it speaks of, in either script; none for a note on a whole.
    #[serde(default)]
    pub quote: Option<String>,
    /// Ids of where the words stand, the widest first: tried one after the other until the words stand there once.
    #[serde(default)]
    pub places: Vec<String>,
    /// Its kind.
    pub kind: String,
    /// Who signs it.
    #[serde(default)]
    pub by: Option<String>,
    /// What it rests on.
    #[serde(default)]
    pub sources: Vec<Reference>,
    /// Whether it is kept back.
    #[serde(default)]
    pub draft: bool,
    /// What it says, as Markdown.
    pub body: String,
}

/// A term to be added to the glossary.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTerm {
    /// Part of its address; made of the English, or a number, where it is empty.
    #[serde(default)]
    pub id: String,
    /// The word in Simplified script.
    pub hans: String,
    /// The word in Traditional script.
    #[serde(default)]
    pub hant: String,
    /// What Taiwan calls it.
    #[serde(default)]
    pub tw: String,
    /// What Hong Kong calls it.
    #[serde(default)]
    pub hk: String,
    /// English.
    #[serde(default)]
    pub en: String,
    /// What it means.
    pub definition: String,
    /// What the definition rests on.
    #[serde(default)]
    pub source: Option<Reference>,
}

/// Words whose conversion is settled.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOverride {
    /// The words in Simplified script.
    pub hans: String,
    /// Their Traditional form; the same as `hans` for a name that stays as it is.
    #[serde(default)]
    pub hant: String,
    /// Taiwan's form, where it differs.
    #[serde(default)]
    pub tw: String,
    /// Hong Kong's form, where it differs.
    #[serde(default)]
    pub hk: String,
    /// Why.
    pub reason: String,
}

/// A file and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path relative to the site.
    pub path: String,
    /// The bytes it has; none for a file that is not there yet.
    pub before: Option<Vec<u8>>,
    /// The bytes it gets; none for a file that goes.
    pub after: Option<Vec<u8>>,
}

/// Why nothing is changed: a key of the preview's words, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// `no_such_place`, `words_twice`, …
    pub reason: &'static str,
    /// The words, file or id it is about.
    pub about: String,
}

impl Refusal {
    pub(crate) fn new(reason: &'static str, about: impl Into<String>) -> Self {
        Self {
            reason,
            about: about.into(),
        }
    }
}

/// What an action can fail of.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be done as it was meant.
    Refused(Refusal),
    /// The world is in the way.
    World(Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::World(error)
    }
}

/// Gives the bytes of a file by its path relative to the site; none where there is none.
pub type Reader<'a> = &'a dyn Fn(&str) -> Result<Option<Vec<u8>>, Error>;

/// What actions are planned on.
pub struct Desk<'a> {
    /// The site as it is.
    pub snapshot: &'a Snapshot,
    /// Reads the files as they are now.
    pub read: Reader<'a>,
    /// The day that new notes bear.
    pub today: jiff::civil::Date,
}

/// Returns what an action changes.
///
/// # Errors
/// [`Failure`] says why it cannot be done.
pub fn plan(action: &Action, desk: &Desk<'_>) -> Result<Vec<Change>, Failure> {
    match action {
        Action::Note(new) => note::write(new, desk),
        Action::Rewrite { report, note, body } => note::rewrite(desk, report, note, body),
        Action::Requote { report, note } => note::requote(desk, report, note),
        Action::Term(new) => words::term(new, desk),
        Action::Override(new) => words::settle(new, desk),
        Action::Decision {
            report,
            judgement,
            before,
            reading,
        } => repair::decide(desk, report, (*judgement, before), reading),
        Action::Move {
            report,
            sentence,
            sector,
        } => sector::shift(desk, report, sentence, sector),
        Action::Hide { report, figure } => figure::hide(desk, report, figure),
        Action::Fix {
            report,
            figure,
            values,
        } => figure::fix(desk, report, figure, values),
    }
}

impl Desk<'_> {
    fn digest(&self, report: &str) -> Result<&crate::digest::Digest, Refusal> {
        let digest = self.snapshot.digest(report);
        digest.ok_or_else(|| Refusal::new("no_such_report", report))
    }

    /// Changes the text of a file; `edit` gets it with plain line ends, empty for a file that is not there.
    fn edit(
        &self,
        path: &str,
        edit: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Change, Failure> {
        let before = (self.read)(path)?;
        let changed = match &before {
            Some(bytes) => raw::edited(bytes, edit),
            None => edit("").map(String::into_bytes),
        };
        match changed {
            Some(after) => Ok(Change {
                path: path.to_owned(),
                before,
                after: Some(after),
            }),
            None => Err(Refusal::new("cannot_change", path).into()),
        }
    }
}

/// The words of a form without white space around them; none where nothing is left.
fn filled(words: &str) -> Option<&str> {
    Some(words.trim()).filter(|words| !words.is_empty())
}
