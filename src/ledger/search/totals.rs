//! What the rows of a query add up to, in all and in spans of time: packed amounts, added over the set that was found.

use std::ops::{Range, RangeInclusive};

use super::{
    Search,
    amounts::Chunks,
    blocks::{BLOCK, Block, damaged, place},
    set::Set,
};
use crate::{
    ledger::{LedgerError, error::LedgerTrouble},
    record::{Table, Totals},
};

/// The earliest and the latest time of the rows that are not indexed yet.
pub const LOOSE_TIMES: &str = "SELECT min(created_at), max(created_at) FROM transactions WHERE seq > ?1";

impl Search<'_> {
    /// The times of the earliest and the latest row of the whole ledger, in milliseconds since 1970 UTC; `None` when none has
    /// a known time.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn times(&self) -> Result<Option<RangeInclusive<i64>>, LedgerError> {
        let loose = || -> Result<(Option<i64>, Option<i64>), LedgerTrouble> {
            let mut statement = self.connection.prepare_cached(LOOSE_TIMES)?;
            Ok(statement.query_one([self.blocks.indexed], |row| Ok((row.get(0)?, row.get(1)?)))?)
        };
        self.at(loose()).map(|(first, last)| {
            let blocks = self.blocks.all.iter().filter_map(|block| block.times);
            let (firsts, lasts): (Vec<i64>, Vec<i64>) = blocks.chain(first.zip(last)).unzip();
            let (first, last) = (firsts.into_iter().min()?, lasts.into_iter().max()?);
            Some(first..=last)
        })
    }

    /// What all matches add up to, and those in each of `spans` of time, in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn totals(&mut self, spans: &[Range<i64>]) -> Result<Option<(Totals, Vec<Totals>)>, LedgerError> {
        let totals = self.ask_summary(spans);
        self.at(totals)
    }

    fn ask_summary(&mut self, spans: &[Range<i64>]) -> Result<Option<(Totals, Vec<Totals>)>, LedgerTrouble> {
        let (mut all, mut by_span) = (Totals::default(), vec![Totals::default(); spans.len()]);
        for block in self.numbers.clone() {
            if (self.stop)() {
                return Ok(None);
            }
            if let Some(indexed) = self.blocks.get(block).copied() {
                self.sum_indexed(&indexed, spans, &mut all, &mut by_span)?;
            }
            self.sum_loose(block, spans, &mut all, &mut by_span)?;
        }
        Ok(Some((all, by_span)))
    }

    /// Adds the indexed rows of a block that match.
    fn sum_indexed(
        &mut self,
        indexed: &Block,
        spans: &[Range<i64>],
        all: &mut Totals,
        by_span: &mut [Totals],
    ) -> Result<(), LedgerTrouble> {
        let Some(mut matching) = self.all_ranks(indexed.number)? else { return Ok(()) };
        matching.remove_span(indexed.until, BLOCK);
        let mut chunks = Chunks::of(self.connection, indexed.number, 1 + spans.len());
        let sum = self.sum(&matching, indexed, &mut chunks)?;
        *all += sum;
        let Some((first_at, last_at)) = indexed.times else { return Ok(()) };
        for (span, into) in spans.iter().zip(by_span) {
            if span.end <= first_at || span.start > last_at {
                continue;
            }
            let mut within = self.spare.take();
            self.add_times(std::slice::from_ref(span), indexed, Some(&matching), &mut within)?;
            if within.keep(&matching) {
                *into += if within == matching { sum } else { self.sum(&within, indexed, &mut chunks)? };
            }
            self.spare.put(within);
        }
        Ok(())
    }

    /// What rows of a block add up to: added up, or, where they are more than half of it, all less the others.
    pub(super) fn sum(
        &self,
        rows: &Set,
        indexed: &Block,
        chunks: &mut Chunks<'_>,
    ) -> Result<Totals, LedgerTrouble> {
        let (count, of) = (rows.len() as u64, indexed.totals.count());
        if count == of {
            return Ok(indexed.totals);
        }
        if count * 2 > of {
            let mut others = self.spare.take();
            self.add_all_rows(indexed, &mut others)?;
            others.drop_all(rows);
            let less = indexed.totals.less(&chunks.sum(&others)?);
            self.spare.put(others);
            return less.ok_or_else(|| damaged(Table::Blocks, indexed.number));
        }
        chunks.sum(rows)
    }

    /// Adds the matches of a block that are not indexed yet.
    fn sum_loose(
        &mut self,
        block: i64,
        spans: &[Range<i64>],
        all: &mut Totals,
        by_span: &mut [Totals],
    ) -> Result<(), LedgerTrouble> {
        if self.loose(block).is_empty() {
            return Ok(());
        }
        let Some(matching) = self.all_ranks(block)? else { return Ok(()) };
        self.each_loose(block, |row| {
            if matching.has(place(row.seq).1) {
                all.add(row.is_cancel(), row.amount.get(), row.vat.get());
                let at = |span: &Range<i64>| row.created_at.is_some_and(|at| span.contains(&at));
                for (_, into) in spans.iter().zip(by_span.iter_mut()).filter(|(span, _)| at(span)) {
                    into.add(row.is_cancel(), row.amount.get(), row.vat.get());
                }
            }
            Ok(())
        })
    }
}
