//! `paydesk message encode` and `decode`

use serde::Serialize;

use super::{
    batch,
    json::{Key, Object, Takes},
    output::{self, Answer, Exit, Output, ROOM, Refusal, answer},
};
use crate::{
    locale::Locale,
    payment::{
        CharClass, Entry, Message,
        message::{Expected, Fields, Found, MessageBytes, MessageError, SlotName, layout, layout::Style},
    },
};

/// Encodes every JSON object on standard input.
pub(super) fn encode(output: &mut Output<'_>) -> Exit {
    let locale = output.locale();
    batch::requests(output, Takes::Messages, |text| encode_one(locale, text))
}

fn encode_one(locale: &Locale, text: &str) -> Result<Answer, Refusal> {
    let object = Object::read(text, Takes::Messages)
        .map_err(|problem| Refusal::json(locale, &problem, Takes::Messages))?;
    let message = fill(&object).map_err(|error| Refusal::message(locale, &error))?;
    let mut line = answer(ROOM);
    line.extend_from_slice(message.expose());
    line.push(b'\n');
    Ok(line)
}

/// Fills the slots; the first one that its value does not fit is the error.
fn fill(object: &Object<'_>) -> Result<MessageBytes, MessageError> {
    let mut wrong: Vec<MessageError> = Vec::new();
    let mut note = |error: MessageError| wrong.push(error);
    let texts = [
        (SlotName::Kind, Key::Kind),
        (SlotName::Id, Key::Id),
        (SlotName::CardNumber, Key::CardNumber),
        (SlotName::Expiry, Key::Expiry),
        (SlotName::Cvc, Key::Cvc),
        (SlotName::OriginalId, Key::OriginalId),
        (SlotName::EncryptedCard, Key::EncryptedCard),
        (SlotName::Reserved, Key::Reserved),
    ];
    let [kind, id, card_number, expiry, cvc, original_id, encrypted_card, reserved] =
        texts.map(|(slot, key)| {
            text(slot, object.get(key).entry()).unwrap_or_else(|error| {
                note(error);
                ""
            })
        });
    let numbers = [
        (SlotName::Installments, Key::Installments),
        (SlotName::Amount, Key::Amount),
        (SlotName::Vat, Key::Vat),
    ];
    let [installments, amount, vat] = numbers.map(|(slot, key)| {
        number(slot, object.get(key).entry()).unwrap_or_else(|error| {
            note(error);
            0
        })
    });
    let fields = Fields {
        kind,
        id,
        card_number,
        installments,
        expiry,
        cvc,
        amount,
        vat,
        original_id,
        encrypted_card,
        reserved,
    };
    let encoded = layout::encode(&fields);
    wrong.extend(encoded.as_ref().err());
    match wrong.into_iter().min_by_key(MessageError::offset) {
        Some(first) => Err(first),
        None => encoded,
    }
}

fn text(slot: SlotName, entry: Entry<'_>) -> Result<&str, MessageError> {
    match entry {
        Entry::Blank => Ok(""),
        Entry::Text(text) => Ok(text),
        Entry::WrongType => Err(wrong(slot, Found::Value)),
    }
}

fn number(slot: SlotName, entry: Entry<'_>) -> Result<u64, MessageError> {
    let digits = match entry {
        Entry::Blank => return Err(wrong(slot, Found::Blank)),
        Entry::WrongType => return Err(wrong(slot, Found::Value)),
        Entry::Text(text) => text,
    };
    match digits.bytes().enumerate().find(|(_, byte)| !byte.is_ascii_digit()) {
        None => digits.parse().or(Err(wrong(slot, Found::TooLong))),
        Some((index, byte)) => {
            let at = slot.slot().offset + index;
            Err(wrong(slot, Found::Character { at, class: CharClass::of_byte(byte) }))
        }
    }
}

fn wrong(slot: SlotName, found: Found) -> MessageError {
    let expected = match slot.slot().style {
        Style::N => Expected::Number,
        Style::N0 => Expected::ZeroFilledNumber,
        Style::NL => Expected::Digits,
        Style::C => Expected::Text,
    };
    MessageError { slot: Some(slot), expected, found }
}

/// The slots of a message, as programs read them.
#[derive(Serialize)]
struct Slots<'a> {
    kind: &'a str,
    id: &'a str,
    card_number: &'a str,
    installments: u64,
    expiry: &'a str,
    cvc: &'a str,
    amount: u64,
    vat: u64,
    original_id: &'a str,
    encrypted_card: &'a str,
    reserved: &'a str,
}

/// Decodes every line on standard input.
pub(super) fn decode(output: &mut Output<'_>, layout_only: bool) -> Exit {
    let locale = output.locale();
    batch::messages(output, |line| {
        decode_one(line, layout_only).map_err(|error| Refusal::message(locale, &error))
    })
}

fn decode_one(line: &[u8], layout_only: bool) -> Result<Answer, MessageError> {
    let fields = layout::decode(line)?;
    if !layout_only {
        Message::decode(line)?;
    }
    Ok(output::json(&Slots {
        kind: fields.kind,
        id: fields.id,
        card_number: fields.card_number,
        installments: fields.installments,
        expiry: fields.expiry,
        cvc: fields.cvc,
        amount: fields.amount,
        vat: fields.vat,
        original_id: fields.original_id,
        encrypted_card: fields.encrypted_card,
        reserved: fields.reserved,
    }))
}
