//! The index as a view of the journal.

use rusqlite::Connection;

use super::{check::Check, facets::Beside};
use crate::{
    ledger::{
        Ledger, LedgerError,
        error::LedgerTrouble,
        views::{View, ViewCheck, ViewFact},
    },
    record::{Finding, Progress},
};

/// The view.
pub struct SearchIndex;

impl View for SearchIndex {
    /// Nothing: a payment does not wait for the index. It catches up later, see [`Ledger::index_some`].
    fn apply(&self, _connection: &Connection, _fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        Ok(())
    }

    /// In parts, so that payments go on meanwhile.
    fn rebuild(&self, ledger: &mut Ledger, progress: &Progress) -> Result<(), LedgerError> {
        let total = ledger.newest()?;
        progress.begin(total);
        while ledger.drop_index_some()? && !progress.stopped() {}
        while !progress.stopped() && ledger.index_some()? {
            progress.reach(ledger.indexed()?, total);
        }
        Ok(())
    }

    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        Ok(Box::new(Check::begin(connection)?))
    }
}

impl ViewCheck for Check<'_> {
    fn fact(&mut self, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        let beside = Beside { operator: fact.row.operator, is_imported: fact.fact.has_original() };
        fact.transaction.map_or(Ok(()), |row| self.row(row, beside))
    }

    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        Self::end(*self)
    }
}
