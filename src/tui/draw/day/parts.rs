//! What a report of the day says on the screen, part by part.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDateTime};

use super::super::{
    canvas::{Line, width},
    slip,
    theme::StyleRole,
};
use crate::{
    desk::{LastUpkeep, backup_folder::is_old},
    locale::{Locale, Text},
    payment::{LastId, money::group_thousands},
    printing::Printout,
    record::{DateFigures, DayReport, Figures, HandOverWork, OperatorFigures, Sum, TillFigures},
    tui::{
        app::{Context, PrintState},
        keys::{Action, key_name},
        screen::day::DayScreen,
    },
};

/// A part of a report: what it is, and its values.
pub type Part = (Option<Text<'static>>, Line);

/// Characters of half a hash in groups.
const HALF: usize = 35;
/// Between the parts of the title.
const BETWEEN: &str = "   ";

/// What is shown, since when or of when, and of which business day, in `columns` where that is possible.
pub fn title(cx: &Context, day: &DayScreen, report: &DayReport, columns: u16) -> String {
    let locale = &cx.locale;
    let mut parts = vec![locale.report_title(report.number)];
    if report.number.is_some() {
        let at = report.at;
        parts.push(format!(
            "{} ({}) {}",
            at.format("%Y-%m-%d"),
            locale.weekday(at.date_naive()),
            at.format("%H:%M:%S")
        ));
        parts.push(locale.text(Text::HeaderTill { till: &report.till.to_string() }));
    } else {
        parts.push(match day.newest() {
            0 => locale.text(Text::DaySinceBegin),
            number => locale.text(Text::DaySince { number: &number.to_string() }),
        });
        parts.extend(times(report));
    }
    parts.extend(business_date(cx, report));
    // Days and times are in the parts and ids below, too: from the end on they go first.
    while parts.len() > 1 && width(&parts.join(BETWEEN)) > columns {
        parts.pop();
    }
    parts.join(BETWEEN)
}

/// When the first and the last transaction were, as their ids say.
fn times(report: &DayReport) -> Option<String> {
    let at = report.at.naive_local();
    let [first, last] =
        [report.figures.first_id?, report.figures.last_id?].map(|id| LastId { id, at }.time());
    let (first, last) = first.zip(last)?;
    let is_one_day = first.date() == last.date();
    let last = last.format(if is_one_day { "%H:%M" } else { "%m-%d %H:%M" });
    Some(format!("{} ~ {last}", first.format("%m-%d %H:%M")))
}

/// The business date, or the first and the last one.
fn business_date(cx: &Context, report: &DayReport) -> Option<String> {
    let dates = &report.figures.by_business_date;
    let date = if let (Some(first), Some(last)) = (dates.first(), dates.last()) {
        format!("{} ~ {}", first.date.format("%m-%d"), last.date.format("%m-%d"))
    } else {
        let at = report.at.naive_local();
        let last = report.figures.last_id.and_then(|id| LastId { id, at }.time()).unwrap_or(at);
        report.figures.day_starts_at.date_of(last)?.format("%m-%d").to_string()
    };
    Some(cx.locale.text(Text::DayBusinessDate { date: &date }))
}

/// Of what the sums are made up: a label, and its values.
pub fn parts(locale: &Locale, report: &DayReport) -> Vec<Part> {
    let figures = &report.figures;
    if figures.is_nothing() {
        let text = if report.from_seq == 1 { Text::DayEmptyFirst } else { Text::DayEmpty };
        return vec![(None, vec![(locale.text(text), StyleRole::Hint)])];
    }
    let count = |sum: Sum| group_thousands(&sum.count.to_string());
    let mut parts = Vec::new();
    if figures.by_till.len() > 1 {
        let of = |part: &TillFigures| {
            let till = locale.text(Text::DayTill { till: &part.till.to_string() });
            (till, net_of(part.payments, part.cancels))
        };
        parts.push((Some(Text::DayTills), aligned(figures.by_till.iter().map(of).collect())));
    }
    if !figures.by_operator.is_empty() {
        let of = |part: &OperatorFigures| {
            let name = report.names.get(&part.operator).map(|name| format!(" {}", name.as_str()));
            let who = format!("{}{}", part.operator, name.unwrap_or_default());
            (who, net_of(part.payments, part.cancels))
        };
        parts.push((Some(Text::DayOperators), aligned(figures.by_operator.iter().map(of).collect())));
    }
    if !figures.by_business_date.is_empty() {
        let of =
            |part: &DateFigures| (part.date.format("%m-%d").to_string(), net_of(part.payments, part.cancels));
        parts.push((Some(Text::DayDates), aligned(figures.by_business_date.iter().map(of).collect())));
    }
    let (lump_sum, installments) = (figures.lump_sum, figures.installments);
    let mut plans: Line = Vec::new();
    if lump_sum.count > 0 {
        plans.extend(cell(
            &locale.text(Text::DayLumpSum { count: &count(lump_sum) }),
            signed(lump_sum.amount),
        ));
    }
    if installments.count > 0 {
        let text = Text::DayInstallments { count: &count(installments) };
        plans.extend(cell(&locale.text(text), signed(installments.amount)));
    }
    parts.push((Some(Text::DayPlans), plans));
    parts.push((Some(Text::DayOthers), others(locale, figures)));
    parts.retain(|(_, cells)| !cells.is_empty());
    parts
}

/// Values with names of one width, so that they are below each other where they take several rows.
fn aligned(values: Vec<(String, i64)>) -> Line {
    let values: Vec<_> = values.into_iter().map(|(name, won)| (name, grouped(won))).collect();
    let widest = values.iter().map(|(_, won)| won.len()).max().unwrap_or(0);
    values.into_iter().map(|(name, won)| (format!("{name} {won:>widest$}"), StyleRole::Value)).collect()
}

/// What is seldom, where it was.
fn others(locale: &Locale, figures: &Figures) -> Line {
    let mut others = Line::new();
    let earlier = figures.cancels_of_earlier;
    if earlier.count > 0 {
        let count = &group_thousands(&earlier.count.to_string());
        let text = locale.text(Text::DayCancelsOfEarlier { count });
        others.extend(cell(&text, -signed(earlier.amount)));
    }
    if figures.vat_free > 0 {
        others.extend(cell(&locale.text(Text::ReportVatFree), signed(figures.vat_free)));
    }
    for (text, times) in [
        (Text::ReportReprints, figures.reprints),
        (Text::ReportReveals, figures.reveals),
        (Text::ReportRefusedPins, figures.refused_pins),
        (Text::ReportApprovals, figures.approvals),
    ] {
        if times > 0 {
            let count = locale.text(Text::ReportTimes { count: &group_thousands(&times.to_string()) });
            others.push((format!("{} {count}", locale.text(text)), StyleRole::Value));
        }
    }
    others
}

/// What was taken and given back since the ledger was begun.
pub fn grand_total(locale: &Locale, figures: &Figures) -> Line {
    let total = figures.grand_total;
    let (paid, cancelled) = (signed(total.paid_after), signed(total.cancelled_after));
    let net = paid.saturating_sub(cancelled);
    let sums = [(Text::DayPaid, paid), (Text::DayCancelled, -cancelled), (Text::DayNet, net)];
    sums.into_iter().flat_map(|(text, won)| cell(&locale.text(text), won)).collect()
}

/// What a close can be compared by: its entries, ids and hash.
pub fn proof(report: &DayReport) -> Vec<Part> {
    let value = |text: String| (text, StyleRole::Minor);
    let entries = value(format!("{} ~ {}", report.from_seq, report.to_seq));
    let ids = report.figures.first_id.into_iter().chain(report.figures.last_id);
    let hash = report.hash.grouped();
    let (half, rest) = hash.split_at_checked(HALF).unwrap_or((&hash, ""));
    let halves = [half, rest].map(|half| value(half.trim().to_owned()));
    vec![
        (Some(Text::DayIds), ids.map(|id| value(id.grouped())).collect()),
        (Some(Text::DayJournal), vec![entries]),
        (Some(Text::ReportHash), halves.into()),
    ]
}

/// Whether all is well: outcomes, the last check, the last copy.
pub fn state_of_now(cx: &Context, day: &DayScreen) -> Line {
    let locale = &cx.locale;
    let Some(now) = &day.now else { return Line::new() };
    let outcomes = if let Some(till) = now.note_left {
        warning(&locale.text(Text::DayNoteLeft { till: &till.to_string() }))
    } else if cx.awaits_outcome() {
        warning(&locale.text(Text::DayFlight))
    } else {
        good(&locale.text(Text::DayKnown))
    };
    let LastUpkeep { check, copied_at } = now.upkeep;
    let check = match check {
        None => hint(&locale.text(Text::DayNotChecked)),
        Some(check) => {
            let at = &short(check.at, cx.wall_time());
            if check.is_whole {
                good(&locale.text(Text::DayChecked { at }))
            } else {
                (format!("✗ {}", locale.text(Text::DayBroken { at })), StyleRole::Bad)
            }
        }
    };
    let copy = match copied_at {
        None => hint(&locale.text(Text::DayNotCopied)),
        Some(at) => {
            let text = locale.text(Text::DayCopied { at: &short(at, cx.wall_time()) });
            if is_old(at.naive_local(), cx.wall_time()) { warning(&text) } else { good(&text) }
        }
    };
    let mut state = vec![outcomes, check, copy];
    state.extend(hand_over(locale, &now.hand_over));
    if !now.changed_settings.is_empty() {
        let keys = &now.changed_settings.join(", ");
        state.push(warning(&locale.text(Text::DaySettingsChanged { keys })));
    }
    state
}

/// What is left to do about hand-over; nothing in a shop that hands nothing over.
fn hand_over(locale: &Locale, work: &HandOverWork) -> Line {
    let Some(newest) = &work.newest else { return Line::new() };
    let bad = |text: &str| (format!("✗ {text}"), StyleRole::Bad);
    let mut line = vec![match (work.not_handed_over, work.old) {
        (0, _) => good(&locale.text(Text::DayHandedOver { number: &newest.batch.number.to_string() })),
        (new, 0) => warning(&locale.text(Text::DayNotYet { messages: &locale.messages(new) })),
        (new, old) => {
            let (messages, old) = (&locale.messages(new), &grouped(signed(old)));
            bad(&locale.text(Text::DayNotYetOld { messages, old }))
        }
    }];
    for (count, text) in [
        (work.rejected, Text::DayRejected { messages: &locale.messages(work.rejected) }),
        (work.to_ask, Text::DayToAsk { messages: &locale.messages(work.to_ask) }),
        (work.contradicted, Text::DayContradicted { messages: &locale.messages(work.contradicted) }),
    ] {
        line.extend((count > 0).then(|| bad(&locale.text(text))));
    }
    if work.unanswered > 0 {
        line.push(hint(&locale.text(Text::DayUnanswered { messages: &locale.messages(work.unanswered) })));
    }
    line
}

/// What became of the close that is shown at the printer.
pub fn state_of_close(cx: &Context, report: &DayReport) -> Line {
    let is_of_it = |what: &Printout| match what {
        Printout::Report(printed) => printed.number == report.number,
        Printout::CloseAgain(number) => Some(*number) == report.number,
        Printout::Slip { .. } => false,
    };
    let Some(print) = cx.print.as_ref().filter(|print| is_of_it(&print.what)) else { return Line::new() };
    if let PrintState::Failed(why) = &print.state {
        let (title, key) = (&cx.locale.report_title(report.number), &key_name(Action::Slip));
        return vec![(cx.locale.text(Text::ReportFailed { title, why, key }), StyleRole::Bad)];
    }
    slip::state(cx).into_iter().collect()
}

fn good(text: &str) -> (String, StyleRole) {
    (format!("✓ {text}"), StyleRole::Good)
}

fn warning(text: &str) -> (String, StyleRole) {
    (format!("! {text}"), StyleRole::Warning)
}

fn hint(text: &str) -> (String, StyleRole) {
    (format!("· {text}"), StyleRole::Hint)
}

/// A time of this year without its year.
pub fn short(at: DateTime<FixedOffset>, now: NaiveDateTime) -> String {
    let format = if at.year() == now.year() { "%m-%d %H:%M" } else { "%y-%m-%d %H:%M" };
    at.format(format).to_string()
}

/// A name and an amount, which stay together.
fn cell(name: &str, won: i64) -> Line {
    vec![(format!("{name} {}", grouped(won)), StyleRole::Value)]
}

fn net_of(payments: Sum, cancels: Sum) -> i64 {
    signed(payments.amount).saturating_sub(signed(cancels.amount))
}

pub fn signed(won: u64) -> i64 {
    i64::try_from(won).unwrap_or(i64::MAX)
}

pub fn grouped(won: i64) -> String {
    group_thousands(&won.to_string())
}
