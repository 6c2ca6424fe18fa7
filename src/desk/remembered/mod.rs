//! What is known of a ledger outside of it: how far its journal went.
//!
//! A journal cannot show that its end was cut off, that an older copy took its place, or that the whole file is gone. So the
//! newest fact's number and hash are kept beside the keyring, with the ledger's id and its real path.
//!
//! ```text
//!   opened ──► the journal has had this end? ── yes ──► payments ──► remembered: at the start, each minute, at the end
//!                      │
//!                      └── no, or no ledger ──► Misfit: quit and put the right file back, or accept: a fact
//! ```
//!
//! What is remembered may be behind the ledger, never ahead of it: it is read from what is committed, after the file at the
//! path was found to be the open one. It never goes back: an end is only replaced by a later one of a journal that has had
//! it. Who can write the folder of the keyring can change it.
//!
//! A ledger that turns up at a path that is not known is compared with what is known of the same ledger elsewhere. If it has
//! all of that, it was moved or copied and is taken as it is; where it was moved, both paths share what is remembered, so that
//! an older copy at the former path is found, too.

mod file;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Duration, FixedOffset};

use self::file::{Ledgers, place_of};
use super::{Clock as _, Desk, DeskError, Settings, World, upkeep::Upkeep};
use crate::{
    files::{folder_of, lock_folder, try_lock_folder},
    ledger::{HasEnd, Head, Ledger, LedgerError, LedgerTrouble, verify::LedgerReader},
    record::{Fact, Finding, LedgerEnd, Table, Wrong},
};

/// Time between two writes of a program that goes on. If it is killed, and the ledger lost with it, what was recorded in that time
/// is not known outside of it.
const INTERVAL: Duration = Duration::minutes(1);

/// A ledger that is not as it is remembered. Nothing may be recorded in it until it is accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ledger {}: not as it is remembered", path.display())]
pub struct Misfit {
    /// The ledger's path.
    pub path: PathBuf,
    /// In what it differs.
    pub kind: MisfitKind,
    /// What is remembered.
    pub remembered: LedgerEnd,
    /// What is there; `None` when no ledger is, or an empty one.
    pub found: Option<LedgerEnd>,
}

/// In what a ledger differs from what is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MisfitKind {
    /// There is no file, or one without a byte.
    Gone,
    /// There is a ledger in which nothing is recorded.
    Empty,
    /// Its journal ends before.
    Older,
    /// Its journal has another fact of that number.
    Branch,
    /// It is another ledger.
    Other,
    /// At this path the same ledger had a fact that this one has not.
    Elsewhere(String),
}

impl Misfit {
    /// What a check of this ledger finds where everything in it fits.
    #[must_use]
    pub(crate) fn finding(&self) -> Finding {
        Finding::of(Table::Journal, "hash", Wrong::NotInJournal { hash: self.remembered.hash })
    }
}

/// What is remembered of one ledger.
pub(crate) struct Remembered {
    file: PathBuf,
    place: String,
    /// The end that is remembered at this place.
    known: Option<LedgerEnd>,
    misfit: Option<Misfit>,
    /// Why the file could not be read.
    trouble: Option<io::Error>,
    /// Whether a place that is not known yet becomes known.
    begins: bool,
    /// When it was last compared with the ledger.
    compared_at: Option<DateTime<FixedOffset>>,
}

/// What a ledger is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To record in it.
    Record,
    /// To read it. A copy at a path that is not known may be older than the ledger.
    Read,
    /// To accept it as it is.
    Accept,
}

impl Remembered {
    /// Reads what is remembered, and compares `ledger` with it; `None` where there is none.
    pub(super) fn compare(
        settings: &Settings,
        ledger: Option<&impl HasEnd>,
        purpose: Purpose,
    ) -> Result<Self, LedgerError> {
        let (file, place) = (Ledgers::file(&settings.keyring), place_of(&settings.ledger));
        let (mut ledgers, trouble) = match Ledgers::read(&file) {
            Ok(ledgers) => (ledgers, None),
            Err(error) => (Ledgers::read_or_none(&file), Some(error)),
        };
        let known = ledgers.at(&place).map(|entry| entry.end);
        let misfit = match (known, ledger) {
            (Some(known), None) => Some((MisfitKind::Gone, known, None)),
            (Some(known), Some(ledger)) => misfit_of(known, ledger)?,
            (None, Some(ledger)) if purpose != Purpose::Read => misfit_elsewhere(&mut ledgers, ledger)?,
            (None, _) => None,
        };
        let misfit = misfit.map(|(kind, remembered, found)| Misfit {
            path: settings.ledger.clone(),
            kind,
            remembered,
            found,
        });
        let begins = purpose != Purpose::Read;
        Ok(Self { file, place, known, misfit, trouble, begins, compared_at: None })
    }

    /// Reads what is remembered of the ledger of `settings`, and compares the two.
    ///
    /// # Errors
    /// When there is a ledger that cannot be read.
    pub(crate) fn look(settings: &Settings) -> Result<Self, LedgerError> {
        Self::look_for(Purpose::Read, settings)
    }

    /// As [`look`](Self::look), where the ledger is to be recorded in: of what [`Desk::accept`] would accept.
    ///
    /// # Errors
    /// When there is a ledger that cannot be read.
    pub(crate) fn look_to_accept(settings: &Settings) -> Result<Self, LedgerError> {
        Self::look_for(Purpose::Accept, settings)
    }

    fn look_for(purpose: Purpose, settings: &Settings) -> Result<Self, LedgerError> {
        let reader = is_there(settings).then(|| LedgerReader::open(&settings.ledger)).transpose()?;
        Self::compare(settings, reader.as_ref(), purpose)
    }

    /// Refuses a ledger that is not as it is remembered.
    pub(super) fn refuse_misfit(&self) -> Result<(), DeskError> {
        self.misfit.clone().map_or(Ok(()), |misfit| Err(DeskError::Misfit(Box::new(misfit))))
    }

    /// Refuses a ledger that is gone: there is nothing to read.
    ///
    /// # Errors
    /// [`DeskError::Misfit`].
    pub(crate) fn refuse_gone(&self) -> Result<(), DeskError> {
        let is_gone = self.misfit().is_some_and(|misfit| misfit.kind == MisfitKind::Gone);
        if is_gone { self.refuse_misfit() } else { Ok(()) }
    }

    /// The end that is remembered at the ledger's path.
    pub(crate) fn known(&self) -> Option<LedgerEnd> {
        self.known
    }

    /// In what the ledger differs; `None` where it does not.
    pub(crate) fn misfit(&self) -> Option<&Misfit> {
        self.misfit.as_ref()
    }

    /// The file, and why it cannot be read; `None` where it can.
    pub(crate) fn trouble(&self) -> Option<(&Path, &io::Error)> {
        self.trouble.as_ref().map(|trouble| (self.file.as_path(), trouble))
    }

    /// The file. It need not exist.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Remembers how far the journal of `ledger` goes, unless that is remembered already. Does not wait for another program
    /// that does the same.
    fn remember(&mut self, ledger: &Ledger) -> Result<(), DeskError> {
        let may_write = self.misfit.is_none() && (self.begins || self.known.is_some());
        if !may_write {
            return Ok(());
        }
        match ledger.check_file() {
            Ok(()) => {}
            Err(LedgerError { trouble: LedgerTrouble::Replaced, .. }) => return self.remember_lost(ledger),
            Err(error) => return Err(error.into()),
        }
        let Head { seq, hash } = ledger.head()?;
        if seq == 0 || self.known.is_some_and(|known| (known.seq, known.hash) == (seq, hash)) {
            return Ok(());
        }
        let _lock = try_lock_folder(folder_of(&self.file)).map_err(|error| self.not_written(error))?;
        let Some(end) = ledger.end()? else { return Ok(()) };
        let mut ledgers = Ledgers::read_or_none(&self.file);
        if advance(&mut ledgers, &self.place, ledger, end)? {
            ledgers.write(&self.file).map_err(|error| self.not_written(error))?;
        }
        self.known = Some(end);
        Ok(())
    }

    /// Remembers how far the journal of a ledger went that is no longer at its path: the next start then finds that what is
    /// there now has less.
    fn remember_lost(&mut self, ledger: &Ledger) -> Result<(), DeskError> {
        let Some(known) = self.known else { return Ok(()) };
        let Head { seq, hash } = ledger.newest_seen();
        let _lock = try_lock_folder(folder_of(&self.file)).map_err(|error| self.not_written(error))?;
        let mut ledgers = Ledgers::read_or_none(&self.file);
        // As this run left it: another program may have remembered more, or another ledger.
        if let Some(entry) = ledgers.at(&self.place).filter(|entry| entry.end == known && known.seq < seq) {
            entry.end = LedgerEnd { seq, hash, ..known };
            self.known = Some(entry.end);
            ledgers.write(&self.file).map_err(|error| self.not_written(error))?;
        }
        Ok(())
    }

    /// Remembers the journal of `ledger` in place of whatever is remembered at its path.
    pub(super) fn replace(&mut self, ledger: &Ledger) -> Result<(), DeskError> {
        let _lock = lock_folder(folder_of(&self.file)).map_err(|error| self.not_written(error))?;
        // Read under the lock: another program may have written a later end.
        let end = ledger.end()?;
        let mut ledgers = Ledgers::read_or_none(&self.file);
        ledgers.put(&self.place, end);
        ledgers.write(&self.file).map_err(|error| self.not_written(error))?;
        (self.known, self.misfit) = (end, None);
        Ok(())
    }

    /// Replaces the file by the same, to learn whether it can be written.
    fn try_writing(&self) -> Result<(), DeskError> {
        let written = || {
            let _lock = lock_folder(folder_of(&self.file))?;
            Ledgers::read(&self.file)?.write(&self.file)
        };
        written().map_err(|error| self.not_written(error))
    }

    fn not_written(&self, reason: io::Error) -> DeskError {
        DeskError::Remember { path: self.file.clone(), reason }
    }
}

/// When the ledger of `settings` was checked and copied.
pub(super) fn upkeep_of(settings: &Settings) -> Upkeep {
    let mut ledgers = Ledgers::read_or_none(&Ledgers::file(&settings.keyring));
    ledgers.at(&place_of(&settings.ledger)).map(|entry| entry.upkeep).unwrap_or_default()
}

/// Changes when the ledger of `settings` was checked and copied, if anything is remembered of it. What cannot be written is lost: it
/// is no reason to give a check or a copy up.
pub(super) fn change_upkeep(settings: &Settings, change: impl FnOnce(&mut Upkeep)) {
    let file = Ledgers::file(&settings.keyring);
    let Ok(_lock) = lock_folder(folder_of(&file)) else { return };
    let mut ledgers = Ledgers::read_or_none(&file);
    if let Some(entry) = ledgers.at(&place_of(&settings.ledger)) {
        change(&mut entry.upkeep);
        let _ = ledgers.write(&file);
    }
}

/// The file that is kept beside this keyring. It need not exist.
pub(super) fn file_of(keyring: &Path) -> PathBuf {
    Ledgers::file(keyring)
}

/// Whether there is a file with anything in it at the ledger's path.
fn is_there(settings: &Settings) -> bool {
    match fs::metadata(&settings.ledger) {
        Ok(metadata) => metadata.len() > 0,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// In what `ledger` differs from what is `known` of it, with both ends.
type Difference = (MisfitKind, LedgerEnd, Option<LedgerEnd>);

fn misfit_of(known: LedgerEnd, ledger: &impl HasEnd) -> Result<Option<Difference>, LedgerError> {
    if ledger.has_had(&known)? {
        return Ok(None);
    }
    let found = ledger.end()?;
    let kind = match found {
        None => MisfitKind::Empty,
        Some(found) if found.ledger != known.ledger => MisfitKind::Other,
        Some(found) if found.seq < known.seq => MisfitKind::Older,
        Some(_) => MisfitKind::Branch,
    };
    Ok(Some((kind, known, found)))
}

/// What is known of the same ledger at other paths and is not in this one; of several, the latest.
fn misfit_elsewhere(ledgers: &mut Ledgers, ledger: &impl HasEnd) -> Result<Option<Difference>, LedgerError> {
    // A damaged first fact is found by a check; here it only means that the ledger is not known.
    let Some(found) = ledger.end().ok().flatten() else { return Ok(None) };
    let mut missing = None;
    for entry in ledgers.of(&found) {
        let is_later = missing.as_ref().is_none_or(|(_, end): &(_, LedgerEnd)| end.seq < entry.end.seq);
        if is_later && !ledger.has_had(&entry.end)? {
            missing = Some((entry.paths.last().cloned().unwrap_or_default(), entry.end));
        }
    }
    Ok(missing.map(|(path, end)| (MisfitKind::Elsewhere(path), end, Some(found))))
}

/// Puts `end` where `place` is known, if it is later in the same journal. A place that is not known shares the entry of the
/// path from which the ledger was moved, or gets one of its own. Returns whether anything changed.
fn advance(ledgers: &mut Ledgers, place: &str, ledger: &Ledger, end: LedgerEnd) -> Result<bool, LedgerError> {
    if let Some(entry) = ledgers.at(place) {
        // Another program may have accepted or restored another ledger, or have written a later end.
        let is_later = entry.end.seq < end.seq && ledger.has_had(&entry.end)?;
        if is_later {
            entry.end = end;
        }
        return Ok(is_later);
    }
    for entry in ledgers.of(&end) {
        let was_moved = entry.paths.iter().all(|path| fs::symlink_metadata(path).is_err());
        if was_moved && ledger.has_had(&entry.end)? {
            entry.paths.push(place.to_owned());
            entry.end = end;
            return Ok(true);
        }
    }
    ledgers.put(place, Some(end));
    Ok(true)
}

/// Refuses a ledger that is not as it is remembered.
///
/// # Errors
/// [`DeskError::Misfit`]; when there is a ledger that cannot be read.
pub(crate) fn refuse_misfit(settings: &Settings) -> Result<(), DeskError> {
    Remembered::look(settings)?.refuse_misfit()
}

/// Refuses a ledger that is gone although one is remembered there: an empty one must not take its place unasked.
///
/// # Errors
/// [`DeskError::Misfit`].
pub(super) fn refuse_gone(settings: &Settings) -> Result<(), DeskError> {
    if is_there(settings) {
        return Ok(());
    }
    Remembered::look(settings)?.refuse_misfit()
}

impl Desk {
    /// What is remembered of this ledger.
    pub(crate) fn remembered(&self) -> &Remembered {
        &self.remembered
    }

    /// Accepts what is at the ledger's path, whatever is remembered, and records that. Begins a ledger where there is none.
    /// Returns in what it differed, too; `None` where it did not.
    ///
    /// # Errors
    /// Trouble with ledger or keyring; [`DeskError::Remember`] when it cannot be written beside the keyring: it has to be
    /// accepted again then.
    pub fn accept(settings: Settings, world: World) -> Result<(Self, Option<Misfit>), DeskError> {
        let remembered = Remembered::look_to_accept(&settings)?;
        if remembered.misfit.is_some() {
            // What cannot be remembered would be asked about again: so nothing is made or recorded then.
            remembered.try_writing()?;
        }
        let mut desk = Self::open_for(Purpose::Accept, settings, world)?;
        let Some(misfit) = desk.remembered.misfit.clone() else { return Ok((desk, None)) };
        desk.record_at(|_| Fact::Accepted { remembered: misfit.remembered, found: misfit.found })?;
        desk.remembered.replace(&desk.ledger)?;
        Ok((desk, Some(misfit)))
    }

    /// Remembers how far the journal goes, if the last look at it is a minute ago or there was none. A program that goes on
    /// calls it now and then, when it is idle.
    pub fn remember_if_due(&mut self) {
        if self.ledger.newest_seen().seq == 0 {
            return;
        }
        let now = self.world.now();
        let last = self.remembered.compared_at;
        if last.is_none_or(|last| now.signed_duration_since(last).abs() >= INTERVAL) {
            self.remembered.compared_at = Some(now);
            // What cannot be written now is written the next time. `paydesk doctor` says what is wrong with the folder.
            let _ = self.remembered.remember(&self.ledger);
        }
    }
}

impl Drop for Desk {
    /// Remembers how far the journal goes.
    fn drop(&mut self) {
        let _ = self.remembered.remember(&self.ledger);
    }
}
