//! Changed values, and deleted, added, renumbered and swapped rows, in every table that money depends on.

use rusqlite::{Connection, types::Value};

use crate::copies::{Original, columns, literal, others, spot, three_keys};

/// The tables and their keys.
const TABLES: [(&str, &str); 6] = [
    ("transactions", "seq"),
    ("messages", "seq"),
    ("balances", "payment"),
    ("audit", "seq"),
    ("audit_head", "one"),
    ("keys", "key_id"),
];

fn value(connection: &Connection, table: &str, column: &str, key: &str, row: i64) -> Value {
    let sql = format!("SELECT \"{column}\" FROM {table} WHERE {key} = {row}");
    connection.query_row(&sql, [], |row| row.get(0)).expect("value")
}

#[test]
fn one_changed_value_is_found_in_its_row() {
    let original = Original::small();
    let connection = original.connection();
    let mut tried = 0;
    for (table, key) in TABLES {
        for column in columns(&connection, table) {
            for row in three_keys(&connection, table, key) {
                let now = value(&connection, table, &column, key, row);
                for other in others(&now) {
                    let is_text = matches!(column.as_str(), "request_id" | "detail");
                    if now == Value::Null && is_text != matches!(other, Value::Text(_)) {
                        // A value of another type: a STRICT table refuses it.
                        continue;
                    }
                    // The new number may be taken.
                    let other = match other {
                        Value::Integer(_) if column == key => Value::Integer(row + 1_000),
                        other => other,
                    };
                    let sql =
                        format!("UPDATE {table} SET \"{column}\" = {} WHERE {key} = {row}", literal(&other));
                    let finding = original.tampered(&sql);
                    // A key with another number is unknown.
                    let at = if (table, column.as_str()) == ("keys", "key_id") { row + 1_000 } else { row };
                    assert_eq!(spot(&finding), (table, Some(at)), "{sql}: {finding:?}");
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} changed values, all found");
    assert!(tried > 130, "{tried}");
}

#[test]
fn the_column_is_named_too_where_it_can_be_known() {
    let original = Original::small();
    for (sql, column) in [
        ("UPDATE transactions SET id = '26112114320712301999' WHERE seq = 1", "id"),
        ("UPDATE transactions SET amount = 1001 WHERE seq = 1", "amount"),
        ("UPDATE transactions SET vat = 92 WHERE seq = 1", "vat"),
        ("UPDATE transactions SET installments = 4 WHERE seq = 3", "installments"),
        ("UPDATE transactions SET created_at = created_at + 1 WHERE seq = 3", "created_at"),
        ("UPDATE transactions SET utc_offset = 0 WHERE seq = 3", "utc_offset"),
        ("UPDATE transactions SET till = 9 WHERE seq = 3", "till"),
        ("UPDATE transactions SET payment = 3 WHERE seq = 2", "payment"),
        ("UPDATE transactions SET fingerprint = zeroblob(16) WHERE seq = 3", "fingerprint"),
        ("UPDATE transactions SET card_tail = '457' WHERE seq = 3", "card_tail"),
        ("UPDATE balances SET amount = 599 WHERE payment = 1", "amount"),
        ("UPDATE audit SET at = at + 1 WHERE event = 'payment'", "at"),
        ("UPDATE audit SET till = 9 WHERE event = 'start'", "till"),
        ("UPDATE audit SET event = 'stop' WHERE event = 'start'", "event"),
        ("UPDATE audit SET event = 'cancel' WHERE seq = 1", "event"),
        ("UPDATE audit SET detail = 'x' WHERE seq = 1", "detail"),
        ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 2", "hash"),
        ("UPDATE audit SET key_id = 2 WHERE seq = 2", "key_id"),
        ("UPDATE audit_head SET hash = zeroblob(32)", "hash"),
        ("UPDATE keys SET check_value = zeroblob(16)", "check_value"),
        ("UPDATE messages SET sealed = zeroblob(490) WHERE seq = 5", "sealed"),
    ] {
        let finding = original.tampered(sql);
        assert_eq!(finding.place.column.as_deref(), Some(column), "{sql}: {finding:?}");
    }
}

#[test]
fn one_removed_row_is_found_where_it_was() {
    let original = Original::small();
    let connection = original.connection();
    let mut tried = 0;
    for (table, key) in TABLES {
        for row in three_keys(&connection, table, key) {
            let sql = format!("DELETE FROM {table} WHERE {key} = {row}");
            let finding = original.tampered(&sql);
            assert_eq!(
                (spot(&finding), finding.code()),
                ((table, Some(row)), "missing"),
                "{sql}: {finding:?}"
            );
            tried += 1;
        }
    }
    println!("{tried} removed rows, all found");
}

#[test]
fn a_transaction_that_is_removed_with_all_that_belongs_to_it_leaves_a_gap() {
    let original = Original::small();
    let connection = original.connection();
    for row in three_keys(&connection, "transactions", "seq") {
        let entry: i64 = connection
            .query_row(
                "SELECT seq FROM audit WHERE \"transaction\" = ?1 AND event IN ('payment', 'cancel')",
                [row],
                |row| row.get(0),
            )
            .expect("entry");
        let sql = format!(
            "DELETE FROM balances WHERE payment = {row}; DELETE FROM messages WHERE seq = {row};
             DELETE FROM transactions WHERE seq = {row}; DELETE FROM audit WHERE seq = {entry}"
        );
        let finding = original.tampered(&sql);
        assert_eq!((spot(&finding), finding.code()), (("audit", Some(entry)), "missing"), "{sql}");
        // Closing the gap does not help: every later hash includes its number.
        let closed = format!(
            "{sql}; UPDATE audit SET seq = -seq WHERE seq > {entry}; UPDATE audit SET seq = -seq - 1 WHERE seq < 0"
        );
        let finding = original.tampered(&closed);
        assert_eq!(finding.place.table, "audit", "{finding:?}");
    }
}

#[test]
fn one_row_too_many_is_found() {
    let original = Original::small();
    let connection = original.connection();
    let mut tried = 0;
    for (table, key) in TABLES {
        let columns = columns(&connection, table);
        let last: i64 = connection
            .query_row(&format!("SELECT max({key}) FROM {table}"), [], |row| row.get(0))
            .expect("last");
        for place in [last + 1, last + 77, 0, -5] {
            let copied = columns.iter().map(|column| match column.as_str() {
                column if column == key => place.to_string(),
                "id" => "'YYYYYYYYYYYYYYYYYYYY'".to_owned(),
                "request_id" => "NULL".to_owned(),
                column => format!("\"{column}\""),
            });
            let copied: Vec<String> = copied.collect();
            let sql =
                format!("INSERT INTO {table} SELECT {} FROM {table} WHERE {key} = {last}", copied.join(", "));
            let finding = original.tampered(&sql);
            // The gap is found first.
            let at = if table == "audit" && place > last { last + 1 } else { place };
            assert_eq!(spot(&finding), (table, Some(at)), "{sql}: {finding:?}");
            tried += 1;
        }
    }
    // A balance for a cancel.
    let finding = original.tampered("INSERT INTO balances VALUES (2, 300, 27)");
    assert_eq!((spot(&finding), finding.code()), (("balances", Some(2)), "unknown"));
    println!("{} rows too many, all found", tried + 1);
}

#[test]
fn two_rows_that_changed_places_are_found() {
    let original = Original::small();
    let connection = original.connection();
    let mut tried = 0;
    for (table, key) in TABLES {
        let rows = three_keys(&connection, table, key);
        for (one, two) in rows.iter().zip(rows.iter().skip(1)) {
            let sql = format!(
                "CREATE TEMP TABLE two AS SELECT * FROM {table} WHERE {key} IN ({one}, {two});
                 DELETE FROM {table} WHERE {key} IN ({one}, {two});
                 UPDATE two SET {key} = {one} + {two} - {key};
                 INSERT INTO {table} SELECT * FROM two; DROP TABLE two"
            );
            let finding = original.tampered(&sql);
            assert_eq!(spot(&finding), (table, Some(*one)), "{sql}: {finding:?}");
            tried += 1;
        }
    }
    println!("{tried} pairs of rows, all found");
}

#[test]
fn a_message_of_another_row_is_found() {
    let original = Original::small();
    for (to, from) in [(1, 5), (5, 1), (2, 7), (10, 11)] {
        let finding = original.tampered(&format!(
            "UPDATE messages SET sealed = (SELECT sealed FROM messages WHERE seq = {from}) WHERE seq = {to}"
        ));
        assert_eq!((spot(&finding), finding.code()), (("messages", Some(to)), "sealed"), "{finding:?}");
    }
}

#[test]
fn money_that_was_moved_everywhere_at_once_is_found() {
    let original = Original::small();
    // A payment, its balance and its cancels, changed consistently.
    let finding = original.tampered(
        "UPDATE transactions SET amount = amount + 1000 WHERE seq = 1;
         UPDATE balances SET amount = amount + 1000 WHERE payment = 1",
    );
    assert_eq!(spot(&finding), ("transactions", Some(1)));
    assert_eq!(finding.place.column.as_deref(), Some("amount"));
    // The row and its audit entry at once.
    let finding = original.tampered(
        "UPDATE transactions SET created_at = created_at + 1 WHERE seq = 3;
         UPDATE audit SET at = at + 1 WHERE \"transaction\" = 3 AND event = 'payment'",
    );
    assert_eq!(spot(&finding), ("transactions", Some(3)));
}

#[test]
fn values_of_another_type_are_found() {
    let original = Original::small();
    for (table, column, row) in [("transactions", "amount", 1), ("audit", "at", 3), ("balances", "vat", 1)] {
        let copy = original.copy();
        let key = if table == "balances" { "payment" } else { "seq" };
        for step in ["') STRICT', ')'", "')', ') STRICT'"] {
            // STRICT is switched off for the change.
            let strict = step.contains("') STRICT', ')'");
            if strict {
                let sql = format!(
                    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = '{table}'"
                );
                copy.connection().execute_batch(&sql).expect("loosened");
                copy.tamper(&format!("UPDATE {table} SET {column} = 'much' WHERE {key} = {row}"));
            } else {
                let sql = format!(
                    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = '{table}'"
                );
                copy.connection().execute_batch(&sql).expect("put back");
            }
        }
        let finding = copy.finding(table);
        assert_eq!((spot(&finding), finding.code()), ((table, Some(row)), "unreadable"), "{finding:?}");
    }
}
