//! Draws an approval in the place of the strip that asks: what is to be approved, and number and PIN of who approves it.

use std::ops::Range;

use super::{
    canvas::{Canvas, width},
    large, main_width,
    theme::StyleRole,
};
use crate::{
    locale::Text,
    staff::Reason,
    tui::{
        app::Context,
        form::pin_entry::PinEntry,
        keys::{Action, key_name},
        screen::approval::{ApprovalScreen, ApprovalStep},
    },
};

/// Rows of the strip.
pub const ROWS: u16 = 4;
/// The column where values begin.
const VALUE: u16 = 18;

/// Draws it in these rows, of which there are at least [`ROWS`]; where they have room for it, with the amount in large digits.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, approval: &ApprovalScreen, rows: Range<u16>) {
    let (locale, main) = (&cx.locale, main_width(canvas));
    let (y, refused) = (rows.start, &approval.refused);
    rows.clone().for_each(|row| canvas.clear(row, main));
    let spare = rows.end.saturating_sub(y + ROWS);
    let amount = refused.asked.amount.map(|(amount, _)| locale.won(amount));
    let amount = amount.filter(|_| spare >= large::ROWS && !cx.look.ascii);
    let entry = y + 2 + amount.as_ref().map_or(0, |_| spare - 1);
    let is_joined = main < canvas.width();
    for row in y..=entry + 1 {
        let is_rule = row == y || row == entry + 1;
        if is_rule {
            canvas.rule(row, main, '═', StyleRole::Question);
        }
        // The pane's line goes on beside it.
        if is_joined {
            canvas.symbol(main, row, if is_rule { '╡' } else { '│' }, StyleRole::Rule);
        }
    }
    if let Some(amount) = &amount {
        let x = VALUE.min((main - 1).saturating_sub(large::width(amount)));
        large::draw(canvas, (x, y + 2 + (spare - 1 - large::ROWS) / 2), amount, StyleRole::Amount);
    }
    canvas.text(1, y + 1, &locale.text(Text::ApprovalBy { role: refused.by.as_str() }), StyleRole::Question);
    let end = main - 1;
    let who = refused.operator.label();
    let what = locale.asked(refused);
    let after = canvas.text_within(VALUE, y + 1, end.saturating_sub(VALUE), &what, StyleRole::Amount);
    // Who asks is in the header, too.
    if after + 2 + width(&who) <= end {
        canvas.text_right(end, y + 1, &who, StyleRole::Minor);
    }
    match &approval.step {
        ApprovalStep::Asked(_) => _ = canvas.text(VALUE, entry, &locale.text(Text::Looking), StyleRole::Hint),
        ApprovalStep::Checking(_) => {
            canvas.text(VALUE, entry, &locale.text(Text::LockChecking), StyleRole::Hint);
        }
        ApprovalStep::Keying(keyed) => {
            let label = locale.text(Text::ApprovalPin { role: refused.by.as_str() });
            let x = draw_entry(canvas, (VALUE, entry), &label, keyed);
            let back = format!("{} = {}", key_name(Action::Back), locale.text(Text::KeyBack));
            canvas.text_right(end.max(x + width(&back)), entry, &back, StyleRole::Answer);
        }
        ApprovalStep::Why(..) => {
            let mut x = canvas.text(VALUE, entry, &locale.text(Text::ApprovalWhy), StyleRole::FocusLabel) + 2;
            for (key, reason) in (1..).zip(<Reason as strum::VariantArray>::VARIANTS) {
                x = canvas.text(x, entry, &format!("{key}"), StyleRole::Key) + 1;
                x = canvas.text(x, entry, &locale.reason_of_approval(*reason), StyleRole::Answer) + 3;
            }
            canvas.set_cursor(x.saturating_sub(1), entry);
        }
    }
}

/// Draws number and PIN as far as they are keyed: the number, a dot for each digit of the PIN, a line for each to come. Returns the
/// column after it.
pub fn draw_entry(canvas: &mut Canvas<'_>, (x, y): (u16, u16), label: &str, entry: &PinEntry) -> u16 {
    let x = canvas.text(x, y, label, StyleRole::FocusLabel) + 1;
    let x = canvas.text(x, y, "›", StyleRole::Focus) + 1;
    let (number, keyed, left) = entry.shown();
    let mut x = canvas.text(x, y, number, StyleRole::FocusValue);
    if keyed + left > 0 {
        x = canvas.text(x + 1, y, &"•".repeat(keyed), StyleRole::FocusValue);
    }
    canvas.set_cursor(x, y);
    canvas.text(x, y, &"_".repeat(left), StyleRole::Placeholder)
}
