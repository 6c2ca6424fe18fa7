//! Rows of other systems: what is kept of them was changed, moved, forgotten, or brought back from before a rotation.

use paydesk::{
    desk::{Desk, World},
    import::{Import, ImportOptions},
    payment::TransactionId,
    record::Progress,
};
use rusqlite::types::Value;

use crate::{
    copies::{Original, columns, literal, others, part, spot},
    old_systems::{First, FirstRow, Second, SecondRow},
    shop::{Shop, pay, rest},
};

const UNTIMED: &str = "QWERTYUIOPASDFGHJKLZ";
const TIMED: &str = "20210323061939358934";

/// Takes over a payment and a cancel of the first system, a payment of the second, and sets a row of each aside; then the shop works.
fn import(shop: &Shop, desk: &mut Desk) {
    let files = ["first.db", "second.db"].map(|name| shop.folder().join(name));
    let first = First::new(&files[0]);
    let payment = FirstRow::payment(UNTIMED, "11000", "1000");
    first.put(&payment);
    first.put(&payment.cancel("CANCELOFALLTHATWASPD"));
    first.put(&FirstRow::payment("VATISTHEAMOUNTITSELF", "5000", "5000"));
    let second = Second::new(&files[1]);
    second.put(&SecondRow::payment(TIMED, 22_000, 2_000));
    second.put(&SecondRow::payment("20210323061939358935", 50, 5));
    drop((first, second));
    let (options, progress) = (ImportOptions::default(), Progress::default());
    for file in &files {
        let mut import = Import::open(file, &options, World::system()).expect("opened");
        let mut plan = import.plan(Some(desk), &progress).expect("planned");
        assert_eq!(plan.new.set_aside, 1);
        import.record(desk, &mut plan, &progress).expect("recorded");
    }
    pay(desk, 3_000);
    let timed = desk.find(TransactionId::parse(TIMED).expect("an id")).expect("found").story.transaction;
    desk.cancel(&rest(timed.id), None).expect("cancelled");
}

fn original() -> Original {
    Original::of(import)
}

/// The numbers of the rows that are kept.
fn kept(original: &Original) -> Vec<i64> {
    let connection = original.connection();
    let mut statement = connection.prepare("SELECT seq FROM imported ORDER BY seq").expect("SQL");
    statement.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("numbers")
}

#[test]
fn one_changed_value_is_found_in_its_row() {
    let original = original();
    let connection = original.connection();
    let rows = kept(&original);
    assert_eq!(rows.len(), 5);
    let mut tried = 0;
    for column in columns(&connection, "imported") {
        for row in &rows {
            let sql = format!("SELECT {column} FROM imported WHERE seq = {row}");
            let others = match connection.query_row(&sql, [], |row| row.get(0)).expect("value") {
                Value::Integer(number) if column == "seq" => vec![Value::Integer(number + 1_000)],
                // A name is a blob or nothing.
                Value::Null => vec![Value::Blob(vec![7; 16])],
                name @ Value::Blob(_) if column == "name" => [others(&name), vec![Value::Null]].concat(),
                now => others(&now),
            };
            for other in others {
                let sql = format!("UPDATE imported SET {column} = {} WHERE seq = {row}", literal(&other));
                let finding = original.tampered(&sql);
                let named = if column == "seq" { "" } else { &column };
                assert_eq!(
                    (spot(&finding), part(&finding).as_str()),
                    (("imported", Some(*row)), named),
                    "{sql}: {finding:?}"
                );
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 5 + 10 + 5 + 5 + 7, "seq, key, row, digest, name");
}

#[test]
fn rows_that_are_gone_added_or_exchanged_are_found() {
    let original = original();
    let rows = kept(&original);
    let [first, second, ..] = rows[..] else { panic!("{rows:?}") };
    for row in &rows {
        let finding = original.tampered(&format!("DELETE FROM imported WHERE seq = {row}"));
        assert_eq!(spot(&finding), ("imported", Some(*row)));
    }
    let last: i64 = original
        .connection()
        .query_row("SELECT max(seq) FROM journal", [], |row| row.get(0))
        .expect("a fact");
    for (sql, row) in [
        ("DELETE FROM imported".to_owned(), first),
        (
            format!(
                "UPDATE imported SET original = (SELECT original FROM imported WHERE seq = {second}), \
                 digest = (SELECT digest FROM imported WHERE seq = {second}) WHERE seq = {first}"
            ),
            first,
        ),
        (
            format!(
                "UPDATE imported SET seq = -1 WHERE seq = {first}; UPDATE imported SET seq = {first} WHERE \
                 seq = {second}; UPDATE imported SET seq = {second} WHERE seq = -1"
            ),
            first,
        ),
        (
            format!(
                "INSERT INTO imported SELECT {last} + 1, key_id, original, digest, NULL FROM imported WHERE \
                 seq = {first}"
            ),
            last + 1,
        ),
    ] {
        let finding = original.tampered(&sql);
        assert_eq!(spot(&finding), ("imported", Some(row)), "{sql}: {finding:?}");
    }
}

#[test]
fn a_row_from_before_a_rotation_is_found() {
    let original = Original::of(|shop, desk| {
        import(shop, desk);
        let sql = "CREATE TABLE other.before AS SELECT * FROM main.imported";
        let before = shop.folder().join("before.db");
        let raw = shop.raw();
        raw.execute_batch(&format!("ATTACH '{}' AS other; {sql}", before.display())).expect("taken along");
        drop(raw);
        assert!(desk.rotate_key(&Progress::default()).expect("rotated").is_done);
    });
    let before = original.folder().join("before.db");
    for row in kept(&original) {
        let finding = original.tampered(&format!(
            "ATTACH '{}' AS other; REPLACE INTO imported SELECT * FROM other.before WHERE seq = {row}",
            before.display()
        ));
        assert_eq!((spot(&finding), part(&finding).as_str()), (("imported", Some(row)), "key_id"));
    }
}

#[test]
fn a_time_that_was_not_known_and_one_that_was_are_found_when_exchanged() {
    let original = original();
    let recorded = "(SELECT at FROM journal j WHERE j.seq = transactions.seq)";
    // A time that was not known is known from its fact; which one it was of the other is stored nowhere else.
    for (id, to, named) in [(UNTIMED, recorded, "created_at"), (TIMED, "NULL", "")] {
        let finding =
            original.tampered(&format!("UPDATE transactions SET created_at = {to} WHERE id = '{id}'"));
        assert_eq!((spot(&finding).0, part(&finding).as_str()), ("transactions", named), "{id}: {finding:?}");
    }
}
