//! Parts of a list.

use std::cmp::Reverse;

use super::Transaction;

/// Where a row is in the list of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListPlace {
    /// 0; or 1 for a match that is listed after all others, see [`Term::after`](super::Term::after).
    pub rank: u8,
    /// Its sequence number.
    pub seq: i64,
}

impl ListPlace {
    /// Grows from the beginning of the list to its end.
    fn order(self) -> impl Ord {
        (self.rank, Reverse(self.seq))
    }
}

impl PartialOrd for ListPlace {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ListPlace {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

/// Which part of the list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFrom {
    /// Its beginning: the newest rows.
    Start,
    /// Its end.
    End,
    /// The rows after this one.
    After(ListPlace),
    /// The rows right before this one.
    Before(ListPlace),
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub place: ListPlace,
    /// The row.
    pub transaction: Transaction,
}
