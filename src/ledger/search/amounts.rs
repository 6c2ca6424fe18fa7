//! The amounts and VATs of 704 positions of a block, packed: what is summed up.
//!
//! Two bytes a position: a bit for cancels, one for what is exempt from VAT, and the amount in tens of won. That tells nearly
//! all of them: VAT is the automatic one or none, and few buy for more than 163,820 won, or for single won. The others follow
//! behind. So a chunk is one page of the file, and what is scattered over millions of rows is summed up by reading few pages.
//! A position without a row has an entry as well, which no set names; a chunk without rows is not kept.

use rusqlite::Connection;

use super::{
    blocks::{BLOCK, damaged, place, seq},
    set::{Set, each_one},
};
use crate::{
    ledger::{error::LedgerTrouble, rows::next_of},
    payment::Won,
    record::{Table, Totals},
};

/// Positions of a chunk.
pub const CHUNK: usize = 704;
/// Chunks of a block; the last one is shorter.
const CHUNKS: usize = BLOCK.div_ceil(CHUNK);
const CANCEL: u16 = 1 << 15;
const EXEMPT: u16 = 1 << 14;
const TENS: u16 = EXEMPT - 1;
/// In place of an amount that follows behind.
const BEHIND: u16 = TENS;
/// What amounts are counted in.
const UNIT: u64 = 10;

/// Some chunks in their order.
pub const AMOUNTS: &str = "SELECT chunk, packed FROM amounts WHERE chunk BETWEEN ?1 AND ?2";
/// A chunk.
pub const AMOUNTS_OF: &str = "SELECT packed FROM amounts WHERE chunk = ?1";

/// The chunk that a row is in.
pub fn chunk_of(seq: i64) -> i64 {
    let (block, position) = place(seq);
    let number = |number| i64::try_from(number).unwrap_or(0);
    block * number(CHUNKS) + number(position / CHUNK)
}

/// A chunk, from its first position to that of its last row.
#[derive(Debug, Default)]
pub struct Packed {
    rows: Vec<[u8; 2]>,
    /// Amount and VAT of those that follow behind, in order.
    behind: Vec<[u8; 8]>,
}

impl Packed {
    /// Reads what [`Packed::write`] wrote; `None` when the bytes are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let View { rows, behind } = View::of(bytes)?;
        Some(Self { rows: rows.to_vec(), behind: behind.to_vec() })
    }

    /// The chunk as bytes.
    pub fn write(&self) -> Vec<u8> {
        let count = u16::try_from(self.rows.len()).unwrap_or(u16::MAX).to_le_bytes();
        [count.as_slice(), self.rows.as_flattened(), self.behind.as_flattened()].concat()
    }

    /// Adds the rows of `later`, which come after all that it has.
    pub fn append(&mut self, later: &Self) {
        let gap = later.rows.get(self.rows.len()..).unwrap_or_default();
        self.rows.extend_from_slice(gap);
        self.behind.extend_from_slice(&later.behind);
    }

    /// Adds the row at this position of the chunk, which comes after all that it has.
    pub fn push(&mut self, position: usize, cancel: bool, amount: u64, vat: u64) {
        self.rows.resize(position.max(self.rows.len()), [0; 2]);
        let tens =
            u16::try_from(amount / UNIT).ok().filter(|tens| *tens < BEHIND && amount.is_multiple_of(UNIT));
        let automatic = Won::new(amount).map(Won::included_vat).filter(|automatic| automatic.get() == vat);
        let of_vat = match automatic {
            Some(_) => Some(0),
            None => (vat == 0).then_some(EXEMPT),
        };
        let behind = || {
            let number = |value: u64| u64::from(u32::try_from(value).unwrap_or(u32::MAX));
            self.behind.push((number(vat) << 32 | number(amount)).to_le_bytes());
            BEHIND
        };
        let code = tens.zip(of_vat).map_or_else(behind, |(tens, of_vat)| tens | of_vat);
        self.rows.push((code | if cancel { CANCEL } else { 0 }).to_le_bytes());
    }
}

/// A chunk as it is written: most of its rows are never looked at.
struct View<'a> {
    rows: &'a [[u8; 2]],
    behind: &'a [[u8; 8]],
}

impl<'a> View<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk()?;
        let count = usize::from(u16::from_le_bytes(*count));
        let (rows, behind) = rest.split_at_checked(2 * count)?;
        let ((rows, _), (behind, odd)) = (rows.as_chunks(), behind.as_chunks());
        (count <= CHUNK && odd.is_empty()).then_some(Self { rows, behind })
    }

    /// Sums up the rows that `words` have, 64 a word; `None` when something of them is missing.
    fn sum(&self, words: &[u64], totals: &mut Totals) -> Option<()> {
        let (mut counted, mut behind) = (0, 0);
        for row in each_one(words) {
            let packed = u16::from_le_bytes(*self.rows.get(row)?);
            let (amount, vat) = if packed & TENS == BEHIND {
                let before = self.rows.get(counted..row)?.iter();
                behind += before.filter(|row| u16::from_le_bytes(**row) & TENS == BEHIND).count();
                counted = row;
                let both = u64::from_le_bytes(*self.behind.get(behind)?);
                (both & u64::from(u32::MAX), both >> 32)
            } else {
                let amount = u64::from(packed & TENS) * UNIT;
                (amount, if packed & EXEMPT == 0 { (2 * amount + 11) / 22 } else { 0 })
            };
            totals.add(packed & CANCEL != 0, amount, vat);
        }
        Some(())
    }
}

/// The amounts of a block.
pub struct Chunks<'a> {
    connection: &'a Connection,
    block: i64,
    /// What was read, where it is needed again.
    kept: Option<[Vec<u8>; CHUNKS]>,
}

impl<'a> Chunks<'a> {
    /// Those of a block; what is read is kept when more than one sum is `wanted`.
    pub fn of(connection: &'a Connection, block: i64, wanted: usize) -> Self {
        Self { connection, block, kept: (wanted > 1).then_some([const { Vec::new() }; CHUNKS]) }
    }

    /// What rows of the block add up to.
    pub fn sum(&mut self, set: &Set) -> Result<Totals, LedgerTrouble> {
        let words = |index: usize| set.words(index * CHUNK, (index * CHUNK + CHUNK).min(BLOCK));
        let mut totals = Totals::default();
        let mut missing = Vec::new();
        for index in (0..CHUNKS).filter(|index| words(*index).iter().any(|word| *word != 0)) {
            match self.kept.as_ref().and_then(|kept| kept.get(index)).filter(|kept| !kept.is_empty()) {
                Some(bytes) => self.add(bytes, index, words(index), &mut totals)?,
                None => missing.push(index),
            }
        }
        // Pages that follow each other are sooner read one after another than found one by one.
        let apart = if missing.len() * 2 > CHUNKS { CHUNKS } else { 1 };
        let mut statement = self.connection.prepare_cached(AMOUNTS)?;
        for together in missing.chunks(apart) {
            let [Some(first), Some(last)] = [together.first(), together.last()] else { continue };
            let chunk = |index: usize| chunk_of(seq(self.block, index * CHUNK));
            let mut rows = statement.query((chunk(*first), chunk(*last)))?;
            for index in together {
                let row = loop {
                    let row = next_of(&mut rows, Table::Amounts, chunk(*index))?;
                    let row = row.ok_or_else(|| self.damaged(*index))?;
                    if row.get(0) == Ok(chunk(*index)) {
                        break row;
                    }
                };
                let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
                self.add(bytes, *index, words(*index), &mut totals)?;
                if let Some(kept) = self.kept.as_mut().and_then(|kept| kept.get_mut(*index)) {
                    *kept = bytes.to_vec();
                }
            }
        }
        Ok(totals)
    }

    fn add(
        &self,
        bytes: &[u8],
        index: usize,
        words: &[u64],
        totals: &mut Totals,
    ) -> Result<(), LedgerTrouble> {
        let added = View::of(bytes).and_then(|view| view.sum(words, totals));
        added.ok_or_else(|| self.damaged(index))
    }

    fn damaged(&self, index: usize) -> LedgerTrouble {
        damaged(Table::Amounts, chunk_of(seq(self.block, index * CHUNK)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_rows_and_survive_writing() {
        let rows = [
            (false, 110_000, 10_000),
            (false, 1_000_000_000, 0),
            (true, 999, 91),
            (true, 1, 0),
            (false, 163_820, 14_893),
            (false, 163_830, 14_894),
            (false, 12_000, 0),
            (true, 5_500, 500),
            (false, 100, 99),
        ];
        let mut packed = Packed::default();
        // Every third position has no row.
        for (row, (cancel, amount, vat)) in rows.into_iter().enumerate() {
            packed.push(row + row / 2, cancel, amount, vat);
        }
        let packed = Packed::read(&packed.write()).expect("chunk").write();
        let sum = |words: &[u64]| {
            let mut totals = Totals::default();
            View::of(&packed)?.sum(words, &mut totals).map(|()| totals)
        };
        let all = Totals {
            payments: 6,
            paid: 1_000_449_750,
            paid_vat: 39_886,
            cancels: 3,
            cancelled: 6_500,
            cancelled_vat: 591,
        };
        assert_eq!(sum(&[0b1_0110_1101_1011]), Some(all));
        let last = Totals { payments: 1, paid: 100, paid_vat: 99, ..Totals::default() };
        assert_eq!(sum(&[1 << 12]), Some(last));
        assert_eq!(sum(&[]), Some(Totals::default()));
        assert_eq!(sum(&[1 << 13]), None);
    }

    #[test]
    fn bytes_that_are_no_chunk_are_refused() {
        for bytes in [&[][..], &[1], &[1, 0], &[1, 0, 1], &[0, 0, 1], &[255, 255]] {
            assert!(Packed::read(bytes).is_none(), "{bytes:?}");
        }
        // What should follow behind does not.
        let view = View::of(&[1, 0, 0xff, 0x7f]).expect("chunk");
        assert_eq!(view.sum(&[1], &mut Totals::default()), None);
    }
}
