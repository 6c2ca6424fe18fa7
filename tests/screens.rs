//! The real program in a real terminal: start, pay, cancel, look up, quit; sizes, languages, signals.

#![cfg(unix)]

mod support;

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::time::Duration;

use support::terminal::{Signal, TtySettings, rows};
use support::{Home, Terminal};

/// The words of a language that the flow waits for.
struct Words {
    lang: &'static str,
    ask_pay: &'static str,
    approved: &'static str,
    ask_cancel: &'static str,
    cancelled: &'static str,
    details: &'static str,
    left: &'static str,
    empty_query: &'static str,
}

const ENGLISH: Words = Words {
    lang: "en",
    ask_pay: "Take payment?",
    approved: "✓ Approved: 55,000 KRW",
    ask_cancel: "Cancel?",
    cancelled: "✓ Cancelled: 10,000 KRW",
    details: "Details",
    left: "45,000 KRW",
    empty_query: "id, last 3 digits of the card, or amount",
};

const KOREAN: Words = Words {
    lang: "ko",
    ask_pay: "결제할까요?",
    approved: "✓ 승인됨: 55,000원",
    ask_cancel: "취소할까요?",
    cancelled: "✓ 취소됨: 10,000원",
    details: "상세",
    left: "45,000원",
    empty_query: "관리번호, 카드 끝 3자리, 금액",
};

const CARD: &str = "5409123456783456";

/// Presses Enter in the strip that shows `question`, once the program knows that it has drawn it: when it begins another
/// frame.
fn confirm(terminal: &Terminal, question: &str) {
    terminal.wait_for_text(question);
    let before = frames(terminal);
    terminal.keys("<C-l>");
    while frames(terminal) == before {
        terminal.wait_until_still(Duration::from_millis(1));
    }
    terminal.keys("<Enter>");
}

/// How many frames the program has begun to draw.
fn frames(terminal: &Terminal) -> usize {
    let begin = b"\x1b[?2026h";
    terminal.raw_output().windows(begin.len()).filter(|bytes| bytes == begin).count()
}

/// The ids in the ledger, newest first.
fn ids(home: &Home) -> Vec<String> {
    let list = home.run(&["list", "--json"], "");
    assert_eq!(list.code, 0, "{list:?}");
    let id = |line: &str| line.split("\"id\":\"").nth(1).and_then(|rest| rest.get(..20)).map(str::to_owned);
    list.stdout.lines().filter_map(id).collect()
}

fn whole_flow(words: &Words, cols: u16, lines: u16) {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", words.lang], cols, lines);
    terminal.wait_for_text("F2");
    terminal.keys(&format!("55.<Enter>{CARD}1230777+"));
    confirm(&terminal, words.ask_pay);
    terminal.wait_for_text(words.approved);

    terminal.keys("<F3><Enter>10.+");
    confirm(&terminal, words.ask_cancel);
    terminal.wait_for_text(words.cancelled);

    let ids = ids(&home);
    assert_eq!(ids.len(), 2);
    for id in &ids {
        terminal.keys(&format!("<F4>{id}"));
        let grouped = grouped(id);
        terminal.wait_for_text(&format!("{grouped}]"));
        terminal.wait_for(|screen| rows(screen).iter().any(|row| row.starts_with(&format!(" {grouped}"))));
        terminal.keys("<Enter>");
        terminal.wait_for_text(words.details);
        terminal.wait_for_text(words.left);
        terminal.keys("<F4><C-u>");
        terminal.wait_for_text(words.empty_query);
    }

    for (cols, lines) in [(40, 10), (1, 1), (2, 50), (300, 2), (cols, lines)] {
        terminal.resize(cols, lines);
    }
    terminal.wait_for_text("F4");
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    let written = String::from_utf8_lossy(&terminal.raw_output()).into_owned();
    assert!(!written.contains(CARD), "the card number was drawn outside its field");
}

/// `261121 143207 123 01 00 7`.
fn grouped(id: &str) -> String {
    [0..6, 6..12, 12..15, 15..17, 17..19, 19..20].map(|range| id.get(range).unwrap_or_default()).join(" ")
}

#[test]
fn pay_cancel_look_up_and_quit_in_english_at_80x24() {
    whole_flow(&ENGLISH, 80, 24);
}

#[test]
fn pay_cancel_look_up_and_quit_in_korean_at_80x24() {
    whole_flow(&KOREAN, 80, 24);
}

#[test]
fn pay_cancel_look_up_and_quit_in_english_at_120x36() {
    whole_flow(&ENGLISH, 120, 36);
}

#[test]
fn pay_cancel_look_up_and_quit_in_korean_at_120x36() {
    whole_flow(&KOREAN, 120, 36);
}

/// The terminal's settings before a program changes them.
fn untouched() -> TtySettings {
    let terminal = Terminal::spawn("/bin/sh".as_ref(), &["-c", "echo ready; read line"], &[], 80, 24);
    terminal.wait_for_text("ready");
    terminal.tty_settings()
}

/// Starts the screens, keys half a payment, does `end`, and checks that the terminal is as it was.
fn restored_after(end: impl FnOnce(&Terminal)) -> ExitStatus {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>5409123");
    terminal.wait_for_text("5409 123");
    end(&terminal);
    let status = terminal.wait_exit();
    assert_eq!(terminal.tty_settings(), untouched());
    let written = terminal.raw_output();
    let screen = terminal.screen();
    assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    let at_end = String::from_utf8_lossy(&written).into_owned();
    let (_, after) = at_end.rsplit_once("\x1b[?1049l").expect("the alternate screen was left");
    assert!(!after.contains("5409"), "nothing keyed stays behind");
    status
}

#[test]
fn the_terminal_is_restored_after_quitting() {
    let status = restored_after(|terminal| {
        terminal.keys("<C-q>");
        terminal.wait_for_text("Ctrl+Q again");
        terminal.keys("<C-q>");
    });
    assert_eq!(status.code(), Some(0));
}

#[test]
fn the_terminal_is_restored_after_signals() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let status = restored_after(|terminal| terminal.signal(signal));
        assert_eq!((status.code(), status.signal()), (Some(code), None));
    }
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
fn trouble_is_said_before_the_screens_open() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("data/paydesk/ledger.db"))
        .expect("a folder in the ledger's place");
    let mut terminal = home.terminal(&["--lang", "en"], 200, 24);
    assert_eq!(terminal.wait_exit().code(), Some(3));
    let text = terminal.screen_text();
    assert!(text.starts_with("paydesk: Ledger "), "{text}");
    assert!(text.contains("this is a folder. Name a file with --ledger."), "{text}");
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
