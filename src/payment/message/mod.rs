//! The message (전문): 450 bytes of ASCII agreed with the card company.
//!
//! | # | slot | offset | width | kind | content |
//! |---|---|---|---|---|---|
//! | 1 | `length` | 0 | 4 | N | bytes that follow: always ` 446` |
//! | 2 | `kind` | 4 | 10 | C | `PAYMENT` or `CANCEL` |
//! | 3 | `id` | 14 | 20 | C | transaction id |
//! | 4 | `card_number` | 34 | 20 | NL | 10 to 16 digits |
//! | 5 | `installments` | 54 | 2 | N0 | `00` on every cancel |
//! | 6 | `expiry` | 56 | 4 | NL | MMYY |
//! | 7 | `cvc` | 60 | 3 | NL | 3 digits; blank where the shop keeps none, see [`Message::decode_kept`] |
//! | 8 | `amount` | 63 | 10 | N | won |
//! | 9 | `vat` | 73 | 10 | N0 | won |
//! | 10 | `original_id` | 83 | 20 | C | blank on a payment, the payment's id on a cancel |
//! | 11 | `encrypted_card` | 103 | 300 | C | `card|expiry|cvc`, sealed by the system that sends the message |
//! | 12 | `reserved` | 403 | 47 | C | blanks |
//!
//! Two levels, one table ([`layout::SLOTS`]):
//!
//! * [`layout`]: does every slot hold its kind of characters, padded with the right character on the right side?
//!   [`Fields`] in, 450 bytes out, and back.
//! * [`Message`]: is it also a payment or a cancel by the rules? [`Message::check`] asks that of a message of any system;
//!   [`Message::decode`] reads one of ours, with typed values in and out.
//!
//! A batch that is given to the card company is a file of such messages between a first and a last line of the same length,
//! [`BatchHeader`] and [`BatchTrailer`]:
//!
//! | header slot | offset | width | kind | content |
//! |---|---|---|---|---|
//! | `length` | 0 | 4 | N | ` 446` |
//! | `kind` | 4 | 10 | C | `HEADER` |
//! | `batch_id` | 14 | 20 | C | as a transaction id of ours, with its check digit |
//! | `batch_number` | 34 | 6 | N0 | 1, 2, … without gaps |
//! | `format` | 40 | 2 | N0 | `01` |
//! | `environment` | 42 | 1 | C | `P` production, `T` test |
//! | `created_at` | 43 | 25 | C | RFC 3339, to the second |
//! | `business_number` | 68 | 10 | NL | blank where the shop has set none |
//! | `merchant_number` | 78 | 15 | C | blank where the shop has set none |
//! | `first_id` | 93 | 20 | C | of the first message |
//! | `last_id` | 113 | 20 | C | of the last message |
//! | `resubmits` | 133 | 6 | N0 | the batch whose rejected messages come again; `000000` for none |
//! | `reserved` | 139 | 311 | C | blanks |
//!
//! | trailer slot | offset | width | kind | content |
//! |---|---|---|---|---|
//! | `length` | 0 | 4 | N | ` 446` |
//! | `kind` | 4 | 10 | C | `TRAILER` |
//! | `batch_id` | 14 | 20 | C | as in the header |
//! | `batch_number` | 34 | 6 | N0 | as in the header |
//! | `records` | 40 | 8 | N0 | messages |
//! | `payments` | 48 | 8 | N0 | those that are payments |
//! | `payment_amount` | 56 | 15 | N0 | won |
//! | `payment_vat` | 71 | 15 | N0 | won |
//! | `cancels` | 86 | 8 | N0 | those that are cancels |
//! | `cancel_amount` | 94 | 15 | N0 | won |
//! | `cancel_vat` | 109 | 15 | N0 | won |
//! | `net_amount` | 124 | 16 | C | `+` or `-` and 15 digits: payments less cancels |
//! | `sha256` | 140 | 64 | C | of all bytes of the file before this slot, in hex digits |
//! | `reserved` | 204 | 246 | C | blanks |
//!
//! Both directions are canonical (what is accepted has exactly one form) and use no heap.

mod batch;
mod error;
pub mod layout;
mod sealed;
mod typed;

pub use batch::{
    BATCH_FORMAT, BatchHeader, BatchTrailer, BusinessNumber, ControlTotals, Environment, HIGHEST_BATCH,
    MerchantNumber, RecordKind, Subtotal,
};
pub use error::{Actual, Expected, MessageError};
pub use layout::{Fields, HEADER_SLOTS, MESSAGE_LEN, MessageBytes, SLOTS, Slot, SlotName, TRAILER_SLOTS};
pub use sealed::SealedCard;
pub use typed::{Kind, Message};
