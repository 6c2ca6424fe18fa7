//! Draws the review strip.

use super::{
    super::{
        canvas::{Canvas, width},
        large, main_width,
        theme::StyleRole,
    },
    VALUE,
    rows::FormRows,
};
use crate::{
    locale::{Locale, Text},
    tui::{
        app::Context,
        form::review::{Answers, ReviewState},
        in_flight::Stage,
        keys::{Action, key_name},
    },
};

/// What the strip shows.
pub(super) struct Strip<'a> {
    /// The state of the review.
    pub state: &'a ReviewState,
    /// Whether only Esc works in it.
    pub is_closed: bool,
    /// The question.
    pub question: &'a str,
    /// Four values, the amount first.
    pub parts: [String; 4],
    /// What Enter and Esc do.
    pub answers: Answers,
    /// The warning, from its longest wording to its shortest; empty without one.
    pub unusual: Vec<String>,
}

/// Draws the review strip in four rows from the hint's, in five with a warning; where there is room, with the amount in large
/// digits.
pub(super) fn draw_strip(cx: &Context, canvas: &mut Canvas<'_>, rows: FormRows, strip: &Strip<'_>) {
    let y = rows.hint;
    let locale = &cx.locale;
    let main = main_width(canvas);
    let (closed, stage) = (strip.is_closed, cx.stage());
    let doubted = cx.clock_doubt().map(|doubt| format!("! {}", locale.clock_doubt_short(&doubt)));
    let unusual = with_doubt(doubted, &strip.unusual);
    // The values have the colour of the question that is asked about them.
    let ((question, amount, others), warning) = match strip.state {
        _ if closed => ((StyleRole::Hint, StyleRole::Value, StyleRole::Value), &[][..]),
        ReviewState::AskingAgain(duplicate) => {
            ((StyleRole::Warning, StyleRole::Warning, StyleRole::Warning), &locale.ask_again(duplicate)[..])
        }
        ReviewState::AskingClock(doubt) => {
            ((StyleRole::Question, StyleRole::Amount, StyleRole::Value), &locale.ask_clock(doubt)[..])
        }
        _ => ((StyleRole::Question, StyleRole::Amount, StyleRole::Value), &unusual[..]),
    };
    canvas.text(1, y + 1, strip.question, question);
    let has_large_amount = rows.has_large_amount && !cx.look.ascii;
    let mut end = y + 2;
    let mut x = VALUE;
    if has_large_amount {
        let x = VALUE.min((main - 1).saturating_sub(large::width(&strip.parts[0])));
        large::draw(canvas, (x, end + rows.air), &strip.parts[0], amount);
        end += rows.air + large::ROWS + rows.air;
    } else {
        x = canvas.text(x, y + 1, &strip.parts[0], amount) + 3;
    }
    for part in &strip.parts[1..] {
        x = canvas.text(x, y + 1, part, others) + 3;
    }
    let room = main - 2;
    if let Some(text) = warning.iter().find(|text| width(text) <= room).or(warning.last()) {
        canvas.text_within(1, end, room, text, StyleRole::Warning);
        end += 1;
    }
    canvas.text(VALUE, end, &answer(locale, stage, strip), StyleRole::Answer);
    let rule = match strip.state {
        _ if closed => StyleRole::Rule,
        ReviewState::Sent if matches!(stage, Some(Stage::NotRecorded | Stage::Unknown)) => StyleRole::Bad,
        _ => StyleRole::Question,
    };
    for row in [y, end + 1] {
        canvas.rule(row, main, '═', rule);
    }
}

/// The line that says which keys answer.
fn answer(locale: &Locale, stage: Option<Stage>, strip: &Strip<'_>) -> String {
    if let Some((yes, no)) = strip.state.answers(strip.answers).filter(|_| !strip.is_closed) {
        // The same words as in the key bar.
        let (yes, no, esc) = (locale.text(yes), locale.text(no), key_name(Action::Back));
        return if strip.state.needs_plus() {
            format!("{} {yes}   {esc} {no}", key_name(Action::Again))
        } else {
            format!("{} = {yes}      {esc} = {no}", key_name(Action::Confirm))
        };
    }
    locale.text(match stage {
        _ if strip.is_closed => Text::ConfirmClosed,
        Some(Stage::Recalling(_)) => Text::RecallAsking,
        Some(Stage::NotRecorded) => Text::ConfirmRetry,
        Some(Stage::Unknown) => Text::ConfirmRecall,
        Some(Stage::Writing(_) | Stage::Recorded(_)) | None => Text::Writing,
    })
}

/// The warning with the doubt about the clock before it: where there is no room for both, the doubt alone.
fn with_doubt(doubt: Option<String>, unusual: &[String]) -> Vec<String> {
    let Some(doubt) = doubt else { return unusual.to_vec() };
    let both = unusual.iter().map(|unusual| format!("{doubt}  {unusual}"));
    both.chain([doubt.clone()]).collect()
}
