//! The 450-byte message from outside: written by hand here, byte for byte, and compared with what the codec makes of it.

#![forbid(unsafe_code)]
#![expect(clippy::panic, clippy::string_slice, reason = "in tests a panic is the failure")]

mod batch;
mod decode;
mod encode;
mod example;
mod masking;
mod properties;

use paydesk::payment::{
    CardNumber, Cvc, Expiry, Installments, Kind, Message, TransactionId, Won,
    message::{SealedCard, SlotName},
};

const PAYMENT_ID: &str = "XXXXXXXXXXXXXXXXXXXX";
const CANCEL_ID: &str = "ZZZZZZZZZZZZZZZZZZZZ";

/// Sealed text of key 1: 99 characters.
fn sealed() -> String {
    format!("k1.{}", "tN4_9wQbX2m-Kz7E".repeat(6))
}

/// The slots of the documented payment, padded by hand.
fn payment_slots() -> [String; 12] {
    [
        " 446",
        "PAYMENT   ",
        PAYMENT_ID,
        "1234567890123456    ",
        "00",
        "1125",
        "777",
        "    110000",
        "0000010000",
        "                    ",
        &format!("{:<300}", sealed()),
        "                                               ",
    ]
    .map(str::to_owned)
}

/// The slots of the documented cancel: of the whole payment.
fn cancel_slots() -> [String; 12] {
    let mut slots = payment_slots();
    for (name, text) in
        [(SlotName::Kind, "CANCEL    "), (SlotName::Id, CANCEL_ID), (SlotName::OriginalId, PAYMENT_ID)]
    {
        replace(&mut slots, name, text);
    }
    slots
}

/// Puts `text` into a slot; it has to bring its own padding.
fn replace(slots: &mut [String; 12], name: SlotName, text: &str) {
    let old = &mut slots[name as usize];
    assert_eq!(old.len(), text.len(), "{text:?} fills {name:?}");
    text.clone_into(old);
}

fn payment() -> String {
    payment_slots().concat()
}

fn cancel() -> String {
    cancel_slots().concat()
}

/// The payment with one slot replaced.
fn payment_with(name: SlotName, text: &str) -> String {
    let mut slots = payment_slots();
    replace(&mut slots, name, text);
    slots.concat()
}

/// The cancel with one slot replaced.
fn cancel_with(name: SlotName, text: &str) -> String {
    let mut slots = cancel_slots();
    replace(&mut slots, name, text);
    slots.concat()
}

/// The documented payment as values.
fn payment_values() -> Message {
    Message {
        kind: Kind::Payment,
        id: id(PAYMENT_ID),
        card: CardNumber::parse("1234567890123456").expect("a card number"),
        installments: Installments::LUMP_SUM,
        expiry: Expiry::parse("1125").expect("an expiry"),
        cvc: Some(Cvc::parse("777").expect("a CVC")),
        amount: won(110_000),
        vat: won(10_000),
        sealed_card: SealedCard::parse(&sealed()).expect("sealed text"),
    }
}

/// The documented cancel as values.
fn cancel_values() -> Message {
    Message { kind: Kind::Cancel { original: id(PAYMENT_ID) }, id: id(CANCEL_ID), ..payment_values() }
}

fn id(text: &str) -> TransactionId {
    TransactionId::parse(text).expect("an id")
}

fn won(value: u64) -> Won {
    Won::new(value).expect("an amount")
}
