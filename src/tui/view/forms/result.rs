//! Draws the last result, and the message below the form and beside it.

use super::{
    super::{
        canvas::{Canvas, width},
        main_width, message, pane_area,
        style::{FOCUS, GOOD, QUIET, STRONG, TEXT},
    },
    LABEL_END, NOTE, VALUE,
};
use crate::{
    locale::Text,
    payment::{Field, Kind, message::MESSAGE_LEN},
    tui::{app::Context, form::preview::slot_of},
};

/// Draws the last transaction of this till from row `y`; before the first one, what to do.
pub(super) fn last_result(cx: &Context, canvas: &mut Canvas<'_>, y: u16) {
    let locale = &cx.locale;
    canvas.rule(y, main_width(canvas), '─', QUIET);
    let Some(last) = &cx.till.last else {
        if cx.till.count.is_some() {
            canvas.text(1, y + 1, &locale.text(Text::FirstStart), TEXT);
            let path = cx.settings.ledger.display().to_string();
            let text = locale.text(Text::FirstStartWhere { path: &path });
            canvas.text(1, y + 2, &text, QUIET);
            canvas.text(1, y + 3, &locale.text(Text::FirstStartTaken), QUIET);
        }
        return;
    };
    let done = &last.transaction;
    let fresh = cx.till.just_done == Some(done.id);
    let (label, state) = match done.kind {
        Kind::Payment => (Text::LastPayment, Text::StateTaken),
        Kind::Cancel { .. } => (Text::LastCancel, Text::StateCancelled),
    };
    canvas.text_right(LABEL_END, y + 1, &locale.text(label), QUIET);
    let state = format!("✓ {}", locale.text(state));
    let mut x = canvas.text(VALUE, y + 1, &state, if fresh { GOOD } else { QUIET }) + 2;
    let sign = if done.kind == Kind::Payment { "" } else { "-" };
    let mut parts = vec![
        (done.created_at.format("%H:%M:%S").to_string(), TEXT),
        (format!("{sign}{}", locale.won(done.amount)), STRONG),
        (done.card.short(), TEXT),
        (last.message.expiry.to_string(), TEXT),
    ];
    if done.kind == Kind::Payment {
        parts.push((locale.plan(done.installments), TEXT));
    }
    // With a large amount the expiry is left out, so that nothing is cut off.
    let columns: u16 = parts.iter().map(|(text, _)| width(text) + 2).sum();
    if x + columns - 2 >= main_width(canvas) {
        parts.remove(3);
    }
    for (text, style) in parts {
        x = canvas.text(x, y + 1, &text, style) + 2;
    }
    canvas.text_right(LABEL_END, y + 2, &locale.text(Text::LabelId), QUIET);
    canvas.text(VALUE, y + 2, &done.id.grouped(), if fresh { FOCUS } else { TEXT });
    let help = format!("F5 {}", locale.text(Text::KeyDetail));
    canvas.text(NOTE + 5, y + 2, &help, QUIET);
}

/// Draws the message below the form: of what is keyed, else of the last transaction.
pub(super) fn draw_message(
    cx: &Context,
    canvas: &mut Canvas<'_>,
    y: u16,
    keyed: Option<&[u8; MESSAGE_LEN]>,
    focus: Option<Field>,
    on_cancel: bool,
) {
    let locale = &cx.locale;
    let last = cx.till.last.as_ref().map(|last| last.bytes.masked());
    let last: Option<[u8; MESSAGE_LEN]> = last.and_then(|text| text.as_bytes().try_into().ok());
    // The pane, where there is one, shows the message of what is keyed.
    let keyed = keyed.filter(|_| pane_area(canvas).is_none());
    let (title, bytes, marked) = match (keyed, last) {
        (Some(bytes), _) => (Text::MessageKeyed, *bytes, focus.and_then(|field| slot_of(field, on_cancel))),
        (None, Some(bytes)) => (Text::MessageLast, bytes, None),
        (None, None) => return,
    };
    let title = locale.text(title);
    canvas.text(1, y, &title, STRONG);
    if keyed.is_some() {
        canvas.text(width(&title) + 4, y, &locale.text(Text::MessageLegend), QUIET);
    }
    message::draw_rows(canvas, y + 1, &bytes, marked);
}

/// Draws the message of the form into the pane, slot by slot.
pub(super) fn side_pane(
    cx: &Context,
    canvas: &mut Canvas<'_>,
    bytes: &[u8; MESSAGE_LEN],
    focus: Option<Field>,
    on_cancel: bool,
) {
    let Some(area) = pane_area(canvas) else { return };
    canvas.line_down(area.x - 2, 2, canvas.height() - 3, QUIET);
    let marked = focus.and_then(|field| slot_of(field, on_cancel));
    let title = cx.locale.text(Text::MessageSlots);
    canvas.within(area, |pane| {
        pane.text(0, 1, &title, STRONG);
        message::draw_pane(pane, 3, bytes, marked);
    });
}
