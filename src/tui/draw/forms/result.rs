//! Draws the last transaction of this till as a card below the form: what was done, how much, from which card, its id, what
//! to do next.

use super::{
    super::{
        canvas::{Canvas, width},
        large, main_width,
        theme::StyleRole,
    },
    LABEL_END, VALUE,
    rows::FormRows,
};
use crate::{
    locale::{Locale, Text},
    payment::Kind,
    record::{Count, Record},
    tui::{
        app::Context,
        keys::{Action, key_name},
    },
};

/// Draws the last transaction of this till; before the first one, what to do. While something `is_keyed`, it is quiet: the
/// eye belongs to the fields.
pub(super) fn draw_result(cx: &Context, canvas: &mut Canvas<'_>, rows: FormRows, is_keyed: bool) {
    let y = rows.hint + 1;
    let Some(last) = &cx.status.last else { return draw_first_start(cx, canvas, y) };
    let locale = &cx.locale;
    let done = &last.story.transaction;
    let (before, result) = match done.kind {
        Kind::Payment => (Text::LastPayment, Text::ResultTaken),
        Kind::Cancel { .. } => (Text::LastCancel, Text::ResultCancelled),
    };
    let is_new = cx.status.just_done == Some(done.id) && !is_keyed;
    let end = main_width(canvas);
    let title = if is_new { String::new() } else { locale.text(before) };
    canvas.titled_rule((0, end), y, &title);
    let role = if is_new { StyleRole::GoodTitle } else { StyleRole::Past };
    canvas.text(VALUE - 2, y + 1, &format!("✓ {}", locale.text(result)), role);
    let time = locale.time(done.when(), |at| {
        let format = if at.date_naive() == cx.date() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
        at.format(format).to_string()
    });
    let signers = [
        done.by.operator.map(|who| locale.text(Text::ResultBy { number: &who.to_string() })),
        done.by.approver.map(|who| locale.text(Text::ResultApproved { number: &who.to_string() })),
    ];
    let shown: Vec<String> = signers.into_iter().flatten().chain([time]).collect();
    canvas.text_right(end - 1, y + 1, &shown.join("   "), StyleRole::Minor);
    let has_large_amount = is_new && rows.has_large_amount && !cx.look.ascii;
    let below = if has_large_amount {
        let amount = amount(locale, last);
        let x = VALUE.min((end - 1).saturating_sub(large::width(&amount)));
        large::draw(canvas, (x, y + 2 + rows.air), &amount, StyleRole::Amount);
        y + 2 + rows.air + large::ROWS + rows.air
    } else {
        y + 3
    };
    let value = if is_keyed { StyleRole::Minor } else { StyleRole::Value };
    let values = values(locale, last, !has_large_amount, end - VALUE);
    let mut x = VALUE;
    for (index, text) in values.iter().enumerate() {
        let is_amount = index == 0 && !has_large_amount && !is_keyed;
        x = canvas.text(x, below, text, if is_amount { StyleRole::Amount } else { value });
    }
    canvas.text_right(LABEL_END, below + 1, &locale.text(Text::LabelId), StyleRole::Label);
    let role = if is_new { StyleRole::FocusValue } else { value };
    canvas.text(VALUE, below + 1, &done.id.grouped(), role);
    draw_keys(cx, canvas, below + 1, end);
}

/// The amount, with a sign where it was given back.
fn amount(locale: &Locale, record: &Record) -> String {
    let sign = if record.story.transaction.kind == Kind::Payment { "" } else { "-" };
    format!("{sign}{}", locale.won(record.story.transaction.amount))
}

/// The values of the card, each with the gap before it: the widest wording that fits into `columns`. Nothing is cut off.
fn values(locale: &Locale, record: &Record, with_amount: bool, columns: u16) -> Vec<String> {
    let done = &record.story.transaction;
    let amount = with_amount.then(|| amount(locale, record));
    let wording = |gap: usize, card: String| {
        let plan = (done.kind == Kind::Payment).then(|| locale.plan(done.installments));
        let vat = locale.text(Text::VatOf { vat: &done.vat.grouped() });
        let left = match done.kind {
            Kind::Payment => None,
            Kind::Cancel { .. } => {
                Some(locale.text(Text::LeftAmount { amount: &locale.won(done.remaining.amount()) }))
            }
        };
        let parts = [amount.clone(), plan, Some(card), Some(vat), left].into_iter().flatten();
        let gap = |index: usize| " ".repeat(if index == 0 { 0 } else { gap });
        parts.enumerate().map(|(index, part)| gap(index) + &part).collect::<Vec<_>>()
    };
    let wordings = [(5, done.card.grouped()), (3, done.card.grouped()), (3, done.card.short())];
    let fits = |parts: &Vec<String>| parts.iter().map(|part| width(part)).sum::<u16>() < columns;
    let found = wordings.into_iter().map(|(gap, card)| wording(gap, card)).find(fits);
    found.unwrap_or_else(|| wording(2, done.card.short()))
}

/// Draws the keys for the transaction at the end of a row.
fn draw_keys(cx: &Context, canvas: &mut Canvas<'_>, y: u16, end: u16) {
    let slip = if cx.last_slip_failed() {
        (Text::SlipNotPrinted, StyleRole::Warning)
    } else {
        (Text::KeySlip, StyleRole::Minor)
    };
    let keys = [
        (Action::Slip, slip),
        (Action::LastDetail, (Text::KeyDetail, StyleRole::Minor)),
        (Action::Copy, (Text::KeyCopyId, StyleRole::Minor)),
    ];
    // What was not printed takes the room of copying the id.
    let shown = if cx.last_slip_failed() { 2 } else { keys.len() };
    let keys = keys.into_iter().take(shown);
    let keys: Vec<_> =
        keys.map(|(action, (label, role))| (key_name(action), cx.locale.text(label), role)).collect();
    let columns: u16 = keys.iter().map(|(key, label, _)| width(key) + 1 + width(label) + 3).sum();
    let mut x = (end + 2).saturating_sub(columns);
    for (key, label, role) in keys {
        x = canvas.text(x, y, &key, StyleRole::PressedKey) + 1;
        x = canvas.text(x, y, &label, role) + 3;
    }
}

/// Draws what to do where this till has no transaction yet.
fn draw_first_start(cx: &Context, canvas: &mut Canvas<'_>, y: u16) {
    canvas.titled_rule((0, main_width(canvas)), y, "");
    if let Some(count) = cx.status.count {
        let locale = &cx.locale;
        let is_empty = count == Count::Exactly(0);
        let first = if is_empty { Text::FirstStart } else { Text::FirstStartTill };
        canvas.text(1, y + 1, &locale.text(first), StyleRole::Text);
        let path = cx.settings.ledger.display().to_string();
        canvas.text(1, y + 2, &locale.text(Text::FirstStartWhere { path: &path }), StyleRole::Hint);
        canvas.text(1, y + 3, &locale.text(Text::FirstStartTaken), StyleRole::Hint);
        let mut y = y + 4;
        if cx.paper.shop.name.is_empty() {
            let key = &key_name(Action::Palette);
            canvas.text(1, y, &locale.text(Text::FirstStartSettings { key }), StyleRole::Hint);
            y += 1;
        }
        if is_empty {
            canvas.text(1, y, &locale.text(Text::FirstStartImport), StyleRole::Hint);
        }
    }
}
