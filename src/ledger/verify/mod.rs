//! Looking through a whole ledger for anything that does not fit, without changing it.
//!
//! ```text
//!  schema, head of the file        the same text as the migrations make
//!  the walk                        journal ═ transactions ═ sealed, in step, from the first fact to the last
//!  the views                       what remains, the search index: derived again and held beside what is kept
//!  SQLite's own check              pages, types, CHECKs, every index has every row
//! ```
//!
//! The walk and the views are read in one snapshot, so that nothing has to be explained by what was written meanwhile. Tills
//! work on; what they write stays in the log until the check is done.

mod chain;
mod file;
mod halt;
mod reader;
mod sqlite;
mod walk;

pub use chain::{Chain, Doubt, Link};
pub use file::{Make, sqlite_version};
pub use halt::Halt;
pub use reader::LedgerReader;
pub(super) use reader::open;
pub use sqlite::TABLES;
pub use walk::{Body, Met, WalkItem};
pub(super) use walk::{in_order, key, read};
