//! `paydesk key`

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use paydesk::record::FactKind;
use serde_json::{Value, json};

use crate::home::{Home, shown, tamper, text};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("metadata").permissions().mode() & 0o777
}

/// What the journal says about keys.
fn notes(home: &Home) -> Vec<Value> {
    home.facts(FactKind::KeyChange)
}

#[test]
fn a_new_key_seals_everything_again() {
    let home = Home::new();
    let payment = home.paid();
    home.cancel(&payment, 1_100);
    let before = home.ok(&["show", &payment, "--json", "--reveal"], "");
    let answer = home.ok(&["key", "rotate"], "");
    let copy = format!(
        "Copies of the keyring made before do not have this key. Make a new copy of {} and keep it apart from the ledger.\n",
        shown(&home.keyring())
    );
    assert_eq!(answer, format!("Key 2 seals from now on. Sealed again with it: 2 messages.\n{copy}"));
    assert_eq!(home.ok(&["show", &payment, "--json", "--reveal"], ""), before);
    assert_eq!(mode(&home.keyring()), 0o600);
    let changes = [
        json!({"key_change": {"new": {"key": 2, "after": 1}}}),
        json!({"key_change": {"resealed": {"key": 2, "messages": 2, "done": true}}}),
    ];
    assert_eq!(notes(&home), changes);
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
    assert_eq!(text(&home.cancel(&payment, 1_100), "original_id"), payment);
}

#[test]
fn without_a_ledger_there_is_nothing_to_seal() {
    let home = Home::new();
    let ran = home.run(&["key", "rotate"], "");
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(3)));
    assert!(!home.keyring().exists() && !home.ledger().exists());
}

/// Writes a private file with a passphrase into the home.
fn secret(home: &Home, name: &str, passphrase: &str) -> String {
    let path = home.path(name);
    fs::write(&path, format!("{passphrase}\nnot this line\n")).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
    shown(&path)
}

#[test]
fn without_the_passphrase_the_keyring_stays_locked() {
    let home = Home::new();
    let payment = home.paid();
    let (right, wrong) = (secret(&home, "right", "correct horse"), secret(&home, "wrong", "incorrect horse"));
    let plain = fs::read_to_string(home.keyring()).expect("keyring");
    let done = home.ok(&["key", "protect", "--new-passphrase-file", &right], "");
    assert!(done.starts_with(&format!("A passphrase protects {} now.", shown(&home.keyring()))), "{done}");
    let sealed = fs::read_to_string(home.keyring()).expect("keyring");
    let at = plain.find("secret\":\"").expect("secret") + 9;
    assert!(!sealed.contains(plain.get(at..at + 43).expect("secret")) && sealed.contains("argon2id"));
    assert_eq!((mode(&home.keyring()), notes(&home)), (0o600, vec![json!({"key_change": "passphrase_set"})]));

    let locked = format!(
        "paydesk: Keyring {} is protected by a passphrase. Start Paydesk on a terminal, where it asks for it, or name a private file that holds it: --passphrase-file.\n",
        shown(&home.keyring())
    );
    for args in [&["list"][..], &["pay"], &["verify"], &["key", "rotate"], &["key", "protect", "--remove"]] {
        let ran = home.run(args, "");
        assert_eq!((ran.err.as_str(), ran.code), (locked.as_str(), Some(3)), "{args:?}");
    }
    assert!(home.run(&["config"], "").code == Some(0), "what needs no keys asks for none");
    let ran = home.run(&["list", "--passphrase-file", &wrong], "");
    let expected = format!(
        "paydesk: Keyring {}: this is not its passphrase. Give the right one.\n",
        shown(&home.keyring())
    );
    assert_eq!((ran.err, ran.out.as_str(), ran.code), (expected, "", Some(3)));
    assert_eq!(fs::read_to_string(home.keyring()).expect("keyring"), sealed);

    home.ok(&["show", &payment, "--passphrase-file", &right], "");
    home.ok(&["key", "rotate", "--passphrase-file", &right], "");
    let mut command = home.command(&["show", &payment]);
    command.env("PAYDESK_PASSPHRASE_FILE", &right);
    assert_eq!(crate::home::run(command, "").code, Some(0));
    fs::set_permissions(&right, fs::Permissions::from_mode(0o640)).expect("chmod");
    let ran = home.run(&["list", "--passphrase-file", &right], "");
    let expected = format!(
        "paydesk: {right} can be read by others. A file with a passphrase has to be private: chmod 600.\n"
    );
    assert_eq!((ran.err, ran.code), (expected, Some(3)));
    fs::set_permissions(&right, fs::Permissions::from_mode(0o600)).expect("chmod");

    home.ok(&["key", "protect", "--remove", "--passphrase-file", &right], "");
    home.ok(&["show", &payment], "");
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
    assert_eq!(notes(&home).last(), Some(&json!({"key_change": "passphrase_removed"})));
}

#[test]
fn a_new_passphrase_has_to_be_one() {
    let home = Home::new();
    home.paid();
    let before = fs::read(home.keyring()).expect("keyring");
    let short = secret(&home, "short", "1234567");
    for (args, expected, code) in [
        (
            vec!["key", "protect", "--new-passphrase-file", &short],
            "paydesk: A passphrase has at least 8 characters. Nothing was changed; choose a longer one.\n",
            1,
        ),
        (
            vec!["key", "protect"],
            "paydesk: There is no terminal to ask for the new passphrase. Name a private file that holds it: --new-passphrase-file.\n",
            3,
        ),
    ] {
        let ran = home.run(&args, "");
        assert_eq!((ran.err.as_str(), ran.code), (expected, Some(code)));
    }
    assert_eq!(fs::read(home.keyring()).expect("keyring"), before);
}

#[test]
fn a_copy_of_the_keyring_is_private_and_goes_back_to_its_ledger() {
    let home = Home::new();
    let payment = home.paid();
    let copy = home.path("copy");
    let plain = "No passphrase protects it: with it and the ledger the cards can be read. To put one over it: paydesk key protect\n";
    assert_eq!(
        home.ok(&["key", "backup", &shown(&copy)], ""),
        format!(
            "The keyring was copied to {} and read back.\nRecorded in the journal.\n{plain}",
            shown(&copy)
        )
    );
    assert_eq!(
        (mode(&copy), fs::read(&copy).expect("copy")),
        (0o600, fs::read(home.keyring()).expect("keyring"))
    );
    assert_eq!(notes(&home), [json!({"key_change": {"copied": {"file": shown(&copy)}}})]);
    let ran = home.run(&["key", "backup", &shown(&copy)], "");
    let there = |path: &Path| {
        format!(
            "paydesk: {} is there already. Name another file, or replace it with --force. Nothing was written.\n",
            shown(path)
        )
    };
    assert_eq!((ran.err, ran.code), (there(&copy), Some(1)));
    home.ok(&["key", "backup", "--force", &shown(&copy)], "");

    let ran = home.run(&["key", "restore", &shown(&copy)], "");
    let taken = format!(
        "paydesk: There is a keyring already: {}. Nothing was changed. To replace it by the copy: paydesk key restore --force {}\n",
        shown(&home.keyring()),
        shown(&copy)
    );
    assert_eq!((ran.err, ran.code), (taken, Some(1)));
    fs::remove_file(home.keyring()).expect("lost");
    let lost = home.run(&["show", &payment], "");
    assert!(lost.err.contains("is missing, but the ledger has transactions"), "{}", lost.err);
    let back = home.ok(&["key", "restore", &shown(&copy)], "");
    assert!(back.starts_with(&format!("The keyring is back at {};", shown(&home.keyring()))), "{back}");
    home.ok(&["show", &payment], "");
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
}

#[test]
fn a_copy_of_another_keyring_is_not_put_back() {
    let (home, other) = (Home::new(), Home::new());
    home.paid();
    other.paid();
    let keyring = fs::read(home.keyring()).expect("keyring");
    let (foreign, old) = (shown(&other.keyring()), home.path("old"));
    home.ok(&["key", "backup", &shown(&old)], "");
    let refused = |from: &str, key: u32| {
        let before = fs::read(home.keyring()).expect("keyring");
        let ran = home.run(&["key", "restore", "--force", from], "");
        let expected = format!(
            "paydesk: The copy {from} does not have key {key} of this ledger: it is of another keyring, or older. Name another copy; the ledger is not damaged.\n"
        );
        assert_eq!((ran.err, ran.out.as_str(), ran.code), (expected, "", Some(3)));
        assert_eq!(fs::read(home.keyring()).expect("keyring"), before);
    };
    refused(&foreign, 1);
    home.ok(&["key", "rotate"], "");
    // A copy from before the newest key.
    refused(&shown(&old), 2);
    assert_ne!(fs::read(home.keyring()).expect("keyring"), keyring);
    // The copy has the right keys, but a message of the ledger is damaged: the error names the ledger.
    tamper(&home.ledger(), "sealed_no_update", "UPDATE sealed SET message = zeroblob(490)");
    let new = shown(&home.path("new"));
    fs::copy(home.keyring(), &new).expect("copied");
    let ran = home.run(&["key", "restore", "--force", &new], "");
    assert!(ran.err.contains("damaged: sealed, row 2, message."), "{}", ran.err);
}

#[test]
fn a_copy_that_cannot_be_put_back_is_the_file_that_is_named() {
    let home = Home::new();
    home.paid();
    let (none, junk) = (shown(&home.path("none")), shown(&home.path("junk")));
    fs::write(&junk, "junk").expect("written");
    fs::set_permissions(&junk, fs::Permissions::from_mode(0o600)).expect("private");
    for force in [&[][..], &["--force"]] {
        for (copy, english, korean) in [
            (
                &none,
                format!("The copy {none} is not there. Name the file of the copy."),
                format!("사본 {none}: 파일이 없습니다. 사본 파일을 지정하세요."),
            ),
            (
                &junk,
                format!("The copy {junk} is not a keyring, or it is damaged ("),
                format!("사본 {junk}: 키 파일이 아니거나 손상되었습니다("),
            ),
        ] {
            for (lang, expected) in [("en", english), ("ko", korean)] {
                if copy == &junk && force.is_empty() {
                    continue;
                }
                let ran = home.run(&[&["key", "restore", copy, "--lang", lang], force].concat(), "");
                assert!(ran.err.starts_with(&format!("paydesk: {expected}")), "{}", ran.err);
                assert!(!ran.err.contains("--keyring") && ran.code == Some(3), "{}", ran.err);
            }
        }
    }
}
