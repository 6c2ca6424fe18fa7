//! Memos: what a shop remembers of a payment or cancel. One that comes with it is recorded together with it; any later one is a
//! fact of its own, and the last one counts.

use chrono::{DateTime, Duration, Utc};

use super::{
    Asked, Desk, DeskError, journal, keys,
    recording::Recording,
    rights::{allow, identify},
};
use crate::{
    payment::{CardNumber, Field, FieldError, Memo, Problem},
    record::{Fact, Recorded, Transaction},
    staff::Action,
};

impl Desk {
    /// Gives a transaction a memo, or another one; with `None` it has none any more. What was there before is kept in the journal.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::HoldsCard`] when the memo has the transaction's own card number; trouble with ledger
    /// or keys; [`DeskError::Misfit`] while the ledger is not as it is remembered.
    pub fn record_memo(&mut self, transaction: &Transaction, memo: Option<Memo>) -> Result<(), DeskError> {
        if memo.is_some() {
            check_card(memo.as_ref(), &self.find(transaction.id)?.message.card)?;
        }
        self.remembered.refuse_misfit()?;
        let fact = Fact::Memo { transaction: transaction.seq, text: memo };
        let Self { ledger, vault, world, settings, approval, .. } = self;
        ledger.write(|writer| {
            keys::use_newest_key(writer, vault, world, settings)?;
            let operator = identify(writer, vault, settings)?;
            let mut stamp = journal::stamp_now(world, settings);
            allow(writer, vault, operator.as_ref(), approval, &mut stamp, &Asked::of(Action::Slip))?;
            journal::note_clock_step(writer, vault, &stamp, None)?;
            // In the same millisecond it would be taken for one that came with the transaction.
            let is_same = |newest: DateTime<Utc>| newest.timestamp_millis() == stamp.at.timestamp_millis();
            if writer.newest_at().is_some_and(is_same) {
                stamp.at += Duration::milliseconds(1);
            }
            Ok(writer.record_fact(vault, &stamp, &fact)?)
        })
    }
}

impl Recording<'_> {
    /// Records the memo that comes with a transaction, right behind it.
    pub(super) fn add_memo(
        &mut self,
        mut recorded: Recorded,
        memo: Option<&Memo>,
    ) -> Result<Recorded, DeskError> {
        if let Some(memo) = memo {
            let fact = Fact::Memo { transaction: recorded.transaction.seq, text: Some(memo.clone()) };
            self.writer.record_fact(self.vault, &self.stamp, &fact)?;
            recorded.transaction.memo = Some(memo.clone());
        }
        Ok(recorded)
    }
}

/// Refuses a memo that has the card number of its transaction in it. That of another card is none from the beginning.
pub(super) fn check_card(memo: Option<&Memo>, card: &CardNumber) -> Result<(), FieldError> {
    match memo {
        Some(memo) if memo.holds(card) => Err(FieldError::new(Field::Memo, Problem::HoldsCard)),
        _ => Ok(()),
    }
}
