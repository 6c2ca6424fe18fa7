//! What of a row has changed.

use std::io::Write;

use ratatui::{
    buffer::{Cell, CellWidth as _},
    layout::Position,
};

use super::{pen::is_blank, writer::Writer};

/// Cells at the end of a row that are not worth erasing: blanks take as few bytes.
const NOT_WORTH_ERASING: usize = 3;

/// Turns the row `y` that is shown into the `next` one.
pub fn write<W: Write>(writer: &mut Writer<W>, y: u16, shown: &[Cell], next: &[Cell]) {
    if shown.iter().zip(next).all(|(shown, next)| is_same(shown, next)) {
        return;
    }
    let (shown_end, mut end) = (end(shown), end(next));
    if shown_end < end + NOT_WORTH_ERASING {
        end = end.max(shown_end);
    }
    // What is left of it: columns before this one, of a wide symbol that is overwritten.
    let mut torn = 0;
    let (mut x, mut drawn) = (0, None);
    while x < end {
        let (at, cell) = (position(x, y), &next[x]);
        let after = (x + columns(cell)).min(next.len());
        if x < torn || !is_same(&shown[x], cell) {
            for (x, covered) in shown.iter().enumerate().take(after).skip(x) {
                torn = torn.max(x + columns(covered));
            }
            if let Some(from) = drawn {
                writer.draw_again(&next[from..x], at);
            }
            writer.draw(at, cell, position(after, y), after == next.len());
            drawn = Some(after);
        }
        x = after;
    }
    if x < shown_end.max(torn).min(next.len()) {
        writer.erase_rest_of_row(position(x, y));
    }
}

fn position(x: usize, y: u16) -> Position {
    // A buffer has no more columns.
    Position { x: u16::try_from(x).unwrap_or(u16::MAX), y }
}

/// The columns of a cell's symbol.
fn columns(cell: &Cell) -> usize {
    usize::from(cell.cell_width().max(1))
}

/// Whether both cells look the same.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "thousands of cells a key: calls would be an eighth of its instructions"
)]
fn is_same(one: &Cell, other: &Cell) -> bool {
    let is_equal = is_same_text(one.symbol(), other.symbol())
        && one.modifier == other.modifier
        && one.fg == other.fg
        && one.bg == other.bg;
    is_equal || (is_blank(one) && is_blank(other))
}

/// Whether both texts are equal. Most are one byte, which needs no call.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn is_same_text(one: &str, other: &str) -> bool {
    match (one.as_bytes(), other.as_bytes()) {
        ([one], [other]) => one == other,
        (one, other) => one == other,
    }
}

/// The columns of a row up to the last in which something is seen.
fn end(row: &[Cell]) -> usize {
    row.iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1)
}
