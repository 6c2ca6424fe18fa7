//! `paydesk message encode`

use crate::{
    home::{Home, error, value, with},
    message::{ENCODE, LAYOUT_ONLY, all_wrong, message, payment},
    slots::{
        AMOUNT, BLANK, CARD_NUMBER, CVC, DIGITS, EXPIRY, ID, INSTALLMENTS, KIND, NUMBER, OTHER, PADDING,
        Phrase, RESERVED, TEXT, TOO_LONG, VAT, ZEROS, slot_errors,
    },
};

const NOT_ASCII_AT_4: Phrase = ("a byte that is not ASCII at offset 4", "ASCII가 아닌 바이트 (위치 4)");
const SIGN_AT_38: Phrase = ("a sign at offset 38", "부호 (위치 38)");
const SIGN_AT_63: Phrase = ("a sign at offset 63", "부호 (위치 63)");
const LETTER_AT_64: Phrase = ("a letter at offset 64", "글자 (위치 64)");

#[test]
fn encoding_takes_what_fits() {
    let home = Home::new();
    let least = "{\"installments\":\"00\",\"amount\":\"0\",\"vat\":null,\"vat\":0}";
    assert_eq!(home.run(ENCODE, least).code, Some(1), "a key that occurs twice");
    let least = home.ok(ENCODE, r#"{"installments":"00","amount":"0","vat":0}"#);
    assert_eq!(least, format!(" 446{:50}00{:7}{:>10}{:010}{:367}\n", "", "", 0, 0, ""));
    let odd = r#"{"kind":"FOO BAR","id":1,"card_number":12,"installments":99,"expiry":125,"cvc":7,"amount":9999999999,"vat":"9999999999","original_id":"?","encrypted_card":"x","reserved":"y z"}"#;
    let encoded = home.ok(ENCODE, odd);
    assert_eq!(
        encoded,
        format!(
            " 446FOO BAR   {:<20}{:<20}990125007{}{}{:20}{:300}{:47}\n",
            1, 12, "9999999999", "9999999999", "?", "x", "y z"
        )
    );
    let decoded = home.ok(LAYOUT_ONLY, &encoded);
    assert_eq!(
        decoded,
        "{\"kind\":\"FOO BAR\",\"id\":\"1\",\"card_number\":\"12\",\"installments\":99,\"expiry\":\"0125\",\"cvc\":\"007\",\
         \"amount\":9999999999,\"vat\":9999999999,\"original_id\":\"?\",\"encrypted_card\":\"x\",\"reserved\":\"y z\"}\n"
    );
    assert_eq!(home.ok(ENCODE, &decoded), encoded);
    let pretty = serde_json::to_string_pretty(&value(&payment())).expect("JSON");
    assert_eq!(home.ok(ENCODE, format!("{pretty}\n{}\n", payment())), (message() + "\n").repeat(2));
}

#[test]
fn encoding_names_the_slot_that_does_not_fit() {
    let home = Home::new();
    let put = |key: &str, raw: &str| with(&payment(), key, raw);
    let without = |key: &str| {
        let object = value(&payment());
        let raw = object.get(key).expect("key");
        payment().replace(&format!("\"{key}\":{raw},"), "")
    };
    let huge = "340282366920938463463374607431768211456";
    for (request, slot, expected, found) in [
        (put("kind", "\"ELEVENCHARS\""), KIND, TEXT, TOO_LONG),
        (put("kind", "\"결제\""), KIND, TEXT, NOT_ASCII_AT_4),
        (put("id", "true"), ID, TEXT, OTHER),
        (put("card_number", "\"1234-5678\""), CARD_NUMBER, DIGITS, SIGN_AT_38),
        (without("installments"), INSTALLMENTS, ZEROS, BLANK),
        (put("installments", "100"), INSTALLMENTS, ZEROS, TOO_LONG),
        (put("expiry", "12345"), EXPIRY, DIGITS, TOO_LONG),
        (put("amount", "10000000000"), AMOUNT, NUMBER, TOO_LONG),
        (put("amount", huge), AMOUNT, NUMBER, TOO_LONG),
        (put("amount", "-1"), AMOUNT, NUMBER, SIGN_AT_63),
        (put("amount", "1e5"), AMOUNT, NUMBER, LETTER_AT_64),
        (put("vat", "{}"), VAT, ZEROS, OTHER),
        (put("reserved", "\" x\""), RESERVED, TEXT, PADDING),
    ] {
        for (lang, told) in slot_errors(slot, expected, found) {
            let ran = home.run(&[ENCODE, &["--lang", lang]].concat(), &request);
            assert_eq!(all_wrong(&ran), [told], "{request}");
        }
    }
}

#[test]
fn encoding_names_every_slot_that_does_not_fit_in_the_order_of_the_slots() {
    let home = Home::new();
    let request = r#"{"vat":null,"reserved":" x","amount":"-1","kind":[],"cvc":12345,"id":"1","card_number":"1234-5678"}"#;
    let slots = [
        (KIND, TEXT, OTHER),
        (CARD_NUMBER, DIGITS, SIGN_AT_38),
        (INSTALLMENTS, ZEROS, BLANK),
        (CVC, DIGITS, TOO_LONG),
        (AMOUNT, NUMBER, SIGN_AT_63),
        (VAT, ZEROS, BLANK),
        (RESERVED, TEXT, PADDING),
    ];
    let by_language = slots.map(|(slot, expected, found)| slot_errors(slot, expected, found));
    for (index, lang) in ["en", "ko"].into_iter().enumerate() {
        let ran = home.run(&[ENCODE, &["--lang", lang]].concat(), request);
        let told = by_language.each_ref().map(|languages| languages[index].1.clone());
        assert_eq!(all_wrong(&ran), told);
    }
    let every = r#"{"kind":[],"id":[],"card_number":[],"installments":[],"expiry":[],"cvc":[],"amount":[],"vat":[],"original_id":[],"encrypted_card":[],"reserved":[]}"#;
    assert_eq!(all_wrong(&home.run(ENCODE, every)).len(), 11);
}

#[test]
fn encoding_knows_eleven_keys_and_no_other_names_of_them() {
    let known = "kind, id, card_number, installments, expiry, cvc, amount, vat, original_id, encrypted_card, reserved";
    let ran = Home::new().run(ENCODE, r#"{"cardnum":"1"}"#);
    let expected = format!("The key cardnum is not known here. Known: {known}.");
    assert_eq!(error(&ran.out), ("json_invalid".into(), Some("cardnum".into()), expected));
}
