//! A protected keyring: the passphrase is asked for before anything else, and is never shown.

use super::{
    support::terminal::{Signal, TtySettings},
    *,
};

/// Waits until the terminal shows no more what is keyed. Before, its settings are those that are `shown`.
fn wait_until_hidden(terminal: &Terminal, shown: &TtySettings) {
    support::wait_until("what is keyed would be shown", || terminal.tty_settings() != *shown);
}

/// Keys a passphrase as soon as it would not be shown.
fn key_unseen(terminal: &Terminal, question: &str, passphrase: &str) {
    terminal.wait_for_text(question);
    wait_until_hidden(terminal, &ends::settings_of_a_new_terminal());
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

#[test]
fn a_signal_while_it_is_asked_for_gives_the_terminal_back() {
    let home = Home::new();
    home.run(&["list"], "");
    for (end, code) in
        [(None, 130), (Some(Signal::TERM), 143), (Some(Signal::HUP), 129), (Some(Signal::QUIT), 131)]
    {
        let mut asking = home.terminal(&["key", "protect", "--lang", "en"], 120, 24);
        let shown = ends::settings_of_a_new_terminal();
        asking.wait_for_text("New passphrase:");
        wait_until_hidden(&asking, &shown);
        match end {
            Some(signal) => asking.signal(signal),
            None => asking.keys("<C-c>"),
        }
        assert_eq!(asking.wait_exit().code(), Some(code), "{end:?}");
        assert_eq!(asking.tty_settings(), shown, "{end:?}");
        let text = asking.screen_text();
        assert!(text.contains("paydesk: Stopped by a signal."), "{end:?}: {text}");
    }
}
