//! Taking the log over into the file before a payment has to.

use rusqlite::Connection;

use super::{
    error::{LedgerError, LedgerTrouble},
    open::Ledger,
};

/// Pages that have to wait in the log: those of about 400 payments. The first payment after it begins the log anew, with one
/// more sync, so it should not be done after each.
const ENOUGH: i64 = 2_000;
/// Pages of the log at which a commit takes it over; and while many facts are recorded in a row, 64 MB.
pub(super) const LOG: i64 = 4_000;
const LONG_LOG: i64 = 32_000;

impl Ledger {
    /// Takes the log over into the file, when there is enough in it. A payment does that when the log is full, which takes it
    /// milliseconds; a program that is idle is earlier. Other programs go on meanwhile, and none is waited for: what one of them
    /// still reads stays in the log.
    ///
    /// # Errors
    /// When the ledger cannot be read or written. Nothing is lost then.
    pub fn take_over_log(&self) -> Result<(), LedgerError> {
        self.check_file()?;
        if self.read(waiting)? < ENOUGH {
            return Ok(());
        }
        self.read(|connection| checkpoint(connection, "PASSIVE").map(|_| ()))?;
        // The file is written now. What that means for the next payment is looked at here, and not by the payment.
        self.check_file()
    }
}

impl Ledger {
    /// Lets the log grow further before it is taken over into the file, or no more than usual: where many facts are recorded in a row,
    /// most pages are written again and again, and each time that the file is written they are read again, too.
    ///
    /// # Errors
    /// When SQLite does not take it.
    pub fn let_log_grow(&self, far: bool) -> Result<(), LedgerError> {
        let pages = if far { LONG_LOG } else { LOG };
        self.read(|connection| Ok(connection.pragma_update(None, "wal_autocheckpoint", pages)?))
    }
}

/// Pages of the log that are not in the file yet.
fn waiting(connection: &Connection) -> Result<i64, LedgerTrouble> {
    let (in_log, taken_over) = checkpoint(connection, "NOOP")?;
    Ok(in_log - taken_over)
}

/// Returns the pages in the log, and those of them that are in the file.
fn checkpoint(connection: &Connection, how: &str) -> Result<(i64, i64), LedgerTrouble> {
    let mut statement = connection.prepare_cached(&format!("PRAGMA wal_checkpoint({how})"))?;
    Ok(statement.query_one([], |row| Ok((row.get(1)?, row.get(2)?)))?)
}
