//! The journal for other programs: every fact once, in order.

use super::{Asked, Desk, DeskError};
use crate::{
    record::{Count, Entry, Fact},
    staff::Action,
};

/// Facts that are read at a time: few enough that a reader needs little memory, and that no moment of the ledger is held for
/// longer than a few milliseconds.
const AT_ONCE: usize = 512;

/// Reads the journal from a place on, a part at a time. Between two parts nothing of the ledger is held, so that a reader may be as
/// slow as it likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalCursor {
    /// The number of the last fact that was read.
    last: i64,
    /// The number of the last one to be read.
    until: i64,
}

impl JournalCursor {
    /// Begins after fact `since`, 0 for all; ends with fact `until`, or never.
    #[must_use]
    pub fn new(since: i64, until: Option<i64>) -> Self {
        Self { last: since, until: until.unwrap_or(i64::MAX) }
    }

    /// Whether nothing more is to come.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.last >= self.until
    }
}

impl Desk {
    /// The next facts of the journal, in order; none when there are no more for now.
    ///
    /// # Errors
    /// Trouble with the ledger. A fact that is missing or cannot be read is damage: none is passed over.
    pub fn next_entries(&self, reading: &mut JournalCursor) -> Result<Vec<Entry>, DeskError> {
        let entries = self.ledger.entries(reading.last, reading.until, AT_ONCE)?;
        reading.last = entries.last().map_or(reading.last, |entry| entry.seq);
        Ok(entries)
    }

    /// Records that facts of the journal are about to be handed to a file or another program, as
    /// [`record_export`](Self::record_export) does of a list. The number is that of payments and cancels.
    ///
    /// # Errors
    /// Trouble with the ledger; nothing may be handed over then.
    pub fn record_journal_export(&mut self, transactions: Count) -> Result<(), DeskError> {
        let (rows, or_more) = transactions.parts();
        let (format, subjects) = ("json".to_owned(), "journal".to_owned());
        let fact = Fact::Export { format, rows, or_more, subjects };
        self.record_by(&Asked::of(Action::Export), |_, _| Ok((fact, ())))
    }
}
