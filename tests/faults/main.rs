//! Acknowledged means on disk, whole and once, whatever happens.
//!
//! | what happens | where | how |
//! |---|---|---|
//! | power loss, `kill -9` | [`power`] | days at the tills on a watched disk; after every write and sync, what may be left of it is opened |
//! | disk full, errors, read-only | [`errors`] | a fault at every call that SQLite makes of the file system |
//! | all that while the index is made | [`tidied`] | a rebuilt index on a watched disk; at every sync, what is left is searched and made whole |
//! | the clock jumps | [`clocks`] | a day back, a year forward, each time it is asked |
//! | `kill -9` of the program | [`killed`] | the real one, within a stream of requests |
//! | sixteen programs at once | [`crowd`] | the real one, some killed, some asking for the same |
//! | `kill -9`, Ctrl+C while all is sealed again | [`resealed`] | the real `paydesk key rotate`, over and over until it is done |
//! | a till stands still | [`stopped`] | the real one, stopped while it holds the lock |
//!
//! What was acknowledged is looked up through the desk, as a cashier does ([`book`]), and SQLite checks the file. Below the
//! real ledger lies a shim of SQLite's file system ([`vfs`]) that keeps a log ([`disk`]), from which [`platter`] makes
//! what a power loss leaves. [`proof`] shows that all this can fail.
//!
//! `cargo test --test faults` is short. This is long, and prints its figures:
//!
//! ```text
//! PAYDESK_FAULTS_CASES=100000 PAYDESK_FAULTS_SEED=7 cargo test --release --test faults -- --nocapture
//! ```
//!
//! The same seed gives the same days, faults and losses. Left to chance are two things: SQLite's own random salt in the
//! header of each log, and where exactly a signal meets a real program.
#![cfg(target_os = "linux")]
#![expect(clippy::panic, reason = "in tests a panic is the failure")]

mod book;
mod clocks;
mod crowd;
mod day;
mod dice;
mod disk;
mod errors;
mod figures;
mod killed;
mod platter;
mod power;
mod program;
mod proof;
mod resealed;
mod shop;
mod stopped;
mod tidied;
mod vfs;
