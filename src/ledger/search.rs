//! Reading by id: transactions, histories, messages, and the last one of a till.

use rusqlite::{Connection, OptionalExtension as _, Params};

use super::{
    audit::{self, Head},
    error::{LedgerError, LedgerTrouble},
    find::ROWS,
    index,
    open::Ledger,
    row::{COLUMNS, JOINS, Transaction, read},
};
use crate::{
    payment::{RequestId, Till, TransactionId},
    vault::SealedMessage,
};

/// How many transactions match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly this many.
    Exactly(u64),
    /// At least this many; counting stopped there.
    AtLeast(u64),
}

/// What was taken and given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Number of payments.
    pub payments: u64,
    /// Won taken.
    pub paid: u64,
    /// VAT of it.
    pub paid_vat: u64,
    /// Number of cancels.
    pub cancels: u64,
    /// Won given back.
    pub cancelled: u64,
    /// VAT of it.
    pub cancelled_vat: u64,
}

impl Totals {
    /// Number of transactions.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.payments + self.cancels
    }

    /// What was taken less what was given back, in won. Negative on a day of cancels.
    #[must_use]
    pub fn net(&self) -> i64 {
        less(self.paid, self.cancelled)
    }

    /// The VAT of [`Totals::net`].
    #[must_use]
    pub fn net_vat(&self) -> i64 {
        less(self.paid_vat, self.cancelled_vat)
    }

    /// The payments of it alone.
    pub(super) fn of_payments(self) -> Self {
        Self { cancels: 0, cancelled: 0, cancelled_vat: 0, ..self }
    }

    /// The cancels of it alone.
    pub(super) fn of_cancels(self) -> Self {
        Self { payments: 0, paid: 0, paid_vat: 0, ..self }
    }

    /// What is left when `other` is taken away; `None` when it is no part of it.
    pub(super) fn less(&self, other: &Self) -> Option<Self> {
        Some(Self {
            payments: self.payments.checked_sub(other.payments)?,
            paid: self.paid.checked_sub(other.paid)?,
            paid_vat: self.paid_vat.checked_sub(other.paid_vat)?,
            cancels: self.cancels.checked_sub(other.cancels)?,
            cancelled: self.cancelled.checked_sub(other.cancelled)?,
            cancelled_vat: self.cancelled_vat.checked_sub(other.cancelled_vat)?,
        })
    }

    /// What transactions add up to, each told as whether it is a cancel, its amount and its VAT.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a (bool, u64, u64)>) -> Self {
        let mut totals = Self::default();
        rows.for_each(|(cancel, amount, vat)| totals.add(*cancel, *amount, *vat));
        totals
    }

    /// Adds a transaction.
    pub(super) fn add(&mut self, cancel: bool, amount: u64, vat: u64) {
        let (count, won, vats) = if cancel {
            (&mut self.cancels, &mut self.cancelled, &mut self.cancelled_vat)
        } else {
            (&mut self.payments, &mut self.paid, &mut self.paid_vat)
        };
        *count += 1;
        *won += amount;
        *vats += vat;
    }
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.payments += other.payments;
        self.paid += other.paid;
        self.paid_vat += other.paid_vat;
        self.cancels += other.cancels;
        self.cancelled += other.cancelled;
        self.cancelled_vat += other.cancelled_vat;
    }
}

fn less(taken: u64, given: u64) -> i64 {
    let won = |value| i64::try_from(value).unwrap_or(i64::MAX);
    won(taken).saturating_sub(won(given))
}

/// The last row of a till among those that are not indexed yet.
pub(super) const LAST_LOOSE: &str =
    "SELECT seq FROM transactions WHERE seq > ?1 AND till = ?2 ORDER BY seq DESC LIMIT 1";
pub(super) const CANCELS: &str =
    "WHERE t.payment = (SELECT seq FROM transactions WHERE id = ?1) ORDER BY t.seq";

/// `SELECT … {tail}` of whole transactions.
pub(super) fn select(tail: &str) -> String {
    format!("SELECT {COLUMNS} FROM transactions t {JOINS} {tail}")
}

impl Ledger {
    /// The transaction with this id, payment or cancel.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, id: TransactionId) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| one(connection, "WHERE t.id = ?1", [id.as_str()]))
    }

    /// The transaction that the caller named so.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_request(&self, request: &RequestId) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| one(connection, "WHERE t.request_id = ?1", [request.as_str()]))
    }

    /// The last transaction that `till` wrote.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_of(&self, till: Till) -> Result<Option<Transaction>, LedgerError> {
        self.read(|connection| match last_seq_of(connection, till)? {
            Some(seq) => one(connection, "WHERE t.seq = ?1", [seq]),
            None => Ok(None),
        })
    }

    /// The cancels of a payment, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cancels_of(&self, payment: TransactionId) -> Result<Vec<Transaction>, LedgerError> {
        self.read(|connection| many(connection, CANCELS, [payment.as_str()]))
    }

    /// The end of the audit trail.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn audit_head(&self) -> Result<Head, LedgerError> {
        self.read(audit::head)
    }

    /// The sealed message of a transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the message is missing.
    pub fn message_of(&self, transaction: &Transaction) -> Result<SealedMessage, LedgerError> {
        self.read(|connection| message_of(connection, transaction))
    }
}

pub(super) fn message_of(
    connection: &Connection,
    transaction: &Transaction,
) -> Result<SealedMessage, LedgerTrouble> {
    let mut statement = connection.prepare_cached("SELECT key_id, sealed FROM messages WHERE seq = ?1")?;
    let found = statement
        .query_one([transaction.seq], |row| {
            // A value of another type is no message either.
            Ok(row.get(0).and_then(|key_id| Ok(SealedMessage { key_id, bytes: row.get(1)? })).ok())
        })
        .optional()?;
    found.flatten().ok_or(LedgerTrouble::CorruptRow { seq: transaction.seq, what: "message" })
}

/// The first row of `SELECT … {tail}`.
pub(super) fn one(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Option<Transaction>, LedgerTrouble> {
    Ok(many(connection, tail, parameters)?.into_iter().next())
}

/// All rows of `SELECT … {tail}`.
fn many(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Transaction>, LedgerTrouble> {
    let mut statement = connection.prepare_cached(&select(tail))?;
    let rows = statement.query_map(parameters, read)?;
    rows.map(|row| row?).collect()
}

/// The last row that `till` wrote: one of the newest, or else the index knows it.
pub(super) fn last_seq_of(connection: &Connection, till: Till) -> Result<Option<i64>, LedgerTrouble> {
    // Payments go on with a damaged index: without one, all rows are looked at, from the newest.
    let indexed = match index::indexed(connection) {
        Err(LedgerTrouble::CorruptRow { .. }) => 0,
        indexed => indexed?,
    };
    let loose = connection
        .prepare_cached(LAST_LOOSE)?
        .query_one((indexed, till.number()), |row| row.get(0))
        .optional()?;
    if loose.is_some() || indexed == 0 {
        return Ok(loose);
    }
    for block in (0..=index::place(indexed).0).rev() {
        let key = index::key(block, index::TILL, till.number().into());
        let mut bits = index::Bits::none();
        let mut statement = connection.prepare_cached(ROWS)?;
        let found = statement
            .query_one([key], |row| Ok(bits.add_written(row.get_ref(0)?.as_blob().unwrap_or_default())))
            .optional()?;
        if found == Some(None) {
            return Err(LedgerTrouble::CorruptRow { seq: index::seq(block, 0), what: "index" });
        }
        if let Some(last) = bits.before(index::BLOCK) {
            return Ok(Some(index::seq(block, last)));
        }
    }
    Ok(None)
}
