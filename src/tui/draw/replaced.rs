//! Draws a ledger that is not as it is remembered: in what it differs, and what can be done.

use super::{canvas::Canvas, theme::StyleRole};
use crate::{
    locale::Text,
    tui::{app::Context, screen::replaced::ReplacedScreen},
};

/// The column where the text begins.
const LEFT: u16 = 6;

/// Draws it in place of the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, screen: &ReplacedScreen) {
    let columns = canvas.width().min(super::MIN_WIDTH) - 2 * LEFT;
    let text = |text| cx.locale.text(text);
    canvas.text(LEFT - 2, 4, "!", StyleRole::Warning);
    canvas.text(LEFT, 4, &text(Text::ReplacedTitle), StyleRole::WarningTitle);
    // A path may be long.
    canvas.text_wrapped(LEFT, 6, columns, 5, &cx.locale.misfit(&screen.misfit), StyleRole::Text);
    if screen.is_accepting() {
        canvas.text(LEFT, 12, &text(Text::ReplacedBusy), StyleRole::Hint);
        return;
    }
    canvas.text_wrapped(LEFT, 12, columns, 2, &text(screen.way_back()), StyleRole::Text);
    let go_on = if screen.misfit.found.is_none() { Text::ReplacedBegin } else { Text::ReplacedAccept };
    canvas.text_wrapped(LEFT, 15, columns, 2, &text(go_on), StyleRole::Text);
}
