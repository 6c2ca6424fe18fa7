//! Power losses and kills at every write and sync of whole days at the tills.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::RangeInclusive,
};

use crate::{
    acknowledged::Findings,
    crash_disk::{CrashDisk, Image, Loss},
    day::Day,
    dice::{Dice, cases, is_long},
    disk::{Op, SkippedSyncs},
    report::{PART_FULL_LOG, PART_POWER, Part, report},
};

/// The results of the crashes of one day.
#[derive(Default)]
pub struct Crashes {
    pub tried: usize,
    /// Acknowledged transactions, before and after each crash.
    pub acknowledged: usize,
    pub findings: Findings,
    /// Number of findings that already name their crash.
    labelled: usize,
    seen: HashSet<u64>,
}

impl Crashes {
    /// Crashes `day` after `done` entries of its log, where `crash_disk` is.
    fn crash(&mut self, day: &Day, done: usize, crash_disk: &CrashDisk, loss: Loss, dice: &mut Dice) {
        let image = crash_disk.after_power_loss(loss, dice);
        self.examine(day, done, &image, (loss == Loss::Nothing).then_some(crash_disk), dice);
        let (labelled, all) = (self.findings.details.len(), day.log.len());
        for labelled in self.findings.details.iter_mut().skip(self.labelled) {
            *labelled = format!("after {done} of {all}, {loss:?}: {labelled}");
        }
        self.labelled = labelled;
    }

    /// Examines an image, unless the same image was examined before.
    fn examine(&mut self, day: &Day, done: usize, image: &Image, killed: Option<&CrashDisk>, dice: &Dice) {
        let (expected, in_flight) = day.until(done);
        let mut hasher = DefaultHasher::new();
        let printed = day.printed.iter().filter(|printed| printed.answered_at <= done).count();
        let closed = day.closed.iter().filter(|closed| closed.answered_at <= done).count();
        let handed = day.handed.iter().filter(|handed| handed.answered_at <= done).count();
        (image, expected.0.len(), in_flight.is_some(), printed, closed, handed).hash(&mut hasher);
        if self.seen.insert(hasher.finish()) {
            let (acknowledged, findings) = day.examine(done, image, killed, dice);
            self.tried += 1;
            self.acknowledged += acknowledged;
            self.findings += findings;
        }
    }
}

/// Crashes a day after the entries of its log, at most `limit` times: with every kind of loss at the syncs and around the
/// acknowledgements, with one kind at every `stride`-th of the other entries.
pub fn crash(day: &Day, stride: usize, limit: usize, dice: &mut Dice) -> Crashes {
    let (mut crash_disk, mut crashes) = (CrashDisk::default(), Crashes::default());
    for done in 0..=day.log.len() {
        if let Some(op) = done.checked_sub(1).and_then(|last| day.log.get(last)) {
            crash_disk.apply(op, dice);
        }
        let every_way = is_at_sync(day, done)
            || day.answered_requests.iter().any(|one| one.sent_at == done || one.answered_at == done);
        let one = (dice.below(stride) == 0).then(|| dice.below(Loss::ALL.len()));
        for (way, loss) in Loss::ALL.into_iter().enumerate() {
            if crashes.tried < limit && (every_way || Some(way) == one) {
                crashes.crash(day, done, &crash_disk, loss, dice);
            }
        }
    }
    crashes
}

/// True if the entry before or after is a sync.
fn is_at_sync(day: &Day, done: usize) -> bool {
    let around = day.log.iter().skip(done.saturating_sub(1)).take(if done == 0 { 1 } else { 2 });
    around.into_iter().any(|op| matches!(op, Op::Sync { .. } | Op::SyncFolder))
}

#[test]
fn a_power_loss_at_any_moment_loses_doubles_and_halves_nothing() {
    let (mut left, mut part, mut number) = (cases(), Part::default(), 0);
    while left > 0 {
        let mut dice = Dice::of("power", number);
        let day = Day::record(dice.clone(), SkippedSyncs::Never);
        let crashes = crash(&day, if is_long() { 1 } else { 2 }, left, &mut dice);
        left -= crashes.tried;
        part.add(crashes);
        assert!(part.findings.is_clean(), "day {number}: {:#?}", part.findings);
        number += 1;
    }
    report(PART_POWER, part);
}

#[test]
fn a_power_loss_while_the_log_is_moved_into_the_file_loses_nothing() {
    let (mut dice, mut part) = (Dice::of("full log", 0), Part::default());
    // By a payment that finds it full, and by a till that is idle after a payment.
    for day in [Day::with_full_log(&dice), Day::with_idle_moment(&dice)] {
        let [.., first, last] = &day.answered_requests[..] else {
            panic!("{} requests", day.answered_requests.len())
        };
        part.add(crash_within(&day, first.sent_at..=last.answered_at, &mut dice));
    }
    report(PART_FULL_LOG, part);
}

/// Crashes a day of hundreds of payments within these entries of its log. So many payments take long to examine, so fewer crashes
/// are tried.
fn crash_within(day: &Day, entries: RangeInclusive<usize>, dice: &mut Dice) -> Crashes {
    let (mut crash_disk, mut crashes) = (CrashDisk::default(), Crashes::default());
    for (done, op) in (1..).zip(&day.log) {
        crash_disk.apply(op, dice);
        let one_of = match (is_at_sync(day, done), is_long()) {
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
            if entries.contains(&done) && dice.below(one_of) == 0 {
                crashes.crash(day, done, &crash_disk, loss, dice);
            }
        }
    }
    crashes
}
