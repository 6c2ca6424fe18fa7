//! What a support person asks about a ledger.

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;

use super::reader::LedgerReader;
use crate::{
    ledger::{LedgerError, journal},
    record::{FactKind, Finding, Spot, Table, Wrong, utc_of},
};

/// The version of SQLite that is compiled in.
#[must_use]
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// How a ledger's file is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Make {
    /// The version of the schema.
    pub version: i64,
    /// `wal`, or else something is wrong.
    pub journal_mode: String,
    /// Bytes of a page.
    pub page_size: i64,
    /// Pages.
    pub pages: i64,
}

impl LedgerReader {
    /// How the file is made.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn make(&self) -> Result<Make, LedgerError> {
        self.run(|connection| {
            let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get(0));
            Ok(Make {
                version: number("user_version")?,
                journal_mode: connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?,
                page_size: number("page_size")?,
                pages: number("page_count")?,
            })
        })
    }

    /// What SQLite's quick check finds; `None` when nothing is wrong.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn quick_finding(&self) -> Result<Option<Finding>, LedgerError> {
        self.run(|connection| {
            let message: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            let spot = Spot { table: Table::File, row: None, id: None, part: None };
            let message = message.trim().replace('\n', " ");
            Ok((message != "ok").then_some(Finding { spot, wrong: Wrong::Sqlite { message } }))
        })
    }

    /// As [`Ledger::newest_entry_at`](crate::ledger::Ledger::newest_entry_at).
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_entry_at(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        self.run(journal::newest_entry_at)
    }

    /// When the newest fact was recorded, and of which kind it is.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_fact(&self) -> Result<Option<(DateTime<Utc>, FactKind)>, LedgerError> {
        const LAST: &str = "SELECT at, kind FROM journal ORDER BY seq DESC LIMIT 1";
        self.run(|connection| {
            let last: Option<(i64, FactKind)> =
                connection.query_row(LAST, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            Ok(last.and_then(|(at, kind)| Some((utc_of(at)?, kind))))
        })
    }
}
