//! Why the ledger cannot be used.

use std::{
    error::Error,
    fmt, io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

use crate::record::Spot;

/// What went wrong with which file. Says both at once; its [`source`](Error::source) is the reason below the trouble.
#[derive(Debug)]
pub struct LedgerError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub trouble: LedgerTrouble,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ledger {}: {}", self.path.display(), self.trouble)
    }
}

impl Error for LedgerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.trouble.source()
    }
}

/// What is wrong with a ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerTrouble {
    /// The file cannot be made or opened.
    #[error("it cannot be opened")]
    Open(#[source] io::Error),
    /// There is no file where one has to be.
    #[error("it is not there")]
    Missing,
    /// The file or its folder cannot be written.
    #[error("it is read-only")]
    ReadOnly,
    /// Not an SQLite file at all.
    #[error("it is not a database")]
    NotADatabase,
    /// An SQLite file of another program.
    #[error("it is a database, but not a ledger of Paydesk")]
    NotALedger,
    /// It has transactions where none may be.
    #[error("it has transactions already")]
    NotEmpty,
    /// A payment was taken here, where only those of another system may be.
    #[error("a payment was taken here already")]
    HasPayments,
    /// Made by a newer Paydesk.
    #[error("it has version {found}; this Paydesk knows up to {known}")]
    Newer {
        /// The file's version.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// Another process held its lock for longer than the busy timeout.
    #[error("another program keeps it locked")]
    Locked,
    /// No space left.
    #[error("the disk is full")]
    Full,
    /// SQLite found the file damaged, or a value in it cannot have been written by Paydesk.
    #[error("it is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// A row that cannot have been written by Paydesk.
    #[error("{0} is corrupt")]
    Corrupt(Spot),
    /// Something in the schema is missing, was changed, or is not ours.
    #[error("the schema is not ours: {0}")]
    Schema(Spot),
    /// A ledger of a trial version, in a shape that was given up before the first release.
    #[error("it was made by a version before 0.2")]
    Trial,
    /// There is no file, but the log of one that was there, perhaps with transactions. SQLite would delete it.
    #[error("it is not there, but its log is")]
    LogLeft(PathBuf),
    /// A statement that should have changed one row changed this many.
    #[error("a statement changed {changed} rows instead of one")]
    Changes {
        /// How many.
        changed: usize,
    },
    /// The file at the path is no longer the one that was opened. Nothing was recorded.
    #[error("the file was replaced")]
    Replaced,
    /// The same, found only after the commit: the record may be in a file that is gone.
    #[error("the file was replaced while it was written")]
    ReplacedMeanwhile,
    /// SQLite did not accept a setting that safety depends on.
    #[error("SQLite answered {answer:?} to {pragma}")]
    Pragma {
        /// The setting.
        pragma: &'static str,
        /// The answer.
        answer: String,
    },
    /// Anything else that SQLite says.
    #[error("SQLite cannot do it")]
    Sqlite(#[source] rusqlite::Error),
}

/// SQLite calls a full disk an I/O error where the index of the log has no room.
const NO_ROOM_FOR_THE_LOG_INDEX: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

impl LedgerTrouble {
    /// True if the file can perhaps be read, but not written, or if what SQLite needs beside it cannot be made.
    pub(crate) fn is_about_writing(&self) -> bool {
        matches!(self, Self::ReadOnly | Self::Open(_))
    }

    /// True if the disk does not take or give what SQLite wants, which is no word about what is in the file.
    pub(crate) fn is_about_the_disk(&self) -> bool {
        let is_io = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure);
        self.is_about_writing()
            || matches!(self, Self::Full)
            || matches!(self, Self::Sqlite(error) if is_io(error))
    }

    pub(super) fn at(self, path: &Path) -> LedgerError {
        LedgerError { path: path.to_owned(), trouble: self }
    }
}

impl From<rusqlite::Error> for LedgerTrouble {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        if let E::FromSqlConversionFailure(..)
        | E::IntegralValueOutOfRange(..)
        | E::InvalidColumnType(..)
        | E::Utf8Error(..) = error
        {
            return Self::Damaged(error);
        }
        if error.sqlite_extended_error_code() == Some(NO_ROOM_FOR_THE_LOG_INDEX) {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Locked,
            Some(ErrorCode::CannotOpen) => Self::Open(io::Error::other(error)),
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase) => Self::NotADatabase,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::TooBig) => Self::Damaged(error),
            _ => Self::Sqlite(error),
        }
    }
}
