//! A cleaned government document: its lines in order, the outline they make, its annexes, and what is known of its
//! origin. Everything here is in the canonical script.

pub mod annex;
mod front_matter;
pub mod lock;
pub mod lost;
pub mod outline;
mod parse;
mod task;

pub use parse::parse;

use std::ops::Range;
use std::sync::Arc;

use crate::script::Tag;
use crate::source::SourceFile;
use crate::text::TextRange;

/// One report, read from `content/<id>/report.md`.
#[derive(Clone, Debug)]
pub struct Report {
    /// Slug of the report (`[a-z0-9-]+`), the name of its folder.
    pub id: String,
    /// The front matter.
    pub metadata: Metadata,
    /// Every line of the report, in order.
    pub blocks: Vec<Block>,
    /// The annexes, in order; their items point into `blocks`.
    pub annexes: Vec<Annex>,
    /// The file it was read from; spans of blocks point into it.
    pub source: Arc<SourceFile>,
}

/// Facts about a report, from the front matter of `report.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Title for pages and citations: `内蒙古自治区2023年政府工作报告`.
    pub title: String,
    /// The body that issued it: `内蒙古自治区人民政府`.
    pub issuer: Option<String>,
    /// Who gave the speech, with the office as printed: `自治区主席 王莉霞`.
    pub speaker: Option<String>,
    /// The assembly it was given to.
    pub assembly: Option<String>,
    /// The day of the speech (not of the web page).
    pub date: Option<jiff::civil::Date>,
    /// The page the capture was taken from.
    pub origin: Option<Origin>,
    /// Address of the official text.
    pub official_url: Option<String>,
    /// The canonical language tag.
    pub lang: Tag,
}

/// The web page a capture was taken from: `source:` in the front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Name of the portal.
    pub site: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Time stamp of the page as printed there: `2023-01-18 11:29:31`.
    pub published: Option<String>,
    /// The portal's own headline.
    pub headline: Option<String>,
}

/// One block of the report: a line of the capture, or the half of a line in which a heading runs into its paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Permanent id, also the fragment: `p-3-2-3` (paragraph), `x-06` (annex item), `h-3-2` (heading), `t-1` (title
    /// matter).
    pub id: String,
    /// What it is.
    pub kind: BlockKind,
    /// Number of the part it stands in (一 = 1; 0 before the first heading; the annexes are one more than the last).
    pub part: usize,
    /// Number of the section within the part (（一） = 1; 0 where there is none).
    pub section: usize,
    /// Number within the section, as in the id; 0 for what is not a paragraph.
    pub n: usize,
    /// The text without Markdown syntax, in the canonical script. An annex item's text is without its number.
    pub text: String,
    /// Inline markup an editor gave it.
    pub marks: Vec<Markup>,
    /// Bytes of `Report::source` it was read from.
    pub span: Range<usize>,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// The title: `政府工作报告`.
    Title,
    /// The line that names day and assembly: `——2023年1月12日在…会议上`.
    Dateline,
    /// The line that names the speaker: `自治区主席 王莉霞`.
    Byline,
    /// `各位代表：`
    Salutation,
    /// A heading with its number as printed.
    Heading {
        /// 1 = part (一、), 2 = section (（一）), 3 and deeper as written.
        level: u8,
        /// Whether it stood on one line with the paragraph that follows.
        run_in: bool,
    },
    /// Prose.
    Paragraph,
    /// A numbered item of an annex.
    Item,
    /// A heading or line of an annex: its title, a group, `附件`.
    AnnexHeading,
}

/// Inline markup of Markdown, on code points of the block's text. Ranges nest or are disjoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup {
    /// Code points of the block's text.
    pub range: TextRange,
    /// Which markup.
    pub kind: MarkupKind,
}

/// Which inline markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkupKind {
    /// `*…*`: dots under the characters.
    Emphasis,
    /// `**…**`: weight.
    Strong,
    /// `[…](…)`.
    Link(String),
    /// `` `…` ``: never converted.
    Code,
    /// `~~…~~`
    Strikethrough,
    /// `![alt](address "caption")`: the range holds the alternative text.
    Image {
        /// Where the picture is.
        address: String,
        /// Its caption; may be empty.
        caption: String,
    },
    /// `[^label]`: the range holds one U+FFFC.
    Footnote(String),
}

/// An annex of numbered items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// 1 for the first annex, whose items are `x-01`; 2 for `x2-01`.
    pub number: usize,
    /// Index of its title in `Report::blocks`.
    pub title: Option<usize>,
    /// The groups, in order.
    pub groups: Vec<Group>,
}

/// A group of annex items under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index of its heading in `Report::blocks`.
    pub heading: Option<usize>,
    /// The items.
    pub projects: Vec<Project>,
}

/// A numbered annex item and what its agencies lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// `x-06`; the id of its block.
    pub id: String,
    /// The number as printed.
    pub number: usize,
    /// Index of its block in `Report::blocks`.
    pub block: usize,
    /// Its clauses, in order; at least one.
    pub clauses: Vec<Clause>,
}

/// A part of an annex item with the agencies named behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// `x-06-2`.
    pub id: String,
    /// Where its text (without the agencies' parenthesis and the closing mark) stands in the item's text.
    pub range: TextRange,
    /// The agencies, each with its role, in the order of the text.
    pub agencies: Vec<Assignment>,
}

/// An agency named for a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Name as printed: `自治区教育厅`.
    pub name: String,
    /// Short name, which is the agency's id: `教育厅`.
    pub id: String,
    /// Lead or cooperating.
    pub role: Role,
    /// Where the printed name stands in the item's text.
    pub range: TextRange,
}

/// What an agency does for a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 牵头（责任）单位
    Lead,
    /// 配合单位、责任单位
    Cooperate,
}

impl Report {
    /// Returns how many Han characters the report has.
    #[must_use]
    pub fn han(&self) -> usize {
        let text = self.blocks.iter().flat_map(|block| block.text.chars());
        text.filter(|&c| crate::text::is_han(c)).count()
    }

    /// Returns the block with this id.
    #[must_use]
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.id == id)
    }

    /// Returns the projects of all annexes, in order.
    pub fn projects(&self) -> impl Iterator<Item = &Project> {
        self.annexes
            .iter()
            .flat_map(|annex| &annex.groups)
            .flat_map(|group| &group.projects)
    }
}
