//! What is searched for in a row, without the rest of it.

use rusqlite::Connection;

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
    pub created_at: i64,
    /// Minutes east of UTC.
    pub utc_offset: i64,
    pub till: u8,
    pub amount: u64,
    pub vat: u64,
    pub installments: u8,
    /// The last three digits of the card.
    pub card_tail: u32,
    pub fingerprint: [u8; 16],
    /// What was cancelled of a payment, as it is now.
    pub state: Option<State>,
}

pub const FACTS: &str = "SELECT t.seq, t.id, t.kind, t.payment, t.created_at, t.till, t.amount, t.vat, \
     t.installments, t.card_tail, t.fingerprint, b.amount, t.utc_offset \
     FROM transactions t LEFT JOIN balances b ON b.payment = t.seq WHERE t.seq BETWEEN ?1 AND ?2 ORDER BY t.seq";

/// Reads the rows `first` to `last`. A damaged value is read as one that nobody asks for; the row itself says so when it is
/// read to be shown.
pub fn each(
    connection: &Connection,
    first: i64,
    last: i64,
    mut take: impl FnMut(Facts),
) -> Result<(), LedgerTrouble> {
    let mut statement = connection.prepare_cached(FACTS)?;
    let mut rows = statement.query((first, last))?;
    while let Some(row) = rows.next()? {
        let text = |index| row.get_ref(index).ok().and_then(|value| value.as_str().ok()).unwrap_or_default();
        let number = |index| row.get_ref(index).ok().and_then(|value| value.as_i64().ok());
        let positive = |index| number(index).and_then(won).map(Won::get);
        let small = |index| number(index).and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX);
        let (cancel, amount) = (small(2) == 2, positive(6).unwrap_or(0));
        let seq = number(0).unwrap_or(0);
        take(Facts {
            seq,
            id: text(1).to_owned(),
            cancel,
            payment: number(3).filter(|payment| (1..seq).contains(payment)),
            created_at: number(4).filter(|at| moment(*at).is_some()).unwrap_or(0),
            utc_offset: number(12).unwrap_or(0),
            till: small(5),
            amount,
            vat: positive(7).unwrap_or(0),
            installments: small(8),
            card_tail: text(9).parse().unwrap_or(u32::MAX),
            fingerprint: row.get(10).unwrap_or_default(),
            state: if cancel { None } else { Some(state_of(amount, positive(11).unwrap_or(amount))) },
        });
    }
    Ok(())
}

/// What was cancelled of a payment of which `left` remains.
pub fn state_of(amount: u64, left: u64) -> State {
    match left {
        0 => State::Whole,
        _ if left < amount => State::Part,
        _ => State::Untouched,
    }
}
