//! What encoding refuses: everything that would be cut off, or could not be read back.

use paydesk::payment::{
    CharClass, Installments, Kind, Message,
    message::{Actual, Expected, Fields, MessageError, SlotName, layout},
};

use super::{cancel_values, id, payment_values, won};

fn refused(slot: SlotName, expected: Expected, found: Actual) -> MessageError {
    MessageError { slot: Some(slot), expected, found }
}

#[test]
fn what_does_not_fit_is_refused_and_not_cut_off() {
    use Expected::{Digits, Number, Text, ZeroFilledNumber};
    let (x21, x301, x48) = ("x".repeat(21), "x".repeat(301), "x".repeat(48));
    let none = Fields::default();
    let table = [
        (Fields { kind: "PAYMENTPAYM", ..none }, SlotName::Kind, Text),
        (Fields { id: &x21, ..none }, SlotName::Id, Text),
        (Fields { card_number: "123456789012345678901", ..none }, SlotName::CardNumber, Digits),
        (Fields { installments: 100, ..none }, SlotName::Installments, ZeroFilledNumber),
        (Fields { expiry: "11250", ..none }, SlotName::Expiry, Digits),
        (Fields { cvc: "7777", ..none }, SlotName::Cvc, Digits),
        (Fields { amount: 10_000_000_000, ..none }, SlotName::Amount, Number),
        (Fields { amount: u64::MAX, ..none }, SlotName::Amount, Number),
        (Fields { vat: 10_000_000_000, ..none }, SlotName::Vat, ZeroFilledNumber),
        (Fields { original_id: &x21, ..none }, SlotName::OriginalId, Text),
        (Fields { encrypted_card: &x301, ..none }, SlotName::EncryptedCard, Text),
        (Fields { reserved: &x48, ..none }, SlotName::Reserved, Text),
    ];
    for (fields, slot, expected) in table {
        assert_eq!(layout::encode(&fields), Err(refused(slot, expected, Actual::TooLong)), "{slot:?}");
    }
}

#[test]
fn what_just_fits_is_written_and_read_back() {
    let (x10, x20, x300, x47) = ("x".repeat(10), "x".repeat(20), "x".repeat(300), "x".repeat(47));
    let full = Fields {
        kind: &x10,
        id: &x20,
        card_number: "12345678901234567890",
        installments: 99,
        expiry: "9999",
        cvc: "000",
        amount: 9_999_999_999,
        vat: 9_999_999_999,
        original_id: &x20,
        encrypted_card: &x300,
        reserved: &x47,
    };
    let bytes = layout::encode(&full).expect("fits");
    assert_eq!(layout::decode(bytes.expose()), Ok(full));
    assert_eq!(bytes.expose_str().find(' '), Some(0), "one blank, in the length");
    assert_eq!(bytes.expose_str().rfind(' '), Some(0), "one blank, in the length");
}

#[test]
fn wrong_characters_are_named_by_place_and_class() {
    use Expected::{Digits, Text};
    let none = Fields::default();
    let long = format!("{}\u{1b}", "x".repeat(20));
    let table = [
        (Fields { kind: "PAY\tMENT", ..none }, SlotName::Kind, Text, 7, CharClass::Control),
        (Fields { id: "결제", ..none }, SlotName::Id, Text, 14, CharClass::NotAscii),
        (Fields { id: "결제결제결제결제", ..none }, SlotName::Id, Text, 14, CharClass::NotAscii),
        (Fields { card_number: "1234 5678", ..none }, SlotName::CardNumber, Digits, 38, CharClass::Blank),
        (Fields { card_number: "1234567890 ", ..none }, SlotName::CardNumber, Digits, 44, CharClass::Blank),
        (Fields { card_number: "１234", ..none }, SlotName::CardNumber, Digits, 34, CharClass::NotAscii),
        (Fields { expiry: "1/25", ..none }, SlotName::Expiry, Digits, 57, CharClass::Symbol),
        (Fields { cvc: "-77", ..none }, SlotName::Cvc, Digits, 60, CharClass::Sign),
        (Fields { original_id: "a\0b", ..none }, SlotName::OriginalId, Text, 84, CharClass::Control),
        (
            Fields { encrypted_card: "k1.\u{7f}", ..none },
            SlotName::EncryptedCard,
            Text,
            106,
            CharClass::Control,
        ),
        (Fields { reserved: "\n", ..none }, SlotName::Reserved, Text, 403, CharClass::Control),
    ];
    for (fields, slot, expected, at, class) in table {
        let found = Actual::Character { at, class };
        assert_eq!(layout::encode(&fields), Err(refused(slot, expected, found)), "{slot:?}");
    }
    // Past the end of the slot there is no place to name.
    let past_the_end = layout::encode(&Fields { id: &long, ..none });
    assert_eq!(past_the_end, Err(refused(SlotName::Id, Text, Actual::TooLong)));
}

#[test]
fn blanks_at_the_ends_of_text_are_not_padding() {
    let none = Fields::default();
    for text in [" x", "x ", " "] {
        let table = [
            (Fields { kind: text, ..none }, SlotName::Kind),
            (Fields { id: text, ..none }, SlotName::Id),
            (Fields { original_id: text, ..none }, SlotName::OriginalId),
            (Fields { encrypted_card: text, ..none }, SlotName::EncryptedCard),
            (Fields { reserved: text, ..none }, SlotName::Reserved),
        ];
        for (fields, slot) in table {
            let wanted = refused(slot, Expected::Text, Actual::Padding);
            assert_eq!(layout::encode(&fields), Err(wanted), "{slot:?} {text:?}");
        }
    }
    let inside = Fields { id: "a b", ..none };
    assert_eq!(layout::encode(&inside).map(|bytes| layout::decode(bytes.expose()) == Ok(inside)), Ok(true));
}

#[test]
fn the_first_slot_that_does_not_fit_is_named() {
    let fields = Fields { id: "한", cvc: "7777", reserved: "\n", ..Fields::default() };
    assert_eq!(layout::encode(&fields).map_err(|e| e.slot), Err(Some(SlotName::Id)));
}

#[test]
fn values_that_could_not_be_read_back_are_not_written() {
    let three_months = Installments::new(3).expect("installments");
    let itself = Kind::Cancel { original: id(super::CANCEL_ID) };
    let table = [
        (
            Message { installments: three_months, ..cancel_values() },
            SlotName::Installments,
            Expected::CancelInstallments,
        ),
        (
            Message { amount: won(99), vat: won(0), ..payment_values() },
            SlotName::Amount,
            Expected::PaymentAmount,
        ),
        (
            Message { amount: won(0), vat: won(0), ..cancel_values() },
            SlotName::Amount,
            Expected::CancelAmount,
        ),
        (Message { vat: won(110_000), ..payment_values() }, SlotName::Vat, Expected::PaymentVat),
        (Message { vat: won(110_001), ..cancel_values() }, SlotName::Vat, Expected::CancelVat),
        (Message { kind: itself, ..cancel_values() }, SlotName::OriginalId, Expected::OtherOriginal),
    ];
    for (message, slot, expected) in table {
        assert_eq!(message.encode(), Err(refused(slot, expected, Actual::Value)), "{slot:?}");
    }
}

#[test]
fn the_edges_of_the_rules_are_written() {
    let twelve_months = Installments::new(12).expect("installments");
    let messages = [
        Message { installments: twelve_months, ..payment_values() },
        Message { amount: won(100), vat: won(99), ..payment_values() },
        Message { amount: won(1_000_000_000), ..payment_values() },
        Message { amount: won(1), vat: won(1), ..cancel_values() },
    ];
    for message in messages {
        let bytes = message.encode().expect("allowed");
        assert_eq!(Message::decode(bytes.expose()), Ok(message));
    }
}
