//! An acknowledged transaction is on disk, whole and once, whatever happens.
//!
//! | what happens | where | how |
//! |---|---|---|
//! | power loss, `kill -9` | [`power`] | days at the tills, with slips, closes, hand-over and answers, on a watched disk; after every write and sync, the ledger is opened with what a power loss may leave |
//! | disk full, errors, read-only | [`errors`] | a fault at every call that SQLite makes of the file system |
//! | power loss, `kill -9` in a group | [`groups`] | days of requests that come together; after every write, whole groups are there, and all that was answered |
//! | the same while the index is built | [`index_rebuild`] | a rebuild of the index on a watched disk; at every sync, what a power loss may leave is searched and completed |
//! | power loss, `kill -9`, errors of the disk in a migration | [`migration`] | a ledger of version 1 is opened; after every write, and after a fault at every call, it is whole and of one version |
//! | the clock jumps | [`clock_jumps`] | a day back or a year forward at every reading |
//! | file or schema replaced | [`replaced`] | the ledger is removed, moved, linked, copied over or changed before every call of a payment |
//! | `kill -9` of the program | [`killed_program`] | the real program, killed within a stream of requests |
//! | `kill -9` between an attempt and its check | [`pins`] | the real program, killed once the attempt of a PIN is on disk |
//! | `kill -9` while an older system is taken over | [`take_over`] | the real `paydesk import`, again and again; the end is the same as without a kill |
//! | `kill -9` during hand-over, answers, blanking | [`hand_over`] | the real program, again and again; a file is whole or not there, and answers are all there or none |
//! | sixteen programs at once | [`many_programs`] | real programs, some killed, some with the same requests |
//! | `kill -9`, Ctrl+C during a key rotation | [`key_rotation`] | the real `paydesk key rotate`, again and again until it is done |
//! | a till is stopped (SIGSTOP) | [`stopped_till`] | the real program, stopped while it holds the lock |
//!
//! Acknowledged transactions are looked up through the desk, as a cashier does ([`acknowledged`]), and SQLite checks the
//! file. Below the real ledger, a shim of SQLite's file system ([`vfs`]) keeps a log ([`disk`]), from which [`crash_disk`] makes
//! what a power loss may leave. [`harness`] proves that these tests can fail.
//!
//! `cargo test --test faults` is a short run. A long one, which prints its figures:
//!
//! ```text
//! PAYDESK_FAULTS_CASES=100000 PAYDESK_FAULTS_SEED=7 cargo test --release --test faults -- --nocapture
//! ```
//!
//! The same seed gives the same days, faults and losses. Two things stay random: SQLite's salt in the header of each log, and
//! the moment at which a signal arrives at a real program.
#![cfg(target_os = "linux")]
#![expect(clippy::panic, reason = "in tests a panic is the failure")]

mod acknowledged;
mod clock_jumps;
mod closes;
mod crash_disk;
mod day;
mod dice;
mod disk;
mod errors;
mod groups;
mod hand_over;
mod harness;
mod index_rebuild;
mod key_rotation;
mod killed_program;
mod many_programs;
mod migration;
#[path = "../support/old_systems.rs"]
mod old_systems;
mod pins;
mod power;
mod prints;
mod program;
mod replaced;
mod report;
mod shop;
mod stopped_till;
mod take_over;
mod vfs;
