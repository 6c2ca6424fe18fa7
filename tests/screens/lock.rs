//! The lock of the real program: it comes by itself, leaves nothing of the card in memory, and asks for the passphrase.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::secrets::{SECRET_CARD, assert_not_in_memory, card_parts, type_slowly};
use super::*;

#[test]
fn left_alone_it_locks_and_keeps_nothing_of_the_card() {
    let home = Home::new();
    let terminal = home.terminal(&["--lang", "en", "--set", "security.lock_seconds=2"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>");
    type_slowly(&terminal, SECRET_CARD);
    terminal.wait_for_text("9427 1836 5028 4615");
    terminal.wait_for_text("Enter unlocks.");
    let locked = rows(&terminal.wait_for_whole_frame());
    assert!(!locked.concat().chars().any(|c| c.is_ascii_digit()), "{locked:?}");
    assert_eq!(terminal.title(), "Paydesk - Locked");
    assert_not_in_memory(&terminal, &card_parts());
    terminal.keys("<Enter>");
    terminal.wait_for_text("The lock cleared the card");
    terminal.wait_for_text("55,000 KRW");
    quit(terminal);
}

#[test]
fn the_passphrase_of_the_keyring_opens_it_and_is_left_nowhere() {
    let home = Home::new();
    home.run(&["list"], "");
    let file = home.path().join("passphrase");
    fs::write(&file, "correct horse").expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("private");
    let file = file.to_str().expect("a path in UTF-8").to_owned();
    let protected = home.run(&["key", "protect", "--new-passphrase-file", &file], "");
    assert_eq!(protected.code, 0, "{protected:?}");
    let home = home.with("PAYDESK_PASSPHRASE_FILE", &file);

    let terminal = screens(&home, "en");
    terminal.keys("<F10>");
    terminal.wait_for_text("lock now");
    terminal.keys("lock now<Enter>");
    terminal.wait_for_text("Passphrase ›");
    terminal.keys("wrong horse<Enter>");
    terminal.wait_for_text("This is not the passphrase. Wait 1 s.");
    terminal.wait_for_text("This is not the passphrase. Try again.");
    type_slowly(&terminal, "correct horse");
    terminal.keys("<Enter>");
    terminal.wait_for_text("Amount ›");
    terminal.wait_for_whole_frame();
    let parts = ["correct horse", "wrong horse"].map(|text| text.as_bytes().to_vec());
    assert_not_in_memory(&terminal, &parts);
    assert!(!String::from_utf8_lossy(&terminal.raw_output()).contains("horse"), "it was shown");
    quit(terminal);
}
