//! Building: from rows to what is kept of them, a part of one block at a time.
//!
//! The index is a view of the ledger: nothing of it is written with a payment. A till that has nothing else to do indexes what
//! was written since the last time; until then searches look at these rows one by one.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::{
    amounts::{AMOUNTS_OF, CHUNK, Packed, chunk_of},
    blocks::{BLOCK, Portions, claimed, damaged, indexed, newest, place, seq},
    facets::{Beside, FACETS, FULL, Facet, PART, Source, key},
    rows::{self, state_of},
    set::{Set, Spare, write},
};
use crate::{
    ledger::{
        Ledger, LedgerError, error::LedgerTrouble, imported::imported_within, journal, rows::TransactionRow,
    },
    record::{State, Table, Totals},
};

const PUT: &str =
    "INSERT INTO facets (key, rows) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET rows = excluded.rows";
const GET: &str = "SELECT rows FROM facets WHERE key = ?1";
const DROP: &str = "DELETE FROM facets WHERE key = ?1";
const PUT_AMOUNTS: &str = "INSERT INTO amounts (chunk, packed) VALUES (?1, ?2) \
     ON CONFLICT (chunk) DO UPDATE SET packed = excluded.packed";
const PUT_BLOCK: &str = "INSERT INTO blocks (block, until, first_at, last_at, payments, paid, paid_vat, cancels, \
     cancelled, cancelled_vat) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
     ON CONFLICT (block) DO UPDATE SET until = excluded.until, \
     first_at = min(coalesce(first_at, excluded.first_at), coalesce(excluded.first_at, first_at)), \
     last_at = max(coalesce(last_at, excluded.last_at), coalesce(excluded.last_at, last_at)), \
     payments = payments + excluded.payments, paid = paid + excluded.paid, paid_vat = paid_vat + excluded.paid_vat, \
     cancels = cancels + excluded.cancels, cancelled = cancelled + excluded.cancelled, \
     cancelled_vat = cancelled_vat + excluded.cancelled_vat";
/// The amount of a payment, and what was cancelled of it up to a row.
pub const CANCELLED: &str = "SELECT (SELECT amount FROM transactions WHERE seq = ?1), coalesce(sum(amount), 0) \
     FROM transactions WHERE payment = ?1 AND seq <= ?2";
const DROP_BLOCKS: &str = "DELETE FROM blocks";
const DROP_FACETS: &str = "DELETE FROM facets WHERE key >= (SELECT min(key) FROM (SELECT key FROM facets ORDER BY key DESC LIMIT ?1))";
const DROP_AMOUNTS: &str = "DELETE FROM amounts";
const IS_LEFT: &str = "SELECT EXISTS (SELECT 1 FROM facets) OR EXISTS (SELECT 1 FROM amounts)";

impl Ledger {
    /// Indexes rows for searching when there are enough that are not: part of one block, in a transaction of its own. Says
    /// whether there is more to do at once.
    ///
    /// # Errors
    /// When the ledger cannot be read or written. Nothing is lost then: searches look at the rows themselves.
    pub fn index_some(&mut self) -> Result<bool, LedgerError> {
        self.check_file()?;
        index_some(&mut self.connection, self.portions).map_err(|trouble| trouble.at(&self.path))
    }

    /// Indexes all rows for searching, until `stop` says so, with less memory than a till that indexes a block at once.
    ///
    /// # Errors
    /// As [`index_some`](Self::index_some).
    pub fn index_in_small_parts(&mut self, stop: &dyn Fn() -> bool) -> Result<(), LedgerError> {
        self.check_file()?;
        let portions = Portions { at_once: BLOCK / 8, ..self.portions };
        let connection = &mut self.connection;
        while !stop() && index_some(connection, portions).map_err(|trouble| trouble.at(&self.path))? {}
        Ok(())
    }

    /// The number of the last transaction that is indexed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn indexed(&self) -> Result<u64, LedgerError> {
        self.read(|connection| Ok(u64::try_from(claimed(connection)?).unwrap_or(0)))
    }

    /// The number of the newest transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest(&self) -> Result<u64, LedgerError> {
        self.read(|connection| Ok(u64::try_from(newest(connection)?).unwrap_or(0)))
    }

    /// Drops a part of the index, in a transaction of its own, and says whether there is more to drop. Nothing counts as
    /// indexed from the first part on: searches look at the rows themselves until the index is made again from them.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn drop_index_some(&mut self) -> Result<bool, LedgerError> {
        self.check_file()?;
        drop_some(&mut self.connection, self.portions).map_err(|trouble| trouble.at(&self.path))
    }
}

/// See [`Ledger::drop_index_some`].
pub fn drop_some(connection: &mut Connection, portions: Portions) -> Result<bool, LedgerTrouble> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(DROP_BLOCKS, [])?;
    if transaction.execute(DROP_FACETS, [portions.dropped])? == 0 {
        transaction.execute(DROP_AMOUNTS, [])?;
    }
    let more = is_left(&transaction)?;
    transaction.commit()?;
    Ok(more)
}

fn is_left(connection: &Connection) -> Result<bool, LedgerTrouble> {
    Ok(connection.prepare_cached(IS_LEFT)?.query_one([], |row| row.get(0))?)
}

/// See [`Ledger::index_some`].
pub fn index_some(connection: &mut Connection, portions: Portions) -> Result<bool, LedgerTrouble> {
    let (done, last) = (indexed(connection)?, newest(connection)?);
    if last - done < portions.enough {
        return Ok(false);
    }
    // What an index that was dropped in part has left behind would be taken for the new one's.
    if done == 0 && is_left(connection)? {
        drop_some(connection, portions)?;
        return Ok(true);
    }
    // Rows never change: they are read before others have to wait.
    let made = Made::read(connection, done, portions.at_once)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if indexed(&transaction)? != done {
        // Another till was first.
        return Ok(true);
    }
    made.write(&transaction, done)?;
    transaction.commit()?;
    Ok(last - made.last() >= portions.enough)
}

/// What rows of one block say: all that is kept of them but the states of payments.
pub struct Made {
    pub block: i64,
    /// Where the rows are, in order.
    positions: Vec<u16>,
    /// Of each facet the values of these rows.
    columns: [Vec<u32>; FACETS.len()],
    pub amounts: Vec<(i64, Packed)>,
    pub times: Option<(i64, i64)>,
    pub totals: Totals,
    /// Payments of the cancels among them.
    payments: Vec<i64>,
}

/// In place of a value that a row does not have; no value is that large.
const NONE: u32 = u32::MAX;

impl Made {
    /// Nothing of a block.
    pub fn of(block: i64) -> Self {
        Self {
            block,
            positions: Vec::new(),
            columns: [const { Vec::new() }; FACETS.len()],
            amounts: Vec::new(),
            times: None,
            totals: Totals::default(),
            payments: Vec::new(),
        }
    }

    /// The next rows after `done`: at most `at_once`, and of one block.
    fn read(connection: &Connection, done: i64, at_once: usize) -> Result<Self, LedgerTrouble> {
        let mut made = Self::of(place(done + 1).0);
        let span = (done + 1, seq(place(done + 1).0, BLOCK - 1));
        if made.read_span(connection, span, at_once)? == 0 {
            // The rest of that block has other facts only.
            let mut next = None;
            rows::each(connection, (span.1, i64::MAX), 1, |row| {
                next = Some(place(row.seq).0);
                Ok(())
            })?;
            made.block = next.unwrap_or(made.block);
            let span = (seq(made.block, 0), seq(made.block, BLOCK - 1));
            made.read_span(connection, span, at_once)?;
        }
        Ok(made)
    }

    /// Adds the rows of a span, at most `at_once`. Says how many there were.
    fn read_span(
        &mut self,
        connection: &Connection,
        span: (i64, i64),
        at_once: usize,
    ) -> Result<usize, LedgerTrouble> {
        let operators = journal::operators_of(connection, span.0 - 1, span.1, at_once)?;
        let imported = imported_within(connection, span.0 - 1, span.1, usize::MAX)?;
        rows::each(connection, span, at_once, |row| {
            let operator = operators.get(&row.seq).copied();
            self.add(row, Beside { operator, is_imported: imported.contains(&row.seq) });
            Ok(())
        })
    }

    /// Adds the next row, and what is beside it.
    pub fn add(&mut self, row: &TransactionRow, beside: Beside) {
        let (_, position) = place(row.seq);
        self.positions.push(u16::try_from(position).unwrap_or(u16::MAX));
        for (column, (_, _, source)) in self.columns.iter_mut().zip(&FACETS) {
            match source {
                Source::Row(value) => column.push(value(row).unwrap_or(NONE)),
                Source::Beside(value) => column.push(value(beside).unwrap_or(NONE)),
                Source::Cancels => {}
            }
        }
        let chunk = chunk_of(row.seq);
        if self.amounts.last().is_none_or(|(last, _)| *last != chunk) {
            self.amounts.push((chunk, Packed::default()));
        }
        if let Some((_, packed)) = self.amounts.last_mut() {
            packed.push(position % CHUNK, row.is_cancel(), row.amount.get(), row.vat.get());
        }
        if let Some(at) = row.created_at {
            let (first, last) = self.times.unwrap_or((at, at));
            self.times = Some((first.min(at), last.max(at)));
        }
        self.totals.add(row.is_cancel(), row.amount.get(), row.vat.get());
        self.payments.extend(row.payment);
    }

    /// One more than the position of the last row; 0 when there is none.
    pub fn until(&self) -> usize {
        self.positions.last().map_or(0, |last| usize::from(*last) + 1)
    }

    /// The last row.
    fn last(&self) -> i64 {
        seq(self.block, self.until()) - 1
    }

    /// Takes the rows of each value, as far as rows say them: in the order of their keys.
    pub fn each_set(
        &self,
        mut take: impl FnMut(i64, &[u16]) -> Result<(), LedgerTrouble>,
    ) -> Result<(), LedgerTrouble> {
        let (mut sorted, mut positions): (Vec<u64>, Vec<u16>) = (Vec::new(), Vec::new());
        for (column, (facet, _, _)) in self.columns.iter().zip(&FACETS) {
            sorted.clear();
            let rows = column.iter().zip(&self.positions).filter(|(value, _)| **value != NONE);
            sorted.extend(rows.map(|(value, position)| u64::from(*value) << 16 | u64::from(*position)));
            sorted.sort_unstable();
            for same in sorted.chunk_by(|a, b| a >> 16 == b >> 16) {
                let value = same.first().map_or(0, |first| u32::try_from(first >> 16).unwrap_or(NONE));
                positions.clear();
                positions.extend(same.iter().map(|row| u16::try_from(row & 0xFFFF).unwrap_or(0)));
                take(key(self.block, *facet, value), &positions)?;
            }
        }
        Ok(())
    }

    /// Writes what the rows say, which are the next after `done`.
    fn write(&self, connection: &Connection, done: i64) -> Result<(), LedgerTrouble> {
        let is_begun = place(done).0 == self.block && done > 0;
        let mut put = connection.prepare_cached(PUT)?;
        let spare = Spare::default();
        self.each_set(|key, positions| {
            let old = if is_begun { get(connection, key)? } else { None };
            let rows = match old {
                None => write(positions),
                Some(old) => {
                    let mut set = spare.take();
                    set.add_written(&old).ok_or_else(|| damaged(Table::Facets, key))?;
                    for position in positions {
                        set.add(usize::from(*position));
                    }
                    let rows = set.write();
                    spare.put(set);
                    rows
                }
            };
            put.execute((key, rows))?;
            Ok(())
        })?;
        self.write_amounts(connection, is_begun)?;
        let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = self.totals;
        let (first_at, last_at) = self.times.unzip();
        connection.prepare_cached(PUT_BLOCK)?.execute(rusqlite::params![
            self.block,
            self.until(),
            first_at,
            last_at,
            payments,
            paid,
            paid_vat,
            cancels,
            cancelled,
            cancelled_vat,
        ])?;
        put_states(connection, self.payments.clone(), self.last())
    }

    fn write_amounts(&self, connection: &Connection, is_begun: bool) -> Result<(), LedgerTrouble> {
        let mut put = connection.prepare_cached(PUT_AMOUNTS)?;
        for (index, (chunk, packed)) in self.amounts.iter().enumerate() {
            let old: Option<Vec<u8>> = if is_begun && index == 0 {
                connection.prepare_cached(AMOUNTS_OF)?.query_one([chunk], |row| row.get(0)).optional()?
            } else {
                None
            };
            match old {
                None => put.execute((chunk, packed.write()))?,
                Some(old) => {
                    let mut all = Packed::read(&old).ok_or_else(|| damaged(Table::Amounts, *chunk))?;
                    all.append(packed);
                    put.execute((chunk, all.write()))?
                }
            };
        }
        Ok(())
    }
}

/// Writes the states of these payments, by all cancels up to the row `last`.
fn put_states(connection: &Connection, mut payments: Vec<i64>, last: i64) -> Result<(), LedgerTrouble> {
    payments.sort_unstable();
    payments.dedup();
    let mut cancelled = connection.prepare_cached(CANCELLED)?;
    for of_block in payments.chunk_by(|a, b| place(*a).0 == place(*b).0) {
        let Some(block) = of_block.first().map(|seq| place(*seq).0) else { continue };
        let read = |value| -> Result<Set, LedgerTrouble> {
            let mut set = Set::none();
            let key = key(block, Facet::State, value);
            if let Some(old) = get(connection, key)? {
                set.add_written(&old).ok_or_else(|| damaged(Table::Facets, key))?;
            }
            Ok(set)
        };
        let (mut part, mut full) = (read(PART)?, read(FULL)?);
        for payment in of_block {
            let position = place(*payment).1;
            let (amount, taken): (u64, u64) =
                cancelled.query_one((payment, last), |row| Ok((row.get(0)?, row.get(1)?)))?;
            part.remove(position);
            full.remove(position);
            match state_of(amount, amount.saturating_sub(taken)) {
                State::Part => part.add(position),
                State::Full => full.add(position),
                State::Untouched => {}
            }
        }
        for (value, set) in [(PART, part), (FULL, full)] {
            let key = key(block, Facet::State, value);
            if set.is_empty() {
                connection.prepare_cached(DROP)?.execute([key])?;
            } else {
                connection.prepare_cached(PUT)?.execute((key, set.write()))?;
            }
        }
    }
    Ok(())
}

fn get(connection: &Connection, key: i64) -> Result<Option<Vec<u8>>, LedgerTrouble> {
    Ok(connection.prepare_cached(GET)?.query_one([key], |row| row.get(0)).optional()?)
}
