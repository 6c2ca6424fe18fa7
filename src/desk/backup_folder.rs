//! A folder for copies of the ledger: one a day, one after each close, and one more whenever it is asked for. Their names have the time, so that none
//! replaces another. None is ever removed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Timelike as _};

use super::{
    Clock as _, DeskError, Settings, World,
    backup::{BackupError, CopyProgress, copy_ledger},
    target::Target,
};
use crate::{files::try_lock_folder, ledger::verify::LedgerReader};

/// The time in a name.
const TIME: &str = "%Y%m%d-%H%M%S";
/// How many characters it has.
const TIME_CHARS: usize = 15;
/// Days after which the newest copy is an old one.
const DAYS: i64 = 2;

/// Whether a copy that was made then is an old one now.
#[must_use]
pub fn is_old(made: NaiveDateTime, now: NaiveDateTime) -> bool {
    (now - made).num_days() >= DAYS
}

/// A folder for copies of a ledger.
#[derive(Debug, Clone, Copy)]
pub struct BackupFolder<'a> {
    /// The folder; it is never made, because it may be a medium that is not there.
    pub path: &'a Path,
    /// The ledger, its keyring, the till.
    pub settings: &'a Settings,
    /// The configuration in use, if there is one.
    pub config: Option<&'a Path>,
}

impl BackupFolder<'_> {
    /// Makes the copy of today, by the calendar of this till, if there is none yet, or none since the last close: a till that was
    /// quit right after it has given that copy up. `None` where nothing has to be done: there is one, another program makes it just
    /// now, or nothing was recorded in the ledger yet.
    ///
    /// # Errors
    /// As for [`back_up`](super::backup::back_up).
    pub fn copy_of_today(
        &self,
        world: &World,
        progress: &CopyProgress,
    ) -> Result<Option<PathBuf>, BackupError> {
        let Some(beginning) = self.beginning()? else { return Ok(None) };
        self.refuse_missing()?;
        let _lock = match try_lock_folder(self.path) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
            // Not every file system has locks. Two tills may make a copy each then.
            lock => lock.ok(),
        };
        let today = world.now().date_naive();
        let of_today = self.times(&beginning)?.into_iter().filter(|time| time.date() == today).max();
        let reader = LedgerReader::open(&self.settings.ledger).map_err(DeskError::from)?;
        let closed = reader.closed_at().map_err(DeskError::from)?.filter(|closed| closed.date() == today);
        // The time in a name has no milliseconds.
        let closed = closed.map(|closed| closed.with_nanosecond(0).unwrap_or(closed));
        if of_today.is_some() && of_today >= closed {
            return Ok(None);
        }
        self.copy_as(&beginning, world, progress).map(Some)
    }

    /// Makes a copy now, as after the close of a day. `None` where nothing was recorded in the ledger yet.
    ///
    /// # Errors
    /// As for [`back_up`](super::backup::back_up).
    pub fn copy_now(&self, world: &World, progress: &CopyProgress) -> Result<Option<PathBuf>, BackupError> {
        let Some(beginning) = self.beginning()? else { return Ok(None) };
        self.refuse_missing()?;
        self.copy_as(&beginning, world, progress).map(Some)
    }

    /// The day of the newest copy, if that is more than two days before `now`.
    ///
    /// # Errors
    /// When ledger or folder cannot be read.
    pub fn old_since(&self, now: DateTime<FixedOffset>) -> Result<Option<NaiveDate>, BackupError> {
        let Some(beginning) = self.beginning()? else { return Ok(None) };
        let newest = self.times(&beginning)?.into_iter().max();
        Ok(newest.filter(|time| is_old(*time, now.naive_local())).map(|time| time.date()))
    }

    fn copy_as(
        &self,
        beginning: &str,
        world: &World,
        progress: &CopyProgress,
    ) -> Result<PathBuf, BackupError> {
        let time = world.now().format(TIME);
        let target = self.path.join(format!("{beginning}{time}-{}.db", self.settings.till));
        let to = Target { path: &target, replace: false, config: self.config };
        match copy_ledger(self.settings, to, world.clone(), progress) {
            Ok(_) => Ok(target),
            // The folder says it all, and leaves room for the reason.
            Err(BackupError::Write { path, reason }) if path == target => Err(self.unusable(reason)),
            Err(error) => Err(error),
        }
    }

    /// How the names of copies of this ledger begin: several ledgers may share the folder. `None` as long as nothing was recorded
    /// in it.
    fn beginning(&self) -> Result<Option<String>, BackupError> {
        let reader = LedgerReader::open(&self.settings.ledger).map_err(DeskError::from)?;
        let id = reader.id().map_err(DeskError::from)?;
        let name = self.settings.ledger.file_stem().unwrap_or_default().to_string_lossy();
        Ok(id.map(|id| format!("{name}-{}-", id.to_string().chars().take(8).collect::<String>())))
    }

    /// When the copies of this ledger were made, in any order.
    fn times(&self, beginning: &str) -> Result<Vec<NaiveDateTime>, BackupError> {
        let files = fs::read_dir(self.path).map_err(|reason| self.unusable(reason))?;
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        Ok(names.filter_map(|name| time_of(name.strip_prefix(beginning)?)).collect())
    }

    fn refuse_missing(&self) -> Result<(), BackupError> {
        match fs::metadata(self.path) {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Ok(_) => Err(self.unusable(io::ErrorKind::NotADirectory.into())),
            Err(reason) => Err(self.unusable(reason)),
        }
    }

    fn unusable(&self, reason: io::Error) -> BackupError {
        BackupError::Write { path: self.path.to_owned(), reason }
    }
}

/// The time in the rest of a name, of which everything else fits, too.
fn time_of(rest: &str) -> Option<NaiveDateTime> {
    let (time, till) = rest.strip_suffix(".db")?.split_at_checked(TIME_CHARS)?;
    let till = till.strip_prefix('-')?;
    let is_till = till.len() == 2 && till.bytes().all(|digit| digit.is_ascii_digit());
    NaiveDateTime::parse_from_str(time, TIME).ok().filter(|_| is_till)
}
