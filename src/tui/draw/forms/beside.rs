//! Draws what is around a form: the message, the transactions of this till before the last one, the hours of today. Without
//! a pane on the right, message and transactions are below the form.

use ratatui::layout::Rect;

use super::{
    super::{
        canvas::{Canvas, width},
        chart, main_width, message, pane_area,
        theme::StyleRole,
    },
    rows::FormRows,
};
use crate::{
    locale::Text,
    payment::{
        Field, Kind,
        message::{MESSAGE_LEN, SlotName},
    },
    record::Transaction,
    tui::{
        app::Context,
        form::preview::{Preview, slot_of},
        protocol::EARLIER,
    },
};

/// The most rows for the bars of the hours, with their labels.
const HOURS: u16 = 8;
/// The fewest rows for them.
const HOURS_MIN: u16 = 2;
/// The columns for one of the transactions before the last one, of which two are in a row below the form.
const EARLIER_COLUMNS: u16 = 39;

/// The message of a form, and how far it is.
pub(super) struct FormMessage<'a> {
    /// The message as far as it is keyed.
    pub preview: &'a Preview,
    /// Whether anything is keyed.
    pub is_keyed: bool,
    /// Whether its card is complete: then below the form the message takes the place of that of the last transaction.
    pub has_card: bool,
    /// The field in focus.
    pub focus: Option<Field>,
    /// Whether it is the form of a cancel.
    pub on_cancel: bool,
}

/// A message to draw.
struct Shown {
    title: String,
    bytes: [u8; MESSAGE_LEN],
    marked: Option<SlotName>,
}

/// Draws message, transactions and hours around a form.
pub(super) fn draw_beside(cx: &Context, canvas: &mut Canvas<'_>, rows: FormRows, form: &FormMessage<'_>) {
    let Some(area) = pane_area(canvas) else {
        if let Some(shown) = below_the_form(cx, form) {
            canvas.titled_rule((0, main_width(canvas)), rows.message, &shown.title);
            message::draw_rows(&cx.locale, canvas, rows.message + 1, &shown.bytes, shown.marked);
        }
        return draw_earlier_below(cx, canvas, rows.earlier);
    };
    let shown = in_the_pane(cx, form);
    canvas.within(area, |pane| {
        pane.text(0, 0, &shown.title, StyleRole::Label);
        message::draw_pane(pane, 1, &shown.bytes, shown.marked);
    });
    let left = area.x - 2;
    let mut y = area.y + 1 + message::pane_rows(area.width);
    // What remains, with a free row before each rule where there is room.
    let bottom = area.y + area.height;
    let earlier = 1 + u16::try_from(EARLIER).unwrap_or(0);
    let spare = bottom.saturating_sub(y + earlier + 1 + HOURS_MIN).min(2) / 2;
    if y + earlier <= bottom {
        y += spare;
        if !cx.status.earlier.is_empty() {
            canvas.titled_rule((left + 1, canvas.width()), y, &title_of_earlier(cx));
        }
        for (row, transaction) in (y + 1..).zip(&cx.status.earlier) {
            draw_earlier(cx, canvas, Rect::new(area.x, row, area.width, 1), transaction);
        }
        y += earlier + spare;
        draw_hours(cx, canvas, Rect::new(area.x, y, area.width, bottom.saturating_sub(y)));
    } else {
        draw_earlier_below(cx, canvas, rows.earlier);
    }
    canvas.line_down(left, 2, bottom, StyleRole::Rule);
}

/// The message below the form; `None` before the first transaction, while nothing is keyed.
fn below_the_form(cx: &Context, form: &FormMessage<'_>) -> Option<Shown> {
    let grows = form.is_keyed && (form.has_card || cx.status.last.is_none());
    if !grows {
        return last_message(cx);
    }
    let mut shown = keyed_message(cx, form);
    shown.title.push_str("   ");
    shown.title.push_str(&cx.locale.text(Text::MessageLegend));
    Some(shown)
}

/// The message in the pane: there the last one has room as long as nothing is keyed.
fn in_the_pane(cx: &Context, form: &FormMessage<'_>) -> Shown {
    let last = if form.is_keyed { None } else { last_message(cx) };
    last.unwrap_or_else(|| keyed_message(cx, form))
}

/// The message of what is keyed.
fn keyed_message(cx: &Context, form: &FormMessage<'_>) -> Shown {
    Shown {
        title: cx.locale.text(Text::MessageKeyed),
        bytes: *form.preview.bytes(),
        marked: form.focus.and_then(|field| slot_of(field, form.on_cancel)),
    }
}

/// The message of the last transaction, masked.
fn last_message(cx: &Context) -> Option<Shown> {
    let masked = cx.status.last.as_ref()?.bytes.masked();
    let bytes = masked.as_bytes().try_into().ok()?;
    Some(Shown { title: cx.locale.text(Text::MessageLast), bytes, marked: None })
}

/// The words for the transactions before the last one.
fn title_of_earlier(cx: &Context) -> String {
    cx.locale.text(Text::EarlierHere)
}

/// Draws the transactions before the last one below the form, two in a row.
fn draw_earlier_below(cx: &Context, canvas: &mut Canvas<'_>, y: u16) {
    if cx.status.earlier.is_empty() {
        return;
    }
    canvas.titled_rule((0, main_width(canvas)), y, &title_of_earlier(cx));
    for (index, transaction) in (0..).zip(&cx.status.earlier) {
        // The newer two are on the left, one below the other.
        let place = Rect::new(1 + index / 2 * (EARLIER_COLUMNS + 1), y + 1 + index % 2, EARLIER_COLUMNS, 1);
        draw_earlier(cx, canvas, place, transaction);
    }
}

/// Draws one transaction into a row: time, amount, card, and a word on a cancel where there is room.
fn draw_earlier(cx: &Context, canvas: &mut Canvas<'_>, place: Rect, row: &Transaction) {
    let locale = &cx.locale;
    let time = row.created_at.map_or_else(String::new, |at| {
        let format = if at.date_naive() == cx.date() { "%H:%M" } else { "%m-%d" };
        at.format(format).to_string()
    });
    let (sign, kind) = match row.kind {
        Kind::Payment => ("", None),
        Kind::Cancel { .. } => ("-", Some(Text::KindCancel)),
    };
    let is_narrow = place.width < 32;
    let end = if is_narrow { 20 } else { 19 };
    canvas.within(place, |canvas| {
        canvas.text(0, 0, &time, StyleRole::Minor);
        canvas.text_right(end, 0, &format!("{sign}{}", row.amount.grouped()), StyleRole::Value);
        // In a narrow pane only its end.
        let card = row.card.short();
        let card = if is_narrow { card.trim_start_matches(|c: char| c.is_ascii_digit()) } else { &card };
        let x = canvas.text(end + 2, 0, card, StyleRole::Minor) + 1;
        // Where there is no room for the word, the sign says it.
        if let Some(kind) =
            kind.map(|kind| locale.text(kind)).filter(|kind| x + width(kind) <= canvas.width())
        {
            canvas.text(x, 0, &kind, StyleRole::Minor);
        }
    });
}

/// Draws the hours of today as bars, as high as there is room.
fn draw_hours(cx: &Context, canvas: &mut Canvas<'_>, area: Rect) {
    let chart = cx.status.today.as_ref().filter(|today| today.totals.count() > 0);
    let Some(chart) = chart.and_then(|today| today.chart.as_ref()) else { return };
    if area.height < 1 + HOURS_MIN {
        return;
    }
    canvas.titled_rule((area.x - 1, canvas.width()), area.y, &cx.locale.text(Text::TodayHere));
    let rows = (area.height - 1).min(HOURS);
    canvas.within(Rect { y: area.y + 1, height: rows, ..area }, |pane| {
        chart::draw(&cx.locale, pane, (0, 0), (pane.width(), rows), chart, None);
    });
}
