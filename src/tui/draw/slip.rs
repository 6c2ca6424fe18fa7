//! Draws a slip as it will be on paper, and beside it what belongs to it: which copy, the printer, what is missing.

use super::{
    Rows,
    canvas::{Canvas, width},
    theme::StyleRole,
};
use crate::{
    config::PrinterTo,
    locale::Text,
    printing::Printout,
    slip::{Look, SlipLine, columns_of},
    tui::{
        app::{Context, PrintState},
        screen::slip::SlipScreen,
    },
};

/// The column of the paper's left edge.
const LEFT: u16 = 1;
/// The row where both begin.
const TOP: u16 = 2;
/// Columns that the notes beside the paper need; with less room they are above it.
const NOTES: u16 = 24;
/// Bars that look like a code and are none: on paper the printer draws it.
const BARS: &str = "║│║▌│║││▌║│║║│▌│║▌││║│║";

/// Draws the slip over the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, screen: &SlipScreen) {
    if screen.source.is_none() {
        canvas.text(LEFT, TOP + 1, &cx.locale.text(Text::Looking), StyleRole::Hint);
        return;
    }
    let bottom = Rows::of(canvas.height()).notice;
    let columns = u16::from(cx.paper.printer.columns);
    let beside = LEFT + columns + 6;
    let notes = notes(cx, screen);
    if beside + NOTES <= canvas.width() {
        draw_notes(canvas, (beside, TOP), canvas.width() - beside - 1, bottom, &notes);
        draw_paper(canvas, TOP, bottom, columns, screen, &screen.lines(cx));
    } else {
        let below = draw_notes(canvas, (LEFT, TOP), canvas.width() - 2, TOP + 4, &notes);
        draw_paper(canvas, below, bottom, columns, screen, &screen.lines(cx));
    }
}

/// What is said beside the paper: a text, and how it looks.
fn notes(cx: &Context, screen: &SlipScreen) -> Vec<(String, StyleRole)> {
    let Some(slip) = screen.slip(cx) else { return Vec::new() };
    let copy = cx.locale.slip_copy(slip.copy);
    let which = match slip.reprint {
        0 => cx.locale.text(Text::SlipOriginalCopy),
        reprint => cx.locale.text(Text::SlipReprint { number: &reprint.to_string() }),
    };
    let mut notes = vec![(format!("{copy} · {which}"), StyleRole::Title)];
    let printer = &cx.paper.printer.to;
    if *printer == PrinterTo::Nowhere {
        notes.push((cx.locale.text(Text::PrinterNowhere), StyleRole::Warning));
    } else {
        notes.push((cx.locale.text(Text::SlipPrinter { to: &printer.to_string() }), StyleRole::Text));
        let is_slip = cx.print.as_ref().is_some_and(|print| matches!(print.what, Printout::Slip { .. }));
        notes.extend(state(cx).filter(|_| is_slip));
    }
    notes.extend(SlipScreen::gaps(cx).into_iter().map(|gap| (gap, StyleRole::Hint)));
    notes
}

/// What became of the print before.
pub fn state(cx: &Context) -> Option<(String, StyleRole)> {
    let print = cx.print.as_ref()?;
    let id = &cx.printout_name(&print.what);
    Some(match &print.state {
        PrintState::Printing => (cx.locale.text(Text::SlipPrinting), StyleRole::Text),
        PrintState::Printed => (cx.locale.text(Text::SlipPrinted { id }), StyleRole::Good),
        PrintState::Late(why) => (why.clone(), StyleRole::Warning),
        PrintState::Failed(why) => (why.clone(), StyleRole::Bad),
    })
}

/// Draws the notes, each wrapped, with a row between them where there is room. Returns the row after them.
fn draw_notes(
    canvas: &mut Canvas<'_>,
    (x, top): (u16, u16),
    columns: u16,
    bottom: u16,
    notes: &[(String, StyleRole)],
) -> u16 {
    let mut y = top;
    let gap = u16::from(bottom - top > 8);
    for (text, role) in notes {
        let lines = super::canvas::wrap(text, columns);
        let rows = u16::try_from(lines.len()).unwrap_or(1).min(bottom.saturating_sub(y));
        if rows == 0 {
            break;
        }
        canvas.text_wrapped(x, y, columns, rows, text, *role);
        y += rows + gap;
    }
    y
}

/// Draws the paper between two rows, with its edges.
fn draw_paper(
    canvas: &mut Canvas<'_>,
    top: u16,
    bottom: u16,
    columns: u16,
    screen: &SlipScreen,
    lines: &[SlipLine],
) {
    let visible = usize::from(bottom.saturating_sub(top));
    let first = screen.scroll.within(lines.len().saturating_sub(visible));
    let right = LEFT + columns + 3;
    for (y, line) in (top..).zip(lines.iter().skip(first).take(visible)) {
        canvas.symbol(LEFT, y, '│', StyleRole::Rule);
        canvas.symbol(right, y, '│', StyleRole::Rule);
        match line {
            SlipLine::Text(text, look) => draw_text(canvas, LEFT + 2, y, text, *look),
            SlipLine::Code(_) => {
                canvas.text(LEFT + 2 + columns.saturating_sub(width(BARS)) / 2, y, BARS, StyleRole::Minor);
            }
        }
    }
    if first > 0 {
        canvas.symbol(right + 1, top, '↑', StyleRole::Focus);
    }
    if first + visible < lines.len() {
        canvas.symbol(right + 1, bottom - 1, '↓', StyleRole::Focus);
    }
}

/// Draws a line, each character in its column on paper: a terminal may show it narrower.
fn draw_text(canvas: &mut Canvas<'_>, left: u16, y: u16, text: &str, look: Look) {
    let role = match look {
        Look::Plain => StyleRole::Text,
        Look::Bold | Look::Tall => StyleRole::Title,
    };
    let mut rest = text;
    let mut x = left;
    while !rest.is_empty() {
        let end = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .find(|end| rest.get(..*end).is_some_and(|part| usize::from(width(part)) != columns_of(part)))
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        canvas.text(x, y, part, role);
        x += u16::try_from(columns_of(part)).unwrap_or(0);
        rest = after;
    }
}
