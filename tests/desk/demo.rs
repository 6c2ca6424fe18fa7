//! A made-up ledger is a ledger like any other.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, FixedOffset};
use paydesk::{
    demo::{Demo, DemoSummary},
    desk::{DeskError, World},
    ledger::LedgerTrouble,
    payment::{Installments, Kind, Till},
    record::{Condition, Found, PageFrom, Progress, Query, State, Transaction},
    vault::{Keyring, SystemRandom, Vault},
};
use rusqlite::Connection;

use crate::shop::{CARD, Shop, ledger_trouble, meant, mode, sale};

fn demo(rows: u64, seed: u64) -> Demo {
    Demo { rows, seed }
}

fn make(shop: &Shop, demo: &Demo) -> Result<Option<DemoSummary>, DeskError> {
    demo.make(&shop.settings(), World::new(shop.clock.clone(), SystemRandom), &Progress::default())
}

/// A shop with `rows` made-up rows.
fn made(rows: u64, seed: u64) -> Shop {
    let shop = Shop::new();
    make(&shop, &demo(rows, seed)).expect("made").expect("not stopped");
    shop
}

/// All rows, newest first.
fn all(shop: &Shop) -> Vec<Transaction> {
    let rows = shop.open().list(&Query::default(), None, usize::MAX).expect("listed");
    rows.into_iter().map(|found| found.transaction).collect()
}

/// The fingerprint of each row's card.
fn fingerprints(shop: &Shop) -> HashMap<i64, Vec<u8>> {
    let raw = shop.raw();
    let mut statement = raw.prepare("SELECT seq, fingerprint FROM sealed").expect("SQL");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("fingerprints")
}

/// When a transaction was.
fn at(row: &Transaction) -> DateTime<FixedOffset> {
    row.created_at.expect("a time")
}

/// What the same seed makes again: all but what is sealed, which is the keyring's.
fn listing(shop: &Shop) -> Vec<String> {
    let shown = |row: &Transaction| {
        let Transaction {
            seq, id, kind, created_at, till, amount, vat, installments, card, remaining, ..
        } = row;
        format!(
            "{seq} {id} {kind:?} {created_at:?} {till} {amount} {vat} {installments:?} {card:?} {remaining:?}"
        )
    };
    all(shop).iter().map(shown).collect()
}

#[test]
fn the_same_seed_makes_the_same_history_and_another_seed_another() {
    let [first, again, other] = [1, 1, 2].map(|seed| listing(&made(1_500, seed)));
    assert_eq!(first.len(), 1_500);
    assert_eq!(first, again);
    let same = first.iter().zip(&other).filter(|(a, b)| a == b).count();
    assert_eq!(same, 0);
}

#[test]
fn a_history_looks_like_that_of_a_shop() {
    let shop = made(6_000, 3);
    let rows = all(&shop);
    let count = |is: &dyn Fn(&Transaction) -> bool| rows.iter().filter(|row| is(row)).count();
    let cancels = count(&|row| row.kind != Kind::Payment);
    assert!((200..450).contains(&cancels), "{cancels}");
    let state = |row: &Transaction| (row.remaining.is_nothing(), row.remaining.amount() == row.amount);
    assert!(
        count(&|row| row.kind == Kind::Payment && state(row) == (true, false)) > 100,
        "cancelled in full"
    );
    assert!(count(&|row| row.kind == Kind::Payment && state(row) == (false, false)) > 20, "in part");
    assert!(count(&|row| row.installments != Installments::LUMP_SUM) > 50);
    assert!(count(&|row| row.till.number() == 2) > 500);
    assert!(rows.iter().all(|row| row.card.head().starts_with('0')), "made-up cards");
    let prints = fingerprints(&shop);
    let mut cards: HashMap<_, usize> = HashMap::new();
    let mut parts: HashMap<_, usize> = HashMap::new();
    for row in &rows {
        *cards.entry(prints[&row.seq].clone()).or_default() += 1;
        *parts.entry(row.kind.original()).or_default() += 1;
    }
    assert!(cards.values().any(|times| *times > 20), "regulars");
    assert!(cards.values().filter(|times| **times == 1).count() > 1_000, "strangers");
    assert!(parts.iter().any(|(payment, times)| payment.is_some() && *times == 2), "a second partial cancel");
    let by_id: HashMap<_, _> = rows.iter().map(|row| (row.id, row)).collect();
    let after = |row: &Transaction| {
        let payment = by_id.get(&row.kind.original()?)?;
        Some((at(row) - at(payment)).num_minutes())
    };
    assert!(rows.iter().filter_map(after).any(|minutes| minutes < 15), "put right at once");
    assert!(rows.iter().filter_map(after).any(|minutes| minutes > 1_440), "brought back");
    let now = paydesk::desk::Clock::now(&shop.clock);
    let [newest, .., oldest] = rows.as_slice() else { panic!("no rows") };
    assert_eq!(at(newest).date_naive(), now.date_naive());
    assert!(at(newest) <= now && (now - at(oldest)).num_days() >= 41);
}

#[test]
fn every_row_is_a_real_one() {
    let shop = made(3_000, 4);
    let desk = shop.open();
    let keyring = Keyring::open(&shop.keyring(), false, &mut SystemRandom).expect("keyring");
    let vault = Vault::new(&keyring, Box::new(SystemRandom)).expect("keys");
    let prints = fingerprints(&shop);
    let mut ids = HashSet::new();
    let mut last = BTreeMap::new();
    let rows = all(&shop);
    for row in rows.iter().rev() {
        // Decodes its message strictly, holds it against the row, and adds up the history to the balance.
        let record = desk.find(row.id).expect("a sound record");
        let message = &record.message;
        let opened = vault.open_card(row.kind, row.id, &message.sealed_card).expect("sealed card");
        assert_eq!(opened, (message.card.clone(), message.expiry, message.cvc.clone()));
        assert_eq!(vault.fingerprint(&message.card).0.as_slice(), prints[&row.seq]);
        assert!(
            message.card.luhn_ok()
                && !message.expiry.is_over(at(&record.story.history[0].transaction).date_naive())
        );
        assert!(row.id.check_digit_ok() && ids.insert(row.id));
        assert!(last.insert(row.till, row.id).is_none_or(|before| before < row.id), "ids of a till grow");
        assert!(row.id.as_str().starts_with(&at(row).format("%y%m%d%H%M%S%3f").to_string()));
    }
    assert!(rows.is_sorted_by(|newer, older| newer.created_at >= older.created_at));
    let facts: (i64, i64) = shop
        .raw()
        .query_row(
            "SELECT count(*), count(t.seq) FROM journal j LEFT JOIN transactions t ON t.seq = j.seq \
             AND t.created_at = j.at AND t.utc_offset = j.utc_offset AND t.till = j.till AND t.kind = j.kind",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .expect("journal");
    assert_eq!(facts, (3_001, 3_000), "that it was begun, and each row");
    for check in ["integrity_check", "foreign_key_check"] {
        let mut answers = Vec::new();
        let pragma = |row: &rusqlite::Row<'_>| {
            answers.push(row.get::<_, String>(0)?);
            Ok(())
        };
        shop.raw().pragma_query(None, check, pragma).expect("pragma");
        assert_eq!(answers, if check == "integrity_check" { vec!["ok"] } else { Vec::new() });
    }
}

/// Whether a row is meant, as plainly as it can be said.
type Naive<'a> = &'a dyn Fn(&Transaction) -> bool;

#[test]
fn searches_find_what_a_look_at_every_row_finds() {
    let shop = made(3_000, 5);
    let (desk, rows, prints) = (shop.open(), all(&shop), fingerprints(&shop));
    let some = &rows[1_234];
    let day = at(some).timestamp_millis() - 40_000_000..at(some).timestamp_millis() + 7;
    let cases: [(Condition, Naive<'_>); 10] = [
        (Condition::Id(some.id), &|row| row.id == some.id),
        (Condition::IdEnds("07".into()), &|row| row.id.as_str().ends_with("07")),
        (Condition::CardEnd(some.card.tail().into()), &|row| row.card.tail() == some.card.tail()),
        (Condition::CardEnd("5".into()), &|row| row.card.tail().ends_with('5')),
        (Condition::Amount(10_000..=24_900), &|row| (10_000..=24_900).contains(&row.amount.get())),
        (Condition::Times(vec![day.clone()]), &|row| day.contains(&at(row).timestamp_millis())),
        (Condition::Cancel, &|row| row.kind != Kind::Payment),
        (Condition::State(State::Part), &|row| {
            row.kind == Kind::Payment && !row.remaining.is_nothing() && row.remaining.amount() < row.amount
        }),
        (Condition::Till(Till::new(2).expect("till")), &|row| row.till.number() == 2),
        (Condition::SameCard(some.seq), &|row| prints[&row.seq] == prints[&some.seq]),
    ];
    for (condition, naive) in cases {
        let query = Query::from(condition);
        let mut search = desk.search(&query, &|| false).expect("search");
        let found = search.page(PageFrom::Start, 9_999).expect("page").expect("rows");
        let found: Vec<&Transaction> = found.iter().map(|Found { transaction, .. }| transaction).collect();
        let expected: Vec<&Transaction> = rows.iter().filter(|row| naive(row)).collect();
        assert!(!expected.is_empty(), "{query:?}");
        assert_eq!(found, expected, "{query:?}");
    }
    assert_eq!(desk.last().expect("last").as_ref(), rows.iter().find(|row| row.till == Till::FIRST));
}

/// Everything about a file but its rows.
fn shape(connection: &Connection) -> Vec<String> {
    let mut lines = Vec::new();
    for pragma in [
        "journal_mode",
        "page_size",
        "user_version",
        "application_id",
        "auto_vacuum",
        "encoding",
        "freelist_count",
    ] {
        let value: rusqlite::types::Value =
            connection.pragma_query_value(None, pragma, |row| row.get(0)).expect(pragma);
        lines.push(format!("{pragma} {value:?}"));
    }
    let mut schema = connection
        .prepare("SELECT concat_ws('|', type, name, tbl_name, sql) FROM sqlite_schema ORDER BY type, name")
        .expect("schema");
    let rows = schema.query_map([], |row| row.get(0)).expect("schema");
    lines.extend(rows.collect::<Result<Vec<String>, _>>().expect("text"));
    lines
}

#[test]
fn the_file_is_made_like_any_ledger() {
    let (usual, shop) = (Shop::new(), made(300, 6));
    drop(usual.open());
    assert_eq!(shape(&shop.raw()), shape(&usual.raw()));
    assert_eq!((mode(&shop.ledger()), mode(&shop.keyring())), (0o600, 0o600));
    // And it goes on as one.
    let mut desk = shop.open();
    let paid = desk.pay(&sale(CARD, 1_000), &meant()).expect("paid").transaction;
    assert_eq!((paid.seq, all(&shop).len()), (302, 301));
}

/// What lies in the ledger's folder.
fn files(shop: &Shop) -> Vec<String> {
    let Ok(entries) = fs::read_dir(shop.ledger().parent().expect("folder")) else { return Vec::new() };
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.expect("entry").file_name().into_string().expect("name");
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort_unstable();
    names
}

#[test]
fn a_ledger_with_transactions_is_refused_and_stays_as_it_is() {
    let shop = Shop::new();
    shop.open().pay(&sale(CARD, 1_000), &meant()).expect("paid");
    let before = listing(&shop);
    let trouble = ledger_trouble(make(&shop, &demo(10, 1)).expect_err("refused"));
    assert!(matches!(trouble, LedgerTrouble::NotEmpty), "{trouble:?}");
    assert_eq!((listing(&shop), files(&shop)), (before, vec!["ledger.db".to_owned()]));
}

#[test]
fn an_empty_ledger_is_taken_over_unless_a_till_is_at_it() {
    let shop = Shop::new();
    let till = shop.open();
    let trouble = ledger_trouble(make(&shop, &demo(10, 1)).expect_err("refused"));
    assert!(matches!(trouble, LedgerTrouble::Locked), "{trouble:?}");
    drop(till);
    make(&shop, &demo(10, 1)).expect("made").expect("not stopped");
    assert_eq!(files(&shop), ["ledger.db"]);
    assert_eq!(all(&shop).len(), 10);
}

#[test]
fn stopped_at_any_moment_it_leaves_no_ledger() {
    let shop = Shop::new();
    let total = 5_000;
    for moment in [2_048, total] {
        let ending = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&ending);
        let progress = Progress::new(ending).reporting(move |done, of| {
            assert_eq!(of, total);
            if done == moment {
                seen.store(true, Ordering::Relaxed);
            }
        });
        let made =
            demo(total, 1).make(&shop.settings(), World::new(shop.clock.clone(), SystemRandom), &progress);
        assert_eq!((made.expect("no trouble"), progress.stopped()), (None, true), "{moment}");
        assert_eq!(files(&shop), [""; 0], "{moment}");
    }
}

#[test]
fn what_a_killed_run_has_left_is_removed_by_the_next_one() {
    let shop = Shop::new();
    let folder = shop.ledger().parent().expect("folder").to_owned();
    fs::create_dir_all(&folder).expect("folder");
    for name in ["ledger.db.unfinished-1", "ledger.db.unfinished-22", "ledger.db.unfinished-22-journal"] {
        fs::write(folder.join(name), "half a page").expect("written");
    }
    // Not ours to remove.
    let others = ["ledger.db.unfinished-x", "other.db.unfinished-1"];
    for name in others {
        fs::write(folder.join(name), "").expect("written");
    }
    make(&shop, &demo(10, 1)).expect("made").expect("not stopped");
    assert_eq!(files(&shop), [&["ledger.db"][..], &others].concat());
}
