//! Writing: everything that a payment or cancel reads and writes, in one transaction of the database. Several may share one, and its
//! sync.
//!
//! ```text
//!  BEGIN IMMEDIATE ─► the file is the one that was opened ─► the schema is ours ─► the newest fact we know is there
//!        │
//!        │  SAVEPOINT, once a request
//!        │    facts, each with its hash and its row; the views take them in
//!        │  RELEASE; refused: ROLLBACK TO
//!        │
//!  the file is still the one ─► COMMIT ─► and still
//! ```
//!
//! There is one way for facts: payments, cancels and the rows of a demonstration go through [`Writer::record_transaction`], all others through
//! [`Writer::record_fact`].

use std::{cell::Cell, path::Path};

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::{Connection, OptionalExtension as _};

use super::{
    error::{LedgerError, LedgerTrouble},
    journal::{self, Head, Newest, Stamp},
    lookup,
    open::Ledger,
    rows::{ImportedRow, JournalRow, SealedRow, TransactionRow, corrupt, time_at, time_of},
    schema,
    views::ViewFact,
};
use crate::{
    payment::{LastId, Message, Remaining, RequestId, Till, TransactionId, Won, message::MessageBytes},
    record::{
        Column, Fact, FactKind, Fingerprint, KeyChange, KeyedDigest, Origin, SetAside, Table, Transaction,
    },
    staff::{OperatorNumber, Signers},
    vault::{KeyCheck, SealError, SealedMessage, Vault},
};

/// A payment or cancel that is to be recorded.
pub struct NewTransaction<'a> {
    /// Its message as it is kept.
    pub message: &'a Message,
    /// The same, encoded.
    pub bytes: &'a MessageBytes,
    /// The same, sealed.
    pub sealed: SealedMessage,
    /// The fingerprint of its card, made with the key that sealed the message.
    pub fingerprint: Fingerprint,
    /// The number of the payment that a cancel belongs to.
    pub payment: Option<i64>,
    /// The caller's name of the request.
    pub request_id: Option<&'a RequestId>,
    /// Where it comes from, if another system recorded it.
    pub imported: Option<Imported<'a>>,
}

/// A payment or cancel that another system recorded.
pub struct Imported<'a> {
    /// Where it comes from.
    pub origin: Origin,
    /// When it was; `None` where that system did not say.
    pub created_at: Option<DateTime<FixedOffset>>,
    /// The row as it was there.
    pub original: Original<'a>,
}

/// A row of another system.
pub struct Original<'a> {
    /// All of it.
    pub row: &'a [u8],
    /// The keyed hash of the whole row, made with the active key.
    pub digest: KeyedDigest,
    /// Of a row that is set aside, the keyed hash of its table and key, made with the active key.
    pub name: Option<KeyedDigest>,
}

/// A fact as it was recorded, with all that belongs to it.
pub struct LostFact {
    /// Its row in the journal.
    pub row: JournalRow,
    /// Of a payment or cancel, its row and what is sealed of it.
    pub transaction: Option<(TransactionRow, SealedRow)>,
    /// The row of another system that is kept with it.
    pub imported: Option<ImportedRow>,
}

/// Facts in a row that are older than the time looked back to: what comes before them is older, too.
const OLDER: u32 = 1_000;

/// A transaction of the database in progress: others wait until it ends.
pub struct Writer<'a> {
    connection: &'a Connection,
    ledger: &'a Ledger,
    newest: Cell<Newest>,
}

const HAS: &str = "SELECT EXISTS (SELECT 1 FROM transactions WHERE id = ?1)";
const SEQ: &str = "SELECT seq FROM transactions WHERE id = ?1";
pub(super) const CANCELLED: &str = "SELECT coalesce(sum(amount), 0), coalesce(sum(vat), 0) FROM transactions \
     WHERE payment = ?1 AND seq <= ?2";

impl Ledger {
    /// Whether there is a transaction with this id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has(&self, id: TransactionId) -> Result<bool, LedgerError> {
        self.read(|connection| Ok(connection.prepare_cached(HAS)?.query_one([id], |row| row.get(0))?))
    }

    /// Runs `work` in one `BEGIN IMMEDIATE … COMMIT`. When it returns `Ok`, everything it wrote is on disk, in the file at
    /// the ledger's path; when it returns an error, nothing of it is.
    ///
    /// # Errors
    /// Those of `work`; when the database does not begin or commit; [`LedgerTrouble::Replaced`] when the file is not the one
    /// that was opened. Only after [`LedgerTrouble::ReplacedMeanwhile`] the outcome is unknown.
    pub fn write<T, E: From<LedgerError>>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let at = |trouble: LedgerTrouble| trouble.at(&self.path);
        let open = OpenTransaction::begin(&self.connection).map_err(at)?;
        let before = self.still_ours().map_err(at)?;
        let writer = Writer { connection: &self.connection, ledger: self, newest: Cell::new(before) };
        let done = work(&writer).and_then(|done| {
            self.same_file(LedgerTrouble::Replaced).map_err(at)?;
            open.commit().map_err(at)?;
            Ok(done)
        });
        if done.is_err() {
            self.recent.borrow_mut().forget_after(before.head.seq);
        }
        let (done, head) = (done?, writer.newest.get().head);
        let known = self.known.replace(head);
        self.still_there(head != before.head).map_err(|trouble| {
            self.known.set(known);
            at(trouble)
        })?;
        Ok(done)
    }
}

/// A transaction of the database, which is rolled back unless it is committed.
struct OpenTransaction<'a>(&'a Connection);

impl<'a> OpenTransaction<'a> {
    fn begin(connection: &'a Connection) -> Result<Self, LedgerTrouble> {
        execute(connection, "BEGIN IMMEDIATE")?;
        Ok(Self(connection))
    }

    fn commit(self) -> Result<(), LedgerTrouble> {
        execute(self.0, "COMMIT")
    }
}

/// Runs a statement that has no values and no answer.
fn execute(connection: &Connection, sql: &str) -> Result<(), LedgerTrouble> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

impl Drop for OpenTransaction<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            // SQLite has rolled back by itself where this fails.
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }
}

impl Writer<'_> {
    /// The ledger's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.ledger.path
    }

    /// Whether nothing was recorded yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.newest.get().head.seq == 0
    }

    /// The end of the journal.
    #[must_use]
    pub fn head(&self) -> Head {
        self.newest.get().head
    }

    /// Runs a part of the work that is taken or refused by itself: when it returns an error, nothing of the part stays, and the
    /// transaction of the database goes on without it.
    ///
    /// # Errors
    /// When the whole transaction is lost, and not only the part: SQLite rolls back all of it after some errors of the disk.
    pub fn part<T, E: From<LedgerError>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<Result<T, E>, E> {
        let before = self.newest.get();
        self.run(|connection| execute(connection, "SAVEPOINT part"))?;
        let done = work();
        if done.is_err() {
            if self.connection.is_autocommit() {
                return done.map(Ok);
            }
            self.run(|connection| execute(connection, "ROLLBACK TO part"))?;
            self.newest.set(before);
            self.ledger.recent.borrow_mut().forget_after(before.head.seq);
        }
        self.run(|connection| execute(connection, "RELEASE part"))?;
        Ok(done)
    }

    /// The transaction with this id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, id: TransactionId) -> Result<Option<Transaction>, LedgerError> {
        self.run(|connection| lookup::by_id(connection, id))
    }

    /// The transaction that the caller named so.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find_request(&self, request: &RequestId) -> Result<Option<Transaction>, LedgerError> {
        self.run(|connection| lookup::by_request(connection, request))
    }

    /// Whether there is a transaction with this id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has(&self, id: TransactionId) -> Result<bool, LedgerError> {
        self.run(|connection| Ok(connection.prepare_cached(HAS)?.query_one([id], |row| row.get(0))?))
    }

    /// The number of the transaction with this id.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn seq_of(&self, id: TransactionId) -> Result<Option<i64>, LedgerError> {
        self.run(|connection| {
            Ok(connection.prepare_cached(SEQ)?.query_one([id], |row| row.get(0)).optional()?)
        })
    }

    /// The newest id of `till`, by the order of the journal.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_id_of(&self, till: Till) -> Result<Option<LastId>, LedgerError> {
        self.run(|connection| self.ledger.recent.borrow_mut().last_id_of(connection, till))
    }

    /// The newest of the ledger's keys. As long as nothing was recorded, another program may have put its own there; and a
    /// till may have learned a new one.
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
        self.run(|connection| super::rows::one(connection.execute(SQL, (key.key_id, key.value))?))
    }

    /// The newest payment of `amount` at `since` or later whose card has one of `fingerprints` and of which something
    /// remains. Looks back a thousand transactions at most.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn last_same(
        &self,
        fingerprints: &[(u32, Fingerprint)],
        amount: Won,
        since: DateTime<FixedOffset>,
    ) -> Result<Option<Transaction>, LedgerError> {
        self.run(|connection| {
            let same =
                self.ledger.recent.borrow_mut().same(connection, fingerprints, amount, time_of(since).0)?;
            for seq in same {
                // A damaged one is no reason to refuse a payment: it is reported where it is shown.
                let found = match lookup::by_seq(connection, seq) {
                    Err(LedgerTrouble::Corrupt(_)) => continue,
                    found => found?,
                };
                if let Some(found) = found.filter(|found| !found.remaining.is_nothing()) {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        })
    }

    /// What was cancelled of payment `payment` up to and including row `seq`: amount and VAT.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cancelled_until(&self, payment: i64, seq: i64) -> Result<(Won, Won), LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(CANCELLED)?;
            let mut rows = statement.query((payment, seq))?;
            let none = (Won::ZERO, Won::ZERO);
            rows.next()?.map_or(Ok(none), |row| {
                let sums = row.get(0).and_then(|amount| Ok((amount, row.get(1)?)));
                sums.or(Err(corrupt(Table::Transactions, payment, Column::Amount)))
            })
        })
    }

    /// The sealed message of a transaction.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the message is missing.
    pub fn message_of(&self, transaction: &Transaction) -> Result<SealedMessage, LedgerError> {
        self.run(|connection| lookup::message_of(connection, transaction.seq))
    }

    /// Who did something, and who approved it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn signers_of(&self, seq: i64) -> Result<Signers, LedgerError> {
        self.run(|connection| journal::signers_of(connection, seq))
    }

    /// How many cancels by this person `counts` says yes to, by the time of each, with the offset of its till. Looks back to the time
    /// `since`, in milliseconds since 1970 UTC: facts are not in the order of their times where a till's clock is wrong, so it goes on
    /// until [`OLDER`] in a row are older.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cancels_by(
        &self,
        operator: OperatorNumber,
        since: i64,
        counts: impl Fn(DateTime<FixedOffset>) -> bool,
    ) -> Result<u32, LedgerError> {
        const SQL: &str = "SELECT at, utc_offset, operator = ?1 AND kind = ?2 FROM journal ORDER BY seq DESC";
        self.run(|connection| {
            let mut statement = connection.prepare_cached(SQL)?;
            let mut rows = statement.query((operator, FactKind::Cancel))?;
            let (mut count, mut older) = (0, 0);
            while let Some(row) = rows.next()?.filter(|_| older < OLDER) {
                let (at, utc_offset, is_one): (i64, i32, Option<bool>) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                older = if at < since { older + 1 } else { 0 };
                let time = time_at(at, utc_offset).filter(|_| is_one == Some(true));
                count += u32::from(time.is_some_and(&counts));
            }
            Ok(count)
        })
    }

    /// When the newest fact was recorded; `None` when there is none.
    #[must_use]
    pub fn newest_at(&self) -> Option<DateTime<Utc>> {
        if self.is_empty() { None } else { crate::record::utc_of(self.newest.get().at) }
    }

    /// Records a payment or a cancel: the fact, its row, and what is sealed of it. `remaining` is what remains of the payment
    /// after it.
    ///
    /// # Errors
    /// When the ledger refuses or cannot be written.
    pub fn record_transaction(
        &self,
        vault: &mut Vault,
        stamp: &Stamp,
        new: NewTransaction<'_>,
        remaining: Remaining,
    ) -> Result<Transaction, LedgerError> {
        self.run(|_| {
            let origin = new.imported.as_ref().map(|imported| Box::new(imported.origin.clone()));
            let fact = if new.payment.is_some() { Fact::Cancel { origin } } else { Fact::Payment { origin } };
            let head = self.begin_where_new(vault, stamp)?;
            let row = transaction_row(head.seq + 1, stamp, &new);
            let journal = journal::next(vault, head, stamp, &fact, Some((&row, new.bytes)))?;
            let SealedMessage { key_id, bytes } = new.sealed;
            let sealed = SealedRow { seq: row.seq, key_id, message: bytes, fingerprint: new.fingerprint };
            self.insert(&journal, &fact, Some((&row, &sealed)))?;
            if let Some(imported) = new.imported {
                self.keep(vault, &journal, &imported.original)?;
            }
            let recorded = row.record(new.message.kind.original(), remaining)?;
            Ok(Transaction { by: stamp.by, ..recorded })
        })
    }

    /// Records that a row of another system was set aside, and keeps it.
    ///
    /// # Errors
    /// When the ledger refuses or cannot be written.
    pub fn record_set_aside(
        &self,
        vault: &mut Vault,
        stamp: &Stamp,
        set_aside: SetAside,
        original: &Original<'_>,
    ) -> Result<(), LedgerError> {
        self.run(|_| {
            let head = self.begin_where_new(vault, stamp)?;
            let fact = Fact::SetAside(set_aside);
            let row = journal::next(vault, head, stamp, &fact, None)?;
            self.insert(&row, &fact, None)?;
            self.keep(vault, &row, original)
        })
    }

    /// Keeps the row of another system that a fact is of.
    fn keep(
        &self,
        vault: &mut Vault,
        fact: &JournalRow,
        original: &Original<'_>,
    ) -> Result<(), LedgerTrouble> {
        let sealed = vault.seal_original(fact.hash, original.row).map_err(|error| match error {
            SealError::Random(error) => LedgerTrouble::Open(error),
            other => LedgerTrouble::Open(std::io::Error::other(other)),
        })?;
        let Original { name, digest, .. } = *original;
        let row = ImportedRow { seq: fact.seq, key_id: sealed.key_id, original: sealed.bytes, name, digest };
        write_row(self.connection, &row)
    }

    /// Takes a fact back that this ledger has recorded before it was lost, as it was: with its hash, which has to be the one that it has
    /// after the facts before it.
    ///
    /// # Errors
    /// [`LedgerTrouble::Corrupt`] when it is not what was recorded, or opens with no key; when the ledger cannot be written.
    pub fn take_back(&self, vault: &Vault, lost: &LostFact) -> Result<(), LedgerError> {
        self.run(|connection| {
            let LostFact { row, transaction, imported } = lost;
            let at = |column| corrupt(Table::Journal, row.seq, column);
            let fact = Fact::from_body(row.kind, &row.body).ok_or_else(|| at(Column::Body))?;
            let message = transaction.as_ref().map(|(row, sealed)| {
                let sealed = SealedMessage { key_id: sealed.key_id, bytes: sealed.message.clone() };
                vault.open_message(row.id, &sealed)
            });
            let message = message.transpose().or(Err(corrupt(Table::Sealed, row.seq, Column::Message)))?;
            let body = transaction.as_ref().zip(message.as_ref());
            let body = body.map(|((row, _), message)| (row, message.expose().as_slice()));
            let before = self.newest.get().head;
            let hash = journal::hash(vault, before.hash, row, body).or(Err(at(Column::KeyId)))?;
            if row.seq != before.seq + 1
                || hash != row.hash
                || row.kind.is_transaction() != transaction.is_some()
            {
                return Err(at(Column::Hash));
            }
            self.insert(row, &fact, transaction.as_ref().map(|(row, sealed)| (row, sealed)))?;
            imported.as_ref().map_or(Ok(()), |imported| write_row(connection, imported))
        })
    }

    /// Records any other fact.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn record_fact(&self, vault: &mut Vault, stamp: &Stamp, fact: &Fact) -> Result<(), LedgerError> {
        self.run(|_| {
            self.begin_where_new(vault, stamp)?;
            self.chain(vault, stamp, fact)
        })
    }

    /// Records that the active key is a new one, where it is. Any other fact would record it first.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn begin_key(&self, vault: &mut Vault, stamp: &Stamp) -> Result<(), LedgerError> {
        self.run(|_| self.begin_where_new(vault, stamp).map(|_| ()))
    }

    /// The end of the journal. Records first that the ledger is begun, where it is new, and that the key is a new one, where it
    /// is.
    fn begin_where_new(&self, vault: &mut Vault, stamp: &Stamp) -> Result<Head, LedgerTrouble> {
        if self.is_empty() {
            let ledger =
                vault.draw_ledger_id().map_err(|error| LedgerTrouble::Open(std::io::Error::other(error)))?;
            self.chain(vault, stamp, &Fact::Begun { ledger, version: schema::VERSION })?;
        }
        let (key, after) = (vault.active_check().key_id, self.newest.get().key_id);
        if key > after {
            self.chain(vault, stamp, &Fact::KeyChange(KeyChange::New { key, after }))?;
        }
        Ok(self.newest.get().head)
    }

    fn chain(&self, vault: &Vault, stamp: &Stamp, fact: &Fact) -> Result<(), LedgerTrouble> {
        let row = journal::next(vault, self.newest.get().head, stamp, fact, None)?;
        self.insert(&row, fact, None)
    }

    /// Writes a fact with its body, and gives it to the views. Every fact comes into the ledger here.
    fn insert(
        &self,
        row: &JournalRow,
        fact: &Fact,
        body: Option<(&TransactionRow, &SealedRow)>,
    ) -> Result<(), LedgerTrouble> {
        write_row(self.connection, row)?;
        if let Some((transaction, sealed)) = body {
            write_row(self.connection, transaction)?;
            write_row(self.connection, sealed)?;
        }
        let fact = ViewFact { row, fact, transaction: body.map(|(transaction, _)| transaction) };
        self.ledger.views.iter().try_for_each(|view| view.apply(self.connection, &fact))?;
        let JournalRow { seq, hash, at, key_id, .. } = *row;
        self.newest.set(Newest { head: Head { seq, hash }, at, key_id });
        Ok(())
    }

    pub(super) fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, LedgerTrouble>,
    ) -> Result<T, LedgerError> {
        work(self.connection).map_err(|trouble| trouble.at(&self.ledger.path))
    }
}

fn write_row<T: super::rows::TableRow>(connection: &Connection, row: &T) -> Result<(), LedgerTrouble> {
    row.write(&mut *connection.prepare_cached(T::insert())?)
}

/// The row of a transaction.
fn transaction_row(seq: i64, stamp: &Stamp, new: &NewTransaction<'_>) -> TransactionRow {
    let (recorded_at, utc_offset) = time_of(stamp.at);
    let (created_at, utc_offset) = match new.imported.as_ref().map(|imported| imported.created_at) {
        None => (Some(recorded_at), utc_offset),
        Some(None) => (None, utc_offset),
        Some(Some(at)) => (Some(time_of(at).0), time_of(at).1),
    };
    let Message { kind, id, card, installments, amount, vat, .. } = new.message;
    TransactionRow {
        seq,
        id: *id,
        kind: (*kind).into(),
        payment: new.payment,
        created_at,
        utc_offset,
        till: stamp.till,
        amount: *amount,
        vat: *vat,
        installments: *installments,
        card: card.masked(),
        request_id: new.request_id.cloned(),
    }
}
