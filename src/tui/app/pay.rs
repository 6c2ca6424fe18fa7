//! The payment form.

use chrono::NaiveDate;

use super::{
    field::{Field, Style},
    form::Form,
    review::Review,
};
use crate::payment::{Field as Name, FieldError, PaymentForm, PaymentRequest, Problem, Rules, Won};

/// The fields in the order of the screen.
pub const FIELDS: [Name; 6] =
    [Name::Amount, Name::CardNumber, Name::Expiry, Name::Cvc, Name::Installments, Name::Vat];

/// Index of the amount.
pub const AMOUNT: usize = 0;
/// Index of the card number.
pub const CARD: usize = 1;
/// Index of the expiry.
pub const EXPIRY: usize = 2;
/// Index of the CVC.
pub const CVC: usize = 3;
/// Index of the installments.
pub const INSTALLMENTS: usize = 4;
/// Index of the VAT.
pub const VAT: usize = 5;

/// Where a field of the form stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing keyed.
    Empty,
    /// Not valid yet, but it may become so.
    Typing,
    /// Valid.
    Good,
    /// Wrong, and it may be said.
    Wrong(FieldError),
}

/// The payment being keyed.
pub struct Pay {
    /// Its fields.
    pub form: Form<6>,
    /// Card number and expiry come from a swipe: Enter on the amount goes on behind them.
    pub swiped: bool,
    /// The review, while it is open.
    pub review: Option<Review<PaymentRequest>>,
    /// The review is in flight, and has no card any more: the screens were locked.
    pub card_gone: bool,
}

impl Pay {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            form: Form::new([
                Field::new(Style::WonSum, 40),
                Field::new(Style::Card, 16),
                Field::new(Style::Expiry, 4),
                Field::new(Style::Secret, 3),
                Field::new(Style::Digits, 2),
                Field::new(Style::Won, 10),
            ]),
            swiped: false,
            review: None,
            card_gone: false,
        }
    }

    /// Empties the form for good.
    pub fn finish(&mut self) {
        self.form.finish();
        self.swiped = false;
        self.review = None;
        self.card_gone = false;
    }

    /// Wipes the card for good, also of what F7 would bring back. Returns whether one was keyed.
    pub fn forget_card(&mut self) -> bool {
        self.swiped = false;
        let had = self.form.forget(&[CARD, EXPIRY, CVC]);
        if had && self.form.focus() != AMOUNT {
            self.form.focus_on(CARD);
        }
        had
    }

    /// The amount keyed so far; `None` when there is none.
    pub fn amount(&self) -> Option<u64> {
        self.form.field(AMOUNT).amount()
    }

    /// The VAT that is taken when none is keyed.
    pub fn automatic_vat(&self) -> Option<Won> {
        self.amount().and_then(Won::new).map(Won::included_vat)
    }

    /// Whether leaving the field empty has a meaning.
    pub fn has_default(index: usize) -> bool {
        matches!(index, INSTALLMENTS | VAT)
    }

    /// Reads the form; an empty installments field is a lump sum.
    ///
    /// # Errors
    /// Every wrong field, in the order of the rules.
    pub fn parse(&self, rules: Rules, today: NaiveDate) -> Result<PaymentRequest, Vec<FieldError>> {
        let text = |index: usize| self.form.field(index).text();
        let months = if text(INSTALLMENTS).is_empty() { "0" } else { text(INSTALLMENTS) };
        PaymentForm {
            card_number: text(CARD).into(),
            expiry: text(EXPIRY).into(),
            cvc: text(CVC).into(),
            installments: months.into(),
            amount: self.form.field(AMOUNT).won_entry(),
            vat: self.form.field(VAT).won_entry(),
        }
        .parse(&rules, today)
    }

    /// Where each field stands. Good news early, bad news late: an error counts while typing only when no continuation
    /// can be valid, else once the field was left.
    pub fn standings(&self, rules: Rules, today: NaiveDate) -> [Standing; 6] {
        let errors = self.parse(rules, today).err().unwrap_or_default();
        std::array::from_fn(|index| {
            let field = self.form.field(index);
            let error = errors.iter().find(|error| error.field == FIELDS[index]);
            match error {
                None if field.is_empty() && !Self::has_default(index) => Standing::Empty,
                None if field.is_empty() && !self.form.was_left(index) => Standing::Empty,
                None => Standing::Good,
                Some(error) if field.is_empty() => {
                    if self.form.was_left(index) && self.form.focus() != index {
                        Standing::Wrong(error.clone())
                    } else {
                        Standing::Empty
                    }
                }
                Some(error) => {
                    let focused = self.form.focus() == index;
                    let left = self.form.was_left(index) && !focused;
                    if index == EXPIRY && starts_no_month(field.text()) {
                        Standing::Wrong(FieldError::new(Name::Expiry, Problem::Month))
                    } else if left || is_hopeless(index, field, &error.problem) {
                        Standing::Wrong(error.clone())
                    } else {
                        Standing::Typing
                    }
                }
            }
        })
    }

    /// The index of the first field, in screen order, that keeps the form from being a payment.
    pub fn first_bad(errors: &[FieldError]) -> usize {
        FIELDS.iter().position(|name| errors.iter().any(|error| error.field == *name)).unwrap_or(AMOUNT)
    }
}

/// Whether nothing that could still be typed makes the field valid.
fn is_hopeless(index: usize, field: &Field, problem: &Problem) -> bool {
    match index {
        AMOUNT => field.amount().is_none_or(|sum| sum > Won::MAX.get()),
        INSTALLMENTS => true,
        VAT => matches!(problem, Problem::NotBelowAmount { .. }),
        _ => field.is_full(),
    }
}

fn starts_no_month(text: &str) -> bool {
    text.get(..2).is_some_and(|month| !("01"..="12").contains(&month))
}

/// The screen's index of a field.
pub fn index_of(name: Name) -> Option<usize> {
    FIELDS.iter().position(|field| *field == name)
}
