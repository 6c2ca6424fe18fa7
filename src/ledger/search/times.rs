//! The rows of a block at given times: whole quarters of an hour by their sets, whole minutes of those that are cut by both
//! sets, and what is left of a minute row by row.

use std::ops::Range;

use super::{
    Search,
    blocks::Block,
    facets::{CLOCK_QUARTERS, Facet, MINUTE_MS, QUARTER_MS, UNTIMED, minute, quarter},
    plan::Values,
    set::Set,
};
use crate::ledger::error::LedgerTrouble;

/// The last minute of a quarter of an hour.
const LAST_MINUTE: u32 = 14;

impl Search<'_> {
    /// Adds the indexed rows of a block at one of these times; of quarters of an hour that these cut, only what is `within`.
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
        for Quarters { first, end, .. } in quarters.iter().filter(|quarters| quarters.first < quarters.end) {
            self.add_values(Values { facet: Facet::Quarter, first: *first, last: end - 1 }, indexed, rows)?;
        }
        // Quarters of which the same minutes are meant are joined at once.
        let mut cuts: Vec<Cut> = quarters.into_iter().flat_map(|quarters| quarters.cuts).flatten().collect();
        cuts.sort_unstable();
        for same in cuts.chunk_by(|a, b| a.minutes == b.minutes) {
            let mut own = self.spare.take();
            for cut in same {
                self.add_values(Values::one(Facet::Quarter, cut.quarter), indexed, &mut own)?;
            }
            if within.is_none_or(|within| own.keep(within)) {
                let Some(Cut { minutes: Minutes { first, last, is_exact }, .. }) = same.first() else {
                    continue;
                };
                self.keep_values(
                    Values { facet: Facet::Minute, first: *first, last: *last },
                    indexed,
                    &mut own,
                )?;
                if !is_exact {
                    self.keep_looked_at(indexed, &mut own, |row| {
                        Ok(row.created_at.is_some_and(|at| times.iter().any(|time| time.contains(&at))))
                    })?;
                }
                rows.add_all(&own);
            }
            self.spare.put(own);
        }
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
    /// What it has of quarters that it cuts.
    cuts: [Option<Cut>; 2],
}

/// A part of a quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    minutes: Minutes,
    quarter: u32,
}

/// Minutes of a quarter of an hour, the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Minutes {
    first: u32,
    last: u32,
    /// Whether all of them are meant to their ends.
    is_exact: bool,
}

impl Quarters {
    fn of(time: &Range<i64>, indexed: &Block) -> Option<Self> {
        let (first_at, last_at) = indexed.times?;
        // The block has nothing outside of its times: there it may as well be the whole quarter.
        let start = Some(time.start).filter(|start| *start > first_at);
        let end = Some(time.end).filter(|end| *end <= last_at);
        let is_cut = |at: &i64| at.rem_euclid(QUARTER_MS) != 0;
        let (cut_start, cut_end) = (start.filter(is_cut), end.filter(is_cut));
        let (first, last) = (quarter(start.unwrap_or(first_at))?, quarter(end.unwrap_or(last_at))?);
        let cut = |quarter, from: Option<i64>, to: Option<i64>| {
            let is_exact = from.into_iter().chain(to).all(|at| at.rem_euclid(MINUTE_MS) == 0);
            let (first, last) = (from.map_or(0, minute), to.map_or(LAST_MINUTE, |to| minute(to - 1)));
            Cut { minutes: Minutes { first, last, is_exact }, quarter }
        };
        let cuts = match (cut_start, cut_end) {
            (Some(start), Some(end)) if first == last => [Some(cut(first, Some(start), Some(end))), None],
            (start, end) => {
                [start.map(|start| cut(first, Some(start), None)), end.map(|end| cut(last, None, Some(end)))]
            }
        };
        Some(Self {
            first: if cut_start.is_some() { first + 1 } else { first },
            end: if end.is_some() { last } else { last + 1 },
            cuts,
        })
    }
}

/// The quarters of a day that `times` cover, one bit each, if they cover the same ones on every day of the block. `None` if
/// they do not, and if there are more such quarters than times.
fn time_of_day(times: &[Quarters], indexed: &Block) -> Option<u128> {
    let (first, last) = indexed.times?;
    let (first, end) = (quarter(first)?, quarter(last)? + 1);
    let (mut clock, mut quarters) = (0_u128, 0);
    for Quarters { first, end, cuts } in times {
        if cuts.iter().any(Option::is_some) {
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
