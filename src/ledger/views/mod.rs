//! Views: tables that are derived from the journal and can be made from it again. The journal is the truth; where a view says
//! something else, the view is wrong.
//!
//! | view | tables | kept up |
//! |---|---|---|
//! | [`balances`] | `balances` | with each cancel |
//! | the search index | `blocks`, `facets`, `amounts` | when a till is idle; rows that are not in it yet are read one by one |

pub(super) mod balances;

use rusqlite::Connection;

use super::{error::LedgerTrouble, rows::TransactionRow};

/// A view of the journal.
pub(super) trait View {
    /// Takes in a payment or cancel that is being recorded.
    fn apply(connection: &Connection, row: &TransactionRow) -> Result<(), LedgerTrouble>;

    /// Makes the view anew from the transactions.
    fn rebuild(connection: &Connection) -> Result<(), LedgerTrouble>;
}
