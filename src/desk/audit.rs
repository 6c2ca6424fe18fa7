//! Entries of the audit trail that are neither payment nor cancel.

use chrono::{DateTime, Duration, FixedOffset};

use super::{Clock as _, Desk, DeskError};
use crate::{
    ledger::{Entry, Head, LedgerError, Writer},
    payment::Till,
    record::{AuditEvent, Count, Query},
    vault::Vault,
};

/// The clocks of several tills of one ledger may differ by this much.
const BACKWARDS: Duration = Duration::minutes(1);
/// A longer time without any entry is recorded: a long holiday, or a clock that was set.
const FORWARDS: Duration = Duration::days(31);

impl Desk {
    /// Records that the till was opened or closed; in a ledger without transactions, nothing: its keyring may still be
    /// replaced.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn record_start_or_stop(&mut self, event: AuditEvent) -> Result<(), DeskError> {
        if self.ledger.is_empty()? { Ok(()) } else { self.record(event, None, None) }
    }

    /// Records that transactions are about to be written to a file or another program: how, how many as far as is
    /// known, and what was searched for. Write nothing before this returned.
    ///
    /// # Errors
    /// Trouble with the ledger; nothing may be written then.
    pub(crate) fn record_export(
        &mut self,
        format: &str,
        query: &Query,
        rows: Count,
    ) -> Result<(), DeskError> {
        let mut detail = match rows {
            Count::Exactly(1) => format!("list as {format}: 1 row"),
            Count::Exactly(rows) => format!("list as {format}: {rows} rows"),
            Count::AtLeast(rows) => format!("list as {format}: {rows} rows or more"),
        };
        if !query.is_everything() {
            detail.push_str(" by ");
            detail.push_str(&query.subjects());
        }
        self.record(AuditEvent::Export, None, Some(&detail))
    }

    /// Records an event, of a row of the ledger or of none. `detail` must not contain card data.
    ///
    /// # Errors
    /// Trouble with the ledger. What is to be recorded must not happen then.
    pub fn record(
        &mut self,
        event: AuditEvent,
        transaction: Option<i64>,
        detail: Option<&str>,
    ) -> Result<(), DeskError> {
        let Self { ledger, vault, world, settings } = self;
        ledger.write(|writer| {
            let (at, till) = (world.now(), settings.till);
            note_clock_step(writer, vault, at, till)?;
            Ok(writer.audit(&Entry { at, till, event, transaction, detail }, vault)?)
        })
    }

    /// The end of the audit trail. Its hash, kept elsewhere, can later be looked for in the ledger.
    ///
    /// # Errors
    /// Trouble with the ledger.
    pub fn audit_head(&self) -> Result<Head, DeskError> {
        Ok(self.ledger.audit_head()?)
    }
}

/// Records that the clock went back, or far forward, since the last entry.
pub(super) fn note_clock_step(
    writer: &Writer<'_>,
    vault: &Vault,
    now: DateTime<FixedOffset>,
    till: Till,
) -> Result<(), LedgerError> {
    let Some(last) = writer.last_audited_at()? else { return Ok(()) };
    let step = now.signed_duration_since(last);
    if (-BACKWARDS..=FORWARDS).contains(&step) {
        return Ok(());
    }
    let detail = format!("{} > {}", last.with_timezone(&now.timezone()).to_rfc3339(), now.to_rfc3339());
    let entry =
        Entry { at: now, till, event: AuditEvent::ClockStep, transaction: None, detail: Some(&detail) };
    writer.audit(&entry, vault)
}
