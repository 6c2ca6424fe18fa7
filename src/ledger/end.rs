//! The end of a journal, as it is remembered outside of the ledger.

use rusqlite::Connection;

use super::{
    Ledger, LedgerError,
    error::LedgerTrouble,
    journal::{hash_at, head, ledger_id},
    verify::LedgerReader,
};
use crate::record::LedgerEnd;

/// A ledger whose journal has an end, open for writing or only looked at.
pub trait HasEnd {
    /// The end of the journal; `None` as long as nothing was recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn end(&self) -> Result<Option<LedgerEnd>, LedgerError>;

    /// Whether the journal has had this end: the fact of this number has this hash. As the hash covers everything before it, it
    /// is the same ledger then, with nothing left out.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn has_had(&self, end: &LedgerEnd) -> Result<bool, LedgerError>;
}

impl HasEnd for Ledger {
    fn end(&self) -> Result<Option<LedgerEnd>, LedgerError> {
        self.read(end)
    }

    fn has_had(&self, end: &LedgerEnd) -> Result<bool, LedgerError> {
        self.read(|connection| has_had(connection, end))
    }
}

impl HasEnd for LedgerReader {
    fn end(&self) -> Result<Option<LedgerEnd>, LedgerError> {
        self.run(end)
    }

    fn has_had(&self, end: &LedgerEnd) -> Result<bool, LedgerError> {
        self.run(|connection| has_had(connection, end))
    }
}

fn end(connection: &Connection) -> Result<Option<LedgerEnd>, LedgerTrouble> {
    let head = head(connection)?;
    Ok(ledger_id(connection)?.map(|ledger| LedgerEnd { ledger, seq: head.seq, hash: head.hash }))
}

fn has_had(connection: &Connection, end: &LedgerEnd) -> Result<bool, LedgerTrouble> {
    Ok(hash_at(connection, end.seq)? == Some(end.hash))
}
