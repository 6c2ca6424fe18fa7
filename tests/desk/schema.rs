//! What the schema itself refuses to any program: here a plain SQLite connection, as any tool has.

use rusqlite::Connection;

use crate::shop::{CARD, Shop, meant, part, pay, sale};

/// A payment of 1,000 (row 1), a cancel of 300 of it (row 2), a payment of 2,000 (row 3).
fn shop() -> Shop {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1000).id;
    desk.cancel(&part(paid, 300), None).expect("cancelled");
    desk.pay(&sale(CARD, 2000), &crate::shop::named("r1")).expect("paid");
    shop
}

/// What SQLite says to `sql`; the ledger is the same afterwards.
fn refused(shop: &Shop, sql: &str) -> String {
    let raw = shop.raw();
    // As the `sqlite3` command starts.
    raw.execute_batch("PRAGMA foreign_keys = OFF").expect("pragma");
    let before = contents(&raw);
    let error = raw.execute_batch(sql).expect_err(sql);
    assert_eq!(contents(&raw), before, "{sql}");
    error.to_string().split(" in ").next().expect("text").to_owned()
}

fn contents(raw: &Connection) -> Vec<String> {
    let mut all = Vec::new();
    for table in ["transactions", "messages", "balances", "audit", "keys"] {
        let mut statement = raw.prepare(&format!("SELECT * FROM {table}")).expect(table);
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("row") {
            let values: Vec<_> = (0..columns).map(|index| row.get_ref(index).expect("value")).collect();
            all.push(format!("{table} {values:?}"));
        }
    }
    all
}

/// The columns that a copy of a row needs.
const COPY: &str = "created_at, utc_offset, till, amount, vat, installments, card_head, card_tail, card_digits, \
     fingerprint";

#[test]
fn what_is_written_is_never_changed_deleted_or_replaced() {
    let shop = shop();
    for (table, noun, column) in [
        ("transactions", "transactions", "amount"),
        ("messages", "messages", "sealed"),
        ("audit", "audit entries", "at"),
    ] {
        let changed = format!("{noun} are never changed");
        let deleted = format!("{noun} are never deleted");
        let replaced = format!("{noun} are never replaced");
        for (sql, expected) in [
            (format!("UPDATE {table} SET {column} = {column} WHERE seq = 1"), &changed),
            (format!("UPDATE OR REPLACE {table} SET seq = 2 WHERE seq = 1"), &changed),
            (format!("UPDATE OR IGNORE {table} SET seq = 9 WHERE seq = 1"), &changed),
            (format!("DELETE FROM {table} WHERE seq = 1"), &deleted),
            (format!("DELETE FROM {table}"), &deleted),
            (format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE seq = 1"), &replaced),
            (format!("REPLACE INTO {table} SELECT * FROM {table}"), &replaced),
            (format!("INSERT INTO {table} SELECT * FROM {table} WHERE seq = 1"), &replaced),
            (
                format!(
                    "INSERT INTO {table} SELECT * FROM {table} WHERE seq = 1 ON CONFLICT DO UPDATE SET {column} = 1"
                ),
                &replaced,
            ),
        ] {
            assert_eq!(refused(&shop, &sql), *expected, "{sql}");
        }
    }
}

#[test]
fn a_row_is_not_replaced_by_its_id_or_request_either() {
    let shop = shop();
    let copy = |id: &str, request: &str| {
        format!(
            "INSERT OR REPLACE INTO transactions (id, request_id, kind, {COPY}) \
             SELECT {id}, {request}, 1, {COPY} FROM transactions WHERE seq = 3"
        )
    };
    for sql in [copy("id", "NULL"), copy("'YYYYYYYYYYYYYYYYYYYY'", "request_id")] {
        assert_eq!(refused(&shop, &sql), "transactions are never replaced", "{sql}");
    }
}

#[test]
fn rows_are_numbered_without_gaps() {
    let shop = shop();
    for seq in ["5", "9223372036854775807", "0", "-1"] {
        let sql = format!(
            "INSERT INTO transactions (seq, id, kind, {COPY}) \
             SELECT {seq}, 'YYYYYYYYYYYYYYYYYYYY', 1, {COPY} FROM transactions WHERE seq = 3"
        );
        assert_eq!(refused(&shop, &sql), "transactions are numbered without gaps", "{sql}");
    }
}

/// A raw cancel of `amount` and `vat` of row `payment`.
fn cancel(or: &str, payment: &str, amount: i64, vat: i64) -> String {
    format!(
        "INSERT {or} INTO transactions (id, kind, payment, created_at, utc_offset, till, amount, vat, installments, \
         card_head, card_tail, card_digits, fingerprint) SELECT 'ZZZZZZZZZZZZZZZZZZZZ', 2, {payment}, created_at, \
         utc_offset, till, {amount}, {vat}, 0, card_head, card_tail, card_digits, fingerprint FROM transactions \
         WHERE seq = 1"
    )
}

#[test]
fn no_program_cancels_more_than_remains() {
    let shop = shop();
    // 700 with a VAT of 64 remain. Whatever the statement says about conflicts, the answer is no.
    for or in ["", "OR ABORT", "OR FAIL", "OR IGNORE", "OR REPLACE", "OR ROLLBACK"] {
        for (amount, vat) in [(701, 64), (1000, 91), (64, 65), (700, 63), (650, 0)] {
            let sql = cancel(or, "1", amount, vat);
            let expected = if vat > amount {
                // The row itself makes no sense.
                if or == "OR IGNORE" {
                    continue;
                }
                "CHECK constraint failed"
            } else {
                "a cancel takes no more than remains"
            };
            let said = refused(&shop, &sql);
            assert!(said.starts_with(expected), "{said}: {sql}");
        }
    }
    let raw = shop.raw();
    raw.execute_batch(&cancel("", "1", 700, 64)).expect("what remains may be cancelled");
    let left: (i64, i64) = raw
        .query_row("SELECT amount, vat FROM balances WHERE payment = 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("balance");
    assert_eq!(left, (0, 0));
    assert_eq!(
        refused(&shop, &cancel("", "1", 1, 0).replace("ZZ'", "YY'")),
        "a cancel takes no more than remains"
    );
}

#[test]
fn a_cancel_names_a_payment_that_is_there() {
    let shop = shop();
    for or in ["", "OR IGNORE", "OR REPLACE", "OR FAIL"] {
        assert_eq!(refused(&shop, &cancel(or, "2", 100, 9)), "a cancel names a payment", "a cancel's row");
    }
    for nothing in ["99", "4", "NULL"] {
        let said = refused(&shop, &cancel("", nothing, 100, 9));
        assert!(said.starts_with("CHECK constraint failed: CASE kind"), "{nothing}: {said}");
    }
}

#[test]
fn balances_only_go_down_and_never_below_nothing() {
    let shop = shop();
    for (sql, expected) in [
        ("UPDATE balances SET amount = amount + 1", "what remains never grows"),
        ("UPDATE balances SET vat = vat + 1", "what remains never grows"),
        ("UPDATE balances SET payment = 9 WHERE payment = 1", "what remains never grows"),
        ("UPDATE balances SET amount = -1", "CHECK constraint failed: amount >= 0"),
        ("UPDATE balances SET vat = -1", "CHECK constraint failed: vat BETWEEN 0 AND amount"),
        ("UPDATE balances SET amount = vat - 1", "CHECK constraint failed: vat BETWEEN 0 AND amount"),
        ("DELETE FROM balances", "balances are never deleted"),
        ("INSERT OR REPLACE INTO balances VALUES (1, 1000, 91)", "balances are never replaced"),
        ("INSERT INTO balances VALUES (2, 300, 27)", "a balance opens with its payment"),
        ("INSERT INTO balances VALUES (4, 300, 27)", "a balance opens with its payment"),
    ] {
        assert_eq!(refused(&shop, sql), expected, "{sql}");
    }
}

#[test]
fn keys_are_never_changed_once_something_is_sealed() {
    let shop = shop();
    for (sql, expected) in [
        ("UPDATE keys SET check_value = zeroblob(16)", "keys are never changed"),
        ("DELETE FROM keys", "keys are never deleted"),
        ("INSERT OR REPLACE INTO keys VALUES (1, zeroblob(16))", "keys are never replaced"),
    ] {
        assert_eq!(refused(&shop, sql), expected, "{sql}");
    }
}

#[test]
fn rows_that_break_a_rule_are_not_taken() {
    let shop = shop();
    let row = |column: &str, value: &str| {
        let columns = format!("id, kind, {COPY}");
        let values = columns.replace("id, kind", "'YYYYYYYYYYYYYYYYYYYY', 1").replace(column, value);
        format!("INSERT INTO transactions ({columns}) SELECT {values} FROM transactions WHERE seq = 1")
    };
    for (column, value) in [
        ("'YYYYYYYYYYYYYYYYYYYY'", "'short'"),
        (", 1,", ", 3,"),
        ("till", "0"),
        ("till", "100"),
        ("amount", "99"),
        ("amount", "1000000001"),
        ("vat", "-1"),
        ("vat", "1000"),
        ("installments", "13"),
        ("card_head", "'12345'"),
        ("card_tail", "'1234'"),
        ("card_digits", "17"),
        ("fingerprint", "zeroblob(15)"),
    ] {
        let said = refused(&shop, &row(column, value));
        assert!(said.starts_with("CHECK constraint failed"), "{said}: {column} = {value}");
    }
    for (column, value) in [("amount", "'a'"), ("created_at", "1.5"), ("fingerprint", "'sixteen letters.'")] {
        let said = refused(&shop, &row(column, value));
        assert!(said.starts_with("cannot store"), "{said}: {column} = {value}");
    }
    let raw = shop.raw();
    raw.execute_batch(&row("till", "99")).expect("the statement itself is sound");
    let mut desk = shop.open();
    desk.pay(&sale(CARD, 1000), &meant()).expect("and the till goes on");
}
