//! `paydesk message decode`, and encoding followed by decoding

use crate::{
    home::{Home, PAYMENT, RunOutput, text, value},
    slots::{
        AMOUNT, BLANK, CARD_NUMBER, CVC, DIGITS, ENCRYPTED_CARD, EXPIRY, INSTALLMENTS, KIND, NUMBER,
        ORIGINAL_ID, OTHER, PADDING, Phrase, RESERVED, Slot, SlotError, TEXT, VAT, ZEROS, slot_errors,
    },
};

const CONTROL_AT_61: Phrase = ("a control character at offset 61", "제어 문자 (위치 61)");
const NOT_ASCII_AT_403: Phrase = ("a byte that is not ASCII at offset 403", "ASCII가 아닌 바이트 (위치 403)");

pub const ENCODE: &[&str] = &["message", "encode"];
const DECODE: &[&str] = &["message", "decode"];
pub const LAYOUT_ONLY: &[&str] = &["message", "decode", "--layout-only"];
const OWN: &[&str] = &["message", "decode", "--own"];

/// The fields of a payment that follows every rule.
pub fn payment() -> String {
    let sealed = "A".repeat(96);
    format!(
        "{{\"kind\":\"PAYMENT\",\"id\":\"26112114320712301007\",\"card_number\":\"1234567890123456\",\"installments\":0,\
         \"expiry\":\"1125\",\"cvc\":\"777\",\"amount\":110000,\"vat\":10000,\"original_id\":\"\",\
         \"encrypted_card\":\"k1.{sealed}\",\"reserved\":\"\"}}"
    )
}

/// Its message.
pub fn message() -> String {
    let sealed = "A".repeat(96);
    format!(
        " 446PAYMENT   261121143207123010071234567890123456    001125777    1100000000010000{:20}{:300}{:47}",
        "",
        format!("k1.{sealed}"),
        ""
    )
}

/// Field, message and offset of every error of an answer.
pub fn all_wrong(ran: &RunOutput) -> Vec<SlotError> {
    let answer = value(&ran.out);
    let errors = answer.get("errors").and_then(|errors| errors.as_array());
    let errors = errors.unwrap_or_else(|| panic!("{}", ran.out));
    assert_eq!((answer.get("error"), ran.code), (errors.first(), Some(1)));
    let told = errors.iter().map(|error| {
        assert_eq!(text(error, "code"), "message_invalid");
        let offset = error.get("offset").and_then(serde_json::Value::as_u64);
        (text(error, "field").to_owned(), text(error, "message").to_owned(), offset)
    });
    told.collect()
}

/// The only error of an answer.
fn wrong(ran: &RunOutput) -> SlotError {
    let [only] = <[SlotError; 1]>::try_from(all_wrong(ran)).expect("one error");
    only
}

#[test]
fn there_and_back() {
    let home = Home::new();
    assert_eq!(home.ok(ENCODE, payment()), message() + "\n");
    assert_eq!(home.ok(DECODE, message()), payment() + "\n");
    assert_eq!(home.ok(DECODE, message() + "\r\n" + &message() + "\n"), (payment() + "\n").repeat(2));

    let paid = text(&home.pay(PAYMENT), "message").to_owned();
    let id = text(&value(&home.ok(&["list", "--json"], "")), "id").to_owned();
    let cancelled = text(&home.cancel(&id, 1_100), "message").to_owned();
    let messages = format!("{paid}\n{cancelled}\n");
    assert_eq!(home.ok(ENCODE, home.ok(DECODE, &messages)), messages);
    let decoded = home.ok(DECODE, &cancelled);
    let decoded = value(&decoded);
    assert_eq!((text(&decoded, "kind"), text(&decoded, "original_id")), ("CANCEL", id.as_str()));
}

#[test]
fn no_ledger_or_keyring_is_opened() {
    let home = Home::new();
    home.ok(ENCODE, payment());
    home.ok(DECODE, message());
    assert!(!home.path("data").exists() && !home.path("config").exists());
}

/// The message with `text` at `offset`.
fn put(offset: usize, text: &str) -> Vec<u8> {
    let mut bytes = message().into_bytes();
    bytes.splice(offset..offset + text.len(), text.bytes());
    bytes
}

#[test]
fn what_breaks_the_layout_is_always_refused() {
    let home = Home::new();
    let length: Slot = ("length", 0, 4);
    for (input, slot, expected, found) in [
        (put(0, " 447"), length, ("` 446`", "` 446`"), OTHER),
        (put(0, "0446"), length, ("` 446`", "` 446`"), PADDING),
        (put(4, " PAYMENT"), KIND, TEXT, PADDING),
        (put(34, " "), CARD_NUMBER, DIGITS, PADDING),
        (put(54, " 3"), INSTALLMENTS, ZEROS, PADDING),
        (put(60, "7\u{1b}7"), CVC, DIGITS, CONTROL_AT_61),
        (put(63, "0000110000"), AMOUNT, NUMBER, PADDING),
        (put(63, "          "), AMOUNT, NUMBER, BLANK),
        (put(403, "\u{e9}"), RESERVED, TEXT, NOT_ASCII_AT_403),
    ] {
        for args in [DECODE, LAYOUT_ONLY] {
            for (lang, told) in slot_errors(slot, expected, found) {
                assert_eq!(wrong(&home.run(&[args, &["--lang", lang]].concat(), &input)), told);
            }
        }
    }
}

#[test]
fn what_breaks_the_rules_is_refused_unless_only_the_layout_is_asked() {
    let home = Home::new();
    for (input, slot, expected) in [
        (put(4, "REFUND "), KIND, ("PAYMENT or CANCEL", "PAYMENT 또는 CANCEL")),
        (put(34, "123456789       "), CARD_NUMBER, ("10 to 16 digits", "숫자 10~16자리")),
        (put(54, "13"), INSTALLMENTS, ("00 to 12", "00~12")),
        (put(56, "1325"), EXPIRY, ("MMYY, month 01 to 12", "MMYY, 01~12월")),
        (put(63, "        99"), AMOUNT, ("100 to 1,000,000,000", "100~1,000,000,000")),
        (put(73, "0000110000"), VAT, ("less than the amount", "금액보다 작은 수")),
        (put(83, "26112114320712301007"), ORIGINAL_ID, ("blanks on a payment", "빈칸(결제)")),
        (put(403, "x"), RESERVED, ("blanks", "빈칸")),
    ] {
        for (lang, told) in slot_errors(slot, expected, OTHER) {
            assert_eq!(wrong(&home.run(&[DECODE, &["--lang", lang]].concat(), &input)), told);
        }
        home.ok(LAYOUT_ONLY, &input);
    }
    let blank = put(60, "   ");
    for (lang, told) in slot_errors(CVC, ("3 digits", "숫자 3자리"), BLANK) {
        assert_eq!(wrong(&home.run(&[DECODE, &["--lang", lang]].concat(), &blank)), told);
    }
    let fields = payment().replace("\"777\"", "\"\"");
    assert_eq!(home.ok(LAYOUT_ONLY, &blank), fields.clone() + "\n");
    assert_eq!(home.ok(ENCODE, fields).as_bytes(), [blank, b"\n".to_vec()].concat());
}

/// The example of the message's specification: `X`, `Z` and `Y` stand in it for ids and another system's cipher text.
#[test]
fn the_documented_example_is_decoded_whatever_its_cipher() {
    const PAYMENT: &str = "_446PAYMENT___XXXXXXXXXXXXXXXXXXXX1234567890123456____001125777____1100000000010000____________________";
    const CANCEL: &str = "_446CANCEL____ZZZZZZZZZZZZZZZZZZZZ1234567890123456____001125777____1100000000010000XXXXXXXXXXXXXXXXXXXX";
    const OURS: Phrase =
        ("k, a key id, a full stop and 96 characters of base64url", "k, 키 번호, 마침표, base64url 96자");
    let home = Home::new();
    for (start, kind, id, original) in [
        (PAYMENT, "PAYMENT", "X".repeat(20), String::new()),
        (CANCEL, "CANCEL", "Z".repeat(20), "X".repeat(20)),
    ] {
        for cipher in ["Y".repeat(300), "YYY".to_owned(), "3456|~ }".to_owned()] {
            let line = format!("{:<450}\n", start.replace('_', " ") + &cipher);
            let decoded = home.ok(DECODE, &line);
            let expected = format!(
                "{{\"kind\":\"{kind}\",\"id\":\"{id}\",\"card_number\":\"1234567890123456\",\"installments\":0,\
                 \"expiry\":\"1125\",\"cvc\":\"777\",\"amount\":110000,\"vat\":10000,\"original_id\":\"{original}\",\
                 \"encrypted_card\":\"{cipher}\",\"reserved\":\"\"}}\n"
            );
            assert_eq!(decoded, expected);
            assert_eq!(home.ok(ENCODE, decoded), line);
            for (lang, told) in slot_errors(ENCRYPTED_CARD, OURS, OTHER) {
                assert_eq!(wrong(&home.run(&[OWN, &["--lang", lang]].concat(), &line)), told);
            }
        }
    }
    assert_eq!(home.ok(OWN, message()), payment() + "\n", "ours");
    // A cipher has to be there, on the left, in visible ASCII.
    for (input, found) in [(put(103, &" ".repeat(300)), BLANK), (put(103, " YY"), PADDING)] {
        for (lang, told) in slot_errors(ENCRYPTED_CARD, TEXT, found) {
            assert_eq!(wrong(&home.run(&[DECODE, &["--lang", lang]].concat(), &input)), told);
        }
    }
    let ran = home.run(&[OWN, &["--layout-only"]].concat(), message());
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)));
    assert!(!home.path("data").exists() && !home.path("config").exists(), "no keyring is opened");
}

#[test]
fn a_message_has_450_bytes() {
    let home = Home::new();
    for (input, english, korean) in [
        (&b"x"[..], "1 byte", "1바이트"),
        (b"\n", "0 bytes", "0바이트"),
        (b"\r\n", "0 bytes", "0바이트"),
        ((message() + " ").as_bytes(), "451 bytes", "451바이트"),
        ((message() + "\r").as_bytes(), "451 bytes", "451바이트"),
        ("x".repeat(65_536).as_bytes(), "65536 bytes", "65536바이트"),
        ("x".repeat(65_537).as_bytes(), "65537 bytes", "65537바이트"),
        ("x".repeat(200_000).as_bytes(), "200000 bytes", "200000바이트"),
    ] {
        for (lang, sentence) in [
            ("en", format!("The message: expected 450 bytes; found {english}.")),
            ("ko", format!("전문: 필요한 값은 450바이트, 실제 값은 {korean}.")),
        ] {
            let ran = home.run(&[DECODE, &["--lang", lang]].concat(), input);
            assert_eq!(wrong(&ran), ("message".to_owned(), sentence, Some(0)));
        }
    }
}

#[test]
fn one_record_a_line_and_every_line_an_answer() {
    let home = Home::new();
    let mut input = message().into_bytes();
    input.extend_from_slice(b"\n\nshort\n\xff\xff\n");
    input.extend_from_slice(&vec![b' '; 65_536]);
    input.push(b'\n');
    input.extend_from_slice(&vec![b' '; 65_537]);
    input.push(b'\n');
    input.extend_from_slice(message().as_bytes());
    let ran = home.run(DECODE, &input);
    let outcomes: Vec<_> = ran.out.lines().map(crate::home::outcome).collect();
    let bad = "message_invalid message";
    assert_eq!(outcomes, ["ok", bad, bad, bad, bad, bad, "ok"]);
    assert_eq!(ran.code, Some(1));
}
