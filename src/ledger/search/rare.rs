//! Rows of values that few rows have, over all blocks in one tree: what it does not have, no block has.
//!
//! | value | of what |
//! |---|---|
//! | below 2^30 | an amount |
//! | from 2^30 on | the end of a card and an amount, together |
//! | from 2^41 on | the last ten digits of an id, read from behind |
//!
//! Keys come in no order here, so that a row costs three pages somewhere in the tree; it is written with the blocks, when a
//! till has nothing else to do.

use std::{collections::BTreeMap, ops::RangeInclusive};

use rusqlite::Connection;

use super::blocks::{
    Facts,
    ids::{backwards, is_odd},
};
use crate::ledger::error::LedgerTrouble;

/// An amount has so many bits.
const AMOUNT_BITS: u32 = 30;
/// Where ids begin.
const IDS: i64 = 1 << 41;
/// Digits of an id that are kept, from its end.
pub const RARE_DIGITS: usize = 10;
/// The rows of a range of values.
pub const RARE: &str = "SELECT seq FROM rare WHERE value BETWEEN ?1 AND ?2 LIMIT ?3";
const PUT: &str = "INSERT OR IGNORE INTO rare (value, seq) VALUES (?1, ?2)";
const IS_EMPTY: &str = "SELECT NOT EXISTS (SELECT 1 FROM rare)";
const DROP: &str = "DELETE FROM rare WHERE value <= coalesce((SELECT value FROM rare LIMIT 1 OFFSET ?1), ?2)";
/// The number of a row has at most so many bits: no file has room for more rows.
const SEQ_BITS: u32 = 34;

/// The values of a range of amounts; empty when no amount is in it.
pub fn amounts(range: &RangeInclusive<u64>) -> RangeInclusive<i64> {
    let most = (1 << AMOUNT_BITS) - 1;
    let bound = |won: u64| i64::try_from(won).unwrap_or(i64::MAX);
    bound(*range.start())..=bound(*range.end()).min(most)
}

/// The values of a range of amounts that were paid with cards that end in these three digits.
pub fn card_amounts(tail: u32, range: &RangeInclusive<u64>) -> RangeInclusive<i64> {
    let amounts = amounts(range);
    let card = (1 + i64::from(tail)) << AMOUNT_BITS;
    card.saturating_add(*amounts.start())..=card + *amounts.end()
}

/// The values of the ids that end in `digits`; as far as they are kept, when there are more. `None` for what no id of
/// digits ends in.
pub fn id_ends(digits: &str) -> Option<RangeInclusive<i64>> {
    let kept = digits.get(digits.len().saturating_sub(RARE_DIGITS)..)?;
    let unknown = 10_i64.checked_pow(u32::try_from(RARE_DIGITS - kept.len()).ok()?)?;
    let first = IDS + i64::try_from(backwards(kept)?).ok()? * unknown;
    Some(first..=first + unknown - 1)
}

/// The values of a row.
pub fn values(facts: &Facts) -> impl Iterator<Item = i64> {
    let amount = facts.amount..=facts.amount;
    let card = *card_amounts(facts.card_tail, &amount).start();
    let id = if is_odd(&facts.id) { None } else { id_ends(&facts.id) };
    [*amounts(&amount).start(), card].into_iter().chain(id.map(|id| *id.start()))
}

/// Values that are held back to be written in their order.
#[derive(Debug, Default)]
pub struct Rare {
    /// By their upper bits; the lower ones, with the number of the row behind them.
    held: BTreeMap<i64, Vec<u64>>,
}

impl Rare {
    /// Holds the values of a row.
    pub fn add(&mut self, facts: &Facts) {
        let number = |number: i64| u64::try_from(number).unwrap_or(0);
        for value in values(facts) {
            let (high, low) = (value >> AMOUNT_BITS, value & ((1 << AMOUNT_BITS) - 1));
            self.held.entry(high).or_default().push(number(low) << SEQ_BITS | number(facts.seq));
        }
    }

    /// Writes all that is held, or gives up once `stop` says so, which is asked after each `at_once` values; says whether it
    /// is all written.
    pub fn write(
        self,
        connection: &Connection,
        at_once: usize,
        stop: impl Fn() -> bool,
    ) -> Result<bool, LedgerTrouble> {
        let number = |number: u64| i64::try_from(number).unwrap_or(0);
        let mut put = connection.prepare_cached(PUT)?;
        for (high, mut held) in self.held {
            held.sort_unstable();
            for some in held.chunks(at_once) {
                if stop() {
                    return Ok(false);
                }
                for one in some {
                    let (low, seq) = (one >> SEQ_BITS, one & ((1 << SEQ_BITS) - 1));
                    put.execute((high << AMOUNT_BITS | number(low), seq))?;
                }
            }
        }
        Ok(true)
    }
}

/// Drops about `at_once` values of what is written; says whether there was any.
pub fn drop_some(connection: &Connection, at_once: usize) -> Result<bool, LedgerTrouble> {
    let empty: bool = connection.prepare_cached(IS_EMPTY)?.query_one([], |row| row.get(0))?;
    if !empty {
        connection.prepare_cached(DROP)?.execute((at_once, i64::MAX))?;
    }
    Ok(!empty)
}
