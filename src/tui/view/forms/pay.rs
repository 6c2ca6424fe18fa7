//! The payment screen.

use ratatui::style::Style;
use zeroize::Zeroizing;

use super::{
    super::{
        Rows,
        canvas::{Canvas, width},
        style::{GOOD, QUIET, STRONG, TEXT, WARN},
    },
    Row, draw_row, good, note_columns, quiet,
    result::{draw_message, last_result, side_pane},
    short,
    strip::{Strip, draw_strip},
};
use crate::{
    locale::{Locale, Text, words},
    payment::{CardNumber, PaymentRequest, Won, card::CARD_MAX},
    tui::app::{
        App,
        field::Field as Input,
        pay::{self, Pay, Standing},
        preview::Preview,
        review::Review,
    },
};

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
        (Zeroizing::new(pay_placeholder(locale, pay, index)), QUIET)
    } else {
        (
            Zeroizing::new(pay_value(locale, field, index, &shown, focused)),
            if focused { STRONG } else { TEXT },
        )
    };
    let note = match standing {
        Standing::Wrong(error) => short(locale, error),
        Standing::Good => pay_good_note(locale, pay, index, note_columns(canvas)),
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
            Some(vat) => locale.with(Text::AutomaticVat, &[("vat", vat.grouped().into())]),
            None => locale.text(Text::VatAutomatic).into_owned(),
        },
        _ => String::new(),
    }
}

fn pay_value(locale: &Locale, field: &Input, index: usize, shown: &str, focused: bool) -> String {
    match index {
        pay::AMOUNT | pay::VAT if !focused && !field.is_sum() => {
            locale.with(Text::Won, &[("amount", shown.into())])
        }
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

fn pay_good_note(locale: &Locale, pay: &Pay, index: usize, columns: u16) -> (String, Style) {
    match index {
        pay::AMOUNT => match pay.amount().and_then(Won::new) {
            Some(amount) if pay.form.field(index).is_sum() => {
                good(&format!("= {}", locale.with(Text::Won, &[("amount", amount.grouped().into())])))
            }
            // While digits come, words would only flicker.
            Some(_) if pay.form.focus() == index && pay.review.is_none() => good(""),
            Some(amount) => {
                let note = |words: String| good(&locale.with(Text::InWords, &[("words", words.into())]));
                let whole = note(words::amount(amount, locale.lang()));
                // Words that are cut off could be those of another amount.
                if width(&whole.0) <= columns {
                    whole
                } else {
                    note(words::short_amount(amount, locale.lang()))
                }
            }
            None => good(""),
        },
        pay::CARD => {
            let text = pay.form.field(index).text();
            let whole = text.len() == CARD_MAX || pay.form.focus() != index;
            let digits = locale.with(Text::NoteDigits, &[("digits", text.len().into())]);
            match CardNumber::parse(text) {
                // Not while more digits may come: most beginnings of a good number fail the check.
                Ok(card) if whole && !card.luhn_ok() => {
                    (format!("✓ {digits}  {}", locale.text(Text::NoteLuhn)), WARN)
                }
                _ if !whole => good(&format!("{digits}  {}", locale.text(Text::NoteEnterHere))),
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

fn draw_pay_strip(app: &App, canvas: &mut Canvas<'_>, y: u16, review: &Review<PaymentRequest>) {
    let locale = &app.locale;
    let request = &review.request;
    let parts = [
        locale.won(request.amount),
        locale.plan(request.instalments),
        request.card.masked().grouped(),
        request.expiry.to_string(),
    ];
    let question = &locale.text(Text::AskPay);
    let strip = Strip { state: &review.state, question, parts, confirm: Text::ConfirmPay };
    draw_strip(app, canvas, y, &strip);
}
