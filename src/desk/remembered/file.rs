//! The file of what is remembered: `<keyring>.ledgers`, JSON, replaced as a whole.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    desk::upkeep::Upkeep,
    files::{Draft, Readers, open_to_read, read_at_most, real_path, with_suffix},
    record::LedgerEnd,
};

/// What the name of the file has after that of the keyring.
const SUFFIX: &str = ".ledgers";
/// The format of the file.
const VERSION: u32 = 1;
/// Ledgers that are remembered; of more, those that were put here first are forgotten.
const MOST: usize = 1_000;
/// Bytes of a file that is read: more than those of as many ledgers.
const MAX_FILE: u64 = 8 << 20;

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
    /// When it was checked and copied.
    #[serde(default, skip_serializing_if = "Upkeep::is_nothing")]
    pub(super) upkeep: Upkeep,
}

impl Ledgers {
    /// Where they are kept: beside the keyring's file itself, not beside a link to it.
    pub(super) fn file(keyring: &Path) -> PathBuf {
        with_suffix(&real_path(keyring), SUFFIX)
    }

    /// Those of the file; none when it is missing.
    pub(super) fn read(file: &Path) -> io::Result<Self> {
        let none = || Self { paydesk_ledgers: VERSION, ledgers: Vec::new() };
        let opened = match open_to_read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(none()),
            opened => opened?,
        };
        let ledgers: Self = serde_json::from_slice(&read_at_most(&opened, MAX_FILE)?)?;
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
        self.ledgers.extend(end.map(|end| Entry {
            paths: vec![place.to_owned()],
            end,
            upkeep: Upkeep::default(),
        }));
        let too_many = self.ledgers.len().saturating_sub(MOST);
        self.ledgers.drain(..too_many);
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
    real_path(path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        #[cfg(unix)]
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
        assert!(Ledgers::read(&file).is_err());
    }
}
