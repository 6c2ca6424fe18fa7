//! Where a copy may be written: never over a file that Paydesk works with, and with `--force` only over an older copy.
//!
//! One check for all commands. Files are compared by themselves, whatever links lead to them, and by their paths, because
//! a log or a note that is not there now may be there a moment later.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Settings, pending::is_note, remembered};
use crate::{
    files::{folder_of, is_same_place, real_path, refuse_other_than_file},
    ledger::{LedgerError, copy::beside, is_unfinished, verify::LedgerReader},
    vault::Keyring,
};

/// Where a copy is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The file.
    pub path: &'a Path,
    /// Whether it may replace an older copy.
    pub replace: bool,
    /// The configuration in use, if there is one.
    pub config: Option<&'a Path>,
}

/// Why nothing is written to a file.
#[derive(Debug, thiserror::Error)]
#[error("{}: {trouble}", path.display())]
pub struct TargetError {
    /// The file.
    pub path: PathBuf,
    /// Why not.
    #[source]
    pub trouble: TargetTrouble,
}

/// What is wrong with the place of a copy.
#[derive(Debug, thiserror::Error)]
pub enum TargetTrouble {
    /// Paydesk works with it.
    #[error("it is in use")]
    InUse(OwnFile),
    /// There is a file that is no copy of this ledger.
    #[error("it is not a copy of this ledger")]
    NotACopy,
    /// There is a copy of this ledger with transactions that the ledger does not have: it goes on from an older copy.
    #[error("it has transactions that the ledger does not have")]
    NotOlder,
    /// There is a file that is no keyring.
    #[error("it is not a keyring")]
    NotAKeyring,
    /// There is something that is no file, or it cannot be looked at.
    #[error("it cannot be replaced")]
    Unusable(#[source] io::Error),
}

/// A file that Paydesk works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnFile {
    /// The ledger.
    Ledger,
    /// What Paydesk and SQLite keep beside ledger and keyring, there or not: log, notes, what is being loaded, what is
    /// remembered.
    Beside,
    /// The keyring.
    Keyring,
    /// The configuration.
    Config,
    /// The printer: a file that slips are appended to.
    Printer,
}

impl Target<'_> {
    /// Refuses a target that is one of the files in use.
    ///
    /// # Errors
    /// [`TargetTrouble::InUse`].
    pub(super) fn refuse_in_use(&self, settings: &Settings) -> Result<(), TargetError> {
        let config = self.config.map(|config| (OwnFile::Config, config));
        let remembered = remembered::file_of(&settings.keyring);
        let others =
            [Some((OwnFile::Keyring, &*settings.keyring)), Some((OwnFile::Beside, &*remembered)), config];
        match in_use(self.path, &settings.ledger, others.into_iter().flatten()) {
            Some(own) => Err(TargetError { path: self.path.to_owned(), trouble: TargetTrouble::InUse(own) }),
            None => Ok(()),
        }
    }

    /// True if something is there.
    pub(super) fn is_taken(&self) -> bool {
        fs::symlink_metadata(self.path).is_ok()
    }

    /// Refuses to replace anything but an older copy of `ledger`, a ledger without facts, or an empty file.
    pub(super) fn refuse_other_than_copy(&self, ledger: &LedgerReader) -> Result<(), TargetError> {
        self.refuse_for(|| {
            let wrong = || -> Result<Option<TargetTrouble>, LedgerError> {
                let copy = LedgerReader::open(self.path)?;
                Ok(match copy.id()? {
                    None => None,
                    id if id != ledger.id()? => Some(TargetTrouble::NotACopy),
                    _ => (!ledger.has_all_of(&copy)?).then_some(TargetTrouble::NotOlder),
                })
            };
            wrong().unwrap_or(Some(TargetTrouble::NotACopy))
        })
    }

    /// Refuses to replace anything but a keyring, of whatever passphrase, or an empty file.
    pub(super) fn refuse_other_than_keyring(&self) -> Result<(), TargetError> {
        self.refuse_for(|| (!Keyring::is_one(self.path)).then_some(TargetTrouble::NotAKeyring))
    }

    /// As [`refuse_other_than_keyring`](Self::refuse_other_than_keyring), but also a damaged one gives way: that is what
    /// its copy is restored for. A file of another kind does not.
    pub(super) fn refuse_other_than_damaged_keyring(&self) -> Result<(), TargetError> {
        self.refuse_for(|| (!Keyring::may_have_been_one(self.path)).then_some(TargetTrouble::NotAKeyring))
    }

    /// Refuses what `wrong` says of a file that has something in it, and what is no file.
    fn refuse_for(&self, wrong: impl FnOnce() -> Option<TargetTrouble>) -> Result<(), TargetError> {
        let trouble = match refuse_other_than_file(self.path) {
            Ok(found) if found.len() == 0 => None,
            Ok(_) => wrong(),
            // Nothing, or a link to nothing: the link is replaced.
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => Some(TargetTrouble::Unusable(error)),
        };
        trouble.map_or(Ok(()), |trouble| Err(TargetError { path: self.path.to_owned(), trouble }))
    }
}

/// Two settings name one file, or one names a file beside the ledger: the one would be written over the other.
#[derive(Debug)]
pub(crate) struct SameFile {
    /// The setting.
    pub named: OwnFile,
    /// What its file is, too.
    pub is: OwnFile,
    /// The file.
    pub path: PathBuf,
}

/// Refuses settings of which two name the same file.
///
/// # Errors
/// [`SameFile`].
pub(crate) fn refuse_same_files(
    settings: &Settings,
    config: &Path,
    printer: Option<&Path>,
) -> Result<(), SameFile> {
    let keyring = [(OwnFile::Keyring, &*settings.keyring)];
    let refuse = |named, path: &Path, is: Option<OwnFile>| match is {
        Some(is) => Err(SameFile { named, is, path: path.to_owned() }),
        None => Ok(()),
    };
    refuse(OwnFile::Keyring, &settings.keyring, in_use(&settings.keyring, &settings.ledger, []))?;
    refuse(OwnFile::Config, config, in_use(config, &settings.ledger, keyring))?;
    let Some(printer) = printer else { return Ok(()) };
    let remembered = remembered::file_of(&settings.keyring);
    let others = [keyring[0], (OwnFile::Beside, &*remembered), (OwnFile::Config, config)];
    refuse(OwnFile::Printer, printer, in_use(printer, &settings.ledger, others))
}

/// Which of the files in use `path` leads to: the ledger, one beside it, or one of the `others`.
fn in_use<'a>(
    path: &Path,
    ledger: &Path,
    others: impl IntoIterator<Item = (OwnFile, &'a Path)>,
) -> Option<OwnFile> {
    let own = others.into_iter().find(|(_, other)| is_same_place(path, other)).map(|(own, _)| own);
    let own = own.or_else(|| is_same_place(path, ledger).then_some(OwnFile::Ledger));
    own.or_else(|| is_beside(path, ledger).then_some(OwnFile::Beside))
}

/// Whether `path` leads to what is kept beside `ledger`, or will be.
fn is_beside(path: &Path, ledger: &Path) -> bool {
    // SQLite follows links before it names its log; notes are beside the link.
    [ledger.to_owned(), real_path(ledger)].iter().any(|ledger| {
        if beside(ledger).any(|file| is_same_place(path, &file)) {
            return true;
        }
        let is_own = |file: &Path| is_name_of(file, ledger);
        let real = real_path(path);
        let is_there = || {
            let files = fs::read_dir(folder_of(ledger)).into_iter().flatten().flatten();
            files.map(|file| file.path()).any(|file| is_own(&file) && is_same_place(path, &file))
        };
        (is_same_place(folder_of(&real), folder_of(&real_path(ledger))) && is_own(&real))
            || (path.exists() && is_there())
    })
}

/// Whether the name of `file` is one that Paydesk gives to a file beside `ledger`.
fn is_name_of(file: &Path, ledger: &Path) -> bool {
    let names = file.file_name().zip(ledger.file_name());
    names.is_some_and(|(name, ledger)| {
        let rest = name.as_encoded_bytes().strip_prefix(ledger.as_encoded_bytes());
        let rest = rest.and_then(|rest| std::str::from_utf8(rest).ok());
        rest.is_some_and(|rest| is_note(rest) || is_unfinished(rest))
    })
}
