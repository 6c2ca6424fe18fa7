//! What payment and cancel have in common: each is recorded once, in one transaction of the database.

use chrono::{DateTime, FixedOffset};

use super::{Clock as _, DeskError, Settings, World, audit, find::open_message, keys};
use crate::{
    ledger::{LedgerError, LedgerTrouble, NewTransaction, Writer},
    payment::{
        Field, FieldError, Message, Problem, Remaining, RequestId, TransactionId, message::MessageBytes,
    },
    record::{Fingerprint, Recorded, Transaction},
    vault::Vault,
};

/// One payment or cancel in progress, within one transaction of the database.
pub(super) struct Recording<'a> {
    pub(super) writer: &'a Writer<'a>,
    pub(super) vault: &'a mut Vault,
    pub(super) settings: &'a Settings,
    pub(super) now: DateTime<FixedOffset>,
}

impl<'a> Recording<'a> {
    /// Reads the time under the write lock, so that it grows with the rows. Checks the keys again: those of a ledger
    /// without transactions may have been replaced since it was opened, and there may be a new one.
    pub(super) fn begin(
        writer: &'a Writer<'a>,
        vault: &'a mut Vault,
        world: &World,
        settings: &'a Settings,
    ) -> Result<Self, DeskError> {
        keys::use_newest_key(writer, vault, world, settings)?;
        Ok(Self { writer, vault, settings, now: world.now() })
    }

    /// The result of the earlier request with this name, if `is_same` finds that it was the same.
    pub(super) fn first_result(
        &self,
        request: Option<&RequestId>,
        is_same: impl FnOnce(&Recorded, &Message) -> bool,
    ) -> Result<Option<Recorded>, DeskError> {
        let Some(request) = request else { return Ok(None) };
        let Some(first) = self.writer.find_request(request)? else { return Ok(None) };
        let earlier = first.id;
        let (recorded, message) = self.past_result(first)?;
        if is_same(&recorded, &message) {
            return Ok(Some(recorded));
        }
        Err(FieldError::new(Field::RequestId, Problem::RequestIdReused { earlier }).into())
    }

    /// The next id of this till. Skips ids that the ledger already has, for example imported ones.
    pub(super) fn next_id(&self) -> Result<TransactionId, DeskError> {
        let (now, till) = (self.now.naive_local(), self.settings.till);
        let last = self.writer.last_id_of(till)?;
        let mut id = TransactionId::next(now, till, last);
        while self.writer.has(id)? {
            id = TransactionId::next(now, till, Some(id));
        }
        Ok(id)
    }

    /// What the ledger keeps of `message`, if that differs from the message as it is sent.
    fn message_to_keep(&mut self, message: &Message) -> Result<Option<MessageBytes>, DeskError> {
        if self.settings.keep_cvc || message.cvc.is_none() {
            return Ok(None);
        }
        let Message { kind, id, ref card, expiry, .. } = *message;
        let sealed_card = self.vault.seal_card(kind, id, card, expiry, None)?;
        Ok(Some(Message { cvc: None, sealed_card, ..message.clone() }.encode()?))
    }

    /// Seals and writes `message`, and reads its row back. A CVC that is not to be kept is in the result only: it never
    /// reaches the disk, not even sealed.
    pub(super) fn write(
        &mut self,
        message: &Message,
        card: Fingerprint,
        payment_seq: Option<i64>,
        request_id: Option<&RequestId>,
    ) -> Result<Recorded, DeskError> {
        let bytes = message.encode()?;
        let kept = self.message_to_keep(message)?;
        let kept = kept.as_ref().unwrap_or(&bytes);
        let sealed = self.vault.seal_message(message.id, kept)?;
        let row = NewTransaction {
            id: message.id,
            kind: message.kind,
            payment_seq,
            created_at: self.now,
            till: self.settings.till,
            amount: message.amount,
            vat: message.vat,
            installments: message.installments,
            card: message.card.masked(),
            fingerprint: card,
            request_id,
        };
        audit::note_clock_step(self.writer, self.vault, self.now, self.settings.till)?;
        let seq = self.writer.insert(&row, kept, &sealed, self.vault)?;
        let transaction = self.writer.find(message.id)?.ok_or_else(|| self.corrupt(seq, "id"))?;
        Ok(Recorded { remaining: transaction.remaining, transaction, message: bytes })
    }

    /// An earlier result and its message. What remained is what remained then.
    fn past_result(&self, transaction: Transaction) -> Result<(Recorded, Message), DeskError> {
        let payment = self.writer.find(transaction.payment_id())?;
        let payment = payment.ok_or_else(|| self.corrupt(transaction.seq, "payment"))?;
        let (amount, vat) = self.writer.cancelled_until(payment.id, transaction.seq)?;
        let remaining = payment.amount.checked_sub(amount).zip(payment.vat.checked_sub(vat));
        let remaining = remaining.and_then(|(amount, vat)| Remaining::new(amount, vat));
        let remaining = remaining.ok_or_else(|| self.corrupt(transaction.seq, "balance"))?;
        let sealed = self.writer.message_of(&transaction)?;
        let (message, bytes) = open_message(self.vault, &transaction, &sealed, self.writer.path())?;
        Ok((Recorded { remaining, message: bytes, transaction }, message))
    }

    fn corrupt(&self, seq: i64, what: &'static str) -> LedgerError {
        LedgerError { path: self.writer.path().to_owned(), trouble: LedgerTrouble::CorruptRow { seq, what } }
    }
}
