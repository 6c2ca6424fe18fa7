//! What remains of each payment that was cancelled, in full or in part.

use rusqlite::Connection;

use crate::ledger::{
    Ledger, LedgerError,
    error::LedgerTrouble,
    rows::{TransactionRow, one},
};

/// What the cancels of payments leave of them; `$which` says of which, from the join on.
macro_rules! remaining {
    ($which:literal) => {
        concat!("SELECT p.seq, p.amount - sum(c.amount), p.vat - sum(c.vat) FROM transactions c ", $which)
    };
}

const APPLY: &str = concat!(
    "INSERT INTO balances (payment, amount, vat) ",
    remaining!("JOIN transactions p ON p.seq = c.payment WHERE c.payment = ?1 GROUP BY c.payment"),
    " ON CONFLICT (payment) DO UPDATE SET amount = excluded.amount, vat = excluded.vat"
);
/// Without the index, which may be what is damaged.
const REBUILD: &str = concat!(
    "INSERT INTO balances (payment, amount, vat) ",
    remaining!(
        "NOT INDEXED JOIN transactions p ON p.seq = c.payment WHERE c.payment IS NOT NULL \
         GROUP BY c.payment ORDER BY c.payment"
    )
);
/// Every balance as it should be, in order.
pub const EXPECTED: &str = remaining!(
    "JOIN transactions p ON p.seq = c.payment WHERE c.payment IS NOT NULL GROUP BY c.payment ORDER BY c.payment"
);

/// Takes in a payment or cancel that is being recorded.
pub fn apply(connection: &Connection, row: &TransactionRow) -> Result<(), LedgerTrouble> {
    match row.payment {
        Some(payment) => one(connection.prepare_cached(APPLY)?.execute([payment])?),
        None => Ok(()),
    }
}

impl Ledger {
    /// Derives again what remains of each payment. Others wait meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn rebuild_balances(&mut self) -> Result<(), LedgerError> {
        self.write(|writer| {
            writer.run(|connection| {
                connection.execute("DELETE FROM balances", [])?;
                connection.execute(REBUILD, [])?;
                Ok(())
            })
        })
    }
}
