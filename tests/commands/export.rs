//! An export is recorded in the audit trail before its first line is printed.

use std::io::{BufRead as _, BufReader};

use rusqlite::Connection;

use crate::home::{Home, PAYMENT, error, with};

/// The details of the exports in the audit trail, oldest first.
fn exports(home: &Home) -> Vec<String> {
    let connection = Connection::open(home.ledger()).expect("opened");
    let sql = "SELECT detail FROM audit WHERE event = 'export' ORDER BY seq";
    let mut statement = connection.prepare(sql).expect("SQL");
    let details = statement.query_map([], |row| row.get(0)).expect("rows");
    details.collect::<Result<_, _>>().expect("details")
}

#[test]
fn every_format_is_recorded_with_its_rows_and_what_was_asked_about() {
    let home = Home::new();
    for amount in ["11000", "12000", "13000"] {
        home.pay(&with(PAYMENT, "amount", amount));
    }
    for (args, detail) in [
        (&["list", "--json"][..], Some("list as json: 3 rows")),
        (&["list", "--csv"], Some("list as csv: 3 rows")),
        (&["list"], Some("list as text: 3 rows")),
        (&["list", "--csv", "--limit", "1"], Some("list as csv: 1 row")),
        (&["list", "--json", "--limit", "3"], Some("list as json: 3 rows")),
        (&["list", "--json", "456"], Some("list as json: 3 rows by card/id/amount")),
        (&["list", "--json", "12,000"], Some("list as json: 1 row by amount")),
        (
            &["list", "--json", "--", "456", "-cancel"],
            Some("list as json: 3 rows by card/id/amount, not kind"),
        ),
        (
            &["list", "--json", "456", "payment", "lump"],
            Some("list as json: 3 rows by card/id/amount, kind, installments"),
        ),
        // A list without rows is no export.
        (&["list", "--json", "999"], None),
        (&["list", "--csv", "999"], None),
        (&["list", "999"], None),
    ] {
        let before = exports(&home);
        home.ok(args, "");
        let new = exports(&home).split_off(before.len());
        assert_eq!(new, detail.into_iter().collect::<Vec<_>>(), "{args:?}");
    }
    assert!(home.ok(&["verify"], "").starts_with("Everything fits: 12 audit entries, 3 transactions.\n"));
}

#[test]
fn it_is_recorded_by_the_till_that_did_it_before_the_first_row_goes_out() {
    let home = Home::new();
    assert_eq!(home.run(&["demo", "--rows", "2000"], "").code, Some(0));
    let mut child = home.command(&["list", "--till", "7", "--limit", "0", "--csv"]).spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    lines.next().expect("a line").expect("read");
    // By now the pipe is full, and the list waits for its reader.
    assert_eq!(exports(&home), ["list as csv: 512 rows or more"]);
    let connection = Connection::open(home.ledger()).expect("opened");
    let last = "SELECT till, \"transaction\" FROM audit ORDER BY seq DESC LIMIT 1";
    let till: (u8, Option<i64>) =
        connection.query_one(last, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("an entry");
    assert_eq!(till, (7, None));
    assert_eq!(lines.count(), 2_000);
    assert!(child.wait().expect("ended").success());
}

#[test]
fn nothing_goes_out_that_cannot_be_recorded() {
    let home = Home::new();
    home.paid();
    let connection = Connection::open(home.ledger()).expect("opened");
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON audit WHEN NEW.event = 'export' \
                  BEGIN SELECT RAISE(ABORT, 'not today'); END";
    connection.execute_batch(refuse).expect("made");
    let told = format!("paydesk: Ledger {}: not today. Nothing was written.\n", home.ledger().display());
    for args in [&["list"][..], &["list", "--csv"]] {
        let ran = home.run(args, "");
        assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), ("", told.as_str(), Some(3)), "{args:?}");
    }
    let ran = home.run(&["list", "--json"], "");
    let (code, field, _) = error(&ran.out);
    assert_eq!((code.as_str(), field, ran.out.lines().count()), ("ledger", None, 1));
    assert_eq!((ran.err, ran.code), (told, Some(3)));
    connection.execute_batch("DROP TRIGGER refuse").expect("dropped");
    assert_eq!((exports(&home), home.count()), (vec![], 1));
}

#[test]
fn an_empty_ledger_has_nothing_to_export() {
    let home = Home::new();
    for args in [&["list"][..], &["list", "--csv"], &["list", "--json"]] {
        home.ok(args, "");
    }
    assert_eq!(exports(&home), [""; 0]);
}
