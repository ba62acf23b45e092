//! Puts last year's result beside this year's target, and body totals beside the annex items they are made of.
//!
//! Two figures are compared only where measure and unit agree: a growth rate never stands beside a level. The words of
//! the indicators decide whether they are the same or merely similar.

use super::words::words;
use super::{Bound, Comparable, Figure, Kind, Measure, Previous, Reason, figure};

/// A figure's place in the report, for the rules below.
pub(crate) struct Facts {
    /// What is counted, without verbs.
    pub(crate) key: Vec<char>,
    /// The verb and other words around it, as far as they make a difference.
    pub(crate) verb: String,
    /// Whether it stands in an annex.
    pub(crate) annex: bool,
    /// The annex item, or the paragraph.
    pub(crate) block: usize,
    /// Whether what is counted is named by a word that says too little: 企业, 项目.
    pub(crate) generic: bool,
    /// Whether 其中 makes it a part of the figure before it.
    pub(crate) of_which: bool,
}

/// Makes the facts of a figure from its indicator and what is counted.
pub(crate) fn facts(indicator: &str, subject: &str, annex: bool, block: usize) -> Facts {
    let key = figure::strip_verb(words(), subject);
    let verb = indicator
        .find(&key)
        .map_or_else(String::new, |at| indicator[..at].to_owned());
    let key: Vec<char> = key
        .chars()
        .filter(|c| !matches!(c, '“' | '”' | '的'))
        .collect();
    let whole = words().generic.at(&key, 0);
    Facts {
        generic: whole.is_some_and(|(length, ())| length == key.len()),
        key,
        verb,
        annex,
        block,
        of_which: false,
    }
}

/// A total in the text beside the figures of an annex that it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciliation {
    /// The figure in the text: index into `Digest::figures`.
    pub total: usize,
    /// The figures of the annex, in order: indices into `Digest::figures`.
    pub parts: Vec<usize>,
    /// The sum of the parts, in the fixed unit of the total.
    pub sum: f64,
    /// How the two agree.
    pub agreement: Agreement,
}

impl Reconciliation {
    /// The sum of the parts in the unit that the total is printed with: 6.94 (万个) for 69,400.
    #[must_use]
    pub fn printed_sum(&self, figures: &[Figure]) -> f64 {
        const EXACT: f64 = 1e6;
        let total = &figures[self.total];
        let fixed = total.normalized.as_ref().map(|quantity| quantity.value);
        match (total.value, fixed) {
            (Some(printed), Some(fixed)) if fixed.abs() > 0.0 => {
                (self.sum * printed / fixed * EXACT).round() / EXACT
            }
            _ => self.sum,
        }
    }
}

impl Figure {
    /// Whether it measures an amount in a fixed unit, so that figures of one unit can be set side by side.
    #[must_use]
    pub fn is_amount(&self) -> bool {
        self.normalized
            .as_ref()
            .is_some_and(|quantity| is_measured(&quantity.unit))
    }

    /// The value in which figures are compared and drawn, with its unit.
    #[must_use]
    pub fn comparison_value(&self) -> Option<(f64, &str)> {
        match &self.normalized {
            Some(quantity) => Some((quantity.value, quantity.unit.as_str())),
            None => self.value.map(|value| (value, self.unit.as_str())),
        }
    }

    /// By how many percent this figure differs from `last`, to one place; only where both are exact levels of the same
    /// thing in one unit.
    #[must_use]
    pub fn change_since(&self, last: &Self, comparable: Comparable) -> Option<f64> {
        let exact = |figure: &Self| figure.bound == Bound::Eq && figure.measure == Measure::Level;
        if comparable != Comparable::Same || !exact(self) || !exact(last) {
            return None;
        }
        let (now, then) = (self.comparison_value()?, last.comparison_value()?);
        let changes = now.1 == then.1 && then.0.abs() > 0.0 && now.1 != "%";
        changes.then(|| ((now.0 - then.0) / then.0 * 1000.0).round() / 10.0)
    }
}

/// How a total and the sum of its parts agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// The same number.
    Exact,
    /// The same as far as the total is printed (6.9万 and 69,400).
    Rounded,
    /// Different numbers.
    Differs,
}

/// Gives every target of `year` the result of the year before that it can be compared with.
pub(crate) fn pair(figures: &mut [Figure], facts: &[Facts], year: Option<i16>) {
    let Some(year) = year else {
        return;
    };
    let (this, last) = (year.to_string(), (year - 1).to_string());
    let results: Vec<usize> = (0..figures.len())
        .filter(|&i| {
            figures[i].kind == Kind::Actual
                && figures[i].period == last
                && figures[i].value.is_some()
        })
        .collect();
    for target in 0..figures.len() {
        let figure = &figures[target];
        if figure.kind != Kind::Target || figure.period != this || figure.value.is_none() {
            continue;
        }
        let best = results
            .iter()
            .filter_map(|&result| {
                let (likeness, reason) =
                    likeness(figure, &figures[result], &facts[target], &facts[result])?;
                Some((likeness, std::cmp::Reverse(result), reason))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((_, std::cmp::Reverse(result), reason)) = best {
            let comparable = if reason == Reason::SameWords {
                Comparable::Same
            } else {
                Comparable::Similar
            };
            figures[target].previous = Some(Previous {
                figure: figures[result].id.clone(),
                comparable,
                reason,
            });
        }
    }
}

/// How alike two figures are, 1 at most, and why; `None` cannot be compared.
fn likeness(a: &Figure, b: &Figure, of_a: &Facts, of_b: &Facts) -> Option<(f64, Reason)> {
    if a.measure != b.measure || !same_unit(a, b) || of_a.generic || of_b.generic {
        return None;
    }
    let (short, long) = if of_a.key.len() <= of_b.key.len() {
        (&of_a.key, &of_b.key)
    } else {
        (&of_b.key, &of_a.key)
    };
    if short.len() < 2 {
        return None;
    }
    if short == long {
        let verbs = same_verb(&of_a.verb, &of_b.verb);
        // 单项冠军企业35家 and 新增5家: another verb and another size is another thing.
        if !verbs && far_apart(a, b) {
            return None;
        }
        return Some(if !verbs {
            (0.95, Reason::OtherVerb)
        } else if far_apart(a, b) {
            (0.97, Reason::FarApart)
        } else {
            (1.0, Reason::SameWords)
        });
    }
    let counted = a.normalized.as_ref().is_some_and(|n| !is_measured(&n.unit));
    let ratio = fraction(short.len(), long.len());
    // 装机 and 并网装机, 建设投资 and 投资: the head of a Chinese noun stands last.
    let headed = long.ends_with(short) || long.starts_with(short);
    let least = if counted || a.measure == Measure::Growth {
        0.6
    } else {
        0.45
    };
    let alike = headed && ratio >= least && !far_apart(a, b);
    alike.then_some((ratio * 0.9, Reason::LongerName))
}

/// Whether one amount is far more than the other. Rates change by any factor; an amount that is planned at little more
/// than half of what was done, or at nearly twice of it, is most likely counted in another way.
fn far_apart(a: &Figure, b: &Figure) -> bool {
    const NEAR: f64 = 0.6;
    let (Some(a_value), Some(b_value)) = (&a.normalized, &b.normalized) else {
        return false;
    };
    let (low, high) = if a_value.value <= b_value.value {
        (a_value.value, b_value.value)
    } else {
        (b_value.value, a_value.value)
    };
    a.measure == Measure::Level && a_value.unit != "%" && low < high * NEAR
}

/// Whether the verbs don't set two indicators with the same noun apart.
fn same_verb(a: &str, b: &str) -> bool {
    const PLAIN: [&str; 4] = ["完成", "实现", "全年", "累计"];
    let strip = |verb: &str| {
        PLAIN
            .iter()
            .fold(verb.to_owned(), |verb, word| verb.replace(word, ""))
    };
    strip(a) == strip(b)
}

fn same_unit(a: &Figure, b: &Figure) -> bool {
    match (&a.normalized, &b.normalized) {
        (Some(a), Some(b)) => a.unit == b.unit || generic(&a.unit) && generic(&b.unit),
        _ => a.unit == b.unit,
    }
}

/// Counters that say nothing about what they count.
fn generic(unit: &str) -> bool {
    matches!(unit, "个" | "家" | "所" | "处" | "项" | "座")
}

fn is_measured(unit: &str) -> bool {
    matches!(
        unit,
        "GW" | "TWh"
            | "t"
            | "km"
            | "ha"
            | "m²"
            | "CNY"
            | "HKD"
            | "MOP"
            | "TWD"
            | "%"
            | "百分点"
            | "USD"
            | "m³"
    )
}

#[expect(clippy::cast_precision_loss, reason = "lengths of words")]
fn fraction(a: usize, b: usize) -> f64 {
    a as f64 / b.max(1) as f64
}

/// Finds the totals of the text that the annex repeats or divides.
pub(crate) fn reconcile(figures: &[Figure], facts: &[Facts]) -> Vec<Reconciliation> {
    let annexed: Vec<usize> = (0..figures.len())
        .filter(|&i| facts[i].annex && reconcilable(&figures[i]))
        .collect();
    let mut found = Vec::new();
    for total in 0..figures.len() {
        let figure = &figures[total];
        if facts[total].annex || figure.kind != Kind::Target || !reconcilable(figure) {
            continue;
        }
        let related: Vec<usize> = annexed
            .iter()
            .copied()
            .filter(|&part| {
                same_unit(figure, &figures[part])
                    && figure.measure == figures[part].measure
                    && parts_of(&facts[total].key, &facts[part].key)
            })
            .collect();
        if let Some(reconciliation) = sum(total, &related, figures, facts) {
            found.push(reconciliation);
        }
    }
    found.extend((0..figures.len()).filter_map(|total| divided(total, figures, facts)));
    found.sort_by_key(|reconciliation| reconciliation.total);
    found
}

/// 建设农田40万亩，其中新建25万亩、改造15万亩: the parts of a figure in its own paragraph, where they make the whole of it.
fn divided(total: usize, figures: &[Figure], facts: &[Facts]) -> Option<Reconciliation> {
    let figure = &figures[total];
    if facts[total].of_which || !reconcilable(figure) {
        return None;
    }
    let like = |&part: &usize| {
        let other = &figures[part];
        facts[part].of_which
            && other.passage == figure.passage
            && other.measure == figure.measure
            && reconcilable(other)
            && same_unit(figure, other)
    };
    let parts: Vec<usize> = (total + 1..figures.len()).take_while(like).collect();
    let value = figure.normalized.as_ref()?.value;
    let sum: f64 = parts
        .iter()
        .filter_map(|&part| figures[part].normalized.as_ref())
        .map(|quantity| quantity.value)
        .sum();
    let agreement = agreement(sum, value, precision(figure));
    (parts.len() > 1 && agreement != Agreement::Differs).then_some(Reconciliation {
        total,
        parts,
        sum,
        agreement,
    })
}

/// How the sum of some parts agrees with a total, printed to `unit_of_print`.
fn agreement(sum: f64, total: f64, unit_of_print: f64) -> Agreement {
    let off = (sum - total).abs();
    if off <= total.abs() * 1e-9 {
        Agreement::Exact
    } else if off < unit_of_print {
        Agreement::Rounded
    } else {
        Agreement::Differs
    }
}

fn reconcilable(figure: &Figure) -> bool {
    figure.value.is_some()
        && figure.value_to.is_none()
        && figure.measure == Measure::Level
        && figure.unit != "%"
        // 15分钟, 两年: how long something takes is no sum.
        && figure
            .normalized
            .as_ref()
            .is_some_and(|quantity| !matches!(quantity.unit.as_str(), "min" | "年" | "个月" | "天"))
        && !matches!(figure.bound, Bound::Text | Bound::Sync | Bound::Full)
}

/// Whether the annex's `part` is (a part of) what the text's `total` counts: the same noun, a longer one that ends in it
/// (三级综合医院建设互联网医院), or one of the nouns that the total lists (乡镇养老服务中心和村级养老服务站).
fn parts_of(total: &[char], part: &[char]) -> bool {
    const LEAST: usize = 2;
    if total.len() < LEAST || part.len() < LEAST {
        return false;
    }
    total == part
        || part.ends_with(total) && total.len() >= 3
        || total
            .split(|c| matches!(c, '和' | '与' | '及' | '、'))
            .filter(|noun| noun.len() >= 4)
            .any(|noun| noun == part || part.ends_with(noun))
}

/// Sums the related figures of the one annex block (or of several, if none does alone) that comes nearest.
fn sum(
    total: usize,
    related: &[usize],
    figures: &[Figure],
    facts: &[Facts],
) -> Option<Reconciliation> {
    let value = figures[total].normalized.as_ref()?.value;
    let mut groups: Vec<Vec<usize>> = vec![related.to_vec()];
    let mut blocks: Vec<usize> = related.iter().map(|&part| facts[part].block).collect();
    blocks.dedup();
    for block in blocks {
        let of_block = related.iter().copied().filter(|&p| facts[p].block == block);
        groups.push(of_block.collect());
    }
    groups.extend(related.iter().map(|&part| vec![part]));
    let of = |parts: &[usize]| -> f64 {
        let values = parts.iter().filter_map(|&p| figures[p].normalized.as_ref());
        values.map(|quantity| quantity.value).sum()
    };
    let parts = groups
        .into_iter()
        .filter(|parts| !parts.is_empty())
        .min_by(|a, b| (of(a) - value).abs().total_cmp(&(of(b) - value).abs()))?;
    let sum = of(&parts);
    let off = (sum - value).abs();
    let agreement = agreement(sum, value, precision(&figures[total]));
    // Numbers far apart count different things.
    let near = off <= value.abs() * 0.5;
    near.then_some(Reconciliation {
        total,
        parts,
        sum,
        agreement,
    })
}

/// One unit in the last printed place, in the fixed unit.
fn precision(figure: &Figure) -> f64 {
    let (Some(value), Some(quantity)) = (figure.value, &figure.normalized) else {
        return 0.0;
    };
    if value == 0.0 {
        return 0.0;
    }
    let printed = value.to_string();
    let places = printed
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    let places = i32::try_from(places).unwrap_or(0);
    quantity.value / value * 10f64.powi(-places)
}
