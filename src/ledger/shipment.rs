//! Rows as they are, a part at a time, for a centre that keeps those of many ledgers.

use rusqlite::{Connection, Params};

use super::{
    error::{LedgerError, LedgerTrouble},
    journal,
    open::Ledger,
    rows::{ImportedRow, JournalRow, SealedRow, TableRow, TransactionRow, corrupt, next_of, once},
    schema::has_table,
};
use crate::record::{Column, Fact, FactKind, JournalHash, Table};

/// Bytes that a fact takes beside its body and what is sealed of it, about.
const OTHERS: usize = 256;

/// A part of the journal, with all that belongs to its facts.
#[derive(Default)]
pub struct Shipment {
    /// The facts, in order and without gaps.
    pub facts: Vec<JournalRow>,
    /// The bodies of those that are payments and cancels.
    pub transactions: Vec<TransactionRow>,
    /// What is sealed of these, and of earlier ones whose sealed message one of the facts has changed.
    pub sealed: Vec<SealedRow>,
    /// The rows of other systems that are kept with these.
    pub imported: Vec<ImportedRow>,
}

/// What is sealed of a range of numbers.
pub struct Resealed {
    /// Messages, in order.
    pub sealed: Vec<SealedRow>,
    /// Rows of other systems, in order.
    pub imported: Vec<ImportedRow>,
    /// Whether this is all of the range.
    pub is_all: bool,
}

impl Ledger {
    /// The facts after number `after`, at most `facts` of them, and not more than about `bytes` with all that belongs to them; but
    /// always one, if there is one.
    ///
    /// # Errors
    /// When the ledger cannot be read. A fact that is missing is damage: none is passed over.
    pub fn shipment(&self, after: i64, facts: usize, bytes: usize) -> Result<Shipment, LedgerError> {
        let moment = self.snapshot()?;
        let read = self.read(|connection| shipment(connection, after, facts, bytes));
        drop(moment);
        read
    }

    /// What is sealed of transactions and rows of other systems after number `after` up to number `until`, of at most `limit` numbers
    /// that have something sealed, and not more than about `bytes`; but always of one, if there is one.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sealed_after(
        &self,
        after: i64,
        until: i64,
        (limit, bytes): (usize, usize),
    ) -> Result<Resealed, LedgerError> {
        let moment = self.snapshot()?;
        let read = self.read(|connection| {
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut sealed: Vec<SealedRow> = rows(connection, sealed_sql(), (after, until, limit))?;
            let mut imported: Vec<ImportedRow> = imported(connection, (after, until, limit))?;
            // Up to the number that both have been read to.
            let end = |last: Option<i64>, count: usize| {
                last.filter(|_| i64::try_from(count).unwrap_or(i64::MAX) >= limit).unwrap_or(until)
            };
            let ends = [
                end(sealed.last().map(|row| row.seq), sealed.len()),
                end(imported.last().map(|row| row.seq), imported.len()),
            ];
            let end = ends.into_iter().min().unwrap_or(until);
            let end = end.min(sealed_within(&sealed, &imported, bytes).unwrap_or(end));
            sealed.retain(|row| row.seq <= end);
            imported.retain(|row| row.seq <= end);
            Ok(Resealed { sealed, imported, is_all: end == until })
        });
        drop(moment);
        read
    }

    /// The hash of fact `seq`; `None` when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn hash_of(&self, seq: i64) -> Result<Option<JournalHash>, LedgerError> {
        self.read(|connection| journal::hash_at(connection, seq))
    }

    /// The epoch that fact `seq` begins, if it is a restore from a copy.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn epoch_begun_by(&self, seq: i64) -> Result<Option<u32>, LedgerError> {
        self.read(|connection| {
            let facts = facts(connection, seq - 1, 1)?;
            Ok(match facts.first().and_then(|row| Fact::from_body(row.kind, &row.body)) {
                Some(Fact::Restore { epoch, .. }) => Some(epoch),
                _ => None,
            })
        })
    }
}

/// The last number up to which what is sealed has not more than about so many bytes; `None` where all of it has not.
fn sealed_within(sealed: &[SealedRow], imported: &[ImportedRow], bytes: usize) -> Option<i64> {
    let mut sizes: Vec<(i64, usize)> = sealed.iter().map(|row| (row.seq, row.message.len())).collect();
    sizes.extend(imported.iter().map(|row| (row.seq, row.original.len())));
    sizes.sort_unstable();
    let mut room = bytes;
    let mut last = None;
    for (seq, size) in sizes {
        match room.checked_sub(size) {
            Some(left) => room = left,
            None => return Some(last.unwrap_or(seq)),
        }
        last = Some(seq);
    }
    None
}

fn shipment(
    connection: &Connection,
    after: i64,
    limit: usize,
    bytes: usize,
) -> Result<Shipment, LedgerTrouble> {
    let mut facts = facts(connection, after, limit)?;
    let Some(last) = facts.last().map(|row| row.seq) else { return Ok(Shipment::default()) };
    let range = (after, last, i64::MAX);
    let mut transactions: Vec<TransactionRow> = rows(connection, transactions_sql(), (after, last))?;
    let mut sealed: Vec<SealedRow> = rows(connection, sealed_sql(), range)?;
    let mut imported: Vec<ImportedRow> = imported(connection, range)?;

    let end = end_within(&facts, &sealed, &imported, bytes);
    facts.retain(|row| row.seq <= end);
    transactions.retain(|row| row.seq <= end);
    sealed.retain(|row| row.seq <= end);
    imported.retain(|row| row.seq <= end);

    for fact in facts.iter().filter(|row| row.kind == FactKind::CvcBlanked) {
        let Some(Fact::CvcBlanked { transactions, .. }) = Fact::from_body(fact.kind, &fact.body) else {
            return Err(corrupt(Table::Journal, fact.seq, Column::Body));
        };
        for seq in transactions {
            sealed.extend(rows(connection, sealed_sql(), (seq - 1, seq, 1))?);
        }
    }
    Ok(Shipment { facts, transactions, sealed, imported })
}

/// The number of the last fact with which all of them take no more than `bytes`.
fn end_within(facts: &[JournalRow], sealed: &[SealedRow], imported: &[ImportedRow], bytes: usize) -> i64 {
    let (mut sealed, mut imported) = (sealed.iter().peekable(), imported.iter().peekable());
    let (mut room, mut end) = (bytes, facts.first().map_or(0, |first| first.seq));
    for fact in facts {
        let message = sealed.next_if(|row| row.seq == fact.seq).map_or(0, |row| row.message.len());
        let original = imported.next_if(|row| row.seq == fact.seq).map_or(0, |row| row.original.len());
        let size = OTHERS + fact.body.len() + message + original;
        let Some(left) = room.checked_sub(size) else { return end };
        (room, end) = (left, fact.seq);
    }
    end
}

/// The facts after number `after`, in order.
fn facts(connection: &Connection, after: i64, limit: usize) -> Result<Vec<JournalRow>, LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM journal t WHERE t.seq > ?1 ORDER BY t.seq LIMIT ?2",
        JournalRow::columns("t")
    ));
    let facts: Vec<JournalRow> = rows(connection, sql, (after, i64::try_from(limit).unwrap_or(i64::MAX)))?;
    let missing = (after + 1..).zip(&facts).find(|(expected, row)| row.seq != *expected);
    match missing {
        Some((expected, _)) => Err(corrupt(Table::Journal, expected, Column::Seq)),
        None => Ok(facts),
    }
}

fn transactions_sql() -> &'static str {
    once!(format!(
        "SELECT {} FROM transactions t WHERE t.seq > ?1 AND t.seq <= ?2 ORDER BY t.seq",
        TransactionRow::columns("t")
    ))
}

fn sealed_sql() -> &'static str {
    once!(format!(
        "SELECT {} FROM sealed t WHERE t.seq > ?1 AND t.seq <= ?2 ORDER BY t.seq LIMIT ?3",
        SealedRow::columns("t")
    ))
}

/// The rows of other systems in a range; none in a ledger of a version before there were any.
fn imported(connection: &Connection, range: (i64, i64, i64)) -> Result<Vec<ImportedRow>, LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM imported t WHERE t.seq > ?1 AND t.seq <= ?2 ORDER BY t.seq LIMIT ?3",
        ImportedRow::columns("t")
    ));
    if has_table(connection, Table::Imported)? { rows(connection, sql, range) } else { Ok(Vec::new()) }
}

fn rows<T: TableRow>(
    connection: &Connection,
    sql: &str,
    range: impl Params,
) -> Result<Vec<T>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(range)?;
    let mut rows = Vec::new();
    while let Some(row) = next_of(&mut found, T::TABLE, 0)? {
        rows.push(T::read(row)?);
    }
    Ok(rows)
}
