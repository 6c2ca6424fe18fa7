//! Changed tables, indexes, triggers, and header of the file.

use crate::copies::Original;

/// Expects a finding about `name` in the schema.
fn expect(original: &Original, sql: &str, name: &str, code: &str) {
    let copy = original.copy();
    copy.connection().execute_batch(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let finding = copy.finding(sql);
    let place = &finding.place;
    assert_eq!(
        (place.table, place.column.as_deref(), finding.code()),
        ("sqlite_schema", Some(name), code),
        "{sql}"
    );
}

fn names(original: &Original, kind: &str) -> Vec<String> {
    let connection = original.connection();
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = ?1 AND sql IS NOT NULL ORDER BY name")
        .expect("SQL");
    let names = statement.query_map([kind], |row| row.get(0)).expect("rows");
    names.collect::<Result<_, _>>().expect("names")
}

#[test]
fn every_dropped_trigger_and_index_is_named() {
    let original = Original::small();
    let mut tried = 0;
    for kind in ["trigger", "index"] {
        for name in names(&original, kind) {
            expect(&original, &format!("DROP {kind} {name}"), &name, "missing");
            tried += 1;
        }
    }
    println!("{tried} dropped triggers and indexes, all found");
    assert!(tried > 20, "{tried}");
}

#[test]
fn everything_in_the_schema_that_was_rewritten_is_named() {
    let original = Original::small();
    for kind in ["trigger", "index", "table"] {
        for name in names(&original, kind) {
            let sql = format!(
                "PRAGMA writable_schema = ON;
                 UPDATE sqlite_schema SET sql = sql || ' -- x' WHERE name = '{name}'"
            );
            expect(&original, &sql, &name, "altered");
        }
    }
    for (from, to, name) in [
        ("RAISE(ABORT, ''transactions are never changed'')", "NULL", "transactions_no_update"),
        ("CHECK (amount >= 0)", "", "balances"),
    ] {
        let sql = format!(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = '{name}'"
        );
        expect(&original, &sql, name, "altered");
    }
}

#[test]
fn what_was_added_to_the_schema_is_named() {
    let original = Original::small();
    for (sql, name) in [
        ("CREATE TABLE notes (text TEXT)", "notes"),
        ("CREATE INDEX by_amount ON transactions (amount)", "by_amount"),
        ("CREATE VIEW all_of_it AS SELECT * FROM transactions", "all_of_it"),
        ("CREATE TRIGGER mine AFTER INSERT ON transactions BEGIN SELECT 1; END", "mine"),
    ] {
        expect(&original, sql, name, "unknown");
    }
    expect(&original, "ALTER TABLE balances ADD COLUMN more INTEGER", "balances", "altered");
    // SQLite rewrites the tables that refer to it as well.
    expect(&original, "ALTER TABLE keys RENAME TO locks", "audit", "altered");
}

#[test]
fn triggers_that_stay_away_are_named_before_what_was_done_without_them() {
    let original = Original::small();
    for sql in [
        "DROP TRIGGER transactions_no_update; UPDATE transactions SET vat = 90 WHERE seq = 1",
        "DROP TRIGGER transactions_no_update; UPDATE transactions SET request_id = 'mine' WHERE seq = 1",
    ] {
        expect(&original, sql, "transactions_no_update", "missing");
    }
    expect(
        &original,
        "DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq = 4",
        "audit_no_delete",
        "missing",
    );
}

#[test]
fn another_version_or_mark_in_the_head_of_the_file_is_named() {
    let original = Original::small();
    for (sql, name) in [
        ("PRAGMA user_version = 0", "user_version"),
        ("PRAGMA user_version = 7", "user_version"),
        ("PRAGMA application_id = 0", "application_id"),
        ("PRAGMA application_id = 4711", "application_id"),
    ] {
        let copy = original.copy();
        copy.connection().execute_batch(sql).expect("set");
        let finding = copy.finding(sql);
        let place = &finding.place;
        assert_eq!(
            (place.table, place.column.as_deref(), finding.code()),
            ("header", Some(name), "differs"),
            "{sql}"
        );
    }
}

#[test]
fn an_index_that_lacks_a_row_is_named_as_that() {
    let original = Original::small();
    for (index, columns, hidden) in [
        ("transactions_by_card", "(fingerprint)", "WHERE seq <> 3"),
        ("transactions_by_time", "(created_at)", "WHERE seq <> 1"),
        ("transactions_by_payment", "(payment)", "WHERE payment IS NOT NULL AND seq <> 2"),
    ] {
        let copy = original.copy();
        let set = |sql: &str| {
            let quoted = sql.replace('\'', "''");
            copy.connection()
                .execute_batch(&format!(
                    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '{quoted}' WHERE name = '{index}'"
                ))
                .expect("set");
        };
        let text: String = original
            .connection()
            .query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [index], |row| row.get(0))
            .expect("text");
        set(&format!("CREATE INDEX {index} ON transactions {columns} {hidden}"));
        copy.connection().execute_batch(&format!("REINDEX {index}")).expect("without a row");
        set(&text);
        let finding = copy.finding(index);
        assert_eq!((finding.place.table, finding.code()), ("transactions", "sqlite"), "{finding:?}");
    }
}
