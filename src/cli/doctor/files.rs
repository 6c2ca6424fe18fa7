//! Checks of files and folders: path, owner, mode, and free space.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
};

use super::{Check, CheckState};
use crate::{
    desk::{Settings, beside, unfinished},
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
pub(super) fn ledger_checks(locale: &Locale, ledger: &Path) -> Vec<Check> {
    let mut checks = vec![file_check(locale, "ledger", Text::DoctorLedger, ledger, Some("600"))];
    let folder = folder_of(ledger);
    checks.push(folder_check(locale, "folder", Text::DoctorFolder, folder, Text::DoctorDoFolder));
    if let Some(metadata) = beside(ledger).next().and_then(|log| fs::metadata(log).ok()) {
        let value = locale.text(Text::DoctorFree { bytes: &grouped(metadata.len()) });
        let check = Check::new("wal", Text::DoctorLog, CheckState::Fine, value).data("bytes", metadata.len());
        let long = metadata.len() > MAX_LOG;
        checks.push(if long { check.wrong(locale.text(Text::DoctorDoLog)) } else { check });
    }
    if let Some(free) = free_space(folder) {
        let value = locale.text(Text::DoctorFree { bytes: &grouped(free) });
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

/// The folder of the keyring.
pub(super) fn keyring_folder_check(locale: &Locale, keyring: &Path) -> Check {
    let (label, advice) = (Text::DoctorKeyringFolder, Text::DoctorDoKeyringFolder);
    folder_check(locale, "keyring_folder", label, folder_of(keyring), advice)
}

/// What killed commands have left behind; `None` when there is nothing.
pub(super) fn leftovers_check(locale: &Locale, settings: &Settings, config: Option<&Path>) -> Option<Check> {
    let files = [Some(&*settings.ledger), Some(&*settings.keyring), config];
    // Drafts are made beside the files themselves, not beside links to them.
    let files: Vec<_> = files.into_iter().flatten().map(real_path).collect();
    let mut folders: Vec<_> = files.iter().map(|file| folder_of(file)).collect();
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
        return check.wrong(locale.text(Text::DoctorDoMode { mode: "700" }));
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
    check.value = locale.text(Text::DoctorFile {
        path: &shown(path),
        mode: &format!("{mode:03o}"),
        owner: &owner.to_string(),
        bytes: &grouped(metadata.len()),
    });
    let check = check
        .data("path", shown(path))
        .data("exists", true)
        .data("mode", format!("{mode:03o}"))
        .data("owner", owner)
        .data("bytes", metadata.len());
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
