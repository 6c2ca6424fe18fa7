//! What may be shown of a message: never a whole card number, never a CVC.

use paydesk::payment::message::{Fields, MessageBytes, layout};

use super::*;

fn masked(text: &str) -> String {
    MessageBytes::from_slice(text.as_bytes()).expect("450 bytes").masked()
}

#[test]
fn a_masked_message_keeps_every_other_column() {
    let mut shown = payment_slots();
    replace(&mut shown, SlotName::CardNumber, "123456*******456    ");
    replace(&mut shown, SlotName::Cvc, "***");
    assert_eq!(masked(&payment()), shown.concat());

    replace(&mut shown, SlotName::CardNumber, "123456*890          ");
    assert_eq!(masked(&payment_with(SlotName::CardNumber, "1234567890          ")), shown.concat());
}

#[test]
fn what_is_no_card_number_is_hidden_whole() {
    for (digits, stars) in [
        ("                    ", "                    "),
        ("123456789           ", "*********           "),
        ("12345678901234567   ", "*****************   "),
        ("12345678901234567890", "********************"),
    ] {
        let mut shown = payment_slots();
        replace(&mut shown, SlotName::CardNumber, stars);
        replace(&mut shown, SlotName::Cvc, "***");
        assert_eq!(masked(&payment_with(SlotName::CardNumber, digits)), shown.concat());
    }
}

#[test]
fn a_short_cvc_is_hidden_too() {
    let mut shown = payment_slots();
    replace(&mut shown, SlotName::CardNumber, "123456*******456    ");
    replace(&mut shown, SlotName::Cvc, "*  ");
    assert_eq!(masked(&payment_with(SlotName::Cvc, "7  ")), shown.concat());
}

#[test]
fn a_broken_layout_shows_no_digit_at_all() {
    let shifted = format!("{} ", payment().replacen(" 446", "446", 1));
    let broken = [
        shifted,
        payment_with(SlotName::CardNumber, "    1234567890123456"),
        payment_with(SlotName::CardNumber, "1234 5678 9012 3456 "),
        payment_with(SlotName::Reserved, &format!("{:>47}", "1234567890123456")),
        payment_with(SlotName::Id, "\u{1b}]52;c;1234567890123"),
    ];
    for text in broken {
        let shown = masked(&text);
        assert_eq!(shown.len(), 450);
        assert!(shown.bytes().all(|b| matches!(b, b' '..=b'~') && !b.is_ascii_digit()), "{shown}");
    }
}

#[test]
fn foreign_bytes_take_one_column_each() {
    let shown = masked(&payment_with(SlotName::Id, "한국ABCDEFGHIJKLMN"));
    assert_eq!(shown.len(), 450);
    assert_eq!(shown.get(10..36), Some("T   ******ABCDEFGHIJKLMN**"));
}

#[test]
fn debug_shows_neither_card_nor_cvc() {
    let message = payment_values();
    let bytes = message.encode().expect("the example fits");
    let text = payment();
    let fields = layout::decode(text.as_bytes()).expect("the layout is right");

    assert_eq!(format!("{bytes:?}"), format!("MessageBytes({:?})", bytes.masked()));
    assert_eq!(
        format!("{fields:?}"),
        "Fields { kind: \"PAYMENT\", id: \"XXXXXXXXXXXXXXXXXXXX\", amount: 110000, vat: 10000, original_id: \"\", .. }"
    );
    assert_eq!(
        format!("{message:?}"),
        "Message { kind: Payment, id: TransactionId(XXXXXXXXXXXXXXXXXXXX), card: CardNumber(123456*******456), \
         installments: Installments(0), expiry: Expiry(11/25), cvc: Some(Cvc(***)), amount: Won(110000), vat: Won(10000), \
         sealed_card: SealedCard(k1) }"
    );
    assert_eq!(format!("{:?}", Fields { cvc: "777", ..Fields::default() }).find("777"), None);
}

#[test]
fn errors_show_no_content() {
    let text = payment_with(SlotName::CardNumber, "12345678901234567   ");
    let error = paydesk::payment::Message::decode(text.as_bytes()).expect_err("17 digits");
    assert_eq!(
        format!("{error:?}"),
        "MessageError { slot: Some(CardNumber), expected: CardNumber, found: Value }"
    );
}
