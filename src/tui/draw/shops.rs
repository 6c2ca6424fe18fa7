//! Draws the shops of head office: the field, what all of them add up to, and a line for each.

use chrono::{DateTime, FixedOffset};

use super::{
    Rows, StyleRole,
    canvas::{Canvas, width},
    help::draw_input,
    lookup::{draw_chips_of, draw_sums, signed},
};
use crate::{
    desk::Clock as _,
    locale::{Locale, Text},
    payment::money::group_thousands,
    query::{Chip, Meaning},
    record::{ShopSums, utc_of},
    tui::{app::Context, screen::shops::ShopsScreen},
};

/// The row of the sums.
const SUMS: u16 = 4;
/// Columns of the widest table: the eye follows a line from the name to the sums.
const WIDEST: u16 = 100;
/// A shop that was not heard of for this long is marked.
const SILENT_MINUTES: i64 = 30;

/// Where each column of the table ends, from the right end of the screen; the name has what is left.
struct Ends {
    number: u16,
    name: (u16, u16),
    payments: u16,
    net: u16,
    cancelled: u16,
    heard: u16,
}

impl Ends {
    fn of(columns: u16) -> Self {
        let heard = columns - 1;
        let cancelled = heard - 10;
        let net = cancelled - 15;
        let payments = net - 17;
        Self { number: 8, name: (10, payments - 10), payments, net, cancelled, heard }
    }
}

/// Draws the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, shops: &ShopsScreen) {
    let locale = &cx.locale;
    draw_input(cx, canvas, &shops.query, Text::LabelDays, &locale.text(Text::OfficeDaysHint));
    let x = 1 + width(&locale.text(Text::LabelDays)) + 3;
    if let Some(reading) = &shops.reading {
        if reading.chips.is_empty() {
            let today = Chip { span: 0..0, not: false, meaning: Meaning::Days(shops.days()), term: None };
            canvas.text(x, 3, &format!("[{}]", locale.chip(&today, reading.today)), StyleRole::Chip);
        }
        draw_chips_of(locale, canvas, reading, x, canvas.width() - 1);
    }
    if let Some(word) = shops.not_taken() {
        let told = locale.text(Text::OfficeDaysOnly { word });
        canvas.text_wrapped(3, SUMS, canvas.width() - 6, 2, &told, StyleRole::Hint);
    } else {
        draw_sums(locale, canvas, &shops.totals(), false, SUMS);
    }
    let top = SUMS + 3;
    if shops.shops.is_empty() {
        if shops.is_known {
            let none = if shops.query.is_empty() { Text::OfficeNoShops } else { Text::OfficeNoSuchShop };
            canvas.text(3, top, &locale.text(none), StyleRole::Title);
        }
        return;
    }
    draw_table(cx, canvas, shops, top);
}

fn draw_table(cx: &Context, canvas: &mut Canvas<'_>, shops: &ShopsScreen, top: u16) {
    let locale = &cx.locale;
    let width = canvas.width().min(WIDEST);
    let ends = Ends::of(width);
    canvas.text_right(ends.number, top, &locale.text(Text::LabelShop), StyleRole::Label);
    canvas.text(ends.name.0, top, &locale.text(Text::OfficeName), StyleRole::Label);
    for (end, head) in [
        (ends.payments, Text::OfficePayments),
        (ends.net, Text::OfficeNet),
        (ends.cancelled, Text::OfficeCancelled),
        (ends.heard, Text::OfficeHeard),
    ] {
        canvas.text_right(end, top, &locale.text(head), StyleRole::Label);
    }
    let bottom = Rows::of(canvas.height()).notice;
    let visible = usize::from(bottom.saturating_sub(top + 1));
    let first = shops.selected.saturating_sub(visible / 2).min(shops.shops.len().saturating_sub(visible));
    for (y, shop) in (top + 1..bottom).zip(shops.shops.iter().skip(first)) {
        draw_shop(cx, canvas, &ends, shop, y);
    }
    let Some(y) = shops.selected.checked_sub(first).and_then(|row| u16::try_from(row).ok()) else { return };
    canvas.text(1, top + 1 + y, "›", StyleRole::Focus);
    canvas.restyle(1, top + 1 + y, width - 2, StyleRole::Selection);
}

fn draw_shop(cx: &Context, canvas: &mut Canvas<'_>, ends: &Ends, shop: &ShopSums, y: u16) {
    let totals = &shop.totals;
    canvas.text_right(ends.number, y, &shop.number.to_string(), StyleRole::Value);
    canvas.text_within(ends.name.0, y, ends.name.1 - ends.name.0, &shop.name, StyleRole::Value);
    if totals.count() > 0 {
        canvas.text_right(ends.payments, y, &group_thousands(&totals.payments.to_string()), StyleRole::Value);
        canvas.text_right(ends.net, y, &signed(totals.net()), StyleRole::Amount);
    } else {
        canvas.text_right(ends.net, y, "-", StyleRole::Minor);
    }
    if totals.cancels > 0 {
        let cancelled = i64::try_from(totals.cancelled).unwrap_or(i64::MAX);
        canvas.text_right(ends.cancelled, y, &signed(-cancelled), StyleRole::Cancel);
    }
    let (heard, role) = heard(cx, &cx.locale, shop);
    canvas.text_right(ends.heard, y, &heard, role);
}

/// When a shop was heard of last, in at most 9 columns.
fn heard(cx: &Context, locale: &Locale, shop: &ShopSums) -> (String, StyleRole) {
    if shop.is_held {
        return (locale.text(Text::OfficeHeld), StyleRole::Bad);
    }
    let at = shop.contact_at.and_then(utc_of).map(|at| at.with_timezone(&cx.world().offset_at(at)));
    let Some(at): Option<DateTime<FixedOffset>> = at else {
        return (locale.text(Text::OfficeNeverHeard), StyleRole::Warning);
    };
    let is_silent = (cx.time() - at).num_minutes() >= SILENT_MINUTES;
    let format = if at.date_naive() == cx.date() { "%H:%M" } else { "%m-%d" };
    (at.format(format).to_string(), if is_silent { StyleRole::Warning } else { StyleRole::Minor })
}
