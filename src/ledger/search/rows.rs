//! Rows as searches read them: many that follow each other, or a few that were found.

use rusqlite::Connection;

use crate::{
    ledger::{
        error::LedgerTrouble,
        rows::{TableRow as _, TransactionRow, once},
    },
    record::State,
};

/// The rows from one number to another, both included, up to a limit.
pub fn rows() -> &'static str {
    once!(format!(
        "SELECT {} FROM transactions t WHERE t.seq BETWEEN ?1 AND ?2 ORDER BY t.seq LIMIT ?3",
        TransactionRow::columns("t")
    ))
}

/// Reads the rows `first` to `last`, at most `limit` of them, and says how many there were.
pub fn each(
    connection: &Connection,
    (first, last): (i64, i64),
    limit: usize,
    mut take: impl FnMut(&TransactionRow) -> Result<(), LedgerTrouble>,
) -> Result<usize, LedgerTrouble> {
    let mut statement = connection.prepare_cached(rows())?;
    let limit = i64::try_from(limit).unwrap_or(-1);
    let mut rows = statement.query((first, last, limit))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        take(&TransactionRow::read(row)?)?;
        count += 1;
    }
    Ok(count)
}

/// Reads these rows, in order; one that is missing is passed over.
pub fn some(
    connection: &Connection,
    seqs: impl Iterator<Item = i64>,
    mut take: impl FnMut(&TransactionRow) -> Result<(), LedgerTrouble>,
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(rows())?;
    for seq in seqs {
        if let Some(row) = statement.query((seq, seq, 1))?.next()? {
            take(&TransactionRow::read(row)?)?;
        }
    }
    Ok(())
}

/// What was cancelled of a payment of which `left` remains.
pub fn state_of(amount: u64, left: u64) -> State {
    match left {
        0 => State::Whole,
        _ if left < amount => State::Part,
        _ => State::Untouched,
    }
}
