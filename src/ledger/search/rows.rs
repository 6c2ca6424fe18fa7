//! Rows as searches read them: many that follow each other, or a few that were found.

use rusqlite::Connection;

use crate::{
    ledger::{
        error::LedgerTrouble,
        rows::{TableRow as _, TransactionRow, next_of, once},
    },
    record::{Spot, State, Table},
};

/// The rows from one number to another, both included, up to a limit.
pub fn rows() -> &'static str {
    once!(format!(
        "SELECT {} FROM transactions t WHERE t.seq BETWEEN ?1 AND ?2 ORDER BY t.seq LIMIT ?3",
        TransactionRow::columns("t")
    ))
}

/// The first row from a number on, without its values.
const FIRST: &str = "SELECT seq FROM transactions WHERE seq >= ?1 ORDER BY seq LIMIT 1";

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
    let (mut count, mut from) = (0, first);
    loop {
        // The number of a row that cannot be read is that of the first from there on.
        match next_of(&mut rows, Table::Transactions, from) {
            Ok(Some(row)) => {
                let row = TransactionRow::read(row)?;
                take(&row)?;
                (count, from) = (count + 1, row.seq.saturating_add(1));
            }
            Ok(None) => return Ok(count),
            Err(LedgerTrouble::Corrupt(_)) => {
                let seq = connection.query_one(FIRST, [from], |row| row.get(0))?;
                return Err(LedgerTrouble::Corrupt(Spot::row(Table::Transactions, seq)));
            }
            Err(trouble) => return Err(trouble),
        }
    }
}

/// Reads these rows, in order; one that is missing is passed over.
pub fn some(
    connection: &Connection,
    seqs: impl Iterator<Item = i64>,
    mut take: impl FnMut(&TransactionRow) -> Result<(), LedgerTrouble>,
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(rows())?;
    for seq in seqs {
        let mut rows = statement.query((seq, seq, 1))?;
        if let Some(row) = next_of(&mut rows, Table::Transactions, seq)? {
            take(&TransactionRow::read(row)?)?;
        }
    }
    Ok(())
}

/// What was cancelled of a payment of which `left` remains.
pub fn state_of(amount: u64, left: u64) -> State {
    match left {
        0 => State::Full,
        _ if left < amount => State::Part,
        _ => State::Untouched,
    }
}
