//! Paying and cancelling.

use chrono::Duration;

use super::{Clock as _, Desk, DeskError, Settings, World, journal, keys, read::open_message};
use crate::{
    ledger::{LedgerError, LedgerTrouble, NewTransaction, Stamp, Writer},
    payment::{
        CancelRequest, CardNumber, Duplicate, Field, FieldError, Installments, Kind, Message, PaymentRequest, Problem,
        Remaining, RequestId, TransactionId, Won, message::MessageBytes,
    },
    record::{Column, Fact, Recorded, Spot, Table, Transaction},
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
            let mut sale = Sale::begin(writer, vault, world, settings)?;
            let is_same = |_: &Recorded, first: &Message| is_payment(first, request);
            if let Some(recorded) = sale.first_result(options.request_id.as_ref(), is_same)? {
                return Ok(recorded);
            }
            sale.check_expiry(request)?;
            let duplicate = sale.duplicate(&request.card, request.amount)?;
            if let Some(duplicate) = duplicate.clone().filter(|_| !options.allow_duplicate) {
                let problem = Problem::PossibleDuplicate(duplicate);
                return Err(FieldError::new(Field::AllowDuplicate, problem).into());
            }
            let whole = Remaining::new(request.amount, request.vat).ok_or_else(|| sale.corrupt(Table::Balances, 0, Column::Vat))?;
            let id = sale.next_id()?;
            let message = Message {
                kind: Kind::Payment,
                id,
                card: request.card.clone(),
                installments: request.installments,
                expiry: request.expiry,
                cvc: Some(request.cvc.clone()),
                amount: request.amount,
                vat: request.vat,
                sealed_card: sale.vault.seal_card(
                    Kind::Payment,
                    id,
                    &request.card,
                    request.expiry,
                    Some(&request.cvc),
                )?,
            };
            let recorded = sale.write(&message, None, options.request_id.as_ref(), whole)?;
            if let Some(Duplicate { earlier, .. }) = duplicate {
                let fact = Fact::DuplicateAllowed { transaction: recorded.transaction.seq, earlier };
                writer.append(sale.vault, &sale.stamp, &fact)?;
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
            let mut sale = Sale::begin(writer, vault, world, settings)?;
            let payment = find_payment(writer, request.id)?;
            // The same request, asked of what remained before the first, gives the first again.
            let is_same = |first: &Recorded, message: &Message| {
                let again = before(first).and_then(|then| then.cancel(request.amount, request.vat).ok());
                message.kind.original() == Some(request.id)
                    && again.is_some_and(|plan| (plan.amount, plan.vat) == (message.amount, message.vat))
            };
            if let Some(recorded) = sale.first_result(request_id, is_same)? {
                return Ok(recorded);
            }
            let plan = sale.remaining(&payment)?.cancel(request.amount, request.vat)?;
            let paid = open_message(sale.vault, &payment, &writer.message_of(&payment)?, writer.path())?.0;
            let id = sale.next_id()?;
            let kind = Kind::Cancel { original: payment.id };
            // What is not to be kept is not sent again either, even if the payment was kept with it.
            let cvc = paid.cvc.clone().filter(|_| sale.settings.keep_cvc);
            let message = Message {
                kind,
                id,
                installments: Installments::LUMP_SUM,
                amount: plan.amount,
                vat: plan.vat,
                sealed_card: sale.vault.seal_card(kind, id, &paid.card, paid.expiry, cvc.as_ref())?,
                cvc,
                ..paid
            };
            sale.write(&message, Some(payment.seq), request_id, plan.left)
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
struct Sale<'a> {
    writer: &'a Writer<'a>,
    vault: &'a mut Vault,
    settings: &'a Settings,
    stamp: Stamp,
}

impl<'a> Sale<'a> {
    /// The time is asked while nobody else writes, so that it runs with the rows. The keys are asked for again, because
    /// those of a ledger without transactions may have been replaced since it was opened, and a new one may be in use.
    fn begin(
        writer: &'a Writer<'a>,
        vault: &'a mut Vault,
        world: &World,
        settings: &'a Settings,
    ) -> Result<Self, DeskError> {
        keys::keep_up(writer, vault, world, settings)?;
        Ok(Self { writer, vault, settings, stamp: Stamp { at: world.now(), till: settings.till } })
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
        if last.is_over(self.stamp.at.date_naive()) && !self.settings.rules.accept_expired {
            return Err(FieldError::new(Field::Expiry, Problem::Expired { last }));
        }
        Ok(())
    }

    /// The payment of the same amount with the same card a moment ago, if something of it remains.
    fn duplicate(&self, card: &CardNumber, amount: Won) -> Result<Option<Duplicate>, DeskError> {
        let within = self.settings.rules.duplicate_seconds;
        if within == 0 {
            return Ok(None);
        }
        let since = self.stamp.at - Duration::seconds(i64::from(within));
        let card = self.vault.fingerprints(card);
        let Some(same) = self.writer.last_same(&card, amount, since)? else { return Ok(None) };
        let since = self.stamp.at - same.created_at;
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
        let (now, till) = (self.stamp.at.naive_local(), self.settings.till);
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

    /// Seals and writes `message`; `left` is what remains of the payment after it. The CVC goes no further than the result
    /// when it is not to be kept: it never reaches the disk, not even sealed.
    fn write(
        &mut self,
        message: &Message,
        payment: Option<i64>,
        request_id: Option<&RequestId>,
        left: Remaining,
    ) -> Result<Recorded, DeskError> {
        let bytes = message.encode()?;
        let kept = self.kept(message)?;
        let kept = kept.as_ref().unwrap_or(&bytes);
        let sealed = self.vault.seal_message(message.id, kept)?;
        let fingerprint = self.vault.fingerprint(&message.card);
        journal::note_clock_step(self.writer, self.vault, &self.stamp)?;
        let new = NewTransaction { message, bytes: kept, sealed, fingerprint, payment, request_id };
        let transaction = self.writer.take(self.vault, &self.stamp, new, left)?;
        Ok(Recorded { remaining: left, transaction, message: bytes })
    }

    /// What remains of a payment, as its cancels say: the balance that is kept must say the same.
    fn remaining(&self, payment: &Transaction) -> Result<Remaining, DeskError> {
        let left = self.left_at(payment, i64::MAX)?;
        if left == payment.remaining { Ok(left) } else { Err(self.corrupt(Table::Balances, payment.seq, Column::Amount).into()) }
    }

    /// What remained of a payment after fact `seq`.
    fn left_at(&self, payment: &Transaction, seq: i64) -> Result<Remaining, DeskError> {
        let (amount, vat) = self.writer.cancelled_until(payment.seq, seq)?;
        let left = payment.amount.checked_sub(amount).zip(payment.vat.checked_sub(vat));
        let left = left.and_then(|(amount, vat)| Remaining::new(amount, vat));
        Ok(left.ok_or_else(|| self.corrupt(Table::Transactions, payment.seq, Column::Amount))?)
    }

    /// What was recorded in the past, and its message: what remained is what remained then.
    fn recorded(&self, transaction: Transaction) -> Result<(Recorded, Message), DeskError> {
        let payment = self.writer.find(transaction.payment_id())?;
        let payment =
            payment.ok_or_else(|| self.corrupt(Table::Transactions, transaction.seq, Column::Payment))?;
        let remaining = self.left_at(&payment, transaction.seq)?;
        let sealed = self.writer.message_of(&transaction)?;
        let (message, bytes) = open_message(self.vault, &transaction, &sealed, self.writer.path())?;
        Ok((Recorded { remaining, message: bytes, transaction }, message))
    }

    fn corrupt(&self, table: Table, row: i64, column: Column) -> LedgerError {
        let trouble = LedgerTrouble::Corrupt(Spot::row(table, row).column(column));
        LedgerError { path: self.writer.path().to_owned(), trouble }
    }
}
