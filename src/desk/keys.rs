//! The keys of a ledger over time: a new one, and everything sealed again with it.
//!
//! ```text
//!  within one BEGIN IMMEDIATE:   keyring file gets the new key ► `keys` learns it ► audit entry
//!  then, a few hundred at a time: open with the old key ► seal with the new one ► UPDATE, COMMIT
//! ```
//!
//! The file comes first: a ledger never knows a key that is nowhere. Whatever stops the work leaves a ledger in which every
//! message opens; asked for again, it goes on where it was, and makes no further key before it is done. Tills that are open
//! notice the new key with their next payment, and read the keyring again.
//!
//! What is sealed within a message (`encrypted_card`) was sent to the card company and is not changed. It names the key that
//! sealed it, so old keys stay in the ring, retired; see also [`Vault::fingerprint`].

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{Desk, DeskError, Settings, wrong_key};
use crate::{
    ledger::{AuditEvent, Entry, LedgerError, LedgerTrouble, Outdated, Writer, verify::Watch},
    vault::{Keyring, Random, SealError, SealedMessage, SystemRandom, Vault},
};

/// Messages that are sealed again in one transaction of the database: a till waits some milliseconds for it.
const BATCH: u32 = 256;

/// What came of sealing again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// The key that seals now.
    pub key_id: u32,
    /// Whether it was made now; otherwise what was interrupted went on.
    pub is_new: bool,
    /// How many messages were sealed again.
    pub resealed: u64,
    /// Whether none is left that another key sealed.
    pub is_done: bool,
}

impl Desk {
    /// Makes a new key and seals every message again with it; goes on with what was interrupted if there is such.
    ///
    /// # Errors
    /// Trouble with ledger or keyring. Every message still opens then, and asking again goes on.
    pub fn rotate_key(
        &mut self,
        random: &mut dyn Random,
        watch: &Watch,
        tell: &mut dyn FnMut(&Watch),
    ) -> Result<Rotated, DeskError> {
        let active = self.vault.active_check().key_id;
        let is_new = self.ledger.outdated(0, active, 1)?.is_empty() && self.make_key(active, random)?;
        let key_id = self.vault.active_check().key_id;
        if !is_new {
            self.record_keys(&format!("going on with key {key_id}"))?;
        }
        let (resealed, is_done) = self.reseal(key_id, watch, tell)?;
        let end = if is_done { "sealed again" } else { "stopped" };
        self.record_keys(&format!("{end}: {resealed} messages with key {key_id}"))?;
        Ok(Rotated { key_id, is_new, resealed, is_done })
    }

    /// Makes a new key after `active`. Says whether it did; not when another program just has.
    fn make_key(&mut self, active: u32, random: &mut dyn Random) -> Result<bool, DeskError> {
        let Self { ledger, vault, clock, settings } = self;
        let is_empty = ledger.is_empty()?;
        ledger.write(|writer| {
            keep_up(writer, vault, settings)?;
            if vault.active_check().key_id != active {
                return Ok(false);
            }
            vault.renew(&Keyring::rotate(&settings.keyring, random)?)?;
            let new = vault.active_check();
            writer.learn_key(new)?;
            if !is_empty {
                let detail = format!("new key {} after {active}", new.key_id);
                let (at, till, event) = (clock.now(), settings.till, AuditEvent::KeyChange);
                writer.audit(&Entry { at, till, event, transaction: None, detail: Some(&detail) }, vault)?;
            }
            Ok(true)
        })
    }

    fn reseal(
        &mut self,
        key_id: u32,
        watch: &Watch,
        tell: &mut dyn FnMut(&Watch),
    ) -> Result<(u64, bool), DeskError> {
        watch.begin(self.ledger.newest()?);
        let (mut after, mut resealed) = (0, 0);
        while !watch.stopped() {
            let outdated = self.ledger.outdated(after, key_id, BATCH)?;
            let Some(last) = outdated.last().map(|last| last.seq) else { return Ok((resealed, true)) };
            // Opened and sealed while others may write.
            let sealed = outdated.iter().map(|old| self.seal_again(old)).collect::<Result<Vec<_>, _>>()?;
            let begun = Instant::now();
            resealed += self.ledger.write(|writer| {
                let mut done = 0;
                for (old, new) in outdated.iter().zip(&sealed) {
                    done += u64::from(writer.reseal(old, new)?);
                }
                Ok::<_, DeskError>(done)
            })?;
            watch.advance(u64::try_from(last - after).unwrap_or(0));
            after = last;
            tell(watch);
            rest(begun.elapsed());
        }
        Ok((resealed, false))
    }

    fn seal_again(&mut self, old: &Outdated) -> Result<SealedMessage, DeskError> {
        let message = match self.vault.open_message(old.id, &old.sealed) {
            Err(SealError::Broken(_)) => {
                let trouble = LedgerTrouble::CorruptRow { seq: old.seq, what: "message" };
                return Err(LedgerError { path: self.ledger.path().to_owned(), trouble }.into());
            }
            other => other?,
        };
        Ok(self.vault.seal_message(old.id, &message)?)
    }

    /// Records something about the keys; in a ledger without transactions there is nothing to guard yet.
    pub(super) fn record_keys(&mut self, detail: &str) -> Result<bool, DeskError> {
        if self.ledger.is_empty()? {
            return Ok(false);
        }
        self.record(AuditEvent::KeyChange, None, Some(detail)).map(|()| true)
    }
}

/// Leaves the ledger to the tills for as long as it was held: they ask for it now and then, and must find it free.
fn rest(held: Duration) {
    thread::sleep(held.min(Duration::from_millis(50)));
}

/// Sees to it that the active key is the newest one of the ledger: reads the keyring again when it is not.
pub(super) fn keep_up(writer: &Writer<'_>, vault: &mut Vault, settings: &Settings) -> Result<(), DeskError> {
    let newest = writer.newest_key()?;
    if newest == Some(vault.active_check()) {
        return Ok(());
    }
    vault.renew(&Keyring::open(&settings.keyring, false, &mut SystemRandom)?)?;
    if newest == Some(vault.active_check()) {
        return Ok(());
    }
    Err(wrong_key(settings, vault.active_check().key_id))
}

/// The keys as they are in the keyring now.
pub(super) fn read_again(settings: &Settings) -> Result<Vault, DeskError> {
    let keyring = Keyring::open(&settings.keyring, false, &mut SystemRandom)?;
    Ok(Vault::new(&keyring, Box::new(SystemRandom))?)
}
