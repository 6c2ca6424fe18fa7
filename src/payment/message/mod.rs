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
//! Both directions are canonical (what is accepted has exactly one form) and use no heap.

mod error;
pub mod layout;
mod sealed;
mod typed;

pub use error::{Actual, Expected, MessageError};
pub use layout::{Fields, MESSAGE_LEN, MessageBytes, SLOTS, Slot, SlotName};
pub use sealed::SealedCard;
pub use typed::{Kind, Message};
