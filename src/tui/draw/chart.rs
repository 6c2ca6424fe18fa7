//! Draws takings over time as bars of text. Ours: ratatui's sparkline takes no negative value, and drops columns that
//! have no room.
//!
//! In several rows, payments go up from a line and cancels go down from it, at one scale. In one row a bar is the net of
//! its column, and a column that is cut has a bar without a height.

use chrono::{NaiveDateTime, Timelike as _};

use super::{
    canvas::{Canvas, width},
    theme::StyleRole,
};
use crate::{
    desk::{Chart, ChartColumn, Unit},
    locale::{Locale, Text},
};

/// Heights of a bar within a row, lowest first.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// What more was given back than taken, in a chart of one row: little, more, most.
const LOSSES: [char; 3] = ['-', '=', '≡'];
/// The line, where nothing was taken.
const NOTHING: char = '·';
/// A bar of a column that is cut by the days that were asked for.
const CUT: char = '▒';
/// Hours that are shown even when nothing was taken in them.
const OPENING_HOURS: std::ops::RangeInclusive<u32> = 9..=20;
/// Rows from which on a chart has a title and a mark, too.
const TITLED: u16 = 4;
/// The widest bar, with the gap after it: wider ones are no easier to read.
const WIDEST: u16 = 8;

/// Draws a chart of `columns` by `rows` at column `x` of row `y`, with a mark at the column of `marked`. A chart without
/// room for all of its bars is not drawn: a part would mislead.
pub fn draw(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    (x, y): (u16, u16),
    (columns, rows): (u16, u16),
    chart: &Chart,
    marked: Option<NaiveDateTime>,
) {
    let bars = shown_columns(chart);
    let marked = marked.and_then(|at| bars.iter().rposition(|bar| bar.from <= at));
    let part = ratatui::layout::Rect::new(x, y, columns, rows);
    canvas.within(part, |canvas| {
        if rows > 1 {
            draw_rows(locale, canvas, chart.unit, bars, marked);
        } else {
            draw_row(locale, canvas, chart.unit, bars, marked);
        }
    });
}

/// Where bars are: the column of the first, columns from one to the next, columns of each.
#[derive(Clone, Copy)]
struct Slots {
    start: u16,
    step: u16,
    wide: u16,
}

impl Slots {
    /// As wide as `room` allows for `count` bars, each with a gap after it where it has two columns or more. `None`
    /// without room.
    fn of(start: u16, room: u16, count: usize) -> Option<Self> {
        let count = u16::try_from(count).ok()?;
        let step = (room + 1).checked_div(count)?.min(WIDEST);
        let step = if step * count > room + u16::from(step > 1) { step - 1 } else { step };
        (step > 0).then_some(Self { start, step, wide: if step > 1 { step - 1 } else { 1 } })
    }

    /// The column where a bar starts.
    fn at(self, index: usize) -> u16 {
        self.start + self.step * u16::try_from(index).unwrap_or(0)
    }

    /// The column in the middle of a bar.
    fn middle(self, index: usize) -> u16 {
        self.at(index) + (self.wide - 1) / 2
    }
}

/// Draws a chart of one row: its unit, its first column, the bars, its last column, the highest value.
fn draw_row(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    unit: Unit,
    bars: &[ChartColumn],
    marked: Option<usize>,
) {
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return };
    let before = format!("{} {} ", locale.text(unit_text(unit)), label(locale, unit, first, true));
    let last = label(locale, unit, last, true);
    let nets = || bars.iter().map(|bar| bar.totals.net());
    // Where only cancels are found, their bars can be as fine as those of payments.
    let (losses, most): (&[char], _) = match nets().max().unwrap_or(0) {
        ..=0 => (&BARS, nets().min().unwrap_or(0)),
        most => (&LOSSES, most),
    };
    let most = most_text(locale, most);
    let columns = canvas.width();
    let room = columns.saturating_sub(width(&before) + 1 + width(&last));
    // The highest value is left out before the gaps are.
    let beside_most = room.saturating_sub(width(&most) + 2);
    let slots = |room| Slots::of(width(&before), room, bars.len());
    let Some(slots) = slots(beside_most).filter(|slots| slots.step > 1).or_else(|| slots(room)) else {
        return;
    };
    canvas.text(0, 0, &before, StyleRole::Label);
    let scale = nets().map(i64::unsigned_abs).max().unwrap_or(0).max(1);
    for (index, bar) in bars.iter().enumerate() {
        let net = bar.totals.net();
        let (symbol, role) = match net {
            0 => (' ', StyleRole::Minor),
            _ if bar.is_cut => (CUT, StyleRole::Minor),
            ..0 => (step_of(losses, net.unsigned_abs(), scale), StyleRole::Cancel),
            _ => (step_of(&BARS, net.unsigned_abs(), scale), StyleRole::Bar),
        };
        let x = slots.at(index);
        (x..x + slots.wide).for_each(|x| canvas.symbol(x, 0, symbol, role));
        if net == 0 {
            canvas.symbol(slots.middle(index), 0, NOTHING, role);
        }
        match marked {
            Some(marked) if marked != index => {}
            Some(_) if slots.step > 1 => canvas.symbol(x - 1, 0, '›', StyleRole::Focus),
            Some(_) => canvas.restyle(x, 0, 1, StyleRole::Selection),
            None => {}
        }
    }
    let end = canvas.text(slots.at(bars.len() - 1) + slots.wide + 1, 0, &last, StyleRole::Label);
    if end + 2 + width(&most) <= columns {
        canvas.text_right(columns, 0, &most, StyleRole::Label);
    }
}

/// Draws a chart of several rows: its unit and the highest value, the bars, the mark, labels below the bars.
fn draw_rows(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    unit: Unit,
    bars: &[ChartColumn],
    marked: Option<usize>,
) {
    let columns = canvas.width();
    let Some(slots) = Slots::of(0, columns, bars.len()) else { return };
    let most = bars.iter().map(|bar| bar.totals.paid).max().unwrap_or(0);
    let most_given = bars.iter().map(|bar| bar.totals.cancelled).max().unwrap_or(0);
    let is_titled = canvas.height() >= TITLED;
    if is_titled {
        let highest = if most > 0 { won(most) } else { -won(most_given) };
        draw_title(locale, canvas, unit, bars, &most_text(locale, highest));
    }
    // Above the bars their title, below them mark and labels.
    let (above, around) = if is_titled { (1, 3) } else { (0, 1) };
    let (up, down) = split_rows(canvas.height().saturating_sub(around), most, most_given);
    let line = (above + up).saturating_sub(1);
    let per_row = (most.div_ceil(up.max(1).into())).max(most_given.div_ceil(down.max(1).into())).max(1);
    for (index, bar) in bars.iter().enumerate() {
        let x = slots.at(index);
        if bar.totals.paid == 0 {
            canvas.symbol(slots.middle(index), line, NOTHING, StyleRole::Minor);
        }
        let mut put = |y, symbol, role| (x..x + slots.wide).for_each(|x| canvas.symbol(x, y, symbol, role));
        for (row, symbol) in (0..up).zip(tower(bar.totals.paid, per_row, &BARS)) {
            put(line - row, if bar.is_cut { CUT } else { symbol }, bar_role(bar));
        }
        for (row, symbol) in (1..=down).zip(tower(bar.totals.cancelled, per_row, &['▀', '█'])) {
            put(line + row, symbol, StyleRole::Cancel);
        }
    }
    draw_labels(locale, canvas, unit, bars, slots);
    if let Some(index) = marked.filter(|_| is_titled) {
        canvas.text(slots.middle(index), canvas.height() - 2, "↑", StyleRole::Focus);
    }
}

/// Draws the title of a chart of several rows: its unit, what a cut column looks like, the highest value.
fn draw_title(locale: &Locale, canvas: &mut Canvas<'_>, unit: Unit, bars: &[ChartColumn], most: &str) {
    let columns = canvas.width();
    let end = canvas.text(0, 0, &locale.text(unit_text(unit)), StyleRole::Label) + 2;
    canvas.text_right(columns, 0, most, StyleRole::Label);
    let cut = locale.text(Text::ChartCut);
    if bars.iter().any(|bar| bar.is_cut) && end + width(&cut) + 2 + width(most) <= columns {
        canvas.text(end, 0, &cut, StyleRole::Label);
    }
}

/// Of these rows, those for payments and those for cancels.
fn split_rows(rows: u16, paid: u64, cancelled: u64) -> (u16, u16) {
    let all = (paid + cancelled).max(1);
    let down = u16::try_from((cancelled * u64::from(rows)).div_ceil(all)).unwrap_or(rows);
    // A row is the line, where nothing was taken as well.
    let down = down.min(rows.saturating_sub(1));
    (rows - down, down)
}

/// The symbols of a bar from the line on; the last one as filled as the value. Even the smallest value is visible.
fn tower(value: u64, per_row: u64, steps: &[char]) -> impl Iterator<Item = char> {
    let full = value / per_row;
    let rest = value % per_row;
    let last = (rest > 0).then(|| step_of(steps, rest, per_row));
    let whole = steps.last().copied().unwrap_or(' ');
    std::iter::repeat_n(whole, usize::try_from(full).unwrap_or(usize::MAX)).chain(last)
}

/// The symbol for a value above 0, of those for values up to `scale`.
fn step_of(steps: &[char], value: u64, scale: u64) -> char {
    let count = u128::try_from(steps.len()).unwrap_or(1);
    let index = (u128::from(value) * count / u128::from(scale)).clamp(1, count) - 1;
    usize::try_from(index).ok().and_then(|index| steps.get(index)).copied().unwrap_or(' ')
}

/// A column that is cut is drawn quieter than a whole one.
fn bar_role(bar: &ChartColumn) -> StyleRole {
    if bar.is_cut { StyleRole::Minor } else { StyleRole::Bar }
}

/// Draws the labels of the bars into the last row, as many as have room.
fn draw_labels(locale: &Locale, canvas: &mut Canvas<'_>, unit: Unit, bars: &[ChartColumn], slots: Slots) {
    let y = canvas.height() - 1;
    // A day has its name where that is narrower than its bar with the gap.
    let named =
        unit == Unit::Day && bars.iter().all(|bar| width(&locale.weekday(bar.from.date())) < slots.step);
    let mut free = 0;
    for (index, bar) in bars.iter().enumerate() {
        let label = if named { locale.weekday(bar.from.date()) } else { label(locale, unit, bar, false) };
        let x = slots.at(index);
        if x >= free && x + width(&label) <= canvas.width() {
            free = canvas.text(x, y, &label, StyleRole::Label) + 1;
        }
    }
}

/// What a column covers, in words.
fn unit_text(unit: Unit) -> Text<'static> {
    match unit {
        Unit::Hour => Text::ChartHour,
        Unit::Day => Text::ChartDay,
        Unit::Week => Text::ChartWeek,
        Unit::Month => Text::ChartMonth,
        Unit::Year => Text::ChartYear,
    }
}

/// A sum as a signed one.
fn won(sum: u64) -> i64 {
    i64::try_from(sum).unwrap_or(i64::MAX)
}

/// The highest value, in words; nothing for 0.
fn most_text(locale: &Locale, most: i64) -> String {
    if most == 0 { String::new() } else { locale.text(Text::ChartMost { won: &locale.won_sum(most) }) }
}

/// The columns that are shown: of a day only [`OPENING_HOURS`] of its first date, and earlier or later hours with transactions.
fn shown_columns(chart: &Chart) -> &[ChartColumn] {
    if chart.unit != Unit::Hour {
        return &chart.columns;
    }
    let day = chart.columns.first().map(|column| column.from.date());
    let is_shown = |column: &ChartColumn| {
        let is_open = OPENING_HOURS.contains(&column.from.hour()) && Some(column.from.date()) == day;
        is_open || column.totals.count() > 0
    };
    let first = chart.columns.iter().position(is_shown).unwrap_or(0);
    let last = chart.columns.iter().rposition(is_shown).unwrap_or(0);
    chart.columns.get(first..=last).unwrap_or(&chart.columns)
}

/// When a column begins; where it stands `alone`, an hour with its minutes and a day with its name.
fn label(locale: &Locale, unit: Unit, column: &ChartColumn, alone: bool) -> String {
    let format = match unit {
        Unit::Hour if alone => "%H:%M",
        Unit::Hour => "%H",
        Unit::Day | Unit::Week => "%m-%d",
        Unit::Month => "%y-%m",
        Unit::Year => "%Y",
    };
    let label = column.from.format(format).to_string();
    if alone && unit == Unit::Day { format!("{label} {}", locale.weekday(column.from.date())) } else { label }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};
    use ratatui::{buffer::Buffer, layout::Rect};

    use super::*;
    use crate::{locale::Lang, record::Totals, tui::draw::theme::Scheme};

    /// Columns from Monday on, `days` apart: paid, cancelled, whether it is cut.
    fn chart(unit: Unit, days: u64, columns: &[(u64, u64, bool)]) -> Chart {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 16).expect("a Monday");
        let column = |(index, (paid, cancelled, is_cut)): (u64, &(u64, u64, bool))| ChartColumn {
            from: (monday + Days::new(index * days)).into(),
            totals: Totals { paid: *paid, cancelled: *cancelled, ..Totals::default() },
            is_cut: *is_cut,
        };
        Chart { unit, columns: (0..).zip(columns).map(column).collect() }
    }

    /// A week of days: with cancels, without anything, and with next to nothing.
    fn week() -> Chart {
        let paid = [40_000, 0, 80_000, 20_000, 10, 0, 60_000];
        let cancelled = [0, 0, 0, 40_000, 0, 20_000, 0];
        let columns: Vec<_> =
            paid.into_iter().zip(cancelled).map(|(paid, back)| (paid, back, false)).collect();
        chart(Unit::Day, 1, &columns)
    }

    /// What is drawn, a line a row, with a mark at one of the columns.
    fn drawn(lang: Lang, (columns, rows): (u16, u16), chart: &Chart, marked: Option<usize>) -> Vec<String> {
        let area = Rect::new(0, 0, columns, rows);
        let mut buffer = Buffer::empty(area);
        let mut canvas = Canvas::new(&mut buffer, area, Scheme::Dark);
        let marked = marked.map(|index| chart.columns[index].from);
        draw(&Locale::new(lang), &mut canvas, (0, 0), (columns, rows), chart, marked);
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..rows).map(|y| row(y).trim_end().to_owned()).collect()
    }

    #[test]
    fn payments_go_up_and_cancels_go_down_at_one_scale() {
        assert_eq!(
            drawn(Lang::En, (29, 8), &week(), Some(3)),
            [
                "by day        peak 80,000 KRW",
                "        ▇▇▇             ▁▁▁",
                "▃▃▃     ███             ███",
                "███  ·  ███ ▅▅▅ ▁▁▁  ·  ███",
                "            ███     ▀▀▀",
                "            ▀▀▀",
                "             ↑",
                "Mon Tue Wed Thu Fri Sat Sun",
            ]
        );
    }

    #[test]
    fn in_one_row_a_bar_is_the_net_and_the_mark_is_before_it() {
        assert_eq!(
            drawn(Lang::En, (60, 1), &week(), Some(3)),
            ["by day 11-16 Mon ▄ · █›- ▁ - ▆ 11-22 Sun     peak 80,000 KRW"]
        );
        // Cancels alone have bars by their size.
        let cancels = chart(Unit::Day, 1, &[(0, 10_000, false), (0, 80_000, false), (0, 0, false)]);
        assert_eq!(
            drawn(Lang::En, (56, 1), &cancels, None),
            ["by day 11-16 Mon ▁▁▁ ███  ·  11-18 Wed  peak -80,000 KRW"]
        );
    }

    #[test]
    fn a_week_that_is_cut_does_not_look_like_a_bad_one() {
        let weeks = chart(Unit::Week, 7, &[(30_000, 0, true), (80_000, 0, false), (50_000, 0, true)]);
        assert_eq!(
            drawn(Lang::En, (40, 6), &weeks, None),
            [
                "by week  ▒ partial       peak 80,000 KRW",
                "        ▇▇▇▇▇▇▇",
                "▒▒▒▒▒▒▒ ███████ ▒▒▒▒▒▒▒",
                "▒▒▒▒▒▒▒ ███████ ▒▒▒▒▒▒▒",
                "",
                "11-16   11-23   11-30",
            ]
        );
        let [row] = &drawn(Lang::En, (60, 1), &weeks, None)[..] else { panic!("one row") };
        assert!(row.contains("▒▒▒▒▒▒▒ ███████ ▒▒▒▒▒▒▒"), "{row}");
    }

    #[test]
    fn a_chart_without_room_for_all_bars_is_not_drawn() {
        let chart = chart(Unit::Day, 1, &[(1_000, 0, false); 31]);
        assert!(drawn(Lang::Ko, (30, 8), &chart, Some(5)).iter().all(String::is_empty));
        assert!(drawn(Lang::Ko, (31, 8), &chart, Some(5))[4].contains('█'));
        // From two columns for each, there are gaps.
        assert!(drawn(Lang::Ko, (61, 8), &chart, Some(5))[4].starts_with("█ █ █ "));
        assert!(drawn(Lang::Ko, (50, 1), &chart, None)[0].is_empty());
    }
}
