//! People: rows that another program raised, copied, pointed elsewhere, or whose wrong PINs it forgot. A check finds them, and the desk
//! signs nobody in by them.

use std::collections::BTreeMap;

use paydesk::{
    desk::{Clock as _, Desk, DeskError, PinRefused, Settings, Verdict, World},
    ledger::{Ledger, LedgerError, Stamp},
    payment::Till,
    record::Fact,
    staff::{Limits, Operator, OperatorName, OperatorNumber, Pin, PinDigits, PinUse, Role, Signers},
    vault::{Keyring, SystemRandom, Vault},
};
use rusqlite::types::Value;

use crate::{
    copies::{Copy, Original, check, columns, literal, others, spot},
    shop::{CARD, Shop, meant, pay, sale},
};

fn number(number: u64) -> OperatorNumber {
    OperatorNumber::new(number).expect("a number")
}

fn pin(digits: &str) -> Pin {
    Pin::keyed(digits, PinDigits::DEFAULT).expect("a PIN")
}

fn person(of: u64, name: &str, role: Role) -> Operator {
    let name = OperatorName::parse(name).expect("a name");
    Operator { number: number(of), name, role, limits: Limits::default(), disabled: false }
}

/// An owner, a supervisor who has another PIN now, a cashier with wrong PINs, one who is disabled; digits, settings, and a way back in
/// that was begun.
fn staff(shop: &Shop, desk: &mut Desk) {
    desk.add_person(&person(1, "Jin", Role::Owner), &pin("2580")).expect("made");
    let settings = Settings { operator: Some(number(1)), ..shop.settings() };
    let mut owner = shop.open_with(settings).expect("open");
    owner.add_person(&person(3, "Mina", Role::Supervisor), &pin("2468")).expect("made");
    owner.add_person(&person(21, "Hana", Role::Cashier), &pin("1357")).expect("made");
    owner.add_person(&person(4, "Sora", Role::Cashier), &pin("8642")).expect("made");
    owner.set_pin(number(3), None, &pin("8642")).expect("given");
    owner.change_person(number(4), None, |person| person.disabled = true).expect("disabled");
    owner.set_pin_digits(PinDigits::new(6).expect("digits")).expect("recorded");
    for value in ["true", "false"] {
        let settings = BTreeMap::from([("rules.require_luhn".to_owned(), value.to_owned())]);
        owner.note_settings(settings).expect("noted");
    }
    for _ in 0..4 {
        desk.sign_in(number(21), &pin("9753"), PinUse::SignIn).expect_err("wrong");
    }
    desk.recover(number(1), &pin("8642"), false).expect_err("it begins");
    shop.clock.step(1_000);
}

fn original() -> Original {
    Original::with(staff)
}

/// What was done at another copy is remembered of this ledger.
fn forget(copy: &Copy) {
    let mut remembered = copy.settings().keyring.clone().into_os_string();
    remembered.push(".ledgers");
    let _ = std::fs::remove_file(remembered);
}

/// Whether a person signs in at a copy.
fn signs_in(copy: &Copy, of: u64, keyed: &str) -> Result<(), DeskError> {
    forget(copy);
    let mut desk = Desk::open(copy.settings().clone(), World::system())?;
    desk.sign_in(number(of), &pin(keyed), PinUse::SignIn).map(|_| ())
}

#[test]
fn one_changed_value_is_found_in_its_row() {
    let original = original();
    let connection = original.connection();
    let rows: Vec<i64> = {
        let mut statement = connection.prepare("SELECT number FROM operators").expect("SQL");
        statement.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("numbers")
    };
    assert_eq!(rows, [0, 1, 3, 4, 21, 101]);
    let mut tried = 0;
    for (column, row) in
        columns(&connection, "operators").iter().flat_map(|column| rows.iter().map(move |row| (column, *row)))
    {
        let sql = format!("SELECT \"{column}\" FROM operators WHERE number = {row}");
        let now: Value = connection.query_row(&sql, [], |row| row.get(0)).expect("value");
        for other in others(&now) {
            if other == now || (now == Value::Null && !matches!(other, Value::Integer(_))) {
                continue;
            }
            let (other, at) =
                if column == "number" { (Value::Integer(row + 40), None) } else { (other, Some(row)) };
            let sql = format!("UPDATE operators SET \"{column}\" = {} WHERE number = {row}", literal(&other));
            let finding = original.tampered(&sql);
            let (table, found) = spot(&finding);
            assert_eq!(table, "operators", "{sql}: {finding:?}");
            assert!(at.is_none_or(|at| found == Some(at)), "{sql}: {finding:?}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn a_row_that_is_gone_or_added_is_found() {
    let original = original();
    for sql in [
        "DELETE FROM operators WHERE number = 21",
        "DELETE FROM operators WHERE number = 0",
        "DELETE FROM operators",
        "INSERT INTO operators SELECT 55, fact, pin, 0, NULL, NULL FROM operators WHERE number = 1",
    ] {
        let (table, _) = spot(&original.tampered(sql));
        assert_eq!(table, "operators", "{sql}");
    }
}

#[test]
fn nobody_signs_in_as_somebody_else_by_a_row_of_another_program() {
    let original = original();
    for (sql, of, keyed) in [
        // The cashier is the owner.
        (
            "UPDATE operators SET fact = (SELECT fact FROM operators WHERE number = 1) WHERE number = 21",
            21,
            "1357",
        ),
        // The owner has the cashier's PIN.
        (
            "UPDATE operators SET pin = (SELECT pin FROM operators WHERE number = 3) WHERE number = 1",
            1,
            "8642",
        ),
        // The supervisor has the PIN of before.
        (
            "UPDATE operators SET pin = (SELECT min(seq) FROM journal WHERE kind = 23 AND body LIKE '%\"number\":3,%') WHERE number = 3",
            3,
            "2579",
        ),
        // Who is disabled is not.
        (
            "UPDATE operators SET fact = (SELECT min(seq) FROM journal WHERE kind = 22 AND body LIKE '%\"number\":4,%') WHERE number = 4",
            4,
            "2579",
        ),
        // The role is raised where it is written.
        (
            "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), 'cashier', 'owner') AS BLOB) WHERE kind = 22 AND body LIKE '%:21,%'",
            21,
            "1357",
        ),
        // So is the PIN.
        (
            "UPDATE journal SET body = (SELECT CAST(replace(CAST(body AS TEXT), ':3,', ':1,') AS BLOB) FROM journal WHERE seq = (SELECT pin FROM operators WHERE number = 3)) WHERE seq = (SELECT pin FROM operators WHERE number = 1)",
            1,
            "8642",
        ),
    ] {
        let copy = original.copy();
        copy.tamper(sql);
        match signs_in(&copy, of, keyed) {
            Err(DeskError::Ledger(_) | DeskError::Pin(PinRefused::Wrong(_))) => {}
            other => panic!("{sql}: {other:?}"),
        }
        let finding = copy.finding(sql);
        assert!(matches!(spot(&finding).0, "operators" | "journal"), "{sql}: {finding:?}");
    }
    // As it is, they sign in.
    let copy = original.copy();
    signs_in(&copy, 1, "2580").expect("the owner");
    signs_in(&copy, 3, "8642").expect("the supervisor");
}

#[test]
fn a_shop_whose_people_are_gone_is_nobodys() {
    let original = original();
    let copy = original.copy();
    copy.tamper("DELETE FROM operators");
    forget(&copy);
    let mut desk = Desk::open(copy.settings().clone(), World::system()).expect("open");
    let intruder = person(9, "Evil", Role::Owner);
    assert!(matches!(desk.add_person(&intruder, &pin("8642")), Err(DeskError::NotSignedIn)));
    assert!(matches!(desk.pay(&sale(CARD, 1_000), &meant()), Err(DeskError::NotSignedIn)));
    let settings = Settings { operator: Some(number(1)), ..copy.settings().clone() };
    let mut desk = Desk::open(settings, World::system()).expect("open");
    assert!(matches!(desk.pay(&sale(CARD, 1_000), &meant()), Err(DeskError::SignedOut { .. })));
}

#[test]
fn what_was_recorded_while_somebody_was_let_in_is_found_when_all_is_put_back() {
    let original = original();
    // Eight PINs without a wait, the last one right.
    let copy = original.copy();
    forget(&copy);
    let mut desk = Desk::open(copy.settings().clone(), World::system()).expect("open");
    for guess in ["9750", "9751", "9752", "9754", "9755", "9756", "9757", "2580"] {
        copy.tamper("UPDATE operators SET failures = 0, waits_from = NULL");
        let tried = desk.sign_in(number(1), &pin(guess), PinUse::SignIn);
        assert_eq!(tried.is_ok(), guess == "2580", "{guess}: {tried:?}");
    }
    desk.sign_out();
    drop(desk);
    let finding = copy.finding("guesses");
    assert_eq!((spot(&finding).0, finding.code()), ("journal", "not_allowed"), "{finding:?}");
    // An owner's PIN without the wait of the way back in.
    let copy = original.copy();
    forget(&copy);
    copy.tamper("UPDATE operators SET recovery = recovery - 1860000 WHERE number = 1");
    let mut desk = Desk::open(copy.settings().clone(), World::system()).expect("open");
    let recovered = desk.recover(number(1), &pin("8642"), false);
    drop(desk);
    if recovered.is_ok() {
        let finding = copy.finding("a way back in");
        assert_eq!((spot(&finding).0, finding.code()), ("journal", "not_allowed"), "{finding:?}");
    }
}

/// A program with the keys, which asks nobody.
#[test]
fn a_fact_that_nobody_may_record_is_found() {
    let by = |operator: Option<u64>, approver: Option<u64>| Signers {
        operator: operator.map(number),
        approver: approver.map(number),
    };
    let memo = Fact::Memo { transaction: 2, text: None };
    let owner = Fact::Operator(Box::new(person(9, "Evil", Role::Owner)));
    for (by, fact, is_right) in [
        (by(Some(1), None), &memo, true),
        (by(Some(1), Some(3)), &memo, true),
        (by(None, None), &memo, false),
        (by(Some(55), None), &memo, false),
        // Disabled.
        (by(Some(4), None), &memo, false),
        (by(Some(21), Some(21)), &memo, false),
        (by(Some(21), Some(4)), &memo, false),
        (by(Some(1), None), &owner, true),
        (by(Some(3), None), &owner, false),
        (by(None, None), &owner, false),
    ] {
        let shop = Shop::new();
        let mut desk = shop.open();
        pay(&mut desk, 1_000);
        staff(&shop, &mut desk);
        drop(desk);
        let keyring = Keyring::open(&shop.keyring(), false, &mut SystemRandom).expect("keyring");
        let mut vault = Vault::new(&keyring, Box::new(SystemRandom)).expect("keys");
        let stamp = Stamp { at: shop.clock.now(), till: Till::FIRST, by };
        let mut ledger = Ledger::open(&shop.ledger()).expect("opened");
        let written: Result<(), LedgerError> =
            ledger.write(|writer| writer.record_fact(&mut vault, &stamp, fact));
        written.expect("recorded");
        drop(ledger);
        match check(&shop.settings(), None).expect("checked") {
            Verdict::Whole(_) => assert!(is_right, "{by:?}"),
            Verdict::Broken(finding) => {
                assert!(!is_right, "{by:?}: {finding:?}");
                assert_eq!((spot(&finding).0, finding.code()), ("journal", "not_allowed"), "{by:?}");
            }
            Verdict::Stopped => panic!("nothing stops it"),
        }
    }
}

#[test]
fn the_view_is_made_again_from_the_journal() {
    let original = original();
    let copy = original.copy();
    copy.tamper("UPDATE operators SET failures = 0, waits_from = NULL WHERE number = 21");
    let rows = |copy: &Copy| -> Vec<String> {
        let raw = copy.connection();
        let mut statement = raw.prepare("SELECT * FROM operators ORDER BY number").expect("SQL");
        let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
            let values: Vec<Value> = (0..6).map(|column| row.get(column)).collect::<Result<_, _>>()?;
            Ok(format!("{values:?}"))
        };
        statement.query_map([], row).expect("rows").collect::<Result<_, _>>().expect("rows")
    };
    let expected = rows(&original.copy());
    copy.tamper("UPDATE operators SET failures = 0, waits_from = NULL WHERE number = 21");
    assert_ne!(rows(&copy), expected);
    Desk::open(copy.settings().clone(), World::system())
        .expect("open")
        .rebuild_index(&paydesk::record::Progress::default())
        .expect("made again");
    assert_eq!(rows(&copy), expected);
}
