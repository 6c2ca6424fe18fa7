//! What payment and cancel have in common: each is recorded once, and whole or not at all. Those that come together share one
//! transaction of the database, and its sync.

use chrono::NaiveDateTime;

use super::{
    Asked, ClockNews, ClockWatch, Desk, DeskError, Settings, World,
    find::open_message,
    journal, keys,
    rights::{Approval, Approved, allow, identify},
};
use crate::{
    ledger::{LedgerError, LedgerTrouble, NewTransaction, Stamp, Writer},
    payment::{
        Field, FieldError, LastId, Message, Problem, Remaining, RequestId, TransactionId,
        message::MessageBytes,
    },
    record::{Column, Fact, Fingerprint, KeepCvc, Recorded, Spot, Table, Transaction},
    staff::Operator,
    vault::Vault,
};

/// Payments and cancels that are recorded together, in one transaction of the database; see [`Desk::together`].
pub struct Group<'a> {
    writer: &'a Writer<'a>,
    vault: &'a mut Vault,
    world: &'a World,
    settings: &'a Settings,
    clock: &'a mut ClockWatch,
    operator: Option<Operator>,
    approval: &'a mut Option<Approval>,
}

impl Desk {
    /// Records what `work` asks for in one transaction of the database, with one sync. Each request is taken or refused by
    /// itself. What `work` got is on disk when this returns `Ok`: give no answer before.
    ///
    /// # Errors
    /// Those of `work`; trouble with ledger or keys. Nothing of the group is recorded then, with the exceptions that
    /// [`DeskError`] names.
    pub fn together<T>(
        &mut self,
        work: impl FnOnce(&mut Group<'_>) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        let Self { ledger, vault, world, settings, clock, approval, .. } = self;
        clock.clear_news();
        let before = *clock;
        let done = ledger.write(|writer| {
            // The keys of a ledger without transactions may have been replaced since it was opened, and there may be a new
            // one. Under the lock it stays the newest.
            keys::use_newest_key(writer, vault, world, settings)?;
            let operator = identify(writer, vault, settings)?;
            work(&mut Group { writer, vault, world, settings, clock, operator, approval })
        });
        if done.is_err() {
            *clock = before;
        }
        done
    }
}

impl Group<'_> {
    /// Records one payment or cancel, or nothing of it. The outer error says that the whole group is lost.
    pub(super) fn record(
        &mut self,
        work: impl FnOnce(&mut Recording<'_>) -> Result<Recorded, DeskError>,
    ) -> Result<Result<Recorded, DeskError>, DeskError> {
        let Self { writer, vault, world, settings, clock, operator, approval } = self;
        let before = **clock;
        let done = writer.part(|| {
            // The time is read under the write lock, so that it grows with the rows.
            let stamp = journal::stamp_now(world, settings);
            let operator = operator.as_ref();
            let (news, left_behind, approved) = (None, None, None);
            work(&mut Recording {
                writer,
                vault,
                settings,
                stamp,
                operator,
                clock,
                news,
                left_behind,
                approval,
                approved,
            })
        })?;
        if done.is_err() {
            **clock = before;
        }
        Ok(done)
    }
}

/// One payment or cancel in progress.
pub(super) struct Recording<'a> {
    pub(super) writer: &'a Writer<'a>,
    pub(super) vault: &'a mut Vault,
    pub(super) settings: &'a Settings,
    pub(super) stamp: Stamp,
    /// Who takes it; `None` in a shop that has no people.
    pub(super) operator: Option<&'a Operator>,
    clock: &'a mut ClockWatch,
    news: Option<ClockNews>,
    /// The time of the till's newest id, where the clock is too far behind it.
    left_behind: Option<NaiveDateTime>,
    approval: &'a mut Option<Approval>,
    /// What was approved for it.
    approved: Option<Approved>,
}

impl Recording<'_> {
    /// Refuses a clock that is doubted, where that is to be asked about; otherwise it is news.
    ///
    /// # Errors
    /// [`DeskError::Clock`].
    pub(super) fn check_clock(&mut self) -> Result<(), DeskError> {
        match self.clock.question(self.stamp.at) {
            Some((doubt, true)) => Err(DeskError::Clock(doubt)),
            doubt => {
                self.news = doubt.map(|(doubt, _)| ClockNews::Doubted(doubt));
                Ok(())
            }
        }
    }

    /// Looks whether the operator may do this; it is recorded with the approver then, if there is one.
    ///
    /// # Errors
    /// [`DeskError::NotAllowed`].
    pub(super) fn allow(&mut self, asked: &Asked) -> Result<(), DeskError> {
        let Self { writer, vault, operator, approval, stamp, .. } = self;
        self.approved = allow(writer, vault, *operator, approval, stamp, asked)?;
        Ok(())
    }

    /// The result of the earlier request with this name, if `is_same` finds that it was the same. It is recorded: the message
    /// of the result has number and CVC, as a revealed one does.
    pub(super) fn first_result(
        &mut self,
        request: Option<&RequestId>,
        is_same: impl FnOnce(&Recorded, &Message) -> bool,
    ) -> Result<Option<Recorded>, DeskError> {
        let Some(request) = request else { return Ok(None) };
        let Some(first) = self.writer.find_request(request)? else { return Ok(None) };
        let earlier = first.id;
        let (recorded, message) = self.past_result(first)?;
        if is_same(&recorded, &message) {
            journal::note_clock_step(self.writer, self.vault, &self.stamp, None)?;
            let fact = Fact::Repeated { transaction: recorded.transaction.seq };
            self.writer.record_fact(self.vault, &self.stamp, &fact)?;
            return Ok(Some(recorded));
        }
        Err(FieldError::new(Field::RequestId, Problem::RequestIdReused { earlier }).into())
    }

    /// The next id of this till. Skips ids that the ledger already has: imported ones, those of batches, or those of the same time before the
    /// clock was set back.
    pub(super) fn next_id(&mut self) -> Result<TransactionId, DeskError> {
        let (now, till) = (self.stamp.at.naive_local(), self.settings.till);
        let last = self.writer.last_id_of(till)?;
        if let Some(before) = last.filter(|last| last.is_left_behind(now)).and_then(LastId::time) {
            self.left_behind = Some(before);
            self.news = Some(ClockNews::SetBack { now, before });
        }
        let mut id = TransactionId::next(now, till, last);
        while self.writer.has(id)? || self.writer.has_batch_id(id)? {
            id = id.following(now, till);
        }
        Ok(id)
    }

    /// What the ledger keeps of `message`, if that differs from the message as it is sent.
    fn message_to_keep(&mut self, message: &Message) -> Result<Option<MessageBytes>, DeskError> {
        if self.settings.keep_cvc != KeepCvc::Never || message.cvc.is_none() {
            return Ok(None);
        }
        let Message { kind, id, ref card, expiry, .. } = *message;
        let sealed_card = self.vault.seal_card(kind, id, card, expiry, None)?;
        Ok(Some(Message { cvc: None, sealed_card, ..message.clone() }.encode()?))
    }

    /// Seals and records `message`; `left` remains of the payment after it. A CVC that is not to be kept is in the result
    /// only: it never reaches the disk, not even sealed.
    pub(super) fn write(
        &mut self,
        message: &Message,
        fingerprint: Fingerprint,
        payment: Option<i64>,
        left: Remaining,
        request_id: Option<&RequestId>,
    ) -> Result<Recorded, DeskError> {
        let bytes = message.encode()?;
        let kept = self.message_to_keep(message)?;
        let kept = kept.as_ref().unwrap_or(&bytes);
        let sealed = self.vault.seal_message(message.id, kept)?;
        journal::note_clock_step(self.writer, self.vault, &self.stamp, self.left_behind)?;
        let new =
            NewTransaction { message, bytes: kept, sealed, fingerprint, payment, request_id, imported: None };
        let transaction = self.writer.record_transaction(self.vault, &self.stamp, new, left)?;
        if let Some(approved) = self.approved.take() {
            approved.record(self.writer, self.vault, &self.stamp, Some(transaction.seq))?;
        }
        self.clock.took(self.stamp.at, self.news);
        Ok(Recorded { remaining: left, transaction, message: bytes })
    }

    /// What remains of a payment by its cancels. The balance that is kept must be the same.
    pub(super) fn remaining(&self, payment: &Transaction) -> Result<Remaining, DeskError> {
        let left = self.remaining_after(payment, i64::MAX)?;
        if left != payment.remaining {
            return Err(self.corrupt(Table::Balances, payment.seq, Column::Amount).into());
        }
        Ok(left)
    }

    /// What remained of a payment after fact `seq`.
    fn remaining_after(&self, payment: &Transaction, seq: i64) -> Result<Remaining, DeskError> {
        let (amount, vat) = self.writer.cancelled_until(payment.seq, seq)?;
        let left = payment.amount.checked_sub(amount).zip(payment.vat.checked_sub(vat));
        let left = left.and_then(|(amount, vat)| Remaining::new(amount, vat));
        Ok(left.ok_or_else(|| self.corrupt(Table::Transactions, payment.seq, Column::Amount))?)
    }

    /// An earlier result and its message. What remained is what remained then, and the memo that of then.
    fn past_result(&self, mut transaction: Transaction) -> Result<(Recorded, Message), DeskError> {
        let payment = self.writer.find(transaction.payment_id())?;
        let payment =
            payment.ok_or_else(|| self.corrupt(Table::Transactions, transaction.seq, Column::Payment))?;
        let remaining = self.remaining_after(&payment, transaction.seq)?;
        let sealed = self.writer.message_of(&transaction)?;
        let (message, bytes) = open_message(self.vault, &transaction, &sealed, self.writer.path())?;
        transaction.memo = self.writer.first_memo_of(transaction.seq)?;
        transaction.by = self.writer.signers_of(transaction.seq)?;
        Ok((Recorded { remaining, message: bytes, transaction }, message))
    }

    pub(super) fn corrupt(&self, table: Table, row: i64, column: Column) -> LedgerError {
        let trouble = LedgerTrouble::Corrupt(Spot::row(table, row).column(column));
        LedgerError { path: self.writer.path().to_owned(), trouble }
    }
}
