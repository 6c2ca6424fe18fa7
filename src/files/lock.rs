//! Locks between programs. They are the system's own: they end with the program, even when it is killed.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

use super::{
    folder::folder_of,
    mode::Readers,
    owner::give_like,
    regular::{open_file, open_to_read},
};

/// Waits until no other program holds the lock on `folder`, and takes it. Dropping the file releases it. `None` where
/// folders cannot be locked.
///
/// # Errors
/// The operating system's reason.
pub fn lock_folder(folder: &Path) -> io::Result<Option<File>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let folder = File::open(folder)?;
    folder.lock()?;
    Ok(Some(folder))
}

/// As [`lock_folder`], but does not wait.
///
/// # Errors
/// The operating system's reason; [`io::ErrorKind::WouldBlock`] while another program holds the lock.
pub fn try_lock_folder(folder: &Path) -> io::Result<Option<File>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let folder = File::open(folder)?;
    folder.try_lock()?;
    Ok(Some(folder))
}

/// Opens the file at `path` for reading and writing, and locks it. With `create`, a missing file is made, for its owner
/// alone, who is that of its folder. `None` when it is missing, is no file, cannot be opened, or another program has locked
/// it.
#[must_use]
pub fn open_locked(path: &Path, create: bool) -> Option<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(create);
    Readers::Owner.apply(&mut options);
    // Twice, in case the file was removed between opening and locking it.
    for _ in 0..2 {
        let is_new = create && !path.exists();
        let file = open_file(path, &options).ok()?;
        file.try_lock().ok()?;
        if is_new {
            give_like(&file, folder_of(path));
        }
        if is_at(&file, path) {
            return Some(file);
        }
    }
    None
}

/// True if another program has locked the file at `path`. A program that locks it at this very moment may find it taken.
#[must_use]
pub fn is_locked(path: &Path) -> bool {
    open_to_read(path).is_ok_and(|file| file.try_lock_shared().is_err())
}

/// True if the open `file` is still the one at `path`: neither removed nor replaced.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (here, there) = (file.metadata(), std::fs::metadata(path));
    matches!((here, there), (Ok(here), Ok(there)) if (here.dev(), here.ino()) == (there.dev(), there.ino()))
}

/// Always true: these systems do not remove a file that is open.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::mpsc, thread};

    use super::*;

    #[test]
    fn a_locked_file_opens_once() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("file");
        assert!(open_locked(&path, false).is_none(), "there is none");
        let held = open_locked(&path, true).expect("made");
        #[cfg(unix)]
        assert_eq!(crate::files::mode(&held.metadata().expect("metadata")), 0o600);
        assert!(open_locked(&path, true).is_none());
        assert!(is_locked(&path));
        drop(held);
        assert!(!is_locked(&path) && !is_locked(&home.path().join("none")));
        assert!(open_locked(&path, false).is_some());
        assert!(open_locked(&home.path().join("none/file"), true).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_removed_or_replaced_is_no_more_at_its_path() {
        let home = tempfile::tempdir().expect("folder");
        let (path, other) = (home.path().join("file"), home.path().join("other"));
        let file = open_locked(&path, true).expect("made");
        assert!(is_at(&file, &path));
        fs::hard_link(&path, &other).expect("linked");
        assert!(is_at(&file, &other), "by another name");
        fs::remove_file(&path).expect("removed");
        assert!(!is_at(&file, &path));
        fs::write(&path, "").expect("written");
        assert!(!is_at(&file, &path));
        assert!(open_locked(&path, false).is_some(), "the lock is on the file that was removed");
    }

    #[cfg(unix)]
    #[test]
    fn a_locked_folder_is_waited_for() {
        let home = tempfile::tempdir().expect("folder");
        let held = lock_folder(home.path()).expect("locked");
        let (tell, told) = mpsc::channel();
        thread::scope(|scope| {
            let (tell_second, folder) = (tell.clone(), home.path());
            let second = scope.spawn(move || {
                let locked = lock_folder(folder).expect("locked");
                tell_second.send("second").expect("heard");
                drop(locked);
            });
            let held_by_another = try_lock_folder(home.path()).map_err(|error| error.kind());
            assert_eq!(held_by_another.err(), Some(io::ErrorKind::WouldBlock), "it is held");
            tell.send("first").expect("heard");
            drop(held);
            second.join().expect("ended");
        });
        assert_eq!(told.try_iter().collect::<Vec<_>>(), ["first", "second"]);
        assert!(try_lock_folder(home.path()).expect("free").is_some());
    }
}
