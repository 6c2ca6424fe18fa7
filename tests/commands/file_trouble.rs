//! Trouble with ledger and keyring: reported on both streams, exit status 3, no file changed.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use rusqlite::Connection;

use crate::home::{Home, PAYMENT, error, outcome, refuse_facts, shown};

/// Runs the commands that record, in both languages, and expects this error.
fn check_writing(home: &Home, code: &str, english: &str, korean: &str) {
    check_commands(home, &[(&["pay"], PAYMENT), (&["cancel"], "{}")], code, english, korean);
}

/// Runs every command that opens the ledger, in both languages, and expects this error.
fn check(home: &Home, code: &str, english: &str, korean: &str) {
    check_writing(home, code, english, korean);
    let commands: [(&[&str], &str); 2] =
        [(&["show", "26112114320712301007", "--json"], ""), (&["list", "--json"], "")];
    check_commands(home, &commands, code, english, korean);
    for (lang, sentence) in [("en", english), ("ko", korean)] {
        for command in [&["show", "26112114320712301007"][..], &["list"]] {
            let ran = home.run(&[command, &["--lang", lang]].concat(), "");
            let err = format!("paydesk: {sentence}\n");
            assert_eq!((ran.out, ran.err, ran.code), (String::new(), err, Some(3)), "{command:?}");
        }
    }
}

fn check_commands(home: &Home, commands: &[(&[&str], &str)], code: &str, english: &str, korean: &str) {
    for (lang, sentence) in [("en", english), ("ko", korean)] {
        for &(command, input) in commands {
            let ran = home.run(&[command, &["--lang", lang]].concat(), input);
            assert_eq!(ran.err, format!("paydesk: {sentence}\n"), "{command:?}");
            assert_eq!(error(&ran.out), (code.to_owned(), None, sentence.to_owned()), "{command:?}");
            assert_eq!((ran.code, ran.out.lines().count()), (Some(3), 1), "{command:?}");
        }
    }
}

fn folder(path: &Path) {
    fs::create_dir_all(path).expect("folder");
}

/// A home with one payment in it.
fn used() -> Home {
    let home = Home::new();
    home.pay(PAYMENT);
    home
}

#[test]
fn files_are_made_for_their_owner_only() {
    let home = used();
    let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
    assert_eq!((mode(&home.ledger()), mode(&home.keyring())), (0o600, 0o600));
    assert_eq!((mode(&home.path("data/paydesk")), mode(&home.path("config/paydesk"))), (0o700, 0o700));
    assert!(!home.path("home").exists() && !home.config().exists());
}

#[test]
fn a_ledger_that_is_a_folder() {
    let home = Home::new();
    folder(&home.ledger());
    let path = shown(&home.ledger());
    check(
        &home,
        "ledger",
        &format!(
            "Ledger {path} cannot be opened: this is a folder, not a file. Check the path and who may write there, or name another file with --ledger."
        ),
        &format!(
            "장부 {path}: 열 수 없습니다(파일이 아니라 폴더입니다). 경로와 쓰기 권한을 확인하거나 --ledger로 다른 파일을 지정하세요."
        ),
    );
}

#[test]
fn a_ledger_that_is_read_only() {
    let home = used();
    fs::set_permissions(home.ledger(), Permissions::from_mode(0o400)).expect("chmod");
    let path = shown(&home.ledger());
    check_writing(
        &home,
        "ledger",
        &format!("Ledger {path} is read-only. Give this user the right to write the file and its folder."),
        &format!("장부 {path}: 읽기 전용입니다. 파일과 폴더의 쓰기 권한을 주세요."),
    );
}

#[test]
fn a_ledger_that_is_no_database() {
    let home = Home::new();
    folder(&home.path("data/paydesk"));
    let text = "this is a letter, not a ledger\n".repeat(100);
    fs::write(home.ledger(), &text).expect("written");
    let path = shown(&home.ledger());
    check(
        &home,
        "ledger",
        &format!(
            "Ledger {path} is not a database. Name the right file with --ledger; this one was not changed."
        ),
        &format!(
            "장부 {path}: 데이터베이스가 아닙니다. --ledger로 맞는 파일을 지정하세요. 이 파일은 그대로입니다."
        ),
    );
    assert_eq!(fs::read_to_string(home.ledger()).expect("text"), text);
}

#[test]
fn a_ledger_that_is_another_programs_database() {
    let home = Home::new();
    folder(&home.path("data/paydesk"));
    let connection = Connection::open(home.ledger()).expect("opened");
    connection.execute_batch("CREATE TABLE letters (text TEXT)").expect("made");
    drop(connection);
    let before = fs::read(home.ledger()).expect("bytes");
    let path = shown(&home.ledger());
    check(
        &home,
        "ledger",
        &format!(
            "Ledger {path} is another program's database. Name the right file with --ledger; this one was not changed."
        ),
        &format!(
            "장부 {path}: 다른 프로그램의 데이터베이스입니다. --ledger로 맞는 파일을 지정하세요. 이 파일은 그대로입니다."
        ),
    );
    assert_eq!(fs::read(home.ledger()).expect("bytes"), before);
}

/// The shape of the trial versions, as far as it tells them.
const TRIAL: &str = "
    CREATE TABLE keys (key_id INTEGER PRIMARY KEY, check_value BLOB NOT NULL) STRICT;
    CREATE TABLE transactions (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE messages (seq INTEGER PRIMARY KEY REFERENCES transactions (seq), sealed BLOB NOT NULL) STRICT;
    CREATE TABLE balances (payment INTEGER PRIMARY KEY, amount INTEGER NOT NULL, vat INTEGER NOT NULL) STRICT;
    CREATE TABLE audit (seq INTEGER PRIMARY KEY, event TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
    CREATE TABLE audit_head (one INTEGER PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
    INSERT INTO audit VALUES (1, 'start', zeroblob(32));
    INSERT INTO audit_head VALUES (1, 1, zeroblob(32));
    PRAGMA application_id = 0x50617944;
    PRAGMA user_version = 1;";

#[test]
fn a_ledger_of_a_trial_version() {
    let home = used();
    let (good, copy) = (home.path("good.db"), home.path("copy"));
    fs::rename(home.ledger(), &good).expect("moved");
    fs::copy(home.keyring(), &copy).expect("copied");
    Connection::open(home.ledger()).expect("opened").execute_batch(TRIAL).expect("made");
    let before = fs::read(home.ledger()).expect("bytes");
    let path = shown(&home.ledger());
    let english = format!(
        "Ledger {path} was made by a trial version of Paydesk, before 0.2, and cannot be read by this one. Keep the file, and choose another ledger: --ledger FILE."
    );
    let korean = format!(
        "장부 {path}: 0.2 이전의 시험판이 만든 파일이라 읽을 수 없습니다. 파일은 그대로 두고 다른 장부를 고르세요: --ledger FILE."
    );
    check(&home, "ledger", &english, &korean);
    let passphrase = home.path("passphrase");
    fs::write(&passphrase, "a passphrase of several words\n").expect("written");
    fs::set_permissions(&passphrase, Permissions::from_mode(0o600)).expect("chmod");
    let passphrase = shown(&passphrase);
    let (good, copy, new) = (shown(&good), shown(&copy), shown(&home.path("new")));
    for (lang, sentence) in [("en", &english), ("ko", &korean)] {
        for command in [
            &["list", "--csv"][..],
            &["verify"],
            &["verify", "--json"],
            &["verify", "--rebuild-index"],
            &["demo", "--rows", "10"],
            &["backup", &new],
            &["restore", &good],
            &["key", "rotate"],
            &["key", "backup", &new],
            &["key", "restore", "--force", &copy],
            &["key", "protect", "--new-passphrase-file", &passphrase],
        ] {
            let ran = home.run(&[command, &["--lang", lang]].concat(), "");
            assert_eq!((ran.err, ran.code), (format!("paydesk: {sentence}\n"), Some(3)), "{command:?}");
            assert!(!home.path("new").exists(), "{command:?}");
        }
        let said = home.run(&["restore", "--ledger", &new, &path, "--lang", lang], "").err;
        assert!(
            said.starts_with(if lang == "en" { "paydesk: The copy " } else { "paydesk: 사본 " }),
            "{said}"
        );
        assert!(said.contains("0.2") && !said.contains("--ledger") && !home.path("new").exists(), "{said}");
        let ran = home.run(&["doctor", "--json", "--lang", lang], "");
        assert_eq!((ran.out.matches(sentence.as_str()).count(), ran.code), (1, Some(3)), "{}", ran.out);
    }
    assert_eq!(fs::read(home.ledger()).expect("bytes"), before);
}

#[test]
fn a_ledger_that_is_newer() {
    let home = used();
    let connection = Connection::open(home.ledger()).expect("opened");
    let known: i64 = connection.query_one("PRAGMA user_version", [], |row| row.get(0)).expect("version");
    connection.execute_batch("PRAGMA user_version = 4711").expect("set");
    drop(connection);
    let path = shown(&home.ledger());
    check(
        &home,
        "ledger",
        &format!(
            "Ledger {path} was written by a newer Paydesk (version 4711; this one knows up to {known}). Install the newer Paydesk."
        ),
        &format!(
            "장부 {path}: 더 새로운 Paydesk가 쓴 파일입니다(버전 4711, 여기서는 {known}까지). 새 Paydesk를 설치하세요."
        ),
    );
}

#[test]
fn a_ledger_that_is_cut_in_half() {
    let home = used();
    let bytes = fs::read(home.ledger()).expect("bytes");
    let (half, _) = bytes.split_at(bytes.len() / 2);
    fs::write(home.ledger(), half).expect("written");
    let path = shown(&home.ledger());
    let reason = "database disk image is malformed";
    check(
        &home,
        "ledger",
        &format!("Ledger {path} is damaged ({reason}). Keep the file as it is and restore a backup."),
        &format!("장부 {path}: 손상되었습니다({reason}). 파일을 그대로 두고 백업을 복원하세요."),
    );
    assert_eq!(fs::read(home.ledger()).expect("bytes"), half);
}

#[test]
fn a_home_that_cannot_be_written() {
    let home = Home::new();
    fs::write(home.path("data"), "in the way").expect("written");
    let path = shown(&home.ledger());
    let reason = "Not a directory (os error 20)";
    check(
        &home,
        "ledger",
        &format!(
            "Ledger {path} cannot be opened: {reason}. Check the path and who may write there, or name another file with --ledger."
        ),
        &format!(
            "장부 {path}: 열 수 없습니다({reason}). 경로와 쓰기 권한을 확인하거나 --ledger로 다른 파일을 지정하세요."
        ),
    );
}

#[test]
fn a_keyring_that_cannot_be_made() {
    let home = Home::new();
    fs::write(home.path("in-the-way"), "").expect("written");
    let path = shown(&home.path("in-the-way/keyring"));
    let ran = home.run(&["pay", "--keyring", &path], PAYMENT);
    let reason = "Not a directory (os error 20)";
    let way_on = "Check the path and who may read it, or name another file with --keyring.";
    assert_eq!(ran.err, format!("paydesk: Keyring {path} cannot be read: {reason}. {way_on}\n"));
    assert_eq!((error(&ran.out).0.as_str(), ran.code), ("keyring", Some(3)));
}

#[test]
fn a_keyring_that_is_missing() {
    let home = used();
    fs::remove_file(home.keyring()).expect("removed");
    let path = shown(&home.keyring());
    check(
        &home,
        "keyring",
        &format!(
            "Keyring {path} is missing, but the ledger has transactions that only it can open. Put the keyring back; no new one was made."
        ),
        &format!(
            "키 파일 {path}: 없습니다. 장부의 거래는 그 키로만 열립니다. 키 파일을 되돌려 놓으세요. 새로 만들지 않았습니다."
        ),
    );
    assert!(!home.keyring().exists());
}

#[test]
fn a_keyring_of_another_ledger() {
    let home = used();
    fs::copy(used().keyring(), home.keyring()).expect("copied");
    let path = shown(&home.keyring());
    check(
        &home,
        "keyring",
        &format!(
            "Keyring {path} does not have key 1 of this ledger: it is another one, or an older copy. Name the right one with --keyring; the ledger is not damaged."
        ),
        &format!(
            "키 파일 {path}: 이 장부의 키(1)가 없습니다. 다른 키 파일이거나 옛 사본입니다. --keyring으로 맞는 파일을 지정하세요. 장부는 손상되지 않았습니다."
        ),
    );
}

#[test]
fn a_keyring_that_is_damaged() {
    let home = used();
    let text = fs::read_to_string(home.keyring()).expect("text");
    fs::write(home.keyring(), text.replace("\"secret\":\"", "\"secret\":\"A")).expect("written");
    let path = shown(&home.keyring());
    check(
        &home,
        "keyring",
        &format!("Keyring {path} is damaged (a key is not 32 bytes). Put an undamaged copy back."),
        &format!("키 파일 {path}: 손상되었습니다(a key is not 32 bytes). 온전한 사본을 되돌려 놓으세요."),
    );
    fs::write(home.keyring(), text.replace("\"paydesk_keyring\":1", "\"paydesk_keyring\":9"))
        .expect("written");
    check(
        &home,
        "keyring",
        &format!("Keyring {path} was written by a newer Paydesk (format 9). Install the newer Paydesk."),
        &format!("키 파일 {path}: 더 새로운 Paydesk가 쓴 파일입니다(형식 9). 새 Paydesk를 설치하세요."),
    );
}

#[test]
fn a_keyring_that_others_can_read() {
    let home = used();
    fs::set_permissions(home.keyring(), Permissions::from_mode(0o644)).expect("chmod");
    let path = shown(&home.keyring());
    check(
        &home,
        "keyring",
        &format!("Keyring {path} can be read by others (mode 644). Make it private: chmod 600."),
        &format!("키 파일 {path}: 다른 사용자가 읽을 수 있습니다(권한 644). chmod 600으로 막으세요."),
    );
}

#[test]
fn names_of_files_cannot_steer_the_terminal() {
    let home = Home::new();
    let path = home.path("\u{1b}[2J");
    folder(&path);
    let ran = home.run(&["list", "--ledger", &shown(&path)], "");
    assert!(ran.err.contains("\\u{1b}[2J") && !ran.err.contains('\u{1b}'), "{}", ran.err);
    let ran = home.run(&["list", "--config", "\u{1b}[2J/x"], "");
    assert!(ran.err.contains("\\u{1b}[2J") && !ran.err.contains('\u{1b}'), "{}", ran.err);
}

#[test]
fn a_ledger_that_breaks_in_the_middle_of_a_batch_ends_it() {
    let home = used();
    refuse_facts(&home.ledger());
    let request = |amount: u32| PAYMENT.replace("\"amount\":11000", &format!("\"amount\":{amount}"));
    let ran = home.run(&["pay"], ["[]".to_owned(), request(20_000), request(30_000)].join("\n"));
    let outcomes: Vec<_> = ran.out.lines().map(outcome).collect();
    assert_eq!(outcomes, ["json_invalid -", "ledger -"], "the third is not taken any more");
    let path = shown(&home.ledger());
    assert_eq!(
        ran.err,
        format!(
            "paydesk: Ledger {path}: facts are never recorded with an older key. Nothing was written. To find out more: paydesk doctor\n"
        )
    );
    let count = "SELECT count(*) FROM transactions";
    let connection = Connection::open(home.ledger()).expect("opened");
    let count: i64 = connection.query_one(count, [], |row| row.get(0)).expect("counted");
    assert_eq!((ran.code, count), (Some(3), 1));
}
