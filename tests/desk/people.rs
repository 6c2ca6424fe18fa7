//! People: what each role may do at every door, limits, and approvals.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use chrono::{DateTime, FixedOffset};

use paydesk::{
    desk::{
        AnswersError, Asked, Clock, Desk, DeskError, HandOverError, HandOverOf, HandOverTo, JournalCursor,
        NotAllowed, PayOptions, PinRefused, Right, Sender, Settings, World, backup, keys, right,
        target::Target, who_may,
    },
    ledger::{LedgerError, LedgerTrouble},
    payment::{CancelRequest, Memo, Till, TransactionId},
    record::{Count, DayReport, Entry, Fact, Progress, Query, Recorded, SlipCopy},
    staff::{
        Action, Limits, Operator, OperatorName, OperatorNumber, Pin, PinDigits, PinUse, Reason, Role,
        Signers, StaffError,
    },
    vault::SystemRandom,
};
use strum::VariantArray as _;

use crate::{
    close::{assert_whole, close, x},
    shop::{CARD, OTHER_CARD, Shop, TestClock, meant, named, part, pay, request_id, sale, won},
};

/// One of each role, and who approves for the others.
pub const OWNER: u64 = 1;
const OTHER_OWNER: u64 = 6;
pub const SUPERVISOR: u64 = 3;
const OTHER_SUPERVISOR: u64 = 4;
pub const CASHIER: u64 = 21;
const OTHER_CASHIER: u64 = 22;
const PROGRAM: u64 = 9;

const ASKERS: [u64; 4] = [PROGRAM, CASHIER, SUPERVISOR, OWNER];

pub fn number(number: u64) -> OperatorNumber {
    OperatorNumber::new(number).expect("a number")
}

/// The PIN of a person of these tests.
pub fn pin_of(person: u64) -> Pin {
    pin(&format!("{}", 2_580 + person))
}

pub fn pin(digits: &str) -> Pin {
    Pin::keyed(digits, PinDigits::DEFAULT).expect("a PIN")
}

pub fn person(of: u64, role: Role) -> Operator {
    let limits = Limits { payment: Some(won(50_000)), cancel: Some(won(5_000)), cancels_a_day: Some(2) };
    let limits = if role <= Role::Cashier { limits } else { Limits::default() };
    let name = OperatorName::parse(&format!("person {of}")).expect("a name");
    Operator { number: number(of), name, role, limits, disabled: false }
}

/// The desk of a shop at which this person acts.
pub fn desk_of(shop: &Shop, person: u64) -> Desk {
    let settings = Settings { operator: Some(number(person)), ..shop.settings() };
    shop.open_with(settings).expect("open")
}

/// A shop with people of every role, and payments of 10,000: of last summer, of a day that is closed, and of today. Two of them, a
/// cashier and a supervisor, wait after wrong PINs.
pub fn staffed() -> Shop {
    static SHOP: OnceLock<Shop> = OnceLock::new();
    let template = SHOP.get_or_init(|| {
        let shop = Shop::new();
        for (at, closes) in [("2026-11-21T12:00:00+09:00", false), ("2027-02-28T12:00:00+09:00", true)] {
            shop.clock.set(at);
            let mut desk = shop.open();
            pay(&mut desk, 10_000);
            if closes {
                close(&mut desk);
            }
        }
        shop.clock.set("2027-03-01T10:00:00+09:00");
        pay(&mut shop.open(), 10_000);
        shop.open().add_person(&person(OWNER, Role::Owner), &pin_of(OWNER)).expect("made");
        let mut owner = desk_of(&shop, OWNER);
        for (of, role) in [
            (OTHER_OWNER, Role::Owner),
            (SUPERVISOR, Role::Supervisor),
            (OTHER_SUPERVISOR, Role::Supervisor),
            (5, Role::Supervisor),
            (CASHIER, Role::Cashier),
            (OTHER_CASHIER, Role::Cashier),
            (PROGRAM, Role::Program),
        ] {
            owner.add_person(&person(of, role), &pin_of(of)).expect("made");
        }
        for waiting in [5, OTHER_CASHIER] {
            for _ in 0..3 {
                let tried = shop.open().sign_in(number(waiting), &pin("9753"), PinUse::SignIn);
                assert!(matches!(tried, Err(DeskError::Pin(PinRefused::Wrong(_)))));
            }
        }
        shop
    });
    template.copied()
}

/// The payment of last summer, that of the closed day, and that of today.
fn payments(desk: &Desk) -> [TransactionId; 3] {
    let rows = desk.list(&Query::default(), None, 100).expect("listed");
    let of = |date: &str| {
        rows.iter()
            .map(|row| &row.transaction)
            .find(|row| row.created_at.expect("a time").to_string().starts_with(date))
    };
    ["2026-11-21", "2027-02-28", "2027-03-01"].map(|date| of(date).expect("a payment").id)
}

/// A door: what goes through it, and whether somebody may approve it here.
struct Door {
    name: &'static str,
    action: Action,
    is_approved_here: bool,
    enter: fn(&Shop, &mut Desk) -> Result<(), DeskError>,
}

fn door(name: &'static str, action: Action, enter: fn(&Shop, &mut Desk) -> Result<(), DeskError>) -> Door {
    Door { name, action, is_approved_here: true, enter }
}

fn done<T>(result: Result<T, DeskError>) -> Result<(), DeskError> {
    result.map(|_| ())
}

fn cancel(desk: &mut Desk, request: &CancelRequest) -> Result<(), DeskError> {
    done(desk.cancel(request, Some(&request_id("door"))))
}

/// Every way into the ledger.
fn doors() -> Vec<Door> {
    let mut doors = doors_of_a_cashier();
    doors.extend(doors_of_others());
    doors.extend(doors_of_files());
    doors
}

/// To take and give back money, to look up, to print.
fn doors_of_a_cashier() -> Vec<Door> {
    vec![
        door("find", Action::LookUp, |_, desk| done(desk.find(payments(desk)[0]))),
        door("list", Action::LookUp, |_, desk| done(desk.list(&Query::default(), None, 10))),
        door("list as text", Action::Export, |_, desk| {
            desk.record_export("text", &Query::default(), Count::Exactly(3))
        }),
        door("figures of the till", Action::LookUp, |_, desk| {
            done(desk.figures_since_close(true, &Progress::default(), &|| false))
        }),
        door("verify", Action::LookUp, |shop, _| {
            assert_whole(shop);
            Ok(())
        }),
        door("pay", Action::Pay, |_, desk| done(desk.pay(&sale(CARD, 1_000), &meant()))),
        door("pay the limit", Action::Pay, |_, desk| done(desk.pay(&sale(CARD, 50_000), &meant()))),
        door("pay more", Action::LargePayment, |_, desk| {
            done(desk.pay(&sale(OTHER_CARD, 50_001), &named("door")))
        }),
        door("cancel the limit", Action::Cancel, |_, desk| cancel(desk, &part(payments(desk)[2], 5_000))),
        door("cancel more", Action::LargeCancel, |_, desk| cancel(desk, &part(payments(desk)[2], 5_001))),
        door("cancel of a closed day", Action::CancelOfClosedDay, |_, desk| {
            cancel(desk, &part(payments(desk)[1], 1_000))
        }),
        door("cancel of last summer", Action::OldCancel, |_, desk| {
            cancel(desk, &part(payments(desk)[0], 1_000))
        }),
        door("cancel more of last summer", Action::OldCancel, |_, desk| {
            cancel(desk, &part(payments(desk)[0], 9_000))
        }),
        door("print a slip", Action::Slip, |_, desk| {
            let slip = desk.find(payments(desk)[2])?.story.transaction.seq;
            done(desk.record_print(slip, SlipCopy::Customer))
        }),
        door("memo", Action::Slip, |_, desk| {
            let payment = desk.find(payments(desk)[2])?.story.transaction;
            desk.record_memo(&payment, Memo::of_caller("A-17", None).expect("a memo"))
        }),
    ]
}

fn hand_over(shop: &Shop, desk: &mut Desk, of: HandOverOf) -> Result<(), DeskError> {
    let to =
        HandOverTo { path: &shop.folder().join("batch.txt"), is_folder: false, config: None, number: None };
    match desk.hand_over(of, to, &Sender::default(), &Progress::default()) {
        Err(HandOverError::Desk(error)) => Err(error),
        other => done(Ok(other.expect("handed over"))),
    }
}

/// The day, all figures, what leaves the shop, people and keys.
fn doors_of_others() -> Vec<Door> {
    vec![
        door("close", Action::Close, |_, desk| done(desk.close(&Progress::default()))),
        door("close as", Action::Close, |_, desk| done(desk.close_as(2, &Progress::default()))),
        door("a close again", Action::CloseAgain, |_, desk| done(desk.record_close_print(1))),
        door("a close", Action::AllFigures, |_, desk| done(desk.find_close(1))),
        door("closes", Action::AllFigures, |_, desk| done(desk.closes(..))),
        door("figures of all tills", Action::AllFigures, |_, desk| {
            done(desk.figures_since_close(false, &Progress::default(), &|| false))
        }),
        door("hand over", Action::HandOver, |shop, desk| {
            hand_over(shop, desk, HandOverOf::New { from: None })
        }),
        door("answers", Action::Answers, |_, desk| match desk.record_answers(&[], &Progress::default()) {
            Err(AnswersError::Desk(error)) => Err(error),
            other => done(Ok(other.expect("recorded"))),
        }),
        door("list to a file", Action::Export, |_, desk| {
            desk.record_export("csv", &Query::default(), Count::Exactly(3))
        }),
        door("journal", Action::Export, |_, desk| desk.record_journal_export(Count::Exactly(3))),
        door("VAT", Action::Vat, |_, desk| {
            let month = "2026-11".parse().expect("a month");
            done(desk.vat(month, month, &|| false))
        }),
        door("reveal", Action::Reveal, |_, desk| {
            let payment = desk.find(payments(desk)[2])?.story.transaction;
            desk.record_reveal(&payment)
        }),
        door("unlock a cashier", Action::UnlockCashier, |_, desk| desk.unlock_person(number(OTHER_CASHIER))),
        door("unlock a supervisor", Action::Unlock, |_, desk| desk.unlock_person(number(5))),
        door("own PIN", Action::OwnPin, |_, desk| {
            let own = desk.operator().ok_or(DeskError::NotSignedIn)?;
            desk.set_pin(own, None, &pin("8642"))
        }),
        door("make a person", Action::People, |_, desk| {
            desk.add_person(&person(71, Role::Cashier), &pin("8642"))
        }),
        door("change a person", Action::People, |_, desk| {
            done(desk.change_person(number(OTHER_CASHIER), None, |person| person.disabled = true))
        }),
        door("PIN of another", Action::People, |_, desk| {
            desk.set_pin(number(OTHER_CASHIER), None, &pin("8642"))
        }),
        door("digits of PINs", Action::People, |_, desk| {
            desk.set_pin_digits(PinDigits::new(6).expect("digits"))
        }),
        door("rows of another system", Action::Import, |_, desk| match desk.may_take_over() {
            // Who may take them over is told that payments were taken here already.
            Err(DeskError::Ledger(LedgerError { trouble: LedgerTrouble::HasPayments, .. })) => Ok(()),
            other => done(other),
        }),
        door("new key", Action::Keys, |_, desk| done(desk.rotate_key(&Progress::default()))),
    ]
}

/// These open the ledger themselves: nobody stands there who could approve it.
fn doors_of_files() -> Vec<Door> {
    vec![
        Door {
            is_approved_here: false,
            ..door("copy of the ledger", Action::Backup, |shop, desk| {
                let path = shop.folder().join("copy.db");
                let to = Target { path: &path, replace: false, config: None };
                match backup::back_up(desk.settings(), to, World::system(), &backup::CopyProgress::default())
                {
                    Ok(_) => Ok(()),
                    Err(backup::BackupError::Desk(error)) => Err(error),
                    Err(other) => panic!("{other:?}"),
                }
            })
        },
        Door {
            is_approved_here: false,
            ..door("copy of the keyring", Action::Keys, |shop, desk| {
                let path = shop.folder().join("copy.keyring");
                let to = Target { path: &path, replace: false, config: None };
                done(keys::back_up(desk.settings(), to, &World::system()))
            })
        },
        Door {
            is_approved_here: false,
            ..door("passphrase", Action::Keys, |_, desk| {
                done(keys::protect(desk.settings(), Some("correct horse"), &World::system()))
            })
        },
    ]
}

/// What was refused.
fn refused(result: Result<(), DeskError>, name: &str) -> Box<NotAllowed> {
    match result {
        Err(DeskError::NotAllowed(refused)) => refused,
        other => panic!("{name}: not refused, but {other:?}"),
    }
}

#[test]
fn every_door_asks_the_table_for_every_role() {
    let doors = doors();
    let covered: BTreeSet<&str> = doors.iter().map(|door| door.action.as_str()).collect();
    let all: BTreeSet<&str> = Action::VARIANTS.iter().map(|action| action.as_str()).collect();
    // Too many cancels need one before: a test of its own. Settings are files and options of the programs, not of the desk.
    let elsewhere = BTreeSet::from([Action::ManyCancels.as_str(), Action::Settings.as_str()]);
    assert_eq!(all.difference(&covered).copied().collect::<BTreeSet<_>>(), elsewhere);
    for Door { name, action, is_approved_here, enter } in doors {
        for asker in ASKERS {
            let shop = staffed();
            let mut desk = desk_of(&shop, asker);
            let role = match asker {
                OWNER => Role::Owner,
                SUPERVISOR => Role::Supervisor,
                PROGRAM => Role::Program,
                _ => Role::Cashier,
            };
            let before = desk.head().expect("head");
            let name = &format!("{name} by {asker}");
            match right(action, role) {
                Right::Allowed => {
                    assert_eq!(enter(&shop, &mut desk).map_err(|error| error.to_string()), Ok(()), "{name}");
                }
                Right::Refused => {
                    let refused = refused(enter(&shop, &mut desk), name);
                    assert_eq!((refused.by, refused.may_be_approved), (who_may(action), false), "{name}");
                    assert_eq!(refused.operator.number, number(asker), "{name}");
                    assert_eq!(desk.head().expect("head"), before, "{name}: nothing is recorded");
                }
                Right::Approval(by) => {
                    let not_yet = refused(enter(&shop, &mut desk), name);
                    assert_eq!(
                        (not_yet.asked.action, not_yet.by, not_yet.may_be_approved),
                        (action, by, true),
                        "{name}"
                    );
                    assert_eq!(desk.head().expect("head"), before, "{name}: nothing is recorded");
                    if !is_approved_here {
                        continue;
                    }
                    let too_low = if by == Role::Owner { OTHER_SUPERVISOR } else { CASHIER };
                    if too_low != asker {
                        let approved =
                            desk.approve(&not_yet, number(too_low), &pin_of(too_low), Reason::Other);
                        assert!(matches!(approved, Err(DeskError::Pin(PinRefused::TooLow(_)))), "{name}");
                    }
                    let approver = if by == Role::Owner { OTHER_OWNER } else { OTHER_SUPERVISOR };
                    desk.approve(&not_yet, number(approver), &pin_of(approver), Reason::Price)
                        .expect("approved");
                    assert_eq!(
                        enter(&shop, &mut desk).map_err(|error| error.to_string()),
                        Ok(()),
                        "{name}, approved"
                    );
                    let newest = newest(&desk);
                    assert_eq!(
                        newest.by,
                        Signers { operator: Some(number(asker)), approver: Some(number(approver)) },
                        "{name}"
                    );
                    assert!(
                        matches!(newest.fact, Fact::Approved { action: of, reason: Reason::Price, .. } if of == action),
                        "{name}: {newest:?}"
                    );
                    assert_whole(&shop);
                }
            }
        }
    }
}

fn newest(desk: &Desk) -> Entry {
    let seq = desk.head().expect("head").seq;
    let mut cursor = JournalCursor::new(seq - 1, None);
    desk.next_entries(&mut cursor).expect("entries").pop().expect("one")
}

#[test]
fn who_is_not_signed_in_or_not_any_more_only_looks() {
    for Door { name, action, enter, .. } in doors() {
        let shop = staffed();
        let mut nobody = shop.open();
        let entered = enter(&shop, &mut nobody);
        match entered {
            Ok(()) => assert_eq!(action, Action::LookUp, "{name}"),
            Err(DeskError::NotSignedIn) => assert_ne!(action, Action::LookUp, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
        let mut gone = desk_of(&shop, CASHIER);
        desk_of(&shop, OWNER)
            .change_person(number(CASHIER), None, |person| person.disabled = true)
            .expect("disabled");
        match enter(&shop, &mut gone) {
            Ok(()) => assert_eq!(action, Action::LookUp, "{name}"),
            Err(DeskError::SignedOut { number: of }) => assert_eq!(of, number(CASHIER), "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn a_shop_without_people_asks_nobody() {
    let staffed = staffed();
    let shop = Shop::new();
    shop.clock.set("2026-11-21T12:00:00+09:00");
    let mut desk = shop.open();
    pay(&mut desk, 10_000);
    shop.clock.set("2027-02-28T12:00:00+09:00");
    pay(&mut desk, 10_000);
    close(&mut desk);
    shop.clock.set("2027-03-01T10:00:00+09:00");
    pay(&mut desk, 10_000);
    drop((desk, staffed));
    for Door { name, action, enter, .. } in doors() {
        if matches!(action, Action::People | Action::OwnPin | Action::UnlockCashier | Action::Unlock) {
            continue;
        }
        let shop = shop.copied();
        let mut desk = shop.open();
        assert_eq!(enter(&shop, &mut desk).map_err(|error| error.to_string()), Ok(()), "{name}");
        assert_eq!(newest(&desk).by, Signers::default(), "{name}");
    }
}

// Limits.

#[test]
fn parts_of_one_payment_add_up_to_the_limit() {
    let shop = staffed();
    let mut desk = desk_of(&shop, CASHIER);
    let payment = payments(&desk)[2];
    desk.cancel(&part(payment, 3_000), None).expect("within the limit");
    let over = refused(done(desk.cancel(&part(payment, 2_001), None)), "3,000 and 2,001");
    assert_eq!((over.asked.action, over.limit()), (Action::LargeCancel, Some(5_000)));
    desk.cancel(&part(payment, 2_000), None).expect("to the limit");
    // Whoever cancelled the part before.
    let other = pay(&mut desk, 10_000).id;
    desk_of(&shop, OWNER).cancel(&part(other, 4_999), None).expect("no limit");
    let over = refused(done(desk_of(&shop, OTHER_CASHIER).cancel(&part(other, 2), None)), "4,999 and 2");
    assert_eq!(over.asked.action, Action::LargeCancel);
}

#[test]
fn cancels_are_counted_for_each_person_and_business_day() {
    let shop = staffed();
    let mut desk = desk_of(&shop, CASHIER);
    let payment = payments(&desk)[2];
    for _ in 0..2 {
        desk.cancel(&part(payment, 10), None).expect("within the limit");
    }
    let many = refused(done(desk.cancel(&part(payment, 10), None)), "a third");
    assert_eq!((many.asked.action, many.by, many.limit()), (Action::ManyCancels, Role::Supervisor, Some(2)));
    // The limit of the amount says more.
    let large = refused(done(desk.cancel(&part(payment, 9_000), None)), "a third, too large");
    assert_eq!(large.asked.action, Action::LargeCancel);
    // Another one has cancels of their own.
    desk_of(&shop, OTHER_CASHIER).cancel(&part(payment, 10), None).expect("of their own");
    desk.approve(&many, number(SUPERVISOR), &pin_of(SUPERVISOR), Reason::Mistake).expect("approved");
    desk.cancel(&part(payment, 10), None).expect("approved");
    // The next day begins anew.
    shop.clock.set("2027-03-02T00:00:00+09:00");
    desk.cancel(&part(payment, 10), None).expect("a new day");
    assert_whole(&shop);
}

#[test]
fn cancels_are_counted_whatever_a_clock_or_a_time_zone_says() {
    let shop = staffed();
    let mut desk = desk_of(&shop, CASHIER);
    let payment = payments(&desk)[2];
    for _ in 0..2 {
        desk.cancel(&part(payment, 10), None).expect("within the limit");
    }
    // A till whose clock is two days behind records something in between.
    shop.clock.step(-2 * 24 * 60 * 60 * 1_000);
    pay(&mut desk_of(&shop, SUPERVISOR), 1_000);
    shop.clock.step(2 * 24 * 60 * 60 * 1_000);
    refused(done(desk.cancel(&part(payment, 10), None)), "a third");
    // On the other side of the world it is tomorrow.
    let settings = Settings { operator: Some(number(CASHIER)), ..shop.settings() };
    let world = World::new(Elsewhere(shop.clock.clone()), SystemRandom);
    let mut elsewhere = Desk::open(settings, world).expect("open");
    refused(done(elsewhere.cancel(&part(payment, 10), None)), "a third, elsewhere");
}

/// The same moment where it is the next day.
struct Elsewhere(TestClock);

impl Clock for Elsewhere {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0.now().with_timezone(&FixedOffset::east_opt(14 * 3_600).expect("Kiritimati"))
    }
}

#[test]
fn what_else_speaks_against_a_payment_uses_no_approval_up() {
    let shop = staffed();
    let mut desk = desk_of(&shop, CASHIER);
    let request = sale(CARD, 60_000);
    let first = refused(done(desk.pay(&request, &named("one"))), "large");
    approve(&mut desk, &first, SUPERVISOR).expect("approved");
    desk.pay(&request, &named("one")).expect("paid");
    // The same card and amount at once: first that is asked, then somebody approves.
    assert!(matches!(desk.pay(&request, &named("two")), Err(DeskError::Refused(_))));
    let again = PayOptions { allow_duplicate: true, ..named("two") };
    let second = refused(done(desk.pay(&request, &again)), "large again");
    approve(&mut desk, &second, SUPERVISOR).expect("approved");
    desk.pay(&request, &again).expect("paid");
}

#[test]
fn two_owners_who_change_one_person_undo_nothing_of_each_other() {
    let shop = staffed();
    let (mut one, mut other) = (desk_of(&shop, OWNER), desk_of(&shop, OTHER_OWNER));
    let disable = |person: &mut Operator| person.disabled = true;
    other.change_person(number(CASHIER), None, disable).expect("disabled");
    let rename = |person: &mut Operator| person.name = OperatorName::parse("Sora").expect("a name");
    let renamed = one.change_person(number(CASHIER), None, rename).expect("renamed");
    assert!(renamed.disabled && renamed.name.as_str() == "Sora", "{renamed:?}");
}

#[test]
fn settings_are_noted_for_each_till_until_the_next_close() {
    let shop = staffed();
    let at = |till: u64| {
        let settings = Settings {
            operator: Some(number(OWNER)),
            till: Till::new(till).expect("till"),
            ..shop.settings()
        };
        shop.open_with(settings).expect("open")
    };
    let with = |luhn: &str, to: &str| {
        BTreeMap::from([
            ("rules.require_luhn".to_owned(), luhn.to_owned()),
            ("printer.to".to_owned(), to.to_owned()),
        ])
    };
    let (mut one, mut two) = (at(1), at(2));
    let named = |desk: &mut Desk| {
        let day = desk.day_so_far(&Progress::default(), &|| false).expect("read").expect("not stopped");
        day.changed_settings
    };
    // Each till has a printer of its own: nothing of that is a change.
    for _ in 0..2 {
        assert_eq!(one.note_settings(with("true", "a")).expect("noted"), [""; 0]);
        assert_eq!(two.note_settings(with("true", "b")).expect("noted"), [""; 0]);
    }
    assert_eq!(named(&mut one), [""; 0]);
    assert_eq!(one.note_settings(with("false", "a")).expect("noted"), ["rules.require_luhn"]);
    assert_eq!(one.note_settings(with("false", "c")).expect("noted"), ["printer.to"]);
    assert_eq!(named(&mut two), ["printer.to", "rules.require_luhn"]);
    close(&mut two);
    assert_eq!(named(&mut one), [""; 0]);
    assert_whole(&shop);
}

#[test]
fn a_request_that_is_repeated_needs_no_right_a_second_time() {
    let shop = staffed();
    let request = part(payments(&shop.open())[2], 9_000);
    let name = request_id("order-1");
    let first = desk_of(&shop, OWNER).cancel(&request, Some(&name)).expect("cancelled");
    let again = desk_of(&shop, CASHIER).cancel(&request, Some(&name)).expect("the first result");
    assert_eq!(again.transaction, first.transaction);
}

// Approvals.

/// A cashier's cancel that needs an approval.
fn asking(shop: &Shop) -> (Desk, CancelRequest, Box<NotAllowed>) {
    let mut desk = desk_of(shop, CASHIER);
    let request = part(payments(&desk)[2], 6_000);
    let refused = refused(cancel(&mut desk, &request), "above the limit");
    (desk, request, refused)
}

fn approve(desk: &mut Desk, refused: &NotAllowed, by: u64) -> Result<(), DeskError> {
    desk.approve(refused, number(by), &pin_of(by), Reason::Returned)
}

#[test]
fn an_approval_is_for_just_what_was_asked() {
    let shop = staffed();
    let (mut desk, request, not_yet) = asking(&shop);
    let payment = request.id;
    for (what, other) in [
        ("another amount", part(payment, 6_001)),
        ("another VAT", CancelRequest { vat: Some(won(1)), ..part(payment, 6_000) }),
        ("another payment", part(payments(&desk)[1], 6_000)),
    ] {
        approve(&mut desk, &not_yet, SUPERVISOR).expect("approved");
        refused(cancel(&mut desk, &other), what);
    }
    refused(done(desk.cancel(&request, Some(&request_id("another")))), "another request");
    // What else was asked meanwhile has not used it: the same request, once.
    desk.day_so_far(&Progress::default(), &|| false).expect("the day");
    let Recorded { transaction, .. } = desk.cancel(&request, Some(&request_id("door"))).expect("approved");
    assert_eq!(
        transaction.by,
        Signers { operator: Some(number(CASHIER)), approver: Some(number(SUPERVISOR)) }
    );
    let next = CancelRequest { amount: part(payment, 1).amount, ..request };
    refused(done(desk.cancel(&next, Some(&request_id("next")))), "the next one");
    assert_whole(&shop);
}

#[test]
fn an_approval_is_for_a_minute() {
    for (after, is_allowed) in [(60_000, true), (60_001, false), (-1, false)] {
        let shop = staffed();
        let (mut desk, request, not_yet) = asking(&shop);
        approve(&mut desk, &not_yet, SUPERVISOR).expect("approved");
        shop.clock.step(after);
        assert_eq!(cancel(&mut desk, &request).is_ok(), is_allowed, "{after}");
    }
}

#[test]
fn an_approval_is_checked_again_where_it_is_used() {
    for disabled in [true, false] {
        let shop = staffed();
        let (mut desk, request, not_yet) = asking(&shop);
        approve(&mut desk, &not_yet, SUPERVISOR).expect("approved");
        let lower = |person: &mut Operator| {
            person.disabled = disabled;
            person.role = if disabled { Role::Supervisor } else { Role::Cashier };
        };
        let pin = (!disabled).then(|| pin("8642"));
        desk_of(&shop, OWNER).change_person(number(SUPERVISOR), pin.as_ref(), lower).expect("changed");
        refused(cancel(&mut desk, &request), "the approver may not any more");
    }
}

#[test]
fn nobody_approves_for_themselves_and_no_program_approves() {
    let shop = staffed();
    let (mut desk, request, not_yet) = asking(&shop);
    for (by, expected) in [
        (CASHIER, PinRefused::Oneself),
        (OTHER_CASHIER, PinRefused::TooLow(Role::Supervisor)),
        (PROGRAM, PinRefused::TooLow(Role::Supervisor)),
    ] {
        match approve(&mut desk, &not_yet, by) {
            Err(DeskError::Pin(refused)) => assert_eq!(refused, expected, "{by}"),
            other => panic!("{by}: {other:?}"),
        }
        refused(cancel(&mut desk, &request), "not approved");
    }
    // A supervisor who asks does not approve, even who has signed in meanwhile.
    let mut supervisor = desk_of(&shop, SUPERVISOR);
    let old = part(payments(&supervisor)[0], 1_000);
    let not_yet = refused(cancel(&mut supervisor, &old), "of last summer");
    assert!(matches!(
        approve(&mut supervisor, &not_yet, OTHER_SUPERVISOR),
        Err(DeskError::Pin(PinRefused::TooLow(Role::Owner)))
    ));
    approve(&mut supervisor, &not_yet, OWNER).expect("approved");
    supervisor.sign_in(number(OWNER), &pin_of(OWNER), PinUse::SignIn).expect("signed in");
    cancel(&mut supervisor, &old).expect("an owner may alone");
    assert_eq!(newest(&supervisor).by, Signers { operator: Some(number(OWNER)), approver: None });
}

// Making people.

#[test]
fn the_first_person_is_an_owner_and_one_owner_always_can_sign_in() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let staff = |result: Result<(), DeskError>| match result {
        Err(DeskError::Staff(error)) => error,
        other => panic!("{other:?}"),
    };
    for role in [Role::Program, Role::Cashier, Role::Supervisor] {
        assert_eq!(staff(desk.add_person(&person(7, role), &pin_of(7))), StaffError::FirstIsOwner);
    }
    desk.add_person(&person(OWNER, Role::Owner), &pin_of(OWNER)).expect("made");
    assert!(matches!(desk.add_person(&person(2, Role::Owner), &pin_of(2)), Err(DeskError::NotSignedIn)));
    let mut owner = desk_of(&shop, OWNER);
    for (wrong, error) in [
        (person(OWNER, Role::Cashier), StaffError::Taken(number(OWNER))),
        (person(11, Role::Cashier), StaffError::Prefix { new: number(11), other: number(OWNER) }),
    ] {
        assert_eq!(staff(owner.add_person(&wrong, &pin_of(2))), error);
    }
    let disable = |person: &mut Operator| person.disabled = true;
    assert_eq!(staff(done(owner.change_person(number(OWNER), None, disable))), StaffError::LastOwner);
    let lower = |person: &mut Operator| person.role = Role::Supervisor;
    assert_eq!(
        staff(done(owner.change_person(number(OWNER), Some(&pin("8642")), lower))),
        StaffError::LastOwner
    );
    owner.add_person(&person(2, Role::Owner), &pin_of(2)).expect("made");
    assert_eq!(staff(done(owner.change_person(number(OWNER), None, lower))), StaffError::RoleNeedsPin);
    owner.change_person(number(2), None, disable).expect("disabled");
    assert_eq!(staff(done(owner.change_person(number(OWNER), None, disable))), StaffError::LastOwner);
    assert_eq!(staff(done(owner.change_person(number(2), None, disable))), StaffError::NoChange);
    assert_eq!(staff(done(owner.change_person(number(8), None, disable))), StaffError::Unknown(number(8)));
    assert_whole(&shop);
}

#[test]
fn figures_are_added_up_by_person() {
    let shop = staffed();
    let (mut desk, request, not_yet) = asking(&shop);
    pay(&mut desk, 4_000);
    pay(&mut desk_of(&shop, SUPERVISOR), 3_000);
    approve(&mut desk, &not_yet, SUPERVISOR).expect("approved");
    cancel(&mut desk, &request).expect("approved");
    let mut owner = desk_of(&shop, OWNER);
    let report = x(&mut owner, false);
    let by = |report: &DayReport| -> Vec<(u8, u64, u64)> {
        let rows = report.figures.by_operator.iter();
        rows.map(|row| (row.operator.number(), row.payments.amount, row.cancels.amount)).collect()
    };
    // 10,000 were taken before the shop had people.
    let expected = [(3, 3_000, 0), (21, 4_000, 6_000)];
    assert_eq!(by(&report), expected);
    assert_eq!((report.figures.refused_pins, report.figures.approvals), (6, 1));
    let closed = close(&mut owner);
    assert_eq!((by(&closed), closed.by.operator), (expected.to_vec(), Some(number(OWNER))));
    assert_eq!(closed.names[&number(CASHIER)].as_str(), "person 21");
}

#[test]
fn what_is_recorded_is_in_the_name_of_who_asked() {
    let shop = staffed();
    let mut desk = desk_of(&shop, CASHIER);
    let paid = desk.pay(&sale(CARD, 1_000), &meant()).expect("paid").transaction;
    assert_eq!(paid.by, Signers { operator: Some(number(CASHIER)), approver: None });
    assert_eq!(desk.find(paid.id).expect("found").story.transaction.by, paid.by);
    let asked = Asked::of(Action::Pay);
    desk.sign_out();
    assert!(matches!(desk.require(&asked), Err(DeskError::NotSignedIn)));
    assert!(matches!(desk.pay(&sale(CARD, 2_000), &meant()), Err(DeskError::NotSignedIn)));
    desk.sign_in(number(CASHIER), &pin_of(CASHIER), PinUse::SignIn).expect("signed in");
    desk.pay(&sale(CARD, 2_000), &meant()).expect("paid");
    assert_eq!(desk.operator(), Some(number(CASHIER)));
}
