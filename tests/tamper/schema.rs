//! Changed tables, indexes, triggers, and header of the file.

use paydesk::desk::Verdict;

use crate::copies::{Original, part, spot};

/// Expects a finding about `name` in the schema.
fn expect(original: &Original, sql: &str, name: &str, code: &str) {
    let copy = original.copy();
    copy.connection().execute_batch(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let finding = copy.finding(sql);
    assert_eq!(
        (spot(&finding), part(&finding).as_str(), finding.code()),
        (("sqlite_schema", None), name, code),
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
    assert_eq!(tried, 29);
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
    expect(&original, "ALTER TABLE keys RENAME TO locks", "imported", "altered");
}

#[test]
fn triggers_that_stay_away_are_named_before_what_was_done_without_them() {
    let original = Original::small();
    for sql in [
        "DROP TRIGGER transactions_no_update; UPDATE transactions SET vat = 90 WHERE seq = 2",
        "DROP TRIGGER transactions_no_update; UPDATE transactions SET request_id = 'mine' WHERE seq = 2",
    ] {
        expect(&original, sql, "transactions_no_update", "missing");
    }
    expect(
        &original,
        "DROP TRIGGER journal_no_delete; DELETE FROM journal WHERE seq = 4",
        "journal_no_delete",
        "missing",
    );
}

#[test]
fn another_version_or_mark_in_the_head_of_the_file_is_named() {
    let original = Original::small();
    for (sql, name) in [
        ("PRAGMA user_version = 0", "user_version"),
        ("PRAGMA user_version = 8", "user_version"),
        ("PRAGMA application_id = 0", "application_id"),
        ("PRAGMA application_id = 4711", "application_id"),
    ] {
        let copy = original.copy();
        copy.connection().execute_batch(sql).expect("set");
        let finding = copy.finding(sql);
        assert_eq!(
            (spot(&finding), part(&finding).as_str(), finding.code()),
            (("header", None), name, "differs"),
            "{sql}"
        );
    }
}

#[test]
fn an_index_that_lacks_a_row_is_named_as_that() {
    let original = Original::small();
    for (index, columns, hidden) in [
        ("transactions_by_request", "(request_id)", "WHERE request_id IS NOT NULL AND seq <> 2"),
        ("transactions_by_payment", "(payment)", "WHERE payment IS NOT NULL AND seq <> 4"),
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
        assert_eq!((spot(&finding), finding.code()), (("transactions", None), "sqlite"), "{finding:?}");
    }
}

#[test]
fn nothing_hides_behind_a_name() {
    let original = Original::small();
    // Only names that SQLite keeps for itself need `writable_schema`.
    let own = "PRAGMA writable_schema = ON;";
    let select = "AFTER INSERT ON transactions BEGIN SELECT 1; END";
    for (sql, name, code) in [
        // The names of what `ANALYZE` makes, of another kind or with another text.
        (format!("{own} CREATE TRIGGER sqlite_stat1 {select}"), "sqlite_stat1", "unknown"),
        (format!("{own} CREATE TRIGGER sqlite_statistics {select}"), "sqlite_statistics", "unknown"),
        (format!("{own} CREATE TABLE sqlite_stat1(tbl,idx,stat,more)"), "sqlite_stat1", "unknown"),
        (format!("{own} CREATE TABLE sqlite_stat9(tbl,idx,stat)"), "sqlite_stat9", "unknown"),
        (format!("{own} CREATE VIEW sqlite_stat4 AS SELECT 1"), "sqlite_stat4", "unknown"),
        (format!("{own} CREATE INDEX sqlite_stat4 ON transactions (amount)"), "sqlite_stat4", "unknown"),
        (format!("{own} CREATE TABLE sqlite_sequence(name,seq)"), "sqlite_sequence", "unknown"),
        (format!("{own} CREATE TRIGGER sqlite_autoindex_x {select}"), "sqlite_autoindex_x", "unknown"),
        // The name of a table or index, which a trigger may have as well.
        (format!("CREATE TRIGGER transactions {select}"), "transactions", "unknown"),
        (format!("CREATE TRIGGER \"Transactions\" {select}"), "Transactions", "unknown"),
        (format!("CREATE TRIGGER transactions_by_request {select}"), "transactions_by_request", "unknown"),
        ("CREATE TABLE journal_no_update (x)".to_owned(), "journal_no_update", "unknown"),
        ("CREATE VIEW journal_no_update AS SELECT 1".to_owned(), "journal_no_update", "unknown"),
        // The name of a table that the trial versions had.
        ("CREATE TABLE audit_head (one)".to_owned(), "audit_head", "unknown"),
        // Names that have to be quoted, or look like something else.
        ("CREATE TABLE \"it's \"\"mine\"\"\" (x)".to_owned(), "it's \"mine\"", "unknown"),
        ("CREATE TABLE [a; DROP TABLE journal] (x)".to_owned(), "a; DROP TABLE journal", "unknown"),
        ("CREATE TABLE \"\" (x)".to_owned(), "", "unknown"),
        ("CREATE TABLE \" journal\" (x)".to_owned(), " journal", "unknown"),
        ("CREATE TABLE '장부' (x)".to_owned(), "장부", "unknown"),
        ("CREATE TABLE \"temp.notes\" (x)".to_owned(), "temp.notes", "unknown"),
        (format!("CREATE TRIGGER temp_trigger {select}"), "temp_trigger", "unknown"),
        ("CREATE VIEW \"temp\" AS SELECT * FROM sealed".to_owned(), "temp", "unknown"),
        ("CREATE VIRTUAL TABLE words USING fts5(text)".to_owned(), "words", "unknown"),
    ] {
        expect(&original, &sql, name, code);
    }
}

#[test]
fn what_is_temporary_or_made_by_analyze_is_no_part_of_the_schema() {
    let original = Original::small();
    for sql in [
        "CREATE TEMP TABLE notes (x); CREATE TEMP TRIGGER mine AFTER INSERT ON main.transactions BEGIN SELECT 1; END",
        "ANALYZE",
        "ANALYZE; DROP TABLE sqlite_stat1",
    ] {
        let copy = original.copy();
        copy.connection().execute_batch(sql).expect("done");
        assert_eq!(copy.verdict(None), Verdict::Whole(original.whole), "{sql}");
    }
}
