//! What people type to find transactions, as a filter.

use crate::{
    ledger::{Condition, Query},
    payment::{TransactionId, Won, id::ID_LEN},
};

/// Digits at the end of a card that are searched for.
const CARD_END: usize = 3;
/// Signs of the won before an amount.
const SIGNS: [char; 2] = ['₩', '￦'];
/// Names of the won after an amount.
const UNITS: [&str; 3] = ["원", "krw", "won"];

/// Reads a query: nothing is everything, 20 characters are an id, exactly 3 digits the end of a card, and any other digits
/// an amount: `110000`, `110,000`, `500원`, `₩500`. Blanks within an id do not matter. `None` for anything else.
#[must_use]
pub fn parse_query(query: &str) -> Option<Query> {
    let query = query.trim();
    if query.is_empty() {
        return Some(Query::default());
    }
    if query.len() == CARD_END && query.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Condition::CardEnd(query.to_owned()).into());
    }
    let exactly = |amount: Won| Condition::Amount(amount.get()..=amount.get());
    id(query).map(Condition::Id).or_else(|| amount(query).map(exactly)).map(Query::from)
}

fn id(query: &str) -> Option<TransactionId> {
    let id: String = query.split_whitespace().collect();
    if id.len() == ID_LEN { TransactionId::parse(&id).ok() } else { None }
}

fn amount(query: &str) -> Option<Won> {
    let lower = query.to_lowercase();
    let signed = lower.trim_start_matches(SIGNS);
    // One sign or one unit, not both.
    let number = if signed.len() == lower.len() {
        UNITS.iter().find_map(|unit| lower.strip_suffix(unit)).unwrap_or(&lower)
    } else {
        signed
    };
    let digits = ungrouped(number.trim())?;
    Won::new(digits.parse().ok()?)
}

/// The digits of a number with or without thousands commas; `None` when a comma is in the wrong place.
fn ungrouped(number: &str) -> Option<String> {
    let mut groups = number.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !(1..=3).contains(&first.len()) {
            return None;
        }
        digits.push_str(group);
    }
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let id = |text: &str| TransactionId::parse(text).ok().map(|id| Condition::Id(id).into());
        let amount = |value| Some(Condition::Amount(value..=value).into());
        let card = |digits: &str| Some(Condition::CardEnd(digits.to_owned()).into());
        for (query, filter) in [
            ("", Some(Query::default())),
            ("  ", Some(Query::default())),
            ("456", card("456")),
            (" 000 ", card("000")),
            ("26112114320712301007", id("26112114320712301007")),
            ("261121 143207 123 01 00 7", id("26112114320712301007")),
            (" 2611 2114 3207 1230 1007 ", id("26112114320712301007")),
            ("ABCDEFGHIJ0123456789", id("ABCDEFGHIJ0123456789")),
            ("110000", amount(110_000)),
            ("110,000", amount(110_000)),
            ("1,000,000,000", amount(1_000_000_000)),
            ("50", amount(50)),
            ("0500", amount(500)),
            ("500원", amount(500)),
            ("500 원", amount(500)),
            ("110,000원", amount(110_000)),
            ("500KRW", amount(500)),
            ("500 krw", amount(500)),
            ("500won", amount(500)),
            ("500 Won", amount(500)),
            ("₩500", amount(500)),
            ("￦ 1,500", amount(1_500)),
            ("1,000,000,001", None),
            ("18446744073709551716", id("18446744073709551716")),
            ("184467440737095517160", None),
            ("11,00", None),
            ("1100,000", None),
            (",500", None),
            ("500,", None),
            ("1,,000", None),
            ("원", None),
            ("₩", None),
            ("₩500원", None),
            ("500원원", None),
            ("10 000", None),
            ("-500", None),
            ("+500", None),
            ("1e5", None),
            ("5.0", None),
            ("４５６", None),
            ("٣٣٣", None),
            ("kim", None),
            ("한글", None),
            ("2611211432071230100", None),
            ("261121143207123010077", None),
            ("가나다라마바사아자차카타파하거너더러머버", None),
        ] {
            assert_eq!(parse_query(query), filter, "{query:?}");
        }
    }
}
