//! Reading the journal in its order, a part at a time.

use rusqlite::Connection;

use super::{
    error::{LedgerError, LedgerTrouble},
    journal::Head,
    lookup,
    open::Ledger,
    rows::{JournalRow, TableRow as _, corrupt, next_of, offset, once},
};
use crate::{
    record::{Column, Entry, Fact, FactKind, Table, Transaction, utc_of},
    staff::Signers,
};

impl Ledger {
    /// The facts after number `after` up to number `until`, in order, at most `limit` of them. Nothing of the ledger is held when
    /// this returns. A fact that is missing is damage: none is passed over.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn entries(&self, after: i64, until: i64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let moment = self.snapshot()?;
        let read = self.read(|connection| {
            let facts = facts(connection, (after, until), limit)?;
            let last = facts.last().map(|(row, _)| Head { seq: row.seq, hash: row.hash });
            let transactions = transactions(connection, after, last.map_or(after, |last| last.seq))?;
            Ok((last, with_transactions(facts, transactions)?))
        });
        drop(moment);
        let (last, entries) = read?;
        // What was read has to be there at the next look at the file, as what was recorded.
        if let Some(last) = last.filter(|last| last.seq > self.known.get().seq) {
            self.known.set(last);
        }
        Ok(entries)
    }
}

/// The rows of the journal, with what they say.
fn facts(
    connection: &Connection,
    (after, until): (i64, i64),
    limit: usize,
) -> Result<Vec<(JournalRow, Fact)>, LedgerTrouble> {
    let sql = once!(format!(
        "SELECT {} FROM journal t WHERE t.seq > ?1 AND t.seq <= ?2 ORDER BY t.seq LIMIT ?3",
        JournalRow::columns("t")
    ));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((after, until, i64::try_from(limit).unwrap_or(i64::MAX)))?;
    let (mut facts, mut expected) = (Vec::new(), after + 1);
    while let Some(row) = next_of(&mut rows, Table::Journal, expected)? {
        let row = JournalRow::read(row)?;
        if row.seq != expected {
            return Err(corrupt(Table::Journal, expected, Column::Seq));
        }
        let fact = Fact::from_body(row.kind, &row.body);
        facts.push((row, fact.ok_or_else(|| corrupt(Table::Journal, expected, Column::Body))?));
        expected += 1;
    }
    Ok(facts)
}

/// The payments and cancels after number `after` up to number `last`.
fn transactions(connection: &Connection, after: i64, last: i64) -> Result<Vec<Transaction>, LedgerTrouble> {
    let sql = once!(lookup::select("WHERE t.seq > ?1 AND t.seq <= ?2 ORDER BY t.seq"));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((after, last))?;
    let mut transactions: Vec<Transaction> = Vec::new();
    loop {
        let before = transactions.last().map_or(after, |transaction| transaction.seq);
        let Some(row) = next_of(&mut rows, Table::Transactions, before + 1)? else { return Ok(transactions) };
        transactions.push(lookup::read(row)?);
    }
}

/// Gives each payment and cancel among `facts` its row.
fn with_transactions(
    facts: Vec<(JournalRow, Fact)>,
    transactions: Vec<Transaction>,
) -> Result<Vec<Entry>, LedgerTrouble> {
    let mut transactions = transactions.into_iter().peekable();
    let entry = |(row, fact): (JournalRow, Fact)| {
        let transaction = transactions.next_if(|transaction| transaction.seq == row.seq);
        if transaction.as_ref().map(|transaction| transaction.kind.into()) != of_transaction(&row) {
            return Err(corrupt(Table::Transactions, row.seq, Column::Kind));
        }
        let at = utc_of(row.at).ok_or_else(|| corrupt(Table::Journal, row.seq, Column::At))?;
        let offset = offset(row.utc_offset);
        let offset = offset.ok_or_else(|| corrupt(Table::Journal, row.seq, Column::UtcOffset))?;
        let by = Signers { operator: row.operator, approver: row.approver };
        let origin = fact.origin().cloned().map(Box::new);
        let transaction = transaction.map(|transaction| Transaction { by, origin, ..transaction });
        Ok(Entry { seq: row.seq, at: at.with_timezone(&offset), till: row.till, by, fact, transaction })
    };
    facts.into_iter().map(entry).collect()
}

/// The kind of a fact that has a row of `transactions`.
fn of_transaction(row: &JournalRow) -> Option<FactKind> {
    Some(row.kind).filter(|kind| kind.is_transaction())
}
