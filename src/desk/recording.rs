//! Paying and cancelling.

use chrono::{DateTime, Duration, FixedOffset};

use super::{Clock as _, Desk, DeskError, Settings, World, audit, find::open_message, keys};
use crate::{
    ledger::{Entry, LedgerError, LedgerTrouble, NewTransaction, Writer},
    payment::{
        CancelRequest, Duplicate, Field, FieldError, Installments, Kind, Message, PaymentRequest, Problem,
        Remaining, RequestId, TransactionId, Won, message::MessageBytes,
    },
    record::{AuditEvent, Fingerprint, Recorded, Transaction},
    vault::Vault,
};

/// What a caller may say about a payment besides its fields.
#[derive(Debug, Clone, Default)]
pub struct PayOptions {
    /// The caller's name of this request; the same name again returns the first result.
    pub request_id: Option<RequestId>,
    /// The same card and amount a moment ago is meant, not a slip.
    pub allow_duplicate: bool,
}

impl Desk {
    /// Takes a payment.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::Expired`], [`Problem::PossibleDuplicate`] or [`Problem::RequestIdReused`];
    /// otherwise trouble with ledger or keys.
    pub fn pay(&mut self, request: &PaymentRequest, options: &PayOptions) -> Result<Recorded, DeskError> {
        let Self { ledger, vault, world, settings } = self;
        ledger.write(|writer| {
            let mut recording = Recording::begin(writer, vault, world, settings)?;
            let is_same = |_: &Recorded, first: &Message| is_payment(first, request);
            if let Some(recorded) = recording.first_result(options.request_id.as_ref(), is_same)? {
                return Ok(recorded);
            }
            recording.check_expiry(request)?;
            let card = recording.vault.fingerprint(&request.card);
            let duplicate = recording.duplicate(card, request.amount)?;
            if let Some(duplicate) = duplicate.clone().filter(|_| !options.allow_duplicate) {
                let problem = Problem::PossibleDuplicate(duplicate);
                return Err(FieldError::new(Field::AllowDuplicate, problem).into());
            }
            let id = recording.next_id()?;
            let message = Message {
                kind: Kind::Payment,
                id,
                card: request.card.clone(),
                installments: request.installments,
                expiry: request.expiry,
                cvc: Some(request.cvc.clone()),
                amount: request.amount,
                vat: request.vat,
                sealed_card: recording.vault.seal_card(
                    Kind::Payment,
                    id,
                    &request.card,
                    request.expiry,
                    Some(&request.cvc),
                )?,
            };
            let recorded = recording.write(&message, card, None, options.request_id.as_ref())?;
            if let Some(Duplicate { earlier, .. }) = duplicate {
                let entry = Entry {
                    at: recording.now,
                    till: recording.settings.till,
                    event: AuditEvent::DuplicateAllowed,
                    transaction: Some(recorded.transaction.seq),
                    detail: Some(earlier.as_str()),
                };
                writer.audit(&entry, recording.vault)?;
            }
            Ok(recorded)
        })
    }

    /// Cancels a payment, in full or in part.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::NotFound`], [`Problem::IsACancel`], [`Problem::RequestIdReused`] or what the
    /// cancel rule says; otherwise trouble with ledger or keys.
    pub fn cancel(
        &mut self,
        request: &CancelRequest,
        request_id: Option<&RequestId>,
    ) -> Result<Recorded, DeskError> {
        let Self { ledger, vault, world, settings } = self;
        ledger.write(|writer| {
            let mut recording = Recording::begin(writer, vault, world, settings)?;
            let payment = find_payment(writer, request.id)?;
            // The same request, asked of what remained before the first, gives the first again.
            let is_same = |first: &Recorded, message: &Message| {
                let again = before(first).and_then(|then| then.cancel(request.amount, request.vat).ok());
                message.kind.original() == Some(request.id)
                    && again.is_some_and(|plan| (plan.amount, plan.vat) == (message.amount, message.vat))
            };
            if let Some(recorded) = recording.first_result(request_id, is_same)? {
                return Ok(recorded);
            }
            let plan = payment.remaining.cancel(request.amount, request.vat)?;
            let paid =
                open_message(recording.vault, &payment, &writer.message_of(&payment)?, writer.path())?.0;
            let id = recording.next_id()?;
            let kind = Kind::Cancel { original: payment.id };
            // What is not to be kept is not sent again either, even if the payment was kept with it.
            let cvc = paid.cvc.clone().filter(|_| recording.settings.keep_cvc);
            let message = Message {
                kind,
                id,
                installments: Installments::LUMP_SUM,
                amount: plan.amount,
                vat: plan.vat,
                sealed_card: recording.vault.seal_card(kind, id, &paid.card, paid.expiry, cvc.as_ref())?,
                cvc,
                ..paid
            };
            recording.write(&message, payment.fingerprint, Some(payment.seq), request_id)
        })
    }
}

/// Whether `message` is that of the payment that `request` asks for. A CVC that was not kept fits any.
fn is_payment(message: &Message, request: &PaymentRequest) -> bool {
    message.kind == Kind::Payment
        && (&message.card, message.expiry) == (&request.card, request.expiry)
        && message.cvc.as_ref().is_none_or(|cvc| *cvc == request.cvc)
        && (message.amount, message.vat) == (request.amount, request.vat)
        && message.installments == request.installments
}

fn find_payment(writer: &Writer<'_>, id: TransactionId) -> Result<Transaction, DeskError> {
    let problem = match writer.find(id)? {
        None => Problem::NotFound { mistyped: is_mistyped(id) },
        Some(Transaction { kind: Kind::Cancel { original }, .. }) => Problem::IsACancel { original },
        Some(payment) => return Ok(payment),
    };
    Err(FieldError::new(Field::Id, problem).into())
}

/// What remained right before a cancel.
fn before(cancel: &Recorded) -> Option<Remaining> {
    let Recorded { transaction, remaining, .. } = cancel;
    let amount = Won::new(remaining.amount().get() + transaction.amount.get())?;
    let vat = Won::new(remaining.vat().get() + transaction.vat.get())?;
    Remaining::new(amount, vat)
}

/// Whether an id that is not found looks like one of ours with a wrong digit.
pub(super) fn is_mistyped(id: TransactionId) -> bool {
    id.is_numeric() && !id.check_digit_ok()
}

/// One payment or cancel in progress, within one transaction of the database.
struct Recording<'a> {
    writer: &'a Writer<'a>,
    vault: &'a mut Vault,
    settings: &'a Settings,
    now: DateTime<FixedOffset>,
}

impl<'a> Recording<'a> {
    /// The time is asked while nobody else writes, so that it runs with the rows. The keys are asked for again, because
    /// those of a ledger without transactions may have been replaced since it was opened, and a new one may be in use.
    fn begin(
        writer: &'a Writer<'a>,
        vault: &'a mut Vault,
        world: &World,
        settings: &'a Settings,
    ) -> Result<Self, DeskError> {
        keys::use_newest_key(writer, vault, world, settings)?;
        Ok(Self { writer, vault, settings, now: world.now() })
    }

    /// The result of the request that was named so before, if `is_same` says that it was this request.
    fn first_result(
        &self,
        request: Option<&RequestId>,
        is_same: impl FnOnce(&Recorded, &Message) -> bool,
    ) -> Result<Option<Recorded>, DeskError> {
        let Some(request) = request else { return Ok(None) };
        let Some(first) = self.writer.find_request(request)? else { return Ok(None) };
        let earlier = first.id;
        let (recorded, message) = self.recorded(first)?;
        if is_same(&recorded, &message) {
            return Ok(Some(recorded));
        }
        Err(FieldError::new(Field::RequestId, Problem::RequestIdReused { earlier }).into())
    }

    /// Refuses a card that is over on the day on which it would be recorded: a review may stay open over midnight.
    fn check_expiry(&self, request: &PaymentRequest) -> Result<(), FieldError> {
        let last = request.expiry;
        if last.is_over(self.now.date_naive()) && !self.settings.rules.accept_expired {
            return Err(FieldError::new(Field::Expiry, Problem::Expired { last }));
        }
        Ok(())
    }

    /// The payment of the same amount with the same card a moment ago, if something of it remains.
    fn duplicate(&self, card: Fingerprint, amount: Won) -> Result<Option<Duplicate>, DeskError> {
        let within = self.settings.rules.duplicate_seconds;
        if within == 0 {
            return Ok(None);
        }
        let since = self.now - Duration::seconds(i64::from(within));
        let Some(same) = self.writer.last_same(card, amount, since)? else { return Ok(None) };
        let since = self.now - same.created_at;
        Ok(Some(Duplicate {
            earlier: same.id,
            amount: same.amount,
            at: same.created_at,
            seconds: if since < Duration::zero() { None } else { since.num_seconds().try_into().ok() },
            cancelled: same.amount.saturating_sub(same.remaining.amount()),
        }))
    }

    /// The next id of this till. Ids that the ledger already has (imported ones, say) are passed over.
    fn next_id(&self) -> Result<TransactionId, DeskError> {
        let (now, till) = (self.now.naive_local(), self.settings.till);
        let last = self.writer.last_id_of(till)?;
        let mut id = TransactionId::next(now, till, last);
        while self.writer.has(id)? {
            id = TransactionId::next(now, till, Some(id));
        }
        Ok(id)
    }

    /// What the ledger keeps of `message`, when that is not the message as it is sent.
    fn kept(&mut self, message: &Message) -> Result<Option<MessageBytes>, DeskError> {
        if self.settings.keep_cvc || message.cvc.is_none() {
            return Ok(None);
        }
        let Message { kind, id, ref card, expiry, .. } = *message;
        let sealed_card = self.vault.seal_card(kind, id, card, expiry, None)?;
        Ok(Some(Message { cvc: None, sealed_card, ..message.clone() }.encode()?))
    }

    /// Seals and writes `message`, and reads back what stands in the ledger now. The CVC goes no further than the result
    /// when it is not to be kept: it never reaches the disk, not even sealed.
    fn write(
        &mut self,
        message: &Message,
        card: Fingerprint,
        payment_seq: Option<i64>,
        request_id: Option<&RequestId>,
    ) -> Result<Recorded, DeskError> {
        let bytes = message.encode()?;
        let kept = self.kept(message)?;
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

    /// What was recorded in the past, and its message: what remained is what remained then.
    fn recorded(&self, transaction: Transaction) -> Result<(Recorded, Message), DeskError> {
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
