//! Changed values, and deleted, added, renumbered and swapped rows, in every table that money depends on.

use paydesk::{
    desk::{Clock as _, Verdict},
    ledger::{Ledger, LedgerError, Stamp},
    payment::Till,
    record::{Fact, FactKind},
    staff::Signers,
    vault::{Keyring, SystemRandom, Vault},
};
use rusqlite::{Connection, types::Value};

use crate::{
    copies::{Original, check, columns, literal, others, part, spot, three_keys},
    shop::{Shop, pay},
};

/// The tables and their keys.
const TABLES: [(&str, &str); 9] = [
    ("journal", "seq"),
    ("transactions", "seq"),
    ("sealed", "seq"),
    ("balances", "payment"),
    ("keys", "key_id"),
    ("prints", "slip"),
    ("memos", "seq"),
    ("memo_words", "seq"),
    ("closes", "number"),
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
                // An empty text has no byte to change.
                for other in others(&now).into_iter().filter(|other| *other != now) {
                    if now == Value::Null && (column == "request_id") != matches!(other, Value::Text(_)) {
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
                    let named =
                        if column == key { "" } else { named(&connection, table, &column, row, &other) };
                    assert_eq!(
                        (spot(&finding), part(&finding).as_str()),
                        ((table, Some(at)), named),
                        "{sql}: {finding:?}"
                    );
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} changed values, all found");
    assert!(tried > 130, "{tried}");
}

/// What a finding names when `column` of a row was changed: the column, unless nothing tells it from others of the row.
fn named<'a>(connection: &Connection, table: &str, column: &'a str, row: i64, other: &Value) -> &'a str {
    let last: i64 =
        connection.query_row("SELECT max(seq) FROM journal", [], |row| row.get(0)).expect("the last fact");
    let kind: i64 = connection
        .query_row("SELECT kind FROM journal WHERE seq = ?1", [row], |row| row.get(0))
        .unwrap_or_default();
    let kind = u8::try_from(kind).ok().and_then(FactKind::from_repr);
    match (table, column, kind, other) {
        // No fact after it was made of it.
        ("journal", "hash", ..) if row == last => "",
        // A time or body of another fact is stored nowhere else.
        ("journal", "at", Some(kind), _) if !kind.is_transaction() => "",
        ("journal", "body", Some(kind), Value::Blob(body)) if Fact::from_body(kind, body).is_some() => "",
        // It is another row then.
        ("prints", "copy", _, Value::Integer(1 | 2)) | ("memo_words", "word", ..) => "",
        _ => column,
    }
}

/// Changes of one value, where they are found, and as what.
const CHANGES: &[(&str, &str, &str)] = &[
    ("UPDATE transactions SET id = '26112114320712301999' WHERE seq = 2", "transactions row 2 id", "differs"),
    ("UPDATE transactions SET kind = 2 WHERE seq = 2", "transactions row 2 kind", "differs"),
    ("UPDATE transactions SET kind = 1 WHERE seq = 4", "transactions row 4 kind", "differs"),
    ("UPDATE transactions SET kind = 7 WHERE seq = 4", "transactions row 4 kind", "differs"),
    ("UPDATE transactions SET kind = 99 WHERE seq = 4", "transactions row 4 kind", "unreadable"),
    ("UPDATE transactions SET payment = 5 WHERE seq = 4", "transactions row 4 payment", "differs"),
    ("UPDATE transactions SET payment = 4 WHERE seq = 4", "transactions row 4 payment", "differs"),
    ("UPDATE transactions SET payment = 8 WHERE seq = 4", "transactions row 4 payment", "differs"),
    ("UPDATE transactions SET payment = NULL WHERE seq = 4", "transactions row 4 payment", "differs"),
    ("UPDATE transactions SET payment = 2 WHERE seq = 2", "transactions row 2 payment", "differs"),
    ("UPDATE transactions SET payment = 1 WHERE seq = 2", "transactions row 2 payment", "unreadable"),
    ("UPDATE transactions SET amount = 1001 WHERE seq = 2", "transactions row 2 amount", "differs"),
    ("UPDATE transactions SET amount = 1 WHERE seq = 2", "transactions row 2 amount", "differs"),
    ("UPDATE transactions SET amount = 2000000000 WHERE seq = 2", "transactions row 2 amount", "unreadable"),
    ("UPDATE transactions SET amount = -1 WHERE seq = 2", "transactions row 2 amount", "unreadable"),
    ("UPDATE transactions SET vat = 92 WHERE seq = 2", "transactions row 2 vat", "differs"),
    ("UPDATE transactions SET vat = 5000 WHERE seq = 2", "transactions row 2 vat", "differs"),
    ("UPDATE transactions SET installments = 4 WHERE seq = 5", "transactions row 5 installments", "differs"),
    (
        "UPDATE transactions SET installments = 13 WHERE seq = 5",
        "transactions row 5 installments",
        "unreadable",
    ),
    ("UPDATE transactions SET installments = 1 WHERE seq = 4", "transactions row 4 installments", "differs"),
    (
        "UPDATE transactions SET created_at = created_at + 1 WHERE seq = 5",
        "transactions row 5 created_at",
        "differs",
    ),
    ("UPDATE transactions SET created_at = NULL WHERE seq = 5", "transactions row 5 created_at", "differs"),
    ("UPDATE transactions SET utc_offset = 0 WHERE seq = 5", "transactions row 5 utc_offset", "differs"),
    ("UPDATE transactions SET till = 9 WHERE seq = 5", "transactions row 5 till", "differs"),
    ("UPDATE transactions SET till = 100 WHERE seq = 5", "transactions row 5 till", "unreadable"),
    ("UPDATE transactions SET card_head = '123457' WHERE seq = 2", "transactions row 2 card_head", "differs"),
    (
        "UPDATE transactions SET card_head = '12345' WHERE seq = 2",
        "transactions row 2 card_head",
        "unreadable",
    ),
    (
        "UPDATE transactions SET card_head = '12345x' WHERE seq = 2",
        "transactions row 2 card_head",
        "unreadable",
    ),
    ("UPDATE transactions SET card_tail = '3457' WHERE seq = 2", "transactions row 2 card_tail", "differs"),
    (
        "UPDATE transactions SET card_tail = '34x6' WHERE seq = 2",
        "transactions row 2 card_tail",
        "unreadable",
    ),
    ("UPDATE transactions SET card_tail = '56' WHERE seq = 2", "transactions row 2 card_tail", "unreadable"),
    ("UPDATE transactions SET card_digits = 15 WHERE seq = 2", "transactions row 2 card_digits", "differs"),
    (
        "UPDATE transactions SET card_digits = 17 WHERE seq = 2",
        "transactions row 2 card_digits",
        "unreadable",
    ),
    (
        "UPDATE transactions SET request_id = 'other' WHERE seq = 2",
        "transactions row 2 request_id",
        "changed",
    ),
    ("UPDATE transactions SET request_id = NULL WHERE seq = 2", "transactions row 2 request_id", "changed"),
    (
        "UPDATE transactions SET request_id = 'other' WHERE seq = 5",
        "transactions row 5 request_id",
        "differs",
    ),
    ("UPDATE transactions SET request_id = '' WHERE seq = 5", "transactions row 5 request_id", "unreadable"),
    ("UPDATE sealed SET key_id = 2 WHERE seq = 5", "sealed row 5 key_id", "differs"),
    ("UPDATE sealed SET message = zeroblob(490) WHERE seq = 5", "sealed row 5 message", "sealed"),
    ("UPDATE sealed SET fingerprint = zeroblob(16) WHERE seq = 5", "sealed row 5 fingerprint", "changed"),
    ("UPDATE sealed SET fingerprint = zeroblob(15) WHERE seq = 5", "sealed row 5 fingerprint", "unreadable"),
    ("UPDATE balances SET amount = 599 WHERE payment = 2", "balances row 2 amount", "differs"),
    ("UPDATE balances SET amount = -1 WHERE payment = 2", "balances row 2 amount", "unreadable"),
    ("UPDATE balances SET vat = 56 WHERE payment = 2", "balances row 2 vat", "differs"),
    ("UPDATE prints SET count = 3 WHERE slip = 2", "prints row 2 count", "differs"),
    ("UPDATE prints SET count = -1 WHERE slip = 2", "prints row 2 count", "unreadable"),
    ("UPDATE prints SET count = 4294967296 WHERE slip = 2", "prints row 2 count", "unreadable"),
    ("UPDATE prints SET copy = 3 WHERE slip = 2", "prints row 2 copy", "unreadable"),
    ("UPDATE prints SET copy = 2 WHERE slip = 2", "prints row 2", "missing"),
    ("UPDATE prints SET copy = 1 WHERE slip = 5", "prints row 5", "unknown"),
    ("UPDATE prints SET slip = 4 WHERE slip = 2", "prints row 2", "missing"),
    ("INSERT INTO prints VALUES (2, 2, 1)", "prints row 2", "unknown"),
    ("INSERT INTO prints VALUES (7, 2, 1)", "prints row 7", "unknown"),
    ("DELETE FROM prints", "prints row 2", "missing"),
    ("UPDATE closes SET paid = paid + 1 WHERE number = 1", "closes row 1 paid", "differs"),
    ("UPDATE closes SET cancels = -1 WHERE number = 1", "closes row 1 cancels", "unreadable"),
    ("UPDATE closes SET seq = 4 WHERE number = 2", "closes row 2 seq", "differs"),
    ("UPDATE closes SET seq = 9999 WHERE number = 1", "closes row 1 seq", "differs"),
    ("UPDATE closes SET reprints = 0 WHERE number = 1", "closes row 1 reprints", "differs"),
    ("UPDATE closes SET reprints = 4294967296 WHERE number = 1", "closes row 1 reprints", "unreadable"),
    (
        "UPDATE closes SET number = -number; UPDATE closes SET number = number + 3",
        "closes row 1 seq",
        "differs",
    ),
    ("DELETE FROM closes WHERE number = 1", "closes row 1", "missing"),
    ("DELETE FROM closes", "closes row 1", "missing"),
    (
        "INSERT INTO closes SELECT 3, seq, at, utc_offset, till, 0, 0, 0, 0, 0, 0, 0 FROM closes LIMIT 1",
        "closes row 3",
        "unknown",
    ),
    ("UPDATE memos SET text = 'A-19' WHERE seq = 2", "memos row 2 text", "differs"),
    ("UPDATE memos SET text = ' A-18' WHERE seq = 2", "memos row 2 text", "unreadable"),
    ("UPDATE memos SET text = 'A' || char(10) WHERE seq = 2", "memos row 2 text", "unreadable"),
    ("UPDATE memos SET text = '' WHERE seq = 2", "memos row 2 text", "differs"),
    ("UPDATE memos SET fact = fact - 1 WHERE seq = 2", "memos row 2 fact", "differs"),
    ("UPDATE memos SET seq = 4 WHERE seq = 2", "memos row 2", "missing"),
    ("INSERT INTO memos VALUES (4, 5, 'x')", "memos row 4", "unknown"),
    ("INSERT INTO memos VALUES (7, 8, '')", "memos row 7", "unknown"),
    ("DELETE FROM memos WHERE seq = 2", "memos row 2", "missing"),
    ("DELETE FROM memo_words WHERE seq = 2", "memo_words row 2", "missing"),
    ("UPDATE memo_words SET word = 'a-17' WHERE seq = 2", "memo_words row 2", "missing"),
    ("INSERT INTO memo_words VALUES ('a-17', 2)", "memo_words row 2", "unknown"),
    ("INSERT INTO memo_words VALUES ('order', 7)", "memo_words row 7", "unknown"),
    ("UPDATE journal SET at = at + 1 WHERE seq = 5", "journal row 5 at", "differs"),
    ("UPDATE journal SET at = at + 1 WHERE seq = 6", "journal row 6", "changed"),
    ("UPDATE journal SET utc_offset = -300 WHERE seq = 5", "journal row 5 utc_offset", "differs"),
    ("UPDATE journal SET utc_offset = -300 WHERE seq = 6", "journal row 6 utc_offset", "differs"),
    ("UPDATE journal SET till = 9 WHERE seq = 5", "journal row 5 till", "differs"),
    ("UPDATE journal SET till = 9 WHERE seq = 6", "journal row 6 till", "differs"),
    ("UPDATE journal SET operator = 7 WHERE seq = 5", "journal row 5 operator", "changed"),
    ("UPDATE journal SET approver = 7 WHERE seq = 6", "journal row 6 approver", "changed"),
    ("UPDATE journal SET kind = 2 WHERE seq = 2", "journal row 2 kind", "differs"),
    ("UPDATE journal SET kind = 7 WHERE seq = 2", "journal row 2 kind", "unreadable"),
    ("UPDATE journal SET kind = 1 WHERE seq = 3", "journal row 3 kind", "unreadable"),
    ("UPDATE journal SET kind = 8 WHERE seq = 3", "journal row 3 kind", "unreadable"),
    ("UPDATE journal SET kind = 99 WHERE seq = 3", "journal row 3 kind", "unreadable"),
    ("UPDATE journal SET body = x'02' WHERE seq = 2", "journal row 2 body", "unreadable"),
    ("UPDATE journal SET body = x'' WHERE seq = 6", "journal row 6 body", "unreadable"),
    (
        "UPDATE journal SET body = CAST(x'01' || '{\"reveal\":{\"transaction\":4}}' AS BLOB) WHERE seq = 6",
        "journal row 6",
        "changed",
    ),
    ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 3", "journal row 3 hash", "changed"),
    ("UPDATE journal SET hash = zeroblob(31) WHERE seq = 3", "journal row 3 hash", "unreadable"),
    ("UPDATE journal SET key_id = 2 WHERE seq = 3", "journal row 3 key_id", "unreadable"),
    ("UPDATE keys SET check_value = zeroblob(16)", "keys row 1 check_value", "altered"),
    ("UPDATE keys SET check_value = zeroblob(15)", "keys row 1 check_value", "unreadable"),
];

#[test]
fn the_column_and_what_is_wrong_with_it_are_named() {
    let original = Original::small();
    for (sql, spot, code) in CHANGES {
        let finding = original.tampered(sql);
        assert_eq!((finding.spot.to_string().as_str(), finding.code()), (*spot, *code), "{sql}: {finding:?}");
    }
}

#[test]
fn a_newest_fact_that_cannot_be_is_found_too() {
    let original = Original::small();
    let last = i64::try_from(original.whole.facts).expect("facts");
    for (change, spot) in [
        ("hash = zeroblob(31)", format!("journal row {last} hash")),
        ("key_id = -1", format!("journal row {last} key_id")),
        ("seq = 9223372036854775807", format!("journal row {last}")),
    ] {
        let finding = original.tampered(&format!("UPDATE journal SET {change} WHERE seq = {last}"));
        assert_eq!(finding.spot.to_string(), spot, "{change}: {finding:?}");
    }
    let finding = original.tampered("UPDATE transactions SET seq = 9223372036854775807 WHERE seq = 5");
    let spot = "transactions row 9223372036854775807 seq";
    assert_eq!((finding.spot.to_string().as_str(), finding.code()), (spot, "unreadable"));
}

#[test]
fn one_removed_row_is_found_where_it_was() {
    let original = Original::small();
    let connection = original.connection();
    let mut tried = 0;
    for (table, key) in TABLES {
        for row in three_keys(&connection, table, key) {
            if table == "journal" && u64::try_from(row) == Ok(original.whole.facts) {
                // A journal that is cut off at its end is one that ends there: see `truncated`.
                continue;
            }
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
        let sql = format!(
            "DELETE FROM balances WHERE payment = {row}; DELETE FROM sealed WHERE seq = {row};
             DELETE FROM transactions WHERE seq = {row}; DELETE FROM journal WHERE seq = {row}"
        );
        let finding = original.tampered(&sql);
        assert_eq!((spot(&finding), finding.code()), (("journal", Some(row)), "missing"), "{sql}");
        // Closing the gap does not help: every later hash is made of its number.
        let close = |table, key| {
            format!(
                "UPDATE {table} SET {key} = -{key} WHERE {key} > {row}; UPDATE {table} SET {key} = -{key} - 1 WHERE {key} < 0"
            )
        };
        let closed = [
            sql,
            close("journal", "seq"),
            close("transactions", "seq"),
            close("sealed", "seq"),
            close("balances", "payment"),
            format!("UPDATE transactions SET payment = payment - 1 WHERE payment > {row}"),
        ]
        .join("; ");
        let finding = original.tampered(&closed);
        let is_transaction: bool = connection
            .query_row("SELECT kind < 3 FROM journal WHERE seq = ?1", [row + 1], |row| row.get(0))
            .expect("the fact after it");
        let table = if is_transaction { "transactions" } else { "journal" };
        assert_eq!(
            (spot(&finding), finding.code()),
            ((table, Some(row)), "changed"),
            "{closed}: {finding:?}"
        );
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
            let at = if table == "journal" && place > last { last + 1 } else { place };
            assert_eq!(spot(&finding), (table, Some(at)), "{sql}: {finding:?}");
            tried += 1;
        }
    }
    // A balance for a cancel, and for a payment that was not cancelled.
    for row in [4, 8] {
        let finding = original.tampered(&format!("INSERT INTO balances VALUES ({row}, 300, 27)"));
        assert_eq!((spot(&finding), finding.code()), (("balances", Some(row)), "unknown"));
    }
    println!("{} rows too many, all found", tried + 2);
}

#[test]
fn two_rows_that_changed_places_are_found() {
    let original = Original::small();
    let connection = original.connection();
    let mut tried = 0;
    for (table, key) in TABLES {
        let rows = three_keys(&connection, table, key);
        for (one, two) in rows.iter().zip(rows.iter().skip(1)) {
            let columns = columns(&connection, table).split_off(1).join(", ");
            let different: i64 = connection
                .query_row(
                    &format!("SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {table} WHERE {key} IN ({one}, {two}))"),
                    [],
                    |row| row.get(0),
                )
                .expect("rows");
            if different == 1 {
                // Two payments of which nothing remains.
                continue;
            }
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
    for (to, from) in [(2, 8), (8, 2), (4, 7), (5, 7)] {
        let finding = original.tampered(&format!(
            "UPDATE sealed SET message = (SELECT message FROM sealed WHERE seq = {from}) WHERE seq = {to}"
        ));
        assert_eq!((spot(&finding), finding.code()), (("sealed", Some(to)), "sealed"), "{finding:?}");
        assert_eq!(part(&finding), "message");
    }
}

#[test]
fn money_that_was_moved_everywhere_at_once_is_found() {
    let original = Original::small();
    // A payment and its balance, changed consistently.
    let finding = original.tampered(
        "UPDATE transactions SET amount = amount + 1000 WHERE seq = 2;
         UPDATE balances SET amount = amount + 1000 WHERE payment = 2",
    );
    assert_eq!(finding.spot.to_string(), "transactions row 2 amount");
    // The row and its fact at once.
    let finding = original.tampered(
        "UPDATE transactions SET created_at = created_at + 1 WHERE seq = 5;
         UPDATE journal SET at = at + 1 WHERE seq = 5",
    );
    assert_eq!((finding.spot.to_string().as_str(), finding.code()), ("transactions row 5", "changed"));
    let finding = original.tampered(
        "UPDATE transactions SET kind = 2 WHERE seq = 2; UPDATE journal SET kind = 2 WHERE seq = 2",
    );
    assert_eq!(finding.spot.to_string(), "transactions row 2 kind");
}

#[test]
fn values_of_another_type_are_found() {
    let original = Original::small();
    for (table, column, row) in [
        ("transactions", "amount", 2),
        ("journal", "at", 3),
        ("balances", "vat", 2),
        ("keys", "check_value", 1),
    ] {
        let copy = original.copy();
        let key = TABLES.into_iter().find_map(|(name, key)| (name == table).then_some(key)).expect("a key");
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
        assert_eq!(part(&finding), column);
    }
}

/// A program with a fault has the keys: hash and form are right, only what the fact says is not.
#[test]
fn a_fact_is_about_a_transaction_that_is_there_already() {
    for (about, is_right) in
        [(2, true), (4, true), (i64::MIN, false), (0, false), (1, false), (3, false), (5, false), (6, false)]
    {
        let shop = Shop::new();
        let mut desk = shop.open();
        // Fact 1 begins the ledger, and 3 is no transaction.
        let paid = pay(&mut desk, 1_000);
        desk.record_reveal(&paid).expect("recorded");
        pay(&mut desk, 2_000);
        drop(desk);
        let keyring = Keyring::open(&shop.keyring(), false, &mut SystemRandom).expect("keyring");
        let mut vault = Vault::new(&keyring, Box::new(SystemRandom)).expect("keys");
        let stamp = Stamp { at: shop.clock.now(), till: Till::FIRST, by: Signers::default() };
        let reveal = Fact::Reveal { transaction: about };
        let mut ledger = Ledger::open(&shop.ledger()).expect("opened");
        let written: Result<(), LedgerError> =
            ledger.write(|writer| writer.record_fact(&mut vault, &stamp, &reveal));
        written.expect("recorded");
        match check(&shop.settings(), None).expect("checked") {
            Verdict::Whole(whole) => assert!(is_right && whole.facts == 5, "{about}"),
            Verdict::Broken(finding) => {
                assert!(!is_right, "{about}: {finding:?}");
                assert_eq!((spot(&finding), finding.code()), (("journal", Some(5)), "changed"), "{about}");
                assert_eq!(part(&finding), "body");
            }
            Verdict::Stopped => panic!("nothing stops it"),
        }
    }
}
