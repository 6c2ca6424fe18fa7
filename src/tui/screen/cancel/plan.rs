//! From what is keyed to the plan of a cancel.

use super::{AMOUNT, CancelScreen, FIELDS, ID, VAT};
use crate::{
    payment::{
        CancelAmount, CancelPlan, CancelRequest, Field, FieldError, Kind, MaskedCard, Problem, Remaining,
        TransactionId, Won, money::CANCEL_AMOUNT,
    },
    record::Record,
    tui::{protocol::QuestionId, screen::forms::FieldState},
};

/// The payment whose id is keyed.
#[derive(Default)]
pub enum CancelTarget {
    /// The id is not whole yet.
    #[default]
    None,
    /// The ledger is being asked for it.
    Asked(QuestionId, TransactionId),
    /// It was found.
    Found(Box<Record>),
    /// It was not found, or it cannot be cancelled.
    Refused(FieldError),
}

/// How much of a payment a cancel takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The whole payment.
    Full,
    /// What earlier cancels left of it.
    Rest,
    /// Less than what remains.
    Part,
}

impl Extent {
    /// That of a cancel by `plan`, where `remaining` remains of a payment of `paid`.
    fn of(plan: &CancelPlan, remaining: Remaining, paid: Won) -> Self {
        if !plan.left.is_nothing() {
            Self::Part
        } else if remaining.amount() == paid {
            Self::Full
        } else {
            Self::Rest
        }
    }
}

/// A cancel in review: its request, and what the strip shows of it.
pub struct CancelReview {
    /// The request, with amount and VAT as they are shown.
    pub request: CancelRequest,
    /// What it takes and leaves.
    pub plan: CancelPlan,
    /// How much of the payment that is.
    pub extent: Extent,
    /// The card of the payment.
    pub card: MaskedCard,
}

impl CancelTarget {
    /// The payment that the ledger has found.
    pub fn of(record: Box<Record>) -> Self {
        let problem = match record.story.transaction.kind {
            Kind::Cancel { original } => Problem::IsACancel { original },
            Kind::Payment if record.story.transaction.remaining.is_nothing() => Problem::AlreadyCancelled,
            Kind::Payment => return Self::Found(record),
        };
        Self::Refused(FieldError::new(Field::Id, problem))
    }
}

impl CancelScreen {
    /// The payment that was found.
    pub fn record(&self) -> Option<&Record> {
        match &self.kind.target {
            CancelTarget::Found(record) => Some(record),
            _ => None,
        }
    }

    /// What remains of the payment that was found.
    pub fn remaining(&self) -> Option<Remaining> {
        self.record().map(|record| record.story.transaction.remaining)
    }

    /// The amount to cancel: as keyed, or all that remains.
    fn amount(&self) -> Result<CancelAmount, FieldError> {
        let field = self.form.field(AMOUNT);
        if field.is_empty() {
            return Ok(CancelAmount::Rest);
        }
        Won::within(field.amount(), &CANCEL_AMOUNT)
            .map(CancelAmount::Part)
            .map_err(|problem| FieldError::new(Field::Amount, problem))
    }

    /// The VAT that is keyed; `None` is automatic.
    fn vat(&self) -> Result<Option<Won>, FieldError> {
        let field = self.form.field(VAT);
        if field.is_empty() {
            return Ok(None);
        }
        Won::within(field.amount(), &(0..=Won::MAX.get()))
            .map(Some)
            .map_err(|problem| FieldError::new(Field::Vat, problem))
    }

    /// Makes a request of the form.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn plan(&self) -> Result<CancelReview, FieldError> {
        let record = match &self.kind.target {
            CancelTarget::Found(record) => record,
            CancelTarget::Refused(error) => return Err(error.clone()),
            CancelTarget::None | CancelTarget::Asked(..) => {
                let parsed = TransactionId::parse(self.form.field(ID).text());
                let problem = parsed.err().unwrap_or(Problem::Missing);
                return Err(FieldError::new(Field::Id, problem));
            }
        };
        // Of two wrong fields the VAT is named.
        let vat = self.vat()?;
        let remaining = record.story.transaction.remaining;
        let plan = remaining.cancel(self.amount()?, vat)?;
        let request = CancelRequest {
            id: record.story.transaction.id,
            amount: CancelAmount::Part(plan.amount),
            vat: Some(plan.vat),
        };
        let card = record.story.transaction.card;
        let extent = Extent::of(&plan, remaining, record.story.transaction.amount);
        Ok(CancelReview { request, plan, extent, card })
    }

    /// The state of each field; `error` is that of [`Self::plan`].
    pub fn field_states(&self, error: Option<&FieldError>) -> [FieldState; 3] {
        let wrong = |index: usize| error.filter(|error| error.field == FIELDS[index]).cloned();
        let id = match &self.kind.target {
            CancelTarget::Found(_) => FieldState::Good,
            CancelTarget::Refused(error) => FieldState::Wrong(error.clone()),
            CancelTarget::None if self.form.field(ID).is_empty() => FieldState::Empty,
            CancelTarget::None if self.form.was_left(ID) && self.form.focus() != ID => {
                wrong(ID).map_or(FieldState::Typing, FieldState::Wrong)
            }
            CancelTarget::None | CancelTarget::Asked(..) => FieldState::Typing,
        };
        let money = |index: usize| match (wrong(index), self.form.field(index).is_empty()) {
            // While it is typed, a number outside of its range may still be on its way into it.
            (Some(error), _) => match error.problem {
                Problem::OutOfRange { .. } | Problem::CancelVat { .. } if self.form.focus() == index => {
                    FieldState::Typing
                }
                _ => FieldState::Wrong(error),
            },
            (None, true) => FieldState::Empty,
            (None, false) => FieldState::Good,
        };
        [id, money(AMOUNT), money(VAT)]
    }
}
