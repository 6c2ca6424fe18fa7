//! Indexing rows that were written since the last time.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::blocks::{
    AMOUNT, BLOCK, Bits, CANCEL, CARD_END, CARD_LAST, CARD_LAST_TWO, CHUNK, CLOCK, CLOCK_QUARTERS, Chunks,
    Facts, ID_END, ID_MIDDLE, ID_THREE, INSTALLMENTS, MONTHS, ODD_ID, PART, Packed, Portions, QUARTER, Rare,
    SPREAD, STATE, STEPS, TILL, WHOLE, amounts::AMOUNTS_OF, chunk_of, claimed, each_fact, ids, indexed,
    is_summed, key, newest, place, quarter, rare, seq, set::write_positions, state_of,
};
use crate::{
    ledger::{Ledger, LedgerError, error::LedgerTrouble},
    record::{State, Totals},
};

const PUT: &str =
    "INSERT INTO facets (key, rows) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET rows = excluded.rows";
const GET: &str = "SELECT rows FROM facets WHERE key = ?1";
const PUT_AMOUNTS: &str = "INSERT INTO amounts (chunk, packed) VALUES (?1, ?2) \
     ON CONFLICT (chunk) DO UPDATE SET packed = excluded.packed";
const PUT_BLOCK: &str = "INSERT INTO blocks (block, rows, first_at, last_at, payments, paid, paid_vat, cancels, \
     cancelled, cancelled_vat, id_offset) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
     ON CONFLICT (block) DO UPDATE SET rows = rows + excluded.rows, \
     id_offset = iif(id_offset = excluded.id_offset, id_offset, NULL), \
     first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at), \
     payments = payments + excluded.payments, paid = paid + excluded.paid, paid_vat = paid_vat + excluded.paid_vat, \
     cancels = cancels + excluded.cancels, cancelled = cancelled + excluded.cancelled, \
     cancelled_vat = cancelled_vat + excluded.cancelled_vat";
const PUT_SUM: &str = "INSERT INTO sums (key, payments, paid, paid_vat, cancels, cancelled, cancelled_vat) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (key) DO UPDATE SET \
     payments = payments + excluded.payments, paid = paid + excluded.paid, paid_vat = paid_vat + excluded.paid_vat, \
     cancels = cancels + excluded.cancels, cancelled = cancelled + excluded.cancelled, \
     cancelled_vat = cancelled_vat + excluded.cancelled_vat";
const DROP_SUM: &str = "DELETE FROM sums WHERE key = ?1";
const BALANCE: &str = "SELECT t.amount, b.amount FROM transactions t \
     LEFT JOIN balances b ON b.payment = t.seq WHERE t.seq = ?1";

impl Ledger {
    /// Indexes rows for searching when there are enough that are not; part of one block at a time, in a transaction of
    /// its own. Says whether there is more to do at once.
    ///
    /// # Errors
    /// When the ledger cannot be read or written. Nothing is lost then: searches look at the rows themselves.
    pub fn index_some(&mut self) -> Result<bool, LedgerError> {
        index_some(&mut self.connection, self.portions).map_err(|trouble| trouble.at(&self.path))
    }

    /// How many transactions the index covers.
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

    /// Drops what is kept of the newest block, in a transaction of its own, and says whether there is more to drop. The
    /// index can be made again from the transactions; searches look at the rows themselves meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn drop_index_some(&mut self) -> Result<bool, LedgerError> {
        drop_some(&mut self.connection, self.portions).map_err(|trouble| trouble.at(&self.path))
    }
}

fn drop_some(connection: &mut Connection, portions: Portions) -> Result<bool, LedgerTrouble> {
    const LAST_BLOCK: &str = "SELECT max(block) FROM blocks WHERE block > 0";
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let newest: Option<i64> = transaction.query_one(LAST_BLOCK, [], |row| row.get(0))?;
    if let Some(block) = newest {
        transaction.execute("DELETE FROM blocks WHERE block = ?1", [block])?;
        transaction.execute("DELETE FROM facets WHERE key >= ?1", [key(block, 0, 0)])?;
        transaction.execute("DELETE FROM sums WHERE key >= ?1", [key(block, 0, 0)])?;
        transaction.execute("DELETE FROM amounts WHERE chunk >= ?1", [chunk_of(seq(block, 0))])?;
    } else {
        transaction
            .execute_batch("DELETE FROM blocks; DELETE FROM facets; DELETE FROM sums; DELETE FROM amounts")?;
    }
    // Without blocks nobody asks for what is rare.
    let more = newest.is_some() || rare::drop_some(&transaction, portions.rare)?;
    transaction.commit()?;
    Ok(more)
}

fn index_some(connection: &mut Connection, portions: Portions) -> Result<bool, LedgerTrouble> {
    let pending = |connection: &Connection| -> Result<(i64, i64), LedgerTrouble> {
        let last = newest(connection)?;
        Ok((indexed(connection)?, last))
    };
    let (done, last) = pending(connection)?;
    if last - done < portions.enough {
        return Ok(false);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another till may have been first.
    let (done, last) = pending(&transaction)?;
    if last - done < portions.enough {
        return Ok(false);
    }
    // What an index that was dropped in part has left behind would be taken for the new one's.
    if done == 0 && rare::drop_some(&transaction, portions.rare)? {
        transaction.commit()?;
        return Ok(true);
    }
    let (block, from) = place(done + 1);
    let end = last.min(done + portions.at_once).min(seq(block, BLOCK - 1));
    index(&transaction, block, from, end, portions)?;
    transaction.commit()?;
    Ok(last - end >= portions.enough)
}

/// Indexes the rows of `block` from position `from` to row `end`.
fn index(
    connection: &Connection,
    block: i64,
    from: usize,
    end: i64,
    portions: Portions,
) -> Result<(), LedgerTrouble> {
    let (mut batch, mut rare) = (Batch::default(), Rare::default());
    each_fact(connection, seq(block, from), end, |facts| {
        batch.add(&facts);
        rare.add(&facts);
    })?;
    batch.write(connection, block, from)?;
    rare.write(connection, portions.rare, || false)?;
    put_states(connection, &mut batch.payments)
}

/// Rows that are being indexed.
pub struct Batch {
    /// Facet and value as in a key, and behind them, in two bytes, the position.
    values: Vec<u64>,
    /// Cancel, amount, VAT.
    amounts: Vec<(bool, u64, u64)>,
    /// Payments of the cancels among them.
    payments: Vec<i64>,
    /// The earliest time, and the latest.
    first_at: i64,
    last_at: i64,
    totals: Totals,
    /// The [`ids::offset`] of all of them.
    id_offset: Option<i64>,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            amounts: Vec::new(),
            payments: Vec::new(),
            first_at: i64::MAX,
            last_at: i64::MIN,
            totals: Totals::default(),
            id_offset: None,
        }
    }
}

impl Batch {
    /// Adds the next row, all but how its payment stands.
    pub fn add(&mut self, facts: &Facts) {
        let (_, position) = place(facts.seq);
        let position = u64::try_from(position).unwrap_or(0);
        values(facts, |facet, value| {
            self.values.push((u64::from(facet) << 32 | u64::from(value)) << 16 | position);
        });
        let offset = ids::offset(facts);
        self.id_offset =
            if self.rows() == 0 { offset } else { self.id_offset.filter(|all| Some(*all) == offset) };
        self.first_at = self.first_at.min(facts.created_at);
        self.last_at = self.last_at.max(facts.created_at);
        self.amounts.push((facts.cancel, facts.amount, facts.vat));
        self.totals.add(facts.cancel, facts.amount, facts.vat);
        self.payments.extend(facts.payment);
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.amounts.len()
    }

    /// Writes what the rows, which are those of `block` from position `from` on, have besides how payments stand.
    pub fn write(&mut self, connection: &Connection, block: i64, from: usize) -> Result<(), LedgerTrouble> {
        self.values.sort_unstable();
        let mut put = connection.prepare_cached(PUT)?;
        for same in self.values.chunk_by(|a, b| a >> 16 == b >> 16) {
            let Some(first) = same.first() else { continue };
            let key = key(block, 0, 0) | i64::try_from(first >> 16).unwrap_or(0);
            let positions: Vec<u16> =
                same.iter().map(|value| u16::try_from(value & 0xFFFF).unwrap_or(0)).collect();
            let old: Option<Vec<u8>> = if from == 0 { None } else { get(connection, key)? };
            let rows = match old {
                None => write_positions(&positions),
                Some(old) => {
                    let mut bits = Bits::none();
                    bits.add_written(&old).ok_or_else(|| damaged(block))?;
                    for position in &positions {
                        bits.add((*position).into());
                    }
                    bits.write()
                }
            };
            put.execute((key, rows))?;
            let facet = u8::try_from(first >> 48).unwrap_or(0);
            if is_summed(facet) {
                let amounts = positions.iter().filter_map(|at| self.amounts.get(usize::from(*at) - from));
                put_sum(connection, key, &Totals::of(amounts))?;
            }
        }
        put_amounts(connection, block, from, &self.amounts)?;
        let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = self.totals;
        connection.prepare_cached(PUT_BLOCK)?.execute(rusqlite::params![
            block,
            self.amounts.len(),
            self.first_at,
            self.last_at,
            payments,
            paid,
            paid_vat,
            cancels,
            cancelled,
            cancelled_vat,
            self.id_offset,
        ])?;
        Ok(())
    }
}

/// What a row is found by: each facet with its value. What was cancelled of it is not among them.
pub(super) fn values(facts: &Facts, mut put: impl FnMut(u8, u32)) {
    if facts.cancel {
        put(CANCEL, 0);
    } else {
        put(INSTALLMENTS, facts.installments.into());
        if MONTHS.contains(&facts.installments) {
            put(SPREAD, 0);
        }
    }
    put(TILL, facts.till.into());
    put(CARD_END, facts.card_tail);
    put(CARD_LAST_TWO, facts.card_tail % 100);
    put(CARD_LAST, facts.card_tail % 10);
    put(QUARTER, quarter(facts.created_at));
    put(CLOCK, quarter(facts.created_at) % CLOCK_QUARTERS);
    for (facet, step) in (AMOUNT..).zip(STEPS) {
        put(facet, u32::try_from(facts.amount / step).unwrap_or(u32::MAX));
    }
    match ids::parts(&facts.id) {
        Some([middle, end, three]) => {
            put(ID_THREE, three);
            put(ID_MIDDLE, middle);
            put(ID_END, end);
        }
        None => put(ODD_ID, 0),
    }
}

fn put_sum(connection: &Connection, key: i64, sum: &Totals) -> Result<(), LedgerTrouble> {
    let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = sum;
    let mut put = connection.prepare_cached(PUT_SUM)?;
    put.execute((key, payments, paid, paid_vat, cancels, cancelled, cancelled_vat))?;
    Ok(())
}

fn put_amounts(
    connection: &Connection,
    block: i64,
    from: usize,
    rows: &[(bool, u64, u64)],
) -> Result<(), LedgerTrouble> {
    let mut rows = rows;
    let mut from = from;
    while !rows.is_empty() {
        let chunk = chunk_of(seq(block, from));
        let (now, later) = rows.split_at(rows.len().min(CHUNK - from % CHUNK));
        let mut packed = Packed::default();
        if !from.is_multiple_of(CHUNK) {
            let old: Option<Vec<u8>> =
                connection.prepare_cached(AMOUNTS_OF)?.query_one([chunk], |row| row.get(0)).optional()?;
            packed = old.and_then(|old| Packed::read(&old)).ok_or_else(|| damaged(block))?;
        }
        for (cancel, amount, vat) in now {
            packed.push(*cancel, *amount, *vat);
        }
        connection.prepare_cached(PUT_AMOUNTS)?.execute((chunk, packed.write()))?;
        from += now.len();
        rows = later;
    }
    Ok(())
}

/// Notes how much of each payment was cancelled.
fn put_states(connection: &Connection, payments: &mut Vec<i64>) -> Result<(), LedgerTrouble> {
    payments.sort_unstable();
    payments.dedup();
    for of_block in payments.chunk_by(|a, b| place(*a).0 == place(*b).0) {
        let Some(block) = of_block.first().map(|seq| place(*seq).0) else { continue };
        let read = |value| -> Result<Bits, LedgerTrouble> {
            let mut bits = Bits::none();
            if let Some(old) = get(connection, key(block, STATE, value))? {
                bits.add_written(&old).ok_or_else(|| damaged(block))?;
            }
            Ok(bits)
        };
        let (mut part, mut whole) = (read(PART)?, read(WHOLE)?);
        for payment in of_block {
            let position = place(*payment).1;
            let mut balance = connection.prepare_cached(BALANCE)?;
            let (amount, left): (u64, Option<u64>) =
                balance.query_one([payment], |row| Ok((row.get(0)?, row.get(1)?)))?;
            part.remove(position);
            whole.remove(position);
            match state_of(amount, left.unwrap_or(amount)) {
                State::Part => part.add(position),
                State::Whole => whole.add(position),
                State::Untouched => {}
            }
        }
        put_states_of(connection, block, &part, &whole)?;
    }
    Ok(())
}

/// Notes which payments of a block were cancelled in part, and which wholly, and what they add up to.
pub fn put_states_of(
    connection: &Connection,
    block: i64,
    part: &Bits,
    whole: &Bits,
) -> Result<(), LedgerTrouble> {
    let mut put = connection.prepare_cached(PUT)?;
    let mut drop_sum = connection.prepare_cached(DROP_SUM)?;
    let mut chunks = Chunks::of(connection, block, 2);
    for (value, payments) in [(PART, part), (WHOLE, whole)] {
        let key = key(block, STATE, value);
        put.execute((key, payments.write()))?;
        drop_sum.execute([key])?;
        put_sum(connection, key, &chunks.sum(payments)?)?;
    }
    Ok(())
}

fn get(connection: &Connection, key: i64) -> Result<Option<Vec<u8>>, LedgerTrouble> {
    Ok(connection.prepare_cached(GET)?.query_one([key], |row| row.get(0)).optional()?)
}

fn damaged(block: i64) -> LedgerTrouble {
    LedgerTrouble::CorruptRow { seq: seq(block, 0), what: "index" }
}
