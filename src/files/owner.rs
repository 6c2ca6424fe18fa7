//! Whom a file belongs to. Only the superuser can give a file away; for all others these functions do nothing.
//!
//! `sudo paydesk key rotate` must not lock the till's user out of the keyring:
//!
//! | file | belongs to |
//! |---|---|
//! | one that is replaced in its own place: keyring, configuration | the owner of the old one |
//! | a new one in its own place: ledger, keyring, configuration, note, folder | the owner of its folder |
//! | a copy, also one that replaces another | the owner of the original: never to a user who could not read that |
//!
//! SQLite gives its log and the index of it to the owner of the database.

use std::{
    fs::{self, File, Metadata},
    io,
    path::Path,
};

/// User and group of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    user: u32,
    group: u32,
}

#[cfg(unix)]
impl Owner {
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { user: metadata.uid(), group: metadata.gid() }
    }

    fn set(self, file: &File) -> io::Result<()> {
        // By the open file: the name could lead elsewhere by now.
        std::os::unix::fs::fchown(file, Some(self.user), Some(self.group))
    }

    fn can_give() -> bool {
        rustix::process::geteuid().is_root()
    }
}

#[cfg(not(unix))]
impl Owner {
    fn of(_metadata: &Metadata) -> Self {
        Self { user: 0, group: 0 }
    }

    fn set(self, _file: &File) -> io::Result<()> {
        Ok(())
    }

    fn can_give() -> bool {
        false
    }
}

impl Owner {
    /// The owner of what is at `path`; of a link, of the link itself. `None` when nothing is there.
    #[must_use]
    pub fn at(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().map(|metadata| Self::of(&metadata))
    }

    /// Gives him `file`.
    ///
    /// # Errors
    /// The operating system's reason.
    pub fn take(self, file: &File) -> io::Result<()> {
        if !Self::can_give() || Self::of(&file.metadata()?) == self {
            return Ok(());
        }
        self.set(file)
    }
}

/// Gives the open `file` to the owner of what is at `path`. What cannot be given away keeps its owner: some file systems,
/// as those of USB sticks, know no owners.
pub(super) fn give_like(file: &File, path: &Path) {
    if let Some(owner) = fs::metadata(path).ok().map(|metadata| Owner::of(&metadata)) {
        let _ = owner.take(file);
    }
}
