//! What remains of each payment that was cancelled, in full or in part.

use rusqlite::Connection;

use super::{View, ViewCheck, ViewFact};
use crate::{
    ledger::{
        Ledger, LedgerError,
        error::LedgerTrouble,
        rows::{BalanceRow, TableRow as _, one},
        verify::{in_order, key, read},
    },
    record::{Column, Finding, Progress, Table, Wrong, differs},
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
const EXPECTED: &str = remaining!(
    "JOIN transactions p ON p.seq = c.payment WHERE c.payment IS NOT NULL GROUP BY c.payment ORDER BY c.payment"
);

/// The view.
pub struct Balances;

impl View for Balances {
    fn apply(&self, connection: &Connection, fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        match fact.transaction.and_then(|row| row.payment) {
            Some(payment) => one(connection.prepare_cached(APPLY)?.execute([payment])?),
            None => Ok(()),
        }
    }

    fn rebuild(&self, ledger: &mut Ledger, _progress: &Progress) -> Result<(), LedgerError> {
        ledger.write(|writer| {
            writer.run(|connection| {
                connection.execute("DELETE FROM balances", [])?;
                connection.execute(REBUILD, [])?;
                Ok(())
            })
        })
    }

    fn check<'a>(&self, connection: &'a Connection) -> Result<Box<dyn ViewCheck + 'a>, LedgerTrouble> {
        Ok(Box::new(BalancesCheck(connection)))
    }
}

/// Compares at the end of the walk: only then is it known that the amounts themselves are right.
struct BalancesCheck<'a>(&'a Connection);

impl ViewCheck for BalancesCheck<'_> {
    fn fact(&mut self, _fact: &ViewFact<'_>) -> Result<(), LedgerTrouble> {
        Ok(())
    }

    /// A balance that is missing, too many, or not what the cancels leave of its payment.
    fn end(self: Box<Self>) -> Result<Option<Finding>, LedgerTrouble> {
        let mut expected = self.0.prepare(EXPECTED)?;
        let kept = format!("SELECT {} FROM balances t ORDER BY t.payment", BalanceRow::columns("t"));
        let mut kept = self.0.prepare(&kept)?;
        let (mut expected, mut kept) = (expected.query([])?, kept.query([])?);
        while let Some(row) = expected.next()? {
            let left: (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if let Err(finding) = meet(left, kept.next()?) {
                return Ok(Some(finding));
            }
        }
        let more = kept.next()?.map(|row| Finding::at(Table::Balances, key(row), Wrong::Unknown));
        Ok(more)
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
