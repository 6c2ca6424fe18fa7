//! What is unusual about a payment but not refused: worth a second look before money moves.

use chrono::NaiveDate;

use super::{CardNumber, Expiry, Field, Installments, PaymentRequest, Rules, Won};

/// One thing that is unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusual {
    /// The check digit of the card number does not match.
    CheckDigit,
    /// The card's last month is more than 20 years ahead.
    FarExpiry(Expiry),
    /// Installments of one month: Korean cards offer a lump sum, or 2 to 12 months.
    OneMonth,
    /// Installments for less than this amount, the shop's minimum.
    BelowMinimum(Won),
    /// An amount above this one, the shop's limit for a second look.
    Above(Won),
}

impl Unusual {
    /// The field to look at.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::CheckDigit => Field::CardNumber,
            Self::FarExpiry(_) => Field::Expiry,
            Self::OneMonth | Self::BelowMinimum(_) => Field::Installments,
            Self::Above(_) => Field::Amount,
        }
    }
}

/// A payment as far as it is keyed.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyedPayment<'a> {
    /// The card.
    pub card: Option<&'a CardNumber>,
    /// Its last month.
    pub expiry: Option<Expiry>,
    /// Months to pay in.
    pub installments: Option<Installments>,
    /// Amount, VAT included.
    pub amount: Option<Won>,
}

impl KeyedPayment<'_> {
    /// All that is unusual, in the order of the message.
    #[must_use]
    pub fn unusual(&self, rules: &Rules, today: NaiveDate) -> Vec<Unusual> {
        let check_digit = self.card.filter(|card| !card.luhn_ok()).map(|_| Unusual::CheckDigit);
        let expiry = self.expiry.filter(|expiry| expiry.is_far_ahead(today)).map(Unusual::FarExpiry);
        let months = self.installments.map_or(0, Installments::months);
        let minimum = rules.installment_minimum;
        let plan = match months {
            0 => None,
            1 => Some(Unusual::OneMonth),
            _ => self.amount.filter(|amount| *amount < minimum).map(|_| Unusual::BelowMinimum(minimum)),
        };
        let limit = rules.ask_above;
        let above = self.amount.filter(|amount| limit != Won::ZERO && *amount > limit);
        [check_digit, expiry, plan, above.map(|_| Unusual::Above(limit))].into_iter().flatten().collect()
    }
}

impl PaymentRequest {
    /// All that is unusual about this payment, in the order of the message.
    #[must_use]
    pub(crate) fn unusual(&self, rules: &Rules, today: NaiveDate) -> Vec<Unusual> {
        let keyed = KeyedPayment {
            card: Some(&self.card),
            expiry: Some(self.expiry),
            installments: Some(self.installments),
            amount: Some(self.amount),
        };
        keyed.unusual(rules, today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::PaymentForm;

    const GOOD: &str = "4111111111111111";
    const WRONG: &str = "1234567890123456";

    fn won(value: u64) -> Won {
        Won::new(value).expect("won")
    }

    #[test]
    fn what_is_unusual_is_named_and_nothing_else() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        let rules = |minimum, above| Rules {
            installment_minimum: won(minimum),
            ask_above: won(above),
            ..Rules::default()
        };
        let shop = Rules::default();
        let far = |mmyy| Unusual::FarExpiry(Expiry::parse(mmyy).expect("an expiry"));
        for (card, expiry, months, amount, rules, expected) in [
            (GOOD, "1130", "0", "1000000000", shop, vec![]),
            (WRONG, "1130", "0", "1000", shop, vec![Unusual::CheckDigit]),
            // Twenty years ahead to the month, and one month more.
            (GOOD, "1146", "0", "1000", shop, vec![]),
            (GOOD, "1246", "0", "1000", shop, vec![far("1246")]),
            (GOOD, "0147", "0", "1000", shop, vec![far("0147")]),
            (GOOD, "1130", "1", "1000000", shop, vec![Unusual::OneMonth]),
            (GOOD, "1130", "1", "1000", shop, vec![Unusual::OneMonth]),
            (GOOD, "1130", "2", "49999", shop, vec![Unusual::BelowMinimum(won(50_000))]),
            (GOOD, "1130", "12", "50000", shop, vec![]),
            (GOOD, "1130", "12", "100", rules(0, 0), vec![]),
            (GOOD, "1130", "2", "99999", rules(100_000, 0), vec![Unusual::BelowMinimum(won(100_000))]),
            (GOOD, "1130", "0", "300000", rules(0, 300_000), vec![]),
            (GOOD, "1130", "0", "300001", rules(0, 300_000), vec![Unusual::Above(won(300_000))]),
            (
                WRONG,
                "1271",
                "3",
                "40000",
                rules(50_000, 30_000),
                vec![
                    Unusual::CheckDigit,
                    far("1271"),
                    Unusual::BelowMinimum(won(50_000)),
                    Unusual::Above(won(30_000)),
                ],
            ),
        ] {
            let form = PaymentForm {
                card_number: card.into(),
                expiry: expiry.into(),
                cvc: "777".into(),
                installments: months.into(),
                amount: amount.into(),
                vat: "".into(),
            };
            let request = form.parse(&rules, today).expect("valid: what is unusual is not refused");
            assert_eq!(request.unusual(&rules, today), expected, "{card} {expiry} {months} {amount}");
        }
    }

    #[test]
    fn what_is_not_keyed_yet_is_not_unusual() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        assert_eq!(KeyedPayment::default().unusual(&Rules::default(), today), []);
        let plan = KeyedPayment { installments: Installments::new(3), ..KeyedPayment::default() };
        assert_eq!(plan.unusual(&Rules::default(), today), [], "the amount may still be enough");
    }
}
