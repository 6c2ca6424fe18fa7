//! `paydesk pay`: payments that are taken.

use crate::home::{Home, PAYMENT, outcome, text, value, with};

/// `2026-11-21T14:32:07.123+09:00` with its digits as `0`.
fn shape(time: &str) -> String {
    time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

#[test]
fn the_answer_is_one_line_with_its_keys_in_order() {
    let home = Home::new();
    let out = home.ok(&["pay"], PAYMENT);
    assert!(out.ends_with("}\n") && out.lines().count() == 1, "{out}");
    let answer = value(&out);
    let (id, created_at, message) =
        (text(&answer, "id"), text(&answer, "created_at"), text(&answer, "message"));
    assert_eq!(
        out,
        format!(
            "{{\"id\":\"{id}\",\"kind\":\"PAYMENT\",\"card_number\":\"123456*******456\",\"installments\":0,\
             \"amount\":11000,\"vat\":1000,\"created_at\":\"{created_at}\",\"message\":\"{message}\"}}\n"
        )
    );
    assert_eq!(shape(created_at), "0000-00-00T00:00:00.000+00:00");
    assert!(created_at.ends_with("+09:00"));
    let digits: String = created_at.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(id.get(..15), digits.get(2..17), "the id starts with date and time");
    assert_eq!((id.len(), id.get(15..17)), (20, Some("01")));
    assert_eq!(message.len(), 450);
    let start = format!(" 446PAYMENT   {id}1234567890123456    001299777     110000000001000{:20}k1.", "");
    assert!(message.starts_with(&start), "{message}");
}

#[test]
fn every_other_name_of_every_key() {
    for request in [
        r#"{"cardnum":"1234567890123456","effectiveterm":"1299","cvcnum":"777","installment":0,"bill":11000,"optionalbill":1000}"#,
        r#"{"card_no":"1234567890123456","exp_ym":"1299","card_cvc":"777","pay_prd":0,"pay_amt":11000,"vat_amt":1000}"#,
        r#"{"card_no":1234567890123456,"exp_ym":1299,"card_cvc":777,"pay_prd":"0","pay_amt":"11000","vat_amt":"1000"}"#,
        r#"{"card_number":"1234-5678 9012-3456","expiry":"1299","cvc":"777","installments":"00","amount":"0011000","vat":"1000","request_id":null,"allow_duplicate":""}"#,
        r#"{"\u0061mount":11000,"card_number":"1234567890123456","expiry":"\u0031299","cvc":"777","installments":0,"vat":1000}"#,
    ] {
        let home = Home::new();
        let answer = home.pay(request);
        let message = text(&answer, "message");
        let rest = message.get(34..83).expect("ASCII");
        assert_eq!(rest, "1234567890123456    001299777     110000000001000", "{request}");
    }
}

#[test]
fn vat_is_an_eleventh_when_it_is_left_out_and_zero_when_it_is_zero() {
    let home = Home::new();
    for (vat, taken) in [("null", 1_000), ("\"\"", 1_000), ("0", 0), ("\"0\"", 0), ("10999", 10_999)] {
        let request = with(PAYMENT, "vat", vat).replace('}', r#","allow_duplicate":true}"#);
        assert_eq!(home.pay(&request).get("vat").and_then(serde_json::Value::as_u64), Some(taken), "{vat}");
    }
    let without =
        r#"{"card_number":"1234567890123456","expiry":"1299","cvc":"777","installments":0,"amount":1000}"#;
    assert_eq!(home.pay(without).get("vat").and_then(serde_json::Value::as_u64), Some(91));
}

#[test]
fn numbers_of_expiry_and_cvc_are_zero_filled_and_texts_are_not() {
    let home = Home::new();
    let slots = |expiry: &str, cvc: &str| {
        let request = with(&with(PAYMENT, "expiry", expiry), "cvc", cvc);
        let request = request.replace('}', r#","allow_duplicate":true}"#);
        let ran = home.run(&["pay", "--set", "rules.accept_expired=true"], request);
        let answer = value(&ran.out);
        match answer.get("message").and_then(serde_json::Value::as_str) {
            Some(message) => message.get(56..63).expect("ASCII").to_owned(),
            None => outcome(&ran.out),
        }
    };
    assert_eq!(slots("125", "7"), "0125007");
    assert_eq!(slots("1225", "77"), "1225077");
    assert_eq!(slots("100", "0"), "0100000");
    assert_eq!(slots("\"125\"", "7"), "expiry_invalid expiry");
    assert_eq!(slots("125", "\"7\""), "cvc_invalid cvc");
    assert_eq!(slots("25", "7"), "expiry_invalid expiry");
}

#[test]
fn a_request_id_makes_a_retry_safe() {
    let home = Home::new();
    let named = |amount: &str, id: &str| {
        with(PAYMENT, "amount", amount).replace('}', &format!(",\"request_id\":{id}}}"))
    };
    let first = home.ok(&["pay"], named("11000", "\"order-1\""));
    assert_eq!(home.ok(&["pay"], named("11000", "\"order-1\"")), first);
    assert_eq!(
        home.ok(&["pay"], [named("11000", "\"order-1\""), named("\"11000\"", "\"order-1\"")].join("\n")),
        first.repeat(2)
    );
    assert_eq!(home.count(), 1);

    let other = home.run(&["pay"], named("12000", "\"order-1\""));
    assert_eq!((outcome(&other.out).as_str(), other.code), ("json_invalid request_id", Some(1)));
    // A number keeps its digits.
    let number = home.ok(&["pay"], named("13000", "4711"));
    assert_eq!(home.ok(&["pay"], named("13000", "\"4711\"")), number);
    assert_eq!(home.count(), 2);
}

#[test]
fn a_retry_is_answered_also_when_the_card_has_expired_since() {
    let home = Home::new();
    let old = with(PAYMENT, "expiry", "\"0120\"");
    let named = |request: &str, id: &str| request.replace('}', &format!(",\"request_id\":\"{id}\"}}"));
    // The card was good then.
    let first = home.ok(&["pay", "--set", "rules.accept_expired=true"], named(&old, "order-1"));
    assert_eq!(home.ok(&["pay"], named(&old, "order-1")), first);
    for (request, expected) in [
        (old.clone(), "card_expired expiry"),
        (named(&old, "order-2"), "card_expired expiry"),
        (named(&with(&old, "cvc", "\"77\""), "order-1"), "card_expired expiry"),
        (named(&with(&old, "amount", "12000"), "order-1"), "json_invalid request_id"),
    ] {
        assert_eq!(outcome(&home.run(&["pay"], &request).out), expected, "{request}");
    }
    assert_eq!(home.count(), 1);
}

#[test]
fn the_same_again_is_taken_only_when_it_is_meant() {
    let home = Home::new();
    let again = |allow: &str| PAYMENT.replace('}', &format!(",\"allow_duplicate\":{allow}}}"));
    let lines = [
        PAYMENT.to_owned(),
        PAYMENT.to_owned(),
        again("false"),
        again("null"),
        again("true"),
        again("\"true\""),
        again("1"),
    ];
    let ran = home.run(&["pay"], lines.join("\n"));
    let outcomes: Vec<_> = ran.out.lines().map(outcome).collect();
    assert_eq!(
        outcomes,
        [
            "ok",
            "possible_duplicate allow_duplicate",
            "possible_duplicate allow_duplicate",
            "possible_duplicate allow_duplicate",
            "ok",
            "json_invalid allow_duplicate",
            "json_invalid allow_duplicate",
        ]
    );
    assert_eq!(ran.code, Some(1));
    assert_eq!(home.count(), 2);
    home.ok(&["pay", "--set", "rules.duplicate_seconds=0"], PAYMENT);
}

#[test]
fn all_wrong_fields_are_reported_in_form_order() {
    let home = Home::new();
    let ran = home.run(
        &["pay"],
        r#"{"allow_duplicate":"yes","request_id":"a b","vat":[],"amount":99,"installments":13,"cvc":true,"expiry":"1399","card_number":{}}"#,
    );
    let answer = value(&ran.out);
    let errors = answer.get("errors").and_then(|errors| errors.as_array()).expect("errors");
    let fields: Vec<_> = errors.iter().map(|error| (text(error, "field"), text(error, "code"))).collect();
    assert_eq!(
        fields,
        [
            ("card_number", "card_number_invalid"),
            ("expiry", "expiry_invalid"),
            ("cvc", "cvc_invalid"),
            ("installments", "installments_invalid"),
            ("amount", "amount_out_of_range"),
            ("vat", "vat_invalid"),
            ("request_id", "json_invalid"),
            ("allow_duplicate", "json_invalid"),
        ]
    );
    assert_eq!(answer.get("error"), errors.first());
    assert_eq!((ran.err.as_str(), ran.code, home.count()), ("", Some(1), 0));
}

#[test]
fn what_is_no_whole_number_of_won_is_never_paid() {
    let home = Home::new();
    for (raw, expected) in [
        ("99", "amount_out_of_range amount"),
        ("0", "amount_out_of_range amount"),
        ("1000000001", "amount_out_of_range amount"),
        ("4294967396", "amount_out_of_range amount"),
        ("18446744073709551716", "amount_out_of_range amount"),
        ("340282366920938463463374607431768211556", "amount_out_of_range amount"),
        ("-11000", "amount_invalid amount"),
        ("-0", "amount_invalid amount"),
        ("11000.0", "amount_invalid amount"),
        ("11000.5", "amount_invalid amount"),
        ("1e5", "amount_invalid amount"),
        ("1.1E4", "amount_invalid amount"),
        ("true", "amount_invalid amount"),
        ("null", "amount_invalid amount"),
        ("\"\"", "amount_invalid amount"),
        ("\"+11000\"", "amount_invalid amount"),
        ("\"-11000\"", "amount_invalid amount"),
        ("\"11,000\"", "amount_invalid amount"),
        ("\" 11000\"", "amount_invalid amount"),
        ("\"11000원\"", "amount_invalid amount"),
        ("\"１１０００\"", "amount_invalid amount"),
        ("\"١١٠٠٠\"", "amount_invalid amount"),
        ("\"rest\"", "amount_invalid amount"),
        ("\"1\\u0000\"", "amount_invalid amount"),
        ("\"\\ud800\"", "json_invalid -"),
        ("+11000", "json_invalid -"),
        ("011000", "json_invalid -"),
        ("11000.", "json_invalid -"),
        ("0x2af8", "json_invalid -"),
        ("NaN", "json_invalid -"),
        ("Infinity", "json_invalid -"),
    ] {
        let request = PAYMENT.replace("\"amount\":11000", &format!("\"amount\":{raw}"));
        let ran = home.run(&["pay"], request);
        assert_eq!((outcome(&ran.out).as_str(), ran.code), (expected, Some(1)), "{raw}");
    }
    assert_eq!(home.count(), 0);
}

#[test]
fn the_sample_requests_are_fine() {
    let home = Home::new();
    assert_eq!(home.ok(&["pay"], include_str!("../../assets/examples/pay.json")).lines().count(), 3);
    let ran = home.run(&["cancel"], include_str!("../../assets/examples/cancel.json"));
    let outcomes: Vec<_> = ran.out.lines().map(outcome).collect();
    assert_eq!(outcomes, ["not_found id"; 3], "but for the id, which is another shop's");
}

#[test]
fn several_tills_pay_at_once() {
    let home = Home::new();
    let lines = |till: u32| {
        let line = |n: u32| with(PAYMENT, "amount", &(till * 1_000 + 20_000 + n).to_string());
        (0..20).map(line).collect::<Vec<_>>().join("\n")
    };
    let answers = std::thread::scope(|scope| {
        let home = &home;
        let till = |till: u32| scope.spawn(move || home.ok(&["pay"], lines(till)));
        let tills: Vec<_> = (1..=4).map(till).collect();
        tills.into_iter().map(|till| till.join().expect("paid")).collect::<String>()
    });
    let ids: std::collections::HashSet<_> =
        answers.lines().map(|line| text(&value(line), "id").to_owned()).collect();
    assert_eq!((ids.len(), home.count()), (80, 80));
}

#[test]
fn the_rules_of_the_shop() {
    let home = Home::new();
    let old = with(PAYMENT, "expiry", "\"0120\"");
    assert_eq!(outcome(&home.run(&["pay"], &old).out), "card_expired expiry");
    home.configure("[rules]\naccept_expired = true\nrequire_luhn = true\n");
    assert_eq!(outcome(&home.run(&["pay"], &old).out), "card_number_invalid card_number");
    home.ok(&["pay"], with(&old, "card_number", "\"4111111111111111\""));
    home.ok(&["pay", "--set", "rules.require_luhn=false"], &old);
}
