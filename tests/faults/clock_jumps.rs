//! A clock that jumps back a day or forward a year, within a payment too.

use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
};

use chrono::{DateTime, Duration, FixedOffset};
use paydesk::{
    desk::{Clock, Desk, Settings, World},
    payment::{Rules, TransactionId},
};

use crate::{
    acknowledged::{Acknowledged, Entry, inspect, verify},
    dice::{Dice, scaled},
    report::{PART_CLOCKS, Part, report},
    shop::{Shop, TestClock, TillRequest},
};

/// A clock with another time at every reading.
struct Jumping(Mutex<(Dice, DateTime<FixedOffset>)>);

impl Clock for Jumping {
    fn now(&self) -> DateTime<FixedOffset> {
        let mut clock = self.0.lock().expect("no panic");
        let jump = match clock.0.below(8) {
            0 => Duration::days(-1),
            1 => Duration::days(365),
            2 => Duration::days(-365),
            3 => Duration::hours(-1),
            4 => Duration::milliseconds(-1),
            5 => Duration::milliseconds(1),
            6 => Duration::seconds(40),
            _ => Duration::zero(),
        };
        let time = clock.1 + jump;
        // Ids have two digits for the year.
        if (2020..2080).contains(&chrono::Datelike::year(&time)) {
            clock.1 = time;
        }
        clock.1
    }
}

fn open(shop: &Shop, till: u64, dice: &Dice) -> Desk {
    let clock = Jumping(Mutex::new((dice.clone(), TestClock::new().now())));
    // The clock goes on for decades.
    let rules = Rules { accept_expired: true, ..Rules::default() };
    let settings = Settings { rules, ..shop.settings(till) };
    Desk::open(settings, World::new(clock, dice.clone())).expect("open")
}

#[test]
fn a_clock_that_jumps_gives_no_id_twice_and_none_out_of_order() {
    const TILLS: u64 = 3;
    let (rounds, mut part) = (scaled(60), Part::default());
    let mut dice = Dice::of("clocks", 0);
    let shop = Shop::new(dice.clone());
    let mut desks: Vec<_> = (1..=TILLS).map(|till| open(&shop, till, &Dice::of("clock", till))).collect();
    let (mut expected, mut last) = (Acknowledged::default(), HashMap::<u64, TransactionId>::new());
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
        let entry = Entry::of(&asked.ask(desk).expect("done"));
        assert_eq!(
            Entry::of(&asked.ask(desk).expect("done before")),
            entry,
            "the same request at another time"
        );
        assert!(entry.id.check_digit_ok(), "{}", entry.id);
        assert!(last.insert(till, entry.id).is_none_or(|last| last < entry.id), "ids of a till grow");
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
