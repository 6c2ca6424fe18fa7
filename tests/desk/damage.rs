//! Rows that Paydesk cannot have written surface as corrupt, and nothing wrong is shown or built upon.

use paydesk::{
    desk::{Desk, Verdict, Verifier, World},
    ledger::LedgerTrouble,
    payment::TransactionId,
    record::{Column, Condition, Part, Progress, Query, Spot, Table},
};

use crate::shop::{CARD, OTHER_CARD, Shop, ledger_trouble, meant, named, part, pay, rest, sale};

/// The numbers of the rows of [`shop`]; the first fact is that the ledger was begun.
const PAID: i64 = 2;
const CANCEL: i64 = 3;
const OTHER: i64 = 4;

/// A payment (request `a`), its cancel in part, and another payment.
fn shop() -> (Shop, Desk, [TransactionId; 3]) {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = desk.pay(&sale(CARD, 1000), &named("a")).expect("paid").transaction.id;
    let cancel = desk.cancel(&part(paid, 300), None).expect("cancelled").transaction.id;
    let other = desk.pay(&sale(OTHER_CARD, 2000), &meant()).expect("paid").transaction.id;
    (shop, desk, [paid, cancel, other])
}

/// Changes what must not be changed: without triggers, checks and references.
fn tamper(shop: &Shop, sql: &str) {
    let raw = shop.raw();
    raw.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").expect("pragma");
    let triggers: Vec<(String, String)> = raw
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .expect("SQL")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("names");
    for (name, _) in &triggers {
        raw.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
    }
    raw.execute_batch(sql).expect(sql);
    for (_, trigger) in &triggers {
        // A table that is gone has none.
        let _ = raw.execute_batch(trigger);
    }
}

/// What is corrupt: table, row and part.
type Place = (Table, i64, Part);

fn corrupt<T: std::fmt::Debug>(result: Result<T, paydesk::desk::DeskError>) -> Place {
    match ledger_trouble(result.expect_err("a corrupt row")) {
        LedgerTrouble::Corrupt(Spot { table, row: Some(row), id: None, part: Some(part) }) => {
            (table, row, part)
        }
        other => panic!("{other:?}"),
    }
}

fn at(table: Table, row: i64, column: Column) -> Place {
    (table, row, Part::Column(column))
}

#[test]
fn a_corrupt_row_is_named_wherever_it_is_read() {
    for (sql, row, column) in [
        ("kind = 3", PAID, Column::Kind),
        ("kind = 99", PAID, Column::Kind),
        ("kind = 2", PAID, Column::Payment),
        ("created_at = 9223372036854775807", PAID, Column::CreatedAt),
        ("utc_offset = 1440", PAID, Column::UtcOffset),
        ("utc_offset = 9223372036854775807", PAID, Column::UtcOffset),
        ("till = 0", PAID, Column::Till),
        ("till = -1", PAID, Column::Till),
        ("amount = 99", PAID, Column::Amount),
        ("amount = -1000", PAID, Column::Amount),
        ("amount = 1000000001", PAID, Column::Amount),
        ("vat = 1000", PAID, Column::Vat),
        ("installments = 13", PAID, Column::Installments),
        ("card_head = '12345x'", PAID, Column::CardHead),
        ("card_head = '1234567'", PAID, Column::CardHead),
        ("card_tail = '1'", PAID, Column::CardTail),
        ("card_tail = '456'", PAID, Column::CardTail),
        ("card_digits = 9", PAID, Column::CardDigits),
        ("card_digits = 999", PAID, Column::CardDigits),
        ("request_id = 'a b'", PAID, Column::RequestId),
        ("request_id = CAST(x'ff' AS TEXT)", PAID, Column::RequestId),
        ("payment = 99", CANCEL, Column::Payment),
        ("payment = 3", CANCEL, Column::Payment),
        ("kind = 1", CANCEL, Column::Payment),
        ("amount = 0", CANCEL, Column::Amount),
        ("vat = 301", CANCEL, Column::Vat),
        ("installments = 1", CANCEL, Column::Installments),
    ] {
        let (shop, mut desk, [paid, cancel, other]) = shop();
        tamper(&shop, &format!("UPDATE transactions SET {sql} WHERE seq = {row}"));
        let place = at(Table::Transactions, row, column);
        let id = if row == PAID { paid } else { cancel };
        assert_eq!(corrupt(desk.find(id)), place, "find: {sql}");
        assert_eq!(corrupt(desk.list(&Condition::Id(id).into(), None, 1)), place, "list: {sql}");
        let text = desk.find(id).expect_err("corrupt").to_string();
        let name: &str = column.into();
        assert_eq!(
            text,
            format!("ledger {}: transactions row {row} {name} is corrupt", shop.ledger().display())
        );
        if row == PAID {
            assert_eq!(corrupt(desk.cancel(&part(paid, 1), None)), place, "cancel: {sql}");
        }
        assert!(desk.find(other).is_ok(), "the others can still be read: {sql}");
        assert!(desk.pay(&sale(CARD, 5000), &meant()).is_ok(), "and the till goes on: {sql}");
        assert!(shop.open().pay(&sale(CARD, 6000), &meant()).is_ok(), "and one that starts now: {sql}");
    }
}

#[test]
fn a_corrupt_balance_is_named_wherever_it_is_read() {
    for sql in [
        "UPDATE balances SET amount = 1001",
        "UPDATE balances SET amount = -1",
        "UPDATE balances SET vat = 701",
        "DELETE FROM balances",
        "UPDATE balances SET payment = 4",
    ] {
        let (shop, mut desk, [paid, cancel, _]) = shop();
        tamper(&shop, sql);
        let place = at(Table::Balances, PAID, Column::Amount);
        assert_eq!(corrupt(desk.find(paid)), place, "find: {sql}");
        assert_eq!(corrupt(desk.find(cancel)), place, "find: {sql}");
        assert_eq!(corrupt(desk.list(&Condition::Id(cancel).into(), None, 1)), place, "list: {sql}");
        assert_eq!(corrupt(desk.cancel(&part(paid, 1), None)), place, "cancel: {sql}");
        assert!(desk.pay(&sale(CARD, 5000), &meant()).is_ok(), "the till goes on: {sql}");
        desk.rebuild_index(&Progress::default()).expect("made again");
        let left = desk.find(paid).expect("sound").story.transaction.remaining;
        assert_eq!((left.amount().get(), left.vat().get()), (700, 64), "{sql}");
    }
}

#[test]
fn a_damaged_id_is_corrupt_where_the_row_is_still_met() {
    let (shop, mut desk, [_, cancel, _]) = shop();
    tamper(&shop, "UPDATE transactions SET id = 'not twenty long' WHERE seq = 2");
    let listed = corrupt(desk.list(&Query::default(), None, 9));
    assert_eq!(listed, at(Table::Transactions, PAID, Column::Id));
    assert_eq!(corrupt(desk.find(cancel)), at(Table::Transactions, CANCEL, Column::Payment), "its cancel");
    desk.pay(&sale(CARD, 5000), &meant()).expect("the till goes on");
}

#[test]
fn a_till_whose_only_row_has_a_damaged_id_goes_on() {
    let shop = Shop::new();
    pay(&mut shop.open(), 1000);
    tamper(&shop, "UPDATE transactions SET id = 'not twenty long'");
    shop.open().pay(&sale(CARD, 5000), &meant()).expect("paid");
}

/// Whose last row is neither among the newest, nor to be found in the index.
#[test]
fn a_till_that_the_index_does_not_find_any_more_goes_on() {
    let shop = Shop::new();
    let last = pay(&mut shop.open_till(2), 1000).id;
    let mut desk = shop.open();
    for _ in 0..1_030 {
        pay(&mut desk, 2000);
    }
    while desk.tidy().expect("indexed") {}
    tamper(&shop, "UPDATE facets SET rows = x'00'");
    shop.clock.step(-1);
    let paid = pay(&mut shop.open_till(2), 3000).id;
    assert!(paid > last, "its ids grow");
}

/// As long as no value that Paydesk writes.
const LONG: &str = "printf('%65537d', 7)";

#[test]
fn a_value_that_is_too_long_is_not_read_and_the_till_goes_on() {
    let row = |table, row| (table, row);
    let place = |trouble| match trouble {
        LedgerTrouble::Corrupt(Spot { table, row: Some(row), .. }) => (table, row),
        other => panic!("{other:?}"),
    };
    let (shop, desk, [paid, cancel, other]) = shop();
    tamper(&shop, "UPDATE sealed SET message = zeroblob(65537) WHERE seq = 2");
    let found = ledger_trouble(desk.find(paid).expect_err("damaged"));
    assert_eq!(place(found), row(Table::Sealed, PAID));
    assert!(desk.find(cancel).is_ok() && desk.find(other).is_ok());

    // The newest row is read by every payment.
    for change in [
        format!("transactions SET id = {LONG}"),
        format!("transactions SET card_tail = {LONG}"),
        format!("transactions SET request_id = {LONG}"),
        "sealed SET fingerprint = zeroblob(65537)".to_owned(),
        "sealed SET message = zeroblob(65537)".to_owned(),
    ] {
        let (shop, mut desk, _) = self::shop();
        tamper(&shop, &format!("UPDATE {change} WHERE seq = 4"));
        assert!(desk.pay(&sale(CARD, 5000), &meant()).is_ok(), "the till goes on: {change}");
        assert!(shop.open().pay(&sale(CARD, 6000), &meant()).is_ok(), "and one that starts now: {change}");
        if change.starts_with("transactions") {
            let listed = ledger_trouble(desk.list(&Query::default(), None, 9).expect_err("damaged"));
            assert_eq!(place(listed), row(Table::Transactions, OTHER), "{change}");
        }
    }
}

#[test]
fn a_message_moved_to_another_row_is_corrupt() {
    let (shop, mut desk, [paid, cancel, other]) = shop();
    tamper(
        &shop,
        "CREATE TEMP TABLE copy AS SELECT * FROM sealed;
         UPDATE sealed SET message = (SELECT message FROM copy WHERE seq = 6 - sealed.seq) WHERE seq IN (2, 4)",
    );
    let [first, second] = [PAID, OTHER].map(|row| at(Table::Sealed, row, Column::Message));
    assert_eq!(corrupt(desk.find(paid)), first);
    assert_eq!(corrupt(desk.find(other)), second);
    assert_eq!(corrupt(desk.cancel(&rest(paid), None)), first, "no cancel with another's card");
    assert_eq!(corrupt(desk.pay(&sale(CARD, 1000), &named("a"))), first, "nothing recorded");
    assert!(desk.find(cancel).is_ok());
    let left = desk.list(&Condition::Id(paid).into(), None, 1).expect("the narrow row is sound")[0]
        .transaction
        .remaining;
    assert_eq!(left.amount().get(), 700);
}

#[test]
fn what_is_sealed_and_changed_or_gone_is_corrupt() {
    for (sql, column) in [
        ("DELETE FROM sealed WHERE seq = 2", Column::Message),
        ("UPDATE sealed SET message = zeroblob(490) WHERE seq = 2", Column::Message),
        ("UPDATE sealed SET message = zeroblob(3) WHERE seq = 2", Column::Message),
        ("UPDATE sealed SET key_id = -1 WHERE seq = 2", Column::KeyId),
        ("UPDATE sealed SET key_id = 4294967296 WHERE seq = 2", Column::KeyId),
        ("UPDATE sealed SET fingerprint = x'00' WHERE seq = 2", Column::Fingerprint),
    ] {
        let (shop, desk, [paid, _, other]) = shop();
        tamper(&shop, sql);
        assert_eq!(corrupt(desk.find(paid)), at(Table::Sealed, PAID, column), "{sql}");
        assert!(desk.find(other).is_ok());
        assert!(shop.open().pay(&sale(CARD, 5000), &meant()).is_ok(), "the till goes on: {sql}");
    }
    let (shop, desk, [paid, ..]) = shop();
    tamper(&shop, "UPDATE sealed SET key_id = 2 WHERE seq = 2");
    let error = desk.find(paid).expect_err("no such key");
    assert_eq!((error.code().as_str(), error.to_string().as_str()), ("keyring", "the keyring has no key 2"));
}

#[test]
fn a_row_that_says_something_else_than_its_message_is_corrupt() {
    for sql in [
        "UPDATE transactions SET amount = 2001 WHERE seq = 4",
        "UPDATE transactions SET vat = vat + 1 WHERE seq = 4",
        "UPDATE transactions SET installments = 3 WHERE seq = 4",
        "UPDATE transactions SET card_head = '123456' WHERE seq = 4",
        "UPDATE transactions SET card_tail = '3457' WHERE seq = 4",
        "UPDATE transactions SET card_digits = 15 WHERE seq = 4",
        "UPDATE transactions SET id = '26112114320712301999' WHERE seq = 4",
    ] {
        let (shop, mut desk, [_, _, other]) = shop();
        tamper(&shop, sql);
        let id = if sql.contains(" id ") { crate::shop::id("26112114320712301999") } else { other };
        let place = at(Table::Sealed, OTHER, Column::Message);
        assert_eq!(corrupt(desk.find(id)), place, "{sql}");
        assert_eq!(corrupt(desk.cancel(&rest(id), None)), place, "{sql}");
    }
}

#[test]
fn a_cancel_of_another_payment_or_of_none_is_corrupt() {
    let (shop, mut desk, [_, cancel, other]) = shop();
    tamper(&shop, "UPDATE transactions SET payment = 1 WHERE seq = 3");
    assert_eq!(corrupt(desk.find(cancel)), at(Table::Transactions, CANCEL, Column::Payment));
    let cancel = desk.cancel(&part(other, 100), None).expect("cancelled").transaction.id;
    tamper(&shop, "UPDATE transactions SET payment = 2 WHERE seq = 5");
    assert_eq!(corrupt(desk.find(cancel)), at(Table::Sealed, 5, Column::Message));
}

#[test]
fn a_history_that_does_not_add_up_is_corrupt() {
    for sql in [
        "UPDATE balances SET amount = 699",
        "UPDATE balances SET amount = 701",
        "UPDATE balances SET vat = 63",
        "UPDATE balances SET amount = 1000, vat = 91",
        "DELETE FROM balances",
    ] {
        let (shop, mut desk, [paid, ..]) = shop();
        tamper(&shop, sql);
        let place = at(Table::Balances, PAID, Column::Amount);
        assert_eq!(corrupt(desk.find(paid)), place, "{sql}");
        assert_eq!(corrupt(desk.cancel(&rest(paid), None)), place, "{sql}");
    }
    let (shop, desk, [paid, ..]) = shop();
    tamper(&shop, "UPDATE transactions SET amount = 1001 WHERE seq = 3");
    let place = at(Table::Transactions, CANCEL, Column::Amount);
    assert_eq!(corrupt(desk.find(paid)), place, "a cancel of more than was paid");
}

#[test]
fn a_row_that_stops_a_check_is_its_finding() {
    for (sql, expected) in [
        ("UPDATE journal SET key_id = -1 WHERE seq = 4", at(Table::Journal, OTHER, Column::KeyId)),
        ("UPDATE journal SET hash = x'00' WHERE seq = 4", at(Table::Journal, OTHER, Column::Hash)),
        (
            "UPDATE transactions SET seq = 9223372036854775807 WHERE seq = 4",
            at(Table::Transactions, i64::MAX, Column::Seq),
        ),
    ] {
        let (shop, desk, _) = shop();
        drop(desk);
        tamper(&shop, sql);
        let verifier = Verifier::open(shop.settings(), World::system()).expect("keys");
        let Ok(Verdict::Broken(finding)) = verifier.check(None, &Progress::default()) else {
            panic!("{sql}")
        };
        let Spot { table, row, part, .. } = finding.spot;
        assert_eq!((table, row, part), (expected.0, Some(expected.1), Some(expected.2)), "{sql}");
    }
    // An index that claims as much as there are numbers.
    let (shop, mut desk, _) = shop();
    for _ in 0..1_030 {
        pay(&mut desk, 700);
    }
    while desk.tidy().expect("indexed") {}
    drop(desk);
    tamper(&shop, "UPDATE blocks SET payments = 9223372036854775807 - cancels");
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keys");
    let Ok(Verdict::Broken(finding)) = verifier.check(None, &Progress::default()) else {
        panic!("not found")
    };
    assert_eq!(finding.spot.table, Table::Blocks);
}

#[test]
fn a_table_that_is_gone_is_an_error_and_not_an_empty_ledger() {
    for table in ["journal", "transactions", "sealed", "balances"] {
        let (shop, mut desk, [paid, ..]) = shop();
        tamper(&shop, &format!("DROP TABLE {table}"));
        if table != "journal" {
            let trouble = ledger_trouble(desk.find(paid).expect_err("gone"));
            assert!(matches!(trouble, LedgerTrouble::Sqlite(_)), "{table}: {trouble:?}");
        }
        let not_ours = |trouble| assert!(matches!(trouble, LedgerTrouble::Schema(_)), "{table}: {trouble:?}");
        not_ours(ledger_trouble(desk.cancel(&rest(paid), None).expect_err("gone")));
        not_ours(ledger_trouble(desk.pay(&sale(CARD, 5000), &meant()).expect_err("gone")));
        not_ours(shop.ledger_trouble());
    }
}

#[test]
fn no_error_prints_a_card() {
    let (shop, desk, [paid, ..]) = shop();
    tamper(&shop, "UPDATE transactions SET card_digits = 15 WHERE seq = 2");
    let error = desk.find(paid).expect_err("corrupt");
    let texts = [error.to_string(), format!("{error:?}"), format!("{:?}", pay(&mut shop.open(), 700))];
    assert!(texts.iter().all(|text| !text.contains(CARD) && !text.contains("777")), "{texts:?}");
}
