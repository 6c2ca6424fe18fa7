//! A panic on each thread of the real program, ordered by the test; release builds take no such orders.

use std::path::PathBuf;

use super::support::terminal::Signal;
use super::waiting::{self, ENGLISH, KOREAN, output_after_screens};
use super::*;

/// A home whose program panics on order.
struct Faulty {
    home: Home,
    order: PathBuf,
}

impl Faulty {
    fn new() -> Self {
        let home = Home::new();
        let order = home.path().join("fault");
        let home = home.with("PAYDESK_FAULT", order.to_str().expect("a path in UTF-8"));
        Self { home, order }
    }

    /// From now on the program panics at `place`, with card data in its words.
    fn order(&self, place: &str) {
        std::fs::write(&self.order, format!("{place} card {CARD} 1230 cvc 777")).expect("an order");
    }
}

/// The message after a panic.
const PANICKED: &str = "paydesk: Paydesk stopped because of an error in the program (src/tui/fault.rs). \
                        What was taken or cancelled is in the ledger.\r\n";

/// What stays on the terminal at the end, with the number of the line that panicked left out.
fn last_output(terminal: &mut Terminal) -> String {
    assert_eq!(terminal.wait_exit().code(), Some(3));
    let screen = terminal.screen();
    assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    assert_eq!(terminal.tty_settings(), ends::settings_of_a_new_terminal());
    let words = output_after_screens(terminal);
    let (before, place) = words.split_once("fault.rs:").expect("the place of the panic");
    format!("{before}fault.rs{}", place.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[test]
fn a_panic_on_any_thread_gives_the_terminal_back_and_shows_nothing_keyed() {
    for (place, key) in [("draw", "7"), ("input", "7"), ("worker", "<F4>")] {
        let faulty = Faulty::new();
        let mut terminal = screens(&faulty.home, "en");
        terminal.keys("55.<Enter>54091234567834561230");
        terminal.wait_for_text("5409 1234 5678 3456");
        terminal.wait_until_still(Duration::from_millis(60));
        let before = terminal.raw_output().len();
        faulty.order(place);
        terminal.keys(key);
        assert_eq!(last_output(&mut terminal), PANICKED, "{place}");
        let written = terminal.raw_output();
        let since = String::from_utf8_lossy(&written[before..]);
        assert!(!since.contains("5409") && !since.contains("777"), "{place}: {since:?}");
        assert_eq!(ids(&faulty.home), [""; 0]);
    }
}

#[test]
fn a_panic_in_korean_is_said_in_korean() {
    let faulty = Faulty::new();
    let mut terminal = screens(&faulty.home, "ko");
    faulty.order("draw");
    terminal.keys("5");
    assert_eq!(
        last_output(&mut terminal),
        "paydesk: 프로그램 오류로 Paydesk가 멈췄습니다(src/tui/fault.rs). 완료된 거래는 장부에 있습니다.\r\n"
    );
}

#[test]
fn a_panic_during_a_commit_waits_for_its_end_and_says_its_outcome() {
    for place in ["draw", "input"] {
        let faulty = Faulty::new();
        let mut terminal = screens(&faulty.home, "en");
        let held = waiting::pay(&faulty.home, &terminal, &ENGLISH);
        faulty.order(place);
        terminal.keys("<Esc>");
        terminal.wait_for_text("Ctrl+C stops waiting");
        drop(held);
        let printed = last_output(&mut terminal);
        let ids = ids(&faulty.home);
        assert_eq!(ids.len(), 1);
        let outcome = format!(
            "paydesk: A payment of 55,000 KRW with the card 5409 12** **** *456 was on its way to the ledger.\r\n\
             paydesk: Waiting for the ledger to answer. Ctrl+C stops waiting.\r\n\
             paydesk: It was carried out: {}.\r\n",
            grouped(&ids[0])
        );
        assert_eq!(printed, format!("{PANICKED}{outcome}"));
    }
}

#[test]
fn an_answer_that_was_never_drawn_is_printed() {
    let faulty = Faulty::new();
    let mut terminal = screens(&faulty.home, "en");
    let held = waiting::pay(&faulty.home, &terminal, &ENGLISH);
    terminal.wait_until_still(Duration::from_millis(60));
    // The next thing drawn is the answer.
    faulty.order("draw");
    drop(held);
    let printed = last_output(&mut terminal);
    let ids = ids(&faulty.home);
    assert_eq!(ids.len(), 1);
    let outcome = format!(
        "paydesk: A payment of 55,000 KRW with the card 5409 12** **** *456 was on its way to the ledger.\r\n\
         paydesk: It was carried out: {}.\r\n",
        grouped(&ids[0])
    );
    assert_eq!(printed, format!("{PANICKED}{outcome}"));
}

#[test]
fn a_worker_that_panics_before_or_after_a_commit_leaves_a_question() {
    for (place, rows) in [("worker", 0), ("worker-paid", 1)] {
        let faulty = Faulty::new();
        let mut terminal = screens(&faulty.home, "ko");
        terminal.keys(PAYMENT);
        terminal.wait_for_text(KOREAN.ask_pay);
        // So that the first Enter counts: another would be echoed by the terminal that was given back.
        terminal.wait_until_still(Duration::from_millis(500));
        faulty.order(place);
        while terminal.screen().alternate_screen() {
            terminal.keys("<Enter>");
            terminal.wait_until_still(Duration::from_millis(500));
        }
        let printed = last_output(&mut terminal);
        let expected = "paydesk: 프로그램 오류로 Paydesk가 멈췄습니다(src/tui/fault.rs). 완료된 거래는 장부에 있습니다.\r\n\
             paydesk: 카드 5409 12** **** *456, 55,000원 결제를 장부에 쓰는 중이었습니다.\r\n\
             paydesk: 처리되었는지 알 수 없습니다. 다시 하기 전에 조회(F4)에서 찾아보세요. 요청 번호: till-";
        assert!(printed.starts_with(expected), "{place}: {printed}");
        assert_eq!(ids(&faulty.home).len(), rows, "{place}");
    }
}

#[test]
fn a_worker_that_panics_after_a_signal_is_reported_too() {
    let faulty = Faulty::new();
    let mut terminal = screens(&faulty.home, "en");
    let held = waiting::pay(&faulty.home, &terminal, &ENGLISH);
    terminal.signal(Signal::TERM);
    terminal.wait_for_text("Ctrl+C stops waiting");
    faulty.order("worker-paid");
    drop(held);
    assert_eq!(terminal.wait_exit().code(), Some(143));
    assert!(output_after_screens(&terminal).contains("paydesk: Whether it was carried out is not known. "));
    assert_eq!(ids(&faulty.home).len(), 1);
}
