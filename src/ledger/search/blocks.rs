//! Blocks: 65,536 numbers of the journal each. Which of them the index has, and what is known of each as a whole.
//!
//! A transaction has the number of its fact in the journal, and other facts lie between. So a block has gaps, and there may be
//! numbers of blocks without any transaction: such a block is not kept.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::set::CAPACITY;
use crate::{
    ledger::{error::LedgerTrouble, rows::corrupt},
    payment::Won,
    record::{Column, Spot, Table, Totals, utc_of},
};

/// A block has 2 to the power of this many numbers: as many as two bytes can tell apart.
const BLOCK_BITS: u32 = 16;
/// Numbers of a block.
pub const BLOCK: usize = 1 << BLOCK_BITS;
const _: () = assert!(BLOCK == CAPACITY);
/// More than any ledger has facts. A larger number is damage, and its block would have no keys.
const MOST: i64 = 1 << 38;

/// How much is done at a time. What comes of it is the same with any sizes; with small ones few rows meet every boundary,
/// which is what tests want.
#[derive(Debug, Clone, Copy)]
pub struct Portions {
    /// Fewer facts than these are not worth a write: looking at them one by one takes a millisecond.
    pub enough: i64,
    /// The most rows that are indexed at a time. While they are written, others wait.
    pub at_once: usize,
    /// As many entries of an index are dropped at a time.
    pub dropped: usize,
    /// More rows with the same long beginning of an id are looked up block by block.
    pub few: usize,
    /// As many words of memos are looked up at once; of a beginning of more words the memos of a block are read.
    pub memos: usize,
}

impl Portions {
    /// Those of a shop.
    pub const OF_A_SHOP: Self =
        Self { enough: 1_024, at_once: BLOCK, dropped: 65_536, few: 256, memos: 4_096 };
    /// Small ones.
    #[cfg(test)]
    pub const SMALL: Self = Self { enough: 16, at_once: 30, dropped: 500, few: 4, memos: 3 };
}

/// Where a row is: its block and its position there.
pub fn place(seq: i64) -> (i64, usize) {
    let row = seq.saturating_sub(1);
    (row >> BLOCK_BITS, usize::try_from(row & ((1 << BLOCK_BITS) - 1)).unwrap_or(0))
}

/// The row at a position of a block.
pub fn seq(block: i64, position: usize) -> i64 {
    // A damaged number may be of a block that is beyond all others.
    let first = block.saturating_mul(1 << BLOCK_BITS);
    first.saturating_add(i64::try_from(position).unwrap_or(0)).saturating_add(1)
}

/// What is known of a block as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub number: i64,
    /// One more than the position of its last row that is indexed.
    pub until: usize,
    /// The earliest and the latest time of its rows; `None` when none has a known time.
    pub times: Option<(i64, i64)>,
    /// What its rows add up to.
    pub totals: Totals,
}

impl Block {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (first, last): (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
        Ok(Self {
            number: row.get(0)?,
            until: row.get(1)?,
            times: first.zip(last),
            totals: Totals {
                payments: row.get(4)?,
                paid: row.get(5)?,
                paid_vat: row.get(6)?,
                cancels: row.get(7)?,
                cancelled: row.get(8)?,
                cancelled_vat: row.get(9)?,
            },
        })
    }

    /// Whether rows of one block can be all that.
    fn can_be(&self) -> bool {
        let Totals { payments, paid, paid_vat, cancels, cancelled, cancelled_vat } = self.totals;
        let most = BLOCK as u64;
        (1..=BLOCK).contains(&self.until)
            && self.times.is_none_or(|(first, last)| utc_of(first).is_some() && utc_of(last).is_some())
            && [payments, cancels].iter().all(|rows| *rows <= most)
            && [paid, paid_vat, cancelled, cancelled_vat].iter().all(|won| *won <= most * Won::MAX.get())
    }
}

/// All blocks that have rows, oldest first.
#[derive(Debug, Default)]
pub struct Blocks {
    pub all: Vec<Block>,
    /// The last row that is indexed; 0 when none is.
    pub indexed: i64,
}

pub const BLOCKS: &str = "SELECT block, until, first_at, last_at, payments, paid, paid_vat, cancels, cancelled, \
     cancelled_vat FROM blocks ORDER BY block";
pub const INDEXED: &str = "SELECT block, until FROM blocks ORDER BY block DESC LIMIT 1";
/// The newest row; 0 when there is none.
pub const NEWEST: &str = "SELECT coalesce(max(seq), 0) FROM transactions";

impl Blocks {
    /// Reads what is known of all blocks.
    pub fn read(connection: &Connection) -> Result<Self, LedgerTrouble> {
        let mut statement = connection.prepare_cached(BLOCKS)?;
        let blocks = statement.query_map([], Block::read)?.collect::<Result<Vec<Block>, _>>()?;
        let indexed = indexed(connection)?;
        if !blocks.iter().all(Block::can_be) || blocks.first().is_some_and(|first| first.number < 0) {
            return Err(damaged(Table::Blocks, place(indexed).0));
        }
        Ok(Self { all: blocks, indexed })
    }

    /// A block, if rows of it are indexed.
    pub fn get(&self, number: i64) -> Option<&Block> {
        self.all
            .binary_search_by_key(&number, |block| block.number)
            .ok()
            .and_then(|index| self.all.get(index))
    }
}

/// The number of the newest transaction; 0 when there is none.
pub fn newest(connection: &Connection) -> Result<i64, LedgerTrouble> {
    let newest: i64 = connection.prepare_cached(NEWEST)?.query_one([], |row| row.get(0))?;
    if (0..=MOST).contains(&newest) {
        Ok(newest)
    } else {
        Err(corrupt(Table::Transactions, newest, Column::Seq))
    }
}

/// The last row that is indexed; 0 when none is. An index that claims rows that there are not is a damaged one.
pub fn indexed(connection: &Connection) -> Result<i64, LedgerTrouble> {
    let claimed = claimed(connection)?;
    if claimed == 0 {
        return Ok(0);
    }
    let newest = newest(connection)?;
    if (1..=newest).contains(&claimed) { Ok(claimed) } else { Err(damaged(Table::Blocks, place(claimed).0)) }
}

/// The last row that the index claims to cover, whether there is such a row or not; -1 for a claim that cannot be.
pub fn claimed(connection: &Connection) -> Result<i64, LedgerTrouble> {
    let mut statement = connection.prepare_cached(INDEXED)?;
    let last =
        statement.query_one([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).optional()?;
    let Some((block, until)) = last else { return Ok(0) };
    let is_block = (0..MOST >> BLOCK_BITS).contains(&block) && (1..=1 << BLOCK_BITS).contains(&until);
    Ok(if is_block { (block << BLOCK_BITS) + until } else { -1 })
}

/// A row of the index that cannot be.
pub fn damaged(table: Table, row: i64) -> LedgerTrouble {
    LedgerTrouble::Corrupt(Spot::row(table, row))
}
