//! Quantities → keys: 2500万千瓦 and 25 GW have one.
//!
//! The key is the value in the fixed unit with at most ten significant digits, so that the same product computed in
//! another order has the same key. A percentage has none: it is printed one way only.

use crate::digest::{Figure, Quantity};

/// Units as readers type them: name, how many of the fixed unit one is, the fixed unit.
const UNITS: &str = include_str!("../digest/data/units.txt");

/// From here on a count can be printed with 万 or 亿, too.
const LARGE: f64 = 10_000.0;

/// Returns the keys of a figure: one, or two for a range. A small count has none: it is written one way in digits, and who
/// looks for 3个 is not looking for 三个.
#[must_use]
pub fn keys(figure: &Figure) -> Vec<String> {
    let Some(Quantity {
        value,
        value_to,
        unit,
    }) = &figure.normalized
    else {
        return Vec::new();
    };
    if unit == "%" || unit.is_empty() {
        return Vec::new();
    }
    let values = std::iter::once(*value).chain(*value_to);
    let several = has_several(unit);
    (values.filter(|value| several || value.abs() >= LARGE))
        .map(|value| key(value, unit))
        .collect()
}

/// Whether a fixed unit is printed in units of other sizes (GW: 千瓦; not: 个).
fn has_several(fixed: &str) -> bool {
    UNITS.lines().any(|line| {
        let mut fields = line.split(' ').skip(1);
        let factor = fields.next().and_then(|factor| factor.parse::<f64>().ok());
        factor.is_some_and(|factor| (factor - 1.0).abs() > f64::EPSILON)
            && fields.next() == Some(fixed)
    })
}

/// The key of a `value` in a fixed `unit`: `==2.5e1gw`. Ten digits count, and the unit is in lower case and normal width.
#[must_use]
pub fn key(value: f64, unit: &str) -> String {
    let number = format!("{value:.9e}");
    let (mantissa, exponent) = number.split_once('e').unwrap_or((&number, "0"));
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    let unit: String = unit.chars().map(super::fold::normal).collect();
    format!("=={mantissa}e{exponent}{unit}")
}

/// Returns the units with their factors and fixed units, all in lower case and normal width.
#[must_use]
pub fn units() -> Vec<(String, f64, String)> {
    let normal = |unit: &str| unit.chars().map(super::fold::normal).collect::<String>();
    let lines = UNITS.lines().filter(|line| !line.starts_with('#'));
    let mut units: Vec<(String, f64, String)> = Vec::new();
    let mut add = |name: String, factor: f64, fixed: String| {
        if units.iter().all(|(known, ..)| *known != name) {
            units.push((name, factor, fixed));
        }
    };
    for line in lines {
        let mut fields = line.split(' ');
        let (Some(name), Some(factor), Some(fixed)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let Ok(factor) = factor.parse::<f64>() else {
            continue;
        };
        if fixed != "%" && fixed != "-" {
            add(normal(name), factor, normal(fixed));
            add(normal(fixed), 1.0, normal(fixed));
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_quantities_have_one_key() {
        assert_eq!(key(25.0, "GW"), "==2.5e1gw");
        assert_eq!(key(2500.0 * 10_000.0 * 0.000_001, "GW"), "==2.5e1gw");
        assert_eq!(key(15.0 * (1.0 / 15.0), "ha"), "==1e0ha");
        assert_eq!(key(0.0, "t"), "==0e0t");
    }

    #[test]
    fn only_what_is_printed_in_several_sizes_has_equals() {
        assert!(has_several("GW") && has_several("ha") && has_several("min"));
        assert!(!has_several("个") && !has_several("户"));
    }

    #[test]
    fn every_fixed_unit_can_be_typed_itself() {
        let units = units();
        for (name, factor, fixed) in &units {
            assert!(*factor > 0.0, "{name}");
            assert!(
                units
                    .iter()
                    .any(|(known, factor, _)| known == fixed && (factor - 1.0).abs() < f64::EPSILON),
                "{fixed}"
            );
        }
    }
}
