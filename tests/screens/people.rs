//! People at the real program: signing in, an approval, a wrong PIN, another PIN; and no PIN is left in memory, in a file or in what was
//! written to the terminal.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::secrets::{assert_not_in_memory, type_slowly};
use super::*;

/// PINs of eight digits, none of which is in another number.
const OWNER: &str = "94271836";
const SUPERVISOR: &str = "73920584";
const CASHIER: &str = "60385917";
const WRONG: &str = "82640973";
const ANOTHER: &str = "39174628";

/// Parts of a PIN that are not there by chance.
fn needles() -> Vec<Vec<u8>> {
    let parts = |pin: &str| pin.as_bytes().windows(6).map(<[u8]>::to_vec).collect::<Vec<_>>();
    [OWNER, SUPERVISOR, CASHIER, WRONG, ANOTHER].into_iter().flat_map(parts).collect()
}

/// A home with an owner, a supervisor, and a cashier with a limit; the files with their PINs are gone.
fn staffed() -> Home {
    let home = Home::new();
    let file = |pin: &str| {
        let path = home.path().join("pin");
        fs::write(&path, pin).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("private");
    };
    let ok = |args: &[&str]| {
        let ran = home.run(args, "");
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
    };
    let by = ["--as", "1", "--pin-file", "owner"];
    file("2580");
    ok(&["people", "add", "1", "--name", "Jin", "--role", "owner", "--new-pin-file", "pin"]);
    fs::copy(home.path().join("pin"), home.path().join("owner")).expect("copied");
    ok(&[&["people", "digits", "8"][..], &by].concat());
    for (pin, args) in [
        (SUPERVISOR, &["add", "3", "--name", "Mina", "--role", "supervisor"][..]),
        (CASHIER, &["add", "21", "--name", "Hana", "--role", "cashier", "--limit", "payment=50000"]),
        (OWNER, &["pin", "1"]),
    ] {
        file(pin);
        ok(&[&["people"], args, &["--new-pin-file", "pin"], &by].concat());
    }
    for name in ["pin", "owner"] {
        fs::remove_file(home.path().join(name)).expect("removed");
    }
    home
}

#[test]
fn no_pin_is_left_on_screen_in_files_or_memory() {
    let home = staffed();
    let terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("Number and PIN ›");
    type_slowly(&terminal, &format!("21{WRONG}"));
    terminal.wait_for_text("Number or PIN is wrong.");
    type_slowly(&terminal, &format!("21{CASHIER}"));
    terminal.wait_for_text("Amount ›");
    terminal.keys("55.<Enter>54091234567834561230777+");
    terminal.wait_for_text("Take payment?");
    terminal.wait_until_still(Duration::from_millis(300));
    terminal.keys("<Enter>");
    terminal.wait_for_text("Supervisor's number and PIN ›");
    type_slowly(&terminal, &format!("3{SUPERVISOR}"));
    terminal.wait_for_text("Why?");
    type_slowly(&terminal, "4");
    terminal.wait_for_text("allowed by 3");
    terminal.keys("<F10>");
    terminal.wait_for_text("type to filter");
    terminal.keys("change my<Enter>");
    terminal.wait_for_text("Present PIN");
    for pin in [CASHIER, ANOTHER, ANOTHER] {
        type_slowly(&terminal, pin);
        terminal.keys("<Enter>");
    }
    terminal.wait_for_text("Recorded.");
    terminal.keys("<A-0>");
    terminal.wait_for_text("Number and PIN ›");
    type_slowly(&terminal, &format!("1{OWNER}"));
    terminal.wait_for_text("1 Jin");
    terminal.wait_for_whole_frame();
    let needles = needles();
    assert_not_in_memory(&terminal, &needles);
    let written = terminal.raw_output();
    assert_eq!(super::support::memory::found(&needles, &written), Vec::<String>::new(), "it was shown");
    for name in ["data/paydesk/ledger.db", "data/paydesk/ledger.db-wal", "config/paydesk/keyring.ledgers"] {
        let bytes = fs::read(home.path().join(name)).unwrap_or_default();
        assert_eq!(super::support::memory::found(&needles, &bytes), Vec::<String>::new(), "{name}");
    }
    quit(terminal);
}
