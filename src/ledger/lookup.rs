//! Reading by id: transactions, histories, messages, and the last one of a till.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, types::ValueRef};

use super::{
    error::{LedgerError, LedgerTrouble},
    hand_over::{handed_over, has_batches},
    imported::{has_imported, origin_of},
    journal,
    open::Ledger,
    recent::last_id,
    rows::{BalanceRow, Cells, SealedRow, TableRow as _, TransactionRow, corrupt, next_of, once},
    search,
    views::{
        memos::{has_memos, memo_of},
        operators::has_people,
    },
};
use crate::{
    payment::{LastId, Remaining, RequestId, Till, TransactionId},
    record::{Column, Fingerprint, Table, Transaction},
    vault::SealedMessage,
};

/// The last row of a till among those that are not indexed yet.
pub(super) const LAST_LOOSE: &str =
    "SELECT seq FROM transactions WHERE seq > ?1 AND till = ?2 ORDER BY seq DESC LIMIT 1";

/// `SELECT …` of whole transactions: the row, the id of the payment that a cancel names, the amounts of the payment, and what
/// remains of it where something was cancelled.
pub(super) fn select(tail: &str) -> String {
    format!(
        "SELECT {}, p.id, p.amount, p.vat, {} FROM transactions t \
         LEFT JOIN transactions p ON p.seq = t.payment \
         LEFT JOIN balances b ON b.payment = coalesce(t.payment, t.seq) {tail}",
        TransactionRow::columns("t"),
        BalanceRow::columns("b"),
    )
}

/// Reads a row of [`select`].
pub(super) fn read(row: &Row<'_>) -> Result<Transaction, LedgerTrouble> {
    let transaction = TransactionRow::read(row)?;
    let next = TransactionRow::COLUMNS.len();
    let at = |column| corrupt(Table::Transactions, transaction.seq, column);
    let original: Option<TransactionId> = row.get(next).or(Err(at(Column::Payment)))?;
    let own = (transaction.amount, transaction.vat);
    let whole = match original {
        None if transaction.is_cancel() => return Err(at(Column::Payment)),
        None => own,
        Some(_) => row
            .get(next + 1)
            .and_then(|amount| Ok((amount, row.get(next + 2)?)))
            .or(Err(at(Column::Payment)))?,
    };
    let payment = transaction.payment.unwrap_or(transaction.seq);
    let left = match row.get_ref(next + 3)? {
        // A balance comes with the first cancel.
        ValueRef::Null if transaction.is_cancel() => {
            return Err(corrupt(Table::Balances, payment, Column::Amount));
        }
        ValueRef::Null => whole,
        _ => {
            let balance = BalanceRow::from_cells(&Cells::at::<BalanceRow>(row, next + 3));
            let balance = balance.map_err(|column| corrupt(Table::Balances, payment, column))?;
            (balance.amount, balance.vat)
        }
    };
    let remaining =
        Remaining::new(left.0, left.1).filter(|left| left.amount() <= whole.0 && left.vat() <= whole.1);
    let remaining = remaining.ok_or_else(|| corrupt(Table::Balances, payment, Column::Amount))?;
    transaction.record(original, remaining)
}

impl Ledger {
    /// The transaction with this id, payment or cancel.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, id: TransactionId) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| with_memo(connection, by_id(connection, id)?))
    }

    /// The transaction with this number.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_number(&self, seq: i64) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| with_memo(connection, by_seq(connection, seq)?))
    }

    /// The transaction that the caller named so.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_request(&self, request: &RequestId) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| with_memo(connection, by_request(connection, request)?))
    }

    /// The last transaction that `till` wrote.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_of(&self, till: Till) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| with_memo(connection, last_of(connection, till)?))
    }

    /// When the newest fact was recorded, apart from those that a program records by itself.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_entry_at(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        self.read(journal::newest_entry_at)
    }

    /// The cancels of a payment, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cancels_of(&self, payment: i64) -> Result<Vec<Transaction>, LedgerError> {
        self.read(|connection| {
            let cancels = once!(select("WHERE t.payment = ?1 ORDER BY t.seq"));
            let mut cancels = many(connection, cancels, [payment])?;
            add_beside(connection, &mut cancels)?;
            Ok(cancels)
        })
    }

    /// The fingerprint of the card of transaction `seq`, behind the id of its key; `None` when there is no such transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn fingerprint_of(&self, seq: i64) -> Result<Option<(u32, Fingerprint)>, LedgerError> {
        self.read(|connection| search::fingerprint(connection, seq))
    }

    /// The sealed message of a transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the message is missing.
    pub fn message_of(&self, transaction: &Transaction) -> Result<SealedMessage, LedgerError> {
        self.read(|connection| message_of(connection, transaction.seq))
    }
}

/// A transaction with the memo that counts, who recorded it, and where it comes from. Payments and cancels that are being recorded need
/// none: they neither wait for it nor are they held up by one that is damaged.
fn with_memo(
    connection: &Connection,
    mut transaction: Option<Transaction>,
) -> Result<Option<Transaction>, LedgerTrouble> {
    add_beside(connection, &mut transaction)?;
    Ok(transaction)
}

/// Gives each transaction what is beside its row: the memo that counts, who recorded it, where it comes from, and what became of it at the
/// card company.
pub(super) fn add_beside<'t>(
    connection: &Connection,
    transactions: impl IntoIterator<Item = &'t mut Transaction>,
) -> Result<(), LedgerTrouble> {
    let (has_memos, has_people) = (has_memos(connection)?, has_people(connection)?);
    let (has_imported, has_batches) = (has_imported(connection)?, has_batches(connection)?);
    for transaction in transactions {
        if has_memos {
            transaction.memo = memo_of(connection, transaction.seq)?;
        }
        if has_people {
            transaction.by = journal::signers_of(connection, transaction.seq)?;
        }
        if has_imported {
            transaction.origin = origin_of(connection, transaction.seq)?.map(Box::new);
        }
        if has_batches && transaction.origin.is_none() {
            transaction.handed_over = handed_over(connection, transaction.seq)?.map(Box::new);
        }
        // Only another system may not say when it was.
        if transaction.created_at.is_none() && transaction.origin.is_none() {
            return Err(corrupt(Table::Transactions, transaction.seq, Column::CreatedAt));
        }
    }
    Ok(())
}

/// The sealed message of transaction `seq`.
pub(super) fn message_of(connection: &Connection, seq: i64) -> Result<SealedMessage, LedgerTrouble> {
    let sql = once!(format!("SELECT {} FROM sealed s WHERE s.seq = ?1", SealedRow::columns("s")));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([seq])?;
    let row = next_of(&mut rows, Table::Sealed, seq)?;
    let row = row.ok_or_else(|| corrupt(Table::Sealed, seq, Column::Message))?;
    let SealedRow { key_id, message, .. } = SealedRow::read(row)?;
    Ok(SealedMessage { key_id, bytes: message })
}

/// The transaction with this id.
pub(super) fn by_id(
    connection: &Connection,
    id: TransactionId,
) -> Result<Option<Transaction>, LedgerTrouble> {
    one(connection, once!(select("WHERE t.id = ?1")), [id])
}

/// The transaction with this number.
pub(super) fn by_seq(connection: &Connection, seq: i64) -> Result<Option<Transaction>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(once!(select("WHERE t.seq = ?1")))?;
    let mut rows = statement.query([seq])?;
    next_of(&mut rows, Table::Transactions, seq)?.map(read).transpose()
}

/// The transaction that the caller named so.
pub(super) fn by_request(
    connection: &Connection,
    request: &RequestId,
) -> Result<Option<Transaction>, LedgerTrouble> {
    one(connection, once!(select("WHERE t.request_id = ?1")), [request])
}

fn one(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Result<Option<Transaction>, LedgerTrouble> {
    Ok(many(connection, sql, parameters)?.into_iter().next())
}

fn many(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Result<Vec<Transaction>, LedgerTrouble> {
    connection.prepare_cached(sql)?.query_and_then(parameters, read)?.collect()
}

/// The last transaction that `till` wrote.
pub(super) fn last_of(connection: &Connection, till: Till) -> Result<Option<Transaction>, LedgerTrouble> {
    last_seq_of(connection, till)?.map_or(Ok(None), |seq| by_seq(connection, seq))
}

/// The newest id of `till`. `None` also when it is damaged: that is no reason to close the shop, and is reported where the row
/// is shown.
pub(super) fn last_id_of(connection: &Connection, till: Till) -> Result<Option<LastId>, LedgerTrouble> {
    const SQL: &str = "SELECT id, created_at, utc_offset FROM transactions WHERE seq = ?1";
    let Some(seq) = last_seq_of(connection, till)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query([seq])?;
    match next_of(&mut rows, Table::Transactions, seq) {
        Err(LedgerTrouble::Corrupt(_)) => Ok(None),
        row => Ok(row?.and_then(|row| last_id(row.get(0).ok()?, row.get(1).ok(), row.get(2).ok()))),
    }
}

/// The number of the last transaction that `till` wrote: one of the newest, or else the search index knows it.
pub(super) fn last_seq_of(connection: &Connection, till: Till) -> Result<Option<i64>, LedgerTrouble> {
    // Payments go on with a damaged index: without one, all rows are looked at, from the newest.
    let indexed = match search::indexed(connection) {
        Err(LedgerTrouble::Corrupt(_)) => 0,
        indexed => indexed?,
    };
    let last_after = |after: i64| -> Result<Option<i64>, LedgerTrouble> {
        let mut statement = connection.prepare_cached(LAST_LOOSE)?;
        Ok(statement.query_one((after, till), |row| row.get(0)).optional()?)
    };
    let loose = last_after(indexed)?;
    if loose.is_some() || indexed == 0 {
        return Ok(loose);
    }
    match search::newest_with(connection, search::Facet::Till, till.number().into()) {
        Err(LedgerTrouble::Corrupt(_)) => last_after(0),
        newest => newest,
    }
}
