//! The slots of a message as one table, and the codec that the table drives. The first and the last line of a batch are records of the
//! same kind, each with a table of its own.

use std::{fmt, ops::Range};

use zeroize::{DefaultIsZeroes, Zeroize, ZeroizeOnDrop};

use super::error::{Actual, Expected, MessageError};
use crate::payment::{
    card::{self, CARD_MAX, CARD_MIN},
    error::CharClass,
};

/// Bytes of a message.
pub const MESSAGE_LEN: usize = 450;
/// What the first slot always holds: the number of bytes that follow it.
const FOLLOWING: u64 = (MESSAGE_LEN - SlotName::Length.slot().width) as u64;

/// The name of a slot, as in JSON and in errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is described in its row of `SLOTS`, `HEADER_SLOTS` or `TRAILER_SLOTS` and in the tables of the module above"
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
    // Of the header of a batch, behind length and kind.
    BatchId,
    BatchNumber,
    Format,
    Environment,
    CreatedAt,
    BusinessNumber,
    MerchantNumber,
    FirstId,
    LastId,
    Resubmits,
    #[strum(serialize = "reserved")]
    HeaderReserved,
    // Of its trailer, behind length, kind, batch id and batch number.
    Records,
    Payments,
    PaymentAmount,
    PaymentVat,
    Cancels,
    CancelAmount,
    CancelVat,
    NetAmount,
    Sha256,
    #[strum(serialize = "reserved")]
    TrailerReserved,
}

impl SlotName {
    /// The name in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// This slot's row of its table. What several tables begin with is in the same place in each.
    #[must_use]
    pub const fn slot(self) -> &'static Slot {
        const HEADER: usize = SlotName::BatchId as usize;
        const TRAILER: usize = SlotName::Records as usize;
        match self as usize {
            of_message @ ..HEADER => &SLOTS[of_message],
            of_header @ HEADER..TRAILER => &HEADER_SLOTS[of_header - HEADER + 2],
            of_trailer => &TRAILER_SLOTS[of_trailer - TRAILER + 4],
        }
    }
}

/// How a slot is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// Number, right-aligned, blanks on the left.
    N,
    /// Number, right-aligned, zeros on the left.
    N0,
    /// Digits, left-aligned, blanks on the right.
    NL,
    /// Visible ASCII, left-aligned, blanks on the right.
    C,
}

impl SlotKind {
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
    pub kind: SlotKind,
}

impl Slot {
    /// The bytes of the message that it takes.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.width
    }

    /// What its kind says that it has to hold.
    pub(super) const fn expected(&self) -> Expected {
        match (self.name, self.kind) {
            (SlotName::Length, _) => Expected::LengthLiteral,
            (_, SlotKind::N) => Expected::Number,
            (_, SlotKind::N0) => Expected::ZeroFilledNumber,
            (_, SlotKind::NL) => Expected::Digits,
            (_, SlotKind::C) => Expected::Text,
        }
    }
}

/// The layout: every slot in order. Offsets are computed; the total is checked when this is compiled.
pub const SLOTS: [Slot; 12] = layout([
    (SlotName::Length, 4, SlotKind::N),
    (SlotName::Kind, 10, SlotKind::C),
    (SlotName::Id, 20, SlotKind::C),
    (SlotName::CardNumber, 20, SlotKind::NL),
    (SlotName::Installments, 2, SlotKind::N0),
    (SlotName::Expiry, 4, SlotKind::NL),
    (SlotName::Cvc, 3, SlotKind::NL),
    (SlotName::Amount, 10, SlotKind::N),
    (SlotName::Vat, 10, SlotKind::N0),
    (SlotName::OriginalId, 20, SlotKind::C),
    (SlotName::EncryptedCard, 300, SlotKind::C),
    (SlotName::Reserved, 47, SlotKind::C),
]);

/// The layout of the first line of a batch.
pub const HEADER_SLOTS: [Slot; 13] = layout([
    (SlotName::Length, 4, SlotKind::N),
    (SlotName::Kind, 10, SlotKind::C),
    (SlotName::BatchId, 20, SlotKind::C),
    (SlotName::BatchNumber, 6, SlotKind::N0),
    (SlotName::Format, 2, SlotKind::N0),
    (SlotName::Environment, 1, SlotKind::C),
    (SlotName::CreatedAt, 25, SlotKind::C),
    (SlotName::BusinessNumber, 10, SlotKind::NL),
    (SlotName::MerchantNumber, 15, SlotKind::C),
    (SlotName::FirstId, 20, SlotKind::C),
    (SlotName::LastId, 20, SlotKind::C),
    (SlotName::Resubmits, 6, SlotKind::N0),
    (SlotName::HeaderReserved, 311, SlotKind::C),
]);

/// The layout of the last line of a batch.
pub const TRAILER_SLOTS: [Slot; 14] = layout([
    (SlotName::Length, 4, SlotKind::N),
    (SlotName::Kind, 10, SlotKind::C),
    (SlotName::BatchId, 20, SlotKind::C),
    (SlotName::BatchNumber, 6, SlotKind::N0),
    (SlotName::Records, 8, SlotKind::N0),
    (SlotName::Payments, 8, SlotKind::N0),
    (SlotName::PaymentAmount, 15, SlotKind::N0),
    (SlotName::PaymentVat, 15, SlotKind::N0),
    (SlotName::Cancels, 8, SlotKind::N0),
    (SlotName::CancelAmount, 15, SlotKind::N0),
    (SlotName::CancelVat, 15, SlotKind::N0),
    (SlotName::NetAmount, 16, SlotKind::C),
    (SlotName::Sha256, 64, SlotKind::C),
    (SlotName::TrailerReserved, 246, SlotKind::C),
]);

const fn layout<const N: usize>(rows: [(SlotName, usize, SlotKind); N]) -> [Slot; N] {
    let (name, width, kind) = rows[0];
    let mut slots = [Slot { name, offset: 0, width, kind }; N];
    let mut offset = width;
    let mut row = 1;
    while row < rows.len() {
        let (name, width, kind) = rows[row];
        slots[row] = Slot { name, offset, width, kind };
        offset += width;
        row += 1;
    }
    assert!(offset == MESSAGE_LEN, "the slots fill the message exactly");
    slots
}

/// A name leads to its own row, in whichever table it stands.
const fn leads_back<const N: usize>(slots: &[Slot; N]) -> bool {
    let mut row = 0;
    while row < N {
        let (own, found) = (&slots[row], slots[row].name.slot());
        if own.name as usize != found.name as usize || own.offset != found.offset || own.width != found.width
        {
            return false;
        }
        row += 1;
    }
    true
}
const _: () = assert!(leads_back(&SLOTS) && leads_back(&HEADER_SLOTS) && leads_back(&TRAILER_SLOTS));

/// What the slots of a message hold, without padding. Whether the values follow the rules of payments is checked by
/// [`Message`](super::Message).
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
/// Names the first slot whose value does not fit. Nothing is ever cut off.
pub fn encode(fields: &Fields<'_>) -> Result<MessageBytes, MessageError> {
    // Written in place: a message that moves leaves a copy behind that is never wiped.
    let mut result = Ok(MessageBytes(MessageArray([b' '; MESSAGE_LEN])));
    if let Ok(MessageBytes(MessageArray(out))) = &mut result
        && let Err(error) = put_all(out, fields)
    {
        result = Err(error);
    }
    result
}

/// Writes another record of 450 bytes: `put` writes what comes after its length, slot by slot.
pub(super) fn encode_record(
    put: impl FnOnce(&mut [u8; MESSAGE_LEN]) -> Result<(), MessageError>,
) -> Result<[u8; MESSAGE_LEN], MessageError> {
    let mut out = [b' '; MESSAGE_LEN];
    put_number(&mut out, SlotName::Length, FOLLOWING)?;
    put(&mut out)?;
    Ok(out)
}

fn put_all(out: &mut [u8; MESSAGE_LEN], fields: &Fields<'_>) -> Result<(), MessageError> {
    put_number(out, SlotName::Length, FOLLOWING)?;
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
    put_text(out, SlotName::Reserved, fields.reserved)
}

#[inline]
pub(super) fn put_text(out: &mut [u8; MESSAGE_LEN], name: SlotName, text: &str) -> Result<(), MessageError> {
    // A blank at either end would be read back as padding.
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err(MessageError::layout(name.slot(), Actual::Padding));
    }
    put(out, name.slot(), text.as_bytes(), is_visible)
}

#[inline]
pub(super) fn put_digits(
    out: &mut [u8; MESSAGE_LEN],
    name: SlotName,
    digits: &str,
) -> Result<(), MessageError> {
    put(out, name.slot(), digits.as_bytes(), is_digit)
}

/// Writes characters from the left; the slot is blank before.
#[inline]
fn put(
    out: &mut [u8; MESSAGE_LEN],
    slot: &Slot,
    bytes: &[u8],
    allowed: impl Fn(u8) -> bool,
) -> Result<(), MessageError> {
    match out[slot.range()].get_mut(..bytes.len()) {
        Some(places) if all(bytes, &allowed) => {
            places.copy_from_slice(bytes);
            Ok(())
        }
        _ => Err(wrong_character(slot, bytes, allowed)),
    }
}

/// Writes the digits of `value` from the right; the slot is blank before.
#[inline]
pub(super) fn put_number(
    out: &mut [u8; MESSAGE_LEN],
    name: SlotName,
    mut value: u64,
) -> Result<(), MessageError> {
    let slot = name.slot();
    let places = &mut out[slot.range()];
    if slot.kind == SlotKind::N0 {
        places.fill(b'0');
    }
    for place in places.iter_mut().rev() {
        // A remainder of ten fits into the lowest byte.
        let [digit, ..] = (value % 10).to_le_bytes();
        *place = b'0' + digit;
        value /= 10;
        if value == 0 {
            return Ok(());
        }
    }
    Err(MessageError::layout(slot, Actual::TooLong))
}

/// Reads the slots of a message. Checks every byte against the layout, but no rule of payments.
///
/// # Errors
/// In this order: a wrong number of bytes; the first byte that is neither visible ASCII nor a blank; the first slot that
/// does not hold what its kind allows.
pub fn decode(bytes: &[u8]) -> Result<Fields<'_>, MessageError> {
    let message = PrintableMessage::read(bytes, &SLOTS)?;
    Ok(Fields {
        kind: message.text(SlotName::Kind)?,
        id: message.text(SlotName::Id)?,
        card_number: message.digits(SlotName::CardNumber)?,
        installments: message.zero_filled(SlotName::Installments)?,
        expiry: message.digits(SlotName::Expiry)?,
        cvc: message.digits(SlotName::Cvc)?,
        amount: message.number(SlotName::Amount)?,
        vat: message.zero_filled(SlotName::Vat)?,
        original_id: message.text(SlotName::OriginalId)?,
        encrypted_card: message.text(SlotName::EncryptedCard)?,
        reserved: message.text(SlotName::Reserved)?,
    })
}

/// A message all of whose bytes are visible ASCII or blanks, and that begins with its length.
pub(super) struct PrintableMessage<'a> {
    bytes: &'a [u8; MESSAGE_LEN],
    text: &'a str,
}

#[expect(clippy::inline_always, reason = "the widths become constants, which takes a third off the time")]
impl<'a> PrintableMessage<'a> {
    /// Reads 450 bytes. A byte that belongs into no message is an error of the slot of `slots` that it is in.
    #[inline(always)]
    pub(super) fn read(bytes: &'a [u8], slots: &[Slot]) -> Result<Self, MessageError> {
        let Ok(bytes) = <&[u8; MESSAGE_LEN]>::try_from(bytes) else {
            let found = Actual::Bytes(bytes.len());
            return Err(MessageError { slot: None, expected: Expected::MessageLength, found });
        };
        let message = match std::str::from_utf8(bytes) {
            Ok(text) if all(bytes, is_visible) => Self { bytes, text },
            _ => return Err(Self::wrong_byte(bytes, slots)),
        };
        if message.number(SlotName::Length)? != FOLLOWING {
            return Err(MessageError::layout(SlotName::Length.slot(), Actual::Value));
        }
        Ok(message)
    }

    /// The first byte that is neither visible ASCII nor a blank, as an error of its slot.
    #[cold]
    fn wrong_byte(bytes: &[u8; MESSAGE_LEN], slots: &[Slot]) -> MessageError {
        let slot = slots.iter().find(|slot| !all(&bytes[slot.range()], is_visible)).unwrap_or(&SLOTS[0]);
        wrong_character(slot, &bytes[slot.range()], is_visible)
    }

    /// The text of a slot without its padding.
    #[inline(always)]
    pub(super) fn text(&self, name: SlotName) -> Result<&'a str, MessageError> {
        let slot = name.slot();
        let text = trim_end(&self.bytes[slot.range()]);
        if text.first() == Some(&b' ') {
            return Err(MessageError::layout(slot, Actual::Padding));
        }
        Ok(self.text.get(slot.offset..slot.offset + text.len()).unwrap_or_default())
    }

    #[inline(always)]
    pub(super) fn digits(&self, name: SlotName) -> Result<&'a str, MessageError> {
        let text = self.text(name)?;
        if all(text.as_bytes(), is_digit) {
            Ok(text)
        } else {
            Err(wrong_character(name.slot(), text.as_bytes(), is_digit))
        }
    }

    #[inline(always)]
    pub(super) fn number(&self, name: SlotName) -> Result<u64, MessageError> {
        let slot = name.slot();
        let bytes = &self.bytes[slot.range()];
        let blanks = bytes.iter().take_while(|b| **b == b' ').count();
        match &bytes[blanks..] {
            [] | [b'0', _, ..] => Err(wrong_number(slot, bytes)),
            digits if all(digits, is_digit) => Ok(value(digits)),
            _ => Err(wrong_number(slot, bytes)),
        }
    }

    #[inline(always)]
    pub(super) fn zero_filled(&self, name: SlotName) -> Result<u64, MessageError> {
        let slot = name.slot();
        let digits = &self.bytes[slot.range()];
        if all(digits, is_digit) { Ok(value(digits)) } else { Err(wrong_number(slot, digits)) }
    }
}

/// The value of up to 19 ASCII digits; the widest number slot has 15.
fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_blank(byte: u8) -> bool {
    byte == b' '
}

fn is_digit_or_blank(byte: u8) -> bool {
    is_digit(byte) || is_blank(byte)
}

/// True for visible ASCII and the blank.
fn is_visible(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// True if every byte is allowed. Does not stop early, so that the compiler can check many bytes at once.
pub(super) fn all(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |ok, byte| ok & allowed(*byte))
}

/// Cuts off the blanks at the end, 32 at once where possible.
fn trim_end(mut bytes: &[u8]) -> &[u8] {
    const MANY: [u8; 32] = [b' '; 32];
    while let Some(rest) = bytes.strip_suffix(&MANY) {
        bytes = rest;
    }
    let blanks = bytes.iter().rev().take_while(|b| **b == b' ').count();
    &bytes[..bytes.len() - blanks]
}

/// The error of a slot that `bytes` do not fit: the first byte that is not `allowed`, or else that there are too many.
#[cold]
fn wrong_character(slot: &Slot, bytes: &[u8], allowed: impl Fn(u8) -> bool) -> MessageError {
    let wrong = bytes.iter().take(slot.width).enumerate().find(|(_, byte)| !allowed(**byte));
    let found = wrong.map_or(Actual::TooLong, |(index, byte)| Actual::Character {
        at: slot.offset + index,
        class: CharClass::of_byte(*byte),
    });
    MessageError::layout(slot, found)
}

/// The error of a slot that holds no number of its kind.
#[cold]
fn wrong_number(slot: &Slot, bytes: &[u8]) -> MessageError {
    if all(bytes, is_blank) {
        MessageError::layout(slot, Actual::Blank)
    } else if all(bytes, is_digit_or_blank) {
        MessageError::layout(slot, Actual::Padding)
    } else {
        wrong_character(slot, bytes, is_digit_or_blank)
    }
}

/// The 450 bytes of a message. Wiped when dropped, masked in `Debug`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct MessageBytes(MessageArray);

/// The bytes as one value: wiped by one write, not by 450.
#[derive(Clone, Copy, PartialEq, Eq)]
struct MessageArray([u8; MESSAGE_LEN]);

impl Default for MessageArray {
    fn default() -> Self {
        Self([0; MESSAGE_LEN])
    }
}

impl DefaultIsZeroes for MessageArray {}

impl MessageBytes {
    /// A copy of these bytes; `None` unless there are exactly 450.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(MessageArray).map(Self)
    }

    /// Bytes without the blanks at their end, as the ledger keeps them; `None` when they are more than 450, or end in a blank.
    #[must_use]
    pub(crate) fn from_trimmed(bytes: &[u8]) -> Option<Self> {
        let mut whole = Self(MessageArray([b' '; MESSAGE_LEN]));
        whole.0.0.get_mut(..bytes.len())?.copy_from_slice(bytes);
        (bytes.trim_ascii_end().len() == bytes.len()).then_some(whole)
    }

    /// The exact bytes, card number and CVC in clear. Say at the call what they are needed for.
    #[must_use]
    pub fn expose(&self) -> &[u8; MESSAGE_LEN] {
        &self.0.0
    }

    /// The exact message as text, card number and CVC in clear; empty when the bytes are not text.
    #[must_use]
    pub fn expose_str(&self) -> &str {
        std::str::from_utf8(self.expose()).unwrap_or_default()
    }

    /// The message with card number and CVC masked in place: `123456*******456`, `***`. Always 450 ASCII characters,
    /// each in its column.
    ///
    /// A card slot that holds no card number is hidden whole. In a broken layout card data may be anywhere: then every
    /// digit is hidden, and every byte that is not visible ASCII.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut masked = *self.expose();
        if decode(&masked).is_ok() {
            mask_card(&mut masked[SlotName::CardNumber.slot().range()]);
            hide(&mut masked[SlotName::Cvc.slot().range()], is_blank);
        } else {
            hide(&mut masked, |b| is_visible(b) && !is_digit(b));
        }
        String::from_utf8_lossy(&masked).into_owned()
    }
}

impl fmt::Debug for MessageBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageBytes({:?})", self.masked())
    }
}

fn mask_card(slot: &mut [u8]) {
    match trim_end(slot).len() {
        digits @ CARD_MIN..=CARD_MAX => hide(&mut slot[card::HEAD..digits - card::TAIL], is_blank),
        _ => hide(slot, is_blank),
    }
}

/// Replaces every byte that may not be `shown` by a star.
fn hide(bytes: &mut [u8], shown: impl Fn(u8) -> bool) {
    for byte in bytes.iter_mut().filter(|byte| !shown(**byte)) {
        *byte = b'*';
    }
}
