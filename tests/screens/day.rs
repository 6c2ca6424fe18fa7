//! The day at a real till: closed on the screen, printed, copied, and the next day begun; a till that is killed on the way.

use std::{fs, time::Duration};

use serde_json::Value;

use super::{support::terminal::Signal, *};

/// A home with a printer that writes into `paper`, and a folder for copies.
fn home() -> Home {
    let home = Home::new();
    let config = home.path().join("config/paydesk");
    fs::create_dir_all(&config).expect("a folder");
    fs::create_dir(home.path().join("copies")).expect("a folder");
    let inside = |name: &str| home.path().join(name).display().to_string();
    let text = format!(
        "backup.to = '{}'\nrules.duplicate_seconds = 0\n[printer]\nto = \"command:cat >> '{}'\"\n[slip]\nprint = 'never'\n",
        inside("copies"),
        inside("paper"),
    );
    fs::write(config.join("config.toml"), text).expect("written");
    home
}

fn reports(home: &Home) -> usize {
    let paper = fs::read(home.path().join("paper")).unwrap_or_default();
    if paper.is_empty() {
        return 0;
    }
    escpos::read(&paper).iter().filter(|act| **act == escpos::Act::Cut).count()
}

fn closes(home: &Home) -> Vec<Value> {
    let listed = home.run(&["closes", "--json"], "");
    assert_eq!(listed.code, 0, "{listed:?}");
    listed.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_day_is_closed_printed_copied_and_the_next_one_begins() {
    for (lang, take, taken, x, question, done, empty) in [
        (
            "en",
            "Take payment?",
            "Taken",
            "X report",
            "Close the day?",
            "done: 1 transaction",
            "since the last close",
        ),
        ("ko", "결제할까요?", "결제 완료", "중간 집계 (X)", "마감할까요?", "완료: 1건", "지난 마감 뒤의"),
    ] {
        let home = home();
        let terminal = screens(&home, lang);
        for day in 1..=2 {
            terminal.keys("<F2>");
            terminal.keys(PAYMENT);
            confirm(&terminal, take);
            terminal.wait_for_text(taken);
            terminal.keys("<A-4>");
            terminal.wait_for_text(x);
            terminal.wait_for_text("55,000");
            // A key that comes within 20 ms of another is a machine's.
            terminal.wait_until_still(Duration::from_millis(100));
            terminal.keys("+");
            confirm(&terminal, question);
            terminal.wait_for_text(done);
            support::wait_until("a report", || reports(&home) == day);
            // The copy of a start without a transaction is none.
            let copies = || fs::read_dir(home.path().join("copies")).expect("folder").flatten().count();
            support::wait_until("a copy", || {
                terminal.wait_until_still(Duration::from_millis(50));
                copies() == day
            });
            terminal.keys("<Esc>");
            terminal.wait_for_text(empty);
        }
        quit(terminal);
        let numbers: Vec<_> = closes(&home).iter().map(|close| close["number"].as_u64()).collect();
        assert_eq!(numbers, [Some(2), Some(1)]);
        let verified = home.run(&["verify"], "");
        assert_eq!(verified.code, 0, "{verified:?}");
    }
}

#[test]
fn a_till_that_is_killed_while_it_closes_has_closed_the_day_once_or_not_at_all() {
    let home = home();
    let mut taken = 0;
    for round in 0..4 {
        let mut terminal = screens(&home, "en");
        terminal.keys(PAYMENT);
        confirm(&terminal, "Take payment?");
        taken += 55_000;
        terminal.keys("<A-4>");
        terminal.wait_for_text("Net");
        // A key that comes within 20 ms of another is a machine's.
        terminal.wait_until_still(Duration::from_millis(100));
        terminal.keys("+");
        terminal.wait_for_text("Close the day?");
        terminal.wait_until_still(Duration::from_millis(300));
        terminal.keys("<Enter>");
        // Somewhere on the way: before the commit, after it, while it prints or copies.
        terminal.wait_until_still(Duration::from_millis(15 * round));
        terminal.signal(Signal::KILL);
        terminal.wait_exit();
        let closes = closes(&home);
        let in_closes: u64 = closes.iter().filter_map(|close| close["payments"]["amount"].as_u64()).sum();
        let x = home.run(&["close", "--x", "--json"], "");
        let x: Value = serde_json::from_str(&x.stdout).expect("JSON");
        assert_eq!(in_closes + x["payments"]["amount"].as_u64().expect("an amount"), taken);
        let numbers: Vec<_> = closes.iter().rev().map(|close| close["number"].as_u64()).collect();
        assert_eq!(numbers, (1..=closes.len() as u64).map(Some).collect::<Vec<_>>());
        assert!(reports(&home) <= closes.len());
        let verified = home.run(&["verify"], "");
        assert_eq!(verified.code, 0, "{verified:?}");
    }
}
