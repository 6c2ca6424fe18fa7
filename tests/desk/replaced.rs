//! The ledger is taken away under an open till: what is written then would be in a file that is gone.

use std::{fs, io::Write as _};

use paydesk::{desk::DeskError, ledger::LedgerTrouble, record::Query};

use crate::shop::{Shop, ledger_trouble, pay, sale};

/// Whether the next payment is refused because the file was replaced.
fn is_refused(desk: &mut paydesk::desk::Desk) -> bool {
    let refused = desk.pay(&sale("4111111111111111", 5_000), &crate::shop::meant());
    matches!(refused.map_err(ledger_trouble), Err(LedgerTrouble::Replaced))
}

#[test]
fn a_ledger_that_was_removed_takes_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    fs::remove_file(shop.ledger()).expect("removed");
    assert!(is_refused(&mut desk));
    assert!(!shop.ledger().exists());
}

#[test]
fn a_ledger_that_was_moved_and_another_put_in_its_place_takes_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let aside = shop.folder().join("aside.db");
    fs::rename(shop.ledger(), &aside).expect("moved");
    fs::copy(&aside, shop.ledger()).expect("copied");
    let before = fs::read(shop.ledger()).expect("read");
    assert!(is_refused(&mut desk));
    assert_eq!(fs::read(shop.ledger()).expect("read"), before);
    fs::rename(&aside, shop.ledger()).expect("moved back");
    pay(&mut desk, 2000);
}

#[test]
fn a_ledger_with_a_second_name_takes_nothing_until_it_is_gone() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let second = shop.folder().join("second.db");
    fs::hard_link(shop.ledger(), &second).expect("linked");
    assert!(is_refused(&mut desk));
    let error: DeskError = shop.trouble();
    assert!(matches!(ledger_trouble(error), LedgerTrouble::Replaced));
    fs::remove_file(&second).expect("removed");
    pay(&mut desk, 2000);
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 2);
}

#[test]
fn a_copy_that_is_laid_over_the_ledger_takes_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let taken_over = || shop.raw().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("taken over");
    taken_over();
    let older = fs::read(shop.ledger()).expect("read");
    pay(&mut desk, 2000);
    taken_over();
    fs::write(shop.ledger(), &older).expect("laid over");
    assert!(is_refused(&mut desk));
    drop(desk);
    assert_eq!(shop.open().list(&Query::default(), None, 9).expect("list").len(), 1);
}

#[test]
fn a_ledger_whose_log_was_removed_takes_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    let log = shop.ledger().with_file_name("ledger.db-wal");
    fs::remove_file(&log).expect("removed");
    assert!(is_refused(&mut desk));
    assert!(!log.exists());
}

#[test]
fn a_ledger_whose_log_was_emptied_or_cut_takes_nothing() {
    for left in [0, 1, 2] {
        let shop = Shop::new();
        let mut desk = shop.open();
        pay(&mut desk, 1000);
        pay(&mut desk, 2000);
        let log = fs::File::options().write(true).open(shop.ledger().with_file_name("ledger.db-wal"));
        let log = log.expect("the log");
        log.set_len(log.metadata().expect("metadata").len() * left / 3).expect("cut");
        assert!(is_refused(&mut desk), "{left} of 3");
    }
}

#[test]
fn a_log_that_was_taken_over_and_emptied_by_an_sqlite_tool_is_no_trouble() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    shop.checkpoint();
    pay(&mut desk, 2000);
    assert_eq!(desk.list(&Query::default(), None, 9).expect("list").len(), 2);
}

#[test]
fn a_copy_that_is_laid_over_a_ledger_with_a_log_takes_nothing() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    shop.checkpoint();
    let older = fs::read(shop.ledger()).expect("read");
    for amount in 2000..2200 {
        pay(&mut desk, amount);
    }
    // The log goes on from here: the newest fact is in it, those before it are in the file alone.
    shop.raw().execute_batch("PRAGMA wal_checkpoint(RESTART)").expect("taken over");
    pay(&mut desk, 3000);
    let mut file = fs::File::options().write(true).open(shop.ledger()).expect("the file");
    file.write_all(&older).expect("laid over");
    let refused = desk.pay(&sale("4111111111111111", 5_000), &crate::shop::meant()).map_err(ledger_trouble);
    let is_refused = matches!(refused, Err(LedgerTrouble::Replaced | LedgerTrouble::Damaged(_)));
    assert!(is_refused, "{refused:?}");
}

/// What an idle moment has seen is not forgotten: neither it nor a refusal makes the next payment pass.
#[test]
fn a_copy_that_is_laid_over_in_an_idle_moment_takes_nothing_ever() {
    for is_idle in [false, true] {
        let shop = Shop::new();
        let mut desk = shop.open();
        for amount in 1000..1151 {
            pay(&mut desk, amount);
        }
        shop.checkpoint();
        let older = fs::read(shop.ledger()).expect("read");
        for amount in 2000..2060 {
            pay(&mut desk, amount);
        }
        shop.raw().execute_batch("PRAGMA wal_checkpoint(RESTART)").expect("taken over");
        // The newest facts are in the log, with pages that those before them were on: a gap is between.
        for amount in 3000..3060 {
            pay(&mut desk, amount);
        }
        let mut file = fs::File::options().write(true).open(shop.ledger()).expect("the file");
        file.write_all(&older).expect("laid over");
        for _ in 0..2 {
            if is_idle {
                desk.while_idle();
            }
            let refused = desk.pay(&sale("4111111111111111", 5_000), &crate::shop::meant());
            assert!(matches!(refused.map_err(ledger_trouble), Err(LedgerTrouble::Replaced)), "{is_idle}");
        }
    }
}

#[test]
fn a_ledger_behind_a_link_is_a_ledger() {
    let shop = Shop::new();
    let other = shop.folder().join("other");
    fs::create_dir_all(&other).expect("folder");
    fs::create_dir_all(shop.ledger().parent().expect("folder")).expect("folder");
    std::os::unix::fs::symlink(other.join("real.db"), shop.ledger()).expect("linked");
    fs::write(other.join("real.db"), b"").expect("made");
    let mut desk = shop.open();
    pay(&mut desk, 1000);
    pay(&mut desk, 2000);
    assert!(other.join("real.db-wal").exists());
}
