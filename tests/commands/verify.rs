//! `paydesk verify`

use std::{fs, io::Read as _, process::Stdio};

use paydesk::record::FactKind;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::home::{Home, RunOutput, error, shown, tamper, text, value};

/// A home with two payments and a cancel, and the hash of the last fact.
fn shop() -> (Home, String) {
    let home = Home::new();
    let payment = home.paid();
    home.cancel(&payment, 1_100);
    home.paid();
    let hash = text(&value(&home.ok(&["verify", "--json"], "")), "hash").to_owned();
    (home, hash)
}

/// The kinds of all facts, oldest first.
fn kinds(home: &Home) -> Vec<FactKind> {
    let connection = Connection::open(home.ledger()).expect("opened");
    let mut statement = connection.prepare("SELECT kind FROM journal ORDER BY seq").expect("SQL");
    let kinds = statement.query_map([], |row| row.get::<_, u8>(0)).expect("rows");
    kinds.map(|kind| FactKind::from_repr(kind.expect("a number")).expect("a kind")).collect()
}

#[test]
fn a_ledger_in_which_everything_fits() {
    let (home, hash) = shop();
    let entries = kinds(&home).len();
    assert_eq!(
        home.ok(&["verify"], ""),
        format!(
            "Everything fits: {entries} journal entries, 3 transactions.\n\
             Newest hash: {hash}\n\
             Keep this hash elsewhere. paydesk verify --since HASH tells later whether anything before it was cut off or rewritten.\n"
        )
    );
    assert_eq!(
        value(&home.ok(&["verify", "--json", "--since", &hash], "")),
        json!({"whole": true, "entries": entries, "transactions": 3, "hash": hash})
    );
    // As paper and screens show it, in groups on two lines.
    let digits: Vec<char> = hash.chars().collect();
    let groups: Vec<String> = digits.chunks(8).map(|group| group.iter().collect()).collect();
    let printed = format!("{}\n  {}", groups[..4].join(" "), groups[4..].join(" "));
    assert_eq!(text(&value(&home.ok(&["verify", "--json", "--since", &printed], "")), "hash"), hash);
    home.paid();
    assert_ne!(text(&value(&home.ok(&["verify", "--json", "--since", &hash], "")), "hash"), hash);
    assert!(!kinds(&home).contains(&FactKind::VerifyFailed));
}

#[test]
fn the_first_thing_that_does_not_fit_is_named_and_recorded() {
    let (home, _) = shop();
    let id = text(&value(home.ok(&["list", "--json"], "").lines().nth(1).expect("line")), "id").to_owned();
    tamper(&home.ledger(), "transactions_no_update", "UPDATE transactions SET amount = 1101 WHERE seq = 3");
    let english = format!(
        "Does not fit: transactions, row 3, amount (transaction {id}): expected 1100; found 1101.\n\
         Keep the file as it is, take no payments with it, and restore a backup: paydesk help restore.\n\
         Recorded in the journal.\n"
    );
    let ran = home.run(&["verify"], "");
    assert_eq!(ran, RunOutput { out: english, err: String::new(), code: Some(1) });
    let korean = format!(
        "맞지 않음: transactions 표의 3번 행, amount(거래 {id}): 필요한 값은 1100, 실제 값은 1101.\n\
         파일을 그대로 두고, 이 장부로 결제하지 말고, 백업을 복원하세요: paydesk help restore.\n\
         감사 기록에 남겼습니다.\n"
    );
    assert_eq!(home.run(&["verify", "--lang", "ko"], "").out, korean);
    let ran = home.run(&["verify", "--json"], "");
    assert_eq!(ran.code, Some(1));
    let answer = value(&ran.out);
    let finding = answer.get("finding").expect("finding");
    for (key, expected) in [
        ("code", json!("differs")),
        ("table", json!("transactions")),
        ("row", json!(3)),
        ("id", json!(id)),
        ("column", json!("amount")),
        ("expected", json!("1100")),
        ("found", json!("1101")),
        ("recorded", json!(true)),
    ] {
        assert_eq!(finding.get(key), Some(&expected), "{key}");
    }
    let fact = json!({"verify_failed": {"code": "differs", "table": "transactions", "row": 3}});
    assert_eq!(home.facts(FactKind::VerifyFailed), vec![fact; 3]);
}

#[test]
fn when_a_ledger_was_checked_and_copied_is_remembered_beside_the_keyring() {
    let (home, _) = shop();
    let remembered = || {
        let file = fs::read(home.path("config/paydesk/keyring.ledgers")).expect("remembered");
        let file: Value = serde_json::from_slice(&file).expect("JSON");
        file["ledgers"][0]["upkeep"].clone()
    };
    let time = |upkeep: &Value, name: &str| upkeep[name].as_i64();
    let checked = remembered();
    let first = time(&checked, "checked_at").expect("checked");
    assert_eq!(checked, json!({"checked_at": first}));
    home.ok(&["backup", &shown(&home.path("copy.db"))], "");
    let copied = remembered();
    assert!(time(&copied, "checked_at") >= Some(first) && time(&copied, "copied_at") >= Some(first));
    // What is recorded later leaves it as it is.
    home.paid();
    assert_eq!(remembered(), copied);
    // A check of the copy is none of the ledger.
    home.ok(&["verify", "--ledger", &shown(&home.path("copy.db"))], "");
    assert_eq!(remembered(), copied);
    tamper(&home.ledger(), "transactions_no_update", "UPDATE transactions SET amount = 1101 WHERE seq = 3");
    // A copy that is no copy says so, too.
    assert_eq!(home.run(&["backup", &shown(&home.path("broken.db"))], "").code, Some(1));
    assert_eq!(remembered()["is_broken"], json!(true));
    home.run(&["verify"], "");
    let broken = remembered();
    assert_eq!((&broken["is_broken"], &broken["copied_at"]), (&json!(true), &copied["copied_at"]));
    assert!(time(&broken, "checked_at") > time(&copied, "checked_at"));
}

#[test]
fn a_hash_that_does_not_occur_says_that_the_end_was_cut_off_or_rewritten() {
    let (home, _) = shop();
    let hash = "5".repeat(64);
    let ran = home.run(&["verify", "--since", &hash], "");
    let expected = format!(
        "Does not fit: the hash {hash} does not occur in the journal. What it covers was cut off or rewritten.\n\
         If the hash was typed, check it. Keep the file as it is, and compare it with a backup of that time.\n\
         Recorded in the journal.\n"
    );
    assert_eq!((ran.out, ran.code), (expected, Some(1)));
    let ran = home.run(&["verify", "--since", "5d0c"], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("a hash is 64 hex digits, as paydesk verify prints them"), "{}", ran.err);
}

#[test]
fn a_schema_that_was_changed_is_not_written_to() {
    let (home, _) = shop();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection.execute_batch("DROP TRIGGER journal_no_update").expect("dropped");
    drop(connection);
    let ran = home.run(&["verify"], "");
    let expected = "Does not fit: sqlite_schema, journal_no_update: it is missing.\n\
         Keep the file as it is, take no payments with it, and restore a backup: paydesk help restore.\n";
    assert_eq!((ran.out.as_str(), ran.code), (expected, Some(1)));
    assert!(!kinds(&home).contains(&FactKind::VerifyFailed));
}

#[test]
fn a_damaged_index_is_no_damaged_ledger_and_can_be_rebuilt() {
    let (home, _) = shop();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection
        .execute_batch("INSERT INTO blocks VALUES (7, 1, NULL, NULL, 0, 0, 0, 0, 0, 0)")
        .expect("spoilt");
    drop(connection);
    let ran = home.run(&["verify"], "");
    let expected = "Does not fit: blocks, row 0: it is missing.\n\
         Only searching is affected, no transaction. Make the index again: paydesk verify --rebuild-index\n\
         Recorded in the journal.\n";
    assert_eq!((ran.out.as_str(), ran.code), (expected, Some(1)));
    assert!(home.ok(&["verify", "--rebuild-index"], "").starts_with("Everything fits: "));
}

#[test]
fn what_remains_of_payments_is_derived_and_can_be_made_again() {
    let (home, _) = shop();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection.execute_batch("UPDATE balances SET amount = amount + 1").expect("spoilt");
    drop(connection);
    let ran = home.run(&["verify"], "");
    let expected = "Does not fit: balances, row 2, amount: expected 9900; found 9901.\n\
         No transaction is affected: what remains of a payment is derived from them. Derive it again: paydesk verify --rebuild-index\n\
         Recorded in the journal.\n";
    assert_eq!((ran.out.as_str(), ran.code), (expected, Some(1)));
    let korean = "맞지 않음: balances 표의 2번 행, amount: 필요한 값은 9900, 실제 값은 9901.\n\
         거래는 온전합니다. 취소 가능 금액은 거래에서 계산한 값입니다. 다시 계산하세요: paydesk verify --rebuild-index\n\
         감사 기록에 남겼습니다.\n";
    assert_eq!(home.run(&["verify", "--lang", "ko"], "").out, korean);
    assert!(home.ok(&["verify", "--rebuild-index"], "").starts_with("Everything fits: "));
}

#[test]
fn how_often_slips_were_printed_is_counted_and_can_be_counted_again() {
    let (home, _) = shop();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection.execute_batch("INSERT INTO prints VALUES (2, 1, 3)").expect("spoilt");
    drop(connection);
    let ran = home.run(&["verify"], "");
    let expected = "Does not fit: prints, row 2: nothing else in the ledger belongs to it.\n\
         No transaction is affected: how often slips were printed is counted from the journal. Count it again: paydesk verify --rebuild-index\n\
         Recorded in the journal.\n";
    assert_eq!((ran.out.as_str(), ran.code), (expected, Some(1)));
    let korean = "거래는 온전합니다. 전표 발행 횟수는 감사 기록에서 계산한 값입니다. 다시 계산하세요: paydesk verify --rebuild-index\n";
    let ran = home.run(&["verify", "--lang", "ko"], "");
    assert!(ran.out.contains(korean), "{}", ran.out);
    assert!(home.ok(&["verify", "--rebuild-index"], "").starts_with("Everything fits: "));
}

#[test]
fn memos_are_derived_and_can_be_made_again() {
    let (home, _) = shop();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection.execute_batch("INSERT INTO memos VALUES (2, 3, 'x')").expect("spoilt");
    drop(connection);
    let ran = home.run(&["verify"], "");
    let expected = "Does not fit: memos, row 2: nothing else in the ledger belongs to it.\n\
         No transaction is affected: memos and their words are made from the journal. Make them again: paydesk verify --rebuild-index\n\
         Recorded in the journal.\n";
    assert_eq!((ran.out.as_str(), ran.code), (expected, Some(1)));
    let korean = "거래는 온전합니다. 메모와 그 말은 감사 기록에서 만든 것입니다. 다시 만드세요: paydesk verify --rebuild-index\n";
    let ran = home.run(&["verify", "--lang", "ko"], "");
    assert!(ran.out.contains(korean), "{}", ran.out);
    assert!(home.ok(&["verify", "--rebuild-index"], "").starts_with("Everything fits: "));
}

#[test]
fn what_cannot_be_read_is_trouble_and_nothing_is_made() {
    let home = Home::new();
    let ran = home.run(&["verify", "--json"], "");
    assert_eq!((ran.code, error(&ran.out).0.as_str()), (Some(3), "keyring"));
    assert!(!home.ledger().exists() && !home.keyring().exists());

    let (home, _) = shop();
    let missing = shown(&home.path("none.db"));
    let ran = home.run(&["verify", "--ledger", &missing], "");
    assert_eq!(
        ran.err,
        format!(
            "paydesk: Ledger {missing} is not there. Check the path, or name another file with --ledger.\n"
        )
    );
    assert_eq!((ran.code, home.path("none.db").exists()), (Some(3), false));
    fs::copy(shop().0.keyring(), home.keyring()).expect("copied");
    let ran = home.run(&["verify"], "");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("does not have key 1 of this ledger"), "{}", ran.err);
}

#[test]
fn a_check_goes_on_beside_payments() {
    let (home, _) = shop();
    let mut till = home.command(&["pay"]).spawn().expect("a till");
    let mut answers = till.stdout.take().expect("piped");
    let mut requests = till.stdin.take().expect("piped");
    for round in 1..=5 {
        let request = crate::home::PAYMENT.replace('}', ",\"allow_duplicate\":true}\n");
        std::io::Write::write_all(&mut requests, request.as_bytes()).expect("asked");
        let mut answer = vec![0; 8];
        answers.read_exact(&mut answer).expect("answered");
        let transactions =
            value(&home.ok(&["verify", "--json"], "")).get("transactions").and_then(Value::as_u64);
        assert_eq!(transactions, Some(3 + round));
        // The rest of the line.
        let mut byte = [0];
        while byte != [b'\n'] {
            answers.read_exact(&mut byte).expect("answered");
        }
    }
    drop(requests);
    assert!(till.wait().expect("ended").success());
}

#[test]
fn nothing_but_the_answer_is_printed_where_there_is_no_terminal() {
    let (home, _) = shop();
    let mut command = home.command(&["verify"]);
    command.stdin(Stdio::null());
    let ran = crate::home::ended(command.spawn().expect("started"));
    assert_eq!((ran.err.as_str(), ran.out.lines().count()), ("", 3));
}

#[test]
fn a_text_that_is_no_hash_is_wrong_usage_and_leaves_no_fact() {
    let (home, hash) = shop();
    let before = kinds(&home);
    let end = |count: usize| hash.chars().take(count).collect::<String>();
    for text in [
        String::new(),
        "today".to_owned(),
        end(63),
        end(8),
        end(64) + "0",
        end(63) + "g",
        "0x".to_owned() + &end(62),
    ] {
        for lang in ["en", "ko"] {
            let ran = home.run(&["verify", "--since", &text, "--lang", lang], "");
            assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{text}");
        }
    }
    assert_eq!(kinds(&home), before);
}
