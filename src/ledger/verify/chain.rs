//! The hashes of the journal, computed again.
//!
//! A hash that does not fit says that something is wrong, but not what: the fact, its row, or the hash itself. So each value
//! that is written twice somewhere is tried in the other's place; and the next fact tells whether the hash was the one that it
//! was made of.

use strum::VariantArray as _;

use super::walk::Met;
use crate::{
    ledger::{
        journal::hash,
        rows::{JournalRow, TransactionRow},
    },
    payment::Till,
    record::{Column, FactKind, Finding, JournalHash, Table, Wrong, differs},
    vault::Vault,
};

/// How far the hashes fit.
pub struct Chain {
    before: JournalHash,
}

/// Whether a fact fits.
pub enum Link {
    /// It does.
    Fits,
    /// It does not, and this is why.
    Finding(Finding),
    /// It does not; the next fact will tell why.
    Doubt(Doubt),
}

/// A fact whose hash does not fit.
pub struct Doubt {
    /// What it is when the next fact was made of the hash that stands there.
    content: Finding,
    /// The fact.
    seq: i64,
    /// The hash that it should have if everything before it is right.
    computed: JournalHash,
}

impl Default for Chain {
    fn default() -> Self {
        Self { before: JournalHash::NONE }
    }
}

impl Chain {
    /// The hash of the last fact.
    #[must_use]
    pub fn hash(&self) -> JournalHash {
        self.before
    }

    /// Takes the next fact, with the message of its transaction.
    pub fn link(&mut self, vault: &Vault, met: &Met, message: Option<&[u8]>) -> Link {
        let row = met.body.as_ref().map(|body| &body.row);
        let Some(computed) = compute(vault, self.before, &met.fact, row, message) else {
            let unknown = Finding::at(Table::Journal, met.fact.seq, Wrong::Unreadable);
            return Link::Finding(unknown.column(Column::KeyId));
        };
        if computed == met.fact.hash {
            self.before = computed;
            return Link::Fits;
        }
        if let Some(finding) = self.explain(vault, &met.fact, row, message) {
            return Link::Finding(finding);
        }
        let content = match row {
            Some(row) => Finding::at(Table::Transactions, row.seq, Wrong::Changed).id(row.id.as_str()),
            None => Finding::at(Table::Journal, met.fact.seq, Wrong::Changed),
        };
        Link::Doubt(Doubt { content, seq: met.fact.seq, computed })
    }

    /// The one value that, put right, makes the hash fit.
    fn explain(
        &self,
        vault: &Vault,
        fact: &JournalRow,
        row: Option<&TransactionRow>,
        message: Option<&[u8]>,
    ) -> Option<Finding> {
        let fits = |changed: &JournalRow, row: Option<&TransactionRow>| {
            compute(vault, self.before, changed, row, message) == Some(fact.hash)
        };
        let in_fact = |column, wrong| Some(Finding::at(Table::Journal, fact.seq, wrong).column(column));
        for key in vault.key_checks() {
            if fits(&JournalRow { key_id: key.key_id, ..fact.clone() }, row) {
                return in_fact(Column::KeyId, differs(key.key_id, fact.key_id));
            }
        }
        for kind in FactKind::VARIANTS.iter().filter(|kind| kind.is_transaction() == row.is_some()) {
            if fits(&JournalRow { kind: *kind, ..fact.clone() }, row) {
                return in_fact(Column::Kind, differs(<&str>::from(kind), <&str>::from(fact.kind)));
            }
        }
        for signed in [(None, fact.approver), (fact.operator, None), (None, None)] {
            if fits(&JournalRow { operator: signed.0, approver: signed.1, ..fact.clone() }, row) {
                let column = if signed.0 == fact.operator { Column::Approver } else { Column::Operator };
                return in_fact(column, Wrong::Changed);
            }
        }
        let Some(row) = row else {
            for till in (1..=99).filter_map(Till::new) {
                if fits(&JournalRow { till, ..fact.clone() }, None) {
                    return in_fact(Column::Till, differs(till.number(), fact.till.number()));
                }
            }
            return None;
        };
        let in_row = |column, wrong| {
            Some(Finding::at(Table::Transactions, row.seq, wrong).column(column).id(row.id.as_str()))
        };
        if let Some(created_at) = row.created_at {
            if fits(&JournalRow { at: created_at, ..fact.clone() }, Some(row)) {
                return in_fact(Column::At, differs(created_at, fact.at));
            }
            if fits(fact, Some(&TransactionRow { created_at: Some(fact.at), ..row.clone() })) {
                return in_row(Column::CreatedAt, differs(fact.at, created_at));
            }
        }
        if fits(&JournalRow { till: row.till, ..fact.clone() }, Some(row)) {
            return in_fact(Column::Till, differs(row.till.number(), fact.till.number()));
        }
        if fits(fact, Some(&TransactionRow { till: fact.till, ..row.clone() })) {
            return in_row(Column::Till, differs(fact.till.number(), row.till.number()));
        }
        if fits(&JournalRow { utc_offset: row.utc_offset, ..fact.clone() }, Some(row)) {
            return in_fact(Column::UtcOffset, differs(row.utc_offset, fact.utc_offset));
        }
        if fits(fact, Some(&TransactionRow { utc_offset: fact.utc_offset, ..row.clone() })) {
            return in_row(Column::UtcOffset, differs(fact.utc_offset, row.utc_offset));
        }
        None
    }
}

impl Doubt {
    /// What is wrong, now that the next fact is known.
    #[must_use]
    pub fn by_next(self, vault: &Vault, next: &Met, message: Option<&[u8]>) -> Finding {
        let row = next.body.as_ref().map(|body| &body.row);
        let hash = compute(vault, self.computed, &next.fact, row, message);
        if hash != Some(next.fact.hash) {
            return self.content;
        }
        Finding::at(Table::Journal, self.seq, Wrong::Changed).column(Column::Hash)
    }

    /// What is wrong, when nothing more can be known.
    #[must_use]
    pub fn alone(self) -> Finding {
        self.content
    }
}

fn compute(
    vault: &Vault,
    before: JournalHash,
    fact: &JournalRow,
    row: Option<&TransactionRow>,
    message: Option<&[u8]>,
) -> Option<JournalHash> {
    hash(vault, before, fact, row.map(|row| (row, message.unwrap_or_default()))).ok()
}
