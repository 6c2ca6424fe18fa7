//! Every count has its noun in the right number: with one of a thing, and with two.

use std::{fs, os::unix::fs::PermissionsExt as _};

use crate::home::{Home, PAYMENT, error, shown};

/// The line of `text` that begins with `start`, without it.
fn after<'a>(text: &'a str, start: &str) -> &'a str {
    let found = text.lines().find_map(|line| line.strip_prefix(start));
    found.unwrap_or_else(|| panic!("no line begins with {start:?}:\n{text}")).trim_start()
}

/// A home with this many payments; the first comes with the start of the till.
fn shop(payments: usize) -> Home {
    let home = Home::new();
    (0..payments).for_each(|_| drop(home.paid()));
    home
}

#[test]
fn transactions_and_entries_of_a_ledger() {
    for (lang, payments, sizes) in [
        ("en", 1, "2 journal entries, 1 transaction"),
        ("en", 2, "4 journal entries, 2 transactions"),
        ("ko", 1, "감사 기록 2건, 거래 1건"),
        ("ko", 2, "감사 기록 4건, 거래 2건"),
    ] {
        let home = shop(payments);
        let (copy, restored) = (shown(&home.path("copy.db")), shown(&home.path("restored.db")));
        let [whole, made, back] = match lang {
            "en" => [
                format!("Everything fits: {sizes}.\n"),
                format!("Copied to {copy}: {sizes}, "),
                format!("Restored to {restored}: {sizes}, checked.\n"),
            ],
            _ => [
                format!("모두 맞습니다: {sizes}.\n"),
                format!("복사했습니다: {copy}, {sizes}, "),
                format!("복원했습니다: {restored}, {sizes}, 검사 완료.\n"),
            ],
        };
        for (args, start) in [
            (&["verify"][..], whole),
            (&["backup", &copy], made),
            (&["restore", &copy, "--ledger", &restored], back),
        ] {
            let said = home.ok(&[args, &["--lang", lang]].concat(), "");
            assert!(said.starts_with(&start), "{said}");
        }
    }
}

#[test]
fn messages_that_a_new_key_seals() {
    for (payments, english, korean) in [(1, "1 message", "1건"), (2, "2 messages", "2건")] {
        let home = shop(payments);
        let en = home.ok(&["key", "rotate"], "");
        let ko = home.ok(&["key", "rotate", "--lang", "ko"], "");
        assert_eq!(after(&en, "Key 2 seals from now on. Sealed again with it: "), format!("{english}."));
        assert_eq!(
            after(&ko, "이제부터 3번 키로 봉인합니다. 새 키로 다시 봉인한 전문: "),
            format!("{korean}.")
        );
    }
}

#[test]
fn transactions_of_a_made_up_history() {
    let home = Home::new();
    for (rows, english, korean) in [("1", "1 transaction", "1건"), ("2", "2 transactions", "2건")] {
        for (lang, start, size) in [("en", "a made-up history of ", english), ("ko", "연습용 거래 ", korean)]
        {
            let ledger = shown(&home.path(&format!("{lang}{rows}.db")));
            let ran = home.run(&["demo", "--rows", rows, "--ledger", &ledger, "--lang", lang], "");
            assert!(ran.out.starts_with(&format!("{ledger}: {start}{size}, 20")), "{}", ran.out);
        }
    }
}

#[test]
fn what_doctor_counts() {
    for (payments, contents, index) in [
        (1, "1 transaction, 2 journal entries", "0 of 1 transaction"),
        (2, "2 transactions, 4 journal entries", "0 of 2 transactions"),
    ] {
        let home = shop(payments);
        let out = home.ok(&["doctor"], "");
        assert_eq!(after(&out, "› Contents"), contents);
        assert_eq!(after(&out, "✓ Search index"), index);
        assert_eq!(after(&out, "✓ Its keys"), "1; it is the key of the ledger");
        let out = home.ok(&["doctor", "--lang", "ko"], "");
        assert_eq!(after(&out, "✓ 키  "), "1, 이 장부의 키입니다 (맨 앞의 키로 봉인)");
        home.ok(&["key", "rotate"], "");
        let out = home.ok(&["doctor"], "");
        assert_eq!(after(&out, "✓ Its keys"), "2, 1 (the first one seals); they are the keys of the ledger");
        fs::set_permissions(home.ledger(), fs::Permissions::from_mode(0o644)).expect("chmod");
        let out = home.run(&["doctor"], "").out;
        assert!(out.ends_with("\n1 thing is wrong. The line marked ✗ says what to do.\n"), "{out}");
        let out = home.run(&["doctor", "--lang", "ko"], "").out;
        assert!(out.ends_with("\n이상: 1건. ✗ 표시가 있는 줄을 보세요.\n"), "{out}");
    }
}

#[test]
fn characters_of_a_field_that_is_too_short() {
    for (cvc, english) in [("7", "CVC has 1 character. "), ("77", "CVC has 2 characters. ")] {
        let request = PAYMENT.replace("777", cvc);
        let ran = Home::new().run(&["pay"], request);
        let (_, _, message) = error(&ran.out);
        assert_eq!(message, format!("{english}Allowed: 3 digits."));
    }
}

#[test]
fn what_remains_of_a_payment() {
    for (left, english, korean) in [
        (
            1,
            "Only 1 won of this payment remains. Cancel at most 1 won.",
            "취소 가능 금액은 1원입니다. 1~1원을 취소할 수 있습니다.",
        ),
        (
            2,
            "Only 2 won of this payment remains. Cancel at most 2 won.",
            "취소 가능 금액은 2원입니다. 1~2원을 취소할 수 있습니다.",
        ),
    ] {
        let home = Home::new();
        let id = home.paid();
        let cancel = |amount: u64, vat: u64| format!(r#"{{"id":"{id}","amount":{amount},"vat":{vat}}}"#);
        home.ok(&["cancel"], cancel(11_000 - left, 1_000));
        for (lang, sentence) in [("en", english), ("ko", korean)] {
            let ran = home.run(&["cancel", "--lang", lang], cancel(3, 0));
            assert_eq!(error(&ran.out).2, sentence);
        }
    }
}
