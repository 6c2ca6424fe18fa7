//! The documented example and the table of slots, both typed off the design by hand.

use paydesk::payment::{
    Message,
    message::{Fields, MESSAGE_LEN, SLOTS, layout},
};

use super::*;

/// The example as documented, up to the cipher; `_` is a blank.
const PAYMENT: &str =
    "_446PAYMENT___XXXXXXXXXXXXXXXXXXXX1234567890123456____001125777____1100000000010000____________________";
const CANCEL: &str =
    "_446CANCEL____ZZZZZZZZZZZZZZZZZZZZ1234567890123456____001125777____1100000000010000XXXXXXXXXXXXXXXXXXXX";

/// Name, offset, width and kind of every slot as documented.
const TABLE: [(&str, usize, usize, &str); 12] = [
    ("length", 0, 4, "N"),
    ("kind", 4, 10, "C"),
    ("id", 14, 20, "C"),
    ("card_number", 34, 20, "NL"),
    ("installments", 54, 2, "N0"),
    ("expiry", 56, 4, "NL"),
    ("cvc", 60, 3, "NL"),
    ("amount", 63, 10, "N"),
    ("vat", 73, 10, "N0"),
    ("original_id", 83, 20, "C"),
    ("encrypted_card", 103, 300, "C"),
    ("reserved", 403, 47, "C"),
];

/// 450 bytes: the documented 103, the cipher, and blanks.
fn documented(start: &str) -> String {
    format!("{:<450}", start.replace('_', " ") + &sealed())
}

#[test]
fn the_table_of_slots_is_the_documented_one() {
    let table = SLOTS.map(|slot| (slot.name.as_str(), slot.offset, slot.width, slot.kind.name()));
    assert_eq!(table, TABLE);
    assert_eq!(MESSAGE_LEN, 450);
}

#[test]
fn the_hand_made_slots_are_the_documented_messages() {
    assert_eq!(payment(), documented(PAYMENT));
    assert_eq!(cancel(), documented(CANCEL));
}

#[test]
fn the_documented_payment_is_written_byte_for_byte() {
    let bytes = payment_values().encode().expect("the example fits");
    assert_eq!(bytes.expose_str(), documented(PAYMENT));
    assert_eq!(bytes.expose().as_slice(), documented(PAYMENT).as_bytes());
}

#[test]
fn the_documented_cancel_is_written_byte_for_byte() {
    let bytes = cancel_values().encode().expect("the example fits");
    assert_eq!(bytes.expose_str(), documented(CANCEL));
}

#[test]
fn the_documented_messages_are_read_back_as_values() {
    assert_eq!(Message::decode(documented(PAYMENT).as_bytes()), Ok(payment_values()));
    assert_eq!(Message::decode(documented(CANCEL).as_bytes()), Ok(cancel_values()));
}

/// The documented example as it is printed: the ids are letters, and the cipher is that of another system.
#[test]
fn the_documented_messages_are_messages_whatever_the_cipher() {
    for start in [PAYMENT, CANCEL] {
        for cipher in ["Y".repeat(300), "YYY".to_owned(), "~!@ 4#".to_owned(), sealed()] {
            let text = format!("{:<450}", start.replace('_', " ") + &cipher);
            let fields = layout::decode(text.as_bytes()).expect("the layout");
            assert_eq!(Message::check(&fields), Ok(()), "{cipher}");
            assert_eq!(fields.encrypted_card, cipher);
            assert_eq!(layout::encode(&fields).map(|bytes| bytes.expose_str().to_owned()), Ok(text.clone()));
            let is_own = Message::decode(text.as_bytes()).is_ok();
            assert_eq!(is_own, cipher == sealed(), "{cipher}");
        }
    }
}

#[test]
fn the_layout_gives_text_without_padding_and_numbers_as_numbers() {
    let sealed = sealed();
    let fields = Fields {
        kind: "CANCEL",
        id: CANCEL_ID,
        card_number: "1234567890123456",
        installments: 0,
        expiry: "1125",
        cvc: "777",
        amount: 110_000,
        vat: 10_000,
        original_id: PAYMENT_ID,
        encrypted_card: &sealed,
        reserved: "",
    };
    assert_eq!(layout::decode(cancel().as_bytes()), Ok(fields));
    assert_eq!(layout::encode(&fields).map(|bytes| bytes.expose_str().to_owned()), Ok(cancel()));
}

#[test]
fn the_layout_knows_no_rule() {
    // Neither payment nor cancel, and nothing in any slot: still a message of the right shape.
    let empty = format!(" 446{:50}00{:7}         00000000000{:367}", "", "", "");
    assert_eq!(layout::decode(empty.as_bytes()), Ok(Fields::default()));
    assert_eq!(layout::encode(&Fields::default()).map(|bytes| bytes.expose_str().to_owned()), Ok(empty));
}
