//! What killed programs have left behind, and how it is known from what a living one works on.
//!
//! ```text
//!  .NAME-XXXXXX.new-held   locked for as long as the program lives, the system lets go of it when the program is killed
//!  .NAME-XXXXXX.new        the draft; with it SQLite's files: .new-wal, .new-shm, .new-journal
//! ```
//!
//! Only a draft whose `-held` file is beside it and can be locked is removed, with its files. So a stranger's file is never
//! removed: it would need the whole pattern, and an empty file of the same name with `-held` at the end, beside it. Nor is
//! one that was written within a day: on network drives, a lock may be seen on one machine alone. Process ids decide nothing:
//! they begin anew with every start of the machine, and are others in a container.
//!
//! The lock is not on the draft itself: on network drives it would keep SQLite from writing there.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;

use super::{lock::open_locked, with_suffix};

/// The end of a draft's name, after six letters and digits.
pub(super) const DRAFT: &str = ".new";
/// What follows the name of a draft in the name of the file that is locked meanwhile.
const HELD: &str = "-held";
/// The ends of the names of what SQLite keeps beside a database.
pub const BESIDE_DATABASE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// The time that a draft is not written while a program works on it: far more than any needs.
const AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// Letters and digits in a temporary name: what `tempfile` takes by default.
const RANDOM: usize = 6;
/// The start of the name of a demonstration's folder.
const DEMO: &str = "paydesk-demo-";

/// Says to other programs that a draft is being worked on. Dropping it says that it no longer is.
pub(super) struct HeldName {
    path: PathBuf,
    _lock: File,
}

impl HeldName {
    /// For the draft at `draft`, which is made after it. `None` where it cannot be had: that draft stays behind when the
    /// program is killed.
    pub(super) fn of(draft: &Path) -> Option<Self> {
        let path = with_suffix(draft, HELD);
        let lock = open_locked(&path, true);
        if lock.is_none() {
            // Where files cannot be locked, nothing could tell later that it is left.
            let _ = fs::remove_file(&path);
        }
        Some(Self { path, _lock: lock? })
    }
}

impl Drop for HeldName {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The drafts in `folder` that no living program works on.
#[must_use]
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    each(folder).map(|left| left.draft).filter(|draft| fs::symlink_metadata(draft).is_ok()).collect()
}

/// Removes those that were not written for a day. What cannot be removed stays. On network drives a lock may be seen on one
/// machine alone: a draft that another one works on is being written.
pub(super) fn remove_leftovers(folder: &Path) {
    for left in each(folder).filter(is_old) {
        for beside in BESIDE_DATABASE {
            let _ = fs::remove_file(with_suffix(&left.draft, beside));
        }
        let _ = fs::remove_file(&left.draft);
        // Last of all: until then it is locked, and what is left of the draft is known by it.
        let _ = fs::remove_file(&left.held);
    }
}

/// The file that is locked counts as well: it is there before the draft, and a moment before it is locked. Where none of them is
/// there any more, its program is at work: it could not lock that file while this one did, and makes the draft next.
fn is_old(left: &Leftover) -> bool {
    let files = BESIDE_DATABASE.iter().map(|end| with_suffix(&left.draft, end));
    let files = files.chain([left.draft.clone(), left.held.clone()]);
    let written = files.filter_map(|file| fs::symlink_metadata(file).ok()?.modified().ok()).max();
    written.is_some_and(|written| written.elapsed().is_ok_and(|age| age > AGE))
}

/// A draft that no living program works on.
struct Leftover {
    draft: PathBuf,
    held: PathBuf,
    _lock: File,
}

/// The leftovers of `folder`, each locked as long as it is looked at.
fn each(folder: &Path) -> impl Iterator<Item = Leftover> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names: Vec<OsString> = entries.map(|entry| entry.file_name()).collect();
    let folder = folder.to_owned();
    names.into_iter().filter_map(move |name| {
        let draft = folder.join(draft_of(&name)?);
        let held = folder.join(&name);
        // Neither a link, nor with anything in it: then it is not ours.
        let found = fs::symlink_metadata(&held).ok()?;
        if !found.is_file() || found.len() > 0 {
            return None;
        }
        let lock = open_locked(&held, false)?;
        Some(Leftover { draft, held, _lock: lock })
    })
}

/// The name of the draft that a name belongs to, if it is one that is locked meanwhile.
fn draft_of(name: &OsStr) -> Option<&OsStr> {
    let text = name.to_str()?;
    let draft = text.strip_suffix(HELD)?;
    let (target, random) = draft.strip_prefix('.')?.strip_suffix(DRAFT)?.rsplit_once('-')?;
    let is_ours = !target.is_empty() && is_random(random);
    is_ours.then_some(OsStr::new(draft))
}

fn is_random(text: &str) -> bool {
    text.len() == RANDOM && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The folder of a demonstration. Dropping it deletes the folder with all that is in it.
pub struct DemoFolder {
    folder: TempDir,
    /// Locked for as long as the program lives.
    _lock: Option<File>,
}

impl DemoFolder {
    /// A new one for its owner alone, among the system's temporary files. Removes those that killed programs have left
    /// there.
    ///
    /// # Errors
    /// The operating system's reason.
    pub fn new() -> io::Result<Self> {
        Self::new_in(&std::env::temp_dir())
    }

    fn new_in(place: &Path) -> io::Result<Self> {
        remove_demos(place);
        let mut builder = tempfile::Builder::new();
        builder.prefix(DEMO);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(place)?;
        let lock = lock_at_once(folder.path());
        Ok(Self { folder, _lock: lock })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Deletes it.
    ///
    /// # Errors
    /// The operating system's reason.
    pub fn close(self) -> io::Result<()> {
        self.folder.close()
    }
}

/// Locks a folder, if no other program has. Only Unix has such locks.
fn lock_at_once(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.try_lock().ok()?;
    Some(folder)
}

/// Removes the demonstrations of killed programs: folders with exactly this name that this user alone can enter, and that
/// no program has locked. Other users' cannot even be opened.
fn remove_demos(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let is_ours = name.to_str().and_then(|name| name.strip_prefix(DEMO)).is_some_and(is_random);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir() && is_mine(&found));
        // One that was made just now is not locked yet, but empty.
        let has_files = || fs::read_dir(&path).is_ok_and(|mut files| files.next().is_some());
        if is_ours && is_folder && has_files() && lock_at_once(&path).is_some() {
            let _ = fs::remove_dir_all(path);
        }
    }
}

#[cfg(unix)]
fn is_mine(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.uid() == rustix::process::geteuid().as_raw() && super::mode(metadata) == 0o700
}

#[cfg(not(unix))]
fn is_mine(_metadata: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Draft, Readers};

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).expect("folder").map(|file| file.expect("file").file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Makes a file two days old.
    fn age(file: &Path) {
        let file = File::options().append(true).open(file).expect("opened");
        file.set_modified(std::time::SystemTime::now() - 2 * AGE).expect("set");
    }

    #[test]
    fn what_a_killed_program_left_is_removed_by_the_next_draft() {
        let home = tempfile::tempdir().expect("folder");
        let at = |name: &str| home.path().join(name);
        for name in [".a-aZ09bc.new", ".a-aZ09bc.new-wal", ".a-aZ09bc.new-shm", ".a-aZ09bc.new-journal"] {
            fs::write(at(name), "half of it").expect("written");
        }
        fs::write(at(".a-aZ09bc.new-held"), "").expect("written");
        // Killed before the draft was made, or after it was put in place.
        fs::write(at(".b-c-d-123456.new-held"), "").expect("written");
        assert_eq!(leftovers(home.path()), [at(".a-aZ09bc.new")]);
        assert_eq!(names(home.path()).len(), 6, "looking changes nothing");
        drop(Draft::of(b"", &at("other"), Readers::Owner).expect("made"));
        assert_eq!(names(home.path()).len(), 6, "another machine may work on it");
        for end in ["", "-wal", "-shm", "-journal", "-held"] {
            age(&at(&format!(".a-aZ09bc.new{end}")));
        }
        age(&at(".b-c-d-123456.new-held"));
        drop(Draft::of(b"", &at("other"), Readers::Owner).expect("made"));
        assert_eq!(names(home.path()), [""; 0]);
    }

    #[test]
    fn what_lives_or_is_a_strangers_stays() {
        let home = tempfile::tempdir().expect("folder");
        let at = |name: &str| home.path().join(name);
        let living = Draft::of(b"new", &at("living"), Readers::Owner).expect("made");
        let strangers = [
            ".a-aaaaaa.new",
            ".b-bbbbbb.new",
            ".b-bbbbbb.new-held",
            ".c-ccccc.new-held",
            ".d-dddd_d.new-held",
            ".eeeeeee.new-held",
            "f-ffffff.new-held",
            ".g-gggggg.new-held.old",
            ".-hhhhhh.new-held",
        ];
        for name in strangers {
            // With something in it, also where the name fits.
            fs::write(at(name), if name.starts_with(".b") { "mine" } else { "" }).expect("written");
        }
        fs::create_dir(at(".i-iiiiii.new-held")).expect("folder");
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", at(".j-jjjjjj.new-held")).expect("link");
        let before = names(home.path());
        assert_eq!(leftovers(home.path()), [""; 0].map(PathBuf::from));
        let second = Draft::of(b"", &at("second"), Readers::Owner).expect("made");
        assert!(living.path().exists() && second.path().exists());
        drop(second);
        assert_eq!(names(home.path()), before);
        living.place(&at("living")).expect("placed");
        assert!(at("living").exists() && leftovers(home.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_draft_that_is_made_while_its_name_is_looked_at_stays() {
        let home = tempfile::tempdir().expect("folder");
        let (draft, held) = (home.path().join(".a-aaaaaa.new"), home.path().join(".a-aaaaaa.new-held"));
        // Its program has made the name, and not locked it yet.
        fs::write(&held, "").expect("written");
        let found = each(home.path()).next().expect("the name");
        assert!(HeldName::of(&draft).is_none(), "it is looked at");
        assert!(!is_old(&found) && !held.exists());
        fs::write(&draft, "").expect("written");
        assert!(!is_old(&found));
    }

    #[cfg(unix)]
    #[test]
    fn the_next_demonstration_removes_those_of_killed_programs() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().expect("folder");
        let demo = |name: &str, bits: u32| {
            let folder = place.path().join(name);
            fs::create_dir(&folder).expect("folder");
            fs::write(folder.join("ledger.db"), "").expect("written");
            fs::set_permissions(&folder, fs::Permissions::from_mode(bits)).expect("chmod");
            folder
        };
        let killed = demo("paydesk-demo-abcDEF", 0o700);
        let others = [
            demo("paydesk-demo-abcde", 0o700),
            demo("paydesk-demo-abcDE.", 0o700),
            demo("paydesk-demo-abcdeg", 0o755),
            demo("my-paydesk-demo-abcdef", 0o700),
        ];
        let living = DemoFolder::new_in(place.path()).expect("made");
        fs::write(living.path().join("ledger.db"), "").expect("written");
        let next = DemoFolder::new_in(place.path()).expect("made");
        assert!(!killed.exists() && living.path().exists() && next.path().exists());
        assert!(others.iter().all(|folder| folder.exists()));
        let path = living.path().to_owned();
        living.close().expect("closed");
        assert!(!path.exists());
    }
}
