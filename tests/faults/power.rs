//! Power loss and kill at every write and sync of whole days at the tills.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use crate::{
    book::Findings,
    day::Day,
    dice::{Dice, cases, is_long},
    disk::{Lie, Op},
    figures::{PART_FULL_LOG, PART_POWER, Part, report},
    platter::{Image, Loss, Platter},
};

/// What became of the crashes of one day.
#[derive(Default)]
pub struct Crashes {
    pub tried: usize,
    /// Transactions acknowledged before or after one of them.
    pub acknowledged: usize,
    pub findings: Findings,
    /// Of them, those that already say where.
    told: usize,
    seen: HashSet<u64>,
}

impl Crashes {
    /// Crashes `day` after `done` entries of its log, where `platter` is.
    fn crash(&mut self, day: &Day, done: usize, platter: &Platter, loss: Loss, dice: &mut Dice) {
        let image = platter.survivors(loss, dice);
        self.examine(day, done, &image, (loss == Loss::Nothing).then_some(platter), dice);
        let (told, all) = (self.findings.told.len(), day.log.len());
        for told in self.findings.told.iter_mut().skip(self.told) {
            *told = format!("after {done} of {all}, {loss:?}: {told}");
        }
        self.told = told;
    }

    /// Images that are the same as one before are not tried again.
    fn examine(&mut self, day: &Day, done: usize, image: &Image, killed: Option<&Platter>, dice: &Dice) {
        let (book, in_flight) = day.until(done);
        let mut hasher = DefaultHasher::new();
        (image, book.0.len(), in_flight.is_some()).hash(&mut hasher);
        if self.seen.insert(hasher.finish()) {
            let (acknowledged, findings) = day.examine(done, image, killed, dice);
            self.tried += 1;
            self.acknowledged += acknowledged;
            self.findings += findings;
        }
    }
}

/// Crashes a day after every entry of its log, `limit` times at most: at the syncs and around the acknowledgements in
/// every way, elsewhere in one way each, at one of `stride` entries.
pub fn crash(day: &Day, stride: usize, limit: usize, dice: &mut Dice) -> Crashes {
    let (mut platter, mut crashes) = (Platter::default(), Crashes::default());
    for done in 0..=day.log.len() {
        if let Some(op) = done.checked_sub(1).and_then(|last| day.log.get(last)) {
            platter.apply(op, dice);
        }
        let every_way =
            is_at_sync(day, done) || day.acts.iter().any(|act| act.began == done || act.acked == done);
        let one = (dice.below(stride) == 0).then(|| dice.below(Loss::ALL.len()));
        for (way, loss) in Loss::ALL.into_iter().enumerate() {
            if crashes.tried < limit && (every_way || Some(way) == one) {
                crashes.crash(day, done, &platter, loss, dice);
            }
        }
    }
    crashes
}

/// Whether the entry before or after is a sync.
fn is_at_sync(day: &Day, done: usize) -> bool {
    let around = day.log.iter().skip(done.saturating_sub(1)).take(if done == 0 { 1 } else { 2 });
    around.into_iter().any(|op| matches!(op, Op::Sync { .. } | Op::SyncFolder))
}

#[test]
fn a_power_loss_at_any_moment_loses_doubles_and_halves_nothing() {
    let (mut left, mut part, mut number) = (cases(), Part::default(), 0);
    while left > 0 {
        let mut dice = Dice::of("power", number);
        let day = Day::record(dice.clone(), Lie::Never);
        let crashes = crash(&day, if is_long() { 1 } else { 2 }, left, &mut dice);
        left -= crashes.tried;
        part.add(crashes);
        assert!(part.findings.is_clean(), "day {number}: {:#?}", part.findings);
        number += 1;
    }
    report(PART_POWER, part);
}

#[test]
fn a_power_loss_while_a_payment_moves_the_full_log_into_the_file_loses_nothing() {
    let mut dice = Dice::of("full log", 0);
    let day = Day::with_full_log(&dice);
    let [.., moving, next] = &day.acts[..] else { panic!("{} acts", day.acts.len()) };
    let (mut platter, mut crashes) = (Platter::default(), Crashes::default());
    for (done, op) in (1..).zip(&day.log) {
        platter.apply(op, &mut dice);
        // These are days of hundreds of payments: fewer of them are tried.
        let one_of = match (is_at_sync(&day, done), is_long()) {
            (true, long) => {
                if long {
                    1
                } else {
                    4
                }
            }
            (false, long) => {
                if long {
                    20
                } else {
                    400
                }
            }
        };
        for loss in Loss::ALL {
            if (moving.began..=next.acked).contains(&done) && dice.below(one_of) == 0 {
                crashes.crash(&day, done, &platter, loss, &mut dice);
            }
        }
    }
    let mut part = Part::default();
    part.add(crashes);
    report(PART_FULL_LOG, part);
}
