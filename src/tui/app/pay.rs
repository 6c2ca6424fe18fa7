//! The payment screen: its form, and its review.

use chrono::NaiveDate;

use crate::{
    payment::{Field, FieldError, PaymentForm, PaymentRequest, Problem, Rules, Won},
    tui::form::{
        Form,
        field::{FieldStyle, InputField},
        review::Review,
    },
};

/// The fields in the order of the screen.
pub const FIELDS: [Field; 6] =
    [Field::Amount, Field::CardNumber, Field::Expiry, Field::Cvc, Field::Installments, Field::Vat];

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

/// What the screen says about a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldState {
    /// It is empty.
    Empty,
    /// It is not valid yet, but may become so.
    Typing,
    /// It is valid.
    Good,
    /// It is wrong, and the error is shown.
    Wrong(FieldError),
}

/// The payment screen.
pub struct PayScreen {
    /// What is keyed.
    pub form: Form<6>,
    /// Card number and expiry come from a swipe: Enter on the amount skips them.
    pub swiped: bool,
    /// The review, while it is open.
    pub review: Option<Review<PaymentRequest>>,
    /// The lock has wiped the card of a payment in flight: it cannot be tried again.
    pub card_gone: bool,
}

impl PayScreen {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            form: Form::new([
                InputField::new(FieldStyle::WonSum, 40),
                InputField::new(FieldStyle::Card, 16),
                InputField::new(FieldStyle::Expiry, 4),
                InputField::new(FieldStyle::Secret, 3),
                InputField::new(FieldStyle::Digits, 2),
                InputField::new(FieldStyle::Won, 10),
            ]),
            swiped: false,
            review: None,
            card_gone: false,
        }
    }

    /// Clears everything after a payment.
    pub fn finish(&mut self) {
        self.form.finish();
        self.swiped = false;
        self.review = None;
        self.card_gone = false;
    }

    /// Wipes the card, in the form and in what F7 would bring back. Returns whether one was keyed.
    pub fn forget_card(&mut self) -> bool {
        self.swiped = false;
        let had = self.form.forget(&[CARD, EXPIRY, CVC]);
        if had && self.form.focus() != AMOUNT {
            self.form.focus_on(CARD);
        }
        had
    }

    /// The amount so far, calculated; `None` without one.
    pub fn amount(&self) -> Option<u64> {
        self.form.field(AMOUNT).amount()
    }

    /// The VAT of the amount when none is keyed.
    pub fn automatic_vat(&self) -> Option<Won> {
        self.amount().and_then(Won::new).map(Won::included_vat)
    }

    /// Whether the field may stay empty.
    pub fn has_default(index: usize) -> bool {
        matches!(index, INSTALLMENTS | VAT)
    }

    /// Makes a request of the form. Installments left empty are a lump sum.
    ///
    /// # Errors
    /// Every wrong field, in the order of [`PaymentForm`].
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

    /// The state of each field. While it is typed, an error is shown only when no continuation could be valid, else
    /// once the field was left; that it is valid is shown at once.
    pub fn field_states(&self, rules: Rules, today: NaiveDate) -> [FieldState; 6] {
        let errors = self.parse(rules, today).err().unwrap_or_default();
        std::array::from_fn(|index| {
            let field = self.form.field(index);
            let error = errors.iter().find(|error| error.field == FIELDS[index]);
            match error {
                None if field.is_empty() && !Self::has_default(index) => FieldState::Empty,
                None if field.is_empty() && !self.form.was_left(index) => FieldState::Empty,
                None => FieldState::Good,
                Some(error) if field.is_empty() => {
                    if self.form.was_left(index) && self.form.focus() != index {
                        FieldState::Wrong(error.clone())
                    } else {
                        FieldState::Empty
                    }
                }
                Some(error) => {
                    let focused = self.form.focus() == index;
                    let left = self.form.was_left(index) && !focused;
                    if index == EXPIRY && starts_no_month(field.text()) {
                        FieldState::Wrong(FieldError::new(Field::Expiry, Problem::Month))
                    } else if left || is_hopeless(index, field, &error.problem) {
                        FieldState::Wrong(error.clone())
                    } else {
                        FieldState::Typing
                    }
                }
            }
        })
    }

    /// The index of the first wrong field in the order of the screen.
    pub fn first_bad(errors: &[FieldError]) -> usize {
        FIELDS.iter().position(|name| errors.iter().any(|error| error.field == *name)).unwrap_or(AMOUNT)
    }
}

/// Whether nothing that could be typed next makes the field valid.
fn is_hopeless(index: usize, field: &InputField, problem: &Problem) -> bool {
    match index {
        AMOUNT => field.amount().is_none_or(|sum| sum > Won::MAX.get()),
        INSTALLMENTS => true,
        VAT => matches!(problem, Problem::NotBelowAmount { .. }),
        _ => field.is_full(),
    }
}

/// Whether the first two digits are not a month.
fn starts_no_month(text: &str) -> bool {
    text.get(..2).is_some_and(|month| !("01"..="12").contains(&month))
}

/// The index of a field in the form.
pub fn index_of(name: Field) -> Option<usize> {
    FIELDS.iter().position(|field| *field == name)
}
