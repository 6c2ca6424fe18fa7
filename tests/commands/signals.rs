//! Signals, limits and a system without random bytes: a command ends with a sentence, and nothing is half done.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::Child,
};

use rustix::process::{Pid, Signal, kill_process};

use crate::home::{Home, PAYMENT, ended, names, outcome, run, say_ignored, shown};

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).expect("sent");
}

#[test]
fn a_program_that_waits_for_requests_says_how_many_it_carried_out() {
    for (signal, code, lang, sentence) in [
        (
            Signal::TERM,
            143,
            "en",
            "Stopped by a signal. Requests carried out: 1. No further request was taken.",
        ),
        (
            Signal::INT,
            130,
            "en",
            "Stopped by a signal. Requests carried out: 1. No further request was taken.",
        ),
        (
            Signal::QUIT,
            131,
            "en",
            "Stopped by a signal. Requests carried out: 1. No further request was taken.",
        ),
        (
            Signal::USR1,
            138,
            "en",
            "Stopped by a signal. Requests carried out: 1. No further request was taken.",
        ),
        (
            Signal::HUP,
            129,
            "ko",
            "신호를 받아 멈췄습니다. 처리한 요청: 1건. 그 뒤의 요청은 처리하지 않았습니다.",
        ),
    ] {
        let home = Home::new();
        let mut child = home.command(&["pay", "--lang", lang]).spawn().expect("started");
        let mut requests = child.stdin.take().expect("piped");
        let mut answers = BufReader::new(child.stdout.take().expect("piped"));
        for (request, expected) in [(PAYMENT, "ok"), ("{}", "card_number_invalid card_number")] {
            writeln!(requests, "{request}").expect("asked");
            let mut answer = String::new();
            answers.read_line(&mut answer).expect("answered");
            assert_eq!(outcome(&answer), expected);
        }
        send(&child, signal);
        let ran = ended(child);
        assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(code)));
        drop(requests);
        assert_eq!(home.count(), 1);
        assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
    }
}

#[test]
fn a_list_that_is_not_read_on_ends_with_a_sentence() {
    let home = Home::new();
    // Far more than a pipe holds.
    let mut command = home.command(&["--demo", "list", "--json", "--limit", "0"]);
    // The ledger of the demonstration stays there for the next one to remove.
    let mut child = command.env("TMPDIR", home.path("")).spawn().expect("started");
    let mut answers = child.stdout.take().expect("piped");
    answers.read_exact(&mut [0; 80]).expect("read");
    send(&child, Signal::TERM);
    let ran = ended(child);
    assert_eq!((ran.err.as_str(), ran.code), ("paydesk: Stopped by a signal.\n", Some(143)));
}

#[test]
fn a_signal_that_was_ignored_stays_ignored() {
    let home = Home::new();
    let mut child = home.in_shell("trap '' HUP INT", &["pay"]).spawn().expect("started");
    let mut requests = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped"));
    for signal in [Signal::HUP, Signal::INT] {
        writeln!(requests, "{{}}").expect("asked");
        answers.read_line(&mut String::new()).expect("answered");
        send(&child, signal);
    }
    writeln!(requests, "{PAYMENT}").expect("asked");
    let mut answer = String::new();
    answers.read_line(&mut answer).expect("answered");
    assert_eq!(outcome(&answer), "ok");
    drop(requests);
    assert_eq!(ended(child).code, Some(1));
}

#[test]
fn a_limit_on_the_size_of_files_is_a_sentence_and_nothing_is_half_done() {
    let home = Home::new();
    home.paid();
    let keyring = fs::read(home.keyring()).expect("bytes");
    let (copy, made) = (shown(&home.path("copy.db")), shown(&home.path("made/demo.db")));
    // In blocks of 512 bytes.
    for limit in ["ulimit -f 0", "ulimit -f 1", "ulimit -f 20"] {
        for args in [
            &["pay"][..],
            &["backup", &copy],
            &["key", "rotate"],
            &["key", "backup", "keys"],
            &["demo", "--rows", "1000", "--ledger", &made],
        ] {
            if limit == "ulimit -f 20" && args.first() == Some(&"key")
                || limit == "ulimit -f 1" && args.get(1) == Some(&"backup")
            {
                // That is room enough for a keyring.
                continue;
            }
            let ran = home.run_in_shell(limit, args, PAYMENT.replace("11000", "22000"));
            assert_eq!(ran.code, Some(3), "{limit} {args:?}: {ran:?}");
            assert!(ran.err.starts_with("paydesk: "), "{limit} {args:?}: {ran:?}");
        }
        assert!(!home.path("copy.db").exists() && !home.path("keys").exists());
        assert_eq!(fs::read(home.keyring()).expect("bytes"), keyring, "{limit}");
        if home.path("made").exists() {
            assert_eq!(names(&home.path("made")), [""; 0], "{limit}");
        }
        assert_eq!(home.count(), 1, "{limit}");
        assert!(home.ok(&["verify"], "").starts_with("Everything fits: "), "{limit}");
    }
    assert_eq!(names(&home.path("config/paydesk")), ["keyring", "keyring.ledgers"]);
}

#[test]
fn a_closed_standard_input_is_no_request() {
    let home = Home::new();
    let ran = home.run_in_shell("exec <&-", &["pay"], "");
    assert_eq!((outcome(ran.out.trim_end()).as_str(), ran.code), ("json_invalid -", Some(1)));
    assert_eq!(home.run_in_shell("exec <&-", &["list"], "").code, Some(0));
    // Where standard error is closed, the status alone says it.
    let ran = home.run_in_shell("exec 2>&-", &["show", "1"], "");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_system_without_random_bytes_is_a_sentence() {
    let home = Home::new();
    home.paid();
    let refused = ["-f", "-o", "/dev/null", "-e", "inject=getrandom:error=EIO"];
    let without = |args: &[&str]| home.within("strace", &refused, args);
    // It reads no file, so that it says whether a program can be traced here.
    if !home
        .within("strace", &["-f", "-o", "/dev/null"], &["--version"])
        .output()
        .is_ok_and(|ran| ran.status.success())
    {
        say_ignored("strace cannot run the program");
        return;
    }
    for (lang, sentence) in [
        (
            "en",
            "The system gives no random bytes: Input/output error (os error 5). Nothing was written; try again.",
        ),
        (
            "ko",
            "시스템에서 난수를 얻지 못했습니다: Input/output error (os error 5). 아무것도 쓰지 않았습니다. 다시 시도하세요.",
        ),
    ] {
        for args in [&["pay"][..], &["list"], &["--help"], &["doctor"], &[]] {
            let mut command = without(args);
            command.env("LANG", if lang == "ko" { "ko_KR.UTF-8" } else { "C.UTF-8" });
            let ran = run(command, PAYMENT);
            assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(3)), "{args:?}");
        }
    }
    assert_eq!(home.count(), 1);
}
