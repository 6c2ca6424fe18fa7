//! People as they are asked for: by their number.

use super::{
    meaning::Meaning,
    scan::{blank, digits, one_of},
};
use crate::staff::OperatorNumber;

/// The words before the number.
const WORDS: [&str; 6] = ["cashier", "operator", "supervisor", "담당자", "담당", "책임자"];

/// Reads all of `text` as a person: `cashier 11`, `담당 11`. A number that no person has is not understood.
pub(super) fn read(text: &str) -> Option<Meaning> {
    let (number, rest) = digits(blank(one_of(text, &WORDS)?))?;
    let rest = blank(rest).strip_prefix("번").unwrap_or(rest);
    let number = OperatorNumber::parse(number).ok();
    rest.is_empty().then(|| number.map_or_else(|| Meaning::Unknown(text.to_owned()), Meaning::Operator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_have_numbers() {
        let known = |number| OperatorNumber::new(number).map(Meaning::Operator);
        let wrong = |text: &str| Some(Meaning::Unknown(text.to_owned()));
        for (text, expected) in [
            ("cashier 11", known(11)),
            ("cashier11", known(11)),
            ("operator 2", known(2)),
            ("담당 11", known(11)),
            ("담당자 11", known(11)),
            ("담당 11번", known(11)),
            ("책임자2", known(2)),
            ("cashier 0", wrong("cashier 0")),
            ("cashier 01", wrong("cashier 01")),
            ("담당 100", wrong("담당 100")),
            ("cashier", None),
            ("11", None),
            ("담당 11.", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
