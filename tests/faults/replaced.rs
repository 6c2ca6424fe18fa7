//! The ledger is replaced, or its schema changed, by something else than a till, before any call of a payment or of two together.
//!
//! An answer is right in three cases: the payment is taken, and it is in the ledger at the path; it is refused, and it is not
//! there; the outcome is unknown, and the answer says so.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use paydesk::{
    desk::DeskError,
    ledger::{LedgerError, LedgerTrouble},
};
use rusqlite::Connection;

use crate::{
    acknowledged::{Acknowledged, Entry, Findings, inspect, verify},
    dice::Dice,
    disk::{Disk, SkippedSyncs},
    report::{PART_REPLACED, Part, report},
    shop::{Shop, TillRequest, request_id},
};

/// What is done to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Remove,
    RemoveWithLog,
    Move,
    /// An older copy takes the ledger's name.
    Replace,
    ReplaceWithoutLog,
    /// The ledger gets a second name.
    Link,
    /// An older copy is written over the file.
    CopyOver,
    CopyOverWithoutLog,
    RemoveLog,
    EmptyLog,
    /// A trigger swallows what is recorded.
    AddTrigger,
    DropTrigger,
}

impl Act {
    const ALL: [Self; 12] = [
        Self::Remove,
        Self::RemoveWithLog,
        Self::Move,
        Self::Replace,
        Self::ReplaceWithoutLog,
        Self::Link,
        Self::CopyOver,
        Self::CopyOverWithoutLog,
        Self::RemoveLog,
        Self::EmptyLog,
        Self::AddTrigger,
        Self::DropTrigger,
    ];

    /// Does it to the ledger at `path`.
    fn act(self, path: &Path, older: &Path) {
        let beside = |suffix| path.with_file_name(format!("ledger.db{suffix}"));
        let remove_log = || ["-wal", "-shm"].map(beside).iter().for_each(|file| remove(file));
        match self {
            Self::Remove => remove(path),
            Self::RemoveWithLog => {
                remove(path);
                remove_log();
            }
            Self::Move => fs::rename(path, beside("-aside")).expect("moved"),
            Self::Replace | Self::ReplaceWithoutLog => {
                fs::copy(older, beside("-copy")).expect("copied");
                fs::rename(beside("-copy"), path).expect("moved");
                if self == Self::ReplaceWithoutLog {
                    remove_log();
                }
            }
            Self::Link => fs::hard_link(path, beside("-second")).expect("linked"),
            Self::CopyOver | Self::CopyOverWithoutLog => {
                fs::write(path, fs::read(older).expect("read")).expect("written");
                if self == Self::CopyOverWithoutLog {
                    remove_log();
                }
            }
            Self::RemoveLog => remove_log(),
            Self::EmptyLog => fs::write(beside("-wal"), "").expect("emptied"),
            Self::AddTrigger => {
                change(
                    path,
                    "CREATE TRIGGER swallow BEFORE INSERT ON sealed BEGIN SELECT raise(IGNORE); END",
                );
            }
            Self::DropTrigger => change(path, "DROP TRIGGER sealed_no_update"),
        }
    }
}

fn remove(path: &Path) {
    fs::remove_file(path).expect("removed");
}

/// Changes the schema, unless the till holds the lock.
fn change(path: &Path, sql: &str) {
    let raw = Connection::open(path).expect("raw connection");
    raw.busy_timeout(Duration::ZERO).expect("no waiting");
    if let Err(error) = raw.execute_batch(sql) {
        assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy), "{error}");
    }
}

/// A ledger that is closed, the payments in it, and a copy that has only the first of them.
struct Before {
    shop: Shop,
    older: PathBuf,
    expected: Acknowledged,
}

impl Before {
    fn new() -> Self {
        let shop = Shop::new(Dice::of("replaced", 0));
        let older = shop.disk().with_file_name("older.db");
        let mut expected = Acknowledged::default();
        // So many that a payment does not write to every page of the file.
        for payments in [0..3, 3..60] {
            let mut desk = shop.open(1).expect("open");
            for number in payments {
                let paid = TillRequest::pay(1, number, 10_000).ask(&mut desk).expect("paid");
                expected.0.push(Entry::of(&paid));
            }
            drop(desk);
            if !older.exists() {
                fs::copy(shop.ledger(), &older).expect("copied");
            }
        }
        Self { shop, older, expected }
    }
}

/// How the log is when the payment begins.
#[derive(Debug, Clone, Copy)]
enum Log {
    GoesOn,
    /// Everything in it is in the file too, and it is written again from its start.
    StartsAgain,
}

/// Request ids of the payments during which it is done.
const ASKED: [(&str, usize); 2] = [("ask-101", 101), ("ask-103", 103)];

/// Plays `act` before the `nth` call of the commit of so many payments; false when it has fewer.
fn play(before: &Before, act: Act, nth: usize, log: Log, together: usize, part: &mut Part) -> bool {
    let shop = before.shop.with_same_keyring(Dice::fixed(0));
    fs::copy(before.shop.ledger(), shop.ledger()).expect("copied");
    let (path, older, mut expected) = (shop.ledger(), before.older.clone(), before.expected.clone());
    let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
    let mut desk = shop.open(2).expect("open");
    expected.0.push(Entry::of(&TillRequest::pay(2, 100, 20_000).ask(&mut desk).expect("paid")));
    if matches!(log, Log::StartsAgain) {
        shop.raw().query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(())).expect("checkpoint");
    }
    watch.before_call(nth, move || act.act(&path, &older));
    let asked = &ASKED[..together];
    let answer: Result<Vec<Entry>, DeskError> = desk.together(|group| {
        let ask = |(_, number): &(&str, usize)| {
            let paid = TillRequest::pay(2, *number, 30_000).ask_in(group)??;
            Ok(Entry::of(&paid))
        };
        asked.iter().map(ask).collect()
    });
    if !watch.has_acted() {
        return false;
    }
    // The till asks what became of payments whose outcome is unknown, and goes on.
    let told = asked.iter().map(|(name, _)| desk.find_by_request(&request_id(name))).collect::<Vec<_>>();
    let next = TillRequest::pay(2, 102, 40_000).ask(&mut desk);
    drop(desk);
    part.faults += 1;
    let mut findings = Findings::default();
    for ((name, _), told) in asked.iter().zip(told) {
        if matches!(told, Ok(Some(_))) && !is_there(&shop, name) {
            findings.add_nowhere(format!("{name} found, and not there"));
        }
    }
    if next.is_ok() && !is_there(&shop, "ask-102") {
        findings.add_nowhere("the next one taken, and not there");
    }
    match &answer {
        Ok(recorded) => {
            part.acknowledged += recorded.len();
            expected.0.extend(recorded.iter().cloned());
            expected.0.extend(next.ok().as_ref().map(Entry::of));
            examine(before, act, &shop, &expected, &mut findings);
        }
        Err(DeskError::Ledger(LedgerError { trouble: LedgerTrouble::ReplacedMeanwhile, .. })) => {}
        Err(_) if asked.iter().any(|(name, _)| is_there(&shop, name)) => {
            findings.add_nowhere("refused, and there");
        }
        Err(_) => {}
    }
    for finding in &mut findings.details {
        *finding = format!(
            "{act:?} before call {nth} of {together}, the log {log:?}, {:?}: {finding}",
            answer.as_ref().err()
        );
    }
    part.findings += findings;
    true
}

/// Compares the ledger at the path with what was acknowledged.
fn examine(before: &Before, act: Act, shop: &Shop, expected: &Acknowledged, findings: &mut Findings) {
    if !shop.ledger().exists() {
        return findings.add_nowhere("taken, and there is no ledger");
    }
    // After the answer the schema may change. What was taken is there all the same.
    match act {
        Act::AddTrigger => shop.raw().execute_batch("DROP TRIGGER IF EXISTS swallow").expect("dropped"),
        Act::DropTrigger => {
            const SQL: &str = "SELECT sql FROM sqlite_schema WHERE name = 'sealed_no_update'";
            let trigger: String = before.shop.raw().query_one(SQL, [], |row| row.get(0)).expect("a trigger");
            let trigger = trigger.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS");
            shop.raw().execute_batch(&trigger).expect("made");
        }
        _ => {}
    }
    match shop.open(2) {
        Ok(desk) => drop(expected.audit(&desk, &[], findings)),
        Err(error) => return findings.add_nowhere(format!("taken, and the ledger does not open: {error:?}")),
    }
    inspect(&shop.raw(), findings);
    verify(shop.settings(2), findings);
}

/// Whether the payment with this request id is in the ledger at the path.
fn is_there(shop: &Shop, request: &str) -> bool {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM transactions WHERE request_id = ?1)";
    let raw = shop.ledger().exists().then(|| shop.raw());
    raw.is_some_and(|raw| raw.query_one(SQL, [request], |row| row.get(0)).unwrap_or(false))
}

#[test]
fn a_payment_is_never_taken_into_a_ledger_that_is_not_at_the_path() {
    let (before, mut part) = (Before::new(), Part::default());
    for act in Act::ALL {
        for (log, together) in
            [(Log::GoesOn, 1), (Log::StartsAgain, 1), (Log::GoesOn, 2), (Log::StartsAgain, 2)]
        {
            let mut calls = (1..).take_while(|nth| play(&before, act, *nth, log, together, &mut part));
            assert!(calls.by_ref().count() > 9, "{act:?}");
        }
    }
    report(PART_REPLACED, part);
}
