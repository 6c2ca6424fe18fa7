//! A day at two tills on one watched disk, written down: what was asked, when it was acknowledged, what the disk did.

use paydesk::desk::Desk;

use crate::{
    book::{Book, Entry, Findings, inspect, rows, verify},
    dice::{Dice, is_long},
    disk::{Disk, Lie, Op},
    platter::{Image, Loss, Platter},
    shop::{Asked, Shop},
};

/// A request and its answer.
pub struct Act {
    pub asked: Asked,
    /// How much had happened on the disk when it was asked, and when it was acknowledged.
    pub began: usize,
    pub acked: usize,
    pub entry: Entry,
}

/// What happens between two requests.
#[derive(Debug, Clone, Copy)]
enum Between {
    Nothing,
    /// Another program moves the log into the file.
    Checkpoint(&'static str),
    /// Everybody goes home; the last one moves the log into the file and deletes it.
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

/// Requests of a day.
const ACTS: usize = 14;

/// A day that is over. Its shop still has the keyring.
pub struct Day {
    pub shop: Shop,
    pub acts: Vec<Act>,
    pub log: Vec<Op>,
}

impl Day {
    /// The day that these dice come to, from the very first start on.
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

    /// A day of payments until one of them finds the log full and moves it into the file, and one more.
    pub fn with_full_log(dice: &Dice) -> Self {
        // Many more than any payment writes for itself.
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

    /// What was acknowledged before the disk had done `done` things, and what was in flight.
    pub fn until(&self, done: usize) -> (Book, Option<&Act>) {
        let (acked, later) = self.acts.split_at(self.acts.partition_point(|act| act.acked <= done));
        let book = Book(acked.iter().map(|act| act.entry.clone()).collect());
        (book, later.first().filter(|act| act.began <= done))
    }

    /// Opens what a crash has left after `done` things, and holds it against what was acknowledged; then the tills go on:
    /// the request in flight is sent again, twice, and a new one after it. With the number of acknowledgements.
    ///
    /// When the programs were killed and the machine lives on, `killed` is its disk; then the power fails as well, right
    /// after the request in flight was answered.
    pub fn examine(
        &self,
        done: usize,
        image: &Image,
        killed: Option<&Platter>,
        dice: &Dice,
    ) -> (usize, Findings) {
        let ((mut book, in_flight), mut findings) = (self.until(done), Findings::default());
        let shop = self.shop.heir(dice.clone());
        image.lay(&shop.disk());
        let watch = Disk::watch(&shop.disk(), Lie::Never);
        let mut desk = match shop.open(1) {
            Ok(desk) => desk,
            Err(error) => {
                findings.lost += book.0.len();
                findings.halve(format!("does not open: {error:?}"));
                return (book.0.len(), findings);
            }
        };
        let perhaps: Vec<Entry> = in_flight.iter().map(|act| act.entry.clone()).collect();
        let there = book.audit(&desk, &perhaps, &mut findings);
        if !findings.is_clean() {
            return (book.0.len(), findings);
        }
        shop.clock.step(1_000);
        // Without one in flight, the last one that was answered is asked for again, as after a lost answer.
        if let Some(act) = in_flight.or_else(|| self.acts[..book.0.len()].last()) {
            let again = ask_twice(&act.asked, &mut desk, &mut findings);
            let kept = in_flight.is_none() || there == [true];
            if let Some(again) = again.as_ref().filter(|again| kept && **again != act.entry) {
                findings.double(format!("{} came back as {}", act.entry.id, again.id));
            }
            book.0.extend(again.filter(|_| in_flight.is_some()));
        }
        if let Some(killed) = killed {
            let (mut platter, mut dice) = (killed.go_on(), dice.clone());
            watch.log().iter().for_each(|op| platter.apply(op, &mut dice));
            let shop = self.shop.heir(dice.clone());
            platter.survivors(Loss::Everything, &mut dice).lay(&shop.disk());
            match shop.open(1) {
                Ok(desk) => drop(book.audit(&desk, &[], &mut findings)),
                Err(error) => findings.halve(format!("does not open: {error:?}")),
            }
        }
        book.0.extend(ask_twice(&Asked::pay(1, 1_000, 77_700), &mut desk, &mut findings));
        match rows(&desk) {
            Ok(rows) if rows == book.0.len() => {}
            other => findings.double(format!("{other:?} rows of {} in the end", book.0.len())),
        }
        inspect(&shop.raw(), &mut findings);
        if done.is_multiple_of(if is_long() { 4 } else { 16 }) {
            verify(shop.settings(1), &mut findings);
        }
        (book.0.len(), findings)
    }
}

/// Asks for the same twice; it comes to one transaction.
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
