//! Blanking: the CVC of what the card company has accepted is not kept any longer, where the shop wants that.
//!
//! It stands twice in a message, in its slot and inside of the sealed card. Both are made anew, a few messages at a time, each time with
//! a fact that names them: whatever stops the work, the next call goes on with what is left.

use std::time::Instant;

use super::{
    Desk, DeskError, KeepCvc,
    find::{broken_message, open_sealed},
    journal::stamp_now,
    keys::{leave_to_tills, use_newest_key},
};
use crate::{
    ledger::{Outdated, Writer, rows::SealedRow},
    payment::Message,
    record::{Fact, Progress},
    vault::{SealedMessage, Vault},
};

/// Messages that are blanked in one transaction of the database: a till waits some milliseconds for it.
const AT_ONCE: u32 = 128;

impl Desk {
    /// Blanks the CVC of all that the card company has accepted, unless the shop keeps it. Returns how many messages that were, and
    /// whether it came to the end: not when it was stopped. A message that is damaged keeps no other one back.
    ///
    /// # Errors
    /// The first trouble with ledger or keys; asking again goes on.
    pub fn blank_accepted(&mut self, progress: &Progress) -> Result<(u64, bool), DeskError> {
        let (mut after, mut blanked, mut damaged) = (0, 0, None);
        while self.settings.keep_cvc != KeepCvc::Always {
            if progress.stopped() {
                return Ok((blanked, false));
            }
            let accepted = self.ledger.accepted_not_blanked(after, AT_ONCE)?;
            let Some(last) = accepted.last() else { break };
            after = *last;
            let begun = Instant::now();
            let Self { ledger, vault, world, settings, .. } = self;
            blanked += ledger.write(|writer| {
                use_newest_key(writer, vault, world, settings)?;
                let stamp = stamp_now(world, settings);
                let (mut messages, mut without) = (Vec::new(), Vec::new());
                for seq in writer.still_not_blanked(&accepted)? {
                    match open(writer, vault, seq) {
                        Ok((old, message)) if message.cvc.is_some() => messages.push((seq, old, message)),
                        Ok(_) => without.push(seq),
                        Err(error) => drop(damaged.get_or_insert(error)),
                    }
                }
                if messages.is_empty() && without.is_empty() {
                    return Ok(0);
                }
                let transactions = messages.iter().map(|(seq, ..)| *seq).collect();
                writer.record_fact(vault, &stamp, &Fact::CvcBlanked { transactions, without })?;
                messages
                    .iter()
                    .try_for_each(|(seq, old, message)| blank(writer, vault, *seq, old, message))?;
                Ok::<_, DeskError>(messages.len() as u64)
            })?;
            leave_to_tills(begun.elapsed());
        }
        damaged.map_or(Ok((blanked, true)), Err)
    }
}

/// What is sealed, and the message in it.
fn open(writer: &Writer<'_>, vault: &Vault, seq: i64) -> Result<(Outdated, Message), DeskError> {
    let old = writer.sealed_of(seq)?.ok_or_else(|| broken_message(seq, writer.path()))?;
    let sealed = SealedMessage { key_id: old.sealed.key_id, bytes: old.sealed.message.clone() };
    let (message, _) = open_sealed(vault, (seq, old.id), &sealed, writer.path())?;
    Ok((old, message))
}

/// Seals a message without its CVC.
fn blank(
    writer: &Writer<'_>,
    vault: &mut Vault,
    seq: i64,
    old: &Outdated,
    message: &Message,
) -> Result<(), DeskError> {
    let Message { kind, id, ref card, expiry, .. } = *message;
    let sealed_card = vault.seal_card(kind, id, card, expiry, None)?;
    let fingerprint = vault.fingerprint(card);
    let kept = Message { cvc: None, sealed_card, ..message.clone() }.encode()?;
    let SealedMessage { key_id, bytes } = vault.seal_message(id, &kept)?;
    if writer.reseal(old, &SealedRow { seq, key_id, message: bytes, fingerprint })? {
        Ok(())
    } else {
        Err(broken_message(seq, writer.path()))
    }
}
