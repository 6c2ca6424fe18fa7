//! JSON requests on standard input.
//!
//! ```text
//!  bytes ──► Lines ──► Requests ──► JsonPayment, JsonCancel, JsonMessage ──► PaymentForm, CancelForm, message Fields
//!              │          │
//!           TooLong    Syntax, …, UnknownKey, DuplicateKey
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | `lines` | bytes to lines, none longer than 64 KiB |
//! | `requests` | lines to requests, also to one that is spread over lines |
//! | `read` | the text of an object to a request, or why it is none |
//! | `request` | the requests: keys and their other names |
//! | `scalar` | the value of a key, number for number, digit for digit |
//! | `syntax` | is a text one whole object? |
//! | `problem` | what can be wrong, and its words |
//!
//! A request may hold a card number: every buffer in which one is collected wipes itself, and no error repeats a value.

mod lines;
mod problem;
mod read;
mod request;
mod requests;
mod scalar;
mod syntax;

pub(super) use lines::{InputLine, Lines};
pub(super) use problem::JsonProblem;
pub(super) use request::{JsonCancel, JsonMessage, JsonPayment, Request};
pub(super) use requests::Requests;
pub(super) use scalar::Scalar;
