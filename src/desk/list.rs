//! Searching, listing and counting, and the index that makes them quick.

use zeroize::Zeroize as _;

use super::{Desk, DeskError};
use crate::{
    ledger::{ListCursor, Search},
    payment::{CardNumber, MaskedCard},
    record::{Condition, Count, Found, ListPlace, PageFrom, Progress, Query, Stop, Term, Transaction},
};

/// Counting stops at this many matches.
pub(crate) const COUNT_LIMIT: u64 = 1_000;

/// Rows that are read at a time when a card is looked for.
const CARD_PAGE: usize = 64;

/// What became of looking for a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardFound {
    /// No card was meant: an id begins or ends with the digits that are keyed.
    InAnId,
    /// The ledger has nothing of this card.
    New(MaskedCard),
    /// The number of its newest transaction, and the card.
    Seen(i64, MaskedCard),
}

impl CardFound {
    /// The card, and the number of its newest transaction: 0, which no transaction has, where there is none.
    #[must_use]
    pub fn card(&self) -> Option<(i64, MaskedCard)> {
        match *self {
            Self::InAnId => None,
            Self::New(card) => Some((0, card)),
            Self::Seen(seq, card) => Some((seq, card)),
        }
    }
}

impl Desk {
    /// Finds the newest transaction of a card. With `is_keyed`, its digits may be meant for an id.
    ///
    /// # Errors
    /// Trouble with the ledger or the keys.
    pub fn find_card(&self, card: &CardNumber, is_keyed: bool) -> Result<CardFound, DeskError> {
        if is_keyed && self.is_in_an_id(card)? {
            return Ok(CardFound::InAnId);
        }
        let masked = card.masked();
        let prints = self.fingerprints_under_all_keys(card)?;
        let [head, end] = [masked.head(), masked.end()].map(str::to_owned);
        let terms = vec![Term::is(Condition::CardBegins(head)), Term::is(Condition::CardEnd(end))];
        let query = Query { terms };
        let mut reading = ListCursor::of(&query);
        loop {
            let page = self.next_page(&mut reading, CARD_PAGE)?;
            if page.is_empty() {
                return Ok(CardFound::New(masked));
            }
            for Found { place, .. } in page {
                let print = self.ledger.fingerprint_of(place.seq)?;
                if print.is_some_and(|print| prints.contains(&print)) {
                    return Ok(CardFound::Seen(place.seq, masked));
                }
            }
        }
    }

    /// Whether an id begins or ends with the digits of a card.
    fn is_in_an_id(&self, card: &CardNumber) -> Result<bool, DeskError> {
        let digits = || card.expose().to_owned();
        let any = vec![Condition::IdBegins(digits()), Condition::IdEnds(digits())];
        let mut query = Query { terms: vec![Term { not: false, any, after: Vec::new() }] };
        let found = self.list(&query, None, 1);
        for condition in query.terms.iter_mut().flat_map(|term| &mut term.any) {
            if let Condition::IdBegins(digits) | Condition::IdEnds(digits) = condition {
                digits.zeroize();
            }
        }
        Ok(!found?.is_empty())
    }

    /// The matches, newest first: the next `limit` after the row at `after`.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn list(
        &self,
        query: &Query,
        after: Option<ListPlace>,
        limit: usize,
    ) -> Result<Vec<Found>, DeskError> {
        let rows =
            self.search(query, &|| false)?.page(after.map_or(PageFrom::Start, PageFrom::After), limit)?;
        Ok(rows.unwrap_or_default())
    }

    /// The newest transactions of this till, without those that were taken over, newest first, at most `limit`.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn newest(&self, limit: usize) -> Result<Vec<Transaction>, DeskError> {
        let here = Term::is(Condition::Till(self.settings.till));
        let own = Term { not: true, ..Term::is(Condition::Imported) };
        let query = Query { terms: vec![here, own] };
        Ok(self.list(&query, None, limit)?.into_iter().map(|found| found.transaction).collect())
    }

    /// The next rows of a list that is read from its beginning to its end, newest first; see [`ListCursor`].
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn next_page(
        &self,
        reading: &mut ListCursor<'_>,
        limit: usize,
    ) -> Result<Vec<Found>, DeskError> {
        Ok(self.ledger.next_page(reading, limit)?)
    }

    /// How many match: exactly, or at least [`COUNT_LIMIT`].
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn count(&self, query: &Query) -> Result<Count, DeskError> {
        let count = self.search(query, &|| false)?.count(COUNT_LIMIT)?;
        Ok(count.unwrap_or(Count::Exactly(0)))
    }

    /// Of a query without matches, the first term that leaves none: the terms before it have matches. `None` when
    /// stopped, and for a ledger without transactions.
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

    /// True if another program wrote to the ledger since the last call.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn has_news(&self) -> Result<bool, DeskError> {
        Ok(self.ledger.has_news()?)
    }

    /// Checks that the ledger's file is still the one that was opened, with all that was seen in it.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub(crate) fn check_file(&self) -> Result<(), DeskError> {
        Ok(self.ledger.check_file()?)
    }

    /// Begins to answer a query; see [`Search`].
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn search<'a>(&'a self, query: &'a Query, stop: Stop<'a>) -> Result<Search<'a>, DeskError> {
        let mut search = self.ledger.search(query, stop)?;
        for seq in query.cards() {
            search.add_fingerprints(seq, self.fingerprints_of(seq)?);
        }
        Ok(search)
    }

    /// Indexes new rows for searching, if enough are waiting. Returns whether there is more to do at once. A till calls
    /// it when it is idle.
    ///
    /// # Errors
    /// Trouble with the ledger. Nothing is lost then.
    pub fn tidy(&mut self) -> Result<bool, DeskError> {
        Ok(self.ledger.index_some()?)
    }

    /// Rebuilds what is derived from the journal: what remains of payments, and the search index. Payments go on meanwhile.
    ///
    /// # Errors
    /// Trouble with the ledger. Nothing is lost then: rows that are not indexed are searched one by one.
    pub fn rebuild_index(&mut self, progress: &Progress) -> Result<(), DeskError> {
        Ok(self.ledger.rebuild_views(progress)?)
    }
}
