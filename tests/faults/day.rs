//! A recorded day at two tills on one watched disk: the requests, when each was acknowledged, what the disk did.

use paydesk::desk::Desk;

use crate::{
    acknowledged::{Acknowledged, Entry, Findings, inspect, rows, verify},
    closes::{Closed, audit_closes},
    crash_disk::{CrashDisk, Image, Loss},
    dice::{Dice, is_long},
    disk::{Disk, Op, SkippedSyncs},
    hand_over::{Handed, audit_batches},
    prints::{Printed, audit_prints},
    shop::{Shop, TillRequest},
};

/// A request and its answer.
pub struct AnsweredRequest {
    pub asked: TillRequest,
    /// Length of the disk's log when the request was made, and when it was acknowledged.
    pub sent_at: usize,
    pub answered_at: usize,
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
    pub answered_requests: Vec<AnsweredRequest>,
    /// What went to the printer between them.
    pub printed: Vec<Printed>,
    /// The closes between them.
    pub closed: Vec<Closed>,
    /// What was handed over between them.
    pub handed: Vec<Handed>,
    pub log: Vec<Op>,
}

impl Day {
    /// A random day, from the very first start on.
    pub fn record(mut dice: Dice, skipped: SkippedSyncs) -> Self {
        let shop = Shop::new(dice.clone());
        let watch = Disk::watch(&shop.disk(), skipped);
        let (mut answered_requests, mut printed) = (Vec::new(), Vec::new());
        let (mut closed, mut handed) = (Vec::new(), Vec::new());
        let open = || [1, 2].map(|till| shop.open(till).expect("open"));
        let mut desks = Some(open());
        for number in 0..ACTS {
            let asked = random_request(&mut dice, number, &answered_requests);
            let tills = desks.get_or_insert_with(open);
            let desk = &mut tills[usize::try_from(asked.till - 1).expect("a till")];
            shop.clock.step(7);
            let sent_at = watch.log_len();
            let recorded = asked.ask(desk).expect("done");
            let (entry, answered_at) = (Entry::of(&recorded), watch.log_len());
            answered_requests.push(AnsweredRequest { asked, sent_at, answered_at, entry });
            while dice.chance() {
                printed.push(Printed::next(desk, recorded.transaction.seq, &watch, &mut dice));
            }
            if dice.below(4) == 0 {
                closed.push(Closed::next(desk, &watch));
            }
            if dice.below(4) == 0 {
                handed.extend(Handed::next(desk, &watch, &mut dice));
            }
            match BETWEEN[dice.below(BETWEEN.len())] {
                Between::Nothing => {}
                Between::Checkpoint(how) => checkpoint(&shop, how),
                Between::Close => desks = None,
            }
        }
        drop(desks);
        Self { log: watch.log(), answered_requests, printed, closed, handed, shop }
    }

    /// A day of payments, until one of them checkpoints the full log, and one more.
    pub fn with_full_log(dice: &Dice) -> Self {
        // Many more entries than a payment alone writes.
        const MOVES: usize = 100;
        let shop = Shop::new(dice.clone());
        let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
        let mut desk = shop.open(1).expect("open");
        let mut answered_requests = Vec::<AnsweredRequest>::new();
        while answered_requests
            .iter()
            .rev()
            .nth(1)
            .is_none_or(|answered| answered.answered_at - answered.sent_at < MOVES)
        {
            assert!(answered_requests.len() < 2_000, "the log is never full");
            let asked = TillRequest::pay(1, answered_requests.len(), 10_000);
            shop.clock.step(7);
            let sent_at = watch.log_len();
            let entry = Entry::of(&asked.ask(&mut desk).expect("done"));
            answered_requests.push(AnsweredRequest { asked, sent_at, answered_at: watch.log_len(), entry });
        }
        Self {
            log: watch.log(),
            answered_requests,
            printed: Vec::new(),
            closed: Vec::new(),
            handed: Vec::new(),
            shop,
        }
    }

    /// A day of payments until the log has grown, an idle moment in which the till takes it over, and one payment more.
    pub fn with_idle_moment(dice: &Dice) -> Self {
        // Many more entries than an idle moment without anything to do.
        const MOVES: usize = 100;
        let shop = Shop::new(dice.clone());
        let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
        let mut desk = shop.open(1).expect("open");
        let mut answered_requests = Vec::<AnsweredRequest>::new();
        loop {
            let number = answered_requests.len();
            assert!(number < 2_000, "the log is never taken over");
            let asked = TillRequest::pay(1, number, 10_000);
            shop.clock.step(7);
            let sent_at = watch.log_len();
            let was_idle_for = sent_at - answered_requests.last().map_or(sent_at, |last| last.answered_at);
            let entry = Entry::of(&asked.ask(&mut desk).expect("done"));
            answered_requests.push(AnsweredRequest { asked, sent_at, answered_at: watch.log_len(), entry });
            if was_idle_for >= MOVES {
                return Self {
                    log: watch.log(),
                    answered_requests,
                    printed: Vec::new(),
                    closed: Vec::new(),
                    handed: Vec::new(),
                    shop,
                };
            }
            desk.while_idle();
        }
    }

    /// The transactions that were acknowledged within the first `done` entries of the log, and the request in flight.
    pub fn until(&self, done: usize) -> (Acknowledged, Option<&AnsweredRequest>) {
        let (acknowledged, later) = self
            .answered_requests
            .split_at(self.answered_requests.partition_point(|answered| answered.answered_at <= done));
        let expected = Acknowledged(acknowledged.iter().map(|answered| answered.entry.clone()).collect());
        (expected, later.first().filter(|answered| answered.sent_at <= done))
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
        let shop = self.shop.with_same_keyring(dice.clone());
        image.write_into(&shop.disk());
        let watch = Disk::watch(&shop.disk(), SkippedSyncs::Never);
        let mut desk = match shop.open(1) {
            Ok(desk) => desk,
            Err(error) => {
                findings.lost += expected.0.len();
                findings.add_half(format!("does not open: {error:?}"));
                return (expected.0.len(), findings);
            }
        };
        let perhaps: Vec<Entry> = in_flight.iter().map(|answered| answered.entry.clone()).collect();
        let there = expected.audit(&desk, &perhaps, &mut findings);
        audit_prints(&self.printed, done, &desk, &mut findings);
        audit_closes(&self.closed, done, &mut desk, &mut findings);
        audit_batches(&self.handed, done, &desk, &mut findings);
        if !findings.is_clean() {
            return (expected.0.len(), findings);
        }
        shop.clock.step(1_000);
        // Without a request in flight, the last one is sent again, as after a lost answer.
        if let Some(answered) = in_flight.or_else(|| self.answered_requests[..expected.0.len()].last()) {
            let again = send_twice(&answered.asked, &mut desk, &mut findings);
            let kept = in_flight.is_none() || there == [true];
            if let Some(again) = again.as_ref().filter(|again| kept && **again != answered.entry) {
                findings.add_doubled(format!("{} came back as {}", answered.entry.id, again.id));
            }
            expected.0.extend(again.filter(|_| in_flight.is_some()));
        }
        if let Some(killed) = killed {
            let (mut crash_disk, mut dice) = (killed.after_kill(), dice.clone());
            watch.log().iter().for_each(|op| crash_disk.apply(op, &mut dice));
            let shop = self.shop.with_same_keyring(dice.clone());
            crash_disk.after_power_loss(Loss::Everything, &mut dice).write_into(&shop.disk());
            match shop.open(1) {
                Ok(desk) => drop(expected.audit(&desk, &[], &mut findings)),
                Err(error) => findings.add_half(format!("does not open: {error:?}")),
            }
        }
        expected.0.extend(send_twice(&TillRequest::pay(1, 1_000, 77_700), &mut desk, &mut findings));
        match rows(&desk) {
            Ok(rows) if rows == expected.0.len() => {}
            other => findings.add_doubled(format!("{other:?} rows of {} in the end", expected.0.len())),
        }
        inspect(&shop.raw(), &mut findings);
        if done.is_multiple_of(if is_long() { 4 } else { 16 }) {
            verify(shop.settings(1), &mut findings);
        }
        (expected.0.len(), findings)
    }
}

/// Sends the same request twice; that must give one transaction.
pub fn send_twice(asked: &TillRequest, desk: &mut Desk, findings: &mut Findings) -> Option<Entry> {
    match [asked.ask(desk), asked.ask(desk)] {
        [Ok(first), Ok(second)] => {
            let (first, second) = (Entry::of(&first), Entry::of(&second));
            if first != second {
                findings.add_doubled(format!("{} came back as {}", first.id, second.id));
            }
            Some(first)
        }
        answers => {
            findings.add_half(format!("the till does not go on: {answers:?}"));
            None
        }
    }
}

/// The next request: a payment, or a cancel of one of which something remains.
fn random_request(dice: &mut Dice, number: usize, answered_requests: &[AnsweredRequest]) -> TillRequest {
    let till = dice.between(1, 3);
    let payments: Vec<&Entry> = answered_requests
        .iter()
        .map(|answered| &answered.entry)
        .filter(|entry| entry.payment.is_none())
        .collect();
    if payments.is_empty() || dice.below(5) < 3 {
        return TillRequest::pay(till, number, dice.between(1_000, 1_000_000));
    }
    let payment = payments[dice.below(payments.len())];
    let cancelled = answered_requests.iter().filter(|answered| answered.entry.payment == Some(payment.id));
    let left = payment.amount - cancelled.map(|answered| answered.entry.amount).sum::<u64>();
    match left {
        0 => TillRequest::pay(till, number, dice.between(1_000, 1_000_000)),
        _ if dice.below(4) == 0 => TillRequest::cancel(till, number, payment.id, None),
        _ => TillRequest::cancel(till, number, payment.id, Some(dice.between(1, left + 1))),
    }
}

fn checkpoint(shop: &Shop, how: &str) {
    let sql = format!("PRAGMA wal_checkpoint({how})");
    shop.raw().query_row(&sql, [], |_| Ok(())).expect("checkpoint");
}
