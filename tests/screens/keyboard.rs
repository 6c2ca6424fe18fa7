//! What keyboards, terminals and clipboards send.

use super::*;

#[test]
fn keys_arrive_in_the_forms_that_terminals_send() {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    // The keypad's Enter as a line feed.
    terminal.send("55.\n");
    terminal.wait_for_text("Card number ›");
    // Esc, and the rest of F4 in another write: the line may split them anywhere.
    terminal.send("\x1b");
    terminal.send("OS");
    terminal.wait_for_text("Find ›");
    terminal.send("\x1b[");
    terminal.send("21~");
    terminal.wait_for_text("type to filter");
    // A lone Esc is an Esc.
    terminal.send("\x1b");
    terminal.wait_for_no_text("type to filter");
    // Ctrl+N with the Korean keyboard on, as terminals with extended keys send it.
    terminal.send("\x1b[12636;5u");
    terminal.wait_for_text("Card number ›");
    terminal.send("\x1b[12610;5u");
    terminal.wait_for_text("Ctrl+Q again");
    terminal.send("\x1b[12610;5u");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}

#[test]
fn a_paste_with_line_ends_fills_one_field() {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>");
    terminal.paste("5409-1234-5678-3456\n\n\n");
    let screen = terminal.wait_for_text("5409 1234 5678 3456");
    assert!(rows(&screen).iter().any(|row| row.contains("Card number ›")), "{}", terminal.screen_text());
    terminal.keys("<C-c>");
    terminal.wait_for_text("Ctrl+C again");
    terminal.keys("<C-c>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}

#[test]
fn two_thousand_keys_at_once_lose_nothing_and_charge_nothing() {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys(&"1<BS>".repeat(1_000));
    terminal.keys(&format!("55.<Enter>{CARD}1230777"));
    terminal.keys(&"<Enter>".repeat(50));
    terminal.wait_for_text("Take payment?");
    terminal.keys("<Esc>");
    terminal.wait_for_no_text("Take payment?");
    terminal.wait_for_text("5409 1234 5678 3456");
    terminal.keys("<C-q>");
    terminal.wait_for_text("Ctrl+Q again");
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    assert_eq!(ids(&home), [""; 0]);
}
