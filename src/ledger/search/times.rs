//! The rows of a block at given times: whole quarters of an hour by their sets, what is left at both ends row by row.

use std::ops::Range;

use super::{
    Search,
    blocks::Block,
    facets::{CLOCK_QUARTERS, Facet, QUARTER_MS, UNTIMED, quarter},
    plan::Values,
    set::Set,
};
use crate::ledger::error::LedgerTrouble;

impl Search<'_> {
    /// Adds the indexed rows of a block at one of these times; of quarters of an hour that are cut by them, only what is
    /// `within`.
    pub(super) fn add_times(
        &self,
        times: &[Range<i64>],
        indexed: &Block,
        within: Option<&Set>,
        rows: &mut Set,
    ) -> Result<(), LedgerTrouble> {
        let times = of_block(times, indexed);
        if let [time] = times
            && indexed.times.is_some_and(|(first, last)| time.start <= first && last < time.end)
        {
            let mut own = self.spare.take();
            self.add_all_rows(indexed, &mut own)?;
            self.drop_value(Values::one(Facet::Untimed, UNTIMED), indexed, &mut own)?;
            rows.add_all(&own);
            self.spare.put(own);
            return Ok(());
        }
        let quarters: Vec<Quarters> = times.iter().filter_map(|time| Quarters::of(time, indexed)).collect();
        if let Some(clock) = time_of_day(&quarters, indexed) {
            for value in (0..CLOCK_QUARTERS).filter(|value| clock >> value & 1 == 1) {
                self.add_values(Values::one(Facet::Clock, value), indexed, rows)?;
            }
            return Ok(());
        }
        let mut cut = self.spare.take();
        for Quarters { first, end, edges } in &quarters {
            if first < end {
                self.add_values(
                    Values { facet: Facet::Quarter, first: *first, last: end - 1 },
                    indexed,
                    rows,
                )?;
            }
            for edge in edges.iter().flatten() {
                self.add_values(Values::one(Facet::Quarter, *edge), indexed, &mut cut)?;
            }
        }
        if let Some(within) = within {
            cut.keep(within);
        }
        self.keep_looked_at(indexed, &mut cut, |row| {
            Ok(row.row.created_at.is_some_and(|at| times.iter().any(|time| time.contains(&at))))
        })?;
        rows.add_all(&cut);
        self.spare.put(cut);
        Ok(())
    }
}

/// Those of `times` that may have rows of a block.
pub(super) fn of_block<'a>(times: &'a [Range<i64>], indexed: &Block) -> &'a [Range<i64>] {
    let Some((first, last)) = indexed.times else { return &[] };
    let from = times.partition_point(|time| time.end <= first);
    let end = times.partition_point(|time| time.start <= last);
    times.get(from..end).unwrap_or_default()
}

/// A time, in quarters of an hour as far as a block has any.
struct Quarters {
    /// The quarters that it is made of: from the first up to, not including, the end.
    first: u32,
    end: u32,
    /// Those that it has a part of.
    edges: [Option<u32>; 2],
}

impl Quarters {
    fn of(time: &Range<i64>, indexed: &Block) -> Option<Self> {
        let (first_at, last_at) = indexed.times?;
        // The block has nothing outside of its times: there it may as well be the whole quarter.
        let begins = time.start <= first_at;
        let ends = time.end > last_at;
        let (from, last) =
            (if begins { first_at } else { time.start }, if ends { last_at } else { time.end });
        let (first, end) = (quarter(from)?, quarter(last)?);
        let is_cut = |at: i64| at.rem_euclid(QUARTER_MS) != 0;
        let cut_first = (!begins && is_cut(from)).then_some(first);
        let cut_last = (!ends && is_cut(last)).then_some(end);
        Some(Self {
            first: if cut_first.is_some() { first + 1 } else { first },
            end: if ends { end + 1 } else { end },
            edges: [cut_first, cut_last],
        })
    }
}

/// The quarters of a day, a bit each, that these are on each day of a block, if they are the same on all of them and there are
/// fewer of them than times.
fn time_of_day(times: &[Quarters], indexed: &Block) -> Option<u128> {
    let (first, last) = indexed.times?;
    let (first, end) = (quarter(first)?, quarter(last)? + 1);
    let (mut clock, mut quarters) = (0_u128, 0);
    for Quarters { first, end, edges } in times {
        if edges.iter().any(Option::is_some) {
            return None;
        }
        for quarter in *first..*end {
            clock |= 1 << (quarter % CLOCK_QUARTERS);
            quarters += 1;
        }
    }
    // Nothing else of the block may be at these times of the day.
    let all: u32 = (0..CLOCK_QUARTERS)
        .filter(|value| clock >> value & 1 == 1)
        .map(|value| {
            let until = |end: u32| (end + CLOCK_QUARTERS - 1 - value) / CLOCK_QUARTERS;
            until(end) - until(first)
        })
        .sum();
    (all == quarters && (clock.count_ones() as usize) < times.len()).then_some(clock)
}
