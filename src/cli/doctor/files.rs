//! Files and folders: where, whose, who may read them, and how much room there is.

use std::{
    fs::{self, Metadata},
    path::{Path, PathBuf},
};

use super::{Line, Mark};
use crate::{
    desk::beside,
    files::{folder_of, is_exposed, mode},
    locale::{Locale, Text},
    payment::money::group_thousands,
};

/// Less free space than this is wrong: a few thousand payments, their log, and no backup.
const ROOM: u64 = 64 << 20;
/// A longer log than this is not taken over into the file: somebody keeps on reading. A backup does so for a while.
const LONG_LOG: u64 = 256 << 20;

/// The configuration.
pub(super) fn config(locale: &Locale, config: &Result<PathBuf, String>) -> Line {
    match config {
        Ok(path) if path.exists() => file(locale, "config", Text::DoctorConfig, path, None),
        Ok(path) => {
            let value = locale.text(Text::DoctorNoConfig { path: &shown(path) });
            Line::new("config", Text::DoctorConfig, Mark::Fine, value).data("path", shown(path))
        }
        Err(sentence) => Line::new("config", Text::DoctorConfig, Mark::Wrong, sentence.clone()),
    }
}

/// The ledger, its folder, its log, and the free space.
pub(super) fn of_ledger(locale: &Locale, ledger: &Path) -> Vec<Line> {
    let mut lines = vec![file(locale, "ledger", Text::DoctorLedger, ledger, Some("600"))];
    let folder = folder_of(ledger);
    lines.push(self::folder(locale, folder));
    if let Some(metadata) = beside(ledger).next().and_then(|log| fs::metadata(log).ok()) {
        let value = locale.text(Text::DoctorFree { bytes: &grouped(metadata.len()) });
        let line = Line::new("wal", Text::DoctorLog, Mark::Fine, value).data("bytes", metadata.len());
        let long = metadata.len() > LONG_LOG;
        lines.push(if long { line.wrong(locale.text(Text::DoctorDoLog)) } else { line });
    }
    if let Some(free) = free_space(folder) {
        let value = locale.text(Text::DoctorFree { bytes: &grouped(free) });
        let line = Line::new("free_space", Text::DoctorSpace, Mark::Fine, value).data("bytes", free);
        lines.push(if free < ROOM { line.wrong(locale.text(Text::DoctorDoSpace)) } else { line });
    }
    lines
}

/// A file that has to be private where `private` says how.
pub(super) fn file(
    locale: &Locale,
    key: &'static str,
    label: Text<'static>,
    path: &Path,
    private: Option<&str>,
) -> Line {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let value = locale.text(Text::DoctorNone { path: &shown(path) });
            return Line::new(key, label, Mark::Note, value).data("path", shown(path)).data("exists", false);
        }
        Err(error) => {
            let line = Line::new(key, label, Mark::Wrong, format!("{}: {error}", shown(path)));
            return line.data("path", shown(path));
        }
    };
    of_metadata(locale, Line::new(key, label, Mark::Fine, ""), path, &metadata, private)
}

fn folder(locale: &Locale, folder: &Path) -> Line {
    let line = file(locale, "folder", Text::DoctorFolder, folder, None);
    let written_by_all = fs::metadata(folder).ok().map(|metadata| mode(&metadata));
    // A sticky folder, as for temporary files, lets nobody touch the files of others.
    if written_by_all.is_some_and(|mode| mode & 0o1002 == 0o0002) {
        return line.wrong(locale.text(Text::DoctorDoMode { mode: "700" }));
    }
    if folder.exists() && !may_write(folder) { line.wrong(locale.text(Text::DoctorDoFolder)) } else { line }
}

fn of_metadata(
    locale: &Locale,
    mut line: Line,
    path: &Path,
    metadata: &Metadata,
    private: Option<&str>,
) -> Line {
    let (mode, owner) = (mode(metadata), owner(metadata));
    line.value = locale.text(Text::DoctorFile {
        path: &shown(path),
        mode: &format!("{mode:03o}"),
        owner: &owner.to_string(),
        bytes: &grouped(metadata.len()),
    });
    let line = line
        .data("path", shown(path))
        .data("exists", true)
        .data("mode", format!("{mode:03o}"))
        .data("owner", owner)
        .data("bytes", metadata.len());
    match private {
        Some(private) if is_exposed(metadata) => {
            line.wrong(locale.text(Text::DoctorDoMode { mode: private }))
        }
        Some(_) if owner != me() => line.wrong(locale.text(Text::DoctorDoOwner)),
        _ => line,
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

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
    // The nearest folder that is there: the first start makes the rest.
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
