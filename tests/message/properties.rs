//! Properties of the codec: canonical in both directions, and safe with any bytes.

use paydesk::payment::{
    CardNumber, Cvc, Expiry, Installments, Kind, Message, Won,
    message::{Actual, Expected, Fields, MESSAGE_LEN, MessageBytes, SealedCard, SlotName, layout},
};
use proptest::prelude::*;

use super::{cancel, id, payment};

/// Any payment or cancel that follows the rules.
fn any_message() -> impl Strategy<Value = Message> {
    let card = ("[0-9]{10,16}", "(0[1-9]|1[0-2])[0-9]{2}", "[0-9]{3}");
    let ids =
        ("[!-~]{20}", "[!-~]{20}").prop_filter("a cancel names another", |(id, original)| id != original);
    let sealed = (1_u32.., "[A-Za-z0-9_-]{96}").prop_map(|(key, body)| format!("k{key}.{body}"));
    let numbers = (any::<bool>(), 0_u64..=12, 100_u64..=1_000_000_000, any::<prop::sample::Index>());
    (card, ids, sealed, numbers).prop_map(|(card, ids, sealed, numbers)| {
        let (payment, months, amount, vat) = numbers;
        let vat = vat.index(usize::try_from(amount).expect("fits"));
        Message {
            kind: if payment { Kind::Payment } else { Kind::Cancel { original: id(&ids.1) } },
            id: id(&ids.0),
            card: CardNumber::parse(&card.0).expect("a card number"),
            installments: Installments::new(if payment { months } else { 0 }).expect("installments"),
            expiry: Expiry::parse(&card.1).expect("an expiry"),
            cvc: Some(Cvc::parse(&card.2).expect("a CVC")),
            amount: Won::new(amount).expect("an amount"),
            vat: Won::new(vat as u64).expect("VAT"),
            sealed_card: SealedCard::parse(&sealed).expect("sealed text"),
        }
    })
}

/// Text that fills at most `width` bytes, without blanks at its ends.
fn text(width: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(b' '..=b'~', 0..=width)
        .prop_map(|bytes| bytes.into_iter().map(char::from).collect::<String>().trim().to_owned())
}

/// Bytes in the shape of a message, some of them replaced at random.
fn almost_a_message() -> impl Strategy<Value = Vec<u8>> {
    let place = (0..MESSAGE_LEN, any::<u8>());
    (prop::bool::ANY, prop::collection::vec(place, 0..4)).prop_map(|(is_payment, places)| {
        let mut bytes = if is_payment { payment() } else { cancel() }.into_bytes();
        for (index, byte) in places {
            bytes[index] = byte;
        }
        bytes
    })
}

/// Bytes that are accepted are written again as the very same bytes. Kept bytes are read as strictly, except for a
/// blank CVC.
fn refused_or_canonical(bytes: &[u8]) {
    if let Ok(fields) = layout::decode(bytes) {
        let again = layout::encode(&fields).expect("what is read can be written");
        assert_eq!(again.expose(), bytes);
        // Ours are those of any system whose cipher has our form.
        let (any, own) = (Message::check(&fields), Message::decode(bytes));
        match (any, &own) {
            (Ok(()), Err(error)) => assert_eq!(error.slot, Some(SlotName::EncryptedCard)),
            (Ok(()), Ok(_)) => {}
            (Err(error), own) => {
                let cipher = own.as_ref().is_err_and(|own| own.slot == Some(SlotName::EncryptedCard));
                assert!(cipher || own.as_ref() == Err(&error), "{error:?} {own:?}");
            }
        }
    }
    if let Ok(message) = Message::decode(bytes) {
        let again = message.encode().expect("what is read can be written");
        assert_eq!(again.expose(), bytes);
    }
    let kept = Message::decode_kept(bytes);
    if let Ok(message) = &kept {
        let again = message.encode().expect("what is read can be written");
        assert_eq!(again.expose(), bytes);
    }
    let cvc = SlotName::Cvc.slot().range();
    if bytes.len() == MESSAGE_LEN && bytes[cvc.clone()] == *b"   " {
        let mut filled = bytes.to_vec();
        filled[cvc].copy_from_slice(b"777");
        assert_eq!(kept, Message::decode(&filled).map(|message| Message { cvc: None, ..message }));
    } else {
        assert_eq!(kept, Message::decode(bytes));
    }
}

proptest! {
    #[test]
    fn a_message_is_read_as_it_was_written(message in any_message()) {
        let bytes = message.encode().expect("rules are kept");
        prop_assert_eq!(Message::decode(bytes.expose()), Ok(message));
        prop_assert_eq!(bytes.expose_str().len(), MESSAGE_LEN);
        prop_assert_eq!(bytes.masked().len(), MESSAGE_LEN);
    }

    #[test]
    fn a_message_without_a_cvc_is_read_where_it_is_kept(message in any_message()) {
        let message = Message { cvc: None, ..message };
        let bytes = message.encode().expect("rules are kept");
        refused_or_canonical(bytes.expose());
        let error = Message::decode(bytes.expose()).expect_err("a blank");
        prop_assert_eq!((error.slot, error.found), (Some(SlotName::Cvc), Actual::Blank));
        let masked = bytes.masked();
        prop_assert_eq!(masked.get(60..63), Some("   "));
        prop_assert_eq!(Message::decode_kept(bytes.expose()), Ok(message));
    }

    #[test]
    fn fields_are_read_as_they_were_written(
        (kind, id, original_id) in (text(10), text(20), text(20)),
        (card_number, expiry, cvc) in ("[0-9]{0,20}", "[0-9]{0,4}", "[0-9]{0,3}"),
        (installments, amount, vat) in (0_u64..=99, 0_u64..=9_999_999_999, 0_u64..=9_999_999_999),
        (encrypted_card, reserved) in (text(300), text(47)),
    ) {
        let fields = Fields {
            kind: &kind,
            id: &id,
            card_number: &card_number,
            installments,
            expiry: &expiry,
            cvc: &cvc,
            amount,
            vat,
            original_id: &original_id,
            encrypted_card: &encrypted_card,
            reserved: &reserved,
        };
        let bytes = layout::encode(&fields).expect("everything fits");
        prop_assert_eq!(layout::decode(bytes.expose()), Ok(fields));
    }

    #[test]
    fn any_message_with_one_other_byte_is_refused_or_canonical(
        message in any_message(),
        index in 0..MESSAGE_LEN,
        byte in any::<u8>(),
    ) {
        for cvc in [message.cvc.clone(), None] {
            let message = Message { cvc, ..message.clone() };
            let mut bytes = *message.encode().expect("rules are kept").expose();
            bytes[index] = byte;
            refused_or_canonical(&bytes);
        }
    }

    #[test]
    fn almost_a_message_is_refused_or_canonical(bytes in almost_a_message()) {
        refused_or_canonical(&bytes);
    }

    #[test]
    fn any_other_length_is_refused_by_its_length(
        message in any_message(),
        len in 0_usize..2 * MESSAGE_LEN,
        more in any::<u8>(),
    ) {
        prop_assume!(len != MESSAGE_LEN);
        let mut bytes = message.encode().expect("rules are kept").expose().to_vec();
        bytes.resize(len, more);
        let error = Message::decode(&bytes).expect_err("wrong length");
        prop_assert_eq!(
            (error.slot, error.expected, error.found),
            (None, Expected::MessageLength, Actual::Bytes(len))
        );
        prop_assert!(MessageBytes::from_slice(&bytes).is_none());
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), MESSAGE_LEN)) {
        refused_or_canonical(&bytes);
        let shown = MessageBytes::from_slice(&bytes).expect("450 bytes").masked();
        prop_assert_eq!(shown.len(), MESSAGE_LEN);
        prop_assert!(shown.bytes().all(|b| matches!(b, b' '..=b'~')));
    }

    #[test]
    fn any_fields_are_written_or_refused(
        text in any::<String>(),
        number in any::<u64>(),
        name in 1_usize..12,
    ) {
        let mut fields = Fields::default();
        match name {
            1 => fields.kind = &text,
            2 => fields.id = &text,
            3 => fields.card_number = &text,
            4 => fields.installments = number,
            5 => fields.expiry = &text,
            6 => fields.cvc = &text,
            7 => fields.amount = number,
            8 => fields.vat = number,
            9 => fields.original_id = &text,
            10 => fields.encrypted_card = &text,
            _ => fields.reserved = &text,
        }
        match layout::encode(&fields) {
            Ok(bytes) => prop_assert_eq!(layout::decode(bytes.expose()), Ok(fields)),
            Err(error) => prop_assert_eq!(error.slot.map(|slot| slot as usize), Some(name)),
        }
    }
}

#[test]
fn every_single_other_byte_of_the_example_is_refused_or_canonical() {
    for text in [payment(), cancel()] {
        let mut bytes = text.into_bytes();
        for index in 0..bytes.len() {
            let right = bytes[index];
            for byte in 0..=u8::MAX {
                bytes[index] = byte;
                refused_or_canonical(&bytes);
            }
            bytes[index] = right;
        }
    }
}

#[test]
fn blanks_of_the_example_bear_no_other_byte() {
    // Where the example is padded, another byte is another value or an error: never the same message.
    let text = payment();
    let example = Message::decode(text.as_bytes());
    for (index, _) in text.match_indices(' ') {
        for byte in (0..=u8::MAX).filter(|byte| *byte != b' ') {
            let mut bytes = text.clone().into_bytes();
            bytes[index] = byte;
            assert_ne!(Message::decode(&bytes), example, "{byte} at {index}");
        }
    }
}
