//! Why nothing, or not all, was printed.

use std::io;

use crate::config::PrinterTo;

/// Why a slip was not printed, or not all of it. [`crate::locale`] has the sentences.
#[derive(Debug, thiserror::Error)]
#[error("{to}: {trouble}")]
pub struct PrinterError {
    /// The printer.
    pub to: PrinterTo,
    /// Why.
    #[source]
    pub trouble: PrinterTrouble,
}

/// What is wrong with a printer.
#[derive(Debug, thiserror::Error)]
pub enum PrinterTrouble {
    /// None is configured.
    #[error("no printer is configured")]
    Nowhere,
    /// There is no such device.
    #[error("there is no such device")]
    NoDevice,
    /// No program reads the FIFO.
    #[error("no program reads the FIFO")]
    NoReader,
    /// The device cannot be opened.
    #[error("cannot be opened")]
    Open(#[source] io::Error),
    /// The host's name has no address.
    #[error("the host has no address")]
    NoHost,
    /// The host does not take the connection.
    #[error("cannot be reached")]
    Connect(#[source] io::Error),
    /// It took nothing until the deadline.
    #[error("takes nothing")]
    Silent,
    /// It took so many bytes, then no more.
    #[error("took {taken} of {all} bytes")]
    Cut {
        /// So many.
        taken: usize,
        /// Of so many.
        all: usize,
        /// Why.
        #[source]
        reason: io::Error,
    },
    /// The command cannot be started.
    #[error("the command cannot be started")]
    Start(#[source] io::Error),
    /// The command ended with a failure.
    #[error("the command failed ({status}): {said}")]
    Command {
        /// Its exit status, or the signal that ended it, as the system says it.
        status: String,
        /// The first line that it wrote to standard error; may be empty. Without control characters and card numbers.
        said: String,
    },
    /// It was not sent after another slip of this run had failed.
    #[error("not sent after another failed")]
    Skipped,
}
