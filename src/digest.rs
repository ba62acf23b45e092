//! A report with all that is known about it, in its canonical script: sentences, figures, sectors, agencies, cards.

mod agency;
mod analyse;
mod card;
mod compare;
mod correction;
mod draft;
mod edit;
mod era;
mod figure;
mod headline;
mod lexicon;
mod number;
mod place;
mod plain;
mod quantity;
mod region;
mod sector;
mod share;
mod taxonomy;
mod words;

use std::collections::BTreeMap;

use crate::report::Report;
use crate::text::TextRange;

pub use agency::{Agency, AgencyRole, agencies};
pub use analyse::{analyse, report_year};
pub use compare::{Agreement, Reconciliation};
pub use correction::{Action, Corrections, Editorial, FigureCorrection, Quote, Values};
pub use place::{Gazetteer, Place};
pub use share::{SectorShare, sector_shares};
pub use taxonomy::{BUILT_IN, OVERVIEW, Sector, Taxonomy};

/// A report with all that is known about it.
#[derive(Clone, Debug)]
pub struct Digest {
    /// The report itself.
    pub report: Report,
    /// The sentences of every block that has some, in the order of the blocks.
    pub passages: Vec<Passage>,
    /// Every figure, in the order of the text.
    pub figures: Vec<Figure>,
    /// The expected targets of the whole report (headline strip), as indices into `figures`, in the order of the text.
    pub headline: Vec<usize>,
    /// One card a sector that the report speaks of, in the order of the taxonomy.
    pub cards: Vec<Card>,
    /// Totals of the text beside the annex figures they are made of, in the order of the text.
    pub reconciliations: Vec<Reconciliation>,
    /// The places named, in the order of the text.
    pub places: Vec<Place>,
    /// The agencies that the annexes name, most clauses led first.
    pub agencies: Vec<Agency>,
    /// What the editor says of a sector, by its id: headline and summary for its card and its page.
    pub editorials: BTreeMap<String, Editorial>,
}

/// The sentences of one paragraph or annex clause, with their sectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Id of the paragraph or of the annex clause.
    pub id: String,
    /// Index of its block in `Report::blocks`.
    pub block: usize,
    /// Where the passage stands in the block's text: the whole block for a paragraph, the clause's range for a clause.
    pub range: TextRange,
    /// Sectors of the passage, the main one first.
    pub sectors: Vec<String>,
    /// The sentences; they cover the passage. Ranges count from the passage's first code point.
    pub sentences: Vec<Sentence>,
}

/// A sentence and the sector it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// `p-3-2-3.s6`.
    pub id: String,
    /// Code points from the passage's start.
    pub range: TextRange,
    /// Id of the sector, or `overview`.
    pub sector: String,
    /// The words that decided, as they stand in the text.
    pub why: Vec<String>,
}

/// A number of the report with its meaning and the words that prove it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// `f-p-3-2-3-1`: the passage's id and a number counted from 1 within it.
    pub id: String,
    /// Id of the passage (paragraph or clause).
    pub passage: String,
    /// Where the quotation that proves it stands: code points from the passage's start.
    pub quote: TextRange,
    /// Where the number with unit and qualifier is printed, inside `quote`.
    pub printed: TextRange,
    /// Id of the sector.
    pub sector: String,
    /// Target, actual, baseline or rank.
    pub kind: Kind,
    /// A year (`2023`) or a span (`2018/2022`).
    pub period: String,
    /// What is counted, in the words of the report.
    pub indicator: String,
    /// Where `indicator` stands, if it is one stretch of the passage.
    pub indicator_range: Option<TextRange>,
    /// The value as printed (`2500` of `2500万千瓦`); none for a goal without a number.
    pub value: Option<f64>,
    /// The upper end of a range (4.5%—5%).
    pub value_to: Option<f64>,
    /// Unit as printed: `万千瓦`, `%`, `个`.
    pub unit: String,
    /// Value in a fixed unit, where the unit is known.
    pub normalized: Option<Quantity>,
    /// Which values satisfy it.
    pub bound: Bound,
    /// The word that makes the bound, as printed: `以上`, `左右`, `突破`.
    pub qualifier: Option<String>,
    /// How firmly it is promised.
    pub hedge: Option<Hedge>,
    /// Whether it is a change (增长5%) or a level (5亿元).
    pub measure: Measure,
    /// Last year's figure, where the two can be compared.
    pub previous: Option<Previous>,
}

/// A value in a fixed unit (`GW`, `TWh`, `t`, `km`, `ha`, `m²`, `CNY`, `%`, else the counted thing).
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// The upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_to: Option<f64>,
    /// The unit's symbol, or the counted thing (`人`, `户`).
    pub unit: String,
}

/// What kind of statement a figure is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something to be reached.
    Target,
    /// Something that was reached.
    Actual,
    /// What something started from (从1.5万亿元…).
    Baseline,
    /// A place in an order (居全国第一).
    Rank,
}

/// Which values satisfy a figure.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// 以上 不低于 至少 达到…以上
    Ge,
    /// 突破 超过 多 余
    Gt,
    /// 以内 不超过
    Le,
    /// 不到 低于 近
    Lt,
    /// 左右 约
    Approx,
    /// The number itself.
    Eq,
    /// 4.5%—5%
    Range,
    /// 全覆盖
    Full,
    /// 与经济增长基本同步
    Sync,
    /// 按国家要求
    Text,
}

/// How firmly something is promised, as printed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Hedge {
    /// 确保
    #[serde(rename = "确保")]
    Ensure,
    /// 实现
    #[serde(rename = "实现")]
    Achieve,
    /// 力争
    #[serde(rename = "力争")]
    Strive,
    /// 争取
    #[serde(rename = "争取")]
    Seek,
    /// 预计
    #[serde(rename = "预计")]
    Expect,
}

/// Whether a figure is a change or a level; the two are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// An amount or a share.
    Level,
    /// A rate of growth or a difference (增长8%以上, 增长1.2倍).
    Growth,
    /// Neither: ranks and goals without a number.
    None,
}

/// Last year's figure beside this one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Previous {
    /// Its id.
    pub figure: String,
    /// How far the two can be compared.
    pub comparable: Comparable,
    /// Why.
    pub reason: Reason,
}

/// How far two figures can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Comparable {
    /// Same indicator, same measure.
    Same,
    /// Indicators that are close but not the same.
    Similar,
}

/// Why two figures are the same, or merely similar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Indicator, unit and measure agree.
    SameWords,
    /// The same thing with another verb: 新建 and 改造.
    OtherVerb,
    /// One name is part of the other: 投资 and 建设投资.
    LongerName,
    /// The same words, but numbers so far apart that they hardly count the same.
    FarApart,
}

/// The summary of one sector.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Id of the sector.
    pub sector: String,
    /// The sentence that stands for the sector: index into `Digest::passages`, and of the sentence in it.
    pub headline: Option<(usize, usize)>,
    /// Its targets, the most telling first, as indices into `Digest::figures`.
    pub targets: Vec<usize>,
    /// Its other figures, in the order of the text.
    pub others: Vec<usize>,
    /// Ids of its annex projects.
    pub projects: Vec<String>,
    /// Ids of the paragraphs that speak of it, in the order of the text.
    pub passages: Vec<String>,
    /// Agencies named in its passages or leading its projects: ids, in the order of the text.
    pub agencies: Vec<String>,
    /// Places named in its passages, in the order of the text.
    pub places: Vec<String>,
    /// The words that decided most often, first.
    pub words: Vec<String>,
}
