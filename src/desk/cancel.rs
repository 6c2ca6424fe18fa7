//! Cancelling a payment, in full or in part.

use chrono::{DateTime, Duration, FixedOffset};

use super::{
    Asked, Desk, DeskError, Right,
    find::open_message,
    memo,
    recording::{Group, Recording},
    right, who_may,
};
use crate::{
    ledger::Writer,
    payment::{
        CancelPlan, CancelRequest, Field, FieldError, Installments, Kind, Memo, Message, Problem, Remaining,
        RequestId, TransactionId, Won,
    },
    record::{KeepCvc, Recorded, Transaction},
    staff::{Action, OperatorNumber},
};

/// No business day is longer, also when summer time ends.
const A_DAY: Duration = Duration::hours(26);

/// Options of a cancel that are not in its message.
#[derive(Debug, Clone, Default)]
pub struct CancelOptions {
    /// The caller's name of this request; a request with the same name again returns the first result.
    pub request_id: Option<RequestId>,
    /// What the shop remembers of it, on disk together with the cancel or not at all.
    pub memo: Option<Memo>,
}

impl Desk {
    /// Cancels a payment, in full or in part.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with [`Problem::NotFound`], [`Problem::IsACancel`], [`Problem::RequestIdReused`] or what the
    /// cancel rule says; [`DeskError::Clock`]; otherwise trouble with ledger or keys.
    pub fn cancel(
        &mut self,
        request: &CancelRequest,
        request_id: Option<&RequestId>,
    ) -> Result<Recorded, DeskError> {
        self.together(|group| group.cancel(request, request_id)?)
    }

    /// As [`cancel`](Self::cancel), with all options.
    ///
    /// # Errors
    /// As for [`cancel`](Self::cancel); of the memo, [`Problem::HoldsCard`].
    pub fn cancel_with(
        &mut self,
        request: &CancelRequest,
        options: &CancelOptions,
    ) -> Result<Recorded, DeskError> {
        self.together(|group| group.cancel_with(request, options)?)
    }
}

impl Group<'_> {
    /// Cancels a payment, or says why not, as [`Desk::cancel`] does.
    ///
    /// # Errors
    /// When the whole group is lost.
    pub fn cancel(
        &mut self,
        request: &CancelRequest,
        request_id: Option<&RequestId>,
    ) -> Result<Result<Recorded, DeskError>, DeskError> {
        let options = CancelOptions { request_id: request_id.cloned(), memo: None };
        self.cancel_with(request, &options)
    }

    /// As [`cancel`](Self::cancel), with all options.
    ///
    /// # Errors
    /// When the whole group is lost.
    pub fn cancel_with(
        &mut self,
        request: &CancelRequest,
        options: &CancelOptions,
    ) -> Result<Result<Recorded, DeskError>, DeskError> {
        self.record(|recording| recording.cancel(request, options))
    }
}

impl Recording<'_> {
    fn cancel(&mut self, request: &CancelRequest, options: &CancelOptions) -> Result<Recorded, DeskError> {
        let request_id = options.request_id.as_ref();
        let writer = self.writer;
        let payment = find_payment(writer, request.id)?;
        // It is the same request if, applied to what remained before the first cancel, it gives that cancel.
        let is_same = |first: &Recorded, message: &Message| {
            let again =
                remaining_before(first).and_then(|then| then.cancel(request.amount, request.vat).ok());
            message.kind.original() == Some(request.id)
                && first.transaction.memo == options.memo
                && again.is_some_and(|plan| (plan.amount, plan.vat) == (message.amount, message.vat))
        };
        if let Some(recorded) = self.first_result(request_id, is_same)? {
            return Ok(recorded);
        }
        self.check_clock()?;
        let plan = self.remaining(&payment)?.cancel(request.amount, request.vat)?;
        self.check_rights(&payment, plan, request_id)?;
        let paid = open_message(self.vault, &payment, &writer.message_of(&payment)?, writer.path())?.0;
        memo::check_card(options.memo.as_ref(), &paid.card)?;
        let id = self.next_id()?;
        let kind = Kind::Cancel { original: payment.id };
        // A CVC that is not to be kept is not sent again either, even if the payment was kept with it.
        let cvc = paid.cvc.clone().filter(|_| self.settings.keep_cvc != KeepCvc::Never);
        let message = Message {
            kind,
            id,
            installments: Installments::LUMP_SUM,
            amount: plan.amount,
            vat: plan.vat,
            sealed_card: self.vault.seal_card(kind, id, &paid.card, paid.expiry, cvc.as_ref())?,
            cvc,
            ..paid
        };
        let fingerprint = self.vault.fingerprint(&message.card);
        let recorded = self.write(&message, fingerprint, Some(payment.seq), plan.left, request_id)?;
        self.add_memo(recorded, options.memo.as_ref())
    }
}

impl Recording<'_> {
    /// Refuses a cancel that the operator may not make alone, and that nobody has approved: where there is more than one reason, for
    /// the one that asks for the highest role.
    fn check_rights(
        &mut self,
        payment: &Transaction,
        plan: CancelPlan,
        request: Option<&RequestId>,
    ) -> Result<(), DeskError> {
        let Some(operator) = self.operator else { return Ok(()) };
        let mut actions = vec![Action::Cancel];
        let cancelled = payment.amount.get().saturating_sub(plan.left.amount().get());
        if operator.limits.cancel.is_some_and(|limit| cancelled > limit.get()) {
            actions.push(Action::LargeCancel);
        }
        if let Some(limit) = operator.limits.cancels_a_day
            && self.cancels_today(operator.number)? >= limit
        {
            actions.push(Action::ManyCancels);
        }
        if payment.seq <= self.writer.last_close()?.seq {
            actions.push(Action::CancelOfClosedDay);
        }
        // One whose time is unknown may be that old.
        if payment.is_late_to_cancel(self.stamp.at) != Some(false) {
            actions.push(Action::OldCancel);
        }
        // Of equal ones the first that is not allowed: the limit says more than the day.
        actions.retain(|action| right(*action, operator.role) != Right::Allowed);
        let first = actions.iter().copied().rev().max_by_key(|of| who_may(*of));
        let asked = Asked {
            request: request.cloned(),
            amount: Some((plan.amount, Some(plan.vat))),
            also: actions.into_iter().filter(|also| Some(*also) != first).collect(),
            ..Asked::of(first.unwrap_or(Action::Cancel)).about(payment.id)
        };
        self.allow(&asked)
    }

    /// How often the operator has cancelled on the business day of now.
    fn cancels_today(&self, operator: OperatorNumber) -> Result<u32, DeskError> {
        let date = |local| self.settings.day_starts_at.date_of(local);
        let now = self.stamp.at;
        let since = (now - A_DAY).timestamp_millis();
        // Of today on the wall where that one was recorded: it does not depend on what time zone this program is told.
        let is_today = |at: DateTime<FixedOffset>| {
            date(at.naive_local()) == date(now.with_timezone(at.offset()).naive_local())
        };
        Ok(self.writer.cancels_by(operator, since, is_today)?)
    }
}

fn find_payment(writer: &Writer<'_>, id: TransactionId) -> Result<Transaction, DeskError> {
    let problem = match writer.find(id)? {
        None => Problem::NotFound { mistyped: id.looks_mistyped() },
        Some(Transaction { kind: Kind::Cancel { original }, .. }) => Problem::IsACancel { original },
        Some(payment) => return Ok(payment),
    };
    Err(FieldError::new(Field::Id, problem).into())
}

/// What remained right before a cancel.
fn remaining_before(cancel: &Recorded) -> Option<Remaining> {
    let Recorded { transaction, remaining, .. } = cancel;
    let amount = Won::new(remaining.amount().get() + transaction.amount.get())?;
    let vat = Won::new(remaining.vat().get() + transaction.vat.get())?;
    Remaining::new(amount, vat)
}
