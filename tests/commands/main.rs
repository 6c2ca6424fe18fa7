//! The commands from outside: the real binary, its standard streams, its exit status.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "a helper says what went wrong")]

mod backup;
mod cancel;
mod close;
mod config;
mod control_characters;
mod counts;
mod cvc;
mod demo;
mod doctor;
mod encode;
#[path = "../support/escpos.rs"]
mod escpos;
mod export;
mod file_trouble;
mod groups;
mod hand_over;
mod home;
mod idle;
mod import;
mod input_lines;
mod invalid_json;
mod kept;
mod key;
mod key_json;
mod left_behind;
mod list;
mod memo;
mod message;
mod not_files;
#[path = "../support/old_systems.rs"]
mod old_systems;
mod options;
mod overwriting;
mod owners;
mod pay;
mod people;
mod pipes;
#[path = "../support/memory.rs"]
mod process_memory;
mod protected_keyring;
mod read_only;
mod refusals;
mod replaced;
mod show;
mod signals;
mod slip;
mod slots;
mod tail;
mod vat;
mod verify;
