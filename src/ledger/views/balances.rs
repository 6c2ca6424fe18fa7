//! What remains of each payment that was cancelled, in full or in part.

use rusqlite::Connection;

use super::View;
use crate::ledger::{
    error::LedgerTrouble,
    rows::{TransactionRow, one},
};

/// What the cancels of payments leave of them; `{}` names the payments.
macro_rules! remaining {
    ($which:literal) => {
        concat!(
            "SELECT p.seq, p.amount - sum(c.amount), p.vat - sum(c.vat) FROM transactions c \
             JOIN transactions p ON p.seq = c.payment WHERE ",
            $which
        )
    };
}

const APPLY: &str = concat!(
    "INSERT INTO balances (payment, amount, vat) ",
    remaining!("c.payment = ?1 GROUP BY c.payment"),
    " ON CONFLICT (payment) DO UPDATE SET amount = excluded.amount, vat = excluded.vat"
);
const REBUILD: &str = concat!(
    "INSERT INTO balances (payment, amount, vat) ",
    remaining!("c.payment IS NOT NULL GROUP BY c.payment ORDER BY c.payment")
);
/// Every balance as it should be, in order.
pub const EXPECTED: &str = remaining!("c.payment IS NOT NULL GROUP BY c.payment ORDER BY c.payment");

/// The view.
pub struct Balances;

impl View for Balances {
    fn apply(connection: &Connection, row: &TransactionRow) -> Result<(), LedgerTrouble> {
        match row.payment {
            Some(payment) => one(connection.prepare_cached(APPLY)?.execute([payment])?),
            None => Ok(()),
        }
    }

    fn rebuild(connection: &Connection) -> Result<(), LedgerTrouble> {
        connection.execute("DELETE FROM balances", [])?;
        connection.execute(REBUILD, [])?;
        Ok(())
    }
}
