//! The hashes of the audit trail, computed again.
//!
//! A hash that does not fit says that something is wrong, but not what: the entry, its transaction, or the hash itself. So
//! each value that is written twice somewhere is tried in the other's place; and the next entry tells whether the hash was
//! the one that it was made of.

use strum::VariantArray as _;

use super::walk::{Line, Row, Step};
use crate::{
    ledger::audit::{self, Content},
    payment::TransactionId,
    record::{AuditEvent, AuditHash, Finding, Wrong, differs},
    vault::Vault,
};

/// How far the hashes fit.
pub struct Chain {
    before: AuditHash,
}

/// Whether an entry fits.
pub enum Link {
    /// It does.
    Fits,
    /// It does not, and this is why.
    Finding(Finding),
    /// It does not; the next entry will tell why.
    Doubt(Doubt),
}

/// An entry whose hash does not fit.
pub struct Doubt {
    /// What it is when the next entry was made of the hash that stands there.
    content: Finding,
    /// The entry.
    line: i64,
    /// The hash that it should have, if all else is right.
    computed: AuditHash,
}

impl Default for Chain {
    fn default() -> Self {
        Self { before: AuditHash([0; 32]) }
    }
}

impl Chain {
    /// The hash of the last entry.
    #[must_use]
    pub fn hash(&self) -> AuditHash {
        self.before
    }

    /// Takes the next entry, with the message of its transaction.
    pub fn link(&mut self, vault: &Vault, step: &Step, message: Option<&[u8]>) -> Link {
        let row = step.row.as_ref().map(|(row, _)| row);
        let Some(computed) = hash(vault, step.line.key_id, &self.before, &step.line, row, message) else {
            let line = Finding::at("audit", step.line.seq, Wrong::Unreadable);
            return Link::Finding(line.column("key_id"));
        };
        if computed == step.line.hash {
            self.before = computed;
            return Link::Fits;
        }
        if let Some(finding) = self.explain(vault, &step.line, row, message) {
            return Link::Finding(finding);
        }
        let content = match row {
            Some(row) => Finding::at("transactions", row.seq, Wrong::Changed).id(&row.id),
            None => Finding::at("audit", step.line.seq, Wrong::Changed),
        };
        Link::Doubt(Doubt { content, line: step.line.seq, computed })
    }

    /// The one value that, put right, makes the hash fit.
    fn explain(
        &self,
        vault: &Vault,
        line: &Line,
        row: Option<&Row>,
        message: Option<&[u8]>,
    ) -> Option<Finding> {
        let fits = |key_id, line: &Line, row: Option<&Row>| {
            hash(vault, key_id, &self.before, line, row, message) == Some(line.hash)
        };
        let in_line = |column, wrong| Some(Finding::at("audit", line.seq, wrong).column(column));
        for key in vault.key_checks() {
            if fits(key.key_id, line, row) {
                return in_line("key_id", differs(key.key_id, line.key_id));
            }
        }
        let Some(row) = row else {
            for event in AuditEvent::VARIANTS {
                if fits(line.key_id, &Line { event: *event, ..line.clone() }, None) {
                    return in_line("event", differs(<&str>::from(event), <&str>::from(line.event)));
                }
            }
            for till in 1..=99 {
                if fits(line.key_id, &Line { till, ..line.clone() }, None) {
                    return in_line("till", differs(till, line.till));
                }
            }
            return None;
        };
        let in_row =
            |column, wrong| Some(Finding::at("transactions", row.seq, wrong).column(column).id(&row.id));
        if fits(line.key_id, &Line { at: row.created_at, ..line.clone() }, Some(row)) {
            return in_line("at", differs(row.created_at, line.at));
        }
        if fits(line.key_id, line, Some(&Row { created_at: line.at, ..row.clone() })) {
            return in_row("created_at", differs(line.at, row.created_at));
        }
        if fits(line.key_id, &Line { till: row.till, ..line.clone() }, Some(row)) {
            return in_line("till", differs(row.till, line.till));
        }
        if fits(line.key_id, line, Some(&Row { till: line.till, ..row.clone() })) {
            return in_row("till", differs(line.till, row.till));
        }
        if fits(line.key_id, &Line { detail: None, ..line.clone() }, Some(row)) {
            return in_line("detail", Wrong::Changed);
        }
        let local = TransactionId::from_bytes(row.id.as_bytes()).and_then(TransactionId::local_time)?;
        let utc_offset = local.and_utc().timestamp_millis().checked_sub(row.created_at)?.div_euclid(60_000);
        if fits(line.key_id, line, Some(&Row { utc_offset, ..row.clone() })) {
            return in_row("utc_offset", differs(utc_offset, row.utc_offset));
        }
        None
    }
}

impl Doubt {
    /// What is wrong, now that the next entry is known.
    #[must_use]
    pub fn by_next(self, vault: &Vault, next: &Step, message: Option<&[u8]>) -> Finding {
        let row = next.row.as_ref().map(|(row, _)| row);
        let hash = hash(vault, next.line.key_id, &self.computed, &next.line, row, message);
        self.decide(hash == Some(next.line.hash))
    }

    /// What is wrong, now that the trail is known to end with this hash.
    #[must_use]
    pub fn by_end(self, end: AuditHash) -> Finding {
        let computed = end == self.computed;
        self.decide(computed)
    }

    /// What is wrong, when nothing more can be known.
    #[must_use]
    pub fn alone(self) -> Finding {
        self.content
    }

    fn decide(self, computed_is_right: bool) -> Finding {
        if !computed_is_right {
            return self.content;
        }
        Finding::at("audit", self.line, Wrong::Changed).column("hash")
    }
}

fn hash(
    vault: &Vault,
    key_id: u32,
    before: &AuditHash,
    line: &Line,
    row: Option<&Row>,
    message: Option<&[u8]>,
) -> Option<AuditHash> {
    let content = row.map(|row| Content {
        id: &row.id,
        kind: row.kind,
        payment: row.payment,
        created_at: row.created_at,
        utc_offset: row.utc_offset,
        numbers: [row.till, row.amount, row.vat, row.installments, row.card_digits],
        card_head: &row.card_head,
        card_tail: &row.card_tail,
        fingerprint: &row.fingerprint,
        request_id: row.request_id.as_deref(),
        message: message.unwrap_or_default(),
    });
    let line = audit::Line {
        seq: line.seq,
        at: line.at,
        till: line.till,
        event: line.event.into(),
        transaction: line.transaction,
        detail: line.detail.as_deref(),
    };
    audit::hash(vault, key_id, before, &line, content.as_ref()).ok()
}
