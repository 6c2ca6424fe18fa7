//! From raw form input to a valid request, or to *every* wrong field at once, in form order.

use std::{fmt, ops::RangeInclusive};

use chrono::NaiveDate;

use super::{
    card::{CardNumber, Cvc},
    card_text::holds_card_number,
    error::{CharClass, Field, FieldError, Problem},
    expiry::Expiry,
    id::TransactionId,
    money::{CANCEL_AMOUNT, Installments, PAYMENT_AMOUNT, Won, number},
};

/// The payment rules that a shop may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Take cards whose last month is over.
    pub accept_expired: bool,
    /// Refuse card numbers whose check digit does not match.
    pub require_luhn: bool,
    /// Seconds within which the same card and amount again is asked about; 0 never asks.
    pub duplicate_seconds: u32,
    /// Installments below this amount are flagged as unusual; 0 flags none.
    pub installment_minimum: Won,
    /// Amounts above this one are flagged as unusual; 0 flags none.
    pub ask_above: Won,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            accept_expired: false,
            require_luhn: false,
            duplicate_seconds: 300,
            installment_minimum: Won::INSTALLMENTS_FROM,
            ask_above: Won::ZERO,
        }
    }
}

/// What was entered in one field.
#[derive(Clone, Copy, Default)]
pub enum Entry<'a> {
    /// Nothing: an empty field, or a key that is absent, `null` or `""`.
    #[default]
    Blank,
    /// Text, or a number in its own digits.
    Text(&'a str),
    /// A JSON value that is neither.
    WrongType,
}

impl<'a> From<&'a str> for Entry<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }
}

impl Entry<'_> {
    /// Reads the entry of a required field with `parse`.
    fn read<T>(self, field: Field, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Result<T, FieldError> {
        match self {
            Self::Blank => Err(Problem::Missing),
            Self::WrongType => Err(Problem::WrongType),
            Self::Text(text) => parse(text),
        }
        .map_err(|problem| FieldError::new(field, problem))
    }

    /// Reads the entry of a field that may be left out.
    fn read_optional<T>(
        self,
        field: Field,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<Option<T>, FieldError> {
        match self {
            Self::Blank => Ok(None),
            _ => self.read(field, parse).map(Some),
        }
    }
}

impl fmt::Debug for Entry<'_> {
    /// Prints only whether there is text: it may be a card number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "Blank",
            Self::Text(_) => "Text(…)",
            Self::WrongType => "WrongType",
        })
    }
}

/// What was entered as won: text, or the number that a form has made of it.
#[derive(Debug, Clone, Copy)]
pub enum WonEntry<'a> {
    /// As it was entered.
    Raw(Entry<'a>),
    /// Worked out, as `3*4500` is; `None` past 2^64.
    Number(Option<u64>),
}

impl Default for WonEntry<'_> {
    fn default() -> Self {
        Self::Raw(Entry::Blank)
    }
}

impl<'a> From<Entry<'a>> for WonEntry<'a> {
    fn from(entry: Entry<'a>) -> Self {
        Self::Raw(entry)
    }
}

impl<'a> From<&'a str> for WonEntry<'a> {
    fn from(text: &'a str) -> Self {
        Self::Raw(text.into())
    }
}

impl WonEntry<'_> {
    /// Makes its number won with `check`.
    fn read(
        self,
        field: Field,
        check: impl FnOnce(Option<u64>) -> Result<Won, Problem>,
    ) -> Result<Won, FieldError> {
        match self {
            Self::Raw(entry) => entry.read(field, |text| check(number(text)?)),
            Self::Number(value) => check(value).map_err(|problem| FieldError::new(field, problem)),
        }
    }

    /// Makes its number won with `check`; `None` where nothing was entered.
    fn read_optional(
        self,
        field: Field,
        check: impl FnOnce(Option<u64>) -> Result<Won, Problem>,
    ) -> Result<Option<Won>, FieldError> {
        match self {
            Self::Raw(Entry::Blank) => Ok(None),
            _ => self.read(field, check).map(Some),
        }
    }
}

/// Raw input of a payment.
#[derive(Debug, Clone, Copy, Default)]
pub struct PaymentForm<'a> {
    /// 10 to 16 digits; blanks and hyphens are skipped.
    pub card_number: Entry<'a>,
    /// `MMYY`.
    pub expiry: Entry<'a>,
    /// Three digits.
    pub cvc: Entry<'a>,
    /// 0 to 12.
    pub installments: Entry<'a>,
    /// Won.
    pub amount: WonEntry<'a>,
    /// Won; left out: an eleventh of the amount.
    pub vat: WonEntry<'a>,
}

/// A payment that follows every rule that can be checked without the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRequest {
    /// The card.
    pub card: CardNumber,
    /// Its last month.
    pub expiry: Expiry,
    /// Its verification code.
    pub cvc: Cvc,
    /// Months to pay in.
    pub installments: Installments,
    /// Amount, VAT included.
    pub amount: Won,
    /// VAT, less than the amount.
    pub vat: Won,
}

impl PaymentForm<'_> {
    /// Reads every field; `today` decides whether the card has expired.
    ///
    /// # Errors
    /// Every wrong field, in form order. Never empty.
    pub fn parse(&self, rules: &Rules, today: NaiveDate) -> Result<PaymentRequest, Vec<FieldError>> {
        let installments = self.installments.read(Field::Installments, Installments::parse);
        let amount = self.amount.read(Field::Amount, |value| Won::within(value, &PAYMENT_AMOUNT));
        let vat =
            self.vat.read_optional(Field::Vat, |value| Won::vat_below(value, amount.as_ref().ok().copied()));
        let expiry = self.expiry.read(Field::Expiry, |text| read_expiry(text, *rules, today));
        // Last: reading a card leaves copies on the stack, and an error that is made over them takes them along in its unused
        // bytes, to where nothing wipes them.
        let cvc = self.cvc.read(Field::Cvc, Cvc::parse);
        let card = self.card_number.read(Field::CardNumber, |text| read_card(text, *rules));
        match (card, expiry, cvc, installments, amount, vat) {
            (Ok(card), Ok(expiry), Ok(cvc), Ok(installments), Ok(amount), Ok(vat)) => Ok(PaymentRequest {
                card,
                expiry,
                cvc,
                installments,
                amount,
                vat: vat.unwrap_or_else(|| amount.included_vat()),
            }),
            (card, expiry, cvc, installments, amount, vat) => {
                Err([card.err(), expiry.err(), cvc.err(), installments.err(), amount.err(), vat.err()]
                    .into_iter()
                    .flatten()
                    .collect())
            }
        }
    }
}

fn read_card(text: &str, rules: Rules) -> Result<CardNumber, Problem> {
    let card = CardNumber::parse(text)?;
    if rules.require_luhn && !card.luhn_ok() {
        return Err(Problem::Luhn);
    }
    Ok(card)
}

fn read_expiry(text: &str, rules: Rules, today: NaiveDate) -> Result<Expiry, Problem> {
    let expiry = Expiry::parse(text)?;
    if expiry.is_over(today) && !rules.accept_expired {
        return Err(Problem::Expired { last: expiry });
    }
    Ok(expiry)
}

/// How much of a payment to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelAmount {
    /// All that remains.
    Rest,
    /// This much, at least 1 won.
    Part(Won),
}

/// The word for [`CancelAmount::Rest`] in requests.
pub(crate) const REST: &str = "rest";

/// Raw input of a cancel.
#[derive(Debug, Clone, Copy, Default)]
pub struct CancelForm<'a> {
    /// The payment's id.
    pub id: Entry<'a>,
    /// Won, or `rest`.
    pub amount: Entry<'a>,
    /// Won; left out: an eleventh, clamped to what is possible.
    pub vat: Entry<'a>,
}

/// A cancel whose fields are each valid. Whether the payment allows it is checked against the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelRequest {
    /// The payment.
    pub id: TransactionId,
    /// How much of it.
    pub amount: CancelAmount,
    /// VAT in won; `None` is automatic.
    pub vat: Option<Won>,
}

impl CancelForm<'_> {
    /// Reads every field.
    ///
    /// # Errors
    /// Every wrong field, in form order. Never empty.
    pub fn parse(&self) -> Result<CancelRequest, Vec<FieldError>> {
        let id = self.id.read(Field::Id, TransactionId::parse);
        let amount = self.amount.read(Field::Amount, |text| match text {
            REST => Ok(CancelAmount::Rest),
            _ => Won::parse(text, &CANCEL_AMOUNT).map(CancelAmount::Part),
        });
        let vat = self.vat.read_optional(Field::Vat, read_cancel_vat);
        match (id, amount, vat) {
            (Ok(id), Ok(amount), Ok(vat)) => Ok(CancelRequest { id, amount, vat }),
            (id, amount, vat) => Err([id.err(), amount.err(), vat.err()].into_iter().flatten().collect()),
        }
    }
}

/// The VAT of a cancel may be its whole amount, when only VAT remains. The exact bounds depend on what remains; here
/// only a number that no cancel can have is refused.
fn read_cancel_vat(text: &str) -> Result<Won, Problem> {
    const ANY: RangeInclusive<u64> = 0..=*CANCEL_AMOUNT.end();
    Won::parse(text, &ANY).map_err(|problem| match problem {
        Problem::OutOfRange { allowed } => Problem::CancelVat { allowed },
        other => other,
    })
}

/// The caller's name of a request: 1 to 128 graphic ASCII characters. A request with the same name again returns the
/// first result.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(String);

impl RequestId {
    /// Most characters.
    pub const MAX: usize = 128;

    /// Reads a request id.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::Character`] or [`Problem::Length`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        if let Some((index, c)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii_graphic()) {
            return Err(Problem::Character { position: index + 1, found: CharClass::of(c) });
        }
        if text.len() > Self::MAX {
            return Err(Problem::Length { found: text.len() });
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads the request id that a caller gives. Ledgers, lists and notes keep it readable, so a card number in it is refused:
    /// `card`, the request's own, or one that a card scheme may have given out.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), or [`Problem::HoldsCard`].
    pub(crate) fn of_caller(text: &str, card: Option<&CardNumber>) -> Result<Self, Problem> {
        let id = Self::parse(text)?;
        if holds_card_number(text, card) { Err(Problem::HoldsCard) } else { Ok(id) }
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).expect("date")
    }

    fn form() -> PaymentForm<'static> {
        PaymentForm {
            card_number: "1234567890123456".into(),
            expiry: "1130".into(),
            cvc: "777".into(),
            installments: "0".into(),
            amount: "110000".into(),
            vat: "10000".into(),
        }
    }

    fn codes(errors: Vec<FieldError>) -> Vec<(&'static str, &'static str)> {
        errors.into_iter().map(|e| (e.field.as_str(), e.code().as_str())).collect()
    }

    #[test]
    fn the_documented_example_is_a_payment() {
        let request = form().parse(&Rules::default(), today()).expect("valid");
        assert_eq!(request.card.expose(), "1234567890123456");
        assert_eq!((request.amount.get(), request.vat.get()), (110_000, 10_000));
        assert_eq!(request.installments, Installments::LUMP_SUM);
    }

    #[test]
    fn all_wrong_fields_are_reported_in_form_order() {
        let errors = PaymentForm {
            card_number: "123".into(),
            expiry: "1325".into(),
            cvc: Entry::WrongType,
            installments: Entry::Blank,
            amount: "99".into(),
            vat: "x".into(),
        }
        .parse(&Rules::default(), today())
        .expect_err("all wrong");
        assert_eq!(
            codes(errors),
            [
                ("card_number", "card_number_invalid"),
                ("expiry", "expiry_invalid"),
                ("cvc", "cvc_invalid"),
                ("installments", "installments_invalid"),
                ("amount", "amount_out_of_range"),
                ("vat", "vat_invalid"),
            ]
        );
    }

    #[test]
    fn vat_left_out_is_computed_and_zero_stays_zero() {
        let vat = |entry: Entry<'static>, amount: &'static str| {
            PaymentForm { vat: entry.into(), amount: amount.into(), ..form() }
                .parse(&Rules::default(), today())
                .map(|r| r.vat.get())
                .map_err(codes)
        };
        assert_eq!(vat(Entry::Blank, "1000"), Ok(91));
        assert_eq!(vat("0".into(), "1000"), Ok(0));
        assert_eq!(vat("999".into(), "1000"), Ok(999));
        assert_eq!(vat("1000".into(), "1000"), Err(vec![("vat", "vat_not_below_amount")]));
    }

    #[test]
    fn a_number_is_checked_as_its_digits_are() {
        let parse = |amount: WonEntry<'static>, vat: WonEntry<'static>| {
            let request = PaymentForm { amount, vat, ..form() }.parse(&Rules::default(), today());
            request.map(|r| (r.amount.get(), r.vat.get())).map_err(codes)
        };
        let number = |value| WonEntry::Number(Some(value));
        assert_eq!(parse(number(14_000), Entry::Blank.into()), Ok((14_000, 1_273)));
        assert_eq!(parse(number(99), number(99)), parse("99".into(), "99".into()));
        assert_eq!(parse(number(1_000), number(1_000)), parse("1000".into(), "1000".into()));
        let past = "18446744073709551616";
        assert_eq!(parse(WonEntry::Number(None), WonEntry::Number(None)), parse(past.into(), past.into()));
    }

    #[test]
    fn rules_of_the_shop() {
        let old = PaymentForm { expiry: "1126".into(), ..form() };
        let december = NaiveDate::from_ymd_opt(2026, 12, 1).expect("date");
        assert!(old.parse(&Rules::default(), today()).is_ok());
        assert_eq!(
            old.parse(&Rules::default(), december).map_err(codes),
            Err(vec![("expiry", "card_expired")])
        );
        let accept = Rules { accept_expired: true, ..Rules::default() };
        assert!(old.parse(&accept, december).is_ok());
        let luhn = Rules { require_luhn: true, ..Rules::default() };
        assert_eq!(form().parse(&luhn, today()).map_err(|e| e[0].problem.clone()), Err(Problem::Luhn));
    }

    #[test]
    fn cancels_name_their_amount() {
        let id = "26112114320712301007";
        let parse = |amount: &'static str, vat: &'static str| {
            CancelForm { id: id.into(), amount: amount.into(), vat: vat.into() }.parse().map_err(codes)
        };
        assert_eq!(parse("rest", "").map(|r| r.amount), Ok(CancelAmount::Rest));
        assert_eq!(parse("1", "1").map(|r| r.vat), Ok(Won::new(1)));
        assert_eq!(parse("", ""), Err(vec![("amount", "amount_invalid")]));
        assert_eq!(parse("0", ""), Err(vec![("amount", "amount_out_of_range")]));
        assert_eq!(parse("REST", ""), Err(vec![("amount", "amount_invalid")]));
        assert_eq!(parse("1", "1000000001"), Err(vec![("vat", "cancel_vat_out_of_range")]));
        assert_eq!(
            CancelForm::default().parse().map_err(codes),
            Err(vec![("id", "id_invalid"), ("amount", "amount_invalid")])
        );
    }

    #[test]
    fn request_ids_are_graphic_and_short() {
        assert!(RequestId::parse("5f0c-21/a:b").is_ok());
        assert_eq!(RequestId::parse("a b"), Err(Problem::Character { position: 2, found: CharClass::Blank }));
        assert_eq!(
            RequestId::parse("a\u{1b}[2J"),
            Err(Problem::Character { position: 2, found: CharClass::Control })
        );
        assert_eq!(RequestId::parse(&"x".repeat(129)), Err(Problem::Length { found: 129 }));
    }

    #[test]
    fn a_callers_request_id_holds_no_card() {
        let own = CardNumber::parse("1234567890123456").ok();
        for (text, expected) in [
            ("order-7", Ok(())),
            ("1234567890123456", Err(Problem::HoldsCard)),
            ("4111111111111111", Err(Problem::HoldsCard)),
            ("4111 1111", Err(Problem::Character { position: 5, found: CharClass::Blank })),
            ("", Err(Problem::Missing)),
        ] {
            assert_eq!(RequestId::of_caller(text, own.as_ref()).map(drop), expected, "{text}");
        }
        assert!(RequestId::of_caller("1234567890123456", None).is_ok(), "no card to compare with");
    }
}
