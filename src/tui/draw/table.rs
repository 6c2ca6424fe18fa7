//! Draws the matches of Look up as a table: as many columns as the window has room for, the date only where it changes.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, Timelike as _};

use super::{Canvas, StyleRole};
use crate::{
    locale::{Locale, Text},
    payment::Kind,
    record::{Found, Transaction, When},
};

/// The column where the table starts, after the mark at the selected row.
const LEFT: u16 = 3;
/// From this width of the list, the wide columns are shown, too.
const WIDE: u16 = 100;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Date,
    Time,
    Kind,
    Months,
    Amount,
    Vat,
    Card,
    Till,
    Operator,
    Shop,
    Remaining,
    IdEnd,
}

/// Which columns a list has beside those of every shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// None.
    Nothing,
    /// Who it was: the shop has people.
    People,
    /// In which shop it was, at head office. It takes the place of the VAT, and in a narrow list of the end of the id.
    Shops,
}

impl Beside {
    /// Those of a shop.
    pub fn of(has_people: bool) -> Self {
        if has_people { Self::People } else { Self::Nothing }
    }
}

/// A column of the table.
#[derive(Debug, Clone, Copy)]
struct Column {
    cell: Cell,
    title: Option<Text<'static>>,
    /// Columns of the screen between this one and the one before it, where the list is as narrow as it may be.
    gap: u16,
    width: u16,
    /// Whether it ends at its right end, as figures do.
    right: bool,
    /// Whether it is shown in wide lists only.
    wide: bool,
}

/// All columns. An amount of a billion, the only one with 13 characters, takes a part of the gap before it.
const COLUMNS: [Column; 12] = [
    Column { cell: Cell::Date, title: Some(Text::ColumnTime), gap: 0, width: 9, right: false, wide: false },
    Column { cell: Cell::Time, title: None, gap: 1, width: 5, right: false, wide: false },
    Column { cell: Cell::Kind, title: Some(Text::ColumnKind), gap: 2, width: 8, right: false, wide: false },
    Column { cell: Cell::Months, title: Some(Text::ColumnMonths), gap: 2, width: 2, right: true, wide: true },
    Column {
        cell: Cell::Amount,
        title: Some(Text::ColumnAmount),
        gap: 2,
        width: 12,
        right: true,
        wide: false,
    },
    Column { cell: Cell::Vat, title: Some(Text::LabelVat), gap: 2, width: 11, right: true, wide: true },
    Column { cell: Cell::Card, title: Some(Text::ColumnCard), gap: 2, width: 10, right: false, wide: false },
    Column { cell: Cell::Till, title: Some(Text::LabelTill), gap: 2, width: 2, right: true, wide: true },
    Column {
        cell: Cell::Operator,
        title: Some(Text::ColumnOperator),
        gap: 2,
        width: 4,
        right: true,
        wide: true,
    },
    Column { cell: Cell::Shop, title: Some(Text::LabelShop), gap: 2, width: 5, right: true, wide: false },
    Column {
        cell: Cell::Remaining,
        title: Some(Text::ColumnRemaining),
        gap: 2,
        width: 9,
        right: true,
        wide: false,
    },
    Column { cell: Cell::IdEnd, title: Some(Text::ColumnIdEnd), gap: 2, width: 11, right: true, wide: false },
];

/// Columns before which there is more room first, where there is any: the card, then those after it, then those before it.
const ROOM: [Cell; 10] = [
    Cell::Card,
    Cell::Till,
    Cell::Operator,
    Cell::Shop,
    Cell::Remaining,
    Cell::IdEnd,
    Cell::Vat,
    Cell::Amount,
    Cell::Months,
    Cell::Kind,
];

/// The columns of a list of this width, each with the columns of the screen where it starts and ends.
fn places(width: u16, beside: Beside) -> Vec<(Column, u16, u16)> {
    let is_shown = |column: &Column| match column.cell {
        Cell::Shop => beside == Beside::Shops,
        Cell::IdEnd => beside != Beside::Shops || width >= WIDE,
        Cell::Vat | Cell::Operator => beside != Beside::Shops && width >= WIDE,
        _ => !column.wide || width >= WIDE,
    };
    let mut shown: Vec<Column> = COLUMNS.into_iter().filter(is_shown).collect();
    let taken = |shown: &[Column]| shown.iter().map(|column| column.gap + column.width).sum::<u16>();
    let all = width.saturating_sub(1 + LEFT);
    let fits = beside == Beside::People && taken(&shown) <= all;
    shown.retain(|column| fits || column.cell != Cell::Operator);
    let mut room = all.saturating_sub(taken(&shown));
    while room > 0 {
        for cell in ROOM {
            if let Some(column) = shown.iter_mut().find(|column| column.cell == cell).filter(|_| room > 0) {
                column.gap += 1;
                room -= 1;
            }
        }
    }
    let mut end = LEFT;
    let place = |column: Column| {
        let start = end + column.gap;
        end = start + column.width;
        (column, start, end)
    };
    shown.into_iter().map(place).collect()
}

/// Draws the table into the first `width` columns: its titles in row `top`, the rows from `first` on before row
/// `bottom`, and the bar at the selected one.
pub fn draw(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    (width, top, bottom): (u16, u16, u16),
    (rows, first, selected): (&[Found], usize, usize),
    (today, beside): (NaiveDate, Beside),
) {
    let places = places(width, beside);
    let mut put = |y, (column, start, end): &(Column, u16, u16), text: &str, role| {
        if column.right {
            canvas.text_right(*end, y, text, role);
        } else {
            canvas.text(*start, y, text, role);
        }
    };
    for place in &places {
        if let Some(title) = place.0.title {
            put(top, place, &locale.text(title), StyleRole::Label);
        }
    }
    let mut day_above = None;
    for (y, row) in (top + 1..bottom).zip(rows.iter().skip(first)) {
        let row = &row.transaction;
        let day = day_of(row);
        for place in &places {
            let (text, role) = match place.0.cell {
                Cell::Date if day_above == Some(day) => continue,
                Cell::Date => (day_text(locale, day, today), StyleRole::Value),
                cell => cell_text(locale, row, cell),
            };
            put(y, place, &text, role);
        }
        day_above = Some(day);
    }
    let Some(y) = selected.checked_sub(first).and_then(|row| u16::try_from(row).ok()) else { return };
    let y = top + 1 + y;
    if y < bottom && selected < rows.len() {
        canvas.text(1, y, "›", StyleRole::Focus);
        canvas.restyle(1, y, width - 2, StyleRole::Selection);
    }
}

/// The day of a transaction; behind `true` one before which it was.
fn day_of(row: &Transaction) -> (bool, Option<NaiveDate>) {
    match row.when() {
        When::At(at) => (false, Some(at.date_naive())),
        When::Before(before) => (true, Some(before.date_naive())),
        When::Unknown => (true, None),
    }
}

/// The same as text: `11-21 Sat`, `<25-11-21`.
fn day_text(locale: &Locale, (is_before, day): (bool, Option<NaiveDate>), today: NaiveDate) -> String {
    match day {
        Some(day) if is_before => day.format("<%y-%m-%d").to_string(),
        Some(day) => date(locale, day, today),
        None => String::new(),
    }
}

/// `11-21 Sat`; of another year `25-11-21`.
fn date(locale: &Locale, day: NaiveDate, today: NaiveDate) -> String {
    let month_and_day = format!("{:02}-{:02}", day.month(), day.day());
    if day.year() == today.year() {
        format!("{month_and_day} {}", locale.weekday(day))
    } else {
        format!("{:02}-{month_and_day}", day.year().rem_euclid(100))
    }
}

/// `14:32`. Without a chrono format, which would be parsed anew for every row.
fn minute(at: &DateTime<FixedOffset>) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// What a transaction has in a column, and how it is drawn there.
fn cell_text(locale: &Locale, row: &Transaction, cell: Cell) -> (String, StyleRole) {
    let is_cancel = row.kind != Kind::Payment;
    let is_gone = !is_cancel && row.remaining.is_nothing();
    let sign = if is_cancel { "-" } else { "" };
    let or = |role| match (is_cancel, is_gone) {
        (true, _) => StyleRole::Cancel,
        (_, true) => StyleRole::Cancelled,
        _ => role,
    };
    match cell {
        Cell::Date => (String::new(), StyleRole::Value),
        Cell::Time => (row.created_at.as_ref().map(minute).unwrap_or_default(), StyleRole::Value),
        Cell::Kind if is_cancel => (format!("← {}", locale.text(Text::KindCancel)), StyleRole::Cancel),
        Cell::Kind => (locale.text(Text::KindPayment), StyleRole::Value),
        Cell::Months => match row.installments.months() {
            0 => (String::new(), StyleRole::Value),
            months => (months.to_string(), StyleRole::Value),
        },
        Cell::Amount => (format!("{sign}{}", row.amount.grouped()), or(StyleRole::Amount)),
        Cell::Vat => (format!("{sign}{}", row.vat.grouped()), StyleRole::Minor),
        Cell::Card => (row.card.short(), StyleRole::Value),
        Cell::Till => (row.till.to_string(), StyleRole::Minor),
        Cell::Operator => {
            let number = row.by.operator.map_or_else(String::new, |operator| operator.to_string());
            (number, StyleRole::Minor)
        }
        Cell::Shop => {
            let number = row.shop.as_ref().map_or_else(String::new, |shop| shop.number.to_string());
            (number, StyleRole::FocusValue)
        }
        Cell::Remaining => remaining(locale, row),
        Cell::IdEnd => {
            (row.id.grouped().chars().skip(14).collect::<String>().trim_start().to_owned(), StyleRole::Minor)
        }
    }
}

/// What of a payment can still be cancelled: all of it, this much, nothing.
fn remaining(locale: &Locale, row: &Transaction) -> (String, StyleRole) {
    if row.kind != Kind::Payment {
        (String::new(), StyleRole::Value)
    } else if row.remaining.is_nothing() {
        (locale.text(Text::RemainingNothing), StyleRole::Cancel)
    } else if row.remaining.amount() == row.amount {
        (locale.text(Text::RemainingAll), StyleRole::Minor)
    } else {
        (row.remaining.amount().grouped(), StyleRole::FocusValue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_touch_and_use_the_whole_width() {
        let widths = (80..=240).filter(|width| *width != 99);
        let all = [Beside::Nothing, Beside::People, Beside::Shops];
        for (width, beside) in widths.flat_map(|width| all.map(|beside| (width, beside))) {
            let places = places(width, beside);
            let more = match beside {
                // The number of the shop takes the place of the VAT.
                Beside::Nothing | Beside::Shops => 0,
                Beside::People => usize::from(width >= 106),
            };
            assert_eq!(places.len(), if width >= WIDE { 10 + more } else { 7 }, "{width} {beside:?}");
            assert_eq!(places[0].1, LEFT);
            assert_eq!(places.last().map(|place| place.2), Some(width - 1), "{width}");
            for (index, pair) in places.windows(2).enumerate() {
                let gap = pair[1].1 - pair[0].2;
                assert!(gap >= if index == 0 { 1 } else { 2 }, "{width}: {pair:?}");
            }
        }
    }
}
