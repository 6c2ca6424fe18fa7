//! A disk that fails (full, broken, read-only, unplugged) at any call of SQLite.

use std::ffi::c_int;

use paydesk::{
    desk::{Desk, DeskError},
    ledger::{LedgerError, LedgerTrouble},
    payment::TransactionId,
};
use rusqlite::ffi::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHORT_READ, SQLITE_READONLY,
};

use crate::{
    acknowledged::{Acknowledged, Entry, Findings, inspect, rows, verify},
    crash_disk::{CrashDisk, Image, Loss},
    day::send_twice,
    dice::{Dice, is_long},
    disk::{Disk, Fault, Op, SkippedSyncs, Trouble},
    report::{PART_ERRORS, Part, report},
    shop::{Shop, TillRequest},
};

/// What is going on when the disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// A payment at an open till.
    Pay,
    /// A cancel at an open till.
    Cancel,
    /// Payments and cancels at once at an open till, one of which is refused and one repeated.
    Group,
    /// A till opens and takes a payment, after a crash that left a log.
    Open,
    /// A till opens, cancels and closes, which checkpoints the log.
    Close,
    /// The very first start, and a payment.
    FirstStart,
}

impl Scene {
    const ALL: [Self; 6] = [Self::Pay, Self::Cancel, Self::Group, Self::Open, Self::Close, Self::FirstStart];
}

/// The start: a ledger as a crash has left it, and the acknowledged transactions.
struct Before {
    shop: Shop,
    image: Image,
    expected: Acknowledged,
    payment: TransactionId,
}

impl Before {
    fn new() -> Self {
        let shop = Shop::new(Dice::of("before", 0));
        let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
        let mut desk = shop.open(1).expect("open");
        let mut expected = Acknowledged::default();
        let mut ask = |asked: TillRequest| {
            shop.clock.step(7);
            let entry = Entry::of(&asked.ask(&mut desk).expect("done"));
            expected.0.push(entry);
            expected.0[expected.0.len() - 1].id
        };
        let payment = ask(TillRequest::pay(1, 0, 10_000));
        ask(TillRequest::cancel(1, 1, payment, Some(300)));
        // One half is in the file, the other in the log.
        shop.raw().query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(())).expect("checkpoint");
        ask(TillRequest::pay(1, 2, 20_000));
        ask(TillRequest::cancel(1, 3, payment, Some(500)));
        let image = remains(&watch.log(), Loss::Nothing, &mut Dice::of("before", 1));
        drop(desk);
        Self { shop, image, expected, payment }
    }
}

/// The disk after a power loss at this moment.
fn remains(log: &[Op], loss: Loss, dice: &mut Dice) -> Image {
    let mut crash_disk = CrashDisk::default();
    for op in log {
        crash_disk.apply(op, dice);
    }
    crash_disk.after_power_loss(loss, dice)
}

/// The result of one fault.
struct Outcome {
    crashes: usize,
    acknowledged: usize,
    /// SQLite gave a group up after some of its requests had been carried out.
    given_up: bool,
    findings: Findings,
}

/// The answers to requests that came together, as far as it got.
#[derive(Default)]
struct Answers {
    done: Vec<Entry>,
    committed: bool,
    /// Whether all of it was lost before the commit.
    given_up: bool,
    reported: Option<DeskError>,
}

/// Asks for all of it at once, up to a request that fails, as `paydesk pay` does.
fn ask_together(desk: &mut Desk, asked: &[TillRequest]) -> Answers {
    let mut answers = Answers::default();
    let committed = desk.together(|group| {
        for asked in asked {
            let done = asked.ask_in(group).inspect_err(|_| answers.given_up = true)?;
            match done.as_ref().map(Entry::of) {
                Ok(entry) if answers.done.contains(&entry) => {}
                Ok(entry) => answers.done.push(entry),
                Err(DeskError::Refused(_)) => {}
                Err(_) => {
                    answers.reported = done.err();
                    break;
                }
            }
        }
        Ok(())
    });
    match committed {
        Ok(()) => answers.committed = true,
        Err(error) => answers.reported = Some(error),
    }
    answers
}

/// Plays `scene` on a disk with `fault`; `None` if the scene has no call left that the fault can hit.
fn play(before: &Before, scene: Scene, fault: Fault, dice: &mut Dice) -> Option<Outcome> {
    let (shop, mut expected, mut findings) =
        (before.shop.with_same_keyring(dice.clone()), Acknowledged::default(), Findings::default());
    if scene != Scene::FirstStart {
        before.image.write_into(&shop.disk());
        expected = before.expected.clone();
    }
    let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
    let one = match scene {
        Scene::Cancel | Scene::Close => TillRequest::cancel(1, 9, before.payment, None),
        _ => TillRequest::pay(1, 9, 33_000),
    };
    let mut asked = vec![one];
    if scene == Scene::Group {
        asked.extend([
            TillRequest::cancel(1, 10, before.payment, Some(100)),
            TillRequest::pay(1, 11, 44_000),
            TillRequest::cancel(1, 12, before.payment, None),
        ]);
    }
    shop.clock.step(7);
    let opened =
        matches!(scene, Scene::Pay | Scene::Cancel | Scene::Group).then(|| shop.open(1).expect("open"));
    watch.inject(fault);
    let (mut desk, mut reported) = match opened.map_or_else(|| shop.open(1), Ok) {
        Ok(desk) => (Some(desk), None),
        Err(error) => (None, Some(error)),
    };
    // What may be there all the same after a crash: everything was written, only the sync failed.
    let (mut perhaps, mut given_up) = (0, false);
    if let Some(desk) = &mut desk {
        let mut together = asked.clone();
        if scene == Scene::Group {
            together.insert(2, TillRequest::cancel(1, 13, before.payment, Some(9_101)));
            together.insert(3, asked[0].clone());
        }
        let answers = ask_together(desk, &together);
        (perhaps, given_up, reported) = (answers.done.len(), answers.given_up, answers.reported);
        if answers.committed {
            perhaps = 0;
            expected.0.extend(answers.done);
        }
        if scene != Scene::FirstStart && fault.trouble.can_still_read() {
            expected.look_up(desk, &mut findings);
        }
    }
    // A till whose file was truncated may have pages of zeros in memory.
    if scene == Scene::Close || fault.trouble == Trouble::ShortRead {
        desk = None;
    }
    let struck = watch.end_fault();
    if struck.is_empty() {
        assert!(reported.is_none(), "{reported:?} of nothing");
        return None;
    }
    if let Some(desk) = &desk
        && !rows(desk).is_ok_and(|rows| rows == expected.0.len())
    {
        findings.add_half(format!("{:?} rows of {} before it is repeated", rows(desk), expected.0.len()));
    }
    if let Some(error) = &reported
        && !struck.iter().any(|code| is_typed(error, *code))
    {
        findings.add_half(format!("codes {struck:?} are reported as {error:?}"));
    }
    let mut crashes = 0;
    // The power fails before anything is repaired.
    if is_long() || dice.chance() {
        crashes += 1;
        let (left, loss) =
            (before.shop.with_same_keyring(dice.clone()), Loss::ALL[dice.below(Loss::ALL.len())]);
        remains(&watch.log(), loss, dice).write_into(&left.disk());
        // What is remembered is never ahead of what a power loss leaves.
        left.remember_as(&shop);
        let there = left.open(1).and_then(|desk| rows(&desk));
        let may_be = [expected.0.len(), expected.0.len() + perhaps];
        if !there.as_ref().is_ok_and(|there| may_be.contains(there)) {
            findings.add_half(format!("{there:?} rows after a crash, not one of {may_be:?}"));
        }
        repeat_requests(&left, None, &asked, expected.clone(), &mut findings);
    }
    // Or the fault ends, and the same till goes on, if one is open.
    let same_till = desk.is_some();
    let expected = repeat_requests(&shop, desk, &asked, expected, &mut findings);
    let acknowledged = expected.0.len();
    // And then the power fails. Linux reports a failed sync only to the program that asked for it, and forgets it: for
    // another till, a second sync has to succeed.
    if is_long() || crashes == 0 {
        crashes += 1;
        let mut log = watch.log();
        log.retain(|op| same_till || !matches!(op, Op::SyncFailed { .. }));
        let left = before.shop.with_same_keyring(dice.clone());
        remains(&log, Loss::Everything, dice).write_into(&left.disk());
        left.remember_as(&shop);
        repeat_requests(&left, None, &asked, expected, &mut findings);
    }
    for finding in &mut findings.details {
        *finding = format!("{scene:?}, {fault:?}, reported {reported:?}: {finding}");
    }
    Some(Outcome { crashes, acknowledged, given_up, findings })
}

/// Sends each request again, twice, at the open till or at a new one. It must be carried out once, and change nothing else.
/// Returns the acknowledged transactions with theirs.
fn repeat_requests(
    shop: &Shop,
    desk: Option<Desk>,
    asked: &[TillRequest],
    mut expected: Acknowledged,
    findings: &mut Findings,
) -> Acknowledged {
    let mut desk = match desk.map_or_else(|| shop.open(1), Ok) {
        Ok(desk) => desk,
        Err(error) => {
            findings.add_half(format!("does not open again: {error:?}"));
            return expected;
        }
    };
    for asked in asked {
        let answer = send_twice(asked, &mut desk, findings);
        expected.0.extend(answer.filter(|answer| !expected.0.contains(answer)));
    }
    expected.audit(&desk, &[], findings);
    inspect(&shop.raw(), findings);
    if is_long() {
        verify(shop.settings(1), findings);
    }
    expected
}

/// True if `error` is the right report of SQLite's `code`.
pub fn is_typed(error: &DeskError, code: c_int) -> bool {
    let DeskError::Ledger(LedgerError { trouble, .. }) = error else { return false };
    match code {
        // The index of the log cannot be made longer: nothing but a full disk does that.
        SQLITE_FULL | SQLITE_IOERR_SHMSIZE => matches!(trouble, LedgerTrouble::Full),
        SQLITE_READONLY => matches!(trouble, LedgerTrouble::ReadOnly),
        SQLITE_CANTOPEN => matches!(trouble, LedgerTrouble::Open(_)),
        SQLITE_IOERR_SHORT_READ => {
            matches!(
                trouble,
                LedgerTrouble::Damaged(_) | LedgerTrouble::NotADatabase | LedgerTrouble::Sqlite(_)
            )
        }
        _ => matches!(trouble, LedgerTrouble::Sqlite(_)),
    }
}

/// Faults that even a short run injects at every single call.
fn is_thorough(scene: Scene, trouble: Trouble) -> bool {
    use Trouble as T;
    let is_likely = matches!(trouble, T::Full | T::Write | T::Sync | T::Read | T::ReadOnly | T::Lock);
    is_long() || matches!(scene, Scene::Pay | Scene::Cancel | Scene::Group) && is_likely
}

#[test]
fn a_disk_error_at_any_call_is_reported_and_nothing_is_lost_doubled_or_half_done() {
    let (before, mut part, mut given_up) = (Before::new(), Part::default(), 0);
    for (scene, trouble) in
        Scene::ALL.into_iter().flat_map(|scene| Trouble::ALL.map(|trouble| (scene, trouble)))
    {
        let mut dice = Dice::of(&format!("{scene:?} {trouble:?}"), 0);
        let (mut nth, mut left) = (1, true);
        while left {
            let one = dice.chance();
            left = false;
            for lasts in [false, true] {
                let fault = Fault { trouble, nth, lasts };
                if !is_long() && lasts != one {
                    continue;
                }
                let Some(outcome) = play(&before, scene, fault, &mut dice) else { continue };
                left = true;
                part.faults += 1;
                part.crashes += outcome.crashes;
                part.acknowledged += outcome.acknowledged;
                part.findings += outcome.findings;
                given_up += usize::from(outcome.given_up && scene == Scene::Group);
            }
            nth += if is_thorough(scene, trouble) { 1 } else { 1 + dice.below(12) };
        }
        assert!(part.findings.is_clean(), "{:#?}", part.findings);
    }
    assert!(given_up > 0, "SQLite rolls a whole group back after some errors");
    report(PART_ERRORS, part);
}

#[test]
fn a_first_start_that_fails_halfway_never_goes_on_without_the_log() {
    let before = Before::new();
    for trouble in [Trouble::Full, Trouble::Write, Trouble::Sync, Trouble::Read, Trouble::Delete] {
        for nth in 1..12 {
            let shop = before.shop.with_same_keyring(Dice::fixed(0));
            let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
            watch.inject(Fault { trouble, nth, lasts: false });
            let opened = shop.open(1);
            watch.end_fault();
            let mode: String =
                shop.raw().query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("a mode");
            assert!(opened.is_err() || mode == "wal", "{trouble:?} {nth}: {mode}");
            drop(opened);
            shop.open(1).expect("the next start is a first start again");
        }
    }
}

/// Not preventable: everything was written, only the sync failed. After a crash before the next transaction, the transaction
/// that was reported as an error is there, whole and once: its request id gives its answer, and it is not repeated.
#[test]
fn a_payment_whose_sync_failed_may_be_there_after_a_crash_and_is_never_taken_twice() {
    let before = Before::new();
    let shop = before.shop.with_same_keyring(Dice::fixed(0));
    before.image.write_into(&shop.disk());
    let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
    let mut desk = shop.open(1).expect("open");
    let asked = TillRequest::pay(1, 9, 33_000);
    watch.inject(Fault { trouble: Trouble::Sync, nth: 1, lasts: false });
    let error = asked.ask(&mut desk).expect_err("not synced");
    assert!(is_typed(&error, rusqlite::ffi::SQLITE_IOERR_FSYNC), "{error:?}");
    assert_eq!(rows(&desk).expect("countable"), before.expected.0.len(), "not there for anybody now");

    let left = before.shop.with_same_keyring(Dice::fixed(1));
    remains(&watch.log(), Loss::Nothing, &mut Dice::fixed(2)).write_into(&left.disk());
    assert_eq!(rows(&left.open(1).expect("open")).expect("countable"), before.expected.0.len() + 1);
    let mut findings = Findings::default();
    let expected = repeat_requests(&left, None, &[asked], before.expected.clone(), &mut findings);
    assert_eq!((expected.0.len(), findings), (before.expected.0.len() + 1, Findings::default()));
}
