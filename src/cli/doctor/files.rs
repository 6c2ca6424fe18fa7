//! Checks of files and folders: path, owner, mode, and free space.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
};

use super::{Check, CheckState};
use crate::{
    desk::{Remembered, Settings, beside, unfinished},
    files::{folder_of, is_exposed, leftovers, mode, real_path},
    locale::{Locale, Text},
    payment::money::group_thousands,
};

/// Least free space: enough for a few thousand payments and their log, but for no backup.
const MIN_FREE_SPACE: u64 = 64 << 20;
/// Longest write-ahead log. It grows beyond this only while a reader keeps SQLite from checkpointing, as a backup does for a
/// while.
const MAX_LOG: u64 = 256 << 20;

/// The configuration file.
pub(super) fn config_check(locale: &Locale, config: &Result<PathBuf, String>) -> Check {
    match config {
        Ok(path) if path.exists() => file_check(locale, "config", Text::DoctorConfig, path, None),
        Ok(path) => {
            let value = locale.text(Text::DoctorNoConfig { path: &shown(path) });
            Check::new("config", Text::DoctorConfig, CheckState::Fine, value).data("path", shown(path))
        }
        Err(sentence) => Check::new("config", Text::DoctorConfig, CheckState::Wrong, sentence.clone()),
    }
}

/// The ledger, its folder, its log, and the free space.
pub(super) fn ledger_checks(locale: &Locale, settings: &Settings) -> Vec<Check> {
    let ledger = &*settings.ledger;
    let check = file_check(locale, "ledger", Text::DoctorLedger, ledger, Some("600"));
    // What is remembered of a ledger that is gone says what to do.
    let is_gone =
        !ledger.exists() && Remembered::look(settings).is_ok_and(|found| found.refuse_gone().is_err());
    let mut checks = vec![if is_gone { missing(locale, check, ledger) } else { check }];
    let folder = folder_of(ledger);
    checks.push(folder_check(locale, "folder", Text::DoctorFolder, folder, Text::DoctorDoFolder));
    if let Some(metadata) = beside(ledger).next().and_then(|log| fs::metadata(log).ok()) {
        let value = size(metadata.len());
        let check = Check::new("wal", Text::DoctorLog, CheckState::Fine, value).data("bytes", metadata.len());
        let long = metadata.len() > MAX_LOG;
        checks.push(if long { check.wrong(locale.text(Text::DoctorDoLog)) } else { check });
    }
    if let Some(free) = free_space(folder) {
        let value = size(free);
        let check = Check::new("free_space", Text::DoctorSpace, CheckState::Fine, value).data("bytes", free);
        checks.push(if free < MIN_FREE_SPACE {
            check.wrong(locale.text(Text::DoctorDoSpace))
        } else {
            check
        });
    }
    checks
}

/// A file. If `private` is set, the file has to be private, and `private` is the mode to advise.
pub(super) fn file_check(
    locale: &Locale,
    key: &'static str,
    label: Text<'static>,
    path: &Path,
    private: Option<&str>,
) -> Check {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let value = locale.text(Text::DoctorNone { path: &shown(path) });
            return Check::new(key, label, CheckState::Note, value)
                .data("path", shown(path))
                .data("exists", false);
        }
        Err(error) => {
            let check = Check::new(key, label, CheckState::Wrong, format!("{}: {error}", shown(path)));
            return check.data("path", shown(path));
        }
    };
    metadata_check(locale, Check::new(key, label, CheckState::Fine, ""), path, &metadata, private)
}

/// The check of a file that no start makes again: without it something is lost.
pub(super) fn missing(locale: &Locale, check: Check, path: &Path) -> Check {
    let value = locale.text(Text::DoctorMissing { path: &shown(path) });
    Check { state: CheckState::Wrong, value, ..check }
}

/// The folder of the keyring.
pub(super) fn keyring_folder_check(locale: &Locale, keyring: &Path) -> Check {
    let (label, advice) = (Text::DoctorKeyringFolder, Text::DoctorDoKeyringFolder);
    folder_check(locale, "keyring_folder", label, folder_of(keyring), advice)
}

/// What killed programs have left behind, in these other folders, too; `None` when there is nothing.
pub(super) fn leftovers_check(
    locale: &Locale,
    settings: &Settings,
    config: Option<&Path>,
    others: &[PathBuf],
) -> Option<Check> {
    let files = [Some(&*settings.ledger), Some(&*settings.keyring), config];
    // Drafts are made beside the files themselves, not beside links to them.
    let files: Vec<_> = files.into_iter().flatten().map(real_path).collect();
    let mut folders: Vec<_> = files.iter().map(|file| folder_of(file)).collect();
    folders.extend(others.iter().map(PathBuf::as_path).filter(|folder| folder.is_dir()));
    folders.sort_unstable();
    folders.dedup();
    let mut left: Vec<_> = folders.into_iter().flat_map(leftovers).collect();
    left.extend(unfinished(&settings.ledger));
    if left.is_empty() {
        return None;
    }
    left.sort_unstable();
    let left: Vec<_> = left.iter().map(|path| shown(path)).collect();
    let check = Check::new("leftovers", Text::DoctorLeftovers, CheckState::Note, left.join(", "));
    Some(check.note(locale.text(Text::DoctorDoLeftovers)).data("paths", left))
}

/// A folder; `unwritable` says what to do when this user cannot write there.
fn folder_check(
    locale: &Locale,
    key: &'static str,
    label: Text<'static>,
    folder: &Path,
    unwritable: Text<'static>,
) -> Check {
    let check = file_check(locale, key, label, folder, None);
    let written_by_all = fs::metadata(folder).ok().map(|metadata| mode(&metadata));
    // In a sticky folder such as /tmp, users cannot delete or rename the files of others.
    if written_by_all.is_some_and(|mode| mode & 0o1002 == 0o0002) {
        return check.wrong(locale.text(Text::DoctorDoFolderMode));
    }
    if folder.exists() && !may_write(folder) { check.wrong(locale.text(unwritable)) } else { check }
}

/// Whether new files can be made beside `file`, where its folder is there.
pub(super) fn may_write_beside(file: &Path) -> bool {
    let folder = folder_of(file);
    !folder.exists() || may_write(folder)
}

fn metadata_check(
    locale: &Locale,
    mut check: Check,
    path: &Path,
    metadata: &Metadata,
    private: Option<&str>,
) -> Check {
    let (mode, owner) = (mode(metadata), owner(metadata));
    let (shown_mode, shown_owner) = (format!("{mode:03o}"), owner.to_string());
    let (path, mode, owner_text) = (&shown(path), &*shown_mode, &*shown_owner);
    // The size of a folder says nothing about what is in it.
    let bytes = metadata.len();
    let shown_size = &*size(bytes);
    check.value = locale.text(if metadata.is_dir() {
        Text::DoctorFolderIs { path, mode, owner: owner_text }
    } else {
        Text::DoctorFile { path, mode, owner: owner_text, size: shown_size }
    });
    let check = check
        .data("path", path.as_str())
        .data("exists", true)
        .data("mode", mode)
        .data("owner", owner)
        .data("bytes", bytes);
    match private {
        Some(private) if is_exposed(metadata) => {
            check.wrong(locale.text(Text::DoctorDoMode { mode: private }))
        }
        Some(_) if owner != me() => check.wrong(locale.text(Text::DoctorDoOwner)),
        _ => check,
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A size in the unit that people read it in: `34.8 KB`, `125 B`.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let (mut unit, mut scale) = (0, 1_u64);
    while bytes / scale >= 1000 && unit + 1 < UNITS.len() {
        (unit, scale) = (unit + 1, scale * 1000);
    }
    let name = UNITS[unit];
    match (bytes / scale, bytes % scale * 10 / scale) {
        (whole, _) if unit == 0 => format!("{whole} {name}"),
        (whole, tenths) => format!("{whole}.{tenths} {name}"),
    }
}

/// `1,234,567` for 1234567.
pub(super) fn grouped(number: u64) -> String {
    group_thousands(&number.to_string())
}

#[cfg(unix)]
fn owner(metadata: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(metadata)
}

#[cfg(unix)]
fn me() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn may_write(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(unix)]
fn free_space(folder: &Path) -> Option<u64> {
    // The nearest folder that exists: the first start creates the others.
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    let found = rustix::fs::statvfs(there).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
fn owner(_metadata: &Metadata) -> u32 {
    0
}

#[cfg(not(unix))]
fn me() -> u32 {
    0
}

#[cfg(not(unix))]
fn may_write(_folder: &Path) -> bool {
    true
}

#[cfg(not(unix))]
fn free_space(_folder: &Path) -> Option<u64> {
    None
}
