//! Draws Pay and Cancel: their fields, the review strip, the last result, and what is around them.

mod beside;
mod cancel;
mod pay;
mod result;
mod rows;
mod strip;

use std::ops::Range;

use super::{canvas::Canvas, main_width, theme::StyleRole};
use crate::{
    locale::{Locale, Text},
    payment::{FieldError, Problem, Won},
};

pub use cancel::draw_cancel;
pub use pay::draw_pay;

/// The column that labels end before.
const LABEL_END: u16 = 15;
/// The column of the mark at the field in focus.
const MARK: u16 = 16;
/// The column where values start.
const VALUE: u16 = 18;
/// The column where notes start.
const NOTE: u16 = 44;

/// The rows of the review strip.
pub fn strip_rows(canvas: &Canvas<'_>) -> Range<u16> {
    let rows = rows::FormRows::of(canvas);
    rows.hint..rows.hint + rows.strip()
}

/// One line of a form.
struct FormRow<'a> {
    label: &'a str,
    value: &'a str,
    value_role: StyleRole,
    /// The caret's column in the value, when the field is in focus.
    caret: Option<usize>,
    note: (String, StyleRole),
}

/// Draws one line of a form.
fn draw_row(canvas: &mut Canvas<'_>, y: u16, row: &FormRow<'_>) {
    let focused = row.caret.is_some();
    canvas.text_right(
        LABEL_END,
        y,
        row.label,
        if focused { StyleRole::FocusLabel } else { StyleRole::Label },
    );
    if let Some(caret) = row.caret {
        canvas.text(MARK, y, "›", StyleRole::Focus);
        let (value, caret) = around_caret(row.value, caret, usize::from(NOTE - VALUE - 1));
        canvas.set_cursor(VALUE + u16::try_from(caret).unwrap_or(0), y);
        canvas.text_within(VALUE, y, NOTE - VALUE - 1, &value, row.value_role);
    } else {
        canvas.text_within(VALUE, y, NOTE - VALUE - 1, row.value, row.value_role);
    }
    canvas.text_within(NOTE, y, note_columns(canvas), &row.note.0, row.note.1);
}

/// The columns for a note.
fn note_columns(canvas: &Canvas<'_>) -> u16 {
    main_width(canvas).saturating_sub(NOTE + 1)
}

/// The part of a long value around the caret, and the caret's column in it.
fn around_caret(value: &str, caret: usize, columns: usize) -> (String, usize) {
    if value.chars().count() <= columns || caret + 1 < columns {
        return (value.to_owned(), caret);
    }
    let first = caret + 1 - columns;
    let seen = value.chars().skip(first + 1).take(columns - 1);
    (std::iter::once('…').chain(seen).collect(), columns - 1)
}

/// The note of a valid field.
fn good_note(text: &str) -> (String, StyleRole) {
    (format!("✓ {text}").trim_end().to_owned(), StyleRole::Good)
}

/// A note that is only a hint.
fn quiet_note(text: impl Into<String>) -> (String, StyleRole) {
    (text.into(), StyleRole::Hint)
}

/// The short form of an error, beside its field. The whole sentence is a notice at the foot of the screen.
fn error_note(locale: &Locale, error: &FieldError) -> (String, StyleRole) {
    let grouped = |value: u64| crate::payment::money::group_thousands(&value.to_string());
    let text = match &error.problem {
        Problem::Month => locale.text(Text::NoteMonth),
        Problem::Expired { last } => locale.text(Text::NoteExpired { last: &last.to_string() }),
        Problem::Luhn => locale.text(Text::NoteLuhn),
        Problem::OutOfRange { allowed } | Problem::CancelVat { allowed } => {
            locale.text(Text::NoteRange { min: &grouped(*allowed.start()), max: &grouped(*allowed.end()) })
        }
        Problem::NotBelowAmount { max } => {
            let max = max.unwrap_or(Won::MAX);
            locale.text(Text::NoteRange { min: "0", max: &max.grouped() })
        }
        Problem::ExceedsRemaining { remaining } => {
            locale.text(Text::NoteRange { min: "1", max: &remaining.grouped() })
        }
        Problem::NotFound { mistyped: true } => locale.text(Text::NoteMistyped),
        Problem::NotFound { .. } => locale.text(Text::NoteNotFound),
        Problem::IsACancel { .. } => locale.text(Text::NoteIsACancel),
        Problem::AlreadyCancelled => locale.text(Text::NoteAlreadyCancelled),
        Problem::Missing => locale.text(Text::NoteMissing),
        _ => locale.allowed(error.field),
    };
    (format!("✗ {text}"), StyleRole::Bad)
}
