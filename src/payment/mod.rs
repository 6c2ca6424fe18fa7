//! The shared validation and encoding module: every rule about a card payment, and nothing else.
//!
//! This layer is pure. It knows no clock, no file, no screen and no database; what it needs (today's date, what remains
//! of a payment) is passed in. The form on the screen, the JSON commands, the message decoder and the rows of the
//! ledger all build their values here, so that a rule is written once and holds everywhere.
//!
//! ```text
//!  raw text ──► PaymentForm ──parse──► PaymentRequest ──► Message ──encode──► 450 bytes
//!               CancelForm  ──parse──► CancelRequest  ─┐     ▲                    │
//!                    │                                 │     └──────decode────────┘
//!                    └─► Vec<FieldError>               └─► Remaining::cancel ─► CancelPlan | FieldError
//!                        every wrong field, in form order       the one cancel rule
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | [`card`] | card number, its masked form, and CVC |
//! | [`card_text`] | card numbers in text where none belongs |
//! | [`expiry`] | month and year of a card |
//! | [`money`] | amounts, VAT, installments, and the tax rule |
//! | [`id`] | 20-character transaction ids, their check digit, and how the next one is made |
//! | [`request`] | raw form input to valid requests |
//! | [`memo`] | what a shop remembers of a payment or cancel |
//! | [`cancel`] | what remains of a payment and what of it may be cancelled |
//! | [`unusual`] | what is unusual about a payment, but not refused |
//! | [`swipe`] | what a magnetic-stripe reader types |
//! | [`message`] | the 450-byte message of the card company |
//! | [`error`] | what can be wrong with a field, as data |

pub mod cancel;
pub mod card;
pub(crate) mod card_text;
pub mod error;
pub mod expiry;
pub mod id;
pub(crate) mod memo;
pub mod message;
pub mod money;
pub mod request;
pub mod swipe;
pub(crate) mod unusual;

pub use cancel::{CancelPlan, Remaining};
pub use card::{CardNumber, Cvc, MaskedCard};
pub use error::{CharClass, Code, Duplicate, Field, FieldError, Problem};
pub use expiry::Expiry;
pub use id::{LastId, Till, TransactionId};
pub use memo::Memo;
pub use message::{Kind, Message};
pub use money::{Installments, Won};
pub use request::{
    CancelAmount, CancelForm, CancelRequest, Entry, PaymentForm, PaymentRequest, RequestId, Rules, WonEntry,
};
pub(crate) use unusual::{KeyedPayment, Unusual};
