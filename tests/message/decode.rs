//! What strict decoding refuses, slot by slot, and what it takes at the edges.

use paydesk::payment::{
    CharClass, Code, Message,
    message::{Actual, Expected, MessageError, layout},
};

use super::*;

/// A slot, the text in it, what is expected there, and what is found instead.
type Row<'a> = (SlotName, &'a str, Expected, Actual);

fn at(at: usize, class: CharClass) -> Actual {
    Actual::Character { at, class }
}

/// Decodes every row's text in `message` and compares the whole error.
fn all_refused(message: fn(SlotName, &str) -> String, rows: &[Row<'_>]) {
    for (slot, text, expected, found) in rows {
        let error = Message::decode(message(*slot, text).as_bytes());
        let wanted = MessageError { slot: Some(*slot), expected: *expected, found: *found };
        assert_eq!(error, Err(wanted), "{slot:?} {text:?}");
    }
}

#[test]
fn every_other_number_of_bytes_is_refused() {
    let long = payment() + "  ";
    for len in (0..450).chain([451, 452]) {
        let wanted =
            MessageError { slot: None, expected: Expected::MessageLength, found: Actual::Bytes(len) };
        assert_eq!(Message::decode(&long.as_bytes()[..len]), Err(wanted));
        assert_eq!(layout::decode(&long.as_bytes()[..len]), Err(wanted));
    }
}

#[test]
fn length_counts_bytes_and_not_characters() {
    // 450 characters, 452 bytes.
    let text = payment_with(SlotName::Reserved, &" ".repeat(47)).replacen("  ", "한 ", 1);
    assert_eq!(text.chars().count(), 450);
    let error = Message::decode(text.as_bytes()).expect_err("452 bytes");
    assert_eq!(error.found, Actual::Bytes(452));
}

#[test]
fn an_error_tells_place_and_code_and_never_the_content() {
    let error = Message::decode(payment_with(SlotName::CardNumber, "123456789           ").as_bytes())
        .expect_err("nine digits");
    assert_eq!((error.field(), error.offset(), error.width()), ("card_number", 34, 20));
    assert_eq!(error.code(), Code::MessageInvalid);
    assert_eq!(error.to_string(), "card_number: expected CardNumber, found Value");

    let error = Message::decode(b" 446").expect_err("four bytes");
    assert_eq!((error.field(), error.offset(), error.width()), ("message", 0, 450));
    assert_eq!(error.to_string(), "message: expected MessageLength, found Bytes(4)");
}

#[test]
fn length_and_kind_are_literal() {
    use Expected::{Kind, LengthLiteral, Text};
    use SlotName as S;
    all_refused(
        payment_with,
        &[
            (S::Length, " 445", LengthLiteral, Actual::Value),
            (S::Length, " 450", LengthLiteral, Actual::Value),
            (S::Length, "0446", LengthLiteral, Actual::Padding),
            (S::Length, "446 ", LengthLiteral, Actual::Padding),
            (S::Length, "    ", LengthLiteral, Actual::Blank),
            (S::Length, " 4x6", LengthLiteral, at(2, CharClass::Letter)),
            (S::Length, "\u{1b}446", LengthLiteral, at(0, CharClass::Control)),
            (S::Kind, "          ", Kind, Actual::Blank),
            (S::Kind, "payment   ", Kind, Actual::Value),
            (S::Kind, "PAYMENTS  ", Kind, Actual::Value),
            (S::Kind, "PAY MENT  ", Kind, Actual::Value),
            (S::Kind, " PAYMENT  ", Text, Actual::Padding),
            (S::Kind, "PAYMENT\0\0\0", Text, at(11, CharClass::Control)),
        ],
    );
}

#[test]
fn ids_are_twenty_visible_characters() {
    use Expected::{Id, Text};
    use SlotName::Id as Slot;
    all_refused(
        payment_with,
        &[
            (Slot, "                    ", Id, Actual::Blank),
            (Slot, "XXXXXXXXXXXXXXXXXXX ", Id, Actual::Value),
            (Slot, "XXXXXXXXXX XXXXXXXXX", Id, Actual::Value),
            (Slot, " XXXXXXXXXXXXXXXXXXX", Text, Actual::Padding),
            (Slot, "XXXXXXXXXXXXXXXXXXX\t", Text, at(33, CharClass::Control)),
            (Slot, "XXXXXXXXXXXXXXXXXXX\u{7f}", Text, at(33, CharClass::Control)),
            (Slot, "XXXXXXXXXXXXXXXXXX\u{e9}", Text, at(32, CharClass::NotAscii)),
        ],
    );
}

#[test]
fn card_numbers_are_ten_to_sixteen_digits_on_the_left() {
    use Expected::{CardNumber, Digits};
    use SlotName::CardNumber as Slot;
    all_refused(
        payment_with,
        &[
            (Slot, "                    ", CardNumber, Actual::Blank),
            (Slot, "123456789           ", CardNumber, Actual::Value),
            (Slot, "12345678901234567   ", CardNumber, Actual::Value),
            (Slot, "12345678901234560000", CardNumber, Actual::Value),
            (Slot, "    1234567890123456", Digits, Actual::Padding),
            (Slot, "1234 567890123456   ", Digits, at(38, CharClass::Blank)),
            (Slot, "1234-567890123456   ", Digits, at(38, CharClass::Sign)),
            (Slot, "123456789O123456    ", Digits, at(43, CharClass::Letter)),
            (Slot, "1234567890123456\0\0\0\0", Digits, at(50, CharClass::Control)),
            (Slot, "\u{ff11}2345678901234    ", Digits, at(34, CharClass::NotAscii)),
        ],
    );
    for digits in ["1234567890", "0000000000", "1234567890123456"] {
        let message = Message::decode(payment_with(Slot, &format!("{digits:<20}")).as_bytes());
        assert_eq!(message.map(|m| m.card.expose().to_owned()), Ok(digits.to_owned()));
    }
}

#[test]
fn expiry_and_cvc_fill_their_slots() {
    use Expected::{Cvc, Digits, Expiry};
    use SlotName as S;
    all_refused(
        payment_with,
        &[
            (S::Expiry, "1325", Expiry, Actual::Value),
            (S::Expiry, "0025", Expiry, Actual::Value),
            (S::Expiry, "112 ", Expiry, Actual::Value),
            (S::Expiry, "    ", Expiry, Actual::Blank),
            (S::Expiry, " 125", Digits, Actual::Padding),
            (S::Expiry, "1/25", Digits, at(57, CharClass::Symbol)),
            (S::Cvc, "77 ", Cvc, Actual::Value),
            (S::Cvc, "   ", Cvc, Actual::Blank),
            (S::Cvc, " 77", Digits, Actual::Padding),
            (S::Cvc, "7 7", Digits, at(61, CharClass::Blank)),
            (S::Cvc, "7x7", Digits, at(61, CharClass::Letter)),
        ],
    );
    all_refused(cancel_with, &[(S::Cvc, "   ", Cvc, Actual::Blank), (S::Cvc, "77 ", Cvc, Actual::Value)]);
    for month in 1..=12 {
        let mmyy = format!("{month:02}00");
        let message = Message::decode(payment_with(S::Expiry, &mmyy).as_bytes());
        assert_eq!(message.map(|m| m.expiry.month()), Ok(month));
    }
}

#[test]
fn a_blank_cvc_is_read_where_it_is_kept_and_nowhere_else() {
    for (with, values) in
        [(payment_with as fn(_, &str) -> String, payment_values()), (cancel_with, cancel_values())]
    {
        let blank = with(SlotName::Cvc, "   ");
        let without = Message { cvc: None, ..values.clone() };
        assert_eq!(without.encode().expect("written").expose_str(), blank);
        assert_eq!(Message::decode_kept(blank.as_bytes()), Ok(without));
        assert_eq!(layout::decode(blank.as_bytes()).map(|fields| fields.cvc), Ok(""));
        let strict = Message::decode(blank.as_bytes()).expect_err("a blank");
        assert_eq!((strict.field(), strict.offset(), strict.width()), ("cvc", 60, 3));
        assert_eq!((strict.expected, strict.found), (Expected::Cvc, Actual::Blank));
        // Whole, or not at all.
        assert_eq!(Message::decode_kept(with(SlotName::Cvc, "777").as_bytes()), Ok(values));
        for text in ["7  ", "77 ", " 77", "  7", "7 7", "7x7", "***", "\0\0\0"] {
            let wrong = with(SlotName::Cvc, text);
            let error = Message::decode(wrong.as_bytes()).expect_err("no CVC");
            assert_eq!(Message::decode_kept(wrong.as_bytes()), Err(error), "{text:?}");
        }
    }
}

#[test]
fn installments_are_two_digits_and_none_on_a_cancel() {
    use Expected::{CancelInstallments, Installments, ZeroFilledNumber};
    use SlotName::Installments as Slot;
    all_refused(
        payment_with,
        &[
            (Slot, "13", Installments, Actual::Value),
            (Slot, "99", Installments, Actual::Value),
            (Slot, "  ", ZeroFilledNumber, Actual::Blank),
            (Slot, " 3", ZeroFilledNumber, Actual::Padding),
            (Slot, "3 ", ZeroFilledNumber, Actual::Padding),
            (Slot, "-1", ZeroFilledNumber, at(54, CharClass::Sign)),
        ],
    );
    all_refused(
        cancel_with,
        &[
            (Slot, "01", CancelInstallments, Actual::Value),
            (Slot, "13", CancelInstallments, Actual::Value),
            (Slot, " 0", ZeroFilledNumber, Actual::Padding),
        ],
    );
    for months in 0..=12 {
        let message = Message::decode(payment_with(Slot, &format!("{months:02}")).as_bytes());
        assert_eq!(message.map(|m| m.installments.months()), Ok(months));
    }
}

#[test]
fn amounts_are_right_aligned_and_in_range() {
    use Expected::{CancelAmount, Number, PaymentAmount};
    use SlotName::Amount as Slot;
    all_refused(
        payment_with,
        &[
            (Slot, "         0", PaymentAmount, Actual::Value),
            (Slot, "        99", PaymentAmount, Actual::Value),
            (Slot, "1000000001", PaymentAmount, Actual::Value),
            (Slot, "9999999999", PaymentAmount, Actual::Value),
            (Slot, "          ", Number, Actual::Blank),
            (Slot, "0000110000", Number, Actual::Padding),
            (Slot, "   0110000", Number, Actual::Padding),
            (Slot, "110000    ", Number, Actual::Padding),
            (Slot, "   110 000", Number, Actual::Padding),
            (Slot, "   110,000", Number, at(69, CharClass::Symbol)),
            (Slot, "   +110000", Number, at(66, CharClass::Sign)),
            (Slot, "0x00110000", Number, at(64, CharClass::Letter)),
        ],
    );
    all_refused(
        cancel_with,
        &[
            (Slot, "         0", CancelAmount, Actual::Value),
            (Slot, "1000000001", CancelAmount, Actual::Value),
            (Slot, "0000110000", Number, Actual::Padding),
        ],
    );
    let edges = [(PAYMENT_EDGES, payment_slots as fn() -> [String; 12]), (CANCEL_EDGES, cancel_slots)];
    for (amounts, slots) in edges {
        for amount in amounts {
            let mut slots = slots();
            replace(&mut slots, Slot, &format!("{amount:>10}"));
            replace(&mut slots, SlotName::Vat, "0000000000");
            let message = Message::decode(slots.concat().as_bytes());
            assert_eq!(message.map(|m| m.amount.get()), Ok(amount));
        }
    }
}

const PAYMENT_EDGES: [u64; 2] = [100, 1_000_000_000];
const CANCEL_EDGES: [u64; 2] = [1, 1_000_000_000];

#[test]
fn vat_is_below_a_payment_and_within_a_cancel() {
    use Expected::{CancelVat, PaymentVat, ZeroFilledNumber};
    use SlotName::Vat as Slot;
    all_refused(
        payment_with,
        &[
            (Slot, "0000110000", PaymentVat, Actual::Value),
            (Slot, "0000110001", PaymentVat, Actual::Value),
            (Slot, "9999999999", PaymentVat, Actual::Value),
            (Slot, "          ", ZeroFilledNumber, Actual::Blank),
            (Slot, "     10000", ZeroFilledNumber, Actual::Padding),
            (Slot, "10000     ", ZeroFilledNumber, Actual::Padding),
            (Slot, "00000-1000", ZeroFilledNumber, at(78, CharClass::Sign)),
            (Slot, "000000100.", ZeroFilledNumber, at(82, CharClass::Symbol)),
        ],
    );
    all_refused(cancel_with, &[(Slot, "0000110001", CancelVat, Actual::Value)]);
    let vat = |text: String| Message::decode(text.as_bytes()).map(|m| m.vat.get());
    assert_eq!(vat(payment_with(Slot, "0000000000")), Ok(0));
    assert_eq!(vat(payment_with(Slot, "0000109999")), Ok(109_999));
    assert_eq!(vat(cancel_with(Slot, "0000110000")), Ok(110_000));
}

#[test]
fn only_a_cancel_names_another_transaction() {
    use Expected::{Id, NoOriginal, OtherOriginal, Text};
    use SlotName::OriginalId as Slot;
    all_refused(
        payment_with,
        &[
            (Slot, CANCEL_ID, NoOriginal, Actual::Value),
            (Slot, "-                   ", NoOriginal, Actual::Value),
            (Slot, "                   0", Text, Actual::Padding),
        ],
    );
    all_refused(
        cancel_with,
        &[
            (Slot, "                    ", OtherOriginal, Actual::Blank),
            (Slot, CANCEL_ID, OtherOriginal, Actual::Value),
            (Slot, "XXXXXXXXXXXXXXXXXXX ", Id, Actual::Value),
            (Slot, "XXXXXXXXXX XXXXXXXXX", Id, Actual::Value),
            (Slot, " XXXXXXXXXXXXXXXXXXX", Text, Actual::Padding),
        ],
    );
}

#[test]
fn the_cipher_has_one_form() {
    use Expected::{SealedCard, Text};
    let body = "A".repeat(96);
    let table = [
        (String::new(), SealedCard, Actual::Blank),
        ("1234567890123456|1125|777".to_owned(), SealedCard, Actual::Value),
        (body.clone(), SealedCard, Actual::Value),
        (format!("k0.{body}"), SealedCard, Actual::Value),
        (format!("k01.{body}"), SealedCard, Actual::Value),
        (format!("k4294967296.{body}"), SealedCard, Actual::Value),
        (format!("k1.{body}A"), SealedCard, Actual::Value),
        (format!("k1.{}", "A".repeat(95)), SealedCard, Actual::Value),
        (format!("k1.{}=", "A".repeat(95)), SealedCard, Actual::Value),
        (format!("k1.{} A", "A".repeat(94)), SealedCard, Actual::Value),
        ("A".repeat(300), SealedCard, Actual::Value),
        (format!(" k1.{body}"), Text, Actual::Padding),
        (format!("k1.{body}\r\n"), Text, at(202, CharClass::Control)),
    ];
    for (text, expected, found) in table {
        let padded = format!("{text:<300}");
        all_refused(payment_with, &[(SlotName::EncryptedCard, &padded, expected, found)]);
    }
}

#[test]
fn reserved_is_blank() {
    use Expected::{Blank, Text};
    use SlotName::Reserved as Slot;
    let (first, last) = (format!("{:<47}", "x"), format!("{:>47}", "x"));
    let line_end = format!("{:>47}", "\n");
    all_refused(
        payment_with,
        &[
            (Slot, &first, Blank, Actual::Value),
            (Slot, &last, Text, Actual::Padding),
            (Slot, &line_end, Text, at(449, CharClass::Control)),
        ],
    );
}

#[test]
fn the_first_error_counts() {
    let slot = |slots: [String; 12]| Message::decode(slots.concat().as_bytes()).map_err(|e| e.slot);
    let mut slots = payment_slots();
    replace(&mut slots, SlotName::Vat, "9999999999");
    replace(&mut slots, SlotName::Expiry, "1325");
    replace(&mut slots, SlotName::Id, "short               ");
    // Of several broken rules, the first in the message.
    assert_eq!(slot(slots.clone()), Err(Some(SlotName::Id)));
    // A broken layout before a broken rule.
    replace(&mut slots, SlotName::Amount, "0000110000");
    assert_eq!(slot(slots.clone()), Err(Some(SlotName::Amount)));
    // A byte that has no place in any message before both.
    replace(&mut slots, SlotName::OriginalId, "\0                   ");
    assert_eq!(slot(slots), Err(Some(SlotName::OriginalId)));
}
