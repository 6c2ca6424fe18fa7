//! Making what is sealed anew: with a newer key, or without a CVC that is not kept any more. It is the one change that a row may see; see
//! `sealed_no_update` in the schema.

use super::{
    error::{LedgerError, LedgerTrouble},
    open::Ledger,
    rows::{SealedRow, TableRow as _, corrupt, next_of, once},
    write::Writer,
};
use crate::{
    payment::TransactionId,
    record::{Column, Table},
};

/// Only what is still sealed as it was read: another program may have been first.
const RESEAL: &str = "UPDATE sealed SET key_id = ?2, message = ?3, fingerprint = ?4 \
     WHERE seq = ?1 AND key_id = ?5 AND message = ?6";

/// What of a transaction is to be made anew: with a newer key, or without its CVC.
pub struct Outdated {
    /// Its transaction.
    pub id: TransactionId,
    /// As it is.
    pub sealed: SealedRow,
}

impl Ledger {
    /// What comes first after row `after` and was made with an older key than `key_id`, `limit` rows at most. Reads past all
    /// that was not.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outdated(&self, after: i64, key_id: u32, limit: u32) -> Result<Vec<Outdated>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(once!(format!(
                "SELECT {}, t.id FROM sealed s JOIN transactions t ON t.seq = s.seq \
                 WHERE s.seq > ?1 AND s.key_id < ?2 ORDER BY s.seq LIMIT ?3",
                SealedRow::columns("s")
            )))?;
            let rows = statement.query_and_then((after, key_id, limit), outdated)?;
            rows.collect::<Result<_, LedgerTrouble>>()
        })
    }
}

fn outdated(row: &rusqlite::Row<'_>) -> Result<Outdated, LedgerTrouble> {
    let sealed = SealedRow::read(row)?;
    let id = row.get(SealedRow::COLUMNS.len());
    let id = id.or(Err(corrupt(Table::Transactions, sealed.seq, Column::Id)))?;
    Ok(Outdated { id, sealed })
}

impl Writer<'_> {
    /// What is sealed of a transaction; `None` when there is no such one.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sealed_of(&self, seq: i64) -> Result<Option<Outdated>, LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(once!(format!(
                "SELECT {}, t.id FROM sealed s JOIN transactions t ON t.seq = s.seq WHERE s.seq = ?1",
                SealedRow::columns("s")
            )))?;
            let mut rows = statement.query([seq])?;
            next_of(&mut rows, Table::Sealed, seq)?.map(outdated).transpose()
        })
    }

    /// Puts `new` in the place of what is to be made anew. Says whether it did; not when it is no longer as it was
    /// read.
    ///
    /// # Errors
    /// When the ledger refuses or cannot be written.
    pub fn reseal(&self, old: &Outdated, new: &SealedRow) -> Result<bool, LedgerError> {
        let old = &old.sealed;
        self.run(|connection| {
            let mut statement = connection.prepare_cached(RESEAL)?;
            let to = (old.seq, new.key_id, &new.message, new.fingerprint, old.key_id, &old.message);
            Ok(statement.execute(to)? == 1)
        })
    }
}
