//! Draws the memo that is being keyed: the field, what it takes, and whose it is.

use super::{
    canvas::Canvas,
    detail::{fact, facts},
    help::draw_input,
    theme::StyleRole,
};
use crate::{
    locale::Text,
    payment::Field,
    tui::{app::Context, screen::memo::MemoScreen},
};

/// The row of what a memo may be.
const ALLOWED: u16 = 4;
/// Rows of that.
const ALLOWED_ROWS: u16 = 2;
/// The first row of the transaction.
const FACTS: u16 = ALLOWED + ALLOWED_ROWS + 1;

/// Draws it over the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, memo: &MemoScreen) {
    let locale = &cx.locale;
    draw_input(cx, canvas, &memo.text, Text::FieldMemo, &locale.text(Text::MemoEmpty));
    let allowed = locale.text(Text::MemoAllows { allowed: &locale.allowed(Field::Memo) });
    let columns = canvas.width() - 4;
    canvas.text_wrapped(3, ALLOWED, columns, ALLOWED_ROWS, &allowed, StyleRole::Hint);
    let Some(record) = &memo.record else {
        canvas.text(3, FACTS, &locale.text(Text::Looking), StyleRole::Hint);
        return;
    };
    let facts = facts(locale, &record.story.transaction, Some(record.message.expiry));
    for (y, (label, value)) in (FACTS..).zip(facts) {
        let mut x = 0;
        for (text, role) in fact(&label, value) {
            x = canvas.text(x, y, &text, role);
        }
    }
}
