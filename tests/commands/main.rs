//! The commands from outside: the real binary, its standard streams, its exit status.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "a helper says what went wrong")]

mod backup;
mod cancel;
mod config;
mod control_characters;
mod cvc;
mod demo;
mod doctor;
mod encode;
mod export;
mod file_trouble;
mod home;
mod idle;
mod input_lines;
mod invalid_json;
mod key;
mod key_json;
mod list;
mod message;
mod options;
mod pay;
mod pipes;
#[path = "../support/memory.rs"]
mod process_memory;
mod protected_keyring;
mod refusals;
mod show;
mod slots;
mod verify;
