//! Taking a payment.

use chrono::Duration;

use super::{
    Asked, Desk, DeskError, memo,
    recording::{Group, Recording},
};
use crate::{
    payment::{
        Duplicate, Field, FieldError, Kind, Memo, Message, PaymentRequest, Problem, Remaining, RequestId, Won,
    },
    record::{Column, Fact, Fingerprint, Recorded, Table},
    staff::Action,
};

/// Options of a payment that are not in its message.
#[derive(Debug, Clone, Default)]
pub struct PayOptions {
    /// The caller's name of this request; a request with the same name again returns the first result.
    pub request_id: Option<RequestId>,
    /// The same card and amount a moment ago is meant, not a mistake.
    pub allow_duplicate: bool,
    /// What the shop remembers of it, on disk together with the payment or not at all.
    pub memo: Option<Memo>,
}

impl Desk {
    /// Takes a payment.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::Expired`], [`Problem::PossibleDuplicate`], [`Problem::RequestIdReused`] or, of the
    /// memo, [`Problem::HoldsCard`];
    /// [`DeskError::Clock`]; otherwise trouble with ledger or keys.
    pub fn pay(&mut self, request: &PaymentRequest, options: &PayOptions) -> Result<Recorded, DeskError> {
        self.together(|group| group.pay(request, options)?)
    }
}

impl Group<'_> {
    /// Takes a payment, or says why not, as [`Desk::pay`] does.
    ///
    /// # Errors
    /// When the whole group is lost.
    pub fn pay(
        &mut self,
        request: &PaymentRequest,
        options: &PayOptions,
    ) -> Result<Result<Recorded, DeskError>, DeskError> {
        self.record(|recording| recording.pay(request, options))
    }
}

impl Recording<'_> {
    fn pay(&mut self, request: &PaymentRequest, options: &PayOptions) -> Result<Recorded, DeskError> {
        let is_same = |first: &Recorded, message: &Message| {
            first.transaction.memo == options.memo && is_payment(message, request)
        };
        if let Some(recorded) = self.first_result(options.request_id.as_ref(), is_same)? {
            return Ok(recorded);
        }
        self.check_clock()?;
        self.check_expiry(request)?;
        memo::check_card(options.memo.as_ref(), &request.card)?;
        let (fingerprint, fingerprints) = self.vault.fingerprints(&request.card);
        let duplicate = self.duplicate(&fingerprints, request.amount)?;
        if let Some(duplicate) = duplicate.clone().filter(|_| !options.allow_duplicate) {
            let problem = Problem::PossibleDuplicate(duplicate);
            return Err(FieldError::new(Field::AllowDuplicate, problem).into());
        }
        // Only what nothing else speaks against uses an approval up.
        self.check_limit(request, options)?;
        // A request holds less VAT than amount.
        let left = Remaining::new(request.amount, request.vat)
            .ok_or_else(|| self.corrupt(Table::Transactions, 0, Column::Vat))?;
        let id = self.next_id()?;
        let PaymentRequest { card, expiry, cvc, installments, amount, vat } = request;
        let message = Message {
            kind: Kind::Payment,
            id,
            card: card.clone(),
            installments: *installments,
            expiry: *expiry,
            cvc: Some(cvc.clone()),
            amount: *amount,
            vat: *vat,
            sealed_card: self.vault.seal_card(Kind::Payment, id, card, *expiry, Some(cvc))?,
        };
        let recorded = self.write(&message, fingerprint, None, left, options.request_id.as_ref())?;
        let recorded = self.add_memo(recorded, options.memo.as_ref())?;
        if let Some(Duplicate { earlier, .. }) = duplicate {
            let fact = Fact::DuplicateAllowed { transaction: recorded.transaction.seq, earlier };
            self.writer.record_fact(self.vault, &self.stamp, &fact)?;
        }
        Ok(recorded)
    }

    /// Refuses a payment above the operator's limit that nobody has approved.
    fn check_limit(&mut self, request: &PaymentRequest, options: &PayOptions) -> Result<(), DeskError> {
        let limit = self.operator.and_then(|operator| operator.limits.payment);
        let is_large = limit.is_some_and(|limit| request.amount > limit);
        let asked = Asked {
            request: options.request_id.clone(),
            amount: Some((request.amount, Some(request.vat))),
            ..Asked::of(if is_large { Action::LargePayment } else { Action::Pay })
        };
        self.allow(&asked)
    }

    /// Refuses a card that has expired on the day of recording: a review may stay open over midnight.
    fn check_expiry(&self, request: &PaymentRequest) -> Result<(), FieldError> {
        let last = request.expiry;
        if last.is_over(self.stamp.at.date_naive()) && !self.settings.rules.accept_expired {
            return Err(FieldError::new(Field::Expiry, Problem::Expired { last }));
        }
        Ok(())
    }

    /// The payment of the same amount with the same card a moment ago, if something of it remains.
    fn duplicate(
        &self,
        fingerprints: &[(u32, Fingerprint)],
        amount: Won,
    ) -> Result<Option<Duplicate>, DeskError> {
        let within = self.settings.rules.duplicate_seconds;
        if within == 0 {
            return Ok(None);
        }
        let since = self.stamp.at - Duration::seconds(i64::from(within));
        let Some(same) = self.writer.last_same(fingerprints, amount, since)? else { return Ok(None) };
        // One whose time is unknown is not looked for.
        let Some(at) = same.created_at else { return Ok(None) };
        let since = self.stamp.at - at;
        Ok(Some(Duplicate {
            earlier: same.id,
            amount: same.amount,
            at,
            seconds: if since < Duration::zero() { None } else { since.num_seconds().try_into().ok() },
            cancelled: same.amount.saturating_sub(same.remaining.amount()),
        }))
    }
}

/// True if `message` is that of the payment that `request` asks for. A CVC that was not kept fits any.
fn is_payment(message: &Message, request: &PaymentRequest) -> bool {
    message.kind == Kind::Payment
        && (&message.card, message.expiry) == (&request.card, request.expiry)
        && message.cvc.as_ref().is_none_or(|cvc| *cvc == request.cvc)
        && (message.amount, message.vat) == (request.amount, request.vat)
        && message.installments == request.installments
}
