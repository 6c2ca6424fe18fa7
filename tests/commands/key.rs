//! `paydesk key`

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use rusqlite::Connection;

use crate::home::{Home, shown, text};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("metadata").permissions().mode() & 0o777
}

/// The details of what was recorded about keys.
fn notes(home: &Home) -> Vec<String> {
    let connection = Connection::open(home.ledger()).expect("opened");
    let sql = "SELECT detail FROM audit WHERE event = 'key_change' ORDER BY seq";
    let mut statement = connection.prepare(sql).expect("sql");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("details")
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
    assert_eq!(answer, format!("Key 2 seals from now on; 2 messages were sealed again with it.\n{copy}"));
    assert_eq!(home.ok(&["show", &payment, "--json", "--reveal"], ""), before);
    assert_eq!(mode(&home.keyring()), 0o600);
    assert_eq!(notes(&home), ["new key 2 after 1", "sealed again: 2 messages with key 2"]);
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
