//! The keys of a ledger over time: a new one, and everything sealed again with it; a passphrase; copies of the keyring.
//!
//! ```text
//!  the keyring is locked, then
//!  within one BEGIN IMMEDIATE:   keyring file gets the new key ► `keys` learns it ► fact
//!  then, a few hundred at a time: open with the old key ► seal with the new one ► UPDATE, COMMIT
//! ```
//!
//! The file comes first: the ledger never knows a key that no file has. If the work is stopped, every message still
//! opens; the next call goes on where it was, and makes no further key before it is done. Open tills notice the new key
//! with their next payment, and read the keyring again.
//!
//! The card sealed within a message (`encrypted_card`) was sent to the card company and is not changed. It names its
//! key, so old keys stay in the ring, retired; see also [`Vault::fingerprint`].

use std::{
    fs, io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::{
    Asked, Desk, DeskError, MisfitKind, Settings, Verifier, World, backup::shown, journal::stamp_now,
    remembered::refuse_gone, target::Target, wrong_key,
};
use crate::{
    files::{create_private_folder, folder_of, lock_folder, real_path},
    ledger::{
        Kept, LedgerError, LedgerTrouble, Outdated, Writer, digest_of, name_of,
        rows::{ImportedRow, SealedRow},
        verify::LedgerReader,
    },
    payment::Message,
    record::{Column, Fact, KeyChange, OriginalRow, Progress, Spot, Table, Wrong},
    staff::Action,
    vault::{Keyring, KeyringError, KeyringTrouble, SealError, SealedMessage, Vault},
};

/// Messages that are sealed again in one transaction of the database: a till waits some milliseconds for it.
const AT_ONCE: u32 = 256;

/// The result of sealing again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// The key that seals now.
    pub key_id: u32,
    /// Whether it is new; if not, interrupted work went on.
    pub is_new: bool,
    /// How many messages were sealed again.
    pub resealed: u64,
    /// Whether no message is left that another key sealed.
    pub is_done: bool,
}

impl Desk {
    /// Makes a new key and seals every message again with it; or goes on with interrupted work.
    ///
    /// # Errors
    /// Trouble with ledger or keyring. Every message still opens then, and asking again goes on.
    pub fn rotate_key(&mut self, progress: &Progress) -> Result<Rotated, DeskError> {
        self.require(&Asked::of(Action::Keys))?;
        let Self { ledger, vault, world, settings, .. } = self;
        ledger.write(|writer| use_newest_key(writer, vault, world, settings))?;
        let active = self.vault.active_check().key_id;
        let is_rest = !self.ledger.outdated(0, active, 1)?.is_empty()
            || !self.ledger.outdated_imported(0, active, 1)?.is_empty();
        let is_new = !is_rest && self.make_key(active)?;
        let key_id = self.vault.active_check().key_id;
        if !is_new {
            self.record_keys(KeyChange::Resumed { key: key_id })?;
        }
        let (resealed, is_done) = self.reseal(key_id, progress)?;
        let is_done = is_done && self.reseal_imported(key_id, progress)?;
        self.record_keys(KeyChange::Resealed { key: key_id, messages: resealed, done: is_done })?;
        Ok(Rotated { key_id, is_new, resealed, is_done })
    }

    /// Makes a new key after `active`. Returns whether it did: not when another program just has.
    fn make_key(&mut self, active: u32) -> Result<bool, DeskError> {
        let Self { ledger, vault, world, settings, .. } = self;
        // Before the ledger: payments must not wait for a program that holds the keyring's folder.
        let keyring = Keyring::lock(&settings.keyring)?;
        ledger.write(|writer| {
            use_newest_key(writer, vault, world, settings)?;
            if vault.active_check().key_id != active {
                return Ok(false);
            }
            vault.renew(&keyring.rotate(world)?)?;
            let new = vault.active_check();
            writer.learn_key(new)?;
            if !writer.is_empty() {
                // The first fact under a new key says so, whatever it is.
                let stamp = stamp_now(world, settings);
                super::journal::note_clock_step(writer, vault, &stamp, None)?;
                writer.begin_key(vault, &stamp)?;
            }
            Ok(true)
        })
    }

    fn reseal(&mut self, key_id: u32, progress: &Progress) -> Result<(u64, bool), DeskError> {
        progress.begin(self.ledger.newest()?);
        let (mut after, mut resealed) = (0, 0);
        while !progress.stopped() {
            let outdated = self.ledger.outdated(after, key_id, AT_ONCE)?;
            let Some(last) = outdated.last().map(|last| last.sealed.seq) else { return Ok((resealed, true)) };
            // Opened and sealed outside of the write transaction: others may write meanwhile.
            let sealed = outdated.iter().map(|old| self.seal_again(old)).collect::<Result<Vec<_>, _>>()?;
            let begun = Instant::now();
            resealed += self.ledger.write(|writer| {
                let mut done = 0;
                for (old, new) in outdated.iter().zip(&sealed) {
                    done += u64::from(writer.reseal(old, new)?);
                }
                Ok::<_, DeskError>(done)
            })?;
            progress.advance(u64::try_from(last - after).unwrap_or(0));
            after = last;
            leave_to_tills(begun.elapsed());
        }
        Ok((resealed, false))
    }

    /// The same for the rows of other systems. They are no messages, and not counted as such.
    fn reseal_imported(&mut self, key_id: u32, progress: &Progress) -> Result<bool, DeskError> {
        let mut after = 0;
        while !progress.stopped() {
            let outdated = self.ledger.outdated_imported(after, key_id, AT_ONCE)?;
            let Some(last) = outdated.last().map(|last| last.row.seq) else { return Ok(true) };
            let sealed =
                outdated.iter().map(|old| self.seal_original_again(old)).collect::<Result<Vec<_>, _>>()?;
            let begun = Instant::now();
            self.ledger.write(|writer| {
                let mut pairs = outdated.iter().zip(&sealed);
                pairs.try_for_each(|(old, new)| writer.reseal_imported(&old.row, new).map(|_| ()))
            })?;
            after = last;
            leave_to_tills(begun.elapsed());
        }
        Ok(false)
    }

    fn seal_original_again(&mut self, old: &Kept) -> Result<ImportedRow, DeskError> {
        let seq = old.row.seq;
        let broken = || corrupt(self.ledger.path(), Table::Imported, seq, Column::Original);
        let bytes = match self.vault.open_original(old.hash, old.row.key_id, &old.row.original) {
            Err(SealError::Broken(_)) => return Err(broken()),
            other => other?,
        };
        let row = OriginalRow::from_bytes(&bytes).ok_or_else(broken)?;
        let SealedMessage { key_id, bytes: original } = self.vault.seal_original(old.hash, &bytes)?;
        let name = old.row.name.map(|_| name_of(&self.vault, key_id, &row)).transpose()?;
        let digest = digest_of(&self.vault, key_id, &bytes)?;
        Ok(ImportedRow { seq, key_id, original, digest, name })
    }

    fn seal_again(&mut self, old: &Outdated) -> Result<SealedRow, DeskError> {
        let SealedRow { seq, key_id, ref message, .. } = old.sealed;
        let broken = || corrupt(self.ledger.path(), Table::Sealed, seq, Column::Message);
        let bytes = match self.vault.open_message(old.id, &SealedMessage { key_id, bytes: message.clone() }) {
            Err(SealError::Broken(_)) => return Err(broken()),
            other => other?,
        };
        let card = Message::decode_kept(bytes.expose()).or(Err(broken()))?.card;
        let fingerprint = self.vault.fingerprint(&card);
        let SealedMessage { key_id, bytes } = self.vault.seal_message(old.id, &bytes)?;
        Ok(SealedRow { seq, key_id, message: bytes, fingerprint })
    }

    /// Records how the keys were changed, unless nothing is recorded yet. Returns whether it did.
    pub(super) fn record_keys(&mut self, change: KeyChange) -> Result<bool, DeskError> {
        self.record_if_begun(&Fact::KeyChange(change))
    }
}

/// Sets or replaces the passphrase of the keyring; `None` removes it. Returns whether it was recorded.
///
/// # Errors
/// Trouble with ledger or keyring.
pub fn protect(settings: &Settings, passphrase: Option<&str>, world: &World) -> Result<bool, DeskError> {
    Keyring::open(&settings.keyring, false, &mut world.clone())?;
    // Trouble with the ledger has to show before anything is changed.
    let desk = allowed(desk_in_use(settings, world)?)?;
    Keyring::lock(&settings.keyring)?.protect(passphrase, &mut world.clone())?;
    let is_set = passphrase.is_some();
    let change = if is_set { KeyChange::PassphraseSet } else { KeyChange::PassphraseRemoved };
    desk.map_or(Ok(false), |mut desk| desk.record_keys(change))
}

/// True if the keyring needs a passphrase that this program was not given yet. Other trouble shows when it is opened.
#[must_use]
pub fn is_locked(keyring: &Path) -> bool {
    Keyring::is_locked(keyring)
}

/// Unlocks a keyring for the rest of this program. Slow on purpose.
///
/// # Errors
/// [`KeyringTrouble::Passphrase`] when it is another passphrase; otherwise what is wrong with the file.
pub fn unlock(keyring: &Path, passphrase: &str) -> Result<(), KeyringError> {
    Keyring::unlock(keyring, passphrase)
}

/// True if a passphrase protects the keyring's file as it is now.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn asks_for_passphrase(keyring: &Path) -> Result<bool, KeyringError> {
    Keyring::asks_for_passphrase(keyring)
}

/// Checks a passphrase against the keyring's file as it is now; where none protects it, any fits.
///
/// # Errors
/// As [`unlock`].
pub(crate) fn check_passphrase(keyring: &Path, passphrase: &str) -> Result<(), KeyringError> {
    if !asks_for_passphrase(keyring)? {
        return Ok(());
    }
    match unlock(keyring, passphrase) {
        // It was removed just now.
        Err(KeyringError { trouble: KeyringTrouble::Unprotected, .. }) => Ok(()),
        other => other,
    }
}

impl Desk {
    /// As [`check_passphrase`]. The file has to be the keyring in use, which may have got newer keys: the passphrase of
    /// another one proves nothing.
    ///
    /// # Errors
    /// As [`unlock`]; [`KeyringTrouble::Wrong`] when it is another keyring.
    pub(crate) fn check_passphrase(&self, passphrase: &str) -> Result<(), DeskError> {
        check_passphrase(&self.settings.keyring, passphrase)?;
        let there = reread_keys(&self.settings, &self.world)?.key_checks();
        match self.vault.key_checks().iter().find(|key| !there.contains(key)) {
            Some(key) => Err(wrong_key(&self.settings, key.key_id)),
            None => Ok(()),
        }
    }
}

/// A copy of the keyring that is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyringCopy {
    /// Whether a passphrase protects it.
    pub is_protected: bool,
    /// Whether it was recorded in the journal.
    pub recorded: bool,
}

/// Copies the keyring to `to`. Replaces only a keyring.
///
/// # Errors
/// Trouble with ledger or keyring; there is no copy then.
pub fn back_up(settings: &Settings, to: Target<'_>, world: &World) -> Result<KeyringCopy, DeskError> {
    Keyring::open(&settings.keyring, false, &mut world.clone())?;
    to.refuse_in_use(settings)?;
    if !to.replace && to.is_taken() {
        return Err(exists(to.path));
    }
    to.refuse_other_than_keyring()?;
    // Before it is there: there must be no copy without a record.
    let copied = KeyChange::Copied { file: shown(to.path) };
    let recorded = match record_if_in_use(settings, world, copied, true) {
        // Then a copy of the keyring is needed all the more.
        Err(DeskError::Misfit(misfit)) if misfit.kind == MisfitKind::Gone => false,
        recorded => recorded?,
    };
    let copied = Keyring::copy(&settings.keyring, to.path, to.replace, Some(&settings.keyring))?;
    Ok(KeyringCopy { is_protected: copied.is_protected(), recorded })
}

/// Puts a copy of the keyring in its place, if it is the one of this ledger.
///
/// # Errors
/// Trouble with ledger or keyring; the keyring's place is as it was then.
pub fn restore(
    settings: &Settings,
    from: &Path,
    replace: bool,
    world: &World,
) -> Result<KeyringCopy, DeskError> {
    let target = &settings.keyring;
    let to = Target { path: target, replace, config: None };
    // Before all else: it is what was named.
    if let Err(reason) = fs::metadata(from) {
        return Err(KeyringError { path: from.to_owned(), trouble: KeyringTrouble::Read(reason) }.into());
    }
    if !replace && to.is_taken() {
        return Err(exists(target));
    }
    let lock = lock_folder(folder_of(&real_path(target)))
        .or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(error) })
        .map_err(|reason| KeyringError { path: target.clone(), trouble: KeyringTrouble::Write(reason) })?;
    to.refuse_other_than_damaged_keyring()?;
    let candidate = Settings { keyring: from.to_owned(), ..settings.clone() };
    let reader = LedgerReader::open(&settings.ledger)?;
    let verifier = Verifier::open(candidate.clone(), world.clone())?;
    if let Some(finding) = verifier.fits(&reader)? {
        // A key that the copy does not have: it is older than that.
        if finding.wrong == Wrong::Unknown
            && let Some(key_id) = finding.spot.row.and_then(|row| u32::try_from(row).ok())
        {
            return Err(wrong_key(&candidate, key_id));
        }
        let trouble = LedgerTrouble::Corrupt(finding.spot);
        return Err(LedgerError { path: settings.ledger.clone(), trouble }.into());
    }
    for (seq, id, sealed) in reader.ends()? {
        match verifier.vault.open_message(id, &sealed) {
            Ok(_) => {}
            Err(SealError::UnknownKey(key_id)) => return Err(wrong_key(&candidate, key_id)),
            Err(_) => return Err(corrupt(&settings.ledger, Table::Sealed, seq, Column::Message)),
        }
    }
    create_private_folder(folder_of(target))
        .map_err(|reason| KeyringError { path: target.clone(), trouble: KeyringTrouble::Create(reason) })?;
    let copied = Keyring::copy(from, target, replace, None)?;
    drop(lock);
    // Without the keyring nobody could sign in before.
    let restored = KeyChange::Restored { file: shown(from) };
    let recorded = match record_if_in_use(settings, world, restored, false) {
        // Without its keyring a ledger cannot be accepted: so this comes first.
        Err(DeskError::Misfit(_)) => false,
        recorded => recorded?,
    };
    Ok(KeyringCopy { is_protected: copied.is_protected(), recorded })
}

/// Refuses who may not do work on the keys.
fn allowed(mut desk: Option<Desk>) -> Result<Option<Desk>, DeskError> {
    desk.as_mut().map_or(Ok(()), |desk| desk.require(&Asked::of(Action::Keys)))?;
    Ok(desk)
}

/// Records work on the keys in the ledger, if there is one with transactions. Returns whether it did. With `needs_right`, only for who
/// may do it.
fn record_if_in_use(
    settings: &Settings,
    world: &World,
    change: KeyChange,
    needs_right: bool,
) -> Result<bool, DeskError> {
    let desk = desk_in_use(settings, world)?;
    let desk = if needs_right { allowed(desk)? } else { desk };
    desk.map_or(Ok(false), |mut desk| desk.record_keys(change))
}

/// The ledger and its keys, if there is a ledger.
fn desk_in_use(settings: &Settings, world: &World) -> Result<Option<Desk>, DeskError> {
    if !settings.ledger.exists() {
        return refuse_gone(settings).map(|()| None);
    }
    Desk::open_existing(settings.clone(), world.clone()).map(Some)
}

fn exists(path: &Path) -> DeskError {
    KeyringError { path: path.to_owned(), trouble: KeyringTrouble::Exists }.into()
}

fn corrupt(ledger: &Path, table: Table, row: i64, column: Column) -> DeskError {
    let trouble = LedgerTrouble::Corrupt(Spot::row(table, row).column(column));
    LedgerError { path: ledger.to_owned(), trouble }.into()
}

/// Leaves the ledger to the tills for as long as it was held: a waiting till retries now and then, and has to find it
/// free.
#[expect(clippy::disallowed_methods, reason = "the pause itself is what the tills need")]
pub(super) fn leave_to_tills(held: Duration) {
    thread::sleep(held.min(Duration::from_millis(50)));
}

/// Makes the newest key of the ledger the active one: reads the keyring again if it is not.
pub(super) fn use_newest_key(
    writer: &Writer<'_>,
    vault: &mut Vault,
    world: &World,
    settings: &Settings,
) -> Result<(), DeskError> {
    let newest = writer.newest_key()?;
    if newest == Some(vault.active_check()) {
        return Ok(());
    }
    vault.renew(&Keyring::open(&settings.keyring, false, &mut world.clone())?)?;
    if newest == Some(vault.active_check()) {
        return Ok(());
    }
    Err(wrong_key(settings, vault.active_check().key_id))
}

/// The keys as they are in the keyring now.
pub(super) fn reread_keys(settings: &Settings, world: &World) -> Result<Vault, DeskError> {
    let keyring = Keyring::open(&settings.keyring, false, &mut world.clone())?;
    Ok(Vault::new(&keyring, Box::new(world.clone()))?)
}
