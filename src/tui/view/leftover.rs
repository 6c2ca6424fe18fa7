//! Draws the leftover of an earlier run: what was on its way to the ledger, and whether it was recorded.

use super::{canvas::Canvas, theme::StyleRole};
use crate::{
    desk::pending::Intent,
    locale::Text,
    tui::app::{
        App,
        leftover::{LeftoverOutcome, LeftoverScreen},
    },
};

/// The column where the text begins.
const LEFT: u16 = 6;

/// Draws it in place of the screen.
pub fn draw(app: &App, canvas: &mut Canvas<'_>, screen: &LeftoverScreen) {
    let columns = canvas.width().min(super::MIN_WIDTH) - 2 * LEFT;
    canvas.text(LEFT, 4, &app.locale.text(Text::AftermathTitle), StyleRole::Title);
    canvas.text_wrapped(LEFT, 6, columns, 3, &what(app, screen), StyleRole::Text);
    let text = |text| app.locale.text(text);
    let (mark, said, what_to_do, (mark_role, said_role)) = match &screen.outcome {
        LeftoverOutcome::Asking(_) => {
            canvas.text(LEFT, 10, &text(Text::RecallAsking), StyleRole::Hint);
            return;
        }
        LeftoverOutcome::Recorded(found) => {
            let said = app.locale.text(Text::AftermathRecorded { id: &found.id.grouped() });
            ("✓", said, Text::AftermathRecordedDo, (StyleRole::Good, StyleRole::GoodTitle))
        }
        LeftoverOutcome::NotRecorded => {
            ("✗", text(Text::AftermathNot), Text::AftermathNotDo, (StyleRole::Bad, StyleRole::BadTitle))
        }
        LeftoverOutcome::Unknown => (
            "?",
            text(Text::AftermathUnknown),
            Text::AftermathUnknownDo,
            (StyleRole::Warning, StyleRole::WarningTitle),
        ),
    };
    canvas.text(LEFT - 2, 10, mark, mark_role);
    canvas.text(LEFT, 10, &said, said_role);
    canvas.text(LEFT, 12, &text(what_to_do), StyleRole::Text);
}

/// The sentence that says what was on its way.
fn what(app: &App, screen: &LeftoverScreen) -> String {
    let note = &screen.leftover.note;
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
