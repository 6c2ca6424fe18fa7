//! Pay: key a payment.

use std::time::Instant;

use chrono::NaiveDate;

use super::{
    Focus, ScanFit, ScreenName, cancel,
    forms::{FieldState, FormKind, FormScreen},
};
use crate::{
    desk::PayOptions,
    locale::Text,
    payment::{
        Expiry, Field, FieldError, PaymentForm, PaymentRequest, Problem, RequestId, Rules, Won,
        card::may_be_longer, swipe::Swipe,
    },
    record::Transaction,
    tui::{
        app::{Context, Tone},
        draw::{self, Canvas},
        form::{
            Form,
            field::{FieldStyle, InputField, Typed},
            review::{Answers, Review, ReviewState},
        },
        hide_card,
        protocol::Question,
    },
};

/// The name of the screen.
pub const NAME: ScreenName = ScreenName("pay");

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

/// The payment screen.
pub type PayScreen = FormScreen<Paying>;

/// What a payment has beside form and review.
#[derive(Default)]
pub struct Paying {
    /// Card number and expiry come from a swipe: Enter on the amount skips them.
    swiped: bool,
    /// The lock has wiped the card of a payment in flight: it cannot be tried again.
    card_gone: bool,
}

impl FormKind for Paying {
    type Request = PaymentRequest;
    const OTHER: ScreenName = cancel::NAME;
    const ANSWERS: Answers = (Text::AnswerPay, Text::KeyChange);
    const READS_CARDS: bool = true;

    fn screen() -> PayScreen {
        let form = Form::new(vec![
            InputField::new(FieldStyle::WonSum, 40),
            InputField::new(FieldStyle::Card, 16),
            InputField::new(FieldStyle::Expiry, 4),
            InputField::new(FieldStyle::Secret, 3),
            InputField::new(FieldStyle::Digits, 2),
            InputField::new(FieldStyle::Won, 10),
        ]);
        FormScreen { form, review: None, request_id: None, kind: Self::default() }
    }

    fn draw(screen: &PayScreen, cx: &Context, canvas: &mut Canvas<'_>) {
        draw::forms::draw_pay(cx, canvas, screen);
    }

    fn may_leave(screen: &mut PayScreen, cx: &mut Context) -> bool {
        let focus = screen.form.focus();
        if screen.form.focused().is_empty() && !PayScreen::has_default(focus) {
            let field = FIELDS[focus];
            let text = format!("{}: {}", cx.locale.field(field), cx.locale.allowed(field));
            cx.say(Tone::Hint, text);
            return false;
        }
        if focus == AMOUNT && screen.kind.swiped && !screen.form.field(EXPIRY).is_empty() {
            screen.form.focus_on(EXPIRY);
        }
        true
    }

    fn goes_on(form: &Form, c: char) -> bool {
        let field = form.focused();
        // After a field was entered again, `+` opens the review.
        let is_sum = field.style() == FieldStyle::WonSum && field.ends_in_amount();
        is_sum && (c != '+' || !form.is_untouched())
    }

    /// Moves the focus on after a valid card number of sixteen digits, or a valid expiry. A number that may be longer,
    /// and an expiry that looks mistyped, wait for Enter.
    fn typed(screen: &mut PayScreen, cx: &mut Context) {
        let (focus, field) = (screen.form.focus(), screen.form.focused());
        if !field.is_full() {
            return;
        }
        let text = field.text();
        let waits = match focus {
            CARD => may_be_longer(text),
            EXPIRY => Expiry::parse(text).is_ok_and(|expiry| expiry.is_far_ahead(cx.date())),
            _ => return,
        };
        match screen.error_of(cx, focus) {
            None if waits => {}
            None => _ = screen.form.next(),
            Some(error) => cx.say_error(&error),
        }
    }

    fn fill_from(screen: &mut PayScreen, _cx: &mut Context, last: &Transaction) -> bool {
        let index = screen.form.focus();
        let text = match index {
            AMOUNT => last.amount.to_string(),
            INSTALLMENTS => last.installments.months().to_string(),
            VAT => last.vat.to_string(),
            _ => return false,
        };
        screen.form.field_mut(index).set(&text);
        screen.form.next();
        true
    }

    fn focus(screen: &PayScreen) -> Focus {
        if screen.form.focus() == AMOUNT { Focus::Amount } else { Focus::CardData }
    }

    fn swipe(screen: &mut PayScreen, cx: &mut Context, swipe: &Swipe) {
        let in_strip = screen.review.take().is_some();
        let form = &mut screen.form;
        form.keep();
        form.field_mut(CARD).set(swipe.card.expose());
        form.field_mut(EXPIRY).set(swipe.expiry.as_str());
        // A CVC keyed before belongs to another card.
        form.field_mut(CVC).clear();
        let amount_first = form.field(AMOUNT).is_empty();
        form.focus_on(if amount_first { AMOUNT } else { CVC });
        screen.kind.swiped = true;
        cx.hint(if in_strip { Text::SwipeInStrip } else { Text::SwipeRead });
        if let Some(error) = screen.error_of(cx, EXPIRY) {
            screen.form.focus_on(EXPIRY);
            cx.say_error(&error);
        }
    }

    /// Fills the field in focus, and moves at most one field on. A text that does not fit changes nothing.
    fn scan(screen: &mut PayScreen, cx: &mut Context, text: &str, ended: bool) -> ScanFit {
        let focus = screen.form.focus();
        if screen.paste_into_focus(cx, text) != Typed::Accepted {
            return ScanFit::Not;
        }
        Self::typed(screen, cx);
        if screen.form.focus() != focus {
            return ScanFit::Complete;
        }
        if ended {
            screen.form.next();
        }
        ScanFit::Partly
    }

    fn request(
        screen: &mut PayScreen,
        cx: &mut Context,
        _by_enter: Option<Instant>,
    ) -> Option<PaymentRequest> {
        screen.form.leave_all();
        let errors = match screen.parse(cx.settings.rules, cx.date()) {
            Ok(request) => return Some(request),
            Err(errors) => errors,
        };
        let index = PayScreen::first_bad(&errors);
        screen.form.focus_on(index);
        if let Some(error) = errors.iter().find(|error| error.field == FIELDS[index]) {
            cx.say_error(error);
        }
        None
    }

    fn question(review: &mut Review<PaymentRequest>, request_id: RequestId) -> Question {
        review.allows_duplicate |= matches!(review.state, ReviewState::AskingAgain(_));
        let options =
            PayOptions { request_id: Some(request_id), allow_duplicate: review.allows_duplicate, memo: None };
        Question::Pay(Box::new(review.request.clone()), options)
    }

    fn refused(screen: &mut PayScreen, _cx: &mut Context, error: &FieldError) {
        screen.form.focus_on(index_of(error.field).unwrap_or(AMOUNT));
    }

    fn lost_its_card(screen: &mut PayScreen) -> bool {
        let is_gone = std::mem::take(&mut screen.kind.card_gone);
        if is_gone {
            screen.form.focus_on(CARD);
        }
        is_gone
    }

    fn finished(screen: &mut PayScreen) {
        screen.kind = Self::default();
    }

    fn locked(screen: &mut PayScreen) -> bool {
        // A review that is still there is in flight: its outcome is shown after unlocking, and that needs no card.
        if let Some(review) = &mut screen.review {
            hide_card::in_request(&mut review.request);
            screen.kind.card_gone = true;
        }
        screen.forget_card()
    }
}

impl PayScreen {
    /// Wipes the card, in the form and in what F7 would bring back. Returns whether one was keyed.
    fn forget_card(&mut self) -> bool {
        self.kind.swiped = false;
        let had = self.form.forget(&[CARD, EXPIRY, CVC]);
        if had && self.form.focus() != AMOUNT {
            self.form.focus_on(CARD);
        }
        had
    }

    /// What is wrong with a field.
    fn error_of(&self, cx: &Context, index: usize) -> Option<FieldError> {
        let errors = self.parse(cx.settings.rules, cx.date()).err().unwrap_or_default();
        errors.into_iter().find(|error| error.field == FIELDS[index])
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
