//! `paydesk import`, killed at any instant: the next run goes on where it was, and the end is the same as without a kill.

use std::thread;

use rusqlite::Connection;
use serde_json::Value;

use crate::{
    acknowledged::{Findings, inspect, verify},
    dice::{Dice, is_long},
    old_systems::{First, FirstRow},
    program::Home,
};

/// Payments of the old system: some transactions of the database, so that a kill arrives between two; more in a release build, which
/// is faster.
const PAYMENTS: usize = if cfg!(debug_assertions) { 3_500 } else { 20_000 };
/// Attempts to hit the middle, which depends on the speed and load of the machine.
const TRIES: u64 = 5;

fn id(number: usize) -> String {
    let letter =
        |place: u32| char::from(b'A' + u8::try_from(number / 26_usize.pow(place) % 26).expect("a letter"));
    format!("QWERTYUIOPASDFG{}", (0..5).map(letter).collect::<String>())
}

/// A folder with an old database: payments, every fourth cancelled, every tenth cancel a second time, and rows that cannot be taken.
fn shop() -> Home {
    let home = Home::new();
    let old = First::new(&home.path("old.db"));
    old.0.execute_batch("BEGIN").expect("begun");
    for number in 0..PAYMENTS {
        let vat = if number % 50 == 7 { "55000" } else { "5000" };
        let payment = FirstRow::payment(&id(number), "55000", vat);
        old.put(&payment);
        for again in 0..usize::from(number % 4 == 0) + usize::from(number % 40 == 0) {
            old.put(&payment.cancel(&id(PAYMENTS * (again + 1) + number)));
        }
    }
    old.0.execute_batch("COMMIT").expect("committed");
    home
}

/// The report of a run to its end, without what only this run says.
fn report(home: &Home) -> Value {
    let output = home.run(&["import", "old.db", "--json", "--as-of", "2026-11-01"]).wait_with_output();
    let output = output.expect("ended");
    assert_eq!(output.status.code(), Some(1), "some are set aside");
    let mut report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    report["new"].take();
    report
}

/// How many rows are recorded.
fn recorded(raw: &Connection) -> usize {
    let count = raw.query_row("SELECT count(*) FROM imported", [], |row| row.get(0));
    // The program may be writing.
    count.unwrap_or(0)
}

#[test]
fn a_take_over_that_is_killed_goes_on_and_ends_the_same() {
    let whole = shop();
    let expected = report(&whole);
    assert!((0..TRIES).any(|number| killed(number, &expected) > 0), "never killed in the middle");
}

/// Kills it again and again. Returns how often that was in the middle.
fn killed(number: u64, expected: &Value) -> usize {
    let (home, mut dice, mut findings) = (shop(), Dice::of("take over", number), Findings::default());
    let raw = home.raw();
    let rows = usize::try_from(expected["rows"].as_u64().expect("a number")).expect("a number");
    let (mut before, mut in_the_middle) = (0, 0);
    for round in 0..if is_long() { 30 } else { 4 } {
        let mut child = home.run(&["import", "old.db", "--as-of", "2026-11-01"]);
        // While it reads, right at the first rows, and later.
        let until = [None, Some(before + 1), Some(before + 1_001)].into_iter().cycle().nth(round).flatten();
        while until.is_some_and(|until| recorded(&raw) < until) && child.try_wait().expect("asked").is_none()
        {
            thread::yield_now();
        }
        dice.wait_a_moment(8..=22);
        child.kill().expect("killed");
        child.wait().expect("ended");
        let now = recorded(&raw);
        assert!(
            now >= before && (now.is_multiple_of(1_000) || now == rows),
            "round {round}: {before}, {now}"
        );
        in_the_middle += usize::from((1..rows).contains(&now));
        before = now;
        inspect(&raw, &mut findings);
        verify(home.settings(), &mut findings);
        assert_eq!(findings, Findings::default(), "round {round}");
    }
    assert_eq!(report(&home), *expected);
    assert_eq!(recorded(&raw), rows);
    // Killed after the last row, the next run records the end.
    let ends = "SELECT sum(body ->> '$.taken_over.taken' + body ->> '$.taken_over.set_aside') FROM \
                (SELECT substr(CAST(body AS text), 2) AS body FROM journal WHERE kind = 32)";
    assert_eq!(raw.query_row(ends, [], |row| row.get::<_, usize>(0)), Ok(rows));
    verify(home.settings(), &mut findings);
    assert_eq!(findings, Findings::default());
    in_the_middle
}
