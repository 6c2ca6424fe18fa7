//! A clock that jumps, by a millisecond or to any year from 1900 to 2250, within a payment too.

use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
};

use chrono::{DateTime, Datelike as _, Duration, FixedOffset};
use paydesk::{
    desk::{Clock, Desk, DeskError, Settings, World},
    payment::{LastId, Rules},
    record::Recorded,
};

use crate::{
    acknowledged::{Acknowledged, Entry, inspect, verify},
    dice::{Dice, scaled},
    report::{PART_CLOCKS, Part, report},
    shop::{Shop, TestClock, TillRequest},
};

/// Years that a clock may show.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2250;
/// How far an id may be ahead of its row: an hour, and a little more where ids were taken.
const AHEAD: Duration = Duration::seconds(3_601);

/// A clock with another time at every reading.
struct Jumping(Mutex<(Dice, DateTime<FixedOffset>)>);

impl Clock for Jumping {
    fn now(&self) -> DateTime<FixedOffset> {
        let mut clock = self.0.lock().expect("no panic");
        let (dice, time) = &mut *clock;
        let days = i64::try_from(dice.below(366)).expect("few");
        let jumped = match dice.below(12) {
            0 => *time - Duration::days(1),
            1 => *time + Duration::days(365),
            2 => *time - Duration::days(365),
            3 => *time - Duration::hours(1),
            4 => *time - Duration::milliseconds(3_600_001),
            5 => *time - Duration::milliseconds(1),
            6 => *time + Duration::milliseconds(1),
            7 => *time + Duration::seconds(40),
            // The same time of another century: its ids begin with the same digits.
            8 => time.with_year(time.year() + if dice.chance() { 100 } else { -100 }).unwrap_or(*time),
            9 => {
                let year = 1900 + i32::try_from(dice.below(351)).expect("a year");
                time.with_day(1).and_then(|time| time.with_year(year)).unwrap_or(*time) + Duration::days(days)
            }
            _ => *time,
        };
        if YEARS.contains(&jumped.year()) {
            *time = jumped;
        }
        *time
    }
}

/// Opens a till where every doubt about the clock is asked about.
fn open(shop: &Shop, till: u64, dice: &Dice) -> Desk {
    let clock = Jumping(Mutex::new((dice.clone(), TestClock::new().now())));
    // Any card is over some day.
    let rules = Rules { accept_expired: true, ..Rules::default() };
    let settings = Settings { rules, ..shop.settings(till) };
    let mut desk = Desk::open(settings, World::new(clock, dice.clone())).expect("open");
    desk.watch_clock(true).expect("watched");
    desk
}

/// Asks until the clock has been accepted at the time that it shows.
fn ask(asked: &TillRequest, desk: &mut Desk) -> Recorded {
    loop {
        match asked.ask(desk) {
            Err(DeskError::Clock(_)) => desk.accept_clock().expect("accepted"),
            done => return done.expect("done"),
        }
    }
}

#[test]
fn a_clock_that_jumps_to_any_year_gives_no_id_twice_and_none_out_of_order() {
    const TILLS: u64 = 3;
    let (rounds, mut part) = (scaled(60), Part::default());
    let mut dice = Dice::of("clocks", 0);
    let shop = Shop::new(dice.clone());
    let mut desks: Vec<_> = (1..=TILLS).map(|till| open(&shop, till, &Dice::of("clock", till))).collect();
    let (mut expected, mut last) = (Acknowledged::default(), HashMap::<u64, LastId>::new());
    for number in 0..rounds {
        let till = dice.between(1, TILLS + 1);
        let desk = &mut desks[usize::try_from(till - 1).expect("a till")];
        if dice.below(10) == 0 {
            // The till restarts, with a new clock.
            *desk = open(&shop, till, &dice);
        }
        let payment =
            expected.0.iter().rev().take(9).find(|entry| entry.payment.is_none()).map(|entry| entry.id);
        let asked = match payment {
            Some(payment) if dice.chance() => {
                TillRequest::cancel(till, number, payment, Some(dice.between(1, 9)))
            }
            _ => TillRequest::pay(till, number, dice.between(1_000, 1_000_000)),
        };
        let recorded = ask(&asked, desk);
        let entry = Entry::of(&recorded);
        let again = Entry::of(&asked.ask(desk).expect("done before, whatever the clock shows now"));
        assert_eq!(again, entry, "the same request at another time");
        assert!(entry.id.check_digit_ok(), "{}", entry.id);
        let own = LastId { id: entry.id, at: recorded.transaction.created_at.expect("a time").naive_local() };
        let time = own.time().expect("an id of ours");
        assert!((Duration::zero()..=AHEAD).contains(&(time - own.at)), "{own:?}");
        if let Some(before) = last.insert(till, own).filter(|before| !before.is_left_behind(own.at)) {
            let before_time = before.time().expect("an id of ours");
            assert!(before_time < time || before.id < own.id, "{own:?} after {before:?}");
        }
        expected.0.push(entry);
        part.faults += 1;
    }
    let ids: HashSet<_> = expected.0.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), rounds);
    expected.audit(&desks[0], &[], &mut part.findings);
    inspect(&shop.raw(), &mut part.findings);
    verify(shop.settings(1), &mut part.findings);
    part.acknowledged = rounds;
    report(PART_CLOCKS, part);
}
