//! `paydesk backup` and `paydesk restore`

use std::{
    fs::{self, Permissions},
    io::Read as _,
    num::NonZero,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
};

use paydesk::record::FactKind;
use rusqlite::Connection;
use serde_json::json;

use crate::home::{Home, error, names, shown, text, value};

fn shop() -> Home {
    let home = Home::new();
    let payment = home.paid();
    home.cancel(&payment, 1_100);
    home
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("metadata").permissions().mode() & 0o777
}

#[test]
fn a_copy_is_checked_private_and_recorded() {
    let home = shop();
    let copy = home.path("copy.db");
    let answer = home.ok(&["backup", &shown(&copy)], "");
    let hash =
        text(&value(&home.ok(&["verify", "--json", "--ledger", &shown(&copy)], "")), "hash").to_owned();
    let bytes = fs::metadata(&copy).expect("copy").len();
    let grouped = format!("{},{:03}", bytes / 1_000, bytes % 1_000);
    assert_eq!(
        answer,
        format!(
            "Copied to {}: 3 journal entries, 2 transactions, {grouped} bytes, checked.\n\
             Newest hash: {hash}\n\
             Recorded in the journal.\n\
             The keyring is not in it. Keep a copy of {} apart from it: without it no message can be opened.\n",
            shown(&copy),
            shown(&home.keyring())
        )
    );
    assert_eq!(mode(&copy), 0o600);
    assert_eq!(home.facts(FactKind::Backup), [json!({"backup": {"file": shown(&copy)}})]);
    assert!(
        names(home.path("").as_path())
            .iter()
            .all(|name| !name.contains(".new") && !name.contains("copy.db-"))
    );
    // In the ledger, the fact of the copy follows the copy's newest fact.
    home.ok(&["verify", "--since", &hash], "");
}

#[test]
fn the_progress_in_a_terminal_says_what_is_going_on_and_leaves_nothing() {
    let home = Home::new();
    // More pages than are copied at once.
    home.ok(&["demo", "--rows", "6000"], "");
    let (copy, restored) = (&shown(&home.path("copy.db")), &shown(&home.path("restored.db")));
    for (args, lang, parts) in [
        (&["backup", copy, "--force"][..], "en", &["Copying [", "Checking ["][..]),
        (&["backup", copy, "--force"], "ko", &["복사 [", "검사 ["]),
        (&["restore", copy, "--ledger", restored], "en", &["Copying [", "Checking ["]),
        (&["verify"], "en", &["Checking ["]),
        (&["key", "rotate"], "ko", &["봉인 ["]),
        (&["close"], "ko", &["읽는 중 ["]),
    ] {
        let (mut child, mut window) = home.in_terminal(&[args, &["--lang", lang]].concat());
        let mut drawn = Vec::new();
        // On some systems, reading the end of a closed terminal is an error.
        let _ = window.read_to_end(&mut drawn);
        assert_eq!(child.wait().expect("ended").code(), Some(0), "{args:?}");
        let [rows, columns] = [24, 100].map(|size| NonZero::new(size).expect("a size"));
        let mut window = vt100::Parser::new(rows, columns, 0);
        window.process(&drawn);
        let drawn = String::from_utf8_lossy(&drawn);
        let places: Vec<_> = parts.iter().map(|part| drawn.find(part)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{args:?}: {drawn}");
        assert!(!window.screen().contents().contains('['), "{args:?} leaves {}", window.screen().contents());
    }
}

#[test]
fn nothing_is_replaced_unasked() {
    let home = shop();
    let copy = home.path("copy.db");
    fs::write(&copy, "a letter").expect("written");
    let ran = home.run(&["backup", &shown(&copy)], "");
    let expected = format!(
        "paydesk: {} is there already. Name another file, or replace it with --force. Nothing was written.\n",
        shown(&copy)
    );
    assert_eq!((ran.err, ran.out.as_str(), ran.code), (expected, "", Some(1)));
    assert_eq!(fs::read_to_string(&copy).expect("text"), "a letter");
    fs::remove_file(&copy).expect("removed");
    home.ok(&["backup", &shown(&copy)], "");
    home.paid();
    assert_eq!(home.run(&["backup", &shown(&copy)], "").code, Some(1));
    let answer = value(&home.ok(&["backup", &shown(&copy), "--force", "--json"], ""));
    assert_eq!(text(&answer, "path"), shown(&copy));
    assert_eq!(answer.get("transactions").and_then(serde_json::Value::as_u64), Some(3));
    assert!(home.ok(&["verify", "--ledger", &shown(&copy)], "").starts_with("Everything fits: "));
}

#[test]
fn the_ledger_is_not_copied_onto_itself_nor_beside_a_log() {
    let home = shop();
    let link = home.path("link.db");
    symlink(home.ledger(), &link).expect("link");
    for target in [home.ledger(), link] {
        let ran = home.run(&["backup", "--force", &shown(&target)], "");
        let expected = format!("paydesk: {} is the ledger itself. Name another file.\n", shown(&target));
        assert_eq!((ran.err, ran.code), (expected, Some(1)));
    }
    for beside in ["old.db-wal", "old.db-shm", "old.db-journal"] {
        fs::write(home.path(beside), "").expect("written");
        let ran = home.run(&["backup", "--json", &shown(&home.path("old.db"))], "");
        assert_eq!((error(&ran.out).0.as_str(), ran.code), ("ledger", Some(1)));
        assert!(
            ran.err.contains(&format!("{} is there: a program has", shown(&home.path(beside)))),
            "{}",
            ran.err
        );
        fs::remove_file(home.path(beside)).expect("removed");
    }
    assert_eq!(home.count(), 2);
}

#[test]
fn a_target_that_cannot_be_written_leaves_nothing() {
    let home = shop();
    let nowhere = shown(&home.path("no/folder/copy.db"));
    let ran = home.run(&["backup", &nowhere], "");
    let expected = format!(
        "paydesk: {nowhere} cannot be written: No such file or directory (os error 2). Nothing is left of it. Check the path, who may write there, and the free space.\n"
    );
    assert_eq!((ran.err, ran.code), (expected, Some(3)));
    assert!(!home.path("no").exists());

    // Like a full disk: no file can grow beyond 33 KiB.
    fs::create_dir(home.path("small")).expect("folder");
    let ran = home.run_in_shell("ulimit -f 66", &["backup", &shown(&home.path("small/copy.db"))], "");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("small/copy.db cannot be written: "), "{}", ran.err);
    assert_eq!(names(&home.path("small")), Vec::<String>::new());
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: 3 journal"), "and nothing was recorded");
}

#[test]
fn a_damaged_ledger_is_not_copied() {
    let home = shop();
    let connection = Connection::open(home.ledger()).expect("opened");
    connection.execute_batch("UPDATE balances SET amount = amount - 1").expect("spoilt");
    drop(connection);
    let ran = home.run(&["backup", &shown(&home.path("copy.db"))], "");
    assert_eq!(ran.code, Some(1));
    let start = format!(
        "paydesk: {} was not copied, because it is not whole. Does not fit: balances, row 2, amount: expected 9900; found 9899.",
        shown(&home.ledger())
    );
    assert!(ran.err.starts_with(&start), "{}", ran.err);
    assert!(!home.path("copy.db").exists());
}

#[test]
fn tills_go_on_while_the_ledger_is_copied() {
    let home = shop();
    let mut till = home.command(&["pay"]).spawn().expect("a till");
    let mut requests = till.stdin.take().expect("piped");
    let payments = std::thread::spawn(move || {
        for amount in 0..50 {
            let request = crate::home::with(crate::home::PAYMENT, "amount", &(20_000 + amount).to_string());
            std::io::Write::write_all(&mut requests, format!("{request}\n").as_bytes()).expect("asked");
        }
    });
    for round in 0..5 {
        let copy = shown(&home.path(&format!("copy-{round}.db")));
        home.ok(&["backup", &copy], "");
        home.ok(&["verify", "--ledger", &copy], "");
    }
    payments.join().expect("asked");
    let ran = crate::home::ended(till);
    assert_eq!((ran.code, ran.out.lines().count()), (Some(0), 50));
    home.ok(&["verify"], "");
}

#[test]
fn a_copy_is_restored_where_there_is_no_ledger() {
    let home = shop();
    let copy = shown(&home.path("copy.db"));
    home.ok(&["backup", &copy], "");
    home.paid();
    let ran = home.run(&["restore", &copy], "");
    let expected = format!(
        "paydesk: {} is there already, and it is not an empty ledger. Nothing was changed. Move it away first, with the files beside it that end in -wal and -shm.\n",
        shown(&home.ledger())
    );
    assert_eq!((ran.err, ran.code), (expected, Some(1)));
    assert_eq!(home.count(), 3);

    fs::rename(home.ledger(), home.path("broken.db")).expect("moved");
    let answer = home.ok(&["restore", &copy], "");
    assert!(
        answer.starts_with(&format!(
            "Restored to {}: 3 journal entries, 2 transactions, checked.\n",
            shown(&home.ledger())
        )),
        "{answer}"
    );
    assert_eq!(home.facts(FactKind::Restore), [json!({"restore": {"file": copy, "epoch": 1}})]);
    assert_eq!((home.count(), mode(&home.ledger())), (2, 0o600));
    home.paid();
    home.ok(&["verify"], "");
}

#[test]
fn a_log_of_another_ledger_is_not_read_into_a_restored_one() {
    let home = shop();
    let copy = shown(&home.path("copy.db"));
    home.ok(&["backup", &copy], "");
    fs::rename(home.ledger(), home.path("broken.db")).expect("moved");
    let mut log = home.ledger().into_os_string();
    log.push("-wal");
    fs::write(&log, "left behind").expect("written");
    let ran = home.run(&["restore", &copy], "");
    assert_eq!((ran.code, home.ledger().exists()), (Some(1), false), "{}", ran.err);
}

#[test]
fn an_empty_ledger_gives_way_unless_a_till_has_it_open() {
    let home = shop();
    let copy = shown(&home.path("copy.db"));
    home.ok(&["backup", &copy], "");
    fs::remove_file(home.ledger()).expect("removed");
    // As on a new machine, where nothing is remembered of it.
    fs::remove_file(home.path("config/paydesk/keyring.ledgers")).expect("removed");
    let open = |home: &Home| {
        let connection = Connection::open(home.ledger()).expect("opened");
        let _: i64 =
            connection.query_row("SELECT count(*) FROM transactions", [], |row| row.get(0)).expect("read");
        connection
    };
    // Any command that opens the ledger makes an empty one.
    home.ok(&["list"], "");
    let till = open(&home);
    let ran = home.run(&["restore", &copy], "");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("is locked by another program"), "{}", ran.err);
    drop(till);
    home.ok(&["restore", &copy], "");
    assert_eq!(home.count(), 2);
}

#[test]
fn a_backup_that_is_damaged_or_of_other_keys_is_not_restored() {
    let home = shop();
    let copy = home.path("copy.db");
    home.ok(&["backup", &shown(&copy)], "");
    fs::remove_file(home.ledger()).expect("removed");
    let keyring = fs::read(home.keyring()).expect("keyring");
    fs::write(home.keyring(), fs::read(shop().keyring()).expect("another")).expect("written");
    let ran = home.run(&["restore", &shown(&copy)], "");
    assert!(ran.err.contains("of this ledger: it is another one, or an older copy"), "{}", ran.err);
    assert_eq!((ran.code, home.ledger().exists()), (Some(3), false));
    fs::write(home.keyring(), keyring).expect("put back");

    let connection = Connection::open(&copy).expect("opened");
    connection.execute_batch("UPDATE balances SET vat = vat - 1").expect("spoilt");
    drop(connection);
    let ran = home.run(&["restore", &shown(&copy)], "");
    assert_eq!((ran.code, home.ledger().exists()), (Some(1), false));
    assert!(ran.err.contains("copy.db was not copied, because it is not whole."), "{}", ran.err);
    let folder = home.ledger().parent().expect("folder").to_owned();
    assert_eq!(names(&folder), Vec::<String>::new());
}

#[test]
fn a_backup_without_rights_is_named() {
    let home = shop();
    let copy = home.path("copy.db");
    home.ok(&["backup", &shown(&copy)], "");
    fs::set_permissions(&copy, Permissions::from_mode(0o400)).expect("chmod");
    // Read permission is enough.
    assert!(home.ok(&["verify", "--ledger", &shown(&copy)], "").starts_with("Everything fits: "));
}

#[test]
fn after_the_disk_died_each_refusal_says_the_next_command() {
    let home = shop();
    let (copy, keys) = (shown(&home.path("copy.db")), shown(&home.path("keys")));
    home.ok(&["backup", &copy], "");
    home.ok(&["key", "backup", &keys], "");
    for folder in ["data", "config"] {
        fs::remove_dir_all(home.path(folder)).expect("lost");
    }
    let (ledger, keyring) = (shown(&home.ledger()), shown(&home.keyring()));
    for (args, en, ko) in [
        (
            ["restore", &copy].as_slice(),
            format!(
                "Keyring {keyring} is missing, and a backup is checked with its keyring. Name the copy of the keyring: paydesk --keyring COPY restore {copy}"
            ),
            format!(
                "키 파일 {keyring}: 없습니다. 백업은 그 키 파일로 확인합니다. 키 파일 사본을 지정하세요: paydesk --keyring COPY restore {copy}"
            ),
        ),
        (
            &["key", "restore", &keys],
            format!(
                "Ledger {ledger} is not there, and a keyring is put back only where it opens the ledger. Restore the ledger first: paydesk --keyring {keys} restore FILE"
            ),
            format!(
                "장부 {ledger}: 없습니다. 키 파일은 장부를 열 수 있을 때만 되돌려 놓습니다. 먼저 장부를 복원하세요: paydesk --keyring {keys} restore FILE"
            ),
        ),
    ] {
        for (lang, sentence) in [("en", en), ("ko", ko)] {
            let ran = home.run(&[args, &["--lang", lang]].concat(), "");
            assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(3)));
        }
    }
    assert!(!home.ledger().exists() && !home.keyring().exists());
    home.ok(&["--keyring", &keys, "restore", &copy], "");
    home.ok(&["key", "restore", &keys], "");
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: "));
}

#[test]
fn a_copy_that_cannot_be_restored_is_the_file_that_is_named() {
    let home = shop();
    let [none, junk, other, new] =
        ["none.db", "junk.db", "other.db", "new.db"].map(|name| shown(&home.path(name)));
    fs::write(&junk, "junk").expect("written");
    Connection::open(&other).expect("made").execute_batch("CREATE TABLE other (a)").expect("made");
    for (copy, english, korean) in [
        (
            &none,
            format!("The copy {none} is not there. Name the file of the copy."),
            format!("사본 {none}: 파일이 없습니다. 사본 파일을 지정하세요."),
        ),
        (
            &junk,
            format!(
                "The copy {junk} is not a ledger of Paydesk. Name the file of the copy; nothing was changed."
            ),
            format!("사본 {junk}: Paydesk의 장부가 아닙니다. 바뀐 것은 없습니다. 사본 파일을 지정하세요."),
        ),
        (
            &other,
            format!(
                "The copy {other} is not a ledger of Paydesk. Name the file of the copy; nothing was changed."
            ),
            format!("사본 {other}: Paydesk의 장부가 아닙니다. 바뀐 것은 없습니다. 사본 파일을 지정하세요."),
        ),
    ] {
        for (lang, expected) in [("en", english), ("ko", korean)] {
            let ran = home.run(&["restore", copy, "--ledger", &new, "--lang", lang], "");
            assert_eq!(
                (ran.err, ran.out.as_str(), ran.code),
                (format!("paydesk: {expected}\n"), "", Some(3))
            );
        }
    }
    assert!(!home.path("none.db").exists() && !home.path("new.db").exists());
}
