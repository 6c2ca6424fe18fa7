//! Random bytes for the strict and the layout decoder.

use paydesk::payment::{
    Message,
    message::{MESSAGE_LEN, MessageBytes, layout},
};

use crate::{each, mutate::changed, shop};

/// Messages as the desk writes them.
fn real_messages() -> Vec<Vec<u8>> {
    let shop = shop::Shop::new();
    let mut desk = shop.open();
    let mut messages = Vec::new();
    for (card, amount, months) in
        [(shop::CARD, "1000", "0"), (shop::OTHER_CARD, "1000000000", "12"), ("1234567890", "100", "1")]
    {
        let paid = desk.pay(&shop::form(card, amount, "", months), &shop::meant()).expect("paid");
        let cancelled = desk.cancel(&shop::rest(paid.transaction.id), None).expect("cancelled");
        messages.extend([paid, cancelled].map(|receipt| receipt.message.expose().to_vec()));
    }
    messages
}

#[test]
fn messages_are_refused_or_canonical() {
    let real = real_messages();
    let samples: Vec<&[u8]> = real.iter().map(Vec::as_slice).collect();
    each("messages", 20_000, |dice| {
        let mut bytes = changed(&samples, dice);
        if dice.below(4) > 0 {
            // Of the right length, so that more than the length is checked.
            bytes.resize(MESSAGE_LEN, b' ');
        }
        if let Ok(fields) = layout::decode(&bytes) {
            let again = layout::encode(&fields).expect("what is read can be written");
            assert_eq!(again.expose().as_slice(), bytes);
        }
        match Message::decode(&bytes) {
            Ok(message) => {
                let again = message.encode().expect("what is read can be written");
                assert_eq!(again.expose().as_slice(), bytes);
                assert!(layout::decode(&bytes).is_ok());
                assert_eq!(again.masked().len(), MESSAGE_LEN);
            }
            Err(error) => {
                assert!(error.offset() + error.width() <= MESSAGE_LEN, "{error:?}");
                assert!(!error.to_string().is_empty());
            }
        }
        if let Ok(message) = Message::decode_kept(&bytes) {
            assert_eq!(message.cvc.is_some(), Message::decode(&bytes).is_ok());
            assert_eq!(message.encode().expect("what is read can be written").expose().as_slice(), bytes);
        }
        if let Some(stored) = MessageBytes::from_slice(&bytes) {
            assert_eq!(stored.masked().len(), MESSAGE_LEN);
        }
    });
}
