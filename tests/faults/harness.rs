//! The harness itself: it finds every kind of damage that it is made for.

use crate::{
    acknowledged::{Acknowledged, Entry, Findings, inspect},
    day::Day,
    dice::Dice,
    disk::SkippedSyncs,
    power::{Crashes, crash},
    shop::{Shop, TillRequest},
};

/// The findings of a day on a disk that skips some syncs.
fn day_on(skipped: SkippedSyncs, limit: usize) -> Crashes {
    let mut dice = Dice::fixed(0);
    let day = Day::record(dice.clone(), skipped);
    crash(&day, 16, limit, &mut dice)
}

#[test]
fn a_disk_that_only_pretends_to_sync_loses_what_was_acknowledged() {
    let lost = [SkippedSyncs::Always, SkippedSyncs::Log, SkippedSyncs::Never]
        .map(|skipped| day_on(skipped, 70).findings.lost);
    assert!(lost[0] > 100 && lost[1] > 10, "{lost:?}");
    assert_eq!(lost[2], 0);
}

#[test]
fn a_checkpoint_that_is_not_synced_is_found_out() {
    let crashes = day_on(SkippedSyncs::Ledger, 200);
    assert!(crashes.findings.lost + crashes.findings.half > 0, "{} tried", crashes.tried);
}

/// A ledger with a payment, its cancel and another payment, and these as acknowledged.
fn three() -> (Shop, Acknowledged) {
    let shop = Shop::new(Dice::fixed(0));
    let mut desk = shop.open(1).expect("open");
    let paid = TillRequest::pay(1, 0, 10_000).ask(&mut desk).expect("paid");
    let cancel = TillRequest::cancel(1, 1, paid.transaction.id, Some(300)).ask(&mut desk).expect("cancelled");
    let other = TillRequest::pay(1, 2, 20_000).ask(&mut desk).expect("paid");
    (shop, Acknowledged([paid, cancel, other].iter().map(Entry::of).collect()))
}

/// The findings after `sql` has changed the ledger, without triggers, checks and foreign keys.
fn tampered(sql: &str) -> (usize, usize, usize) {
    let (shop, expected) = three();
    let raw = shop.raw();
    raw.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").expect("pragma");
    let triggers: Vec<(String, String)> = raw
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut all| all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("triggers");
    for (name, _) in &triggers {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
    }
    raw.execute_batch(sql).expect(sql);
    for (_, trigger) in &triggers {
        raw.execute_batch(trigger).expect("made again");
    }
    // Otherwise a lost transaction would be noticed by what is remembered alone.
    shop.forget_ledgers();
    let mut findings = Findings::default();
    expected.audit(&shop.open(1).expect("open"), &[], &mut findings);
    inspect(&raw, &mut findings);
    (findings.lost, findings.doubled, findings.half)
}

#[test]
fn a_ledger_that_is_as_acknowledged_is_clean() {
    assert_eq!(tampered(""), (0, 0, 0));
}

#[test]
fn half_a_transaction_is_noticed() {
    for sql in [
        "DELETE FROM sealed WHERE seq = 4",
        "DELETE FROM balances WHERE payment = 2",
        "INSERT INTO prints VALUES (2, 1, 1)",
        "INSERT INTO closes VALUES (1, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)",
        "INSERT INTO balances VALUES (4, 20000, 1818)",
        "DELETE FROM journal WHERE seq = 4",
        "DELETE FROM journal WHERE seq = 1",
        "UPDATE journal SET kind = 7 WHERE seq = 4",
        "UPDATE balances SET amount = 9699 WHERE payment = 2",
        "UPDATE transactions SET amount = 20001 WHERE seq = 4",
        "UPDATE sealed SET message = zeroblob(490) WHERE seq = 2",
    ] {
        let (lost, doubled, half) = tampered(sql);
        assert!((lost, doubled) == (0, 0) && half > 0, "{sql}: {lost} {doubled} {half}");
    }
}

#[test]
fn a_lost_transaction_is_noticed() {
    let (lost, ..) = tampered(
        "DELETE FROM sealed WHERE seq = 4; DELETE FROM journal WHERE seq = 4; DELETE FROM transactions WHERE seq = 4",
    );
    assert_eq!(lost, 2, "the transaction itself, and one row too few");
}

#[test]
fn an_extra_transaction_is_noticed() {
    let (shop, expected) = three();
    let mut desk = shop.open(1).expect("open");
    TillRequest::pay(1, 3, 20_000).ask(&mut desk).expect("paid");
    let mut findings = Findings::default();
    expected.audit(&desk, &[], &mut findings);
    assert_eq!((findings.lost, findings.doubled, findings.half), (0, 1, 0));
}
