//! A note of the transaction that is on its way to the ledger, for the next start of the till after a power cut or a crash.
//!
//! ```text
//!   note written and synced ► payment or cancel ► outcome on the screen ► note blanked
//!                         └──────── whatever ends the program here ────────┘
//!                                              ▼
//!              the next start asks the ledger by the request id, and says what it has
//! ```
//!
//! Before its commit the ledger knows nothing of a transaction, so the note is a small private file beside it: request
//! id, kind, amount and time, and nothing of a card. It belongs to one till. Of several programs with the same till
//! number, each has a file of its own and locks it for as long as it runs, with a note or without: a locked file is that of
//! a running program, an unlocked note was left behind. So each program sees whether another has its till number.
//!
//! All notes have the same length and overwrite each other: one sync that allocates nothing, which adds about half of what the
//! payment itself takes (`cargo bench --bench payment -- median`). It cannot share the sync of the commit. That the next start can
//! say *not recorded*, after a power cut, takes a note that is on disk when the commit is not. In the log, too, it would need a
//! sync of its own. Blanking is not synced. A payment that cannot be noted is still carried out: the ledger is in
//! the same folder and reports what is wrong there.

use std::{
    fs::{self, File},
    io::{self, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::{
    files::{folder_of, is_locked, open_locked, open_to_read, read_at_most, sync_folder_of},
    payment::{CancelAmount, RequestId, Till, TransactionId, Won},
};

/// Bytes of a note, padded with blanks. One sector, so that never half of it is written.
const NOTE_LEN: usize = 512;
/// Most programs with the same till number on the same ledger that can have notes at once.
const MOST_NOTES: u32 = 16;
/// What the name of a note has after that of the ledger, before and after the numbers of till and file.
const BEFORE_TILL: &str = "-till";
const END: &str = ".in-flight";
/// The format of a note.
const VERSION: u32 = 1;

/// A payment or cancel on its way to the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The name of the request in the ledger.
    pub request_id: RequestId,
    /// What was asked for.
    pub what: Intent,
    /// When the cashier confirmed it.
    pub at: DateTime<FixedOffset>,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// A payment of this amount.
    Payment(Won),
    /// A cancel of this much of this payment.
    Cancel(CancelAmount, TransactionId),
}

/// A note that an earlier program left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftNote {
    /// The number of its file.
    pub file: u32,
    /// What it says.
    pub note: Note,
}

/// A note as written in its file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredNote {
    paydesk_in_flight: u32,
    request_id: String,
    amount: Option<u64>,
    /// Of a cancel, its payment.
    cancels: Option<String>,
    at: String,
}

impl Note {
    /// `None` if Paydesk did not write it, or not to its end: then nothing was carried out.
    fn parse(text: &str) -> Option<Self> {
        let line: StoredNote = serde_json::from_str(text.trim_end()).ok()?;
        let amount = match line.amount {
            Some(amount) => Some(Won::new(amount)?),
            None => None,
        };
        let what = match line.cancels {
            Some(id) => {
                let amount = amount.map_or(CancelAmount::Rest, CancelAmount::Part);
                Intent::Cancel(amount, TransactionId::parse(&id).ok()?)
            }
            None => Intent::Payment(amount?),
        };
        let request_id = RequestId::parse(&line.request_id).ok()?;
        let at = DateTime::parse_from_rfc3339(&line.at).ok()?;
        (line.paydesk_in_flight == VERSION).then_some(Self { request_id, what, at })
    }

    fn text(&self) -> io::Result<String> {
        let (amount, cancels) = match self.what {
            Intent::Payment(amount) => (Some(amount), None),
            Intent::Cancel(CancelAmount::Part(amount), id) => (Some(amount), Some(id.to_string())),
            Intent::Cancel(CancelAmount::Rest, id) => (None, Some(id.to_string())),
        };
        let line = StoredNote {
            paydesk_in_flight: VERSION,
            request_id: self.request_id.as_str().to_owned(),
            amount: amount.map(Won::get),
            cancels,
            at: self.at.to_rfc3339(),
        };
        serde_json::to_string(&line).map_err(io::Error::other)
    }
}

/// The notes of one till. [`clear`](Self::clear) blanks the own note, [`discard`](Self::discard) one that an earlier
/// program left. An own file without a note is removed on drop.
pub struct Notes {
    ledger: PathBuf,
    till: Till,
    own: Option<OwnNote>,
    left: Vec<(u32, PathBuf, File)>,
}

/// The file of this program.
struct OwnNote {
    number: u32,
    path: PathBuf,
    file: File,
    /// Its name is on the disk.
    is_synced: bool,
}

impl Notes {
    /// The notes of `till` beside `ledger`, and what earlier programs left there, the oldest first.
    #[must_use]
    pub fn open(ledger: &Path, till: Till) -> (Self, Vec<LeftNote>) {
        let mut notes = Self { ledger: ledger.to_owned(), till, own: None, left: Vec::new() };
        let mut left_notes = Vec::new();
        // Twice: another program that looks whether a file is locked has it for a moment.
        for number in (1..=MOST_NOTES).chain(1..=MOST_NOTES) {
            let path = notes.path(number);
            let Some(mut file) = open_locked(&path, false) else { continue };
            match read(&mut file) {
                Some(note) => {
                    left_notes.push(LeftNote { file: number, note });
                    notes.left.push((number, path, file));
                }
                // Its program was killed between two transactions.
                None => remove(&path, &file),
            }
        }
        left_notes.sort_by_key(|left| left.note.at);
        notes.take_own();
        (notes, left_notes)
    }

    /// Whether another program has the same till number on the same ledger now.
    #[must_use]
    pub fn is_till_shared(&self) -> bool {
        let is_known = |number: u32| {
            self.own.as_ref().is_some_and(|own| own.number == number)
                || self.left.iter().any(|(left, ..)| *left == number)
        };
        // A file without its lock is that of a program that was killed: the next start reads it.
        (1..=MOST_NOTES).any(|number| !is_known(number) && is_locked(&self.path(number)))
    }

    /// Writes down what is about to be carried out, and syncs it.
    pub fn write(&mut self, note: &Note) {
        // A payment that cannot be noted is still carried out.
        let _ = self.write_down(note);
    }

    fn write_down(&mut self, note: &Note) -> io::Result<()> {
        self.put(&note.text()?)?;
        self.own.as_ref().map_or(Ok(()), |own| own.file.sync_data())
    }

    /// Blanks the note: its outcome was seen. Not synced: a note that comes back after a power cut is reported once
    /// more, and is still true.
    pub fn clear(&mut self) {
        if self.own.is_some() {
            let _ = self.put("");
        }
    }

    /// Blanks and removes the note that was left behind in this file: it was read.
    pub fn discard(&mut self, file: u32) {
        if let Some(at) = self.left.iter().position(|(number, ..)| *number == file) {
            let (_, path, mut file) = self.left.swap_remove(at);
            let _ = put(&mut file, "");
            remove(&path, &file);
        }
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        if self.own.is_none() {
            self.take_own();
        }
        let own = self.own.as_mut().ok_or(io::ErrorKind::WouldBlock)?;
        put(&mut own.file, text)?;
        if !own.is_synced {
            // Not at the start: the first screen would wait for the disk.
            own.file.sync_all()?;
            sync_folder_of(&own.path)?;
            own.is_synced = true;
        }
        Ok(())
    }

    /// Takes the first free file. Where there is none, nothing can be noted.
    fn take_own(&mut self) {
        self.own = (1..=MOST_NOTES).find_map(|number| {
            let path = self.path(number);
            let mut file = open_locked(&path, true)?;
            // A note of another program is left to the next start.
            read(&mut file).is_none().then_some(OwnNote { number, path, file, is_synced: false })
        });
    }

    fn path(&self, number: u32) -> PathBuf {
        let mut name = self.ledger.file_name().unwrap_or_default().to_owned();
        name.push(format!("{BEFORE_TILL}{}-{number}{END}", self.till));
        self.ledger.with_file_name(name)
    }
}

/// Whether this is what the name of a note has after that of its ledger.
pub(super) fn is_note(rest: &str) -> bool {
    till_of(rest).is_some()
}

/// The number of the till whose note has this after the name of its ledger; `None` if it is no note.
fn till_of(rest: &str) -> Option<&str> {
    let numbers = rest.strip_prefix(BEFORE_TILL).and_then(|rest| rest.strip_suffix(END))?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (till, file) = numbers.split_once('-')?;
    (is_number(till) && is_number(file)).then_some(till)
}

/// The lowest of the tills other than `own` of which a program has left a note beside `ledger`: it ended while a transaction was on
/// its way, and no start of that till has said yet what became of it. A note whose program runs is not one.
#[must_use]
pub fn left_by_another(ledger: &Path, own: Till) -> Option<Till> {
    let name = ledger.file_name().unwrap_or_default().as_encoded_bytes();
    let files = fs::read_dir(folder_of(ledger)).into_iter().flatten().flatten();
    let left = files.filter_map(|file| {
        let rest = file.file_name();
        let rest = rest.as_encoded_bytes().strip_prefix(name)?;
        let till = till_of(std::str::from_utf8(rest).ok()?)?.parse().ok().and_then(Till::new)?;
        (till != own && is_left(&file.path())).then_some(till)
    });
    left.min()
}

/// Whether there is a note in this file, and no program has it locked.
fn is_left(path: &Path) -> bool {
    let read = || open_to_read(path).ok().and_then(|mut file| read(&mut file));
    // Before and after: a till that starts now has its file before it has its lock.
    !is_locked(path) && read().is_some() && !is_locked(path)
}

impl Drop for Notes {
    fn drop(&mut self) {
        if let Some(own) = &mut self.own
            && read(&mut own.file).is_none()
        {
            remove(&own.path, &own.file);
        }
    }
}

fn read(file: &mut File) -> Option<Note> {
    file.rewind().ok()?;
    let bytes = read_at_most(file, NOTE_LEN as u64).ok()?;
    Note::parse(std::str::from_utf8(&bytes).ok()?)
}

fn put(file: &mut File, text: &str) -> io::Result<()> {
    let mut bytes = text.as_bytes().to_vec();
    if bytes.len() > NOTE_LEN {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    bytes.resize(NOTE_LEN, b' ');
    file.rewind()?;
    file.write_all(&bytes)
}

/// Removes a file that this program has locked: the lock is held until the file is gone.
fn remove(path: &Path, _held: &File) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(number: u64) -> Note {
        let at = DateTime::parse_from_rfc3339("2026-11-21T14:32:07.123+09:00").expect("time");
        let request_id = RequestId::parse(&format!("till-{number}")).expect("an id");
        Note { request_id, what: Intent::Payment(Won::new(number).expect("won")), at }
    }

    fn files(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).expect("folder").map(|file| file.expect("file").file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// What a program with this till number finds, without keeping it.
    fn found(ledger: &Path, till: Till) -> Vec<Note> {
        Notes::open(ledger, till).1.into_iter().map(|left| left.note).collect()
    }

    #[test]
    fn what_was_noted_is_found_until_it_is_cleared() {
        let home = tempfile::tempdir().expect("folder");
        let ledger = home.path().join("ledger.db");
        let (mut notes, left) = Notes::open(&ledger, Till::FIRST);
        assert_eq!((left, files(home.path())), (vec![], vec!["ledger.db-till01-1.in-flight".to_owned()]));
        let cancel = Note {
            what: Intent::Cancel(
                CancelAmount::Rest,
                TransactionId::parse("26112114320712301007").expect("an id"),
            ),
            ..note(7)
        };
        for note in [note(1), cancel, note(1_000_000_000)] {
            notes.write(&note);
            assert_eq!(found(&ledger, Till::FIRST), [], "it is held");
            drop(notes);
            assert_eq!(found(&ledger, Till::new(2).expect("till")), []);
            assert_eq!(found(&ledger, Till::FIRST), [note]);
            let (next, left) = Notes::open(&ledger, Till::FIRST);
            notes = next;
            notes.discard(left[0].file);
        }
        notes.write(&note(3));
        let [own] = &files(home.path())[..] else { panic!("one file") };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(home.path().join(own)).expect("metadata").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        notes.clear();
        assert_eq!(&files(home.path())[..], std::slice::from_ref(own));
        drop(notes);
        assert_eq!(files(home.path()), [""; 0], "nothing is left where nothing happened");
    }

    #[test]
    fn two_programs_with_the_same_till_number_know_of_each_other() {
        let home = tempfile::tempdir().expect("folder");
        let ledger = home.path().join("ledger.db");
        let open = |till: u64| Notes::open(&ledger, Till::new(till).expect("till")).0;
        let mut first = open(1);
        let (other_till, other_ledger) = (open(2), Notes::open(&home.path().join("other.db"), Till::FIRST).0);
        assert!(![&first, &other_till, &other_ledger].into_iter().any(Notes::is_till_shared));
        let second = open(1);
        assert!(first.is_till_shared() && second.is_till_shared());
        first.write(&note(1));
        assert!(second.is_till_shared() && !other_till.is_till_shared());
        drop(second);
        assert!(!first.is_till_shared());
        // What a killed program left is no program, with a note or without.
        let mut second = open(1);
        second.write(&note(2));
        assert!(first.is_till_shared());
        drop(second);
        fs::write(first.path(3), "").expect("written");
        assert!(!first.is_till_shared());
        assert_eq!(found(&ledger, Till::FIRST), [note(2)]);
        fs::remove_file(first.path(2)).expect("removed");
        drop(first);
        let (next, left) = Notes::open(&ledger, Till::FIRST);
        assert!(left.len() == 1 && !next.is_till_shared());
    }

    #[test]
    fn a_note_that_another_till_left_is_found_and_one_of_a_program_that_runs_is_not() {
        let home = tempfile::tempdir().expect("folder");
        let ledger = home.path().join("ledger.db");
        let till = |number| Till::new(number).expect("till");
        let left = |own| left_by_another(&ledger, till(own)).map(Till::number);
        assert_eq!(
            (left_by_another(&home.path().join("none/ledger.db"), Till::FIRST), left(1)),
            (None, None)
        );
        let open = |number| Notes::open(&ledger, till(number)).0;
        let (mut second, mut third) = (open(2), open(3));
        assert_eq!(left(1), None, "blank");
        second.write(&note(2));
        third.write(&note(3));
        assert_eq!(left(1), None, "their programs run");
        drop(third);
        assert_eq!((left(1), left(2), left(3)), (Some(3), Some(3), None));
        drop(second);
        assert_eq!((left(1), left(2), left(3)), (Some(2), Some(3), Some(2)));
        // Of another ledger, of no till, and half of one.
        for (name, text) in [
            ("other.db-till04-1.in-flight", note(4).text().expect("a note")),
            ("ledger.db-till00-1.in-flight", note(5).text().expect("a note")),
            ("ledger.db-till4-x.in-flight", note(6).text().expect("a note")),
            ("ledger.db-till05-1.in-flight", "{\"paydesk_in_flight\":1".to_owned()),
        ] {
            fs::write(home.path().join(name), text).expect("written");
        }
        let (mut next, found) = Notes::open(&ledger, till(2));
        next.discard(found[0].file);
        assert_eq!((left(1), left(3)), (Some(3), None), "it was said what became of it");
        fs::remove_file(home.path().join("ledger.db-till03-1.in-flight")).expect("removed");
        assert_eq!(left(1), None);
    }

    #[test]
    fn two_programs_with_the_same_till_number_do_not_meet() {
        let home = tempfile::tempdir().expect("folder");
        let ledger = home.path().join("ledger.db");
        let open = || Notes::open(&ledger, Till::FIRST);
        let ((mut first, _), (mut second, _)) = (open(), open());
        first.write(&note(1));
        second.write(&note(2));
        assert_eq!(open().1, [], "both are at work");
        drop(first);
        let (mut third, left) = open();
        assert_eq!(left, [LeftNote { file: 1, note: note(1) }]);
        drop(second);
        // What the third shows is not found again; what the second left is.
        let (fourth, left) = open();
        assert_eq!(left, [LeftNote { file: 2, note: note(2) }]);
        // Meanwhile the third notes what it does itself.
        third.write(&note(3));
        third.discard(1);
        third.discard(1);
        drop((third, fourth));
        assert_eq!(found(&ledger, Till::FIRST), [note(2), note(3)]);
    }

    #[test]
    fn what_is_no_note_is_removed_and_nothing_is_said_of_it() {
        let home = tempfile::tempdir().expect("folder");
        let ledger = home.path().join("ledger.db");
        let path = Notes::open(&ledger, Till::FIRST).0.path(1);
        let whole = note(1).text().expect("text");
        assert_eq!(Note::parse(&whole), Some(note(1)));
        let half = whole.get(..whole.len() / 2).expect("half").to_owned();
        for text in ["", "{}", "\0\0\0", &half, &whole.replace(":1,", ":2,"), &whole.replace("till-1", "")] {
            fs::write(&path, text).expect("written");
            assert_eq!(found(&ledger, Till::FIRST), [], "{text}");
            assert_eq!(files(home.path()), [""; 0]);
        }
    }

    #[test]
    fn the_name_of_a_note_is_known() {
        let ledger = Path::new("shop/ledger.db");
        let path = Notes::open(ledger, Till::FIRST).0.path(16);
        let rest = path.to_str().and_then(|path| path.strip_prefix("shop/ledger.db")).expect("a name");
        assert!(is_note(rest));
        for other in
            ["", "-wal", "-till01-.in-flight", "-till-1.in-flight", "-tillx-1.in-flight", "-till01-1"]
        {
            assert!(!is_note(other), "{other}");
        }
    }

    #[test]
    fn where_nothing_can_be_noted_nothing_fails() {
        let home = tempfile::tempdir().expect("folder");
        let ledger = home.path().join("no/such/folder/ledger.db");
        let (mut notes, left) = Notes::open(&ledger, Till::FIRST);
        notes.write(&note(1));
        notes.clear();
        assert!(left.is_empty() && notes.own.is_none());
    }
}
