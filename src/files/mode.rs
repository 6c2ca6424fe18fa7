//! Who may read and write a file. Only Unix has permission bits; elsewhere a new file gets the system's defaults.

use std::{
    fs::{File, Metadata, OpenOptions},
    io,
    path::Path,
};

use super::{folder::folder_of, owner::give_like};

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner, who alone may write it.
    Owner,
    /// All users that the process's umask allows.
    Everybody,
}

impl Readers {
    /// Sets the permission bits of a new file opened with `options`.
    pub(super) fn apply(self, options: &mut OpenOptions) {
        #[cfg(unix)]
        {
            let mode = if self == Self::Owner { 0o600 } else { 0o666 };
            std::os::unix::fs::OpenOptionsExt::mode(options, mode);
        }
        #[cfg(not(unix))]
        let _ = options;
    }
}

/// Makes an empty file for its owner alone, who is the owner of its folder.
///
/// # Errors
/// The operating system's reason; [`io::ErrorKind::AlreadyExists`] when something is there.
pub fn create_private(path: &Path) -> io::Result<File> {
    let file = create_new(path, Readers::Owner)?;
    give_like(&file, folder_of(path));
    Ok(file)
}

pub(super) fn create_new(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    readers.apply(&mut options);
    options.open(path)
}

/// The permission bits, with setuid, setgid and sticky; 0 where the system has none.
#[cfg(unix)]
#[must_use]
pub fn mode(metadata: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(metadata) & 0o7777
}

/// The permission bits, with setuid, setgid and sticky; 0 where the system has none.
#[cfg(not(unix))]
#[must_use]
pub fn mode(_metadata: &Metadata) -> u32 {
    0
}

/// True if others than the owner may read, write or run it.
#[must_use]
pub fn is_exposed(metadata: &Metadata) -> bool {
    mode(metadata) & 0o077 != 0
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt as _,
    };

    use super::*;

    #[test]
    fn a_private_file_is_new_and_its_owners_alone() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("file");
        let made = create_private(&path).expect("made").metadata().expect("metadata");
        assert_eq!((mode(&made), is_exposed(&made), made.len()), (0o600, false, 0));
        assert_eq!(
            create_private(&path).map_err(|error| error.kind()).err(),
            Some(io::ErrorKind::AlreadyExists)
        );
        std::os::unix::fs::symlink("nowhere", home.path().join("link")).expect("link");
        let link = create_private(&home.path().join("link"));
        assert_eq!(link.map_err(|error| error.kind()).err(), Some(io::ErrorKind::AlreadyExists));
        assert!(!home.path().join("nowhere").exists(), "no link is followed");
    }

    #[test]
    fn every_bit_of_group_and_others_exposes() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("file");
        fs::write(&path, "").expect("written");
        for (bits, exposed) in [
            (0o600, false),
            (0o400, false),
            (0o700, false),
            (0o640, true),
            (0o620, true),
            (0o601, true),
            (0o604, true),
        ] {
            fs::set_permissions(&path, Permissions::from_mode(bits)).expect("chmod");
            let metadata = fs::metadata(&path).expect("metadata");
            assert_eq!((mode(&metadata), is_exposed(&metadata)), (bits, exposed), "{bits:o}");
        }
    }
}
