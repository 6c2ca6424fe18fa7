//! The test terminal itself, with programs whose answers are known.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod support;

use std::path::Path;
use std::process::ExitStatus;

use support::Terminal;
use support::keys::{Modes, bytes};
use support::terminal::Signal;

fn shell(script: &str) -> Terminal {
    Terminal::spawn(Path::new("/bin/sh"), &["-c", script], &[("LC_ALL", "C.UTF-8")], 40, 5)
}

fn code(status: ExitStatus) -> Option<i32> {
    status.code()
}

#[test]
fn keys_become_what_an_xterm_sends() {
    let table = [
        ("결제 5>4", "결제 5>4"),
        ("<lt>a*2", "<a*2"),
        ("<Enter><Tab><S-Tab><BS*3><Space>", "\r\t\x1b[Z\x7f\x7f\x7f "),
        ("<Up><End><Del><PgDn>", "\x1b[A\x1b[F\x1b[3~\x1b[6~"),
        ("<F1><F5><F12>", "\x1bOP\x1b[15~\x1b[24~"),
        ("<C-q><C-BS><A-1><A-ㅂ><C-A-x>", "\x11\x08\x1b1\x1bㅂ\x1b\x18"),
        ("<C-Home><S-F3><A-Del>", "\x1b[1;5H\x1b[1;2R\x1b[3;3~"),
        ("<Paste:1234-5>", "1234-5"),
        ("x<Esc>", "x\x1b"),
    ];
    for (notation, expected) in table {
        assert_eq!(bytes(notation, Modes::default()), expected.as_bytes(), "{notation}");
    }
    let modes = Modes { application_cursor: true, bracketed_paste: true };
    assert_eq!(bytes("<Left><Paste:a\nb><F1>", modes), b"\x1bOD\x1b[200~a\rb\x1b[201~\x1bOP");
}

#[test]
fn an_echo_arrives_and_the_end_of_input_ends_cat() {
    let mut terminal = shell("printf '\\033]2;Paydesk - 결제\\007'; echo ready; cat");
    terminal.wait_for_text("ready");
    terminal.keys("결제 5<Enter>");
    terminal.wait_for(|screen| support::terminal::rows(screen)[1..3] == ["결제 5", "결제 5"]);
    terminal.keys("<C-d>");
    assert_eq!(code(terminal.wait_exit()), Some(0));
    assert_eq!(terminal.screen_text(), "ready\n결제 5\n결제 5\n\n");
    assert_eq!(terminal.title(), "Paydesk - 결제");
    assert!(String::from_utf8(terminal.raw_output()).unwrap().ends_with("결제 5\r\n결제 5\r\n"));
}

#[test]
fn a_new_size_reaches_the_program() {
    let mut terminal = shell("trap 'stty size; exit 3' WINCH; echo ready; while :; do read line; done");
    terminal.wait_for_text("ready");
    terminal.resize(100, 30);
    terminal.wait_for_text("30 100");
    assert_eq!(code(terminal.wait_exit()), Some(3));
}

#[test]
fn signals_reach_the_program_from_outside_and_from_the_keyboard() {
    for by_key in [true, false] {
        let mut terminal = shell("trap 'exit 7' INT; echo ready; while :; do read line; done");
        terminal.wait_for_text("ready");
        if by_key {
            terminal.keys("<C-c>");
        } else {
            terminal.signal(Signal::INT);
        }
        assert_eq!(code(terminal.wait_exit()), Some(7));
    }
}

#[test]
fn settings_are_those_the_program_left() {
    let before = shell("read line").tty_settings();
    for (script, restored) in [("was=$(stty -g); stty raw -echo; stty $was", true), ("stty raw -echo", false)]
    {
        let mut terminal = shell(script);
        terminal.wait_exit();
        assert_eq!(terminal.tty_settings() == before, restored, "{script}");
    }
}

#[test]
fn much_output_and_unread_input_block_no_one() {
    let mut terminal = shell("stty raw -echo; seq 300000; printf 'done\\007'");
    terminal.send(&"unread".repeat(20_000));
    assert_eq!(code(terminal.wait_exit()), Some(0));
    assert_eq!(terminal.bells(), 1);
    assert!(terminal.raw_output().len() > 1_900_000);
    assert!(terminal.screen_text().contains("300000"));
}

#[test]
#[should_panic(expected = "\"never\" never appeared: the program has ended")]
fn a_wait_gives_up_when_the_program_ends() {
    shell("echo something").wait_for_text("never");
}
