//! SQLite's own check: pages, the order of rows, types, `CHECK`s, and that every index has every row and no other.

use super::reader::Reader;
use crate::{
    ledger::LedgerError,
    record::{Finding, Spot, Wrong},
};

/// Every table. Those that money depends on come first.
pub const TABLES: [&str; 9] =
    ["transactions", "messages", "balances", "audit", "audit_head", "keys", "blocks", "facets", "amounts"];

impl Reader {
    /// What SQLite finds wrong with a table and its indexes; `None` when nothing is. One statement, so one moment.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sqlite_finding(&self, table: &'static str) -> Result<Option<Finding>, LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare(&format!("PRAGMA integrity_check({table})"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let message: String = row.get(0)?;
                if message != "ok" {
                    let place = Spot { table, row: None, id: None, column: None };
                    let message = message.trim().replace('\n', " ");
                    return Ok(Some(Finding { place, wrong: Wrong::Sqlite { message } }));
                }
            }
            Ok(None)
        })
    }
}
