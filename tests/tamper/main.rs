//! Whatever is changed in a ledger behind Paydesk's back is found, and named where it is.
//!
//! A sound ledger is copied, tampered with by a plain SQLite connection without triggers, checks and references, and
//! verified. The triggers are put back with the same text, so that nothing but the data differs.

#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "in tests a panic is the failure")]

mod classes;
mod copies;
mod index;
mod keys;
mod schema;
#[path = "../desk/shop.rs"]
#[expect(dead_code, reason = "made for the tests of the desk")]
mod shop;
mod stopped;
mod tails;
