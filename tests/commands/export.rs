//! An export is recorded in the journal before its first line is printed.

use std::io::{BufRead as _, BufReader};

use paydesk::record::FactKind;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::home::{Home, PAYMENT, error, refuse_facts, with};

/// The exports in the journal, oldest first.
fn exports(home: &Home) -> Vec<Value> {
    home.facts(FactKind::Export)
}

/// What the journal says of an export.
fn export(format: &str, rows: u64, or_more: bool, subjects: &str) -> Value {
    json!({"export": {"format": format, "rows": rows, "or_more": or_more, "subjects": subjects}})
}

#[test]
fn every_format_is_recorded_with_its_rows_and_what_was_asked_about() {
    let home = Home::new();
    for amount in ["11000", "12000", "13000"] {
        home.pay(&with(PAYMENT, "amount", amount));
    }
    for (args, expected) in [
        (&["list", "--json"][..], Some(("json", 3, ""))),
        (&["list", "--csv"], Some(("csv", 3, ""))),
        (&["list"], Some(("text", 3, ""))),
        (&["list", "--csv", "--limit", "1"], Some(("csv", 1, ""))),
        (&["list", "--json", "--limit", "3"], Some(("json", 3, ""))),
        (&["list", "--json", "456"], Some(("json", 3, "card/id/amount"))),
        (&["list", "--json", "12,000"], Some(("json", 1, "amount"))),
        (&["list", "--json", "--", "456", "-cancel"], Some(("json", 3, "card/id/amount, not kind"))),
        (
            &["list", "--json", "456", "payment", "lump"],
            Some(("json", 3, "card/id/amount, kind, installments")),
        ),
        // A list without rows is no export.
        (&["list", "--json", "999"], None),
        (&["list", "--csv", "999"], None),
        (&["list", "999"], None),
    ] {
        let before = exports(&home);
        home.ok(args, "");
        let new = exports(&home).split_off(before.len());
        let expected = expected.map(|(format, rows, subjects)| export(format, rows, false, subjects));
        assert_eq!(new, expected.into_iter().collect::<Vec<_>>(), "{args:?}");
    }
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: 13 journal entries, 3 transactions.\n"));
}

#[test]
fn it_is_recorded_by_the_till_that_did_it_before_the_first_row_goes_out() {
    let home = Home::new();
    assert_eq!(home.run(&["demo", "--rows", "2000"], "").code, Some(0));
    let mut child = home.command(&["list", "--till", "7", "--limit", "0", "--csv"]).spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    lines.next().expect("a line").expect("read");
    // By now the pipe is full, and the list waits for its reader.
    assert_eq!(exports(&home), [export("csv", 512, true, "")]);
    let connection = Connection::open(home.ledger()).expect("opened");
    let last = "SELECT till, kind FROM journal ORDER BY seq DESC LIMIT 1";
    let last: (u8, u8) =
        connection.query_one(last, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a fact");
    assert_eq!(last, (7, FactKind::Export as u8));
    assert_eq!(lines.count(), 2_000);
    assert!(child.wait().expect("ended").success());
}

#[test]
fn nothing_goes_out_that_cannot_be_recorded() {
    let home = Home::new();
    home.paid();
    refuse_facts(&home.ledger());
    let told = format!(
        "paydesk: Ledger {}: facts are never recorded with an older key. Nothing was written. To find out more: paydesk doctor\n",
        home.ledger().display()
    );
    for args in [&["list"][..], &["list", "--csv"]] {
        let ran = home.run(args, "");
        assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", told.as_str(), Some(3)), "{args:?}");
    }
    let ran = home.run(&["list", "--json"], "");
    let (code, field, _) = error(&ran.out);
    assert_eq!((code.as_str(), field, ran.out.lines().count()), ("ledger", None, 1));
    assert_eq!((ran.err, ran.code), (told, Some(3)));
    assert_eq!(exports(&home), [] as [Value; 0]);
}

#[test]
fn an_empty_ledger_has_nothing_to_export() {
    let home = Home::new();
    for args in [&["list"][..], &["list", "--csv"], &["list", "--json"]] {
        home.ok(args, "");
    }
    assert!(!home.ledger().exists() || exports(&home).is_empty());
}
