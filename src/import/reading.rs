//! What a row of an older system says, by the rules of this one, and what is wrong with it.

use std::ops::Range;

use chrono::{Datelike as _, NaiveDateTime};
use zeroize::Zeroizing;

use crate::{
    payment::{
        CardNumber, Cvc, Expiry, Installments, TransactionId, Won,
        card_text::hide_all_cards,
        money::{CANCEL_AMOUNT, PAYMENT_AMOUNT},
    },
    record::{AsideReason, OldValue, Repair},
};

/// Digits that take two columns, `０` to `９`.
const FULL_WIDTH: std::ops::RangeInclusive<char> = '０'..='９';
/// In place of each digit of a CVC that is not kept.
pub(super) const HIDDEN: char = '*';

/// What a row says. What is wrong is `None`, and `reasons` says why.
#[derive(Default)]
pub struct Reading {
    /// Its id.
    pub id: Option<TransactionId>,
    /// Whether it is a cancel; `None` when it is neither.
    pub is_cancel: Option<bool>,
    /// The id that a cancel names.
    pub original: Option<TransactionId>,
    /// The card.
    pub card: Option<CardNumber>,
    /// The card's last month.
    pub expiry: Option<Expiry>,
    /// The card's verification code, where it has three digits.
    pub cvc: Option<Cvc>,
    /// Months; a lump sum on cancels.
    pub installments: Option<Installments>,
    /// The amount.
    pub amount: Option<Won>,
    /// VAT.
    pub vat: Option<Won>,
    /// When it was, on the clock of its system.
    pub local: Option<NaiveDateTime>,
    /// Amount and VAT as its own system reads them; what it cannot read counts as nothing.
    pub as_read: (u64, u64),
    /// What was repaired.
    pub repairs: Vec<Repair>,
    /// What is wrong, each once.
    pub reasons: Vec<AsideReason>,
    /// Where in the text of the first system the CVC stands, and where the cipher.
    pub cvc_at: Option<(Range<usize>, Range<usize>)>,
}

impl Reading {
    /// Notes what is wrong.
    pub fn wrong(&mut self, reason: AsideReason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Notes what was repaired.
    pub fn repaired(&mut self, repair: Repair) {
        if !self.repairs.contains(&repair) {
            self.repairs.push(repair);
        }
    }

    /// `value`, or what is wrong when there is none.
    pub fn or_wrong<T>(&mut self, value: Option<T>, reason: AsideReason) -> Option<T> {
        if value.is_none() {
            self.wrong(reason);
        }
        value
    }

    /// Notes amount and VAT, where they are numbers, and what our rules say against them.
    pub fn put_amounts(&mut self, is_cancel: bool, amount: Option<u64>, vat: Option<u64>) {
        let range = if is_cancel { CANCEL_AMOUNT } else { PAYMENT_AMOUNT };
        self.amount = amount.and_then(|amount| {
            let allowed = Won::new(amount).filter(|amount| range.contains(&amount.get()));
            self.or_wrong(allowed, AsideReason::AmountOutOfRange)
        });
        self.vat = vat.and_then(Won::new);
        let Some((amount, vat)) = amount.zip(vat) else { return };
        // VAT is less than the amount of a payment, and no more than that of a cancel.
        if vat > amount || (vat == amount && !is_cancel) {
            self.wrong(if is_cancel {
                AsideReason::CancelVatOutOfRange
            } else {
                AsideReason::VatNotBelowAmount
            });
        }
    }

    /// Whether nothing is wrong so far.
    pub fn is_good(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// Digits, full-width ones as plain ones; `None` when something else is among them, or there are none. Says whether any was
/// full-width.
pub fn plain_digits(text: impl IntoIterator<Item = char>) -> Option<(Zeroizing<String>, bool)> {
    // As long as any number of these systems, so that growing leaves no copy behind.
    let mut digits = Zeroizing::new(String::with_capacity(64));
    let mut wide = false;
    for c in text {
        let digit = match c {
            '0'..='9' => c,
            c if FULL_WIDTH.contains(&c) => {
                wide = true;
                char::from_digit(u32::from(c) - u32::from('０'), 10)?
            }
            _ => return None,
        };
        digits.push(digit);
    }
    (!digits.is_empty()).then_some((digits, wide))
}

/// A text of these characters, with room for `room` bytes from the start: growing is slow, and leaves copies behind.
pub fn text_of(chars: impl IntoIterator<Item = char>, room: usize) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(room));
    text.extend(chars);
    text
}

/// The number that plain digits are; `None` for anything else, and where it has no room.
pub fn number(digits: &str) -> Option<u64> {
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { digits.parse().ok() } else { None }
}

/// An id in 20 graphic ASCII characters. What stands there by mistake may be a card number, and an id is shown: only a time is no such.
pub fn id_of(value: Option<&OldValue>) -> Option<TransactionId> {
    let id = TransactionId::from_bytes(value?.text()?.as_bytes())?;
    let is_time = id.as_microseconds().is_some_and(|time| (2_000..2_100).contains(&time.year()));
    (is_time || hide_all_cards(id.as_str()) == id.as_str()).then_some(id)
}
