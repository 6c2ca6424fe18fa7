//! Draws the message: its 450 characters in six rows of 75 with slots in two shades and visible blanks, or slot by slot
//! as a table.

use zeroize::Zeroizing;

use super::{
    canvas::{Canvas, Line, width},
    theme::StyleRole,
};
use crate::{
    locale::{Locale, Text},
    payment::{
        Kind, Message,
        message::{MESSAGE_LEN, SLOTS, SlotName},
    },
    tui::form::preview::PENDING,
};

/// Characters of the message in one row.
const PER_ROW: u16 = 75;
/// The column where a row of it starts.
const LEFT: u16 = 2;

/// Draws a ruler at row `y` and the message below it.
pub fn draw_rows(canvas: &mut Canvas<'_>, y: u16, bytes: &[u8; MESSAGE_LEN], marked: Option<SlotName>) {
    for column in (0..PER_ROW).step_by(10) {
        canvas.text(LEFT + column, y, &column.to_string(), StyleRole::Label);
    }
    for (index, slot) in SLOTS.iter().enumerate() {
        let (role, blank) = slot_roles(index, marked == Some(slot.name));
        for at in slot.range() {
            // 450 fits.
            let at = u16::try_from(at).unwrap_or(0);
            let byte = bytes[usize::from(at)];
            let role = if matches!(byte, b' ' | PENDING) { blank } else { role };
            canvas.symbol(LEFT + at % PER_ROW, y + 1 + at / PER_ROW, symbol_of(byte), role);
        }
    }
}

/// The roles of a slot and of its blanks: the two shades take turns.
fn slot_roles(index: usize, marked: bool) -> (StyleRole, StyleRole) {
    match (marked, index % 2) {
        (true, _) => (StyleRole::Selection, StyleRole::Selection),
        (false, 0) => (StyleRole::Slot, StyleRole::SlotBlank),
        (false, _) => (StyleRole::OtherSlot, StyleRole::OtherSlotBlank),
    }
}

/// The symbol of a byte: a dot for a blank, a low line for what only the ledger can make.
fn symbol_of(byte: u8) -> char {
    match byte {
        b' ' => '·',
        PENDING => '_',
        visible => char::from(visible),
    }
}

/// The text of a slot or a part of it, with visible blanks. It has its full size at once: growing would leave a copy of a
/// card behind.
fn with_visible_blanks(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * '·'.len_utf8());
    text.extend(bytes.iter().map(|byte| symbol_of(*byte)));
    text
}

/// Draws the slots for the side pane: name and text, with a mark at the slot of the field in focus.
pub fn draw_pane(canvas: &mut Canvas<'_>, y: u16, bytes: &[u8; MESSAGE_LEN], marked: Option<SlotName>) {
    let mut y = y;
    for slot in &SLOTS {
        let here = marked == Some(slot.name);
        canvas.text(0, y, if here { "›" } else { " " }, StyleRole::Focus);
        canvas.text(2, y, slot.name.as_str(), if here { StyleRole::Focus } else { StyleRole::Label });
        let role = if here { StyleRole::FocusValue } else { StyleRole::Value };
        let text = Zeroizing::new(with_visible_blanks(&bytes[slot.range()]));
        let room = canvas.width().saturating_sub(17);
        // In a narrow pane an id has a row of its own.
        let below = room < 20 && slot.width > usize::from(room);
        let (x, row) = if below { (4, y + 1) } else { (17, y) };
        canvas.text_within(x, row, canvas.width().saturating_sub(x), &text, role);
        y = row + 1;
    }
}

/// The slots as lines of a table: slot, offset, width, kind, raw text, and its meaning where there is room. With a text
/// that shows a card, the caller has to wipe the lines.
pub fn slot_table(locale: &Locale, message: &Message, text: &str, columns: u16) -> Vec<Line> {
    let Ok(bytes): Result<&[u8; MESSAGE_LEN], _> = text.as_bytes().try_into() else { return Vec::new() };
    let cell = |text: &str, columns: usize| {
        let pad = columns.saturating_sub(usize::from(width(text)));
        format!("{text}{}", " ".repeat(pad))
    };
    let head = [
        cell(&locale.text(Text::SlotName), 15),
        cell(&locale.text(Text::SlotOffset), 7),
        cell(&locale.text(Text::SlotWidth), 7),
        cell(&locale.text(Text::SlotKind), 5),
        cell(&locale.text(Text::SlotText), 22),
        locale.text(Text::SlotMeaning),
    ];
    let mut lines = vec![vec![(format!("  {}", head.concat()), StyleRole::Label)]];
    for (index, slot) in SLOTS.iter().enumerate() {
        let left = format!(
            "  {}{:<7}{:<7}{:<5}",
            cell(slot.name.as_str(), 15),
            slot.offset,
            slot.width,
            slot.kind.name()
        );
        let room = usize::from(columns).saturating_sub(left.len() + 4).max(10);
        let raw = &bytes[slot.range()];
        // Of the blanks at the end of a long slot only their number is shown.
        let used = raw.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
        let shown = if raw.len() > room { &raw[..used.max(1).min(raw.len())] } else { raw };
        for (row, chunk) in shown.chunks(room).enumerate() {
            let left = if row == 0 { left.clone() } else { " ".repeat(left.len()) };
            let (role, _) = slot_roles(index, false);
            let mut line = vec![(left, StyleRole::Label), (with_visible_blanks(chunk), role)];
            let last = row + 1 == shown.len().div_ceil(room);
            if last && shown.len() < raw.len() {
                line.push((format!(" ·×{}", raw.len() - shown.len()), StyleRole::Minor));
            }
            if shown.len() + 2 < room && shown.len() == raw.len() {
                let gap = " ".repeat(22_usize.saturating_sub(raw.len()));
                line.push((format!("{gap}{}", meaning(locale, message, slot.name)), StyleRole::Hint));
            }
            lines.push(line);
        }
    }
    lines
}

/// The meaning of a slot in the words of the screen, without card data.
fn meaning(locale: &Locale, message: &Message, slot: SlotName) -> String {
    let text = |text| locale.text(text);
    match slot {
        SlotName::Length => text(Text::MeaningLength),
        SlotName::Kind => text(match message.kind {
            Kind::Payment => Text::KindPayment,
            Kind::Cancel { .. } => Text::KindCancel,
        }),
        SlotName::Id => text(Text::LabelId),
        SlotName::CardNumber => text(Text::LabelCard),
        SlotName::Installments => locale.plan(message.installments),
        SlotName::Expiry => message.expiry.to_string(),
        SlotName::Cvc => text(Text::LabelCvc),
        SlotName::Amount => locale.won(message.amount),
        SlotName::Vat => locale.won(message.vat),
        SlotName::OriginalId if message.kind == Kind::Payment => String::new(),
        SlotName::OriginalId => text(Text::LabelOriginal),
        SlotName::EncryptedCard | SlotName::Reserved => String::new(),
    }
}
