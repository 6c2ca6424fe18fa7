//! Writing: everything that one payment or cancel reads and writes, in one transaction.

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::{
    audit::{self, Content, Entry},
    error::{LedgerError, LedgerTrouble},
    lookup,
    open::Ledger,
};
use crate::{
    payment::{Installments, Kind, MaskedCard, RequestId, Till, TransactionId, Won, message::MessageBytes},
    record::{AuditEvent, Fingerprint, Transaction},
    vault::{KeyCheck, SealedMessage, Vault},
};

/// A transaction that is to be written.
#[derive(Debug, Clone)]
pub struct NewTransaction<'a> {
    /// Its id; unique, or [`Writer::insert`] says so.
    pub id: TransactionId,
    /// Payment or cancel.
    pub kind: Kind,
    /// The row of the payment that a cancel belongs to.
    pub payment_seq: Option<i64>,
    /// When.
    pub created_at: DateTime<FixedOffset>,
    /// Where.
    pub till: Till,
    /// Amount, VAT included.
    pub amount: Won,
    /// VAT.
    pub vat: Won,
    /// Months.
    pub installments: Installments,
    /// The card, masked.
    pub card: MaskedCard,
    /// The card, to be found again.
    pub fingerprint: Fingerprint,
    /// The caller's name of the request.
    pub request_id: Option<&'a RequestId>,
}

/// A transaction of the database in progress: others wait until it ends.
pub struct Writer<'a> {
    connection: &'a Connection,
    ledger: &'a std::path::Path,
}

pub(super) const HAS: &str = "SELECT EXISTS (SELECT 1 FROM transactions WHERE id = ?1)";
const LAST_AT: &str = "SELECT at FROM audit ORDER BY seq DESC LIMIT 1";
const ID: &str = "SELECT id FROM transactions WHERE seq = ?1";
/// Among the last thousand transactions, whatever their times: bounded work, and a clock that was set back hides nothing. What
/// is cancelled in full does not count; a balance that is missing is read, and found as damage.
pub(super) const LAST_SAME: &str = "WHERE t.seq > (SELECT max(seq) FROM transactions) - 1000 \
     AND t.fingerprint = ?1 AND t.amount = ?2 AND t.kind = 1 AND t.created_at >= ?3 AND b.amount IS NOT 0 \
     ORDER BY t.seq DESC LIMIT 1";
pub(super) const CANCELLED: &str = "SELECT coalesce(sum(amount), 0), coalesce(sum(vat), 0) FROM transactions \
     WHERE payment = (SELECT seq FROM transactions WHERE id = ?1) AND seq <= ?2";

impl Ledger {
    /// Runs `work` in one `BEGIN IMMEDIATE … COMMIT`. When it returns `Ok`, everything it wrote is on disk; when it
    /// returns an error, nothing of it is.
    ///
    /// # Errors
    /// Those of `work`, and when the database does not begin or commit.
    pub fn write<T, E: From<LedgerError>>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let path = &self.path;
        let at = |error: rusqlite::Error| LedgerTrouble::from(error).at(path);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        let done = work(&Writer { connection: &transaction, ledger: path })?;
        transaction.commit().map_err(at)?;
        Ok(done)
    }
}

impl Writer<'_> {
    /// The ledger's file.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        self.ledger
    }

    /// The transaction with this id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, id: TransactionId) -> Result<Option<Transaction>, LedgerError> {
        self.run(|connection| lookup::one(connection, "WHERE t.id = ?1", [id.as_str()]))
    }

    /// The transaction that the caller named so.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_request(&self, request: &RequestId) -> Result<Option<Transaction>, LedgerError> {
        self.run(|connection| lookup::one(connection, "WHERE t.request_id = ?1", [request.as_str()]))
    }

    /// Whether there is a transaction with this id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has(&self, id: TransactionId) -> Result<bool, LedgerError> {
        self.run(|connection| {
            Ok(connection.prepare_cached(HAS)?.query_one([id.as_str()], |row| row.get(0))?)
        })
    }

    /// The id that `till` gave last.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_id_of(&self, till: Till) -> Result<Option<TransactionId>, LedgerError> {
        self.run(|connection| {
            let Some(seq) = lookup::last_seq_of(connection, till)? else { return Ok(None) };
            let id: String = connection.prepare_cached(ID)?.query_one([seq], |row| row.get(0))?;
            let id = TransactionId::from_bytes(id.as_bytes());
            id.map(Some).ok_or(LedgerTrouble::CorruptRow { seq, what: "id" })
        })
    }

    /// The newest of the ledger's keys. As long as nothing was sealed, another program may have put its own there; and a till
    /// may have learned a new one.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_key(&self) -> Result<Option<KeyCheck>, LedgerError> {
        const SQL: &str = "SELECT key_id, check_value FROM keys ORDER BY key_id DESC LIMIT 1";
        self.run(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            let read = |row: &rusqlite::Row<'_>| Ok(KeyCheck { key_id: row.get(0)?, value: row.get(1)? });
            Ok(statement.query_one([], read).optional()?)
        })
    }

    /// Remembers a new key.
    ///
    /// # Errors
    /// When the ledger cannot be written, or has another key of this id.
    pub fn learn_key(&self, key: KeyCheck) -> Result<(), LedgerError> {
        const SQL: &str = "INSERT INTO keys (key_id, check_value) VALUES (?1, ?2)";
        self.run(|connection| {
            connection.execute(SQL, (key.key_id, key.value))?;
            Ok(())
        })
    }

    /// The last payment of `amount` with the card of `fingerprint` at `since` or later of which something remains.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_same(
        &self,
        fingerprint: Fingerprint,
        amount: Won,
        since: DateTime<FixedOffset>,
    ) -> Result<Option<Transaction>, LedgerError> {
        self.run(|connection| {
            lookup::one(connection, LAST_SAME, (fingerprint.0, amount.get(), since.timestamp_millis()))
        })
    }

    /// What was cancelled of `payment` up to and including row `seq`: amount and VAT, in won.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cancelled_until(&self, payment: TransactionId, seq: i64) -> Result<(Won, Won), LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(CANCELLED)?;
            let (amount, vat) =
                statement.query_one((payment.as_str(), seq), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let won = |value: u64| Won::new(value).ok_or(LedgerTrouble::CorruptRow { seq, what: "amount" });
            Ok((won(amount)?, won(vat)?))
        })
    }

    /// The sealed message of a transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the message is missing.
    pub fn message_of(&self, transaction: &Transaction) -> Result<SealedMessage, LedgerError> {
        self.run(|connection| lookup::message_of(connection, transaction))
    }

    /// Writes a transaction, its message (`bytes` as they are kept, and as they were sealed) and its audit entry; the schema keeps the balance.
    /// Returns its sequence number.
    ///
    /// # Errors
    /// When the ledger refuses or cannot be written.
    pub fn insert(
        &self,
        new: &NewTransaction<'_>,
        bytes: &MessageBytes,
        sealed: &SealedMessage,
        vault: &Vault,
    ) -> Result<i64, LedgerError> {
        self.run(|connection| insert(connection, new, bytes, sealed, vault))
    }

    /// Writes an audit entry.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn audit(&self, entry: &Entry<'_>, vault: &Vault) -> Result<(), LedgerError> {
        self.run(|connection| audit::append(connection, vault, entry, None))
    }

    /// When the last audit entry was written.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_audited_at(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(LAST_AT)?;
            let at: Option<i64> = statement.query_one([], |row| row.get(0)).optional()?;
            Ok(at.and_then(crate::record::moment))
        })
    }

    pub(super) fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, LedgerTrouble>,
    ) -> Result<T, LedgerError> {
        work(self.connection).map_err(|trouble| trouble.at(self.ledger))
    }
}

/// Writes a transaction with all that belongs to it.
pub(super) fn insert(
    connection: &Connection,
    new: &NewTransaction<'_>,
    bytes: &MessageBytes,
    sealed: &SealedMessage,
    vault: &Vault,
) -> Result<i64, LedgerTrouble> {
    const TRANSACTION: &str = "INSERT INTO transactions (id, kind, payment, created_at, utc_offset, till, amount, \
         vat, installments, card_head, card_tail, card_digits, fingerprint, request_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    const MESSAGE: &str = "INSERT INTO messages (seq, key_id, sealed) VALUES (?1, ?2, ?3)";
    let content = content(new, bytes);
    let [till, amount, vat, installments, digits] = content.numbers;
    connection.prepare_cached(TRANSACTION)?.execute(rusqlite::params![
        content.id,
        content.kind,
        content.payment,
        content.created_at,
        content.utc_offset,
        till,
        amount,
        vat,
        installments,
        content.card_head,
        content.card_tail,
        digits,
        content.fingerprint,
        content.request_id,
    ])?;
    let seq = connection.last_insert_rowid();
    connection.prepare_cached(MESSAGE)?.execute((seq, sealed.key_id, &sealed.bytes))?;
    audit::append(connection, vault, &entry(new, seq), Some(&content))?;
    Ok(seq)
}

/// The audit entry of a transaction.
pub(super) fn entry(new: &NewTransaction<'_>, seq: i64) -> Entry<'static> {
    let event = match new.kind {
        Kind::Payment => AuditEvent::Payment,
        Kind::Cancel { .. } => AuditEvent::Cancel,
    };
    Entry { at: new.created_at, till: new.till, event, transaction: Some(seq), detail: None }
}

/// A transaction as its row has it.
pub(super) fn content<'a>(new: &'a NewTransaction<'_>, bytes: &'a MessageBytes) -> Content<'a> {
    // Amounts are far below what an `i64` holds.
    let won = |won: Won| i64::try_from(won.get()).unwrap_or(i64::MAX);
    Content {
        id: new.id.as_str(),
        kind: match new.kind {
            Kind::Payment => 1,
            Kind::Cancel { .. } => 2,
        },
        payment: new.payment_seq,
        created_at: new.created_at.timestamp_millis(),
        utc_offset: i64::from(new.created_at.offset().local_minus_utc() / 60),
        numbers: [
            new.till.number().into(),
            won(new.amount),
            won(new.vat),
            new.installments.months().into(),
            i64::try_from(new.card.digits()).unwrap_or(0),
        ],
        card_head: new.card.head(),
        card_tail: new.card.tail(),
        fingerprint: &new.fingerprint.0,
        request_id: new.request_id.map(RequestId::as_str),
        message: bytes.expose(),
    }
}
