//! Draws takings over time as bars of text. Ours: ratatui's sparkline takes no negative value, and drops columns that
//! have no room.

use super::{
    canvas::{Canvas, width},
    theme::StyleRole,
};
use crate::{
    desk::{Chart, ChartColumn, Unit},
    locale::{Locale, Text},
    payment::Won,
};

/// Heights of a bar within a row, lowest first.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Hours that are shown even when nothing was taken in them.
const OPENING_HOURS: std::ops::RangeInclusive<usize> = 9..=20;

/// Draws a chart of `columns` by `rows` at column `x` of row `y`. Its unit, its first and last column and its highest
/// value are beside the bars in one row, below them in several. A chart without room for all of its bars is not drawn:
/// a part would mislead.
pub fn draw(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    (x, y): (u16, u16),
    (columns, rows): (u16, u16),
    chart: &Chart,
) {
    let shown = shown_columns(chart);
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return };
    let unit = locale.text(match chart.unit {
        Unit::Hour => Text::ChartHour,
        Unit::Day => Text::ChartDay,
        Unit::Week => Text::ChartWeek,
        Unit::Month => Text::ChartMonth,
        Unit::Year => Text::ChartYear,
    });
    let most = shown.iter().map(|column| column.totals.net()).max().unwrap_or(0).max(0);
    let most_text = Won::new(u64::try_from(most).unwrap_or(0))
        .map(|most| locale.text(Text::ChartMost { won: &locale.won(most) }))
        .unwrap_or_default();
    let (first, last) = (column_label(chart.unit, first), column_label(chart.unit, last));
    let before = format!("{unit} {first} ");
    let beside = if rows > 1 { (0, 0) } else { (width(&before), width(&last) + 1) };
    let room = columns.saturating_sub(beside.0 + beside.1);
    let count = u16::try_from(shown.len()).unwrap_or(u16::MAX);
    if count > room {
        return;
    }
    // A bar of two columns is easier to see.
    let wide = if count.saturating_mul(2) <= room { 2 } else { 1 };
    let bottom = y + rows.saturating_sub(if rows > 1 { 2 } else { 1 });
    let mut at = x + beside.0;
    for column in shown {
        draw_bar(canvas, (at, bottom), (wide, rows.saturating_sub(1).max(1)), column.totals.net(), most);
        at += wide;
    }
    let end = if rows > 1 {
        canvas.text(x, y + rows - 1, &format!("{before}~ {last}"), StyleRole::Label)
    } else {
        canvas.text(x, y, &before, StyleRole::Label);
        canvas.text(at + 1, y, &last, StyleRole::Label)
    };
    if end + 2 + width(&most_text) <= x + columns {
        canvas.text_right(x + columns, y + rows - 1, &most_text, StyleRole::Label);
    }
}

/// Draws one bar upwards from row `bottom`; `most` is the value of the highest.
fn draw_bar(canvas: &mut Canvas<'_>, (x, bottom): (u16, u16), (wide, rows): (u16, u16), net: i64, most: i64) {
    let steps = i64::from(rows) * 8;
    let mut draw = |row: u16, symbol, role| {
        (0..wide).for_each(|column| canvas.symbol(x + column, bottom - row, symbol, role));
    };
    if net < 0 {
        return draw(0, '-', StyleRole::Bad);
    }
    if net == 0 {
        return draw(0, '·', StyleRole::Minor);
    }
    // Even the smallest bar is visible.
    let height = (net.saturating_mul(steps) / most.max(1)).clamp(1, steps);
    for row in 0..rows {
        let step = height - i64::from(row) * 8;
        if step > 0 {
            let symbol = BARS.get(usize::try_from(step - 1).unwrap_or(0).min(7)).copied().unwrap_or('█');
            draw(row, symbol, StyleRole::Bar);
        }
    }
}

/// The columns that are shown: of a day only [`OPENING_HOURS`], and earlier or later hours with transactions.
fn shown_columns(chart: &Chart) -> &[ChartColumn] {
    if chart.unit != Unit::Hour {
        return &chart.columns;
    }
    let busy = |column: &ChartColumn| column.totals.count() > 0;
    let first =
        chart.columns.iter().position(busy).unwrap_or(*OPENING_HOURS.start()).min(*OPENING_HOURS.start());
    let last = chart.columns.iter().rposition(busy).unwrap_or(*OPENING_HOURS.end()).max(*OPENING_HOURS.end());
    chart.columns.get(first..=last).unwrap_or(&chart.columns)
}

/// When a column begins, as short as its unit allows.
fn column_label(unit: Unit, column: &ChartColumn) -> String {
    let format = match unit {
        Unit::Hour => "%H:%M",
        Unit::Day | Unit::Week => "%m-%d",
        Unit::Month => "%y-%m",
        Unit::Year => "%Y",
    };
    column.from.format(format).to_string()
}
