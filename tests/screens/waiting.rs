//! While the ledger writes: another program holds its lock, so that a commit takes as long as the test wants.

use std::os::unix::process::ExitStatusExt as _;

use super::ends::{in_a_shell, quit_in_a_shell};
use super::support::terminal::Signal;
use super::*;

/// Holds the ledger's lock as another program: nothing is committed until this is dropped.
pub struct HeldLedger {
    _open: rusqlite::Connection,
}

impl HeldLedger {
    pub fn by_another_program(home: &Home) -> Self {
        let ledger = rusqlite::Connection::open(ledger_path(home)).expect("the ledger");
        ledger.execute_batch("BEGIN IMMEDIATE").expect("the lock");
        Self { _open: ledger }
    }
}

fn ledger_path(home: &Home) -> std::path::PathBuf {
    home.path().join("data/paydesk/ledger.db")
}

/// The words around a commit.
pub struct Words {
    pub ask_pay: &'static str,
    pub ask_cancel: &'static str,
    pub writing: &'static str,
    pub taken: &'static str,
}

pub const ENGLISH: Words =
    Words { ask_pay: "Take payment?", ask_cancel: "Cancel?", writing: "writing …", taken: "✓ Taken" };

pub const KOREAN: Words = Words {
    ask_pay: "결제할까요?",
    ask_cancel: "취소할까요?",
    writing: "기록하는 중 …",
    taken: "✓ 결제 완료",
};

/// Keys a payment and answers its review, with the ledger's lock held by another program.
pub fn pay(home: &Home, terminal: &Terminal, words: &Words) -> HeldLedger {
    terminal.keys(PAYMENT);
    confirm_held(home, terminal, words, words.ask_pay)
}

/// Answers the review that shows `question`, with the ledger's lock held by another program.
fn confirm_held(home: &Home, terminal: &Terminal, words: &Words, question: &str) -> HeldLedger {
    terminal.wait_for_text(question);
    terminal.wait_until_still(Duration::from_millis(60));
    let held = HeldLedger::by_another_program(home);
    support::wait_until("no Enter counted", || {
        terminal.keys("<Enter>");
        // An Enter that comes before the program knows that it has drawn the strip does not count.
        terminal.wait_until_still(Duration::from_millis(100));
        terminal.screen_text().contains(words.writing)
    });
    held
}

/// How many rows of the screen contain `text`.
fn times(screen: &vt100::Screen, text: &str) -> usize {
    rows(screen).iter().filter(|row| row.contains(text)).count()
}

/// All that was written since the terminal was given back; the screen's last frame ends before it.
pub fn output_after_screens(terminal: &Terminal) -> String {
    let written = String::from_utf8_lossy(&terminal.raw_output()).into_owned();
    let given_back = "\x1b[?2026l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[23;2t";
    let (_, after) = written.rsplit_once(given_back).expect("the terminal was given back");
    after.to_owned()
}

const PAYMENT_IN_FLIGHT: &str =
    "paydesk: A payment of 55,000 KRW with the card 5409 12** **** *456 was on its way to the ledger.\r\n";
const WAITING: &str = "paydesk: Waiting for the ledger to answer. Ctrl+C stops waiting.\r\n";

#[test]
fn stopped_and_continued_during_a_commit_the_answer_is_shown_once() {
    for lock_ends_while_stopped in [true, false] {
        let home = Home::new();
        let (shell, _) = in_a_shell(&home);
        let held = pay(&home, &shell, &ENGLISH);
        shell.keys("<C-z>");
        shell.wait_for_text("Stopped");
        let held = (!lock_ends_while_stopped).then_some(held);
        shell.keys("fg<Enter>");
        shell.wait_for(vt100::Screen::alternate_screen);
        drop(held);
        shell.wait_for_text(ENGLISH.taken);
        let screen = shell.wait_for_whole_frame();
        assert_eq!(times(&screen, "Taken: 55,000 KRW"), 1, "{}", shell.screen_text());
        assert_eq!(ids(&home).len(), 1);
        quit_in_a_shell(shell);
        assert_eq!(ids(&home).len(), 1);
    }
}

#[test]
fn keys_during_a_commit_change_nothing_and_are_answered() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    let held = pay(&home, &terminal, &ENGLISH);
    for key in ["<Esc>", "<C-q>", "<C-c>"] {
        terminal.keys(key);
        terminal.wait_for_text("The ledger is writing; one moment.");
        terminal.keys("<C-l>");
        terminal.wait_for_no_text("The ledger is writing; one moment.");
    }
    terminal.keys("<Enter*50><F3>");
    terminal.keys("<Esc>");
    terminal.wait_for_text("The ledger is writing; one moment.");
    drop(held);
    terminal.wait_for_text(ENGLISH.taken);
    quit(terminal);
    assert_eq!(ids(&home).len(), 1);
}

#[test]
fn a_signal_during_a_commit_gives_the_terminal_back_and_prints_the_outcome() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let home = Home::new();
        let mut terminal = screens(&home, "en");
        let held = pay(&home, &terminal, &ENGLISH);
        terminal.signal(signal);
        let screen = terminal.wait_for_text("Ctrl+C stops waiting");
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
        drop(held);
        let status = terminal.wait_exit();
        assert_eq!((status.code(), status.signal()), (Some(code), None));
        let ids = ids(&home);
        assert_eq!(ids.len(), 1);
        let done = format!("paydesk: It was carried out: {}.\r\n", grouped(&ids[0]));
        assert_eq!(output_after_screens(&terminal), format!("{PAYMENT_IN_FLIGHT}{WAITING}{done}"));
    }
}

#[test]
fn a_second_signal_to_end_does_not_cut_the_commit_short() {
    let home = Home::new();
    let mut terminal = screens(&home, "en");
    let held = pay(&home, &terminal, &ENGLISH);
    terminal.signal(Signal::HUP);
    terminal.wait_for_text("Ctrl+C stops waiting");
    terminal.signal(Signal::TERM);
    terminal.signal(Signal::HUP);
    drop(held);
    assert_eq!(terminal.wait_exit().code(), Some(129));
    assert_eq!(ids(&home).len(), 1);
}

#[test]
fn ctrl_c_ends_the_wait_for_the_ledger_and_says_what_is_not_known() {
    let home = Home::new();
    let mut terminal = screens(&home, "en");
    let held = pay(&home, &terminal, &ENGLISH);
    terminal.signal(Signal::TERM);
    terminal.wait_for_text("Ctrl+C stops waiting");
    // Ctrl+C throws away what the terminal has not shown yet, as the end of this line.
    terminal.wait_until_still(Duration::from_millis(60));
    terminal.keys("<C-c>");
    assert_eq!(terminal.wait_exit().code(), Some(143));
    drop(held);
    assert_eq!(ids(&home), [""; 0]);
    let words = output_after_screens(&terminal).replace("^C", "");
    let unknown = "paydesk: Whether it was carried out is not known. Look for it (F4) before you do it again. \
                   Its request id is till-";
    let rest = words.strip_prefix(&format!("{PAYMENT_IN_FLIGHT}{WAITING}{unknown}")).expect(&words);
    let request = rest.strip_suffix(".\r\n").expect(rest);
    let is_group = |group: &str| group.len() == 8 && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(request.split('-').count() == 4 && request.split('-').all(is_group), "{request}");
}

#[test]
fn a_request_that_is_refused_after_the_screens_have_ended_was_not_carried_out() {
    let home = Home::new();
    let first =
        r#"{"card_number":"5409123456783456","expiry":"1230","cvc":"777","installments":0,"amount":55000}"#;
    assert_eq!(home.run(&["pay"], first).code, 0);
    let mut terminal = screens(&home, "en");
    let held = pay(&home, &terminal, &ENGLISH);
    terminal.signal(Signal::TERM);
    terminal.wait_for_text("Ctrl+C stops waiting");
    drop(held);
    assert_eq!(terminal.wait_exit().code(), Some(143));
    assert_eq!(ids(&home).len(), 1);
    assert_eq!(
        output_after_screens(&terminal),
        format!("{PAYMENT_IN_FLIGHT}{WAITING}paydesk: It was not carried out.\r\n")
    );
}

#[test]
fn a_cancel_in_flight_is_reported_in_korean() {
    let home = Home::new();
    let mut terminal = screens(&home, "ko");
    terminal.keys(PAYMENT);
    confirm(&terminal, KOREAN.ask_pay);
    terminal.keys("<F3><Enter>10.+");
    let held = confirm_held(&home, &terminal, &KOREAN, KOREAN.ask_cancel);
    terminal.signal(Signal::TERM);
    terminal.wait_for_text("Ctrl+C를 누르세요");
    drop(held);
    assert_eq!(terminal.wait_exit().code(), Some(143));
    let ids = ids(&home);
    assert_eq!(ids.len(), 2);
    assert_eq!(
        output_after_screens(&terminal),
        format!(
            "paydesk: 결제 {}, 10,000원 취소를 장부에 쓰는 중이었습니다.\r\n\
             paydesk: 장부의 답을 기다립니다. 그만 기다리려면 Ctrl+C를 누르세요.\r\n\
             paydesk: 처리되었습니다: {}.\r\n",
            grouped(&ids[1]),
            grouped(&ids[0])
        )
    );
}

#[test]
fn a_terminal_that_is_gone_during_a_commit_loses_no_payment() {
    let home = Home::new();
    let mut terminal = screens(&home, "en");
    let held = pay(&home, &terminal, &ENGLISH);
    terminal.close();
    drop(held);
    let code = terminal.wait_exit().code();
    assert!(code == Some(129) || code == Some(3), "{code:?}");
    assert_eq!(ids(&home).len(), 1);
}
