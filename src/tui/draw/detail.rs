//! Draws the details of a transaction: its values, its history with what remained after each step, its message slot by
//! slot.

use chrono::{Datelike as _, NaiveDate};
use unicode_width::UnicodeWidthChar as _;
use zeroize::Zeroize as _;

use super::{
    Rows,
    canvas::{Canvas, Line, width, wrap},
    message,
    theme::StyleRole,
};
use crate::{
    locale::{Locale, Text, hand_over::hand_over_rows, import::origin_rows},
    payment::{Expiry, Kind, Message},
    record::{AnswerResult, RejectedMeans, Story, Transaction},
    tui::{
        app::Context,
        keys::{Action, key_name},
        protocol::{Detail, Exact},
        screen::{detail::DetailScreen, list::Scroll},
    },
};

/// Lines that may show a card. They are wiped on drop.
struct Wiped(Vec<Line>);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.iter_mut().flatten().for_each(|(text, _)| text.zeroize());
    }
}

/// Draws the details over the screen.
pub fn draw(cx: &Context, canvas: &mut Canvas<'_>, detail: &DetailScreen) {
    let locale = &cx.locale;
    let Some(found) = &detail.found else {
        canvas.text(1, 3, &locale.text(Text::Looking), StyleRole::Hint);
        return;
    };
    let bottom = Rows::of(canvas.height()).notice;
    if let Some((exact, seconds)) = detail.revealed(cx.now) {
        let lines = match &exact.original {
            Some(original) if detail.shows_original => {
                original_lines(locale, original, seconds, canvas.width())
            }
            original => exact_lines(locale, exact, (seconds, original.is_some()), canvas.width()),
        };
        let lines = Wiped(lines);
        return scrolled(canvas, 2, bottom, &lines.0, &Scroll::default());
    }
    scrolled(canvas, 2, bottom, &lines((locale, cx.date()), found, canvas.width()), &detail.scroll);
}

/// Draws the `lines` that fit between rows `top` and `bottom`, scrolled at most to the last line.
pub fn scrolled(canvas: &mut Canvas<'_>, top: u16, bottom: u16, lines: &[Line], scroll: &Scroll) {
    let visible = usize::from(bottom.saturating_sub(top));
    let first = scroll.within(lines.len().saturating_sub(visible));
    for (row, line) in lines.iter().skip(first).take(visible).enumerate() {
        let mut x = 0;
        for (text, role) in line {
            x = canvas.text(x, top + u16::try_from(row).unwrap_or(0), text, *role);
        }
    }
    let end = canvas.width() - 1;
    if first > 0 {
        canvas.text_right(end, top, "↑", StyleRole::Focus);
    }
    if first + visible < lines.len() {
        canvas.text_right(end, bottom - 1, "↓", StyleRole::Focus);
    }
}

/// The values of a transaction with their labels.
pub fn facts(locale: &Locale, row: &Transaction, expiry: Option<Expiry>) -> Vec<(String, String)> {
    let text = |text| locale.text(text);
    let kind = match row.kind {
        Kind::Payment => text(Text::KindPayment),
        Kind::Cancel { .. } => text(Text::KindCancel),
    };
    let mut facts = vec![
        (text(Text::LabelId), row.id.grouped()),
        (text(Text::ColumnKind), kind),
        (
            text(Text::ColumnTime),
            locale.time(row.when(), |at| at.format("%Y-%m-%d %H:%M:%S%.3f").to_string()),
        ),
        (text(Text::LabelTill), row.till.to_string()),
        (text(Text::LabelCard), row.card.grouped()),
    ];
    if let Some(shop) = &row.shop {
        facts.insert(3, (text(Text::LabelShop), locale.shop(shop)));
    }
    if let Kind::Cancel { original } = row.kind {
        facts.insert(1, (text(Text::LabelOriginal), original.grouped()));
    }
    if let Some(expiry) = expiry {
        facts.push((text(Text::LabelExpiry), expiry.to_string()));
    }
    if row.kind == Kind::Payment {
        facts.push((text(Text::LabelInstallments), locale.plan(row.installments)));
    }
    facts.push((text(Text::FieldAmount), locale.won(row.amount)));
    facts.push((text(Text::LabelVat), locale.won(row.vat)));
    let left = row.remaining;
    let left = format!("{}  ({})", locale.won(left.amount()), locale.won(left.vat()));
    facts.push((text(Text::ColumnLeft), left));
    let signers = [(Text::SlipOperator, row.by.operator), (Text::SlipApprover, row.by.approver)];
    facts.extend(signers.into_iter().filter_map(|(label, who)| Some((text(label), who?.to_string()))));
    facts.extend(hand_over_rows(locale, row));
    facts.extend(origin_rows(locale, row));
    facts.extend(row.memo.as_ref().map(|memo| (text(Text::FieldMemo), memo.as_str().to_owned())));
    facts
}

/// The lines with the exact message, few enough for the smallest window: nothing has to be scrolled while the time runs.
fn exact_lines(
    locale: &Locale,
    Exact { record, .. }: &Exact,
    (seconds, has_original): (u64, bool),
    columns: u16,
) -> Vec<Line> {
    let (seconds, key) = (&seconds.to_string(), &key_name(Action::Reveal));
    let left = locale.text(if has_original {
        Text::RevealedThenOriginal { seconds, key }
    } else {
        Text::RevealedFor { seconds, key }
    });
    let mut title = heading(locale, Text::MessageTitle);
    title.push((format!("   {left}"), StyleRole::Warning));
    let card = fact(&locale.text(Text::LabelCard), exact(&record.message));
    let mut lines = vec![title, card];
    lines.extend(message::slot_table(locale, &record.message, record.bytes.expose_str(), columns));
    lines
}

/// The lines with the message that the other system sent, blanks as dots: so it can be counted where each slot begins.
fn original_lines(locale: &Locale, original: &str, seconds: u64, columns: u16) -> Vec<Line> {
    let left =
        locale.text(Text::RevealedFor { seconds: &seconds.to_string(), key: &key_name(Action::Reveal) });
    let mut title = heading(locale, Text::OriginalTitle);
    title.push((format!("   {left}"), StyleRole::Warning));
    let mut lines = vec![title];
    let room = usize::from(columns.saturating_sub(4)).max(1);
    let (mut line, mut width) = (String::with_capacity(4 * room), 0);
    for c in original.chars() {
        let shown = match c {
            ' ' => '·',
            c if c.is_control() => '□',
            c => c,
        };
        let columns = shown.width().unwrap_or(1);
        if width + columns > room {
            lines.push(vec![(format!("  {line}"), StyleRole::Value)]);
            line.zeroize();
            width = 0;
        }
        line.push(shown);
        width += columns;
    }
    lines.push(vec![(format!("  {line}"), StyleRole::Value)]);
    line.zeroize();
    lines
}

/// A value with its label.
pub fn fact(label: &str, value: String) -> Line {
    let pad = " ".repeat(usize::from(16_u16.saturating_sub(width(label))));
    vec![(format!("{pad}{label}  "), StyleRole::Label), (value, StyleRole::Value)]
}

/// All lines of the details.
fn lines((locale, today): (&Locale, NaiveDate), detail: &Detail, columns: u16) -> Vec<Line> {
    let story = detail.story();
    let record = match detail {
        Detail::Whole(record) => Some(record),
        Detail::Sealed(_) => None,
    };
    let mut lines = vec![heading(locale, Text::DetailTitle)];
    let facts = facts(locale, &story.transaction, record.map(|record| record.message.expiry));
    lines.extend(facts.into_iter().map(|(label, value)| fact(&label, value)));
    lines.push(Line::new());
    lines.push(heading(locale, Text::History));
    lines.extend(history((locale, today), story));
    lines.extend(way((locale, today), story, columns));
    lines.push(Line::new());
    lines.push(heading(locale, Text::MessageTitle));
    if let Some(record) = record {
        lines.extend(message::slot_table(locale, &record.message, &record.bytes.masked(), columns));
    } else {
        let told = wrap(&locale.text(Text::OfficeNoMessage), columns.saturating_sub(4).max(20));
        lines.extend(told.into_iter().map(|line| vec![(format!("   {line}"), StyleRole::Hint)]));
    }
    lines
}

/// Card number and CVC in clear. The text has its full size at once: growing would leave a copy behind.
fn exact(message: &Message) -> String {
    let mut exact = String::with_capacity(40);
    exact.push_str(message.card.expose());
    if let Some(cvc) = &message.cvc {
        exact.push_str("   CVC ");
        exact.push_str(cvc.expose());
    }
    exact
}

/// The title of a section.
fn heading(locale: &Locale, text: Text) -> Line {
    vec![(format!(" {}", locale.text(text)), StyleRole::Title)]
}

/// The history as a table: time, kind, amount, what remained afterwards, id.
fn history((locale, today): (&Locale, NaiveDate), story: &Story) -> Vec<Line> {
    let head = format!(
        "   {}{}{}{}  {}",
        left(&locale.text(Text::ColumnTime), 13),
        left(&locale.text(Text::ColumnKind), 8),
        right(&locale.text(Text::ColumnAmount), 14),
        right(&locale.text(Text::ColumnLeft), 14),
        locale.text(Text::LabelId),
    );
    let mut lines = vec![vec![(head, StyleRole::Label)]];
    lines.extend(story.history.iter().map(|step| {
        let (kind, sign) = match step.transaction.kind {
            Kind::Payment => (Text::KindPayment, ""),
            Kind::Cancel { .. } => (Text::KindCancel, "-"),
        };
        let here = step.transaction.id == story.transaction.id;
        let text = format!(
            "{}{}{}{}  ",
            left(&history_time((locale, today), &step.transaction), 13),
            left(&locale.text(kind), 8),
            right(&format!("{sign}{}", step.transaction.amount.grouped()), 14),
            right(&step.left.amount().grouped(), 14),
        );
        vec![
            (if here { " › " } else { "   " }.to_owned(), StyleRole::Focus),
            (text, if here { StyleRole::FocusValue } else { StyleRole::Value }),
            (step.transaction.id.grouped(), StyleRole::Minor),
        ]
    }));
    lines
}

/// The way to the card company, a step a line, and what it means that it was rejected; nothing where it was not handed over.
fn way((locale, today): (&Locale, NaiveDate), story: &Story, columns: u16) -> Vec<Line> {
    if story.hand_over.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::new(), heading(locale, Text::HandOverTitle)];
    lines.extend(story.hand_over.iter().map(|step| {
        let format = if step.at.year() == today.year() { "%m-%d %H:%M" } else { "%Y-%m-%d" };
        let time = left(&step.at.format(format).to_string(), 13);
        let is_rejected = step.answer.as_ref().is_some_and(|answer| answer.result == AnswerResult::Rejected);
        let role = if is_rejected { StyleRole::Bad } else { StyleRole::Value };
        vec![("   ".to_owned() + &time, StyleRole::Value), (locale.hand_over_step(step), role)]
    }));
    if let Some(means) = story.rejected {
        let role = match means {
            RejectedMeans::NothingToDo => StyleRole::Value,
            RejectedMeans::HandOverAgain => StyleRole::Warning,
            RejectedMeans::AskCardCompany | RejectedMeans::Contradicted => StyleRole::Bad,
        };
        let text = wrap(
            &locale.rejected_means(means, story.transaction.kind != Kind::Payment),
            columns.saturating_sub(4).max(20),
        );
        lines.extend(text.into_iter().map(|line| vec![(format!("   {line}"), role)]));
    }
    lines
}

/// When a step of a history was, in at most 12 columns: of another year the day.
pub fn history_time((locale, today): (&Locale, NaiveDate), step: &Transaction) -> String {
    locale.short_time(step.when(), |at| {
        at.format(if at.year() == today.year() { "%m-%d %H:%M" } else { "%Y-%m-%d" }).to_string()
    })
}

/// `text`, padded on the right to `columns`.
fn left(text: &str, columns: u16) -> String {
    format!("{text}{}", " ".repeat(usize::from(columns.saturating_sub(width(text)))))
}

/// `text`, padded on the left to `columns`.
fn right(text: &str, columns: u16) -> String {
    format!("{}{text}", " ".repeat(usize::from(columns.saturating_sub(width(text)))))
}
