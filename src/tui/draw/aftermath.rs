//! Draws what an earlier run left: what was on its way to the ledger, and whether it was recorded.

use super::{canvas::Canvas, theme::StyleRole};
use crate::{
    locale::Text,
    tui::{app::Context, in_flight::Stage, screen::aftermath::AftermathScreen},
};

/// The column where the text begins.
const LEFT: u16 = 6;

/// Draws it in place of the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, screen: &AftermathScreen) {
    let columns = canvas.width().min(super::MIN_WIDTH) - 2 * LEFT;
    canvas.text(LEFT, 4, &cx.locale.text(Text::AftermathTitle), StyleRole::Title);
    canvas.text_wrapped(LEFT, 6, columns, 3, &screen.flight.what_was_left(&cx.locale), StyleRole::Text);
    let text = |text| cx.locale.text(text);
    let (mark, said, what_to_do, (mark_role, said_role)) = match screen.flight.stage {
        Stage::Writing(_) | Stage::Recalling(_) => {
            canvas.text(LEFT, 10, &text(Text::RecallAsking), StyleRole::Hint);
            return;
        }
        Stage::Recorded(id) => {
            let said = cx.locale.text(Text::AftermathRecorded { id: &id.grouped() });
            ("✓", said, Text::AftermathRecordedDo, (StyleRole::Good, StyleRole::GoodTitle))
        }
        Stage::NotRecorded => {
            ("✗", text(Text::AftermathNot), Text::AftermathNotDo, (StyleRole::Bad, StyleRole::BadTitle))
        }
        Stage::Unknown => (
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
