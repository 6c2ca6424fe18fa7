//! The amounts and VATs of 4,096 rows, packed: what is summed up.
//!
//! Four bytes a row: the amount, a bit for cancels, and a bit for a VAT that is the automatic one, as it nearly always is.
//! The others follow behind.

use std::ops::RangeInclusive;

use rusqlite::{Connection, OptionalExtension as _};

use super::{BLOCK, Bits, each_one, seq};
use crate::{
    ledger::{Totals, error::LedgerTrouble, row::won},
    payment::Won,
};

/// A chunk has 2 to the power of this many rows. Tests have many small chunks.
const CHUNK_BITS: u32 = if cfg!(test) { 6 } else { 12 };
/// Rows of a chunk.
pub const CHUNK: usize = 1 << CHUNK_BITS;
const CANCEL: u32 = 1 << 31;
const AUTOMATIC: u32 = 1 << 30;
const AMOUNT: u32 = AUTOMATIC - 1;

pub const AMOUNTS: &str = "SELECT packed FROM amounts WHERE chunk = ?1";
pub const AMOUNT_ROWS: &str =
    "SELECT seq, kind, amount, vat, created_at FROM transactions WHERE seq BETWEEN ?1 AND ?2";
/// As many rows are sooner read one by one than the chunk that they are in.
const FEW: u32 = 3;

/// The chunk that a row is in.
pub fn chunk_of(seq: i64) -> i64 {
    (seq - 1) >> CHUNK_BITS
}

/// The rows of a chunk, from its first.
#[derive(Debug, Default)]
pub struct Packed {
    /// As they are written: most of them are never looked at.
    rows: Vec<[u8; 4]>,
    /// Row and VAT, in order, where the VAT is not the automatic one.
    vats: Vec<(u32, u32)>,
}

impl Packed {
    /// Reads what [`Packed::write`] wrote; `None` when the bytes are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks();
        let (count, numbers) = numbers.split_first()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok().filter(|count| *count <= CHUNK)?;
        let (rows, vats) = numbers.split_at_checked(count)?;
        let (vats, odd) = vats.as_chunks();
        let vats = vats.iter().map(|[row, vat]| (u32::from_le_bytes(*row), u32::from_le_bytes(*vat)));
        (rest.is_empty() && odd.is_empty()).then(|| Self { rows: rows.to_vec(), vats: vats.collect() })
    }

    /// The chunk as bytes.
    pub fn write(&self) -> Vec<u8> {
        let count = u32::try_from(self.rows.len()).unwrap_or(u32::MAX).to_le_bytes();
        let vats = self.vats.iter().flat_map(|(row, vat)| [row.to_le_bytes(), vat.to_le_bytes()]);
        std::iter::once(count).chain(self.rows.iter().copied()).chain(vats).flatten().collect()
    }

    /// Adds the next row.
    pub fn push(&mut self, cancel: bool, amount: u64, vat: u64) {
        let automatic = Won::new(amount).is_some_and(|amount| amount.included_vat().get() == vat);
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        if !automatic {
            self.vats.push((number(self.rows.len() as u64), number(vat)));
        }
        let flags = if cancel { CANCEL } else { 0 } | if automatic { AUTOMATIC } else { 0 };
        self.rows.push((number(amount) & AMOUNT | flags).to_le_bytes());
    }

    /// Sums up the rows that `words` have, 64 a word.
    pub fn sum(&self, words: &[u64], totals: &mut Totals) {
        let mut vats = self.vats.iter();
        for (index, word) in words.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let row = index * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                let Some(packed) = self.rows.get(row).map(|row| u32::from_le_bytes(*row)) else { return };
                let amount = u64::from(packed & AMOUNT);
                let vat = if packed & AUTOMATIC == 0 {
                    vats.find(|(at, _)| *at as usize == row).map_or(0, |(_, vat)| u64::from(*vat))
                } else {
                    (2 * amount + 11) / 22
                };
                totals.add(packed & CANCEL != 0, amount, vat);
            }
        }
    }
}

/// The amounts of a block, read when they are needed.
pub struct Chunks<'a> {
    connection: &'a Connection,
    block: i64,
    read: [Option<Packed>; BLOCK / CHUNK],
}

impl<'a> Chunks<'a> {
    pub fn of(connection: &'a Connection, block: i64) -> Self {
        Self { connection, block, read: Default::default() }
    }

    /// What rows of the block add up to.
    pub fn sum(&mut self, bits: &Bits) -> Result<Totals, LedgerTrouble> {
        let mut totals = Totals::default();
        for (index, chunk) in self.read.iter_mut().enumerate() {
            let words = bits.words(index * CHUNK, (index + 1) * CHUNK);
            let first = seq(self.block, index * CHUNK);
            let packed = match chunk {
                Some(packed) => packed,
                None if words.iter().map(|word| word.count_ones()).sum::<u32>() <= FEW => {
                    for row in each_one(words) {
                        let row = first + i64::try_from(row).unwrap_or(0);
                        each_amount(self.connection, row..=row, |_| true, |one| one.add_to(&mut totals))?;
                    }
                    continue;
                }
                None => {
                    let read = self.connection.prepare_cached(AMOUNTS)?.query_one([chunk_of(first)], |row| {
                        Ok(Packed::read(row.get_ref(0)?.as_blob().unwrap_or_default()))
                    });
                    let damaged = LedgerTrouble::CorruptRow { seq: first, what: "index" };
                    chunk.insert(read.optional()?.flatten().ok_or(damaged)?)
                }
            };
            packed.sum(words, &mut totals);
        }
        Ok(totals)
    }
}

/// What a row adds to sums.
pub struct Amount {
    pub at: i64,
    cancel: bool,
    amount: u64,
    vat: u64,
}

impl Amount {
    pub fn add_to(&self, totals: &mut Totals) {
        totals.add(self.cancel, self.amount, self.vat);
    }
}

/// Reads the amounts of those of `rows` that are wanted.
pub fn each_amount(
    connection: &Connection,
    rows: RangeInclusive<i64>,
    wanted: impl Fn(i64) -> bool,
    mut take: impl FnMut(&Amount),
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(AMOUNT_ROWS)?;
    let mut rows = statement.query((rows.start(), rows.end()))?;
    while let Some(row) = rows.next()? {
        let row_seq: i64 = row.get(0)?;
        if !wanted(row_seq) {
            continue;
        }
        // No sum of what cannot be: it would be wrong, or too large to add up.
        let money = |index, what| {
            let value = row.get(index).ok().and_then(won);
            value.map(Won::get).ok_or(LedgerTrouble::CorruptRow { seq: row_seq, what })
        };
        take(&Amount {
            at: row.get(4)?,
            cancel: row.get::<_, u8>(1)? == 2,
            amount: money(2, "amount")?,
            vat: money(3, "vat")?,
        });
    }
    Ok(())
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
            (false, 100, 99),
        ];
        let mut packed = Packed::default();
        for (cancel, amount, vat) in rows {
            packed.push(cancel, amount, vat);
        }
        let read = Packed::read(&packed.write()).expect("chunk");
        let sum = |words: &[u64]| {
            let mut totals = Totals::default();
            read.sum(words, &mut totals);
            totals
        };
        let all = Totals {
            payments: 3,
            paid: 1_000_110_100,
            paid_vat: 10_099,
            cancels: 2,
            cancelled: 1_000,
            cancelled_vat: 91,
        };
        assert_eq!(sum(&[0b11111, u64::MAX]), all);
        let last = Totals { payments: 1, paid: 100, paid_vat: 99, ..Totals::default() };
        assert_eq!(sum(&[0b10000]), last);
        assert_eq!(sum(&[]), Totals::default());
    }

    #[test]
    fn bytes_that_are_no_chunk_are_refused() {
        for bytes in [&[][..], &[1, 0, 0], &[1, 0, 0, 0], &[0, 0, 0, 0, 1, 0, 0, 0], &[0, 255, 0, 0]] {
            assert!(Packed::read(bytes).is_none(), "{bytes:?}");
        }
    }
}
