//! The screens Pay and Cancel: fields, the strip of the second step, the last result, the message.

use ratatui::style::Style;

use super::{
    Rows,
    canvas::{Canvas, width},
    main_width, message, pane_area,
    style::{BAD, GOOD, HERE, QUIET, STRONG, TEXT, WARN},
};
use crate::{
    desk::Record,
    locale::{Locale, Text, words},
    payment::{CardNumber, Field, FieldError, Kind, Problem, Remaining, Won, message::MESSAGE_LEN},
    tui::app::{
        App,
        cancel::{self, Cancel, CancelReview, Target},
        field::Field as Input,
        pay::{self, Pay, Standing},
        preview::{Preview, slot_of},
        review::{Review, State},
    },
};

/// Labels end before this column.
const LABEL_END: u16 = 15;
/// The mark of the field in focus.
const MARK: u16 = 16;
/// Values start here.
const VALUE: u16 = 18;
/// Notes start here.
const NOTE: u16 = 44;

/// One line of a form.
struct Row<'a> {
    label: &'a str,
    value: &'a str,
    value_style: Style,
    /// The caret's column in the value, when the field is in focus.
    caret: Option<usize>,
    note: (String, Style),
}

fn draw_row(canvas: &mut Canvas<'_>, y: u16, row: &Row<'_>) {
    let focused = row.caret.is_some();
    canvas.text_right(LABEL_END, y, row.label, if focused { STRONG } else { QUIET });
    if let Some(caret) = row.caret {
        canvas.text(MARK, y, "›", HERE);
        canvas.set_cursor(VALUE + u16::try_from(caret).unwrap_or(0), y);
    }
    canvas.text_within(VALUE, y, NOTE - VALUE - 1, row.value, row.value_style);
    let columns = main_width(canvas).saturating_sub(NOTE + 1);
    canvas.text_within(NOTE, y, columns, &row.note.0, row.note.1);
}

fn good(text: &str) -> (String, Style) {
    (format!("✓ {text}").trim_end().to_owned(), GOOD)
}

fn quiet(text: impl Into<String>) -> (String, Style) {
    (text.into(), QUIET)
}

/// The short form of an error, beside its field; the whole sentence stands at the foot when it matters.
fn short(locale: &Locale, error: &FieldError) -> (String, Style) {
    let grouped = |value: u64| crate::payment::money::group_thousands(&value.to_string()).into();
    let text = match &error.problem {
        Problem::Month => locale.text(Text::NoteMonth).into_owned(),
        Problem::Expired { last } => locale.with(Text::NoteExpired, &[("last", last.to_string().into())]),
        Problem::Luhn => locale.text(Text::NoteLuhn).into_owned(),
        Problem::OutOfRange { allowed } | Problem::CancelVat { allowed } => {
            let values = [("min", grouped(*allowed.start())), ("max", grouped(*allowed.end()))];
            locale.with(Text::NoteRange, &values)
        }
        Problem::NotBelowAmount { max } => {
            let max = max.unwrap_or(Won::MAX);
            locale.with(Text::NoteRange, &[("min", "0".into()), ("max", max.grouped().into())])
        }
        Problem::ExceedsRemaining { remaining } => {
            locale.with(Text::NoteRange, &[("min", "1".into()), ("max", remaining.grouped().into())])
        }
        Problem::NotFound { mistyped: true } => locale.text(Text::NoteMistyped).into_owned(),
        Problem::NotFound { .. } => locale.text(Text::NoteNotFound).into_owned(),
        Problem::IsACancel { .. } => locale.text(Text::NoteIsACancel).into_owned(),
        Problem::AlreadyCancelled => locale.text(Text::NoteAlreadyCancelled).into_owned(),
        Problem::Missing => locale.text(Text::NoteMissing).into_owned(),
        _ => locale.allowed(error.field),
    };
    (format!("✗ {text}"), BAD)
}

// ---- pay ------------------------------------------------------------------------------------------------------------

/// Draws the payment screen.
pub fn draw_pay(app: &App, canvas: &mut Canvas<'_>) {
    let rows = Rows::of(canvas.height());
    let (pay, locale) = (&app.pay, &app.locale);
    let standings = pay.standings(app.settings.rules, app.date());
    let in_review = pay.review.is_some();
    for (index, standing) in standings.iter().enumerate() {
        draw_pay_field(app, canvas, rows.field(index), index, standing, in_review);
    }
    if let Some(review) = &pay.review {
        draw_pay_strip(app, canvas, rows.hint, review);
    } else {
        missing(locale, canvas, rows.hint, pay, &standings);
        last_result(app, canvas, rows.hint + 1);
    }
    let focus = (!in_review).then(|| pay::FIELDS[pay.form.focus()]);
    let preview = Preview::of_payment(pay);
    let keyed = !pay.form.is_pristine() || in_review;
    draw_message(app, canvas, rows.message, keyed.then_some(preview.bytes()), focus, false);
    side_pane(app, canvas, preview.bytes(), focus, false);
}

fn draw_pay_field(
    app: &App,
    canvas: &mut Canvas<'_>,
    y: u16,
    index: usize,
    standing: &Standing,
    in_review: bool,
) {
    let (pay, locale) = (&app.pay, &app.locale);
    let field = pay.form.field(index);
    let focused = pay.form.focus() == index && !in_review;
    let (shown, caret) = field.shown();
    let (value, style) = if field.is_empty() {
        (pay_placeholder(locale, pay, index), QUIET)
    } else {
        (pay_value(locale, field, index, &shown), if focused { STRONG } else { TEXT })
    };
    let note = match standing {
        Standing::Wrong(error) => short(locale, error),
        Standing::Good => pay_good_note(locale, pay, index),
        Standing::Empty | Standing::Typing => pay_hint(locale, pay, index),
    };
    let label = locale.text(pay_label(index));
    let caret = focused.then_some(caret);
    draw_row(canvas, y, &Row { label: &label, value: &value, value_style: style, caret, note });
}

fn pay_label(index: usize) -> Text {
    match index {
        pay::AMOUNT => Text::LabelPayAmount,
        pay::CARD => Text::LabelCard,
        pay::EXPIRY => Text::LabelExpiry,
        pay::CVC => Text::LabelCvc,
        pay::INSTALMENTS => Text::LabelInstalments,
        _ => Text::LabelVat,
    }
}

/// What stands in an empty field: its shape, or what is taken by default.
fn pay_placeholder(locale: &Locale, pay: &Pay, index: usize) -> String {
    match index {
        pay::EXPIRY => "MM/YY".to_owned(),
        pay::INSTALMENTS => format!("0 {}", locale.text(Text::LumpSum)),
        pay::VAT => match pay.automatic_vat() {
            Some(vat) => locale.with(Text::AutomaticVat, &[("vat", locale.won(vat).into())]),
            None => locale.text(Text::VatAutomatic).into_owned(),
        },
        _ => String::new(),
    }
}

fn pay_value(locale: &Locale, field: &Input, index: usize, shown: &str) -> String {
    match index {
        pay::AMOUNT | pay::VAT if !field.is_sum() => locale.with(Text::Won, &[("amount", shown.into())]),
        pay::INSTALMENTS => {
            let plan = field.text().parse().ok().and_then(crate::payment::Instalments::new);
            match plan.filter(|plan| plan.months() > 0) {
                Some(plan) => format!("{shown}  {}", locale.plan(plan)),
                None if field.text() == "0" => format!("0 {}", locale.text(Text::LumpSum)),
                None => shown.to_owned(),
            }
        }
        _ => shown.to_owned(),
    }
}

fn pay_good_note(locale: &Locale, pay: &Pay, index: usize) -> (String, Style) {
    match index {
        pay::AMOUNT => match pay.amount().and_then(Won::new) {
            Some(amount) if pay.form.field(index).is_sum() => {
                good(&format!("= {}", locale.with(Text::Won, &[("amount", amount.grouped().into())])))
            }
            Some(amount) => {
                let words = words::amount(amount, locale.lang());
                good(&locale.with(Text::InWords, &[("words", words.into())]))
            }
            None => good(""),
        },
        pay::CARD => {
            let text = pay.form.field(index).text();
            let digits = locale.with(Text::NoteDigits, &[("digits", text.len().into())]);
            match CardNumber::parse(text) {
                Ok(card) if !card.luhn_ok() => (format!("✓ {digits}  {}", locale.text(Text::NoteLuhn)), WARN),
                _ if text.len() < 16 && pay.form.focus() == index => {
                    good(&format!("{digits}  {}", locale.text(Text::NoteEnterHere)))
                }
                _ => good(&digits),
            }
        }
        _ => good(""),
    }
}

fn pay_hint(locale: &Locale, pay: &Pay, index: usize) -> (String, Style) {
    if pay.form.focus() != index {
        return quiet("");
    }
    let text = match index {
        pay::AMOUNT => Text::HintAmount,
        pay::CARD => Text::HintCard,
        pay::EXPIRY => Text::HintExpiry,
        pay::CVC => Text::HintCvc,
        pay::INSTALMENTS => Text::HintInstalments,
        _ => Text::HintVat,
    };
    let typed = pay.form.field(index).text().len();
    if index == pay::CARD && typed > 0 {
        return quiet(format!("{} ({typed})", locale.text(text)));
    }
    quiet(locale.text(text))
}

/// Which fields still have to be keyed.
fn missing(locale: &Locale, canvas: &mut Canvas<'_>, y: u16, pay: &Pay, standings: &[Standing; 6]) {
    if pay.form.is_pristine() {
        return;
    }
    let open: Vec<_> = (0..standings.len())
        .filter(|index| !Pay::has_default(*index) || matches!(standings[*index], Standing::Wrong(_)))
        .filter(|index| standings[*index] != Standing::Good)
        .map(|index| locale.text(pay_label(index)))
        .collect();
    if open.is_empty() {
        canvas.text(1, y, &locale.text(Text::AllKeyed), GOOD);
    } else {
        let fields = open.join(", ");
        canvas.text(1, y, &locale.with(Text::StillMissing, &[("fields", fields.into())]), TEXT);
    }
}

fn draw_pay_strip(
    app: &App,
    canvas: &mut Canvas<'_>,
    y: u16,
    review: &Review<crate::payment::PaymentRequest>,
) {
    let locale = &app.locale;
    let request = &review.request;
    let parts = [
        locale.won(request.amount),
        locale.plan(request.instalments),
        request.card.masked().grouped(),
        request.expiry.to_string(),
    ];
    let question = locale.text(Text::AskPay);
    strip(app, canvas, y, &review.state, &question, &parts, Text::ConfirmPay);
}

// ---- the strip ------------------------------------------------------------------------------------------------------

/// The strip of the second step, in the four rows from `y`.
fn strip(
    app: &App,
    canvas: &mut Canvas<'_>,
    y: u16,
    state: &State,
    question: &str,
    parts: &[String; 4],
    confirm: Text,
) {
    let locale = &app.locale;
    let rule = if matches!(state, State::Trouble(_)) { BAD } else { HERE };
    let main = main_width(canvas);
    for row in [y, y + 3] {
        canvas.rule(row, main, '═', rule);
    }
    let again = match state {
        State::AskingAgain { earlier, seconds } => Some(
            locale.with(Text::AskAgain, &[("seconds", (*seconds).into()), ("id", earlier.grouped().into())]),
        ),
        _ => None,
    };
    if let Some(again) = again {
        canvas.text_within(1, y + 1, main - 2, &again, WARN);
    } else {
        canvas.text(1, y + 1, question, HERE);
        let mut x = canvas.text(VALUE, y + 1, &parts[0], STRONG) + 3;
        for part in &parts[1..] {
            x = canvas.text(x, y + 1, part, TEXT) + 3;
        }
    }
    let answer = match state {
        State::InFlight(_) => locale.text(Text::Writing).into_owned(),
        State::Trouble(_) => locale.text(Text::ConfirmRetry).into_owned(),
        State::AskingAgain { .. } => locale.text(Text::ConfirmAgain).into_owned(),
        State::Asking => locale.text(confirm).into_owned(),
    };
    canvas.text(VALUE, y + 2, &answer, STRONG);
}

// ---- cancel ---------------------------------------------------------------------------------------------------------

/// Draws the cancel screen.
pub fn draw_cancel(app: &App, canvas: &mut Canvas<'_>) {
    let rows = Rows::of(canvas.height());
    let cancel = &app.cancel;
    let standings = cancel.standings();
    let plan = cancel.plan();
    draw_cancel_id(app, canvas, rows.field(0), &standings[cancel::ID]);
    draw_target(app, canvas, rows.field(0) + 1, rows.step);
    let money = [(cancel::AMOUNT, rows.field(3)), (cancel::VAT, rows.field(4))];
    for (index, y) in money {
        draw_cancel_money(app, canvas, y, index, &standings[index], plan.as_ref().ok());
    }
    draw_left(app, canvas, rows.field(5), plan.as_ref().ok());
    match &cancel.review {
        Some(review) => draw_cancel_strip(app, canvas, rows.hint, review),
        None => match cancel.record() {
            Some(record) => history(&app.locale, canvas, rows.hint, record, 4),
            None => last_result(app, canvas, rows.hint + 1),
        },
    }
    let focus = cancel.review.is_none().then(|| cancel::FIELDS[cancel.form.focus()]);
    let preview = Preview::of_cancel(cancel, plan.as_ref().ok().map(|plan| &plan.plan));
    let keyed = !cancel.form.is_pristine();
    draw_message(app, canvas, rows.message, keyed.then_some(preview.bytes()), focus, true);
    side_pane(app, canvas, preview.bytes(), focus, true);
}

fn draw_cancel_id(app: &App, canvas: &mut Canvas<'_>, y: u16, standing: &Standing) {
    let (cancel, locale) = (&app.cancel, &app.locale);
    let field = cancel.form.field(cancel::ID);
    let focused = cancel.form.focus() == cancel::ID && cancel.review.is_none();
    let (shown, caret) = field.shown();
    let suggestion = app.suggestion().map(|record| record.transaction.payment_id().grouped());
    let (value, style) = match suggestion {
        Some(id) if field.is_empty() => (id, QUIET),
        _ => (shown, if focused { STRONG } else { TEXT }),
    };
    let note = match (standing, &cancel.target) {
        (Standing::Wrong(error), _) => short(locale, error),
        (_, Target::Found(record)) => {
            let time = record.transaction.created_at.format("%m-%d %H:%M:%S").to_string();
            good(&format!("{time}  {}", locale.text(Text::StatePaid)))
        }
        (_, Target::Asked(..)) => quiet(locale.text(Text::Looking)),
        _ if field.is_empty() && app.suggestion().is_some() => quiet(locale.text(Text::HintCancelLast)),
        _ if focused => {
            let typed = field.text().len();
            quiet(locale.with(Text::HintIdDigits, &[("digits", typed.into())]))
        }
        _ => quiet(""),
    };
    let label = locale.text(Text::LabelPayment);
    let caret = focused.then_some(caret);
    draw_row(canvas, y, &Row { label: &label, value: &value, value_style: style, caret, note });
}

/// The payment that is meant: card and amounts, and what was cancelled of it.
fn draw_target(app: &App, canvas: &mut Canvas<'_>, y: u16, step: u16) {
    let locale = &app.locale;
    let Some(record) = app.cancel.record() else { return };
    let paid = &record.transaction;
    let mut x = canvas.text(VALUE, y, &paid.card.grouped(), TEXT) + 3;
    x = canvas.text(x, y, &locale.plan(paid.instalments), TEXT) + 3;
    x = canvas.text(x, y, &locale.won(paid.amount), STRONG) + 3;
    canvas.text(x, y, &vat_text(locale, paid.vat), QUIET);
    let cancelled = paid.amount.saturating_sub(paid.remaining.amount());
    let count = record.cancels().count();
    let y = y + step;
    let values = [("amount", locale.won(cancelled).into()), ("count", count.into())];
    let x = if count == 0 {
        canvas.text(VALUE, y, &locale.text(Text::NothingCancelled), QUIET)
    } else {
        canvas.text(VALUE, y, &locale.with(Text::Cancelled, &values), WARN)
    };
    canvas.text(x + 3, y, &left_text(locale, paid.remaining), TEXT);
}

fn vat_text(locale: &Locale, vat: Won) -> String {
    locale.with(Text::VatOf, &[("vat", vat.grouped().into())])
}

fn left_text(locale: &Locale, left: Remaining) -> String {
    locale.with(
        Text::LeftOf,
        &[("amount", locale.won(left.amount()).into()), ("vat", left.vat().grouped().into())],
    )
}

fn draw_cancel_money(
    app: &App,
    canvas: &mut Canvas<'_>,
    y: u16,
    index: usize,
    standing: &Standing,
    plan: Option<&CancelReview>,
) {
    let (cancel, locale) = (&app.cancel, &app.locale);
    let field = cancel.form.field(index);
    let focused = cancel.form.focus() == index && cancel.review.is_none();
    let (shown, caret) = field.shown();
    let default = || match (index, cancel.remaining(), plan) {
        (cancel::AMOUNT, Some(left), _) => locale.won(left.amount()),
        (cancel::VAT, Some(_), Some(plan)) => {
            locale.with(Text::AutomaticVat, &[("vat", locale.won(plan.plan.vat).into())])
        }
        _ => String::new(),
    };
    let (value, style) = if field.is_empty() {
        (default(), QUIET)
    } else {
        let value = locale.with(Text::Won, &[("amount", shown.into())]);
        (value, if focused { STRONG } else { TEXT })
    };
    let note = match standing {
        Standing::Wrong(error) => short(locale, error),
        _ => cancel_note(locale, cancel, index, plan),
    };
    let label = locale.text(if index == cancel::AMOUNT { Text::LabelCancelAmount } else { Text::LabelVat });
    let caret = focused.then_some(caret);
    draw_row(canvas, y, &Row { label: &label, value: &value, value_style: style, caret, note });
}

/// What the rule allows.
fn cancel_note(
    locale: &Locale,
    cancel: &Cancel,
    index: usize,
    plan: Option<&CancelReview>,
) -> (String, Style) {
    let Some(left) = cancel.remaining() else { return quiet("") };
    let range = |min: Won, max: Won| {
        let values = [("min", min.grouped().into()), ("max", max.grouped().into())];
        locale.with(Text::NoteRange, &values)
    };
    match (index, plan) {
        (cancel::AMOUNT, Some(plan)) if plan.all => quiet(locale.text(Text::AllOfIt)),
        (cancel::AMOUNT, _) => {
            let one = Won::new(1).unwrap_or_default();
            quiet(range(one, left.amount()))
        }
        (_, Some(plan)) => {
            let (min, max) = left.vat_bounds(plan.plan.amount);
            if min == max {
                quiet(locale.with(Text::NoteExactly, &[("vat", min.grouped().into())]))
            } else {
                quiet(range(min, max))
            }
        }
        _ => quiet(""),
    }
}

fn draw_left(app: &App, canvas: &mut Canvas<'_>, y: u16, plan: Option<&CancelReview>) {
    let locale = &app.locale;
    let Some(plan) = plan else { return };
    let label = locale.text(Text::LabelLeft);
    canvas.text_right(LABEL_END, y, &label, QUIET);
    let left = plan.plan.left;
    let x = canvas.text(VALUE, y, &locale.won(left.amount()), TEXT);
    canvas.text(x + 2, y, &vat_text(locale, left.vat()), QUIET);
}

fn draw_cancel_strip(app: &App, canvas: &mut Canvas<'_>, y: u16, review: &Review<CancelReview>) {
    let locale = &app.locale;
    let CancelReview { request, plan, all } = &review.request;
    let card = app.cancel.record().map(|record| record.transaction.card.grouped()).unwrap_or_default();
    let end: String = request.id.grouped().chars().skip(18).collect();
    let parts = [
        locale.won(plan.amount),
        if *all { locale.text(Text::TheRest).into_owned() } else { locale.text(Text::APart).into_owned() },
        card,
        locale.with(Text::OfPayment, &[("end", end.into())]),
    ];
    let question = locale.text(Text::AskCancel);
    strip(app, canvas, y, &review.state, &question, &parts, Text::ConfirmCancel);
}

/// The payment and its cancels, the newest of them in `rows` rows.
fn history(locale: &Locale, canvas: &mut Canvas<'_>, y: u16, record: &Record, rows: usize) {
    canvas.text(1, y, &locale.text(Text::History), QUIET);
    let skip = record.history.len().saturating_sub(rows);
    for (row, step) in record.history.iter().skip(skip).enumerate() {
        let y = y + u16::try_from(row).unwrap_or(0);
        let step = &step.transaction;
        let (kind, sign) = match step.kind {
            Kind::Payment => (Text::KindPayment, ""),
            Kind::Cancel { .. } => (Text::KindCancel, "-"),
        };
        canvas.text(VALUE, y, &step.created_at.format("%m-%d %H:%M:%S").to_string(), TEXT);
        canvas.text(VALUE + 15, y, &locale.text(kind), TEXT);
        canvas.text_right(VALUE + 34, y, &format!("{sign}{}", step.amount.grouped()), TEXT);
        canvas.text_right(main_width(canvas) - 1, y, &step.id.grouped(), QUIET);
    }
}

// ---- the last result and the message --------------------------------------------------------------------------------

/// The last transaction of this till in the rows from `y`; before the first one, what there is to do.
fn last_result(app: &App, canvas: &mut Canvas<'_>, y: u16) {
    let locale = &app.locale;
    canvas.rule(y, main_width(canvas), '─', QUIET);
    let Some(last) = &app.last else {
        if app.count.is_some() {
            canvas.text(1, y + 1, &locale.text(Text::FirstStart), TEXT);
            let path = app.ledger_path().display().to_string();
            let text = locale.with(Text::FirstStartWhere, &[("path", path.into())]);
            canvas.text(1, y + 2, &text, QUIET);
        }
        return;
    };
    let done = &last.transaction;
    let fresh = app.just_done == Some(done.id);
    let label = match done.kind {
        Kind::Payment => Text::LastPayment,
        Kind::Cancel { .. } => Text::LastCancel,
    };
    canvas.text_right(LABEL_END, y + 1, &locale.text(label), QUIET);
    let approved = format!("✓ {}", locale.text(Text::StateApproved));
    let mut x = canvas.text(VALUE, y + 1, &approved, if fresh { GOOD } else { QUIET }) + 2;
    x = canvas.text(x, y + 1, &done.created_at.format("%H:%M:%S").to_string(), TEXT) + 2;
    let sign = if done.kind == Kind::Payment { "" } else { "-" };
    x = canvas.text(x, y + 1, &format!("{sign}{}", locale.won(done.amount)), STRONG) + 2;
    x = canvas.text(x, y + 1, &done.card.grouped(), TEXT) + 2;
    if done.kind == Kind::Payment {
        canvas.text(x, y + 1, &locale.plan(done.instalments), TEXT);
    }
    canvas.text_right(LABEL_END, y + 2, &locale.text(Text::LabelId), QUIET);
    canvas.text(VALUE, y + 2, &done.id.grouped(), if fresh { HERE } else { TEXT });
    let help = format!("F5 {}", locale.text(Text::KeyDetail));
    canvas.text(NOTE + 5, y + 2, &help, QUIET);
}

/// The message under the form: of what is being keyed, or else of the last transaction.
fn draw_message(
    app: &App,
    canvas: &mut Canvas<'_>,
    y: u16,
    keyed: Option<&[u8; MESSAGE_LEN]>,
    focus: Option<Field>,
    on_cancel: bool,
) {
    let locale = &app.locale;
    let last = app.last.as_ref().map(|last| last.bytes.masked());
    let last: Option<[u8; MESSAGE_LEN]> = last.and_then(|text| text.as_bytes().try_into().ok());
    // Where there is a pane, the message being keyed stands there.
    let keyed = keyed.filter(|_| pane_area(canvas).is_none());
    let (title, bytes, marked) = match (keyed, last) {
        (Some(bytes), _) => (Text::MessageKeyed, *bytes, focus.and_then(|field| slot_of(field, on_cancel))),
        (None, Some(bytes)) => (Text::MessageLast, bytes, None),
        (None, None) => return,
    };
    let title = locale.text(title);
    canvas.text(1, y, &title, STRONG);
    if keyed.is_some() {
        canvas.text(width(&title) + 4, y, &locale.text(Text::MessageLegend), QUIET);
    }
    message::strip(canvas, y + 1, &bytes, marked);
}

/// The pane on the right: the message of the form, slot by slot.
fn side_pane(
    app: &App,
    canvas: &mut Canvas<'_>,
    bytes: &[u8; MESSAGE_LEN],
    focus: Option<Field>,
    on_cancel: bool,
) {
    let Some(area) = pane_area(canvas) else { return };
    canvas.line_down(area.x - 2, 2, canvas.height() - 3, QUIET);
    let marked = focus.and_then(|field| slot_of(field, on_cancel));
    let title = app.locale.text(Text::MessageSlots).into_owned();
    canvas.within(area, |pane| {
        pane.text(0, 1, &title, STRONG);
        message::pane(pane, 3, bytes, marked);
    });
}
