//! Figures → inline SVG: bars of this year and last year, steps from a start to an end, shares, dots of a matrix.
//!
//! Geometry is in percentages and there is no text inside: labels and values are the table cells around the picture.
//! Last year is hollow and this year solid; the end of a bar tells the bound (open arrow, stripes, square end).

use std::fmt::Write as _;

use crate::digest::Bound;

/// A bar: how long, and how it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Part of the full width, 0 to 1.
    pub share: f64,
    /// How it ends.
    pub end: End,
}

/// The end of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The number itself.
    Square,
    /// That much or more.
    Open,
    /// About that much.
    Striped,
    /// Nearly that much, or at most.
    Ring,
}

impl From<Bound> for End {
    fn from(bound: Bound) -> Self {
        match bound {
            Bound::Ge | Bound::Gt => Self::Open,
            Bound::Approx => Self::Striped,
            Bound::Lt | Bound::Le => Self::Ring,
            Bound::Eq | Bound::Range | Bound::Full | Bound::Sync | Bound::Text => Self::Square,
        }
    }
}

/// The longest bar leaves room for its end mark.
const FULL: f64 = 92.0;

fn width(share: f64) -> f64 {
    (share.clamp(0.0, 1.0) * FULL).max(0.4)
}

/// Draws this year's bar, with last year's hollow above it; `similar` draws the hollow one dashed.
#[must_use]
pub fn pair(this: Bar, last: Option<(Bar, bool)>) -> String {
    let mut svg = String::from(
        "<svg class=\"bars\" aria-hidden=\"true\" focusable=\"false\"><path class=\"b-x\" d=\"M.5 0v20\"/>",
    );
    let y = if let Some((last, similar)) = last {
        let class = if similar { "b-a sim" } else { "b-a" };
        push(
            &mut svg,
            format_args!(
                "<rect class=\"{class}\" x=\"0\" y=\"1\" width=\"{:.1}%\" height=\"7\"/>",
                width(last.share)
            ),
        );
        end(&mut svg, last, 1, 7, true);
        11
    } else {
        6
    };
    push(
        &mut svg,
        format_args!(
            "<rect class=\"b-t\" x=\"0\" y=\"{y}\" width=\"{:.1}%\" height=\"8\"/>",
            width(this.share)
        ),
    );
    end(&mut svg, this, y, 8, false);
    svg.push_str("</svg>");
    svg
}

fn end(svg: &mut String, bar: Bar, y: u32, height: u32, hollow: bool) {
    let middle = f64::from(height) / 2.0;
    let mark = match (bar.end, hollow) {
        (End::Square, _) | (End::Striped, true) => return,
        (End::Open, _) => {
            let class = if hollow { "q-ge a" } else { "q-ge" };
            format!("<path class=\"{class}\" d=\"M3 0l4.5 {middle}L3 {height}\"/>")
        }
        (End::Striped, false) => format!(
            "<path class=\"b-cut\" d=\"M-7 0h7v{height}h-7z\"/><path class=\"b-t\" d=\"M-5 0h3v{height}h-3zM0 0h2v{height}h-2zM4 0h1v{height}h-1z\"/>"
        ),
        (End::Ring, _) => format!("<circle class=\"b-o\" cx=\"1\" cy=\"{middle}\" r=\"3.5\"/>"),
    };
    push(
        svg,
        format_args!(
            "<svg x=\"{:.1}%\" y=\"{y}\" overflow=\"visible\">{mark}</svg>",
            width(bar.share)
        ),
    );
}

/// Draws a plain bar for counts.
#[must_use]
pub fn bar(share: f64) -> String {
    format!(
        "<svg class=\"bar1\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"b-t\" width=\"{:.1}%\" height=\"8\"/></svg>",
        (share.clamp(0.0, 1.0) * 100.0).max(0.5)
    )
}

/// Draws a dot whose area is `share` of the largest.
#[must_use]
pub fn dot(share: f64) -> String {
    const LARGEST: f64 = 8.0;
    let radius = (share.clamp(0.0, 1.0).sqrt() * LARGEST).max(1.5);
    format!(
        "<svg class=\"dot\" aria-hidden=\"true\" focusable=\"false\"><circle class=\"b-t\" cx=\"50%\" cy=\"50%\" r=\"{radius:.1}\"/></svg>"
    )
}

/// Draws the way from a start to an end: all slopes of a row share `steepest`, the greatest ratio among them.
#[must_use]
pub fn slope(ratio: f64, steepest: f64, open_end: bool) -> String {
    const FLOOR: f64 = 68.0;
    const RISE: f64 = 62.0;
    let rise = if steepest > 1.0 {
        (ratio - 1.0) / (steepest - 1.0)
    } else {
        0.0
    };
    let y = FLOOR - RISE * rise.clamp(0.0, 1.0);
    let class = if open_end { " class=\"o\"" } else { "" };
    format!(
        "<svg class=\"slope\" aria-hidden=\"true\" focusable=\"false\"><line class=\"b-x\" x1=\"0\" y1=\"68\" x2=\"100%\" y2=\"68\"/>\
         <line x1=\"3\" y1=\"68\" x2=\"100%\" y2=\"{y:.1}\"/><circle cx=\"3\" cy=\"68\" r=\"3\"/>\
         <circle{class} cx=\"100%\" cy=\"{y:.1}\" r=\"3.5\"/></svg>"
    )
}

/// Writing to a string cannot fail.
fn push(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_ends_in_an_arrow_and_a_round_number_in_stripes() {
        let bar = |bound: Bound| Bar {
            share: 0.5,
            end: bound.into(),
        };
        assert!(pair(bar(Bound::Ge), None).contains("q-ge"));
        assert!(pair(bar(Bound::Approx), None).contains("b-cut"));
        assert!(!pair(bar(Bound::Eq), None).contains("<path class=\"q-ge"));
        assert!(pair(bar(Bound::Eq), Some((bar(Bound::Eq), true))).contains("b-a sim"));
    }

    #[test]
    fn a_bar_never_leaves_its_panel() {
        let svg = pair(
            Bar {
                share: 7.0,
                end: End::Square,
            },
            None,
        );
        assert!(svg.contains("width=\"92.0%\""), "{svg}");
    }
}
