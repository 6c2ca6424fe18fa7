//! A ledger that is looked at and never changed, not even by bringing its schema up to date.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use super::{cells::Cells, halt::Halt, schema};
use crate::{
    ledger::{BUSY_TIMEOUT, LedgerError, audit, error::LedgerTrouble, open::refuse_fragment, search},
    payment::TransactionId,
    record::{Finding, Progress},
    vault::{KeyCheck, SealedMessage},
};

/// Virtual instructions of SQLite between two looks at whether to stop: a few milliseconds of work.
const INSTRUCTIONS: i32 = 100_000;

/// Pages in memory, in KiB below zero as SQLite wants it.
const FEW: i64 = -512;

/// An open ledger that is only looked at.
pub struct Reader {
    pub(in crate::ledger) connection: Connection,
    path: PathBuf,
}

const MESSAGE: &str = "SELECT t.id, m.key_id, m.sealed FROM transactions t JOIN messages m ON m.seq = t.seq \
     WHERE t.seq >= ?1 ORDER BY t.seq LIMIT 1";
const SIZES: &str =
    "SELECT coalesce((SELECT max(seq) FROM audit), 0), coalesce((SELECT max(seq) FROM transactions), 0)";

impl Reader {
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

    /// By what the ledger recognises its keys.
    ///
    /// # Errors
    /// [`Halt::Finding`] for a row that holds none; when the ledger cannot be read.
    pub fn keys(&self) -> Result<Vec<KeyCheck>, Halt<LedgerError>> {
        keys(&self.connection).map_err(|halt| halt.map(|trouble| trouble.at(&self.path)))
    }

    /// How many audit entries and how many transactions there are.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn sizes(&self) -> Result<(u64, u64), LedgerError> {
        self.run(|connection| {
            let count = |number: i64| u64::try_from(number).unwrap_or(0);
            let sizes = connection.query_one(SIZES, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((count(sizes.0), count(sizes.1)))
        })
    }

    /// The end of the audit trail, as far as it is known without reading the trail.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn audit_head(&self) -> Result<audit::Head, LedgerError> {
        self.run(audit::head)
    }

    /// The last transaction that the search index covers.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn indexed(&self) -> Result<i64, LedgerError> {
        self.run(search::claimed)
    }

    /// A few messages from all over the ledger, with the ids of their transactions: to see whether keys open any of them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn samples(&self, count: u64) -> Result<Vec<(TransactionId, SealedMessage)>, LedgerError> {
        let (_, transactions) = self.sizes()?;
        let mut samples = Vec::new();
        for index in 0..count {
            let seq = i64::try_from(transactions / count * index + 1).unwrap_or(i64::MAX);
            let sample = self.run(|connection| {
                let mut statement = connection.prepare_cached(MESSAGE)?;
                let mut rows = statement.query([seq])?;
                let Some(row) = rows.next()? else { return Ok(None) };
                // A value that is none is told later, with its place.
                let id =
                    row.get_ref(0)?.as_str().ok().and_then(|id| TransactionId::from_bytes(id.as_bytes()));
                let sealed = row.get(1).and_then(|key_id| Ok(SealedMessage { key_id, bytes: row.get(2)? }));
                Ok(id.zip(sealed.ok()))
            });
            samples.extend(sample?);
        }
        Ok(samples)
    }

    /// The first and the last message, with their rows and the ids of their transactions.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn ends(&self) -> Result<Vec<(i64, TransactionId, SealedMessage)>, LedgerError> {
        const ENDS: &str = "SELECT t.seq, t.id, m.key_id, m.sealed FROM transactions t \
             LEFT JOIN messages m ON m.seq = t.seq \
             WHERE t.seq IN ((SELECT min(seq) FROM transactions), (SELECT max(seq) FROM transactions))";
        self.run(|connection| {
            let mut statement = connection.prepare(ENDS)?;
            let mut rows = statement.query([])?;
            let mut ends = Vec::new();
            while let Some(row) = rows.next()? {
                let seq = row.get(0)?;
                let corrupt = LedgerTrouble::CorruptRow { seq, what: "message" };
                let id =
                    row.get_ref(1)?.as_str().ok().and_then(|id| TransactionId::from_bytes(id.as_bytes()));
                let sealed = row.get(2).and_then(|key_id| Ok(SealedMessage { key_id, bytes: row.get(3)? }));
                let Some((id, sealed)) = id.zip(sealed.ok()) else { return Err(corrupt) };
                ends.push((seq, id, sealed));
            }
            Ok(ends)
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
    let mut statement = connection.prepare("SELECT key_id, check_value FROM keys ORDER BY key_id")?;
    let mut rows = statement.query([])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let cells = Cells::new(row, "keys", &["key_id", "check_value"]);
        let key_id = u32::try_from(cells.int(0)?).ok().ok_or_else(|| cells.wrong(0))?;
        keys.push(KeyCheck { key_id, value: cells.bytes(1)? });
    }
    Ok(keys)
}

fn open(path: &Path) -> Result<Connection, LedgerTrouble> {
    let metadata = fs::metadata(path).map_err(LedgerTrouble::Open)?;
    if metadata.is_dir() {
        return Err(LedgerTrouble::Folder);
    }
    refuse_fragment(path, metadata.len())?;
    // Writable if possible: whoever closes a ledger last clears its log away, which a reader may not. What is asked here
    // cannot write all the same.
    let writable = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
    match writable {
        Err(LedgerTrouble::ReadOnly | LedgerTrouble::Open(_)) => {
            connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        }
        other => other,
    }
}

fn connect(path: &Path, how: OpenFlags) -> Result<Connection, LedgerTrouble> {
    let connection = Connection::open_with_flags(path, how | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    for (pragma, value) in
        [("query_only", "ON"), ("trusted_schema", "OFF"), ("cell_size_check", "ON"), ("temp_store", "MEMORY")]
    {
        connection.pragma_update(None, pragma, value)?;
    }
    // Nothing was read so far.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}
