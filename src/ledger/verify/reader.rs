//! A ledger that is looked at and never changed, not even by bringing its schema up to date.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{
    halt::Halt,
    walk::{WalkItem, key},
};
use crate::{
    files::refuse_other_than_file,
    ledger::{
        LedgerError,
        copy::beside,
        error::LedgerTrouble,
        journal::{self, Head},
        open::{refuse_fragment, refuse_pipes_beside},
        rows::{corrupt, limit_values},
        schema, search,
        views::{VIEWS, ViewCheck},
        waiting::wait_for_locks,
    },
    payment::TransactionId,
    record::{Column, Finding, LedgerId, Progress, Table, Wrong},
    vault::{KeyCheck, SealedMessage},
};

/// Virtual instructions of SQLite between two checks whether to stop: a few milliseconds of work.
const INSTRUCTIONS: i32 = 100_000;

/// Pages in memory, in KiB below zero as SQLite wants it.
const FEW: i64 = -512;

/// An open ledger that is only looked at.
pub struct LedgerReader {
    pub(in crate::ledger) connection: Connection,
    path: PathBuf,
}

const SEALED: &str = "SELECT t.seq, t.id, s.key_id, s.message FROM transactions t LEFT JOIN sealed s ON s.seq = t.seq \
     WHERE t.seq >= ?1 ORDER BY t.seq LIMIT 1";
/// Those that searches know, and those after them.
const COUNT: &str = "SELECT (SELECT coalesce(sum(min(max(payments + cancels, 0), 65536)), 0) FROM blocks) \
     + (SELECT count(*) FROM transactions WHERE seq > ?1)";
const NEWEST_ID: &str = "SELECT id FROM transactions ORDER BY seq DESC LIMIT 1";
const HAS_ID: &str = "SELECT EXISTS (SELECT 1 FROM transactions WHERE id = ?1)";
const LAST: &str = "SELECT coalesce(max(seq), 0) FROM transactions";

impl LedgerReader {
    /// Opens the ledger at `path`; makes nothing, and changes nothing of it.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        open(path)
            .map(|connection| Self { connection, path: path.to_owned() })
            .map_err(|trouble| trouble.at(path))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Ends statements that run when `progress` stops.
    ///
    /// # Errors
    /// When SQLite does not take it.
    pub fn heed(&mut self, progress: &Progress) -> Result<(), LedgerError> {
        let progress = progress.clone();
        let set = self.connection.progress_handler(INSTRUCTIONS, Some(move || progress.stopped()));
        set.map_err(|error| LedgerTrouble::from(error).at(&self.path))
    }

    /// Keeps fewer pages in memory: enough for reading tables in their own order.
    ///
    /// # Errors
    /// When SQLite does not take it.
    pub fn keep_few_pages(&self) -> Result<(), LedgerError> {
        self.run(|connection| Ok(connection.pragma_update(None, "cache_size", FEW)?))
    }

    /// Whether the head of the file and the schema are those of a ledger; `None` when they are.
    ///
    /// # Errors
    /// When it is none, or one of a newer Paydesk.
    pub fn schema_finding(&self) -> Result<Option<Finding>, LedgerError> {
        self.run(schema::finding)
    }

    /// Whether another program has collected statistics with `ANALYZE`. They change no answer, only the way to it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn has_statistics(&self) -> Result<bool, LedgerError> {
        self.run(schema::has_statistics)
    }

    /// By what the ledger recognises its keys.
    ///
    /// # Errors
    /// [`Halt::Finding`] for a row that holds none; when the ledger cannot be read.
    pub fn keys(&self) -> Result<Vec<KeyCheck>, Halt<LedgerError>> {
        keys(&self.connection).map_err(|halt| halt.map(|trouble| trouble.at(&self.path)))
    }

    /// Which ledger it is; `None` as long as nothing was recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn id(&self) -> Result<Option<LedgerId>, LedgerError> {
        self.run(journal::ledger_id)
    }

    /// The end of the journal.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn head(&self) -> Result<Head, LedgerError> {
        self.run(journal::head)
    }

    /// How many facts and how many transactions there are.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sizes(&self) -> Result<(u64, u64), LedgerError> {
        self.run(|connection| {
            let _snapshot = connection.unchecked_transaction()?;
            let facts = u64::try_from(journal::head(connection)?.seq).unwrap_or(0);
            let indexed = search::claimed(connection)?;
            Ok((facts, connection.query_one(COUNT, [indexed], |row| row.get(0))?))
        })
    }

    /// Reads everything from now on as it is at this moment, whatever tills write meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn hold_moment(&self) -> Result<(), LedgerError> {
        // A transaction begins with what it reads first.
        self.run(|connection| Ok(connection.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1")?))
    }

    /// The number of the newest fact, whatever else is wrong with it; 0 when there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest(&self) -> Result<u64, LedgerError> {
        const SQL: &str = "SELECT coalesce(max(seq), 0) FROM journal";
        let newest: i64 = self.run(|connection| Ok(connection.query_one(SQL, [], |row| row.get(0))?))?;
        Ok(u64::try_from(newest).unwrap_or(0))
    }

    /// Goes through the whole ledger: the journal with what belongs to its facts, then each view. Gives what it meets to
    /// `take` until that says no. Call [`hold_moment`](Self::hold_moment) before.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn walk(
        &self,
        progress: &Progress,
        mut take: impl FnMut(Vec<WalkItem>) -> bool,
    ) -> Result<(), LedgerError> {
        let mut views: Vec<Box<dyn ViewCheck + '_>> =
            self.run(|connection| VIEWS.iter().map(|view| view.check(connection)).collect())?;
        if !self.walk_journal(&mut views, progress, &mut take)? {
            return Ok(());
        }
        let finding = self.run(|_| views.into_iter().find_map(|view| view.end().transpose()).transpose())?;
        if !progress.stopped() {
            take(vec![finding.map_or(WalkItem::End, WalkItem::Finding)]);
        }
        Ok(())
    }

    /// How many transactions the search index covers.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn indexed(&self) -> Result<i64, LedgerError> {
        const SQL: &str = "SELECT coalesce(sum(min(max(payments + cancels, 0), 65536)), 0) FROM blocks";
        self.run(|connection| Ok(connection.query_one(SQL, [], |row| row.get(0))?))
    }

    /// A few messages from all over the ledger, with the ids of their transactions: to see whether keys open any of them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn samples(&self, count: u64) -> Result<Vec<(TransactionId, SealedMessage)>, LedgerError> {
        let last: i64 = self.run(|connection| Ok(connection.query_one(LAST, [], |row| row.get(0))?))?;
        let step = u64::try_from(last).unwrap_or(0) / count;
        let mut samples = Vec::new();
        for index in 0..count {
            // A damaged row is found later, by the walk, with its place.
            if let Ok(Some((_, id, sealed))) = self.sealed_from(i64::try_from(step * index).unwrap_or(0)) {
                samples.push((id, sealed));
            }
        }
        Ok(samples)
    }

    /// The first and the last message, with their numbers and the ids of their transactions.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn ends(&self) -> Result<Vec<(i64, TransactionId, SealedMessage)>, LedgerError> {
        let last: i64 = self.run(|connection| Ok(connection.query_one(LAST, [], |row| row.get(0))?))?;
        let ends = [self.sealed_from(0)?, self.sealed_from(last)?];
        Ok(ends.into_iter().flatten().collect())
    }

    /// Whether every transaction of `copy` is also here, if it is a copy of this ledger. Two that go on from one are told apart by
    /// their newest transactions.
    ///
    /// # Errors
    /// When either ledger cannot be read.
    pub fn has_all_of(&self, copy: &Self) -> Result<bool, LedgerError> {
        let newest = copy.run(|connection| {
            let newest = connection.query_row(NEWEST_ID, [], |row| row.get::<_, TransactionId>(0));
            Ok(newest.optional()?)
        })?;
        let Some(newest) = newest else { return Ok(true) };
        self.run(|connection| Ok(connection.query_one(HAS_ID, [newest], |row| row.get(0))?))
    }

    /// The first message from number `seq` on.
    fn sealed_from(&self, seq: i64) -> Result<Option<(i64, TransactionId, SealedMessage)>, LedgerError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(SEALED)?;
            let mut rows = statement.query([seq])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let seq = key(row);
            let id = row.get(1).or(Err(corrupt(Table::Transactions, seq, Column::Id)))?;
            let sealed = row.get(2).and_then(|key_id| Ok(SealedMessage { key_id, bytes: row.get(3)? }));
            Ok(Some((seq, id, sealed.or(Err(corrupt(Table::Sealed, seq, Column::Message)))?)))
        })
    }

    pub(in crate::ledger) fn run<'a, T>(
        &'a self,
        work: impl FnOnce(&'a Connection) -> Result<T, LedgerTrouble>,
    ) -> Result<T, LedgerError> {
        work(&self.connection).map_err(|trouble| trouble.at(&self.path))
    }
}

fn keys(connection: &Connection) -> Result<Vec<KeyCheck>, Halt<LedgerTrouble>> {
    // NULL in place of a value that is too long to be read.
    const SQL: &str =
        "SELECT key_id, iif(octet_length(check_value) = 16, check_value, NULL) FROM keys ORDER BY key_id";
    let mut statement = connection.prepare(SQL)?;
    let mut rows = statement.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let wrong = |column| Finding::at(Table::Keys, key(row), Wrong::Unreadable).column(column);
        let key_id = row.get(0).or(Err(wrong(Column::KeyId)))?;
        keys.push(KeyCheck { key_id, value: row.get(1).or(Err(wrong(Column::CheckValue)))? });
    }
    Ok(keys)
}

/// Opens the ledger at `path`, so that nothing of it can be changed.
///
/// # Errors
/// What is wrong with the file.
pub(in crate::ledger) fn open(path: &Path) -> Result<Connection, LedgerTrouble> {
    let metadata = refuse_other_than_file(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => LedgerTrouble::Missing,
        _ => LedgerTrouble::Open(error),
    })?;
    refuse_fragment(path, metadata.len())?;
    refuse_pipes_beside(path)?;
    // Writable if possible: the last connection to close removes the log, which a read-only one may not. `query_only` keeps
    // this one from changing anything.
    let writable = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
    if !writable.as_ref().is_err_and(LedgerTrouble::is_about_writing) {
        return writable;
    }
    let read_only = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    if read_only.as_ref().is_err_and(LedgerTrouble::is_about_writing) && has_no_log(path) {
        return open_unchanging(path);
    }
    read_only
}

/// Opens a ledger that cannot be written, in a folder that cannot either, as on read-only media. SQLite needs a log and its
/// index there even for reading, unless it may take for granted that the file does not change. No lock is taken then.
///
/// That is safe: where the file cannot be written at all, nothing changes it. Where only this user cannot write it, a
/// program of another user makes log and index before it writes anything, so without them there is none; that is looked
/// at again once the file is open. What one does from then on goes to its log first. If it comes as far as changing the
/// file while it is read, then no hash fits any more, and a copy is checked before it is put in place.
fn open_unchanging(path: &Path) -> Result<Connection, LedgerTrouble> {
    let path = std::path::absolute(path).map_err(LedgerTrouble::Open)?;
    let mut address = "file:".to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            // Writing into memory cannot fail.
            byte => drop(write!(address, "%{byte:02X}")),
        }
    }
    address += "?immutable=1";
    let how = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = connect(Path::new(&address), how)?;
    if has_no_log(&path) { Ok(connection) } else { Err(LedgerTrouble::ReadOnly) }
}

/// Whether no program has the ledger open for writing, and none has left anything that belongs to it.
fn has_no_log(path: &Path) -> bool {
    let is_none = |file: PathBuf| match fs::symlink_metadata(file) {
        Ok(found) => found.is_file() && found.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    // SQLite follows links before it names its files.
    fs::canonicalize(path).is_ok_and(|real| beside(&real).all(is_none))
}

fn connect(path: &Path, how: OpenFlags) -> Result<Connection, LedgerTrouble> {
    let mut connection = Connection::open_with_flags(path, how | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    limit_values(&connection)?;
    wait_for_locks(&mut connection)?;
    for (pragma, value) in
        [("query_only", "ON"), ("trusted_schema", "OFF"), ("cell_size_check", "ON"), ("temp_store", "MEMORY")]
    {
        connection.pragma_update(None, pragma, value)?;
    }
    // Nothing was read so far.
    schema::refuse_trial(&connection)?;
    Ok(connection)
}
