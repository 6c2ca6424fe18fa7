//! A ledger of the version before is brought up to date when it is opened to write, and read as it is when it is not.

use std::{fs, path::Path, sync::Barrier, thread};

use paydesk::{
    desk::{Desk, DeskError, Verdict, Verifier, World},
    ledger::LedgerTrouble,
    payment::Memo,
    record::{Condition, Prints, Progress, Query, SlipCopy},
    vault::SystemRandom,
};

use crate::shop::{CARD, Shop, chmod, ledger_trouble, meant, sale};

/// Transactions and facts of the kept ledger of version 1, and the number of its first payment.
const KEPT: (u64, u64) = (11, 18);
const FIRST: i64 = 2;

/// What [`version`] says of the newest.
const NEWEST: (i64, u32) = (7, 10);

/// A shop with the kept ledger of version 1.
fn older() -> Shop {
    shop_of("0001")
}

fn shop_of(version: &str) -> Shop {
    let shop = Shop::new();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept").join(version);
    for (name, file) in [("ledger.db", shop.ledger()), ("keyring", shop.keyring())] {
        fs::create_dir_all(file.parent().expect("folder")).expect("folder");
        fs::copy(kept.join(name), &file).expect("copied");
        chmod(&file, 0o600);
    }
    shop.clock.set("2026-11-29T12:00:00.000+09:00");
    shop
}

/// The version in the head of the file, and how many of the tables that later versions brought the schema has.
fn version(shop: &Shop) -> (i64, u32) {
    let raw = shop.raw();
    let has = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('prints', 'memos', 'memo_words', 'closes', 'operators', 'imported', 'batches', 'batch_ranges', 'answers', 'blanked')";
    let version = raw.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("version");
    (version, raw.query_row(has, [], |row| row.get(0)).expect("a schema"))
}

/// What there is of the journal and of the transactions.
fn contents(shop: &Shop) -> Vec<String> {
    let raw = shop.raw();
    let mut all = Vec::new();
    for table in ["journal", "transactions", "sealed", "balances", "keys"] {
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

/// Transactions and facts, where everything fits.
fn whole(shop: &Shop) -> (u64, u64) {
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keyring");
    match verifier.check(None, &Progress::default()).expect("checked") {
        Verdict::Whole(whole) => (whole.transactions, whole.facts),
        other => panic!("{other:?}"),
    }
}

fn to_read(shop: &Shop) -> Result<Desk, DeskError> {
    Desk::open_to_read(shop.settings(), World::new(shop.clock.clone(), SystemRandom))
}

fn printed(customer: u32) -> Prints {
    Prints { customer, merchant: 0 }
}

#[test]
fn a_ledger_of_version_1_becomes_the_newest_and_keeps_what_it_has() {
    let shop = older();
    assert_eq!((version(&shop), whole(&shop)), ((1, 0), KEPT));
    let before = contents(&shop);
    let mut desk = shop.open();
    assert_eq!((version(&shop), contents(&shop)), (NEWEST, before));
    assert_eq!(whole(&shop), KEPT);
    assert_eq!(desk.prints_of(FIRST).expect("read"), printed(0));
    assert_eq!(desk.record_print(FIRST, SlipCopy::Customer).expect("recorded"), 0);
    desk.pay(&sale(CARD, 1_000), &meant()).expect("paid");
    assert_eq!(whole(&shop), (KEPT.0 + 1, KEPT.1 + 2));
    desk.rebuild_index(&Progress::default()).expect("made again");
    assert_eq!(desk.prints_of(FIRST).expect("read"), printed(1));
    // The journal says with which version it was begun.
    let begun = "SELECT CAST(substr(body, 2) AS TEXT) FROM journal WHERE seq = 1";
    let begun: String = shop.raw().query_row(begun, [], |row| row.get(0)).expect("a fact");
    assert!(begun.ends_with(r#","version":1}}"#), "{begun}");
}

#[test]
fn a_ledger_of_version_2_is_given_its_first_memos() {
    let shop = shop_of("0002");
    // It is younger than that of version 1.
    shop.clock.set("2026-11-29T16:00:00.000+09:00");
    let (kept, prints) = (whole(&shop), 1);
    assert_eq!(version(&shop), (2, prints));
    chmod(&shop.ledger(), 0o400);
    let reader = to_read(&shop).expect("read");
    let memo = |desk: &Desk| {
        desk.list(&Query::default(), None, 99).expect("listed").pop().map(|found| found.transaction.memo)
    };
    let with_memo = Query::from(Condition::Memo(String::new()));
    assert_eq!((memo(&reader), reader.list(&with_memo, None, 99).expect("listed")), (Some(None), vec![]));
    chmod(&shop.ledger(), 0o600);
    let mut desk = shop.open();
    assert_eq!((version(&shop), whole(&shop)), (NEWEST, kept));
    let first =
        desk.list(&Query::default(), None, 99).expect("listed").pop().expect("the oldest").transaction;
    let order = Memo::of_caller("Order 7", None).expect("a memo");
    desk.record_memo(&first, order.clone()).expect("recorded");
    assert_eq!((memo(&desk), whole(&shop)), (Some(order.clone()), (kept.0, kept.1 + 1)));
    assert_eq!((memo(&reader), reader.list(&with_memo, None, 99).expect("listed").len()), (Some(order), 1));
}

#[test]
fn tills_that_open_it_at_once_bring_it_up_to_date_once() {
    for _ in 0..8 {
        let shop = older();
        let before = contents(&shop);
        let (tills, barrier) = (1..=6, Barrier::new(6));
        let numbers: Vec<u32> = thread::scope(|scope| {
            let open = |till| {
                let (shop, barrier) = (&shop, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    shop.open_till(till).record_print(FIRST, SlipCopy::Merchant).expect("recorded")
                })
            };
            let opened: Vec<_> = tills.map(open).collect();
            opened.into_iter().map(|till| till.join().expect("opened")).collect()
        });
        let mut sorted = numbers;
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4, 5]);
        assert_eq!((version(&shop), whole(&shop)), (NEWEST, (KEPT.0, KEPT.1 + 6)));
        let facts = before.iter().filter(|row| row.starts_with("journal")).count();
        assert_eq!(contents(&shop)[..facts], before[..facts]);
    }
}

#[test]
fn what_is_not_of_version_1_is_left_as_it_is() {
    for (sql, name) in [
        ("DROP TRIGGER journal_no_delete", "journal_no_delete"),
        ("CREATE TABLE prints (slip INTEGER)", "prints"),
        ("CREATE TABLE notes (text TEXT)", "notes"),
        ("ALTER TABLE balances ADD COLUMN more INTEGER", "balances"),
    ] {
        let shop = older();
        shop.raw().execute_batch(sql).expect(sql);
        let (had, before) = (version(&shop), contents(&shop));
        match shop.ledger_trouble() {
            LedgerTrouble::Schema(spot) => {
                assert_eq!(spot.to_string(), format!("sqlite_schema {name}"), "{sql}");
            }
            other => panic!("{sql}: {other:?}"),
        }
        assert_eq!((version(&shop), contents(&shop)), (had, before), "{sql}");
    }
}

#[test]
fn a_head_that_says_another_version_than_the_schema_is_refused() {
    for version in [2, 3, 4, 5] {
        let shop = older();
        shop.raw().pragma_update(None, "user_version", version).expect("set");
        assert!(matches!(shop.ledger_trouble(), LedgerTrouble::Schema(_)), "{version}");
    }
    let shop = older();
    drop(shop.open());
    shop.raw().execute_batch("PRAGMA user_version = 1").expect("set");
    assert!(matches!(shop.ledger_trouble(), LedgerTrouble::Schema(_)));
    chmod(&shop.ledger(), 0o400);
    let trouble = to_read(&shop).err().map(ledger_trouble);
    assert!(matches!(trouble, Some(LedgerTrouble::ReadOnly)), "as it cannot be written: {trouble:?}");
}

#[test]
fn a_reader_of_version_1_goes_on_when_a_till_brings_it_up_to_date() {
    let shop = older();
    chmod(&shop.ledger(), 0o400);
    let mut reader = to_read(&shop).expect("read");
    let list = |desk: &Desk| desk.list(&Query::default(), None, 99).expect("listed").len();
    assert_eq!((reader.prints_of(FIRST).expect("read"), list(&reader)), (printed(0), 11));
    assert!(reader.record_print(FIRST, SlipCopy::Customer).is_err());
    assert_eq!(version(&shop), (1, 0));
    chmod(&shop.ledger(), 0o600);
    let mut till = shop.open();
    assert_eq!(till.record_print(FIRST, SlipCopy::Customer).expect("recorded"), 0);
    till.pay(&sale(CARD, 1_000), &meant()).expect("paid");
    assert_eq!((reader.prints_of(FIRST).expect("read"), list(&reader)), (printed(1), 12));
    let none = reader.find_by_request(&crate::shop::request_id("none"));
    assert_eq!(none.expect("the file is checked"), None, "the schema is one of ours");
}
