//! The cancel screen: the id of a payment, which is looked up as soon as it is whole, an amount, by default all that
//! remains, and the VAT.

use std::time::Instant;

use super::pay::FieldState;
use crate::{
    payment::{
        CancelAmount, CancelPlan, CancelRequest, Field, FieldError, Kind, MaskedCard, Problem, Remaining,
        TransactionId, Won, money::CANCEL_AMOUNT,
    },
    record::Record,
    tui::{
        form::{
            Form,
            field::{FieldStyle, InputField},
            review::Review,
        },
        protocol::QuestionId,
    },
};

/// The fields in the order of the screen.
pub const FIELDS: [Field; 3] = [Field::Id, Field::Amount, Field::Vat];
/// Index of the id.
pub const ID: usize = 0;
/// Index of the amount.
pub const AMOUNT: usize = 1;
/// Index of the VAT.
pub const VAT: usize = 2;

/// The payment whose id is keyed.
pub enum CancelTarget {
    /// The id is not whole yet.
    None,
    /// The ledger is being asked for it.
    Asked(QuestionId, TransactionId),
    /// It was found.
    Found(Box<Record>),
    /// It was not found, or it cannot be cancelled.
    Refused(FieldError),
}

/// A cancel in review: its request, and what the strip shows of it.
pub struct CancelReview {
    /// The request, with amount and VAT as they are shown.
    pub request: CancelRequest,
    /// What it takes and leaves.
    pub plan: CancelPlan,
    /// Whether it takes all that remains.
    pub all: bool,
    /// The card of the payment.
    pub card: MaskedCard,
}

/// A review that was asked for before the payment was found.
#[derive(Debug, Clone, Copy)]
pub struct PendingReview {
    /// When Enter asked for it, if it was Enter.
    pub by_enter: Option<Instant>,
}

/// The cancel screen.
pub struct CancelScreen {
    /// What is keyed.
    pub form: Form<3>,
    /// The payment whose id is keyed.
    pub target: CancelTarget,
    /// The payment that amount and VAT were keyed for.
    money_for: Option<TransactionId>,
    /// The payment that the screen offered while amount and VAT were keyed without an id.
    money_offered: Option<TransactionId>,
    /// Open the review as soon as the payment is found.
    pub review_when_found: Option<PendingReview>,
    /// The review, while it is open.
    pub review: Option<Review<CancelReview>>,
}

impl CancelScreen {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            form: Form::new([
                InputField::new(FieldStyle::Id, 20),
                InputField::new(FieldStyle::Won, 10),
                InputField::new(FieldStyle::Won, 10),
            ]),
            target: CancelTarget::None,
            money_for: None,
            money_offered: None,
            review_when_found: None,
            review: None,
        }
    }

    /// What is keyed has changed. Amount and VAT belong to the payment whose id is keyed. Without an id they belong to
    /// the one keyed next; or to the one that is `offered`, as long as the offer does not change.
    pub fn changed(&mut self, offered: Option<TransactionId>) {
        if self.has_no_money() {
            (self.money_for, self.money_offered) = (None, None);
        } else if self.form.focus() != ID {
            self.money_for = self.money_for.or(self.id());
            self.money_offered = offered.filter(|_| self.form.field(ID).is_empty());
        }
    }

    /// Takes the payment that is offered.
    pub fn take_offered(&mut self, id: TransactionId) {
        if self.money_for.is_none() {
            self.money_for = self.money_offered;
        }
        self.form.field_mut(ID).set(id.as_str());
    }

    /// F7 has brought back an id together with its amount and VAT.
    pub fn brought_back(&mut self) {
        if let Some(id) = self.id() {
            self.money_for = Some(id);
        }
    }

    /// Clears amount and VAT if they were keyed for another payment than `id`; F7 brings them back with that payment's
    /// id. Returns whether anything was cleared.
    pub fn drop_money_of_another(&mut self, id: TransactionId) -> bool {
        let other = self.money_for.replace(id).filter(|other| *other != id);
        let Some(other) = other.filter(|_| !self.has_no_money()) else { return false };
        self.form.keep_with(ID, other.as_str());
        self.form.field_mut(AMOUNT).clear();
        self.form.field_mut(VAT).clear();
        true
    }

    /// Whether neither amount nor VAT is keyed.
    fn has_no_money(&self) -> bool {
        self.form.field(AMOUNT).is_empty() && self.form.field(VAT).is_empty()
    }

    /// The payment that was found.
    pub fn record(&self) -> Option<&Record> {
        match &self.target {
            CancelTarget::Found(record) => Some(record),
            _ => None,
        }
    }

    /// What remains of the payment that was found.
    pub fn remaining(&self) -> Option<Remaining> {
        self.record().map(|record| record.transaction.remaining)
    }

    /// The id, when it is whole.
    pub fn id(&self) -> Option<TransactionId> {
        TransactionId::parse(self.form.field(ID).text()).ok()
    }

    /// Sets the payment that the ledger has found.
    pub fn set_target(&mut self, record: Box<Record>) {
        let problem = match record.transaction.kind {
            Kind::Cancel { original } => Some(Problem::IsACancel { original }),
            Kind::Payment if record.transaction.remaining.is_nothing() => Some(Problem::AlreadyCancelled),
            Kind::Payment => None,
        };
        self.target = match problem {
            Some(problem) => CancelTarget::Refused(FieldError::new(Field::Id, problem)),
            None => CancelTarget::Found(record),
        };
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
        let record = match &self.target {
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
        let remaining = record.transaction.remaining;
        let plan = remaining.cancel(self.amount()?, vat)?;
        let request = CancelRequest {
            id: record.transaction.id,
            amount: CancelAmount::Part(plan.amount),
            vat: Some(plan.vat),
        };
        let card = record.transaction.card;
        Ok(CancelReview { request, plan, all: plan.left.is_nothing(), card })
    }

    /// The state of each field; `error` is that of [`Self::plan`].
    pub fn field_states(&self, error: Option<&FieldError>) -> [FieldState; 3] {
        let wrong = |index: usize| error.filter(|error| error.field == FIELDS[index]).cloned();
        let id = match &self.target {
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

    /// Clears everything after a cancel.
    pub fn finish(&mut self) {
        self.form.finish();
        self.target = CancelTarget::None;
        (self.money_for, self.money_offered) = (None, None);
        self.review_when_found = None;
        self.review = None;
    }
}

/// The index of a field in the form.
pub fn index_of(name: Field) -> Option<usize> {
    FIELDS.iter().position(|field| *field == name)
}
