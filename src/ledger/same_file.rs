//! Whether the ledger on disk is still the one that was opened. SQLite itself would write on into a file that was removed, moved
//! or written over, and the payments in it would be lost.

use std::{
    cell::Cell,
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    error::{LedgerError, LedgerTrouble},
    journal::{self, Head, Newest},
    open::Ledger,
    schema,
};
use crate::files::{Identity, open_to_read, with_suffix};

/// By what is noticed that something else than SQLite wrote to the files.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// When the file was written last.
    written: Option<SystemTime>,
    /// Bytes of the log. SQLite writes it again from the start, but does not shorten it while it is open.
    log: u64,
}

/// The files that were opened: the ledger, and those that SQLite keeps beside it: its log, and the index of the log, which holds
/// the locks on it. Two tills with two such indexes would write over each other.
pub(super) struct Files {
    ledger: Identity,
    beside: Vec<(PathBuf, Identity)>,
    log: Option<File>,
    /// Whether SQLite has read or written the log: then it begins as one, or is empty. Before, a power loss may have left
    /// anything in it.
    log_has_begun: Cell<bool>,
    /// At the last check.
    seen: Cell<Seen>,
}

/// What of the files changed since the last check in a way that something else than SQLite could have caused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Touched {
    /// Nothing.
    Not,
    FileWritten,
    LogShortened,
}

impl Ledger {
    /// Returns `otherwise` unless the file at the path is still the one that was opened, with this one name, and its log is,
    /// too.
    pub(super) fn same_file(&self, otherwise: LedgerTrouble) -> Result<Seen, LedgerTrouble> {
        self.files.look(&self.path).ok_or(otherwise)
    }

    /// Checks after a commit that what was written is in the ledger at the path. With `facts`, some were recorded.
    pub(super) fn still_there(&self, facts: bool) -> Result<(), LedgerTrouble> {
        if facts {
            self.files.log_has_begun.set(true);
        }
        let now = self.same_file(LedgerTrouble::ReplacedMeanwhile)?;
        // The usual case: the commit has written to the log, and nothing to the file.
        if now.log > 0 && now.written == self.files.seen.get().written {
            self.files.seen.set(now);
            return Ok(());
        }
        self.check_file().or(Err(LedgerTrouble::ReplacedMeanwhile))
    }

    /// Checks that the file at the path is still the one that was opened, with the schema and all facts that this program has
    /// seen in it.
    ///
    /// # Errors
    /// [`LedgerTrouble::Replaced`]; what is wrong with the schema; when the ledger cannot be read.
    pub fn check_file(&self) -> Result<(), LedgerError> {
        let check = || {
            let _reading = self.connection.unchecked_transaction()?;
            self.still_ours().map(|_| ())
        };
        check().map_err(|trouble: LedgerTrouble| trouble.at(&self.path))
    }

    /// Checks that this is the ledger that was opened, with everything that this program has seen in it. Returns its newest
    /// fact. Asked within a transaction of the database.
    pub(super) fn still_ours(&self) -> Result<Newest, LedgerTrouble> {
        let now = self.same_file(LedgerTrouble::Replaced)?;
        let touched = self.forget_pages(now)?;
        let newest = || {
            schema::still_ours(&self.connection, &self.schema_version)?;
            journal::newest(&self.connection)
        };
        let newest = match newest() {
            // What the log had is gone.
            Err(LedgerTrouble::Sqlite(_)) if touched == Touched::LogShortened => {
                return Err(LedgerTrouble::Replaced);
            }
            newest => newest?,
        };
        let (known, head) = (self.known.get(), newest.head);
        let there = match known.seq {
            seq if seq == head.seq => Some(head.hash),
            seq => journal::hash_at(&self.connection, seq)?,
        };
        // A copy that was laid over the file is the same file, and an older ledger. With a log beside it that goes on from a
        // newer one, there is a gap.
        if known.seq > 0 && there != Some(known.hash)
            || touched != Touched::Not && !journal::has_no_gap(&self.connection, head.seq)?
        {
            return Err(LedgerTrouble::Replaced);
        }
        // Only now: what was not right is looked at again by the next check.
        self.files.seen.set(now);
        Ok(newest)
    }

    /// Drops the page cache when the file was written or the log shortened since the last check. Usually that was a checkpoint;
    /// but SQLite would not notice a copy that was written over the file, or a log that was emptied.
    fn forget_pages(&self, now: Seen) -> Result<Touched, LedgerTrouble> {
        let before = self.files.seen.get();
        let touched = if now.log < before.log {
            Touched::LogShortened
        } else if now.written != before.written {
            Touched::FileWritten
        } else {
            return Ok(Touched::Not);
        };
        self.connection.execute_batch("PRAGMA shrink_memory")?;
        Ok(touched)
    }

    /// The newest fact that this program has recorded or read, even of a file that is no longer there.
    #[must_use]
    pub fn newest_seen(&self) -> Head {
        self.known.get()
    }

    /// No longer checks the log: a ledger that is being loaded has none.
    pub(super) fn forget_log(&mut self) {
        (self.files.beside, self.files.log) = (Vec::new(), None);
    }
}

impl Files {
    pub(super) fn opened(path: &Path, ledger: Identity) -> io::Result<Self> {
        // SQLite follows links.
        let real = fs::canonicalize(path)?;
        let log = open_to_read(&with_suffix(&real, "-wal")).ok();
        let beside = ["-wal", "-shm"].map(|suffix| with_suffix(&real, suffix));
        let beside = beside.into_iter().filter_map(|path| Identity::at(&path).ok().map(|file| (path, file)));
        let files = Self {
            ledger,
            beside: beside.collect(),
            log,
            log_has_begun: Cell::default(),
            seen: Cell::default(),
        };
        files.log_has_begun.set(files.log_begins());
        Ok(files)
    }

    /// What is to be seen of the files; `None` unless all are still at their paths, the ledger has no other name, and the log
    /// begins as one. If it is emptied while it is written to, it has a hole at its start, and SQLite reads nothing of it.
    fn look(&self, path: &Path) -> Option<Seen> {
        let at = |path: &Path, opened: Identity| Identity::at(path).ok().filter(|now| now.is_same(opened));
        let ledger = at(path, self.ledger).filter(|ledger| ledger.has_one_name())?;
        let is_there = |(path, file): &(PathBuf, Identity)| at(path, *file).is_some();
        if !self.beside.iter().all(is_there) || self.log_has_begun.get() && !self.log_begins() {
            return None;
        }
        let log = self.log.as_ref().and_then(|log| log.metadata().ok()).map_or(0, |log| log.len());
        Some(Seen { written: ledger.modified(), log })
    }

    /// Whether the log is empty or begins as one: <https://sqlite.org/fileformat.html#the_write_ahead_log>.
    fn log_begins(&self) -> bool {
        const MAGIC: u32 = 0x377f_0682;
        let Some(mut log) = self.log.as_ref() else { return true };
        let mut start = [0; 4];
        match log.seek(SeekFrom::Start(0)).and_then(|_| log.read_exact(&mut start)) {
            // The last bit is the byte order of the checksums.
            Ok(()) => u32::from_be_bytes(start) & !1 == MAGIC,
            Err(error) => error.kind() == io::ErrorKind::UnexpectedEof,
        }
    }
}
