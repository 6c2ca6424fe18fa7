//! Blanking: the CVC of what the card company has accepted is not kept any longer, where the shop wants that.
//!
//! It stands twice in a message, in its slot and inside of the sealed card. Both are made anew, a few messages at a time, each time with
//! a fact that names them: whatever stops the work, the next call goes on with what is left.

use std::time::Instant;

use super::{
    Desk, DeskError, KeepCvc,
    journal::stamp_now,
    keys::{leave_to_tills, use_newest_key},
};
use crate::{
    ledger::{LedgerError, LedgerTrouble, Writer, rows::SealedRow},
    payment::Message,
    record::{Column, Fact, Progress, Spot, Table},
    vault::{SealError, SealedMessage, Vault},
};

/// Messages that are blanked in one transaction of the database: a till waits some milliseconds for it.
const AT_ONCE: u32 = 128;

impl Desk {
    /// Blanks the CVC of all that the card company has accepted, unless the shop keeps it. Returns how many messages that were, and
    /// whether it came to the end: not when it was stopped.
    ///
    /// # Errors
    /// Trouble with ledger or keys; asking again goes on.
    pub fn blank_accepted(&mut self, progress: &Progress) -> Result<(u64, bool), DeskError> {
        let (mut after, mut blanked) = (0, 0);
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
                let transactions = writer.still_not_blanked(&accepted)?;
                if transactions.is_empty() {
                    return Ok(0);
                }
                let count = transactions.len() as u64;
                writer.record_fact(
                    vault,
                    &stamp,
                    &Fact::CvcBlanked { transactions: transactions.clone() },
                )?;
                transactions.iter().try_for_each(|seq| blank(writer, vault, *seq))?;
                Ok::<_, DeskError>(count)
            })?;
            leave_to_tills(begun.elapsed());
        }
        Ok((blanked, true))
    }
}

/// Seals a message without its CVC, unless it has none.
fn blank(writer: &Writer<'_>, vault: &mut Vault, seq: i64) -> Result<(), DeskError> {
    let broken = || {
        let trouble = LedgerTrouble::Corrupt(Spot::row(Table::Sealed, seq).column(Column::Message));
        DeskError::from(LedgerError { path: writer.path().to_owned(), trouble })
    };
    let old = writer.sealed_of(seq)?.ok_or_else(broken)?;
    let sealed = SealedMessage { key_id: old.sealed.key_id, bytes: old.sealed.message.clone() };
    let bytes = match vault.open_message(old.id, &sealed) {
        Err(SealError::Broken(_)) => return Err(broken()),
        other => other?,
    };
    let message = Message::decode_kept(bytes.expose()).or(Err(broken()))?;
    if message.cvc.is_none() {
        return Ok(());
    }
    let Message { kind, id, ref card, expiry, .. } = message;
    let sealed_card = vault.seal_card(kind, id, card, expiry, None)?;
    let fingerprint = vault.fingerprint(card);
    let kept = Message { cvc: None, sealed_card, ..message.clone() }.encode()?;
    let SealedMessage { key_id, bytes } = vault.seal_message(id, &kept)?;
    if writer.reseal(&old, &SealedRow { seq, key_id, message: bytes, fingerprint })? {
        Ok(())
    } else {
        Err(broken())
    }
}
