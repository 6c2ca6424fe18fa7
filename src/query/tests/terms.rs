//! What queries search for.

use std::ops::Range;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};

use super::{
    super::{Days, terms::MOST_DAYS},
    at, day, read,
};
use crate::{
    payment::{Till, TransactionId},
    record::{
        Condition::{
            self, Amount, CardBegins, CardEnd, Id, IdBegins, IdEnds, Installments, Payment, State, Times,
        },
        State::{Full, Part},
        Term,
    },
};

fn is(condition: Condition) -> Term {
    Term::is(condition)
}

fn any(any: Vec<Condition>, won: Option<u64>) -> Term {
    Term { not: false, any, after: won.map(|won| Amount(won..=won)).into_iter().collect() }
}

fn not(term: Term) -> Term {
    Term { not: true, ..term }
}

fn card_or_id(digits: &str, won: Option<u64>) -> Term {
    any(vec![CardEnd(digits.into()), IdEnds(digits.into())], won)
}

fn once(range: Range<i64>) -> Term {
    is(Times(std::iter::once(range).collect()))
}

/// From the beginning of the first day to the end of the last.
fn days(first: &str, last: &str) -> Term {
    once(at(&format!("{first}T00:00:00"))..at(&format!("{last}T00:00:00")) + 86_400_000)
}

fn times(ranges: &[(&str, &str)]) -> Term {
    is(Times(ranges.iter().map(|(from, until)| at(from)..at(until)).collect()))
}

#[test]
fn a_day_has_the_night_that_it_ends_with() {
    for (text, terms) in [
        (
            "어제 밤 12시",
            vec![
                once(at("2026-11-20T00:00:00")..at("2026-11-21T01:00:00")),
                times(&[("2026-11-21T00:00:00", "2026-11-21T01:00:00")]),
            ],
        ),
        (
            "어제 밤 12시부터 456",
            vec![
                once(at("2026-11-20T00:00:00")..at("2026-11-22T00:00:00")),
                times(&[("2026-11-21T00:00:00", "2026-11-22T00:00:00")]),
                card_or_id("456", Some(456)),
            ],
        ),
        (
            "어제 -밤",
            vec![
                days("2026-11-20", "2026-11-20"),
                not(times(&[("2026-11-20T20:00:00", "2026-11-21T03:00:00")])),
            ],
        ),
        (
            "11-19..11-20 -11-20 밤 12시",
            vec![
                once(at("2026-11-19T00:00:00")..at("2026-11-21T01:00:00")),
                not(once(at("2026-11-20T01:00:00")..at("2026-11-21T01:00:00"))),
                times(&[
                    ("2026-11-20T00:00:00", "2026-11-20T01:00:00"),
                    ("2026-11-21T00:00:00", "2026-11-21T01:00:00"),
                ]),
            ],
        ),
        ("밤 12시쯤", vec![times(&[("2026-11-20T23:30:00", "2026-11-21T01:30:00")])]),
        ("6시~12시", vec![times(&[("2026-11-21T18:00:00", "2026-11-22T00:01:00")])]),
        ("밤 12시", vec![times(&[("2026-11-21T00:00:00", "2026-11-21T01:00:00")])]),
        (
            "11-19..11-20 22:00..02:00",
            vec![
                once(at("2026-11-19T00:00:00")..at("2026-11-21T02:01:00")),
                times(&[
                    ("2026-11-19T22:00:00", "2026-11-20T02:01:00"),
                    ("2026-11-20T22:00:00", "2026-11-21T02:01:00"),
                ]),
            ],
        ),
        (
            // All day and all night: one range.
            "11-19..11-20 22:00..21:59",
            vec![
                once(at("2026-11-19T00:00:00")..at("2026-11-21T22:00:00")),
                times(&[("2026-11-19T22:00:00", "2026-11-21T22:00:00")]),
            ],
        ),
    ] {
        assert_eq!(read(text).query.terms, terms, "{text}");
    }
}

#[test]
fn a_night_that_has_begun_is_tonight() {
    for (now, text, from) in [
        ("2026-11-21T18:40:00+09:00", "밤", "2026-11-20T20:00:00"),
        ("2026-11-21T20:00:00+09:00", "밤", "2026-11-21T20:00:00"),
        ("2026-11-21T00:40:00+09:00", "밤", "2026-11-20T20:00:00"),
        ("2026-11-21T00:40:00+09:00", "밤 12시쯤", "2026-11-20T23:30:00"),
        ("2026-11-21T23:40:00+09:00", "밤 12시쯤", "2026-11-21T23:30:00"),
        ("2026-11-21T23:40:00+09:00", "밤 12시", "2026-11-21T00:00:00"),
        // What does not go over midnight is of today, also before it begins.
        ("2026-11-21T10:00:00+09:00", "18:30", "2026-11-21T18:30:00"),
    ] {
        let reading = crate::query::read_query(text, now.parse().expect("now"), &super::korea);
        let found = match reading.query.terms.first().map(|term| term.any.as_slice()) {
            Some([Times(ranges)]) => ranges.first().map(|range| range.start),
            _ => None,
        };
        assert_eq!(found, Some(at(from)), "{now} {text}");
    }
}

/// In the hour that London has twice, and in the one that it leaves out.
#[test]
fn times_are_found_as_often_as_the_clock_showed_them() {
    let london = |at: DateTime<Utc>| {
        let summer = utc("2026-03-29T01:00")..utc("2026-10-25T01:00");
        FixedOffset::east_opt(if summer.contains(&at.timestamp_millis()) { 3_600 } else { 0 })
            .expect("offset")
    };
    let now = "2026-11-21T18:40:00+00:00".parse().expect("now");
    for (text, found) in [
        (
            "2026-10-25 01:30~01:45",
            &[("2026-10-25T00:30", "2026-10-25T00:46"), ("2026-10-25T01:30", "2026-10-25T01:46")][..],
        ),
        ("2026-10-25 00:30~02:30", &[("2026-10-24T23:30", "2026-10-25T02:31")]),
        ("2026-03-29 01:00~01:45", &[]),
        ("2026-03-29 00:30~02:30", &[("2026-03-29T00:30", "2026-03-29T01:31")]),
        (
            "2026-10-24..2026-10-26 01:30",
            &[
                ("2026-10-24T00:30", "2026-10-24T00:31"),
                ("2026-10-25T00:30", "2026-10-25T00:31"),
                ("2026-10-25T01:30", "2026-10-25T01:31"),
                ("2026-10-26T01:30", "2026-10-26T01:31"),
            ],
        ),
    ] {
        let reading = crate::query::read_query(text, now, &london);
        let times: Vec<_> = found.iter().map(|(from, until)| utc(from)..utc(until)).collect();
        assert!(reading.query.terms.contains(&is(Times(times))), "{text}: {:?}", reading.query);
    }
    // The whole day has an hour more.
    let day = crate::query::read_query("2026-10-25", now, &london).query;
    assert_eq!(day.terms, [once(utc("2026-10-24T23:00")..utc("2026-10-26T00:00"))]);
}

fn utc(time: &str) -> i64 {
    NaiveDateTime::parse_from_str(time, "%Y-%m-%dT%H:%M").expect("time").and_utc().timestamp_millis()
}

#[test]
fn queries_become_terms() {
    let id = |text: &str| is(Id(TransactionId::parse(text).expect("id")));
    for (text, terms) in [
        ("", vec![]),
        ("kim - 13-45", vec![]),
        ("45", vec![card_or_id("45", None)]),
        ("456", vec![card_or_id("456", Some(456))]),
        ("-456", vec![not(card_or_id("456", Some(456)))]),
        ("3456", vec![card_or_id("3456", Some(3_456))]),
        (
            "261121",
            vec![any(
                vec![CardBegins("261121".into()), IdBegins("261121".into()), IdEnds("261121".into())],
                Some(261_121),
            )],
        ),
        ("5409 12", vec![is(CardBegins("540912".into()))]),
        ("카드 456 건", vec![card_or_id("456", Some(456))]),
        ("결재", vec![]),
        ("26112114320712301000", vec![id("26112114320712301000")]),
        ("261121 1432", vec![is(IdBegins("2611211432".into()))]),
        ("003 01 00 2", vec![is(IdEnds("00301002".into()))]),
        ("5만", vec![is(Amount(50_000..=50_000))]),
        (">5만", vec![is(Amount(50_001..=9_223_372_036_854_775_807))]),
        ("<=5만", vec![is(Amount(0..=50_000))]),
        ("10만..1만", vec![is(Amount(10_000..=100_000))]),
        ("pay -part", vec![is(Payment), not(is(State(Part)))]),
        ("pay cancel", vec![any(vec![State(Part), State(Full)], None)]),
        ("일시불", vec![is(Installments(0..=0))]),
        ("할부 -3m", vec![is(Installments(1..=12)), not(is(Installments(3..=3)))]),
        ("-2번", vec![not(is(Condition::Till(Till::new(2).expect("till"))))]),
        ("today", vec![days("2026-11-21", "2026-11-21")]),
        ("지난주", vec![days("2026-11-09", "2026-11-15")]),
        ("2026-11", vec![days("2026-11-01", "2026-11-30")]),
        ("11-20..", vec![once(at("2026-11-20T00:00:00")..i64::MAX)]),
        ("..11-20", vec![once(i64::MIN..at("2026-11-21T00:00:00"))]),
        ("-11-20", vec![not(days("2026-11-20", "2026-11-20"))]),
        ("18:30", vec![times(&[("2026-11-21T18:30:00", "2026-11-21T18:31:00")])]),
        (
            "18:30 11-20",
            vec![times(&[("2026-11-20T18:30:00", "2026-11-20T18:31:00")]), days("2026-11-20", "2026-11-20")],
        ),
        (
            "11-20 오후 6시~8시",
            vec![days("2026-11-20", "2026-11-20"), times(&[("2026-11-20T18:00:00", "2026-11-20T20:01:00")])],
        ),
        (
            "11-19..11-20 18시~20시",
            vec![
                days("2026-11-19", "2026-11-20"),
                times(&[
                    ("2026-11-19T18:00:00", "2026-11-19T20:01:00"),
                    ("2026-11-20T18:00:00", "2026-11-20T20:01:00"),
                ]),
            ],
        ),
        (
            "어제 오늘 18:30",
            vec![days("2026-11-20", "2026-11-20"), days("2026-11-21", "2026-11-21"), is(Times(vec![]))],
        ),
    ] {
        assert_eq!(read(text).query.terms, terms, "{text}");
    }
}

#[test]
fn a_time_of_day_has_a_range_for_each_of_not_too_many_days() {
    let ranges = |text: &str| match read(text).query.terms.last().map(|term| term.any.clone()).as_deref() {
        Some([Times(ranges)]) => ranges.clone(),
        other => panic!("{other:?}"),
    };
    for (text, count) in
        [("18:30", 1), ("이번주 18:30", 6), ("..오늘 18:30", 1_200), ("1990-01-01.. 18:30", 1_200)]
    {
        assert_eq!(ranges(text).len(), count, "{text}");
    }
    assert_eq!(MOST_DAYS, 1_200);
    // The newest of them, in order.
    let all = ranges("..오늘 18:30");
    assert_eq!(all.last(), Some(&(at("2026-11-21T18:30:00")..at("2026-11-21T18:31:00"))));
    assert!(all.is_sorted_by(|one, next| one.end < next.start));
    // Days to come, when no others are meant.
    assert_eq!(ranges("2027-01-01..2027-01-02 18:30").len(), 2);
}

#[test]
fn the_days_of_a_query_are_known() {
    let between = |first, last| Some(Days::between(day(first), day(last)));
    for (text, days) in [
        ("취소 456", None),
        ("-오늘", None),
        ("오늘", between("2026-11-21", "2026-11-21")),
        ("취소 이번주", between("2026-11-16", "2026-11-22")),
        ("이번달 11-20..", between("2026-11-20", "2026-11-30")),
        ("이번달 -오늘", between("2026-11-01", "2026-11-30")),
        ("11-20..", Some(Days { first: Some(day("2026-11-20")), last: None })),
        ("18:30", between("2026-11-21", "2026-11-21")),
        ("-18:30", None),
        // The dates of a night.
        ("어제 밤", between("2026-11-20", "2026-11-21")),
        ("어제 밤 12시", between("2026-11-21", "2026-11-21")),
        ("밤 12시", between("2026-11-21", "2026-11-21")),
        ("밤 12시쯤", between("2026-11-20", "2026-11-21")),
        ("이번주 18:30", between("2026-11-16", "2026-11-21")),
        ("어제 오늘", between("2026-11-21", "2026-11-20")),
    ] {
        assert_eq!(read(text).days, days, "{text}");
    }
    assert!(read("어제 오늘").days.is_some_and(Days::is_empty));
}

#[test]
fn the_order_of_tokens_does_not_matter() {
    let tokens = ["취소", "-456", "11-20..", "5만..", "이번 주", "18:30", "till 2", "-3m", "kim", "ㅂㅂ"];
    let sorted = |tokens: &[&str]| {
        let mut terms: Vec<String> =
            read(&tokens.join(" ")).query.terms.iter().map(|term| format!("{term:?}")).collect();
        terms.sort();
        terms
    };
    let expected = sorted(&tokens);
    assert_eq!(expected.len(), 9);
    let mut turned = tokens;
    for _ in 0..tokens.len() {
        turned.rotate_left(1);
        assert_eq!(sorted(&turned), expected);
        let mut back = turned;
        back.reverse();
        assert_eq!(sorted(&back), expected);
    }
}
