//! Reading a list from its beginning to its end, however long it is.

use std::collections::HashMap;

use super::{blocks::place, set::Set};
use crate::{
    ledger::{Ledger, LedgerError},
    record::{Found, ListPlace, PageFrom, Query},
};

/// A list that is read a page at a time.
///
/// Each page is read at a moment of its own. Between two pages nothing of the ledger is held, so the log is taken over into the
/// file even when the list is read slowly. No row comes twice or is left out. No row comes that was written after the first
/// page was read. The state of a payment is that of the moment of its page; whether a payment is listed by its state is
/// decided for up to 65,536 numbers at a time, when the first of them is read.
pub struct ListCursor<'a> {
    query: &'a Query,
    /// The newest row when the first page was read.
    newest: Option<i64>,
    /// The last row that was read.
    after: Option<ListPlace>,
    /// What was found out about the block of that row.
    known: HashMap<(i64, u8), Option<Set>>,
}

impl<'a> ListCursor<'a> {
    /// Begins to read all that a query means.
    #[must_use]
    pub fn of(query: &'a Query) -> Self {
        Self { query, newest: None, after: None, known: HashMap::new() }
    }
}

impl Ledger {
    /// The next rows of a list, at most `limit`; none at the end.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn next_page(&self, reading: &mut ListCursor<'_>, limit: usize) -> Result<Vec<Found>, LedgerError> {
        let mut search = self.search(reading.query, &|| false)?;
        search.last = *reading.newest.get_or_insert(search.last);
        search.known = std::mem::take(&mut reading.known);
        let page =
            search.page(reading.after.map_or(PageFrom::Start, PageFrom::After), limit)?.unwrap_or_default();
        reading.known = std::mem::take(&mut search.known);
        if let Some(last) = page.last() {
            reading.after = Some(last.place);
            let here = place(last.place.seq).0;
            reading.known.retain(|(block, _), _| *block == here);
        }
        Ok(page)
    }
}
