//! Before the screens open.

use super::*;

#[test]
fn trouble_is_said_before_the_screens_open() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("data/paydesk/ledger.db"))
        .expect("a folder in the ledger's place");
    let mut terminal = home.terminal(&["--lang", "en"], 200, 24);
    assert_eq!(terminal.wait_exit().code(), Some(3));
    let text = terminal.screen_text();
    assert!(text.starts_with("paydesk: Ledger "), "{text}");
    assert!(text.contains("cannot be opened: this is a folder, not a file."), "{text}");
    assert!(!String::from_utf8_lossy(&terminal.raw_output()).contains("1049h"), "the screen was never taken");
}

#[test]
fn without_a_terminal_the_screens_say_what_to_do() {
    let home = Home::new();
    let output = home.run(&["--lang", "en"], "");
    assert_eq!(output.code, 2);
    assert_eq!(output.stdout, "");
    assert_eq!(
        output.stderr,
        "paydesk: The screens need a terminal. For programs there are commands: paydesk --help.\n"
    );
}
