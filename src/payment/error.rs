//! What can be wrong with a field, as data.
//!
//! Sentences are made in the catalogue of texts, once per language. A [`FieldError`] carries what they need: the field,
//! what is allowed, the *class* of what was found. Never a digit of a card.

use std::ops::RangeInclusive;

use chrono::{DateTime, FixedOffset};

use super::{id::TransactionId, money::Won};

/// The stable code of an error, as programs read it in `"code"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Code {
    /// The card number is missing, of the wrong length, not digits, or fails its check digit where that is required.
    CardNumberInvalid,
    /// The expiry is not `MMYY`.
    ExpiryInvalid,
    /// The card's last month is over.
    CardExpired,
    /// The CVC is not exactly three digits.
    CvcInvalid,
    /// The installments are not 0 to 12.
    InstallmentsInvalid,
    /// The amount is missing or not whole won in digits.
    AmountInvalid,
    /// The amount is a number, but not an allowed one.
    AmountOutOfRange,
    /// The VAT is not whole won in digits.
    VatInvalid,
    /// The VAT is not less than the amount.
    VatNotBelowAmount,
    /// The id is not 20 characters.
    IdInvalid,
    /// No transaction has this id, or no close this number.
    NotFound,
    /// The id names a cancel where a payment is needed.
    IsACancel,
    /// Nothing of the payment remains.
    AlreadyCancelled,
    /// More is to be cancelled than remains.
    CancelExceedsRemaining,
    /// The VAT of a cancel would leave VAT that cannot be cancelled later, or is more than remains.
    CancelVatOutOfRange,
    /// The memo is too wide, has control characters, or holds a card number.
    MemoInvalid,
    /// The same card and amount a moment ago.
    PossibleDuplicate,
    /// The request is not one JSON object of known keys.
    JsonInvalid,
    /// A whole card number is an argument of a command.
    CardOnCommandLine,
    /// The message does not fit, or is not a message.
    MessageInvalid,
    /// There is nothing to close: no payment and no cancel since the last close.
    NothingSince,
    /// Another till has left a transaction whose outcome was not seen there yet.
    NoteLeft,
    /// Who acts may not do this alone.
    NotAllowed,
    /// Nobody is signed in, the PIN is wrong, or the person waits or is locked out.
    Operator,
    /// Number, name, role, limit or PIN of a person is none, or breaks a rule.
    OperatorInvalid,
    /// The file is not one of an older system, or cannot be read.
    Import,
    /// Nothing was handed over, or the file of a batch was not made.
    HandOver,
    /// Nothing of a file of answers was recorded.
    Answers,
    /// The centre cannot be reached, or does not do what it was asked.
    Central,
    /// The ledger cannot be used.
    Ledger,
    /// The ledger's file is not the one that was opened.
    FileReplaced,
    /// The clock is before the day on which this version was made.
    Clock,
    /// The keyring cannot be used.
    Keyring,
    /// The configuration is wrong.
    Config,
}

impl Code {
    /// The code as written in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A field of a request, in form order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// The id of a payment or a cancel.
    Id,
    /// The card number.
    CardNumber,
    /// The card's last month.
    Expiry,
    /// The card verification code.
    Cvc,
    /// Months to pay in.
    Installments,
    /// Amount in won, VAT included.
    Amount,
    /// VAT in won, part of the amount.
    Vat,
    /// The caller's name of a request, for safe retries.
    RequestId,
    /// Whether the caller means a repeated payment.
    AllowDuplicate,
    /// What the shop remembers of it.
    Memo,
}

impl Field {
    /// The field's key in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The class of a character. It may be shown where the character itself, as card data, may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum CharClass {
    /// ASCII `0` to `9`.
    Digit,
    /// Any white space.
    Blank,
    /// `+`, `-` or a Unicode minus.
    Sign,
    /// A letter of any script.
    Letter,
    /// A full-width digit, as the Korean keyboard makes in its full-width mode.
    FullWidthDigit,
    /// A digit of another script.
    OtherDigit,
    /// A control character.
    Control,
    /// Anything else that can be seen.
    Symbol,
    /// A byte that is not ASCII, where only bytes are known.
    NotAscii,
}

impl CharClass {
    /// The class of `c`.
    #[must_use]
    pub fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Digit,
            '+' | '-' | '\u{2212}' | '\u{ff0b}' | '\u{ff0d}' => Self::Sign,
            '\u{ff10}'..='\u{ff19}' => Self::FullWidthDigit,
            c if c.is_whitespace() => Self::Blank,
            c if c.is_control() => Self::Control,
            c if c.is_numeric() => Self::OtherDigit,
            c if c.is_alphabetic() => Self::Letter,
            _ => Self::Symbol,
        }
    }

    /// The class of a byte of a message. There, a tab or a line end is a control character, not a blank.
    #[must_use]
    pub(crate) fn of_byte(b: u8) -> Self {
        match b {
            _ if b.is_ascii_control() => Self::Control,
            _ if b.is_ascii() => Self::of(char::from(b)),
            _ => Self::NotAscii,
        }
    }
}

/// What is wrong with a field. Together with the [`Field`] it decides the [`Code`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was entered where something is required.
    Missing,
    /// A JSON value that is neither text nor number.
    WrongType,
    /// A character that does not belong there, at a position counted from 1.
    Character {
        /// Position of the first wrong character, from 1.
        position: usize,
        /// Its class.
        found: CharClass,
    },
    /// Right characters, but too few or too many.
    Length {
        /// How many there were.
        found: usize,
    },
    /// The check digit of a card number does not match.
    Luhn,
    /// No such month.
    Month,
    /// The card's last month is over.
    Expired {
        /// The card's last month.
        last: super::Expiry,
    },
    /// A number outside of what is allowed.
    OutOfRange {
        /// What is allowed.
        allowed: RangeInclusive<u64>,
    },
    /// VAT that is not less than its amount.
    NotBelowAmount {
        /// The largest VAT that the amount allows, where the amount is known.
        max: Option<Won>,
    },
    /// No transaction has the id.
    NotFound {
        /// Whether the id's check digit says that it was mistyped.
        mistyped: bool,
    },
    /// The id is that of a cancel.
    IsACancel {
        /// The payment that the cancel belongs to.
        original: TransactionId,
    },
    /// Nothing remains.
    AlreadyCancelled,
    /// More than what remains.
    ExceedsRemaining {
        /// What remains.
        remaining: Won,
    },
    /// VAT of a cancel outside of the cancel rule.
    CancelVat {
        /// What the rule allows.
        allowed: RangeInclusive<u64>,
    },
    /// The same card and amount within the configured time.
    PossibleDuplicate(Duplicate),
    /// A card number in text that is kept readable.
    HoldsCard,
    /// A request id that was used for another request before.
    RequestIdReused {
        /// The transaction that it belongs to.
        earlier: TransactionId,
    },
}

/// The earlier payment that another one looks like: the same card, the same amount, a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Its id.
    pub earlier: TransactionId,
    /// Its amount.
    pub amount: Won,
    /// When it was taken, in the till's time zone.
    pub at: DateTime<FixedOffset>,
    /// How long ago that was, in whole seconds; `None` when the clock was set back and the payment is in the future.
    pub seconds: Option<u64>,
    /// How much of it is cancelled: less than all of it.
    pub cancelled: Won,
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.field.as_str(), self.code().as_str())]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Problem,
}

impl FieldError {
    /// A problem of a field.
    #[must_use]
    pub fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> Code {
        match self.problem {
            Problem::Expired { .. } => Code::CardExpired,
            Problem::NotBelowAmount { .. } => Code::VatNotBelowAmount,
            Problem::NotFound { .. } => Code::NotFound,
            Problem::IsACancel { .. } => Code::IsACancel,
            Problem::AlreadyCancelled => Code::AlreadyCancelled,
            Problem::ExceedsRemaining { .. } => Code::CancelExceedsRemaining,
            Problem::CancelVat { .. } => Code::CancelVatOutOfRange,
            Problem::PossibleDuplicate(_) => Code::PossibleDuplicate,
            Problem::OutOfRange { .. } if self.field == Field::Amount => Code::AmountOutOfRange,
            _ => match self.field {
                Field::Id => Code::IdInvalid,
                Field::CardNumber => Code::CardNumberInvalid,
                Field::Expiry => Code::ExpiryInvalid,
                Field::Cvc => Code::CvcInvalid,
                Field::Installments => Code::InstallmentsInvalid,
                Field::Amount => Code::AmountInvalid,
                Field::Vat => Code::VatInvalid,
                Field::Memo => Code::MemoInvalid,
                Field::RequestId | Field::AllowDuplicate => Code::JsonInvalid,
            },
        }
    }
}

/// Checks that `text` is ASCII digits only and not empty; the shared first step of every number and code.
pub(super) fn digits(text: &str) -> Result<&[u8], Problem> {
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    match text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
        Some((index, c)) => Err(Problem::Character { position: index + 1, found: CharClass::of(c) }),
        None => Ok(text.as_bytes()),
    }
}
