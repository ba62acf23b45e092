//! Values in fixed units.

use super::Quantity;
use super::number::{Number, numbers};

/// The value of a number in its fixed unit; none where nobody knows one.
pub(crate) fn normalize(number: &Number) -> Option<Quantity> {
    if number.base.symbol.is_empty() {
        return None;
    }
    let fixed = |value: f64| rounded(value * number.scale * number.base.factor);
    Some(Quantity {
        value: fixed(number.value),
        value_to: number.value_to.map(fixed),
        unit: number.base.symbol.to_owned(),
    })
}

/// Keeps twelve digits, or whole hectares and the like where a conversion cannot be exact.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let twelve: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    let short = format!("{value:.5e}").parse().unwrap_or(value);
    let digits = format!("{twelve}")
        .chars()
        .filter(char::is_ascii_digit)
        .count();
    if digits > 10 { short } else { twelve }
}

/// Normalises a value that an editor gave.
pub(crate) fn reread(value: f64, value_to: Option<f64>, unit: &str) -> Option<Quantity> {
    let printed: Vec<char> = format!("1{unit}").chars().collect();
    let (numbers, _) = numbers(&printed);
    let number = numbers.into_iter().next()?;
    normalize(&Number {
        value,
        value_to,
        ..number
    })
}
