//! The ledger: one SQLite file, a journal of everything that happened. The only user of rusqlite.
//!
//! | table | what it holds | may change |
//! |---|---|---|
//! | `journal` | every fact in order, each chained to the one before, see [`journal`] | never |
//! | `transactions` | the bodies of payments and cancels: narrow rows that are listed and searched | never |
//! | `sealed` | what of them was made with a key: the sealed message, the fingerprint | made anew with a newer key, see `reseal` |
//! | `keys` | by what the keyring is recognised | new keys; others while nothing is recorded |
//! | `balances` | a view: what remains of payments that were cancelled | derived, see `views` |
//! | `prints` | a view: how often each copy of a slip was printed | derived, see `views` |
//! | `memos`, `memo_words` | a view: the memo that counts of each transaction, and the words that it is found by | derived, see `views` |
//! | `closes` | a view: the closes of days, as they are listed | derived, see `views` |
//! | `operators` | a view: the people, and their wrong PINs | derived, see `views` |
//! | `batches`, `batch_ranges`, `answers`, `blanked` | a view: what was handed over, and what became of it | derived, see `views` |
//! | `blocks`, `facets`, `amounts` | a view: what searches use | derived, see [`search`] |
//!
//! The journal is the truth: everything that is called a view can be made from it again. Rules that money depends on are in
//! the schema as well (`CHECK`s and triggers, see `migrations/`), so that even a program with a fault cannot cancel more than
//! was paid or change what is written.
//!
//! One transaction is one `BEGIN IMMEDIATE … COMMIT` ([`Ledger::write`]); what it acknowledges is on disk. Several
//! processes may work on one file: a lock is waited for, [`BUSY_TIMEOUT`] at most.

mod close;
pub mod copy;
mod end;
mod entries;
mod error;
mod hand_over;
mod imported;
mod journal;
mod load;
mod log;
mod lookup;
mod open;
mod recent;
mod reseal;
pub mod rows;
mod same_file;
mod schema;
mod search;
mod shipment;
#[cfg(test)]
mod tests;
pub mod verify;
mod views;
mod waiting;
mod write;

pub use close::LastClose;
pub use end::HasEnd;
pub use error::{LedgerError, LedgerTrouble};
pub use hand_over::{Covered, KnownAnswer, NewMessages};
pub use imported::{Kept, KeptTransaction, digest_of, name_of};
pub use journal::{Head, Stamp, hash};
pub use load::{NewLedger, is_unfinished, unfinished};
pub use open::{KeyFit, Ledger, Snapshot};
pub use reseal::Outdated;
pub use search::{ListCursor, Search};
pub use shipment::{Resealed, Shipment};
pub use views::operators::Person;
pub use waiting::BUSY_TIMEOUT;
pub use write::{Imported, LostFact, NewTransaction, Original, Writer};
