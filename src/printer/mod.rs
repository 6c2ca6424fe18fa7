//! The printer: lines of a slip or report become bytes, and go where the shop's printer is.
//!
//! ```text
//!  lines ──► escpos: bytes ──► send: device, host or command, with a deadline ──► Outcome: printed, late, or failed and why
//! ```
//!
//! Nothing is ever sent a second time by itself: a printer that is late may still print.
//!
//! | module | contents |
//! |---|---|
//! | `escpos` | the commands of receipt printers |
//! | `send` | the ways to a printer, and the deadline |
//! | `command` | the way through a command line |
//! | `error` | why nothing, or not all, was printed |

mod command;
mod error;
mod escpos;
mod send;

#[cfg(test)]
mod tests;

pub use error::{PrinterError, PrinterTrouble};
pub use escpos::bytes;
pub use send::{DEADLINE, Outcome, send};
