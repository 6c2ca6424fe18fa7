//! What the rows of a query add up to, in all and in spans of time.

use std::ops::{Range, RangeInclusive};

use rusqlite::OptionalExtension as _;

use super::Search;
use crate::{
    ledger::{
        LedgerError, Totals,
        error::LedgerTrouble,
        index::{BLOCK, Bits, CHUNK, Packed, chunk_of, place, seq},
        row::won,
    },
    payment::Won,
};

pub const AMOUNTS: &str = "SELECT packed FROM amounts WHERE chunk = ?1";
pub const EARLIEST: &str = "SELECT created_at FROM transactions ORDER BY created_at LIMIT 1";
pub const LATEST: &str = "SELECT created_at FROM transactions ORDER BY created_at DESC LIMIT 1";
pub const LOOSE: &str =
    "SELECT seq, kind, amount, vat, created_at FROM transactions WHERE seq BETWEEN ?1 AND ?2";

impl Search<'_> {
    /// The times of the earliest and the latest row of the whole ledger, in milliseconds since 1970 UTC; `None` when there is
    /// none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn times(&self) -> Result<Option<RangeInclusive<i64>>, LedgerError> {
        let end = |sql| -> Result<Option<i64>, LedgerTrouble> {
            Ok(self.connection.prepare_cached(sql)?.query_one([], |row| row.get(0)).optional()?)
        };
        let times =
            end(EARLIEST).and_then(|first| Ok(first.zip(end(LATEST)?).map(|(first, last)| first..=last)));
        self.at(times)
    }

    /// What all matches add up to, and those in each of `spans` of time, in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn totals(&mut self, spans: &[Range<i64>]) -> Result<Option<(Totals, Vec<Totals>)>, LedgerError> {
        let totals = self.sum_up(spans);
        self.at(totals)
    }

    fn sum_up(&mut self, spans: &[Range<i64>]) -> Result<Option<(Totals, Vec<Totals>)>, LedgerTrouble> {
        let (mut all, mut by_span) = (Totals::default(), vec![Totals::default(); spans.len()]);
        for block in self.all_blocks() {
            if (self.stop)() {
                return Ok(None);
            }
            let Some(bits) = self.all_bits(block)? else { continue };
            let indexed = self.blocks.get(block).copied();
            if let Some(indexed) = indexed {
                let mut chunks = Chunks::new(self, block);
                let rows = indexed.rows;
                let mut matching = Bits::span(0, rows);
                let sum = if matching.keep(&bits) && matching.len() == rows {
                    indexed.totals
                } else {
                    chunks.sum(&matching)?
                };
                all += sum;
                for (span, into) in spans.iter().zip(&mut by_span) {
                    if span.end <= indexed.first_at || span.start > indexed.last_at {
                        continue;
                    }
                    if span.start <= indexed.first_at && span.end > indexed.last_at {
                        *into += sum;
                        continue;
                    }
                    let mut within = Bits::none();
                    self.add_times(block, &indexed, std::slice::from_ref(span), &mut within)?;
                    if within.keep(&matching) {
                        *into += chunks.sum(&within)?;
                    }
                }
            }
            self.sum_loose(block, &bits, spans, &mut all, &mut by_span)?;
        }
        Ok(Some((all, by_span)))
    }

    /// Adds what is not indexed yet.
    fn sum_loose(
        &self,
        block: i64,
        bits: &Bits,
        spans: &[Range<i64>],
        all: &mut Totals,
        by_span: &mut [Totals],
    ) -> Result<(), LedgerTrouble> {
        let loose = self.loose(block);
        if loose.is_empty() {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(LOOSE)?;
        let mut rows = statement.query((loose.start(), loose.end()))?;
        while let Some(row) = rows.next()? {
            let row_seq: i64 = row.get(0)?;
            if !bits.has(place(row_seq).1) {
                continue;
            }
            // No sum of what cannot be: it would be wrong, or too large to add up.
            let money = |index, what| {
                let value = row.get(index).ok().and_then(won);
                value.map(Won::get).ok_or(LedgerTrouble::CorruptRow { seq: row_seq, what })
            };
            let (cancel, amount, vat) = (row.get::<_, u8>(1)? == 2, money(2, "amount")?, money(3, "vat")?);
            let at: i64 = row.get(4)?;
            all.add(cancel, amount, vat);
            for (_, into) in spans.iter().zip(by_span.iter_mut()).filter(|(span, _)| span.contains(&at)) {
                into.add(cancel, amount, vat);
            }
        }
        Ok(())
    }
}

/// The amounts of a block, read when they are needed.
struct Chunks<'a> {
    connection: &'a rusqlite::Connection,
    block: i64,
    read: [Option<Packed>; BLOCK / CHUNK],
}

impl<'a> Chunks<'a> {
    fn new(search: &Search<'a>, block: i64) -> Self {
        Self { connection: search.connection, block, read: Default::default() }
    }

    fn sum(&mut self, bits: &Bits) -> Result<Totals, LedgerTrouble> {
        let mut totals = Totals::default();
        for (index, chunk) in self.read.iter_mut().enumerate() {
            let words = bits.words(index * CHUNK, (index + 1) * CHUNK);
            if words.iter().all(|word| *word == 0) {
                continue;
            }
            let packed = if let Some(packed) = chunk {
                packed
            } else {
                let read = self
                    .connection
                    .prepare_cached(AMOUNTS)?
                    .query_one([chunk_of(seq(self.block, index * CHUNK))], |row| {
                        Ok(Packed::read(row.get_ref(0)?.as_blob().unwrap_or_default()))
                    });
                let damaged =
                    LedgerTrouble::CorruptRow { seq: seq(self.block, index * CHUNK), what: "index" };
                chunk.insert(read.optional()?.flatten().ok_or(damaged)?)
            };
            packed.sum(words, &mut totals);
        }
        Ok(totals)
    }
}
