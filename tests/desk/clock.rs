//! Clocks that are set: what ids, facts and `verify` make of them, and when the desk asks.

use chrono::{DateTime, Utc};
use paydesk::{
    desk::{Clock as _, ClockDoubt, ClockNews, Desk, DeskError, PayOptions, Verdict, Verifier, World},
    payment::{Problem, Rules},
    record::{FactKind, Progress, Query},
    vault::SystemRandom,
};

use crate::shop::{CARD, Shop, meant, named, pay, refusal, rest, sale};

/// A shop that takes cards of any month.
fn shop() -> Shop {
    Shop::with_rules(Rules { accept_expired: true, ..Rules::default() })
}

/// The digits of an id's date, time and counter.
fn digits(desk: &mut Desk) -> String {
    let id = pay(desk, 1_000).id;
    id.as_str()[..19].to_owned()
}

/// The kinds and times of all facts, each time as the clock of the shop shows it.
fn facts(shop: &Shop) -> Vec<(FactKind, String)> {
    let raw = shop.raw();
    let mut statement = raw.prepare("SELECT kind, at FROM journal ORDER BY seq").expect("statement");
    let facts = statement.query_map([], |row| Ok((row.get::<_, u8>(0)?, row.get::<_, i64>(1)?)));
    let facts = facts.expect("facts").map(|fact| {
        let (kind, at) = fact.expect("a fact");
        let at = DateTime::<Utc>::from_timestamp_millis(at).expect("a time");
        let at = at.with_timezone(shop.clock.now().offset()).format("%Y-%m-%d %H:%M").to_string();
        (FactKind::from_repr(kind).expect("a kind"), at)
    });
    facts.collect()
}

fn steps(shop: &Shop) -> Vec<String> {
    facts(shop).into_iter().filter(|(kind, _)| *kind == FactKind::ClockStep).map(|(_, at)| at).collect()
}

/// Body of the newest fact of this kind.
fn body(shop: &Shop, kind: FactKind) -> String {
    let sql = "SELECT substr(body, 2) FROM journal WHERE kind = ?1 ORDER BY seq DESC LIMIT 1";
    let body: Vec<u8> = shop.raw().query_row(sql, [kind as u8], |row| row.get(0)).expect("a body");
    String::from_utf8(body).expect("text")
}

fn assert_sound(shop: &Shop) {
    let world = World::new(shop.clock.clone(), SystemRandom);
    let verifier = Verifier::open(shop.settings(), world).expect("keyring");
    let verdict = verifier.check(None, &Progress::default()).expect("checked");
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
}

#[test]
fn ids_go_on_from_the_newest_while_the_clock_is_an_hour_behind() {
    let shop = Shop::new();
    let mut desk = shop.open();
    assert_eq!(digits(&mut desk), "2611211432071230100");
    for (time, id) in [
        ("2026-11-21T13:32:07.123+09:00", "2611211432071230101"),
        ("2026-11-21T14:32:07.122+09:00", "2611211432071230102"),
        ("2026-11-21T14:32:07.124+09:00", "2611211432071240100"),
        // An hour and a millisecond.
        ("2026-11-21T13:32:07.123+09:00", "2611211332071230100"),
        ("2026-11-21T13:32:07.124+09:00", "2611211332071240100"),
    ] {
        shop.clock.set(time);
        assert_eq!(digits(&mut desk), id, "{time}");
    }
    assert_sound(&shop);
}

#[test]
fn ids_follow_a_clock_that_is_further_behind_and_the_step_is_a_fact_and_news() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    assert_eq!(desk.clock().news(), None);
    shop.clock.set("2026-11-21T12:00:00.000+09:00");
    assert_eq!(digits(&mut desk), "2611211200000000100");
    let time = |text: &str| text.parse().expect("time");
    let (now, before) = (time("2026-11-21T12:00:00"), time("2026-11-21T14:32:07.123"));
    assert_eq!(desk.clock().news(), Some(ClockNews::SetBack { now, before }));
    assert_eq!(
        facts(&shop).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>(),
        [
            FactKind::Begun,
            FactKind::Payment,
            FactKind::ClockStep,
            FactKind::Payment,
            FactKind::DuplicateAllowed
        ]
    );
    // Once.
    assert_eq!((digits(&mut desk).as_str(), desk.clock().news()), ("2611211200000000101", None));
    assert_eq!(steps(&shop).len(), 1);
    assert_sound(&shop);
}

#[test]
fn an_id_that_is_taken_already_is_passed_over_when_the_clock_comes_by_again() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first: Vec<String> = (0..3).map(|_| digits(&mut desk)).collect();
    shop.clock.set("2026-11-21T17:00:00.000+09:00");
    digits(&mut desk);
    shop.clock.set("2026-11-21T14:32:07.123+09:00");
    assert_eq!(first.last().map(String::as_str), Some("2611211432071230102"));
    assert_eq!(digits(&mut desk), "2611211432071230103");
    assert_sound(&shop);
}

#[test]
fn another_till_that_recorded_the_step_does_not_hide_it() {
    let shop = Shop::new();
    let (mut one, mut two) = (shop.open_till(1), shop.open_till(2));
    pay(&mut one, 1_000);
    shop.clock.set("2026-11-21T12:00:00.000+09:00");
    pay(&mut two, 1_000);
    shop.clock.step(60_000);
    assert_eq!(digits(&mut one), "2611211201000000100");
    assert_eq!(steps(&shop), ["2026-11-21 12:00", "2026-11-21 12:01"]);
    let before = DateTime::parse_from_rfc3339("2026-11-21T14:32:07.123+09:00").expect("time");
    let (before, after) = (before.timestamp_millis(), shop.clock.now().timestamp_millis());
    assert_eq!(
        body(&shop, FactKind::ClockStep),
        format!(r#"{{"clock_step":{{"before":{before},"after":{after}}}}}"#)
    );
    assert_sound(&shop);
}

#[test]
fn a_clock_that_was_wrong_by_decades_holds_nothing() {
    for wrong in [
        "1970-01-01T09:00:00+09:00",
        "1969-12-31T23:59:59.999+09:00",
        "1901-12-13T20:45:52+09:00",
        "2036-02-07T06:28:16+09:00",
        "2099-12-31T23:59:59.999+09:00",
        "2100-01-01T00:00:00+09:00",
        "2126-11-21T14:32:07.123+09:00",
        "2232-01-01T00:00:00+09:00",
    ] {
        let shop = shop();
        let mut desk = shop.open();
        pay(&mut desk, 1_000);
        shop.clock.set(wrong);
        desk.accept_clock().expect("accepted");
        let strange = pay(&mut desk, 2_000);
        assert_eq!(
            strange.created_at.expect("a time").timestamp_millis(),
            shop.clock.now().timestamp_millis()
        );
        desk.cancel(&rest(strange.id), None).expect("cancelled");
        shop.clock.set("2026-11-21T14:33:00.000+09:00");
        // A till that starts anew, too.
        let mut desk = shop.open();
        assert_eq!(digits(&mut desk), "2611211433000000100", "{wrong}");
        let last = desk.last().expect("last").expect("a transaction");
        assert_eq!(&last.id.as_str()[..19], "2611211433000000100", "the newest is the last recorded");
        let listed = desk.list(&Query::default(), None, 9).expect("a list");
        let amounts: Vec<u64> = listed.iter().map(|found| found.transaction.amount.get()).collect();
        assert_eq!(amounts, [1_000, 2_000, 2_000, 1_000], "{wrong}");
        assert_sound(&shop);
    }
}

#[test]
fn ids_on_both_sides_of_a_century_fit() {
    let shop = shop();
    shop.clock.set("2099-12-31T23:59:59.999+09:00");
    let mut desk = shop.open();
    let ids: Vec<String> = (0..102).map(|_| digits(&mut desk)).collect();
    assert_eq!((ids[99].as_str(), ids[100].as_str()), ("9912312359599990199", "0001010000000000100"));
    shop.clock.set("2100-01-01T00:00:00.000+09:00");
    assert_eq!(digits(&mut desk), "0001010000000000102");
    shop.clock.step(1);
    assert_eq!(digits(&mut desk), "0001010000000010100");
    assert_eq!(steps(&shop), [""; 0]);
    assert_sound(&shop);
}

#[test]
fn before_the_release_nothing_is_taken_and_a_repeated_request_is_answered() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = desk.pay(&sale(CARD, 1_000), &named("a")).expect("paid").transaction;
    shop.clock.set("1970-01-01T09:00:00+09:00");
    let doubt = ClockDoubt::BeforeRelease { now: shop.clock.now() };
    let is_doubted = |result| matches!(result, Err(DeskError::Clock(found)) if found == doubt);
    assert!(is_doubted(desk.pay(&sale(CARD, 2_000), &named("b"))));
    assert!(is_doubted(desk.cancel(&rest(first.id), None)));
    assert_eq!(desk.pay(&sale(CARD, 1_000), &named("a")).expect("the first result").transaction, first);
    let kinds: Vec<_> = facts(&shop).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds[2..], [FactKind::ClockStep, FactKind::Repeated]);
    // A person says that it is right, in this run.
    desk.accept_clock().expect("accepted");
    assert_eq!(body(&shop, FactKind::ClockAccepted), r#"{"clock_accepted":{"at":0}}"#);
    desk.pay(&sale(CARD, 2_000), &named("b")).expect("paid");
    desk.pay(&sale(CARD, 3_000), &named("c")).expect("paid, and not asked again");
    assert!(is_doubted(shop.open().pay(&sale(CARD, 4_000), &named("d"))), "another run is asked");
    assert_sound(&shop);
}

#[test]
fn a_clock_far_from_the_newest_entry_is_asked_about_once_where_a_person_can_be() {
    for (now, doubted) in [
        ("2026-11-21T13:32:07.123+09:00", false),
        ("2026-11-21T13:32:07.122+09:00", true),
        ("2027-12-26T14:32:07.123+09:00", false),
        ("2027-12-26T14:32:07.124+09:00", true),
    ] {
        let shop = Shop::new();
        pay(&mut shop.open(), 1_000);
        let newest = shop.clock.now().to_utc();
        shop.clock.set(now);
        let doubt = doubted.then_some(ClockDoubt::FarFromNewest { now: shop.clock.now(), newest });
        let mut desk = shop.open();
        desk.watch_clock(true).expect("watched");
        // What the till records by itself answers nothing.
        desk.record_if_begun(&paydesk::record::Fact::Start).expect("recorded");
        assert_eq!(desk.clock().doubt(shop.clock.now()), doubt, "{now}");
        let asked = match desk.pay(&sale(CARD, 2_000), &PayOptions::default()) {
            Err(DeskError::Clock(doubt)) => Some(doubt),
            paid => paid.map(|_| None).expect("paid"),
        };
        assert_eq!(asked, doubt, "{now}");
        if doubted {
            // Nor does another start.
            let mut desk = shop.open();
            desk.watch_clock(true).expect("watched");
            assert!(matches!(desk.pay(&sale(CARD, 2_000), &meant()), Err(DeskError::Clock(_))), "{now}");
            desk.accept_clock().expect("accepted");
            pay(&mut desk, 2_000);
            pay(&mut desk, 3_000);
            assert_eq!(desk.clock().doubt(shop.clock.now()), None);
            let mut next = shop.open();
            next.watch_clock(true).expect("watched");
            pay(&mut next, 4_000);
        }
        assert_sound(&shop);
    }
}

#[test]
fn programs_are_told_of_a_clock_far_from_the_newest_entry_and_go_on() {
    let shop = Shop::new();
    let mut desk = shop.open();
    desk.watch_clock(false).expect("watched");
    pay(&mut desk, 1_000);
    let newest = shop.clock.now().to_utc();
    shop.clock.set("2028-03-01T10:00:00+09:00");
    let doubt = ClockDoubt::FarFromNewest { now: shop.clock.now(), newest };
    for news in [Some(ClockNews::Doubted(doubt)), None] {
        // The second time it is a repeated request.
        desk.pay(&sale(CARD, 2_000), &named("a")).expect("paid");
        assert_eq!(desk.clock().news(), news);
    }
    pay(&mut desk, 3_000);
    assert_eq!(desk.clock().news(), None, "once");
    assert_sound(&shop);
}

#[test]
fn a_clock_that_was_put_right_before_the_answer_is_not_asked_about() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1_000);
    shop.clock.set("2099-01-01T09:00:00+09:00");
    let mut desk = shop.open();
    desk.watch_clock(true).expect("watched");
    desk.record_if_begun(&paydesk::record::Fact::Start).expect("recorded");
    shop.clock.set("2026-11-21T14:40:00+09:00");
    assert_eq!(desk.clock().doubt(shop.clock.now()), None);
    pay(&mut desk, 2_000);
    assert_eq!(steps(&shop), ["2099-01-01 09:00", "2026-11-21 14:40"]);
    assert_sound(&shop);
}

#[test]
fn a_duplicate_of_the_future_has_no_seconds() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = desk.pay(&sale(CARD, 1_000), &PayOptions::default()).expect("paid").transaction;
    for (time, seconds) in [
        ("2026-11-21T14:32:07.123+09:00", Some(0)),
        ("2026-11-21T14:32:07.122+09:00", None),
        ("2026-11-21T10:00:00+09:00", None),
    ] {
        shop.clock.set(time);
        let Problem::PossibleDuplicate(found) = refusal(desk.pay(&sale(CARD, 1_000), &PayOptions::default()))
        else {
            panic!("no duplicate at {time}")
        };
        assert_eq!((found.seconds, found.at), (seconds, first.created_at.expect("a time")), "{time}");
    }
}

#[test]
fn a_new_key_at_another_time_does_not_hide_the_step() {
    let shop = Shop::new();
    let mut desk = shop.open();
    pay(&mut desk, 1_000);
    shop.clock.set("2026-12-30T12:00:00+09:00");
    desk.rotate_key(&Progress::default()).expect("a new key");
    pay(&mut desk, 2_000);
    assert_eq!(steps(&shop), ["2026-12-30 12:00"]);
    assert_sound(&shop);
}
