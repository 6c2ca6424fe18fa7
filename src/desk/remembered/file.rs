//! The file of what is remembered: `<keyring>.ledgers`, JSON, replaced as a whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    files::{Draft, Readers, folder_of, with_suffix},
    record::LedgerEnd,
};

/// What the name of the file has after that of the keyring.
const SUFFIX: &str = ".ledgers";
/// The format of the file.
const VERSION: u32 = 1;

/// All ledgers that are remembered beside one keyring.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledgers {
    paydesk_ledgers: u32,
    ledgers: Vec<Entry>,
}

/// A ledger, and where it was.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Its real path; before it, those from which it was moved.
    pub(super) paths: Vec<String>,
    /// How far its journal went.
    pub(super) end: LedgerEnd,
}

impl Ledgers {
    /// Where they are kept: beside the keyring's file itself, not beside a link to it.
    pub(super) fn file(keyring: &Path) -> PathBuf {
        with_suffix(&fs::canonicalize(keyring).unwrap_or_else(|_| keyring.to_owned()), SUFFIX)
    }

    /// Those of the file; none when it is missing.
    pub(super) fn read(file: &Path) -> io::Result<Self> {
        let none = || Self { paydesk_ledgers: VERSION, ledgers: Vec::new() };
        match fs::metadata(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(none()),
            // Reading a pipe would wait for its other end.
            Ok(metadata) if !metadata.is_file() => return Err(io::ErrorKind::InvalidData.into()),
            found => found?,
        };
        let ledgers: Self = serde_json::from_slice(&fs::read(file)?)?;
        if ledgers.paydesk_ledgers == VERSION { Ok(ledgers) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    /// As [`read`](Self::read); none, too, when the file cannot be read.
    pub(super) fn read_or_none(file: &Path) -> Self {
        Self::read(file).unwrap_or(Self { paydesk_ledgers: VERSION, ledgers: Vec::new() })
    }

    /// What is remembered of the ledger at `place`.
    pub(super) fn at(&mut self, place: &str) -> Option<&mut Entry> {
        self.ledgers.iter_mut().find(|entry| entry.paths.iter().any(|path| path == place))
    }

    /// What is remembered of the ledger that `end` is of, at all its places.
    pub(super) fn of(&mut self, end: &LedgerEnd) -> impl Iterator<Item = &mut Entry> {
        self.ledgers.iter_mut().filter(|entry| entry.end.ledger == end.ledger)
    }

    /// Remembers `end` at `place`, and nothing else there.
    pub(super) fn put(&mut self, place: &str, end: Option<LedgerEnd>) {
        for entry in &mut self.ledgers {
            entry.paths.retain(|path| path != place);
        }
        self.ledgers.retain(|entry| !entry.paths.is_empty());
        self.ledgers.extend(end.map(|end| Entry { paths: vec![place.to_owned()], end }));
    }

    /// Replaces the file.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let mut text = serde_json::to_vec(self)?;
        text.push(b'\n');
        Draft::of(&text, file, Readers::Owner)?.replace(file)
    }
}

/// The real path of the ledger at `path`, which may be missing, as text.
pub(super) fn place_of(path: &Path) -> String {
    let mut path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // A link to a file that is missing, perhaps on a disk that is not there.
    while let Ok(target) = fs::read_link(&path)
        && fs::canonicalize(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    {
        path = folder_of(&path).join(target);
    }
    // Of what is missing, the nearest folder that is there is real.
    let real = path.ancestors().find_map(|there| {
        let rest = path.strip_prefix(there).ok()?;
        fs::canonicalize(there)
            .ok()
            .map(|real| if rest.as_os_str().is_empty() { real } else { real.join(rest) })
    });
    real.unwrap_or(path).to_string_lossy().into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::record::{JournalHash, LedgerId};

    fn end(ledger: u8, seq: i64) -> LedgerEnd {
        LedgerEnd { ledger: LedgerId([ledger; 16]), seq, hash: JournalHash([7; 32]) }
    }

    #[test]
    fn what_is_written_is_read_and_private() {
        let home = tempfile::tempdir().expect("folder");
        let file = Ledgers::file(&home.path().join("keyring"));
        assert_eq!(file.file_name().and_then(|name| name.to_str()), Some("keyring.ledgers"));
        let mut ledgers = Ledgers::read(&file).expect("none yet");
        assert!(ledgers.at("/a").is_none());
        ledgers.put("/a", Some(end(1, 5)));
        ledgers.put("/가", Some(end(2, 6)));
        ledgers.write(&file).expect("written");
        assert_eq!(crate::files::mode(&fs::metadata(&file).expect("there")), 0o600);
        let mut read = Ledgers::read(&file).expect("read");
        assert_eq!(read.at("/가").map(|entry| entry.end), Some(end(2, 6)));
        read.put("/a", Some(end(3, 1)));
        assert_eq!(read.at("/a").map(|entry| entry.end), Some(end(3, 1)));
        assert_eq!((read.of(&end(1, 0)).count(), read.of(&end(3, 0)).count()), (0, 1));
        read.put("/a", None);
        assert!(read.at("/a").is_none());
    }

    #[test]
    fn a_file_that_is_none_of_ours_is_an_error_and_no_end() {
        let home = tempfile::tempdir().expect("folder");
        let file = home.path().join("keyring.ledgers");
        for text in ["", "{", "[]", r#"{"paydesk_ledgers":2,"ledgers":[]}"#, r#"{"paydesk_ledgers":1}"#] {
            fs::write(&file, text).expect("written");
            assert!(Ledgers::read(&file).is_err(), "{text}");
            assert!(Ledgers::read_or_none(&file).ledgers.is_empty());
        }
        fs::remove_file(&file).expect("removed");
        fs::create_dir(&file).expect("folder");
        assert_eq!(
            Ledgers::read(&file).map_err(|error| error.kind()).err(),
            Some(io::ErrorKind::InvalidData)
        );
    }

    #[test]
    fn a_place_is_the_real_path_also_of_what_is_missing() {
        let home = tempfile::tempdir().expect("folder");
        let real = fs::canonicalize(home.path()).expect("real");
        let shown = |name: &str| real.join(name).to_str().expect("UTF-8").to_owned();
        fs::create_dir(home.path().join("disk")).expect("folder");
        symlink("disk", home.path().join("mount")).expect("link");
        symlink("mount/ledger.db", home.path().join("ledger.db")).expect("link");
        for there in [false, true] {
            for path in ["disk/ledger.db", "mount/ledger.db", "ledger.db"] {
                assert_eq!(place_of(&home.path().join(path)), shown("disk/ledger.db"), "{path}, {there}");
            }
            fs::write(home.path().join("disk/ledger.db"), "").expect("written");
        }
        assert_eq!(place_of(&home.path().join("mount/none/ledger.db")), shown("disk/none/ledger.db"));
        symlink("circle", home.path().join("circle")).expect("link");
        assert_eq!(place_of(&home.path().join("circle")), shown("circle"));
    }
}
