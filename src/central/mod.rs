//! The centre: a database that speaks PostgreSQL, to which the ledgers of many shops ship what they record. The only user of
//! tokio-postgres.
//!
//! ```text
//!  ledger.db ──read──► Shipper ── the next facts, their chain, a signature ──► paydesk.append(…)
//!     (truth)             │                                                          │ the ledger's one row, locked
//!                         └──◄── how far it was shipped ◄── paydesk.head() ──────────┘ facts, rows, sums: one COMMIT
//! ```
//!
//! The ledger stays the truth, and no till waits for the centre. A shipper asks how far the ledger was shipped, compares the hash of that
//! fact with its own, and sends what comes after it. On any trouble it asks again: so every fact arrives once, whatever was cut off.
//!
//! | module | what lives there |
//! |---|---|
//! | `address` | where the centre is, and with which password and certificates; the private file of an enrolled ledger |
//! | `client` | the connection, with a limit to how long is waited for it |
//! | `chain` | what is signed: a hash over rows, which the centre and a check make again |
//! | `ship` | the shipper: one step at a time |
//! | `owner` | what an owner of the centre does: set up, enrol, decide after a fork, look how far every ledger is |
//! | `office` | head office: looking things up among all shops |
//! | `verify` | the check of everything at the centre |
//! | `stored` | rows of the centre as those of a ledger |
//! | `rebuild` | a ledger from what the centre has, when the till is dead |
//! | `schema.sql` | tables, functions and rights at the centre |
//!
//! The centre never gets a key: messages stay sealed, and of cards it has what lists show.

mod address;
mod chain;
mod client;
mod office;
mod owner;
mod rebuild;
mod ship;
mod stored;
mod verify;

pub(crate) use address::read_password;
pub use address::{Address, Enrolment, EnrolmentError};
pub use client::Centre;
pub use office::{HeadOffice, OfficePage};
pub use owner::{Decision, EnrolledLedger, Pending, decide, enrol, set_up, status};
pub use rebuild::{RebuildError, Rebuilt, rebuild};
pub use ship::{Held, Lag, ShipError, Shipped, Shipper, Standing, Wait, look};
pub use verify::{CentreFault, CentreFinding, Checked, verify};

/// The version of the schema that this program speaks.
pub const VERSION: i32 = 1;
