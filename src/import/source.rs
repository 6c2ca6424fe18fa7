//! The database of an older system: opened to read, in one moment, and nothing of it is copied.

use std::{
    borrow::Cow,
    fmt, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, types::ValueRef};

use super::ImportError;
use crate::{
    files::refuse_other_than_file,
    record::{OldSystem, OldTable, OldValue, OriginalRow, Progress},
};

/// Most bytes of a value that is read. The longest that either system wrote has fewer than two thousand.
const MOST_BYTES: usize = 4_096;
/// Most bytes of a row as it is kept.
const MOST_KEPT: usize = 60_000;
/// Of the values of a longer row, those of this many bytes are kept.
const SHORT: usize = 256;
/// Most columns that are read.
const MOST_COLUMNS: usize = 64;
/// The column that says whether a row is a cancel.
const CANCEL_CODE: &str = "CNCL_CD";
/// The columns of the second system.
const SECOND: [&str; 11] = [
    "MGNT_NO",
    "CARD_NO",
    "EXP_YM",
    "CARD_CVC",
    "CARD_INFO",
    "PAY_PRD",
    "PAY_AMT",
    "VAT_AMT",
    CANCEL_CODE,
    "ORGNL_MGNT_NO",
    "SEND_DATA",
];
/// Those of the first.
const FIRST: [&str; 3] = ["id", "string", "cancle_id"];
/// How long another program may hold the file.
const PATIENCE: Duration = Duration::from_secs(5);
/// Kibibytes of pages that are kept in memory.
const CACHE: i64 = 64;

/// What is wrong with the file of an older system.
#[derive(Debug)]
pub enum SourceTrouble {
    /// It is not there, or not a file, or cannot be opened.
    Open(io::Error),
    /// It is no database.
    NotADatabase,
    /// It is a database, but of neither system.
    Unknown,
    /// It has the tables of both systems.
    Both,
    /// Another program keeps it locked.
    Locked,
    /// It is damaged: after this many rows of this table nothing more can be read.
    Damaged {
        /// The table; `None` where not even its name could be read.
        table: Option<OldTable>,
        /// Rows before it.
        rows: u64,
        /// What SQLite says.
        message: String,
    },
}

/// An error that names the file.
#[derive(Debug)]
pub struct SourceError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub trouble: SourceTrouble,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.path.display(), self.trouble)
    }
}

impl std::error::Error for SourceError {}

/// An open file of an older system.
pub struct Source {
    connection: Connection,
    path: PathBuf,
    system: OldSystem,
    changed: Option<DateTime<Utc>>,
}

impl Source {
    /// Opens the file, and holds it as it is now.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let at = |trouble| SourceError { path: path.to_owned(), trouble };
        let found = refuse_other_than_file(path).map_err(|error| at(SourceTrouble::Open(error)))?;
        let changed = found.modified().ok().and_then(of_system_time);
        let opened = || -> rusqlite::Result<(Connection, Whose)> {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(PATIENCE)?;
            for pragma in
                ["trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "temp_store = MEMORY"]
            {
                connection.execute_batch(&format!("PRAGMA {pragma}"))?;
            }
            connection.pragma_update(None, "cache_size", -CACHE)?;
            // The moment begins with what is read first.
            connection.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1")?;
            let system = recognise(&connection)?;
            Ok((connection, system))
        };
        match opened() {
            Ok((connection, Whose::Of(system))) => {
                Ok(Self { connection, path: path.to_owned(), system, changed })
            }
            Ok((_, Whose::Nobody)) => Err(at(SourceTrouble::Unknown)),
            Ok((_, Whose::Both)) => Err(at(SourceTrouble::Both)),
            Err(error) => Err(at(trouble(&error, None, 0))),
        }
    }

    /// Whose file it is.
    #[must_use]
    pub fn system(&self) -> OldSystem {
        self.system
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// When the file was changed last.
    #[must_use]
    pub fn changed(&self) -> Option<DateTime<Utc>> {
        self.changed
    }

    /// The tables, each with whether its rows are payments, cancels, or both. Payments come first.
    fn passes(&self) -> &'static [(OldTable, Pass)] {
        match self.system {
            OldSystem::First => {
                &[(OldTable::Paymentinfo, Pass::All), (OldTable::CanclePaymentinfo, Pass::All)]
            }
            OldSystem::Second => &[(OldTable::Payment, Pass::NoCancels), (OldTable::Payment, Pass::Cancels)],
        }
    }

    /// How many rows all tables have.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count(&self) -> Result<u64, SourceError> {
        // The pass for cancels is one over a table that is counted already.
        let passes = self.passes().iter().filter(|(_, pass)| *pass != Pass::Cancels);
        let tables = passes.map(|(table, _)| *table);
        tables
            .map(|table| {
                let sql = format!("SELECT count(*) FROM {}", quoted(table.name()));
                let counted = self.connection.query_row(&sql, [], |row| row.get::<_, u64>(0));
                counted.map_err(|error| self.at(trouble(&error, Some(table), 0)))
            })
            .sum()
    }

    /// Gives every row to `take`: payments, then cancels, each in the order in which they were written.
    ///
    /// # Errors
    /// When the file cannot be read, or it is to stop; those of `take`.
    pub fn rows(
        &self,
        progress: &Progress,
        mut take: impl FnMut(OriginalRow) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        for (table, pass) in self.passes() {
            self.each(*table, *pass, progress, &mut take)?;
        }
        Ok(())
    }

    /// Gives the rows of a table to `take`, in the order in which they were written.
    fn each(
        &self,
        table: OldTable,
        pass: Pass,
        progress: &Progress,
        take: &mut impl FnMut(OriginalRow) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut read = 0;
        let at = |error: &rusqlite::Error, read| self.at(trouble(error, Some(table), read)).into();
        let columns = columns(&self.connection, table.name()).map_err(|error| at(&error, 0))?;
        let place = |wanted: &str| columns.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        let (key, code) = (place(key_of(table)), place(CANCEL_CODE));
        // A value that is too long is not read: only how long it is.
        let cells = columns.iter().map(|name| {
            let name = quoted(name);
            format!("iif(octet_length({name}) > {MOST_BYTES}, NULL, {name}), octet_length({name})")
        });
        let sql = format!("SELECT {} FROM {}", cells.collect::<Vec<_>>().join(", "), quoted(table.name()));
        let mut statement = self.connection.prepare(&sql).map_err(|error| at(&error, 0))?;
        let mut rows = statement.query([]).map_err(|error| at(&error, 0))?;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(()),
                Err(error) => return Err(at(&error, read)),
            };
            if progress.stopped() {
                return Err(ImportError::Stopped);
            }
            read += 1;
            if let Some(code) = code.filter(|_| pass != Pass::All) {
                let is_cancel = is_cancel(&value(row, code).map_err(|error| at(&error, read - 1))?);
                if is_cancel != (pass == Pass::Cancels) {
                    continue;
                }
            }
            let values = (0..columns.len()).map(|index| value(row, index));
            let values = values.collect::<rusqlite::Result<Vec<_>>>().map_err(|error| at(&error, read))?;
            let key = key.and_then(|key| values.get(key)).cloned().unwrap_or(OldValue::Null);
            let columns = columns.iter().cloned().zip(values).collect();
            progress.advance(1);
            take(cut(OriginalRow { table, key, before: 0, columns }))?;
        }
    }

    fn at(&self, trouble: SourceTrouble) -> SourceError {
        SourceError { path: self.path.clone(), trouble }
    }
}

/// Which rows of a table a pass takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// All.
    All,
    /// All but the cancels.
    NoCancels,
    /// The cancels alone.
    Cancels,
}

fn is_cancel(code: &OldValue) -> bool {
    match code {
        OldValue::Text(text) => text == "1",
        OldValue::Integer(number) => *number == 1,
        _ => false,
    }
}

/// Whose tables a database has.
enum Whose {
    Nobody,
    Of(OldSystem),
    Both,
}

/// The system whose tables and columns these are.
fn recognise(connection: &Connection) -> rusqlite::Result<Whose> {
    let has = |table: OldTable, wanted: &[&str]| -> rusqlite::Result<bool> {
        let columns = columns(connection, table.name())?;
        Ok(wanted.iter().all(|name| columns.iter().any(|column| column.eq_ignore_ascii_case(name))))
    };
    let is_first = has(OldTable::Paymentinfo, &["id", "string"])?
        && has(OldTable::CanclePaymentinfo, &["cancle_id", "string", "id"])?;
    Ok(match (is_first, has(OldTable::Payment, &SECOND)?) {
        (true, true) => Whose::Both,
        (true, false) => Whose::Of(OldSystem::First),
        (false, true) => Whose::Of(OldSystem::Second),
        (false, false) => Whose::Nobody,
    })
}

/// The columns of a table; none where there is no such table.
fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Cow<'static, str>>> {
    const SQL: &str = "SELECT name FROM pragma_table_info(?1) WHERE EXISTS \
         (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)) LIMIT ?2";
    let mut statement = connection.prepare(SQL)?;
    let rows = statement.query_map((table, MOST_COLUMNS as u64), |row| row.get::<_, String>(0))?;
    // Every row has these names.
    let shared = |name: String| {
        let own = SECOND.iter().chain(&FIRST).find(|own| **own == name);
        own.map_or(Cow::Owned(name), |own| Cow::Borrowed(*own))
    };
    rows.map(|name| name.map(shared)).collect()
}

/// The column that names a row.
fn key_of(table: OldTable) -> &'static str {
    match table {
        OldTable::Paymentinfo => "id",
        OldTable::CanclePaymentinfo => "cancle_id",
        OldTable::Payment => "MGNT_NO",
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The value of a column, of which there are two of the statement: the value, and how long it is.
fn value(row: &Row<'_>, index: usize) -> rusqlite::Result<OldValue> {
    let length = match row.get_ref(2 * index + 1)? {
        ValueRef::Integer(length) => usize::try_from(length).unwrap_or(0),
        _ => 0,
    };
    Ok(match row.get_ref(2 * index)? {
        ValueRef::Null if length > MOST_BYTES => OldValue::TooLong(length as u64),
        ValueRef::Null => OldValue::Null,
        ValueRef::Integer(number) => OldValue::Integer(number),
        ValueRef::Real(number) => OldValue::Real(number.to_string()),
        ValueRef::Blob(bytes) => OldValue::Bytes(hex(bytes)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => OldValue::Text(text.to_owned()),
            Err(_) => OldValue::BrokenText(hex(bytes)),
        },
    })
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// A row that the ledger can keep: of one that is longer, only short values.
fn cut(mut row: OriginalRow) -> OriginalRow {
    let length = |row: &OriginalRow| row.to_bytes().map_or(usize::MAX, |bytes| bytes.len());
    let may_be_long = row.columns.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>()
        + size(&row.key)
        > MOST_KEPT / 6;
    if may_be_long && length(&row) > MOST_KEPT {
        row.columns.iter_mut().map(|(_, value)| value).chain([&mut row.key]).for_each(|value| {
            if size(value) > SHORT {
                *value = OldValue::TooLong(size(value) as u64);
            }
        });
        // Names are those of a table with many columns.
        if length(&row) > MOST_KEPT {
            row.columns.clear();
        }
    }
    row
}

fn size(value: &OldValue) -> usize {
    match value {
        OldValue::Real(text) | OldValue::Text(text) | OldValue::BrokenText(text) | OldValue::Bytes(text) => {
            text.len()
        }
        OldValue::Null | OldValue::Integer(_) | OldValue::TooLong(_) => 20,
    }
}

fn of_system_time(time: SystemTime) -> Option<DateTime<Utc>> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    DateTime::from_timestamp_millis(i64::try_from(since.as_millis()).ok()?)
}

fn trouble(error: &rusqlite::Error, table: Option<OldTable>, rows: u64) -> SourceTrouble {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => SourceTrouble::NotADatabase,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => SourceTrouble::Locked,
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            SourceTrouble::Open(io::Error::other(error.to_string()))
        }
        _ => SourceTrouble::Damaged { table, rows, message: error.to_string() },
    }
}
