//! Looking through a whole ledger for anything that does not fit, without changing it.
//!
//! ```text
//!  schema, head of the file        the same text as the migrations make
//!  the walk                        audit ═ transactions ═ messages, in step, from the first entry to the last
//!  what remains                    payments less their cancels ═ balances
//!  SQLite's own check              pages, types, CHECKs, every index has every row
//!  the search index                made again in memory, block by block
//! ```
//!
//! Nothing is read in one sweep: the walk takes a few hundred entries at a time, the index a block at a time,
//! SQLite's check a table at a time, each in a read transaction of its own. Written rows never change, so what was read
//! before stays read; and what does change (what remains of a payment, the end of the trail, the index) is held only against
//! what the same moment says. A read transaction of minutes would hold nobody up, but the log could not be taken over into
//! the file meanwhile, and would grow with every payment.

mod balances;
mod cells;
mod chain;
mod facts;
mod reader;
mod schema;
mod sqlite;
mod walk;

pub use crate::record::{Finding, Remedy, Spot, Wrong};
pub use chain::{Chain, Doubt, Link};
pub use facts::{Make, sqlite_version};
pub use reader::Reader;
pub use sqlite::TABLES;
pub use walk::{Item, Line, Row, Step};
