//! Sealing messages again with a newer key, the one change that a message may see; see `messages_no_update` in the schema.

use rusqlite::Row;

use super::{
    error::{LedgerError, LedgerTrouble},
    open::Ledger,
    write::Writer,
};
use crate::{payment::TransactionId, vault::SealedMessage};

const NEXT: &str = "SELECT t.seq, t.id, m.key_id, m.sealed FROM messages m JOIN transactions t ON t.seq = m.seq \
     WHERE m.seq > ?1 AND m.key_id <> ?2 ORDER BY m.seq LIMIT ?3";
/// Only what is still sealed as it was read: another program may have been first.
const RESEAL: &str =
    "UPDATE messages SET key_id = ?2, sealed = ?3 WHERE seq = ?1 AND key_id = ?4 AND sealed = ?5";

/// A message that is sealed with another key than it should be.
#[derive(Debug)]
pub struct Outdated {
    /// Its row.
    pub seq: i64,
    /// Its transaction.
    pub id: TransactionId,
    /// As it is sealed.
    pub sealed: SealedMessage,
}

impl Ledger {
    /// The first messages after row `after` that are sealed with another key than `key_id`, `limit` at most. Reads past all
    /// that are not.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn outdated(&self, after: i64, key_id: u32, limit: u32) -> Result<Vec<Outdated>, LedgerError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(NEXT)?;
            let mut rows = statement.query((after, key_id, limit))?;
            let mut outdated = Vec::new();
            while let Some(row) = rows.next()? {
                outdated.push(read(row)?);
            }
            Ok(outdated)
        })
    }
}

fn read(row: &Row<'_>) -> Result<Outdated, LedgerTrouble> {
    let (seq, id): (i64, String) = (row.get(0)?, row.get(1)?);
    let id = TransactionId::from_bytes(id.as_bytes()).ok_or(LedgerTrouble::CorruptRow { seq, what: "id" })?;
    Ok(Outdated { seq, id, sealed: SealedMessage { key_id: row.get(2)?, bytes: row.get(3)? } })
}

impl Writer<'_> {
    /// Puts `new` in the place of a message that is sealed with an older key. Says whether it did; not when it is no longer
    /// sealed as it was.
    ///
    /// # Errors
    /// When the ledger refuses or cannot be written.
    pub fn reseal(&self, old: &Outdated, new: &SealedMessage) -> Result<bool, LedgerError> {
        self.run(|connection| {
            let changed = connection.prepare_cached(RESEAL)?.execute((
                old.seq,
                new.key_id,
                &new.bytes,
                old.sealed.key_id,
                &old.sealed.bytes,
            ))?;
            Ok(changed == 1)
        })
    }
}
