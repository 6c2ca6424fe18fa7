//! Every way out gives the terminal back.

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use super::support::terminal::{Signal, TtySettings};
use super::*;

/// The terminal's settings before a program changes them.
pub fn settings_of_a_new_terminal() -> TtySettings {
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
    assert_eq!(terminal.tty_settings(), settings_of_a_new_terminal());
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
    for (signal, code) in [
        (Signal::TERM, 143),
        (Signal::HUP, 129),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
        (Signal::USR1, 138),
        (Signal::ALARM, 142),
    ] {
        let status = restored_after(|terminal| terminal.signal(signal));
        assert_eq!((status.code(), status.signal()), (Some(code), None));
    }
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
fn a_terminal_that_is_gone_ends_the_program() {
    let home = Home::new();
    let mut terminal = screens(&home, "en");
    terminal.keys("55.<Enter>5409123");
    terminal.wait_for_text("5409 123");
    terminal.close();
    // The signal, or the end of input: whichever is noticed first.
    let code = terminal.wait_exit().code();
    assert!(code == Some(129) || code == Some(3), "{code:?}");
    assert_eq!(ids(&home), [""; 0]);
}

#[test]
fn stopped_and_continued_by_signals_it_goes_on_where_it_was() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    terminal.keys("55.<Enter>5409123");
    terminal.wait_for_text("5409 123");
    let before = below_clock(&terminal.wait_for_whole_frame());
    for _ in 0..3 {
        terminal.signal(Signal::TSTP);
        terminal.wait_stopped();
        assert_eq!(terminal.tty_settings(), settings_of_a_new_terminal());
        terminal.wait_for(|stopped| {
            !stopped.alternate_screen() && !stopped.bracketed_paste() && !stopped.hide_cursor()
        });
        terminal.signal(Signal::CONT);
        terminal.wait_for(|screen| screen.alternate_screen() && below_clock(screen) == before);
    }
    // Continued without having been stopped.
    terminal.signal(Signal::CONT);
    terminal.keys("4");
    terminal.wait_for_text("5409 1234");
    quit(terminal);
}
