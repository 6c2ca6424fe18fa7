//! `paydesk message encode` and `decode`

use serde::Serialize;

use super::{
    answer_loop,
    args::DecodeArgs,
    json::{JsonMessage, Scalar},
    output::{self, ANSWER_BYTES, Exit, Output, OutputBytes, Refusal, RequestError, output_buffer},
    time,
};
use crate::{
    locale::Locale,
    payment::{
        CharClass, Entry, Message, TransactionId,
        message::{
            Actual, BATCH_FORMAT, BatchHeader, BatchTrailer, BusinessNumber, ControlTotals, Expected, Fields,
            MerchantNumber, MessageError, RecordKind, SlotName, layout, layout::SlotKind,
        },
    },
};

/// Encodes every JSON object on standard input.
pub(super) fn encode(output: &mut Output<'_>) -> Exit {
    let locale = output.locale();
    answer_loop::requests(
        output,
        || {},
        |messages| messages.into_iter().map(|message| encode_one(locale, &message?)).collect(),
        || {},
    )
}

fn encode_one(locale: &Locale, message: &JsonMessage) -> Result<OutputBytes, Refusal> {
    let fields = fill_slots(message).map_err(|errors| {
        Refusal::wrong(errors.iter().map(|error| RequestError::message(locale, error)).collect())
    })?;
    let message = layout::encode(&fields).map_err(|error| Refusal::message(locale, &error))?;
    let mut line = output_buffer(ANSWER_BYTES);
    line.extend_from_slice(message.expose());
    line.push(b'\n');
    Ok(line)
}

/// Sets the field of one slot.
enum SetField {
    Text(for<'a> fn(&mut Fields<'a>, &'a str)),
    Number(fn(&mut Fields<'_>, u64)),
}

/// Reads the value of one slot from a request.
type ReadScalar = fn(&JsonMessage) -> &Scalar;

/// How to read and set every slot, in the order of the message.
const FIELDS: [(SlotName, ReadScalar, SetField); 11] = [
    (SlotName::Kind, |message| &message.kind, SetField::Text(|fields, text| fields.kind = text)),
    (SlotName::Id, |message| &message.id, SetField::Text(|fields, text| fields.id = text)),
    (
        SlotName::CardNumber,
        |message| &message.card_number,
        SetField::Text(|fields, text| fields.card_number = text),
    ),
    (
        SlotName::Installments,
        |message| &message.installments,
        SetField::Number(|fields, value| fields.installments = value),
    ),
    (SlotName::Expiry, |message| &message.expiry, SetField::Text(|fields, text| fields.expiry = text)),
    (SlotName::Cvc, |message| &message.cvc, SetField::Text(|fields, text| fields.cvc = text)),
    (SlotName::Amount, |message| &message.amount, SetField::Number(|fields, value| fields.amount = value)),
    (SlotName::Vat, |message| &message.vat, SetField::Number(|fields, value| fields.vat = value)),
    (
        SlotName::OriginalId,
        |message| &message.original_id,
        SetField::Text(|fields, text| fields.original_id = text),
    ),
    (
        SlotName::EncryptedCard,
        |message| &message.encrypted_card,
        SetField::Text(|fields, text| fields.encrypted_card = text),
    ),
    (SlotName::Reserved, |message| &message.reserved, SetField::Text(|fields, text| fields.reserved = text)),
];

/// The fields of `message`. They are encoded one by one, so that every slot that does not fit is reported, and not only the
/// first.
fn fill_slots(message: &JsonMessage) -> Result<Fields<'_>, Vec<MessageError>> {
    let mut fields = Fields::default();
    let mut wrong = Vec::new();
    for (slot, value, set) in FIELDS {
        let entry = value(message).entry();
        let mut filled = fields;
        let value = match set {
            SetField::Text(set) => text_value(slot, entry).map(|text| set(&mut filled, text)),
            SetField::Number(set) => number_value(slot, entry).map(|value| set(&mut filled, value)),
        };
        if let Err(error) = value {
            wrong.push(error);
        } else if let Err(error) = &layout::encode(&filled) {
            wrong.push(*error);
        } else {
            fields = filled;
        }
    }
    if wrong.is_empty() { Ok(fields) } else { Err(wrong) }
}

fn text_value(slot: SlotName, entry: Entry<'_>) -> Result<&str, MessageError> {
    match entry {
        Entry::Blank => Ok(""),
        Entry::Text(text) => Ok(text),
        Entry::WrongType => Err(slot_error(slot, Actual::Value)),
    }
}

fn number_value(slot: SlotName, entry: Entry<'_>) -> Result<u64, MessageError> {
    let digits = match entry {
        Entry::Blank => return Err(slot_error(slot, Actual::Blank)),
        Entry::WrongType => return Err(slot_error(slot, Actual::Value)),
        Entry::Text(text) => text,
    };
    match digits.bytes().enumerate().find(|(_, byte)| !byte.is_ascii_digit()) {
        None => digits.parse().or(Err(slot_error(slot, Actual::TooLong))),
        Some((index, byte)) => {
            let at = slot.slot().offset + index;
            Err(slot_error(slot, Actual::Character { at, class: CharClass::of_byte(byte) }))
        }
    }
}

fn slot_error(slot: SlotName, found: Actual) -> MessageError {
    let expected = match slot.slot().kind {
        SlotKind::N => Expected::Number,
        SlotKind::N0 => Expected::ZeroFilledNumber,
        SlotKind::NL => Expected::Digits,
        SlotKind::C => Expected::Text,
    };
    MessageError { slot: Some(slot), expected, found }
}

/// The answer of `paydesk message decode`: the slots of a message.
#[derive(Serialize)]
struct MessageAnswer<'a> {
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

/// The answer about the first line of a batch.
#[derive(Serialize)]
struct HeaderAnswer<'a> {
    kind: &'static str,
    batch_id: TransactionId,
    batch_number: u32,
    format: u64,
    environment: &'static str,
    created_at: String,
    business_number: &'a str,
    merchant_number: &'a str,
    first_id: TransactionId,
    last_id: TransactionId,
    resubmits: u32,
    reserved: &'static str,
}

/// The answer about the last line of a batch.
#[derive(Serialize)]
struct TrailerAnswer {
    kind: &'static str,
    batch_id: TransactionId,
    batch_number: u32,
    records: u64,
    payments: u64,
    payment_amount: u64,
    payment_vat: u64,
    cancels: u64,
    cancel_amount: u64,
    cancel_vat: u64,
    net_amount: i64,
    sha256: String,
    reserved: &'static str,
}

fn header_answer(header: &BatchHeader) -> OutputBytes {
    let answer = HeaderAnswer {
        kind: "HEADER",
        batch_id: header.batch_id,
        batch_number: header.number,
        format: BATCH_FORMAT,
        environment: header.environment.letter(),
        created_at: time::seconds(header.created_at),
        business_number: header.business_number.as_ref().map_or("", BusinessNumber::as_str),
        merchant_number: header.merchant_number.as_ref().map_or("", MerchantNumber::as_str),
        first_id: header.first_id,
        last_id: header.last_id,
        resubmits: header.resubmits.unwrap_or(0),
        reserved: "",
    };
    output::json_line_of(ANSWER_BYTES, &answer)
}

fn trailer_answer(trailer: &BatchTrailer) -> OutputBytes {
    let ControlTotals { payments, cancels } = trailer.totals;
    let answer = TrailerAnswer {
        kind: "TRAILER",
        batch_id: trailer.batch_id,
        batch_number: trailer.number,
        records: trailer.totals.records(),
        payments: payments.count,
        payment_amount: payments.amount,
        payment_vat: payments.vat,
        cancels: cancels.count,
        cancel_amount: cancels.amount,
        cancel_vat: cancels.vat,
        net_amount: trailer.totals.net(),
        sha256: trailer.sha256_hex(),
        reserved: "",
    };
    output::json_line_of(ANSWER_BYTES, &answer)
}

/// Decodes every line on standard input.
pub(super) fn decode(output: &mut Output<'_>, args: DecodeArgs) -> Exit {
    let locale = output.locale();
    answer_loop::messages(output, |line| {
        decode_one(line, args).map_err(|error| Refusal::message(locale, &error))
    })
}

fn decode_one(line: &[u8], args: DecodeArgs) -> Result<OutputBytes, MessageError> {
    match RecordKind::of(line) {
        RecordKind::Header => return BatchHeader::decode(line).map(|header| header_answer(&header)),
        RecordKind::Trailer => return BatchTrailer::decode(line).map(|trailer| trailer_answer(&trailer)),
        RecordKind::Message => {}
    }
    let fields = layout::decode(line)?;
    match args {
        DecodeArgs { layout_only: true, .. } => {}
        DecodeArgs { own: true, .. } => drop(Message::decode(line)?),
        DecodeArgs { .. } => Message::check(&fields)?,
    }
    let answer = MessageAnswer {
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
    };
    Ok(output::json_line_of(ANSWER_BYTES, &answer))
}
