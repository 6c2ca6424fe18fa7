//! The search index: for blocks of 65,536 rows, which rows have which value.
//!
//! A query is a conjunction of anything with anything, and a B-tree for every pair of columns would cost more than the
//! ledger itself. So rows are taken together in blocks, in the order of their sequence numbers, and for every block and
//! every value that occurs in it (a till, the end of a card, an amount …) the set of its rows is kept: a bitmap index. Sets
//! of one block are joined in a microsecond or two; ten million rows are 153 blocks.
//!
//! | facet | its values |
//! |---|---|
//! | [`CANCEL`] | 0: the cancels |
//! | [`STATE`] | 1: payments cancelled in part, 2: those cancelled wholly |
//! | [`INSTALLMENTS`] | months of payments |
//! | [`SPREAD`] | 0: payments in installments, however many |
//! | [`TILL`] | tills |
//! | [`CARD_END`], [`CARD_LAST_TWO`], [`CARD_LAST`] | the last three digits of the card, the last two, the last one |
//! | [`ID_THREE`], [`ID_END`], [`ID_MIDDLE`] | the last 3 digits, the last 5, and the 3 before those, of ids of 20 digits; read from behind, so that those with the same end are neighbours |
//! | [`ODD_ID`] | 0: ids with anything but digits |
//! | [`QUARTER`] | quarters of an hour since 1970 UTC |
//! | [`CLOCK`] | quarters of an hour since midnight UTC: a time of day is a few of these on however many days |
//! | [`AMOUNT`] and the six after it | amounts divided by 1, 1,000, 10,000 … 100,000,000: a range is a few of these |
//!
//! What the rows of a value add up to is kept beside them for all but the longer ends of ids, see [`is_summed`].
//!
//! What only few rows have is in few blocks, and nobody should look into all of them to find it: see [`rare`].
//!
//! Everything here is derived from `transactions` and never part of a payment: rows that are not indexed yet are looked at
//! one by one, and indexed a thousand or more at a time when a till has nothing else to do.

use rusqlite::Connection;

pub(super) use super::{amounts, build, ids, rare, set};
#[cfg(test)]
pub(in crate::ledger) use super::{amounts::AMOUNTS, facts::FACTS};
pub(in crate::ledger) use super::{
    amounts::{CHUNK, Chunks, Packed, chunk_of},
    build::{Batch, put_states_of},
    facts::{Facts, each as each_fact, state_of},
    ids::{MINUTE_DIGITS, backwards, times_of_id},
    rare::{RARE, RARE_DIGITS, Rare, amounts as rare_amounts, card_amounts, id_ends},
    set::{Bits, each_one},
};
use crate::{
    ledger::error::LedgerTrouble,
    payment::Won,
    record::{Totals, moment},
};

pub(in crate::ledger) const CANCEL: u8 = 0;
pub(in crate::ledger) const STATE: u8 = 1;
pub(in crate::ledger) const INSTALLMENTS: u8 = 2;
pub(in crate::ledger) const TILL: u8 = 3;
pub(in crate::ledger) const CARD_END: u8 = 4;
pub(in crate::ledger) const ID_END: u8 = 5;
pub(in crate::ledger) const ID_MIDDLE: u8 = 6;
pub(in crate::ledger) const ODD_ID: u8 = 7;
pub(in crate::ledger) const QUARTER: u8 = 8;
pub(in crate::ledger) const CARD_LAST_TWO: u8 = 9;
pub(in crate::ledger) const CARD_LAST: u8 = 10;
pub(in crate::ledger) const CLOCK: u8 = 11;
pub(in crate::ledger) const SPREAD: u8 = 12;
pub(in crate::ledger) const ID_THREE: u8 = 13;
pub(in crate::ledger) const AMOUNT: u8 = 16;

/// By what amounts are divided for [`AMOUNT`] and the facets after it.
pub(in crate::ledger) const STEPS: [u64; 7] = [1, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
/// Milliseconds of a quarter of an hour.
pub(in crate::ledger) const QUARTER_MS: i64 = 900_000;
/// Quarters of an hour of a day.
pub(in crate::ledger) const CLOCK_QUARTERS: u32 = 96;
/// Months of payments that are not paid at once.
pub(in crate::ledger) const MONTHS: std::ops::RangeInclusive<u8> = 1..=12;
/// Values of [`STATE`].
pub(in crate::ledger) const PART: u32 = 1;
pub(in crate::ledger) const WHOLE: u32 = 2;

/// How much is done at a time. What comes of it is the same with any sizes; with small ones few rows meet every boundary,
/// which is what tests want.
#[derive(Debug, Clone, Copy)]
pub(in crate::ledger) struct Portions {
    /// Fewer rows than these are not worth a write: looking at them one by one takes a millisecond.
    pub enough: i64,
    /// The most rows that are indexed at a time: others wait meanwhile, and memory is held.
    pub at_once: i64,
    /// So many values of `rare` are written between two questions whether to stop, and read or dropped at a time.
    pub rare: usize,
    /// More rows than these are looked up block by block.
    pub few: usize,
    /// As `few`, for long ends of ids, and for the end of a card together with amounts: to look for these in a block takes
    /// the joining of several sets.
    pub few_together: usize,
}

impl Portions {
    /// Those of a shop.
    pub const OF_A_SHOP: Self =
        Self { enough: 1_024, at_once: 16_384, rare: 65_536, few: 100, few_together: 256 };
    /// Small ones.
    #[cfg(test)]
    pub const SMALL: Self = Self { enough: 16, at_once: 100, rare: 100, few: 8, few_together: 16 };
}

/// A block has 2 to the power of this many rows: as many as two bytes can tell apart. Tests have many small blocks.
const BLOCK_BITS: u32 = if cfg!(test) { 8 } else { 16 };
/// Rows of a block.
pub(in crate::ledger) const BLOCK: usize = 1 << BLOCK_BITS;

/// Whether what the rows of a facet's values add up to is kept in `sums`.
pub(in crate::ledger) const fn is_summed(facet: u8) -> bool {
    !matches!(facet, ID_END | ID_MIDDLE | ODD_ID)
}

/// The key of a value's rows in `facets`, and of what they add up to in `sums`.
pub(in crate::ledger) fn key(block: i64, facet: u8, value: u32) -> i64 {
    block << 40 | i64::from(facet) << 32 | i64::from(value)
}

/// Where a row is: its block and its position there.
pub(in crate::ledger) fn place(seq: i64) -> (i64, usize) {
    let row = seq - 1;
    (row >> BLOCK_BITS, usize::try_from(row & ((1 << BLOCK_BITS) - 1)).unwrap_or(0))
}

/// The row at a position of a block.
pub(in crate::ledger) fn seq(block: i64, position: usize) -> i64 {
    (block << BLOCK_BITS) + i64::try_from(position).unwrap_or(0) + 1
}

/// The quarter of an hour that a time lies in.
pub(in crate::ledger) fn quarter(at: i64) -> u32 {
    u32::try_from(at.div_euclid(QUARTER_MS).max(0)).unwrap_or(u32::MAX)
}

/// What is known of a block as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ledger) struct Block {
    /// Rows that are indexed.
    pub rows: usize,
    /// The earliest and the latest time of them.
    pub first_at: i64,
    pub last_at: i64,
    /// Their sums.
    pub totals: Totals,
    /// Minutes east of UTC of the times that all ids begin with, to the minute; `None` when some do not.
    pub id_offset: Option<i64>,
    /// Whether it has [`ODD_ID`]s. Few ledgers have, and then nobody looks for them in each block.
    pub has_odd_ids: bool,
}

impl Block {
    /// Whether so many rows of such times can add up to that.
    fn can_be(&self) -> bool {
        self.rows <= BLOCK
            && [self.first_at, self.last_at].iter().all(|at| moment(*at).is_some())
            && is_sum_of_block(&self.totals)
    }
}

/// Whether rows of one block can add up to that.
pub(in crate::ledger) fn is_sum_of_block(sum: &Totals) -> bool {
    let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = *sum;
    let most = BLOCK as u64;
    [payments, cancels].iter().all(|rows| *rows <= most)
        && [paid, paid_vat, cancelled, cancelled_vat].iter().all(|won| *won <= most * Won::MAX.get())
}

/// All blocks, oldest first.
#[derive(Debug, Default)]
pub(in crate::ledger) struct Blocks {
    pub all: Vec<Block>,
    /// The last row that is indexed; 0 when none is.
    pub indexed: i64,
    /// Whether any of them has [`ODD_ID`]s.
    pub have_odd_ids: bool,
    /// Whether all ids begin with the time, so that beginnings of ids are times.
    pub have_times_in_ids: bool,
}

pub(in crate::ledger) const INDEXED: &str = "SELECT block, rows FROM blocks ORDER BY block DESC LIMIT 1";
/// The newest row; 0 when there is none.
pub(in crate::ledger) const NEWEST: &str = "SELECT coalesce(max(seq), 0) FROM transactions";
/// More rows than any page has room for.
const ROWS_OF_PAGE: i64 = 2_048;
const BLOCKS: &str = "SELECT rows, first_at, last_at, payments, paid, paid_vat, cancels, cancelled, cancelled_vat, \
     id_offset, EXISTS (SELECT 1 FROM facets WHERE key = block << 40 | ?1) FROM blocks ORDER BY block";

/// The number of the newest row; 0 when there is none. Rows are numbered without gaps, so that a number beyond what the
/// file has room for is a damaged one: nobody should look for all those before it.
pub(in crate::ledger) fn newest(connection: &Connection) -> Result<i64, LedgerTrouble> {
    let newest: i64 = connection.prepare_cached(NEWEST)?.query_one([], |row| row.get(0))?;
    let pages: i64 = connection.prepare_cached("PRAGMA page_count")?.query_one([], |row| row.get(0))?;
    if (0..=pages.saturating_mul(ROWS_OF_PAGE)).contains(&newest) {
        Ok(newest)
    } else {
        Err(LedgerTrouble::CorruptRow { seq: newest, what: "seq" })
    }
}

/// The last row that is indexed; 0 when none is. An index that claims rows that there are not is a damaged one: nobody
/// should look for them.
pub(in crate::ledger) fn indexed(connection: &Connection) -> Result<i64, LedgerTrouble> {
    let claimed = claimed(connection)?;
    if claimed == 0 {
        return Ok(0);
    }
    let newest = newest(connection)?;
    if (1..=newest).contains(&claimed) {
        Ok(claimed)
    } else {
        Err(LedgerTrouble::CorruptRow { seq: newest, what: "index" })
    }
}

/// The last row that the index claims to cover, whether there is such a row or not; -1 for a claim that cannot be.
pub(in crate::ledger) fn claimed(connection: &Connection) -> Result<i64, LedgerTrouble> {
    use rusqlite::OptionalExtension as _;
    let mut statement = connection.prepare_cached(INDEXED)?;
    let last =
        statement.query_one([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).optional()?;
    let Some((block, rows)) = last else { return Ok(0) };
    let is_block =
        (0..=i64::MAX >> (BLOCK_BITS + 1)).contains(&block) && (1..=1 << BLOCK_BITS).contains(&rows);
    Ok(if is_block { (block << BLOCK_BITS) + rows } else { -1 })
}

/// The sums in six columns from this one on.
pub(in crate::ledger) fn read_sum(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Totals> {
    Ok(Totals {
        payments: row.get(first)?,
        paid: row.get(first + 1)?,
        paid_vat: row.get(first + 2)?,
        cancels: row.get(first + 3)?,
        cancelled: row.get(first + 4)?,
        cancelled_vat: row.get(first + 5)?,
    })
}

impl Blocks {
    pub fn read(connection: &Connection) -> Result<Self, LedgerTrouble> {
        let mut statement = connection.prepare_cached(BLOCKS)?;
        let rows = statement.query_map([key(0, ODD_ID, 0)], |row| {
            Ok(Block {
                rows: row.get(0)?,
                first_at: row.get(1)?,
                last_at: row.get(2)?,
                totals: read_sum(row, 3)?,
                id_offset: row.get(9)?,
                has_odd_ids: row.get(10)?,
            })
        })?;
        let blocks = rows.collect::<Result<Vec<Block>, _>>()?;
        let indexed = indexed(connection)?;
        let expected = if indexed == 0 { 0 } else { place(indexed).0 + 1 };
        if i64::try_from(blocks.len()) != Ok(expected) || !blocks.iter().all(Block::can_be) {
            return Err(LedgerTrouble::CorruptRow { seq: indexed, what: "index" });
        }
        let have_odd_ids = blocks.iter().any(|block| block.has_odd_ids);
        let have_times_in_ids = blocks.iter().all(|block| block.id_offset.is_some());
        Ok(Self { all: blocks, indexed, have_odd_ids, have_times_in_ids })
    }

    pub fn get(&self, block: i64) -> Option<&Block> {
        usize::try_from(block).ok().and_then(|block| self.all.get(block))
    }
}
