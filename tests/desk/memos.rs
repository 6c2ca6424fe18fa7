//! Memos: with a payment or cancel, or later; which one counts, and what finds it.

use paydesk::{
    desk::{CancelOptions, Desk, DeskError, PayOptions, Verdict, Verifier, World},
    ledger::LedgerTrouble,
    payment::{Field, FieldError, Memo, Problem},
    record::{Condition, Fact, FactKind, Progress, Query, Term, Transaction},
};

use crate::shop::{
    CARD, OTHER_CARD, Shop, chmod, form, ledger_trouble, meant, named, part, pay, request_id, sale,
};

fn memo(text: &str) -> Option<Memo> {
    Memo::of_caller(text, None).expect("a memo")
}

fn with(text: &str, options: PayOptions) -> PayOptions {
    PayOptions { memo: memo(text), ..options }
}

/// What the ledger says of a transaction, alone and in a list.
fn memo_of(desk: &Desk, transaction: &Transaction) -> Option<String> {
    let found = desk.find(transaction.id).expect("found").story.transaction;
    let all = desk.list(&Query::default(), None, 99).expect("listed");
    let listed = all.into_iter().find(|one| one.transaction.id == found.id).expect("listed").transaction;
    assert_eq!(listed, found);
    found.memo.map(|memo| memo.as_str().to_owned())
}

/// The facts of the journal after the first `seq`, oldest first.
fn facts_after(shop: &Shop, seq: i64) -> Vec<Fact> {
    let raw = shop.raw();
    let mut statement =
        raw.prepare("SELECT kind, body FROM journal WHERE seq > ?1 ORDER BY seq").expect("SQL");
    let rows = statement.query_map([seq], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))).expect("rows");
    let fact = |row: rusqlite::Result<(u8, Vec<u8>)>| {
        let (kind, body) = row.expect("a row");
        Fact::from_body(FactKind::from_repr(kind).expect("a kind"), &body).expect("a fact")
    };
    rows.map(fact).collect()
}

fn refusal(error: DeskError) -> (Field, Problem) {
    match error {
        DeskError::Refused(FieldError { field, problem }) => (field, problem),
        other => panic!("not refused: {other:?}"),
    }
}

/// Checks everything, as `paydesk verify` does.
fn assert_whole(shop: &Shop) {
    let verifier = Verifier::open(shop.settings(), World::system()).expect("keyring");
    let verdict = verifier.check(None, &Progress::default()).expect("checked");
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
}

fn count(shop: &Shop, table: &str) -> i64 {
    shop.raw().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
}

#[test]
fn a_memo_comes_with_its_payment_or_cancel() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let plain = pay(&mut desk, 1_000);
    assert_eq!((memo_of(&desk, &plain), count(&shop, "memos"), count(&shop, "memo_words")), (None, 0, 0));
    // The same card and amount again: a fact of its own, behind the memo.
    let paid = desk.pay(&sale(CARD, 1_000), &with("주문 A-17", meant())).expect("paid").transaction;
    assert_eq!(paid.memo, memo("주문 A-17"));
    let options = CancelOptions { request_id: None, memo: memo("broken") };
    let cancel = desk.cancel_with(&part(paid.id, 300), &options).expect("cancelled").transaction;
    let expected = [
        Fact::PAYMENT,
        Fact::Memo { transaction: paid.seq, text: memo("주문 A-17") },
        Fact::DuplicateAllowed { transaction: paid.seq, earlier: plain.id },
        Fact::CANCEL,
        Fact::Memo { transaction: cancel.seq, text: memo("broken") },
    ];
    assert_eq!(facts_after(&shop, plain.seq), expected);
    assert_eq!(memo_of(&desk, &paid).as_deref(), Some("주문 A-17"));
    assert_eq!(memo_of(&desk, &cancel).as_deref(), Some("broken"));
    let history = desk.find(cancel.id).expect("found").story.history;
    let memos: Vec<_> = history.into_iter().map(|step| step.transaction.memo).collect();
    assert_eq!(memos, [memo("주문 A-17"), memo("broken")]);
    assert_eq!(desk.last().expect("read").expect("a cancel").memo, memo("broken"));
    assert_whole(&shop);
}

#[test]
fn the_last_memo_counts_and_all_are_kept() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = desk.pay(&sale(CARD, 1_000), &with("first", PayOptions::default())).expect("paid").transaction;
    let mut other = shop.open_till(2);
    for text in ["second", "", "third"] {
        other.record_memo(&paid, memo(text)).expect("recorded");
        assert_eq!(memo_of(&desk, &paid), memo(text).map(|memo| memo.as_str().to_owned()));
    }
    let texts =
        ["first", "second", "", "third"].map(|text| Fact::Memo { transaction: paid.seq, text: memo(text) });
    assert_eq!(facts_after(&shop, paid.seq), texts);
    assert_eq!((count(&shop, "memos"), count(&shop, "memo_words")), (1, 1));
    desk.rebuild_index(&Progress::default()).expect("made again");
    assert_eq!(memo_of(&desk, &paid).as_deref(), Some("third"));
    assert_whole(&shop);
}

#[test]
fn a_repeated_request_has_the_memo_of_its_first_result() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let first = desk.pay(&sale(CARD, 1_000), &with("A-17", named("a"))).expect("paid").transaction;
    let plain = desk.pay(&sale(OTHER_CARD, 2_000), &named("b")).expect("paid").transaction;
    // In the same millisecond as the payment: it did not come with it all the same.
    desk.record_memo(&plain, memo("later")).expect("recorded");
    desk.record_memo(&first, memo("A-18")).expect("recorded");
    let again = desk.pay(&sale(CARD, 1_000), &with("A-17", named("a"))).expect("repeated").transaction;
    assert_eq!((again.id, again.memo), (first.id, memo("A-17")));
    let again = desk.pay(&sale(OTHER_CARD, 2_000), &named("b")).expect("repeated").transaction;
    assert_eq!((again.id, again.memo), (plain.id, None));
    let taken_by =
        |earlier: &Transaction| (Field::RequestId, Problem::RequestIdReused { earlier: earlier.id });
    for text in ["A-18", ""] {
        let refused = desk.pay(&sale(CARD, 1_000), &with(text, named("a"))).expect_err("another memo");
        assert_eq!(refusal(refused), taken_by(&first), "{text}");
    }
    let refused = desk.pay(&sale(OTHER_CARD, 2_000), &with("later", named("b"))).expect_err("another memo");
    assert_eq!(refusal(refused), taken_by(&plain));

    let options = |text| CancelOptions { request_id: Some(request_id("c")), memo: memo(text) };
    let cancel = desk.cancel_with(&part(first.id, 300), &options("back")).expect("cancelled").transaction;
    let again = desk.cancel_with(&part(first.id, 300), &options("back")).expect("repeated").transaction;
    assert_eq!((again.id, again.memo), (cancel.id, memo("back")));
    let refused = desk.cancel(&part(first.id, 300), Some(&request_id("c"))).expect_err("without a memo");
    assert_eq!(refusal(refused), taken_by(&cancel));
    assert_eq!(memo_of(&desk, &first).as_deref(), Some("A-18"));
    assert_whole(&shop);
}

#[test]
fn no_memo_has_the_card_of_its_transaction() {
    let shop = Shop::new();
    let mut desk = shop.open();
    // Its check digit does not match: no scheme gave it out.
    let own = "카드 1234 5678-9012 3456";
    let holds = (Field::Memo, Problem::HoldsCard);
    let refused = desk.pay(&form(CARD, "1000", "91", "0"), &with(own, meant())).expect_err("refused");
    assert_eq!(refusal(refused), holds);
    let paid = pay(&mut desk, 1_000);
    let options = CancelOptions { request_id: None, memo: memo(own) };
    let refused = desk.cancel_with(&part(paid.id, 300), &options).expect_err("refused");
    assert_eq!(refusal(refused), holds);
    assert_eq!(refusal(desk.record_memo(&paid, memo(own)).expect_err("refused")), holds);
    assert_eq!(facts_after(&shop, 0).len(), 2, "the beginning and one payment");
    let other = desk.pay(&sale(OTHER_CARD, 1_000), &with(own, meant())).expect("another card").transaction;
    assert_eq!(memo_of(&desk, &other).as_deref(), Some(own));
}

#[test]
fn memos_are_found_by_the_beginnings_of_their_words() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let memos = ["Order A-17", "order A-18 order-b", "주문 A-17", "", "Ärger"];
    let ids =
        memos.map(|text| desk.pay(&sale(CARD, 1_000), &with(text, meant())).expect("paid").transaction.id);
    let found = |query: &Query| -> Vec<usize> {
        let rows = desk.list(query, None, 99).expect("listed").into_iter();
        let places =
            rows.map(|found| ids.iter().position(|id| *id == found.transaction.id).expect("one of them"));
        let mut places: Vec<_> = places.collect();
        places.reverse();
        places
    };
    for (word, expected) in [
        ("order", vec![0, 1]),
        ("a-1", vec![0, 1, 2]),
        ("a-17", vec![0, 2]),
        ("주", vec![2]),
        ("ä", vec![4]),
        ("-17", vec![]),
        ("orders", vec![]),
        ("", vec![0, 1, 2, 4]),
    ] {
        let is = Term::is(Condition::Memo(word.to_owned()));
        let not = Term { not: true, ..is.clone() };
        let others = (0..5).filter(|place| !expected.contains(place)).collect::<Vec<_>>();
        assert_eq!(found(&Query { terms: vec![is.clone()] }), expected, "{word}");
        assert_eq!(found(&Query { terms: vec![not] }), others, "not {word}");
        let both = vec![is, Term::is(Condition::Memo("주문".to_owned()))];
        let expected = expected.into_iter().filter(|place| *place == 2).collect::<Vec<_>>();
        assert_eq!(found(&Query { terms: both }), expected, "{word} and another");
    }
}

#[test]
fn a_damaged_memo_holds_up_no_cancel_and_is_made_again() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = desk.pay(&sale(CARD, 1_000), &with("A-17", named("a"))).expect("paid").transaction;
    shop.raw().execute_batch("UPDATE memos SET text = ' x'").expect("spoilt");
    match ledger_trouble(desk.find(paid.id).expect_err("it cannot be shown")) {
        LedgerTrouble::Corrupt(spot) => assert_eq!(spot.to_string(), "memos row 2 text"),
        other => panic!("{other:?}"),
    }
    desk.cancel(&part(paid.id, 300), None).expect("cancelled");
    desk.pay(&sale(CARD, 1_000), &with("A-17", named("a"))).expect("repeated");
    desk.rebuild_index(&Progress::default()).expect("made again");
    assert_eq!(memo_of(&desk, &paid).as_deref(), Some("A-17"));
    assert_whole(&shop);
}

#[test]
fn nothing_is_given_to_a_ledger_that_cannot_be_written() {
    let shop = Shop::new();
    let paid = pay(&mut shop.open(), 1_000);
    shop.checkpoint();
    chmod(&shop.ledger(), 0o400);
    let mut desk = Desk::open_to_read(shop.settings(), World::system()).expect("read");
    let refused = desk.record_memo(&paid, memo("A-17")).err().map(ledger_trouble);
    assert!(matches!(refused, Some(LedgerTrouble::ReadOnly)), "{refused:?}");
    assert_eq!(memo_of(&desk, &paid), None);
}

#[test]
fn the_schema_refuses_what_is_no_memo() {
    let shop = Shop::new();
    let mut desk = shop.open();
    desk.pay(&sale(CARD, 1_000), &with("A-17", meant())).expect("paid");
    let raw = shop.raw();
    raw.pragma_update(None, "foreign_keys", true).expect("set");
    for (sql, said) in [
        ("UPDATE memos SET fact = 2", "CHECK constraint failed: fact > seq"),
        ("UPDATE memos SET text = printf('%241d', 7)", "CHECK constraint failed: length(text) <= 240"),
        ("UPDATE memos SET text = NULL", "NOT NULL constraint failed: memos.text"),
        ("INSERT INTO memos VALUES (99, 100, '')", "FOREIGN KEY constraint failed"),
        ("INSERT INTO memo_words VALUES ('', 2)", "CHECK constraint failed: length(word) BETWEEN 1 AND 1000"),
        ("INSERT INTO memo_words VALUES ('x', 99)", "FOREIGN KEY constraint failed"),
    ] {
        let error = raw.execute(sql, []).expect_err(sql).to_string();
        assert!(error.contains(said), "{sql}: {error}");
    }
}
