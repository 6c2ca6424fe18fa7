//! The audit trail: who did what when, each entry chained to the one before it by a keyed hash.
//!
//! ```text
//!  hash(n) = HMAC-SHA-256(audit key, hash(n - 1), entry n, and of a payment or cancel: its row and its message)
//! ```
//!
//! The hash of an entry covers everything before it, so nothing of the past can be changed, left out, put in or moved by
//! anybody without the key. `audit_head` repeats where the trail ends, so that an end that was cut off is missed; whoever
//! keeps a newest hash elsewhere can hold the trail against it later. The message is hashed as it is, not as it is sealed:
//! sealing it again with a new key changes nothing here.

use chrono::{DateTime, FixedOffset};
use rusqlite::{Connection, OptionalExtension as _};

use super::{
    error::LedgerTrouble,
    write::{self, NewTransaction},
};
use crate::{
    payment::{Till, message::MessageBytes},
    record::{AuditEvent, AuditHash},
    vault::Vault,
};

/// An entry that is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Where.
    pub till: Till,
    /// What.
    pub event: AuditEvent,
    /// The transaction that it is about, if it is about one.
    pub transaction: Option<i64>,
    /// What else is to be known of it, without card data.
    pub detail: Option<&'a str>,
}

/// The end of the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub seq: i64,
    /// The hash of the last one.
    pub hash: AuditHash,
}

impl Head {
    /// Before the first entry.
    pub const NONE: Self = Self { seq: 0, hash: AuditHash([0; 32]) };
}

/// A row of `transactions` as it is hashed; integers as the database has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content<'a> {
    pub id: &'a str,
    pub kind: i64,
    pub payment: Option<i64>,
    pub created_at: i64,
    pub utc_offset: i64,
    /// Till, amount, VAT, installments, digits of the card.
    pub numbers: [i64; 5],
    pub card_head: &'a str,
    pub card_tail: &'a str,
    pub fingerprint: &'a [u8],
    pub request_id: Option<&'a str>,
    /// The 450 bytes.
    pub message: &'a [u8],
}

/// An entry as it is hashed; integers and texts as the database has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub seq: i64,
    pub at: i64,
    pub till: i64,
    pub event: &'a str,
    pub transaction: Option<i64>,
    pub detail: Option<&'a str>,
}

/// The hash of an entry.
pub(super) fn hash(
    vault: &Vault,
    key_id: u32,
    before: &AuditHash,
    line: &Line<'_>,
    content: Option<&Content<'_>>,
) -> Result<AuditHash, crate::vault::SealError> {
    let number = |number: i64| number.to_be_bytes();
    // Nothing is told from an empty text and from zero.
    let maybe = |number: Option<i64>| number.map(i64::to_be_bytes);
    let bytes = |bytes: &Option<[u8; 8]>| bytes.map(|bytes| bytes.to_vec()).unwrap_or_default();
    let (seq, at, till) = (number(line.seq), number(line.at), number(line.till));
    let transaction = bytes(&maybe(line.transaction));
    let detail = line.detail.map(|detail| ["=", detail].concat()).unwrap_or_default();
    let mut parts: Vec<&[u8]> =
        vec![&before.0, &seq, &at, &till, line.event.as_bytes(), &transaction, detail.as_bytes()];
    let Some(content) = content else { return vault.audit_hash(key_id, &parts) };
    let (kind, created_at, utc_offset) =
        (number(content.kind), number(content.created_at), number(content.utc_offset));
    let (payment, numbers) = (bytes(&maybe(content.payment)), content.numbers.map(i64::to_be_bytes));
    let request_id = content.request_id.map(|id| ["=", id].concat()).unwrap_or_default();
    parts.extend([content.id.as_bytes(), &kind, &payment, &created_at, &utc_offset]);
    parts.extend(numbers.iter().map(<[u8; 8]>::as_slice));
    parts.extend([content.card_head.as_bytes(), content.card_tail.as_bytes(), content.fingerprint]);
    parts.extend([request_id.as_bytes(), content.message]);
    vault.audit_hash(key_id, &parts)
}

const HEAD: &str = "SELECT seq, hash FROM audit_head";
const INSERT: &str = "INSERT INTO audit (seq, at, till, event, \"transaction\", detail, key_id, hash) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const ADVANCE: &str = "UPDATE audit_head SET seq = ?1, hash = ?2";

/// The end of the trail.
pub(super) fn head(connection: &Connection) -> Result<Head, LedgerTrouble> {
    let mut statement = connection.prepare_cached(HEAD)?;
    let head = statement
        .query_one([], |row| Ok(Head { seq: row.get(0)?, hash: AuditHash(row.get(1)?) }))
        .optional()?;
    head.ok_or(LedgerTrouble::CorruptRow { seq: 0, what: "audit" })
}

/// Writes an entry at the end of the trail.
pub(super) fn append(
    connection: &Connection,
    vault: &Vault,
    entry: &Entry<'_>,
    content: Option<&Content<'_>>,
) -> Result<(), LedgerTrouble> {
    let before = head(connection)?;
    let (line, key_id) = (line(entry, before.seq + 1), vault.active_check().key_id);
    let hash = hash(vault, key_id, &before.hash, &line, content)
        .or(Err(LedgerTrouble::CorruptRow { seq: line.seq, what: "audit" }))?;
    connection.prepare_cached(INSERT)?.execute(rusqlite::params![
        line.seq,
        line.at,
        line.till,
        line.event,
        line.transaction,
        line.detail,
        key_id,
        hash.0,
    ])?;
    connection.prepare_cached(ADVANCE)?.execute((line.seq, hash.0))?;
    Ok(())
}

fn line<'a>(entry: &Entry<'a>, seq: i64) -> Line<'a> {
    Line {
        seq,
        at: entry.at.timestamp_millis(),
        till: entry.till.number().into(),
        event: entry.event.into(),
        transaction: entry.transaction,
        detail: entry.detail,
    }
}

/// The hash of the next entry of a trail that has nothing but transactions, and was `before` so far: that of a new ledger
/// which is being filled.
///
/// # Errors
/// [`SealError::UnknownKey`](crate::vault::SealError::UnknownKey).
pub fn chain(
    vault: &Vault,
    before: Head,
    new: &NewTransaction<'_>,
    bytes: &MessageBytes,
) -> Result<Head, crate::vault::SealError> {
    let (seq, key_id) = (before.seq + 1, vault.active_check().key_id);
    let line = line(&write::entry(new, seq), seq);
    let hash = hash(vault, key_id, &before.hash, &line, Some(&write::content(new, bytes)))?;
    Ok(Head { seq, hash })
}
