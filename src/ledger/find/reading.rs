//! Reading a list from its beginning to its end, however long it is.

use std::collections::HashMap;

use super::{Bits, Found, From, Ledger, LedgerError, Place, Query, place};

/// A list that is read a page at a time.
///
/// Every page is of a moment of its own: between two of them nothing of the ledger is held, so that the log is taken over
/// into the file as ever, however slowly the list is read. No row comes twice or is left out, and none that was written
/// after the first page was read; how a payment stands is told as of its page. Whether it is listed by how it stands is
/// decided for up to 65,536 rows at a time, when the first of them is read.
pub struct Reading<'a> {
    ledger: &'a Ledger,
    query: &'a Query,
    /// The newest row when the first page was read.
    newest: Option<i64>,
    /// The last row that was read.
    after: Option<Place>,
    /// What was found out about the block of that row.
    known: HashMap<(i64, u8), Option<Bits>>,
}

impl Ledger {
    /// Begins to read all that a query means.
    #[must_use]
    pub fn reading<'a>(&'a self, query: &'a Query) -> Reading<'a> {
        Reading { ledger: self, query, newest: None, after: None, known: HashMap::new() }
    }
}

impl Reading<'_> {
    /// The next rows, at most `limit`; none at the end.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn next_page(&mut self, limit: usize) -> Result<Vec<Found>, LedgerError> {
        let mut search = self.ledger.search(self.query, &|| false)?;
        search.last = *self.newest.get_or_insert(search.last);
        search.known = std::mem::take(&mut self.known);
        let page = search.page(self.after.map_or(From::Start, From::After), limit)?.unwrap_or_default();
        self.known = std::mem::take(&mut search.known);
        if let Some(last) = page.last() {
            self.after = Some(last.place);
            let here = place(last.place.seq).0;
            self.known.retain(|(block, _), _| *block == here);
        }
        Ok(page)
    }
}
