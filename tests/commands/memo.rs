//! Memos: `"memo"` of `paydesk pay` and `cancel`, and `paydesk memo`.

use paydesk::{payment::TransactionId, record::FactKind};
use serde_json::json;

use crate::home::{Home, PAYMENT, error, text, value, with};

/// A request with one more key.
fn and(request: &str, key: &str, raw: &str) -> String {
    let more = format!(",\"{key}\":{raw}}}");
    [request.strip_suffix('}').expect("an object"), &more].concat()
}

/// The payment with this memo, as JSON.
fn with_memo(memo: &str) -> String {
    and(PAYMENT, "memo", &json!(memo).to_string())
}

const HOLDS: &str =
    "Memo holds a card number. It is kept readable, so no card number may be in it. Use another one.";

#[test]
fn a_memo_is_in_answers_and_absent_without_one() {
    let home = Home::new();
    let paid = home.pay(&with_memo("  주문 \"A-17\" "));
    assert_eq!(paid["memo"], "주문 \"A-17\"");
    let id = text(&paid, "id").to_owned();
    let request = format!(r#"{{"id":"{id}","amount":1000,"memo":"broken"}}"#);
    let cancel = value(&home.ok(&["cancel"], request));
    assert_eq!(cancel["memo"], "broken");
    let plain = home.pay(&with(PAYMENT, "amount", "20000"));
    let shown = home.show(&id);
    assert_eq!((&shown["memo"], &shown["cancels"][0]["memo"]), (&json!("주문 \"A-17\""), &json!("broken")));
    for answer in [&plain, &home.show(text(&plain, "id"))] {
        assert!(answer.as_object().expect("an object").keys().all(|key| key != "memo"), "{answer}");
    }
    let listed: Vec<_> = home.ok(&["list", "--json"], "").lines().map(value).collect();
    let memos: Vec<_> = listed.iter().map(|row| row.get("memo").cloned()).collect();
    assert_eq!(memos, [None, Some(json!("broken")), Some(json!("주문 \"A-17\""))]);
    let facts = home.facts(FactKind::Memo);
    assert_eq!(facts[0], json!({"memo": {"transaction": 2, "text": "주문 \"A-17\""}}));
}

#[test]
fn lists_of_default_columns_have_no_memo_and_wide_ones_have() {
    let home = Home::new();
    let plain = Home::new();
    home.pay(&with_memo("=1+1"));
    plain.paid();
    for args in [&["list"][..], &["list", "--csv"]] {
        let (with, without) = (home.ok(args, ""), plain.ok(args, ""));
        assert_eq!(with.lines().next(), without.lines().next(), "{args:?}");
        assert!(!with.contains("1+1"), "{with}");
    }
    let wide = home.ok(&["list", "--csv", "--wide"], "");
    let ends: Vec<_> = wide.lines().map(|line| line.rsplit_once(',').expect("columns").1).collect();
    assert_eq!(ends, ["memo", "'=1+1"], "no spreadsheet runs it as a formula");
    let wide = home.ok(&["list", "--wide"], "");
    let ends: Vec<_> = wide.lines().map(|line| line.rsplit_once("  ").expect("columns").1).collect();
    assert_eq!(ends, ["memo", "=1+1"]);
    let wide = plain.ok(&["list", "--wide"], "");
    assert!(wide.lines().nth(1).expect("a row").ends_with("1  -"), "{wide}");
}

#[test]
fn a_memo_is_given_later_and_taken_away() {
    let home = Home::new();
    let id = home.paid();
    let grouped = TransactionId::parse(&id).expect("an id").grouped();
    let groups: Vec<&str> = grouped.split(' ').collect();
    assert_eq!(home.ok(&["memo", &id, "주문 A-17"], ""), format!("{grouped}: 주문 A-17\n"));
    assert_eq!(home.show(&id)["memo"], "주문 A-17");
    let words = [&["memo"], &groups[..], &["order", "A-18"]].concat();
    assert_eq!(home.ok(&words, ""), format!("{grouped}: order A-18\n"));
    let answer = home.ok(&["memo", &grouped, "-", "--json"], "from a pipe\n");
    assert_eq!(answer, format!("{{\"id\":\"{id}\",\"memo\":\"from a pipe\"}}\n"));
    let shown = home.ok(&["show", &id], "");
    assert!(shown.contains("\nMemo            from a pipe\n"), "{shown}");
    assert_eq!(home.ok(&["memo", &id, "", "--json"], ""), format!("{{\"id\":\"{id}\"}}\n"));
    assert!(!home.ok(&["show", &id], "").contains("Memo"));
    assert_eq!(home.ok(&["memo", &id, " ", "--lang", "ko"], ""), format!("{grouped}: 메모를 지웠습니다\n"));
    assert_eq!(home.ok(&["memo", &id, ""], ""), format!("{grouped}: no memo any more\n"));
    let texts: Vec<_> = home.facts(FactKind::Memo).iter().map(|fact| fact["memo"]["text"].clone()).collect();
    assert_eq!(texts, ["주문 A-17", "order A-18", "from a pipe", "", "", ""]);
    assert_eq!(home.run(&["verify"], "").code, Some(0));
}

#[test]
fn what_is_no_memo_is_refused_and_nothing_is_recorded() {
    let home = Home::new();
    let id = home.paid();
    let wide = "가".repeat(31);
    let columns = "Memo has 62 columns. Allowed: text of at most 60 columns, without control characters.";
    let control = "Memo has a control character at position 2. Allowed: text of at most 60 columns, without control characters.";
    for (memo, message) in [
        (wide.as_str(), columns),
        ("a\u{1b}[2J", control),
        ("1234-5678-9012-3456", HOLDS),
        ("카드 5555 5555 5555 4444", HOLDS),
        ("\u{ff14}111111111111111", HOLDS),
    ] {
        let expected = ("memo_invalid".to_owned(), Some("memo".to_owned()), message.to_owned());
        let ran = home.run(&["pay"], with_memo(memo));
        assert_eq!((error(&ran.out), ran.err.as_str(), ran.code), (expected.clone(), "", Some(1)), "{memo}");
        let request = json!({"id": id, "amount": 1000, "memo": memo}).to_string();
        let ran = home.run(&["cancel"], request);
        assert_eq!((error(&ran.out), ran.code), (expected.clone(), Some(1)), "{memo}");
        let ran = home.run(&["memo", &id, "-", "--json"], memo);
        assert_eq!((error(&ran.out), ran.err.as_str(), ran.code), (expected, "", Some(1)), "{memo}");
        let ran = home.run(&["memo", &id, "-"], memo);
        assert_eq!((ran.out.as_str(), ran.err, ran.code), ("", format!("paydesk: {message}\n"), Some(1)));
    }
    let wrong_type = home.run(&["pay"], and(PAYMENT, "memo", "[1]"));
    let (code, field, _) = error(&wrong_type.out);
    assert_eq!((code.as_str(), field.as_deref()), ("memo_invalid", Some("memo")));
    assert_eq!((home.count(), home.facts(FactKind::Memo).len()), (1, 0));
    let korean = home.run(&["memo", &id, "-", "--lang", "ko"], &wide).err;
    assert_eq!(korean, "paydesk: 메모: 62칸입니다. 허용: 제어 문자 없이 60칸 이내의 글자(한글은 2칸).\n");
}

#[test]
fn a_card_on_the_command_line_is_not_read() {
    let home = Home::new();
    let id = home.paid();
    for words in
        [&["4111111111111111"][..], &["order", "4111 1111 1111 1111"], &["4111", "1111", "1111", "1111"]]
    {
        let ran = home.run(&[&["memo", &id], words].concat(), "");
        let said = "paydesk: A card number on the command line is not read: histories and lists of processes keep it. A memo cannot have one either.\n";
        assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", said, Some(2)), "{words:?}");
    }
    let ran = home.run(&["memo", &id, "4111111111111111", "--json"], "");
    assert_eq!((error(&ran.out).0.as_str(), ran.code), ("card_on_command_line", Some(2)));
    // Its check digit does not match, but it is the card of the payment.
    let ran = home.run(&["memo", &id, "1234567890123456"], "");
    assert_eq!((ran.err, ran.code), (format!("paydesk: {HOLDS}\n"), Some(1)));
    assert_eq!(home.facts(FactKind::Memo).len(), 0);
}

#[test]
fn wrong_usage_and_what_is_not_there() {
    let home = Home::new();
    let id = home.paid();
    assert_eq!(home.run(&["memo", &id], "").code, Some(2));
    let ran = home.run(&["memo", "456", "text", "--json"], "");
    assert_eq!((error(&ran.out).0.as_str(), ran.code), ("id_invalid", Some(1)));
    let ran = home.run(&["memo", "26112114320712301000", "text"], "");
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(1)));
    // A program that said nothing did not ask for an empty memo; nor is the first of several lines one.
    home.ok(&["memo", &id, "kept"], "");
    let ran = home.run(&["memo", &id, "-"], "");
    let missing =
        "paydesk: Memo is missing. Allowed: text of at most 60 columns, without control characters.\n";
    assert_eq!((ran.err.as_str(), ran.code), (missing, Some(1)));
    let ran = home.run(&["memo", &id, "-"], "one\ntwo\n");
    let control = "paydesk: Memo has a control character at position 4. Allowed: text of at most 60 columns, without control characters.\n";
    assert_eq!((ran.err.as_str(), ran.code), (control, Some(1)));
    assert_eq!(home.run(&["memo", &id, "-"], b"\xff\n").code, Some(1));
    assert_eq!(home.show(&id)["memo"], "kept");
    let ran = home.run(&["memo", &id, "text", "--ledger", "nowhere.db"], "");
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(3)));
    assert!(!home.path("nowhere.db").exists());
}

#[test]
fn a_repeated_request_has_the_memo_that_it_had_at_first() {
    let home = Home::new();
    let request = and(&with_memo("A-17"), "request_id", "\"order-1\"");
    let first = home.ok(&["pay"], &request);
    home.ok(&["memo", text(&value(&first), "id"), "A-18"], "");
    assert_eq!(home.ok(&["pay"], &request), first);
    let other = home.run(&["pay"], and(&with_memo("A-18"), "request_id", "\"order-1\""));
    assert_eq!(error(&other.out).1.as_deref(), Some("request_id"));
    assert_eq!(home.count(), 1);
}

#[test]
fn memos_are_found_by_words_in_both_languages() {
    let home = Home::new();
    let ids = ["Order A-17", "주문 A-18", ""].map(|memo| {
        let request = and(&with_memo(memo), "allow_duplicate", "true");
        text(&home.pay(&request), "id").to_owned()
    });
    for (query, expected) in [
        (&["memo", "a-17"][..], &ids[..1]),
        (&["메모", "주문"], &ids[1..2]),
        (&["memo", "A-1"], &ids[..2]),
        (&["memo"], &ids[..2]),
        (&["memo", "A-1", "-memo", "order"], &ids[1..2]),
        (&["pay", "-메모"], &ids[2..]),
        (&["memo", "A-1", "메모", "order", "11,000"], &ids[..1]),
        (&["memo", "order", "cancel"], &[]),
    ] {
        let out = home.ok(&[&["list", "--json", "--"], query].concat(), "");
        let mut found: Vec<_> = out.lines().map(|line| text(&value(line), "id").to_owned()).collect();
        found.reverse();
        assert_eq!(found, expected, "{query:?}");
    }
    let exports = home.facts(FactKind::Export);
    assert_eq!(exports[0]["export"]["subjects"], "memo");
}

#[test]
fn a_memo_is_on_the_slip_in_lines_of_the_paper() {
    let home = Home::new();
    home.configure("[shop]\nname = \"Shop\"\n");
    let memo = "ORDER 1234567890 FOR KIM AND LEE TABLE 5 ON 7 AND 8 OR 9 ABC";
    let id = text(&home.pay(&with_memo(memo)), "id").to_owned();
    let lines = |home: &Home| -> Vec<String> {
        home.run(&["slip", &id, "--width", "32"], "").out.lines().map(str::to_owned).collect()
    };
    let slip = lines(&home);
    let at = slip.iter().position(|line| line == "Memo").expect("its label");
    assert_eq!(slip[at - 2], "Transaction id", "{slip:#?}");
    let rest: Vec<&str> = slip[at + 1..at + 3].iter().map(|line| line.trim()).collect();
    assert_eq!(rest.join(" "), memo, "{slip:#?}");
    assert!(slip[at + 1..at + 3].iter().all(|line| line.chars().count() == 32), "at the right edge");
    assert!(slip[at + 3].starts_with("Till"), "{slip:#?}");
    home.ok(&["memo", &id, ""], "");
    assert_eq!(lines(&home).len(), slip.len() - 3);
}
