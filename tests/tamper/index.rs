//! Damage to what is derived is reported as such, and repaired by a rebuild.

use paydesk::{
    desk::{Desk, Settings, Verdict, World},
    ledger::verify::{LedgerReader, WalkItem},
    record::{Finding, Progress, Remedy},
    vault::SystemRandom,
};
use rusqlite::types::Value;

use crate::{
    copies::{Copy, Original, columns, literal, others, part, spot, three_keys},
    shop::TestClock,
};

const TABLES: [(&str, &str); 3] = [("blocks", "block"), ("facets", "key"), ("amounts", "chunk")];
/// Keys that no block, value or chunk has.
const NOWHERE: [i64; 2] = [-7, 500_000_000_000_000];

/// What the walk alone finds, without opening a message.
fn walked(copy: &Copy) -> Option<Finding> {
    let reader = LedgerReader::open(&copy.path()).expect("opened");
    let mut found = None;
    let walked = reader.walk(&Progress::default(), |items| {
        for item in items {
            if let WalkItem::Finding(finding) = item {
                found = Some(finding);
            }
        }
        true
    });
    walked.expect("read");
    found
}

#[test]
fn whatever_is_wrong_with_the_index_is_found_and_no_transaction_is_blamed() {
    let original = Original::indexed();
    let connection = original.connection();
    let mut tried = 0;
    let mut expect = |sql: &str, table: &str, row: i64| {
        let copy = original.copy();
        copy.tamper(sql);
        let finding = walked(&copy).unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(
            (spot(&finding), finding.remedy()),
            ((table, Some(row)), Remedy::Rebuild),
            "{sql}: {finding:?}"
        );
        tried += 1;
        part(&finding)
    };
    for (table, key) in TABLES {
        for row in three_keys(&connection, table, key) {
            for column in columns(&connection, table) {
                let sql = format!("SELECT {column} FROM {table} WHERE {key} = {row}");
                let now: Value = connection.query_row(&sql, [], |row| row.get(0)).expect("value");
                // The index has no text columns.
                for other in others(&now).into_iter().filter(|other| !matches!(other, Value::Text(_))) {
                    let other = match other {
                        Value::Integer(_) if column == key => Value::Integer(row + NOWHERE[1]),
                        other => other,
                    };
                    let sql =
                        format!("UPDATE {table} SET {column} = {} WHERE {key} = {row}", literal(&other));
                    let named = expect(&sql, table, row);
                    // Another end of a block means other rows.
                    if table == "blocks" && column != key && column != "until" {
                        assert_eq!(named, column, "{sql}");
                    }
                }
            }
            if table != "blocks" {
                expect(&format!("DELETE FROM {table} WHERE {key} = {row}"), table, row);
            }
            let columns = columns(&connection, table);
            for place in NOWHERE {
                let values = columns
                    .iter()
                    .map(|column| if column == key { place.to_string() } else { column.clone() });
                let values: Vec<String> = values.collect();
                let sql = format!(
                    "INSERT INTO {table} SELECT {} FROM {table} WHERE {key} = {row}",
                    values.join(", ")
                );
                // With a block far behind, the one before it is no longer the last, so it has to have all rows.
                expect(&sql, table, if (table, place > 0) == ("blocks", true) { 0 } else { place });
            }
        }
    }
    for column in ["payments", "paid", "cancels", "cancelled_vat"] {
        let sql = format!("UPDATE blocks SET {column} = 9223372036854775807");
        assert_eq!(expect(&sql, "blocks", 0), column);
    }
    let first = three_keys(&connection, "facets", "key")[0];
    expect("DELETE FROM facets", "facets", first);
    println!("{tried} changes of the index, all found");

    // Without any blocks, the index counts as not made yet. What is left of one that was dropped in parts is read by no search.
    for rest in ["", "DELETE FROM facets", "DELETE FROM facets; DELETE FROM amounts"] {
        let copy = original.copy();
        copy.tamper(&format!("DELETE FROM blocks; {rest}"));
        assert_eq!(copy.verdict(None), Verdict::Whole(original.whole), "{rest}");
    }
    // The whole check says what the walk says.
    let finding =
        original.tampered("UPDATE blocks SET payments = 9223372036854775807, cancels = 9223372036854775807");
    assert_eq!(finding.spot.to_string(), "blocks row 0 payments");
}

#[test]
fn what_is_derived_is_made_again() {
    let original = Original::indexed();
    let copy = original.copy();
    copy.tamper(
        "UPDATE facets SET rows = x'00'; UPDATE blocks SET paid = 7; DELETE FROM amounts;
         INSERT INTO blocks SELECT 9, until, first_at, last_at, payments, paid, paid_vat, cancels, cancelled, cancelled_vat
             FROM blocks;
         INSERT INTO facets VALUES (-4, x'00'), (99999999999999999, x'00');
         UPDATE balances SET amount = amount + 1 WHERE payment = 2; DELETE FROM balances WHERE payment > 9;
         INSERT INTO balances VALUES (3, 7, 1);
         UPDATE prints SET count = count + 1 WHERE slip = 2; DELETE FROM prints WHERE slip > 2;
         INSERT INTO prints VALUES (4, 1, 1);
         UPDATE memos SET text = 'x' WHERE seq = 2; DELETE FROM memos WHERE seq > 2; DELETE FROM memo_words;
         INSERT INTO memo_words VALUES ('x', 2);
         UPDATE closes SET paid = paid + 1, reprints = 9; DELETE FROM closes WHERE number = 2;
         INSERT INTO closes SELECT 7, seq, at, utc_offset, 9, 1, 1, 0, 0, 0, 0, 0 FROM closes",
    );
    let finding = copy.finding("spoilt");
    assert_eq!(
        (finding.spot.to_string().as_str(), finding.remedy()),
        ("balances row 2 amount", Remedy::Rebuild)
    );
    let settings = Settings { ledger: copy.path(), ..original.settings() };
    let clock = TestClock::at("2026-11-22T00:00:00+09:00");
    let mut desk = Desk::open_existing(settings, World::new(clock, SystemRandom)).expect("opened");
    desk.rebuild_index(&Progress::default()).expect("made again");
    drop(desk);
    assert_eq!(copy.verdict(None), Verdict::Whole(original.whole));
    let rows = |connection: &rusqlite::Connection| -> Vec<[i64; 3]> {
        let mut statement = connection.prepare("SELECT * FROM balances").expect("SQL");
        let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).expect("rows");
        rows.collect::<Result<_, _>>().expect("rows")
    };
    assert_eq!(rows(&copy.connection()), rows(&original.connection()));
}
