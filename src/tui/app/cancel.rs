//! The cancel form: an id that finds while it is keyed, an amount that starts as all that is left, and VAT.

use std::time::Instant;

use super::{
    field::{FieldStyle, InputField},
    form::Form,
    pay::FieldState,
    review::Review,
};
use crate::{
    payment::{
        CancelAmount, CancelPlan, CancelRequest, Field, FieldError, Kind, MaskedCard, Problem, Remaining,
        TransactionId, Won, money::CANCEL_AMOUNT,
    },
    record::Record,
    tui::protocol::QuestionId,
};

/// The fields in the order of the screen.
pub const FIELDS: [Field; 3] = [Field::Id, Field::Amount, Field::Vat];
/// Index of the id.
pub const ID: usize = 0;
/// Index of the amount.
pub const AMOUNT: usize = 1;
/// Index of the VAT.
pub const VAT: usize = 2;

/// What is known of the payment whose id is keyed.
pub enum CancelTarget {
    /// The id is not whole yet.
    None,
    /// The ledger is asked.
    Asked(QuestionId, TransactionId),
    /// Here it is.
    Found(Box<Record>),
    /// There is none, or it cannot be cancelled.
    Refused(FieldError),
}

/// A cancel that is being reviewed: what will be asked of the ledger, and what to show.
pub struct CancelReview {
    /// The request, with the numbers that are shown.
    pub request: CancelRequest,
    /// What it takes and leaves.
    pub plan: CancelPlan,
    /// Whether it takes all that remains.
    pub all: bool,
    /// The card of the payment.
    pub card: MaskedCard,
}

/// A review that was asked for before its payment was found.
#[derive(Debug, Clone, Copy)]
pub struct PendingReview {
    /// When Enter asked for it, if it was Enter.
    pub by_enter: Option<Instant>,
}

/// The cancel being keyed.
pub struct CancelScreen {
    /// Its fields.
    pub form: Form<3>,
    /// The payment that is meant.
    pub target: CancelTarget,
    /// The payment that amount and VAT were keyed for.
    money_for: Option<TransactionId>,
    /// The payment that was offered while amount and VAT were keyed without an id.
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

    /// What is keyed has changed. Amount and VAT belong to the payment whose id stands there. Keyed before any id they are
    /// for the payment that follows; but if that is the one that is `offered`, only as long as the same one is offered.
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

    /// F7 brought back an id, and what was keyed for it.
    pub fn brought_back(&mut self) {
        if let Some(id) = self.id() {
            self.money_for = Some(id);
        }
    }

    /// What was keyed for another payment is not for this one: amount and VAT are emptied. F7 brings the other one back
    /// together with them. `false` when there was nothing to empty.
    pub fn drop_money_of_another(&mut self, id: TransactionId) -> bool {
        let other = self.money_for.replace(id).filter(|other| *other != id);
        let Some(other) = other.filter(|_| !self.has_no_money()) else { return false };
        self.form.keep_with(ID, other.as_str());
        self.form.field_mut(AMOUNT).clear();
        self.form.field_mut(VAT).clear();
        true
    }

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

    /// Takes what the ledger answered about the id.
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

    /// The amount to cancel: what is keyed, or all that remains.
    fn amount(&self) -> Result<CancelAmount, FieldError> {
        let field = self.form.field(AMOUNT);
        if field.is_empty() {
            return Ok(CancelAmount::Rest);
        }
        Won::within(field.amount(), &CANCEL_AMOUNT)
            .map(CancelAmount::Part)
            .map_err(|problem| FieldError::new(Field::Amount, problem))
    }

    /// The VAT of it that is keyed; `None` is automatic.
    fn vat(&self) -> Result<Option<Won>, FieldError> {
        let field = self.form.field(VAT);
        if field.is_empty() {
            return Ok(None);
        }
        Won::within(field.amount(), &(0..=Won::MAX.get()))
            .map(Some)
            .map_err(|problem| FieldError::new(Field::Vat, problem))
    }

    /// What would be cancelled, by what is keyed so far.
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

    /// Where each field stands; `error` is that of [`Self::plan`].
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
            // More digits make a number larger: what is too large stays so, what is too small need not.
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

    /// Empties the form for good.
    pub fn finish(&mut self) {
        self.form.finish();
        self.target = CancelTarget::None;
        (self.money_for, self.money_offered) = (None, None);
        self.review_when_found = None;
        self.review = None;
    }
}

/// The screen's index of a field.
pub fn index_of(name: Field) -> Option<usize> {
    FIELDS.iter().position(|field| *field == name)
}
