//! What is wrong with a message, as data: where, what is expected, and the class of what was found.

use super::layout::{MESSAGE_LEN, Slot, SlotName};
use crate::payment::error::{CharClass, Code};

/// What a slot, or the whole message, has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum Expected {
    /// 450 bytes.
    MessageLength,
    /// ` 446`.
    LengthLiteral,
    /// Kind `N`: digits on the right, blanks on the left, no leading zeros.
    Number,
    /// Kind `N0`: digits, padded with zeros on the left.
    ZeroFilledNumber,
    /// Kind `NL`: digits on the left, blanks on the right.
    Digits,
    /// Kind `C`: visible ASCII on the left, blanks on the right.
    Text,
    /// `PAYMENT` or `CANCEL`.
    Kind,
    /// 20 visible ASCII characters.
    Id,
    /// 10 to 16 digits.
    CardNumber,
    /// `MMYY` with a month of 01 to 12.
    Expiry,
    /// 3 digits.
    Cvc,
    /// `00` to `12`.
    Installments,
    /// `00`, because it is a cancel.
    CancelInstallments,
    /// 100 to 1,000,000,000.
    PaymentAmount,
    /// 1 to 1,000,000,000.
    CancelAmount,
    /// Less than the amount.
    PaymentVat,
    /// At most the amount.
    CancelVat,
    /// Blanks, because it is a payment.
    NoOriginal,
    /// The id of another transaction, because it is a cancel.
    OtherOriginal,
    /// `k`, a key id, `.` and sealed text of constant length.
    SealedCard,
    /// Blanks.
    Blank,
    /// `HEADER`.
    HeaderKind,
    /// `TRAILER`.
    TrailerKind,
    /// 20 digits whose last one is their check digit.
    BatchId,
    /// `000001` to `999999`.
    BatchNumber,
    /// `01`.
    Format,
    /// `P` or `T`.
    Environment,
    /// A time as `2026-11-21T14:32:07+09:00`.
    Time,
    /// 10 digits, or blanks.
    BusinessNumber,
    /// A number below that of the batch.
    EarlierBatch,
    /// As many as payments and cancels together.
    RecordCount,
    /// `+` or `-` and 15 digits: payments less cancels.
    Net,
    /// 64 hex digits in lower case.
    Sha256,
    /// What the records before it add up to.
    Sum,
    /// As in the header.
    AsInHeader,
    /// The id of a record that is not in the batch yet.
    OtherRecord,
}

/// What was found instead, as a class. Never the text itself: a slot may hold card data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actual {
    /// This many bytes.
    Bytes(usize),
    /// A character of this class at this offset of the message.
    Character {
        /// Offset in the message, in bytes from 0.
        at: usize,
        /// Its class.
        class: CharClass,
    },
    /// Nothing but blanks.
    Blank,
    /// Padding on the wrong side or of the wrong character.
    Padding,
    /// More than the slot holds.
    TooLong,
    /// Right characters, but a value that is not allowed.
    Value,
}

/// Why a message was not encoded or not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}: expected {expected:?}, found {found:?}", self.field())]
pub struct MessageError {
    /// The slot; `None` is the whole message.
    pub slot: Option<SlotName>,
    /// What the slot has to hold.
    pub expected: Expected,
    /// What it holds.
    pub found: Actual,
}

impl MessageError {
    pub(super) fn slot(slot: &Slot, expected: Expected, found: Actual) -> Self {
        Self { slot: Some(slot.name), expected, found }
    }

    /// The error of a slot that does not hold what its kind allows.
    pub(super) fn layout(slot: &Slot, found: Actual) -> Self {
        Self::slot(slot, slot.expected(), found)
    }

    /// The slot's name; `message` for the whole.
    #[must_use]
    pub fn field(&self) -> &'static str {
        self.slot.map_or("message", SlotName::as_str)
    }

    /// Where the slot starts, in bytes from 0.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.slot.map_or(0, |name| name.slot().offset)
    }

    /// How wide the slot is, in bytes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.slot.map_or(MESSAGE_LEN, |name| name.slot().width)
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        Code::MessageInvalid
    }
}
