//! Reading for the close of a day: the last close, the figures since, the closes that there are.
//!
//! A range is read by the numbers of its facts, a piece at a time: from the rows of `transactions`, and from the journal what else
//! figures count. Both are in the order of their keys, so that no index is needed and what is long past costs nothing.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use rusqlite::Connection;

use super::{
    error::{LedgerError, LedgerTrouble},
    imported::{has_imported, is_imported},
    journal,
    open::Ledger,
    rows::{CloseRow, JournalRow, TableRow as _, TransactionRow, corrupt, next_of, once},
    schema,
    verify::LedgerReader,
    write::Writer,
};
use crate::{
    record::{
        Close, Column, DayReport, Fact, FactKind, FigureCounter, GrandTotal, JournalHash, ListedClose,
        Progress, Stop, Table,
    },
    staff::Signers,
};

/// Facts of a piece: some milliseconds, after which the work may be stopped.
const PIECE: i64 = 8_192;

/// Of all closes from this number on, the newest.
const NEWEST: &str = "WHERE t.number >= ?1 ORDER BY t.number DESC LIMIT 1";

/// The last close, as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastClose {
    /// Its number; 0 where nothing was closed yet.
    pub number: u32,
    /// The number of its fact; 0 where there is none.
    pub seq: i64,
    /// What was taken and given back up to it.
    pub grand_total: GrandTotal,
}

impl Ledger {
    /// The last close.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_close(&self) -> Result<LastClose, LedgerError> {
        self.read(last_close)
    }

    /// Gives the facts after fact `after` up to fact `until` to `counter`. Returns the number of the last one that it was given:
    /// one before `until` when it was stopped.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count_figures(
        &self,
        counter: &mut FigureCounter,
        after: i64,
        until: i64,
        progress: &Progress,
        stop: Stop<'_>,
    ) -> Result<i64, LedgerError> {
        let facts = |from: i64, to: i64| u64::try_from(to - from).unwrap_or(0);
        let before = counter.from_seq() - 1;
        let mut read = after;
        while read < until && !progress.stopped() && !stop() {
            let end = until.min(read + PIECE);
            self.read(|connection| count(connection, counter, read, end))?;
            read = end;
            progress.reach(facts(before, read), facts(before, until));
        }
        Ok(read)
    }

    /// The hash of a fact; `None` where there is no such fact.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn hash_at(&self, seq: i64) -> Result<Option<JournalHash>, LedgerError> {
        self.read(|connection| journal::hash_at(connection, seq))
    }

    /// When the oldest transaction after the last close was, on the wall of its till; `None` where there is none, where another
    /// system did not say, and where no day was closed yet.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn oldest_since_close(&self) -> Result<Option<NaiveDateTime>, LedgerError> {
        self.read(|connection| {
            let Some(close) = close_row(connection, NEWEST, 0)? else { return Ok(None) };
            let sql = once!(format!(
                "SELECT {} FROM transactions t WHERE t.seq > ?1 ORDER BY t.seq LIMIT 1",
                TransactionRow::columns("t")
            ));
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([close.seq])?;
            let oldest = rows.next()?.map(TransactionRow::read).transpose()?;
            Ok(oldest.and_then(|row| row.counted().local))
        })
    }

    /// All closes, newest first. Of a ledger that knows no closes yet, none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn closes(&self) -> Result<Vec<ListedClose>, LedgerError> {
        self.read(|connection| {
            if !schema::has_table(connection, Table::Closes)? {
                return Ok(Vec::new());
            }
            let sql =
                once!(format!("SELECT {} FROM closes t ORDER BY t.number DESC", CloseRow::columns("t")));
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_and_then([], CloseRow::read)?;
            rows.map(|row| row?.listed()).collect()
        })
    }

    /// The close of this number, and how often it was shown again; `None` when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_close(&self, number: u32) -> Result<Option<(DayReport, u32)>, LedgerError> {
        self.read(|connection| {
            let Some(row) = close_row(connection, "WHERE t.number = ?1", number)? else { return Ok(None) };
            let listed = row.listed()?;
            let Close { from_seq, to_seq, figures, .. } = close_of(connection, &row)?;
            let hash = journal::hash_at(connection, to_seq)?;
            let hash = hash.ok_or_else(|| corrupt(Table::Journal, to_seq, Column::Hash))?;
            let (number, at, till) = (Some(number), listed.at, listed.till);
            let by = journal::signers_of(connection, row.seq)?;
            let names = BTreeMap::new();
            let report =
                DayReport { number, at, till, by, names, is_own: false, from_seq, to_seq, figures, hash };
            Ok(Some((report, row.reprints)))
        })
    }
}

impl LedgerReader {
    /// When the last close was made, on the wall of its till; `None` where there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn closed_at(&self) -> Result<Option<NaiveDateTime>, LedgerError> {
        self.run(|connection| {
            let row = close_row(connection, NEWEST, 0)?;
            Ok(row.map(|row| row.listed()).transpose()?.map(|close| close.at.naive_local()))
        })
    }
}

impl Writer<'_> {
    /// The last close.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_close(&self) -> Result<LastClose, LedgerError> {
        self.run(last_close)
    }

    /// As [`Ledger::count_figures`], to the end.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count_figures(
        &self,
        counter: &mut FigureCounter,
        after: i64,
        until: i64,
    ) -> Result<(), LedgerError> {
        self.run(|connection| count(connection, counter, after, until))
    }

    /// How often a close was shown again; `None` when there is no such close.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn reprints_of_close(&self, number: u32) -> Result<Option<u32>, LedgerError> {
        let row = self.run(|connection| close_row(connection, "WHERE t.number = ?1", number))?;
        Ok(row.map(|row| row.reprints))
    }
}

/// The row of a close; `None` when there is none.
fn close_row(connection: &Connection, which: &str, value: u32) -> Result<Option<CloseRow>, LedgerTrouble> {
    if !schema::has_table(connection, Table::Closes)? {
        return Ok(None);
    }
    let sql = format!("SELECT {} FROM closes t {which}", CloseRow::columns("t"));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([value])?;
    rows.next()?.map(CloseRow::read).transpose()
}

fn last_close(connection: &Connection) -> Result<LastClose, LedgerTrouble> {
    let Some(row) = close_row(connection, NEWEST, 0)? else {
        return Ok(LastClose::default());
    };
    let grand_total = close_of(connection, &row)?.figures.grand_total;
    Ok(LastClose { number: row.number, seq: row.seq, grand_total })
}

/// The fact that a row leads to. It has to be the close that the row is of.
fn close_of(connection: &Connection, row: &CloseRow) -> Result<Close, LedgerTrouble> {
    let sql = once!(format!("SELECT {} FROM journal t WHERE t.seq = ?1", JournalRow::columns("t")));
    let misfit = |column| corrupt(Table::Closes, row.number.into(), column);
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([row.seq])?;
    let fact = next_of(&mut rows, Table::Journal, row.seq)?.ok_or_else(|| misfit(Column::Seq))?;
    let fact = JournalRow::read(fact)?;
    let Some(Fact::Close(close)) = Fact::from_body(fact.kind, &fact.body) else {
        return Err(if fact.kind == FactKind::Close {
            corrupt(Table::Journal, row.seq, Column::Body)
        } else {
            misfit(Column::Seq)
        });
    };
    let expected = CloseRow { reprints: row.reprints, ..CloseRow::of(&fact, &close) };
    if expected.number != row.number {
        return Err(misfit(Column::Number));
    }
    match expected.values().into_iter().zip(row.values()).find(|(expected, found)| expected != found) {
        Some(((column, _), _)) => Err(misfit(column)),
        None => Ok(*close),
    }
}

/// Gives the facts after fact `after` up to fact `until` to `counter`.
fn count(
    connection: &Connection,
    counter: &mut FigureCounter,
    after: i64,
    until: i64,
) -> Result<(), LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM transactions t WHERE t.seq > ?1 AND t.seq <= ?2 ORDER BY t.seq",
        TransactionRow::columns("t")
    ));
    // Rows of other systems belong to days that were closed there.
    let is_imported = if has_imported(connection)? { is_imported } else { |_: &_, _| Ok(false) };
    let operators = journal::operators_of(connection, after, until, usize::MAX)?;
    let mut statement = connection.prepare_cached(sql)?;
    for row in statement.query_and_then((after, until), TransactionRow::read)? {
        let row = row?;
        if is_imported(connection, row.seq)? {
            continue;
        }
        let fact = if row.is_cancel() { Fact::CANCEL } else { Fact::PAYMENT };
        let by = Signers { operator: operators.get(&row.seq).copied(), approver: None };
        counter.add(row.till, by, &fact, Some(&row.counted()));
    }
    count_others(connection, counter, after, until)
}

/// The kinds of facts that are counted, or must not be there, and are neither payments nor cancels.
const COUNTED: [FactKind; 7] = [
    FactKind::Reveal,
    FactKind::Print,
    FactKind::PrintFailed,
    FactKind::Close,
    FactKind::PinAttempt,
    FactKind::PinAccepted,
    FactKind::Approved,
];

/// What is counted and is neither a payment nor a cancel.
fn count_others(
    connection: &Connection,
    counter: &mut FigureCounter,
    after: i64,
    until: i64,
) -> Result<(), LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM journal t WHERE t.seq > ?1 AND t.seq <= ?2 AND t.kind IN ({}) ORDER BY t.seq",
        JournalRow::columns("t"),
        COUNTED.map(|kind| (kind as u8).to_string()).join(", "),
    ));
    let mut statement = connection.prepare_cached(sql)?;
    for row in statement.query_and_then((after, until), JournalRow::read)? {
        let row = row?;
        match Fact::from_body(row.kind, &row.body) {
            // The table does not have it: a close now would cover its range a second time.
            Some(Fact::Close(close)) => {
                return Err(corrupt(Table::Closes, close.number.into(), Column::Seq));
            }
            Some(fact) => {
                let by = Signers { operator: row.operator, approver: row.approver };
                counter.add(row.till, by, &fact, None);
            }
            None => return Err(corrupt(Table::Journal, row.seq, Column::Body)),
        }
    }
    Ok(())
}
