//! Parts of a list.

use std::cmp::Reverse;

use super::Transaction;

/// Where a row is in the list of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListPlace {
    /// 0; or 1 for a match that is listed after all others, see [`Term::after`](super::Term::after).
    pub rank: u8,
    /// At head office, where the rows of several ledgers are listed, when it was, in milliseconds since 1970 UTC; a ledger alone is
    /// listed in the order of its journal, with 0 here.
    pub at: i64,
    /// At head office the ledger that it is in; else 0.
    pub ledger: i32,
    /// Its sequence number.
    pub seq: i64,
}

impl ListPlace {
    /// The place of a row of the ledger that is listed alone.
    #[must_use]
    pub fn in_ledger(rank: u8, seq: i64) -> Self {
        Self { rank, at: 0, ledger: 0, seq }
    }

    /// Whether both are places of the same row, whatever its rank in two lists.
    #[must_use]
    pub fn is_same_row(self, other: Self) -> bool {
        (self.ledger, self.seq) == (other.ledger, other.seq)
    }

    /// Grows from the beginning of the list to its end.
    fn order(self) -> impl Ord {
        (self.rank, Reverse((self.at, self.ledger, self.seq)))
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
