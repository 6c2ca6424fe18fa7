//! The hashes of the journal, computed again.
//!
//! A hash that does not fit says that something is wrong, but not what: the fact, its row, or the hash itself. Some
//! values are stored twice, in the fact and in its row: each is tried in place of the other. If the next fact was chained to
//! the computed hash, the stored hash is wrong; otherwise the content is.

use super::walk::Met;
use crate::{
    ledger::{
        journal::hash,
        rows::{JournalRow, TransactionRow, local_time},
    },
    payment::{Till, TransactionId},
    record::{Column, Finding, JournalHash, Table, Wrong, differs},
    vault::Vault,
};

/// Minutes that a place may be away from UTC.
const OFFSETS: i32 = 1_439;

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
    /// What it is unless the hash itself was changed.
    content: Finding,
    /// The only value that can be wrong when nothing else of the journal is.
    column: Option<Column>,
    /// The fact.
    seq: i64,
    /// The hash that is stored.
    kept: JournalHash,
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
        let Some(computed) = compute(vault, self.before, &met.row, row, message) else {
            let unknown = Finding::at(Table::Journal, met.row.seq, Wrong::Unreadable);
            return Link::Finding(unknown.column(Column::KeyId));
        };
        if computed == met.row.hash {
            self.before = computed;
            return Link::Fits;
        }
        if let Some(finding) = self.explain(vault, &met.row, row, message) {
            return Link::Finding(finding);
        }
        let content = match row {
            Some(row) => Finding::at(Table::Transactions, row.seq, Wrong::Changed).id(row.id.as_str()),
            None => Finding::at(Table::Journal, met.row.seq, Wrong::Changed),
        };
        let column = row.filter(|row| is_confirmed(&met.row, row)).map(|_| Column::RequestId);
        Link::Doubt(Doubt { content, column, seq: met.row.seq, kept: met.row.hash, computed })
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
            for utc_offset in -OFFSETS..=OFFSETS {
                if fits(&JournalRow { utc_offset, ..fact.clone() }, None) {
                    return in_fact(Column::UtcOffset, differs(utc_offset, fact.utc_offset));
                }
            }
            return None;
        };
        let in_row = |column, wrong| {
            Some(Finding::at(Table::Transactions, row.seq, wrong).column(column).id(row.id.as_str()))
        };
        if let Some(created_at) = row.created_at
            && fits(&JournalRow { at: created_at, ..fact.clone() }, Some(row))
        {
            return in_fact(Column::At, differs(created_at, fact.at));
        }
        for created_at in [Some(fact.at), None] {
            if fits(fact, Some(&TransactionRow { created_at, ..row.clone() })) {
                return in_row(Column::CreatedAt, differs(time(created_at), time(row.created_at)));
            }
        }
        if let Some(request_id) = &row.request_id
            && fits(fact, Some(&TransactionRow { request_id: None, ..row.clone() }))
        {
            return in_row(Column::RequestId, differs("", request_id.as_str()));
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
        let is_made_of = |hash| compute(vault, hash, &next.row, row, message) == Some(next.row.hash);
        match self.column {
            _ if is_made_of(self.computed) => {
                Finding::at(Table::Journal, self.seq, Wrong::Changed).column(Column::Hash)
            }
            Some(column) if is_made_of(self.kept) => self.content.column(column),
            _ => self.content,
        }
    }

    /// What is wrong, when nothing more can be known.
    #[must_use]
    pub fn alone(self) -> Finding {
        self.content
    }
}

/// Whether everything in a fact and its row that the hash covers is known to be right, but for the caller's name of the
/// request. The message has confirmed the rest of the row; a till of ours writes till, time and offset into the id.
fn is_confirmed(fact: &JournalRow, row: &TransactionRow) -> bool {
    let local = local_time(fact.at, fact.utc_offset);
    (fact.operator, fact.approver, row.created_at) == (None, None, Some(fact.at))
        && (fact.till, fact.utc_offset) == (row.till, row.utc_offset)
        && local.is_some_and(|local| TransactionId::all_of(local, row.till).any(|id| id == row.id))
}

/// A time as findings show it; nothing where it is unknown.
fn time(at: Option<i64>) -> String {
    at.map_or_else(String::new, |at| at.to_string())
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
