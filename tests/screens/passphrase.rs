//! A protected keyring: the passphrase is asked for before anything else, and is never shown.

use super::*;

/// Keys a passphrase as soon as it would not be shown.
fn key_unseen(terminal: &Terminal, question: &str, passphrase: &str) {
    terminal.wait_for_text(question);
    let shown = ends::settings_of_a_new_terminal();
    while terminal.tty_settings() == shown {
        std::thread::yield_now();
    }
    terminal.send(&format!("{passphrase}\r"));
}

#[test]
fn it_is_asked_for_twice_when_it_is_new_and_once_before_the_screens() {
    let home = Home::new();
    // The first start makes ledger and keyring.
    home.run(&["list"], "");
    let mut setting = home.terminal(&["key", "protect", "--lang", "en"], 120, 24);
    key_unseen(&setting, "New passphrase:", "correct horse");
    key_unseen(&setting, "Once more:", "correct horse");
    assert_eq!(setting.wait_exit().code(), Some(0));
    assert!(setting.screen_text().contains("A passphrase protects "));

    let mut till = home.terminal(&["--lang", "en"], 120, 24);
    key_unseen(&till, "Passphrase of ", "correct horse");
    till.wait_for_text("F2");
    till.keys("<C-q>");
    assert!(till.wait_exit().success());
    for terminal in [&setting, &till] {
        assert!(!String::from_utf8_lossy(&terminal.raw_output()).contains("correct"), "it was shown");
    }
}
