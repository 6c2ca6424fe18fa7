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
//! | `lines` | bytes to lines of at most 64 KiB |
//! | `requests` | lines to requests; one request may be spread over several lines |
//! | `read` | the text of an object to a request, or what is wrong with it |
//! | `request` | the requests: their keys and the aliases of these |
//! | `scalar` | the value of a key: text or a number, with all its digits |
//! | `syntax` | checks that a text is one whole object |
//! | `problem` | what can be wrong with a request, and its sentences |
//!
//! A request may hold a card number: every buffer that holds one is wiped, and no error quotes a value.

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
