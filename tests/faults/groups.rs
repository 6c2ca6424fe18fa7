//! Requests that come together: one commit and one sync, whatever happens between.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use paydesk::desk::{Desk, DeskError};

use crate::{
    acknowledged::{Acknowledged, Entry, inspect, rows, verify},
    crash_disk::{CrashDisk, Image, Loss},
    dice::{Dice, is_long, scaled},
    disk::{Disk, Op, SkippedSyncs},
    report::{PART_GROUPS, Part, report},
    shop::{Shop, TillRequest},
};

/// A group and what became of it.
struct AnsweredGroup {
    asked: Vec<TillRequest>,
    /// The answer to each; `None` to one that was refused.
    answers: Vec<Option<Entry>>,
    /// What it recorded.
    new: Vec<Entry>,
    /// Length of the disk's log when the group began, and when it was answered.
    sent_at: usize,
    answered_at: usize,
}

/// The answers to these requests at once.
fn ask_together(desk: &mut Desk, asked: &[TillRequest]) -> Result<Vec<Option<Entry>>, DeskError> {
    desk.together(|group| {
        let answer = |asked: &TillRequest| match asked.ask_in(group)? {
            Ok(recorded) => Ok(Some(Entry::of(&recorded))),
            Err(DeskError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        };
        asked.iter().map(answer).collect()
    })
}

/// The next request: a payment, a cancel of a part of one of `payments`, of more than remains, or the one before again.
fn random_request(
    dice: &mut Dice,
    number: usize,
    payments: &[Entry],
    before: Option<&TillRequest>,
) -> TillRequest {
    let payment = (!payments.is_empty()).then(|| &payments[dice.below(payments.len())]);
    match (dice.below(8), payment, before) {
        (0, _, Some(before)) => before.clone(),
        (1, Some(payment), _) => TillRequest::cancel(1, number, payment.id, Some(payment.amount + 1)),
        (2..4, Some(payment), _) => TillRequest::cancel(1, number, payment.id, Some(dice.between(1, 10))),
        _ => TillRequest::pay(1, number, dice.between(10_000, 1_000_000)),
    }
}

/// A day of groups at one till, from the first start on, and the log of its disk.
fn day(mut dice: Dice) -> (Shop, Vec<AnsweredGroup>, Vec<Op>) {
    let shop = Shop::new(dice.clone());
    let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
    let mut desk = shop.open(1).expect("open");
    let (mut groups, mut payments, mut number) = (Vec::<AnsweredGroup>::new(), Vec::<Entry>::new(), 0);
    for (size, checkpoint) in [(2, None), (9, None), (5, Some("RESTART")), (12, Some("PASSIVE"))] {
        if let Some(how) = checkpoint {
            let sql = format!("PRAGMA wal_checkpoint({how})");
            shop.raw().query_row(&sql, [], |_| Ok(())).expect("checkpoint");
        }
        let mut asked = Vec::<TillRequest>::new();
        for _ in 0..size {
            asked.push(random_request(&mut dice, number, &payments, asked.last()));
            number += 1;
        }
        shop.clock.step(7);
        let sent_at = watch.log_len();
        let answers = ask_together(&mut desk, &asked).expect("done");
        let mut new: Vec<Entry> = Vec::new();
        for entry in answers.iter().flatten() {
            if !new.contains(entry) {
                new.push(entry.clone());
            }
        }
        payments.extend(new.iter().filter(|entry| entry.payment.is_none()).cloned());
        groups.push(AnsweredGroup { asked, answers, new, sent_at, answered_at: watch.log_len() });
    }
    drop(desk);
    (shop, groups, watch.log())
}

/// Opens what a crash after `done` entries of the log has left: whole groups, all that was answered, and nothing else. Then the
/// group in flight, or the last one, is sent again.
fn examine(shop: &Shop, groups: &[AnsweredGroup], done: usize, image: &Image, dice: &Dice, part: &mut Part) {
    let (answered, later) = groups.split_at(groups.partition_point(|group| group.answered_at <= done));
    let in_flight = later.first().filter(|group| group.sent_at <= done);
    let mut expected = Acknowledged(answered.iter().flat_map(|group| group.new.clone()).collect());
    let shop = shop.with_same_keyring(dice.clone());
    image.write_into(&shop.disk());
    let findings = &mut part.findings;
    let mut desk = match shop.open(1) {
        Ok(desk) => desk,
        Err(error) => return findings.add_half(format!("does not open: {error:?}")),
    };
    let there = expected.audit(&desk, in_flight.map_or(&[], |group| &group.new), findings);
    let whole = there.iter().all(|there| *there);
    if !whole && there.contains(&true) {
        findings.add_half(format!("a part of a group: {there:?}"));
    }
    shop.clock.step(1_000);
    if let Some(group) = in_flight.or(answered.last()) {
        match ask_together(&mut desk, &group.asked) {
            Ok(again) if whole && again != group.answers => {
                findings.add_doubled(format!("{again:?} instead of {:?}", group.answers));
            }
            Ok(again) => {
                for entry in again.into_iter().flatten() {
                    if !expected.0.contains(&entry) {
                        expected.0.push(entry);
                    }
                }
            }
            Err(error) => findings.add_half(format!("the till does not go on: {error:?}")),
        }
    }
    expected.audit(&desk, &[], findings);
    inspect(&shop.raw(), findings);
    verify(shop.settings(1), findings);
    part.crashes += 1;
    part.acknowledged += expected.0.len();
}

#[test]
fn a_power_loss_at_any_write_of_a_group_leaves_whole_groups() {
    let mut part = Part::default();
    for number in 0..u64::try_from(scaled(1)).expect("few") {
        let mut dice = Dice::of("groups", number);
        let (shop, groups, log) = day(dice.clone());
        let (mut crash_disk, mut seen) = (CrashDisk::default(), HashSet::new());
        for (done, op) in (1..).zip(&log) {
            crash_disk.apply(op, &mut dice);
            // The first start is another test's.
            if done < groups[0].sent_at {
                continue;
            }
            let one = dice.below(Loss::ALL.len());
            for (way, loss) in Loss::ALL.into_iter().enumerate() {
                // A kill at every write; a power loss in one way, in a long run and at a sync in every way.
                if loss != Loss::Nothing && way != one && !is_long() && !matches!(op, Op::Sync { .. }) {
                    continue;
                }
                let image = crash_disk.after_power_loss(loss, &mut dice);
                let mut hasher = DefaultHasher::new();
                let answered = groups.partition_point(|group| group.answered_at <= done);
                (&image, answered).hash(&mut hasher);
                if seen.insert(hasher.finish()) {
                    examine(&shop, &groups, done, &image, &dice, &mut part);
                }
                assert!(part.findings.is_clean(), "day {number}, {done}, {loss:?}: {:#?}", part.findings);
            }
        }
    }
    report(PART_GROUPS, part);
}

#[test]
fn a_group_is_one_sync_and_its_payments_share_their_pages() {
    const GROUP: usize = 64;
    let shop = Shop::new(Dice::fixed(0));
    let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
    let mut desk = shop.open(1).expect("open");
    let mut ask = |numbers: std::ops::Range<usize>| {
        let before = watch.log_len();
        let asked: Vec<TillRequest> = numbers.map(|number| TillRequest::pay(1, number, 10_000)).collect();
        assert!(ask_together(&mut desk, &asked).expect("paid").iter().all(Option::is_some));
        let log = watch.log();
        let log = &log[before..];
        let count = |is: fn(&Op) -> bool| log.iter().filter(|op| is(op)).count();
        (count(|op| matches!(op, Op::Sync { .. })), count(|op| matches!(op, Op::Write { .. })))
    };
    // The first one also begins the ledger.
    ask(0..1);
    let (syncs, one) = ask(1..2);
    assert_eq!(syncs, 1);
    let (syncs, all) = ask(2..2 + GROUP);
    assert_eq!(syncs, 1);
    assert!(all < GROUP * one / 2, "{all} writes, {one} for a payment alone");
    assert_eq!(rows(&desk).expect("countable"), 2 + GROUP);
}
