//! The program is killed with a payment on its way: the next start says whether it exists, before anything else.

use super::support::terminal::Signal;
#[cfg(debug_assertions)]
use super::waiting::KOREAN;
use super::waiting::{self, ENGLISH};
use super::*;

/// The notes beside the ledger of a till that was killed. They are blanked once that was read.
fn notes(home: &Home) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(home.path().join("data/paydesk")).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    let notes = paths.filter(|path| path.extension().is_some_and(|end| end == "in-flight"));
    notes.map(|path| std::fs::read(path).expect("a note")).collect()
}

#[test]
fn killed_before_the_commit_it_was_not_recorded() {
    let home = Home::new();
    let mut terminal = screens(&home, "en");
    let held = waiting::pay(&home, &terminal, &ENGLISH);
    terminal.signal(Signal::KILL);
    terminal.wait_exit();
    drop(held);
    let note = String::from_utf8(notes(&home).concat()).expect("text");
    assert!(note.contains("\"amount\":55000") && note.len() == 512, "{note}");
    assert!(!note.contains("5409") && !note.contains("777"), "{note}");

    let terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("It is NOT recorded: the ledger has nothing of it.");
    let screen = terminal.screen_text();
    assert!(screen.contains("a payment of 55,000 KRW was on its way"), "{screen}");
    // Another till of the same number has nothing to tell: this one does.
    let other = screens(&home, "en");
    other.wait_for_text("Amount ›");
    quit(other);
    terminal.keys("<Enter>");
    terminal.wait_for_text("Amount ›");
    terminal.keys(PAYMENT);
    confirm(&terminal, "Take payment?");
    terminal.wait_for_text(ENGLISH.taken);
    quit(terminal);
    assert_eq!(ids(&home).len(), 1);
    assert_eq!(notes(&home).len(), 0);
    quit(screens(&home, "en"));
}

#[cfg(debug_assertions)]
#[test]
fn ended_after_the_commit_it_was_recorded() {
    let home = Home::new();
    let order = home.path().join("fault");
    let home = home.with("PAYDESK_FAULT", order.to_str().expect("a path in UTF-8"));
    let mut terminal = screens(&home, "ko");
    std::fs::write(&order, "worker-paid now").expect("an order");
    terminal.keys(PAYMENT);
    terminal.wait_for_text(KOREAN.ask_pay);
    terminal.wait_until_still(Duration::from_millis(500));
    while terminal.screen().alternate_screen() {
        terminal.keys("<Enter>");
        terminal.wait_until_still(Duration::from_millis(500));
    }
    assert_eq!(terminal.wait_exit().code(), Some(3));
    std::fs::write(&order, "").expect("no order");
    let ids = ids(&home);
    assert_eq!(ids.len(), 1);

    let terminal = home.terminal(&["--lang", "ko"], 80, 24);
    terminal.wait_for_text(&format!("✓ 기록되어 있습니다: 관리번호 {}", grouped(&ids[0])));
    // An Enter from before it was shown is no answer, and the frame ends a moment before the program counts it as shown.
    terminal.wait_until_still(Duration::from_millis(500));
    terminal.keys("<Enter>");
    terminal.wait_for_text("결제금액 ›");
    quit(terminal);
    assert_eq!(notes(&home).len(), 0);
}
