//! The journal: every fact in the order in which it happened, each chained to the one before it by a keyed hash.
//!
//! ```text
//!  hash(n) = HMAC-SHA-256(journal key, hash(n - 1), every column of fact n but the hash,
//!                         and of a payment or cancel: its row, and its message without the slots `cvc` and `encrypted_card`)
//! ```
//!
//! The hash of a fact covers everything before it: nothing of the past can be changed, left out, inserted or moved without
//! the key. That facts were cut off at the end shows only beside something that is kept elsewhere: a newest hash.
//!
//! What is made with a key of its own is left out: the sealed bytes, the fingerprint, and in the message the sealed card and
//! the CVC. They are bound to the transaction by their seal, can be made anew with a newer key, and `verify` opens them and
//! holds them against the rest.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};

use super::{
    error::LedgerTrouble,
    rows::{JournalRow, TransactionRow, corrupt, time_of},
    views::operators::has_people,
};
use crate::{
    payment::{
        Till,
        message::{MessageBytes, SlotName},
    },
    record::{Column, Fact, FactKind, JournalHash, LedgerId, Table, utc_of},
    staff::{OperatorNumber, Signers},
    vault::{SealError, Vault},
};

/// When and where something happened.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// When, with the offset of where the till stood.
    pub at: chrono::DateTime<chrono::FixedOffset>,
    /// At which till.
    pub till: Till,
    /// By whom.
    pub by: Signers,
}

/// The end of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the newest fact: how many there are.
    pub seq: i64,
    /// Its hash.
    pub hash: JournalHash,
}

impl Head {
    /// Before the first fact.
    pub const NONE: Self = Self { seq: 0, hash: JournalHash::NONE };
}

/// The newest fact, as far as the next one depends on it.
#[derive(Clone, Copy)]
pub(super) struct Newest {
    pub head: Head,
    /// In milliseconds since 1970 UTC; 0 when there is no fact.
    pub at: i64,
    /// 0 when there is no fact.
    pub key_id: u32,
}

impl Newest {
    /// Before the first fact.
    const NONE: Self = Self { head: Head::NONE, at: 0, key_id: 0 };
}

const NEWEST: &str = "SELECT seq, hash, at, key_id FROM journal ORDER BY seq DESC LIMIT 1";
const NEWEST_ENTRY: &str = "SELECT at FROM journal WHERE kind NOT IN (?1, ?2, ?3) ORDER BY seq DESC LIMIT 1";
const HASH: &str = "SELECT hash FROM journal WHERE seq = ?1";
const COUNT: &str = "SELECT count(*) FROM journal WHERE seq > ?1 AND seq <= ?2";
const BEGUN: &str = "SELECT body FROM journal WHERE seq = 1";

/// The newest fact.
pub(super) fn newest(connection: &Connection) -> Result<Newest, LedgerTrouble> {
    let mut statement = connection.prepare_cached(NEWEST)?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(Newest::NONE) };
    let seq = row.get(0).or(Err(corrupt(Table::Journal, 0, Column::Seq)))?;
    if !(1..i64::MAX).contains(&seq) {
        return Err(corrupt(Table::Journal, seq, Column::Seq));
    }
    let at = |column| corrupt(Table::Journal, seq, column);
    Ok(Newest {
        head: Head { seq, hash: row.get(1).or(Err(at(Column::Hash)))? },
        at: row.get(2).or(Err(at(Column::At)))?,
        key_id: row.get(3).or(Err(at(Column::KeyId)))?,
    })
}

/// When the newest fact was recorded that a program did not record by itself: starts, stops and steps of the clock say
/// nothing about whether the clock was right.
pub(super) fn newest_entry_at(connection: &Connection) -> Result<Option<DateTime<Utc>>, LedgerTrouble> {
    let by_itself = [FactKind::Start, FactKind::Stop, FactKind::ClockStep].map(|kind| kind as u8);
    let mut statement = connection.prepare_cached(NEWEST_ENTRY)?;
    let at: Option<i64> = statement.query_one(by_itself, |row| row.get(0)).optional()?;
    Ok(at.and_then(utc_of))
}

/// The end of the journal.
pub(super) fn head(connection: &Connection) -> Result<Head, LedgerTrouble> {
    Ok(newest(connection)?.head)
}

/// The hash of fact `seq`; `None` when there is none.
pub(super) fn hash_at(connection: &Connection, seq: i64) -> Result<Option<JournalHash>, LedgerTrouble> {
    Ok(connection.prepare_cached(HASH)?.query_one([seq], |row| row.get(0)).optional()?)
}

/// Whether all of the newest facts up to `head` are there, as many as a log holds that was not taken over into the file yet.
pub(super) fn has_no_gap(connection: &Connection, head: i64) -> Result<bool, LedgerTrouble> {
    const IN_A_LOG: i64 = 4_096;
    let before = (head - IN_A_LOG).max(0);
    let count: i64 = connection.prepare_cached(COUNT)?.query_one((before, head), |row| row.get(0))?;
    Ok(count == head - before)
}

/// Which ledger it is; `None` as long as nothing was recorded.
pub(super) fn ledger_id(connection: &Connection) -> Result<Option<LedgerId>, LedgerTrouble> {
    let body: Option<Vec<u8>> =
        connection.prepare_cached(BEGUN)?.query_one([], |row| row.get(0)).optional()?;
    body.map_or(Ok(None), |body| match Fact::from_body(FactKind::Begun, &body) {
        Some(Fact::Begun { ledger, .. }) => Ok(Some(ledger)),
        _ => Err(corrupt(Table::Journal, 1, Column::Body)),
    })
}

/// Who did something, and who approved it.
pub(super) fn signers_of(connection: &Connection, seq: i64) -> Result<Signers, LedgerTrouble> {
    const SQL: &str = "SELECT operator, approver FROM journal WHERE seq = ?1";
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query([seq])?;
    let Some(row) = rows.next()? else { return Ok(Signers::default()) };
    let at = |column| corrupt(Table::Journal, seq, column);
    Ok(Signers {
        operator: row.get(0).or(Err(at(Column::Operator)))?,
        approver: row.get(1).or(Err(at(Column::Approver)))?,
    })
}

/// Who did each of the payments and cancels after fact `after` up to fact `until`, in a shop that has people; only those of which
/// somebody is named, and at most the first `limit`.
pub(super) fn operators_of(
    connection: &Connection,
    after: i64,
    until: i64,
    limit: usize,
) -> Result<HashMap<i64, OperatorNumber>, LedgerTrouble> {
    const SQL: &str = "SELECT seq, operator FROM journal \
         WHERE seq > ?1 AND seq <= ?2 AND operator IS NOT NULL AND kind IN (1, 2) ORDER BY seq LIMIT ?3";
    if !has_people(connection)? {
        return Ok(HashMap::new());
    }
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query((after, until, i64::try_from(limit).unwrap_or(-1)))?;
    let mut operators = HashMap::new();
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        operators.insert(seq, row.get(1).or(Err(corrupt(Table::Journal, seq, Column::Operator)))?);
    }
    Ok(operators)
}

/// The fact that comes after `before`, with its hash.
pub(super) fn next(
    vault: &Vault,
    before: Head,
    stamp: &Stamp,
    fact: &Fact,
    transaction: Option<(&TransactionRow, &MessageBytes)>,
) -> Result<JournalRow, LedgerTrouble> {
    let seq = before.seq + 1;
    let (at, utc_offset) = time_of(stamp.at);
    let mut row = JournalRow {
        seq,
        at,
        utc_offset,
        till: stamp.till,
        operator: stamp.by.operator,
        approver: stamp.by.approver,
        kind: fact.kind(),
        body: fact.body().or(Err(corrupt(Table::Journal, seq, Column::Body)))?,
        key_id: vault.active_check().key_id,
        hash: JournalHash::NONE,
    };
    let transaction = transaction.map(|(row, message)| (row, message.expose().as_slice()));
    row.hash =
        hash(vault, before.hash, &row, transaction).or(Err(corrupt(Table::Journal, seq, Column::KeyId)))?;
    Ok(row)
}

/// The hash of a fact; of a payment or cancel with its row and its 450 bytes, of which the slots `cvc` and `encrypted_card` and
/// blanks before them are left out.
///
/// # Errors
/// [`SealError::UnknownKey`] when the keyring does not have the key of the fact.
pub fn hash(
    vault: &Vault,
    before: JournalHash,
    fact: &JournalRow,
    transaction: Option<(&TransactionRow, &[u8])>,
) -> Result<JournalHash, SealError> {
    let JournalRow { seq, at, utc_offset, till, operator, approver, kind, body, key_id, hash: _ } = fact;
    let mut mac = vault.journal_mac(*key_id)?;
    mac.fixed(&before.0).fixed(&seq.to_be_bytes()).fixed(&at.to_be_bytes()).fixed(&utc_offset.to_be_bytes());
    mac.fixed(&[till.number(), *kind as u8]).fixed(&key_id.to_be_bytes());
    let [operator, approver] = [operator, approver].map(|number| number.map(|number| number.number().into()));
    mac.maybe(operator).maybe(approver).bytes(body);
    if let Some((row, message)) = transaction {
        let TransactionRow { seq, id, kind, payment, created_at, utc_offset, till, .. } = row;
        let TransactionRow { amount, vat, installments, card, request_id, .. } = row;
        mac.fixed(&seq.to_be_bytes()).fixed(id.as_str().as_bytes()).maybe(*payment).maybe(*created_at);
        mac.fixed(&utc_offset.to_be_bytes())
            .fixed(&amount.get().to_be_bytes())
            .fixed(&vat.get().to_be_bytes());
        #[expect(clippy::cast_possible_truncation, reason = "a card has at most 16 digits")]
        mac.fixed(&[till.number(), *kind as u8, installments.months(), card.digits() as u8]);
        mac.fixed(card.head().as_bytes()).bytes(card.end().as_bytes());
        mac.bytes(request_id.as_ref().map_or(&[], |id| id.as_str().as_bytes()));
        let (cvc, card) = (SlotName::Cvc.slot().range(), SlotName::EncryptedCard.slot().range());
        for part in [0..cvc.start, cvc.end..card.start, card.end..message.len()] {
            mac.bytes(message.get(part).unwrap_or_default().trim_ascii_end());
        }
    }
    Ok(mac.finish())
}
