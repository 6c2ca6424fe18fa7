//! Draws the message: its characters in three rows, with slots in two shades, or slot by slot as a table.

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

/// Characters of the message in one row: the first row ends with the amount, so that no number is broken.
const PER_ROW: u16 = 73;
/// Rows of the message: all of it up to the blanks at its end, of which only the number is shown.
pub const ROWS: u16 = 3;
/// The column where a row of it starts.
const LEFT: u16 = 3;
/// The column of the pane where the texts of the slots start.
const SLOT_TEXT: u16 = 17;
/// The widest slot whose text is never cut off: an id.
const ID: u16 = 20;

/// Draws the message from row `y`.
pub fn draw_rows(
    locale: &Locale,
    canvas: &mut Canvas<'_>,
    y: u16,
    bytes: &[u8; MESSAGE_LEN],
    marked: Option<SlotName>,
) {
    let place = |at: usize| {
        // 450 fits.
        let at = u16::try_from(at).unwrap_or(0);
        (LEFT + at % PER_ROW, y + at / PER_ROW)
    };
    let end = used(bytes).min(usize::from(PER_ROW * ROWS));
    for (index, slot) in SLOTS.iter().enumerate() {
        let role = if marked == Some(slot.name) { StyleRole::Selection } else { slot_role(index) };
        for at in slot.range().take_while(|at| *at < end) {
            let (x, y) = place(at);
            canvas.symbol(x, y, symbol_of(bytes[at]), role);
        }
    }
    let (x, y) = place(end);
    let blanks = (MESSAGE_LEN - end).to_string();
    canvas.text(x + 2, y, &locale.text(Text::MessageBlanks { count: &blanks }), StyleRole::Minor);
}

/// The role of a slot: the two shades take turns.
fn slot_role(index: usize) -> StyleRole {
    if index.is_multiple_of(2) { StyleRole::Slot } else { StyleRole::OtherSlot }
}

/// The bytes up to the blanks at the end.
fn used(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1)
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

/// The rows that [`draw_pane`] takes in a pane of this width.
pub fn pane_rows(columns: u16) -> u16 {
    let below = SLOTS.iter().filter(|slot| is_below(slot.width, slot_room(columns)));
    // 24 fits.
    u16::try_from(SLOTS.len() + below.count()).unwrap_or(0)
}

/// The columns for the text of a slot beside its name.
fn slot_room(columns: u16) -> u16 {
    columns.saturating_sub(SLOT_TEXT)
}

/// Whether the text of a slot has a row of its own: in a narrow pane, and not the blanks at the end.
fn is_below(slot: usize, room: u16) -> bool {
    room < ID && slot > usize::from(room) && slot != SlotName::Reserved.slot().width
}

/// Draws the slots for the side pane: name and text, with a mark at the slot of the field in focus.
pub fn draw_pane(canvas: &mut Canvas<'_>, y: u16, bytes: &[u8; MESSAGE_LEN], marked: Option<SlotName>) {
    let mut y = y;
    let room = slot_room(canvas.width());
    for slot in &SLOTS {
        let here = marked == Some(slot.name);
        canvas.text(0, y, if here { "›" } else { " " }, StyleRole::Focus);
        canvas.text(2, y, slot.name.as_str(), if here { StyleRole::Focus } else { StyleRole::Label });
        let role = if here { StyleRole::FocusValue } else { StyleRole::Minor };
        let raw = &bytes[slot.range()];
        let (x, row) = if is_below(slot.width, room) { (4, y + 1) } else { (SLOT_TEXT, y) };
        let text = if raw.len() > usize::from(ID) && used(raw) == 0 {
            Zeroizing::new(blanks(raw.len()))
        } else {
            Zeroizing::new(with_visible_blanks(raw))
        };
        canvas.text_within(x, row, canvas.width().saturating_sub(x), &text, role);
        y = row + 1;
    }
}

/// The number of blanks that are left out.
fn blanks(count: usize) -> String {
    format!("·×{count}")
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
        let shown = if raw.len() > room { &raw[..used(raw).max(1)] } else { raw };
        for (row, chunk) in shown.chunks(room).enumerate() {
            let left = if row == 0 { left.clone() } else { " ".repeat(left.len()) };
            let mut line = vec![(left, StyleRole::Label), (with_visible_blanks(chunk), slot_role(index))];
            let last = row + 1 == shown.len().div_ceil(room);
            if last && shown.len() < raw.len() {
                line.push((format!(" {}", blanks(raw.len() - shown.len())), StyleRole::Minor));
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
        // What has no meaning in words, and the slots of other records.
        _ => String::new(),
    }
}
