//! JSON requests on standard input.
//!
//! ```text
//!  bytes ──► Lines ──► Requests ──► Object ──► PaymentForm, CancelForm, message Fields
//!              │          │           │
//!           TooLong    Syntax, …   UnknownKey, DuplicateKey
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | `lines` | bytes to lines, none longer than 64 KiB |
//! | `requests` | lines to the texts of whole objects, also of one that is spread over lines |
//! | `syntax` | is a text one whole object? |
//! | `object` | the text of an object to its values, number for number, digit for digit |
//! | `keys` | the one table of keys and their other names |
//! | `problem` | what can be wrong, and its words |
//!
//! A request may hold a card number: every buffer in which one is collected wipes itself, and no error repeats a value.

mod keys;
mod lines;
mod object;
mod problem;
mod requests;
mod syntax;

pub(super) use keys::{Key, Takes};
pub(super) use lines::{Line, Lines};
pub(super) use object::{Held, Object};
pub(super) use problem::JsonProblem;
pub(super) use requests::Requests;
