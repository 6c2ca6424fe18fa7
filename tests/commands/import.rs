//! Taking over the databases of the two older systems.

use std::{fs, path::Path};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    home::{Home, PAYMENT, value},
    old_systems::{First, FirstRow, Second, SecondRow},
};

/// Ids of the first system: twenty capitals, which end in a number.
fn first_id(number: u8) -> String {
    format!("VOLSVBDSCHNNIGNWLI{}{}", char::from(b'A' + number / 26), char::from(b'A' + number % 26))
}

/// Ids of the second system: times a minute apart.
fn second_id(minute: u32) -> String {
    format!("2021032306{minute:02}39358934")
}

/// Runs the import and reads its report. Says whether everything was taken, too.
fn import(home: &Home, args: &[&str]) -> (Value, i32) {
    let answer = home.run(&[&["import", "old.db", "--json"], args].concat(), "");
    assert!(answer.err.is_empty() && matches!(answer.code, Some(0 | 1)), "{answer:?}");
    (value(&answer.out), answer.code.expect("a status"))
}

fn verified(home: &Home) {
    let answer = home.run(&["verify"], "");
    assert_eq!(answer.code, Some(0), "{answer:?}");
}

/// What became of each row of the first system, by its id: `taken` with its repairs, or the reasons.
fn fates(home: &Home, report: &Value, ids: &[String]) -> Vec<String> {
    let aside = report["rows_set_aside"].as_array().expect("a list");
    let fate = |id: &String| {
        if let Some(row) = aside.iter().find(|row| row["key"] == **id) {
            let reasons = row["reasons"].as_array().expect("reasons");
            let shown = value(&home.ok(&["show", id, "--json"], ""));
            assert_eq!((&shown["set_aside"], &shown["reasons"]), (&json!(true), &row["reasons"]), "{id}");
            return reasons
                .iter()
                .map(|reason| reason.as_str().expect("a word"))
                .collect::<Vec<_>>()
                .join(" ");
        }
        let shown = value(&home.ok(&["show", id, "--json"], ""));
        let repairs = shown["repairs"].as_array().expect("a list");
        let repairs: Vec<&str> = repairs.iter().map(|repair| repair.as_str().expect("a word")).collect();
        format!("{} {} taken {}", shown["amount"], shown["vat"], repairs.join(" ")).trim_end().to_owned()
    };
    ids.iter().map(fate).collect()
}

/// What becomes of one row of the first system after `change`, together with its cancel in full.
fn first_fates(change: impl Fn(&mut FirstRow) -> Option<String>) -> [String; 2] {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    let mut payment = FirstRow::payment(&first_id(1), "110000", "10000");
    let text = change(&mut payment);
    let cancel = payment.cancel(&first_id(2));
    match text {
        Some(text) => old.put_text(&payment, &text),
        None => old.put(&payment),
    }
    old.put(&cancel);
    let (report, _) = import(&home, &[]);
    assert_eq!(report["rows"], 2);
    verified(&home);
    fates(&home, &report, &[payment.id, cancel.id]).try_into().expect("two")
}

/// Changes a row before it is written; returns another text for it.
type Change = Box<dyn Fn(&mut FirstRow) -> Option<String>>;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_kind_of_damage_of_the_first_system_ends_as_it_should() {
    let table: Vec<(&str, Change, [&str; 2])> = vec![
        ("nothing", Box::new(|_| None), ["110000 10000 taken", "110000 10000 taken"]),
        (
            "months",
            Box::new(|row| {
                row.months = "12".to_owned();
                None
            }),
            ["110000 10000 taken", "110000 10000 taken"],
        ),
        (
            "a CVC of two digits",
            Box::new(|row| {
                row.cvc = "77".to_owned();
                None
            }),
            ["110000 10000 taken cvc_left_out slots_shifted"; 2],
        ),
        (
            "a CVC of one digit",
            Box::new(|row| {
                row.cvc = "7".to_owned();
                None
            }),
            ["110000 10000 taken cvc_left_out slots_shifted"; 2],
        ),
        (
            "a CVC filled with a blank, and a cipher that cannot be read",
            Box::new(|row| {
                row.cvc = "77 ".to_owned();
                let cipher = row.cipher();
                Some(row.text().replace(&cipher, &"x".repeat(cipher.chars().count())))
            }),
            ["amount_invalid", "amount_invalid payment_set_aside"],
        ),
        (
            "a short expiry",
            Box::new(|row| {
                row.expiry = "125".to_owned();
                None
            }),
            ["expiry_invalid", "expiry_invalid payment_set_aside"],
        ),
        (
            "month 13",
            Box::new(|row| {
                row.expiry = "1325".to_owned();
                None
            }),
            ["expiry_invalid", "expiry_invalid payment_set_aside"],
        ),
        (
            "zeros in the amount",
            Box::new(|row| {
                row.amount = "0000110000".to_owned();
                None
            }),
            ["110000 10000 taken amount_zeros"; 2],
        ),
        (
            "an amount that can be read in two ways",
            Box::new(|row| {
                row.amount = "00000110000".to_owned();
                None
            }),
            ["amount_invalid", "amount_invalid payment_set_aside"],
        ),
        (
            "a long amount that can be read in one way",
            Box::new(|row| {
                row.amount = "00000000900".to_owned();
                row.vat = "81".to_owned();
                None
            }),
            ["900 81 taken slots_shifted amount_zeros", "amount_invalid"],
        ),
        (
            "full-width digits",
            Box::new(|row| {
                row.card = "１２３４567890123456".to_owned();
                row.cvc = "７77".to_owned();
                None
            }),
            ["110000 10000 taken full_width_digits"; 2],
        ),
        (
            "VAT from another payment",
            Box::new(|row| {
                row.vat = "110000".to_owned();
                None
            }),
            ["vat_not_below_amount", "payment_set_aside"],
        ),
        (
            "an amount below the least",
            Box::new(|row| {
                row.amount = "99".to_owned();
                row.vat = "9".to_owned();
                None
            }),
            ["amount_out_of_range", "payment_set_aside"],
        ),
        (
            "a card of nine digits",
            Box::new(|row| {
                row.card = "123456789".to_owned();
                None
            }),
            ["card_number_invalid", "card_number_invalid payment_set_aside"],
        ),
        (
            "a cipher that is none",
            Box::new(|row| {
                let cipher = row.cipher();
                Some(row.text().replace(&cipher, &"?".repeat(cipher.len())))
            }),
            ["110000 10000 taken cipher_unread", "110000 10000 taken"],
        ),
        (
            "a cipher of another card",
            Box::new(|row| {
                let other = FirstRow { card: "1234567890123457".to_owned(), ..row.clone() };
                Some(row.text().replace(&row.cipher(), &other.cipher()))
            }),
            ["contradictory", "payment_set_aside"],
        ),
        (
            "the text of another id",
            Box::new(|row| Some(FirstRow { id: first_id(9), ..row.clone() }.text())),
            ["contradictory", "payment_set_aside"],
        ),
        (
            "half a text",
            Box::new(|row| Some(row.text().chars().take(200).collect())),
            ["message_invalid", "payment_set_aside"],
        ),
        (
            "a wrong length in front",
            Box::new(|row| Some(row.text().replacen(" 446", " 447", 1))),
            ["message_invalid", "payment_set_aside"],
        ),
        (
            "a payment that calls itself a cancel",
            Box::new(|row| Some(row.text().replacen("PAYMENT", "CANCLE ", 1))),
            ["kind_invalid", "payment_set_aside"],
        ),
    ];
    for (name, change, expected) in table {
        let found = first_fates(change);
        assert_eq!(found, expected.map(str::to_owned), "{name}");
    }
}

#[test]
fn what_the_first_system_made_of_its_own_shifted_rows_is_set_aside() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    let payment = FirstRow { cvc: "77".to_owned(), ..FirstRow::payment(&first_id(1), "110000", "10000") };
    old.put(&payment);
    // It read the amount one character further on, and a card number without its first digit.
    let read = FirstRow {
        card: payment.card.chars().skip(1).collect(),
        amount: "1100000".to_owned(),
        ..payment.clone()
    };
    old.put(&read.cancel(&first_id(2)));
    let (report, code) = import(&home, &[]);
    assert_eq!(code, 1);
    assert_eq!(report["differences"][0]["before"], json!({"amount": 1_100_000, "vat": 10_000}));
    assert_eq!(report["differences"][0]["after"], json!({"amount": 110_000, "vat": 10_000}));
    assert_eq!(report["rows_set_aside"][0]["reasons"], json!(["cancel_exceeds_remaining"]));
    verified(&home);
}

#[test]
fn of_raced_cancels_the_first_that_fits_is_taken() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    let payment = FirstRow::payment(&first_id(1), "110000", "10000");
    old.put(&payment);
    let ids = [2, 3].map(first_id);
    for id in &ids {
        old.put(&payment.cancel(id));
    }
    let orphan = FirstRow::payment(&first_id(8), "1000", "91").cancel(&first_id(4));
    old.put(&orphan);
    let (report, code) = import(&home, &[]);
    assert_eq!((code, &report["reasons"]), (1, &json!({"already_cancelled": 1, "not_found": 1})));
    let all = [&ids[..], &[orphan.id]].concat();
    assert_eq!(fates(&home, &report, &all), ["110000 10000 taken", "already_cancelled", "not_found"]);
    assert_eq!(
        report["remaining_payments"],
        json!([{"id": payment.id, "paid": 110_000, "amount": 0, "vat": 0}])
    );
    // Outside of all sums.
    assert_eq!(home.ok(&["list", "--json", "--limit", "0"], "").lines().count(), 2);
    let listed = home.ok(&["import", "--set-aside", "--json"], "");
    let expected = [
        json!({"table": "cancle_paymentinfo", "key": ids[1], "reasons": ["already_cancelled"]}),
        json!({"table": "cancle_paymentinfo", "key": all[2], "reasons": ["not_found"]}),
    ];
    assert_eq!(listed.lines().map(value).collect::<Vec<_>>(), expected);
}

/// What becomes of a payment of the second system after `change`, and of a cancel in full.
fn second_fates(change: &str, cancel_change: &str) -> [String; 2] {
    let home = Home::new();
    let old = Second::new(&home.path("old.db"));
    let payment = SecondRow::payment(&second_id(1), 110_000, 10_000);
    old.put(&payment);
    old.put(&payment.cancel(&second_id(2), 110_000, 10_000));
    for (id, change) in [(second_id(1), change), (second_id(2), cancel_change)] {
        if !change.is_empty() {
            old.set(&id, change);
        }
    }
    let (report, _) = import(&home, &[]);
    assert_eq!(report["rows"], 2);
    verified(&home);
    fates(&home, &report, &[second_id(1), second_id(2)]).try_into().expect("two")
}

#[test]
fn every_kind_of_damage_of_the_second_system_ends_as_it_should() {
    let taken = "110000 10000 taken";
    let unread = "110000 10000 taken cipher_unread message_unread";
    for (change, cancel, expected) in [
        ("", "", [taken; 2]),
        ("PAY_PRD = 13", "", ["installments_invalid", "payment_set_aside"]),
        ("PAY_PRD = 100, SEND_DATA = NULL", "", ["installments_invalid", "payment_set_aside"]),
        ("CARD_CVC = 7777, CARD_INFO = NULL, SEND_DATA = NULL", "", ["cvc_invalid", "payment_set_aside"]),
        (
            "CARD_NO = 123456789, CARD_INFO = NULL, SEND_DATA = NULL",
            "",
            ["card_number_invalid", "payment_set_aside"],
        ),
        ("CARD_INFO = NULL, SEND_DATA = NULL", "", [unread, taken]),
        ("SEND_DATA = 'x'", "", ["110000 10000 taken message_unread", taken]),
        ("SEND_DATA = x'00ff'", "", ["110000 10000 taken message_unread", taken]),
        ("CARD_INFO = ''", "", ["110000 10000 taken cipher_unread message_unread", taken]),
        ("PAY_AMT = 1100", "", ["vat_not_below_amount contradictory", "payment_set_aside"]),
        ("PAY_AMT = 110001", "", ["contradictory", "payment_set_aside"]),
        ("CARD_NO = 1234567890123457", "", ["contradictory", "payment_set_aside"]),
        ("PAY_AMT = 'many', SEND_DATA = NULL", "", ["amount_invalid", "payment_set_aside"]),
        ("PAY_AMT = 1.5, SEND_DATA = NULL", "", ["amount_invalid", "payment_set_aside"]),
        ("VAT_AMT = -10000, SEND_DATA = NULL", "", ["vat_invalid", "payment_set_aside"]),
        ("VAT_AMT = NULL, SEND_DATA = NULL", "", ["vat_invalid", "payment_set_aside"]),
        ("EXP_YM = 1325, CARD_INFO = NULL, SEND_DATA = NULL", "", ["expiry_invalid", "payment_set_aside"]),
        ("CNCL_CD = '2'", "", ["kind_invalid", "payment_set_aside"]),
        ("ORGNL_MGNT_NO = '20210323061939358934'", "", ["contradictory", "payment_set_aside"]),
        ("", "VAT_AMT = -1, SEND_DATA = NULL", [taken, "vat_invalid"]),
        ("", "PAY_AMT = 5000, SEND_DATA = NULL", [taken, "cancel_vat_out_of_range"]),
        ("", "PAY_AMT = 50000, SEND_DATA = NULL", [taken, "50000 10000 taken message_unread"]),
        ("", "PAY_AMT = 110001, SEND_DATA = NULL", [taken, "cancel_exceeds_remaining"]),
        ("", "ORGNL_MGNT_NO = NULL, SEND_DATA = NULL", [taken, "not_found"]),
        ("", "ORGNL_MGNT_NO = '20200101000000000000', SEND_DATA = NULL", [taken, "not_found"]),
        ("", "ORGNL_MGNT_NO = MGNT_NO, SEND_DATA = NULL", [taken, "not_found"]),
        ("", "CARD_NO = 5555555555554444, CARD_INFO = NULL, SEND_DATA = NULL", [taken, "contradictory"]),
    ] {
        let found = second_fates(change, cancel);
        assert_eq!(found, expected.map(str::to_owned), "{change} | {cancel}");
    }
}

#[test]
fn the_second_system_lost_zeros_and_its_ids_are_times() {
    let home = Home::new();
    let old = Second::new(&home.path("old.db"));
    let payment =
        SecondRow { expiry: 125, cvc: 7, months: 3, ..SecondRow::payment(&second_id(1), 110_000, 10_000) };
    old.put(&payment);
    let part = payment.cancel(&second_id(2), 1_000, 91);
    old.put(&part);
    // A cancel of a cancel.
    old.put(&part.cancel(&second_id(3), 1_000, 91));
    let (report, code) = import(&home, &["--utc-offset", "+05:30", "--till", "7"]);
    assert_eq!((code, &report["reasons"]), (1, &json!({"is_a_cancel": 1})));
    assert_eq!(report["repairs"], json!({"expiry_zero": 2, "months_of_cancel": 1}));
    let shown = value(&home.ok(&["show", &second_id(1), "--json", "--reveal"], ""));
    assert_eq!(shown["created_at"], "2021-03-23T06:01:39.358+05:30");
    assert_eq!(
        (&shown["expiry"], &shown["installments"], &shown["till"]),
        (&json!("0125"), &json!(3), &json!(7))
    );
    assert_eq!((&shown["remaining_amount"], &shown["remaining_vat"]), (&json!(109_000), &json!(9_909)));
    let message = shown["message"].as_str().expect("a message");
    assert_eq!(
        message.get(..83).expect("slots"),
        " 446PAYMENT   202103230601393589341234567890123456    030125       1100000000010000"
    );
    assert_eq!(shown["imported_from"], "second");
    // It is found by the day, and by its beginning and end.
    for query in ["2021-03-23", "20210323060139", "39358934", "imported", "이관"] {
        assert!(home.ok(&["list", query], "").contains("2021 0323 0601 3935 8934"), "{query}");
    }
    verified(&home);
}

#[test]
fn an_id_is_a_time_that_has_been_and_no_card_number() {
    let home = Home::new();
    let old = Second::new(&home.path("old.db"));
    let payment = SecondRow::payment(&second_id(5), 110_000, 10_000);
    old.put(&payment);
    // Before its payment; still to come; before there were such systems.
    old.put(&payment.cancel(&second_id(4), 110_000, 10_000));
    for id in ["20990101000000000000", "18870101000000000000", "41111111111111110000"] {
        old.put(&SecondRow::payment(id, 1_000, 91));
    }
    for id in ["x4111111111111111xxx", "4111 1111 1111 1111 ", "4111111111111111    "] {
        old.put(&SecondRow::payment(id, 1_000, 91));
    }
    // A card number where the amount belongs.
    old.put(&SecondRow::payment(&second_id(6), 4_111_111_111_111_111, 91));
    let (report, code) = import(&home, &[]);
    assert_eq!((code, &report["rows"], &report["taken"]), (1, &json!(9), &json!(1)));
    assert_eq!(report["reasons"]["id_invalid"], json!(6));
    assert_eq!(report["rows_set_aside"][7]["reasons"], json!(["contradictory"]));
    assert_eq!(report["before"]["payments"]["amount"], json!(116_000));
    let listed = home.ok(&["import", "--set-aside"], "");
    let text = home.run(&["import", "old.db"], "").out;
    let bytes = fs::read(home.ledger()).expect("bytes");
    for seen in [report.to_string().as_bytes(), listed.as_bytes(), text.as_bytes(), &bytes] {
        for card in ["4111111111111111", "4111 1111 1111 1111", "4,111,111,111,111,111"] {
            let is_there = seen.windows(card.len()).any(|window| window == card.as_bytes());
            assert!(!is_there, "{card}");
        }
    }
    verified(&home);
}

#[test]
fn cvcs_are_taken_over_when_asked_for_and_never_without() {
    for (args, cvc) in [(&[][..], "   "), (&["--with-cvc"], "007")] {
        let home = Home::new();
        let old = Second::new(&home.path("old.db"));
        old.put(&SecondRow { cvc: 7, ..SecondRow::payment(&second_id(1), 110_000, 10_000) });
        import(&home, args);
        let shown = value(&home.ok(&["show", &second_id(1), "--json", "--reveal"], ""));
        assert_eq!(shown["message"].as_str().and_then(|message| message.get(60..63)), Some(cvc));
        verified(&home);
    }
}

#[test]
fn rows_without_a_time_are_before_a_day_and_in_no_day() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    let payment = FirstRow::payment(&first_id(1), "110000", "10000");
    old.put(&payment);
    import(&home, &["--as-of", "2021-06-30"]);
    let shown = value(&home.ok(&["show", &payment.id, "--json"], ""));
    assert_eq!(
        (&shown["created_at"], &shown["created_before"]),
        (&Value::Null, &json!("2021-06-30T00:00:00.000+09:00"))
    );
    assert!(home.ok(&["show", &payment.id], "").contains("before 2021-06-30"));
    let found = home.ok(&["list", "imported"], "");
    assert!(found.contains("before 2021-06-30    payment"), "{found}");
    for query in ["2021-06-29", "2021", "today", "..2021-06-30"] {
        assert_eq!(home.ok(&["list", "--json", query], ""), "", "{query}");
    }
    // Days are closed without it, and it is in no month.
    let report = value(&home.ok(&["close", "--x", "--json"], ""));
    assert_eq!((&report["payments"]["count"], &report["grand_total"]["paid_after"]), (&json!(0), &json!(0)));
    home.ok(&["pay"], PAYMENT);
    let closed = value(&home.ok(&["close", "--json"], ""));
    assert_eq!(
        (&closed["payments"]["count"], &closed["grand_total"]["paid_after"]),
        (&json!(1), &json!(11_000))
    );
    verified(&home);
}

#[test]
fn a_payment_that_was_taken_over_is_cancelled_within_what_remains() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    // Its card has expired long ago.
    let payment =
        FirstRow { expiry: "0121".to_owned(), ..FirstRow::payment(&first_id(1), "110000", "10000") };
    old.put(&payment);
    import(&home, &[]);
    let request = format!(r#"{{"id":"{}","amount":1100,"vat":100}}"#, payment.id);
    let cancelled = value(&home.ok(&["cancel"], &request));
    assert_eq!(
        (&cancelled["remaining_amount"], &cancelled["remaining_vat"]),
        (&json!(108_900), &json!(9_900))
    );
    let refused = home.run(&["cancel"], format!(r#"{{"id":"{}","amount":110000}}"#, payment.id));
    assert_eq!(value(&refused.out)["error"]["code"], "cancel_exceeds_remaining");
    let closed = value(&home.ok(&["close", "--x", "--json"], ""));
    assert_eq!((&closed["cancels"]["count"], &closed["net"]["amount"]), (&json!(1), &json!(-1_100)));
    // The same file again: nothing is new, and what remains is what remains here.
    let (report, code) = import(&home, &[]);
    assert_eq!((code, &report["new"]["rows"], &report["taken"]), (0, &json!(0), &json!(1)));
    assert_eq!(report["remaining"], json!({"amount": 108_900, "vat": 9_900}));
    let slip = home.run(&["slip", &payment.id], "").out;
    assert!(slip.contains("VOLS VBDS CHNN IGNW LIAB") && slip.contains("before "), "{slip}");
    verified(&home);
}

#[test]
fn the_same_file_brings_nothing_twice_and_a_grown_one_what_is_new() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    let rows: Vec<FirstRow> =
        (0..20).map(|number| FirstRow::payment(&first_id(number), "110000", "10000")).collect();
    for row in &rows {
        old.put(row);
    }
    old.put(&FirstRow { vat: "110000".to_owned(), ..FirstRow::payment(&first_id(30), "110000", "10000") });
    let (first, code) = import(&home, &[]);
    assert_eq!((code, &first["new"]), (1, &json!({"rows": 21, "taken": 20, "set_aside": 1})));
    let size = fs::metadata(home.ledger()).expect("a file").len();
    let (second, code) = import(&home, &[]);
    assert_eq!((code, &second["new"]["rows"], &second["changed"]), (1, &json!(0), &json!(0)));
    for same in ["rows", "taken", "set_aside", "reasons", "before", "after", "remaining", "rows_set_aside"] {
        assert_eq!(first[same], second[same], "{same}");
    }
    assert_eq!(fs::metadata(home.ledger()).expect("a file").len(), size);
    // It grows, and somebody has changed a row.
    old.put(&rows[3].cancel(&first_id(40)));
    let changed = FirstRow { amount: "990000".to_owned(), ..rows[5].clone() };
    old.0
        .execute("UPDATE paymentinfo SET string = ?1 WHERE id = ?2", [&changed.text(), &changed.id])
        .expect("changed");
    let (third, code) = import(&home, &[]);
    assert_eq!((code, &third["new"]), (1, &json!({"rows": 1, "taken": 1, "set_aside": 0})));
    assert_eq!(third["changed_rows"], json!([{"table": "paymentinfo", "key": rows[5].id}]));
    assert_eq!(value(&home.ok(&["show", &rows[5].id, "--json"], ""))["amount"], 110_000);
    verified(&home);
    // Under a new key a row is known as well.
    home.ok(&["key", "rotate"], "");
    let (fourth, _) = import(&home, &[]);
    assert_eq!((&fourth["new"]["rows"], &fourth["changed"]), (&json!(0), &json!(1)));
    verified(&home);
    let other = Second::new(&home.path("other.db"));
    other.put(&SecondRow::payment(&second_id(1), 110_000, 10_000));
    home.ok(&["import", "other.db"], "");
    verified(&home);
}

#[test]
fn a_dry_run_says_the_same_and_makes_nothing() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    let payment = FirstRow::payment(&first_id(1), "110000", "10000");
    old.put(&payment);
    old.put(&payment.cancel(&first_id(2)));
    old.put(&payment.cancel(&first_id(3)));
    let (mut dry, code) = import(&home, &["--dry-run"]);
    assert!(!home.ledger().exists() && !home.keyring().exists());
    let (real, real_code) = import(&home, &[]);
    assert_eq!((code, &dry["dry_run"]), (real_code, &json!(true)));
    dry["dry_run"] = json!(false);
    assert_eq!(dry, real);
    let head = home.ok(&["verify", "--json"], "");
    import(&home, &["--dry-run"]);
    assert_eq!(home.ok(&["verify", "--json"], ""), head);
}

#[test]
fn only_a_ledger_without_payments_of_its_own_takes_rows() {
    let home = Home::new();
    home.ok(&["pay"], PAYMENT);
    First::new(&home.path("old.db")).put(&FirstRow::payment(&first_id(1), "110000", "10000"));
    for args in [&["import", "old.db"][..], &["import", "old.db", "--dry-run"]] {
        let answer = home.run(args, "");
        assert_eq!((answer.code, answer.out.as_str()), (Some(3), ""));
        assert!(answer.err.contains("has payments of its own"), "{}", answer.err);
    }
    home.ok(&["import", "old.db", "--ledger", "past.db"], "");
    verified(&home);
}

fn refused(home: &Home, args: &[&str], sentence: &str) {
    let answer = home.run(args, "");
    assert_eq!(
        (answer.code, answer.out.as_str(), answer.err.as_str()),
        (Some(3), "", &*format!("paydesk: {sentence}\n"))
    );
    assert!(!home.ledger().exists(), "{args:?}");
}

#[test]
fn other_files_are_refused_with_a_sentence() {
    let home = Home::new();
    fs::write(home.path("text.db"), "not a database at all, but long enough to be looked at")
        .expect("written");
    let other = Connection::open(home.path("other.db")).expect("made");
    other
        .execute_batch(
            "CREATE TABLE paymentinfo (id TEXT, text TEXT); CREATE VIEW PAYMENT AS SELECT 1 AS MGNT_NO",
        )
        .expect("made");
    let unknown = |name: &str| {
        format!(
            "{name} is a database of neither old system: it has no tables paymentinfo and cancle_paymentinfo, and no table PAYMENT with its columns. Name the right file."
        )
    };
    refused(
        &home,
        &["import", "text.db"],
        "text.db is no SQLite database. Name the database file of the old system.",
    );
    refused(&home, &["import", "other.db"], &unknown("other.db"));
    let both = First::new(&home.path("both.db")).0;
    both.execute_batch(
        "CREATE TABLE PAYMENT (MGNT_NO, CARD_NO, EXP_YM, CARD_CVC, CARD_INFO, PAY_PRD, PAY_AMT, \
         VAT_AMT, CNCL_CD, ORGNL_MGNT_NO, SEND_DATA)",
    )
    .expect("made");
    refused(
        &home,
        &["import", "both.db"],
        "both.db has the tables of both old systems. Take each over from a file of its own.",
    );
    fs::write(home.path("empty.db"), "").expect("written");
    refused(&home, &["import", "empty.db"], &unknown("empty.db"));
    fs::create_dir(home.path("folder")).expect("made");
    let answer = home.run(&["import", "folder", "--json"], "");
    assert_eq!((answer.code, &value(&answer.out)["error"]["code"]), (Some(3), &json!("import")));
    let locked = First::new(&home.path("locked.db")).0;
    locked.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    refused(
        &home,
        &["import", "locked.db"],
        "Another program keeps locked.db locked. Stop the old system, and try again.",
    );
}

#[test]
fn a_damaged_file_is_told_with_how_far_it_can_be_read() {
    let home = Home::new();
    let path = home.path("old.db");
    let old = First::new(&path);
    for number in 0..60 {
        old.put(&FirstRow::payment(&first_id(number), "110000", "10000"));
    }
    drop(old);
    let mut bytes = fs::read(&path).expect("bytes");
    let page = 4096;
    assert!(bytes.len() > 8 * page, "{}", bytes.len());
    let last = bytes.len() - 2 * page;
    bytes[last..].fill(0xff);
    fs::write(&path, &bytes).expect("written");
    let answer = home.run(&["import", "old.db"], "");
    assert_eq!(answer.code, Some(3), "{answer:?}");
    assert!(answer.err.starts_with("paydesk: old.db is damaged: of table "), "{}", answer.err);
    assert!(answer.err.contains("Nothing of this run was recorded."), "{}", answer.err);
}

#[test]
fn values_that_are_too_long_or_odd_are_set_aside_and_the_rest_is_taken() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    old.put(&FirstRow::payment(&first_id(1), "110000", "10000"));
    let long = format!("{}\0{}", "x".repeat(5_000), "나".repeat(3_000));
    for (id, value) in [
        (json!(first_id(2)), json!(long)),
        (json!("short"), json!("")),
        (Value::Null, json!("a")),
        (Value::Null, json!("b")),
        (json!("4111111111111111"), json!("\u{1b}[2J")),
        (json!(long), json!("c")),
    ] {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        old.0.execute("INSERT INTO paymentinfo VALUES (?1, ?2)", [text(&id), text(&value)]).expect("written");
    }
    old.0.execute("INSERT INTO paymentinfo VALUES (x'00ff', 1.5)", []).expect("written");
    old.0.execute("INSERT INTO paymentinfo VALUES (CAST(x'ff41' AS TEXT), NULL)", []).expect("written");
    let (report, code) = import(&home, &[]);
    assert_eq!(
        (code, &report["rows"], &report["taken"], &report["set_aside"]),
        (1, &json!(9), &json!(1), &json!(8))
    );
    let keys: Vec<&str> = report["rows_set_aside"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["key"].as_str().expect("a key"))
        .collect();
    assert_eq!(
        keys,
        [&*first_id(2), "short", "NULL", "NULL", "****************", "(14001 bytes)", "x'00ff'", "x'ff41'"]
    );
    assert_eq!(report["rows_set_aside"][0]["reasons"], json!(["too_long"]));
    let (again, _) = import(&home, &[]);
    assert_eq!((&again["new"]["rows"], &again["changed"]), (&json!(0), &json!(0)));
    verified(&home);
}

#[test]
fn in_a_shop_with_people_an_owner_takes_over() {
    let mut home = Home::new();
    First::new(&home.path("old.db")).put(&FirstRow::payment(&first_id(1), "110000", "10000"));
    let owner = home.pin_file("new", "2580");
    home.ok(&["people", "add", "1", "--name", "Owner", "--role", "owner", "--new-pin-file", &owner], "");
    home.act_as("1", "2580");
    let cashier = home.pin_file("cashier", "3691");
    home.ok(&["people", "add", "21", "--name", "Kim", "--role", "cashier", "--new-pin-file", &cashier], "");
    home.act_as("21", "3691");
    let answer = home.run(&["import", "old.db", "--json"], "");
    assert_eq!((answer.code, &value(&answer.out)["error"]["code"]), (Some(1), &json!("not_allowed")));
    home.act_as("1", "2580");
    import(&home, &[]);
    let tail = home.ok(&["tail", "--json"], "");
    let facts: Vec<Value> = tail.lines().map(value).filter(|fact| fact["imported_from"] == "first").collect();
    assert_eq!((facts.len(), &facts[0]["operator"], &facts[0]["kind"]), (1, &json!(1), &json!("payment")));
    verified(&home);
}

/// Nothing that can be read of a card is in any file of the ledger.
#[test]
fn nothing_of_a_card_is_left_readable() {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    old.put(&FirstRow::payment(&first_id(1), "110000", "10000"));
    old.put_text(&FirstRow::payment(&first_id(2), "110000", "10000"), "1234567890123456 and more");
    import(&home, &[]);
    let folder = home.ledger();
    let folder = folder.parent().map(Path::to_owned).expect("a folder");
    for entry in fs::read_dir(folder).expect("a folder") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("bytes");
        let has = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(!has(b"1234567890123456") && !has(b"3456789:;2345678"));
    }
}
