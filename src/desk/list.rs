//! Searching, listing and counting, and the index that makes them quick.

use super::{Desk, DeskError};
use crate::{
    ledger::{Listing, Search},
    record::{Count, Found, PageFrom, Place, Progress, Query, Stop},
};

/// More matches than these are not counted to the end at once.
pub(crate) const COUNT_LIMIT: u64 = 1_000;

impl Desk {
    /// What matches, newest first: the next `limit` after the row at `after`.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn list(&self, query: &Query, after: Option<Place>, limit: usize) -> Result<Vec<Found>, DeskError> {
        let rows =
            self.search(query, &|| false)?.page(after.map_or(PageFrom::Start, PageFrom::After), limit)?;
        Ok(rows.unwrap_or_default())
    }

    /// The next rows of a list that is read from its beginning to its end, newest first; see [`Listing`].
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn next_page(&self, reading: &mut Listing<'_>, limit: usize) -> Result<Vec<Found>, DeskError> {
        Ok(self.ledger.next_page(reading, limit)?)
    }

    /// How many match: exactly, or at least a thousand.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn count(&self, query: &Query) -> Result<Count, DeskError> {
        let count = self.search(query, &|| false)?.count(COUNT_LIMIT)?;
        Ok(count.unwrap_or(Count::Exactly(0)))
    }

    /// Which term of a query that means nothing is the one that left nothing: without it and those after it, there is
    /// something. `None` when told to stop, and for a ledger without transactions.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn emptied_by(&self, query: &Query, stop: Stop<'_>) -> Result<Option<usize>, DeskError> {
        for end in 0..=query.terms.len() {
            let begun = Query { terms: query.terms.iter().take(end).cloned().collect() };
            match self.search(&begun, stop)?.page(PageFrom::Start, 1)? {
                Some(rows) if rows.is_empty() => return Ok(end.checked_sub(1)),
                Some(_) => {}
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Whether another program wrote to the ledger since this was last asked.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn has_news(&self) -> Result<bool, DeskError> {
        Ok(self.ledger.has_news()?)
    }

    /// Begins to answer a query; see [`Search`].
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn search<'a>(&'a self, query: &'a Query, stop: Stop<'a>) -> Result<Search<'a>, DeskError> {
        Ok(self.ledger.search(query, stop)?)
    }

    /// Prepares what was written lately for searching, if it is time to. Says whether there is more to do at once; a till
    /// does it when it has nothing else to do.
    ///
    /// # Errors
    /// Trouble with the ledger. Nothing is lost then.
    pub fn tidy(&mut self) -> Result<bool, DeskError> {
        Ok(self.ledger.index_some()?)
    }

    /// Makes the index for searching again, from the transactions. Payments go on meanwhile.
    ///
    /// # Errors
    /// Trouble with the ledger. Nothing is lost then: what is not indexed is looked at row by row.
    pub fn rebuild_index(&mut self, progress: &Progress) -> Result<(), DeskError> {
        let total = self.ledger.newest()?;
        progress.begin(total);
        while self.ledger.drop_index_some()? && !progress.stopped() {}
        while !progress.stopped() && self.ledger.index_some()? {
            progress.reach(self.ledger.indexed()?, total);
        }
        Ok(())
    }
}
