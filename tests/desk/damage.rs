//! Rows that Paydesk cannot have written surface as corrupt, and nothing wrong is shown or built upon.

use paydesk::{
    desk::Desk,
    ledger::LedgerTrouble,
    payment::TransactionId,
    record::{Condition, Query},
};

use crate::shop::{CARD, OTHER_CARD, Shop, ledger_trouble, meant, named, part, pay, rest, sale};

/// Rows 1 (a payment, request `a`), 2 (its cancel, in part) and 3 (another payment).
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

fn corrupt<T: std::fmt::Debug>(result: Result<T, paydesk::desk::DeskError>) -> (i64, &'static str) {
    match ledger_trouble(result.expect_err("a corrupt row")) {
        LedgerTrouble::CorruptRow { seq, what } => (seq, what),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_corrupt_row_is_named_wherever_it_is_read() {
    for (sql, seq, what) in [
        ("UPDATE transactions SET kind = 3 WHERE seq = 1", 1, "kind"),
        ("UPDATE transactions SET kind = 2 WHERE seq = 1", 1, "kind"),
        ("UPDATE transactions SET created_at = 9223372036854775807 WHERE seq = 1", 1, "created_at"),
        ("UPDATE transactions SET utc_offset = 1440 WHERE seq = 1", 1, "utc_offset"),
        ("UPDATE transactions SET utc_offset = 9223372036854775807 WHERE seq = 1", 1, "type"),
        ("UPDATE transactions SET till = 0 WHERE seq = 1", 1, "till"),
        ("UPDATE transactions SET till = -1 WHERE seq = 1", 1, "till"),
        ("UPDATE transactions SET amount = 99 WHERE seq = 1", 1, "amount"),
        ("UPDATE transactions SET amount = -1000 WHERE seq = 1", 1, "amount"),
        ("UPDATE transactions SET amount = 1000000001 WHERE seq = 1", 1, "amount"),
        ("UPDATE transactions SET vat = 1000 WHERE seq = 1", 1, "vat"),
        ("UPDATE transactions SET installments = 13 WHERE seq = 1", 1, "installments"),
        ("UPDATE transactions SET card_head = '12345x' WHERE seq = 1", 1, "card"),
        ("UPDATE transactions SET card_tail = '1' WHERE seq = 1", 1, "card"),
        ("UPDATE transactions SET card_digits = 9 WHERE seq = 1", 1, "card"),
        ("UPDATE transactions SET fingerprint = x'00' WHERE seq = 1", 1, "type"),
        ("UPDATE transactions SET request_id = 'a b' WHERE seq = 1", 1, "request_id"),
        ("UPDATE transactions SET request_id = CAST(x'ff' AS TEXT) WHERE seq = 1", 1, "type"),
        ("UPDATE balances SET amount = 1001 WHERE payment = 1", 1, "balance"),
        ("UPDATE balances SET vat = 701 WHERE payment = 1", 1, "balance"),
        ("DELETE FROM balances WHERE payment = 1", 1, "balance"),
        ("UPDATE transactions SET payment = 99 WHERE seq = 2", 2, "kind"),
        ("UPDATE transactions SET kind = 1 WHERE seq = 2", 2, "kind"),
        ("UPDATE transactions SET amount = 0 WHERE seq = 2", 2, "amount"),
        ("UPDATE transactions SET vat = 301 WHERE seq = 2", 2, "vat"),
        ("UPDATE transactions SET installments = 1 WHERE seq = 2", 2, "installments"),
    ] {
        let (shop, mut desk, [paid, cancel, other]) = shop();
        tamper(&shop, sql);
        let id = if seq == 1 { paid } else { cancel };
        assert_eq!(corrupt(desk.find(id)), (seq, what), "find: {sql}");
        assert_eq!(corrupt(desk.list(&Condition::Id(id).into(), None, 1)), (seq, what), "list: {sql}");
        let text = desk.find(id).expect_err("corrupt").to_string();
        assert_eq!(text, format!("ledger {}: row {seq} is corrupt: {what}", shop.ledger().display()));
        if seq == 1 {
            assert_eq!(corrupt(desk.cancel(&part(paid, 1), None)), (1, what), "cancel: {sql}");
        }
        assert!(desk.find(other).is_ok(), "the others can still be read: {sql}");
        assert!(desk.pay(&sale(CARD, 5000), &meant()).is_ok(), "and the till goes on: {sql}");
    }
}

#[test]
fn a_damaged_id_is_corrupt_where_the_row_is_still_met() {
    let (shop, desk, [_, cancel, _]) = shop();
    tamper(&shop, "UPDATE transactions SET id = 'not twenty long' WHERE seq = 1");
    assert_eq!(corrupt(desk.list(&Query::default(), None, 9)), (2, "payment"), "its cancel comes first");
    assert_eq!(corrupt(desk.find(cancel)), (2, "payment"));
}

#[test]
fn a_message_moved_to_another_row_is_corrupt() {
    let (shop, mut desk, [paid, cancel, other]) = shop();
    tamper(
        &shop,
        "CREATE TEMP TABLE copy AS SELECT * FROM messages;
         UPDATE messages SET sealed = (SELECT sealed FROM copy WHERE seq = 4 - messages.seq) WHERE seq IN (1, 3)",
    );
    assert_eq!(corrupt(desk.find(paid)), (1, "message"));
    assert_eq!(corrupt(desk.find(other)), (3, "message"));
    assert_eq!(corrupt(desk.cancel(&rest(paid), None)), (1, "message"), "no cancel with another's card");
    assert_eq!(corrupt(desk.pay(&sale(CARD, 1000), &named("a"))), (1, "message"), "nothing recorded");
    assert!(desk.find(cancel).is_ok());
    let left = desk.list(&Condition::Id(paid).into(), None, 1).expect("the narrow row is sound")[0]
        .transaction
        .remaining;
    assert_eq!(left.amount().get(), 700);
}

#[test]
fn a_message_that_is_changed_or_gone_is_corrupt() {
    for sql in [
        "DELETE FROM messages WHERE seq = 1",
        "UPDATE messages SET sealed = zeroblob(490) WHERE seq = 1",
        "UPDATE messages SET sealed = zeroblob(3) WHERE seq = 1",
        "UPDATE messages SET key_id = -1 WHERE seq = 1",
        "UPDATE messages SET key_id = 4294967296 WHERE seq = 1",
    ] {
        let (shop, desk, [paid, _, other]) = shop();
        tamper(&shop, sql);
        assert_eq!(corrupt(desk.find(paid)), (1, "message"), "{sql}");
        assert!(desk.find(other).is_ok());
    }
    let (shop, desk, [paid, ..]) = shop();
    tamper(&shop, "UPDATE messages SET key_id = 2 WHERE seq = 1");
    let error = desk.find(paid).expect_err("no such key");
    assert_eq!((error.code().as_str(), error.to_string().as_str()), ("keyring", "the keyring has no key 2"));
}

#[test]
fn a_row_that_says_something_else_than_its_message_is_corrupt() {
    for sql in [
        "UPDATE transactions SET amount = 2001 WHERE seq = 3",
        "UPDATE transactions SET vat = vat + 1 WHERE seq = 3",
        "UPDATE transactions SET installments = 3 WHERE seq = 3",
        "UPDATE transactions SET card_head = '123456' WHERE seq = 3",
        "UPDATE transactions SET card_tail = '457' WHERE seq = 3",
        "UPDATE transactions SET card_digits = 15 WHERE seq = 3",
        "UPDATE transactions SET id = '26112114320712301999' WHERE seq = 3",
    ] {
        let (shop, mut desk, [_, _, other]) = shop();
        tamper(&shop, sql);
        let id = if sql.contains(" id ") { crate::shop::id("26112114320712301999") } else { other };
        assert_eq!(corrupt(desk.find(id)), (3, "message"), "{sql}");
        assert_eq!(corrupt(desk.cancel(&rest(id), None)), (3, "message"), "{sql}");
    }
    let (shop, desk, [_, cancel, _]) = shop();
    tamper(&shop, "UPDATE transactions SET payment = 3 WHERE seq = 2");
    assert_eq!(corrupt(desk.find(cancel)), (2, "message"), "a cancel moved to another payment");
}

#[test]
fn a_history_that_does_not_add_up_is_corrupt() {
    for (sql, at) in [
        ("UPDATE balances SET amount = 699 WHERE payment = 1", 1),
        ("UPDATE balances SET amount = 701 WHERE payment = 1", 1),
        ("UPDATE balances SET vat = 63 WHERE payment = 1", 1),
        ("UPDATE balances SET amount = 1000, vat = 91 WHERE payment = 1", 1),
    ] {
        let (shop, desk, [paid, ..]) = shop();
        tamper(&shop, sql);
        assert_eq!(corrupt(desk.find(paid)), (at, "balance"), "{sql}");
    }
    let (shop, desk, [paid, ..]) = shop();
    tamper(&shop, "UPDATE transactions SET amount = 1001 WHERE seq = 2");
    assert_eq!(corrupt(desk.find(paid)), (2, "amount"), "a cancel of more than was paid");
}

#[test]
fn a_table_that_is_gone_is_an_error_and_not_an_empty_ledger() {
    for table in ["transactions", "messages", "balances"] {
        let (shop, mut desk, [paid, ..]) = shop();
        tamper(&shop, &format!("DROP TABLE {table}"));
        let sqlite = |trouble| assert!(matches!(trouble, LedgerTrouble::Sqlite(_)), "{table}: {trouble:?}");
        sqlite(ledger_trouble(desk.find(paid).expect_err("gone")));
        sqlite(ledger_trouble(desk.cancel(&rest(paid), None).expect_err("gone")));
        sqlite(ledger_trouble(desk.pay(&sale(CARD, 5000), &meant()).expect_err("gone")));
    }
}

#[test]
fn no_error_prints_a_card() {
    let (shop, desk, [paid, ..]) = shop();
    tamper(&shop, "UPDATE transactions SET card_digits = 15 WHERE seq = 1");
    let error = desk.find(paid).expect_err("corrupt");
    let texts = [error.to_string(), format!("{error:?}"), format!("{:?}", pay(&mut shop.open(), 700))];
    assert!(texts.iter().all(|text| !text.contains(CARD) && !text.contains("777")), "{texts:?}");
}
