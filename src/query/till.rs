//! Tills as people write them.

use super::{
    meaning::Meaning,
    scan::{blank, digits, one_of},
};
use crate::payment::Till;

/// Reads all of `text` as a till: `till 2`, `2번`. A number that no till has is not understood.
pub(super) fn read(text: &str) -> Option<Meaning> {
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
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
