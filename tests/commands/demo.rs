//! `paydesk demo` and `paydesk --demo`.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    process::ExitStatus,
};

use rustix::process::{Pid, Signal, kill_process};

use crate::home::{Home, PAYMENT, RunOutput, run, shown};

#[test]
fn a_ledger_is_made_and_reported_in_both_languages() {
    let home = Home::new();
    for (lang, named, before, after) in [
        ("en", "en.db", ": a made-up history of 2,500 transactions, 20", " MB, in "),
        ("ko", "ko.db", ": 연습용 거래 2,500건, 20", " MB, "),
    ] {
        let path = home.path(named);
        // A slow machine prints progress before.
        let RunOutput { out, code, .. } =
            home.run(&["demo", "--rows", "2500", "--lang", lang, "--ledger", &shown(&path)], "");
        assert_eq!(code, Some(0));
        assert!(out.starts_with(&format!("{}{before}", shown(&path))) && out.contains(after), "{out}");
        assert_eq!(out.lines().count(), 1);
        let all = home.ok(&["list", "--json", "--limit", "0", "--ledger", &shown(&path)], "");
        assert_eq!(all.lines().count(), 2_500);
    }
}

#[test]
fn a_ledger_with_transactions_is_refused() {
    let home = Home::new();
    home.pay(PAYMENT);
    let path = shown(&home.ledger());
    for (lang, sentence) in [
        (
            "en",
            format!(
                "Ledger {path} has transactions already. A made-up history needs a ledger of its own; name another file with --ledger."
            ),
        ),
        (
            "ko",
            format!(
                "장부 {path}: 이미 거래가 있습니다. 연습용 거래는 새 장부에만 만듭니다. --ledger로 다른 파일을 지정하세요."
            ),
        ),
    ] {
        let ran = home.run(&["demo", "--rows", "10", "--lang", lang], "");
        let expected = RunOutput { out: String::new(), err: format!("paydesk: {sentence}\n"), code: Some(3) };
        assert_eq!(ran, expected);
    }
    assert_eq!(home.count(), 1);
}

#[test]
fn the_number_of_rows_has_its_bounds() {
    let home = Home::new();
    for rows in ["0", "50000001", "-1", "many"] {
        let ran = home.run(&["demo", "--rows", rows], "");
        assert_eq!((ran.out.as_str(), ran.code), ("", Some(2)), "{rows}");
    }
    assert!(!home.ledger().exists() && !home.keyring().exists());
}

/// The files in the ledger's folder.
fn files(home: &Home) -> Vec<String> {
    let Ok(entries) = fs::read_dir(home.ledger().parent().expect("folder")) else { return Vec::new() };
    entries.map(|entry| entry.expect("entry").file_name().into_string().expect("name")).collect()
}

/// Starts a run with far too many rows, in a terminal, and sends `signal` once the progress bar is drawn.
fn interrupted(home: &Home, lang: &str, signal: Signal) -> (ExitStatus, String, String) {
    let (mut child, mut window) = home.in_terminal(&["demo", "--rows", "20000000", "--lang", lang]);
    let mut drawn = BufReader::new(&mut window);
    let mut bar = Vec::new();
    while !String::from_utf8_lossy(&bar).contains("/20,000,000") {
        drawn.read_until(b'0', &mut bar).expect("drawn");
    }
    assert!(!home.ledger().exists() && files(home).iter().any(|name| name.contains(".unfinished-")));
    kill_process(Pid::from_child(&child), signal).expect("sent");
    // On some systems, reading the end of a closed terminal is an error.
    let _ = drawn.read_to_end(&mut bar);
    let status = child.wait().expect("ended");
    let mut out = String::new();
    child.stdout.take().expect("piped").read_to_string(&mut out).expect("UTF-8");
    (status, out, String::from_utf8_lossy(&bar).into_owned())
}

#[test]
fn interrupted_it_leaves_no_ledger() {
    let home = Home::new();
    for (lang, signal, code, sentence) in [
        ("en", Signal::INT, 130, "paydesk: Interrupted: no ledger was made.\r\n"),
        ("ko", Signal::TERM, 143, "paydesk: 중단했습니다. 장부를 만들지 않았습니다.\r\n"),
    ] {
        let (status, out, drawn) = interrupted(&home, lang, signal);
        assert_eq!((status.code(), out.as_str()), (Some(code), ""));
        assert!(drawn.ends_with(sentence), "{drawn}");
        assert_eq!(files(&home), [""; 0]);
    }
}

#[test]
fn killed_it_leaves_what_the_next_run_removes() {
    let home = Home::new();
    let (status, ..) = interrupted(&home, "en", Signal::KILL);
    assert_eq!((status.code(), home.ledger().exists()), (None, false));
    assert!(!files(&home).is_empty());
    home.ok(&["demo", "--rows", "100"], "");
    assert_eq!(files(&home), ["ledger.db"]);
    assert_eq!(home.count(), 100);
}

#[test]
fn a_demonstration_keeps_nothing() {
    let home = Home::new();
    fs::create_dir(home.path("tmp")).expect("folder");
    let ran = |args: &[&str], input: &str| {
        let mut command = home.command(args);
        command.env("TMPDIR", home.path("tmp"));
        run(command, input)
    };
    let list = ran(&["--demo", "list", "--json", "--limit", "0"], "");
    assert_eq!((list.out.lines().count(), list.err.as_str(), list.code), (2_000, "", Some(0)));
    let pay = ran(&["pay", "--demo"], PAYMENT);
    assert_eq!((pay.out.lines().count(), pay.err.as_str(), pay.code), (1, "", Some(0)));
    assert_eq!(fs::read_dir(home.path("tmp")).expect("folder").count(), 0);
    assert!(!home.ledger().exists() && !home.keyring().exists());
    let nowhere = {
        let mut command = home.command(&["list", "--demo"]);
        command.env("TMPDIR", home.path("nowhere"));
        run(command, "")
    };
    assert_eq!((nowhere.out.as_str(), nowhere.code), ("", Some(3)));
    assert!(
        nowhere
            .err
            .starts_with(&format!("paydesk: Ledger {} cannot be opened: ", shown(&home.path("nowhere"))))
    );
}
