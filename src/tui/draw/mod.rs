//! Draws the screens. Drawing changes no state, except that it notes how far a text can be scrolled
//! ([`Scroll`](super::screen::list::Scroll)).
//!
//! Every screen has the same columns: one where labels end, one where values start, one where notes start. Nothing moves
//! because of an error, a hint or a result: every line has a fixed row.

pub mod aftermath;
pub mod approval;
mod ascii;
mod canvas;
mod chart;
pub mod day;
pub mod detail;
pub mod forms;
mod header;
pub mod help;
mod large;
pub mod lock;
pub mod lookup;
pub mod memo;
mod message;
pub mod palette;
pub mod passphrase;
pub mod people;
pub mod replaced;
#[cfg(feature = "central")]
pub mod shops;
pub mod slip;
mod table;
mod theme;

pub use self::theme::StyleRole;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

pub use self::canvas::Canvas;
use self::{canvas::width, theme::Scheme};
use super::{
    app::{App, Context, Tone},
    keys::{self, Binding},
    screen::ScreenRow,
};
use crate::{
    locale::{Locale, Text},
    payment::money::group_thousands,
    record::Count,
};

/// Columns of the smallest window that shows the screens.
pub const MIN_WIDTH: u16 = 80;
/// Rows of the smallest window that shows the screens.
pub const MIN_HEIGHT: u16 = 24;
/// From this width, a pane is shown on the right.
const WIDE: u16 = 110;
/// From this height, groups of fields are apart, and an amount has large digits.
const TALL: u16 = 30;

/// The rows that every screen has at its foot.
#[derive(Debug, Clone, Copy)]
struct Rows {
    /// The notice, two rows.
    notice: u16,
    /// The key bar.
    bar: u16,
}

impl Rows {
    /// The rows in a window of this height.
    fn of(height: u16) -> Self {
        Self { notice: height.saturating_sub(3), bar: height.saturating_sub(1) }
    }
}

/// What was drawn.
#[derive(Debug, Clone, Copy)]
pub struct Drawn {
    /// Where the terminal's cursor is; `None` hides it.
    pub cursor: Option<Position>,
    /// Whether the cashier can see the screen: not in a window that is too small, and not behind a lock.
    pub is_shown: bool,
}

/// Draws the screen on a blank buffer.
pub fn draw(app: &App, buffer: &mut Buffer) -> Drawn {
    draw_with_tabs(app, app.screens(), buffer)
}

/// As [`draw`], with the tabs of these screens.
pub fn draw_with_tabs(app: &App, screens: &[ScreenRow], buffer: &mut Buffer) -> Drawn {
    let area = buffer.area;
    let (cx, top) = (&app.cx, app.top());
    let mut canvas = Canvas::new(buffer, area, Scheme::of(top.theme(cx)));
    let mut is_shown = false;
    if top.is_alone() {
        top.draw(cx, &mut canvas);
    } else if area.width < MIN_WIDTH || area.height < MIN_HEIGHT {
        draw_too_small(&cx.locale, &mut canvas);
    } else {
        header::draw(app, screens, &mut canvas);
        match app.beneath_strip() {
            None => top.draw(cx, &mut canvas),
            Some(beneath) => {
                beneath.draw(cx, &mut canvas);
                let foot = Rows::of(area.height).notice;
                let rows = beneath.strip_rows(&canvas).unwrap_or(foot.saturating_sub(approval::ROWS)..foot);
                top.draw_strip(cx, &mut canvas, rows);
            }
        }
        draw_notice(cx, &mut canvas);
        draw_key_bar(app, &mut canvas);
        is_shown = true;
    }
    let cursor = canvas.cursor();
    if cx.look.ascii {
        ascii::apply(buffer);
    }
    Drawn { cursor, is_shown }
}

/// The columns left of the pane.
fn main_width(canvas: &Canvas<'_>) -> u16 {
    if canvas.width() >= WIDE { MIN_WIDTH } else { canvas.width() }
}

/// The pane on the right; `None` in a window that is too narrow.
fn pane_area(canvas: &Canvas<'_>) -> Option<Rect> {
    (canvas.width() >= WIDE).then(|| {
        let x = MIN_WIDTH + 2;
        Rect::new(x, 2, canvas.width() - x - 1, canvas.height().saturating_sub(5))
    })
}

/// `42 transactions`, `1,000+ transactions`.
pub fn count_text(locale: &Locale, count: Count) -> String {
    let (number, more) = match count {
        Count::Exactly(number) => (number, ""),
        Count::AtLeast(number) => (number, "+"),
    };
    let grouped = format!("{}{more}", group_thousands(&number.to_string()));
    locale.text(Text::Count { count: number, grouped: &grouped })
}

/// Draws the notice above the key bar.
fn draw_notice(cx: &Context, canvas: &mut Canvas<'_>) {
    let Some(notice) = &cx.notice else { return };
    let (mark, role) = match notice.tone {
        Tone::Hint => ("·", StyleRole::Text),
        Tone::Good => ("✓", StyleRole::Good),
        Tone::Bad => ("✗", StyleRole::Bad),
    };
    let y = Rows::of(canvas.height()).notice;
    canvas.text(1, y, mark, role);
    let columns = canvas.width() - 4;
    canvas.text_wrapped(3, y, columns, 2, &notice.text, role);
}

/// Draws the keys that do something now.
fn draw_key_bar(app: &App, canvas: &mut Canvas<'_>) {
    let (cx, top) = (&app.cx, app.top());
    let rows = keys::rows(top.scopes())
        .filter(|row| row.bar && top.offers(cx, row.action) && keys::is_offered(cx, row.action));
    draw_keys(
        cx,
        canvas,
        rows.map(|row| Binding { label: top.label(row.action).unwrap_or(row.label), ..*row }),
    );
}

/// Draws keys and their labels into the last row, as many as fit.
fn draw_keys(cx: &Context, canvas: &mut Canvas<'_>, rows: impl Iterator<Item = Binding>) {
    let y = Rows::of(canvas.height()).bar;
    let mut x = 1;
    for row in rows {
        let (Some(key), label) = (row.keys.first(), cx.locale.text(row.label)) else { continue };
        let name = key.name();
        if x + width(&name) + 1 + width(&label) + 1 > canvas.width() {
            break;
        }
        x = canvas.text(x, y, &name, StyleRole::PressedKey) + 1;
        x = canvas.text(x, y, &label, StyleRole::Text) + 2;
    }
}

/// Draws that the window is too small, which size is needed, and that nothing is lost; as much of it as fits.
fn draw_too_small(locale: &Locale, canvas: &mut Canvas<'_>) {
    let size = locale.text(Text::TooSmall {
        width: &canvas.width().to_string(),
        height: &canvas.height().to_string(),
        need_width: &MIN_WIDTH.to_string(),
        need_height: &MIN_HEIGHT.to_string(),
    });
    let kept = locale.text(Text::TooSmallKept);
    let y = canvas.height() / 3;
    let columns = canvas.width();
    let x = if columns > 40 { 4 } else { 0 };
    canvas.text_wrapped(x, y, columns - x, 2, &size, StyleRole::Blocked);
    canvas.text_wrapped(x, y + 2, columns - x, 3, &kept, StyleRole::Text);
}
