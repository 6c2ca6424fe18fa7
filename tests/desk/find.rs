//! Finding, listing, counting and adding up.

use paydesk::{
    desk::Desk,
    payment::{CardNumber, Kind, Problem},
    record::{Condition, Count, Fact, FactKind, Progress, Query, Totals, Transaction},
};

use crate::shop::{CARD, OTHER_CARD, Shop, form, id, ledger_trouble, meant, part, pay, refusal, rest, sale};

#[test]
fn a_payment_is_found_with_its_history() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1000);
    let first = desk.cancel(&part(paid.id, 300), None).expect("cancelled").transaction;
    pay(&mut desk, 777);
    let second = desk.cancel(&rest(paid.id), None).expect("cancelled").transaction;

    let record = desk.find(paid.id).expect("found");
    let steps: Vec<_> = record
        .story
        .history
        .iter()
        .map(|step| (step.transaction.id, step.left.amount().get(), step.left.vat().get()))
        .collect();
    assert_eq!(steps, [(paid.id, 1000, 91), (first.id, 700, 64), (second.id, 0, 0)]);
    let cancels: Vec<_> = record.story.cancels().map(|step| step.transaction.id).collect();
    assert_eq!(cancels, [first.id, second.id]);
    assert_eq!(record.story.transaction.remaining.amount().get(), 0);
    assert_eq!((record.message.id, record.message.card.expose()), (paid.id, CARD));

    // The id of a cancel works too, and shows where it belongs.
    let record = desk.find(first.id).expect("found");
    assert_eq!(record.story.transaction.kind, Kind::Cancel { original: paid.id });
    assert_eq!(record.story.history.len(), 3);
    assert_eq!(record.story.cancels().count(), 0);
}

#[test]
fn what_is_not_there_is_not_found() {
    let desk = Shop::new().open();
    for (wrong, mistyped) in [("26112114320712301009", true), ("XXXXXXXXXXXXXXXXXXXX", false)] {
        let problem = match desk.find(id(wrong)).expect_err("nothing there") {
            paydesk::desk::DeskError::Refused(error) => error.problem,
            other => panic!("{other:?}"),
        };
        assert_eq!(problem, Problem::NotFound { mistyped });
    }
    assert!(desk.list(&Query::default(), None, 50).expect("list").is_empty());
    assert_eq!(desk.count(&Query::default()).expect("count"), Count::Exactly(0));
    assert_eq!(desk.today().expect("totals"), Totals::default());
    assert_eq!(desk.last().expect("last"), None);
}

#[test]
fn pages_joined_together_are_everything() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let mut written: Vec<Transaction> = Vec::new();
    for number in 0..60 {
        let card = if number % 3 == 0 { OTHER_CARD } else { "9876543210987" };
        let paid = desk.pay(&sale(card, 1000 + number % 4), &meant()).expect("paid").transaction;
        written.push(paid.clone());
        if number % 5 == 0 {
            written.push(desk.cancel(&rest(paid.id), None).expect("cancelled").transaction);
        }
    }
    let rows = |of: &dyn Fn(&&Transaction) -> bool| -> Vec<i64> {
        written.iter().rev().filter(of).map(|row| row.seq).collect()
    };
    let first = written[0].id;
    for (filter, expected) in [
        (Query::default(), rows(&|_| true)),
        (Condition::CardEnd("456".into()).into(), rows(&|row| row.card.tail() == "456")),
        (Condition::CardEnd("000".into()).into(), Vec::new()),
        (Condition::Amount(1002..=1002).into(), rows(&|row| row.amount.get() == 1002)),
        (Condition::Id(first).into(), vec![2]),
    ] {
        for limit in [1, 7, 50, 1000] {
            let (mut all, mut last) = (Vec::new(), None);
            loop {
                let page = desk.list(&filter, last, limit).expect("page");
                assert!(page.len() <= limit);
                if page.is_empty() {
                    break;
                }
                all.extend(page.iter().map(|row| row.transaction.seq));
                last = page.last().map(|row| row.place);
            }
            assert_eq!(all, expected, "{filter:?} by {limit}");
        }
        let count = u64::try_from(expected.len()).expect("small");
        assert_eq!(desk.count(&filter).expect("count"), Count::Exactly(count), "{filter:?}");
    }
}

#[test]
fn a_card_is_found_by_its_whole_number() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let card = |text: &str| CardNumber::parse(text).expect("a card");
    let find =
        |desk: &Desk, text: &str, is_keyed| desk.find_card(&card(text), is_keyed).expect("found").card();
    let seen = |desk: &Desk, text: &str| find(desk, text, true).map(|(seq, _)| seq);
    // The same beginning and end as CARD.
    let twin = "1234567890993456";
    assert_eq!(seen(&desk, CARD), Some(0));
    let first = desk.pay(&sale(CARD, 1000), &meant()).expect("paid").transaction;
    desk.pay(&sale(twin, 1000), &meant()).expect("paid");
    let again = desk.pay(&sale(CARD, 2000), &meant()).expect("paid").transaction;
    desk.pay(&sale(OTHER_CARD, 1000), &meant()).expect("paid");
    assert_eq!(seen(&desk, CARD), Some(again.seq));
    assert_eq!(seen(&desk, "1234567890883456"), Some(0));
    // What an id begins or ends with is no card, unless it was swiped.
    for digits in [first.id.as_str().get(..16), first.id.as_str().get(4..)] {
        let digits = digits.expect("sixteen");
        assert_eq!(seen(&desk, digits), None, "{digits}");
        assert_eq!(find(&desk, digits, false).map(|(seq, _)| seq), Some(0));
    }
    let of_card = Query::from(Condition::SameCard(again.seq));
    let listed = desk.list(&of_card, None, 9).expect("page");
    assert_eq!(listed.iter().map(|row| row.transaction.id).collect::<Vec<_>>(), [again.id, first.id]);
    // After a rotation too.
    desk.rotate_key(&Progress::default()).expect("rotated");
    assert_eq!(seen(&desk, CARD), Some(again.seq));
}

#[test]
fn a_page_says_what_remains_now() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1000).id;
    desk.cancel(&part(paid, 400), None).expect("cancelled");
    let page = desk.list(&Query::default(), None, 9).expect("page");
    assert_eq!(
        page.iter().map(|row| row.transaction.remaining.amount().get()).collect::<Vec<_>>(),
        [600, 600]
    );
}

#[test]
fn counting_stops_at_a_thousand() {
    let shop = Shop::new();
    let mut desk = shop.open();
    for _ in 0..1000 {
        pay(&mut desk, 1000);
    }
    let same = Condition::Amount(1000..=1000).into();
    assert_eq!(desk.count(&same).expect("count"), Count::Exactly(1000));
    pay(&mut desk, 1000);
    assert_eq!(desk.count(&same).expect("count"), Count::AtLeast(1000));
    assert_eq!(desk.count(&Query::default()).expect("count"), Count::AtLeast(1000));
}

#[test]
fn today_starts_and_ends_at_midnight_of_the_till() {
    let shop = Shop::new();
    let mut desk = shop.open();
    for (time, amount) in [
        ("2026-11-21T23:59:59.999+09:00", 100),
        ("2026-11-22T00:00:00.000+09:00", 1_000),
        // Still the 21st in Greenwich.
        ("2026-11-22T08:59:59.999+09:00", 10_000),
        ("2026-11-22T23:59:59.999+09:00", 100_000),
        ("2026-11-23T00:00:00.000+09:00", 1_000_000),
    ] {
        shop.clock.set(time);
        pay(&mut desk, amount);
    }
    for (time, expected) in [
        ("2026-11-21T12:00:00+09:00", (1, 100)),
        ("2026-11-22T00:00:00+09:00", (3, 111_000)),
        ("2026-11-22T23:59:59.999+09:00", (3, 111_000)),
        ("2026-11-23T00:00:00+09:00", (1, 1_000_000)),
        ("2026-11-24T00:00:00+09:00", (0, 0)),
    ] {
        shop.clock.set(time);
        let totals = desk.today().expect("totals");
        assert_eq!((totals.payments, totals.paid), expected, "{time}");
        assert_eq!((totals.cancels, totals.cancelled), (0, 0));
    }
}

#[test]
fn a_cancel_counts_on_the_day_it_is_made() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 5000).id;
    shop.clock.step(86_400_000);
    pay(&mut desk, 1000);
    desk.cancel(&part(paid, 2000), None).expect("cancelled");
    desk.cancel(&rest(paid), None).expect("cancelled");
    let totals = desk.today().expect("totals");
    let expected =
        Totals { payments: 1, paid: 1000, paid_vat: 91, cancels: 2, cancelled: 5000, cancelled_vat: 455 };
    assert_eq!(totals, expected);
    assert_eq!(totals.net_vat(), -364);
    assert_eq!(totals.net(), -4000);
}

#[test]
fn today_is_of_this_till_wherever_the_payment_was_taken() {
    let shop = Shop::new();
    let (mut first, mut second) = (shop.open(), shop.open_till(2));
    let paid = pay(&mut first, 5000).id;
    pay(&mut second, 1000);
    second.cancel(&part(paid, 2000), None).expect("cancelled");
    let net = |desk: &Desk| desk.today().map(|totals| (totals.payments, totals.net())).expect("totals");
    assert_eq!((net(&first), net(&second)), ((1, 5000), (1, -1000)));
}

#[test]
fn revealing_is_written_down() {
    let shop = Shop::new();
    let mut desk = shop.open_till(9);
    let paid = pay(&mut desk, 1000);
    desk.cancel(&rest(paid.id), None).expect("cancelled");
    shop.clock.step(5);
    desk.record_reveal(&paid).expect("recorded");
    let raw = shop.raw();
    let mut journal = raw.prepare("SELECT kind, till, at, body FROM journal ORDER BY seq").expect("SQL");
    let facts: Vec<(u8, u8, i64, Vec<u8>)> = journal
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("rows");
    let at = paid.created_at.expect("a time").timestamp_millis();
    let fact = |fact: Fact, at| (fact.kind() as u8, 9, at, fact.body().expect("a body"));
    assert_eq!(facts[0].0, FactKind::Begun as u8);
    let reveal = Fact::Reveal { transaction: 2 };
    assert_eq!(facts[1..], [fact(Fact::PAYMENT, at), fact(Fact::CANCEL, at), fact(reveal, at + 5)]);
}

#[test]
fn the_file_holds_no_card_number_and_no_cvc() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let card = "5409120034567777";
    let paid = desk.pay(&form(card, "1000", "", "0"), &meant()).expect("paid").transaction.id;
    desk.cancel(&rest(paid), None).expect("cancelled");
    for checkpointed in [false, true] {
        if checkpointed {
            shop.checkpoint();
        }
        for file in ["shop/ledger.db", "shop/ledger.db-wal"] {
            let bytes = std::fs::read(shop.folder().join(file)).expect("file");
            let holds = |part: &str| bytes.windows(part.len()).any(|window| window == part.as_bytes());
            assert!(!holds(card) && !holds(&card[3..13]) && !holds("PAYMENT   "), "{file}");
        }
    }
}

#[test]
fn a_refusal_and_trouble_have_their_codes() {
    let shop = Shop::new();
    let mut desk = shop.open();
    let paid = pay(&mut desk, 1000).id;
    let refused = desk.cancel(&part(paid, 1001), None).expect_err("too much");
    assert_eq!((refused.code().as_str(), refused.may_pass()), ("cancel_exceeds_remaining", false));
    assert_eq!(refused.to_string(), "amount: cancel_exceeds_remaining");
    let not_found = desk.cancel(&rest(id("XXXXXXXXXXXXXXXXXXXX")), None);
    assert_eq!(refusal(not_found), Problem::NotFound { mistyped: false });

    let raw = shop.raw();
    raw.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE journal").expect("dropped");
    let trouble = desk.pay(&sale(CARD, 500), &meant()).expect_err("no journal, no payment");
    assert_eq!((trouble.code().as_str(), trouble.may_pass()), ("ledger", false));
    assert_eq!(ledger_trouble(trouble).to_string(), "the schema is not ours: sqlite_schema journal");
    let rows: i64 =
        shop.raw().query_row("SELECT count(*) FROM transactions", [], |row| row.get(0)).expect("counted");
    assert_eq!(rows, 1, "nothing of it is written");
}
