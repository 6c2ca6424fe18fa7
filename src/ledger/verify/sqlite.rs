//! SQLite's own check: pages, the order of rows, types, `CHECK`s, and that every index has every row and no other.

use super::reader::LedgerReader;
use crate::{
    ledger::{LedgerError, schema},
    record::{Finding, Spot, Table, Wrong},
};

/// Every table. Those that money depends on come first.
pub const TABLES: [Table; 14] = [
    Table::Journal,
    Table::Transactions,
    Table::Sealed,
    Table::Imported,
    Table::Balances,
    Table::Keys,
    Table::Prints,
    Table::Memos,
    Table::MemoWords,
    Table::Closes,
    Table::Operators,
    Table::Blocks,
    Table::Facets,
    Table::Amounts,
];

impl LedgerReader {
    /// What SQLite finds wrong with a table and its indexes; `None` when nothing is, or when a file of an older version has
    /// no such table. One statement, so one moment.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sqlite_finding(&self, table: Table) -> Result<Option<Finding>, LedgerError> {
        self.run(|connection| {
            // SQLite would look through the whole file.
            if !schema::has_table(connection, table)? {
                return Ok(None);
            }
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
