//! Reading the rows that are searched: one after the other, or those that are looked at.

use rusqlite::{Connection, Row};

use crate::{
    ledger::{
        error::LedgerTrouble,
        rows::{TableRow as _, TransactionRow, corrupt, once},
    },
    payment::Won,
    record::{Column, State, Table},
};

/// A row, and what was cancelled of it by now.
#[derive(Debug)]
pub struct SearchedRow {
    pub row: TransactionRow,
    /// Of a payment.
    pub state: Option<State>,
}

fn select() -> &'static str {
    once!(format!(
        "SELECT {}, b.amount FROM transactions t LEFT JOIN balances b ON b.payment = t.seq \
         WHERE t.seq BETWEEN ?1 AND ?2 ORDER BY t.seq LIMIT ?3",
        TransactionRow::columns("t")
    ))
}

/// Reads the rows `first` to `last`, at most `limit` of them, and says how many there were.
pub fn each(
    connection: &Connection,
    (first, last): (i64, i64),
    limit: usize,
    mut take: impl FnMut(SearchedRow) -> Result<(), LedgerTrouble>,
) -> Result<usize, LedgerTrouble> {
    let mut statement = connection.prepare_cached(select())?;
    let limit = i64::try_from(limit).unwrap_or(-1);
    let mut rows = statement.query((first, last, limit))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        take(read(row)?)?;
        count += 1;
    }
    Ok(count)
}

fn read(row: &Row<'_>) -> Result<SearchedRow, LedgerTrouble> {
    let transaction = TransactionRow::read(row)?;
    let left: Option<Won> = row.get(TransactionRow::COLUMNS.len()).or(Err(corrupt(
        Table::Balances,
        transaction.seq,
        Column::Amount,
    )))?;
    let amount = transaction.amount;
    let state = (!transaction.is_cancel()).then(|| state_of(amount.get(), left.unwrap_or(amount).get()));
    Ok(SearchedRow { row: transaction, state })
}

/// What was cancelled of a payment of which `left` remains.
pub fn state_of(amount: u64, left: u64) -> State {
    match left {
        0 => State::Whole,
        _ if left < amount => State::Part,
        _ => State::Untouched,
    }
}

/// Reads these rows, in order; one that is missing is passed over.
pub fn some(
    connection: &Connection,
    seqs: impl Iterator<Item = i64>,
    mut take: impl FnMut(SearchedRow) -> Result<(), LedgerTrouble>,
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(select())?;
    for seq in seqs {
        if let Some(row) = statement.query((seq, seq, 1))?.next()? {
            take(read(row)?)?;
        }
    }
    Ok(())
}
