//! Cards that no card company has issued.
//!
//! Every number is 15 or 16 digits with a right check digit (Luhn), and begins with 0: in ISO/IEC 7812 that first digit, the
//! major industry identifier, is kept for "ISO/TC 68 and other industry assignments", and no card company issues cards
//! under it. So no number is that of a real card, and no other system accepts one by mistake.

use chrono::{Datelike as _, NaiveDate};

use super::dice::scatter;
use crate::payment::{CardNumber, Cvc, Expiry};

/// First six digits, as companies have them after a leading zero. One that occurs more often here is drawn more often.
const PREFIXES: [&str; 16] = [
    "041234", "041234", "041234", "045678", "045678", "049900", "051357", "051357", "052468", "053535",
    "035711", "035711", "062020", "094400", "094400", "037123",
];
/// The prefix of cards of 15 digits.
const SHORT_PREFIX: &str = "037123";
/// Step between the numbers of two cards. Coprime to ten, so that no two cards have the same number; far from round numbers,
/// so that neighbours look different.
const STRIDE: u64 = 618_033_989;
/// Years for which a card is valid.
const VALID_YEARS: u64 = 5;

/// A card as it is valid on some day.
pub(super) struct Card {
    pub(super) number: CardNumber,
    pub(super) expiry: Expiry,
    pub(super) cvc: Cvc,
}

/// The number of card `index`. Never `None`: every index gives a valid number.
pub(super) fn number(seed: u64, index: u64) -> Option<CardNumber> {
    let prefix = PREFIXES.get(usize::try_from(scatter(seed ^ scatter(index)) % 16).ok()?)?;
    let width: u32 = if *prefix == SHORT_PREFIX { 8 } else { 9 };
    let room = 10_u64.pow(width);
    let middle = (index % room * (STRIDE % room) + scatter(seed) % room) % room;
    let body = format!("{prefix}{middle:0width$}0", width = width as usize);
    let sum: u32 = body.bytes().rev().enumerate().map(|(place, digit)| luhn_value(place, digit)).sum();
    let check = (10 - sum % 10) % 10;
    let digits = body.get(..body.len() - 1)?;
    CardNumber::parse(&format!("{digits}{check}")).ok()
}

fn luhn_value(place: usize, digit: u8) -> u32 {
    let value = u32::from(digit.saturating_sub(b'0'));
    match (place % 2, value) {
        (1, 5..) => value * 2 - 9,
        (1, _) => value * 2,
        _ => value,
    }
}

/// Card `index` as it is valid on `day`. After its expiry, its owner has got a new one with the same number.
pub(super) fn card_on(seed: u64, index: u64, day: NaiveDate) -> Option<Card> {
    let own = scatter(scatter(index) ^ seed.rotate_left(32));
    let month = u32::try_from(own % 12).ok()?;
    let year = u64::try_from(day.year()).ok()?;
    // Every card expires in its own month, every `VALID_YEARS` years.
    let over = year + (own / 12 + VALID_YEARS - year % VALID_YEARS) % VALID_YEARS;
    let over = if over == year && month < day.month0() { over + VALID_YEARS } else { over };
    let expiry = Expiry::parse(&format!("{:02}{:02}", month + 1, over % 100)).ok()?;
    let cvc = Cvc::parse(&format!("{:03}", scatter(own ^ over) % 1_000)).ok()?;
    Some(Card { number: number(seed, index)?, expiry, cvc })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_are_valid_distinct_and_not_issued() {
        let mut seen = HashSet::new();
        for index in (0..20_000).chain(9_000_000..9_020_000) {
            let number = number(5, index).expect("card");
            assert!(number.luhn_ok() && number.expose().starts_with('0'), "{index}");
            assert!(matches!(number.expose().len(), 15 | 16));
            assert!(seen.insert(number.expose().to_owned()), "{index}");
        }
    }

    #[test]
    fn a_card_is_good_on_the_day_and_the_same_until_it_is_over() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("day");
        for index in 0..500 {
            for date in ["2023-01-01", "2024-02-29", "2026-12-31"] {
                let card = card_on(1, index, day(date)).expect("card");
                assert!(!card.expiry.is_over(day(date)), "{index} {date}");
                assert!(card.expiry.year() <= day(date).year() + 5, "{index} {date}");
            }
        }
        let [first, later, new] =
            ["2024-01-02", "2024-01-31", "2030-01-01"].map(|date| card_on(1, 3, day(date)));
        let [first, later, new] = [first, later, new].map(|card| card.expect("card"));
        assert_eq!((&first.number, first.expiry, &first.cvc), (&later.number, later.expiry, &later.cvc));
        assert_eq!(first.number, new.number);
        assert_ne!(first.expiry, new.expiry);
    }
}
