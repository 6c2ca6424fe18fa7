//! Rows as values: every column goes through the constructor that input goes through.

use chrono::FixedOffset;
use rusqlite::Row;

use super::error::LedgerTrouble;
use crate::{
    payment::{
        Installments, Kind, MaskedCard, Remaining, RequestId, Till, TransactionId, Won,
        money::{CANCEL_AMOUNT, PAYMENT_AMOUNT},
    },
    record::{Fingerprint, Transaction, moment},
};

/// The columns that [`read`] reads, from `transactions t` joined by [`JOINS`].
pub(super) const COLUMNS: &str = "t.seq, t.id, t.kind, p.id, t.created_at, t.utc_offset, t.till, t.amount, t.vat, \
     t.installments, t.card_head, t.card_tail, t.card_digits, t.fingerprint, t.request_id, b.amount, b.vat";

/// The joins that go with [`COLUMNS`].
pub(super) const JOINS: &str = "LEFT JOIN transactions p ON p.seq = t.payment \
     LEFT JOIN balances b ON b.payment = coalesce(t.payment, t.seq)";

/// Reads a row. What Paydesk cannot have written is [`LedgerTrouble::CorruptRow`].
pub(super) fn read(row: &Row<'_>) -> Result<Transaction, LedgerTrouble> {
    let seq = row.get(0)?;
    let parts = || -> rusqlite::Result<Parts> {
        Ok(Parts {
            id: row.get(1)?,
            kind: row.get(2)?,
            original: row.get(3)?,
            created_at: row.get(4)?,
            utc_offset: row.get(5)?,
            numbers: [row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?],
            card: (row.get(10)?, row.get(11)?, row.get(12)?),
            fingerprint: row.get(13)?,
            request_id: row.get(14)?,
            remaining: (row.get(15)?, row.get(16)?),
        })
    };
    let corrupt = |what| LedgerTrouble::CorruptRow { seq, what };
    // The row is there; taking a value out of it fails only when the value is not of the column's type.
    let parts = parts().or(Err(corrupt("type")))?;
    parts.build(seq).map_err(corrupt)
}

/// A row before it is checked.
struct Parts {
    id: String,
    kind: i64,
    original: Option<String>,
    created_at: i64,
    utc_offset: i32,
    /// Till, amount, VAT, installments.
    numbers: [i64; 4],
    card: (String, String, i64),
    fingerprint: [u8; 16],
    request_id: Option<String>,
    remaining: (Option<i64>, Option<i64>),
}

impl Parts {
    fn build(self, seq: i64) -> Result<Transaction, &'static str> {
        if seq < 1 {
            return Err("seq");
        }
        let [till, amount, vat, months] = self.numbers;
        let (head, tail, digits) = self.card;
        let kind = match (self.kind, self.original) {
            (1, None) => Kind::Payment,
            (2, Some(original)) => Kind::Cancel { original: id(&original).ok_or("payment")? },
            _ => return Err("kind"),
        };
        let (amount, vat) = (won(amount).ok_or("amount")?, won(vat).ok_or("vat")?);
        let installments = u64::try_from(months).ok().and_then(Installments::new).ok_or("installments")?;
        check(kind, amount, vat, installments)?;
        let remaining = self.remaining.0.and_then(won).zip(self.remaining.1.and_then(won));
        let remaining = remaining.and_then(|(amount, vat)| Remaining::new(amount, vat)).ok_or("balance")?;
        if kind == Kind::Payment && (remaining.amount() > amount || remaining.vat() > vat) {
            return Err("balance");
        }
        let offset = FixedOffset::east_opt(self.utc_offset.saturating_mul(60)).ok_or("utc_offset")?;
        let created_at = moment(self.created_at).ok_or("created_at")?;
        Ok(Transaction {
            seq,
            id: id(&self.id).ok_or("id")?,
            kind,
            created_at: created_at.with_timezone(&offset),
            till: u64::try_from(till).ok().and_then(Till::new).ok_or("till")?,
            amount,
            vat,
            installments,
            card: usize::try_from(digits)
                .ok()
                .and_then(|digits| MaskedCard::from_parts(&head, &tail, digits))
                .ok_or("card")?,
            fingerprint: Fingerprint(self.fingerprint),
            request_id: match self.request_id {
                Some(text) => Some(RequestId::parse(&text).or(Err("request_id"))?),
                None => None,
            },
            remaining,
        })
    }
}

/// The rules of payments and cancels, as the decoder of messages holds them.
fn check(kind: Kind, amount: Won, vat: Won, installments: Installments) -> Result<(), &'static str> {
    let (amounts, vat_fits) = match kind {
        Kind::Payment => (PAYMENT_AMOUNT, vat < amount),
        Kind::Cancel { .. } => (CANCEL_AMOUNT, vat <= amount),
    };
    if !amounts.contains(&amount.get()) {
        Err("amount")
    } else if !vat_fits {
        Err("vat")
    } else if kind != Kind::Payment && installments != Installments::LUMP_SUM {
        Err("installments")
    } else {
        Ok(())
    }
}

fn id(text: &str) -> Option<TransactionId> {
    TransactionId::from_bytes(text.as_bytes())
}

pub(super) fn won(value: i64) -> Option<Won> {
    u64::try_from(value).ok().and_then(Won::new)
}
