//! Shops as people at head office write them.

use super::{
    meaning::Meaning,
    scan::{blank, digits, one_of},
};
use crate::record::ShopNumber;

/// The words before a number.
const BEFORE: [&str; 4] = ["shop", "store", "매장", "지점"];
/// Those after it, the longest first.
const AFTER: [&str; 4] = ["호점", "호", "점", "매장"];

/// Reads all of `text` as a shop: `shop 12`, `12호점`. A number that no shop has is not understood.
pub(super) fn read(text: &str) -> Option<Meaning> {
    let (number, rest) = if let Some(rest) = one_of(text, &BEFORE) {
        digits(blank(rest))?
    } else {
        let (number, rest) = digits(text)?;
        let rest = blank(rest);
        (number, AFTER.iter().find_map(|after| rest.strip_prefix(after))?)
    };
    let shop = number.parse().ok().and_then(ShopNumber::new);
    rest.is_empty().then(|| shop.map_or_else(|| Meaning::Unknown(text.to_owned()), Meaning::Shop))
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;
    use crate::{query::read_query_of_shops, record::Condition};

    #[test]
    fn of_several_shops_any_is_meant() {
        let now = "2026-11-30T14:00:00+09:00".parse().expect("a time");
        let reading = read_query_of_shops("shop 3 cancel 5호점 -shop 7 -shop 8", now, &|_| zone());
        let shop = |number| ShopNumber::new(number).map(Condition::Shop).expect("a shop");
        let terms: Vec<(bool, &[Condition])> =
            reading.query.terms.iter().map(|term| (term.not, term.any.as_slice())).collect();
        assert_eq!(
            terms,
            [
                (false, &[shop(3), shop(5)][..]),
                (false, &[Condition::Cancel]),
                (true, &[shop(7)]),
                (true, &[shop(8)])
            ]
        );
        let of: Vec<Option<usize>> = reading.chips.iter().map(|chip| chip.term).collect();
        assert_eq!(of, [Some(0), Some(1), Some(0), Some(2), Some(3)]);
    }

    fn zone() -> FixedOffset {
        FixedOffset::east_opt(9 * 3_600).expect("an offset")
    }

    #[test]
    fn shops_have_numbers() {
        let known = |number| ShopNumber::new(number).map(Meaning::Shop);
        let wrong = |text: &str| Some(Meaning::Unknown(text.to_owned()));
        for (text, expected) in [
            ("shop 12", known(12)),
            ("shop12", known(12)),
            ("shop 012", known(12)),
            ("store 12", known(12)),
            ("12호점", known(12)),
            ("12 호점", known(12)),
            ("12호", known(12)),
            ("매장 12", known(12)),
            ("shop 99999", known(99_999)),
            ("shop 0", wrong("shop 0")),
            ("shop 100000", wrong("shop 100000")),
            ("99999999999999999999호점", wrong("99999999999999999999호점")),
            ("shop", None),
            ("호점", None),
            ("12", None),
            ("shop 12.", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
