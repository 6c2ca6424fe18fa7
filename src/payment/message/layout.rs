//! The slots of a message as one table, and the codec that the table drives.

use std::{fmt, ops::Range};

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::error::{Expected, Found, MessageError};
use crate::payment::error::CharClass;

/// Bytes of a message.
pub const MESSAGE_LEN: usize = 450;
/// What the first slot always holds: the bytes that follow it.
const LENGTH_LITERAL: &[u8; 4] = b" 446";

/// The name of a slot, as in JSON and in errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is described in its row of `SLOTS` and in the table of the module above"
)]
pub enum SlotName {
    Length,
    Kind,
    Id,
    CardNumber,
    Installments,
    Expiry,
    Cvc,
    Amount,
    Vat,
    OriginalId,
    EncryptedCard,
    Reserved,
}

impl SlotName {
    /// The name in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// This slot's row of the table.
    #[must_use]
    pub const fn slot(self) -> &'static Slot {
        &SLOTS[self as usize]
    }
}

/// How a slot is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Number, right-aligned, blanks on the left.
    N,
    /// Number, right-aligned, zeros on the left.
    N0,
    /// Digits, left-aligned, blanks on the right.
    NL,
    /// Visible ASCII, left-aligned, blanks on the right.
    C,
}

impl Style {
    /// The name in the specification of the message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::N => "N",
            Self::N0 => "N0",
            Self::NL => "NL",
            Self::C => "C",
        }
    }
}

/// One slot of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its name.
    pub name: SlotName,
    /// Where it starts, in bytes from 0.
    pub offset: usize,
    /// How wide it is, in bytes.
    pub width: usize,
    /// How it is filled.
    pub style: Style,
}

impl Slot {
    /// The bytes of the message that it takes.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.width
    }
}

/// The layout: every slot in order. Offsets are computed; the total is checked when this is compiled.
pub const SLOTS: [Slot; 12] = layout([
    (SlotName::Length, 4, Style::N),
    (SlotName::Kind, 10, Style::C),
    (SlotName::Id, 20, Style::C),
    (SlotName::CardNumber, 20, Style::NL),
    (SlotName::Installments, 2, Style::N0),
    (SlotName::Expiry, 4, Style::NL),
    (SlotName::Cvc, 3, Style::NL),
    (SlotName::Amount, 10, Style::N),
    (SlotName::Vat, 10, Style::N0),
    (SlotName::OriginalId, 20, Style::C),
    (SlotName::EncryptedCard, 300, Style::C),
    (SlotName::Reserved, 47, Style::C),
]);

const fn layout(rows: [(SlotName, usize, Style); 12]) -> [Slot; 12] {
    let (name, width, style) = rows[0];
    let mut slots = [Slot { name, offset: 0, width, style }; 12];
    let mut offset = width;
    let mut row = 1;
    while row < rows.len() {
        let (name, width, style) = rows[row];
        assert!(name as usize == row, "slots stand in the order of their names");
        slots[row] = Slot { name, offset, width, style };
        offset += width;
        row += 1;
    }
    assert!(offset == MESSAGE_LEN, "the slots fill the message exactly");
    slots
}

/// What the slots of a message hold, without padding. The values fit their slots; whether they make sense,
/// [`Message`](super::Message) knows.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "named and described like the slots")]
pub struct Fields<'a> {
    pub kind: &'a str,
    pub id: &'a str,
    pub card_number: &'a str,
    pub installments: u64,
    pub expiry: &'a str,
    pub cvc: &'a str,
    pub amount: u64,
    pub vat: u64,
    pub original_id: &'a str,
    pub encrypted_card: &'a str,
    pub reserved: &'a str,
}

impl fmt::Debug for Fields<'_> {
    /// Without card data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields")
            .field("kind", &self.kind)
            .field("id", &self.id)
            .field("amount", &self.amount)
            .field("vat", &self.vat)
            .field("original_id", &self.original_id)
            .finish_non_exhaustive()
    }
}

/// Writes a message.
///
/// # Errors
/// Names the first slot that its value does not fit. Nothing is ever cut off.
pub fn encode(fields: &Fields<'_>) -> Result<MessageBytes, MessageError> {
    let mut message = MessageBytes([b' '; MESSAGE_LEN]);
    let out = &mut message.0;
    out[..LENGTH_LITERAL.len()].copy_from_slice(LENGTH_LITERAL);
    put_text(out, SlotName::Kind, fields.kind)?;
    put_text(out, SlotName::Id, fields.id)?;
    put_digits(out, SlotName::CardNumber, fields.card_number)?;
    put_number(out, SlotName::Installments, fields.installments)?;
    put_digits(out, SlotName::Expiry, fields.expiry)?;
    put_digits(out, SlotName::Cvc, fields.cvc)?;
    put_number(out, SlotName::Amount, fields.amount)?;
    put_number(out, SlotName::Vat, fields.vat)?;
    put_text(out, SlotName::OriginalId, fields.original_id)?;
    put_text(out, SlotName::EncryptedCard, fields.encrypted_card)?;
    put_text(out, SlotName::Reserved, fields.reserved)?;
    Ok(message)
}

/// Reads the slots of a message. Checks every byte against the layout, but no rule of payments.
///
/// # Errors
/// Names the first slot that does not hold what its kind allows.
pub fn decode(bytes: &[u8]) -> Result<Fields<'_>, MessageError> {
    let message: &[u8; MESSAGE_LEN] = bytes.try_into().map_err(|_| MessageError {
        slot: None,
        expected: Expected::MessageLength,
        found: Found::Bytes(bytes.len()),
    })?;
    if &message[..LENGTH_LITERAL.len()] != LENGTH_LITERAL {
        return Err(MessageError::slot(SlotName::Length.slot(), Expected::LengthLiteral, Found::Value));
    }
    Ok(Fields {
        kind: take_text(message, SlotName::Kind)?,
        id: take_text(message, SlotName::Id)?,
        card_number: take_digits(message, SlotName::CardNumber)?,
        installments: take_zero_filled(message, SlotName::Installments)?,
        expiry: take_digits(message, SlotName::Expiry)?,
        cvc: take_digits(message, SlotName::Cvc)?,
        amount: take_number(message, SlotName::Amount)?,
        vat: take_zero_filled(message, SlotName::Vat)?,
        original_id: take_text(message, SlotName::OriginalId)?,
        encrypted_card: take_text(message, SlotName::EncryptedCard)?,
        reserved: take_text(message, SlotName::Reserved)?,
    })
}

fn put_text(out: &mut [u8; MESSAGE_LEN], name: SlotName, text: &str) -> Result<(), MessageError> {
    let slot = name.slot();
    let bytes = text.as_bytes();
    if !all(bytes, is_visible_or_blank) {
        return Err(wrong_character(slot, Expected::Text, bytes, is_visible_or_blank));
    }
    // A blank at either end could not be told from padding.
    if bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ') {
        return Err(MessageError::slot(slot, Expected::Text, Found::Padding));
    }
    put(out, slot, Expected::Text, bytes)
}

fn put_digits(out: &mut [u8; MESSAGE_LEN], name: SlotName, digits: &str) -> Result<(), MessageError> {
    let slot = name.slot();
    let bytes = digits.as_bytes();
    if !all(bytes, is_digit) {
        return Err(wrong_character(slot, Expected::Digits, bytes, is_digit));
    }
    put(out, slot, Expected::Digits, bytes)
}

fn put(
    out: &mut [u8; MESSAGE_LEN],
    slot: &Slot,
    expected: Expected,
    bytes: &[u8],
) -> Result<(), MessageError> {
    match out[slot.range()].get_mut(..bytes.len()) {
        Some(place) => {
            place.copy_from_slice(bytes);
            Ok(())
        }
        None => Err(MessageError::slot(slot, expected, Found::TooLong)),
    }
}

/// Writes the digits of `value` from the right; the slot is blank before.
fn put_number(out: &mut [u8; MESSAGE_LEN], name: SlotName, mut value: u64) -> Result<(), MessageError> {
    let slot = name.slot();
    let zero_filled = slot.style == Style::N0;
    for (index, place) in out[slot.range()].iter_mut().rev().enumerate() {
        if value == 0 && index > 0 && !zero_filled {
            break;
        }
        // A remainder of ten is one digit.
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
    if value == 0 {
        return Ok(());
    }
    let expected = if zero_filled { Expected::ZeroFilledNumber } else { Expected::Number };
    Err(MessageError::slot(slot, expected, Found::TooLong))
}

fn take_text(message: &[u8; MESSAGE_LEN], name: SlotName) -> Result<&str, MessageError> {
    let slot = name.slot();
    let bytes = &message[slot.range()];
    let text = trim_end(bytes);
    if !all(text, is_visible_or_blank) {
        return Err(wrong_character(slot, Expected::Text, text, is_visible_or_blank));
    }
    if text.first() == Some(&b' ') {
        return Err(MessageError::slot(slot, Expected::Text, Found::Padding));
    }
    as_str(slot, Expected::Text, text)
}

fn take_digits(message: &[u8; MESSAGE_LEN], name: SlotName) -> Result<&str, MessageError> {
    let slot = name.slot();
    let digits = trim_end(&message[slot.range()]);
    if digits.first() == Some(&b' ') {
        return Err(MessageError::slot(slot, Expected::Digits, Found::Padding));
    }
    if !all(digits, is_digit) {
        return Err(wrong_character(slot, Expected::Digits, digits, is_digit));
    }
    as_str(slot, Expected::Digits, digits)
}

fn take_number(message: &[u8; MESSAGE_LEN], name: SlotName) -> Result<u64, MessageError> {
    let slot = name.slot();
    let bytes = &message[slot.range()];
    let blanks = bytes.iter().take_while(|b| **b == b' ').count();
    let digits = &bytes[blanks..];
    match digits {
        [] => Err(MessageError::slot(slot, Expected::Number, Found::Blank)),
        [.., b' '] | [b'0', _, ..] => Err(MessageError::slot(slot, Expected::Number, Found::Padding)),
        _ if !all(digits, is_digit) => {
            Err(wrong_character_at(slot, Expected::Number, digits, slot.offset + blanks, is_digit))
        }
        _ => Ok(value(digits)),
    }
}

fn take_zero_filled(message: &[u8; MESSAGE_LEN], name: SlotName) -> Result<u64, MessageError> {
    let slot = name.slot();
    let digits = &message[slot.range()];
    if all(digits, is_digit) {
        return Ok(value(digits));
    }
    let (expected, blanks) = (Expected::ZeroFilledNumber, digits.iter().filter(|b| **b == b' ').count());
    Err(if blanks == digits.len() {
        MessageError::slot(slot, expected, Found::Blank)
    } else if all(digits, |b| is_digit(b) || b == b' ') {
        MessageError::slot(slot, expected, Found::Padding)
    } else {
        wrong_character(slot, expected, digits, |b| is_digit(b) || b == b' ')
    })
}

/// The value of up to 19 ASCII digits; the widest number slot has 10.
fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_visible_or_blank(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Whether every byte passes, without stopping early: so the compiler checks many bytes at once.
pub(super) fn all(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |ok, byte| ok & allowed(*byte))
}

/// Cuts off the blanks at the end, many at once where there are many.
fn trim_end(mut bytes: &[u8]) -> &[u8] {
    const MANY: [u8; 32] = [b' '; 32];
    while let Some(rest) = bytes.strip_suffix(&MANY) {
        bytes = rest;
    }
    let blanks = bytes.iter().rev().take_while(|b| **b == b' ').count();
    &bytes[..bytes.len() - blanks]
}

#[cold]
fn wrong_character(
    slot: &Slot,
    expected: Expected,
    bytes: &[u8],
    allowed: impl Fn(u8) -> bool,
) -> MessageError {
    wrong_character_at(slot, expected, bytes, slot.offset, allowed)
}

#[cold]
fn wrong_character_at(
    slot: &Slot,
    expected: Expected,
    bytes: &[u8],
    start: usize,
    allowed: impl Fn(u8) -> bool,
) -> MessageError {
    let found =
        bytes.iter().enumerate().find(|(_, byte)| !allowed(**byte)).map_or(Found::Value, |(index, byte)| {
            Found::Character { at: start + index, class: CharClass::of_byte(*byte) }
        });
    MessageError::slot(slot, expected, found)
}

/// Checked ASCII as text.
fn as_str<'a>(slot: &Slot, expected: Expected, ascii: &'a [u8]) -> Result<&'a str, MessageError> {
    // Cannot fail after the checks above; a refusal is still better than a panic where money is concerned.
    std::str::from_utf8(ascii).map_err(|_| MessageError::slot(slot, expected, Found::Value))
}

/// The 450 bytes of a message. Wiped when dropped, masked in `Debug`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct MessageBytes([u8; MESSAGE_LEN]);

impl MessageBytes {
    /// Takes bytes that are to be decoded; `None` unless there are exactly 450.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The exact bytes, card number and CVC in clear. Name what you do with them at the call.
    #[must_use]
    pub fn expose(&self) -> &[u8; MESSAGE_LEN] {
        &self.0
    }

    /// The exact message as text, card number and CVC in clear.
    #[must_use]
    pub fn expose_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The message with card number and CVC masked in place: `123456*******456`, `***`. All 450 columns stay where
    /// they are. Whatever stands in those slots is hidden, also when it is no card number.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut masked = self.0;
        mask_card(&mut masked[SlotName::CardNumber.slot().range()]);
        hide(&mut masked[SlotName::Cvc.slot().range()]);
        String::from_utf8_lossy(&masked).into_owned()
    }
}

impl fmt::Debug for MessageBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageBytes({:?})", self.masked())
    }
}

fn mask_card(slot: &mut [u8]) {
    let digits = trim_end(slot).len();
    if digits < 10 || !all(&slot[..digits], is_digit) {
        hide(slot);
    } else {
        hide(&mut slot[6..digits - 3]);
    }
}

fn hide(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|b| **b != b' ') {
        *byte = b'*';
    }
}
