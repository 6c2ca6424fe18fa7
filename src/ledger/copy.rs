//! Copies of a ledger: page by page while tills work, and put in place whole or not at all.
//!
//! SQLite's backup begins anew whenever another program writes the source between two steps; with a busy till it would never
//! end. So the source is read in one read transaction: the copy is of one moment, and payments go on meanwhile. All that
//! they write stays in the log until the copy is done.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

use super::{LedgerError, error::LedgerTrouble, verify::LedgerReader};
use crate::{
    files::{BESIDE_DATABASE, Draft, with_suffix},
    record::Progress,
};

/// Pages that are copied between two checks whether to stop: 2 MB.
const PAGES: i32 = 1_024;

/// A database that is not in place yet. It vanishes with this value, unless it was put in place.
pub struct Temporary {
    // Removed first: while the draft is there, what is left beside it is known by it.
    _beside: SqliteFiles,
    draft: Draft,
}

impl Temporary {
    /// A new, empty file in the folder of `target`, for the owner only; see [`Draft::copy_of`].
    ///
    /// # Errors
    /// The operating system's reason.
    pub fn beside(target: &Path, original: Option<&Path>) -> io::Result<Self> {
        let draft = Draft::beside(target)?;
        let draft = match original {
            Some(original) => draft.copy_of(original),
            None => draft,
        };
        let beside = SqliteFiles(draft.path().to_owned());
        Ok(Self { _beside: beside, draft })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Puts it at `target`, on disk for good. Without `replace` nothing that is there already is replaced.
    ///
    /// # Errors
    /// The operating system's reason; [`io::ErrorKind::AlreadyExists`] when something is there.
    pub fn place(self, target: &Path, replace: bool) -> io::Result<()> {
        if replace { self.draft.replace(target) } else { self.draft.place_on_any(target) }
    }
}

/// What SQLite keeps beside this database is removed with this value.
struct SqliteFiles(PathBuf);

impl Drop for SqliteFiles {
    fn drop(&mut self) {
        remove_beside(&self.0);
    }
}

/// The files that SQLite keeps beside a database, there or not.
pub fn beside(database: &Path) -> impl Iterator<Item = PathBuf> {
    BESIDE_DATABASE.iter().map(|suffix| with_suffix(database, suffix))
}

/// Removes what SQLite keeps beside a database. What is not there need not be removed.
pub(super) fn remove_beside(database: &Path) {
    for file in beside(database) {
        let _ = fs::remove_file(file);
    }
}

/// Why a copy was not made.
#[derive(Debug)]
pub enum CopyTrouble {
    /// The ledger cannot be read.
    Read(LedgerTrouble),
    /// The copy cannot be written.
    Write(rusqlite::Error),
}

impl LedgerReader {
    /// Copies the ledger, as it is at one moment, into `copy`. Stops where `progress` says so; the copy is none then.
    ///
    /// # Errors
    /// When the ledger cannot be read or the copy cannot be written.
    pub fn copy_to(&self, copy: &Temporary, progress: &Progress) -> Result<(), CopyTrouble> {
        let read = |error: rusqlite::Error| CopyTrouble::Read(error.into());
        let _snapshot = self.connection.unchecked_transaction().map_err(read)?;
        // The transaction begins with what it reads first.
        self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(read)?;
        let mut target = open_target(copy.path()).map_err(CopyTrouble::Write)?;
        let backup = Backup::new(&self.connection, &mut target).map_err(CopyTrouble::Write)?;
        loop {
            match backup.step(PAGES).map_err(split)? {
                StepResult::Done => return Ok(()),
                StepResult::More => {}
                _ => return Err(CopyTrouble::Read(LedgerTrouble::Locked)),
            }
            let (of, pages) = (backup.progress(), |pages: i32| u64::try_from(pages).unwrap_or(0));
            progress.reach(pages(of.pagecount - of.remaining), pages(of.pagecount));
            if progress.stopped() {
                return Ok(());
            }
        }
    }
}

/// Whether it is the source or the copy that an error is about.
fn split(error: rusqlite::Error) -> CopyTrouble {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
    match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseCorrupt | DatabaseLocked | NotADatabase) => {
            CopyTrouble::Read(error.into())
        }
        _ => CopyTrouble::Write(error),
    }
}

/// A new file needs no journal: it is not in place before it is whole and on disk.
fn open_target(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    for (pragma, value) in [("journal_mode", "OFF"), ("synchronous", "OFF")] {
        connection.pragma_update(None, pragma, value)?;
    }
    Ok(connection)
}

/// Removes a ledger without transactions, to make room for another one.
///
/// # Errors
/// [`LedgerTrouble::Locked`] while a till has it open; [`LedgerTrouble::NotALedger`] when it is anything else but an empty
/// ledger. It stays as it is then.
pub fn remove_empty(path: &Path) -> Result<(), LedgerError> {
    let remove = || -> Result<(), LedgerTrouble> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        // While another program has a database with a log open, it cannot be had alone.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        let empty: bool = connection.query_one(
            "SELECT NOT EXISTS (SELECT 1 FROM transactions) AND NOT EXISTS (SELECT 1 FROM journal)",
            [],
            |row| row.get(0),
        )?;
        if !empty {
            return Err(LedgerTrouble::NotALedger);
        }
        fs::remove_file(path).map_err(LedgerTrouble::Open)?;
        drop(connection);
        remove_beside(path);
        Ok(())
    };
    remove().map_err(|trouble| trouble.at(path))
}
