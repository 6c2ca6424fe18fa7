//! The commands: JSON in, JSON or text out.

use std::process::ExitCode;

use crate::{desk::Settings, locale::Lang};

/// What the command line asks for.
pub enum Start {
    /// Nothing more: help was shown, or something was wrong and has been said.
    Ended(ExitCode),
    /// One of the commands.
    Command(Command),
    /// The screens.
    Screens(Session),
}

/// What the screens start with.
pub struct Session {
    /// Files, till and rules.
    pub settings: Settings,
    /// The language to speak.
    pub lang: Lang,
}

/// A command that is ready to run.
pub struct Command;

impl Command {
    /// Runs it.
    #[must_use]
    pub fn run(self) -> ExitCode {
        ExitCode::SUCCESS
    }
}

/// Reads the command line and the configuration.
#[must_use]
pub fn start() -> Start {
    let home = std::path::PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    let config = crate::config::Config::default();
    let lang = std::env::var("PAYDESK_LANG").ok().and_then(|l| l.parse().ok()).unwrap_or(Lang::En);
    Start::Screens(Session {
        settings: Settings { ledger: home.join("ledger.db"), keyring: home.join("keyring"), till: config.till, rules: config.rules },
        lang,
    })
}
