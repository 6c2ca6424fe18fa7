//! Approval numbers as they are asked for: the card company's number of a payment, behind a word.

use super::{
    meaning::Meaning,
    scan::{blank, one_of},
};
use crate::record::ApprovalNumber;

/// The words before the number, longer ones first.
const WORDS: [&str; 7] =
    ["approval number", "approval no", "approval", "approved", "승인 번호", "승인번호", "승인"];
/// The word that also means a payment: behind it a day stays a day, and a few digits the end of a card.
const ALSO_PAYMENT: &str = "승인";
/// Fewest characters of a number behind that word. Korean ones have eight digits.
const FEWEST: usize = 6;

/// Reads all of `text` as an approval number: `approval 12345678`, `승인 12345678`.
pub(super) fn read(text: &str) -> Option<Meaning> {
    let rest = one_of(text, &WORDS)?;
    let number = blank(rest);
    let is_short_word = text.strip_prefix(ALSO_PAYMENT) == Some(rest);
    if is_short_word && (number.len() < FEWEST || is_day(number)) {
        return None;
    }
    let has_digit = number.bytes().any(|byte| byte.is_ascii_digit());
    ApprovalNumber::parse(number)
        .filter(|_| has_digit)
        .map(|number| Meaning::Approval(number.as_str().to_owned()))
}

/// Whether eight digits are a day of this century: `20261120`.
fn is_day(digits: &str) -> bool {
    let part = |range, most: u32| {
        digits
            .get(range)
            .and_then(|part: &str| part.parse().ok())
            .is_some_and(|part: u32| (1..=most).contains(&part))
    };
    digits.len() == 8 && digits.starts_with("20") && part(4..6, 12) && part(6..8, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approval_numbers_come_behind_a_word() {
        let known = |number: &str| Some(Meaning::Approval(number.to_owned()));
        for (text, expected) in [
            ("approval 12345678", known("12345678")),
            ("approval number 12345678", known("12345678")),
            ("approved 12345678", known("12345678")),
            ("approval a12b", known("A12B")),
            ("승인 12345678", known("12345678")),
            ("승인12345678", known("12345678")),
            ("승인번호 456", known("456")),
            ("승인번호 20261120", known("20261120")),
            ("승인 20261320", known("20261320")),
            ("승인 20261120", None),
            ("승인 456", None),
            ("승인", None),
            ("approval", None),
            ("approval abc", None),
            ("승인 123456789012345678901", None),
            ("12345678", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
