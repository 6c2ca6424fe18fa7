//! Loading a new ledger with many facts at once.
//!
//! A till records one fact at a time and waits for the disk. Here the file is made beside the ledger that it is to be, under
//! another name, without a journal file and without waiting. Facts go in as a till's do, through [`Writer`], many
//! in one transaction of the database, with every `CHECK` and trigger. Only when the file is whole and on disk it gets the
//! ledger's name; until then there is nothing of that name.
//!
//! ```text
//!  ledger.db.unfinished-<number>      schema ► facts ► search index ► opened as any ledger ► synced
//!       └─────────────────────────────────────────────────────────────────────────► ledger.db
//! ```
//!
//! What a killed run has left behind is recognised by its name, and by no program having locked it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use super::{
    Ledger,
    copy::remove_beside,
    error::{LedgerError, LedgerTrouble},
    open::{fit_keys, is_empty, open},
    search::BLOCK,
    write::Writer,
};
use crate::{
    files::{create_private, create_private_folder, folder_of, move_to_new, sync_folder_of, with_suffix},
    record::Progress,
    vault::KeyCheck,
};

/// What the name of a file that is being loaded has after the ledger's own.
const UNFINISHED: &str = ".unfinished-";
/// Kibibytes of pages that are kept in memory while the file is loaded.
const CACHE: i64 = 64 * 1024;
/// Steps of SQLite's machine between two questions whether to stop.
const STEPS: i32 = 100_000;

/// A ledger that is being loaded. Dropped before [`NewLedger::finish`], it leaves nothing behind.
pub struct NewLedger {
    // Closed before the file is removed.
    ledger: Ledger,
    file: Unfinished,
    target: PathBuf,
    progress: Progress,
}

impl NewLedger {
    /// Begins to load the ledger that is to be at `target`, for the keys of `checks`. Once `progress` stops, long work
    /// ends with an error soon.
    ///
    /// # Errors
    /// [`LedgerTrouble::NotEmpty`] when there is a ledger with facts; [`LedgerTrouble::Locked`] when another program uses the
    /// one that is there; otherwise why no file can be made.
    pub fn begin(target: &Path, checks: &[KeyCheck], progress: &Progress) -> Result<Self, LedgerError> {
        let at = |trouble: LedgerTrouble| trouble.at(target);
        if target.exists() {
            hold_empty(target).map_err(at)?;
        }
        remove_leftovers(target).map_err(at)?;
        let file = Unfinished::beside(target).map_err(LedgerTrouble::Open).map_err(at)?;
        let mut ledger = Ledger::open(&file.0).map_err(|error| error.trouble.at(target))?;
        prepare(&mut ledger.connection, checks, progress).map_err(at)?;
        ledger.forget_log();
        Ok(Self { ledger, file, target: target.to_owned(), progress: progress.clone() })
    }

    /// As [`Ledger::write`]: records facts. Whole blocks of them are indexed for searching at once: a set that grows in many
    /// steps would be written as often.
    ///
    /// # Errors
    /// Those of `work`, and when the file cannot be written.
    pub fn write<T, E: From<LedgerError>>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let done = self.ledger.write(work)?;
        if self.ledger.newest()? - self.ledger.indexed()? >= BLOCK as u64 {
            self.ledger.index_some()?;
        }
        Ok(done)
    }

    /// Gives the file the ledger's name. Returns its size in bytes.
    ///
    /// # Errors
    /// Those of [`NewLedger::begin`], as another program may have made a ledger meanwhile; when the file cannot be written; and when
    /// it was stopped. There is no ledger then.
    pub fn finish(self) -> Result<u64, LedgerError> {
        self.finish_if(|_| Ok(()))
    }

    /// As [`finish`](Self::finish), once this has nothing against the file as it is.
    ///
    /// # Errors
    /// As for [`finish`](Self::finish), and those of `check`. There is no ledger then.
    pub fn finish_if<E: From<LedgerError>>(
        mut self,
        check: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<u64, E> {
        while !self.progress.stopped() && self.ledger.index_some()? {}
        let Self { ledger, file, target, progress } = self;
        let at = |trouble: LedgerTrouble| trouble.at(&target);
        let close = || {
            ledger.connection.flush_prepared_statement_cache();
            ledger.connection.close().map_err(|(_, error)| error)?;
            // Any ledger is opened so: the pragmas, the version, the log.
            drop(open(&file.0)?);
            let written = File::open(&file.0).and_then(|file| {
                file.sync_all()?;
                file.metadata()
            });
            Ok(written.map_err(LedgerTrouble::Open)?.len())
        };
        let bytes = close().map_err(at)?;
        check(&file.0)?;
        // Asked last: what was stopped is not whole.
        if progress.stopped() {
            return Err(at(interrupted()).into());
        }
        publish(&file.0, &target).map_err(at)?;
        Ok(bytes)
    }
}

/// What SQLite says of a statement that was stopped.
fn interrupted() -> LedgerTrouble {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT), None).into()
}

/// Switches a new ledger to being loaded: nothing waits for the disk.
fn prepare(
    connection: &mut Connection,
    checks: &[KeyCheck],
    progress: &Progress,
) -> Result<(), LedgerTrouble> {
    fit_keys(connection, checks)?;
    for (pragma, value) in [
        // Order matters: under EXCLUSIVE locking the old journal file would be kept.
        ("journal_mode", "DELETE"),
        ("locking_mode", "EXCLUSIVE"),
        ("journal_mode", "OFF"),
        ("synchronous", "OFF"),
        ("secure_delete", "OFF"),
        ("cell_size_check", "OFF"),
    ] {
        connection.pragma_update_and_check(None, pragma, value, |_| Ok(())).or_else(no_answer)?;
    }
    // Locked from now on, so that another load does not take it for what a killed one has left.
    connection.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    let progress = progress.clone();
    connection.progress_handler(STEPS, Some(move || progress.stopped()))?;
    Ok(())
}

/// Some pragmas answer, others do not.
fn no_answer(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

/// The file that is being loaded; it and SQLite's files beside it are removed at the end, unless it has its name by then.
struct Unfinished(PathBuf);

impl Unfinished {
    /// A new file beside `target`, named after this process. Where there is a file of that name, of another load in this
    /// process or of a process elsewhere that has the same number, the next number is taken.
    fn beside(target: &Path) -> io::Result<Self> {
        create_private_folder(folder_of(target))?;
        let mut number = std::process::id();
        loop {
            let path = with_suffix(target, &format!("{UNFINISHED}{number}"));
            match create_private(&path) {
                Ok(_) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number = number.wrapping_add(1),
                Err(error) => return Err(error),
            }
        }
    }
}

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

/// Removes what killed runs have left beside `target`. No program has a lock on it any more.
fn remove_leftovers(target: &Path) -> Result<(), LedgerTrouble> {
    let entries = match fs::read_dir(folder_of(target)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(LedgerTrouble::Open)?,
    };
    for entry in entries {
        let path = entry.map_err(LedgerTrouble::Open)?.path();
        if is_unfinished_of(&path, target) && !is_locked(&path) {
            remove(&path);
        }
    }
    Ok(())
}

/// What killed runs have left beside `target`.
#[must_use]
pub fn unfinished(target: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder_of(target)).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| is_unfinished_of(path, target) && !is_locked(path)).collect()
}

fn is_unfinished_of(path: &Path, target: &Path) -> bool {
    let (name, target) = (path.file_name().unwrap_or_default(), target.file_name().unwrap_or_default());
    let rest = name.as_encoded_bytes().strip_prefix(target.as_encoded_bytes());
    rest.and_then(|rest| std::str::from_utf8(rest).ok()).is_some_and(is_unfinished)
}

/// Whether this is what the name of a file that is being loaded has after that of its ledger.
#[must_use]
pub fn is_unfinished(rest: &str) -> bool {
    let process = rest.strip_prefix(UNFINISHED);
    process.is_some_and(|process| !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether another program is loading this file. One that was left half-made may be no database at all.
fn is_locked(path: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let locked = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(Duration::ZERO)?;
        connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK")
    });
    matches!(locked.map_err(LedgerTrouble::from), Err(LedgerTrouble::Locked))
}

/// Locks an empty ledger, so that another file may take its name. It can leave the log mode only while no other program has
/// it open.
fn hold_empty(path: &Path) -> Result<Connection, LedgerTrouble> {
    let (connection, _) = open(path)?;
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
    // Another till may have recorded something between the two checks.
    if is_empty(&connection)? { Ok(connection) } else { Err(LedgerTrouble::NotEmpty) }
}

/// Gives the finished file the ledger's name: in place of an empty ledger, or of nothing.
fn publish(file: &Path, target: &Path) -> Result<(), LedgerTrouble> {
    if fs::symlink_metadata(target).is_err() {
        // A log that a ledger of this name has left behind is not this one's.
        remove_beside(target);
    }
    // Never with two names, not even for a moment: a power loss then would leave a ledger that no till opens.
    match move_to_new(file, target) {
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
