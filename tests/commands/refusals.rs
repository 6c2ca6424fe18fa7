//! Every refusal, word for word in both languages.

use crate::home::{Home, PAYMENT, error, with};

/// Input line, error code, field, and the sentence in English and Korean.
pub type Case<'a> = (String, &'a str, Option<&'a str>, &'a str, &'a str);

/// Sends every line and expects its refusal, in both languages.
pub fn check(home: &Home, args: &[&str], cases: &[Case<'_>]) {
    let input: Vec<_> = cases.iter().map(|case| case.0.as_str()).collect();
    for lang in ["en", "ko"] {
        let ran = home.run(&[args, &["--lang", lang]].concat(), input.join("\n") + "\n");
        assert_eq!((ran.err.as_str(), ran.code), ("", Some(1)), "{lang}");
        assert_eq!(ran.out.lines().count(), cases.len(), "{}", ran.out);
        for (line, (input, code, field, english, korean)) in ran.out.lines().zip(cases) {
            let sentence = if lang == "en" { english } else { korean };
            let expected = ((*code).to_owned(), field.map(str::to_owned), (*sentence).to_owned());
            assert_eq!(error(line), expected, "{lang}: {input}");
        }
    }
}

/// A payment with one value changed.
fn payment(key: &str, raw: &str) -> String {
    with(PAYMENT, key, raw)
}

#[test]
fn the_card() {
    const DIGITS: &str = "Allowed: 10 to 16 digits.";
    let number = |raw, english: &'static str, korean| {
        (payment("card_number", raw), "card_number_invalid", Some("card_number"), english, korean)
    };
    let expiry =
        |raw, english, korean| (payment("expiry", raw), "expiry_invalid", Some("expiry"), english, korean);
    let cvc = |raw, english, korean| (payment("cvc", raw), "cvc_invalid", Some("cvc"), english, korean);
    let cases = [
        number(
            "null",
            "Card number is missing. Allowed: 10 to 16 digits.",
            "카드번호: 비어 있습니다. 허용: 숫자 10~16자리.",
        ),
        number(
            "\"123456789\"",
            "Card number has 9 characters. Allowed: 10 to 16 digits.",
            "카드번호: 9자입니다. 허용: 숫자 10~16자리.",
        ),
        number(
            "12345678901234567",
            "Card number has 17 characters. Allowed: 10 to 16 digits.",
            "카드번호: 17자입니다. 허용: 숫자 10~16자리.",
        ),
        number(
            "\"１234567890\"",
            "Card number has a full-width digit at position 1. Allowed: 10 to 16 digits.",
            "카드번호: 1번째 글자를 쓸 수 없습니다(전각 숫자). 허용: 숫자 10~16자리.",
        ),
        number(
            "\"1234567890٣\"",
            "Card number has a digit of another script at position 11. Allowed: 10 to 16 digits.",
            "카드번호: 11번째 글자를 쓸 수 없습니다(다른 문자의 숫자). 허용: 숫자 10~16자리.",
        ),
        number(
            "\"12345678x0\"",
            "Card number has a letter at position 9. Allowed: 10 to 16 digits.",
            "카드번호: 9번째 글자를 쓸 수 없습니다(글자). 허용: 숫자 10~16자리.",
        ),
        number(
            "\"1234\\u001b567890\"",
            "Card number has a control character at position 5. Allowed: 10 to 16 digits.",
            "카드번호: 5번째 글자를 쓸 수 없습니다(제어 문자). 허용: 숫자 10~16자리.",
        ),
        number(
            "[1234567890]",
            "Card number is neither text nor a number. Allowed: 10 to 16 digits.",
            "카드번호: 글자도 숫자도 아닙니다. 허용: 숫자 10~16자리.",
        ),
        expiry(
            "\"\"",
            "Expiry is missing. Allowed: 4 digits, MMYY.",
            "유효기간: 비어 있습니다. 허용: 숫자 4자리, MMYY.",
        ),
        expiry(
            "\"12/99\"",
            "Expiry has a symbol at position 3. Allowed: 4 digits, MMYY.",
            "유효기간: 3번째 글자를 쓸 수 없습니다(기호). 허용: 숫자 4자리, MMYY.",
        ),
        expiry(
            "\"1399\"",
            "Expiry: there is no such month. Allowed: 4 digits, MMYY, month 01 to 12.",
            "유효기간: 없는 월입니다. 허용: 숫자 4자리, MMYY, 01~12월.",
        ),
        (
            payment("expiry", "\"0120\""),
            "card_expired",
            Some("expiry"),
            "Expired 01/20. Take another card.",
            "유효기간 지남(01/20). 다른 카드를 받으세요.",
        ),
        cvc("null", "CVC is missing. Allowed: 3 digits.", "CVC: 비어 있습니다. 허용: 숫자 3자리."),
        cvc("\"77\"", "CVC has 2 characters. Allowed: 3 digits.", "CVC: 2자입니다. 허용: 숫자 3자리."),
        cvc("1234", "CVC has 4 characters. Allowed: 3 digits.", "CVC: 4자입니다. 허용: 숫자 3자리."),
        cvc(
            "\"7 7\"",
            "CVC has a blank at position 2. Allowed: 3 digits.",
            "CVC: 2번째 글자를 쓸 수 없습니다(빈칸). 허용: 숫자 3자리.",
        ),
    ];
    assert!(cases.iter().take(8).all(|case| case.3.ends_with(DIGITS)));
    check(&Home::new(), &["pay"], &cases);
    check(
        &Home::new(),
        &["pay", "--set", "rules.require_luhn=true"],
        &[number(
            "\"1234567890123456\"",
            "Check the card number: its check digit does not match.",
            "카드번호를 다시 확인하세요. 검증 숫자가 맞지 않습니다.",
        )],
    );
}

#[test]
fn the_money() {
    let months = |raw, english, korean| {
        (payment("installments", raw), "installments_invalid", Some("installments"), english, korean)
    };
    let amount = |raw, code, english, korean| (payment("amount", raw), code, Some("amount"), english, korean);
    let vat = |raw, code, english, korean| (payment("vat", raw), code, Some("vat"), english, korean);
    let months_range =
        ("Installments must be 0 (lump sum) to 12 months.", "할부는 0(일시불)~12개월이어야 합니다.");
    let amount_range =
        ("The amount must be 100 to 1,000,000,000 won.", "금액은 100~1,000,000,000원이어야 합니다.");
    let vat_range = (
        "The VAT must be less than the amount: 0 to 10,999 won.",
        "부가세는 금액보다 작아야 합니다: 0~10,999원.",
    );
    check(
        &Home::new(),
        &["pay"],
        &[
            months(
                "null",
                "Installments is missing. Allowed: 0 (lump sum) to 12 months.",
                "할부: 비어 있습니다. 허용: 0(일시불)~12개월.",
            ),
            months("13", months_range.0, months_range.1),
            months("4294967296", months_range.0, months_range.1),
            months(
                "-1",
                "Installments has a sign at position 1. Allowed: 0 (lump sum) to 12 months.",
                "할부: 1번째 글자를 쓸 수 없습니다(부호). 허용: 0(일시불)~12개월.",
            ),
            amount(
                "null",
                "amount_invalid",
                "Amount is missing. Allowed: whole won, digits only.",
                "금액: 비어 있습니다. 허용: 원 단위 숫자만.",
            ),
            amount(
                "110.5",
                "amount_invalid",
                "Amount has a symbol at position 4. Allowed: whole won, digits only.",
                "금액: 4번째 글자를 쓸 수 없습니다(기호). 허용: 원 단위 숫자만.",
            ),
            amount(
                "1e5",
                "amount_invalid",
                "Amount has a letter at position 2. Allowed: whole won, digits only.",
                "금액: 2번째 글자를 쓸 수 없습니다(글자). 허용: 원 단위 숫자만.",
            ),
            amount(
                "true",
                "amount_invalid",
                "Amount is neither text nor a number. Allowed: whole won, digits only.",
                "금액: 글자도 숫자도 아닙니다. 허용: 원 단위 숫자만.",
            ),
            amount("99", "amount_out_of_range", amount_range.0, amount_range.1),
            amount("4294967396", "amount_out_of_range", amount_range.0, amount_range.1),
            amount("18446744073709551716", "amount_out_of_range", amount_range.0, amount_range.1),
            vat(
                "\"x\"",
                "vat_invalid",
                "VAT has a letter at position 1. Allowed: whole won, digits only.",
                "부가세: 1번째 글자를 쓸 수 없습니다(글자). 허용: 원 단위 숫자만.",
            ),
            vat("11000", "vat_not_below_amount", vat_range.0, vat_range.1),
            vat("18446744073709551616", "vat_not_below_amount", vat_range.0, vat_range.1),
        ],
    );
}

#[test]
fn names_and_repetition() {
    let home = Home::new();
    let named = |extra: &str| PAYMENT.replace('}', &format!(",{extra}}}"));
    let request_id = |raw, english, korean| {
        (named(&format!("\"request_id\":{raw}")), "json_invalid", Some("request_id"), english, korean)
    };
    let long = format!("\"{}\"", "x".repeat(129));
    check(
        &home,
        &["pay"],
        &[
            request_id(
                "\"a b\"",
                "Request id has a blank at position 2. Allowed: 1 to 128 visible ASCII characters.",
                "요청 번호: 2번째 글자를 쓸 수 없습니다(빈칸). 허용: 보이는 ASCII 문자 1~128자.",
            ),
            request_id(
                &long,
                "Request id has 129 characters. Allowed: 1 to 128 visible ASCII characters.",
                "요청 번호: 129자입니다. 허용: 보이는 ASCII 문자 1~128자.",
            ),
            request_id(
                "true",
                "Request id is neither text nor a number. Allowed: 1 to 128 visible ASCII characters.",
                "요청 번호: 글자도 숫자도 아닙니다. 허용: 보이는 ASCII 문자 1~128자.",
            ),
            request_id(
                "\"order-1234567890123456\"",
                "Request id holds a card number. It is kept readable, so no card number may be in it. Use another one.",
                "요청 번호: 카드번호가 들어 있습니다. 그대로 읽히는 항목이므로 카드번호를 넣을 수 없습니다. 다른 값을 쓰세요.",
            ),
            request_id(
                "4111111111111111",
                "Request id holds a card number. It is kept readable, so no card number may be in it. Use another one.",
                "요청 번호: 카드번호가 들어 있습니다. 그대로 읽히는 항목이므로 카드번호를 넣을 수 없습니다. 다른 값을 쓰세요.",
            ),
            (
                named("\"allow_duplicate\":1"),
                "json_invalid",
                Some("allow_duplicate"),
                "allow_duplicate must be true or false.",
                "allow_duplicate는 true 또는 false여야 합니다.",
            ),
        ],
    );
    let first = home.pay(&named("\"request_id\":\"one\""));
    let id = crate::home::text(&first, "id");
    let english = format!("This request id was used for another request ({id}). Use a new one.");
    let korean = format!("다른 요청에 쓴 요청 번호입니다({id}). 새 번호를 쓰세요.");
    let reused = with(&named("\"request_id\":\"one\""), "amount", "12000");
    check(&home, &["pay"], &[(reused, "json_invalid", Some("request_id"), &english, &korean)]);

    let possible_duplicate = |sentences: [(&str, &str); 2]| {
        for (lang, sentence) in sentences {
            let ran = home.run(&["pay", "--lang", lang], PAYMENT);
            let (code, field, told) = error(&ran.out);
            assert_eq!((code.as_str(), field.as_deref()), ("possible_duplicate", Some("allow_duplicate")));
            // The time in the sentence depends on the machine.
            let told = told.replace(id, "ID");
            let mark = if lang == "en" { " s ago (" } else { "초 전(" };
            let (before, after) = told.split_once(mark).expect("how long ago");
            let before = before.trim_end_matches(|c: char| c.is_ascii_digit());
            let (_, after) = after.split_once(')').expect("a time");
            assert_eq!(format!("{before}N{mark}N){after}"), sentence);
        }
    };
    possible_duplicate([
        (
            "en",
            "11,000 KRW was taken from this card N s ago (N), id ID. If it is meant, repeat with allow_duplicate.",
        ),
        (
            "ko",
            "N초 전(N)에 같은 카드로 11,000원을 결제했습니다(관리번호 ID). 맞다면 allow_duplicate로 다시 보내세요.",
        ),
    ]);
    let cancel = format!("{{\"id\":\"{id}\",\"amount\":1000}}");
    home.ok(&["cancel"], cancel);
    possible_duplicate([
        (
            "en",
            "11,000 KRW was taken from this card N s ago (N), id ID; 1,000 KRW of it is cancelled. If it is meant, repeat with allow_duplicate.",
        ),
        (
            "ko",
            "N초 전(N)에 같은 카드로 11,000원을 결제했고 1,000원을 취소했습니다(관리번호 ID). 맞다면 allow_duplicate로 다시 보내세요.",
        ),
    ]);
}
