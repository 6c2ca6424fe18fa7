//! The screens.

use std::process::ExitCode;

use crate::cli::Session;

/// Runs the screens until the cashier quits.
#[must_use]
pub fn run(_session: Session) -> ExitCode {
    ExitCode::SUCCESS
}
