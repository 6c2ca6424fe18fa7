//! A recorded day at two tills on one watched disk: the requests, when each was acknowledged, what the disk did.

use paydesk::desk::Desk;

use crate::{
    acknowledged::{Acknowledged, Entry, Findings, inspect, rows, verify},
    crash_disk::{CrashDisk, Image, Loss},
    dice::{Dice, is_long},
    disk::{Disk, Lie, Op},
    shop::{Asked, Shop},
};

/// A request and its answer.
pub struct Act {
    pub asked: Asked,
    /// Length of the disk's log when the request was made, and when it was acknowledged.
    pub began: usize,
    pub acked: usize,
    pub entry: Entry,
}

/// What happens between two requests.
#[derive(Debug, Clone, Copy)]
enum Between {
    Nothing,
    /// Another program checkpoints the log.
    Checkpoint(&'static str),
    /// All tills close; the last one checkpoints the log and deletes it.
    Close,
}

const BETWEEN: [Between; 9] = [
    Between::Nothing,
    Between::Nothing,
    Between::Nothing,
    Between::Nothing,
    Between::Checkpoint("PASSIVE"),
    Between::Checkpoint("FULL"),
    Between::Checkpoint("RESTART"),
    Between::Checkpoint("TRUNCATE"),
    Between::Close,
];

/// Number of requests of a day.
const ACTS: usize = 14;

/// A finished day. Its shop still has the keyring.
pub struct Day {
    pub shop: Shop,
    pub acts: Vec<Act>,
    pub log: Vec<Op>,
}

impl Day {
    /// A random day, from the very first start on.
    pub fn record(mut dice: Dice, lie: Lie) -> Self {
        let shop = Shop::new(dice.clone());
        let watch = Disk::watch(&shop.disk(), lie);
        let mut acts = Vec::new();
        let open = || [1, 2].map(|till| shop.open(till).expect("open"));
        let mut desks = Some(open());
        for number in 0..ACTS {
            let asked = ask(&mut dice, number, &acts);
            let tills = desks.get_or_insert_with(open);
            let desk = &mut tills[usize::try_from(asked.till - 1).expect("a till")];
            shop.clock.step(7);
            let began = watch.mark();
            let entry = Entry::of(&asked.ask(desk).expect("done"));
            acts.push(Act { asked, began, acked: watch.mark(), entry });
            match BETWEEN[dice.below(BETWEEN.len())] {
                Between::Nothing => {}
                Between::Checkpoint(how) => checkpoint(&shop, how),
                Between::Close => desks = None,
            }
        }
        drop(desks);
        Self { log: watch.log(), acts, shop }
    }

    /// A day of payments, until one of them checkpoints the full log, and one more.
    pub fn with_full_log(dice: &Dice) -> Self {
        // Many more entries than a payment alone writes.
        const MOVES: usize = 100;
        let shop = Shop::new(dice.clone());
        let watch = Disk::watch(&shop.disk(), Lie::Never);
        let mut desk = shop.open(1).expect("open");
        let mut acts = Vec::<Act>::new();
        while acts.iter().rev().nth(1).is_none_or(|act| act.acked - act.began < MOVES) {
            assert!(acts.len() < 2_000, "the log is never full");
            let asked = Asked::pay(1, acts.len(), 10_000);
            shop.clock.step(7);
            let began = watch.mark();
            let entry = Entry::of(&asked.ask(&mut desk).expect("done"));
            acts.push(Act { asked, began, acked: watch.mark(), entry });
        }
        Self { log: watch.log(), acts, shop }
    }

    /// The transactions that were acknowledged within the first `done` entries of the log, and the request in flight.
    pub fn until(&self, done: usize) -> (Acknowledged, Option<&Act>) {
        let (acked, later) = self.acts.split_at(self.acts.partition_point(|act| act.acked <= done));
        let expected = Acknowledged(acked.iter().map(|act| act.entry.clone()).collect());
        (expected, later.first().filter(|act| act.began <= done))
    }

    /// Opens `image`, the disk after a crash at entry `done`, and compares it with the acknowledged transactions. Then the
    /// tills go on: the request in flight is sent again, twice, and a new one after it. Returns the number of acknowledged
    /// transactions and the findings.
    ///
    /// If only the programs were killed, `killed` is the disk; then the power fails too, right after the answer to the
    /// request in flight.
    pub fn examine(
        &self,
        done: usize,
        image: &Image,
        killed: Option<&CrashDisk>,
        dice: &Dice,
    ) -> (usize, Findings) {
        let ((mut expected, in_flight), mut findings) = (self.until(done), Findings::default());
        let shop = self.shop.heir(dice.clone());
        image.lay(&shop.disk());
        let watch = Disk::watch(&shop.disk(), Lie::Never);
        let mut desk = match shop.open(1) {
            Ok(desk) => desk,
            Err(error) => {
                findings.lost += expected.0.len();
                findings.halve(format!("does not open: {error:?}"));
                return (expected.0.len(), findings);
            }
        };
        let perhaps: Vec<Entry> = in_flight.iter().map(|act| act.entry.clone()).collect();
        let there = expected.audit(&desk, &perhaps, &mut findings);
        if !findings.is_clean() {
            return (expected.0.len(), findings);
        }
        shop.clock.step(1_000);
        // Without a request in flight, the last one is sent again, as after a lost answer.
        if let Some(act) = in_flight.or_else(|| self.acts[..expected.0.len()].last()) {
            let again = ask_twice(&act.asked, &mut desk, &mut findings);
            let kept = in_flight.is_none() || there == [true];
            if let Some(again) = again.as_ref().filter(|again| kept && **again != act.entry) {
                findings.double(format!("{} came back as {}", act.entry.id, again.id));
            }
            expected.0.extend(again.filter(|_| in_flight.is_some()));
        }
        if let Some(killed) = killed {
            let (mut crash_disk, mut dice) = (killed.after_kill(), dice.clone());
            watch.log().iter().for_each(|op| crash_disk.apply(op, &mut dice));
            let shop = self.shop.heir(dice.clone());
            crash_disk.survivors(Loss::Everything, &mut dice).lay(&shop.disk());
            match shop.open(1) {
                Ok(desk) => drop(expected.audit(&desk, &[], &mut findings)),
                Err(error) => findings.halve(format!("does not open: {error:?}")),
            }
        }
        expected.0.extend(ask_twice(&Asked::pay(1, 1_000, 77_700), &mut desk, &mut findings));
        match rows(&desk) {
            Ok(rows) if rows == expected.0.len() => {}
            other => findings.double(format!("{other:?} rows of {} in the end", expected.0.len())),
        }
        inspect(&shop.raw(), &mut findings);
        if done.is_multiple_of(if is_long() { 4 } else { 16 }) {
            verify(shop.settings(1), &mut findings);
        }
        (expected.0.len(), findings)
    }
}

/// Sends the same request twice; that must give one transaction.
pub fn ask_twice(asked: &Asked, desk: &mut Desk, findings: &mut Findings) -> Option<Entry> {
    match [asked.ask(desk), asked.ask(desk)] {
        [Ok(first), Ok(second)] => {
            let (first, second) = (Entry::of(&first), Entry::of(&second));
            if first != second {
                findings.double(format!("{} came back as {}", first.id, second.id));
            }
            Some(first)
        }
        answers => {
            findings.halve(format!("the till does not go on: {answers:?}"));
            None
        }
    }
}

/// The next request: a payment, or a cancel of one of which something remains.
fn ask(dice: &mut Dice, number: usize, acts: &[Act]) -> Asked {
    let till = dice.between(1, 3);
    let payments: Vec<&Entry> =
        acts.iter().map(|act| &act.entry).filter(|entry| entry.payment.is_none()).collect();
    if payments.is_empty() || dice.below(5) < 3 {
        return Asked::pay(till, number, dice.between(1_000, 1_000_000));
    }
    let payment = payments[dice.below(payments.len())];
    let cancelled = acts.iter().filter(|act| act.entry.payment == Some(payment.id));
    let left = payment.amount - cancelled.map(|act| act.entry.amount).sum::<u64>();
    match left {
        0 => Asked::pay(till, number, dice.between(1_000, 1_000_000)),
        _ if dice.below(4) == 0 => Asked::cancel(till, number, payment.id, None),
        _ => Asked::cancel(till, number, payment.id, Some(dice.between(1, left + 1))),
    }
}

fn checkpoint(shop: &Shop, how: &str) {
    let sql = format!("PRAGMA wal_checkpoint({how})");
    shop.raw().query_row(&sql, [], |_| Ok(())).expect("checkpoint");
}
