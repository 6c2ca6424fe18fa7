//! SQLite's own check: pages, the order of rows, types, `CHECK`s, and that every index has every row and no other.

use super::reader::LedgerReader;
use crate::{
    ledger::LedgerError,
    record::{Finding, Spot, Table, Wrong},
};

/// Every table. Those that money depends on come first.
pub const TABLES: [Table; 8] = [
    Table::Journal,
    Table::Transactions,
    Table::Sealed,
    Table::Balances,
    Table::Keys,
    Table::Blocks,
    Table::Facets,
    Table::Amounts,
];

impl LedgerReader {
    /// What SQLite finds wrong with a table and its indexes; `None` when nothing is. One statement, so one moment.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sqlite_finding(&self, table: Table) -> Result<Option<Finding>, LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare(&format!("PRAGMA integrity_check({table})"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let message: String = row.get(0)?;
                if message != "ok" {
                    let spot = Spot { table, row: None, id: None, part: None };
                    let message = message.trim().replace('\n', " ");
                    return Ok(Some(Finding { spot, wrong: Wrong::Sqlite { message } }));
                }
            }
            Ok(None)
        })
    }
}
