//! Whether the file at a path is still the one that was opened.

use std::{io, path::Path, time::SystemTime};

/// Which file is at a path: not its name, but the file itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
    /// How many names it has.
    links: u64,
    modified: Option<SystemTime>,
}

impl Identity {
    /// That of the file at `path`. The file is not opened: closing it again would give up every lock that this process has
    /// on it.
    ///
    /// # Errors
    /// The operating system's reason.
    #[cfg(unix)]
    pub fn at(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = std::fs::metadata(path)?;
        Ok(Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            links: metadata.nlink(),
            modified: metadata.modified().ok(),
        })
    }

    /// That of the file at `path`. An open file cannot be removed or replaced here.
    ///
    /// # Errors
    /// The operating system's reason.
    #[cfg(not(unix))]
    pub fn at(path: &Path) -> io::Result<Self> {
        let metadata = std::fs::metadata(path)?;
        Ok(Self { device: 0, inode: 0, links: 1, modified: metadata.modified().ok() })
    }

    /// Whether it has this one name and no other.
    #[must_use]
    pub fn has_one_name(self) -> bool {
        // Some file systems in user space count none.
        self.links <= 1
    }

    /// When it was written last, as far as the file system tells.
    #[must_use]
    pub fn modified(self) -> Option<SystemTime> {
        self.modified
    }

    /// Whether it is the same file, however many names it has.
    #[must_use]
    pub fn is_same(self, other: Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_known_by_itself_and_not_by_its_name() {
        let home = tempfile::tempdir().expect("folder");
        let (one, two) = (home.path().join("one"), home.path().join("two"));
        fs::write(&one, "1").expect("written");
        let first = Identity::at(&one).expect("there");
        assert!(first.has_one_name());
        fs::hard_link(&one, &two).expect("linked");
        let linked = Identity::at(&two).expect("there");
        assert!(linked.is_same(first) && !linked.has_one_name());
        fs::remove_file(&one).expect("removed");
        fs::write(&one, "1").expect("written");
        assert!(!Identity::at(&one).expect("there").is_same(first));
        fs::remove_file(&one).expect("removed");
        assert!(Identity::at(&one).is_err());
    }
}
