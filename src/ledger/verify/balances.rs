//! What remains of each payment, made again from the payment and its cancels.
//!
//! Comes after the walk: only then is it known that the amounts themselves are right.

use rusqlite::{Connection, Row as Sql};

use super::{
    cells::{Cells, in_order},
    reader::Reader,
};
use crate::{
    ledger::{LedgerError, error::LedgerTrouble},
    payment::{Remaining, Won},
    record::{Finding, Progress, Wrong, differs},
};

/// Payments that are read in one read transaction.
const PAYMENTS_AT_ONCE: usize = 8_192;

const PAYMENTS: &str =
    "SELECT seq, id, amount, vat FROM transactions WHERE kind = 1 AND seq >= ?1 ORDER BY seq LIMIT ?2";
const BALANCES: &str = "SELECT payment, amount, vat FROM balances WHERE payment >= ?1 ORDER BY payment";
const CANCELS: &str =
    "SELECT payment, seq, amount, vat FROM transactions WHERE payment >= ?1 ORDER BY payment, seq";

const PAYMENT_COLUMNS: [&str; 4] = ["seq", "id", "amount", "vat"];
const BALANCE_COLUMNS: [&str; 3] = ["payment", "amount", "vat"];
const CANCEL_COLUMNS: [&str; 4] = ["payment", "seq", "amount", "vat"];

impl Reader {
    /// A balance that is missing, too many, or not what the cancels leave of its payment; `None` when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn balance_finding(&self, progress: &Progress) -> Result<Option<Finding>, LedgerError> {
        let mut next = i64::MIN;
        loop {
            let (read, after) = match self.run(|connection| some(connection, next))? {
                Ok(read) => read,
                Err(finding) => return Ok(Some(finding)),
            };
            progress.advance(read as u64);
            next = after;
            if read < PAYMENTS_AT_ONCE || progress.stopped() {
                return Ok(None);
            }
        }
    }
}

/// Some payments from `next` on: how many, and where to go on.
fn some(connection: &Connection, next: i64) -> Result<Result<(usize, i64), Finding>, LedgerTrouble> {
    let _moment = connection.unchecked_transaction()?;
    let mut payments = connection.prepare_cached(PAYMENTS)?;
    let mut balances = connection.prepare_cached(BALANCES)?;
    let mut cancels = connection.prepare_cached(CANCELS)?;
    let mut payments = payments.query((next, PAYMENTS_AT_ONCE))?;
    let mut beside = Beside {
        balances: balances.query([next])?,
        cancels: Cancels { rows: cancels.query([next])?, next: None },
    };
    let (mut read, mut after) = (0, next);
    while let Some(payment) = payments.next()? {
        let cells = Cells::new(payment, "transactions", &PAYMENT_COLUMNS);
        let met = (|| Ok((cells.int(0)?, cells.text(1)?, cells.int(2)?, cells.int(3)?)))();
        let (seq, id, amount, vat) = match met {
            Ok(payment) => payment,
            Err(finding) => return Ok(Err(finding)),
        };
        if let Err(finding) = beside.balance(seq, amount, vat)? {
            let here = finding.place.row == Some(seq);
            return Ok(Err(if here { finding.id(id) } else { finding }));
        }
        (read, after) = (read + 1, seq + 1);
    }
    if read < PAYMENTS_AT_ONCE
        && let Some(row) = beside.balances.next()?
    {
        let payment = row.get_ref(0)?.as_i64().unwrap_or(0);
        return Ok(Err(Finding::at("balances", payment, Wrong::Unknown)));
    }
    Ok(Ok((read, after)))
}

/// What stands beside the payments, in their order.
struct Beside<'a> {
    balances: rusqlite::Rows<'a>,
    cancels: Cancels<'a>,
}

impl Beside<'_> {
    /// Whether the next balance is that of payment `seq`, and what its cancels leave of it.
    fn balance(&mut self, seq: i64, amount: i64, vat: i64) -> Result<Result<(), Finding>, LedgerTrouble> {
        let at = |wrong| Finding::at("balances", seq, wrong);
        let found = match self.balances.next()? {
            None => return Ok(Err(at(Wrong::Missing))),
            Some(row) => read_balance(row, seq),
        };
        let left = match self.cancels.leave(seq, amount, vat)? {
            Ok(left) => left,
            Err(finding) => return Ok(Err(finding)),
        };
        Ok(found.and_then(|found| {
            for (column, left, found) in [("amount", left.0, found.0), ("vat", left.1, found.1)] {
                if left != found {
                    return Err(at(differs(left, found)).column(column));
                }
            }
            Ok(())
        }))
    }
}

/// The cancels in the order of their payments.
struct Cancels<'a> {
    rows: rusqlite::Rows<'a>,
    /// The one that was read last, when its payment has not come yet.
    next: Option<[i64; 4]>,
}

impl Cancels<'_> {
    /// What the cancels of a payment leave of it: amount and VAT.
    fn leave(
        &mut self,
        payment: i64,
        amount: i64,
        vat: i64,
    ) -> Result<Result<(i64, i64), Finding>, LedgerTrouble> {
        let (mut left, mut left_vat) = (amount, vat);
        loop {
            let cancel = match self.next.take() {
                Some(cancel) => cancel,
                None => match self.rows.next()? {
                    None => break,
                    Some(row) => match read_cancel(row) {
                        Ok(cancel) => cancel,
                        Err(finding) => return Ok(Err(finding)),
                    },
                },
            };
            let [of, seq, amount, vat] = cancel;
            if of > payment {
                self.next = Some(cancel);
                break;
            }
            // One of no payment is told where its own row is met.
            if of == payment {
                (left, left_vat) = (left.saturating_sub(amount), left_vat.saturating_sub(vat));
                let won = |value| u64::try_from(value).ok().and_then(Won::new);
                if won(left).zip(won(left_vat)).and_then(|(left, vat)| Remaining::new(left, vat)).is_none() {
                    let most = differs(format!("<= {}", left.saturating_add(amount)), amount);
                    return Ok(Err(Finding::at("transactions", seq, most).column("amount")));
                }
            }
        }
        Ok(Ok((left, left_vat)))
    }
}

fn read_balance(row: &Sql<'_>, payment: i64) -> Result<(i64, i64), Finding> {
    let cells = Cells::new(row, "balances", &BALANCE_COLUMNS);
    in_order("balances", payment, cells.int(0)?)?;
    Ok((cells.int(1)?, cells.int(2)?))
}

fn read_cancel(row: &Sql<'_>) -> Result<[i64; 4], Finding> {
    let seq = row.get_ref(1).ok().and_then(|seq| seq.as_i64().ok()).unwrap_or(0);
    let cells = Cells::of(seq, row, "transactions", &CANCEL_COLUMNS);
    Ok([cells.int(0)?, cells.int(1)?, cells.int(2)?, cells.int(3)?])
}
