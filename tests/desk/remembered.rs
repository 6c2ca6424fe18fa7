//! What is remembered of a ledger beside its keyring: a ledger that is gone, older or another one is found.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use paydesk::{
    desk::{Desk, DeskError, Misfit, MisfitKind, Settings, World, backup, keys, target::Target},
    ledger::LedgerTrouble,
    record::{Fact, FactKind, LedgerEnd, LedgerId, Query},
    vault::SystemRandom,
};
use serde_json::Value;

use crate::shop::{Shop, ledger_trouble, meant, mode, pay, sale};

fn misfit(opened: Result<Desk, DeskError>) -> Misfit {
    match opened.err().expect("the desk should not open") {
        DeskError::Misfit(misfit) => *misfit,
        other => panic!("no misfit: {other:?}"),
    }
}

/// The misfit of the shop's own ledger: what kind, up to which fact it is remembered, and where the one that is there ends.
fn found(shop: &Shop) -> (MisfitKind, i64, Option<i64>) {
    let Misfit { kind, remembered, found, path } = misfit(shop.open_with(shop.settings()));
    assert_eq!(path, shop.ledger());
    (kind, remembered.seq, found.map(|found| found.seq))
}

fn accept(shop: &Shop, settings: Settings) -> (Desk, Option<Misfit>) {
    Desk::accept(settings, World::new(shop.clock.clone(), SystemRandom)).expect("accepted")
}

/// The file of what is remembered.
fn file(shop: &Shop) -> PathBuf {
    shop.keyring().with_file_name("keyring.ledgers")
}

/// The kinds of all facts.
fn journal(ledger: &Path) -> Vec<FactKind> {
    let connection = rusqlite::Connection::open(ledger).expect("opened");
    let mut statement = connection.prepare("SELECT kind FROM journal ORDER BY seq").expect("SQL");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|row| FactKind::from_repr(row.expect("a row")).expect("a kind")).collect()
}

/// A shop of which a copy with one payment was kept, and then a second payment was taken.
fn shop_with_older_copy() -> (Shop, Vec<u8>) {
    let shop = Shop::new();
    pay(&mut shop.open(), 1_000);
    let older = fs::read(shop.ledger()).expect("read");
    pay(&mut shop.open(), 2_000);
    (shop, older)
}

/// Another ledger with the same keyring, with this many payments.
fn another_ledger(shop: &Shop, payments: u64) -> Vec<u8> {
    let ledger = shop.folder().join("another.db");
    let mut desk = shop.open_with(Settings { ledger: ledger.clone(), ..shop.settings() }).expect("opened");
    (0..payments).for_each(|number| drop(pay(&mut desk, 7_000 + number)));
    drop(desk);
    fs::read(ledger).expect("read")
}

#[test]
fn a_ledger_that_only_grows_is_never_asked_about() {
    let shop = Shop::new();
    for amount in 1..4 {
        let mut desk = shop.open();
        pay(&mut desk, amount * 1_000);
    }
    assert_eq!(mode(&file(&shop)), 0o600);
    assert_eq!(accept(&shop, shop.settings()).1, None);
    assert_eq!(journal(&shop.ledger()).len(), 4, "nothing was recorded");
}

#[test]
fn a_ledger_that_is_ahead_of_what_is_remembered_fits() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1_000);
    let before = fs::read(file(&shop)).expect("read");
    pay(&mut shop.open(), 2_000);
    // As after a crash before it was written.
    fs::write(file(&shop), before).expect("written");
    pay(&mut shop.open(), 3_000);
    shop.open();
}

#[test]
fn a_ledger_that_is_gone_is_not_made_anew() {
    let (shop, _) = shop_with_older_copy();
    for empty in [false, true] {
        fs::remove_file(shop.ledger()).expect("removed");
        if empty {
            fs::write(shop.ledger(), "").expect("made");
        }
        assert_eq!(found(&shop), (MisfitKind::Gone, 3, None));
        assert_eq!(fs::metadata(shop.ledger()).map(|file| file.len()).ok(), empty.then_some(0));
        if !empty {
            fs::write(shop.ledger(), "").expect("made");
        }
    }
    let (mut desk, accepted) = accept(&shop, shop.settings());
    let remembered = accepted.expect("accepted").remembered;
    pay(&mut desk, 3_000);
    drop(desk);
    shop.open();
    assert_eq!(journal(&shop.ledger()), [FactKind::Begun, FactKind::Accepted, FactKind::Payment]);
    assert_eq!(remembered.seq, 3);
}

#[test]
fn an_empty_ledger_in_its_place_is_not_taken_for_it() {
    let (shop, _) = shop_with_older_copy();
    fs::write(shop.ledger(), another_ledger(&shop, 0)).expect("put there");
    assert_eq!(found(&shop), (MisfitKind::Empty, 3, None));
    drop(accept(&shop, shop.settings()));
    assert_eq!(journal(&shop.ledger()), [FactKind::Begun, FactKind::Accepted]);
    shop.open();
}

#[test]
fn an_older_copy_is_asked_about_and_takes_nothing_until_it_is_accepted() {
    let (shop, older) = shop_with_older_copy();
    let newer = fs::read(shop.ledger()).expect("read");
    fs::write(shop.ledger(), &older).expect("put back");
    let misfit = misfit(shop.open_with(shop.settings()));
    assert_eq!((misfit.kind.clone(), misfit.remembered.seq), (MisfitKind::Older, 3));
    assert_eq!(misfit.found.map(|found| found.seq), Some(2));
    assert_eq!(fs::read(shop.ledger()).expect("read"), older);
    let (mut desk, accepted) = accept(&shop, shop.settings());
    assert_eq!(accepted, Some(misfit.clone()));
    pay(&mut desk, 3_000);
    drop(desk);
    assert_eq!(shop.open().list(&Query::default(), None, 9).expect("list").len(), 2);
    assert_eq!(
        journal(&shop.ledger()),
        [FactKind::Begun, FactKind::Payment, FactKind::Accepted, FactKind::Payment]
    );
    let connection = shop.raw();
    let body: Vec<u8> =
        connection.query_row("SELECT body FROM journal WHERE seq = 3", [], |row| row.get(0)).expect("a fact");
    let Misfit { remembered, found, .. } = misfit;
    assert_eq!(Fact::from_body(FactKind::Accepted, &body), Some(Fact::Accepted { remembered, found }));
    drop(connection);
    // The ledger that was remembered is now the one that does not fit.
    fs::write(shop.ledger(), newer).expect("put back");
    assert_eq!(self::found(&shop), (MisfitKind::Older, 4, Some(3)));
}

#[test]
fn the_right_file_put_back_needs_no_accepting() {
    let (shop, older) = shop_with_older_copy();
    let right = fs::read(shop.ledger()).expect("read");
    fs::write(shop.ledger(), older).expect("older");
    assert_eq!(found(&shop).0, MisfitKind::Older);
    fs::write(shop.ledger(), right).expect("put back");
    pay(&mut shop.open(), 3_000);
}

#[test]
fn another_branch_is_found_by_its_hash() {
    let (shop, older) = shop_with_older_copy();
    let right = fs::read(file(&shop)).expect("read");
    fs::write(shop.ledger(), older).expect("older");
    // Grown where nothing was remembered, to as many facts and more.
    fs::remove_file(file(&shop)).expect("removed");
    for _ in 0..3 {
        pay(&mut shop.open(), 5_000);
    }
    fs::write(file(&shop), right).expect("as it was");
    assert_eq!(found(&shop), (MisfitKind::Branch, 3, Some(7)));
}

#[test]
fn another_ledger_is_found() {
    let (shop, _) = shop_with_older_copy();
    fs::write(shop.ledger(), another_ledger(&shop, 5)).expect("put there");
    assert_eq!(found(&shop), (MisfitKind::Other, 3, Some(6)));
    let (desk, accepted) = accept(&shop, shop.settings());
    drop(desk);
    let misfit = accepted.expect("accepted");
    assert_ne!(Some(misfit.remembered.ledger), misfit.found.map(|found| found.ledger));
    shop.open();
}

#[test]
fn a_moved_ledger_is_taken_and_an_older_one_at_its_former_path_is_not() {
    let (shop, older) = shop_with_older_copy();
    let moved = shop.folder().join("moved.db");
    let there = Settings { ledger: moved.clone(), ..shop.settings() };
    fs::rename(shop.ledger(), &moved).expect("moved");
    pay(&mut shop.open_with(there.clone()).expect("opened"), 3_000);
    assert_eq!(found(&shop), (MisfitKind::Gone, 4, None));
    fs::write(shop.ledger(), older).expect("older");
    assert_eq!(found(&shop), (MisfitKind::Older, 4, Some(2)));
    // Accepted, it is another ledger than the moved one.
    drop(accept(&shop, shop.settings()));
    pay(&mut shop.open_with(there.clone()).expect("opened"), 4_000);
    pay(&mut shop.open(), 5_000);
    shop.open_with(there).expect("opened");
}

#[test]
fn a_copy_at_another_path_is_taken_only_if_it_lacks_nothing() {
    let (shop, older) = shop_with_older_copy();
    let copy = shop.folder().join("copy.db");
    let there = Settings { ledger: copy.clone(), ..shop.settings() };
    fs::write(&copy, older).expect("written");
    let real = fs::canonicalize(shop.ledger()).expect("real").display().to_string();
    let found = misfit(shop.open_with(there.clone()));
    assert_eq!((found.kind, found.remembered.seq), (MisfitKind::Elsewhere(real), 3));
    fs::copy(shop.ledger(), &copy).expect("copied");
    pay(&mut shop.open_with(there.clone()).expect("opened"), 3_000);
    // Two branches from now on; neither is asked about.
    pay(&mut shop.open(), 4_000);
    pay(&mut shop.open_with(there).expect("opened"), 5_000);
    shop.open();
    // At a third path, the first does not have what the second has.
    let third = shop.folder().join("third.db");
    fs::copy(shop.ledger(), &third).expect("copied");
    let found = misfit(shop.open_with(Settings { ledger: third.clone(), ..shop.settings() }));
    assert!(matches!(found.kind, MisfitKind::Elsewhere(_)), "{found:?}");
    drop(accept(&shop, Settings { ledger: third.clone(), ..shop.settings() }));
    shop.open_with(Settings { ledger: third, ..shop.settings() }).expect("opened");
}

#[test]
fn a_link_leads_to_what_is_remembered_of_the_file() {
    let shop = Shop::new();
    let disk = shop.folder().join("disk");
    fs::create_dir_all(shop.ledger().parent().expect("folder")).expect("folder");
    fs::create_dir(&disk).expect("folder");
    symlink(disk.join("real.db"), shop.ledger()).expect("linked");
    let direct = Settings { ledger: disk.join("real.db"), ..shop.settings() };
    pay(&mut shop.open_with(direct).expect("opened"), 1_000);
    pay(&mut shop.open(), 2_000);
    // The disk is not there: no ledger is made in its place.
    fs::rename(&disk, shop.folder().join("away")).expect("moved");
    assert_eq!(found(&shop), (MisfitKind::Gone, 3, None));
    fs::create_dir(&disk).expect("an empty mount point");
    assert_eq!(found(&shop), (MisfitKind::Gone, 3, None));
    assert!(!disk.join("real.db").exists());
}

#[test]
fn what_is_remembered_can_be_damaged_and_is_made_anew() {
    for damage in ["", "{\"paydesk_ledgers\":1,\"ledgers\":[{", "\0\0\0\0"] {
        let shop = Shop::new();
        pay(&mut shop.open(), 1_000);
        fs::write(file(&shop), damage).expect("damaged");
        pay(&mut shop.open(), 2_000);
        let text = fs::read(file(&shop)).expect("made anew");
        let value: Value = serde_json::from_slice(&text).expect("JSON");
        assert_eq!(value.pointer("/ledgers/0/end/seq"), Some(&Value::from(3)), "{damage:?}");
    }
}

#[test]
fn where_nothing_can_be_remembered_payments_go_on() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1_000);
    fs::remove_file(file(&shop)).expect("removed");
    // No file can take the place of a folder.
    fs::create_dir_all(file(&shop).join("inside")).expect("folder");
    pay(&mut shop.open(), 2_000);
    pay(&mut shop.open(), 3_000);
    let refused = Desk::accept(shop.settings(), World::new(shop.clock.clone(), SystemRandom));
    assert!(refused.expect("opened").1.is_none());
}

#[test]
fn where_it_cannot_be_remembered_nothing_is_accepted() {
    for gone in [false, true] {
        let (shop, older) = shop_with_older_copy();
        // The draft of a file with such a name has a name that is too long.
        let settings =
            Settings { keyring: shop.keyring().with_file_name("k".repeat(240)), ..shop.settings() };
        let remembered = shop.keyring().with_file_name(format!("{}.ledgers", "k".repeat(240)));
        fs::copy(shop.keyring(), &settings.keyring).expect("copied");
        fs::copy(file(&shop), &remembered).expect("copied");
        if gone {
            fs::remove_file(shop.ledger()).expect("removed");
        } else {
            fs::write(shop.ledger(), &older).expect("older");
        }
        let refused = Desk::accept(settings.clone(), World::new(shop.clock.clone(), SystemRandom)).err();
        assert!(
            matches!(&refused, Some(DeskError::Remember { path, .. }) if *path == remembered),
            "{refused:?}"
        );
        assert_eq!(fs::read(shop.ledger()).ok(), (!gone).then_some(older));
        let kind = if gone { MisfitKind::Gone } else { MisfitKind::Older };
        assert_eq!(misfit(shop.open_with(settings)).kind, kind);
    }
}

#[test]
fn a_restored_ledger_is_remembered_and_a_copy_of_a_wrong_one_is_not_made() {
    let (shop, older) = shop_with_older_copy();
    let world = || World::new(shop.clock.clone(), SystemRandom);
    let copy = shop.folder().join("copy.db");
    let to = |replace| Target { path: &copy, replace, config: None };
    backup::back_up(&shop.settings(), to(false), world(), &backup::CopyProgress::default()).expect("copied");
    let good = fs::read(&copy).expect("read");
    pay(&mut shop.open(), 3_000);
    fs::write(shop.ledger(), older).expect("older");
    let refused = backup::back_up(&shop.settings(), to(true), world(), &backup::CopyProgress::default());
    assert!(matches!(refused, Err(backup::BackupError::Desk(DeskError::Misfit(_)))), "{refused:?}");
    assert_eq!(fs::read(&copy).expect("read"), good);
    fs::remove_file(shop.ledger()).expect("removed");
    let restored = backup::restore(&shop.settings(), &copy, world(), &backup::CopyProgress::default())
        .expect("restored");
    assert!(restored.recorded);
    pay(&mut shop.open(), 4_000);
    // The same copy, restored by other means, lacks the restore.
    fs::write(shop.ledger(), &good).expect("older");
    assert_eq!(found(&shop).0, MisfitKind::Older);
}

#[test]
fn two_tills_remember_the_later_end_whichever_ends_first() {
    for first_ends_first in [true, false] {
        let shop = Shop::new();
        let (mut one, mut two) = (shop.open_till(1), shop.open_till(2));
        pay(&mut one, 1_000);
        pay(&mut two, 2_000);
        if first_ends_first {
            drop(one);
            pay(&mut two, 3_000);
            drop(two);
        } else {
            drop(two);
            pay(&mut one, 3_000);
            drop(one);
        }
        let value: Value = serde_json::from_slice(&fs::read(file(&shop)).expect("read")).expect("JSON");
        assert_eq!(value.pointer("/ledgers/0/end/seq"), Some(&Value::from(4)));
        assert_eq!(value.pointer("/ledgers/1"), None);
    }
}

#[test]
fn a_till_that_has_an_accepted_ledgers_former_file_open_changes_nothing() {
    let (shop, older) = shop_with_older_copy();
    let mut open = shop.open();
    pay(&mut open, 3_000);
    fs::rename(shop.ledger(), shop.folder().join("aside.db")).expect("moved");
    for end in ["-wal", "-shm"] {
        let of = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        fs::rename(of(&shop.ledger()), of(&shop.folder().join("aside.db"))).expect("moved");
    }
    fs::write(shop.ledger(), older).expect("older");
    drop(accept(&shop, shop.settings()));
    let accepted = fs::read(file(&shop)).expect("read");
    drop(open);
    assert_eq!(fs::read(file(&shop)).expect("read"), accepted);
    shop.open();
}

#[test]
fn the_body_of_the_fact_is_as_documented() {
    let end = |ledger, seq, hash| LedgerEnd {
        ledger: LedgerId([ledger; 16]),
        seq,
        hash: paydesk::record::JournalHash([hash; 32]),
    };
    let fact = Fact::Accepted { remembered: end(1, 12, 2), found: None };
    let text = String::from_utf8(fact.body().expect("a body").split_off(1)).expect("text");
    let (id, hash) = ("01".repeat(16), "02".repeat(32));
    let remembered = format!(r#"{{"ledger":"{id}","seq":12,"hash":"{hash}"}}"#);
    assert_eq!(text, format!(r#"{{"accepted":{{"remembered":{remembered},"found":null}}}}"#));
}

#[test]
fn a_till_that_loses_its_ledger_remembers_what_it_took() {
    let (shop, older) = shop_with_older_copy();
    let mut desk = shop.open();
    (4..7).for_each(|amount| drop(pay(&mut desk, amount * 1_000)));
    for end in ["", "-wal", "-shm"] {
        fs::remove_file(shop.ledger().with_file_name(format!("ledger.db{end}"))).expect("removed");
    }
    fs::write(shop.ledger(), older).expect("older");
    let refused = desk.pay(&sale("4111111111111111", 9_000), &meant()).map_err(ledger_trouble);
    assert!(matches!(refused, Err(LedgerTrouble::Replaced)), "{refused:?}");
    drop(desk);
    assert_eq!(found(&shop), (MisfitKind::Older, 6, Some(2)));
}

#[test]
fn the_first_payment_of_a_ledger_is_remembered_before_the_till_ends() {
    let shop = Shop::new();
    let mut desk = shop.open();
    desk.remember_if_due();
    assert!(!file(&shop).exists(), "nothing is recorded yet");
    pay(&mut desk, 1_000);
    desk.remember_if_due();
    fs::remove_file(shop.ledger()).expect("removed");
    assert_eq!(found(&shop), (MisfitKind::Gone, 2, None));
}

#[test]
fn a_log_whose_ledger_is_gone_is_kept() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1_000);
    let log = shop.ledger().with_file_name("ledger.db-wal");
    fs::remove_file(shop.ledger()).expect("removed");
    fs::write(&log, "payments").expect("written");
    let accepted = Desk::accept(shop.settings(), World::new(shop.clock.clone(), SystemRandom));
    fs::remove_file(file(&shop)).expect("removed");
    for opened in [accepted.map(|(desk, _)| desk), shop.open_with(shop.settings())] {
        let trouble = ledger_trouble(opened.err().expect("refused"));
        assert!(matches!(&trouble, LedgerTrouble::LogLeft(left) if *left == log), "{trouble:?}");
    }
    assert_eq!(fs::read(&log).expect("read"), b"payments");
    assert!(!shop.ledger().exists());
}

#[test]
fn a_keyring_is_copied_also_when_its_ledger_is_gone() {
    let (shop, _) = shop_with_older_copy();
    fs::remove_file(shop.ledger()).expect("removed");
    let copy = shop.folder().join("keyring.copy");
    let to = Target { path: &copy, replace: false, config: None };
    let copied = keys::back_up(&shop.settings(), to, &World::new(shop.clock.clone(), SystemRandom));
    assert!(!copied.expect("copied").recorded);
    assert_eq!(fs::read(&copy).expect("read"), fs::read(shop.keyring()).expect("read"));
}
