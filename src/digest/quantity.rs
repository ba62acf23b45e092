//! Values in fixed units.

use super::Quantity;
use super::number::{Number, numbers};

/// The value of `number`, whose bare 元 is `money`, in its fixed unit; none where nobody knows one.
pub(crate) fn normalize(number: &Number, money: &str) -> Option<Quantity> {
    if number.base.symbol.is_empty() {
        return None;
    }
    let fixed = |value: f64| rounded(value * number.scale * number.base.factor);
    Some(Quantity {
        value: fixed(number.value),
        value_to: number.value_to.map(fixed),
        unit: match number.base.symbol {
            // 元人民币 says itself whose money it is.
            "CNY" if !number.unit.ends_with("人民币") => money.to_owned(),
            symbol => symbol.to_owned(),
        },
    })
}

impl Quantity {
    /// The same quantity for another value in the printed unit, where `before` was printed for this one.
    pub(crate) fn scaled(self, (value, value_to): (f64, Option<f64>), before: f64) -> Self {
        let factor = self.value / before;
        Self {
            value: rounded(value * factor),
            value_to: value_to.map(|value| rounded(value * factor)),
            unit: self.unit,
        }
    }
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

/// Normalises a value that an editor gave, whose bare 元 is `money`.
pub(crate) fn reread(
    value: f64,
    value_to: Option<f64>,
    unit: &str,
    money: &str,
) -> Option<Quantity> {
    let printed: Vec<char> = format!("1{unit}").chars().collect();
    let (numbers, _) = numbers(&printed);
    let number = numbers.into_iter().next()?;
    let number = Number {
        value,
        value_to,
        ..number
    };
    normalize(&number, money)
}
