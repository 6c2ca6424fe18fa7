//! Finding: which rows a query means, newest first, in pages of either direction; how many, and what they add up to.
//!
//! What means only few rows is looked up at once, over the whole ledger. All else goes a block at a time: the sets of rows
//! that its index has for each condition are joined, so that the work grows with the number of blocks and not with the
//! number of rows that some conditions mean and others do not. Rows that are not indexed yet are looked at one by one.
//! Everything of one [`Search`] is of one moment.

mod amounts;
pub(super) mod blocks;
mod build;
mod check;
mod conditions;
mod facts;
mod few;
mod ids;
mod listing;
mod rare;
mod set;
#[cfg(test)]
mod tests;
mod totals;

pub(super) use self::blocks::{
    BLOCK, Batch, Bits, Blocks, Facts, Portions, Rare, TILL, claimed, indexed, key, place, put_states_of, seq,
};
pub(super) use conditions::ROWS;
pub use listing::Listing;

use std::{collections::HashMap, sync::Arc};

use rusqlite::Connection;

use self::{
    blocks::{self as index, Block},
    few::Few,
};
use super::{Ledger, LedgerError, Snapshot, error::LedgerTrouble, lookup};
use crate::record::{Condition, Count, Found, PageFrom, Place, Query, State, Stop, Term};

/// A query that is being answered.
pub struct Search<'a> {
    connection: &'a Connection,
    ledger: &'a Ledger,
    _moment: Snapshot<'a>,
    /// What has to hold for all rows, whatever their rank.
    terms: Vec<Prepared<'a>>,
    /// What has to hold for rows of each rank.
    ranks: Vec<Vec<Prepared<'a>>>,
    blocks: Arc<Blocks>,
    /// The newest row.
    last: i64,
    /// Payments with cancels that are not indexed yet, and how they stand; sorted.
    touched: Vec<(i64, State)>,
    /// The rows of a block and rank, where they were found.
    known: HashMap<(i64, u8), Option<Bits>>,
    stop: Stop<'a>,
}

/// What has to hold: one of these, or none of them.
#[derive(Clone)]
struct Prepared<'a> {
    not: bool,
    any: Vec<Alternative<'a>>,
    /// Whether the few rows of another term are those for which this one holds as well, of what is indexed.
    told: bool,
}

/// A condition, with its rows where it means few.
#[derive(Clone)]
struct Alternative<'a> {
    condition: &'a Condition,
    few: Option<Few>,
}

impl<'a> Prepared<'a> {
    /// What it asks for, when it asks for one thing only.
    fn only(&self) -> Option<&'a Condition> {
        match self.any.as_slice() {
            [one] if !self.not => Some(one.condition),
            _ => None,
        }
    }

    /// Whether no row of `block` can match, as far as this is known at once; `whole` when all of its rows are indexed.
    fn is_elsewhere(&self, block: i64, whole: bool) -> bool {
        let elsewhere = |few: &Few| (few.loose || whole) && few.none_in(block);
        !self.not && self.any.iter().all(|one| one.few.as_ref().is_some_and(elsewhere))
    }

    /// Whether no indexed row of a block can match, because all of them are of other times.
    fn is_at_other_times(&self, indexed: &Block) -> bool {
        let other = |one: &Alternative<'_>| match one.condition {
            Condition::Times(times) => conditions::times_of(times, indexed).is_empty(),
            Condition::IdBegins(digits) if one.few.is_none() => {
                let times = conditions::times_of_beginning(digits, indexed);
                conditions::times_of(&times, indexed).is_empty()
            }
            _ => false,
        };
        !self.not && self.any.iter().all(other)
    }
}

/// Of a query.
struct Terms<'a> {
    /// What has to hold for all rows, whatever their rank.
    all: Vec<Prepared<'a>>,
    /// What has to hold for rows of each rank: the first has all that matches at once, the second what matches besides.
    ranks: Vec<Vec<Prepared<'a>>>,
}

fn prepare<'a>(
    connection: &Connection,
    portions: Portions,
    blocks: &Blocks,
    query: &'a Query,
) -> Result<Terms<'a>, LedgerTrouble> {
    let alternatives = |conditions: &'a [Condition]| -> Result<Vec<Alternative<'a>>, LedgerTrouble> {
        let one = |condition| {
            let few = few::few(connection, portions, blocks, condition)?;
            Ok(Alternative { condition, few })
        };
        conditions.iter().map(one).collect()
    };
    let ranked = query.terms.iter().filter(|term| !term.not && !term.after.is_empty()).count();
    let (mut all, mut first, mut second) = (Vec::new(), Vec::new(), Vec::new());
    for term in &query.terms {
        let (any, after) = (alternatives(&term.any)?, alternatives(&term.after)?);
        let prepared = |any| Prepared { not: term.not, any, told: false };
        let both = prepared([any.as_slice(), after.as_slice()].concat());
        // What matches by `any` of the only term that has two ranks is of the first one.
        let besides = ranked == 1 && !term.not && !after.is_empty();
        second.push(if besides { prepared(after) } else { both.clone() });
        first.push(if term.not { both.clone() } else { prepared(any) });
        all.push(both);
    }
    let mut ranks = if ranked == 0 { vec![first] } else { vec![first, second] };
    // Cheap and telling ones first.
    for terms in &mut ranks {
        bring_together(connection, portions, terms)?;
        terms.sort_by_key(conditions::order);
    }
    Ok(Terms { all, ranks })
}

/// Looks up the end of a card and amounts as one, where both have to hold.
fn bring_together(
    connection: &Connection,
    portions: Portions,
    terms: &mut [Prepared<'_>],
) -> Result<(), LedgerTrouble> {
    let find = |wanted: fn(&Condition) -> bool| terms.iter().position(|term| term.only().is_some_and(wanted));
    let card = find(|condition| matches!(condition, Condition::CardEnd(_)));
    let amount = find(|condition| matches!(condition, Condition::Amount(_)));
    let Some([card, amount]) =
        card.zip(amount).and_then(|(card, amount)| terms.get_disjoint_mut([card, amount]).ok())
    else {
        return Ok(());
    };
    if let (Some(digits), Some(range)) = (card.only(), amount.only())
        && let Some(few) = few::few_together(connection, portions, digits, range)?
    {
        card.any.iter_mut().for_each(|one| one.few = Some(few.clone()));
        amount.told = true;
    }
    Ok(())
}

const TOUCHED: &str = "SELECT DISTINCT p.seq, p.amount, b.amount FROM transactions c \
     JOIN transactions p ON p.seq = c.payment LEFT JOIN balances b ON b.payment = p.seq \
     WHERE c.seq > ?1 AND c.kind = 2";

impl Ledger {
    /// Begins to answer a query, at the moment of now. `stop` is asked now and then; once it says yes, the search gives
    /// up and answers `None`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn search<'a>(&'a self, query: &'a Query, stop: Stop<'a>) -> Result<Search<'a>, LedgerError> {
        let moment = self.snapshot()?;
        self.read(|connection| {
            let blocks = self.blocks(connection)?;
            let last = index::newest(connection)?;
            let Terms { all, ranks } = prepare(connection, self.portions, &blocks, query)?;
            let states = |term: &Term| {
                term.any.iter().chain(&term.after).any(|one| matches!(one, Condition::State(_)))
            };
            let touched = if query.terms.iter().any(states) {
                touched(connection, blocks.indexed)?
            } else {
                Vec::new()
            };
            let known = HashMap::new();
            Ok(Search {
                connection,
                ledger: self,
                _moment: moment,
                terms: all,
                ranks,
                blocks,
                last,
                touched,
                known,
                stop,
            })
        })
    }

    /// What is known of the blocks, kept until more is indexed.
    fn blocks(&self, connection: &Connection) -> Result<Arc<Blocks>, LedgerTrouble> {
        let indexed = index::indexed(connection)?;
        let mut kept = self.blocks.borrow_mut();
        if kept.indexed != indexed {
            *kept = Arc::new(Blocks::read(connection)?);
        }
        Ok(Arc::clone(&kept))
    }
}

fn touched(connection: &Connection, indexed: i64) -> Result<Vec<(i64, State)>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(TOUCHED)?;
    let rows = statement.query_map([indexed], |row| {
        let (amount, left) = (row.get(1)?, row.get::<_, Option<u64>>(2)?);
        Ok((row.get(0)?, index::state_of(amount, left.unwrap_or(amount))))
    })?;
    let mut touched = rows.collect::<Result<Vec<(i64, State)>, _>>()?;
    touched.sort_unstable_by_key(|(seq, _)| *seq);
    Ok(touched)
}

impl Search<'_> {
    /// A part of the list, in its order: at most `limit` rows.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page(&mut self, from: PageFrom, limit: usize) -> Result<Option<Vec<Found>>, LedgerError> {
        let places = match from {
            PageFrom::Start => self.forwards(None, limit),
            PageFrom::After(place) => self.forwards(Some(place), limit),
            PageFrom::End => self.backwards(None, limit),
            PageFrom::Before(place) => self.backwards(Some(place), limit),
        };
        let rows = places.and_then(|places| {
            let Some(mut places) = places else { return Ok(None) };
            places.sort_unstable();
            let mut row = self.connection.prepare_cached(&lookup::select("WHERE t.seq = ?1"))?;
            let rows = places.into_iter().map(|place| {
                let missing = LedgerTrouble::CorruptRow { seq: place.seq, what: "index" };
                let found = row.query_and_then([place.seq], lookup::read)?.next();
                Ok(Found { place, transaction: found.ok_or(missing)?? })
            });
            rows.collect::<Result<_, _>>().map(Some)
        });
        self.at(rows)
    }

    /// How many match: exactly, or at least `enough` of them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count(&mut self, enough: u64) -> Result<Option<Count>, LedgerError> {
        if self.ranks.iter().all(Vec::is_empty) {
            return Ok(Some(Count::Exactly(u64::try_from(self.last).unwrap_or(0))));
        }
        let counted = self.count_until(enough);
        self.at(counted)
    }

    fn count_until(&mut self, enough: u64) -> Result<Option<Count>, LedgerTrouble> {
        let mut count = 0;
        for block in self.all_blocks().rev() {
            if (self.stop)() {
                return Ok(None);
            }
            let kept = match self.blocks.get(block) {
                Some(indexed) if self.loose(block).is_empty() => self.kept_sum(block, indexed, None)?,
                _ => None,
            };
            if let Some(sum) = kept {
                count += sum.count();
            } else {
                for rank in 0..=self.last_rank() {
                    count += self.bits(block, rank)?.map_or(0, Bits::len) as u64;
                }
            }
            if count > enough {
                return Ok(Some(Count::AtLeast(enough)));
            }
        }
        Ok(Some(Count::Exactly(count)))
    }

    fn at<T>(&self, result: Result<T, LedgerTrouble>) -> Result<T, LedgerError> {
        result.map_err(|trouble| trouble.at(self.ledger.path()))
    }

    fn all_blocks(&self) -> std::ops::Range<i64> {
        0..if self.last == 0 { 0 } else { place(self.last).0 + 1 }
    }

    fn last_rank(&self) -> u8 {
        u8::from(self.ranks.len() > 1)
    }

    /// The next `limit` rows after `start`.
    fn forwards(&mut self, start: Option<Place>, limit: usize) -> Result<Option<Vec<Place>>, LedgerTrouble> {
        let mut places = Vec::new();
        let first = start.map_or(0, |start| start.rank);
        for rank in first..=self.last_rank() {
            let below = start.filter(|start| start.rank == rank).map_or(self.last + 1, |start| start.seq);
            for block in self.all_blocks().rev() {
                if places.len() >= limit || (self.stop)() {
                    break;
                }
                if seq(block, 0) >= below {
                    continue;
                }
                let end = if place(below).0 == block { place(below).1 } else { BLOCK };
                let Some(bits) = self.bits(block, rank)? else { continue };
                let mut position = end;
                while let Some(next) = bits.before(position).filter(|_| places.len() < limit) {
                    places.push(Place { rank, seq: seq(block, next) });
                    position = next;
                }
            }
        }
        Ok(if (self.stop)() { None } else { Some(places) })
    }

    /// The `limit` rows before `end`.
    fn backwards(&mut self, end: Option<Place>, limit: usize) -> Result<Option<Vec<Place>>, LedgerTrouble> {
        let mut places = Vec::new();
        let first = end.map_or(self.last_rank(), |end| end.rank);
        for rank in (0..=first).rev() {
            let above = end.filter(|end| end.rank == rank).map_or(0, |end| end.seq);
            for block in self.all_blocks() {
                if places.len() >= limit || (self.stop)() {
                    break;
                }
                if seq(block, BLOCK - 1) <= above {
                    continue;
                }
                let mut position = if above >= seq(block, 0) { place(above).1 + 1 } else { 0 };
                let Some(bits) = self.bits(block, rank)? else { continue };
                while let Some(next) = bits.from(position).filter(|_| places.len() < limit) {
                    places.push(Place { rank, seq: seq(block, next) });
                    position = next + 1;
                }
            }
        }
        Ok(if (self.stop)() { None } else { Some(places) })
    }

    /// The rows of a block that match with this rank; `None` when there is none.
    fn bits(&mut self, block: i64, rank: u8) -> Result<Option<&Bits>, LedgerTrouble> {
        // Not `entry`: finding needs `self`.
        if !self.known.contains_key(&(block, rank)) {
            let mut found = self.find(block, rank)?;
            if let (1, Some(bits)) = (rank, &mut found) {
                let first = self.bits(block, 0)?;
                if first.is_some_and(|first| !bits.drop_all(first)) {
                    found = None;
                }
            }
            self.known.insert((block, rank), found);
        }
        Ok(self.known.get(&(block, rank)).and_then(Option::as_ref))
    }

    /// The rows of a block that match with any rank; `None` when there is none.
    fn all_bits(&mut self, block: i64) -> Result<Option<Bits>, LedgerTrouble> {
        let mut all: Option<Bits> = None;
        for rank in 0..=self.last_rank() {
            let Some(bits) = self.bits(block, rank)? else { continue };
            match &mut all {
                Some(all) => all.add_all(bits),
                None => all = Some(bits.clone()),
            }
        }
        Ok(all)
    }
}
