//! Trouble with the ledger's file, each named for what it is; and who may read what Paydesk writes.

use std::{error::Error as _, fs, path::Path};

use paydesk::{
    desk::{DeskError, Settings},
    ledger::{Ledger, LedgerTrouble},
    record::{Part, Query, Table},
    vault::KeyringTrouble,
};
use rusqlite::Connection;

use crate::shop::{CARD, Shop, chmod, ledger_trouble, meant, mode, part, pay, rest, sale};

/// The trouble, as text, and SQLite's or the system's reason below it.
fn told(shop: &Shop) -> (LedgerTrouble, String, Option<String>) {
    let error = shop.trouble();
    let reason = error.source().map(ToString::to_string);
    let path = shop.ledger().display().to_string();
    let text = error.to_string().replace(&path, "FILE");
    assert_eq!(error.code().as_str(), "ledger");
    (ledger_trouble(error), text, reason)
}

fn made(shop: &Shop) {
    fs::create_dir_all(shop.ledger().parent().expect("folder")).expect("folder");
}

#[test]
fn a_folder_is_no_ledger() {
    let shop = Shop::new();
    fs::create_dir_all(shop.ledger()).expect("folder");
    let (trouble, text, reason) = told(&shop);
    assert!(matches!(trouble, LedgerTrouble::Open(_)));
    assert_eq!(text, "ledger FILE: it cannot be opened");
    assert_eq!(reason.as_deref(), Some("a folder, not a file"));
    assert_eq!(fs::read_dir(shop.ledger()).expect("folder").count(), 0);
}

#[test]
fn a_file_marked_read_only_is_left_alone() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1000);
    chmod(&shop.ledger(), 0o444);
    let (trouble, text, _) = told(&shop);
    assert!(matches!(trouble, LedgerTrouble::ReadOnly));
    assert_eq!(text, "ledger FILE: it is read-only");
    chmod(&shop.ledger(), 0o600);
    assert_eq!(shop.open().list(&Query::default(), None, 9).expect("list").len(), 1);
}

#[test]
fn other_files_are_not_taken_for_a_ledger() {
    for bytes in
        [b"Dear diary, today I sold nothing.\n".repeat(40), vec![0; 4096], vec![b'x'], vec![0xff; 513]]
    {
        let shop = Shop::new();
        made(&shop);
        fs::write(shop.ledger(), &bytes).expect("write");
        let (trouble, text, _) = told(&shop);
        assert!(matches!(trouble, LedgerTrouble::NotADatabase), "{} bytes: {trouble:?}", bytes.len());
        assert_eq!(text, "ledger FILE: it is not a database");
        assert_eq!(fs::read(shop.ledger()).expect("read"), bytes, "untouched");
    }
}

#[test]
fn what_is_no_file_at_all_is_not_opened() {
    let shop = Shop::new();
    let settings = Settings { ledger: "/dev/null".into(), ..shop.settings() };
    let trouble = ledger_trouble(shop.open_with(settings).err().expect("refused"));
    assert!(matches!(trouble, LedgerTrouble::Open(_)), "{trouble:?}");
}

#[test]
fn the_database_of_another_program_is_not_a_ledger() {
    for sql in [
        "CREATE TABLE songs (title TEXT)",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 1",
        "CREATE TABLE transactions (seq INTEGER PRIMARY KEY); PRAGMA user_version = 1",
    ] {
        let shop = Shop::new();
        made(&shop);
        shop.raw().execute_batch(sql).expect("another program");
        let before = fs::read(shop.ledger()).expect("read");
        let (trouble, text, _) = told(&shop);
        assert!(matches!(trouble, LedgerTrouble::NotALedger), "{trouble:?}: {sql}");
        assert_eq!(text, "ledger FILE: it is a database, but not a ledger of Paydesk");
        assert_eq!(fs::read(shop.ledger()).expect("read"), before, "untouched: {sql}");
        assert!(!shop.keyring().exists(), "no keyring is made for it");
    }
}

#[test]
fn a_newer_ledger_is_refused_with_both_versions() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1000);
    shop.raw().pragma_update(None, "user_version", 99).expect("newer");
    let (trouble, text, _) = told(&shop);
    assert!(matches!(trouble, LedgerTrouble::Newer { found: 99, known: 7 }), "{trouble:?}");
    assert_eq!(text, "ledger FILE: it has version 99; this Paydesk knows up to 7");
    shop.raw().pragma_update(None, "user_version", -1).expect("older than old");
    assert!(matches!(shop.ledger_trouble(), LedgerTrouble::Newer { found: -1, .. }));
}

#[test]
fn a_ledger_of_a_trial_version_is_refused_and_stays_as_it_is() {
    let shop = Shop::new();
    made(&shop);
    let trial = "CREATE TABLE transactions (seq INTEGER PRIMARY KEY, fingerprint BLOB) STRICT;
         CREATE TABLE audit (seq INTEGER PRIMARY KEY, event TEXT) STRICT;
         CREATE TABLE audit_head (id INTEGER PRIMARY KEY, seq INTEGER) STRICT;
         PRAGMA application_id = 0x50617944; PRAGMA user_version = 1; PRAGMA journal_mode = WAL";
    shop.raw().execute_batch(trial).expect("made");
    let before = fs::read(shop.ledger()).expect("read");
    let (trouble, text, _) = told(&shop);
    assert!(matches!(trouble, LedgerTrouble::Trial), "{trouble:?}");
    assert_eq!(text, "ledger FILE: it was made by a version before 0.2");
    assert_eq!(fs::read(shop.ledger()).expect("read"), before, "untouched");
    assert!(!shop.keyring().exists(), "no keyring is made for it");
}

#[test]
fn a_ledger_whose_schema_is_not_ours_is_refused_and_named() {
    for (sql, name) in [
        ("DROP TABLE journal", "journal"),
        ("CREATE TABLE more (x)", "more"),
        ("DROP TRIGGER journal_no_update", "journal_no_update"),
        ("CREATE TRIGGER mine AFTER INSERT ON transactions BEGIN DELETE FROM balances; END", "mine"),
    ] {
        let shop = Shop::new();
        pay(&mut shop.open(), 1000);
        shop.raw().execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).expect(sql);
        let (trouble, text, _) = told(&shop);
        let LedgerTrouble::Schema(spot) = trouble else { panic!("{trouble:?}: {sql}") };
        assert_eq!(spot.table, Table::SqliteSchema);
        assert_eq!(spot.part, Some(Part::Name(name.into())));
        assert_eq!(text, format!("ledger FILE: the schema is not ours: sqlite_schema {name}"));
    }
    // What ANALYZE leaves changes no answer.
    let shop = Shop::new();
    pay(&mut shop.open(), 1000);
    shop.raw().execute_batch("ANALYZE").expect("analyzed");
    pay(&mut shop.open(), 2000);
}

#[test]
fn an_empty_file_is_a_new_ledger() {
    let shop = Shop::new();
    made(&shop);
    fs::write(shop.ledger(), "").expect("write");
    let mut desk = shop.open();
    assert_eq!(pay(&mut desk, 1000).seq, 2);
}

#[test]
fn a_ledger_that_is_cut_off_is_an_error_at_every_length() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let ids: Vec<_> = (0..300).map(|number| pay(&mut desk, 1000 + number).id).collect();
    drop(desk);
    shop.checkpoint();
    let whole = fs::read(shop.ledger()).expect("read");
    for length in [whole.len() / 2, whole.len() - 1, whole.len() - 4096, 4096 * 3 + 77, 4096, 512, 100] {
        fs::write(shop.ledger(), &whole[..length]).expect("cut");
        for left_over in ["-wal", "-shm"] {
            let _ = fs::remove_file(shop.folder().join(format!("shop/ledger.db{left_over}")));
        }
        assert!(shop.open_with(shop.settings()).is_err(), "{length} of {}", whole.len());
        let (trouble, text, reason) = told(&shop);
        match trouble {
            LedgerTrouble::Damaged(_) => {
                assert_eq!(text, "ledger FILE: it is damaged");
                let whole_pages = length.is_multiple_of(512);
                let expected =
                    if whole_pages { "database disk image is malformed" } else { "it ends within a page" };
                assert_eq!(reason.as_deref(), Some(expected), "{length}");
            }
            LedgerTrouble::NotADatabase => assert!(length < 512, "{length}"),
            other => panic!("{length}: {other:?}"),
        }
    }
    // And with the whole file back, everything is there.
    fs::write(shop.ledger(), &whole).expect("mended");
    let desk = shop.open();
    assert!(ids.iter().all(|id| desk.find(*id).is_ok()));
}

#[test]
fn a_ledger_that_is_cut_off_under_an_open_desk_gives_no_wrong_answer() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let ids: Vec<_> = (0..300).map(|number| pay(&mut desk, 1000 + number).id).collect();
    drop(desk);
    shop.checkpoint();
    let mut desk = shop.open();
    let length = fs::metadata(shop.ledger()).expect("metadata").len();
    fs::OpenOptions::new().write(true).open(shop.ledger()).expect("file").set_len(length / 2).expect("cut");
    let is_ledger = |error: DeskError| {
        let trouble = ledger_trouble(error);
        assert!(matches!(trouble, LedgerTrouble::Damaged(_) | LedgerTrouble::Sqlite(_)), "{trouble:?}");
    };
    is_ledger(desk.find(ids[299]).expect_err("cut off"));
    is_ledger(desk.list(&Query::default(), None, 50).expect_err("cut off"));
    is_ledger(desk.pay(&sale(CARD, 5000), &meant()).expect_err("cut off"));
    is_ledger(desk.cancel(&rest(ids[299]), None).expect_err("cut off"));
}

#[test]
fn a_place_where_no_file_can_be_is_told_with_the_systems_reason() {
    let shop = Shop::new();
    let file = shop.folder().join("file");
    fs::write(&file, "x").expect("write");
    let open = |path: &Path| {
        let error = Ledger::open(path).err().expect("refused");
        let reason = error.source().map(ToString::to_string).unwrap_or_default();
        assert!(matches!(error.trouble, LedgerTrouble::Open(_)), "{error:?}");
        assert_eq!(error.to_string(), format!("ledger {}: it cannot be opened", path.display()));
        reason
    };
    assert_eq!(open(&file.join("ledger.db")), "Not a directory (os error 20)");
    assert_eq!(open(&file.join("deep/ledger.db")), "Not a directory (os error 20)");
    assert_eq!(open(Path::new("")), "No such file or directory (os error 2)");
    assert_eq!(open(Path::new("/proc/paydesk/ledger.db")), "No such file or directory (os error 2)");
    std::os::unix::fs::symlink("nowhere", shop.folder().join("link")).expect("link");
    open(&shop.folder().join("link"));

    let settings = Settings { keyring: file.join("keyring"), ..shop.settings() };
    match shop.open_with(settings).err().expect("refused") {
        DeskError::Keyring(error) => {
            assert!(matches!(error.trouble, KeyringTrouble::Read(_)), "{error:?}");
            assert_eq!(
                error.source().map(ToString::to_string).as_deref(),
                Some("Not a directory (os error 20)")
            );
        }
        other => panic!("{other:?}"),
    }
    let settings = Settings { keyring: "/proc/paydesk/keyring".into(), ..shop.settings() };
    match shop.open_with(settings).err().expect("refused") {
        DeskError::Keyring(error) => {
            assert!(matches!(error.trouble, KeyringTrouble::Create(_)), "{error:?}");
            assert_eq!(error.to_string(), "keyring /proc/paydesk/keyring: it cannot be made");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_that_mean_something_to_sqlite_are_plain_names() {
    let shop = Shop::new();
    for name in ["file:x?mode=memory", "a b'c\"d%20.db", "장부.db"] {
        let path = shop.folder().join(name);
        drop(Ledger::open(&path).expect("opened"));
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn only_the_owner_can_read_what_is_written() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1000).id;
    desk.cancel(&part(paid, 1), None).expect("cancelled");
    for (name, expected) in [
        ("shop", 0o700),
        ("shop/ledger.db", 0o600),
        ("shop/ledger.db-wal", 0o600),
        ("shop/ledger.db-shm", 0o600),
        ("keys", 0o700),
        ("keys/keyring", 0o600),
    ] {
        assert_eq!(format!("{:o}", mode(&shop.folder().join(name))), format!("{expected:o}"), "{name}");
    }
}

#[test]
fn the_settings_that_safety_depends_on_are_in_the_file() {
    let shop = Shop::new();
    drop(shop.open());
    let raw: Connection = shop.raw();
    let mode: String = raw.query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("pragma");
    let application: i64 = raw.query_row("PRAGMA application_id", [], |row| row.get(0)).expect("pragma");
    let strict: i64 = raw
        .query_row("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict", [], |row| {
            row.get(0)
        })
        .expect("tables");
    assert_eq!((mode.as_str(), application, strict), ("wal", 0x5061_7944, 18));
}
