//! Every way out gives the terminal back.

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use rustix::process::{Pid, kill_process};

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

/// The screens as a job of a shell, in English, and the process that they are.
pub fn in_a_shell(home: &Home) -> (Terminal, Pid) {
    let mut env = home.env();
    env.extend([("PS1", "shell> "), ("PAYDESK_LANG", "en")]);
    let shell = Terminal::spawn("/bin/sh".as_ref(), &["-i"], &env, 80, 24);
    shell.wait_for_text("shell>");
    let (program, pid) = (support::paydesk(), home.path().join("pid"));
    shell.send(&format!("sh -c 'echo $$ >{}; exec {}'\r", pid.display(), program.display()));
    shell.wait_for_text("today");
    shell.wait_for_whole_frame();
    let pid = std::fs::read_to_string(pid).expect("the process");
    let pid = pid.trim().parse().ok().and_then(Pid::from_raw);
    (shell, pid.expect("a number"))
}

/// Quits the screens with something keyed, and the shell.
pub fn quit_in_a_shell(mut shell: Terminal) {
    shell.keys("<C-q>");
    shell.wait_until_still(Duration::from_millis(60));
    shell.keys("<C-q>");
    // What is typed before the prompt is there is discarded with the rest of the keys.
    shell.wait_for(|screen| {
        let (row, _) = screen.cursor_position();
        let at_prompt = rows(screen).get(usize::from(row)).is_some_and(|row| row.starts_with("shell>"));
        !screen.alternate_screen() && at_prompt
    });
    shell.keys("exit 7<Enter>");
    assert_eq!(shell.wait_exit().code(), Some(7));
}

#[test]
fn stopped_and_continued_it_goes_on_where_it_was() {
    let home = Home::new();
    let (shell, _) = in_a_shell(&home);
    shell.keys("55.<Enter>54091");
    shell.wait_for_text("5409 1");
    shell.keys("<C-z>");
    let stopped = shell.wait_for_text("Stopped");
    assert!(!stopped.alternate_screen() && !stopped.bracketed_paste());
    shell.keys("fg<Enter>");
    shell.wait_for_text("5409 1");
    shell.keys("23");
    shell.wait_for_text("5409 123");
    quit_in_a_shell(shell);
}

/// A script that has started it stops with it, and the shell is there again.
#[test]
fn a_script_around_it_stops_with_it() {
    let home = Home::new();
    let mut env = home.env();
    env.extend([("PS1", "shell> "), ("PAYDESK_LANG", "en")]);
    let shell = Terminal::spawn("/bin/sh".as_ref(), &["-i"], &env, 80, 24);
    shell.wait_for_text("shell>");
    shell.send(&format!("sh -c '{}; echo after'\r", support::paydesk().display()));
    shell.wait_for_text("today");
    shell.keys("55.<C-z>");
    shell.wait_for_text("Stopped");
    shell.keys("fg<Enter>");
    shell.wait_for_text("55,000");
    quit_in_a_shell(shell);
}

/// As in a till that starts with the machine: stopped, nobody could continue it.
#[test]
fn it_is_not_stopped_where_no_shell_could_continue_it() {
    let home = Home::new();
    let terminal = screens(&home, "en");
    terminal.keys("55.<Enter>5409123<C-z>4");
    terminal.wait_for_text("5409 1234");
    terminal.signal(Signal::TSTP);
    terminal.keys("5");
    terminal.wait_for_text("5409 1234 5");
    quit(terminal);
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
    let (shell, program) = in_a_shell(&home);
    shell.keys("55.<Enter>5409123");
    shell.wait_for_text("5409 123");
    let before = below_clock(&shell.wait_for_whole_frame());
    for _ in 0..3 {
        kill_process(program, Signal::TSTP).expect("sent");
        let stopped = shell.wait_for_text("Stopped");
        assert!(!stopped.alternate_screen() && !stopped.bracketed_paste() && !stopped.hide_cursor());
        assert_eq!(shell.tty_settings(), settings_of_a_new_terminal());
        shell.keys("clear; fg<Enter>");
        shell.wait_for(|screen| screen.alternate_screen() && below_clock(screen) == before);
    }
    // Continued without having been stopped.
    kill_process(program, Signal::CONT).expect("sent");
    shell.keys("4");
    shell.wait_for_text("5409 1234");
    quit_in_a_shell(shell);
}
