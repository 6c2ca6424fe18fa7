//! Draws the question for the keyring's passphrase in the place of the strip that asks.

use std::ops::Range;

use super::{
    canvas::{Canvas, width},
    main_width,
    theme::StyleRole,
};
use crate::{
    locale::Text,
    tui::{
        app::Context,
        keys::{Action, key_name},
        screen::passphrase::PassphraseScreen,
    },
};

/// Rows of the strip.
const ROWS: u16 = 4;
/// The column where values begin.
const VALUE: u16 = 18;
/// Most dots that are drawn: a longer passphrase has as many.
const DOTS: usize = 24;

/// Draws it in the first of these rows.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, asked: &PassphraseScreen, rows: Range<u16>) {
    let (locale, main, y) = (&cx.locale, main_width(canvas), rows.start);
    rows.for_each(|row| canvas.clear(row, main));
    let is_joined = main < canvas.width();
    for row in y..y + ROWS {
        let is_rule = row == y || row + 1 == y + ROWS;
        if is_rule {
            canvas.rule(row, main, '═', StyleRole::Question);
        }
        // The pane's line goes on beside it.
        if is_joined {
            canvas.symbol(main, row, if is_rule { '╡' } else { '│' }, StyleRole::Rule);
        }
    }
    canvas.text(1, y + 1, &locale.text(Text::PassphraseTitle), StyleRole::Question);
    let x = VALUE.max(width(&locale.text(Text::PassphraseTitle)) + 3);
    let room = main.saturating_sub(x + 1);
    canvas.text_within(x, y + 1, room, &locale.text(Text::PassphraseWhy), StyleRole::Value);
    if asked.is_checking() {
        canvas.text(VALUE, y + 2, &locale.text(Text::LockChecking), StyleRole::Hint);
        return;
    }
    let x = canvas.text(VALUE, y + 2, "›", StyleRole::Focus) + 1;
    let x = canvas.text(x, y + 2, &"•".repeat(asked.keyed().min(DOTS)), StyleRole::FocusValue);
    canvas.set_cursor(x, y + 2);
    let back = format!("{} = {}", key_name(Action::Back), locale.text(Text::KeyBack));
    canvas.text_right(main - 1, y + 2, &back, StyleRole::Answer);
}
