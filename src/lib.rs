//! Paydesk: a point-of-sale terminal that lives in a terminal.
//!
//! A cashier keys a card payment, cancels it in full or in part, and finds any past transaction. Every transaction is
//! validated and encoded by one shared module into a 450-byte message for the card company, given a 20-digit id, and
//! kept forever in an append-only ledger.
//!
//! # The map
//!
//! Each layer knows only those above it; `tests/layers.rs` reads every path and holds it against this order:
//!
//! | module | what lives there | knows the world through |
//! |---|---|---|
//! | [`files`] | private folders, durable replacing, locks | the file system |
//! | [`payment`] | the rules: card, amount, VAT, ids, the cancel rule, the message | nothing: it is pure |
//! | [`record`] | the nouns: transaction, query, page, totals, finding, progress | nothing: it is pure |
//! | [`vault`] | keyring, sealing, fingerprints | the keyring file, random bytes |
//! | [`query`] | the search language: text in, a [`record::Query`] out | the time zone of the system |
//! | [`ledger`] | the SQLite file: the journal, its rows, views, search, check, copies | rusqlite, which no other layer uses |
//! | [`desk`] | the use cases: pay, cancel, find, list, keys, copies, the pending note | vault, ledger, a [`desk::World`], the note files |
//! | [`demo`] | made-up history: a source of facts | vault, ledger and a [`desk::World`] |
//! | [`config`] | the shop's settings | `config.toml`, environment, `--set` |
//! | [`locale`] | all texts in Korean and English, those of errors too | `assets/locales` |
//! | [`session`] | what a run starts with, whatever shows it | nothing |
//! | [`cli`] | the commands: JSON in, JSON or text out | the desk; standard input and output |
//! | [`tui`] | the screens | the desk; ratatui, crossterm, vte, tui-input, which no other layer uses |
//!
//! A payment goes up this list and back down: a face ([`cli`] or [`tui`]) hands raw text to
//! [`payment::PaymentForm::parse`], the valid request to [`desk::Desk::pay`], and shows the [`record::Recorded`] that
//! is on disk by then. The top of [`desk`] shows its steps, and what can stop it at each.

#![forbid(unsafe_code)]
#![expect(rustdoc::private_intra_doc_links, reason = "the docs are for those who work on the code")]

mod cli;
pub mod config;
pub mod demo;
pub mod desk;
mod files;
pub mod ledger;
mod locale;
pub mod payment;
pub mod query;
pub mod record;
mod session;
mod tui;
pub mod vault;

use std::process::ExitCode;

/// A core dump would contain what was keyed. Where it cannot be forbidden, the program goes on.
fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// A limit on the size of files (`ulimit -f`) ends a program with a signal. Handled, writing fails instead, as on a full
/// disk, and the command says so.
fn survive_file_limits() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// Runs Paydesk: a command, or the screens when none is named.
#[must_use]
pub fn run() -> ExitCode {
    forbid_core_dumps();
    survive_file_limits();
    match cli::start() {
        cli::Start::Ended(code) => code,
        cli::Start::Command(command) => command.run(),
        cli::Start::Screens(session) => {
            let ended = tui::run(&session, cli::leave_signals);
            cli::end_session(session);
            ended
        }
    }
}
