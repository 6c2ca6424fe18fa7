//! Draws the payment screen.

use zeroize::Zeroizing;

use super::{
    super::{
        canvas::{Canvas, width},
        theme::StyleRole,
    },
    FormRow,
    beside::{FormMessage, draw_beside},
    draw_row, error_note, good_note, note_columns, quiet_note,
    result::draw_result,
    rows::FormRows,
    strip::{Strip, draw_strip},
};
use crate::{
    locale::{Locale, Text, amounts},
    payment::{
        CardNumber, Expiry, Installments, KeyedPayment, PaymentRequest, Problem, Unusual, Won, card::CARD_MAX,
    },
    tui::{
        app::Context,
        form::{field::InputField, preview::Preview, review::Review},
        screen::{
            forms::{FieldState, FormKind as _},
            pay::{self, PayScreen, Paying},
        },
    },
};

/// The group of each field: what is paid, with which card, how.
const GROUPS: [u16; 6] = [0, 1, 1, 1, 2, 2];

/// Draws the payment screen.
pub fn draw_pay(cx: &Context, canvas: &mut Canvas<'_>, pay: &PayScreen) {
    let rows = FormRows::of(canvas);
    let locale = &cx.locale;
    let field_states = pay.field_states(cx.settings.rules, cx.date());
    let in_review = pay.review.is_some();
    let unusual = unusual_so_far(cx, pay);
    for (index, state) in field_states.iter().enumerate() {
        let unusual = unusual.iter().find(|unusual| unusual.field() == pay::FIELDS[index]);
        draw_pay_field((cx, pay), canvas, rows.field(index, GROUPS[index]), index, state, unusual);
    }
    let is_keyed = !pay.form.is_pristine() || in_review;
    if let Some(review) = &pay.review {
        draw_pay_strip(cx, canvas, rows, review);
    } else {
        draw_missing(locale, canvas, rows.hint, pay, &field_states);
        draw_result(cx, canvas, rows, is_keyed);
    }
    let message = FormMessage {
        preview: &Preview::of_payment(pay),
        is_keyed,
        has_card: has_card(pay, &field_states[pay::CARD]),
        focus: (!in_review).then(|| pay::FIELDS[pay.form.focus()]),
        on_cancel: false,
    };
    draw_beside(cx, canvas, rows, &message);
}

/// Whether the card number is complete: a shorter one could go on while it is keyed.
fn has_card(pay: &PayScreen, state: &FieldState) -> bool {
    let is_settled = pay.form.focus() != pay::CARD || pay.form.field(pay::CARD).is_full();
    pay.review.is_some() || (is_settled && *state == FieldState::Good)
}

/// Draws one field.
fn draw_pay_field(
    (cx, pay): (&Context, &PayScreen),
    canvas: &mut Canvas<'_>,
    y: u16,
    index: usize,
    state: &FieldState,
    unusual: Option<&Unusual>,
) {
    let locale = &cx.locale;
    let field = pay.form.field(index);
    let focused = pay.form.focus() == index && pay.review.is_none();
    let (shown, caret) = field.shown();
    let (value, value_role) = if field.is_empty() {
        (Zeroizing::new(pay_placeholder(locale, pay, index)), StyleRole::Placeholder)
    } else {
        (
            Zeroizing::new(pay_value(locale, field, index, &shown, focused)),
            match index {
                _ if focused => StyleRole::FocusValue,
                pay::AMOUNT => StyleRole::Amount,
                _ => StyleRole::Value,
            },
        )
    };
    let note = match (state, unusual) {
        (FieldState::Wrong(error), _) => error_note(locale, error),
        (FieldState::Good, Some(unusual)) => (format!("! {}", locale.unusual(*unusual)), StyleRole::Warning),
        (FieldState::Good, None) => pay_good_note(locale, pay, index, note_columns(canvas)),
        (FieldState::Empty | FieldState::Typing, _) => pay_hint(locale, pay, index),
    };
    let label = locale.text(pay_label(index));
    let caret = focused.then_some(caret);
    draw_row(canvas, y, &FormRow { label: &label, value: &value, value_role, caret, note });
}

/// The label of a field.
fn pay_label(index: usize) -> Text<'static> {
    match index {
        pay::AMOUNT => Text::LabelPayAmount,
        pay::CARD => Text::LabelCard,
        pay::EXPIRY => Text::LabelExpiry,
        pay::CVC => Text::LabelCvc,
        pay::INSTALLMENTS => Text::LabelInstallments,
        _ => Text::LabelVat,
    }
}

/// The text of an empty field: its format or its default.
fn pay_placeholder(locale: &Locale, pay: &PayScreen, index: usize) -> String {
    match index {
        pay::EXPIRY => "MM/YY".to_owned(),
        pay::INSTALLMENTS => format!("0 {}", locale.text(Text::LumpSum)),
        pay::VAT => match pay.automatic_vat() {
            Some(vat) => locale.text(Text::AutomaticVat { vat: &vat.grouped() }),
            None => locale.text(Text::VatAutomatic),
        },
        _ => String::new(),
    }
}

/// The text of a field that is keyed.
fn pay_value(locale: &Locale, field: &InputField, index: usize, shown: &str, focused: bool) -> String {
    match index {
        pay::AMOUNT | pay::VAT if !focused && !field.is_worked_out() => {
            locale.text(Text::Won { amount: shown })
        }
        pay::INSTALLMENTS => {
            let plan = Installments::parse(field.text()).ok();
            match plan.filter(|plan| plan.months() > 0) {
                Some(plan) => format!("{shown}  {}", locale.plan(plan)),
                None if field.text() == "0" => format!("0 {}", locale.text(Text::LumpSum)),
                None => shown.to_owned(),
            }
        }
        _ => shown.to_owned(),
    }
}

/// The note of a valid field: what the amount is in words or as a result, how long the card number is.
fn pay_good_note(locale: &Locale, pay: &PayScreen, index: usize, columns: u16) -> (String, StyleRole) {
    match index {
        pay::AMOUNT => match pay.amount().and_then(Won::new) {
            Some(amount) if pay.form.field(index).is_worked_out() => {
                good_note(&format!("= {}", locale.text(Text::Won { amount: &amount.grouped() })))
            }
            // Words would flicker with every digit.
            Some(_) if pay.form.focus() == index && pay.review.is_none() => good_note(""),
            Some(amount) => {
                let note = |words: String| good_note(&locale.text(Text::InWords { words: &words }));
                let whole = note(amounts::in_words(amount, locale.lang()));
                // Words that are cut off could mean another amount.
                if width(&whole.0) <= columns {
                    whole
                } else {
                    note(amounts::in_digits_and_words(amount, locale.lang()))
                }
            }
            None => good_note(""),
        },
        pay::CARD => {
            let text = pay.form.field(index).text();
            let whole = text.len() == CARD_MAX || pay.form.focus() != index;
            let digits = locale.text(Text::NoteDigits { digits: &text.len().to_string() });
            if whole {
                good_note(&digits)
            } else {
                good_note(&format!("{digits}  {}", locale.text(Text::NoteEnterHere)))
            }
        }
        _ => good_note(""),
    }
}

/// The hint beside the field in focus.
fn pay_hint(locale: &Locale, pay: &PayScreen, index: usize) -> (String, StyleRole) {
    if pay.form.focus() != index {
        return quiet_note("");
    }
    let text = match index {
        pay::AMOUNT => Text::HintAmount,
        pay::CARD => Text::HintCard,
        pay::EXPIRY => Text::HintExpiry,
        pay::CVC => Text::HintCvc,
        pay::INSTALLMENTS => Text::HintInstallments,
        _ => Text::HintVat,
    };
    let typed = pay.form.field(index).text().len();
    if index == pay::CARD && typed > 0 {
        return quiet_note(format!("{} ({typed})", locale.text(text)));
    }
    quiet_note(locale.text(text))
}

/// Draws which fields are missing and which are wrong.
fn draw_missing(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    y: u16,
    pay: &PayScreen,
    field_states: &[FieldState; 6],
) {
    if pay.form.is_pristine() {
        return;
    }
    let (mut missing, mut wrong) = (Vec::new(), Vec::new());
    for (index, state) in field_states.iter().enumerate() {
        match state {
            FieldState::Good => {}
            FieldState::Wrong(error) if error.problem != Problem::Missing => {
                wrong.push(locale.text(pay_label(index)));
            }
            _ if PayScreen::has_default(index) => {}
            _ => missing.push(locale.text(pay_label(index))),
        }
    }
    if missing.is_empty() && wrong.is_empty() {
        canvas.text(1, y, &locale.text(Text::AllKeyed), StyleRole::Good);
        return;
    }
    let mut x = 1;
    if !missing.is_empty() {
        let fields = &missing.join(", ");
        x = canvas.text(x, y, &locale.text(Text::FieldsMissing { fields }), StyleRole::Text) + 3;
    }
    if !wrong.is_empty() {
        canvas.text(x, y, &locale.text(Text::FieldsToFix { fields: &wrong.join(", ") }), StyleRole::Text);
    }
}

/// The warning in its two wordings: with numbers, and with only the names of the fields.
fn unusual_words(locale: &Locale, unusual: &[Unusual]) -> Vec<String> {
    if unusual.is_empty() {
        return Vec::new();
    }
    let line = |words: Vec<String>| format!("! {}", words.join(" · "));
    let whole = unusual.iter().map(|unusual| locale.unusual(*unusual)).collect();
    let fields = unusual.iter().map(|unusual| locale.field(unusual.field())).collect();
    vec![line(whole), line(fields)]
}

/// What is unusual about what is keyed so far. A field counts only when no more digits may come: most beginnings of a
/// good card number fail the check.
fn unusual_so_far(cx: &Context, pay: &PayScreen) -> Vec<Unusual> {
    let form = &pay.form;
    let text = |index: usize| {
        let field = form.field(index);
        let settled = form.focus() != index || field.is_full() || pay.review.is_some();
        settled.then(|| field.text())
    };
    let card = text(pay::CARD).and_then(|text| CardNumber::parse(text).ok());
    let keyed = KeyedPayment {
        card: card.as_ref(),
        expiry: text(pay::EXPIRY).and_then(|text| Expiry::parse(text).ok()),
        installments: text(pay::INSTALLMENTS).and_then(|text| Installments::parse(text).ok()),
        amount: text(pay::AMOUNT).and_then(|_| pay.amount()).and_then(Won::new),
    };
    keyed.unusual(&cx.settings.rules, cx.date())
}

/// Draws the review strip, from the request that it confirms.
fn draw_pay_strip(cx: &Context, canvas: &mut Canvas<'_>, rows: FormRows, review: &Review<PaymentRequest>) {
    let locale = &cx.locale;
    let request = &review.request;
    let parts = [
        locale.won(request.amount),
        locale.plan(request.installments),
        request.card.masked().grouped(),
        request.expiry.to_string(),
    ];
    let question = &locale.text(Text::AskPay);
    let (state, answers) = (&review.state, Paying::ANSWERS);
    let unusual = unusual_words(locale, &request.unusual(&cx.settings.rules, cx.date()));
    let is_closed = review.is_closed();
    let strip = Strip { state, is_closed, question, parts, answers, unusual };
    draw_strip(cx, canvas, rows, &strip);
}
