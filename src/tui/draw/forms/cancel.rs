//! Draws the cancel screen.

use chrono::Datelike as _;
use zeroize::Zeroizing;

use super::{
    super::{
        canvas::{Canvas, width},
        detail::history_time,
        main_width,
        theme::StyleRole,
    },
    FormRow, LABEL_END, VALUE,
    beside::{FormMessage, draw_beside},
    draw_row, error_note, good_note, quiet_note,
    result::draw_result,
    rows::FormRows,
    strip::{Strip, draw_strip},
};
use crate::{
    locale::{Locale, Text},
    payment::{Kind, Remaining, Won},
    record::KeepCvc,
    record::Record,
    tui::{
        app::Context,
        form::{preview::Preview, review::Review},
        screen::{
            cancel::{self, CancelReview, CancelScreen, CancelTarget, Cancelling, Extent},
            forms::{FieldState, FormKind as _},
        },
    },
};

/// Draws the cancel screen.
pub fn draw_cancel(cx: &Context, canvas: &mut Canvas<'_>, cancel: &CancelScreen) {
    let rows = FormRows::of(canvas);
    let plan = cancel.plan();
    let field_states = cancel.field_states(plan.as_ref().err());
    // Two groups of rows: the payment, and how much of it is cancelled.
    draw_cancel_id((cx, cancel), canvas, rows.field(0, 0), &field_states[cancel::ID]);
    draw_target((cx, cancel), canvas, rows.field(1, 0), rows.field(2, 0));
    let money = [(cancel::AMOUNT, rows.field(3, 1)), (cancel::VAT, rows.field(4, 1))];
    for (index, y) in money {
        draw_cancel_money((cx, cancel), canvas, y, index, &field_states[index], plan.as_ref().ok());
    }
    draw_left(cx, canvas, rows.field(5, 1), plan.as_ref().ok());
    let is_keyed = !cancel.form.is_pristine();
    match &cancel.review {
        Some(review) => {
            let paid = cancel.record().map(|record| &record.story.transaction);
            let is_late = paid.and_then(|paid| paid.is_late_to_cancel(cx.time())) == Some(true);
            draw_cancel_strip(cx, canvas, rows, (review, is_late));
        }
        None => match cancel.record() {
            Some(record) => history(cx, canvas, rows.hint, record, 4),
            None => draw_result(cx, canvas, rows, is_keyed),
        },
    }
    let plan_now = plan.as_ref().ok().map(|plan| &plan.plan);
    let message = FormMessage {
        preview: &Preview::of_cancel(cancel, plan_now, cx.settings.keep_cvc != KeepCvc::Never),
        is_keyed,
        has_card: cancel.record().is_some(),
        focus: cancel.review.is_none().then(|| cancel::FIELDS[cancel.form.focus()]),
        on_cancel: true,
    };
    draw_beside(cx, canvas, rows, &message);
}

/// Draws the field of the payment's id.
fn draw_cancel_id(
    (cx, cancel): (&Context, &CancelScreen),
    canvas: &mut Canvas<'_>,
    y: u16,
    state: &FieldState,
) {
    let locale = &cx.locale;
    let field = cancel.form.field(cancel::ID);
    let focused = cancel.form.focus() == cancel::ID && cancel.review.is_none();
    let (shown, caret) = field.shown();
    let suggestion = cx.suggestion().map(|record| record.story.transaction.payment_id().grouped());
    let (value, value_role) = match suggestion {
        Some(id) if field.is_empty() => (Zeroizing::new(id), StyleRole::Placeholder),
        _ => (shown, if focused { StyleRole::FocusValue } else { StyleRole::Value }),
    };
    let note = match (state, &cancel.kind.target) {
        (FieldState::Wrong(error), _) => error_note(locale, error),
        (_, CancelTarget::Found(record)) => {
            let time = locale.short_time(record.story.transaction.when(), |at| {
                let is_this_year = at.year() == cx.date().year();
                at.format(if is_this_year { "%m-%d %H:%M:%S" } else { "%Y-%m-%d" }).to_string()
            });
            good_note(&format!("{time}  {}", locale.text(Text::StateTaken)))
        }
        (_, CancelTarget::Asked(..)) => quiet_note(locale.text(Text::Looking)),
        _ if field.is_empty() && cx.suggestion().is_some() => quiet_note(locale.text(Text::HintCancelLast)),
        _ if focused => {
            let digits = &field.text().len().to_string();
            quiet_note(locale.text(Text::HintIdDigits { digits }))
        }
        _ => quiet_note(""),
    };
    let label = locale.text(Text::LabelPayment);
    let caret = focused.then_some(caret);
    draw_row(canvas, y, &FormRow { label: &label, value: &value, value_role, caret, note });
}

/// Draws the payment to be cancelled: card, amounts, and how much of it is cancelled already.
fn draw_target((cx, cancel): (&Context, &CancelScreen), canvas: &mut Canvas<'_>, y: u16, below: u16) {
    let locale = &cx.locale;
    let Some(record) = cancel.record() else { return };
    let paid = &record.story.transaction;
    let mut x = canvas.text(VALUE, y, &paid.card.short(), StyleRole::Value) + 3;
    x = canvas.text(x, y, &locale.plan(paid.installments), StyleRole::Value) + 3;
    x = canvas.text(x, y, &locale.won(paid.amount), StyleRole::Amount) + 3;
    canvas.text(x, y, &vat_text(locale, paid.vat), StyleRole::Minor);
    let cancelled = paid.amount.saturating_sub(paid.remaining.amount());
    let count = record.story.cancels().count();
    let y = below;
    let x = if count == 0 {
        canvas.text(VALUE, y, &locale.text(Text::NothingCancelled), StyleRole::Minor)
    } else {
        let (amount, count) = (&locale.won(cancelled), &count.to_string());
        canvas.text(VALUE, y, &locale.text(Text::Cancelled { amount, count }), StyleRole::Warning)
    };
    let whole = left_text(locale, paid.remaining);
    // With large sums the VAT is left out: its range is beside its field.
    let left = if x + 3 + width(&whole) <= main_width(canvas) {
        whole
    } else {
        locale.text(Text::LeftAmount { amount: &locale.won(paid.remaining.amount()) })
    };
    canvas.text(x + 3, y, &left, StyleRole::Value);
}

/// `VAT 1,000` in the language of the screen.
fn vat_text(locale: &Locale, vat: Won) -> String {
    locale.text(Text::VatOf { vat: &vat.grouped() })
}

/// What remains, with its VAT.
fn left_text(locale: &Locale, left: Remaining) -> String {
    locale.text(Text::LeftOf { amount: &locale.won(left.amount()), vat: &left.vat().grouped() })
}

/// Draws the field of the amount or the VAT.
fn draw_cancel_money(
    (cx, cancel): (&Context, &CancelScreen),
    canvas: &mut Canvas<'_>,
    y: u16,
    index: usize,
    state: &FieldState,
    plan: Option<&CancelReview>,
) {
    let locale = &cx.locale;
    let field = cancel.form.field(index);
    let focused = cancel.form.focus() == index && cancel.review.is_none();
    let (shown, caret) = field.shown();
    let default = || match (index, cancel.remaining(), plan) {
        (cancel::AMOUNT, Some(left), _) => locale.won(left.amount()),
        (cancel::VAT, Some(_), Some(plan)) => {
            locale.text(Text::AutomaticVat { vat: &plan.plan.vat.grouped() })
        }
        _ => String::new(),
    };
    let (value, value_role) = if field.is_empty() {
        (default(), StyleRole::Placeholder)
    } else {
        let value = locale.text(Text::Won { amount: &shown });
        let role = match index {
            _ if focused => StyleRole::FocusValue,
            cancel::AMOUNT => StyleRole::Amount,
            _ => StyleRole::Value,
        };
        (value, role)
    };
    let note = match state {
        FieldState::Wrong(error) => error_note(locale, error),
        _ => cancel_note(locale, cancel, index, plan),
    };
    let label = locale.text(if index == cancel::AMOUNT { Text::LabelCancelAmount } else { Text::LabelVat });
    let caret = focused.then_some(caret);
    draw_row(canvas, y, &FormRow { label: &label, value: &value, value_role, caret, note });
}

/// The range that the rule of cancels allows.
fn cancel_note(
    locale: &Locale,
    cancel: &CancelScreen,
    index: usize,
    plan: Option<&CancelReview>,
) -> (String, StyleRole) {
    let Some(left) = cancel.remaining() else { return quiet_note("") };
    let range =
        |min: Won, max: Won| locale.text(Text::NoteRange { min: &min.grouped(), max: &max.grouped() });
    match (index, plan) {
        (cancel::AMOUNT, plan) => quiet_note(match plan.map(|plan| plan.extent) {
            Some(Extent::Full) => locale.text(Text::FullOrPart),
            Some(Extent::Rest) => locale.text(Text::RestOrPart),
            Some(Extent::Part) | None => range(Won::new(1).unwrap_or_default(), left.amount()),
        }),
        (_, Some(plan)) => {
            let (min, max) = left.vat_bounds(plan.plan.amount);
            if min == max {
                quiet_note(locale.text(Text::NoteExactly { vat: &min.grouped() }))
            } else {
                quiet_note(range(min, max))
            }
        }
        _ => quiet_note(""),
    }
}

/// Draws what remains after the cancel.
fn draw_left(cx: &Context, canvas: &mut Canvas<'_>, y: u16, plan: Option<&CancelReview>) {
    let locale = &cx.locale;
    let Some(plan) = plan else { return };
    let label = locale.text(Text::LabelLeft);
    canvas.text_right(LABEL_END, y, &label, StyleRole::Label);
    let left = plan.plan.left;
    let x = canvas.text(VALUE, y, &locale.won(left.amount()), StyleRole::Value);
    canvas.text(x + 2, y, &vat_text(locale, left.vat()), StyleRole::Minor);
}

/// Draws the review strip, from the request that it confirms.
fn draw_cancel_strip(
    cx: &Context,
    canvas: &mut Canvas<'_>,
    rows: FormRows,
    (review, is_late): (&Review<CancelReview>, bool),
) {
    let locale = &cx.locale;
    let CancelReview { request, plan, extent, card } = &review.request;
    let end: String = request.id.grouped().chars().skip(18).collect();
    let parts = [
        locale.won(plan.amount),
        locale.text(match extent {
            Extent::Full => Text::InFull,
            Extent::Rest => Text::AllThatRemains,
            Extent::Part => Text::InPart,
        }),
        card.short(),
        locale.text(Text::OfPayment { end: &end }),
    ];
    let question = &locale.text(Text::AskCancel);
    let (state, answers) = (&review.state, Cancelling::ANSWERS);
    let is_closed = review.is_closed();
    let late = [Text::UnusualLateCancel, Text::UnusualLateCancelShort];
    let unusual =
        if is_late { late.map(|text| format!("! {}", locale.text(text))).to_vec() } else { Vec::new() };
    let strip = Strip { state, is_closed, question, parts, answers, unusual };
    draw_strip(cx, canvas, rows, &strip);
}

/// Draws the newest steps of the payment's history, at most `rows`.
fn history(cx: &Context, canvas: &mut Canvas<'_>, y: u16, record: &Record, rows: usize) {
    let locale = &cx.locale;
    canvas.text(1, y, &locale.text(Text::History), StyleRole::Label);
    let skip = record.story.history.len().saturating_sub(rows);
    for (row, step) in record.story.history.iter().skip(skip).enumerate() {
        let y = y + u16::try_from(row).unwrap_or(0);
        let step = &step.transaction;
        let (kind, sign) = match step.kind {
            Kind::Payment => (Text::KindPayment, ""),
            Kind::Cancel { .. } => (Text::KindCancel, "-"),
        };
        canvas.text(VALUE, y, &history_time((locale, cx.date()), step), StyleRole::Value);
        canvas.text(VALUE + 13, y, &locale.text(kind), StyleRole::Value);
        canvas.text_right(VALUE + 35, y, &format!("{sign}{}", step.amount.grouped()), StyleRole::Value);
        canvas.text(VALUE + 36, y, &step.id.grouped(), StyleRole::Minor);
    }
}
