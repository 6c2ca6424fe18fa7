//! Views: tables that are derived from the journal and the rows of `transactions`, which are part of it, and can be made from
//! them again. The journal is the truth; where a view says something else, the view is wrong.
//!
//! | view | tables | takes in a fact |
//! |---|---|---|
//! | [`balances`] | `balances` | with each cancel |
//! | [`prints`] | `prints` | with each print of a slip, and each that failed |
//! | [`memos`] | `memos`, `memo_words` | with each memo |
//! | [`closes`] | `closes` | with each close of a day, and each time that one is shown again |
//! | [`operators`] | `operators` | with each change of a person, each PIN that is keyed, each step of the clock |
//! | [`batches`] | `batches`, `batch_ranges`, `answers`, `blanked` | with each hand-over, each answer, each CVC that is not kept any more |
//! | the [search index](super::search) | `blocks`, `facets`, `amounts` | later, when a till is idle; until then searches read the row itself |
//!
//! A view is a file here and a place in [`VIEWS`]. Recording a fact, `verify` and `--rebuild-index` go through that list.

pub(super) mod balances;
pub(super) mod batches;
pub(super) mod closes;
mod judge;
pub(super) mod memos;
pub(super) mod operators;
pub(super) mod prints;

use rusqlite::Connection;

use super::{
    Ledger, LedgerError,
    error::LedgerTrouble,
    rows::{JournalRow, TableRow as _, TransactionRow, corrupt},
    search::SearchIndex,
};
use crate::record::{Column, Fact, FactKind, Finding, Progress, Table};

/// Every view. `verify` names what is wrong with an earlier one first.
pub(super) static VIEWS: &[&dyn View] = &[
    &balances::Balances,
    &prints::PrintCounts,
    &memos::Memos,
    &closes::Closes,
    &operators::Operators,
    &batches::Batches,
    &SearchIndex,
];

/// A fact of the journal, as views take it in.
pub struct ViewFact<'a> {
    /// Its row of the journal.
    pub row: &'a JournalRow,
    /// What it says.
    pub fact: &'a Fact,
    /// The row of a payment or cancel.
    pub transaction: Option<&'a TransactionRow>,
}

/// What is derived from the journal.
pub trait View: Sync {
    /// Takes in a fact of any kind that is being recorded, in its transaction of the database: when this fails, nothing is
    /// recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read or written, or the schema refuses.
    fn apply(&self, connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble>;

    /// Makes all of it again from the journal.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    fn rebuild(&self, ledger: &mut Ledger, progress: &Progress) -> Result<(), LedgerError>;

    /// Begins to check it, in a snapshot.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble>;
}

/// The check of a view, which goes along with the walk through the journal.
pub trait ViewCheck {
    /// The next fact. It was not compared with its hash yet.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn fact(&mut self, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble>;

    /// The end of the walk: the facts are right. What is wrong with the view, if anything is.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble>;
}

/// Gives the facts of these kinds that the journal has after fact `seq` to `take`, in order. Returns the number of the last one.
fn facts_after(
    connection: &Connection,
    seq: i64,
    kinds: &[FactKind],
    mut take: impl FnMut(&JournalRow, &Fact),
) -> Result<i64, LedgerTrouble> {
    let columns = JournalRow::columns("t");
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind as u8).to_string()).collect();
    let kinds = kinds.join(", ");
    let facts =
        format!("SELECT {columns} FROM journal t WHERE t.seq > ?1 AND t.kind IN ({kinds}) ORDER BY t.seq");
    let mut statement = connection.prepare(&facts)?;
    let mut rows = statement.query([seq])?;
    let mut last = seq;
    while let Some(row) = rows.next()? {
        let row = JournalRow::read(row)?;
        last = row.seq;
        let fact = Fact::from_body(row.kind, &row.body);
        take(&row, &fact.ok_or_else(|| corrupt(Table::Journal, last, Column::Body))?);
    }
    Ok(last)
}

impl Ledger {
    /// Makes every view again. Payments go on meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read or written. Nothing is lost then: rows that are not indexed are searched one by one.
    pub fn rebuild_views(&mut self, progress: &Progress) -> Result<(), LedgerError> {
        let views = self.views;
        views.iter().try_for_each(|view| view.rebuild(self, progress))
    }
}
