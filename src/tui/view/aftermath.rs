//! What was on its way to the ledger when the till stopped, and whether it exists.

use super::{
    canvas::Canvas,
    style::{BAD, GOOD, QUIET, STRONG, TEXT, WARN},
};
use crate::{
    desk::pending::Intent,
    locale::Text,
    tui::app::{
        App,
        aftermath::{Aftermath, Found},
    },
};

/// Where the text begins.
const LEFT: u16 = 6;

/// Draws it in the place of the screen.
pub fn draw(app: &App, canvas: &mut Canvas<'_>, aftermath: &Aftermath) {
    let columns = canvas.width().min(super::MIN_WIDTH) - 2 * LEFT;
    canvas.text(LEFT, 4, &app.locale.text(Text::AftermathTitle), STRONG);
    canvas.text_wrapped(LEFT, 6, columns, 3, &what(app, aftermath), TEXT);
    let text = |text| app.locale.text(text);
    let (mark, said, what_to_do, style) = match &aftermath.found {
        Found::Asking(_) => {
            canvas.text(LEFT, 10, &text(Text::RecallAsking), QUIET);
            return;
        }
        Found::Recorded(found) => {
            let said = app.locale.text(Text::AftermathRecorded { id: &found.id.grouped() });
            ("✓", said, Text::AftermathRecordedDo, GOOD)
        }
        Found::NotRecorded => ("✗", text(Text::AftermathNot), Text::AftermathNotDo, BAD),
        Found::Unknown => ("?", text(Text::AftermathUnknown), Text::AftermathUnknownDo, WARN),
    };
    canvas.text(LEFT - 2, 10, mark, style);
    canvas.text(LEFT, 10, &said, style.patch(STRONG));
    canvas.text(LEFT, 12, &text(what_to_do), TEXT);
}

/// What was on its way.
fn what(app: &App, aftermath: &Aftermath) -> String {
    let note = &aftermath.leftover.note;
    let time = &note.at.format("%m-%d %H:%M").to_string();
    match note.what {
        Intent::Payment(amount) => {
            app.locale.text(Text::AftermathPayment { time, amount: &app.locale.won(amount) })
        }
        Intent::Cancel(amount, id) => {
            let amount = &match amount {
                Some(amount) => app.locale.won(amount),
                None => app.locale.text(Text::TheRest),
            };
            app.locale.text(Text::AftermathCancel { time, amount, id: &id.grouped() })
        }
    }
}
