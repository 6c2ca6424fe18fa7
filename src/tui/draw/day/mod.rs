//! Draws the day: the figures so far or those of a close, how the ledger is kept, the question whether to close, and in a wide window
//! the closes.
//!
//! | module | contents |
//! |---|---|
//! | `parts` | what a report says, part by part |
//! | `flow` | values one after the other, in as many rows as they may take |

mod flow;
mod parts;

use std::ops::Range;

use ratatui::layout::Rect;

use self::{
    flow::{GAP, draw_flow, draw_labelled, rows_of},
    parts::{Part, grand_total, grouped, parts, proof, short, signed, state_of_close, state_of_now, title},
};
use super::{
    Rows, TALL,
    canvas::{Canvas, width},
    chart, main_width, pane_area,
    theme::StyleRole,
};
use crate::{
    desk::{DaySoFar, HandOverOf},
    locale::{Locale, Text},
    payment::money::group_thousands,
    record::{DayReport, Figures, VatSum},
    tui::{
        app::Context,
        keys::{Action, key_name},
        screen::day::{DayQuestion, DayScreen},
    },
};

/// Where labels begin.
const LABEL: u16 = 3;
/// Where the values beside them begin.
const VALUE: u16 = 15;
/// Where the columns of the table end: how many, amount, VAT, amount without VAT.
const COLUMNS: [u16; 4] = [20, 40, 58, 77];
/// Rows of the strip.
const STRIP: u16 = 4;
/// The row below the title.
const TOP: u16 = 3;
/// Rows of the table of payments and cancels.
const MONEY: u16 = 4;
/// Rows of the chart, with the labels below it: the fewest, and the most.
const CHART: [u16; 2] = [3, 10];
/// Most rows of a part, as of the tills of a large shop, in a low and in a tall window.
const PART: [u16; 2] = [2, 3];
/// Rows of what a close can be compared by.
const PROOF: u16 = 4;

/// The rows of the question whether to close.
pub fn strip_rows(canvas: &Canvas<'_>) -> Range<u16> {
    let end = Rows::of(canvas.height()).notice;
    end - STRIP..end
}

/// Draws the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, day: &DayScreen) {
    let main = main_width(canvas);
    let bottom = strip_rows(canvas).start;
    if let Some(report) = day.report() {
        draw_report(cx, canvas, day, report, (main, bottom));
    } else {
        let text = match day.counting {
            _ if day.is_unreadable && day.close.is_none() => cx.locale.text(Text::DayUnreadable),
            Some((done, all)) => cx.locale.text(Text::DayPercent { percent: &percent(done, all) }),
            None => cx.locale.text(Text::Looking),
        };
        canvas.text(LABEL, 3, &text, StyleRole::Hint);
    }
    if day.review.is_some() {
        draw_strip(cx, canvas, day, (main, bottom));
    }
    if let (Some(area), Some(now)) = (pane_area(canvas), &day.now) {
        draw_closes(cx, canvas, day, now, area);
    }
}

fn percent(done: u64, all: u64) -> String {
    (done.saturating_mul(100) / all.max(1)).to_string()
}

/// Where the parts of a report are. What there is to say decides how many rows they take, so they are laid out anew for each report:
/// first what is always there, then blank rows between the parts, then a higher chart.
struct Places {
    money: u16,
    parts: u16,
    /// The chart, or what a close can be compared by; and its rows.
    below: (u16, u16),
    total: u16,
    state: u16,
}

impl Places {
    /// Above row `bottom`, with these numbers of rows of parts, of the total and of the state; `below` are the fewest and the most rows of
    /// what is between parts and total.
    fn of(bottom: u16, parts: u16, below: [u16; 2], [total, state]: [u16; 2]) -> Self {
        let mut spare = bottom.saturating_sub(TOP + MONEY + parts + below[0] + total + state);
        let mut gap = || {
            let gap = spare.min(1);
            spare -= gap;
            gap
        };
        let (after_money, after_parts, before_state, before_money, before_total) =
            (gap(), gap(), gap(), gap(), gap());
        let money = TOP + before_money;
        let parts_at = money + MONEY + after_money;
        let below_at = parts_at + parts + after_parts;
        let state = bottom - state;
        let total = state.saturating_sub(total + before_state);
        let room = total.saturating_sub(below_at + before_total);
        Self { money, parts: parts_at, below: (below_at, room.min(below[1])), total, state }
    }
}

/// Draws a report above the strip.
fn draw_report(
    cx: &Context,
    canvas: &mut Canvas<'_>,
    day: &DayScreen,
    report: &DayReport,
    (main, bottom): (u16, u16),
) {
    let (locale, end) = (&cx.locale, main - 2);
    let is_now = report.number.is_none();
    let state = if is_now { state_of_now(cx, day) } else { state_of_close(cx, report) };
    let parts = parts(locale, report);
    let below = if is_now { CHART } else { [PROOF; 2] };
    let total = grand_total(locale, &report.figures);
    let foot = [rows_of(&total, (VALUE, COLUMNS[3])), rows_of(&state, (1, end))];
    let most = bottom.saturating_sub(TOP + MONEY + below[0] + foot.iter().sum::<u16>());
    let rows = share(&parts, most, PART[usize::from(canvas.height() >= TALL)]);
    let places = Places::of(bottom, rows.iter().sum(), below, foot);
    canvas.text_within(1, 2, end, &title(cx, day, report, end), StyleRole::Title);
    draw_money(locale, canvas, &report.figures, places.money);
    let mut y = places.parts;
    for ((label, cells), rows) in parts.iter().zip(rows) {
        draw_labelled(locale, canvas, *label, cells, (y, rows));
        y += rows;
    }
    let (y, rows) = places.below;
    match &day.now {
        Some(now) if is_now => draw_hours(locale, canvas, now, (y, rows)),
        _ => {
            let mut y = y;
            for (label, cells) in proof(report) {
                y = draw_labelled(locale, canvas, label, &cells, (y, 2.min(places.total.saturating_sub(y))));
            }
        }
    }
    draw_labelled(locale, canvas, Some(Text::DayGrandTotal), &total, (places.total, foot[0]));
    draw_flow(locale, canvas, (1, end), (places.state, bottom - places.state), &state);
}

/// How many of `most` rows each of these parts takes: one at least, then as many as it fills, up to `each`, the first part first.
fn share(parts: &[Part], most: u16, each: u16) -> Vec<u16> {
    let count = u16::try_from(parts.len()).unwrap_or(most);
    let mut spare = most.saturating_sub(count);
    let wanted = parts.iter().map(|(_, cells)| rows_of(cells, (VALUE, COLUMNS[3])));
    let rows = wanted.map(|wanted| {
        let more = (wanted.min(each)).saturating_sub(1).min(spare);
        spare -= more;
        1 + more
    });
    rows.collect()
}

/// Draws payments, cancels and their difference from row `y` on.
fn draw_money(locale: &Locale, canvas: &mut Canvas<'_>, figures: &Figures, y: u16) {
    let heads = [Text::DayHeadCount, Text::DayHeadAmount, Text::FieldVat, Text::SlipSupply];
    canvas.text(LABEL, y, &locale.text(Text::DayUnit), StyleRole::Minor);
    for (end, head) in COLUMNS.into_iter().zip(heads) {
        canvas.text_right(end, y, &locale.text(head), StyleRole::Label);
    }
    let totals = figures.totals();
    let count = |sum: VatSum| locale.text(Text::DayCount { count: &group_thousands(&sum.count.to_string()) });
    let role_of = |sum: VatSum, role| if sum.count == 0 { StyleRole::Minor } else { role };
    let cells =
        |sum: VatSum, sign: i64| [sum.amount, sum.vat, sum.supply()].map(|won| grouped(sign * signed(won)));
    let net = [totals.net(), totals.net_vat(), totals.net() - totals.net_vat()].map(grouped);
    let rows = [
        (
            Text::DayPayments,
            count(figures.payments),
            cells(figures.payments, 1),
            role_of(figures.payments, StyleRole::Value),
        ),
        (
            Text::DayCancels,
            count(figures.cancels),
            cells(figures.cancels, -1),
            role_of(figures.cancels, StyleRole::Cancel),
        ),
        (Text::ReportNet, String::new(), net, StyleRole::Amount),
    ];
    for (y, (label, count, cells, role)) in (y + 1..).zip(rows) {
        let label_role = if role == StyleRole::Amount { StyleRole::Title } else { StyleRole::Label };
        canvas.text(LABEL, y, &locale.text(label), label_role);
        let values = std::iter::once(count).chain(cells);
        COLUMNS.into_iter().zip(values).for_each(|(end, value)| canvas.text_right(end, y, &value, role));
    }
}

/// Draws what was taken in each hour of today.
fn draw_hours(locale: &Locale, canvas: &mut Canvas<'_>, now: &DaySoFar, (y, rows): (u16, u16)) {
    if rows < CHART[0] {
        return;
    }
    canvas.text(LABEL, y, &locale.text(Text::DayHours), StyleRole::Label);
    chart::draw(locale, canvas, (VALUE, y), (COLUMNS[3] - VALUE, rows), &now.hours, None);
}

/// Draws the question whether to close.
fn draw_strip(cx: &Context, canvas: &mut Canvas<'_>, day: &DayScreen, (main, y): (u16, u16)) {
    let (Some(review), Some(now)) = (&day.review, &day.now) else { return };
    let locale = &cx.locale;
    let is_closed = review.is_closed();
    let role = if is_closed { StyleRole::Rule } else { StyleRole::Question };
    for row in [y, y + STRIP - 1] {
        canvas.rule(row, main, '═', role);
    }
    let question = locale.text(match review.request {
        DayQuestion::Close(_) => Text::DayQuestion,
        DayQuestion::HandOver(_, HandOverOf::New { .. }) => Text::DayHandOverQuestion,
        DayQuestion::HandOver(_, HandOverOf::Rejected) => Text::DayAgainQuestion,
    });
    let x = canvas.text(1, y + 1, &question, if is_closed { StyleRole::Hint } else { StyleRole::Question });
    let totals = now.report.figures.totals();
    // What is recorded has the clock's time for ever.
    let calm = match review.request {
        DayQuestion::Close(_) => Text::DayFinal,
        DayQuestion::HandOver(..) => Text::DayWholeCards,
    };
    let last = cx.clock_doubt().map_or_else(
        || (locale.text(calm), StyleRole::Value),
        |doubt| (format!("! {}", locale.clock_doubt_short(&doubt)), StyleRole::Warning),
    );
    let parts = match review.request {
        DayQuestion::Close(number) => vec![
            (format!("Z {number}"), StyleRole::Value),
            (locale.transactions(totals.count()), StyleRole::Value),
            (locale.won_sum(totals.net()), StyleRole::Amount),
        ],
        DayQuestion::HandOver(number, of) => {
            let work = &now.hand_over;
            let what = match of {
                HandOverOf::Rejected => locale.messages(work.rejected),
                HandOverOf::New { .. } if work.newest.is_none() => locale.text(Text::DayAllSoFar),
                HandOverOf::New { .. } => locale.messages(work.not_handed_over),
            };
            let batch = locale.text(Text::DayBatch { number: &number.to_string() });
            let folder = format!("→ {}", cx.hand_over.to);
            vec![(batch, StyleRole::Value), (what, StyleRole::Amount), (folder, StyleRole::Value)]
        }
    };
    let mut x = VALUE.max(x + GAP);
    for (part, role) in parts {
        x = canvas.text_within(x, y + 1, (main - 1).saturating_sub(x), &part, role) + GAP;
    }
    let (yes, no) = DayScreen::answers(cx, review.request);
    let answer = if day.is_closing() {
        locale.text(Text::DayClosing)
    } else if day.is_handing_over() {
        locale.text(Text::DayHandingOver)
    } else if is_closed {
        locale.text(match review.request {
            DayQuestion::Close(_) => Text::DayStripClosed,
            DayQuestion::HandOver(..) => Text::DayHandOverClosed,
        })
    } else {
        let (yes, no) = (locale.text(yes), locale.text(no));
        format!("{} = {yes}      {} = {no}", key_name(Action::Confirm), key_name(Action::Back))
    };
    let x = canvas.text(VALUE, y + 2, &answer, StyleRole::Answer) + 2 * GAP;
    if !is_closed && !day.is_working() {
        canvas.text(x, y + 2, &last.0, last.1);
    }
}

/// Draws the closes in the pane, newest first, with the one that is shown in sight.
fn draw_closes(cx: &Context, canvas: &mut Canvas<'_>, day: &DayScreen, now: &DaySoFar, area: Rect) {
    canvas.line_down(area.x - 2, area.y, area.y + area.height, StyleRole::Rule);
    canvas.within(area, |canvas| {
        canvas.text(0, 0, &cx.locale.text(Text::DayCloses), StyleRole::Title);
        let right = canvas.width();
        let shown = day.close.as_ref().map(|(number, _)| *number);
        let index = shown.and_then(|shown| now.closes.iter().position(|close| close.number == shown));
        // The first row is the day so far.
        let selected = index.map_or(0, |index| index + 1);
        let visible = usize::from(canvas.height().saturating_sub(2));
        let first = selected.saturating_sub(visible / 2).min((now.closes.len() + 1).saturating_sub(visible));
        for (y, row) in (2..).zip(first..(now.closes.len() + 1).min(first + visible)) {
            let close = row.checked_sub(1).and_then(|index| now.closes.get(index));
            let (name, at, net) = match close {
                None => ("X".to_owned(), cx.locale.text(Text::DayNow), now.report.figures.totals().net()),
                Some(close) => {
                    (close.number.to_string(), short(close.at, cx.wall_time()), close.totals.net())
                }
            };
            canvas.text_right(6, y, &name, StyleRole::Value);
            let x = canvas.text(8, y, &at, StyleRole::Minor);
            let net = grouped(net);
            let room = right.saturating_sub(x + 1);
            if width(&net) <= room {
                canvas.text_right(right, y, &net, StyleRole::Value);
            }
            if row == selected {
                canvas.restyle(0, y, right, StyleRole::Selection);
            }
        }
    });
}
