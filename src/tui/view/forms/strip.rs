//! The strip of the second step.

use super::{
    super::{
        canvas::{Canvas, width},
        main_width,
        style::{BAD, FOCUS, QUIET, STRONG, TEXT, WARN},
    },
    VALUE,
};
use crate::{
    locale::Text,
    tui::app::{App, review::ReviewState},
};

/// What the strip shows.
pub(super) struct Strip<'a> {
    /// Where the review stands.
    pub state: &'a ReviewState,
    /// What it asks.
    pub question: &'a str,
    /// Amount, plan, card, expiry, or what a cancel has instead.
    pub parts: [String; 4],
    /// The keys that answer.
    pub confirm: Text<'static>,
    /// What is unusual, from its longest wording to its shortest; empty where nothing is.
    pub unusual: Vec<String>,
}

/// The strip of the second step, in the four rows from `y`; in five while there is a warning.
pub(super) fn draw_strip(app: &App, canvas: &mut Canvas<'_>, y: u16, strip: &Strip<'_>) {
    let locale = &app.locale;
    let main = main_width(canvas);
    let closed = app.strip_is_closed();
    // What is asked about stays in sight, in the colour of the question.
    let ((question, amount, others), warning) = match strip.state {
        _ if closed => ((QUIET, TEXT, TEXT), &[][..]),
        ReviewState::AskingAgain(duplicate) => ((WARN, WARN, WARN), &locale.ask_again(duplicate)[..]),
        _ => ((FOCUS, STRONG, TEXT), &strip.unusual[..]),
    };
    canvas.text(1, y + 1, strip.question, question);
    let mut x = canvas.text(VALUE, y + 1, &strip.parts[0], amount) + 3;
    for part in &strip.parts[1..] {
        x = canvas.text(x, y + 1, part, others) + 3;
    }
    let mut end = y + 2;
    let room = main - 2;
    if let Some(text) = warning.iter().find(|text| width(text) <= room).or(warning.last()) {
        canvas.text_within(1, end, room, text, WARN);
        end += 1;
    }
    let answer = match strip.state {
        _ if closed => Text::ConfirmClosed,
        ReviewState::InFlight(_) => Text::Writing,
        ReviewState::AskingOutcome(_) => Text::RecallAsking,
        ReviewState::Trouble => Text::ConfirmRetry,
        ReviewState::Unknown => Text::ConfirmRecall,
        ReviewState::AskingAgain(_) => Text::ConfirmAgain,
        ReviewState::Asking => strip.confirm,
    };
    canvas.text(VALUE, end, &locale.text(answer), STRONG);
    let rule = match strip.state {
        _ if closed => QUIET,
        ReviewState::Trouble | ReviewState::Unknown => BAD,
        _ => FOCUS,
    };
    for row in [y, end + 1] {
        canvas.rule(row, main, '═', rule);
    }
}
