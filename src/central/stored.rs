//! Rows of the centre as the ledger's own: every value goes through the constructor that input goes through.

use tokio_postgres::Row;

use super::{
    client::Centre,
    ship::{bytes, get},
};
use crate::{
    ledger::rows::{ImportedRow, JournalRow, SealedRow, TransactionRow},
    payment::{Installments, MaskedCard, RequestId, Till, TransactionId, Won},
    record::{CentreError, FactKind, Fingerprint, JournalHash, KeyedDigest},
    staff::OperatorNumber,
};

/// Why a row is not one that a ledger has shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadRow {
    /// Its table.
    pub table: &'static str,
    /// Its number.
    pub seq: i64,
}

/// A row that was read, or why it is none.
pub(super) type Read<T> = Result<T, BadRow>;

/// Facts, and payments and cancels, of a ledger: those that count, or, by their epoch, those of a branch that was left.
pub(super) struct Part {
    pub facts: Vec<Read<JournalRow>>,
    pub transactions: Vec<Read<TransactionRow>>,
}

const FACTS: &str = "SELECT seq, at, utc_offset, till, operator, approver, kind, body, key_id, hash FROM paydesk.facts \
     WHERE ledger = $1 AND epoch = $2 AND seq BETWEEN $3 AND $4 \
     UNION ALL SELECT seq, at, utc_offset, till, operator, approver, kind, body, key_id, hash FROM paydesk.branch_facts \
     WHERE ledger = $1 AND epoch = $2 AND seq BETWEEN $3 AND $4 ORDER BY 1";
const TRANSACTIONS: &str = "SELECT t.seq, t.id, t.payment, t.created_at, t.utc_offset, t.till, t.amount, t.vat, t.installments, \
     t.card_head, t.card_tail, t.card_digits, t.request_id FROM paydesk.transactions t \
     JOIN paydesk.facts f ON f.ledger = t.ledger AND f.seq = t.seq \
     WHERE t.ledger = $1 AND f.epoch = $2 AND t.seq BETWEEN $3 AND $4 \
     UNION ALL SELECT t.seq, t.id, t.payment, t.created_at, t.utc_offset, t.till, t.amount, t.vat, t.installments, \
     t.card_head, t.card_tail, t.card_digits, t.request_id FROM paydesk.branch_transactions t \
     JOIN paydesk.branch_facts f ON f.ledger = t.ledger AND f.branch = t.branch AND f.seq = t.seq \
     WHERE t.ledger = $1 AND f.epoch = $2 AND t.seq BETWEEN $3 AND $4 ORDER BY 1";
const OF_ANY_EPOCH: &str = "SELECT seq, at, utc_offset, till, operator, approver, kind, body, key_id, hash FROM paydesk.facts \
     WHERE ledger = $1 AND seq BETWEEN $2 AND $3 ORDER BY 1";
const TRANSACTIONS_OF_ANY_EPOCH: &str = "SELECT seq, id, payment, created_at, utc_offset, till, amount, vat, installments, card_head, \
     card_tail, card_digits, request_id FROM paydesk.transactions WHERE ledger = $1 AND seq BETWEEN $2 AND $3 ORDER BY 1";
const SEALED: &str = "SELECT seq, key_id, message FROM paydesk.sealed WHERE ledger = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq";
const IMPORTED: &str = "SELECT seq, key_id, original, digest, name FROM paydesk.imported \
     WHERE ledger = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq";

impl Part {
    /// Those that were shipped in an epoch, wherever they are now.
    pub(super) fn of_epoch(
        centre: &Centre,
        ledger: i32,
        epoch: i32,
        (first, last): (i64, i64),
    ) -> Result<Self, CentreError> {
        let facts = centre.query(FACTS, &[&ledger, &epoch, &first, &last])?;
        let transactions = centre.query(TRANSACTIONS, &[&ledger, &epoch, &first, &last])?;
        Ok(Self::of(&facts, &transactions))
    }

    /// Those that count.
    pub(super) fn that_counts(
        centre: &Centre,
        ledger: i32,
        (first, last): (i64, i64),
    ) -> Result<Self, CentreError> {
        let facts = centre.query(OF_ANY_EPOCH, &[&ledger, &first, &last])?;
        let transactions = centre.query(TRANSACTIONS_OF_ANY_EPOCH, &[&ledger, &first, &last])?;
        Ok(Self::of(&facts, &transactions))
    }

    fn of(facts: &[Row], transactions: &[Row]) -> Self {
        Self {
            facts: facts.iter().map(|row| read(row, "facts", fact)).collect(),
            transactions: transactions.iter().map(|row| read(row, "transactions", transaction)).collect(),
        }
    }
}

/// What is sealed of a range. Fingerprints are not shipped: they are made from the messages.
pub(super) fn sealed(
    centre: &Centre,
    ledger: i32,
    (first, last): (i64, i64),
) -> Result<Vec<Read<SealedRow>>, CentreError> {
    let rows = centre.query(SEALED, &[&ledger, &first, &last])?;
    Ok(rows.iter().map(|row| read(row, "sealed", sealed_row)).collect())
}

/// The rows of other systems in a range.
pub(super) fn imported(
    centre: &Centre,
    ledger: i32,
    (first, last): (i64, i64),
) -> Result<Vec<Read<ImportedRow>>, CentreError> {
    let rows = centre.query(IMPORTED, &[&ledger, &first, &last])?;
    Ok(rows.iter().map(|row| read(row, "imported", imported_row)).collect())
}

fn read<T>(row: &Row, table: &'static str, value: fn(&Row) -> Option<T>) -> Read<T> {
    value(row).ok_or_else(|| BadRow { table, seq: get(row, 0).unwrap_or(0) })
}

fn fact(row: &Row) -> Option<JournalRow> {
    Some(JournalRow {
        seq: get(row, 0).ok()?,
        at: get(row, 1).ok()?,
        utc_offset: get(row, 2).ok()?,
        till: Till::new(unsigned(row, 3)?)?,
        operator: person(row, 4).ok()?,
        approver: person(row, 5).ok()?,
        kind: FactKind::from_repr(u8::try_from(unsigned(row, 6)?).ok()?)?,
        body: get(row, 7).ok()?,
        key_id: u32::try_from(get::<i64>(row, 8).ok()?).ok()?,
        hash: JournalHash(bytes(row, 9).ok()?),
    })
}

pub(super) fn transaction(row: &Row) -> Option<TransactionRow> {
    let text = |index| get::<&str>(row, index).ok();
    let payment: Option<i64> = get(row, 2).ok()?;
    let won = |index| Won::new(u64::try_from(get::<i64>(row, index).ok()?).ok()?);
    let request: Option<&str> = get(row, 12).ok()?;
    Some(TransactionRow {
        seq: get(row, 0).ok()?,
        id: TransactionId::from_bytes(text(1)?.as_bytes())?,
        kind: if payment.is_some() { FactKind::Cancel } else { FactKind::Payment },
        payment,
        created_at: get(row, 3).ok()?,
        utc_offset: get(row, 4).ok()?,
        till: Till::new(unsigned(row, 5)?)?,
        amount: won(6)?,
        vat: won(7)?,
        installments: Installments::new(unsigned(row, 8)?)?,
        card: MaskedCard::from_parts(text(9)?, text(10)?, usize::try_from(unsigned(row, 11)?).ok()?)?,
        request_id: request.map(RequestId::parse).transpose().ok()?,
    })
}

fn sealed_row(row: &Row) -> Option<SealedRow> {
    Some(SealedRow {
        seq: get(row, 0).ok()?,
        key_id: u32::try_from(get::<i64>(row, 1).ok()?).ok()?,
        message: get(row, 2).ok()?,
        fingerprint: Fingerprint([0; 16]),
    })
}

fn imported_row(row: &Row) -> Option<ImportedRow> {
    let digest = |bytes: &[u8]| bytes.try_into().map(KeyedDigest).ok();
    let name: Option<&[u8]> = get(row, 4).ok()?;
    Some(ImportedRow {
        seq: get(row, 0).ok()?,
        key_id: u32::try_from(get::<i64>(row, 1).ok()?).ok()?,
        original: get(row, 2).ok()?,
        digest: digest(get(row, 3).ok()?)?,
        name: match name {
            Some(name) => Some(digest(name)?),
            None => None,
        },
    })
}

fn unsigned(row: &Row, index: usize) -> Option<u64> {
    u64::try_from(get::<i32>(row, index).ok()?).ok()
}

/// A person, or nobody; an error when it is neither.
pub(super) fn person(row: &Row, index: usize) -> Result<Option<OperatorNumber>, ()> {
    let number = get::<Option<i32>>(row, index).or(Err(()))?;
    let person = |number: i32| u64::try_from(number).ok().and_then(OperatorNumber::new).ok_or(());
    number.map(person).transpose()
}
