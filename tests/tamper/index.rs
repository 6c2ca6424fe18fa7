//! The search index: what is wrong with it is named as that, and made again.

use paydesk::{
    desk::{Desk, Verdict, World},
    record::{Progress, Remedy, Table},
    vault::SystemRandom,
};
use rusqlite::types::Value;

use crate::{
    copies::{Original, columns, literal, others, spot, three_keys},
    shop::TestClock,
};

const TABLES: [(Table, &str); 3] =
    [(Table::Blocks, "block"), (Table::Facets, "key"), (Table::Amounts, "chunk")];
/// Where no row of the index may be.
const FAR: i64 = 500_000_000_000_000;

#[test]
fn whatever_is_wrong_with_the_index_is_found_and_no_transaction_is_blamed() {
    let original = Original::indexed();
    let connection = original.connection();
    let mut tried = 0;
    let mut expect = |sql: &str, table: Table, row: i64| {
        let finding = original.tampered(sql);
        assert_eq!(
            (spot(&finding), finding.remedy()),
            ((table, Some(row)), Remedy::Rebuild),
            "{sql}: {finding:?}"
        );
        tried += 1;
    };
    for (table, key) in TABLES {
        let name = table.to_string();
        for row in three_keys(&connection, &name, key) {
            for column in columns(&connection, &name) {
                let sql = format!("SELECT {column} FROM {name} WHERE {key} = {row}");
                let now: Value = connection.query_row(&sql, [], |row| row.get(0)).expect("value");
                // No column of the index has texts.
                for other in others(&now).into_iter().filter(|other| !matches!(other, Value::Text(_))) {
                    let other = match other {
                        Value::Integer(_) if column == key => Value::Integer(row + FAR),
                        other => other,
                    };
                    let sql = format!("UPDATE {name} SET {column} = {} WHERE {key} = {row}", literal(&other));
                    // A block that moved away is missing; the first rows that it had are met first.
                    expect(&sql, table, row);
                }
            }
            if table != Table::Blocks {
                expect(&format!("DELETE FROM {name} WHERE {key} = {row}"), table, row);
            }
            let columns = columns(&connection, &name);
            for place in [-7, FAR] {
                let values = columns
                    .iter()
                    .map(|column| if column == key { place.to_string() } else { column.clone() });
                let values: Vec<String> = values.collect();
                let sql = format!(
                    "INSERT INTO {name} SELECT {} FROM {name} WHERE {key} = {row}",
                    values.join(", ")
                );
                // With a block far away the one before it has to have all rows that there are.
                expect(&sql, table, if (table, place) == (Table::Blocks, FAR) { 0 } else { place });
            }
        }
    }
    // Without its block nothing belongs to what is kept of it.
    let first = three_keys(&connection, "facets", "key")[0];
    expect("DELETE FROM blocks", Table::Facets, first);
    expect("DELETE FROM blocks; DELETE FROM facets", Table::Amounts, 0);
    expect("DELETE FROM facets", Table::Facets, first);
    println!("{tried} changes of the index, all found");

    // All of it at once is an index that is not made yet.
    let copy = original.copy();
    copy.tamper("DELETE FROM blocks; DELETE FROM facets; DELETE FROM amounts");
    assert_eq!(copy.verdict(None), Verdict::Whole(original.whole));
}

#[test]
fn the_index_is_made_again() {
    let original = Original::indexed();
    let copy = original.copy();
    copy.tamper(
        "UPDATE facets SET rows = x'00'; UPDATE blocks SET paid = 7; DELETE FROM amounts;
         INSERT INTO blocks SELECT 9, until, first_at, last_at, payments, paid, paid_vat, cancels, cancelled, cancelled_vat
             FROM blocks;
         INSERT INTO facets VALUES (-4, x'00'), (99999999999999999, x'00')",
    );
    assert_eq!(copy.finding("spoilt").remedy(), Remedy::Rebuild);
    let settings = paydesk::desk::Settings { ledger: copy.path(), ..original.settings() };
    let clock = TestClock::at("2026-11-22T00:00:00+09:00");
    let mut desk = Desk::open_existing(settings, World::new(clock, SystemRandom)).expect("opened");
    desk.rebuild_index(&Progress::default()).expect("made again");
    drop(desk);
    assert_eq!(copy.verdict(None), Verdict::Whole(original.whole));
    let rows: i64 =
        copy.connection().query_row("SELECT count(*) FROM blocks", [], |row| row.get(0)).expect("rows");
    assert_eq!(rows, 1);
}
