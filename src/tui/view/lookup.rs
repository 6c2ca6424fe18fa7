//! The look-up screen: the query, what was understood of it, and what matches.

use super::{
    Rows,
    canvas::Canvas,
    count_text, main_width, pane_area,
    style::{BAD, HERE, KEY, QUIET, SELECTED, STRONG, TEXT},
};
use crate::{
    ledger::{Condition, Query, Transaction},
    locale::{Locale, Text},
    payment::Kind,
    tui::app::{App, lookup::PATIENCE},
};

/// Columns of the list.
const TIME: u16 = 3;
const KIND: u16 = 20;
const AMOUNT_END: u16 = 41;
const CARD: u16 = 42;
const LEFT_END: u16 = 66;
const ID_END: u16 = 79;
/// The first row of the list.
const LIST: u16 = 6;

/// Draws the screen.
pub fn draw(app: &App, canvas: &mut Canvas<'_>) {
    let locale = &app.locale;
    let rows = Rows::of(canvas.height());
    draw_query(app, canvas);
    if app.lookup.rows.is_empty() {
        return empty(app, canvas);
    }
    list_head(locale, canvas);
    // Below the list: a rule and two rows of the selected transaction.
    let foot = rows.notice.saturating_sub(3);
    let visible = usize::from(foot - LIST);
    let first = first_visible(app.lookup.selected, visible, app.lookup.rows.len());
    for (row, transaction) in app.lookup.rows.iter().enumerate().skip(first).take(visible) {
        let y = LIST + u16::try_from(row - first).unwrap_or(0);
        list_row(locale, canvas, y, &transaction.transaction, row == app.lookup.selected);
    }
    if let Some(selected) = app.lookup.selected_row() {
        selected_foot(locale, canvas, foot, selected);
        selected_pane(locale, canvas, selected);
    }
}

/// The first row shown, so that the selected one is in the middle where possible.
fn first_visible(selected: usize, visible: usize, rows: usize) -> usize {
    selected.saturating_sub(visible / 2).min(rows.saturating_sub(visible))
}

fn draw_query(app: &App, canvas: &mut Canvas<'_>) {
    let (lookup, locale) = (&app.lookup, &app.locale);
    let label = locale.text(Text::LabelFind);
    let x = canvas.text(1, 2, &label, STRONG) + 1;
    let x = canvas.text(x, 2, "›", HERE) + 1;
    let (shown, caret) = lookup.query.shown();
    if shown.is_empty() {
        canvas.text(x, 2, &locale.text(Text::FindPlaceholder), QUIET);
    } else {
        canvas.text(x, 2, &shown, STRONG);
    }
    canvas.set_cursor(x + u16::try_from(caret).unwrap_or(0), 2);
    let searching = lookup.asked.is_some_and(|(_, since)| app.now >= since + PATIENCE);
    let right = match (searching, lookup.count) {
        (true, _) => Some(locale.text(Text::Searching).into_owned()),
        (false, Some(count)) if !lookup.not_understood => Some(count_text(locale, count)),
        _ => None,
    };
    if let Some(right) = right {
        canvas.text_right(main_width(canvas) - 1, 2, &right, QUIET);
    }
    if lookup.not_understood {
        canvas.text(x, 3, &format!("✗ {}", locale.text(Text::NotUnderstood)), BAD);
    } else if let Some((_, card)) = &lookup.card {
        let chip = locale.with(Text::ChipCard, &[("card", card.grouped().into())]);
        canvas.text(x, 3, &format!("[{chip}]"), KEY);
    } else if let Some(chip) = chip(locale, &lookup.filter) {
        canvas.text(x, 3, &format!("[{chip}]"), KEY);
    }
}

/// What was understood of the query.
fn chip(locale: &Locale, query: &Query) -> Option<String> {
    match query.terms.first()?.any.first()? {
        Condition::Id(id) => Some(locale.with(Text::ChipId, &[("id", id.grouped().into())])),
        Condition::CardEnd(digits) => {
            Some(locale.with(Text::ChipCardEnd, &[("digits", digits.as_str().into())]))
        }
        Condition::Amount(amount) => {
            let amount = crate::payment::Won::new(*amount.start())?;
            Some(locale.with(Text::ChipAmount, &[("amount", locale.won(amount).into())]))
        }
        _ => None,
    }
}

fn list_head(locale: &Locale, canvas: &mut Canvas<'_>) {
    let y = LIST - 1;
    canvas.text(TIME, y, &locale.text(Text::ColumnTime), QUIET);
    canvas.text(KIND, y, &locale.text(Text::ColumnKind), QUIET);
    canvas.text_right(AMOUNT_END, y, &locale.text(Text::ColumnAmount), QUIET);
    canvas.text(CARD, y, &locale.text(Text::ColumnCard), QUIET);
    canvas.text_right(LEFT_END, y, &locale.text(Text::ColumnLeft), QUIET);
    canvas.text_right(ID_END, y, &locale.text(Text::ColumnIdEnd), QUIET);
}

fn list_row(locale: &Locale, canvas: &mut Canvas<'_>, y: u16, row: &Transaction, selected: bool) {
    let (kind, sign, left) = match row.kind {
        Kind::Payment => (Text::KindPayment, "", row.remaining.amount().grouped()),
        Kind::Cancel { .. } => (Text::KindCancel, "-", "-".to_owned()),
    };
    canvas.text(TIME, y, &row.created_at.format("%y-%m-%d %H:%M").to_string(), TEXT);
    canvas.text(KIND, y, &locale.text(kind), TEXT);
    canvas.text_right(AMOUNT_END, y, &format!("{sign}{}", row.amount.grouped()), STRONG);
    canvas.text(CARD, y, &row.card.short(), TEXT);
    canvas.text_right(LEFT_END, y, &left, TEXT);
    let end: String = row.id.grouped().chars().skip(14).collect();
    canvas.text_right(ID_END, y, &end, QUIET);
    if selected {
        canvas.text(1, y, "›", HERE);
        let columns = main_width(canvas) - 1;
        canvas.restyle(1, y, columns, SELECTED);
    }
}

/// The selected transaction in two rows.
fn selected_foot(locale: &Locale, canvas: &mut Canvas<'_>, y: u16, row: &Transaction) {
    let main = main_width(canvas);
    canvas.rule(y, main, '─', QUIET);
    let x = canvas.text(1, y + 1, &row.id.grouped(), STRONG) + 3;
    canvas.text(x, y + 1, &row.card.grouped(), TEXT);
    let values = [
        ("amount", locale.won(row.remaining.amount()).into()),
        ("vat", row.remaining.vat().grouped().into()),
    ];
    let left = locale.with(Text::LeftOf, &values);
    let text = match row.kind {
        Kind::Payment => format!("{}   {}   {left}", locale.plan(row.instalments), locale.won(row.amount)),
        Kind::Cancel { original } => {
            format!("{}   {left}", locale.with(Text::CancelOf, &[("id", original.grouped().into())]))
        }
    };
    canvas.text_within(1, y + 2, main - 2, &text, TEXT);
}

/// The selected transaction in the pane on the right.
fn selected_pane(locale: &Locale, canvas: &mut Canvas<'_>, row: &Transaction) {
    let Some(area) = pane_area(canvas) else { return };
    canvas.line_down(area.x - 2, 2, canvas.height() - 3, QUIET);
    let lines = super::detail::facts(locale, row, None);
    canvas.within(area, |pane| {
        for (index, (label, value)) in lines.iter().enumerate() {
            let y = 1 + u16::try_from(index).unwrap_or(0);
            pane.text(0, y, label, QUIET);
            pane.text(12, y, value, TEXT);
        }
    });
}

/// Nothing to list: why, and what to do.
fn empty(app: &App, canvas: &mut Canvas<'_>) {
    let (lookup, locale) = (&app.lookup, &app.locale);
    if lookup.asked.is_some() {
        return;
    }
    let nothing_yet = lookup.filter.is_everything() && !lookup.not_understood;
    if nothing_yet {
        canvas.text(3, 6, &locale.text(Text::FirstStart), STRONG);
        let path = app.ledger_path().display().to_string();
        canvas.text(3, 8, &locale.with(Text::FirstStartWhere, &[("path", path.into())]), QUIET);
    } else {
        canvas.text(3, 6, &locale.text(Text::NothingFound), STRONG);
        canvas.text(3, 8, &locale.text(Text::FindPlaceholder), QUIET);
        canvas.text(3, 9, &locale.text(Text::NothingFoundNext), QUIET);
    }
}
