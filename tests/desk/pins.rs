//! PINs: attempts that are counted before they are checked, waits, the lock-out, and the ways back in.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use chrono::{DateTime, FixedOffset};
use paydesk::{
    desk::{Clock, Desk, DeskError, JournalCursor, PinRefused, World},
    record::{Entry, Fact, Progress},
    staff::{LOCK_MINUTES, PinDigits, PinUse, Reason, Role, wait_after},
    vault::SystemRandom,
};

use crate::{
    close::assert_whole,
    people::{CASHIER, OWNER, SUPERVISOR, desk_of, number, pin, pin_of, staffed},
    shop::{CARD, Shop, TestClock, meant, pay, sale},
};

/// Seconds until the lock-out ends.
const LOCKED: i64 = LOCK_MINUTES * 60;

fn attempt(desk: &mut Desk, who: u64, keyed: &str) -> Result<(), DeskError> {
    desk.sign_in(number(who), &pin(keyed), PinUse::SignIn).map(|_| ())
}

/// Why a PIN was not taken.
fn refused(result: Result<(), DeskError>) -> PinRefused {
    match result {
        Err(DeskError::Pin(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

fn wrong(desk: &mut Desk) -> PinRefused {
    refused(attempt(desk, CASHIER, "9753"))
}

fn right(desk: &mut Desk) -> Result<(), DeskError> {
    desk.sign_in(number(CASHIER), &pin_of(CASHIER), PinUse::SignIn).map(|_| ())
}

/// In so many seconds.
fn until(shop: &Shop, seconds: i64) -> DateTime<FixedOffset> {
    shop.clock.now() + chrono::Duration::seconds(seconds)
}

fn entries(desk: &Desk) -> Vec<Entry> {
    let mut cursor = JournalCursor::new(0, None);
    let mut all = Vec::new();
    loop {
        let some = desk.next_entries(&mut cursor).expect("entries");
        if some.is_empty() {
            return all;
        }
        all.extend(some);
    }
}

/// When somebody tried the cashier's PIN.
fn attempts(desk: &Desk) -> Vec<DateTime<FixedOffset>> {
    let all = entries(desk).into_iter();
    let cashier = number(CASHIER);
    all.filter(|entry| matches!(entry.fact, Fact::PinAttempt { number, .. } if number == cashier))
        .map(|entry| entry.at)
        .collect()
}

#[test]
fn waits_double_until_the_lock_out_and_what_is_not_tried_does_not_count() {
    let shop = staffed();
    let mut desk = shop.open();
    for count in 1..=10 {
        let wait = wait_after(count).num_seconds();
        let expected = (wait > 0).then(|| until(&shop, wait));
        assert_eq!(wrong(&mut desk), PinRefused::Wrong(expected), "{count}");
        if wait == 0 {
            continue;
        }
        // Even the right one is not tried before, here and at another till.
        shop.clock.step(wait * 1_000 - 1);
        let before = desk.head().expect("head");
        let at = shop.clock.now() + chrono::Duration::milliseconds(1);
        let expected =
            if count == 10 { PinRefused::Locked(Role::Cashier, at) } else { PinRefused::Waits(at) };
        assert_eq!(refused(right(&mut desk)), expected, "{count}");
        assert_eq!(refused(right(&mut shop.open_till(2))), expected, "{count}");
        assert_eq!(desk.head().expect("head"), before, "{count}: nothing is recorded");
        shop.clock.step(1);
    }
    right(&mut desk).expect("the lock-out is over");
    assert_eq!(wrong(&mut desk), PinRefused::Wrong(None), "it begins anew");
    assert_whole(&shop);
}

#[test]
fn a_supervisor_ends_the_wait_of_a_cashier_and_only_an_owner_that_of_a_supervisor() {
    let shop = staffed();
    let mut desk = shop.open();
    for count in 1..=10 {
        wrong(&mut desk);
        shop.clock.step(wait_after(count).num_milliseconds());
    }
    shop.clock.step(-1);
    assert!(matches!(refused(right(&mut desk)), PinRefused::Locked(Role::Cashier, _)));
    desk_of(&shop, SUPERVISOR).unlock_person(number(CASHIER)).expect("unlocked");
    right(&mut desk).expect("unlocked");
    for _ in 0..3 {
        refused(attempt(&mut desk, SUPERVISOR, "9753"));
    }
    assert!(matches!(refused(attempt(&mut desk, SUPERVISOR, "2583")), PinRefused::Waits(_)));
    assert!(matches!(
        desk_of(&shop, SUPERVISOR).unlock_person(number(SUPERVISOR)),
        Err(DeskError::NotAllowed(_))
    ));
    desk_of(&shop, OWNER).unlock_person(number(SUPERVISOR)).expect("unlocked");
    attempt(&mut desk, SUPERVISOR, "2583").expect("unlocked");
}

#[test]
fn a_number_that_nobody_has_and_one_that_is_disabled_say_what_a_wrong_pin_says() {
    let shop = staffed();
    desk_of(&shop, OWNER).change_person(number(CASHIER), None, |one| one.disabled = true).expect("disabled");
    let mut desk = shop.open();
    for (who, keyed) in [(77, "2580"), (CASHIER, "2601"), (CASHIER, "9753"), (SUPERVISOR, "9753")] {
        assert_eq!(refused(attempt(&mut desk, who, keyed)), PinRefused::Wrong(None), "{who} {keyed}");
        let last = entries(&desk).pop().expect("an entry").fact;
        assert!(matches!(last, Fact::PinAttempt { number: of, .. } if of == number(who)), "{who}: {last:?}");
    }
    // However often: nothing is tried there, and nothing waits.
    for _ in 0..12 {
        assert_eq!(refused(attempt(&mut desk, CASHIER, "9753")), PinRefused::Wrong(None));
    }
    assert_whole(&shop);
}

#[test]
fn sixteen_tills_at_once_try_no_more_than_one() {
    let shop = staffed();
    let before = attempts(&shop.open()).len();
    for _ in 0..3 {
        let barrier = Barrier::new(16);
        thread::scope(|scope| {
            for till in 1..=16 {
                let (shop, barrier) = (&shop, &barrier);
                scope.spawn(move || {
                    let mut desk = shop.open_till(till);
                    barrier.wait();
                    for _ in 0..10 {
                        match attempt(&mut desk, CASHIER, "9753") {
                            Err(DeskError::Pin(PinRefused::Wrong(_) | PinRefused::Waits(_))) => {}
                            other => panic!("{other:?}"),
                        }
                    }
                });
            }
        });
        // The clock stands still: three, and then one after each wait.
        shop.clock.step(
            wait_after(u32::try_from(attempts(&shop.open()).len() - before).expect("few")).num_milliseconds(),
        );
    }
    assert_eq!(attempts(&shop.open()).len() - before, 5);
    assert_whole(&shop);
}

#[test]
fn two_people_at_two_tills_share_a_ledger() {
    let shop = staffed();
    let (mut one, mut two) = (shop.open(), shop.open_till(2));
    one.sign_in(number(CASHIER), &pin_of(CASHIER), PinUse::SignIn).expect("signed in");
    two.sign_in(number(SUPERVISOR), &pin_of(SUPERVISOR), PinUse::SignIn).expect("signed in");
    for amount in [1_000, 2_000] {
        let by = |desk: &mut Desk| pay(desk, amount).by.operator.map(paydesk::staff::OperatorNumber::number);
        assert_eq!((by(&mut one), by(&mut two)), (Some(21), Some(3)));
    }
}

// The clock.

/// The shop's clock, and one that goes on evenly.
#[derive(Clone)]
struct TwoClocks(TestClock, Arc<AtomicU64>);

impl TwoClocks {
    /// Time passes.
    fn pass(&self, seconds: i64) {
        self.0.step(seconds * 1_000);
        self.1.fetch_add(seconds.unsigned_abs(), Ordering::SeqCst);
    }
}

impl Clock for TwoClocks {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0.now()
    }

    fn steady(&self) -> Option<Duration> {
        Some(Duration::from_secs(self.1.load(Ordering::SeqCst)))
    }
}

/// A till with both clocks, at which the cashier is locked out.
fn locked_out(shop: &Shop) -> (Desk, TwoClocks) {
    let clocks = TwoClocks(shop.clock.clone(), Arc::default());
    let mut desk = Desk::open(shop.settings(), World::new(clocks.clone(), SystemRandom)).expect("open");
    for count in 1..=10 {
        wrong(&mut desk);
        clocks.pass(if count == 10 { 0 } else { wait_after(count).num_seconds() });
    }
    assert!(matches!(refused(right(&mut desk)), PinRefused::Locked(..)));
    (desk, clocks)
}

#[test]
fn a_clock_that_is_set_forward_ends_no_lock_out() {
    let shop = staffed();
    let (mut desk, clocks) = locked_out(&shop);
    let steps = |desk: &Desk| {
        entries(desk).iter().filter(|entry| matches!(entry.fact, Fact::ClockStep { .. })).count()
    };
    let before = steps(&desk);
    shop.clock.step(2 * LOCKED * 1_000);
    // It begins anew from the step, which is on record.
    assert_eq!(refused(right(&mut desk)), PinRefused::Locked(Role::Cashier, until(&shop, LOCKED)));
    assert_eq!(steps(&desk), before + 1);
    // At every till.
    assert_eq!(
        refused(right(&mut shop.open_till(2))),
        PinRefused::Locked(Role::Cashier, until(&shop, LOCKED))
    );
    clocks.pass(LOCKED - 1);
    assert!(matches!(refused(right(&mut desk)), PinRefused::Locked(..)));
    clocks.pass(1);
    right(&mut desk).expect("the time has passed");
    assert_whole(&shop);
}

#[test]
fn small_steps_add_up() {
    let shop = staffed();
    let (mut desk, _clocks) = locked_out(&shop);
    let until_begun = until(&shop, LOCKED);
    // The clock is set by 59 seconds, again and again.
    for _ in 0..=LOCKED / 59 {
        shop.clock.step(59_000);
        assert!(matches!(refused(right(&mut desk)), PinRefused::Locked(_, at) if at >= until_begun));
    }
    assert_whole(&shop);
}

#[test]
fn a_step_that_was_made_while_nothing_ran_is_not_seen() {
    let shop = staffed();
    let (desk, clocks) = locked_out(&shop);
    drop(desk);
    shop.clock.step(LOCKED * 1_000);
    let mut desk = Desk::open(shop.settings(), World::new(clocks, SystemRandom)).expect("open");
    right(&mut desk).expect("it cannot be told from time that has passed");
}

// Keys.

#[test]
fn pins_go_on_working_under_a_new_key_and_are_made_anew_as_people_sign_in() {
    let shop = staffed();
    let key_of = |desk: &Desk| {
        let people = desk.people().expect("people").all;
        let cashier = people.into_iter().find(|one| one.operator.number == number(CASHIER)).expect("cashier");
        cashier.pin.expect("a PIN").1.key_id
    };
    let mut desk = shop.open();
    right(&mut desk).expect("signed in");
    assert_eq!(key_of(&desk), 1);
    desk_of(&shop, OWNER).rotate_key(&Progress::default()).expect("rotated");
    assert_eq!(key_of(&desk), 1);
    assert_eq!(wrong(&mut desk), PinRefused::Wrong(None));
    right(&mut desk).expect("signed in");
    assert_eq!(key_of(&desk), 2);
    assert_eq!(wrong(&mut desk), PinRefused::Wrong(None));
    right(&mut desk).expect("signed in");
    assert_whole(&shop);
}

#[test]
fn an_approval_makes_the_approvers_pin_anew_in_the_approvers_name() {
    let shop = staffed();
    desk_of(&shop, OWNER).rotate_key(&Progress::default()).expect("rotated");
    let mut desk = desk_of(&shop, CASHIER);
    let not_yet = match desk.pay(&sale(CARD, 60_000), &meant()) {
        Err(DeskError::NotAllowed(refused)) => refused,
        other => panic!("{:?}", other.map(|paid| paid.transaction)),
    };
    desk.approve(&not_yet, number(SUPERVISOR), &pin_of(SUPERVISOR), Reason::Other).expect("approved");
    desk.pay(&sale(CARD, 60_000), &meant()).expect("paid");
    let new =
        entries(&desk).into_iter().rfind(|entry| matches!(entry.fact, Fact::Pin { .. })).expect("a PIN");
    assert!(
        matches!(&new.fact, Fact::Pin { number: of, verifier, .. } if *of == number(SUPERVISOR) && verifier.key_id == 2)
    );
    assert_eq!(new.by.operator, Some(number(SUPERVISOR)));
    assert_whole(&shop);
}

#[test]
fn nothing_is_approved_for_who_was_disabled_meanwhile() {
    let shop = staffed();
    let mut desk = desk_of(&shop, CASHIER);
    let not_yet = match desk.pay(&sale(CARD, 60_000), &meant()) {
        Err(DeskError::NotAllowed(refused)) => refused,
        other => panic!("{:?}", other.map(|paid| paid.transaction)),
    };
    desk_of(&shop, OWNER).change_person(number(CASHIER), None, |one| one.disabled = true).expect("disabled");
    let approved = desk.approve(&not_yet, number(SUPERVISOR), &pin_of(SUPERVISOR), Reason::Other);
    assert!(matches!(approved, Err(DeskError::SignedOut { .. })));
    assert!(matches!(desk.pay(&sale(CARD, 60_000), &meant()), Err(DeskError::SignedOut { .. })));
    assert_whole(&shop);
}

#[test]
fn pins_keep_their_length_until_they_are_given_anew() {
    let shop = staffed();
    let six = PinDigits::new(6).expect("digits");
    let mut owner = desk_of(&shop, OWNER);
    owner.set_pin_digits(six).expect("recorded");
    let people = owner.people().expect("people");
    assert_eq!((people.digits, people.digits_of(number(CASHIER))), (six, PinDigits::DEFAULT));
    right(&mut shop.open()).expect("as before");
    let new = paydesk::staff::Pin::chosen("864209", six).expect("a PIN");
    owner.set_pin(number(CASHIER), None, &new).expect("given");
    assert_eq!(owner.people().expect("people").digits_of(number(CASHIER)), six);
    shop.open().sign_in(number(CASHIER), &new, PinUse::SignIn).expect("the new one");
    assert_eq!(refused(right(&mut shop.open())), PinRefused::Wrong(None));
}

#[test]
fn a_pin_of_a_role_is_none_of_another_role() {
    let shop = staffed();
    let mut owner = desk_of(&shop, OWNER);
    let raise = |one: &mut paydesk::staff::Operator| one.role = Role::Owner;
    owner.change_person(number(CASHIER), Some(&pin("8642")), raise).expect("raised");
    assert_eq!(refused(right(&mut shop.open())), PinRefused::Wrong(None));
    attempt(&mut shop.open(), CASHIER, "8642").expect("the new PIN");
}

#[test]
fn a_program_has_no_screen_and_acts_by_commands() {
    let shop = staffed();
    let mut desk = shop.open();
    let program = number(9);
    let screen = desk.sign_in(program, &pin_of(9), PinUse::SignIn).map(|_| ());
    assert_eq!(refused(screen), PinRefused::NoScreen(program));
    desk.sign_in(program, &pin_of(9), PinUse::Command).expect("by a command");
    assert_eq!(desk.pay(&sale(CARD, 1_000), &meant()).expect("paid").transaction.by.operator, Some(program));
}

// The way back in.

#[test]
fn an_owner_who_knows_the_passphrase_gets_another_pin_at_once() {
    let shop = staffed();
    let mut desk = shop.open();
    desk.recover(number(OWNER), &pin("8642"), true).expect("another PIN");
    attempt(&mut desk, OWNER, "8642").expect("signed in");
    for other in [CASHIER, SUPERVISOR, 77] {
        desk.recover(number(other), &pin("8642"), true).expect_err("only an owner");
    }
}

#[test]
fn without_a_passphrase_the_way_back_in_takes_half_an_hour_that_everybody_sees() {
    let shop = staffed();
    let mut desk = shop.open();
    let recover = |desk: &mut Desk| desk.recover(number(OWNER), &pin("8642"), false).map(|_| ());
    let due = until(&shop, LOCKED);
    assert_eq!(refused(recover(&mut desk)), PinRefused::Recovery(due));
    shop.clock.step(LOCKED * 1_000 - 1);
    assert_eq!(refused(recover(&mut desk)), PinRefused::Recovery(due));
    shop.clock.step(1);
    recover(&mut desk).expect("another PIN");
    attempt(&mut desk, OWNER, "8642").expect("signed in");
    // It can be chosen for a day.
    assert!(matches!(refused(recover(&mut desk)), PinRefused::Recovery(_)));
    shop.clock.step((LOCKED + 24 * 60 * 60) * 1_000);
    assert_eq!(refused(recover(&mut desk)), PinRefused::Recovery(until(&shop, LOCKED)));
    attempt(&mut desk, OWNER, "8642").expect("signed in");
    // Whoever still knows the PIN ends it.
    assert!(matches!(refused(recover(&mut desk)), PinRefused::Recovery(_)));
    attempt(&mut desk, OWNER, "8642").expect("signed in");
    shop.clock.step(LOCKED * 1_000);
    assert_eq!(refused(recover(&mut desk)), PinRefused::Recovery(until(&shop, LOCKED)));
    assert_whole(&shop);
}

#[test]
fn the_ledger_alone_tries_no_pin() {
    let shop = staffed();
    // A thief's copy, with a keyring of the thief's own.
    let stolen = shop.copied();
    std::fs::remove_file(stolen.keyring()).expect("removed");
    let other = Shop::new();
    drop(other.open());
    std::fs::copy(other.keyring(), stolen.keyring()).expect("copied");
    assert!(matches!(stolen.trouble(), DeskError::Keyring(_) | DeskError::Ledger(_)));
}
