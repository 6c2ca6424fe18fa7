//! Draws the list of commands in groups, and the values of a setting that is being changed.

use super::{
    Rows,
    canvas::Canvas,
    help::{KEY_COLUMN, LABEL_COLUMN, draw_filter},
    theme::StyleRole,
};
use crate::{
    locale::Text,
    payment::Won,
    tui::{
        app::Context,
        screen::{
            palette::{PaletteRow, PaletteScreen},
            setting::OpenSetting,
        },
    },
};

/// The first row of the list.
const TOP: u16 = 4;
/// The column where keys start.
const KEY: u16 = 3;
/// The column where labels start.
const LABEL: u16 = KEY + KEY_COLUMN;
/// The column where the values of settings start.
const VALUE: u16 = LABEL + LABEL_COLUMN;

/// Rows of what is allowed: the ways to a printer take most of them.
const HINT_ROWS: u16 = 4;

/// A line of the list.
enum PaletteLine<'a> {
    /// Between two groups.
    Gap,
    /// The title of a group.
    Title(Text<'static>),
    /// A row, and its index.
    Row(usize, &'a PaletteRow),
}

/// Draws the list of commands over the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, palette: &PaletteScreen) {
    let rows = palette.rows(cx);
    if let Some(open) = &palette.open {
        draw_filter_of(cx, canvas, open);
        if open.is_typed() {
            let allowed = open.setting.allowed(&cx.locale);
            return canvas.text_wrapped(
                KEY,
                TOP,
                canvas.width() - KEY - 1,
                HINT_ROWS,
                &allowed,
                StyleRole::Hint,
            );
        }
    } else {
        draw_filter(cx, canvas, &palette.list, Text::KeyPalette, &cx.locale.text(Text::TypeToFilter));
    }
    if rows.is_empty() {
        let text = if palette.open.is_some() { Text::NoSuchValue } else { Text::NoSuchCommand };
        canvas.text(KEY, TOP, &cx.locale.text(text), StyleRole::Hint);
        return;
    }
    draw_rows(cx, canvas, &rows, palette.chosen(rows.len()));
    if palette.open.as_ref().is_some_and(|open| open.setting.is_theme()) {
        draw_sample(cx, canvas, TOP + 1 + u16::try_from(rows.len()).unwrap_or(0));
    }
}

/// Draws what is typed for a setting under its name.
fn draw_filter_of(cx: &Context, canvas: &mut Canvas<'_>, open: &OpenSetting) {
    let placeholder =
        if open.is_typed() { open.setting.present(cx) } else { cx.locale.text(Text::TypeToFilter) };
    draw_filter(cx, canvas, &open.list, open.setting.name, &placeholder);
}

/// Draws the rows around the chosen one, with the titles of their groups.
fn draw_rows(cx: &Context, canvas: &mut Canvas<'_>, rows: &[PaletteRow], chosen: usize) {
    let bottom = Rows::of(canvas.height()).notice;
    let visible = usize::from(bottom - TOP);
    let spaced = lines(rows, true);
    let lines = if spaced.len() <= visible { spaced } else { lines(rows, false) };
    let is_chosen = |line: &PaletteLine<'_>| matches!(line, PaletteLine::Row(index, _) if *index == chosen);
    let at = lines.iter().position(is_chosen).unwrap_or(0);
    let first = at.saturating_sub(visible / 2).min(lines.len().saturating_sub(visible));
    for (y, line) in (TOP..bottom).zip(lines.iter().skip(first)) {
        match line {
            PaletteLine::Gap => {}
            PaletteLine::Title(title) => _ = canvas.text(1, y, &cx.locale.text(*title), StyleRole::Title),
            PaletteLine::Row(index, row) => draw_row(canvas, y, row, *index == chosen),
        }
    }
    // The arrows are right of the selected row's bar.
    let end = canvas.width();
    if first > 0 {
        canvas.text_right(end, TOP, "↑", StyleRole::Focus);
    }
    if first + visible < lines.len() {
        canvas.text_right(end, bottom - 1, "↓", StyleRole::Focus);
    }
}

/// The rows under the titles of their groups, with a free line between two groups where they are `spaced`.
fn lines(rows: &[PaletteRow], spaced: bool) -> Vec<PaletteLine<'_>> {
    let mut lines = Vec::new();
    let mut group = None;
    for (index, row) in rows.iter().enumerate() {
        if let Some(next) = row.group.filter(|next| group != Some(*next)) {
            if spaced && group.is_some() {
                lines.push(PaletteLine::Gap);
            }
            lines.push(PaletteLine::Title(next.title()));
            group = Some(next);
        }
        lines.push(PaletteLine::Row(index, row));
    }
    lines
}

/// Draws one row.
fn draw_row(canvas: &mut Canvas<'_>, y: u16, row: &PaletteRow, is_chosen: bool) {
    canvas.text(KEY, y, &row.key, StyleRole::Key);
    let label = if row.group.is_some() { LABEL } else { KEY };
    let mut end = canvas.text(label, y, &row.label, StyleRole::Text);
    if !row.value.is_empty() {
        end = canvas.text(VALUE, y, &row.value, StyleRole::Value);
    }
    if row.on {
        canvas.text(end + 2, y, "✓", StyleRole::Good);
    }
    if is_chosen {
        canvas.text(1, y, "›", StyleRole::Focus);
        canvas.restyle(1, y, canvas.width() - 2, StyleRole::Selection);
    }
}

/// Draws a bit of everything that has a colour, to judge the chosen one by.
fn draw_sample(cx: &Context, canvas: &mut Canvas<'_>, y: u16) {
    let text = |text| cx.locale.text(text);
    let sample = [
        (cx.locale.won(Won::new(55_000).unwrap_or_default()), StyleRole::Amount),
        (format!("✓ {}", text(Text::StateTaken)), StyleRole::Good),
        (format!("! {}", text(Text::NoteLuhn)), StyleRole::Warning),
        (format!("✗ {}", text(Text::NoteMissing)), StyleRole::Bad),
        ("F2".to_owned(), StyleRole::Key),
        ("MM/YY".to_owned(), StyleRole::Placeholder),
    ];
    let mut x = KEY;
    for (text, role) in sample {
        x = canvas.text(x, y, &text, role) + 2;
    }
}
