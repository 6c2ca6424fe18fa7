//! Draws the look-up screen: the query, how it was understood, the totals of all matches, and the matches.

use chrono::{DateTime, Datelike as _, FixedOffset, Timelike as _};

use super::{
    Rows,
    canvas::{Canvas, width},
    chart, count_text, main_width, pane_area,
    theme::StyleRole,
};
use crate::{
    desk::Summary,
    locale::{Locale, Text},
    payment::{Kind, money::group_thousands},
    query::Meaning,
    record::Transaction,
    tui::{app::Context, screen::lookup::LookupScreen},
};

/// The column where times start.
const TIME: u16 = 3;
/// The column where kinds start.
const KIND: u16 = 20;
/// The column that amounts end before.
const AMOUNT_END: u16 = 41;
/// The column where cards start.
const CARD: u16 = 42;
/// The column that remaining amounts end before.
const LEFT_END: u16 = 66;
/// The column that ids end before.
const ID_END: u16 = 79;
/// Rows of the pane for the selected transaction.
const FACTS: u16 = 14;
/// Rows of the pane for the chart, where both have room.
const CHART: u16 = 8;
/// The first row of the list.
const LIST: u16 = 7;

/// Draws the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, lookup: &LookupScreen) {
    let locale = &cx.locale;
    let rows = Rows::of(canvas.height());
    draw_query(cx, canvas, lookup);
    draw_sums(locale, canvas, lookup);
    if lookup.rows.is_empty() {
        return draw_empty(cx, canvas, lookup);
    }
    list_head(locale, canvas);
    // Below the list: a rule and two rows of the selected transaction.
    let foot = rows.notice.saturating_sub(3);
    let visible = usize::from(foot - LIST);
    let first = first_visible(lookup.selected, visible, lookup.rows.len());
    for (row, transaction) in lookup.rows.iter().enumerate().skip(first).take(visible) {
        let y = LIST + u16::try_from(row - first).unwrap_or(0);
        list_row(locale, canvas, y, &transaction.transaction, row == lookup.selected);
    }
    if let Some(selected) = lookup.selected_row() {
        selected_foot(locale, canvas, foot, selected);
        selected_pane(locale, canvas, selected);
    }
}

/// The index of the first row that is shown: the selected row is in the middle where possible.
fn first_visible(selected: usize, visible: usize, rows: usize) -> usize {
    selected.saturating_sub(visible / 2).min(rows.saturating_sub(visible))
}

/// Draws the query, the number of matches, and the chips.
fn draw_query(cx: &Context, canvas: &mut Canvas<'_>, lookup: &LookupScreen) {
    let locale = &cx.locale;
    let end = main_width(canvas) - 1;
    let searching = lookup.slow_at().is_some_and(|at| cx.now >= at);
    let right = match (searching, lookup.matches()) {
        (true, _) => Some(locale.text(Text::Searching)),
        (false, Some(count)) => Some(count_text(locale, count)),
        _ => None,
    };
    let right = right.unwrap_or_default();
    let label = locale.text(Text::LabelFind);
    let x = canvas.text(1, 2, &label, StyleRole::FocusLabel) + 1;
    let x = canvas.text(x, 2, "›", StyleRole::Focus) + 1;
    let room = end.saturating_sub(x + width(&right) + 2);
    let (shown, caret) = lookup.query.shown();
    if shown.is_empty() {
        canvas.text_within(x, 2, room, &locale.text(Text::FindPlaceholder), StyleRole::Placeholder);
        canvas.set_cursor(x, 2);
    } else {
        let (shown, caret) = around_caret(&shown, caret, room);
        canvas.text_within(x, 2, room, &shown, StyleRole::FocusValue);
        canvas.set_cursor(x + caret, 2);
    }
    canvas.text_right(end, 2, &right, StyleRole::Minor);
    draw_chips(locale, canvas, lookup, x, end);
}

/// Draws how each part of the query was understood.
fn draw_chips(locale: &Locale, canvas: &mut Canvas<'_>, lookup: &LookupScreen, x: u16, end: u16) {
    if let Some((_, card)) = &lookup.card {
        let chip = locale.text(Text::ChipCard { card: &card.grouped() });
        canvas.text(x, 3, &format!("[{chip}]"), StyleRole::Chip);
        return;
    }
    if lookup.card_watch.is_waiting() {
        canvas.text(x, 3, &format!("[{}]", locale.text(Text::ChipCardPerhaps)), StyleRole::Chip);
    }
    let Some(reading) = &lookup.reading else { return };
    let mut x = x;
    for chip in reading.chips.iter().filter(|chip| chip.meaning != Meaning::Noise) {
        let text = format!("[{}]", locale.chip(chip, reading.today));
        let role = if chip.meaning.is_understood() { StyleRole::Chip } else { StyleRole::Bad };
        x = canvas.text_within(x, 3, end.saturating_sub(x), &text, role) + 1;
    }
}

/// Draws the totals of all matches and their chart.
fn draw_sums(locale: &Locale, canvas: &mut Canvas<'_>, lookup: &LookupScreen) {
    let reading = lookup.reading.as_ref();
    if let Some(why) = reading.and_then(|reading| locale.not_understood(lookup.query.text(), reading)) {
        canvas.text_wrapped(3, 4, main_width(canvas) - 4, 2, &why, StyleRole::Hint);
        return;
    }
    let Some(Summary { totals, chart }) = &lookup.summary else { return };
    if totals.count() == 0 {
        return;
    }
    let end = main_width(canvas) - 1;
    let won = |won: u64| i64::try_from(won).unwrap_or(i64::MAX);
    let grouped = |count: u64| group_thousands(&count.to_string());
    let net = locale.text(Text::SummaryNet { won: &signed(totals.net()) });
    let payments = locale.text(Text::SummaryPayments {
        count: totals.payments,
        grouped: &grouped(totals.payments),
        won: &signed(won(totals.paid)),
    });
    let cancels = locale.text(Text::SummaryCancels {
        count: totals.cancels,
        grouped: &grouped(totals.cancels),
        won: &signed(-won(totals.cancelled)),
    });
    let vat = locale.text(Text::SummaryVat { won: &signed(totals.net_vat()) });
    let parts = [
        (net, StyleRole::Amount),
        (payments, StyleRole::Value),
        (cancels, StyleRole::Value),
        (vat, StyleRole::Value),
    ];
    let (mut x, mut chart_end) = (3, end);
    for (text, role) in parts {
        // A sum that is cut off would be a wrong one: it goes to the end of the next row.
        if chart_end == end && x + width(&text) <= end {
            x = canvas.text(x, 4, &text, role) + 3;
        } else if width(&text) + 3 < chart_end {
            canvas.text_right(chart_end, 5, &text, role);
            chart_end -= width(&text) + 3;
        }
    }
    let Some(chart) = chart else { return };
    match pane_area(canvas).filter(|area| area.height >= FACTS + CHART) {
        Some(area) => canvas.within(area, |pane| {
            let top = pane.height() - CHART;
            chart::draw(locale, pane, (0, top), (pane.width(), CHART), chart);
        }),
        None => chart::draw(locale, canvas, (3, 5), (chart_end.saturating_sub(3), 1), chart),
    }
}

/// Won with sign and thousands: `-1,000`.
fn signed(won: i64) -> String {
    let sign = if won < 0 { "-" } else { "" };
    format!("{sign}{}", group_thousands(&won.unsigned_abs().to_string()))
}

/// The part of a long text around the caret, and the caret's column in it.
fn around_caret(text: &str, caret: usize, room: u16) -> (String, u16) {
    let caret = u16::try_from(caret).unwrap_or(u16::MAX);
    if caret < room {
        return (text.to_owned(), caret);
    }
    let mut left = caret + 2 - room;
    let mut dropped = 0;
    let rest: String = text
        .chars()
        .skip_while(|c| {
            let columns = width(c.encode_utf8(&mut [0; 4]));
            let drop = left > 0;
            left = left.saturating_sub(columns);
            dropped += if drop { columns } else { 0 };
            drop
        })
        .collect();
    (format!("…{rest}"), caret - dropped + 1)
}

/// Draws the titles of the columns.
fn list_head(locale: &Locale, canvas: &mut Canvas<'_>) {
    let y = LIST - 1;
    canvas.text(TIME, y, &locale.text(Text::ColumnTime), StyleRole::Label);
    canvas.text(KIND, y, &locale.text(Text::ColumnKind), StyleRole::Label);
    canvas.text_right(AMOUNT_END, y, &locale.text(Text::ColumnAmount), StyleRole::Label);
    canvas.text(CARD, y, &locale.text(Text::ColumnCard), StyleRole::Label);
    canvas.text_right(LEFT_END, y, &locale.text(Text::ColumnLeft), StyleRole::Label);
    canvas.text_right(ID_END, y, &locale.text(Text::ColumnIdEnd), StyleRole::Label);
}

/// `26-11-21 14:32`. Without a chrono format, which would be parsed anew for every row.
fn minute(at: &DateTime<FixedOffset>) -> String {
    let (year, month, day) = (at.year().rem_euclid(100), at.month(), at.day());
    format!("{year:02}-{month:02}-{day:02} {:02}:{:02}", at.hour(), at.minute())
}

/// Draws one transaction of the list.
fn list_row(locale: &Locale, canvas: &mut Canvas<'_>, y: u16, row: &Transaction, selected: bool) {
    let (kind, sign, left) = match row.kind {
        Kind::Payment => (Text::KindPayment, "", row.remaining.amount().grouped()),
        Kind::Cancel { .. } => (Text::KindCancel, "-", "-".to_owned()),
    };
    canvas.text(TIME, y, &minute(&row.created_at), StyleRole::Value);
    canvas.text(KIND, y, &locale.text(kind), StyleRole::Value);
    canvas.text_right(AMOUNT_END, y, &format!("{sign}{}", row.amount.grouped()), StyleRole::Amount);
    canvas.text(CARD, y, &row.card.short(), StyleRole::Value);
    canvas.text_right(LEFT_END, y, &left, StyleRole::Value);
    let end: String = row.id.grouped().chars().skip(14).collect();
    canvas.text_right(ID_END, y, &end, StyleRole::Minor);
    if selected {
        canvas.text(1, y, "›", StyleRole::Focus);
        let columns = main_width(canvas) - 1;
        canvas.restyle(1, y, columns, StyleRole::Selection);
    }
}

/// Draws the selected transaction in two rows below the list.
fn selected_foot(locale: &Locale, canvas: &mut Canvas<'_>, y: u16, row: &Transaction) {
    let main = main_width(canvas);
    canvas.rule(y, main, '─', StyleRole::Rule);
    let x = canvas.text(1, y + 1, &row.id.grouped(), StyleRole::FocusValue) + 3;
    canvas.text(x, y + 1, &row.card.grouped(), StyleRole::Value);
    let left = locale.text(Text::LeftOf {
        amount: &locale.won(row.remaining.amount()),
        vat: &row.remaining.vat().grouped(),
    });
    let text = match row.kind {
        Kind::Payment => format!("{}   {}   {left}", locale.plan(row.installments), locale.won(row.amount)),
        Kind::Cancel { original } => {
            format!("{}   {left}", locale.text(Text::CancelOf { id: &original.grouped() }))
        }
    };
    canvas.text_within(1, y + 2, main - 2, &text, StyleRole::Value);
}

/// Draws the selected transaction into the pane.
fn selected_pane(locale: &Locale, canvas: &mut Canvas<'_>, row: &Transaction) {
    let Some(area) = pane_area(canvas) else { return };
    canvas.line_down(area.x - 2, 2, canvas.height() - 3, StyleRole::Rule);
    let lines = super::detail::facts(locale, row, None);
    canvas.within(area, |pane| {
        for (index, (label, value)) in lines.iter().enumerate() {
            let y = 1 + u16::try_from(index).unwrap_or(0);
            pane.text(0, y, label, StyleRole::Label);
            pane.text(12, y, value, StyleRole::Value);
        }
    });
}

/// Draws why the list is empty, and what to do.
fn draw_empty(cx: &Context, canvas: &mut Canvas<'_>, lookup: &LookupScreen) {
    let locale = &cx.locale;
    if lookup.is_asked() {
        return;
    }
    let chip = lookup.emptied_by.and_then(|term| lookup.chips().iter().find(|chip| chip.term == Some(term)));
    // With a single condition there is nothing to drop but the query.
    let chip = chip.filter(|_| lookup.chips().len() > 1);
    if let (Some(chip), Some(reading)) = (chip, &lookup.reading) {
        canvas.text_wrapped(
            3,
            LIST,
            main_width(canvas) - 6,
            2,
            &locale.text(Text::NothingLeft { chip: &locale.chip(chip, reading.today) }),
            StyleRole::Title,
        );
        // Tab drops the last one.
        let is_last = lookup.chips().last() == Some(chip);
        let next = if is_last { Text::NothingLeftLast } else { Text::NothingLeftNext };
        canvas.text(3, LIST + 3, &locale.text(next), StyleRole::Hint);
    } else if lookup.shown.is_everything() {
        canvas.text(3, LIST, &locale.text(Text::FirstStart), StyleRole::Title);
        let path = cx.settings.ledger.display().to_string();
        canvas.text(3, LIST + 2, &locale.text(Text::FirstStartWhere { path: &path }), StyleRole::Hint);
    } else {
        canvas.text(3, LIST, &locale.text(Text::ListNoMatch), StyleRole::Title);
        canvas.text(3, LIST + 2, &locale.text(Text::NothingFoundNext), StyleRole::Hint);
    }
}
