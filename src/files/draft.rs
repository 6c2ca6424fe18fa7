//! A new file that appears at its target whole or not at all.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile, TempPath};

use super::{
    folder::{folder_of, sync_folder_of},
    leftover::{DRAFT, HeldName, remove_leftovers},
    mode::{Readers, create_new},
    owner::{Owner, give_like},
};

/// A temporary file in the folder of its target. Dropping it removes the file, unless it was put in place.
pub struct Draft {
    path: TempPath,
    /// What it is a copy of.
    original: Option<PathBuf>,
    // Dropped after the file: until then the name is held, and no other program removes the file as a leftover.
    _held: Option<HeldName>,
}

impl Draft {
    /// An empty file for its owner alone, in the folder of `target`. It is not kept open: closing any handle of a file
    /// drops every lock that the process has on it, SQLite's too.
    ///
    /// # Errors
    /// The operating system's reason; [`io::ErrorKind::InvalidInput`] when `target` has no name.
    pub fn beside(target: &Path) -> io::Result<Self> {
        let (file, held) = new_beside(target, Readers::Owner)?;
        Ok(Self { path: file.into_temp_path(), original: None, _held: held })
    }

    /// A file with `bytes` in it, for `readers`, in the folder of `target`.
    ///
    /// # Errors
    /// The operating system's reason; [`io::ErrorKind::InvalidInput`] when `target` has no name.
    pub fn of(bytes: &[u8], target: &Path, readers: Readers) -> io::Result<Self> {
        let (mut file, held) = new_beside(target, readers)?;
        file.as_file_mut().write_all(bytes)?;
        Ok(Self { path: file.into_temp_path(), original: None, _held: held })
    }

    /// The same, to be placed as a copy of what is at `original`, of which it takes the owner. Any other draft takes the
    /// owner of the file that it replaces, or of its folder.
    #[must_use]
    pub fn copy_of(self, original: &Path) -> Self {
        Self { original: Some(original.to_owned()), ..self }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts it at `target`, and syncs file and folder. Replaces a file that is there; a link is replaced itself, not what it
    /// points to.
    ///
    /// # Errors
    /// The operating system's reason.
    pub fn replace(self, target: &Path) -> io::Result<()> {
        self.finish(target)?;
        self.path.persist(target)?;
        sync_folder_of(target)
    }

    /// Puts it at `target`, and syncs file and folder. Never replaces a file, not even one that appears there at the
    /// same moment.
    ///
    /// # Errors
    /// The operating system's reason; [`io::ErrorKind::AlreadyExists`] when something is there.
    pub fn place(self, target: &Path) -> io::Result<()> {
        self.finish(target)?;
        self.path.persist_noclobber(target)?;
        sync_folder_of(target)
    }

    /// As [`place`](Self::place), but also on file systems that support only a plain rename, as on some USB sticks and
    /// cards. There, a file that appears at `target` at the same moment is lost.
    ///
    /// # Errors
    /// As for [`place`](Self::place).
    pub fn place_on_any(self, target: &Path) -> io::Result<()> {
        self.finish(target)?;
        if let Err(refused) = self.path.persist_noclobber(target) {
            if refused.error.kind() == io::ErrorKind::AlreadyExists || fs::exists(target).unwrap_or(true) {
                return Err(refused.error);
            }
            refused.path.persist(target)?;
        }
        sync_folder_of(target)
    }

    /// Gives it to its owner, and syncs it.
    fn finish(&self, target: &Path) -> io::Result<()> {
        let file = File::open(&self.path)?;
        match (&self.original, Owner::at(target)) {
            (Some(original), _) => give_like(&file, original),
            // Its user must not be locked out of it: rather it stays as it was.
            (None, Some(owner)) => owner.take(&file)?,
            (None, None) => give_like(&file, folder_of(target)),
        }
        file.sync_all()
    }
}

/// Gives the file at `from` the name `target`, both in the same folder. Never replaces a file. Where the file system supports
/// it, the file has one name at any moment.
///
/// # Errors
/// The operating system's reason; [`io::ErrorKind::AlreadyExists`] when something is there. The file keeps its name then.
pub fn move_to_new(from: &Path, target: &Path) -> io::Result<()> {
    TempPath::try_from_path(from)?.persist_noclobber(target).map_err(|refused| {
        // Dropped, it would be removed.
        drop(refused.path.keep());
        refused.error
    })
}

fn new_beside(target: &Path, readers: Readers) -> io::Result<(NamedTempFile, Option<HeldName>)> {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().ok_or(io::ErrorKind::InvalidInput)?);
    prefix.push("-");
    let folder = folder_of(target);
    remove_leftovers(folder);
    let mut held = None;
    // Opened here, not by `tempfile`, which would add the path to the system's reason.
    let file = Builder::new().prefix(&prefix).suffix(DRAFT).make_in(folder, |path| {
        held = HeldName::of(path);
        create_new(path, readers)
    })?;
    Ok((file, held))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in a folder, sorted.
    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).expect("folder").map(|file| file.expect("file").file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).expect("text")
    }

    #[test]
    fn a_draft_that_is_dropped_leaves_nothing_and_changes_nothing() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("file");
        fs::write(&target, "old").expect("written");
        let draft = Draft::of(b"new", &target, Readers::Owner).expect("made");
        let found = names(home.path());
        let [name, held, "file"] = &found.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
            panic!("{found:?}")
        };
        let random = name.strip_prefix(".file-").and_then(|name| name.strip_suffix(".new"));
        assert_eq!((random.map(str::len), *held), (Some(6), format!("{name}-held").as_str()));
        assert_eq!((text(draft.path()), text(&target)), ("new".to_owned(), "old".to_owned()));
        drop(draft);
        assert_eq!((names(home.path()), text(&target)), (vec!["file".to_owned()], "old".to_owned()));
    }

    #[test]
    fn a_draft_replaces_all_of_a_file() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("file");
        for new in ["", "new", "newer and longer", "short"] {
            let draft = Draft::of(new.as_bytes(), &target, Readers::Owner).expect("made");
            draft.replace(&target).expect("replaced");
            assert_eq!((text(&target), names(home.path())), (new.to_owned(), vec!["file".to_owned()]));
        }
        fs::create_dir(home.path().join("folder")).expect("folder");
        let folder = home.path().join("folder");
        let draft = Draft::beside(&folder).expect("made");
        assert!(draft.replace(&folder).is_err(), "a folder is not replaced");
        assert_eq!(names(home.path()), ["file", "folder"]);
    }

    #[test]
    fn what_is_there_stays_where_a_draft_is_only_placed() {
        type PlaceFn = fn(Draft, &Path) -> io::Result<()>;
        for place in [Draft::place as PlaceFn, Draft::place_on_any] {
            let home = tempfile::tempdir().expect("folder");
            let target = home.path().join("file");
            let draft = |text: &str| Draft::of(text.as_bytes(), &target, Readers::Owner).expect("made");
            place(draft("first"), &target).expect("placed");
            assert_eq!(text(&target), "first");
            let again = place(draft("second"), &target).map_err(|error| error.kind());
            assert_eq!(again, Err(io::ErrorKind::AlreadyExists));
            assert_eq!((text(&target), names(home.path())), ("first".to_owned(), vec!["file".to_owned()]));
            let nowhere = place(draft("third"), &home.path().join("none/file")).map_err(|error| error.kind());
            assert_eq!(nowhere, Err(io::ErrorKind::NotFound));
            assert_eq!(names(home.path()), ["file"]);
        }
    }

    #[test]
    fn a_file_is_moved_to_a_new_name_and_never_over_another() {
        let home = tempfile::tempdir().expect("folder");
        let (from, target) = (home.path().join("from"), home.path().join("file"));
        fs::write(&from, "first").expect("written");
        move_to_new(&from, &target).expect("moved");
        assert_eq!((text(&target), names(home.path())), ("first".to_owned(), vec!["file".to_owned()]));
        fs::write(&from, "second").expect("written");
        let again = move_to_new(&from, &target).map_err(|error| error.kind());
        assert_eq!(again, Err(io::ErrorKind::AlreadyExists));
        assert_eq!((text(&target), text(&from)), ("first".to_owned(), "second".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_never_followed() {
        let home = tempfile::tempdir().expect("folder");
        let (target, real) = (home.path().join("link"), home.path().join("real"));
        let link = |to: &str| std::os::unix::fs::symlink(to, &target).expect("link");
        let draft = || Draft::of(b"new", &target, Readers::Owner).expect("made");
        fs::write(&real, "real").expect("written");
        link("real");
        assert_eq!(draft().place(&target).map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
        draft().replace(&target).expect("replaced");
        assert!(!target.is_symlink());
        assert_eq!((text(&target), text(&real)), ("new".to_owned(), "real".to_owned()));
        fs::remove_file(&target).expect("removed");
        link("nowhere");
        assert_eq!(draft().place(&target).map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_is_that_of_the_draft() {
        let home = tempfile::tempdir().expect("folder");
        let target = home.path().join("file");
        let bits = || crate::files::mode(&fs::metadata(&target).expect("metadata"));
        fs::write(&target, "old").expect("written");
        let usual = bits();
        Draft::of(b"", &target, Readers::Owner).and_then(|draft| draft.replace(&target)).expect("replaced");
        assert_eq!(bits(), 0o600);
        Draft::of(b"", &target, Readers::Everybody)
            .and_then(|draft| draft.replace(&target))
            .expect("replaced");
        assert_eq!(bits(), usual);
    }

    #[test]
    fn the_reason_is_the_systems_own() {
        let home = tempfile::tempdir().expect("folder");
        let made = Draft::beside(&home.path().join("none/file")).err().expect("refused");
        assert_eq!((made.kind(), made.get_ref().is_none()), (io::ErrorKind::NotFound, true));
        let nameless = Draft::beside(Path::new("/")).err().expect("refused");
        assert_eq!(nameless.kind(), io::ErrorKind::InvalidInput);
    }
}
