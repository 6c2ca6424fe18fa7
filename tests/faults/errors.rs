//! The disk fails: full, broken, read-only, gone, at every call that SQLite makes of it.

use std::ffi::c_int;

use paydesk::{
    desk::{Desk, DeskError},
    ledger::{LedgerError, LedgerTrouble},
    payment::TransactionId,
};
use rusqlite::ffi::{SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_SHORT_READ, SQLITE_READONLY};

use crate::{
    book::{Book, Entry, Findings, inspect, rows, verify},
    day::ask_twice,
    dice::{Dice, is_long},
    disk::{Disk, Fault, Lie, Op, Trouble},
    figures::{PART_ERRORS, Part, report},
    platter::{Image, Loss, Platter},
    shop::{Asked, Shop},
};

/// While what the disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// A payment at an open till.
    Pay,
    /// A cancel there.
    Cancel,
    /// A till opens and takes a payment, after a crash that left a log.
    Open,
    /// A till opens, cancels and closes; the log moves into the file.
    Close,
    /// The very first start, and a payment.
    FirstStart,
}

impl Scene {
    const ALL: [Self; 5] = [Self::Pay, Self::Cancel, Self::Open, Self::Close, Self::FirstStart];
}

/// What there is before: a ledger as a crash has left it, and what was acknowledged.
struct Before {
    shop: Shop,
    image: Image,
    book: Book,
    payment: TransactionId,
}

impl Before {
    fn new() -> Self {
        let shop = Shop::new(Dice::of("before", 0));
        let watch = Disk::watch(&shop.disk(), Lie::Never);
        let mut desk = shop.open(1).expect("open");
        let mut book = Book::default();
        let mut ask = |asked: Asked| {
            shop.clock.step(7);
            let entry = Entry::of(&asked.ask(&mut desk).expect("done"));
            book.0.push(entry);
            book.0[book.0.len() - 1].id
        };
        let payment = ask(Asked::pay(1, 0, 10_000));
        ask(Asked::cancel(1, 1, payment, Some(300)));
        // Half of it lies in the file, half in the log.
        shop.raw().query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(())).expect("checkpoint");
        ask(Asked::pay(1, 2, 20_000));
        ask(Asked::cancel(1, 3, payment, Some(500)));
        let image = remains(&watch.log(), Loss::Nothing, &mut Dice::of("before", 1));
        drop(desk);
        Self { shop, image, book, payment }
    }
}

/// What is left of the disk if the power is lost now.
fn remains(log: &[Op], loss: Loss, dice: &mut Dice) -> Image {
    let mut platter = Platter::default();
    for op in log {
        platter.apply(op, dice);
    }
    platter.survivors(loss, dice)
}

/// What one fault has come to.
struct Outcome {
    crashes: usize,
    acknowledged: usize,
    findings: Findings,
}

/// Plays `scene` on a disk with `fault`; `None` when the fault finds nothing to strike any more.
fn play(before: &Before, scene: Scene, fault: Fault, dice: &mut Dice) -> Option<Outcome> {
    let (shop, mut book, mut findings) =
        (before.shop.heir(dice.clone()), Book::default(), Findings::default());
    if scene != Scene::FirstStart {
        before.image.lay(&shop.disk());
        book = before.book.clone();
    }
    let watch = Disk::watch(&shop.disk(), Lie::Never);
    let asked = match scene {
        Scene::Cancel | Scene::Close => Asked::cancel(1, 9, before.payment, None),
        _ => Asked::pay(1, 9, 33_000),
    };
    shop.clock.step(7);
    let opened = matches!(scene, Scene::Pay | Scene::Cancel).then(|| shop.open(1).expect("open"));
    watch.arm(fault);
    let (mut desk, mut told) = match opened.map_or_else(|| shop.open(1), Ok) {
        Ok(desk) => (Some(desk), None),
        Err(error) => (None, Some(error)),
    };
    if let Some(desk) = &mut desk {
        match asked.ask(desk) {
            Ok(receipt) => book.0.push(Entry::of(&receipt)),
            Err(error) => told = Some(error),
        }
        if scene != Scene::FirstStart && fault.trouble.spares_reading() {
            book.look_up(desk, &mut findings);
        }
    }
    // A file that was cut off under a till may leave pages of zeros in its memory.
    if scene == Scene::Close || fault.trouble == Trouble::ShortRead {
        desk = None;
    }
    let struck = watch.mend();
    if struck.is_empty() {
        assert!(told.is_none(), "{told:?} of nothing");
        return None;
    }
    if let Some(error) = &told
        && !struck.iter().any(|code| is_typed(error, *code))
    {
        findings.halve(format!("codes {struck:?} are told as {error:?}"));
    }
    let mut crashes = 0;
    // The power fails before anybody does anything about it.
    if is_long() || dice.coin() {
        crashes += 1;
        let (left, loss) = (before.shop.heir(dice.clone()), Loss::ALL[dice.below(Loss::ALL.len())]);
        remains(&watch.log(), loss, dice).lay(&left.disk());
        go_on(&left, None, &asked, book.clone(), &mut findings);
    }
    // Or the trouble passes, and the same till goes on, if there is one.
    let same_till = desk.is_some();
    let book = go_on(&shop, desk, &asked, book, &mut findings);
    let acknowledged = book.0.len();
    // And then the power fails. That a failed sync is forgotten by the system is known to the till that was told of it,
    // and to nobody else: for another one, syncing once more has to help.
    if is_long() || crashes == 0 {
        crashes += 1;
        let mut log = watch.log();
        log.retain(|op| same_till || !matches!(op, Op::SyncFailed { .. }));
        let left = before.shop.heir(dice.clone());
        remains(&log, Loss::Everything, dice).lay(&left.disk());
        go_on(&left, None, &asked, book, &mut findings);
    }
    for finding in &mut findings.told {
        *finding = format!("{scene:?}, {fault:?}, told {told:?}: {finding}");
    }
    Some(Outcome { crashes, acknowledged, findings })
}

/// Sends the request again, twice, at the till that is open or at a new one; it is carried out once, and everything else
/// is as it was. The book with its answer.
fn go_on(shop: &Shop, desk: Option<Desk>, asked: &Asked, mut book: Book, findings: &mut Findings) -> Book {
    let mut desk = match desk.map_or_else(|| shop.open(1), Ok) {
        Ok(desk) => desk,
        Err(error) => {
            findings.halve(format!("does not open again: {error:?}"));
            return book;
        }
    };
    let answer = ask_twice(asked, &mut desk, findings);
    if let Some(answer) = answer.filter(|answer| !book.0.contains(answer)) {
        book.0.push(answer);
    }
    book.audit(&desk, &[], findings);
    inspect(&shop.raw(), findings);
    if is_long() {
        verify(shop.settings(1), findings);
    }
    book
}

/// Whether SQLite's `code` is told as what it is.
fn is_typed(error: &DeskError, code: c_int) -> bool {
    let DeskError::Ledger(LedgerError { trouble, .. }) = error else { return false };
    match code {
        SQLITE_FULL => matches!(trouble, LedgerTrouble::Full),
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

/// Faults of this trouble that even a short run puts at every single call.
fn is_thorough(scene: Scene, trouble: Trouble) -> bool {
    use Trouble as T;
    let is_likely = matches!(trouble, T::Full | T::Write | T::Sync | T::Read | T::ReadOnly | T::Lock);
    is_long() || matches!(scene, Scene::Pay | Scene::Cancel) && is_likely
}

#[test]
fn an_error_of_the_disk_at_any_call_is_told_and_nothing_is_lost_doubled_or_half_done() {
    let (before, mut part) = (Before::new(), Part::default());
    for (scene, trouble) in
        Scene::ALL.into_iter().flat_map(|scene| Trouble::ALL.map(|trouble| (scene, trouble)))
    {
        let mut dice = Dice::of(&format!("{scene:?} {trouble:?}"), 0);
        let (mut nth, mut left) = (1, true);
        while left {
            let one = dice.coin();
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
            }
            nth += if is_thorough(scene, trouble) { 1 } else { 1 + dice.below(12) };
        }
        assert!(part.findings.is_clean(), "{:#?}", part.findings);
    }
    report(PART_ERRORS, part);
}

#[test]
fn a_first_start_that_fails_halfway_never_goes_on_without_the_log() {
    let before = Before::new();
    for trouble in [Trouble::Full, Trouble::Write, Trouble::Sync, Trouble::Read, Trouble::Delete] {
        for nth in 1..12 {
            let shop = before.shop.heir(Dice::fixed(0));
            let watch = Disk::watch(&shop.disk(), Lie::Never);
            watch.arm(Fault { trouble, nth, lasts: false });
            let opened = shop.open(1);
            watch.mend();
            let mode: String =
                shop.raw().query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("a mode");
            assert!(opened.is_err() || mode == "wal", "{trouble:?} {nth}: {mode}");
            drop(opened);
            shop.open(1).expect("the next start is a first start again");
        }
    }
}

/// What nobody can prevent: all was written, only the sync was refused. A crash before the next transaction, and what was
/// told as an error is there after all. Whole, and once: asked for by its name again, it is answered and not repeated.
#[test]
fn a_payment_whose_sync_failed_may_be_there_after_a_crash_and_is_never_taken_twice() {
    let before = Before::new();
    let shop = before.shop.heir(Dice::fixed(0));
    before.image.lay(&shop.disk());
    let watch = Disk::watch(&shop.disk(), Lie::Never);
    let mut desk = shop.open(1).expect("open");
    let asked = Asked::pay(1, 9, 33_000);
    watch.arm(Fault { trouble: Trouble::Sync, nth: 1, lasts: false });
    let error = asked.ask(&mut desk).expect_err("not synced");
    assert!(is_typed(&error, rusqlite::ffi::SQLITE_IOERR_FSYNC), "{error:?}");
    assert_eq!(rows(&desk).expect("countable"), before.book.0.len(), "not there for anybody now");

    let left = before.shop.heir(Dice::fixed(1));
    remains(&watch.log(), Loss::Nothing, &mut Dice::fixed(2)).lay(&left.disk());
    assert_eq!(rows(&left.open(1).expect("open")).expect("countable"), before.book.0.len() + 1);
    let mut findings = Findings::default();
    let book = go_on(&left, None, &asked, before.book.clone(), &mut findings);
    assert_eq!((book.0.len(), findings), (before.book.0.len() + 1, Findings::default()));
}
