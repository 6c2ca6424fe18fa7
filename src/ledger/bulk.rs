//! Filling a new ledger with millions of rows at once.
//!
//! A till writes one row at a time and waits for the disk. Here the file is made beside the ledger that it is to be,
//! under another name, without journal and without waiting; what a till has SQLite do for every row is done for all of
//! them: triggers are made when the rows are there, balances follow their cancels, and the search index is built last. Every `CHECK` of the schema holds all the same.
//! Only when the file is whole and on disk it gets the ledger's name; until then there is nothing of that name.
//!
//! ```text
//!  ledger.db.unfinished-<process>     schema ► rows ► index, triggers ► opened as any ledger ► synced
//!       └─────────────────────────────────────────────────────────────────────────► ledger.db
//! ```
//!
//! What a killed run has left behind is recognised by its name, and by nobody having locked it.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, params};

use super::{
    audit::Head,
    copy::remove_beside,
    error::{LedgerError, LedgerTrouble},
    open::{fit_keys, is_empty, open},
    search::{Portions, index_some},
    write::{self, NewTransaction},
};
use crate::{
    files::{folder_of, sync_folder_of, with_suffix},
    payment::{Kind, RequestId},
    record::AuditHash,
    record::Progress,
    vault::{KeyCheck, SealedMessage},
};

/// What the name of a file that is being filled has after the ledger's own.
const UNFINISHED: &str = ".unfinished-";
/// Kibibytes of pages that are kept in memory while the file is filled.
const CACHE: i64 = 128 * 1024;
/// Steps of SQLite's machine between two questions whether to stop.
const STEPS: i32 = 100_000;
/// Rows of a transaction.
const AT_ONCE: i64 = 65_536;

const TRANSACTION: &str = "INSERT INTO transactions (seq, id, kind, payment, created_at, utc_offset, till, amount, vat, \
     installments, card_head, card_tail, card_digits, fingerprint, request_id) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
const MESSAGE: &str = "INSERT INTO messages (seq, key_id, sealed) VALUES (?1, ?2, ?3)";
const AUDIT: &str = "INSERT INTO audit (seq, at, till, event, \"transaction\", key_id, hash) \
     VALUES (?1, ?2, ?3, ?4, ?1, ?5, ?6)";
const HEAD: &str = "UPDATE audit_head SET seq = ?1, hash = ?2";
const BALANCE: &str = "INSERT INTO balances (payment, amount, vat) VALUES (?1, ?2, ?3)";
const TAKE: &str = "UPDATE balances SET amount = amount - ?2, vat = vat - ?3 WHERE payment = ?1";

/// A row to be added, with its message.
#[derive(Debug)]
pub struct BulkRow {
    /// The row.
    pub new: NewTransaction<'static>,
    /// Its message.
    pub message: SealedMessage,
    /// The hash of its audit entry, see [`chain`](super::chain).
    pub hash: AuditHash,
}

/// A ledger that is being filled. Dropped before [`Bulk::finish`], it leaves nothing behind.
pub struct Bulk {
    // Closed before the file is removed.
    connection: Connection,
    file: Unfinished,
    target: PathBuf,
    progress: Progress,
    /// What is made when the rows are there.
    later: Vec<String>,
    /// Rows that are there.
    rows: i64,
    /// The hash of the newest audit entry.
    newest: AuditHash,
}

impl Bulk {
    /// Begins to fill the ledger that is to be at `target`, for the keys of `checks`. Once `progress` stops, long work
    /// ends with an error soon.
    ///
    /// # Errors
    /// [`LedgerTrouble::NotEmpty`] when there is a ledger with transactions; [`LedgerTrouble::Locked`] when another program
    /// uses the one that is there; otherwise why no file can be made.
    pub fn begin(target: &Path, checks: &[KeyCheck], progress: &Progress) -> Result<Self, LedgerError> {
        let at = |trouble: LedgerTrouble| trouble.at(target);
        if target.exists() {
            hold_empty(target).map_err(at)?;
        }
        remove_leftovers(target).map_err(at)?;
        let file = Unfinished(with_suffix(target, &format!("{UNFINISHED}{}", std::process::id())));
        let mut connection = open(&file.0).map_err(at)?;
        let later = prepare(&mut connection, checks, progress).map_err(at)?;
        Ok(Self {
            connection,
            file,
            target: target.to_owned(),
            progress: progress.clone(),
            later,
            rows: 0,
            newest: Head::NONE.hash,
        })
    }

    /// Adds the next rows, oldest first. The row of a payment that a cancel names is its place among all rows, from 1.
    ///
    /// # Errors
    /// When the schema refuses a row, or the file cannot be written.
    pub fn add(&mut self, rows: &[BulkRow]) -> Result<(), LedgerError> {
        self.add_rows(rows).map_err(|trouble| trouble.at(&self.target))
    }

    fn add_rows(&mut self, rows: &[BulkRow]) -> Result<(), LedgerTrouble> {
        let connection = &self.connection;
        let mut transaction = connection.prepare_cached(TRANSACTION)?;
        let mut sealed = connection.prepare_cached(MESSAGE)?;
        let mut audit = connection.prepare_cached(AUDIT)?;
        let mut balance = connection.prepare_cached(BALANCE)?;
        let mut take = connection.prepare_cached(TAKE)?;
        for BulkRow { new, message, hash } in rows {
            self.rows += 1;
            let seq = self.rows;
            let at = new.created_at.timestamp_millis();
            let kind = match new.kind {
                Kind::Payment => 1,
                Kind::Cancel { .. } => 2,
            };
            transaction.execute(params![
                seq,
                new.id.as_str(),
                kind,
                new.payment_seq,
                at,
                new.created_at.offset().local_minus_utc() / 60,
                new.till.number(),
                new.amount.get(),
                new.vat.get(),
                new.installments.months(),
                new.card.head(),
                new.card.tail(),
                new.card.digits(),
                new.fingerprint.0,
                new.request_id.map(RequestId::as_str),
            ])?;
            sealed.execute((seq, message.key_id, &message.bytes))?;
            let event: &str = write::entry(new, seq).event.into();
            audit.execute((seq, at, new.till.number(), event, message.key_id, hash.0))?;
            self.newest = *hash;
            match new.payment_seq {
                None => {
                    balance.execute((seq, new.amount.get(), new.vat.get()))?;
                }
                Some(payment) => {
                    take.execute((payment, new.amount.get(), new.vat.get()))?;
                }
            }
            if seq % AT_ONCE == 0 {
                connection.execute_batch("COMMIT; BEGIN")?;
            }
        }
        Ok(())
    }

    /// Makes what is still missing and gives the file the ledger's name. Returns its size in bytes.
    ///
    /// # Errors
    /// Those of [`Bulk::begin`], as another program may have made a ledger meanwhile; and when the file cannot be written.
    pub fn finish(mut self) -> Result<u64, LedgerError> {
        let target = self.target.clone();
        self.complete()
            .and_then(|()| {
                let Self { connection, file, .. } = self;
                connection.close().map_err(|(_, error)| error)?;
                // Any ledger is opened so: the pragmas, the version, the log.
                drop(open(&file.0)?);
                let written = File::open(&file.0).and_then(|file| {
                    file.sync_all()?;
                    file.metadata()
                });
                let bytes = written.map_err(LedgerTrouble::Open)?.len();
                publish(&file.0, &target)?;
                Ok(bytes)
            })
            .map_err(|trouble: LedgerTrouble| trouble.at(&target))
    }

    fn complete(&mut self) -> Result<(), LedgerTrouble> {
        self.connection.execute(HEAD, (self.rows, self.newest.0))?;
        self.connection.execute_batch("COMMIT")?;
        for sql in &self.later {
            if self.progress.stopped() {
                return Err(stopped());
            }
            self.connection.execute_batch(sql)?;
        }
        while index_some(&mut self.connection, Portions::OF_A_SHOP)? {
            if self.progress.stopped() {
                return Err(stopped());
            }
        }
        self.connection.flush_prepared_statement_cache();
        Ok(())
    }
}

/// What SQLite says when it is interrupted.
fn stopped() -> LedgerTrouble {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT), None).into()
}

/// Switches a new ledger to being filled: nothing waits for the disk, and what is made later is put aside. Begins the
/// first transaction.
fn prepare(
    connection: &mut Connection,
    checks: &[KeyCheck],
    progress: &Progress,
) -> Result<Vec<String>, LedgerTrouble> {
    fit_keys(connection, checks)?;
    for (pragma, value) in [
        // In this order: who has the file alone keeps a journal that is done with.
        ("journal_mode", "DELETE"),
        ("locking_mode", "EXCLUSIVE"),
        ("journal_mode", "OFF"),
        ("synchronous", "OFF"),
        ("foreign_keys", "OFF"),
        ("secure_delete", "OFF"),
        ("cell_size_check", "OFF"),
        // The other thread is done by the time there is something to sort.
        ("threads", "1"),
    ] {
        connection.pragma_update_and_check(None, pragma, value, |_| Ok(())).or_else(no_answer)?;
    }
    connection.pragma_update(None, "cache_size", -CACHE)?;
    let later: Vec<(String, String, String)> = connection
        .prepare("SELECT type, name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    for (kind, name, _) in &later {
        connection.execute_batch(&format!("DROP {kind} {name}"))?;
    }
    let progress = progress.clone();
    connection.progress_handler(STEPS, Some(move || progress.stopped()))?;
    connection.execute_batch("BEGIN")?;
    Ok(later.into_iter().map(|(_, _, sql)| sql).collect())
}

/// Some pragmas answer, others do not.
fn no_answer(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

/// The file that is being filled; it and SQLite's files beside it are removed at the end, unless it has its name by then.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Removes a database and the files beside it. What is not there need not be removed.
fn remove(database: &Path) {
    remove_beside(database);
    let _ = fs::remove_file(database);
}

/// Removes what killed runs have left beside `target`. Nobody has a lock on it any more.
fn remove_leftovers(target: &Path) -> Result<(), LedgerTrouble> {
    let entries = match fs::read_dir(folder_of(target)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(LedgerTrouble::Open)?,
    };
    let mut start = target.file_name().unwrap_or_default().to_owned();
    start.push(UNFINISHED);
    for entry in entries {
        let entry = entry.map_err(LedgerTrouble::Open)?;
        if is_unfinished(&entry.file_name(), &start) && !is_locked(&entry.path()) {
            remove(&entry.path());
        }
    }
    Ok(())
}

/// Whether a name is `start` and the number of a process.
fn is_unfinished(name: &OsString, start: &OsString) -> bool {
    let process = name.as_encoded_bytes().strip_prefix(start.as_encoded_bytes());
    process.is_some_and(|process| !process.is_empty() && process.iter().all(u8::is_ascii_digit))
}

/// Whether another program is filling this file. One that was left half-made may be no database at all.
fn is_locked(path: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let locked = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(Duration::ZERO)?;
        connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK")
    });
    matches!(locked.map_err(LedgerTrouble::from), Err(LedgerTrouble::Locked))
}

/// Takes an empty ledger for ourselves, so that another file may get its name. Nobody else has it open: only then it can
/// leave the log.
fn hold_empty(path: &Path) -> Result<Connection, LedgerTrouble> {
    let connection = open(path)?;
    if !is_empty(&connection)? {
        return Err(LedgerTrouble::NotEmpty);
    }
    connection.busy_timeout(Duration::ZERO)?;
    let mode = connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0));
    let mode: String = mode?;
    if mode != "delete" {
        return Err(LedgerTrouble::Locked);
    }
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    // Between the two questions somebody may have paid.
    if is_empty(&connection)? { Ok(connection) } else { Err(LedgerTrouble::NotEmpty) }
}

/// Gives the finished file the ledger's name: in place of an empty ledger, or of nothing.
fn publish(file: &Path, target: &Path) -> Result<(), LedgerTrouble> {
    if !target.exists() {
        // A log that a ledger of this name has left behind is not this one's.
        remove(target);
    }
    match fs::hard_link(file, target) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let held = hold_empty(target)?;
            fs::rename(file, target).map_err(LedgerTrouble::Open)?;
            drop(held);
        }
        Err(error) => return Err(LedgerTrouble::Open(error)),
    }
    sync_folder_of(target).map_err(LedgerTrouble::Open)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{
        ledger::Ledger,
        payment::{CardNumber, Installments, Till, TransactionId, Won},
        record::Fingerprint,
        vault::SEALED_MESSAGE_LEN,
    };

    const KEY: KeyCheck = KeyCheck { key_id: 1, value: [1; 16] };

    fn row(number: i64, payment: Option<i64>, amount: u64) -> BulkRow {
        let id = |number: i64| TransactionId::parse(&format!("{number:020}")).expect("id");
        let kind = payment.map_or(Kind::Payment, |payment| Kind::Cancel { original: id(payment) });
        let won = |value| Won::new(value).expect("won");
        BulkRow {
            new: NewTransaction {
                id: id(number),
                kind,
                payment_seq: payment,
                created_at: DateTime::from_timestamp_millis(1_790_000_000_000 + number * 70_000)
                    .expect("time")
                    .into(),
                till: Till::new(number.unsigned_abs() % 3 + 1).expect("till"),
                amount: won(amount),
                vat: won(amount / 11),
                installments: Installments::LUMP_SUM,
                card: CardNumber::parse(&format!("0123456789{:06}", number % 50)).expect("card").masked(),
                fingerprint: Fingerprint([u8::try_from(number % 50).expect("small"); 16]),
                request_id: None,
            },
            message: SealedMessage { key_id: 1, bytes: vec![7; SEALED_MESSAGE_LEN] },
            hash: AuditHash([u8::try_from(number % 250).expect("small"); 32]),
        }
    }

    #[test]
    fn the_schema_still_refuses_what_it_refuses_a_till() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("ledger.db");
        for wrong in [row(3, Some(1), 1_101), row(3, None, 99), row(1, None, 1_000)] {
            let mut bulk = Bulk::begin(&path, &[KEY], &Progress::default()).expect("begun");
            bulk.add(&[row(1, None, 1_100), row(2, None, 1_100)]).expect("added");
            let refused = bulk.add(&[wrong]).expect_err("refused");
            assert!(matches!(refused.trouble, LedgerTrouble::Sqlite(_)), "{refused:?}");
            drop(bulk);
            assert_eq!(fs::read_dir(home.path()).expect("folder").count(), 0);
        }
    }

    #[test]
    fn two_runs_do_not_disturb_each_other() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("ledger.db");
        let mut bulk = Bulk::begin(&path, &[KEY], &Progress::default()).expect("begun");
        bulk.add(&[row(1, None, 1_100)]).expect("added");
        remove_leftovers(&path).expect("looked");
        assert!(bulk.file.0.exists());
        // Somebody looks at the new shop meanwhile.
        drop(Ledger::open(&path).expect("opened"));
        bulk.finish().expect("finished");
        let bulk = Bulk::begin(&path, &[KEY], &Progress::default()).err().expect("refused");
        assert!(matches!(bulk.trouble, LedgerTrouble::NotEmpty));
    }
}
