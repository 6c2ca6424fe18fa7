//! Whole won, VAT and installments. Never floating point, never out of range.

use std::{fmt, ops::RangeInclusive};

use super::error::{Problem, digits};

/// Whole won, 0 to 1,000,000,000: every amount and VAT of a transaction, and what remains of it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "u64", into = "u64")]
pub struct Won(u32);

/// What a payment may amount to, in won.
pub(crate) const PAYMENT_AMOUNT: RangeInclusive<u64> = 100..=1_000_000_000;
/// What a cancel may amount to before it is known what remains, in won.
pub(crate) const CANCEL_AMOUNT: RangeInclusive<u64> = 1..=1_000_000_000;
/// Months to pay in; 0 is a lump sum.
pub const INSTALLMENTS: RangeInclusive<u64> = 0..=12;

impl From<Won> for u64 {
    fn from(won: Won) -> Self {
        won.get()
    }
}

impl TryFrom<u64> for Won {
    type Error = &'static str;

    fn try_from(value: u64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("above a billion won")
    }
}

impl Won {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount of one transaction.
    pub const MAX: Self = Self(1_000_000_000);
    /// Korean card companies offer installments from this amount on.
    pub(crate) const INSTALLMENTS_FROM: Self = Self(50_000);

    /// `value` won; `None` above [`Won::MAX`].
    #[must_use]
    pub fn new(value: u64) -> Option<Self> {
        u32::try_from(value).ok().map(Self).filter(|won| *won <= Self::MAX)
    }

    /// The value in won.
    #[must_use]
    pub fn get(self) -> u64 {
        u64::from(self.0)
    }

    /// Reads an amount in ASCII digits that lies in `allowed`. Leading zeros carry no meaning here.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::Character`], or [`Problem::OutOfRange`] for any number outside, however long.
    pub fn parse(text: &str, allowed: &RangeInclusive<u64>) -> Result<Self, Problem> {
        Self::within(number(text)?, allowed)
    }

    /// `value` won, if that lies in `allowed`; a `value` of `None` is a number past 2^64.
    ///
    /// # Errors
    /// [`Problem::OutOfRange`].
    pub fn within(value: Option<u64>, allowed: &RangeInclusive<u64>) -> Result<Self, Problem> {
        value
            .filter(|value| allowed.contains(value))
            .and_then(Self::new)
            .ok_or(Problem::OutOfRange { allowed: allowed.clone() })
    }

    /// `value` won as the VAT of a payment of `amount`; a `value` of `None` is a number past 2^64, an `amount` of `None` is
    /// wrong itself.
    ///
    /// # Errors
    /// [`Problem::NotBelowAmount`].
    pub fn vat_below(value: Option<u64>, amount: Option<Self>) -> Result<Self, Problem> {
        let max = amount.map(|amount| Self(amount.0.saturating_sub(1)));
        match value.and_then(Self::new) {
            Some(vat) if amount.is_none_or(|amount| vat < amount) => Ok(vat),
            _ => Err(Problem::NotBelowAmount { max }),
        }
    }

    /// The VAT contained in this amount: an eleventh, rounded half up in integers, `(2a + 11) / 22`.
    #[must_use]
    pub(crate) fn included_vat(self) -> Self {
        // At most (2 * 10^9 + 11) / 22, which fits.
        Self(u32::try_from((2 * self.get() + 11) / 22).unwrap_or(u32::MAX))
    }

    /// `self - other`; `None` when `other` is more.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// `self - other`, or 0 when `other` is more.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// With thousands separated: `1,234,567`.
    #[must_use]
    pub fn grouped(self) -> String {
        group_thousands(&self.0.to_string())
    }
}

impl fmt::Display for Won {
    /// Plain digits, for programs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Puts a comma before every third digit from the right. `digits` are ASCII digits with an optional sign.
#[must_use]
pub(crate) fn group_thousands(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    grouped.push_str(sign);
    for (index, c) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}

/// Months to pay in: 0 (lump sum) to 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Installments(u8);

impl Installments {
    /// Paid at once.
    pub const LUMP_SUM: Self = Self(0);
    /// `months`, 0 to 12.
    #[must_use]
    pub fn new(months: u64) -> Option<Self> {
        u8::try_from(months).ok().filter(|months| INSTALLMENTS.contains(&u64::from(*months))).map(Self)
    }

    /// Reads months in ASCII digits.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::Character`] or [`Problem::OutOfRange`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        number(text)?.and_then(Self::new).ok_or(Problem::OutOfRange { allowed: INSTALLMENTS })
    }

    /// The number of months, 0 for a lump sum.
    #[must_use]
    pub fn months(self) -> u8 {
        self.0
    }
}

/// Reads digits; `None` for a number past 2^64.
pub(super) fn number(text: &str) -> Result<Option<u64>, Problem> {
    Ok(digits(text)?
        .iter()
        .try_fold(0_u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::CharClass;

    fn won(value: u64) -> Won {
        Won::new(value).expect("test value in range")
    }

    #[test]
    fn amounts_stay_in_their_range() {
        let amount = |text: &str| Won::parse(text, &PAYMENT_AMOUNT).map(Won::get);
        let out = Err(Problem::OutOfRange { allowed: PAYMENT_AMOUNT });
        for (text, expected) in [
            ("100", Ok(100)),
            ("1000000000", Ok(1_000_000_000)),
            ("000110000", Ok(110_000)),
            ("0", out.clone()),
            ("99", out.clone()),
            ("1000000001", out.clone()),
            ("4294967396", out.clone()),           // 2^32 + 100
            ("18446744073709551716", out.clone()), // 2^64 + 100
            ("340282366920938463463374607431768211556", out),
            ("", Err(Problem::Missing)),
            ("-100", Err(Problem::Character { position: 1, found: CharClass::Sign })),
            ("1,000", Err(Problem::Character { position: 2, found: CharClass::Symbol })),
            ("1000.5", Err(Problem::Character { position: 5, found: CharClass::Symbol })),
            ("１000", Err(Problem::Character { position: 1, found: CharClass::FullWidthDigit })),
            ("1٠00", Err(Problem::Character { position: 2, found: CharClass::OtherDigit })),
        ] {
            assert_eq!(amount(text), expected, "{text}");
        }
    }

    #[test]
    fn included_vat_is_an_eleventh_rounded_half_up() {
        for (amount, vat) in [
            (0, 0),
            (5, 0),
            (6, 1),
            (16, 1),
            (17, 2),
            (100, 9),
            (1_000, 91),
            (1_001, 91),
            (11_000, 1_000),
            (20_000, 1_818),
            (110_000, 10_000),
            (999_999_999, 90_909_091),
            (1_000_000_000, 90_909_091),
        ] {
            assert_eq!(won(amount).included_vat().get(), vat, "{amount}");
        }
    }

    #[test]
    fn vat_is_less_than_its_amount() {
        let vat = |text: &str, amount| Won::vat_below(number(text)?, amount).map(Won::get);
        let thousand = Some(won(1_000));
        assert_eq!(vat("0", thousand), Ok(0));
        assert_eq!(vat("999", thousand), Ok(999));
        assert_eq!(vat("1000", thousand), Err(Problem::NotBelowAmount { max: Some(won(999)) }));
        assert_eq!(
            vat("99999999999999999999", thousand),
            Err(Problem::NotBelowAmount { max: Some(won(999)) })
        );
        assert_eq!(vat("5", None), Ok(5));
        assert_eq!(vat("x", thousand), Err(Problem::Character { position: 1, found: CharClass::Letter }));
    }

    #[test]
    fn installments_are_zero_to_twelve() {
        let months = |text: &str| Installments::parse(text).map(Installments::months);
        for value in 0..=12 {
            assert_eq!(months(&value.to_string()), Ok(value));
        }
        assert_eq!(months("03"), Ok(3));
        for text in ["13", "100", "4294967296", "18446744073709551616"] {
            assert_eq!(months(text), Err(Problem::OutOfRange { allowed: INSTALLMENTS }), "{text}");
        }
        assert_eq!(months(""), Err(Problem::Missing));
    }

    #[test]
    fn thousands_are_grouped() {
        for (plain, grouped) in
            [("0", "0"), ("100", "100"), ("1000", "1,000"), ("-1234567", "-1,234,567"), ("", "")]
        {
            assert_eq!(group_thousands(plain), grouped);
        }
    }
}
