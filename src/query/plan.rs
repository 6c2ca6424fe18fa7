//! Installments and tills as people write them.

use super::{
    meaning::Meaning,
    scan::{blank, digits, number, one_of},
    span::{Span, span},
};
use crate::payment::{Installments, Till};

/// Names of months to pay in.
const MONTHS: [&str; 6] = ["개월", "months", "month", "mos", "mo", "m"];
/// The most months.
const MOST: u8 = 12;

/// Reads all of `text` as installments: `3개월`, `3m`, `2..6m`.
pub(super) fn installments(text: &str) -> Option<Meaning> {
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

/// Reads all of `text` as a till: `till 2`, `2번`. One that cannot be is not understood.
pub(super) fn till(text: &str) -> Option<Meaning> {
    let (number, rest) = match one_of(text, &["till", "단말기"]) {
        Some(rest) => digits(blank(rest))?,
        None => digits(text).and_then(|(number, rest)| Some((number, blank(rest).strip_prefix("번")?)))?,
    };
    let till = number.parse().ok().and_then(Till::new);
    rest.is_empty().then(|| till.map_or_else(|| Meaning::Unknown(text.to_owned()), Meaning::Till))
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
            assert_eq!(installments(text), expected.map(Meaning::Installments), "{text}");
        }
    }

    #[test]
    fn tills_have_numbers() {
        let known = |number| Till::new(number).map(Meaning::Till);
        let wrong = |text: &str| Some(Meaning::Unknown(text.to_owned()));
        for (text, expected) in [
            ("till 2", known(2)),
            ("till2", known(2)),
            ("till 02", known(2)),
            ("2번", known(2)),
            ("02번", known(2)),
            ("2 번", known(2)),
            ("단말기 2", known(2)),
            ("till 99", known(99)),
            ("till 0", wrong("till 0")),
            ("till 100", wrong("till 100")),
            ("99999999999999999999번", wrong("99999999999999999999번")),
            ("till", None),
            ("번", None),
            ("till 2.", None),
        ] {
            assert_eq!(till(text), expected, "{text}");
        }
    }
}
