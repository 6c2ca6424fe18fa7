//! Paydesk: a point-of-sale terminal that lives in a terminal.
//!
//! A cashier keys a card payment, cancels it in full or in part, and finds any past transaction. Every transaction is
//! validated and encoded by one shared module into a 450-byte message for the card company, given a 20-digit id, and
//! kept forever in an append-only ledger.
//!
//! # The map
//!
//! The modules are layers. `ARCHITECTURE.md` has the table: their order, what is in each, and how it knows the world. It
//! also draws the life of a payment, and says where something new goes; `CONTRIBUTING.md` has the steps.
//!
//! A payment goes through them like this: a face (`cli` or `tui`) hands raw text to [`payment::PaymentForm::parse`], the
//! valid request to [`desk::Desk::pay`], and shows the [`record::Recorded`] that is on disk by then.

#![forbid(unsafe_code)]
#![expect(rustdoc::private_intra_doc_links, reason = "the docs are for those who work on the code")]

pub mod batch;
#[cfg(feature = "central")]
pub mod central;
mod cli;
pub mod config;
pub mod demo;
pub mod desk;
mod files;
pub mod import;
pub mod ledger;
mod locale;
pub mod payment;
pub mod printer;
mod printing;
pub mod query;
pub mod record;
mod session;
pub mod slip;
pub mod staff;
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
