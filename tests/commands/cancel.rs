//! `paydesk cancel`: cancels that are taken, and cancels that are refused.

use serde_json::Value;

use crate::{
    home::{Home, outcome, text, value},
    refusals::check,
};

#[test]
fn the_answer_is_one_line_with_its_keys_in_order() {
    let home = Home::new();
    let payment = home.paid();
    let out = home.ok(&["cancel"], format!(r#"{{"id":"{payment}","amount":1100,"vat":100}}"#));
    let answer = value(&out);
    let (id, created_at, message) =
        (text(&answer, "id"), text(&answer, "created_at"), text(&answer, "message"));
    assert_eq!(
        out,
        format!(
            "{{\"id\":\"{id}\",\"kind\":\"CANCEL\",\"original_id\":\"{payment}\",\"amount\":1100,\"vat\":100,\
             \"remaining_amount\":9900,\"remaining_vat\":900,\"created_at\":\"{created_at}\",\"message\":\"{message}\"}}\n"
        )
    );
    assert_ne!(id, payment);
    assert!(created_at.ends_with("+09:00") && created_at.len() == 29, "{created_at}");
    let start = format!(" 446CANCEL    {id}1234567890123456    001299777      11000000000100{payment}k1.");
    assert!(message.len() == 450 && message.starts_with(&start), "{message}");
}

#[test]
fn parts_and_then_the_rest() {
    let home = Home::new();
    let id = home.paid();
    let requests = [
        format!(r#"{{"id":"{id}","amount":1100,"vat":100}}"#),
        format!(r#"{{"id":"{id}","amount":"3300"}}"#),
        format!(r#"{{"id":"{id}","amount":7000}}"#),
        format!(r#"{{"id":"{id}","amount":6600,"vat":500}}"#),
        format!(r#"{{"id":"{id}","amount":"rest"}}"#),
        format!(r#"{{"id":"{id}","amount":"rest"}}"#),
    ];
    let ran = home.run(&["cancel"], requests.join("\n"));
    let told: Vec<_> = ran
        .out
        .lines()
        .map(|line| match (value(line).get("remaining_amount"), value(line).get("remaining_vat")) {
            (Some(amount), Some(vat)) => format!("{amount} {vat}"),
            _ => outcome(line),
        })
        .collect();
    assert_eq!(
        told,
        [
            "9900 900",
            "6600 600",
            "cancel_exceeds_remaining amount",
            "cancel_vat_out_of_range vat",
            "0 0",
            "already_cancelled id",
        ]
    );
    assert_eq!(ran.code, Some(1));
}

#[test]
fn every_other_name_of_every_key() {
    let home = Home::new();
    for names in [
        ["id", "amount", "vat"],
        ["uniqueId", "canclebill", "cancleoptionalbill"],
        ["mgnt_no", "pay_amt", "vat_amt"],
        ["id", "bill", "optionalbill"],
    ] {
        let [id, amount, vat] = names;
        let request = format!(r#"{{"{id}":"{}","{amount}":"1100","{vat}":100}}"#, home.paid());
        let answer = value(&home.ok(&["cancel"], request));
        assert_eq!(answer.get("remaining_vat").and_then(Value::as_u64), Some(900), "{names:?}");
    }
}

#[test]
fn an_id_may_be_a_number_or_in_groups() {
    let home = Home::new();
    let id = home.paid();
    home.ok(&["cancel"], format!(r#"{{"id":{id},"amount":1}}"#));
    let (date, rest) = id.split_at(6);
    home.ok(&["cancel"], format!(r#"{{"id":" {date} {rest} ","amount":1}}"#));
}

#[test]
fn an_amount_is_never_taken_for_granted() {
    let home = Home::new();
    let id = home.paid();
    for (request, expected) in [
        (format!(r#"{{"id":"{id}"}}"#), "amount_invalid amount"),
        (format!(r#"{{"id":"{id}","amount":""}}"#), "amount_invalid amount"),
        (format!(r#"{{"id":"{id}","amount":null}}"#), "amount_invalid amount"),
        (format!(r#"{{"id":"{id}","amount":"Rest"}}"#), "amount_invalid amount"),
        (format!(r#"{{"id":"{id}","amount":0}}"#), "amount_out_of_range amount"),
        (format!(r#"{{"id":"{id}","amount":-1}}"#), "amount_invalid amount"),
        (format!(r#"{{"id":"{id}","amount":1,"vat":2}}"#), "cancel_vat_out_of_range vat"),
        (format!(r#"{{"id":"{id}","amount":1,"allow_duplicate":true}}"#), "json_invalid allow_duplicate"),
        (r#"{"amount":1}"#.to_owned(), "id_invalid id"),
        ("{}".to_owned(), "id_invalid id"),
    ] {
        let ran = home.run(&["cancel"], &request);
        assert_eq!((outcome(&ran.out).as_str(), ran.code), (expected, Some(1)), "{request}");
    }
    assert_eq!(home.count(), 1);
}

#[test]
fn a_request_id_makes_a_retry_safe() {
    let home = Home::new();
    let id = home.paid();
    let request = format!(r#"{{"id":"{id}","amount":"rest","request_id":"c1"}}"#);
    let first = home.ok(&["cancel"], &request);
    assert_eq!(home.ok(&["cancel"], &request), first);
    assert_eq!(home.count(), 2);
    let other = format!(r#"{{"id":"{id}","amount":5,"request_id":"c1"}}"#);
    assert_eq!(outcome(&home.run(&["cancel"], other).out), "json_invalid request_id");
}

#[test]
fn refusals_in_both_languages() {
    let home = Home::new();
    let gone = home.paid();
    let cancel = home.cancel(&gone, 11_000);
    let cancel = text(&cancel, "id");
    let id = home.paid();
    home.cancel(&id, 1_000);
    let request =
        |id: &str, amount: &str, vat: &str| format!(r#"{{"id":"{id}","amount":{amount},"vat":{vat}}}"#);
    let is_a_cancel = (
        format!("This id belongs to a cancel. Cancel its payment: {gone}."),
        format!("취소의 관리번호입니다. 원 결제를 취소하세요: {gone}."),
    );
    check(
        &home,
        &["cancel"],
        &[
            (
                request("", "1", "0"),
                "id_invalid",
                Some("id"),
                "Transaction id is missing. Allowed: 20 characters.",
                "관리번호: 비어 있습니다. 허용: 20자리.",
            ),
            (
                request("123", "1", "0"),
                "id_invalid",
                Some("id"),
                "Transaction id has 3 characters. Allowed: 20 characters.",
                "관리번호: 3자입니다. 허용: 20자리.",
            ),
            (
                request("한글", "1", "0"),
                "id_invalid",
                Some("id"),
                "Transaction id has a letter at position 1. Allowed: 20 characters.",
                "관리번호: 1번째 글자를 쓸 수 없습니다(글자). 허용: 20자리.",
            ),
            (
                request("ABCDEFGHIJ0123456789", "1", "0"),
                "not_found",
                Some("id"),
                "No transaction has this id. Check the id, or look the payment up by card or amount.",
                "이 관리번호의 거래가 없습니다. 번호를 확인하거나 카드, 금액으로 조회하세요.",
            ),
            (
                request("00000000000000000001", "1", "0"),
                "not_found",
                Some("id"),
                "No transaction has this id, and its check digit does not match. Check the id.",
                "이 관리번호의 거래가 없고 검증 숫자도 맞지 않습니다. 번호를 다시 확인하세요.",
            ),
            (request(cancel, "1", "0"), "is_a_cancel", Some("id"), &is_a_cancel.0, &is_a_cancel.1),
            (
                request(&gone, "1", "0"),
                "already_cancelled",
                Some("id"),
                "This payment is cancelled in full already. Nothing remains to cancel.",
                "이미 전액 취소된 결제입니다. 취소 가능 금액이 없습니다.",
            ),
            (
                request(&id, "10001", "0"),
                "cancel_exceeds_remaining",
                Some("amount"),
                "Only 10,000 won of this payment remains. Cancel at most 10,000 won.",
                "취소 가능 금액은 10,000원입니다. 1~10,000원을 취소할 수 있습니다.",
            ),
            (
                request(&id, "9500", "910"),
                "cancel_vat_out_of_range",
                Some("vat"),
                "The VAT of this cancel must be between 409 and 909 won.",
                "이 취소의 부가세는 409~909원이어야 합니다.",
            ),
            (
                request(&id, "10000", "908"),
                "cancel_vat_out_of_range",
                Some("vat"),
                "The VAT of this cancel must be exactly 909 won.",
                "이 취소의 부가세는 정확히 909원이어야 합니다.",
            ),
            (
                request(&id, "1000000001", "0"),
                "amount_out_of_range",
                Some("amount"),
                "The amount must be 1 to 1,000,000,000 won.",
                "금액은 1~1,000,000,000원이어야 합니다.",
            ),
        ],
    );
}
