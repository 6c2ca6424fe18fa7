//! A ledger that is not as it was left: gone, older, another one. What each command does, and the way on.

use std::fs;

use paydesk::record::FactKind;
use serde_json::{Value, json};

use crate::home::{Home, PAYMENT, RunOutput, error, facts, shown, text, value};

/// What was done to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Removed,
    Older,
    Other,
}

/// A home whose ledger has four entries, and had two with one payment when a copy was made; then this was done. Returns that
/// payment's id.
fn home(done: Done) -> (Home, String) {
    let home = Home::new();
    let id = home.paid();
    let older = fs::read(home.ledger()).expect("read");
    home.paid();
    match done {
        Done::Removed => fs::remove_file(home.ledger()).expect("removed"),
        Done::Older => fs::write(home.ledger(), older).expect("older"),
        Done::Other => {
            let other = shown(&home.path("other.db"));
            home.ok(&["--ledger", &other, "pay"], PAYMENT);
            fs::copy(other, home.ledger()).expect("copied");
        }
    }
    (home, id)
}

/// What the ledger's file has; nothing when there is none.
fn bytes(home: &Home) -> Option<Vec<u8>> {
    fs::read(home.ledger()).ok()
}

fn sentence(home: &Home, done: Done) -> String {
    let path = shown(&home.ledger());
    match done {
        Done::Removed => format!("Ledger {path} is gone. Its journal went up to entry 4."),
        Done::Older => {
            format!(
                "Ledger {path} is older than before: its journal ends at entry 2, and went up to entry 4."
            )
        }
        Done::Other => {
            format!(
                "{path} is not the same ledger as before. The journal of the earlier one went up to entry 4."
            )
        }
    }
}

fn refusal(home: &Home, done: Done) -> String {
    let to_do = match done {
        Done::Removed => ", or restore a backup: paydesk restore FILE. To begin a new ledger",
        Done::Older | Done::Other => "; or, to go on with this one",
    };
    format!(
        "{} Nothing was recorded. Put the right file back{to_do}: paydesk ledger accept",
        sentence(home, done)
    )
}

/// What is said of a ledger that is only read.
fn told(home: &Home, done: Done) -> String {
    format!(
        "paydesk: {} It is read as it is. Payments wait until the right file is back, or this one is accepted: paydesk \
         ledger accept\n",
        sentence(home, done)
    )
}

/// How many facts the ledger has.
fn facts_of(home: &Home) -> i64 {
    let raw = rusqlite::Connection::open(home.ledger()).expect("opened");
    raw.query_row("SELECT count(*) FROM journal", [], |row| row.get(0)).expect("counted")
}

const ALL: [Done; 3] = [Done::Removed, Done::Older, Done::Other];

#[test]
fn nothing_is_recorded_in_it() {
    for done in ALL {
        let (home, id) = home(done);
        let before = bytes(&home);
        let refused = refusal(&home, done);
        let cancel = format!(r#"{{"id":"{id}","amount":100}}"#);
        for (args, input) in [(&["pay"][..], PAYMENT), (&["cancel"], &cancel)] {
            let ran = home.run(args, input);
            assert_eq!((ran.err, ran.code), (format!("paydesk: {refused}\n"), Some(3)), "{args:?}");
            assert_eq!(error(&ran.out), ("file_replaced".to_owned(), None, refused.clone()), "{args:?}");
        }
        let (copy, keys) = (shown(&home.path("copy")), shown(&home.path("keys")));
        for args in [
            &["backup", copy.as_str()][..],
            &["key", "rotate"],
            &["key", "protect", "--remove"],
            &["verify", "--rebuild-index"],
        ] {
            let ran = home.run(args, "");
            assert!(ran.err.contains(&sentence(&home, done)), "{args:?}: {}", ran.err);
            assert_eq!((ran.out.as_str(), ran.code), ("", Some(3)), "{args:?}");
        }
        assert!(!home.path("copy").exists());
        // When the ledger is gone, a copy of the keyring is needed all the more.
        let ran = home.run(&["key", "backup", &keys], "");
        let code = if done == Done::Removed { Some(0) } else { Some(3) };
        assert_eq!((ran.code, home.path("keys").exists()), (code, done == Done::Removed), "{ran:?}");
        assert_eq!(bytes(&home), before, "{done:?}");
    }
}

#[test]
fn no_made_up_history_takes_the_place_of_a_ledger_that_is_gone() {
    let (home, _) = home(Done::Removed);
    let ran = home.run(&["demo", "--rows", "10"], "");
    assert_eq!((ran.err, ran.code), (format!("paydesk: {}\n", refusal(&home, Done::Removed)), Some(3)));
    assert!(!home.ledger().exists());
}

#[test]
fn a_ledger_that_is_there_can_be_read() {
    for done in [Done::Older, Done::Other] {
        let (home, id) = home(done);
        let told = told(&home, done);
        let ran = home.run(&["verify"], "");
        assert_eq!((ran.err.as_str(), ran.code), (told.as_str(), Some(1)));
        assert!(ran.out.starts_with("Does not fit: the hash "), "{}", ran.out);
        let ran = home.run(&["verify", "--json"], "");
        assert_eq!(ran.err, told);
        assert_eq!(value(&ran.out).pointer("/finding/code"), Some(&json!("not_in_journal")));
        assert_eq!(value(&ran.out).pointer("/finding/recorded"), Some(&json!(false)));
        assert_eq!(facts(&home.ledger(), FactKind::VerifyFailed), Vec::<Value>::new());
        let ran = home.run(&["show", &id], "");
        let code = if done == Done::Older { Some(0) } else { Some(1) };
        assert_eq!((ran.err.starts_with(&told), ran.code), (true, code), "{ran:?}");
        let before = facts_of(&home);
        let ran = home.run(&["list", "--json"], "");
        let unrecorded = format!(
            "{told}paydesk: Nothing can be recorded in ledger {} now: this list is not in its journal.\n",
            shown(&home.ledger())
        );
        assert_eq!((ran.err, ran.code, ran.out.lines().count()), (unrecorded, Some(0), 1));
        if done == Done::Older {
            let ran = home.run(&["show", "--reveal", &id], "");
            assert_eq!((ran.out.as_str(), ran.code), ("", Some(3)), "{}", ran.err);
        }
        assert_eq!(facts_of(&home), before, "looking records nothing");
        // It is not accepted by that.
        assert_eq!(home.run(&["pay"], PAYMENT).code, Some(3));
    }
}

#[test]
fn a_ledger_that_is_gone_cannot_be_read() {
    let (home, id) = home(Done::Removed);
    let refused = refusal(&home, Done::Removed);
    for args in [&["show", id.as_str(), "--json"][..], &["list", "--json"], &["verify", "--json"]] {
        let ran = home.run(args, "");
        assert_eq!((ran.err, ran.code), (format!("paydesk: {refused}\n"), Some(3)), "{args:?}");
        assert_eq!(error(&ran.out).0, "file_replaced", "{args:?}");
    }
    assert!(!home.ledger().exists());
}

/// The check of what is remembered, of `paydesk doctor --json`.
fn remembered(ran: &RunOutput) -> Value {
    let answer = value(&ran.out);
    let checks = answer.get("checks").and_then(Value::as_array).expect("checks").clone();
    checks.into_iter().find(|check| text(check, "key") == "remembered").expect("the check")
}

#[test]
fn doctor_says_so_in_both_languages() {
    for done in ALL {
        let (home, _) = home(done);
        let before = bytes(&home);
        let ran = home.run(&["doctor", "--json"], "");
        let check = remembered(&ran);
        assert_eq!((text(&check, "state"), ran.code), ("wrong", Some(3)), "{done:?}");
        assert_eq!(text(&check, "value"), sentence(&home, done));
        assert_eq!(check.pointer("/data/entry"), Some(&json!(4)));
        // It never records, so it does not say that nothing was recorded.
        let advice = if done == Done::Removed {
            "Put the right file back, or restore a backup: paydesk restore FILE. To begin a new ledger: paydesk ledger accept"
        } else {
            "Put the right file back; or, to go on with this one: paydesk ledger accept"
        };
        assert_eq!(text(&check, "advice"), advice);
        let korean = home.run(&["doctor", "--lang", "ko"], "").out;
        assert!(korean.contains("paydesk ledger accept"), "{korean}");
        assert_eq!(bytes(&home), before);
    }
}

#[test]
fn doctor_says_what_is_remembered() {
    let home = Home::new();
    assert_eq!(text(&remembered(&home.run(&["doctor", "--json"], "")), "state"), "note");
    home.paid();
    let check = remembered(&home.run(&["doctor", "--json"], ""));
    let file = home.path("config/paydesk/keyring.ledgers");
    assert_eq!(text(&check, "state"), "fine");
    assert_eq!(text(&check, "value"), format!("up to entry 2, in {}; the ledger has it", shown(&file)));
    fs::write(&file, "{").expect("damaged");
    let ran = home.run(&["doctor", "--json"], "");
    assert_eq!((text(&remembered(&ran), "state"), ran.code), ("wrong", Some(3)));
    assert_eq!(text(&remembered(&ran), "value"), format!("{}: the file is damaged", shown(&file)));
    let ran = home.run(&["list"], "");
    assert!(
        ran.err.contains("keyring.ledgers cannot be read (the file is damaged); it is made anew."),
        "{}",
        ran.err
    );
    // A payment is taken, and the file made anew.
    let ran = home.run(&["pay"], PAYMENT.replace("11000", "12000"));
    assert_eq!((ran.code, ran.err.contains("it is made anew")), (Some(0), true));
    assert_eq!(home.run(&["doctor"], "").code, Some(0));
}

#[test]
fn accepting_goes_on_with_what_is_there() {
    for done in ALL {
        let (home, _) = home(done);
        let path = shown(&home.ledger());
        let said = match done {
            Done::Removed => {
                format!(
                    "A new ledger was begun: {path}. The journal of the earlier one went up to entry 4.\n"
                )
            }
            Done::Older | Done::Other => {
                format!("Accepted: {path}, whose journal ends at entry 2. Before, it went up to entry 4.\n")
            }
        };
        assert_eq!(home.ok(&["ledger", "accept"], ""), format!("{said}Recorded in the journal.\n"));
        let nothing = format!("There is nothing to accept: {path} is as it was left.\n");
        assert_eq!(home.ok(&["ledger", "accept"], ""), nothing);
        home.pay(&PAYMENT.replace("11000", "13000"));
        home.ok(&["verify"], "");
        let accepted = home.facts(FactKind::Accepted);
        assert_eq!(accepted.len(), 1, "{done:?}");
        assert_eq!(accepted[0].pointer("/accepted/remembered/seq"), Some(&json!(4)));
        let found = if done == Done::Removed { None } else { Some(&json!(2)) };
        assert_eq!(accepted[0].pointer("/accepted/found/seq"), found, "{done:?}");
    }
}

#[test]
fn accepting_answers_in_json_and_makes_nothing_unasked() {
    let (before, _) = home(Done::Older);
    let answer = value(&before.ok(&["ledger", "accept", "--json"], ""));
    assert_eq!(answer.get("accepted"), Some(&json!(true)));
    assert_eq!(answer.pointer("/remembered/entry"), Some(&json!(4)));
    assert_eq!(answer.pointer("/found/entry"), Some(&json!(2)));
    assert_eq!(answer.pointer("/found/ledger"), answer.pointer("/remembered/ledger"));
    let new = Home::new();
    let answer = value(&new.ok(&["ledger", "accept", "--json"], ""));
    let none = json!({"path": shown(&new.ledger()), "accepted": false, "remembered": null, "found": null});
    assert_eq!(answer, none);
    assert!(!new.ledger().exists() && !new.keyring().exists());
}

#[test]
fn a_restored_backup_needs_no_accepting() {
    let (home, _) = home(Done::Older);
    let copy = shown(&home.path("copy.db"));
    home.ok(&["ledger", "accept"], "");
    home.ok(&["backup", &copy], "");
    home.pay(&PAYMENT.replace("11000", "14000"));
    fs::remove_file(home.ledger()).expect("removed");
    home.ok(&["restore", &copy], "");
    home.pay(&PAYMENT.replace("11000", "15000"));
    assert_eq!(home.count(), 2);
}

#[test]
fn a_keyring_can_be_restored_beside_an_older_ledger() {
    let (home, _) = home(Done::Older);
    let copy = home.path("keys");
    fs::rename(home.keyring(), &copy).expect("moved");
    home.ok(&["key", "restore", &shown(&copy)], "");
    home.ok(&["ledger", "accept"], "");
    home.pay(&PAYMENT.replace("11000", "16000"));
}

#[test]
fn a_copy_is_read_anywhere_without_a_word() {
    let (home, _) = home(Done::Older);
    home.ok(&["ledger", "accept"], "");
    let copy = shown(&home.path("copy.db"));
    home.ok(&["backup", &copy], "");
    home.pay(&PAYMENT.replace("11000", "17000"));
    home.ok(&["verify", "--ledger", &copy], "");
    home.ok(&["list", "--json", "--ledger", &copy], "");
    let ran = home.run(&["pay", "--ledger", &copy], PAYMENT);
    assert_eq!((ran.code, error(&ran.out).0.as_str()), (Some(3), "file_replaced"));
    assert!(ran.err.contains("is an older copy: at "), "{}", ran.err);
}

#[test]
fn a_demonstration_leaves_nothing_to_remember() {
    let home = Home::new();
    let ran = home.run(&["--demo", "pay"], PAYMENT);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!home.path("config").exists() && !home.path("data").exists());
}
