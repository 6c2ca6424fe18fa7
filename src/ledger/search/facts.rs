//! What is searched for in a row, without the rest of it.

use rusqlite::{Connection, Row};

use crate::{
    ledger::{error::LedgerTrouble, row::won},
    payment::Won,
    record::{State, moment},
};

/// A row as far as queries ask about it.
#[derive(Debug)]
pub struct Facts {
    pub seq: i64,
    pub id: String,
    pub cancel: bool,
    /// The payment that a cancel belongs to.
    pub payment: Option<i64>,
    /// `None` where it is unknown.
    pub created_at: Option<i64>,
    pub till: u8,
    pub amount: u64,
    pub vat: u64,
    pub installments: u8,
    /// The first six digits of the card.
    pub card_head: String,
    /// Its last four digits, or three of a short one.
    pub card_tail: String,
    /// What was cancelled of a payment, as it is now.
    pub state: Option<State>,
}

pub const FACTS: &str = "SELECT t.seq, t.id, t.kind, t.payment, t.created_at, t.till, t.amount, t.vat, \
     t.installments, t.card_head, t.card_tail, b.amount \
     FROM transactions t LEFT JOIN balances b ON b.payment = t.seq \
     WHERE t.seq BETWEEN ?1 AND ?2 ORDER BY t.seq LIMIT ?3";

/// Reads the rows `first` to `last`, at most `limit` of them, and says how many there were. A damaged value is read as one
/// that no query asks for; the row itself tells of it when it is read to be shown.
pub fn each(
    connection: &Connection,
    (first, last): (i64, i64),
    limit: usize,
    mut take: impl FnMut(Facts) -> Result<(), LedgerTrouble>,
) -> Result<usize, LedgerTrouble> {
    let mut statement = connection.prepare_cached(FACTS)?;
    let limit = i64::try_from(limit).unwrap_or(-1);
    let mut rows = statement.query((first, last, limit))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        take(read(row))?;
        count += 1;
    }
    Ok(count)
}

fn read(row: &Row<'_>) -> Facts {
    let text = |index| row.get_ref(index).ok().and_then(|value| value.as_str().ok()).unwrap_or_default();
    let number = |index| row.get_ref(index).ok().and_then(|value| value.as_i64().ok());
    let positive = |index| number(index).and_then(won).map(Won::get);
    let small = |index| number(index).and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX);
    let (cancel, amount) = (small(2) == 2, positive(6).unwrap_or(0));
    let seq = number(0).unwrap_or(0);
    Facts {
        seq,
        id: text(1).to_owned(),
        cancel,
        payment: number(3).filter(|payment| (1..seq).contains(payment)),
        created_at: number(4).filter(|at| moment(*at).is_some()),
        till: small(5),
        amount,
        vat: positive(7).unwrap_or(0),
        installments: small(8),
        card_head: text(9).to_owned(),
        card_tail: text(10).to_owned(),
        state: if cancel { None } else { Some(state_of(amount, positive(11).unwrap_or(amount))) },
    }
}

/// What was cancelled of a payment of which `left` remains.
pub fn state_of(amount: u64, left: u64) -> State {
    match left {
        0 => State::Whole,
        _ if left < amount => State::Part,
        _ => State::Untouched,
    }
}

/// Reads these rows, in order; one that is missing is passed over.
pub fn some(
    connection: &Connection,
    seqs: impl Iterator<Item = i64>,
    mut take: impl FnMut(Facts) -> Result<(), LedgerTrouble>,
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(FACTS)?;
    for seq in seqs {
        if let Some(row) = statement.query((seq, seq, 1))?.next()? {
            take(read(row))?;
        }
    }
    Ok(())
}
