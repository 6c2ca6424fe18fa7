//! Desk, ledger and vault together, through their public API and through "any SQLite tool".

#![forbid(unsafe_code)]
#![expect(clippy::panic, clippy::string_slice, reason = "in tests a panic is the failure")]

mod backup_folder;
mod cancel;
mod clock;
mod close;
mod close_model;
mod cvc;
mod damage;
mod demo;
mod files;
mod find;
mod group;
mod hand_over;
mod hand_over_model;
mod keyring;
mod log;
mod memos;
mod migration;
mod model;
mod pay;
mod people;
mod pins;
mod prints;
mod remembered;
mod replaced;
mod rotate;
mod schema;
mod shop;
mod threads;
mod vat;
