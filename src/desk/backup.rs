//! Backup and restore of the ledger. A copy is verified like a ledger before it is put in place.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Asked, Desk, DeskError, Remembered, Settings, Verdict, Verifier, Whole, World,
    remembered::{Purpose, refuse_misfit},
    target::Target,
    upkeep::remember_copy,
};
use crate::{
    files::{create_private_folder, folder_of},
    ledger::{
        Ledger, LedgerError, LedgerTrouble,
        copy::{CopyTrouble, Temporary, beside, remove_empty},
        verify::LedgerReader,
    },
    record::{Fact, Finding, Progress},
    staff::Action,
};

/// Why a backup or restore was not made. Nothing is left of it, and nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is already a file, which is not to be replaced.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// A log or journal is beside the target: that of a database in use, or left behind by another one. SQLite would
    /// take it for a part of the new file.
    #[error("{} belongs to another database", .0.display())]
    Beside(PathBuf),
    /// The place to restore to is taken, and not by a ledger without transactions.
    #[error("{} is not empty", .0.display())]
    Taken(PathBuf),
    /// It cannot be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        reason: io::Error,
    },
    /// Something in the copy does not fit.
    #[error("{} is not whole", path.display())]
    Broken {
        /// The file that was copied.
        path: PathBuf,
        /// What does not fit.
        finding: Box<Finding>,
    },
    /// It was stopped.
    #[error("stopped")]
    Stopped,
    /// The ledger or the keyring cannot be used.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// The progress of a copy.
#[derive(Clone, Default)]
pub struct CopyProgress {
    /// Of its pages.
    pub copying: Progress,
    /// Of what is in it.
    pub checking: Progress,
}

/// A copy that is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerCopy {
    /// What is in it.
    pub whole: Whole,
    /// Its size.
    pub bytes: u64,
    /// Whether it was recorded in the journal.
    pub recorded: bool,
}

/// Copies the ledger to `to` while tills go on, if who is signed in may. Replaces only an older copy of it.
///
/// # Errors
/// [`BackupError`]; there is no copy then.
pub fn back_up(
    settings: &Settings,
    to: Target<'_>,
    world: World,
    progress: &CopyProgress,
) -> Result<LedgerCopy, BackupError> {
    refuse_misfit(settings)?;
    if LedgerReader::open(&settings.ledger).and_then(|ledger| ledger.has_people()).unwrap_or(false) {
        Desk::open_to_read(settings.clone(), world.clone())?.require(&Asked::of(Action::Backup))?;
    }
    copy_ledger(settings, to, world, progress)
}

/// As [`back_up`], by the program itself.
///
/// # Errors
/// As for [`back_up`].
pub(super) fn copy_ledger(
    settings: &Settings,
    to: Target<'_>,
    world: World,
    progress: &CopyProgress,
) -> Result<LedgerCopy, BackupError> {
    let clock = world.clone();
    let verifier = Verifier::open(settings.clone(), world)?;
    // A copy of a ledger that is gone, or of an older one, must not replace a better copy.
    refuse_misfit(settings)?;
    let source = LedgerReader::open(&settings.ledger).map_err(DeskError::from)?;
    let target = to.path;
    to.refuse_in_use(settings).map_err(DeskError::from)?;
    if !to.replace && to.is_taken() {
        return Err(BackupError::Exists(target.to_owned()));
    }
    refuse_beside(target)?;
    to.refuse_other_than_copy(&source).map_err(DeskError::from)?;
    let copy = copy(&source, target, Some(&settings.ledger), &progress.copying)?;
    let checked = check(&verifier, &copy, (&settings.ledger, target), &progress.checking);
    if matches!(checked, Err(BackupError::Broken { .. })) {
        verifier.remember_check(false);
    }
    let whole = checked?;
    let bytes = fs::metadata(copy.path()).map_or(0, |metadata| metadata.len());
    // Before it is in place: there must be no copy without a record.
    let recorded = verifier.desk()?.record_if_begun(&Fact::Backup { file: shown(target) })?;
    // Copying takes long: another program may have put a file there.
    to.refuse_other_than_copy(&source).map_err(DeskError::from)?;
    copy.place(target, to.replace).map_err(|reason| write_error(target, reason))?;
    remember_copy(settings, &clock);
    Ok(LedgerCopy { whole, bytes, recorded })
}

/// Puts a copy in the ledger's place: there must be no ledger, or one without transactions that no till has open.
///
/// # Errors
/// [`BackupError`]; the ledger's place is as it was then.
pub fn restore(
    settings: &Settings,
    from: &Path,
    world: World,
    progress: &CopyProgress,
) -> Result<LedgerCopy, BackupError> {
    let target = &settings.ledger;
    let verifier = Verifier::open(settings.clone(), world)?;
    let source = LedgerReader::open(from).map_err(DeskError::from)?;
    Target { path: from, replace: false, config: None }.refuse_in_use(settings).map_err(DeskError::from)?;
    let exists = fs::symlink_metadata(target).is_ok();
    if exists && !is_empty_ledger(target)? {
        return Err(BackupError::Taken(target.clone()));
    }
    if !exists {
        refuse_beside(target)?;
        create_private_folder(folder_of(target)).map_err(|reason| write_error(target, reason))?;
    }
    let copy = copy(&source, target, None, &progress.copying)?;
    let whole = check(&verifier, &copy, (from, target), &progress.checking)?;
    let bytes = fs::metadata(copy.path()).map_or(0, |metadata| metadata.len());
    if exists {
        remove_empty(target).map_err(DeskError::from)?;
    }
    copy.place(target, false).map_err(|reason| write_error(target, reason))?;
    // It is in place already. A missing record is reported, but is no reason to remove it again.
    let desk = verifier.desk();
    let recorded = desk.and_then(|mut desk| {
        let recorded = desk.record_restore(shown(from));
        // Where that fails, the next start asks whether this ledger is meant.
        let _ = desk.remembered.replace(&desk.ledger);
        recorded
    });
    Ok(LedgerCopy { whole, bytes, recorded: recorded.unwrap_or(false) })
}

/// Records that a ledger was made again, of what somebody else has of it. Returns how far a ledger at this place is remembered to have
/// gone before.
///
/// # Errors
/// Trouble with ledger or keyring.
#[cfg(feature = "central")]
pub fn record_rebuilt(
    settings: &Settings,
    world: World,
) -> Result<Option<crate::record::LedgerEnd>, DeskError> {
    let before = Remembered::look(settings)?.known();
    let mut desk = Verifier::open(settings.clone(), world)?.desk()?;
    desk.record_restore("centre".to_owned())?;
    desk.remembered.replace(&desk.ledger)?;
    Ok(before)
}

impl Verifier {
    /// A desk with the same keys, to record what was done.
    pub(super) fn desk(self) -> Result<Desk, DeskError> {
        let Self { vault, settings, world } = self;
        let mut ledger = Ledger::open(&settings.ledger)?;
        // A copy may be older than the newest key. Keys that do not fit were reported before.
        ledger.fit_keys(&vault.key_checks())?;
        let remembered = Remembered::compare(&settings, Some(&ledger), Purpose::Record)?;
        Ok(Desk::of(ledger, vault, world, settings, remembered))
    }
}

impl Desk {
    /// Records that the ledger was restored: a new branch begins. Returns whether it did.
    fn record_restore(&mut self, file: String) -> Result<bool, DeskError> {
        let epoch = self.ledger.restores()?.saturating_add(1);
        if self.ledger.is_empty()? {
            return Ok(false);
        }
        // Of course it is not as the one before was left.
        self.record_at(|_| Fact::Restore { file, epoch }).map(|_| true)
    }
}

/// A copy that is not in place yet. It will belong to the owner of `original`, or to that of its folder.
fn copy(
    source: &LedgerReader,
    target: &Path,
    original: Option<&Path>,
    progress: &Progress,
) -> Result<Temporary, BackupError> {
    let copy = Temporary::beside(target, original).map_err(|reason| write_error(target, reason))?;
    source.copy_to(&copy, progress).map_err(|trouble| match trouble {
        CopyTrouble::Read(trouble) => {
            BackupError::Desk(LedgerError { path: source.path().to_owned(), trouble }.into())
        }
        CopyTrouble::Write(reason) => write_error(target, io::Error::other(reason)),
    })?;
    if progress.interrupted() { Err(BackupError::Stopped) } else { Ok(copy) }
}

fn check(
    verifier: &Verifier,
    copy: &Temporary,
    (of, target): (&Path, &Path),
    progress: &Progress,
) -> Result<Whole, BackupError> {
    let checked = verifier.check_file(copy.path(), None, progress).map_err(|error| match error {
        // What SQLite needs beside the copy cannot be made, as on a disk that is all but full: the ledger has nothing to do with it.
        DeskError::Ledger(LedgerError { path, trouble })
            if path == copy.path() && trouble.is_about_the_disk() =>
        {
            write_error(target, io::Error::other(trouble))
        }
        // The half-made copy is deleted: what was copied is named.
        DeskError::Ledger(LedgerError { path, trouble }) if path == copy.path() => {
            BackupError::Desk(LedgerError { path: of.to_owned(), trouble }.into())
        }
        other => other.into(),
    });
    match checked? {
        Verdict::Whole(whole) => Ok(whole),
        Verdict::Broken(finding) => {
            Err(BackupError::Broken { path: of.to_owned(), finding: Box::new(finding) })
        }
        Verdict::Stopped => Err(BackupError::Stopped),
    }
}

fn write_error(path: &Path, reason: io::Error) -> BackupError {
    if reason.kind() == io::ErrorKind::AlreadyExists {
        return BackupError::Exists(path.to_owned());
    }
    BackupError::Write { path: path.to_owned(), reason }
}

fn is_empty_ledger(path: &Path) -> Result<bool, DeskError> {
    match LedgerReader::open(path).and_then(|reader| reader.head()) {
        Err(error @ LedgerError { trouble: LedgerTrouble::Trial, .. }) => Err(error.into()),
        head => Ok(head.is_ok_and(|head| head.seq == 0)),
    }
}

/// SQLite takes a log beside a database for a part of it: an old one would be read into the new file.
fn refuse_beside(target: &Path) -> Result<(), BackupError> {
    match beside(target).find(|path| fs::symlink_metadata(path).is_ok()) {
        Some(path) => Err(BackupError::Beside(path)),
        None => Ok(()),
    }
}

/// A path for the journal.
pub(super) fn shown(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.display().to_string().chars().flat_map(char::escape_debug).collect()
}
