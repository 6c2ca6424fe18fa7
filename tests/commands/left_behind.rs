//! What killed commands leave behind: the next command that writes there removes it, and `doctor` names it.

use std::{
    fs,
    io::BufRead as _,
    path::Path,
    time::{Duration, SystemTime},
};

use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::home::{Home, names, shown, value};

/// Leaves behind what a command leaves that is killed while it writes this file.
fn killed(folder: &Path, name: &str) {
    for end in ["", "-wal", "-held"] {
        let text = if end == "-held" { "" } else { "half of it" };
        let file = folder.join(format!(".{name}-aB3dE6.new{end}"));
        fs::write(&file, text).expect("written");
        age(&file);
    }
}

/// Makes a file older than any that a program still works on.
fn age(file: &Path) {
    let file = fs::File::options().append(true).open(file).expect("opened");
    file.set_modified(SystemTime::now() - Duration::from_secs(48 * 60 * 60)).expect("set");
}

/// What `doctor` names as left behind.
fn left(home: &Home) -> Option<Value> {
    let answer = value(&home.ok(&["doctor", "--json"], ""));
    let checks = answer.get("checks").and_then(Value::as_array).expect("checks").clone();
    checks.into_iter().find(|check| check.get("key") == Some(&json!("leftovers")))
}

#[test]
fn doctor_names_it_and_the_next_command_removes_it() {
    let home = Home::new();
    home.paid();
    assert_eq!(left(&home), None);
    let (ledger, keyring) = (home.path("data/paydesk"), home.path("config/paydesk"));
    killed(&ledger, "ledger.db");
    killed(&keyring, "keyring");
    fs::write(ledger.join("ledger.db.unfinished-4711"), "half a demo").expect("written");
    let found = left(&home).expect("named");
    let paths = [
        keyring.join(".keyring-aB3dE6.new"),
        ledger.join(".ledger.db-aB3dE6.new"),
        ledger.join("ledger.db.unfinished-4711"),
    ];
    let paths: Vec<_> = paths.iter().map(|path| shown(path)).collect();
    assert_eq!(found.pointer("/data/paths"), Some(&json!(paths)));
    assert_eq!(
        (found.get("state"), found.get("advice")),
        (
            Some(&json!("note")),
            Some(&json!(
                "Commands that were killed left these half-made files. No program uses them: delete them."
            ))
        )
    );
    assert_eq!(names(&keyring).len(), 5, "looking changes nothing");

    home.ok(&["key", "rotate"], "");
    assert_eq!(names(&keyring), ["keyring", "keyring.ledgers"]);
    fs::remove_file(ledger.join("ledger.db.unfinished-4711")).expect("removed");
    home.ok(&["backup", &shown(&ledger.join("copy.db"))], "");
    assert_eq!(names(&ledger), ["copy.db", "ledger.db"]);
    assert_eq!(left(&home), None);
}

#[test]
fn a_backup_that_is_killed_is_removed_by_the_next_and_one_that_runs_is_not() {
    let home = Home::new();
    home.paid();
    let folder = home.path("stick");
    fs::create_dir(&folder).expect("folder");
    let other = Home::new();
    other.paid();
    // Held up: the ledger is locked once the copy is checked and its fact is to be recorded.
    let blocker = Connection::open(home.ledger()).expect("opened");
    blocker.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let mut running = home.command(&["backup", &shown(&folder.join("copy.db"))]).spawn().expect("started");
    let is_draft = |name: &String| Path::new(name).extension().is_some_and(|end| end == "new");
    let drafts = || names(&folder).iter().filter(|name| is_draft(name)).count();
    while drafts() == 0 {
        assert_eq!(running.try_wait().expect("known"), None, "it waits for the ledger");
        std::thread::yield_now();
    }
    // It lives, but waits no longer: what follows may take as long as it will.
    kill_process(Pid::from_child(&running), Signal::STOP).expect("sent");
    // Another shop's command writes there meanwhile.
    other.ok(&["backup", &shown(&folder.join("other.db"))], "");
    let _ = (running.kill(), running.wait());
    assert!(drafts() > 0);
    for name in names(&folder).iter().filter(|name| name.starts_with('.')) {
        age(&folder.join(name));
    }
    drop(blocker);
    home.ok(&["backup", &shown(&folder.join("another.db"))], "");
    assert_eq!(names(&folder), ["another.db", "other.db"]);
}

#[test]
fn the_ledger_of_a_killed_demonstration_is_removed_by_the_next() {
    let (home, place) = (Home::new(), tempfile::tempdir().expect("folder"));
    let demo = || {
        let mut command = home.command(&["--demo", "pay"]);
        command.env("TMPDIR", place.path());
        command.spawn().expect("started")
    };
    let mut killed = demo();
    let mut answers = std::io::BufReader::new(killed.stdout.take().expect("piped"));
    std::io::Write::write_all(killed.stdin.as_mut().expect("piped"), b"{}\n").expect("asked");
    answers.read_line(&mut String::new()).expect("answered");
    assert_eq!(names(place.path()).len(), 1);
    let (_, _) = (killed.kill(), killed.wait());
    let mut next = demo();
    drop(next.stdin.take());
    assert_eq!(next.wait().expect("ended").code(), Some(1));
    assert_eq!(names(place.path()), [""; 0]);
}
