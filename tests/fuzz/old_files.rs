//! Databases of the older systems with random damage: pages, types of values, texts, whole rows of garbage. Whatever is in one, there
//! is a report whose rows add up, or a sentence; what was taken verifies, and the same file again brings nothing new.

use std::{fs, path::Path};

use paydesk::{
    desk::{Desk, Verdict, Verifier, World},
    import::{Import, ImportError, ImportOptions, Plan, ReportPart},
    record::Progress,
};
use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{
    each,
    mutate::{Dice, changed},
    old_systems::{First, FirstRow, Second, SecondRow},
    shop::Shop,
};

fn first_id(number: u32) -> String {
    format!("QWERTYUIOPASDFG{number:05}")
}

fn second_id(number: u32) -> String {
    format!("202103230619{:02}{number:06}", number % 60)
}

/// A database of either system with a few rows as they were written, some of them damaged as in the field.
fn make(path: &Path, dice: &mut Dice, is_first: bool) -> Connection {
    if is_first {
        let old = First::new(path);
        for number in 0..6 {
            let cvc = ["777", "77", "7"][dice.below(3)].to_owned();
            let amount = ["55000", "0000055000", "00000055000"][dice.below(3)];
            let payment = FirstRow { cvc, ..FirstRow::payment(&first_id(number), amount, "5000") };
            old.put(&payment);
            if dice.below(2) == 0 {
                old.put(&payment.cancel(&first_id(100 + number)));
            }
        }
        return old.0;
    }
    let old = Second::new(path);
    for number in 0..6 {
        let payment = SecondRow {
            cvc: [777, 7, 7_777][dice.below(3)],
            ..SecondRow::payment(&second_id(number), 55_000, 5_000)
        };
        old.put(&payment);
        if dice.below(2) == 0 {
            old.put(&payment.cancel(&second_id(100 + number), [55_000, 100][dice.below(2)], 9));
        }
    }
    old.0
}

/// Any value: of another type, hostile text, many digits, bytes.
fn any_value(dice: &mut Dice) -> Value {
    match dice.below(12) {
        0 => Value::Null,
        1 => Value::Integer(i64::MIN),
        2 => Value::Integer(i64::try_from(dice.below(100_000)).expect("a number")),
        3 => Value::Real(f64::INFINITY),
        4 => Value::Real(1.5),
        5 => Value::Text(String::new()),
        6 => Value::Text("\0\u{1b}[2J가나다".repeat(dice.below(40))),
        7 => Value::Text("９".repeat(dice.below(500))),
        8 => Value::Text(" ".repeat(450)),
        9 => Value::Text("7".repeat(dice.below(9_000))),
        10 => Value::Blob(vec![0xff; dice.below(600)]),
        _ => Value::Text(first_id(u32::try_from(dice.below(120)).expect("a number"))),
    }
}

/// Changes some values, and adds rows of garbage.
fn spoil(old: &Connection, dice: &mut Dice, is_first: bool) {
    let tables: &[(&str, &[&str])] = if is_first {
        &[("paymentinfo", &["id", "string"]), ("cancle_paymentinfo", &["cancle_id", "string", "id"])]
    } else {
        &[(
            "PAYMENT",
            &[
                "MGNT_NO",
                "CARD_NO",
                "EXP_YM",
                "CARD_CVC",
                "CARD_INFO",
                "PAY_PRD",
                "PAY_AMT",
                "VAT_AMT",
                "CNCL_CD",
                "ORGNL_MGNT_NO",
                "SEND_DATA",
            ],
        )]
    };
    for _ in 0..dice.below(5) {
        let (table, columns) = tables[dice.below(tables.len())];
        let column = columns[dice.below(columns.len())];
        let sql = format!("UPDATE OR IGNORE {table} SET {column} = ?1 WHERE rowid = ?2");
        let row = Value::Integer(i64::try_from(dice.below(8)).expect("a number"));
        // What the table itself refuses stays as it was.
        let _ = old.execute(&sql, [any_value(dice), row]);
    }
    for _ in 0..dice.below(4) {
        let (table, columns) = tables[dice.below(tables.len())];
        let places = vec!["?"; columns.len()].join(", ");
        let values: Vec<Value> = columns.iter().map(|_| any_value(dice)).collect();
        let _ = old
            .execute(&format!("INSERT OR IGNORE INTO {table} VALUES ({places})"), params_from_iter(values));
    }
}

/// Takes a file over, and holds the report against itself.
fn take_over(desk: &mut Desk, path: &Path) -> Result<Plan, ImportError> {
    let options = ImportOptions::default();
    let progress = Progress::default();
    let mut import = Import::open(path, &options, World::system())?;
    let mut plan = import.plan(Some(desk), &progress)?;
    import.record(desk, &mut plan, &progress)?;
    let all = plan.all;
    assert_eq!(all.rows, all.taken + all.set_aside);
    let mut aside = 0;
    plan.report(ReportPart::SetAside, |row| {
        assert!(!row.reasons.is_empty() && !row.key.is_empty(), "{row:?}");
        aside += 1;
        Ok::<_, ImportError>(())
    })?;
    assert_eq!(aside, all.set_aside);
    let (paid, back, left) = (plan.after.payments.amount, plan.after.cancels.amount, plan.remaining.0);
    assert_eq!(paid - back, left);
    Ok(plan)
}

fn case(dice: &mut Dice, damage_pages: bool) {
    let shop = Shop::new();
    let mut desk = shop.open();
    let path = shop.folder().join("old.db");
    let is_first = dice.below(2) == 0;
    let old = make(&path, dice, is_first);
    spoil(&old, dice, is_first);
    drop(old);
    if damage_pages {
        let bytes = fs::read(&path).expect("bytes");
        fs::write(&path, changed(&[&bytes], dice)).expect("written");
    }
    match take_over(&mut desk, &path) {
        Ok(first) => {
            let again = take_over(&mut desk, &path).expect("the same file");
            assert_eq!((again.new.rows, again.changed), (0, 0));
            assert_eq!((again.all, again.after, again.remaining), (first.all, first.after, first.remaining));
            drop(desk);
            let verifier = Verifier::open(shop.settings(), World::system()).expect("keys");
            let verdict = verifier.check(None, &Progress::default()).expect("checked");
            assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
        }
        Err(error) => assert!(damage_pages && matches!(error, ImportError::Source(_)), "{error:?}"),
    }
}

#[test]
fn rows_of_any_kind_are_taken_or_set_aside() {
    each("old rows", 120, |dice| case(dice, false));
}

#[test]
fn files_of_any_kind_are_read_or_refused() {
    each("old files", 120, |dice| case(dice, true));
}
