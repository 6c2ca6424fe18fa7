//! Ledgers that cannot be written: copies on read-only media are looked at, verified and restored; nothing else is done.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt as _, chown},
    path::Path,
};

use crate::{
    home::{Home, PAYMENT, RunOutput, error, run, say_ignored, shown, text, value},
    kept::{WITHOUT_PEOPLE, home_of, kept_text},
};

/// A user without rights of its own.
const NOBODY: u32 = 65_534;

/// Gives a folder and all in it to [`NOBODY`].
fn give(folder: &Path) {
    chown(folder, Some(NOBODY), Some(NOBODY)).expect("given");
    for entry in fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() { give(&path) } else { chown(path, Some(NOBODY), Some(NOBODY)).expect("given") }
    }
}

/// Runs the binary as a user whom permission bits stop: the superuser writes in spite of them. `None`, and says why, where
/// there is no such user.
fn on_medium(home: &Home, args: &[&str]) -> Option<RunOutput> {
    if !rustix::process::geteuid().is_root() {
        return Some(home.run(args, PAYMENT));
    }
    let user = [&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups"];
    let within = |args: &[&str]| home.within("setpriv", &user, args);
    if !within(&["--version"]).output().is_ok_and(|version| version.status.success()) {
        say_ignored("permission bits do not stop the superuser, and setpriv cannot run the program");
        return None;
    }
    Some(run(within(args), PAYMENT))
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("chmod");
}

/// A home with a payment, and a copy of its ledger in a folder of its own.
fn with_copy() -> (Home, String, String) {
    let home = Home::new();
    let id = home.paid();
    fs::create_dir(home.path("medium")).expect("folder");
    let copy = shown(&home.path("medium/copy of #1?.db"));
    home.ok(&["backup", &copy], "");
    (home, id, copy)
}

#[test]
fn a_copy_in_a_folder_that_cannot_be_written_is_looked_at_and_restored() {
    let (home, id, copy) = with_copy();
    if rustix::process::geteuid().is_root() {
        give(&home.path(""));
    }
    for mode in [0o644, 0o444] {
        chmod(Path::new(&copy), mode);
        chmod(&home.path("medium"), 0o555);
        let on = |args: &[&str]| on_medium(&home, &[args, &["--ledger", &copy]].concat());
        let Some(verified) = on(&["verify"]) else { return };
        assert_eq!((verified.err.as_str(), verified.code), ("", Some(0)));
        assert!(
            verified.out.starts_with("Everything fits: 2 journal entries, 1 transaction"),
            "{}",
            verified.out
        );
        let listed = on(&["list", "--json"]).expect("ran");
        let told = format!(
            "paydesk: Nothing can be recorded in ledger {copy} now: this list is not in its journal.\n"
        );
        assert_eq!((listed.err, listed.code, listed.out.lines().count()), (told, Some(0), 1));
        let shown_there = on(&["show", &id, "--json"]).expect("ran");
        assert_eq!((shown_there.err.as_str(), shown_there.code), ("", Some(0)));
        assert_eq!(text(&value(&shown_there.out), "id"), id);
        // Nothing that would have to be recorded.
        for args in [&["show", &id, "--json", "--reveal"][..], &["pay"], &["cancel"]] {
            let refused = on(args).expect("ran");
            assert_eq!((error(&refused.out).0.as_str(), refused.code), ("ledger", Some(3)), "{args:?}");
        }
        let elsewhere = shown(&home.path(&format!("restored-{mode}/ledger.db")));
        let restored = on_medium(&home, &["restore", &copy, "--ledger", &elsewhere]).expect("ran");
        assert_eq!((restored.err.as_str(), restored.code), ("", Some(0)));
        let names = fs::read_dir(home.path("medium")).expect("folder").count();
        assert_eq!(names, 1, "nothing was made beside it");
        chmod(&home.path("medium"), 0o755);
    }
}

#[test]
fn a_ledger_of_every_version_is_read_on_read_only_media_as_it_is() {
    for &version in WITHOUT_PEOPLE {
        let home = home_of(version);
        let medium = home.path("medium");
        fs::create_dir(&medium).expect("folder");
        let copy = medium.join("ledger.db");
        fs::rename(home.ledger(), &copy).expect("moved");
        let (before, copy) = (fs::read(&copy).expect("bytes"), shown(&copy));
        if rustix::process::geteuid().is_root() {
            give(&home.path(""));
        }
        chmod(Path::new(&copy), 0o444);
        chmod(&medium, 0o555);
        let on = |args: &[&str]| on_medium(&home, &[args, &["--ledger", &copy]].concat());
        let Some(verified) = on(&["verify"]) else { return };
        assert_eq!((verified.err.as_str(), verified.code), ("", Some(0)), "{version}: {}", verified.out);
        let listed = on(&["list", "--json", "--limit", "0"]).expect("ran");
        let told = format!(
            "paydesk: Nothing can be recorded in ledger {copy} now: this list is not in its journal.\n"
        );
        assert_eq!((listed.err, listed.code), (told, Some(0)), "{version}");
        assert_eq!(listed.out, kept_text(version, "transactions.jsonl"), "{version}");
        for row in listed.out.lines() {
            let shown = on(&["show", text(&value(row), "id"), "--json"]).expect("ran");
            assert_eq!((shown.err.as_str(), shown.code), ("", Some(0)), "{version}: {row}");
        }
        let doctor = on(&["doctor", "--json"]).expect("ran");
        let number: u32 = version.parse().expect("a number");
        let schema = format!(r#"{{"key":"schema","state":"fine","value":"{number}","#);
        assert!(doctor.out.contains(&schema), "{}", doctor.out);
        assert_eq!(fs::read(&copy).expect("bytes"), before, "{version}");
        let elsewhere = shown(&home.path("restored/ledger.db"));
        let restored = on_medium(&home, &["restore", &copy, "--ledger", &elsewhere]).expect("ran");
        assert_eq!((restored.err.as_str(), restored.code), ("", Some(0)), "{version}");
        let verified = on_medium(&home, &["verify", "--ledger", &elsewhere]).expect("ran");
        assert_eq!((verified.err.as_str(), verified.code), ("", Some(0)), "{version}");
        chmod(&medium, 0o755);
    }
}

#[test]
fn what_a_log_belongs_to_is_not_taken_for_whole() {
    let (home, _, copy) = with_copy();
    // A program that writes the copy has left its log, with a payment in it.
    let ledger = rusqlite::Connection::open(&copy).expect("opened");
    ledger.execute_batch("PRAGMA user_version = 3").expect("written");
    if rustix::process::geteuid().is_root() {
        give(&home.path(""));
    }
    fs::remove_file(format!("{copy}-shm")).expect("removed");
    chmod(&home.path("medium"), 0o555);
    let ran = on_medium(&home, &["verify", "--ledger", &copy]);
    chmod(&home.path("medium"), 0o755);
    let Some(ran) = ran else { return };
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(3)), "{}", ran.err);
    drop(ledger);
}

#[test]
fn a_ledger_that_is_marked_read_only_is_looked_at_by_the_superuser_too() {
    let home = Home::new();
    let id = home.paid();
    chmod(&home.ledger(), 0o400);
    let before = fs::read(home.ledger()).expect("bytes");
    assert_eq!(text(&home.show(&id), "id"), id);
    let listed = home.run(&["list", "--csv", "--lang", "ko"], "");
    let told = format!(
        "paydesk: 장부 {}: 지금은 기록할 수 없어 이 목록을 감사 기록에 남기지 않습니다.\n",
        shown(&home.ledger())
    );
    assert_eq!((listed.err, listed.code, listed.out.lines().count()), (told, Some(0), 2));
    assert_eq!(fs::read(home.ledger()).expect("bytes"), before);
    // The keys still have to fit.
    let other = Home::new();
    other.paid();
    let ran = home.run(&["list", "--keyring", &shown(&other.keyring())], "");
    assert!(ran.err.contains("of this ledger: it is another one, or an older copy"), "{}", ran.err);
    chmod(&home.ledger(), 0o600);
    assert_eq!(home.count(), 1);
}
