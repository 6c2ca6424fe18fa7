//! Draws the look-up screen: the query, how it was understood, the totals of all matches, and the matches.

use ratatui::layout::Rect;
use zeroize::Zeroizing;

use super::{
    MIN_WIDTH, Rows,
    canvas::{Canvas, width},
    chart, count_text,
    table::{self, Beside},
    theme::StyleRole,
};
use crate::{
    desk::Summary,
    locale::{Locale, Text},
    payment::{Kind, money::group_thousands},
    query::{Meaning, Reading},
    record::{Totals, Transaction},
    tui::{app::Context, protocol::LeftOut, screen::lookup::LookupScreen},
};

/// Columns of the pane: a label and a whole id.
const PANE: u16 = 37;
/// Columns of the pane for labels.
const LABEL: u16 = 12;
/// Rows of the pane for the selected transaction, in the narrowest pane.
const FACTS: u16 = 15;
/// Rows of the pane for the chart: the fewest, and the most.
const CHART: [u16; 2] = [8, 16];
/// Where sums start and end. They have the same places at all widths.
const SUMS: [(u16, u16); 2] = [(3, 42), (45, 79)];

/// The places of the parts of the screen. They depend on the size of the window, never on what is shown.
#[derive(Debug, Clone, Copy)]
struct Places {
    /// Columns of the list, and of all that is above and below it.
    width: u16,
    /// The pane on the right; in a window that is too narrow, the selected transaction is below the list.
    pane: Option<Rect>,
    /// Rows of the pane for the chart, if it has room for one.
    chart_in_pane: Option<u16>,
    /// The sums, two rows.
    sums: u16,
    /// The chart where it is not in the pane, one row.
    chart: u16,
    /// The titles of the list.
    head: u16,
    /// The row after the list.
    foot: u16,
}

impl Places {
    /// The places on this canvas.
    fn of(canvas: &Canvas<'_>) -> Self {
        let (columns, height) = (canvas.width(), canvas.height());
        let is_wide = columns >= super::WIDE;
        let width = if is_wide { MIN_WIDTH.max(columns.saturating_sub(PANE + 3)) } else { columns };
        let notice = Rows::of(height).notice;
        let pane = is_wide.then(|| Rect::new(width + 2, 2, columns - width - 3, notice.saturating_sub(2)));
        let chart_rows = pane.map(|pane| pane.height.saturating_sub(FACTS).min(CHART[1]));
        let chart_in_pane = chart_rows.filter(|rows| *rows >= CHART[0]);
        let free = u16::from(height >= super::TALL);
        let sums = 4 + free;
        let chart = sums + 2;
        let head = chart + u16::from(chart_in_pane.is_none()) + free;
        let foot = if is_wide { notice } else { notice.saturating_sub(3) };
        Self { width, pane, chart_in_pane, sums, chart, head, foot }
    }
}

/// Draws the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, lookup: &LookupScreen) {
    let locale = &cx.locale;
    let places = Places::of(canvas);
    draw_query(cx, canvas, lookup, places.width - 1);
    let reading = lookup.reading.as_ref();
    if let Some(why) = reading.and_then(|reading| locale.not_understood(lookup.query.text(), reading)) {
        canvas.text_wrapped(3, places.sums, places.width - 4, 2, &why, StyleRole::Hint);
    } else if let Some(summary) = &lookup.summary {
        draw_sums(locale, canvas, &summary.totals, lookup.shown.parts_payments(), places.sums);
        draw_chart(locale, canvas, lookup, summary, places);
    }
    if lookup.rows.is_empty() {
        return draw_empty(cx, canvas, lookup, places);
    }
    let visible = usize::from(places.foot.saturating_sub(places.head + 1));
    let first = first_visible(lookup.selected, visible, lookup.rows.len());
    table::draw(
        locale,
        canvas,
        (places.width, places.head, places.foot),
        (&lookup.rows, first, lookup.selected),
        (cx.date(), if cx.office.is_some() { Beside::Shops } else { Beside::of(cx.staff.has_people) }),
    );
    let Some(selected) = lookup.selected_row() else { return };
    match places.pane {
        Some(pane) => selected_pane(locale, canvas, pane, selected),
        None => selected_foot(locale, canvas, places, selected),
    }
}

/// The index of the first row that is shown: the selected row is in the middle where possible.
fn first_visible(selected: usize, visible: usize, rows: usize) -> usize {
    selected.saturating_sub(visible / 2).min(rows.saturating_sub(visible))
}

/// Draws the query, the number of matches, and the chips.
fn draw_query(cx: &Context, canvas: &mut Canvas<'_>, lookup: &LookupScreen, end: u16) {
    let locale = &cx.locale;
    let searching = lookup.slow_at().is_some_and(|at| cx.now >= at);
    let right = match (searching, lookup.matches()) {
        (true, _) => locale.text(Text::Searching),
        (false, Some(count)) => match lookup.position() {
            Some(at) => format!("{} / {}", group_thousands(&at.to_string()), count_text(locale, count)),
            None => count_text(locale, count),
        },
        _ => String::new(),
    };
    let label = locale.text(Text::LabelFind);
    let x = canvas.text(1, 2, &label, StyleRole::FocusLabel) + 1;
    let x = canvas.text(x, 2, "›", StyleRole::Focus) + 1;
    let room = end.saturating_sub(x + width(&right) + 2);
    let (shown, caret) = lookup.query.shown();
    if shown.is_empty() {
        let hint = if cx.office.is_some() { Text::OfficeFindHint } else { Text::FindPlaceholder };
        canvas.text_within(x, 2, room, &locale.text(hint), StyleRole::Placeholder);
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
    if let Some(reading) = &lookup.reading {
        draw_chips_of(locale, canvas, reading, x, end);
    }
}

/// Draws how each part of a query was understood, from column `x` to the one before `end`.
pub(super) fn draw_chips_of(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    reading: &Reading,
    mut x: u16,
    end: u16,
) {
    for chip in reading.chips.iter().filter(|chip| chip.meaning != Meaning::Noise) {
        let text = format!("[{}]", locale.chip(chip, reading.today));
        let role = if chip.meaning.is_understood() { StyleRole::Chip } else { StyleRole::Bad };
        x = canvas.text_within(x, 3, end.saturating_sub(x), &text, role) + 1;
    }
}

/// Draws the totals of all matches. Their difference is called net only where no payment is found without its cancels.
pub(super) fn draw_sums(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    totals: &Totals,
    parts_payments: bool,
    y: u16,
) {
    if totals.count() == 0 {
        return;
    }
    let won = |won: u64| i64::try_from(won).unwrap_or(i64::MAX);
    let grouped = |count: u64| group_thousands(&count.to_string());
    let net = if parts_payments { Text::SummarySum } else { Text::SummaryNet };
    let (payments, cancels) = (totals.payments, totals.cancels);
    let payments = Text::SummaryPayments { count: payments, grouped: &grouped(payments) };
    let cancels = Text::SummaryCancels { count: cancels, grouped: &grouped(cancels) };
    let given_back = if totals.cancels > 0 { StyleRole::Cancel } else { StyleRole::Minor };
    let [left, right] = SUMS;
    for ((start, end), y, label, won, role) in [
        (left, y, net, totals.net(), StyleRole::Amount),
        (right, y, Text::LabelVat, totals.net_vat(), StyleRole::Value),
        (left, y + 1, payments, won(totals.paid), StyleRole::Value),
        (right, y + 1, cancels, -won(totals.cancelled), given_back),
    ] {
        canvas.text(start, y, &locale.text(label), StyleRole::Label);
        canvas.text_right(end, y, &signed(won), role);
    }
}

/// Draws the chart of all matches, with a mark at the selected one.
fn draw_chart(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    lookup: &LookupScreen,
    summary: &Summary,
    places: Places,
) {
    let Some(chart) = summary.chart.as_ref().filter(|_| summary.totals.count() > 0) else { return };
    let marked = lookup.selected_row().and_then(|row| row.created_at).map(|at| at.naive_local());
    match places.pane.zip(places.chart_in_pane) {
        Some((area, rows)) => canvas.within(area, |pane| {
            let top = pane.height().saturating_sub(rows);
            chart::draw(locale, pane, (0, top), (pane.width(), rows), chart, marked);
        }),
        None => chart::draw(locale, canvas, (3, places.chart), (places.width - 4, 1), chart, marked),
    }
}

/// Won with sign and thousands: `-1,000`.
pub(super) fn signed(won: i64) -> String {
    let sign = if won < 0 { "-" } else { "" };
    format!("{sign}{}", group_thousands(&won.unsigned_abs().to_string()))
}

/// The part of a long text around the caret, and the caret's column in it.
pub(super) fn around_caret(text: &str, caret: usize, room: u16) -> (Zeroizing<String>, u16) {
    let caret = u16::try_from(caret).unwrap_or(u16::MAX);
    if caret < room {
        return (Zeroizing::new(text.to_owned()), caret);
    }
    let mut left = caret + 2 - room;
    let mut dropped = 0;
    // Reserved at once: growing would leave a copy behind.
    let mut shown = Zeroizing::new(String::with_capacity(text.len() + '…'.len_utf8()));
    shown.push('…');
    shown.extend(text.chars().skip_while(|c| {
        let columns = width(c.encode_utf8(&mut [0; 4]));
        let drop = left > 0;
        left = left.saturating_sub(columns);
        dropped += if drop { columns } else { 0 };
        drop
    }));
    (shown, caret - dropped + 1)
}

/// Draws the selected transaction in two rows below the list.
fn selected_foot(locale: &Locale, canvas: &mut Canvas<'_>, places: Places, row: &Transaction) {
    let (main, y) = (places.width, places.foot);
    canvas.rule(y, main, '─', StyleRole::Rule);
    let x = canvas.text(1, y + 1, &row.id.grouped(), StyleRole::FocusValue) + 3;
    let card = row.card.grouped();
    let left = locale.text(Text::LeftOf {
        amount: &locale.won(row.remaining.amount()),
        vat: &row.remaining.vat().grouped(),
    });
    // What is longest has the longer row: nothing is cut, up to the largest amounts.
    let (beside, below) = match row.kind {
        Kind::Payment => {
            (card, format!("{}   {}   {left}", locale.plan(row.installments), locale.won(row.amount)))
        }
        Kind::Cancel { original } => {
            (locale.text(Text::CancelOf { id: &original.grouped() }), format!("{card}   {left}"))
        }
    };
    canvas.text(x, y + 1, &beside, StyleRole::Value);
    let who = row.by.operator.map(|operator| format!("{} {operator}", locale.text(Text::SlipOperator)));
    let room = main.saturating_sub(x + width(&beside) + 3);
    match (&row.shop, who) {
        (Some(shop), _) => {
            let shop = &locale.shop(shop);
            let start = (x + width(&beside) + 2).max((main - 1).saturating_sub(width(shop)));
            canvas.text_within(start, y + 1, room, shop, StyleRole::Minor);
        }
        (None, Some(who)) => canvas.text_right(main - 1, y + 1, &who, StyleRole::Minor),
        (None, None) => {}
    }
    canvas.text_within(1, y + 2, main - 2, &below, StyleRole::Value);
}

/// Draws the selected transaction into the pane. A value without room beside its label has the next row.
fn selected_pane(locale: &Locale, canvas: &mut Canvas<'_>, area: Rect, row: &Transaction) {
    canvas.line_down(area.x - 2, area.y, area.y + area.height, StyleRole::Rule);
    let facts = super::detail::facts(locale, row, None);
    canvas.within(area, |pane| {
        let mut y = 1;
        for (label, value) in &facts {
            pane.text(0, y, label, StyleRole::Label);
            let start = LABEL.max(width(label) + 1);
            if start + width(value) <= pane.width() {
                pane.text(start, y, value, StyleRole::Value);
            } else if width(value) <= pane.width() {
                y += 1;
                pane.text_right(pane.width(), y, value, StyleRole::Value);
            } else {
                // Only a memo is so long.
                pane.text_wrapped(0, y + 1, pane.width(), 2, value, StyleRole::Value);
                y += 2;
            }
            y += 1;
        }
    });
}

/// Draws why the list is empty, and what to do.
fn draw_empty(cx: &Context, canvas: &mut Canvas<'_>, lookup: &LookupScreen, places: Places) {
    let (locale, y) = (&cx.locale, places.head);
    if lookup.is_asked() || lookup.has_failed {
        return;
    }
    let chip = lookup.emptied_by.and_then(|term| lookup.chips().iter().find(|chip| chip.term == Some(term)));
    // With a single condition there is nothing to drop but the query.
    let chip = chip.filter(|_| lookup.chips().len() > 1);
    if let Some(left_out @ (LeftOut::TooMuch | LeftOut::TooSlow)) = lookup.left_out {
        let is_slow = left_out == LeftOut::TooSlow;
        let told = locale.text(if is_slow { Text::OfficeTooSlow } else { Text::OfficeTooMuch });
        canvas.text_wrapped(3, y, places.width - 6, 3, &told, StyleRole::Title);
    } else if let (Some(chip), Some(reading)) = (chip, &lookup.reading) {
        canvas.text_wrapped(
            3,
            y,
            places.width - 6,
            2,
            &locale.text(Text::NothingLeft { chip: &locale.chip(chip, reading.today) }),
            StyleRole::Title,
        );
        // Tab drops the last one.
        let is_last = lookup.chips().last() == Some(chip);
        let next = if is_last { Text::NothingLeftLast } else { Text::NothingLeftNext };
        canvas.text(3, y + 3, &locale.text(next), StyleRole::Hint);
    } else if lookup.shown.is_everything() && cx.office.is_some() {
        canvas.text(3, y, &locale.text(Text::OfficeEmpty), StyleRole::Title);
    } else if lookup.shown.is_everything() {
        canvas.text(3, y, &locale.text(Text::FirstStart), StyleRole::Title);
        let path = cx.settings.ledger.display().to_string();
        canvas.text(3, y + 2, &locale.text(Text::FirstStartWhere { path: &path }), StyleRole::Hint);
        canvas.text(3, y + 3, &locale.text(Text::FirstStartImport), StyleRole::Hint);
    } else if let Some(set_aside) = &lookup.set_aside {
        let reasons = &locale.aside_reasons(&set_aside.reasons);
        let told = locale.text(Text::ErrorSetAside { reasons });
        canvas.text_wrapped(3, y, places.width - 6, 3, &told, StyleRole::Title);
    } else {
        canvas.text(3, y, &locale.text(Text::ListNoMatch), StyleRole::Title);
        canvas.text(3, y + 2, &locale.text(Text::NothingFoundNext), StyleRole::Hint);
    }
}
