//! Draws the last result, and the message below the form and beside it.

use super::{
    super::{
        canvas::{Canvas, width},
        main_width, message, pane_area,
        theme::StyleRole,
    },
    LABEL_END, NOTE, VALUE,
};
use crate::{
    locale::Text,
    payment::{Field, Kind, message::MESSAGE_LEN},
    tui::{
        app::Context,
        form::preview::slot_of,
        keys::{Action, key_name},
    },
};

/// Draws the last transaction of this till from row `y`; before the first one, what to do.
pub(super) fn last_result(cx: &Context, canvas: &mut Canvas<'_>, y: u16) {
    let locale = &cx.locale;
    canvas.rule(y, main_width(canvas), '─', StyleRole::Rule);
    let Some(last) = &cx.status.last else {
        if cx.status.count.is_some() {
            canvas.text(1, y + 1, &locale.text(Text::FirstStart), StyleRole::Text);
            let path = cx.settings.ledger.display().to_string();
            let text = locale.text(Text::FirstStartWhere { path: &path });
            canvas.text(1, y + 2, &text, StyleRole::Hint);
            canvas.text(1, y + 3, &locale.text(Text::FirstStartTaken), StyleRole::Hint);
        }
        return;
    };
    let done = &last.transaction;
    let fresh = cx.status.just_done == Some(done.id);
    let (label, state) = match done.kind {
        Kind::Payment => (Text::LastPayment, Text::StateTaken),
        Kind::Cancel { .. } => (Text::LastCancel, Text::StateCancelled),
    };
    canvas.text_right(LABEL_END, y + 1, &locale.text(label), StyleRole::Label);
    let state = format!("✓ {}", locale.text(state));
    let (state_role, id_role) =
        if fresh { (StyleRole::Good, StyleRole::NewId) } else { (StyleRole::Past, StyleRole::Value) };
    let mut x = canvas.text(VALUE, y + 1, &state, state_role) + 2;
    let sign = if done.kind == Kind::Payment { "" } else { "-" };
    let mut parts = vec![
        (done.created_at.format("%H:%M:%S").to_string(), StyleRole::Value),
        (format!("{sign}{}", locale.won(done.amount)), StyleRole::Amount),
        (done.card.short(), StyleRole::Value),
        (last.message.expiry.to_string(), StyleRole::Value),
    ];
    if done.kind == Kind::Payment {
        parts.push((locale.plan(done.installments), StyleRole::Value));
    }
    // With a large amount the expiry is left out, so that nothing is cut off.
    let columns: u16 = parts.iter().map(|(text, _)| width(text) + 2).sum();
    if x + columns - 2 >= main_width(canvas) {
        parts.remove(3);
    }
    for (text, role) in parts {
        x = canvas.text(x, y + 1, &text, role) + 2;
    }
    canvas.text_right(LABEL_END, y + 2, &locale.text(Text::LabelId), StyleRole::Label);
    canvas.text(VALUE, y + 2, &done.id.grouped(), id_role);
    let help = format!("{} {}", key_name(Action::LastDetail), locale.text(Text::KeyDetail));
    canvas.text(NOTE + 5, y + 2, &help, StyleRole::MinorKey);
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
    let last = cx.status.last.as_ref().map(|last| last.bytes.masked());
    let last: Option<[u8; MESSAGE_LEN]> = last.and_then(|text| text.as_bytes().try_into().ok());
    // The pane, where there is one, shows the message of what is keyed.
    let keyed = keyed.filter(|_| pane_area(canvas).is_none());
    let (title, bytes, marked) = match (keyed, last) {
        (Some(bytes), _) => (Text::MessageKeyed, *bytes, focus.and_then(|field| slot_of(field, on_cancel))),
        (None, Some(bytes)) => (Text::MessageLast, bytes, None),
        (None, None) => return,
    };
    let title = locale.text(title);
    canvas.text(1, y, &title, StyleRole::Title);
    if keyed.is_some() {
        canvas.text(width(&title) + 4, y, &locale.text(Text::MessageLegend), StyleRole::Hint);
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
    canvas.line_down(area.x - 2, 2, canvas.height() - 3, StyleRole::Rule);
    let marked = focus.and_then(|field| slot_of(field, on_cancel));
    let title = cx.locale.text(Text::MessageSlots);
    canvas.within(area, |pane| {
        pane.text(0, 1, &title, StyleRole::Title);
        message::draw_pane(pane, 3, bytes, marked);
    });
}
