//! The codec uses no heap: neither to write a message, nor to read one, nor to refuse one.

#![forbid(unsafe_code)]

use allocation_counter::measure;
use paydesk::payment::{
    CardNumber, Cvc, Expiry, Installments, Kind, Message, TransactionId, Won,
    message::{SealedCard, layout},
};

fn message() -> Message {
    Message {
        kind: Kind::Cancel { original: TransactionId::parse("26112114320712301007").expect("an id") },
        id: TransactionId::parse("26112209151140201004").expect("an id"),
        card: CardNumber::parse("5409120048213456").expect("a card number"),
        installments: Installments::LUMP_SUM,
        expiry: Expiry::parse("1130").expect("an expiry"),
        cvc: Some(Cvc::parse("777").expect("a CVC")),
        amount: Won::new(110_000).expect("an amount"),
        vat: Won::new(10_000).expect("VAT"),
        sealed_card: SealedCard::parse(&format!("k1.{}", "A".repeat(96))).expect("sealed text"),
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(measure(|| drop(std::hint::black_box(vec![0_u8; 450]))).count_total, 1);
}

#[test]
fn encoding_allocates_nothing() {
    let message = message();
    let used = measure(|| assert!(message.encode().is_ok()));
    assert_eq!(used.count_total, 0);
}

#[test]
fn decoding_allocates_nothing() {
    let bytes = message().encode().expect("the message fits");
    let used = measure(|| {
        assert!(layout::decode(bytes.expose()).is_ok());
        assert!(Message::decode(bytes.expose()).is_ok());
    });
    assert_eq!(used.count_total, 0);
}

#[test]
fn a_cvc_that_is_not_kept_changes_nothing_about_that() {
    let message = Message { cvc: None, ..message() };
    let used = measure(|| {
        let bytes = message.encode().expect("the message fits");
        assert!(Message::decode_kept(bytes.expose()).is_ok());
        assert!(Message::decode(bytes.expose()).is_err());
    });
    assert_eq!(used.count_total, 0);
}

#[test]
fn refusing_allocates_nothing() {
    let right = *message().encode().expect("the message fits").expose();
    let used = measure(|| {
        for index in 0..right.len() {
            let mut wrong = right;
            wrong[index] = 0x1b;
            assert!(Message::decode(&wrong).is_err());
        }
    });
    assert_eq!(used.count_total, 0);
}
