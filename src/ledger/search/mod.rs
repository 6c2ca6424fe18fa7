//! Search: which rows a query means, newest first, in pages of either direction; how many there are, and what they add up to.
//!
//! A query is a conjunction of anything with anything, and a B-tree for every pair of columns would cost more than the ledger
//! itself. So 65,536 numbers of the journal are taken together as a block, and for every block and every value that occurs in
//! it (a till, the end of a card, an amount …) the set of its rows is kept: a bitmap index. Sets of one block are joined in a
//! microsecond; ten million rows are 153 blocks. The page `docs/search.md` explains it to a newcomer, with the reasons.
//!
//! | what is kept | file | table |
//! |---|---|---|
//! | what rows are found by: the table of facets | [`facets`] | `facets` |
//! | the rows of a value, a set | [`set`] | `facets` |
//! | amounts, to be added up | [`amounts`] | `amounts` |
//! | a block as a whole | [`blocks`] | `blocks` |
//!
//! ```text
//!  rows ──build──► facets, amounts, blocks          check: the same from the rows, compared byte by byte
//!  query ──plan──► sets to be joined ──conditions, times──► the set of a block ──► pages (here), totals, listing
//! ```
//!
//! Everything that is kept is a view of the rows: nothing is done when a payment is written, [`build`] catches up when a till
//! has nothing else to do, and can make all of it again. Rows that are not indexed yet, the loose tail, are looked at one
//! by one. Everything of one [`Search`] is of one moment.

mod amounts;
mod blocks;
mod build;
mod check;
mod conditions;
mod facets;
mod listing;
mod plan;
mod rows;
mod set;
#[cfg(test)]
mod tests;
mod times;
mod totals;
mod view;
mod wall_clock;

use std::{collections::HashMap, sync::Arc};

use rusqlite::{Connection, OptionalExtension as _};

pub(super) use self::{
    blocks::{BLOCK, Blocks, Portions, claimed, indexed},
    facets::Facet,
    view::SearchIndex,
};
use self::{
    blocks::{damaged, place, seq},
    plan::Prepared,
    set::{CAPACITY, Set, Spare},
};
use super::{
    Ledger, LedgerError, Snapshot,
    error::LedgerTrouble,
    lookup,
    rows::{corrupt, next_of},
};
use crate::record::{
    Column, Condition, Count, Fingerprint, Found, ListPlace, PageFrom, Query, State, Stop, Table, Term,
};
pub(super) use conditions::fingerprint;
pub use listing::ListCursor;

/// A query that is being answered.
pub struct Search<'a> {
    connection: &'a Connection,
    ledger: &'a Ledger,
    _snapshot: Snapshot<'a>,
    /// What has to hold for rows of each rank.
    ranks: Vec<Vec<Prepared<'a>>>,
    blocks: Arc<Blocks>,
    /// The blocks that have rows, oldest first; rows that are not indexed yet among them.
    numbers: Vec<i64>,
    /// The newest row.
    last: i64,
    /// Payments with cancels that are not indexed yet, with their state now; sorted.
    touched: Vec<(i64, State)>,
    /// By what the cards of these transactions are known again: fingerprints, each with the id of its key.
    prints: HashMap<i64, Vec<(u32, Fingerprint)>>,
    /// The rows of a block and rank, where they were found.
    known: HashMap<(i64, u8), Option<Set>>,
    spare: Spare,
    stop: Stop<'a>,
}

const TOUCHED: &str = "SELECT DISTINCT p.seq, p.amount, b.amount FROM transactions c \
     JOIN transactions p ON p.seq = c.payment LEFT JOIN balances b ON b.payment = p.seq WHERE c.seq > ?1";
const NEXT: &str = "SELECT seq FROM transactions WHERE seq >= ?1 ORDER BY seq LIMIT 1";

impl Ledger {
    /// Begins to answer a query, at the moment of now. `stop` is asked now and then; once it says yes, the search gives
    /// up and answers `None`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn search<'a>(&'a self, query: &'a Query, stop: Stop<'a>) -> Result<Search<'a>, LedgerError> {
        let snapshot = self.snapshot()?;
        self.read(|connection| {
            // First: a damaged number beyond all blocks ends the search here.
            let last = blocks::newest(connection)?;
            let blocks = self.blocks(connection)?;
            let states = |term: &Term| {
                term.any.iter().chain(&term.after).any(|one| matches!(one, Condition::State(_)))
            };
            let touched = if query.terms.iter().any(states) {
                touched(connection, blocks.indexed)?
            } else {
                Vec::new()
            };
            Ok(Search {
                connection,
                ledger: self,
                _snapshot: snapshot,
                ranks: plan::prepare(connection, self.portions, query)?,
                numbers: numbers(connection, &blocks)?,
                last,
                prints: prints(connection, query)?,
                blocks,
                touched,
                known: HashMap::new(),
                spare: Spare::default(),
                stop,
            })
        })
    }

    /// What is known of the blocks, kept until more is indexed.
    fn blocks(&self, connection: &Connection) -> Result<Arc<Blocks>, LedgerTrouble> {
        let indexed = indexed(connection)?;
        let mut kept = self.blocks.borrow_mut();
        if kept.indexed != indexed {
            *kept = Arc::new(Blocks::read(connection)?);
        }
        Ok(Arc::clone(&kept))
    }
}

/// The blocks that have rows.
fn numbers(connection: &Connection, blocks: &Blocks) -> Result<Vec<i64>, LedgerTrouble> {
    let mut numbers: Vec<i64> = blocks.all.iter().map(|block| block.number).collect();
    let mut next = connection.prepare_cached(NEXT)?;
    let mut from = blocks.indexed + 1;
    while let Some(row) = next.query_one([from], |row| row.get(0)).optional()? {
        let (block, _) = place(row);
        if numbers.last() != Some(&block) {
            numbers.push(block);
        }
        from = seq(block, BLOCK);
    }
    Ok(numbers)
}

/// The fingerprints of the cards that a query asks for.
fn prints(
    connection: &Connection,
    query: &Query,
) -> Result<HashMap<i64, Vec<(u32, Fingerprint)>>, LedgerTrouble> {
    let print = |seq| Ok((seq, conditions::fingerprint(connection, seq)?.into_iter().collect()));
    query.cards().map(print).collect()
}

fn touched(connection: &Connection, indexed: i64) -> Result<Vec<(i64, State)>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(TOUCHED)?;
    let rows = statement.query_map([indexed], |row| {
        let (amount, left) = (row.get(1)?, row.get::<_, Option<u64>>(2)?);
        Ok((row.get(0)?, rows::state_of(amount, left.unwrap_or(amount))))
    })?;
    let mut touched = rows.collect::<Result<Vec<(i64, State)>, _>>()?;
    touched.sort_unstable_by_key(|(seq, _)| *seq);
    Ok(touched)
}

/// The newest indexed row that has a value of a facet.
pub(super) fn newest_with(
    connection: &Connection,
    facet: Facet,
    value: u32,
) -> Result<Option<i64>, LedgerTrouble> {
    let blocks = Blocks::read(connection)?;
    for block in blocks.all.iter().rev() {
        let key = facets::key(block.number, facet, value);
        let mut statement = connection.prepare_cached(conditions::ROWS)?;
        let mut rows = statement.query([key])?;
        let Some(row) = next_of(&mut rows, Table::Facets, key)? else { continue };
        let mut set = Set::none();
        let read = set.add_written(row.get_ref(0)?.as_blob().unwrap_or_default());
        let last = read.and_then(|()| set.before(CAPACITY)).ok_or_else(|| damaged(Table::Facets, key))?;
        return Ok(Some(seq(block.number, last)));
    }
    Ok(None)
}

impl Search<'_> {
    /// Adds fingerprints of the card of transaction `of`, each with the id of its key. While a rotation is unfinished, some rows
    /// have fingerprints of another key than that transaction, which only the vault can make.
    pub fn add_fingerprints(&mut self, of: i64, prints: impl IntoIterator<Item = (u32, Fingerprint)>) {
        self.prints.entry(of).or_default().extend(prints);
    }

    /// A part of the list, in its order: at most `limit` rows.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page(&mut self, from: PageFrom, limit: usize) -> Result<Option<Vec<Found>>, LedgerError> {
        let rows = self.places(from, limit).and_then(|places| {
            let Some(places) = places else { return Ok(None) };
            let mut row = self.connection.prepare_cached(&lookup::select("WHERE t.seq = ?1"))?;
            let rows = places.into_iter().map(|place| {
                let found = row.query_and_then([place.seq], lookup::read)?.next();
                Ok(Found {
                    place,
                    transaction: found
                        .ok_or_else(|| corrupt(Table::Transactions, place.seq, Column::Seq))??,
                })
            });
            let mut rows = rows.collect::<Result<Vec<Found>, LedgerTrouble>>()?;
            lookup::add_beside(self.connection, rows.iter_mut().map(|found| &mut found.transaction))?;
            Ok(Some(rows))
        });
        self.at(rows)
    }

    /// Where the rows of a page are.
    fn places(&mut self, from: PageFrom, limit: usize) -> Result<Option<Vec<ListPlace>>, LedgerTrouble> {
        let places = match from {
            PageFrom::Start => self.forwards(None, limit),
            PageFrom::After(place) => self.forwards(Some(place), limit),
            PageFrom::End => self.backwards(None, limit),
            PageFrom::Before(place) => self.backwards(Some(place), limit),
        };
        Ok(places?.map(|mut places| {
            places.sort_unstable();
            places
        }))
    }

    /// How many match: exactly, or at least `enough` of them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn count(&mut self, enough: u64) -> Result<Option<Count>, LedgerError> {
        let counted = self.count_until(enough);
        self.at(counted)
    }

    fn count_until(&mut self, enough: u64) -> Result<Option<Count>, LedgerTrouble> {
        let everything = self.ranks.iter().all(Vec::is_empty);
        let mut count = 0;
        for block in self.numbers.clone().into_iter().rev() {
            if (self.stop)() {
                return Ok(None);
            }
            match self.blocks.get(block) {
                Some(indexed) if everything && self.loose(block).is_empty() => {
                    count += indexed.totals.count();
                }
                _ => {
                    for rank in 0..=self.last_rank() {
                        count += self.rows(block, rank)?.map_or(0, Set::len) as u64;
                    }
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

    fn last_rank(&self) -> u8 {
        u8::from(self.ranks.len() > 1)
    }

    /// The next `limit` rows after `start`.
    fn forwards(
        &mut self,
        start: Option<ListPlace>,
        limit: usize,
    ) -> Result<Option<Vec<ListPlace>>, LedgerTrouble> {
        let mut places = Vec::new();
        let first = start.map_or(0, |start| start.rank);
        for rank in first..=self.last_rank() {
            let start = start.filter(|start| start.rank == rank).map(|start| place(start.seq));
            for block in self.numbers.clone().into_iter().rev() {
                if places.len() >= limit || (self.stop)() {
                    break;
                }
                let mut position = match start {
                    Some((of, _)) if of < block => continue,
                    Some((of, position)) if of == block => position,
                    _ => BLOCK,
                };
                let Some(rows) = self.rows(block, rank)? else { continue };
                while let Some(next) = rows.before(position).filter(|_| places.len() < limit) {
                    places.push(ListPlace::in_ledger(rank, seq(block, next)));
                    position = next;
                }
            }
        }
        Ok(if (self.stop)() { None } else { Some(places) })
    }

    /// The `limit` rows before `end`.
    fn backwards(
        &mut self,
        end: Option<ListPlace>,
        limit: usize,
    ) -> Result<Option<Vec<ListPlace>>, LedgerTrouble> {
        let mut places = Vec::new();
        let first = end.map_or(self.last_rank(), |end| end.rank);
        for rank in (0..=first).rev() {
            let end = end.filter(|end| end.rank == rank).map(|end| place(end.seq));
            for block in self.numbers.clone() {
                if places.len() >= limit || (self.stop)() {
                    break;
                }
                let mut position = match end {
                    Some((of, _)) if of > block => continue,
                    Some((of, position)) if of == block => position + 1,
                    _ => 0,
                };
                let Some(rows) = self.rows(block, rank)? else { continue };
                while let Some(next) = rows.from(position).filter(|_| places.len() < limit) {
                    places.push(ListPlace::in_ledger(rank, seq(block, next)));
                    position = next + 1;
                }
            }
        }
        Ok(if (self.stop)() { None } else { Some(places) })
    }

    /// The rows of a block that match with this rank; `None` when there is none.
    fn rows(&mut self, block: i64, rank: u8) -> Result<Option<&Set>, LedgerTrouble> {
        // Not `entry`: finding needs `self`.
        if !self.known.contains_key(&(block, rank)) {
            let mut found = self.find(block, rank)?;
            if let (1, Some(rows)) = (rank, &mut found) {
                let first = self.rows(block, 0)?;
                if first.is_some_and(|first| !rows.drop_all(first)) {
                    found = None;
                }
            }
            self.known.insert((block, rank), found);
        }
        Ok(self.known.get(&(block, rank)).and_then(Option::as_ref))
    }

    /// The rows of a block that match with any rank; `None` when there is none.
    fn all_ranks(&mut self, block: i64) -> Result<Option<Set>, LedgerTrouble> {
        let mut all: Option<Set> = None;
        for rank in 0..=self.last_rank() {
            let Some(rows) = self.rows(block, rank)? else { continue };
            match &mut all {
                Some(all) => all.add_all(rows),
                None => all = Some(rows.clone()),
            }
        }
        Ok(all)
    }
}
