//! What the schema itself refuses to any program: here a plain SQLite connection, as any tool has.

use rusqlite::Connection;

use crate::shop::{CARD, Shop, meant, part, pay, sale};

/// A payment of 1,000 (row 2), a cancel of 300 of it (row 3), a payment of 2,000 (row 4).
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
    refused_after(shop, "", sql)
}

/// As [`refused`], in a transaction that `before` began with.
fn refused_after(shop: &Shop, before: &str, sql: &str) -> String {
    let raw = shop.raw();
    // As the `sqlite3` command starts.
    raw.execute_batch("PRAGMA foreign_keys = OFF").expect("pragma");
    let untouched = contents(&raw);
    raw.execute_batch(&format!("BEGIN; {before}")).expect(before);
    let begun = contents(&raw);
    let error = raw.execute_batch(sql).expect_err(sql);
    // `OR ROLLBACK` ends the transaction.
    let expected = if raw.is_autocommit() { &untouched } else { &begun };
    assert_eq!(contents(&raw), *expected, "{sql}");
    if !raw.is_autocommit() {
        raw.execute_batch("ROLLBACK").expect("rolled back");
    }
    error.to_string().split(" in ").next().expect("text").to_owned()
}

fn contents(raw: &Connection) -> Vec<String> {
    let mut all = Vec::new();
    for table in
        ["journal", "transactions", "sealed", "balances", "keys", "prints", "memos", "memo_words", "closes"]
    {
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

/// A fact of this kind, numbered after the last one.
fn fact(kind: u8) -> String {
    format!(
        "INSERT INTO journal SELECT 5, at, utc_offset, till, NULL, NULL, {kind}, body, key_id, hash FROM journal \
         WHERE seq = 4;"
    )
}

/// The columns that a copy of a row needs.
const COPY: &str =
    "created_at, utc_offset, till, amount, vat, installments, card_head, card_tail, card_digits";

#[test]
fn what_is_written_is_never_changed_deleted_or_replaced() {
    let shop = shop();
    for (table, noun, again, column) in [
        ("transactions", "transactions are", "transactions are never replaced", "amount"),
        ("sealed", "what is sealed is", "what is sealed is never replaced", "message"),
        ("journal", "facts are", "facts are numbered without gaps", "at"),
    ] {
        let (changed, deleted) = (format!("{noun} never changed"), format!("{noun} never deleted"));
        let again = again.to_owned();
        for (sql, expected) in [
            (format!("UPDATE {table} SET {column} = {column} WHERE seq = 2"), &changed),
            (format!("UPDATE OR REPLACE {table} SET seq = 3 WHERE seq = 2"), &changed),
            (format!("UPDATE OR IGNORE {table} SET seq = 9 WHERE seq = 2"), &changed),
            (format!("DELETE FROM {table} WHERE seq = 2"), &deleted),
            (format!("DELETE FROM {table}"), &deleted),
            (format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE seq = 4"), &again),
            (format!("REPLACE INTO {table} SELECT * FROM {table} WHERE seq = 4"), &again),
            (format!("INSERT INTO {table} SELECT * FROM {table} WHERE seq = 4"), &again),
            (
                format!(
                    "INSERT INTO {table} SELECT * FROM {table} WHERE seq = 4 ON CONFLICT DO UPDATE SET {column} = 1"
                ),
                &again,
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
            "INSERT OR REPLACE INTO transactions (seq, id, request_id, kind, {COPY}) \
             SELECT 5, {id}, {request}, 1, {COPY} FROM transactions WHERE seq = 4"
        )
    };
    for sql in [copy("id", "NULL"), copy("'YYYYYYYYYYYYYYYYYYYY'", "request_id")] {
        assert_eq!(refused_after(&shop, &fact(1), &sql), "transactions are never replaced", "{sql}");
    }
}

#[test]
fn facts_are_numbered_without_gaps() {
    let shop = shop();
    for seq in ["6", "9223372036854775807", "0", "-1", "4"] {
        let sql = fact(7).replace("SELECT 5", &format!("SELECT {seq}"));
        assert_eq!(refused(&shop, &sql), "facts are numbered without gaps", "{sql}");
    }
    let sql = fact(7).replace("SELECT 5", "SELECT NULL");
    assert_eq!(refused(&shop, &sql), "facts are numbered without gaps", "the number that SQLite would give");
}

#[test]
fn a_transaction_is_a_fact_of_the_journal() {
    let shop = shop();
    let row = |seq: &str| {
        format!(
            "INSERT INTO transactions (seq, id, kind, {COPY}) \
             SELECT {seq}, 'YYYYYYYYYYYYYYYYYYYY', 1, {COPY} FROM transactions WHERE seq = 4"
        )
    };
    let expected = "a transaction is a fact of the journal";
    for seq in ["5", "1", "0", "-1", "9223372036854775807"] {
        assert_eq!(refused(&shop, &row(seq)), expected, "a row without a fact: {seq}");
    }
    assert_eq!(refused_after(&shop, &fact(7), &row("5")), expected, "a fact of another kind");
    assert_eq!(refused_after(&shop, &fact(1), &cancel("", "2", 1, 0)), expected, "a row of another kind");
    assert_eq!(refused_after(&shop, &fact(1), &row("6")), expected);
    let raw = shop.raw();
    raw.execute_batch(&format!("BEGIN; {} {}; ROLLBACK", fact(1), row("5"))).expect("the rest is sound");
}

/// A raw cancel of `amount` and `vat` of row `payment`.
fn cancel(or: &str, payment: &str, amount: i64, vat: i64) -> String {
    format!(
        "INSERT {or} INTO transactions (seq, id, kind, payment, created_at, utc_offset, till, amount, vat, \
         installments, card_head, card_tail, card_digits) SELECT (SELECT max(seq) FROM journal), \
         'ZZZZZZZZZZZZZZZZZZZZ', 2, {payment}, created_at, utc_offset, till, {amount}, {vat}, 0, card_head, card_tail, \
         card_digits FROM transactions WHERE seq = 2"
    )
}

#[test]
fn no_program_cancels_more_than_remains() {
    let shop = shop();
    // 700 with a VAT of 64 remain. Whatever the statement says about conflicts, the answer is no.
    for or in ["", "OR ABORT", "OR FAIL", "OR IGNORE", "OR REPLACE", "OR ROLLBACK"] {
        for (amount, vat) in [(701, 64), (1000, 91), (64, 65), (700, 63), (650, 0)] {
            let sql = cancel(or, "2", amount, vat);
            let said = refused_after(&shop, &fact(2), &sql);
            assert_eq!(said, "a cancel takes no more than remains", "{sql}");
        }
    }
    let raw = shop.raw();
    raw.execute_batch(&format!("{} {}", fact(2), cancel("", "2", 700, 64)))
        .expect("what remains may be cancelled");
    let more = cancel("", "2", 1, 0).replace("ZZ'", "YY'");
    let fact = fact(2).replace("SELECT 5", "SELECT 6");
    assert_eq!(refused_after(&shop, &fact, &more), "a cancel takes no more than remains");
}

#[test]
fn a_cancel_names_a_payment_that_is_there() {
    let shop = shop();
    for or in ["", "OR IGNORE", "OR REPLACE", "OR FAIL"] {
        for (payment, what) in [("3", "a cancel"), ("1", "another fact"), ("99", "nothing"), ("NULL", "none")]
        {
            let said = refused_after(&shop, &fact(2), &cancel(or, payment, 100, 9));
            assert_eq!(said, "a cancel names a payment", "{what}");
        }
    }
}

#[test]
fn what_remains_is_never_below_nothing() {
    let shop = shop();
    for (sql, expected) in [
        ("UPDATE balances SET amount = -1", "CHECK constraint failed: amount >= 0"),
        ("UPDATE balances SET vat = -1", "CHECK constraint failed: vat BETWEEN 0 AND amount"),
        ("UPDATE balances SET amount = vat - 1", "CHECK constraint failed: vat BETWEEN 0 AND amount"),
        ("INSERT INTO balances VALUES (4, 10, 11)", "CHECK constraint failed: vat BETWEEN 0 AND amount"),
    ] {
        assert_eq!(refused(&shop, sql), expected, "{sql}");
    }
}

#[test]
fn keys_are_never_changed_once_something_is_recorded() {
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
fn no_fact_is_recorded_with_an_older_key() {
    let shop = shop();
    let new = "INSERT INTO keys VALUES (2, zeroblob(16));".to_owned() + &fact(7).replace("key_id,", "2,");
    let older = fact(7).replace("SELECT 5", "SELECT 6");
    assert_eq!(refused_after(&shop, &new, &older), "facts are never recorded with an older key");
    let newer = older.replace("key_id,", "2,");
    shop.raw().execute_batch(&format!("BEGIN; {new} {newer} ROLLBACK")).expect("with the same key");
}

#[test]
fn rows_that_break_a_rule_are_not_taken() {
    let shop = shop();
    let row = |column: &str, value: &str| {
        let columns = format!("seq, id, kind, {COPY}");
        let values = columns.replace("seq, id, kind", "5, 'YYYYYYYYYYYYYYYYYYYY', 1").replace(column, value);
        format!("INSERT INTO transactions ({columns}) SELECT {values} FROM transactions WHERE seq = 2")
    };
    for (column, value) in [
        ("'YYYYYYYYYYYYYYYYYYYY'", "'short'"),
        ("utc_offset", "1440"),
        ("till", "0"),
        ("till", "100"),
        ("amount", "99"),
        ("amount", "1000000001"),
        ("vat", "-1"),
        ("vat", "1000"),
        ("installments", "13"),
        ("card_head", "'12345'"),
        ("card_tail", "'456'"),
        ("card_tail", "'23456'"),
        ("card_digits", "17"),
        ("card_digits", "14"),
    ] {
        let said = refused_after(&shop, &fact(1), &row(column, value));
        assert!(said.starts_with("CHECK constraint failed"), "{said}: {column} = {value}");
    }
    let said = refused_after(&shop, &fact(3), &row(" 1,", " 3,"));
    assert!(said.starts_with("CHECK constraint failed: CASE kind"), "{said}: neither payment nor cancel");
    for (column, value) in [("amount", "'a'"), ("created_at", "1.5"), ("card_head", "x'313233343536'")] {
        let said = refused_after(&shop, &fact(1), &row(column, value));
        assert!(said.starts_with("cannot store"), "{said}: {column} = {value}");
    }
    let raw = shop.raw();
    raw.execute_batch(&format!("BEGIN; {} {}; ROLLBACK", fact(1), row("till", "99")))
        .expect("the rest is sound");
    let unknown = row("created_at", "NULL");
    raw.execute_batch(&format!("BEGIN; {} {unknown}; ROLLBACK", fact(1))).expect("its time may be unknown");
    let mut desk = shop.open();
    desk.pay(&sale(CARD, 1000), &meant()).expect("and the till goes on");
}

#[test]
fn what_is_sealed_has_its_length() {
    let shop = shop();
    let row = "INSERT INTO transactions SELECT 5, 'YYYYYYYYYYYYYYYYYYYY', kind, payment, created_at, utc_offset, till, \
         amount, vat, installments, card_head, card_tail, card_digits, NULL FROM transactions WHERE seq = 4;";
    let before = format!("{} {row}", fact(1));
    let sealed = |message: &str, print: &str| format!("INSERT INTO sealed VALUES (5, 1, {message}, {print})");
    for (message, print) in [
        ("zeroblob(143)", "zeroblob(16)"),
        ("zeroblob(491)", "zeroblob(16)"),
        ("zeroblob(200)", "zeroblob(15)"),
        ("zeroblob(200)", "zeroblob(17)"),
    ] {
        let said = refused_after(&shop, &before, &sealed(message, print));
        assert!(said.starts_with("CHECK constraint failed"), "{said}: {message} {print}");
    }
    let said = refused_after(&shop, &before, &sealed("zeroblob(200)", "'sixteen letters.'"));
    assert!(said.starts_with("cannot store"), "{said}");
    let sound = sealed("zeroblob(144)", "zeroblob(16)");
    shop.raw().execute_batch(&format!("BEGIN; {before} {sound}; ROLLBACK")).expect("the rest is sound");
}
