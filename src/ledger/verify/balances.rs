//! What remains of each payment, derived again from the transactions.
//!
//! Comes after the walk: only then is it known that the amounts themselves are right.

use super::{
    reader::Reader,
    walk::{in_order, key, read},
};
use crate::{
    ledger::{
        LedgerError,
        error::LedgerTrouble,
        rows::{BalanceRow, TableRow as _},
        views::balances::EXPECTED,
    },
    record::{Column, Finding, Table, Wrong, differs},
};

impl Reader {
    /// A balance that is missing, too many, or not what the cancels leave of its payment; `None` when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn balance_finding(&self) -> Result<Option<Finding>, LedgerError> {
        self.run(|connection| {
            let mut expected = connection.prepare(EXPECTED)?;
            let kept = format!("SELECT {} FROM balances t ORDER BY t.payment", BalanceRow::columns("t"));
            let mut kept = connection.prepare(&kept)?;
            let (mut expected, mut kept) = (expected.query([])?, kept.query([])?);
            while let Some(row) = expected.next()? {
                let left: (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                if let Err(finding) = meet(left, kept.next()?) {
                    return Ok(Some(finding));
                }
            }
            let more = kept.next()?.map(|row| Finding::at(Table::Balances, key(row), Wrong::Unknown));
            Ok::<_, LedgerTrouble>(more)
        })
    }
}

/// The next balance that is kept has to be this one.
fn meet((payment, amount, vat): (i64, i64, i64), kept: Option<&rusqlite::Row<'_>>) -> Result<(), Finding> {
    let at = |wrong| Finding::at(Table::Balances, payment, wrong);
    let kept = kept.ok_or_else(|| at(Wrong::Missing))?;
    in_order(Table::Balances, payment, key(kept))?;
    let kept: BalanceRow = read(kept)?;
    for (column, left, kept) in [(Column::Amount, amount, kept.amount), (Column::Vat, vat, kept.vat)] {
        if u64::try_from(left) != Ok(kept.get()) {
            return Err(at(differs(left, kept.get())).column(column));
        }
    }
    Ok(())
}
