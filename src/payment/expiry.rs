//! The last month in which a card is good.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use zeroize::Zeroize;

use super::error::{Problem, digits};

/// Digits of an expiry, `MMYY`.
pub(crate) const EXPIRY_LEN: usize = 4;
/// Longer than any card is issued for, in years. An expiry further ahead is probably a typing error, such as `YYMM` for
/// `MMYY`.
const YEARS_AHEAD: i32 = 20;

/// Month and year of a card, `MMYY` of the years 2000 to 2099.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Zeroize)]
pub struct Expiry([u8; EXPIRY_LEN]);

impl Expiry {
    /// Reads `MMYY`.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::Character`], [`Problem::Length`] or [`Problem::Month`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let digits = digits(text)?;
        let Ok(mmyy) = <[u8; EXPIRY_LEN]>::try_from(digits) else {
            return Err(Problem::Length { found: digits.len() });
        };
        let expiry = Self(mmyy);
        if (1..=12).contains(&expiry.month()) { Ok(expiry) } else { Err(Problem::Month) }
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        let [m, n, _, _] = self.0;
        u32::from(m - b'0') * 10 + u32::from(n - b'0')
    }

    /// The year, 2000 to 2099.
    #[must_use]
    pub fn year(self) -> i32 {
        let [_, _, y, z] = self.0;
        2000 + i32::from(y - b'0') * 10 + i32::from(z - b'0')
    }

    /// True if the card has expired on `today`. A card is good through the last day of its month.
    #[must_use]
    pub fn is_over(self, today: NaiveDate) -> bool {
        (self.year(), self.month()) < (today.year(), today.month())
    }

    /// True if this is more than [`YEARS_AHEAD`] years after `today`.
    #[must_use]
    pub(crate) fn is_far_ahead(self, today: NaiveDate) -> bool {
        (self.year(), self.month()) > (today.year() + YEARS_AHEAD, today.month())
    }

    /// The four digits, `MMYY`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Expiry {
    /// As printed on a card: `MM/YY`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}", self.month(), self.year() % 100)
    }
}

impl fmt::Debug for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expiry({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::CharClass;

    #[test]
    fn months_are_one_to_twelve() {
        for month in 0..=99 {
            let text = format!("{month:02}30");
            let expected = if (1..=12).contains(&month) { Ok(text.clone()) } else { Err(Problem::Month) };
            assert_eq!(Expiry::parse(&text).map(|e| e.as_str().to_owned()), expected, "{text}");
        }
    }

    #[test]
    fn wrong_input_is_named() {
        let table = [
            ("", Problem::Missing),
            ("125", Problem::Length { found: 3 }),
            ("01125", Problem::Length { found: 5 }),
            ("11/25", Problem::Character { position: 3, found: CharClass::Symbol }),
            ("11２5", Problem::Character { position: 3, found: CharClass::FullWidthDigit }),
            (" 1125", Problem::Character { position: 1, found: CharClass::Blank }),
        ];
        for (text, problem) in table {
            assert_eq!(Expiry::parse(text), Err(problem), "{text:?}");
        }
    }

    #[test]
    fn good_through_the_last_day_of_its_month() {
        let over = |mmyy: &str, (y, m, d)| {
            Expiry::parse(mmyy).ok().zip(NaiveDate::from_ymd_opt(y, m, d)).map(|(e, day)| e.is_over(day))
        };
        assert_eq!(over("1126", (2026, 11, 30)), Some(false));
        assert_eq!(over("1126", (2026, 12, 1)), Some(true));
        assert_eq!(over("1226", (2026, 12, 31)), Some(false));
        assert_eq!(over("1226", (2027, 1, 1)), Some(true));
        assert_eq!(over("0226", (2026, 11, 21)), Some(true));
        assert_eq!(over("0199", (2026, 11, 21)), Some(false));
        assert_eq!(over("1200", (2026, 11, 21)), Some(true));
    }
}
