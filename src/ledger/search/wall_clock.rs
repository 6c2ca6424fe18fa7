//! What rows add up to by the clock on the wall of the till that wrote each: months of a tax return end at the shop's midnight,
//! wherever the program that asks is.
//!
//! The index knows moments, not wall clocks. But no wall clock is a day away from UTC. So what is more than a day from the end of
//! a month is added up by sets, and of the two days around it each row says itself to which month it belongs.

use std::ops::Range;

use chrono::{NaiveDateTime, TimeDelta};
use rusqlite::Connection;

use super::{
    Search,
    amounts::Chunks,
    blocks::{BLOCK, Block, place, seq},
    set::Set,
};
use crate::{
    ledger::{
        LedgerError,
        error::LedgerTrouble,
        rows::{corrupt, local_time, next_of},
    },
    payment::Won,
    record::{Column, FactKind, Table, Totals},
};

/// How far a wall clock may be from UTC, at most.
const APART: TimeDelta = TimeDelta::days(1);

/// What is added up of some rows, and by what they are put into a month.
pub const WALL_CLOCKS: &str = "SELECT seq, kind, created_at, utc_offset, amount, vat FROM transactions \
     WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq";

/// Sums between bounds: each is from one bound up to, not including, the next.
struct Sums<'a> {
    bounds: &'a [NaiveDateTime],
    totals: Vec<Totals>,
}

impl Sums<'_> {
    /// Adds a row at this time on its wall.
    fn add(&mut self, time: NaiveDateTime, cancel: bool, amount: Won, vat: Won) {
        let begun = self.bounds.partition_point(|bound| *bound <= time);
        if let Some(totals) = begun.checked_sub(1).and_then(|sum| self.totals.get_mut(sum)) {
            totals.add(cancel, amount.get(), vat.get());
        }
    }
}

impl Search<'_> {
    /// What the matches add up to between each of `bounds` and the next one, which is at least two days later, by the wall clock
    /// of the till that wrote each row. `None` when stopped.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn wall_clock_totals(
        &mut self,
        bounds: &[NaiveDateTime],
    ) -> Result<Option<Vec<Totals>>, LedgerError> {
        let sums = Sums { bounds, totals: vec![Totals::default(); bounds.len().saturating_sub(1)] };
        let summed = self.sum_by_wall_clock(sums);
        self.at(summed)
    }

    fn sum_by_wall_clock(&mut self, mut sums: Sums<'_>) -> Result<Option<Vec<Totals>>, LedgerTrouble> {
        for block in self.numbers.clone() {
            if (self.stop)() {
                return Ok(None);
            }
            if let Some(indexed) = self.blocks.get(block).copied() {
                self.sum_indexed_by_wall_clock(&indexed, &mut sums)?;
            }
            if self.loose(block).is_empty() {
                continue;
            }
            let Some(matching) = self.all_ranks(block)? else { continue };
            self.each_loose(block, |row| {
                if let Some(at) = row.created_at.filter(|_| matching.has(place(row.seq).1)) {
                    let time = local_time(at, row.utc_offset);
                    let time =
                        time.ok_or_else(|| corrupt(Table::Transactions, row.seq, Column::UtcOffset))?;
                    sums.add(time, row.is_cancel(), row.amount, row.vat);
                }
                Ok(())
            })?;
        }
        Ok(Some(sums.totals))
    }

    /// Adds the indexed rows of a block that match.
    fn sum_indexed_by_wall_clock(
        &mut self,
        indexed: &Block,
        sums: &mut Sums<'_>,
    ) -> Result<(), LedgerTrouble> {
        let Some(mut matching) = self.all_ranks(indexed.number)? else { return Ok(()) };
        matching.remove_span(indexed.until, BLOCK);
        let mut chunks = Chunks::of(self.connection, indexed.number, 2);
        for (bounds, into) in sums.bounds.windows(2).zip(&mut sums.totals) {
            let sure = moment(bounds[0] + APART)..moment(bounds[1] - APART);
            if let Some(rows) = self.rows_within(&sure, indexed, &matching)? {
                *into += self.sum(&rows, indexed, &mut chunks)?;
                self.spare.put(rows);
            }
        }
        for bound in sums.bounds {
            let unsure = moment(*bound - APART)..moment(*bound + APART);
            if let Some(rows) = self.rows_within(&unsure, indexed, &matching)? {
                each(self.connection, indexed, &rows, sums)?;
                self.spare.put(rows);
            }
        }
        Ok(())
    }

    /// Those of `matching` that are in a span of time; `None` when there is none.
    fn rows_within(
        &self,
        span: &Range<i64>,
        indexed: &Block,
        matching: &Set,
    ) -> Result<Option<Set>, LedgerTrouble> {
        if indexed.times.is_none_or(|(first, last)| span.is_empty() || span.end <= first || span.start > last)
        {
            return Ok(None);
        }
        let mut within = self.spare.take();
        self.add_times(std::slice::from_ref(span), indexed, Some(matching), &mut within)?;
        Ok(within.keep(matching).then_some(within))
    }
}

/// A time on the wall of a till at UTC, in milliseconds since 1970.
fn moment(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_millis()
}

/// Reads these rows of a block and adds each by its own wall clock.
fn each(
    connection: &Connection,
    indexed: &Block,
    rows: &Set,
    sums: &mut Sums<'_>,
) -> Result<(), LedgerTrouble> {
    let (Some(first), Some(last)) = (rows.from(0), rows.before(BLOCK)) else { return Ok(()) };
    let mut statement = connection.prepare_cached(WALL_CLOCKS)?;
    let mut expected = seq(indexed.number, first);
    let mut found = statement.query((expected, seq(indexed.number, last)))?;
    while let Some(row) = next_of(&mut found, Table::Transactions, expected)? {
        let number: i64 = row.get(0)?;
        expected = number + 1;
        if !rows.has(place(number).1) {
            continue;
        }
        let wrong = |column| corrupt(Table::Transactions, number, column);
        let kind: FactKind = row.get(1).or(Err(wrong(Column::Kind)))?;
        let at: i64 = row.get(2).or(Err(wrong(Column::CreatedAt)))?;
        let offset: i32 = row.get(3).or(Err(wrong(Column::UtcOffset)))?;
        let amount: Won = row.get(4).or(Err(wrong(Column::Amount)))?;
        let vat: Won = row.get(5).or(Err(wrong(Column::Vat)))?;
        let time = local_time(at, offset).ok_or_else(|| wrong(Column::UtcOffset))?;
        sums.add(time, kind == FactKind::Cancel, amount, vat);
    }
    Ok(())
}
