//! People by commands: made and changed, who acts, what is refused, and the way back in.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    thread,
};

use chrono::DateTime;
use paydesk::{
    desk::{Right, right},
    record::FactKind,
    staff::{Action, Role, wait_after},
};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    home::{Home, PAYMENT, error, shown, text, value, with},
    kept::{WITHOUT_PEOPLE, home_of},
};

/// A home with an owner, a supervisor, a cashier with limits, and a program; each has a PIN file of its number.
fn staffed() -> Home {
    let home = Home::new();
    home.paid();
    for (number, pin) in [("1", "2580"), ("3", "2468"), ("21", "1357"), ("9", "8642")] {
        home.pin_file(number, pin);
    }
    home.pin_file("wrong", "9753");
    home.ok(&["people", "add", "1", "--name", "Jin", "--role", "owner", "--new-pin-file", "1.pin"], "");
    for add in [
        &["3", "--name", "Mina", "--role", "supervisor", "--new-pin-file", "3.pin"][..],
        &["21", "--name", "하나", "--role", "cashier", "--new-pin-file", "21.pin", "--limit", "cancel=5000"],
        &["9", "--name", "kiosk", "--role", "program", "--new-pin-file", "9.pin", "--limit", "payment=50000"],
    ] {
        home.ok(&[&["people", "add"], add, &by("1")].concat(), "");
    }
    home
}

/// Who acts.
fn by(number: &str) -> [&str; 4] {
    let file = match number {
        "1" => "1.pin",
        "3" => "3.pin",
        "9" => "9.pin",
        _ => "21.pin",
    };
    ["--as", number, "--pin-file", file]
}

fn acting<'a>(args: &[&'a str], number: &'a str) -> Vec<&'a str> {
    [args, &by(number)].concat()
}

/// The code of a refusal, its exit status, and its sentence.
fn refused(home: &Home, args: &[&str], input: &str) -> (String, Option<i32>, String) {
    let ran = home.run(args, input);
    let (code, _, message) = error(ran.out.lines().last().unwrap_or_default());
    (code, ran.code, message)
}

#[test]
fn people_are_made_changed_and_listed() {
    let home = staffed();
    let listed = home.ok(&["people", "--json"], "");
    let people: Vec<Value> = listed.lines().map(value).collect();
    assert_eq!(
        people,
        [
            json!({"number": 1, "name": "Jin", "role": "owner", "limits": {}, "disabled": false}),
            json!({"number": 3, "name": "Mina", "role": "supervisor", "limits": {}, "disabled": false}),
            json!({"number": 9, "name": "kiosk", "role": "program", "limits": {"payment": 50_000}, "disabled": false}),
            json!({"number": 21, "name": "하나", "role": "cashier", "limits": {"cancel": 5_000}, "disabled": false}),
        ]
    );
    let change = [
        "people",
        "change",
        "21",
        "--name",
        "둘",
        "--limit",
        "cancel=",
        "--limit",
        "cancels_a_day=3",
        "--json",
    ];
    let changed = value(&home.ok(&acting(&change, "1"), ""));
    assert_eq!((text(&changed, "name"), &changed["limits"]), ("둘", &json!({"cancels_a_day": 3})));
    assert_eq!(home.ok(&acting(&["people", "disable", "21"], "1"), ""), "21 둘, cashier: recorded.\n");
    let said = home.ok(&["people", "--lang", "ko"], "");
    assert!(said.contains("사용 중지") && said.contains("책임자") && said.contains("50,000"), "{said}");
    home.ok(&acting(&["people", "enable", "21"], "1"), "");
    assert_eq!(home.ok(&acting(&["people", "digits", "6", "--json"], "1"), ""), "{\"digits\":6}\n");
    assert_eq!(home.run(&["verify"], "").code, Some(0));
}

#[test]
fn what_is_wrong_with_a_person_is_said_with_a_code() {
    let home = staffed();
    let add = |number: &'static str, name: &'static str, file: &'static str| {
        vec!["people", "add", number, "--name", name, "--role", "cashier", "--new-pin-file", file, "--json"]
    };
    home.pin_file("run", "1234");
    home.pin_file("short", "258");
    for (args, part) in [
        (add("21", "Sora", "21.pin"), "21"),
        (add("2", "Sora", "21.pin"), "2 and 21 begin alike"),
        (add("4", "a name of 17 colum", "21.pin"), "16 columns"),
        (add("4", "Sora", "run.pin"), "follow one another"),
        (add("4", "Sora", "short.pin"), "4 digits"),
    ] {
        let (code, status, message) = refused(&home, &acting(&args, "1"), "");
        assert_eq!((code.as_str(), status), ("operator_invalid", Some(1)), "{args:?}: {message}");
        assert!(message.contains(part), "{args:?}: {message}");
    }
    let disable = refused(&home, &acting(&["people", "disable", "1", "--json"], "1"), "");
    assert_eq!((disable.0.as_str(), disable.1), ("operator_invalid", Some(1)), "the last owner");
}

#[test]
fn who_acts_is_in_every_answer() {
    let home = staffed();
    let paid = value(&home.ok(&acting(&["pay"], "21"), with(PAYMENT, "amount", "20000")));
    assert_eq!((&paid["operator"], paid.get("approver")), (&json!(21), None));
    let id = text(&paid, "id");
    let cancelled = value(&home.ok(&acting(&["cancel"], "3"), format!(r#"{{"id":"{id}","amount":9000}}"#)));
    assert_eq!(cancelled["operator"], 3);
    let shown = value(&home.ok(&["show", id, "--json"], ""));
    assert_eq!((&shown["operator"], &shown["cancels"][0]["operator"]), (&json!(21), &json!(3)));
    let said = home.ok(&["show", id], "");
    assert!(said.lines().any(|line| line.starts_with("Person") && line.ends_with("21")), "{said}");
    let csv = home.ok(&acting(&["list", "--csv"], "1"), "");
    let mut lines = csv.lines();
    assert!(lines.next().is_some_and(|head| head.ends_with(",till,operator,approver")), "{csv}");
    assert!(lines.next().is_some_and(|row| row.ends_with(",1,3,")), "{csv}");
    assert!(csv.lines().last().is_some_and(|row| row.ends_with(",1,,")), "before there were people: {csv}");
    let found = home.ok(&acting(&["list", "--json", "cashier", "21"], "1"), "");
    assert_eq!(found.lines().map(|line| text(&value(line), "id").to_owned()).collect::<Vec<_>>(), [id]);
    let tail = home.ok(&acting(&["tail"], "1"), "");
    let lines: Vec<Value> = tail.lines().map(value).collect();
    let payment = lines.iter().find(|line| line["id"] == id).expect("the payment");
    assert_eq!(payment["operator"], 21);
    assert!(lines.iter().any(|line| line["kind"] == "pin" && line.get("verifier").is_none()));
    assert!(!tail.contains("salt") && !tail.contains("hash\":\""), "nothing that a PIN is checked against");
    let x = value(&home.ok(&acting(&["close", "--x", "--json"], "1"), ""));
    let of = |number: u64| {
        let rows = x["by_operator"].as_array().expect("people");
        rows.iter().find(|row| row["operator"] == number).expect("a person").clone()
    };
    assert_eq!(
        (&of(21)["name"], &of(21)["net"], &of(3)["net"]),
        (&json!("하나"), &json!(20_000), &json!(-9_000))
    );
    let z = home.ok(&acting(&["close"], "3"), "");
    assert!(z.contains("21 하나") && z.contains("3 Mina"), "{z}");
}

#[test]
fn nobody_and_who_may_not_are_refused_with_codes_of_their_own() {
    let home = staffed();
    let paid = home.ok(&acting(&["list", "--json"], "1"), "");
    let id = text(&value(paid.trim_end()), "id").to_owned();
    let shown = home.ok(&["show", &id], "");
    assert!(shown.contains("11,000"), "a look-up needs nobody: {shown}");
    for args in
        [&["pay"][..], &["list"], &["list", "--json"], &["tail"], &["close", "--json"], &["closes", "--json"]]
    {
        let ran = home.run(args, PAYMENT);
        assert_eq!(ran.code, Some(3), "{args:?}: {ran:?}");
        assert!(format!("{}{}", ran.out, ran.err).contains("Nobody is signed in."), "{args:?}: {ran:?}");
    }
    let wrong = refused(&home, &["pay", "--as", "21", "--pin-file", "wrong.pin"], PAYMENT);
    assert_eq!((wrong.0.as_str(), wrong.1), ("operator", Some(3)), "{}", wrong.2);
    let nobody = refused(&home, &["pay", "--as", "55", "--pin-file", "wrong.pin"], PAYMENT);
    assert_eq!(nobody, wrong, "a number that nobody has says the same");
    for args in [
        &["close", "--json"][..],
        &["closes", "--json"],
        &["list"],
        &["list", "--json"],
        &["list", "--csv"],
        &["tail"],
        &["vat", "--from", "2026-11", "--to", "2026-12", "--json"],
        &["backup", "copy.db", "--json"],
        &["key", "rotate", "--json"],
        &["key", "backup", "copy.keyring", "--json"],
        &["people", "disable", "3", "--json"],
        &["people", "unlock", "3", "--json"],
    ] {
        for number in ["21", "9"] {
            let ran = home.run(&acting(args, number), "");
            let says = format!("{}{}", ran.out, ran.err);
            assert!(says.contains("Who may: ") || says.contains("does not wait"), "{args:?}: {says}");
            assert!(ran.code != Some(0), "{args:?}");
        }
    }
    let (code, status, message) = refused(&home, &acting(&["close", "--json"], "21"), "");
    assert_eq!((code.as_str(), status), ("not_allowed", Some(1)));
    assert_eq!(
        message,
        "21 하나 may not do this alone: close the day. Who may: a supervisor, or a higher role."
    );
    assert!(!home.path("copy.db").exists() && !home.path("copy.keyring").exists());
}

#[test]
fn limits_hold_in_a_pipe_and_one_refusal_stops_no_other() {
    let home = staffed();
    let pay = |amount: &str| with(PAYMENT, "amount", amount);
    let requests = [pay("50000"), pay("50001"), pay("40000")].join("\n");
    let ran = home.run(&acting(&["pay"], "9"), requests);
    let outcomes: Vec<String> = ran.out.lines().map(crate::home::outcome).collect();
    assert_eq!((outcomes.join(", ").as_str(), ran.code), ("ok, not_allowed -, ok", Some(1)), "{}", ran.out);
}

#[test]
fn a_pin_comes_from_a_private_file_or_the_environment() {
    let home = staffed();
    let mut command = home.command(&["pay", "--as", "21"]);
    command.env("PAYDESK_PIN_FILE", home.path("21.pin"));
    let ran = crate::home::run(command, PAYMENT);
    assert_eq!(
        value(ran.out.trim_end()).get("error").map(|error| text(error, "code").to_owned()),
        Some("possible_duplicate".to_owned()),
        "{}",
        ran.out
    );
    fs::set_permissions(home.path("21.pin"), Permissions::from_mode(0o644)).expect("chmod");
    let (code, status, message) = refused(&home, &acting(&["pay"], "21"), PAYMENT);
    assert_eq!((code.as_str(), status), ("operator", Some(3)));
    assert!(message.contains("21.pin"), "{message}");
    let ran = home.run(&["pay", "--as", "21", "--pin-file", "nowhere.pin"], PAYMENT);
    assert!(ran.code == Some(3) && ran.out.contains("nowhere.pin"), "{ran:?}");
    // Without a terminal nothing waits for a PIN.
    let ran = home.run(&["pay", "--as", "21"], PAYMENT);
    assert!(ran.code == Some(3) && ran.out.contains("--pin-file"), "{ran:?}");
}

#[test]
fn sixteen_programs_at_once_try_no_more_than_one() {
    let home = staffed();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| home.run(&["people", "--as", "21", "--pin-file", "wrong.pin"], ""));
        }
    });
    let times: Vec<i64> = {
        let raw = Connection::open(home.ledger()).expect("opened");
        let sql = "SELECT at FROM journal WHERE kind = ?1 AND body LIKE '%:21,%' ORDER BY seq";
        let mut statement = raw.prepare(sql).expect("SQL");
        let rows = statement.query_map([FactKind::PinAttempt as u8], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("times")
    };
    assert!(times.len() >= 3, "{times:?}");
    for (failures, pair) in (1..).zip(times.windows(2)) {
        let wait = wait_after(failures).num_milliseconds();
        assert!(pair[1] - pair[0] >= wait, "{failures}: {times:?}");
    }
    let said = home.ok(&["people"], "");
    assert!(said.contains("wrong PINs, waits until"), "{said}");
    let waiting = home.ok(&["people", "--json"], "").lines().map(value).find(|one| one["number"] == 21);
    let until = waiting.expect("the cashier")["waits_until"].as_str().expect("a time").to_owned();
    assert!(DateTime::parse_from_rfc3339(&until).is_ok(), "{until}");
    home.ok(&acting(&["people", "unlock", "21"], "3"), "");
    assert!(!home.ok(&["people"], "").contains("waits until"));
}

#[test]
fn settings_are_the_owners_and_what_a_file_changed_is_on_record() {
    let home = staffed();
    let set = |assignment: &'static str, number: &'static str| {
        home.run(&acting(&["pay", "--set", assignment], number), with(PAYMENT, "amount", "7000"))
    };
    for assignment in [
        "rules.duplicate_seconds=0",
        "rules={require_luhn=true}",
        "\"rules\".ask_above=5",
        "printer.to=file:/dev/null",
    ] {
        let ran = set(assignment, "3");
        let (code, _, message) = error(&ran.out);
        assert_eq!(code, "not_allowed", "{assignment}: {}", ran.out);
        assert!(message.starts_with("--set "), "{message}");
    }
    assert_eq!(set("till=7", "21").code, Some(0));
    assert_eq!(set("rules.duplicate_seconds=0", "1").code, Some(0));
    // A file that was changed is taken, and named once.
    let before = home.facts(FactKind::SettingsChanged).len();
    home.configure("[rules]\naccept_expired = true\n");
    for amount in ["7100", "7200"] {
        home.ok(&acting(&["pay"], "21"), with(PAYMENT, "amount", amount));
    }
    let facts = home.facts(FactKind::SettingsChanged);
    assert_eq!(facts.len(), before + 1);
    let changed = &facts[before]["settings_changed"]["changed"];
    assert!(changed.as_array().expect("keys").contains(&json!("rules.accept_expired")), "{changed}");
    // The screens take none, and nobody acts there by an option.
    let screens = home.run(&["--set", "rules.require_luhn=true"], "");
    assert!(screens.code == Some(3) && screens.err.contains("rules.require_luhn"), "{screens:?}");
    assert_eq!(home.run(&["--as", "1"], "").code, Some(2));
}

#[test]
fn an_owner_has_a_way_back_in() {
    let home = staffed();
    home.pin_file("new", "9182");
    let recover = ["people", "recover", "1", "--new-pin-file", "new.pin", "--json"];
    let (code, status, message) = refused(&home, &recover, "");
    assert_eq!((code.as_str(), status), ("operator", Some(3)), "{message}");
    assert!(message.contains("possible from"), "{message}");
    assert_eq!(home.facts(FactKind::RecoveryBegun).len(), 1);
    home.ok(&acting(&["people"], "1"), "");
    // Whoever knows the passphrase needs not wait.
    home.pin_file("passphrase", "correct horse");
    home.ok(&acting(&["key", "protect", "--new-passphrase-file", "passphrase.pin"], "1"), "");
    let with_passphrase = [&recover[..], &["--passphrase-file", "passphrase.pin"]].concat();
    assert_eq!(value(&home.ok(&with_passphrase, ""))["number"], 1);
    let as_owner = ["people", "--as", "1", "--passphrase-file", "passphrase.pin", "--pin-file"];
    home.ok(&[&as_owner[..], &["new.pin"]].concat(), "");
    assert_eq!(home.run(&[&as_owner[..], &["1.pin"]].concat(), "").code, Some(3));
    let (code, _, message) = refused(
        &home,
        &[
            "people",
            "recover",
            "21",
            "--new-pin-file",
            "new.pin",
            "--json",
            "--passphrase-file",
            "passphrase.pin",
        ],
        "",
    );
    assert_eq!(code, "not_allowed", "{message}");
}

#[test]
fn a_ledger_with_people_that_cannot_be_written_signs_nobody_in() {
    let home = home_of("0005");
    fs::set_permissions(home.ledger(), Permissions::from_mode(0o400)).expect("chmod");
    let before = fs::read(home.ledger()).expect("bytes");
    let ran = home.run(&["closes", "--json"], "");
    assert!(ran.code == Some(3) && ran.out.contains(&shown(&home.ledger())), "{ran:?}");
    assert_eq!(fs::read(home.ledger()).expect("bytes"), before);
}

#[test]
fn a_shop_without_people_has_no_word_of_them() {
    let home = Home::new();
    let paid = home.paid();
    for args in [
        &["show", &paid, "--json"][..],
        &["list", "--json"],
        &["list", "--csv"],
        &["list", "--wide"],
        &["close", "--x", "--json"],
        &["tail"],
        &["close"],
        &["slip", &paid],
    ] {
        let said = home.run(args, "").out;
        assert!(
            !said.contains("operator") && !said.contains("Person") && !said.contains("approver"),
            "{args:?}: {said}"
        );
    }
    assert_eq!(home.ok(&["people", "--json"], ""), "");
    assert!(home.ok(&["people"], "").starts_with("Nobody"));
}

/// Commands, and what of the table they are. A command has nobody who approves.
const DOORS: [(&[&str], Action); 19] = [
    (&["pay"], Action::Pay),
    (&["cancel"], Action::Cancel),
    (&["list"], Action::Export),
    (&["list", "--json"], Action::Export),
    (&["list", "--csv"], Action::Export),
    (&["tail"], Action::Export),
    (&["vat", "--from", "2026-11", "--to", "2026-12"], Action::Vat),
    (&["close", "--x", "--own"], Action::LookUp),
    (&["close", "--x"], Action::AllFigures),
    (&["closes"], Action::AllFigures),
    (&["closes", "show", "1", "--json"], Action::AllFigures),
    (&["closes", "show", "1"], Action::CloseAgain),
    (&["close"], Action::Close),
    (&["backup", "copy.db", "--force"], Action::Backup),
    (&["people", "change", "7", "--name", "Sora"], Action::People),
    (&["people", "digits", "5"], Action::People),
    (&["people", "pin", "7", "--new-pin-file", "21.pin"], Action::People),
    (&["key", "rotate"], Action::Keys),
    (&["key", "backup", "copy.keyring", "--force"], Action::Keys),
];

#[test]
fn every_command_asks_the_table_for_every_role() {
    let home = staffed();
    home.ok(&acting(&["close"], "3"), "");
    for (number, role) in
        [("9", Role::Program), ("21", Role::Cashier), ("3", Role::Supervisor), ("1", Role::Owner)]
    {
        let again = |amount| with(PAYMENT, "amount", amount).replace('}', r#","allow_duplicate":true}"#);
        let paid = value(&home.ok(&acting(&["pay"], number), again("9000")));
        let id = text(&paid, "id").to_owned();
        let cancel = format!(r#"{{"id":"{id}","amount":100}}"#);
        let doors = DOORS.iter().map(|(args, action)| (args.to_vec(), *action));
        let of_one = [
            (vec!["show", &id], Action::LookUp),
            (vec!["show", &id, "--reveal"], Action::Reveal),
            (vec!["slip", &id], Action::LookUp),
            (vec!["memo", &id, "A-17"], Action::Slip),
        ];
        for (args, action) in doors.chain(of_one) {
            let input = if args == ["cancel"] { cancel.clone() } else { again("8000") };
            let ran = home.run(&acting(&args, number), input);
            let is_refused = ran.out.contains(r#""code":"not_allowed""#) || ran.err.contains("Who may: ");
            let expected = right(action, role) != Right::Allowed;
            assert_eq!(is_refused, expected, "{args:?} by {role:?}: {ran:?}");
        }
    }
    assert_eq!(home.run(&["verify"], "").code, Some(0));
}

#[test]
fn an_older_ledger_is_given_its_first_person() {
    for version in WITHOUT_PEOPLE {
        let home = home_of(version);
        home.pin_file("1", "2580");
        home.ok(&["people", "add", "1", "--name", "Jin", "--role", "owner", "--new-pin-file", "1.pin"], "");
        let (code, ..) = refused(&home, &["pay"], PAYMENT);
        assert_eq!(code, "operator", "{version}");
        let paid = value(&home.ok(&acting(&["pay"], "1"), PAYMENT));
        let list = home.ok(&acting(&["list", "--json", "--limit", "0"], "1"), "");
        let named: Vec<String> = list
            .lines()
            .map(value)
            .filter(|row| row.get("operator").is_some())
            .map(|row| text(&row, "id").to_owned())
            .collect();
        assert_eq!(named, [text(&paid, "id")], "{version}: what was before is nobody's");
        assert_eq!(home.run(&["verify"], "").code, Some(0), "{version}");
    }
}
