//! The nouns that all layers share: what is on disk, what is searched for, what was found. Pure: they know the rules of
//! [`payment`](crate::payment), but no files, keys or screens.
//!
//! | file | what it holds |
//! |---|---|
//! | `batch` | what is handed over to the card company, and what it answers |
//! | `transaction` | a payment or cancel that is on disk, alone and with all that is known of it |
//! | `query` | which transactions are searched for |
//! | `imported` | what is taken over from the two older systems |
//! | `shop` | shops of a chain, as head office knows them |
//! | `centre` | why the centre of many shops did not do what it was asked |
//! | `page` | a part of the list of a query |
//! | `totals` | how many there are, and what they add up to |
//! | `month` | a month of a calendar |
//! | `fact` | what the journal records, and the hashes that chain it |
//! | `entry` | a fact in its place in the journal |
//! | `figures` | what a range of the journal adds up to |
//! | `close` | the close of a day, and reports of it |
//! | `day_start` | when a shop's day begins |
//! | `print` | the copies of a slip, and how often each was printed |
//! | `finding` | what does not fit in a ledger, and where |
//! | `progress` | the progress of long work, and the request to stop it |

mod batch;
mod centre;
mod close;
mod day_start;
mod entry;
mod fact;
mod figures;
mod finding;
mod imported;
mod month;
mod page;
mod print;
mod progress;
mod query;
mod shop;
mod totals;
mod transaction;

pub use batch::{
    Answer, AnswerResult, AnswerStep, AnswerText, ApprovalNumber, Batch, HandOverStep, HandOverWork,
    HandedOver, KeepCvc, ListedBatch, RejectedMeans, RejectedOf, SeqRange, Takes,
};
pub(crate) use batch::{MOST_AGAIN, contradict};
pub use centre::{AddressError, CentreError};
pub use close::{Close, DayReport, ListedClose};
pub use day_start::{DayStart, NoDayStart};
pub use entry::Entry;
#[cfg(test)]
pub(crate) use fact::tests::facts as every_fact;
pub use fact::{Fact, FactKind, JournalHash, KeyChange, KnownSettings, LedgerEnd, LedgerId};
pub use figures::{
    CountedTransaction, DateFigures, FigureCounter, Figures, GrandTotal, OperatorFigures, Sum, TillFigures,
    VatSum,
};
pub(crate) use finding::differs;
pub use finding::{Column, Finding, Part, Remedy, Spot, Table, Wrong};
pub use imported::{
    AsideReason, OldSystem, OldTable, OldValue, Origin, OriginalRow, Repair, SetAside, TakeOver,
};
pub use month::{Month, NoMonth};
pub use page::{Found, ListPlace, PageFrom};
pub use print::{Prints, SlipCopy};
pub use progress::{Progress, Stop};
pub use query::{Condition, Query, State, Term};
pub use shop::{AtShop, LedgerNumber, OfficeStatus, ShopNumber, ShopSums};
pub use totals::{Count, Totals};
pub(crate) use transaction::LATE_CANCEL_DAYS;
pub(crate) use transaction::utc_of;
pub use transaction::{Fingerprint, KeyedDigest, Record, Recorded, Step, Story, Transaction, When, steps_of};
