//! The search index is built while the till is idle, and rebuilt on request. After a crash or a disk error in the middle, no
//! payment is lost and no search is wrong: the index is complete, or is built again.

use std::collections::{BTreeSet, HashSet};

use paydesk::{
    demo::Demo,
    desk::{Desk, World},
    payment::Till,
    record::{Condition, Count, Progress, Query, State},
};

use crate::{
    acknowledged::{Acknowledged, Entry, Findings, inspect, rows, verify},
    crash_disk::{CrashDisk, Image, Loss},
    dice::{Dice, is_long},
    disk::{Disk, Fault, Op, SkippedSyncs, Trouble},
    report::{PART_INDEX, Part, report},
    shop::{Shop, TillRequest},
};

/// More transactions than are searched without an index.
const ROWS: usize = 1_100;

/// A shop with a made-up history that is fully indexed.
fn shop() -> Shop {
    let shop = Shop::new(Dice::of("tidied", 0));
    let demo = Demo { rows: u64::try_from(ROWS).expect("few"), seed: 1 };
    let made =
        demo.make(&shop.settings(1), World::new(shop.clock.clone(), shop.dice.clone()), &Progress::default());
    assert!(made.expect("made").is_some());
    shop.raw().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("checkpoint");
    shop
}

/// Compares the count of a condition of every kind in the index with plain SQL.
fn is_found(shop: &Shop, desk: &Desk, findings: &mut Findings) {
    let raw = shop.raw();
    for (condition, sql) in [
        (Condition::Cancel, "SELECT count(*) FROM transactions WHERE kind = 2"),
        (Condition::Till(Till::FIRST), "SELECT count(*) FROM transactions WHERE till = 1"),
        (
            Condition::State(State::Part),
            "SELECT count(*) FROM transactions t JOIN balances b ON b.payment = t.seq \
             WHERE b.amount BETWEEN 1 AND t.amount - 1",
        ),
        (
            Condition::Amount(50_000..=1_000_000_000),
            "SELECT count(*) FROM transactions WHERE amount >= 50000",
        ),
        (Condition::CardEnd("4".into()), "SELECT count(*) FROM transactions WHERE card_tail LIKE '%4'"),
    ] {
        let expected: u64 = raw.query_row(sql, [], |row| row.get(0)).expect("counted");
        let expected = if expected > 1_000 { Count::AtLeast(1_000) } else { Count::Exactly(expected) };
        match desk.count(&Query::from(condition.clone())) {
            Ok(count) if count == expected => {}
            other => findings.add_half(format!("{condition:?}: {other:?} instead of {expected:?}")),
        }
    }
}

/// The number of indexed rows.
fn rows_indexed(shop: &Shop) -> usize {
    let sql = "SELECT coalesce(sum(payments + cancels), 0) FROM blocks";
    shop.raw().query_row(sql, [], |row| row.get(0)).expect("counted")
}

/// Opens a till after a crash: it searches, indexes, finds the same, and takes a payment. All acknowledged transactions are
/// there.
fn goes_on(shop: &Shop, expected: &Acknowledged, may_be: usize, findings: &mut Findings) {
    let mut desk = match shop.open(1) {
        Ok(desk) => desk,
        Err(error) => return findings.add_half(format!("does not open: {error:?}")),
    };
    expected.look_up(&desk, findings);
    let all = ROWS + expected.0.len();
    match rows(&desk) {
        Ok(found) if (all..=all + may_be).contains(&found) => {}
        other => findings.add_lost(format!("{other:?} rows of {all}")),
    }
    is_found(shop, &desk, findings);
    loop {
        match desk.tidy() {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return findings.add_half(format!("is not tidied: {error:?}")),
        }
    }
    shop.clock.step(1_000);
    if let Err(error) = TillRequest::pay(1, 90, 5_000).ask(&mut desk) {
        findings.add_half(format!("takes no payment: {error:?}"));
    }
    is_found(shop, &desk, findings);
    inspect(&shop.raw(), findings);
}

#[test]
fn a_power_loss_while_the_index_is_made_costs_no_payment_and_no_search() {
    let (shop, mut dice, mut part) = (shop(), Dice::of("tidying", 0), Part::default());
    let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
    let mut desk = shop.open(1).expect("open");
    let mut answered_requests = Vec::new();
    let mut pay = |desk: &mut Desk, number| {
        shop.clock.step(7);
        let sent_at = watch.log_len();
        let entry = Entry::of(&TillRequest::pay(1, number, 10_000).ask(desk).expect("paid"));
        answered_requests.push((sent_at, watch.log_len(), entry));
    };
    // A payment, the index dropped, and another payment before it is built again.
    pay(&mut desk, 1);
    let stopped = Progress::new(std::sync::Arc::new(true.into()));
    desk.rebuild_index(&stopped).expect("dropped");
    pay(&mut desk, 2);
    while desk.tidy().expect("indexed") {}
    pay(&mut desk, 3);
    drop(desk);
    let log = watch.log();

    let (mut crash_disk, mut seen, mut indexed) =
        (CrashDisk::default(), HashSet::<Image>::new(), BTreeSet::new());
    let is_sync = |op: Option<&Op>| matches!(op, Some(Op::Sync { .. } | Op::SyncFolder));
    for done in 0..=log.len() {
        if let Some(op) = done.checked_sub(1).and_then(|last| log.get(last)) {
            crash_disk.apply(op, &mut dice);
        }
        let at_sync = is_sync(log.get(done)) || is_sync(done.checked_sub(1).and_then(|last| log.get(last)));
        let one = (is_long() || dice.below(log.len() / 20) == 0).then(|| dice.below(Loss::ALL.len()));
        for (way, loss) in Loss::ALL.into_iter().enumerate().filter(|_| done > 0) {
            if !at_sync && Some(way) != one {
                continue;
            }
            let image = crash_disk.after_power_loss(loss, &mut dice);
            if !seen.insert(image.clone()) {
                continue;
            }
            let [left, looked_at] = [(); 2].map(|()| shop.with_same_keyring(dice.clone()));
            image.write_into(&left.disk());
            // Elsewhere, the first program to open it repairs it.
            image.write_into(&looked_at.disk());
            indexed.insert(rows_indexed(&looked_at));
            let answered = answered_requests.iter().filter(|(_, answered_at, _)| *answered_at <= done);
            let expected = Acknowledged(answered.map(|(_, _, entry)| entry.clone()).collect());
            let may_be = answered_requests
                .iter()
                .filter(|(sent_at, answered_at, _)| *sent_at < done && done < *answered_at)
                .count();
            let mut findings = Findings::default();
            goes_on(&left, &expected, may_be, &mut findings);
            if is_long() || part.crashes.is_multiple_of(8) {
                verify(left.settings(1), &mut findings);
            }
            assert!(findings.is_clean(), "after {done} of {}, {loss:?}: {findings:#?}", log.len());
            part.crashes += 1;
            part.acknowledged += expected.0.len();
        }
    }
    // Complete, dropped, or complete with the new payment; nothing in between.
    assert_eq!(Vec::from_iter(indexed), [0, ROWS, ROWS + 2]);
    assert!(part.crashes > 30, "{}", part.crashes);
    report(PART_INDEX, part);
}

#[test]
fn a_disk_that_fails_while_the_index_is_made_costs_no_payment_and_no_search() {
    let before = shop();
    before.raw().execute_batch("DELETE FROM blocks; DELETE FROM facets; DELETE FROM amounts").expect("away");
    before.raw().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("checkpoint");
    let image = std::fs::read(before.ledger()).expect("ledger");
    let mut strikes = 0;
    for trouble in Trouble::ALL {
        // At the first calls, in the middle and near the end.
        for nth in [1, 2, 5, 20, 80] {
            let shop = before.with_same_keyring(Dice::fixed(0));
            std::fs::write(shop.ledger(), &image).expect("laid");
            let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
            let mut desk = shop.open(1).expect("open");
            watch.inject(Fault { trouble, nth, lasts: nth % 2 == 0 });
            let tidied = desk.tidy();
            if watch.end_fault().is_empty() {
                assert!(tidied.is_ok(), "{trouble:?} {nth}: {tidied:?} of nothing");
                break;
            }
            strikes += 1;
            let mut findings = Findings::default();
            // A till whose file was truncated may have pages of zeros in memory.
            if trouble != Trouble::ShortRead {
                shop.clock.step(7);
                TillRequest::pay(1, 80, 7_000).ask(&mut desk).expect("the till goes on");
            }
            drop(desk);
            let paid = usize::from(trouble != Trouble::ShortRead);
            goes_on(&shop, &Acknowledged::default(), paid, &mut findings);
            assert!(findings.is_clean(), "{trouble:?} {nth}: {findings:#?}");
        }
    }
    assert!(strikes > 20, "{strikes}");
}
