//! Damage to the search index is reported as such, and repaired by a rebuild.

use paydesk::{
    desk::{Desk, Verdict, World},
    ledger::verify::Reader,
    record::{Progress, Remedy},
    vault::SystemRandom,
};
use rusqlite::types::Value;

use crate::{
    copies::{Original, columns, literal, others, spot, three_keys},
    shop::TestClock,
};

const TABLES: [(&str, &str); 4] =
    [("blocks", "block"), ("facets", "key"), ("sums", "key"), ("amounts", "chunk")];

#[test]
fn whatever_is_wrong_with_the_index_is_found_and_no_transaction_is_blamed() {
    let original = Original::indexed();
    let connection = original.connection();
    let mut tried = 0;
    let mut expect = |sql: &str, table: &str, row: i64| {
        let copy = original.copy();
        copy.tamper(sql);
        let reader = Reader::open(&copy.path()).expect("opened");
        let found = reader.index_finding(&Progress::default()).expect("read");
        let finding = found.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(
            (spot(&finding), finding.remedy()),
            ((table, Some(row)), Remedy::Rebuild),
            "{sql}: {finding:?}"
        );
        tried += 1;
    };
    for (table, key) in TABLES {
        for row in three_keys(&connection, table, key) {
            for column in columns(&connection, table) {
                let sql = format!("SELECT {column} FROM {table} WHERE {key} = {row}");
                let now: Value = connection.query_row(&sql, [], |row| row.get(0)).expect("value");
                // The index has no text columns.
                for other in others(&now).into_iter().filter(|other| !matches!(other, Value::Text(_))) {
                    let other = match other {
                        Value::Integer(_) if column == key => Value::Integer(row + 500_000_000_000_000),
                        other => other,
                    };
                    let sql =
                        format!("UPDATE {table} SET {column} = {} WHERE {key} = {row}", literal(&other));
                    // A block that was renumbered is missing at its place; its first rows are found first.
                    expect(&sql, table, row);
                }
            }
            if table != "blocks" {
                expect(&format!("DELETE FROM {table} WHERE {key} = {row}"), table, row);
            }
            let columns = columns(&connection, table);
            for place in [-7, 500_000_000_000_000] {
                let values = columns
                    .iter()
                    .map(|column| if column == key { place.to_string() } else { column.clone() });
                let values: Vec<String> = values.collect();
                let sql = format!(
                    "INSERT INTO {table} SELECT {} FROM {table} WHERE {key} = {row}",
                    values.join(", ")
                );
                // With a block far behind, the one before it is no longer the last, so it has to be full.
                expect(&sql, table, if (table, place > 0) == ("blocks", true) { 0 } else { place });
            }
        }
    }
    let (value, row): (i64, i64) = connection
        .query_row("SELECT value, seq FROM rare LIMIT 1 OFFSET 77", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("a rare value");
    let here = format!("WHERE value = {value} AND seq = {row}");
    expect(&format!("DELETE FROM rare {here}"), "rare", row);
    expect(&format!("UPDATE rare SET value = value + 1 {here}"), "rare", row);
    expect(&format!("UPDATE rare SET seq = seq + 500000000000000 {here}"), "rare", row + 500_000_000_000_000);
    expect(&format!("INSERT INTO rare VALUES ({value}, -7)"), "rare", -7);
    expect("DELETE FROM rare", "rare", 1);
    // Without its block, every other row about the block is wrong.
    let first = three_keys(&connection, "facets", "key")[0];
    expect("DELETE FROM blocks", "facets", first);
    let first = three_keys(&connection, "sums", "key")[0];
    expect("DELETE FROM blocks; DELETE FROM facets", "sums", first);
    expect("DELETE FROM blocks; DELETE FROM facets; DELETE FROM sums", "amounts", 0);
    let first =
        connection.query_row("SELECT seq FROM rare LIMIT 1", [], |row| row.get(0)).expect("a rare value");
    expect("DELETE FROM blocks; DELETE FROM facets; DELETE FROM sums; DELETE FROM amounts", "rare", first);
    let first = three_keys(&connection, "facets", "key")[0];
    expect("DELETE FROM facets", "facets", first);
    println!("{tried} changes of the index, all found");

    // Without any rows, the index counts as not made yet.
    let copy = original.copy();
    copy.tamper(
        "DELETE FROM blocks; DELETE FROM facets; DELETE FROM sums; DELETE FROM rare; DELETE FROM amounts",
    );
    assert_eq!(copy.verdict(None), Verdict::Whole(original.whole));
}

#[test]
fn the_index_is_made_again() {
    let original = Original::indexed();
    let copy = original.copy();
    copy.tamper(
        "UPDATE facets SET rows = x'00'; UPDATE blocks SET paid = 7; DELETE FROM amounts; UPDATE rare SET value = value + 1;
         DELETE FROM sums;
         INSERT INTO blocks SELECT 9, rows, first_at, last_at, payments, paid, paid_vat, cancels, cancelled, cancelled_vat,
             id_offset FROM blocks;
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
