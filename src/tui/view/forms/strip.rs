//! The strip of the second step.

use super::{
    super::{
        canvas::Canvas,
        main_width,
        style::{BAD, HERE, STRONG, TEXT, WARN},
    },
    VALUE,
};
use crate::{
    locale::Text,
    tui::app::{App, review::State},
};

/// The strip of the second step, in the four rows from `y`.
pub(super) fn strip(
    app: &App,
    canvas: &mut Canvas<'_>,
    y: u16,
    state: &State,
    question: &str,
    parts: &[String; 4],
    confirm: Text,
) {
    let locale = &app.locale;
    let rule = if matches!(state, State::Trouble | State::Unknown) { BAD } else { HERE };
    let main = main_width(canvas);
    for row in [y, y + 3] {
        canvas.rule(row, main, '═', rule);
    }
    let again = match state {
        State::AskingAgain { earlier, seconds } => Some(
            locale.with(Text::AskAgain, &[("seconds", (*seconds).into()), ("id", earlier.grouped().into())]),
        ),
        _ => None,
    };
    if let Some(again) = again {
        canvas.text_within(1, y + 1, main - 2, &again, WARN);
    } else {
        canvas.text(1, y + 1, question, HERE);
        let mut x = canvas.text(VALUE, y + 1, &parts[0], STRONG) + 3;
        for part in &parts[1..] {
            x = canvas.text(x, y + 1, part, TEXT) + 3;
        }
    }
    let answer = match state {
        State::InFlight(_) => locale.text(Text::Writing).into_owned(),
        State::Recalling(_) => locale.text(Text::RecallAsking).into_owned(),
        State::Trouble => locale.text(Text::ConfirmRetry).into_owned(),
        State::Unknown => locale.text(Text::ConfirmRecall).into_owned(),
        State::AskingAgain { .. } => locale.text(Text::ConfirmAgain).into_owned(),
        State::Asking => locale.text(confirm).into_owned(),
    };
    canvas.text(VALUE, y + 2, &answer, STRONG);
}
