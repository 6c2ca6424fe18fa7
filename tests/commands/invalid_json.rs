//! Lines that are no requests, with their errors word for word in both languages.

use crate::{
    home::{Home, error},
    refusals::{Case, check},
};

/// A line that is refused as a whole, without a key to name.
fn broken<'a>(text: &str, english: &'a str, korean: &'a str) -> Case<'a> {
    (text.to_owned(), "json_invalid", None, english, korean)
}

/// A line with a wrong key.
fn wrong_key<'a>(text: &str, key: &'a str, english: &'a str, korean: &'a str) -> Case<'a> {
    (text.to_owned(), "json_invalid", Some(key), english, korean)
}

#[test]
fn lines_that_are_no_requests() {
    const KNOWN: &str =
        "card_number, expiry, cvc, installments, amount, vat, request_id, allow_duplicate, memo";
    let unknown = (
        format!("The key canclebill is not known here. Known: {KNOWN}."),
        format!("모르는 키입니다: canclebill. 쓸 수 있는 키: {KNOWN}."),
    );
    let unnamed = (
        format!("A key is not known here. Known: {KNOWN}."),
        format!("모르는 키가 있습니다. 쓸 수 있는 키: {KNOWN}."),
    );
    let not_an_object = (
        "This is JSON, but not an object. Send one JSON object a line.",
        "JSON이지만 객체가 아닙니다. 한 줄에 JSON 객체 하나를 보내세요.",
    );
    let empty = (
        "The line is empty. Send one JSON object a line.",
        "빈 줄입니다. 한 줄에 JSON 객체 하나를 보내세요.",
    );
    let too_long = (
        "The line is longer than 65536 bytes. Send one JSON object a line.",
        "65536바이트보다 긴 줄입니다. 한 줄에 JSON 객체 하나를 보내세요.",
    );
    check(
        &Home::new(),
        &["pay"],
        &[
            broken("", empty.0, empty.1),
            broken(" \t", empty.0, empty.1),
            broken("[{}]", not_an_object.0, not_an_object.1),
            broken("\"{}\"", not_an_object.0, not_an_object.1),
            broken("17", not_an_object.0, not_an_object.1),
            broken(
                "{\"amount\":",
                "This is not JSON (column 10). Send one JSON object a line.",
                "JSON이 아닙니다(10번째 글자). 한 줄에 JSON 객체 하나를 보내세요.",
            ),
            broken(
                "{\"금액\" 1}",
                "This is not JSON (column 7). Send one JSON object a line.",
                "JSON이 아닙니다(7번째 글자). 한 줄에 JSON 객체 하나를 보내세요.",
            ),
            broken(
                "{} {}",
                "This is not JSON (column 4). Send one JSON object a line.",
                "JSON이 아닙니다(4번째 글자). 한 줄에 JSON 객체 하나를 보내세요.",
            ),
            broken(&" ".repeat(65_537), too_long.0, too_long.1),
            wrong_key("{\"canclebill\":1}", "canclebill", &unknown.0, &unknown.1),
            broken("{\"1234567890123456\":1}", &unnamed.0, &unnamed.1),
            broken("{\"\\u001b[2J\":1}", &unnamed.0, &unnamed.1),
            wrong_key(
                "{\"amount\":1,\"amount\":1}",
                "amount",
                "The key amount occurs twice, maybe under another of its names. Send it once.",
                "같은 키가 두 번 있습니다(다른 이름일 수도 있음): amount. 한 번만 보내세요.",
            ),
            wrong_key(
                "{\"cardnum\":1,\"card_no\":1}",
                "card_no",
                "The key card_no occurs twice, maybe under another of its names. Send it once.",
                "같은 키가 두 번 있습니다(다른 이름일 수도 있음): card_no. 한 번만 보내세요.",
            ),
        ],
    );
}

#[test]
fn no_input_at_all() {
    let home = Home::new();
    for (command, code, field, english, korean) in [
        (
            &["pay"][..],
            "json_invalid",
            None,
            "There was nothing on standard input. Send one JSON object a line.",
            "표준 입력이 비어 있습니다. 한 줄에 JSON 객체 하나를 보내세요.",
        ),
        (
            &["message", "decode"],
            "message_invalid",
            Some("message"),
            "The message: expected 450 bytes; found 0 bytes.",
            "전문: 필요한 값은 450바이트, 실제 값은 0바이트.",
        ),
    ] {
        for (lang, sentence) in [("en", english), ("ko", korean)] {
            let ran = home.run(&[command, &["--lang", lang]].concat(), "");
            let expected = (code.to_owned(), field.map(str::to_owned), sentence.to_owned());
            assert_eq!((error(&ran.out), ran.code), (expected, Some(1)));
        }
    }
    for command in [&["cancel"][..], &["message", "encode"]] {
        let ran = home.run(command, "");
        assert_eq!(
            (error(&ran.out).0.as_str(), ran.code, ran.out.lines().count()),
            ("json_invalid", Some(1), 1)
        );
    }
}

#[test]
fn an_answer_is_exactly_so() {
    let ran = Home::new().run(&["pay"], "[]");
    let one = r#"{"code":"json_invalid","field":null,"message":"This is JSON, but not an object. Send one JSON object a line."}"#;
    assert_eq!(ran.out, format!("{{\"error\":{one},\"errors\":[{one}]}}\n"));
}
