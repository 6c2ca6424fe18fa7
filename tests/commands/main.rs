//! The commands, as programs and people meet them: the real binary, its standard streams, its exit status.
#![cfg(unix)]
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "a helper says what went wrong")]

mod backup;
mod cancel;
mod config;
mod cvc;
mod demo;
mod doctor;
mod encode;
mod export;
mod files;
mod home;
mod hostile;
mod input;
mod key;
mod key_json;
mod list;
mod message;
mod not_requests;
mod options;
mod pay;
mod pipes;
mod protected;
mod refusals;
mod show;
mod slots;
mod verify;
