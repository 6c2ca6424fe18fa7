//! Commands on a keyring with a passphrase, but without a terminal to ask for it: none waits, each says what it needs.

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::Value;

use crate::home::{Home, RunOutput, error, shown, text, value};

/// Writes a private file with a passphrase into the home.
fn secret(home: &Home, name: &str, passphrase: &str) -> String {
    let path = home.path(name);
    fs::write(&path, passphrase).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
    shown(&path)
}

/// A home with a payment and a protected keyring, and the file with its passphrase.
fn protected() -> (Home, String) {
    let home = Home::new();
    home.paid();
    let right = secret(&home, "right", "correct horse");
    home.ok(&["key", "protect", "--new-passphrase-file", &right], "");
    (home, right)
}

fn locked(home: &Home) -> String {
    format!(
        "Keyring {} is protected by a passphrase. Start Paydesk on a terminal, where it asks for it, or name a private file that holds it: --passphrase-file.",
        shown(&home.keyring())
    )
}

/// The doctor's check with this key.
fn line(ran: &RunOutput, key: &str) -> Option<Value> {
    let checks = value(&ran.out).get("checks").and_then(Value::as_array).cloned().expect("checks");
    checks.into_iter().find(|line| text(line, "key") == key)
}

fn keyring(ran: &RunOutput) -> (String, Option<String>) {
    let line = line(ran, "keyring").expect("a line");
    let advice = line.get("advice").and_then(Value::as_str).map(str::to_owned);
    (text(&line, "state").to_owned(), advice)
}

#[test]
fn a_doctor_looks_at_all_but_the_keys_and_says_how_to_look_at_them() {
    let (home, right) = protected();
    let ran = home.run(&["doctor", "--json"], "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(keyring(&ran), ("note".to_owned(), Some(locked(&home))));
    assert_eq!(line(&ran, "keys"), None);
    let said = home.ok(&["doctor"], "");
    assert!(
        said.contains("\n› Keyring  ") && said.ends_with("\nNothing is wrong. 1 line has advice below it.\n"),
        "{said}"
    );

    let ran = home.run(&["doctor", "--json", "--passphrase-file", &right], "");
    assert_eq!((ran.code, keyring(&ran)), (Some(0), ("fine".to_owned(), None)));
    assert_eq!(
        line(&ran, "keys").and_then(|line| line.pointer("/data/ids").cloned()),
        Some(serde_json::json!([1]))
    );
}

#[test]
fn the_doctor_reports_a_wrong_passphrase() {
    let (home, right) = protected();
    let wrong = secret(&home, "wrong", "incorrect horse");
    let ran = home.run(&["doctor", "--json", "--passphrase-file", &wrong], "");
    let advice =
        format!("Keyring {}: this is not its passphrase. Give the right one.", shown(&home.keyring()));
    assert_eq!((ran.code, keyring(&ran)), (Some(3), ("wrong".to_owned(), Some(advice))));
    fs::set_permissions(&right, fs::Permissions::from_mode(0o640)).expect("chmod");
    let ran = home.run(&["doctor", "--json", "--passphrase-file", &right], "");
    let advice =
        format!("{right} can be read by others. A file with a passphrase has to be private: chmod 600.");
    assert_eq!((ran.code, keyring(&ran)), (Some(3), ("wrong".to_owned(), Some(advice))));
    // A keyring that others can read is reported first.
    fs::set_permissions(home.keyring(), fs::Permissions::from_mode(0o644)).expect("chmod");
    let ran = home.run(&["doctor", "--json"], "");
    assert_eq!((ran.code, keyring(&ran).0.as_str()), (Some(3), "wrong"));
}

#[test]
fn commands_that_read_the_keys_say_what_they_need_to_people_and_programs() {
    let (home, right) = protected();
    let copy = shown(&home.path("copy"));
    for args in
        [&["verify"][..], &["verify", "--rebuild-index"], &["backup", &copy], &["key", "backup", &copy]]
    {
        let ran = home.run(args, "");
        let said = format!("paydesk: {}\n", locked(&home));
        assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", said.as_str(), Some(3)), "{args:?}");
        let ran = home.run(&[args, &["--json"]].concat(), "");
        assert_eq!(error(&ran.out), ("keyring".to_owned(), None, locked(&home)), "{args:?}");
        assert_eq!((ran.err, ran.code), (said, Some(3)), "{args:?}");
    }
    assert!(!home.path("copy").exists());
    let sound = value(&home.ok(&["verify", "--json", "--passphrase-file", &right], ""));
    assert_eq!(sound.get("whole"), Some(&Value::Bool(true)));
}
