//! The ledger: one SQLite file, the append-only record of every transaction. The only user of rusqlite.
//!
//! | table | what it holds | may change |
//! |---|---|---|
//! | `transactions` | narrow rows that are listed and searched | never |
//! | `messages` | the sealed 450 bytes, apart, so that lists stay small | sealed again with a newer key, see `reseal` |
//! | `balances` | what remains of each payment, kept by triggers | only downwards |
//! | `audit` | who did what when, each entry chained to the one before | never |
//! | `audit_head` | where the audit trail ends | to the next entry |
//! | `keys` | by what the keyring is recognised | new keys; others while nothing is sealed |
//! | `blocks`, `facets`, `sums`, `rare`, `amounts` | what searches use, derived from `transactions`, see [`index`] | yes |
//!
//! Rules that money depends on stand in the schema as well (`CHECK`s and triggers, see `migrations/`), so that even a
//! program with a bug cannot cancel more than was paid or change what is written.
//!
//! One transaction is one `BEGIN IMMEDIATE … COMMIT` ([`Ledger::write`]); what it acknowledges is on disk. Several
//! processes may work on one file: a lock is waited for, [`BUSY_TIMEOUT`] at most.

mod audit;
mod bulk;
pub mod copy;
mod error;
mod find;
mod index;
mod open;
mod reseal;
mod row;
mod search;
pub mod verify;
mod write;

pub use audit::{Entry, Head, chain};
pub use bulk::{Bulk, BulkRow};
pub use error::{LedgerError, LedgerTrouble};
pub use find::{Listing, Search};
pub use open::{BUSY_TIMEOUT, KeyFit, Ledger, Snapshot};
pub use reseal::Outdated;
pub use write::{NewTransaction, Writer};
