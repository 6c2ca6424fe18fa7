//! `paydesk verify` finds every change that was made to a ledger by other programs, and names its place.
//!
//! Each test copies a sound ledger, changes it by a plain SQLite connection without triggers, checks and foreign keys, and
//! verifies it. The triggers are then restored with the same text, so that only the data differs.

#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "in tests a panic is the failure")]

mod closes;
mod copies;
mod hand_over;
mod imported;
mod index;
mod keys;
#[path = "../support/old_systems.rs"]
mod old_systems;
mod oversized;
mod people;
mod retired;
mod rows;
mod schema;
#[path = "../desk/shop.rs"]
#[expect(dead_code, reason = "made for the tests of the desk")]
mod shop;
mod stopped;
mod truncated;
