//! Installments as people write them.

use super::{
    meaning::Meaning,
    scan::{blank, number, one_of},
    span::{Span, span},
};
use crate::payment::Installments;

/// Names of months to pay in.
const MONTHS: [&str; 6] = ["개월", "months", "month", "mos", "mo", "m"];
/// The most months.
const MOST: u8 = 12;

/// Reads all of `text` as installments: `3개월`, `3m`, `2..6m`.
pub(super) fn read(text: &str) -> Option<Meaning> {
    let months = match span(text, true, months, |_, text| months(text))? {
        Span::Only((months, true)) => months..=months,
        Span::Between((from, one), (to, other)) if one || other => from.min(to)..=from.max(to),
        Span::From((months, true)) => months..=MOST,
        Span::To((months, true)) | Span::Tilde((months, true)) => 0..=months,
        Span::Over((months, true)) if months < MOST => months + 1..=MOST,
        Span::Under((months, true)) if months > 0 => 0..=months - 1,
        _ => return None,
    };
    Some(Meaning::Installments(months))
}

/// A number of months, whether they are named, and the rest.
fn months(text: &str) -> Option<((u8, bool), &str)> {
    let (months, rest) = number(text, 2)?;
    let months = Installments::new(months.into())?.months();
    match one_of(blank(rest), &MONTHS) {
        Some(rest) => Some(((months, true), rest)),
        None => Some(((months, false), rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installments_are_counted_in_months() {
        for (text, expected) in [
            ("3개월", Some(3..=3)),
            ("3 개월", Some(3..=3)),
            ("03개월", Some(3..=3)),
            ("3m", Some(3..=3)),
            ("3mo", Some(3..=3)),
            ("3 months", Some(3..=3)),
            ("0개월", Some(0..=0)),
            ("12m", Some(12..=12)),
            ("2..6m", Some(2..=6)),
            ("6~2개월", Some(2..=6)),
            ("2개월~6개월", Some(2..=6)),
            ("2-6m", Some(2..=6)),
            ("6m..", Some(6..=12)),
            ("..6m", Some(0..=6)),
            ("6개월 이상", Some(6..=12)),
            (">6m", Some(7..=12)),
            ("<6m", Some(0..=5)),
            (">12m", None),
            ("<0m", None),
            ("13m", None),
            ("3", None),
            ("2..6", None),
            ("m", None),
            ("3mm", None),
            ("약 3개월", None),
        ] {
            assert_eq!(read(text), expected.map(Meaning::Installments), "{text}");
        }
    }
}
