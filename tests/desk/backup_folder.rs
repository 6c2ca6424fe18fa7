//! The folder for copies: one copy a day, whoever asks, and a sentence where there is none.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use chrono::NaiveDate;
use paydesk::{
    desk::{
        Settings, Verdict, Verifier, World,
        backup::{BackupError, CopyProgress},
        backup_folder::BackupFolder,
    },
    payment::Till,
    record::Progress,
    vault::SystemRandom,
};

use crate::shop::{Shop, TestClock, chmod, pay};

/// A shop with a payment, and an empty folder for copies.
fn shop() -> (Shop, PathBuf) {
    let shop = Shop::new();
    pay(&mut shop.open(), 11_000);
    let folder = shop.folder().join("copies");
    fs::create_dir(&folder).expect("folder");
    (shop, folder)
}

/// The copy of today, made by till `till`; its name.
fn copy_of_today(shop: &Shop, folder: &PathBuf, till: u64) -> Option<String> {
    let settings = Settings { till: Till::new(till).expect("till"), ..shop.settings() };
    let folder = BackupFolder { path: folder, settings: &settings, config: None };
    let made = folder.copy_of_today(&world(&shop.clock), &CopyProgress::default()).expect("no trouble");
    made.map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
}

fn world(clock: &TestClock) -> World {
    World::new(clock.clone(), SystemRandom)
}

/// The names in the folder, those that begin with a dot, too.
fn names(folder: &PathBuf) -> Vec<String> {
    let files = fs::read_dir(folder).expect("folder").flatten();
    let mut names: Vec<_> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn backups(shop: &Shop) -> i64 {
    let count = "SELECT count(*) FROM journal WHERE kind = 12";
    shop.raw().query_row(count, [], |row| row.get(0)).expect("counted")
}

#[test]
fn there_is_one_copy_a_day_whichever_till_is_opened_first() {
    let (shop, folder) = shop();
    let first = copy_of_today(&shop, &folder, 3).expect("made");
    let (name, rest) = first.split_once('-').expect("a name");
    let (ledger, time) = rest.split_at(8);
    assert_eq!((name, time), ("ledger", "-20261121-143207-03.db"));
    assert!(ledger.bytes().all(|digit| digit.is_ascii_hexdigit()), "{first}");
    assert_eq!((copy_of_today(&shop, &folder, 1), copy_of_today(&shop, &folder, 3)), (None, None));
    assert_eq!((names(&folder), backups(&shop)), (vec![first.clone()], 1));
    // By the calendar of the till.
    shop.clock.set("2026-11-21T23:59:59.999+09:00");
    assert_eq!(copy_of_today(&shop, &folder, 1), None);
    shop.clock.set("2026-11-22T00:00:00.000+09:00");
    let second = copy_of_today(&shop, &folder, 1).expect("made");
    assert!(second.ends_with("-20261122-000000-01.db"), "{second}");
    assert_eq!((names(&folder), backups(&shop)), (vec![first, second.clone()], 2));
    // It is a copy like any other: checked, and of this ledger.
    let settings = Settings { ledger: folder.join(second), ..shop.settings() };
    let verifier = Verifier::open(settings, world(&shop.clock)).expect("opened");
    let Verdict::Whole(whole) = verifier.check(None, &Progress::default()).expect("checked") else {
        panic!("not whole")
    };
    assert_eq!(whole.transactions, 1);
}

#[test]
fn a_copy_that_is_asked_for_is_made_beside_that_of_the_day() {
    let (shop, path) = shop();
    copy_of_today(&shop, &path, 1).expect("made");
    shop.clock.step(1_000);
    let settings = shop.settings();
    let folder = BackupFolder { path: &path, settings: &settings, config: None };
    let now = || folder.copy_now(&world(&shop.clock), &CopyProgress::default());
    assert!(now().expect("made").is_some_and(|copy| copy.exists()));
    assert_eq!(names(&path).len(), 2);
    // Never over another: within the same second there is none.
    assert!(matches!(now(), Err(BackupError::Exists(_))));
    assert_eq!((names(&path).len(), backups(&shop)), (2, 2));
}

#[test]
fn a_close_without_a_copy_after_it_makes_one_due() {
    let (shop, folder) = shop();
    let first = copy_of_today(&shop, &folder, 1).expect("made");
    shop.clock.set("2026-11-21T22:00:00.500+09:00");
    shop.open().close(&Progress::default()).expect("closed");
    // The till was quit before its copy was done.
    shop.clock.set("2026-11-21T22:10:00.000+09:00");
    let second = copy_of_today(&shop, &folder, 2).expect("made");
    assert!(second.ends_with("-20261121-221000-02.db"), "{second}");
    assert_eq!(copy_of_today(&shop, &folder, 1), None);
    assert_eq!(names(&folder), [first, second]);
    // Of a close of another day, the first copy of this one is enough; also where the clock was set back.
    shop.clock.set("2026-11-22T09:00:00.000+09:00");
    assert!(copy_of_today(&shop, &folder, 1).is_some());
    shop.clock.set("2026-11-20T09:00:00.000+09:00");
    assert!(copy_of_today(&shop, &folder, 1).is_some());
    assert_eq!(copy_of_today(&shop, &folder, 1), None);
}

#[test]
fn copies_of_another_ledger_and_other_files_are_no_copy_of_today() {
    let (shop, folder) = shop();
    for name in ["ledger-00000000-20261121-080000-01.db", "ledger.db", ".ledger-20261121.db-abcdef.new"] {
        fs::write(folder.join(name), "").expect("written");
    }
    let made = copy_of_today(&shop, &folder, 1).expect("made");
    // A copy that is renamed is no longer known as one.
    let renamed = made.replace(".db", ".old.db");
    fs::rename(folder.join(&made), folder.join(renamed)).expect("renamed");
    assert_eq!(copy_of_today(&shop, &folder, 1), Some(made));
}

#[test]
fn nothing_is_made_where_another_program_makes_it_or_nothing_was_recorded() {
    let (shop, folder) = shop();
    let held = File::open(&folder).expect("folder");
    held.lock().expect("locked");
    assert_eq!(copy_of_today(&shop, &folder, 1), None);
    drop(held);
    let empty = Shop::new();
    drop(empty.open());
    assert_eq!(copy_of_today(&empty, &folder, 1), None);
    assert_eq!(names(&folder), [""; 0]);
    assert!(copy_of_today(&shop, &folder, 1).is_some());
}

#[test]
fn a_folder_that_is_gone_is_named_and_nothing_is_made() {
    let (shop, path) = shop();
    let settings = shop.settings();
    let file = shop.folder().join("file");
    fs::write(&file, "").expect("written");
    for path in [&path.join("gone"), &file] {
        let folder = BackupFolder { path, settings: &settings, config: None };
        match folder.copy_of_today(&world(&shop.clock), &CopyProgress::default()) {
            Err(BackupError::Write { path: named, .. }) => assert_eq!(&named, path),
            other => panic!("{other:?}"),
        }
    }
    // What cannot be written leaves nothing. The superuser can write it all the same.
    chmod(&path, 0o500);
    let folder = BackupFolder { path: &path, settings: &settings, config: None };
    let made = folder.copy_of_today(&world(&shop.clock), &CopyProgress::default());
    chmod(&path, 0o700);
    match made {
        Err(BackupError::Write { .. }) => assert_eq!((names(&path), backups(&shop)), (vec![], 0)),
        made => assert!(rustix::process::geteuid().is_root(), "{made:?}"),
    }
    assert!(!path.join("gone").exists());
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let (shop, path) = shop();
    let settings = shop.settings();
    let folder = BackupFolder { path: &path, settings: &settings, config: None };
    let stopped = || Progress::new(std::sync::Arc::new(true.into()));
    let progress = CopyProgress { copying: stopped(), checking: stopped() };
    assert!(matches!(folder.copy_of_today(&world(&shop.clock), &progress), Err(BackupError::Stopped)));
    assert_eq!((names(&path), backups(&shop)), (vec![], 0));
}

#[test]
fn the_newest_copy_is_old_after_two_days() {
    let (shop, path) = shop();
    let settings = shop.settings();
    let folder = BackupFolder { path: &path, settings: &settings, config: None };
    let old_since = |time: &str| {
        let now = chrono::DateTime::parse_from_rfc3339(time).expect("time");
        folder.old_since(now).expect("read")
    };
    assert_eq!(old_since("2027-01-01T00:00:00+09:00"), None, "there is none yet");
    copy_of_today(&shop, &path, 1).expect("made");
    assert_eq!(old_since("2026-11-23T14:32:06+09:00"), None);
    let day = NaiveDate::from_ymd_opt(2026, 11, 21);
    assert_eq!(old_since("2026-11-23T14:32:07+09:00"), day);
    assert_eq!(old_since("2027-01-01T00:00:00+09:00"), day);
    fs::remove_dir_all(&path).expect("removed");
    assert!(matches!(
        folder.old_since(chrono::DateTime::parse_from_rfc3339("2027-01-01T00:00:00+09:00").expect("time")),
        Err(BackupError::Write { .. })
    ));
}
