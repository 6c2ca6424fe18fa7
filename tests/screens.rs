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

/// Presses Enter in the strip that shows `question` until it is answered: an Enter that comes before the program knows
/// that it has drawn the strip, or faster after another key than a person types, does not count.
fn confirm(terminal: &Terminal, question: &str) {
    terminal.wait_for_text(question);
    terminal.wait_until_still(Duration::from_millis(60));
    while terminal.screen_text().contains(question) {
        terminal.keys("<Enter>");
        // Long enough for any commit, so that no Enter is left over.
        terminal.wait_until_still(Duration::from_millis(500));
    }
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
fn stopped_and_continued_it_goes_on_where_it_was() {
    let home = Home::new().with("PS1", "shell> ").with("PAYDESK_LANG", "en");
    let program = support::paydesk();
    let mut shell = Terminal::spawn("/bin/sh".as_ref(), &["-i"], &home.env(), 80, 24);
    shell.wait_for_text("shell>");
    shell.keys(&format!("{}<Enter>", program.display()));
    shell.wait_for_text("F2");
    shell.keys("55.<Enter>54091");
    shell.wait_for_text("5409 1");
    shell.keys("<C-z>");
    let stopped = shell.wait_for_text("Stopped");
    assert!(!stopped.alternate_screen() && !stopped.bracketed_paste());
    shell.keys("fg<Enter>");
    shell.wait_for_text("5409 1");
    shell.keys("23");
    shell.wait_for_text("5409 123");
    shell.keys("<C-q>");
    shell.wait_for_text("Ctrl+Q again");
    shell.keys("<C-q>");
    shell.wait_for(|screen| rows(screen).iter().filter(|row| row.starts_with("shell>")).count() == 3);
    shell.keys("exit 7<Enter>");
    assert_eq!(shell.wait_exit().code(), Some(7));
}

#[test]
fn a_resize_during_a_commit_loses_nothing() {
    let home = Home::new();
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys(&format!("55.<Enter>{CARD}1230777+"));
    terminal.wait_for_text("Take payment?");
    terminal.wait_until_still(Duration::from_millis(60));
    while ids(&home).is_empty() {
        terminal.keys("<Enter>");
        for size in [(100, 30), (10, 3), (1, 1), (120, 36), (80, 24)] {
            terminal.resize(size.0, size.1);
        }
        terminal.wait_until_still(Duration::from_millis(500));
    }
    terminal.wait_for_text("✓ approved");
    terminal.keys("<C-q>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
    assert_eq!(ids(&home).len(), 1);
}

#[test]
fn without_colours_every_mark_is_still_there() {
    let home = Home::new().with("NO_COLOR", "1");
    let mut terminal = home.terminal(&["--lang", "en"], 80, 24);
    terminal.wait_for_text("F2");
    terminal.keys("55.<Enter>5409<Down>13");
    let screen = terminal.wait_for_text("✗ no such month");
    assert!(
        rows(&screen).iter().any(|row| row.contains("✓ fifty-five thousand")),
        "{}",
        terminal.screen_text()
    );
    let coloured = (0..24).flat_map(|row| (0..80).map(move |col| (row, col)));
    let mut coloured = coloured.filter_map(|(row, col)| screen.cell(row, col));
    assert!(coloured.all(|cell| cell.fgcolor() == vt100::Color::Default));
    terminal.keys("<C-c>");
    terminal.wait_for_text("Ctrl+C again");
    terminal.keys("<C-c>");
    assert_eq!(terminal.wait_exit().code(), Some(0));
}
