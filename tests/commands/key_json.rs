//! `paydesk key … --json`

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use serde_json::json;

use crate::home::{Home, error, shown, value};

/// Writes a private file with a passphrase into the home.
fn secret(home: &Home, passphrase: &str) -> String {
    let path = home.path("secret");
    fs::write(&path, passphrase).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
    shown(&path)
}

fn keyring(path: &Path, protected: bool, recorded: bool) -> serde_json::Value {
    json!({ "path": shown(path), "protected": protected, "recorded": recorded })
}

#[test]
fn programs_are_answered_with_an_object() {
    let home = Home::new();
    let ask = |args: &[&str]| value(&home.ok(&[&["key"][..], args, &["--json"]].concat(), ""));
    let payment = home.paid();
    home.cancel(&payment, 1_100);
    assert_eq!(ask(&["rotate"]), json!({ "key": 2, "new": true, "messages": 2 }));
    let (copy, right) = (home.path("copy"), secret(&home, "correct horse"));
    assert_eq!(ask(&["backup", &shown(&copy)]), keyring(&copy, false, true));
    assert_eq!(ask(&["restore", "--force", &shown(&copy)]), keyring(&home.keyring(), false, true));
    assert_eq!(ask(&["protect", "--new-passphrase-file", &right]), keyring(&home.keyring(), true, true));
    let unlocked = ["--passphrase-file", right.as_str()];
    let copied = ask(&[&["backup", "--force", &shown(&copy)][..], &unlocked].concat());
    assert_eq!(copied, keyring(&copy, true, true));
    assert_eq!(
        ask(&[&["protect", "--remove"][..], &unlocked].concat()),
        keyring(&home.keyring(), false, true)
    );
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
}

#[test]
fn without_transactions_nothing_is_recorded() {
    let home = Home::new();
    home.ok(&["list"], "");
    let copy = home.path("copy");
    let answer = value(&home.ok(&["key", "backup", "--json", &shown(&copy)], ""));
    assert_eq!(answer, keyring(&copy, false, false));
}

#[test]
fn errors_are_json_objects_too() {
    let home = Home::new();
    let refused = |args: &[&str], code: &str, exit: i32| {
        let ran = home.run(args, "");
        let (found, field, message) = error(&ran.out);
        assert_eq!((found.as_str(), field, ran.code), (code, None, Some(exit)), "{args:?}");
        assert_eq!(ran.err, format!("paydesk: {message}\n"), "{args:?}");
    };
    refused(&["key", "rotate", "--json"], "ledger", 3);
    home.paid();
    let (there, short) = (shown(&home.keyring()), secret(&home, "1234567"));
    refused(&["key", "backup", "--json", &there], "keyring", 1);
    refused(&["key", "restore", "--json", &there], "keyring", 1);
    refused(&["key", "protect", "--json", "--new-passphrase-file", &short], "keyring", 1);
    refused(&["key", "protect", "--json"], "keyring", 3);
}
