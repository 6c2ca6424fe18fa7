//! Reading by id: transactions, histories, messages, and the last one of a till.

use rusqlite::{Connection, OptionalExtension as _, Params};

use super::{
    audit::{self, Head},
    error::{LedgerError, LedgerTrouble},
    open::Ledger,
    row::{COLUMNS, JOINS, read},
    search,
};
use crate::{
    payment::{RequestId, Till, TransactionId},
    record::Transaction,
    vault::SealedMessage,
};

/// The last row of a till among those that are not indexed yet.
pub(super) const LAST_LOOSE: &str =
    "SELECT seq FROM transactions WHERE seq > ?1 AND till = ?2 ORDER BY seq DESC LIMIT 1";
pub(super) const CANCELS: &str =
    "WHERE t.payment = (SELECT seq FROM transactions WHERE id = ?1) ORDER BY t.seq";

/// `SELECT … {tail}` of whole transactions.
pub(super) fn select(tail: &str) -> String {
    format!("SELECT {COLUMNS} FROM transactions t {JOINS} {tail}")
}

impl Ledger {
    /// The transaction with this id, payment or cancel.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, id: TransactionId) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| one(connection, "WHERE t.id = ?1", [id.as_str()]))
    }

    /// The transaction that the caller named so.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_request(&self, request: &RequestId) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| one(connection, "WHERE t.request_id = ?1", [request.as_str()]))
    }

    /// The last transaction that `till` wrote.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_of(&self, till: Till) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| match last_seq_of(connection, till)? {
            Some(seq) => one(connection, "WHERE t.seq = ?1", [seq]),
            None => Ok(None),
        })
    }

    /// The cancels of a payment, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cancels_of(&self, payment: TransactionId) -> Result<Vec<Transaction>, LedgerError> {
        self.read(|connection| many(connection, CANCELS, [payment.as_str()]))
    }

    /// The end of the audit trail.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn audit_head(&self) -> Result<Head, LedgerError> {
        self.read(audit::head)
    }

    /// The sealed message of a transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the message is missing.
    pub fn message_of(&self, transaction: &Transaction) -> Result<SealedMessage, LedgerError> {
        self.read(|connection| message_of(connection, transaction))
    }
}

pub(super) fn message_of(
    connection: &Connection,
    transaction: &Transaction,
) -> Result<SealedMessage, LedgerTrouble> {
    let mut statement = connection.prepare_cached("SELECT key_id, sealed FROM messages WHERE seq = ?1")?;
    let found = statement
        .query_one([transaction.seq], |row| {
            // A value of another type is no message either.
            Ok(row.get(0).and_then(|key_id| Ok(SealedMessage { key_id, bytes: row.get(1)? })).ok())
        })
        .optional()?;
    found.flatten().ok_or(LedgerTrouble::CorruptRow { seq: transaction.seq, what: "message" })
}

/// The first row of `SELECT … {tail}`.
pub(super) fn one(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Option<Transaction>, LedgerTrouble> {
    Ok(many(connection, tail, parameters)?.into_iter().next())
}

/// All rows of `SELECT … {tail}`.
fn many(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Transaction>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(&select(tail))?;
    statement.query_and_then(parameters, read)?.collect()
}

/// The last row that `till` wrote: one of the newest, or else the index knows it.
pub(super) fn last_seq_of(connection: &Connection, till: Till) -> Result<Option<i64>, LedgerTrouble> {
    // Payments go on with a damaged index: without one, all rows are looked at, from the newest.
    let indexed = match search::indexed(connection) {
        Err(LedgerTrouble::CorruptRow { .. }) => 0,
        indexed => indexed?,
    };
    let loose = connection
        .prepare_cached(LAST_LOOSE)?
        .query_one((indexed, till.number()), |row| row.get(0))
        .optional()?;
    if loose.is_some() || indexed == 0 {
        return Ok(loose);
    }
    search::newest_with(connection, search::Facet::Till, till.number().into())
}
