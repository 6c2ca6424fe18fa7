//! Values one after the other, in as many rows as they may take.

use super::{
    super::{
        canvas::{Canvas, Line, width},
        theme::StyleRole,
    },
    COLUMNS, LABEL, VALUE,
};
use crate::{
    locale::{Locale, Text},
    payment::money::group_thousands,
};

/// Blanks between two values of a row.
pub const GAP: u16 = 3;

/// Draws a label and its values from row `y` on, in `rows` rows at most. Returns the row after them.
pub fn draw_labelled(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    label: Option<Text>,
    cells: &Line,
    (y, rows): (u16, u16),
) -> u16 {
    if rows == 0 || cells.is_empty() {
        return y;
    }
    let Some(label) = label else { return draw_flow(locale, canvas, (LABEL, COLUMNS[3]), (y, rows), cells) };
    canvas.text(LABEL, y, &locale.text(label), StyleRole::Label);
    draw_flow(locale, canvas, (VALUE, COLUMNS[3]), (y, rows), cells)
}

/// Draws values one after the other between two columns, in `rows` rows at most; the last row says how many more there are.
/// Returns the row after them.
pub fn draw_flow(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    (left, end): (u16, u16),
    (top, rows): (u16, u16),
    cells: &Line,
) -> u16 {
    let rest = |count: usize| locale.text(Text::DayMore { count: &group_thousands(&count.to_string()) });
    let (mut x, mut y) = (left, top);
    for (index, (text, role)) in cells.iter().enumerate() {
        let after = cells.len() - index - 1;
        let is_last_row = y + 1 >= top + rows;
        // In the last row a value has to leave room for the number of those after it.
        let kept = if is_last_row && after > 0 { GAP + width(&rest(after)) } else { 0 };
        if x > left && x + width(text) + kept > end {
            if is_last_row {
                canvas.text_within(x, y, end.saturating_sub(x), &rest(after + 1), StyleRole::Minor);
                break;
            }
            (x, y) = (left, y + 1);
        }
        x = canvas.text_within(x, y, end.saturating_sub(x), text, *role) + GAP;
    }
    y + 1
}

/// The rows that values take one after the other between two columns.
pub fn rows_of(cells: &Line, (left, end): (u16, u16)) -> u16 {
    let mut rows = u16::from(!cells.is_empty());
    let mut x = left;
    for (text, _) in cells {
        if x > left && x + width(text) > end {
            rows += 1;
            x = left;
        }
        x += width(text) + GAP;
    }
    rows
}
